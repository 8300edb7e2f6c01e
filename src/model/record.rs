//! The public record: a coded paper as JSON, as it is printed, kept on disk and read by other programs.
//!
//! Format 1. Fields may be added to it, never changed; `docs/record.md` describes them. The types here have the shape of
//! that JSON and nothing else uses them: [`CodedPaper`] is written and read through them. Offsets in it count Unicode
//! code points of the page's text. What does not hold together (a quote that its page does not have, a statement outside
//! its block) is refused when it is read.

use super::{
    Block, BlockKind, Code, CodePointSpan, CodedPaper, DocumentId, Evidence, FileFacts, Intent, Match, MetadataSource,
    Offsets, OutcomeCodes, Page, PageGrade, PageGrades, PageQuality, Partnering, Profile, ReadResult, ReadStatus,
    RuleHit, ScoreParts, Span, Stamp, Statement, Strength,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The version of the record's format.
pub const FORMAT: u32 = 1;

/// Why a record is refused that has the fields of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum RecordError {
    /// Written by another version.
    #[error("its format is {0}, not {FORMAT}")]
    Format(u32),
    /// A part says something that its page does not.
    #[error("page {page} does not hold together: {what}")]
    Page { page: u32, what: String },
}

impl Serialize for CodedPaper {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PaperJson::of(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CodedPaper {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PaperJson::deserialize(deserializer)?.read().map_err(D::Error::custom)
    }
}

/// A page that was read and not coded, as the record has it but for its statements. Boxes are those of its blocks: see
/// [`Page::without_lines`].
pub fn page_as_read(page: &Page) -> impl Serialize + '_ {
    PageJson { statements: None, ..PageJson::of(page) }
}

#[derive(Serialize, Deserialize)]
struct PaperJson<'a> {
    format: u32,
    tool: Cow<'a, str>,
    engine: Cow<'a, str>,
    options: Cow<'a, BTreeMap<String, String>>,
    codebook: Cow<'a, str>,
    document: DocumentId,
    file: Cow<'a, str>,
    outcome: ReadStatus,
    reason: Option<Cow<'a, str>>,
    title: Option<Cow<'a, str>>,
    organisation: Option<Cow<'a, str>>,
    year: Option<i32>,
    language: Option<Cow<'a, str>>,
    /// Of the pages: written, and made of them again when read.
    #[serde(default)]
    grade: Option<PageGrade>,
    #[serde(default)]
    page_grades: PageGrades,
    proposed_metadata: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    metadata_sources: Cow<'a, [MetadataSource]>,
    #[serde(default)]
    facts: FactsJson<'a>,
    partnering: Vec<PartneringJson<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    partnering_candidates: Vec<PartneringJson<'a>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    partnering_read: Cow<'a, [String]>,
    profile: ProfileJson<'a>,
    #[serde(borrow)]
    pages: Vec<PageJson<'a>>,
}

#[derive(Default, Serialize, Deserialize)]
struct FactsJson<'a> {
    title: Option<Cow<'a, str>>,
    author: Option<Cow<'a, str>>,
    created_year: Option<i32>,
    proposed_title: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
struct PartneringJson<'a> {
    #[serde(rename = "type")]
    code: Cow<'a, str>,
    rank: u8,
    declared: bool,
    /// With `best`, which records of version 0.1 lack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    strength: Option<Strength>,
    statements: usize,
    evidence: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    best: Cow<'a, [String]>,
}

#[derive(Serialize, Deserialize)]
struct ProfileJson<'a> {
    entry_points: Vec<EvidenceJson<'a>>,
    /// The partnering types once more.
    types: Vec<EvidenceJson<'a>>,
    domains: Vec<EvidenceJson<'a>>,
    context: Vec<EvidenceJson<'a>>,
    end_states: Vec<EvidenceJson<'a>>,
    #[serde(default)]
    propositions: Vec<EvidenceJson<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<EvidenceJson<'a>>,
}

#[derive(Serialize, Deserialize)]
struct EvidenceJson<'a> {
    code: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    strength: Option<Strength>,
    statements: usize,
    evidence: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    best: Cow<'a, [String]>,
}

