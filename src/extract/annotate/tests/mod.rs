//! Of the whole: files are made in code, given highlights, and read again by `lopdf` and `hayro-syntax`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::float_cmp)]

mod random;

use super::{AnnotateError, Annotated, Note, annotate};
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, dictionary};

/// A document of one page a dictionary; what they all inherit goes into the root of the tree.
fn document(inherited: Dictionary, pages: Vec<Dictionary>) -> (Document, Vec<ObjectId>) {
    let mut document = Document::with_version("1.4");
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    let root = document.new_object_id();
    let mut kids = Vec::new();
    for mut page in pages {
        let content = document.add_object(Stream::new(Dictionary::new(), b"0 0 m".to_vec()));
        page.set("Type", "Page");
        page.set("Parent", root);
        page.set("Contents", content);
        kids.push(document.add_object(page));
    }
    let mut tree = inherited;
    tree.set("Type", "Pages");
    tree.set("Count", i64::try_from(kids.len()).unwrap());
    tree.set("Kids", kids.iter().map(|id| Object::Reference(*id)).collect::<Vec<_>>());
    document.objects.insert(root, tree.into());
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalogue);
    (document, kids)
}

fn boxed(numbers: [f32; 4]) -> Object {
    numbers.iter().map(|each| Object::Real(*each)).collect::<Vec<_>>().into()
}

