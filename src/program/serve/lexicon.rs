//! The lexicon of outcomes: what each entry earns and how often it is right, and editing an entry with the statements that
//! would change before it is saved.

use super::download::{self, Download};
use super::fields::{Fields, address};
use super::frame::{self, Tab, count, said};
use super::session::{Asked, Session, does, shows};
use crate::ProgramError;
use crate::error::ServeError;
use crate::queries::Corpus;
use crate::queries::lexicon::{EntryUse, LexiconDiff};
use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use std::sync::Arc;
use stratmine_coding::lexicon::{Codebook, Group, Layer, LexiconEntry, LexiconFile};
use stratmine_output::Table;
use stratmine_study::store::{Disk as _, RealDisk};

/// Changed statements that are listed.
const LISTED: usize = 100;

/// Most bytes of an edited entry.
const MOST_BYTES: usize = 20_000;

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    app.route("/lexicon", shows(session, show))
        .route("/lexicon/entry", shows(session, entry))
        .route("/lexicon/preview", does(session, preview))
        .route("/lexicon/save", does(session, save))
}

type Used<'c> = (&'c Group, &'c LexiconEntry, EntryUse);

/// `GET /lexicon?code=&q=&unused=`
fn show(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let corpus = session.corpus()?;
    let uses = corpus.entry_uses()?;
    let wanted = fields.get("q").unwrap_or_default().to_lowercase();
    let mut entries: Vec<Used<'_>> = uses
        .entries
        .iter()
        .copied()
        .filter(|(group, entry, its)| {
            fields.get("code").is_none_or(|code| group.id == code)
                && entry.term.to_lowercase().contains(&wanted)
                && (fields.get("unused").is_some() || its.statements > 0)
        })
        .collect();
    entries.sort_by(|(_, one, its), (_, other, theirs)| {
        theirs.outcomes.cmp(&its.outcomes).then_with(|| one.term.cmp(&other.term))
    });
    if download::is_asked(asked) {
        let base = vec![format!("{} papers, {} statements decided by people", uses.documents, uses.decided)];
        let about = "What each entry of the outcomes lexicon does in the papers".to_owned();
        return Download { name: "lexicon", about, base, table: table(&entries) }.answer(session, asked, "/lexicon");
    }
    let codebook = corpus.codebook()?;
    let groups = &codebook.layer(Layer::Outcomes).codes;
    let is_editable = editable(codebook).is_some();
    let body = html! {
        h1 { "Lexicon of outcomes" }
        @if fields.get("notice") == Some("saved") {
            div.status role="status" { strong { "Saved." } " The papers are coded by the old entry until they are coded again. "
                form.inline method="post" action="/files/read" { button.tiny { "Code all papers" } } }
        }
        @if !is_editable {
            p.hint { "These are the lexicons built into the program. To edit them, give a folder with lexicons of your own: "
                code { "stratmine serve --lexicons FOLDER" } "." }
        }
        form.find method="get" action="/lexicon" {
            label { span { "Entry with" } input type="search" name="q" value=(fields.get("q").unwrap_or_default()) data-key="/"; }
            label { span { "Category" }
                select name="code" {
                    option value="" { "all" }
                    @for group in groups { option value=(group.id) selected[fields.get("code") == Some(group.id.as_str())] { (said(&group.id)) } }
                }
            }
            label.tickline { input type="checkbox" name="unused" value="1" checked[fields.get("unused").is_some()]; span { "Also those that match nothing" } }
            button.second { "Show" }
        }
        p.hint { (count(entries.len(), "entry").replace("entrys", "entries")) "; " (count(uses.documents, "paper")) ", "
            (count(uses.decided, "statement")) " decided by people. Right: of the decided statements with the entry, those that were given its category." }
        div.scroll role="region" aria-label="Entries" tabindex="0" {
            table.cells {
                thead { tr {
                    th.name scope="col" { "entry" } th scope="col" { "category" } th.n scope="col" { "weight" }
                    th.n scope="col" { "statements" } th.n scope="col" { "outcomes" } th.n scope="col" { "papers" } th.n scope="col" { "right" }
                    @if is_editable { th scope="col" { span.hidden { "edit" } } }
                } }
                tbody { @for used in &entries { (row(used, is_editable)) } }
            }
        }
        (download::links("/lexicon", fields))
    };
    Ok(frame::view(session, asked, Tab::Lexicon, "Lexicon", &body).into_response())
}

fn row((group, entry, its): &Used<'_>, is_editable: bool) -> Markup {
    html! {
        tr {
            th.name scope="row" {
                a href=(address("/search", [("entry", entry.term.as_str()), ("in", "statements")])) { (said(&entry.term)) }
                @if let Some(note) = &entry.note { br; span.hint { (said(note)) } }
            }
            td { (said(&group.id)) }
            td.n { (entry.weight) }
            td.n { (its.statements) }
            td.n { (its.outcomes) }
            td.n { (its.documents) }
            td.n { @if its.decided > 0 { (its.right) " of " (its.decided) } }
            @if is_editable {
                td { a href=(address("/lexicon/entry", [("line", entry.line.to_string().as_str())])) { "Edit" span.hidden { " " (said(&entry.term)) } } }
            }
        }
    }
}

