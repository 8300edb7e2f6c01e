//! The piece of text around the matches, with their words marked.

use super::unit_view::MatchSpan;
use stratmine_model::Span;
use stratmine_model::hits::Snippet;

/// How much of a page a snippet shows, in bytes, give or take a word at each end.
pub(super) const PAGE_WINDOW: usize = 240;

/// How much of a statement a snippet shows: all of nearly every one.
pub(super) const STATEMENT_WINDOW: usize = 800;

/// The stretch of a text where most matches stand together; without matches, the text from the byte `focus` on.
pub(super) fn snippet(text: &str, matches: &[MatchSpan], window: usize, focus: usize) -> Snippet {
    let core = best_group(matches, window).unwrap_or(Span::new(focus, focus));
    let shown = if matches.is_empty() {
        Span::new(focus, word_end(text, focus.saturating_add(window)))
    } else {
        around(text, core, window)
    };
    Snippet {
        text: text.get(shown.start..shown.end).unwrap_or_default().to_owned(),
        marks: merged(matches)
            .into_iter()
            .filter(|mark| shown.start <= mark.start && mark.end <= shown.end)
            .map(|mark| Span::new(mark.start - shown.start, mark.end - shown.start))
            .collect(),
        cut_before: shown.start > 0,
        cut_after: shown.end < text.len(),
    }
}

/// The stretch with matches of the most conditions, then the most matches, then the earliest.
fn best_group(places: &[MatchSpan], window: usize) -> Option<Span> {
    let reach = window - window / 4;
    let mut best: Option<((usize, usize), Span)> = None;
    for (from, first) in places.iter().enumerate() {
        let group = places.get(from..).unwrap_or_default();
        let group = group.iter().take_while(|place| place.span.end.saturating_sub(first.span.start) <= reach);
        let (mut conditions, mut count, mut end) = (Vec::new(), 0, first.span.end);
        for place in group {
            if !conditions.contains(&place.condition) {
                conditions.push(place.condition);
            }
            count += 1;
            end = end.max(place.span.end);
        }
        let worth = (conditions.len(), count);
        if best.as_ref().is_none_or(|(other, _)| worth > *other) {
            best = Some((worth, Span::new(first.span.start, end)));
        }
    }
    best.map(|(_, span)| span)
}

/// The window around a stretch, ending between words.
fn around(text: &str, core: Span, window: usize) -> Span {
    if text.len() <= window {
        return Span::new(0, text.len());
    }
    let spare = window.saturating_sub(core.len());
    // A third before, the rest after; what one side cannot use, the other gets.
    let before = (spare / 3).min(core.start);
    let after = (spare - before).min(text.len() - core.end);
    let before = (spare - after).min(core.start);
    Span::new(word_start(text, core.start - before, core.start), word_end(text, core.end + after))
}

/// The first start of a word at or after `at`, at most `latest`.
fn word_start(text: &str, at: usize, latest: usize) -> usize {
    if at == 0 {
        return 0;
    }
    let at = text.floor_char_boundary(at);
    let gap = text.get(at..latest).and_then(|rest| rest.find(char::is_whitespace).map(|space| at + space));
    let Some(gap) = gap else { return latest };
    let rest = text.get(gap..latest).unwrap_or_default();
    gap + rest.len() - rest.trim_start().len()
}

/// The end of the word that `at` falls into.
fn word_end(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    let rest = text.get(at..).unwrap_or_default();
    // A "word" without end is cut all the same.
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len()).min(80);
    text.floor_char_boundary(at + end)
}

/// The matched words as spans that do not overlap.
pub(super) fn merged(matches: &[MatchSpan]) -> Vec<Span> {
    let mut spans: Vec<Span> = matches.iter().flat_map(|found| &found.words).copied().collect();
    spans.sort();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{PAGE_WINDOW, snippet};
    use crate::unit_view::MatchSpan;
    use proptest::prelude::*;
    use stratmine_model::Span;

    fn matches(text: &str, words: &[&str]) -> Vec<MatchSpan> {
        let each = words.iter().enumerate().flat_map(|(condition, word)| {
            text.match_indices(word).map(move |(at, found)| {
                let span = Span::new(at, at + found.len());
                MatchSpan { span, words: vec![span], condition }
            })
        });
        let mut matches: Vec<MatchSpan> = each.collect();
        matches.sort();
        matches
    }

    #[test]
    fn the_window_opens_where_most_is_seen() {
        let filler = "words without meaning ".repeat(40);
        let text = format!("quality {filler} better quality of care for all {filler} care");
        let snippet = snippet(&text, &matches(&text, &["quality", "care"]), PAGE_WINDOW, 0);
        assert!(snippet.text.contains("better quality of care"), "{}", snippet.text);
        assert!(snippet.cut_before && snippet.cut_after);
        assert_eq!(snippet.marks.len(), 2);
    }

    proptest! {
        #[test]
        fn marks_lie_in_the_snippet(text in "([a-c]{1,3}|é|\u{1F600}|£5|[ \n]){0,200}", a in "[a-c]{1,2}", b in "[a-c]{1,2} [a-c]") {
            let focus = text.floor_char_boundary(text.len() / 2);
            let snippet = snippet(&text, &matches(&text, &[&a, &b]), PAGE_WINDOW, focus);
            prop_assert!(text.contains(&snippet.text));
            let mut last = 0;
            for mark in &snippet.marks {
                prop_assert!(mark.start >= last && !mark.is_empty());
                prop_assert!(snippet.text.get(mark.start..mark.end).is_some());
                last = mark.end;
            }
        }
    }
}
