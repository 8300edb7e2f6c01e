//! Tells what introduces a list from what is a statement by itself.
//!
//! In goes the text of a sentence or an item, out comes a yes or no. The codebook's ruling 2: a lead-in (it ends in a
//! colon, or merely announces a list) is no statement unless its content stands without the list. There is no grammar
//! here, only the words that a clause cannot end on and those that announce; what cannot be told is no statement.

/// Words that leave a clause open: what they need comes in the list.
const OPEN_ENDS: &[&str] = &[
    "a",
    "achieve",
    "aim",
    "aims",
    "an",
    "and",
    "are",
    "as",
    "ask",
    "at",
    "be",
    "been",
    "being",
    "by",
    "can",
    "comprise",
    "comprises",
    "considered",
    "consists",
    "could",
    "cover",
    "covers",
    "deliver",
    "do",
    "does",
    "each",
    "ensure",
    "following",
    "for",
    "from",
    "had",
    "has",
    "have",
    "how",
    "in",
    "include",
    "included",
    "includes",
    "including",
    "involve",
    "involves",
    "is",
    "may",
    "mean",
    "means",
    "might",
    "must",
    "namely",
    "need",
    "needs",
    "of",
    "on",
    "or",
    "our",
    "out",
    "propose",
    "provide",
    "provides",
    "recommend",
    "recommends",
    "require",
    "requires",
    "see",
    "shall",
    "should",
    "such",
    "support",
    "than",
    "that",
    "the",
    "their",
    "through",
    "to",
    "until",
    "using",
    "via",
    "want",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "will",
    "with",
    "would",
];

/// Adverbial ends: before them a whole clause may stand ("We will cut waits for all, including:").
const ADJUNCT_ENDS: &[&str] =
    &["by", "e.g", "especially", "example", "including", "namely", "particular", "through", "via"];

/// Prepositions before "the following" that hang on a whole clause.
const ADJUNCT_PREPOSITIONS: &[&str] = &["across", "by", "in", "through", "under", "using", "via"];

/// Verbs that a clause can stand on, as far as a word list can tell.
const FINITE: &[&str] = &[
    "aim", "aims", "are", "believe", "can", "could", "expect", "had", "has", "have", "intend", "intends", "is", "may",
    "might", "must", "need", "needs", "plan", "plans", "seek", "seeks", "shall", "should", "want", "wants", "was",
    "were", "will", "would",
];

/// Fewest words of a clause that says something without its list.
const FEWEST_WORDS: usize = 8;

/// Most words of a line without a stop that is taken for a label when a list follows.
const LABEL_WORDS: usize = 8;

/// Whether the text ends in a colon.
pub(super) fn ends_in_colon(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '’' | '”' | '-' | '–' | '—'))
        .ends_with(':')
}

/// Whether a sentence right before a list merely announces it: it is left open, says that something follows, or is a
/// mere label.
pub(super) fn announces(text: &str) -> bool {
    if ends_in_colon(text) || text.ends_with(['–', '—', '…']) || text.ends_with(" -") || text.ends_with("...") {
        return true;
    }
    let words = words(text);
    let tail = |back: usize| words.iter().rev().nth(back).map_or("", String::as_str);
    let says_so = matches!((tail(1), tail(0)), ("as", "follows") | ("the", "following") | (_, "below"));
    if super::sentence::ends_in_stop(text) || text.ends_with(';') {
        return says_so;
    }
    let follows = words.windows(2).any(|pair| matches!(pair, [a, b] if a == "the" && b == "following"));
    says_so || follows || OPEN_ENDS.binary_search(&tail(0)).is_ok() || words.len() <= LABEL_WORDS
}

/// Whether a short item is a mere label of the items nested below it.
pub(super) fn is_label(text: &str) -> bool {
    !super::sentence::ends_in_stop(text)
        && !text.ends_with([';', ','])
        && text.split_whitespace().count() <= LABEL_WORDS
}

/// Whether a lead-in says something complete without its list: a clause with a finite verb and enough words, whose
/// object is not the list itself.
pub(super) fn stands_complete(text: &str) -> bool {
    let words = words(text);
    let mut clause = words.as_slice();
    let following = clause.windows(2).rposition(|pair| matches!(pair, [a, b] if a == "the" && b == "following"));
    if let Some(at) = following {
        let Some((preposition, before)) = clause.get(..at).and_then(<[String]>::split_last) else { return false };
        if ADJUNCT_PREPOSITIONS.binary_search(&preposition.as_str()).is_err() {
            return false;
        }
        clause = before;
    } else if let Some(rest) = without_adjunct(clause) {
        clause = rest;
    }
    let Some(last) = clause.last() else { return false };
    let verb = clause.iter().position(|word| FINITE.binary_search(&word.as_str()).is_ok());
    OPEN_ENDS.binary_search(&last.as_str()).is_err()
        && clause.len() >= FEWEST_WORDS
        && verb.is_some_and(|at| at > 0 && clause.len() - at > FEWEST_WORDS / 2)
}

