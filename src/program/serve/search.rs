//! Searching the papers: the query language, filters with counts, hits under their paper, or lines around each match.

use super::download::{self, Download};
use super::fields::{Fields, address};
use super::frame::{self, Tab, chip, count, headings, key, marked, said, spaced};
use super::session::{Asked, Session, shows};
use crate::ProgramError;
use crate::queries::Corpus;
use crate::queries::search::{InLexicon, Target};
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;
use stratmine_model::hits::{DocumentHits, Facet, Hit, Results, Unit};
use stratmine_output::{counts_line, hits_table};
use stratmine_search::{Concordance, ConcordanceLayout, FACETS, Filters, LineOrder, Request, SearchError};

/// Hits on a page.
const LISTED: usize = 20;

/// Lines on a page.
const LINES: usize = 100;

/// Most rows of a file.
const MOST_ROWS: usize = 100_000;

/// Values of a filter that are shown at first.
const VALUES: usize = 8;

/// What can be filtered by, by the names of the fields in an address.
const FILTERS: [&str; 6] = ["category", "partnering", "organisation", "year", "domain", "outcomes"];

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    app.route("/search", shows(session, show))
}

fn request(fields: &Fields) -> Result<Request, ProgramError> {
    let all = |name: &str| fields.all(name).map(str::to_owned).collect::<Vec<_>>();
    let years = fields.parsed::<i32>("year")?.map(|year| year..=year);
    let filters = Filters {
        categories: all("category"),
        organisations: all("organisation"),
        years,
        partnering: all("partnering"),
        domains: all("domain"),
        outcomes_only: fields.get("outcomes").is_some(),
    };
    Ok(Request {
        query: fields.get("q").unwrap_or_default().to_owned(),
        filters,
        unit: match fields.get("in") {
            Some("statements") => Some(Unit::Statement),
            Some("pages") => Some(Unit::Page),
            _ => None,
        },
        exact: fields.get("exact").is_some(),
        offset: fields.parsed("offset")?.unwrap_or(0),
        limit: LISTED,
        facets: FACETS.to_vec(),
        ..Request::default()
    })
}

/// What is searched for: words, or an entry or code of the lexicons.
fn target(fields: &Fields) -> Target {
    match (fields.get("entry"), fields.get("code")) {
        (Some(term), _) => Target::Lexicon(InLexicon::Entry(term.to_owned())),
        (None, Some(code)) => Target::Lexicon(InLexicon::Code(code.to_owned())),
        (None, None) => Target::Words,
    }
}

/// `GET /search`
fn show(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let corpus = session.corpus()?;
    let (request, target) = (request(fields)?, target(fields));
    let blank = target == Target::Words && request.query.is_empty() && request.filters.is_empty();
    if download::is_asked(asked) && !blank {
        let request = Request { limit: MOST_ROWS, offset: 0, ..request };
        let results = corpus.search(&target, &request)?;
        let base = [vec![counts_line(&results)], results.notes.clone()].concat();
        let (name, about) = ("hits", format!("Hits of the search {:?}", results.query));
        return Download { name, about, base, table: hits_table(&results) }.answer(session, asked, "/search");
    }
    let (mut status, mut title) = (StatusCode::OK, "Search".to_owned());
    let found = if blank {
        help()
    } else {
        if let Some(query) = fields.get("q").or(fields.get("entry")) {
            title = format!("{query} – Search");
        }
        match results(&corpus, &target, &request, fields) {
            Ok(found) => found,
            Err(ProgramError::Search(SearchError::Query(error))) => {
                status = StatusCode::BAD_REQUEST;
                html! {
                    div.problem role="alert" {
                        p { strong { "This search was not understood." } }
                        pre { (maud::PreEscaped(stratmine_output::escape::for_html_lines(&error.to_string()))) }
                        p { (said(&error.hint)) }
                    }
                    (help())
                }
            }
            Err(other) => return Err(other),
        }
    };
    let body = html! { h1 { "Search" } (form(fields)) (found) };
    Ok((status, frame::view(session, asked, Tab::Search, &title, &body)).into_response())
}

fn form(fields: &Fields) -> Markup {
    let unit = fields.get("in").unwrap_or_default();
    html! {
        form.find method="get" action="/search" role="search" {
            label.grow { span { "Words, phrases, fields" (key("/")) }
                input type="search" name="q" value=(fields.get("q").unwrap_or_default()) autocomplete="off"
                    spellcheck="false" data-key="/" maxlength="4000";
            }
            label { span { "In" }
                select name="in" {
                    option value="" selected[unit.is_empty()] { "pages, or as the query says" }
                    option value="statements" selected[unit == "statements"] { "statements" }
                    option value="pages" selected[unit == "pages"] { "pages" }
                }
            }
            @for name in FILTERS {
                @for value in fields.all(name) { input type="hidden" name=(name) value=(value); }
            }
            @if fields.get("view") == Some("lines") { input type="hidden" name="view" value="lines"; }
            label.tickline { input type="checkbox" name="exact" value="1" checked[fields.get("exact").is_some()]; span { "As typed" } }
            button { "Search" }
        }
    }
}

