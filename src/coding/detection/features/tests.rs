//! What holds of statements, by small files and by the built-in ones.

use super::{FeatureFiles, Features};
use crate::detection::Candidate;
use crate::diagnostics::{LexiconErrors, SourceText};
use crate::lexicon::{Codebook, Severity, check};
use proptest::prelude::*;
use std::sync::OnceLock;
use stratmine_model::{BlockKind, Span};

const HEAD: &str = "[lexicon]\nname = \"x\"\nkind = \"x\"\ntitle = \"x\"\nversion = \"1\"\nsource = \"x\"\n";

const ROLES: &str = r#"
[[role]]
id = "past"
in_title = false
entries = ["achieve*"]
example = "Achieved"
[[role]]
id = "aims"
entries = ["aim(s)", "by|to:"]
unless = ["whose aims"]
example = "Our aims"
not = "Those whose aims"
[[role]]
id = "services"
governs = false
entries = ["services"]
example = "Our services"
"#;

const CUES: &str = r#"
[words]
change = ["improve", "cut"]
[[cue]]
id = "will"
entries = ["will {change}"]
unless = ["they will"]
example = "It will improve."
not = "They will improve."
[[start]]
id = "done"
entries = ["*ed", { match = "regex", term = '\d+% \w+ed\b' }]
example = "Opened it"
[[start]]
id = "verb"
entries = ["*ly? {change}"]
example = "Quickly cut it"
[[document]]
id = "plan"
entries = ["plan"]
example = "A plan"
"#;

const RULES: &str = r#"
[[group]]
id = "item"
any = ["block:list_item", "block:table_row"]
[[rule]]
id = "a"
all = ["group:item", "cue:will"]
none = ["governed:past"]
example = { text = "It will improve", block = "list_item" }
not = { text = "It will improve", block = "list_item", heading = "Achievements" }
"#;

fn parse(roles: &str, cues: &str, rules: &str) -> Result<Features, LexiconErrors> {
    let [roles, cues, rules] = [roles, cues, rules].map(|text| format!("{HEAD}{text}"));
    let of = |file, text| SourceText { file, text };
    Features::parse(FeatureFiles {
        roles: of("roles.toml", &roles),
        cues: of("cues.toml", &cues),
        rules: of("rules.toml", &rules),
    })
}

fn check_messages(roles: &str, cues: &str, rules: &str) -> Vec<String> {
    let features = parse(roles, cues, rules).unwrap();
    let [roles, cues, rules] = [roles, cues, rules].map(|text| format!("{HEAD}{text}"));
    let of = |file, text| SourceText { file, text };
    let files = FeatureFiles { roles: of("roles", &roles), cues: of("cues", &cues), rules: of("rules", &rules) };
    features.check(files).into_iter().map(|found| format!("{}:{}: {}", found.file, found.line, found.message)).collect()
}

fn item<'s>(text: &'s str, headings: &'s [String], lead_in: Option<&'s str>) -> Candidate<'s> {
    Candidate { text, block: BlockKind::ListItem(0), headings, lead_in, page: 1, ..Candidate::default() }
}

/// The features that hold and are no fact of form, with their words.
fn held(features: &Features, candidate: &Candidate<'_>) -> Vec<String> {
    let mut finder = features.finder();
    let found = finder.find(candidate);
    let told = found.features.iter().filter_map(|number| {
        let name = features.name(number)?;
        let form = ["form:", "words:", "has:", "block:", "group:"].iter().any(|kind| name.starts_with(kind));
        let words = finder.words(number, candidate, &found).map_or_else(String::new, |(text, _)| format!("={text}"));
        (!form).then(|| format!("{name}{words}"))
    });
    told.collect()
}

#[test]
fn words_are_found_where_their_feature_looks() {
    let features = parse(ROLES, CUES, RULES).unwrap();
    let told = |text: &str| held(&features, &item(text, &[], None));
    assert_eq!(
        told("Label: Opened what will improve it")[1..],
        ["cue:will=will improve", "start:done=Opened", "rule:a=will improve"]
    );
    assert_eq!(told("It opened"), ["governed:nothing"]);
    assert_eq!(told("12% opened"), ["governed:nothing", "start:done=12% opened"]);
    assert_eq!(told("Swiftly cut it"), ["governed:nothing", "start:verb=Swiftly cut"]);
    assert_eq!(told("They will improve"), ["governed:nothing"]);
    let titles = ["A plan".to_owned()];
    let told = held(&features, &Candidate { titles: &titles, ..item("x", &[], None) });
    assert_eq!(told, ["governed:nothing", "document:plan=A plan"]);
}

