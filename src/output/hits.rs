//! The results of a search, for people and for machines.

use super::escape::{for_line, is_unsafe};
use super::table::{Cell, Column, ColumnRole, Table, json_line, json_text};
use super::tally::plural;
use super::wrap::{EMPHASIS, PLAIN, wrapped};
use serde_json::{Value, json};
use stratmine_model::UNCLASSIFIED;
use stratmine_model::hits::{DocumentHits, Facet, Hit, Results, Snippet, Unit};
use stratmine_model::{Offsets, Span};

/// What the terminal can take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Characters to a line; `None` breaks no line.
    pub width: Option<u16>,
    /// Whether matched words may be emphasised with terminal escapes.
    pub colour: bool,
}

/// How far a hit stands in from its document.
const INDENT: usize = 2;

/// The results for people: a line with the counts, then each document with its hits beneath, then the remarks.
pub fn hits_text(results: &Results, look: Look) -> String {
    let mut out = String::new();
    let unit = results.unit.as_str();
    let listed: usize = results.listed.iter().map(|row| row.listed.len()).sum();
    push_wrapped(&mut out, &format!("{}{}", counts_line(results), listed_part(results, listed)), look, INDENT);
    for row in &results.listed {
        out.push('\n');
        let emphasis = if look.colour { (EMPHASIS, PLAIN) } else { ("", "") };
        let title = for_line(row.title.as_deref().unwrap_or(&row.file));
        let title = format!("{}{title}{}", emphasis.0, emphasis.1);
        let organisation = row.organisation.as_deref().map(|name| for_line(name).into_owned());
        let facts: Vec<String> =
            [Some(title), organisation, row.year.map(|year| year.to_string())].into_iter().flatten().collect();
        push_wrapped(&mut out, &facts.join(" · "), look, INDENT);
        let count = format!("{} {}", row.hits, plural(row.hits, unit));
        push_wrapped(&mut out, &for_line(&format!("{} · {count}", row.file)), look, INDENT);
        for hit in &row.listed {
            push_hit(&mut out, hit, look);
        }
    }
    for facet in &results.facets {
        push_line(&mut out, "");
        push_line(&mut out, &for_line(&format!("by {} ({})", facet.field, plural(2, unit))));
        if facet.counts.is_empty() {
            push_line(&mut out, "  none");
        }
        for (value, count) in &facet.counts {
            push_line(&mut out, &for_line(&format!("{count:>7}  {value}")));
        }
    }
    if !results.notes.is_empty() {
        out.push('\n');
    }
    for note in &results.notes {
        push_wrapped(&mut out, &for_line(&format!("note: {note}")), look, INDENT);
    }
    out
}

/// What was found, in all units: "12 pages in 3 documents; 4 statements match by themselves".
pub fn counts_line(results: &Results) -> String {
    let of = |count: usize, what: &str| format!("{count} {}", plural(count, what));
    let documents = of(results.documents, "document");
    match results.unit {
        Unit::Page => format!(
            "{} in {documents}; {} {}",
            of(results.pages, "page"),
            of(results.statements, "statement"),
            if results.statements == 1 { "matches by itself" } else { "match by themselves" }
        ),
        Unit::Statement => {
            format!("{} on {} of {documents}", of(results.statements, "statement"), of(results.pages, "page"))
        }
    }
}

