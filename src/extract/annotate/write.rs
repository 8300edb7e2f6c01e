//! Writes the copy: the original with an incremental update after it or, where the original is damaged, the whole again.

use super::highlight::{HighlightPlan, marker, resources};
use super::text::line;
use super::{AnnotateError, load, pages};
use lopdf::xref::{Xref, XrefRecovery, XrefType};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId};
use std::collections::BTreeMap;

/// The highest object number that readers take (ISO 32000-1:2008, annex C).
const MAX_NUMBER: u32 = 8_388_607;

pub(super) struct Written {
    pub(super) pdf: Vec<u8>,
    /// Why it was written again as a whole, if it was.
    pub(super) rewritten: Option<String>,
}

/// The new and changed objects.
struct Change {
    objects: BTreeMap<ObjectId, Object>,
    /// The annotations by page number.
    annotations: BTreeMap<u32, Vec<ObjectId>>,
    last: u32,
}

/// Writes the copy and reads it again.
pub(super) fn write(pdf: &[u8], document: Document, plan: &HighlightPlan) -> Result<Written, AnnotateError> {
    let change = change(&document, plan)?;
    let why = match unsound(&document) {
        Some(why) => why.to_owned(),
        None => match append(pdf, &document, plan, &change).and_then(|copy| check(copy, &change)) {
            Ok(pdf) => return Ok(Written { pdf, rewritten: None }),
            Err(why) => why,
        },
    };
    let copy = rewrite(document, plan, &change).and_then(|copy| check(copy, &change)).map_err(AnnotateError::Unfit)?;
    Ok(Written { pdf: copy, rewritten: Some(why) })
}

/// Why nothing can be put after the original, if that is so.
fn unsound(document: &Document) -> Option<&'static str> {
    match document.xref_recovery {
        None => None,
        Some(XrefRecovery::OffsetCorrected) => Some("its table of objects is not where it should be"),
        Some(_) => Some("its table of objects is damaged"),
    }
}

/// The objects to add and the pages with them in their lists.
fn change(document: &Document, plan: &HighlightPlan) -> Result<Change, AnnotateError> {
    let too_high = AnnotateError::TooLarge("its objects are numbered too high".to_owned());
    let mut highest = highest(document);
    let mut number = || {
        highest = highest.saturating_add(1);
        if highest > MAX_NUMBER { Err(too_high.clone()) } else { Ok((highest, 0)) }
    };
    let mut objects = BTreeMap::new();
    let mut annotations = BTreeMap::new();
    let state = number()?;
    objects.insert(state, Object::Dictionary(marker()));
    for (page_number, page) in &plan.pages {
        let mut added = Vec::with_capacity(page.highlights.len());
        for highlight in &page.highlights {
            let (form_id, id) = (number()?, number()?);
            let mut form = highlight.appearance.clone();
            form.dict.set("Resources", resources(state));
            let mut annotation = highlight.annotation.clone();
            annotation.set("AP", lopdf::dictionary! { "N" => form_id });
            objects.insert(form_id, Object::Stream(form));
            objects.insert(id, Object::Dictionary(annotation));
            added.push(id);
        }
        let dictionary = document.get_dictionary(page.page);
        let mut dictionary = dictionary.map_err(|error| AnnotateError::Broken(line(&error.to_string())))?.clone();
        // The list goes into the page even where it was an object of its own: other pages may share that object.
        let entries = page.before.iter().cloned().chain(added.iter().map(|id| Object::Reference(*id)));
        dictionary.set("Annots", entries.collect::<Vec<Object>>());
        objects.insert(page.page, Object::Dictionary(dictionary));
        annotations.insert(*page_number, added);
    }
    Ok(Change { objects, annotations, last: highest })
}

