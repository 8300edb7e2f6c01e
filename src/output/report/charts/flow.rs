//! The flow of documents.

use super::{LINE, WIDTH, fitted, line, open, text};
use std::fmt::Write as _;

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

/// What became of the files: a box a step, and beside it what went out.
pub(in super::super) fn flow(id: &str, title: &str, steps: &[FlowStep]) -> String {
    let (wide, apart) = (216.0, 34.0);
    let middle = 2.0 + wide / 2.0;
    let tall = |step: &FlowStep| 34.0_f64.max(LINE * super::index(step.out.len()) + 16.0);
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
            let x = wide + 26.0;
            line(&mut out, (wide + 2.0, y + 17.0), (x, y + 17.0), "#333");
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{own:.1}\" fill=\"none\" stroke=\"#333\"/>",
                WIDTH - x - 2.0
            );
            for (number, (why, count)) in step.out.iter().enumerate() {
                let at = y + 21.0 + LINE * super::index(number);
                text(&mut out, x + 12.0, at, "start", &fitted(&format!("{count} {why}"), WIDTH - x - 20.0));
            }
        }
        if place + 1 < steps.len() {
            let (from, to) = (y + 34.0, y + own + apart);
            line(&mut out, (middle, from), (middle, to - 6.0), "#333");
            let (left, right, top) = (middle - 5.0, middle + 5.0, to - 8.0);
            let _ = writeln!(out, "<path d=\"M{left} {top:.1}H{right}L{middle} {to:.1}Z\" fill=\"#333\"/>");
        }
        y += own + apart;
    }
    out.push_str("</svg>\n");
    out
}
