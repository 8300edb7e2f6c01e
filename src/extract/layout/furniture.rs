//! Running heads and feet: what stands in the same place on page after page, and page numbers.

#![allow(clippy::cast_possible_truncation, reason = "places on a page are small numbers")]

use super::fragment::Fragment;
use super::style::BodyStyle;
use super::{PageGlyphs, Role};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The share of the page's height at its top and bottom where running heads and feet stand.
const MARGIN: f32 = 0.115;

/// For each page, which of its fragments are running heads or feet.
///
/// A fragment is one when fragments with the same text, numbers aside, stand at the same height in the margin of two
/// other pages (of one other page in documents of up to four pages), when it is a bare page number in the margin, or when
/// the file itself says that it is no part of the text.
pub(super) fn find(pages: &[Vec<Fragment>], sizes: &[Cow<'_, PageGlyphs>], style: &BodyStyle) -> Vec<Vec<bool>> {
    let mut seen: BTreeMap<(String, i32), Vec<usize>> = BTreeMap::new();
    let mut keys: Vec<Vec<Option<(String, i32)>>> = Vec::with_capacity(pages.len());
    for (number, (fragments, page)) in pages.iter().zip(sizes).enumerate() {
        let mut of_page = Vec::with_capacity(fragments.len());
        for fragment in fragments {
            let key = in_margin(fragment, page).map(|height| (pattern(fragment), height));
            if let Some((text, height)) = &key {
                // Heights are compared in steps of four points; the neighbouring step counts too.
                for near in [height.saturating_sub(1), *height, height.saturating_add(1)] {
                    let on = seen.entry((text.clone(), near)).or_default();
                    if on.last() != Some(&number) {
                        on.push(number);
                    }
                }
            }
            of_page.push(key);
        }
        keys.push(of_page);
    }
    let needed = if pages.len() <= 4 { 2 } else { 3 };
    let largest: Vec<f32> =
        pages.iter().map(|of_page| of_page.iter().map(|one| one.size).fold(0.0, f32::max)).collect();
    let heads: Vec<Vec<bool>> = pages.iter().map(|page| table_heads(page)).collect();
    keys.into_iter()
        .zip(heads)
        .zip(pages.iter().zip(sizes.iter().zip(largest)))
        .map(|((keys, heads), (fragments, (page, largest)))| {
            keys.into_iter()
                .zip(heads)
                .zip(fragments)
                .map(|((key, head), fragment)| {
                    let margin = key.is_some();
                    let times = key.and_then(|key| seen.get(&key)).map_or(0, Vec::len);
                    // The title of a section may stand at the head of each of its pages.
                    let often = times >= pages.len().div_ceil(2).min(8);
                    // So may that of a slide at the head of all.
                    let slide = page.width > page.height
                        && fragment.size > 0.95 * largest
                        && fragment.rect.y0 < page.height / 2.0;
                    let title = fragment.size > 1.3 * style.size && (!often || slide);
                    let numbered = margin && is_page_number(&fragment.text());
                    let artifact = margin && fragment.tag.is_some_and(|tag| tag.role == Role::Artifact);
                    (times >= needed && !title && !head) || numbered || artifact
                })
                .collect()
        })
        .collect()
}

/// Which fragments head the columns of a table that goes on from page to page: several stand level, and just below each
/// of them text begins at the same left edge.
fn table_heads(fragments: &[Fragment]) -> Vec<bool> {
    /// The text begins within so many ems below its head.
    const JUST_BELOW: f32 = 2.2;
    let heads = |head: &Fragment| {
        let below = |text: &Fragment| {
            let step = text.baseline - head.baseline;
            (text.x0() - head.x0()).abs() < 3.0 && step > 0.8 * head.size && step < JUST_BELOW * head.size
        };
        head.weight() > 2 && fragments.iter().any(below)
    };
    // Only what may be a head is compared with the others.
    let first: Vec<bool> = fragments.iter().map(|fragment| fragment.baseline < 150.0 && heads(fragment)).collect();
    let level = |one: &Fragment, other: &Fragment| (one.baseline - other.baseline).abs() < 0.2 * one.size;
    fragments
        .iter()
        .zip(&first)
        .map(|(fragment, head)| {
            if !head {
                return false;
            }
            let beside = fragments.iter().zip(&first).filter(|(other, _)| level(fragment, other));
            let (mut all, mut heading) = (0, 0);
            for (_, head) in beside {
                all += 1;
                heading += usize::from(*head);
            }
            all >= 2 && heading == all
        })
        .collect()
}

/// The height at which a fragment stands in the margin, in steps of four points from the nearer edge.
fn in_margin(fragment: &Fragment, page: &PageGlyphs) -> Option<i32> {
    let top = fragment.rect.y1;
    let bottom = page.height - fragment.rect.y0;
    if top < MARGIN * page.height {
        Some((top / 4.0).round() as i32)
    } else if bottom < MARGIN * page.height {
        Some(-(bottom / 4.0).round() as i32 - 2)
    } else {
        None
    }
}

/// The text with every number replaced, so that page numbers do not tell pages apart; of a long text the beginning, since
/// the name of the chapter may follow that of the paper.
fn pattern(fragment: &Fragment) -> String {
    /// So many characters in common are no chance.
    const COMMON: usize = 32;
    let mut pattern = String::new();
    for glyph in fragment.glyphs.iter().take(COMMON) {
        if glyph.character.is_ascii_digit() {
            if !pattern.ends_with('#') {
                pattern.push('#');
            }
        } else {
            pattern.extend(glyph.character.to_lowercase());
        }
    }
    pattern
}

/// "12", "Page 12", "page 3 of 40", "3 | 40", "- 5 -", "iv".
fn is_page_number(text: &str) -> bool {
    // "[14]" is the mark of a note.
    if text.starts_with(['[', '(']) {
        return false;
    }
    let text = text.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    let words: Vec<&str> =
        text.split(|character: char| !character.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let number = |word: &str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let roman = |word: &str| word.len() <= 6 && word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'l'));
    match words.as_slice() {
        [one] => number(one) || roman(one),
        [page, one] => (*page == "page" && (number(one) || roman(one))) || (number(page) && number(one)),
        [page, one, of, all] => *page == "page" && number(one) && *of == "of" && number(all),
        [one, of, all] => number(one) && *of == "of" && number(all),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn page_numbers_are_recognised() {
        for number in ["12", "Page 12", "page 3 of 40", "- 5 -", "iv", "3 | 40"] {
            assert!(is_page_number(number), "{number}");
        }
        for other in ["", "2019 strategy", "Our aims", "12 trusts", "page", "20194", "[14]"] {
            assert!(!is_page_number(other), "{other}");
        }
    }
}
