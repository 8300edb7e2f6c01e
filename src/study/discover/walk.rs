//! Walks a corpus folder.

use super::DiscoverError;
use crate::decisions::PAPER_DECISIONS;
use crate::ledger::IndexLayout;
use crate::study_file::STUDY_FILE;
use std::fmt::Write as _;
use std::fs::{self, FileType, Metadata};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;
use stratmine_model::{Format, path_below, whole_path};
use walkdir::{DirEntry, WalkDir};

/// Files at the root that belong to the tool, not to the corpus.
const TABLES: &[&str] = &[
    "corpus.csv",
    "corpus.tsv",
    "corpus.xlsx",
    "decisions.csv",
    PAPER_DECISIONS,
    "audit.csv",
    "aunger2020.csv",
    "searches.toml",
    "journal.jsonl",
    "coders.csv",
    "programs.csv",
    STUDY_FILE,
    MANIFEST,
];

/// The manifest of the run that a packed study comes from.
pub const MANIFEST: &str = "run.json";

/// The record that a download leaves beside the files, in whatever folder they are.
pub const FETCH_RECORD: &str = "fetched.csv";

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
    /// What it is taken to be: a PDF by its first bytes, anything else by its name.
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
    /// What lies there and is no paper, sorted by name below the root: nothing is wrong with it.
    pub left_out: Vec<(String, NotAPaper)>,
}

/// What a file or folder is that lies among the papers and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotAPaper {
    /// A file that says what the folder is, or under which licence: README, LICENSE.
    Note,
    /// A file that an operating system or an office program leaves behind.
    System,
    /// The folder with the parts of a web page that was saved with all of them.
    PartsOfPage,
    /// A hidden file with the ending of a paper.
    Hidden,
}

impl NotAPaper {
    /// What it is, in a word or two.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "about the folder",
            Self::System => "of the system",
            Self::PartsOfPage => "parts of a saved page",
            Self::Hidden => "hidden",
        }
    }
}

/// Finds every file below `root`, in folders of any depth.
///
/// Left out are hidden files and folders, indexes, READMEs and licences, files of the system, the parts of saved web pages, records of
/// downloads, and the tool's own tables at the root; what of these might have been a paper is in [`Walk::left_out`]. Symbolic links, pipes, devices and sockets are not opened but listed as troubles. Files of formats that are
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
    let mut left_out = Vec::new();
    let is_kept = |entry: &DirEntry| {
        let no_paper = no_paper(entry);
        left_out.extend(no_paper.map(|what| (key(entry.path().strip_prefix(root).unwrap_or(entry.path())), what)));
        no_paper.is_none() && !is_ours_or_hidden(entry)
    };
    for entry in WalkDir::new(root).follow_links(false).into_iter().filter_entry(is_kept) {
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
    left_out.sort();
    walk.left_out = left_out;
    Ok(walk)
}

/// The tool's own tables at the root of a corpus that are there, by their names.
pub fn tables(root: &Path) -> Vec<&'static str> {
    TABLES.iter().copied().chain([FETCH_RECORD]).filter(|name| root.join(name).is_file()).collect()
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
        format: format(path),
    }
}

/// What a file is taken to be. Browsers save PDFs under other endings, or without one.
fn format(path: &Path) -> Format {
    let named = Format::of_path(path);
    let is_pdf = || {
        let mut head = Vec::with_capacity(Format::HEAD);
        let read = fs::File::open(path).and_then(|file| file.take(Format::HEAD as u64).read_to_end(&mut head));
        read.is_ok() && Format::is_pdf(&head)
    };
    if named != Format::Pdf && is_pdf() { Format::Pdf } else { named }
}

/// The key of a path given by name: below the root where it lies there, else the whole path.
fn below(root: &Path, path: &Path) -> String {
    if let Ok(short) = path.strip_prefix(root) {
        return key(short);
    }
    match path_below(root, path) {
        Ok(Some(short)) => key(&short),
        _ => key(&whole_path(path).unwrap_or_else(|_| path.to_owned())),
    }
}