fn a4() -> Dictionary {
    dictionary! { "MediaBox" => boxed([0.0, 0.0, 595.0, 842.0]) }
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// With objects in object streams and the table in a stream.
fn saved_in_streams(mut document: Document) -> Vec<u8> {
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    let mut bytes = Vec::new();
    document.save_with_options(&mut bytes, options).unwrap();
    bytes
}

fn note(page: u32, boxes: &[[f32; 4]]) -> Note {
    Note {
        page,
        boxes: boxes.to_vec(),
        colour: [1.0, 0.8, 0.0],
        subject: "aims: access".to_owned(),
        contents: "“Everyone” (by 2030)\nsecond line".to_owned(),
        author: "A. Coder".to_owned(),
    }
}

const LINE: [f32; 4] = [50.0, 60.0, 250.0, 72.0];

/// The annotations of a page, from 1.
fn annotations(pdf: &[u8], page: u32) -> Vec<Dictionary> {
    let document = Document::load_mem(pdf).unwrap();
    assert_eq!(document.xref_recovery, None);
    let pages = document.get_pages();
    document.get_page_annotations(pages[&page]).unwrap().into_iter().cloned().collect()
}

fn numbers(annotation: &Dictionary, key: &[u8]) -> Vec<f32> {
    annotation.get(key).unwrap().as_array().unwrap().iter().map(|each| each.as_float().unwrap()).collect()
}

fn words(annotation: &Dictionary, key: &[u8]) -> String {
    lopdf::decode_text_string(annotation.get(key).unwrap()).unwrap()
}

fn appended(pdf: &[u8], notes: &[Note]) -> Annotated {
    let done = annotate(pdf, notes).unwrap();
    assert_eq!(done.rewritten, None);
    assert!(done.pdf.starts_with(pdf));
    done
}

#[test]
fn a_highlight_has_its_place_words_and_looks() {
    let pdf = saved(document(a4(), vec![Dictionary::new(), Dictionary::new()]).0);
    let done = appended(&pdf, &[note(2, &[LINE, [50.0, 74.0, 120.0, 86.0]])]);
    assert_eq!((done.added, done.skipped.len()), (1, 0));
    assert_eq!(annotations(&done.pdf, 1), []);
    let [highlight] = &annotations(&done.pdf, 2)[..] else { panic!("not one") };
    assert_eq!(highlight.get(b"Subtype").unwrap().as_name().unwrap(), b"Highlight");
    let first = [50.0, 782.0, 250.0, 782.0, 50.0, 770.0, 250.0, 770.0];
    let second = [50.0, 768.0, 120.0, 768.0, 50.0, 756.0, 120.0, 756.0];
    assert_eq!(numbers(highlight, b"QuadPoints"), [first, second].concat());
    assert_eq!(numbers(highlight, b"Rect"), [50.0, 756.0, 250.0, 782.0]);
    assert_eq!(numbers(highlight, b"C"), [1.0, 0.8, 0.0]);
    assert_eq!(highlight.get(b"F").unwrap().as_i64().unwrap(), 4);
    assert_eq!(words(highlight, b"Subj"), "aims: access");
    assert_eq!(words(highlight, b"T"), "A. Coder");
    assert_eq!(words(highlight, b"Contents"), "“Everyone” (by 2030)\rsecond line");

    let read = Document::load_mem(&done.pdf).unwrap();
    let form = highlight.get(b"AP").unwrap().as_dict().unwrap().get_deref(b"N", &read).unwrap().as_stream().unwrap();
    assert_eq!(form.dict.get(b"BBox").unwrap(), highlight.get(b"Rect").unwrap());
    let drawing = String::from_utf8(form.content.clone()).unwrap();
    assert!(drawing.starts_with("/H gs\n1 0.8 0 rg\n50 782 m 250 782 l 250 770 l 50 770 l h\n"), "{drawing}");
    let states = form.dict.get(b"Resources").unwrap().as_dict().unwrap().get(b"ExtGState").unwrap().as_dict().unwrap();
    let state = states.get_deref(b"H", &read).unwrap().as_dict().unwrap();
    assert_eq!(state.get(b"BM").unwrap().as_name().unwrap(), b"Multiply");
}

#[test]
fn the_same_input_gives_the_same_bytes_and_nothing_is_put_in_twice() {
    let pdf = saved_in_streams(document(a4(), vec![Dictionary::new()]).0);
    let notes = [note(1, &[LINE]), note(1, &[[50.0, 80.0, 90.0, 90.0]]), note(1, &[LINE])];
    let done = appended(&pdf, &notes);
    assert_eq!(done, annotate(&pdf, &notes).unwrap());
    assert_eq!(done.added, 2);
    assert_eq!(done.skipped[0].why, "the page has this highlight already");
    let again = annotate(&done.pdf, &notes).unwrap();
    assert_eq!((again.added, again.skipped.len()), (0, 3));
    assert_eq!(again.pdf, done.pdf);
    let more = appended(&done.pdf, &[note(1, &[[9.0, 9.0, 99.0, 19.0]])]);
    assert_eq!(annotations(&more.pdf, 1).len(), 3);
}

#[test]
fn annotations_that_are_there_stay() {
    let link = || dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => boxed([1.0, 2.0, 3.0, 4.0]) };
    for streams in [false, true] {
        let (mut file, _) = document(
            a4(),
            vec![
                dictionary! { "Annots" => vec![Object::Dictionary(link())] },
                dictionary! { "Annots" => Object::Reference((900, 0)) },
                dictionary! { "Annots" => Object::Reference((900, 0)) },
                dictionary! { "Annots" => Object::Reference((999, 0)) },
                dictionary! { "Annots" => "none" },
            ],
        );
        file.objects.insert((901, 0), link().into());
        file.objects.insert((900, 0), vec![Object::Reference((901, 0)), Object::Null].into());
        file.max_id = 901;
        let pdf = if streams { saved_in_streams(file) } else { saved(file) };
        let done = appended(&pdf, &[1, 2, 4, 5].map(|page| note(page, &[LINE])));
        let kinds = |page| {
            let name = |each: &Dictionary| each.get(b"Subtype").unwrap().as_name().unwrap().to_vec();
            annotations(&done.pdf, page).iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(kinds(1), [b"Link".to_vec(), b"Highlight".to_vec()]);
        assert_eq!(kinds(2), [b"Link".to_vec(), b"Highlight".to_vec()]);
        // It shares the list of page 2 and got no highlight.
        assert_eq!(kinds(3), [b"Link".to_vec()]);
        assert_eq!(kinds(4), [b"Highlight".to_vec()]);
        assert_eq!(kinds(5), [b"Highlight".to_vec()]);
    }
}

#[test]
fn an_object_that_is_missing_does_not_come_back_as_a_highlight() {
    let next = |number| Object::Reference((number, 0));
    let lost = dictionary! { "Annots" => vec![next(8), next(9), next(10), next(11), next(12)] };
    let pdf = saved(document(a4(), vec![Dictionary::new(), lost]).0);
    let done = appended(&pdf, &[note(1, &[LINE])]);
    assert_eq!(annotations(&done.pdf, 1).len(), 1);
    assert_eq!(annotations(&done.pdf, 2), []);
}

#[test]
fn boxes_and_turns_are_inherited() {
    let mut inherited = a4();
    inherited.set("CropBox", boxed([100.0, 42.0, 400.0, 642.0]));
    inherited.set("Rotate", 90);
    let half = dictionary! { "Rotate" => 180, "CropBox" => boxed([0.0, 0.0, 595.0, 842.0]) };
    let back = dictionary! { "Rotate" => -90, "CropBox" => boxed([0.0, 0.0, 595.0, 842.0]) };
    let own = dictionary! { "Rotate" => 0, "CropBox" => boxed([500.0, 700.0, 0.0, 200.0]), "UserUnit" => 2 };
    let pdf = saved(document(inherited, vec![Dictionary::new(), own, half, back]).0);
    let done = appended(&pdf, &[1, 2, 3, 4].map(|page| note(page, &[LINE])));
    let quads = |page| numbers(&annotations(&done.pdf, page)[0], b"QuadPoints");
    // Down the shown page is to the right of its own space, and to the right is up.
    assert_eq!(quads(1), [160.0, 92.0, 160.0, 292.0, 172.0, 92.0, 172.0, 292.0]);
    assert_eq!(quads(2), [50.0, 640.0, 250.0, 640.0, 50.0, 628.0, 250.0, 628.0]);
    assert_eq!(quads(3), [545.0, 60.0, 345.0, 60.0, 545.0, 72.0, 345.0, 72.0]);
    assert_eq!(quads(4), [535.0, 792.0, 535.0, 592.0, 523.0, 792.0, 523.0, 592.0]);
}

#[test]
fn notes_that_cannot_be_placed_are_listed() {
    let (mut file, pages) = document(a4(), vec![Dictionary::new()]);
    let written_in = dictionary! { "Type" => "Page", "MediaBox" => boxed([0.0, 0.0, 99.0, 99.0]) };
    let root = file.get_dictionary(pages[0]).unwrap().get(b"Parent").unwrap().as_reference().unwrap();
    let tree = file.get_object_mut(root).unwrap().as_dict_mut().unwrap();
    tree.set("Kids", vec![Object::Reference(pages[0]), Object::Reference(root), Object::Null, written_in.into()]);
    let pdf = saved(file);
    let notes =
        [note(0, &[LINE]), note(3, &[LINE]), note(2, &[LINE]), note(1, &[[700.0, 1.0, 800.0, 9.0]]), note(1, &[])];
    let done = annotate(&pdf, &notes).unwrap();
    assert_eq!(done.pdf, pdf);
    let left_out: Vec<(usize, u32, &str)> =
        done.skipped.iter().map(|each| (each.note, each.page, each.why.as_str())).collect();
    assert_eq!(
        left_out,
        [
            (0, 0, "there is no such page"),
            (1, 3, "there is no such page"),
            (2, 2, "the page is written into the tree of pages and cannot be changed"),
            (3, 1, "none of its boxes lies on the page"),
            (4, 1, "none of its boxes lies on the page"),
        ]
    );
}

#[test]
fn a_cyclic_tree_ends() {
    let (mut file, pages) = document(a4(), vec![Dictionary::new(), Dictionary::new()]);
    let root = file.get_dictionary(pages[0]).unwrap().get(b"Parent").unwrap().as_reference().unwrap();
    let inner = file.add_object(dictionary! { "Type" => "Pages" });
    let loops = vec![Object::Reference(inner), Object::Reference(root), Object::Reference(pages[1])];
    file.get_object_mut(inner).unwrap().as_dict_mut().unwrap().set("Kids", loops.clone());
    file.get_object_mut(root).unwrap().as_dict_mut().unwrap().set("Kids", [loops.clone(), loops].concat());
    let done = annotate(&saved(file), &[note(1, &[LINE]), note(2, &[LINE])]).unwrap();
    assert_eq!((done.added, done.skipped.len()), (1, 1));
}

#[test]
fn encrypted_and_broken_files_are_refused() {
    let (mut file, _) = document(a4(), vec![Dictionary::new()]);
    file.trailer.set("Encrypt", dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2 });
    assert_eq!(annotate(&saved(file), &[note(1, &[LINE])]), Err(AnnotateError::Encrypted));
    for bytes in [&b""[..], b"%PDF-", b"no PDF at all", b"%PDF-1.4\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF"] {
        assert!(matches!(annotate(bytes, &[]), Err(AnnotateError::Broken(_) | AnnotateError::NoPages)));
    }
    let (file, _) = document(a4(), vec![]);
    assert_eq!(annotate(&saved(file), &[note(1, &[LINE])]), Err(AnnotateError::NoPages));
}

