//! What a table of an office program is: rows of data, or a way to lay out text.
//!
//! In: cells with what stands in each. Out: rows with their column heads, or, where the cells hold lists, headings or
//! tables of their own, what each says, one after the other. The rules are those of tables in PDF files (`layout`), so
//! that the same paper gives the same statements.

use super::draft::{DraftItem, DraftRow, PageBreak, Paragraph, Role};

/// A cell of a table; empty where another one reaches over its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DraftCell {
    pub(super) elements: Vec<DraftItem>,
}

/// Most words of a column's head in a table that does not mark its heads.
const HEAD_WORDS: usize = 8;

/// Most words of a line across a table.
const TITLE_WORDS: usize = 14;

impl DraftCell {
    fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        self.elements.iter().filter_map(|element| match element {
            DraftItem::Paragraph(paragraph) if !paragraph.text.trim().is_empty() => Some(paragraph),
            _ => None,
        })
    }

    fn is_empty(&self) -> bool {
        self.paragraphs().next().is_none() && !self.elements.iter().any(|element| matches!(element, DraftItem::Row(_)))
    }

    fn words(&self) -> usize {
        self.paragraphs().map(|paragraph| paragraph.text.split_whitespace().count()).sum()
    }

    fn is_bold(&self) -> bool {
        self.paragraphs().all(Paragraph::is_bold)
    }

    /// How many items of a list it holds.
    fn items(&self) -> usize {
        self.paragraphs().filter(|paragraph| paragraph.is_item()).count()
    }

    /// Whether something in it stands for itself: a table, or a heading by its style.
    fn is_laid_out(&self) -> bool {
        let heading = |paragraph: &Paragraph| matches!(paragraph.role, Role::Heading(_) | Role::Title);
        self.elements.iter().any(|element| matches!(element, DraftItem::Row(_)))
            || (self.paragraphs().any(heading) && self.paragraphs().count() > 1)
    }

    fn text(&self) -> String {
        self.paragraphs().map(Paragraph::numbered_text).collect::<Vec<_>>().join(" ").replace('\n', " ")
    }
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftTable {
    rows: Vec<Vec<DraftCell>>,
    /// How many of the first rows are marked as heads of the columns.
    heads: usize,
}

impl DraftTable {
    /// Adds a row; `heads` where it is marked as one of heads.
    pub(super) fn push(&mut self, cells: Vec<DraftCell>, heads: bool) {
        if heads && self.heads == self.rows.len() {
            self.heads += 1;
        }
        self.rows.push(cells);
    }

    /// What the table gives, in the order of the paper.
    pub(super) fn into_elements(self) -> Vec<DraftItem> {
        let filled = |row: &Vec<DraftCell>| row.iter().filter(|cell| !cell.is_empty()).count();
        let several = self.rows.iter().filter(|row| filled(row) > 1).count();
        let all: usize = self.rows.iter().map(filled).sum();
        let lists = self.rows.iter().flatten().filter(|cell| cell.items() > 1).count();
        let laid_out = self.rows.iter().flatten().any(DraftCell::is_laid_out);
        if several == 0 || laid_out || (lists > 0 && lists * 4 >= all) {
            return self.one_after_the_other();
        }
        self.into_rows()
    }

    /// What each cell says; below heads, a single row is as many columns, and each head stands before its own.
    fn one_after_the_other(self) -> Vec<DraftItem> {
        let mut rows: Vec<Vec<DraftCell>> =
            self.rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        let by_column = rows.len() == 2
            && rows.first().is_some_and(|heads| heads.iter().all(|cell| cell.items() == 0))
            && rows.iter().all(|row| row.iter().filter(|cell| !cell.is_empty()).count() > 1);
        if by_column && let (Some(below), Some(heads)) = (rows.pop(), rows.pop()) {
            let columns = heads.len().max(below.len());
            let mut pairs = [heads.into_iter(), below.into_iter()];
            return (0..columns)
                .flat_map(|_| pairs.each_mut().map(Iterator::next))
                .flatten()
                .flat_map(|cell| cell.elements)
                .collect();
        }
        rows.into_iter().flatten().flat_map(|cell| cell.elements).collect()
    }

    fn into_rows(self) -> Vec<DraftItem> {
        let rows: Vec<Vec<DraftCell>> =
            self.rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        let marked = self.heads.min(rows.len());
        let head_rows = if marked > 0 { marked } else { usize::from(first_is_head(&rows)) };
        let titles: Vec<bool> = (0..rows.len()).map(|index| is_title(&rows, index)).collect();
        let mut heads: Vec<String> = Vec::new();
        let mut out = Vec::new();
        for (index, (row, title)) in rows.into_iter().zip(titles).enumerate() {
            if title && index >= head_rows {
                let cell = row.into_iter().find(|cell| !cell.is_empty());
                let plain = |element| match element {
                    DraftItem::Paragraph(paragraph) => {
                        DraftItem::Paragraph(Paragraph { role: Role::Plain, ..paragraph })
                    }
                    other => other,
                };
                out.extend(cell.into_iter().flat_map(|cell| cell.elements).map(plain));
                continue;
            }
            let mut made = made(row);
            if index < head_rows {
                heads = joined(&heads, &made.cells);
            } else if !heads.is_empty() {
                made.heads = (0..made.cells.len()).map(|at| heads.get(at).cloned().unwrap_or_default()).collect();
            }
            out.push(DraftItem::Row(made));
        }
        out
    }
}

