//! Which corpus, which index, which lexicons: from what was typed to what is meant.

use crate::error::{DecisionError, ProgramError};
use std::path::{Path, PathBuf};
use stratmine_coding::lexicon::{self, Codebook};
use stratmine_model::{PaperMeta, path_below, whole_path};
use stratmine_study::decisions::{PaperDecisions, PaperField};
use stratmine_study::discover::{self, KnownType, MetadataTable, UncheckedTable, Walk};
use stratmine_study::ledger::IndexLayout;
use stratmine_study::store::{Disk, RealDisk, StoreError};

/// The corpus where none is named, below the current folder.
pub const DEFAULT_CORPUS: &str = "corpus";
/// The index where none is named, below the current folder.
pub const DEFAULT_INDEX: &str = "index";

/// The places a command works on, as they were named.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The corpus root; `None` for the one the index records, else [`DEFAULT_CORPUS`].
    pub corpus: Option<PathBuf>,
    /// The index folder.
    pub index: PathBuf,
    /// A folder of lexicons; `None` for those in the program.
    pub lexicons: Option<PathBuf>,
    /// A corpus table elsewhere; `None` for the one at the root.
    pub metadata: Option<PathBuf>,
}

/// Which files of a corpus are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All of them.
    All,
    /// Those named, by canonical path.
    Files(Vec<PathBuf>),
}

impl Default for Workspace {
    fn default() -> Self {
        Self { corpus: None, index: DEFAULT_INDEX.into(), lexicons: None, metadata: None }
    }
}

impl Workspace {
    pub(crate) fn layout(&self) -> IndexLayout {
        IndexLayout::at(&self.index)
    }

    /// The index, checked for reading: it is there, of this format, and of the corpus that was named, if one was.
    pub(crate) fn open(&self, disk: &dyn Disk) -> Result<IndexLayout, ProgramError> {
        let layout = self.layout();
        layout.check(disk)?;
        if let Some(corpus) = &self.corpus {
            layout.check_root(disk, &canonical_folder(corpus)?)?;
        }
        Ok(layout)
    }

    pub(crate) fn codebook(&self) -> Result<Codebook, ProgramError> {
        Ok(match &self.lexicons {
            Some(folder) => Codebook::load(folder)?,
            None => Codebook::built_in()?,
        })
    }

    /// A hash that changes with the lexicons; nothing is compiled for it.
    pub(crate) fn lexicons_hash(&self) -> Result<String, ProgramError> {
        match lexicon::fingerprint(self.lexicons.as_deref()) {
            Some(hash) => Ok(hash),
            // Loading says what is wrong.
            None => Ok(self.codebook()?.hash().to_owned()),
        }
    }

    /// What is known of the papers: the researcher's table, and what was decided on papers.
    pub(crate) fn table(&self, root: &Path) -> Result<MetadataTable, ProgramError> {
        let decisions = Self::paper_decisions(root)?;
        let mut types = decisions.iter().filter(|one| one.about == PaperField::Type).peekable();
        if types.peek().is_none() {
            let table = self.given_table(root)?;
            return Ok(if decisions.is_empty() { table } else { table.with_decisions(&decisions) });
        }
        // Loaded once for both.
        let codebook = self.codebook()?;
        let table = self.table_as_typed(root)?.checked(&known_types(&codebook))?;
        let is_known = |code: &str| code == PaperMeta::NO_PARTNERING || codebook.partnering_type(code).is_some();
        if let Some(unknown) = types.find(|one| !is_known(&one.value)) {
            let known = codebook.partnering_types().map(|kind| kind.code.clone()).collect();
            return Err(DecisionError::NoPaperCode { code: unknown.value.clone(), known }.into());
        }
        Ok(table.with_decisions(&decisions))
    }

    /// What was decided on papers.
    pub(crate) fn paper_decisions(root: &Path) -> Result<PaperDecisions, ProgramError> {
        let path = PaperDecisions::path_in(root);
        Ok(match RealDisk.read_if_there(&path)? {
            Some(bytes) => PaperDecisions::parse(&path, &bytes)?,
            None => PaperDecisions::default(),
        })
    }

    /// The metadata table as it was typed: the lexicons, which know the partnering types, are not loaded for it.
    pub(crate) fn table_as_typed(&self, root: &Path) -> Result<UncheckedTable, ProgramError> {
        Ok(match &self.metadata {
            Some(path) => MetadataTable::load(path)?,
            None => MetadataTable::of_root(root)?,
        })
    }

    /// The researcher's table alone.
    pub(crate) fn given_table(&self, root: &Path) -> Result<MetadataTable, ProgramError> {
        let table = self.table_as_typed(root)?;
        if !table.declares_partnering() {
            return Ok(table.checked(&[])?);
        }
        Ok(table.checked(&known_types(&self.codebook()?))?)
    }

    /// Where the metadata table lies, if there is one.
    pub(crate) fn table_path(&self, root: &Path) -> Option<PathBuf> {
        self.metadata.clone().or_else(|| MetadataTable::path_in(root))
    }

