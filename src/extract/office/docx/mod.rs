//! Word files (ECMA-376, transitional and strict).
//!
//! In: an opened package. Out: a [`Draft`]. Tracked changes count as accepted; comments, hidden text, deleted text and
//! the codes of fields are left out. A part that is damaged costs what it holds and is named; only the main part must be
//! sound.

mod numbering;
mod relations;
mod styles;
mod table;

use super::draft::{Draft, DraftItem, ListLabel, PageBreak, Paragraph, Role};
use super::package::{Package, PackageError};
use super::xml::{Element as Node, Xml};
use numbering::Numbering;
pub(super) use relations::{Relations, main_part};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::FileFacts;
pub(super) use styles::role_named;
use styles::{NumberingRef, Style, Styles, Type, is_on, left};

/// Reads a Word file whose main part has that name and tree.
///
/// # Errors
/// [`PackageError`] where the file passes a limit.
pub(super) fn read(package: &mut Package, part: &str, main: &Xml) -> Result<Draft, PackageError> {
    let mut parts = Parts { package, relations: Relations::default(), lost: BTreeSet::new() };
    parts.relations = Relations::of(parts.package, part)?;
    let styles = parts.optional("styles")?;
    let styles = styles.as_ref().and_then(Xml::root).map(Styles::read).unwrap_or_default();
    let numbering = parts.optional("numbering")?;
    let numbering = numbering.as_ref().and_then(Xml::root).map(|root| Numbering::read(root, &styles));
    let (footnotes, endnotes) = (parts.optional("footnotes")?, parts.optional("endnotes")?);
    let mut walker = DocxWalker::new(&styles, numbering.unwrap_or_default());
    walker.footnotes = footnotes.as_ref().map(|notes| walker.notes(notes, "w:footnote")).unwrap_or_default();
    walker.endnotes = endnotes.as_ref().map(|notes| walker.notes(notes, "w:endnote")).unwrap_or_default();
    if let Some(root) = main.root() {
        walker.fields_close = fields_close(root);
        root.named("w:body").for_each(|body| walker.story(body));
    }
    walker.break_sections();
    let mut draft = Draft { pages_counted: pages_counted(&mut parts)?, ..Draft::default() };
    for (kind, texts) in [("header", &mut draft.heads), ("footer", &mut draft.feet)] {
        for target in parts.relations.all(kind) {
            let Some(xml) = parts.part(&target)? else { continue };
            let text = walker.plain_text(&xml);
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    for id in std::mem::take(&mut walker.drawings) {
        let Some(xml) = parts.relations.target(&id).map(|target| parts.part(&target)).transpose()?.flatten() else {
            continue;
        };
        for paragraph in xml.root().into_iter().flat_map(Node::descendants).filter(|node| node.name() == "a:p") {
            walker.out.push(DraftItem::Paragraph(Paragraph::new(Role::Chart, paragraph.text())));
        }
    }
    draft.elements = walker.out;
    draft.endnotes = walker.at_end;
    draft.pictures = walker.pictures;
    draft.lost = parts.lost.into_iter().collect();
    draft.lost.extend(walker.lost.into_iter().map(str::to_owned));
    Ok(draft)
}

/// Title, author and year, from the part of core properties.
///
/// # Errors
/// [`PackageError`] where the file passes a limit.
pub(super) fn facts(package: &mut Package) -> Result<FileFacts, PackageError> {
    let relations = Relations::of(package, "")?;
    let target = relations.first("core-properties").unwrap_or_else(|| "docprops/core.xml".to_owned());
    let xml = package.sound(&target)?;
    let value = |name: &str| {
        let found = xml.as_ref().and_then(Xml::root).and_then(|root| root.child(name)).map(Node::text);
        found.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let year = value("dcterms:created").and_then(|date| super::year(&date));
    Ok(FileFacts { title: value("dc:title"), author: value("dc:creator"), created_year: year })
}

/// The parts of a file, each read when it is asked for.
struct Parts<'p> {
    package: &'p mut Package,
    relations: Relations,
    /// What could not be read.
    lost: BTreeSet<String>,
}

impl Parts<'_> {
    /// The part that the main part relates to in this way, where it is there and sound.
    fn optional(&mut self, kind: &str) -> Result<Option<Xml>, PackageError> {
        let Some(target) = self.relations.first(kind) else { return Ok(None) };
        self.part(&target)
    }

    fn part(&mut self, target: &str) -> Result<Option<Xml>, PackageError> {
        match self.package.xml(target) {
            Ok(Some(xml)) => Ok(Some(xml)),
            Ok(None) => {
                self.lost.insert(format!("its part {target} is missing"));
                Ok(None)
            }
            Err(error) if error.is_limit() => Err(error),
            Err(error) => {
                self.lost.insert(error.to_string());
                Ok(None)
            }
        }
    }
}

/// The number of pages that Word counted.
fn pages_counted(parts: &mut Parts<'_>) -> Result<Option<u32>, PackageError> {
    let relations = Relations::of(parts.package, "")?;
    let Some(target) = relations.first("extended-properties") else { return Ok(None) };
    let xml = parts.part(&target)?;
    let pages = xml.as_ref().and_then(Xml::root).and_then(|root| root.child("ep:Pages"));
    Ok(pages.and_then(|pages| pages.text().trim().parse().ok()))
}

/// Whether every field of a text that begins also ends: where one does not, what it would make of the rest is not
/// believed.
fn fields_close(root: Node<'_>) -> bool {
    let (mut begun, mut ended) = (0_usize, 0_usize);
    for field in root.descendants().filter(|node| node.name() == "w:fldChar") {
        match field.attribute("w:fldCharType") {
            Some("begin") => begun += 1,
            Some("end") => ended += 1,
            _ => {}
        }
    }
    begun == ended
}

/// A field that is open (ECMA-376 part 1, 17.16): its code, then its result.
#[derive(Clone, Debug, Default)]
struct Field {
    code: String,
    in_result: bool,
}

impl Field {
    /// What the result of the field is, where its code says so.
    fn role(&self) -> Option<Role> {
        match self.code.split_whitespace().next()?.to_ascii_uppercase().as_str() {
            "TOC" | "INDEX" | "TOA" => Some(Role::Contents),
            "BIBLIOGRAPHY" => Some(Role::Reference),
            _ => None,
        }
    }
}

/// Goes through a text and gathers its elements.
struct DocxWalker<'s> {
    styles: &'s Styles,
    numbering: Numbering,
    footnotes: BTreeMap<String, String>,
    endnotes: BTreeMap<String, String>,
    out: Vec<DraftItem>,
    /// The open paragraph.
    open: Option<Paragraph>,
    /// What is inherited by the runs of the open paragraph.
    letters: Type,
    /// Whether the mark that ends the open paragraph was deleted: the next one goes on with it.
    goes_on: bool,
    /// What stands in text boxes that the open paragraph holds.
    boxes: Vec<DraftItem>,
    fields: Vec<Field>,
    fields_close: bool,
    /// What the surrounding control makes of paragraphs.
    role: Option<Role>,
    /// Where sections end in `out`, and whether each begins on the page of the one before.
    sections: Vec<(usize, bool)>,
    /// The notes at the end of the paper.
    at_end: Vec<String>,
    /// Drawings with words in a part of their own.
    drawings: Vec<String>,
    pictures: bool,
    lost: BTreeSet<&'static str>,
}

