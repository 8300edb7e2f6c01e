//! Which study a command works on, and with which settings: from what was typed and what `study.toml` says.
//!
//! In: the options of the command line. Out: a [`Study`], whose [`Workspace`] has the lexicons, the metadata table and the
//! index in use. What is typed wins over the file for a command that only looks; one that writes refuses what
//! contradicts the file, or changes the file when it is asked to. This module prints nothing.

use crate::error::{Contradiction, ProgramError};
use crate::workspace::{DEFAULT_CORPUS, DEFAULT_INDEX, Workspace, canonical_folder};
use std::path::{Path, PathBuf};
use stratmine_coding::lexicon::{self, LexiconErrors, LexiconFile};
use stratmine_model::ocr::{DEFAULT_LANGUAGE, OcrMode};
use stratmine_model::{path_below, whole_path};
use stratmine_study::discover;
use stratmine_study::ledger::{IndexLayout, Manifest};
use stratmine_study::store::RealDisk;
use stratmine_study::study_file::{BUILT_IN, LexiconChoice, StudyFile, StudyKey, StudySettings, relative_to};

/// What was typed of all that a study can remember, and of where it lies.
#[derive(Clone, Debug, Default)]
pub struct TypedOptions {
    /// The folder of the study.
    pub study: Option<PathBuf>,
    /// The folder of the papers, which is the same folder; a study file need not be there.
    pub corpus: Option<PathBuf>,
    /// The folder of the index.
    pub index: Option<PathBuf>,
    /// The lexicons.
    pub lexicons: Option<PathBuf>,
    /// The metadata table.
    pub metadata: Option<PathBuf>,
    /// Which pages are given to text recognition.
    pub ocr: Option<OcrMode>,
    /// The language of such pages.
    pub ocr_language: Option<String>,
}

/// A setting that was typed, next to what the study file says of it.
#[derive(Clone, Debug)]
struct TypedSetting {
    key: StudyKey,
    /// As it was typed.
    typed: String,
    /// Whether the study file says something of it, and whether the same.
    state: TypedState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TypedState {
    New,
    Same,
    Contradicts,
}

/// A study as a command sees it.
#[derive(Clone, Debug)]
pub struct Study {
    /// Its places, with the lexicons and the table in use.
    pub workspace: Workspace,
    /// Which pages are given to text recognition.
    pub ocr: OcrMode,
    /// The language of such pages.
    pub ocr_language: String,
    /// Who decides where nobody else is named.
    pub coder: Option<String>,
    /// The folder of the papers, where it is there.
    pub folder: Option<PathBuf>,
    file: Option<StudyFile>,
    typed: Vec<TypedSetting>,
    /// What further commands must repeat of the command line to work on the same study.
    again: String,
}

impl Study {
    /// Finds the study that is meant. `targets` are the folders or files that a command was given.
    ///
    /// The folder of the papers is the one that is named (`study`, `corpus`, or as the one target); else the one that the
    /// named index records; else the current folder, if it has a study file; else the one that the index here records;
    /// else `corpus`.
    ///
    /// # Errors
    /// [`ProgramError`]: a folder that was named is not there, or the study file is not understood.
    pub fn find(options: &TypedOptions, targets: &[PathBuf]) -> Result<Self, ProgramError> {
        let disk = &RealDisk;
        let recorded = |index: &Path| IndexLayout::at(index).recorded_root(disk);
        let target = match targets {
            [folder] if folder.is_dir() => Some(folder),
            _ => None,
        };
        let here = Path::new(".");
        let mut is_here = false;
        let named = options.study.as_ref().or(options.corpus.as_ref()).or(target);
        let folder = if let Some(named) = named {
            Some(canonical_folder(named)?)
        } else if let Some(root) = options.index.as_deref().map(recorded).transpose()?.flatten() {
            Some(root)
        } else if StudyFile::load(disk, here)?.is_some() {
            is_here = true;
            Some(canonical_folder(here)?)
        } else if let Some(root) = recorded(Path::new(DEFAULT_INDEX))? {
            Some(root)
        } else {
            Path::new(DEFAULT_CORPUS).is_dir().then(|| canonical_folder(Path::new(DEFAULT_CORPUS))).transpose()?
        };
        if let (Some(study), Some(corpus)) = (&options.study, &options.corpus)
            && folder != Some(canonical_folder(corpus)?)
        {
            return Err(ProgramError::OneRoot { folders: vec![study.clone()], corpus: Some(corpus.clone()) });
        }
        // Named as messages are to show it, with what the file names.
        let file = folder.as_deref().map(|folder| StudyFile::load(disk, &nearby(folder))).transpose()?.flatten();
        let settings = file.as_ref().map(|file| shown(file.settings())).unwrap_or_default();
        let is_study = options.study.is_some() || is_here;
        let index = match (&options.index, &folder) {
            (Some(index), _) => index.clone(),
            (None, Some(folder)) if is_study || (named.is_some() && file.is_some()) => {
                index_of(folder, &settings, is_study)?
            }
            _ => DEFAULT_INDEX.into(),
        };
        let corpus = if is_study { folder.clone().map(|folder| nearby(&folder)) } else { options.corpus.clone() };
        let typed = typed_settings(options, &settings);
        let lexicons = options.lexicons.as_deref().map(LexiconChoice::named).or_else(|| settings.lexicons.clone());
        let again = match (&options.study, &options.index) {
            (_, Some(index)) if index.as_os_str() != DEFAULT_INDEX => format!(" --index {}", index.display()),
            (Some(study), _) => format!(" --study {}", study.display()),
            _ if !is_here && index.as_os_str() != DEFAULT_INDEX => format!(" --index {}", index.display()),
            _ => String::new(),
        };
        Ok(Self {
            workspace: Workspace {
                corpus,
                index,
                lexicons: lexicons.as_ref().and_then(LexiconChoice::folder).map(Path::to_owned),
                metadata: options.metadata.clone().or(settings.metadata),
            },
            ocr: options.ocr.or(settings.ocr).unwrap_or_default(),
            ocr_language: options
                .ocr_language
                .clone()
                .or(settings.ocr_language)
                .unwrap_or_else(|| DEFAULT_LANGUAGE.into()),
            coder: settings.coder,
            folder,
            file,
            typed,
            again,
        })
    }

