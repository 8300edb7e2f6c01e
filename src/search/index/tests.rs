//! The index as a whole: documents are found, once, and damage is reported.

use super::{
    Condition, IndexError, IndexHit, IndexQuery, IndexRequest, Probability, Query, Reader, SpanPattern, TermPattern,
    ValueField, ValueFilter, WordSet, Writer,
};
use proptest::prelude::*;
use std::sync::Arc;
use stratmine_model::Hints as _;
use stratmine_model::hits::Unit;
use stratmine_model::{
    Code, CodedPaper, DocumentId, Page, PaperMeta, Partnering, ReadResult, Span, Stamp, Statement, Strength,
};

/// A coded document of pages; a page is its statements (text, categories), each an outcome unless its first category
/// is `no`.
pub(crate) fn document(byte: u8, file: &str, pages: &[&[(&str, &[&str])]]) -> CodedPaper {
    let metadata = PaperMeta {
        title: Some(format!("Title of {file}")),
        organisation: Some("Guy's and St Thomas' NHS Trust".to_owned()),
        year: Some(2010 + i32::from(byte)),
        ..PaperMeta::default()
    };
    let id = DocumentId::from_digest([byte; 32]);
    let mut document = CodedPaper::unread(&Stamp::default(), id, file, &metadata, &ReadResult::coded());
    document.partnering.push(Partnering {
        code: "merger".to_owned(),
        rank: 10,
        strength: Strength::Declared,
        best: Vec::new(),
        statements: Vec::new(),
    });
    for (number, statements) in (1..).zip(pages) {
        let mut page = Page { label: Some(format!("{}", number + 2)), ..Page::blank(number) };
        for (ordinal, (text, categories)) in (1..).zip(*statements) {
            if !page.text.is_empty() {
                page.text.push('\n');
            }
            let start = page.text.len();
            page.text.push_str(text);
            let outcome = categories.first() != Some(&"no");
            let code = |code: &&str| Code { code: (*code).to_owned(), score: 1.0, matches: Vec::new() };
            page.statements.push(Statement {
                id: format!("{}.p{number}.s{ordinal}", id.short()),
                text: (*text).to_owned(),
                span: Span::new(start, page.text.len()),
                heading_path: vec!["Our plan".to_owned(), format!("Aims of page {number}")],
                intended_outcome: outcome,
                probability: Some(if outcome { 0.75 } else { 0.25 }),
                categories: if outcome { categories.iter().map(code).collect() } else { Vec::new() },
                ..Statement::default()
            });
        }
        document.pages.push(page);
    }
    document
}

fn sample() -> [CodedPaper; 2] {
    [
        document(
            1,
            "north/a.pdf",
            &[
                &[("We will improve patient safety.", &["quality"]), ("Demand – it rises.", &["no"])],
                &[("Train staff", &[])],
            ],
        ),
        document(2, "b.pdf", &[&[("Safety of every patient comes first", &["quality", "workforce"])]]),
    ]
}

/// Words in a row; the last may be only the beginning of one.
fn pattern(words: &str, prefix: bool) -> Arc<TermPattern> {
    let words: Vec<&str> = words.split(' ').collect();
    let set = |(place, word): (usize, &&str)| {
        if prefix && place + 1 == words.len() { WordSet::glob(&format!("{word}*")) } else { WordSet::is(word) }
    };
    let sets: Vec<WordSet> = words.iter().enumerate().map(set).collect();
    let spans = if words.len() == 1 {
        SpanPattern::Word(0)
    } else {
        SpanPattern::Row { parts: (0..words.len()).map(SpanPattern::Word).collect(), slop: 0 }
    };
    Arc::new(TermPattern { sets, spans })
}

fn text(words: &str) -> IndexQuery {
    words_of(None, words, false)
}

fn words_of(field: Option<ValueField>, words: &str, prefix: bool) -> IndexQuery {
    Query::Leaf(Condition::Words(field, pattern(words, prefix)))
}

