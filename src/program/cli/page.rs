//! `stratmine page`: how one page was read, drawn for the eye.

use super::common::{Common, Limits, count};
use super::usage::UsageError;
use super::{ExitStatus, print_bytes};
use crate::Progress as _;
use crate::queries::page_picture::{Drawing, PagePicture, WhichPage, draw_page};
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use stratmine_model::limits::{LARGEST_DPI, SMALLEST_DPI, USUAL_DPI};

/// Draw a page of a PDF with what was read of it: every block boxed by kind and numbered in reading order
///
/// The number of a box is its place in the reading order; the letter says what the block was taken for, and so does its
/// colour: H1 to H6 heading by level, P paragraph, L1 (outermost) and deeper list item, T table row with its cells, C caption,
/// N footnote, O line of contents, R reference, G words in a figure, F running head or foot. `+` marks what goes on in
/// another column. Below the page stand its number, how well it was read and why, and what the letters mean.
///
/// With --quote, each place where the quote stands is marked, also over the ends of lines; capitals, white space, hyphens and
/// the shape of quotation marks make no difference. A quote that is not on the page ends with exit code 2, and the message
/// names the pages that it stands on.
///
/// The whole paper is read first, as any other command reads it. Of a long scan that takes its time; --ocr never does
/// without.
#[derive(clap::Args)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
pub(super) struct PageArgs {
    /// A PDF
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The page's physical number, counted from 1
    #[arg(value_name = "N", required_unless_present = "label", value_parser = clap::value_parser!(u32).range(1..))]
    page: Option<u32>,
    /// The page's label as the paper declares it ("iv", "A-3"), in place of N
    #[arg(long, value_name = "LABEL", conflicts_with = "page")]
    label: Option<String>,
    /// Words to mark; may be given several times
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    quote: Vec<String>,
    /// Where to write the picture, "-" for standard output; an older PNG picture of that name is replaced
    /// [default: FILE.p007.png for page 7, without the extension of FILE, in the current folder]
    #[arg(long, short, value_name = "PNG")]
    output: Option<PathBuf>,
    /// Pixels an inch
    #[arg(long, value_name = "DPI", default_value_t = USUAL_DPI,
        value_parser = clap::value_parser!(u16).range(i64::from(SMALLEST_DPI)..=i64::from(LARGEST_DPI)))]
    dpi: u16,
    /// Draw no boxes and no legend: the page alone, with the quotes marked
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    limits: Limits,
}

pub(super) fn main(common: &Common, args: &PageArgs) -> anyhow::Result<ExitStatus> {
    let to_stdout = args.output.as_deref() == Some(Path::new("-"));
    if to_stdout && io::stdout().is_terminal() {
        return Err(UsageError::PictureOnTerminal.into());
    }
    let page = match (&args.label, args.page) {
        (Some(label), _) => WhichPage::Label(label.clone()),
        (None, page) => WhichPage::Number(page.unwrap_or(1)),
    };
    let wanted = Drawing { page, quotes: args.quote.clone(), dpi: args.dpi, boxes: !args.plain };
    let reporter = common.reporter();
    let study = common.study_of_files(Some(&args.limits))?;
    let picture = draw_page(&args.limits.workers(common, &study)?, &study.path_named(&args.file), &wanted, &reporter)?;
    if to_stdout {
        print_bytes(&picture.png)?;
        reporter.say(&words(&picture, args, "page"));
    } else {
        let path = args.output.clone().unwrap_or_else(|| picture.name());
        picture.save(&path)?;
        reporter.say(&words(&picture, args, &format!("{}: page", path.display())));
    }
    Ok(ExitStatus::Complete)
}

/// What is said of the picture.
fn words(picture: &PagePicture, args: &PageArgs, named: &str) -> String {
    let blocks = count(picture.blocks, "block");
    let mut lines = vec![format!("{named} {} of {}, {blocks}", picture.page, picture.file.display())];
    for (quote, found) in args.quote.iter().zip(&picture.found) {
        lines.push(format!("{quote:?} stands in {}", count(*found, "place")));
    }
    if picture.unplaced > 0 {
        let places = count(picture.unplaced, "place");
        lines.push(format!("{places} could not be marked: only the words of the page are known, not where they stand"));
    }
    if picture.dpi + 1.0 < f32::from(args.dpi) {
        lines.push(format!(
            "drawn at {:.0} pixels an inch: at {} the picture would be too large",
            picture.dpi, args.dpi
        ));
    }
    lines.join("\n")
}
