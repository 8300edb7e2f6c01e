//! Names of downloaded files: made from an entry's id and title, never from what a server says.

use super::{Kind, Listed, ListedFormat};
use stratmine_model::is_device_name;

/// Most characters of an id and of a title in a name.
const ID: usize = 24;
const SLUG: usize = 60;

/// The name of an entry's file without its extension: `M01-healthcare-alliance-five-year-strategy`.
pub(super) fn stem(entry: &Listed) -> String {
    let slug = slug(&entry.title);
    let id = safe_id(&entry.id);
    if slug.is_empty() { id } else { format!("{id}-{slug}") }
}

/// The extension for what came; a Word file keeps that of its promise.
pub(super) fn extension(kind: Kind, entry: &Listed) -> &'static str {
    match (kind, entry.format) {
        (Kind::Pdf, _) => "pdf",
        (Kind::Html, _) => "html",
        (Kind::Word, ListedFormat::Word)
            if entry.address.as_deref().is_some_and(|address| address.ends_with("doc")) =>
        {
            "doc"
        }
        (Kind::Word, _) => "docx",
        (Kind::Unknown, _) => "bin",
    }
}

/// An id with letters, digits, `-` and `_` only.
pub(super) fn safe_id(id: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let id: String = id.chars().map(safe).take(ID).collect();
    let is_name = id.chars().any(|c| c.is_ascii_alphanumeric()) && !is_device_name(&id);
    if is_name { id } else { format!("id{id}") }
}

/// A title's words in small ASCII letters, joined by hyphens, as many as fit.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for word in title.to_lowercase().replace(['\'', '’'], "").split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if slug.len() + word.len() >= SLUG {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::{safe_id, slug};
    use proptest::prelude::*;

    #[test]
    fn names_are_plain() {
        assert_eq!(slug("Guy's & St Thomas' Alliance: 2017–22"), "guys-st-thomas-alliance-2017-22");
        assert_eq!(safe_id("M01"), "M01");
        assert_eq!(safe_id("../../etc/passwd"), "------etc-passwd");
        assert_eq!(safe_id(".."), "id--");
        assert_eq!(safe_id("con"), "idcon");
    }

    proptest! {
        #[test]
        fn no_name_leads_out_of_a_folder(text in any::<String>()) {
            let name = format!("{}-{}", safe_id(&text), slug(&text));
            prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            prop_assert!(name.len() < 100);
        }
    }
}
