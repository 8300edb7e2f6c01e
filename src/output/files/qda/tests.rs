//! What is written is read back: nothing is lost, nothing becomes markup, every position holds.

use super::super::read_back::{Element, hostile, parse, unzip};
use super::super::text::{legal, steady};
use super::{Code, Project, QdaError, Selection, Source, Value, qdc, qdpx};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn code(name: &str, codable: bool, children: Vec<Code>) -> Code {
    Code { name: name.to_owned(), description: None, colour: "#12abEF", codable, children }
}

fn tree() -> Vec<Code> {
    vec![
        code(
            "outcomes",
            false,
            vec![
                code("quality", true, vec![code("other", true, vec![])]),
                code("workforce", true, vec![code("Other", true, vec![])]),
            ],
        ),
        code("domains", true, vec![]),
    ]
}

fn path(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn selection(start: usize, end: usize, codes: &[&[&str]]) -> Selection {
    let codes = codes.iter().map(|names| path(names)).collect();
    Selection { start, end, name: "words".to_owned(), description: None, codes }
}

fn source(file: &str, text: &str, selections: Vec<Selection>) -> Source {
    Source { file: file.to_owned(), title: None, text: text.to_owned(), variables: vec![], selections }
}

fn project(sources: Vec<Source>) -> Project {
    Project { name: "name".to_owned(), origin: "stratmine 0.1.0".to_owned(), description: None, codes: tree(), sources }
}

fn read(project: &Project) -> (Element, Vec<(String, String)>) {
    let mut parts = unzip(&qdpx(project).unwrap());
    let (name, xml) = parts.remove(0);
    assert_eq!(name, "project.qde");
    (parse(&xml), parts)
}

fn refusal(project: &Project) -> String {
    qdpx(project).unwrap_err().to_string()
}

#[test]
fn a_selection_is_found_where_it_says_and_under_the_ids_of_its_codes() {
    let text = "Plan\r\nfor 😀 é\u{301} \u{1b}care";
    let at = selection(10, 11, &[&["outcomes", "quality"], &["domains"], &["domains"]]);
    let (root, texts) = read(&project(vec![source("a/b.pdf", text, vec![at])]));
    let source = root.one("Sources").one("TextSource");
    assert_eq!(source.get("plainTextPath"), format!("internal://{}.txt", source.get("guid")));
    assert_eq!(
        texts,
        [(format!("sources/{}.txt", source.get("guid")), "Plan \nfor 😀 é\u{301} \u{fffd}care".to_owned())]
    );
    let chosen = source.one("PlainTextSelection");
    let (start, end): (usize, usize) =
        (chosen.get("startPosition").parse().unwrap(), chosen.get("endPosition").parse().unwrap());
    assert_eq!(texts[0].1.chars().skip(start).take(end - start).collect::<String>(), "😀");
    let given = chosen.all("Coding").map(|coding| coding.one("CodeRef").get("targetGUID")).collect::<Vec<_>>();
    let all = root.one("CodeBook").deep();
    let id = |name: &str| all.iter().find(|code| code.get("name") == name).unwrap().get("guid");
    assert_eq!(given, [id("quality"), id("domains")], "a code given twice counts once");
}

#[test]
fn ids_are_all_different_and_the_same_in_codebook_and_project() {
    let twice = || vec![selection(0, 1, &[&["domains"]]), selection(0, 1, &[&["domains"]])];
    let mut project = project(vec![source("a", "same", twice()), source("b", "same", twice())]);
    project.sources[0].variables = vec![("year".to_owned(), Value::Integer(1))];
    let (root, _) = read(&project);
    let ids = root.deep().iter().map(|element| element.get("guid")).filter(|id| !id.is_empty()).collect::<Vec<_>>();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    // User, 6 codes, variable, and for each of 2 sources 2 selections with 1 coding.
    assert_eq!(ids.len(), 1 + 6 + 1 + 2 * (1 + 2 * 2));
    let known = ids.iter().copied().collect::<BTreeSet<_>>();
    for element in root.deep() {
        for key in ["targetGUID", "creatingUser", "creatingUserGUID"] {
            assert!(element.get(key).is_empty() || known.contains(element.get(key)), "{element:?}");
        }
    }
    let book = parse(&qdc(&tree(), "x").unwrap());
    assert_eq!(book.one("Codes").children, root.one("CodeBook").one("Codes").children);
}

#[test]
fn codes_of_one_name_are_told_apart_by_their_parents() {
    let book = parse(&qdc(&tree(), "x").unwrap());
    let names = book.deep().into_iter().map(|code| code.get("name").to_owned()).filter(|name| !name.is_empty());
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["outcomes", "quality", "other (quality)", "workforce", "Other (workforce)", "domains"]
    );
}

