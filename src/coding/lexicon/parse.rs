//! One lexicon file: text in, [`Lexicon`] or everything that is wrong with it out.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::entry::{
    Conditions, Elsewhere, Entry, Group, Kind, Layer, Lexicon, Matching, Negation, PartneringKind, Propositions,
};
use super::matcher::expression;
use super::normal::{Case, Normal};
use super::pattern::Pattern;
use super::propositions;
use super::table::{Sink, Table};
use crate::diagnostics::Finding;

const HEAD_KEYS: &[&str] = &["name", "kind", "title", "version", "source"];
const CODE_KEYS: &[&str] = &["id", "label", "note", "source", "entries"];
const PARTNERING_KEYS: &[&str] = &["rank", "dalton", "kings_fund", "niao", "miller_millar", "provenance", "fallback"];
const ENTRY_KEYS: &[&str] = &[
    "term",
    "weight",
    "also",
    "match",
    "case",
    "before",
    "unless_before",
    "after",
    "unless_after",
    "near",
    "unless_near",
    "within",
    "note",
    "source",
    "example",
    "not",
];
const NEGATION_KEYS: &[&str] = &["before", "after", "unless", "within"];
const LINK_KEYS: &[&str] = &["match"];
const ELSEWHERE_KEYS: &[&str] = &["match", "unless", "always", "headings"];

/// Furthest that `within` may reach, in words.
const FURTHEST: usize = 50;

/// What a file turned out to be.
pub(super) enum Parsed {
    /// A lexicon of entries.
    Lexicon(Box<Lexicon>),
    /// Rules of intent: its parser reads the text itself.
    Intent {
        /// The file's short name.
        name: String,
    },
}

/// Reads one file.
///
/// # Errors
/// Every error of the file with its place, in the file's order.
pub(super) fn parse(file: &str, text: &str) -> Result<Parsed, Vec<Finding>> {
    let mut sink = Sink::new(file, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let offset = error.span().map_or(0, |span| span.start);
        sink.error(offset, format!("this is not TOML: {}", error.message()), None);
    }
    // A file that is not TOML was recovered as far as possible; what its rest seems to lack would only mislead.
    let parsed = if sink.findings.is_empty() { read(&Table::new(document.get_ref(), 0), &mut sink) } else { None };
    sink.findings.sort_by_key(|finding| (finding.line, finding.column));
    match parsed {
        Some(parsed) if sink.findings.is_empty() => Ok(parsed),
        _ => Err(sink.findings),
    }
}

fn read(root: &Table<'_>, sink: &mut Sink<'_>) -> Option<Parsed> {
    let Some(head) = root.table("lexicon", sink) else {
        if sink.findings.is_empty() {
            sink.error(0, "`[lexicon]` is missing", Some("begin the file with [lexicon], name, kind, …".to_owned()));
        }
        return None;
    };
    let kind = head.required("kind", sink)?;
    let Some(kind) = Kind::of_name(&kind) else {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        sink.error(
            head.span("kind").start,
            format!("unknown kind `{kind}`"),
            Some(format!("one of {}", known.join(", "))),
        );
        return None;
    };
    let name = head.required("name", sink)?;
    if kind == Kind::Intent {
        return Some(Parsed::Intent { name });
    }
    head.expect_only(HEAD_KEYS, sink);
    let mut known = vec!["lexicon", "code"];
    if kind != Kind::Names {
        known.push("negation");
        known.push("elsewhere");
    }
    if kind == Kind::Context {
        known.extend(["links", "proposition"]);
    }
    root.expect_only(&known, sink);
    let title = head.required("title", sink);
    let version = head.required("version", sink);
    let source = head.required("source", sink);
    let negation =
        if kind == Kind::Names { None } else { root.table("negation", sink).map(|table| negation(&table, sink)) };
    let elsewhere =
        if kind == Kind::Names { None } else { root.table("elsewhere", sink).map(|table| elsewhere(&table, sink)) };
    let codes = groups(root, kind, sink);
    let propositions = if kind == Kind::Context {
        let links = root.table("links", sink).map(|table| links(&table, sink)).unwrap_or_default();
        Propositions { links, all: propositions::read(root, sink) }
    } else {
        Propositions::default()
    };
    Some(Parsed::Lexicon(Box::new(Lexicon {
        kind,
        name,
        title: title?,
        version: version?,
        source: source?,
        codes,
        negation,
        elsewhere,
        propositions,
    })))
}