#[derive(Serialize, Deserialize)]
struct PageJson<'a> {
    page: u32,
    label: Option<Cow<'a, str>>,
    #[serde(default)]
    language: Option<Cow<'a, str>>,
    width: f32,
    height: f32,
    grade: PageGrade,
    grade_reasons: Cow<'a, [String]>,
    text: Cow<'a, str>,
    #[serde(borrow)]
    blocks: Vec<BlockJson<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    statements: Option<Vec<StatementJson<'a>>>,
}

#[derive(Serialize, Deserialize)]
struct BlockJson<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    level: Option<u8>,
    depth: Option<u8>,
    cells: Option<Vec<Cow<'a, str>>>,
    #[serde(default)]
    marker: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    start: usize,
    end: usize,
    boxes: Cow<'a, [[f32; 4]]>,
}

#[derive(Serialize, Deserialize)]
struct StatementJson<'a> {
    id: Cow<'a, str>,
    text: Cow<'a, str>,
    start: usize,
    end: usize,
    boxes: Cow<'a, [[f32; 4]]>,
    #[serde(borrow)]
    block: Cow<'a, str>,
    heading_path: Cow<'a, [String]>,
    lead_in: Option<Cow<'a, str>>,
    continues: Option<Cow<'a, str>>,
    intended_outcome: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probability: Option<f32>,
    categories: Vec<CodeJson<'a>>,
    intent: IntentJson<'a>,
    domains: Vec<CodeJson<'a>>,
    context: Vec<CodeJson<'a>>,
    proposed: Cow<'a, OutcomeCodes>,
    decided: Option<Cow<'a, OutcomeCodes>>,
}

#[derive(Serialize, Deserialize)]
struct CodeJson<'a> {
    code: Cow<'a, str>,
    score: f32,
    matches: Vec<MatchJson<'a>>,
}

#[derive(Serialize, Deserialize)]
struct MatchJson<'a> {
    entry: Cow<'a, str>,
    text: Cow<'a, str>,
    start: Option<usize>,
    end: Option<usize>,
}

#[derive(Serialize, Deserialize)]
struct IntentJson<'a> {
    score: f32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    study: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paper: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list: Option<f32>,
    rules: Vec<RuleJson<'a>>,
}

#[derive(Serialize, Deserialize)]
struct RuleJson<'a> {
    id: Cow<'a, str>,
    weight: Option<f32>,
    text: Cow<'a, str>,
    start: Option<usize>,
    end: Option<usize>,
}

