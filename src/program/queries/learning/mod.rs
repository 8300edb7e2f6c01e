//! What is learnt from people's codes: the shipped weights, and how many decisions a reviewer needs.

mod audit;
mod coded;
mod curve;
mod export;
mod fit;
mod review;

pub use audit::{AuditDraw, AuditResult};
pub use curve::{CurveOptions, CurvePoint, learning_curve};
pub use fit::{Fitted, fit_weights, write_weights};
pub use review::{Question, ReviewOrder, ReviewQueue, ReviewRequest, ReviewStatus};
