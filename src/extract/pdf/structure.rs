//! What a document says about itself, apart from its pages: information, outline, page labels.
//!
//! Read from the objects as `hayro` opens them, one by one and only those needed: loading the whole document with another
//! library for it took a tenth of the time of a run.

use super::text_string;
use crate::numerals::{letters, roman};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjectIdentifier, String as PdfString};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use stratmine_model::{FileFacts, OutlineEntry};

/// A document's own description.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Structure {
    pub(super) facts: FileFacts,
    pub(super) outline: Vec<OutlineEntry>,
    /// The label of each page, where labels are declared.
    pub(super) labels: Vec<Option<String>>,
    /// The names of the files that are attached to it.
    pub(super) attached: Vec<String>,
    /// Whether it is a portfolio (PDF 2.0, 12.3.5): a cover for the files attached to it.
    pub(super) is_portfolio: bool,
    /// Whether it holds an XFA form (PDF 1.7, 12.7.8), which other programs show in place of its pages.
    pub(super) has_form: bool,
    /// Whether its pages are made from the form by the viewer.
    pub(super) needs_rendering: bool,
}

impl Structure {
    /// Why its pages are not the paper, where they only stand in for it.
    pub(super) fn stands_in(&self) -> Option<String> {
        if self.is_portfolio && !self.attached.is_empty() {
            let (count, names) = (self.attached.len(), self.attached.join(", "));
            let files = if count == 1 { "1 file that is" } else { "files that are" };
            let count = if count == 1 { String::new() } else { format!("{count} ") };
            return Some(format!("a portfolio: it holds {count}{files} not read ({names}): save them out of it"));
        }
        (self.has_form && self.needs_rendering).then(|| super::NOTICE.to_owned())
    }
}

/// Most outline entries kept.
const MAX_OUTLINE: usize = 5000;
/// Deepest tree of page labels or bookmarks followed.
const MAX_DEPTH: usize = 32;

/// Reads the structure; what cannot be read is left out.
pub(super) fn read(pdf: &Pdf) -> Structure {
    let facts = facts(pdf);
    let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else {
        return Structure { facts, ..Structure::default() };
    };
    let form = catalog.get::<Dict<'_>>(b"AcroForm".as_slice());
    Structure {
        facts,
        outline: outline(pdf, &catalog),
        labels: labels(&catalog, pdf.pages().len()),
        attached: attached(&catalog),
        is_portfolio: catalog.contains_key(b"Collection".as_slice()),
        has_form: form.is_some_and(|form| form.contains_key(b"XFA".as_slice())),
        needs_rendering: catalog.get::<bool>(b"NeedsRendering".as_slice()).unwrap_or_default(),
    }
}

/// The names of the files attached to the document (PDF 2.0, 7.11.4), as they are listed, without repetitions.
fn attached(catalog: &Dict<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let tree = catalog.get::<Dict<'_>>(b"Names".as_slice());
    if let Some(tree) = tree.and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles".as_slice())) {
        gather_names(&tree, 0, &mut names);
    }
    names
}

fn gather_names(node: &Dict<'_>, depth: usize, names: &mut Vec<String>) {
    const MOST_FILES: usize = 50;
    if depth > MAX_DEPTH || names.len() >= MOST_FILES {
        return;
    }
    if let Some(pairs) = node.get::<Array<'_>>(b"Names".as_slice()) {
        let mut pairs = pairs.flex_iter();
        while let Some(key) = pairs.next::<PdfString<'_>>() {
            let file = pairs.next::<Dict<'_>>();
            let own = |name: &[u8]| file.as_ref()?.get::<PdfString<'_>>(name).map(|name| text_string(name.as_bytes()));
            let key = text_string(key.as_bytes());
            // The key is what viewers list; some programs write a mere number there.
            let listed = if key.contains('.') { Some(key) } else { own(b"UF").or_else(|| own(b"F")).or(Some(key)) };
            names.extend(
                listed.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty() && !names.contains(name)),
            );
        }
    }
    if let Some(kids) = node.get::<Array<'_>>(b"Kids".as_slice()) {
        for kid in kids.iter::<Dict<'_>>().take(MOST_FILES) {
            gather_names(&kid, depth + 1, names);
        }
    }
}

