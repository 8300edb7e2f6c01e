//! Work shared among threads, its results taken one by one in the order of the work.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, PoisonError};

/// How far, beyond one piece a thread, the threads may run ahead of the slowest piece. It bounds what waits in memory.
const AHEAD: usize = 8;

/// What the threads share: where they are.
struct Queue {
    next: usize,
    taken: usize,
    stopped: bool,
}

/// Does `work` on each item, on so many threads, each with a tool of its own; `take` gets the results in the items' order
/// on the calling thread, whatever the number of threads.
///
/// # Errors
/// The first error of `take`; no further work is begun then.
pub(crate) fn ordered_parallel_map<T: Sync, R: Send, B, E>(
    items: &[T],
    threads: NonZero<usize>,
    tool: impl Fn() -> B + Sync,
    work: impl Fn(&mut B, &T) -> R + Sync,
    mut take: impl FnMut(&T, R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.get().min(items.len());
    let queue = Mutex::new(Queue { next: 0, taken: 0, stopped: false });
    let room = Condvar::new();
    let (sender, results) = mpsc::channel();
    // The number of the next item, once it is no longer too far ahead.
    let claim = || {
        let mut at = queue.lock().unwrap_or_else(PoisonError::into_inner);
        while !at.stopped && at.next < items.len() && at.next >= at.taken + threads + AHEAD {
            at = room.wait(at).unwrap_or_else(PoisonError::into_inner);
        }
        let number = (!at.stopped && at.next < items.len()).then_some(at.next)?;
        at.next += 1;
        items.get(number).map(|item| (number, item))
    };
    let advance = |stopped: bool| {
        let mut at = queue.lock().unwrap_or_else(PoisonError::into_inner);
        at.taken += 1;
        at.stopped |= stopped;
        room.notify_all();
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, claim, tool, work) = (sender.clone(), &claim, &tool, &work);
            let advance = &advance;
            scope.spawn(move || {
                // Nobody is to wait for the result of a thread that has died.
                let _watch = Watch(|| advance(true));
                let mut bench = tool();
                while let Some((number, item)) = claim() {
                    if sender.send((number, work(&mut bench, item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut next = items.iter().enumerate().peekable();
        for (number, result) in results {
            waiting.insert(number, result);
            while let Some((number, item)) = next.next_if(|(number, _)| waiting.contains_key(number)) {
                let Some(result) = waiting.remove(&number) else { break };
                let said = take(item, result);
                advance(said.is_err());
                said?;
            }
        }
        Ok(())
    })
}

/// Calls when its thread panics.
struct Watch<F: Fn()>(F);

impl<F: Fn()> Drop for Watch<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        let items: Vec<u64> = (0..100).collect();
        for threads in [1, 2, 7, 200] {
            let mut seen = Vec::new();
            let work = |(): &mut (), item: &u64| {
                std::thread::sleep(Duration::from_micros(item * 37 % 11 * 100));
                item * 2
            };
            let done: Result<(), Infallible> = ordered_parallel_map(
                &items,
                NonZero::new(threads).unwrap(),
                || (),
                work,
                |item, result| {
                    assert_eq!(item * 2, result);
                    seen.push(*item);
                    Ok(())
                },
            );
            assert_eq!(done, Ok(()));
            assert_eq!(seen, items);
        }
    }

    #[test]
    fn an_error_stops_the_work() {
        let items: Vec<usize> = (0..1000).collect();
        let begun = AtomicUsize::new(0);
        let work = |(): &mut (), _: &usize| begun.fetch_add(1, Ordering::SeqCst);
        let done = ordered_parallel_map(
            &items,
            NonZero::new(3).unwrap(),
            || (),
            work,
            |item, _| if *item < 5 { Ok(()) } else { Err("full") },
        );
        assert_eq!(done, Err("full"));
        assert!(begun.load(Ordering::SeqCst) < 100);
    }

    #[test]
    fn a_thread_that_dies_leaves_nobody_waiting() {
        let items: Vec<usize> = (0..1000).collect();
        let work = |(): &mut (), item: &usize| assert!(*item != 3, "died");
        let died = std::panic::catch_unwind(|| {
            ordered_parallel_map(&items, NonZero::new(3).unwrap(), || (), work, |_, ()| Ok::<_, Infallible>(()))
        });
        assert!(died.is_err());
    }

    #[test]
    fn nobody_runs_far_ahead_of_a_slow_piece() {
        let items: Vec<usize> = (0..100).collect();
        let (begun, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |(): &mut (), item: &usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            if *item == 0 {
                std::thread::sleep(Duration::from_millis(50));
                most.store(begun.load(Ordering::SeqCst), Ordering::SeqCst);
            }
        };
        let done: Result<(), Infallible> =
            ordered_parallel_map(&items, NonZero::new(4).unwrap(), || (), work, |_, ()| Ok(()));
        assert_eq!(done, Ok(()));
        assert!((2..=4 + AHEAD).contains(&most.load(Ordering::SeqCst)), "{most:?}");
    }
}
