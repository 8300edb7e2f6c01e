//! `stratmine corpus`: look after the papers.

use super::ExitStatus;
use super::common::{Common, Forms, count};
use crate::Progress as _;
use crate::queries::corpus_files::{FileList, ListedDocument};
use crate::queries::tally::Counting;
use crate::queries::{self, Corpus};
use crate::run::{self, Fetching};
use clap::Subcommand;
use std::path::PathBuf;
use stratmine_analysis::tally::CountedPapers;
use stratmine_model::{MetadataSource, ReadStatus};
use stratmine_output::{Cell, Shape, Table};

/// List the papers, fetch those that are listed with an address, verify those that were read, find those that say the same
#[derive(clap::Args)]
pub(super) struct CorpusArgs {
    #[command(subcommand)]
    command: CorpusCommand,
}

#[derive(Subcommand)]
enum CorpusCommand {
    /// List the papers with what is known of them
    ///
    /// Title, organisation, year and partnering types come from the corpus table, else from the paper; `proposed` names those
    /// that come from the paper, and `read_from` says where they were read. `outcome` is empty until the paper has been run.
    List(List),
    Fetch(Fetch),
    /// List papers that share many sentences: editions of one paper, summaries beside their reports
    ///
    /// What such papers have in common is counted once in tallies, in the paper with more statements; --repeats of `tally`
    /// counts it again.
    Related(Forms),
    /// Compare every paper with what is recorded of it
    ///
    /// One row a file: `state` is unchanged, changed, missing, new or unreadable; `by` says what it was compared with, the run,
    /// the download or the corpus table; `sha256` is that of its bytes. Exit code 1 where one is not unchanged.
    Verify(Forms),
}

/// What is listed.
#[derive(clap::Args)]
struct List {
    /// The documents behind Aunger et al. (2020) in place of the papers: whether each was among the 26 that were coded
    /// (certain, very likely, candidate; no for what came later or was only cited), where it was published, and the copy in
    /// the study, recognised by download, address, or title and organisation
    #[arg(long)]
    aunger: bool,
    #[command(flatten)]
    forms: Forms,
}

/// Download the papers of a list, politely, and go on where a download broke off
///
/// Without a list: the documents behind Aunger et al. (2020), as far as they could be traced. One request at a time, with a
/// pause. One row a document: `state` is saved, saved_as_page (a web page came in its stead), kept (it was there), skipped
/// (a copy on another site) or failed, with the reason. Exit code 1 where one failed.
#[derive(clap::Args)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
struct Fetch {
    /// The list, CSV with the columns id, title, address and format (pdf, html, doc, docx)
    #[arg(value_name = "LIST")]
    list: Option<PathBuf>,
    /// Folder for the files [default: `fetched` in the corpus]
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Also fetch copies on other sites than the publisher's
    #[arg(long)]
    mirrors: bool,
    /// Fetch again what is there and unchanged
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &CorpusArgs) -> anyhow::Result<ExitStatus> {
    match &args.command {
        CorpusCommand::Related(forms) => {
            let workspace = common.workspace()?;
            let papers = Corpus::open(&workspace)?.count(Counting::default())?;
            forms.print(&related(&papers))?;
            Ok(ExitStatus::Complete)
        }
        CorpusCommand::List(args) => {
            let workspace = common.workspace_of_named_index()?;
            let table = if args.aunger {
                documents(&queries::corpus_files::list_documents(&workspace)?)
            } else {
                list(&queries::corpus_files::list_papers(&workspace)?)
            };
            args.forms.print(&table)?;
            Ok(ExitStatus::Complete)
        }
        CorpusCommand::Fetch(args) => {
            let what =
                Fetching { list: args.list.clone(), into: args.into.clone(), mirrors: args.mirrors, again: args.again };
            let reporter = common.reporter();
            let report = run::fetch(&common.workspace()?, &what, &reporter)?;
            let people = args.forms.shape() == Shape::Table;
            args.forms.print(&if people { report.table.without(&["sha256", "address"]) } else { report.table })?;
            let there = count(report.there, "document");
            reporter.say(&format!("{there} in {}, {} could not be had", report.into.display(), report.failed));
            Ok(ExitStatus::complete_if(report.failed == 0))
        }
        CorpusCommand::Verify(forms) => {
            let compared = queries::corpus_files::verify_papers(&common.workspace_of_named_index()?)?;
            let table = Table::of(&compared)
                .name("file", |one| (&one.file).into())
                .text("state", |one| one.state.into())
                .text("by", |one| one.by.into())
                .text("sha256", |one| (&one.document).into())
                .table();
            forms.print(&table)?;
            let different = compared.iter().filter(|one| !one.is_unchanged()).count();
            common.reporter().say(&format!("{different} of {} not as they were read", count(compared.len(), "file")));
            Ok(ExitStatus::complete_if(different == 0))
        }
    }
}

