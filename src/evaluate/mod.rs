//! Evaluation: how far do the codes agree with those of people?
//!
//! In go gold pages ([`GoldPage`]) and coded documents; out come counts by document ([`Report`]), from which every figure is
//! a sum, and the list of disagreements. Pure: files are read by the pipeline.

mod bootstrap;
mod measures;
mod pairing;
mod report;
mod words;

pub use bootstrap::{DRAWS, SEED, interval};
pub use measures::{Found, TwoByTwo};
pub use report::{Counts, Disagreement, GoldPage, GoldStatement, Report, score};

/// The categories of intended outcomes, in the order in which they are reported.
pub const CATEGORIES: [&str; 4] = ["quality", "workforce", "resources", "innovation"];
