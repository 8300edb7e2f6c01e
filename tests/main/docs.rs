//! The documents say what is so: commands and the record as the program prints them, tests that exist, engines in one place.

use super::command::COMMANDS;
use super::support::{Bench, text};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_page_of_commands_is_what_the_program_says() {
    let bench = Bench::empty();
    let mut page =
        "# Commands\n\nThis page is made from the program's own help; a test keeps it so. To make it again:\n\
                    `STRATMINE_WRITE_DOCS=1 cargo test --test main docs`.\n"
            .to_owned();
    for command in [&[][..]].into_iter().chain(COMMANDS).chain([&["completions"][..], &["man"]]) {
        let help = bench.stratmine(&[command, &["--help"]].concat()).code(0).out();
        let name = [&["stratmine"], command].concat().join(" ");
        write!(page, "\n## {name}\n\n```text\n{}\n```\n", help.trim_end()).unwrap();
    }
    let path = root().join("docs/commands.md");
    if std::env::var_os("STRATMINE_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/commands.md is not what the program says: STRATMINE_WRITE_DOCS=1 makes it again");
}

/// The path of each key of a value, as `docs/record.md` writes it. Lists with the same elements share a path (`*`).
fn paths(value: &Value, at: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(_) if at == "options" => {}
        Value::Object(object) => {
            for (key, value) in object {
                let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                into.insert(path.clone());
                let shared = ["profile.", "pages[].statements[]."].iter().find(|start| {
                    path.strip_prefix(*start).is_some_and(|rest| !rest.contains('.'))
                        && key != "intent"
                        && value.is_array()
                });
                let inner = shared.map_or(path, |start| format!("{start}*"));
                paths(value, &inner, into);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| paths(value, &format!("{at}[]"), into)),
        _ => {}
    }
}

