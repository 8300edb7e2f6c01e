//! Recognised words take their place on the page, as if it had drawn them as text.

use super::need::OcrNeed;
use super::tsv::Word;
use super::type_size::{self, Setting};
use crate::layout::{Glyph, PageGlyphs, Run};
use stratmine_model::Rect;

/// What was recognised on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Recognised {
    /// Number of words put on the page.
    pub(crate) words: usize,
    /// How sure the program is of them on average, 0 to 100.
    pub(crate) confidence: f32,
    /// The first of the page's runs that is recognised; those before were there.
    pub(crate) first_run: usize,
}

/// Words that the program is less sure of than this, of 100, are left out. On the pictures and outlines among 90 real papers
/// and on covers of others, nine of ten printed words have 90 and more; below 50 nearly all is what it makes of ticks,
/// faces and logos, and between 50 and 60 half.
const LEAST_SURE: f32 = 50.0;
/// A word that counts as a sign that the page can be read at all: so sure, and of so many letters.
const SURE: f32 = 80.0;
const LETTERS: usize = 3;
/// So many such words make a readable page: a title page may have no more.
const SURE_WORDS: usize = 2;

/// Puts recognised words on a page, `scale` of whose pixels are a point. `None`, and the page as it was, where hardly
/// anything was recognised that could be words.
pub(crate) fn words_to_page(page: &mut PageGlyphs, words: Vec<Word>, scale: f32, need: OcrNeed) -> Option<Recognised> {
    let letters = |word: &Word| word.text.chars().filter(|character| character.is_alphabetic()).count();
    let sure = words.iter().filter(|word| word.confidence >= SURE && letters(word) >= LETTERS).count();
    if sure < SURE_WORDS {
        return None;
    }
    let kept: Vec<Run> = match need {
        OcrNeed::Add => page.runs.iter().filter_map(seen).collect(),
        OcrNeed::Nothing | OcrNeed::Replace => Vec::new(),
    };
    let taken = Taken::of(&kept);
    let words = words
        .into_iter()
        .filter(|word| !is_upright(word))
        .map(|word| in_points(word, scale))
        .filter(|word| !taken.holds(word));
    let mut lines = lines(words);
    lines.iter_mut().for_each(drop_uncertain);
    lines.retain(|line| !line.is_empty());
    let words = || lines.iter().flatten().filter(|word| !is_uncertain_bullet(word));
    let count = words().count();
    if count == 0 {
        return None;
    }
    let confidence = words().map(|word| word.confidence).sum::<f32>() / count as f32;
    let tilt = type_size::tilt(&lines);
    let colour = main_colour(&kept);
    let first_run = kept.len();
    page.runs = kept;
    page.unmapped = 0;
    forget_strokes(page, &lines);
    let settings = settings(&lines, tilt);
    // A bullet far from its text comes as a line of its own: as a dot it finds its way to it.
    let usual = type_size::median(lines.iter().zip(&settings).filter_map(weight).collect()).unwrap_or(0.0);
    let (spots, lines): (Vec<_>, Vec<_>) = lines.iter().zip(settings).partition(|(line, _)| is_spot(line, usual));
    page.dots.extend(
        spots.iter().flat_map(|(line, _)| *line).map(|word| Rect::new(word.left, word.top, word.right, word.bottom)),
    );
    let runs = lines.into_iter().filter_map(|(line, setting)| Some(run(line, setting?, colour)));
    page.runs.extend(runs.filter(|run| !run.glyphs.is_empty()));
    Some(Recognised { words: count, confidence, first_run })
}

/// Where text is drawn as outlines, the dots of its letters were taken for bullets and their strokes for lines: what lies
/// within a recognised word is forgotten.
fn forget_strokes(page: &mut PageGlyphs, lines: &[Vec<Word>]) {
    let mut words: Vec<&Word> = lines.iter().flatten().collect();
    words.sort_by(|a, b| a.top.total_cmp(&b.top));
    let highest = words.iter().map(|word| word.height()).fold(0.0, f32::max);
    let in_word = |rect: &Rect| {
        let first = words.partition_point(|word| word.top < rect.y0 - highest);
        let near = words.iter().skip(first).take_while(|word| word.top <= rect.y1);
        // A line under a word, or a box around it, is more than the word.
        near.into_iter().any(|word| {
            let slack = 0.1 * word.height();
            rect.x0 >= word.left - slack
                && rect.x1 <= word.right + slack
                && rect.y0 >= word.top - slack
                && rect.y1 <= word.bottom + slack
        })
    };
    page.dots.retain(|dot| !in_word(dot));
    page.rules.retain(|rule| !in_word(&rule.rect));
}

