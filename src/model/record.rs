//! The public record: the coded document as it is printed, kept on disk and read by other programs.
//!
//! Format 1. Fields may be added to it, never changed. Offsets here count Unicode **code points** of the page's text;
//! bytes become code points here ([`CodedPaper::assemble`]), and code points bytes again in `again`, which gives back
//! what coding looks at, so that a paper can be coded again without reading it.

mod again;
mod points;

use super::{
    BlockKind, Code, DocumentCoding, DocumentId, Evidence, Page, PageGrade, PageGrades, PaperMeta, ReadPaper,
    ReadResult, ReadStatus, Rect, RuleHit, Span, Statement, StatementCoding, StatementRef,
};
pub use again::AsRead;
use points::CodePoints;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the record's format.
pub const FORMAT: u32 = 1;

/// A coded document: everything stratmine says about one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodedPaper {
    /// Always [`FORMAT`].
    pub format: u32,
    /// Name and version of the program.
    pub tool: String,
    /// Names and versions of the reading engines.
    pub engine: String,
    /// Options that bear on the result.
    pub options: BTreeMap<String, String>,
    /// SHA-256 over the lexicons used.
    pub codebook: String,
    /// SHA-256 of the file.
    pub document: DocumentId,
    /// The file's path below the corpus root, with forward slashes.
    pub file: String,
    /// How the reading ended.
    pub outcome: ReadStatus,
    /// Why, where it was not simply coded.
    pub reason: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Language as an ISO 639-1 code.
    pub language: Option<String>,
    /// How well the document was read, from its pages ([`PageGrade::of_document`]); `null` for a file that could not be
    /// read.
    #[serde(default)]
    pub grade: Option<PageGrade>,
    /// How many of its pages were read how well.
    #[serde(default)]
    pub page_grades: PageGrades,
    /// Fields among title, organisation and year that were proposed from the file, not given by a person.
    pub proposed_metadata: Vec<String>,
    /// What the file says about itself.
    #[serde(default)]
    pub facts: FactsRecord,
    /// Partnering types, strongest first.
    pub partnering: Vec<PartneringRecord>,
    /// The theory profile.
    pub profile: ProfileRecord,
    /// The pages; empty for a file that could not be read.
    pub pages: Vec<PageRecord>,
}

/// What a file says about itself, as found: title, organisation and year are proposed from it, and from its pages, where
/// the corpus table is silent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsRecord {
    /// Title from the document information.
    pub title: Option<String>,
    /// Author from the document information.
    pub author: Option<String>,
    /// Year of creation.
    pub created_year: Option<i32>,
    /// The title that the paper itself proposes, whether or not one is given.
    pub proposed_title: Option<String>,
}

/// A partnering type with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartneringRecord {
    /// The type's code.
    #[serde(rename = "type")]
    pub code: String,
    /// Degree of integration, 1 to 10.
    pub rank: u8,
    /// Whether the corpus table declares it.
    pub declared: bool,
    /// Number of statements that name it.
    pub statements: usize,
    /// Their ids.
    pub evidence: Vec<String>,
}

/// The theory profile: each list strongest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRecord {
    /// Why the partnering was entered into.
    pub entry_points: Vec<EvidenceRecord>,
    /// Partnering types by code, strongest first.
    pub types: Vec<EvidenceRecord>,
    /// Integration domains.
    pub domains: Vec<EvidenceRecord>,
    /// Contextual factors.
    pub context: Vec<EvidenceRecord>,
    /// End states.
    pub end_states: Vec<EvidenceRecord>,
    /// Passages for the propositions of the theory.
    #[serde(default)]
    pub propositions: Vec<EvidenceRecord>,
}

