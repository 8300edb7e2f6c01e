//! What goes out comes back; what cannot go out is said; what is no dictionary is told with its line.

use super::{Category, DictionaryFormat, read, to_toml, write};
use crate::lexicon::{Codebook, Layer};
use proptest::prelude::*;

fn category(path: &[&str], terms: &[(&str, f32)]) -> Category {
    Category {
        path: path.iter().map(|name| (*name).to_owned()).collect(),
        terms: terms.iter().map(|(term, weight)| ((*term).to_owned(), *weight)).collect(),
    }
}

#[test]
fn dictionaries_as_others_write_them_are_read() {
    let yaml = "# mine\nhealth:\n  quality: [safe*, 'patient safety']\n  workforce:\n    - nurses\n    - 24\n";
    let plain = |terms: &[(&str, f32)]| category(&["quality"], terms);
    let read_yaml = read(yaml, DictionaryFormat::Quanteda).unwrap();
    assert_eq!(
        read_yaml,
        [plain(&[("safe*", 1.0), ("patient safety", 1.0)]), category(&["workforce"], &[("nurses", 1.0), ("24", 1.0)])]
    );
    let dic = "%\n1\tquality\n12 workforce (1)\n%\nsafe*\t1\npatient safety 1\nnurses\t1\t12\n";
    let read_dic = read(dic, DictionaryFormat::Liwc).unwrap();
    assert_eq!(read_dic[0], plain(&[("safe*", 1.0), ("patient safety", 1.0), ("nurses", 1.0)]));
    assert_eq!(read_dic[1], category(&["workforce"], &[("nurses", 1.0)]));
    let cat = "HEALTH\n\tQUALITY\n\t\tPATIENT_SAFETY (2)\n\t\tSAFE* (1)\n\tSTAFF\n\t\tNURSES (0.5)\n";
    let read_cat = read(cat, DictionaryFormat::Wordstat).unwrap();
    assert_eq!(read_cat[0], category(&["QUALITY"], &[("PATIENT SAFETY", 2.0), ("SAFE*", 1.0)]));
    assert_eq!(read_cat[1], category(&["STAFF"], &[("NURSES", 0.5)]));
}

#[test]
fn what_is_no_dictionary_is_told_with_its_line() {
    let wrong = |text: &str, form: DictionaryFormat| read(text, form).unwrap_err();
    assert_eq!(wrong("a: [b\nc: d: e", DictionaryFormat::Quanteda).line, 2);
    assert_eq!(wrong("safe\t1\n", DictionaryFormat::Liwc).line, 1);
    assert_eq!(wrong("%\n1\tquality\n%\nsafe\t7\n", DictionaryFormat::Liwc).line, 4);
    assert_eq!(wrong("A\n\t\tB (1)\n", DictionaryFormat::Wordstat).line, 2);
    assert_eq!(wrong("B (1)\n", DictionaryFormat::Wordstat).line, 1);
    assert!(wrong("a:\n", DictionaryFormat::Quanteda).problem.contains("no term"));
}

#[test]
fn the_built_in_outcomes_go_out_and_what_is_lost_is_said() {
    let codebook = Codebook::built_in().unwrap();
    let lexicon = codebook.layer(Layer::Outcomes);
    for form in [DictionaryFormat::Quanteda, DictionaryFormat::Liwc, DictionaryFormat::Wordstat] {
        let (text, lost) = write(lexicon, form);
        let back = read(&text, form).unwrap();
        assert_eq!(
            back.iter().map(|category| category.path.join("_")).collect::<Vec<_>>(),
            ["quality", "workforce", "resources", "innovation"]
        );
        assert!(back[0].terms.iter().any(|(term, _)| term == "patient safety"));
        assert!(lost.iter().any(|line| line.contains("regular expression")));
        assert!(lost.iter().any(|line| line.contains("`safe*`: without its neighbours")));
        assert_eq!(form == DictionaryFormat::Wordstat, !lost[0].contains("weights"), "{}", lost[0]);
        let left_out = lost.iter().filter(|line| line.contains("left out")).count();
        let kept: usize = lexicon.entries().map(|entry| entry.codes.len()).sum();
        let back: usize = back.iter().map(|category| category.terms.len()).sum();
        assert!(back <= kept && back + 2 * left_out >= kept, "{back} of {kept}, {left_out} left out");
    }
}

fn dictionaries() -> impl Strategy<Value = Vec<Category>> {
    let term = "[a-z]{2,8}( [a-z]{2,8}){0,2}[*]?";
    let terms = prop::collection::btree_set(term, 1..6);
    prop::collection::vec((terms, 1_u8..7), 1..5).prop_map(|all| {
        let one = |(number, (terms, weight)): (usize, (std::collections::BTreeSet<String>, u8))| Category {
            path: vec![format!("code{number}")],
            terms: terms.into_iter().map(|term| (term, f32::from(weight) / 2.0)).collect(),
        };
        all.into_iter().enumerate().map(one).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// A dictionary becomes a lexicon that can be used, and from that lexicon the same dictionary again.
    #[test]
    fn dictionaries_come_back_from_lexicons(categories in dictionaries()) {
        let toml = to_toml(&categories, "outcomes", "My words \"2\"", "a test");
        let codebook = Codebook::of_texts(&[("mine.toml", &toml)]).map_err(|errors| TestCaseError::fail(format!("{errors}\n{toml}")))?;
        for form in [DictionaryFormat::Quanteda, DictionaryFormat::Liwc, DictionaryFormat::Wordstat] {
            let (text, _) = write(codebook.layer(Layer::Outcomes), form);
            let mut back = read(&text, form).unwrap();
            let mut sent = categories.clone();
            for category in back.iter_mut().chain(&mut sent) {
                category.terms.sort_by(|a, b| a.0.cmp(&b.0));
                if form != DictionaryFormat::Wordstat {
                    category.terms.iter_mut().for_each(|(_, weight)| *weight = 1.0);
                }
            }
            prop_assert_eq!(back, sent);
        }
    }

    /// No text makes a reader fall over.
    #[test]
    fn any_text_is_read_or_refused(text in "(%|[a-z]{1,4}|[0-9]|:|-|\t|\n| |\\(|\\)|\\*|\"){0,60}") {
        for form in [DictionaryFormat::Quanteda, DictionaryFormat::Liwc, DictionaryFormat::Wordstat] {
            let _ = read(&text, form);
        }
    }
}
