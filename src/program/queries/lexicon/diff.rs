//! Which statements of a corpus do two versions of the lexicons code differently?

use crate::{ProgramError, Workspace};
use rayon::prelude::*;
use std::path::Path;
use stratmine_coding::Coder;
use stratmine_coding::lexicon::Codebook;
use stratmine_model::StatementCoding;
use stratmine_model::record::AsRead;
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
        let Some(AsRead { document, statements }) = record.as_read() else {
            let hint = "hint: `stratmine run --force` reads it again";
            return Err(ProgramError::Form(format!("what was kept of {file} does not hold together\n{hint}")));
        };
        let title = record.facts.proposed_title.clone();
        let metadata = discover::propose_beside(table.get(file), &document, file, title);
        let one = Coder::new(&old).code(&document, &statements, &metadata);
        let other = Coder::new(&new).code(&document, &statements, &metadata);
        let said = record.pages.iter().flat_map(|page| page.statements.iter().map(move |said| (page.page, said)));
        let mut rows = Vec::new();
        for ((before, after), (page, said)) in one.statements.iter().zip(&other.statements).zip(said) {
            let (from, to) = (shown(before), shown(after));
            if from != to {
                rows.push(vec![
                    file.as_str().into(),
                    usize::try_from(page).unwrap_or_default().into(),
                    from.into(),
                    to.into(),
                    said.text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
                    Cell::List(changes(before, after)),
                    said.id.as_str().into(),
                ]);
            }
        }
        Ok::<_, ProgramError>((statements.len(), rows))
    });
    let compared: Vec<(usize, Vec<Vec<Cell>>)> = compared.collect::<Result<_, _>>()?;
    let mut table = Table::new(&["~file", ">page", "from", "to", "quote", "because", "statement"]);
    let statements: usize = compared.iter().map(|(statements, _)| statements).sum();
    let papers = compared.len();
    compared.into_iter().flat_map(|(_, rows)| rows).for_each(|row| table.push(row));
    table.notes.push(format!("{} of {statements} statements in {papers} documents change", table.rows.len()));
    Ok(table)
}

fn shown(coding: &StatementCoding) -> String {
    if !coding.intent.is_outcome {
        return "no outcome".to_owned();
    }
    let codes: Vec<&str> = coding.categories.iter().map(|code| code.code.as_str()).collect();
    if codes.is_empty() { "none".to_owned() } else { codes.join("; ") }
}

/// The rules and entries that one coding has and the other has not: `-rule`, `+entry`.
fn changes(before: &StatementCoding, after: &StatementCoding) -> Vec<String> {
    let reasons = |coding: &StatementCoding| -> Vec<String> {
        let rules = coding.intent.rules.iter().map(|rule| format!("{} {}", rule.id, rule.weight));
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
