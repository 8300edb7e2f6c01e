//! `stratmine validate sample` and coding sheets.

use super::support::{Bench, Ran};
use calamine::{Data, Reader as _, Xlsx, open_workbook};
use serde_json::Value;
use std::fs;
use std::path::Path;
use stratmine::analysis::evaluate::sheet::read;

fn figure(ran: &Ran, of: &str, name: &str) -> f64 {
    let rows: Vec<Value> = serde_json::from_str(&ran.out()).unwrap();
    let row = rows.iter().find(|row| row["of"] == of && row["figure"] == name);
    row.unwrap_or_else(|| panic!("no {name} of {of}"))["value"].as_f64().unwrap()
}

fn near(one: f64, other: f64) {
    assert!((one - other).abs() < 0.0006, "{one}, not {other}");
}

fn ready() -> Bench {
    let bench = Bench::coded();
    bench.stratmine(&["run", "corpus", "--quiet"]).code(0);
    bench
}

/// A drawn CSV with the answers of a coder put in: outcome and quality of each row, from its quote.
fn fill(bench: &Bench, from: &str, to: &str, answer: impl Fn(&str) -> (&'static str, &'static str)) -> usize {
    let text = fs::read_to_string(bench.path(from)).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|heading| heading == name).unwrap();
    // As a spreadsheet in another country would write it.
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    let mut filled = 0;
    for row in reader.records() {
        let mut cells: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        let (outcome, quality) = answer(&cells[at("quote")]);
        filled += usize::from(!outcome.is_empty());
        outcome.clone_into(&mut cells[at("outcome")]);
        quality.clone_into(&mut cells[at("quality")]);
        writer.write_record(&cells).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    fs::write(bench.path(to), format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    filled
}

#[test]
fn a_drawn_sheet_is_blind_and_drawn_again_the_same() {
    let bench = ready();
    for sheet in ["one.csv", "two.csv", "book.xlsx", "same.xlsx"] {
        bench.stratmine(&["validate", "sample", "-n", "9", "--seed", "3", "-o", sheet]).code(0);
    }
    bench.stratmine(&["validate", "sample", "-n", "9", "--seed", "4", "-o", "other.csv"]).code(0);
    let bytes = |file: &str| fs::read(bench.path(file)).unwrap();
    assert_eq!(bytes("one.csv"), bytes("two.csv"));
    assert_eq!(bytes("book.xlsx"), bytes("same.xlsx"));
    assert_ne!(bytes("one.csv"), bytes("other.csv"));
    assert_eq!(bytes("one.key.csv"), bytes("book.key.csv"));
    // Only the headings name categories.
    let text = String::from_utf8(bytes("one.csv")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    assert!(head.contains("workforce"));
    let key = String::from_utf8(bytes("one.key.csv")).unwrap();
    assert!(key.contains("workforce") && key.lines().count() == 10, "{key}");
    assert!(!rows.contains("workforce"), "{rows}");
    let refused = bench.stratmine(&["validate", "sample", "-o", "one.csv"]).code(2).talk();
    assert!(refused.contains("one.csv is there already"), "{refused}");
    assert_eq!(bytes("one.csv"), bytes("two.csv"));
    bench.stratmine(&["validate", "sample", "-n", "2", "-o", "one.csv", "--stratify", "score", "--replace"]).code(2);
    bench.stratmine(&["validate", "sample", "-n", "3", "-o", "one.csv", "--stratify", "outcome", "--replace"]).code(0);
    assert_ne!(bytes("one.csv"), bytes("two.csv"));
}

#[test]
fn a_workbook_has_its_statements_and_lists_and_is_read_back() {
    let bench = ready();
    bench.stratmine(&["validate", "sample", "-n", "12", "-o", "sheet.xlsx"]).code(0);
    let mut book: Xlsx<_> = open_workbook(bench.path("sheet.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["Statements", "How to code"]);
    let range = book.worksheet_range("Statements").unwrap();
    let quotes: Vec<String> = range.rows().skip(1).map(|row| row[6].to_string()).collect();
    assert!(quotes.iter().any(|quote| quote.starts_with("improve patient safety on ward")), "{quotes:?}");
    assert!(
        range.rows().skip(1).all(|row| row[8..].iter().all(|cell| *cell == Data::Empty || cell.to_string().is_empty()))
    );
    let empty = bench.stratmine(&["validate", "sheet.xlsx"]).code(2).talk();
    assert!(empty.contains("no row of sheet.xlsx is filled in"), "{empty}");
    // A coder fills it in; the spreadsheet makes numbers of pages and truth values of yes and no, and puts a sheet first.
    let mut filled = rust_xlsxwriter::Workbook::new();
    filled.add_worksheet().write_string(0, 0, "My thoughts").unwrap();
    let sheet = filled.add_worksheet();
    for (number, row) in (0..).zip(range.rows()) {
        for (place, cell) in (0..).zip(row) {
            match cell.to_string().parse::<f64>() {
                Ok(page) => sheet.write_number(number, place, page).unwrap(),
                Err(_) => sheet.write_string(number, place, cell.to_string()).unwrap(),
            };
        }
        if number > 0 {
            sheet.write_boolean(number, 8, quotes[number as usize - 1].contains("patient safety")).unwrap();
        }
    }
    filled.save(bench.path("sheet.xlsx")).unwrap();
    let safe = quotes.iter().filter(|quote| quote.contains("patient safety")).count();
    assert!(safe > 0);
    let ran =
        bench.stratmine(&["validate", "sheet.xlsx", "--single", "--show", "confusion", "--format", "jsonl"]).code(0);
    let gold: Vec<_> = ran.jsonl().iter().map(|row| row["gold"].as_str().unwrap().to_owned()).collect();
    assert!(gold.contains(&"none".to_owned()) && gold.contains(&"no outcome".to_owned()), "{gold:?}");
    let ran = bench.stratmine(&["validate", "sheet.xlsx", "--format", "json"]).code(0);
    near(figure(&ran, "detection", "recall"), 1.0);
    near(figure(&ran, "statements", "recall"), 1.0);
    let torn = fs::read(bench.path("sheet.xlsx")).unwrap();
    fs::write(bench.path("torn.xlsx"), &torn[..torn.len() / 2]).unwrap();
    let talk = bench.stratmine(&["validate", "torn.xlsx"]).code(2).talk();
    assert!(talk.contains("torn.xlsx, line 1, column 1: this workbook cannot be read"), "{talk}");
}

#[test]
fn figures_of_a_drawn_sheet_are_weighted_by_what_its_rows_stand_for() {
    let bench = ready();
    // Of outcomes and of the rest two each; the coder holds the first of each to be outcomes.
    bench.stratmine(&["validate", "sample", "-n", "4", "--stratify", "outcome", "-o", "sheet.csv"]).code(0);
    let key = fs::read_to_string(bench.path("sheet.key.csv")).unwrap();
    let size = |stratum: &str| -> f64 {
        let mark = format!(",{stratum},");
        key.lines().find_map(|line| line.split_once(mark.as_str())).unwrap().1.parse().unwrap()
    };
    let (yes, no) = (size("outcome"), size("no outcome"));
    assert!(yes > no && no >= 2.0, "{key}");
    let told = std::cell::RefCell::new([0, 0]);
    let mut is_outcome = Vec::new();
    for line in key.lines().skip(1) {
        is_outcome.push(line.contains(",outcome,"));
    }
    let next = std::cell::Cell::new(0);
    fill(&bench, "sheet.csv", "filled.csv", |_| {
        let stratum = usize::from(is_outcome[next.get()]);
        next.set(next.get() + 1);
        told.borrow_mut()[stratum] += 1;
        (if told.borrow()[stratum] == 1 { "yes" } else { "no" }, "")
    });
    let ran = bench.stratmine(&["validate", "filled.csv", "--key", "sheet.key.csv", "--format", "json"]).code(0);
    // One of two found outcomes is right, whatever they stand for; of what people see, those the program found stand for
    // yes / 2 statements, and those it missed for no / 2.
    near(figure(&ran, "detection", "precision"), 0.5);
    near(figure(&ran, "detection", "recall"), yes / (yes + no));
    // Under another name the sheet finds its key; elsewhere it is refused, unless it is said that no row weighs more.
    let talk = bench.stratmine(&["validate", "filled.csv"]).code(0).out();
    assert!(talk.contains("the key is ./sheet.key.csv"), "{talk}");
    assert!(talk.contains("people coded 4 statements, 2 of them as outcomes"), "{talk}");
    assert!(talk.contains("are no numbers of rows"), "{talk}");
    fs::create_dir(bench.path("else")).unwrap();
    fs::copy(bench.path("filled.csv"), bench.path("else/filled.csv")).unwrap();
    let talk = bench.stratmine(&["validate", "else/filled.csv"]).code(2).talk();
    assert!(talk.contains("its key is not beside it"), "{talk}");
    let bare = bench.stratmine(&["validate", "else/filled.csv", "--single", "--format", "json"]).code(0);
    near(figure(&bare, "detection", "recall"), 0.5);
    fs::write(bench.path("filled.key.csv"), "id,stratum,population\nx,all,3\n").unwrap();
    let talk = bench.stratmine(&["validate", "filled.csv"]).code(2).talk();
    assert!(talk.contains("of line 2 is not in the key"), "{talk}");
}

#[test]
fn a_sheet_that_became_decisions_still_measures_the_program() {
    let bench = ready();
    bench.stratmine(&["validate", "sample", "-n", "100", "--stratify", "nothing", "-o", "sheet.csv"]).code(0);
    fill(&bench, "sheet.csv", "ann.csv", |quote| if quote.contains("safety") { ("yes", "x") } else { ("no", "") });
    let arguments = ["validate", "ann.csv", "--key", "sheet.key.csv", "--format", "json"];
    let before = bench.stratmine(&arguments).code(0);
    // Of the 13 outcomes of the program, four are right.
    near(figure(&before, "detection", "precision"), 4.0 / 13.0);
    let count = || bench.stratmine(&["search", "is:outcome", "--format", "jsonl", "-n", "100"]).jsonl().len();
    assert_eq!(count(), 13);
    bench.stratmine(&["decide", "import", "ann.csv", "--who", "Ann", "--quiet"]).code(0);
    assert_eq!(count(), 4);
    assert_eq!(bench.stratmine(&arguments).code(0).out(), before.out());
}

#[test]
fn two_coders_are_compared_with_each_other_and_each_counts_for_half() {
    let bench = ready();
    bench.stratmine(&["validate", "sample", "-n", "100", "--stratify", "nothing", "-o", "sheet.csv"]).code(0);
    let care = |quote: &str| quote.contains("safety");
    let staff = |quote: &str| quote.contains("nurses");
    let all = fill(&bench, "sheet.csv", "ann.csv", |quote| if care(quote) { ("yes", "x") } else { ("no", "") });
    fill(&bench, "sheet.csv", "bo.csv", |quote| match () {
        () if care(quote) => ("yes", "x"),
        () if staff(quote) => ("yes", ""),
        () => ("no", ""),
    });
    let arguments = ["validate", "ann.csv", "bo.csv", "--key", "sheet.key.csv"];
    let ask = |more: &[&str]| bench.stratmine(&[&arguments, more].concat()).code(0);
    let ran = ask(&["--format", "json"]);
    near(figure(&ran, "coders, quality", "kappa"), 1.0);
    near(figure(&ran, "coders, outcome", "agreement"), (all as f64 - 3.0) / all as f64);
    let first: Vec<Value> = serde_json::from_str(&ran.out()).unwrap();
    assert_eq!(first[0]["of"], "coders, outcome");
    // Agreement does not depend on how the rows were drawn: one stratum a hundred times another changes nothing.
    let key = fs::read_to_string(bench.path("sheet.key.csv")).unwrap();
    let mut heavy = vec![key.lines().next().unwrap().to_owned()];
    for (place, line) in key.lines().skip(1).enumerate() {
        let id = line.split(',').next().unwrap();
        heavy.push(if place == 0 { format!("{id},rare,10000") } else { format!("{id},common,{all}") });
    }
    fs::write(bench.path("heavy.key.csv"), heavy.join("\n")).unwrap();
    let weighted = ["validate", "ann.csv", "bo.csv", "--key", "heavy.key.csv", "--format", "json"];
    let weighted = bench.stratmine(&weighted).code(0);
    near(figure(&weighted, "coders, outcome", "kappa"), figure(&ran, "coders, outcome", "kappa"));
    // Both see four outcomes of safety, the second three of nurses besides.
    let n = all as f64;
    let observed = (n - 3.0) / n;
    let chance = (4.0 * 7.0 + (n - 4.0) * (n - 7.0)) / n / n;
    near(figure(&ran, "coders, outcome", "kappa"), (observed - chance) / (1.0 - chance));
    // The program finds four outcomes of each of four kinds but for one (13): of these 4 are right for both, 3 for one.
    near(figure(&ran, "detection", "precision"), (4.0 + 1.5) / 13.0);
    near(figure(&ran, "detection", "recall"), 1.0);
    let differ = ask(&["--show", "coders", "--format", "jsonl"]).jsonl();
    assert_eq!(differ.len(), 3);
    assert!(differ.iter().all(|row| row["first"] == "no outcome" && row["second"] == "none"));
    let said = ask(&[]).out();
    assert!(said.contains("coders: ann and bo"), "{said}");
    let third = fs::read_to_string(bench.path("bo.csv")).unwrap();
    // Named alike in two folders, they are two; the same person twice is a mistake.
    for folder in ["a", "b"] {
        fs::create_dir(bench.path(folder)).unwrap();
        fs::copy(bench.path("ann.csv"), bench.path(folder).join("sheet.csv")).unwrap();
    }
    let ran =
        bench.stratmine(&["validate", "a/sheet.csv", "b/sheet.csv", "--key", "sheet.key.csv", "--format", "json"]);
    near(figure(&ran, "coders, outcome", "kappa"), 1.0);
    let named = fs::read_to_string(bench.path("ann.csv")).unwrap().replace(";\r\n", ";ann\r\n");
    fs::write(bench.path("a/sheet.csv"), &named).unwrap();
    let talk = bench.stratmine(&["validate", "a/sheet.csv", "ann.csv", "--key", "sheet.key.csv"]).code(2).talk();
    assert!(talk.contains("ann coded the same statement in lines 2 and 2"), "{talk}");
    // The column coder is the last: two more people fill in a row each.
    let third = third.replacen(";;\r\n", ";;cy\r\n", 1).replacen(";;\r\n", ";;dee\r\n", 1);
    fs::write(bench.path("bo.csv"), third).unwrap();
    let talk = bench.stratmine(&arguments).code(2).talk();
    assert!(talk.contains("there are 4 coders: ann, cy, dee, bo"), "{talk}");
}

#[test]
fn a_plain_table_lists_all_that_people_found_on_its_pages() {
    let bench = ready();
    let table = "file,page,quote,codes\n\
                 sub/south.md,1,improve patient safety on ward 1 of the Southern hospital,quality\n\
                 sub/south.md,1,recruit and train more nurses for team 1,workforce\n";
    fs::write(bench.path("gold.csv"), table).unwrap();
    // The program sees two more outcomes on the page.
    let whole = bench.stratmine(&["validate", "gold.csv", "--format", "json"]).code(0);
    near(figure(&whole, "detection", "precision"), 0.5);
    near(figure(&whole, "quality, end to end", "F1"), 1.0);
    let single = bench.stratmine(&["validate", "gold.csv", "--single", "--format", "json"]).code(0);
    near(figure(&single, "detection", "precision"), 1.0);
    // Papers are known by the names of their files as well, and what is not known is said.
    fs::write(bench.path("gold.csv"), table.replace("sub/south.md", "south")).unwrap();
    assert_eq!(bench.stratmine(&["validate", "gold.csv", "--format", "json"]).code(0).out(), whole.out());
    fs::write(bench.path("gold.csv"), table.replace("sub/south.md", "souths")).unwrap();
    bench.stratmine(&["validate", "gold.csv"]).code(1);
    fs::write(bench.path("gold.csv"), table.replace(",quality", ",safety")).unwrap();
    let talk = bench.stratmine(&["validate", "gold.csv"]).code(2).talk();
    assert!(talk.contains("gold.csv, line 2, column 4: \"safety\" is no code"), "{talk}");
}

#[test]
fn advice_is_given_for_the_width_that_is_wished() {
    let bench = Bench::empty();
    let ask = |more: &[&str]| bench.stratmine(&[&["validate", "advice", "--format", "jsonl"], more].concat());
    let rows = ask(&["--share", "0.5", "--within", "0.05"]).code(0).jsonl();
    assert_eq!((rows.len(), rows[0]["statements"].as_u64()), (2, Some(381)));
    assert_eq!(ask(&[]).code(0).jsonl().len(), 6);
    ask(&["--within", "0"]).code(2);
}

#[test]
fn no_damaged_workbook_brings_the_program_down() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (place, text) in (0..).zip(["document", "page", "quote", "codes"]) {
        sheet.write_string(0, place, text).unwrap();
        sheet.write_string(1, place, if place == 1 { "7" } else { "quality" }).unwrap();
    }
    let whole = book.save_to_buffer().unwrap();
    let path = Path::new("S");
    assert_eq!(read(path, &whole, &["quality".to_owned()]).unwrap()[0].page, 7);
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut refused = 0;
    for _ in 0..3000 {
        let mut bytes = whole.clone();
        for _ in 0..=next(8) {
            let place = next(bytes.len());
            bytes[place] = u8::try_from(next(256)).unwrap();
        }
        bytes.truncate(bytes.len() - if next(4) == 0 { next(bytes.len()) } else { 0 });
        refused += usize::from(read(path, &bytes, &["quality".to_owned()]).is_err());
    }
    assert!(refused > 300, "{refused}");
}
