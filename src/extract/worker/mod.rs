//! Reading in a worker process: behind a memory limit, a deadline and a sandbox, so that no file can harm the caller.
//!
//! [`client`] is the caller's side, [`serve`] the worker's. They exchange the messages of [`protocol`] over pipes.
//! [`respond`] does the work of one request and [`responses`] makes one result of its answers; both are also used
//! without a process by [`crate::read_bytes`].

mod client;
mod protocol;
mod respond;
mod responses;
mod sandbox;
mod serve;

pub use client::{Drawn, ReadOptions, Reader, WorkerError};
pub(crate) use protocol::Task;
pub(crate) use respond::{STACK, respond};
pub(crate) use responses::{Ending, Responses, collect};
pub use responses::{Extracted, decode_responses};
pub use serve::{describe_isolation, run_worker};
