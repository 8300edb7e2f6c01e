//! The worker process: reads files behind a memory limit and a deadline, so that no file can harm the caller.

mod client;
mod protocol;
mod serve;

pub use client::{Drawn, Extracted, ReadOptions, Reader};
pub use serve::{limits_that_hold, serve};
