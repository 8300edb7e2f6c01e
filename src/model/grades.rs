//! How well a whole document was read, from how well its pages were.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How well a page was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageGrade {
    /// Nothing to doubt.
    #[default]
    Good,
    /// Some doubt: read the page before quoting it.
    Fair,
    /// Much is missing or wrong.
    Poor,
    /// Read by text recognition.
    Ocr,
}

impl PageGrade {
    /// The name used in the public record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Ocr => "ocr",
        }
    }
}

/// A page's grade with what spoke against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageQuality {
    /// The grade.
    pub grade: PageGrade,
    /// One phrase a doubt, for a person; empty for `Good`.
    pub reasons: Vec<String>,
}

impl PageQuality {
    /// Nothing to doubt.
    pub const fn good() -> Self {
        Self { grade: PageGrade::Good, reasons: Vec::new() }
    }

    /// Lowers the grade to `grade` (never raises it) and notes why.
    pub fn lower_to(&mut self, grade: PageGrade, reason: impl Into<String>) {
        self.grade = self.grade.max(grade);
        self.reasons.push(reason.into());
    }
}

/// The part of a document's pages, in hundredths, that may be read worse than the document's grade says.
///
/// A tenth: a paper with a cover, a map and a blank-looking divider is not put in doubt by them, and one whose every ninth
/// page is doubtful is: of its quotes as many may be wrong.
const MOST_WORSE: usize = 10;

/// Numbers of pages by how well they were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageGrades {
    /// Pages with nothing to doubt, blank ones too.
    pub good: usize,
    /// Pages with some doubt.
    pub fair: usize,
    /// Pages of which much is missing or wrong.
    pub poor: usize,
    /// Pages read by text recognition.
    pub ocr: usize,
}

impl PageGrades {
    /// Counts pages.
    pub fn of(pages: impl IntoIterator<Item = PageGrade>) -> Self {
        let mut grades = Self::default();
        for reading in pages {
            *grades.of_mut(reading) += 1;
        }
        grades
    }

    /// Adds the pages of another document.
    pub fn add(&mut self, other: &Self) {
        for (reading, count) in other.each() {
            *self.of_mut(reading) += count;
        }
    }

    /// Every grade with its number of pages, best first.
    pub const fn each(&self) -> [(PageGrade, usize); 4] {
        [
            (PageGrade::Good, self.good),
            (PageGrade::Fair, self.fair),
            (PageGrade::Poor, self.poor),
            (PageGrade::Ocr, self.ocr),
        ]
    }

    /// Number of pages.
    pub const fn pages(&self) -> usize {
        self.good + self.fair + self.poor + self.ocr
    }

    const fn of_mut(&mut self, reading: PageGrade) -> &mut usize {
        match reading {
            PageGrade::Good => &mut self.good,
            PageGrade::Fair => &mut self.fair,
            PageGrade::Poor => &mut self.poor,
            PageGrade::Ocr => &mut self.ocr,
        }
    }
}

impl fmt::Display for PageGrades {
    /// Grades that no page has are left out: `270 good, 6 fair, 4 read by OCR`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "";
        for (reading, count) in self.each().into_iter().filter(|(_, count)| *count > 0) {
            let how = if reading == PageGrade::Ocr { "read by OCR" } else { reading.as_str() };
            write!(out, "{before}{count} {how}")?;
            before = ", ";
        }
        Ok(())
    }
}

impl PageGrade {
    /// The grade of a document, of whose pages each is given with its number of words; `None` where it has no page.
    ///
    /// - `ocr`: more than half of its words come from text recognition; else
    /// - `poor`: more than a tenth of its pages are poor; else
    /// - `fair`: more than a tenth of its pages are fair, poor or read by text recognition; else
    /// - `good`.
    pub fn of_document(pages: impl IntoIterator<Item = (Self, usize)>) -> Option<Self> {
        let (mut grades, mut words, mut recognised) = (PageGrades::default(), 0, 0);
        for (reading, count) in pages {
            *grades.of_mut(reading) += 1;
            words += count;
            recognised += if reading == Self::Ocr { count } else { 0 };
        }
        let many = |pages: usize| pages * 100 > grades.pages() * MOST_WORSE;
        if grades.pages() == 0 {
            None
        } else if recognised * 2 > words {
            Some(Self::Ocr)
        } else if many(grades.poor) {
            Some(Self::Poor)
        } else if many(grades.fair + grades.poor + grades.ocr) {
            Some(Self::Fair)
        } else {
            Some(Self::Good)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PageGrade, PageGrades};
    use PageGrade::{Fair, Good, Ocr, Poor};

    fn graded(pages: &[(PageGrade, usize)]) -> Option<PageGrade> {
        let each = pages.iter().flat_map(|(reading, count)| std::iter::repeat_n((*reading, 100), *count));
        PageGrade::of_document(each)
    }

    #[test]
    fn a_tenth_of_the_pages_may_be_worse_than_the_grade() {
        assert_eq!(graded(&[]), None);
        assert_eq!(graded(&[(Good, 9), (Poor, 1)]), Some(Good));
        assert_eq!(graded(&[(Good, 8), (Poor, 1)]), Some(Poor));
        assert_eq!(graded(&[(Good, 18), (Fair, 1), (Poor, 1)]), Some(Good));
        assert_eq!(graded(&[(Good, 17), (Fair, 1), (Poor, 1)]), Some(Fair));
        assert_eq!(graded(&[(Good, 8), (Ocr, 2)]), Some(Fair));
    }

    #[test]
    fn a_document_is_recognised_if_most_of_its_words_are() {
        assert_eq!(graded(&[(Good, 1), (Ocr, 2)]), Some(Ocr));
        assert_eq!(graded(&[(Good, 1), (Ocr, 1)]), Some(Fair));
        // Pages without words have no say in it.
        assert_eq!(PageGrade::of_document([(Good, 0), (Good, 0), (Ocr, 3)]), Some(Ocr));
        assert_eq!(PageGrade::of_document([(Ocr, 0)]), Some(Fair));
    }

    #[test]
    fn pages_are_counted_by_grade() {
        let mut grades = PageGrades::of([Good, Ocr, Good]);
        grades.add(&PageGrades::of([Fair, Poor, Good]));
        assert_eq!(grades, PageGrades { good: 3, fair: 1, poor: 1, ocr: 1 });
        assert_eq!(grades.pages(), 6);
        assert_eq!(grades.to_string(), "3 good, 1 fair, 1 poor, 1 read by OCR");
        assert_eq!(PageGrades::of([Good]).to_string(), "1 good");
    }
}
