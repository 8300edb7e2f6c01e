//! The query language: what is understood, what is refused, and where the caret points.

use super::{MAX_DEPTH, MAX_TERMS, counted, parse};
use super::{TypedQuery, TypedText, TypedWord};
use crate::index::{Condition, Query, SpanPattern};
use proptest::prelude::*;
use stratmine_model::Hints as _;

/// The tree in a short form: `(a & "b c" & !d*)`.
fn shown(query: &TypedQuery) -> String {
    let join = |parts: &[TypedQuery], by: &str| format!("({})", parts.iter().map(shown).collect::<Vec<_>>().join(by));
    match query {
        Query::Everything => "everything".to_owned(),
        Query::All(parts) => join(parts, " & "),
        Query::Any(parts) => join(parts, " | "),
        Query::Not(part) => format!("!{}", shown(part)),
        Query::Leaf(term) => match &term.condition {
            Condition::Words(None, text) => shown_text(text),
            Condition::Words(Some(field), text) => format!("{}:{}", field.as_str(), shown_text(text)),
            Condition::Value(field, filter) => format!("{}={filter:?}", field.as_str()),
        },
    }
}

fn shown_text(text: &TypedText) -> String {
    match text {
        SpanPattern::Word(TypedWord::Plain(text)) => text.clone(),
        SpanPattern::Word(TypedWord::Exact(text)) => format!("={text}"),
        SpanPattern::Word(TypedWord::Pattern(pattern)) => format!("[{pattern}]"),
        SpanPattern::Word(TypedWord::Fuzzy(text, changes)) => format!("{text}~{changes}"),
        SpanPattern::Row { parts, slop } => {
            format!("\"{}\"~{slop}", parts.iter().map(shown_text).collect::<Vec<_>>().join("_"))
        }
        SpanPattern::Near { left, right, distance, ordered } => {
            format!("<{} {distance}{} {}>", shown_text(left), if *ordered { ">" } else { "" }, shown_text(right))
        }
        SpanPattern::Any(texts) => format!("({})", texts.iter().map(shown_text).collect::<Vec<_>>().join(" | ")),
    }
}

#[test]
fn what_is_typed_is_understood() {
    let cases = [
        ("care", "care"),
        ("patient safety", "(patient & safety)"),
        ("patient AND safety", "(patient & safety)"),
        ("\"patient safety\"", "\"patient safety\"~0"),
        ("\u{201c}patient safety\u{201d}", "\"patient safety\"~0"),
        ("\"patient safety\"~2", "\"patient safety\"~2"),
        ("=\"patient safety\"", "\"=patient_=safety\"~0"),
        ("=Care", "=Care"),
        ("\"qual* of care\"", "\"[qual*]_of care\"~0"),
        ("a OR b c", "(a | (b & c))"),
        ("(a OR b) c", "((a | b) & c)"),
        ("a -b NOT c", "(a & !b & !c)"),
        ("-\"a b\"", "!\"a b\"~0"),
        ("-(a OR b)", "!(a | b)"),
        ("NOT a", "!a"),
        ("and or not near", "(and & or & not & near)"),
        ("improv*", "[improv*]"),
        ("*ality organi?ation", "([*ality] & [organi?ation])"),
        ("inequalitis~1 qualty~", "(inequalitis~1 & qualty~1)"),
        ("Équity~2", "equity~2"),
        ("co-prod*", "[co-prod*]"),
        ("co-production A&E 20%", "(co-production & A&E & 20%)"),
        ("((a))", "a"),
        ("\"what matters?\"", "\"what matters\"~0"),
        ("foo(bar)", "(foo & bar)"),
        ("quality NEAR/5 care", "<quality 5 care>"),
        ("a quality ONEAR/0 \"b c\" d", "(a & <quality 0> \"b c\"~0> & d)"),
        ("(a OR bb*) NEAR/3 c", "<(a | [bb*]) 3 c>"),
        ("a NEAR/3 b NEAR/4 c", "<<a 3 b> 4 c>"),
        ("heading:(a OR \"b c\") d", "((heading:a | heading:\"b c\"~0) & d)"),
        ("heading:(a NEAR/2 b)", "heading:<a 2 b>"),
        ("heading:aim*", "heading:[aim*]"),
        ("title:=plan", "title:=plan"),
        ("org:\"st thomas'\"", "organisation:\"st thomas'\"~0"),
        ("-organisation:leeds", "!organisation:leeds"),
        ("year:2015..2020", "year=Years { from: 2015, to: 2020 }"),
        ("year:2015..", "year=Years { from: 2015, to: 9999 }"),
        ("year:\"2015\"", "year=Years { from: 2015, to: 2015 }"),
        ("year:(2015 OR 2017)", "(year=Years { from: 2015, to: 2015 } | year=Years { from: 2017, to: 2017 })"),
        (
            "probability:0.4..0.6",
            "probability=Probabilities { from: Probability { ten_thousandths: 4000 }, to: Probability { ten_thousandths: 6000 } }",
        ),
        (
            "probability:\".9..\"",
            "probability=Probabilities { from: Probability { ten_thousandths: 9000 }, to: Probability { ten_thousandths: 10000 } }",
        ),
        (
            "probability:..0.6",
            "probability=Probabilities { from: Probability { ten_thousandths: 0 }, to: Probability { ten_thousandths: 6000 } }",
        ),
        ("Category:Quality", "category=Code { code: \"Quality\", prefix: false }"),
        ("type:merg*", "partnering=Code { code: \"merg\", prefix: true }"),
        ("is:outcome", "outcome=Code { code: \"yes\", prefix: false }"),
        ("outcome:NO", "outcome=Code { code: \"no\", prefix: false }"),
        ("is:unclassified", "category=Code { code: \"unclassified\", prefix: false }"),
        ("file:north/a.pdf", "file=File { name: \"north/a.pdf\", prefix: false }"),
    ];
    for (query, wanted) in cases {
        let tree = parse(query).unwrap_or_else(|error| panic!("{query}: {error}")).query.expect(query);
        assert_eq!(shown(&tree), wanted, "{query}");
    }
    assert_eq!(parse(" \t\n").expect("blank").query, None);
    let parsed = parse("in:statement care per:document in:all").expect("settings");
    assert_eq!((parsed.unit, parsed.boilerplate, parsed.per_document), (Some(crate::Unit::Statement), true, true));
    assert_eq!(parsed.query.as_ref().map(shown).as_deref(), Some("care"));
    assert_eq!(parse("in:page").expect("a setting").query, None);
}