fn table(entries: &[Used<'_>]) -> Table {
    Table::of(entries)
        .text("entry", |(_, entry, _)| (&entry.term).into())
        .text("code", |(group, ..)| (&group.id).into())
        .number("weight", |(_, entry, _)| stratmine_output::Cell::number(Some(f64::from(entry.weight)), 1))
        .number("statements", |(.., its)| its.statements.into())
        .number("outcomes", |(.., its)| its.outcomes.into())
        .number("documents", |(.., its)| its.documents.into())
        .number("decided", |(.., its)| its.decided.into())
        .number("right", |(.., its)| its.right.into())
        .table()
}

/// The file of the outcomes lexicon, where it is one of the person's own.
fn editable(codebook: &Codebook) -> Option<&LexiconFile> {
    codebook.source(Layer::Outcomes.kind()).filter(|source| source.path.is_some())
}

/// The lines of a file, from 0, that hold the entry of a line: from a brace that opens to the one that closes it.
fn lines_of(text: &str, line: usize) -> Option<std::ops::RangeInclusive<usize>> {
    let lines: Vec<&str> = text.lines().collect();
    let at = line.checked_sub(1).filter(|at| *at < lines.len())?;
    let first = (0..=at).rev().find(|at| lines.get(*at).is_some_and(|line| line.trim_start().starts_with('{')))?;
    let (mut depth, mut quoted) = (0_i32, false);
    for (number, line) in lines.iter().enumerate().skip(first) {
        let mut letters = line.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => quoted = !quoted,
                '\\' if quoted => drop(letters.next()),
                '#' if !quoted => break,
                '{' if !quoted => depth += 1,
                '}' if !quoted => depth -= 1,
                _ => {}
            }
        }
        if depth == 0 {
            return (number >= at).then_some(first..=number);
        }
    }
    None
}

/// What is to be edited: its file, and its lines.
struct Edit<'c> {
    source: &'c LexiconFile,
    lines: std::ops::RangeInclusive<usize>,
}

impl<'c> Edit<'c> {
    fn of(codebook: &'c Codebook, fields: &Fields) -> Result<Self, ProgramError> {
        let wrong = |problem: &str| ServeError::Field { field: "line", problem: problem.to_owned() };
        let line: usize = fields.parsed("line")?.ok_or_else(|| ServeError::missing("line"))?;
        let source = editable(codebook).ok_or_else(|| wrong("the lexicons built into the program are not edited"))?;
        let lines = lines_of(&source.text, line).ok_or_else(|| wrong("no entry stands there"))?;
        Ok(Self { source, lines })
    }

    fn text(&self) -> String {
        let all: Vec<&str> = self.source.text.lines().collect();
        all.get(self.lines.clone()).unwrap_or_default().join("\n")
    }

    /// The file with another text in place of the entry. Everything else stays, comments too.
    fn changed(&self, text: &str) -> String {
        let all: Vec<&str> = self.source.text.lines().collect();
        let before = all.get(..*self.lines.start()).unwrap_or_default();
        let after = all.get(self.lines.end() + 1..).unwrap_or_default();
        let own: Vec<&str> = text.lines().map(str::trim_end).collect();
        let mut whole = [before, &own, after].concat().join("\n");
        whole.push('\n');
        whole
    }
}

/// `GET /lexicon/entry?line=`
fn entry(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let corpus = session.corpus()?;
    let edit = Edit::of(corpus.codebook()?, &asked.fields)?;
    let body = html! {
        h1 { "Edit an entry" }
        (editor(&edit, &edit.text(), &asked.fields))
    };
    Ok(frame::view(session, asked, Tab::Lexicon, "Edit an entry", &body).into_response())
}

fn editor(edit: &Edit<'_>, text: &str, fields: &Fields) -> Markup {
    let rows = (text.lines().count() + 1).clamp(3, 20);
    html! {
        p.hint { (said(&edit.source.file)) ", line " (edit.lines.start() + 1) ". An entry is written as in the file; "
            "other lines and comments stay as they are." }
        form method="post" action="/lexicon/preview" {
            input type="hidden" name="line" value=(fields.get("line").unwrap_or_default());
            input type="hidden" name="seen" value=(edit.text());
            label { span { "The entry" }
                textarea.wide-field name="text" rows=(rows) spellcheck="false" { (said_lines(text)) }
            }
            div.buttons { button { "Show what would change" } a.button.second href="/lexicon" { "Leave it" } }
        }
    }
}

/// Text of several lines for a field.
fn said_lines(text: &str) -> Markup {
    maud::PreEscaped(stratmine_output::escape::for_html_lines(text))
}