/// The highest object number that is taken. Numbers that are only referred to count: an object that a damaged file has lost
/// must not come back as a highlight.
fn highest(document: &Document) -> u32 {
    let mut highest = document.max_id;
    let mut stack: Vec<&Object> = document.objects.values().collect();
    let dictionaries =
        document.objects.values().filter_map(|object| object.as_stream().ok()).map(|stream| &stream.dict);
    stack.extend(dictionaries.chain([&document.trailer]).flat_map(|each| each.iter().map(|(_, value)| value)));
    while let Some(object) = stack.pop() {
        match object {
            // Higher numbers are never used, so they need not stay free.
            Object::Reference((number, _)) if *number < MAX_NUMBER => highest = highest.max(*number),
            Object::Array(array) => stack.extend(array),
            Object::Dictionary(dictionary) => stack.extend(dictionary.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    highest
}

/// The original with an update after it. Places in it are counted from the heading, which is how the original was read.
fn append(pdf: &[u8], document: &Document, plan: &HighlightPlan, change: &Change) -> Result<Vec<u8>, String> {
    let heading = pdf.windows(5).position(|five| five == b"%PDF-").unwrap_or_default();
    let (before, pdf) = pdf.split_at_checked(heading).unwrap_or((&[], pdf));
    let mut update = IncrementalDocument::create_from(pdf.to_vec(), outline(document));
    update.new_document.objects.clone_from(&change.objects);
    update.new_document.max_id = change.last;
    let mut trailer = trailer(document, plan);
    trailer.set("Prev", i64::try_from(document.xref_start).map_err(|error| error.to_string())?);
    update.new_document.trailer = trailer;
    let mut copy = Vec::with_capacity(pdf.len() + 4096);
    copy.extend_from_slice(before);
    update.save_to(&mut copy).map_err(|error| line(&error.to_string()))?;
    copy.push(b'\n');
    Ok(copy)
}

/// What an update needs to know of the document that it follows: the kind of its table. The objects are not needed, and
/// there may be many.
fn outline(document: &Document) -> Document {
    let mut outline = Document::new();
    outline.reference_table.cross_reference_type = document.reference_table.cross_reference_type;
    outline.trailer.clone_from(&document.trailer);
    outline.xref_start = document.xref_start;
    outline.max_id = document.max_id;
    outline
}

/// The whole file written again.
fn rewrite(mut document: Document, plan: &HighlightPlan, change: &Change) -> Result<Vec<u8>, String> {
    document.objects.extend(change.objects.clone());
    document.max_id = change.last;
    document.trailer = trailer(&document, plan);
    if document.version.as_str() < "1.4" {
        // Blending came with 1.4.
        "1.4".clone_into(&mut document.version);
    }
    let is_table = matches!(document.reference_table.cross_reference_type, XrefType::CrossReferenceTable);
    document.reference_table =
        Xref::new(0, if is_table { XrefType::CrossReferenceTable } else { XrefType::CrossReferenceStream });
    let mut copy = Vec::new();
    document.save_to(&mut copy).map_err(|error| line(&error.to_string()))?;
    copy.push(b'\n');
    Ok(copy)
}

/// The trailer: what names the file's parts, and none of what described its old table. The first identifier stays, the
/// second says which change this is (ISO 32000-2:2020, 14.4), from the notes where others take the time.
fn trailer(document: &Document, plan: &HighlightPlan) -> Dictionary {
    let mut trailer = Dictionary::new();
    for key in [b"Root".as_slice(), b"Info"] {
        if let Ok(value) = document.trailer.get(key) {
            trailer.set(key, value.clone());
        }
    }
    let old = document.trailer.get_deref(b"ID", document).and_then(Object::as_array);
    if let Ok([first, second]) = old.map(Vec::as_slice)
        && let (Ok((_, first)), Ok((_, second))) = (document.dereference(first), document.dereference(second))
        && let (Object::String(..), Ok(second)) = (first, second.as_str())
    {
        let new = plan.digest.with(second).bytes().to_vec();
        trailer.set("ID", vec![first.clone(), Object::String(new, lopdf::StringFormat::Hexadecimal)]);
    }
    trailer
}

/// Reads a copy again: it must be sound, and have its highlights on the pages they were meant for.
fn check(copy: Vec<u8>, change: &Change) -> Result<Vec<u8>, String> {
    let document = load(&copy).map_err(|error| error.to_string())?;
    if document.xref_recovery.is_some() {
        return Err("the copy's table of objects cannot be read".to_owned());
    }
    let found = pages::find(&copy, &document, &change.annotations.keys().copied().collect());
    let found = found.map_err(|error| error.to_string())?;
    for (number, ids) in &change.annotations {
        let page = found.get(number).and_then(|page| document.get_dictionary(page.id?).ok());
        let list = page.and_then(|page| page.get(b"Annots").and_then(Object::as_array).ok());
        let is_right = list.is_some_and(|list| {
            ids.iter().all(|id| {
                list.contains(&Object::Reference(*id))
                    && document.objects.get(id).is_some_and(|object| Some(object) == change.objects.get(id))
            })
        });
        if !is_right {
            return Err(format!("page {number} of the copy does not have its highlights"));
        }
    }
    Ok(copy)
}
