//! The report: one web page that holds all results, each number unfolding to its quotes.
//!
//! One file, no script, nothing fetched; it prints, and reads without colour. In go finished tallies and evidence; out
//! comes text. Tables that are heat maps are tables: their shade is a help for the eye, their numbers say the same.

mod charts;
mod crosstab;
mod documents;
mod propositions;
mod quotes;

pub use charts::{Bar, FlowStep, MapPoint, PointKind};
pub use crosstab::ShadedTally;

use super::escape::{for_html, for_html_lines};
use super::evidence::Evidence;
use super::propositions::PropositionPassages;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use stratmine_analysis::tally::Tally;
use stratmine_model::UNCLASSIFIED;

/// All that a report shows.
#[derive(Debug)]
pub struct Report<'r> {
    /// Its title.
    pub title: &'r str,
    /// What the numbers rest on.
    pub lines: &'r [String],
    /// What became of the files, step by step.
    pub flow: &'r [FlowStep],
    /// Intended outcomes by category: one bar each, with an interval.
    pub bars: &'r [Bar],
    /// What is said below the bars.
    pub bars_said: &'r [String],
    /// By document and category.
    pub documents: &'r Tally,
    /// By year and category.
    pub years: &'r Tally,
    /// Other tables.
    pub crossed: &'r [ShadedTally],
    /// Points of the correspondence map, and what its axes stand for.
    pub map: Option<(&'r [MapPoint], [String; 2])>,
    /// What is said below the map, or why there is none.
    pub map_said: &'r [String],
    /// The propositions of the theory, each with the passages to read for it.
    pub propositions: &'r [PropositionPassages],
    /// Outcomes that no category fits.
    pub unclassified: &'r [String],
    /// How well the papers were read: file, grade, what was amiss.
    pub grades: &'r [(String, String, String)],
    /// Paragraphs on method and limits, to be pasted into a paper.
    pub methods: &'r [String],
    /// How to cite the program.
    pub citation: &'r str,
    /// Statements by id.
    pub evidence: &'r BTreeMap<&'r str, &'r Evidence>,
    /// Pictures of the places of some statements, PNG, by id.
    pub pictures: &'r BTreeMap<String, Vec<u8>>,
    /// What the report was made from.
    pub manifest: &'r Value,
    /// The folder of the papers, as it is typed where the report was made.
    pub root: &'r std::path::Path,
}

/// The page.
pub fn report(report: &Report<'_>) -> String {
    let mut out = String::new();
    head(&mut out, report);
    section(&mut out, "corpus", "The corpus", |out| {
        out.push_str(&charts::flow("flow", "What became of the files", report.flow));
        for line in report.lines {
            paragraph(out, line);
        }
        documents::files(out, report.documents);
    });
    section(&mut out, "categories", "Intended outcomes by category", |out| {
        out.push_str(&charts::bars("bars", "Share of intended outcomes, by category", report.bars));
        report.bars_said.iter().for_each(|line| paragraph(out, line));
    });
    section(&mut out, "years", "By year of publication", |out| {
        let title = "Categories of intended outcomes, by year of publication";
        out.push_str(&charts::stacked("stack", title, report.years));
        paragraph(
            out,
            "Bars: how often each category was given. An outcome with two categories stands in both, so a bar may be higher than \
             its year has outcomes; the table counts these in the column “outcomes”.",
        );
        crosstab::table(
            out,
            "y",
            report,
            &ShadedTally::plain("Intended outcomes by year and category", report.years.clone()),
        );
    });
    for (number, crossed) in report.crossed.iter().enumerate() {
        section(&mut out, &format!("x{number}"), &crossed.title, |out| {
            crosstab::table(out, &format!("x{number}"), report, crossed);
        });
    }
    section(&mut out, "map", "Correspondence map", |out| {
        if let Some((points, axes)) = &report.map {
            out.push_str(&charts::map("ca", "Partnering types and categories that go together", points, axes));
        }
        report.map_said.iter().for_each(|line| paragraph(out, line));
    });
    section(&mut out, "propositions", "Propositions of the theory", |out| propositions::each(out, report.propositions));
    section(&mut out, "unclassified", "Unclassified outcomes", |out| {
        let categories: Vec<&str> =
            report.documents.columns.iter().map(String::as_str).filter(|name| *name != UNCLASSIFIED).collect();
        paragraph(
            out,
            &format!(
                "Intended outcomes that none of the {} categories ({}) fits. They speak for a further category, or for more words \
                 in the lexicons.",
                categories.len(),
                categories.join(", ")
            ),
        );
        quotes::all(out, report, "All unclassified outcomes", report.unclassified);
    });
    section(&mut out, "reading", "How well the papers were read", |out| documents::grades(out, report.grades));
    section(&mut out, "documents", "Document by document", |out| documents::each(out, report));
    section(&mut out, "methods", "Methods", |out| {
        report.methods.iter().for_each(|line| paragraph(out, line));
        let _ = writeln!(out, "<h3>How to cite</h3>\n<p class=\"cite\">{}</p>", for_html(report.citation));
        let _ = writeln!(
            out,
            "<h3>Manifest</h3>\n<details><summary>What this report was made from</summary>\n<pre>{}</pre>\n</details>",
            for_html_lines(&format!("{:#}", report.manifest))
        );
    });
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

const CONTENTS: [(&str, &str); 3] =
    [("corpus", "The corpus"), ("categories", "Intended outcomes by category"), ("years", "By year of publication")];
const CONTENTS_AFTER: [(&str, &str); 6] = [
    ("map", "Correspondence map"),
    ("propositions", "Propositions of the theory"),
    ("unclassified", "Unclassified outcomes"),
    ("reading", "How well the papers were read"),
    ("documents", "Document by document"),
    ("methods", "Methods"),
];

fn head(out: &mut String, report: &Report<'_>) {
    let title = for_html(report.title);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{}</style>\n</head>\n<body>\n<header><h1>{title}</h1></header>\n<nav aria-label=\"Contents\">\n<ol>\n",
        include_str!("report.css")
    );
    let between =
        report.crossed.iter().enumerate().map(|(number, crossed)| (format!("x{number}"), crossed.title.clone()));
    let fixed = |(id, name): (&str, &str)| (id.to_owned(), name.to_owned());
    for (id, name) in CONTENTS.into_iter().map(fixed).chain(between).chain(CONTENTS_AFTER.into_iter().map(fixed)) {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{}</a></li>", for_html(&name));
    }
    out.push_str("</ol>\n</nav>\n<main>\n");
}

fn section(out: &mut String, id: &str, title: &str, body: impl FnOnce(&mut String)) {
    let _ = writeln!(out, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>", for_html(title));
    body(out);
    out.push_str("</section>\n");
}

fn paragraph(out: &mut String, text: &str) {
    let _ = writeln!(out, "<p>{}</p>", for_html(text));
}
