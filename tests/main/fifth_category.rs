//! A fifth category is one code more in a lexicon, and nothing else: every command and every file then has it.

use super::support::{Bench, put_fifth_category};
use calamine::{Reader as _, Xlsx, open_workbook};
use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::Path;

const PAPER: &str = "# The Green strategy\n\nThis paper was written by the green partnership of hospitals and community services. \
     It describes the people of the county and the services that they use today.\n\n## Our aims\n\nWe will:\n\n\
     - improve patient safety on every ward of the hospital\n- recruit and train more nurses for every team\n\
     - plant more trees around our hospitals\n";

/// The built-in lexicons with one code more, and a corpus that is run with them.
fn ready() -> Bench {
    let bench = Bench::empty();
    bench.put("green.md", PAPER);
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons");
    fs::create_dir(bench.path("lexicons")).unwrap();
    for entry in fs::read_dir(built_in).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            fs::copy(&path, bench.path("lexicons").join(path.file_name().unwrap())).unwrap();
        }
    }
    put_fifth_category(&bench.path("lexicons"));
    bench
}

/// One part of a ZIP file.
fn part(path: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_fifth_category_is_everywhere_by_lexicon_alone() {
    let bench = ready();
    let ask = |arguments: &[&str]| bench.stratmine(&[arguments, &["--lexicons", "lexicons"]].concat()).code(0);
    let run = ask(&["run", "--format", "csv", "--quiet"]).out();
    assert!(
        run.starts_with("document,pages,quality,workforce,resources,innovation,environment,unclassified,"),
        "{run}"
    );
    assert!(run.contains("green.md,1,1,1,0,0,1,0,3"), "{run}");

    let tally = ask(&["tally", "--format", "jsonl"]).jsonl();
    let count = |code: &str| {
        let cell = tally.iter().find(|cell| cell["row"] == "green.md" && cell["category"] == code);
        cell.unwrap_or_else(|| panic!("no {code}"))["statements"].as_u64()
    };
    assert_eq!((count("environment"), count("innovation"), count("quality")), (Some(1), Some(0), Some(1)));
    let columns: Vec<&str> = tally.iter().take(6).map(|cell| cell["category"].as_str().unwrap()).collect();
    assert_eq!(columns, ["quality", "workforce", "resources", "innovation", "environment", "unclassified"]);

    let profile = ask(&["profile", "--format", "jsonl"]).jsonl();
    assert_eq!((profile[0]["environment"].as_u64(), profile[0]["resources"].as_u64()), (Some(1), Some(0)));
}

#[test]
fn a_fifth_category_is_drawn_for_coders_and_read_back() {
    let bench = ready();
    let ask = |arguments: &[&str]| bench.stratmine(&[arguments, &["--lexicons", "lexicons"]].concat());
    ask(&["run", "--quiet"]).code(0);
    ask(&["validate", "sample", "-n", "20", "-o", "sheet.xlsx"]).code(0);
    let mut book: Xlsx<_> = open_workbook(bench.path("sheet.xlsx")).unwrap();
    let guide = book.worksheet_range("How to code").unwrap();
    let described = "quality, workforce, resources, innovation, environment";
    assert!(guide.rows().any(|row| row[0] == described), "{guide:?}");

    ask(&["validate", "sample", "-n", "20", "-o", "rows.csv"]).code(0);
    let drawn = fs::read_to_string(bench.path("rows.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(drawn.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|heading| heading == name).unwrap();
    assert_eq!(at("environment"), at("innovation") + 1);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    for row in reader.records() {
        let mut cells: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        let quote = cells[at("quote")].clone();
        let category = [("patient safety", "quality"), ("nurses", "workforce"), ("trees", "environment")].into_iter();
        let category = category.filter(|(word, _)| quote.contains(word)).map(|(_, code)| code).next();
        cells[at("outcome")] = if category.is_some() { "yes" } else { "no" }.to_owned();
        if let Some(category) = category {
            cells[at(category)] = "x".to_owned();
        }
        writer.write_record(&cells).unwrap();
    }
    fs::write(bench.path("rows.csv"), writer.into_inner().unwrap()).unwrap();
    let figures = ask(&["validate", "rows.csv", "--format", "jsonl"]).code(0).jsonl();
    let f1 = |of: &str| {
        let row = figures.iter().find(|row| row["of"] == of && row["figure"] == "F1");
        row.unwrap_or_else(|| panic!("no {of}"))["value"].as_f64()
    };
    assert!((f1("environment, end to end").unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(f1("innovation, end to end"), None, "nobody sees any: it is not defined");
    // The same sheet as decisions: all of them accept what the program says.
    ask(&["decide", "import", "rows.csv", "--who", "Ann"]).code(0);
    let decisions = fs::read_to_string(bench.path("corpus/decisions.csv")).unwrap();
    assert!(decisions.contains("accept") && !decisions.contains("recode"), "{decisions}");
}

#[test]
fn a_fifth_category_is_in_every_file() {
    let bench = ready();
    let ask = |arguments: &[&str]| bench.stratmine(&[arguments, &["--lexicons", "lexicons"]].concat()).code(0);
    ask(&["run", "--quiet"]);
    ask(&["export", "-o", "out.xlsx", "-o", "out.sqlite", "-o", "out.qdpx", "-o", "out.qdc"]);
    ask(&["report", "-o", "report.html"]);

    let mut book: Xlsx<_> = open_workbook(bench.path("out.xlsx")).unwrap();
    for (sheet, column) in [("documents", "environment"), ("outcomes", "categories"), ("tally", "category")] {
        let range = book.worksheet_range(sheet).unwrap();
        assert!(range.rows().any(|row| row.iter().any(|cell| *cell == column)), "{sheet}");
        assert!(range.rows().any(|row| row.iter().any(|cell| *cell == "environment")), "{sheet}");
    }
    // The first sheet says of each column of each other sheet what it holds, of no two the same.
    let about = book.worksheet_range("Read me").unwrap();
    let about: Vec<[String; 2]> = about
        .rows()
        .map(|row| [0, 1].map(|place| row.get(place).map(ToString::to_string).unwrap_or_default()))
        .collect();
    for sheet in ["outcomes", "tally", "evidence_map", "documents", "codebook"] {
        let from = about.iter().position(|[name, _]| name == sheet).unwrap() + 1;
        let own: Vec<&[String; 2]> = about[from..].iter().take_while(|[name, _]| name.starts_with(' ')).collect();
        let range = book.worksheet_range(sheet).unwrap();
        let columns: Vec<String> = range.rows().next().unwrap().iter().map(|name| format!(" {name}")).collect();
        assert_eq!(own.iter().map(|[name, _]| name).collect::<Vec<_>>(), columns.iter().collect::<Vec<_>>(), "{sheet}");
        let meanings: BTreeSet<&str> = own.iter().map(|[_, meaning]| meaning.as_str()).collect();
        assert!(meanings.len() == own.len() || sheet == "documents", "{sheet}: a meaning stands twice");
    }
    let of = |column: &str| about.iter().find(|[name, _]| name == column).map(|[_, meaning]| meaning.clone()).unwrap();
    assert!(of(" probability").contains("how likely") && of(" end").contains("the quote's end"));
    let database = fs::read(bench.path("out.sqlite")).unwrap();
    let holds = |word: &str| database.windows(word.len()).any(|bytes| bytes == word.as_bytes());
    assert!(holds("\"environment\"") || holds("environment INTEGER"), "no column of the table of documents");
    for project in [part(&bench.path("out.qdpx"), "project.qde"), fs::read_to_string(bench.path("out.qdc")).unwrap()] {
        assert!(project.contains("name=\"environment\""), "{project}");
        assert!(project.contains("Protecting the environment. Carbon, waste and air."), "{project}");
        assert!(project.contains("#e69f00"), "a colour of its own: {project}");
    }
    let report = fs::read_to_string(bench.path("report.html")).unwrap();
    assert!(report.contains(">environment</text>"), "a bar");
    let methods = "quality, workforce, resources and innovation, the categories of Guy&#39;s and St Thomas&#39; Healthcare Alliance as \
                   used by Aunger et al. (2020), and environment, by lexicon matching";
    assert!(report.replace("&#x27;", "&#39;").replace('\'', "&#39;").contains(methods), "the methods name it");
    assert!(report.contains("environment 33%"), "its share");
    assert!(report.contains("none of the 5 categories (quality, workforce, resources, innovation, environment) fits"));
    // Of one paper nothing is tested, and the methods do not say that it was.
    assert!(
        report.contains("Not tested:") && report.contains("No association was tested") && !report.contains("Haberman")
    );
}