impl<'s> DocxWalker<'s> {
    fn new(styles: &'s Styles, numbering: Numbering) -> Self {
        Self {
            styles,
            numbering,
            footnotes: BTreeMap::new(),
            endnotes: BTreeMap::new(),
            out: Vec::new(),
            open: None,
            letters: Type::default(),
            goes_on: false,
            boxes: Vec::new(),
            fields: Vec::new(),
            fields_close: true,
            role: None,
            sections: Vec::new(),
            at_end: Vec::new(),
            drawings: Vec::new(),
            pictures: false,
            lost: BTreeSet::new(),
        }
    }

    /// The text of each note by its id; separators are none.
    fn notes(&mut self, part: &Xml, name: &str) -> BTreeMap<String, String> {
        let notes: Vec<Node<'_>> = part.root().into_iter().flat_map(|root| root.named(name)).collect();
        let mut texts = BTreeMap::new();
        for note in notes {
            let text = self.aside(note);
            if let Some(id) =
                note.attribute("w:id").filter(|_| note.attribute("w:type").is_none_or(|kind| kind == "normal"))
            {
                texts.insert(id.to_owned(), text);
            }
        }
        texts
    }

    /// All text of a part in one line.
    fn plain_text(&mut self, part: &Xml) -> String {
        part.root().map(|root| self.aside(root)).unwrap_or_default()
    }

