//! The lexicon of intent as a file: what is refused and where, how rules add up, and that the built-in one keeps its word.

use super::{IntentRules, Memory, Situation};
use crate::lexicon::Severity;
use proptest::prelude::*;
use std::sync::OnceLock;
use stratmine_model::BlockKind;

const BUILT_IN: &str = include_str!("../../../../lexicons/intent.toml");

const HEAD: &str = r#"[lexicon]
name = "intent"
kind = "intent"
title = "t"
version = "1"
source = "s"
threshold = 3.0
[categories]
least = 1
share = 0.3
governor = 0.5
weak = 1
general = 1
general_share = 1
means = ['\bby\b']
ends = ['\bto\b']
topics = ['\bskills in\b']
topics_end = ['\band\b']
[partnering]
least = 1
share = 0.2
title = 5
heading = 2
density = 0
[advises]
match = ['\bshould\b']
least = 2
share = 0.5
[layers]
domains = 1
context = 1
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

fn item<'s>(text: &'s str, headings: &'s [String], lead_in: Option<&'s str>) -> Situation<'s> {
    Situation {
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
    let mut memory = Memory::default();
    let headings = ["Our aims".to_owned()];
    let judged = rules.judge(&item("It will improve", &headings, None), &mut memory);
    assert!(judged.is_outcome);
    assert!((judged.score - 3.0).abs() < f32::EPSILON);
    assert!(!rules.judge(&item("It will improve", &[], None), &mut memory).is_outcome);
    let vetoed = item("Started what will improve", &headings, None);
    let judged = rules.judge(&vetoed, &mut memory);
    assert!(!judged.is_outcome && judged.holds("never"));
    assert!((judged.score - 3.0).abs() < f32::EPSILON, "a veto adds nothing");
    let titles = ["The plan".to_owned()];
    let judged = rules.judge(&Situation { titles: &titles, ..vetoed }, &mut memory);
    assert!(judged.is_outcome);
    let missed: Vec<_> =
        judged.near_misses().into_iter().map(|miss| (miss.rule.id.as_str(), miss.stopped_by)).collect();
    assert_eq!(missed, [("never", vec!["document:plan"])]);
}

#[test]
fn the_words_that_set_a_rule_off_are_given_with_their_place() {
    let rules = parse(
        "[[rule]]\nid = \"a\"\nweight = 1\nall = [\"governed:aims\"]\n[[rule]]\nid = \"b\"\nweight = 1\nall = [\"cue:will\"]\n\
         [[rule]]\nid = \"c\"\nweight = 1\nall = [\"start:done\"]\n",
    )
    .unwrap();
    let headings = ["Our aims".to_owned(), "Wards".to_owned()];
    let situation = item("Label: Opened what will improve it", &headings, None);
    let fired = rules.judge(&situation, &mut Memory::default()).fired(&situation);
    let fired: Vec<_> = fired.into_iter().map(|fired| (fired.rule.id.as_str(), fired.text, fired.range)).collect();
    assert_eq!(
        fired,
        [
            ("a", "Our aims".to_owned(), None),
            ("b", "will improve".to_owned(), Some(19..31)),
            ("c", "Opened".to_owned(), Some(7..13)),
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
        let situation = item(text, &headings, lead_in);
        let fired = rules.judge(&situation, &mut Memory::default()).fired(&situation);
        fired.into_iter().map(|fired| fired.rule.id.clone()).collect::<Vec<_>>().join(" ")
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
    let findings = rules.check_examples("mine.toml", &text);
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
    let told: Vec<String> = rules.check_conflicts("mine.toml", &text).into_iter().map(|found| found.message).collect();
    assert_eq!(
        told,
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
        let situation = item(&text, &headings, Some("We will:"));
        for fired in rules.judge(&situation, &mut Memory::default()).fired(&situation) {
            if let Some(range) = fired.range {
                prop_assert_eq!(&text[range], fired.text.as_str());
            }
        }
    }
}

#[test]
fn the_built_in_lexicon_keeps_its_word() {
    let rules = IntentRules::parse("intent.toml", BUILT_IN).unwrap();
    let findings: Vec<String> = rules
        .check_examples("intent.toml", BUILT_IN)
        .into_iter()
        .map(|f| format!("{}: {}", f.line, f.message))
        .collect();
    assert_eq!(findings, [""; 0]);
    assert!(rules.rules().iter().all(|rule| rule.ruling.is_some() || rule.note.is_some()), "each rule says what for");
}
