//! Bars: shares with intervals, and counts over years.

use super::{LETTER, LINE, WIDTH, finite, fitted, index, line, open, pattern, patterns, text};
use std::fmt::Write as _;
use stratmine_analysis::tally::Tally;

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

/// Horizontal bars from 0 to 100 per cent, each with its number and interval.
pub(in super::super) fn bars(id: &str, title: &str, bars: &[Bar]) -> String {
    let (left, right) = (96.0, 164.0);
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
            pattern(place, &bar.label)
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
pub(in super::super) fn stacked(id: &str, title: &str, tally: &Tally) -> String {
    let (left, bottom) = (44.0, 44.0);
    let legend = legend(&tally.columns, left);
    let top = legend.last().map_or(0.0, |(_, y)| *y) + 30.0;
    let (room, height) = (WIDTH - left - 10.0, 230.0 + top);
    let tall = height - bottom - top;
    let sum = |row: &stratmine_analysis::tally::Row| row.cells.iter().map(|cell| cell.statements).sum::<usize>();
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
    for ((place, column), (x, y)) in tally.columns.iter().enumerate().zip(legend) {
        let (pattern, y) = (pattern(place, column), y + 4.0);
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"12\" height=\"12\" fill=\"url(#{id}-p{pattern})\"/>"
        );
        text(&mut out, x + 17.0, y + 10.0, "start", column);
    }
    let step = room / index(tally.rows.len().max(1));
    let wide = (step * 0.8).min(44.0);
    // Labels must not run into each other.
    let every = (1..=tally.rows.len().max(1)).find(|every| step * index(*every) >= 34.0).unwrap_or(1);
    for (place, row) in tally.rows.iter().enumerate() {
        let x = left + step * (index(place) + 0.5) - wide / 2.0;
        let mut y = top + tall;
        for ((place, column), cell) in tally.columns.iter().enumerate().zip(&row.cells) {
            let part = tall * index(cell.statements) / full;
            y -= part;
            let pattern = pattern(place, column);
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

/// Where the names of the columns stand: one behind the other, and below where there is no more room.
fn legend(columns: &[String], left: f64) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (left, 0.0);
    let mut places = Vec::new();
    for column in columns {
        let wide = 34.0 + LETTER * index(column.chars().count());
        if x > left && x + wide > WIDTH {
            (x, y) = (left, y + LINE);
        }
        places.push((x, y));
        x += wide;
    }
    places
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

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(7), [0, 2, 4, 6, 8]);
        assert_eq!(ticks(1039), [0, 500, 1000, 1500]);
        assert!((1..5000).all(|most| ticks(most).len() <= 7 && *ticks(most).last().unwrap() >= most));
    }
}
