//! The verbs of the tool: what happens in which order, on how many threads, within which bounds.
//!
//! What goes in: a [`Place`] (which corpus, which index, which lexicons), a [`Machine`] (how many threads, which limits)
//! and what was asked for. What comes out: reports that can be rendered in any [`Shape`]. Files are read by
//! [`stratmine_extract`], cut by [`stratmine_coding::segment`], coded by [`stratmine_coding`], kept by [`stratmine_study::ledger`] and
//! [`stratmine_search::index`]; this floor only joins them. It knows nothing of arguments, terminals or exit codes: it talks through
//! [`Progress`].

mod answers;
mod batch;
mod books;
mod caring;
mod corpus;
mod counting;
mod crew;
mod deciding;
mod desk;
mod error;
mod exporting;
mod fetching;
mod lexicons;
mod lines;
mod pages;
mod picture;
mod place;
mod plan;
mod profile;
mod progress;
mod prune;
mod quote;
mod report;
mod reporting;
mod run;
mod show;
mod status;
mod validate;
mod verifying;
mod weighing;

pub use answers::{
    FACETS, Filters, InLexicon, Request, Results, Sort, Unit, ValueField, more_like, search, search_lexicon,
};
pub use batch::{Batch, Named, batch, queries_of, save_search, saved_search, saved_searches, write_batch};
pub use caring::{IndexState, Rebuilt, rebuild_index, verify_index};
pub use corpus::{Verified, list_papers, verify_papers};
pub use counting::{By, Counting, Measured, Tally, related, tally};
pub use deciding::{
    Act, Decided, Done, Imported, State, Target, confirm_decisions, decide, import_decisions, list_decisions,
    take_back_decisions,
};
pub use desk::Machine;
pub use error::PipelineError;
pub use exporting::{Exported, Exporting, FileForm, Highlighted, What, export, export_table, highlight, tally_cell};
pub use fetching::{FetchReport, Fetching, fetch};
pub use lexicons::{
    Among, Checked, DictionaryForm, Question, check_lexicons, diff_lexicons, entry_stats, explain, export_dictionary,
    import_dictionary, list_entries, list_lexicons, list_unmatched, suggest_terms,
};
pub use lines::{Layout, LineOrder, Lines, Measure, Nearby, collocates, kwic};
pub use pages::{PageChoice, PageChoiceError};
pub use picture::{Drawing, PagePicture, PictureError, WhichPage, draw_page};
pub use place::{DEFAULT_CORPUS, DEFAULT_INDEX, Place};
pub use plan::How;
pub use profile::{Profiling, profile};
pub use progress::{Progress, Silent};
pub use prune::{Pruned, prune};
pub use report::RunReport;
pub use reporting::{Reported, Reporting, report};
pub use run::run;
pub use show::{Extracting, Showing, code, extract};
pub use status::{StatusReport, status};
pub use stratmine_extract::ocr::{DEFAULT_LANGUAGE, become_bounded, is_language};
pub use stratmine_extract::{Absence, Ocr, Step, When, limits_that_hold};
pub use stratmine_model::plain;
pub use stratmine_output::{
    Look, PagesForm, Shape, Table, counts_line, escape::for_lines, facets_table, write_hits, write_tally,
};
pub use validate::{Sampled, Sampling, Strata, Validated, Validation, View, Wish, advise, sample, validate};
pub use verifying::{Verification, verify_run};
pub use weighing::{tally_map, tally_pairs, tally_test};

/// What the hidden subcommand `worker` runs: reads files for a parent process until that closes the pipe.
#[must_use]
pub fn serve() -> std::process::ExitCode {
    stratmine_extract::serve()
}

/// Name and version of the program, as stamped into every record.
pub const TOOL: &str = concat!("stratmine ", env!("CARGO_PKG_VERSION"));
