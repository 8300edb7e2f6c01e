//! OpenDocument text files (OASIS OpenDocument 1.2 and 1.3).
//!
//! In: an opened package. Out: a [`Draft`]. Deleted text lies apart from the text in this format and is left out, as are
//! comments and hidden text.

mod lists;
mod styles;

use super::draft::{Draft, DraftItem, ListLabel, PageBreak, Paragraph, Role};
use super::package::{Package, PackageError};
use super::rows::{DraftCell, DraftTable};
use super::xml::{Child, Element as Node, Xml};
use lists::Lists;
use stratmine_model::FileFacts;
use styles::{Style, Styles};

/// Most columns read; a cell may claim more.
const MOST_COLUMNS: usize = 200;

/// Most blanks that one element stands for.
const MOST_BLANKS: i64 = 100;

/// The kind of OpenDocument file that a package is, where it is one.
///
/// # Errors
/// [`PackageError`] where the file passes a limit or is encrypted.
pub(super) fn mime_type(package: &mut Package) -> Result<Option<String>, PackageError> {
    if !package.has("content.xml") {
        return Ok(None);
    }
    if let Ok(Some(manifest)) = package.xml("META-INF/manifest.xml")
        && manifest.root().is_some_and(|root| root.descendants().any(|node| node.name() == "manifest:encryption-data"))
    {
        return Err(PackageError::Encrypted);
    }
    let declared = package.bytes("mimetype")?.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    Ok(Some(declared.unwrap_or_else(|| "application/vnd.oasis.opendocument.text".to_owned())))
}

/// Reads a text file.
///
/// # Errors
/// [`PackageError`] where its content cannot be read or the file passes a limit.
pub(super) fn read(package: &mut Package) -> Result<Draft, PackageError> {
    let content = package.needed("content.xml")?;
    let mut draft = Draft::default();
    let shared = match package.xml("styles.xml") {
        Ok(shared) => shared,
        Err(error) if error.is_limit() => return Err(error),
        Err(error) => {
            draft.lost.push(error.to_string());
            None
        }
    };
    let roots: Vec<Node<'_>> = [shared.as_ref(), Some(&content)].into_iter().flatten().filter_map(Xml::root).collect();
    let styles = Styles::read(&roots);
    let mut walker = OdtWalker::new(&styles, Lists::read(&roots));
    let text = content.root().and_then(|root| root.child("office:body")).and_then(|body| body.child("office:text"));
    if let Some(text) = text {
        walker.story(text);
    }
    let masters = shared.as_ref().and_then(Xml::root).and_then(|root| root.child("office:master-styles"));
    for page in masters.into_iter().flat_map(|masters| masters.named("style:master-page")) {
        for part in page.children() {
            let texts = match part.name() {
                "style:header" | "style:header-left" | "style:header-first" => &mut draft.heads,
                "style:footer" | "style:footer-left" | "style:footer-first" => &mut draft.feet,
                _ => continue,
            };
            let found = walker.aside(part);
            // Styles of pages that the paper does not use have heads too.
            if !found.is_empty() && !texts.contains(&found) && walker.uses_master(page.attribute("style:name")) {
                texts.push(found);
            }
        }
    }
    draft.elements = walker.out;
    draft.endnotes = walker.at_end;
    draft.pictures = walker.pictures;
    Ok(Draft { pages_counted: pages_counted(package)?, ..draft })
}

