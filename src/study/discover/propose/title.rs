//! The title, by order of evidence: a line that is labelled as the title, what is printed largest in front, what the file
//! says of itself, the running head, a heading, the file's name.
//!
//! Lines of a title that stand one above the other are joined; dates, versions, bodies that sign and headings that every
//! paper has are left out. What looks like a placeholder or a question is no title.

use super::names::is_only_bodies;
use super::print::{Front, Printed, is_cover, printed};
use super::{Found, compiled, one_line};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use stratmine_model::{BlockKind, MetadataPlace, Page};

/// Fewest and most characters of a title.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=200;

/// How many times as large as running text the largest print in front has to be to be a title for that alone.
const LARGER: f32 = 1.15;

/// The size of a further line of a title, as a share of the largest: on a cover, and above a text.
const FURTHER_ON_COVER: f32 = 0.55;
const FURTHER_ABOVE_TEXT: f32 = 0.8;

/// The same below a single word.
const FURTHER_BELOW_A_WORD: f32 = 0.3;

/// Blocks among which a line may be labelled as the title of the paper.
const LABELLED_BLOCKS: usize = 40;

/// A title of no more words says little by itself.
const THIN_WORDS: usize = 3;

/// Words of a first line that is a title for its place alone.
const FEWEST_LINE_WORDS: usize = 3;
const MOST_LINE_WORDS: usize = 20;

/// Most words of a line of a title.
const MOST_WORDS: usize = 30;

/// Beginnings of titles that programs make up.
const MADE_UP: &[&str] = &[
    "microsoft word -",
    "microsoft powerpoint -",
    "microsoft excel -",
    "powerpoint presentation",
    "untitled",
    "document",
    "slide",
    "layout",
    "title",
    "new document",
    "presentation",
    "print",
    "cover",
    "a4 ",
    "template",
    "draft",
    "about:",
    "http",
    "page ",
    "pdf",
    "word ",
];

/// Extensions that show a title to be a file's name.
const EXTENSIONS: &[&str] = &[
    ".doc", ".docx", ".pdf", ".ppt", ".pptx", ".indd", ".qxd", ".pub", ".xls", ".xlsx", ".html", ".htm", ".rtf",
    ".odt", ".ai",
];

/// Headings that every paper has, whole.
static COMMON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"(?ix)^(?:[\divx]+[.)]?(?:\d+[.)]?)*\s+)?(?:
        acknowledge?ments? | appendix(?:\ \w)? | annex(?:\ \w)? | abstract | aims?(?:\ and\ objectives)? | at\ a\ glance |
        background | case\ study | chapter\ \w+ | contact(?:\ us|\ details)? | contents(?:\ page)? | context |
        data\ sharing\ agreement | definitions | disclaimer | document\ (?:control|history|information) |
        executive\ summary | foreword(?:\ .*)? | glossary | (?:a\ )?message\ from\ .* | highlights | home | index | in\ this\ (?:document|report|issue) |
        introduction(?:\ .*)? | key\ (?:messages|findings|points|facts) | licen[cs]e | list\ of\ \w+ |
        main\ menu | menu | navigation | methods? | metrics | notes? | our\ (?:vision|mission|values|aims) | overview | preface |
        purpose(?:\ of\ (?:this|the)\ \w+)? | references | restrictions | results | scope(?:\ and\ purpose)? | search |
        skip\ to\ (?:main\ )?content | summary | table\ of\ contents | terms\ of\ reference | version\ (?:control|history) |
        welcome(?:\ .*)? | who\ (?:is|are)\ .* | what\ (?:is|are)\ .* | why\ .* | how\ to\ use\ .* |
        about\ (?:us|this\ \w+|the\ \w+) | part\ \w+ | section\ [\w.]+ | figure\ .* | table\ \d+.* | cookies.* | share\ this.* |
        (?:final|draft|internal|official|confidential|restricted)(?:\ draft)? | classification:?\ .*
        )[:.]?$",
    )
});