#[test]
fn words_behind_a_feature_have_their_place() {
    let features = parse(ROLES, CUES, RULES).unwrap();
    let candidate = item("Now: it will cut it", &[], None);
    let mut finder = features.finder();
    let found = finder.find(&candidate);
    let number = features.number("rule:a").unwrap();
    assert_eq!(finder.words(number, &candidate, &found), Some(("will cut".to_owned(), Some(Span::new(8, 16)))));
    assert_eq!(finder.words(features.number("start:done").unwrap(), &candidate, &found), None, "does not hold");
}

#[test]
fn the_nearest_text_with_a_role_governs() {
    let features = parse(ROLES, CUES, RULES).unwrap();
    let told = |text: &str, headings: &[&str], lead_in: Option<&str>| {
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let candidate = item(text, &headings, lead_in);
        let found = features.finder().find(&candidate);
        let names = held(&features, &candidate).into_iter().map(|name| name.split('=').next().unwrap().to_owned());
        let names = names.filter(|name| !name.starts_with("start")).collect::<Vec<_>>();
        assert!(names.contains(&features.name(found.governed).unwrap().to_owned()));
        names.join(" ")
    };
    assert_eq!(told("x", &["Our aims", "Wards"], None), "governed:aims path:aims");
    assert_eq!(told("x", &["Our aims", "Achievements"], None), "governed:past heading:past path:past path:aims");
    assert_eq!(told("x", &["Our aims"], Some("We achieve this:")), "governed:past lead_in:past heading:aims path:aims");
    assert_eq!(told("x", &["Our aims"], Some("As follows:")), "lead_in:silent governed:aims heading:aims path:aims");
    assert_eq!(told("Achieved: x", &["Our aims"], None), "governed:past heading:aims path:aims");
    assert_eq!(told("x", &["Aims achieved"], None), "governed:past heading:past path:past heading:aims path:aims");
    assert_eq!(told("x", &["Aims", "Services"], None), "governed:aims path:aims heading:services path:services");
    assert_eq!(told("x", &["Those whose aims"], None), "governed:nothing");
}

#[test]
fn the_title_of_the_paper_does_not_announce_what_is_not_in_titles() {
    let features = parse(ROLES, CUES, RULES).unwrap();
    let titles = ["Achievements".to_owned()];
    let candidate = Candidate { headings: &titles, titles: &titles, ..item("x", &[], None) };
    assert_eq!(held(&features, &candidate), ["governed:nothing"]);
}

