//! From the tree of a web page to blocks.
//!
//! One walk over the tree without recursion: block-level elements end the text before them, inline ones do not. Marks
//! of notes and text that is struck out are no part of it.

use super::dom::{Content, Dom, NodeId};
use super::notes::Notes;
use super::table;
use super::visibility::Visibility;
use crate::left_out::{self, LeftOutWords};
use crate::note_marks::{is_mark, is_mark_by_itself};
use crate::page_text::PageText;
use crate::prose;
use stratmine_model::BlockKind;

/// Elements that are no text of the paper.
const LEFT_OUT: &[&str] = &[
    "audio", "button", "canvas", "datalist", "head", "iframe", "input", "legend", "map", "math", "meter", "noframes",
    "noscript", "object", "option", "optgroup", "picture", "progress", "script", "select", "style", "svg", "template",
    "textarea", "video",
];

/// Elements that end the text before and after them and are paragraphs by themselves, as far as they hold text.
fn is_block(name: &str) -> bool {
    const SHORT: &[&str] = &[
        "address", "article", "aside", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
        "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html",
        "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "ul",
    ];
    SHORT.contains(&name) || matches!(name, "blockquote" | "figcaption")
}

/// Stands for a line break in the text of an open block.
const BREAK: char = '\u{2028}';

/// Whether a word in an element's class or id names what surrounds a paper on a web page.
pub(super) fn names_surroundings(word: &str) -> bool {
    const SHORT: &[&str] = &[
        "banner", "cookie", "cookies", "footer", "menu", "nav", "navbar", "share", "sharing", "sidebar", "skip",
        "skiplink", "social", "toolbar",
    ];
    let word = word.to_ascii_lowercase();
    SHORT.contains(&word.as_str())
        || matches!(word.as_str(), "breadcrumb" | "breadcrumbs" | "navigation" | "pagination")
}

/// Deepest list item.
const DEEPEST: u8 = 5;

/// The page's text and blocks, and the words that were left out of it.
pub(super) fn page_text(dom: &Dom) -> (PageText, LeftOutWords) {
    let about = About { notes: Notes::of(dom), visibility: Visibility::of(dom) };
    let mut renderer = Renderer::new(dom, &about, main_of(dom));
    renderer.walk(dom.root());
    (renderer.page, renderer.left_out)
}

/// What has to be known of the whole page before any part of it is read.
pub(super) struct About {
    notes: Notes,
    visibility: Visibility,
}

/// The next step of the walk.
enum RenderStep {
    Enter(NodeId),
    /// The end of an element: what held before it holds again.
    Leave(RenderState),
}

/// What holds for the current text.
#[derive(Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each holds or does not, by itself")]
struct RenderState {
    /// What its block is.
    kind: BlockKind,
    /// Whether it surrounds the paper.
    surrounds: bool,
    /// Open lists.
    depth: u8,
    /// Whether the nearest list is numbered.
    numbered: bool,
    /// Whether the element is one that ends the text around it.
    is_block: bool,
    /// Whether the text is a note.
    note: bool,
    /// Whether it is struck out.
    struck: bool,
    /// Whether it is in bold type.
    bold: bool,
    /// Whether its line ends are shown.
    lines_kept: bool,
    /// What the element's end brings besides.
    ends: Ends,
}

/// What the end of an element brings besides what held before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Nothing,
    /// The open raised text ends.
    Raised,
    /// The open section ends.
    Section,
}

/// Text that is raised, or leads to a note: a mark if it has the form of one.
struct Raised {
    text: String,
    leads_to_note: bool,
}

/// A `<details>`: its summary heads what is in it and nothing after it.
struct Section {
    /// The level of its summary.
    level: u8,
    /// The level of the last heading before it.
    level_before: u8,
    /// By how much the headings in it are lowered to stand below the summary; unknown before the first.
    lowered: Option<u8>,
}

/// Letters of a line: those in bold type, and all.
#[derive(Clone, Copy, Default)]
struct LineLetters {
    bold: usize,
    all: usize,
}

struct Renderer<'d> {
    dom: &'d Dom,
    page: PageText,
    state: RenderState,
    /// The element that holds the paper, where the page says so.
    main: Option<NodeId>,
    about: &'d About,
    /// The text of the open block.
    text: String,
    /// The letters of its first line and of all lines.
    first_line: Option<LineLetters>,
    letters: LineLetters,
    /// Line breaks since the last character: two end a paragraph, as old pages have it.
    breaks: u8,
    /// The number that the next block begins with.
    marker: Option<String>,
    /// The next numbers of open numbered lists.
    numbers: Vec<u64>,
    /// The level of the last heading, below which a `<summary>` stands.
    level: u8,
    sections: Vec<Section>,
    raised: Option<Raised>,
    left_out: LeftOutWords,
}