fn facts(pdf: &Pdf) -> FileFacts {
    let info = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| -> Option<String> {
        let text = text_string(bytes.as_deref()?).split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    let year = info.creation_date.map(|date| i32::from(date.year)).filter(|year| (1980..=2100).contains(year));
    FileFacts { title: text(&info.title), author: text(&info.author), created_year: year }
}

/// The bookmarks in the order in which they are shown (PDF 2.0, 12.3.3).
fn outline(pdf: &Pdf, catalog: &Dict<'_>) -> Vec<OutlineEntry> {
    let Some(root) = catalog.get::<Dict<'_>>(b"Outlines".as_slice()) else { return Vec::new() };
    let pages: HashMap<ObjectIdentifier, u32> = pdf
        .pages()
        .iter()
        .zip(1_u32..)
        .filter_map(|(page, number)| page.raw().obj_id().map(|id| (id, number)))
        .collect();
    let mut entries = Vec::new();
    let mut seen = BTreeSet::new();
    // What is still to be shown, the next on top: a bookmark and its level.
    let mut open: Vec<(Dict<'_>, usize)> =
        root.get::<Dict<'_>>(b"First".as_slice()).map(|first| (first, 1)).into_iter().collect();
    while let Some((item, level)) = open.pop() {
        let new = item.obj_id().is_none_or(|id| seen.insert((id.obj_number, id.gen_number)));
        if !new || entries.len() >= MAX_OUTLINE {
            break;
        }
        let title = item.get::<PdfString<'_>>(b"Title".as_slice()).map(|title| text_string(title.as_bytes()));
        if let Some(title) = title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty()) {
            let page = destination(&item).and_then(|id| pages.get(&id).copied());
            entries.push(OutlineEntry { title, level: u8::try_from(level).unwrap_or(u8::MAX), page });
        }
        open.extend(item.get::<Dict<'_>>(b"Next".as_slice()).map(|next| (next, level)));
        if level < MAX_DEPTH {
            open.extend(item.get::<Dict<'_>>(b"First".as_slice()).map(|first| (first, level + 1)));
        }
    }
    entries
}

/// The page that a bookmark leads to, where it names the page itself and not a named place.
fn destination(item: &Dict<'_>) -> Option<ObjectIdentifier> {
    let action = || item.get::<Dict<'_>>(b"A".as_slice())?.get::<Array<'_>>(b"D".as_slice());
    let place = item.get::<Array<'_>>(b"Dest".as_slice()).or_else(action)?;
    match place.raw_iter().next()? {
        MaybeRef::Ref(page) => Some(page.into()),
        MaybeRef::NotRef(_) => None,
    }
}

/// Page labels (PDF 2.0, 12.4.2): ranges, each with a style, a prefix and a first number.
fn labels(catalog: &Dict<'_>, pages: usize) -> Vec<Option<String>> {
    let Some(tree) = catalog.get::<Dict<'_>>(b"PageLabels".as_slice()) else { return Vec::new() };
    let mut ranges = BTreeMap::new();
    gather_ranges(&tree, 0, &mut ranges);
    let mut labels = vec![None; pages];
    let mut range: Option<(usize, &Dict<'_>)> = None;
    for (index, label) in labels.iter_mut().enumerate() {
        if let Some(starting) = ranges.get(&index) {
            range = Some((index, starting));
        }
        *label = range.and_then(|(first, style)| label_of(style, index - first));
    }
    labels
}

fn gather_ranges<'d>(node: &Dict<'d>, depth: usize, ranges: &mut BTreeMap<usize, Dict<'d>>) {
    if depth > MAX_DEPTH || ranges.len() > MAX_OUTLINE {
        return;
    }
    if let Some(numbers) = node.get::<Array<'_>>(b"Nums".as_slice()) {
        let mut pairs = numbers.flex_iter();
        while let Some(number) = pairs.next::<i32>() {
            let Some(style) = pairs.next::<Dict<'d>>() else { break };
            if let Ok(number) = usize::try_from(number) {
                ranges.insert(number, style);
            }
        }
    }
    if let Some(kids) = node.get::<Array<'d>>(b"Kids".as_slice()) {
        for kid in kids.iter::<Dict<'d>>().take(MAX_OUTLINE) {
            gather_ranges(&kid, depth + 1, ranges);
        }
    }
}

fn label_of(style: &Dict<'_>, offset: usize) -> Option<String> {
    let prefix = style.get::<PdfString<'_>>(b"P".as_slice()).map(|prefix| text_string(prefix.as_bytes()));
    let first = style.get::<i32>(b"St".as_slice()).and_then(|first| usize::try_from(first).ok()).unwrap_or(1);
    let number = first.checked_add(offset)?;
    let numeral = match style.get::<Name<'_>>(b"S".as_slice()).as_deref() {
        Some(b"D") => number.to_string(),
        Some(b"r") => roman(number).to_lowercase(),
        Some(b"R") => roman(number),
        Some(b"a") => letters(number).to_lowercase(),
        Some(b"A") => letters(number),
        _ => String::new(),
    };
    let label = prefix.unwrap_or_default() + &numeral;
    (!label.is_empty()).then_some(label)
}