/// What is left out of a title where it stands alone on its line: dates, versions, places of publication, who wrote it.
static BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"(?ix)^\W*(?:
        (?:(?:published|issued|updated|last\ updated|date[d]?|approved)\b\W*)?(?:\d{1,2}(?:st|nd|rd|th)?(?:\ of)?\ )?
            (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|spring|summer|autumn|winter)
            \.?\ ?(?:\d{1,2}(?:st|nd|rd|th)?,?)?\ ?(?:\d{4})? |
        (?:19|20)\d\d(?:\ ?[-–/]\ ?(?:\d\d|(?:19|20)\d\d))? |
        \d{1,2}[./-]\d{1,2}[./-]\d{2,4} |
        (?:final\ |draft\ )?v(?:ersion)?\.?\ ?\d[\d.]*\b.* | (?:final|draft)\ v\d.* |
        (?:publication|document|publishing\ approval|gateway|report)\ (?:reference|ref|number|no)\b.* |
        (?:authors?|editors?|editor|contact|by|for)\b:?\ .* |
        (?:report\ )?(?:prepared|produced|commissioned|written|published|developed)\ (?:in\ partnership\ with|by|for|with)\b.* | in\ partnership\ with.* |
        (?:www\.|https?:).* | \S+@\S+ | classification:?\ .* | page\ \d+.* | \d+ | isbn.* | ©.* | copyright.*
        )\W*$",
    )
});

/// A date or version at the end of a title.
static TAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"(?ix)(?:[\s,;:(–-]+(?:
        (?:final\ |draft\ )?v(?:ersion)?\.?\ ?\d[\d.]*\b |
        (?:\d{1,2}(?:st|nd|rd|th)?\ )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\ (?:\d{1,2}(?:st|nd|rd|th)?,?\ )?(?:19|20)\d\d |
        page\ \d+(?:\ of\ \d+)?
        )\)?)+\s*$",
    )
});

/// A line that says what kind of paper it is, and no more.
static KIND_OF_PAPER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(r"(?i)^(?:case study|case report|briefing(?: note| paper)?|fact ?sheet|position statement|policy brief)$")
});

/// A line that is labelled as the title.
static LABELLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"(?i)^\W*(?:(?:full )?title(?: of (?:the )?(?:document|report|paper))?|re|subject|(?:document|report|strategy|paper) (?:title|name))\s*[:|]\s*(.+)$",
    )
});

/// What follows a title on the line that labels it.
static NEXT_LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"(?i)[\s|;,.]+(?:(?:publications?|document|reference|report|gateway|version|catalogue|isbn)\s*(?:number|no\.?|reference|ref|id)?|authors?|date|owner|status|prepared by|published by|organisation|keywords)\s*[:|].*$",
    )
});

/// A name that a sentence gives its own paper.
static SELF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r"\b[Tt]his (?:document|report|paper|strategy|plan|guide|framework) (?:gives an overview of|gives|describes|presents|sets out|is) the ((?:[A-Z][\w'’-]*)(?: (?:(?:of|for|and|the|in|on|to) )*[A-Z][\w'’-]*){2,})",
    )
});

/// The title of a paper.
pub(super) fn propose(front: Front<'_>) -> Option<Found> {
    let found = labelled(front)
        .or_else(|| whole(greatest_print(front)))
        .or_else(|| whole(only_heading(front)))
        .or_else(|| whole(declared(front)))
        .or_else(|| whole(first_line(front)))
        .or_else(|| whole(running_head(front)))
        .or_else(|| named_by_itself(front))
        .or_else(|| whole(heading(front)));
    found.or_else(|| of_its_kind(front)).or_else(|| from_name(front.stem()))
}

/// A title that goes on: nothing was cut off behind "of" or "and".
fn whole(found: Option<Found>) -> Option<Found> {
    const OPEN: [&str; 16] =
        ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with"];
    found.filter(|found| {
        let last = found.text.rsplit(' ').next().unwrap_or_default().to_lowercase();
        !OPEN.contains(&last.as_str())
    })
}

/// A kind of paper with the one word that it is about, on the two first lines: "Case study", "Cogwheel".
fn of_its_kind(front: Front<'_>) -> Option<Found> {
    let mut lines = front.first_blocks().filter(|one| one.block.kind != BlockKind::Running);
    let (kind, about) = (lines.next()?, lines.next()?);
    let (first, second) = (one_line(kind.text), one_line(about.text));
    let names = matches(&KIND_OF_PAPER, &first) && !second.contains(' ') && is_titular(&second);
    let large =
        about.page == kind.page && (about.height >= kind.height || matches!(about.block.kind, BlockKind::Heading(_)));
    (names && large).then(|| {
        Found::new(
            format!("{first}: {second}"),
            MetadataPlace::Heading,
            Some(about.page),
            &format!("{first} / {second}"),
        )
    })
}

