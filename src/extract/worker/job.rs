//! What ends with its owner: a process, and all it starts, ends when the [`JobObject`] that holds it is dropped, and when the
//! process that made the job ends in whatever way.
//!
//! Only Windows needs it. Elsewhere a worker ends because its input does, and what it starts has a bound of its own
//! (`exec-limited`).

use std::process::Child;

/// Holds a process and all it starts.
#[derive(Debug)]
pub(super) struct JobObject {
    #[cfg(windows)]
    _held: win32job::Job,
}

#[cfg(windows)]
impl JobObject {
    /// Puts a process that was just started into a job of its own; `None` where the system refuses. Then it still ends with
    /// its input.
    pub(super) fn of(child: &Child) -> Option<Self> {
        use std::os::windows::io::AsRawHandle as _;
        let mut limits = win32job::ExtendedLimitInfo::new();
        limits.limit_kill_on_job_close();
        let job = win32job::Job::create_with_limit_info(&limits).ok()?;
        job.assign_process(child.as_raw_handle() as isize).ok()?;
        Some(Self { _held: job })
    }
}

#[cfg(not(windows))]
impl JobObject {
    /// Other systems have none.
    pub(super) const fn of(_: &Child) -> Option<Self> {
        None
    }
}

#[cfg(all(test, windows))]
mod tests {
    use super::JobObject;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    #[test]
    fn a_process_ends_with_its_job() {
        // It waits for a line that never comes.
        let waiting =
            Command::new("cmd").args(["/c", "set /p line="]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let mut waiting = waiting.unwrap();
        let job = JobObject::of(&waiting).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(waiting.try_wait().unwrap(), None);
        drop(job);
        let begun = Instant::now();
        while waiting.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it goes on without its job");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
