//! **stratmine** mines health-policy strategy papers for *intended outcomes* and leads every number to its quotes and
//! every quote to its page.
//!
//! This crate is the program; the stages are crates of their own, shown here under their short names. Follow a paper:
//! [`study`] finds it, [`extract`] reads it, [`coding`] cuts it into statements and codes them, [`study`] keeps the
//! result, [`search`] finds it again, [`analysis`] counts, [`output`] prints; [`pipeline`] holds the verbs and [`cli`] the
//! command line.

pub mod cli;
pub mod pipeline;
pub mod queries;

pub use stratmine_analysis as analysis;
pub use stratmine_coding as coding;
pub use stratmine_extract as extract;
pub use stratmine_model as model;
pub use stratmine_output as output;
pub use stratmine_search as search;
pub use stratmine_study as study;
