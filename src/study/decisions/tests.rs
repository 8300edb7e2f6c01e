//! Decisions find their statements again, and nothing in their table is lost.

use super::{Decision, DecisionTable, How, TableProblem, Verdict, apply, around, place};
use proptest::prelude::*;
use std::path::Path;
use stratmine_model::{
    Block, BlockKind, Code, CodedPaper, DocumentId, Intent, Page, PaperMeta, ReadResult, Span, Stamp, Statement,
};

/// A paper whose pages have these statements, one a line.
fn document(id: u8, file: &str, pages: &[Vec<String>]) -> CodedPaper {
    let id = DocumentId::from_digest([id; 32]);
    let mut paper = CodedPaper::unread(&Stamp::default(), id, file, &PaperMeta::default(), &ReadResult::coded());
    for (number, statements) in (1..).zip(pages) {
        let mut page = Page { text: statements.join("\n"), ..Page::blank(number) };
        page.blocks = vec![Block::new(BlockKind::Paragraph, Span::new(0, page.text.len()))];
        let mut start = 0;
        for (ordinal, text) in statements.iter().enumerate() {
            let id = format!("{}.p{number}.s{}", id.short(), ordinal + 1);
            page.statements.push(statement(&id, text, start));
            start += text.len() + 1;
        }
        paper.pages.push(page);
    }
    paper
}

fn statement(id: &str, text: &str, start: usize) -> Statement {
    let mut statement = Statement {
        id: id.to_owned(),
        text: text.to_owned(),
        span: Span::new(start, start + text.len()),
        ..Statement::default()
    };
    let quality = Code { code: "quality".to_owned(), score: 2.0, matches: Vec::new() };
    statement.propose(true, Some(0.9), Intent::default(), vec![quality]);
    statement
}

fn decision(record: &CodedPaper, page: usize, number: usize, verdict: Verdict, codes: &[&str]) -> Decision {
    let its = &record.pages[page];
    let statement = &its.statements[number];
    let (before, after) = around(its, statement);
    Decision {
        document: record.document,
        file: record.file.clone(),
        page: its.number,
        quote: statement.text.clone(),
        before,
        after,
        occurrence: 1 + its.statements[..number].iter().filter(|other| other.text == statement.text).count(),
        verdict,
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        who: "Ann".into(),
        when: "2026-11-27T00:00:00Z".into(),
        why: "a, b; \"c\"".into(),
    }
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn of_statements_with_the_same_words_the_right_one_is_found() {
    let record = document(
        1,
        "a.pdf",
        &[
            lines(&["Under stroke", "Shorter waits", "Under cancer", "Shorter waits", "End"]),
            lines(&["Shorter waits", "Other"]),
        ],
    );
    for (page, number) in [(0, 1), (0, 3), (1, 0)] {
        let found = place(&decision(&record, page, number, Verdict::Reject, &[]), &record).unwrap();
        assert_eq!((found.page, found.statement, found.how), (page, number, How::Exact));
    }
}

#[test]
fn where_one_of_two_alike_is_gone_the_other_is_not_taken_for_it_in_silence() {
    let texts =
        ["Under stroke we plan this", "Shorter waits", "Under cancer we plan that", "Shorter waits", "The end of it"];
    let before = document(1, "a.pdf", &[lines(&texts)]);
    let made = decision(&before, 0, 1, Verdict::Reject, &[]);
    let after = document(1, "a.pdf", &[lines(&texts[2..])]);
    assert_eq!(place(&made, &after).unwrap().how, How::Moved);
    // The page before was taken out: the words around tell which of them it is.
    let moved = document(1, "a.pdf", &[lines(&["Foreword", "Shorter waits"]), lines(&texts)]);
    let found = place(&made, &moved).unwrap();
    assert_eq!((found.page, found.statement, found.how), (1, 1, How::Moved));
}

#[test]
fn empty_rows_and_formulas_do_no_harm() {
    let record = document(1, "a.pdf", &[lines(&["=SUM(A1) of our aims"])]);
    let mut table = DecisionTable::default();
    table.push(decision(&record, 0, 0, Verdict::Reject, &[]));
    let text = format!("{},,,,,,,,,,,\n;;;\n", String::from_utf8(table.bytes()).unwrap());
    assert!(text.contains(",'=SUM(A1)"), "{text}");
    let read = DecisionTable::parse(Path::new("d.csv"), text.as_bytes()).unwrap();
    assert_eq!(read.decisions().map(|(_, one)| one.quote.as_str()).collect::<Vec<_>>(), ["=SUM(A1) of our aims"]);
    assert_eq!(String::from_utf8(read.bytes()).unwrap(), text);
    // Whatever a spreadsheet may take for a formula: tabs, line breaks and full-width signs too.
    for formula in
        ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "\u{ff1d}1", "\u{ff0b}1", "\u{ff0d}1", "\u{ff20}A1"]
    {
        let made = Decision { why: formula.to_owned(), ..decision(&record, 0, 0, Verdict::Reject, &[]) };
        let mut table = DecisionTable::default();
        table.push(made);
        let text = String::from_utf8(table.bytes()).unwrap();
        assert!(text.contains(&format!("'{formula}")), "{text}");
    }
}

