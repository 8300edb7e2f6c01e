//! The counting itself.

use super::axis::Key;
use super::repeats::{related, repeats};
use super::{
    Base, DECLARED_NONE, Excluded, Expected, NOT_STATED, NotCoded, OutcomeSummary, Related, Row, Summary, Tally,
    TallyCell, TallyDimension, same_bytes,
};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::{DocumentId, ReadStatus};

/// Takes in documents in any order and counts them.
#[derive(Clone, Debug, Default)]
pub struct Tallier {
    /// The codebook's outcome categories, in its order.
    categories: Vec<String>,
    /// By file, so that the order they came in leaves no trace.
    documents: BTreeMap<String, Summary>,
    not_coded: BTreeMap<String, (ReadStatus, Option<String>)>,
    excluded: BTreeMap<String, String>,
    /// Whether duplicate passages are counted again.
    counts_repeats: bool,
}

/// The documents that are counted, each once, without duplicate passages: what any number of tallies are made from.
#[derive(Clone, Debug, Default)]
pub struct CountedPapers {
    /// The codebook's outcome categories, in its order.
    pub(super) categories: Vec<String>,
    /// By file.
    pub(super) documents: BTreeMap<String, Summary>,
    not_coded: Vec<NotCoded>,
    excluded: Vec<Excluded>,
    /// How many outcomes were taken out as duplicate passages.
    dropped: usize,
    /// Papers that share many sentences.
    pub related: Vec<Related>,
    /// Outcomes that are duplicate passages, by id, each with the id of the one that is counted.
    pub repeats: BTreeMap<String, String>,
}

impl Tallier {
    /// Nothing counted yet. Each of `categories`, the codebook's in its order, has a column whether it is met or not;
    /// other codes that are met get columns of their own behind these.
    pub fn new(categories: Vec<String>) -> Self {
        Self { categories, ..Self::default() }
    }

    /// Counts a document; a document of the same file counted earlier is replaced. One that was not coded goes to the
    /// base with its reason.
    pub fn add(&mut self, document: Summary) {
        if document.outcome == ReadStatus::Coded {
            self.documents.insert(document.file.clone(), document);
        } else {
            self.not_coded(document.file, document.outcome, document.reason);
        }
    }

    /// Notes a file that could not be coded.
    pub fn not_coded(&mut self, file: impl Into<String>, outcome: ReadStatus, reason: Option<String>) {
        self.not_coded.insert(file.into(), (outcome, reason));
    }

    /// Notes a file that is left out on purpose, with the reason for people; it is not counted even if it was added.
    pub fn exclude(&mut self, file: impl Into<String>, reason: impl Into<String>) {
        self.excluded.insert(file.into(), reason.into());
    }

    /// Counts duplicate passages again.
    pub fn count_repeats(&mut self) {
        self.counts_repeats = true;
    }

    /// Looks for documents that come twice and for duplicate passages, and takes both out. A document that came under
    /// several files is counted under the first by the alphabet; the rest are listed as excluded.
    pub fn deduplicate(mut self) -> CountedPapers {
        self.leave_out();
        let documents: Vec<&Summary> = self.documents.values().collect();
        let related = related(&documents);
        let repeats = repeats(&documents, &related);
        let mut dropped = 0;
        if !self.counts_repeats {
            for document in self.documents.values_mut() {
                document.outcomes.retain(|outcome| !repeats.contains_key(&outcome.id));
            }
            dropped = repeats.len();
        }
        let mut not_coded: Vec<NotCoded> =
            self.not_coded.into_iter().map(|(file, (outcome, reason))| NotCoded { outcome, file, reason }).collect();
        not_coded.sort();
        let excluded = self.excluded.into_iter().map(|(file, reason)| Excluded { file, reason }).collect();
        CountedPapers {
            categories: self.categories,
            documents: self.documents,
            not_coded,
            excluded,
            dropped,
            related,
            repeats,
        }
    }

