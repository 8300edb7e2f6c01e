//! A tally as tables.

use super::table::{Cell, Column, ColumnRole, Table, json_text};
use serde_json::{Value, json};
use stratmine_analysis::statistics::wilson;
use stratmine_analysis::tally::{self, Base, Expected, Row, Tally, TallyDimension};

/// What the cells of a tally for people hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Measured {
    /// Intended outcomes
    #[default]
    Statements,
    /// Documents with at least one
    Documents,
    /// The part of the row's intended outcomes
    Share,
    /// Intended outcomes in a thousand words
    #[cfg_attr(feature = "clap", value(name = "per-1000-words"))]
    Per1000Words,
    /// The mean of documents' shares: one document, one vote
    Vote,
}

impl Measured {
    /// What stands above a table of it.
    const fn title(self) -> &'static str {
        match self {
            Self::Statements => Tally::UNIT,
            Self::Documents => "documents with intended outcomes",
            Self::Share => "share of the row's intended outcomes",
            Self::Per1000Words => "intended outcomes (statements) per 1,000 words",
            Self::Vote => "mean share of a document's intended outcomes (one document, one vote)",
        }
    }

    fn of(self, row: &Row, cell: &tally::TallyCell) -> Cell {
        match self {
            Self::Statements => cell.statements.into(),
            Self::Documents => cell.documents.into(),
            Self::Share => row.share(cell).map(per_cent).into(),
            Self::Per1000Words => Cell::number(row.per_1000_words(cell), 2),
            Self::Vote => row.vote(cell).map(per_cent).into(),
        }
    }
}

/// What a tally for people shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TallyView {
    /// What its cells hold.
    pub measured: Measured,
    /// Whether it says beside the count of outcomes how many are expected.
    pub expected: bool,
}

/// The expected number with its 95 % interval, for people: `161 (149–173)`.
pub fn expected_text(expected: Expected) -> String {
    let (from, to) = expected.interval();
    format!("{:.0} ({from:.0}–{to:.0})", expected.number())
}

/// A share in whole per cent.
fn per_cent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// The tally for people: one line a row.
///
/// | column | what it holds |
/// |---|---|
/// | *what the rows go by* | file, organisation, year, partnering type or code |
/// | `documents` | coded documents behind the row (left out where each row is one) |
/// | `outcomes` | intended outcomes, each counted once |
/// | `expected` | where [`TallyView::expected`]: how many are expected, with the 95 % interval |
/// | *each column* | what is [`Measured`] of the intended outcomes with that category, or whatever the columns go by |
/// | `per 1,000 words` | intended outcomes in a thousand words of the row's documents |
///
/// A line sums up all documents; below counts of outcomes another gives each column's part of all intended outcomes.
pub fn tally_wide(tally: &Tally, view: TallyView) -> Table {
    let measured = view.measured;
    // Of rows that single statements tell, the documents are the base: all of them, in each row.
    let counts_documents = tally.by != TallyDimension::Document && !tally.by.is_of_statement();
    let role = if tally.by == TallyDimension::Document { ColumnRole::Name } else { ColumnRole::Text };
    let number = |name: String| Column::named(ColumnRole::Number, name);
    let mut columns = vec![Column::named(role, tally.by.as_str())];
    columns.extend(counts_documents.then(|| number(breakable("documents"))));
    columns.push(number(breakable("outcomes")));
    columns.extend(view.expected.then(|| number(breakable("expected"))));
    columns.extend(tally.columns.iter().map(|column| number(breakable(column))));
    columns.push(Column::number("per 1,000 words"));
    let mut table = Table::new(columns);
    let across = if tally.across == TallyDimension::Category {
        String::new()
    } else {
        format!(" and {}", tally.across.as_str())
    };
    table.title = Some(format!("{} by {}{across}", measured.title(), tally.by.as_str()));
    for row in tally.rows.iter().chain([&tally.total]) {
        let mut cells = vec![Cell::from(row.key.clone())];
        cells.extend(counts_documents.then(|| Cell::from(row.documents)));
        cells.push(row.outcomes.into());
        cells.extend(view.expected.then(|| row.expected.map_or(Cell::Undefined, |found| expected_text(found).into())));
        cells.extend(row.cells.iter().map(|cell| measured.of(row, cell)));
        let density = (row.words > 0).then(|| row.outcomes as f64 * 1000.0 / row.words as f64);
        cells.push(Cell::number(density, 2));
        table.push(cells);
    }
    // Below counts of outcomes; below other figures it would say the same again, or mix two kinds of figures.
    if measured == Measured::Statements {
        let shares = tally.total.cells.iter().map(|cell| tally.total.share(cell).map(per_cent).into());
        let mut last = vec![Cell::from("share of all outcomes")];
        last.resize(2 + usize::from(counts_documents) + usize::from(view.expected), Cell::Empty);
        last.extend(shares);
        table.push(last);
    }
    table.notes.extend(base_lines(tally));
    table
}

