//! Turns the bytes of a text file into text.
//!
//! In: bytes and the encoding that the file declares. Out: text, or `None` for binary data. Valid UTF-8 is taken as
//! such, because declarations are often wrong. Otherwise a byte order mark decides, then the declaration, then
//! Windows-1252, the encoding of older papers. Lines end in `\n`, however the file ends them.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The text in `bytes`; `declared` is the name of an encoding ("iso-8859-1") where the file gives one.
pub(super) fn decode<'b>(bytes: &'b [u8], declared: Option<&str>) -> Option<Cow<'b, str>> {
    in_its_encoding(bytes, declared).map(with_plain_line_ends)
}

/// Lines of one kind: Windows ends them in CR LF (CR CR LF after a bad copy), old Macs in CR, some programs in NEL or in a
/// line or paragraph separator.
fn with_plain_line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return text;
    }
    let plain = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\u{2029}", "\n\n");
    Cow::Owned(plain.replace(['\r', '\u{85}', '\u{2028}'], "\n"))
}

fn in_its_encoding<'b>(bytes: &'b [u8], declared: Option<&str>) -> Option<Cow<'b, str>> {
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

    #[test]
    fn lines_end_alike_however_a_file_ends_them() {
        for text in ["a\nb\n\nc", "a\r\nb\r\n\r\nc", "a\rb\r\rc", "a\r\r\nb\r\r\n\r\r\nc", "a\u{85}b\u{2029}c"] {
            assert_eq!(decode(text.as_bytes(), None).unwrap(), "a\nb\n\nc", "{text:?}");
            let wide: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            assert_eq!(decode(&wide, None).unwrap(), "a\nb\n\nc", "{text:?}");
        }
    }
}
