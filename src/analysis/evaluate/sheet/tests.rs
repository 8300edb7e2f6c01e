use super::{SheetRow, coders, double_coded_rows, read};
use crate::evaluate::{HumanCode, agreement};
use std::path::Path;

fn categories() -> Vec<String> {
    ["quality", "workforce", "resources", "innovation"].map(str::to_owned).to_vec()
}

fn rows(text: &str) -> Result<Vec<SheetRow>, String> {
    read(Path::new("S"), text.as_bytes(), &categories()).map_err(|error| error.to_string())
}

fn outcome(categories: &[&str]) -> HumanCode {
    HumanCode { is_outcome: true, categories: categories.iter().map(|&code| code.to_owned()).collect() }
}

#[test]
fn a_table_is_read_whatever_the_spreadsheet_wrote() {
    let comma = "File,Page,Quote,Codes,Mood\na.pdf,3,\"safer, kinder care\",quality; workforce,x\n,,,,\na.pdf,4,\"'-5% waits\",none,\n";
    let semicolon = "\u{feff}mood;codes;quote;page;document\r\nx;workforce|quality;safer, kinder care;3;a.pdf\r\n;None;'-5% waits;4;a.pdf\r\n";
    for text in [comma, semicolon] {
        let rows = rows(text).unwrap();
        let said: Vec<_> = rows.iter().map(|row| (row.quote.as_str(), row.page, row.said.clone())).collect();
        assert_eq!(
            said,
            [("safer, kinder care", 3, Some(outcome(&["quality", "workforce"]))), ("-5% waits", 4, Some(outcome(&[])))]
        );
    }
    assert_eq!(rows(comma).unwrap()[1].line, 4);
}

#[test]
fn marks_in_columns_are_read_and_what_is_not_filled_in_is_told_apart() {
    let text = "id,doc,page,text,outcome,quality,innovation,coder\n\
                1,a,1,w,yes,x,,Ann\n2,a,1,x,no,,,Ann\n3,a,1,y,,,1,Ann\n4,a,1,z,,,,Ann\n";
    let said: Vec<_> = rows(text).unwrap().into_iter().map(|row| row.said).collect();
    assert_eq!(said, [Some(outcome(&["quality"])), Some(HumanCode::default()), Some(outcome(&["innovation"])), None]);
}

#[test]
fn errors_point_at_line_and_column() {
    let wrong = |text: &str| rows(text).unwrap_err();
    assert!(wrong("").contains("line 1, column 1: the sheet is empty"));
    assert!(wrong("document,quote,codes\n").contains("no column is headed page"));
    assert!(wrong("document,page,quote\n").contains("no column is headed outcome"));
    assert!(wrong("document,page,quote,codes,Text\n").contains("column 5: a second column \"Text\""));
    assert!(wrong("document,page,quote,codes\na,1,x,quality\na,1,y,safety\n").contains("line 3, column 4: \"safety\""));
    assert!(wrong("document,page,quote,codes\na,iv,x,\n").contains("line 2, column 2: \"iv\" is no page number"));
    assert!(wrong("document,page,quote,codes\n,1,x,\n").contains("line 2, column 1: the row names no document"));
    assert!(wrong("document,page,quote,codes\na,1,x, y,\n").contains("line 2, column 4: \"y\" is no code"));
    assert!(wrong("document,page,quote,codes\na,1,x,none,y\n").contains("line 2, column 5: more cells"));
    assert!(wrong("document,page,quote,codes\na,1,\"x,none\n").contains("a quotation mark is not closed"));
    let both = "document,page,quote,outcome,quality\na,1,x,no,x\n";
    assert!(wrong(both).contains("line 2, column 4: this is said to be no outcome, and to be quality"));
}

#[test]
fn two_coders_are_told_apart_by_column_or_by_file() {
    let head = "document,page,quote,codes,coder\n";
    let of_file = rows(&format!("{head}a,1,We will train,workforce,\na,1,We care,no,\na,1,We plan,,\n")).unwrap();
    let named = rows(&format!("{head}a,1,we will TRAIN,none,Bo\na,1,We plan,none,Bo\na,1,We care,no,Bo\n")).unwrap();
    let coders = coders(vec![("ann".to_owned(), of_file), ("second".to_owned(), named)]);
    let names: Vec<_> = coders.iter().map(|coder| (coder.name.as_str(), coder.rows.len(), coder.unfilled)).collect();
    assert_eq!(names, [("ann", 2, 1), ("Bo", 3, 0)]);
    let both = double_coded_rows(&coders[0], &coders[1]);
    let tables = &agreement(&both, &categories())["a"];
    // Of two statements they agree that one is an outcome and the other is not; one sees workforce where the other does not.
    assert_eq!((tables[0].both, tables[0].neither, tables[0].total()), (1.0, 1.0, 2.0));
    assert_eq!((tables[2].first, tables[2].neither), (1.0, 1.0));
}

#[test]
fn answers_in_json_lines_are_rows_and_what_is_wrong_is_said_with_its_line() {
    let categories = ["quality".to_owned(), "workforce".to_owned()];
    let read = |text: &str| super::read(std::path::Path::new("a.jsonl"), text.as_bytes(), &categories);
    let rows = read(
        "{\"codebook\": {\"categories\": []}}\n\n\
         {\"id\": \"x.p1.s1\", \"outcome\": true, \"categories\": [\"Quality\"], \"headings\": \"Aims\"}\n\
         {\"id\": \"x.p1.s2\", \"outcome\": null, \"categories\": [], \"note\": \"\"}\n\
         {\"file\": \"a.pdf\", \"page\": 2, \"quote\": \"We met.\", \"outcome\": false, \"note\": \"past\", \"coder\": \"m\"}\n",
    )
    .unwrap();
    let said: Vec<_> = rows.iter().map(|row| row.said.clone().map(|said| (said.is_outcome, said.categories))).collect();
    assert_eq!(said, [Some((true, vec!["quality".to_owned()])), None, Some((false, Vec::new()))]);
    assert_eq!((rows[0].line, rows[2].page, rows[2].document.as_str(), rows[2].note.as_str()), (3, 2, "a.pdf", "past"));
    for (text, line, problem) in [
        ("{\"id\": \"x\", \"outcome\": true}\n{\"id\": \"y\", \"categories\": [\"care\"]}", 2, "is no code"),
        ("{\"id\": \"x\", \"outcome\": false, \"categories\": [\"quality\"]}", 1, "no outcome, and to be quality"),
        ("{\"outcome\": true}", 1, "names no statement"),
        ("{\"id\": \" \", \"outcome\": true}", 1, "names no statement"),
        ("{\"file\": \"a.pdf\", \"page\": 0, \"quote\": \"We met.\", \"outcome\": true}", 1, "names no statement"),
        ("{\"id\": \"x\", \"outcome\": \"perhaps\"}", 1, "this is no answer"),
        ("{\"id\": ", 1, "this is no answer"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.fault.line == line && error.fault.problem.contains(problem), "{text}: {error}");
    }
    // What a sheet may say in its cell of codes, a program may too.
    for (code, is_outcome) in [("none", true), ("unclassified", true), ("no outcome", false)] {
        let rows = read(&format!("{{\"id\": \"x\", \"categories\": [\"{code}\"]}}")).unwrap();
        let said = rows[0].said.clone().unwrap();
        assert_eq!((said.is_outcome, said.categories.len()), (is_outcome, 0), "{code}");
    }
}
