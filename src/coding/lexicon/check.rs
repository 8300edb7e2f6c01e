//! What a codebook that can be used still says wrongly: examples that do not hold, terms in several codes, entries
//! that add nothing or can never count.

use std::collections::BTreeMap;

use super::codebook::{Codebook, LexiconFile};
use super::entry::{Group, Layer, Lexicon, LexiconEntry, LexiconKind, Matching, Proposition};
use super::passages::passages;
use crate::diagnostics::{Finding, Severity, nearest};
use crate::terms::normal::{Case, Normal};
use crate::terms::pattern::Pattern;

/// Tries every `example` and `not`, and looks for terms in several codes and entries that add nothing.
///
/// What keeps a file from being read at all (an unknown key, a term that cannot be compiled) was an error of
/// [`Codebook::load`] already. Findings are in the order of kinds and lines.
#[must_use]
pub fn check(codebook: &Codebook) -> Vec<Finding> {
    tried(codebook, true)
}

/// What [`check`] calls an error: examples that do not hold. No time is spent on advice.
#[must_use]
pub fn errors(codebook: &Codebook) -> Vec<Finding> {
    let mut findings = tried(codebook, false);
    findings.retain(|finding| finding.severity == Severity::Error);
    findings
}

fn tried(codebook: &Codebook, advice: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for lexicon in codebook.lexicons() {
        let Some(source) = codebook.source(lexicon.kind) else { continue };
        let from = findings.len();
        let mut file = File { shown: source.shown(), source, findings: &mut findings };
        if let Some(layer) = lexicon.kind.layer() {
            examples(codebook, lexicon, layer, &mut file);
            if advice {
                unreachable(codebook, lexicon, layer, &mut file);
            }
        }
        for proposition in &lexicon.propositions.all {
            sides(codebook, proposition, &mut file);
        }
        for group in &lexicon.codes {
            domain_of(codebook, group, &mut file);
        }
        if advice {
            shared_terms(lexicon, &mut file);
            lexicon.codes.iter().for_each(|group| shadowed(group, &mut file));
        }
        if let Some(new) = findings.get_mut(from..) {
            new.sort_by_key(|finding| (finding.line, finding.column, finding.severity));
        }
    }
    findings.extend(codebook.check_features());
    findings
}

struct File<'f> {
    shown: String,
    source: &'f LexiconFile,
    findings: &'f mut Vec<Finding>,
}

impl File<'_> {
    fn say(&mut self, severity: Severity, entry: &LexiconEntry, message: String, hint: Option<String>) {
        self.say_at(severity, entry.line, entry.column, message, hint);
    }

    fn say_at(&mut self, severity: Severity, line: usize, column: usize, message: String, hint: Option<String>) {
        let excerpt = self.source.text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned();
        self.findings.push(Finding { severity, file: self.shown.clone(), line, column, message, hint, excerpt });
    }
}

/// Examples must match and counter-examples must not, by the same search that codes papers.
fn examples(codebook: &Codebook, lexicon: &Lexicon, layer: Layer, file: &mut File<'_>) {
    // A term with choices is as many entries, and an example is one of any of them.
    let place = |entry: &LexiconEntry| (entry.line, entry.column);
    let mut tried = None;
    for entry in lexicon.entries() {
        if tried.replace(place(entry)) == Some(place(entry)) {
            continue;
        }
        for text in &entry.example {
            let hits = codebook.scan_layers(text, &[layer]);
            if !hits.iter().any(|hit| place(hit.entry) == place(entry)) {
                let others: Vec<&str> = hits.iter().map(|hit| hit.entry.term.as_str()).collect();
                let hint = if others.is_empty() {
                    "nothing matches it".to_owned()
                } else {
                    format!("it is matched by {}", others.join(", "))
                };
                file.say(
                    Severity::Error,
                    entry,
                    format!("`{}` does not match its example: {text}", entry.term),
                    Some(hint),
                );
            }
        }
        for text in &entry.not {
            if codebook.scan_layers(text, &[layer]).iter().any(|hit| place(hit.entry) == place(entry)) {
                let hint = Some("add an exception: unless_before, unless_after or unless_near".to_owned());
                file.say(Severity::Error, entry, format!("`{}` matches what it must not: {text}", entry.term), hint);
            }
        }
    }
}