fn shown(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

fn shown_if(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

fn kept(text: Option<Cow<'_, str>>) -> Option<String> {
    text.map(Cow::into_owned)
}

// Writing.

impl<'a> PaperJson<'a> {
    fn of(paper: &'a CodedPaper) -> Self {
        let CodedPaper { stamp, result, facts, profile, .. } = paper;
        let evidence = |list: &'a [Evidence]| list.iter().map(EvidenceJson::of);
        Self {
            format: FORMAT,
            tool: shown(&stamp.tool),
            engine: shown(&stamp.engine),
            options: Cow::Borrowed(&stamp.options),
            codebook: shown(&stamp.codebook),
            document: paper.document,
            file: shown(&paper.file),
            outcome: result.status,
            reason: shown_if(result.reason.as_ref()),
            title: shown_if(paper.title.as_ref()),
            organisation: shown_if(paper.organisation.as_ref()),
            year: paper.year,
            language: shown_if(paper.language.as_ref()),
            grade: paper.grade(),
            page_grades: paper.page_grades(),
            proposed_metadata: Cow::Borrowed(&paper.proposed_metadata),
            metadata_sources: Cow::Borrowed(&paper.metadata_sources),
            facts: FactsJson {
                title: shown_if(facts.title.as_ref()),
                author: shown_if(facts.author.as_ref()),
                created_year: facts.created_year,
                proposed_title: shown_if(paper.proposed_title.as_ref()),
            },
            partnering: paper.partnering.iter().map(PartneringJson::of).collect(),
            partnering_candidates: paper.partnering_candidates.iter().map(PartneringJson::of).collect(),
            partnering_read: Cow::Borrowed(&paper.partnering_read),
            profile: ProfileJson {
                entry_points: evidence(&profile.entry_points).collect(),
                types: paper.partnering.iter().map(EvidenceJson::of_type).collect(),
                domains: evidence(&profile.domains).collect(),
                context: evidence(&profile.context).collect(),
                end_states: evidence(&profile.end_states).collect(),
                propositions: evidence(&profile.propositions).collect(),
                candidates: evidence(&profile.candidates).collect(),
            },
            pages: paper.pages.iter().map(PageJson::of).collect(),
        }
    }
}

impl<'a> PartneringJson<'a> {
    fn of(found: &'a Partnering) -> Self {
        Self {
            code: shown(&found.code),
            rank: found.rank,
            declared: found.strength == Strength::Declared,
            strength: (!found.best.is_empty()).then_some(found.strength),
            statements: found.statements.len(),
            evidence: Cow::Borrowed(&found.statements),
            best: Cow::Borrowed(&found.best),
        }
    }

    fn read(self) -> Partnering {
        let told = if self.declared { Strength::Declared } else { Strength::Inferred };
        Partnering {
            code: self.code.into_owned(),
            rank: self.rank,
            strength: self.strength.unwrap_or(told),
            statements: self.evidence.into_owned(),
            best: self.best.into_owned(),
        }
    }
}

impl<'a> EvidenceJson<'a> {
    fn of(found: &'a Evidence) -> Self {
        Self {
            code: shown(&found.code),
            strength: (!found.best.is_empty() || found.strength == Strength::Declared).then_some(found.strength),
            statements: found.statements.len(),
            evidence: Cow::Borrowed(&found.statements),
            best: Cow::Borrowed(&found.best),
        }
    }

    /// A partnering type once more, without what the paper's list has of it.
    fn of_type(found: &'a Partnering) -> Self {
        let (code, statements) = (shown(&found.code), found.statements.len());
        Self { code, strength: None, statements, evidence: Cow::Borrowed(&found.statements), best: Cow::Borrowed(&[]) }
    }

    fn read(self) -> Evidence {
        Evidence {
            code: self.code.into_owned(),
            strength: self.strength.unwrap_or_default(),
            statements: self.evidence.into_owned(),
            best: self.best.into_owned(),
        }
    }
}

impl<'a> PageJson<'a> {
    fn of(page: &'a Page) -> Self {
        let offsets = Offsets::of(&page.text);
        Self {
            page: page.number,
            label: shown_if(page.label.as_ref()),
            language: shown_if(page.language.as_ref()),
            width: page.width,
            height: page.height,
            grade: page.quality.grade,
            grade_reasons: Cow::Borrowed(&page.quality.reasons),
            text: shown(&page.text),
            blocks: page.blocks.iter().map(|block| BlockJson::of(page, block, &offsets)).collect(),
            statements: Some(page.statements.iter().map(|statement| StatementJson::of(statement, &offsets)).collect()),
        }
    }
}

impl<'a> BlockJson<'a> {
    fn of(page: &'a Page, block: &'a Block, offsets: &Offsets<'_>) -> Self {
        let cells = || block.cells.iter().map(|cell| shown(page.slice(*cell))).collect();
        let CodePointSpan { start, end } = offsets.to_points(block.span);
        Self {
            kind: shown(block.kind.as_str()),
            level: if let BlockKind::Heading(level) = block.kind { Some(level) } else { None },
            depth: if let BlockKind::ListItem(depth) = block.kind { Some(depth) } else { None },
            cells: (block.kind == BlockKind::TableRow).then(cells),
            marker: shown_if(block.marker.as_ref()),
            text: shown(page.slice(block.span)),
            start,
            end,
            boxes: Cow::Borrowed(&block.boxes),
        }
    }
}

impl<'a> StatementJson<'a> {
    fn of(statement: &'a Statement, offsets: &Offsets<'_>) -> Self {
        let CodePointSpan { start, end } = offsets.to_points(statement.span);
        let codes = |list: &'a [Code]| list.iter().map(|code| CodeJson::of(code, offsets)).collect();
        let rule = |rule: &'a RuleHit| {
            let (start, end) = ends(rule.span, offsets);
            RuleJson { id: shown(&rule.id), weight: rule.weight, text: shown(&rule.text), start, end }
        };
        let parts = statement.intent.parts;
        Self {
            id: shown(&statement.id),
            text: shown(&statement.text),
            start,
            end,
            boxes: Cow::Borrowed(&statement.boxes),
            block: shown(statement.kind.as_str()),
            heading_path: Cow::Borrowed(&statement.heading_path),
            lead_in: shown_if(statement.lead_in.as_ref()),
            continues: shown_if(statement.continues.as_ref()),
            intended_outcome: statement.intended_outcome,
            probability: statement.probability,
            categories: codes(&statement.categories),
            intent: IntentJson {
                score: statement.intent.score,
                base: parts.map(|parts| parts.base),
                study: parts.map(|parts| parts.study),
                paper: parts.map(|parts| parts.paper),
                section: parts.map(|parts| parts.section),
                list: parts.map(|parts| parts.list),
                rules: statement.intent.rules.iter().map(rule).collect(),
            },
            domains: codes(&statement.domains),
            context: codes(&statement.context),
            proposed: Cow::Borrowed(&statement.proposed),
            decided: statement.decided.as_ref().map(Cow::Borrowed),
        }
    }
}

impl<'a> CodeJson<'a> {
    fn of(code: &'a Code, offsets: &Offsets<'_>) -> Self {
        let found = |found: &'a Match| {
            let (start, end) = ends(found.span, offsets);
            MatchJson { entry: shown(&found.entry), text: shown(&found.text), start, end }
        };
        Self { code: shown(&code.code), score: code.score, matches: code.matches.iter().map(found).collect() }
    }
}

