//! Many queries at once, and queries that are kept: `corpus/searches.toml`.

use crate::error::{QueryFault, SearchesError};
use crate::{ProgramError, Workspace};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use stratmine_model::hits::{Results, Unit};
use stratmine_model::limits::MAX_TABLE_BYTES;
use stratmine_output::{Column, ColumnRole, Table, hits_table};
use stratmine_search::Request;
use stratmine_search::index::Reader;
use stratmine_study::ledger::Ledger;
use stratmine_study::store::{Disk, RealDisk, StoreError};

/// The file of kept searches, below the corpus root.
const SEARCHES: &str = "searches.toml";

/// A search with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSearch {
    /// Its name.
    pub name: String,
    /// What is looked for, as typed.
    pub query: String,
    /// `page` or `statement`; where nothing is said, what the query needs.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whether words are taken as typed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Searches {
    #[serde(default)]
    search: Vec<SavedSearch>,
}

impl SavedSearch {
    /// What to search for: what is kept, under the filters of `with`.
    ///
    /// # Errors
    /// Where `in` is neither page nor statement.
    pub fn request(&self, with: &Request) -> Result<Request, ProgramError> {
        let unit = match self.unit.as_deref().map(str::trim) {
            None | Some("") => with.unit,
            Some("page" | "pages") => Some(Unit::Page),
            Some("statement" | "statements") => Some(Unit::Statement),
            Some(other) => {
                return Err(SearchesError::NoUnit { name: self.name.clone(), unit: other.to_owned() }.into());
            }
        };
        Ok(Request { query: self.query.clone(), unit, exact: self.exact || with.exact, ..with.clone() })
    }
}

/// Where the kept searches of an index's corpus lie.
fn searches_file(workspace: &Workspace) -> Result<PathBuf, ProgramError> {
    let root =
        workspace.root(&RealDisk)?.ok_or_else(|| ProgramError::NoCorpus { path: crate::DEFAULT_CORPUS.into() })?;
    Ok(root.join(SEARCHES))
}

/// The searches that are kept with the corpus, in the order of the file; none where there is no file.
///
/// # Errors
/// [`ProgramError`]: the file cannot be read, or is not as it must be.
pub fn saved_searches(workspace: &Workspace) -> Result<Vec<SavedSearch>, ProgramError> {
    let path = searches_file(workspace)?;
    match RealDisk.read_if_there(&path)? {
        Some(bytes) => of_toml(&path, &bytes),
        None => Ok(Vec::new()),
    }
}

/// The search of a name.
///
/// # Errors
/// As for [`saved_searches`]; also where there is none of that name.
pub fn saved_search(workspace: &Workspace, name: &str) -> Result<SavedSearch, ProgramError> {
    let all = saved_searches(workspace)?;
    let names: Vec<String> = all.iter().map(|search| search.name.clone()).collect();
    let found = all.into_iter().find(|search| search.name == name);
    Ok(found.ok_or_else(|| SearchesError::NoSearch { name: name.to_owned(), known: names })?)
}

/// Keeps a search with the corpus, in place of one of the same name.
///
/// # Errors
/// [`ProgramError`]: the file cannot be read or written, or the query cannot be understood.
pub fn save_search(workspace: &Workspace, search: &SavedSearch) -> Result<PathBuf, ProgramError> {
    stratmine_search::parse(&search.query).map_err(stratmine_search::SearchError::from)?;
    let path = searches_file(workspace)?;
    let mut all = saved_searches(workspace)?;
    match all.iter_mut().find(|kept| kept.name == search.name) {
        Some(kept) => *kept = search.clone(),
        None => all.push(search.clone()),
    }
    let text = toml::to_string(&Searches { search: all })
        .map_err(|error| SearchesError::NotKept { why: error.to_string() })?;
    RealDisk.write(&path, text.as_bytes())?;
    Ok(path)
}

fn of_toml(path: &Path, bytes: &[u8]) -> Result<Vec<SavedSearch>, ProgramError> {
    let wrong = |why: String| SearchesError::NoSearches { path: path.to_owned(), why };
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8".to_owned()))?;
    let searches: Searches = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    Ok(searches.search)
}

