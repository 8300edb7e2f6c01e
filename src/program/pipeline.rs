//! What the command line calls: the verbs of [`crate::run`] and [`crate::queries`] under one name.

pub use crate::error::ProgramError;
pub use crate::progress::{Progress, Silent};
pub use crate::queries::association::{tally_map, tally_pairs, tally_test};
pub use crate::queries::batch::{
    Batch, Named, batch, queries_of, save_search, saved_search, saved_searches, write_batch,
};
pub use crate::queries::concordance::{ConcordanceLayout, LineOrder, Lines, Measure, Nearby, collocates, kwic};
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
    FACETS, Filters, HitOrder, InLexicon, Request, Results, Unit, ValueField, more_like, search, search_lexicon,
};
pub use crate::queries::tally::{Counting, Measured, Tally, TallyDimension, related, tally};
pub use crate::queries::validate::{
    Sampled, Sampling, Strata, Validated, Validation, View, Wish, advise, sample, validate,
};
pub use crate::run::{
    Act, Decided, Done, FetchReport, Fetching, How, Imported, IndexState, Machine, Pruned, Rebuilt, RunReport, State,
    StatusReport, Target, Verification, confirm_decisions, decide, fetch, import_decisions, list_decisions, prune,
    rebuild_index, run, status, take_back_decisions, verify_index, verify_run,
};
pub use crate::workspace::{DEFAULT_CORPUS, DEFAULT_INDEX, Workspace};
pub use stratmine_extract::ocr::{DEFAULT_LANGUAGE, exec_limited, is_language};
pub use stratmine_extract::{OcrMode, OcrOptions, OcrProgress, OcrUnavailable, describe_isolation};
pub use stratmine_model::plain;
pub use stratmine_output::{
    Look, PagesForm, Shape, Table, counts_line, escape::for_lines, facets_table, write_hits, write_tally,
};

/// What the hidden subcommand `worker` runs: reads files for a parent process until that closes the pipe.
#[must_use]
pub fn serve() -> std::process::ExitCode {
    stratmine_extract::run_worker()
}
