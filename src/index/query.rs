//! What the index can be asked: a plain tree, free of syntax (that is `search`'s) and of tantivy (that is below).

use super::schema::ValueField;
use super::words::{Word, folded_words};

/// A question to the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Every page or statement.
    Everything,
    /// Those with these words in a row.
    Text(Phrase),
    /// Those with a value.
    Value(ValueField, Wanted),
    /// Those that all of these find; every one where there are none.
    All(Vec<Query>),
    /// Those that any of these finds; none where there are none.
    Any(Vec<Query>),
    /// Those that this does not find.
    Not(Box<Query>),
}

/// Words that follow each other, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phrase {
    /// The words; none matches nothing.
    pub words: Vec<String>,
    /// Whether the last of them is only the beginning of a word.
    pub prefix: bool,
}

impl Phrase {
    /// The words of a text, in a row.
    #[must_use]
    pub fn of(text: &str, prefix: bool) -> Self {
        Self { words: folded_words(text), prefix }
    }

    /// Whether the phrase starts at the first of these words.
    #[must_use]
    pub fn starts(&self, words: &[Word]) -> bool {
        let Some((last, before)) = self.words.split_last() else { return false };
        let Some(place) = words.first().map(|word| word.position) else { return false };
        let in_a_row = |(index, word): (usize, &Word)| word.position == place + index;
        words.len() > before.len()
            && words.iter().take(self.words.len()).enumerate().all(in_a_row)
            && before.iter().zip(words).all(|(wanted, word)| *wanted == word.text)
            && words
                .get(before.len())
                .is_some_and(|word| if self.prefix { word.text.starts_with(last.as_str()) } else { word.text == *last })
    }

    /// Whether the phrase stands anywhere among these words.
    #[must_use]
    pub fn occurs_in(&self, words: &[Word]) -> bool {
        (0..words.len()).any(|from| words.get(from..).is_some_and(|rest| self.starts(rest)))
    }
}

/// Which values of a field are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This code, whatever its case and whether its words are joined by `_`, `-` or spaces.
    Code {
        /// The code, or its beginning.
        code: String,
        /// Whether it is only the beginning.
        prefix: bool,
    },
    /// A value in which these words stand in a row.
    Words(Phrase),
    /// This file, whatever the case: by its path below the corpus root, by its name alone, or, where neither a dot nor a
    /// slash is in it, by words that stand in the path in a row.
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
    /// A document, a page of it or a statement on that page, as statement ids name them: `04d2e0dd31b1.p3.s8`.
    Id {
        /// The SHA-256 in lower case, or its beginning.
        document: String,
        /// The page, from 1; `None` for all.
        page: Option<u32>,
        /// The statement on the page, from 1; `None` for all. Pages are found whatever stands here.
        statement: Option<u32>,
    },
}

impl Wanted {
    /// Whether a value is among those meant.
    #[must_use]
    pub fn is(&self, value: &str) -> bool {
        let holds = |wanted: &str, found: &str, prefix: bool| {
            if prefix { found.starts_with(wanted) } else { found == wanted }
        };
        match self {
            Self::Code { code, prefix } => holds(&plain_code(code), &plain_code(value), *prefix),
            Self::Words(phrase) => phrase.occurs_in(&super::words::words(value)),
            Self::File { name, prefix } => {
                let (name, value) = (name.to_lowercase(), value.to_lowercase());
                let base = value.rsplit('/').next().unwrap_or(&value);
                let whole = holds(&name, &value, *prefix) || holds(&name, base, *prefix);
                // Who types an extension or a folder means one file; else "plan.pdf" would be in "system-plan.pdf".
                let in_words = || Phrase::of(&name, *prefix).occurs_in(&super::words::words(&value));
                whole || (!name.contains(['.', '/']) && in_words())
            }
            Self::Years { from, to } => value.parse().is_ok_and(|year: i32| (*from..=*to).contains(&year)),
            Self::Id { document, .. } => value.starts_with(document.as_str()),
        }
    }
}

fn plain_code(code: &str) -> String {
    code.trim().to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::{Phrase, Wanted};
    use crate::index::words::words;

    #[test]
    fn a_phrase_stands_in_a_row_and_in_one_block() {
        let text = words("We will improve patient safety\nCo-produced care");
        assert!(Phrase::of("patient safety", false).occurs_in(&text));
        assert!(!Phrase::of("safety care", false).occurs_in(&text));
        assert!(!Phrase::of("safety co", false).occurs_in(&text));
        assert!(Phrase::of("co-prod", true).occurs_in(&text));
        assert!(!Phrase::of("co-prod", false).occurs_in(&text));
        assert!(!Phrase::default().occurs_in(&text));
    }

    #[test]
    fn values_are_met_as_people_type_them() {
        let code = |code: &str, prefix| Wanted::Code { code: code.to_owned(), prefix };
        assert!(code("Working-Group", false).is("working_group"));
        assert!(code("work", true).is("working_group"));
        assert!(!code("work", false).is("working_group"));
        let file = |name: &str| Wanted::File { name: name.to_owned(), prefix: false };
        assert!(file("plan.pdf").is("north/Plan.pdf"));
        assert!(file("north/plan.pdf").is("north/Plan.pdf"));
        assert!(!file("lan.pdf").is("north/Plan.pdf"));
        assert!(!file("plan.pdf").is("north/system-plan.pdf"));
        assert!(file("plan").is("north/system-Plan_2019.pdf") && file("system plan").is("north/system-plan.pdf"));
        assert!(!file("pla").is("north/plan.pdf"));
        assert!(Wanted::File { name: "sys".to_owned(), prefix: true }.is("north/the-system.pdf"));
        assert!(Wanted::Years { from: 2015, to: 2020 }.is("2020"));
        assert!(!Wanted::Years { from: 2015, to: 2020 }.is("2021"));
        assert!(Wanted::Words(Phrase::of("st thomas'", false)).is("Guy's and St Thomas' NHS Trust"));
    }
}
