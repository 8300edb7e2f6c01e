//! The organisations that speak in a paper, by order of evidence: who is said to publish it or to be cited for it, who stands
//! on its cover, along its pages or in its title, which body its file names as the author, whose address it gives as its own,
//! and which body the paper explains as its own.
//!
//! Bodies that are thanked, that pay, that are addressed or cited do not speak. A wrong name is worse than none: a body that
//! running text names once is not proposed.

use super::names::{Explained, bodies, explained, is_kind, is_only_bodies, plain};
use super::print::{Front, Printed, is_cover, printed};
use super::{Found, compiled, one_line};
use regex::Regex;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use stratmine_model::{Block, BlockKind, MetadataPlace, Page};

/// Most bodies that sign a paper.
const MOST: usize = 3;

/// Most words of a line on a cover that names a body beside others.
const LINE_WORDS: usize = 25;

/// Times a body that the paper explains has to be named, and once in how many pages.
const LEAST_NAMED: usize = 4;
const PAGES_PER_MENTION: usize = 4;

/// Pages on which a paper explains its abbreviations.
const EXPLAINING_PAGES: usize = 12;

/// Places that have to tell what only a body does, where none says that it is one.
const LEAST_TOLD: usize = 3;

/// Blocks of a first page of text that may name who wrote it.
const TOP_BLOCKS: usize = 4;

/// What tells that a line or sentence names bodies that do not speak.
static ASIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"(?i)\b(?:fund(?:ed|er|ers|ing)|commission(?:ed|ers?) (?:by|this)|commissioned|thank\w*|grateful\w*|acknowledg\w+|sponsor\w*|audience|intended for|aimed at|distribution|circulat\w+|sources?:|adapted from|originally|supported by|support of|congratulat\w*|delighted|pleased|credit\w*|photograph\w*|licen[cs]\w+|regulat\w+|data sharing agreement|reference \(|available (?:from|at)|designed by|printed by|illustrat\w+|contact)\b",
    )
});

/// What says who speaks; the bodies follow.
static SIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"(?i)(?:\b(?:published|produced|prepared|written|issued|authored|compiled)(?: jointly| and \w+)* by\b:?|\bon behalf of\b|^\W*(?:publisher|organisations?|issuing (?:body|organisation)|lead organisation|document owner)\s*[:|]|(?:©|\(c\)|\bcopyright)(?:\s*(?:©|\(c\)|copyright|by|crown))*\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?)?,?)\s*(?:the )?",
    )
});

/// Who carries something out for somebody, as the paper tells it of itself.
static DELIVERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"(?i)\bthis (?:\w+ ){0,2}(?:report|project|paper|document|strategy|evaluation|guide|work|plan)(?: \w+)? (?:was|is|has been) (?:delivered|undertaken|carried out|conducted|led|put together) by (?:the |a )?(?:team (?:from|at) (?:the )?)?",
    )
});

/// What kind of thing speaks, where a paper explains it as its own.
const KINDS: &str = r"programme|program|partnership|alliance|network|initiative|organisation|consortium|collaboration|collaborative|agency|charity|federation|company";

/// Who speaks in a paper.
pub(super) fn propose(front: Front<'_>, title: Option<&Found>) -> Option<Found> {
    let own = own_bodies(front);
    let mut signed = signed(front, &own);
    signed.extend(cited(front, title));
    signed.extend(by_line(front));
    if signed.is_empty() {
        signed = on_cover(front, &own);
    } else {
        // Whoever stands alone on the cover signs as well.
        signed.extend(on_cover(front, &[]).into_iter().filter(|one| is_only_bodies(&one.quote)));
    }
    let mut found = first_named(&signed);
    if found.is_none() {
        found = first_named(&running_heads(front));
    }
    if found.is_none() {
        found = first_named(&in_title(title, &own));
    }
    found
        .or_else(|| by_file(front))
        .or_else(|| by_address(front, &own))
        .or_else(|| first_named(&delivered(front)))
        .or_else(|| most_named(front, &own))
}

/// The bodies found at places of one kind as one proposal, each once.
fn first_named(named: &[Named]) -> Option<Found> {
    let first = named.first()?;
    let (place, page) = (first.place, first.page);
    let mut names: Vec<&str> = Vec::new();
    let mut quotes: Vec<&str> = Vec::new();
    for one in named {
        let known = names.iter().any(|known| same_body(known, &one.name));
        if !known && names.len() < MOST {
            names.push(&one.name);
            if !quotes.contains(&one.quote.as_str()) {
                quotes.push(&one.quote);
            }
        }
    }
    Some(Found::new(names.join("; "), place, page, &quotes.join(" / ")))
}