fn results(corpus: &Corpus<'_>, target: &Target, request: &Request, fields: &Fields) -> Result<Markup, ProgramError> {
    let results = corpus.search(target, request)?;
    let without = Request { filters: Filters::default(), limit: 0, offset: 0, ..request.clone() };
    // Without filters a blank query asks for nothing.
    let all =
        if request.query.is_empty() && *target == Target::Words { Request { whole: true, ..without } } else { without };
    let all = if request.filters.is_empty() { results.facets.clone() } else { corpus.search(target, &all)?.facets };
    let categories = corpus.categories()?;
    let lines = fields.get("view") == Some("lines") && *target == Target::Words && !request.query.is_empty();
    let other = fields.pairs().filter(|(name, _)| !["view", "offset"].contains(name));
    let switch = address("/search", other.chain([("view", if lines { "" } else { "lines" })]));
    Ok(html! {
        (chips(fields))
        p.counts role="status" { strong { (said(&counts_line(&results))) } "." }
        @for note in &results.notes { p.hint { (said(note)) } }
        p.switch {
            @if *target == Target::Words && !request.query.is_empty() {
                a href=(switch) { @if lines { "Show hits by paper" } @else { "Show each match in its line" } }
            }
        }
        div.found {
            aside.facets aria-label="Narrow down" { (facets(&results.facets, &all, fields)) }
            div.hits {
                @if lines {
                    (concordance(&corpus.concordance(&Request { limit: LINES, ..request.clone() }, layout())?))
                } @else {
                    @for document in &results.listed { (one_document(document, &categories)) }
                    (steps(&results, fields))
                }
            }
        }
        (download::links("/search", fields))
    })
}

fn layout() -> ConcordanceLayout {
    ConcordanceLayout { width: 60, by_sentence: false, order: LineOrder::default() }
}

/// The filters that are set, each with a way to take it off.
fn chips(fields: &Fields) -> Markup {
    let set: Vec<(&str, &str)> =
        fields.pairs().filter(|(name, value)| FILTERS.contains(name) && !value.is_empty()).collect();
    html! {
        @if !set.is_empty() {
            ul.chips aria-label="Filters that are set" {
                @for (name, value) in &set {
                    @let rest = fields.pairs().filter(|pair| *pair != (*name, *value) && pair.0 != "offset");
                    li { a.filter href=(address("/search", rest)) {
                        (said(name)) @if *name != "outcomes" { ": " (said(value)) }
                        span aria-hidden="true" { " ✕" } span.hidden { " – take off" }
                    } }
                }
                li { a href=(address("/search", fields.pairs().filter(|(name, _)| !FILTERS.contains(name) && *name != "offset"))) { "Take all off" } }
            }
        }
    }
}

/// The field of an address that filters by a field of the query language, and how people say it.
fn filter(field: &str) -> (&str, &str) {
    match field {
        "category" => ("category", "Category"),
        "type" => ("partnering", "Partnering type"),
        "org" => ("organisation", "Organisation"),
        "year" => ("year", "Year"),
        "domain" => ("domain", "Domain"),
        other => (other, other),
    }
}

/// Values to narrow down by, each with how many of its hits the filters let through.
fn facets(now: &[Facet], all: &[Facet], fields: &Fields) -> Markup {
    let counts = |facets: &[Facet], field: &str| -> BTreeMap<String, usize> {
        facets
            .iter()
            .find(|facet| facet.field == field)
            .map(|facet| facet.counts.iter().cloned().collect())
            .unwrap_or_default()
    };
    html! {
        @for facet in all.iter().filter(|facet| !facet.counts.is_empty()) {
            @let through = counts(now, &facet.field);
            section {
                @let (filter, heading) = filter(&facet.field);
                h2 { (heading) }
                (values(facet.counts.get(..VALUES.min(facet.counts.len())).unwrap_or_default(), &through, filter, fields))
                @if let Some(rest) = facet.counts.get(VALUES..).filter(|rest| !rest.is_empty()) {
                    details { summary { (rest.len()) " more" } (values(rest, &through, filter, fields)) }
                }
            }
        }
        section {
            h2 { "Outcomes" }
            ul { li {
                @if fields.get("outcomes").is_some() { strong { "intended outcomes only" } }
                @else { a href=(address("/search", without_offset(fields).chain([("outcomes", "1")]))) { "intended outcomes only" } }
            } }
        }
    }
}

fn without_offset(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    fields.pairs().filter(|(name, _)| *name != "offset")
}

