//! Cuts running text into sentences.
//!
//! In goes the text of one paragraph, out come byte spans of it: trimmed of blanks, in order, never overlapping. It is a
//! single pass over the bytes that stops at `.`, `!`, `?` and `…` only, and decides there from the word before and the
//! character after (as Grefenstette and Tapanainen, 1994, do with abbreviation lists), because a corpus of policy papers
//! holds millions of sentences and a pattern search at each would cost more than reading the file. It knows nothing of
//! blocks, lists or pages.

use stratmine_model::Span;

/// Words that a full stop belongs to: no sentence ends there.
const NEVER_LAST: &[&str] = &[
    "approx", "ca", "cf", "ch", "cllr", "col", "dr", "drs", "e.g", "eds", "eg", "esp", "fig", "figs", "gen", "hon",
    "i.e", "ie", "incl", "lt", "messrs", "mr", "mrs", "ms", "pp", "prof", "profs", "rev", "rt", "sgt", "st", "viz",
    "vs",
];

/// Abbreviations that end a sentence only where a new one plainly begins: with a capital, not with a digit or bracket.
const SELDOM_LAST: &[&str] = &[
    "a.m", "al", "apr", "aug", "c", "co", "corp", "dec", "dept", "ed", "est", "etc", "feb", "govt", "inc", "jan",
    "ltd", "mar", "max", "min", "no", "nos", "nov", "oct", "p", "p.m", "para", "paras", "rec", "ref", "sec", "sect",
    "sep", "sept", "tel", "v", "vol", "vols",
];

/// Words that begin a sentence after what could be an initial ("vitamin D. The…", not "J. Smith").
const OPENERS: &[&str] = &[
    "a", "all", "also", "an", "and", "any", "as", "at", "both", "but", "by", "during", "each", "every", "for", "from",
    "given", "however", "if", "in", "it", "its", "many", "more", "most", "no", "of", "on", "one", "our", "people",
    "since", "some", "such", "that", "the", "their", "there", "these", "they", "this", "those", "through", "to", "we",
    "what", "when", "where", "while", "with", "you", "your",
];

/// How far ahead the end of a bracket is looked for, in bytes.
const BRACKET_REACH: usize = 400;

/// The sentences of `text`, as spans of its bytes. A mark of a footnote right after a stop belongs to no sentence.
pub(super) fn sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    // One past the last bracket that is open: a stop before it ends no sentence.
    let mut bracket_end = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        let width = match byte {
            b'(' | b'[' => {
                bracket_end = bracket_end.max(closing(bytes, at));
                at += 1;
                continue;
            }
            b'.' | b'!' | b'?' => 1,
            0xE2 if text.get(at..).is_some_and(|rest| rest.starts_with('…')) => '…'.len_utf8(),
            _ => {
                at += 1;
                continue;
            }
        };
        let stop = Stop::read(text, start, at, at + width);
        if stop.at_end_of_sentence() && stop.end >= bracket_end {
            push(&mut found, text, start, stop.end);
            start = stop.next;
        }
        at = stop.end.max(at + width);
    }
    push(&mut found, text, start, text.len());
    found
}

/// Whether the text ends as a sentence does: in a stop, whatever quotes, brackets or footnote marks follow it.
pub(super) fn ends_in_stop(text: &str) -> bool {
    text.trim_end_matches(|c: char| {
        is_closer(c) || is_note_mark(c) || c.is_whitespace() || c.is_ascii_digit() || c == '['
    })
    .ends_with(['.', '!', '?', '…'])
}

/// Adds the span without the blanks around it, unless nothing is left.
fn push(found: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let Some(piece) = text.get(start..end) else { return };
    let from = start + (piece.len() - piece.trim_start().len());
    let to = from + piece.trim().len();
    if from < to {
        found.push(Span::new(from, to));
    }
}

/// One past where the bracket opened at `open` closes; `open` itself where it does not within reach.
fn closing(bytes: &[u8], open: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, byte) in bytes.iter().skip(open).take(BRACKET_REACH).enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return open + offset + 1;
                }
            }
            _ => {}
        }
    }
    open
}

const fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '’' | '”' | ')' | ']' | '»' | '›')
}

const fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '‘' | '“' | '(' | '[' | '«' | '‹' | '–' | '—' | '-' | '•')
}

const fn is_note_mark(c: char) -> bool {
    matches!(c, '*' | '†' | '‡' | '§' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | ',' | '˒')
}