    /// The same for a command that writes. What was typed and is new is remembered in the study file: lexicons and the
    /// metadata table, and with `save` all that was typed, also where it changes the file. Returns what was remembered, for
    /// the person.
    ///
    /// # Errors
    /// As for [`Study::find`]; where something typed contradicts the file and is not to be saved; and where lexicons that
    /// the index was not coded with have errors. Then nothing is written.
    pub fn find_to_write(
        options: &TypedOptions,
        targets: &[PathBuf],
        save: bool,
    ) -> Result<(Self, Option<String>), ProgramError> {
        let mut study = Self::find(options, targets)?;
        if let Some(first) = study.contradictions().into_iter().next().filter(|_| !save) {
            return Err(first.into());
        }
        study.check_lexicons()?;
        let words = study.remember(options, save)?;
        Ok((study, words))
    }

    /// What further commands must repeat of the command line to work on the same study: a blank and an option, or nothing.
    pub fn again(&self) -> &str {
        &self.again
    }

    /// The study file, if there is one.
    pub fn file(&self) -> Option<&StudyFile> {
        self.file.as_ref()
    }

    /// The lexicons in use.
    pub fn lexicons(&self) -> LexiconChoice {
        self.workspace.lexicons.clone().map_or(LexiconChoice::BuiltIn, LexiconChoice::Folder)
    }

    /// A paper as the program names it, from how a person does: below the folder of the papers, or from the current folder.
    pub fn file_named(&self, named: &str) -> String {
        let below = |folder: &PathBuf| {
            let short = path_below(folder, Path::new(named)).ok()??;
            if folder.join(named).exists() { None } else { Some(discover::key(&short)) }
        };
        let plain = named.strip_prefix("./").unwrap_or(named);
        self.folder.as_ref().and_then(below).unwrap_or_else(|| plain.to_owned())
    }

    /// Where a file or folder lies that a person names: from the current folder, or below the folder of the papers.
    pub fn path_named(&self, named: &Path) -> PathBuf {
        let below = self.folder.as_ref().map(|folder| nearby(&folder.join(named)));
        below.filter(|below| !named.exists() && below.exists()).unwrap_or_else(|| named.to_owned())
    }

    /// What was typed that the study file says otherwise.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let Some(file) = &self.file else { return Vec::new() };
        let against = self.typed.iter().filter(|setting| setting.state == TypedState::Contradicts);
        against
            .map(|setting| Contradiction {
                path: file.path(),
                key: setting.key,
                recorded: file.written(setting.key).unwrap_or_default().to_owned(),
                typed: setting.typed.clone(),
            })
            .collect()
    }

