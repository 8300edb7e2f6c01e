//! Charts as SVG: inline, without script, legible in print and without colour.
//!
//! Each has a title and a description for those who do not see it. Bars of categories differ in pattern as well as in
//! colour (colours after Okabe and Ito 2008, darkened). Coordinates are rounded to a tenth of a unit, so that the same
//! numbers give the same bytes.

mod bars;
mod flow;
mod map;

pub use bars::Bar;
pub(super) use bars::{bars, stacked};
pub use flow::FlowStep;
pub(super) use flow::flow;
pub(super) use map::map;
pub use map::{MapPoint, PointKind};

use super::super::escape::for_html;
use std::fmt::Write as _;
use stratmine_model::UNCLASSIFIED;

/// Width of every chart, in its own units: so narrow that letters can be read on a phone.
const WIDTH: f64 = 440.0;
/// Height of a line of text.
const LINE: f64 = 18.0;
/// Width of a letter, about.
const LETTER: f64 = 6.4;
/// Colours of four categories, of what has none, and of a fifth category; each has a pattern of its own.
const COLOURS: [&str; 6] = ["#0b5a94", "#b34e00", "#00694e", "#9a4a78", "#6b6b6b", "#333333"];

/// The pattern of a column, from its place and name. A sixth category has that of the first again.
fn pattern(place: usize, name: &str) -> usize {
    match place % 5 {
        _ if name == UNCLASSIFIED => 4,
        4 => 5,
        place => place,
    }
}

/// What is not finite is drawn as nothing.
fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}

fn open(out: &mut String, id: &str, title: &str, description: &str, height: f64) {
    let _ = write!(
        out,
        "<svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#1b1b1b\">\n\
         <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
        for_html(title),
        for_html(description)
    );
}

/// The patterns of the colours: plain, stripes one way, the other way, dots, cross, dense stripes.
fn patterns(out: &mut String, id: &str) {
    let marks = [
        "",
        "<path d=\"M0 6L6 0\" stroke=\"#fff\" stroke-width=\"1\"/>",
        "<path d=\"M0 0L6 6\" stroke=\"#fff\" stroke-width=\"1\"/>",
        "<circle cx=\"3\" cy=\"3\" r=\"1\" fill=\"#fff\"/>",
        "<path d=\"M0 3H6M3 0V6\" stroke=\"#fff\" stroke-width=\".8\"/>",
        "<path d=\"M0 3H6\" stroke=\"#fff\" stroke-width=\"1.5\"/>",
    ];
    out.push_str("<defs>");
    for (place, (colour, mark)) in COLOURS.iter().zip(marks).enumerate() {
        let _ = write!(
            out,
            "<pattern id=\"{id}-p{place}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"6\" height=\"6\" fill=\"{colour}\"/>{mark}</pattern>"
        );
    }
    out.push_str("</defs>\n");
}

/// Text whose anchor is `start`, `middle` or `end`.
fn text(out: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", for_html(text));
}

fn line(out: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) {
    let _ = writeln!(
        out,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\"/>",
        from.0, from.1, to.0, to.1
    );
}

/// A name that fits: without its end where it must.
fn fitted(name: &str, width: f64) -> String {
    let most = (1..200_u16).take_while(|count| f64::from(*count) * LETTER < width).count();
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

fn index(place: usize) -> f64 {
    f64::from(u32::try_from(place).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Bar, FlowStep, MapPoint, PointKind, bars, flow, map};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_number_and_no_text_breaks_a_chart(
            numbers in proptest::collection::vec((any::<f64>(), any::<f64>(), "(\\PC|[<>&\"']){0,40}"), 0..9),
        ) {
            let own = numbers.iter();
            let drawn_bars: Vec<Bar> = own.clone().map(|(share, other, label)| Bar {
                label: label.clone(), share: *share, text: label.clone(), interval: Some((*share, *other)),
            }).collect();
            let points: Vec<MapPoint> = own.clone().map(|(x, y, label)| MapPoint {
                label: label.clone(), x: *x, y: *y, kind: PointKind::Row,
            }).collect();
            let steps: Vec<FlowStep> = own.map(|(_, _, label)| FlowStep {
                label: label.clone(), count: 3, out: vec![(label.clone(), 1)],
            }).collect();
            let axes = ["<one>".to_owned(), "two".to_owned()];
            for chart in [bars("a", "t", &drawn_bars), map("b", "t", &points, &axes), flow("c", "t", &steps)] {
                prop_assert!(!chart.contains("NaN") && !chart.contains("inf\""), "{chart}");
                let mut reader = quick_xml::Reader::from_str(&chart);
                loop {
                    match reader.read_event() {
                        Ok(quick_xml::events::Event::Eof) => break,
                        Ok(_) => {}
                        Err(error) => prop_assert!(false, "{error}: {chart}"),
                    }
                }
            }
        }
    }
}
