//! On what do the partnering types of papers rest? On a person's word, on what a paper states of itself, or on words that
//! need not be meant so; and how often do the first and the other two disagree?

use super::CountedPapers;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stratmine_model::{CodedPaper, Strength};

/// What the strongest type of a paper rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeStrength {
    /// Its strength; `None` for a paper without a type.
    pub strength: Option<Strength>,
    /// Whether the strongest type that the program reads from the paper is among those that a person declares; `None` where
    /// there are not both.
    pub agrees: Option<bool>,
}

impl TypeStrength {
    /// That of a paper.
    #[must_use]
    pub fn of(paper: &CodedPaper) -> Self {
        let declared =
            |code: &String| paper.partnering.iter().any(|one| one.strength == Strength::Declared && one.code == *code);
        // Where nothing is declared, what is read is what the paper has.
        let agrees = paper.partnering_read.first().map(declared);
        Self { strength: paper.partnering.first().map(|one| one.strength), agrees }
    }
}

/// What the types of all counted papers rest on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypeStrengths {
    /// Papers whose strongest type a person declares.
    pub declared: usize,
    /// Papers that state it of themselves.
    pub stated: usize,
    /// Papers whose words it is inferred from.
    pub inferred: usize,
    /// Papers for which a person declares types (or that there is none) and the program reads some.
    pub both: usize,
    /// Papers among these in which the two disagree.
    pub disagreeing: usize,
}

impl TypeStrengths {
    /// One in so many papers may disagree.
    pub const TOLERATED: usize = 5;

    /// Whether what the program reads is to be relied on: people declare all, or they disagree with it seldom enough.
    #[must_use]
    pub const fn carries(&self) -> bool {
        self.stated + self.inferred == 0 || self.disagreeing * Self::TOLERATED <= self.both
    }
}

impl CountedPapers {
    /// What the strongest type of each paper rests on, by file; papers without a type are left out.
    #[must_use]
    pub fn strengths_by_file(&self) -> BTreeMap<&str, Strength> {
        let documents = self.documents.iter();
        documents.filter_map(|(file, document)| Some((file.as_str(), document.types.strength?))).collect()
    }

    /// What the partnering types of the papers rest on.
    #[must_use]
    pub fn type_strengths(&self) -> TypeStrengths {
        let mut strengths = TypeStrengths::default();
        for TypeStrength { strength, agrees } in self.documents.values().map(|document| document.types) {
            match strength {
                Some(Strength::Declared) => strengths.declared += 1,
                Some(Strength::Stated) => strengths.stated += 1,
                Some(Strength::Inferred) => strengths.inferred += 1,
                None => {}
            }
            strengths.both += usize::from(agrees.is_some());
            strengths.disagreeing += usize::from(agrees == Some(false));
        }
        strengths
    }
}

#[cfg(test)]
mod tests {
    use super::TypeStrengths;

    #[test]
    fn a_fifth_may_disagree_and_no_more_unless_all_is_declared() {
        let of = |both, disagreeing, inferred| TypeStrengths { declared: both, both, disagreeing, inferred, stated: 0 };
        assert!(of(0, 0, 9).carries() && of(5, 1, 9).carries() && of(10, 2, 9).carries());
        assert!(!of(5, 2, 9).carries() && !of(4, 1, 1).carries());
        assert!(of(4, 4, 0).carries(), "nothing rests on what the program reads");
    }
}
