//! Stand-in, replaced by the work under way.
#![allow(missing_docs, clippy::missing_errors_doc, clippy::unused_self)]
use crate::model::{CodedDocument, DocumentId};
use std::path::Path;
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct IndexError(String);
pub struct Writer;
impl Writer {
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        std::fs::create_dir_all(dir).map_err(|e| IndexError(e.to_string()))?;
        std::fs::write(dir.join("meta.json"), "").map_err(|e| IndexError(e.to_string()))?;
        Ok(Self)
    }
    pub fn add(&mut self, _document: &CodedDocument) -> Result<(), IndexError> {
        Ok(())
    }
    pub fn remove(&mut self, _id: DocumentId) {}
    pub fn commit(&mut self) -> Result<(), IndexError> {
        Ok(())
    }
}
