//! The verbs of the tool: what happens in which order, on how many threads, within which bounds.
//!
//! What goes in: a [`Place`] (which corpus, which index, which lexicons), a [`Machine`] (how many threads, which limits)
//! and what was asked for. What comes out: reports that can be rendered in any [`Shape`]. Files are read by
//! [`stratmine_extract`], cut by [`stratmine_coding::segment`], coded by [`stratmine_coding`], kept by [`stratmine_study::ledger`] and
//! [`stratmine_search::index`]; this floor only joins them. It knows nothing of arguments, terminals or exit codes: it talks through
//! [`Progress`].

pub(crate) mod batch;
pub(crate) mod books;
mod caring;
pub(crate) mod crew;
mod deciding;
pub(crate) mod desk;
pub(crate) mod error;
pub(crate) mod fetching;
pub(crate) mod place;
pub(crate) mod plan;
mod progress;
mod prune;
mod report;
pub(crate) mod run;
mod status;
mod verifying;

pub use crate::queries::association::{tally_map, tally_pairs, tally_test};
pub use crate::queries::concordance::{Layout, LineOrder, Lines, Measure, Nearby, collocates, kwic};
pub use crate::queries::export::{
    Exported, Exporting, FileForm, Highlighted, What, export, export_table, highlight, tally_cell,
};
pub use crate::queries::extract::{Extracting, Showing, code, extract};
pub use crate::queries::lexicon::{
    Among, Checked, DictionaryForm, Question, check_lexicons, diff_lexicons, entry_stats, explain, export_dictionary,
    import_dictionary, list_entries, list_lexicons, list_unmatched, suggest_terms,
};
pub use crate::queries::page_picture::{Drawing, PagePicture, PictureError, WhichPage, draw_page};
pub use crate::queries::pages::{PageChoice, PageChoiceError};
pub use crate::queries::papers::{Verified, list_papers, verify_papers};
pub use crate::queries::profile::{Profiling, profile};
pub use crate::queries::report::{Reported, Reporting, report};
pub use crate::queries::search::{
    FACETS, Filters, InLexicon, Request, Results, Sort, Unit, ValueField, more_like, search, search_lexicon,
};
pub use crate::queries::tally::{By, Counting, Measured, Tally, related, tally};
pub use crate::queries::validate::{
    Sampled, Sampling, Strata, Validated, Validation, View, Wish, advise, sample, validate,
};
pub use batch::{Batch, Named, batch, queries_of, save_search, saved_search, saved_searches, write_batch};
pub use caring::{IndexState, Rebuilt, rebuild_index, verify_index};
pub use deciding::{
    Act, Decided, Done, Imported, State, Target, confirm_decisions, decide, import_decisions, list_decisions,
    take_back_decisions,
};
pub use desk::Machine;
pub use error::PipelineError;
pub use fetching::{FetchReport, Fetching, fetch};
pub use place::{DEFAULT_CORPUS, DEFAULT_INDEX, Place};
pub use plan::How;
pub use progress::{Progress, Silent};
pub use prune::{Pruned, prune};
pub use report::RunReport;
pub use run::run;
pub use status::{StatusReport, status};
pub use stratmine_extract::ocr::{DEFAULT_LANGUAGE, become_bounded, is_language};
pub use stratmine_extract::{Absence, Ocr, Step, When, limits_that_hold};
pub use stratmine_model::plain;
pub use stratmine_output::{
    Look, PagesForm, Shape, Table, counts_line, escape::for_lines, facets_table, write_hits, write_tally,
};
pub use verifying::{Verification, verify_run};

/// What the hidden subcommand `worker` runs: reads files for a parent process until that closes the pipe.
#[must_use]
pub fn serve() -> std::process::ExitCode {
    stratmine_extract::serve()
}

/// Name and version of the program, as stamped into every record.
pub const TOOL: &str = concat!("stratmine ", env!("CARGO_PKG_VERSION"));