/// A code with the statements behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRecord {
    /// The code.
    pub code: String,
    /// Number of statements.
    pub statements: usize,
    /// Their ids.
    pub evidence: Vec<String>,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageRecord {
    /// Physical page number from 1.
    pub page: u32,
    /// The declared page label.
    pub label: Option<String>,
    /// The page's language as an ISO 639-1 code, where it has enough text to tell. A page in another language than
    /// English is not coded.
    #[serde(default)]
    pub language: Option<String>,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// `good`, `fair`, `poor` or `ocr`.
    pub grade: String,
    /// What spoke against the grade `good`.
    pub grade_reasons: Vec<String>,
    /// The reading text.
    pub text: String,
    /// The blocks in reading order.
    pub blocks: Vec<BlockRecord>,
    /// The statements in reading order.
    pub statements: Vec<StatementRecord>,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockRecord {
    /// `heading`, `paragraph`, `list_item`, `table_row`, `caption`, `footnote`, `running`, `chart`, `reference` or
    /// `contents`.
    pub kind: String,
    /// For headings, 1 (highest) to 6.
    pub level: Option<u8>,
    /// For list items, 0 (outermost) or deeper.
    pub depth: Option<u8>,
    /// For table rows, the text of each cell.
    pub cells: Option<Vec<String>>,
    /// For list items, the number or letter that stands before them ("3.", "a)") and is no part of `text`.
    #[serde(default)]
    pub marker: Option<String>,
    /// The text.
    pub text: String,
    /// First code point in the page's text.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Its places on the page, `[x0, y0, x1, y1]` in points from the top left, one a printed line.
    pub boxes: Vec<[f32; 4]>,
}

/// One statement with its coding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementRecord {
    /// `<first 12 digits of the document>.p<page>.s<ordinal from 1>`.
    pub id: String,
    /// The quote: exactly `text[start..end]` of the page.
    pub text: String,
    /// First code point in the page's text.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Its places on the page.
    pub boxes: Vec<[f32; 4]>,
    /// The kind of its block.
    pub block: String,
    /// The headings it stands under, highest first.
    pub heading_path: Vec<String>,
    /// What introduces it.
    pub lead_in: Option<String>,
    /// Id of the statement on an earlier page that it goes on from.
    pub continues: Option<String>,
    /// Whether it states an intended outcome, after decisions.
    pub intended_outcome: bool,
    /// Its outcome categories, after decisions.
    pub categories: Vec<CodeRecord>,
    /// How it was decided.
    pub intent: IntentRecord,
    /// Integration domains.
    pub domains: Vec<CodeRecord>,
    /// Entry points, contextual factors, end states.
    pub context: Vec<CodeRecord>,
    /// What the program proposes.
    pub proposed: ProposedRecord,
    /// What a person decided, where one has.
    pub decided: Option<ProposedRecord>,
}

/// A code with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeRecord {
    /// The code.
    pub code: String,
    /// Sum of weights.
    pub score: f32,
    /// The words that earned it.
    pub matches: Vec<MatchRecord>,
}

/// Matched words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchRecord {
    /// The lexicon entry.
    pub entry: String,
    /// The words as printed.
    pub text: String,
    /// First code point in the page's text; `null` where a heading or lead-in was matched.
    pub start: Option<usize>,
    /// One past the last code point.
    pub end: Option<usize>,
}

/// The decision on intent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntentRecord {
    /// Sum of weights.
    pub score: f32,
    /// The rules that hold.
    pub rules: Vec<RuleRecord>,
}

/// A rule that holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleRecord {
    /// The rule's id.
    pub id: String,
    /// Its weight; `null` for a veto.
    pub weight: Option<f32>,
    /// The words that set it off.
    pub text: String,
    /// First code point in the page's text, if in the statement.
    pub start: Option<usize>,
    /// One past the last code point.
    pub end: Option<usize>,
}

/// A coding without its evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedRecord {
    /// Whether it is an intended outcome.
    pub intended_outcome: bool,
    /// Its categories.
    pub categories: Vec<String>,
}

/// What stamps a record besides the document itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Name and version of the program.
    pub tool: String,
    /// Names and versions of the reading engines.
    pub engine: String,
    /// Options that bear on the result.
    pub options: BTreeMap<String, String>,
    /// SHA-256 over the lexicons.
    pub codebook: String,
}

impl CodedPaper {
    /// The record of a file that could not be read or coded.
    #[must_use]
    pub fn unread(stamp: &Stamp, id: DocumentId, file: &str, metadata: &PaperMeta, outcome: &ReadResult) -> Self {
        Self {
            format: FORMAT,
            tool: stamp.tool.clone(),
            engine: stamp.engine.clone(),
            options: stamp.options.clone(),
            codebook: stamp.codebook.clone(),
            document: id,
            file: file.to_owned(),
            outcome: outcome.kind,
            reason: outcome.reason.clone(),
            title: metadata.title.clone(),
            organisation: metadata.organisation.clone(),
            year: metadata.year,
            language: None,
            grade: None,
            page_grades: PageGrades::default(),
            proposed_metadata: metadata.proposed.clone(),
            facts: FactsRecord::default(),
            partnering: Vec::new(),
            profile: ProfileRecord::default(),
            pages: Vec::new(),
        }
    }

