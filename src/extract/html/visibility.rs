//! Which parts of a page are shown.
//!
//! A page that was saved from a browser keeps the text of closed accordions and tabs hidden: that is text of the paper, one
//! click away. Other hidden text is left out, and counted.

use super::dom::{Content, Dom, NodeId};
use super::render::{names_surroundings, style};
use crate::left_out;
use std::collections::BTreeSet;

/// Fewer hidden words than this are a label for a screen reader, an icon, a mere sign.
const FEW_WORDS: usize = 4;

/// What of a page its buttons, tabs and links show and hide.
pub(super) struct Visibility {
    /// The ids of the parts that something on the page opens.
    opened: BTreeSet<String>,
}

impl Visibility {
    pub(super) fn of(dom: &Dom) -> Self {
        let mut opened = BTreeSet::new();
        for id in dom.descendants(dom.root()) {
            let opens = ["aria-controls", "data-target", "data-bs-target"].map(|name| dom.attribute(id, name));
            opened.extend(opens.into_iter().flatten().flat_map(str::split_whitespace).map(bare));
            let toggles = dom.attribute(id, "role") == Some("tab")
                || dom.attribute(id, "data-toggle").is_some()
                || dom.attribute(id, "data-bs-toggle").is_some();
            opened.extend(dom.attribute(id, "href").filter(|href| toggles && href.starts_with('#')).map(bare));
        }
        Self { opened }
    }

    /// Whether an element is neither shown nor waits for a click.
    pub(super) fn hides(&self, dom: &Dom, id: NodeId) -> bool {
        let until_found = dom.attribute(id, "hidden").is_some_and(|value| value.eq_ignore_ascii_case("until-found"));
        is_hidden(dom, id) && !until_found && !self.waits_for_a_click(dom, id)
    }

    /// Whether a hidden element is the panel of an accordion, a tab or the like.
    fn waits_for_a_click(&self, dom: &Dom, id: NodeId) -> bool {
        const PANELS: [&str; 16] = [
            "collapse",
            "collapsed",
            "collapsible",
            "disclosure",
            "expand",
            "expandable",
            "expander",
            "faq",
            "pane",
            "panel",
            "reveal",
            "tab",
            "tabcontent",
            "tabpanel",
            "tabs",
            "toggle",
        ];
        if pops_up(dom, id) || words(dom, id).any(|word| names_surroundings(&word)) {
            return false;
        }
        dom.attribute(id, "role") == Some("tabpanel")
            || dom.attribute(id, "id").is_some_and(|id| self.opened.contains(id))
            || words(dom, id).any(|word| PANELS.contains(&word.as_str()) || word.contains("accordion"))
    }

    /// Number of words that an element hides from the reader of the page; 0 where they are too few to be text of the paper.
    pub(super) fn words_hidden(dom: &Dom, id: NodeId) -> usize {
        const SILENT: [&str; 5] = ["script", "style", "template", "select", "svg"];
        if pops_up(dom, id) {
            return 0;
        }
        let mut text = String::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            match dom.content(id) {
                Content::Text(words) => {
                    text.push_str(words);
                    text.push(' ');
                }
                _ if SILENT.contains(&dom.name(id)) => {}
                _ => open.extend(dom.children(id).rev()),
            }
        }
        Some(left_out::words(&text)).filter(|words| *words > FEW_WORDS).unwrap_or_default()
    }
}

/// Whether an element is a message or menu that comes and goes: no text of the paper.
fn pops_up(dom: &Dom, id: NodeId) -> bool {
    let role = dom.attribute(id, "role").unwrap_or_default();
    matches!(role, "dialog" | "alertdialog" | "menu" | "tooltip" | "alert")
}

/// Whether an element is not shown as the page stands.
fn is_hidden(dom: &Dom, id: NodeId) -> bool {
    let style = style(dom, id);
    dom.attribute(id, "hidden").is_some()
        || dom.attribute(id, "aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// The words of an element's class and id, in lower case.
fn words(dom: &Dom, id: NodeId) -> impl Iterator<Item = String> {
    let names = [dom.attribute(id, "class"), dom.attribute(id, "id")];
    let words = names.into_iter().flatten().flat_map(|names| names.split(|c: char| !c.is_ascii_alphanumeric()));
    words.map(str::to_ascii_lowercase)
}

fn bare(id: &str) -> String {
    id.trim_start_matches('#').to_owned()
}
