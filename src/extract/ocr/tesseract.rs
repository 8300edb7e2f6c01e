//! The program `tesseract`: whether it is here, what it can, and one page handed to it.

use super::Picture;
use super::program::{self, ProgramError};
use super::tsv::{self, Word};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use stratmine_model::limits::MAX_RECOGNISER_BYTES;

/// A tesseract that is installed and knows the language asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tesseract {
    program: PathBuf,
    version: String,
    language: String,
}

/// Why there is no text recognition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum OcrUnavailable {
    /// It was switched off.
    #[error("text recognition is switched off (--ocr never)")]
    SwitchedOff,
    /// There is no such program.
    #[error("install tesseract ({}) and run again", INSTALLER)]
    NotInstalled,
    /// It is older than those whose output is understood.
    #[error("tesseract {0} is too old: install version 4 or later and run again")]
    TooOld(String),
    /// It does not have the language.
    #[error("tesseract {version} has no language {language:?}: install it ({}) and run again", language_installer(.language))]
    NoLanguage { version: String, language: String },
    /// The reader died or took too long during it.
    #[error("text recognition was given up: {why}")]
    Failed { by: String, why: String },
    /// What lies there under its name does not work.
    #[error("{program} does not work: {why}")]
    Broken { program: String, why: String },
    /// The file is read in the caller's own process, where no other program is started.
    #[error("text recognition needs a worker process: save it as a file and read that with stratmine")]
    InProcess,
}

/// Where tesseract comes from.
const INSTALLER: &str = if cfg!(windows) {
    "the installer for Windows is at github.com/UB-Mannheim/tesseract/wiki"
} else {
    "Debian, Ubuntu: apt-get install tesseract-ocr; macOS: brew install tesseract"
};

/// Where a language comes from.
fn language_installer(language: &str) -> String {
    if cfg!(windows) {
        return "run tesseract's installer again and choose it under additional language data".to_owned();
    }
    format!("Debian, Ubuntu: apt-get install tesseract-ocr-{}", language.to_lowercase().replace('_', "-"))
}

/// The folders of the installer for Windows, which does not put them on the path: for all users, and for one.
fn installer_folders() -> impl Iterator<Item = PathBuf> {
    let below = |variable: &str, folder: &str| std::env::var_os(variable).map(|root| Path::new(&root).join(folder));
    let folders = [below("ProgramFiles", "Tesseract-OCR"), below("LOCALAPPDATA", "Programs/Tesseract-OCR")];
    folders.into_iter().flatten().filter(|_| cfg!(windows))
}

/// How long the program may take to say what it is.
const INTRODUCTION: Duration = Duration::from_secs(10);
/// The oldest version whose recognition is good enough and whose table is understood.
const OLDEST: u32 = 4;

impl Tesseract {
    /// Looks for the program on the path (on Windows also where its installer puts it), and for the language. Never in the
    /// current folder: papers may lie there, and with them a file of that name.
    ///
    /// # Errors
    /// [`OcrUnavailable`], with what to do about it.
    pub fn find(language: &str) -> Result<Self, OcrUnavailable> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self::find_in(std::env::split_paths(&path).chain(installer_folders()), language)
    }

    fn find_in(folders: impl Iterator<Item = PathBuf>, language: &str) -> Result<Self, OcrUnavailable> {
        let name = format!("tesseract{}", std::env::consts::EXE_SUFFIX);
        let mut places = folders.filter(|folder| folder.is_absolute()).map(|folder| folder.join(&name));
        let program = places.find(|place| is_program(place)).ok_or(OcrUnavailable::NotInstalled)?;
        let ask = |question: &str| -> Result<String, OcrUnavailable> {
            let mut command = Command::new(&program);
            command.arg(question).env("OMP_THREAD_LIMIT", "1");
            let broken = |why: ProgramError| OcrUnavailable::Broken {
                program: program.display().to_string(),
                why: why.to_string(),
            };
            let said = program::run(command, Vec::new(), MAX_RECOGNISER_BYTES, INTRODUCTION).map_err(broken)?;
            // Some versions answer on standard error.
            Ok(format!("{}\n{}", String::from_utf8_lossy(&said.stdout), said.stderr))
        };
        let version = version(&ask("--version")?).ok_or_else(|| OcrUnavailable::Broken {
            program: program.display().to_string(),
            why: "it does not say which version it is".to_owned(),
        })?;
        let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0);
        if major < OLDEST {
            return Err(OcrUnavailable::TooOld(version));
        }
        let known = ask("--list-langs")?;
        let knows = |name: &str| known.lines().any(|line| line.trim() == name);
        if let Some(missing) = language.split('+').find(|name| !knows(name)) {
            return Err(OcrUnavailable::NoLanguage { version, language: missing.to_owned() });
        }
        Ok(Self { program, version, language: language.to_owned() })
    }

    /// Its name, version and language.
    pub fn name(&self) -> String {
        format!("tesseract {} ({})", self.version, self.language)
    }

    /// Where it lies.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The words of a picture of so many dots an inch.
    ///
    /// It may take `time_limit` by the clock, and a third of that of processor time: a machine may be busy, but a page that
    /// takes so much is a photograph in which it looks for words.
    pub(super) fn words(&self, picture: &Picture, dots: f32, time_limit: Duration) -> Result<Vec<Word>, String> {
        let Picture { width, height, rgb } = picture;
        let mut command = program::limited(&self.program, time_limit / 3);
        command.args(["stdin", "stdout", "-l", &self.language, "--dpi", &format!("{dots:.0}"), "--psm", "3"]);
        command.args(["-c", "tessedit_create_tsv=1"]).env("OMP_THREAD_LIMIT", "1");
        // The simplest of all picture formats (Portable Pixmap), which it reads from memory.
        let mut pixels = format!("P6\n{width} {height}\n255\n").into_bytes();
        pixels.extend_from_slice(rgb);
        let said = program::run(command, pixels, MAX_RECOGNISER_BYTES, time_limit).map_err(|why| why.to_string())?;
        tsv::words(&said.stdout, *width, *height).ok_or_else(|| "its output is no table of words".to_owned())
    }
}

