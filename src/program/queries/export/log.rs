//! The log of documents: what became of every file.

use super::Corpus;
use stratmine_output::{Cell, Sheet, Table};
use stratmine_study::ledger::Entry;

/// The columns before those of the categories.
const BEFORE: [(&str, &str); 16] = [
    ("~document", "the file below the corpus folder"),
    ("counted", "whether tallies count it"),
    ("outcome", "how its reading ended"),
    ("reason", "why it was not coded, or is not counted"),
    ("title", "the paper's title"),
    ("organisation", "the organisation or partnership that speaks"),
    (">year", "year of publication"),
    ("partnering", "partnering types, strongest first"),
    ("proposed", "which of these were proposed from the paper and not given in corpus.csv"),
    ("language", "ISO 639-1"),
    ("grade", "how well it was read: good, fair, poor or ocr"),
    (">pages", "its pages"),
    (">pages_unread", "pages of which nothing could be read although something may stand there"),
    (">words", "words of its pages"),
    (">statements", "its statements"),
    (">outcomes", "intended outcomes among them, said again or not"),
];

/// Those behind them.
const AFTER: [(&str, &str); 4] = [
    (">unclassified", "intended outcomes without a category"),
    ("related", "other papers that share many of its sentences: editions, summaries"),
    (">bytes", "size of the file"),
    ("sha256", "SHA-256 of its bytes"),
];

impl Corpus {
    /// One row a file that is there.
    pub(super) fn log(&self) -> Sheet {
        let categories: Vec<String> = self.categories.iter().map(|code| format!(">{code}")).collect();
        let categories = categories.iter().map(|name| (name.as_str(), "intended outcomes with this category"));
        let columns: Vec<(&str, &str)> = BEFORE.into_iter().chain(categories).chain(AFTER).collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let mut table = Table::new(&names);
        for entry in self.ledger.present() {
            table.push(self.row(entry));
        }
        let plain = |name: &str| name.trim_start_matches(['>', '~']).to_owned();
        Sheet {
            name: "documents",
            about:
                "Every file of the corpus, one a row: how its reading ended, whether it is counted, and if not, why."
                    .to_owned(),
            columns: columns.iter().map(|(name, meaning)| (plain(name), (*meaning).to_owned())).collect(),
            table,
        }
    }

    fn row(&self, entry: &Entry) -> Vec<Cell> {
        let counts = &entry.counts;
        let related = self.related.iter().filter_map(|pair| match entry.file.as_str() {
            file if file == pair.file => Some(format!("{} ({})", pair.other, pair.overlap.as_str())),
            file if file == pair.other => Some(format!("{} ({})", pair.file, pair.overlap.as_str())),
            _ => None,
        });
        let mut row: Vec<Cell> = vec![
            entry.file.as_str().into(),
            entry.is_counted().into(),
            entry.outcome.as_str().into(),
            entry.remark().into(),
            entry.title.clone().into(),
            entry.organisation.clone().into(),
            entry.year.and_then(|year| usize::try_from(year).ok()).into(),
            Cell::List(entry.partnering.clone()),
            Cell::List(entry.proposed.clone()),
            entry.language.clone().into(),
            entry.grade.map(|grade| grade.as_str().to_owned()).into(),
            counts.pages.into(),
            counts.pages_unread.into(),
            counts.words.into(),
            counts.statements.into(),
            counts.outcomes.into(),
        ];
        row.extend(self.categories.iter().map(|code| Cell::from(counts.categories.get(code).copied().unwrap_or(0))));
        row.extend([
            counts.unclassified.into(),
            Cell::List(related.collect()),
            usize::try_from(entry.bytes).ok().into(),
            entry.id.map(|id| id.to_string()).into(),
        ]);
        row
    }
}
