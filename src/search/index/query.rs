//! What the index can be asked: a plain tree, free of the syntax that people type and of tantivy.
//!
//! The parser makes the same tree with typed words in it; `plan` replaces them by the patterns that they stand for.

use super::schema::ValueField;
use super::span_pattern::TermPattern;
use super::words::folded_words;
use std::fmt;
use std::sync::Arc;

/// Conditions, joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Query<L> {
    /// Every page or statement.
    #[default]
    Everything,
    /// Those that meet one condition.
    Leaf(L),
    /// Those that all of these find; every one where there are none.
    All(Vec<Self>),
    /// Those that any of these finds; none where there are none.
    Any(Vec<Self>),
    /// Those that this does not find.
    Not(Box<Self>),
}

/// One condition. Words are of type `P`: as typed, or the pattern they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition<P> {
    /// The words occur: in the text, or in a value of the field.
    Words(Option<ValueField>, P),
    /// The field has one of these values.
    Value(ValueField, ValueFilter),
}

/// A question to the index.
pub type IndexQuery = Query<Condition<Arc<TermPattern>>>;

impl<L> Query<L> {
    /// Every part that is not joined of others, in order, with whether it must hold (`true`) or must not.
    pub fn leaves(&self) -> Vec<(&Self, bool)> {
        let mut leaves = Vec::new();
        self.collect_leaves(true, &mut leaves);
        leaves
    }

    fn collect_leaves<'q>(&'q self, holds: bool, into: &mut Vec<(&'q Self, bool)>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.collect_leaves(holds, into)),
            Self::Not(part) => part.collect_leaves(!holds, into),
            Self::Everything | Self::Leaf(_) => into.push((self, holds)),
        }
    }

    /// The same tree of other conditions. `each` is told whether every hit of the query meets the condition.
    pub fn map<M>(&self, required: bool, each: &mut impl FnMut(&L, bool) -> M) -> Query<M> {
        match self {
            Self::Everything => Query::Everything,
            Self::Leaf(leaf) => Query::Leaf(each(leaf, required)),
            Self::All(parts) => Query::All(parts.iter().map(|part| part.map(required, each)).collect()),
            Self::Any(parts) => Query::Any(parts.iter().map(|part| part.map(false, each)).collect()),
            Self::Not(part) => Query::Not(Box::new(part.map(false, each))),
        }
    }
}

impl IndexQuery {
    /// What a unit must meet to be shown where the query holds for its document: any condition that must be met;
    /// nothing where there is no such condition.
    #[must_use]
    pub fn shown(&self) -> Self {
        let conditions: Vec<Self> =
            self.leaves().into_iter().filter(|(_, holds)| *holds).map(|(leaf, _)| leaf.clone()).collect();
        if conditions.is_empty() { Self::Everything } else { Self::Any(conditions) }
    }
}

/// One part is itself; several are joined. `None` where there are none.
pub(crate) fn one_or<T>(mut parts: Vec<T>, join: impl FnOnce(Vec<T>) -> T) -> Option<T> {
    let last = parts.pop()?;
    if parts.is_empty() {
        return Some(last);
    }
    parts.push(last);
    Some(join(parts))
}

/// Which values of a field are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFilter {
    /// This code, in any case, with its words joined by `_`, `-` or spaces.
    Code {
        /// The code, or its beginning.
        code: String,
        /// Whether it is only the beginning.
        prefix: bool,
    },
    /// This file, in any case: by its path below the corpus root, by its name alone, or, where neither a dot nor a
    /// slash is in it, by words that follow each other in the path.
    File {
        /// The path, the name, words of them, or the beginning of any.
        name: String,
        /// Whether it is only the beginning.
        prefix: bool,
    },
    /// A year from the first to the last, both included.
    Years {
        /// First year.
        from: i32,
        /// Last year.
        to: i32,
    },
    /// A probability from the first to the last, both included.
    Probabilities {
        /// The lowest.
        from: Probability,
        /// The highest.
        to: Probability,
    },
    /// A document, a page of it or a statement on that page, as statement ids name them: `04d2e0dd31b1.p3.s8`.
    Id {
        /// The SHA-256 in lower case, or its beginning.
        document: String,
        /// The page, from 1; `None` for all.
        page: Option<u32>,
        /// The statement on the page, from 1; `None` for all. It does not matter where pages are searched.
        statement: Option<u32>,
    },
}

