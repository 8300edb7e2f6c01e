//! Why there is no page to work in, or a request of it is not answered.

use std::io;
use stratmine_model::Hints;

/// Why there is no server, or no answer.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The server could not be started.
    #[error("the page cannot be served: {}", stratmine_study::store::plain(.0))]
    Start(io::Error),
    /// The port cannot be had.
    #[error("port {port} cannot be used: {}", stratmine_study::store::plain(.source))]
    Port {
        /// The port.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// The machine gives no random numbers, without which no token can be made.
    #[error("this machine gives no random numbers: {0}")]
    NoRandom(getrandom::Error),
    /// A field of a request is missing or not understood.
    #[error("{field}: {problem}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// There is nothing to undo or to do again.
    #[error("there is nothing to {0}")]
    NothingTo(&'static str),
    /// The request came too slowly.
    #[error("the form came too slowly and was not taken")]
    Slow,
    /// The form is too large.
    #[error("the form is too large")]
    TooLarge,
    /// A paper cannot be taken.
    #[error("{file} was not taken: {problem}")]
    Paper {
        /// Its name.
        file: String,
        /// Why.
        problem: String,
    },
    /// A thread broke down.
    #[error("the program failed here; nothing that was answered is lost")]
    Broken,
}

impl Hints for ServeError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Port { .. } => "name another one with --port, or leave it out for a free one",
            Self::Field { .. } => "go back, and try it from the page",
            Self::TooLarge | Self::Paper { .. } => "put the papers into the folder of the study, then read them",
            _ => return Vec::new(),
        };
        vec![hint.to_owned()]
    }
}

impl ServeError {
    /// A field that is missing.
    pub(crate) fn missing(field: &'static str) -> Self {
        Self::Field { field, problem: "missing".to_owned() }
    }
}