#[test]
fn a_decision_follows_its_words_to_another_page_cut_and_issue() {
    let before =
        document(1, "a.pdf", &[lines(&["We will train forty nurses this year.", "Something else stands here."])]);
    let made = decision(&before, 0, 0, Verdict::Recode, &["workforce"]);
    let moved =
        document(1, "a.pdf", &[lines(&["A new foreword."]), lines(&["We will TRAIN  forty nurses this year."])]);
    assert_eq!(place(&made, &moved).unwrap().how, How::Moved);
    let joined = document(1, "a.pdf", &[lines(&["We will train forty nurses this year. Something else stands here."])]);
    assert_eq!(place(&made, &joined).unwrap().how, How::Moved);
    let anew = document(2, "a.pdf", &[lines(&["We will train forty nurses this year."])]);
    assert_eq!(place(&made, &anew).unwrap().how, How::CarriedOver);
    let gone = document(1, "a.pdf", &[lines(&["We will train fifty doctors next year."])]);
    assert_eq!(place(&made, &gone), None);
}

#[test]
fn what_was_decided_holds_and_the_proposal_stays_beside_it() {
    let mut record = document(1, "a.pdf", &[lines(&["One aim", "Two aims", "Three aims"])]);
    let made = [
        decision(&record, 0, 0, Verdict::Reject, &[]),
        decision(&record, 0, 1, Verdict::Recode, &["quality", "workforce"]),
        decision(&record, 0, 2, Verdict::Reject, &[]),
        decision(&record, 0, 2, Verdict::Accept, &[]),
    ];
    let places: Vec<_> = made.iter().map(|decision| place(decision, &record).unwrap()).collect();
    let undecided = record.clone();
    assert!(apply(&mut record, made.iter().zip(places.iter().copied())));
    let holds = |number: usize| {
        let statement = &record.pages[0].statements[number];
        let codes: Vec<_> = statement.categories.iter().map(|code| (code.code.as_str(), code.score)).collect();
        (statement.intended_outcome, codes, statement.decided.is_some(), statement.proposed.intended_outcome)
    };
    assert_eq!(holds(0), (false, vec![], true, true));
    assert_eq!(holds(1), (true, vec![("quality", 2.0), ("workforce", 0.0)], true, true), "its evidence is kept");
    assert_eq!(holds(2), (true, vec![("quality", 2.0)], true, true), "the last one holds");
    // What was decided already and what is decided no longer come out as if decided on the paper as it was coded, unless a
    // category was taken away whose words are then not known.
    for again in [&made[..1], &made[..2], &made[..0], &made[1..]] {
        let placed = || again.iter().map(|decision| (decision, place(decision, &undecided).unwrap()));
        let (mut fresh, mut ours) = (undecided.clone(), record.clone());
        assert!(apply(&mut fresh, placed()));
        let loses = again.first() != made.first();
        assert_eq!(apply(&mut ours, placed()), !loses);
        assert!(loses || ours == fresh);
    }
}

