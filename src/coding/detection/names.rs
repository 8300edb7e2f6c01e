//! Texts that name something and say nothing of it: a label, a bare figure, a job title, a word in a cell.
//!
//! Nothing is intended by them, whatever they stand under, so that no weight is asked. In: the words and the kind of
//! their block. It knows English job titles and what parts of a paper are called, and no paper.

use stratmine_model::BlockKind;

/// Most words of a label before a colon.
const LABEL_WORDS: usize = 4;

/// Most words of a job title.
const TITLE_WORDS: usize = 7;

/// Whether a text only names something.
pub(super) fn only_names(text: &str, block: BlockKind) -> bool {
    let text = text.trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let listed = matches!(block, BlockKind::ListItem(_) | BlockKind::TableRow);
    is_label(text, &words)
        || is_figure(&words)
        || (listed && is_job_title(&words))
        || (block == BlockKind::TableRow && words.len() == 1 && text.chars().all(char::is_lowercase))
}

/// "Commitment five:", "Priority 2", "Aim B".
fn is_label(text: &str, words: &[&str]) -> bool {
    const PARTS: [&str; 24] = [
        "action",
        "aim",
        "ambition",
        "annex",
        "appendix",
        "chapter",
        "commitment",
        "enabler",
        "figure",
        "goal",
        "objective",
        "outcome",
        "part",
        "phase",
        "pillar",
        "principle",
        "priority",
        "programme",
        "section",
        "strand",
        "table",
        "theme",
        "workstream",
        "year",
    ];
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let is_number = |word: &str| {
        let bare = word.trim_end_matches([':', '.', ')']);
        let roman = !bare.is_empty() && bare.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
        let letter = bare.len() == 1 && bare.bytes().all(|b| b.is_ascii_uppercase());
        let digits = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        digits || roman || letter || NUMBERS.contains(&bare.to_lowercase().as_str())
    };
    let numbered =
        matches!(words, [part, number] if PARTS.contains(&part.to_lowercase().as_str()) && is_number(number));
    numbered || (text.ends_with(':') && words.len() <= LABEL_WORDS)
}

/// "3 TRUSTS", "£40m", "12 wards": a number with at most one word, or with words in capitals. "7-day services" is none.
fn is_figure(words: &[&str]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let number = first.trim_start_matches(['£', '€', '$', '~', '<', '>', '+']);
    let number =
        ["million", "bn", "m", "k", "%", "+"].iter().find_map(|unit| number.strip_suffix(unit)).unwrap_or(number);
    let is_number = number.chars().any(|c| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let capitals = |word: &&str| word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase);
    is_number
        && match rest {
            // "100% attendance" may be what is aimed at.
            [_] if first.ends_with('%') => false,
            [] | [_] => true,
            more => more.len() <= LABEL_WORDS && more.iter().all(capitals),
        }
}

/// "Chief Operating Officer", "Director of Nursing": every word with a capital, a rank at the beginning or the end.
fn is_job_title(words: &[&str]) -> bool {
    const LINKS: [&str; 6] = ["of", "for", "and", "the", "&", "/"];
    const FIRST: [&str; 9] =
        ["chief", "director", "head", "chair", "chairman", "chairwoman", "deputy", "associate", "interim"];
    const BEFORE: [&str; 18] = [
        "assistant",
        "clinical",
        "corporate",
        "digital",
        "executive",
        "finance",
        "group",
        "joint",
        "lead",
        "managing",
        "medical",
        "non-executive",
        "nursing",
        "operations",
        "programme",
        "project",
        "senior",
        "strategy",
    ];
    const LAST: [&str; 12] = [
        "officer",
        "director",
        "manager",
        "lead",
        "chair",
        "executive",
        "coordinator",
        "secretary",
        "president",
        "nurse",
        "accountant",
        "governor",
    ];
    let lower = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-').to_lowercase();
    let (Some(first), Some(last)) = (words.first().map(lower), words.last().map(lower)) else { return false };
    let named = words
        .iter()
        .all(|word| LINKS.contains(word) || word.starts_with(|c: char| c.is_uppercase() || matches!(c, '(' | '&')));
    let begins = FIRST.contains(&first.as_str());
    let ranks = LAST.contains(&last.as_str()) && (begins || BEFORE.contains(&first.as_str()));
    let of = matches!(first.as_str(), "director" | "head" | "chair") && words.get(1).is_some_and(|word| *word == "of");
    (2..=TITLE_WORDS).contains(&words.len()) && named && (ranks || of)
}

#[cfg(test)]
mod tests {
    use super::only_names;
    use stratmine_model::BlockKind::{ListItem, Paragraph, TableRow};

    #[test]
    fn labels_figures_and_titles_only_name_something() {
        for text in [
            "Commitment five:",
            "Priority one",
            "Aim 3",
            "Theme B:",
            "3 TRUSTS",
            "£40m",
            "400,000 PEOPLE SERVED",
            "12 wards",
        ] {
            assert!(only_names(text, ListItem(0)) && only_names(text, Paragraph), "{text}");
        }
        for text in
            ["Chief Operating Officer", "Medical Director", "Director of Nursing and Quality", "Chair of the Board"]
        {
            assert!(only_names(text, ListItem(0)) && only_names(text, TableRow), "{text}");
        }
        assert!(only_names("count", TableRow) && !only_names("Efficiency", TableRow));
    }

    #[test]
    fn what_is_aimed_at_is_more_than_a_name() {
        for text in [
            "Waiting times for operations",
            "7-day services",
            "300 more nurses",
            "24/7 care",
            "100% attendance",
            "Appoint a Medical Director",
            "Appoint Clinical Director",
            "Clinical leadership",
            "Quality",
            "Priority access for carers",
            "By 2026 we will reduce waits:",
            "Head injuries reduced",
        ] {
            assert!(!only_names(text, ListItem(0)) && !only_names(text, TableRow), "{text}");
        }
    }
}
