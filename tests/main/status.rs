//! `stratmine status`.

use super::support::Bench;

#[test]
fn every_file_has_a_line_with_outcome_and_reason() {
    let bench = Bench::new();
    bench.stratmine(&["run"]).code(1);
    let ran = bench.stratmine(&["status", "--format", "jsonl"]).code(0);
    let rows = ran.jsonl();
    let ends: Vec<_> =
        rows.iter().map(|row| (row["file"].as_str().unwrap(), row["outcome"].as_str().unwrap())).collect();
    assert_eq!(
        ends,
        [("north.md", "coded"), ("notes.xyz", "unsupported"), ("sub/south.md", "coded"), ("west.pdf", "coded")]
    );
    assert!(rows[1]["reason"].as_str().unwrap().contains("not read"));
    assert_eq!((rows[0]["removed"].as_bool(), rows[0]["counted"].as_bool()), (Some(false), Some(true)));
    assert_eq!(rows[0]["intended_outcomes"], 8);
    assert_eq!((rows[0]["grade"].as_str(), rows[0]["pages_good"].as_u64()), (Some("good"), Some(1)));
    assert!(rows[1]["grade"].is_null());
    let talk = ran.talk();
    for expected in ["3 coded, 1 unsupported", "limits: ", "deadline", "13 intended outcomes", "3 good"] {
        assert!(talk.contains(expected), "{expected}\n{talk}");
    }
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    let bench = Bench::empty();
    bench.put("a\u{1b}[2Jb.xyz", "x");
    let ran = bench.stratmine(&["run"]).code(1);
    let status = bench.stratmine(&["status"]).code(0);
    for text in [ran.out(), ran.talk(), status.out(), status.talk()] {
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

/// A PDF of one page that prints each text at its place, in 11 points.
fn printed(texts: &[(f32, f32, &str)]) -> String {
    let lines: Vec<String> =
        texts.iter().map(|(x, y, text)| format!("BT /F1 11 Tf {x} {y} Td ({text}) Tj ET\n")).collect();
    let content = lines.concat();
    format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[4 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n\
         4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>endobj\n\
         5 0 obj<</Length {}>>stream\n{content}\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        content.len()
    )
}

#[test]
fn pages_that_were_read_with_doubt_are_named_with_the_command_that_draws_them() {
    let bench = Bench::empty();
    let half = "we will work so that the middle of a sentence never comes to its";
    let scattered: Vec<(f32, f32, &str)> =
        (0_u8..6).map(|part| (60.0 + 24.0 * f32::from(part), 700.0 - 60.0 * f32::from(part), half)).collect();
    bench.put("half sentences.pdf", printed(&scattered));
    let whole = "We will cut waits for all patients in the county by the end of the year.";
    bench.put("whole.pdf", printed(&[(60.0, 700.0, whole), (60.0, 640.0, whole)]));
    bench.stratmine(&["run"]).code(0);
    let talk = bench.stratmine(&["status"]).code(0).talk();
    assert!(talk.contains("look at these pages first (1 of 1 page read with doubt):"), "{talk}");
    let lines: Vec<&str> = talk.lines().map(str::trim).collect();
    let place = lines.iter().position(|line| line.ends_with("stratmine page 'corpus/half sentences.pdf' 1")).unwrap();
    assert!(lines[place - 1].starts_with("fair: sentences run on"), "{talk}");
    assert!(!talk.contains("whole.pdf"), "{talk}");
}