fn value_of(field: ValueField, filter: ValueFilter) -> IndexQuery {
    Query::Leaf(Condition::Value(field, filter))
}

fn all(reader: &Reader, query: &IndexQuery, unit: Unit) -> Vec<IndexHit> {
    let request = IndexRequest { unit, limit: usize::MAX, ..IndexRequest::default() };
    let answer = reader.find(query, &request).expect("the index answers");
    assert_eq!(answer.hits, answer.found.len());
    let mut documents: Vec<_> = answer.found.iter().map(|hit| &hit.source).collect();
    documents.sort();
    documents.dedup();
    let mut pages: Vec<_> = answer.found.iter().map(|hit| (&hit.source, hit.page)).collect();
    pages.sort();
    pages.dedup();
    assert_eq!((answer.documents, answer.pages), (documents.len(), pages.len()));
    answer.found
}

/// What a query finds, as `file page ordinal`, sorted.
fn found(reader: &Reader, query: &IndexQuery, unit: Unit) -> Vec<String> {
    let hits = all(reader, query, unit);
    let mut named: Vec<_> =
        hits.iter().map(|hit| format!("{} {} {}", hit.source.file, hit.page, hit.ordinal)).collect();
    named.sort();
    named
}

fn filled() -> (tempfile::TempDir, Reader) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(dir.path()).expect("a new index");
    for document in &sample() {
        writer.add(document).expect("room");
    }
    writer.finish().expect("a commit");
    let reader = Reader::open(dir.path()).expect("an index");
    (dir, reader)
}

#[test]
fn pages_and_statements_are_found_by_words_and_values() {
    let (_dir, reader) = filled();
    assert_eq!(found(&reader, &text("safety"), Unit::Page), ["b.pdf 1 0", "north/a.pdf 1 0"]);
    assert_eq!(found(&reader, &text("patient safety"), Unit::Page), ["north/a.pdf 1 0"]);
    assert_eq!(found(&reader, &text("rises"), Unit::Statement), ["north/a.pdf 1 1"]);
    // The phrase would run over the end of a block.
    assert!(found(&reader, &text("safety demand"), Unit::Page).is_empty());
    let value = |field, code: &str| value_of(field, ValueFilter::Code { code: code.to_owned(), prefix: false });
    assert_eq!(found(&reader, &value(ValueField::Category, "Workforce"), Unit::Statement), ["b.pdf 1 0"]);
    assert_eq!(found(&reader, &value(ValueField::Category, "unclassified"), Unit::Page), ["north/a.pdf 2 0"]);
    assert_eq!(found(&reader, &value(ValueField::Outcome, "no"), Unit::Statement), ["north/a.pdf 1 1"]);
    let heading = words_of(Some(ValueField::Heading), "page 2", false);
    assert_eq!(found(&reader, &heading, Unit::Page), ["north/a.pdf 2 0"]);
    let years = value_of(ValueField::Year, ValueFilter::Years { from: 2012, to: 2020 });
    assert_eq!(found(&reader, &years, Unit::Page), ["b.pdf 1 0"]);
    let likely = |from: &str, to: &str| {
        let read = |text: &str| Probability::read(text).expect("a probability");
        value_of(ValueField::Probability, ValueFilter::Probabilities { from: read(from), to: read(to) })
    };
    // Outcomes of the sample have .75, other statements .25.
    assert_eq!(found(&reader, &likely("0.25", "0.5"), Unit::Statement), ["north/a.pdf 1 1"]);
    assert_eq!(found(&reader, &likely("0.5", "1"), Unit::Statement).len(), 3);
    assert_eq!(found(&reader, &likely("0.25", "0.5"), Unit::Page), ["north/a.pdf 1 0"]);
    let organisation = words_of(Some(ValueField::Organisation), "st thomas", false);
    assert_eq!(found(&reader, &organisation, Unit::Page).len(), 3);
}