/// What a tally rests on, in lines for people.
pub fn base_lines(tally: &Tally) -> Vec<String> {
    let mut lines = vec![base_sentence(&tally.base)];
    if tally.base.grades.pages() > 0 {
        lines.push(format!("Pages, by how well they were read: {}.", tally.base.grades));
    }
    lines.extend(tally.notes.iter().cloned());
    lines
}

/// A long word with the place where a narrow table may break it: the one nearest to its middle at which a consonant with a
/// vowel behind it begins the rest.
fn breakable(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let vowel = |letter: &char| "aeiouy".contains(*letter);
    let may_break = |(place, pair): (usize, &[char])| match pair {
        [consonant, behind] if !vowel(consonant) && vowel(behind) => Some(place),
        _ => None,
    };
    // The rest has four letters or more.
    let places = letters.windows(2).enumerate().filter_map(may_break);
    let places = places.filter(|place| *place >= 2 && place + 4 <= letters.len());
    let middle = places.min_by_key(|place| ((2 * place).abs_diff(letters.len()), usize::MAX - place));
    match middle {
        Some(place) if letters.len() >= LONG_WORD && letters.iter().all(char::is_ascii_lowercase) => {
            let (start, end) = letters.split_at(place);
            start.iter().chain(['\u{ad}'].iter()).chain(end).collect()
        }
        _ => name.to_owned(),
    }
}

/// Fewest letters of a word that a narrow table breaks.
const LONG_WORD: usize = 8;

