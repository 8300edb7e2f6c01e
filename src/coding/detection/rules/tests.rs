//! The lexicon of intent as a file: what is refused and where, how rules add up, and that the built-in one keeps its word.

use super::IntentRules;
use crate::detection::{Candidate, OutcomeDetector};
use crate::diagnostics::{Severity, SourceText};
use proptest::prelude::*;
use std::sync::OnceLock;
use stratmine_model::{BlockKind, Span};

const BUILT_IN: &str = include_str!("../../../../lexicons/intent.toml");

const HEAD: &str = r#"[lexicon]
name = "intent"
kind = "intent"
title = "t"
version = "1"
source = "s"
threshold = 3.0
[words]
bring = ["improve", "mak(?:e|ing)"]
[[feature]]
id = "role:aims"
match = ['\baims?\b']
unless = ['\bwhose aims\b']
[[feature]]
id = "role:past"
match = ['\bachiev\w+\b']
[[feature]]
id = "cue:will"
match = ['\bwill {bring}\b']
[[feature]]
id = "start:done"
match = ['\w+ed\b']
[[feature]]
id = "document:plan"
match = ['\bplan\b']
"#;

fn parse(rest: &str) -> Result<IntentRules, Vec<(usize, usize, String)>> {
    IntentRules::parse("intent.toml", &format!("{HEAD}{rest}"))
        .map_err(|errors| errors.findings.into_iter().map(|f| (f.line, f.column, f.message)).collect())
}

/// Lines before what is added to the head.
fn above() -> usize {
    HEAD.lines().count()
}

fn item<'s>(text: &'s str, headings: &'s [String], lead_in: Option<&'s str>) -> Candidate<'s> {
    Candidate {
        text,
        block: BlockKind::ListItem(0),
        headings,
        lead_in,
        titles: &[],
        advises: false,
        after_outcome: false,
    }
}

#[test]
fn mistakes_are_told_with_line_and_column() {
    let errors = |rest: &str| parse(rest).err().unwrap_or_default();
    let first = |rest: &str| errors(rest).into_iter().next().unwrap();
    let (line, column, message) = first("[[rule]]\nid = \"a\"\nweigth = 1\nall = [\"cue:will\"]\n");
    assert_eq!((line, column), (above() + 3, 1));
    assert!(message.contains("weigth"), "{message}");
    let (line, column, message) = first("[[rule]]\nid = \"a\"\nweight = 1\nall = [\"cue:will\", \"cue:aims\"]\n");
    assert_eq!((line, column), (above() + 4, 20));
    assert!(message.contains("`cue:aims`") && message.contains("did you mean"), "{message}");
    let (line, column, message) = first("[[feature]]\nid = \"cue:x\"\nmatch = ['ok', '(']\n");
    assert_eq!((line, column), (above() + 3, 16));
    assert!(message.contains("cannot be used"), "{message}");
    let (line, _, message) = first("[[feature]]\nid = \"cue:x\"\nmatch = ['{verbs}']\n");
    assert_eq!(line, above() + 3);
    assert!(message.contains("no list of words is called `verbs`"), "{message}");
    for (rest, said) in [
        ("[[feature]]\nid = \"tense:x\"\nmatch = ['a']\n", "begins with role:"),
        ("[[feature]]\nid = \"cue:will\"\nmatch = ['a']\n", "defined twice"),
        ("[[feature]]\nid = \"cue:y\"\nmatch = ['a*']\n", "empty text"),
        ("[[rule]]\nid = \"a\"\nweight = 1\nveto = true\nall = [\"cue:will\"]\n", "either a weight or veto"),
        ("[[rule]]\nid = \"a\"\nweight = 1\nnone = [\"cue:will\"]\n", "at least one condition"),
        ("[[group]]\nid = \"g\"\nany = [\"cue:will\"]\n", "begins with group:"),
        ("[partnering]\nleast = 1\n", "in a file of kind `settings`"),
        ("[[rule]\n", ""),
    ] {
        assert!(first(rest).2.contains(said), "{rest}: {:?}", errors(rest));
    }
    let two =
        "[[rule]]\nid = \"a\"\nweight = 1\nall = [\"cue:x\"]\n[[rule]]\nid = \"b\"\nweight = 1\nall = [\"cue:y\"]\n";
    assert_eq!(errors(two).len(), 2);
}