/// The element that says of itself to hold the main part of a page.
fn main_of(dom: &Dom) -> Option<NodeId> {
    let is_main = |id: &NodeId| dom.name(*id) == "main" || dom.attribute(*id, "role") == Some("main");
    dom.descendants(dom.root()).find(is_main).or_else(|| only_article(dom))
}

impl<'d> Renderer<'d> {
    fn new(dom: &'d Dom, about: &'d About, main: Option<NodeId>) -> Self {
        let state = RenderState {
            kind: BlockKind::Paragraph,
            surrounds: main.is_some(),
            depth: 0,
            numbered: false,
            is_block: true,
            note: false,
            struck: false,
            bold: false,
            lines_kept: false,
            ends: Ends::Nothing,
        };
        Self {
            dom,
            page: PageText::new(),
            state,
            main,
            about,
            text: String::new(),
            first_line: None,
            letters: LineLetters::default(),
            breaks: 0,
            marker: None,
            numbers: Vec::new(),
            level: 1,
            sections: Vec::new(),
            raised: None,
            left_out: LeftOutWords::default(),
        }
    }

    /// Writes all that is below a node.
    fn walk(&mut self, top: NodeId) {
        self.walk_on(top);
        self.flush();
    }

    fn walk_on(&mut self, top: NodeId) {
        let mut steps = vec![RenderStep::Enter(top)];
        while let Some(step) = steps.pop() {
            match step {
                RenderStep::Leave(before) => self.leave(before),
                RenderStep::Enter(id) => match self.dom.content(id) {
                    Content::Text(text) => self.write(text),
                    Content::Element { .. } => {
                        let before = self.state.clone();
                        if self.enter(id) {
                            steps.push(RenderStep::Leave(before));
                            steps.extend(self.dom.children(id).rev().map(RenderStep::Enter));
                        } else {
                            self.state = before;
                        }
                    }
                    Content::Nothing => steps.extend(self.dom.children(id).rev().map(RenderStep::Enter)),
                },
            }
        }
    }

