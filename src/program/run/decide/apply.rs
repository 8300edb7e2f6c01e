//! The decisions of a corpus as they are kept, and what they bear on.

use crate::run::{ProgramError, plan};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use stratmine_model::CodedPaper;
use stratmine_study::decisions::{DecisionTable, Placing, apply};
use stratmine_study::store::Disk;

/// Their file, below the corpus root.
const FILE: &str = "decisions.csv";

/// The table that is kept in a file; an empty one where there is no file.
pub(super) fn table_at(disk: &dyn Disk, path: &Path) -> Result<DecisionTable, ProgramError> {
    Ok(match disk.read_if_there(path)? {
        Some(bytes) => DecisionTable::parse(path, &bytes)?,
        None => DecisionTable::default(),
    })
}

/// The decisions of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decisions {
    root: PathBuf,
    table: DecisionTable,
    /// Files that decisions name and that are not there: looked for once, for every file of the corpus asks.
    gone: BTreeSet<String>,
}

impl Decisions {
    /// Those of a corpus; none where nobody has decided anything.
    pub(crate) fn of_root(disk: &dyn Disk, root: &Path) -> Result<Self, ProgramError> {
        let path = root.join(FILE);
        let table = table_at(disk, &path)?;
        let named: BTreeSet<&str> = table.decisions().map(|(_, decision)| decision.file.as_str()).collect();
        let gone = named.into_iter().filter(|file| !root.join(file).is_file()).map(str::to_owned).collect();
        Ok(Self { root: root.to_owned(), table, gone })
    }

    pub(crate) const fn table(&self) -> &DecisionTable {
        &self.table
    }

    pub(super) fn path(&self) -> PathBuf {
        self.root.join(FILE)
    }

    /// A hash over all of them, in an order of its own; `None` where nobody has decided anything.
    pub(crate) fn fingerprint(&self) -> Option<String> {
        let mut all: Vec<String> = self.table.decisions().map(|(_, decision)| format!("{decision:?}")).collect();
        all.sort_unstable();
        (!all.is_empty()).then(|| plan::fingerprint(all.iter().map(String::as_str)))
    }

    fn is_there(&self, file: &str) -> bool {
        !self.gone.contains(file)
    }

    /// What bears on a file: a text that changes whenever that does; empty where nothing does.
    pub(crate) fn bearing_on(&self, file: &str) -> String {
        self.table.bearing_on(file, &|file| self.is_there(file))
    }

    /// Those that concern a document, with their places in it.
    pub(super) fn of(&self, record: &CodedPaper) -> Vec<Placing<'_>> {
        self.table.of(record, &|file| self.is_there(file))
    }

    /// Makes hold in a paper what was decided on it. `false` where it must be coded again first: see [`apply`].
    pub(crate) fn apply_to(&self, record: &mut CodedPaper) -> bool {
        let placings = self.of(record);
        apply(record, placings.iter().filter_map(|placing| Some((placing.decision, placing.place?))))
    }
}
