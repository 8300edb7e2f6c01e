//! Tallies by any two dimensions, as bars and as a table, and the statements behind each number.

use super::download::{self, Download};
use super::fields::{Fields, address};
use super::frame::{self, Tab, chip, colour, count, headings, key, marked, said, spaced};
use super::session::{Asked, Session, shows};
use crate::ProgramError;
use crate::error::ServeError;
use crate::queries::tally::Counting;
use axum::Router;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, PreEscaped, html};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use stratmine_analysis::tally::{Row, Tally, TallyCell, TallyDimension};
use stratmine_output::escape::for_html;
use stratmine_output::{Evidence, expected_text, outcomes_table, tally_lines, tally_long};

/// Most rows that are drawn as bars.
const MOST_BARS: usize = 40;

/// Statements on a page.
const LISTED: usize = 100;

/// What stands for any row or column.
const ALL: &str = "all";

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    app.route("/tally", shows(session, show)).route("/statements", shows(session, statements))
}

/// What the cells hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Statements,
    Documents,
    Share,
}

impl Shows {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Statements, "statements", "intended outcomes"),
        (Self::Documents, "documents", "papers with at least one"),
        (Self::Share, "share", "part of the row’s outcomes"),
    ];

    fn of(fields: &Fields) -> Self {
        let wanted = fields.get("show").unwrap_or_default();
        Self::ALL.into_iter().find(|(_, name, _)| *name == wanted).map_or(Self::Statements, |(shows, ..)| shows)
    }

    fn number(self, row: &Row, cell: &TallyCell) -> String {
        match self {
            Self::Statements => cell.statements.to_string(),
            Self::Documents => cell.documents.to_string(),
            Self::Share => row.share(cell).map(|share| format!("{:.0} %", share * 100.0)).unwrap_or_default(),
        }
    }
}

fn dimension(fields: &Fields, name: &'static str, usual: TallyDimension) -> Result<TallyDimension, ProgramError> {
    let Some(wanted) = fields.get(name) else { return Ok(usual) };
    let found = TallyDimension::ALL.into_iter().find(|known| known.as_str() == wanted);
    let problem = || ServeError::Field { field: name, problem: format!("{wanted:?} is nothing to count by") };
    Ok(found.ok_or_else(problem)?)
}

fn counting(fields: &Fields) -> Result<Counting, ProgramError> {
    Ok(Counting {
        by: dimension(fields, "by", TallyDimension::Partnering)?,
        across: dimension(fields, "across", TallyDimension::Category)?,
        proposed: fields.get("proposed").is_some(),
        repeats: fields.get("repeats").is_some(),
    })
}

/// Whether it is said beside each count how many outcomes are expected.
fn shows_expected(fields: &Fields) -> bool {
    fields.get("expected").is_some()
}

/// The fields that say what is counted, and how it is shown.
fn counted(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    fields.pairs().filter(|(name, _)| ["by", "across", "proposed", "repeats", "show", "expected"].contains(name))
}

/// The address of the statements behind a cell.
fn cell_address(fields: &Fields, row: &str, column: &str) -> String {
    address("/statements", counted(fields).chain([("row", row), ("column", column)]))
}

/// `GET /tally`
fn show(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let (corpus, counting) = (session.corpus()?, counting(fields)?);
    let tally = corpus.tally(counting)?;
    if download::is_asked(asked) {
        let about = format!("{} by {} and {}", Tally::UNIT, tally.by.as_str(), tally.across.as_str());
        let (base, table) = (tally_lines(&tally), tally_long(&tally));
        return Download { name: "tally", about, base, table }.answer(session, asked, "/tally");
    }
    let categories = corpus.categories()?;
    let shows = Shows::of(fields);
    let body = html! {
        h1 { "Tally" }
        (form(fields, counting))
        @if tally.rows.is_empty() { p { "Nothing is counted yet." } }
        @else {
            (bars(&tally, fields, &categories))
            (table(&tally, shows, fields))
        }
        section.base aria-labelledby="base" {
            h2 id="base" { "What the numbers rest on" }
            @for line in tally_lines(&tally) { p { (said(&line)) } }
        }
        (download::links("/tally", fields))
    };
    Ok(frame::view(session, asked, Tab::Tally, "Tally", &body).into_response())
}

