//! Searching as a whole: order, counts, marks, filters, notes.

use super::{
    ConcordanceLayout, Filters, HitOrder, LineOrder, Measure, Nearby, Request, Results, SearchError, Unit, ValueField,
    collocates, concordance, more_like, search,
};
use crate::index::tests::document;
use crate::index::{Reader, Writer};
use stratmine_model::Hints as _;

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
    let request = Request { query: query.to_owned(), unit: Some(unit), limit: 10, ..Request::default() };
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
    let request =
        Request { query: "improve care".to_owned(), limit: 2, unit: Some(Unit::Statement), ..Request::default() };
    let results = search(&reader, &request).expect("results");
    assert_eq!((results.hits, results.documents, results.pages, results.statements), (3, 2, 3, 3));
    assert_eq!(places(&results), ["a.pdf:1", "c.pdf:1"]);
    assert_eq!(results.listed[1].hits, 2);
    let rest = search(&reader, &Request { offset: 2, ..request.clone() }).expect("results");
    assert_eq!((rest.hits, places(&rest)), (3, vec!["c.pdf:2".to_owned()]));
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
    assert_eq!((statement.place.start, statement.place.end), (14, 34));
    assert!(!statement.intended_outcome && hit.score > 0.0);
    assert_eq!(hit.heading_path, ["Our plan", "Aims of page 1"]);
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
        let request = Request { filters, unit: Some(Unit::Statement), limit: 10, ..Request::default() };
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
    assert_eq!(ask(&reader, "zz*", Unit::Page).notes, ["no word of any page fits \"zz*\""]);
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

#[test]
fn an_id_leads_to_its_statement_and_less_of_it_to_page_and_document() {
    let (_dir, reader) = reader();
    let quotes = |query: &str, unit| -> Vec<String> {
        let results = ask(&reader, query, unit);
        results.listed.iter().flat_map(|row| row.listed.iter().map(|hit| hit.snippet.text.clone())).collect()
    };
    let id = ask(&reader, "rise", Unit::Statement).listed[0].listed[0].statement.as_ref().expect("one").id.clone();
    assert_eq!(quotes(&format!("id:{id}"), Unit::Statement), ["Costs – rise in A&E."]);
    assert!(quotes(&format!("id:{}", id.to_uppercase()), Unit::Page)[0].starts_with("Costs"), "the page at its place");
    assert_eq!(quotes("id:020202020202", Unit::Statement).len(), 2);
    assert_eq!(quotes("id:020202020202.p1", Unit::Page).len(), 1);
    assert_eq!(quotes("id:020202020202.p2", Unit::Page).len(), 0);
    assert_eq!(ask(&reader, "id:abcdef012345.p1.s1", Unit::Statement).notes.len(), 1);
    for wrong in ["id:zz", "id:020202020202.s1", "id:020202020202.p0", "id:020202020202.p1.s1.x"] {
        let request = Request { query: wrong.to_owned(), limit: 1, ..Request::default() };
        assert!(matches!(search(&reader, &request), Err(SearchError::Query(_))), "{wrong}");
    }
}

#[test]
fn a_field_that_pages_have_not_is_refused_over_pages() {
    let (_dir, reader) = reader();
    let request =
        Request { query: "care block:list_item".to_owned(), unit: Some(Unit::Page), limit: 1, ..Request::default() };
    let refused = search(&reader, &request).expect_err("refused").with_hints();
    assert!(refused.contains("in:statement") && refused.contains("^^^^^"), "{refused}");
    ask(&reader, "care block:list_item", Unit::Statement);
}

#[test]
fn a_file_that_is_not_there_is_answered_with_those_like_it() {
    let (_dir, reader) = reader();
    assert_eq!(places(&ask(&reader, "file:a", Unit::Page)), ["a.pdf:1"]);
    let notes = ask(&reader, "file:plan", Unit::Page).notes;
    assert_eq!(notes, ["nothing in the index has file \"plan\"; there is: a.pdf, b.pdf, c.pdf"]);
}

#[test]
fn a_field_of_statements_makes_statements_of_hits() {
    let (_dir, reader) = reader();
    let typed = |query: &str| {
        search(&reader, &Request { query: query.to_owned(), limit: 9, ..Request::default() }).expect(query)
    };
    assert_eq!((typed("care").unit, typed("care category:quality").unit), (Unit::Page, Unit::Statement));
    assert_eq!(typed("care in:statement").unit, Unit::Statement);
    assert_eq!(typed("care category:quality in:page").unit, Unit::Page);
    assert_eq!(typed("-is:outcome").hits, 1);
    // Costs and care stand in two statements of one page.
    assert_eq!((typed("costs care").hits, typed("costs care").statements), (1, 0));
    assert_eq!(typed("costs care in:statement").hits, 0);
}

