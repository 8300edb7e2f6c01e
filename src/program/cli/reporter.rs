//! What is said on standard error: progress while it lasts, and words.

use crate::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use stratmine_extract::OcrProgress;
use stratmine_output::escape::for_lines;
use stratmine_output::wrapped;

/// The voice of the program: a bar where there is a terminal, words unless it is to be quiet.
pub(super) struct Reporter {
    quiet: bool,
    bar: ProgressBar,
    pages: AtomicUsize,
    begun: Instant,
}

impl Reporter {
    pub(super) fn new(quiet: bool) -> Self {
        Self { quiet, bar: ProgressBar::hidden(), pages: AtomicUsize::new(0), begun: Instant::now() }
    }
}

impl Progress for Reporter {
    fn begin(&self, files: usize) {
        if self.quiet || !io::stderr().is_terminal() {
            return;
        }
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} documents  {prefix}{wide_msg}");
        self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.bar.set_length(u64::try_from(files).unwrap_or(u64::MAX));
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn reading(&self, file: &str) {
        self.bar.set_message(harmless(file));
    }

    fn recognising(&self, file: &str, step: OcrProgress) {
        let file = harmless(file);
        self.bar.set_message(match step {
            OcrProgress::Page { number, of } => format!("{file}: recognising page {number} of {of}"),
            OcrProgress::Done => file,
        });
    }

    fn done(&self, _file: &str, pages: usize) {
        let pages = self.pages.fetch_add(pages, Ordering::Relaxed) + pages;
        let rate = pages as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
        self.bar.set_prefix(format!("{rate:.0} pages/s  "));
        self.bar.inc(1);
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, words: &str) {
        if !self.quiet {
            self.bar.suspend(|| say(words));
        }
    }
}

/// Says something on standard error, in lines that fit the terminal.
pub(super) fn say(words: &str) {
    let width = comfy_table::Table::new().use_stderr().width();
    // Whoever closed standard error does not want to hear.
    let _ = writeln!(io::stderr(), "{}", wrapped(&harmless(words), width, 2));
}

/// A text that a terminal shows and does not obey: file names and papers may hold any control character.
pub(super) fn harmless(text: &str) -> String {
    for_lines(text).into_owned()
}
