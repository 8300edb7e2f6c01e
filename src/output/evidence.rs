//! A statement with all that leads to it: what stands behind every number that goes out.

use super::table::{Cell, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use stratmine_model::{Code, CodePointSpan, CodedPaper, Offsets, Page, PageGrade, Span, Statement, Strength};

/// A statement, its place and its codes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The statement's id.
    pub id: String,
    /// The file below the corpus root.
    pub file: String,
    /// SHA-256 of the file.
    pub document: String,
    /// The paper's title.
    pub title: Option<String>,
    /// Who speaks in it.
    pub organisation: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Partnering types, strongest first.
    pub partnering: Vec<String>,
    /// Degree of integration of the strongest, 1 to 10.
    pub rank: Option<u8>,
    /// What that one rests on.
    pub type_strength: Option<Strength>,
    /// Physical page from 1.
    pub page: u32,
    /// The label that the paper declares for the page.
    pub label: Option<String>,
    /// How well the page was read.
    pub grade: PageGrade,
    /// Headings above it, highest first.
    pub heading_path: Vec<String>,
    /// What introduces it.
    pub lead_in: Option<String>,
    /// The words of the page.
    pub quote: String,
    /// Where it lies in the page's text.
    pub place: CodePointSpan,
    /// Whether it is an intended outcome, after decisions.
    pub is_outcome: bool,
    /// Categories, after decisions.
    pub categories: Vec<String>,
    /// The words that earned them, each once.
    pub matched: Vec<String>,
    /// Where they stand in the quote, in bytes of it, in order.
    pub marks: Vec<Span>,
    /// What held and weighs, for an intended outcome or against it.
    pub rules: Vec<String>,
    /// Log-odds of being an intended outcome.
    pub score: f32,
    /// How likely it is one by the program, 0 to 1; `None` where it was not coded.
    pub probability: Option<f32>,
    /// Sum of the weights of all categories.
    pub weight: f32,
    /// Integration domains.
    pub domains: Vec<String>,
    /// Entry points, contextual factors and end states.
    pub context: Vec<String>,
    /// What the rules propose, where a person decided.
    pub proposed: Option<Vec<String>>,
}

impl Evidence {
    /// The evidence in the statements of a paper that are wanted, in document order.
    pub fn of_paper(document: &CodedPaper, wanted: impl Fn(&Statement) -> bool) -> Vec<Self> {
        let mut evidence = Vec::new();
        for page in &document.pages {
            let offsets = Offsets::of(&page.text);
            let statements = page.statements.iter().filter(|statement| wanted(statement));
            evidence.extend(statements.map(|statement| Self::of(document, page, &offsets, statement)));
        }
        evidence
    }

    /// The evidence in a statement; `offsets` are those of its page's text.
    pub fn of(document: &CodedPaper, page: &Page, offsets: &Offsets<'_>, statement: &Statement) -> Self {
        let names = |list: &[Code]| list.iter().map(|code| code.code.clone()).collect();
        let words: BTreeSet<String> =
            statement.categories.iter().flat_map(|code| &code.matches).map(|found| found.text.to_lowercase()).collect();
        Self {
            id: statement.id.clone(),
            file: document.file.clone(),
            document: document.document.to_string(),
            title: document.title.clone(),
            organisation: document.organisation.clone(),
            year: document.year,
            partnering: document.partnering_codes(),
            rank: document.partnering.first().map(|found| found.rank),
            type_strength: document.partnering.first().map(|found| found.strength),
            page: page.number,
            label: page.label.clone(),
            grade: page.quality.grade,
            heading_path: statement.heading_path.clone(),
            lead_in: statement.lead_in.clone(),
            quote: statement.text.clone(),
            place: offsets.to_points(statement.span),
            is_outcome: statement.intended_outcome,
            categories: names(&statement.categories),
            matched: words.into_iter().collect(),
            marks: marks(statement),
            rules: statement.intent.rules.iter().map(|rule| rule.id.clone()).collect(),
            score: statement.intent.score,
            probability: statement.probability,
            weight: statement.categories.iter().map(|code| code.score).sum(),
            domains: names(&statement.domains),
            context: names(&statement.context),
            proposed: statement.decided.as_ref().map(|_| {
                let proposed = &statement.proposed;
                match (proposed.intended_outcome, proposed.categories.is_empty()) {
                    (false, _) => vec!["no outcome".to_owned()],
                    (true, true) => vec!["unclassified".to_owned()],
                    (true, false) => proposed.categories.clone(),
                }
            }),
        }
    }

    /// Where it stands and what earned its codes, in a sentence or two.
    pub fn remark(&self) -> String {
        let label = self.label.as_deref().filter(|label| *label != self.page.to_string());
        let mut said = format!("Page {}", self.page);
        if let Some(label) = label {
            _ = write!(said, " (printed {label})");
        }
        if !self.matched.is_empty() {
            _ = write!(said, ". Words: {}", self.matched.join("; "));
        }
        if !self.rules.is_empty() {
            _ = write!(said, ". Rules: {}", self.rules.join("; "));
        }
        _ = write!(said, ". Statement {}", self.id);
        said
    }

