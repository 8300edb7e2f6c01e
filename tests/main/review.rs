//! `stratmine review`, and what a run learns from decisions.

use super::support::Bench;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

/// Every statement of the index by its id.
fn statements(bench: &Bench) -> BTreeMap<String, Value> {
    let _ = fs::remove_file(bench.path("all.jsonl"));
    bench.stratmine(&["export", "--what", "statements", "-o", "all.jsonl", "--quiet"]).code(0);
    let rows = fs::read_to_string(bench.path("all.jsonl")).unwrap();
    let rows = rows.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| (row["id"].as_str().or(row["statement"].as_str()).unwrap().to_owned(), row)).collect()
}

fn outcomes(bench: &Bench) -> BTreeSet<String> {
    statements(bench).into_iter().filter(|(_, row)| row["outcome"] == true).map(|(id, _)| id).collect()
}

fn asked(bench: &Bench, arguments: &[&str]) -> Vec<String> {
    let rows = bench.stratmine(&[&["review", "next", "--format", "jsonl"], arguments].concat()).code(0).jsonl();
    rows.iter().map(|row| row["statement"].as_str().unwrap().to_owned()).collect()
}

fn decide(bench: &Bench, verdict: &str, ids: &[String]) {
    let ids = ids.iter().map(String::as_str);
    let arguments: Vec<&str> = ["decide", verdict].into_iter().chain(ids).chain(["--who", "Ann"]).collect();
    bench.stratmine(&arguments).code(0);
}

#[test]
fn decisions_teach_hold_and_can_be_left_out() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let (before, first_coded) = (outcomes(&bench), statements(&bench));
    let first = asked(&bench, &["-n", "3"]);
    assert_eq!(first.len(), 3);
    let (rejected, accepted) = (first[..2].to_vec(), first[2..].to_vec());
    decide(&bench, "reject", &rejected);
    decide(&bench, "accept", &accepted);
    let talk = bench.stratmine(&["run"]).code(0).talk();
    assert!(talk.contains("learnt from what people decided"), "{talk}");
    let after = outcomes(&bench);
    let likely = |all: &BTreeMap<String, Value>| -> BTreeMap<String, String> {
        all.iter().map(|(id, row)| (id.clone(), row["probability"].to_string())).collect()
    };
    let (plain, taught) = (likely(&first_coded), likely(&statements(&bench)));
    assert!(
        first.iter().all(|id| plain[id] == taught[id]),
        "what is proposed next to a decision does not come from it"
    );
    assert!(plain.iter().any(|(id, likely)| taught[id] != *likely), "what is undecided is more or less likely now");
    assert!(accepted.iter().all(|id| after.contains(id)) && !rejected.iter().any(|id| after.contains(id)));
    let manifest: Value = serde_json::from_str(&fs::read_to_string(bench.path("index/run.json")).unwrap()).unwrap();
    assert_eq!(manifest["learnt"]["statements"], 3);
    // Nothing new is decided: nothing is done.
    let talk = bench.stratmine(&["run"]).code(0).talk();
    assert!(!talk.contains("learnt from"), "{talk}");
    bench.stratmine(&["verify"]).code(0);
    bench.stratmine(&["report", "-o", "report.html", "--quiet"]).code(0);
    let report = fs::read_to_string(bench.path("report.html")).unwrap();
    assert!(report.contains("What people decided on 3 statements of these papers"));
    // What was decided is not asked for again.
    let again = asked(&bench, &["-n", "100", "--order", "paper"]);
    assert!(!first.iter().any(|id| again.contains(id)));
    bench.stratmine(&["run", "--no-learning", "--quiet"]).code(0);
    let plain = outcomes(&bench);
    let undecided = |all: &BTreeSet<String>| all.iter().filter(|id| !first.contains(id)).cloned().collect::<Vec<_>>();
    assert_eq!(undecided(&plain), undecided(&before));
}

