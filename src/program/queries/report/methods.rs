//! Paragraphs on method, to be pasted into a paper.

use crate::TOOL;
use std::fmt::Write as _;
use stratmine_analysis::tally::{Base, Tally};
use stratmine_coding::lexicon::Codebook;
use stratmine_study::ledger::Learnt;

/// What was done, in the words of a methods section, and how far it can be trusted.
///
/// `tested` are the tables that an association was tested in; `mapped` says whether there is a correspondence map.
pub(super) fn paragraphs(
    codebook: &Codebook,
    tally: &Tally,
    learnt: Option<&Learnt>,
    tested: &[&str],
    mapped: bool,
) -> Vec<String> {
    let (base, fit) = (&tally.base, codebook.weights().outcome().fit());
    let shares: Vec<String> =
        super::shares(tally).into_iter().map(|(code, share)| format!("{code} {:.0}%", share * 100.0)).collect();
    let lexicons: Vec<String> =
        codebook.lexicons().iter().map(|lexicon| format!("{} {}", lexicon.name, lexicon.version)).collect();
    vec![
        format!(
            "Strategy papers were read and coded with {TOOL}. Text was extracted page by page and cut into statements (sentences, list items, table \
             cells), each with the headings above it and its lead-in. A statement counts as an intended outcome where its probability is {:.2} or more: a \
             logistic regression over what headings and lead-ins announce and what the words show, with weights fitted on {} coded statements of {} \
             papers (language models coded them, no person). {} Intended outcomes were classified into {}, by lexicon matching{}; any \
             number of categories may hold, and none (unclassified).",
            fit.threshold,
            fit.statements,
            fit.papers,
            decided(base.decided, learnt),
            categories(codebook),
            if learnt.is_some_and(|learnt| learnt.statements > 0) {
                " and by what people's decisions on these papers taught of the words of each category"
            } else {
                ""
            }
        ),
        format!(
            "The base is {} documents with {} pages, of which {} could not be read, and {} statements. {} statements are intended outcomes ({} of them \
             decided by people); {} more that a document, or a related one, says again were counted once.{} Of the intended outcomes: {}.",
            base.coded,
            base.pages,
            base.unread_pages,
            base.statements,
            base.outcomes,
            base.decided_outcomes,
            base.repeats,
            expected(base),
            shares.join(", ")
        ),
        statistics(tested, mapped),
        "How far the coding can be trusted: on pages coded twice by language models working from the codebook, not by people, detection of intended outcomes \
         reached F1 .89 on the papers whose pages the weights were fitted on, and .69 on papers whose errors nobody had read, before any decision on them; the \
         lexicon of categories does worse on other papers too. Numbers of single documents should be checked against their quotes, which this report holds; `stratmine validate` measures \
         agreement with a coding of your own."
            .to_owned(),
        format!("Lexicons: {} (SHA-256 over all: {}).", lexicons.join(", "), codebook.hash()),
        sources(tested, mapped),
    ]
}

/// What was worked out of the counts, and what it is worth.
fn statistics(tested: &[&str], mapped: bool) -> String {
    let mut said = "Intervals of shares come from drawing documents with repetition, since statements of one document are not independent.".to_owned();
    if tested.is_empty() {
        said.push_str(" No association was tested: there are too few documents or groups of documents.");
    } else {
        let tables: Vec<String> = tested.iter().map(|table| format!("“{table}”")).collect();
        let _ = write!(
            said,
            " Whether rows and columns go together was tested for {} by dealing out whole documents again. Adjusted standardised residuals (Haberman 1973) \
             describe a table and prove nothing.",
            listed(&tables)
        );
    }
    if mapped {
        said.push_str(
            " The map is a correspondence analysis (Greenacre 2017): it describes the table and proves nothing.",
        );
    }
    said
}

/// What the paragraphs refer to.
fn sources(tested: &[&str], mapped: bool) -> String {
    let mut said = "Sources: Aunger JA, Millar R, Greenhalgh J, Mannion R, Rafferty AM, McLeod H (2020). Building an initial realist theory of partnering across NHS providers.".to_owned();
    if mapped {
        said.push_str(" Greenacre M (2017). Correspondence Analysis in Practice, 3rd ed.");
    }
    if !tested.is_empty() {
        said.push_str(" Haberman SJ (1973). The analysis of residuals in cross-classified tables. Biometrics 29.");
    }
    said
}

/// How many outcomes are expected, in a sentence; nothing where records hold no probabilities.
fn expected(base: &Base) -> String {
    let Some(expected) = base.expected else { return String::new() };
    let (from, to) = expected.interval();
    format!(
        " By the probabilities of all statements, certain where people decided, {:.0} outcomes are expected (95 % interval {from:.0} to {to:.0}, if these \
         are right and statements err independently).",
        expected.number()
    )
}

/// What people decided and what that taught, in a sentence or two.
fn decided(statements: usize, learnt: Option<&Learnt>) -> String {
    let held = match statements {
        0 => "No person decided on any statement. ".to_owned(),
        1 => "On 1 statement what a person decided is counted in place of what the program proposes. ".to_owned(),
        more => format!("On {more} statements what people decided is counted in place of what the program proposes. "),
    };
    let programs = match learnt.map_or(0, |learnt| learnt.programs) {
        0 => String::new(),
        some => format!(
            " The weights were also changed by what other programs said of {some} statements; none of that is counted."
        ),
    };
    held + &taught(learnt) + &programs
}

/// What decisions taught, in a sentence.
fn taught(learnt: Option<&Learnt>) -> String {
    match learnt.map(|learnt| learnt.statements) {
        None | Some(0) => "Nothing was learnt from decisions on these papers.".to_owned(),
        Some(statements) => format!(
            "What people decided on {statements} statements of these papers holds where they decided it, and changed the weights and how papers, \
             sections and lists are coded."
        ),
    }
}

/// The categories in words. Those of the built-in lexicon have a source.
fn categories(codebook: &Codebook) -> String {
    let all = codebook.categories();
    let built_in = Codebook::built_in().map(|built_in| built_in.categories()).unwrap_or_default();
    if built_in.iter().all(|code| all.contains(code)) {
        let others: Vec<String> = all.into_iter().filter(|code| !built_in.contains(code)).collect();
        let and = if others.is_empty() { String::new() } else { format!(", and {}", listed(&others)) };
        return format!(
            "{}, the categories of Guy's and St Thomas' Healthcare Alliance as used by Aunger et al. (2020){and}",
            listed(&built_in)
        );
    }
    listed(&all)
}

/// Names with commas, and "and" before the last.
fn listed(names: &[String]) -> String {
    match names {
        [] => "no category".to_owned(),
        [one] => one.clone(),
        [names @ .., last] => format!("{} and {last}", names.join(", ")),
    }
}

/// How to cite the program.
pub(super) fn citation() -> String {
    format!(
        "{TOOL}: document mining for health policy. Computer program. State the version and the SHA-256 of the \
         lexicons, as above."
    )
}
