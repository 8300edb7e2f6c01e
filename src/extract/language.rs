//! Detects the language of a text.
//!
//! In: the text of a page or a paper. Out: an ISO 639-1 code, where the text is long enough and the guess is sure. A
//! sample is enough: the question is whether a paper is in English.

use super::words::is_word;
use std::collections::BTreeMap;
use stratmine_model::ReadPaper;
use whatlang::{Lang, detect as guess};

/// Fewest letters that are worth a guess.
const FEWEST_LETTERS: usize = 200;

/// Letters looked at of a page: enough to be sure of most languages, and cheap enough for every page.
const SAMPLE_LETTERS: usize = 500;

/// Least confidence (0 to 1, as `whatlang` counts it) that is believed.
const LEAST_CONFIDENCE: f64 = 0.5;

/// The language of a text as an ISO 639-1 code; `None` where the text is too short or the guess unsure.
pub fn detect(text: &str) -> Option<&'static str> {
    if is_plainly_english(text) {
        return Some("en");
    }
    let mut letters = 0;
    let mut end = text.len();
    for (at, character) in text.char_indices() {
        letters += usize::from(character.is_alphabetic());
        if letters == SAMPLE_LETTERS {
            end = at + character.len_utf8();
            break;
        }
    }
    if letters < FEWEST_LETTERS {
        return None;
    }
    let found = guess(text.get(..end)?)?;
    if found.confidence() < LEAST_CONFIDENCE {
        return None;
    }
    let sample = text.get(..end)?;
    // Names, numbers and labels give the guess little to go by; the English words among them say more.
    if found.lang() != Lang::Eng && share_of_english_words(sample) >= MOST_ENGLISH {
        return None;
    }
    two_letters(found.lang())
}

/// A text in another language has fewer English words than this share: those that both share.
const MOST_ENGLISH: f64 = 0.4;

/// The share of the words of four letters and more that the list of English words has, 0 to 1.
fn share_of_english_words(text: &str) -> f64 {
    let (mut known, mut all) = (0_u32, 0_u32);
    for word in text.split(|character: char| !character.is_alphabetic()).filter(|word| word.len() >= 4) {
        all += 1;
        known += u32::from(is_word(&word.to_lowercase()));
    }
    f64::from(known) / f64::from(all.max(1))
}

/// Whether so many of the first words are the commonest of English, and of no other language, that there is no need to
/// guess: true of nearly every English page, and cheap to see.
fn is_plainly_english(text: &str) -> bool {
    const COMMONEST: [&str; 10] = ["and", "are", "for", "from", "of", "that", "the", "this", "will", "with"];
    /// Words looked at.
    const SAMPLE: usize = 120;
    let words = || text.split_ascii_whitespace().take(SAMPLE);
    let common = words().filter(|word| COMMONEST.contains(word)).count();
    words().count() >= SAMPLE / 2 && common * 10 >= SAMPLE
}

/// ISO 639-3 and 639-1 codes of the languages that `whatlang` knows.
const CODES: &str = "eng en, fra fr, deu de, spa es, por pt, ita it, cat ca, nld nl, afr af, dan da, swe sv, nob nb, fin fi, \
    est et, lav lv, lit lt, pol pl, ces cs, slk sk, slv sl, hrv hr, srp sr, bul bg, mkd mk, rus ru, ukr uk, \
    bel be, ron ro, hun hu, ell el, tur tr, aze az, ara ar, pes fa, urd ur, heb he, yid yi, hin hi, ben bn, \
    pan pa, guj gu, tam ta, tel te, cmn zh, jpn ja, kor ko, vie vi, tha th, ind id, tgl tl, epo eo, lat la, \
    cym cy, kat ka, amh am, jav jv, mar mr, kan kn, uzb uz, mal ml, ori or, mya my, nep ne, sin si, khm km, \
    tuk tk, aka ak, zul zu, sna sn, hye hy";

/// The ISO 639-1 code of a language.
fn two_letters(language: Lang) -> Option<&'static str> {
    CODES.split(", ").find_map(|pair| pair.strip_prefix(language.code())).map(str::trim_start)
}

/// Sets the language of each page that has enough text, and of the document: the one that most of its text is in.
pub fn set_languages(document: &mut ReadPaper) {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for page in &mut document.pages {
        page.language = detect(&page.text).map(str::to_owned);
        if let Some(language) = &page.language {
            *votes.entry(language.clone()).or_default() += page.text.len();
        }
    }
    let most = votes.into_iter().max_by_key(|(_, bytes)| *bytes).map(|(language, _)| language);
    let all = || document.pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\n");
    let told = most.or_else(|| detect(&all()).map(str::to_owned));
    // What a web page declares of itself holds where its text is too short to tell.
    document.language = told.or_else(|| document.language.take());
}

#[cfg(test)]
mod tests {
    use super::{detect, two_letters};
    use whatlang::Lang;

    #[test]
    fn every_language_has_a_code_of_two_letters() {
        assert!(Lang::all().iter().all(|language| two_letters(*language).is_some_and(|code| code.len() == 2)));
        assert_eq!([Lang::Eng, Lang::Nob, Lang::Hye].map(two_letters), [Some("en"), Some("nb"), Some("hy")]);
    }

    const ENGLISH: &str = "The alliance will improve the care of patients across the three hospitals, and it will train \
        and keep the staff that this needs. We will work with our partners in the county to bring services closer to \
        people's homes and to spend what we have with care.";

    const GERMAN: &str = "Das Bündnis wird die Versorgung der Kranken in den drei Häusern verbessern und die Menschen \
        ausbilden und halten, die dafür gebraucht werden. Wir werden mit unseren Partnern im Kreis daran arbeiten, die \
        Dienste näher zu den Menschen zu bringen und sorgsam mit dem umzugehen, was wir haben.";

    #[test]
    fn plain_cases_are_told() {
        assert_eq!(detect(ENGLISH), Some("en"));
        assert_eq!(detect(GERMAN), Some("de"));
        assert_eq!(detect(&ENGLISH.repeat(100)), Some("en"));
    }

    #[test]
    fn little_text_is_not_guessed_at() {
        assert_eq!(detect("We will improve care."), None);
        assert_eq!(detect(&"12 34 ".repeat(500)), None);
        assert_eq!(detect(""), None);
    }
}