#[test]
fn per_document_conditions_are_met_on_several_pages() {
    let (_dir, reader) = reader();
    let dir = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(dir.path()).expect("a new index");
    writer
        .add(&document(1, "a.pdf", &[&[("One nurse", &[])], &[("Two doctors", &[])], &[("Three", &[])]]))
        .expect("room");
    writer.add(&document(2, "b.pdf", &[&[("One nurse", &[])]])).expect("room");
    writer.finish().expect("a commit");
    let wide = Reader::open(dir.path()).expect("an index");
    assert_eq!(ask(&wide, "nurse doctor", Unit::Page).hits, 0);
    assert_eq!(places(&ask(&wide, "nurse doctor per:document", Unit::Page)), ["a.pdf:2", "a.pdf:1"]);
    assert_eq!(places(&ask(&wide, "nurse -doctor per:document", Unit::Page)), ["b.pdf:1"]);
    assert_eq!(ask(&wide, "-doctor per:document", Unit::Page).hits, 1);
    assert_eq!(ask(&reader, "care nurses per:document", Unit::Page).hits, 0);
}

#[test]
fn hits_are_sorted_and_counted_by_values() {
    let (_dir, reader) = reader();
    let request = |sort| Request {
        query: "care OR nurses".to_owned(),
        sort,
        limit: 9,
        facets: vec![ValueField::Category, ValueField::Year],
        ..Request::default()
    };
    let by = |sort| search(&reader, &request(sort)).expect("results");
    assert_eq!(places(&by(HitOrder::Newest)), ["b.pdf:1", "a.pdf:1", "c.pdf:1", "c.pdf:2"]);
    assert_eq!(places(&by(HitOrder::Oldest)), ["c.pdf:1", "c.pdf:2", "a.pdf:1", "b.pdf:1"]);
    assert_eq!(places(&by(HitOrder::Page)), ["a.pdf:1", "b.pdf:1", "c.pdf:1", "c.pdf:2"]);
    let facets = by(HitOrder::Page).facets;
    let count = |name: &str, count| (name.to_owned(), count);
    let categories = ["quality", "resources", "unclassified", "workforce"]
        .map(|name| count(name, if name == "quality" { 3 } else { 1 }));
    assert_eq!(facets[0].counts, categories);
    assert_eq!(facets[1].counts, [count("2011", 2), count("2012", 1), count("2013", 1)]);
}

#[test]
fn a_concordance_shows_each_place_between_its_sides() {
    let (_dir, reader) = reader();
    let request = Request { query: "improv* care OR pay".to_owned(), limit: 9, ..Request::default() };
    let layout = ConcordanceLayout { width: 12, by_sentence: false, order: LineOrder::Place };
    let found = concordance(&reader, &request, layout).expect("lines");
    let lines: Vec<(&str, &str, &str)> =
        found.lines.iter().map(|line| (line.left.as_str(), line.node.as_str(), line.right.as_str())).collect();
    assert_eq!((found.places, found.documents), (7, 3));
    assert_eq!(lines[0], ("", "Improve", " care."));
    assert_eq!(lines[1], ("Improve ", "care", "."));
    assert_eq!(lines[2], ("es, improve ", "pay", ""));
}

#[test]
fn collocates_are_counted() {
    let (_dir, reader) = reader();
    let request = Request { query: "care".to_owned(), limit: 9, ..Request::default() };
    let nearby = Nearby { reach: 2, fewest: 1, measure: Measure::LogDice };
    let found = collocates(&reader, &request, nearby).expect("collocates");
    assert_eq!((found.places, found.near), (3, 3));
    let best = &found.found[0];
    assert_eq!((best.word.as_str(), best.near, best.total), ("improve", 3, 4));
}

#[test]
fn what_is_like_a_statement_comes_first_and_is_not_itself() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(dir.path()).expect("a new index");
    let filler: Vec<String> = (0..30).map(|number| format!("Something else about matter {number}")).collect();
    let mut texts: Vec<(&str, &[&str])> = filler.iter().map(|text| (text.as_str(), &[][..])).collect();
    texts.push(("Recruit more community nurses", &[]));
    texts.push(("Community nurses are to be recruited by us", &[]));
    writer.add(&document(1, "a.pdf", &[&texts])).expect("room");
    writer.finish().expect("a commit");
    let reader = Reader::open(dir.path()).expect("an index");
    let id =
        ask(&reader, "recruit more", Unit::Statement).listed[0].listed[0].statement.as_ref().expect("one").id.clone();
    let request = Request { limit: 5, ..Request::default() };
    let found = more_like(&reader, &id, &request).expect("results");
    let first = &found.listed[0].listed[0];
    assert!(first.snippet.text.starts_with("Community"), "{}", first.snippet.text);
    assert!(first.snippet.marks.len() >= 2 && found.hits == 1);
    assert!(matches!(more_like(&reader, "nowhere.pdf", &request), Err(SearchError::Query(_))));
}