#[test]
fn what_is_not_supported_is_pointed_at() {
    // The query, the part that is pointed at, a word of the message.
    let cases = [
        ("qualty~3", "~3", "1 or 2"),
        ("ab~1", "~1", "too short"),
        ("co-op~1", "~1", "one word"),
        ("=care~1", "~1", "does not go"),
        ("\"a b\"~99", "~99", "up to 50"),
        ("=improv*", "*", "="),
        ("= care", "=", "no word"),
        ("a*", "*", "letters"),
        ("*", "*", "letters"),
        ("\"of *\"", "*", "letters"),
        ("quality NEAR care", "NEAR", "number"),
        ("quality NEAR/x care", "NEAR/x", "number"),
        ("quality NEAR/51 care", "NEAR/51", "up to 50"),
        ("NEAR/5 care", "NEAR/5", "before"),
        ("quality NEAR/5", "NEAR/5", "behind"),
        ("(a b) NEAR/5 care", "(a b) ", "near"),
        ("-a NEAR/5 b", "-a ", "near"),
        ("a NEAR/5 heading:b", "NEAR/5", "different fields"),
        ("a NEAR/5 year:2019", "year:2019", "near"),
        ("a NEAR/1 b NEAR/1 c NEAR/1 d NEAR/1 e NEAR/1 f", "NEAR/1", "more than 5"),
        ("quality w/5 care", "w/5", "not supported"),
        ("quality ADJ2 care", "ADJ2", "not supported"),
        ("/qual.*/", "/", "regular"),
        ("care^2", "^", "weights"),
        ("+care", "+", "+"),
        ("!care", "!", "!"),
        ("a && b", "&", "&&"),
        ("a || b", "|", "|"),
        ("[2015 TO 2020]", "[", "brackets"),
        ("year:>2015", ">2015", "year"),
        ("year:2015-2020", "2015-2020", "year"),
        ("year:2020..2015", "2020..2015", "later"),
        ("year:+201", "+201", "year"),
        ("probability:0.4", "0.4", "no range"),
        ("probability:..", "..", "no range"),
        ("probability:0.4..1.5", "0.4..1.5", "from 0 to 1"),
        ("probability:0.6..0.4", "0.6..0.4", "higher"),
        ("colour:red", "colour", "no field"),
        (":red", ":", "no field"),
        ("heading:(a year:2019)", "year", "inside another"),
        ("category: a", "category:", "no value"),
        ("category:", "category:", "no value"),
        ("category:()", "()", "empty"),
        ("is:perhaps", "perhaps", "outcome or unclassified"),
        ("in:chapter a", "chapter", "page, statement or all"),
        ("a (in:page b)", "in:", "whole query"),
        ("a OR in:page", "", "no alternative"),
        ("-in:page", "in:", "whole query"),
        ("\"care", "\"", "never closed"),
        ("(care", "(", "never closed"),
        ("care)", ")", "closes nothing"),
        (")", ")", "in front"),
        ("()", "()", "empty"),
        ("a OR", "OR", "behind"),
        ("a AND OR b", "AND", "behind"),
        ("OR a", "OR", "before"),
        ("a OR OR b", "OR", "behind"),
        ("NOT", "NOT", "behind"),
        ("a - b", "-", "alone"),
        ("\u{2013}care", "\u{2013}", "dash"),
        ("a \u{2026}", "\u{2026}", "no letter or digit"),
        ("\"\"", "\"\"", "no letter or digit"),
        ("category:--", "--", "no letter or digit"),
        ("file:*", "*", "beginning"),
    ];
    for (query, place, word) in cases {
        let error = parse(query).expect_err(query);
        assert_eq!(&query[error.span.start..error.span.end], place, "{query}: {error}");
        assert!(error.message.contains(word), "{query}: {error}");
        assert!(!error.hint.is_empty());
    }
}

