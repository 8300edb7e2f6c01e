//! The coded documents on disk, each by the SHA-256 of its file, with a summary beside it: what counting needs of it, so
//! that a tally of thousands reads some kilobytes of each and no megabyte.

use super::{IndexLayout, LedgerError};
use crate::store::{Disk, Staged};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use stratmine_model::{CodedPaper, DocumentId};

/// Speed matters more here than the last tenth of size.
const LEVEL: i32 = 1;

/// A coded document as it is written: JSON, compressed; and its summary.
#[derive(Clone, Debug)]
pub struct Encoded {
    bytes: Vec<u8>,
    /// The SHA-256 of what is written.
    pub checksum: String,
    summary: Vec<u8>,
}

impl Encoded {
    /// How many bytes are written.
    pub fn size(&self) -> usize {
        self.bytes.len() + self.summary.len()
    }
}

/// What a summary begins with.
#[derive(PartialEq, Serialize, Deserialize)]
struct SummaryHead {
    /// The program that wrote it: another may count otherwise.
    version: String,
    /// The checksum of the document that it was made from.
    of: String,
    /// That of the rest of the summary.
    checksum: String,
}

impl SummaryHead {
    fn new(of: &str, rest: &[u8]) -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), of: of.to_owned(), checksum: checksum(rest) }
    }
}

fn checksum(bytes: &[u8]) -> String {
    DocumentId::from_digest(Sha256::digest(bytes).into()).to_string()
}

/// The folder of coded documents.
#[derive(Clone, Copy)]
pub struct Documents<'d> {
    disk: &'d dyn Disk,
    layout: &'d IndexLayout,
}

impl<'d> Documents<'d> {
    /// The coded documents of an index.
    pub fn of(disk: &'d dyn Disk, layout: &'d IndexLayout) -> Self {
        Self { disk, layout }
    }

    fn path(&self, id: DocumentId) -> PathBuf {
        let name = id.to_string();
        let (folder, _) = name.split_at(2);
        self.layout.documents().join(folder).join(format!("{name}.json.zst"))
    }

    fn summary_path(&self, id: DocumentId) -> PathBuf {
        self.path(id).with_extension("").with_extension("summary")
    }

    /// A coded document as it is written, with its summary.
    ///
    /// # Errors
    /// [`LedgerError::Encode`].
    pub fn encode(&self, document: &CodedPaper, summary: &impl Serialize) -> Result<Encoded, LedgerError> {
        let wrong = |why: String| LedgerError::Encode { path: self.path(document.document), why };
        let json = serde_json::to_vec(document).map_err(|error| wrong(error.to_string()))?;
        let bytes = zstd::bulk::compress(&json, LEVEL).map_err(|error| wrong(error.to_string()))?;
        let checksum = checksum(&bytes);
        let rest = postcard::to_stdvec(summary).map_err(|error| wrong(error.to_string()))?;
        let head = postcard::to_stdvec(&SummaryHead::new(&checksum, &rest));
        let summary = [head.map_err(|error| wrong(error.to_string()))?, rest].concat();
        Ok(Encoded { bytes, checksum, summary })
    }

    /// Whether a document has a summary beside it.
    pub fn has_summary(&self, id: DocumentId) -> bool {
        self.disk.has(&self.summary_path(id))
    }

    /// The summary of the document that was written under a checksum; `None` where there is none, it is damaged, or another
    /// program wrote it.
    pub fn summary<T: DeserializeOwned>(&self, id: DocumentId, checksum: &str) -> Option<T> {
        let bytes = self.disk.read(&self.summary_path(id)).ok()?;
        let (head, rest) = postcard::take_from_bytes::<SummaryHead>(&bytes).ok()?;
        if head == SummaryHead::new(checksum, rest) { postcard::from_bytes(rest).ok() } else { None }
    }