/// The probabilities by which a search finds statements, by their ids.
fn found_by_probability(bench: &Bench, query: &str) -> BTreeMap<String, f64> {
    let rows = bench.stratmine(&["search", query, "-n", "1000", "--format", "jsonl"]).jsonl();
    rows.iter()
        .map(|row| (row["statement"].as_str().unwrap().to_owned(), row["probability"].as_f64().unwrap()))
        .collect()
}

#[test]
fn a_search_finds_statements_by_the_probability_they_have_after_what_was_taught() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let of_records = |bench: &Bench| -> BTreeMap<String, f64> {
        statements(bench).into_iter().map(|(id, row)| (id, row["probability"].as_f64().unwrap())).collect()
    };
    let agree = |bench: &Bench| {
        let all = of_records(bench);
        assert_eq!(found_by_probability(bench, "probability:0..1"), all);
        let (below, above) =
            (found_by_probability(bench, "probability:..0.4999"), found_by_probability(bench, "probability:.5.."));
        assert!(above.values().all(|probability| *probability >= 0.5) && !above.is_empty(), "{above:?}");
        assert!(below.values().all(|probability| *probability < 0.5) && !below.is_empty(), "{below:?}");
        assert_eq!(below.len() + above.len(), all.len());
        all
    };
    let before = agree(&bench);
    decide(&bench, "reject", &asked(&bench, &["-n", "4"]));
    // A decision holds at once; what it teaches about the others comes with the run.
    assert_eq!(agree(&bench), before);
    bench.stratmine(&["run", "--quiet"]).code(0);
    let taught = agree(&bench);
    assert_ne!(taught, before);
    bench.stratmine(&["run", "--no-learning", "--quiet"]).code(0);
    assert_eq!(agree(&bench), before);
    let none = bench.stratmine(&["search", "probability:0.99999..1"]).code(1).out();
    assert!(none.contains("nothing in the index has probability") && none.contains("they go from 0."), "{none}");
    let wrong = bench.stratmine(&["search", "probability:0.6..0.4"]).code(2).talk();
    assert!(wrong.contains("swap them: probability:0.4..0.6"), "{wrong}");
}

#[test]
fn a_decision_taken_back_leaves_its_paper_as_taught() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    decide(&bench, "reject", &asked(&bench, &["-n", "3"]));
    bench.stratmine(&["run", "--quiet"]).code(0);
    let before = statements(&bench);
    // A decision that takes a category away: to take it back, the paper is coded again.
    let coded = |(_, row): &(&String, &Value)| row["outcome"] == true && row["categories"][0] != "innovation";
    let id = before.iter().find(coded).unwrap().0.clone();
    bench.stratmine(&["decide", "recode", &id, "--codes", "innovation", "--who", "Ann"]).code(0);
    bench.stratmine(&["decide", "undo", "5"]).code(0);
    // Before the next run too: a tally never mixes papers that were taught with one that was not.
    let rest = |mut all: BTreeMap<String, Value>| {
        let its = all.remove(&id).unwrap();
        (all, its["matched"].as_array().unwrap().len())
    };
    let (others, words) = rest(statements(&bench));
    assert!(words > 0, "the words it was found by are lost");
    assert_eq!(others, rest(before.clone()).0);
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(statements(&bench), before);
    bench.stratmine(&["verify"]).code(0);
}

#[test]
fn codes_come_from_papers_and_decisions_however_often_they_were_taught() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    for _ in 0..3 {
        let ids = asked(&bench, &["-n", "4"]);
        decide(&bench, "accept", &ids[..2]);
        decide(&bench, "reject", &ids[2..]);
        bench.stratmine(&["run", "--quiet"]).code(0);
    }
    let taught = statements(&bench);
    bench.stratmine(&["verify"]).code(0);
    fs::remove_dir_all(bench.path("index")).unwrap();
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(statements(&bench), taught);
    // Nor does a lexicon that was changed and changed back leave a trace.
    bench.stratmine(&["lexicon", "copy", "mylex"]).code(0);
    let file = bench.path("mylex/outcomes.toml");
    let words = fs::read_to_string(&file).unwrap();
    fs::write(&file, words.replacen("[[code]]", "# One more line.\n[[code]]", 1)).unwrap();
    bench.stratmine(&["run", "--lexicons", "mylex", "--quiet"]).code(0);
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(statements(&bench), taught);
}

