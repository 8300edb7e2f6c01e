//! Turns the bytes of a text file into text.
//!
//! In go bytes and what the file declares of its encoding, out comes text, or `None` for what is no text. UTF-8 is
//! believed wherever it is sound, because declarations are often wrong; then a byte order mark, the declaration, and
//! Windows-1252, which older papers are in.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The text in `bytes`; `declared` is the name of an encoding ("iso-8859-1") where the file gives one.
pub(super) fn decode<'b>(bytes: &'b [u8], declared: Option<&str>) -> Option<Cow<'b, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return Some(encoding.decode_without_bom_handling(body).0);
    }
    if bytes.contains(&0) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    // A page that calls itself UTF-16 in readable ASCII is none (WHATWG, "prescan a byte stream").
    let declared = declared.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    let encoding = declared.filter(|encoding| ![UTF_16BE, UTF_16LE].contains(encoding));
    Some(encoding.unwrap_or(WINDOWS_1252).decode_without_bom_handling(bytes).0)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(decode("é".as_bytes(), Some("iso-8859-1")).unwrap(), "é");
        assert_eq!(decode(b"\xef\xbb\xbfcare", None).unwrap(), "care");
        assert_eq!(decode(b"\xff\xfec\0a\0", None).unwrap(), "ca");
        assert_eq!(decode(b"\x93care\x94", Some("windows-1252")).unwrap(), "“care”");
        assert_eq!(decode(b"\xe9", Some("no such thing")).unwrap(), "é");
        assert_eq!(decode(b"\xe1", Some("iso-8859-7")).unwrap(), "α");
        assert_eq!(decode(b"a\xff b", Some("utf-8")).unwrap(), "a\u{fffd} b");
        assert_eq!(decode(b"\0\0", None), None);
    }
}
