//! README.md shows what the program does: its examples (`$ stratmine …`) are run here, and what it shows must come.

// The README shows it as it is on Unix.
#![cfg(unix)]

use super::support::{Bench, PROGRAM};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What stands for lines of the output that are left out.
const LEFT_OUT: &str = "…";

/// An example: where its output stands in the README (lines, the last one excluded), and the command.
struct Example {
    from: usize,
    to: usize,
    command: String,
}

fn examples(lines: &[&str]) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let (mut in_block, mut in_example) = (false, false);
    for (number, line) in lines.iter().enumerate() {
        let fence = line.starts_with("```");
        let command = line.strip_prefix("$ stratmine").filter(|_| in_block);
        if (fence || command.is_some()) && in_example {
            examples.last_mut().unwrap().to = number;
        }
        in_example = command.is_some() || (in_example && !fence);
        if let Some(rest) = command {
            examples.push(Example { from: number + 1, to: number + 1, command: format!("stratmine{rest}") });
        }
        in_block ^= fence;
    }
    examples
}

/// A folder with a copy of the sample corpus, and the program on the path.
fn sample() -> Bench {
    let bench = Bench::empty();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            bench.put(&format!("sample/{}", path.file_name().unwrap().to_str().unwrap()), fs::read(&path).unwrap());
        }
    }
    bench
}

/// Runs a command as typed, and gives what a terminal would show and the exit code.
fn shown(bench: &Bench, command: &str) -> (String, Option<i32>) {
    let program = PathBuf::from(PROGRAM);
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(bench.path("."))
        // Nothing else is on the path, so that the README is the same on machines with tesseract and without.
        .env("PATH", program.parent().unwrap())
        .env_remove("CARGO")
        .env_remove("STRATMINE_LOG")
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

/// The output as the README is to show it: as many lines before and behind the gap as it shows now.
fn as_shown<'o>(now: &[&str], output: &[&'o str]) -> Vec<&'o str> {
    let Some(gap) = now.iter().position(|line| line.trim() == LEFT_OUT) else { return output.to_vec() };
    let behind = now.len() - gap - 1;
    if gap + behind >= output.len() {
        return output.to_vec();
    }
    let indented = if now[gap].starts_with("  ") {
        "  …"
    } else if now[gap].starts_with(' ') {
        " …"
    } else {
        "…"
    };
    [&output[..gap], &[indented], &output[output.len() - behind..]].concat()
}

#[test]
fn the_readme_shows_what_the_program_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let bench = sample();
    let mut written: Vec<String> = Vec::new();
    let mut done = 0;
    let examples = examples(&lines);
    assert!(examples.len() >= 3);
    for example in examples {
        let (output, code) = shown(&bench, &example.command);
        assert_eq!(code, Some(0), "{}\n{output}", example.command);
        let output: Vec<&str> = output.lines().map(str::trim_end).collect();
        let now = &lines[example.from..example.to];
        if std::env::var_os("STRATMINE_WRITE_DOCS").is_some() {
            written.extend(lines[done..example.from].iter().map(|line| (*line).to_owned()));
            written.extend(as_shown(now, &output).iter().map(|line| (*line).to_owned()));
            done = example.to;
            continue;
        }
        assert!(
            as_shown(now, &output) == now.iter().map(|line| line.trim_end()).collect::<Vec<_>>(),
            "README.md does not show what {} says:\n{}\nto write the README's examples again: \
             STRATMINE_WRITE_DOCS=1 cargo test --test main readme",
            example.command,
            output.join("\n")
        );
    }
    if done > 0 {
        written.extend(lines[done..].iter().map(|line| (*line).to_owned()));
        fs::write(&path, format!("{}\n", written.join("\n"))).unwrap();
    }
}