    /// How well it serves as an example, more is better: an outcome of strong words and strong rules, on a page that was
    /// read well, neither a scrap nor a paragraph.
    pub fn merit(&self) -> f32 {
        let words = self.quote.split_whitespace().count();
        let length = if (6..=40).contains(&words) { 3.0 } else { 0.0 };
        let reading = if self.grade == PageGrade::Good { 2.0 } else { 0.0 };
        // A line that was cut off, or begins amid a sentence, says little without its page.
        let begins = self.quote.chars().next().is_some_and(char::is_uppercase) || self.lead_in.is_some();
        self.weight.min(6.0) + self.score.min(6.0) + length + reading + if begins { 2.0 } else { 0.0 }
    }
}

/// Where the words that earned a statement's categories stand in its quote.
fn marks(statement: &Statement) -> Vec<Span> {
    let found = statement.categories.iter().flat_map(|code| &code.matches);
    let within = found.filter_map(|found| {
        let (span, origin) = (found.span?, statement.span.start);
        let within = Span::new(span.start.checked_sub(origin)?, span.end.checked_sub(origin)?);
        (within.end <= statement.span.len()).then_some(within)
    });
    within.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The best of some statements as examples, at most so many: no two of one paper while there are others.
pub fn best<'e>(found: &[&'e Evidence], most: usize) -> Vec<&'e Evidence> {
    let mut order: Vec<&Evidence> = found.to_vec();
    order.sort_by(|one, other| other.merit().total_cmp(&one.merit()).then_with(|| one.id.cmp(&other.id)));
    let mut files = BTreeSet::new();
    let (first, again): (Vec<_>, Vec<_>) = order.into_iter().partition(|one| files.insert(one.file.as_str()));
    first.into_iter().chain(again).take(most).collect()
}

/// A text with single spaces and no line breaks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The table of organisational outcomes: one row a statement given, in that order. `repeats` are the statements that are
/// not counted, each with the one counted in its stead.
pub fn outcomes_table<'e>(
    evidence: impl IntoIterator<Item = &'e Evidence>,
    repeats: &BTreeMap<String, String>,
) -> Table {
    Table::of(evidence.into_iter().map(|one| (one, repeats.get(&one.id))))
        .text("statement", |(one, _): &(&Evidence, Option<&String>)| (&one.id).into())
        .meaning("id of the statement: the document's first digits, page, and number on the page")
        .name("document", |(one, _)| (&one.file).into())
        .meaning("the file below the corpus folder")
        .text("title", |(one, _)| (&one.title).into())
        .meaning("the paper's title")
        .text("organisation", |(one, _)| (&one.organisation).into())
        .meaning("the organisations or partnerships that speak, set apart by ;")
        .number("year", |(one, _)| one.year.and_then(|year| usize::try_from(year).ok()).into())
        .meaning("year of publication")
        .text("partnering", |(one, _)| (&one.partnering).into())
        .meaning("partnering types of the paper, strongest first; none: declared to have none; empty: not stated")
        .number("rank", |(one, _)| one.rank.map(usize::from).into())
        .meaning("degree of integration of the strongest, 1 (lowest) to 10 (Aunger et al. 2020, Table 1)")
        .number("page", |(one, _)| one.page.into())
        .meaning("physical page, counted from 1")
        .text("label", |(one, _)| (&one.label).into())
        .meaning("the page number that the paper itself declares")
        .text("heading_path", |(one, _)| one.heading_path.join(" > ").into())
        .meaning("the headings above the quote, highest first")
        .text("lead_in", |(one, _)| (&one.lead_in).into())
        .meaning("what introduces the quote")
        .text("quote", |(one, _)| (&one.quote).into())
        .meaning("the words of the page")
        .text("outcome", |(one, _)| one.is_outcome.into())
        .meaning("whether it is an intended outcome, after decisions")
        .text("categories", |(one, _)| (&one.categories).into())
        .meaning("outcome categories after decisions; none: unclassified")
        .text("matched", |(one, _)| (&one.matched).into())
        .meaning("the words that earned the categories")
        .text("rules", |(one, _)| (&one.rules).into())
        .meaning("the rules by which it is, or is not, an intended outcome")
        .number("score", |(one, _)| Cell::number(Some(f64::from(one.score)), 2))
        .meaning("sum of the weights of these rules")
        .text("domains", |(one, _)| (&one.domains).into())
        .meaning("integration domains (AQuA)")
        .text("context", |(one, _)| (&one.context).into())
        .meaning("entry points, contextual factors and end states named in it")
        .text("proposed", |(one, _)| one.proposed.as_ref().into())
        .meaning("what the rules propose, where a person decided: categories, unclassified, or no outcome")
        .text("grade", |(one, _)| one.grade.as_str().into())
        .meaning("how well the page was read: good, fair, poor or ocr")
        .text("counted", |(one, repeat_of)| (one.is_outcome && repeat_of.is_none()).into())
        .meaning("whether tallies count it: no for what is no outcome or was said before")
        .text("repeat_of", |(_, repeat_of)| (*repeat_of).into())
        .meaning("the statement that is counted in its stead: the paper, or a related one, says the same there")
        .text("sha256", |(one, _)| (&one.document).into())
        .meaning("SHA-256 of the file")
        .number("start", |(one, _)| one.place.start.into())
        .meaning("code points of the page's text before the quote")
        .number("end", |(one, _)| one.place.end.into())
        .meaning("code points of the page's text up to the quote's end")
        .number("probability", |(one, _)| Cell::number(one.probability.map(f64::from), 4))
        .meaning("how likely it is an intended outcome by the program, 0 to 1, before any decision on it")
        .table()
}
