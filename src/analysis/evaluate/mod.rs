//! Evaluation: how far do the codes agree with those of people?
//!
//! In go what people said ([`GoldPage`], or the rows of a coding sheet, [`sheet`]) and coded documents; out come counts by
//! document ([`Report`]), from which every figure is a sum, the list of disagreements, and how far each entry and rule is
//! to be trusted. [`sample`] draws what is to be coded. Pure: files are read by the pipeline.

mod calibration;
mod coders;
mod counts;
mod evidence;
mod gold;
pub mod keyness;
mod measures;
mod pair;
mod report;
pub mod sample;
pub mod sheet;
mod words;

pub use crate::statistics::{DRAWS, SEED, half_width, interval, statements_for_kappa, statements_for_share, wilson};
pub use calibration::{Calibration, CalibrationBand};
pub use coders::{Answers, DoubleCoded, agreement, double_coded, questions};
pub use counts::AgreementCounts;
pub use evidence::{EntryUse, RuleUse};
pub use gold::{GoldPage, GoldStatement, HumanCode};
pub use measures::{DetectionCounts, TwoByTwo};
pub use pair::align;
pub use report::{Disagreement, Report, score};
