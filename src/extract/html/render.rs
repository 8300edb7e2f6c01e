//! From the tree of a web page to blocks.
//!
//! One walk over the tree without recursion: block-level elements end the text before them, inline ones do not.

use super::dom::{Content, Dom, NodeId};
use super::table;
use crate::page_text::PageText;
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

/// Whether a word in an element's class or id names what surrounds a paper on a web page.
fn names_surroundings(word: &str) -> bool {
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

/// The page's text and blocks.
pub(super) fn page_text(dom: &Dom) -> PageText {
    let mut renderer = Renderer::new(dom);
    let mut steps = vec![RenderStep::Enter(dom.root())];
    while let Some(step) = steps.pop() {
        match step {
            RenderStep::Leave(before) => renderer.leave(before),
            RenderStep::Enter(id) => match dom.content(id) {
                Content::Text(text) => renderer.write(text),
                Content::Element { .. } => {
                    let before = renderer.state.clone();
                    if renderer.enter(id) {
                        steps.push(RenderStep::Leave(before));
                        steps.extend(dom.children(id).rev().map(RenderStep::Enter));
                    }
                }
                Content::Nothing => steps.extend(dom.children(id).rev().map(RenderStep::Enter)),
            },
        }
    }
    renderer.flush();
    renderer.page
}

/// The next step of the walk.
enum RenderStep {
    Enter(NodeId),
    /// The end of an element: what held before it holds again.
    Leave(RenderState),
}

/// What holds for the current text.
#[derive(Clone, PartialEq, Eq)]
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
}

struct Renderer<'d> {
    dom: &'d Dom,
    page: PageText,
    state: RenderState,
    /// The element that holds the paper, where the page says so.
    main: Option<NodeId>,
    /// The text of the open block.
    text: String,
    /// Line breaks since the last character: two end a paragraph, as old pages have it.
    breaks: u8,
    /// The number that the next block begins with.
    marker: Option<String>,
    /// The next numbers of open numbered lists.
    numbers: Vec<u64>,
    /// The level of the last heading, below which a `<summary>` stands.
    level: u8,
}

impl<'d> Renderer<'d> {
    fn new(dom: &'d Dom) -> Self {
        let is_main = |id: &NodeId| dom.name(*id) == "main" || dom.attribute(*id, "role") == Some("main");
        let main = dom.descendants(dom.root()).find(is_main).or_else(|| only_article(dom));
        let state = RenderState {
            kind: BlockKind::Paragraph,
            surrounds: main.is_some(),
            depth: 0,
            numbered: false,
            is_block: true,
        };
        Self {
            dom,
            page: PageText::new(),
            state,
            main,
            text: String::new(),
            breaks: 0,
            marker: None,
            numbers: Vec::new(),
            level: 1,
        }
    }

    /// Takes up an element. Returns whether its children are to be walked.
    fn enter(&mut self, id: NodeId) -> bool {
        let name = self.dom.name(id);
        if LEFT_OUT.contains(&name) || is_hidden(self.dom, id) {
            return false;
        }
        if name == "br" {
            self.break_line();
            return false;
        }
        self.state.is_block = is_block(name);
        if !self.state.is_block {
            return true;
        }
        self.flush();
        if Some(id) == self.main {
            self.state.surrounds = false;
        } else if !self.state.surrounds && self.is_surrounding(id, name) {
            self.state.surrounds = true;
        }
        match name {
            "table" if table::is_data(self.dom, id) => {
                table::push(self.dom, id, &mut self.page, self.state.surrounds);
                return false;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.level = name.bytes().next_back().map_or(1, |digit| digit.saturating_sub(b'0'));
                self.state.kind = BlockKind::Heading(self.level);
            }
            "summary" => self.state.kind = BlockKind::Heading(self.level.saturating_add(1).min(6)),
            "ul" | "ol" | "menu" | "dir" | "dl" => self.open_list(id, name == "ol"),
            "li" | "dt" => self.open_item(id),
            "dd" => self.state.kind = BlockKind::ListItem(self.state.depth.min(DEEPEST)),
            "figcaption" => self.state.kind = BlockKind::Caption,
            _ => {}
        }
        true
    }

    fn leave(&mut self, before: RenderState) {
        if self.state.is_block {
            self.flush();
        }
        self.state = before;
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
        if self.breaks > 0 && !text.trim().is_empty() {
            self.breaks = 0;
        }
        self.text.push_str(text);
    }

    fn break_line(&mut self) {
        self.breaks += 1;
        if self.breaks >= 2 && !matches!(self.state.kind, BlockKind::Heading(_)) {
            self.flush();
        }
        self.text.push(' ');
    }

    /// Ends the open block.
    fn flush(&mut self) {
        self.breaks = 0;
        if self.text.trim().is_empty() {
            self.text.clear();
            return;
        }
        let marker = self.marker.take();
        if self.state.surrounds {
            self.page.push_block(BlockKind::Running, &self.text);
        } else if let BlockKind::ListItem(depth) = self.state.kind {
            self.page.push_item(depth, marker.as_deref(), &self.text);
        } else {
            self.page.push_block(self.state.kind, &self.text);
        }
        self.text.clear();
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

/// Whether an element is not shown.
fn is_hidden(dom: &Dom, id: NodeId) -> bool {
    let style = dom.attribute(id, "style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    dom.attribute(id, "hidden").is_some()
        || dom.attribute(id, "aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}
