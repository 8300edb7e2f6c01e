//! Which statements of a corpus do two versions of the lexicons code differently?

use crate::{ProgramError, Workspace};
use rayon::prelude::*;
use std::path::Path;
use stratmine_coding::Coder;
use stratmine_coding::lexicon::Codebook;
use stratmine_model::Statement;
use stratmine_output::{Cell, Table};
use stratmine_study::discover;
use stratmine_study::ledger::{Documents, Ledger};
use stratmine_study::store::RealDisk;

/// Codes what was read of the papers of an index by two folders of lexicons (`None` for those in the program): one row a
/// statement that comes out differently. No paper is opened, and the index stays as it is.
///
/// # Errors
/// Where lexicons or documents cannot be read.
pub fn diff_lexicons(workspace: &Workspace, old: Option<&Path>, new: Option<&Path>) -> Result<Table, ProgramError> {
    let load = |folder: Option<&Path>| -> Result<Codebook, ProgramError> {
        Ok(match folder {
            Some(folder) => Codebook::load(folder)?,
            None => Codebook::built_in()?,
        })
    };
    let (old, new) = (load(old)?, load(new)?);
    let home = workspace.open(&RealDisk)?;
    let ledger = Ledger::load(&RealDisk, &home)?;
    let documents = Documents::of(&RealDisk, &home);
    let table = match workspace.root(&RealDisk)? {
        Some(root) => workspace.table(&root)?,
        None => discover::MetadataTable::default(),
    };
    let mut ids: Vec<_> = ledger.counted().filter_map(|entry| Some((entry.file.clone(), entry.id?))).collect();
    ids.sort();
    let compared = ids.par_iter().map(|(file, id)| {
        let record = documents.read(*id)?;
        let metadata = discover::propose_again(table.get(file), &record);
        let coded = |codebook: &Codebook| {
            let mut paper = record.clone();
            Coder::new(codebook).code(&mut paper, &metadata);
            paper
        };
        let (one, other) = (coded(&old), coded(&new));
        let mut rows = Vec::new();
        for ((page, before), (_, after)) in one.statements().zip(other.statements()) {
            let (from, to) = (shown(before), shown(after));
            if from != to {
                rows.push(vec![
                    file.as_str().into(),
                    usize::try_from(page.number).unwrap_or_default().into(),
                    from.into(),
                    to.into(),
                    before.text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
                    Cell::List(changes(before, after)),
                    before.id.as_str().into(),
                ]);
            }
        }
        Ok::<_, ProgramError>((record.statements().count(), rows))
    });
    let compared: Vec<(usize, Vec<Vec<Cell>>)> = compared.collect::<Result<_, _>>()?;
    let mut table = Table::new(&["~file", ">page", "from", "to", "quote", "because", "statement"]);
    let statements: usize = compared.iter().map(|(statements, _)| statements).sum();
    let papers = compared.len();
    compared.into_iter().flat_map(|(_, rows)| rows).for_each(|row| table.push(row));
    table.notes.push(format!("{} of {statements} statements in {papers} documents change", table.rows.len()));
    Ok(table)
}

fn shown(coding: &Statement) -> String {
    if !coding.intended_outcome {
        return "no outcome".to_owned();
    }
    let codes: Vec<&str> = coding.categories.iter().map(|code| code.code.as_str()).collect();
    if codes.is_empty() { "none".to_owned() } else { codes.join("; ") }
}

/// The rules and entries that one coding has and the other has not: `-rule`, `+entry`.
fn changes(before: &Statement, after: &Statement) -> Vec<String> {
    let reasons = |coding: &Statement| -> Vec<String> {
        let rules =
            coding.intent.rules.iter().map(|rule| format!("{} {}", rule.id, rule.weight.unwrap_or(f32::NEG_INFINITY)));
        let entries = coding
            .categories
            .iter()
            .flat_map(|code| code.matches.iter().map(move |found| format!("{} ← {}", code.code, found.entry)));
        rules.chain(entries).collect()
    };
    let (before, after) = (reasons(before), reasons(after));
    let gone = before.iter().filter(|one| !after.contains(one)).map(|one| format!("-{one}"));
    let come = after.iter().filter(|one| !before.contains(one)).map(|one| format!("+{one}"));
    gone.chain(come).collect()
}
