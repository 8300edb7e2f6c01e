use clap::error::ErrorKind;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder with one of these endings.
fn files(folder: &Path, endings: &[&str], into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, endings, into);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
            into.push(path);
        }
    }
}

/// The commands that a text shows between backticks.
fn commands(text: &str) -> Vec<String> {
    let pieces = text.split('`').skip(1).step_by(2).map(str::to_owned);
    // In Rust a string may go on on the next line; what is filled in stands for one word.
    let pieces = pieces.map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" ").replace("{}", ""));
    pieces.filter(|piece| piece.starts_with("stratmine ")).collect()
}

/// A command as a person would type it: names in capitals and in braces become words.
fn words(command: &str) -> Vec<String> {
    let command = command.split(['|', '\\', '…']).next().unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    for (place, piece) in command.split('"').enumerate() {
        if place % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words
                .extend(piece.split_whitespace().map(|word| if word.starts_with('{') { "1" } else { word }.to_owned()));
        }
    }
    words
}

#[test]
fn every_command_that_is_printed_exists_with_its_options() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    files(&root.join("src"), &["rs"], &mut all);
    files(&root.join("docs"), &["md"], &mut all);
    files(&root.join("lexicons"), &["md"], &mut all);
    let mut seen = 0;
    // There the program's own name is put for `stratmine` in what is printed.
    all.retain(|path| !path.ends_with("cli/program.rs"));
    for path in all {
        for command in commands(&fs::read_to_string(&path).unwrap()) {
            let words = words(&command);
            if words.len() < 2 || matches!(words[1].as_str(), "worker" | "exec-limited") {
                continue;
            }
            seen += 1;
            let parsed = super::command().try_get_matches_from(&words).map_err(|error| error.kind());
            let unknown = matches!(parsed, Err(ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand));
            assert!(!unknown, "{}: `{command}` is no command", path.display());
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn a_command_that_does_not_exist_is_told() {
    assert_eq!(commands("use `stratmine page {file} \\\n --page 3` now"), ["stratmine page {file} \\ --page 3"]);
    let kind =
        |command: &str| super::command().try_get_matches_from(words(command)).map_err(|error| error.kind()).err();
    assert_eq!(kind("stratmine page FILE --page 8"), Some(ErrorKind::UnknownArgument));
    assert_eq!(kind("stratmine decode FILE"), Some(ErrorKind::InvalidSubcommand));
    assert_eq!(kind("stratmine page {file} {page}"), None);
}
