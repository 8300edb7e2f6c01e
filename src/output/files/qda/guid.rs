//! Ids that follow from what they name.

use sha2::{Digest, Sha256};

/// The id of a thing of some kind that the parts identify: the first 128 bits of a SHA-256, as a UUID of version 8
/// (RFC 9562, 5.8 and appendix B.2). Same kind and parts, same id; others, another for all practical purposes.
pub(super) fn guid(kind: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new_with_prefix("stratmine REFI-QDA 1");
    for part in std::iter::once(&kind).chain(parts) {
        // The length first: "ab" and "c" are not "a" and "bc".
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let bits = hash.finalize().iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let bits = bits & !(0xf << 76) | 0x8 << 76;
    let bits = bits & !(0x3 << 62) | 0x2 << 62;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        bits >> 80 & 0xffff,
        bits >> 64 & 0xffff,
        bits >> 48 & 0xffff,
        bits & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::guid;

    #[test]
    fn an_id_is_a_uuid_of_version_8_and_stays_the_same_for_ever() {
        // Counted with Python's hashlib. Another id would make of every code a new one for those who import again.
        assert_eq!(guid("code", &["quality"]), "a374bc0f-9e8d-8717-9177-3b977450b57e");
    }

    #[test]
    fn ids_differ_by_kind_and_by_where_parts_end() {
        assert_ne!(guid("code", &["a"]), guid("user", &["a"]));
        assert_ne!(guid("code", &["ab", "c"]), guid("code", &["a", "bc"]));
        assert_ne!(guid("code", &["a"]), guid("code", &["a", ""]));
    }
}
