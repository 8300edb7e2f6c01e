//! The styles of a Word file: what a paragraph or a piece of it inherits.

use crate::office::draft::Role;
use crate::office::xml::Element;
use std::collections::BTreeMap;

/// Longest chain of styles that are based on each other: Word allows eleven, and a file may hold a circle.
const LONGEST_CHAIN: usize = 32;

/// Properties of type, as far as a style or a run says anything of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) bold: Option<bool>,
    /// In half points.
    pub(super) size: Option<u32>,
    pub(super) hidden: Option<bool>,
}

impl Type {
    /// The properties in a `w:rPr`.
    pub(super) fn of(properties: Option<Element<'_>>) -> Self {
        let Some(properties) = properties else { return Self::default() };
        let size = properties.child("w:sz").and_then(|size| size.number("w:val"));
        Self {
            bold: properties.child("w:b").map(is_on),
            size: size.and_then(|size| u32::try_from(size).ok()).filter(|size| *size > 0),
            hidden: properties.child("w:vanish").map(is_on),
        }
    }

    /// These properties, and `below`'s where these say nothing.
    pub(super) fn over(self, below: Self) -> Self {
        Self { bold: self.bold.or(below.bold), size: self.size.or(below.size), hidden: self.hidden.or(below.hidden) }
    }
}

/// Whether a property that is on by being there is not turned off.
pub(super) fn is_on(property: Element<'_>) -> bool {
    !matches!(property.attribute("w:val"), Some("0" | "false" | "off" | "none"))
}

/// Numbering that a paragraph or style asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberingRef {
    pub(super) list: Option<i64>,
    pub(super) level: Option<i64>,
}

impl NumberingRef {
    /// The numbering in a `w:pPr`.
    pub(super) fn of(properties: Option<Element<'_>>) -> Self {
        let Some(numbering) = properties.and_then(|properties| properties.child("w:numPr")) else {
            return Self::default();
        };
        let value = |name| numbering.child(name).and_then(|element| element.number("w:val"));
        Self { list: value("w:numId"), level: value("w:ilvl") }
    }
}

/// A style with all that it inherits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// What its name or outline level makes of a paragraph.
    pub(super) role: Option<Role>,
    pub(super) numbering: NumberingRef,
    /// The style that asks for the numbering: its own level is the one that names this style.
    pub(super) numbered_by: Option<String>,
    pub(super) indent: Option<i64>,
    pub(super) new_page: bool,
    pub(super) letters: Type,
}

/// All styles of a file.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
    /// The type of everything that says nothing of its own.
    letters: Type,
}

impl Styles {
    /// Reads a `w:styles`.
    pub(super) fn read(root: Element<'_>) -> Self {
        let found: BTreeMap<&str, Element<'_>> =
            root.named("w:style").filter_map(|style| Some((style.attribute("w:styleId")?, style))).collect();
        let styles = found.keys().map(|id| ((*id).to_owned(), inherited(id, &found))).collect();
        let is_default = |style: &Element<'_>| {
            style.attribute("w:type") == Some("paragraph")
                && matches!(style.attribute("w:default"), Some("1" | "true" | "on"))
        };
        let default = root.named("w:style").find(is_default).and_then(|style| style.attribute("w:styleId"));
        let letters = root.child("w:docDefaults").and_then(|defaults| defaults.child("w:rPrDefault"));
        Self {
            by_id: styles,
            default: default.map(str::to_owned),
            letters: Type::of(letters.and_then(|letters| letters.child("w:rPr"))),
        }
    }

    /// The style of a paragraph; one that the file does not describe is told by its id.
    pub(super) fn of_paragraph(&self, id: Option<&str>) -> Style {
        let known = id.or(self.default.as_deref()).and_then(|id| self.by_id.get(id));
        let mut style = known.cloned().unwrap_or_default();
        if known.is_none() {
            style.role = id.and_then(role_named);
        }
        style.letters = style.letters.over(self.letters);
        style
    }

    /// The type of a style of characters.
    pub(super) fn of_characters(&self, id: Option<&str>) -> Type {
        id.and_then(|id| self.by_id.get(id)).map(|style| style.letters).unwrap_or_default()
    }

    /// The numbering that a numbering style leads to.
    pub(super) fn list_of(&self, id: &str) -> Option<i64> {
        self.by_id.get(id)?.numbering.list
    }
}

/// A style under all that it is based on.
fn inherited(id: &str, styles: &BTreeMap<&str, Element<'_>>) -> Style {
    let mut style = Style::default();
    let mut level: Option<i64> = None;
    let mut next = Some(id);
    for _ in 0..LONGEST_CHAIN {
        let Some((id, element)) = next.and_then(|id| Some((id, styles.get(id)?))) else { break };
        let properties = element.child("w:pPr");
        let value =
            |of: Option<Element<'_>>, name| of.and_then(|of| of.child(name)).and_then(|found| found.number("w:val"));
        level = level.or_else(|| value(properties, "w:outlineLvl"));
        let named = element.child("w:name").and_then(|name| name.attribute("w:val")).and_then(role_named);
        style.role = style.role.or(named);
        let numbering = NumberingRef::of(properties);
        if style.numbering.list.is_none() && numbering.list.is_some() {
            style.numbered_by = Some(id.to_owned());
        }
        style.numbering.list = style.numbering.list.or(numbering.list);
        style.numbering.level = style.numbering.level.or(numbering.level);
        let indent = properties.and_then(|properties| properties.child("w:ind"));
        style.indent = style.indent.or_else(|| indent.and_then(left));
        style.new_page |= properties.and_then(|properties| properties.child("w:pageBreakBefore")).is_some_and(is_on);
        style.letters = style.letters.over(Type::of(element.child("w:rPr")));
        next = element.child("w:basedOn").and_then(|below| below.attribute("w:val"));
    }
    if let Some(level @ 0..=8) = level
        && style.role.is_none_or(|role| matches!(role, Role::Heading(_)))
    {
        style.role = Some(Role::Heading(u8::try_from(level + 1).unwrap_or(9)));
    } else if level.is_some_and(|level| level > 8) && matches!(style.role, Some(Role::Heading(_))) {
        style.role = None;
    }
    style
}

