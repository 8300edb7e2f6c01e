//! Which words and phrases are key to some texts, measured against others?
//!
//! Keyness is Dunning's log-likelihood ratio (Dunning 1993, Accurate methods for the statistics of surprise and coincidence,
//! Computational Linguistics 19) of two frequencies as Rayson and Garside (2000, Comparing corpora using frequency
//! profiling) put it: 3.84 is significant at 5 %, 6.63 at 1 %, 10.83 at 0.1 %. Terms are words and runs of up to three,
//! none beginning or ending with a word that only binds others, none reaching over a sign or a gap in the text.

use std::collections::{BTreeMap, BTreeSet};

/// Most words of a term.
pub const MOST_WORDS: usize = 3;

/// Words that only bind others.
const BINDING: &str = "a about across all also an and any are as at be been being between both but by can could did do \
    does each for from further had has have how if in into is it its made make many may more most must need new no not of \
    on or other our out over s should so some such than that the their them then there these they this those through to \
    under up us use used using was we well were what when where which while who will with within work working would you \
    your";

/// A term that is commoner in the texts looked at than in the others.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyTerm {
    /// Its words in lower case.
    pub term: String,
    /// Dunning's log-likelihood, from 0.
    pub log_likelihood: f64,
    /// How often it stands in the texts looked at.
    pub here: usize,
    /// How often in the others.
    pub elsewhere: usize,
    /// In how many documents of the texts looked at.
    pub documents: usize,
    /// The first text it stands in.
    pub example: usize,
}

#[derive(Default)]
struct Uses {
    here: usize,
    elsewhere: usize,
    documents: BTreeSet<usize>,
    example: Option<usize>,
}

/// Counts terms in two kinds of texts.
#[derive(Default)]
pub struct Keyness {
    terms: BTreeMap<String, Uses>,
    here: usize,
    elsewhere: usize,
}

impl Keyness {
    /// Counts a text that is looked at: its runs of words, its document, and a number by which it is found again.
    pub fn look_at(&mut self, runs: &[Vec<String>], document: usize, text: usize) {
        for term in terms(runs) {
            let uses = self.terms.entry(term).or_default();
            uses.here += 1;
            uses.documents.insert(document);
            uses.example.get_or_insert(text);
        }
        self.here += runs.iter().map(Vec::len).sum::<usize>();
    }

    /// Counts one of the others.
    pub fn compare_with(&mut self, runs: &[Vec<String>]) {
        for term in terms(runs) {
            self.terms.entry(term).or_default().elsewhere += 1;
        }
        self.elsewhere += runs.iter().map(Vec::len).sum::<usize>();
    }

    /// The terms that stand in at least so many documents and are commoner than elsewhere, the most telling first. A word
    /// of a phrase that stands nowhere else is left to the phrase.
    pub fn terms(&self, least_documents: usize) -> Vec<KeyTerm> {
        let mut found: Vec<KeyTerm> = self
            .terms
            .iter()
            .filter(|(_, uses)| uses.documents.len() >= least_documents)
            .filter(|(_, uses)| {
                uses.here as f64 * self.elsewhere.max(1) as f64 > uses.elsewhere as f64 * self.here.max(1) as f64
            })
            .map(|(term, uses)| KeyTerm {
                term: term.clone(),
                log_likelihood: log_likelihood(uses.here, uses.elsewhere, self.here, self.elsewhere),
                here: uses.here,
                elsewhere: uses.elsewhere,
                documents: uses.documents.len(),
                example: uses.example.unwrap_or_default(),
            })
            .collect();
        found.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood).then_with(|| a.term.cmp(&b.term)));
        let whole: Vec<(String, usize)> = found
            .iter()
            .filter(|found| found.term.contains(' '))
            .map(|found| (format!(" {} ", found.term), found.here))
            .collect();
        found.retain(|one| {
            let part = format!(" {} ", one.term);
            !whole.iter().any(|(term, here)| term.len() > part.len() && *here == one.here && term.contains(&part))
        });
        found
    }
}