/// Which of the hits are listed, where not all are.
fn listed_part(results: &Results, listed: usize) -> String {
    match (results.offset, listed) {
        (0, listed) if listed == results.hits => String::new(),
        (_, 0) => "; listed: none".to_owned(),
        (0, 1) => "; listed: the first".to_owned(),
        (0, listed) => format!("; listed: the first {listed}"),
        (before, 1) => format!("; listed: number {}", before + 1),
        (before, listed) => format!("; listed: {} to {}", before + 1, before + listed),
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// One hit: page, codes, and the snippet beside or beneath.
fn push_hit(out: &mut String, hit: &Hit, look: Look) {
    let mut head = vec![match &hit.label {
        Some(label) if *label != hit.page.to_string() => format!("p. {} (printed {label})", hit.page),
        _ => format!("p. {}", hit.page),
    }];
    if let Some(statement) = hit.statement.as_ref().filter(|statement| statement.intended_outcome) {
        let none = statement.categories.is_empty();
        head.push(if none { UNCLASSIFIED.to_owned() } else { statement.categories.join(", ") });
    }
    if !hit.heading_path.is_empty() {
        head.push(format!("under \"{}\"", hit.heading_path.join(" > ")));
    }
    head.extend(hit.statement.as_ref().map(|statement| statement.id.clone()));
    let (head, words) = (for_line(&head.join(" · ")).into_owned(), words(&hit.snippet, look.colour).join(" "));
    push_wrapped(out, &format!("{}{head}", " ".repeat(INDENT)), look, 2 * INDENT);
    push_wrapped(out, &format!("{}{words}", " ".repeat(2 * INDENT)), look, 0);
}

/// A line, broken where the terminal has no room.
fn push_wrapped(out: &mut String, line: &str, look: Look, hanging: usize) {
    push_line(out, &wrapped(line, look.width, hanging));
}

/// The snippet's words as shown.
fn words(snippet: &Snippet, colour: bool) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut word, mut marked) = (String::new(), false);
    let mut marks = snippet.marks.iter().copied().peekable();
    let mut end = |word: &mut String, marked: &mut bool| {
        if std::mem::take(marked) {
            word.push_str(PLAIN);
        }
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    if snippet.cut_before {
        word.push('…');
    }
    for (offset, letter) in snippet.text.char_indices() {
        while marks.next_if(|mark: &Span| mark.end <= offset).is_some() {}
        let inside = colour && marks.peek().is_some_and(|mark| mark.start <= offset);
        if letter.is_whitespace() {
            end(&mut word, &mut marked);
            continue;
        }
        if inside != marked {
            word.push_str(if inside { EMPHASIS } else { PLAIN });
            marked = inside;
        }
        word.push(if is_unsafe(letter) { char::REPLACEMENT_CHARACTER } else { letter });
    }
    if snippet.cut_after {
        if std::mem::take(&mut marked) {
            word.push_str(PLAIN);
        }
        word.push('…');
    }
    end(&mut word, &mut marked);
    words
}

/// The hits as JSON Lines, one a hit, best document first.
///
/// Fields: `file`, `sha256` (of the document), `title`, `organisation`, `year`, `page` (physical, from 1), `label` (printed),
/// `score` (BM25), `snippet`, `marks` (matched words as `[start, end]` in **code points** of `snippet`), `cut_before`,
/// `cut_after`; and of a statement `statement` (its id), `start` and `end` (code points of the page's text),
/// `intended_outcome`, `categories`, `probability`, which are `null` for pages; `heading_path`, of a page that above its first marked word.
pub fn hits_jsonl(results: &Results) -> String {
    records(results).iter().map(json_line).collect()
}

/// The results as one JSON object: `query`, `unit`, `hits`, `documents`, `pages` and `statements` (counts, also beyond the
/// limit), `offset`, `facets` (objects of field, and values with their counts), `notes`, and `listed` with the records of
/// [`hits_jsonl`].
pub fn hits_json(results: &Results) -> String {
    json_text(&json!({
        "query": results.query,
        "unit": results.unit.as_str(),
        "hits": results.hits,
        "documents": results.documents,
        "pages": results.pages,
        "statements": results.statements,
        "offset": results.offset,
        "facets": results.facets.iter().map(facet_json).collect::<Vec<_>>(),
        "notes": results.notes,
        "listed": records(results),
    }))
}

fn facet_json(facet: &Facet) -> Value {
    let counts = facet.counts.iter().map(|(value, count)| json!({ "value": value, "hits": count }));
    json!({ "field": facet.field, "counts": counts.collect::<Vec<_>>() })
}

/// The facets as a table: one row a value.
pub fn facets_table(results: &Results) -> Table {
    let mut table = Table::new([
        Column::text("field"),
        Column::text("value"),
        Column::named(ColumnRole::Number, plural(2, results.unit.as_str())),
    ]);
    for facet in &results.facets {
        for (value, count) in &facet.counts {
            table.push(vec![facet.field.clone().into(), value.clone().into(), (*count).into()]);
        }
    }
    table
}

fn records(results: &Results) -> Vec<Value> {
    each(results).map(|(row, hit)| record(row, hit)).collect()
}

fn each(results: &Results) -> impl Iterator<Item = (&DocumentHits, &Hit)> {
    results.listed.iter().flat_map(|row| row.listed.iter().map(move |hit| (row, hit)))
}

fn record(row: &DocumentHits, hit: &Hit) -> Value {
    let statement = hit.statement.as_ref();
    json!({
        "file": row.file,
        "sha256": row.document,
        "title": row.title,
        "organisation": row.organisation,
        "year": row.year,
        "page": hit.page,
        "label": hit.label,
        // By way of the thousandths it was rounded to: as a 64-bit number 1.234 would go out as 1.2339999675750732.
        "score": (f64::from(hit.score) * 1000.0).round() / 1000.0,
        "snippet": hit.snippet.text,
        "marks": marks(&hit.snippet),
        "cut_before": hit.snippet.cut_before,
        "cut_after": hit.snippet.cut_after,
        "statement": statement.map(|found| &found.id),
        "start": statement.map(|found| found.place.start),
        "end": statement.map(|found| found.place.end),
        "intended_outcome": statement.map(|found| found.intended_outcome),
        "categories": statement.map(|found| &found.categories),
        "probability": statement.and_then(|found| found.probability),
        "heading_path": hit.heading_path,
    })
}

/// The marks in code points.
fn marks(snippet: &Snippet) -> Vec<[usize; 2]> {
    let offsets = Offsets::of(&snippet.text);
    snippet.marks.iter().map(|mark| [offsets.point(mark.start), offsets.point(mark.end)]).collect()
}

/// The hits as a table, for CSV: one row a hit, best document first. Columns as in [`hits_jsonl`], with `marks` as the
/// matched words themselves.
pub fn hits_table(results: &Results) -> Table {
    let mut table = Table::new([
        Column::text("file"),
        Column::text("sha256"),
        Column::text("title"),
        Column::text("organisation"),
        Column::number("year"),
        Column::number("page"),
        Column::text("label"),
        Column::number("score"),
        Column::text("snippet"),
        Column::text("marks"),
        Column::text("statement"),
        Column::number("start"),
        Column::number("end"),
        Column::text("intended_outcome"),
        Column::text("categories"),
        Column::number("probability"),
        Column::text("heading_path"),
    ]);
    for (row, hit) in each(results) {
        let statement = hit.statement.as_ref();
        let marked = hit.snippet.marks.iter().filter_map(|mark| hit.snippet.text.get(mark.start..mark.end));
        table.push(vec![
            row.file.clone().into(),
            row.document.to_string().into(),
            row.title.clone().into(),
            row.organisation.clone().into(),
            Cell::number(row.year.map(f64::from), 0),
            Cell::number(Some(f64::from(hit.page)), 0),
            hit.label.clone().into(),
            Cell::number(Some(f64::from(hit.score)), 3),
            hit.snippet.text.clone().into(),
            Cell::List(marked.map(str::to_owned).collect()),
            statement.map(|found| found.id.clone()).into(),
            statement.map(|found| found.place.start).into(),
            statement.map(|found| found.place.end).into(),
            statement.map(|found| found.intended_outcome).into(),
            statement.map_or(Cell::Empty, |found| Cell::List(found.categories.clone())),
            Cell::number(statement.and_then(|found| found.probability), 4),
            Cell::List(hit.heading_path.clone()),
        ]);
    }
    table
}

#[cfg(test)]
#[path = "hits_tests.rs"]
mod tests;
