//! The notes of a page: which links lead to one, and which elements hold one.

use super::dom::{Dom, NodeId};
use crate::note_marks::{is_mark_by_itself, is_note_address};
use std::collections::BTreeSet;

/// More words than this are no note but a part of the paper that a note happens to lead to.
const LONGEST_NOTE: usize = 300;

/// The elements that marks of notes lead to.
pub(super) struct Notes {
    targets: BTreeSet<String>,
}

impl Notes {
    /// Looks for links with the form of a mark that lead forward to an id of the page.
    pub(super) fn of(dom: &Dom) -> Self {
        let mut targets = BTreeSet::new();
        // Ids passed so far: what leads back is a note's way to its mark.
        let mut passed = BTreeSet::new();
        for id in dom.descendants(dom.root()) {
            passed.extend([dom.attribute(id, "id"), dom.attribute(id, "name")].into_iter().flatten());
            let Some(target) = dom.attribute(id, "href").and_then(|href| href.strip_prefix('#')) else { continue };
            if !passed.contains(target) && is_marked_link(dom, id) {
                targets.insert(target.to_owned());
            }
        }
        Self { targets }
    }

    /// Whether a link leads to a note.
    pub(super) fn leads_to_note(&self, dom: &Dom, link: NodeId) -> bool {
        let target = dom.attribute(link, "href").and_then(|href| href.strip_prefix('#'));
        target.is_some_and(|target| self.targets.contains(target)) || is_marked_link(dom, link)
    }

    /// Whether an element holds a note, or the notes of the page.
    pub(super) fn is_note(&self, dom: &Dom, id: NodeId) -> bool {
        if !matches!(
            dom.name(id),
            "li" | "p" | "div" | "aside" | "section" | "ol" | "ul" | "dl" | "dd" | "dt" | "footer"
        ) {
            return false;
        }
        let role = dom.attribute(id, "role").or_else(|| dom.attribute(id, "epub:type")).unwrap_or_default();
        let names = dom.attribute(id, "class").unwrap_or_default().split_whitespace().chain(role.split_whitespace());
        let named = names.map(str::to_ascii_lowercase).any(|name| {
            let name = name.trim_start_matches("doc-").trim_start_matches("wp-block-");
            ["footnote", "footnotes", "endnote", "endnotes"].iter().any(|known| {
                name.strip_prefix(known).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
            })
        });
        let is_target = |id: NodeId| {
            [dom.attribute(id, "id"), dom.attribute(id, "name")]
                .into_iter()
                .flatten()
                .any(|id| self.targets.contains(id))
        };
        let holds_target =
            || matches!(dom.name(id), "li" | "p" | "dd" | "dt") && dom.descendants(id).take(4).any(is_target);
        let words = || dom.text(id).split_whitespace().count();
        (named && !dom.descendants(id).any(|id| matches!(dom.name(id), "h1" | "main")))
            || ((is_target(id) || holds_target()) && words() <= LONGEST_NOTE)
    }

    /// Whether an element only leads from a note back to its mark.
    pub(super) fn is_way_back(dom: &Dom, id: NodeId) -> bool {
        if dom.name(id) != "a" {
            return false;
        }
        let role = dom.attribute(id, "role").unwrap_or_default();
        let text = dom.text(id);
        let is_arrow = |c: char| c.is_whitespace() || matches!(c, '↩' | '↑' | '⏎' | '^' | '\u{fe0e}' | '\u{fe0f}');
        role == "doc-backlink" || (!text.trim().is_empty() && text.chars().all(is_arrow))
    }
}

/// Whether a link has the form of a note's mark and leads to a place on the page that is called a note, or has its mark
/// in brackets or raised, or is said to be one.
fn is_marked_link(dom: &Dom, link: NodeId) -> bool {
    let Some(href) = dom.attribute(link, "href").filter(|href| href.starts_with('#')) else { return false };
    let text = dom.text(link);
    let said = [
        dom.attribute(link, "role"),
        dom.attribute(link, "epub:type"),
        dom.attribute(link, "class"),
        dom.attribute(link, "rel"),
    ];
    let is_said = said.into_iter().flatten().flat_map(str::split_whitespace).any(|name| {
        matches!(
            name.to_ascii_lowercase().as_str(),
            "doc-noteref" | "noteref" | "footnote" | "footnote-ref" | "footnote-reference"
        )
    });
    let raised = || {
        dom.parent(link).is_some_and(|parent| dom.name(parent) == "sup")
            || dom.descendants(link).any(|id| dom.name(id) == "sup")
    };
    is_mark_by_itself(&text) && (is_said || text.trim().starts_with('[') || is_note_address(href) || raised())
}