#[test]
fn the_page_of_the_record_names_every_key_and_no_other() {
    let page = std::fs::read_to_string(root().join("docs/record.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let named = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let mut described: BTreeSet<String> = rows.clone().flat_map(|row| named(row.split('|').nth(1).unwrap())).collect();
    described.extend(["good", "fair", "poor", "ocr"].map(|grade| format!("page_grades.{grade}")));

    // Only where a person declares types, of which `code` is told nothing: `tests::declared_types_are_believed`.
    assert!(described.remove("partnering_read"));

    let sample = root().join("corpus/sample");
    let ran = Bench::empty().stratmine(&["code", text(&sample), "--format", "jsonl", "--ocr", "never"]).code(1);
    let mut printed = BTreeSet::new();
    for record in ran.jsonl() {
        paths(&record, "", &mut printed);
        for page_record in record["pages"].as_array().unwrap() {
            for block in page_record["blocks"].as_array().unwrap() {
                let kind = block["kind"].as_str().unwrap();
                assert!(page.contains(&format!("`{kind}`")), "{kind} is a kind of block that the page does not name");
            }
        }
    }
    assert_eq!(printed.difference(&described).collect::<Vec<_>>(), Vec::<&String>::new(), "docs/record.md lacks these");
    assert_eq!(described.difference(&printed).collect::<Vec<_>>(), Vec::<&String>::new(), "no record has these");
}

/// Everything below a folder whose name ends so, but for what is built or fetched.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let walk = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name().into_iter();
    let own = walk.filter_entry(|entry| !["target", ".git", "fetched"].iter().any(|name| entry.file_name() == *name));
    let paths = own.map(|entry| entry.unwrap().into_path()).filter(|path| path.to_string_lossy().ends_with(ending));
    paths.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn tests_that_the_documents_name_exist() {
    let sources = [files("src", ".rs"), files("tests", ".rs")].concat();
    let (items, modules): (String, Vec<&str>) = (
        sources
            .iter()
            .flat_map(|(_, text)| text.lines())
            .filter(|line| line.contains("fn ") || line.contains("mod "))
            .collect(),
        sources.iter().map(|(path, _)| path.trim_end_matches(".rs")).collect(),
    );
    // A filter of `cargo test` is a part of the name.
    let known = |name: &str| {
        let item = Regex::new(&format!(r"\b(?:fn|mod) \w*{name}")).unwrap();
        item.is_match(&items) || modules.iter().any(|path| path.split('/').any(|part| part == name))
    };
    let test = Regex::new(r"`([a-z_]+(?:::[a-z_0-9]+)*::[a-z_0-9]{10,})`").unwrap();
    let filter = Regex::new(r"cargo test (?:--lib|--test main|-p [a-z-]+)? ?(?:-- )?([a-z_: ]+)`").unwrap();
    let mut asked = 0;
    for (path, page) in [files(".", "ARCHITECTURE.md"), files(".", "README.md"), files("docs", ".md")].concat() {
        let names = test.captures_iter(&page).chain(filter.captures_iter(&page));
        for name in names.flat_map(|found| found[1].split([' ', ':']).map(str::to_owned).collect::<Vec<_>>()) {
            asked += 1;
            assert!(name.is_empty() || known(&name), "{path} names a test {name}, and there is none");
        }
    }
    assert!(asked > 40, "only {asked} names were found");
}

#[test]
fn each_engine_is_used_in_one_place() {
    let owners = [
        ("hayro", "extract"),
        ("hayro-interpret", "extract"),
        ("lopdf", "extract"),
        ("pdf-extract", "extract"),
        ("html5ever", "extract"),
        ("tantivy", "search"),
        ("ureq", "study"),
        ("rusqlite", "output"),
        ("parquet", "output"),
        ("rust_xlsxwriter", "output"),
    ];
    let manifests = files("src", "Cargo.toml");
    assert!(manifests.len() >= 7);
    let root_manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, program) = root_manifest.split_once("\n[dependencies]").unwrap();
    let (program, _) = program.split_once("\n[dev-dependencies]").unwrap();
    for (engine, owner) in owners {
        let line = format!("\n{engine}.workspace");
        let users: Vec<_> = manifests.iter().filter(|(_, text)| text.contains(&line)).map(|(path, _)| path).collect();
        assert!(users.len() == 1 && users[0].ends_with(&format!("src/{owner}/Cargo.toml")), "{engine}: {users:?}");
        assert!(!program.contains(&line), "the program uses {engine}");
    }
}

#[test]
fn the_page_of_the_architecture_is_short_and_names_what_there_is() {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(page.lines().count() <= 150 && page.lines().all(|line| line.chars().count() <= 120));
    let source =
        |path: &str| std::fs::read_to_string(root().join(path)).unwrap_or_else(|_| panic!("{path} is not there"));
    let hop = Regex::new(r"`(src/[a-z_/]+\.rs)`\s+`([a-z_]+)`").unwrap();
    let hops: Vec<_> = hop.captures_iter(&page).map(|hop| (hop[1].to_owned(), hop[2].to_owned())).collect();
    assert!(hops.len() >= 15, "{hops:?}");
    for (path, function) in hops {
        assert!(source(&path).contains(&format!("fn {function}")), "{path} has no function {function}");
    }
    let picture = page.split("```").nth(1).unwrap();
    let items: String = files("src", ".rs").into_iter().map(|(_, text)| text).collect();
    let types = Regex::new(r"\b[A-Z][A-Za-z]+\b").unwrap();
    for name in types.find_iter(picture).map(|found| found.as_str()) {
        let item = Regex::new(&format!(r"\b(?:struct|enum|trait|type) {name}\b")).unwrap();
        assert!(item.is_match(&items), "the picture has {name}, and no source file has");
    }
    let folders = page.split("\n## ").find(|section| section.starts_with("The folders")).unwrap();
    for folder in Regex::new(r"\n\| `([a-z_/]+)` \|").unwrap().captures_iter(folders) {
        assert!(root().join("src").join(&folder[1]).is_dir(), "src has no folder {}", &folder[1]);
    }
}

#[test]
fn links_lead_somewhere_and_the_readme_lists_every_command() {
    let link = Regex::new(r"\]\(([^)#:]+)(?:#[^)]*)?\)").unwrap();
    let mut links = 0;
    for (path, page) in files(".", ".md") {
        for found in link.captures_iter(&page) {
            links += 1;
            let target = Path::new(&path).parent().unwrap().join(&found[1]);
            assert!(target.exists(), "{path} links to {}, which is not there", &found[1]);
        }
    }
    assert!(links > 30, "only {links} links were found");
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let commands: String = readme.lines().filter(|line| line.starts_with("| `")).collect();
    for command in COMMANDS {
        let last = command.last().unwrap();
        assert!(commands.contains(&format!("`{}", command[0])), "README.md lacks {command:?}");
        assert!(commands.contains(last), "README.md lacks {command:?}");
    }
}

/// The names before the dot or the equals sign in one table of a manifest.
fn keys(manifest: &str, table: &str) -> BTreeSet<String> {
    let rest = manifest.split_once(&format!("[{table}]\n")).unwrap().1;
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    lines
        .filter_map(|line| line.split([' ', '.', '=']).next())
        .filter(|key| !key.is_empty() && *key != "#")
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_architecture_lists_the_dependencies_that_there_are() {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = |title: &str| page.split("\n## ").find(|section| section.starts_with(title)).unwrap().to_owned();
    let dependencies = section("Dependencies");
    let listed: BTreeSet<String> = dependencies
        .lines()
        .filter(|line| line.starts_with("| `"))
        .flat_map(|line| line.split('|').nth(1).unwrap().split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect();
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let outside = keys(&manifest, "workspace.dependencies").into_iter().filter(|name| !name.starts_with("stratmine-"));
    assert_eq!(listed, outside.collect(), "the table of dependencies, and Cargo.toml");

    for row in section("The folders").lines().filter(|line| line.starts_with("| `") && !line.starts_with("| `program"))
    {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, folder, _, uses, _] = cells[..] else { panic!("{row}") };
        let manifest =
            std::fs::read_to_string(root().join("src").join(folder.trim_matches('`')).join("Cargo.toml")).unwrap();
        let used: BTreeSet<String> = keys(&manifest, "dependencies")
            .iter()
            .filter_map(|name| name.strip_prefix("stratmine-").map(str::to_owned))
            .collect();
        let said: BTreeSet<String> = uses.split(", ").filter(|name| *name != "–").map(str::to_owned).collect();
        assert_eq!(used, said, "{row}");
    }
}