    /// The record of a file that was read. `statements` and `coding.statements` run in step.
    #[must_use]
    pub fn assemble(
        stamp: &Stamp,
        file: &str,
        metadata: &PaperMeta,
        outcome: &ReadResult,
        document: &ReadPaper,
        statements: &[Statement],
        coding: &DocumentCoding,
    ) -> Self {
        let mut record = Self::unread(stamp, document.id, file, metadata, outcome);
        record.language.clone_from(&document.language);
        record.grade = PageGrade::of_document(document.pages.iter().map(|page| (page.grade.reading, page.words())));
        record.page_grades = PageGrades::of(document.pages.iter().map(|page| page.grade.reading));
        record.facts = FactsRecord {
            title: document.facts.title.clone(),
            author: document.facts.author.clone(),
            created_year: document.facts.created_year,
            proposed_title: None,
        };
        let mut statements = statements.iter().peekable();
        for (index, page) in document.pages.iter().enumerate() {
            let points = CodePoints::of(&page.text);
            let on_page = std::iter::from_fn(|| statements.next_if(|statement| statement.at.page == index));
            let on_page = on_page.map(|statement| uncoded(document, page, &points, statement)).collect();
            record.pages.push(page_record(page, &points, on_page));
        }
        record.take(coding);
        record
    }

    /// Sets all that coding says, in place of what it said before; `coding.statements` and the record's statements run in
    /// step.
    pub fn take(&mut self, coding: &DocumentCoding) {
        let name = |at: &StatementRef| -> Option<String> {
            Some(self.pages.get(at.page)?.statements.get(at.ordinal)?.id.clone())
        };
        let evidence = |list: &[Evidence]| -> Vec<EvidenceRecord> {
            list.iter()
                .map(|found| EvidenceRecord {
                    code: found.code.clone(),
                    statements: found.statements.len(),
                    evidence: found.statements.iter().filter_map(name).collect(),
                })
                .collect()
        };
        let partnering: Vec<PartneringRecord> = coding
            .partnering
            .iter()
            .map(|found| PartneringRecord {
                code: found.code.clone(),
                rank: found.rank,
                declared: found.declared,
                statements: found.statements.len(),
                evidence: found.statements.iter().filter_map(name).collect(),
            })
            .collect();
        self.profile = ProfileRecord {
            entry_points: evidence(&coding.profile.entry_points),
            types: partnering
                .iter()
                .map(|found| EvidenceRecord {
                    code: found.code.clone(),
                    statements: found.statements,
                    evidence: found.evidence.clone(),
                })
                .collect(),
            domains: evidence(&coding.profile.domains),
            context: evidence(&coding.profile.context),
            end_states: evidence(&coding.profile.end_states),
            propositions: evidence(&coding.profile.propositions),
        };
        self.partnering = partnering;
        let mut said = coding.statements.iter();
        for page in &mut self.pages {
            let points = CodePoints::of(&page.text);
            for (statement, said) in page.statements.iter_mut().zip(&mut said) {
                statement.take(said, &points);
            }
        }
    }

    /// Every statement with the page it stands on, in document order.
    pub fn statements(&self) -> impl Iterator<Item = (&PageRecord, &StatementRecord)> {
        self.pages.iter().flat_map(|page| page.statements.iter().map(move |statement| (page, statement)))
    }

    /// Every intended outcome with the page it stands on, in document order.
    pub fn outcomes(&self) -> impl Iterator<Item = (&PageRecord, &StatementRecord)> {
        self.statements().filter(|(_, statement)| statement.intended_outcome)
    }
}

impl PageRecord {
    /// The record of a page that was read and not coded: it has no statements.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        page_record(page, &CodePoints::of(&page.text), Vec::new())
    }

    /// How well the page was read.
    #[must_use]
    pub fn reading(&self) -> PageGrade {
        // No other name is ever written; one from a later version of the program is no reason to trust the page.
        PageGrade::named(&self.grade).unwrap_or(PageGrade::Poor)
    }
}

