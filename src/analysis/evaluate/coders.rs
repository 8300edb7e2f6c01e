//! How far do two people agree?

use super::{GoldPage, HumanCode, TwoByTwo};
use std::collections::BTreeMap;

/// The questions that agreement is measured by: is it an outcome, and is it of each of these categories?
pub fn questions(categories: &[String]) -> impl Iterator<Item = &str> {
    ["outcome"].into_iter().chain(categories.iter().map(String::as_str))
}

/// A statement that two people coded.
#[derive(Clone, Debug, PartialEq)]
pub struct DoubleCoded {
    /// The document.
    pub document: String,
    /// Its page.
    pub page: u32,
    /// The quote.
    pub quote: String,
    /// The statement's id, where it is known.
    pub statement: Option<String>,
    /// What the first said.
    pub first: HumanCode,
    /// What the second said.
    pub second: HumanCode,
}

/// How two people answered each of [`questions`].
pub type Answers = Vec<TwoByTwo>;

/// By document: how two people answered each question, over all statements that both coded. Each counts once: how the
/// statements were drawn says nothing of how far people agree on those that both read.
pub fn agreement(statements: &[DoubleCoded], categories: &[String]) -> BTreeMap<String, Answers> {
    let mut documents: BTreeMap<String, Answers> = BTreeMap::new();
    for statement in statements {
        let tables = documents
            .entry(statement.document.clone())
            .or_insert_with(|| vec![TwoByTwo::default(); categories.len() + 1]);
        let answers = statement.first.answers(categories).zip(statement.second.answers(categories));
        for (table, (first, second)) in tables.iter_mut().zip(answers) {
            table.count(first, second, 1.0);
        }
    }
    documents
}

/// The statements of gold pages of which both coders' answers are kept.
pub fn double_coded(pages: &[GoldPage]) -> Vec<DoubleCoded> {
    let mut all = Vec::new();
    for page in pages {
        for statement in &page.statements {
            if let (Some(first), Some(second)) = (&statement.coder_a, &statement.coder_b) {
                all.push(DoubleCoded {
                    document: page.doc.clone(),
                    page: page.page,
                    quote: statement.text.clone(),
                    statement: None,
                    first: first.clone(),
                    second: second.clone(),
                });
            }
        }
    }
    all
}
