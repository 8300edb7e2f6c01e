//! Options that several commands share.

use super::reporter::Reporter;
use super::usage::UsageError;
use crate::run::WorkerSettings;
use crate::{DEFAULT_INDEX, Workspace};
use clap::Args;
use std::io::{self, IsTerminal as _, Write as _};
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;
use stratmine_extract::OcrMode;
use stratmine_extract::ocr::{DEFAULT_LANGUAGE, is_language};
use stratmine_output::{Look, Shape, Table};

/// Every command with the shared options that make a difference to it; its help shows no others.
pub(super) const USED: &[(&str, &[&str])] = &[
    ("run", &["corpus", "index", "lexicons", "metadata", "threads", "quiet"]),
    ("search", &["corpus", "index", "lexicons", "quiet"]),
    ("kwic", &["corpus", "index"]),
    ("collocates", &["corpus", "index"]),
    ("tally", &["corpus", "index", "lexicons"]),
    ("tally cell", &["corpus", "index", "lexicons"]),
    ("tally test", &["corpus", "index", "lexicons"]),
    ("tally map", &["corpus", "index", "lexicons"]),
    ("tally pairs", &["corpus", "index", "lexicons"]),
    ("export", &["corpus", "index", "lexicons", "quiet"]),
    ("profile", &["corpus", "index", "lexicons"]),
    ("report", &["corpus", "index", "lexicons", "quiet"]),
    ("verify", &["corpus", "index", "lexicons", "metadata", "threads", "quiet"]),
    ("validate", &["corpus", "index", "lexicons"]),
    ("validate sample", &["corpus", "index", "quiet"]),
    ("validate advice", &[]),
    ("decide", &[]),
    ("decide accept", DECIDES),
    ("decide reject", DECIDES),
    ("decide recode", DECIDES),
    ("decide add", DECIDES),
    ("decide list", &["corpus", "index"]),
    ("decide confirm", &["corpus", "index", "quiet"]),
    ("decide undo", DECIDES),
    ("decide import", DECIDES),
    ("review", &[]),
    ("review next", &["corpus", "index", "lexicons"]),
    ("review audit", &["corpus", "index", "lexicons"]),
    ("review status", &["corpus", "index", "lexicons"]),
    ("serve", &["corpus", "index", "lexicons", "metadata", "threads"]),
    ("status", &["corpus", "index", "quiet"]),
    ("extract", &["corpus", "threads", "quiet"]),
    ("page", &["quiet"]),
    ("code", &["corpus", "lexicons", "metadata", "threads", "quiet"]),
    ("corpus", &[]),
    ("corpus list", &["corpus", "index", "metadata"]),
    ("corpus fetch", &["corpus", "index", "quiet"]),
    ("corpus related", &["corpus", "index"]),
    ("corpus verify", &["corpus", "index", "metadata", "quiet"]),
    ("lexicon", &[]),
    ("lexicon list", &["corpus", "index", "lexicons"]),
    ("lexicon check", &["lexicons", "quiet"]),
    ("lexicon explain", &["lexicons"]),
    ("lexicon fit", &["corpus", "index", "lexicons", "quiet"]),
    ("lexicon diff", &["corpus", "index", "lexicons", "metadata"]),
    ("lexicon suggest", &["corpus", "index", "lexicons"]),
    ("lexicon stats", &["corpus", "index", "lexicons"]),
    ("lexicon import", &[]),
    ("lexicon export", &["lexicons", "quiet"]),
    ("index", &[]),
    ("index verify", &["corpus", "index", "quiet"]),
    ("index rebuild", &["corpus", "index", "lexicons", "metadata", "threads", "quiet"]),
    ("prune", &["corpus", "index", "quiet"]),
    ("completions", &[]),
    ("man", &[]),
];

/// The options of the commands that decide: they bring the index up to date, as `run` does.
const DECIDES: &[&str] = &["corpus", "index", "lexicons", "metadata", "threads", "quiet"];

/// What `--corpus` does in `run`.
pub(super) const CORPUS_OF_RUN: &str = "Folder of the papers, as FOLDER; an index belongs to one and refuses another \
    [default: the one the index records, but where that is not the folder `corpus` here, the run is refused; without an \
    index `corpus`, which is made where it is missing]";

