//! The blocks of a paper's first pages with how large they are printed: what a cover is told by.

use stratmine_model::{Block, BlockKind, FileFacts, Page};

/// Pages that are looked at: a paper says on its cover or on the pages after it what it is.
pub(super) const FIRST_PAGES: usize = 3;

/// Pages whose print is measured to know the size of running text.
const MEASURED_PAGES: usize = 8;

/// Most blocks looked at of a page: a web page or a text is one page, however long.
const FIRST_BLOCKS: usize = 60;

/// A page with fewer words, in front of the paper, is a cover.
const COVER_WORDS: usize = 120;

/// What is looked at of a paper: what its file says of it, its pages and its file's name below the corpus root.
#[derive(Clone, Copy)]
pub(super) struct Front<'p> {
    pub(super) facts: &'p FileFacts,
    pub(super) pages: &'p [Page],
    pub(super) file: &'p str,
}

/// A block with its print.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printed<'p> {
    pub(super) page: u32,
    pub(super) block: &'p Block,
    pub(super) text: &'p str,
    /// Height of its first line in points; 0 without geometry.
    pub(super) height: f32,
}

impl<'p> Front<'p> {
    /// The file's name without its folder and extension.
    pub(super) fn stem(&self) -> &'p str {
        let name = self.file.rsplit('/').next().unwrap_or(self.file);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The first pages that have text.
    pub(super) fn first_pages(&self) -> impl Iterator<Item = &'p Page> + use<'p> {
        self.pages.iter().filter(|page| !page.text.trim().is_empty()).take(FIRST_PAGES)
    }

    /// The blocks of the first pages, in reading order.
    pub(super) fn first_blocks(&self) -> impl Iterator<Item = Printed<'p>> + use<'p> {
        self.first_pages().flat_map(printed)
    }

    /// The blocks of the first pages and of the last, where imprints stand.
    pub(super) fn imprints(self) -> impl Iterator<Item = Printed<'p>> + use<'p> {
        let last = self.pages.last().filter(|last| self.first_pages().all(|page| page.number != last.number));
        self.first_blocks().chain(last.into_iter().flat_map(printed))
    }

    /// The height of running text in points: that of most of its letters. 0 without geometry.
    pub(super) fn body_height(&self) -> f32 {
        let mut letters: Vec<(f32, usize)> = Vec::new();
        let blocks = self.pages.iter().take(MEASURED_PAGES).flat_map(printed);
        for one in blocks.filter(|one| one.block.kind.holds_statements() && one.height > 0.0) {
            letters.push((one.height, one.text.len()));
        }
        letters.sort_by(|a, b| a.0.total_cmp(&b.0));
        let all: usize = letters.iter().map(|(_, count)| count).sum();
        let mut before = 0;
        let middle = letters.iter().find(|(_, count)| {
            before += count;
            before * 2 >= all
        });
        middle.map_or(0.0, |(height, _)| *height)
    }
}

/// Whether a page in front of a paper is a cover: a few words, not a text.
pub(super) fn is_cover(page: &Page) -> bool {
    page.words() < COVER_WORDS
}

/// The blocks of a page in reading order, without those that are empty.
pub(super) fn printed(page: &Page) -> impl Iterator<Item = Printed<'_>> {
    page.blocks.iter().take(FIRST_BLOCKS).filter_map(|block| {
        let text = page.slice(block.span).trim();
        let apart = matches!(block.kind, BlockKind::Contents | BlockKind::Reference);
        (!text.is_empty() && !apart).then(|| Printed { page: page.number, block, text, height: height(page, block) })
    })
}

/// The height of a block's first line in points, from its stored boxes or, in a page just read, from its lines.
fn height(page: &Page, block: &Block) -> f32 {
    // Tenths of a point, as stored pages have them: a paper proposes the same when it is coded again.
    let first = block.boxes.first().copied().or_else(|| page.places(block.span).first().copied());
    first.map_or(0.0, |[_, top, _, bottom]| (bottom - top).max(0.0))
}