fn negation(table: &Table<'_>, sink: &mut Sink<'_>) -> Negation {
    table.expect_only(NEGATION_KEYS, sink);
    Negation {
        before: globs(table, "before", sink),
        after: globs(table, "after", sink),
        unless: globs(table, "unless", sink),
        within: table.whole("within", 1..FURTHEST + 1, sink).unwrap_or(Negation::WITHIN),
    }
}

fn elsewhere(table: &Table<'_>, sink: &mut Sink<'_>) -> Elsewhere {
    table.expect_only(ELSEWHERE_KEYS, sink);
    Elsewhere {
        says: expressions(table, "match", sink),
        unless: expressions(table, "unless", sink),
        always: expressions(table, "always", sink),
        headings: expressions(table, "headings", sink),
    }
}

fn links(table: &Table<'_>, sink: &mut Sink<'_>) -> Vec<String> {
    table.expect_only(LINK_KEYS, sink);
    expressions(table, "match", sink)
}

/// A list of regular expressions, each of them tried.
fn expressions(table: &Table<'_>, key: &str, sink: &mut Sink<'_>) -> Vec<String> {
    let mut good = Vec::new();
    for (pattern, offset) in table.strings(key, sink) {
        match expression(&pattern, false) {
            Ok(_) => good.push(pattern),
            Err(error) => sink.error(offset, format!("this pattern in `{key}` cannot be used: {error}"), None),
        }
    }
    good
}

/// A list of globs, each of them tried.
fn globs(table: &Table<'_>, key: &str, sink: &mut Sink<'_>) -> Vec<String> {
    let mut globs = Vec::new();
    for (term, offset) in table.strings(key, sink) {
        match Pattern::check(&term, Matching::Glob, Case::Fold) {
            Ok(_) => globs.push(term),
            Err(error) => sink.error(offset, format!("`{term}` in `{key}`: {error}"), None),
        }
    }
    globs
}