/// Whether a line names who signs: bodies or people.
fn signs(text: &str) -> bool {
    is_only_bodies(text) || is_people(text)
}

/// Whether a line is nothing but people: "Ann Lee, B. Fox and Carl May".
fn is_people(text: &str) -> bool {
    let names: Vec<&str> = text.split([',', '&', ';']).flat_map(|part| part.split(" and ")).map(str::trim).collect();
    let named = |name: &&str| {
        let words: Vec<&str> = name.split_whitespace().collect();
        (2..=4).contains(&words.len())
            && words.iter().all(|word| word.starts_with(char::is_uppercase) && !word.contains(':'))
    };
    names.len() > 2 && names.iter().all(named)
}

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// A title without a date or version at its end; the year of a period stays.
fn trimmed(title: &str) -> String {
    let title = one_line(title);
    let end = TAIL.as_ref().and_then(|tail| tail.find(&title)).map_or(title.len(), |tail| tail.start());
    title.get(..end).unwrap_or(&title).trim_matches([' ', ',', ';', ':', '-', '–', '|']).to_owned()
}

/// Whether a text can be a title by its length, by holding more letters than anything else, and by what it says.
fn is_titular(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    let placeholder = text.starts_with(['[', '<', '{']) || text.to_lowercase().contains("lorem ipsum");
    LENGTHS.contains(&text.chars().count())
        && 2 * letters > text.chars().count()
        && words <= MOST_WORDS
        && letters > 2 * words
        && !placeholder
        && !text.ends_with('?')
        && !text.ends_with(" :")
        && !matches(&COMMON, text)
        && !matches(&BESIDE, text)
}

fn labelled(front: Front<'_>) -> Option<Found> {
    for one in front.first_blocks().take(LABELLED_BLOCKS) {
        let line =
            if one.block.kind == BlockKind::TableRow { one.text.replacen(" | ", ": ", 1) } else { one_line(one.text) };
        let Some(found) = LABELLED.as_ref().and_then(|label| label.captures(&line)).and_then(|found| found.get(1))
        else {
            continue;
        };
        let end =
            NEXT_LABEL.as_ref().and_then(|next| next.find(found.as_str())).map_or(found.len(), |next| next.start());
        let title = trimmed(found.as_str().get(..end).unwrap_or(found.as_str()));
        if is_titular(&title) && title.split(' ').count() > 2 && title.starts_with(char::is_uppercase) {
            return Some(Found::new(title, MetadataPlace::Labelled, Some(one.page), one.text));
        }
    }
    None
}

/// What is printed largest on the first page with words, or on the next where the first has no title, with the lines that
/// belong to it. Nothing without geometry, or where nothing is larger than running text.
fn greatest_print(front: Front<'_>) -> Option<Found> {
    let body = front.body_height();
    front.first_pages().find_map(|page| {
        // A page of text is only looked at if nothing but covers stand before it.
        let found = stack(page, body);
        (found.is_some() || !is_cover(page)).then_some(found)
    })?
}

