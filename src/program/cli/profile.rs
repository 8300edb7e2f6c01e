//! `stratmine profile`: the theory profiles of papers.

use super::ExitStatus;
use super::common::{Common, Forms};
use crate::queries::Corpus;
use std::collections::{BTreeMap, BTreeSet};
use stratmine_coding::lexicon::Codebook;
use stratmine_model::{CodedPaper, Evidence, Statement, Strength};
use stratmine_output::{Cell, Column, ColumnRole, Table, one_line, propositions_table};

/// Show each paper's theory profile: entry point, partnering type and rank, domains, outcomes
///
/// After Aunger et al. (2020): why partners came together, in which form and how closely (rank 1 to 10, with the readings of
/// Dalton, the King's Fund, the Northern Ireland Audit Office and Miller and Millar), in which of the eight domains, and what
/// they mean to bring about. One row a paper; with --evidence one row a statement behind each code.
#[derive(clap::Args)]
pub(super) struct ProfileArgs {
    /// Papers, by their files below the corpus [default: all]
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// The statements behind each code, with page and quote
    #[arg(long)]
    evidence: bool,
    /// One row a proposition of the theory (Aunger et al. 2020, Table 2, and seven of cause and effect): passages to read in
    /// these papers, how sure they are, or that none was found
    #[arg(long, conflicts_with = "evidence")]
    propositions: bool,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &ProfileArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    let files: Vec<String> = args.files.iter().map(|file| study.file_named(file)).collect();
    let corpus = Corpus::open(&study.workspace)?;
    let codebook = corpus.codebook_of_papers()?;
    args.forms.print(&if args.propositions {
        propositions_table(&corpus.propositions(&files)?)
    } else if args.evidence {
        evidence(corpus.records(&files, |record| statements(&record))?.concat())
    } else {
        profiles(&corpus.records(&files, Profiled::of)?, codebook, &corpus.categories()?)
    })?;
    common.say_uncovered(&corpus)?;
    Ok(ExitStatus::Complete)
}

/// A paper without its pages, and how many of its outcomes have each category.
struct Profiled {
    paper: CodedPaper,
    categories: BTreeMap<String, usize>,
}

impl Profiled {
    fn of(mut paper: CodedPaper) -> Self {
        let mut categories = BTreeMap::new();
        for (_, one) in paper.outcomes() {
            let codes: BTreeSet<&String> = one.categories.iter().map(|code| &code.code).collect();
            for code in codes {
                *categories.entry(code.clone()).or_default() += 1;
            }
        }
        paper.pages.clear();
        Self { paper, categories }
    }
}

fn profiles(papers: &[Profiled], codebook: &Codebook, categories: &[String]) -> Table {
    let strongest = |of: &Profiled| of.paper.partnering.first().cloned();
    let typed = |of: &Profiled| {
        of.paper.partnering.first().and_then(|found| codebook.partnering_types().find(|kind| kind.code == found.code))
    };
    let counted = |codes: &[Evidence]| {
        let shown = |code: &Evidence| format!("{} ({}, {})", code.code, code.statements.len(), code.strength.as_str());
        Cell::List(codes.iter().map(shown).collect())
    };
    let mut table = Table::of(papers)
        .name("file", |of| (&of.paper.file).into())
        .number("year", |of| of.paper.year.and_then(|year| usize::try_from(year).ok()).into())
        .text("entry_points", |of| counted(&of.paper.profile.entry_points))
        .text("type", |of| strongest(of).map(|found| found.code).into())
        .number("rank", |of| strongest(of).map(|found| usize::from(found.rank)).into())
        .text("declared", |of| strongest(of).map(|found| found.strength == Strength::Declared).into())
        .text("strength", |of| strongest(of).map(|found| found.strength.as_str()).into())
        .text("candidates", |of| {
            Cell::List(of.paper.partnering_candidates.iter().map(|one| one.code.clone()).collect())
        })
        .text("dalton", |of| typed(of).and_then(|kind| kind.dalton.clone()).into())
        .text("kings_fund", |of| typed(of).and_then(|kind| kind.kings_fund.clone()).into())
        .text("niao", |of| typed(of).and_then(|kind| kind.niao.clone()).into())
        .text("miller_millar", |of| typed(of).and_then(|kind| kind.miller_millar.clone()).into())
        .text("domains", |of| counted(&of.paper.profile.domains));
    for category in categories {
        table = table.column(Column::named(ColumnRole::Number, category.clone()), |of| {
            of.categories.get(category).copied().unwrap_or(0).into()
        });
    }
    table
        .text("context", |of| counted(&of.paper.profile.context))
        .text("end_states", |of| counted(&of.paper.profile.end_states))
        .text("propositions", |of| counted(&of.paper.profile.propositions))
        .table()
        .note("behind each code the number of its statements and how sure it is: declared, stated or inferred; --evidence shows them")
        .note("type and rank: the strongest type that is declared in corpus.csv, else stated or inferred; candidates are only named")
}

/// A statement behind a code: file, part of the profile, code, page, quote and id.
type Behind = (String, &'static str, String, u32, String, String);

/// The statements behind each code of a paper.
fn statements(record: &CodedPaper) -> Vec<Behind> {
    let row = |part, code: &String, page: u32, one: &Statement| {
        (record.file.clone(), part, code.clone(), page, one_line(&one.text), one.id.clone())
    };
    let by_id: BTreeMap<&str, _> =
        record.statements().map(|(page, one)| (one.id.as_str(), (page.number, one))).collect();
    let profile = &record.profile;
    let types: Vec<Evidence> = record
        .partnering
        .iter()
        .map(|one| Evidence {
            code: one.code.clone(),
            strength: one.strength,
            statements: one.statements.clone(),
            best: one.best.clone(),
        })
        .collect();
    let parts = [
        ("entry point", &profile.entry_points),
        ("type", &types),
        ("domain", &profile.domains),
        ("context", &profile.context),
        ("end state", &profile.end_states),
        ("proposition", &profile.propositions),
    ];
    let mut rows = Vec::new();
    for (part, codes) in parts {
        for code in codes {
            let behind = code.statements.iter().filter_map(|id| by_id.get(id.as_str()));
            rows.extend(behind.map(|(page, one)| row(part, &code.code, *page, one)));
        }
    }
    for (page, one) in record.outcomes() {
        rows.extend(one.categories.iter().map(|code| row("outcome", &code.code, page.number, one)));
    }
    rows
}

fn evidence(rows: Vec<Behind>) -> Table {
    Table::of(rows)
        .name("file", |(file, ..)| file.into())
        .text("part", |(_, part, ..)| (*part).into())
        .text("code", |(_, _, code, ..)| code.into())
        .number("page", |(_, _, _, page, ..)| (*page).into())
        .text("quote", |(.., quote, _)| quote.into())
        .text("statement", |(.., id)| id.into())
        .table()
}
