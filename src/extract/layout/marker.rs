//! What begins a list item: a bullet, a number, a letter.

use super::Glyph;

/// A list marker at the head of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// How many characters it takes, with the blank after it.
    pub(super) length: usize,
    /// The number or letter, without its punctuation's blank; `None` for a bullet.
    pub(super) label: Option<String>,
}

/// Characters that are bullets wherever they begin a line before a blank. Symbol fonts without a map put theirs into the
/// private use area.
fn is_bullet(character: char) -> bool {
    "•●○◦▪■□▫‣⁃∙·►▶▸➢➤→✓✔✗◆◇❖✦★➔➜❑❏⦁◼◾".contains(character) || ('\u{e000}'..='\u{f8ff}').contains(&character)
}

/// Characters that are bullets only with a blank after them.
fn may_be_bullet(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}' | '\u{2011}' | '–' | '—' | '*' | '>' | '»' | 'o' | '§' | '\u{fffd}' | 'Ø' | 'ü'
    )
}

/// Whether these characters are a bullet or a number with its stop, and nothing else.
pub(super) fn is_bullet_alone(glyphs: &[Glyph]) -> bool {
    match glyphs {
        [one] => is_bullet(one.character) || may_be_bullet(one.character),
        [_, .., _] if glyphs.len() <= 8 => {
            let text: String = glyphs.iter().map(|glyph| glyph.character).collect();
            numbered(&format!("{text} X")).is_some() || is_section_number(&text)
        }
        _ => false,
    }
}

/// "5.10", "2.7.1"
fn is_section_number(text: &str) -> bool {
    let parts: Vec<&str> = text.trim_end_matches('.').split('.').collect();
    let number = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() > 1 && parts.iter().all(number)
}

/// Whether a line begins with the number of a section: "1.1.2 Establish …".
pub(super) fn begins_section(glyphs: &[Glyph]) -> bool {
    let text: String = glyphs.iter().take(9).map(|glyph| glyph.character).collect();
    text.split_once(' ').is_some_and(|(number, _)| is_section_number(number))
}

/// The marker at the head of a line, where there is one.
pub(super) fn find(glyphs: &[Glyph]) -> Option<Marker> {
    let mut characters = glyphs.iter().map(|glyph| glyph.character);
    let first = characters.next()?;
    let second = characters.next()?;
    if is_bullet(first) {
        let length = if second == ' ' { 2 } else { 1 };
        return (glyphs.len() > length).then_some(Marker { length, label: None });
    }
    if may_be_bullet(first) && second == ' ' && glyphs.len() > 2 {
        return Some(Marker { length: 2, label: None });
    }
    let head: String = glyphs.iter().take(12).map(|glyph| glyph.character).collect();
    numbered(&head)
}

/// A place in a list: how its numbers are written, and which number it is.
pub(super) type Ordinal = (String, u32);

/// The places in a list that a label can stand for: "i." is the first number of one and the ninth letter of another.
pub(super) fn ordinals(label: &str) -> Vec<Ordinal> {
    let inner = label.trim_matches(['(', ')', '.']);
    let written = |kind: &str| label.replacen(inner, kind, 1);
    let mut found = Vec::new();
    if let Ok(number) = inner.parse() {
        found.push((written("1"), number));
    }
    if let (Some(letter), 1) = (inner.bytes().next().filter(u8::is_ascii_lowercase), inner.len()) {
        found.push((written("a"), u32::from(letter - b'a') + 1));
    }
    if let Some(number) = roman(inner) {
        found.push((written(if inner.starts_with(|c: char| c.is_ascii_lowercase()) { "i" } else { "I" }), number));
    }
    found
}

/// The value of a Roman number below 40.
fn roman(numeral: &str) -> Option<u32> {
    let numeral = numeral.to_ascii_lowercase();
    let tens = numeral.bytes().take_while(|byte| *byte == b'x').count();
    let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let ones = ones.iter().position(|ones| Some(*ones) == numeral.get(tens..))?;
    let value = u32::try_from(10 * tens + ones).ok()?;
    (1..40).contains(&value).then_some(value)
}

/// `1.` `12)` `(a)` `a)` `iv.` before a blank. A number with a further number ("2.1", "3.5") is no item marker: such are
/// numbered paragraphs and headings.
fn numbered(head: &str) -> Option<Marker> {
    let (label, rest) = head.split_once(' ')?;
    if rest.is_empty() {
        return None;
    }
    let (inner, closed) = match label.strip_prefix('(') {
        Some(inner) => (inner.strip_suffix(')')?, true),
        None => (label.strip_suffix(['.', ')'])?, label.ends_with(')')),
    };
    let digits = !inner.is_empty() && inner.len() <= 2 && inner.bytes().all(|byte| byte.is_ascii_digit());
    let letter = inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_lowercase());
    let roman = inner.len() <= 4 && !inner.is_empty() && inner.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    let capitals =
        inner.len() <= 4 && !inner.is_empty() && inner.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
    let fits = digits || roman || (letter && closed) || ((letter || capitals) && rest.starts_with(char::is_uppercase));
    fits.then(|| Marker { length: label.chars().count() + 1, label: Some(label.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(text: &str) -> Option<Marker> {
        let glyphs: Vec<Glyph> =
            text.chars().map(|character| Glyph { character, x0: 0.0, x1: 0.0, y0: 0.0, y1: 0.0 }).collect();
        find(&glyphs)
    }

    #[test]
    fn bullets_and_numbers_are_markers() {
        for (text, length) in [
            ("• Train staff", 2),
            ("– save", 2),
            ("1. First", 3),
            ("(iv) fourth", 5),
            ("a) one", 3),
            ("II. Use", 4),
            ("b. Sex", 3),
        ] {
            assert_eq!(marker(text).map(|found| found.length), Some(length), "{text}");
        }
    }

    #[test]
    fn words_and_section_numbers_are_not() {
        for text in ["We will", "2.1 Aims", "-5% a year", "2019. That", "a word", "I. think", "e. coli"] {
            assert_eq!(marker(text), None, "{text}");
        }
    }

    #[test]
    fn a_label_is_a_place_in_each_list_that_it_fits() {
        let place = |written: &str, number: u32| (written.to_owned(), number);
        assert_eq!(ordinals("(4)"), [place("(1)", 4)]);
        assert_eq!(ordinals("i."), [place("a.", 9), place("i.", 1)]);
        assert_eq!(ordinals("XIV."), [place("I.", 14)]);
        assert_eq!(ordinals("b)"), [place("a)", 2)]);
    }
}