#[test]
fn weights_add_up_and_a_veto_forbids() {
    let rules = parse(
        r#"
[[rule]]
id = "will"
weight = 2
all = ["cue:will"]
[[rule]]
id = "aims"
weight = 1
all = ["block:list_item", "governed:aims"]
[[rule]]
id = "never"
veto = true
all = ["start:done"]
none = ["document:plan"]
"#,
    )
    .unwrap();
    let mut detector = rules.detector();
    let headings = ["Our aims".to_owned()];
    let judged = detector.decide(&item("It will improve", &headings, None));
    assert!(judged.is_outcome);
    assert!((judged.score - 3.0).abs() < f32::EPSILON);
    assert!(!detector.decide(&item("It will improve", &[], None)).is_outcome);
    let vetoed = item("Started what will improve", &headings, None);
    let judged = detector.decide(&vetoed);
    assert!(!judged.is_outcome && judged.reasons.iter().any(|reason| reason.id == "never"));
    assert!((judged.score - 3.0).abs() < f32::EPSILON, "a veto adds nothing");
    let titles = ["The plan".to_owned()];
    let planned = Candidate { titles: &titles, ..vetoed };
    assert!(detector.decide(&planned).is_outcome);
    let missed: Vec<_> =
        detector.diagnose(&planned).near_misses.into_iter().map(|miss| (miss.id, miss.stopped_by)).collect();
    assert_eq!(missed, [("never".to_owned(), vec!["document:plan".to_owned()])]);
}

#[test]
fn the_words_that_set_a_rule_off_are_given_with_their_place() {
    let rules = parse(
        "[[rule]]\nid = \"a\"\nweight = 1\nall = [\"governed:aims\"]\n[[rule]]\nid = \"b\"\nweight = 1\nall = [\"cue:will\"]\n\
         [[rule]]\nid = \"c\"\nweight = 1\nall = [\"start:done\"]\n",
    )
    .unwrap();
    let headings = ["Our aims".to_owned(), "Wards".to_owned()];
    let reasons = rules.detector().decide(&item("Label: Opened what will improve it", &headings, None)).reasons;
    let reasons: Vec<_> =
        reasons.iter().map(|reason| (reason.id.as_str(), reason.text.as_str(), reason.span)).collect();
    assert_eq!(
        reasons,
        [
            ("a", "Our aims", None),
            ("b", "will improve", Some(Span::new(19, 31))),
            ("c", "Opened", Some(Span::new(7, 13))),
        ]
    );
}

