//! Charts as SVG: inline, without script, legible in print and without colour.
//!
//! Each has a title and a description for those who do not see it. Bars of categories differ in pattern as well as in
//! colour (colours after Okabe and Ito 2008, darkened). Coordinates are rounded to a tenth of a unit, so that the same
//! numbers give the same bytes.

use super::super::escape::for_html;
use crate::tally::Tally;
use std::fmt::Write as _;

/// Width of every chart, in its own units.
const WIDTH: f64 = 720.0;
/// Height of a line of text.
const LINE: f64 = 18.0;
/// Width of a letter, about.
const LETTER: f64 = 6.4;
/// Colours of the categories and of what has none; each has a pattern of its own.
const COLOURS: [&str; 6] = ["#0b5a94", "#b34e00", "#00694e", "#9a4a78", "#6b6b6b", "#333333"];

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its length, 0 to 1.
    pub share: f64,
    /// The number in words.
    pub text: String,
    /// An interval around it.
    pub interval: Option<(f64, f64)>,
}

/// A step in the flow of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowStep {
    /// What is there at this step.
    pub label: String,
    /// How many.
    pub count: usize,
    /// What went out after it: why, and how many.
    pub out: Vec<(String, usize)>,
}

/// Which kind of point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// A row: a circle.
    Row,
    /// A column: a triangle.
    Column,
}

/// A point of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapPoint {
    /// Its name.
    pub label: String,
    /// To the right.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// Its kind.
    pub kind: PointKind,
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

/// Horizontal bars from 0 to 100 per cent, each with its number and interval.
pub(super) fn bars(id: &str, title: &str, bars: &[Bar]) -> String {
    let (left, right) = (130.0, 200.0);
    let room = WIDTH - left - right;
    let step = 30.0;
    let height = step * index(bars.len()) + 34.0;
    let said: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.text)).collect();
    let mut out = String::new();
    open(&mut out, id, title, &said.join("; "), height);
    patterns(&mut out, id);
    for tenth in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let x = left + room * tenth;
        line(&mut out, (x, 0.0), (x, height - 24.0), "#ddd");
        text(&mut out, x, height - 8.0, "middle", &format!("{:.0}%", tenth * 100.0));
    }
    for (place, bar) in bars.iter().enumerate() {
        let y = step * index(place) + 4.0;
        let end = left + room * finite(bar.share).clamp(0.0, 1.0);
        text(&mut out, left - 8.0, y + 15.0, "end", &fitted(&bar.label, left - 10.0));
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"20\" fill=\"url(#{id}-p{})\"/>",
            end - left,
            place.min(COLOURS.len() - 1)
        );
        let mut clear = end;
        if let Some((low, high)) = bar.interval {
            let at = |share: f64| left + room * finite(share).clamp(0.0, 1.0);
            let (low, high) = (at(low), at(high));
            // White below the black, so that the whisker is seen on the bar and off it.
            let path = format!(
                "M{low:.1} {:.1}H{high:.1}M{low:.1} {:.1}V{:.1}M{high:.1} {:.1}V{:.1}",
                y + 10.0,
                y + 5.0,
                y + 15.0,
                y + 5.0,
                y + 15.0
            );
            let _ = writeln!(
                out,
                "<path d=\"{path}\" stroke=\"#fff\" stroke-width=\"3.5\" fill=\"none\"/><path d=\"{path}\" stroke=\"#111\" stroke-width=\"1.3\" fill=\"none\"/>"
            );
            clear = clear.max(high);
        }
        text(&mut out, clear + 8.0, y + 15.0, "start", &bar.text);
    }
    out.push_str("</svg>\n");
    out
}

