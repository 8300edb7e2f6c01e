//! A file's identity: the SHA-256 of its bytes.

use super::DiscoverError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use stratmine_model::DocumentId;

/// Bytes read at a time.
const CHUNK: usize = 128 * 1024;

/// The SHA-256 of a file's bytes, read piece by piece.
///
/// # Errors
///
/// [`DiscoverError::Read`] where the file cannot be opened or read to its end.
pub fn identify(path: &Path) -> Result<DocumentId, DiscoverError> {
    let failed = |source| DiscoverError::Read { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok(DocumentId::from_digest(digest.finalize().into())),
            Ok(count) => digest.update(chunk.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::identify;
    use std::fs;

    #[test]
    fn the_digest_is_that_of_the_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "abc").unwrap();
        // FIPS 180-4's own example.
        let wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(identify(&path).unwrap().to_string(), wanted);
        assert!(identify(folder.path()).is_err());
        assert!(identify(&folder.path().join("none")).unwrap_err().to_string().contains("none"));
    }
}