#[test]
fn a_table_is_written_as_it_was_read() {
    let id = "01".repeat(32);
    let text = format!(
        "\u{feff}# kept by Ann\r\n\r\nteam;quote;page;document;decision;codes\r\nX;\"We; will\nact\";3;{id};Recode;quality, workforce\r\n# end\r\n"
    );
    let mut table = DecisionTable::parse(Path::new("d.csv"), text.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(table.bytes()).unwrap(), text.replace("will\nact", "will\r\nact"));
    let (line, decision) = table.decisions().next().map(|(line, decision)| (line, decision.clone())).unwrap();
    assert_eq!((line, decision.page, decision.verdict), (4, 3, Verdict::Recode));
    assert_eq!(decision.codes, ["quality", "workforce"]);
    assert!(table.replace(line, Decision { page: 4, ..decision }));
    let text = String::from_utf8(table.bytes()).unwrap();
    assert!(
        text.contains("X;\"We; will\r\nact\";4;") && text.contains("# kept by Ann") && text.ends_with("# end\r\n"),
        "{text}"
    );
    assert!(!table.remove(1) && table.remove(line) && table.is_empty());
}

#[test]
fn two_tables_merge_to_the_same_whichever_takes_in_the_other() {
    let record = document(1, "a.pdf", &[lines(&["First aim", "Second aim", "Third aim"])]);
    let by = |number: usize, who: &str, when: &str, verdict: Verdict| Decision {
        who: who.to_owned(),
        when: when.to_owned(),
        ..decision(&record, 0, number, verdict, &[])
    };
    let ann = [by(0, "Ann", "2026-01-02", Verdict::Accept), by(1, "Ann", "2026-01-04", Verdict::Accept)];
    let bo = [
        by(0, "Bo", "2026-01-03", Verdict::Reject),
        by(1, "Bo", "2026-01-01", Verdict::Reject),
        by(2, "Bo", "2026-01-01", Verdict::Reject),
    ];
    let table = |decisions: &[Decision]| {
        let mut table = DecisionTable::default();
        for one in decisions {
            table.push(one.clone());
        }
        table
    };
    let merged = |into: &[Decision], from: &[Decision]| {
        let mut table = table(into);
        let added = from.iter().filter(|one| table.merge((*one).clone())).count();
        assert_eq!(added, from.len(), "none is lost");
        assert!(!from.iter().any(|one| table.merge(one.clone())), "and none comes twice");
        let table = DecisionTable::parse(Path::new("d.csv"), &table.bytes()).unwrap();
        let mut held = record.clone();
        let places: Vec<_> = table.decisions().map(|(_, one)| (one, place(one, &record).unwrap())).collect();
        apply(&mut held, places);
        assert_eq!(table.decisions().count(), 5);
        held.pages[0].statements.iter().map(|one| one.intended_outcome).collect::<Vec<_>>()
    };
    // Of two on one statement the later holds: Bo's on the first, Ann's on the second.
    assert_eq!(merged(&ann, &bo), [false, true, false]);
    assert_eq!(merged(&bo, &ann), [false, true, false]);
    assert!(DecisionTable::is_one(&table(&ann).bytes()));
    assert!(!DecisionTable::is_one(b"id,document,page,quote,outcome,coder\nx,a.pdf,1,First aim,yes,Ann\n"));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let wrong = |text: &str| DecisionTable::parse(Path::new("d.csv"), text.as_bytes()).unwrap_err().to_string();
    let id = "01".repeat(32);
    assert!(wrong("document,page,quote\n").starts_with("d.csv, line 1, column 1: there is no column decision"));
    let head = "document,page,quote,decision\n";
    assert!(
        wrong(&format!("{head}# note\n{id},0,x,accept\n")).starts_with("d.csv, line 3, column 2: \"0\" is no page")
    );
    assert!(wrong(&format!("{head}{id},1,x,maybe\n")).contains("column 4: \"maybe\" is no decision"));
    assert!(wrong(&format!("{head}abc,1,x,accept\n")).contains("column 1: this is no document's hash"));
    assert!(wrong(&format!("{head}{id},1,,accept\n")).contains("column 3: there is no quote"));
}

