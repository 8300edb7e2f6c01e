//! The structure tree of a tagged file: which marked pieces of a page belong to which paragraph, item, heading or cell.
//!
//! In: an open PDF. Out: for each page a table from marked-content ids to [`Tag`]s. A tree that is missing, broken or too
//! large gives what was read of it, or nothing: layout does without.

use crate::layout::{Role, TableCell, Tag};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Dict, MaybeRef, Name, Object, ObjectIdentifier};
use std::collections::{BTreeMap, HashMap};

/// The tags of one page by marked-content id (PDF 2.0, 14.6).
pub(super) type PageTags = HashMap<i64, Tag>;

/// Most elements of a tree that are followed. The longest of 90 real papers has some 20,000.
const MAX_ELEMENTS: u32 = 400_000;
/// Deepest nesting that is followed; real trees have some 12 levels.
const MAX_DEPTH: usize = 96;
/// Longest chain of names in a role map.
const MAX_ROLES: usize = 8;

/// Reads the tree: one table per page, or no table where the file is not tagged.
pub(super) fn read(pdf: &Pdf) -> Vec<PageTags> {
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let Some(tree) = root.and_then(|catalog| catalog.get::<Dict<'_>>(b"StructTreeRoot".as_slice())) else {
        return Vec::new();
    };
    let pages: HashMap<ObjectIdentifier, usize> =
        pdf.pages().iter().enumerate().filter_map(|(index, page)| page.raw().obj_id().map(|id| (id, index))).collect();
    let mut reader = TreeReader {
        tags: vec![PageTags::new(); pages.len().max(pdf.pages().len())],
        pages,
        roles: role_map(&tree),
        elements: 0,
        tables: 0,
    };
    if let Some(kids) = tree.get::<Object<'_>>(b"K".as_slice()) {
        let top = ElementContext { page: None, tag: None, table: None };
        reader.kids(&kids, &top, None, 0);
    }
    if reader.tags.iter().all(HashMap::is_empty) { Vec::new() } else { reader.tags }
}

/// The file's own names for standard roles (PDF 2.0, 14.7.3).
fn role_map(tree: &Dict<'_>) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let Some(map) = tree.get::<Dict<'_>>(b"RoleMap".as_slice()) else { return BTreeMap::new() };
    map.keys()
        .filter_map(|own| {
            let standard = map.get::<Name<'_>>(&*own)?;
            Some((own.to_vec(), standard.to_vec()))
        })
        .collect()
}

struct TreeReader {
    tags: Vec<PageTags>,
    pages: HashMap<ObjectIdentifier, usize>,
    roles: BTreeMap<Vec<u8>, Vec<u8>>,
    elements: u32,
    tables: u32,
}

/// Where in the tree a piece stands: what it takes from the elements around it.
#[derive(Clone, Copy)]
struct ElementContext {
    page: Option<usize>,
    tag: Option<Tag>,
    table: Option<u32>,
}

/// A table that is being walked: the row, the next free column, and how far cells of earlier rows reach down.
#[derive(Default)]
struct TableCursor {
    rows: u32,
    column: u32,
    reaching: BTreeMap<u32, u32>,
}

impl TableCursor {
    fn begin_row(&mut self) {
        self.rows += 1;
        self.column = 0;
    }

    /// Places a cell and returns its row and column, both from 0.
    fn place(&mut self, across: u32, down: u32) -> (u32, u32) {
        let row = self.rows.saturating_sub(1);
        while self.reaching.get(&self.column).is_some_and(|until| *until > row) {
            self.column += 1;
        }
        let column = self.column;
        for covered in column..column.saturating_add(across.clamp(1, 64)) {
            self.reaching.insert(covered, row + down.clamp(1, 1000));
        }
        self.column = column + across.clamp(1, 64);
        (row, column)
    }
}

