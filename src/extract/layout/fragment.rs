//! Characters become fragments: pieces of a line without a gap wider than a word space can be.

use super::{Glyph, PageGlyphs, Run, Tag, turn};
use stratmine_model::{PageGrade, PageQuality, Rect};

/// A piece of one line. Spaces between words are characters of their own; there is none at either end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fragment {
    pub(crate) glyphs: Vec<Glyph>,
    /// The em size that most of its characters have, in points.
    pub(crate) size: f32,
    /// The em size of its largest letter or digit, in points.
    pub(crate) largest: f32,
    pub(crate) baseline: f32,
    /// Darkness of its letters relative to a regular face, as in [`Run::ink`].
    pub(crate) ink: Option<f32>,
    /// How many characters that is the mean of.
    inked: u16,
    pub(crate) colour: u32,
    pub(crate) rect: Rect,
    /// Its place in drawing order.
    pub(crate) drawn: usize,
    /// What the file's structure says of it.
    pub(crate) tag: Option<Tag>,
    /// By how many quarter turns the page was turned for it, as in [`stratmine_model::Line::turns`].
    pub(crate) turns: u8,
}

/// A gap wider than this many ems ends a fragment: it is a gutter or a tab, not a word space.
const WIDEST_WORD_SPACE: f32 = 1.1;
/// A gap wider than this many ems is a word space where the page draws none.
const NARROWEST_WORD_SPACE: f32 = 0.16;
/// Characters above or below the baseline by more than this many ems are on another line.
const SAME_LINE: f32 = 0.25;

/// A note mark or an ordinal has no more characters than this.
const LONGEST_MARK: usize = 5;

impl Fragment {
    fn start(run: &Run, drawn: usize) -> Self {
        Self {
            glyphs: Vec::with_capacity(run.glyphs.len()),
            size: run.size,
            largest: 0.0,
            baseline: run.baseline,
            ink: None,
            inked: 0,
            colour: run.colour,
            rect: Rect::default(),
            drawn,
            tag: run.tag,
            turns: 0,
        }
    }

    pub(crate) fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.character).collect()
    }

    /// Left edge of the first character.
    pub(crate) fn x0(&self) -> f32 {
        self.glyphs.first().map_or(self.rect.x0, |glyph| glyph.x0)
    }

    /// Right edge of the last character.
    pub(crate) fn x1(&self) -> f32 {
        self.glyphs.last().map_or(self.rect.x1, |glyph| glyph.x1)
    }

    /// Number of letters and digits.
    pub(crate) fn weight(&self) -> usize {
        self.glyphs.iter().filter(|glyph| glyph.character.is_alphanumeric()).count()
    }

    /// Trims blanks and settles the extent; `None` where nothing is left.
    pub(crate) fn finish(mut self) -> Option<Self> {
        while self.glyphs.last().is_some_and(|glyph| glyph.character == ' ') {
            self.glyphs.pop();
        }
        let blank = self.glyphs.iter().take_while(|glyph| glyph.character == ' ').count();
        self.glyphs.drain(..blank);
        let (first, last) = (self.glyphs.first()?, self.glyphs.last()?);
        // Ascent and descent of a usual text face, in ems.
        self.rect = Rect::new(first.x0, self.baseline - 0.75 * self.size, last.x1, self.baseline + 0.22 * self.size);
        Some(self)
    }

    /// Splits off the characters from `index` on.
    pub(crate) fn split_at(mut self, index: usize) -> (Option<Self>, Option<Self>) {
        let tail = self.glyphs.split_off(index.min(self.glyphs.len()));
        let rest = Self { glyphs: tail, ..self.clone() };
        (self.finish(), rest.finish())
    }

    /// Whether the file's structure puts the other piece into another paragraph, item or cell.
    pub(crate) fn is_apart_from(&self, other: Option<Tag>) -> bool {
        self.tag.zip(other).is_some_and(|(own, other)| own.element != other.element)
    }

    /// Whether `next` can go on from this fragment on the same line.
    fn reaches(&self, baseline: f32, size: f32, x0: f32, is_short: bool) -> bool {
        let em = self.size.max(size);
        let raised = is_short && (size < 0.85 * self.size || self.size < 0.85 * size);
        let drop = (baseline - self.baseline).abs();
        let gap = x0 - self.x1();
        // Note marks and ordinals are small and raised, and stand tight.
        (drop < SAME_LINE * size.min(self.size) || (raised && drop < 0.6 * em && gap < 0.4 * size.min(self.size)))
            && gap < WIDEST_WORD_SPACE * em
            && gap > -0.6 * em
    }

    fn push(&mut self, glyph: Glyph, size: f32) {
        let blank = is_blank(glyph.character);
        let after_blank = self.glyphs.last().is_none_or(|last| last.character == ' ');
        if blank {
            if !after_blank {
                self.glyphs.push(Glyph { character: ' ', ..glyph });
            } else if let Some(last) = self.glyphs.last_mut() {
                last.x1 = last.x1.max(glyph.x1);
            }
            return;
        }
        if !after_blank && glyph.x0 - self.x1() > NARROWEST_WORD_SPACE * size.min(self.size) {
            let x0 = self.x1();
            self.glyphs.push(Glyph { character: ' ', x0, x1: glyph.x0, y0: glyph.y0, y1: glyph.y0 });
        }
        if glyph.character.is_alphanumeric() {
            self.largest = self.largest.max(size);
        }
        self.glyphs.push(glyph);
    }

    /// Takes in a fragment further right on the same line.
    pub(crate) fn join(&mut self, other: &Self) {
        if self.weight() < other.weight() {
            self.size = other.size;
            self.baseline = other.baseline;
            self.colour = other.colour;
            self.tag = other.tag.or(self.tag);
        }
        self.ink = match (self.ink, other.ink) {
            (Some(one), Some(two)) => {
                let (a, b) = (self.weight() as f32, other.weight() as f32);
                Some((one * a + two * b) / (a + b).max(1.0))
            }
            (one, two) => one.or(two),
        };
        let gap = other.x0() - self.x1();
        // Pieces drawn over each other are no one word either.
        if self.glyphs.last().is_some_and(|last| last.character != ' ')
            && !(-0.25 * self.size..=0.1 * self.size).contains(&gap)
        {
            let x0 = self.x1();
            self.glyphs.push(Glyph {
                character: ' ',
                x0,
                x1: other.x0().max(x0),
                y0: self.baseline,
                y1: self.baseline,
            });
        }
        self.glyphs.extend_from_slice(&other.glyphs);
        self.largest = self.largest.max(other.largest);
        self.rect = self.rect.union(&other.rect);
        self.drawn = self.drawn.min(other.drawn);
    }
}

