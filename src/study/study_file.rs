//! `study.toml`: what a study remembers, so that no command line has to repeat it.
//!
//! In: the file in the folder of the papers. Out: [`StudySettings`], and the same file with some values changed and all
//! else, comments too, as it was. Paths in it are relative to that folder. It knows nothing of command lines, and whether
//! what it names is there is for others to find out.

use crate::store::{Disk, StoreError};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use stratmine_model::diagnostics::{Finding, SourceText, read};
use stratmine_model::ocr::{OcrMode, is_language};
use stratmine_model::{Hints, whole_path};
use toml::Spanned;

/// The name of the file, in the folder of the papers.
pub const STUDY_FILE: &str = "study.toml";

/// What stands for the lexicons that are part of the program.
pub const BUILT_IN: &str = "built-in";

/// What can stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StudyKey {
    /// The folder of lexicons, or [`BUILT_IN`].
    Lexicons,
    /// The metadata table.
    Metadata,
    /// The folder of the index.
    Index,
    /// Which pages are given to text recognition.
    Ocr,
    /// The language of such pages.
    OcrLanguage,
    /// Who decides where nobody else is named.
    Coder,
}

impl StudyKey {
    /// As it stands in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lexicons => "lexicons",
            Self::Metadata => "metadata",
            Self::Index => "index",
            Self::Ocr => "ocr",
            Self::OcrLanguage => "ocr_language",
            Self::Coder => "coder",
        }
    }
}

/// Which lexicons are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LexiconChoice {
    /// Those that are part of the program.
    BuiltIn,
    /// Those of a folder.
    Folder(PathBuf),
}

impl LexiconChoice {
    /// As a person names them: a folder, or `built-in` where no folder has that name.
    pub fn named(name: &Path) -> Self {
        if name == Path::new(BUILT_IN) && !name.is_dir() { Self::BuiltIn } else { Self::Folder(name.to_owned()) }
    }

    /// The folder, if they lie in one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::BuiltIn => None,
            Self::Folder(folder) => Some(folder),
        }
    }
}

impl fmt::Display for LexiconChoice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => out.write_str("built into the program"),
            Self::Folder(folder) => folder.display().fmt(out),
        }
    }
}

/// What a study remembers; `None` where the file says nothing of it. Paths are joined to the folder of the papers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StudySettings {
    /// The lexicons.
    pub lexicons: Option<LexiconChoice>,
    /// The metadata table.
    pub metadata: Option<PathBuf>,
    /// The folder of the index.
    pub index: Option<PathBuf>,
    /// Which pages are given to text recognition.
    pub ocr: Option<OcrMode>,
    /// The language of such pages, as tesseract names it.
    pub ocr_language: Option<String>,
    /// Who decides where nobody else is named.
    pub coder: Option<String>,
}

/// A text that says something.
#[derive(Clone, Debug)]
struct Words(String);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let words = String::deserialize(from)?;
        if words.trim().is_empty() {
            return Err(D::Error::custom(
                "there is nothing between the quotation marks: give a value, or delete the line",
            ));
        }
        Ok(Self(words))
    }
}

/// Languages as tesseract names them.
#[derive(Clone, Debug)]
struct Language(String);

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let language = String::deserialize(from)?;
        if is_language(&language) {
            Ok(Self(language))
        } else {
            Err(D::Error::custom("languages are letters, digits and _, joined with +: eng, eng+cym"))
        }
    }
}

/// The file as it is written. Every value is one text, so that it can be changed in its place.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct StudyText {
    lexicons: Option<Spanned<Words>>,
    metadata: Option<Spanned<Words>>,
    index: Option<Spanned<Words>>,
    ocr: Option<Spanned<OcrMode>>,
    ocr_language: Option<Spanned<Language>>,
    coder: Option<Spanned<Words>>,
}

impl StudyText {
    /// Where the value of a key stands.
    fn place(&self, key: StudyKey) -> Option<Range<usize>> {
        match key {
            StudyKey::Lexicons => self.lexicons.as_ref().map(Spanned::span),
            StudyKey::Metadata => self.metadata.as_ref().map(Spanned::span),
            StudyKey::Index => self.index.as_ref().map(Spanned::span),
            StudyKey::Ocr => self.ocr.as_ref().map(Spanned::span),
            StudyKey::OcrLanguage => self.ocr_language.as_ref().map(Spanned::span),
            StudyKey::Coder => self.coder.as_ref().map(Spanned::span),
        }
    }
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StudyFileError {
    /// It cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not what it must be.
    #[error("{0}")]
    Wrong(Box<Finding>),
    /// A path cannot stand in it, for it is not Unicode.
    #[error("{} cannot be remembered: its name is not Unicode", .0.display())]
    Name(PathBuf),
}

impl Hints for StudyFileError {
    fn hints(&self) -> Vec<String> {
        match self {
            Self::Store(error) => error.hints(),
            Self::Wrong(_) => Vec::new(),
            Self::Name(_) => vec!["rename the folder or the file".to_owned()],
        }
    }
}

/// The study file of a folder of papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyFile {
    folder: PathBuf,
    text: String,
    settings: StudySettings,
}