#[test]
fn queries_join_as_they_say() {
    let (_dir, reader) = filled();
    let not = |query| Query::Not(Box::new(query));
    assert_eq!(found(&reader, &Query::Everything, Unit::Statement).len(), 4);
    assert_eq!(found(&reader, &Query::All(Vec::new()), Unit::Page).len(), 3);
    assert!(found(&reader, &Query::Any(Vec::new()), Unit::Page).is_empty());
    assert_eq!(found(&reader, &not(text("safety")), Unit::Page), ["north/a.pdf 2 0"]);
    // A phrase that is excluded and comes late: tantivy 0.27 panics on it if it is let.
    let late = found(&reader, &not(text("every patient")), Unit::Statement);
    assert_eq!(late, ["north/a.pdf 1 0", "north/a.pdf 1 1", "north/a.pdf 2 0"]);
    assert_eq!(found(&reader, &not(not(text("rises"))), Unit::Statement), ["north/a.pdf 1 1"]);
    let either = Query::Any(vec![text("rises"), not(text("safety"))]);
    assert_eq!(found(&reader, &either, Unit::Statement), ["north/a.pdf 1 1", "north/a.pdf 2 0"]);
    let both = Query::All(vec![text("safety"), not(text("first"))]);
    assert_eq!(found(&reader, &both, Unit::Page), ["north/a.pdf 1 0"]);
    let beginning = words_of(None, "every pat", true);
    assert_eq!(found(&reader, &beginning, Unit::Page), ["b.pdf 1 0"]);
}

#[test]
fn a_hit_leads_to_its_page_and_quote() {
    let (_dir, reader) = filled();
    let hits = all(&reader, &text("rises"), Unit::Statement);
    let page = reader.page(hits[0].source.document, hits[0].page).expect("a page");
    assert_eq!((page.page, page.label.as_deref(), page.file.as_str()), (1, Some("3"), "north/a.pdf"));
    let statement = &page.statements[hits[0].ordinal];
    let (start, quote) = page.statement_text(statement);
    assert_eq!((quote, &page.text[start..start + quote.len()]), ("Demand – it rises.", "Demand – it rises."));
    assert_eq!(page.heading_path(statement), ["Our plan", "Aims of page 1"]);
}

#[test]
fn adding_again_changes_nothing() {
    let (dir, reader) = filled();
    let before = all(&reader, &text("safety"), Unit::Page);
    for round in 0..3 {
        let mut writer = Writer::open(dir.path()).expect("an index");
        assert!(writer.contains(DocumentId::from_digest([1; 32])));
        for document in &sample() {
            writer.add(document).expect("room");
            if round == 1 {
                // Twice in one batch.
                writer.add(document).expect("room");
            }
        }
        writer.commit().expect("a commit");
    }
    let reader = Reader::open(dir.path()).expect("an index");
    let after = all(&reader, &text("safety"), Unit::Page);
    // Scores too: they do not depend on how the index came to be.
    assert_eq!(before, after);
    assert_eq!(found(&reader, &Query::Everything, Unit::Statement).len(), 4);
}

#[test]
fn what_is_removed_is_gone_and_what_is_not_committed_was_never_there() {
    let (dir, _) = filled();
    let mut writer = Writer::open(dir.path()).expect("an index");
    writer.remove(DocumentId::from_digest([1; 32]));
    writer.remove(DocumentId::from_digest([9; 32]));
    writer.commit().expect("a commit");
    writer.add(&document(3, "c.pdf", &[&[("late", &[])]])).expect("room");
    drop(writer);
    let reader = Reader::open(dir.path()).expect("an index");
    assert_eq!(found(&reader, &Query::Everything, Unit::Page), ["b.pdf 1 0"]);
}

#[test]
fn one_writer_at_a_time() {
    let dir = tempfile::tempdir().expect("a folder");
    let _first = Writer::open(dir.path()).expect("a new index");
    assert!(matches!(Writer::open(dir.path()), Err(IndexError::Busy { .. })));
}