/// The row of some cells.
fn made(cells: Vec<DraftCell>) -> DraftRow {
    let mut row = DraftRow::default();
    let mut written = false;
    for cell in cells {
        row.cells.push(cell.text());
        for element in cell.elements {
            match element {
                DraftItem::Paragraph(paragraph) => {
                    for (place, kind) in paragraph.breaks {
                        let begun =
                            written || paragraph.text.get(..place).is_some_and(|before| !before.trim().is_empty());
                        let side = if begun { &mut row.within } else { &mut row.before };
                        // A row that runs over a page end does so in each of its cells.
                        if kind == PageBreak::Wanted || !side.contains(&PageBreak::Printed) {
                            side.push(kind);
                        }
                    }
                    written |= !paragraph.text.trim().is_empty();
                    row.notes.extend(paragraph.notes);
                }
                DraftItem::Break(kind) if written => row.within.push(kind),
                DraftItem::Break(kind) => row.before.push(kind),
                DraftItem::Row(_) => {}
            }
        }
    }
    row
}

/// Whether the first row heads the columns though it is not marked: it is short, and bolder than the last row or far
/// shorter than the longest cell.
fn first_is_head(rows: &[Vec<DraftCell>]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let filled: Vec<&DraftCell> = first.iter().filter(|cell| !cell.is_empty()).collect();
    if rest.is_empty() || filled.len() < 2 || filled.len() * 2 < first.len() {
        return false;
    }
    let short = filled.iter().all(|cell| cell.words() <= HEAD_WORDS);
    let bold = |row: &[DraftCell]| row.iter().filter(|cell| !cell.is_empty()).all(DraftCell::is_bold);
    let bolder = bold(first) && !rest.last().is_some_and(|last| bold(last));
    let longer = rest.iter().flatten().any(|cell| cell.words() > HEAD_WORDS);
    short && (bolder || longer)
}

/// Whether a row is a line across the table: one short bold text above a row of several cells.
fn is_title(rows: &[Vec<DraftCell>], index: usize) -> bool {
    let filled = |row: &[DraftCell]| row.iter().filter(|cell| !cell.is_empty()).count();
    let (Some(row), Some(next)) = (rows.get(index), rows.get(index + 1)) else { return false };
    let words: usize = row.iter().map(DraftCell::words).sum();
    let bold = |row: &[DraftCell]| row.iter().filter(|cell| !cell.is_empty()).all(DraftCell::is_bold);
    filled(row) == 1 && filled(next) > 1 && words <= TITLE_WORDS && bold(row) && !bold(next)
}

/// Heads of two rows, one under the other: "2023" over "Target" is "2023 Target".
fn joined(above: &[String], below: &[String]) -> Vec<String> {
    if above.is_empty() {
        return below.to_vec();
    }
    let columns = above.len().max(below.len());
    let at = |heads: &[String], column: usize| heads.get(column).cloned().unwrap_or_default();
    (0..columns).map(|column| format!("{} {}", at(above, column), at(below, column)).trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{DraftCell, DraftTable};
    use crate::office::draft::{DraftItem, DraftRow, ListLabel, Paragraph};

    fn cell(text: &str, bold: bool) -> DraftCell {
        let mut paragraph = Paragraph::default();
        paragraph.write(text, bold, None);
        DraftCell { elements: vec![DraftItem::Paragraph(paragraph)] }
    }

    fn list(items: &[&str]) -> DraftCell {
        let item =
            |text: &&str| DraftItem::Paragraph(Paragraph { label: Some(ListLabel::default()), ..item_text(text) });
        DraftCell { elements: items.iter().map(item).collect() }
    }

    fn item_text(text: &str) -> Paragraph {
        Paragraph { text: text.to_owned(), ..Paragraph::default() }
    }

    fn texts(elements: &[DraftItem]) -> Vec<&str> {
        let text = |element: &'_ DraftItem| match element {
            DraftItem::Paragraph(paragraph) => Some(paragraph.text.clone()),
            _ => None,
        };
        assert!(elements.iter().all(|element| text(element).is_some()), "{elements:?}");
        elements
            .iter()
            .filter_map(|e| if let DraftItem::Paragraph(p) = e { Some(p.text.as_str()) } else { None })
            .collect()
    }

    #[test]
    fn heads_are_found_whether_marked_or_not() {
        for (marked, bold) in [(true, false), (false, true)] {
            let mut table = DraftTable::default();
            table.push(vec![cell("Aim", bold), cell("When", bold)], marked);
            table.push(vec![cell("Across all sites", true), DraftCell::default()], false);
            table.push(vec![cell("Safer care", false), cell("2025", false)], false);
            let elements = table.into_elements();
            let [DraftItem::Row(first), DraftItem::Paragraph(title), DraftItem::Row(second)] = &elements[..] else {
                panic!("{elements:?}")
            };
            assert_eq!((first.cells.join("|"), title.text.as_str()), ("Aim|When".to_owned(), "Across all sites"));
            assert_eq!(second.heads, ["Aim", "When"]);
        }
    }

    #[test]
    fn cells_with_lists_are_read_one_after_the_other() {
        let mut table = DraftTable::default();
        table.push(vec![cell("Patients", false), cell("Staff", false)], false);
        table.push(vec![list(&["wait less", "feel safe"]), list(&["learn", "stay"])], false);
        assert_eq!(texts(&table.into_elements()), ["Patients", "wait less", "feel safe", "Staff", "learn", "stay"]);
    }

    #[test]
    fn a_table_that_only_lays_out_is_walked_through() {
        let mut table = DraftTable::default();
        table.push(vec![cell("A box.", false)], false);
        table.push(vec![cell("Another.", false)], false);
        assert_eq!(texts(&table.clone().into_elements()), ["A box.", "Another."]);
        table.push(vec![DraftCell { elements: vec![DraftItem::Row(DraftRow::default())] }, cell("x", false)], false);
        assert!(table.into_elements().iter().any(|element| matches!(element, DraftItem::Row(_))));
    }
}
