//! Why searches that are kept, or queries of a table, cannot be used.

use std::path::PathBuf;
use stratmine_model::Hints;
use stratmine_search::QueryError;

/// A query among several that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryFault {
    /// The name of the query.
    pub name: String,
    /// What is wrong with it.
    pub error: QueryError,
}

/// What is wrong with kept searches or with a table of queries.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchesError {
    /// It is not told whether pages or statements are looked for.
    #[error("search {name:?}: in = {unit:?} is neither page nor statement")]
    NoUnit {
        /// The search.
        name: String,
        /// What it says.
        unit: String,
    },
    /// No search is kept under a name.
    #[error("no search is kept under the name {name:?}")]
    NoSearch {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A search cannot be put into the file of kept searches.
    #[error("the search cannot be kept: {why}")]
    NotKept {
        /// What stood in the way.
        why: String,
    },
    /// The file of kept searches is not as it must be.
    #[error("{path} cannot be used: {why}", path = .path.display())]
    NoSearches {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A table of queries is not as it must be.
    #[error("{path} cannot be used: {why}", path = .path.display())]
    NoQueries {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A table of queries is too large to be one.
    #[error("{path} has more than {most} bytes", path = .path.display())]
    TooLarge {
        /// The table.
        path: PathBuf,
        /// The most bytes it may have.
        most: u64,
    },
    /// Some of several queries cannot be understood. The message shows each with its hint, for a hint belongs below its query.
    #[error("{} of {queries} queries cannot be understood; none was asked\n{}", .faults.len(), listed(.faults))]
    Faults {
        /// Which, and why.
        faults: Vec<QueryFault>,
        /// The number of all queries.
        queries: usize,
    },
}

fn listed(faults: &[QueryFault]) -> String {
    faults.iter().map(|fault| format!("{}: {}", fault.name, fault.error.with_hints())).collect::<Vec<_>>().join("\n")
}

impl Hints for SearchesError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::NoUnit { .. } => "leave it out where the query tells",
            Self::NoSearch { known, .. } if known.is_empty() => "none is kept yet: --save NAME keeps one",
            Self::NoSearch { known, .. } => return vec![format!("there is: {}", known.join(", "))],
            Self::NoSearches { .. } => {
                "each search is a table [[search]] with name, query and, where wanted, in, exact, note"
            }
            Self::NoQueries { .. } => {
                "a CSV table with a column query and, where wanted, name, in (page or statement) and exact (yes)"
            }
            Self::TooLarge { .. } => "a table of queries is smaller",
            Self::NotKept { .. } | Self::Faults { .. } => return Vec::new(),
        };
        vec![hint.to_owned()]
    }
}