    /// All text of a note, head or foot in one line.
    fn aside(&mut self, node: Node<'_>) -> String {
        let fields = std::mem::take(&mut self.fields);
        let found = self.apart(|walker| walker.story(node));
        self.fields = fields;
        DraftItem::one_line(found)
    }

    /// What `walk` finds, apart from the text around it: a cell, a text box, a note.
    fn apart(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<DraftItem> {
        let out = std::mem::take(&mut self.out);
        let boxes = std::mem::take(&mut self.boxes);
        let (open, letters, goes_on) = (self.open.take(), self.letters, std::mem::take(&mut self.goes_on));
        let sections = std::mem::take(&mut self.sections);
        walk(self);
        self.close();
        (self.open, self.letters, self.goes_on) = (open, letters, goes_on);
        (self.boxes, self.sections) = (boxes, sections);
        std::mem::replace(&mut self.out, out)
    }

    /// Walks through paragraphs and tables.
    fn story(&mut self, node: Node<'_>) {
        for child in node.children() {
            match child.name() {
                "w:p" => self.paragraph(child),
                "w:tbl" => {
                    self.close();
                    table::read(self, child);
                }
                "w:r" => self.run(child),
                "w:sdt" => self.control(child, Self::story),
                "w:sectPr" => self.section(child),
                "w:del" | "w:moveFrom" | "w:sdtPr" | "w:tcPr" | "w:trPr" | "w:tblPr" => {}
                "w:altChunk" => drop(self.lost.insert("text of another file that is set into it was not read")),
                "mc:AlternateContent" => {
                    if let Some(chosen) = alternative(child) {
                        self.story(chosen);
                    }
                }
                _ => self.story(child),
            }
        }
    }

    /// A control: a place to fill in, or a part that Word keeps up itself, such as the table of contents.
    fn control(&mut self, node: Node<'_>, walk: impl FnOnce(&mut Self, Node<'_>)) {
        let properties = node.child("w:sdtPr");
        let empty = properties.and_then(|properties| properties.child("w:showingPlcHdr")).is_some_and(is_on);
        if empty && is_prompt(node) {
            return;
        }
        let gallery = properties
            .and_then(|properties| properties.child("w:docPartObj"))
            .and_then(|object| object.child("w:docPartGallery"))
            .and_then(|gallery| gallery.attribute("w:val"));
        let role = match gallery {
            Some("Table of Contents") => Some(Role::Contents),
            Some("Bibliographies") => Some(Role::Reference),
            _ => self.role,
        };
        let before = std::mem::replace(&mut self.role, role);
        if let Some(content) = node.child("w:sdtContent") {
            walk(self, content);
        }
        self.role = before;
    }

    /// The end of a section.
    fn section(&mut self, properties: Node<'_>) {
        let kind = properties.child("w:type").and_then(|kind| kind.attribute("w:val"));
        self.sections.push((self.out.len(), matches!(kind, Some("continuous" | "nextColumn"))));
    }

    /// A section that does not go on with the page begins a new one.
    fn break_sections(&mut self) {
        self.close();
        let next = self.sections.iter().skip(1).map(|(_, same_page)| *same_page);
        let ends: Vec<(usize, bool)> = self.sections.iter().map(|(end, _)| *end).zip(next).collect();
        for (end, same_page) in ends.into_iter().rev() {
            if !same_page && end <= self.out.len() {
                self.out.insert(end, DraftItem::Break(PageBreak::Wanted));
            }
        }
    }

    fn paragraph(&mut self, node: Node<'_>) {
        let properties = node.child("w:pPr");
        let id =
            properties.and_then(|properties| properties.child("w:pStyle")).and_then(|style| style.attribute("w:val"));
        let style = self.styles.of_paragraph(id);
        if !self.goes_on {
            self.close();
            let label = self.label(&style, properties);
            let mut paragraph = Paragraph { role: self.role_of(&style, properties), label, ..Paragraph::default() };
            let own = properties.and_then(|properties| properties.child("w:pageBreakBefore"));
            if own.map_or(style.new_page, is_on) {
                paragraph.breaks.push((0, PageBreak::Wanted));
            }
            self.open = Some(paragraph);
        }
        self.letters = style.letters;
        self.runs(node);
        // The mark's own type says whether the mark was deleted.
        let mark = properties.and_then(|properties| properties.child("w:rPr"));
        self.goes_on = mark.is_some_and(|mark| mark.child("w:del").is_some() || mark.child("w:moveFrom").is_some());
        if !self.goes_on {
            self.close();
        }
        if let Some(section) = properties.and_then(|properties| properties.child("w:sectPr")) {
            self.close();
            self.section(section);
        }
    }

