//! How hits look, and that nothing in them steers a terminal.

use super::{Look, hits_json, hits_jsonl, hits_table, hits_text};
use crate::escape::is_unsafe;
use proptest::prelude::*;
use stratmine_model::hits::{DocumentHits, Hit, Results, Snippet, StatementHit, Unit};
use stratmine_model::{CodePointSpan, DocumentId, Span};

const ESCAPE: char = '\u{1b}';

fn results(text: &str, marks: Vec<Span>) -> Results {
    let statement = StatementHit {
        id: "x.p5.s1".to_owned(),
        place: CodePointSpan { start: 10, end: 20 },
        intended_outcome: true,
        categories: vec!["quality".to_owned()],
        probability: Some(0.62),
    };
    let snippet = Snippet { text: text.to_owned(), marks, cut_before: true, cut_after: false };
    let hit = Hit {
        page: 5,
        label: Some("3".to_owned()),
        score: 1.234,
        snippet,
        heading_path: vec!["Our\u{1b}[31m aims".to_owned()],
        statement: Some(statement),
    };
    Results {
        query: "q".to_owned(),
        unit: Unit::Statement,
        hits: 7,
        documents: 1,
        pages: 3,
        statements: 7,
        listed: vec![DocumentHits {
            document: DocumentId::from_digest([1; 32]),
            file: "a.pdf".to_owned(),
            title: Some("=Plan".to_owned()),
            organisation: None,
            year: Some(2019),
            hits: 7,
            score: 1.234,
            listed: vec![hit],
        }],
        notes: vec!["\"x\" occurs in no page".to_owned()],
        ..Results::default()
    }
}

#[test]
fn people_see_documents_with_hits_beneath() {
    let text = hits_text(&results("safer café for all", vec![Span::new(6, 11)]), Look::default());
    assert_eq!(
        text,
        "7 statements on 3 pages of 1 document; listed: the first\n\
         \n\
         =Plan · 2019\n\
         a.pdf · 7 statements\n\
         \u{20} p. 5 (printed 3) · quality · under \"Our\u{fffd}[31m aims\" · x.p5.s1\n\
         \u{20}   …safer café for all\n\
         \n\
         note: \"x\" occurs in no page\n"
    );
}

#[test]
fn only_what_was_matched_is_emphasised_and_only_where_colour_is_on() {
    let look = Look { width: Some(30), colour: true };
    let text = hits_text(&results("much safer care for all of the people here", vec![Span::new(5, 15)]), look);
    assert!(text.contains("…much \u{1b}[1msafer\u{1b}[0m \u{1b}[1mcare\u{1b}[0m for all"), "{text:?}");
    let plain = hits_text(&results("safer", vec![Span::new(0, 5)]), Look { colour: false, ..look });
    assert!(!plain.contains('\u{1b}'));
}

#[test]
fn machines_get_one_record_a_hit_with_marks_in_code_points() {
    let found = results("café care", vec![Span::new(6, 10)]);
    let line = hits_jsonl(&found);
    let record: serde_json::Value = serde_json::from_str(line.trim_end()).expect("one object a line");
    assert_eq!(record["marks"], serde_json::json!([[5, 9]]));
    assert_eq!((record["score"].as_f64(), record["page"].as_u64()), (Some(1.234), Some(5)));
    assert_eq!(record["statement"], "x.p5.s1");
    assert!(!line.contains('\u{1b}'));
    let whole: serde_json::Value = serde_json::from_str(&hits_json(&found)).expect("JSON");
    assert_eq!((whole["hits"].as_u64(), whole["listed"][0] == record), (Some(7), true));
    let csv = hits_table(&found).to_csv();
    assert!(csv.contains(",'=Plan,,2019,5,3,1.234,café care,care,x.p5.s1,10,20,yes,quality,"), "{csv}");
}

proptest! {
    #[test]
    fn no_hit_steers_a_terminal(text in any::<String>(), width in 1_u16..90) {
        let look = Look { width: Some(width), colour: false };
        let shown = hits_text(&results(&text, Vec::new()), look);
        prop_assert!(!shown.contains(|letter| is_unsafe(letter) && letter != '\n'));
        let csv = hits_table(&results(&text, Vec::new())).to_csv();
        prop_assert!(!csv.contains(ESCAPE));
    }

    #[test]
    fn emphasis_is_always_ended(text in "[a-c \n]{1,30}", start in 0_usize..30, length in 1_usize..10) {
        let mark = Span::new(start.min(text.len()), (start + length).min(text.len()));
        let shown = hits_text(&results(&text, vec![mark]), Look { width: Some(20), colour: true });
        for line in shown.lines() {
            prop_assert_eq!(line.matches("\u{1b}[1m").count(), line.matches("\u{1b}[0m").count());
        }
    }
}
