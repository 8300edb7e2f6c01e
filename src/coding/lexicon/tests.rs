//! Matching and parsing end to end, one rule a test.

use proptest::prelude::*;

use super::*;

/// A codebook whose outcomes are these entries of one code `q`, and of `w` where given; the rest built in.
fn outcomes(q: &str, w: &str) -> Codebook {
    let w = if w.is_empty() { String::new() } else { code("w", w) };
    Codebook::of_texts(&[("outcomes.toml", &format!("{}{}{w}", head("outcomes"), code("q", q)))]).unwrap()
}

fn head(kind: &str) -> String {
    format!("[lexicon]\nname = \"t\"\nkind = \"{kind}\"\ntitle = \"t\"\nversion = \"1\"\nsource = \"t\"\n")
}

fn code(id: &str, entries: &str) -> String {
    format!("[[code]]\nid = \"{id}\"\nlabel = \"{id}\"\nentries = [\n{entries}\n]\n")
}

/// The words matched and the first code of each.
fn words<'t>(codebook: &Codebook, text: &'t str) -> Vec<(&'t str, String)> {
    let hits = codebook.scan_layers(text, &[Layer::Outcomes]);
    hits.iter().map(|hit| (&text[hit.span.start..hit.span.end], hit.entry.codes[0].clone())).collect()
}

fn found<'t>(codebook: &Codebook, text: &'t str) -> Vec<&'t str> {
    words(codebook, text).into_iter().map(|(word, _)| word).collect()
}

fn errors(text: &str) -> Vec<Finding> {
    Codebook::of_texts(&[("outcomes.toml", text)]).err().map(|errors| errors.findings).unwrap_or_default()
}

#[test]
fn the_built_in_lexicons_are_read_and_check_clean() {
    let codebook = Codebook::built_in().unwrap_or_else(|errors| panic!("{errors}"));
    let findings: Vec<String> =
        check(&codebook).iter().filter(|finding| finding.severity < Severity::Note).map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
    assert_eq!(codebook.hash().len(), 64);
}

