use super::pairs;
use crate::evaluate::{AgreementCounts, DetectionCounts, GoldPage};
use stratmine_model::{Code, OutcomeCodes, Statement};

fn page(statements: &serde_json::Value) -> GoldPage {
    serde_json::from_value(serde_json::json!({"doc": "d", "page": 1, "statements": statements})).unwrap()
}

/// A statement of the program; where it is `decided`, people turned its answer round.
fn coded(text: &str, outcome: bool, decided: bool) -> Statement {
    let says = |outcome: bool| OutcomeCodes { intended_outcome: outcome, categories: vec!["quality".to_owned()] };
    Statement {
        id: text.to_owned(),
        text: text.to_owned(),
        intended_outcome: outcome != decided,
        categories: vec![Code { code: "quality".to_owned(), score: 1.0, matches: Vec::new() }],
        proposed: says(outcome),
        decided: decided.then(|| says(!outcome)),
        ..Statement::default()
    }
}

fn count(gold: &GoldPage, statements: &[Statement]) -> AgreementCounts {
    let mut counts = AgreementCounts::default();
    let mut categories = Vec::new();
    let pairs = pairs(gold, statements, &mut DetectionCounts::default());
    for pair in &pairs {
        pair.count(&mut counts, &mut categories);
    }
    counts
}

#[test]
fn it_is_the_program_that_is_measured_and_not_what_people_decided_since() {
    let gold = page(&serde_json::json!([{"text": "We will be kind to all.", "is_outcome": true, "categories": []}]));
    let statements = [coded("We will be kind to all.", true, true)];
    assert_eq!(count(&gold, &statements).detection.found(), DetectionCounts { right: 1.0, wrong: 0.0, missed: 0.0 });
}

#[test]
fn of_statements_that_say_the_same_the_one_that_was_drawn_is_meant() {
    let mut gold = page(&serde_json::json!([{"text": "Safe staffing", "is_outcome": false}]));
    let mut statements = [coded("Safe staffing", true, false), coded("Safe staffing", false, false)];
    "second".clone_into(&mut statements[1].id);
    gold.whole = false;
    assert!((count(&gold, &statements).detection.second - 1.0).abs() < 1e-12);
    gold.statements[0].statement = Some("second".to_owned());
    assert!((count(&gold, &statements).detection.neither - 1.0).abs() < 1e-12);
    // The paper was read again, and what has its number now is another.
    "Visiting hours".clone_into(&mut statements[1].text);
    assert!((count(&gold, &statements).detection.second - 1.0).abs() < 1e-12);
}

#[test]
fn outcomes_behind_which_nothing_stands_are_wrong_on_pages_that_were_coded_whole() {
    let gold = page(&serde_json::json!([{"text": "We will be kind to all people here.", "is_outcome": true}]));
    // The same cut in two, the same again, something else, and something else that is no outcome.
    let statements = [
        coded("We will be kind", true, false),
        coded("to all people here.", true, false),
        coded("We will be kind", true, false),
        coded("Visiting hours", true, false),
        coded("Car park", false, false),
    ];
    let counts = count(&gold, &statements);
    assert_eq!(counts.detection.found(), DetectionCounts { right: 1.0, wrong: 2.0, missed: 0.0 });
    assert!((counts.invented - 2.0).abs() < 1e-12);
    let single = GoldPage { whole: false, ..gold };
    assert_eq!(count(&single, &statements).detection.found(), DetectionCounts { right: 1.0, wrong: 0.0, missed: 0.0 });
}
