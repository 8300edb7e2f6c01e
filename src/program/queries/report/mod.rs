//! The report: all results of an index in one web page.

mod methods;
mod pictures;

use super::CodedCorpus;
use super::Corpus;
use super::association::test_association;
use super::export::write;
use super::tally::Counting;
use crate::run::WorkerSettings;
use crate::{ProgramError, as_typed};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use stratmine_analysis::statistics::{ContingencyTable, Correspondence, correspond, interval};
use stratmine_analysis::tally::{DocumentCrosstab, Tally, TallyDimension, TypeStrengths};
use stratmine_model::{ReadStatus, UNCLASSIFIED};
use stratmine_output::{Bar, Evidence, FlowStep, MapPoint, PointKind, Report, ShadedTally, tally_lines};
use stratmine_study::ledger::{Entry, Ledger, LeftOut};

/// What the report is to be.
#[derive(Clone, Debug, Default)]
pub struct Reporting {
    /// Its title.
    pub title: Option<String>,
    /// What is counted; rows and columns make no difference.
    pub counting: Counting,
    /// Most pictures of places on pages.
    pub pictures: usize,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: usize,
    /// Pictures in it.
    pub pictures: usize,
}

/// Which tables the report crosses besides documents and years.
const CROSSED: [(TallyDimension, TallyDimension, &str); 4] = [
    (TallyDimension::Partnering, TallyDimension::Category, "Partnering type and category"),
    (TallyDimension::Rank, TallyDimension::Category, "Degree of integration and category"),
    (TallyDimension::Domain, TallyDimension::Category, "Integration domain and category"),
    (TallyDimension::EntryPoint, TallyDimension::Partnering, "Entry point and partnering type"),
];

/// Writes the report of an index.
///
/// # Errors
/// [`ProgramError`]: a record is damaged, or the file cannot be written.
pub fn report(
    corpus: &Corpus<'_>,
    workers: &WorkerSettings,
    reporting: &Reporting,
    path: &Path,
) -> Result<Reported, ProgramError> {
    let coded = CodedCorpus::gather(corpus, reporting.counting, false)?;
    let tally = |by, across| coded.papers.tally(by, across);
    let crosstab = |by, across| coded.papers.crosstab(by, across);
    let documents = tally(TallyDimension::Document, TallyDimension::Category);
    let years = tally(TallyDimension::Year, TallyDimension::Category);
    let crossed: Vec<ShadedTally> = CROSSED
        .iter()
        .map(|(by, across, title)| {
            let tested = !by.is_of_statement() && *across == TallyDimension::Category;
            cross(title, tally(*by, *across), tested.then(|| (crosstab(*by, *across), coded.papers.type_strengths())))
        })
        .collect();
    // Residuals come of a test alone.
    let is_tested = |table: &&ShadedTally| table.residuals.iter().flatten().any(Option::is_some);
    let tested: Vec<&str> = crossed.iter().filter(is_tested).map(|table| table.title.as_str()).collect();
    let (points, axes, map_said) = map(&crosstab(TallyDimension::Partnering, TallyDimension::Category));
    let evidence: BTreeMap<&str, &Evidence> = coded.evidence.iter().map(|one| (one.id.as_str(), one)).collect();
    let unclassified = documents.columns.iter().position(|column| column == UNCLASSIFIED);
    let unclassified: Vec<String> = unclassified
        .and_then(|place| documents.total.cells.get(place))
        .map(|cell| cell.ids.clone())
        .unwrap_or_default();
    let wanted = pictures::wanted(&crossed, &evidence, reporting.pictures);
    let pictures = match corpus.root()? {
        Some(root) if !wanted.is_empty() => pictures::draw(corpus, workers, &root, &wanted)?,
        _ => BTreeMap::new(),
    };
    let lines = tally_lines(&documents);
    let propositions = coded.propositions()?;
    let learnt = corpus.manifest()?.and_then(|manifest| manifest.learnt);
    let page = stratmine_output::report(&Report {
        title: reporting.title.as_deref().unwrap_or("Intended outcomes of partnering"),
        lines: &lines,
        flow: &flow(coded.ledger, &documents),
        bars: &bars(&documents),
        bars_said: &[
            "Share of all intended outcomes that have the category; one with two counts in both, so shares may add up to more than 100%. \
             Whiskers: 95% interval, by drawing documents with repetition (1,000 times, seed 1), for the statements of one document are not \
             independent."
                .to_owned(),
        ],
        documents: &documents,
        years: &years,
        crossed: &crossed,
        map: axes.as_ref().map(|axes| (points.as_slice(), axes.clone())),
        map_said: &map_said,
        propositions: &propositions,
        unclassified: &unclassified,
        grades: &grades(coded.ledger),
        methods: &methods::paragraphs(
            corpus.codebook_of_papers()?,
            &documents,
            learnt.as_ref(),
            &tested,
            axes.is_some(),
        ),
        citation: &methods::citation(),
        evidence: &evidence,
        pictures: &pictures,
        manifest: &coded.manifest,
        root: &as_typed(corpus.root()?.unwrap_or_default()),
    });
    write(path, page.as_bytes())?;
    Ok(Reported { path: path.to_owned(), bytes: page.len(), pictures: pictures.len() })
}

