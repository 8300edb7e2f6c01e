//! Which types of partnering a paper is about, and which it only mentions.
//!
//! Declared types come first and are believed. Others are read from the statements: a mention speaks for a type by what its
//! sentence says (the paper's own bodies do it, or the type is merely named), by where it stands (title, headings, first
//! part) and by the share of statements that have one. What names other bodies, addressees, lists, addresses of web
//! pages, references or an abbreviation that the paper explains otherwise is no mention. The general words ("partnership
//! working") speak only where no particular type does. A type without a statement behind it is never put out.

use crate::abbreviations::Abbreviations;
use crate::headings::Headings;
use crate::lexicon::{Codebook, Hit, Layer};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::{BlockKind, CodedPaper, PaperMeta, Partnering, Statement, Strength, best_three};

/// Part of a paper's statements that is its beginning: one in eight.
const FIRST_PART: usize = 8;

/// Most words of a table's cell that is only a name.
const NAME_WORDS: usize = 6;

/// Most words between two types of a list.
const LISTED_WORDS: usize = 3;

/// Statements of the paper's own that state a type by themselves.
const PLAIN: usize = 2;

/// Gathers mentions over a document.
pub(super) struct Mentions<'c> {
    codebook: &'c Codebook,
    declared: Vec<String>,
    /// Whether it is declared that there is none.
    none: bool,
    /// Those of which a person says that the paper is not about them.
    rejected: Vec<String>,
    abbreviations: Abbreviations,
    /// Title and organisations in small letters: names of the paper's own.
    own_names: String,
    types: BTreeMap<&'c str, Mentioned>,
    headings_seen: BTreeSet<String>,
    /// Number of statements seen, and how many there are.
    seen: usize,
    all: usize,
}

/// What stands above statements.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Above {
    Heading,
    Title,
}

#[derive(Default)]
struct Mentioned {
    score: f32,
    /// The highest that names it above the statements.
    above: Option<Above>,
    /// Whether the beginning of the paper does.
    early: bool,
    /// Whether a statement says of the paper's own body that it is one.
    defined: bool,
    statements: Vec<Mention>,
    /// The first statement below a heading that names it.
    below: Option<String>,
}

/// A statement that names a type.
struct Mention {
    id: String,
    weight: f32,
    /// Whether it tells of the paper's own bodies.
    own: bool,
}

/// What the partnering types of a paper come to.
pub(super) struct Ranked {
    /// Those the paper is about, strongest first.
    pub(super) types: Vec<Partnering>,
    /// Those it names without being about them, by code.
    pub(super) candidates: Vec<Partnering>,
    /// Codes of those it reads as being about, strongest first, where a person declares types or that there is none.
    pub(super) read: Vec<String>,
}

impl<'c> Mentions<'c> {
    pub(super) fn new(codebook: &'c Codebook, metadata: &PaperMeta, paper: &CodedPaper) -> Self {
        let names = [&metadata.title, &metadata.organisation];
        let names: Vec<String> = names.into_iter().flatten().map(|name| name.to_lowercase()).collect();
        Self {
            codebook,
            declared: metadata.partnering.clone(),
            none: metadata.declares_no_partnering(),
            rejected: metadata.rejected.clone(),
            abbreviations: Abbreviations::of(codebook, paper),
            own_names: names.join("\n"),
            types: BTreeMap::new(),
            headings_seen: BTreeSet::new(),
            seen: 0,
            all: paper.statements().count(),
        }
    }

    /// Counts mentions in the document's titles; the same title twice counts once.
    pub(super) fn titles(&mut self, titles: &[String]) {
        let factor = self.codebook.settings().partnering.title;
        for title in titles.iter().collect::<BTreeSet<_>>() {
            for (code, weight) in self.named(title) {
                let mentioned = self.types.entry(code).or_default();
                mentioned.score += weight * factor;
                mentioned.above = Some(Above::Title);
            }
        }
    }