    /// Counts: one tally.
    pub fn finish(self, by: TallyDimension, across: TallyDimension) -> Tally {
        self.deduplicate().tally(by, across)
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

impl CountedPapers {
    /// Counts.
    pub fn tally(&self, by: TallyDimension, across: TallyDimension) -> Tally {
        let documents: Vec<&Summary> = self.documents.values().collect();
        let columns = self.columns(&documents, across);
        let mut total = Counter::new("all documents".to_owned(), columns.len());
        let mut rows: BTreeMap<Key, Counter> = BTreeMap::new();
        for key in by.always(&self.categories) {
            rows.entry(key).or_insert_with_key(|key| Counter::new(key.shown(), columns.len()));
        }
        // The rows that the document at hand has outcomes in: of as many rows as documents they are one.
        let mut met: Vec<Key> = Vec::new();
        for document in &documents {
            for key in by.of_document(document) {
                let row = rows.entry(key).or_insert_with_key(|key| Counter::new(key.shown(), columns.len()));
                row.add_base(document);
                if by == TallyDimension::Document {
                    row.row.label.clone_from(&document.title);
                }
            }
            total.add_base(document);
            for outcome in &document.outcomes {
                let across = across.of_outcome(&self.categories, document, outcome);
                let across: Vec<usize> = across.iter().filter_map(|key| columns.binary_search(key).ok()).collect();
                for key in by.of_outcome(&self.categories, document, outcome) {
                    let row =
                        rows.entry(key.clone()).or_insert_with_key(|key| Counter::new(key.shown(), columns.len()));
                    if row.outcomes == 0 {
                        met.push(key);
                    }
                    row.add_outcome(outcome, &across);
                }
                total.add_outcome(outcome, &across);
            }
            for key in met.drain(..) {
                rows.entry(key).and_modify(Counter::end_document);
            }
            total.end_document();
        }
        let mut rows: Vec<Row> = rows.into_values().map(|counter| counter.row).collect();
        let total = total.row;
        if by.is_of_statement() {
            for row in &mut rows {
                (row.documents, row.statements, row.words) = (total.documents, total.statements, total.words);
                // Records say nothing of the codes that other statements would have.
                row.expected = None;
            }
        }
        let mut base = base(&documents, &total);
        base.repeats = self.dropped;
        base.not_coded.clone_from(&self.not_coded);
        base.excluded.clone_from(&self.excluded);
        let notes = notes(by, across, &documents);
        let columns = columns.iter().map(Key::shown).collect();
        Tally { by, across, columns, rows, total, base, notes }
    }
    /// The columns that there are always, and those that are met.
    pub(super) fn columns(&self, documents: &[&Summary], across: TallyDimension) -> Vec<Key> {
        let mut columns: BTreeSet<Key> = across.always(&self.categories).into_iter().collect();
        for document in documents {
            columns.extend(across.of_document(document));
            let outcomes = document.outcomes.iter();
            columns.extend(outcomes.flat_map(|outcome| across.of_outcome(&self.categories, document, outcome)));
        }
        columns.into_iter().collect()
    }
}

/// A row that is being counted.
struct Counter {
    row: Row,
    /// Of the document at hand: intended outcomes in the row, and in each cell.
    outcomes: usize,
    cells: Vec<usize>,
}

impl Counter {
    fn new(key: String, columns: usize) -> Self {
        let expected = Some(Expected::default());
        let row = Row { key, expected, cells: vec![TallyCell::default(); columns], ..Row::default() };
        Self { row, outcomes: 0, cells: vec![0; columns] }
    }

    fn add_base(&mut self, document: &Summary) {
        self.row.documents += 1;
        self.row.statements += document.statements;
        self.row.words += document.words;
        self.row.expected = self.row.expected.zip(document.expected()).map(|(sum, its)| sum.plus(its));
    }

    fn add_outcome(&mut self, outcome: &OutcomeSummary, across: &[usize]) {
        self.outcomes += 1;
        for place in across {
            if let (Some(cell), Some(count)) = (self.row.cells.get_mut(*place), self.cells.get_mut(*place)) {
                cell.ids.push(outcome.id.clone());
                *count += 1;
            }
        }
    }

    /// Every document has one vote, shared out among the cells.
    fn end_document(&mut self) {
        if self.outcomes == 0 {
            return;
        }
        self.row.outcomes += self.outcomes;
        self.row.documents_with_outcomes += 1;
        for (cell, count) in self.row.cells.iter_mut().zip(&mut self.cells) {
            cell.statements += *count;
            cell.documents += usize::from(*count > 0);
            cell.document_shares += *count as f64 / self.outcomes as f64;
            *count = 0;
        }
        self.outcomes = 0;
    }
}

/// What the numbers rest on, as far as documents tell.
fn base(documents: &[&Summary], total: &Row) -> Base {
    let sum = |count: fn(&Summary) -> usize| documents.iter().map(|document| count(document)).sum();
    let mut base = Base {
        coded: documents.len(),
        pages: sum(|document| document.pages),
        unread_pages: sum(|document| document.unread_pages),
        statements: total.statements,
        decided: sum(|document| document.decided),
        outcomes: total.outcomes,
        decided_outcomes: sum(|document| document.outcomes.iter().filter(|outcome| outcome.decided).count()),
        expected: total.expected,
        unclassified: sum(|document| document.outcomes.iter().filter(|outcome| outcome.categories.is_empty()).count()),
        words: total.words,
        ..Base::default()
    };
    for document in documents {
        base.grades.add(&document.grades);
    }
    base
}

fn notes(by: TallyDimension, across: TallyDimension, documents: &[&Summary]) -> Vec<String> {
    let mut notes = Vec::new();
    let outcomes = || documents.iter().flat_map(|document| &document.outcomes);
    let several = |of: fn(&OutcomeSummary) -> &Vec<String>| outcomes().any(|outcome| of(outcome).len() > 1);
    for (dimension, thing, holds) in [
        (TallyDimension::Category, "categories", several(|outcome| &outcome.categories)),
        (TallyDimension::Domain, "domains", several(|outcome| &outcome.domains)),
        (TallyDimension::Context, "contextual factors", several(|outcome| &outcome.context)),
    ] {
        if holds && (by == dimension || across == dimension) {
            notes.push(format!("A statement with several {thing} counts in each of them and once in its row's total."));
        }
    }
    for (dimension, thing, count) in [
        (TallyDimension::Organisation, "organisations", count_of(documents, |document| &document.organisations)),
        (TallyDimension::Partnering, "partnering types", count_of(documents, |document| &document.partnering)),
        (TallyDimension::EntryPoint, "entry points", count_of(documents, |document| &document.entry_points)),
    ] {
        if count > 0 && (by == dimension || across == dimension) {
            notes.push(format!(
                "Documents with several {thing} ({count}) count under each of them, and once in the total."
            ));
        }
    }
    let declared = documents.iter().filter(|document| document.no_partnering).count();
    if declared > 0 && (by == TallyDimension::Partnering || across == TallyDimension::Partnering) {
        notes.push(format!(
            "{DECLARED_NONE}: declared in the metadata table to be about no partnering type ({declared}); {NOT_STATED}: no \
             type was declared or found."
        ));
    }
    if by.is_of_statement() {
        notes.push("The base of each row (documents, statements, words) is all coded documents.".to_owned());
    }
    notes
}

/// How many documents have several.
fn count_of(documents: &[&Summary], of: fn(&Summary) -> &Vec<String>) -> usize {
    documents.iter().filter(|document| of(document).len() > 1).count()
}

#[cfg(test)]
mod tests {
    use super::{CountedPapers, ReadStatus, Summary, Tallier, TallyDimension};
    use crate::tally::{DECLARED_NONE, Expected, NOT_STATED, OutcomeSummary, PaperOverlap, Tally, TallyCell};
    use stratmine_model::{DocumentId, PageGrades};

    fn categories() -> Vec<String> {
        ["quality", "workforce", "resources", "innovation"].map(str::to_owned).to_vec()
    }

    fn outcome(id: &str, categories: &[&str]) -> OutcomeSummary {
        let owned = |list: &[&str]| list.iter().map(|code| (*code).to_owned()).collect();
        OutcomeSummary { id: id.to_owned(), categories: owned(categories), ..OutcomeSummary::default() }
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
            organisations: vec!["A Trust".to_owned()],
            year,
            partnering: partnering.iter().map(|code| (*code).to_owned()).collect(),
            no_partnering: false,
            rank: (!partnering.is_empty()).then_some(10),
            types: crate::tally::TypeStrength::default(),
            dalton: None,
            entry_points: Vec::new(),
            outcome: ReadStatus::Coded,
            reason: None,
            pages: 3,
            unread_pages: 1,
            grades: PageGrades { good: 2, poor: 1, ..PageGrades::default() },
            words: 500,
            statements: 10,
            decided: 0,
            outcomes,
            expected_among_others: None,
            sentences: Vec::new(),
        }
    }

    fn tallier() -> Tallier {
        let mut tallier = Tallier::new(categories());
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
        let tally = tallier().finish(TallyDimension::Document, TallyDimension::Category);
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
        let ids = vec!["a1".to_owned(), "b1".to_owned()];
        assert_eq!(*total, TallyCell { statements: 2, documents: 2, document_shares: 1.5, ids });
        assert_eq!(tally.total.vote(total), Some(0.75));
        assert_eq!((tally.base.coded, tally.base.pages, tally.base.unread_pages), (2, 6, 2));
        assert_eq!(tally.base.grades, PageGrades { good: 4, poor: 2, ..PageGrades::default() });
    }

    #[test]
    fn several_partnering_types_count_under_each_and_once_in_the_total() {
        let tally = tallier().finish(TallyDimension::Partnering, TallyDimension::Category);
        assert_eq!((row(&tally, "merger").documents, row(&tally, "alliance").documents), (2, 1));
        assert_eq!((tally.total.documents, tally.total.outcomes), (2, 3));
        assert!(tally.notes.iter().any(|note| note.contains("several partnering types (1)")));
    }

    #[test]
    fn organisations_count_one_by_one_and_a_declared_none_is_not_unknown() {
        let mut tallier = tallier();
        let mut joint = document(3, "c.pdf", None, &[], vec![outcome("c1", &["quality"])]);
        joint.organisations = vec!["B Trust".to_owned(), "A Trust".to_owned()];
        joint.no_partnering = true;
        tallier.add(joint);
        tallier.add(document(4, "d.pdf", None, &[], vec![outcome("d1", &["quality"])]));
        let tally = tallier.clone().finish(TallyDimension::Organisation, TallyDimension::Category);
        let keys: Vec<_> = tally.rows.iter().map(|row| (row.key.as_str(), row.documents)).collect();
        assert_eq!((keys, tally.total.documents), (vec![("A Trust", 4), ("B Trust", 1)], 4));
        assert!(tally.notes.iter().any(|note| note.contains("several organisations (1)")));
        let tally = tallier.clone().finish(TallyDimension::Partnering, TallyDimension::Category);
        let keys: Vec<_> = tally.rows.iter().map(|row| (row.key.as_str(), row.documents)).collect();
        assert_eq!(keys, [("alliance", 1), ("merger", 2), (DECLARED_NONE, 1), (NOT_STATED, 1)]);
        // Neither is a group that a test could compare.
        let crosstab = tallier.deduplicate().crosstab(TallyDimension::Partnering, TallyDimension::Category);
        assert_eq!((crosstab.rows, crosstab.none), (vec!["merger".to_owned()], 2));
    }

    #[test]
    fn what_is_not_stated_comes_last() {
        let tally = tallier().finish(TallyDimension::Year, TallyDimension::Category);
        let keys: Vec<_> = tally.rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, ["2019", NOT_STATED]);
    }