    /// Takes up an element. Returns whether its children are to be walked.
    fn enter(&mut self, id: NodeId) -> bool {
        let name = self.dom.name(id);
        // Accordions put the words of a heading into a button.
        let heads = name == "button" && matches!(self.state.kind, BlockKind::Heading(_));
        if (LEFT_OUT.contains(&name) && !heads) || Notes::is_way_back(self.dom, id) {
            return false;
        }
        if self.about.visibility.hides(self.dom, id) {
            if !self.state.surrounds && !self.is_surrounding(id, name) {
                self.left_out.hidden += Visibility::words_hidden(self.dom, id);
            }
            return false;
        }
        if name == "br" {
            self.break_line();
            return false;
        }
        self.state.is_block = is_block(name);
        self.state.ends = Ends::Nothing;
        self.state.struck |= is_struck(self.dom, id, name);
        self.state.bold |= matches!(name, "b" | "strong");
        if !self.state.is_block {
            self.enter_inline(id, name);
            return true;
        }
        self.flush();
        if Some(id) == self.main {
            self.state.surrounds = false;
        } else if !self.state.surrounds && self.is_surrounding(id, name) {
            self.state.surrounds = true;
        }
        self.state.note |= self.about.notes.is_note(self.dom, id);
        self.state.lines_kept |= name == "pre";
        match name {
            "table" if table::is_data(self.dom, id) => {
                let left_out = table::push(self.dom, self.about, id, &mut self.page, self.state.surrounds);
                self.left_out.add(left_out);
                return false;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.open_heading(name),
            "details" => self.open_section(),
            "summary" => self.state.kind = BlockKind::Heading(self.summary_level()),
            "ul" | "ol" | "menu" | "dir" | "dl" => self.open_list(id, name == "ol"),
            "li" | "dt" => self.open_item(id),
            "dd" => self.state.kind = BlockKind::ListItem(self.state.depth.min(DEEPEST)),
            "figcaption" => self.state.kind = BlockKind::Caption,
            _ => {}
        }
        true
    }

    /// Takes up an element within a block: what it raises, or links to a note, may be a note's mark.
    fn enter_inline(&mut self, id: NodeId, name: &str) {
        let leads_to_note = name == "a" && self.about.notes.leads_to_note(self.dom, id);
        if leads_to_note || name == "sup" || is_raised(self.dom, id) {
            if let Some(raised) = &mut self.raised {
                raised.leads_to_note |= leads_to_note;
            } else {
                self.raised = Some(Raised { text: String::new(), leads_to_note });
                self.state.ends = Ends::Raised;
            }
        }
    }

    fn open_heading(&mut self, name: &str) {
        let own = name.bytes().next_back().map_or(1, |digit| digit.saturating_sub(b'0'));
        // The heading within a summary is the summary.
        if matches!(self.state.kind, BlockKind::Heading(_)) {
            return;
        }
        self.level = match self.sections.last_mut() {
            Some(section) => {
                let below = section.level.saturating_add(1);
                own.saturating_add(*section.lowered.get_or_insert(below.saturating_sub(own))).min(6)
            }
            None => own,
        };
        self.state.kind = BlockKind::Heading(self.level);
    }

    fn summary_level(&self) -> u8 {
        self.sections.last().map_or_else(|| self.level.saturating_add(1).min(6), |section| section.level)
    }

    fn open_section(&mut self) {
        let level = self.level.saturating_add(1).min(6);
        self.sections.push(Section { level, level_before: self.level, lowered: None });
        self.level = level;
        self.state.ends = Ends::Section;
    }

    fn leave(&mut self, before: RenderState) {
        if self.state.is_block {
            self.flush();
        }
        match self.state.ends {
            Ends::Nothing => {}
            Ends::Raised => self.lower(),
            Ends::Section => {
                if let Some(section) = self.sections.pop() {
                    self.page.close(section.level);
                    self.level = section.level_before;
                }
            }
        }
        self.state = before;
    }

    /// Ends raised text: a mark is dropped, with other marks just before it; anything else is text.
    fn lower(&mut self) {
        let Some(Raised { text, leads_to_note }) = self.raised.take() else { return };
        let behind_word = !self.text.trim().is_empty();
        let is_note = if leads_to_note { behind_word && is_mark_by_itself(&text) } else { is_mark(&self.text, &text) };
        if is_note {
            let kept = self.text.trim_end_matches(['*', '†', '‡', ' ']).len();
            self.text.truncate(kept);
        } else {
            self.write(&text);
        }
    }

    fn open_list(&mut self, id: NodeId, numbered: bool) {
        self.numbers.truncate(usize::from(self.state.depth));
        let first = self.dom.attribute(id, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        self.numbers.push(first);
        self.state.depth = self.state.depth.saturating_add(1);
        self.state.numbered = numbered;
        self.state.kind = BlockKind::Paragraph;
    }

    fn open_item(&mut self, id: NodeId) {
        self.state.kind = BlockKind::ListItem(self.state.depth.saturating_sub(1).min(DEEPEST));
        self.marker = None;
        self.numbers.truncate(usize::from(self.state.depth).max(1));
        if let Some(next) = self.numbers.last_mut().filter(|_| self.state.numbered) {
            if let Some(value) = self.dom.attribute(id, "value").and_then(|value| value.trim().parse().ok()) {
                *next = value;
            }
            self.marker = Some(format!("{next}."));
            *next = next.saturating_add(1);
        }
    }

    fn write(&mut self, text: &str) {
        if self.state.struck {
            self.left_out.struck += left_out::words(text);
            return;
        }
        if let Some(raised) = &mut self.raised {
            raised.text.push_str(text);
            return;
        }
        if self.state.lines_kept && text.contains('\n') {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    self.break_line();
                }
                self.write_line(line);
            }
        } else {
            self.write_line(text);
        }
    }

    fn write_line(&mut self, text: &str) {
        if self.breaks > 0 && !text.trim().is_empty() {
            self.breaks = 0;
        }
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.letters.all += letters;
        self.letters.bold += if self.state.bold { letters } else { 0 };
        self.text.extend(text.chars().map(|c| if c == BREAK { ' ' } else { c }));
    }

    fn break_line(&mut self) {
        self.breaks += 1;
        if self.breaks >= 2 && !matches!(self.state.kind, BlockKind::Heading(_)) {
            self.flush();
        }
        if self.letters.all > 0 {
            self.first_line.get_or_insert(self.letters);
        }
        self.text.push(BREAK);
    }

    /// Ends the open block.
    fn flush(&mut self) {
        self.breaks = 0;
        let text = std::mem::take(&mut self.text);
        let first_line = self.first_line.take();
        let letters = std::mem::take(&mut self.letters);
        if text.chars().all(|c| c.is_whitespace() || c == BREAK) {
            return;
        }
        let marker = self.marker.take();
        let broken = text.trim_matches(|c: char| c.is_whitespace() || c == BREAK).contains(BREAK);
        if self.state.surrounds {
            self.page.push_block(BlockKind::Running, &text);
        } else if self.state.note && self.state.kind.holds_statements() {
            self.page.push_block(BlockKind::Footnote, &text);
        } else if broken && self.state.kind.holds_statements() {
            let heads = first_line.is_some_and(|first| first.bold == first.all && first.all < letters.all);
            self.push_lines(&text, marker.as_deref(), heads);
        } else if let BlockKind::ListItem(depth) = self.state.kind {
            self.page.push_item(depth, marker.as_deref(), &text);
        } else {
            self.page.push_block(self.state.kind, &text);
        }
    }