/// How far in a paragraph stands.
pub(super) fn left(indent: Element<'_>) -> Option<i64> {
    indent.number("w:left").or_else(|| indent.number("w:start"))
}

/// What the name or id of a built-in style makes of a paragraph. Names are English in every Word; ids are of the language
/// of the Word that made the file, without their accents.
pub(in crate::office) fn role_named(name: &str) -> Option<Role> {
    const HEADINGS: [&str; 16] = [
        "heading",
        "berschrift",
        "uberschrift",
        "titre",
        "titulo",
        "ttulo",
        "titolo",
        "kop",
        "rubrik",
        "overskrift",
        "otsikko",
        "nagwek",
        "naglowek",
        "nadpis",
        "pennawd",
        "zaglavlje",
    ];
    let name: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number: Option<u8> = name.get(word.len()..).and_then(|digits| digits.parse().ok());
    if let Some(level) = number.filter(|level| (1..=9).contains(level)) {
        if HEADINGS.contains(&word) {
            return Some(Role::Heading(level));
        }
        if matches!(word, "toc" | "tm" | "verzeichnis" | "contents" | "index" | "inhopg" | "sommario" | "tdc") {
            return Some(Role::Contents);
        }
    }
    match name.as_str() {
        "title" | "titel" | "titre" | "titulo" | "ttulo" | "titolo" | "teitl" => Some(Role::Title),
        "subtitle" | "untertitel" | "soustitre" => Some(Role::Heading(2)),
        "tableoffigures" | "tableofauthorities" => Some(Role::Contents),
        "tocheading" | "contentsheading" => Some(Role::Heading(1)),
        "caption" | "beschriftung" | "lgende" | "illustration" => Some(Role::Caption),
        "bibliography" | "literaturverzeichnis" => Some(Role::Reference),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Styles, role_named};
    use crate::office::draft::Role;
    use crate::office::xml::Xml;

    fn styles(inside: &str) -> Styles {
        let text = format!(
            "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{inside}</w:styles>"
        );
        Styles::read(Xml::parse(text.as_bytes()).unwrap().root().unwrap())
    }

    #[test]
    fn styles_inherit_and_circles_end() {
        let styles = styles(
            "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='22'/></w:rPr></w:rPrDefault></w:docDefaults>\
             <w:style w:type='paragraph' w:default='1' w:styleId='N'><w:name w:val='Normal'/></w:style>\
             <w:style w:styleId='Own'><w:name w:val='Our heading'/><w:basedOn w:val='H'/><w:rPr><w:b w:val='0'/></w:rPr></w:style>\
             <w:style w:styleId='H'><w:name w:val='heading 2'/><w:basedOn w:val='N'/><w:pPr><w:outlineLvl w:val='1'/>\
             <w:numPr><w:numId w:val='3'/></w:numPr></w:pPr><w:rPr><w:b/><w:sz w:val='32'/></w:rPr></w:style>\
             <w:style w:styleId='A'><w:basedOn w:val='B'/></w:style><w:style w:styleId='B'><w:basedOn w:val='A'/></w:style>\
             <w:style w:styleId='T'><w:name w:val='heading 1'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>",
        );
        let own = styles.of_paragraph(Some("Own"));
        assert_eq!(
            (own.role, own.numbering.list, own.numbered_by.as_deref()),
            (Some(Role::Heading(2)), Some(3), Some("H"))
        );
        assert_eq!((own.letters.bold, own.letters.size), (Some(false), Some(32)));
        assert_eq!(styles.of_paragraph(None).letters.size, Some(22));
        assert_eq!(styles.of_paragraph(Some("A")).role, None);
        assert_eq!(styles.of_paragraph(Some("T")).role, None);
    }

    #[test]
    fn built_in_styles_are_known_in_other_languages() {
        for (name, role) in [
            ("heading 3", Role::Heading(3)),
            ("Heading1", Role::Heading(1)),
            ("Überschrift2", Role::Heading(2)),
            ("berschrift2", Role::Heading(2)),
            ("Titre1", Role::Heading(1)),
            ("Title", Role::Title),
            ("toc 2", Role::Contents),
            ("Caption", Role::Caption),
        ] {
            assert_eq!(role_named(name), Some(role), "{name}");
        }
        for name in ["Normal", "heading", "heading 12", "List Bullet 2", "Heading 1 Char"] {
            assert_eq!(role_named(name), None, "{name}");
        }
    }
}
