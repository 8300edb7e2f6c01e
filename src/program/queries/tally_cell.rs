//! The statements behind a cell of a tally.

use super::Corpus;
use super::tally::Counting;
use crate::ProgramError;
use crate::error::TallyLine;
use std::collections::BTreeSet;
use stratmine_analysis::tally::{Row, Tally};
use stratmine_output::Evidence;

/// What stands for any row or column.
const ALL: &str = "all";

impl Corpus<'_> {
    /// The intended outcomes behind a cell, in the order of the papers. Row and column are named as in the tally, in any
    /// letter case; `all` stands for any.
    ///
    /// # Errors
    /// [`ProgramError`]: a record is damaged, or the tally has no such row or column.
    pub fn tally_cell(&self, counting: Counting, row: &str, column: &str) -> Result<Vec<Evidence>, ProgramError> {
        self.cell_of(&self.tally(counting)?, row, column)
    }

    /// The same of a tally that was made before.
    ///
    /// # Errors
    /// As for [`Corpus::tally_cell`].
    pub fn cell_of(&self, tally: &Tally, row: &str, column: &str) -> Result<Vec<Evidence>, ProgramError> {
        let rows: Vec<&str> = tally.rows.iter().map(|row| row.key.as_str()).collect();
        let chosen: Vec<&Row> = match named(TallyLine::Row, row, &rows)? {
            Some(place) => tally.rows.get(place).into_iter().collect(),
            None => vec![&tally.total],
        };
        let columns: Vec<&str> = tally.columns.iter().map(String::as_str).collect();
        let column = named(TallyLine::Column, column, &columns)?;
        let ids: BTreeSet<&str> = chosen
            .iter()
            .flat_map(|row| row.cells.iter().enumerate())
            .filter(|(place, _)| column.is_none_or(|column| column == *place))
            .flat_map(|(_, cell)| cell.ids.iter().map(String::as_str))
            .collect();
        let evidence = self.papers(|paper| Evidence::of_paper(paper, |one| ids.contains(one.id.as_str())))?;
        Ok(evidence.into_iter().flatten().collect())
    }
}

/// The place of a name, or none where any is meant.
fn named(line: TallyLine, wanted: &str, names: &[&str]) -> Result<Option<usize>, ProgramError> {
    let same = |name: &&str| name.eq_ignore_ascii_case(wanted.trim());
    match names.iter().position(same) {
        Some(place) => Ok(Some(place)),
        None if wanted.trim().eq_ignore_ascii_case(ALL) => Ok(None),
        None => {
            let known = names.iter().map(|name| (*name).to_owned()).collect();
            Err(ProgramError::NoTallyLine { line, wanted: wanted.to_owned(), known })
        }
    }
}