/// The characters of a run that are visible and known.
fn seen(run: &Run) -> Option<Run> {
    let known = |glyph: &&Glyph| glyph.character != char::REPLACEMENT_CHARACTER;
    let glyphs: Vec<Glyph> = run.glyphs.iter().filter(known).copied().collect();
    (!run.invisible && !glyphs.is_empty()).then(|| Run { glyphs, ..run.clone() })
}

/// Whether a word stands on end: its box is far higher than wide though it has several letters.
fn is_upright(word: &Word) -> bool {
    word.text.chars().count() > 2 && word.height() > 1.5 * word.width()
}

fn in_points(word: Word, scale: f32) -> Word {
    let scale = scale.max(0.01);
    Word {
        left: word.left / scale,
        top: word.top / scale,
        right: word.right / scale,
        bottom: word.bottom / scale,
        ..word
    }
}

/// Words that stand in one line, left to right.
fn lines(words: impl Iterator<Item = Word>) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.last().is_some_and(|last| last.line == word.line) => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    lines
}

/// Drops the words of a line that the program is not sure of, except two kinds: a possible bullet, and a word of letters
/// in a line that it is sure of. Such a word is far more often a word with a speck in it than noise.
fn drop_uncertain(line: &mut Vec<Word>) {
    let sure = line.iter().filter(|word| word.confidence >= SURE).count();
    let reads = sure >= 3 && 4 * sure >= 3 * line.len();
    let is_lettered = |word: &Word| word.text.chars().count() > 1 && word.text.chars().all(char::is_alphabetic);
    let mut first = true;
    line.retain(|word| {
        let may_be_bullet = std::mem::take(&mut first) && is_uncertain_bullet(word);
        word.confidence >= LEAST_SURE || may_be_bullet || (reads && is_lettered(word))
    });
}

/// Whether a word may be a bullet that the program could not read.
fn is_uncertain_bullet(word: &Word) -> bool {
    word.confidence < LEAST_SURE && is_alone(word)
}

/// How each line is set. Lines of one paragraph that differ a little are of one size: what differs is their letters.
fn settings(lines: &[Vec<Word>], tilt: f32) -> Vec<Option<Setting>> {
    let mut settings: Vec<Option<Setting>> = lines.iter().map(|line| type_size::of_line(line, tilt)).collect();
    let paragraph = |line: &Vec<Word>| line.first().map(|word| (word.line.0, word.line.1));
    let mut start = 0;
    for group in lines.chunk_by(|one, other| paragraph(one) == paragraph(other)) {
        let of_group = settings.iter_mut().zip(lines).skip(start).take(group.len());
        start += group.len();
        let of_group: Vec<(&mut Setting, f32)> = of_group
            .filter_map(|(setting, line)| Some((setting.as_mut()?, line.iter().map(Word::width).sum())))
            .collect();
        let usual = type_size::median(of_group.iter().map(|(setting, width)| (setting.size, *width)).collect());
        let Some(usual) = usual else { continue };
        for (setting, _) in of_group.into_iter().filter(|(setting, _)| (setting.size / usual - 1.0).abs() < 0.2) {
            setting.size = usual;
        }
    }
    settings
}

/// Gaps of so many ems part what stands in one line: columns, a tab. Narrower ones are spaces.
const WIDEST_SPACE: f32 = 1.1;

fn run(line: &[Word], setting: Setting, colour: u32) -> Run {
    let mut glyphs: Vec<Glyph> = Vec::new();
    let y = setting.baseline;
    for word in line {
        if let Some(last) = glyphs.last().copied()
            && word.left - last.x1 < WIDEST_SPACE * setting.size
        {
            glyphs.push(Glyph { character: ' ', x0: last.x1, x1: word.left.max(last.x1), y0: y, y1: y });
        }
        let text = match glyphs.is_empty() && is_bullet(word, setting) {
            true => "•",
            // A bullet that is none.
            false if is_uncertain_bullet(word) => continue,
            false => word.text.as_str(),
        };
        let share = word.width() / text.chars().count().max(1) as f32;
        let mut x0 = word.left;
        for character in text.chars() {
            glyphs.push(Glyph { character, x0, x1: x0 + share, y0: y, y1: y });
            x0 += share;
        }
    }
    Run { glyphs, size: setting.size, baseline: y, colour, ..Run::default() }
}

/// The size of a line, and how much it counts.
fn weight((line, setting): (&Vec<Word>, &Option<Setting>)) -> Option<(f32, f32)> {
    Some((setting.as_ref()?.size, line.iter().map(Word::width).sum()))
}

