//! Stub, replaced by the work under way.
pub mod intent;
