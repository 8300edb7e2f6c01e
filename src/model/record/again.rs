//! The way back from a record to what coding looks at.

use super::points::Bytes;
use super::{BlockRecord, CodedPaper, PageRecord, Stamp, StatementRecord};
use crate::{Block, BlockKind, FileFacts, Page, PageQuality, PaperMeta, ReadPaper, Span, Statement, StatementRef};

/// A document as coding sees it: without the printed lines, the outline and the parts of table rows, which matter only
/// before.
pub struct AsRead {
    /// The document.
    pub document: ReadPaper,
    /// Its statements, in its order.
    pub statements: Vec<Statement>,
}

impl CodedPaper {
    /// What was coded, as coding sees it: coded again by the same lexicons, it gives this record again.
    ///
    /// `None` where the record does not hold together, which is so of none that was written by
    /// [`CodedPaper::assemble`].
    #[must_use]
    pub fn as_read(&self) -> Option<AsRead> {
        let mut pages = Vec::with_capacity(self.pages.len());
        let mut statements = Vec::new();
        for (index, record) in self.pages.iter().enumerate() {
            let bytes = Bytes::of(&record.text);
            let blocks = record.blocks.iter().map(|block| block.as_read(&bytes)).collect::<Option<Vec<_>>>()?;
            for (ordinal, statement) in record.statements.iter().enumerate() {
                let at = StatementRef { page: index, ordinal };
                statements.push(statement.as_read(at, &bytes, &blocks)?);
            }
            pages.push(record.as_read(blocks));
        }
        let facts = FileFacts {
            title: self.facts.title.clone(),
            author: self.facts.author.clone(),
            created_year: self.facts.created_year,
            producer: None,
        };
        let language = self.language.clone();
        let document = ReadPaper { id: self.document, facts, outline: Vec::new(), language, pages };
        Some(AsRead { document, statements })
    }

    /// Sets what stamps the record and what is known of the paper, for a new coding. What read it stays as it was.
    pub fn restamp(&mut self, stamp: &Stamp, metadata: &PaperMeta) {
        self.tool.clone_from(&stamp.tool);
        self.options.clone_from(&stamp.options);
        self.codebook.clone_from(&stamp.codebook);
        self.title.clone_from(&metadata.title);
        self.organisation.clone_from(&metadata.organisation);
        self.year = metadata.year;
        self.proposed_metadata.clone_from(&metadata.proposed);
    }
}

impl PageRecord {
    fn as_read(&self, blocks: Vec<Block>) -> Page {
        Page {
            label: self.label.clone(),
            language: self.language.clone(),
            width: self.width,
            height: self.height,
            text: self.text.clone(),
            blocks,
            grade: PageQuality { reading: self.reading(), reasons: self.grade_reasons.clone() },
            ..Page::blank(self.page)
        }
    }
}

impl BlockRecord {
    fn as_read(&self, bytes: &Bytes) -> Option<Block> {
        Some(Block {
            kind: BlockKind::named(&self.kind, self.level.or(self.depth).unwrap_or_default())?,
            span: Span::new(bytes.at(self.start)?, bytes.at(self.end)?),
            cells: Vec::new(),
            column_heads: Vec::new(),
            marker: self.marker.clone(),
        })
    }
}

impl StatementRecord {
    fn as_read(&self, at: StatementRef, bytes: &Bytes, blocks: &[Block]) -> Option<Statement> {
        let span = Span::new(bytes.at(self.start)?, bytes.at(self.end)?);
        // Blocks follow each other, and a statement lies within its own.
        let after = blocks.partition_point(|block| block.span.start <= span.start);
        let block = after.checked_sub(1)?;
        let holder = blocks.get(block)?;
        let fits = holder.span.end >= span.end && holder.kind.as_str() == self.block;
        fits.then(|| Statement {
            at,
            span,
            block,
            cell: None,
            heading_path: self.heading_path.clone(),
            lead_in: self.lead_in.clone(),
            continues: None,
        })
    }
}
