//! The parts of a statement that features look at: facts of form, its run-in label, the places where it may begin, its lead-in.

use crate::detection::Candidate;
use std::ops::Range;
use stratmine_model::BlockKind;

/// The numbers of the facts of form that hold.
pub(super) fn forms(candidate: &Candidate<'_>) -> impl Iterator<Item = usize> {
    let text = candidate.text.trim();
    let words = text.split_whitespace().count();
    let facts = [
        candidate.block == BlockKind::Paragraph,
        matches!(candidate.block, BlockKind::ListItem(_)),
        candidate.block == BlockKind::TableRow,
        candidate.lead_in.is_some(),
        !candidate.headings.is_empty(),
        words <= 3,
        words > 45,
        text.ends_with('?'),
        text.ends_with(['.', '!', ';']),
        text.starts_with(char::is_lowercase),
        candidate.advises,
        text.contains(|c: char| c.is_ascii_digit()),
        words <= 4,
        (5..=8).contains(&words),
        (9..=15).contains(&words),
        (16..=25).contains(&words),
        (26..=40).contains(&words),
        words > 40,
    ];
    facts.into_iter().enumerate().filter_map(|(number, holds)| holds.then_some(number))
}

/// The lead-in, nearest part first: a cell's is the head of its column, then that of its row, parted by a slash.
pub(crate) fn lead_ins<'s>(candidate: &Candidate<'s>) -> impl Iterator<Item = &'s str> {
    let in_table = candidate.block == BlockKind::TableRow;
    let (column, row) = match candidate.lead_in {
        Some(lead_in) if in_table => {
            lead_in.split_once(" / ").map_or((Some(lead_in), None), |(column, row)| (Some(column), Some(row)))
        }
        lead_in => (lead_in, None),
    };
    column.into_iter().chain(row)
}

/// What ends a run-in label.
const LABEL_ENDS: [&str; 5] = [": ", "– ", " — ", " - ", ":\n"];

/// The run-in label of a statement ("Objective 2:", "Challenge:", "Healthy schools –"), without what ends it.
pub(crate) fn label(text: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 80;
    const MOST_WORDS: usize = 9;
    let end = LABEL_ENDS.iter().filter_map(|mark| text.find(mark)).min()?;
    let label = text.get(..end)?.trim_end();
    let words = label.split_whitespace().count();
    (end <= LONGEST && (1..=MOST_WORDS).contains(&words)).then_some(0..label.len())
}

/// Where the statement proper may begin: after bullets, numbers and quotation marks; and, if it has a label, after that
/// and after a second one ("1001 days: pregnancy pathway – Delivering …").
pub(crate) fn beginnings(text: &str, label: Option<&Range<usize>>) -> Vec<usize> {
    let skip = |from: usize, numbers: bool| {
        let rest = text.get(from..).unwrap_or_default();
        let mark = |c: char| {
            c.is_whitespace()
                || matches!(c, '•' | '*' | '"' | '\'' | '“' | '‘' | '(' | ')' | '-' | '–' | '—' | ':' | '.' | '…')
                || (numbers && c.is_ascii_digit())
        };
        from + rest.find(|c: char| !mark(c)).unwrap_or(rest.len())
    };
    // "30% of staff will" keeps its number: a number is an ordinal only where a point, a dash or a space alone follows.
    let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let ordinal = text.get(digits..).is_some_and(|rest| rest.starts_with([' ', ')', ':', '-', '–']));
    let mut starts = vec![skip(0, ordinal)];
    if let Some(first) = label {
        let from = skip(first.end, false);
        starts.push(from);
        if let Some(second) = text.get(from..).and_then(self::label) {
            starts.push(skip(from + second.end, false));
        }
    }
    starts.dedup();
    starts
}

#[cfg(test)]
mod tests {
    use super::{beginnings, label};

    #[test]
    fn labels_are_short_and_end_plainly() {
        let found = |text: &'static str| label(text).and_then(|range| text.get(range));
        assert_eq!(found("Objective 2: Describe it"), Some("Objective 2"));
        assert_eq!(found("Healthy schools – build resilience"), Some("Healthy schools"));
        assert_eq!(found("We will do three things that nobody has yet done here: sing"), None);
        assert_eq!(found("No label here"), None);
    }

    #[test]
    fn a_statement_begins_after_marks_numbers_and_labels() {
        let found = |text: &'static str| {
            beginnings(text, label(text).as_ref()).into_iter().map(|at| &text[at..]).collect::<Vec<_>>()
        };
        assert_eq!(found("3.10 Clearly"), ["Clearly"]);
        assert_eq!(found("17 - Improving links"), ["Improving links"]);
        assert_eq!(found("30% of staff"), ["30% of staff"]);
        assert_eq!(found("Aim 3: Make it"), ["Aim 3: Make it", "Make it"]);
        assert_eq!(found("“To be"), ["To be"]);
        assert_eq!(found("Days: Pathway – Delivering")[2..], ["Delivering"]);
    }
}
