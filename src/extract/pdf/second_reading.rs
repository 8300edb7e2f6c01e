//! The second reading: the words of pages that the first reading leaves in doubt, by engines that share no code with it.

use serde::{Deserialize, Serialize};

/// An engine of the second reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Engine {
    Lopdf,
    PdfExtract,
}

impl Engine {
    /// In the order in which they are asked: the cheaper and sturdier first.
    pub(crate) const ALL: [Self; 2] = [Self::Lopdf, Self::PdfExtract];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Lopdf => "lopdf",
            Self::PdfExtract => "pdf-extract",
        }
    }
}

/// The text of the given pages (from 0) in their order; a page that the engine cannot read is empty.
///
/// May panic or never return: only ever called in a worker, behind [`std::panic::catch_unwind`].
pub(crate) fn words_of_pages(engine: Engine, bytes: &[u8], pages: &[usize]) -> Vec<String> {
    match engine {
        Engine::Lopdf => {
            let Ok(document) = lopdf::Document::load_mem(bytes) else { return Vec::new() };
            let number = |page: &usize| u32::try_from(page + 1).unwrap_or(u32::MAX);
            pages.iter().map(|page| document.extract_text(&[number(page)]).unwrap_or_default()).collect()
        }
        Engine::PdfExtract => {
            let Ok(all) = pdf_extract::extract_text_from_mem_by_pages(bytes) else { return Vec::new() };
            pages.iter().map(|page| all.get(*page).cloned().unwrap_or_default()).collect()
        }
    }
}

/// The share of the words of one reading that stand in the other too, 0 to 1, counted once each.
pub(crate) fn agreement(one: &str, other: &str) -> f32 {
    let words = |text: &str| -> std::collections::BTreeSet<String> {
        text.split(|character: char| !character.is_alphanumeric())
            .filter(|word| word.len() > 2)
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    2.0 * shared as f32 / (one.len() + other.len()).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::agreement;

    #[test]
    fn agreement_is_the_shared_share() {
        assert!((agreement("better care closer", "Better care, closer") - 1.0).abs() < 1e-6);
        assert!(agreement("better care", "nothing alike") < 1e-6);
    }
}