/// The tally for machines: one record a row and category.
///
/// What each column holds is said in its [`Column::meaning`].
pub fn tally_long(tally: &Tally) -> Table {
    type Counted<'t> = (&'static str, &'t Row, &'t String, &'t tally::TallyCell);
    let rows = tally.rows.iter().map(|row| (tally.by.as_str(), row)).chain([("total", &tally.total)]);
    let cells = rows
        .flat_map(|(by, row)| tally.columns.iter().zip(&row.cells).map(move |(column, cell)| (by, row, column, cell)));
    let interval =
        |row: &Row, cell: &tally::TallyCell| wilson(cell.documents as f64, row.documents_with_outcomes as f64);
    let across = Column::named(ColumnRole::Text, tally.across.as_str());
    Table::of(cells)
        .text("by", |(by, ..): &Counted<'_>| (*by).into())
        .meaning("what the rows go by; total for all documents")
        .text("row", |(_, row, ..)| (&row.key).into())
        .meaning("the document, organisation, year, partnering type …")
        .text("label", |(_, row, ..)| (&row.label).into())
        .meaning("a name for people where the row is a file: the paper's title")
        .column(across, |(_, _, column, _)| (*column).into())
        .meaning("the category, or unclassified")
        .number("statements", |(.., cell)| cell.statements.into())
        .meaning("intended outcomes of the row with the category")
        .number("documents", |(.., cell)| cell.documents.into())
        .meaning("documents with at least one of them")
        .number("share", |(_, row, _, cell)| Cell::number(row.share(cell), 4))
        .meaning("statements as a part of row_outcomes, 0 to 1")
        .number("per_1000_words", |(_, row, _, cell)| Cell::number(row.per_1000_words(cell), 4))
        .meaning("statements in a thousand of row_words")
        .number("vote", |(_, row, _, cell)| Cell::number(row.vote(cell), 4))
        .meaning("mean over documents of the part of each one's intended outcomes: one document, one vote")
        .number("document_share", |(_, row, _, cell)| {
            Cell::number(
                (row.documents_with_outcomes > 0).then(|| cell.documents as f64 / row.documents_with_outcomes as f64),
                4,
            )
        })
        .meaning("the part of the row's documents with intended outcomes that have the category")
        .number("from", |(_, row, _, cell)| Cell::number(interval(row, cell).map(|(low, _)| low), 4))
        .meaning("lower end of its 95 % interval (Wilson 1927)")
        .number("to", |(_, row, _, cell)| Cell::number(interval(row, cell).map(|(_, high)| high), 4))
        .meaning("upper end")
        .number("row_outcomes", |(_, row, ..)| row.outcomes.into())
        .meaning("intended outcomes of the row, each counted once")
        .number("row_statements", |(_, row, ..)| row.statements.into())
        .meaning("all statements of these documents, intended outcomes or not")
        .number("row_documents", |(_, row, ..)| row.documents.into())
        .meaning("coded documents behind the row")
        .number("row_words", |(_, row, ..)| row.words.into())
        .meaning("words of their pages")
        .number("row_expected", |(_, row, ..)| Cell::number(row.expected.map(Expected::number), 2))
        .meaning("intended outcomes expected among all statements of these documents, by their probabilities")
        .number("row_expected_from", |(_, row, ..)| Cell::number(row.expected.map(|it| it.interval().0), 2))
        .meaning("lower end of the 95 % interval of row_expected")
        .number("row_expected_to", |(_, row, ..)| Cell::number(row.expected.map(|it| it.interval().1), 2))
        .meaning("upper end of the interval of row_expected")
        .text("statement_ids", |(.., cell)| (&cell.ids).into())
        .meaning("the statements counted")
        .text("open", |(by, row, column, cell)| {
            let row = if *by == "total" { "all" } else { &row.key };
            (cell.statements > 0).then(|| open_cell(tally, row, column)).into()
        })
        .meaning("the command that shows these statements")
        .table()
}

/// The command that opens a cell; a row `all` stands for any.
pub fn open_cell(tally: &Tally, row: &str, column: &str) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace(['"', '`', '$', '\\'], ""));
    format!(
        "stratmine tally cell --by {} --across {} {} {}",
        tally.by.as_str(),
        tally.across.as_str(),
        quoted(row),
        quoted(column)
    )
}

/// The tally as one JSON object: `unit`, `by`, `columns`, `base`, `notes`, and `cells` as in [`tally_long`].
pub fn tally_json(tally: &Tally) -> String {
    let base = &tally.base;
    let not_coded: Vec<Value> = base
        .not_coded
        .iter()
        .map(|file| json!({"file": file.file, "outcome": file.outcome, "reason": file.reason}))
        .collect();
    let excluded: Vec<Value> =
        base.excluded.iter().map(|file| json!({"file": file.file, "reason": file.reason})).collect();
    json_text(&json!({
        "unit": Tally::UNIT,
        "by": tally.by.as_str(),
        "across": tally.across.as_str(),
        "columns": tally.columns,
        "base": {
            "coded": base.coded, "pages": base.pages, "unread_pages": base.unread_pages,
            "page_grades": base.grades, "statements": base.statements, "decided": base.decided, "outcomes": base.outcomes,
            "decided_outcomes": base.decided_outcomes, "expected": base.expected.map(expected_json),
            "repeats": base.repeats, "unclassified": base.unclassified, "words": base.words,
            "not_coded": not_coded, "excluded": excluded,
        },
        "notes": tally.notes,
        "cells": tally_long(tally).records(),
    }))
}

fn expected_json(expected: Expected) -> Value {
    let (from, to) = expected.interval();
    let [outcomes, from, to] = [expected.number(), from, to].map(|number| (number * 100.0).round() / 100.0);
    json!({"outcomes": outcomes, "from": from, "to": to})
}