/// Whether a line is no more than a spot, on a page whose text mostly has the `usual` size.
fn is_spot(line: &[Word], usual: f32) -> bool {
    matches!(line, [word] if is_alone(word) && is_round(word) && is_small(word, usual))
}

fn is_round(word: &Word) -> bool {
    (0.6..=1.6).contains(&(word.width() / word.height().max(0.01)))
}

/// Of the height of a bullet, in type of a size: less than a letter, more than a full stop.
fn is_small(word: &Word, size: f32) -> bool {
    (0.15 * size..0.45 * size).contains(&word.height())
}

/// Whether a word is a single character.
fn is_alone(word: &Word) -> bool {
    word.text.chars().nth(1).is_none()
}

/// Whether a line's first word is a bullet that was taken for a letter or sign: a spot, off the line, that no letter is.
/// The program is seldom sure of these.
fn is_bullet(word: &Word, setting: Setting) -> bool {
    let floats = setting.baseline - word.bottom > 0.06 * setting.size;
    is_alone(word) && is_round(word) && is_small(word, setting.size) && floats
}

/// The colour that most of the text has; black where there is none.
fn main_colour(runs: &[Run]) -> u32 {
    const BLACK: u32 = 0x0000_00ff;
    let mut counts = std::collections::BTreeMap::new();
    for run in runs {
        *counts.entry(run.colour).or_insert(0) += run.glyphs.len();
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(BLACK, |(colour, _)| colour)
}

/// Where characters stand already: the middle of each, sorted downwards.
struct Taken(Vec<(f32, f32)>);

impl Taken {
    fn of(runs: &[Run]) -> Self {
        let middles = runs.iter().flat_map(|run| {
            let blank = |glyph: &&Glyph| !glyph.character.is_whitespace();
            // Half the height of a small letter above the line.
            run.glyphs
                .iter()
                .filter(blank)
                .map(|glyph| (f32::midpoint(glyph.y0, glyph.y1) - 0.25 * run.size, f32::midpoint(glyph.x0, glyph.x1)))
        });
        let mut middles: Vec<(f32, f32)> = middles.collect();
        middles.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self(middles)
    }

    fn holds(&self, word: &Word) -> bool {
        let first = self.0.partition_point(|(y, _)| *y < word.top);
        let there = self.0.iter().skip(first).take_while(|(y, _)| *y <= word.bottom);
        there.into_iter().any(|(_, x)| (word.left..=word.right).contains(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, left: f32, top: f32, confidence: f32, line: u32) -> Word {
        let right = left + 20.0 * text.chars().count() as f32;
        Word { text: text.to_owned(), left, top, right, bottom: top + 28.0, confidence, line: (1, 1, line) }
    }

    fn page() -> PageGlyphs {
        PageGlyphs { width: 600.0, height: 800.0, ..PageGlyphs::default() }
    }

    fn texts(page: &PageGlyphs) -> Vec<String> {
        page.runs.iter().map(|run| run.glyphs.iter().map(|glyph| glyph.character).collect()).collect()
    }

    fn text_run(text: &str, x: f32, baseline: f32, invisible: bool) -> Run {
        let glyphs = text.chars().zip(0_u8..).map(|(character, index)| {
            let x0 = x + 5.0 * f32::from(index);
            Glyph { character, x0, x1: x0 + 5.0, y0: baseline, y1: baseline }
        });
        Run { glyphs: glyphs.collect(), size: 10.0, baseline, invisible, ..Run::default() }
    }

    #[test]
    fn words_become_lines_in_points() {
        let mut page = page();
        page.runs.push(text_run("debris", 10.0, 10.0, true));
        let words = vec![
            word("Better", 100.0, 200.0, 95.0, 1),
            word("care", 240.0, 200.0, 93.0, 1),
            word("noise", 400.0, 200.0, 20.0, 1),
            word("closer", 100.0, 260.0, 91.0, 2),
        ];
        let recognised = words_to_page(&mut page, words, 4.0, OcrNeed::Replace).unwrap();
        assert_eq!(texts(&page), ["Better care", "closer"]);
        assert_eq!((recognised.words, recognised.first_run), (3, 0));
        assert!((recognised.confidence - 93.0).abs() < 0.01);
        let first = page.runs[0].glyphs[0];
        assert!((first.x0 - 25.0).abs() < 0.01 && (first.x1 - 30.0).abs() < 0.01);
        assert!((page.runs[0].baseline - 57.0).abs() < 0.01);
        assert!((9.0..12.0).contains(&page.runs[0].size), "{}", page.runs[0].size);
    }

    #[test]
    fn an_uncertain_word_among_sure_ones_is_kept() {
        let line = |doubted: &str| {
            let mut page = page();
            let mut words: Vec<Word> = ["made", "between", "Oldtown"]
                .iter()
                .zip([0.0, 100.0, 260.0])
                .map(|(text, x)| word(text, x, 0.0, 95.0, 1))
                .collect();
            words.push(word(doubted, 420.0, 0.0, 0.0, 1));
            words_to_page(&mut page, words, 4.0, OcrNeed::Replace).unwrap();
            texts(&page).concat()
        };
        assert_eq!(line("Hospital"), "made between Oldtown Hospital");
        assert_eq!(line("@\\_o"), "made between Oldtown");
    }

    #[test]
    fn noise_leaves_the_page_as_it_was() {
        let mut page = page();
        page.runs.push(text_run("12", 10.0, 10.0, false));
        let before = page.clone();
        for words in [
            vec![],
            vec![word("a", 0.0, 0.0, 99.0, 1), word("|", 30.0, 0.0, 99.0, 1), word("Word", 60.0, 0.0, 99.0, 1)],
            vec![word("leaves", 0.0, 0.0, 45.0, 1), word("faces", 300.0, 0.0, 50.0, 1)],
        ] {
            assert_eq!(words_to_page(&mut page, words, 1.0, OcrNeed::Add), None);
            assert_eq!(page, before);
        }
    }

    #[test]
    fn text_that_is_there_is_kept_and_not_doubled() {
        let mut page = page();
        page.runs.push(text_run("Figure", 25.0, 57.0, false));
        page.runs.push(text_run("\u{fffd}\u{fffd}", 25.0, 90.0, false));
        page.unmapped = 2;
        let words = vec![
            word("Figure", 100.0, 200.0, 95.0, 1),
            word("Nurses", 100.0, 300.0, 95.0, 2),
            word("Doctors", 100.0, 400.0, 95.0, 3),
        ];
        let recognised = words_to_page(&mut page, words, 4.0, OcrNeed::Add).unwrap();
        assert_eq!(texts(&page), ["Figure", "Nurses", "Doctors"]);
        assert_eq!((recognised.words, recognised.first_run, page.unmapped), (2, 1, 0));
    }

    #[test]
    fn strokes_of_letters_are_no_bullets_and_no_rules() {
        use crate::layout::RuledLine;
        let rule = |rect| RuledLine { rect, stroked: false, colour: 0 };
        let mut page = page();
        let words = vec![word("Better", 100.0, 200.0, 95.0, 1), word("care", 240.0, 200.0, 93.0, 1)];
        // Dots: one within the first word, one before it. Rules: a stem, an underline, a box around.
        page.dots = vec![Rect::new(40.0, 51.0, 42.0, 53.0), Rect::new(18.0, 52.0, 21.0, 55.0)];
        let (stem, line) = (Rect::new(30.0, 50.5, 31.0, 56.5), Rect::new(20.0, 58.0, 80.0, 58.5));
        let panel = Rect::new(20.0, 40.0, 90.0, 70.0);
        page.rules = vec![rule(stem), rule(line), rule(panel)];
        words_to_page(&mut page, words, 4.0, OcrNeed::Replace).unwrap();
        assert_eq!(page.dots, [Rect::new(18.0, 52.0, 21.0, 55.0)]);
        assert_eq!(page.rules.iter().map(|rule| rule.rect).collect::<Vec<_>>(), [line, panel]);
    }

    #[test]
    fn a_spot_before_a_line_is_a_bullet() {
        let spot = |text: &str, top: f32, high: f32| Word {
            text: text.to_owned(),
            left: 60.0,
            top,
            right: 60.0 + high,
            bottom: top + high,
            confidence: 30.0,
            line: (1, 1, 1),
        };
        let line = |first: Word| {
            let mut page = page();
            let words = vec![first, word("Train", 100.0, 200.0, 95.0, 1), word("staff", 220.0, 200.0, 95.0, 1)];
            words_to_page(&mut page, words, 4.0, OcrNeed::Replace).unwrap();
            texts(&page).concat()
        };
        assert_eq!(line(spot("e", 208.0, 12.0)), "• Train staff");
        assert_eq!(line(spot("¢", 208.0, 12.0)), "• Train staff");
        assert_eq!(line(spot("a", 208.0, 20.0)), "Train staff");
        let sure = Word { confidence: 90.0, ..spot("1", 200.0, 28.0) };
        assert_eq!(line(sure), "1 Train staff");
    }
}
