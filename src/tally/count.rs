//! The counting itself.

use super::{By, CATEGORIES, Cell, Excluded, NOT_STATED, NotCoded, Row, Summary, Tally, UNCLASSIFIED, same_bytes};
use crate::model::{DocumentId, OutcomeKind};
use std::collections::{BTreeMap, BTreeSet};

/// Takes in documents in any order and counts them.
#[derive(Clone, Debug, Default)]
pub struct Tallier {
    /// By file, so that the order they came in leaves no trace.
    documents: BTreeMap<String, Summary>,
    not_coded: BTreeMap<String, (OutcomeKind, Option<String>)>,
    excluded: BTreeMap<String, String>,
}

impl Tallier {
    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a document; a document of the same file counted earlier is replaced. One that was not coded goes to the
    /// base with its reason.
    pub fn add(&mut self, document: Summary) {
        if document.outcome == OutcomeKind::Coded {
            self.documents.insert(document.file.clone(), document);
        } else {
            self.not_coded(document.file, document.outcome, document.reason);
        }
    }

    /// Notes a file that could not be coded.
    pub fn not_coded(&mut self, file: impl Into<String>, outcome: OutcomeKind, reason: Option<String>) {
        self.not_coded.insert(file.into(), (outcome, reason));
    }

    /// Notes a file that is left out on purpose, with the reason for people; it is not counted even if it was added.
    pub fn exclude(&mut self, file: impl Into<String>, reason: impl Into<String>) {
        self.excluded.insert(file.into(), reason.into());
    }

    /// Counts. A document that came under several files is counted under the first by the alphabet; the rest are
    /// listed as excluded.
    #[must_use]
    pub fn finish(mut self, by: By) -> Tally {
        self.leave_out();
        let documents: Vec<&Summary> = self.documents.values().collect();
        let columns = columns(&documents);
        let mut total = Row { key: "all documents".to_owned(), ..Row::empty(columns.len()) };
        for document in &documents {
            total.count(document, &columns, |_| true);
        }
        let mut tally = Tally {
            by,
            rows: rows(by, &documents, &columns, &total),
            notes: notes(by, &documents),
            columns,
            total,
            base: super::Base::default(),
        };
        let sum = |count: fn(&Summary) -> usize| documents.iter().map(|document| count(document)).sum();
        tally.base.coded = documents.len();
        tally.base.pages = sum(|document| document.pages);
        tally.base.unread_pages = sum(|document| document.unread_pages);
        for document in &documents {
            tally.base.grades.add(&document.grades);
        }
        tally.base.statements = tally.total.statements;
        tally.base.outcomes = tally.total.outcomes;
        tally.base.words = tally.total.words;
        let not_coded = self.not_coded.into_iter();
        tally.base.not_coded = not_coded.map(|(file, (outcome, reason))| NotCoded { outcome, file, reason }).collect();
        tally.base.not_coded.sort();
        tally.base.excluded = self.excluded.into_iter().map(|(file, reason)| Excluded { file, reason }).collect();
        tally
    }

    /// Takes out what is excluded and what comes twice.
    fn leave_out(&mut self) {
        for file in self.excluded.keys() {
            self.documents.remove(file);
            self.not_coded.remove(file);
        }
        let mut first: BTreeMap<DocumentId, String> = BTreeMap::new();
        for (file, document) in &self.documents {
            if let Some(other) = first.get(&document.document) {
                self.excluded.insert(file.clone(), same_bytes(document.document, other));
            } else {
                first.insert(document.document, file.clone());
            }
        }
        self.documents.retain(|file, _| !self.excluded.contains_key(file));
    }
}

/// The codebook's categories, other codes met by the alphabet, and the column for none.
fn columns(documents: &[&Summary]) -> Vec<String> {
    let met: BTreeSet<&str> = documents
        .iter()
        .flat_map(|document| &document.outcomes)
        .flat_map(|outcome| &outcome.categories)
        .map(String::as_str)
        .filter(|code| !CATEGORIES.contains(code))
        .collect();
    CATEGORIES.into_iter().chain(met).chain([UNCLASSIFIED]).map(str::to_owned).collect()
}