/// What the numbers rest on, in a sentence or three.
fn base_sentence(base: &Base) -> String {
    let counted = |count: usize, noun: &str| format!("{count} {}", plural(count, noun));
    let unread =
        if base.unread_pages > 0 { format!(" ({} could not be read)", base.unread_pages) } else { String::new() };
    let mut sentences = vec![format!(
        "Base: {}, {}{unread}, {}, {} of them intended {}.",
        counted(base.coded, "coded document"),
        counted(base.pages, "page"),
        counted(base.statements, "statement"),
        base.outcomes,
        plural(base.outcomes, "outcome")
    )];
    sentences.push(match (base.decided, base.decided_outcomes) {
        (0, _) => "Nobody decided on any of the codes counted.".to_owned(),
        (decided, outcomes) => format!(
            "People decided on {decided} of the statements, {outcomes} of them outcomes; what they decided is counted."
        ),
    });
    if let Some(expected) = base.expected {
        let (from, to) = expected.interval();
        sentences.push(format!(
            "Expected outcomes, if the probabilities are right: {:.0} (95 % interval {from:.0} to {to:.0}).",
            expected.number()
        ));
    }
    if base.repeats > 0 {
        sentences.push(format!(
            "{} more said again, in the same paper or a related one: counted once.",
            counted(base.repeats, "intended outcome")
        ));
    }
    let reasons: Vec<String> =
        base.not_coded_by_outcome().map(|(outcome, count)| format!("{count} {outcome}")).collect();
    if !reasons.is_empty() {
        sentences.push(format!("Not coded: {}.", reasons.join(", ")));
    }
    if !base.excluded.is_empty() {
        sentences.push(format!("Left out: {}.", base.excluded.len()));
    }
    sentences.join(" ")
}

pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}

#[cfg(test)]
mod tests {
    use super::{Measured, TallyView, breakable, tally_json, tally_long, tally_wide};
    use stratmine_analysis::tally::{Expected, OutcomeSummary, Summary, Tallier, Tally, TallyDimension};
    use stratmine_model::{DocumentId, PageGrades, ReadStatus};

    fn view(measured: Measured) -> TallyView {
        TallyView { measured, expected: false }
    }

    fn tally() -> Tally {
        let mut others = Expected::default();
        others.add(0.5);
        others.add(0.5);
        let mut tallier = Tallier::new(["quality", "workforce", "resources", "innovation"].map(str::to_owned).to_vec());
        tallier.add(Summary {
            document: DocumentId::from_digest([1; 32]),
            file: "a.pdf".to_owned(),
            title: Some("=Plan".to_owned()),
            organisations: Vec::new(),
            year: Some(2019),
            partnering: Vec::new(),
            no_partnering: false,
            rank: None,
            types: stratmine_analysis::tally::TypeStrength::default(),
            dalton: None,
            entry_points: Vec::new(),
            outcome: ReadStatus::Coded,
            reason: None,
            pages: 2_701,
            unread_pages: 1,
            grades: PageGrades { good: 2_700, ocr: 1, ..PageGrades::default() },
            words: 400,
            statements: 4,
            decided: 1,
            outcomes: vec![
                OutcomeSummary {
                    id: "x.p1.s1".into(),
                    categories: vec!["quality".into()],
                    decided: true,
                    ..OutcomeSummary::default()
                },
                OutcomeSummary { id: "x.p1.s2".into(), probability: Some(0.5), ..OutcomeSummary::default() },
            ],
            expected_among_others: Some(others),
            sentences: Vec::new(),
        });
        tallier.not_coded("s.pdf", ReadStatus::NeedsOcr, Some("pictures".to_owned()));
        tallier.finish(TallyDimension::Document, TallyDimension::Category)
    }

    #[test]
    fn long_words_break_in_the_middle_of_a_narrow_table() {
        let broken = ["workforce", "resources", "innovation", "unclassified", "documents", "outcomes", "environment"];
        let broken = broken.map(|word| breakable(word).replace('\u{ad}', "-"));
        let expected =
            ["work-force", "re-sources", "innova-tion", "unclas-sified", "docu-ments", "out-comes", "environ-ment"];
        assert_eq!(broken, expected);
        assert_eq!(["quality", "joint_committee", "2019"].map(breakable), ["quality", "joint_committee", "2019"]);
    }

