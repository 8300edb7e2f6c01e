//! What a web page says about itself.

use super::dom::{Dom, ROOT};
use stratmine_model::FileFacts;

/// How far into a file a declaration of its encoding may stand, in bytes (WHATWG HTML, "prescan a byte stream").
const PRESCAN: usize = 1024;

/// The encoding that a `<meta>` or an XML declaration names near the beginning of the file.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..PRESCAN.min(bytes.len()))?).to_ascii_lowercase();
    let after = ["charset=", "encoding="].iter().find_map(|key| head.split_once(key)).map(|(_, after)| after)?;
    let name: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        .collect();
    (!name.is_empty()).then_some(name)
}

/// The language of the `<html>` element: its first two or three letters.
pub(super) fn declared_language(dom: &Dom) -> Option<String> {
    let html = dom.descendants(ROOT).find(|id| dom.name(*id) == "html")?;
    let code = dom.attribute(html, "lang").or_else(|| dom.attribute(html, "xml:lang"))?;
    let code = code.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    ((2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}

/// Title, author, year and generator, from `<title>` and the usual `<meta>` names.
pub(super) fn facts(dom: &Dom) -> FileFacts {
    let mut facts = FileFacts::default();
    for id in dom.descendants(ROOT) {
        match dom.name(id) {
            "title" if facts.title.is_none() => facts.title = tidy(&dom.text(id)),
            "meta" => {
                let name = dom.attribute(id, "name").or_else(|| dom.attribute(id, "property")).unwrap_or_default();
                let value = dom.attribute(id, "content").unwrap_or_default();
                match name.to_ascii_lowercase().as_str() {
                    "author" | "dc.creator" | "dcterms.creator" => facts.author = facts.author.or_else(|| tidy(value)),
                    "generator" => facts.producer = facts.producer.or_else(|| tidy(value)),
                    "article:published_time"
                    | "dc.date"
                    | "dc.date.issued"
                    | "dcterms.issued"
                    | "dcterms.created"
                    | "dcterms.date"
                    | "date" => facts.created_year = facts.created_year.or_else(|| year(value)),
                    _ => {}
                }
            }
            // The rest of the page holds neither; drawings have titles of their own.
            "body" => break,
            _ => {}
        }
    }
    facts
}

fn tidy(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The first number of four digits that can be a year.
fn year(text: &str) -> Option<i32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .find(|year| (1948..=2100).contains(year))
}
