//! Names of bodies: what they end or begin in, those that go by a name of their own, and names that a paper itself explains.

use super::{compiled, one_line};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What names of bodies end in, longest first where one begins another.
const ENDINGS: &str = r"NHS Foundation Trust|NHS Trust|Foundation Trust|Hospitals Trust|Ambulance Service Trust|Care Trust|University Health Board|Health Board|Health and Wellbeing Board|Standards Board|Safety Board|Integrated Care Board|Integrated Care System|Integrated Care Partnership|Clinical Commissioning Groups?|Healthcare Alliance|Hospital Alliance|Provider Alliance|Science Alliance|Alliance|Provider Collaborative|Collaborative|Consortium|Health and Care Partnership|Mental Health Partnership|Community Partnership|Pathology Partnership|Sustainability and Transformation Partnership|Academic Health Science Network|Acute Federation|GP Federation|Federation|Healthcare Group|Hospitals? Group|Foundation Group|County Council|City Council|Borough Council|District Council|Metropolitan Borough Council|Council|ICBs?|ICSs?|CCGs?|STP|AHSN|NHS FT|NHS Group";

/// Shorter endings, which may also stand within a name.
const SHORT_ENDINGS: &str = r"University|Institute|Agency|Society|Foundation|Association|Authority|Academy|Hospitals?";

/// What names of bodies begin in; a place or a subject follows.
const BEGINNINGS: &str = r"University of|University Hospitals?(?: of)?|Royal College of|Department of|Department for|Ministry of|Institute of|Institute for|Government of|Commonwealth of|Association of|Academy of|Faculty of|Society of|Society for|Office for|Federation of|City of";

/// Bodies that go by a name of their own.
const BODIES: &str = r"NHS England (?:and|&) NHS Improvement|NHS England|NHS Improvement|NHS Digital|NHSX|NHS Wales|NHS Scotland|NHS Confederation|NHS Providers|NHS Employers|NHS Resolution|NHS Blood and Transplant|Health Education England|Public Health England|Public Health Wales|Public Health Scotland|UK Health Security Agency|Department of Health (?:and|&) Social Care|Department of Health|Health Service Executive|Care Quality Commission|Competition (?:and|&) Markets Authority|Public Health Agency of Canada|Health Canada|National Audit Office|Northern Ireland Audit Office|Audit Scotland|National Institute for Health (?:and|&) Care Excellence|National Institute for Health (?:and|&) Care Research|National Institute for Health Research|(?:The )?King['’]s Fund|Nuffield Trust|(?:The )?Health Foundation|(?:The )?Strategy Unit|Local Government Association|Nursing (?:and|&) Midwifery Council|Ada Lovelace Institute|Innovation Agency|Welsh Government|Scottish Government|UK Government|HM Government|HM Treasury|Healthwatch England|Monitor";

/// A word of a name, and what may stand between two.
const WORD: &str = r"(?:[A-Z][\w'’.-]*|\d[a-z]+\w*)";
const JOINT: &str = r"(?:of|and|the|for|upon|in|on|&)";

static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(&format!(
        r"\b(?:(?:{BODIES})\b|{WORD}(?: (?:{JOINT} )*{WORD}){{0,9}}? (?:{ENDINGS})\b|(?:{BEGINNINGS})(?: (?:{JOINT} )?{WORD}){{1,5}}|{WORD}(?: (?:{JOINT} )*{WORD}){{0,5}}? (?:{SHORT_ENDINGS})\b(?: of(?: {WORD}){{1,3}})?)"
    ))
});

/// The abbreviation of a name within it: "Barset Hospitals (BH) NHS Trust".
static WITHIN: LazyLock<Option<Regex>> = LazyLock::new(|| compiled(r" \([A-Z][A-Za-z]{1,7}\)( NHS)"));

/// An abbreviation behind a name: "Barset Health Agency (BHA)".
static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| compiled(r" \([A-Z][A-Za-z&]{1,7}\)"));

/// What a government calls itself where its head of state is the king or queen.
static CROWN: LazyLock<Option<Regex>> =
    LazyLock::new(|| compiled(r"(?:Her|His) Majesty the (?:Queen|King) in [Rr]ight of ([A-Z]\w+(?: [A-Z]\w+)?)"));