#[test]
fn what_was_accepted_keeps_the_categories_that_were_seen() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let all = statements(&bench);
    let coded = |with: bool| {
        let its = |(_, row): &(&String, &Value)| {
            row["outcome"] == true && row["categories"].as_array().is_some_and(|codes| codes.is_empty() != with)
        };
        all.iter().find(its).map(|(id, _)| id.clone())
    };
    let seen: Vec<String> = [true, false].into_iter().filter_map(coded).collect();
    decide(&bench, "accept", &seen);
    let others: Vec<String> = all.keys().filter(|id| !seen.contains(id)).take(12).cloned().collect();
    for id in &others {
        bench.stratmine(&["decide", "recode", id, "--codes", "resources", "--who", "Ann"]).code(0);
    }
    bench.stratmine(&["run", "--quiet"]).code(0);
    for id in &seen {
        assert_eq!(statements(&bench)[id]["categories"], all[id]["categories"], "{id}");
    }
    // The reasons are those of the index, and say that a person decided.
    let why = bench.stratmine(&["lexicon", "explain", &seen[0], "--format", "jsonl"]).code(0).jsonl();
    assert_eq!(why[0]["what"], "decided", "{why:?}");
    let undecided = statements(&bench).into_iter().find(|(id, _)| !seen.contains(id) && !others.contains(id)).unwrap();
    let why = bench.stratmine(&["lexicon", "explain", &undecided.0]).code(0).out();
    let said = if undecided.1["outcome"] == true { "an intended outcome" } else { "not an intended outcome" };
    let chance = undecided.1["probability"].as_f64().unwrap();
    assert!(why.contains(said) && why.contains(&format!("{chance:.2}")), "{why} {undecided:?}");
}

#[test]
fn the_order_of_decisions_does_not_matter() {
    let made = |order: &[usize]| {
        let bench = Bench::coded();
        bench.stratmine(&["run", "--quiet"]).code(0);
        let ids = asked(&bench, &["-n", "4", "--order", "random"]);
        for &place in order {
            decide(&bench, if place % 2 == 0 { "accept" } else { "reject" }, &ids[place..=place]);
        }
        bench.stratmine(&["run", "--quiet"]).code(0);
        statements(&bench)
    };
    assert_eq!(made(&[0, 1, 2, 3]), made(&[3, 1, 0, 2]));
}

#[test]
fn every_statement_is_offered_once_and_of_a_list_one_at_first() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let rows = bench.stratmine(&["review", "next", "-n", "50", "--format", "jsonl"]).code(0).jsonl();
    let list = |row: &Value| format!("{} {} {}", row["document"], row["heading_path"], row["lead_in"]);
    let lists: BTreeSet<String> = rows.iter().take(4).map(list).collect();
    assert_eq!(lists.len(), 4, "{lists:?}");
    let ids: BTreeSet<String> = rows.iter().map(|row| row["statement"].to_string()).collect();
    assert_eq!((ids.len(), rows.len()), (statements(&bench).len(), ids.len()));
    let unknown = bench.stratmine(&["review", "next", "--paper", "nowhere.pdf"]).code(2).talk();
    assert!(unknown.contains("nowhere.pdf") && unknown.contains("hint:"), "{unknown}");
    let status = bench.stratmine(&["review", "status", "--format", "jsonl"]).code(0).jsonl();
    assert!(status.iter().any(|row| row["figure"] == "statements decided" && row["value"] == 0), "{status:?}");
}

