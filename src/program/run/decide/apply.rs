//! The decisions of a corpus as they are kept, and what they bear on.

use super::programs::programs_table;
use crate::run::{ProgramError, RunOptions, plan};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use stratmine_model::CodedPaper;
use stratmine_study::decisions::{DecisionTable, Placing, apply, outcome_codes};
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

    /// What other programs say of the statements of a corpus, in the same form.
    pub(crate) fn of_programs(disk: &dyn Disk, root: &Path) -> Result<Self, ProgramError> {
        Ok(Self { root: root.to_owned(), table: programs_table(disk, root)?, gone: BTreeSet::new() })
    }

    /// A paper with what programs say of it put where no person decided, to be learnt from and for nothing else; how many
    /// statements that are. `None` where they say nothing more.
    pub(crate) fn lesson(&self, paper: &CodedPaper) -> Option<(CodedPaper, usize)> {
        let mut said = Vec::new();
        for placing in self.of(paper) {
            let Some(at) = placing.place else { continue };
            let Some((_, statement)) = at.of(paper) else { continue };
            if statement.decided.is_none() {
                said.push((at, outcome_codes(statement, placing.decision)));
            }
        }
        let mut lesson = (!said.is_empty()).then(|| paper.clone())?;
        let mut taught = 0;
        for (at, codes) in said {
            let page = lesson.pages.get_mut(at.page);
            if let Some(statement) = page.and_then(|page| page.statements.get_mut(at.statement)) {
                taught += usize::from(statement.decided.is_none());
                statement.decided = Some(codes);
            }
        }
        Some((lesson, taught))
    }

    /// A hash over all that a run with these options learns from, people's decisions being these; `None` where there is
    /// nothing.
    pub(crate) fn lessons(&self, disk: &dyn Disk, options: RunOptions) -> Result<Option<String>, ProgramError> {
        if options.no_learning {
            return Ok(None);
        }
        let people = self.fingerprint();
        if !options.learn_from_programs {
            return Ok(people);
        }
        let programs = Self::of_programs(disk, &self.root)?.fingerprint();
        Ok(match (people, programs) {
            (people, None) => people,
            (people, Some(programs)) => Some(plan::fingerprint([people.unwrap_or_default().as_str(), &programs])),
        })
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
