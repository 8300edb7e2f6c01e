//! What is fuzzed: each deed takes any bytes, must not panic, and checks what its part promises of whatever comes out.
//!
//! `cargo test` runs them over the seeds and bounded changes of these (`tests/main/fuzz.rs`); `cargo fuzz` looks for more
//! (`README.md` beside this file).

use std::path::Path;
use std::sync::OnceLock;
use stratmine::coding::Coder;
use stratmine::coding::lexicon::{Codebook, exchange};
use stratmine::coding::segment::segment;
use stratmine::extract::layout::{Glyph, PageGlyphs, Role, RuledLine, Run, TableCell, Tag, lay_out};
use stratmine::extract::{Extracted, decode_responses};
use stratmine::model::{CodedPaper, DocumentId, FileFacts, PaperMeta, ReadPaper, ReadResult, Rect, Stamp};
use stratmine::search;
use stratmine::study::decisions::DecisionTable;
use stratmine::study::discover::MetadataTable;

/// A deed.
pub(crate) type Deed = fn(&[u8]);

/// All of them, by the name of their folder of seeds.
pub(crate) const ALL: [(&str, Deed); 7] = [
    ("layout", layout),
    ("lexicon", lexicon),
    ("query", query),
    ("metadata", metadata),
    ("decisions", decisions),
    ("record", record),
    ("worker", worker),
];

fn built_in() -> &'static Codebook {
    static BUILT_IN: OnceLock<Codebook> = OnceLock::new();
    BUILT_IN.get_or_init(|| Codebook::built_in().expect("the built-in lexicons are sound"))
}

/// Segments, codes and records a document, and goes the way back: every quote must be what its page says, and coding again must give
/// the same.
fn carry_through(document: &ReadPaper) {
    assert!(document.holds_together(), "what was read keeps its invariants");
    let mut cut = document.clone();
    segment(&mut cut);
    for page in &cut.pages {
        for statement in &page.statements {
            let text = &page.text[statement.span.start..statement.span.end];
            assert_eq!(text, text.trim(), "a statement has no blanks at its ends");
            assert!(!text.is_empty() && text == statement.text);
        }
    }
    let mut paper = CodedPaper::from_read(&Stamp::default(), "a.pdf", &ReadResult::coded(), cut);
    Coder::new(built_in()).code(&mut paper, &PaperMeta::default());
    let json = serde_json::to_string(&paper).expect("a record is written");
    let mut stored: CodedPaper = serde_json::from_str(&json).expect("a record leads back to what was coded");
    assert_eq!(stored.statements().count(), paper.statements().count());
    Coder::new(built_in()).code(&mut stored, &PaperMeta::default());
    let again = serde_json::to_string(&stored).expect("a record is written");
    assert_eq!(again, json, "coding again gives the same");
}

/// Numbers out of bytes; zeros once there are no more.
struct Numbers<'b>(&'b [u8]);

impl Numbers<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn short(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// A coordinate: mostly on the page, sometimes far off, at times as far as the reader of glyphs lets through.
    fn place(&mut self) -> f32 {
        let number = f32::from(self.short()) / 64.0;
        match self.byte() {
            0..=239 => number,
            240..=249 => number * -7.0,
            _ => {
                let any = f32::from_bits(u32::from(self.short()) << 16 | u32::from(self.short()));
                if any.is_finite() { any.clamp(-1e6, 1e6) } else { 0.0 }
            }
        }
    }

    fn rect(&mut self) -> Rect {
        let (x, y) = (self.place(), self.place());
        Rect::new(x, y, x + self.place() / 4.0, y + self.place() / 4.0)
    }

    fn tag(&mut self) -> Option<Tag> {
        let role = match self.byte() % 16 {
            0 => Role::Text,
            1 => Role::Heading(self.byte() % 7),
            2 => Role::Item,
            3 => Role::Caption,
            4 => Role::Note,
            5 => Role::Contents,
            6 => Role::Artifact,
            _ => return None,
        };
        let element = u32::from(self.byte());
        let cell = self.byte().is_multiple_of(4).then(|| TableCell {
            table: u32::from(self.byte() % 4),
            row: u32::from(self.byte()),
            column: u32::from(self.byte() % 8),
            head: self.byte().is_multiple_of(4),
        });
        Some(Tag { element, role, cell })
    }

    fn character(&mut self) -> char {
        match self.byte() {
            letter @ 32..=126 => char::from(letter),
            127..=159 => ['\u{2022}', '\u{ad}', '-', '\u{2019}', '\u{fb01}', '\u{301}', '\u{202e}', '\u{0}']
                [usize::from(self.byte() % 8)],
            _ => char::from_u32(u32::from(self.short())).unwrap_or('\u{fffd}'),
        }
    }

    fn run(&mut self) -> Run {
        let angle = [0.0, 0.0, 0.0, 0.0, 90.0, 180.0, -90.0, 37.0][usize::from(self.byte() % 8)];
        let (mut x, y) = (self.place(), self.place());
        let size = (self.place() / 16.0).max(0.5);
        let mut glyphs = Vec::new();
        for _ in 0..self.byte() % 64 {
            let step = size * f32::from(self.byte()) / 256.0;
            glyphs.push(Glyph { character: self.character(), x0: x, x1: x + step, y0: y, y1: y });
            x += step;
        }
        let colour = u32::from(self.byte() % 4) << 24 | 0xff;
        let ink = self.byte().is_multiple_of(2).then(|| f32::from(self.byte()) / 128.0);
        Run {
            glyphs,
            size,
            baseline: y,
            angle,
            colour,
            ink,
            italic: ink.map(|ink| ink > 1.0),
            invisible: self.byte().is_multiple_of(16),
            tag: self.tag(),
        }
    }
}