#[test]
fn a_damaged_file_is_written_again_as_a_whole() {
    for in_streams in [false, true] {
        let (file, _) = document(a4(), vec![Dictionary::new(), Dictionary::new()]);
        let pdf = if in_streams { saved_in_streams(file) } else { saved(file) };
        let end = pdf.windows(9).rposition(|each| each == b"startxref").unwrap();
        let cut = &pdf[..end];
        let tail = String::from_utf8(pdf[end..].to_vec()).unwrap();
        let start: usize = tail.split_whitespace().nth(1).unwrap().parse().unwrap();
        let moved = [cut, format!("startxref\n{}\n%%EOF", start - 6).as_bytes()].concat();
        for (damaged, word) in [(cut, "damaged"), (&moved, "not where")] {
            let done = annotate(damaged, &[note(2, &[LINE])]).unwrap();
            assert!(done.rewritten.as_deref().unwrap().contains(word), "{:?}", done.rewritten);
            assert_eq!((annotations(&done.pdf, 1).len(), annotations(&done.pdf, 2).len()), (0, 1));
            assert_eq!(done, annotate(damaged, &[note(2, &[LINE])]).unwrap());
        }
    }
}

#[test]
fn what_stands_before_the_heading_stays_there() {
    for in_streams in [false, true] {
        let (file, _) = document(a4(), vec![Dictionary::new()]);
        let pdf = if in_streams { saved_in_streams(file) } else { saved(file) };
        let done = appended(&[b"\r\nHTTP/1.1\n".as_slice(), &pdf].concat(), &[note(1, &[LINE])]);
        assert_eq!(annotations(&done.pdf, 1).len(), 1);
        assert!(hayro_interpret::hayro_syntax::Pdf::new(done.pdf).is_ok());
    }
}