    #[test]
    fn people_get_unit_and_base_with_the_numbers() {
        let text = tally_wide(&tally(), TallyView::default()).to_text(None);
        assert!(text.starts_with("intended outcomes (statements) by document\n"), "{text}");
        assert!(text.contains("50%") && text.contains("5.00"), "{text}");
        assert!(text.contains(" unclassified "), "{text}");
        let narrow = tally_wide(&tally(), TallyView::default()).to_text(Some(80));
        assert!(narrow.lines().take(5).all(|line| line.chars().count() <= 80), "{narrow}");
        assert!(
            text.contains("Base: 1 coded document, 2701 pages (1 could not be read), 4 statements, 2 of them intended")
        );
        assert!(text.contains("Not coded: 1 needs_ocr."), "{text}");
        assert!(text.contains("People decided on 1 of the statements, 1 of them outcomes;"), "{text}");
        assert!(
            text.contains("Expected outcomes, if the probabilities are right: 2 (95 % interval 1 to 4)."),
            "{text}"
        );
        assert!(text.contains("Pages, by how well they were read: 2700 good, 1 read by OCR.\n"), "{text}");
    }

    #[test]
    fn what_is_expected_stands_beside_the_count_where_asked_for() {
        let shown = |expected: bool, width: Option<u16>| {
            let view = TallyView { measured: Measured::Statements, expected };
            tally_wide(&tally(), view).to_text(width)
        };
        assert!(
            shown(true, None).contains(" 2 (1–4) ") && !shown(false, None).contains("1–4"),
            "{}",
            shown(true, None)
        );
        let narrow = shown(true, Some(80));
        let mut table = narrow.lines().take_while(|line| !line.starts_with("Base"));
        assert!(table.all(|line| line.chars().count() <= 80), "{narrow}");
        let json: serde_json::Value = serde_json::from_str(&tally_json(&tally())).unwrap();
        // One is decided, three are as likely as not: 2.5 ± 1.96 · √¾, and never below the one.
        assert_eq!(json["base"]["expected"], serde_json::json!({"outcomes": 2.5, "from": 1.0, "to": 4.2}));
        assert_eq!((&json["base"]["decided_outcomes"], &json["cells"][0]["row_expected"]), (&1.into(), &2.5.into()));
    }

    #[test]
    fn shares_and_counts_of_documents_stand_by_themselves() {
        for measured in [Measured::Share, Measured::Documents, Measured::Vote, Measured::Per1000Words] {
            let text = tally_wide(&tally(), view(measured)).to_text(None);
            assert!(!text.contains("share of all outcomes"), "{text}");
            assert_eq!(text.matches("all documents").count(), 1, "{text}");
        }
        assert!(
            !tally_wide(&tally(), view(Measured::Documents))
                .to_text(None)
                .lines()
                .take(5)
                .any(|line| line.contains('%'))
        );
    }

    #[test]
    fn machines_get_one_record_a_cell_with_the_ids() {
        let csv = tally_long(&tally()).to_csv();
        assert!(
            csv.contains(
                "document,a.pdf,'=Plan,quality,1,1,0.5000,2.5000,0.5000,1.0000,0.2065,1.0000,2,4,1,400,2.50,1.00,4.20,x.p1.s1,"
            ),
            "{csv}"
        );
        assert!(
            csv.contains(
                "total,all documents,,unclassified,1,1,0.5000,2.5000,0.5000,1.0000,0.2065,1.0000,2,4,1,400,2.50,1.00,4.20,x.p1.s2,"
            ),
            "{csv}"
        );
        let json: serde_json::Value = serde_json::from_str(&tally_json(&tally())).unwrap();
        assert_eq!(json["base"]["not_coded"][0]["outcome"], "needs_ocr");
        assert_eq!(json["cells"][0]["statement_ids"][0], "x.p1.s1");
        assert_eq!(json["base"]["page_grades"], serde_json::json!({"good": 2700, "fair": 0, "poor": 0, "ocr": 1}));
    }
}
