//! What a page is made of, for forms that have headings, lists and tables: blocks that belong together put together.

use stratmine_model::{Block, BlockKind, Page};

/// A part of a page, in reading order. Texts are as in the page's text, not yet escaped.
#[derive(Debug, PartialEq)]
pub(super) enum PagePart<'p> {
    /// A heading of level 1 to 6.
    Heading(u8, &'p str),
    Paragraph(&'p str),
    /// Neighbouring list items.
    List(Vec<Item<'p>>),
    /// Neighbouring rows under the same head.
    Table(PageTable<'p>),
    /// Neighbouring blocks of one kind that are set off from the text: captions, footnotes, lines of contents,
    /// references, words of a figure, running heads.
    SetOff(BlockKind, Vec<&'p str>),
}

/// A list item with those beneath it.
#[derive(Debug, PartialEq)]
pub(super) struct Item<'p> {
    /// Its number or letter, where it has one.
    pub(super) marker: Option<&'p str>,
    pub(super) text: &'p str,
    pub(super) below: Vec<Self>,
}

/// A table.
#[derive(Debug, PartialEq)]
pub(super) struct PageTable<'p> {
    /// The column heads, where they are known; empty where not.
    pub(super) head: Vec<&'p str>,
    pub(super) rows: Vec<Vec<&'p str>>,
}

impl PageTable<'_> {
    pub(super) fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).chain([self.head.len()]).max().unwrap_or_default()
    }
}

/// The parts of a page; running heads, running feet and page numbers among them only if `all` is asked for.
pub(super) fn parts(page: &Page, all: bool) -> Vec<PagePart<'_>> {
    let blocks: Vec<&Block> = page.blocks.iter().filter(|block| all || block.kind != BlockKind::Running).collect();
    let mut parts = Vec::new();
    for group in blocks.chunk_by(|one, next| belong_together(one.kind, next.kind)) {
        let Some(first) = group.first() else { continue };
        let text = |block: &&Block| page.slice(block.span);
        match first.kind {
            BlockKind::Heading(level) => parts.push(PagePart::Heading(level, text(first))),
            BlockKind::Paragraph => parts.push(PagePart::Paragraph(text(first))),
            BlockKind::ListItem(_) => parts.push(PagePart::List(items(page, group))),
            BlockKind::TableRow => parts.extend(tables(page, group).into_iter().map(PagePart::Table)),
            kind => parts.push(PagePart::SetOff(kind, group.iter().map(text).collect())),
        }
    }
    parts
}

const fn belong_together(one: BlockKind, next: BlockKind) -> bool {
    use BlockKind::{Caption, Chart, Contents, Footnote, ListItem, Reference, Running, TableRow};
    matches!(
        (one, next),
        (ListItem(_), ListItem(_))
            | (TableRow, TableRow)
            | (Caption, Caption)
            | (Footnote, Footnote)
            | (Contents, Contents)
            | (Reference, Reference)
            | (Chart, Chart)
            | (Running, Running)
    )
}

const fn depth(block: &Block) -> u8 {
    if let BlockKind::ListItem(depth) = block.kind { depth } else { 0 }
}

/// Items with deeper ones beneath those that they follow.
fn items<'p>(page: &'p Page, mut blocks: &[&'p Block]) -> Vec<Item<'p>> {
    let mut list = Vec::new();
    while let Some((first, rest)) = blocks.split_first() {
        let below = rest.iter().take_while(|block| depth(block) > depth(first)).count();
        let (below, after) = rest.split_at(below);
        list.push(Item { marker: first.marker.as_deref(), text: page.slice(first.span), below: items(page, below) });
        blocks = after;
    }
    list
}

/// Rows as tables: a row whose cells are the heads of the next one begins a table.
fn tables<'p>(page: &'p Page, rows: &[&'p Block]) -> Vec<PageTable<'p>> {
    let cells = |row: &'p Block| -> Vec<&'p str> { row.cells.iter().map(|cell| page.slice(*cell)).collect() };
    let mut tables: Vec<PageTable<'p>> = Vec::new();
    let mut above: &[String] = &[];
    for (at, row) in rows.iter().enumerate() {
        let next = rows.get(at + 1).map_or(&[][..], |next| &next.column_heads);
        let own = cells(row);
        let is_head = row.column_heads.is_empty() && !next.is_empty() && own.iter().eq(next.iter());
        if is_head {
            tables.push(PageTable { head: own, rows: Vec::new() });
            above = next;
            continue;
        }
        // Rows that go on from another page bring their heads with them.
        if tables.is_empty() || *row.column_heads != *above {
            tables.push(PageTable { head: row.column_heads.iter().map(String::as_str).collect(), rows: Vec::new() });
            above = &row.column_heads;
        }
        if let Some(table) = tables.last_mut() {
            table.rows.push(own);
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::{Item, PagePart, parts};
    use crate::pages::tests::page;
    use stratmine_model::BlockKind::{Caption, ListItem, Paragraph, Running, TableRow};

    #[test]
    fn items_lie_beneath_the_ones_they_follow() {
        let page = page(&[
            (ListItem(1), "a", &[]),
            (ListItem(0), "b", &[]),
            (ListItem(2), "c", &[]),
            (ListItem(1), "d", &[]),
            (ListItem(0), "e", &[]),
        ]);
        let item = |text, below| Item { marker: None, text, below };
        let b = item("b", vec![item("c", vec![]), item("d", vec![])]);
        assert_eq!(parts(&page, false), [PagePart::List(vec![item("a", vec![]), b, item("e", vec![])])]);
    }

    #[test]
    fn rows_under_one_head_are_one_table() {
        let page = page(&[
            (TableRow, "Aim | When", &[]),
            (TableRow, "Safer | 2020", &["Aim", "When"]),
            (TableRow, "Nearer | 2021", &["Aim", "When"]),
            (TableRow, "Sum | 1 | 2", &[]),
            (Paragraph, "x", &[]),
            (TableRow, "More | 2022", &["Aim", "When"]),
        ]);
        let shapes: Vec<_> = parts(&page, false)
            .iter()
            .map(|part| match part {
                PagePart::Table(table) => (table.head.join("+"), table.rows.len(), table.columns()),
                _ => (String::new(), 0, 0),
            })
            .collect();
        let expected = [("Aim+When", 2, 2), ("", 1, 3), ("", 0, 0), ("Aim+When", 1, 2)];
        assert_eq!(shapes, expected.map(|(head, rows, columns)| (head.to_owned(), rows, columns)));
    }

    #[test]
    fn running_heads_come_only_when_asked_for() {
        let page = page(&[(Running, "Head", &[]), (Caption, "one", &[]), (Caption, "two", &[])]);
        assert_eq!(parts(&page, false), [PagePart::SetOff(Caption, vec!["one", "two"])]);
        assert_eq!(parts(&page, true).len(), 2);
    }
}
