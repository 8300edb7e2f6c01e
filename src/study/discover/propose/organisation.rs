//! The organisation that speaks in a paper: the name of a body of the health service that stands most on its first pages.

use super::first_texts;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use stratmine_model::{FileFacts, Page};

/// What names of organisations end in, longest first where one begins another.
const ENDINGS: &str = r"NHS Foundation Trust|NHS Trust|Foundation Trust|Hospitals Trust|Ambulance Service Trust|University Health Board|Health Board|Health and Wellbeing Board|Integrated Care Board|Integrated Care System|Integrated Care Partnership|Clinical Commissioning Groups?|Healthcare Alliance|Hospital Alliance|Provider Alliance|Alliance|Provider Collaborative|Health and Care Partnership|Sustainability and Transformation Partnership|Academic Health Science Network|Acute Federation|GP Federation|Federation|Hospital Group|County Council|City Council|Borough Council|District Council|Metropolitan Borough Council|Council|ICBs?|ICSs?|CCGs?|STP|AHSN|NHS FT";

/// Bodies that go by a name of their own.
const BODIES: &str = r"NHS England and NHS Improvement|NHS England|NHS Improvement|NHS Digital|NHSX|NHS Wales|NHS Scotland|NHS Confederation|NHS Providers|Health Education England|Public Health England|UK Health Security Agency|Department of Health and Social Care|Department of Health|Care Quality Commission|National Institute for Health and Care Excellence|The King['’]s Fund|Nuffield Trust|The Health Foundation|The Strategy Unit|Local Government Association|Nursing and Midwifery Council|Ada Lovelace Institute|Welsh Government|Scottish Government|HM Government|Monitor";

/// Words that may stand within a name in lower case.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let word = r"(?:[A-Z][\w'’.-]*|\d[a-z]+\w*)";
    let joint = r"(?:of|and|the|for|upon|in|on|&|,)";
    Regex::new(&format!(r"\b(?:(?:{BODIES})\b|{word}(?: (?:{joint} )*{word}){{0,9}}? (?:{ENDINGS})\b)")).ok()
});

/// Words at the head of a match that are no part of the name.
const HEADS: &[&str] =
    &["The ", "Our ", "About ", "And ", "At ", "By ", "For ", "From ", "In ", "Of ", "To ", "With ", "Welcome "];

/// Counts beyond the first mention are worth less than a mention in the title or as the author.
const TITLE_WORTH: usize = 5;

/// Most words of a name.
const MOST_WORDS: usize = 12;

pub(super) fn propose(facts: &FileFacts, pages: &[Page], title: Option<&str>) -> Option<String> {
    let name = NAME.as_ref()?;
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut order = 0;
    let mut count = |text: &str, worth: usize| {
        // A name does not go on over a line.
        for line in text.lines() {
            for found in name.find_iter(line) {
                let Some(found) = trimmed(found.as_str()) else { continue };
                order += 1;
                counts.entry(found.to_owned()).or_insert((0, order)).0 += worth;
            }
        }
    };
    count(title.unwrap_or_default(), TITLE_WORTH);
    count(facts.author.as_deref().unwrap_or_default(), TITLE_WORTH);
    for text in first_texts(pages) {
        count(text, 1);
    }
    // The most frequent, the earliest of these.
    counts.into_iter().max_by_key(|(_, (count, order))| (*count, usize::MAX - order)).map(|(name, _)| name)
}

/// The name without an article before it; nothing where only the kind of body is left ("Integrated Care Board").
fn trimmed(found: &str) -> Option<&str> {
    let mut name = found;
    while let Some(rest) =
        HEADS.iter().find_map(|head| name.strip_prefix(head)).filter(|_| !name.starts_with("The King"))
    {
        name = rest;
    }
    let words = name.split(' ').count();
    let only_kind = ENDINGS.split('|').any(|ending| ending == name) || name == "NHS";
    (!only_kind && words <= MOST_WORDS).then_some(name)
}