#[test]
fn mistakes_are_told_with_their_place() {
    let message = |roles: &str, cues: &str, rules: &str| {
        let findings = parse(roles, cues, rules).unwrap_err().findings;
        findings
            .iter()
            .map(|f| format!("{}:{}:{}: {}", f.file, f.line, f.column, f.message))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let cue = |entry: &str| format!("[[cue]]\nid = \"x\"\nentries = [{entry}]\n");
    let told = message(ROLES, &cue("\"will {chang}\", \"* x\", { match = \"regex\", term = '(' }"), "");
    assert!(told.contains("cues.toml:9:12: this entry cannot be used: no list of words is called `chang`"), "{told}");
    assert!(told.contains("begins and ends with words") && told.contains("unclosed group"), "{told}");
    assert!(message(ROLES, &cue("3"), "").contains("an entry is a phrase in quotes"));
    assert!(message(ROLES, &cue(""), "").contains("`x` has no entries"));
    assert!(message(ROLES, &format!("{0}{0}", cue("\"a\"")), "").contains("`cue:x` is defined twice"));
    assert!(message(ROLES, &format!("{}governs = false", cue("\"a\"")), "").contains("`governs` is for roles"));
    let rule = "[[rule]]\nid = \"a\"\nall = [\"role:aims\"]\n";
    assert!(
        message(ROLES, CUES, rule)
            .contains("rules.toml:9:8: no feature before this line is called `role:aims`; did you mean")
    );
    assert!(message(ROLES, CUES, "[[rule]]\nid = \"a\"\n").contains("needs at least one condition"));
    assert!(message(&format!("{ROLES}{ROLES}"), CUES, "").contains("the role `past` is defined twice"));
    assert!(message("[[role]]\nid = \"x\"\nentires = []\n", CUES, "").contains("unknown key `entires`"));
}

#[test]
fn examples_that_do_not_hold_and_rules_that_cannot_are_told() {
    assert_eq!(check_messages(ROLES, CUES, RULES), [""; 0]);
    let told = check_messages(
        &ROLES.replace("example = \"Our aims\"", "example = [\"Our aims\", \"Our means\"]"),
        CUES,
        RULES,
    );
    assert_eq!(told, ["roles:17: `heading:aims` does not hold on its example"]);
    let told = check_messages(ROLES, &CUES.replace("They will improve", "He will improve"), RULES);
    assert_eq!(told, ["cues:15: `cue:will` holds on what it says it does not"]);
    let told = check_messages(ROLES, &CUES.replace("not = \"They will improve.\"\n", ""), RULES);
    assert_eq!(told, ["cues:11: `cue:will` has no `not`"]);
    let long = format!("# {}\n{CUES}", "x".repeat(119));
    assert!(check_messages(ROLES, &long, RULES)[0].contains("this line has 121 characters"));
    let rules = format!(
        "{RULES}[[rule]]\nid = \"b\"\nall = [\"cue:will\"]\nnone = [\"cue:will\"]\n\
         [[rule]]\nid = \"c\"\nall = [\"block:list_item\", \"block:table_row\"]\n\
         [[rule]]\nid = \"d\"\nall = [\"start:done\"]\n[[rule]]\nid = \"e\"\nall = [\"start:done\"]\n"
    );
    let told = check_messages(ROLES, CUES, &rules).join("\n");
    assert!(told.contains("`rule:b` can never hold: it asks for `cue:will` and forbids it"), "{told}");
    assert!(
        told.contains("`rule:c` can never hold: it asks for block:list_item and block:table_row at once"),
        "{told}"
    );
    assert!(told.contains("`rule:e` asks for the same as `rule:d`"), "{told}");
}

#[test]
fn rules_stopped_by_an_exception_are_named() {
    let features = parse(ROLES, CUES, RULES).unwrap();
    let headings = ["Achievements".to_owned()];
    let mut finder = features.finder();
    let found = finder.find(&item("It will improve", &headings, None));
    let number = |name: &str| features.number(name).unwrap();
    assert_eq!(finder.stopped(&found), [(number("rule:a"), vec![number("governed:past")])]);
}

fn built_in() -> &'static Codebook {
    static BUILT_IN: OnceLock<Codebook> = OnceLock::new();
    BUILT_IN.get_or_init(|| Codebook::built_in().unwrap_or_else(|errors| panic!("{errors}")))
}

#[test]
fn the_built_in_files_keep_their_word() {
    let faults = check(built_in()).into_iter().filter(|found| found.severity != Severity::Note);
    assert_eq!(faults.map(|found| found.to_string()).collect::<Vec<_>>(), [""; 0]);
    let features = built_in().features();
    let rules = features.rules().collect::<Vec<_>>();
    assert!((15..=30).contains(&rules.len()), "{} rules", rules.len());
    assert!(rules.iter().all(|rule| rule.ruling.is_some()), "each rule says which ruling it carries out");
}

proptest! {
    #[test]
    fn of_any_text_the_words_are_quoted_that_a_feature_holds_on(
        text in "([A-Za-zé’“•0-9.:–-]{1,9} ){0,12}(we will improve|has been|aims to|so that)?[ .?:a-z]{0,9}",
    ) {
        let features = built_in().features();
        let headings = ["Our aims".to_owned()];
        let candidate = item(&text, &headings, Some("We will:"));
        let mut finder = features.finder();
        let found = finder.find(&candidate);
        for number in found.features.iter() {
            let name = features.name(number).unwrap();
            let words = finder.words(number, &candidate, &found);
            if name.starts_with("cue:") || name.starts_with("start:") {
                let (words, span) = words.unwrap();
                let span = span.unwrap();
                prop_assert_eq!(&text[span.start..span.end], words);
            }
        }
    }
}
