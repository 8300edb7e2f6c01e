//! Random boxes, turns and damage, against `hayro-syntax`, which the readers are built on.

#![allow(clippy::many_single_char_names, reason = "a matrix has six")]

use super::{LINE, a4, annotate, annotations, boxed, document, note, numbers, saved, saved_in_streams};
use lopdf::{Dictionary, Document, Object, dictionary};
use proptest::prelude::*;

/// Corners as `hayro` shows them.
fn shown(pdf: Vec<u8>, corners: &[f32]) -> Vec<(f64, f64)> {
    let pdf = hayro_interpret::hayro_syntax::Pdf::new(pdf).unwrap();
    let page = &pdf.pages()[0];
    let [a, b, c, d, e, f] = page.initial_transform(true).as_coeffs();
    let place = |x: f64, y: f64| (a * x + c * y + e, b * x + d * y + f);
    corners.chunks_exact(2).map(|corner| place(corner[0].into(), corner[1].into())).collect()
}

fn corner() -> impl Strategy<Value = [f32; 4]> {
    [-200_i16..200, -200_i16..200, 600_i16..1500, 600_i16..1500]
        .prop_map(|each| each.map(|part| f32::from(part) * 0.75))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn highlights_lie_where_hayro_read_the_words(
        media in proptest::option::of(corner()),
        crop in proptest::option::of(corner()),
        own in proptest::option::of(corner()),
        turn in prop_oneof![Just(0_i64), Just(90), Just(180), Just(270), Just(-90), Just(450), Just(7)],
        (left, top) in (0.0_f32..150.0, 0.0_f32..150.0),
    ) {
        let mut inherited = dictionary! { "Rotate" => turn };
        let mut page = Dictionary::new();
        if let Some(media) = media { inherited.set("MediaBox", boxed(media)); }
        if let Some(crop) = crop { inherited.set("CropBox", boxed(crop)); }
        if let Some(own) = own { page.set("CropBox", boxed(own)); }
        let pdf = saved(document(inherited, vec![page]).0);
        let done = annotate(&pdf, &[note(1, &[[left, top, left + 20.0, top + 10.0]])]).unwrap();
        prop_assert_eq!(done.added, 1);
        let quad = numbers(&annotations(&done.pdf, 1)[0], b"QuadPoints");
        let (right, bottom) = (left + 20.0, top + 10.0);
        let expected = [(left, top), (right, top), (left, bottom), (right, bottom)];
        for ((x, y), (to_x, to_y)) in shown(done.pdf, &quad).into_iter().zip(expected) {
            prop_assert!((x - f64::from(to_x)).abs() < 0.002 && (y - f64::from(to_y)).abs() < 0.002);
        }
    }

    #[test]
    fn damage_gives_an_answer_or_an_error(places in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..12)) {
        let mut pdf = saved_in_streams(document(a4(), vec![Dictionary::new(), Dictionary::new()]).0);
        let length = pdf.len();
        for (place, byte) in places {
            pdf[usize::from(place) % length] = byte;
        }
        if let Ok(done) = annotate(&pdf, &[note(1, &[LINE])]) && done.added > 0 {
            let read = Document::load_mem(&done.pdf).unwrap();
            let is_highlight = |object: &Object| object.as_dict().is_ok_and(|each| each.has(b"QuadPoints"));
            prop_assert_eq!(read.xref_recovery, None);
            prop_assert_eq!(read.objects.values().filter(|object| is_highlight(object)).count(), 1);
        }
    }
}
