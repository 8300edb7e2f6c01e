//! What the document says of itself besides its pages: information, outline, page labels. Read with `lopdf`.

use super::text_string;
use crate::model::{FileFacts, OutlineEntry};
use lopdf::{Dictionary, Document, Object};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A document's own description.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::extract) struct Structure {
    /// Title, author, year, producer.
    pub(in crate::extract) facts: FileFacts,
    /// Bookmarks.
    pub(in crate::extract) outline: Vec<OutlineEntry>,
    /// The label of each page, where labels are declared.
    pub(in crate::extract) labels: Vec<Option<String>>,
}

/// Most outline entries kept.
const MAX_OUTLINE: usize = 5000;
/// Deepest tree of page labels followed.
const MAX_DEPTH: usize = 32;

/// Reads the structure; what cannot be read is left out.
pub(in crate::extract) fn read(bytes: &[u8], pages: usize) -> Structure {
    let Ok(document) = Document::load_mem(bytes) else { return Structure::default() };
    Structure { facts: facts(&document), outline: outline(&document), labels: labels(&document, pages) }
}

fn facts(document: &Document) -> FileFacts {
    let info = document.trailer.get(b"Info").ok().and_then(|info| dictionary(document, info));
    let text = |key: &[u8]| -> Option<String> {
        let bytes = resolve(document, info?.get(key).ok()?)?.as_str().ok()?;
        let text = text_string(bytes).split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    let year = text(b"CreationDate").and_then(|date| {
        let digits: String = date.trim_start_matches("D:").chars().take(4).collect();
        digits.parse::<i32>().ok().filter(|year| (1980..=2100).contains(year))
    });
    FileFacts {
        title: text(b"Title"),
        author: text(b"Author"),
        created_year: year,
        producer: text(b"Producer").or_else(|| text(b"Creator")),
    }
}

fn outline(document: &Document) -> Vec<OutlineEntry> {
    let Ok(contents) = document.get_toc() else { return Vec::new() };
    contents
        .toc
        .into_iter()
        .take(MAX_OUTLINE)
        .map(|entry| OutlineEntry {
            title: entry.title.trim().to_owned(),
            level: u8::try_from(entry.level).unwrap_or(u8::MAX),
            page: u32::try_from(entry.page).ok(),
        })
        .filter(|entry| !entry.title.is_empty())
        .collect()
}

/// Page labels (PDF 2.0, 12.4.2): ranges, each with a style, a prefix and a first number.
fn labels(document: &Document, pages: usize) -> Vec<Option<String>> {
    let tree = document.catalog().ok().and_then(|catalog| dictionary(document, catalog.get(b"PageLabels").ok()?));
    let Some(tree) = tree else { return Vec::new() };
    let mut ranges = BTreeMap::new();
    gather_ranges(document, tree, 0, &mut ranges);
    let mut labels = vec![None; pages];
    let mut range: Option<(usize, &Dictionary)> = None;
    for (index, label) in labels.iter_mut().enumerate() {
        if let Some(starting) = ranges.get(&index) {
            range = Some((index, starting));
        }
        *label = range.and_then(|(first, style)| label_of(document, style, index - first));
    }
    labels
}

fn gather_ranges<'d>(
    document: &'d Document,
    node: &'d Dictionary,
    depth: usize,
    ranges: &mut BTreeMap<usize, &'d Dictionary>,
) {
    if depth > MAX_DEPTH {
        return;
    }
    let array = |key: &[u8]| resolve(document, node.get(key).ok()?)?.as_array().ok();
    if let Some(numbers) = array(b"Nums") {
        for pair in numbers.chunks_exact(2) {
            let [number, style] = pair else { continue };
            let number = resolve(document, number).and_then(|number| usize::try_from(number.as_i64().ok()?).ok());
            if let (Some(number), Some(style)) = (number, dictionary(document, style)) {
                ranges.insert(number, style);
            }
        }
    }
    for kid in array(b"Kids").into_iter().flatten().take(MAX_OUTLINE) {
        if let Some(kid) = dictionary(document, kid) {
            gather_ranges(document, kid, depth + 1, ranges);
        }
    }
}

fn label_of(document: &Document, style: &Dictionary, offset: usize) -> Option<String> {
    let value = |key: &[u8]| resolve(document, style.get(key).ok()?);
    let prefix = value(b"P").and_then(|prefix| prefix.as_str().ok()).map(text_string).unwrap_or_default();
    let first = value(b"St").and_then(|first| usize::try_from(first.as_i64().ok()?).ok()).unwrap_or(1);
    let number = first.checked_add(offset)?;
    let numeral = match value(b"S").and_then(|style| style.as_name().ok()) {
        Some(b"D") => number.to_string(),
        Some(b"r") => roman(number).to_lowercase(),
        Some(b"R") => roman(number),
        Some(b"a") => letters(number).to_lowercase(),
        Some(b"A") => letters(number),
        _ => String::new(),
    };
    let label = prefix + &numeral;
    (!label.is_empty()).then_some(label)
}

fn roman(number: usize) -> String {
    const PARTS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number.min(9999);
    let mut numeral = String::new();
    for (value, sign) in PARTS {
        while rest >= value {
            rest -= value;
            numeral.push_str(sign);
        }
    }
    numeral
}

/// A to Z, then AA to ZZ, and so on.
fn letters(number: usize) -> String {
    let index = number.saturating_sub(1).min(9999);
    let letter = u8::try_from(index % 26).map_or('A', |step| char::from(b'A' + step));
    letter.to_string().repeat(index / 26 + 1)
}

fn resolve<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

fn dictionary<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    resolve(document, object)?.as_dict().ok()
}

#[cfg(test)]
mod tests {
    use super::{letters, roman};

    #[test]
    fn numerals_of_page_labels() {
        assert_eq!(
            ["I", "IV", "XII", "MCMXC"],
            [roman(1), roman(4), roman(12), roman(1990)].each_ref().map(String::as_str)
        );
        assert_eq!(
            ["A", "Z", "AA", "BB"],
            [letters(1), letters(26), letters(27), letters(28)].each_ref().map(String::as_str)
        );
    }
}
