//! Words that a page holds and that are not read as its text, counted so that none is left out in silence.

use stratmine_model::{PageGrade, PageQuality};

/// How many words of a page were left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LeftOutWords {
    /// Words with a line through them: the paper takes them back.
    pub(super) struck: usize,
    /// Words that the page does not show and that belong to no accordion or tab.
    pub(super) hidden: usize,
}

impl LeftOutWords {
    /// Counts others too.
    pub(super) fn add(&mut self, other: Self) {
        self.struck += other.struck;
        self.hidden += other.hidden;
    }

    /// Notes in a page's grade what was left out of it.
    pub(super) fn note(self, quality: &mut PageQuality) {
        let words = |count: usize| if count == 1 { "1 word is".to_owned() } else { format!("{count} words are") };
        let was = |count: usize| if count == 1 { "was" } else { "were" };
        if self.struck > 0 {
            let reason = format!("{} struck out on this page and {} left out", words(self.struck), was(self.struck));
            quality.lower_to(PageGrade::Fair, reason);
        }
        if self.hidden > 0 {
            let reason = format!("{} hidden on this page and {} left out", words(self.hidden), was(self.hidden));
            quality.lower_to(PageGrade::Fair, reason);
        }
    }
}

/// Number of words in a text.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}
