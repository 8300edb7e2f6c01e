//! The worker process: reads files behind a memory limit and a deadline, so that no file can harm the caller.

mod client;
mod confine;
mod protocol;
mod serve;

pub use client::{Drawn, Extracted, ReadOptions, Reader, hear};
pub use serve::{limits_that_hold, serve};
