//! What the index can be asked: a plain tree, free of syntax (that is `search`'s) and of tantivy (that is below).

use super::schema::ValueField;
use super::sight::Look;
use super::words::folded_words;
use std::sync::Arc;

/// A question to the index.
#[derive(Clone, Debug)]
pub enum Query {
    /// Every page or statement.
    Everything,
    /// Those in whose text this is seen.
    Text(Arc<Look>),
    /// Those with a value.
    Value(ValueField, Wanted),
    /// Those with a value in which this is seen.
    Named(ValueField, Arc<Look>),
    /// Those that all of these find; every one where there are none.
    All(Vec<Query>),
    /// Those that any of these finds; none where there are none.
    Any(Vec<Query>),
    /// Those that this does not find.
    Not(Box<Query>),
}

impl Query {
    /// What a unit must meet to be shown where the query holds for its document: any condition that must be met; none at
    /// all where there is no such condition.
    #[must_use]
    pub fn shown(&self) -> Self {
        let mut conditions = Vec::new();
        self.conditions(true, &mut conditions);
        if conditions.is_empty() { Self::Everything } else { Self::Any(conditions) }
    }

    fn conditions(&self, holds: bool, into: &mut Vec<Self>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.conditions(holds, into)),
            Self::Not(part) => part.conditions(!holds, into),
            leaf if holds => into.push(leaf.clone()),
            _ => {}
        }
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
            Self::File { name, prefix } => {
                let (name, value) = (name.to_lowercase(), value.to_lowercase());
                let base = value.rsplit('/').next().unwrap_or(&value);
                let whole = holds(&name, &value, *prefix) || holds(&name, base, *prefix);
                // Who types an extension or a folder means one file; else "plan.pdf" would be in "system-plan.pdf".
                let in_words = || in_a_row(&folded_words(&name), *prefix, &folded_words(&value));
                whole || (!name.contains(['.', '/']) && in_words())
            }
            Self::Years { from, to } => value.parse().is_ok_and(|year: i32| (*from..=*to).contains(&year)),
            Self::Id { document, .. } => value.starts_with(document.as_str()),
        }
    }
}

/// Whether words stand in a row among others; the last may be but the beginning of one.
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
    use super::Wanted;

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
    }
}
