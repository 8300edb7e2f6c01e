//! Searching an index. Nothing here waits for a writer, and nothing reads a paper.

use super::Corpus;
use crate::ProgramError;
use std::collections::BTreeSet;
use stratmine_coding::lexicon::{Codebook, Layer, LexiconEntry};
use stratmine_model::Span;
use stratmine_model::hits::Results;
use stratmine_search::{
    Collocates, Concordance, ConcordanceLayout, Nearby, QueryError, Request, SearchError, collocates, concordance,
    more_like, search, search_places,
};

/// Which entries of the lexicons are searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InLexicon {
    /// Those that earn a code.
    Code(String),
    /// Those with this term, stars aside.
    Entry(String),
}

impl InLexicon {
    fn includes(&self, entry: &LexiconEntry) -> bool {
        match self {
            Self::Code(code) => entry.codes.iter().any(|known| known.eq_ignore_ascii_case(code)),
            Self::Entry(term) => without_stars(&entry.term) == without_stars(term),
        }
    }

    /// Refuses a code or an entry that no lexicon has.
    fn check(&self, codebook: &Codebook) -> Result<(), SearchError> {
        let entries = || Layer::ALL.into_iter().flat_map(|layer| codebook.layer(layer).entries());
        if entries().any(|entry| self.includes(entry)) {
            return Ok(());
        }
        let (named, message, hint) = match self {
            Self::Code(code) => {
                let codes: BTreeSet<&str> = entries().flat_map(|entry| &entry.codes).map(String::as_str).collect();
                let codes: Vec<&str> = codes.into_iter().collect();
                (code, "no entry of the lexicons earns this code", format!("the codes are {}", codes.join(", ")))
            }
            Self::Entry(term) => {
                let first = without_stars(term).split(' ').next().unwrap_or_default().to_owned();
                let like: BTreeSet<&str> = entries()
                    .filter(|entry| without_stars(&entry.term).split(' ').any(|word| word == first))
                    .map(|entry| entry.term.as_str())
                    .collect();
                let like: Vec<&str> = like.into_iter().take(12).collect();
                let hint = if like.is_empty() {
                    "`stratmine lexicon list CODE` lists the entries of a code".to_owned()
                } else {
                    format!("like it there is: {}", like.join(", "))
                };
                (term, "no lexicon has this entry", hint)
            }
        };
        Err(SearchError::Query(QueryError {
            query: named.clone(),
            span: Span::new(0, named.len()),
            message: message.to_owned(),
            hint,
        }))
    }
}

fn without_stars(term: &str) -> String {
    term.replace('*', "").trim().to_lowercase()
}

/// What to look for, next to the words of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// The words of the request.
    #[default]
    Words,
    /// The entries of the lexicons.
    Lexicon(InLexicon),
    /// What is like the statement of this id, or the document of this file.
    Like(String),
}

impl Corpus<'_> {
    /// Searches the index.
    ///
    /// # Errors
    /// [`ProgramError`]: the query cannot be understood, the lexicons cannot be used or have no such code or entry, or no
    /// statement or document has the name.
    pub fn search(&self, target: &Target, request: &Request) -> Result<Results, ProgramError> {
        Ok(match target {
            Target::Words => search(self.reader()?, request)?,
            Target::Lexicon(wanted) => {
                // They are found as coding finds them: with their wildcards, conditions and layers, the longest first.
                let codebook = self.codebook()?;
                wanted.check(codebook)?;
                let find = |block: &str| {
                    codebook
                        .scan(block)
                        .into_iter()
                        .filter(|hit| wanted.includes(hit.entry))
                        .map(|hit| hit.span)
                        .collect()
                };
                search_places(self.reader()?, request, &find)?
            }
            Target::Like(named) => more_like(self.reader()?, named, request)?,
        })
    }

    /// Every place of a query in its line.
    ///
    /// # Errors
    /// [`ProgramError::Search`] where the query cannot be understood.
    pub fn concordance(&self, request: &Request, layout: ConcordanceLayout) -> Result<Concordance, ProgramError> {
        Ok(concordance(self.reader()?, request, layout)?)
    }

    /// The words near the places of a query.
    ///
    /// # Errors
    /// [`ProgramError::Search`] where the query cannot be understood.
    pub fn collocates(&self, request: &Request, nearby: Nearby) -> Result<Collocates, ProgramError> {
        Ok(collocates(self.reader()?, request, nearby)?)
    }
}
