//! A folder with a corpus and an index, papers to put into it, and the program to run on them.

use assert_cmd::Command;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_stratmine");

/// A code for `outcomes.toml`.
const ENVIRONMENT: &str = r#"
[[code]]
id = "environment"
label = "Protecting the environment"
note = "Carbon, waste and air."
entries = [
  { term = "trees", weight = 3, example = "plant trees" },
]
"#;

/// Puts the built-in outcomes with one category more into a folder of lexicons.
pub(crate) fn put_fifth_category(folder: &Path) {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons/outcomes.toml");
    fs::create_dir_all(folder).unwrap();
    let outcomes = fs::read_to_string(built_in).unwrap();
    fs::write(folder.join("outcomes.toml"), format!("{outcomes}{ENVIRONMENT}")).unwrap();
}

/// A paper in English with a known number of intended outcomes: one of each category a round.
pub(crate) fn paper(name: &str, rounds: usize) -> String {
    let mut text = format!(
        "# The {name} strategy\n\nThis paper was written by the {name} partnership of hospitals and community services. \
         It describes the people of the county and the services that they use today.\n\n"
    );
    for round in 1..=rounds {
        write!(
            text,
            "## Our aims for part {round}\n\nWe will:\n\n- improve patient safety on ward {round} of the {name} hospital\n\
             - recruit and train more nurses for team {round}\n- reduce costs by sharing procurement with partner {round}\n\
             - adopt digital technology and take part in research trial {round}\n\n"
        ).unwrap();
    }
    text.push_str("## Background\n\nLast year the hospitals treated a great many people from across the county.\n");
    text
}

/// A paper in German.
pub(crate) const GERMAN: &str = "# Unsere Strategie\n\nWir werden die Sicherheit der Patientinnen und Patienten verbessern und \
     die Zusammenarbeit der Krankenhäuser in der Region stärken. Die Mitarbeiterinnen und Mitarbeiter sollen besser ausgebildet \
     werden, damit die Versorgung der Bevölkerung auch in Zukunft gesichert ist.\n";

/// A smallest PDF: one page, one line of text a string.
pub(crate) fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut content = "BT /F1 12 Tf 14 TL 72 760 Td\n".to_owned();
    for line in lines {
        let safe = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        writeln!(content, "({safe}) Tj T*").unwrap();
    }
    content.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let table = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    write!(file, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).unwrap();
    file.into_bytes()
}

/// A folder to work in, with `corpus/` in it.
pub(crate) struct Bench {
    folder: TempDir,
}

impl Bench {
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With some papers: two in Markdown, a PDF, and a file of a format that is not read.
    pub(crate) fn new() -> Self {
        let bench = Self::coded();
        bench.put("notes.xyz", "not a paper");
        bench
    }

    /// With papers that are all coded.
    pub(crate) fn coded() -> Self {
        let bench = Self::empty();
        bench.put("north.md", paper("Northern", 2));
        bench.put("sub/south.md", paper("Southern", 1));
        let lines = [
            "We will improve patient safety across all the hospitals of the western county.",
            "Last year the hospitals treated a great many people from across the county.",
        ];
        bench.put("west.pdf", pdf(&lines));
        bench
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Puts a file into the corpus.
    pub(crate) fn put(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path("corpus").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Takes a file out of the corpus.
    pub(crate) fn take(&self, file: &str) {
        fs::remove_file(self.path("corpus").join(file)).unwrap();
    }

    /// The program, in this folder.
    pub(crate) fn program(&self) -> Command {
        let mut command = std::process::Command::new(PROGRAM);
        // As if it lay on the path; hints name the program as it was started.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, "stratmine");
        command.current_dir(self.folder.path()).env_remove("STRATMINE_LOG").env_remove("CARGO");
        // What is installed on the machine must not change what a test sees: `ocr.rs` names the path it needs.
        command.env("PATH", if cfg!(windows) { Path::new(PROGRAM).parent().unwrap() } else { Path::new("") });
        Command::from_std(command)
    }

    /// Runs the program.
    pub(crate) fn stratmine(&self, arguments: &[&str]) -> Ran {
        Ran(self.program().args(arguments).output().unwrap())
    }

    /// What the index says, in one text.
    pub(crate) fn says(&self, index: &str) -> String {
        let ask = |arguments: &[&str]| self.stratmine(&[arguments, &["--index", index]].concat()).out();
        let tally = ask(&["tally", "--format", "json"]);
        let search = ask(&["search", "--outcomes", "--in", "statements", "--format", "jsonl", "-n", "10000"]);
        let manifest = fs::read_to_string(self.path(index).join("run.json")).unwrap_or_default();
        format!("{tally}\n{search}\n{manifest}")
    }
}

/// How a run of the program ended.
pub(crate) struct Ran(pub(crate) Output);

impl Ran {
    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub(crate) fn talk(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    /// Checks the exit code.
    pub(crate) fn code(self, expected: i32) -> Self {
        assert_eq!(self.0.status.code(), Some(expected), "\nout: {}\ntalk: {}", self.out(), self.talk());
        self
    }

    /// The lines of standard output as JSON.
    pub(crate) fn jsonl(&self) -> Vec<Value> {
        self.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder of the data that may lie beside the checkout (`STRATMINE_SHARED`, else `../shared`). Where it is not there the
/// test is skipped, and says so; under `STRATMINE_CI` that is a failure.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let given = std::env::var_os("STRATMINE_SHARED").map(PathBuf::from);
    let path = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")).join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("STRATMINE_CI").is_none(), "{} is not there", path.display());
    println!("skipped: {} is not there", path.display());
    None
}