/// A dimension as people say it.
fn spoken(dimension: TallyDimension) -> String {
    match dimension {
        TallyDimension::Document => "paper".to_owned(),
        TallyDimension::Partnering => "partnering type".to_owned(),
        TallyDimension::Rank => "degree of integration".to_owned(),
        TallyDimension::Dalton => "Dalton class".to_owned(),
        other => other.as_str().replace('-', " "),
    }
}

fn form(fields: &Fields, counting: Counting) -> Markup {
    let choice = |name: &'static str, label: &'static str, chosen: TallyDimension| {
        html! {
            label { span { (label) }
                select name=(name) {
                    @for dimension in TallyDimension::ALL {
                        option value=(dimension.as_str()) selected[dimension == chosen] { (spoken(dimension)) }
                    }
                }
            }
        }
    };
    let shows = Shows::of(fields);
    html! {
        form.find method="get" action="/tally" {
            (choice("by", "Rows", counting.by))
            (choice("across", "Columns", counting.across))
            label { span { "Cells" }
                select name="show" { @for (its, name, words) in Shows::ALL { option value=(name) selected[its == shows] { (words) } } }
            }
            label.tickline { input type="checkbox" name="proposed" value="1" checked[counting.proposed]; span { "As the program proposes" } }
            label.tickline { input type="checkbox" name="repeats" value="1" checked[counting.repeats]; span { "Repeats, too" } }
            label.tickline { input type="checkbox" name="expected" value="1" checked[shows_expected(fields)]; span { "Expected numbers, too" } }
            button { "Count" }
        }
    }
}

fn cell_id(row: usize, column: usize) -> String {
    format!("cell-{row}-{column}")
}

fn table(tally: &Tally, shows: Shows, fields: &Fields) -> Markup {
    let words = Shows::ALL.into_iter().find(|(its, ..)| *its == shows).map_or("", |(.., words)| words);
    let is_paper = tally.by == TallyDimension::Document;
    html! {
        div.scroll role="region" aria-label="Table" tabindex="0" {
            table.cells {
                caption { (words) " by " (spoken(tally.by)) " and " (spoken(tally.across)) ". Each number leads to its statements." }
                thead { tr {
                    th.name scope="col" { (spoken(tally.by)) }
                    @if !is_paper { th.n scope="col" { "papers" } }
                    th.n scope="col" { "outcomes" }
                    @if shows_expected(fields) { th.n scope="col" { "expected" } }
                    @for column in &tally.columns { th.n scope="col" { (said(column)) } }
                    th.n scope="col" { "per 1,000 words" }
                } }
                tbody {
                    @for (place, row) in tally.rows.iter().enumerate() { (self::row(row, Some(place), tally, shows, fields)) }
                }
                tfoot { (self::row(&tally.total, None, tally, shows, fields)) }
            }
        }
    }
}

/// What a row is called.
fn label(row: &Row, tally: &Tally) -> String {
    let name = row.label.as_deref().unwrap_or(&row.key);
    if tally.by == TallyDimension::Document { name.to_owned() } else { spaced(name) }
}

