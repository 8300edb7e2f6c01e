//! What the rows of a drawn sheet stand for.

use crate::evaluate::sheet::Weights;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stratmine_model::Hints;
use stratmine_model::spreadsheet::{decoded, delimiter};

/// One row of a sheet in its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// The statement.
    pub id: String,
    /// The stratum it was drawn from.
    pub stratum: String,
    /// How many statements that had.
    pub population: u32,
}

/// What the rows of a sheet stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// Row by row.
    pub rows: Vec<KeyRow>,
}

/// A key that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}", path = .path.display())]
pub struct KeyError {
    /// The key.
    pub path: PathBuf,
    /// What is wrong.
    pub problem: String,
}

impl Hints for KeyError {
    fn hints(&self) -> Vec<String> {
        vec!["the key is the file that `stratmine validate sample` wrote beside the sheet".to_owned()]
    }
}

impl Key {
    /// Reads a key. `path` is for messages.
    ///
    /// # Errors
    /// Where it is no table of id, stratum and population.
    pub fn read(path: &Path, bytes: &[u8]) -> Result<Self, KeyError> {
        let text = decoded(bytes);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(&text)).from_reader(text.as_bytes());
        let rows: Result<Vec<KeyRow>, csv::Error> = reader.deserialize().collect();
        let rows = rows.map_err(|error| KeyError {
            path: path.to_owned(),
            problem: format!("this is no key of a sheet: {error}"),
        })?;
        Ok(Self { rows })
    }

    /// How many statements each of these rows stands for: those of its stratum are shared among the rows of it that are
    /// there, and all brought to a mean of one, so that sums stay numbers of rows.
    #[must_use]
    pub fn weights(&self, ids: &BTreeSet<&str>) -> Weights {
        let there: Vec<&KeyRow> = self.rows.iter().filter(|row| ids.contains(row.id.as_str())).collect();
        let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
        for row in &there {
            *sizes.entry(&row.stratum).or_default() += 1.0;
        }
        let share = |row: &KeyRow| sizes.get(row.stratum.as_str()).map_or(1.0, |size| f64::from(row.population) / size);
        let sum: f64 = there.iter().map(|row| share(row)).sum();
        let mean = sum / there.len() as f64;
        there.iter().map(|row| (row.id.clone(), share(row) / mean)).collect()
    }

    /// The strata of which none of these rows is.
    #[must_use]
    pub fn left_out(&self, ids: &BTreeSet<&str>) -> BTreeSet<&str> {
        let strata = |wanted: bool| {
            let rows = self.rows.iter().filter(move |row| !wanted || ids.contains(row.id.as_str()));
            rows.map(|row| row.stratum.as_str()).collect::<BTreeSet<_>>()
        };
        strata(false).difference(&strata(true)).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Key;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn rows_share_what_their_stratum_has() {
        let text = "id,stratum,population\na,rare,10\nb,rare,10\nc,common,90\nd,common,90\ne,odd,5\n";
        let key = Key::read(Path::new("K"), text.as_bytes()).unwrap();
        let ids = BTreeSet::from(["a", "b", "c"]);
        let weights = key.weights(&ids);
        // 5, 5 and 90 statements, of mean 100 / 3.
        let near = |id: &str, weight: f64| (weights[id] - weight).abs() < 1e-12;
        assert!(near("a", 0.15) && near("b", 0.15) && near("c", 2.7), "{weights:?}");
        assert_eq!(key.left_out(&ids), BTreeSet::from(["odd"]));
        assert!(Key::read(Path::new("K"), b"id,x\na,1\n").unwrap_err().to_string().contains("K: this is no key"));
    }
}