    /// Counts a statement's mentions and, once each, those of the headings above it. Whether it names any type.
    pub(super) fn statement<'h>(
        &mut self,
        statement: &Statement,
        headings: &Headings<'_>,
        hits: impl Iterator<Item = &'h Hit<'c>>,
    ) -> bool
    where
        'c: 'h,
    {
        self.seen += 1;
        let options = &self.codebook.settings().partnering;
        if headings.of_others {
            return false;
        }
        let all: Vec<&Hit<'c>> = hits.collect();
        let listed = |hit: &Hit<'c>| all.iter().any(|other| are_listed(&statement.text, hit, other));
        // A cell that is a name and no more is a row of a list.
        let cell = statement.kind == BlockKind::TableRow && statement.text.split_whitespace().count() <= NAME_WORDS;
        let counted = |hit: &&&Hit<'c>| !cell && !listed(hit) && self.counts(&statement.text, hit);
        let hits: Vec<&Hit<'c>> = all.iter().filter(counted).copied().collect();
        let named = strongest(hits.iter().copied());
        // Asked of the few statements that name a type.
        let text = statement.text.as_str();
        let defines = !named.is_empty() && options.defines.is_match(text) && self.tells_of_own(text);
        let own = defines || !named.is_empty() && options.own.is_match(text) && !options.advises.is_match(text);
        let early = self.seen * FIRST_PART <= self.all || self.seen == 1;
        for (code, weight) in &named {
            let mentioned = self.types.entry(code).or_default();
            mentioned.score += if own { weight * options.own_counts } else { *weight };
            mentioned.early |= early;
            mentioned.defined |= defines;
            mentioned.statements.push(Mention { id: statement.id.clone(), weight: *weight, own });
        }
        let factor = options.heading;
        for heading in &statement.heading_path {
            if !self.headings_seen.insert(heading.clone()) {
                continue;
            }
            for (code, weight) in self.named(heading) {
                let mentioned = self.types.entry(code).or_default();
                mentioned.score += weight * factor;
                mentioned.above = mentioned.above.max(Some(Above::Heading));
                mentioned.below.get_or_insert_with(|| statement.id.clone());
            }
        }
        !named.is_empty()
    }

    /// The types that a title or heading names.
    fn named(&self, text: &str) -> BTreeMap<&'c str, f32> {
        let hits = self.codebook.scan_layers(text, &[Layer::Partnering]);
        strongest(hits.iter().filter(|hit| self.counts(text, hit)))
    }

    /// Whether a text speaks in the paper's own name.
    fn tells_of_own(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.own_names.split(['\n', ';', ':']).map(str::trim).any(|name| name.len() > 3 && lower.contains(name))
            || self.codebook.settings().partnering.speaks.is_match(text)
    }

    /// Whether words that name a type are a mention of it.
    fn counts(&self, text: &str, hit: &Hit<'c>) -> bool {
        let before = text.get(..hit.span.start).unwrap_or_default();
        let words = text.get(hit.span.start..hit.span.end).unwrap_or_default();
        let options = &self.codebook.settings().partnering;
        !self.abbreviations.mean_other(words, &hit.entry.codes)
            && !in_address(text, hit)
            && !options.general.is_match(before)
            && !options.attribute.is_match(text.get(hit.span.end..).unwrap_or_default())
            && !self.names_another(before, words)
    }

    /// Whether the words are a part of the proper name of a body that is not the paper's own: capitals in it and before it.
    fn names_another(&self, before: &str, words: &str) -> bool {
        let capital = |word: &str| word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase);
        let name: Vec<&str> =
            before.split(' ').rev().skip_while(|word| word.is_empty()).take_while(|word| capital(word)).collect();
        let Some(first) = name.first().filter(|_| capital(words) && before.ends_with(' ')) else { return false };
        // The first word of a sentence has a capital anyway.
        let begins = name.len() == before.split_whitespace().count();
        let longer = name.len()
            > usize::from(begins && matches!(*first, "The" | "Our" | "An" | "A" | "This" | "We" | "As" | "In"));
        let whole = format!("{} {words}", name.iter().rev().copied().collect::<Vec<_>>().join(" ")).to_lowercase();
        let whole = whole.strip_prefix("the ").or_else(|| whole.strip_prefix("our ")).unwrap_or(&whole);
        longer && !self.own_names.contains(whole)
    }

    /// The types the document is about and those it only names: declared ones alone where there are any, else those that it
    /// reads as being about, by number of statements, then by score and code.
    pub(super) fn rank(mut self) -> Ranked {
        for mentioned in self.types.values_mut().filter(|mentioned| mentioned.statements.is_empty()) {
            let below = mentioned.below.take().map(|id| Mention { id, weight: 0.0, own: false });
            mentioned.statements.extend(below);
        }
        self.types.retain(|_, mentioned| !mentioned.statements.is_empty());
        let read = self.about();
        let codes = || read.iter().map(|code| (*code).to_owned()).collect();
        let decided = !self.declared.is_empty() || read.iter().any(|code| self.rejected.iter().any(|one| one == code));
        let said = if decided { codes() } else { Vec::new() };
        if self.none {
            return Ranked { types: Vec::new(), candidates: Vec::new(), read: codes() };
        }
        let mut types: Vec<Partnering> = Vec::new();
        for code in std::mem::take(&mut self.declared) {
            let mentioned = self.types.remove(code.as_str()).unwrap_or_default();
            if !types.iter().any(|known| known.code == code) {
                types.push(mentioned.put_out(&code, self.rank_of(&code), Strength::Declared));
            }
        }
        if types.is_empty() {
            for code in read.iter().filter(|code| !self.rejected.iter().any(|one| one == *code)) {
                let Some(mentioned) = self.types.remove(code) else { continue };
                let strength = mentioned.strength();
                types.push(mentioned.put_out(code, self.rank_of(code), strength));
            }
        }
        let mut rest = std::mem::take(&mut self.types);
        rest.retain(|code, _| !self.rejected.iter().any(|one| one == code));
        let candidate =
            |(code, mentioned): (&str, Mentioned)| mentioned.put_out(code, self.rank_of(code), Strength::Inferred);
        let candidates = rest.into_iter().map(candidate).collect();
        Ranked { types, candidates, read: said }
    }

    fn rank_of(&self, code: &str) -> u8 {
        self.codebook.partnering_type(code).map_or(0, |kind| kind.rank)
    }

    /// The types the paper is about by its own words, strongest first.
    fn about(&self) -> Vec<&'c str> {
        let options = &self.codebook.settings().partnering;
        let mut about: Vec<(&'c str, &Mentioned, bool)> = Vec::new();
        for (code, mentioned) in &self.types {
            let Some(kind) = self.codebook.partnering_type(code) else { continue };
            if self.passes(mentioned, kind.fallback) {
                about.push((code, mentioned, kind.fallback));
            }
        }
        if about.iter().any(|(.., fallback)| !fallback) {
            about.retain(|(.., fallback)| !fallback);
        }
        let top = about.iter().map(|(_, mentioned, _)| mentioned.score).fold(0.0, f32::max);
        about.retain(|(_, mentioned, _)| mentioned.score >= top * options.share);
        about.sort_by(|(a_code, a, _), (b_code, b, _)| {
            let more = b.statements.len().cmp(&a.statements.len());
            more.then(b.score.total_cmp(&a.score)).then(a_code.cmp(b_code))
        });
        about.into_iter().map(|(code, ..)| code).collect()
    }

    /// Whether the paper is about a type: it is defined, named above statements, or named often; a general one needs more.
    fn passes(&self, mentioned: &Mentioned, fallback: bool) -> bool {
        let options = &self.codebook.settings().partnering;
        let is_own = mentioned.own() > 0;
        let share = mentioned.statements.len() as f64 / self.all.max(1) as f64;
        // In a long paper that is about other things, every type is named some time.
        let overall = share >= f64::from(options.overall);
        let often = share >= f64::from(options.density) && (mentioned.early && is_own || overall);
        let named_above = match mentioned.above {
            Some(Above::Title) => is_own || often,
            Some(Above::Heading) => is_own && often,
            None => false,
        };
        let plainly = named_above || mentioned.defined;
        let general = !fallback || plainly || is_own && overall;
        (plainly || often) && general && mentioned.score >= options.least
    }
}