    fn role_of(&self, style: &Style, properties: Option<Node<'_>>) -> Role {
        let field = self.fields.iter().filter(|_| self.fields_close).find_map(Field::role);
        let outline = properties.and_then(|properties| properties.child("w:outlineLvl"));
        let direct = match outline.and_then(|outline| outline.number("w:val")) {
            Some(level @ 0..=8) => Some(Role::Heading(u8::try_from(level + 1).unwrap_or(9))),
            Some(_) if matches!(style.role, Some(Role::Heading(_))) => Some(Role::Body),
            _ => None,
        };
        // The heading of a table of contents is a heading.
        let kept_up = self.role.or(field).filter(|_| !matches!(style.role, Some(Role::Heading(_) | Role::Title)));
        kept_up.or(direct).or(style.role).unwrap_or_default()
    }

    /// The number or bullet of a paragraph. Counts on.
    fn label(&mut self, style: &Style, properties: Option<Node<'_>>) -> Option<ListLabel> {
        let own = NumberingRef::of(properties);
        let list = own.list.or(style.numbering.list)?;
        let by_style = style.numbered_by.as_deref().and_then(|style| self.numbering.level_of_style(list, style));
        let level = own.level.or(style.numbering.level).and_then(|level| usize::try_from(level).ok());
        let level = level.or(by_style).unwrap_or_default();
        let counted = self.numbering.count(list, level)?;
        let indent = properties.and_then(|properties| properties.child("w:ind")).and_then(left);
        let indent = indent.or(style.indent.filter(|_| own.list.is_none())).unwrap_or(counted.indent);
        Some(ListLabel { number: counted.number, indent })
    }

    /// Ends the open paragraph.
    fn close(&mut self) {
        self.goes_on = false;
        self.out.extend(self.open.take().map(DraftItem::Paragraph));
        self.out.append(&mut self.boxes);
    }

    /// Walks through the runs of a paragraph.
    fn runs(&mut self, node: Node<'_>) {
        for child in node.children() {
            match child.name() {
                "w:r" => self.run(child),
                "w:pPr" | "w:del" | "w:moveFrom" => {}
                "w:sdt" => self.control(child, Self::runs),
                "w:fldSimple" => {
                    let code = child.attribute("w:instr").unwrap_or_default().to_owned();
                    self.fields.push(Field { code, in_result: true });
                    self.runs(child);
                    self.fields.pop();
                }
                "w:ruby" => self.ruby(child),
                "w:drawing" | "w:pict" | "w:object" => self.drawing(child),
                "m:oMath" | "m:oMathPara" => self.math(child),
                "mc:AlternateContent" => {
                    if let Some(chosen) = alternative(child) {
                        self.runs(chosen);
                    }
                }
                // Hyperlinks, insertions, moved text, bookmarks, custom XML.
                _ => self.runs(child),
            }
        }
    }

    /// Text with its pronunciation above it: the text.
    fn ruby(&mut self, node: Node<'_>) {
        if let Some(base) = node.child("w:rubyBase") {
            self.runs(base);
        }
    }

    fn math(&mut self, node: Node<'_>) {
        let texts = node.descendants().filter(|part| part.name() == "m:t").map(Node::text);
        let text = texts.collect::<Vec<_>>().join(" ");
        self.write(&format!(" {text} "), self.letters);
    }

    fn run(&mut self, node: Node<'_>) {
        let properties = node.child("w:rPr");
        let style =
            properties.and_then(|properties| properties.child("w:rStyle")).and_then(|style| style.attribute("w:val"));
        let letters = Type::of(properties).over(self.styles.of_characters(style)).over(self.letters);
        self.in_run(node, letters);
    }

