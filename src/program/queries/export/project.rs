//! The coded papers as a project for programs of qualitative analysis (REFI-QDA).

use crate::TOOL;
use stratmine_coding::lexicon::{Codebook, Layer};
use stratmine_model::{CodedPaper, Offsets, UNCLASSIFIED};
use stratmine_output::palette::code_colour;
use stratmine_output::qda::{Code, Project, Selection, Source, Value};
use stratmine_output::{Evidence, one_line};

/// What the code that holds the categories is called.
const OUTCOMES: &str = "Intended outcomes";
/// What the code that holds the domains is called.
const DOMAINS: &str = "Integration domains";
/// What the code that holds entry points, contextual factors and end states is called.
const CONTEXT: &str = "Context";

/// The most characters of a quote that name a selection.
const LONGEST_NAME: usize = 60;

/// The codes of the lexicons as a tree of three: outcome categories, domains, context. Of `categories`, those that papers
/// have and the lexicon does not, are codes too.
pub(super) fn codes(codebook: &Codebook, categories: &[String]) -> Vec<Code> {
    let grey = code_colour(None);
    let known = codebook.categories();
    let leaf = |name: &str, description: String, colour| Code {
        name: name.to_owned(),
        description: Some(description),
        colour,
        codable: true,
        children: Vec::new(),
    };
    let of = |layer: Layer| -> Vec<Code> {
        let groups = &codebook.layer(layer).codes;
        let code = |group: &stratmine_coding::lexicon::Group| {
            let colour = code_colour(known.iter().position(|category| *category == group.id));
            let note = group.note.as_ref().map(|note| format!(". {note}")).unwrap_or_default();
            leaf(&group.id, format!("{}{note}", group.label), colour)
        };
        groups.iter().map(code).collect()
    };
    let tree = |name: &str, children: Vec<Code>| Code {
        name: name.to_owned(),
        description: None,
        colour: grey,
        codable: false,
        children,
    };
    let mut outcomes = of(Layer::Outcomes);
    let others = categories.iter().filter(|code| !known.contains(code));
    outcomes.extend(others.map(|code| leaf(code, code.clone(), grey)));
    outcomes.push(leaf(UNCLASSIFIED, "An intended outcome that no category fits".to_owned(), grey));
    let mut context = of(Layer::Context);
    context.extend(codebook.all_propositions().map(|one| leaf(one.id, one.label.to_owned(), grey)));
    vec![tree(OUTCOMES, outcomes), tree(DOMAINS, of(Layer::Domains)), tree(CONTEXT, context)]
}

/// A paper with its coded outcomes: the text of its pages, one after the other.
pub(super) fn source(document: &CodedPaper) -> Source {
    let mut text = String::new();
    let mut length = 0;
    let mut selections = Vec::new();
    for page in &document.pages {
        if length > 0 {
            text.push('\n');
            length += 1;
        }
        let offsets = Offsets::of(&page.text);
        let outcomes = page.statements.iter().filter(|one| one.intended_outcome && !one.span.is_empty());
        selections.extend(outcomes.map(|one| selection(&Evidence::of(document, page, &offsets, one), length)));
        text.push_str(&page.text);
        length += offsets.point(page.text.len());
    }
    let mut variables = Vec::new();
    let mut say = |name: &str, value: Option<String>| {
        variables.extend(value.map(|value| (name.to_owned(), Value::Text(value))));
    };
    say("organisation", document.organisation.clone());
    say("partnering", document.partnering.first().map(|found| found.code.clone()));
    say("sha256", Some(document.document.to_string()));
    variables.extend(document.year.map(|year| ("year".to_owned(), Value::Integer(year.into()))));
    variables.extend(document.partnering.first().map(|found| ("rank".to_owned(), Value::Integer(found.rank.into()))));
    Source { file: document.file.clone(), title: document.title.clone(), text, variables, selections }
}

fn selection(one: &Evidence, before: usize) -> Selection {
    let path = |root: &str, code: &String| vec![root.to_owned(), code.clone()];
    let mut codes: Vec<Vec<String>> = one.categories.iter().map(|code| path(OUTCOMES, code)).collect();
    if codes.is_empty() {
        codes.push(vec![OUTCOMES.to_owned(), UNCLASSIFIED.to_owned()]);
    }
    codes.extend(one.domains.iter().map(|code| path(DOMAINS, code)));
    codes.extend(one.context.iter().map(|code| path(CONTEXT, code)));
    let quote = one_line(&one.quote);
    let name = if quote.chars().count() > LONGEST_NAME {
        quote.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
    } else {
        quote
    };
    Selection {
        start: before + one.place.start,
        end: before + one.place.end,
        name,
        description: Some(one.remark()),
        codes,
    }
}

/// The project of all papers.
pub(super) fn project(codebook: &Codebook, categories: &[String], sources: Vec<Source>, about: &[String]) -> Project {
    Project {
        name: "stratmine".to_owned(),
        origin: TOOL.to_owned(),
        description: Some(about.join("\n")),
        codes: codes(codebook, categories),
        sources,
    }
}
