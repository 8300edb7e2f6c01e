//! Writing: documents in, documents out, and one commit at the end of a batch.

use super::IndexError;
use super::directory::{create, open, verify_files};
use super::schema::{FORMAT, Fields, Units};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use stratmine_model::{CodedPaper, DocumentId};
use tantivy::indexer::UserOperation;
use tantivy::{Index, IndexWriter, TantivyError};

/// What the indexing thread may hold in memory before it writes a segment, in bytes. Ninety real papers (12 MB of text,
/// counted as pages and as statements) fit into one segment.
const MEMORY: usize = 96 * 1024 * 1024;

/// The one writer of an index.
///
/// Readers find nothing of it, and nothing survives the process, before [`Writer::commit`].
pub struct Writer {
    dir: PathBuf,
    tantivy: IndexWriter,
    fields: Fields,
    /// Every document that the index, or the batch under way, may hold; what is not here need not be deleted first.
    present: BTreeSet<DocumentId>,
}

impl Writer {
    /// Opens the index of a folder for writing, and makes one where there is none. An existing one is checked file by
    /// file first.
    ///
    /// # Errors
    /// [`IndexError::Busy`] while another process writes; [`IndexError::Format`] or [`IndexError::Damaged`] where the
    /// index must be rebuilt: delete the folder and open again.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        let (index, fields) = match open(dir) {
            Ok((index, fields)) => {
                verify_files(&index, dir)?;
                (index, fields)
            }
            Err(IndexError::Missing { .. }) => create(dir)?,
            Err(error) => return Err(error),
        };
        Self::of(dir, &index, fields)
    }

    /// As [`Writer::open`] for an index that is there, without reading every byte of it first: for a change of few
    /// documents, which must not cost more the larger the index is. Damage is found by the next check.
    ///
    /// # Errors
    /// As for [`Writer::open`]; [`IndexError::Missing`] where there is none.
    pub fn open_unchecked(dir: &Path) -> Result<Self, IndexError> {
        let (index, fields) = open(dir)?;
        Self::of(dir, &index, fields)
    }

    fn of(dir: &Path, index: &Index, fields: Fields) -> Result<Self, IndexError> {
        let fail = |error| IndexError::of(dir, error);
        // One thread: two would halve the segments' size and double the commit's work on the two-core machines this
        // runs on, and the batch's other stages need the second core.
        let tantivy = index.writer_with_num_threads(1, MEMORY).map_err(fail)?;
        let present = documents_of(index, fields).map_err(fail)?;
        Ok(Self { dir: dir.to_path_buf(), tantivy, fields, present })
    }

    /// Whether the index may hold this document: `false` is certain.
    pub fn contains(&self, document: DocumentId) -> bool {
        self.present.contains(&document)
    }

    /// Every document that the index may hold, sorted; a document removed lately may still be named.
    pub fn documents(&self) -> impl Iterator<Item = DocumentId> {
        self.present.iter().copied()
    }

    /// Adds a document's pages and statements in place of what was there of it. A document without pages leaves
    /// nothing.
    ///
    /// # Errors
    /// Where the disk refuses, or an earlier document of the batch could not be written.
    pub fn add(&mut self, document: &CodedPaper) -> Result<(), IndexError> {
        self.put(&Units::of(document))
    }

    /// As [`Writer::add`], for what was taken of a document before.
    ///
    /// # Errors
    /// As for [`Writer::add`].
    pub fn put(&mut self, units: &Units) -> Result<(), IndexError> {
        let document = units.document();
        let units = units.documents(self.fields)?;
        self.remove(document);
        // In one go: tantivy then keeps them next to each other in one segment, which counting rests on.
        let units: Vec<_> = units.into_iter().map(UserOperation::Add).collect();
        self.tantivy.run(units).map_err(|error| IndexError::of(&self.dir, error))?;
        self.present.insert(document);
        Ok(())
    }

    /// Takes a document out; one that is not there is no error.
    pub fn remove(&mut self, document: DocumentId) {
        if self.present.remove(&document) {
            self.tantivy.delete_term(self.fields.document_term(document));
        }
    }

    /// Makes everything since the last commit durable and visible to readers opened from now on.
    ///
    /// # Errors
    /// Where the disk refuses; the index then stands as after the last commit.
    pub fn commit(&mut self) -> Result<(), IndexError> {
        let fail = |error| IndexError::of(&self.dir, error);
        let mut prepared = self.tantivy.prepare_commit().map_err(fail)?;
        prepared.set_payload(FORMAT);
        prepared.commit().map_err(fail)?;
        Ok(())
    }

    /// Commits and waits until the housekeeping in the background has ended.
    ///
    /// # Errors
    /// As for [`Writer::commit`].
    pub fn finish(mut self) -> Result<(), IndexError> {
        self.commit()?;
        let Self { dir, tantivy, .. } = self;
        tantivy.wait_merging_threads().map_err(|error| IndexError::of(&dir, error))
    }
}

/// The documents named in the index's dictionaries, among them such as were deleted and not yet swept out.
fn documents_of(index: &Index, fields: Fields) -> Result<BTreeSet<DocumentId>, TantivyError> {
    let mut present = BTreeSet::new();
    for segment in index.reader()?.searcher().segment_readers() {
        let inverted = segment.inverted_index(fields.document)?;
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            present.extend(std::str::from_utf8(terms.key()).ok().and_then(|id| id.parse::<DocumentId>().ok()));
        }
    }
    Ok(present)
}