#[test]
fn the_first_identifier_stays_and_the_second_changes_with_the_notes() {
    let (mut file, _) = document(a4(), vec![Dictionary::new()]);
    file.trailer.set("ID", vec![Object::string_literal("first"), Object::string_literal("second")]);
    let pdf = saved(file);
    let identifier = |notes: &[Note]| {
        let trailer = Document::load_mem(&appended(&pdf, notes).pdf).unwrap().trailer;
        let parts = trailer.get(b"ID").unwrap().as_array().unwrap().clone();
        [0, 1].map(|part: usize| parts[part].as_str().unwrap().to_vec())
    };
    let (one, other) = (identifier(&[note(1, &[LINE])]), identifier(&[note(1, &[[1.0, 1.0, 9.0, 9.0]])]));
    assert_eq!(one[0], b"first");
    assert_eq!(one[0], other[0]);
    assert_ne!(one[1], other[1]);
    assert_eq!(one[1].len(), 16);
}

#[test]
fn hostile_text_stays_text() {
    let pdf = saved(document(a4(), vec![Dictionary::new()]).0);
    let mut hostile = note(1, &[LINE]);
    hostile.contents = ") >> endobj 1 0 obj << /Type /Catalog /OpenAction << /S /JavaScript /JS (x\\".to_owned();
    hostile.subject = "\u{202e}a\0\nb".to_owned();
    hostile.author = String::new();
    hostile.colour = [f32::NAN, 7.0, -1.0];
    let done = appended(&pdf, &[hostile.clone()]);
    let highlight = &annotations(&done.pdf, 1)[0];
    assert_eq!(words(highlight, b"Contents"), hostile.contents);
    assert_eq!(words(highlight, b"Subj"), "\u{fffd}a\u{fffd} b");
    assert!(!highlight.has(b"T"));
    assert_eq!(numbers(highlight, b"C"), [0.0, 1.0, 0.0]);
    assert!(!done.pdf.windows(10).any(|each| each == b"JavaScript"));
}