/// Where things lie, and how much is said.
#[derive(Args)]
pub(super) struct Common {
    /// Folder of the papers, looked through with all its folders [default: the one the index records, else `corpus`]
    #[arg(long, global = true, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Folder of the index; it belongs to one corpus and can be deleted and made again
    #[arg(long, global = true, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Folder of lexicons [default: those built into the program]
    #[arg(long, global = true, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Table of titles, organisations, years and partnering types, CSV or TSV [default: corpus.csv in the corpus]
    #[arg(long, global = true, value_name = "FILE")]
    metadata: Option<PathBuf>,
    /// Number of files read at the same time [default: one for each processor core]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<NonZero<usize>>,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    quiet: bool,
}

impl Common {
    pub(super) fn workspace(&self) -> Workspace {
        Workspace {
            corpus: self.corpus.clone(),
            index: self.index.clone(),
            lexicons: self.lexicons.clone(),
            metadata: self.metadata.clone(),
        }
    }

    pub(super) fn reporter(&self) -> Reporter {
        Reporter::new(self.quiet)
    }

    /// The options that lead a further command to the same index.
    pub(super) fn again(&self) -> String {
        if self.index.as_os_str() == DEFAULT_INDEX {
            String::new()
        } else {
            format!(" --index {}", self.index.display())
        }
    }
}

/// Who decides.
#[derive(Args)]
pub(super) struct Who {
    /// Who decides [default: the environment's `STRATMINE_WHO`, else the name of the user]
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
}

impl Who {
    /// The name; blank where none is known.
    pub(super) fn name(&self) -> String {
        let told = |name: &str| std::env::var(name).ok().filter(|name| !name.trim().is_empty());
        let known = self.who.clone().or_else(|| told("STRATMINE_WHO")).or_else(|| told("USER"));
        known.or_else(|| told("USERNAME")).unwrap_or_default()
    }
}

/// How much one file may cost.
#[derive(Args)]
pub(super) struct Limits {
    /// Seconds that one file may be read for, and again three times as many a page given to text recognition [default: 60]
    #[arg(long, value_name = "SECONDS")]
    deadline: Option<NonZero<u64>>,
    /// Megabytes of memory for the reading of one file [default: 2048]
    #[arg(long, value_name = "MB")]
    memory: Option<NonZero<u64>>,
    /// Pages given to text recognition (OCR), which needs the program tesseract
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = OcrMode::Auto)]
    ocr: OcrMode,
    /// Language of such pages, as tesseract names it; several are joined with +
    #[arg(long, value_name = "LANG", default_value = DEFAULT_LANGUAGE, value_parser = language)]
    ocr_language: String,
}

fn language(typed: &str) -> Result<String, &'static str> {
    let known = is_language(typed);
    known.then(|| typed.to_owned()).ok_or("names of languages are letters, digits and _, joined with +: eng, eng+cym")
}

/// Workers with the default limits.
pub(super) fn default_workers() -> Result<WorkerSettings, UsageError> {
    Ok(WorkerSettings::with_worker(std::env::current_exe().map_err(UsageError::NoProgram)?))
}

impl Limits {
    pub(super) fn workers(&self, common: &Common) -> Result<WorkerSettings, UsageError> {
        let mut workers = default_workers()?;
        if let Some(threads) = common.threads {
            workers.threads = threads;
        }
        if let Some(seconds) = self.deadline {
            workers.deadline = Duration::from_secs(seconds.get());
        }
        if let Some(megabytes) = self.memory {
            workers.memory = megabytes.get().saturating_mul(1024 * 1024);
        }
        workers.ocr.language.clone_from(&self.ocr_language);
        workers.ocr.mode = self.ocr;
        Ok(workers)
    }
}

/// The choice of a form.
#[derive(Args)]
pub(super) struct Forms {
    /// Form of the output
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Shape::Table)]
    format: Shape,
}

impl Forms {
    pub(super) const fn shape(&self) -> Shape {
        self.format
    }

    /// Prints a table in the shape chosen.
    pub(super) fn print(&self, table: &Table) -> io::Result<()> {
        self.print_with(|shape, look, out| table.write(shape, look.width, out))
    }

    /// Prints what `write` writes.
    pub(super) fn print_with(&self, write: impl FnOnce(Shape, Look, &mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        let mut text = Vec::new();
        write(self.shape(), look(), &mut text)?;
        let mut out = io::stdout().lock();
        out.write_all(&text)?;
        out.flush()
    }
}

/// What standard output can take.
fn look() -> Look {
    let terminal = io::stdout().is_terminal();
    Look {
        width: if terminal { comfy_table::Table::new().width() } else { None },
        colour: terminal && std::env::var_os("NO_COLOR").is_none(),
    }
}

/// "1 file", "2 files".
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