/// The lines of a page's title.
fn stack(page: &Page, body: f32) -> Option<Found> {
    let blocks: Vec<Printed<'_>> = printed(page).collect();
    let large = |one: &Printed<'_>| one.height > body * LARGER;
    // On a cover a title may be a question; elsewhere a question is a heading.
    let titular = |text: &str| is_titular(text) || is_cover(page) && is_titular(text.trim_end_matches('?'));
    let able = |one: &Printed<'_>| large(one) && titular(&one_line(one.text)) && !signs(one.text);
    let several = |one: &Printed<'_>| one_line(one.text).contains(' ');
    let greatest = blocks.iter().filter(|one| able(one) && several(one)).map(|one| one.height).fold(0.0, f32::max);
    if greatest <= 0.0 {
        return None;
    }
    let first = blocks.iter().position(|one| able(one) && several(one) && one.height >= greatest)?;
    let further = if is_cover(page) { FURTHER_ON_COVER } else { FURTHER_ABOVE_TEXT };
    let mut lines = lines_of(&blocks, first, is_cover(page), |one| able(one) && one.height >= greatest * further);
    let words = |lines: &[&Printed<'_>]| lines.iter().map(|one| one.text.split_whitespace().count()).sum::<usize>();
    if is_cover(page) && words(&lines) <= THIN_WORDS {
        // A logo or a single word printed large: the title goes on in smaller print.
        lines = lines_of(&blocks, first, true, |one| able(one) && one.height >= greatest * FURTHER_BELOW_A_WORD);
    }
    if words(&lines) <= THIN_WORDS {
        // "Annual report" alone says little: whose it is belongs to such a title.
        lines.splice(0..0, blocks.iter().filter(|one| large(one) && is_only_bodies(one.text)).take(1));
    }
    Some(Found::new(joined(&lines)?, MetadataPlace::Cover, Some(page.number), &quoted(&lines)))
}

/// The lines around the first of a title that belong to it: on a cover all that do, above a text those that follow each
/// other. Dates, versions and those who sign may stand between.
fn lines_of<'l, 'p>(
    blocks: &'l [Printed<'p>],
    first: usize,
    cover: bool,
    belongs: impl Fn(&Printed<'p>) -> bool,
) -> Vec<&'l Printed<'p>> {
    let passed = |one: &Printed<'p>| cover || matches(&BESIDE, &one_line(one.text)) || signs(one.text);
    let (before, after) = blocks.split_at(first);
    let mut lines: Vec<&Printed<'p>> = before.iter().rev().take_while(|one| belongs(one) || passed(one)).collect();
    lines.reverse();
    lines.extend(after.iter().take_while(|one| belongs(one) || passed(one)));
    lines.retain(|one| belongs(one));
    lines
}

/// The lines of a title as one; a line of other print is set apart by a colon, one whose words another has is left out.
fn joined(lines: &[&Printed<'_>]) -> Option<String> {
    let mut title = String::new();
    let mut last = 0.0;
    for (place, one) in lines.iter().enumerate() {
        let line = trimmed(one.text);
        let others = lines.iter().enumerate().filter(|(other, _)| *other != place);
        let repeats = |(other, one): (usize, &&Printed<'_>)| {
            says_more(one.text, &line) || other < place && says_same(one.text, &line)
        };
        if others.into_iter().any(repeats) || line.is_empty() {
            continue;
        }
        if title.chars().count() + line.chars().count() + 2 > *LENGTHS.end() {
            break;
        }
        if !title.is_empty() {
            let same_print = (one.height - last).abs() <= 0.1 * last;
            title.push_str(if title.ends_with([':', '-', '–']) || same_print { " " } else { ": " });
        }
        title.push_str(&line);
        last = one.height;
    }
    (!title.is_empty()).then_some(title)
}

/// Whether another line has every word of a line, and more.
fn says_more(other: &str, line: &str) -> bool {
    let (other, line) = (all_words(other), all_words(line));
    line.len() < other.len() && line.is_subset(&other)
}

/// Whether two lines have the same words.
fn says_same(other: &str, line: &str) -> bool {
    all_words(other) == all_words(line)
}

fn all_words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn quoted(lines: &[&Printed<'_>]) -> String {
    lines.iter().map(|one| one_line(one.text)).collect::<Vec<_>>().join(" / ")
}

/// The one heading of the first level in a paper without geometry: the title of a web page or of a text.
fn only_heading(front: Front<'_>) -> Option<Found> {
    if front.body_height() > 0.0 {
        return None;
    }
    let mut top = front.first_blocks().filter(|one| one.block.kind == BlockKind::Heading(1));
    let (only, more) = (top.next()?, top.next());
    let title = trimmed(only.text);
    (more.is_none() && is_titular(&title) && title.contains(' ') && !signs(&title))
        .then(|| Found::new(title, MetadataPlace::Heading, Some(only.page), only.text))
}

/// The title that the file declares, unless a program made it up or it is the file's own name.
fn declared(front: Front<'_>) -> Option<Found> {
    let whole = one_line(front.facts.title.as_deref()?);
    // Web pages append the site's name.
    let title = whole.split(" | ").next().unwrap_or_default().trim();
    let lower = title.to_lowercase();
    let made_up = MADE_UP.iter().any(|beginning| {
        lower.strip_prefix(beginning).is_some_and(|rest| {
            // "Document1" and "Slide 1" are made up, "Documents for the board" and "Title IX" are not.
            beginning.contains(' ') || beginning.len() > 12 || !rest.trim().chars().any(char::is_alphabetic)
        })
    });
    let is_name = EXTENSIONS.iter().any(|extension| lower.ends_with(extension))
        || !title.contains(' ')
        || title.contains('_')
        || lower == front.stem().to_lowercase();
    let title = trimmed(title);
    (!made_up && !is_name && is_titular(&title) && title.contains(' ') && !signs(&title))
        .then(|| Found::new(title, MetadataPlace::FileProperty, None, &whole))
}

/// The first line of the paper, where it stands for itself and cannot be a sentence.
fn first_line(front: Front<'_>) -> Option<Found> {
    let apart = |one: &Printed<'_>| {
        one.block.kind == BlockKind::Running || matches(&BESIDE, &one_line(one.text)) || signs(one.text)
    };
    let one = front.first_blocks().find(|one| !apart(one))?;
    let title = trimmed(one.text);
    let words = title.split(' ').count();
    (front.body_height() > 0.0
        && (FEWEST_LINE_WORDS..=MOST_LINE_WORDS).contains(&words)
        && is_titular(&title)
        && !one.text.ends_with(['.', ':', ';', ','])
        && title.starts_with(char::is_alphabetic))
    .then(|| Found::new(title, MetadataPlace::Heading, Some(one.page), one.text))
}

/// What runs along the head or foot of the first pages.
fn running_head(front: Front<'_>) -> Option<Found> {
    let running: Vec<Printed<'_>> = front.first_blocks().filter(|one| one.block.kind == BlockKind::Running).collect();
    running.iter().find_map(|one| {
        let title = trimmed(one.text);
        let again = running.iter().filter(|other| trimmed(other.text) == title).count() > 1;
        let enough = title.split(' ').count() > 2;
        (enough && (again || one.page == 1) && is_titular(&title) && !signs(&title))
            .then(|| Found::new(title, MetadataPlace::RunningHead, Some(one.page), one.text))
    })
}

/// The heading of the first pages that has most words of the file's name, of these the highest, then the first; none that
/// shares no word with a name of several. A heading below others is that of a section, unless the name has its words. Headings of the same kind right below it belong to it.
fn heading(front: Front<'_>) -> Option<Found> {
    let blocks: Vec<Printed<'_>> = front.first_blocks().collect();
    let level = |one: &Printed<'_>| if let BlockKind::Heading(level) = one.block.kind { Some(level) } else { None };
    let able = |one: &Printed<'_>| {
        let title = trimmed(one.text);
        is_titular(&title) && title.contains(' ') && !signs(&title)
    };
    let name = telling_words(front.stem());
    let shared = |one: &Printed<'_>| telling_words(one.text).intersection(&name).count();
    let highest = blocks.iter().filter_map(level).min();
    let is_top = |one: &Printed<'_>| level(one) == highest || shared(one) > 0;
    let headings = blocks.iter().enumerate().filter(|(_, one)| level(one).is_some() && able(one) && is_top(one));
    let (first, best) = headings.min_by_key(|(place, one)| (std::cmp::Reverse(shared(one)), level(one), *place))?;
    if name.len() >= FEWEST_NAME_WORDS && shared(best) == 0 {
        return None;
    }
    let same = blocks.get(first..).unwrap_or_default().iter();
    let lines: Vec<&Printed<'_>> = same.take_while(|one| level(one) == level(best) && able(one)).collect();
    let page = lines.first().map(|one| one.page);
    Some(Found::new(joined(&lines)?, MetadataPlace::Heading, page, &quoted(&lines)))
}

/// Words of a file's name from which it says something of the paper.
const FEWEST_NAME_WORDS: usize = 3;

/// The words of four letters or more, in small letters.
fn telling_words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3);
    words.map(str::to_owned).collect()
}

/// What a sentence of the first pages calls its own paper.
fn named_by_itself(front: Front<'_>) -> Option<Found> {
    front.first_blocks().filter(|one| one.block.kind == BlockKind::Paragraph).take(5).find_map(|one| {
        let line = one_line(one.text);
        let found = SELF.as_ref()?.captures(&line)?;
        let title = trimmed(found.get(1)?.as_str());
        let whole = found.get(0)?.as_str().to_owned();
        is_titular(&title).then(|| Found::new(title, MetadataPlace::Text, Some(one.page), &whole))
    })
}

/// The file's name with blanks for its joints.
fn from_name(stem: &str) -> Option<Found> {
    let name = stem.replace(['_', '+'], " ").replace("%20", " ");
    let name = if name.contains(' ') { name } else { name.replace('-', " ") };
    let name = one_line(&name);
    (!name.is_empty()).then(|| Found::new(name, MetadataPlace::FileName, None, stem))
}
