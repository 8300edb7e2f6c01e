//! The floors of the design: a module uses those below it, and only one place names each engine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may use; a module may always use itself.
const FLOORS: [(&str, &[&str]); 22] = [
    ("model", &[]),
    ("limits", &[]),
    ("spreadsheet", &[]),
    ("store", GROUND),
    ("discover", GROUND),
    ("fetch", GROUND),
    ("extract", GROUND),
    ("segment", GROUND),
    ("lexicon", GROUND),
    ("tally", GROUND),
    ("statistics", GROUND),
    ("code", &["model", "limits", "lexicon"]),
    ("ledger", &["model", "limits", "store"]),
    ("index", &["model", "limits", "store"]),
    ("search", &["model", "limits", "index", "lexicon"]),
    ("evaluate", &["model", "limits", "spreadsheet", "lexicon", "statistics", "code", "decide", "ledger"]),
    ("export", &["model", "limits", "tally", "statistics"]),
    (
        "pipeline",
        &[
            "model",
            "limits",
            "spreadsheet",
            "store",
            "discover",
            "fetch",
            "extract",
            "segment",
            "lexicon",
            "tally",
            "statistics",
            "code",
            "ledger",
            "index",
            "decide",
            "search",
            "evaluate",
            "export",
        ],
    ),
    ("cli", &["model", "limits", "pipeline"]),
    ("main", &["cli"]),
    ("lib", &[]),
    ("decide", GROUND),
];

const GROUND: &[&str] = &["model", "limits", "spreadsheet"];

/// Crates that one module alone may name.
const OWNED: [(&str, &str); 17] = [
    ("calamine", "evaluate"),
    ("hayro", "extract"),
    ("hayro_interpret", "extract"),
    ("hayro_syntax", "extract"),
    ("lopdf", "extract"),
    ("pdf_extract", "extract"),
    ("embedded_graphics", "export"),
    ("png", "export"),
    ("rust_xlsxwriter", "export"),
    ("parquet", "export"),
    ("rusqlite", "export"),
    ("quick_xml", "export"),
    ("zip", "export"),
    ("nalgebra", "statistics"),
    ("statrs", "statistics"),
    ("tantivy", "index"),
    ("ureq", "fetch"),
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// Every line of code under `src/` with its module and place; comments and strings in the way of `crate::` are rare enough.
fn lines() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let mut lines = Vec::new();
    for path in paths {
        let below = path.strip_prefix(&root).unwrap();
        let module =
            below.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            lines.push((module.clone(), format!("{}:{}", below.display(), number + 1), code.to_owned()));
        }
    }
    lines
}

fn words_after<'l>(line: &'l str, mark: &str) -> Vec<&'l str> {
    let word = |rest: &'l str| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
    line.match_indices(mark).map(|(at, _)| word(&line[at + mark.len()..])).collect()
}

#[test]
fn modules_use_only_the_floors_below() {
    let floors: BTreeMap<_, _> = FLOORS.into_iter().collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (module, place, line) in lines() {
        let allowed = floors.get(module.as_str()).unwrap_or_else(|| panic!("{place}: no floor is known for {module}"));
        for used in words_after(&line, "crate::").into_iter().chain(words_after(&line, "stratmine::")) {
            seen += 1;
            let is_module = floors.contains_key(used);
            if is_module && used != module && !allowed.contains(&used) {
                wrong.push(format!("{place}: {module} uses {used}"));
            }
        }
    }
    assert!(seen > 100, "{seen}");
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn each_engine_is_named_in_one_place() {
    let mut wrong = Vec::new();
    let mut seen = BTreeMap::new();
    for (module, place, line) in lines() {
        for (name, owner) in OWNED {
            let used = line.contains(&format!("{name}::")) || line.contains(&format!("use {name}"));
            if used {
                *seen.entry(name).or_insert(0) += 1;
                if module != owner {
                    wrong.push(format!("{place}: {module} names {name}"));
                }
            }
        }
    }
    assert!(seen.len() >= 5, "{seen:?}");
    assert_eq!(wrong, [""; 0]);
}
