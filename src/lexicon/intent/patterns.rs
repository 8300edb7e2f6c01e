//! Many patterns over one kind of text, tried all at once.
//!
//! Patterns are written for people and are case-insensitive. Before compiling, `\b`, `\w`, `\d` and `\s` are given their
//! ASCII meaning (a Unicode word boundary makes the fast matcher give up) and an apostrophe, straight or curly, matches both.

use regex::{Regex, RegexBuilder};
use regex_filtered::{Builder, Options, Regexes};
use std::sync::OnceLock;

/// Shortest piece of a word by which a pattern is ruled out without being tried.
const SHORTEST_ATOM: usize = 2;

/// Many patterns, of which only those are tried whose necessary words are in the text; each stands for `owner`, once for
/// it or once against it.
pub(super) struct Patterns {
    set: Regexes,
    owners: Vec<Owner>,
}

impl std::fmt::Debug for Patterns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Patterns({})", self.owners.len())
    }
}

#[derive(Clone, Copy, Debug)]
struct Owner {
    number: usize,
    against: bool,
}

/// Gathers patterns for [`Patterns`].
#[derive(Debug, Default)]
pub(super) struct Gathering {
    sources: Vec<String>,
    owners: Vec<Owner>,
}

impl Gathering {
    /// Adds a pattern that speaks for (or `against`) owner `number`; `anchored` ties it to the start of the text.
    pub(super) fn add(&mut self, number: usize, pattern: &str, against: bool, anchored: bool) {
        let source = ascii(pattern);
        self.sources.push(if anchored { format!(r"\A(?:{source})") } else { source });
        self.owners.push(Owner { number, against });
    }

    pub(super) fn compile(self) -> Result<Patterns, String> {
        let mut options = Options::new();
        options.case_insensitive(true);
        let mut builder = Builder::new_atom_len(SHORTEST_ATOM);
        for source in &self.sources {
            builder = builder.push_opt(source, &options).map_err(|error| error.to_string())?;
        }
        let set = builder.build().map_err(|error| error.to_string())?;
        Ok(Patterns { set, owners: self.owners })
    }
}

impl Patterns {
    /// Calls `found` with each owner that has a pattern in `text` for it and none against it.
    pub(super) fn owners_in(&self, text: &str, mut found: impl FnMut(usize)) {
        let hits: Vec<Owner> =
            self.set.matching(text).filter_map(|(index, _)| self.owners.get(index).copied()).collect();
        for owner in hits.iter().filter(|owner| !owner.against) {
            if !hits.iter().any(|other| other.against && other.number == owner.number) {
                found(owner.number);
            }
        }
    }
}

/// A feature's patterns alone, compiled when first asked where they stand.
#[derive(Debug)]
pub(super) struct Finder {
    sources: Vec<String>,
    compiled: OnceLock<Option<Regex>>,
}

impl Finder {
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Self {
        Self { sources: patterns.map(ascii).collect(), compiled: OnceLock::new() }
    }

    /// As [`Finder::new`], tied to the start of the text.
    pub(super) fn anchored<'p>(patterns: impl Iterator<Item = &'p str>) -> Self {
        Self {
            sources: patterns.map(|pattern| format!(r"\A(?:{})", ascii(pattern))).collect(),
            compiled: OnceLock::new(),
        }
    }

    /// The first place of any of the patterns in `text`, as bytes.
    pub(super) fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let compiled = self.compiled.get_or_init(|| {
            RegexBuilder::new(&format!("(?:{})", self.sources.join(")|(?:"))).case_insensitive(true).build().ok()
        });
        compiled.as_ref()?.find(text).map(|found| found.range())
    }
}

/// Checks one pattern as it is written.
pub(super) fn check(pattern: &str) -> Result<(), String> {
    let regex = RegexBuilder::new(&ascii(pattern)).case_insensitive(true).build().map_err(|error| error.to_string())?;
    if regex.is_match("") {
        return Err("this pattern matches an empty text, so it would match everywhere".to_owned());
    }
    Ok(())
}

/// Compiles a few patterns into one.
pub(super) fn union<'p>(patterns: impl Iterator<Item = &'p str>) -> Result<Regex, regex::Error> {
    let sources: Vec<_> = patterns.map(ascii).collect();
    RegexBuilder::new(&format!("(?:{})", sources.join(")|(?:"))).case_insensitive(true).build()
}

/// The pattern with ASCII classes and both apostrophes.
fn ascii(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut in_class = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('b') => out.push_str("(?-u:\\b)"),
                Some('w') => out.push_str(if in_class { "0-9A-Za-z_" } else { "[0-9A-Za-z_]" }),
                Some('d') => out.push_str(if in_class { "0-9" } else { "[0-9]" }),
                Some('s') => out.push_str(if in_class { " \\t\\n" } else { "[ \\t\\n]" }),
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            '[' if !in_class => {
                in_class = true;
                out.push('[');
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '\'' | '\u{2019}' => out.push_str(if in_class { "'\u{2019}" } else { "['\u{2019}]" }),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Finder, Gathering, check};

    #[test]
    fn owners_speak_for_and_against() {
        let mut gathering = Gathering::default();
        gathering.add(3, r"\baims?\b", false, false);
        gathering.add(3, r"\baims? of last year\b", true, false);
        gathering.add(5, r"to\b", false, true);
        let patterns = gathering.compile().unwrap();
        let found = |text: &str| {
            let mut owners = Vec::new();
            patterns.owners_in(text, |owner| owners.push(owner));
            owners
        };
        assert_eq!(found("Our AIMS"), [3]);
        assert_eq!(found("The aims of last year"), [0; 0]);
        assert_eq!(found("To aim"), [3, 5]);
        assert_eq!(found("aim to"), [3]);
    }

    #[test]
    fn an_apostrophe_matches_the_curly_one() {
        let finder = Finder::new(["we'll"].into_iter());
        assert_eq!(finder.find("And we’ll see"), Some(4..11));
    }

    #[test]
    fn boundaries_are_ascii_inside_and_outside_classes() {
        let finder = Finder::new([r"\b[\w-]+\s\d\b"].into_iter());
        assert_eq!(finder.find("é level-up 3."), Some(3..13));
    }

    #[test]
    fn bad_patterns_are_told() {
        assert!(check("(").is_err());
        assert!(check("a*").is_err());
        assert!(check("aims?").is_ok());
    }
}