#[test]
fn no_index_is_missing_and_an_empty_one_finds_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    assert!(matches!(Reader::open(dir.path()), Err(IndexError::Missing { .. })));
    assert!(matches!(Reader::open(&dir.path().join("none")), Err(IndexError::Missing { .. })));
    drop(Writer::open(dir.path()).expect("a new index"));
    let reader = Reader::open(dir.path()).expect("an empty index");
    assert!(found(&reader, &text("care"), Unit::Page).is_empty());
}

#[test]
fn another_format_is_refused() {
    let (dir, _) = filled();
    let meta = dir.path().join("meta.json");
    let text = std::fs::read_to_string(&meta).expect("tantivy's list of segments");
    std::fs::write(&meta, text.replace(super::schema::FORMAT, "stratmine search 0")).expect("writable");
    let Err(error) = Reader::open(dir.path()) else { panic!("opened another format") };
    assert!(matches!(error, IndexError::Format { .. }));
    let shown = error.with_hints();
    let end =
        "\nhint: `stratmine run` makes it again from the coded documents\ndetail: stratmine search 0; this one writes ";
    assert!(shown.contains(end), "{shown}");
    assert!(matches!(Writer::open(dir.path()), Err(IndexError::Format { .. })));
}

#[test]
fn damage_is_found() {
    for what in ["meta.json", "store", "idx"] {
        let (dir, reader) = filled();
        drop(reader);
        let file = std::fs::read_dir(dir.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .find(|path| path.to_string_lossy().ends_with(what))
            .expect(what);
        let mut bytes = std::fs::read(&file).expect("a file");
        // Of the list of fields, a name: elsewhere in it a change may be without consequence.
        let name = bytes.windows(6).position(|letters| letters == b"\"kind\"").map(|start| start + 1);
        let place = name.filter(|_| what == "meta.json").unwrap_or(bytes.len() / 3);
        bytes[place] ^= 0b0101_0101;
        std::fs::write(&file, bytes).expect("writable");
        let Err(error) = super::verify(dir.path()) else { panic!("{what}: the damage went unseen") };
        assert!(matches!(error, IndexError::Damaged { .. } | IndexError::Format { .. }), "{what}: {error:?}");
        assert!(Writer::open(dir.path()).is_err(), "{what}: writing went on");
    }
}

#[test]
fn close_spellings_are_named() {
    let (_dir, reader) = filled();
    assert_eq!(reader.frequency(Unit::Page, &WordSet::is("saftey")).expect("an answer"), 0);
    assert_eq!(reader.close_spellings(Unit::Page, "saftey").expect("an answer"), ["safety"]);
    assert!(reader.close_spellings(Unit::Page, "xylophone").expect("an answer").is_empty());
}

/// Whether a statement's text answers a query, by looking.
fn answers(query: &IndexQuery, text: &[super::words::Word], category: &str) -> bool {
    match query {
        Query::Everything => true,
        Query::Leaf(Condition::Words(None, pattern)) => !pattern.matches::<()>(text).is_empty(),
        Query::Leaf(Condition::Words(Some(_), _)) => false,
        Query::Leaf(Condition::Value(_, filter)) => filter.includes(category),
        Query::All(parts) => parts.iter().all(|part| answers(part, text, category)),
        Query::Any(parts) => parts.iter().any(|part| answers(part, text, category)),
        Query::Not(part) => !answers(part, text, category),
    }
}

fn any_query() -> impl Strategy<Value = IndexQuery> {
    let leaf = prop_oneof![
        4 => ("[ab]{1,2}( [ab]{1,2}){0,2}", any::<bool>()).prop_map(|(text, prefix)| words_of(None, &text, prefix)),
        1 => "quality|workforce|none".prop_map(|code| value_of(ValueField::Category, ValueFilter::Code { code, prefix: false })),
        1 => Just(Query::Everything),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Query::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Query::Any),
            inner.prop_map(|part| Query::Not(Box::new(part))),
        ]
    })
}