    /// Writes a block whose lines the author broke. `heads`: its first line is in bold type and the others are not.
    fn push_lines(&mut self, text: &str, marker: Option<&str>, heads: bool) {
        let mut lines: Vec<String> = text.split(BREAK).map(str::to_owned).collect();
        lines.retain(|line| !line.trim().is_empty());
        if let BlockKind::ListItem(depth) = self.state.kind {
            // An item goes on over its line breaks, unless they begin a list in it.
            let own =
                lines.iter().skip(1).position(|line| prose::sign(line).is_some()).map_or(lines.len(), |at| at + 1);
            let nested = lines.split_off(own);
            self.page.push_item(depth, marker, &lines.join(" "));
            self.push_pieces(prose::pieces_of_lines(&nested), depth.saturating_add(1).min(DEEPEST));
            return;
        }
        if heads && lines.first().is_some_and(|line| prose::looks_like_heading(line)) {
            // A bold line heads the lines below it in its paragraph.
            let level = self.level.saturating_add(1).min(6);
            self.page.push_block(BlockKind::Heading(level), &lines.remove(0));
            self.push_pieces(prose::pieces_of_lines(&lines), 0);
            self.page.close(level);
            return;
        }
        self.push_pieces(prose::pieces_of_lines(&lines), 0);
    }

    fn push_pieces(&mut self, pieces: Vec<prose::Piece>, depth: u8) {
        for piece in pieces {
            let text = piece.texts.join(" ");
            match piece.kind {
                BlockKind::ListItem(_) => self.page.push_item(depth, piece.marker.as_deref(), &text),
                kind => self.page.push_block(kind, &text),
            };
        }
    }

    /// Whether an element surrounds the paper rather than belonging to it.
    fn is_surrounding(&self, id: NodeId, name: &str) -> bool {
        let role = self.dom.attribute(id, "role").unwrap_or_default();
        // A header within the paper's own element holds its title.
        let outside = self.main.is_none();
        match name {
            "nav" => return true,
            "footer" | "header" if outside => return true,
            "aside" => return is_menu(self.dom, id),
            "body" | "html" | "main" | "article" | "table" => return false,
            _ => {}
        }
        if matches!(role, "navigation" | "search" | "contentinfo") || (role == "banner" && outside) {
            return true;
        }
        let names = [self.dom.attribute(id, "class"), self.dom.attribute(id, "id")];
        let mut words = names.into_iter().flatten().flat_map(|names| names.split(|c: char| !c.is_ascii_alphanumeric()));
        words.any(names_surroundings) && is_menu(self.dom, id)
    }
}

/// The page's `<article>`, where it has exactly one outside others.
fn only_article(dom: &Dom) -> Option<NodeId> {
    let mut articles = dom.descendants(dom.root()).filter(|id| dom.name(*id) == "article");
    let first = articles.next()?;
    let within = dom.descendants(first).filter(|id| dom.name(*id) == "article").count();
    (articles.count() + 1 == within).then_some(first)
}

/// Whether most of an element's text is links, or there is next to none.
fn is_menu(dom: &Dom, id: NodeId) -> bool {
    /// Fewer letters than this say nothing of the paper.
    const FEW_LETTERS: usize = 80;
    let letters = |id: NodeId| dom.text(id).chars().filter(|c| c.is_alphabetic()).count();
    let all = letters(id);
    let linked: usize = dom.descendants(id).filter(|id| dom.name(*id) == "a").map(letters).sum();
    all < FEW_LETTERS || 2 * linked > all
}

/// Whether an element strikes its text out.
fn is_struck(dom: &Dom, id: NodeId, name: &str) -> bool {
    matches!(name, "del" | "s" | "strike") || style(dom, id).contains("line-through")
}

/// Whether an element's style raises its text.
fn is_raised(dom: &Dom, id: NodeId) -> bool {
    style(dom, id).contains("vertical-align:super")
}

/// The style that an element has by itself, in lower case without blanks.
pub(super) fn style(dom: &Dom, id: NodeId) -> String {
    let style = dom.attribute(id, "style").unwrap_or_default();
    style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase()
}

/// The kinds and texts of the blocks below an element that is read by itself (a table's cell), and what was left out of
/// them.
pub(super) fn texts_within(dom: &Dom, about: &About, top: NodeId) -> (Vec<(BlockKind, String)>, LeftOutWords) {
    let mut renderer = Renderer::new(dom, about, Some(dom.root()));
    renderer.state.surrounds = false;
    for child in dom.children(top) {
        renderer.walk_on(child);
    }
    renderer.flush();
    let page = renderer.page;
    let text = |block: &stratmine_model::Block| {
        (block.kind, page.text().get(block.span.start..block.span.end).unwrap_or_default().to_owned())
    };
    (page.blocks().iter().map(text).collect(), renderer.left_out)
}
