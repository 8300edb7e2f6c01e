//! Turns the bytes of a text file into text.
//!
//! In: bytes and the encoding that the file declares. Out: text, or `None` for binary data. Valid UTF-8 is taken as
//! such, because declarations are often wrong. Otherwise a byte order mark decides, then the declaration, then
//! Windows-1252, the encoding of older papers.

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
