//! The numbers and bullets of lists and headings in an OpenDocument file.

use crate::office::numerals::Numeral;
use crate::office::xml::Element;
use std::collections::BTreeMap;

/// Levels of a list.
const LEVELS: usize = 10;

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    numeral: Numeral,
    prefix: String,
    suffix: String,
    start: u32,
    /// How many levels are shown: 2 for "2.1".
    shown: usize,
}

/// The lists of a file, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    styles: BTreeMap<String, BTreeMap<usize, Level>>,
    headings: BTreeMap<usize, Level>,
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    heading_counts: [Option<u32>; LEVELS],
}

impl Lists {
    /// Reads the list styles in these parts.
    pub(super) fn read(roots: &[Element<'_>]) -> Self {
        let mut lists = Self::default();
        let groups = roots.iter().flat_map(|root| root.children());
        for style in groups.flat_map(Element::children) {
            match style.name() {
                "text:list-style" => {
                    let name = style.attribute("style:name").unwrap_or_default().to_owned();
                    lists.styles.insert(name, levels(style));
                }
                "text:outline-style" => lists.headings = levels(style),
                _ => {}
            }
        }
        lists
    }

    /// A new list of a style counts from its beginning.
    pub(super) fn begin(&mut self, style: Option<&str>) {
        self.counts.remove(style.unwrap_or_default());
    }

    /// Counts an item, at a level from 0: its number, empty for a bullet; `None` where nothing stands before it.
    pub(super) fn count(&mut self, style: Option<&str>, level: usize, start: Option<u32>) -> Option<String> {
        let name = style.unwrap_or_default();
        let Some(levels) = self.styles.get(name) else { return Some(String::new()) };
        let counts = self.counts.entry(name.to_owned()).or_default();
        counted(levels, counts, level.min(LEVELS - 1), start)
    }

    /// Counts a heading of a level from 0.
    pub(super) fn count_heading(&mut self, level: usize) -> Option<String> {
        counted(&self.headings, &mut self.heading_counts, level.min(LEVELS - 1), None)
    }
}

fn levels(style: Element<'_>) -> BTreeMap<usize, Level> {
    let mut levels = BTreeMap::new();
    for found in style.children() {
        let Some(index) = found.number("text:level").and_then(|level| usize::try_from(level - 1).ok()) else {
            continue;
        };
        let numeral = match found.name() {
            "text:list-level-style-number" | "text:outline-level-style" => match found.attribute("style:num-format") {
                Some("1") => Numeral::Decimal,
                Some("a") => Numeral::Letter { capital: false },
                Some("A") => Numeral::Letter { capital: true },
                Some("i") => Numeral::Roman { capital: false },
                Some("I") => Numeral::Roman { capital: true },
                _ => Numeral::Sign,
            },
            _ => Numeral::Sign,
        };
        let bullet = found.name() != "text:list-level-style-number" && found.name() != "text:outline-level-style";
        let value = |name| found.attribute(name).unwrap_or_default().to_owned();
        let number = |name| found.number(name).and_then(|number| u32::try_from(number).ok());
        if index < LEVELS && (bullet || numeral != Numeral::Sign) {
            levels.insert(
                index,
                Level {
                    numeral,
                    prefix: value("style:num-prefix"),
                    suffix: value("style:num-suffix"),
                    start: number("text:start-value").unwrap_or(1),
                    shown: number("text:display-levels").and_then(|shown| usize::try_from(shown).ok()).unwrap_or(1),
                },
            );
        }
    }
    levels
}

fn counted(
    levels: &BTreeMap<usize, Level>,
    counts: &mut [Option<u32>; LEVELS],
    level: usize,
    start: Option<u32>,
) -> Option<String> {
    let own = levels.get(&level)?;
    for (index, count) in counts.iter_mut().enumerate() {
        match index.cmp(&level) {
            std::cmp::Ordering::Less => *count = count.or_else(|| levels.get(&index).map(|level| level.start)),
            std::cmp::Ordering::Equal => {
                let next = count.map_or(own.start, |count| count.saturating_add(1));
                *count = Some(start.unwrap_or(next));
            }
            std::cmp::Ordering::Greater => *count = None,
        }
    }
    if own.numeral == Numeral::Sign {
        return Some(String::new());
    }
    let first = (level + 1).saturating_sub(own.shown.max(1));
    let parts = (first..=level).filter_map(|index| {
        let numeral = levels.get(&index).map(|level| level.numeral).filter(|numeral| *numeral != Numeral::Sign)?;
        Some(numeral.write(counts.get(index).copied().flatten()?))
    });
    Some(format!("{}{}{}", own.prefix, parts.collect::<Vec<_>>().join("."), own.suffix).trim().to_owned())
}
