//! What does each entry do in the papers, and how often is it right?

use super::weight;
use crate::{ProgramError, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_coding::lexicon::Layer;
use stratmine_output::{Cell, Table};
use stratmine_study::ledger::{Documents, Ledger};
use stratmine_study::store::RealDisk;

#[derive(Default)]
struct Uses {
    matches: usize,
    outcomes: usize,
    documents: BTreeSet<usize>,
    decided: usize,
    right: usize,
}

/// One row an entry of the outcomes lexicon: how many statements it stands in, how many of them are outcomes, in how many
/// documents; and of the statements that a person decided on, the share that got the entry's category. (`validate --show
/// entries` measures by gold pages.)
///
/// # Errors
/// Where there is no index, or a document is damaged.
pub fn entry_stats(workspace: &Workspace) -> Result<Table, ProgramError> {
    let codebook = workspace.codebook()?;
    let home = workspace.open(&RealDisk)?;
    let ledger = Ledger::load(&RealDisk, &home)?;
    let documents = Documents::of(&RealDisk, &home);
    let mut all: BTreeMap<(usize, &str), Uses> = BTreeMap::new();
    let (mut count, mut decided) = (0, 0);
    for id in ledger.counted().filter_map(|entry| entry.id) {
        let record = documents.read(id)?;
        for statement in record.pages.iter().flat_map(|page| &page.statements) {
            decided += usize::from(statement.decided.is_some());
            let hits = codebook.scan_layers(&statement.text, &[Layer::Outcomes]);
            let mut seen = BTreeSet::new();
            for entry in hits.iter().map(|hit| hit.entry).filter(|entry| seen.insert((entry.line, entry.term.as_str())))
            {
                let uses = all.entry((entry.line, entry.term.as_str())).or_default();
                uses.matches += 1;
                uses.outcomes += usize::from(statement.intended_outcome);
                uses.documents.insert(count);
                if let Some(said) = &statement.decided {
                    uses.decided += 1;
                    uses.right += usize::from(said.categories.iter().any(|code| entry.codes.contains(code)));
                }
            }
        }
        count += 1;
    }
    let mut table = Table::new(&[
        "code",
        "term",
        ">weight",
        ">statements",
        ">outcomes",
        ">documents",
        ">decided",
        ">right",
        ">precision",
        ">line",
    ]);
    for group in &codebook.layer(Layer::Outcomes).codes {
        for entry in &group.entries {
            let none = Uses::default();
            let uses = all.get(&(entry.line, entry.term.as_str())).unwrap_or(&none);
            let precision = (uses.decided > 0).then(|| uses.right as f64 / uses.decided as f64);
            table.push(vec![
                group.id.as_str().into(),
                entry.term.as_str().into(),
                weight(entry.weight),
                uses.matches.into(),
                uses.outcomes.into(),
                uses.documents.len().into(),
                uses.decided.into(),
                uses.right.into(),
                Cell::number(precision, 3),
                entry.line.into(),
            ]);
        }
    }
    table.notes.push(format!("{count} documents; {decided} statements were decided on by a person"));
    Ok(table)
}
