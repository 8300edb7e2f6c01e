//! `docs/commands.md` is the help of every command, word for word.

use super::command::COMMANDS;
use super::support::Bench;
use std::fmt::Write as _;
use std::path::Path;

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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    if std::env::var_os("STRATMINE_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/commands.md is not what the program says: STRATMINE_WRITE_DOCS=1 makes it again");
}
