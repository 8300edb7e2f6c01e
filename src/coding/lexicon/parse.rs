//! One lexicon file: text in, [`Lexicon`] or everything that is wrong with it out.
//!
//! serde reads each code, entry and proposition by itself, so that a mistake in one hides none in another.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, ValueDeserializer};

use super::entry::{
    Conditions, Group, Layer, Lexicon, LexiconEntry, LexiconKind, Matching, Named, Negation, PROPOSITION,
    PartneringKind, Proposition, Propositions, ThirdParties,
};
use super::matcher::expression;
use crate::diagnostics::{Finding, SourceText, nearest};
use crate::terms::normal::Case;
use crate::terms::pattern::Pattern;

/// Furthest that `within` may reach, in words.
const FURTHEST: usize = 50;

/// The lists of [`Conditions`], in its order, then its reach.
const CONDITIONS: &[&str] = &["before", "unless_before", "after", "unless_after", "near", "unless_near", "within"];

/// Keys of a code that only lexicons of one kind have.
const KEYS_OF_KIND: [(&str, LexiconKind); 9] = [
    ("rank", LexiconKind::Layer(Layer::Partnering)),
    ("dalton", LexiconKind::Layer(Layer::Partnering)),
    ("kings_fund", LexiconKind::Layer(Layer::Partnering)),
    ("niao", LexiconKind::Layer(Layer::Partnering)),
    ("miller_millar", LexiconKind::Layer(Layer::Partnering)),
    ("provenance", LexiconKind::Layer(Layer::Partnering)),
    ("fallback", LexiconKind::Layer(Layer::Partnering)),
    ("domain", LexiconKind::Layer(Layer::Propositions)),
    ("keep_for", LexiconKind::Names),
];

/// What a file turned out to be.
pub(super) enum Parsed {
    /// A lexicon of entries.
    Lexicon(Box<Lexicon>),
    /// Features, settings or weights: their parsers read the text themselves.
    Other {
        /// What the file is for.
        kind: LexiconKind,
        /// The file's short name.
        name: String,
    },
}

/// A value with its place.
type Value<'t> = Spanned<DeValue<'t>>;

