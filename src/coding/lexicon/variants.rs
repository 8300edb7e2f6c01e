//! Spellings that mean the same word: British and American, joined and apart.
//!
//! Terms are spelt out in all their variants when a codebook is built, which leaves texts as they are and costs
//! nothing when they are searched. (-ise and -ize, analyse and analyze agree by the normal form already.)

use std::collections::BTreeSet;

/// Alternatives at the beginning of a word; what follows (an ending, a `*`) is kept.
const STEMS: &[(&str, &str)] = &[
    // British, American
    ("ageing", "aging"),
    ("anaesth", "anesth"),
    ("analogue", "analog"),
    ("behaviour", "behavior"),
    ("cancelled", "canceled"),
    ("catalogue", "catalog"),
    ("centred", "centered"),
    ("centre", "center"),
    ("colour", "color"),
    ("counselling", "counseling"),
    ("defence", "defense"),
    ("dialogue", "dialog"),
    ("endeavour", "endeavor"),
    ("enrolment", "enrollment"),
    ("favour", "favor"),
    ("fulfil", "fulfill"),
    ("gynaecolog", "gynecolog"),
    ("haemat", "hemat"),
    ("judgement", "judgment"),
    ("labelled", "labeled"),
    ("labour", "labor"),
    ("licence", "license"),
    ("modelling", "modeling"),
    ("neighbour", "neighbor"),
    ("orthopaedic", "orthopedic"),
    ("paediatric", "pediatric"),
    ("practise", "practice"),
    ("skilful", "skillful"),
    ("theatre", "theater"),
    ("travelling", "traveling"),
    ("tumour", "tumor"),
    // joined, apart
    ("backoffice", "back office"),
    ("cocreat", "co creat"),
    ("codesign", "co design"),
    ("colocat", "co locat"),
    ("cooperat", "co operat"),
    ("coordinat", "co ordinat"),
    ("coproduc", "co produc"),
    ("database", "data base"),
    ("demerg", "de merg"),
    ("frontline", "front line"),
    ("healthcare", "health care"),
    ("inpatient", "in patient"),
    ("interoperab", "inter operab"),
    ("lifelong", "life long"),
    ("multiagency", "multi agency"),
    ("multidisciplin", "multi disciplin"),
    ("multiprofessional", "multi professional"),
    ("online", "on line"),
    ("outpatient", "out patient"),
    ("readmission", "re admission"),
    ("reinvest", "re invest"),
    ("reskill", "re skill"),
    ("rollout", "roll out"),
    ("smokefree", "smoke free"),
    ("subcontract", "sub contract"),
    ("telecare", "tele care"),
    ("telehealth", "tele health"),
    ("telemedicine", "tele medicine"),
    ("upskill", "up skill"),
    ("wellbeing", "well being"),
    ("workforce", "work force"),
];

/// Alternatives for a whole word.
const WORDS: &[(&str, &str)] = &[
    ("program", "programme"),
    ("programs", "programmes"),
    ("enrol", "enroll"),
    ("percent", "per cent"),
    ("cyber security", "cybersecurity"),
];

/// Most variants of one term; a term of many such words is rare and its commonest spellings are found.
const MOST: usize = 32;

/// All spellings of a term in normal form, itself among them, sorted; at most 32.
#[must_use]
pub fn spellings(term: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([term.to_owned()]);
    for &(one, other) in STEMS.iter().filter(|pair| touches(term, pair)) {
        grow(&mut all, one, other, |_| true);
    }
    for &(one, other) in WORDS.iter().filter(|pair| touches(term, pair)) {
        grow(&mut all, one, other, |rest| rest.is_empty() || rest.starts_with([' ', '*', ',', '\'']));
    }
    all
}

/// Whether a word of the term begins as one of the two does. Thousands of terms are asked, so first letters first.
fn touches(term: &str, &(one, other): &(&str, &str)) -> bool {
    let begins = |rest: &str, from: &str| rest.bytes().next() == from.bytes().next() && rest.starts_with(from);
    let mut rest = term;
    loop {
        if begins(rest, one) || begins(rest, other) {
            return true;
        }
        match rest.split_once(' ') {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
}

/// Adds the other spelling of each term that holds one of the two.
fn grow(all: &mut BTreeSet<String>, one: &str, other: &str, fits: impl Fn(&str) -> bool) {
    let mut more = Vec::new();
    for term in all.iter() {
        for (from, to) in [(one, other), (other, one)] {
            if let Some(changed) = replaced(term, from, to, &fits) {
                more.push(changed);
            }
        }
    }
    for term in more {
        if all.len() < MOST {
            all.insert(term);
        }
    }
}

/// `term` with every `from` at the beginning of a word made `to`; `None` where there is none.
fn replaced(term: &str, from: &str, to: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let mut out = String::new();
    let mut rest = term;
    let mut word_start = true;
    let mut changed = false;
    while let Some(c) = rest.chars().next() {
        match rest.strip_prefix(from) {
            // Where one spelling begins the other ("fulfil", "fulfill"), the longer is not taken for the shorter.
            Some(after) if word_start && fits(after) && !(to.starts_with(from) && rest.starts_with(to)) => {
                out.push_str(to);
                rest = after;
                changed = true;
                word_start = false;
            }
            _ => {
                out.push(c);
                word_start = c == ' ';
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_spelt_both_ways() {
        let all = spellings("centre* for wellbeing");
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(
            all,
            ["center* for well being", "center* for wellbeing", "centre* for well being", "centre* for wellbeing"]
        );
    }

    #[test]
    fn the_documentation_of_search_lists_every_pair() {
        let page = include_str!("../../../docs/search.md");
        for (one, other) in STEMS.iter().chain(WORDS) {
            assert!(page.contains(&format!("\n{one} = {other}\n")), "docs/search.md does not list {one} = {other}");
        }
    }

    #[test]
    fn whole_words_are_changed_whole() {
        assert!(spellings("cost improvement program").contains("cost improvement programme"));
        assert!(!spellings("programmer").contains("programmemer"));
        assert_eq!(spellings("fulfill").len(), 2);
    }

    #[test]
    fn the_middle_of_a_word_is_left_alone() {
        assert_eq!(spellings("epicentre").len(), 1);
    }
}
