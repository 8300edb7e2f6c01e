//! Which words a hit matched, found again on the text itself, and the piece of text around them.
//!
//! The index says which page; it does not say which words. So the page is cut into words as for the index, and the
//! query's phrases are looked for among them: what is marked is what was matched, for phrases and beginnings of words
//! as well.

use crate::index::Phrase;
use crate::index::words::{Word, words};
use crate::model::Span;
use crate::model::hits::Snippet;

/// How much of a page a snippet shows, in bytes, give or take a word at each end.
const PAGE_WINDOW: usize = 240;

/// How much of a statement a snippet shows: all of nearly every one.
const STATEMENT_WINDOW: usize = 800;

/// Finds phrases in texts.
pub(super) struct Marker<'q> {
    phrases: Vec<&'q Phrase>,
}

/// A place where a phrase was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    span: Span,
    /// Which phrase.
    phrase: usize,
}

impl<'q> Marker<'q> {
    pub(super) fn new(phrases: Vec<&'q Phrase>) -> Self {
        Self { phrases }
    }

    /// A snippet of a page: where most of the phrases stand together, else from the code point `focus` on, else from
    /// the top.
    pub(super) fn page(&self, text: &str, focus: Option<usize>) -> Snippet {
        let focus = focus.and_then(|at| text.char_indices().nth(at)).map_or(0, |(offset, _)| offset);
        self.snippet(text, PAGE_WINDOW, focus)
    }

    /// A snippet of a statement: all of it, unless it is very long.
    pub(super) fn statement(&self, text: &str) -> Snippet {
        self.snippet(text, STATEMENT_WINDOW, 0)
    }

    fn snippet(&self, text: &str, window: usize, focus: usize) -> Snippet {
        let places = self.places(text);
        let core = best_group(&places, window).unwrap_or(Span::new(focus, focus));
        let shown = if places.is_empty() {
            Span::new(focus, word_end(text, focus.saturating_add(window)))
        } else {
            around(text, core, window)
        };
        let marks = merged(&places);
        Snippet {
            text: text.get(shown.start..shown.end).unwrap_or_default().to_owned(),
            marks: marks
                .into_iter()
                .filter(|mark| shown.start <= mark.start && mark.end <= shown.end)
                .map(|mark| Span::new(mark.start - shown.start, mark.end - shown.start))
                .collect(),
            cut_before: shown.start > 0,
            cut_after: shown.end < text.len(),
        }
    }

    /// Every place of every phrase, by where it starts.
    fn places(&self, text: &str) -> Vec<Place> {
        let words: Vec<Word> = if self.phrases.is_empty() { Vec::new() } else { words(text) };
        let mut places = Vec::new();
        for from in 0..words.len() {
            let rest = words.get(from..).unwrap_or_default();
            for (number, phrase) in self.phrases.iter().enumerate() {
                if phrase.starts(rest)
                    && let (Some(first), Some(last)) = (rest.first(), rest.get(phrase.words.len() - 1))
                {
                    places.push(Place { span: Span::new(first.start, last.end), phrase: number });
                }
            }
        }
        places
    }
}

/// The stretch with the most different phrases, then the most places, then the earliest.
fn best_group(places: &[Place], window: usize) -> Option<Span> {
    let reach = window - window / 4;
    let mut best: Option<((usize, usize), Span)> = None;
    for (from, first) in places.iter().enumerate() {
        let group = places.get(from..).unwrap_or_default();
        let group = group.iter().take_while(|place| place.span.end.saturating_sub(first.span.start) <= reach);
        let (mut phrases, mut count, mut end) = (Vec::new(), 0, first.span.end);
        for place in group {
            if !phrases.contains(&place.phrase) {
                phrases.push(place.phrase);
            }
            count += 1;
            end = end.max(place.span.end);
        }
        let worth = (phrases.len(), count);
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

/// The places as spans that do not overlap.
fn merged(places: &[Place]) -> Vec<Span> {
    let mut spans: Vec<Span> = places.iter().map(|place| place.span).collect();
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
    use super::{Marker, Phrase};
    use proptest::prelude::*;

    fn marked(text: &str, phrases: &[Phrase]) -> Vec<String> {
        let snippet = Marker::new(phrases.iter().collect()).page(text, None);
        snippet.marks.iter().map(|mark| snippet.text[mark.start..mark.end].to_owned()).collect()
    }

    #[test]
    fn what_is_marked_is_what_was_matched() {
        let text = "Safety first: patient safety, and safety of patients.";
        assert_eq!(marked(text, &[Phrase::of("patient safety", false)]), ["patient safety"]);
        assert_eq!(marked(text, &[Phrase::of("safe", true)]), ["Safety", "safety", "safety"]);
        assert_eq!(marked(text, &[Phrase::of("safe", false)]), Vec::<String>::new());
    }

    #[test]
    fn the_window_opens_where_the_phrases_meet() {
        let filler = "words without meaning ".repeat(40);
        let text = format!("quality {filler} better quality of care for all {filler} care");
        let snippet = Marker::new(vec![&Phrase::of("quality", false), &Phrase::of("care", false)]).page(&text, None);
        assert!(snippet.text.contains("better quality of care"), "{}", snippet.text);
        assert!(snippet.cut_before && snippet.cut_after);
        assert_eq!(snippet.marks.len(), 2);
    }

    proptest! {
        #[test]
        fn marks_lie_in_the_snippet(text in "([a-c]{1,3}|é|\u{1F600}|£5|[ \n]){0,200}", a in "[a-c]{1,2}", b in "[a-c]{1,2} [a-c]") {
            let phrases = [Phrase::of(&a, true), Phrase::of(&b, false)];
            let snippet = Marker::new(phrases.iter().collect()).page(&text, Some(text.chars().count() / 2));
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
