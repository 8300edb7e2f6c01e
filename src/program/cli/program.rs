//! The name the program goes by: hints are to be typed as they stand.

use super::usage::UsageError;
use std::path::Path;
use std::sync::OnceLock;
use stratmine_extract::WorkerProgram;

/// How this program is started, where that is not by its own binary.
static STARTED: OnceLock<WorkerProgram> = OnceLock::new();

/// Says how this program is started again, and by which name hints call it.
pub(super) fn started_as(program: WorkerProgram) {
    let _ = STARTED.set(program);
}

/// This program, to be started again.
pub(super) fn own() -> Result<WorkerProgram, UsageError> {
    match STARTED.get() {
        Some(program) => Ok(program.clone()),
        None => Ok(std::env::current_exe().map_err(UsageError::NoProgram)?.into()),
    }
}

/// The program as it was started: by cargo, or by the path or name typed.
pub(super) fn name() -> String {
    if STARTED.get().is_some() {
        return "python -m stratmine".to_owned();
    }
    let by_cargo = std::env::var_os("CARGO").is_some();
    let exe = std::env::current_exe().unwrap_or_default();
    let typed = std::env::args_os().next().unwrap_or_default();
    name_of(by_cargo, &exe, &typed.to_string_lossy())
}

fn name_of(by_cargo: bool, exe: &Path, typed: &str) -> String {
    let profile = exe.parent().and_then(Path::file_name);
    match profile.and_then(|profile| profile.to_str()) {
        Some("release") if by_cargo => "cargo run --release --".to_owned(),
        Some("debug") if by_cargo => "cargo run --".to_owned(),
        _ if typed.is_empty() => "stratmine".to_owned(),
        _ if typed.contains(|letter: char| letter.is_whitespace() || letter == '\'') => {
            format!("'{}'", typed.replace('\'', "'\\''"))
        }
        _ => typed.to_owned(),
    }
}

/// A message in which commands to type stand as `stratmine …` in backticks, with the name the program goes by.
pub(super) fn named(message: &str) -> String {
    message.replace("`stratmine ", &format!("`{} ", name()))
}

#[cfg(test)]
mod tests {
    use super::name_of;
    use std::path::Path;

    #[test]
    fn the_program_is_named_as_it_was_started() {
        let exe = Path::new("/x/target/release/stratmine");
        assert_eq!(name_of(true, exe, "target/release/stratmine"), "cargo run --release --");
        assert_eq!(name_of(true, Path::new("target/debug/stratmine"), "stratmine"), "cargo run --");
        assert_eq!(name_of(false, exe, "target/release/stratmine"), "target/release/stratmine");
        assert_eq!(name_of(true, Path::new("/usr/bin/stratmine"), "stratmine"), "stratmine");
        assert_eq!(name_of(false, exe, "/my programs/stratmine"), "'/my programs/stratmine'");
        assert_eq!(name_of(false, exe, ""), "stratmine");
    }
}
