//! Pictures of the places of quotes, for the report.

use crate::ProgramError;
use crate::queries::Corpus;
use crate::run::WorkerSettings;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stratmine_extract::Reader;
use stratmine_model::DocumentId;
use stratmine_output::{Canvas, Evidence, ShadedTally, best_evidence, snippet};

/// Dots a point: 84 an inch.
const SCALE: f32 = 84.0 / 72.0;

/// Quotes of a cell that get a picture.
const BEST: usize = 3;

/// The statements that get a picture, at most so many: the best of each cell, table by table.
pub(super) fn wanted<'e>(
    crossed: &[ShadedTally],
    evidence: &BTreeMap<&str, &'e Evidence>,
    most: usize,
) -> Vec<&'e Evidence> {
    let mut seen = BTreeSet::new();
    let cells = crossed.iter().flat_map(|crossed| &crossed.tally.rows).flat_map(|row| &row.cells);
    let best = cells.flat_map(|cell| {
        let found: Vec<&Evidence> = cell.ids.iter().filter_map(|id| evidence.get(id.as_str()).copied()).collect();
        best_evidence(&found, BEST)
    });
    best.filter(|one| one.file.to_lowercase().ends_with(".pdf") && seen.insert(one.id.as_str())).take(most).collect()
}

/// Draws the places of statements. What cannot be drawn, or was changed since it was read, gets no picture.
///
/// # Errors
/// [`ProgramError`] where a coded document is damaged.
pub(super) fn draw(
    corpus: &Corpus<'_>,
    workers: &WorkerSettings,
    root: &Path,
    wanted: &[&Evidence],
) -> Result<BTreeMap<String, Vec<u8>>, ProgramError> {
    let mut by_document: BTreeMap<&str, Vec<&Evidence>> = BTreeMap::new();
    for one in wanted {
        by_document.entry(&one.document).or_default().push(one);
    }
    let drawn: Vec<Vec<(String, Vec<u8>)>> = by_document
        .into_par_iter()
        .map(|(document, wanted)| {
            let Ok(id) = document.parse::<DocumentId>() else { return Ok(Vec::new()) };
            let record = corpus.read(id)?;
            let boxes: BTreeMap<&str, (usize, &Vec<[f32; 4]>)> = record
                .pages
                .iter()
                .enumerate()
                .flat_map(|(page, of)| of.statements.iter().map(move |one| (one.id.as_str(), (page, &one.boxes))))
                .collect();
            let reader = Reader::new(workers.reading());
            let picture = |one: &&Evidence| {
                let (page, boxes) = boxes.get(one.id.as_str()).filter(|(_, boxes)| !boxes.is_empty())?;
                let drawn = reader.draw(&root.join(&one.file), *page, SCALE).ok().filter(|drawn| drawn.id == id)?;
                let canvas = Canvas::new(drawn.picture.width, drawn.picture.height, drawn.picture.rgb);
                Some((one.id.clone(), snippet(canvas, boxes, drawn.scale).ok()?))
            };
            Ok(wanted.iter().filter_map(picture).collect())
        })
        .collect::<Result<_, ProgramError>>()?;
    Ok(drawn.into_iter().flatten().collect())
}