/// Glyphs as a file might draw them, laid out, segmented, coded and recorded.
pub(crate) fn layout(bytes: &[u8]) {
    let mut numbers = Numbers(bytes);
    let mut pages = vec![PageGlyphs { width: 595.0, height: 842.0, ..PageGlyphs::default() }];
    while !numbers.0.is_empty() {
        let what = numbers.byte() % 16;
        let Some(page) = pages.last_mut() else { return };
        match what {
            0..=9 => page.runs.push(numbers.run()),
            10 => {
                let stroked = numbers.byte().is_multiple_of(2);
                page.rules.push(RuledLine { rect: numbers.rect(), stroked, colour: 0xff });
            }
            11 => {
                let (x, y) = (numbers.place(), numbers.place());
                page.rules.push(RuledLine {
                    rect: Rect::new(x, y, x + numbers.place(), y),
                    stroked: true,
                    colour: 0xff,
                });
            }
            12 => page.dots.push(numbers.rect()),
            13 => page.images.push(numbers.rect()),
            14 => {
                page.drawings.push(numbers.rect());
                page.curves += usize::from(numbers.byte());
            }
            _ if pages.len() < 8 => {
                let (width, height) = (numbers.place().abs(), numbers.place().abs());
                pages.push(PageGlyphs {
                    width,
                    height,
                    unmapped: usize::from(numbers.byte()),
                    ..PageGlyphs::default()
                });
            }
            _ => {}
        }
    }
    let pages = lay_out(&pages);
    let id = DocumentId::from_digest([7; 32]);
    let language = Some("en".to_owned());
    carry_through(&ReadPaper { id, facts: FileFacts::default(), outline: Vec::new(), language, pages });
}

/// A lexicon of our own form, and dictionaries of three others. What is wrong is pointed at within the text.
pub(crate) fn lexicon(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Codebook::of_texts(&[("own.toml", &text)]) {
        Ok(codebook) => {
            for sentence in
                ["We will improve patient safety and recruit staff.", &text.chars().take(300).collect::<String>()]
            {
                for hit in codebook.scan(sentence) {
                    assert!(sentence.get(hit.span.start..hit.span.end).is_some_and(|found| !found.is_empty()));
                }
            }
        }
        Err(errors) => {
            assert!(!errors.findings.is_empty());
            let lines = text.lines().count().max(1);
            for finding in &errors.findings {
                assert!(finding.file != "own.toml" || finding.line <= lines + 1, "{finding:?}");
                assert!(!finding.message.is_empty());
            }
        }
    }
    for form in
        [exchange::DictionaryFormat::Quanteda, exchange::DictionaryFormat::Liwc, exchange::DictionaryFormat::Wordstat]
    {
        if let Ok(categories) = exchange::read(&text, form) {
            let toml = exchange::to_toml(&categories, "outcomes", "own", "somewhere");
            // What comes in is a lexicon, or is refused in words; it is never half of one.
            drop(Codebook::of_texts(&[("own.toml", &toml)]));
        }
    }
}

/// A query. What is wrong is pointed at within it.
pub(crate) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match search::parse(&text) {
        Ok(parsed) => drop(format!("{parsed:?}")),
        Err(error) => {
            assert!(text.get(error.span.start..error.span.end).is_some(), "{error:?}");
            assert!(!error.message.is_empty() && !error.to_string().is_empty());
        }
    }
}

/// The table of metadata. What is wrong has a line of the table.
pub(crate) fn metadata(bytes: &[u8]) {
    match MetadataTable::parse(Path::new("corpus.csv"), bytes).and_then(|table| table.checked(&[])) {
        Ok(table) => {
            for file in table.files() {
                assert!(table.get(file).is_some());
            }
        }
        Err(error) => assert!(error.to_string().contains("corpus.csv, line"), "{error}"),
    }
}

/// The table of decisions: written again it is what it was, and no line of it is lost by taking one out.
pub(crate) fn decisions(bytes: &[u8]) {
    let path = Path::new("decisions.csv");
    let Ok(table) = DecisionTable::parse(path, bytes) else { return };
    let written = table.bytes();
    let again = DecisionTable::parse(path, &written).expect("what was written is read");
    assert_eq!(again.bytes(), written, "writing twice changes nothing");
    let told = |table: &DecisionTable| table.decisions().map(|(_, decision)| decision.clone()).collect::<Vec<_>>();
    assert_eq!(told(&again), told(&table), "every decision comes back");
    if let Some((line, decision)) = table.decisions().next() {
        let mut table = again;
        let decision = decision.clone();
        assert!(table.replace(line, decision));
        let kept = DecisionTable::parse(path, &table.bytes()).expect("what was written is read");
        assert_eq!(told(&kept).len(), told(&table).len());
        assert!(table.remove(line));
        let fewer = DecisionTable::parse(path, &table.bytes()).expect("what was written is read");
        assert_eq!(told(&fewer), told(&table));
    }
}

/// A coded document as it may lie in an index or come from elsewhere: led back to what was coded, or refused.
pub(crate) fn record(bytes: &[u8]) {
    let Ok(mut paper) = serde_json::from_slice::<CodedPaper>(bytes) else { return };
    Coder::new(built_in()).code(&mut paper, &PaperMeta::default());
    let json = serde_json::to_string(&paper).expect("a record is written");
    serde_json::from_str::<CodedPaper>(&json).expect("what was read and written is read again");
}

/// What a worker says that a file has taken over.
pub(crate) fn worker(bytes: &[u8]) {
    let Extracted { outcome, document, .. } = decode_responses(bytes);
    if let Some(document) = document {
        carry_through(&document);
    } else {
        assert!(!outcome.is_coded() && outcome.reason.is_some(), "{outcome:?}");
    }
}
