//! The correspondence map.

use super::{LETTER, WIDTH, finite, fitted, index, line, open, text};
use std::fmt::Write as _;

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

/// Points on two axes of the same scale, with labels that keep clear of each other.
pub(in super::super) fn map(id: &str, title: &str, points: &[MapPoint], axes: &[String; 2]) -> String {
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
