//! Regular expressions as analysts write them: upper and lower case alike, with ASCII classes and either apostrophe.
//!
//! `\b`, `\w`, `\d` and `\s` get their ASCII meaning, because a Unicode word boundary makes the fast matcher give up. An
//! apostrophe, straight or curly, matches both.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use serde::{Deserialize, Deserializer, de::Error as _};

/// Several patterns as one expression.
#[derive(Clone, Debug)]
pub struct Expressions(Regex);

impl std::ops::Deref for Expressions {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Expressions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let patterns = Vec::<String>::deserialize(deserializer)?;
        for pattern in &patterns {
            check(pattern).map_err(|reason| D::Error::custom(format!("`{pattern}` cannot be used: {reason}")))?;
        }
        let sources: Vec<_> = patterns.iter().map(|pattern| ascii(pattern)).collect();
        let built = RegexBuilder::new(&format!("(?:{})", sources.join(")|(?:"))).case_insensitive(true).build();
        built.map(Self).map_err(D::Error::custom)
    }
}

/// Reads one pattern as it is written.
///
/// # Errors
/// The reason in words.
pub(crate) fn check(pattern: &str) -> Result<Hir, String> {
    let hir = regex_syntax::parse(&ascii(pattern)).map_err(|error| error.to_string())?;
    if hir.properties().minimum_len() == Some(0) {
        return Err("this pattern matches an empty text, so it would match everywhere".to_owned());
    }
    Ok(hir)
}

/// The pattern with ASCII classes and both apostrophes.
pub(crate) fn ascii(pattern: &str) -> String {
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
    use super::check;

    #[test]
    fn bad_patterns_are_told() {
        assert!(check("(").is_err());
        assert!(check("a*").is_err());
        assert!(check("aims?").is_ok());
    }
}
