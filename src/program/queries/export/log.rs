//! The log of documents: what became of every file.

use crate::queries::CodedCorpus;
use std::collections::BTreeSet;
use stratmine_output::{Cell, Column, ColumnRole, Sheet, Table};
use stratmine_study::ledger::Entry;

impl CodedCorpus<'_> {
    /// One row a file that is there.
    pub(super) fn log(&self) -> Sheet {
        let related = |entry: &Entry| -> Vec<String> {
            let other = |pair: &stratmine_analysis::tally::Related| match &entry.file {
                file if *file == pair.file => Some(format!("{} ({})", pair.other, pair.overlap.as_str())),
                file if *file == pair.other => Some(format!("{} ({})", pair.file, pair.overlap.as_str())),
                _ => None,
            };
            self.papers.related.iter().filter_map(other).collect()
        };
        let strengths = self.papers.strengths_by_file();
        let year = |year: Option<i32>| year.and_then(|year| usize::try_from(year).ok()).into();
        let mut rows = Table::of(self.ledger.present())
            .name("document", |entry: &&Entry| (&entry.file).into())
            .meaning("the file below the corpus folder")
            .text("counted", |entry| entry.is_counted().into())
            .meaning("whether tallies count it")
            .text("outcome", |entry| entry.outcome.as_str().into())
            .meaning("how its reading ended")
            .text("reason", |entry| entry.remark().into())
            .meaning("why it was not coded, or is not counted")
            .text("title", |entry| (&entry.title).into())
            .meaning("the paper's title")
            .text("organisation", |entry| (&entry.organisation).into())
            .meaning("the organisations or partnerships that speak, set apart by ;")
            .number("year", |entry| year(entry.year))
            .meaning("year of publication")
            .text("partnering", |entry| (&entry.partnering).into())
            .meaning("partnering types, strongest first; none: declared to have none; empty: not stated")
            .text("proposed", |entry| (&entry.proposed).into())
            .meaning("which of these were proposed from the paper and not given in corpus.csv")
            .text("language", |entry| (&entry.language).into())
            .meaning("ISO 639-1")
            .text("grade", |entry| entry.grade.map(stratmine_model::PageGrade::as_str).into())
            .meaning("how well it was read: good, fair, poor or ocr")
            .number("pages", |entry| entry.counts.pages.into())
            .meaning("its pages")
            .number("pages_unread", |entry| entry.counts.pages_unread.into())
            .meaning("pages of which nothing could be read although something may stand there")
            .number("words", |entry| entry.counts.words.into())
            .meaning("words of its pages")
            .number("statements", |entry| entry.counts.statements.into())
            .meaning("its statements")
            .number("outcomes", |entry| entry.counts.outcomes.into())
            .meaning("intended outcomes among them, said again or not");
        for code in &self.categories {
            let column = Column::named(ColumnRole::Number, code.clone());
            rows = rows
                .column(column, |entry| entry.counts.categories.get(code).copied().unwrap_or(0).into())
                .meaning("intended outcomes with this category");
        }
        let mut rows = rows
            .number("unclassified", |entry| entry.counts.unclassified.into())
            .meaning("intended outcomes without a category")
            .text("type_strength", |entry| strengths.get(entry.file.as_str()).map(|one| one.as_str()).into())
            .meaning("what the strongest partnering type rests on: declared by a person, stated by the paper, inferred from it")
            .text("related", |entry| Cell::List(related(entry)))
            .meaning("other papers that share many of its sentences: editions, summaries")
            .number("bytes", |entry| entry.bytes.into())
            .meaning("size of the file")
            .text("sha256", |entry| entry.id.map(|id| id.to_string()).into())
            .meaning("SHA-256 of its bytes");
        let own: BTreeSet<&String> = self.ledger.present().flat_map(|entry| entry.columns.keys()).collect();
        for heading in own {
            // A column that is called like one of these is told apart.
            let name = if rows.has(heading) { format!("own_{heading}") } else { heading.clone() };
            rows = rows
                .column(Column::named(ColumnRole::Text, name), |entry| entry.columns.get(heading).into())
                .meaning("a column of your own in the metadata table");
        }
        let table = rows.table();
        Sheet {
            name: "documents",
            about:
                "Every file of the corpus, one a row: how its reading ended, whether it is counted, and if not, why."
                    .to_owned(),
            table,
        }
    }
}
