//! Which pages are meant: `3-5,8`.

use std::str::FromStr;

/// A choice of pages by their physical numbers. The default is all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageChoice {
    /// First and last of each range; empty for all pages.
    ranges: Vec<(u32, u32)>,
}

/// Why a choice of pages is not understood.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageChoiceError {
    /// Something that is no number and no range of numbers.
    #[error("\"{0}\" is no page and no range of pages; pages are given as in 3-5,8 or 12-")]
    NotPages(String),
    /// Pages are counted from 1.
    #[error("pages are counted from 1; there is no page 0")]
    Zero,
    /// A range whose end comes before its beginning.
    #[error("the range {0}-{1} runs backwards: {1}-{0}?")]
    Backwards(u32, u32),
}

impl PageChoice {
    /// Whether a page is meant.
    pub fn holds(&self, page: u32) -> bool {
        self.ranges.is_empty() || self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&page))
    }

    /// The first page named, from the left, that a paper of `pages` pages does not have. A range that begins within the
    /// paper may end beyond it.
    pub fn missing(&self, pages: usize) -> Option<u32> {
        let beyond = |first: &u32| usize::try_from(*first).map_or(true, |first| first > pages);
        self.ranges.iter().map(|(first, _)| *first).find(beyond)
    }
}

impl FromStr for PageChoice {
    type Err = PageChoiceError;

    fn from_str(text: &str) -> Result<Self, PageChoiceError> {
        let ranges = text.split(',').map(|piece| range(piece.trim())).collect::<Result<_, _>>()?;
        Ok(Self { ranges })
    }
}

fn range(text: &str) -> Result<(u32, u32), PageChoiceError> {
    let number = |digits: &str| {
        let digits = digits.trim();
        let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        match digits.parse::<u32>() {
            Ok(0) => Err(PageChoiceError::Zero),
            Ok(number) if plain => Ok(number),
            _ => Err(PageChoiceError::NotPages(text.to_owned())),
        }
    };
    let (first, last) = match text.split_once(['-', '–']) {
        Some((first, last)) if last.trim().is_empty() => (number(first)?, u32::MAX),
        Some((first, last)) => (number(first)?, number(last)?),
        None => (number(text)?, number(text)?),
    };
    if last < first { Err(PageChoiceError::Backwards(first, last)) } else { Ok((first, last)) }
}

#[cfg(test)]
mod tests {
    use super::{PageChoice, PageChoiceError};

    fn chosen(text: &str) -> Vec<u32> {
        let choice: PageChoice = text.parse().unwrap();
        (1..=9).filter(|page| choice.holds(*page)).collect()
    }

    #[test]
    fn pages_and_ranges_are_chosen() {
        assert_eq!(chosen("3-5, 8"), [3, 4, 5, 8]);
        assert_eq!(chosen("7-"), [7, 8, 9]);
        assert_eq!(chosen("2"), [2]);
        assert!((1..=9).all(|page| PageChoice::default().holds(page)));
    }

    #[test]
    fn what_is_no_choice_is_said() {
        let error = |text: &str| text.parse::<PageChoice>().unwrap_err();
        for text in ["", "a", "1,,2", "+1", "1-2-3", "99999999999"] {
            assert!(matches!(error(text), PageChoiceError::NotPages(_)), "{text}");
        }
        assert_eq!(error("0-3"), PageChoiceError::Zero);
        assert_eq!(error("5-3"), PageChoiceError::Backwards(5, 3));
    }

    #[test]
    fn a_page_that_is_not_there_is_found() {
        let missing = |text: &str, pages| text.parse::<PageChoice>().unwrap().missing(pages);
        assert_eq!((missing("3-9,12", 10), missing("3-30", 10), missing("11-", 10)), (Some(12), None, Some(11)));
    }
}