#[test]
fn what_was_no_outcome_is_accepted_with_the_categories_it_was_offered_with() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let (rows, named) =
        (bench.stratmine(&["review", "next", "-n", "99", "--format", "jsonl"]).code(0).jsonl(), outcomes(&bench));
    let offered = |row: &&Value| {
        let id = row["statement"].as_str().unwrap();
        !named.contains(id) && !row["categories"].as_array().unwrap().is_empty()
    };
    let offered = rows.iter().find(offered).unwrap();
    let id = offered["statement"].as_str().unwrap().to_owned();
    decide(&bench, "accept", std::slice::from_ref(&id));
    let held = &statements(&bench)[&id];
    assert_eq!((&held["outcome"], &held["categories"]), (&Value::Bool(true), &offered["categories"]));
}

#[test]
fn an_audit_compares_answers_with_what_was_said_when_they_were_drawn() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let draw = |bench: &Bench| -> Vec<String> {
        let rows = bench.stratmine(&["review", "audit", "-n", "6", "--format", "jsonl"]).code(0).jsonl();
        rows.iter().map(|row| row["statement"].as_str().unwrap().to_owned()).collect()
    };
    let first = draw(&bench);
    assert_eq!(first.len(), 6);
    let figure = |bench: &Bench, name: &str| {
        let rows = bench.stratmine(&["review", "audit", "--format", "jsonl"]).code(0).jsonl();
        rows.iter().find(|row| row["figure"] == name).unwrap()["value"].as_f64()
    };
    assert_eq!((figure(&bench, "statements drawn"), figure(&bench, "precision")), (Some(6.0), None));
    // The program is right of all it named and wrong of all others: nothing learnt since may change that.
    let named = outcomes(&bench);
    decide(&bench, "accept", &first);
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(figure(&bench, "of these decided"), Some(6.0));
    assert_eq!(figure(&bench, "precision"), Some(1.0));
    let missed = first.iter().filter(|id| !named.contains(*id)).count();
    assert!(missed > 0 && figure(&bench, "recall").unwrap() < 1.0);
    let second = draw(&bench);
    assert!(!second.iter().any(|id| first.contains(id)));
    fs::write(bench.path("corpus/audit.csv"), "statement\nx\n").unwrap();
    let broken = bench.stratmine(&["review", "audit"]).code(2).talk();
    assert!(broken.contains("audit.csv, line 2") && broken.contains("hint:"), "{broken}");
}

#[test]
fn weights_are_fitted_on_decisions_and_on_tables_alike() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let nothing = bench.stratmine(&["lexicon", "fit"]).code(2).talk();
    assert!(nothing.contains("none of the coded statements"), "{nothing}");
    let ids = asked(&bench, &["-n", "12", "--order", "random"]);
    decide(&bench, "reject", &ids[..6]);
    let recoded: Vec<&str> = ids[6..].iter().map(String::as_str).collect();
    bench.stratmine(&[&["decide", "recode", "--codes", "quality", "--who", "Ann"], &recoded[..]].concat()).code(0);
    bench.stratmine(&["lexicon", "fit", "-o", "of_decisions.toml"]).code(0);
    let mut table = "paper,page,text,code\n".to_owned();
    for (id, row) in statements(&bench).iter().filter(|(id, _)| ids.contains(id)) {
        let code = if ids[..6].contains(id) { "no" } else { "quality" };
        let quote = row["quote"].as_str().unwrap().replace('"', "\"\"");
        writeln!(table, "{},{},\"{quote}\",{code}", row["document"].as_str().unwrap(), row["page"]).unwrap();
    }
    fs::write(bench.path("coded.csv"), table).unwrap();
    bench.stratmine(&["lexicon", "fit", "coded.csv", "-o", "of_table.toml"]).code(0);
    assert_eq!(
        fs::read_to_string(bench.path("of_decisions.toml")).unwrap(),
        fs::read_to_string(bench.path("of_table.toml")).unwrap()
    );
    let curve = ["validate", "--curve", "coded.csv", "--decisions", "0,4", "--format", "jsonl"];
    let points = bench.stratmine(&curve).code(0).jsonl();
    assert_eq!(points.iter().map(|point| point["statements"].as_f64().unwrap()).collect::<Vec<_>>(), [12.0, 8.0]);
    assert!(points.iter().all(|point| (0.0..=1.0).contains(&point["Brier"].as_f64().unwrap())), "{points:?}");
    let bands = bench.stratmine(&[&curve[..], &["--calibration"]].concat()).code(0).jsonl();
    let of = |decisions: u64, key: &'static str| {
        bands
            .iter()
            .filter(move |band| band["decisions"] == decisions)
            .map(|band| band[key].as_f64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!((of(0, "statements").iter().sum::<f64>(), of(4, "statements").iter().sum::<f64>()), (12.0, 8.0));
    let outcomes: f64 = of(0, "statements").iter().zip(of(0, "outcomes")).map(|(all, share)| all * share).sum();
    assert!((outcomes - 6.0).abs() < 0.1, "six of the twelve are outcomes: {bands:?}");
    for (predicted, (from, to)) in of(0, "predicted").iter().zip(of(0, "from").iter().zip(of(0, "to"))) {
        assert!((from - 0.001..=to + 0.001).contains(predicted), "{bands:?}");
    }
    let shown = bench.stratmine(&[&curve[..5], &["--calibration"]].concat()).code(0).out();
    assert!(
        shown.contains("after 4 decisions: Brier score 0.") && shown.contains("expected calibration error 0."),
        "{shown}"
    );
    fs::write(bench.path("bad.csv"), "paper,page,text,code\nnorth.md,one,x,no\n").unwrap();
    let bad = bench.stratmine(&["validate", "--curve", "bad.csv"]).code(2).talk();
    assert!(bad.contains("bad.csv, line 2") && bad.contains("no page number"), "{bad}");
}

