//! Stub
pub mod intent;
