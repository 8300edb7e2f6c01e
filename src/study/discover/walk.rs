//! Walks a corpus folder.

use super::DiscoverError;
use crate::study_file::STUDY_FILE;
use std::fmt::Write as _;
use std::fs::{self, FileType, Metadata};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;
use stratmine_model::Format;
use walkdir::{DirEntry, WalkDir};

/// Files at the root that belong to the tool, not to the corpus.
const TABLES: &[&str] = &[
    "corpus.csv",
    "corpus.tsv",
    "decisions.csv",
    "audit.csv",
    "aunger2020.csv",
    "searches.toml",
    "journal.jsonl",
    "coders.csv",
    STUDY_FILE,
];

/// The record that a download leaves beside the files, in whatever folder they are.
pub(super) const FETCH_RECORD: &str = "fetched.csv";

/// A file of the corpus, with all that tells whether it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name below the corpus root, with forward slashes: the key by which it goes everywhere. Bytes that are no
    /// Unicode are written `%FF`.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Time of the last change, in nanoseconds since 1970 (negative before); 0 where the system does not tell.
    pub modified_ns: i128,
    /// The file's number on its disk; 0 where the system has none.
    pub inode: u64,
    /// What it is taken to be, by its name.
    pub format: Format,
}

/// Something in the corpus folder that was not looked at, and why. It stops nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkProblem {
    /// Where.
    pub path: PathBuf,
    /// Why, for a person.
    pub why: String,
}

/// What was found in a corpus folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files, sorted by [`CorpusFile::file`].
    pub found: Vec<CorpusFile>,
    /// What was not looked at, sorted by path.
    pub troubles: Vec<WalkProblem>,
}

/// Finds every file below `root`, in folders of any depth.
///
/// Left out are hidden files and folders, READMEs and licences, records of downloads, and the tool's own tables at the
/// root. Symbolic links, pipes, devices and sockets are not opened but listed as troubles. Files of formats that are
/// not read are found like others, as [`Format::Other`].
///
/// # Errors
///
/// [`DiscoverError::Root`] or [`DiscoverError::NotAFolder`] where `root` itself cannot be walked; whatever fails below
/// it is a trouble.
pub fn walk(root: &Path) -> Result<Walk, DiscoverError> {
    let about = fs::metadata(root).map_err(|source| DiscoverError::Root { path: root.to_owned(), source })?;
    if !about.is_dir() {
        return Err(DiscoverError::NotAFolder { path: root.to_owned() });
    }
    fs::read_dir(root).map_err(|source| DiscoverError::Root { path: root.to_owned(), source })?;
    let mut walk = Walk::default();
    for entry in WalkDir::new(root).follow_links(false).into_iter().filter_entry(|entry| !is_left_out(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => match look(root, &entry) {
                Ok(found) => walk.found.push(found),
                Err(trouble) => walk.troubles.push(trouble),
            },
            Err(error) => walk.troubles.push(WalkProblem {
                path: error.path().unwrap_or(root).to_owned(),
                why: error
                    .io_error()
                    .map_or_else(|| "the folder holds itself".to_owned(), |why| format!("cannot be read: {why}")),
            }),
        }
    }
    walk.found.sort_by(|a, b| a.file.cmp(&b.file).then_with(|| a.path.cmp(&b.path)));
    walk.troubles.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(walk)
}

/// Looks at one file that was given by name. A link is followed here: who names it means what it leads to.
///
/// # Errors
///
/// [`DiscoverError::Read`] where it cannot be looked at, [`DiscoverError::NotAFile`] where it is none.
pub fn inspect(root: &Path, path: &Path) -> Result<CorpusFile, DiscoverError> {
    let about = fs::metadata(path).map_err(|source| DiscoverError::Read { path: path.to_owned(), source })?;
    if !about.is_file() {
        return Err(DiscoverError::NotAFile { path: path.to_owned(), what: kind_of(about.file_type()) });
    }
    Ok(found(below(root, path), path, &about))
}

fn look(root: &Path, entry: &DirEntry) -> Result<CorpusFile, WalkProblem> {
    let path = entry.path();
    let trouble = |why: String| WalkProblem { path: path.to_owned(), why };
    if !entry.file_type().is_file() {
        return Err(trouble(format!("not read: it is {}", kind_of(entry.file_type()))));
    }
    let about = entry.metadata().map_err(|error| {
        trouble(format!(
            "cannot be looked at: {}",
            error.io_error().map_or_else(|| error.to_string(), stratmine_model::plain)
        ))
    })?;
    Ok(found(key(path.strip_prefix(root).unwrap_or(path)), path, &about))
}

fn found(file: String, path: &Path, about: &Metadata) -> CorpusFile {
    CorpusFile {
        path: path.to_owned(),
        file,
        bytes: about.len(),
        modified_ns: modified_ns(about),
        inode: inode(about),
        format: Format::of_path(path),
    }
}

/// The key of a path given by name: below the root where it lies there, else the whole path.
fn below(root: &Path, path: &Path) -> String {
    if let Ok(short) = path.strip_prefix(root) {
        return key(short);
    }
    let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (root, path) = (whole(root), whole(path));
    key(path.strip_prefix(&root).unwrap_or(&path))
}