/// The answers to an exported file of JSON Lines: what `answer` says of each statement's words.
fn answered(bench: &Bench, file: &str, answer: impl Fn(usize) -> (bool, Vec<&'static str>)) -> Vec<String> {
    let exported = fs::read_to_string(bench.path(file)).unwrap();
    let mut lines: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut ids = Vec::new();
    for (place, line) in lines.iter_mut().skip(1).enumerate() {
        let (outcome, categories) = answer(place);
        (line["outcome"], line["categories"]) = (outcome.into(), categories.into());
        ids.push(line["id"].as_str().unwrap().to_owned());
    }
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    fs::write(bench.path(file), text.join("\n")).unwrap();
    ids
}

#[test]
fn another_coder_gets_statement_context_and_codebook_and_gives_answers_back() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    bench.stratmine(&["review", "export", "-n", "5", "-o", "ask.jsonl"]).code(0);
    let text = fs::read_to_string(bench.path("ask.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 6);
    let categories = lines[0]["codebook"]["categories"].as_array().unwrap();
    assert!(categories.iter().any(|one| one["code"] == "quality" && !one["meaning"].as_str().unwrap().is_empty()));
    let asked_for: Vec<&str> = lines[1..].iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(asked_for, asked(&bench, &["-n", "5"]));
    let all = statements(&bench);
    for line in &lines[1..] {
        assert_eq!(line["quote"], all[line["id"].as_str().unwrap()]["quote"]);
        assert!(line["outcome"].is_null() && line.get("probability").is_none(), "blind: {line}");
    }
    let there = bench.stratmine(&["review", "export", "-o", "ask.jsonl"]).code(2).talk();
    assert!(there.contains("is there already") && there.contains("--replace"), "{there}");
    let ids =
        answered(&bench, "ask.jsonl", |place| if place == 0 { (true, vec!["innovation"]) } else { (false, vec![]) });
    let talk = bench.stratmine(&["decide", "import", "ask.jsonl", "--who", "Ann"]).code(0).talk();
    assert!(talk.contains("took over 5 decisions"), "{talk}");
    let held = statements(&bench);
    assert_eq!(
        (&held[&ids[0]]["outcome"], &held[&ids[0]]["categories"]),
        (&Value::Bool(true), &serde_json::json!(["innovation"]))
    );
    assert!(ids[1..].iter().all(|id| held[id]["outcome"] == false));
    // A workbook has the same rows, and says how to code.
    bench.stratmine(&["review", "export", "-n", "3", "-o", "ask.xlsx"]).code(0);
    let talk = bench.stratmine(&["decide", "import", "ask.xlsx", "--who", "Ann"]).code(0).talk();
    assert!(talk.contains("took over 0 decisions") && talk.contains("not filled in: 3 rows"), "{talk}");
}

#[test]
fn what_a_program_says_is_kept_apart_and_holds_nowhere() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let before = statements(&bench);
    bench.stratmine(&["review", "export", "-n", "6", "--order", "random", "-o", "ask.jsonl"]).code(0);
    let ids = answered(&bench, "ask.jsonl", |_| (false, vec![]));
    bench.stratmine(&["decide", "import", "ask.jsonl", "--program", "other-coder"]).code(0);
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(statements(&bench), before, "nothing holds, and nothing was learnt");
    assert!(!bench.path("corpus/decisions.csv").exists() && bench.path("corpus/programs.csv").exists());
    let figure = |name: &str| {
        let rows = bench.stratmine(&["review", "status", "--format", "jsonl"]).code(0).jsonl();
        rows.iter().find(|row| row["figure"] == name).unwrap()["value"].as_u64().unwrap()
    };
    assert_eq!((figure("statements decided"), figure("statements coded by other programs")), (0, 6));
    let base: Value = serde_json::from_str(&bench.stratmine(&["tally", "--format", "json"]).code(0).out()).unwrap();
    assert_eq!((&base["base"]["decided"], &base["base"]["decided_outcomes"]), (&0.into(), &0.into()));
    // Beside people it is shown as what it is, where that is asked for.
    decide(&bench, "add", &ids[..2]);
    assert_eq!((figure("statements decided"), figure("statements on which people disagree")), (2, 0));
    let none = bench.stratmine(&["review", "disagreements", "--format", "jsonl"]).code(0).jsonl();
    assert!(none.is_empty(), "{none:?}");
    let rows = bench.stratmine(&["review", "disagreements", "--programs", "--format", "jsonl"]).code(0).jsonl();
    let kinds: Vec<_> =
        rows.iter().map(|row| (row["coder"].as_str().unwrap(), row["kind"].as_str().unwrap())).collect();
    assert_eq!(kinds, [("Ann", "person"), ("other-coder", "program"), ("Ann", "person"), ("other-coder", "program")]);
    let shown = bench.stratmine(&["review", "disagreements", "--programs"]).code(0).out();
    assert!(shown.contains("Ann and other-coder: the same codes for 0 of 2 statements"), "{shown}");
    // A name is a person's or a program's.
    let refused = bench.stratmine(&["decide", "import", "ask.jsonl", "--program", "Ann"]).code(2).talk();
    assert!(refused.contains("Ann is a person") && refused.contains("hint:"), "{refused}");
    let refused = bench.stratmine(&["decide", "import", "ask.jsonl", "--who", "other-coder"]).code(2).talk();
    assert!(refused.contains("other-coder is a program") && refused.contains("--program"), "{refused}");
    assert_eq!(figure("statements decided"), 2);
}

#[test]
fn programs_teach_only_where_a_run_is_told_so() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let before = statements(&bench);
    bench.stratmine(&["review", "export", "-n", "4", "-o", "ask.jsonl"]).code(0);
    let ids = answered(&bench, "ask.jsonl", |_| (false, vec![]));
    bench.stratmine(&["decide", "import", "ask.jsonl", "--program", "other-coder", "--quiet"]).code(0);
    bench.stratmine(&["run", "--learn-from-programs", "--quiet"]).code(0);
    let taught = statements(&bench);
    let likely = |all: &BTreeMap<String, Value>, id: &String| all[id]["probability"].as_f64().unwrap();
    assert!(ids.iter().all(|id| likely(&taught, id) < likely(&before, id)), "what was rejected is less likely now");
    let status = bench.stratmine(&["status"]).code(0);
    let said = status.out() + &status.talk();
    assert!(said.contains("learnt: from 0 decided statements and 4 others that programs coded"), "{said}");
    // A statement is explained by what was learnt.
    let shown = |all: &BTreeMap<String, Value>, id: &String| format!("{:.2}", likely(all, id));
    let changed = ids.iter().find(|id| shown(&taught, id) != shown(&before, id)).unwrap();
    let why = bench.stratmine(&["lexicon", "explain", changed]).code(0).out();
    assert!(why.contains(&shown(&taught, changed)) && !why.contains(&shown(&before, changed)), "{why}");
    // Nobody decided anything for all that, and the run can be repeated.
    let base: Value = serde_json::from_str(&bench.stratmine(&["tally", "--format", "json"]).code(0).out()).unwrap();
    assert_eq!(base["base"]["decided"], 0);
    bench.stratmine(&["verify"]).code(0);
    // An index made anew learns from what the last run learnt from.
    bench.stratmine(&["index", "rebuild"]).code(0);
    assert_eq!(statements(&bench), taught);
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(statements(&bench), before);
}