#[test]
fn the_index_finds_what_looking_finds() {
    // Every sentence of up to four of six words would be too many: a walk through them by a fixed stride.
    let words = ["a", "b", "aa", "ab", "ba", "bb"];
    let sentences: Vec<String> = (0..200_usize)
        .map(|n| (0..=n % 4).map(|place| words[(n * 7 + place * (1 + n / 6)) % 6]).collect::<Vec<_>>().join(" "))
        .collect();
    let categories =
        |n: usize| -> &'static [&'static str] { if n.is_multiple_of(3) { &["quality"] } else { &["workforce"] } };
    let statements: Vec<(&str, &[&str])> =
        sentences.iter().enumerate().map(|(n, text)| (text.as_str(), categories(n))).collect();
    let dir = tempfile::tempdir().expect("a folder");
    for half in [1, 0, 1] {
        // In three commits, one of them a repetition: several segments, and one with deleted documents.
        let mut writer = Writer::open(dir.path()).expect("an index");
        let file = format!("{half}.pdf");
        let part = statements.chunks(100).nth(half).expect("two halves");
        writer.add(&document(u8::try_from(half).expect("small"), &file, &[part])).expect("room");
        writer.commit().expect("a commit");
    }
    let reader = Reader::open(dir.path()).expect("an index");
    let cut: Vec<_> = sentences.iter().map(|text| super::words::words(text)).collect();
    proptest!(|(query in any_query())| {
        let mut wanted: Vec<String> = (0..200)
            .filter(|n| answers(&query, &cut[*n], categories(*n)[0]))
            .map(|n| format!("{}.pdf 1 {}", n / 100, n % 100))
            .collect();
        wanted.sort();
        prop_assert_eq!(found(&reader, &query, Unit::Statement), wanted);
    });
}

/// On Windows a file that is open cannot be replaced, and each commit replaces one that readers open.
#[test]
fn no_commit_fails_while_readers_open_the_index_in_a_loop() {
    let commits = if cfg!(windows) { 200 } else { 20 };
    let dir = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(dir.path()).expect("a new index");
    writer.commit().expect("a commit");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut writer = writer;
            for number in 0..commits {
                writer.add(&document(number, "a.pdf", &[&[("A pair", &[])]])).expect("room");
                writer.commit().unwrap_or_else(|error| panic!("commit {number}: {error}"));
            }
        });
        while !writing.is_finished() {
            Reader::open(dir.path()).expect("an index");
        }
    });
    assert_eq!(
        all(&Reader::open(dir.path()).expect("an index"), &text("pair"), Unit::Page).len(),
        usize::from(commits)
    );
}

#[test]
fn readers_answer_from_the_last_complete_state_while_a_batch_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(dir.path()).expect("a new index");
    writer.commit().expect("a commit");
    let batches = 12_u8;
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut writer = writer;
            for batch in 0..batches {
                for half in 0..2 {
                    let number = batch * 2 + half;
                    writer.add(&document(number, &format!("{number}.pdf"), &[&[("A pair", &[])]])).expect("room");
                }
                // The first of an earlier batch again: what is replaced is not missing in between.
                writer.add(&document(0, "0.pdf", &[&[("A pair", &[])]])).expect("room");
                writer.commit().expect("a commit");
            }
        });
        let mut last = 0;
        loop {
            let ended = writing.is_finished();
            let reader = Reader::open(dir.path()).expect("an index");
            let hits = all(&reader, &text("pair"), Unit::Page);
            assert!(hits.len().is_multiple_of(2) && hits.len() >= last, "{} after {last}", hits.len());
            last = hits.len();
            for hit in &hits {
                reader.page(hit.source.document, hit.page).expect("the page behind a hit");
            }
            if ended {
                break;
            }
        }
        assert_eq!(last, usize::from(batches) * 2);
    });
}