/// Whether two names are one body's: the same, or one a part of the other.
fn same_body(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    one.contains(&other) || other.contains(&one)
}

/// A body with where it is named.
struct Named {
    name: String,
    place: MetadataPlace,
    page: Option<u32>,
    quote: String,
}

impl Named {
    fn of(name: &str, place: MetadataPlace, one: &Printed<'_>) -> Self {
        Self { name: name.to_owned(), place, page: Some(one.page), quote: one_line(one.text) }
    }
}

fn is_aside(text: &str) -> bool {
    ASIDE.as_ref().is_some_and(|aside| aside.is_match(text))
}

/// The bodies right at the beginning of a text: "A and B", "A, B and C". An own body's abbreviation counts.
fn at_beginning(text: &str, own: &[Own]) -> Vec<String> {
    let mut found = Vec::new();
    let text = plain(text);
    let mut rest = text.trim_start_matches([' ', ',', ':', '|', '"', '“']);
    loop {
        rest = ["the ", "The ", "and ", "& ", "with "]
            .iter()
            .fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        let body = bodies(rest).into_iter().next().filter(|name| {
            rest.starts_with(name.as_str())
                || found.is_empty() && name.starts_with("Government of") && rest.starts_with("He")
        });
        let body = body.or_else(|| own.iter().find_map(|own| own.begins(rest)));
        let Some(body) = body else { return found };
        let end =
            if rest.starts_with(body.as_str()) { body.len() } else { rest.find([' ', ',']).unwrap_or(rest.len()) };
        rest = rest.get(end..).unwrap_or_default().trim_start_matches([' ', ',', ';', '/', '|']);
        found.push(body);
        if found.len() == MOST {
            return found;
        }
    }
}

