//! Options that several commands share.

use super::reporter::Reporter;
use super::usage::UsageError;
use crate::queries::{Corpus, Uncovered};
use crate::run::WorkerSettings;
use crate::{Progress as _, Study, TypedOptions, Workspace};
use clap::Args;
use std::io::{self, IsTerminal as _, Write as _};
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;
use stratmine_extract::OcrMode;
use stratmine_extract::ocr::is_language;
use stratmine_output::{Look, Shape, Table};

/// Every command with the shared options that make a difference to it; its help shows no others.
pub(super) const USED: &[(&str, &[&str])] = &[
    ("run", &["study", "corpus", "index", "lexicons", "metadata", "threads", "quiet"]),
    ("init", &["study", "corpus", "lexicons", "threads", "quiet"]),
    ("changes", &["quiet"]),
    ("pack", &["study", "corpus", "index", "lexicons", "metadata", "quiet"]),
    ("unpack", &["quiet"]),
    ("search", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("kwic", &["study", "corpus", "index", "quiet"]),
    ("collocates", &["study", "corpus", "index", "quiet"]),
    ("tally", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("tally cell", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("tally test", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("tally map", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("tally pairs", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("export", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("profile", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("report", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("verify", &["study", "corpus", "index", "lexicons", "metadata", "threads", "quiet"]),
    ("validate", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("validate sample", &["study", "corpus", "index", "quiet"]),
    ("validate advice", &[]),
    ("decide", &[]),
    ("decide accept", DECIDES),
    ("decide reject", DECIDES),
    ("decide recode", DECIDES),
    ("decide add", DECIDES),
    ("decide list", &["study", "corpus", "index", "quiet"]),
    ("decide confirm", &["study", "corpus", "index", "quiet"]),
    ("decide undo", DECIDES),
    ("decide type", DECIDES),
    ("decide entry-point", DECIDES),
    ("decide metadata", DECIDES),
    ("decide papers", &["study", "corpus", "index", "metadata", "quiet"]),
    ("decide import", DECIDES),
    ("review", &[]),
    ("review next", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("review export", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("review audit", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("review disagreements", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("review status", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("serve", &["study", "corpus", "index", "lexicons", "metadata", "threads", "quiet"]),
    ("status", &["study", "corpus", "index", "quiet"]),
    ("extract", &["study", "corpus", "threads", "quiet"]),
    ("page", &["study", "corpus", "quiet"]),
    ("code", &["study", "corpus", "lexicons", "metadata", "threads", "quiet"]),
    ("corpus", &[]),
    ("corpus list", &["study", "corpus", "index", "metadata", "quiet"]),
    ("corpus fetch", &["study", "corpus", "index", "quiet"]),
    ("corpus related", &["study", "corpus", "index", "quiet"]),
    ("corpus verify", &["study", "corpus", "index", "metadata", "quiet"]),
    ("lexicon", &[]),
    ("lexicon list", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("lexicon check", &["study", "lexicons", "quiet"]),
    ("lexicon explain", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("lexicon fit", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("lexicon diff", &["study", "corpus", "index", "lexicons", "metadata", "quiet"]),
    ("lexicon suggest", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("lexicon stats", &["study", "corpus", "index", "lexicons", "quiet"]),
    ("lexicon copy", &["quiet"]),
    ("lexicon import", &[]),
    ("lexicon export", &["study", "lexicons", "quiet"]),
    ("index", &[]),
    ("index verify", &["study", "corpus", "index", "quiet"]),
    ("index rebuild", &["study", "corpus", "index", "lexicons", "metadata", "threads", "quiet"]),
    ("prune", &["study", "corpus", "index", "quiet"]),
    ("completions", &[]),
    ("man", &[]),
];

/// The options of the commands that decide: they bring the index up to date, as `run` does.
const DECIDES: &[&str] = &["study", "corpus", "index", "lexicons", "metadata", "threads", "quiet"];

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
    /// Folder of a study: its papers, with its study.toml [default: the current folder, if it has a study.toml]
    #[arg(long, global = true, value_name = "FOLDER")]
    study: Option<PathBuf>,
    /// Folder of the index; it belongs to one corpus and can be deleted and made again [default: `index` here, or that of
    /// the study]
    #[arg(long, global = true, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Folder of lexicons, or `built-in` [default: what study.toml says, else those built into the program]
    #[arg(long, global = true, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Table of titles, organisations, years and partnering types, CSV or TSV [default: what study.toml says, else
    /// corpus.csv in the corpus]
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
    /// The study that is meant, for a command that asks something of its index.
    pub(super) fn study(&self) -> anyhow::Result<Study> {
        let study = Study::find(&self.typed(None), &[])?;
        self.say(&super::study::lines(&study)?);
        Ok(study)
    }

    /// The study in a folder that a command was given, else the one that is meant.
    pub(super) fn study_in(&self, folder: Option<&PathBuf>, limits: &Limits) -> anyhow::Result<Study> {
        let typed = self.typed(Some(limits));
        Ok(Study::find(&TypedOptions { study: folder.cloned().or(typed.study), ..typed }, &[])?)
    }

    /// The same for a command that reads files under the options of `limits`, and asks nothing of an index.
    pub(super) fn study_of_files(&self, limits: Option<&Limits>) -> anyhow::Result<Study> {
        let study = Study::find(&self.typed(limits), &[])?;
        self.say(&super::study::settings(&study));
        Ok(study)
    }

    /// The places of the study that is meant.
    pub(super) fn workspace(&self) -> anyhow::Result<Workspace> {
        Ok(self.study()?.workspace)
    }

    /// The same where an index need not be there, unless it is named.
    pub(super) fn workspace_of_named_index(&self) -> anyhow::Result<Workspace> {
        let workspace = self.workspace()?;
        if self.index.is_some() {
            crate::queries::Corpus::open(&workspace)?;
        }
        Ok(workspace)
    }

    fn say(&self, lines: &[String]) {
        for line in lines {
            self.reporter().say(&super::program::named(line));
        }
    }

    fn typed(&self, limits: Option<&Limits>) -> TypedOptions {
        TypedOptions {
            study: self.study.clone(),
            corpus: self.corpus.clone(),
            index: self.index.clone(),
            lexicons: self.lexicons.clone(),
            metadata: self.metadata.clone(),
            ocr: limits.and_then(|limits| limits.ocr),
            ocr_language: limits.and_then(|limits| limits.ocr_language.clone()),
        }
    }

    /// Says which papers of the folder what is shown does not cover, if there are any.
    pub(super) fn say_uncovered(&self, corpus: &Corpus<'_>) -> anyhow::Result<()> {
        self.say(&uncovered_in_words(&corpus.uncovered()?));
        Ok(())
    }

    /// The same next to a list of all files, which says itself what could not be coded.
    pub(super) fn say_outdated(&self, corpus: &Corpus<'_>) -> anyhow::Result<()> {
        self.say(&uncovered_in_words(&Uncovered { not_coded: 0, ..corpus.uncovered()? }));
        Ok(())
    }

    pub(super) fn reporter(&self) -> Reporter {
        Reporter::new(self.quiet)
    }
}

fn uncovered_in_words(uncovered: &Uncovered) -> Vec<String> {
    let Uncovered { new, changed, not_coded, redescribed } = *uncovered;
    let parts = [
        (new, "new", "`stratmine run` reads them"),
        (changed, "changed since the last run", "`stratmine run` reads them again"),
        (not_coded, "not readable", "`stratmine status` says why"),
    ];
    let parts: Vec<_> = parts.iter().filter(|(number, ..)| *number > 0).collect();
    let said: Vec<_> = parts.iter().map(|(number, what, how)| format!("{number} {what} ({how})")).collect();
    let papers = count(new + changed + not_coded, "paper");
    let missing = (!said.is_empty()).then(|| format!("not covered: {papers} of the folder; {}", said.join(", ")));
    let rows = count(redescribed, "paper");
    let other = (redescribed > 0).then(|| {
        format!("the metadata table says something else of {rows} since the last run: `stratmine run` takes it over")
    });
    missing.into_iter().chain(other).collect()
}

/// Who decides.
#[derive(Args)]
pub(super) struct Who {
    /// Who decides [default: the environment's `STRATMINE_WHO`, else the `coder` of study.toml, else the name of the user]
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
}

impl Who {
    /// The name; blank where none is known.
    pub(super) fn name(&self, study: &Study) -> String {
        let told = |name: &str| std::env::var(name).ok().filter(|name| !name.trim().is_empty());
        let known = self.who.clone().or_else(|| told("STRATMINE_WHO")).or_else(|| study.coder.clone());
        known.or_else(|| told("USER")).or_else(|| told("USERNAME")).unwrap_or_default()
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
    /// Pages given to text recognition (OCR), which needs the program tesseract [default: what study.toml says, else auto]
    #[arg(long, value_name = "WHICH", value_enum)]
    ocr: Option<OcrMode>,
    /// Language of such pages, as tesseract names it; several are joined with + [default: what study.toml says, else eng]
    #[arg(long, value_name = "LANG", value_parser = language)]
    ocr_language: Option<String>,
}

/// The options of a command that writes.
#[derive(Args)]
pub(super) struct Writing {
    #[command(flatten)]
    limits: Limits,
    /// Change study.toml where an option contradicts it, and keep there what else was typed
    #[arg(long)]
    save: bool,
}

impl Writing {
    /// The study that is meant, and the workers for it.
    pub(super) fn study(&self, common: &Common, targets: &[PathBuf]) -> anyhow::Result<(Study, WorkerSettings)> {
        let (study, remembered) = Study::find_to_write(&common.typed(Some(&self.limits)), targets, self.save)?;
        common.say(&remembered.map_or_else(|| super::study::settings(&study), |words| vec![words]));
        let workers = self.limits.workers(common, &study)?;
        Ok((study, workers))
    }
}

fn language(typed: &str) -> Result<String, &'static str> {
    let known = is_language(typed);
    known.then(|| typed.to_owned()).ok_or("names of languages are letters, digits and _, joined with +: eng, eng+cym")
}

/// Workers with the default limits.
pub(super) fn default_workers() -> Result<WorkerSettings, UsageError> {
    Ok(WorkerSettings::with_worker(super::program::own()?))
}

impl Limits {
    pub(super) fn workers(&self, common: &Common, study: &Study) -> Result<WorkerSettings, UsageError> {
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
        workers.ocr.language.clone_from(&study.ocr_language);
        workers.ocr.mode = study.ocr;
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
