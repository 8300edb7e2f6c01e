//! Characters become fragments: pieces of a line without a gap wider than a word space can be.

use super::{Glyph, PageGlyphs, RuledLine, Run, Tag, turn};
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
    /// How many of its characters are in runs that lean, less those in runs that do not.
    leaning: i32,
    pub(crate) colour: u32,
    pub(crate) rect: Rect,
    /// Whether a line is drawn below all of it, and below nothing else.
    pub(crate) underlined: bool,
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

/// The first letter of a text may be so many times as large as those after it.
const INITIAL: f32 = 1.6;

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
            leaning: 0,
            colour: run.colour,
            rect: Rect::default(),
            underlined: false,
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

    /// Whether most of its letters lean to the right.
    pub(crate) fn is_italic(&self) -> bool {
        self.leaning > 0
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

    /// Closes the gaps between letters that are set apart ("O U R  A I M S"): most words are then of one letter, and the
    /// gaps between words are the wider ones.
    fn close_letter_spacing(&mut self) {
        /// Fewer letters may be a row of initials.
        const FEWEST_LETTERS: usize = 4;
        /// Letters further apart than this many ems are columns.
        const WIDEST_SPACING: f32 = 0.7;
        let words = self.glyphs.split(|glyph| glyph.character == ' ').filter(|word| !word.is_empty());
        let (mut all, mut single) = (0, 0);
        for word in words {
            all += 1;
            single += usize::from(matches!(word, [letter] if letter.character.is_alphabetic()));
        }
        if single < FEWEST_LETTERS || single * 4 < all * 3 {
            return;
        }
        let letters: Vec<Glyph> = self.glyphs.iter().filter(|glyph| glyph.character != ' ').copied().collect();
        let gap = |pair: &[Glyph]| pair.last().zip(pair.first()).map_or(0.0, |(next, last)| next.x0 - last.x1);
        let mut gaps: Vec<f32> = letters.windows(2).map(gap).collect();
        let own = gaps.clone();
        gaps.sort_by(f32::total_cmp);
        let Some(usual) = gaps.get(gaps.len() * 2 / 5).copied().filter(|gap| *gap < WIDEST_SPACING * self.size) else {
            return;
        };
        let widest = 1.4 * usual + 0.06 * self.size;
        let mut glyphs = Vec::with_capacity(self.glyphs.len());
        for (index, letter) in letters.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| Some((letters.get(before)?, own.get(before)?)));
            if let Some((last, gap)) = before
                && *gap > widest
            {
                glyphs.push(Glyph { character: ' ', x0: last.x1, x1: letter.x0, y0: letter.y0, y1: letter.y1 });
            }
            glyphs.push(*letter);
        }
        self.glyphs = glyphs;
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

    /// Whether all there is yet is the large first letter of the word that goes on with this one.
    fn is_initial_of(&self, glyph: &Glyph, size: f32) -> bool {
        let [initial] = self.glyphs.as_slice() else { return false };
        initial.character.is_uppercase()
            && self.largest > INITIAL * size
            && glyph.character.is_lowercase()
            && glyph.x0 - initial.x1 < WIDEST_WORD_SPACE * size
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
            self.underlined = other.underlined;
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
        self.leaning += other.leaning;
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
    mark_underlined(&mut fragments, &page.rules);
    (fragments, grade)
}

/// Notes which fragments are underlined: a line is drawn just below the baseline, over the width of the words and not
/// beyond it.
fn mark_underlined(fragments: &mut [Fragment], rules: &[RuledLine]) {
    /// Thicker than this many points is a box.
    const LINE: f32 = 1.8;
    let thin = rules.iter().filter(|rule| rule.rect.height() <= LINE && rule.rect.width() >= 8.0);
    let mut lines: Vec<Rect> = thin.map(|rule| rule.rect).collect();
    lines.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    for fragment in fragments {
        let (top, bottom) = (fragment.baseline, fragment.baseline + 0.3 * fragment.size);
        let first = lines.partition_point(|line| line.y0 < top);
        let below = lines.iter().skip(first).take_while(|line| line.y0 <= bottom);
        let slack = 0.35 * fragment.size;
        let own = below.filter(|line| line.x0 > fragment.x0() - slack && line.x1 < fragment.x1() + slack);
        let covered: f32 = own.map(Rect::width).sum();
        fragment.underlined = covered > 0.9 * (fragment.x1() - fragment.x0());
    }
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
    let mut fragments = join_initials(join_justified(join_neighbours(fragments)));
    for fragment in &mut fragments {
        fragment.close_letter_spacing();
    }
    fragments
}