/// Bodies that a line says to publish the paper or to hold its rights.
fn signed(front: Front<'_>, own: &[Own]) -> Vec<Named> {
    let mut found = Vec::new();
    for one in front.imprints() {
        let line = one_line(one.text);
        for hit in SIGNED.as_ref().into_iter().flat_map(|signed| signed.find_iter(&line)) {
            // The words before it in its sentence may say that it is not this paper that is published.
            let before = line.get(..hit.start()).unwrap_or_default();
            let sentence = before.rsplit(". ").next().unwrap_or_default();
            // Who thanks or congratulates on behalf of a body does not sign for it.
            let spoken = hit.as_str().to_lowercase().starts_with("on behalf") && is_aside(&line);
            if spoken || is_aside(sentence) || sentence.split(' ').count() > LINE_WORDS || cites(sentence, hit.as_str())
            {
                continue;
            }
            for name in at_beginning(line.get(hit.end()..).unwrap_or_default(), own) {
                found.push(Named::of(&name, MetadataPlace::Labelled, &one));
            }
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// Bodies before the paper's own title, where it says how it is to be cited: "Barset Agency, Safer wards (2021)".
fn cited(front: Front<'_>, title: Option<&Found>) -> Vec<Named> {
    let Some(title) = title.map(|title| title.text.to_lowercase()).filter(|title| title.contains(' ')) else {
        return Vec::new();
    };
    let of_line = |one: Printed<'_>| {
        let line = one_line(one.text);
        let at = line.to_lowercase().find(&title).filter(|at| *at > 0)?;
        // Small letters of some signs are longer than the signs: then the place is another.
        let (before, after) = (line.get(..at)?, line.get(at + title.len()..)?);
        let years = after.split(|c: char| !c.is_ascii_digit()).any(|number| number.len() == 4);
        let named = at_beginning(before, &[]);
        let short = before.split(' ').count() <= LINE_WORDS && !is_aside(before);
        (years && short)
            .then(|| named.iter().map(|name| Named::of(name, MetadataPlace::Labelled, &one)).collect::<Vec<_>>())
    };
    front.imprints().find_map(of_line).unwrap_or_default()
}

/// The body that a line names last which says by whom the paper is: "by Ann Lee, Chief Executive, Barset Agency".
fn by_line(front: Front<'_>) -> Option<Named> {
    front.imprints().find_map(|one| {
        let line = one_line(one.text);
        let line = line.trim_end_matches('.');
        let says = ["by ", "By "].iter().any(|word| line.starts_with(word)) && line.contains(", ");
        let short = line.split(' ').count() <= LINE_WORDS && !is_aside(line);
        if !says || !short {
            return None;
        }
        let name = bodies(line).into_iter().next_back().filter(|name| line.ends_with(name.as_str()))?;
        Some(Named::of(&name, MetadataPlace::Labelled, &one))
    })
}

/// The host of an address that stands for itself: "www.barset.nhs.uk", "ann@barset.nhs.uk". One with a path is a reference.
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| compiled(r"(?i)(?:@|https?://(?:www\.)?|\bwww\.)([a-z0-9-]+(?:\.[a-z0-9-]+)+)(/\w)?"));

/// Parts of hosts that name nobody.
const GENERAL_HOSTS: [&str; 14] =
    ["www", "uk", "org", "com", "co", "ac", "net", "gov", "nhs", "eu", "info", "int", "edu", "io"];

/// Most words of a line with an address of the paper's own.
const ADDRESS_WORDS: usize = 15;

/// Fewest letters of a name's first word, and of initials, that a host may have for the whole.
const FIRST_WORD: usize = 6;
const INITIALS: usize = 3;

/// Times that the paper has to name a body whose address it gives.
const ADDRESS_NAMED: usize = 2;

/// The body whose own address stands on the first pages or the last, and which the paper names; none where there are two.
fn by_address(front: Front<'_>, own: &[Own]) -> Option<Found> {
    let named = LazyCell::new(|| all_named(front, own));
    let mut found: Vec<(String, u32, String)> = Vec::new();
    for one in front.imprints() {
        let line = one_line(one.text);
        if line.split(' ').count() > ADDRESS_WORDS {
            continue;
        }
        for hit in ADDRESS.as_ref().into_iter().flat_map(|address| address.captures_iter(&line)) {
            let (Some(host), None) = (hit.get(1), hit.get(2)) else { continue };
            let body = named
                .iter()
                .filter(|(_, times)| **times >= ADDRESS_NAMED)
                .find(|(name, _)| is_host_of(host.as_str(), name));
            if let Some((name, _)) = body
                && !found.iter().any(|(known, ..)| same_body(known, name))
            {
                found.push((name.clone(), one.page, line.clone()));
            }
        }
    }
    match found.as_slice() {
        [(name, page, line)] => Some(Found::new(name.clone(), MetadataPlace::Address, Some(*page), line)),
        _ => None,
    }
}

/// How often the first pages of a paper name each body.
fn all_named(front: Front<'_>, own: &[Own]) -> BTreeMap<String, usize> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for page in front.pages.iter().take(EXPLAINING_PAGES) {
        for name in bodies(&page.text) {
            *named.entry(name).or_default() += 1;
        }
    }
    named.extend(own.iter().map(|own| (own.explained.name.clone(), own.named)));
    named
}

/// Whether a host is a body's by its name: all of it without "NHS", its first word, or its initials.
fn is_host_of(host: &str, name: &str) -> bool {
    let host: String = host.to_lowercase().split('.').filter(|part| !GENERAL_HOSTS.contains(part)).collect();
    let host = host.replace('-', "");
    let name = name.strip_prefix("The ").unwrap_or(name).to_lowercase();
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "nhs")
        .map(str::to_owned)
        .collect();
    let initials: String = words
        .iter()
        .filter(|word| !["of", "and", "the", "for"].contains(&word.as_str()))
        .filter_map(|word| word.chars().next())
        .collect();
    let first = words.first().is_some_and(|first| *first == host && first.chars().count() >= FIRST_WORD);
    host.len() >= INITIALS && (host == words.concat() || first || host == initials)
}

/// Whether a sentence that names a publisher speaks of another paper.
fn cites(before: &str, says: &str) -> bool {
    let lower = before.to_lowercase();
    let own =
        ["this ", "it ", "document", "report", "paper", "strategy", "guide", "plan", "editor", "author", "version"];
    let words = lower.split_whitespace().count();
    let right = says.contains(['©']) || says.to_lowercase().contains("copyright");
    words > 3 && !right && !own.iter().any(|word| lower.contains(word))
}

