//! What the tree of `src/` promises: modules of a crate do not use each other in a circle, a type name stands for at most
//! two types, and no category of outcomes is named by the code. (Which crate may use which is Cargo's to say.)

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const CRATES: [&str; 8] = ["model", "extract", "coding", "study", "search", "analysis", "output", "program"];

/// A source file without its comments and its tests.
struct Source {
    /// Path below `src/`.
    path: PathBuf,
    code: String,
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The files of a crate. By convention of this repository tests stand at the end of a file, or in files of their own.
fn sources(of: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root.join(of), &mut paths);
    paths.sort();
    let is_test =
        |path: &Path| path.iter().any(|part| part.to_str().unwrap().trim_end_matches(".rs").ends_with("tests"));
    let tests_begin = Regex::new(r"#\[cfg\(test\)\]\s*mod \w+ \{").unwrap();
    let mut found = Vec::new();
    for path in paths {
        let path = path.strip_prefix(&root).unwrap().to_owned();
        if is_test(&path) {
            continue;
        }
        let text = fs::read_to_string(root.join(&path)).unwrap();
        let end = tests_begin.find(&text).map_or(text.len(), |tests| tests.start());
        let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
        found.push(Source { path, code: lines.collect::<Vec<_>>().join("\n") });
    }
    found
}

/// The top-level module of a crate that a file belongs to; `None` for its root.
fn module(path: &Path) -> Option<String> {
    let mut parts = path.iter().skip(1).map(|part| part.to_str().unwrap().trim_end_matches(".rs").to_owned());
    parts.next().filter(|name| name != "lib" && name != "main")
}

/// What the root of a crate gives a second name to: `pub use module::{A, B}`.
fn re_exports(root: &str) -> BTreeMap<String, String> {
    let uses = Regex::new(r"use (?:self::|crate::)?(\w+)::(?:\w+::)*(?:\{([^}]*)\}|(\w+))\s*;").unwrap();
    let mut names = BTreeMap::new();
    for found in uses.captures_iter(root) {
        let list = found.get(2).or(found.get(3)).unwrap().as_str();
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let name = name.rsplit(" as ").next().unwrap().rsplit("::").next().unwrap();
            names.insert(name.to_owned(), found[1].to_owned());
        }
    }
    names
}

/// The names that follow `crate::`, or as many `super::` as lead to the root, one by one or in braces.
fn names_at_root(source: &Source) -> Vec<String> {
    let depth = source.path.iter().count() - 2 + usize::from(!source.path.ends_with("mod.rs"));
    let mut names = Vec::new();
    let mut starts = vec!["crate::".to_owned()];
    if depth > 0 {
        starts.push("super::".repeat(depth));
    }
    for start in starts {
        for (at, _) in source.code.match_indices(&start) {
            if source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &source.code[at + start.len()..];
            let word = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
            if let Some(braces) = rest.strip_prefix('{') {
                let mut level = 0_usize;
                let mut item = String::new();
                for c in braces.chars() {
                    match c {
                        '{' => level += 1,
                        '}' if level == 0 => break,
                        '}' => level -= 1,
                        ',' if level == 0 => names.push(word(std::mem::take(&mut item).trim())),
                        _ if level == 0 => item.push(c),
                        _ => {}
                    }
                }
                names.push(word(item.trim()));
            } else {
                names.push(word(rest));
            }
        }
    }
    names
}

/// Which top-level modules of a crate each of them uses.
fn uses(of: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources(of);
    let modules: BTreeSet<String> = sources.iter().filter_map(|source| module(&source.path)).collect();
    let root = sources.iter().find(|source| source.path.ends_with("lib.rs")).unwrap();
    let second_names = re_exports(&root.code);
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        let Some(user) = module(&source.path) else { continue };
        for name in names_at_root(source) {
            let used = second_names.get(&name).unwrap_or(&name);
            if modules.contains(used) && *used != user {
                uses.entry(user.clone()).or_default().insert(used.clone());
            }
        }
    }
    uses
}

#[test]
fn modules_of_a_crate_do_not_use_each_other_in_a_circle() {
    let mut circles = Vec::new();
    let mut seen = 0;
    for of in CRATES {
        let mut open = uses(of);
        seen += open.values().map(BTreeSet::len).sum::<usize>();
        // What uses nothing that is left is no part of a circle.
        loop {
            let left: BTreeSet<String> = open.keys().cloned().collect();
            let before = open.len();
            open.retain(|_, used| used.iter().any(|name| left.contains(name)));
            if open.len() == before {
                break;
            }
        }
        let left: BTreeSet<String> = open.keys().cloned().collect();
        circles.extend(open.into_iter().map(|(user, mut used)| {
            used.retain(|name| left.contains(name));
            format!("{of}: {user} uses {used:?}")
        }));
    }
    assert!(seen > 60, "{seen}");
    assert_eq!(circles, [""; 0]);
}

#[test]
fn a_type_name_stands_for_at_most_two_types() {
    let definition =
        Regex::new(r"(?m)^ *(?:pub(?:\([a-z ]+\))? )?(?:struct|enum|trait|type|union) ([A-Z]\w*)").unwrap();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in CRATES.into_iter().flat_map(sources) {
        for found in definition.captures_iter(&source.code) {
            // `type Item = …` of an iterator and the like name no type of ours.
            if !found[0].trim_start().starts_with("type ") || !found[0].starts_with(' ') {
                names.entry(found[1].to_owned()).or_default().push(source.path.display().to_string());
            }
        }
    }
    assert!(names.len() > 300, "{}", names.len());
    names.retain(|_, places| places.len() > 2);
    assert_eq!(names, BTreeMap::new());
}

#[test]
fn no_category_of_outcomes_is_named_by_the_code() {
    let literal = Regex::new(r#""(?:[^"\\]|\\.)*""#).unwrap();
    let named = Regex::new(r"\b(quality|workforce|resources|innovation)\b").unwrap();
    // How well a point of a correspondence map is shown is called its quality in statistics, and hints give examples.
    let other_meaning =
        ["program/cli/tally/mod.rs: \"quality\"", "such as category:workforce", "program/serve/search.rs: "];
    let mut found = Vec::new();
    for source in CRATES.into_iter().flat_map(sources) {
        for text in
            source.code.lines().flat_map(|line| literal.find_iter(line)).filter(|text| named.is_match(text.as_str()))
        {
            found.push(format!("{}: {}", source.path.display(), text.as_str()));
        }
    }
    found.retain(|found| !found.contains("stratmine ") && !other_meaning.iter().any(|other| found.contains(other)));
    assert_eq!(found, [""; 0]);
}

#[test]
fn no_module_is_called_pipeline() {
    let mut paths = CRATES.into_iter().flat_map(sources).map(|source| source.path);
    assert_eq!(paths.find(|path| path.to_str().unwrap().contains("pipeline")), None);
}

#[test]
fn hints_are_data_that_the_command_line_alone_joins_to_messages() {
    for of in CRATES {
        for Source { path, code } in sources(of) {
            let joins = path == Path::new("model/hints.rs") || path.starts_with("program/cli");
            let held = code.contains("\\nhint:") || code.contains("\"hint: ");
            assert!(joins || !held, "{} has a hint in a text", path.display());
        }
    }
}