impl StatementRecord {
    /// Sets what coding says of it; nobody has decided on it then.
    fn take(&mut self, said: &StatementCoding, points: &CodePoints<'_>) {
        let codes = |codes: &[Code]| codes.iter().map(|code| code_record(points, code)).collect::<Vec<_>>();
        self.intended_outcome = said.intent.is_outcome;
        self.categories = codes(&said.categories);
        self.proposed = ProposedRecord {
            intended_outcome: said.intent.is_outcome,
            categories: self.categories.iter().map(|code| code.code.clone()).collect(),
        };
        let rule = |rule: &RuleHit| RuleRecord {
            id: rule.id.clone(),
            weight: rule.weight.is_finite().then_some(rule.weight),
            text: rule.text.clone(),
            start: rule.span.map(|span| points.at(span.start)),
            end: rule.span.map(|span| points.at(span.end)),
        };
        self.intent = IntentRecord {
            // An empty sum is -0 in Rust.
            score: said.intent.score + 0.0,
            rules: said.intent.rules.iter().map(rule).collect(),
        };
        self.domains = codes(&said.domains);
        self.context = codes(&said.context);
        self.decided = None;
    }
}

/// The record of a statement of which nothing is said yet.
fn uncoded(document: &ReadPaper, page: &Page, points: &CodePoints<'_>, statement: &Statement) -> StatementRecord {
    StatementRecord {
        id: statement_id(document, statement.at),
        text: page.slice(statement.span).to_owned(),
        start: points.at(statement.span.start),
        end: points.at(statement.span.end),
        boxes: boxes(page, statement.span),
        block: page.blocks.get(statement.block).map_or("paragraph", |block| block.kind.as_str()).to_owned(),
        heading_path: statement.heading_path.clone(),
        lead_in: statement.lead_in.clone(),
        continues: statement.continues.map(|at| statement_id(document, at)),
        intended_outcome: false,
        categories: Vec::new(),
        intent: IntentRecord { score: 0.0, rules: Vec::new() },
        domains: Vec::new(),
        context: Vec::new(),
        proposed: ProposedRecord::default(),
        decided: None,
    }
}

fn statement_id(document: &ReadPaper, at: StatementRef) -> String {
    let number = document.pages.get(at.page).map_or(0, |page| page.number);
    format!("{}.p{}.s{}", document.id.short(), number, at.ordinal + 1)
}

fn page_record(page: &Page, points: &CodePoints<'_>, statements: Vec<StatementRecord>) -> PageRecord {
    let blocks = page
        .blocks
        .iter()
        .map(|block| BlockRecord {
            kind: block.kind.as_str().to_owned(),
            level: if let BlockKind::Heading(level) = block.kind { Some(level) } else { None },
            depth: if let BlockKind::ListItem(depth) = block.kind { Some(depth) } else { None },
            cells: (block.kind == BlockKind::TableRow)
                .then(|| block.cells.iter().map(|cell| page.slice(*cell).to_owned()).collect()),
            marker: block.marker.clone(),
            text: page.slice(block.span).to_owned(),
            start: points.at(block.span.start),
            end: points.at(block.span.end),
            boxes: boxes(page, block.span),
        })
        .collect();
    PageRecord {
        page: page.number,
        label: page.label.clone(),
        language: page.language.clone(),
        width: rounded(page.width),
        height: rounded(page.height),
        grade: page.grade.reading.as_str().to_owned(),
        grade_reasons: page.grade.reasons.clone(),
        text: page.text.clone(),
        blocks,
        statements,
    }
}

fn code_record(points: &CodePoints<'_>, code: &Code) -> CodeRecord {
    CodeRecord {
        code: code.code.clone(),
        score: code.score,
        matches: code
            .matches
            .iter()
            .map(|found| MatchRecord {
                entry: found.entry.clone(),
                text: found.text.clone(),
                start: found.span.map(|span| points.at(span.start)),
                end: found.span.map(|span| points.at(span.end)),
            })
            .collect(),
    }
}

fn boxes(page: &Page, span: Span) -> Vec<[f32; 4]> {
    let corners = |found: Rect| [rounded(found.x0), rounded(found.y0), rounded(found.x1), rounded(found.y1)];
    page.boxes(span).into_iter().map(corners).collect()
}

/// A tenth of a point is finer than print.
fn rounded(points: f32) -> f32 {
    (points * 10.0).round() / 10.0
}