#[test]
fn sources_in_folders_have_names_without_separators_and_of_their_own() {
    let sources = ["a/b.pdf", "a\\b.pdf", "a - b.pdf"].map(|file| source(file, "", vec![]));
    let (root, _) = read(&project(sources.to_vec()));
    let sources = root.one("Sources");
    let names = sources.all("TextSource").map(|source| source.get("name")).collect::<Vec<_>>();
    assert_eq!(names, ["a - b.pdf", "a - b.pdf 2", "a - b.pdf 3"]);
    let files = sources.all("TextSource").map(|source| source.one("Description").text.as_str()).collect::<Vec<_>>();
    assert_eq!(files, ["File: a/b.pdf", "File: a\\b.pdf", "File: a - b.pdf"]);
}

#[test]
fn the_same_project_gives_the_same_bytes_and_no_date() {
    let make = || qdpx(&project(vec![source("a", "text", vec![selection(0, 4, &[&["domains"]])])])).unwrap();
    assert_eq!(make(), make());
    let (root, _) = read(&project(vec![source("a", "text", vec![])]));
    assert!(root.deep().iter().all(|element| element.attributes.iter().all(|(key, _)| !key.contains("Date"))));
}

#[test]
fn a_project_of_nothing_has_no_empty_lists() {
    let nothing = Project { codes: vec![], ..project(vec![]) };
    let (root, texts) = read(&nothing);
    assert_eq!(root.children.iter().map(|child| child.name.as_str()).collect::<Vec<_>>(), ["Users"]);
    assert!(texts.is_empty());
    assert!(matches!(qdc(&[], "x"), Err(QdaError::NoCodes)));
}

#[test]
fn codes_that_programs_could_not_take_are_refused() {
    let said = |codes: &[Code]| qdc(codes, "x").unwrap_err().to_string();
    assert_eq!(said(&[code("a", true, vec![code(" ", true, vec![])])]), "a code below \"a\" has no name");
    let twice = code("a", true, vec![code("b", true, vec![]), code("b", true, vec![])]);
    assert_eq!(said(&[twice]), "the code \"a > b\" is there twice");
    for colour in ["red", "#12345", "#1234567", "#12345g", "#äöü", ""] {
        let coloured = Code { colour, ..code("a", true, vec![]) };
        assert!(said(&[coloured]).contains("not of the form #rrggbb"), "{colour}");
    }
}

#[test]
fn selections_that_lead_nowhere_are_refused() {
    let said = |at| refusal(&project(vec![source("f", "é😀", vec![at])]));
    for (start, end) in [(0, 0), (1, 0), (2, 3), (usize::MAX, usize::MAX)] {
        let wanted = format!("a selection in \"f\" goes from {start} to {end} in a text of 2 characters");
        assert_eq!(said(selection(start, end, &[])), wanted);
    }
    assert!(qdpx(&project(vec![source("f", "é😀", vec![selection(0, 2, &[])])])).is_ok());
    assert_eq!(
        said(selection(0, 1, &[&["quality"]])),
        "a selection in \"f\" has the code \"quality\", which is not among the codes"
    );
    assert_eq!(
        said(selection(0, 1, &[&["outcomes"]])),
        "a selection in \"f\" has the code \"outcomes\", which text may not be given"
    );
}