    fn in_run(&mut self, node: Node<'_>, letters: Type) {
        for child in node.children() {
            match child.name() {
                "w:t" => self.write(&child.text().replace(['\n', '\r'], " "), letters),
                "w:tab" | "w:ptab" => self.write("\t", letters),
                "w:cr" => self.write("\n", letters),
                "w:br" => match child.attribute("w:type") {
                    Some("page") => self.end_page(PageBreak::Wanted),
                    _ => self.write("\n", letters),
                },
                "w:noBreakHyphen" => self.write("-", letters),
                "w:lastRenderedPageBreak" => self.end_page(PageBreak::Printed),
                "w:instrText" => {
                    if let Some(field) = self.fields.last_mut().filter(|field| !field.in_result) {
                        field.code.push_str(&child.text());
                    }
                }
                "w:fldChar" => self.field(child),
                "w:footnoteReference" | "w:endnoteReference" => self.note(child),
                "w:drawing" | "w:pict" | "w:object" => self.drawing(child),
                "w:ruby" => self.ruby(child),
                "mc:AlternateContent" => {
                    if let Some(chosen) = alternative(child) {
                        self.in_run(chosen, letters);
                    }
                }
                _ => {}
            }
        }
    }

    fn write(&mut self, text: &str, letters: Type) {
        if letters.hidden == Some(true) || self.in_code() {
            return;
        }
        let paragraph = self.open.get_or_insert_default();
        paragraph.write(text, letters.bold == Some(true), letters.size);
    }

    /// Whether this is the result of a field within the code of another, which is not shown. Text within a code itself is
    /// no code: the field is broken, and nothing of the text may be lost for it.
    fn in_code(&self) -> bool {
        let innermost = self.fields.last().is_some_and(|field| field.in_result);
        innermost && self.fields.iter().any(|field| !field.in_result)
    }

    fn field(&mut self, node: Node<'_>) {
        match node.attribute("w:fldCharType") {
            Some("begin") => self.fields.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_result = true;
                    let role = field.role().filter(|_| self.fields_close);
                    // The paragraph in which a table of contents begins is its first line.
                    if let (Some(role), Some(open)) = (role, &mut self.open)
                        && open.role == Role::Body
                    {
                        open.role = role;
                    }
                }
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn end_page(&mut self, kind: PageBreak) {
        let paragraph = self.open.get_or_insert_default();
        paragraph.breaks.push((paragraph.text.len(), kind));
    }

    fn note(&mut self, node: Node<'_>) {
        let at_end = node.name() == "w:endnoteReference";
        let notes = if at_end { &mut self.endnotes } else { &mut self.footnotes };
        let Some(text) = node.attribute("w:id").and_then(|id| notes.remove(id)) else { return };
        if at_end {
            self.at_end.push(text);
        } else {
            self.open.get_or_insert_default().notes.push(text);
        }
    }

    /// A drawing: the text of its boxes; whether it is a picture; the part that holds its words.
    fn drawing(&mut self, node: Node<'_>) {
        // Several shapes in one drawing are a figure, whose labels are no text.
        let figure = node.descendants().filter(|part| part.name() == "w:txbxContent").nth(1).is_some();
        let mut next = vec![node];
        while let Some(node) = next.pop() {
            match node.name() {
                "w:txbxContent" => {
                    let fields = std::mem::take(&mut self.fields);
                    let mut found = self.apart(|walker| walker.story(node));
                    self.fields = fields;
                    if figure {
                        found.iter_mut().for_each(DraftItem::label_figure);
                    }
                    self.boxes.extend(found);
                }
                "a:blip" | "v:imagedata" => self.pictures = true,
                "dgm:relIds" => self.drawings.extend(node.attribute("r:dm").map(str::to_owned)),
                "mc:AlternateContent" => next.extend(alternative(node)),
                _ => {
                    let mut inside: Vec<Node<'_>> = node.children().collect();
                    inside.reverse();
                    next.append(&mut inside);
                }
            }
        }
    }
}

/// Whether all text of a control is in a style of characters, as the prompt of an empty one is. Programs that fill controls in
/// leave the sign that they are empty.
fn is_prompt(control: Node<'_>) -> bool {
    let styled = |run: Node<'_>| run.child("w:rPr").is_some_and(|properties| properties.child("w:rStyle").is_some());
    let mut runs = control.descendants().filter(|node| node.name() == "w:r" && node.child("w:t").is_some());
    runs.all(styled)
}

/// Of what a file says twice, for new and old programs, the one to read: the first that has text, else the first.
fn alternative(node: Node<'_>) -> Option<Node<'_>> {
    let says = |node: &Node<'_>| node.descendants().any(|part| matches!(part.name(), "w:t" | "dgm:relIds"));
    let mut choices = node.children().filter(|child| matches!(child.name(), "mc:Choice" | "mc:Fallback"));
    let first = choices.next()?;
    if says(&first) { Some(first) } else { choices.find(says).or(Some(first)) }
}

#[cfg(test)]
mod tests;