#[test]
fn the_nearest_text_with_a_role_governs() {
    let rules = parse(
        "[[rule]]\nid = \"aims\"\nweight = 1\nall = [\"governed:aims\"]\n[[rule]]\nid = \"past\"\nweight = 1\nall = [\"governed:past\"]\n\
         [[rule]]\nid = \"silent\"\nweight = 1\nall = [\"lead_in:silent\"]\n[[rule]]\nid = \"path\"\nweight = 1\nall = [\"path:aims\"]\n\
         [[rule]]\nid = \"nothing\"\nweight = 1\nall = [\"governed:nothing\"]\n",
    )
    .unwrap();
    let held = |text: &str, headings: &[&str], lead_in: Option<&str>| {
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let decision = rules.detector().decide(&item(text, &headings, lead_in));
        decision.reasons.into_iter().map(|reason| reason.id).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(held("x", &["Our aims", "Wards"], None), "aims path");
    assert_eq!(held("x", &["Our aims", "Achievements"], None), "past path");
    assert_eq!(held("x", &["Our aims"], Some("We achieved:")), "past path");
    assert_eq!(held("x", &["Our aims"], Some("As follows:")), "aims silent path");
    assert_eq!(held("Achieved: x", &["Our aims"], None), "past path");
    assert_eq!(held("x", &["What we achieved of our aims"], None), "aims path", "the role written first governs");
    assert_eq!(held("x", &["Those whose aims"], None), "nothing");
}

#[test]
fn examples_that_do_not_hold_are_told() {
    let text = format!(
        "{HEAD}[[rule]]\nid = \"a\"\nweight = 3\nall = [\"cue:will\"]\nexample = [\"It will improve.\", \"It improves.\"]\n\
         not = [\"They will improve.\"]\n[[case]]\noutcome = true\non = {{ text = \"It improves.\", block = \"list_item\" }}\n"
    );
    let rules = IntentRules::parse("mine.toml", &text).unwrap();
    let findings = rules.check(SourceText { file: "mine.toml", text: &text });
    let errors: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert_eq!((errors[0].line, errors[0].column), (above() + 5, 32));
    assert!(errors[0].message.contains("does not hold on its example"));
    assert!(errors[1].message.contains("holds on what it says it does not"));
    assert!(errors[2].message.contains("decided false (score 0)"));
    let unused: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Warning).map(|f| &f.message).collect();
    assert!(unused.iter().any(|message| message.contains("`role:past`")), "{unused:?}");
    assert!(!unused.iter().any(|message| message.contains("`cue:will`")));
}

#[test]
fn rules_that_exclude_themselves_or_each_other_are_told() {
    let text = format!(
        "{HEAD}[[rule]]\nid = \"a\"\nweight = 3\nall = [\"cue:will\"]\nnone = [\"cue:will\"]\n\
         [[rule]]\nid = \"b\"\nweight = 1\nall = [\"block:list_item\", \"block:table_row\"]\n\
         [[rule]]\nid = \"c\"\nweight = 1\nall = [\"start:done\"]\n[[rule]]\nid = \"d\"\nweight = -1\nall = [\"start:done\"]\n\
         [[rule]]\nid = \"e\"\nweight = 1\nany = [\"governed:aims\"]\n"
    );
    let rules = IntentRules::parse("mine.toml", &text).unwrap();
    let told: Vec<String> =
        rules.check(SourceText { file: "mine.toml", text: &text }).into_iter().map(|found| found.message).collect();
    assert_eq!(
        told.get(..3).unwrap_or_default(),
        [
            "the rule `a` can never hold: it asks for `cue:will` and forbids it",
            "the rule `b` can never hold: it asks for block:list_item and block:table_row at once",
            "the rule `d` contradicts the rule `c`",
        ]
    );
}

proptest! {
    #[test]
    fn any_text_is_judged_and_its_evidence_quoted(
        text in "([A-Za-zé’“•0-9.:–-]{1,9} ){0,12}(we will improve|has been|aims to|so that)?[ .?:a-z]{0,9}",
    ) {
        static RULES: OnceLock<IntentRules> = OnceLock::new();
        let rules = RULES.get_or_init(|| IntentRules::parse("intent.toml", BUILT_IN).unwrap());
        let headings = ["Our aims".to_owned()];
        for reason in rules.detector().decide(&item(&text, &headings, Some("We will:"))).reasons {
            if let Some(span) = reason.span {
                prop_assert_eq!(&text[span.start..span.end], reason.text.as_str());
            }
        }
    }
}

#[test]
fn the_built_in_lexicon_keeps_its_word() {
    let rules = IntentRules::parse("intent.toml", BUILT_IN).unwrap();
    let findings: Vec<String> = rules
        .check(SourceText { file: "intent.toml", text: BUILT_IN })
        .into_iter()
        .map(|f| format!("{}: {}", f.line, f.message))
        .collect();
    assert_eq!(findings, [""; 0]);
    assert!(rules.rules().iter().all(|rule| rule.ruling.is_some() || rule.note.is_some()), "each rule says what for");
}
