//! Text from papers, made harmless for where it goes.
//!
//! Papers are written by others and may hold anything: terminal escapes, marks that turn the direction of writing, the
//! beginnings of formulas. Sources: OWASP, *CSV Injection*; Unicode Standard Annex 9 for the direction marks; Boucher &
//! Anderson 2021 (*Trojan Source*) for what they can hide.

use std::borrow::Cow;
use std::fmt::Write as _;
use stratmine_model::{Span, spreadsheet};

/// What stands for a character that is not shown.
const HIDDEN: char = '\u{fffd}';

/// Whether a character could steer a terminal or hide text on it, line breaks and tabs included.
pub const fn is_unsafe(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text for one line on a terminal: line breaks and tabs become spaces, all else that is unsafe becomes U+FFFD.
pub fn for_line(text: &str) -> Cow<'_, str> {
    replaced(text, |letter| is_unsafe(letter).then(|| if letter.is_whitespace() { ' ' } else { HIDDEN }))
}

/// Text for a person on a terminal where lines may break: `\n` stays, the rest is as for [`for_line`].
pub fn for_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |letter| {
        (is_unsafe(letter) && letter != '\n').then(|| if letter.is_whitespace() { ' ' } else { HIDDEN })
    })
}

/// Text for a cell of CSV, before quoting: what a spreadsheet would take for a formula gets an apostrophe in front;
/// line breaks and tabs stay, all else that is unsafe becomes U+FFFD.
pub fn for_csv(text: &str) -> Cow<'_, str> {
    let plain = replaced(text, |letter| (is_unsafe(letter) && !matches!(letter, '\n' | '\r' | '\t')).then_some(HIDDEN));
    match spreadsheet::guarded(&plain) {
        Cow::Owned(guarded) => Cow::Owned(guarded),
        Cow::Borrowed(_) => plain,
    }
}

/// JSON text in which no unsafe character stands as itself: the value is the same, `\u` escapes take the characters'
/// place. Between strings JSON has none of them but line breaks and spaces.
pub fn for_json(json: &str) -> Cow<'_, str> {
    let steers = |letter: char| is_unsafe(letter) && letter != '\n';
    if !json.contains(steers) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if steers(letter) {
            // Every unsafe character lies in the basic plane, and writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(letter));
        } else {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

/// Text for HTML, between tags and in attributes in double quotes: what could be markup becomes a character reference,
/// what is unsafe is as for [`for_line`]. (HTML Living Standard, 13.1.4.)
pub fn for_html(text: &str) -> Cow<'_, str> {
    let plain = for_line(text);
    if !plain.contains(['&', '<', '>', '"', '\'']) {
        return plain;
    }
    let mut out = String::with_capacity(plain.len() + 16);
    for letter in plain.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// Text of several lines for HTML: line breaks stay, the rest is as for [`for_html`].
pub fn for_html_lines(text: &str) -> String {
    text.split('\n').map(for_html).collect::<Vec<_>>().join("\n")
}

/// Text for one block of Markdown (a paragraph, a heading, an item, a cell) on one line: no part of it is markup in
/// `CommonMark` 0.31, in GitHub's tables, strikethroughs and autolinks, or in the usual forms of mathematics, attributes
/// and footnotes. Unsafe characters are as for [`for_line`].
pub fn for_markdown(text: &str) -> String {
    let plain = for_line(text);
    let plain = plain.trim();
    let mut out = String::with_capacity(plain.len() + 16);
    // "12." and "12)" begin a list.
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    for (at, letter) in plain.char_indices() {
        let rest = plain.get(at + letter.len_utf8()..).unwrap_or_default();
        let is_markup = match letter {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '&' | '#' | '^' => true,
            // A list, a rule, a heading's underline, a definition.
            '-' | '+' | '=' | ':' if at == 0 => true,
            '.' | ')' if at == digits && digits > 0 => true,
            // An address that becomes a link by itself.
            ':' => rest.starts_with("//"),
            '.' => ends_in_www(plain.get(..at).unwrap_or_default()),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

fn ends_in_www(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len().checked_sub(3).and_then(|from| bytes.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(b"www"))
}

/// Text for a comment of HTML or Markdown, which nothing in it can end (HTML Living Standard, 13.1.6).
pub fn for_comment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in for_line(text).chars() {
        match letter {
            '<' | '>' => out.push(HIDDEN),
            '-' if out.ends_with('-') => {}
            _ => out.push(letter),
        }
    }
    out
}

fn replaced(text: &str, instead: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| instead(letter).unwrap_or(letter)).collect())
}

/// Text for a web page, with words marked; spans are bytes of the text, in order. One that overlaps the one before, or lies
/// outside, is passed over.
#[must_use]
pub fn marked(text: &str, marks: &[Span]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(words)) = (text.get(at..mark.start), text.get(mark.start..mark.end)) else { continue };
        let _ = write!(out, "{}<mark>{}</mark>", for_html(before), for_html(words));
        at = mark.end;
    }
    out.push_str(&for_html(text.get(at..).unwrap_or_default()));
    out
}