fn row(row: &Row, place: Option<usize>, tally: &Tally, shows: Shows, fields: &Fields) -> Markup {
    let key = if place.is_none() { ALL } else { row.key.as_str() };
    let number = place.unwrap_or(tally.rows.len());
    let link = |column: &str, at: usize, text: &str, some: bool| {
        html! {
            @if some { a href=(cell_address(fields, key, column)) id=(cell_id(number, at)) { (text) } }
            @else { (text) }
        }
    };
    html! {
        tr {
            th.name scope="row" { (said(&label(row, tally))) }
            @if tally.by != TallyDimension::Document { td.n { (row.documents) } }
            td.n { (link(ALL, 0, &row.outcomes.to_string(), row.outcomes > 0)) }
            @if shows_expected(fields) { td.n { (row.expected.map_or_else(|| "–".to_owned(), expected_text)) } }
            @for (at, (column, cell)) in tally.columns.iter().zip(&row.cells).enumerate() {
                td.n { (link(column, at + 1, &shows.number(row, cell), cell.statements > 0)) }
            }
            td.n { @if row.words > 0 { (per_1000(row)) } }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "numbers of words are far below 2^52")]
fn per_1000(row: &Row) -> String {
    format!("{:.2}", row.outcomes as f64 * 1000.0 / row.words as f64)
}

/// Stacked bars, each piece a link to its statements. The table says the same in numbers.
fn bars(tally: &Tally, fields: &Fields, categories: &[String]) -> Markup {
    const LEFT: usize = 250;
    const ROOM: usize = 640;
    const STEP: usize = 26;
    let sum = |row: &Row| row.cells.iter().map(|cell| cell.statements).sum::<usize>();
    let shown: Vec<&Row> = tally.rows.iter().take(MOST_BARS).collect();
    // A statement in two columns stands in both pieces; behind a bar stands how many statements there are.
    let most = shown.iter().map(|row| sum(row)).max().unwrap_or(0).max(1);
    let height = STEP * shown.len() + 8;
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg class=\"bars\" viewBox=\"0 0 960 {height}\" role=\"group\" aria-label=\"Bars: {} by {} and {}\">",
        Tally::UNIT,
        for_html(&spoken(tally.by)),
        for_html(&spoken(tally.across))
    );
    svg.push_str(PATTERNS);
    for (place, row) in shown.iter().enumerate() {
        let y = STEP * place + 4;
        let name = label(row, tally);
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 8,
            y + 15,
            for_html(&shortened(&name))
        );
        let mut x = LEFT;
        for (at, (column, cell)) in tally.columns.iter().zip(&row.cells).enumerate() {
            if cell.statements == 0 {
                continue;
            }
            let wide = (cell.statements * ROOM).div_ceil(most);
            let class = column_colour(at, column, categories);
            let said = format!("{name}, {column}: {}", cell.statements);
            let _ = write!(
                svg,
                "<a href=\"{}\" aria-label=\"{said}\"><title>{said}</title><rect class=\"b{class}\" x=\"{x}\" y=\"{y}\" \
                 width=\"{wide}\" height=\"20\"/><rect class=\"p{class}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"20\"/></a>",
                for_html(&cell_address(fields, &row.key, column)),
                said = for_html(&said)
            );
            x += wide;
        }
        let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", x + 6, y + 15, row.outcomes);
    }
    svg.push_str("</svg>");
    html! {
        figure.chart {
            ul.legend {
                @for (at, column) in tally.columns.iter().enumerate() {
                    @let class = column_colour(at, column, categories);
                    li { span class={ "key b" (class) } {} " " (said(column)) }
                }
            }
            (PreEscaped(svg))
            figcaption { "An outcome with two values stands in both pieces; behind each bar stands how many outcomes there are." }
            @if tally.rows.len() > MOST_BARS {
                p.hint { "The first " (MOST_BARS) " of " (tally.rows.len()) " rows are drawn; the table has all." }
            }
        }
    }
}

/// White marks over the colours, so that columns are told apart without them.
const PATTERNS: &str = "<defs>\
    <pattern id=\"pt1\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 6L6 0\" stroke=\"#fff\" stroke-width=\"1\"/></pattern>\
    <pattern id=\"pt2\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 0L6 6\" stroke=\"#fff\" stroke-width=\"1\"/></pattern>\
    <pattern id=\"pt3\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><circle cx=\"3\" cy=\"3\" r=\"1\" fill=\"#fff\"/></pattern>\
    <pattern id=\"pt4\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 3H6\" stroke=\"#fff\" stroke-width=\"1\"/></pattern>\
    </defs>";

