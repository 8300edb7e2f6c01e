//! Validation: gold pages and records from the disk, and the tables of what `evaluate` finds.

use super::{PipelineError, Place};
use crate::evaluate::{self, CATEGORIES, Counts, DRAWS, Found, GoldPage, Report, SEED};
use crate::export::{Cell, Table};
use crate::ledger::{Documents, Ledger};
use crate::model::CodedDocument;
use crate::store::{Disk as _, RealDisk};
use std::collections::BTreeMap;
use std::path::Path;

/// What a validation found.
#[derive(Clone, Debug)]
pub struct Validated {
    /// The figures of the whole, each with its interval and what it rests on.
    pub figures: Table,
    /// One row a document.
    pub documents: Table,
    /// One row a statement that was coded in two ways.
    pub disagreements: Table,
    /// Documents of the gold without a record.
    pub missing: Vec<String>,
}

/// Measures the program's codes by those of people.
///
/// `gold` is a folder of gold pages (or one such file), `coded` a folder of records, as `stratmine code FOLDER -o OUT` writes
/// them; without it the coded documents of the index are taken.
///
/// # Errors
/// Where gold or records cannot be read.
pub fn validate(place: &Place, gold: &Path, coded: Option<&Path>) -> Result<Validated, PipelineError> {
    let pages = gold_pages(gold)?;
    let records = match coded {
        Some(folder) => records_in(folder, &pages)?,
        None => records_of_index(place, &pages)?,
    };
    let report = evaluate::score(&pages, &records);
    Ok(Validated {
        figures: figures(&report),
        documents: documents(&report),
        disagreements: disagreements(&report),
        missing: report.missing.into_iter().collect(),
    })
}

fn gold_pages(gold: &Path) -> Result<Vec<GoldPage>, PipelineError> {
    let paths = if gold.is_dir() { RealDisk.list(gold)? } else { vec![gold.to_owned()] };
    let mut pages = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let page = serde_json::from_slice(&RealDisk.read(path)?).map_err(|error| {
            PipelineError::Form(format!(
                "{} is no gold page: {error}\nhint: it must be an object with doc, page and statements",
                path.display()
            ))
        })?;
        pages.push(page);
    }
    if pages.is_empty() {
        let hint = "hint: name a folder of gold pages, one JSON file a page";
        return Err(PipelineError::Form(format!("there are no gold pages in {}\n{hint}", gold.display())));
    }
    Ok(pages)
}

fn records_in(folder: &Path, pages: &[GoldPage]) -> Result<BTreeMap<String, CodedDocument>, PipelineError> {
    let mut records = BTreeMap::new();
    for page in pages {
        let path = folder.join(format!("{}.json", page.doc));
        if records.contains_key(&page.doc) {
            continue;
        }
        if let Some(bytes) = RealDisk.read_if_there(&path)? {
            let record = serde_json::from_slice(&bytes).map_err(|error| {
                PipelineError::Form(format!(
                    "{} is no coded document: {error}\nhint: write it again with stratmine code",
                    path.display()
                ))
            })?;
            records.insert(page.doc.clone(), record);
        }
    }
    Ok(records)
}

