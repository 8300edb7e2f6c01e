//! One page as it was read, drawn for the eye.

use crate::quote;
use crate::run::WorkerSettings;
use crate::workspace::located;
use crate::{PictureError, ProgramError, Progress};
use std::path::{Path, PathBuf};
use stratmine_model::{CodedPaper, Format, Page, ReadPaper, Span};
use stratmine_study::discover;
use stratmine_study::store::{Disk as _, RealDisk};

/// Points to the inch.
const POINTS: f32 = 72.0;

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichPage {
    /// By its physical number from 1.
    Number(u32),
    /// By the label that the paper declares for it.
    Label(String),
}

/// What is to be drawn.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The page.
    pub page: WhichPage,
    /// Quotes to mark.
    pub quotes: Vec<String>,
    /// Pixels an inch.
    pub dpi: u16,
    /// Whether the blocks are boxed.
    pub boxes: bool,
}

/// A page's picture.
#[derive(Clone, Debug)]
pub struct PagePicture {
    /// The picture as PNG.
    pub png: Vec<u8>,
    /// The file.
    pub file: PathBuf,
    /// The page's physical number.
    pub page: u32,
    /// Number of its blocks.
    pub blocks: usize,
    /// For each quote, in how many places of the page it stands.
    pub found: Vec<usize>,
    /// Places of quotes that are known in the page's text and not on the page, so that they could not be marked.
    pub unplaced: usize,
    /// Pixels an inch: fewer than were wanted where the picture would have been too large.
    pub dpi: f32,
}

/// Reads a file and draws one of its pages.
///
/// # Errors
/// [`ProgramError::Picture`] where there is no such page, or a quote is not on it, or the page cannot be drawn.
pub fn draw_page(
    workers: &WorkerSettings,
    file: &Path,
    wanted: &Drawing,
    progress: &dyn Progress,
) -> Result<PagePicture, ProgramError> {
    workers.check()?;
    let path = located(file)?;
    let root = path.parent().map(Path::to_owned).unwrap_or_default();
    let found = discover::inspect(&root, &path)?;
    if found.format != Format::Pdf {
        return Err(PictureError::NoPicture(file.to_owned()).into());
    }
    let not_read = |why: String| PictureError::NotRead { file: file.to_owned(), why };
    let mut reader = stratmine_extract::Reader::new(workers.reading());
    progress.begin(1);
    progress.reading(&found.file);
    let extracted = reader.read_with_progress(&path, found.format, &|step| progress.recognising(&found.file, step));
    progress.end();
    let Some(document) = extracted.document else {
        return Err(not_read(extracted.outcome.reason.unwrap_or_else(|| extracted.outcome.status.to_string())).into());
    };
    let (index, page) = chosen(file, &document, &wanted.page)?;
    let (marks, found) = marks(file, &document, page, &wanted.quotes)?;
    let drawn =
        reader.draw(&path, index, f32::from(wanted.dpi) / POINTS).map_err(|error| not_read(error.to_string()))?;
    if drawn.id != document.id {
        return Err(PictureError::Changed(file.to_owned()).into());
    }
    let picture = stratmine_output::Picture {
        page,
        pages: document.pages.len(),
        scale: drawn.scale,
        boxes: wanted.boxes,
        marks: &marks,
    };
    let canvas = stratmine_output::Canvas::new(drawn.picture.width, drawn.picture.height, drawn.picture.rgb);
    Ok(PagePicture {
        png: picture.to_png(canvas).map_err(|error| not_read(error.clone()))?,
        file: file.to_owned(),
        page: page.number,
        blocks: page.blocks.len(),
        found,
        unplaced: marks.iter().filter(|mark| page.boxes(**mark).is_empty()).count(),
        dpi: drawn.scale * POINTS,
    })
}