fn ends(span: Option<Span>, offsets: &Offsets<'_>) -> (Option<usize>, Option<usize>) {
    let points = span.map(|span| offsets.to_points(span));
    (points.map(|points| points.start), points.map(|points| points.end))
}

// Reading.

impl PaperJson<'_> {
    fn read(self) -> Result<CodedPaper, RecordError> {
        if self.format != FORMAT {
            return Err(RecordError::Format(self.format));
        }
        let evidence = |list: Vec<EvidenceJson<'_>>| list.into_iter().map(EvidenceJson::read).collect();
        Ok(CodedPaper {
            stamp: Stamp {
                tool: self.tool.into_owned(),
                engine: self.engine.into_owned(),
                options: self.options.into_owned(),
                codebook: self.codebook.into_owned(),
            },
            document: self.document,
            file: self.file.into_owned(),
            result: ReadResult { status: self.outcome, reason: kept(self.reason) },
            title: kept(self.title),
            organisation: kept(self.organisation),
            year: self.year,
            proposed_metadata: self.proposed_metadata.into_owned(),
            metadata_sources: self.metadata_sources.into_owned(),
            language: kept(self.language),
            facts: FileFacts {
                title: kept(self.facts.title),
                author: kept(self.facts.author),
                created_year: self.facts.created_year,
            },
            proposed_title: kept(self.facts.proposed_title),
            partnering: self.partnering.into_iter().map(PartneringJson::read).collect(),
            partnering_candidates: self.partnering_candidates.into_iter().map(PartneringJson::read).collect(),
            partnering_read: self.partnering_read.into_owned(),
            profile: Profile {
                entry_points: evidence(self.profile.entry_points),
                domains: evidence(self.profile.domains),
                context: evidence(self.profile.context),
                end_states: evidence(self.profile.end_states),
                propositions: evidence(self.profile.propositions),
                candidates: evidence(self.profile.candidates),
            },
            pages: self.pages.into_iter().map(PageJson::read).collect::<Result<_, _>>()?,
        })
    }
}

impl PageJson<'_> {
    fn read(self) -> Result<Page, RecordError> {
        let wrong = |what: String| RecordError::Page { page: self.page, what };
        let text = self.text.into_owned();
        let offsets = Offsets::of(&text);
        let blocks: Result<Vec<_>, _> = self.blocks.into_iter().map(|block| block.read(&text, &offsets)).collect();
        let blocks = blocks.map_err(wrong)?;
        let in_order = |pair: &[Block]| matches!(pair, [one, next] if one.span.end <= next.span.start);
        if !blocks.windows(2).all(in_order) {
            return Err(wrong("its blocks do not follow each other".to_owned()));
        }
        let statements = self.statements.unwrap_or_default().into_iter();
        let statements: Result<_, _> = statements.map(|one| one.read(&text, &offsets, &blocks)).collect();
        let statements = statements.map_err(wrong)?;
        Ok(Page {
            number: self.page,
            label: kept(self.label),
            language: kept(self.language),
            width: self.width,
            height: self.height,
            text,
            blocks,
            lines: Vec::new(),
            quality: PageQuality { grade: self.grade, reasons: self.grade_reasons.into_owned() },
            statements,
        })
    }
}