fn records_of_index(place: &Place, pages: &[GoldPage]) -> Result<BTreeMap<String, CodedDocument>, PipelineError> {
    let home = place.open(&RealDisk)?;
    let ledger = Ledger::load(&RealDisk, &home)?;
    let kept = Documents::of(&RealDisk, &home);
    let mut records = BTreeMap::new();
    for entry in ledger.counted() {
        let stem = Path::new(&entry.file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let (Some(stem), Some(id)) = (stem, entry.id) else { continue };
        if !pages.iter().any(|page| page.doc == stem) {
            continue;
        }
        if records.insert(stem.clone(), kept.read(id)?).is_some() {
            let hint = "hint: name a folder of records with --coded FOLDER";
            return Err(PipelineError::Form(format!("two papers of the index are named {stem}\n{hint}")));
        }
    }
    Ok(records)
}

/// A figure as it is worked out from counts.
type Figure = dyn Fn(&Counts) -> Option<f64>;

fn figures(report: &Report) -> Table {
    let by_document: Vec<Counts> = report.documents.values().cloned().collect();
    let whole = Counts::sum(&by_document);
    let mut table = Table::new(&["of", "figure", ">value", ">low", ">high", ">right", ">wrong", ">missed"]);
    let mut push = |of: &str, name: &str, base: Option<Found>, figure: &Figure| {
        let interval = evaluate::interval(&by_document, |sample| figure(&Counts::sum(sample.iter().copied())));
        let base = |which: fn(&Found) -> usize| base.as_ref().map(which).into();
        table.push(vec![
            of.into(),
            name.into(),
            Cell::number(figure(&whole), 3),
            Cell::number(interval.map(|(low, _)| low), 3),
            Cell::number(interval.map(|(_, high)| high), 3),
            base(|found| found.right),
            base(|found| found.wrong),
            base(|found| found.missed),
        ]);
    };
    let groups: [(&str, fn(&Counts) -> Found); 2] =
        [("statements", |counts| counts.statements), ("detection", |counts| counts.detection.found())];
    for (of, pick) in groups {
        let base = Some(pick(&whole));
        push(of, "precision", base, &move |counts: &Counts| Some(pick(counts).precision()));
        push(of, "recall", base, &move |counts: &Counts| Some(pick(counts).recall()));
        push(of, "F1", base, &move |counts: &Counts| Some(pick(counts).f1()));
    }
    push("detection", "kappa", None, &|counts: &Counts| counts.detection.kappa());
    push("detection", "alpha", None, &|counts: &Counts| counts.detection.alpha());
    let views: [(&str, fn(&Counts) -> [Found; 4]); 2] =
        [("end to end", |counts| counts.end_to_end), ("given detection", |counts| counts.given)];
    for (view, pick) in views {
        for (place, category) in CATEGORIES.into_iter().enumerate() {
            let one = move |counts: &Counts| pick(counts).get(place).copied().unwrap_or_default();
            let (of, base) = (format!("{category}, {view}"), Some(one(&whole)));
            push(&of, "precision", base, &move |counts: &Counts| Some(one(counts).precision()));
            push(&of, "recall", base, &move |counts: &Counts| Some(one(counts).recall()));
            push(&of, "F1", base, &move |counts: &Counts| Some(one(counts).f1()));
        }
        let mean = move |counts: &Counts| Some(Counts::macro_f1(&pick(counts)));
        push(&format!("categories, {view}"), "macro-F1", None, &mean);
    }
    let exact = |counts: &Counts| match counts.detection.both {
        0 => None,
        both => Some(counts.exact as f64 / both as f64),
    };
    push("categories", "exact set", None, &exact);
    table.notes.push(format!(
        "{} gold pages of {} documents, {} statements, {} outcomes; {} outcomes of the program stand behind none",
        report.pages,
        report.documents.len(),
        whole.detection.total() - whole.invented,
        whole.detection.both + whole.detection.first,
        whole.invented
    ));
    table.notes.push(format!("low to high: 95 %, {DRAWS} samples of documents, seed {SEED}"));
    if !report.missing.is_empty() {
        table.notes.push(format!("counted as missed, for there is no record: {}", listed(report)));
    }
    table
}

fn listed(report: &Report) -> String {
    report.missing.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn documents(report: &Report) -> Table {
    let mut table =
        Table::new(&["~document", ">statements", ">outcomes", ">precision", ">recall", ">F1", ">kappa", ">macro-F1"]);
    for (document, counts) in &report.documents {
        let found = counts.detection.found();
        table.push(vec![
            document.as_str().into(),
            (counts.detection.total() - counts.invented).into(),
            (found.right + found.missed).into(),
            Cell::number(Some(found.precision()), 3),
            Cell::number(Some(found.recall()), 3),
            Cell::number(Some(found.f1()), 3),
            Cell::number(counts.detection.kappa(), 3),
            Cell::number(Some(Counts::macro_f1(&counts.end_to_end)), 3),
        ]);
    }
    table
}

fn disagreements(report: &Report) -> Table {
    let mut table = Table::new(&["~document", ">page", "gold", "coded", "quote", "because", "statement"]);
    let codes = |codes: &Option<Vec<String>>| match codes {
        None => "no outcome".to_owned(),
        Some(codes) if codes.is_empty() => "none".to_owned(),
        Some(codes) => codes.join("; "),
    };
    for one in &report.disagreements {
        table.push(vec![
            one.document.as_str().into(),
            usize::try_from(one.page).unwrap_or_default().into(),
            codes(&one.gold).into(),
            codes(&one.coded).into(),
            one.quote.as_str().into(),
            Cell::List(one.because.clone()),
            one.statement.clone().into(),
        ]);
    }
    table
}