/// A tally with what statistics say of it.
fn cross(title: &str, tally: Tally, tested: Option<(DocumentCrosstab, TypeStrengths)>) -> ShadedTally {
    let none = vec![vec![None; tally.columns.len()]; tally.rows.len()];
    let mut crossed =
        ShadedTally { title: title.to_owned(), residuals: none, said: tally.notes.clone(), tally, of_documents: false };
    crossed.of_documents = crossed.tally.across == TallyDimension::Partnering;
    let Some((crosstab, strengths)) = tested else { return crossed };
    match test_association(crosstab, strengths, crossed.tally.by, crossed.tally.across) {
        Ok(test) => {
            for (row, residuals) in test.kept.rows.iter().zip(&test.association.residuals) {
                let row = test.crosstab.rows.get(*row);
                let row = row.and_then(|name| crossed.tally.rows.iter().position(|row| row.key == *name));
                for (column, residual) in test.kept.columns.iter().zip(residuals) {
                    let column = test.crosstab.columns.get(*column);
                    let column = column.and_then(|name| crossed.tally.columns.iter().position(|own| own == name));
                    let cell = row.and_then(|row| crossed.residuals.get_mut(row)).zip(column);
                    if let Some(cell) = cell.and_then(|(row, column)| row.get_mut(column)) {
                        *cell = Some(*residual);
                    }
                }
            }
            crossed.said.push(
                "▲ and ▼: adjusted standardised residuals beyond ±2, more or fewer than rows and \
             columns alone would give."
                    .to_owned(),
            );
            crossed.said.extend(test.said);
        }
        Err(ProgramError::Untestable(refused)) => crossed.said.push(format!("Not tested: {refused}.")),
        Err(refused) => crossed.said.push(format!("Not tested: {refused}.")),
    }
    crossed
}

/// What became of the files.
fn flow(ledger: &Ledger, tally: &Tally) -> Vec<FlowStep> {
    let coded: Vec<&Entry> = ledger.present().filter(|entry| entry.outcome == ReadStatus::Coded).collect();
    let not_coded =
        tally.base.not_coded_by_outcome().map(|(outcome, count)| (outcome.as_str().replace('_', " "), count)).collect();
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    for why in coded.iter().filter_map(|entry| entry.left_out()) {
        let why = match why {
            LeftOut::SameBytes(_) => "same bytes as another",
            LeftOut::Duplicate(_) => "duplicate of another",
            LeftOut::Excluded => "left out by the table",
        };
        *left_out.entry(why).or_default() += 1;
    }
    let silent = tally.rows.iter().filter(|row| row.outcomes == 0).count();
    let with_outcomes = tally.base.coded - silent;
    let or_none = |what: &str, count: usize| if count > 0 { vec![(what.to_owned(), count)] } else { Vec::new() };
    vec![
        FlowStep { label: "Files found".to_owned(), count: ledger.present().count(), out: not_coded },
        FlowStep {
            label: "Documents coded".to_owned(),
            count: coded.len(),
            out: left_out.into_iter().map(|(why, count)| (why.to_owned(), count)).collect(),
        },
        FlowStep {
            label: "Documents counted".to_owned(),
            count: tally.base.coded,
            out: or_none("without intended outcomes", silent),
        },
        FlowStep { label: "With intended outcomes".to_owned(), count: with_outcomes, out: Vec::new() },
    ]
}

