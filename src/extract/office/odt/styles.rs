//! The styles of an OpenDocument file.

use crate::office::docx::role_named;
use crate::office::draft::Role;
use crate::office::xml::Element;
use std::collections::BTreeMap;

/// Longest chain of styles that are based on each other; a file may hold a circle.
const LONGEST_CHAIN: usize = 32;

/// A style with all that it inherits, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) role: Option<Role>,
    pub(super) bold: Option<bool>,
    /// In half points.
    pub(super) size: Option<u32>,
    pub(super) hidden: bool,
    /// Whether a new page begins before it, or after it.
    pub(super) new_page: bool,
    pub(super) page_after: bool,
    /// The style of pages that begins with it.
    pub(super) master: Option<String>,
    /// The list style that it asks for.
    pub(super) list: Option<String>,
}

impl Style {
    /// The type of this style, and `below`'s where this says nothing.
    pub(super) fn over(&self, below: &Self) -> Self {
        Self { bold: self.bold.or(below.bold), size: self.size.or(below.size), ..self.clone() }
    }
}

/// All styles of a file, the shared ones and those that the program made for single places.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_name: BTreeMap<String, Style>,
    /// The type of paragraphs that say nothing of their own.
    size: Option<u32>,
}

impl Styles {
    /// Reads the styles in these parts; a later one beats an earlier one of its name.
    pub(super) fn read(roots: &[Element<'_>]) -> Self {
        let groups = || {
            roots
                .iter()
                .flat_map(|root| root.children())
                .filter(|group| matches!(group.name(), "office:styles" | "office:automatic-styles"))
        };
        let found: BTreeMap<&str, Element<'_>> = groups()
            .flat_map(|group| group.named("style:style"))
            .filter_map(|style| Some((style.attribute("style:name")?, style)))
            .collect();
        let styles = found.keys().map(|name| ((*name).to_owned(), inherited(name, &found))).collect();
        let default = groups().flat_map(|group| group.named("style:default-style"));
        let default = default.filter(|style| style.attribute("style:family") == Some("paragraph"));
        let size = default.filter_map(|style| style.child("style:text-properties")).find_map(size);
        Self { by_name: styles, size }
    }

    /// The style of that name; nothing for one that is not described.
    pub(super) fn of(&self, name: Option<&str>) -> Style {
        let found = name.and_then(|name| self.by_name.get(name));
        let mut style = found.cloned().unwrap_or_default();
        if found.is_none() {
            style.role = name.map(spelt_out).as_deref().and_then(role_named);
        }
        style.size = style.size.or(self.size);
        style
    }
}

/// The name "Heading 1", which is `Heading_20_1` where no blank may be.
fn spelt_out(name: &str) -> String {
    name.replace("_20_", " ")
}

fn inherited(name: &str, styles: &BTreeMap<&str, Element<'_>>) -> Style {
    let mut style = Style::default();
    let mut next = Some(name);
    for _ in 0..LONGEST_CHAIN {
        let Some(name) = next else { break };
        let Some(element) = styles.get(name) else {
            // A built-in style that the file does not describe is told by its name.
            style.role = style.role.or_else(|| role_named(&spelt_out(name)));
            break;
        };
        let shown = element.attribute("style:display-name").map_or_else(|| spelt_out(name), str::to_owned);
        style.role = style.role.or_else(|| role_named(&shown));
        style.list = style
            .list
            .or_else(|| element.attribute("style:list-style-name").filter(|list| !list.is_empty()).map(str::to_owned));
        style.master = style.master.or_else(|| {
            element.attribute("style:master-page-name").filter(|master| !master.is_empty()).map(str::to_owned)
        });
        if let Some(paragraph) = element.child("style:paragraph-properties") {
            style.new_page |= paragraph.attribute("fo:break-before") == Some("page");
            style.page_after |= paragraph.attribute("fo:break-after") == Some("page");
        }
        if let Some(letters) = element.child("style:text-properties") {
            let weight = letters.attribute("fo:font-weight");
            style.bold =
                style.bold.or_else(|| weight.map(|weight| matches!(weight, "bold" | "600" | "700" | "800" | "900")));
            style.size = style.size.or_else(|| size(letters));
            style.hidden |= letters.attribute("text:display") == Some("none");
        }
        next = element.attribute("style:parent-style-name");
    }
    // A style of pages begins a page of its own.
    style.new_page |= style.master.is_some();
    style
}

/// The size of type in half points.
fn size(letters: Element<'_>) -> Option<u32> {
    let size = letters.attribute("fo:font-size")?;
    let points = size.strip_suffix("pt")?.parse::<f32>().ok().filter(|points| (1.0..=500.0).contains(points))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 1 and 500")]
    Some((points * 2.0).round() as u32)
}
