//! Options that several commands share.

use super::talk::Talk;
use crate::pipeline::{DEFAULT_INDEX, Machine, Place, Style};
use clap::{Args, ValueEnum};
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

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
    pub(super) fn place(&self) -> Place {
        Place {
            corpus: self.corpus.clone(),
            index: self.index.clone(),
            lexicons: self.lexicons.clone(),
            metadata: self.metadata.clone(),
        }
    }

    pub(super) fn talk(&self) -> Talk {
        Talk::new(self.quiet)
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

/// How much one file may cost.
#[derive(Args)]
pub(super) struct Limits {
    /// Seconds that one file may be read for [default: 60]
    #[arg(long, value_name = "SECONDS")]
    deadline: Option<NonZero<u64>>,
    /// Megabytes of memory for the reading of one file [default: 2048]
    #[arg(long, value_name = "MB")]
    memory: Option<NonZero<u64>>,
}

impl Limits {
    pub(super) fn machine(&self, common: &Common) -> anyhow::Result<Machine> {
        let worker = std::env::current_exe().map_err(|error| {
            anyhow::anyhow!("cannot tell where the program lies, which it must to start its reader: {error}")
        })?;
        let mut machine = Machine::with_worker(worker);
        if let Some(threads) = common.threads {
            machine.threads = threads;
        }
        if let Some(seconds) = self.deadline {
            machine.deadline = Duration::from_secs(seconds.get());
        }
        if let Some(megabytes) = self.memory {
            machine.memory = megabytes.get().saturating_mul(1024 * 1024);
        }
        Ok(machine)
    }
}

/// The forms a table can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For the eye
    Table,
    /// For spreadsheets
    Csv,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
}

impl Form {
    pub(super) const fn style(self) -> Style {
        match self {
            Self::Table => Style::Table,
            Self::Csv => Style::Csv,
            Self::Json => Style::Json,
            Self::Jsonl => Style::Jsonl,
        }
    }
}

/// The choice of a form.
#[derive(Args)]
pub(super) struct Forms {
    /// Form of the output
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Form::Table)]
    format: Form,
}

impl Forms {
    pub(super) const fn style(&self) -> Style {
        self.format.style()
    }
}

/// "1 file", "2 files".
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