/// Bodies on the cover: such as have a line for themselves first, then those in short lines.
fn on_cover(front: Front<'_>, own: &[Own]) -> Vec<Named> {
    let Some(page) = front.first_pages().next() else { return Vec::new() };
    let most = if is_cover(page) { usize::MAX } else { TOP_BLOCKS };
    let lines: Vec<Printed<'_>> = printed(page)
        .take(most)
        .filter(|one| {
            one.block.kind != BlockKind::Running
                && one.text.split_whitespace().count() <= LINE_WORDS
                && !is_aside(one.text)
        })
        .collect();
    let mut found = Vec::new();
    for one in &lines {
        if is_only_bodies(one.text) {
            found.extend(bodies(one.text).iter().map(|name| Named::of(name, MetadataPlace::Cover, one)));
        } else if let Some(name) = own.iter().find_map(|own| own.is_line(one.text)) {
            found.push(Named::of(&name, MetadataPlace::Cover, one));
        }
    }
    if found.is_empty() {
        // Someone of a body: "A. Smith, University of Barset".
        for one in lines
            .iter()
            .filter(|one| one.text.contains([',', '|', '\n']) && !matches!(one.block.kind, BlockKind::Heading(_)))
        {
            found.extend(bodies(one.text).iter().map(|name| Named::of(name, MetadataPlace::Cover, one)));
        }
    }
    found
}

/// Bodies that run along the head or foot of the first pages.
fn running_heads(front: Front<'_>) -> Vec<Named> {
    let running = front.first_blocks().filter(|one| one.block.kind == BlockKind::Running && !is_aside(one.text));
    running
        .flat_map(|one| {
            bodies(one.text).into_iter().map(move |name| Named::of(&name, MetadataPlace::RunningHead, &one))
        })
        .collect()
}

/// Bodies that the title names.
fn in_title(title: Option<&Found>, own: &[Own]) -> Vec<Named> {
    let Some(title) = title else { return Vec::new() };
    let own = own
        .iter()
        .filter(|own| own.is_in(&title.quote) || own.is_in(&title.text))
        .map(|own| own.explained.name.clone());
    let names = bodies(&title.text).into_iter().chain(own);
    let named = |name| Named { name, place: MetadataPlace::Title, page: title.page, quote: title.quote.clone() };
    names.map(named).collect()
}

/// The body that the file names as its author or site.
fn by_file(front: Front<'_>) -> Option<Found> {
    let author = front.facts.author.as_deref().filter(|author| is_only_bodies(author));
    let site = front
        .facts
        .title
        .as_deref()
        .and_then(|title| title.rsplit(['|', '–', '—']).next())
        .filter(|site| is_only_bodies(site));
    let said = author.or(site)?;
    Some(Found::new(bodies(said).join("; "), MetadataPlace::FileProperty, None, said))
}

/// Bodies that carried out what the paper reports.
fn delivered(front: Front<'_>) -> Vec<Named> {
    let mut found = Vec::new();
    for one in front.first_blocks() {
        let line = one_line(one.text);
        for hit in DELIVERED.as_ref().into_iter().flat_map(|delivered| delivered.find_iter(&line)) {
            for name in at_beginning(line.get(hit.end()..).unwrap_or_default(), &[]) {
                found.push(Named::of(&name, MetadataPlace::Text, &one));
            }
        }
    }
    found
}

/// A body that the paper explains, with how often it is named.
struct Own {
    explained: Explained,
    named: usize,
    told: Told,
}

/// Where a paper tells that a name is one of a body, and whether it does so plainly: it says so or tells it three times.
struct Told {
    page: u32,
    quote: String,
    plainly: bool,
}

impl Own {
    /// Whether a text is its name or abbreviation and no more.
    fn is_line(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let Explained { name, short } = &self.explained;
        (text.eq_ignore_ascii_case(name) || text == short || text == format!("{name} ({short})")).then(|| name.clone())
    }

    /// Whether a text begins with it.
    fn begins(&self, text: &str) -> Option<String> {
        let Explained { name, short } = &self.explained;
        let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        let whole = text.strip_prefix(name.as_str()).is_some_and(ends);
        let shortly = text.strip_prefix(short.as_str()).is_some_and(ends);
        (whole || shortly).then(|| name.clone())
    }

    /// Whether a text names it.
    fn is_in(&self, text: &str) -> bool {
        let Explained { name, short } = &self.explained;
        text.to_lowercase().contains(&name.to_lowercase())
            || text.split(|c: char| !c.is_alphanumeric()).any(|word| word == short)
    }
}

