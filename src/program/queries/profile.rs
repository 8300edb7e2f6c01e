//! The theory profiles of papers: entry point, partnering type and rank, domains, outcomes, each with its evidence.

use crate::{ProgramError, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_coding::lexicon::PartneringKind;
use stratmine_model::{CodedPaper, Evidence};
use stratmine_output::{Cell, Table};
use stratmine_study::ledger::{Documents, Ledger, Manifest};
use stratmine_study::store::RealDisk;

/// What is to be shown of profiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profiling {
    /// The papers, by their files below the corpus; none for all.
    pub files: Vec<String>,
    /// One row a statement behind each code, instead of one row a paper.
    pub evidence: bool,
}

/// The profiles of the papers of an index.
///
/// # Errors
/// Where there is no index, a paper is not in it, or a document is damaged.
pub fn profile(workspace: &Workspace, profiling: &Profiling) -> Result<Table, ProgramError> {
    let home = workspace.open(&RealDisk)?;
    let ledger = Ledger::load(&RealDisk, &home)?;
    let documents = Documents::of(&RealDisk, &home);
    let known: BTreeSet<&str> = ledger.counted().map(|entry| entry.file.as_str()).collect();
    if let Some(missing) = profiling.files.iter().find(|file| !known.contains(file.as_str())) {
        return Err(ProgramError::NoPaper { file: missing.clone() });
    }
    let readings = readings(workspace)?;
    let categories = Manifest::load(&RealDisk, &home)?.unwrap_or_default().all_categories();
    let mut table = if profiling.evidence {
        Table::new(&["~file", "part", "code", ">page", "quote", "statement"])
    } else {
        let before = ["~file", ">year", "entry_points", "type", ">rank", "declared"];
        let typologies = ["dalton", "kings_fund", "niao", "miller_millar", "domains"];
        let numbers: Vec<String> = categories.iter().map(|code| format!(">{code}")).collect();
        let after = ["context", "end_states", "propositions"];
        let names: Vec<&str> =
            before.into_iter().chain(typologies).chain(numbers.iter().map(String::as_str)).chain(after).collect();
        Table::new(&names)
    };
    for entry in ledger.counted() {
        let asked = profiling.files.is_empty() || profiling.files.contains(&entry.file);
        let Some(id) = entry.id.filter(|_| asked) else { continue };
        let record = documents.read(id)?;
        if profiling.evidence {
            evidence(&record, &mut table);
        } else {
            table.push(row(&record, &readings, &categories));
        }
    }
    if !profiling.evidence {
        table.notes.push("behind each code the number of its statements; --evidence shows them".to_owned());
        table.notes.push("type and rank: the strongest type that is declared in corpus.csv, else inferred".to_owned());
    }
    Ok(table)
}

/// How the typologies read each partnering type.
type Readings = BTreeMap<String, [Option<String>; 4]>;

fn readings(workspace: &Workspace) -> Result<Readings, ProgramError> {
    let codebook = workspace.codebook()?;
    let read = |kind: &PartneringKind| {
        [kind.dalton.clone(), kind.kings_fund.clone(), kind.niao.clone(), kind.miller_millar.clone()]
    };
    Ok(codebook.partnering_types().map(|kind| (kind.code.clone(), read(kind))).collect())
}

fn row(record: &CodedPaper, readings: &Readings, categories: &[String]) -> Vec<Cell> {
    let strongest = record.partnering.first();
    let read = strongest.and_then(|found| readings.get(&found.code)).cloned().unwrap_or_default();
    let mut cells = vec![
        record.file.as_str().into(),
        record.year.and_then(|year| usize::try_from(year).ok()).into(),
        counted(&record.profile.entry_points),
        strongest.map(|found| found.code.clone()).into(),
        strongest.map_or(Cell::Empty, |found| usize::from(found.rank).into()),
        strongest.map_or(Cell::Empty, |found| found.declared.into()),
    ];
    cells.extend(read.into_iter().map(Cell::from));
    cells.push(counted(&record.profile.domains));
    for category in categories {
        let of_category = record.outcomes().filter(|(_, one)| one.categories.iter().any(|code| code.code == *category));
        cells.push(of_category.count().into());
    }
    cells.push(counted(&record.profile.context));
    cells.push(counted(&record.profile.end_states));
    cells.push(counted(&record.profile.propositions));
    cells
}

/// The codes with the numbers of their statements.
fn counted(codes: &[Evidence]) -> Cell {
    Cell::List(codes.iter().map(|code| format!("{} ({})", code.code, code.statements.len())).collect())
}

fn evidence(record: &CodedPaper, table: &mut Table) {
    let by_id: BTreeMap<&str, (u32, &str)> =
        record.statements().map(|(page, one)| (one.id.as_str(), (page.number, one.text.as_str()))).collect();
    let profile = &record.profile;
    let types = record.partnering.iter();
    let types: Vec<Evidence> =
        types.map(|one| Evidence { code: one.code.clone(), statements: one.statements.clone() }).collect();
    let parts = [
        ("entry point", &profile.entry_points),
        ("type", &types),
        ("domain", &profile.domains),
        ("context", &profile.context),
        ("end state", &profile.end_states),
        ("proposition", &profile.propositions),
    ];
    for (part, codes) in parts {
        for code in codes {
            for id in &code.statements {
                let Some((page, text)) = by_id.get(id.as_str()) else { continue };
                table.push(vec![
                    record.file.as_str().into(),
                    part.into(),
                    code.code.as_str().into(),
                    usize::try_from(*page).unwrap_or_default().into(),
                    text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
                    id.as_str().into(),
                ]);
            }
        }
    }
    for (page, one) in record.outcomes() {
        for code in &one.categories {
            table.push(vec![
                record.file.as_str().into(),
                "outcome".into(),
                code.code.as_str().into(),
                usize::try_from(page.number).unwrap_or_default().into(),
                one.text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
                one.id.as_str().into(),
            ]);
        }
    }
}
