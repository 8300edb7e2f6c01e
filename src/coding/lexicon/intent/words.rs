//! Word lists in patterns: `{change}` in a pattern stands for any of the words listed under that name in `[words]`.
//!
//! In: the file's tables. Out: the same with every pattern spelt out, and an error for each name that is not listed. A
//! repetition (`\w{2,5}`) is no name and stays.

use super::source::{File, Place};
use crate::lexicon::Finding;
use std::collections::BTreeMap;
use toml::Spanned;

/// Spells out the lists in every pattern of `file`.
pub(super) fn expand(file: &mut File, place: Place<'_>) -> Vec<Finding> {
    let lists = std::mem::take(&mut file.words);
    let features = file.feature.iter_mut().flat_map(|feature| feature.matches.iter_mut().chain(&mut feature.unless));
    let categories = &mut file.categories;
    let passages = categories.means.iter_mut().chain(&mut categories.ends);
    let passages =
        passages.chain(&mut file.advises.matches).chain(&mut categories.topics).chain(&mut categories.topics_end);
    features.chain(passages).filter_map(|pattern| expand_one(pattern, &lists, place)).collect()
}

fn expand_one(
    pattern: &mut Spanned<String>,
    lists: &BTreeMap<String, Vec<String>>,
    place: Place<'_>,
) -> Option<Finding> {
    let at = pattern.span().start;
    let mut out = String::new();
    let mut rest = pattern.get_ref().as_str();
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        let name = from.split_once('}').filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_lowercase()));
        // `\p{Lu}` begins with a capital and `{2,3}` with a digit: neither is a name.
        let Some((name, after)) = name else {
            out.push('{');
            rest = from;
            continue;
        };
        let Some(words) = lists.get(name) else {
            return Some(place.error(at, format!("no list of words is called `{name}`: write it under [words]")));
        };
        out.push_str("(?:");
        out.push_str(&words.join("|"));
        out.push(')');
        rest = after;
    }
    out.push_str(rest);
    *pattern.get_mut() = out;
    None
}
