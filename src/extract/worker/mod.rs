//! Reading in a worker process: behind a memory limit, a deadline and a sandbox, so that no file can harm the caller.
//!
//! [`client`] is the caller's side, [`serve`] the worker's. They exchange the messages of [`protocol`] over pipes.
//! [`respond`] does the work of one request and [`responses`] makes one result of its answers; both are also used
//! without a process by [`crate::read_bytes`].
//!
//! No PDF library is safe on every file: some panic, overflow the stack or ask for gigabytes. So each thread owns one
//! worker, the same program started as `stratmine worker`. It is started when first needed and again whenever it dies.
//!
//! - **Limits.** The worker limits its own memory ([`memory`], from `STRATMINE_WORKER_MEMORY`), makes no core dumps, and
//!   reads on a thread with a 64 MiB stack. The caller holds the deadline and kills. On Windows the worker and what it
//!   starts are in a [`job`] that ends with the caller.
//! - **Sandbox** ([`sandbox`]). Before it opens a paper, the worker drops the right to change files (Landlock) and to
//!   open sockets (seccomp). Older kernels lack these; `status` then says so. The caller checks what a worker sends
//!   before it believes it.
//! - **Messages** ([`protocol`]) are frames over standard input and output. Engines print, so a frame begins with a mark,
//!   and on Unix the worker first moves its real standard output out of their way. A worker names the SHA-256 of the file it opened first; the caller
//!   compares it, so that a page is never drawn of one file and read of another.
//! - **A death loses no finished work.** The caller makes one result of the messages it got: pages count as read even
//!   if a later stage dies. A file that kills a worker which had read other files before is tried once more in a fresh
//!   one.
//! - **Text recognition** runs in the worker between glyphs and layout. Before each page the worker says so, and the
//!   caller's clock starts again, at three times the deadline of a file; `tesseract` has three quarters of that. It is
//!   started through the hidden command `stratmine exec-limited`, which asks the kernel to kill it with the worker and
//!   bounds its processor time, then turns into it. (Doing this after `fork` in the worker would need `unsafe`.) If a
//!   worker dies during recognition, the file is read again without it.
//! - **Second reading.** For pages on which the first reader found nothing, or much that it could not identify, the
//!   worker asks `lopdf`, and `pdf-extract` if that gives no words. Their words replace the page's text if they look
//!   like words and the first ones do not; else their agreement is noted with the page's grade. Such a page has no
//!   layout and is `poor`.

mod client;
mod job;
mod memory;
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
