//! Lines of prose on a terminal.

use std::borrow::Cow;

/// How terminals are told to make letters bold, and plain again.
pub(super) const EMPHASIS: &str = "\u{1b}[1m";
pub(super) const PLAIN: &str = "\u{1b}[0m";

/// Terminals narrower than this break lines as they like.
const NARROWEST: usize = 40;

/// A text whose lines are broken between words to fit `width` characters; what follows a break stands in as far as its
/// line and `hanging` more. What stands between backticks is not broken, for it is copied as a whole.
pub fn wrapped(text: &str, width: Option<u16>, hanging: usize) -> Cow<'_, str> {
    let width = width.map_or(usize::MAX, usize::from);
    if width < NARROWEST || text.lines().all(|line| shown(line) <= width) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let words = line.trim_start_matches(' ');
        let indent = line.len() - words.len();
        out.extend(std::iter::repeat_n(' ', indent));
        let mut used = indent;
        for (place, word) in pieces(words).into_iter().enumerate() {
            let length = shown(word);
            if place > 0 && used + 1 + length > width {
                out.push('\n');
                used = indent + hanging;
                out.extend(std::iter::repeat_n(' ', used));
            } else if place > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += length;
        }
        out.push_str(end);
    }
    Cow::Owned(out)
}

/// The pieces of a line that are not broken: words, and commands between backticks.
fn pieces(line: &str) -> Vec<&str> {
    // A backtick that no other follows binds nothing: old papers print them for quotation marks.
    let (mut quoted, mut left) = (false, line.matches('`').count());
    let is_break = |letter: char| {
        if letter == '`' {
            left -= 1;
            quoted = !quoted && left > 0;
        }
        letter == ' ' && !quoted
    };
    line.split(is_break).collect()
}

/// How many characters a text takes on a terminal.
fn shown(text: &str) -> usize {
    let escapes = (text.matches(EMPHASIS).count() * EMPHASIS.len()) + (text.matches(PLAIN).count() * PLAIN.len());
    text.chars().count() - escapes
}

#[cfg(test)]
mod tests {
    use super::{EMPHASIS, PLAIN, wrapped};

    #[test]
    fn lines_are_broken_between_words_and_stand_in() {
        let text = "a short line\n  one two three four five six seven eight nine ten eleven";
        assert_eq!(
            wrapped(text, Some(40), 2),
            "a short line\n  one two three four five six seven\n    eight nine ten eleven"
        );
        assert_eq!(wrapped(text, None, 2), text);
        assert_eq!(wrapped(text, Some(30), 2), text);
        let command = "take it back, if it was a mistake: `stratmine decide undo 7` and again";
        assert_eq!(
            wrapped(command, Some(40), 0),
            "take it back, if it was a mistake:\n`stratmine decide undo 7` and again"
        );
        let printed = "they call it `the new model' of care, with no second mark anywhere in it";
        assert!(wrapped(printed, Some(40), 0).lines().all(|line| line.len() <= 40));
        let bold = format!("{EMPHASIS}{}{PLAIN}", "w".repeat(40));
        assert_eq!(wrapped(&bold, Some(40), 2), bold);
        let long = "w".repeat(90);
        assert_eq!(wrapped(&long, Some(40), 2), long);
    }
}