fn values(values: &[(String, usize)], through: &BTreeMap<String, usize>, field: &str, fields: &Fields) -> Markup {
    html! {
        ul {
            @for (value, all) in values {
                @let here = through.get(value).copied().unwrap_or(0);
                @let set = fields.all(field).any(|known| known.eq_ignore_ascii_case(value));
                li.none[here == 0] {
                    @if set { strong { (said(&spaced(value))) } }
                    @else if here == 0 { (said(&spaced(value))) }
                    @else {
                        // Of years one can be chosen; of the rest, several.
                        @let kept = without_offset(fields).filter(|(name, _)| field != "year" || *name != "year");
                        a href=(address("/search", kept.chain([(field, value.as_str())]))) { (said(&spaced(value))) }
                    }
                    " " span.of { (here) @if here != *all { " of " (all) } }
                }
            }
        }
    }
}

/// The hits of one paper.
fn one_document(document: &DocumentHits, categories: &[String]) -> Markup {
    let id = document.document.to_string();
    html! {
        article.paper {
            h2 { (said(document.title.as_deref().unwrap_or(&document.file))) }
            p.facts {
                @if let Some(organisation) = &document.organisation { span { (said(organisation)) } }
                @if let Some(year) = document.year { span { (year) } }
                span { (count(document.hits, "hit")) }
            }
            ol { @for hit in &document.listed { (one_hit(&id, hit, categories)) } }
        }
    }
}

fn one_hit(document: &str, hit: &Hit, categories: &[String]) -> Markup {
    let statement = hit.statement.as_ref().map(|statement| statement.id.as_str()).unwrap_or_default();
    let words: Vec<&str> =
        hit.snippet.marks.iter().filter_map(|mark| hit.snippet.text.get(mark.start..mark.end)).take(6).collect();
    let (page, words) = (hit.page.to_string(), words.join("\n"));
    let href = address("/paper", [("document", document), ("page", &page), ("statement", statement), ("find", &words)]);
    html! {
        li data-item {
            p.where { a href=(href) { "Page " (hit.page) @if let Some(label) = hit.label.as_ref().filter(|label| **label != page) { " (printed " (said(label)) ")" } } }
            @if !hit.heading_path.is_empty() { p.headings { (headings(&hit.heading_path)) } }
            p.snippet {
                @if hit.snippet.cut_before { "… " }
                (marked(&hit.snippet.text, &hit.snippet.marks))
                @if hit.snippet.cut_after { " …" }
            }
            @if let Some(statement) = hit.statement.as_ref().filter(|statement| statement.intended_outcome) {
                p.chips {
                    @if statement.categories.is_empty() { span.chip { "unclassified" } }
                    @for category in &statement.categories { (chip(category, categories)) " " }
                }
            }
        }
    }
}

fn steps(results: &Results, fields: &Fields) -> Markup {
    let listed: usize = results.listed.iter().map(|document| document.listed.len()).sum();
    let end = results.offset + listed;
    let to = |offset: usize| {
        let offset = offset.to_string();
        address("/search", without_offset(fields).chain([("offset", offset.as_str())]))
    };
    html! {
        nav.pages aria-label="More hits" {
            @if results.offset > 0 { a href=(to(results.offset.saturating_sub(LISTED))) rel="prev" data-key="ArrowLeft" { "‹ Earlier" (key("←")) } }
            @if listed > 0 { span { (results.offset + 1) " to " (end) " of " (results.hits) } }
            @if end < results.hits { a href=(to(end)) rel="next" data-key="ArrowRight" { "Later ›" (key("→")) } }
        }
    }
}

/// Each match in its line.
fn concordance(found: &Concordance) -> Markup {
    html! {
        p { (found.places) @if found.places == 1 { " match" } @else { " matches" } " in " (count(found.documents, "document"))
            @if found.lines.len() < found.places { "; the first " (found.lines.len()) " are shown" } "." }
        div.scroll role="region" aria-label="Matches" tabindex="0" {
            table.kwic {
                thead { tr { th.n scope="col" { "before" } th scope="col" { "match" } th scope="col" { "behind" } th scope="col" { "place" } } }
                tbody {
                    @for line in &found.lines {
                        tr {
                            td.n { (said(&line.left)) }
                            td { strong { (said(&line.node)) } }
                            td { (said(&line.right)) }
                            td.place {
                                @let place = format!("{}, {}", line.file, line.page);
                                @match &line.statement {
                                    Some(statement) => a href=(address("/review", [("statement", statement.as_str())])) { (said(&place)) },
                                    None => (said(&place)),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn help() -> Markup {
    let examples = [
        ("nurs* -agency", "pages with a word that begins with “nurs” and without “agency”"),
        ("\"waiting times\" OR shared NEAR/5 records", "a phrase, or two words with at most five between them"),
        ("is:outcome retention", "statements that are intended outcomes, with a word"),
        ("merger per:document year:2015..2019", "a word in papers of these years"),
    ];
    html! {
        div.panel {
            h2 { "What you can ask" }
            dl {
                @for (query, finds) in examples {
                    dt { a href=(address("/search", [("q", query)])) { code { (query) } } }
                    dd { (finds) }
                }
            }
            p { "A word also finds its other forms and spellings. A search that is not understood is refused, with the place." }
        }
    }
}