/// The queries of a table with the columns `query` and, where wanted, `name`, `in` and `exact`; or of a file of kept
/// searches.
///
/// # Errors
/// Where the file cannot be read or is not as it must be.
pub fn queries_of(path: &Path) -> Result<Vec<SavedSearch>, ProgramError> {
    let length = std::fs::metadata(path).map_err(StoreError::reading(path))?.len();
    if length > MAX_TABLE_BYTES {
        return Err(SearchesError::TooLarge { path: path.to_owned(), most: MAX_TABLE_BYTES }.into());
    }
    let bytes = RealDisk.read(path)?;
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        return of_toml(path, &bytes);
    }
    let wrong = |why: String| SearchesError::NoQueries { path: path.to_owned(), why };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
    let headers = reader.headers().map_err(|error| wrong(error.to_string()))?.clone();
    let column = |names: &[&str]| {
        headers.iter().position(|header| {
            let header = header.trim().trim_start_matches('\u{feff}');
            names.iter().any(|name| header.eq_ignore_ascii_case(name))
        })
    };
    let query = column(&["query"]).ok_or_else(|| wrong("it has no column `query`".to_owned()))?;
    let (name, unit, exact) = (column(&["name", "id"]), column(&["in", "unit"]), column(&["exact"]));
    let mut queries: Vec<SavedSearch> = Vec::new();
    for (row, record) in reader.records().enumerate() {
        let record = record.map_err(|error| wrong(error.to_string()))?;
        let cell = |place: Option<usize>| place.and_then(|at| record.get(at)).unwrap_or_default().trim().to_owned();
        let typed = cell(Some(query));
        if typed.is_empty() {
            continue;
        }
        let named = Some(cell(name)).filter(|name| !name.is_empty());
        queries.push(SavedSearch {
            name: named.unwrap_or_else(|| format!("q{}", row + 1)),
            query: typed,
            unit: Some(cell(unit)).filter(|unit| !unit.is_empty()),
            exact: matches!(cell(exact).to_lowercase().as_str(), "yes" | "true" | "1"),
            note: None,
        });
    }
    Ok(queries)
}

/// What many queries found.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// One row a hit: `name` of the query, then as for a single search.
    pub hits: Table,
    /// One row a document that is counted, hits or none; one column a query, with the number of its hits.
    pub counts: Table,
    /// Number of hits of all queries.
    pub found: usize,
}

/// Asks many queries of one state of an index.
///
/// # Errors
/// As for a single search. All queries are read first: where one cannot be understood, none is asked, and every fault is
/// named.
pub fn search_batch(workspace: &Workspace, queries: &[SavedSearch], with: &Request) -> Result<Batch, ProgramError> {
    let mut requests = Vec::with_capacity(queries.len());
    let mut faults = Vec::new();
    for named in queries {
        let request = named.request(with)?;
        if let Err(error) = stratmine_search::parse(&request.query) {
            faults.push(QueryFault { name: named.name.clone(), error });
        }
        requests.push(request);
    }
    if !faults.is_empty() {
        return Err(SearchesError::Faults { faults, queries: queries.len() }.into());
    }
    let disk = &RealDisk;
    let home = workspace.open(disk)?;
    let reader = Reader::open(&home.search())?;
    let ledger = Ledger::load(disk, &home)?;
    let mut counts: BTreeMap<String, Vec<usize>> =
        ledger.counted().map(|entry| (entry.file.clone(), Vec::new())).collect();
    let mut batch = Batch::default();
    for (place, (named, request)) in queries.iter().zip(&requests).enumerate() {
        let results = stratmine_search::search(&reader, request)?;
        batch.found += results.hits;
        add_hits(&mut batch.hits, &named.name, &results);
        for row in &results.listed {
            let of_file = counts.entry(row.file.clone()).or_default();
            of_file.resize(place, 0);
            of_file.push(row.hits);
        }
    }
    let of_query = |named: &SavedSearch| Column::named(ColumnRole::Number, named.name.clone());
    batch.counts = Table::new([Column::text("file")].into_iter().chain(queries.iter().map(of_query)));
    for (file, mut of_file) in counts {
        of_file.resize(queries.len(), 0);
        let mut row = vec![file.into()];
        row.extend(of_file.into_iter().map(Into::into));
        batch.counts.push(row);
    }
    Ok(batch)
}

/// Adds the hits of a query, its name before each.
fn add_hits(table: &mut Table, name: &str, results: &Results) {
    let hits = hits_table(results);
    if table.columns.is_empty() {
        *table = Table::new([Column::text("name")]);
        table.columns.extend(hits.columns);
    }
    for row in hits.rows {
        let mut named = vec![name.to_owned().into()];
        named.extend(row);
        table.push(named);
    }
}

/// Writes the two tables of a batch as CSV: hits to `path`, counts beside it with `-counts` in the name.
///
/// # Errors
/// Where the disk refuses.
pub fn write_batch(batch: &Batch, path: &Path) -> Result<PathBuf, ProgramError> {
    let path = &std::path::absolute(path).map_err(StoreError::writing(path))?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let counts = path.with_file_name(format!("{stem}-counts.csv"));
    RealDisk.write(path, batch.hits.to_csv().as_bytes())?;
    RealDisk.write(&counts, batch.counts.to_csv().as_bytes())?;
    Ok(counts)
}
