//! Looking into the lexicons: what is in them, what is wrong with them, and why a statement is coded as it is.

mod diff;
mod exchange;
mod stats;
mod suggest;

pub use diff::diff_lexicons;
pub use exchange::{DictionaryForm, export_dictionary, import_dictionary};
pub use stats::entry_stats;
pub use suggest::{Among, suggest_terms};

use crate::{ProgramError, Workspace};
use std::collections::BTreeSet;
use stratmine_coding::lexicon::{Finding, Layer, LexiconErrors, LexiconKind, Severity};
use stratmine_model::{BlockKind, Code};
use stratmine_output::{Cell, Table};
use stratmine_study::ledger::{Documents, Ledger};
use stratmine_study::store::RealDisk;

/// The codes of all lexicons, with the number of their entries; for the rules of intent, one row a rule.
///
/// # Errors
/// [`ProgramError::Lexicon`].
pub fn list_lexicons(workspace: &Workspace) -> Result<Table, ProgramError> {
    let codebook = workspace.codebook()?;
    let mut table = Table::new(&["lexicon", "version", "code", ">entries", ">weight", "label", "file"]);
    for lexicon in codebook.lexicons() {
        let file = codebook.source(lexicon.kind).map(stratmine_coding::lexicon::LexiconFile::shown);
        for group in &lexicon.codes {
            table.push(vec![
                lexicon.kind.name().into(),
                lexicon.version.as_str().into(),
                group.id.as_str().into(),
                group.entries.len().into(),
                Cell::Empty,
                group.label.as_str().into(),
                file.clone().into(),
            ]);
        }
    }
    let intent = codebook.intent();
    let file = codebook.source(LexiconKind::Intent).map(stratmine_coding::lexicon::LexiconFile::shown);
    for rule in intent.rules() {
        let weight = if rule.is_veto() { "veto".into() } else { weight(rule.weight) };
        table.push(vec![
            LexiconKind::Intent.name().into(),
            intent.version().into(),
            rule.id.as_str().into(),
            Cell::Empty,
            weight,
            rule.note.clone().into(),
            file.clone().into(),
        ]);
    }
    table.notes.push(format!("SHA-256 over all: {}", codebook.hash()));
    Ok(table)
}

/// The entries of one code.
///
/// # Errors
/// [`ProgramError::Lexicon`]; [`ProgramError::Form`] where no lexicon has the code.
pub fn list_entries(workspace: &Workspace, wanted: &str) -> Result<Table, ProgramError> {
    let codebook = workspace.codebook()?;
    let mut table = Table::new(&["lexicon", "code", "term", ">weight", "also", "note", ">line"]);
    for lexicon in codebook.lexicons() {
        for group in lexicon.codes.iter().filter(|group| group.id == wanted) {
            for entry in &group.entries {
                table.push(vec![
                    lexicon.kind.name().into(),
                    group.id.as_str().into(),
                    entry.term.as_str().into(),
                    weight(entry.weight),
                    Cell::List(entry.codes.iter().filter(|code| **code != group.id).cloned().collect()),
                    entry.note.clone().into(),
                    entry.line.into(),
                ]);
            }
        }
    }
    if table.rows.is_empty() {
        return Err(ProgramError::Form(format!(
            "no lexicon has the code {wanted:?}\nhint: `stratmine lexicon list` shows all codes"
        )));
    }
    Ok(table)
}

/// The entries that match nothing in any document that an index counts: of the outcomes, domains, partnering and context
/// lexicons, wherever on a page, whatever the statement is.
///
/// # Errors
/// [`ProgramError`]: there is no index, a coded document is damaged, or the lexicons cannot be used.
pub fn list_unmatched(workspace: &Workspace) -> Result<Table, ProgramError> {
    let codebook = workspace.codebook()?;
    let disk = &RealDisk;
    let home = workspace.open(disk)?;
    let documents = Documents::of(disk, &home);
    let ledger = Ledger::load(disk, &home)?;
    // An entry is told by its layer, the line it stands in and its term.
    let mut matched = BTreeSet::new();
    let mut count = 0;
    for id in ledger.counted().filter_map(|entry| entry.id) {
        let document = documents.read(id)?;
        let hits = document.pages.iter().flat_map(|page| codebook.scan(&page.text));
        matched.extend(hits.map(|hit| (hit.layer, hit.entry.line, hit.entry.term.as_str())));
        count += 1;
    }
    let mut table = Table::new(&["lexicon", "code", "term", ">weight", ">line"]);
    let mut entries = 0;
    for layer in Layer::ALL {
        for group in &codebook.layer(layer).codes {
            entries += group.entries.len();
            let is_matched = |entry: &stratmine_coding::lexicon::LexiconEntry| {
                matched.contains(&(layer, entry.line, entry.term.as_str()))
            };
            for entry in group.entries.iter().filter(|entry| !is_matched(entry)) {
                table.push(vec![
                    layer.kind().name().into(),
                    group.id.as_str().into(),
                    entry.term.as_str().into(),
                    weight(entry.weight),
                    entry.line.into(),
                ]);
            }
        }
    }
    let unmatched = table.rows.len();
    table.notes.push(format!("{unmatched} of {entries} entries match nothing in {count} documents"));
    Ok(table)
}