    /// The files of the corpus. The index, the lexicons and the table may lie among the papers and are none of them.
    pub(crate) fn walk(&self, root: &Path) -> Result<Walk, ProgramError> {
        let mut walk = discover::walk(root)?;
        let whole = |path: &PathBuf| whole_path(path).ok();
        let index = whole(&self.index).filter(|index| !root.starts_with(index));
        let (lexicons, table) = (self.lexicons.as_ref().and_then(whole), self.metadata.as_ref().and_then(whole));
        let is_ours = |path: &Path| {
            let is_lexicon =
                path.extension().is_some_and(|ending| ending == "toml") && path.parent() == lexicons.as_deref();
            index.as_ref().is_some_and(|index| path.starts_with(index)) || is_lexicon || table.as_deref() == Some(path)
        };
        walk.found.retain(|found| !is_ours(&found.path));
        walk.troubles.retain(|trouble| !is_ours(&trouble.path));
        walk.left_out.retain(|(file, _)| !is_ours(&root.join(file)));
        Ok(walk)
    }

    /// The corpus root (canonical): the one named, else the one the index records, else the default if it is there.
    pub(crate) fn root(&self, disk: &dyn Disk) -> Result<Option<PathBuf>, ProgramError> {
        if let Some(corpus) = &self.corpus {
            return canonical_folder(corpus).map(Some);
        }
        if let Some(recorded) = self.layout().recorded_root(disk)? {
            return Ok(Some(recorded));
        }
        let default = Path::new(DEFAULT_CORPUS);
        if default.is_dir() { canonical_folder(default).map(Some) } else { Ok(None) }
    }

    /// The corpus root and the files of it that a run is to look at, from the arguments of `run`. The default corpus is
    /// made where it is missing; `say` is told.
    pub(crate) fn resolve(
        &self,
        disk: &dyn Disk,
        targets: &[PathBuf],
        say: &dyn Fn(&str),
    ) -> Result<(PathBuf, Scope), ProgramError> {
        let (folders, files): (Vec<_>, Vec<_>) = targets.iter().partition(|path| path.is_dir());
        match (folders.as_slice(), files.as_slice()) {
            ([], []) => Ok((self.root_or_new(disk, say)?, Scope::All)),
            ([folder], []) => {
                let root = canonical_folder(folder)?;
                match &self.corpus {
                    Some(other) if canonical_folder(other)? != root => {
                        let corpus = Some(other.clone());
                        Err(ProgramError::OneRoot { folders: vec![(*folder).clone()], corpus })
                    }
                    _ => Ok((root, Scope::All)),
                }
            }
            ([], files) => {
                let none = || ProgramError::NoCorpus { path: DEFAULT_CORPUS.into() };
                let root = self.root(disk)?.ok_or_else(none)?;
                let files = files.iter().map(|file| below(&root, file)).collect::<Result<_, _>>()?;
                Ok((root, Scope::Files(files)))
            }
            (folders, _) => {
                let folders = folders.iter().map(|folder| (*folder).clone()).collect();
                Err(ProgramError::OneRoot { folders, corpus: None })
            }
        }
    }

    fn root_or_new(&self, disk: &dyn Disk, say: &dyn Fn(&str)) -> Result<PathBuf, ProgramError> {
        let default = Path::new(DEFAULT_CORPUS);
        if self.corpus.is_none()
            && let Some(recorded) = self.layout().recorded_root(disk)?
        {
            // A folder `corpus` that is not the recorded root would be passed over in silence: better to ask.
            if default.is_dir() {
                self.layout().check_root(disk, &canonical_folder(default)?)?;
            } else {
                say(&format!("corpus: {} (recorded in {})", recorded.display(), self.index.display()));
            }
            return if recorded.is_dir() { Ok(recorded) } else { Err(ProgramError::NoCorpus { path: recorded }) };
        }
        if let Some(root) = self.root(disk)? {
            return Ok(root);
        }
        disk.create_folder(default)?;
        say("made the folder corpus: put strategy papers (PDF, Word, HTML, Markdown, text) into it and run again");
        canonical_folder(default)
    }
}

/// The partnering types that a table may declare.
fn known_types(codebook: &Codebook) -> Vec<KnownType<'_>> {
    codebook.partnering_types().map(|kind| KnownType { code: &kind.code, label: &kind.label }).collect()
}

/// The canonical path of a folder that must be there.
pub(crate) fn canonical_folder(path: &Path) -> Result<PathBuf, ProgramError> {
    let found = whole_path(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ProgramError::NoCorpus { path: path.to_owned() },
        _ => StoreError::reading(path)(error).into(),
    })?;
    if found.is_dir() { Ok(found) } else { Err(ProgramError::NoCorpus { path: path.to_owned() }) }
}

/// The path of a file below a canonical root; a link is followed, for who names it means what it leads to.
fn below(root: &Path, file: &Path) -> Result<PathBuf, ProgramError> {
    match path_below(root, file).map_err(StoreError::reading(file))? {
        Some(short) => Ok(root.join(short)),
        None => Err(ProgramError::Outside { file: file.to_owned(), root: root.to_owned() }),
    }
}

/// The full path of a file under its own name.
pub(crate) fn located(file: &Path) -> Result<PathBuf, ProgramError> {
    let folder = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let path = whole_path(folder).map_err(StoreError::reading(file))?.join(file.file_name().unwrap_or_default());
    std::fs::symlink_metadata(&path).map_err(StoreError::reading(file))?;
    Ok(path)
}

/// A path as it is typed here: from the working folder where it lies there, else in full.
pub(crate) fn as_typed(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| whole_path(&here)).ok();
    here.and_then(|here| Some(path.strip_prefix(here).ok()?.to_owned())).unwrap_or(path)
}