/// Stacked bars: one a row of a tally, parted by its columns. A statement in several columns stands in each.
pub(super) fn stacked(id: &str, title: &str, tally: &Tally) -> String {
    let (left, bottom, top) = (44.0, 44.0, 30.0);
    let (room, height) = (WIDTH - left - 10.0, 260.0);
    let tall = height - bottom - top;
    let sum = |row: &crate::tally::Row| row.cells.iter().map(|cell| cell.statements).sum::<usize>();
    let most = tally.rows.iter().map(sum).max().unwrap_or(0).max(1);
    let ticks = ticks(most);
    let full = index(*ticks.last().unwrap_or(&1)).max(1.0);
    let said: Vec<String> = tally.rows.iter().map(|row| format!("{}: {}", row.key, sum(row))).collect();
    let mut out = String::new();
    open(&mut out, id, title, &said.join("; "), height);
    patterns(&mut out, id);
    for tick in &ticks {
        let y = top + tall * (1.0 - index(*tick) / full);
        line(&mut out, (left, y), (WIDTH - 10.0, y), "#ddd");
        text(&mut out, left - 6.0, y + 4.0, "end", &tick.to_string());
    }
    let mut x = left;
    for (place, column) in tally.columns.iter().enumerate() {
        let pattern = place.min(COLOURS.len() - 1);
        let _ = writeln!(out, "<rect x=\"{x:.1}\" y=\"4\" width=\"12\" height=\"12\" fill=\"url(#{id}-p{pattern})\"/>");
        text(&mut out, x + 17.0, 14.0, "start", column);
        x += 34.0 + LETTER * index(column.chars().count());
    }
    let step = room / index(tally.rows.len().max(1));
    let wide = (step * 0.8).min(44.0);
    // Labels must not run into each other.
    let every = (1..=tally.rows.len().max(1)).find(|every| step * index(*every) >= 34.0).unwrap_or(1);
    for (place, row) in tally.rows.iter().enumerate() {
        let x = left + step * (index(place) + 0.5) - wide / 2.0;
        let mut y = top + tall;
        for (column, cell) in row.cells.iter().enumerate() {
            let part = tall * index(cell.statements) / full;
            y -= part;
            let pattern = column.min(COLOURS.len() - 1);
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{part:.1}\" fill=\"url(#{id}-p{pattern})\"/>"
            );
        }
        let last = place + 1 == tally.rows.len();
        if place % every == 0 || last {
            // What is long, as "not stated", stands lower and ends with its bar.
            let long = row.key.chars().count() > 4;
            let (x, low, anchor) = if long { (x + wide, 32.0, "end") } else { (x + wide / 2.0, 16.0, "middle") };
            text(&mut out, x, top + tall + low, anchor, &row.key);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Round numbers from 0 up to or beyond the greatest, at most six.
fn ticks(most: usize) -> Vec<usize> {
    let mut step = 1;
    for factor in [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000] {
        if step * 5 >= most {
            break;
        }
        step = factor;
    }
    (0..=most.div_ceil(step)).map(|place| place * step).collect()
}

/// What became of the files: a box a step, and beside it what went out.
pub(super) fn flow(id: &str, title: &str, steps: &[FlowStep]) -> String {
    let (wide, apart) = (300.0, 34.0);
    let tall = |step: &FlowStep| 34.0_f64.max(LINE * index(step.out.len()) + 16.0);
    let height: f64 = steps.iter().map(|step| tall(step) + apart).sum::<f64>() - apart + 4.0;
    let said: Vec<String> = steps
        .iter()
        .map(|step| {
            let out: Vec<String> = step.out.iter().map(|(why, count)| format!("{count} {why}")).collect();
            let out = if out.is_empty() { String::new() } else { format!(" (then out: {})", out.join(", ")) };
            format!("{}: {}{out}", step.label, step.count)
        })
        .collect();
    let mut out = String::new();
    open(&mut out, id, title, &said.join("; "), height.max(40.0));
    let mut y = 2.0;
    for (place, step) in steps.iter().enumerate() {
        let own = tall(step);
        let _ = writeln!(
            out,
            "<rect x=\"2\" y=\"{y:.1}\" width=\"{wide:.0}\" height=\"34\" fill=\"none\" stroke=\"#333\"/>"
        );
        text(&mut out, 14.0, y + 21.0, "start", &format!("{} (n = {})", step.label, step.count));
        if !step.out.is_empty() {
            let x = wide + 62.0;
            line(&mut out, (wide + 2.0, y + 17.0), (x, y + 17.0), "#333");
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{own:.1}\" fill=\"none\" stroke=\"#333\"/>",
                WIDTH - x - 2.0
            );
            for (number, (why, count)) in step.out.iter().enumerate() {
                let at = y + 21.0 + LINE * index(number);
                text(&mut out, x + 12.0, at, "start", &fitted(&format!("{why} (n = {count})"), WIDTH - x - 20.0));
            }
        }
        if place + 1 < steps.len() {
            let (from, to) = (y + 34.0, y + own + apart);
            line(&mut out, (152.0, from), (152.0, to - 6.0), "#333");
            let _ = writeln!(out, "<path d=\"M147 {0:.1}H157L152 {1:.1}Z\" fill=\"#333\"/>", to - 8.0, to);
        }
        y += own + apart;
    }
    out.push_str("</svg>\n");
    out
}

/// Points on two axes of the same scale, with labels that keep clear of each other.
pub(super) fn map(id: &str, title: &str, points: &[MapPoint], axes: &[String; 2]) -> String {
    let height = 460.0;
    let edge = 60.0;
    let reach = |of: fn(&MapPoint) -> f64| {
        points
            .iter()
            .map(|point| finite(of(point)))
            .fold((0.0_f64, 0.0_f64), |(low, high), at| (low.min(at), high.max(at)))
    };
    let ((left, right), (low, high)) = (reach(|point| point.x), reach(|point| point.y));
    let scale =
        ((WIDTH - 2.0 * edge - 60.0) / (right - left).max(1e-9)).min((height - 2.0 * edge) / (high - low).max(1e-9));
    let across = |x: f64| WIDTH / 2.0 + (finite(x) - f64::midpoint(left, right)) * scale;
    let up = |y: f64| height / 2.0 - (finite(y) - f64::midpoint(low, high)) * scale;
    let said: Vec<String> = points
        .iter()
        .map(|point| format!("{} at {:.2}, {:.2}", point.label, finite(point.x), finite(point.y)))
        .collect();
    let mut out = String::new();
    open(&mut out, id, title, &format!("{}; {}. {}", axes[0], axes[1], said.join("; ")), height);
    line(&mut out, (10.0, up(0.0)), (WIDTH - 10.0, up(0.0)), "#bbb");
    line(&mut out, (across(0.0), 10.0), (across(0.0), height - 10.0), "#bbb");
    text(&mut out, WIDTH - 10.0, up(0.0) - 6.0, "end", &axes[0]);
    text(&mut out, across(0.0) + 6.0, 20.0, "start", &axes[1]);
    let mut taken: Vec<[f64; 4]> = vec![
        [WIDTH - 10.0 - LETTER * index(axes[0].chars().count()), up(0.0) - 18.0, WIDTH - 10.0, up(0.0)],
        [across(0.0), 8.0, across(0.0) + LETTER * index(axes[1].chars().count()), 24.0],
    ];
    taken.extend(points.iter().map(|point| {
        let (x, y) = (across(point.x), up(point.y));
        [x - 5.0, y - 5.0, x + 5.0, y + 5.0]
    }));
    for point in points {
        let (x, y) = (across(point.x), up(point.y));
        let _ = match point.kind {
            PointKind::Row => writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#0b5a94\"/>"),
            PointKind::Column => {
                writeln!(out, "<path d=\"M{x:.1} {:.1}l5 9h-10z\" fill=\"#b34e00\"/>", y - 5.0)
            }
        };
        let label = fitted(&point.label, 220.0);
        let wide = LETTER * index(label.chars().count());
        let spot = spot(&taken, (x, y), wide, height);
        taken.push([spot.0, spot.1 - 11.0, spot.0 + wide, spot.1 + 3.0]);
        if (spot.1 - y).abs() > 14.0 {
            line(&mut out, (x, y), (spot.0.clamp(x - wide, x + 8.0), spot.1 - 4.0), "#888");
        }
        text(&mut out, spot.0, spot.1, "start", &label);
    }
    out.push_str("</svg>\n");
    out
}

/// The nearest place for a label of a width that keeps clear of what is there: beside its point, else further off.
fn spot(taken: &[[f64; 4]], (x, y): (f64, f64), wide: f64, height: f64) -> (f64, f64) {
    let free = |spot: &(f64, f64)| {
        let own = [spot.0, spot.1 - 11.0, spot.0 + wide, spot.1 + 3.0];
        let inside = own[0] >= 2.0 && own[2] <= WIDTH - 2.0 && own[1] >= 2.0 && own[3] <= height - 2.0;
        let clear = taken.iter().all(|[x0, y0, x1, y1]| own[2] < *x0 || own[0] > *x1 || own[3] < *y0 || own[1] > *y1);
        inside && clear
    };
    let rings = (0..16_u8).flat_map(|ring| {
        let off = 14.0 * f64::from(ring);
        [
            (x + 8.0, y + 4.0 - off),
            (x - 8.0 - wide, y + 4.0 - off),
            (x + 8.0, y + 4.0 + off),
            (x - 8.0 - wide, y + 4.0 + off),
            (x - wide / 2.0, y - 10.0 - off),
            (x - wide / 2.0, y + 18.0 + off),
        ]
    });
    rings.into_iter().find(free).unwrap_or(((x + 8.0).min(WIDTH - wide - 2.0).max(2.0), y + 4.0))
}

#[cfg(test)]
mod tests {
    use super::{Bar, FlowStep, MapPoint, PointKind, bars, flow, map, ticks};
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(7), [0, 2, 4, 6, 8]);
        assert_eq!(ticks(1039), [0, 500, 1000, 1500]);
        assert!((1..5000).all(|most| ticks(most).len() <= 7 && *ticks(most).last().unwrap() >= most));
    }

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
