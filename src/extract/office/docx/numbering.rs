//! The numbers and bullets that Word writes before paragraphs (ECMA-376 part 1, 17.9).

use super::styles::{Styles, left};
use crate::office::numerals::Numeral;
use crate::office::xml::Element;
use std::collections::{BTreeMap, BTreeSet};

/// Levels of a list.
const LEVELS: usize = 9;

/// How often a list may refer to another one by a numbering style.
const LONGEST_CHAIN: usize = 8;

/// How far in a level stands that does not say so, in twips.
const STEP: i64 = 360;

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    numeral: Numeral,
    /// The text with `%1` to `%9` for the numbers of the levels.
    text: String,
    indent: Option<i64>,
    /// The level after which it begins again, from 1; `Some(0)` is never.
    restart: Option<i64>,
    /// Whether the numbers of higher levels are decimal in it.
    legal: bool,
    /// The style that belongs to it.
    style: Option<String>,
}

/// A list as paragraphs refer to it.
#[derive(Clone, Debug, Default)]
struct List {
    /// Lists of one definition count on together.
    definition: i64,
    levels: BTreeMap<usize, Level>,
    /// Levels that begin again where this list is first used.
    starts: BTreeMap<usize, u32>,
}

/// The lists of a file, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: BTreeMap<i64, List>,
    counts: BTreeMap<i64, [Option<u32>; LEVELS]>,
    begun: BTreeSet<(i64, usize)>,
}

/// What stands before a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// The number; empty for a bullet.
    pub(super) number: String,
    pub(super) indent: i64,
}

impl Numbering {
    /// Reads a `w:numbering`.
    pub(super) fn read(root: Element<'_>, styles: &Styles) -> Self {
        let definitions: BTreeMap<i64, Element<'_>> =
            root.named("w:abstractNum").filter_map(|found| Some((found.number("w:abstractNumId")?, found))).collect();
        let uses: BTreeMap<i64, Element<'_>> =
            root.named("w:num").filter_map(|found| Some((found.number("w:numId")?, found))).collect();
        let lists = uses.iter().filter_map(|(id, found)| Some((*id, list(*found, &definitions, &uses, styles)?)));
        Self { lists: lists.collect(), ..Self::default() }
    }

    /// The level of a list that belongs to a style.
    pub(super) fn level_of_style(&self, list: i64, style: &str) -> Option<usize> {
        let levels = &self.lists.get(&list)?.levels;
        levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(index, _)| *index)
    }

    /// Counts a paragraph of a list; `None` where the list is not described or writes nothing.
    pub(super) fn count(&mut self, id: i64, level: usize) -> Option<Counted> {
        let level = level.min(LEVELS - 1);
        let list = self.lists.get(&id)?;
        let own = list.levels.get(&level)?;
        let counts = self.counts.entry(list.definition).or_default();
        let start = list.starts.get(&level).filter(|_| self.begun.insert((id, level)));
        let start = start.copied().or_else(|| counts.get(level).copied().flatten().is_none().then_some(own.start));
        if let Some(count) = counts.get_mut(level) {
            *count = start.or_else(|| count.map(|count| count.saturating_add(1)));
        }
        for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
            let after = list.levels.get(&deeper).and_then(|deeper| deeper.restart);
            let restarts = after.is_none_or(|after| after > 0 && i64::try_from(level).is_ok_and(|level| level < after));
            if restarts {
                *count = None;
            }
        }
        for (higher, count) in counts.iter_mut().enumerate().take(level) {
            // A level that was passed over counts as begun.
            *count = count.or_else(|| list.levels.get(&higher).map(|higher| higher.start));
        }
        let indent = own.indent.unwrap_or_else(|| STEP.saturating_mul(i64::try_from(level).unwrap_or_default() + 1));
        if own.numeral == Numeral::Sign {
            let shown = !own.text.trim().is_empty();
            return shown.then_some(Counted { number: String::new(), indent });
        }
        let number = written(own, list, counts);
        (!number.is_empty()).then_some(Counted { number, indent })
    }
}

/// A list with the levels of its definition and its own.
fn list(
    used: Element<'_>,
    definitions: &BTreeMap<i64, Element<'_>>,
    uses: &BTreeMap<i64, Element<'_>>,
    styles: &Styles,
) -> Option<List> {
    let defined_by = |used: Element<'_>| used.child("w:abstractNumId")?.number("w:val");
    let mut definition = defined_by(used)?;
    for _ in 0..LONGEST_CHAIN {
        // A list may be described by a style, which leads to the list that has the levels.
        let linked = definitions.get(&definition).and_then(|found| found.child("w:numStyleLink"));
        let Some(style) = linked.and_then(|link| link.attribute("w:val")) else { break };
        match styles.list_of(style).and_then(|id| uses.get(&id)).and_then(|used| defined_by(*used)) {
            Some(next) => definition = next,
            None => break,
        }
    }
    let mut list = List { definition, ..List::default() };
    for found in definitions.get(&definition)?.named("w:lvl") {
        list.levels.extend(level(found));
    }
    for changed in used.named("w:lvlOverride") {
        let index =
            changed.number("w:ilvl").and_then(|index| usize::try_from(index).ok()).filter(|index| *index < LEVELS);
        list.levels.extend(changed.child("w:lvl").and_then(level));
        let start = changed.child("w:startOverride").and_then(|start| start.number("w:val"));
        list.starts.extend(index.zip(start.and_then(|start| u32::try_from(start).ok())));
    }
    Some(list)
}