#[test]
fn the_caret_stands_under_the_place() {
    let error = parse("déjà NEAR/x care").expect_err("not supported");
    let shown = error.with_hints();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[1], "  déjà NEAR/x care");
    assert_eq!(lines[2], "       ^^^^^^");
    assert!(lines[3].starts_with("hint: "));
    let long = format!("{} ^ {}", "word ".repeat(50), "word ".repeat(50));
    let shown = parse(&long).expect_err("not supported").to_string();
    let lines: Vec<&str> = shown.lines().collect();
    let caret = lines[2].chars().position(|c| c == '^').expect("a caret");
    assert_eq!(lines[1].chars().nth(caret), Some('^'));
    assert!(lines[1].chars().count() < 120);
}

#[test]
fn size_is_bounded() {
    assert!(parse(&"a ".repeat(MAX_TERMS)).is_ok());
    assert!(parse(&"a ".repeat(MAX_TERMS + 1)).expect_err("too many").message.contains("words and phrases"));
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert!(parse(&nested(MAX_DEPTH + 1)).expect_err("too deep").message.contains("deep"));
    assert!(parse(&"-".repeat(4000)).is_err());
    assert!(parse(&"(".repeat(4000)).is_err());
    assert!(parse(&"é".repeat(4000)).expect_err("too long").message.contains("longer"));
}

/// Pieces that queries are made of, between dots.
const PIECES: &str = "(·)·\"· · ·-·NOT · OR · AND · NEAR/3 · ONEAR/9 ·NEAR/·*·?·~·~1·~2·=·year:·category:·heading:(·in:·per:document·in:statement ·id:·is:outcome ·\
    ..·2019·care·quality·co-op·a&e·é·\u{201c}·\u{2013}·£5m·20%·/·^·[·|·\\·\u{ad}·\u{301}·\n·'s·ﬁ·\u{1F600}·W/5·org:·file:x·&&·!·+·:·\0";

fn pieces() -> Vec<&'static str> {
    PIECES.split('·').collect()
}

/// A fixed walk through numbers (`SplitMix64`, Steele and others 2014): the same queries every time.
struct Walk(u64);

impl Walk {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).expect("below the bound")
    }
}

#[test]
fn a_million_queries_are_read_or_refused_in_few_steps() {
    let (mut walk, all) = (Walk(7), pieces());
    let (mut read, mut refused, mut worst) = (0, 0, 0.0_f64);
    for number in 0..1_000_000_usize {
        let mut query = String::new();
        // Most are short; one in five hundred is as long as may be.
        let pieces = if number.is_multiple_of(500) { 900 } else { 1 + walk.below(14) };
        // Some are of few pieces said again and again: what nests and what goes back shows there.
        let kinds = if number.is_multiple_of(7) { 1 + walk.below(3) } else { all.len() };
        let from = walk.below(all.len());
        for _ in 0..pieces {
            query.push_str(all[(from + walk.below(kinds)) % all.len()]);
        }
        let (result, steps) = counted(&query);
        worst = worst.max(steps as f64 / (query.len() as f64 + 16.0));
        match result {
            Ok(_) => read += 1,
            Err(error) => {
                refused += 1;
                assert!(query.get(error.span.start..error.span.end).is_some(), "{query:?} {:?}", error.span);
            }
        }
    }
    assert!(read > 50_000 && refused > 50_000, "{read} read, {refused} refused");
    // Steps are characters looked at and rules entered: some passes over the text for each level of nesting, no more.
    assert!(worst < 160.0, "{worst} steps a byte");
}

fn query_like() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces()), 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_query_panics_and_errors_point_inside(query in prop_oneof![query_like(), any::<String>(), "\\PC{0,4096}"]) {
        if let Err(error) = parse(&query) {
            prop_assert!(error.span.start <= error.span.end);
            prop_assert!(query.get(error.span.start..error.span.end).is_some(), "{:?}", error.span);
            prop_assert!(error.with_hints().lines().count() >= 4);
        }
    }

    #[test]
    fn what_is_understood_has_terms_inside_the_query(query in query_like()) {
        if let Ok(parsed) = parse(&query) {
            for (leaf, _) in parsed.query.iter().flat_map(Query::leaves) {
                let Query::Leaf(term) = leaf else { panic!("{query}: everything") };
                prop_assert!(query.get(term.span.start..term.span.end).is_some_and(|text| !text.is_empty()));
            }
        }
    }
}