impl TreeReader {
    fn kids<'a>(
        &mut self,
        kids: &Object<'a>,
        place: &ElementContext,
        mut table: Option<&mut TableCursor>,
        depth: usize,
    ) {
        match kids {
            Object::Array(array) => {
                for kid in array.iter::<Object<'a>>() {
                    self.kid(&kid, place, table.as_deref_mut(), depth);
                }
            }
            one => self.kid(one, place, table, depth),
        }
    }

    fn kid(&mut self, kid: &Object<'_>, place: &ElementContext, table: Option<&mut TableCursor>, depth: usize) {
        match kid {
            Object::Number(id) => self.mark(id.as_i64(), place),
            Object::Dict(dict) => match dict.get::<i64>(b"MCID".as_slice()) {
                // Marks of a form of its own are counted apart from the page's; its text keeps no tag.
                Some(_) if dict.contains_key(b"Stm".as_slice()) => {}
                Some(id) => self.mark(id, &ElementContext { page: self.page_of(dict).or(place.page), ..*place }),
                None if dict.contains_key(b"S".as_slice()) => self.element(dict, place, table, depth),
                None => {}
            },
            _ => {}
        }
    }

    fn mark(&mut self, id: i64, place: &ElementContext) {
        if let (Some(page), Some(tag)) = (place.page, place.tag)
            && let Some(tags) = self.tags.get_mut(page)
        {
            tags.entry(id).or_insert(tag);
        }
    }

    fn page_of(&self, dict: &Dict<'_>) -> Option<usize> {
        match dict.get_raw::<Dict<'_>>(b"Pg".as_slice())? {
            MaybeRef::Ref(page) => self.pages.get(&page.into()).copied(),
            MaybeRef::NotRef(_) => None,
        }
    }

    fn element(&mut self, dict: &Dict<'_>, place: &ElementContext, mut table: Option<&mut TableCursor>, depth: usize) {
        // A cyclic tree ends here too.
        if depth > MAX_DEPTH || self.elements >= MAX_ELEMENTS {
            return;
        }
        self.elements += 1;
        let element = self.elements;
        let mut here = ElementContext { page: self.page_of(dict).or(place.page), ..*place };
        let Some(kids) = dict.get::<Object<'_>>(b"K".as_slice()) else { return };
        let cell = place.tag.and_then(|tag| tag.cell);
        let outer = place.tag.map_or(Role::Text, |tag| tag.role);
        let role = self.role_of(dict);
        match role.as_slice() {
            b"Table" => {
                self.tables += 1;
                here.table = Some(self.tables);
                return self.kids(&kids, &here, Some(&mut TableCursor::default()), depth + 1);
            }
            b"TR" => {
                if let Some(table) = table.as_deref_mut() {
                    table.begin_row();
                }
                return self.kids(&kids, &here, table, depth + 1);
            }
            b"THead" | b"TBody" | b"TFoot" => return self.kids(&kids, &here, table, depth + 1),
            b"TD" | b"TH" => {
                let cell = here.table.zip(table).map(|(number, table)| {
                    let (across, down) = (span(dict, b"ColSpan"), span(dict, b"RowSpan"));
                    let (row, column) = table.place(across, down);
                    TableCell { table: number, row, column, head: role == b"TH" }
                });
                here.tag = Some(Tag { element, role: Role::Text, cell });
            }
            // Pieces of a line: they belong to the element around them.
            b"Span" | b"Link" | b"Lbl" | b"LBody" | b"Reference" | b"Em" | b"Strong" | b"Quote" | b"Annot" | b"Sub"
            | b"NonStruct" | b"Private" | b"Code"
                if place.tag.is_some() => {}
            // Paragraphs of one item, note or caption are read as one.
            b"P" | b"L" if matches!(outer, Role::Item | Role::Note | Role::Caption | Role::Contents) => {}
            other => here.tag = Some(Tag { element, role: named(other), cell }),
        }
        self.kids(&kids, &here, None, depth + 1);
    }

    /// The standard name of an element's role.
    fn role_of(&self, dict: &Dict<'_>) -> Vec<u8> {
        let mut role = dict.get::<Name<'_>>(b"S".as_slice()).map(|name| name.to_vec()).unwrap_or_default();
        for _ in 0..MAX_ROLES {
            match self.roles.get(&role) {
                Some(standard) if *standard != role => role.clone_from(standard),
                _ => break,
            }
        }
        role
    }
}