/// Joins the words of a line that was spaced out to fill its column: the gaps between them are alike, and the line ends
/// where a line above or below ends that has no such gaps.
fn join_justified(fragments: Vec<Fragment>) -> Vec<Fragment> {
    /// Words further apart than this many ems stand in columns.
    const WIDEST_GAP: f32 = 6.0;
    /// Lines of one column stand within so many ems of each other.
    const NEAR: f32 = 6.0;
    let whole: Vec<(f32, f32, f32)> =
        fragments.iter().filter(|line| line.weight() > 12).map(|line| (line.x1(), line.baseline, line.size)).collect();
    let mut order: Vec<usize> = fragments.iter().map(|fragment| fragment.drawn).collect();
    order.sort_unstable();
    // The words of a line are drawn one after the other; columns with a narrow gutter are not.
    let next_drawn = |last: &Fragment| order.get(order.partition_point(|drawn| *drawn <= last.drawn)).copied();
    let mut lines: Vec<Vec<Fragment>> = Vec::new();
    let mut sorted = fragments;
    sorted.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.x0().total_cmp(&b.x0())));
    for fragment in sorted {
        let follows = lines.last().and_then(|line| line.last()).is_some_and(|last| {
            let gap = fragment.x0() - last.x1();
            (last.baseline - fragment.baseline).abs() < 0.1 * last.size
                && (last.size - fragment.size).abs() < 0.05 * last.size
                && (0.0..WIDEST_GAP * last.size).contains(&gap)
                && !last.is_apart_from(fragment.tag)
                && (fragment.drawn == last.drawn || next_drawn(last) == Some(fragment.drawn))
        });
        match lines.last_mut().filter(|_| follows) {
            Some(line) => line.push(fragment),
            None => lines.push(vec![fragment]),
        }
    }
    let mut joined: Vec<Fragment> = Vec::new();
    for line in lines {
        if is_spaced_out(&line, |right, baseline, size| {
            whole.iter().any(|(x1, y, other)| {
                (x1 - right).abs() < 2.0
                    && (y - baseline).abs() > 0.5 * size
                    && (y - baseline).abs() < NEAR * size
                    && (other - size).abs() < 0.05 * size
            })
        }) {
            let mut words = line.into_iter();
            if let Some(mut first) = words.next() {
                for word in words {
                    first.join(&word);
                }
                joined.push(first);
            }
        } else {
            joined.extend(line);
        }
    }
    joined.sort_by_key(|fragment| fragment.drawn);
    joined
}

/// Whether pieces of a line are words of running text, set apart evenly; `ends_alike` says whether another line ends
/// there too.
fn is_spaced_out(line: &[Fragment], ends_alike: impl Fn(f32, f32, f32) -> bool) -> bool {
    let (Some(last), true) = (line.last(), line.len() > 1) else { return false };
    // The gaps between all words, also those that did not part pieces; what stands before them may be a bullet.
    let mut gaps: Vec<f32> = line
        .windows(2)
        .filter_map(|pair| {
            let [one, other] = pair else { return None };
            (one.weight() > 0).then(|| other.x0() - one.x1())
        })
        .collect();
    let marker = |piece: &Fragment| super::marker::find(&piece.glyphs).map_or(0, |marker| marker.length);
    let inner = line.iter().enumerate().flat_map(|(index, piece)| {
        let skipped = if index == 0 { marker(piece) } else { 0 };
        piece.glyphs.iter().skip(skipped).filter(|glyph| glyph.character == ' ').map(|glyph| glyph.x1 - glyph.x0)
    });
    gaps.extend(inner);
    let least = gaps.iter().copied().fold(f32::INFINITY, f32::min);
    let most = gaps.iter().copied().fold(0.0, f32::max);
    let letters = line.iter().flat_map(|piece| &piece.glyphs).filter(|glyph| glyph.character.is_alphabetic()).count();
    let words = line.iter().flat_map(|piece| &piece.glyphs).filter(|glyph| glyph.character != ' ').count();
    let begins =
        line.iter().skip(1).all(|piece| piece.glyphs.first().is_some_and(|glyph| glyph.character.is_lowercase()));
    let even = most < 1.3 * least + 0.1 * last.size;
    letters * 10 >= words * 8 && even && (gaps.len() > 2 || begins) && ends_alike(last.x1(), last.baseline, last.size)
}

