//! A run that is killed at some point goes on to the same end.

use super::support::{Bench, PROGRAM, paper};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PAPERS: usize = 12;

/// Kills a run as soon as so many readings have ended; `false` where it ended by itself before.
fn kill_after(bench: &Bench, index: &str, ended: usize) -> bool {
    let mut child = Command::new(PROGRAM)
        .current_dir(bench.path(""))
        .args(["run", "--index", index, "--threads", "2"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let notes = bench.path(index).join("attempts.jsonl");
    let limit = Instant::now() + Duration::from_mins(1);
    loop {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        let seen = fs::read_to_string(&notes).map_or(0, |notes| notes.matches("\"ended\"").count());
        if (seen >= ended && notes.exists()) || Instant::now() > limit {
            child.kill().unwrap();
            child.wait().unwrap();
            return true;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

fn bench() -> Bench {
    let bench = Bench::coded();
    for number in 0..PAPERS {
        bench.put(&format!("more/{number}.md"), paper(&format!("Number {number}"), 4));
    }
    bench
}

#[test]
fn a_killed_run_goes_on_to_the_same_end() {
    let bench = bench();
    bench.stratmine(&["run", "--index", "whole"]).code(0);
    let whole = bench.says("whole");
    let mut killed = 0;
    for ended in [0, 1, 2, 5, 9, PAPERS + 3] {
        let index = format!("killed-{ended}");
        killed += usize::from(kill_after(&bench, &index, ended));
        bench.stratmine(&["run", "--index", &index]).code(0);
        assert_eq!(bench.says(&index), whole, "killed after {ended} readings");
        assert!(!bench.path(&index).join("attempts.jsonl").exists());
    }
    assert!(killed >= 3, "only {killed} runs were killed in time");
}

#[test]
fn a_run_killed_again_and_again_ends_the_same() {
    let bench = bench();
    bench.stratmine(&["run", "--index", "whole"]).code(0);
    for ended in [1, 2, 3] {
        kill_after(&bench, "index", ended);
        // Readers see a sound state at any time.
        if bench.path("index/FORMAT").exists() {
            let status = bench.stratmine(&["status"]).code(0);
            assert!(status.talk().contains("the last run was interrupted"), "{}", status.talk());
            bench.stratmine(&["tally"]).code(0);
        }
    }
    bench.stratmine(&["run"]).code(0);
    assert_eq!(bench.says("index"), bench.says("whole"));
}

#[test]
fn what_was_written_down_before_the_kill_is_not_read_again() {
    let bench = Bench::empty();
    for number in 0..60 {
        bench.put(&format!("{number}.md"), paper(&format!("Number {number}"), 1));
    }
    // Threads run at most ten files ahead of the batches of 25, so one batch is written down by then.
    if !kill_after(&bench, "index", 45) {
        return;
    }
    let talk = bench.stratmine(&["run", "--threads", "2"]).code(0).talk();
    assert!(talk.contains("the last run was interrupted: going on"), "{talk}");
    let before = |batch: &usize| talk.contains(&format!("read {} files, {batch} as before", 60 - batch));
    assert!([25, 50].iter().any(before), "{talk}");
}

/// Rounds of the test below; the long form is `STRATMINE_KILLS=1000`.
fn rounds() -> u64 {
    std::env::var("STRATMINE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(30)
}

#[test]
fn a_run_killed_at_any_moment_loses_nothing_and_doubles_nothing() {
    let bench = bench();
    bench.stratmine(&["run", "--index", "whole"]).code(0);
    let whole = bench.says("whole");
    // As long as a run takes here and now, so that kills fall everywhere in it.
    let begun = Instant::now();
    bench.stratmine(&["run", "--index", "timed"]).code(0);
    let long = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut state: u64 = 20_261_127;
    let mut killed = 0;
    for round in 0..rounds() {
        // Every third round goes on with what the one before left behind.
        let index = format!("index-{}", round / 3);
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = Command::new(PROGRAM)
            .current_dir(bench.path(""))
            .args(["run", "--index", &index, "--threads", "2"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros((state >> 33) % long));
        killed += u64::from(child.try_wait().unwrap().is_none());
        // One that has ended by itself cannot be killed, and need not be.
        let _ = child.kill();
        child.wait().unwrap();
        if round % 3 == 2 {
            bench.stratmine(&["run", "--index", &index]).code(0);
            assert_eq!(bench.says(&index), whole, "after round {round}");
            bench.stratmine(&["index", "verify", "--index", &index]).code(0);
            fs::remove_dir_all(bench.path(&index)).unwrap();
        }
    }
    println!("{killed} of {} runs were killed", rounds());
    assert!(killed * 4 >= rounds(), "only {killed} of {} runs were killed in time", rounds());
}
