//! The name the program goes by: hints are to be typed as they stand.

use super::usage::UsageError;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
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
    if cfg!(windows)
        && !by_cargo
        && let Some(short) = short_name(&exe, &path_folders(), &std::env::current_dir().unwrap_or_default())
    {
        return short;
    }
    name_of(by_cargo, &exe, &typed.to_string_lossy())
}

fn path_folders() -> Vec<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect()
}

/// What to type for a program that lies on the path or in the folder one is in. Shells of Windows give a program its whole
/// path, however it was typed.
fn short_name(exe: &Path, on_path: &[PathBuf], here: &Path) -> Option<String> {
    let (folder, name) = (exe.parent()?, exe.file_stem()?.to_str()?);
    if on_path.iter().any(|other| other == folder) {
        return Some(name.to_owned());
    }
    (here == folder).then(|| format!(".{MAIN_SEPARATOR}{name}"))
}

fn name_of(by_cargo: bool, exe: &Path, typed: &str) -> String {
    let profile = exe.parent().and_then(Path::file_name);
    match profile.and_then(|profile| profile.to_str()) {
        Some("release") if by_cargo => "cargo run --release --".to_owned(),
        Some("debug") if by_cargo => "cargo run --".to_owned(),
        _ if typed.is_empty() => "stratmine".to_owned(),
        // PowerShell starts a program whose path is in quotation marks only after `&`.
        _ if cfg!(windows) && typed.contains(char::is_whitespace) => format!("& \"{typed}\""),
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
    use super::{name_of, short_name};
    use std::path::{MAIN_SEPARATOR, Path, PathBuf};

    #[test]
    fn the_program_is_named_as_it_was_started() {
        let exe = Path::new("/x/target/release/stratmine");
        assert_eq!(name_of(true, exe, "target/release/stratmine"), "cargo run --release --");
        assert_eq!(name_of(true, Path::new("target/debug/stratmine"), "stratmine"), "cargo run --");
        assert_eq!(name_of(false, exe, "target/release/stratmine"), "target/release/stratmine");
        assert_eq!(name_of(true, Path::new("/usr/bin/stratmine"), "stratmine"), "stratmine");
        let quoted = if cfg!(windows) { "& \"/my programs/stratmine\"" } else { "'/my programs/stratmine'" };
        assert_eq!(name_of(false, exe, "/my programs/stratmine"), quoted);
        assert_eq!(name_of(false, exe, ""), "stratmine");
    }

    #[test]
    fn a_program_on_the_path_or_in_this_folder_has_a_short_name() {
        let (programs, here) = (PathBuf::from("/programs"), Path::new("/study"));
        let on_path = [PathBuf::from("/other"), programs.clone()];
        assert_eq!(short_name(&programs.join("stratmine.exe"), &on_path, here).as_deref(), Some("stratmine"));
        let in_this = format!(".{MAIN_SEPARATOR}stratmine");
        assert_eq!(short_name(&here.join("stratmine.exe"), &on_path, here), Some(in_this));
        assert_eq!(short_name(Path::new("/elsewhere/stratmine.exe"), &on_path, here), None);
    }
}