/// The version in what the program says of itself: "tesseract 5.3.0", "tesseract v5.0.1.20220118".
fn version(said: &str) -> Option<String> {
    let number = said.lines().find_map(|line| line.trim().strip_prefix("tesseract "))?;
    let number: String = number
        .trim()
        .trim_start_matches('v')
        .chars()
        .take_while(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '-'))
        .take(40)
        .collect();
    number.starts_with(|first: char| first.is_ascii_digit()).then_some(number)
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    /// A folder with a script in the place of the program.
    fn folder(script: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("tesseract");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    fn find(script: &str, language: &str) -> Result<String, OcrUnavailable> {
        let folder = folder(script);
        Tesseract::find_in([folder.path().to_owned()].into_iter(), language).map(|found| found.name())
    }

    const GOOD: &str = "case $1 in --version) echo tesseract 5.3.0; echo ' leptonica-1.82.0';; \
                        --list-langs) echo 'List of available languages in \"x\" (2):'; echo eng; echo cym;; esac";

    #[test]
    fn it_is_found_with_version_and_languages() {
        assert_eq!(find(GOOD, "eng+cym"), Ok("tesseract 5.3.0 (eng+cym)".to_owned()));
        assert_eq!(
            find(GOOD, "eng+deu"),
            Err(OcrUnavailable::NoLanguage { version: "5.3.0".to_owned(), language: "deu".to_owned() })
        );
        let hint = find(GOOD, "chi_sim").unwrap_err().to_string();
        assert!(hint.contains("apt-get install tesseract-ocr-chi-sim"), "{hint}");
    }

    #[test]
    fn other_programs_of_that_name_are_told() {
        assert_eq!(find("echo tesseract 3.02.01 >&2", "eng"), Err(OcrUnavailable::TooOld("3.02.01".to_owned())));
        for script in ["exit 1", "echo nothing", "echo tesseract", "echo tesseract none", "kill -9 $$"] {
            assert!(matches!(find(script, "eng"), Err(OcrUnavailable::Broken { .. })), "{script}");
        }
        assert!(find("exec yes", "eng").unwrap_err().to_string().contains("was stopped"));
    }

    #[test]
    fn it_is_never_taken_from_the_current_folder() {
        for relative in ["", ".", "bin", "./"] {
            let found = Tesseract::find_in([PathBuf::from(relative)].into_iter(), "eng");
            assert_eq!(found, Err(OcrUnavailable::NotInstalled), "{relative:?}");
        }
    }

    #[test]
    fn a_file_that_is_no_program_is_passed_over() {
        let (plain, good) = (folder(GOOD), folder(GOOD));
        std::fs::set_permissions(plain.path().join("tesseract"), std::fs::Permissions::from_mode(0o644)).unwrap();
        let folders = [plain.path().to_owned(), good.path().to_owned()];
        let found = Tesseract::find_in(folders.into_iter(), "eng").unwrap();
        assert!(found.program().starts_with(good.path()));
    }
}