impl StudyFile {
    /// Reads that of a folder; `None` where there is none.
    ///
    /// # Errors
    /// [`StudyFileError`]: it cannot be read, or a line of it is not understood.
    pub fn load(disk: &dyn Disk, folder: &Path) -> Result<Option<Self>, StudyFileError> {
        let path = folder.join(STUDY_FILE);
        let Some(bytes) = disk.read_if_there(&path)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(|error| {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let source = SourceText { file: &path.display().to_string(), text: &text };
            let message = "the file is not UTF-8 text; save it as UTF-8";
            StudyFileError::Wrong(Box::new(source.error(error.utf8_error().valid_up_to(), message)))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Self::parse(folder, text).map(Some)
    }

    /// A file that says nothing yet but `text`.
    ///
    /// # Errors
    /// [`StudyFileError::Wrong`] with the line that is not understood.
    pub fn parse(folder: &Path, text: String) -> Result<Self, StudyFileError> {
        let file = Self { folder: folder.to_owned(), text, settings: StudySettings::default() };
        let StudyText { lexicons, metadata, index, ocr, ocr_language, coder } = file.read()?;
        let words = |value: Option<Spanned<Words>>| value.map(|value| value.into_inner().0);
        let path = |value: Option<Spanned<Words>>| words(value).map(|path| joined(folder, &path));
        let choice = |name: String| {
            // `./built-in` is a folder of that name.
            if name == BUILT_IN { LexiconChoice::BuiltIn } else { LexiconChoice::Folder(joined(folder, &name)) }
        };
        let settings = StudySettings {
            lexicons: words(lexicons).map(choice),
            metadata: path(metadata),
            index: path(index),
            ocr: ocr.map(Spanned::into_inner),
            ocr_language: ocr_language.map(|value| value.into_inner().0),
            coder: words(coder),
        };
        Ok(Self { settings, ..file })
    }

    fn read(&self) -> Result<StudyText, StudyFileError> {
        let source = SourceText { file: &self.path().display().to_string(), text: &self.text };
        read(source).map_err(|finding| StudyFileError::Wrong(Box::new(finding)))
    }

    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.folder.join(STUDY_FILE)
    }

    /// What it says.
    pub const fn settings(&self) -> &StudySettings {
        &self.settings
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value of a key as it is written, with its quotation marks.
    pub fn written(&self, key: StudyKey) -> Option<&str> {
        self.text.get(self.read().ok()?.place(key)?)
    }

    /// The same with other values: each in the place of the old one, a new key on a line of its own at the end.
    ///
    /// # Errors
    /// [`StudyFileError::Wrong`] where a value is not one that the key can have.
    pub fn with(&self, values: &[(StudyKey, String)]) -> Result<Self, StudyFileError> {
        let mut file = self.clone();
        for (key, value) in values {
            let value = toml::Value::String(value.clone()).to_string();
            if let Some(place) = file.read()?.place(*key) {
                file.text.replace_range(place, &value);
                continue;
            }
            if !file.text.is_empty() && !file.text.ends_with('\n') {
                file.text.push('\n');
            }
            file.text.extend([key.as_str(), " = ", &value, "\n"]);
        }
        Self::parse(&self.folder, file.text)
    }

    /// The same without some keys: their lines go.
    ///
    /// # Errors
    /// As for [`StudyFile::with`].
    pub fn without(&self, keys: &[StudyKey]) -> Result<Self, StudyFileError> {
        let mut file = self.clone();
        for key in keys {
            let Some(place) = file.read()?.place(*key) else { continue };
            let from = file.text.get(..place.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let rest = file.text.get(place.end..).unwrap_or_default();
            let to = rest.find('\n').map_or(file.text.len(), |at| place.end + at + 1);
            file.text.replace_range(from..to, "");
        }
        Self::parse(&self.folder, file.text)
    }

    /// Writes it.
    ///
    /// # Errors
    /// [`StudyFileError::Store`]; the old file then stands.
    pub fn save(&self, disk: &dyn Disk) -> Result<(), StudyFileError> {
        Ok(disk.write(&self.path(), self.text.as_bytes())?)
    }
}

/// A path of the file, from where the folder is.
fn joined(folder: &Path, path: &str) -> PathBuf {
    // `folder/./x` would be shown so.
    folder.join(path).components().filter(|part| *part != Component::CurDir).collect()
}

/// A path as it is to stand in the study file of a folder (a canonical path): from there, with forward slashes. One on
/// another disk, or with nothing above in common, stays whole.
///
/// # Errors
/// [`StudyFileError::Name`] where it is not Unicode.
pub fn relative_to(folder: &Path, path: &Path) -> Result<String, StudyFileError> {
    let whole = whole_path(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), whole.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let named = |part: &Component<'_>| part.as_os_str().to_str().map(str::to_owned);
    let is_name = |part: &&Component<'_>| matches!(part, Component::Normal(_));
    if from.iter().take(common).filter(is_name).count() == 0 {
        return whole.to_str().map(str::to_owned).ok_or(StudyFileError::Name(whole));
    }
    let up = from.iter().skip(common).map(|_| Some("..".to_owned()));
    let parts: Option<Vec<String>> = up.chain(to.iter().skip(common).map(named)).collect();
    let parts = parts.ok_or_else(|| StudyFileError::Name(whole.clone()))?;
    match parts.as_slice() {
        [] => Ok(".".to_owned()),
        // The one name that means something else.
        [only] if only == BUILT_IN => Ok(format!("./{only}")),
        parts => Ok(parts.join("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RealDisk;

    fn parse(text: &str) -> Result<StudyFile, StudyFileError> {
        StudyFile::parse(Path::new("/papers"), text.to_owned())
    }

    #[test]
    fn every_key_is_read_and_paths_are_below_the_folder() {
        let text = "lexicons = \"words/mine\"\nmetadata = '../table.csv'\nindex = \"./index\"\nocr = \"never\"\n\
                    ocr_language = \"eng+cym\"\ncoder = \"Ann\"\n";
        let settings = StudySettings {
            lexicons: Some(LexiconChoice::Folder("/papers/words/mine".into())),
            metadata: Some("/papers/../table.csv".into()),
            index: Some("/papers/index".into()),
            ocr: Some(OcrMode::Never),
            ocr_language: Some("eng+cym".to_owned()),
            coder: Some("Ann".to_owned()),
        };
        assert_eq!(parse(text).unwrap().settings(), &settings);
        assert_eq!(parse("# nothing\n").unwrap().settings(), &StudySettings::default());
        assert_eq!(parse("lexicons = \"built-in\"").unwrap().settings().lexicons, Some(LexiconChoice::BuiltIn));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line_and_the_nearest_key() {
        let wrong = |text: &str| parse(text).unwrap_err().to_string();
        let misspelt = wrong("# a study\nlexicon = \"x\"\n");
        assert!(misspelt.contains("study.toml:2:1") && misspelt.contains("did you mean `lexicons`?"), "{misspelt}");
        let table = wrong("coder = \"Ann\"\n[metadata]\nfile = \"x\"\n");
        assert!(table.contains("study.toml:2:"), "{table}");
        let mode = wrong("ocr = \"nevr\"\n");
        assert!(mode.contains("study.toml:1:7") && mode.contains("did you mean `never`?"), "{mode}");
        assert!(wrong("\nocr_language = \"../x\"\n").contains("study.toml:2:16"));
        assert!(wrong("metadata = \" \"\n").contains("study.toml:1:12"));
        assert!(wrong("index = 3\n").contains("study.toml:1:9"));
    }

    #[test]
    fn a_value_changes_in_its_place_and_all_else_stays() {
        let text = "# What we use.\nlexicons = \"old\" # ours\n\ncoder='Ann'   # first coder";
        let file = parse(text).unwrap();
        let changed = [(StudyKey::Lexicons, "new \"one\"".to_owned()), (StudyKey::Metadata, "a\\b.csv".to_owned())];
        let file = file.with(&changed).unwrap();
        assert_eq!(
            file.text(),
            "# What we use.\nlexicons = 'new \"one\"' # ours\n\ncoder='Ann'   # first coder\nmetadata = 'a\\b.csv'\n"
        );
        assert_eq!(file.settings().coder.as_deref(), Some("Ann"));
        let file = file.without(&[StudyKey::Lexicons, StudyKey::Index]).unwrap();
        assert_eq!(file.text(), "# What we use.\n\ncoder='Ann'   # first coder\nmetadata = 'a\\b.csv'\n");
        assert!(file.with(&[(StudyKey::OcrLanguage, "../x".to_owned())]).is_err());
    }

    #[test]
    fn a_path_is_remembered_from_the_folder_of_the_papers() {
        let place = tempfile::tempdir().unwrap();
        let root = whole_path(place.path()).unwrap();
        for folder in ["papers/built-in", "words", "papers/in/it"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        let papers = root.join("papers");
        let of = |path: &str| relative_to(&papers, &root.join(path)).unwrap();
        assert_eq!(of("words"), "../words");
        assert_eq!(of("papers/in/it"), "in/it");
        assert_eq!(of("papers/in/../built-in"), "./built-in");
        assert_eq!(of("papers"), ".");
        let file = StudyFile::parse(&papers, String::new()).unwrap();
        file.with(&[(StudyKey::Lexicons, of("papers/built-in"))]).unwrap().save(&RealDisk).unwrap();
        let back = StudyFile::load(&RealDisk, &papers).unwrap().unwrap();
        assert_eq!(back.settings().lexicons, Some(LexiconChoice::Folder(papers.join("built-in"))));
        assert_eq!(StudyFile::load(&RealDisk, &root).unwrap(), None);
    }
}
