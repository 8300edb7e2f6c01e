//! Learning: how likely is a statement an intended outcome, and what do people's decisions change about that?
//!
//! In: what holds of a statement ([`Predictors`]), weights fitted on coded papers ([`Weights`]), and decisions. Out: a
//! [`Model`] that gives each statement its probability in named parts, and what to decide next ([`next`]).
//!
//! The same words under the same kind of heading are outcomes in one paper and none in the next: what decides is a
//! convention of the paper or of the section. So no weights, however fitted, do as well as a few decisions on the papers at
//! hand. The method is a logistic regression with the fitted weights as prior mean and normal effects of paper, section and
//! list; the questions are those of uncertainty sampling (Lewis and Gale 1994), as in the screening tools of systematic
//! reviewers. Pure, without random numbers: the same decisions in any order give the same bytes.

pub(crate) mod categories;
mod detector;
mod evidence;
mod fit;
mod model;
mod queue;
mod solve;
mod vocabulary;
mod weights;

pub use categories::{CategoryChance, CategoryObservation, categories};
pub use detector::ModelDetector;
pub use evidence::{Observation, Predictors};
pub use fit::{CodedStatement, fit};
pub use model::{Decided, Model, Parts, decided};
pub use queue::{Undecided, next};
pub(crate) use vocabulary::Vocabulary;
pub use weights::{Fit, RegressionWeights, Weights};