#[test]
fn stray_quotation_marks_cost_no_decision() {
    let path = Path::new("decisions.csv");
    let id = "ab".repeat(32);
    let row = |quote: &str, why: &str| format!("{id},a.pdf,1,{quote},accept,{why}\n");
    let head = "document,file,page,quote,decision,why\n";
    let read = |rows: &[String]| DecisionTable::parse(path, format!("{head}{}", rows.concat()).as_bytes());
    let quotes = |table: &DecisionTable| table.decisions().map(|(_, one)| one.quote.clone()).collect::<Vec<_>>();
    // A mark within a cell that does not begin with one is a sign like others.
    let table = read(&[row("a 5\" rule", ""), row("safety", "the \"aim\""), row("\"two\nlines\"", "")]).unwrap();
    assert_eq!(quotes(&table), ["a 5\" rule", "safety", "two\nlines"]);
    // One that is opened and not closed would swallow what follows: it is an error, and nothing is guessed.
    let open = read(&[row("safety", ""), row("\"care", ""), row("staff", "")]).unwrap_err();
    assert_eq!((open.line, open.column), (3, 1));
    assert!(open.problem == TableProblem::Unclosed, "{}", open.problem);
    let late = read(&[row("\"care", ""), row("\"staff\"", "")]).unwrap_err();
    assert!(late.problem == TableProblem::Swallowed, "{}", late.problem);
    let wide = read(&[row("safety", "first, second")]).unwrap_err();
    assert!(wide.problem == TableProblem::MoreCells, "{}", wide.problem);
}

#[test]
fn a_paper_under_another_name_is_known_by_its_quotes() {
    let pages = [lines(&["First aim of ours", "Second aim of ours", "Third aim of ours", "Fourth aim of ours"])];
    let before = document(1, "old.pdf", &pages);
    let mut table = DecisionTable::default();
    for number in 0..4 {
        table.push(decision(&before, 0, number, Verdict::Reject, &[]));
    }
    let anew = document(2, "new.pdf", &pages);
    let there = |table: &DecisionTable, is_there: bool| table.of(&anew, &|_| is_there).len();
    assert_eq!((there(&table, true), there(&table, false)), (0, 4), "only where the old file is gone");
    let other = document(3, "other.pdf", &[lines(&["First aim of ours", "Nothing else alike"])]);
    assert_eq!(table.of(&other, &|_| false).len(), 0);
}

/// What may become of a paper's statements when layout options, segmentation or the paper itself change.
#[derive(Clone, Debug)]
enum Edit {
    Join(usize),
    Cut(usize),
    NewPage(usize),
    Drop(usize),
    Insert(usize),
    Word(usize),
    Blanks(usize),
    Anew,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let at = 0..40_usize;
    let edit = prop_oneof![
        at.clone().prop_map(Edit::Join),
        at.clone().prop_map(Edit::Cut),
        at.clone().prop_map(Edit::NewPage),
        at.clone().prop_map(Edit::Drop),
        at.clone().prop_map(Edit::Insert),
        at.clone().prop_map(Edit::Word),
        at.prop_map(Edit::Blanks),
        Just(Edit::Anew),
    ];
    prop::collection::vec(edit, 0..8)
}

fn edited(statements: &[String], edits: &[Edit]) -> (CodedPaper, Vec<String>) {
    let mut texts = statements.to_vec();
    let mut breaks = Vec::new();
    let mut id = 1;
    for edit in edits {
        let here = |at: &usize, texts: &Vec<String>| at % texts.len().max(1);
        match edit {
            Edit::Join(at) if texts.len() > 1 => {
                let at = at % (texts.len() - 1);
                let next = texts.remove(at + 1);
                texts[at] = format!("{} {next}", texts[at]);
            }
            Edit::Cut(at) if !texts.is_empty() => {
                let at = here(at, &texts);
                let words: Vec<String> = texts[at].split(' ').map(str::to_owned).collect();
                let (one, two) = words.split_at(words.len() / 2);
                if !one.is_empty() {
                    texts[at] = one.join(" ");
                    texts.insert(at + 1, two.join(" "));
                }
            }
            Edit::Drop(at) if !texts.is_empty() => {
                let at = here(at, &texts);
                texts.remove(at);
            }
            Edit::Insert(at) => {
                let at = here(at, &texts);
                texts.insert(at.min(texts.len()), "a foreword nobody decided on".to_owned());
            }
            Edit::Word(at) if !texts.is_empty() => {
                let at = here(at, &texts);
                let mut words: Vec<&str> = texts[at].split(' ').collect();
                words.remove(words.len() / 2);
                texts[at] = words.join(" ");
            }
            Edit::Blanks(at) if !texts.is_empty() => {
                let at = here(at, &texts);
                texts[at] = texts[at].replace(' ', "  ").to_uppercase();
            }
            Edit::NewPage(at) => breaks.push(*at),
            Edit::Anew => id = 2,
            _ => {}
        }
    }
    let mut pages = vec![Vec::new()];
    for (number, text) in texts.iter().enumerate() {
        if breaks.contains(&number) {
            pages.push(Vec::new());
        }
        pages.last_mut().unwrap().push(text.clone());
    }
    (document(id, "a.pdf", &pages), texts)
}