/// The domain that a proposition is about is there.
fn domain_of(codebook: &Codebook, group: &Group, file: &mut File<'_>) {
    let Some(domain) = &group.domain else { return };
    let known: Vec<&str> = codebook.layer(Layer::Domains).codes.iter().map(|group| group.id.as_str()).collect();
    if !known.contains(&domain.as_str()) {
        let message = format!("`{}` is about `{domain}`, which is no code of {}", group.id, Layer::Domains.kind());
        let hint = nearest(domain, &known).map(|near| format!("did you mean `{near}`?"));
        file.say_at(Severity::Error, group.line, 1, message, hint);
    }
}

/// The codes of a proposition's sides are there, its examples are passages for it and its counter-examples are none.
fn sides(codebook: &Codebook, proposition: &Proposition, file: &mut File<'_>) {
    for named in proposition.cause.iter().chain(&proposition.effect) {
        let known = &codebook.layer(named.layer).codes;
        let Some(code) = named.code.as_ref().filter(|code| known.iter().all(|group| group.id != **code)) else {
            continue;
        };
        let message = format!("`{}` names `{code}`, which is no code of {}", proposition.id, named.layer.kind());
        let known: Vec<&str> = known.iter().map(|group| group.id.as_str()).collect();
        let hint = nearest(code, &known).map(|near| format!("did you mean `{near}`?"));
        file.say_at(Severity::Error, proposition.line, 1, message, hint);
    }
    let holds = |text: &String| {
        let hits = codebook.scan(text);
        passages(codebook, text, &hits).iter().any(|passage| passage.proposition.id == proposition.id)
    };
    for text in proposition.example.iter().filter(|text| !holds(text)) {
        let hint = Some("it must name the cause, then have a word that links, then name the effect, by entries of weight 2 and more".to_owned());
        let message = format!("the example of `{}` is no passage for it: {text}", proposition.id);
        file.say_at(Severity::Error, proposition.line, 1, message, hint);
    }
    for text in proposition.not.iter().filter(|text| holds(text)) {
        let message = format!("`{}` has a passage where it must not: {text}", proposition.id);
        file.say_at(Severity::Error, proposition.line, 1, message, None);
    }
}

/// Entries whose words others always win.
fn unreachable(codebook: &Codebook, lexicon: &Lexicon, layer: Layer, file: &mut File<'_>) {
    for entry in lexicon.entries() {
        let Some(winners) = winners(codebook, entry, layer) else { continue };
        let hint = if winners.is_empty() {
            "a name holds its words, a negation takes them back, or its conditions exclude each other".to_owned()
        } else {
            format!("its words go to {}", winners.join(", "))
        };
        file.say(Severity::Warning, entry, format!("`{}` can hardly ever count", entry.term), Some(hint));
    }
}

/// The same term with the same conditions in several codes: one entry with `also` says it better.
fn shared_terms(lexicon: &Lexicon, file: &mut File<'_>) {
    let mut seen: BTreeMap<_, &LexiconEntry> = BTreeMap::new();
    for entry in lexicon.entries() {
        if let Some(first) = seen.insert(entry.key(), entry) {
            if lexicon.kind == LexiconKind::Names {
                let message = format!("`{}` is a name twice; it stands in line {} already", entry.term, first.line);
                file.say(Severity::Warning, entry, message, None);
                continue;
            }
            // In a list of terms `also` would be said of them all.
            let hint = entry.codes.first().map(|code| {
                format!(
                    "delete it here, and let it stand there as an entry of its own, taken out of `terms` where it is in such a list: \
                     `{{ term = \"{}\", weight = {}, also = [\"{code}\"] }}`",
                    first.term, first.weight
                )
            });
            let message = format!("`{}` stands in several codes; see line {}", entry.term, first.line);
            file.say(Severity::Warning, entry, message, hint);
        }
    }
}

