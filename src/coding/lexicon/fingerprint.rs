//! Whether the lexicons are those of last time, told from their bytes alone.

use super::codebook::BUILT_IN;
use sha2::{Digest, Sha256};
use std::path::Path;

/// A hash over the built-in lexicons and every lexicon file in `dir`: it changes whenever [`super::Codebook::hash`] would,
/// and nothing is parsed or compiled for it. `None` where the folder or a file cannot be read, which loading will explain.
#[must_use]
pub fn fingerprint(dir: Option<&Path>) -> Option<String> {
    let mut hasher = Sha256::new();
    let mut add = |name: &[u8], text: &[u8]| {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    };
    for (file, text) in BUILT_IN {
        add(file.as_bytes(), text.as_bytes());
    }
    if let Some(dir) = dir {
        let mut paths: Vec<_> =
            std::fs::read_dir(dir).ok()?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().ok()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().as_encoded_bytes();
            add(name, &std::fs::read(&path).ok()?);
        }
    }
    Some(stratmine_model::DocumentId::from_digest(hasher.finalize().into()).to_string())
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn it_tells_lexicons_apart() {
        let dir = tempfile::tempdir().unwrap();
        let built_in = fingerprint(None).unwrap();
        let path = dir.path().join("outcomes.toml");
        std::fs::write(&path, "a").unwrap();
        let one = fingerprint(Some(dir.path())).unwrap();
        assert_eq!(fingerprint(Some(dir.path())).as_ref(), Some(&one));
        std::fs::write(&path, "b").unwrap();
        let two = fingerprint(Some(dir.path())).unwrap();
        assert!(built_in != one && one != two && built_in != two);
        assert_eq!(fingerprint(Some(&dir.path().join("missing"))), None);
    }
}