/// The bytes that a quote takes, which must be its words.
fn quoted(text: &str, offsets: &Offsets<'_>, points: CodePointSpan, words: &str) -> Result<Span, String> {
    let span = offsets.to_bytes(points).filter(|span| text.get(span.start..span.end) == Some(words));
    span.ok_or_else(|| format!("{:?} does not stand at {} to {}", words, points.start, points.end))
}

impl BlockJson<'_> {
    fn read(self, text: &str, offsets: &Offsets<'_>) -> Result<Block, String> {
        let span = quoted(text, offsets, CodePointSpan { start: self.start, end: self.end }, &self.text)?;
        let degree = self.level.or(self.depth).unwrap_or_default();
        let kind = BlockKind::named(&self.kind, degree).ok_or_else(|| format!("no kind of block {:?}", self.kind))?;
        let mut cells = Vec::new();
        let mut from = span.start;
        for cell in self.cells.iter().flatten() {
            let rest = text.get(from..span.end).unwrap_or_default();
            let at = rest.find(&**cell).ok_or_else(|| format!("a row without its cell {cell:?}"))?;
            cells.push(Span::new(from + at, from + at + cell.len()));
            from += at + cell.len();
        }
        let boxes = self.boxes.into_owned();
        Ok(Block { cells, marker: kept(self.marker), boxes, ..Block::new(kind, span) })
    }
}

impl StatementJson<'_> {
    fn read(self, text: &str, offsets: &Offsets<'_>, blocks: &[Block]) -> Result<Statement, String> {
        let span = quoted(text, offsets, CodePointSpan { start: self.start, end: self.end }, &self.text)?;
        // Blocks follow each other, and a statement lies within its own.
        let after = blocks.partition_point(|block| block.span.start <= span.start);
        let holder = after.checked_sub(1).and_then(|block| Some((block, blocks.get(block)?)));
        let fits = |block: &Block| block.span.end >= span.end && block.kind.as_str() == self.block;
        let (block, kind) = match holder {
            Some((index, block)) if fits(block) => (index, block.kind),
            _ => return Err(format!("statement {} lies in no {} block", self.id, self.block)),
        };
        let codes =
            |list: Vec<CodeJson<'_>>| list.into_iter().map(|code| code.read(offsets)).collect::<Result<Vec<_>, _>>();
        let rule = |rule: RuleJson<'_>| {
            Ok(RuleHit {
                id: rule.id.into_owned(),
                weight: rule.weight,
                text: rule.text.into_owned(),
                span: between(rule.start, rule.end, offsets)?,
            })
        };
        let of = |part: Option<f32>| part.unwrap_or_default();
        let parts = self.intent.base.map(|base| ScoreParts {
            base,
            study: of(self.intent.study),
            paper: of(self.intent.paper),
            section: of(self.intent.section),
            list: of(self.intent.list),
        });
        let rules: Result<_, String> = self.intent.rules.into_iter().map(rule).collect();
        Ok(Statement {
            span,
            block,
            kind,
            id: self.id.into_owned(),
            text: self.text.into_owned(),
            boxes: self.boxes.into_owned(),
            heading_path: self.heading_path.into_owned(),
            lead_in: kept(self.lead_in),
            continues: kept(self.continues),
            intended_outcome: self.intended_outcome,
            probability: self.probability,
            categories: codes(self.categories)?,
            intent: Intent { score: self.intent.score, parts, rules: rules? },
            domains: codes(self.domains)?,
            context: codes(self.context)?,
            proposed: self.proposed.into_owned(),
            decided: self.decided.map(Cow::into_owned),
        })
    }
}