/// The fragments of a page in drawing order, and those that are written at right angles to its text. Text that nobody
/// sees counts only where nothing else can be read; slanting text is a mark over the page and is left to the caller.
pub(super) fn of_page(page: &PageGlyphs) -> (Vec<Fragment>, PageQuality) {
    let mut grade = PageQuality::good();
    let hidden = reads_hidden(page);
    if hidden {
        grade.lower_to(PageGrade::Fair, "read from a hidden text layer, as text recognition leaves behind a scan");
    }
    let level = page.runs.iter().filter(|run| run.invisible == hidden && turn::of_angle(run.angle) == Some(0));
    let mut fragments = of_runs(level);
    put_bullets(&mut fragments, &page.dots);
    (fragments, grade)
}

/// Whether the page's text is one that it does not show.
pub(super) fn reads_hidden(page: &PageGlyphs) -> bool {
    let count = |hidden: bool| -> usize {
        page.runs.iter().filter(|run| run.invisible == hidden).map(|run| run.glyphs.len()).sum()
    };
    count(true) > 4 * count(false)
}

/// The fragments of some level runs.
pub(super) fn of_runs<'r>(runs: impl Iterator<Item = &'r Run>) -> Vec<Fragment> {
    let mut fragments: Vec<Fragment> = Vec::new();
    let mut open: Option<Fragment> = None;
    for (drawn, run) in runs.enumerate() {
        take_run(run, drawn, &mut open, &mut fragments);
    }
    fragments.extend(open.and_then(Fragment::finish));
    join_neighbours(fragments)
}