/// What is wrong with the lexicons.
#[derive(Clone, Debug)]
pub struct Checked {
    /// One row a finding: severity, file, line, column, message, hint.
    pub table: Table,
    /// The findings for people, each with the line and a caret.
    pub text: String,
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
}

/// Checks the lexicons: whether they can be read, whether their examples hold, whether an entry adds nothing.
#[must_use]
pub fn check_lexicons(workspace: &Workspace) -> Checked {
    let findings = match workspace.codebook() {
        Ok(codebook) => stratmine_coding::lexicon::check(&codebook),
        Err(ProgramError::Lexicon(LexiconErrors { findings })) => findings,
        Err(other) => vec![Finding::of_file(Severity::Error, "lexicons", other.to_string())],
    };
    let mut table = Table::new(&["severity", "file", ">line", ">column", "message", "hint"]);
    let mut text = String::new();
    let place = |number: usize| if number == 0 { Cell::Empty } else { number.into() };
    for finding in &findings {
        table.push(vec![
            finding.severity.to_string().into(),
            finding.file.as_str().into(),
            place(finding.line),
            place(finding.column),
            finding.message.as_str().into(),
            finding.hint.clone().into(),
        ]);
        text.push_str(&stratmine_output::escape::for_lines(&finding.to_string()));
        text.push_str("\n\n");
    }
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Checked { table, text, errors: of(Severity::Error), warnings: of(Severity::Warning) }
}

/// A statement to be explained, with what is to stand around it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The statement.
    pub text: String,
    /// The headings above it, highest first.
    pub headings: Vec<String>,
    /// What introduces it.
    pub lead_in: Option<String>,
    /// The kind of its block: one that holds statements.
    pub block: BlockKind,
    /// The title of its document.
    pub title: Option<String>,
}

/// Says how a statement is coded and why: first the decision, then each rule with its weight and words, then the codes
/// with the entries that earned them, then the rules that all but held.
///
/// # Errors
/// [`ProgramError::Lexicon`].
pub fn explain(workspace: &Workspace, question: &Question) -> Result<Table, ProgramError> {
    let codebook = workspace.codebook()?;
    let asked = stratmine_coding::Question {
        text: question.text.clone(),
        headings: question.headings.clone(),
        lead_in: question.lead_in.clone(),
        block: question.block,
        title: question.title.clone(),
    };
    let why = stratmine_coding::explain(&codebook, &asked);
    let intent = &why.coding.intent;
    let mut table = Table::new(&["what", "which", ">weight", "because"]);
    let verdict = if why.coding.intended_outcome { "an intended outcome" } else { "not an intended outcome" };
    let needed = format!("an intended outcome needs {} and no veto", why.threshold);
    table.push(vec!["decision".into(), verdict.into(), weight(intent.score), needed.into()]);
    for rule in &intent.rules {
        let (what, weight) = rule.weight.map_or(("veto", Cell::Empty), |own| ("rule", weight(own)));
        table.push(vec![what.into(), rule.id.as_str().into(), weight, rule.text.as_str().into()]);
    }
    if why.coding.intended_outcome && why.coding.categories.is_empty() {
        table.push(vec!["category".into(), "unclassified".into(), Cell::Empty, "no category fits".into()]);
    }
    let layers =
        [("category", &why.coding.categories), ("domain", &why.coding.domains), ("context", &why.coding.context)];
    for (what, codes) in layers {
        for code in codes {
            table.push(vec![what.into(), code.code.as_str().into(), weight(code.score), evidence(code)]);
        }
    }
    for miss in &why.near_misses {
        let cell = if miss.weight.is_finite() { weight(miss.weight) } else { "veto".into() };
        let by = format!("does not hold because of {}", miss.stopped_by.join(", "));
        table.push(vec!["near miss".into(), miss.id.as_str().into(), cell, by.into()]);
    }
    Ok(table)
}

fn evidence(code: &Code) -> Cell {
    let shown = |found: &stratmine_model::Match| format!("{} ← {}", found.text, found.entry);
    Cell::List(code.matches.iter().map(shown).collect())
}

fn weight(weight: f32) -> Cell {
    Cell::number(Some(f64::from(weight)), 2)
}
