//! A page of a paper as an SVG: its picture, the boxes of its statements from the record, and its words as text that can
//! be selected.

use super::fields::address;
use super::frame::{colour, said};
use maud::{Markup, PreEscaped, html};
use std::fmt::Write as _;
use std::ops::Range;
use stratmine_model::{CodedPaper, Format, Page, Statement};
use stratmine_output::escape::for_html;

/// Pixels across a page's picture.
const WIDTH: &str = "1200";

/// A page to be shown.
pub(super) struct Sheet<'s> {
    pub(super) paper: &'s CodedPaper,
    pub(super) page: &'s Page,
    /// The statement that is looked at.
    pub(super) chosen: Option<&'s str>,
    /// Words that were searched for: statements that hold one are boxed, too.
    pub(super) find: Vec<String>,
    /// The categories of the codebook, in its order.
    pub(super) categories: &'s [String],
    /// Whether each outcome is boxed in the colour of its category, and leads to its statement.
    pub(super) outcomes: bool,
    /// The blocks that are shown of a page that is text: a web page is one page however long.
    pub(super) blocks: Range<usize>,
}

/// Blocks of text before and after a statement.
const AROUND: usize = 12;

/// The blocks around a statement.
pub(super) fn around(statement: &Statement) -> Range<usize> {
    statement.block.saturating_sub(AROUND)..statement.block + AROUND
}

/// The address of a page's picture.
pub(super) fn picture_address(document: &str, page: u32) -> String {
    address("/picture", [("document", document), ("page", &page.to_string()), ("width", WIDTH)])
}

/// Whether pictures can be drawn of a file of this name.
pub(super) fn has_picture(paper: &CodedPaper) -> bool {
    Format::of_path(paper.file.as_ref()) == Format::Pdf
}