/// As much of `[lexicon]` as tells who reads the file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct KindText {
    kind: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct HeadText {
    title: Option<Spanned<String>>,
    version: Option<Spanned<String>>,
    source: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LinksText {
    #[serde(rename = "match")]
    says: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CodeText {
    id: Option<Spanned<String>>,
    label: Option<Spanned<String>>,
    note: Option<String>,
    source: Option<String>,
    keep_for: Vec<Layer>,
    domain: Option<Spanned<String>>,
    rank: Option<u8>,
    dalton: Option<String>,
    kings_fund: Option<String>,
    niao: Option<String>,
    miller_millar: Option<String>,
    provenance: Option<String>,
    fallback: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PropositionText {
    id: Option<Spanned<String>>,
    label: Option<Spanned<String>>,
    source: Option<String>,
    cause: Vec<String>,
    effect: Vec<String>,
    example: Vec<String>,
    not: Vec<String>,
}

/// Reads one file.
///
/// # Errors
/// Every error of the file with its place, in the file's order.
pub(super) fn parse(file: &str, text: &str) -> Result<Parsed, Vec<Finding>> {
    let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
    let mut parser = LexiconParser { source: SourceText { file, text }, lines, findings: Vec::new(), also: Vec::new() };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let offset = error.span().map_or(0, |span| span.start);
        parser.error(offset, format!("this is not TOML: {}", error.message()), None);
    }
    // A file that is not TOML was recovered as far as possible; what its rest seems to lack would only mislead.
    let parsed = if parser.findings.is_empty() { parser.file(document.into_inner()) } else { None };
    parser.findings.sort_by_key(|finding| (finding.line, finding.column));
    // What is wrong with a line of several terms is said once.
    parser.findings.dedup();
    match parsed {
        Some(parsed) if parser.findings.is_empty() => Ok(parsed),
        _ => Err(parser.findings),
    }
}

/// A file that is read, and what was found wrong so far.
struct LexiconParser<'t> {
    source: SourceText<'t>,
    /// First bytes of the lines after the first.
    lines: Vec<usize>,
    findings: Vec<Finding>,
    /// The codes that entries name under `also`, with their places.
    also: Vec<(String, usize)>,
}

impl<'t> LexiconParser<'t> {
    /// Line and column (in characters), both from 1, of a byte offset.
    fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.lines.partition_point(|&start| start <= offset);
        let start = before.checked_sub(1).and_then(|index| self.lines.get(index)).copied().unwrap_or_default();
        let column = self.source.text.get(start..offset).map_or(0, |head| head.chars().count());
        (before + 1, column + 1)
    }

    fn error(&mut self, offset: usize, message: impl Into<String>, hint: Option<String>) {
        self.findings.push(Finding { hint, ..self.source.error(offset, message) });
    }

    /// Reads a value. Each of the keys in `lists` may have one string in the place of a list.
    fn read<T: DeserializeOwned>(&mut self, value: &Value<'t>, lists: &[&str]) -> Option<T> {
        let mut value = value.clone();
        if let DeValue::Table(table) = value.get_mut() {
            for (_, list) in table.iter_mut().filter(|(key, _)| lists.contains(&key.get_ref().as_ref())) {
                if list.get_ref().is_str() {
                    *list = Spanned::new(list.span(), DeValue::Array(DeArray::from_iter([list.clone()])));
                }
            }
        }
        let read = T::deserialize(ValueDeserializer::from(value));
        read.map_err(|error| self.findings.push(self.source.toml_error(&error, lists))).ok()
    }

    /// A list of tables, each to be read by itself.
    fn tables(&mut self, key: &str, value: Option<Value<'t>>) -> Vec<Value<'t>> {
        let Some(value) = value else { return Vec::new() };
        let start = value.span().start;
        match value.into_inner() {
            DeValue::Array(array) => array.into_iter().collect(),
            other => {
                let message = format!("`{key}` must be a list, not {}", other.type_str());
                self.error(start, message, None);
                Vec::new()
            }
        }
    }

    /// A string that must be there and hold something; `offset` is where its table begins.
    fn filled(&mut self, key: &str, string: Option<Spanned<String>>, offset: usize) -> Option<String> {
        let Some(string) = string else {
            self.error(offset, format!("`{key}` is missing"), Some(format!("add `{key} = \"…\"`")));
            return None;
        };
        if string.get_ref().trim().is_empty() {
            self.error(string.span().start, format!("`{key}` is empty"), None);
            return None;
        }
        Some(string.into_inner())
    }

    /// Tries the strings that a table has under `key`: none may be empty, and `wrong` may find nothing wrong with any.
    fn try_each<E: std::fmt::Display>(
        &mut self,
        table: &Value<'t>,
        key: &str,
        strings: &[String],
        wrong: impl Fn(&str) -> Option<E>,
    ) {
        for (index, text) in strings.iter().enumerate() {
            if text.trim().is_empty() {
                self.error(place(table, key, index), format!("`{key}` holds an empty string"), None);
            } else if let Some(reason) = wrong(text) {
                let message = format!("`{text}` in `{key}` cannot be used: {reason}");
                self.error(place(table, key, index), message, None);
            }
        }
    }

    fn try_expressions(&mut self, table: &Value<'t>, key: &str, patterns: &[String]) {
        self.try_each(table, key, patterns, |text| expression(text, false).err());
    }

    fn try_globs(&mut self, table: &Value<'t>, lists: &[(&str, &[String])]) {
        for (key, globs) in lists {
            self.try_each(table, key, globs, |text| Pattern::check(text, Matching::Glob, Case::Fold).err());
        }
    }

    /// Whether a whole number lies between 1 and `most`.
    fn try_whole(&mut self, table: &Value<'t>, key: &str, most: usize, number: usize) -> bool {
        let fits = (1..=most).contains(&number);
        if !fits {
            self.error(place(table, key, 0), format!("`{key}` must lie between 1 and {most}"), None);
        }
        fits
    }

    fn file(&mut self, mut root: DeTable<'t>) -> Option<Parsed> {
        let Some(mut head) = root.remove("lexicon") else {
            self.error(0, "`[lexicon]` is missing", Some("begin the file with [lexicon], name, kind, …".to_owned()));
            return None;
        };
        let offset = head.span().start;
        let KindText { kind, name } = self.read(&head, &[])?;
        let at = kind.as_ref().map_or(offset, |kind| kind.span().start);
        let (kind, name) = (self.filled("kind", kind, offset)?, self.filled("name", name, offset)?);
        let Some(kind) = LexiconKind::of_name(&kind) else {
            let known: Vec<&str> = LexiconKind::ALL.iter().map(|kind| kind.name()).collect();
            let hint = if kind == "intent" {
                "since version 0.2 roles.toml, cues.toml and rules.toml say what holds of a statement, and weights.toml what \
                 that counts: take this file out, and put your changes into copies of those"
                    .to_owned()
            } else {
                format!("one of {}", known.join(", "))
            };
            self.error(at, format!("unknown kind `{kind}`"), Some(hint));
            return None;
        };
        if !matches!(kind, LexiconKind::Layer(_) | LexiconKind::Names) {
            return Some(Parsed::Other { kind, name });
        }
        if let DeValue::Table(head) = head.get_mut() {
            head.remove("kind");
            head.remove("name");
        }
        let head: Option<HeadText> = self.read(&head, &[]);
        let groups = root.remove("code");
        let codes = self.groups(groups, kind);
        let (mut negation, mut third_parties, mut propositions) = (None, None, Propositions::default());
        for (key, value) in root {
            match key.get_ref().as_ref() {
                "negation" if kind != LexiconKind::Names => negation = self.negation(&value),
                "elsewhere" if kind != LexiconKind::Names => third_parties = self.third_parties(&value),
                "links" if kind == LexiconKind::Layer(Layer::Context) => {
                    if let Some(LinksText { says }) = self.read(&value, &["match"]) {
                        self.try_expressions(&value, "match", &says);
                        propositions.links = says;
                    }
                }
                "proposition" if kind == LexiconKind::Layer(Layer::Context) => {
                    propositions.all = self.propositions(value);
                }
                other => {
                    let known = ["negation", "elsewhere", "links", "proposition", "lexicon", "code"];
                    let hint = nearest(other, &known).map_or_else(
                        || format!("tables of lexicons: {}", known.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.error(key.span().start, format!("unknown key `{other}`"), Some(hint));
                }
            }
        }
        let head = head?;
        Some(Parsed::Lexicon(Box::new(Lexicon {
            kind,
            name,
            title: self.filled("title", head.title, offset)?,
            version: self.filled("version", head.version, offset)?,
            source: self.filled("source", head.source, offset)?,
            codes,
            negation,
            third_parties,
            propositions,
        })))
    }

    fn negation(&mut self, table: &Value<'t>) -> Option<Negation> {
        let negation: Negation = self.read(table, &["before", "after", "unless"])?;
        let Negation { before, after, unless, within } = &negation;
        self.try_globs(table, &[("before", before), ("after", after), ("unless", unless)]);
        self.try_whole(table, "within", FURTHEST, *within);
        Some(negation)
    }

    fn third_parties(&mut self, table: &Value<'t>) -> Option<ThirdParties> {
        let third: ThirdParties = self.read(table, &["match", "unless", "always", "headings"])?;
        for (key, patterns) in [
            ("match", &third.says),
            ("unless", &third.unless),
            ("always", &third.always),
            ("headings", &third.headings),
        ] {
            self.try_expressions(table, key, patterns);
        }
        Some(third)
    }

    fn groups(&mut self, value: Option<Value<'t>>, kind: LexiconKind) -> Vec<Group> {
        if value.is_none() {
            self.error(0, "no `[[code]]` in the file", Some("add [[code]] with id, label and entries".to_owned()));
        }
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut groups = Vec::new();
        for table in self.tables("code", value) {
            let offset = table.span().start;
            let Some(group) = self.group(table, kind) else { continue };
            if let Some(line) = seen.insert(group.id.clone(), group.line) {
                let hint = Some(format!("move its entries to the code in line {line}"));
                self.error(offset, format!("code `{}` stands in the file twice", group.id), hint);
            }
            groups.push(group);
        }
        for (code, offset) in std::mem::take(&mut self.also) {
            if !seen.contains_key(&code) {
                let known: Vec<&str> = seen.keys().map(String::as_str).collect();
                let hint = nearest(&code, &known).map(|near| format!("did you mean `{near}`?"));
                self.error(offset, format!("`also` names `{code}`, which is no code of this file"), hint);
            }
        }
        groups
    }

    fn group(&mut self, mut value: Value<'t>, kind: LexiconKind) -> Option<Group> {
        let offset = value.span().start;
        let mut lines = None;
        if let DeValue::Table(table) = value.get_mut() {
            lines = table.remove("entries");
            for (key, of) in KEYS_OF_KIND.iter().filter(|(_, of)| *of != kind) {
                if let Some((key, _)) = table.remove_entry(*key) {
                    let hint = Some(format!("codes of {of} have it"));
                    self.error(key.span().start, format!("unknown key `{}`", key.get_ref()), hint);
                }
            }
        }
        let text: CodeText = self.read(&value, &["keep_for"])?;
        let id = self.filled("id", text.id, offset)?;
        let label = self.filled("label", text.label, offset)?;
        let mut domain = None;
        if kind == LexiconKind::Layer(Layer::Propositions) {
            self.try_proposition_id(&id, offset);
            domain = Some(self.filled("domain", text.domain, offset)?);
        }
        let mut partnering = None;
        if kind == LexiconKind::Layer(Layer::Partnering) {
            let Some(rank) = text.rank else {
                let hint = Some("add `rank = 1` (lowest degree of integration) to 10".to_owned());
                self.error(offset, "`rank` is missing", hint);
                return None;
            };
            self.try_whole(&value, "rank", 10, rank.into());
            partnering = Some(PartneringKind {
                code: id.clone(),
                label: label.clone(),
                rank,
                dalton: text.dalton,
                kings_fund: text.kings_fund,
                niao: text.niao,
                miller_millar: text.miller_millar,
                provenance: text.provenance,
                fallback: text.fallback,
            });
        }
        let mut terms: BTreeMap<(String, Matching, bool, Conditions), usize> = BTreeMap::new();
        let mut entries = Vec::new();
        let lines = self.tables("entries", lines);
        for (mut entry, at) in lines.into_iter().flat_map(|line| self.entries_of(line, &id, kind)).collect::<Vec<_>>() {
            entry.source = entry.source.or_else(|| text.source.clone());
            if entry.keep_for.is_empty() {
                entry.keep_for.clone_from(&text.keep_for);
            }
            if let Some(first) = terms.insert(entry.key(), entry.line) {
                let hint = Some(format!("it stands in line {first} already; keep one of the two"));
                self.error(at, format!("`{}` stands in code `{id}` twice", entry.term), hint);
            }
            entries.push(entry);
        }
        if entries.is_empty() {
            self.error(offset, format!("code `{id}` has no entries"), None);
        }
        let (line, _) = self.position(offset);
        Some(Group { id, label, note: text.note, entries, domain, partnering, line })
    }

    /// The entries of one line: a bare string, a table with `term`, or one with `terms` that share all else; each with the
    /// place of its term. A term with choices (`safe|safer care`) is as many entries.
    fn entries_of(&mut self, mut line: Value<'t>, id: &str, kind: LexiconKind) -> Vec<(LexiconEntry, usize)> {
        if line.get_ref().is_str() {
            let term = (Spanned::new(line.span(), "term".into()), line.clone());
            line = Spanned::new(line.span(), DeValue::Table(DeTable::from_iter([term])));
        }
        let terms = match line.get_mut() {
            DeValue::Table(table) => table.remove_entry("terms"),
            _ => None,
        };
        let Some((key, terms)) = terms else { return self.entry(line, id, kind) };
        let mut entries = Vec::new();
        for term in self.tables("terms", Some(terms)) {
            let mut one = line.clone();
            if let DeValue::Table(table) = one.get_mut() {
                if table.contains_key("term") {
                    self.error(key.span().start, "an entry has `term` or `terms`", None);
                    return entries;
                }
                table.insert(Spanned::new(term.span(), "term".into()), term);
            }
            entries.extend(self.entry(one, id, kind));
        }
        if entries.len() > 1
            && let Some(tried) = ["example", "not"].iter().find(|key| table_has(&line, key))
        {
            let hint = Some("give the term that it is about a line of its own".to_owned());
            self.error(place(&line, tried, 0), format!("`{tried}` belongs to an entry of one term"), hint);
        }
        entries
    }

    /// The entries of one term of the code `id`, with its place.
    fn entry(&mut self, mut value: Value<'t>, id: &str, kind: LexiconKind) -> Vec<(LexiconEntry, usize)> {
        self.one_entry(&mut value, id, kind).map_or_else(Vec::new, |(entry, at)| {
            let terms =
                if entry.matching == Matching::Regex { Some(vec![entry.term.clone()]) } else { choices(&entry.term) };
            terms.into_iter().flatten().map(|term| (LexiconEntry { term, ..entry.clone() }, at)).collect()
        })
    }

    fn one_entry(&mut self, value: &mut Value<'t>, id: &str, kind: LexiconKind) -> Option<(LexiconEntry, usize)> {
        let mut bound = DeTable::new();
        if let DeValue::Table(table) = value.get_mut() {
            for key in CONDITIONS {
                bound.extend(table.remove_entry(*key));
            }
        }
        let bound = Spanned::new(value.span(), DeValue::Table(bound));
        let conditions: Option<Conditions> = self.read(&bound, CONDITIONS);
        let lists = [&["also", "example", "not", "keep_for"], CONDITIONS].concat();
        let mut entry = LexiconEntry { conditions: conditions?, ..self.read(value, &lists)? };
        if !entry.keep_for.is_empty() && kind != LexiconKind::Names {
            self.error(place(value, "keep_for", 0), "`keep_for` is for names", None);
        }
        if !(entry.weight > 0.0 && entry.weight <= 1000.0) {
            let hint = Some("leave the entry out, or bind it with `unless_near`".to_owned());
            self.error(place(value, "weight", 0), "`weight` must be greater than 0 (and at most 1000)", hint);
        }
        let also = std::mem::replace(&mut entry.codes, vec![id.to_owned()]);
        for (index, code) in also.into_iter().enumerate() {
            let offset = place(value, "also", index);
            if entry.codes.contains(&code) {
                self.error(offset, format!("`also` repeats `{code}`"), None);
            } else {
                entry.codes.push(code.clone());
                self.also.push((code, offset));
            }
        }
        let Conditions { before, unless_before, after, unless_after, near, unless_near, within } = &entry.conditions;
        let lists = [before, unless_before, after, unless_after, near, unless_near];
        let lists = CONDITIONS.iter().copied().zip(lists.map(Vec::as_slice)).collect::<Vec<_>>();
        self.try_globs(&bound, &lists);
        self.try_whole(&bound, "within", FURTHEST, *within);
        for (key, texts) in [("example", &entry.example), ("not", &entry.not)] {
            self.try_each(value, key, texts, |_| None::<&str>);
        }
        let at = place(value, "term", 0);
        let wrong = if entry.term.trim().is_empty() {
            Some("`term` is empty".to_owned())
        } else if entry.matching == Matching::Regex {
            expression(&entry.term, entry.case).err().map(|error| format!("`{}`: {error}", entry.term))
        } else {
            let case = if entry.case { Case::Keep } else { Case::Fold };
            let check = |term: &String| Pattern::check(term, entry.matching, case).err();
            match choices(&entry.term) {
                Some(terms) => terms.iter().find_map(check).map(|error| format!("`{}`: {error}", entry.term)),
                None => Some(format!("`{}` stands for more than {MOST_CHOICES} terms", entry.term)),
            }
        };
        if let Some(wrong) = wrong {
            self.error(at, wrong, None);
            return None;
        }
        (entry.line, entry.column) = self.position(at);
        Some((entry, at))
    }

    fn propositions(&mut self, value: Value<'t>) -> Vec<Proposition> {
        let mut all: Vec<Proposition> = Vec::new();
        for table in self.tables("proposition", Some(value)) {
            let offset = table.span().start;
            let Some(text) = self.read::<PropositionText>(&table, &["cause", "effect", "example", "not"]) else {
                continue;
            };
            let at = text.id.as_ref().map_or(offset, |id| id.span().start);
            let (cause, effect) = (self.side(&table, "cause", text.cause), self.side(&table, "effect", text.effect));
            for (key, texts) in [("example", &text.example), ("not", &text.not)] {
                self.try_each(&table, key, texts, |_| None::<&str>);
            }
            let (Some(id), Some(label)) =
                (self.filled("id", text.id, offset), self.filled("label", text.label, offset))
            else {
                continue;
            };
            self.try_proposition_id(&id, at);
            if all.iter().any(|known| known.id == id) {
                self.error(at, format!("the proposition `{id}` stands in the file twice"), None);
            }
            let (line, _) = self.position(at);
            all.push(Proposition {
                id,
                label,
                source: text.source,
                cause,
                effect,
                example: text.example,
                not: text.not,
                line,
            });
        }
        all
    }

    fn try_proposition_id(&mut self, id: &str, at: usize) {
        if !id.starts_with(PROPOSITION) {
            let hint = Some(format!("{PROPOSITION}{id}"));
            self.error(at, format!("a proposition’s id begins with {PROPOSITION}"), hint);
        }
    }

    /// One side of a proposition: `domains:culture`, or `partnering` for any type.
    fn side(&mut self, table: &Value<'t>, key: &str, written: Vec<String>) -> Vec<Named> {
        if written.is_empty() {
            self.error(place(table, key, 0), format!("`{key}` names nothing"), None);
        }
        let mut named = Vec::new();
        for (index, text) in written.into_iter().enumerate() {
            let (layer, code) = text.split_once(':').map_or((text.as_str(), None), |(layer, code)| (layer, Some(code)));
            if let Some(layer) = LexiconKind::of_name(layer).and_then(LexiconKind::layer) {
                named.push(Named { layer, code: code.map(str::to_owned) });
            } else {
                let hint = "write a layer and its code: domains:culture, or the layer alone for any: partnering";
                self.error(place(table, key, index), format!("`{text}` names no layer"), Some(hint.to_owned()));
            }
        }
        named
    }
}

/// Most terms that one with choices may stand for.
const MOST_CHOICES: usize = 64;

/// The terms that a term with choices stands for: `safe|safer care` is `safe care` and `safer care`. `None` if they are too
/// many.
fn choices(term: &str) -> Option<Vec<String>> {
    let most = term.split(' ').map(|word| word.split('|').count()).try_fold(1_usize, usize::checked_mul)?;
    if most > MOST_CHOICES {
        return None;
    }
    let mut terms = vec![String::new()];
    for word in term.split(' ') {
        let grown = terms.iter().flat_map(|begun| {
            word.split('|')
                .map(move |choice| if begun.is_empty() { choice.to_owned() } else { format!("{begun} {choice}") })
        });
        terms = grown.collect();
    }
    Some(terms)
}

fn table_has(value: &Value<'_>, key: &str) -> bool {
    value.get_ref().as_table().is_some_and(|table| table.contains_key(key))
}

/// Where the value of a key stands, or the item of a list; the table's place where it has none.
fn place(table: &Value<'_>, key: &str, index: usize) -> usize {
    let value = table.get_ref().as_table().and_then(|table| table.get(key)).unwrap_or(table);
    let item = value.get_ref().as_array().and_then(|array| array.get(index));
    item.unwrap_or(value).span().start
}
