//! Which words of the outcomes does no entry cover?

use crate::{ProgramError, Workspace};
use stratmine_analysis::evaluate::keyness::{Keyness, runs};
use stratmine_coding::lexicon::Layer;
use stratmine_model::Statement;
use stratmine_output::{Cell, Table};
use stratmine_study::ledger::{Documents, Ledger};
use stratmine_study::store::RealDisk;

/// Which outcomes are looked at, and what they are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Among {
    /// All outcomes, against the statements that are none.
    Outcomes,
    /// Those without a category, against those with one.
    Unclassified,
    /// Those of one category, against those of others.
    Category(String),
}

/// Words and phrases that are key to outcomes and that no entry of the outcomes lexicon covers, the most telling first.
/// Outcomes are those that hold: decided where a person has, else proposed.
///
/// # Errors
/// Where there is no index, a document is damaged, or there is no such category.
pub fn suggest_terms(
    workspace: &Workspace,
    among: &Among,
    least_documents: usize,
    most: usize,
) -> Result<Table, ProgramError> {
    let codebook = workspace.codebook()?;
    if let Among::Category(code) = among {
        let known: Vec<&str> = codebook.layer(Layer::Outcomes).codes.iter().map(|group| group.id.as_str()).collect();
        if !known.contains(&code.as_str()) {
            let hint = format!("hint: one of {}", known.join(", "));
            return Err(ProgramError::Form(format!("there is no category {code:?}\n{hint}")));
        }
    }
    let home = workspace.open(&RealDisk)?;
    let ledger = Ledger::load(&RealDisk, &home)?;
    let documents = Documents::of(&RealDisk, &home);
    let mut keyness = Keyness::default();
    let mut texts: Vec<(String, String)> = Vec::new();
    let (mut count, mut looked_at, mut others, mut decided) = (0, 0, 0, 0);
    for entry in ledger.counted() {
        let Some(id) = entry.id else { continue };
        let record = documents.read(id)?;
        for statement in record.pages.iter().flat_map(|page| &page.statements) {
            let Some(here) = belongs(statement, among) else { continue };
            let covered: Vec<(usize, usize)> = codebook
                .scan_layers(&statement.text, &[Layer::Outcomes])
                .iter()
                .map(|hit| (hit.span.start, hit.span.end))
                .collect();
            let runs = runs(&statement.text, &covered);
            if here {
                looked_at += 1;
                decided += usize::from(statement.decided.is_some());
                keyness.look_at(&runs, count, texts.len());
                texts.push((statement.text.clone(), statement.id.clone()));
            } else {
                others += 1;
                keyness.compare_with(&runs);
            }
        }
        count += 1;
    }
    let mut table =
        Table::new(&["term", ">log_likelihood", ">here", ">elsewhere", ">documents", "example", "statement"]);
    let found = keyness.terms(least_documents);
    let total = found.len();
    for term in found.into_iter().take(most) {
        let (text, id) = texts.get(term.example).cloned().unwrap_or_default();
        table.push(vec![
            term.term.as_str().into(),
            Cell::number(Some(term.log_likelihood), 2),
            term.here.into(),
            term.elsewhere.into(),
            term.documents.into(),
            text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
            id.into(),
        ]);
    }
    table.notes.push(format!(
        "{} of {total} terms; {looked_at} statements looked at, {decided} of them decided on by a person, {others} others, \
         {count} documents",
        table.rows.len()
    ));
    table.notes.push("log-likelihood 6.63 is significant at 1 %, 10.83 at 0.1 %".to_owned());
    Ok(table)
}

/// Whether a statement is looked at or compared with; `None` where it is neither.
fn belongs(statement: &Statement, among: &Among) -> Option<bool> {
    match among {
        Among::Outcomes => Some(statement.intended_outcome),
        _ if !statement.intended_outcome => None,
        Among::Unclassified => Some(statement.categories.is_empty()),
        Among::Category(code) => Some(statement.categories.iter().any(|found| found.code == *code)),
    }
}