impl CodeJson<'_> {
    fn read(self, offsets: &Offsets<'_>) -> Result<Code, String> {
        let found = |found: MatchJson<'_>| {
            Ok(Match {
                entry: found.entry.into_owned(),
                text: found.text.into_owned(),
                span: between(found.start, found.end, offsets)?,
            })
        };
        let matches: Result<_, String> = self.matches.into_iter().map(found).collect();
        Ok(Code { code: self.code.into_owned(), score: self.score, matches: matches? })
    }
}

/// The span between two ends, where there are any.
fn between(start: Option<usize>, end: Option<usize>, offsets: &Offsets<'_>) -> Result<Option<Span>, String> {
    let Some((start, end)) = start.zip(end) else { return Ok(None) };
    let span = offsets.to_bytes(CodePointSpan { start, end });
    span.map(Some).ok_or_else(|| format!("{start} to {end} is no place on it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PaperMeta;
    use serde_json::{Value, json};

    fn paper() -> CodedPaper {
        let id = DocumentId::from_digest([7; 32]);
        let mut paper = CodedPaper::unread(&Stamp::default(), id, "a.pdf", &PaperMeta::default(), &ReadResult::coded());
        let mut page = Page { text: "é Aims\nSafer | | x".to_owned(), ..Page::blank(1) };
        let cells = [(8, 13), (16, 16), (18, 19)].map(|(start, end)| Span::new(start, end)).to_vec();
        page.blocks.push(Block::new(BlockKind::Heading(2), Span::new(0, 7)));
        page.blocks.push(Block { cells, ..Block::new(BlockKind::TableRow, Span::new(8, 19)) });
        let span = Span::new(8, 13);
        let mut statement = Statement { text: "Safer".to_owned(), span, block: 1, ..Statement::default() };
        statement.kind = BlockKind::TableRow;
        let found = Match { entry: "safe*".to_owned(), text: "Safer".to_owned(), span: Some(span) };
        let code = Code { code: "quality".to_owned(), score: 1.5, matches: vec![found] };
        let veto = RuleHit { id: "not.x".to_owned(), weight: None, text: String::new(), span: None };
        let parts = Some(ScoreParts { base: 1.5, study: 0.5, ..ScoreParts::default() });
        statement.propose(true, Some(0.88), Intent { score: 2.0, parts, rules: vec![veto] }, vec![code]);
        page.statements.push(statement);
        paper.pages.push(page);
        paper
    }

    #[test]
    fn a_paper_comes_back_and_offsets_go_out_in_code_points() {
        let json = serde_json::to_string(&paper()).unwrap();
        let value: Value = serde_json::from_str(&json).unwrap();
        let statement = &value["pages"][0]["statements"][0];
        assert_eq!((&statement["start"], &statement["end"]), (&json!(7), &json!(12)));
        assert_eq!(statement["categories"][0]["matches"][0]["start"], 7);
        assert_eq!(value["pages"][0]["blocks"][1]["cells"], json!(["Safer", "", "x"]));
        let back: CodedPaper = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
        assert_eq!(back.pages[0].statements, paper().pages[0].statements);
    }

    #[test]
    fn what_does_not_hold_together_is_refused() {
        let refused = |path: &str, wrong: Value| {
            let mut value = serde_json::to_value(paper()).unwrap();
            *value.pointer_mut(path).unwrap() = wrong;
            serde_json::from_value::<CodedPaper>(value).unwrap_err().to_string()
        };
        assert_eq!(refused("/format", json!(2)), "its format is 2, not 1");
        for (path, wrong, why) in [
            ("/pages/0/statements/0/text", json!("Safe"), "does not stand at"),
            ("/pages/0/statements/0/end", json!(99), "does not stand at"),
            ("/pages/0/statements/0/block", json!("paragraph"), "lies in no paragraph block"),
            ("/pages/0/statements/0/categories/0/matches/0/end", json!(99), "is no place on it"),
            ("/pages/0/blocks/0/text", json!("Aims"), "does not stand at"),
            ("/pages/0/blocks/0/kind", json!("title"), "no kind of block"),
            ("/pages/0/blocks/1/cells/0", json!("Worse"), "a row without its cell"),
        ] {
            let said = refused(path, wrong);
            assert!(said.starts_with("page 1 does not hold together") && said.contains(why), "{path}: {said}");
        }
    }
}