/// The colour of a column: that of its category, else by its place.
fn column_colour(at: usize, column: &String, categories: &[String]) -> String {
    if categories.contains(column) {
        colour(column, categories)
    } else if column == stratmine_model::UNCLASSIFIED {
        "x".to_owned()
    } else {
        (at % 7).to_string()
    }
}

fn shortened(name: &str) -> String {
    // Capitals are wide.
    const LETTERS: usize = 27;
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    name.chars().take(LETTERS - 1).chain(['…']).collect()
}

/// `GET /statements?by=&across=&row=&column=`
fn statements(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let (corpus, counting) = (session.corpus()?, counting(fields)?);
    let (row, column) = (fields.get("row").unwrap_or(ALL), fields.get("column").unwrap_or(ALL));
    let tally = corpus.tally(counting)?;
    let found = corpus.cell_of(&tally, row, column)?;
    let all = |name: &str, dimension: TallyDimension| {
        if name == ALL { None } else { Some(format!("{} {name}", spoken(dimension))) }
    };
    let both: Vec<String> = all(row, counting.by).into_iter().chain(all(column, counting.across)).collect();
    let what = if both.is_empty() { "all that is counted".to_owned() } else { both.join(", ") };
    if download::is_asked(asked) {
        let base = vec![format!("{}: {what}", count(found.len(), "intended outcome"))];
        let (about, table) = (format!("Intended outcomes: {what}"), outcomes_table(&found, &BTreeMap::new()));
        return Download { name: "statements", about, base, table }.answer(session, asked, "/statements");
    }
    let at_row = tally.rows.iter().position(|one| one.key == row).unwrap_or(tally.rows.len());
    let at_column = tally.columns.iter().position(|one| one == column).map_or(0, |at| at + 1);
    let back = format!("{}#{}", address("/tally", counted(fields)), cell_id(at_row, at_column));
    let from: usize = fields.parsed("from")?.unwrap_or(0);
    let categories = corpus.categories()?;
    let to = |from: usize| {
        let from = from.to_string();
        address("/statements", fields.pairs().filter(|(name, _)| *name != "from").chain([("from", from.as_str())]))
    };
    let shown = found.iter().skip(from).take(LISTED);
    let body = html! {
        p { a href=(back) data-key="Backspace" { "‹ Back to the tally" } }
        h1 { (count(found.len(), "intended outcome")) }
        p.hint { (said(&what)) }
        ol.statements start=(from + 1) { @for one in shown { (evidence(one, &categories)) } }
        nav.pages aria-label="More statements" {
            @if from > 0 { a href=(to(from.saturating_sub(LISTED))) data-key="ArrowLeft" { "‹ Earlier" (key("←")) } }
            @if from + LISTED < found.len() { a href=(to(from + LISTED)) data-key="ArrowRight" { "Later ›" (key("→")) } }
        }
        (download::links("/statements", fields))
    };
    Ok(frame::view(session, asked, Tab::Tally, "Statements", &body).into_response())
}

/// A statement of a list, leading to its page.
pub(super) fn evidence(one: &Evidence, categories: &[String]) -> Markup {
    html! {
        li.outcome data-item {
            a.text href=(frame::paper_address(&one.document, one.page, &one.id)) { (marked(&one.quote, &one.marks)) }
            @if let Some(lead_in) = &one.lead_in { p.hint { (said(lead_in)) } }
            div.chips {
                @if one.categories.is_empty() { span.chip { "unclassified" } }
                @for category in &one.categories { (chip(category, categories)) " " }
                @if one.proposed.is_some() { span.tag { "decided" } }
            }
            p.headings {
                (said(one.title.as_deref().unwrap_or(&one.file))) ", page " (one.page)
                @if !one.heading_path.is_empty() { " · " (headings(&one.heading_path)) }
            }
        }
    }
}