#[test]
fn words_match_whole_and_stems_to_their_end() {
    let codebook = outcomes(r#"{ term = "merg*" }, { term = "safe" }"#, "");
    assert_eq!(found(&codebook, "Emerging emergency mergers, unsafe but safe; safety."), ["mergers", "safe"]);
}

#[test]
fn entries_that_share_all_but_their_term_are_written_together() {
    let apart = r#"{ term = "safe care", weight = 2, unless_after = "home" }, { term = "safer care", weight = 2,
        unless_after = ["home"] }, { term = "harm*", weight = 2, unless_after = ["home"] }, { term = "protocol*" }"#;
    let together = r#"{ weight = 2, unless_after = "home", terms = ["safe|safer care", "harm*"] }, "protocol*""#;
    let of = |entries| {
        let codebook = outcomes(entries, r#"{ term = "x" }"#);
        let mut all = codebook.layer(Layer::Outcomes).codes[0].entries.clone();
        for entry in &mut all {
            (entry.line, entry.column) = (0, 0);
        }
        all
    };
    assert_eq!(of(apart), of(together));
    let wrong = |entry: &str| {
        let found = errors(&format!("{}{}", head("outcomes"), code("q", entry)));
        found.into_iter().map(|finding| finding.message).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(wrong(r#"{ terms = ["a", "£"], weight = 0 }"#).matches("`weight` must be").count(), 1);
    assert!(wrong(r#"{ terms = ["safe|£ care"] }"#).contains("`safe|£ care`"));
    assert!(wrong(r#"{ terms = ["a", "b"], example = "a" }"#).contains("`example` belongs to an entry of one term"));
    assert!(wrong(&format!("{{ term = \"{}\" }}", "a|b ".repeat(9).trim())).contains("more than 64 terms"));
    assert!(wrong(r#"{ term = "a", terms = ["b"] }"#).contains("`term` or `terms`"));
    assert!(wrong(r#"{ terms = "b" }"#).contains("`terms` must be a list"));
    assert!(wrong(r#""a|b", "b""#).contains("`b` stands in code `q` twice"));
}

#[test]
fn the_longest_entry_wins_across_codes() {
    let codebook = outcomes(r#"{ term = "trial*" }"#, r#"{ term = "clinical trial*" }"#);
    assert_eq!(
        words(&codebook, "clinical trials and trials"),
        [("clinical trials", "w".to_owned()), ("trials", "q".to_owned())]
    );
}

#[test]
fn an_entry_ruled_out_by_its_exception_blocks_no_shorter_one() {
    let codebook = outcomes(r#"{ term = "quality" }"#, r#"{ term = "quality improvement", unless_after = ["plan"] }"#);
    assert_eq!(words(&codebook, "quality improvement plan"), [("quality", "q".to_owned())]);
    assert_eq!(words(&codebook, "quality improvement now"), [("quality improvement", "w".to_owned())]);
}

#[test]
fn several_codes_at_the_same_words_all_count_and_one_code_counts_once() {
    let codebook = outcomes(
        r#"{ term = "efficien*", weight = 2 }, { term = "efficiency", weight = 3 }"#,
        r#"{ term = "efficiency" }"#,
    );
    let hits = codebook.scan_layers("efficiency", &[Layer::Outcomes]);
    let weights: Vec<f32> = hits.iter().map(|hit| hit.entry.weight).collect();
    assert_eq!(weights, [3.0, 1.0]);
}

#[test]
fn case_matters_where_asked_and_says_nothing_in_capitals() {
    let codebook = outcomes(r#"{ term = "IT", case = true }, { term = "PCN*", case = true }"#, "");
    assert_eq!(found(&codebook, "It is IT that it needs, says the PCNs' lead."), ["IT", "PCNs"]);
    assert!(found(&codebook, "HOW WE WILL MAKE IT HAPPEN IN EVERY TOWN").is_empty());
}

#[test]
fn neighbours_bind_and_exclude() {
    let codebook = outcomes(
        r#"
        { term = "access", unless_after = ["to training"] },
        { term = "capital", unless_before = ["human"] },
        { term = "wellbeing", near = ["staff"], within = 3 },
        { term = "recruit*", unless_near = ["trial*", "patients"] },
        { term = "group", before = ["hospital"] },
        { term = "bank", after = ["staff"] },
        "#,
        "",
    );
    assert_eq!(found(&codebook, "access to care"), ["access"]);
    assert!(found(&codebook, "access to training").is_empty());
    assert!(found(&codebook, "human capital").is_empty());
    assert_eq!(found(&codebook, "the wellbeing of our staff"), ["wellbeing"]);
    assert!(found(&codebook, "the wellbeing of all of our many staff").is_empty());
    assert!(found(&codebook, "the wellbeing. Staff").is_empty(), "neighbours end with the sentence");
    assert!(found(&codebook, "recruit more patients").is_empty());
    assert_eq!(found(&codebook, "recruit nurses"), ["recruit"]);
    assert_eq!(found(&codebook, "a hospital group, a working group"), ["group"]);
    assert_eq!(found(&codebook, "bank staff at the bank"), ["bank"]);
}

#[test]
fn spellings_and_signs_do_not_matter() {
    let codebook = outcomes(
        r#"{ term = "co-produc*" }, { term = "organisational" }, { term = "centre of excellence" }, { term = "well-being" }"#,
        "",
    );
    let text = "Coproduction, co\u{2011}producing; organizational \u{2013} a Center of  Excellence (wellbeing)";
    assert_eq!(
        found(&codebook, text),
        ["Coproduction", "co\u{2011}producing", "organizational", "Center of  Excellence", "wellbeing"]
    );
}

#[test]
fn exact_stem_and_regex_terms() {
    let codebook = outcomes(
        r#"{ term = "fall", match = "exact" }, { term = "improve", match = "stem" }, { term = '£\s?\d+', match = "regex", unless_after = ["fine*"] }"#,
        "",
    );
    assert_eq!(found(&codebook, "falls fall; improving; £ 40 saved, £30 fines"), ["fall", "improving", "£ 40"]);
}

#[test]
fn names_are_left_out_unless_kept_or_exceeded() {
    let names = format!(
        "{}{}",
        head("names"),
        "[[code]]\nid = \"n\"\nlabel = \"n\"\nkeep_for = [\"context\"]\nentries = [{ term = \"Care Quality Commission\" }]\n"
    );
    let q = code("q", r#"{ term = "quality" }, { term = "care quality commission rating" }"#);
    let outcomes = format!("{}{q}", head("outcomes"));
    let context = format!("{}{q}", head("context"));
    let codebook = Codebook::of_texts(&[("n.toml", &names), ("o.toml", &outcomes), ("c.toml", &context)]).unwrap();
    assert!(found(&codebook, "The Care Quality Commission came.").is_empty());
    assert_eq!(found(&codebook, "Our Care Quality Commission rating"), ["Care Quality Commission rating"]);
    assert_eq!(codebook.scan_layers("Care Quality Commission", &[Layer::Context]).len(), 1);
}

#[test]
fn negation_takes_matches_back() {
    let codebook = Codebook::built_in().unwrap();
    let types = |text: &str| codebook.scan_layers(text, &[Layer::Partnering]).len();
    assert_eq!(types("The trusts plan a merger."), 1);
    assert_eq!(types("This is not a merger."), 0);
    assert_eq!(types("The boards have no appetite for a merger."), 0);
    assert_eq!(types("This is not only a merger."), 1);
    assert_eq!(types("Emerging emergency care"), 0);
}

#[test]
fn only_the_layers_asked_for_are_searched_and_hits_are_in_order() {
    let codebook = Codebook::built_in().unwrap();
    let text = "The merger will improve patient safety through shared governance, a shared vision and mutual trust.";
    let all = codebook.scan(text);
    for layer in Layer::ALL {
        let one = codebook.scan_layers(text, &[layer]);
        assert!(!one.is_empty(), "{layer:?}");
        let same: Vec<Hit<'_>> = all.iter().filter(|hit| hit.layer == layer).copied().collect();
        assert_eq!(one, same);
    }
    assert!(all.is_sorted_by_key(|hit| hit.span.start));
}

#[test]
fn unknown_keys_wrong_types_and_duplicates_are_errors_with_their_place() {
    let text = format!(
        "{}{}",
        head("outcomes"),
        code(
            "q",
            "  { term = \"a\", wieght = 3 },\n  { term = \"b\", weight = \"x\" },\n  { term = \"c\" }, { term = \"C\" },\n  { term = \"\" }, { term = \"d\", weight = 0 }, { term = \"e\", also = [\"qq\"] },"
        )
    );
    let found: Vec<(usize, usize, String)> =
        errors(&text).into_iter().map(|finding| (finding.line, finding.column, finding.message)).collect();
    let expected = [
        (11, 17, "unknown key `wieght`"),
        (12, 26, "invalid type: string \"x\", expected f32"),
        (13, 28, "`C` stands in code `q` twice"),
        (14, 12, "`term` is empty"),
        (14, 41, "`weight` must be greater than 0 (and at most 1000)"),
        (14, 68, "`also` names `qq`, which is no code of this file"),
    ];
    let expected: Vec<_> = expected.iter().map(|&(line, column, message)| (line, column, message.to_owned())).collect();
    assert_eq!(found, expected);
    assert_eq!(errors(&text)[0].hint.as_deref(), Some("did you mean `weight`?"));
}

#[test]
fn broken_toml_and_missing_tables_are_errors() {
    assert!(errors("[lexicon\nname = 1").iter().all(|finding| finding.message.starts_with("this is not TOML")));
    assert_eq!(errors("")[0].message, "`[lexicon]` is missing");
    assert!(errors(&head("outcomse"))[0].message.contains("unknown kind"));
    assert!(errors(&head("outcomes"))[0].message.contains("no `[[code]]`"));
    let twice = format!("{}{}{}", head("outcomes"), code("q", "{ term = \"a\" }"), code("q", "{ term = \"b\" }"));
    assert!(errors(&twice)[0].message.contains("stands in the file twice"));
}

#[test]
fn examples_are_tried_and_shared_terms_named() {
    let codebook = outcomes(
        r#"{ term = "trial*", example = "clinical trials", not = "trials" }, { term = "career*" }, { term = "careers" }"#,
        r#"{ term = "clinical trial*" }, { term = "trial*" }"#,
    );
    let messages: Vec<(Severity, String)> =
        check(&codebook).into_iter().filter(|f| f.file == "outcomes.toml").map(|f| (f.severity, f.message)).collect();
    assert_eq!(
        messages,
        [
            (Severity::Error, "`trial*` does not match its example: clinical trials".to_owned()),
            (Severity::Error, "`trial*` matches what it must not: trials".to_owned()),
            (Severity::Note, "`careers` adds nothing to `career*` in line 11".to_owned()),
            (Severity::Warning, "`trial*` stands in several codes; see line 11".to_owned()),
        ]
    );
}

#[test]
fn entries_that_can_never_count_are_named_with_what_wins_their_words() {
    let codebook = outcomes(
        r#"{ term = "safe* care" }, { term = "care", unless_before = ["safe"], before = ["safe"] },
           { term = "trial*", before = ["clinical"] }, { term = "NHS England" }, { term = "new * trial*", match = "glob" }"#,
        r#"{ term = "clinical trial*" }"#,
    );
    let told: Vec<(String, Option<String>)> = check(&codebook)
        .into_iter()
        .filter(|f| f.file == "outcomes.toml" && f.message.contains("hardly ever"))
        .map(|f| (f.message, f.hint))
        .collect();
    let by = |words: &str| Some(words.to_owned());
    let excluded = by("a name holds its words, a negation takes them back, or its conditions exclude each other");
    assert_eq!(
        told,
        [
            ("`care` can hardly ever count".to_owned(), by("its words go to safe* care")),
            ("`trial*` can hardly ever count".to_owned(), by("its words go to clinical trial*")),
            ("`NHS England` can hardly ever count".to_owned(), excluded),
        ]
    );
}

#[test]
fn a_folder_replaces_the_files_of_its_kinds() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mine.toml"), format!("{}{}", head("outcomes"), code("q", "{ term = \"x\" }")))
        .unwrap();
    let rules = format!("# mine\n{}", include_str!("../../../lexicons/rules.toml"));
    std::fs::write(dir.path().join("rules.toml"), rules).unwrap();
    std::fs::write(dir.path().join("notes.txt"), "not a lexicon").unwrap();
    let codebook = Codebook::load(dir.path()).unwrap();
    let own: Vec<LexiconKind> =
        codebook.sources().iter().filter(|source| source.path.is_some()).map(|source| source.kind).collect();
    assert_eq!(own, [LexiconKind::Layer(Layer::Outcomes), LexiconKind::Rules]);
    assert!(codebook.source(LexiconKind::Rules).unwrap().text.starts_with("# mine"));
    assert_eq!(codebook.layer(Layer::Outcomes).codes.len(), 1);
    assert!(codebook.layer(Layer::Domains).codes.len() > 1);
    assert_ne!(codebook.hash(), Codebook::built_in().unwrap().hash());
}

#[test]
fn folders_that_cannot_serve_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let message = |dir: &std::path::Path| Codebook::load(dir).err().unwrap().to_string();
    assert!(message(dir.path()).contains("holds no *.toml file"));
    assert!(message(&dir.path().join("none")).contains("cannot be read"));
    std::fs::write(dir.path().join("a.toml"), [0xff, 0xfe, b'a']).unwrap();
    assert!(message(dir.path()).contains("not UTF-8"));
    let text = format!("{}{}", head("outcomes"), code("q", "{ term = \"x\" }"));
    std::fs::write(dir.path().join("a.toml"), &text).unwrap();
    std::fs::write(dir.path().join("b.toml"), &text).unwrap();
    assert!(message(dir.path()).contains("second file of kind `outcomes`"));
}

#[test]
fn a_partnering_type_knows_its_place() {
    let codebook = Codebook::built_in().unwrap();
    assert_eq!(codebook.partnering_type("merger").map(|kind| kind.rank), Some(10));
    assert!(codebook.partnering_type("informal_collaboration").is_some_and(|kind| kind.fallback));
    assert!(codebook.partnering_type("quality").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scanning_never_panics_and_spans_are_sound(text in "(\\PC|[ \n'&*.£éIZz-]|merger|trust|patient|safety|IT|wellbeing|[^a]{1,3}){0,60}") {
        thread_local!(static CODEBOOK: Codebook = Codebook::built_in().unwrap());
        CODEBOOK.with(|codebook| {
            let hits = codebook.scan(&text);
            for hit in &hits {
                prop_assert!(text.get(hit.span.start..hit.span.end).is_some_and(|words| !words.is_empty()));
            }
            for layer in Layer::ALL {
                let spans: Vec<_> = hits.iter().filter(|hit| hit.layer == layer).map(|hit| hit.span).collect();
                prop_assert!(spans.windows(2).all(|pair| pair[0] == pair[1] || pair[0].end <= pair[1].start));
            }
            Ok(())
        })?;
    }

    #[test]
    fn parsing_never_panics(text in "\\PC{0,200}") {
        let _ = parse::parse("x.toml", &text);
    }

    #[test]
    fn parsing_lexicon_like_text_never_panics(body in "([a-z_]{1,8} = (1|\"[a-z* ]{0,8}\"|\\[[a-z\", ]{0,9}\\]|true)\n|\\[\\[code\\]\\]\n|entries = \\[\\{ term = \"\\PC{0,6}\", (weight|within|near|match) = (\"a\"|-1|0x10|\\[\"b\"\\]) \\}\\]\n){0,8}") {
        let _ = parse::parse("x.toml", &format!("{}{body}", head("partnering")));
    }

    #[test]
    fn any_term_compiles_or_says_why_and_matching_it_never_panics(term in "\\PC{0,12}", text in "\\PC{0,60}") {
        for matching in [Matching::Glob, Matching::Exact, Matching::Stem] {
            if let Ok(patterns) = crate::terms::pattern::Pattern::compile(&term, matching, crate::terms::normal::Case::Fold) {
                let normal = crate::terms::normal::Normal::of(&text, crate::terms::normal::Case::Fold);
                for pattern in patterns {
                    for at in 0..=normal.bytes().len() {
                        let _ = pattern.match_at(normal.bytes(), at);
                    }
                }
            }
        }
    }
}

#[test]
fn every_entry_of_a_proposition_is_tried_by_an_example_and_every_exception_by_another() {
    let codebook = Codebook::built_in().unwrap();
    let lexicon = codebook.layer(Layer::Propositions);
    assert_eq!(lexicon.codes.len(), 27);
    let untried = |entry: &&super::LexiconEntry| {
        let bound = &entry.conditions;
        let excepted =
            [&bound.unless_before, &bound.unless_after, &bound.unless_near].iter().any(|list| !list.is_empty());
        entry.example.is_empty() || excepted && entry.not.is_empty()
    };
    let untried: Vec<&str> = lexicon.entries().filter(untried).map(|entry| entry.term.as_str()).collect();
    assert!(untried.is_empty(), "{untried:?}");
    let domains: std::collections::BTreeSet<_> =
        lexicon.codes.iter().map(|group| group.domain.clone().unwrap()).collect();
    assert_eq!(domains.len(), codebook.layer(Layer::Domains).codes.len());
    assert_eq!(codebook.all_propositions().count(), 34);
}

#[test]
fn a_proposition_about_a_domain_names_one_that_is_there() {
    let written = |domain: &str| {
        format!(
            "[lexicon]\nname = \"p\"\nkind = \"propositions\"\ntitle = \"p\"\nversion = \"1\"\nsource = \"s\"\n\
            [[code]]\nid = \"proposition:p\"\nlabel = \"p\"\n{domain}\nentries = [\"rain\"]\n"
        )
    };
    let codebook = |domain: &str| Codebook::of_texts(&[("p.toml", &written(domain))]);
    assert!(super::check(&codebook("domain = \"culture\"").unwrap()).iter().all(|one| one.file != "p.toml"));
    let findings = super::check(&codebook("domain = \"cultur\"").unwrap());
    assert!(findings.iter().any(|one| one.message.contains("is about `cultur`") && one.hint.is_some()), "{findings:?}");
    assert!(codebook("").err().unwrap().to_string().contains("`domain` is missing"));
}

#[test]
fn a_proposition_needs_both_sides_in_order_and_a_word_that_links_them() {
    let context = "[lexicon]\nname = \"c\"\nkind = \"context\"\ntitle = \"c\"\nversion = \"1\"\nsource = \"s\"\n\
        [[code]]\nid = \"context:a\"\nlabel = \"a\"\nentries = [{ term = \"rain\", weight = 2 }, { term = \"wet\" }]\n\
        [[code]]\nid = \"context:b\"\nlabel = \"b\"\nentries = [{ term = \"grass\", weight = 2 }]\n\
        [links]\nmatch = ['\\bwill\\b']\n\
        [[proposition]]\nid = \"proposition:p\"\nlabel = \"rain grows grass\"\ncause = [\"context:context:a\"]\n\
        effect = [\"context:context:b\"]\n";
    let codebook = Codebook::of_texts(&[("c.toml", context)]).unwrap();
    let found = |text: &str| {
        let hits = codebook.scan(text);
        super::passages(&codebook, text, &hits)
            .iter()
            .map(|passage| {
                (text[passage.cause.span.start..passage.cause.span.end].to_owned(), passage.effect.span.start)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(found("The rain will grow the grass."), [("rain".to_owned(), 23)]);
    for none in [
        "The grass will be there for the rain.",
        "The rain and the grass.",
        "The rain will come. The grass is green.",
        "A wet spring will grow the grass.",
    ] {
        assert!(found(none).is_empty(), "{none}");
    }
    for (written, said) in [
        ("cause = [\"weather\"]", "`weather` names no layer"),
        ("cause = []", "`cause` names nothing"),
        ("cause = [\"context\"]\nwhy = 1", "unknown key `why`"),
    ] {
        let broken = context.replace("cause = [\"context:context:a\"]", written);
        let errors = Codebook::of_texts(&[("c.toml", &broken)]).err().unwrap();
        assert!(errors.findings.iter().any(|finding| finding.message == said), "{errors}");
    }
    let unknown = context.replace("context:context:b", "context:context:c") + "example = [\"Nothing at all.\"]\n";
    let findings = super::check(&Codebook::of_texts(&[("c.toml", &unknown)]).unwrap());
    let said = |text: &str| findings.iter().any(|finding| finding.message.contains(text));
    assert!(said("is no code of context") && said("is no passage for it"), "{findings:?}");
}

#[test]
fn errors_are_those_of_the_whole_check() {
    let codebook =
        outcomes(r#"{ term = "care", example = "no such word" }, { term = "merger" }, { term = "merger*" }"#, "");
    let (errors, all): (Vec<_>, Vec<_>) =
        check(&codebook).into_iter().partition(|finding| finding.severity == Severity::Error);
    assert!(!errors.is_empty() && !all.is_empty());
    assert_eq!(super::errors(&codebook), errors);
}
