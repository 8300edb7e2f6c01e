//! How much memory a worker may use: what a file asks for beyond that ends the worker and not the machine.
//!
//! Linux counts address space and refuses more. Windows and macOS have no such limit for a process of its own accord, so the
//! program's allocator counts there. Memory that is mapped and not allocated is not counted by it.

use super::protocol::MEMORY_VARIABLE;
use stratmine_model::limits::WORKER_MEMORY;

/// Limits this process for good. Where a limit cannot be set, the deadline still holds.
pub(super) fn limit_self() {
    let asked = std::env::var(MEMORY_VARIABLE).ok().and_then(|bytes| bytes.parse().ok());
    limit_to(asked.unwrap_or(WORKER_MEMORY));
}

#[cfg(target_os = "linux")]
fn limit_to(bytes: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |bytes| Rlimit { current: Some(bytes), maximum: Some(bytes) };
    let _ = setrlimit(Resource::As, limit(bytes));
    let _ = setrlimit(Resource::Core, limit(0));
}

#[cfg(not(target_os = "linux"))]
fn limit_to(bytes: u64) {
    let _ = ALLOCATOR.set_limit(usize::try_from(bytes).unwrap_or(usize::MAX));
}

/// Counts what is allocated. Only a worker sets a limit.
#[cfg(not(target_os = "linux"))]
#[global_allocator]
static ALLOCATOR: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);