/// Words at the head of a match that are no part of the name.
const HEADS: &[&str] = &[
    "The ",
    "Our ",
    "About ",
    "And ",
    "At ",
    "By ",
    "For ",
    "From ",
    "In ",
    "Of ",
    "To ",
    "With ",
    "Welcome ",
    "This ",
    "All ",
    "Published ",
    "Dr ",
    "Prof ",
    "Professor ",
    "Your ",
    "Their ",
    "Each ",
    "Every ",
    "Local ",
    "Any ",
    "Both ",
    "A ",
    "An ",
];

/// Words that no name of one body has: a kind of body, or several.
const NO_NAMES: &[&str] = &[
    "Integrated Care Boards",
    "Integrated Care Systems",
    "NHS Trusts",
    "NHS Foundation Trusts",
    "Local Authority",
    "Acute Hospital",
    "Acute Hospitals",
    "Community Hospital",
    "Local Council",
    "Higher Education",
    "District General Hospital",
    "Teaching Hospital",
    "Teaching Hospitals",
    "University Hospital",
    "University Hospitals",
    "General Hospital",
    "Public Health Authority",
    "National Health Service",
    "Health and Social Care Partnership",
    "Local Authority",
    "Local Authorities",
];

/// Names that also begin other names.
const GOING_ON: &[&str] = &["NHS Digital", "Department of Health", "NHS England", "NHS Wales", "NHS Scotland"];

/// Most words of a name.
const MOST_WORDS: usize = 12;

/// A line as its bodies are named in it: a line in capitals in small letters, and without abbreviations within a name.
pub(super) fn plain(line: &str) -> String {
    let line = if set_in_capitals(line) { small_letters(line) } else { line.to_owned() };
    WITHIN.as_ref().map_or_else(|| line.clone(), |within| within.replace_all(&line, "$1").into_owned())
}

/// The names of bodies in a line, in order, as printed; names that stand in capitals are set in small letters.
pub(super) fn bodies(line: &str) -> Vec<String> {
    let line = &plain(line);
    let crown = CROWN.as_ref().into_iter().flat_map(|crown| crown.captures_iter(line));
    let mut found: Vec<String> =
        crown.filter_map(|state| state.get(1)).map(|state| format!("Government of {}", state.as_str())).collect();
    for hit in NAME.as_ref().into_iter().flat_map(|name| name.find_iter(line)) {
        // "NHS Digital Health Technology Standard" is the name of no body.
        let goes_on = line
            .get(hit.end()..)
            .and_then(|rest| rest.strip_prefix(' '))
            .is_some_and(|rest| rest.starts_with(char::is_uppercase));
        if goes_on && GOING_ON.contains(&hit.as_str()) {
            continue;
        }
        found.extend(apart(hit.as_str()).into_iter().filter_map(trimmed).map(str::to_owned));
    }
    found
}

/// Two bodies that "and" joins, where each side is the whole name of one.
fn apart(names: &str) -> Vec<&str> {
    let whole = |part: &str| {
        let hit = NAME.as_ref().and_then(|name| name.find(part));
        // "University Hospitals Barset and Wexley NHS Trust" is one.
        hit.is_some_and(|hit| hit.as_str() == part)
            && !part.starts_with("University Hospital")
            && !GOING_ON.contains(&part)
    };
    let both = names.match_indices(" and ").find_map(|(at, joint)| {
        let (one, other) = (names.get(..at)?, names.get(at + joint.len()..)?);
        (whole(one) && whole(other)).then(|| vec![one, other])
    });
    both.unwrap_or_else(|| vec![names])
}

/// Whether a text is nothing but names of bodies.
pub(super) fn is_only_bodies(text: &str) -> bool {
    let line = one_line(text);
    let text = BEHIND.as_ref().map_or_else(|| line.clone(), |behind| behind.replace_all(&line, "").into_owned());
    let mut rest = plain(&text);
    let found = bodies(&text);
    for name in &found {
        rest = rest.replacen(name.as_str(), "", 1);
    }
    let left = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joints = ["and", "the", "with", "in", "partnership", "of", "The", "part"];
    !found.is_empty() && left.into_iter().all(|word| joints.contains(&word))
}

/// The name without an article before it; nothing where only the kind of body is left ("Integrated Care Board").
fn trimmed(found: &str) -> Option<&str> {
    let mut name = found.trim_end_matches(['.', ',']);
    while let Some(rest) =
        HEADS.iter().find_map(|head| name.strip_prefix(head)).filter(|_| !name.starts_with("The King"))
    {
        name = rest;
    }
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name);
    let words = name.split(' ').count();
    let only_kind =
        ENDINGS.split('|').chain(SHORT_ENDINGS.split('|')).chain(BEGINNINGS.split('|')).any(|kind| kind == name)
            || name == "NHS";
    let no_name = NO_NAMES.contains(&name);
    (!only_kind && !no_name && words <= MOST_WORDS && name.chars().count() > 3).then_some(name)
}