fn level(found: Element<'_>) -> Option<(usize, Level)> {
    let index = usize::try_from(found.number("w:ilvl")?).ok().filter(|index| *index < LEVELS)?;
    let value = |name| found.child(name).and_then(|child| child.attribute("w:val"));
    let number = |name| found.child(name).and_then(|child| child.number("w:val"));
    let indent = found.child("w:pPr").and_then(|properties| properties.child("w:ind")).and_then(left);
    let level = Level {
        start: number("w:start").and_then(|start| u32::try_from(start).ok()).unwrap_or(0),
        numeral: numeral(value("w:numFmt").unwrap_or("decimal")),
        text: value("w:lvlText").unwrap_or_default().to_owned(),
        indent,
        restart: number("w:lvlRestart"),
        legal: found.child("w:isLgl").is_some_and(super::styles::is_on),
        style: value("w:pStyle").map(str::to_owned),
    };
    Some((index, level))
}

fn numeral(format: &str) -> Numeral {
    match format {
        "bullet" | "none" => Numeral::Sign,
        "decimalZero" => Numeral::TwoDigits,
        "lowerLetter" => Numeral::Letter { capital: false },
        "upperLetter" => Numeral::Letter { capital: true },
        "lowerRoman" => Numeral::Roman { capital: false },
        "upperRoman" => Numeral::Roman { capital: true },
        _ => Numeral::Decimal,
    }
}

/// The number of a level, as its text says.
fn written(own: &Level, list: &List, counts: &[Option<u32>; LEVELS]) -> String {
    let mut out = String::new();
    let mut characters = own.text.chars().peekable();
    while let Some(character) = characters.next() {
        let level =
            characters.peek().and_then(|digit| digit.to_digit(10)).filter(|digit| character == '%' && *digit > 0);
        let Some(index) = level.and_then(|digit| usize::try_from(digit - 1).ok()) else {
            out.push(character);
            continue;
        };
        characters.next();
        let numeral = list.levels.get(&index).map(|level| level.numeral).unwrap_or_default();
        let numeral = if own.legal { Numeral::Decimal } else { numeral };
        out.push_str(&numeral.write(counts.get(index).copied().flatten().unwrap_or_default()));
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Numbering, Styles};
    use crate::office::xml::Xml;

    fn numbering(inside: &str) -> Numbering {
        let text = format!(
            "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{inside}</w:numbering>"
        );
        Numbering::read(Xml::parse(text.as_bytes()).unwrap().root().unwrap(), &Styles::default())
    }

    const LEVELS: &str = "<w:abstractNum w:abstractNumId='1'>\
        <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='upperRoman'/><w:lvlText w:val='%1.'/></w:lvl>\
        <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/><w:isLgl/></w:lvl>\
        <w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='(%3)'/></w:lvl>\
        <w:lvl w:ilvl='3'><w:numFmt w:val='bullet'/><w:lvlText w:val='\u{f0b7}'/></w:lvl></w:abstractNum>\
        <w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num>\
        <w:num w:numId='6'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='2'><w:startOverride w:val='1'/></w:lvlOverride></w:num>\
        <w:num w:numId='7'><w:abstractNumId w:val='9'/></w:num>";

    #[test]
    fn levels_count_as_word_counts() {
        let mut numbering = numbering(LEVELS);
        let numbers: Vec<String> = [(5, 0), (5, 1), (5, 1), (5, 2), (5, 2), (6, 2), (6, 2), (5, 0), (5, 1), (5, 3)]
            .into_iter()
            .map(|(list, level)| numbering.count(list, level).unwrap().number)
            .collect();
        assert_eq!(numbers, ["I.", "1.1", "1.2", "(a)", "(b)", "(a)", "(b)", "II.", "2.1", ""]);
        assert_eq!(numbering.count(7, 0), None, "a list without a definition");
        assert_eq!(numbering.count(5, 8), None, "a level that is not described");
    }

    #[test]
    fn a_level_that_is_passed_over_counts_as_begun() {
        let mut numbering = numbering(LEVELS);
        assert_eq!(numbering.count(5, 1).unwrap().number, "1.1");
        assert_eq!(numbering.count(5, 0).unwrap().number, "II.");
    }
}
