//! Which readings were begun and never ended: how a file that kills the whole program is found out.
//!
//! Each reading is noted before it begins and after it ends, in a file that outlives the process. Readings without an end
//! are the suspects of the next run. One such death proves little (the machine may have been switched off, and other
//! files were under way at the same time), so a file is blamed only after [`DEATHS`] of them.

use super::{IndexLayout, LedgerError, push_line};
use crate::store::Disk;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How often the program must end amid the reading of an unchanged file before it is left alone.
const DEATHS: u32 = 3;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Note<'a> {
    Begun {
        file: std::borrow::Cow<'a, str>,
        state: std::borrow::Cow<'a, str>,
    },
    Ended {
        file: std::borrow::Cow<'a, str>,
    },
    /// Carried over from runs before.
    Suspect {
        file: std::borrow::Cow<'a, str>,
        state: std::borrow::Cow<'a, str>,
        deaths: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Suspicion {
    state: String,
    deaths: u32,
}

/// The readings of runs that did not end well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    suspects: BTreeMap<String, Suspicion>,
    unclean: bool,
}

impl Attempts {
    /// Reads the notes of the runs before.
    ///
    /// # Errors
    /// [`LedgerError::Store`]. A line that cannot be read (cut off by the death itself) is passed over.
    pub fn load(disk: &dyn Disk, layout: &IndexLayout) -> Result<Self, LedgerError> {
        let Some(bytes) = disk.read_if_there(&layout.attempts())? else {
            return Ok(Self::default());
        };
        let mut attempts = Self { unclean: true, ..Self::default() };
        let mut open = BTreeMap::new();
        for line in bytes.split(|byte| *byte == b'\n') {
            match serde_json::from_slice::<Note<'_>>(line) {
                Ok(Note::Begun { file, state }) => {
                    open.insert(file.into_owned(), state.into_owned());
                }
                Ok(Note::Ended { file }) => {
                    open.remove(file.as_ref());
                    attempts.suspects.remove(file.as_ref());
                }
                Ok(Note::Suspect { file, state, deaths }) => {
                    attempts.suspects.insert(file.into_owned(), Suspicion { state: state.into_owned(), deaths });
                }
                Err(_) => {}
            }
        }
        for (file, state) in open {
            let known = attempts.suspects.get(&file).filter(|known| known.state == state);
            let deaths = known.map_or(0, |known| known.deaths) + 1;
            attempts.suspects.insert(file, Suspicion { state, deaths });
        }
        Ok(attempts)
    }

    /// Whether the last run that wrote came to its end.
    pub fn ended_well(&self) -> bool {
        !self.unclean
    }

    /// Whether the program has ended amid the reading of this file in this state (its size, times and key).
    pub fn suspects(&self, file: &str, state: &str) -> bool {
        self.suspects.get(file).is_some_and(|known| known.state == state)
    }

    /// Whether it has done so often enough to be left alone; then the number of times.
    pub fn blames(&self, file: &str, state: &str) -> Option<u32> {
        let known = self.suspects.get(file).filter(|known| known.state == state)?;
        (known.deaths >= DEATHS).then_some(known.deaths)
    }

    /// Begins the notes of a run, with what is known from those before.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn start(&self, disk: &dyn Disk, layout: &IndexLayout) -> Result<(), LedgerError> {
        let path = layout.attempts();
        let mut bytes = Vec::new();
        for (file, known) in &self.suspects {
            let note =
                Note::Suspect { file: file.as_str().into(), state: known.state.as_str().into(), deaths: known.deaths };
            push_line(&path, &mut bytes, &note)?;
        }
        Ok(disk.write(&path, &bytes)?)
    }

    /// Notes that a reading begins.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn begin(disk: &dyn Disk, layout: &IndexLayout, file: &str, state: &str) -> Result<(), LedgerError> {
        Self::note(disk, layout, &Note::Begun { file: file.into(), state: state.into() })
    }

    /// Notes that a reading has ended, however it did.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn end(disk: &dyn Disk, layout: &IndexLayout, file: &str) -> Result<(), LedgerError> {
        Self::note(disk, layout, &Note::Ended { file: file.into() })
    }

    /// Ends the notes: the run is done.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn finish(disk: &dyn Disk, layout: &IndexLayout) -> Result<(), LedgerError> {
        Ok(disk.remove(&layout.attempts())?)
    }

    fn note(disk: &dyn Disk, layout: &IndexLayout, note: &Note<'_>) -> Result<(), LedgerError> {
        let path = layout.attempts();
        let mut bytes = Vec::new();
        push_line(&path, &mut bytes, note)?;
        Ok(disk.append(&path, &bytes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RealDisk;

    #[test]
    fn a_file_is_blamed_after_three_deaths_in_the_same_state() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        for deaths in 0..3 {
            let attempts = Attempts::load(&RealDisk, &layout).unwrap();
            assert_eq!(attempts.ended_well(), deaths == 0);
            assert_eq!(attempts.suspects("bad.pdf", "1"), deaths > 0);
            assert_eq!(attempts.blames("bad.pdf", "1"), None);
            attempts.start(&RealDisk, &layout).unwrap();
            Attempts::begin(&RealDisk, &layout, "good.pdf", "1").unwrap();
            Attempts::begin(&RealDisk, &layout, "bad.pdf", "1").unwrap();
            Attempts::end(&RealDisk, &layout, "good.pdf").unwrap();
            RealDisk.append(&layout.attempts(), b"{\"begun\":{\"fi").unwrap();
        }
        let attempts = Attempts::load(&RealDisk, &layout).unwrap();
        assert_eq!(attempts.blames("bad.pdf", "1"), Some(3));
        assert_eq!(attempts.blames("bad.pdf", "2"), None, "a changed file starts anew");
        assert!(!attempts.suspects("good.pdf", "1"));
        Attempts::finish(&RealDisk, &layout).unwrap();
        assert_eq!(Attempts::load(&RealDisk, &layout).unwrap(), Attempts::default());
    }

    #[test]
    fn an_end_clears_the_suspicion() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        Attempts::default().start(&RealDisk, &layout).unwrap();
        Attempts::begin(&RealDisk, &layout, "a.pdf", "1").unwrap();
        Attempts::load(&RealDisk, &layout).unwrap().start(&RealDisk, &layout).unwrap();
        Attempts::begin(&RealDisk, &layout, "a.pdf", "1").unwrap();
        Attempts::end(&RealDisk, &layout, "a.pdf").unwrap();
        assert!(!Attempts::load(&RealDisk, &layout).unwrap().suspects("a.pdf", "1"));
    }
}