/// Whether words name a kind of body and no single one.
pub(super) fn is_kind(name: &str) -> bool {
    let kinds = [
        "Networks",
        "Boards",
        "Systems",
        "Partnerships",
        "Groups",
        "Trusts",
        "Measures",
        "Plans",
        "Services",
        "Standards",
        "Practices",
        "Councils",
        "Strategy",
        "Plan",
        "Framework",
        "Report",
        "Assessment",
        "Act",
        "Review",
        "Guidance",
        "Policy",
        "Standard",
        "Agreement",
        "Model",
    ];
    ENDINGS.split('|').chain(SHORT_ENDINGS.split('|')).any(|kind| kind == name)
        || NO_NAMES.contains(&name)
        || kinds.iter().any(|kind| name.ends_with(kind))
}

fn set_in_capitals(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().count() > 8 && letters().all(char::is_uppercase)
}

/// A text in capitals as it would be printed in running text: abbreviations that name bodies stay.
fn small_letters(text: &str) -> String {
    let word = |word: &str| -> String {
        let lower = word.to_lowercase();
        if ["NHS", "CCG", "CCGS", "ICS", "ICB", "STP", "AHSN", "NHSX", "UK", "HM", "GP"].contains(&word) {
            return word.to_owned();
        }
        if ["of", "and", "the", "for", "in", "on", "upon", "by"].contains(&lower.as_str()) {
            return lower;
        }
        let mut letters = lower.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A name that a paper explains by its own abbreviation: "Great North Care Record (GNCR)".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Explained {
    pub(super) name: String,
    pub(super) short: String,
}

static EXPLAINED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(&format!(r"({WORD}(?:[ -](?:{JOINT} )*{WORD}){{1,7}})(?: [a-z]+)? \(([A-Z][A-Za-z&]{{1,7}})\)"))
});

/// Words that all begin in a capital.
static CAPITALISED: LazyLock<Option<Regex>> = LazyLock::new(|| compiled(r"[A-Z][a-z]+(?: [A-Z][a-z]+){1,5}"));

/// Times that a row of capitalised words and its initials have to stand in a text to belong together.
const LEAST_TOGETHER: usize = 2;

/// The names and abbreviations that a text explains, or uses for each other.
pub(super) fn explained(text: &str) -> BTreeSet<Explained> {
    let hits = EXPLAINED.as_ref().into_iter().flat_map(|pattern| pattern.captures_iter(text));
    let mut found: BTreeSet<Explained> = hits
        .filter_map(|hit| {
            let short = hit.get(2)?.as_str();
            let name = spelt_out(hit.get(1)?.as_str(), short)?;
            Some(Explained { name: name.to_owned(), short: short.to_owned() })
        })
        .collect();
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for row in CAPITALISED.as_ref().into_iter().flat_map(|pattern| pattern.find_iter(text)) {
        *rows.entry(row.as_str()).or_default() += 1;
    }
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        *words.entry(word).or_default() += 1;
    }
    for (row, times) in rows {
        let short: String = row.split(' ').filter_map(|word| word.chars().next()).collect();
        let used = words.get(short.as_str()).is_some_and(|times| *times >= LEAST_TOGETHER);
        if used && times >= LEAST_TOGETHER && short.len() > 2 {
            found.insert(Explained { name: row.to_owned(), short });
        }
    }
    found
}

/// The end of a row of words whose initials an abbreviation has.
fn spelt_out<'n>(words: &'n str, short: &str) -> Option<&'n str> {
    let wanted: String = short.chars().filter(|c| c.is_uppercase()).collect();
    let starts = words.char_indices().filter(|(at, c)| {
        c.is_uppercase() && (*at == 0 || words.get(..*at).is_some_and(|before| before.ends_with([' ', '-'])))
    });
    let starts: Vec<(usize, char)> = starts.collect();
    let first = starts.len().checked_sub(wanted.chars().count())?;
    let initials: String = starts.get(first..)?.iter().map(|(_, c)| *c).collect();
    (initials == wanted && wanted.chars().count() > 1).then(|| words.get(starts.get(first)?.0..))?
}