fn list(papers: &FileList) -> Table {
    let mut table = Table::of(&papers.papers)
        .name("file", |(_, paper)| (&paper.file).into())
        .text("outcome", |(status, _)| status.map(ReadStatus::as_str).into())
        .text("title", |(_, paper)| (&paper.title).into())
        .text("organisation", |(_, paper)| (&paper.organisation).into())
        .number("year", |(_, paper)| Cell::number(paper.year.map(f64::from), 0))
        .text("partnering", |(_, paper)| (&paper.partnering).into())
        .text("proposed", |(_, paper)| (&paper.proposed).into())
        .text("read_from", |(_, paper)| Cell::List(paper.sources.iter().map(read_from).collect()))
        .text("include", |(_, paper)| paper.include.into())
        .text("duplicate_of", |(_, paper)| paper.duplicate_of.as_ref().or(paper.same_as.as_ref()).into())
        .table();
    table.notes.clone_from(&papers.troubles);
    table
}

/// The documents behind the review with their copies.
fn documents(listed: &[ListedDocument]) -> Table {
    let with_copy = listed.iter().filter(|one| !one.copies.is_empty()).count();
    Table::of(listed)
        .text("id", |one| (&one.listed.id).into())
        .text("among_the_26", |one| one.listed.among_those_coded().into())
        .text("title", |one| (&one.listed.title).into())
        .text("organisation", |one| (&one.listed.organisation).into())
        .number("year", |one| Cell::number(one.listed.year.map(f64::from), 0))
        .text("partnering", |one| (&one.listed.partnering).into())
        .text("published", |one| (&one.listed.address).into())
        .text("mirror", |one| one.listed.mirror.into())
        .name("copy", |one| Cell::List(one.copies.iter().map(|(file, _)| file.clone()).collect()))
        .text("recognised_by", |one| Cell::List(one.copies.iter().map(|(_, by)| by.as_str().to_owned()).collect()))
        .text("why", |one| (&one.listed.why).into())
        .table()
        .note(format!("copies of {with_copy} of {} documents are in the study", listed.len()))
        .note("papers are recognised once they have been run; title or address in corpus.csv links one by hand")
}

/// Where a field was read, in a cell.
fn read_from(source: &MetadataSource) -> String {
    let page = source.page.map(|page| format!(", page {page}")).unwrap_or_default();
    format!("{}: {}{page}", source.field.as_str(), source.place.as_str())
}

fn related(papers: &CountedPapers) -> Table {
    let mut table = Table::of(&papers.related)
        .name("file", |pair| (&pair.file).into())
        .name("other", |pair| (&pair.other).into())
        .text("other is", |pair| pair.overlap.as_str().into())
        .number("sentences shared", |pair| pair.shared.into())
        .number("part of other", |pair| Cell::number(Some(pair.of_other), 2))
        .number("part of file", |pair| Cell::number(Some(pair.of_file), 2))
        .table();
    table.title = Some("papers that share sentences of eight words or more".to_owned());
    table
        .note(format!(
            "Intended outcomes said again, in one paper or a related one: {}. Tallies count each once, in the first \
             column's file.",
            papers.repeats.len()
        ))
        .note(
            "To leave a paper out of tallies and search, write `duplicate_of` or `include` into its row of corpus.csv.",
        )
}