/// Puts a bullet before fragments that a drawn dot stands before.
fn put_bullets(fragments: &mut [Fragment], dots: &[Rect]) {
    let mut dots = dots.to_vec();
    dots.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    for fragment in fragments {
        if super::marker::find(&fragment.glyphs).is_some() {
            continue;
        }
        let em = fragment.size;
        let (top, bottom) = (fragment.baseline - 0.72 * em, fragment.baseline + 0.1 * em);
        let first = dots.partition_point(|dot| dot.y0 < top - 9.0);
        let before = |dot: &&Rect| {
            let middle = f32::midpoint(dot.y0, dot.y1);
            let gap = fragment.x0() - dot.x1;
            middle > top && middle < bottom && gap > 0.15 * em && gap < 2.6 * em && dot.height() < 0.8 * em
        };
        let near = dots.iter().skip(first).take_while(|dot| dot.y0 < bottom).find(before);
        if let Some(dot) = near {
            let y = fragment.baseline;
            let bullet = Glyph { character: '•', x0: dot.x0, x1: dot.x1, y0: y, y1: y };
            let blank = Glyph { character: ' ', x0: dot.x1, x1: fragment.x0(), y0: y, y1: y };
            fragment.glyphs.splice(0..0, [bullet, blank]);
            fragment.rect.x0 = dot.x0;
        }
    }
}

fn take_run(run: &Run, drawn: usize, open: &mut Option<Fragment>, done: &mut Vec<Fragment>) {
    let mut seen_blank = 0.0_f32;
    for glyph in &run.glyphs {
        if is_blank(glyph.character) {
            seen_blank += (glyph.x1 - glyph.x0).max(0.0);
        } else {
            // A row of spaces as wide as a tab is a tab.
            if seen_blank > 2.2 * run.size {
                done.extend(open.take().and_then(Fragment::finish));
            }
            seen_blank = 0.0;
        }
        let fits = open.as_ref().is_some_and(|fragment| {
            // A word is never cut, even where the tags split its letters.
            let cut = fragment.is_apart_from(run.tag) && glyph.x0 - fragment.x1() > NARROWEST_WORD_SPACE * run.size;
            fragment.reaches(glyph.y0, run.size, glyph.x0, run.glyphs.len() <= LONGEST_MARK) && !cut
        });
        if !fits {
            done.extend(open.take().and_then(Fragment::finish));
        }
        let fragment = open.get_or_insert_with(|| {
            let mut started = Fragment::start(run, drawn);
            started.baseline = glyph.y0;
            started
        });
        // A raised first letter or a large initial does not set the line's size.
        if fragment.glyphs.len() < 6
            && (run.size - fragment.size).abs() > 0.1
            && glyph.character.is_alphanumeric()
            && fragment.weight() < 3
        {
            if run.size > fragment.size || fragment.weight() < 1 {
                fragment.baseline = glyph.y0;
            }
            fragment.size = run.size;
            fragment.colour = run.colour;
            fragment.tag = run.tag.or(fragment.tag);
        }
        if let Some(ink) = run.ink.filter(|_| glyph.character.is_alphabetic() && fragment.inked < u16::MAX) {
            let (mean, count) = (fragment.ink.unwrap_or_default(), f32::from(fragment.inked));
            fragment.ink = Some((mean * count + ink) / (count + 1.0));
            fragment.inked += 1;
        }
        fragment.push(*glyph, run.size);
    }
}

/// Joins fragments that the page draws apart though they stand next to each other on one line: a bold word, a bullet.
fn join_neighbours(fragments: Vec<Fragment>) -> Vec<Fragment> {
    let mut by_line: Vec<(usize, Fragment)> = fragments.into_iter().enumerate().collect();
    by_line.sort_by(|(_, a), (_, b)| a.baseline.total_cmp(&b.baseline).then(a.x0().total_cmp(&b.x0())));
    let mut joined: Vec<Fragment> = Vec::with_capacity(by_line.len());
    for (_, fragment) in by_line {
        let partner = joined.iter_mut().rev().take(12).find(|earlier| {
            let gap = fragment.x0() - earlier.x1();
            let em = earlier.size.max(fragment.size);
            let level = (earlier.baseline - fragment.baseline).abs() < SAME_LINE * earlier.size.min(fragment.size);
            let tight = gap > -0.3 * em && gap < 0.5 * em;
            let bullet = super::marker::is_bullet_alone(&earlier.glyphs) && gap > -0.3 * em && gap < 5.5 * em;
            let apart = earlier.is_apart_from(fragment.tag) && gap > NARROWEST_WORD_SPACE * em;
            level && ((tight && !apart) || bullet)
        });
        match partner {
            Some(earlier) => earlier.join(&fragment),
            None => joined.push(fragment),
        }
    }
    joined.sort_by_key(|fragment| fragment.drawn);
    joined
}