impl Sheet<'_> {
    pub(super) fn show(&self) -> Markup {
        let name = format!("Page {} of {}", self.page.number, self.paper.file);
        if !has_picture(self.paper) || self.page.width <= 0.0 || self.page.height <= 0.0 {
            return self.text(&name);
        }
        let (width, height) = (self.page.width, self.page.height);
        let mut svg = String::new();
        let _ = write!(
            svg,
            "<svg viewBox=\"0 0 {width:.1} {height:.1}\" role=\"img\" aria-label=\"{}\"><image href=\"{}\" width=\"{width:.1}\" \
             height=\"{height:.1}\"/>",
            for_html(&name),
            for_html(&picture_address(&self.paper.document.to_string(), self.page.number))
        );
        self.words(&mut svg);
        for statement in &self.page.statements {
            if let Some((class, margin)) = self.mark(statement) {
                boxes(&mut svg, statement, &class, margin);
            }
        }
        svg.push_str("</svg>");
        html! { div.sheet tabindex="0" role="region" aria-label=(name) { (PreEscaped(svg)) } }
    }

    /// As what a statement is marked, if it is: its class, and how far its box stands off.
    fn mark(&self, statement: &Statement) -> Option<(String, f32)> {
        if self.chosen == Some(statement.id.as_str()) {
            Some(("quote".to_owned(), 1.5))
        } else if self.holds_found(statement) {
            Some(("hit".to_owned(), 1.2))
        } else if self.outcomes && statement.intended_outcome {
            let first = statement.categories.first().map(|code| colour(&code.code, self.categories));
            Some((format!("out c{}", first.unwrap_or_else(|| "x".to_owned())), 0.8))
        } else {
            None
        }
    }

    fn holds_found(&self, statement: &Statement) -> bool {
        let text = if self.find.is_empty() { String::new() } else { statement.text.to_lowercase() };
        self.find.iter().any(|words| text.contains(words.as_str()))
    }

    /// The words of the page over its picture, unseen, line by line.
    fn words(&self, svg: &mut String) {
        svg.push_str("<g class=\"words\">");
        for block in &self.page.blocks {
            let text = self.page.slice(block.span);
            for (line, [x0, y0, x1, y1]) in lines(text, &block.boxes) {
                let height = (y1 - y0).max(1.0);
                let _ = write!(
                    svg,
                    "<text x=\"{x0:.1}\" y=\"{:.1}\" font-size=\"{:.1}\" textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                    y1 - height * 0.22,
                    height * 0.85,
                    (x1 - x0).max(1.0),
                    for_html(line)
                );
            }
        }
        svg.push_str("</g>");
    }

    /// The page as text, where it has no picture.
    fn text(&self, name: &str) -> Markup {
        html! {
            div.sheet.text tabindex="0" role="region" aria-label=(name) {
                @for place in self.blocks.clone() {
                    @if let Some(block) = self.page.blocks.get(place) {
                        p class=(block.kind.as_str()) {
                            @for (statement, words) in self.pieces(place) {
                                @match statement {
                                    Some(statement) => span class=[self.mark(statement).map(|(class, _)| class)] { (said(words)) },
                                    None => (said(words)),
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The words of a block, each piece with its statement where it is one.
    fn pieces(&self, place: usize) -> Vec<(Option<&Statement>, &str)> {
        let Some(block) = self.page.blocks.get(place) else { return Vec::new() };
        let mut pieces = Vec::new();
        let mut at = block.span.start;
        for statement in self.page.statements.iter().filter(|one| one.block == place) {
            pieces.push((None, self.page.text.get(at..statement.span.start).unwrap_or_default()));
            pieces.push((Some(statement), statement.text.as_str()));
            at = statement.span.end;
        }
        pieces.push((None, self.page.text.get(at..block.span.end).unwrap_or_default()));
        pieces
    }
}

/// The boxes of a statement.
fn boxes(svg: &mut String, statement: &Statement, class: &str, margin: f32) {
    let _ = write!(svg, "<g class=\"{class}\">");
    for [x0, y0, x1, y1] in &statement.boxes {
        let _ = write!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"1\"/>",
            x0 - margin,
            y0 - margin,
            (x1 - x0 + 2.0 * margin).max(1.0),
            (y1 - y0 + 2.0 * margin).max(1.0)
        );
    }
    svg.push_str("</g>");
}

/// The words of a block shared out over its printed lines, by their widths. The record keeps the lines' places and not
/// where in the text each ends; at a line's end a word may be off.
fn lines<'t>(text: &'t str, boxes: &[[f32; 4]]) -> Vec<(&'t str, [f32; 4])> {
    let widths: f32 = boxes.iter().map(|[x0, _, x1, _]| (x1 - x0).max(0.0)).sum();
    let letters = text.chars().count();
    let mut found = Vec::new();
    let (mut at, mut so_far) = (0, 0.0);
    for (place, line) in boxes.iter().enumerate() {
        so_far += (line[2] - line[0]).max(0.0);
        let share = if widths > 0.0 { so_far / widths } else { 1.0 };
        let end = if place + 1 == boxes.len() { text.len() } else { word_end(text, at, share, letters) };
        let words = text.get(at..end).unwrap_or_default().trim();
        if !words.is_empty() {
            found.push((words, *line));
        }
        at = end.max(at);
    }
    found
}

/// The end of the word that is nearest to a share of a text, not before `from`.
#[allow(clippy::cast_precision_loss, reason = "a block has few letters")]
fn word_end(text: &str, from: usize, share: f32, letters: usize) -> usize {
    let wanted = letters as f32 * share;
    let ends = text.char_indices().enumerate().filter(|(_, (_, letter))| letter.is_whitespace());
    let ends = ends.map(|(number, (at, _))| (number, at)).chain([(letters, text.len())]);
    let nearest = ends
        .filter(|(_, at)| *at >= from)
        .min_by(|(one, _), (other, _)| (*one as f32 - wanted).abs().total_cmp(&(*other as f32 - wanted).abs()));
    nearest.map_or(text.len(), |(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn words_are_shared_out_over_lines_and_none_is_lost() {
        let boxes = [[0.0, 0.0, 100.0, 10.0], [0.0, 12.0, 100.0, 22.0], [0.0, 24.0, 30.0, 34.0]];
        let text = "improve the safety of patients on all the wards of the hospital";
        let found = lines(text, &boxes);
        let words: Vec<&str> = found.iter().map(|(words, _)| *words).collect();
        assert_eq!(words.join(" "), text);
        assert_eq!(words.len(), 3);
        assert!(lines("word", &[]).is_empty() && lines("one", &boxes).len() == 1);
    }
}