/// A path as a key: its parts joined by slashes, bytes that are no Unicode as `%FF`.
fn key(path: &Path) -> String {
    let mut key = String::new();
    for part in path.components() {
        let name = match part {
            Component::CurDir => continue,
            Component::RootDir => "".as_ref(),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => part.as_os_str(),
        };
        if !key.is_empty() {
            key.push('/');
        }
        if part == Component::RootDir && key.is_empty() {
            key.push('/');
        }
        for chunk in name.as_encoded_bytes().utf8_chunks() {
            key.push_str(chunk.valid());
            for byte in chunk.invalid() {
                // Writing into a string cannot fail.
                let _ = write!(key, "%{byte:02X}");
            }
        }
    }
    key
}

fn is_left_out(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return false;
    }
    let name = entry.file_name().to_string_lossy();
    let upper = name.to_uppercase();
    let is_note = !entry.file_type().is_dir() && (upper.starts_with("README") || upper.starts_with("LICEN"));
    let is_table = entry.depth() == 1 && TABLES.contains(&name.as_ref());
    name.starts_with('.') || is_note || is_table || name == FETCH_RECORD
}

fn kind_of(kind: FileType) -> &'static str {
    if kind.is_dir() {
        return "a folder";
    }
    if kind.is_symlink() {
        return "a symbolic link, which is not followed (name the file itself to add it)";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_block_device() || kind.is_char_device() {
            return "a device";
        }
    }
    "neither a file nor a folder"
}

fn modified_ns(about: &Metadata) -> i128 {
    let Ok(time) = about.modified() else { return 0 };
    let nanoseconds = |duration: std::time::Duration| i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    }
}

#[cfg(unix)]
fn inode(about: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
const fn inode(_about: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::{DiscoverError, inspect, walk};
    use std::fs;
    use std::path::Path;
    use stratmine_model::Format;

    fn touch(root: &Path, name: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }

    fn files(root: &Path) -> Vec<String> {
        walk(root).unwrap().found.into_iter().map(|found| found.file).collect()
    }

    #[test]
    fn papers_are_found_in_any_folder_and_the_tools_own_files_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            "b.PDF",
            "a/deep/er.html",
            "a/corpus.csv",
            "z.xlsx",
            "corpus.csv",
            "decisions.csv",
            "audit.csv",
            "aunger2020.csv",
            "README.md",
            "a/readme.txt",
            "LICENSE",
            ".hidden.pdf",
            ".git/x.pdf",
            "a/fetched.csv",
            "new\nline.md",
        ];
        for name in names {
            touch(folder.path(), name);
        }
        assert_eq!(files(folder.path()), ["a/corpus.csv", "a/deep/er.html", "b.PDF", "new\nline.md", "z.xlsx"]);
        let walk = walk(folder.path()).unwrap();
        assert_eq!(walk.found[2].format, Format::Pdf);
        assert_eq!(walk.found[4].format, Format::Other);
        assert_eq!(walk.found[2].bytes, 5);
        assert!(walk.found[2].modified_ns > 0);
        assert!(walk.troubles.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_is_a_trouble() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        touch(root, "a.pdf");
        symlink(root, root.join("loop")).unwrap();
        symlink(root.join("gone"), root.join("broken.pdf")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        assert_eq!(files(root), ["a.pdf"]);
        let troubles = walk(root).unwrap().troubles;
        let why: Vec<&str> = troubles.iter().map(|trouble| trouble.why.as_str()).collect();
        assert!(why[0].contains("link") && why[1].contains("link") && why[2].contains("socket"), "{why:?}");
        symlink(root.join("a.pdf"), root.join("b.pdf")).unwrap();
        assert_eq!(inspect(root, &root.join("b.pdf")).unwrap().file, "b.pdf");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_no_unicode_survive() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(OsStr::from_bytes(b"caf\xe9.pdf"));
        fs::write(&path, "x").unwrap();
        let walk = walk(folder.path()).unwrap();
        assert_eq!(walk.found[0].file, "caf%E9.pdf");
        assert_eq!(walk.found[0].path, path);
    }

    #[test]
    fn a_file_outside_the_root_keeps_its_whole_path() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        touch(other.path(), "a.pdf");
        touch(root.path(), "sub/b.pdf");
        let outside = inspect(root.path(), &other.path().join("a.pdf")).unwrap();
        assert!(outside.file.starts_with('/') && outside.file.ends_with("/a.pdf"), "{}", outside.file);
        let relative = root.path().join("sub/../sub/b.pdf");
        assert_eq!(inspect(&root.path().join("sub/.."), &relative).unwrap().file, "sub/b.pdf");
    }

    #[test]
    fn a_root_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), "a.pdf");
        assert!(matches!(walk(&folder.path().join("a.pdf")), Err(DiscoverError::NotAFolder { .. })));
        assert!(matches!(walk(&folder.path().join("none")), Err(DiscoverError::Root { .. })));
        assert!(matches!(inspect(folder.path(), folder.path()), Err(DiscoverError::NotAFile { .. })));
    }
}