impl ValueFilter {
    /// Whether a value is among those meant.
    pub fn includes(&self, value: &str) -> bool {
        let holds = |wanted: &str, found: &str, prefix: bool| {
            if prefix { found.starts_with(wanted) } else { found == wanted }
        };
        match self {
            Self::Code { code, prefix } => holds(&plain_code(code), &plain_code(value), *prefix),
            Self::File { name, prefix } => {
                let (name, value) = (name.to_lowercase(), value.to_lowercase());
                let base = value.rsplit('/').next().unwrap_or(&value);
                let whole = holds(&name, &value, *prefix) || holds(&name, base, *prefix);
                // Who types an extension or a folder means one file; else "plan.pdf" would be in "system-plan.pdf".
                let in_words = || in_a_row(&folded_words(&name), *prefix, &folded_words(&value));
                whole || (!name.contains(['.', '/']) && in_words())
            }
            Self::Years { from, to } => value.parse().is_ok_and(|year: i32| (*from..=*to).contains(&year)),
            Self::Probabilities { from, to } => Probability::read(value).is_some_and(|it| (*from..=*to).contains(&it)),
            Self::Id { document, .. } => value.starts_with(document.as_str()),
        }
    }
}

/// A probability as it is indexed: to four decimals, as records have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Probability {
    ten_thousandths: u16,
}

impl Probability {
    /// Nothing is less likely.
    pub const NEVER: Self = Self { ten_thousandths: 0 };
    /// Nothing is more likely.
    pub const CERTAIN: Self = Self { ten_thousandths: 10_000 };

    /// To the nearest ten thousandth; what is no probability counts as the nearest that is one.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 10,000; what is no number becomes 0"
    )]
    pub fn of(probability: f32) -> Self {
        let ten_thousandths = (f64::from(probability).clamp(0.0, 1.0) * 10_000.0).round() as u16;
        Self { ten_thousandths }
    }

    /// Reads one as people type it: `0.4`, `.4`, `1`. `None` for what is none.
    pub fn read(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let number = text.parse::<f32>().ok().filter(|number| is_plain && *number <= 1.0)?;
        Some(Self::of(number))
    }

    /// The probability.
    pub fn value(self) -> f64 {
        f64::from(self.ten_thousandths) / 10_000.0
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4}", self.value())
    }
}

/// Whether words follow each other among others; the last may be only the beginning of one.
fn in_a_row(wanted: &[String], prefix: bool, words: &[String]) -> bool {
    let Some((last, before)) = wanted.split_last() else { return false };
    let fits = |word: &String| if prefix { word.starts_with(last.as_str()) } else { word == last };
    words.windows(wanted.len()).any(|row| row.starts_with(before) && row.last().is_some_and(fits))
}

fn plain_code(code: &str) -> String {
    code.trim().to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::{Probability, ValueFilter};

    #[test]
    fn values_are_met_as_people_type_them() {
        let code = |code: &str, prefix| ValueFilter::Code { code: code.to_owned(), prefix };
        assert!(code("Working-Group", false).includes("working_group"));
        assert!(code("work", true).includes("working_group"));
        assert!(!code("work", false).includes("working_group"));
        let file = |name: &str| ValueFilter::File { name: name.to_owned(), prefix: false };
        assert!(file("plan.pdf").includes("north/Plan.pdf"));
        assert!(file("north/plan.pdf").includes("north/Plan.pdf"));
        assert!(!file("lan.pdf").includes("north/Plan.pdf"));
        assert!(!file("plan.pdf").includes("north/system-plan.pdf"));
        assert!(file("plan").includes("north/system-Plan_2019.pdf"));
        assert!(file("system plan").includes("north/system-plan.pdf"));
        assert!(!file("pla").includes("north/plan.pdf"));
        assert!(ValueFilter::File { name: "sys".to_owned(), prefix: true }.includes("north/the-system.pdf"));
        assert!(ValueFilter::Years { from: 2015, to: 2020 }.includes("2020"));
        assert!(!ValueFilter::Years { from: 2015, to: 2020 }.includes("2021"));
    }

    #[test]
    fn a_probability_lies_between_two_or_at_one_of_them() {
        let read = |text: &str| Probability::read(text).expect(text);
        let half = ValueFilter::Probabilities { from: read(".4"), to: read("0.6") };
        let held = ["0.3999", "0.4000", "0.5000", "0.6000", "0.6001", "none"].map(|value| half.includes(value));
        assert_eq!(held, [false, true, true, true, false, false]);
        // As records round it: a float of .6 is not quite .6.
        assert!(half.includes(&Probability::of(0.6).to_string()));
        assert_eq!((read("1"), read("0.")), (Probability::CERTAIN, Probability::NEVER));
        for wrong in ["", ".", "1.1", "-0.1", "+.5", "1e-3", "NaN", "0,5", "40%"] {
            assert_eq!(Probability::read(wrong), None, "{wrong}");
        }
    }
}
