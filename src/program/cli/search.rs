//! `stratmine search`: find words in pages and statements.

use super::ExitStatus;
use super::common::{Common, Forms};
use super::conditions::{Conditions, query, with_files_named};
use crate::queries::Corpus;
use crate::queries::search::{InLexicon, Target};
use crate::queries::searches::{self, SavedSearch};
use crate::{Progress as _, Workspace};
use clap::ValueEnum;
use std::path::PathBuf;
use stratmine_model::hits::Unit;
use stratmine_output::{Shape, counts_line, facets_table, write_hits};
use stratmine_search::{FACETS, HitOrder, Request, ValueField};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Facet {
    /// Outcome category
    Category,
    /// Partnering type
    Type,
    /// Organisation
    Org,
    /// Year of publication
    Year,
    /// Integration domain
    Domain,
}

impl Facet {
    const fn field(self) -> ValueField {
        match self {
            Self::Category => ValueField::Category,
            Self::Type => ValueField::Partnering,
            Self::Org => ValueField::Organisation,
            Self::Year => ValueField::Year,
            Self::Domain => ValueField::Domain,
        }
    }
}

/// Find words and phrases, with the page and the words around them
///
/// All words must stand on one page (or in one statement). OR, NOT or -word, (parentheses), "a phrase", "a phrase"~2,
/// a NEAR/5 b, a ONEAR/5 b, strateg*, *ality, organi?ation, inequalitis~1, =word for this form alone. Fields: heading:,
/// title:, org:, year:2017..2020, type:merger, file:, id:; of statements category:, is:outcome, domain:, context:, block:; and
/// in:statement, in:page, in:all, per:document. docs/search.md has the whole language. Put the query in single quotes, so
/// that your shell leaves it alone; one that begins with - works after --.
///
/// Each document is listed with its hits beneath. As csv, json or jsonl: one row a hit. Exit code 0 where something is
/// found, 1 where nothing is, 2 for a query that is refused.
#[derive(clap::Args)]
pub(super) struct SearchArgs {
    /// What to look for; may be left out where a filter is given
    #[arg(value_name = "WORDS")]
    query: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// Order of the hits
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = HitOrder::Relevance)]
    sort: HitOrder,
    /// Most hits listed; all are counted [default: 20; with --batch all]
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// Leave out so many of the first hits
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Count the hits by these, too; as csv or jsonl these counts alone. Several with commas; `--facets` alone: all
    #[arg(long, value_name = "FIELDS", value_enum, value_delimiter = ',', num_args = 0..=1, require_equals = true)]
    facets: Option<Vec<Facet>>,
    /// Where the entries of the lexicons with this code stand, as they are found for coding
    #[arg(long, value_name = "CODE", conflicts_with_all = ["entry", "like", "batch"])]
    code: Option<String>,
    /// Where this entry of the lexicons stands
    #[arg(long, value_name = "TERM", conflicts_with_all = ["like", "batch"])]
    entry: Option<String>,
    /// What is like this statement (its id) or document (its file)
    #[arg(long, value_name = "ID or FILE", conflicts_with = "batch")]
    like: Option<String>,
    /// Ask every query of a table (columns query, name, in, exact) or of a file of saved searches
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
    /// With --batch: where the table of hits goes; the counts by query and document go beside it, to …-counts.csv
    #[arg(long, short = 'o', value_name = "FILE", requires = "batch")]
    out: Option<PathBuf>,
    /// Ask a search saved in searches.toml of the corpus
    #[arg(long, value_name = "NAME", conflicts_with_all = ["batch", "like", "query"])]
    saved: Option<String>,
    /// Save the search in searches.toml of the corpus, and ask it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["batch", "saved", "like", "code", "entry"])]
    save: Option<String>,
    #[command(flatten)]
    forms: Forms,
}

/// Most hits listed where nothing is said.
const LIMIT: usize = 20;

pub(super) fn main(common: &Common, args: &SearchArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    let workspace = &study.workspace;
    let mut request = Request {
        sort: args.sort,
        offset: args.offset,
        limit: args.limit.unwrap_or(LIMIT),
        facets: facets(args),
        ..args.conditions.request(&study, &args.query)
    };
    if let Some(path) = &args.batch {
        return batch(common, workspace, args, path, &request);
    }
    if let Some(name) = &args.saved {
        request = searches::saved_search(workspace, name)?.request(&request)?;
    }
    if let Some(name) = &args.save {
        let unit = args.conditions.unit().map(Unit::as_str).map(str::to_owned);
        let search = SavedSearch {
            name: name.clone(),
            query: query(&with_files_named(&study, &args.query)),
            unit,
            exact: args.conditions.exact,
            note: None,
        };
        let path = searches::save_search(workspace, &search)?;
        common.reporter().say(&format!("saved in {}", path.display()));
    }
    let target = match (&args.code, &args.entry, &args.like) {
        (Some(code), ..) => Target::Lexicon(InLexicon::Code(code.clone())),
        (_, Some(term), _) => Target::Lexicon(InLexicon::Entry(term.clone())),
        (_, _, Some(named)) => Target::Like(named.clone()),
        _ => Target::Words,
    };
    let corpus = Corpus::open(workspace)?;
    let results = corpus.search(&target, &request)?;
    let by_facet = args.facets.is_some() && matches!(args.forms.shape(), Shape::Csv | Shape::Jsonl);
    if by_facet {
        args.forms.print(&facets_table(&results))?;
    } else {
        args.forms.print_with(|shape, look, mut out| write_hits(&results, shape, look, &mut out))?;
    }
    common.say_uncovered(&corpus)?;
    if matches!(args.forms.shape(), Shape::Csv | Shape::Jsonl) {
        // What a table for machines has no place for.
        common.reporter().say(&counts_line(&results));
        for note in &results.notes {
            common.reporter().say(&format!("note: {note}"));
        }
    }
    Ok(ExitStatus::complete_if(results.hits > 0))
}

fn facets(args: &SearchArgs) -> Vec<ValueField> {
    match &args.facets {
        None => Vec::new(),
        Some(some) if some.is_empty() => FACETS.to_vec(),
        Some(some) => some.iter().map(|facet| facet.field()).collect(),
    }
}

fn batch(
    common: &Common,
    workspace: &Workspace,
    args: &SearchArgs,
    path: &std::path::Path,
    request: &Request,
) -> anyhow::Result<ExitStatus> {
    let queries = searches::queries_of(path)?;
    let with = Request { limit: args.limit.unwrap_or(usize::MAX), facets: Vec::new(), ..request.clone() };
    let batch = searches::search_batch(workspace, &queries, &with)?;
    match &args.out {
        Some(out) => {
            let counts = searches::write_batch(&batch, out)?;
            common.reporter().say(&format!(
                "{} hits of {} queries in {}; counts by document in {}",
                batch.found,
                queries.len(),
                out.display(),
                counts.display()
            ));
        }
        None => args.forms.print(&batch.counts)?,
    }
    Ok(ExitStatus::complete_if(batch.found > 0))
}
