//! Why a decision cannot be made.

use std::collections::BTreeSet;
use stratmine_model::Hints;

/// What stands in the way of a decision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// No counted paper has a statement of this id.
    #[error("there is no statement {id}")]
    NoStatement {
        /// The id.
        id: String,
    },
    /// The beginning of an id that several papers have.
    #[error("{id} could be of any of {} papers", papers.len())]
    AmbiguousId {
        /// What was named.
        id: String,
        /// The beginnings of their ids, each with its file.
        papers: Vec<String>,
    },
    /// Nobody has decided on a statement.
    #[error("nobody has decided on {id}")]
    NotDecided {
        /// The id.
        id: String,
    },
    /// Nobody of this name decided anything, or not then.
    #[error("there is no such decision")]
    NoneMade {
        /// Who made decisions.
        coders: BTreeSet<String>,
    },
    /// These words are not those of a statement of a page.
    #[error("no statement on page {page} of {file} holds {words:?}")]
    NoQuote {
        /// The paper's file below the corpus.
        file: String,
        /// Physical page number from 1.
        page: u32,
        /// The words.
        words: String,
    },
    /// It is not said who decides.
    #[error("a decision needs the name of who makes it")]
    NoName,
    /// A name that is a person's among the decisions is given to a program, or the other way round.
    #[error("{name} is {}", if *.is_person { "a person, not a program" } else { "a program, not a person" })]
    OtherKindOfCoder {
        /// The name.
        name: String,
        /// Whether decisions have it as a person's.
        is_person: bool,
    },
    /// A category is not in the lexicons.
    #[error("there is no category {code:?}")]
    NoCategory {
        /// What was given.
        code: String,
        /// The categories that there are.
        known: Vec<String>,
    },
    /// A statement is to be recoded without categories.
    #[error("to recode, name the categories that hold")]
    NoCodes {
        /// The categories that there are.
        known: Vec<String>,
    },
    /// A line of the decisions is to be confirmed that was neither moved nor carried over.
    #[error("line {line} holds no decision to be confirmed")]
    NotMoved {
        /// The line, from 1.
        line: usize,
    },
    /// Somebody decided on a statement since it was shown.
    #[error("somebody else decided on {id} meanwhile")]
    DecidedMeanwhile {
        /// The id.
        id: String,
    },
    /// A decision that is to be taken back is not in the table any more.
    #[error("the decision on {quote:?} is not in decisions.csv any more")]
    NotThere {
        /// The statement's words.
        quote: String,
    },
    /// A partnering type or entry point is not in the lexicons.
    #[error("the lexicons have no {code:?}")]
    NoPaperCode {
        /// What was given.
        code: String,
        /// The codes that there are.
        known: Vec<String>,
    },
    /// The corpus table says what is to be decided.
    #[error("the corpus table gives {column} of {file}")]
    InTable {
        /// The paper's file below the corpus.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// The program proposes nothing that could be confirmed.
    #[error("nothing is proposed as {about} of {file}")]
    NothingProposed {
        /// The paper's file below the corpus.
        file: String,
        /// What is missing.
        about: &'static str,
    },
    /// A year is none.
    #[error("{typed:?} is no year")]
    NoYear {
        /// What was given.
        typed: String,
    },
    /// Nobody has decided on something of a paper.
    #[error("nobody has decided on {about} {value:?} of {file}")]
    NotDecidedOnPaper {
        /// The paper's file below the corpus.
        file: String,
        /// What of it.
        about: &'static str,
        /// The code or text.
        value: String,
    },
    /// A line of the decisions that holds none.
    #[error("line {line} holds no decision")]
    NoDecision {
        /// The line, from 1.
        line: usize,
    },
}

impl Hints for DecisionError {
    fn hints(&self) -> Vec<String> {
        vec![match self {
            Self::NoStatement { .. } => {
                "ids stand in the output of search and tally with --format csv, jsonl or json".to_owned()
            }
            Self::AmbiguousId { papers, .. } => format!("type more of it: {}", papers.join(", ")),
            Self::NoneMade { coders } if coders.is_empty() => "nobody has decided anything yet".to_owned(),
            Self::NoneMade { coders } => format!(
                "decisions are those of {}; `stratmine decide list` shows when each was made",
                coders.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
            ),
            Self::NotDecided { .. } => "`stratmine decide list` shows the decisions".to_owned(),
            Self::NoQuote { file, page, .. } => {
                format!(
                    "`stratmine page {file} {page}` shows what was read there; of a quote that runs on to another page give \
                     the words on this one"
                )
            }
            Self::NoName => "--who NAME, or `coder = \"NAME\"` in study.toml, or set STRATMINE_WHO".to_owned(),
            Self::OtherKindOfCoder { is_person: true, .. } => {
                "decisions.csv has decisions by that name: give the program another with --program".to_owned()
            }
            Self::OtherKindOfCoder { is_person: false, .. } => {
                "programs.csv has codes by that name: take over what a program says with --program NAME".to_owned()
            }
            Self::NoCategory { known, .. } => format!("one or more of {}", known.join(", ")),
            Self::NoCodes { known } => {
                format!("--codes {}; `accept` keeps those of the program", known.join(","))
            }
            Self::NotMoved { .. } => "`stratmine decide list` shows the lines and how each is placed".to_owned(),
            Self::DecidedMeanwhile { .. } => "look at that decision, then decide again".to_owned(),
            Self::NotThere { .. } => "somebody edited the table or took it back: nothing is left to undo".to_owned(),
            Self::NoPaperCode { known, .. } => format!("one of {}", known.join(", ")),
            Self::InTable { column, .. } => format!("change the column {column} there"),
            Self::NothingProposed { .. } => "name it: `stratmine decide metadata FILE FIELD VALUE`".to_owned(),
            Self::NoYear { .. } => "write four digits: 2019".to_owned(),
            Self::NotDecidedOnPaper { .. } => "`stratmine decide papers` shows what was decided".to_owned(),
            Self::NoDecision { .. } => "`stratmine decide list` shows the lines".to_owned(),
        }]
    }
}
