//! Rows by those who filled them in.

use super::SheetRow;
use crate::evaluate::words::words;
use crate::evaluate::{DoubleCoded, GoldPage, GoldStatement};
use std::collections::BTreeMap;

/// One person's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coder {
    /// The name in the rows, else of the file.
    pub name: String,
    /// Rows that are filled in, and pages on which nothing was found.
    pub rows: Vec<SheetRow>,
    /// How many rows are not filled in.
    pub unfilled: usize,
}

/// How many statements each row stands for, by its id; 1 where it is not named.
pub type Weights = BTreeMap<String, f64>;

/// The rows of several files, each with its name, by who filled them in; in the order in which they first appear.
pub fn coders(files: Vec<(String, Vec<SheetRow>)>) -> Vec<Coder> {
    let mut coders: Vec<Coder> = Vec::new();
    for (file, rows) in files {
        // A row that is blank altogether is of who filled in the others.
        let of_others = rows.iter().find_map(|row| row.coder.clone()).unwrap_or_else(|| file.clone());
        for row in rows {
            let name = row.coder.as_deref().unwrap_or(if row.said.is_some() { &file } else { &of_others });
            let place = coders.iter().position(|coder| coder.name == name).unwrap_or_else(|| {
                coders.push(Coder { name: name.to_owned(), ..Coder::default() });
                coders.len() - 1
            });
            let Some(coder) = coders.get_mut(place) else { continue };
            if row.said.is_some() || row.quote.is_empty() {
                coder.rows.push(row);
            } else {
                coder.unfilled += 1;
            }
        }
    }
    coders.retain(|coder| !coder.rows.is_empty());
    coders
}

impl Coder {
    /// The rows as gold pages, each counting `share`. `whole` says whether all statements of these pages are listed.
    pub fn pages(&self, weights: &Weights, share: f64, whole: bool) -> Vec<GoldPage> {
        let mut pages: BTreeMap<(&str, u32), Vec<GoldStatement>> = BTreeMap::new();
        for row in &self.rows {
            let statements = pages.entry((&row.document, row.page)).or_default();
            let Some(said) = &row.said else { continue };
            statements.push(GoldStatement {
                text: row.quote.clone(),
                statement: row.id.clone(),
                said: said.clone(),
                coder_a: None,
                coder_b: None,
                weight: share * weight(row, weights),
            });
        }
        let page = |((doc, page), statements): ((&str, u32), _)| GoldPage {
            doc: doc.to_owned(),
            page,
            statements,
            whole,
            weight: share,
        };
        pages.into_iter().map(page).collect()
    }
}

fn weight(row: &SheetRow, weights: &Weights) -> f64 {
    row.id.as_ref().and_then(|id| weights.get(id)).copied().unwrap_or(1.0)
}

/// What tells that two rows are about the same statement: its id, else where it stands and its words.
fn same(row: &SheetRow) -> (String, u32, Vec<String>) {
    match &row.id {
        Some(id) => (id.clone(), 0, Vec::new()),
        None => (row.document.clone(), row.page, words(&row.quote)),
    }
}

/// The statements that both coded.
pub fn double_coded_rows(first: &Coder, second: &Coder) -> Vec<DoubleCoded> {
    let others: BTreeMap<_, _> = second.rows.iter().map(|row| (same(row), row)).collect();
    let mut all = Vec::new();
    for row in &first.rows {
        let other = others.get(&same(row)).and_then(|other| other.said.as_ref());
        if let (Some(said), Some(other)) = (&row.said, other) {
            all.push(DoubleCoded {
                document: row.document.clone(),
                page: row.page,
                quote: row.quote.clone(),
                statement: row.id.clone(),
                first: said.clone(),
                second: other.clone(),
            });
        }
    }
    all
}