/// Puts initials that are several lines high before the line that they begin: the topmost of those beside them.
fn join_initials(mut fragments: Vec<Fragment>) -> Vec<Fragment> {
    /// A page with more capitals that stand alone has no initials, and comparing all with all would take long.
    const MOST: usize = 64;
    let capital = |one: &&Fragment| matches!(one.glyphs.as_slice(), [letter] if letter.character.is_uppercase());
    if fragments.iter().filter(capital).count() > MOST {
        return fragments;
    }
    let mut index = 0;
    while index < fragments.len() {
        if let Some((line, initial)) = fragments.get(index).and_then(|initial| {
            let [letter] = initial.glyphs.as_slice() else { return None };
            let goes_on = |line: &Fragment| {
                let gap = line.x0() - letter.x1;
                line.glyphs.first().is_some_and(|glyph| glyph.character.is_lowercase())
                    && initial.size > INITIAL * line.size
                    && (-0.3 * line.size..WIDEST_WORD_SPACE * line.size).contains(&gap)
                    && line.rect.y1 > initial.rect.y0 + 0.05 * initial.size
                    && line.rect.y0 < initial.baseline
            };
            let beside = fragments.iter().enumerate().filter(|(_, line)| goes_on(line));
            let top = beside.min_by(|(_, one), (_, other)| one.baseline.total_cmp(&other.baseline))?;
            letter.character.is_uppercase().then_some((top.0, *letter))
        }) {
            if let Some(line) = fragments.get_mut(line) {
                line.glyphs.insert(0, initial);
                line.rect.x0 = initial.x0;
            }
            fragments.remove(index);
        } else {
            index += 1;
        }
    }
    fragments
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
        if let Some(italic) = run.italic.filter(|_| glyph.character.is_alphabetic()) {
            fragment.leaning += if italic { 1 } else { -1 };
        }
        if fragment.is_initial_of(glyph, run.size) {
            fragment.glyphs.push(*glyph);
        } else {
            fragment.push(*glyph, run.size);
        }
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
            let reached = level && gap > -0.3 * em && gap < 5.5 * em;
            let bullet = reached && (super::marker::is_bullet_alone(&earlier.glyphs) || is_caption_label(earlier));
            let apart = earlier.is_apart_from(fragment.tag) && gap > NARROWEST_WORD_SPACE * em;
            let initial = matches!(earlier.glyphs.as_slice(), [letter] if letter.character.is_uppercase());
            // The initial of a line further up may stand level with this one.
            let apart = apart || (initial && earlier.size > INITIAL * fragment.size);
            (level && tight && !apart) || bullet || is_note_mark(earlier, &fragment)
        });
        match partner {
            Some(earlier) => earlier.join(&fragment),
            None => joined.push(fragment),
        }
    }
    joined.sort_by_key(|fragment| fragment.drawn);
    joined
}

/// Whether a piece is the number of a note that stands raised before the note's text.
fn is_note_mark(mark: &Fragment, text: &Fragment) -> bool {
    let number = mark.glyphs.len() <= 3 && mark.glyphs.iter().all(|glyph| glyph.character.is_ascii_digit());
    let (gap, rise) = (text.x0() - mark.x1(), text.baseline - mark.baseline);
    number
        && mark.size < 0.85 * text.size
        && (0.1 * text.size..0.6 * text.size).contains(&rise)
        && (-0.1 * text.size..0.7 * text.size).contains(&gap)
        && text.weight() > 3
}

/// Whether a piece is the label of a caption and no more: "Figure 6", "Table A3:".
fn is_caption_label(piece: &Fragment) -> bool {
    piece.glyphs.len() <= 14 && crate::section::is_caption_label(&piece.text())
}

/// Joins the number of a heading with its words, which stand a tab apart: both are set larger or bolder than the text and
/// nothing else stands on their line. `is_set_apart` says whether a piece is.
pub(super) fn join_heading_numbers(
    fragments: Vec<Fragment>,
    is_set_apart: impl Fn(&Fragment) -> bool,
) -> Vec<Fragment> {
    /// The words begin within so many ems of the number.
    const WIDEST_TAB: f32 = 5.5;
    let is_number =
        |piece: &Fragment| piece.glyphs.len() <= 2 && piece.glyphs.iter().all(|glyph| glyph.character.is_ascii_digit());
    let heads = |number: &Fragment, words: &Fragment| {
        let gap = words.x0() - number.x1();
        (number.baseline - words.baseline).abs() < SAME_LINE * words.size
            && (number.size - words.size).abs() < 0.06 * words.size
            && !colours_differ(number.colour, words.colour)
            && (0.0..WIDEST_TAB * words.size).contains(&gap)
            && words.glyphs.first().is_some_and(|glyph| glyph.character.is_uppercase())
            && words.weight() > 3
    };
    let level = |one: &Fragment, other: &Fragment| one.rect.overlap_y(&other.rect) > 0.4 * one.rect.height();
    let mut pieces = fragments;
    let mut index = 0;
    while index < pieces.len() {
        let found = pieces.get(index).filter(|number| is_number(number) && is_set_apart(number)).and_then(|number| {
            let mut beside = pieces.iter().enumerate().filter(|(other, piece)| *other != index && level(number, piece));
            let (place, words) = beside.next()?;
            (beside.next().is_none() && heads(number, words) && is_set_apart(words)).then_some(place)
        });
        if let Some(place) = found {
            let mut number = pieces.remove(index);
            let place = if place > index { place - 1 } else { place };
            if let Some(words) = pieces.get_mut(place) {
                number.join(words);
                *words = number;
            }
        } else {
            index += 1;
        }
    }
    pieces
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

/// Whether two colours look different: printed blacks and greys differ by a few steps from piece to piece.
pub(super) fn colours_differ(one: u32, other: u32) -> bool {
    /// Steps of red, green and blue together.
    const SEEN: u32 = 60;
    let steps = one.to_be_bytes().into_iter().zip(other.to_be_bytes()).take(3).map(|(a, b)| u32::from(a.abs_diff(b)));
    steps.sum::<u32>() > SEEN
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
