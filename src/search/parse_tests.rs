//! The query language: what is understood, what is refused, and where the caret points.

use super::{MAX_DEPTH, MAX_TERMS, parse};
use crate::search::ast::{Expr, Leaf};
use proptest::prelude::*;

/// The tree in a short form: `(a & "b c" & !d*)`.
fn shown(expr: &Expr) -> String {
    let join = |parts: &[Expr], by: &str| format!("({})", parts.iter().map(shown).collect::<Vec<_>>().join(by));
    match expr {
        Expr::All(parts) => join(parts, " & "),
        Expr::Any(parts) => join(parts, " | "),
        Expr::Not(part) => format!("!{}", shown(part)),
        Expr::Term(term) => match &term.leaf {
            Leaf::Text(phrase) => format!("{}{}", phrase.words.join("_"), if phrase.prefix { "*" } else { "" }),
            Leaf::Value(field, wanted) => format!("{}={wanted:?}", field.as_str()),
        },
    }
}

#[test]
fn what_is_typed_is_understood() {
    let cases = [
        ("care", "care"),
        ("patient safety", "(patient & safety)"),
        ("patient AND safety", "(patient & safety)"),
        ("\"patient safety\"", "patient_safety"),
        ("\u{201c}patient safety\u{201d}", "patient_safety"),
        ("a OR b c", "(a | (b & c))"),
        ("(a OR b) c", "((a | b) & c)"),
        ("a -b NOT c", "(a & !b & !c)"),
        ("-\"a b\"", "!a_b"),
        ("-(a OR b)", "!(a | b)"),
        ("NOT a", "!a"),
        ("and or not", "(and & or & not)"),
        ("improv*", "improv*"),
        ("co-prod*", "co_prod*"),
        ("co-production A&E 20%", "(co_production & a&e & 20_%)"),
        ("2015/16 and/or", "(2015_16 & and_or)"),
        ("((a))", "a"),
        ("\"what matters?\"", "what_matters"),
        ("foo(bar)", "(foo & bar)"),
        ("year:2015..2020", "year=Years { from: 2015, to: 2020 }"),
        ("year:2015..", "year=Years { from: 2015, to: 9999 }"),
        ("year:\"2015\"", "year=Years { from: 2015, to: 2015 }"),
        ("Category:Quality", "category=Code { code: \"Quality\", prefix: false }"),
        ("outcome:YES", "outcome=Code { code: \"yes\", prefix: false }"),
        ("file:north/a.pdf", "file=File { name: \"north/a.pdf\", prefix: false }"),
        (
            "-organisation:\"st thomas'\" x",
            "(!organisation=Words(Phrase { words: [\"st\", \"thomas\"], prefix: false }) & x)",
        ),
        ("heading:aim*", "heading=Words(Phrase { words: [\"aim\"], prefix: true })"),
    ];
    for (query, wanted) in cases {
        let tree = parse(query).unwrap_or_else(|error| panic!("{query}: {error}")).expect(query);
        assert_eq!(shown(&tree), wanted, "{query}");
    }
    assert_eq!(parse(" \t\n"), Ok(None));
}

#[test]
fn what_is_not_supported_is_pointed_at() {
    // The query, the part that is pointed at, a word of the message.
    let cases = [
        ("qualty~1", "~", "similar"),
        ("\"a b\"~2", "~", "similar"),
        ("strateg?c", "?", "any one letter"),
        ("*ing", "*", "begin"),
        ("wo*force", "*", "end of a word"),
        ("a*", "a*", "beginning"),
        ("\"qual*\"", "*", "phrase"),
        ("\"a pre\"*", "*", "begin"),
        ("quality NEAR/3 care", "NEAR/3", "near each other"),
        ("quality NEAR care", "NEAR", "near each other"),
        ("quality w/5 care", "w/5", "near each other"),
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
        ("colour:red", "colour", "no field"),
        (":red", ":", "no field"),
        ("category:(a OR b)", "category:", "one value"),
        ("category: a", "category:", "no value"),
        ("outcome:perhaps", "perhaps", "yes or no"),
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
        ("file:*", "*", "begin"),
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
    let error = parse("déjà NEAR/3 care").expect_err("not supported");
    let shown = error.to_string();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[1], "  déjà NEAR/3 care");
    assert_eq!(lines[2], "       ^^^^^^");
    assert!(lines[3].starts_with("hint: "));
    let long = format!("{} ~ {}", "word ".repeat(50), "word ".repeat(50));
    let shown = parse(&long).expect_err("not supported").to_string();
    let lines: Vec<&str> = shown.lines().collect();
    let caret = lines[2].chars().position(|c| c == '^').expect("a caret");
    assert_eq!(lines[1].chars().nth(caret), Some('~'));
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

fn query_like() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("\"".to_owned()),
        Just(" ".to_owned()),
        Just("-".to_owned()),
        Just("NOT ".to_owned()),
        Just(" OR ".to_owned()),
        Just(" AND ".to_owned()),
        Just("*".to_owned()),
        Just("year:".to_owned()),
        Just("category:".to_owned()),
        Just("..".to_owned()),
        "[a-z0-9é&~?/^]{1,4}",
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_query_panics_and_errors_point_inside(query in prop_oneof![query_like(), any::<String>(), "\\PC{0,4096}"]) {
        if let Err(error) = parse(&query) {
            prop_assert!(error.span.start <= error.span.end);
            prop_assert!(query.get(error.span.start..error.span.end).is_some(), "{:?}", error.span);
            prop_assert!(error.to_string().lines().count() >= 4);
        }
    }

    #[test]
    fn what_is_understood_has_terms_inside_the_query(query in query_like()) {
        if let Ok(Some(expr)) = parse(&query) {
            for (term, _) in expr.terms() {
                prop_assert!(query.get(term.span.start..term.span.end).is_some_and(|text| !text.is_empty()));
            }
        }
    }
}