#[test]
fn sources_and_variables_that_contradict_each_other_are_refused() {
    let mut two = project(vec![source("f", "", vec![]), source("f", "", vec![])]);
    assert_eq!(refusal(&two), "the source \"f\" is there twice");
    two.sources[1].file = "g".to_owned();
    two.sources[0].variables = vec![("v".to_owned(), Value::Integer(1))];
    two.sources[1].variables = vec![("v".to_owned(), Value::Text("1".to_owned()))];
    assert_eq!(refusal(&two), "the variable \"v\" of \"g\" is of another kind than in the sources before it");
    two.sources[1].variables = vec![("v".to_owned(), Value::Integer(1)), ("v".to_owned(), Value::Integer(1))];
    assert_eq!(refusal(&two), "the variable \"v\" of \"g\" has two values");
}

#[test]
fn values_are_written_in_the_element_of_their_kind() {
    let mut one = project(vec![source("f", "", vec![])]);
    one.sources[0].variables = vec![
        ("t".to_owned(), Value::Text(" =1 ".to_owned())),
        ("i".to_owned(), Value::Integer(i64::MIN)),
        ("b".to_owned(), Value::Boolean(false)),
    ];
    let (root, _) = read(&one);
    let names = root.one("Variables");
    let found = root.one("Sources").one("TextSource").all("VariableValue").map(|value| {
        let target = value.one("VariableRef").get("targetGUID");
        let variable = names.all("Variable").find(|variable| variable.get("guid") == target).unwrap();
        let held = &value.children[1];
        [variable.get("name"), variable.get("typeOfVariable"), &held.name, &held.text].map(str::to_owned)
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            ["t", "Text", "TextValue", " =1 "],
            ["i", "Integer", "IntegerValue", "-9223372036854775808"],
            ["b", "Boolean", "BooleanValue", "false"],
        ]
    );
}

proptest! {
    #[test]
    fn every_text_comes_back_as_it_was(texts in prop::collection::vec(hostile(), 6), name in "\\PC*[a-z]") {
        let [text, words, remark, title, value, file] = &texts[..] else { return Err(TestCaseError::reject("")) };
        let length = text.chars().count();
        let mut at = selection(0, length, &[]);
        at.codes.push(vec![name.clone()]);
        at.name.clone_from(words);
        at.description = Some(remark.clone());
        let mut only = source(file, text, if length > 0 { vec![at] } else { vec![] });
        only.title = Some(title.clone());
        only.variables = vec![(words.clone(), Value::Text(value.clone()))];
        let project = Project {
            name: words.clone(),
            origin: title.clone(),
            description: Some(remark.clone()),
            codes: vec![Code { description: Some(remark.clone()), ..code(&name, true, vec![]) }],
            sources: vec![only],
        };
        let (root, texts) = read(&project);
        prop_assert_eq!(&texts[0].1, &steady(text));
        prop_assert_eq!(texts[0].1.chars().count(), length);
        prop_assert_eq!(root.get("name"), legal(words));
        prop_assert_eq!(root.get("origin"), legal(title));
        prop_assert_eq!(root.one("Variables").one("Variable").get("name"), legal(words));
        let code = root.one("CodeBook").one("Codes").one("Code");
        prop_assert_eq!(code.get("name"), legal(&name));
        let source = root.one("Sources").one("TextSource");
        prop_assert!(title.trim().is_empty() || source.one("Description").text.starts_with(&*legal(title)));
        prop_assert!(source.one("Description").text.ends_with(&*legal(file)));
        prop_assert_eq!(&source.one("VariableValue").one("TextValue").text, &legal(value));
        if !remark.is_empty() {
            prop_assert_eq!(&root.one("Description").text, &legal(remark));
            prop_assert_eq!(&code.one("Description").text, &legal(remark));
        }
        for selection in source.all("PlainTextSelection") {
            prop_assert_eq!(selection.get("name"), legal(words));
            prop_assert_eq!(selection.get("endPosition"), length.to_string());
        }
    }
}