    /// The lexicons in use, and whether the papers of the index were coded by others.
    ///
    /// # Errors
    /// [`ProgramError`] where the lexicons or the index cannot be read.
    pub fn lexicons_in_use(&self) -> Result<LexiconsInUse, ProgramError> {
        let layout = self.workspace.layout();
        let manifest = if layout.check(&RealDisk).is_ok() { Manifest::load(&RealDisk, &layout)? } else { None };
        let coded_by = manifest.filter(|manifest| !manifest.lexicons.is_empty());
        let current = self.workspace.lexicons_hash()?;
        Ok(match coded_by {
            Some(manifest) if manifest.lexicons == current => LexiconsInUse::CodedBy { codebook: manifest.codebook },
            Some(manifest) => LexiconsInUse::Other { codebook: manifest.codebook },
            None => LexiconsInUse::NothingCoded,
        })
    }

    /// Refuses lexicons of a folder in whose files `lexicon check` finds errors. Those that the index was coded with were
    /// checked. What a built-in file says of words that the folder changed is no error of the folder.
    fn check_lexicons(&self) -> Result<(), ProgramError> {
        if self.workspace.lexicons.is_none() || matches!(self.lexicons_in_use(), Ok(LexiconsInUse::CodedBy { .. })) {
            return Ok(());
        }
        let codebook = self.workspace.codebook()?;
        let own: Vec<String> =
            codebook.sources().iter().filter(|file| file.path.is_some()).map(LexiconFile::shown).collect();
        let mut findings = lexicon::errors(&codebook);
        findings.retain(|finding| own.contains(&finding.file));
        if findings.is_empty() {
            Ok(())
        } else {
            Err(ProgramError::UnsoundLexicons { errors: LexiconErrors { findings } })
        }
    }

    fn remember(&mut self, options: &TypedOptions, save: bool) -> Result<Option<String>, ProgramError> {
        let Some(folder) = self.folder.clone().filter(|folder| folder.is_dir()) else { return Ok(None) };
        let mut values = Vec::new();
        for setting in &self.typed {
            let is_remembered = matches!(setting.key, StudyKey::Lexicons | StudyKey::Metadata);
            if setting.state != TypedState::Same && (save || is_remembered) {
                values.push((setting.key, self.value(&folder, setting)?));
            }
        }
        let has_index = self.file.as_ref().is_some_and(|file| file.settings().index.is_some());
        if let Some(index) = options.index.as_ref().filter(|_| !values.is_empty() && !has_index)
            && !is_same(index, &index_of(&folder, &StudySettings::default(), true)?)
        {
            values.push((StudyKey::Index, relative_to(&folder, index)?));
        }
        if values.is_empty() {
            return Ok(None);
        }
        let shown = nearby(&folder);
        let file = match &self.file {
            Some(file) => file.clone(),
            None => {
                StudyFile::parse(&shown, "# What this study works with; paths are relative to this folder.\n".into())?
            }
        };
        let file = file.with(&values)?;
        if let Err(error) = file.save(&RealDisk) {
            // A folder of papers may well be read-only: the work can be done without.
            return if save { Err(error.into()) } else { Ok(Some(format!("this cannot be remembered: {error}"))) };
        }
        let lines: Vec<String> =
            values.iter().filter_map(|(key, _)| Some(format!("{} = {}", key.as_str(), file.written(*key)?))).collect();
        let words = format!("remembered in {}: {}", file.path().display(), lines.join(", "));
        self.file = Some(file);
        for setting in &mut self.typed {
            setting.state = TypedState::Same;
        }
        Ok(Some(words))
    }

    /// A typed setting as it is to stand in the file.
    fn value(&self, folder: &Path, setting: &TypedSetting) -> Result<String, ProgramError> {
        Ok(match setting.key {
            StudyKey::Lexicons => match &self.workspace.lexicons {
                Some(lexicons) => relative_to(folder, lexicons)?,
                None => BUILT_IN.to_owned(),
            },
            StudyKey::Metadata | StudyKey::Index => relative_to(folder, Path::new(&setting.typed))?,
            StudyKey::Ocr | StudyKey::OcrLanguage | StudyKey::Coder => setting.typed.clone(),
        })
    }
}

