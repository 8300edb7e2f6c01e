//! What was done on the page, so that it can be undone and done again, also after a restart: `journal.jsonl` in the
//! corpus folder, one line an act, only ever added to.
//!
//! The decisions themselves are in `decisions.csv`, which is written first: an act that is missing here cannot be undone
//! by a key, but nothing is lost. A last line that was cut off by a power cut is passed over.

use crate::ProgramError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use stratmine_study::decisions::Decision;
use stratmine_study::store::{Disk as _, RealDisk};

/// Its name, below the corpus root.
const FILE: &str = "journal.jsonl";

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JournalEvent {
    /// Decisions were made.
    Decided(Vec<Decision>),
    /// Those of an earlier line were taken back.
    Undone(usize),
    /// Those of an earlier line were made again.
    Redone(usize),
    /// A statement was marked to be looked at again, or no more.
    Flagged {
        /// Its id.
        statement: String,
        /// Whether it is marked now.
        on: bool,
        /// What was said of it.
        note: String,
    },
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct JournalLine {
    pub(super) when: String,
    pub(super) who: String,
    #[serde(flatten)]
    pub(super) event: JournalEvent,
}

/// The journal of a study.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    lines: Vec<JournalLine>,
    /// Length of the file when it was read.
    bytes: u64,
    /// Whether its last line was cut off.
    cut_off: bool,
}

impl Journal {
    pub(super) fn of_root(root: &Path) -> Result<Self, ProgramError> {
        let mut journal = Self { path: root.join(FILE), lines: Vec::new(), bytes: 0, cut_off: false };
        journal.refresh()?;
        Ok(journal)
    }

    /// Reads what another process added.
    pub(super) fn refresh(&mut self) -> Result<(), ProgramError> {
        let length = std::fs::metadata(&self.path).map_or(0, |facts| facts.len());
        if length != self.bytes {
            let bytes = RealDisk.read_if_there(&self.path)?.unwrap_or_default();
            self.bytes = bytes.len() as u64;
            self.cut_off = bytes.last().is_some_and(|last| *last != b'\n');
            // A number is a line's place among those that can be read: it stays the same, for lines are only added.
            let lines = String::from_utf8_lossy(&bytes);
            self.lines = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        }
        Ok(())
    }

    /// Adds a line, on the disk first, and gives its number.
    pub(super) fn add(&mut self, line: JournalLine) -> Result<usize, ProgramError> {
        self.refresh()?;
        let not_encoded =
            |error: serde_json::Error| ProgramError::NotEncoded { file: FILE.to_owned(), why: error.to_string() };
        let mut text = serde_json::to_string(&line).map_err(not_encoded)?;
        text.push('\n');
        if std::mem::take(&mut self.cut_off) {
            text.insert(0, '\n');
        }
        RealDisk.append(&self.path, text.as_bytes())?;
        self.bytes += text.len() as u64;
        self.lines.push(line);
        Ok(self.lines.len() - 1)
    }

    pub(super) fn get(&self, number: usize) -> Option<&JournalLine> {
        self.lines.get(number)
    }

    /// The numbers of a person's lines of decisions that hold, and of those that were taken back and can be made again; the
    /// latest last.
    fn stacks(&self, who: &str) -> (Vec<usize>, Vec<usize>) {
        let (mut done, mut undone) = (Vec::new(), Vec::new());
        for (number, line) in self.lines.iter().enumerate().filter(|(_, line)| line.who == who) {
            match &line.event {
                JournalEvent::Decided(_) => {
                    done.push(number);
                    undone.clear();
                }
                JournalEvent::Undone(of) => {
                    done.retain(|known| known != of);
                    undone.push(*of);
                }
                JournalEvent::Redone(of) => {
                    undone.retain(|known| known != of);
                    done.push(*of);
                }
                JournalEvent::Flagged { .. } => {}
            }
        }
        (done, undone)
    }

    /// What undo would take back.
    pub(super) fn last_done(&self, who: &str) -> Option<usize> {
        self.stacks(who).0.pop()
    }

    /// What redo would make again.
    pub(super) fn last_undone(&self, who: &str) -> Option<usize> {
        self.stacks(who).1.pop()
    }

    /// The decisions of a line.
    pub(super) fn decisions(&self, number: usize) -> &[Decision] {
        match self.get(number).map(|line| &line.event) {
            Some(JournalEvent::Decided(decisions)) => decisions,
            _ => &[],
        }
    }

    /// The statements that are marked, each with what was said of it: by anybody, or by one person.
    pub(super) fn flags(&self, by: Option<&str>) -> BTreeMap<&str, &str> {
        let mut flags = BTreeMap::new();
        for line in self.lines.iter().filter(|line| by.is_none_or(|who| line.who == who)) {
            match &line.event {
                JournalEvent::Flagged { statement, on: true, note } => {
                    flags.insert(statement.as_str(), note.as_str());
                }
                JournalEvent::Flagged { statement, on: false, .. } => {
                    flags.remove(statement.as_str());
                }
                _ => {}
            }
        }
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::{Journal, JournalEvent, JournalLine};

    fn line(who: &str, event: JournalEvent) -> JournalLine {
        JournalLine { when: "2026-12-01T10:00:00Z".to_owned(), who: who.to_owned(), event }
    }

    #[test]
    fn undo_and_redo_go_back_and_forth_each_for_one_person_and_survive_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::of_root(folder.path()).unwrap();
        let mut add = |who: &str, event| journal.add(line(who, event)).unwrap();
        let (one, _, two) = (
            add("Ann", JournalEvent::Decided(Vec::new())),
            add("Bob", JournalEvent::Decided(Vec::new())),
            add("Ann", JournalEvent::Decided(Vec::new())),
        );
        add("Ann", JournalEvent::Undone(two));
        let mut journal = Journal::of_root(folder.path()).unwrap();
        assert_eq!((journal.last_done("Ann"), journal.last_undone("Ann")), (Some(one), Some(two)));
        journal.add(line("Ann", JournalEvent::Redone(two))).unwrap();
        assert_eq!((journal.last_done("Ann"), journal.last_undone("Ann")), (Some(two), None));
        journal.add(line("Ann", JournalEvent::Undone(two))).unwrap();
        journal.add(line("Ann", JournalEvent::Decided(Vec::new()))).unwrap();
        assert_eq!(journal.last_undone("Ann"), None, "a new decision ends what could be made again");
    }

    #[test]
    fn a_line_that_was_cut_off_costs_that_line_alone() {
        let folder = tempfile::tempdir().unwrap();
        let flag = JournalEvent::Flagged { statement: "a.p1.s1".to_owned(), on: true, note: String::new() };
        Journal::of_root(folder.path()).unwrap().add(line("Ann", flag)).unwrap();
        let path = folder.path().join(super::FILE);
        let cut = [std::fs::read(&path).unwrap(), b"{\"when\":\"20".to_vec()].concat();
        std::fs::write(&path, cut).unwrap();
        let mut journal = Journal::of_root(folder.path()).unwrap();
        assert_eq!(journal.flags(None).into_keys().collect::<Vec<_>>(), ["a.p1.s1"]);
        let flag = JournalEvent::Flagged { statement: "b.p1.s1".to_owned(), on: true, note: String::new() };
        journal.add(line("Ann", flag)).unwrap();
        let journal = Journal::of_root(folder.path()).unwrap();
        assert_eq!((journal.flags(None).len(), journal.flags(Some("Bob")).len()), (2, 0));
    }
}
