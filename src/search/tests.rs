//! Searching as a whole: order, counts, marks, filters, notes.

use super::{Filters, Request, Results, SearchError, Unit, search};
use crate::index::tests::document;
use crate::index::{Reader, Writer};

fn reader() -> (tempfile::TempDir, Reader) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(dir.path()).expect("a new index");
    let papers = [
        document(1, "c.pdf", &[&[("Improve care.", &["quality"])], &[("Improve care.", &["quality"])]]),
        document(2, "a.pdf", &[&[("Improve care.", &["quality"]), ("Costs – rise in A&E.", &["no"])]]),
        document(3, "b.pdf", &[&[("Recruit nurses, improve pay", &["workforce", "resources"]), ("Train", &[])]]),
    ];
    for paper in &papers {
        writer.add(paper).expect("room");
    }
    writer.finish().expect("a commit");
    let reader = Reader::open(dir.path()).expect("an index");
    (dir, reader)
}

fn ask(reader: &Reader, query: &str, unit: Unit) -> Results {
    let request = Request { query: query.to_owned(), unit, limit: 10, filters: Filters::default() };
    search(reader, &request).unwrap_or_else(|error| panic!("{query}: {error}"))
}

/// `file:page` of every listed hit, in order.
fn places(results: &Results) -> Vec<String> {
    let each = results.listed.iter().flat_map(|row| row.listed.iter().map(|hit| format!("{}:{}", row.file, hit.page)));
    each.collect()
}

#[test]
fn equal_hits_come_by_file_and_page_and_counts_go_beyond_the_limit() {
    let (_dir, reader) = reader();
    let request = Request { query: "improve care".to_owned(), limit: 2, unit: Unit::Statement, ..Request::default() };
    let results = search(&reader, &request).expect("results");
    assert_eq!((results.hits, results.documents), (3, 2));
    assert_eq!(places(&results), ["a.pdf:1", "c.pdf:1"]);
    assert_eq!(results.listed[1].hits, 2);
    let none = search(&reader, &Request { limit: 0, ..request }).expect("results");
    assert_eq!((none.hits, none.listed.len()), (3, 0));
}

#[test]
fn matched_words_are_marked_in_the_quote() {
    let (_dir, reader) = reader();
    let results = ask(&reader, "\"rise in a&e\" cost*", Unit::Statement);
    let hit = &results.listed[0].listed[0];
    let marked: Vec<&str> = hit.snippet.marks.iter().map(|mark| &hit.snippet.text[mark.start..mark.end]).collect();
    assert_eq!(marked, ["Costs", "rise in A&E"]);
    let statement = hit.statement.as_ref().expect("a statement");
    assert_eq!((statement.start, statement.end), (14, 34));
    assert!(!statement.intended_outcome && hit.score > 0.0);
    assert_eq!(statement.heading_path, ["Our plan", "Aims of page 1"]);
    // What must not occur is not marked.
    let results = ask(&reader, "improve -care", Unit::Page);
    assert_eq!(places(&results), ["b.pdf:1"]);
    assert_eq!(results.listed[0].listed[0].snippet.marks.len(), 1);
    assert_eq!(results.listed[0].listed[0].label.as_deref(), Some("3"));
}

#[test]
fn fields_and_filters_say_the_same() {
    let (_dir, reader) = reader();
    let filters = [
        (Filters { categories: vec!["workforce".into()], ..Filters::default() }, "category:workforce"),
        (
            Filters { categories: vec!["workforce".into(), "unclassified".into()], ..Filters::default() },
            "category:workforce OR category:unclassified",
        ),
        (Filters { years: Some(2011..=2012), ..Filters::default() }, "year:2011..2012"),
        (Filters { outcomes_only: true, ..Filters::default() }, "outcome:yes"),
        (Filters { organisations: vec!["thomas".into()], ..Filters::default() }, "organisation:Thomas"),
        (Filters { partnering: vec!["Merger".into()], ..Filters::default() }, "partnering:merger"),
    ];
    for (filters, query) in filters {
        let request = Request { query: String::new(), filters, unit: Unit::Statement, limit: 10 };
        let filtered = search(&reader, &request).expect(query);
        assert!(filtered.hits > 0, "{query}");
        assert_eq!(places(&filtered), places(&ask(&reader, query, Unit::Statement)), "{query}");
    }
}

#[test]
fn a_page_without_words_asked_for_opens_at_its_outcome() {
    let (_dir, reader) = reader();
    let results = ask(&reader, "category:unclassified", Unit::Page);
    let snippet = &results.listed[0].listed[0].snippet;
    assert_eq!((snippet.text.as_str(), snippet.cut_before), ("Train", true));
}

#[test]
fn what_occurs_nowhere_is_said() {
    let (_dir, reader) = reader();
    let results = ask(&reader, "nurces category:qualty", Unit::Page);
    assert_eq!(results.hits, 0);
    assert_eq!(
        results.notes,
        [
            "\"nurces\" occurs in no page; close to it: nurses",
            "nothing in the index has category \"qualty\"; there is: quality, resources, unclassified, workforce",
        ]
    );
    assert_eq!(ask(&reader, "zz*", Unit::Page).notes, ["no word of any page begins with \"zz\""]);
    assert!(ask(&reader, "care", Unit::Page).notes.is_empty());
}

#[test]
fn nothing_to_search_for_is_an_error() {
    let (_dir, reader) = reader();
    for query in ["", "  "] {
        let request = Request { query: query.to_owned(), limit: 1, ..Request::default() };
        assert!(matches!(search(&reader, &request), Err(SearchError::Query(_))));
    }
}