/// A path below the root as the name of its file: its parts joined by slashes, bytes that are no Unicode as `%FF`.
pub fn key(path: &Path) -> String {
    let mut key = String::new();
    for part in path.components() {
        let name = match part {
            // The root is the slash before the first name.
            Component::CurDir | Component::RootDir => continue,
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => part.as_os_str(),
        };
        if !key.is_empty() || (path.has_root() && !matches!(part, Component::Prefix(_))) {
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

/// Whether an entry is one of the tool's own tables or an index, or hidden.
fn is_ours_or_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_table = entry.depth() == 1 && TABLES.contains(&name.as_ref());
    let is_index = || entry.file_type().is_dir() && IndexLayout::at(entry.path()).is_there();
    entry.depth() > 0 && (name.starts_with('.') || is_table || name == FETCH_RECORD || is_index())
}

/// What an entry is that lies among the papers and is none; `None` for a paper, and for what nobody takes for one.
fn no_paper(entry: &DirEntry) -> Option<NotAPaper> {
    if entry.depth() == 0 {
        return None;
    }
    let name = entry.file_name().to_string_lossy();
    let is_folder = entry.file_type().is_dir();
    if is_of_system(&name, is_folder) {
        return Some(NotAPaper::System);
    }
    if is_folder {
        return is_parts_of_page(entry.path(), &name).then_some(NotAPaper::PartsOfPage);
    }
    if name.starts_with('.') {
        return (Format::of_path(Path::new(name.trim_start_matches('.'))) != Format::Other)
            .then_some(NotAPaper::Hidden);
    }
    is_note(&name).then_some(NotAPaper::Note)
}

/// Files and folders that Windows, macOS, network drives and office programs leave behind.
fn is_of_system(name: &str, is_folder: bool) -> bool {
    const FILES: [&str; 5] = ["thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r"];
    const FOLDERS: [&str; 4] = ["__macosx", "$recycle.bin", "system volume information", "@eadir"];
    let lower = name.to_lowercase();
    if is_folder {
        return FOLDERS.contains(&lower.as_str());
    }
    // "~$plan.docx" is what Word keeps while "plan.docx" is open, "._plan.pdf" what macOS knows of "plan.pdf".
    FILES.contains(&lower.as_str()) || name.starts_with("~$") || name.starts_with(".~lock.") || name.starts_with("._")
}

/// Whether a file says what its folder is or under which licence: by its whole name, for a paper may begin so.
fn is_note(name: &str) -> bool {
    const TEXTS: [&str; 5] = ["md", "markdown", "txt", "text", "rst"];
    const LICENCES: [&str; 7] = ["mit", "apache", "apache-2.0", "bsd", "gpl", "cc0", "cc-by"];
    let lower = name.to_lowercase();
    let stem =
        lower.rsplit_once('.').filter(|(_, ending)| TEXTS.contains(ending)).map_or(lower.as_str(), |(stem, _)| stem);
    let licence = |rest: &str| rest.is_empty() || rest.strip_prefix('-').is_some_and(|which| LICENCES.contains(&which));
    let is_licence = ["license", "licence"].iter().any(|word| stem.strip_prefix(word).is_some_and(licence));
    matches!(stem, "readme" | "copying") || is_licence
}

/// Whether a folder holds the parts of a web page beside it that a browser saved: `Plan_files` of `Plan.html`.
fn is_parts_of_page(folder: &Path, name: &str) -> bool {
    const ENDINGS: [&str; 8] =
        ["_files", ".files", "-files", "_fichiers", "_archivos", "-Dateien", "-filer", "_bestanden"];
    let stems = ENDINGS.iter().filter_map(|ending| name.strip_suffix(ending)).filter(|stem| !stem.is_empty());
    stems.into_iter().any(|stem| {
        ["html", "htm", "xhtml", "HTML", "HTM"]
            .iter()
            .any(|ending| folder.with_file_name(format!("{stem}.{ending}")).is_file())
    })
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
    use super::NotAPaper::{self, PartsOfPage, System};
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
            "paper-decisions.csv",
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
        let left_out: Vec<&str> = walk.left_out.iter().map(|(file, _)| file.as_str()).collect();
        assert_eq!(left_out, [".hidden.pdf", "LICENSE", "README.md", "a/readme.txt"]);
    }

    #[test]
    fn no_paper_is_left_out_by_the_beginning_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let papers = [
            "LICENSE.pdf",
            "LICENSING-strategy.pdf",
            "Licensed practitioners.txt",
            "README.html",
            "Readme first - our strategy.md",
            "Readmissions plan.md",
            "licence-to-care-plan.md",
            "my_files/paper.pdf",
        ];
        let notes = ["LICENSE-MIT", "Licence.txt", "ReadMe.MD", "copying"];
        papers.iter().chain(&notes).for_each(|name| touch(folder.path(), name));
        assert_eq!(files(folder.path()), papers);
        let left_out = walk(folder.path()).unwrap().left_out;
        assert_eq!(left_out.len(), notes.len());
        assert!(left_out.iter().all(|(_, what)| *what == NotAPaper::Note), "{left_out:?}");
    }

    #[test]
    fn files_of_the_system_and_the_parts_of_saved_pages_are_left_out_and_named() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "Plan.html",
            "Plan_files/frame.html",
            "Plan_files/a.css",
            "sub/Old.HTM",
            "sub/Old.files/b.js",
            "Thumbs.db",
            "sub/Desktop.ini",
            "~$Plan.docx",
            "._Plan.html",
            "__MACOSX/Plan.pdf",
        ] {
            touch(folder.path(), name);
        }
        assert_eq!(files(folder.path()), ["Plan.html", "sub/Old.HTM"]);
        let left_out = walk(folder.path()).unwrap().left_out;
        let left_out: Vec<_> = left_out.iter().map(|(file, what)| (file.as_str(), *what)).collect();
        let wanted = [
            ("._Plan.html", System),
            ("Plan_files", PartsOfPage),
            ("Thumbs.db", System),
            ("__MACOSX", System),
            ("sub/Desktop.ini", System),
            ("sub/Old.files", PartsOfPage),
            ("~$Plan.docx", System),
        ];
        assert_eq!(left_out, wanted);
    }

    #[test]
    fn a_pdf_is_one_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in
            [("a.txt", "%PDF-1.3\n"), ("b.html", "\n%PDF-1.7"), ("c", "%PDF-2.0"), ("d.md", "About %PDF-1.7")]
        {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let formats: Vec<Format> = walk(folder.path()).unwrap().found.iter().map(|found| found.format).collect();
        assert_eq!(formats, [Format::Pdf, Format::Pdf, Format::Pdf, Format::Markdown]);
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
        let whole = stratmine_model::whole_path(&other.path().join("a.pdf")).unwrap();
        assert_eq!(outside.file, whole.to_str().unwrap().replace('\\', "/"));
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