/// Closing words of an item that hand over to the items below it after a clause that stands.
const HANDOVERS: &[&[&str]] = &[
    &["so", "that"],
    &["so"],
    &["which", "will", "mean"],
    &["which", "means"],
    &["which", "will"],
    &["in", "order", "to"],
];

/// Fewest words of an item that says something without the items below it. Its own lead-in lends it subject and verb.
const FEWEST_ITEM_WORDS: usize = 6;

/// Whether a list item that introduces further items says something complete without them.
pub(super) fn item_stands_complete(text: &str) -> bool {
    if stands_complete(text) {
        return true;
    }
    let words = words(text);
    let ends_in = |handover: &&&[&str]| {
        words.len() > handover.len() && words.iter().rev().zip(handover.iter().rev()).all(|(a, b)| a == b)
    };
    let clause = match HANDOVERS.iter().find(ends_in) {
        Some(handover) => words.get(..words.len() - handover.len()),
        None => without_adjunct(&words),
    };
    clause.is_some_and(|clause| {
        clause.len() >= FEWEST_ITEM_WORDS
            && clause.last().is_some_and(|last| OPEN_ENDS.binary_search(&last.as_str()).is_err())
    })
}

/// The clause before a closing "including", "by", "such as", "as follows".
fn without_adjunct(clause: &[String]) -> Option<&[String]> {
    let (last, before) = clause.split_last()?;
    if ADJUNCT_ENDS.binary_search(&last.as_str()).is_ok() {
        let before = match before.split_last() {
            Some((word, earlier)) if matches!(word.as_str(), "for" | "in") => earlier,
            _ => before,
        };
        return Some(before);
    }
    let (earlier_last, earlier) = before.split_last()?;
    matches!((earlier_last.as_str(), last.as_str()), ("such", "as") | ("as", "follows")).then_some(earlier)
}

/// The words in lower case without the marks around them.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{
        ADJUNCT_ENDS, ADJUNCT_PREPOSITIONS, FINITE, OPEN_ENDS, announces, item_stands_complete, stands_complete,
    };

    #[test]
    fn the_word_lists_are_sorted_for_the_search_in_them() {
        for list in [OPEN_ENDS, ADJUNCT_ENDS, ADJUNCT_PREPOSITIONS, FINITE] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn what_is_left_open_announces() {
        for text in
            ["We will:", "Our aims are to", "Key benefits", "We will…", "Our priorities are as follows.", "We will –"]
        {
            assert!(announces(text), "{text}");
        }
        for text in [
            "The service should have effective clinical leadership in line with the vision.",
            "Each system should assess its workforce and make plans to support the restoration of services",
        ] {
            assert!(!announces(text), "{text}");
        }
    }

    #[test]
    fn a_mere_announcement_is_not_complete() {
        for text in [
            "We will:",
            "Its purpose is to:",
            "The main findings of this report are:",
            "Before engaging with the legal teams, the following should be considered:",
            "As we continue to develop our response to the pressures, we will work to the following four key principles:",
            "To address this within the framework of our recommendations we would additionally recommend:",
            "These challenges, which are also pertinent to West Sussex, are:",
            "There are three key approaches to this:",
            "Approach: To align the priorities and improve the ways of working the team:",
        ] {
            assert!(!stands_complete(text), "{text}");
        }
    }

    #[test]
    fn an_item_borrows_its_verb() {
        for text in
            ["open two evening clinics at each hub, so that:", "train every ward sister in coaching, including:"]
        {
            assert!(item_stands_complete(text), "{text}");
        }
        for text in ["so that:", "work with partners to:", "our shared priorities for the year:"] {
            assert!(!item_stands_complete(text), "{text}");
        }
    }

    #[test]
    fn a_clause_of_its_own_is_complete() {
        for text in [
            "We will improve the lives of older people across the county by:",
            "The alliance will reduce waiting times for patients in all three hospitals, including:",
            "We will make care safer for everyone who uses our services in the following ways:",
            "All analysis is done to inform decisions, and so both types should be considered under one umbrella:",
        ] {
            assert!(stands_complete(text), "{text}");
        }
    }
}