/// Entries all of whose words a shorter, unbound entry of the same code and weight finds too.
fn shadowed(group: &Group, file: &mut File<'_>) {
    let fold = |entry: &LexiconEntry| entry.matching == Matching::Glob && !entry.case;
    let unbound = group.entries.iter().filter(|entry| fold(entry) && entry.conditions.is_empty());
    let compiled = |entry: &LexiconEntry| Pattern::compile(&entry.term, Matching::Glob, Case::Fold).unwrap_or_default();
    let unbound: Vec<(&LexiconEntry, Vec<Pattern>)> = unbound.map(|entry| (entry, compiled(entry))).collect();
    for entry in group.entries.iter().filter(|entry| fold(entry) && !entry.term.contains('*')) {
        let normal = Normal::of(&entry.term, Case::Fold);
        let covers = |(other, patterns): &&(&LexiconEntry, Vec<Pattern>)| {
            !std::ptr::eq(*other, entry)
                && other.weight.to_bits() == entry.weight.to_bits()
                && other.codes == entry.codes
                && patterns.iter().any(|one| one.match_at(normal.bytes(), 1) == Some(normal.bytes().len()))
        };
        if let Some((other, _)) = unbound.iter().find(covers) {
            let message = format!("`{}` adds nothing to `{}` in line {}", entry.term, other.term, other.line);
            file.say(Severity::Note, entry, message, None);
        }
    }
}

// Entries that can never count: other entries win their words wherever they stand, a name holds them, or their own conditions
// exclude each other. This is tried and not reasoned: a text is made of each entry's own words and the neighbours that it asks
// for, and searched as papers are.

/// Most words tried of each list of neighbours.
const NEIGHBOURS: usize = 4;

/// What a star may stand for at a word's end, tried in this order.
const ENDINGS: [&str; 6] = ["", "s", "e", "ing", "ed", "ion"];

/// What a star may stand for at a word's beginning or within it.
const BEGINNINGS: [&str; 3] = ["", "multi", "o"];

/// Words for a lone star. None is a term of its own in any sensible lexicon.
const WORDS: [&str; 2] = ["xyzzy", "our"];

/// What wins the words of an entry that counts in none of the texts made for it; `None` where it counts in one.
///
/// Regular expressions are not tried.
fn winners(codebook: &Codebook, entry: &LexiconEntry, layer: Layer) -> Option<Vec<String>> {
    if entry.matching == Matching::Regex {
        return None;
    }
    let mut winners = Vec::new();
    for text in texts(entry) {
        for hit in codebook.scan_layers(&text, &[layer]) {
            if std::ptr::eq(hit.entry, entry) {
                return None;
            }
            if !winners.contains(&hit.entry.term) {
                winners.push(hit.entry.term.clone());
            }
        }
    }
    Some(winners)
}

/// Texts in which the entry should count.
fn texts(entry: &LexiconEntry) -> Vec<String> {
    let asked = |list: &[String]| match list {
        [] => vec![String::new()],
        list => list.iter().take(NEIGHBOURS).map(|term| filled(term, 0)).collect(),
    };
    let conditions = &entry.conditions;
    let mut texts = Vec::new();
    for fill in 0..ENDINGS.len() {
        let term = filled(&entry.term, fill);
        for before in asked(&conditions.before) {
            for after in asked(&conditions.after) {
                for near in asked(&conditions.near) {
                    let words = [before.as_str(), &term, &after, &near];
                    texts.push(words.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
                }
            }
        }
        if !entry.term.contains('*') {
            break;
        }
    }
    texts
}

/// A term with something in the place of its stars.
fn filled(term: &str, fill: usize) -> String {
    let one = |choices: &'static [&'static str]| choices.get(fill % choices.len()).copied().unwrap_or_default();
    let word = |word: &str| match word {
        "*" => one(&WORDS).to_owned(),
        word => match word.strip_suffix('*') {
            Some(rest) => format!("{}{}", rest.replace('*', one(&BEGINNINGS)), one(&ENDINGS)),
            None => word.replace('*', one(&BEGINNINGS)),
        },
    };
    term.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
