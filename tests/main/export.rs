//! `stratmine export`, `report` and `verify`: what goes out says the same in every form, to the readers of others too.

use super::support::{Bench, PROGRAM, paper, shared, text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A tool that is not part of every machine: the path that a variable names, else what answers to the name. Where it is not
/// there the test is skipped, and says so; under `STRATMINE_CI` that is a failure.
fn tool(variable: &str, name: &str, asked: &[&str]) -> Option<String> {
    let program = std::env::var(variable).unwrap_or_else(|_| name.to_owned());
    if Command::new(&program).args(asked).output().is_ok_and(|output| output.status.success()) {
        return Some(program);
    }
    assert!(std::env::var_os("STRATMINE_CI").is_none(), "{name} is not there ({variable})");
    println!("skipped: {name} does not answer to {asked:?} (another may be named by {variable})");
    None
}

fn python() -> Option<String> {
    tool("STRATMINE_PYTHON", "python3", &["-c", "import duckdb, openpyxl"])
}

fn ran(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    said
}

/// All forms that `check.py` compares.
const FILES: [&str; 8] =
    ["out.csv", "out.jsonl", "out.xlsx", "out.sqlite", "out.parquet", "out.html", "out.docx", "out.qdpx"];

/// Runs a corpus and writes every form of file into the folder `out` of the bench.
fn export_all(bench: &Bench, corpus: &Path) {
    let corpus = text(corpus);
    // Exit code 1 says that some files are not coded.
    assert!(bench.stratmine(&["run", corpus, "--quiet"]).0.status.code() < Some(2));
    assert!(bench.stratmine(&["code", corpus, "--output", "records", "--quiet"]).0.status.code() < Some(2));
    fs::create_dir_all(bench.path("out")).unwrap();
    let mut arguments = vec!["export".to_owned()];
    arguments.extend(FILES.iter().flat_map(|file| ["-o".to_owned(), format!("out/{file}")]));
    bench.stratmine(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).code(0);
    fs::write(bench.path("out/tally.json"), bench.stratmine(&["tally", "--format", "json"]).code(0).out()).unwrap();
    bench.stratmine(&["report", "-o", "out/report.html", "--images", "2"]).code(0);
}

fn agree(bench: &Bench, python: &str) {
    let check = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/check.py");
    println!("{}", ran(Command::new(python).arg(check).arg(bench.path("records")).arg(bench.path("out"))));
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn every_form_says_what_the_records_say() {
    let Some(python) = python() else { return };
    let bench = Bench::empty();
    export_all(&bench, &repository("corpus/sample"));
    agree(&bench, &python);
}

#[test]
fn every_form_says_what_the_records_of_the_real_papers_say() {
    let (Some(python), Some(papers)) = (python(), shared("corpus")) else { return };
    let bench = Bench::empty();
    export_all(&bench, &papers);
    agree(&bench, &python);
}

/// Papers whose words and names mean harm to whatever opens them.
fn hostile() -> Bench {
    let bench = Bench::empty();
    let items = [
        "=HYPERLINK(\"http://example.org\",\"improve patient safety\") on every ward",
        "+SUM(A1) improve quality of care for @patients",
        "<script>alert(1)</script> reduce costs </td></table> by sharing \"estates\" & 'buildings'",
        "improve\u{202e} patient safety\u{2066} and \u{200f}access for all of the people",
        "train more nurses\u{1b}[31m and recruit \u{7}doctors ]]> <!-- into teams",
        "adopt _x0041_ digital technology {{7*7}} ${jndi} %s in all wards; '; DROP TABLE outcomes; --",
        "improve emoji \u{1f3e5} care \u{e9}\u{301} and \u{645}\u{631}\u{62d}\u{628}\u{627} patient experience for everyone",
    ];
    let list = format!("- {}\n", items.join("\n- "));
    let opening = "This strategy was written by the hospitals of the county for the people who use their services.";
    bench.put(
        "a.md",
        format!("# Our aims\n\n{opening}\n\nWe will:\n\n{}", list.replace('<', "\\<").replace('_', "\\_")),
    );
    bench.put("b.txt", format!("Our aims\n\n{opening}\n\nWe will:\n\n{list}"));
    bench.put("c.md", paper("Plain", 2));
    let table = "file,title,organisation,year,partnering\n\
         a.md,\"=cmd|' /C calc'!A0\",\"<img src=x onerror=alert(1)>\",2019,merger\n\
         b.txt,\"-1+1 \u{202e}title\",\"@org \u{7}&amp;\",2020,alliance\n";
    bench.put("corpus.csv", table);
    bench
}

#[test]
fn hostile_text_comes_through_inert_and_unlost() {
    let Some(python) = python() else { return };
    let bench = hostile();
    export_all(&bench, &bench.path("corpus"));
    let said = fs::read_to_string(bench.path("out/out.jsonl")).unwrap();
    assert!(said.contains("HYPERLINK") && said.contains("DROP TABLE") && said.contains("onerror"), "{said}");
    agree(&bench, &python);
    let report = fs::read_to_string(bench.path("out/report.html")).unwrap();
    assert!(!report.contains("<script") && !report.contains("<img src=x") && !report.contains('\u{202e}'));
}

#[test]
fn the_same_index_gives_the_same_bytes() {
    let bench = Bench::new();
    export_all(&bench, &bench.path("corpus"));
    fs::rename(bench.path("out"), bench.path("before")).unwrap();
    bench.stratmine(&["run", "corpus", "--force", "--threads", "1"]).code(1);
    export_all(&bench, &bench.path("corpus"));
    for file in FILES.iter().chain(&["report.html", "out.csv.manifest.json"]) {
        let read = |folder: &str| fs::read(bench.path(folder).join(file)).unwrap();
        assert!(read("before") == read("out"), "{file} differs");
    }
}

#[test]
fn what_is_asked_for_is_what_goes_out() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let csv = |what: &str| bench.stratmine(&["export", "--what", what]).code(0).out();
    assert!(csv("outcomes").starts_with("statement,document,title,"));
    assert!(csv("statements").lines().count() > csv("outcomes").lines().count());
    assert!(csv("log").contains("sub/south.md,yes,coded,"));
    assert!(csv("codebook").contains("outcomes,quality,"));
    assert!(csv("evidence-map").contains("domain × category"));
    // A sheet that an analyst may have filled in is not lost.
    let extract =
        |more: &[&str]| bench.stratmine(&[&["export", "--what", "extraction", "-o", "ext.csv"], more].concat());
    extract(&[]).code(0);
    std::fs::write(bench.path("ext.csv"), "filled in").unwrap();
    let talk = extract(&[]).code(2).talk();
    assert!(talk.contains("ext.csv is there already") && talk.contains("--replace"), "{talk}");
    assert_eq!(std::fs::read_to_string(bench.path("ext.csv")).unwrap(), "filled in");
    extract(&["--replace"]).code(0);
    assert!(csv("extraction").lines().next().unwrap().contains("mechanism,"));
    let tally = bench.stratmine(&["export", "--what", "tally", "--by", "domain", "--across", "document"]).code(0).out();
    assert!(tally.starts_with("by,row,label,document,statements,"), "{tally}");
    let talk = bench.stratmine(&["export", "-o", "out.pages"]).code(2).talk();
    assert!(talk.contains("does not tell which form") && talk.contains("xlsx"), "{talk}");
    let talk = bench.stratmine(&["export", "--format", "xlsx"]).code(2).talk();
    assert!(talk.contains("name it with -o FILE"), "{talk}");
}

#[test]
fn a_project_is_valid_by_its_schema() {
    let Some(xmllint) = tool("STRATMINE_XMLLINT", "xmllint", &["--version"]) else { return };
    let bench = hostile();
    bench.put(
        "merger.md",
        "# Aims\n\nThe merger will bring a single electronic patient record to both sites, and safer care.\n",
    );
    bench.stratmine(&["run"]).code(0);
    bench.stratmine(&["export", "-o", "out.qdpx", "-o", "out.qdc"]).code(0);
    let parcel = fs::File::open(bench.path("out.qdpx")).unwrap();
    let mut parcel = zip::ZipArchive::new(parcel).unwrap();
    let mut project = fs::File::create(bench.path("project.qde")).unwrap();
    std::io::copy(&mut parcel.by_name("project.qde").unwrap(), &mut project).unwrap();
    // Every code that is given is one of the codebook's.
    let written = fs::read_to_string(bench.path("project.qde")).unwrap();
    let given: Vec<&str> = written.split("<CodeRef targetGUID=\"").skip(1).map(|rest| &rest[..36]).collect();
    assert!(given.len() > 3);
    for code in given {
        assert!(written.contains(&format!("<Code guid=\"{code}\"")), "{code}");
    }
    let proposition = written.split("<Code ").find(|code| code.contains("name=\"proposition:to_info_it\"")).unwrap();
    let guid = &proposition[proposition.find("guid=\"").unwrap() + 6..][..36];
    assert!(written.contains(&format!("<CodeRef targetGUID=\"{guid}\"")), "{proposition}");
    for (schema, file) in [("Project.xsd", "project.qde"), ("Codebook.xsd", "out.qdc")] {
        let schema = repository("tests/schema").join(schema);
        ran(Command::new(&xmllint).args(["--nonet", "--noout", "--schema"]).arg(schema).arg(bench.path(file)));
    }
}

#[test]
fn other_programs_open_the_files() {
    let Some(office) = tool("STRATMINE_SOFFICE", "soffice", &["--version"]) else { return };
    let bench = hostile();
    bench.stratmine(&["run"]).code(0);
    bench.stratmine(&["export", "-o", "table.xlsx", "-o", "words.docx"]).code(0);
    let home = format!("-env:UserInstallation=file://{}", text(&bench.path("office")));
    let opened = bench.path("opened");
    for (file, form) in [("table.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1"), ("words.docx", "txt:Text")] {
        let convert = ["--headless", &home, "--convert-to", form, "--outdir", text(&opened)];
        ran(Command::new(&office).args(convert).arg(bench.path(file)));
    }
    let words = fs::read_to_string(bench.path("opened/words.txt")).unwrap();
    assert!(words.contains("Organisational outcomes") && words.contains("DROP TABLE"), "{words}");
    assert!(fs::read_to_string(bench.path("opened/table.csv")).unwrap().contains("Intended outcomes of partnering"));
}

#[test]
fn the_report_is_accessible() {
    let Some(chromium) = tool("STRATMINE_CHROMIUM", "chromium", &["--version"]) else { return };
    let Ok(axe) = std::env::var("STRATMINE_AXE") else {
        assert!(std::env::var_os("STRATMINE_CI").is_none(), "axe.min.js is not there (STRATMINE_AXE)");
        println!("skipped: STRATMINE_AXE does not name axe.min.js of axe-core");
        return;
    };
    let bench = Bench::empty();
    bench.stratmine(&["run", text(&repository("corpus/sample"))]);
    bench.stratmine(&["report"]).code(0);
    let check = repository("tests/export/axe.py");
    println!("{}", ran(Command::new("python3").arg(check).arg(bench.path("report.html")).args([&axe, &chromium])));
}

#[test]
fn papers_are_copied_with_their_quotes_highlighted() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let original = fs::read(bench.path("corpus/west.pdf")).unwrap();
    bench.stratmine(&["export", "--format", "pdf", "-o", "marked"]).code(0);
    let copy = fs::read(bench.path("marked/west.pdf")).unwrap();
    assert!(copy.starts_with(&original) && copy.len() > original.len());
    assert_eq!(fs::read(bench.path("corpus/west.pdf")).unwrap(), original);
    let says = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|part| part == words.as_bytes());
    assert!(says(&copy, "/Highlight") && says(&copy, "patient safety"));
    assert!(!bench.path("marked/north.md").exists());
    // Copies in the corpus would be read as papers.
    let talk = bench.stratmine(&["export", "--format", "pdf", "-o", "corpus/marked"]).code(2).talk();
    assert!(talk.contains("lies in the corpus"), "{talk}");
    // A paper that changed since it was read would be marked in the wrong places.
    bench.put("west.pdf", [original, b"\n% more\n".to_vec()].concat());
    let talk = bench.stratmine(&["export", "--format", "pdf", "-o", "again"]).code(1).talk();
    assert!(talk.contains("changed since it was read"), "{talk}");
    if let Some(pdfinfo) = tool("STRATMINE_PDFINFO", "pdfinfo", &["-v"]) {
        ran(Command::new(pdfinfo).arg(bench.path("marked/west.pdf")));
    }
}

#[test]
fn a_run_done_again_is_the_same_or_the_difference_is_named() {
    let bench = Bench::new();
    bench.stratmine(&["run"]).code(1);
    bench.stratmine(&["export", "-o", "out.csv"]).code(0);
    let same = bench.stratmine(&["verify"]).code(0).talk();
    assert!(same.contains("the same; compared: 4 files and 3 coded documents, byte for byte"), "{same}");
    bench.stratmine(&["verify", "out.csv.manifest.json"]).code(0);
    bench.put("north.md", paper("Northern", 3));
    let found = bench.stratmine(&["verify", "--format", "jsonl"]).code(1).jsonl();
    let whats: Vec<&str> = found.iter().map(|row| row["what"].as_str().unwrap()).collect();
    assert!(whats.contains(&"bytes of north.md") && whats.contains(&"number of intended outcomes"), "{whats:?}");
    fs::write(bench.path("other.json"), "{}").unwrap();
    let talk = bench.stratmine(&["verify", "other.json"]).code(2).talk();
    assert!(talk.contains("is no manifest"), "{talk}");
    assert!(Path::new(PROGRAM).exists());
}