/// A stop with what is around it.
struct Stop<'t> {
    /// The text from the start of the sentence up to the stop.
    before: &'t str,
    /// Whether it is a lone full stop, which may belong to an abbreviation.
    lone: bool,
    /// Whether the stop is `…` or `...`, which may stand inside a sentence.
    ellipsis: bool,
    /// One past the stop and the quotes and brackets that close after it.
    end: usize,
    /// Where the next sentence begins, past a footnote's mark.
    next: usize,
    /// Whether a blank or the end of the text follows.
    apart: bool,
    /// What follows, from its first letter, digit or mark on.
    after: &'t str,
}

impl<'t> Stop<'t> {
    /// Reads the stop whose first character spans `at..past`, of the sentence that begins at `start`.
    fn read(text: &'t str, start: usize, at: usize, past: usize) -> Self {
        let tail = |from: usize| text.get(from..).unwrap_or_default();
        let run = tail(past).len() - tail(past).trim_start_matches(['.', '!', '?', '…']).len();
        let stops = text.get(at..past + run).unwrap_or_default();
        let end = past + run;
        let end = end + (tail(end).len() - tail(end).trim_start_matches(is_closer).len());
        let before = text.get(start..at).unwrap_or_default();
        let next = end + note_mark(before, tail(end));
        let rest = tail(next);
        let after = rest.trim_start();
        Self {
            before,
            lone: stops == ".",
            ellipsis: stops.starts_with('…') || stops.starts_with("..."),
            end,
            next,
            apart: rest.is_empty() || rest.len() > after.len(),
            after,
        }
    }

    fn at_end_of_sentence(&self) -> bool {
        if !self.apart {
            return false;
        }
        if self.after.is_empty() || is_address(self.after) {
            return true;
        }
        let Some(first) = self.after.trim_start_matches(|c: char| is_opener(c) || c.is_whitespace()).chars().next()
        else {
            return true;
        };
        if first.is_lowercase() {
            return false;
        }
        if self.ellipsis {
            return first.is_uppercase();
        }
        !self.lone || !self.belongs_to_word(first)
    }

    /// Whether the full stop is part of the word before it: an abbreviation, an initial or an item's number.
    fn belongs_to_word(&self, first: char) -> bool {
        let (earlier, word) = match self.before.rfind(|c: char| c.is_whitespace() || is_opener(c) || c == '/') {
            Some(gap) => self.before.split_at(gap),
            None => ("", self.before),
        };
        let word = word.trim_start_matches(|c: char| c.is_whitespace() || is_opener(c) || c == '/');
        let opens_sentence = earlier.trim().is_empty();
        if word.is_empty() || word.len() > 8 {
            return false;
        }
        if opens_sentence && is_enumerator(word) {
            return true;
        }
        let mut letters = [0_u8; 8];
        let Some(lower) = lowered(word, &mut letters) else { return false };
        if NEVER_LAST.binary_search(&lower).is_ok() {
            return true;
        }
        let opener = || self.opens_with_common_word();
        if SELDOM_LAST.binary_search(&lower).is_ok() {
            let plain = first.is_uppercase() && !self.after.starts_with(['(', '[']);
            return !plain || (lower.len() == 1 && !opener());
        }
        is_initials(word) && !opener()
    }

    fn opens_with_common_word(&self) -> bool {
        let word = self.after.trim_start_matches(is_opener);
        let word = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let mut letters = [0_u8; 8];
        lowered(word, &mut letters).is_some_and(|lower| OPENERS.binary_search(&lower).is_ok())
    }
}

/// The word in lower case, without allocation; `None` for one that is longer than the room or not ASCII.
fn lowered<'r>(word: &str, room: &'r mut [u8; 8]) -> Option<&'r str> {
    let letters = room.get_mut(..word.len())?;
    letters.copy_from_slice(word.as_bytes());
    letters.make_ascii_lowercase();
    std::str::from_utf8(letters).ok()
}

/// "J", "U.K", "A.B": single letters with stops between.
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    })
}

/// "1", "3.2", "a", "iv", "B": what stands before a stop at the head of a numbered item.
fn is_enumerator(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        || (word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic()))
        || (word.len() <= 4 && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')))
}

/// Whether a web address begins here: one after a stop is no continuation, though it is in lower case.
fn is_address(text: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|scheme| text.starts_with(scheme))
}