fn rows(by: By, documents: &[&Summary], columns: &[String], total: &Row) -> Vec<Row> {
    let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
    let mut count = |key: Key, document: &Summary, which: &dyn Fn(&super::OutcomeSummary) -> bool| {
        let row = rows.entry(key).or_insert_with_key(|key| Row { key: key.shown(), ..Row::empty(columns.len()) });
        row.count(document, columns, which);
        if by == By::Document {
            row.label.clone_from(&document.title);
        }
    };
    for document in documents {
        match by {
            By::Document => count(Key::Name(document.file.clone()), document, &|_| true),
            By::Organisation => count(Key::name(document.organisation.as_deref()), document, &|_| true),
            By::Year => count(document.year.map_or(Key::NotStated, Key::Number), document, &|_| true),
            By::Partnering => {
                let types: BTreeSet<&str> = document.partnering.iter().map(String::as_str).collect();
                if types.is_empty() {
                    count(Key::NotStated, document, &|_| true);
                }
                for code in types {
                    count(Key::name(Some(code)), document, &|_| true);
                }
            }
            By::Category => {
                for (place, code) in (0..).zip(columns) {
                    count(Key::Placed(place, code.clone()), document, &|outcome| has(outcome, code));
                }
            }
            By::Domain => {
                let met: BTreeSet<&str> = document.outcomes.iter().flat_map(domains).collect();
                for code in met {
                    count(Key::name(Some(code)), document, &|outcome| {
                        outcome.domains.iter().any(|found| found == code)
                    });
                }
                if document.outcomes.iter().any(|outcome| outcome.domains.is_empty()) {
                    count(Key::NotStated, document, &|outcome| outcome.domains.is_empty());
                }
            }
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    if matches!(by, By::Category | By::Domain) {
        for row in &mut rows {
            (row.documents, row.statements, row.words) = (total.documents, total.statements, total.words);
        }
    }
    rows
}

fn domains(outcome: &super::OutcomeSummary) -> impl Iterator<Item = &str> {
    outcome.domains.iter().map(String::as_str)
}

/// What a row is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i32),
    Placed(i32, String),
    Name(String),
    NotStated,
}

impl Key {
    fn name(name: Option<&str>) -> Self {
        match name.map(str::trim) {
            None | Some("") => Self::NotStated,
            Some(name) => Self::Name(name.to_owned()),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Placed(_, name) | Self::Name(name) => name.clone(),
            Self::NotStated => NOT_STATED.to_owned(),
        }
    }
}

impl Row {
    fn empty(columns: usize) -> Self {
        Self { cells: vec![Cell::default(); columns], ..Self::default() }
    }

    /// Adds a document and those of its intended outcomes that `which` picks.
    fn count(&mut self, document: &Summary, columns: &[String], which: impl Fn(&super::OutcomeSummary) -> bool) {
        self.documents += 1;
        self.statements += document.statements;
        self.words += document.words;
        self.outcomes += document.outcomes.iter().filter(|outcome| which(outcome)).count();
        for (cell, column) in self.cells.iter_mut().zip(columns) {
            let before = cell.ids.len();
            let behind = document.outcomes.iter().filter(|outcome| which(outcome) && has(outcome, column));
            cell.ids.extend(behind.map(|outcome| outcome.id.clone()));
            cell.documents += usize::from(cell.ids.len() > before);
            cell.statements = cell.ids.len();
        }
    }
}

/// Whether an intended outcome belongs into a column.
fn has(outcome: &super::OutcomeSummary, column: &str) -> bool {
    outcome.categories.iter().any(|code| code == column) || (column == UNCLASSIFIED && outcome.categories.is_empty())
}

fn notes(by: By, documents: &[&Summary]) -> Vec<String> {
    let mut notes = Vec::new();
    if documents.iter().flat_map(|document| &document.outcomes).any(|outcome| outcome.categories.len() > 1) {
        notes
            .push("A statement with several categories counts in each of them and once in its row's total.".to_owned());
    }
    match by {
        By::Partnering => {
            let several = documents.iter().filter(|document| document.partnering.len() > 1).count();
            if several > 0 {
                notes.push(format!(
                    "Documents with several partnering types ({several}) count under each of them, and once in the total."
                ));
            }
        }
        By::Category | By::Domain => {
            notes.push("The base of each row (documents, statements, words) is all coded documents.".to_owned());
        }
        By::Document | By::Organisation | By::Year => {}
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::{By, NOT_STATED, OutcomeKind, Summary, Tallier};
    use crate::model::{DocumentId, PageGrades};
    use crate::tally::{Cell, OutcomeSummary, Tally};

    fn outcome(id: &str, categories: &[&str]) -> OutcomeSummary {
        let owned = |list: &[&str]| list.iter().map(|code| (*code).to_owned()).collect();
        OutcomeSummary { id: id.to_owned(), categories: owned(categories), domains: Vec::new() }
    }

    fn document(
        byte: u8,
        file: &str,
        year: Option<i32>,
        partnering: &[&str],
        outcomes: Vec<OutcomeSummary>,
    ) -> Summary {
        Summary {
            document: DocumentId::from_digest([byte; 32]),
            file: file.to_owned(),
            title: Some(format!("Title of {file}")),
            organisation: Some("A Trust".to_owned()),
            year,
            partnering: partnering.iter().map(|code| (*code).to_owned()).collect(),
            outcome: OutcomeKind::Coded,
            reason: None,
            pages: 3,
            unread_pages: 1,
            grades: PageGrades { good: 2, poor: 1, ..PageGrades::default() },
            words: 500,
            statements: 10,
            outcomes,
        }
    }

    fn tallier() -> Tallier {
        let mut tallier = Tallier::new();
        tallier.add(document(
            2,
            "b.pdf",
            None,
            &["merger", "alliance"],
            vec![outcome("b1", &["quality", "workforce"]), outcome("b2", &[])],
        ));
        tallier.add(document(1, "a.pdf", Some(2019), &["merger"], vec![outcome("a1", &["quality"])]));
        tallier
    }

    fn row<'t>(tally: &'t Tally, key: &str) -> &'t super::Row {
        tally.rows.iter().find(|row| row.key == key).expect(key)
    }

    #[test]
    fn a_statement_counts_in_each_category_and_once_in_the_total() {
        let tally = tallier().finish(By::Document);
        assert_eq!(tally.columns, ["quality", "workforce", "resources", "innovation", "unclassified"]);
        let keys: Vec<_> = tally.rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, ["a.pdf", "b.pdf"]);
        let b = row(&tally, "b.pdf");
        let counts: Vec<_> = b.cells.iter().map(|cell| cell.statements).collect();
        assert_eq!((b.outcomes, counts), (2, vec![1, 1, 0, 0, 1]));
        assert_eq!(b.cells[4].ids, ["b2"]);
        assert_eq!(b.share(&b.cells[0]), Some(0.5));
        assert_eq!(b.per_1000_words(&b.cells[0]), Some(2.0));
        let total = &tally.total.cells[0];
        assert_eq!(*total, Cell { statements: 2, documents: 2, ids: vec!["a1".to_owned(), "b1".to_owned()] });
        assert_eq!((tally.base.coded, tally.base.pages, tally.base.unread_pages), (2, 6, 2));
        assert_eq!(tally.base.grades, PageGrades { good: 4, poor: 2, ..PageGrades::default() });
    }

    #[test]
    fn several_partnering_types_count_under_each_and_once_in_the_total() {
        let tally = tallier().finish(By::Partnering);
        assert_eq!((row(&tally, "merger").documents, row(&tally, "alliance").documents), (2, 1));
        assert_eq!((tally.total.documents, tally.total.outcomes), (2, 3));
        assert!(tally.notes.iter().any(|note| note.contains("several partnering types (1)")));
    }

    #[test]
    fn what_is_not_stated_comes_last() {
        let tally = tallier().finish(By::Year);
        let keys: Vec<_> = tally.rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, ["2019", NOT_STATED]);
    }

    #[test]
    fn categories_are_crossed() {
        let tally = tallier().finish(By::Category);
        let quality = row(&tally, "quality");
        let counts: Vec<_> = quality.cells.iter().map(|cell| cell.statements).collect();
        assert_eq!((quality.outcomes, counts), (2, vec![2, 1, 0, 0, 0]));
        assert_eq!(quality.words, 1000);
    }

    #[test]
    fn what_is_left_out_is_said() {
        let mut tallier = tallier();
        tallier.add(document(1, "copy of a.pdf", Some(2019), &[], vec![outcome("a1", &["quality"])]));
        tallier.add(document(7, "draft.pdf", None, &[], vec![outcome("d1", &["quality"])]));
        tallier.exclude("draft.pdf", "include is no");
        tallier.not_coded("scan.pdf", OutcomeKind::NeedsOcr, Some("pictures".to_owned()));
        let tally = tallier.finish(By::Document);
        assert_eq!(tally.base.coded, 2);
        let excluded: Vec<_> = tally.base.excluded.iter().map(|left| left.file.as_str()).collect();
        assert_eq!(excluded, ["copy of a.pdf", "draft.pdf"]);
        assert_eq!(tally.base.not_coded_by_outcome().collect::<Vec<_>>(), [(OutcomeKind::NeedsOcr, 1)]);
    }

    #[test]
    fn the_order_of_arrival_leaves_no_trace() {
        let mut other = Tallier::new();
        let mut given = tallier().documents;
        while let Some((_, document)) = given.pop_first() {
            other.add(document);
        }
        assert_eq!(other.finish(By::Year), tallier().finish(By::Year));
    }
}