fn named(role: &[u8]) -> Role {
    match role {
        b"H" | b"Title" => Role::Heading(1),
        [b'H', level @ b'1'..=b'6'] => Role::Heading(level - b'0'),
        b"LI" => Role::Item,
        b"Caption" => Role::Caption,
        b"Note" | b"FENote" => Role::Note,
        b"TOC" | b"TOCI" => Role::Contents,
        b"Artifact" => Role::Artifact,
        _ => Role::Text,
    }
}

/// How many rows or columns a cell covers (PDF 2.0, 14.8.5.7): at least 1.
fn span(cell: &Dict<'_>, which: &[u8]) -> u32 {
    let of = |attributes: &Dict<'_>| attributes.get::<i32>(which).and_then(|count| u32::try_from(count).ok());
    let found = match cell.get::<Object<'_>>(b"A".as_slice()) {
        Some(Object::Dict(attributes)) => of(&attributes),
        Some(Object::Array(all)) => all.iter::<Dict<'_>>().find_map(|attributes| of(&attributes)),
        _ => None,
    };
    found.unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// A file of one page with a structure tree; the objects from 6 on are the test's own.
    fn tags_of(elements: &str) -> PageTags {
        let file = format!(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>endobj\n\
             2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n\
             4 0 obj<</Length 0>>stream\n\nendstream endobj\n\
             5 0 obj<</Type/StructTreeRoot/RoleMap<</Ueberschrift/H2>>/K[6 0 R]>>endobj\n{elements}\n\
             trailer<</Root 1 0 R>>\n%%EOF"
        );
        let pdf = Pdf::new(Arc::new(file.into_bytes())).expect("a PDF");
        read(&pdf).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn roles_are_mapped_and_pieces_belong_to_their_paragraph() {
        let tags = tags_of(
            "6 0 obj<</S/Document/Pg 3 0 R/K[7 0 R 8 0 R 9 0 R]>>endobj\n\
             7 0 obj<</S/Ueberschrift/K 0>>endobj\n\
             8 0 obj<</S/P/K[1 <</S/Span/K 2>> <</Type/MCR/MCID 3>>]>>endobj\n\
             9 0 obj<</S/L/K[<</S/LI/K[<</S/Lbl/K 4>> <</S/LBody/K[<</S/P/K 5>>]>>]>>]>>endobj",
        );
        assert_eq!(tags.get(&0).map(|tag| tag.role), Some(Role::Heading(2)));
        let element = |id: i64| tags.get(&id).map(|tag| tag.element);
        assert!(element(1).is_some() && element(1) == element(2) && element(2) == element(3));
        assert_eq!(tags.get(&4).map(|tag| tag.role), Some(Role::Item));
        assert_eq!(element(4), element(5), "bullet and text are one item");
    }

    #[test]
    fn cells_know_their_row_and_column_past_spans() {
        let tags = tags_of(
            "6 0 obj<</S/Table/Pg 3 0 R/K[7 0 R 8 0 R]>>endobj\n\
             7 0 obj<</S/TR/K[<</S/TH/A<</O/Table/RowSpan 2>>/K 0>> <</S/TH/A[<</O/Table/ColSpan 2>>]/K 1>>]>>endobj\n\
             8 0 obj<</S/TR/K[<</S/TD/K 2>> <</S/TD/K[<</S/P/K 3>>]>>]>>endobj",
        );
        let place = |id: i64| tags.get(&id).and_then(|tag| tag.cell).map(|cell| (cell.row, cell.column, cell.head));
        assert_eq!(place(0), Some((0, 0, true)));
        assert_eq!(place(1), Some((0, 1, true)));
        assert_eq!(place(2), Some((1, 1, false)), "the first column is taken by the cell above");
        assert_eq!(place(3), Some((1, 2, false)));
    }

    #[test]
    fn a_cyclic_tree_ends() {
        let tags = tags_of("6 0 obj<</S/Sect/Pg 3 0 R/K[7 0 R]>>endobj\n7 0 obj<</S/P/K[0 6 0 R 7 0 R]>>endobj");
        assert_eq!(tags.len(), 1);
    }
}
