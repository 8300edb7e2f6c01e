//! What is wrong with a file that a person wrote, and where: a message with file, line and column, the line itself with a
//! caret, a hint. And the one reader of such files where they are TOML: a name it does not know is refused with the
//! nearest that it does.

use serde::de::DeserializeOwned;
use std::fmt;

/// A file that is read: its name for messages, and its text.
#[derive(Clone, Copy, Debug)]
pub struct SourceText<'t> {
    /// The file as the user knows it.
    pub file: &'t str,
    /// Its text.
    pub text: &'t str,
}

impl SourceText<'_> {
    /// A finding at byte `offset`.
    #[must_use]
    pub fn finding(self, severity: Severity, offset: usize, message: impl Into<String>) -> Finding {
        Finding::at(severity, self.file, self.text, offset, message)
    }

    /// An error at byte `offset`.
    #[must_use]
    pub fn error(self, offset: usize, message: impl Into<String>) -> Finding {
        self.finding(Severity::Error, offset, message)
    }

    /// What serde refused, at its place: an unknown name with the known one most like it.
    /// `more` are names that may stand there too.
    #[must_use]
    pub fn toml_error(self, error: &toml::de::Error, more: &[&str]) -> Finding {
        let message = error.message();
        let offset = error.span().map_or(0, |span| span.start);
        // serde gives names in its message only: "unknown field `x`, expected one of `a`, `b`".
        for (what, shown) in [("unknown field `", "unknown key"), ("unknown variant `", "unknown value")] {
            let Some((given, rest)) = message.strip_prefix(what).and_then(|rest| rest.split_once('`')) else {
                continue;
            };
            let mut known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            for name in more {
                if !known.contains(name) {
                    known.push(name);
                }
            }
            let hint = nearest(given, &known)
                .map_or_else(|| format!("known here: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
            return self.error(offset, format!("{shown} `{given}`")).hint(hint);
        }
        self.error(offset, message)
    }
}

/// Reads a TOML file whole; an unknown key, a missing one or a value of the wrong type is an error at its place.
///
/// # Errors
/// The first of these, with its line.
pub fn read<T: DeserializeOwned>(source: SourceText<'_>) -> Result<T, Finding> {
    toml::from_str(source.text).map_err(|error| source.toml_error(&error, &[]))
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used, or does not do what it says.
    Error,
    /// It can be used, but probably not as meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// One thing to say about one place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The file as the user knows it.
    pub file: String,
    /// Line from 1; 0 where the finding concerns the file as a whole.
    pub line: usize,
    /// Column in characters from 1; 0 where the finding concerns the file as a whole.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The line of the file; empty where there is none to show.
    pub excerpt: String,
}

/// Longest excerpt shown, in characters; the caret's surroundings are shown of longer lines.
const EXCERPT: usize = 110;

impl Finding {
    /// A finding on a file as a whole.
    #[must_use]
    pub fn of_file(severity: Severity, file: &str, message: impl Into<String>) -> Self {
        Self {
            severity,
            file: file.to_owned(),
            line: 0,
            column: 0,
            message: message.into(),
            hint: None,
            excerpt: String::new(),
        }
    }

    /// A finding at byte `offset` of the file's text.
    #[must_use]
    pub fn at(severity: Severity, file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = position(text, offset);
        let excerpt = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned();
        Self { severity, file: file.to_owned(), line, column, message: message.into(), hint: None, excerpt }
    }

    /// The same with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Line and column (in characters), both from 1, of a byte offset.
#[must_use]
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity, self.message)?;
        if self.line == 0 {
            write!(f, "\n  --> {}", self.file)?;
        } else {
            write!(f, "\n  --> {}:{}:{}", self.file, self.line, self.column)?;
        }
        if !self.excerpt.is_empty() {
            let caret = self.column.saturating_sub(1);
            let skip = caret.saturating_sub(EXCERPT / 2);
            // Tabs become blanks, so that the caret stands under its character.
            let shown: String =
                self.excerpt.chars().skip(skip).take(EXCERPT).map(|c| if c.is_control() { ' ' } else { c }).collect();
            let number = self.line.to_string();
            let gutter = " ".repeat(number.len());
            write!(f, "\n{gutter} |\n{number} | {shown}\n{gutter} | {}^", " ".repeat(caret - skip))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  = hint: {hint}")?;
        }
        Ok(())
    }
}

/// The known word most like `given` by edit distance (Levenshtein 1966), if any is like it at all.
#[must_use]
pub fn nearest<'k>(given: &str, known: &[&'k str]) -> Option<&'k str> {
    // Long words are cut: they are far away in any case.
    let cut = |word: &str| word.chars().take(40).collect::<String>();
    let given = cut(&given.to_lowercase());
    known
        .iter()
        .map(|&word| (strsim::levenshtein(&given, &cut(word)), word))
        .filter(|&(distance, word)| distance <= 1 + word.chars().count() / 3)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_shows_its_line_with_a_caret_under_the_place() {
        let text = "[lexicon]\nname = \"x\"\nwieght = 3\n";
        let finding = Finding::at(Severity::Error, "a.toml", text, 21, "unknown key").hint("did you mean `weight`?");
        assert_eq!(
            finding.to_string(),
            "error: unknown key\n  --> a.toml:3:1\n  |\n3 | wieght = 3\n  | ^\n  = hint: did you mean `weight`?"
        );
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(position("é£x", 4), (1, 3));
        assert_eq!(position("a\nb", 2), (2, 1));
        assert_eq!(position("a", 99), (1, 2));
    }

    #[test]
    fn the_nearest_key_is_offered_and_a_strange_one_is_not() {
        assert_eq!(nearest("wieght", &["weight", "within", "term"]), Some("weight"));
        assert_eq!(nearest("unless_naer", &["near", "unless_near"]), Some("unless_near"));
        assert_eq!(nearest("zzzzzzzz", &["weight", "within"]), None);
    }
}
