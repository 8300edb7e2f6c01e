//! Which pages and statements answer a query, by looking at every one of them, and which characters may be marked.

use super::query::Q;
use super::words::{Tables, Token, plain, stem, tokens};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// A page or a statement.
pub(crate) struct Unit {
    /// The file, the page and, of a statement, its id.
    pub(crate) name: (String, u64, Option<String>),
    /// The text that is searched, and its words.
    pub(crate) text: String,
    tokens: Vec<Token>,
    headings: Vec<String>,
    title: Vec<String>,
    organisation: Vec<String>,
    values: Vec<(&'static str, String)>,
}

/// Gives the words of units their numbers.
pub(crate) fn number(units: &mut [Unit], numbers: &mut HashMap<String, usize>) {
    for token in units.iter_mut().flat_map(|unit| &mut unit.tokens) {
        let next = numbers.len();
        token.id = Some(*numbers.entry(token.text.clone()).or_insert(next));
    }
}

impl Unit {
    pub(crate) fn headings(&self) -> &[String] {
        &self.headings
    }

    pub(crate) fn values(&self) -> &[(&'static str, String)] {
        &self.values
    }
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .map(|list| list.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}

fn codes(value: &Value) -> Vec<String> {
    let list = value.as_array().cloned().unwrap_or_default();
    list.iter().map(|code| code["code"].as_str().expect("a code").to_owned()).collect()
}

/// The pages and the statements of a record.
pub(crate) fn units(record: &Value) -> (Vec<Unit>, Vec<Unit>) {
    let file = record["file"].as_str().expect("a file").to_owned();
    let optional = |key: &str| record[key].as_str().map(str::to_owned).into_iter().collect::<Vec<_>>();
    let mut common: Vec<(&'static str, String)> = Vec::new();
    common.extend(record["year"].as_i64().map(|year| ("year", year.to_string())));
    for found in record["partnering"].as_array().expect("a list") {
        common.push(("type", found["type"].as_str().expect("a type").to_owned()));
    }
    let of_statement = |statement: &Value| {
        let outcome = statement["intended_outcome"] == true;
        let mut values: Vec<(&'static str, String)> = Vec::new();
        let categories = codes(&statement["categories"]);
        if outcome {
            values.push(("is", "outcome".to_owned()));
            if categories.is_empty() {
                values.push(("category", "unclassified".to_owned()));
            }
        }
        values.extend(categories.into_iter().map(|code| ("category", code)));
        values.extend(codes(&statement["domains"]).into_iter().map(|code| ("domain", code)));
        values.push(("block", statement["block"].as_str().expect("a block").to_owned()));
        values.push(("probability", format!("{:.4}", statement["probability"].as_f64().expect("a probability"))));
        values
    };
    let (mut pages, mut statements) = (Vec::new(), Vec::new());
    for page in record["pages"].as_array().expect("pages") {
        let number = page["page"].as_u64().expect("a number");
        let letters: Vec<char> = page["text"].as_str().expect("a text").chars().collect();
        let at = |value: &Value| usize::try_from(value.as_u64().expect("an offset")).expect("small");
        let mut headings = BTreeSet::new();
        // What is set aside becomes an end of a block; everything keeps its place.
        let mut read = letters.clone();
        for block in page["blocks"].as_array().expect("blocks") {
            if matches!(block["kind"].as_str(), Some("running" | "contents" | "reference")) {
                read[at(&block["start"])..at(&block["end"])].fill('\n');
            }
            if block["kind"] == "heading" {
                headings.insert(block["text"].as_str().expect("a text").to_owned());
            }
        }
        let mut values = common.clone();
        for statement in page["statements"].as_array().expect("statements") {
            headings.extend(texts(&statement["heading_path"]));
            values.extend(of_statement(statement));
            let text = statement["text"].as_str().expect("a text").to_owned();
            statements.push(Unit {
                name: (file.clone(), number, Some(statement["id"].as_str().expect("an id").to_owned())),
                tokens: tokens(&text),
                text,
                headings: texts(&statement["heading_path"]),
                title: optional("title"),
                organisation: optional("organisation"),
                values: common.iter().cloned().chain(of_statement(statement)).collect(),
            });
        }
        let text: String = read.into_iter().collect();
        pages.push(Unit {
            name: (file.clone(), number, None),
            tokens: tokens(&text),
            text,
            headings: headings.into_iter().collect(),
            title: optional("title"),
            organisation: optional("organisation"),
            values,
        });
    }
    (pages, statements)
}

/// A place: first and last word, one past, and the stretches that are marked, in places of words.
type Place = (usize, usize, Vec<(usize, usize)>);

/// What is looked up again and again for every page, remembered.
#[derive(Default)]
struct Memory {
    /// Of what was typed, every way to write it.
    ways: HashMap<(String, bool), Rc<Vec<Vec<String>>>>,
    /// Of a word that is asked for, whether a word of the papers fits.
    fits: HashMap<String, Vec<Option<bool>>>,
}

pub(crate) struct Oracle {
    tables: Tables,
    memory: RefCell<Memory>,
}

impl Oracle {
    pub(crate) fn new() -> Self {
        Self { tables: Tables::read(), memory: RefCell::default() }
    }

    /// The words that fit, by a name for what is asked.
    fn fitting(&self, name: &str, tokens: &[Token], fits: &dyn Fn(&str) -> bool) -> Vec<Place> {
        let mut memory = self.memory.borrow_mut();
        if !memory.fits.contains_key(name) {
            memory.fits.insert(name.to_owned(), Vec::new());
        }
        let known = memory.fits.get_mut(name).expect("just put there");
        let mut places = Vec::new();
        for token in tokens {
            let fits = match token.id {
                None => fits(&token.text),
                Some(id) => {
                    if known.len() <= id {
                        known.resize(id + 1, None);
                    }
                    *known[id].get_or_insert_with(|| fits(&token.text))
                }
            };
            if fits {
                let past = token.place + token.parts;
                places.push((token.place, past, vec![(token.place, past)]));
            }
        }
        places
    }

    /// Every way to write what was typed.
    fn ways(&self, text: &str, exact: bool) -> Rc<Vec<Vec<String>>> {
        if let Some(known) = self.memory.borrow().ways.get(&(text.to_owned(), exact)) {
            return Rc::clone(known);
        }
        let mut joined: Vec<String> = Vec::new();
        for token in tokens(text) {
            let before = if token.parts > 1 { joined.len() - token.parts } else { joined.len() };
            joined.truncate(before);
            joined.push(token.text);
        }
        let mut ways = Vec::new();
        for row in BTreeSet::from([plain(text), joined]) {
            ways.extend(if exact { vec![row] } else { self.tables.ways(&row) });
        }
        ways.sort();
        ways.dedup();
        let ways = Rc::new(ways);
        self.memory.borrow_mut().ways.insert((text.to_owned(), exact), Rc::clone(&ways));
        ways
    }

    /// The stretches of characters that make a query hold in a unit; `None` where it does not.
    pub(crate) fn holds(&self, query: &Q, unit: &Unit) -> Option<Vec<(usize, usize)>> {
        match query {
            Q::All(parts) => {
                let each: Option<Vec<_>> = parts.iter().map(|part| self.holds(part, unit)).collect();
                each.map(|each| each.concat())
            }
            Q::Any(parts) => {
                let each: Vec<_> = parts.iter().filter_map(|part| self.holds(part, unit)).collect();
                (!each.is_empty()).then(|| each.concat())
            }
            Q::Not(part) => self.holds(part, unit).is_none().then(Vec::new),
            Q::Named(field, inner) => {
                let values = match *field {
                    "heading" => &unit.headings,
                    "title" => &unit.title,
                    "org" => &unit.organisation,
                    other => panic!("{other}"),
                };
                values.iter().any(|value| !self.places(inner, &tokens(value)).is_empty()).then(Vec::new)
            }
            Q::Value(field, value) => has(unit, field, value).then(Vec::new),
            words => {
                let places = self.places(words, &unit.tokens);
                if places.is_empty() {
                    return None;
                }
                let word = |place: usize| {
                    unit.tokens.iter().find(|token| token.parts == 1 && token.place == place).expect("a word")
                };
                let stretches = places.iter().flat_map(|(_, _, marks)| marks);
                Some(stretches.map(|(first, past)| (word(*first).from, word(past - 1).to)).collect())
            }
        }
    }

    /// Every place of words.
    fn places(&self, query: &Q, tokens: &[Token]) -> Vec<Place> {
        match query {
            Q::Word(word) => self.typed(word, tokens, false),
            Q::Exact(word) => self.typed(word, tokens, true),
            Q::Phrase(words, 0) => self.typed(&words.join(" "), tokens, false),
            Q::ExactPhrase(words) => {
                let parts: Vec<Vec<Place>> = words.iter().map(|word| self.typed(word, tokens, true)).collect();
                whole(rows(&parts, 0))
            }
            Q::Phrase(words, slop) => {
                let parts: Vec<Vec<Place>> = words.iter().map(|word| self.typed(word, tokens, false)).collect();
                rows(&parts, *slop)
            }
            Q::Pattern(pattern) => {
                let fits = |word: &str| {
                    let pattern = format!("^{}$", regex::escape(pattern).replace("\\*", ".*").replace("\\?", "."));
                    regex::Regex::new(&pattern).expect("a pattern").is_match(word)
                };
                self.fitting(pattern, tokens, &fits)
            }
            Q::Fuzzy(word, changes) => {
                self.fitting(&format!("{word}~{changes}"), tokens, &|other| distance(word, other) <= *changes)
            }
            Q::Any(parts) => parts.iter().flat_map(|part| self.places(part, tokens)).collect(),
            Q::Near(left, right, most, ordered) => {
                let (left, right) = (self.places(left, tokens), self.places(right, tokens));
                let mut found = Vec::new();
                for one in &left {
                    for other in &right {
                        let after = other.0 >= one.1 && other.0 - one.1 <= *most;
                        let before = !ordered && one.0 >= other.1 && one.0 - other.1 <= *most;
                        if after || before {
                            found.push((
                                one.0.min(other.0),
                                one.1.max(other.1),
                                [one.2.clone(), other.2.clone()].concat(),
                            ));
                        }
                    }
                }
                found.sort();
                found.dedup();
                found
            }
            other => panic!("{other:?}"),
        }
    }

    /// Words as typed, in all the ways they may be written.
    fn typed(&self, text: &str, printed: &[Token], exact: bool) -> Vec<Place> {
        let mut found = Vec::new();
        for way in self.ways(text, exact).iter() {
            let parts: Vec<Vec<Place>> = way
                .iter()
                .map(|word| {
                    let fits = |other: &str| if exact { other == word } else { stem(other) == stem(word) };
                    self.fitting(&format!("{word} {exact}"), printed, &fits)
                })
                .collect();
            found.extend(whole(rows(&parts, 0)));
        }
        found
    }
}

/// Whether a unit has a value.
fn has(unit: &Unit, field: &str, value: &str) -> bool {
    let mut values = unit.values.iter().filter(|(known, _)| *known == field).map(|(_, value)| value.as_str());
    match value.split_once("..") {
        // Years have four digits and probabilities four decimals: they compare as texts do.
        Some((from, to)) if matches!(field, "year" | "probability") => {
            values.any(|value| value >= from && (to.is_empty() || value <= to))
        }
        _ => values.any(|known| known == value),
    }
}

/// The row from its first word to its last is marked as one.
fn whole(places: Vec<Place>) -> Vec<Place> {
    places.into_iter().map(|(first, past, _)| (first, past, vec![(first, past)])).collect()
}

/// One of each part in order, with so many words in between in all.
fn rows(parts: &[Vec<Place>], slop: usize) -> Vec<Place> {
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let mut found: Vec<(Place, usize)> = first.iter().map(|place| (place.clone(), 0)).collect();
    for part in rest {
        let mut longer = Vec::new();
        for (before, gap) in &found {
            for after in part.iter().filter(|after| after.0 >= before.1 && after.0 - before.1 + gap <= slop) {
                let marks = [before.2.clone(), after.2.clone()].concat();
                longer.push(((before.0, after.1, marks), gap + after.0 - before.1));
            }
        }
        longer.sort();
        longer.dedup();
        found = longer;
    }
    found.into_iter().map(|(place, _)| place).collect()
}

/// Optimal string alignment, by the table.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 2 {
        return 3;
    }
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(table[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    table[a.len()][b.len()]
}
