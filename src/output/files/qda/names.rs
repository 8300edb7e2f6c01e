//! Names that occur once, for programs that know only one thing of a name.

use std::collections::{BTreeMap, BTreeSet};

/// Hands out names, each once; small and capital letters count as the same.
pub(super) struct Names {
    wanted: BTreeMap<String, usize>,
    given: BTreeSet<String>,
}

impl Names {
    /// For things of these names.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut wanted = BTreeMap::new();
        for name in names {
            *wanted.entry(name.to_lowercase()).or_insert(0) += 1;
        }
        Self { wanted, given: BTreeSet::new() }
    }

    /// A name for the next thing: its own where nothing else has it, else that with the remark behind it, and with a
    /// number too where that does not do.
    pub(super) fn give(&mut self, name: &str, remark: Option<&str>) -> String {
        if self.wanted.get(&name.to_lowercase()) == Some(&1) && self.given.insert(name.to_lowercase()) {
            return name.to_owned();
        }
        let base = remark.map_or_else(|| name.to_owned(), |remark| format!("{name} ({remark})"));
        let mut offer = base.clone();
        let mut number = 1_usize;
        // Another's own name is left to it, unless it is this thing's own as well.
        while (offer != name && self.wanted.contains_key(&offer.to_lowercase()))
            || !self.given.insert(offer.to_lowercase())
        {
            number += 1;
            offer = format!("{base} {number}");
        }
        offer
    }
}

#[cfg(test)]
mod tests {
    use super::Names;
    use proptest::prelude::*;

    fn given(wanted: &[(&str, Option<&str>)]) -> Vec<String> {
        let mut names = Names::of(wanted.iter().map(|(name, _)| *name));
        wanted.iter().map(|(name, remark)| names.give(name, *remark)).collect()
    }

    #[test]
    fn a_name_that_occurs_once_stays() {
        assert_eq!(given(&[("a", Some("x")), ("b", None)]), ["a", "b"]);
    }

    #[test]
    fn a_name_that_occurs_twice_gets_its_remark_whatever_its_letters() {
        assert_eq!(
            given(&[("other", Some("x")), ("Other", Some("y")), ("OTHER", None)]),
            ["other (x)", "Other (y)", "OTHER"]
        );
    }

    #[test]
    fn a_made_up_name_does_not_take_anothers() {
        assert_eq!(given(&[("a", Some("x")), ("a", Some("x")), ("a (x)", None)]), ["a (x) 2", "a (x) 3", "a (x)"]);
    }

    proptest! {
        #[test]
        fn no_name_is_given_twice(wanted in prop::collection::vec(("[aA ]{0,2}", prop::option::of("[aA2]")), 0..12)) {
            let wanted = wanted.iter().map(|(name, remark)| (name.as_str(), remark.as_deref())).collect::<Vec<_>>();
            let mut names = given(&wanted).iter().map(|name| name.to_lowercase()).collect::<Vec<_>>();
            names.sort();
            names.dedup();
            prop_assert_eq!(names.len(), wanted.len());
        }
    }
}
