//! Where does a decision belong in a document as it is read now?

use super::Decision;
use stratmine_model::{CodedPaper, Page, Statement};

/// How a decision found its statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The same document, page and words, with most of the same words around.
    Exact,
    /// The same document; the statement was cut otherwise, or stands on another page.
    Moved,
    /// Another document that took the place of the one decided on: holds until it is confirmed or taken back.
    CarriedOver,
}

impl How {
    /// As it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "placed",
            Self::Moved => "moved",
            Self::CarriedOver => "carried over",
        }
    }
}

/// A statement of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementPlace {
    /// Index of the page in the paper.
    pub page: usize,
    /// Index of the statement on it.
    pub statement: usize,
    /// How it was found.
    pub how: How,
}

impl StatementPlace {
    /// The statement with its page; `None` in another paper than the one it was found in.
    #[must_use]
    pub fn of(self, paper: &CodedPaper) -> Option<(&Page, &Statement)> {
        let page = paper.pages.get(self.page)?;
        Some((page, page.statements.get(self.statement)?))
    }

    /// Whether it is the same statement, however it was found.
    #[must_use]
    pub fn is_at(self, other: Self) -> bool {
        (self.page, self.statement) == (other.page, other.statement)
    }
}

/// Words on each side of a statement that are kept with a decision.
const AROUND: usize = 8;

/// Least share of the longer one's letters that a quote and a statement have in common where one lies in the other: a
/// decision on a whole sentence says nothing of a page-long paragraph that happens to hold it, and the other way round.
const LEAST_SHARE: f64 = 0.3;

/// The statement that a decision speaks of; `None` where there is none in this document.
///
/// Words decide, and of statements with the same words those around them, then the page, then the order. White space and
/// case make no difference.
#[must_use]
pub fn place(decision: &Decision, record: &CodedPaper) -> Option<StatementPlace> {
    place_among(decision, record, &statement_letters(record))
}

/// The letters of every statement, page by page: worked out once where many decisions are placed in one paper.
pub(super) fn statement_letters(record: &CodedPaper) -> Vec<Vec<String>> {
    let of_page = |page: &Page| page.statements.iter().map(|statement| letters(&statement.text)).collect();
    record.pages.iter().map(of_page).collect()
}

/// As [`place`], with the [letters](statement_letters) of the paper.
pub(super) fn place_among(
    decision: &Decision,
    record: &CodedPaper,
    letters_of: &[Vec<String>],
) -> Option<StatementPlace> {
    let same_document = decision.document == record.document;
    let quote = letters(&decision.quote);
    let kept = words(&decision.before).len() + words(&decision.after).len();
    if quote.is_empty() {
        return None;
    }
    let mut best: Option<(Rank, StatementPlace)> = None;
    for (page, (its, letters)) in record.pages.iter().zip(letters_of).enumerate() {
        let mut occurrence = 0;
        for (number, (statement, words)) in its.statements.iter().zip(letters).enumerate() {
            let alike = alike(&quote, words);
            if alike < LEAST_SHARE {
                continue;
            }
            let whole = *words == quote;
            occurrence += usize::from(whole);
            let (before, after) = around(its, statement);
            let rank = Rank {
                whole,
                near: same_words(&before, &decision.before, true) + same_words(&after, &decision.after, false),
                page: its.number == decision.page,
                occurrence: whole && occurrence == decision.occurrence,
                alike,
            };
            if best.as_ref().is_some_and(|(other, _)| !rank.beats(other)) {
                continue;
            }
            // Of two statements with the same words one may be gone: the other is not the one that was meant.
            let here = whole && its.number == decision.page && rank.near * 2 >= kept;
            let how = match (same_document, here) {
                (false, _) => How::CarriedOver,
                (true, true) => How::Exact,
                (true, false) => How::Moved,
            };
            best = Some((rank, StatementPlace { page, statement: number, how }));
        }
    }
    best.map(|(_, place)| place)
}

/// How well a statement fits a decision, the weightiest first.
struct Rank {
    whole: bool,
    /// Words on both sides that are the same.
    near: usize,
    page: bool,
    occurrence: bool,
    alike: f64,
}

impl Rank {
    fn beats(&self, other: &Self) -> bool {
        let key = |rank: &Self| (rank.whole, rank.near, rank.page, rank.occurrence);
        key(self) > key(other) || (key(self) == key(other) && self.alike > other.alike)
    }
}

/// The words before and after a statement on its page, as they are kept with a decision.
#[must_use]
pub fn around(page: &Page, statement: &Statement) -> (String, String) {
    let before = page.text.get(..statement.span.start).unwrap_or_default();
    let after = page.text.get(statement.span.end..).unwrap_or_default();
    let mut words: Vec<&str> = before.split_whitespace().rev().take(AROUND).collect();
    words.reverse();
    (words.join(" "), after.split_whitespace().take(AROUND).collect::<Vec<_>>().join(" "))
}

/// Letters and digits in lower case: what is left when white space, hyphens and signs are not looked at.
fn letters(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a text, without their signs.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect()
}

/// The share of the longer one that the shorter is, where it lies in it; 0 where neither lies in the other.
fn alike(one: &str, other: &str) -> f64 {
    if one.is_empty() || other.is_empty() || !(one.contains(other) || other.contains(one)) {
        return 0.0;
    }
    one.len().min(other.len()) as f64 / one.len().max(other.len()) as f64
}

/// How many words two texts have in common next to the statement.
fn same_words(one: &str, other: &str, from_the_end: bool) -> usize {
    let ordered = |text: &str| {
        let mut words = words(text);
        if from_the_end {
            words.reverse();
        }
        words
    };
    ordered(one).into_iter().zip(ordered(other)).take_while(|(one, other)| one == other).count()
}