/// The categories' shares with intervals over documents.
fn bars(tally: &Tally) -> Vec<Bar> {
    let bar = |(place, column): (usize, &String)| {
        let cell = tally.total.cells.get(place)?;
        let share = tally.total.share(cell)?;
        let figure = |sample: &[&stratmine_analysis::tally::Row]| {
            let outcomes: usize = sample.iter().map(|row| row.outcomes).sum();
            let own: usize = sample.iter().filter_map(|row| row.cells.get(place)).map(|cell| cell.statements).sum();
            (outcomes > 0).then(|| own as f64 / outcomes as f64)
        };
        let interval = interval(&tally.rows, figure);
        let said =
            interval.map(|(low, high)| format!(" ({:.0} to {:.0}%)", low * 100.0, high * 100.0)).unwrap_or_default();
        Some(Bar {
            label: column.clone(),
            share,
            text: format!("{:.0}%{said}, n = {}", share * 100.0, cell.statements),
            interval,
        })
    };
    tally.columns.iter().enumerate().filter_map(bar).collect()
}

/// The map of partnering types and categories.
fn map(crosstab: &DocumentCrosstab) -> (Vec<MapPoint>, Option<[String; 2]>, Vec<String>) {
    let found = ContingencyTable::of(&crosstab.cells()).and_then(|(counts, kept)| Ok((correspond(&counts)?, kept)));
    let (found, kept) = match found {
        Ok(found) => found,
        Err(refused) => return (Vec::new(), None, vec![format!("There is no map: {refused}.")]),
    };
    let point = |names: &[String], place: usize, at: &[f64], kind| MapPoint {
        label: names.get(place).cloned().unwrap_or_default().replace('_', " "),
        x: at.first().copied().unwrap_or(0.0),
        y: at.get(1).copied().unwrap_or(0.0),
        kind,
    };
    let rows = kept.rows.iter().zip(&found.rows).map(|(place, at)| point(&crosstab.rows, *place, at, PointKind::Row));
    let columns = kept
        .columns
        .iter()
        .zip(&found.columns)
        .map(|(place, at)| point(&crosstab.columns, *place, at, PointKind::Column));
    let axes = [0, 1].map(|axis| format!("axis {} ({:.0}% of inertia)", axis + 1, found.share(axis) * 100.0));
    let poor: Vec<&str> = kept
        .rows
        .iter()
        .zip(&found.rows)
        .filter(|(_, at)| Correspondence::quality(at, 2) < 0.5)
        .filter_map(|(place, _)| crosstab.rows.get(*place).map(String::as_str))
        .collect();
    let mut said = vec![format!(
        "Circles: partnering types; triangles: categories. Those that lie in one direction from the middle go together more than on average; \
         distances between a circle and a triangle mean nothing (Greenacre 2017). Total inertia {:.3}. A map shows what the counts say, not \
         whether chance would say it: for that see the test above.",
        found.inertia
    )];
    if !poor.is_empty() {
        said.push(format!("Shown badly by these two axes: {}.", poor.join(", ")));
    }
    (rows.chain(columns).collect(), Some(axes), said)
}

/// Papers with pages that were not read well.
fn grades(ledger: &Ledger) -> Vec<(String, String, String)> {
    let counted = ledger.counted();
    let amiss = counted.filter(|entry| entry.counts.page_grades.good < entry.counts.pages);
    amiss
        .map(|entry| {
            let grade = entry.grade.map(|grade| grade.as_str().to_owned()).unwrap_or_default();
            (entry.file.clone(), grade, entry.counts.page_grades.to_string())
        })
        .collect()
}

/// The share of each column.
pub(super) fn shares(tally: &Tally) -> Vec<(String, f64)> {
    let columns = tally.columns.iter().zip(&tally.total.cells);
    columns.filter_map(|(column, cell)| Some((column.clone(), tally.total.share(cell)?))).collect()
}