/// Dunning's log-likelihood of a term with these frequencies in texts of these numbers of words.
pub fn log_likelihood(here: usize, elsewhere: usize, words_here: usize, words_elsewhere: usize) -> f64 {
    let (a, b, c, d) = (here as f64, elsewhere as f64, words_here as f64, words_elsewhere as f64);
    if c + d == 0.0 {
        return 0.0;
    }
    let part = |observed: f64, words: f64| {
        let expected = words * (a + b) / (c + d);
        if observed > 0.0 && expected > 0.0 { observed * (observed / expected).ln() } else { 0.0 }
    };
    2.0 * (part(a, c) + part(b, d))
}

/// The runs of words of a text in lower case: signs end a run, and so do the parts of the text that are `covered` (in
/// bytes, sorted).
pub fn runs(text: &str, covered: &[(usize, usize)]) -> Vec<Vec<String>> {
    let mut runs: Vec<Vec<String>> = vec![Vec::new()];
    let mut word = String::new();
    let end_word = |word: &mut String, runs: &mut Vec<Vec<String>>| {
        if !word.is_empty()
            && let Some(run) = runs.last_mut()
        {
            run.push(std::mem::take(word));
        }
    };
    for (at, sign) in text.char_indices() {
        if covered.iter().any(|(start, end)| (*start..*end).contains(&at)) {
            word.clear();
            runs.push(Vec::new());
        } else if sign.is_alphanumeric() {
            word.extend(sign.to_lowercase());
        } else if sign == '’' || sign == '\'' || sign == '-' {
            // Within a word it is part of it; at its end it is none.
            if !word.is_empty()
                && text
                    .get(at + sign.len_utf8()..)
                    .and_then(|rest| rest.chars().next())
                    .is_some_and(char::is_alphanumeric)
            {
                word.push(if sign == '’' { '\'' } else { sign });
            } else {
                end_word(&mut word, &mut runs);
            }
        } else {
            end_word(&mut word, &mut runs);
            if !sign.is_whitespace() {
                runs.push(Vec::new());
            }
        }
    }
    end_word(&mut word, &mut runs);
    runs.retain(|run| !run.is_empty());
    runs
}

/// The terms of a text, each as often as it stands there.
fn terms(runs: &[Vec<String>]) -> Vec<String> {
    let binds = |word: &str| BINDING.split_whitespace().any(|known| known == word);
    let may_end = |word: Option<&String>| {
        word.is_some_and(|word| {
            !binds(word) && word.chars().count() > 1 && !word.starts_with(|sign: char| sign.is_ascii_digit())
        })
    };
    let mut terms = Vec::new();
    for run in runs {
        for length in 1..=MOST_WORDS {
            for term in run.windows(length) {
                if may_end(term.first()) && may_end(term.last()) {
                    terms.push(term.join(" "));
                }
            }
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::{Keyness, log_likelihood, runs};

    #[test]
    fn the_log_likelihood_is_that_worked_out_by_hand() {
        // Expected 15 and 15: 2 (20 ln(20/15) + 10 ln(10/15)) = 3.398.
        assert!((log_likelihood(20, 10, 1000, 1000) - 3.398).abs() < 0.001);
        assert!(log_likelihood(10, 10, 500, 500).abs() < 1e-9 && log_likelihood(0, 0, 0, 0).abs() < 1e-9);
    }

    #[test]
    fn runs_end_at_signs_and_at_what_is_covered() {
        let text = "We’ll train nurses, and well-being coaches";
        let covered = [(text.find("nurses").unwrap(), text.find("nurses").unwrap() + 6)];
        assert_eq!(runs(text, &covered), [vec!["we'll", "train"], vec!["and", "well-being", "coaches"]]);
    }

    #[test]
    fn terms_that_are_key_come_first_and_parts_of_phrases_go() {
        let mut keyness = Keyness::default();
        for document in 0..4 {
            keyness.look_at(&runs("we will open green hubs for the county", &[]), document, document);
            keyness.compare_with(&runs("the county has many people and roads", &[]));
        }
        let terms: Vec<String> = keyness.terms(2).into_iter().map(|term| term.term).collect();
        assert_eq!(terms, ["open green hubs"]);
        assert!(keyness.terms(5).is_empty());
    }
}