/// The length of a footnote's mark at the head of `after`, which follows a stop: `[14]`, ` [1]`, `†`, `²`, or a bare
/// number glued to the stop of a word ("programme.14 The").
fn note_mark(before: &str, after: &str) -> usize {
    let signs = after.len() - after.trim_start_matches(is_note_mark).len();
    if signs > 0 {
        return signs;
    }
    let trimmed = after.trim_start();
    if let Some(inside) = trimmed.strip_prefix('[') {
        let digits = inside.len() - inside.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',').len();
        if (1..=7).contains(&digits) && inside.get(digits..).is_some_and(|rest| rest.starts_with(']')) {
            return after.len() - trimmed.len() + digits + 2;
        }
    }
    let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',').len();
    let glued = before.ends_with(|c: char| c.is_alphabetic() || is_closer(c));
    let apart = after.get(digits..).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    if glued && apart && (1..=6).contains(&digits) { digits } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{NEVER_LAST, OPENERS, SELDOM_LAST, ends_in_stop, sentences};
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|span| &text[span.start..span.end]).collect()
    }

    /// `|` stands where a sentence must end.
    fn check(marked: &str) {
        let wanted: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(cut(&marked.replace('|', "")), wanted);
    }

    #[test]
    fn the_word_lists_are_sorted_for_the_search_in_them() {
        for list in [NEVER_LAST, SELDOM_LAST, OPENERS] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn sentences_end_at_stops() {
        check("We will improve care. | We will train staff! | Will it work? | Yes.");
        check("This was agreed by NHS England. | We welcome it.");
        check("Smoking fell in 2016/17. | 13% of adults smoke.");
        check("It grew by 3.5 per cent to £1.2m in 2019. | The rest fell.");
        check("one without a stop");
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check("Partners, e.g. Age UK and others, i.e. The Trust, will meet Dr. Smith vs. Mr. Jones.");
        check("See No. 5, p. 12, Fig. 3 and approx. 40 others.");
        check("As shown by Aunger et al. (2020), mergers vary.");
        check("Beds, theatres, etc. will be shared.");
        check("Beds, theatres, etc. | We will share them.");
        check("Led by J. R. Smith and the U.K. Government.");
        check("It contains vitamin D. | The trust will supply it.");
        check("The answer is no. | Work goes on.");
    }

    #[test]
    fn lower_case_goes_on() {
        check("A system. effectiveness measure follows.");
        check("We want better… much better care. | Really.");
        check("\"Will it work?\" asked the board.");
    }

    #[test]
    fn quotes_and_brackets_after_the_stop_belong_to_it() {
        check("They said 'we care.' | Then they left.");
        check("The pressure is \"tremendous.\" | It grows.");
        check("We will act (see the plan. It is long) at once. | And then stop.");
        check("(We will act. And soon.) | Then we stop.");
        check("Costs rose. | (This was expected.) | They fell.");
    }

    #[test]
    fn numbers_at_the_head_are_labels() {
        check("1. Develop key roles. | 2. Train staff.");
        check("3.2. Improve access.");
        check("a. Improve access.");
        check("iv. Improve access.");
        check("REC 1: We will act.");
    }

    #[test]
    fn footnote_marks_belong_to_no_sentence() {
        assert_eq!(cut("In the programme.[14] The NHS acts. [1]"), ["In the programme.", "The NHS acts."]);
        assert_eq!(cut("In the programme.14 The NHS acts.2,3"), ["In the programme.", "The NHS acts."]);
        assert_eq!(cut("Analysis.† Here.² There"), ["Analysis.", "Here.", "There"]);
        assert_eq!(cut("It is 5.14 The end"), ["It is 5.14 The end"]);
    }

    #[test]
    fn addresses_stand_alone() {
        check("See the website. | https://example.org/a.b");
        check("Write to sue.smith@example.nhs.uk for more.");
    }

    #[test]
    fn ends_are_seen_behind_quotes_and_marks() {
        assert!(ends_in_stop("We act.'"));
        assert!(ends_in_stop("We act. [12]"));
        assert!(!ends_in_stop("We act"));
        assert!(!ends_in_stop("We will:"));
    }

    proptest! {
        #[test]
        fn spans_are_ordered_trimmed_and_lose_no_word(text in "([A-Za-zé€…†.!?()\\[\\]'\"’ \\n\t0-9:,-]|e\\.g\\.|No\\. ){0,120}") {
            let spans = sentences(&text);
            let mut past = 0;
            for span in &spans {
                prop_assert!(span.start >= past && span.start < span.end);
                let piece = &text[span.start..span.end];
                prop_assert_eq!(piece, piece.trim());
                let gap = &text[past..span.start];
                prop_assert!(!gap.chars().any(char::is_alphabetic), "lost {:?}", gap);
                past = span.end;
            }
            prop_assert!(!text[past..].chars().any(char::is_alphabetic));
        }

        #[test]
        fn any_text_is_cut_without_harm(text in any::<String>()) {
            for span in sentences(&text) {
                prop_assert!(text.get(span.start..span.end).is_some());
            }
        }
    }
}
