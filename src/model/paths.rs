//! Paths that are the same to people and programs on every system. Every crate that resolves paths uses these functions.
//!
//! Windows gives the whole path of a file as `\\?\C:\papers`: other programs do not take that, and it is not what anybody
//! typed. And it takes some names for devices, in every folder.

use std::io;
use std::path::{Path, PathBuf};

/// The whole path of a file or folder that is there, with links followed.
///
/// # Errors
/// Where it is not there or may not be looked at.
pub fn whole_path(path: &Path) -> io::Result<PathBuf> {
    dunce::canonicalize(path)
}

/// Where a file or folder that is there lies below a folder; `None` where it lies elsewhere. Links are followed.
///
/// # Errors
/// Where one of them is not there or may not be looked at.
pub fn path_below(folder: &Path, path: &Path) -> io::Result<Option<PathBuf>> {
    // As the system gives them: of a folder and of a file deep in it, one may be too long to be written the short way.
    #[allow(clippy::disallowed_methods, reason = "neither path is shown")]
    let (folder, path) = (folder.canonicalize()?, path.canonicalize()?);
    Ok(path.strip_prefix(folder).ok().map(Path::to_owned))
}

/// Whether Windows takes a file name for a device, whatever its ending: `nul.pdf`, `COM1`.
pub fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered =
        |device: &str| stem.strip_prefix(device).is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::{is_device_name, path_below, whole_path};
    use std::path::{Path, PathBuf};

    #[test]
    fn names_of_devices_are_known_with_any_ending() {
        assert!(["CON", "nul.pdf", "Com1.tar.gz", "LPT9", "aux .md"].into_iter().all(is_device_name));
        assert!(!["console.pdf", "com0.md", "com10.md", "a.nul", "", ".con"].into_iter().any(is_device_name));
    }

    #[test]
    fn whole_paths_are_what_people_write() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let whole = whole_path(&here.join("../model")).unwrap();
        assert!(!whole.to_string_lossy().starts_with('\\'), "{}", whole.display());
        assert_eq!(path_below(&whole, &here.join("lib.rs")).unwrap(), Some(PathBuf::from("lib.rs")));
        assert_eq!(path_below(&whole, &here.join("..")).unwrap(), None);
        assert!(path_below(&whole, &here.join("none")).is_err());
    }
}