impl Mentioned {
    fn own(&self) -> usize {
        self.statements.iter().filter(|mention| mention.own).count()
    }

    /// Whether the paper states the type of itself: it tells twice what its own bodies do, or once below a title or heading
    /// that names it.
    fn strength(&self) -> Strength {
        let own = self.own();
        if self.defined || own >= PLAIN || own > 0 && self.above.is_some() {
            Strength::Stated
        } else {
            Strength::Inferred
        }
    }

    fn put_out(mut self, code: &str, rank: u8, strength: Strength) -> Partnering {
        let statements: Vec<String> = self.statements.iter().map(|mention| mention.id.clone()).collect();
        // The sort is stable: of equals the first in the paper.
        self.statements.sort_by(|a, b| Reverse(a.own).cmp(&Reverse(b.own)).then(b.weight.total_cmp(&a.weight)));
        let best = best_three(self.statements.into_iter().map(|mention| mention.id));
        Partnering { code: code.to_owned(), rank, strength, statements, best }
    }
}

/// Whether two types are named as a list: "PCN, ICS or GP federation".
fn are_listed(text: &str, one: &Hit<'_>, other: &Hit<'_>) -> bool {
    let (first, second) = if one.span.start < other.span.start { (one, other) } else { (other, one) };
    let between = text.get(first.span.end..second.span.start).unwrap_or_default();
    let words: Vec<&str> = between.split([' ', ',', '/']).filter(|word| !word.is_empty()).collect();
    let bracketed = between.contains('(') && between.contains(')');
    let joined = between.contains([',', '/']) || words.iter().any(|word| ["or", "and"].contains(word));
    let apart = one.entry.codes.iter().all(|code| !other.entry.codes.contains(code));
    apart
        && joined
        && first.span.end <= second.span.start
        && words.len() <= if bracketed { LISTED_WORDS + 3 } else { LISTED_WORDS }
}

/// Whether the words stand in the address of a web page or of mail.
fn in_address(text: &str, hit: &Hit<'_>) -> bool {
    let start = text.get(..hit.span.start).and_then(|before| before.rfind(char::is_whitespace)).map_or(0, |at| at + 1);
    let after = text.get(hit.span.end..).unwrap_or_default();
    let end = after.find(char::is_whitespace).map_or(text.len(), |at| hit.span.end + at);
    let token = text.get(start..end).unwrap_or_default();
    token.contains("://")
        || token.contains("www.")
        || token.contains('@')
        || token.contains(".uk")
        || token.contains(".org")
}

/// Each code with the greatest weight among its hits.
fn strongest<'h, 'c: 'h>(hits: impl Iterator<Item = &'h Hit<'c>>) -> BTreeMap<&'c str, f32> {
    let mut best: BTreeMap<&'c str, f32> = BTreeMap::new();
    for hit in hits {
        for code in &hit.entry.codes {
            let weight = best.entry(code.as_str()).or_default();
            *weight = weight.max(hit.entry.weight);
        }
    }
    best
}