    #[test]
    fn what_is_expected_leaves_out_repeats_and_is_certain_where_people_decided() {
        let likely = |id: &str, decided: bool| OutcomeSummary {
            decided,
            probability: Some(0.5),
            key: id.ends_with("again").then_some(7),
            ..outcome(id, &["quality"])
        };
        let outcomes =
            vec![likely("a1", true), likely("a2", false), likely("a3 again", false), likely("a4 again", false)];
        let mut one = document(1, "a.pdf", Some(2019), &["merger", "alliance"], outcomes);
        let mut others = Expected::default();
        others.add(0.25);
        (one.expected_among_others, one.decided) = (Some(others), 2);
        let mut tallier = Tallier::new(categories());
        tallier.add(one);
        let tally = tallier.clone().finish(TallyDimension::Partnering, TallyDimension::Category);
        // Decided, likely, said twice and counted once, and one that is not named.
        let expected = |row: &super::Row| row.expected.map(Expected::number);
        assert_eq!(expected(&tally.total), Some(1.0 + 0.5 + 0.5 + 0.25));
        assert_eq!((expected(row(&tally, "merger")), expected(row(&tally, "alliance"))), (Some(2.25), Some(2.25)));
        assert_eq!((tally.base.decided, tally.base.decided_outcomes, tally.base.outcomes), (2, 1, 3));
        assert_eq!(tally.base.expected, tally.total.expected);
        let of_statements = tallier.clone().finish(TallyDimension::Category, TallyDimension::Year);
        assert_eq!(expected(row(&of_statements, "quality")), None);
        // One record without probabilities, and nothing can be said of all.
        tallier.add(document(2, "b.pdf", None, &[], vec![outcome("b1", &[])]));
        let tally = tallier.finish(TallyDimension::Document, TallyDimension::Category);
        assert_eq!((expected(row(&tally, "a.pdf")), expected(row(&tally, "b.pdf"))), (Some(2.25), None));
        assert_eq!(tally.base.expected, None);
    }