/// A page of a coded paper as PNG, so many pixels across, without boxes or marks.
///
/// # Errors
/// [`ProgramError::Picture`] where the file is not the paper's any more, or the page cannot be drawn.
pub fn page_as_png(
    workers: &WorkerSettings,
    path: &Path,
    paper: &CodedPaper,
    page: &Page,
    width: u16,
) -> Result<Vec<u8>, ProgramError> {
    let file = PathBuf::from(&paper.file);
    if Format::of_path(path) != Format::Pdf || page.width <= 0.0 {
        return Err(PictureError::NoPicture(file).into());
    }
    let not_read = |why: String| PictureError::NotRead { file: file.clone(), why };
    let index = usize::try_from(page.number.saturating_sub(1)).unwrap_or(usize::MAX);
    let reader = stratmine_extract::Reader::new(workers.reading());
    let drawn = reader.draw(path, index, f32::from(width) / page.width).map_err(|error| not_read(error.to_string()))?;
    if drawn.id != paper.document {
        return Err(PictureError::Changed(file).into());
    }
    let picture =
        stratmine_output::Picture { page, pages: paper.pages.len(), scale: drawn.scale, boxes: false, marks: &[] };
    let canvas = stratmine_output::Canvas::new(drawn.picture.width, drawn.picture.height, drawn.picture.rgb);
    Ok(picture.to_png(canvas).map_err(not_read)?)
}

/// The page that is meant, with its index.
fn chosen<'d>(file: &Path, document: &'d ReadPaper, which: &WhichPage) -> Result<(usize, &'d Page), PictureError> {
    let at = |number: u32| document.pages.iter().enumerate().find(|(_, page)| page.number == number);
    match which {
        WhichPage::Number(number) => at(*number).ok_or_else(|| PictureError::NoPage {
            file: file.to_owned(),
            page: *number,
            last: document.pages.len(),
        }),
        WhichPage::Label(label) => {
            let has =
                |page: &&Page| page.label.as_deref().is_some_and(|own| own.trim().eq_ignore_ascii_case(label.trim()));
            let pages: Vec<u32> = document.pages.iter().filter(has).map(|page| page.number).collect();
            let only = if let [only] = pages[..] { at(only) } else { None };
            only.ok_or_else(|| PictureError::NoLabel { file: file.to_owned(), label: label.clone(), pages })
        }
    }
}

/// The places of all quotes on a page, and the number of each.
fn marks(
    file: &Path,
    document: &ReadPaper,
    page: &Page,
    quotes: &[String],
) -> Result<(Vec<Span>, Vec<usize>), PictureError> {
    let (mut marks, mut found) = (Vec::new(), Vec::new());
    for quote in quotes {
        if !quote::says_something(quote) {
            return Err(PictureError::EmptyQuote(quote.clone()));
        }
        let places = quote::places(&page.text, quote);
        if places.is_empty() {
            let has = |page: &&Page| !quote::places(&page.text, quote).is_empty();
            let elsewhere = document.pages.iter().filter(has).map(|page| page.number).collect();
            let (file, quote, page) = (file.to_owned(), quote.clone(), page.number);
            return Err(PictureError::NoQuote { file, quote, page, elsewhere });
        }
        found.push(places.len());
        marks.extend(places);
    }
    Ok((marks, found))
}

impl PagePicture {
    /// The name it is given where none is asked for: `paper.p007.png`, in the current folder.
    pub fn name(&self) -> PathBuf {
        let stem = self.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        PathBuf::from(format!("{stem}.p{:03}.png", self.page))
    }

    /// Writes the picture to a file. An older PNG of that name is replaced, anything else is not.
    ///
    /// # Errors
    /// [`ProgramError::Picture`] where the name is taken, [`ProgramError::Store`] where it cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), ProgramError> {
        let disk = &RealDisk;
        // A bare name has no folder to be flushed.
        let path = &if path.is_absolute() { path.to_owned() } else { Path::new(".").join(path) };
        if disk.has(path) && (path.is_dir() || !disk.read(path)?.starts_with(b"\x89PNG\r\n\x1a\n")) {
            return Err(PictureError::Taken(path.to_owned()).into());
        }
        Ok(disk.write(path, &self.png)?)
    }
}