/// Title, author and year, from the file's description of itself.
///
/// # Errors
/// [`PackageError`] where the file passes a limit.
pub(super) fn facts(package: &mut Package) -> Result<FileFacts, PackageError> {
    let meta = package.sound("meta.xml")?;
    let meta = meta.as_ref().and_then(Xml::root).and_then(|root| root.child("office:meta"));
    let value = |name: &str| {
        let found = meta.and_then(|meta| meta.child(name)).map(Node::text);
        found.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let year = value("meta:creation-date").and_then(|date| super::year(&date));
    let author = value("meta:initial-creator").or_else(|| value("dc:creator"));
    Ok(FileFacts { title: value("dc:title"), author, created_year: year })
}

fn pages_counted(package: &mut Package) -> Result<Option<u32>, PackageError> {
    let meta = package.sound("meta.xml")?;
    let meta = meta.as_ref().and_then(Xml::root).and_then(|root| root.child("office:meta"));
    let pages =
        meta.and_then(|meta| meta.child("meta:document-statistic")).and_then(|counts| counts.number("meta:page-count"));
    Ok(pages.and_then(|pages| u32::try_from(pages).ok()))
}

/// An open list.
#[derive(Clone, Debug, Default)]
struct OpenList {
    /// The style that says how it is numbered.
    style: Option<String>,
    /// Whether the next paragraph is the first of its item, which the number stands before.
    first: bool,
    /// Where the item's number begins anew.
    start: Option<u32>,
}

/// Goes through a text and gathers its elements.
struct OdtWalker<'s> {
    styles: &'s Styles,
    lists: Lists,
    out: Vec<DraftItem>,
    open: Option<Paragraph>,
    /// What stands in frames that the open paragraph holds.
    boxes: Vec<DraftItem>,
    /// Open lists, outermost first.
    open_lists: Vec<OpenList>,
    /// What the surrounding index makes of paragraphs.
    role: Option<Role>,
    at_end: Vec<String>,
    /// The pages' styles that the paper uses; the first page has the standard one.
    masters: Vec<String>,
    pictures: bool,
}

impl<'s> OdtWalker<'s> {
    fn new(styles: &'s Styles, lists: Lists) -> Self {
        Self {
            styles,
            lists,
            out: Vec::new(),
            open: None,
            boxes: Vec::new(),
            open_lists: Vec::new(),
            role: None,
            at_end: Vec::new(),
            masters: Vec::new(),
            pictures: false,
        }
    }

    fn uses_master(&self, name: Option<&str>) -> bool {
        name.is_none_or(|name| self.masters.iter().any(|used| used == name) || name.eq_ignore_ascii_case("standard"))
    }

    /// All text of a note, head or foot in one line.
    fn aside(&mut self, node: Node<'_>) -> String {
        DraftItem::one_line(self.apart(|walker| walker.story(node)))
    }

