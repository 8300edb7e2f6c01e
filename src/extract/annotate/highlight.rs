//! Notes as the objects of a PDF: which go where, and what is written for each.
//!
//! Sources: ISO 32000-2:2020, 12.5.2 (annotations), 12.5.5 (appearances), 12.5.6.10 (text markup), 11.6.4 (opacity and
//! blending).

use super::pages::{PageTarget, Quad, around};
use super::text::{Digest, line, lines, string};
use super::{AnnotateError, Note, Skipped};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// How strong the colour is, from 0 to 1.
const OPACITY: f32 = 0.4;
/// Readers draw it when they print (bit 3 of the flags), and not otherwise than elsewhere.
const PRINT: i64 = 4;

/// The highlights of one page.
#[derive(Clone, Debug)]
pub(super) struct PagePlan {
    pub(super) page: ObjectId,
    /// What the page's list of annotations holds already.
    pub(super) before: Vec<Object>,
    pub(super) highlights: Vec<Highlight>,
}

/// One highlight.
#[derive(Clone, Debug)]
pub(super) struct Highlight {
    /// The annotation, without its appearance.
    pub(super) annotation: Dictionary,
    /// The appearance, without its resources.
    pub(super) appearance: Stream,
}

/// What goes where.
#[derive(Clone, Debug)]
pub(super) struct HighlightPlan {
    /// By page number.
    pub(super) pages: BTreeMap<u32, PagePlan>,
    pub(super) skipped: Vec<Skipped>,
    /// Tells this plan from others.
    pub(super) digest: Digest,
}

impl HighlightPlan {
    /// How many highlights there are.
    pub(super) fn count(&self) -> usize {
        self.pages.values().map(|page| page.highlights.len()).sum()
    }
}

/// Finds out where each note goes.
pub(super) fn plan(
    notes: &[Note],
    document: &Document,
    found: &BTreeMap<u32, PageTarget>,
) -> Result<HighlightPlan, AnnotateError> {
    let mut plan = HighlightPlan { pages: BTreeMap::new(), skipped: Vec::new(), digest: Digest::new() };
    let mut names: BTreeMap<u32, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for (index, note) in notes.iter().enumerate() {
        let mut skip = |why: &str| plan.skipped.push(Skipped { note: index, page: note.page, why: why.to_owned() });
        let Some(page) = found.get(&note.page) else {
            skip("there is no such page");
            continue;
        };
        let Some(id) = page.id else {
            skip("the page is written into the tree of pages and cannot be changed");
            continue;
        };
        let quads: Vec<Quad> = note.boxes.iter().filter_map(|each| page.space.quad(*each)).collect();
        if quads.is_empty() {
            skip("none of its boxes lies on the page");
            continue;
        }
        let slot = match plan.pages.entry(note.page) {
            std::collections::btree_map::Entry::Occupied(slot) => slot.into_mut(),
            std::collections::btree_map::Entry::Vacant(slot) => {
                let before = annotations(document, id)?;
                names.insert(note.page, before.iter().filter_map(|each| name(document, each)).collect());
                slot.insert(PagePlan { page: id, before, highlights: Vec::new() })
            }
        };
        let digest = digest(note, &quads);
        let name = format!("stratmine-{}", digest.hexadecimal());
        if !names.entry(note.page).or_default().insert(name.clone().into_bytes()) {
            skip("the page has this highlight already");
            continue;
        }
        plan.digest = plan.digest.with(&digest.bytes());
        slot.highlights.push(highlight(note, &quads, id, &name));
    }
    plan.pages.retain(|_, page| !page.highlights.is_empty());
    Ok(plan)
}

/// What a page's list of annotations holds; nothing where it has none or what is there is no list.
fn annotations(document: &Document, page: ObjectId) -> Result<Vec<Object>, AnnotateError> {
    let page = document.get_dictionary(page).map_err(|error| AnnotateError::Broken(line(&error.to_string())))?;
    let list = page.get_deref(b"Annots", document).and_then(Object::as_array);
    // Some readers stop at the first entry that is nothing.
    let entries = list.map(Vec::as_slice).unwrap_or_default().iter();
    Ok(entries.filter(|entry| !entry.is_null()).cloned().collect())
}

/// The name of an annotation that is there.
fn name(document: &Document, annotation: &Object) -> Option<Vec<u8>> {
    let (_, annotation) = document.dereference(annotation).ok()?;
    let name = annotation.as_dict().ok()?.get_deref(b"NM", document).ok()?;
    name.as_str().ok().map(<[u8]>::to_vec)
}

fn digest(note: &Note, quads: &[Quad]) -> Digest {
    let numbers = |numbers: &[f32]| numbers.iter().flat_map(|each| each.to_be_bytes()).collect::<Vec<u8>>();
    let places: Vec<u8> = quads.iter().flat_map(|quad| numbers(quad)).collect();
    let digest = Digest::new().with(&note.page.to_be_bytes()).with(&places).with(&numbers(&colour(note)));
    [&note.subject, &note.contents, &note.author].iter().fold(digest, |sum, text| sum.with(text.as_bytes()))
}

fn colour(note: &Note) -> [f32; 3] {
    note.colour.map(|part| if part.is_finite() { (part.clamp(0.0, 1.0) * 1000.0).round() / 1000.0 } else { 0.0 })
}

fn highlight(note: &Note, quads: &[Quad], page: ObjectId, name: &str) -> Highlight {
    let frame = numbers(&around(quads));
    let mut annotation = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Highlight",
        "Rect" => frame.clone(),
        "QuadPoints" => Object::Array(quads.iter().flatten().map(|each| Object::Real(*each)).collect()),
        "C" => numbers(&colour(note)),
        "CA" => OPACITY,
        "F" => PRINT,
        "NM" => string(name),
        "P" => page,
    };
    for (key, text) in [("T", line(&note.author)), ("Subj", line(&note.subject)), ("Contents", lines(&note.contents))] {
        if !text.is_empty() {
            annotation.set(key, string(&text));
        }
    }
    let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "FormType" => 1, "BBox" => frame };
    Highlight { annotation, appearance: Stream::new(form, drawing(note, quads)).with_compression(false) }
}

/// All boxes are one path, filled once: where two lines' boxes overlap the colour is not laid on twice.
fn drawing(note: &Note, quads: &[Quad]) -> Vec<u8> {
    let [red, green, blue] = colour(note);
    let mut drawing = format!("/H gs\n{red} {green} {blue} rg\n");
    for [ax, ay, bx, by, cx, cy, dx, dy] in quads {
        // Round the box; writing to a string cannot fail.
        let _ = writeln!(drawing, "{ax} {ay} m {bx} {by} l {dx} {dy} l {cx} {cy} l h");
    }
    drawing.push_str("f\n");
    drawing.into_bytes()
}

/// The graphics state that all appearances share: it lays the colour on as a marker pen does, so that black stays black.
pub(super) fn marker() -> Dictionary {
    dictionary! { "Type" => "ExtGState", "BM" => "Multiply", "ca" => OPACITY, "CA" => OPACITY, "AIS" => false }
}

/// The resources of an appearance, with [`marker`] under its number.
pub(super) fn resources(marker: ObjectId) -> Dictionary {
    dictionary! { "ExtGState" => dictionary! { "H" => marker } }
}

fn numbers(numbers: &[f32]) -> Object {
    Object::Array(numbers.iter().map(|each| Object::Real(*each)).collect())
}