#[test]
fn decisions_of_two_reviewers_merge_and_where_they_differ_is_listed() {
    let (ann, bo) = (Bench::coded(), Bench::coded());
    for bench in [&ann, &bo] {
        bench.stratmine(&["run", "--quiet"]).code(0);
    }
    let ids = asked(&ann, &["-n", "3", "--order", "paper"]);
    decide(&ann, "reject", &ids[..2]);
    let by_bo = |verdict: &'static str, ids: &[String]| {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        bo.stratmine(&[&["decide", verdict, "--who", "Bo"], &ids[..]].concat()).code(0);
    };
    by_bo("reject", &ids[..1]);
    by_bo("add", &ids[1..]);
    fs::copy(bo.path("corpus/decisions.csv"), ann.path("bo.csv")).unwrap();
    fs::copy(ann.path("corpus/decisions.csv"), bo.path("ann.csv")).unwrap();
    let talk = ann.stratmine(&["decide", "import", "bo.csv"]).code(0).talk();
    assert!(talk.contains("took over 3 decisions"), "{talk}");
    bo.stratmine(&["decide", "import", "ann.csv"]).code(0);
    let again = ann.stratmine(&["decide", "import", "bo.csv"]).code(0).talk();
    assert!(again.contains("took over 0 decisions") && again.contains("here already: 3 decisions"), "{again}");
    assert_eq!(ann.stratmine(&["decide", "list", "--format", "jsonl"]).code(0).jsonl().len(), 5, "none is lost");
    // Whoever takes in the other's, the same holds.
    let held = |bench: &Bench| {
        let all = statements(bench);
        ids.iter().map(|id| all[id]["outcome"] == true).collect::<Vec<_>>()
    };
    assert_eq!(held(&ann), held(&bo));
    let rows = ann.stratmine(&["review", "disagreements", "--format", "jsonl"]).code(0).jsonl();
    let said: Vec<_> =
        rows.iter().map(|row| (row["statement"].as_str().unwrap(), row["coder"].as_str().unwrap())).collect();
    assert_eq!(said, [(ids[1].as_str(), "Ann"), (ids[1].as_str(), "Bo")]);
    assert_eq!(rows[0]["codes"], "no outcome");
    let shown = ann.stratmine(&["review", "disagreements"]).code(0).out();
    assert!(shown.contains("Ann and Bo: the same codes for 1 of 2 statements"), "{shown}");
    // Who decides again to the same effect settles it.
    ann.stratmine(&["decide", "add", &ids[1], "--who", "Ann"]).code(0);
    let rows = ann.stratmine(&["review", "disagreements", "--format", "jsonl"]).code(0).jsonl();
    assert!(rows.is_empty(), "{rows:?}");
}