/// The lexicons of a command, and the papers of its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LexiconsInUse {
    /// The papers were coded by them.
    CodedBy {
        /// SHA-256 over them.
        codebook: String,
    },
    /// The papers were coded by others.
    Other {
        /// SHA-256 over those others.
        codebook: String,
    },
    /// There is no index yet.
    NothingCoded,
}

/// What was typed of the settings, next to what the file says.
fn typed_settings(options: &TypedOptions, settings: &StudySettings) -> Vec<TypedSetting> {
    let state = |recorded: Option<bool>| match recorded {
        None => TypedState::New,
        Some(true) => TypedState::Same,
        Some(false) => TypedState::Contradicts,
    };
    let mut typed = Vec::new();
    let mut add = |key, said: Option<String>, recorded: Option<bool>| {
        typed.extend(said.map(|typed| TypedSetting { key, typed, state: state(recorded) }));
    };
    let shown = |path: &PathBuf| path.display().to_string();
    let lexicons = options.lexicons.as_deref().map(LexiconChoice::named);
    let same = settings.lexicons.as_ref().zip(lexicons.as_ref()).map(|(recorded, typed)| match (recorded, typed) {
        (LexiconChoice::Folder(one), LexiconChoice::Folder(other)) => is_same(one, other),
        (one, other) => one == other,
    });
    add(StudyKey::Lexicons, options.lexicons.as_ref().map(shown), same);
    let same = settings.metadata.as_deref().zip(options.metadata.as_deref()).map(|(one, other)| is_same(one, other));
    add(StudyKey::Metadata, options.metadata.as_ref().map(shown), same);
    let same = settings.ocr.zip(options.ocr).map(|(one, other)| one == other);
    add(StudyKey::Ocr, options.ocr.map(|mode| mode.as_str().to_owned()), same);
    let same = settings.ocr_language.as_ref().zip(options.ocr_language.as_ref()).map(|(one, other)| one == other);
    add(StudyKey::OcrLanguage, options.ocr_language.clone(), same);
    typed
}

/// Settings with their paths as people have them before them.
fn shown(settings: &StudySettings) -> StudySettings {
    let path = |path: &PathBuf| nearby(&whole_path(path).unwrap_or_else(|_| path.clone()));
    let lexicons = settings.lexicons.as_ref().map(|lexicons| match lexicons {
        LexiconChoice::BuiltIn => LexiconChoice::BuiltIn,
        LexiconChoice::Folder(folder) => LexiconChoice::Folder(path(folder)),
    });
    let (metadata, index) = (settings.metadata.as_ref().map(path), settings.index.as_ref().map(path));
    StudySettings { lexicons, metadata, index, ..settings.clone() }
}

/// Whether two paths lead to the same file or folder.
fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| whole_path(path).or_else(|_| std::path::absolute(path)).ok();
    whole(one).is_some_and(|one| Some(one) == whole(other))
}

/// The index of a study, where none was typed: the one its file names; else the one in its folder, or the one next to it
/// that belongs to it; else where one is to be made. That is the folder of the study where the study itself is meant
/// (`is_study`), else the current folder.
fn index_of(folder: &Path, settings: &StudySettings, is_study: bool) -> Result<PathBuf, ProgramError> {
    if let Some(index) = &settings.index {
        return Ok(index.clone());
    }
    let within = nearby(&folder.join(DEFAULT_INDEX));
    let here = PathBuf::from(DEFAULT_INDEX);
    let beside = folder.parent().map(|above| nearby(&above.join(DEFAULT_INDEX)));
    let candidates = [(!is_study).then(|| here.clone()), Some(within.clone()), beside];
    for index in candidates.into_iter().flatten() {
        if IndexLayout::at(&index).recorded_root(&RealDisk)?.as_deref() == Some(folder) {
            return Ok(index);
        }
    }
    Ok(if is_study { within } else { here })
}

/// A path as people have it before them: below the current folder where it lies there.
pub(crate) fn nearby(path: &Path) -> PathBuf {
    let current = std::env::current_dir().and_then(|here| whole_path(&here));
    match current.ok().and_then(|here| path.strip_prefix(here).map(Path::to_owned).ok()) {
        Some(below) if below.as_os_str().is_empty() => ".".into(),
        Some(below) => below,
        None => path.to_owned(),
    }
}
