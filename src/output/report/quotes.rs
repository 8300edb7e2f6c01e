//! Quotes with their places.

use super::super::escape::{for_html, for_shell, marked};
use super::super::evidence::{Evidence, one_line};
use super::Report;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// How many quotes of a cell are shown with it; the others stand with their documents.
const BEST: usize = 3;

/// All quotes of some statements, folded.
pub(super) fn all(out: &mut String, report: &Report<'_>, title: &str, ids: &[String]) {
    let found: Vec<&Evidence> = ids.iter().filter_map(|id| report.evidence.get(id.as_str()).copied()).collect();
    if found.is_empty() {
        return;
    }
    let _ = writeln!(out, "<details><summary>{} ({})</summary>\n<ul class=\"quotes\">", for_html(title), found.len());
    for one in found {
        quote(out, one, None, None, true);
    }
    out.push_str("</ul>\n</details>\n");
}

/// The best quotes of a cell, and where the others are.
pub(super) fn best(out: &mut String, report: &Report<'_>, ids: &[String]) {
    let found: Vec<&Evidence> = ids.iter().filter_map(|id| report.evidence.get(id.as_str()).copied()).collect();
    out.push_str("<ul class=\"quotes\">\n");
    for one in super::super::evidence::best(&found, BEST) {
        quote(out, one, report.pictures.get(&one.id).map(Vec::as_slice), Some(report.root), true);
    }
    out.push_str("</ul>\n");
    let mut by_file: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &found {
        *by_file.entry(&one.file).or_default() += 1;
    }
    if found.len() > BEST {
        let places = report.documents.rows.iter().enumerate().filter_map(|(place, row)| {
            let count = by_file.get(row.key.as_str())?;
            Some(format!("<a href=\"#d{place}\">{}</a> ({count})", for_html(&row.key)))
        });
        let _ = writeln!(
            out,
            "<p class=\"more\">All {} by document: {}</p>",
            found.len(),
            places.collect::<Vec<_>>().join(", ")
        );
    }
}

/// A quote with the words that earned its categories marked, its paper and its page; with its picture, or where there is
/// none and a `root` is given, with the command that shows it.
pub(super) fn quote(out: &mut String, one: &Evidence, picture: Option<&[u8]>, root: Option<&Path>, with_paper: bool) {
    let mut place = String::new();
    if with_paper {
        let _ = write!(place, "{}, ", for_html(one.title.as_deref().unwrap_or(&one.file)));
    }
    let _ = write!(place, "page {}", one.page);
    if let Some(label) = one.label.as_deref().filter(|label| *label != one.page.to_string()) {
        let _ = write!(place, " (printed {})", for_html(label));
    }
    if let Some(heading) = one.heading_path.last() {
        let _ = write!(place, ", under “{}”", for_html(&one_line(heading)));
    }
    let lead_in =
        one.lead_in.as_deref().map(|lead_in| format!("<i>{}</i> ", for_html(&one_line(lead_in)))).unwrap_or_default();
    let _ = write!(out, "<li>{lead_in}<q>{}</q> <span class=\"place\">{place}</span>", marked(&one.quote, &one.marks));
    match (picture, root) {
        (Some(png), _) => {
            let _ = write!(
                out,
                "<img alt=\"The place on page {} of {}\" src=\"data:image/png;base64,{}\">",
                one.page,
                for_html(&one.file),
                base64(png)
            );
        }
        // Only a PDF has pages to look at.
        (None, Some(root)) if one.file.to_lowercase().ends_with(".pdf") => {
            let words: Vec<&str> = one.quote.split_whitespace().take(8).collect();
            let file = root.join(&one.file);
            let command = format!(
                "stratmine page {} {} --quote {}",
                for_shell(&file.display().to_string()),
                one.page,
                for_shell(&words.join(" "))
            );
            let _ = write!(out, "<br><code>{}</code>", for_html(&command));
        }
        (None, _) => {}
    }
    out.push_str("</li>\n");
}

/// Base 64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let sign = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or(0);
            out.push(if place > three.len() { '=' } else { SIGNS.get(sign).copied().map_or('=', char::from) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Evidence, base64, marked};
    use stratmine_model::Span;

    #[test]
    fn base_64_is_that_of_the_standard() {
        let vectors =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in vectors {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn matched_words_are_marked_and_markup_is_text() {
        let quote = "safer <b>care</b> for all".to_owned();
        let marks = [(0, 5), (2, 4), (9, 13), (90, 99)].map(|(start, end)| Span::new(start, end)).to_vec();
        let one = Evidence { quote, marks, ..Evidence::default() };
        assert_eq!(marked(&one.quote, &one.marks), "<mark>safer</mark> &lt;b&gt;<mark>care</mark>&lt;/b&gt; for all");
    }
}
