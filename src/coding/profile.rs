//! The theory profile of a paper: entry points, domains, contextual factors, end states and passages for the
//! propositions, each with the statements behind it (the chain of the realist synthesis, Aunger et al. 2020).
//!
//! A domain or factor is *stated* where one statement has words enough for it; a proposition where one speaks of
//! partnering itself and links the two; an entry point where one gives it as a reason. An entry point that one
//! statement of a long paper gives, or that none gives as a reason, is a candidate, but for a paper whose title
//! speaks of partnering.

use crate::headings::Headings;
use crate::lexicon::{Codebook, ENTRY_POINT, PROPOSITION};
use std::collections::BTreeMap;
use stratmine_model::{Code, CodedPaper, Evidence, PaperMeta, Profile, Statement, Strength, best_three};

/// What codes of end states begin with.
pub(super) const END_STATE: &str = "end_state:";

/// Statements of an entry point that pass the bar: one of a short paper, of so many statements, else several.
const SEVERAL: usize = 2;
const FEW: usize = 40;

/// A statement behind a code.
struct Behind {
    id: String,
    score: f32,
    states: bool,
}

/// Gathers the codes of all statements; most evidence first, then by name.
pub(super) fn of(codebook: &Codebook, paper: &CodedPaper, near: &[Nearness]) -> Profile {
    let (layers, options) = (&codebook.settings().layers, &codebook.settings().context);
    let mut domains: BTreeMap<&str, Vec<Behind>> = BTreeMap::new();
    let mut context: BTreeMap<&str, Vec<Behind>> = BTreeMap::new();
    let statements: Vec<&Statement> = paper.statements().map(|(_, statement)| statement).collect();
    for (place, statement) in statements.iter().enumerate() {
        let reason = || {
            // The reason may be taken up by the sentence that follows: "In response, both boards …".
            let follows = statements.get(place + 1).filter(|next| next.heading_path == statement.heading_path);
            options.reason.is_match(&statement.text) || follows.is_some_and(|next| options.reason.is_match(&next.text))
        };
        let links = || options.near.is_match(&statement.text) && codebook.links(&statement.text);
        let behind = |code: &Code, enough: f32| {
            let entry = code.code.starts_with(ENTRY_POINT);
            let states = if entry {
                at(near, place) == Nearness::Type || beside(near, place) == Nearness::Type || reason()
            } else if code.code.starts_with(PROPOSITION) {
                links()
            } else {
                code.score >= enough
            };
            Behind { id: statement.id.clone(), score: code.score, states }
        };
        for code in &statement.domains {
            domains.entry(code.code.as_str()).or_default().push(behind(code, layers.domains_stated));
        }
        for code in &statement.context {
            context.entry(code.code.as_str()).or_default().push(behind(code, options.states));
        }
    }
    let with = |prefix: &str| ranked(context.iter().filter(|(code, _)| code.starts_with(prefix)));
    let about = paper.title.as_ref().is_some_and(|title| options.near.is_match(title));
    let short = statements.len() <= FEW;
    let enough = |entry: &Evidence| short || entry.statements.len() >= SEVERAL;
    let passes = |entry: &Evidence| about || entry.strength == Strength::Stated && enough(entry);
    let (entry_points, candidates) = with(ENTRY_POINT).into_iter().partition(passes);
    Profile {
        entry_points,
        domains: ranked(domains.iter()),
        context: with("context:"),
        end_states: with(END_STATE),
        propositions: with(PROPOSITION),
        candidates,
    }
}

/// Makes hold what a person says of the entry points: those declared come first, those rejected are none.
pub(super) fn decide(profile: &mut Profile, metadata: &PaperMeta) {
    let rejected = |entry: &Evidence| metadata.rejected.contains(&entry.code);
    profile.entry_points.retain(|entry| !rejected(entry));
    profile.candidates.retain(|entry| !rejected(entry));
    let mut declared: Vec<Evidence> = Vec::new();
    for code in &metadata.entry_points {
        let take = |list: &mut Vec<Evidence>| {
            let place = list.iter().position(|entry| entry.code == *code)?;
            Some(list.remove(place))
        };
        let found = take(&mut profile.entry_points).or_else(|| take(&mut profile.candidates));
        let none =
            || Evidence { code: code.clone(), strength: Strength::Declared, statements: Vec::new(), best: Vec::new() };
        declared.push(Evidence { strength: Strength::Declared, ..found.unwrap_or_else(none) });
    }
    profile.entry_points.splice(0..0, declared);
}

fn ranked<'a>(gathered: impl Iterator<Item = (&'a &'a str, &'a Vec<Behind>)>) -> Vec<Evidence> {
    let evidence = |(code, behind): (&&str, &Vec<Behind>)| {
        let states = behind.iter().any(|one| one.states);
        let mut sorted: Vec<&Behind> = behind.iter().collect();
        sorted.sort_by(|a, b| b.states.cmp(&a.states).then(b.score.total_cmp(&a.score)));
        Evidence {
            code: (*code).to_owned(),
            strength: if states { Strength::Stated } else { Strength::Inferred },
            statements: behind.iter().map(|one| one.id.clone()).collect(),
            best: best_three(sorted.into_iter().map(|one| one.id.clone())),
        }
    };
    let mut all: Vec<Evidence> = gathered.map(evidence).collect();
    // Codes come in by name, and the sort keeps that order among equals.
    all.sort_by_key(|evidence| std::cmp::Reverse(evidence.statements.len()));
    all
}

/// How much a statement has to do with partnering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// Nothing that its words tell.
    None,
    /// It, or the heading above it, speaks of partnering.
    Words,
    /// It names a partnering type.
    Type,
}

fn at(near: &[Nearness], place: usize) -> Nearness {
    near.get(place).copied().unwrap_or(Nearness::None)
}

/// The nearer of a statement's neighbours.
fn beside(near: &[Nearness], place: usize) -> Nearness {
    at(near, place + 1).max(place.checked_sub(1).map_or(Nearness::None, |before| at(near, before)))
}

/// Takes back the codes of context of statements that have nothing to do with partnering. `near` says which speak of it, in
/// document order. Entry points and end states need it in the statement or its headings, or next to a reason; factors in a
/// neighbour.
pub(super) fn keep_near_partnering(codebook: &Codebook, paper: &mut CodedPaper, near: &[Nearness]) {
    let options = &codebook.settings().context;
    for (place, statement) in paper.pages.iter_mut().flat_map(|page| &mut page.statements).enumerate() {
        if statement.context.is_empty() {
            continue;
        }
        let here = at(near, place) > Nearness::None;
        let beside = beside(near, place);
        let reason = beside == Nearness::Type || beside == Nearness::Words && options.reason.is_match(&statement.text);
        let strict = |code: &str| code.starts_with(ENTRY_POINT) || code.starts_with(END_STATE);
        statement.context.retain(|code| here || if strict(&code.code) { reason } else { beside > Nearness::None });
    }
}

/// How much a statement has to do with partnering by its words, the headings above it and whether it names a type.
pub(super) fn nearness(
    codebook: &Codebook,
    statement: &Statement,
    headings: &Headings<'_>,
    names_a_type: bool,
) -> Nearness {
    if names_a_type {
        Nearness::Type
    } else if headings.near_partnering || codebook.settings().context.near.is_match(&statement.text) {
        Nearness::Words
    } else {
        Nearness::None
    }
}