/// The piece that has the most letters of all, which tells how they look.
pub(super) fn heaviest<'f>(pieces: impl IntoIterator<Item = &'f Fragment>) -> Option<&'f Fragment> {
    pieces.into_iter().max_by_key(|piece| piece.weight())
}

/// What the pieces cover together; `None` where there are none.
pub(super) fn extent<'f>(pieces: impl IntoIterator<Item = &'f Fragment>) -> Option<Rect> {
    pieces.into_iter().map(|piece| piece.rect).reduce(|all, one| all.union(&one))
}

/// Fragments grouped into lines, top to bottom, each left to right.
///
/// A figure or initial as high as several lines stands level with the first of them.
pub(super) fn rows(fragments: Vec<Fragment>) -> Vec<Vec<Fragment>> {
    let mut sizes: Vec<f32> = fragments.iter().map(|fragment| fragment.size).collect();
    sizes.sort_by(f32::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    let alone = |large: &Fragment| {
        !fragments.iter().any(|other| other.size < 1.6 * usual && (other.baseline - large.baseline).abs() < 0.2 * usual)
    };
    let keys: Vec<f32> = fragments
        .iter()
        .map(|fragment| {
            let high = fragment.size > 1.6 * usual && alone(fragment);
            fragment.baseline - if high { 0.72 * (fragment.size - usual) } else { 0.0 }
        })
        .collect();
    let mut keyed: Vec<(f32, Fragment)> = keys.into_iter().zip(fragments).collect();
    keyed.sort_by(|(one, a), (other, b)| one.total_cmp(other).then(a.x0().total_cmp(&b.x0())));
    let mut rows: Vec<Vec<Fragment>> = Vec::new();
    let mut level = f32::NEG_INFINITY;
    for (key, fragment) in keyed {
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| (key - level).abs() < 0.4 * first.size.min(fragment.size)) => {
                row.push(fragment);
            }
            _ => {
                level = key;
                rows.push(vec![fragment]);
            }
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x0().total_cmp(&b.x0()));
    }
    rows
}

/// Blanks and characters that stand for nothing.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control() || matches!(character, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// The text of some lines, joined by spaces.
pub(super) fn text_of<'f>(lines: impl IntoIterator<Item = &'f Fragment>) -> String {
    let mut text = String::new();
    for line in lines {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(line.glyphs.iter().map(|glyph| glyph.character));
    }
    text
}

/// Whether text of this colour is set on a dark ground.
pub(super) fn is_light(colour: u32) -> bool {
    let [red, green, blue, _] = colour.to_be_bytes();
    u32::from(red) + u32::from(green) + u32::from(blue) > 3 * 200
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn run(text: &str, x: f32, y: f32, size: f32) -> Run {
        let step = size * 0.5;
        let glyphs = text
            .chars()
            .enumerate()
            .map(|(index, character)| {
                let x0 = x + index as f32 * step;
                Glyph { character, x0, x1: x0 + step, y0: y, y1: y }
            })
            .collect();
        Run { glyphs, size, baseline: y, ..Run::default() }
    }

    fn texts(runs: Vec<Run>) -> Vec<String> {
        let page = PageGlyphs { width: 600.0, height: 800.0, runs, ..PageGlyphs::default() };
        of_page(&page).0.iter().map(Fragment::text).collect()
    }

    #[test]
    fn a_gap_is_a_space_and_a_wide_gap_a_new_fragment() {
        assert_eq!(texts(vec![run("joined", 10.0, 100.0, 10.0), run("up", 40.0, 100.0, 10.0)]), ["joinedup"]);
        assert_eq!(texts(vec![run("two", 10.0, 100.0, 10.0), run("words", 28.0, 100.0, 10.0)]), ["two words"]);
        assert_eq!(texts(vec![run("left", 10.0, 100.0, 10.0), run("right", 90.0, 100.0, 10.0)]), ["left", "right"]);
    }

    #[test]
    fn a_bullet_joins_its_text_over_a_tab() {
        assert_eq!(texts(vec![run("•", 10.0, 100.0, 10.0), run("Train staff", 40.0, 100.0, 10.0)]), ["• Train staff"]);
    }

    #[test]
    fn hidden_text_counts_only_alone() {
        let hidden = Run { invisible: true, ..run("hidden", 10.0, 100.0, 10.0) };
        assert_eq!(texts(vec![hidden.clone()]), ["hidden"]);
        assert_eq!(texts(vec![hidden, run("seen", 10.0, 200.0, 10.0)]), ["seen"]);
    }
}
