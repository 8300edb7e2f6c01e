//! The table of outcomes for Word.

use crate::queries::CodedCorpus;
use stratmine_analysis::tally::{Tally, TallyDimension};
use stratmine_model::UNCLASSIFIED;
use stratmine_output::docx::WordTable;
use stratmine_output::{Table, TallyView, one_line, tally_lines, tally_wide};

impl CodedCorpus<'_> {
    /// Tallies by document and by partnering type, then every counted outcome with its quote and page.
    pub(super) fn word(&self) -> Vec<WordTable> {
        let mut tables = vec![
            tallied(
                &self.papers.tally(TallyDimension::Partnering, TallyDimension::Category),
                "Intended outcomes by partnering type",
            ),
            tallied(
                &self.papers.tally(TallyDimension::Document, TallyDimension::Category),
                "Intended outcomes by document",
            ),
        ];
        let counted = self.evidence.iter().filter(|one| one.is_outcome && !self.repeats.contains_key(&one.id));
        let rows = counted.map(|one| {
            let page = match &one.label {
                Some(label) if *label != one.page.to_string() => format!("{} ({label})", one.page),
                _ => one.page.to_string(),
            };
            let categories =
                if one.categories.is_empty() { UNCLASSIFIED.to_owned() } else { one.categories.join("; ") };
            vec![one.file.clone(), page, one_line(&one.quote), categories, one.matched.join("; ")]
        });
        tables.push(WordTable {
            title: "Organisational outcomes".to_owned(),
            paragraphs: vec![
                "One row an intended outcome. Page: the physical page, and in brackets the number printed on it."
                    .to_owned(),
            ],
            columns: [("Document", 5), ("Page", 2), ("Quote", 12), ("Categories", 3), ("Matched words", 4)]
                .map(|(name, width)| (name.to_owned(), width))
                .to_vec(),
            rows: rows.collect(),
            notes: Vec::new(),
        });
        tables
    }
}

fn tallied(tally: &Tally, title: &str) -> WordTable {
    let Table { columns, rows, .. } = tally_wide(tally, TallyView::default());
    let width = |place: usize| if place == 0 { 5 } else { 2 };
    WordTable {
        title: title.to_owned(),
        paragraphs: Vec::new(),
        columns: (0..).zip(&columns).map(|(at, column)| (column.name.replace('\u{ad}', ""), width(at))).collect(),
        rows: rows.iter().map(|row| row.iter().map(stratmine_output::Cell::plain).collect()).collect(),
        notes: tally_lines(tally),
    }
}