fn groups(root: &Table<'_>, kind: Kind, sink: &mut Sink<'_>) -> Vec<Group> {
    let tables = root.tables("code", sink);
    if tables.is_empty() {
        sink.error(
            root.span("code").start,
            "no `[[code]]` in the file",
            Some("add [[code]] with id, label and entries".to_owned()),
        );
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups = Vec::new();
    let mut also = Vec::new();
    for table in &tables {
        let Some(group) = group(table, kind, &mut also, sink) else { continue };
        if let Some(line) = seen.insert(group.id.clone(), group.line) {
            let hint = Some(format!("move its entries to the code in line {line}"));
            sink.error(table.span("id").start, format!("code `{}` stands in the file twice", group.id), hint);
        }
        groups.push(group);
    }
    for (code, offset) in also {
        if !seen.contains_key(&code) {
            let known: Vec<&str> = seen.keys().map(String::as_str).collect();
            let hint = crate::diagnostics::nearest(&code, &known).map(|near| format!("did you mean `{near}`?"));
            sink.error(offset, format!("`also` names `{code}`, which is no code of this file"), hint);
        }
    }
    groups
}

fn group(table: &Table<'_>, kind: Kind, also: &mut Vec<(String, usize)>, sink: &mut Sink<'_>) -> Option<Group> {
    let mut known = CODE_KEYS.to_vec();
    match kind {
        Kind::Partnering => known.extend(PARTNERING_KEYS),
        Kind::Names => known.push("keep_for"),
        _ => {}
    }
    table.expect_only(&known, sink);
    let id = table.required("id", sink);
    let label = table.required("label", sink);
    let note = table.string("note", sink);
    let source = table.string("source", sink);
    let kept = keep_for(table, kind, sink);
    let partnering = match (kind, &id, &label) {
        (Kind::Partnering, Some(id), Some(label)) => partnering(table, id, label, sink),
        _ => None,
    };
    let id = id?;
    let mut terms: BTreeMap<(String, Matching, bool, Conditions), usize> = BTreeMap::new();
    let mut entries = Vec::new();
    for line in table.tables("entries", sink) {
        let Some(mut entry) = entry(&line, &id, kind, also, sink) else { continue };
        entry.source = entry.source.or_else(|| source.clone());
        if entry.keep_for.is_empty() {
            entry.keep_for.clone_from(&kept);
        }
        let case = if entry.case { Case::Keep } else { Case::Fold };
        let key = (Normal::of(&entry.term, case).text(), entry.matching, entry.case, entry.conditions.clone());
        if let Some(first) = terms.insert(key, entry.line) {
            let hint = Some(format!("it stands in line {first} already; keep one of the two"));
            sink.error(line.span("term").start, format!("`{}` stands in code `{id}` twice", entry.term), hint);
        }
        entries.push(entry);
    }
    if entries.is_empty() {
        sink.error(table.offset, format!("code `{id}` has no entries"), None);
    }
    let (line, _) = sink.position(table.offset);
    Some(Group { id, label: label?, note, entries, partnering, line })
}

fn keep_for(table: &Table<'_>, kind: Kind, sink: &mut Sink<'_>) -> Vec<Layer> {
    let mut layers = Vec::new();
    if kind != Kind::Names {
        return layers;
    }
    for (name, offset) in table.strings("keep_for", sink) {
        if let Some(layer) = Kind::of_name(&name).and_then(Kind::layer) {
            layers.push(layer);
        } else {
            let hint = Some("one of outcomes, domains, partnering, context".to_owned());
            sink.error(offset, format!("`keep_for` names `{name}`, which is no layer"), hint);
        }
    }
    layers
}

fn partnering(table: &Table<'_>, id: &str, label: &str, sink: &mut Sink<'_>) -> Option<PartneringKind> {
    let rank = table.whole("rank", 1..11, sink).and_then(|rank| u8::try_from(rank).ok());
    if rank.is_none() && table.span("rank").is_empty() {
        sink.error(
            table.offset,
            "`rank` is missing",
            Some("add `rank = 1` (lowest degree of integration) to 10".to_owned()),
        );
    }
    Some(PartneringKind {
        code: id.to_owned(),
        label: label.to_owned(),
        dalton: table.string("dalton", sink),
        kings_fund: table.string("kings_fund", sink),
        niao: table.string("niao", sink),
        miller_millar: table.string("miller_millar", sink),
        provenance: table.string("provenance", sink),
        fallback: table.flag("fallback", sink),
        rank: rank?,
    })
}

fn entry(
    table: &Table<'_>,
    id: &str,
    kind: Kind,
    also: &mut Vec<(String, usize)>,
    sink: &mut Sink<'_>,
) -> Option<Entry> {
    let mut known = ENTRY_KEYS.to_vec();
    if kind == Kind::Names {
        known.push("keep_for");
    }
    table.expect_only(&known, sink);
    let term = table.required("term", sink);
    let weight = table.weight("weight", sink).unwrap_or(1.0);
    let matching = matching(table, sink);
    let case = table.flag("case", sink);
    let mut codes = vec![id.to_owned()];
    for (code, offset) in table.strings("also", sink) {
        if codes.contains(&code) {
            sink.error(offset, format!("`also` repeats `{code}`"), None);
        } else {
            codes.push(code.clone());
            also.push((code, offset));
        }
    }
    let conditions = Conditions {
        before: globs(table, "before", sink),
        unless_before: globs(table, "unless_before", sink),
        after: globs(table, "after", sink),
        unless_after: globs(table, "unless_after", sink),
        near: globs(table, "near", sink),
        unless_near: globs(table, "unless_near", sink),
        within: table.whole("within", 1..FURTHEST + 1, sink).unwrap_or(Conditions::WITHIN),
    };
    let texts = |strings: Vec<(String, usize)>| strings.into_iter().map(|(string, _)| string).collect();
    let example = texts(table.strings("example", sink));
    let not = texts(table.strings("not", sink));
    let note = table.string("note", sink);
    let source = table.string("source", sink);
    let keep_for = keep_for(table, kind, sink);
    let term = term?;
    let at = table.span("term").start;
    let wrong = if matching == Matching::Regex {
        expression(&term, case).err().map(|error| error.to_string())
    } else {
        let case = if case { Case::Keep } else { Case::Fold };
        Pattern::check(&term, matching, case).err().map(|error| error.to_string())
    };
    if let Some(wrong) = wrong {
        sink.error(at, format!("`{term}`: {wrong}"), None);
        return None;
    }
    let (line, column) = sink.position(at);
    Some(Entry { term, codes, weight, matching, case, conditions, note, source, example, not, keep_for, line, column })
}

fn matching(table: &Table<'_>, sink: &mut Sink<'_>) -> Matching {
    match table.string("match", sink).as_deref() {
        None | Some("glob") => Matching::Glob,
        Some("exact") => Matching::Exact,
        Some("stem") => Matching::Stem,
        Some("regex") => Matching::Regex,
        Some(other) => {
            let hint = crate::diagnostics::nearest(other, &["glob", "exact", "stem", "regex"])
                .map_or_else(|| "one of glob, exact, stem, regex".to_owned(), |near| format!("did you mean `{near}`?"));
            sink.error(table.span("match").start, format!("unknown `match` `{other}`"), Some(hint));
            Matching::Glob
        }
    }
}