    #[test]
    fn categories_are_crossed() {
        let tally = tallier().finish(TallyDimension::Category, TallyDimension::Category);
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
        tallier.not_coded("scan.pdf", ReadStatus::NeedsOcr, Some("pictures".to_owned()));
        let tally = tallier.finish(TallyDimension::Document, TallyDimension::Category);
        assert_eq!(tally.base.coded, 2);
        let excluded: Vec<_> = tally.base.excluded.iter().map(|left| left.file.as_str()).collect();
        assert_eq!(excluded, ["copy of a.pdf", "draft.pdf"]);
        assert_eq!(tally.base.not_coded_by_outcome().collect::<Vec<_>>(), [(ReadStatus::NeedsOcr, 1)]);
    }

    #[test]
    fn any_two_can_be_crossed() {
        let mut tallier = tallier();
        let mut third = document(3, "c.pdf", Some(2019), &["alliance"], vec![outcome("c1", &["workforce"])]);
        third.rank = Some(4);
        third.outcomes[0].domains = vec!["culture".to_owned(), "workforce".to_owned()];
        third.entry_points = vec!["mandated".to_owned()];
        tallier.add(third);
        let crossed = tallier.clone().finish(TallyDimension::Domain, TallyDimension::Rank);
        assert_eq!(crossed.columns, ["4", "10"]);
        let culture = row(&crossed, "culture");
        assert_eq!(culture.cells.iter().map(|cell| cell.statements).collect::<Vec<_>>(), [1, 0]);
        assert_eq!((culture.outcomes, culture.documents), (1, 3));
        let by_entry = tallier.finish(TallyDimension::EntryPoint, TallyDimension::Year);
        assert_eq!(by_entry.columns, ["2019", NOT_STATED]);
        assert_eq!(row(&by_entry, NOT_STATED).cells.iter().map(|cell| cell.statements).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn what_is_said_again_is_counted_once_in_one_paper_and_in_related_ones() {
        let mut long =
            document(1, "long.pdf", None, &[], vec![outcome("l1", &["quality"]), outcome("l2", &["quality"])]);
        let mut short = document(2, "short.pdf", None, &[], vec![outcome("s1", &["quality"]), outcome("s2", &[])]);
        let mut other = document(3, "other.pdf", None, &[], vec![outcome("o1", &["quality"])]);
        (long.sentences, short.sentences, other.sentences) = ((0..40).collect(), (0..12).collect(), (90..99).collect());
        short.statements = 5;
        for outcomes in [&mut long.outcomes, &mut other.outcomes] {
            for outcome in outcomes.iter_mut() {
                outcome.key = Some(7);
            }
        }
        short.outcomes[0].key = Some(7);
        let mut tallier = Tallier::new(categories());
        for document in [long, short, other] {
            tallier.add(document);
        }
        let CountedPapers { related, repeats, .. } = tallier.clone().deduplicate();
        assert_eq!(related.len(), 1);
        let pair = &related[0];
        assert_eq!((pair.file.as_str(), pair.other.as_str()), ("long.pdf", "short.pdf"));
        assert_eq!((pair.overlap, pair.shared, pair.of_other), (PaperOverlap::Part, 12, 1.0));
        let repeats: Vec<_> = repeats.iter().map(|(id, first)| (id.as_str(), first.as_str())).collect();
        assert_eq!(repeats, [("l2", "l1"), ("s1", "l1")]);
        let tally = tallier.clone().finish(TallyDimension::Document, TallyDimension::Category);
        assert_eq!((tally.base.outcomes, tally.base.repeats), (3, 2));
        tallier.count_repeats();
        let tally = tallier.finish(TallyDimension::Document, TallyDimension::Category);
        assert_eq!((tally.base.outcomes, tally.base.repeats), (5, 0));
    }

    #[test]
    fn the_order_of_arrival_leaves_no_trace() {
        let mut other = Tallier::new(categories());
        let mut given = tallier().documents;
        while let Some((_, document)) = given.pop_first() {
            other.add(document);
        }
        assert_eq!(
            other.finish(TallyDimension::Year, TallyDimension::Category),
            tallier().finish(TallyDimension::Year, TallyDimension::Category)
        );
    }
}