/// The text of a form, with plain line ends.
fn text_of(fields: &Fields) -> Result<String, ProgramError> {
    let text = fields.raw("text").ok_or_else(|| ServeError::missing("text"))?.replace("\r\n", "\n");
    if text.len() > MOST_BYTES { Err(ServeError::TooLarge.into()) } else { Ok(text) }
}

/// The lexicons with the changed file.
fn codebook_with(codebook: &Codebook, edit: &Edit<'_>, text: &str) -> Result<Codebook, ProgramError> {
    let whole = edit.changed(text);
    let own = codebook.sources().iter().filter(|source| source.path.is_some());
    let texts: Vec<(&str, &str)> = own
        .map(|source| {
            (source.file.as_str(), if source.file == edit.source.file { whole.as_str() } else { source.text.as_str() })
        })
        .collect();
    Ok(Codebook::of_texts(&texts)?)
}

/// `POST /lexicon/preview`
fn preview(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let corpus = session.corpus()?;
    let codebook = corpus.codebook()?;
    let edit = Edit::of(codebook, fields)?;
    let text = text_of(fields)?;
    let body = match codebook_with(codebook, &edit, &text) {
        Err(error) => html! {
            h1 { "Edit an entry" }
            div.problem role="alert" { p { strong { "This cannot be used." } } pre { (said_lines(&error.to_string())) } }
            (editor(&edit, &text, fields))
        },
        Ok(changed) => {
            let diff = corpus.coding_changes(codebook, &changed)?;
            html! {
                h1 { "What would change" }
                (changes(&corpus, &diff)?)
                form method="post" action="/lexicon/save" {
                    input type="hidden" name="line" value=(fields.get("line").unwrap_or_default());
                    input type="hidden" name="seen" value=(edit.text());
                    input type="hidden" name="text" value=(text);
                    div.buttons { button { "Save the entry" } }
                }
                (editor(&edit, &text, fields))
            }
        }
    };
    Ok(frame::view(session, asked, Tab::Lexicon, "What would change", &body).into_response())
}

fn changes(corpus: &Corpus<'_>, diff: &LexiconDiff) -> Result<Markup, ProgramError> {
    let mut rows = Vec::new();
    for change in diff.changes.iter().take(LISTED) {
        let found = corpus.statement(&change.statement)?;
        let document = found.paper().document.to_string();
        rows.push(html! {
            tr {
                td { a href=(frame::paper_address(&document, change.page, &change.statement)) { (said(&change.quote)) } }
                td { (said(&change.from)) }
                td { strong { (said(&change.to)) } }
                td { @for reason in &change.because { (said(reason)) br; } }
            }
        });
    }
    Ok(html! {
        p { strong { (count(diff.changes.len(), "statement")) } " of " (diff.statements) " in " (count(diff.papers, "paper"))
            " would be coded differently by the weights of the lexicons." }
        @if !rows.is_empty() {
            div.scroll role="region" aria-label="Statements that would change" tabindex="0" {
                table {
                    thead { tr { th.name scope="col" { "statement" } th scope="col" { "now" } th scope="col" { "then" } th scope="col" { "because" } } }
                    tbody { @for row in rows { (row) } }
                }
            }
            @if diff.changes.len() > LISTED { p { "The first " (LISTED) " are shown." } }
        }
    })
}

/// `POST /lexicon/save`
fn save(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let corpus = session.corpus()?;
    let codebook = corpus.codebook()?;
    let edit = Edit::of(codebook, fields)?;
    let text = text_of(fields)?;
    let seen = fields.get("seen").unwrap_or_default().replace("\r\n", "\n");
    if seen.trim() != edit.text().trim() {
        let problem = "somebody changed the entry meanwhile".to_owned();
        return Err(ServeError::Field { field: "entry", problem }.into());
    }
    codebook_with(codebook, &edit, &text)?;
    if let Some(path) = &edit.source.path {
        let whole = edit.changed(&text);
        session.write(|| Ok(RealDisk.write(path, whole.as_bytes())?))?;
    }
    Ok(Redirect::to("/lexicon?notice=saved").into_response())
}

#[cfg(test)]
mod tests {
    use super::lines_of;

    #[test]
    fn an_entry_is_found_by_a_line_of_it_with_braces_in_quotes_and_remarks_passed_over() {
        let text = "[[code]]\nentries = [\n  # { no entry\n  { term = \"a}b\", weight = 1 }, # } a remark\n  { weight = 3, terms = [\n    \"x\",\n    \"y\",\n  ] },\n]\n";
        assert_eq!(lines_of(text, 4), Some(3..=3));
        assert_eq!(lines_of(text, 6), Some(4..=7));
        assert_eq!(lines_of(text, 1), None);
        assert_eq!(lines_of(text, 9), None);
        assert_eq!(lines_of(text, 99), None);
    }
}
