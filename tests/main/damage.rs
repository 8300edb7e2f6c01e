//! Damage to any file of an index is noticed, said in words, and mended from the papers.

use super::support::Bench;
use std::fs;
use std::path::{Path, PathBuf};

/// A table of decisions that nobody has made yet.
const DECISIONS: &str = "document,file,page,occurrence,quote,before,after,decision,codes,who,when,why\n";

/// A fixed walk through numbers (`SplitMix64`, Steele and others 2014).
struct Walk(u64);

impl Walk {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// Files whose loss or change tells nothing: locks, and the marker of which nothing hangs.
fn is_vital(path: &Path) -> bool {
    !path.file_name().is_some_and(|name| name.to_string_lossy().contains("lock"))
}

const WAYS: [&str; 4] = ["flipped", "cut", "zeroed", "replaced"];

fn damaged(bytes: &[u8], way: &str, walk: &mut Walk) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = walk.below(bytes.len().max(1));
    match way {
        "flipped" => bytes[at] ^= 1 << walk.below(8),
        "cut" => bytes.truncate(at),
        "zeroed" => bytes[at..].iter_mut().take(40).for_each(|byte| *byte = 0),
        _ => bytes = b"from another world".to_vec(),
    }
    bytes
}

#[test]
fn damage_to_any_file_of_an_index_is_noticed_and_mended() {
    let bench = Bench::coded();
    bench.put("decisions.csv", DECISIONS);
    bench.stratmine(&["run"]).code(0);
    let whole = bench.says("index");
    let sound = bench.stratmine(&["index", "verify"]).code(0).talk();
    assert!(sound.contains("as it was written: 3 coded documents"), "{sound}");
    let mut all = Vec::new();
    files(&bench.path("index"), &mut all);
    let vital: Vec<PathBuf> = all.into_iter().filter(|path| is_vital(path)).collect();
    let mut walk = Walk(20_261_127);
    let (mut noticed, mut silent) = (0, Vec::new());
    for path in &vital {
        let original = fs::read(path).unwrap();
        for way in WAYS {
            let bytes = damaged(&original, way, &mut walk);
            if bytes == original {
                continue;
            }
            fs::write(path, bytes).unwrap();
            let ran = bench.stratmine(&["index", "verify"]);
            let talk = ran.talk();
            assert!(!talk.contains("panicked"), "{}: {talk}", path.display());
            // A reader errors, or says what is true.
            let tally = bench.stratmine(&["tally", "--format", "json"]);
            let search = bench.stratmine(&["search", "patient safety", "--format", "jsonl"]);
            for asked in [&tally, &search] {
                assert!(!asked.talk().contains("panicked"), "{} {way}: {}", path.display(), asked.talk());
            }
            if ran.0.status.code() == Some(0) {
                // What is not noticed must not matter: all answers are those of the whole index.
                if bench.says("index") != whole {
                    silent.push(format!("{} {way}", path.display()));
                }
            } else {
                noticed += 1;
            }
            fs::write(path, &original).unwrap();
        }
    }
    assert!(silent.is_empty(), "{silent:?}");
    println!("{noticed} damages to {} files noticed", vital.len());
    assert!(noticed >= vital.len() * 2, "only {noticed} noticed");
    bench.stratmine(&["index", "verify"]).code(0);
    // The manifest alone is written again by any run.
    fs::write(bench.path("index/run.json"), "{}x").unwrap();
    bench.stratmine(&["run"]).code(0);
    assert_eq!(bench.says("index"), whole);
}

#[test]
fn an_index_made_anew_says_the_same_and_losses_are_listed() {
    let bench = Bench::coded();
    bench.put("decisions.csv", DECISIONS);
    bench.stratmine(&["run"]).code(0);
    let whole = bench.says("index");
    let mut all = Vec::new();
    files(&bench.path("index/documents"), &mut all);
    fs::write(&all[0], "?").unwrap();
    let talk = bench.stratmine(&["index", "verify"]).code(1).talk();
    assert!(talk.contains("1 part not as written") && talk.contains("stratmine index rebuild"), "{talk}");
    let talk = bench.stratmine(&["index", "rebuild"]).code(0).talk();
    assert!(talk.contains("made anew: 3 files read") && talk.contains("set-aside-1"), "{talk}");
    assert_eq!(bench.says("index"), whole);
    assert_eq!(fs::read_to_string(bench.path("corpus/decisions.csv")).unwrap(), DECISIONS);
    bench.take("north.md");
    let talk = bench.stratmine(&["index", "rebuild"]).code(1).talk();
    assert!(talk.contains("lost: north.md"), "{talk}");
    fs::write(bench.path("index/ledger.jsonl"), "?").unwrap();
    let talk = bench.stratmine(&["index", "rebuild"]).code(1).talk();
    assert!(talk.contains("whether papers were lost is not known"), "{talk}");
    bench.stratmine(&["index", "verify"]).code(0);
}