fn plain(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// However a paper is cut, laid out or issued anew, and whatever the lexicons then propose: each decision stands at a
    /// statement that has its words, or none has them; where a statement has exactly its words, it stands at such a one.
    #[test]
    fn decisions_are_placed_or_listed_and_never_lost(
        words in prop::collection::vec(prop::collection::vec("[a-f]{3,8}", 4..9), 2..9),
        edits in edits(),
        proposes in any::<bool>(),
    ) {
        let statements: Vec<String> = words.iter().map(|words| words.join(" ")).collect();
        let before = document(1, "a.pdf", std::slice::from_ref(&statements));
        let mut table = DecisionTable::default();
        for number in 0..statements.len() {
            table.push(decision(&before, 0, number, Verdict::Recode, &["workforce"]));
        }
        let table = DecisionTable::parse(Path::new("d.csv"), &table.bytes()).unwrap();
        let (mut after, texts) = edited(&statements, &edits);
        for statement in after.pages.iter_mut().flat_map(|page| &mut page.statements) {
            statement.intended_outcome = proposes;
            statement.proposed.intended_outcome = proposes;
        }
        let placings = table.of(&after, &|_| true);
        prop_assert_eq!(placings.len(), statements.len(), "each is placed or listed");
        for placing in &placings {
            let quote = plain(&placing.decision.quote);
            let whole = texts.iter().any(|text| plain(text) == quote);
            match placing.place {
                Some(place) => {
                    let text = plain(&after.pages[place.page].statements[place.statement].text);
                    prop_assert!(text.contains(&quote) || quote.contains(&text));
                    prop_assert!(!whole || text == quote);
                }
                None => prop_assert!(!whole),
            }
        }
        let decided: Vec<_> = placings.iter().filter_map(|one| Some((one.decision, one.place?))).collect();
        let places: Vec<_> = decided.iter().map(|(_, place)| (place.page, place.statement)).collect();
        apply(&mut after, decided);
        for (page, statement) in places {
            let statement = &after.pages[page].statements[statement];
            prop_assert!(statement.intended_outcome && statement.decided.is_some());
            prop_assert_eq!(statement.proposed.intended_outcome, proposes);
        }
    }

    /// Adding, changing and taking out decisions leaves every other byte as it was.
    #[test]
    fn a_table_keeps_what_it_does_not_know(notes in prop::collection::vec("# [a-z,;\"]{0,12}", 0..4), texts in prop::collection::vec("[a-z,;\"#\n ]{0,20}x", 1..6)) {
        let record = document(1, "a.pdf", &[texts.iter().map(|text| text.replace('\n', " ")).collect()]);
        let mut table = DecisionTable::default();
        for (number, why) in texts.iter().enumerate() {
            let mut made = decision(&record, 0, number, Verdict::Reject, &[]);
            made.why.clone_from(why);
            table.push(made);
        }
        let head = notes.iter().fold(String::new(), |head, note| head + note + "\n");
        let text = format!("{head}{}", String::from_utf8(table.bytes()).unwrap());
        let read = DecisionTable::parse(Path::new("d.csv"), text.as_bytes()).unwrap();
        prop_assert_eq!(String::from_utf8(read.bytes()).unwrap(), text.clone());
        prop_assert_eq!(read.decisions().count(), texts.len());
        for ((_, decision), text) in read.decisions().zip(&texts) {
            prop_assert_eq!(&decision.why, text.trim());
        }
    }
}
