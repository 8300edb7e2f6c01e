//! Stand-in, replaced by the work under way.
#![allow(missing_docs)]
use crate::model::{Document, Statement, StatementRef};
pub fn segment(document: &Document) -> Vec<Statement> {
    let mut all = Vec::new();
    for (page_index, page) in document.pages.iter().enumerate() {
        for (index, block) in page.blocks.iter().enumerate().filter(|(_, block)| block.kind.holds_statements()) {
            let ordinal = all.iter().filter(|s: &&Statement| s.at.page == page_index).count();
            all.push(Statement {
                at: StatementRef { page: page_index, ordinal },
                span: block.span,
                block: index,
                cell: None,
                heading_path: vec![],
                lead_in: None,
                continues: None,
            });
        }
    }
    all
}