/// A word of a command as it is typed in a shell (POSIX): as it is where it needs no marks, else in single ones.
pub fn for_shell(word: &str) -> Cow<'_, str> {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ',' | '=' | ':' | '@' | '%' | '+');
    if !word.is_empty() && word.chars().all(is_plain) {
        return Cow::Borrowed(word);
    }
    let safe: String = word.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Cow::Owned(format!("'{}'", safe.replace('\'', "'\\''")))
}

#[cfg(test)]
mod tests {
    use super::spreadsheet;
    use super::{for_comment, for_csv, for_html, for_json, for_line, for_lines, for_markdown, is_unsafe};
    use proptest::prelude::*;

    #[test]
    fn formulas_are_disarmed_and_other_text_is_not_touched() {
        for formula in ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1"] {
            assert!(for_csv(formula).starts_with('\''), "{formula:?}");
        }
        for text in ["", "a=1", "20%", " = ", "'quoted'"] {
            assert_eq!(for_csv(text), text);
        }
    }

    #[test]
    fn terminal_escapes_are_shown_not_obeyed() {
        assert_eq!(for_line("a\u{1b}[2Jb\u{9b}31m\nc\u{202e}d"), "a\u{fffd}[2Jb\u{fffd}31m c\u{fffd}d");
        assert_eq!(for_lines("a\nb\tc\r"), "a\nb c ");
    }

    #[test]
    fn markup_is_shown_as_it_is_written() {
        assert_eq!(for_html("<b a='1'>&\"</b>"), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;&lt;/b&gt;");
        assert_eq!(for_html("plain"), "plain");
        assert_eq!(for_markdown("12. a *b* #"), "12\\. a \\*b\\* \\#");
        assert_eq!(for_markdown("- see http://x.y or WWW.x.y. 3-4"), "\\- see http\\://x.y or WWW\\.x.y. 3-4");
        assert_eq!(for_comment("A--3 --> <b>"), "A-3 -\u{fffd} \u{fffd}b\u{fffd}");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_gets_through(text in any::<String>()) {
            prop_assert!(!for_line(&text).contains(is_unsafe));
            prop_assert!(!for_lines(&text).contains(|letter| is_unsafe(letter) && letter != '\n'));
            let csv = for_csv(&text);
            prop_assert!(!csv.contains(|letter| is_unsafe(letter) && !matches!(letter, '\n' | '\r' | '\t')));
            prop_assert!(!csv.starts_with(spreadsheet::begins_formula));
            prop_assert_eq!(for_line(&text).chars().count(), text.chars().count());
        }

        #[test]
        fn no_text_is_a_tag_or_ends_a_comment(text in "(\\PC|[<>&\"'!-]){0,30}") {
            prop_assert!(!for_html(&text).contains(['<', '>', '"', '\'']));
            let comment = for_comment(&text);
            prop_assert!(!comment.contains(['<', '>']) && !comment.contains("--"));
        }

        #[test]
        fn no_text_is_markdown(text in r"(\PC|[ #*_+=|`<>\[\](){}.:!~\\&-]|[0-9]|a|www|://){0,30}") {
            use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
            let escaped = for_markdown(&text);
            let mut read = String::new();
            for event in Parser::new_ext(&escaped, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
                match event {
                    Event::Text(piece) => read.push_str(&piece),
                    Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                    other => prop_assert!(false, "{other:?} in {escaped:?}"),
                }
            }
            let line = for_line(&text);
            prop_assert_eq!(read.trim(), line.trim());
        }

        #[test]
        fn json_means_the_same(text in "(\\PC|[\u{7f}-\u{9f}\u{202a}-\u{202e}\n\u{1b}\"\\\\]){0,40}") {
            let json = serde_json::to_string(&text).unwrap();
            let safe = for_json(&json);
            prop_assert!(!safe.contains(|letter| is_unsafe(letter) && letter != '\n'));
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        }
    }
}
