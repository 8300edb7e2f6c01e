//! Files that another process holds open. On Windows such a file can be neither replaced nor removed; a reader of the
//! index, a virus scanner or a synchronising folder holds one for some milliseconds, Excel until it is closed. Elsewhere an
//! open file is no hindrance. Every crate that renames or removes files uses it.

use std::io;
use std::time::{Duration, Instant};

/// How long a file that another process holds is waited for. Readers and virus scanners let go within milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait before the next attempt.
const PAUSE: Duration = Duration::from_millis(20);

/// Does something to a file, and again for a bounded time while another process holds the file open.
///
/// # Errors
/// Those of the last attempt.
pub fn wait_while_held<T>(attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    wait_while(attempt, is_held)
}

/// The same where errors are of another kind: `held` says which of them mean that the file is held.
///
/// # Errors
/// Those of the last attempt.
pub fn wait_while<T, E>(attempt: impl FnMut() -> Result<T, E>, held: impl Fn(&E) -> bool) -> Result<T, E> {
    retried(attempt, held, PATIENCE)
}

/// Whether an error says that another process holds the file open. Windows says of an open file, besides what it is, that
/// access is denied (5), as it does of a file that may not be written.
pub fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33 | 1224))
}

fn retried<T, E>(
    mut attempt: impl FnMut() -> Result<T, E>,
    held: impl Fn(&E) -> bool,
    patience: Duration,
) -> Result<T, E> {
    let until = Instant::now() + patience;
    loop {
        match attempt() {
            Err(error) if held(&error) && Instant::now() < until => std::thread::sleep(PAUSE),
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::retried;
    use std::io;
    use std::time::Duration;

    #[test]
    fn what_is_held_is_waited_for_and_anything_else_is_not() {
        let held = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
        let run = |failures: u32, kind: io::ErrorKind, patience: Duration| {
            let mut attempts = 0;
            let attempt = || {
                attempts += 1;
                if attempts <= failures { Err(io::Error::from(kind)) } else { Ok(()) }
            };
            let done = retried(attempt, held, patience).is_ok();
            (done, attempts)
        };
        let long = Duration::from_secs(20);
        assert_eq!(run(3, io::ErrorKind::PermissionDenied, long), (true, 4));
        assert_eq!(run(3, io::ErrorKind::StorageFull, long), (false, 1));
        let (done, attempts) = run(u32::MAX, io::ErrorKind::PermissionDenied, Duration::from_millis(50));
        assert!(!done && attempts > 1);
    }
}