    /// Writes an encoded document under a temporary name; [`Documents::persist`] gives it its own.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn stage(&self, id: DocumentId, encoded: &Encoded) -> Result<[Staged; 2], LedgerError> {
        let document = self.disk.stage(&self.path(id), &encoded.bytes)?;
        Ok([document, self.disk.stage(&self.summary_path(id), &encoded.summary)?])
    }

    /// Makes staged documents durable.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn persist(&self, staged: Vec<Staged>) -> Result<(), LedgerError> {
        Ok(self.disk.persist(staged)?)
    }

    /// Whether a document is there.
    pub fn has(&self, id: DocumentId) -> bool {
        self.disk.has(&self.path(id))
    }

    /// Reads a document and checks that it is the one asked for.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`] where it is not, [`LedgerError::Store`] where it cannot be read.
    pub fn read(&self, id: DocumentId) -> Result<CodedPaper, LedgerError> {
        self.read_if(id, None)
    }

    /// As [`Documents::read`], and checks that it is the very one that was written under this checksum. A run that broke off
    /// may have left another, of which the ledger knows nothing.
    ///
    /// # Errors
    /// As for [`Documents::read`].
    pub fn read_as(&self, id: DocumentId, checksum: &str) -> Result<CodedPaper, LedgerError> {
        self.read_if(id, Some(checksum))
    }

    fn read_if(&self, id: DocumentId, wanted: Option<&str>) -> Result<CodedPaper, LedgerError> {
        let path = self.path(id);
        let wrong = |why: String| LedgerError::Damaged { path: path.clone(), why };
        let Some(bytes) = self.disk.read_if_there(&path)? else {
            return Err(wrong("it is missing".to_owned()));
        };
        if wanted.is_some_and(|wanted| wanted != checksum(&bytes)) {
            return Err(wrong("it is not the one that the ledger names".to_owned()));
        }
        let json = zstd::stream::decode_all(bytes.as_slice()).map_err(|error| wrong(error.to_string()))?;
        let document: CodedPaper = serde_json::from_slice(&json).map_err(|error| wrong(error.to_string()))?;
        if document.document != id {
            return Err(wrong(format!("it holds the document {}", document.document.short())));
        }
        Ok(document)
    }

    /// Removes a document.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn remove(&self, id: DocumentId) -> Result<(), LedgerError> {
        self.disk.remove(&self.summary_path(id))?;
        Ok(self.disk.remove(&self.path(id))?)
    }

    /// The ids of all documents on disk, sorted; other files in the folder are passed over.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn ids(&self) -> Result<Vec<DocumentId>, LedgerError> {
        let mut ids = Vec::new();
        for folder in self.disk.list(&self.layout.documents())? {
            for path in self.disk.list(&folder)? {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                ids.extend(name.strip_suffix(".json.zst").and_then(|id| id.parse::<DocumentId>().ok()));
            }
        }
        ids.sort_unstable();
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RealDisk;
    use stratmine_model::{Hints as _, PaperMeta, ReadResult, Stamp};

    fn document(digit: u8) -> CodedPaper {
        let id = DocumentId::from_digest([digit; 32]);
        CodedPaper::unread(&Stamp::default(), id, "a.pdf", &PaperMeta::default(), &ReadResult::coded())
    }

    #[test]
    fn a_summary_is_of_the_very_document_and_of_this_program() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        let documents = Documents::of(&RealDisk, &layout);
        let one = document(1);
        let encoded = documents.encode(&one, &(7_u32, "seven")).unwrap();
        documents.persist(documents.stage(one.document, &encoded).unwrap().into()).unwrap();
        let summary = |checksum: &str| documents.summary::<(u32, String)>(one.document, checksum);
        assert_eq!(summary(&encoded.checksum), Some((7, "seven".to_owned())));
        assert_eq!(summary(&"0".repeat(64)), None);
        let path = documents.summary_path(one.document);
        let bytes = RealDisk.read(&path).unwrap();
        let mut other_number = bytes.clone();
        other_number[bytes.len() - 7] = 8;
        for damaged in [&bytes[..bytes.len() - 1], &other_number] {
            RealDisk.write(&path, damaged).unwrap();
            assert_eq!(summary(&encoded.checksum), None);
        }
        let head = SummaryHead { version: "0.0.1".to_owned(), ..SummaryHead::new(&encoded.checksum, b"") };
        RealDisk.write(&path, &postcard::to_stdvec(&(head, 7_u32, "seven")).unwrap()).unwrap();
        assert_eq!(summary(&encoded.checksum), None);
        documents.remove(one.document).unwrap();
        assert!(!RealDisk.has(&path));
    }

    #[test]
    fn a_document_comes_back_and_a_wrong_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        let documents = Documents::of(&RealDisk, &layout);
        let (one, two) = (document(1), document(2));
        let encoded = documents.encode(&one, &1).unwrap();
        documents.persist(documents.stage(one.document, &encoded).unwrap().into()).unwrap();
        assert_eq!(documents.read(one.document).unwrap(), one);
        assert_eq!(documents.read_as(one.document, &encoded.checksum).unwrap(), one);
        let other = documents.read_as(one.document, &"0".repeat(64)).unwrap_err().to_string();
        assert!(other.contains("not the one that the ledger names"), "{other}");
        assert_eq!(documents.ids().unwrap(), [one.document]);

        // Under another document's name.
        documents.persist(documents.stage(two.document, &encoded).unwrap().into()).unwrap();
        let error = documents.read(two.document).unwrap_err().with_hints();
        assert!(error.contains("it holds the document") && error.contains("run --force"), "{error}");

        // Cut short, of another format, missing.
        RealDisk.write(&documents.path(two.document), &encoded.bytes[..encoded.bytes.len() / 2]).unwrap();
        assert!(matches!(documents.read(two.document), Err(LedgerError::Damaged { .. })));
        let mut later = serde_json::to_value(&two).unwrap();
        later["format"] = 2.into();
        let later = zstd::bulk::compress(later.to_string().as_bytes(), LEVEL).unwrap();
        RealDisk.write(&documents.path(two.document), &later).unwrap();
        assert!(documents.read(two.document).unwrap_err().to_string().contains("its format is 2"));
        documents.remove(two.document).unwrap();
        assert!(documents.read(two.document).unwrap_err().to_string().contains("missing"));
    }
}
