//! Queries of every kind, made from the words of the papers, with how each is typed and what it means.

use super::walk::Walk;

/// A query.
#[derive(Clone, Debug)]
pub(crate) enum Q {
    Word(String),
    Exact(String),
    Pattern(String),
    Fuzzy(String, usize),
    Phrase(Vec<String>, usize),
    ExactPhrase(Vec<String>),
    Near(Box<Q>, Box<Q>, usize, bool),
    /// A field that takes words.
    Named(&'static str, Box<Q>),
    /// A field that takes a value.
    Value(&'static str, String),
    All(Vec<Q>),
    Any(Vec<Q>),
    Not(Box<Q>),
}

impl Q {
    /// The query as a person types it.
    pub(crate) fn typed(&self) -> String {
        let join = |parts: &[Q], by: &str| parts.iter().map(Q::grouped).collect::<Vec<_>>().join(by);
        match self {
            Self::Word(word) => word.clone(),
            Self::Exact(word) => format!("={word}"),
            Self::Pattern(pattern) => pattern.clone(),
            Self::Fuzzy(word, changes) => format!("{word}~{changes}"),
            Self::Phrase(words, 0) => format!("\"{}\"", words.join(" ")),
            Self::Phrase(words, slop) => format!("\"{}\"~{slop}", words.join(" ")),
            Self::ExactPhrase(words) => format!("=\"{}\"", words.join(" ")),
            Self::Near(left, right, distance, ordered) => {
                let operator = if *ordered { "ONEAR" } else { "NEAR" };
                format!("{} {operator}/{distance} {}", left.grouped(), right.grouped())
            }
            Self::Named(field, inner) => format!("{field}:{}", inner.grouped()),
            Self::Value(field, value) => format!("{field}:{value}"),
            Self::All(parts) => join(parts, " "),
            Self::Any(parts) => join(parts, " OR "),
            Self::Not(part) => format!("-{}", part.grouped()),
        }
    }

    fn grouped(&self) -> String {
        match self {
            Self::All(_) | Self::Any(_) | Self::Near(..) | Self::Not(_) => format!("({})", self.typed()),
            _ => self.typed(),
        }
    }
}

/// What queries are made from.
pub(crate) struct Stock {
    /// Words of the papers, some common, some rare.
    pub(crate) words: Vec<String>,
    /// Words that follow each other, as printed.
    pub(crate) runs: Vec<Vec<String>>,
    pub(crate) headings: Vec<String>,
    pub(crate) values: Vec<(&'static str, String)>,
}

impl Stock {
    fn word(&self, walk: &mut Walk) -> String {
        walk.one(&self.words).clone()
    }

    fn pattern(&self, walk: &mut Walk) -> Q {
        let letters: Vec<char> = loop {
            let word = self.word(walk);
            if word.chars().count() >= 4 && word.chars().all(|letter| letter.is_ascii_lowercase()) {
                break word.chars().collect();
            }
        };
        let text = |letters: &[char]| letters.iter().collect::<String>();
        let cut = 2 + walk.below(letters.len() - 3);
        Q::Pattern(match walk.below(5) {
            0 => format!("{}*", text(&letters[..cut])),
            1 => format!("*{}", text(&letters[letters.len() - cut.max(3)..])),
            2 => format!("{}?{}", text(&letters[..cut]), text(&letters[cut + 1..])),
            3 => format!("{}*{}", text(&letters[..1]), text(&letters[cut..])),
            _ => format!("*{}*", text(&letters[1..cut.max(3)])),
        })
    }

    fn fuzzy(&self, walk: &mut Walk) -> Q {
        loop {
            let mut letters: Vec<char> = self.word(walk).chars().collect();
            if letters.len() < 6 || !letters.iter().all(char::is_ascii_lowercase) {
                continue;
            }
            let at = walk.below(letters.len() - 1);
            match walk.below(3) {
                0 => drop(letters.remove(at)),
                1 => letters.swap(at, at + 1),
                _ => letters[at] = 'x',
            }
            return Q::Fuzzy(letters.into_iter().collect(), 1 + walk.below(2));
        }
    }

    fn phrase(&self, walk: &mut Walk) -> Vec<String> {
        let run = walk.one(&self.runs);
        let from = walk.below(run.len() - 1);
        run[from..run.len().min(from + 2 + walk.below(3))].to_vec()
    }

    /// Something that can be near something else.
    fn near_part(&self, walk: &mut Walk) -> Q {
        match walk.below(6) {
            0 => Q::Phrase(self.phrase(walk), 0),
            1 => self.pattern(walk),
            2 => Q::Any(vec![Q::Word(self.word(walk)), Q::Word(self.word(walk))]),
            _ => Q::Word(self.word(walk)),
        }
    }

    fn near(&self, walk: &mut Walk) -> Q {
        let run = walk.one(&self.runs).clone();
        let ordered = walk.below(2) == 0;
        // Half of them of words that do stand near each other.
        let (left, right) = if walk.below(2) == 0 {
            (Q::Word(run[0].clone()), Q::Word(run[run.len() - 1].clone()))
        } else {
            (self.near_part(walk), self.near_part(walk))
        };
        let near = Q::Near(Box::new(left), Box::new(right), walk.below(12), ordered);
        if walk.below(4) == 0 {
            Q::Near(Box::new(near), Box::new(self.near_part(walk)), walk.below(9), walk.below(2) == 0)
        } else {
            near
        }
    }

    /// A query of the kind of this number, and what to put before it.
    pub(crate) fn query(&self, kind: usize, walk: &mut Walk) -> Q {
        match kind % KINDS {
            0 => Q::Word(self.word(walk)),
            1 => Q::All(vec![Q::Word(self.word(walk)), Q::Word(self.word(walk))]),
            2 => Q::Any(vec![Q::Word(self.word(walk)), Q::Word(self.word(walk)), self.pattern(walk)]),
            3 => Q::All(vec![Q::Word(self.word(walk)), Q::Not(Box::new(Q::Word(self.word(walk))))]),
            4 => Q::Not(Box::new(Q::Word(self.word(walk)))),
            5 => Q::Phrase(self.phrase(walk), 0),
            6 => {
                let mut words = self.phrase(walk);
                if words.len() > 2 {
                    words.remove(1);
                }
                Q::Phrase(words, 1 + walk.below(3))
            }
            7 | 8 => self.near(walk),
            9 | 10 => self.pattern(walk),
            11 => self.fuzzy(walk),
            12 => Q::Exact(self.word(walk)),
            13 => Q::ExactPhrase(self.phrase(walk)),
            14 => {
                let heading = walk.one(&self.headings).clone();
                let words: Vec<String> = heading.split_whitespace().take(2).map(str::to_owned).collect();
                let inner = if walk.below(2) == 0 { Q::Phrase(words, 0) } else { Q::Word(self.word(walk)) };
                Q::All(vec![Q::Named("heading", Box::new(inner)), Q::Word(self.word(walk))])
            }
            15 => {
                let (field, value) = walk.one(&self.values).clone();
                Q::All(vec![Q::Value(field, value), Q::Word(self.word(walk))])
            }
            16 => Q::All(vec![
                Q::Any(vec![self.near(walk), Q::Phrase(self.phrase(walk), 0)]),
                Q::Not(Box::new(Q::Any(vec![self.pattern(walk), Q::Word(self.word(walk))]))),
            ]),
            _ => {
                let (field, value) = walk.one(&self.values).clone();
                Q::Any(vec![
                    Q::All(vec![Q::Value(field, value), self.fuzzy(walk)]),
                    Q::All(vec![Q::Word(self.word(walk)), Q::Not(Box::new(Q::Phrase(self.phrase(walk), 0)))]),
                ])
            }
        }
    }
}

/// How many kinds of queries there are.
pub(crate) const KINDS: usize = 18;