/// What the paper explains and tells to be a body, a programme or a partnership, most named first.
fn own_bodies(front: Front<'_>) -> Vec<Own> {
    let texts: Vec<(u32, String)> = front.pages.iter().map(|page| (page.number, prose(page))).collect();
    let explaining: Vec<&str> = texts.iter().take(EXPLAINING_PAGES).map(|(_, text)| text.as_str()).collect();
    let mut own: Vec<Own> = Vec::new();
    for explained in explained(&explaining.join("\n")) {
        let named = texts.iter().map(|(_, text)| mentions(text, &explained)).sum();
        if named < LEAST_NAMED.max(front.pages.len() / PAGES_PER_MENTION)
            || is_common(&texts, &explained)
            || is_kind(&explained.name)
        {
            continue;
        }
        let Some(told) = told(&texts, &explained) else { continue };
        own.push(Own { explained, named, told });
    }
    own.sort_by(|a, b| b.named.cmp(&a.named).then_with(|| a.explained.cmp(&b.explained)));
    own
}

/// The text of a page without its references, each block on one line.
fn prose(page: &Page) -> String {
    let blocks = page.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Reference | BlockKind::Contents));
    let line = |block: &Block| one_line(page.slice(block.span));
    blocks.map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a paper writes a name in small letters too: then it is the name of a kind of thing.
fn is_common(texts: &[(u32, String)], explained: &Explained) -> bool {
    let lower = explained.name.to_lowercase();
    let stem = lower.strip_suffix('s').unwrap_or(&lower);
    texts.iter().any(|(_, text)| text.contains(stem))
}

fn mentions(text: &str, explained: &Explained) -> usize {
    let short = text.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == explained.short).count();
    text.matches(explained.name.as_str()).count() + short
}

/// Where the paper tells that what it explains is a body, a programme or a partnership: it says so, or it tells what only
/// such a thing does or has.
fn told(texts: &[(u32, String)], explained: &Explained) -> Option<Told> {
    let (name, short) = (regex::escape(&explained.name), regex::escape(&explained.short));
    let either = format!(r"(?:{name}|{short})(?: \({short}\))?");
    let says = compiled(&format!(
        r"\b{either} (?:is|was) (?:an?|the) (?:[\w’'-]+ ){{0,6}}(?:{KINDS})\b|\b{name} (?:{KINDS}) \({short}\)|\bon behalf of (?:the )?{either}\b"
    ))?;
    let acts = compiled(&format!(
        r"\b{either} (?:will (?:work|continue to|lead|engage|publish|establish|appoint|agree)|has (?:established|worked|engaged|appointed|published|agreed|led|built|developed|been working)|appointed|established|launched|is committed|aim(?:s|ed)? to|seeks to|explores|works? (?:with|to)|worked with|(?i:partners?|members?|teams?|board|hub|regions?|programme|partnership|network|approach|website))\b|\b{either}['’]s (?:board|partners|members|mission|vision|website|strategy|work)\b"
    ))?;
    let sentence = |text: &str, at: usize| -> String {
        let line = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |stop| stop + 1);
        let start = text.get(line..at).and_then(|before| before.rfind(". ")).map_or(line, |stop| line + stop + 2);
        let after = text.get(at..).unwrap_or_default();
        let end = after
            .find(". ")
            .map(|stop| stop + 1)
            .into_iter()
            .chain(after.find('\n'))
            .min()
            .map_or(text.len(), |stop| at + stop);
        text.get(start..end).unwrap_or_default().to_owned()
    };
    let said = texts.iter().find_map(|(page, text)| says.find(text).map(|hit| (*page, sentence(text, hit.start()))));
    let acting = texts.iter().flat_map(|(page, text)| acts.find_iter(text).map(move |hit| (*page, text, hit.start())));
    let acting: Vec<_> = acting.take(LEAST_TOLD).collect();
    let plainly = said.is_some() || acting.len() == LEAST_TOLD;
    let (page, quote) = said.or_else(|| acting.first().map(|(page, text, at)| (*page, sentence(text, *at))))?;
    Some(Told { page, quote, plainly })
}

/// The body that the paper names most, where it explains it as its own.
fn most_named(front: Front<'_>, own: &[Own]) -> Option<Found> {
    let first = own.first().filter(|own| own.told.plainly)?;
    // Of two that are named about as often, neither is plainly the one that speaks.
    let plain = own.get(1).is_none_or(|second| first.named >= 2 * second.named);
    let in_front = front.first_pages().any(|page| mentions(&page.text, &first.explained) > 0);
    (plain && in_front).then(|| {
        Found::new(first.explained.name.clone(), MetadataPlace::Text, Some(first.told.page), &first.told.quote)
    })
}