    /// What `walk` finds, apart from the text around it.
    fn apart(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<DraftItem> {
        let out = std::mem::take(&mut self.out);
        let boxes = std::mem::take(&mut self.boxes);
        let (open, lists) = (self.open.take(), std::mem::take(&mut self.open_lists));
        walk(self);
        self.close();
        (self.open, self.open_lists, self.boxes) = (open, lists, boxes);
        std::mem::replace(&mut self.out, out)
    }

    fn close(&mut self) {
        self.out.extend(self.open.take().map(DraftItem::Paragraph));
        self.out.append(&mut self.boxes);
    }

    /// Walks through paragraphs, lists and tables.
    fn story(&mut self, node: Node<'_>) {
        for child in node.children() {
            match child.name() {
                "text:p" => self.paragraph(child, None),
                "text:h" => {
                    let level = child.number("text:outline-level").and_then(|level| u8::try_from(level).ok());
                    self.paragraph(child, Some(level.unwrap_or(1).clamp(1, 9)));
                }
                "text:list" => self.list(child),
                "table:table" => {
                    self.close();
                    let mut table = DraftTable::default();
                    self.rows(child, false, &mut table);
                    self.out.extend(table.into_elements());
                }
                "text:soft-page-break" => self.out.push(DraftItem::Break(PageBreak::Printed)),
                "text:table-of-content"
                | "text:illustration-index"
                | "text:table-index"
                | "text:alphabetical-index"
                | "text:user-index"
                | "text:object-index" => self.index(child, Role::Contents),
                "text:bibliography" => self.index(child, Role::Reference),
                "text:tracked-changes"
                | "office:annotation"
                | "office:forms"
                | "text:variable-decls"
                | "text:sequence-decls"
                | "text:user-field-decls" => {}
                "text:section" if child.attribute("text:display") == Some("none") => {}
                "draw:frame" | "draw:g" | "draw:custom-shape" | "draw:rect" => {
                    self.close();
                    self.drawing(child);
                    self.close();
                }
                _ => self.story(child),
            }
        }
    }

    fn index(&mut self, node: Node<'_>, role: Role) {
        let before = self.role.replace(role);
        for body in node.named("text:index-body") {
            self.story(body);
        }
        self.role = before;
    }

    fn list(&mut self, node: Node<'_>) {
        let outer = self.open_lists.last().and_then(|list| list.style.clone());
        let style = node.attribute("text:style-name").map(str::to_owned).or(outer);
        let continues =
            node.attribute("text:continue-numbering") == Some("true") || node.attribute("text:continue-list").is_some();
        let level = self.open_lists.len();
        if !continues && level == 0 {
            self.lists.begin(style.as_deref());
        }
        self.open_lists.push(OpenList { style, first: false, start: None });
        for item in node.children() {
            if let Some(open) = self.open_lists.last_mut() {
                open.first = item.name() == "text:list-item";
                open.start = item.number("text:start-value").and_then(|start| u32::try_from(start).ok());
            }
            self.story(item);
        }
        self.open_lists.pop();
    }

    fn paragraph(&mut self, node: Node<'_>, level: Option<u8>) {
        self.close();
        let style = self.styles.of(node.attribute("text:style-name"));
        if style.hidden {
            return;
        }
        self.masters.extend(style.master.clone());
        let label = self.label(node, level, &style);
        let mut paragraph = Paragraph { role: self.role_of(level, &style), label, ..Paragraph::default() };
        if style.new_page {
            paragraph.breaks.push((0, PageBreak::Wanted));
        }
        self.open = Some(paragraph);
        self.runs(node, &style);
        let ends = style.page_after.then_some(PageBreak::Wanted);
        self.close();
        self.out.extend(ends.map(DraftItem::Break));
    }

    fn role_of(&self, level: Option<u8>, style: &Style) -> Role {
        match (level, style.role) {
            (_, Some(Role::Title)) => Role::Title,
            (Some(level), _) => Role::Heading(level),
            (None, role) => self.role.or(role).unwrap_or_default(),
        }
    }

    /// The number or bullet of a paragraph. Counts on.
    fn label(&mut self, node: Node<'_>, level: Option<u8>, style: &Style) -> Option<ListLabel> {
        let depth = self.open_lists.len();
        if let Some(open) = self.open_lists.last_mut() {
            let (list, start) = (style.list.clone().or_else(|| open.style.clone()), open.start.take());
            let indent = i64::try_from(depth).unwrap_or_default();
            if std::mem::take(&mut open.first) {
                let number = self.lists.count(list.as_deref(), depth - 1, start);
                return number.map(|number| ListLabel { number, indent });
            }
            return None;
        }
        let level = usize::from(level?.checked_sub(1)?);
        if node.attribute("text:is-list-header") == Some("true") {
            return None;
        }
        let number = self.lists.count_heading(level).filter(|number| !number.is_empty())?;
        Some(ListLabel { number, indent: 0 })
    }

    /// Walks through the text of a paragraph.
    fn runs(&mut self, node: Node<'_>, style: &Style) {
        for child in node.contents() {
            let child = match child {
                Child::Text(text) => {
                    self.write(&text.replace(['\n', '\r', '\t'], " "), style);
                    continue;
                }
                Child::Element(child) => child,
            };
            match child.name() {
                "text:span" => {
                    let own = self.styles.of(child.attribute("text:style-name"));
                    if !own.hidden {
                        self.runs(child, &own.over(style));
                    }
                }
                "text:s" => {
                    let blanks = child.number("text:c").unwrap_or(1).clamp(0, MOST_BLANKS);
                    self.write(&" ".repeat(usize::try_from(blanks).unwrap_or(1)), style);
                }
                "text:tab" => self.write("\t", style),
                "text:line-break" => self.write("\n", style),
                "text:soft-page-break" => {
                    if let Some(open) = &mut self.open {
                        open.breaks.push((open.text.len(), PageBreak::Printed));
                    }
                }
                "text:note" => self.note(child),
                "draw:frame" | "draw:g" | "draw:custom-shape" | "draw:rect" | "draw:a" => self.drawing(child),
                "text:ruby" => {
                    if let Some(base) = child.child("text:ruby-base") {
                        self.runs(base, style);
                    }
                }
                "office:annotation"
                | "office:annotation-end"
                | "text:hidden-text"
                | "text:hidden-paragraph"
                | "text:change"
                | "text:change-start"
                | "text:change-end"
                | "text:tracked-changes"
                | "text:script"
                | "text:toc-mark"
                | "text:alphabetical-index-mark" => {}
                _ => self.runs(child, style),
            }
        }
    }

    fn write(&mut self, text: &str, style: &Style) {
        self.open.get_or_insert_default().write(text, style.bold == Some(true), style.size);
    }

    fn note(&mut self, node: Node<'_>) {
        let Some(body) = node.child("text:note-body") else { return };
        let text = self.aside(body);
        if node.attribute("text:note-class") == Some("endnote") {
            self.at_end.push(text);
        } else {
            self.open.get_or_insert_default().notes.push(text);
        }
    }

    /// A drawing: the text in it, and whether it is a picture.
    fn drawing(&mut self, node: Node<'_>) {
        let before = self.boxes.len();
        self.shapes(node);
        // Several shapes in one drawing are a figure, whose labels are no text.
        if node.descendants().filter(|part| part.name() == "draw:text-box").nth(1).is_some() {
            self.boxes.iter_mut().skip(before).for_each(DraftItem::label_figure);
        }
    }

    fn shapes(&mut self, node: Node<'_>) {
        match node.name() {
            "draw:text-box" | "draw:custom-shape" | "draw:rect" => {
                let found = self.apart(|walker| walker.story(node));
                self.boxes.extend(found);
            }
            "draw:image" => self.pictures = true,
            "svg:title" | "svg:desc" | "draw:object" => {}
            _ => node.children().for_each(|child| self.shapes(child)),
        }
    }

    fn rows(&mut self, node: Node<'_>, heads: bool, table: &mut DraftTable) {
        let mut page_ends = false;
        for child in node.children() {
            match child.name() {
                "table:table-header-rows" => self.rows(child, true, table),
                "table:table-rows" | "table:table-row-group" => self.rows(child, heads, table),
                "table:table-row" => {
                    let mut cells = self.cells(child);
                    if let Some(first) = cells.first_mut().filter(|_| std::mem::take(&mut page_ends)) {
                        first.elements.insert(0, DraftItem::Break(PageBreak::Printed));
                    }
                    table.push(cells, heads);
                }
                // A page ended between two rows.
                "text:soft-page-break" => page_ends = true,
                _ => {}
            }
        }
    }

    fn cells(&mut self, row: Node<'_>) -> Vec<DraftCell> {
        let mut cells = Vec::new();
        for child in row.children() {
            let times = child.number("table:number-columns-repeated").and_then(|times| usize::try_from(times).ok());
            let times = times.unwrap_or(1).clamp(1, MOST_COLUMNS.saturating_sub(cells.len()).max(1));
            match child.name() {
                "table:table-cell" => {
                    let elements = self.apart(|walker| walker.story(child));
                    cells.resize(cells.len() + times, DraftCell { elements });
                }
                // What another cell reaches over.
                "table:covered-table-cell" => cells.resize(cells.len() + times, DraftCell::default()),
                _ => {}
            }
        }
        cells
    }
}
