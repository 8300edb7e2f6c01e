//! The zip archive that an office file is, part by part.
//!
//! In: the bytes of a file. Out: the bytes of a part by its name, or why the file cannot be read. The number of entries,
//! the size of what is unpacked and its proportion to the packed size are bounded, and sizes that the archive declares
//! are not believed.

use super::xml::{Xml, XmlError};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use stratmine_model::limits::{
    MAX_PACKED_ENTRIES, MAX_PART_BYTES, MAX_UNPACKED_BYTES, MAX_UNPACKING, UNPACKING_CHECKED_BYTES,
};
use zip::ZipArchive;
use zip::result::ZipError;

/// Why a package or one of its parts cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub(super) enum PackageError {
    /// The bytes are no zip archive, or a damaged one.
    #[error("it is no office file that can be read: it may be cut off or damaged ({0})")]
    NotOpened(String),
    /// There are too many entries.
    #[error("it holds {0} files and at most {MAX_PACKED_ENTRIES} are looked at")]
    TooManyEntries(usize),
    /// A part, or all parts together, unpack to too much.
    #[error("its part {part} unpacks to more than {most} bytes")]
    TooLarge { part: String, most: u64 },
    /// A part unpacks to very many times its packed size.
    #[error("its part {0} unpacks to more than {MAX_UNPACKING} times its size, as no paper does")]
    Bomb(String),
    /// A part is encrypted.
    #[error("a password is needed to open it: save a copy without one, if you may")]
    Encrypted,
    /// A part is damaged.
    #[error("its part {part} is damaged: {why}")]
    Damaged { part: String, why: String },
    /// A part that must be there is not.
    #[error("it has no part {0}, which holds the text")]
    Missing(String),
    /// A part is no XML that can be read.
    #[error("its part {part} cannot be read: {why}")]
    Xml { part: String, why: XmlError },
}

/// An opened archive.
pub(super) struct Package {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    /// The number of each entry by its name in lower case: names of parts have no case (ECMA-376 part 2, 6.2.2.3).
    entries: BTreeMap<String, usize>,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl Package {
    /// Opens an archive.
    ///
    /// # Errors
    /// [`PackageError::NotOpened`] or [`PackageError::TooManyEntries`].
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, PackageError> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| PackageError::NotOpened(error.to_string()))?;
        if archive.len() > MAX_PACKED_ENTRIES {
            return Err(PackageError::TooManyEntries(archive.len()));
        }
        let mut entries = BTreeMap::new();
        for (index, name) in archive.file_names_raw().enumerate() {
            // Some programs write the separators of Windows.
            let name = String::from_utf8_lossy(name).replace('\\', "/").to_lowercase();
            entries.entry(name).or_insert(index);
        }
        Ok(Self { archive, entries, left: MAX_UNPACKED_BYTES })
    }

    /// Whether there is a part of that name.
    pub(super) fn has(&self, part: &str) -> bool {
        self.entries.contains_key(&part.to_lowercase())
    }

    /// The bytes of a part; `None` where there is none of that name.
    ///
    /// # Errors
    /// [`PackageError`] where it is too large, encrypted or damaged.
    pub(super) fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, PackageError> {
        let Some(index) = self.entries.get(&part.to_lowercase()) else { return Ok(None) };
        let damaged = |why: String| PackageError::Damaged { part: part.to_owned(), why };
        let mut entry = match self.archive.by_index(*index) {
            Ok(entry) => entry,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(PackageError::Encrypted),
            Err(error) => return Err(damaged(error.to_string())),
        };
        let most = self.left.min(MAX_PART_BYTES);
        let packed = entry.compressed_size().max(1);
        let ratio_allows = packed.saturating_mul(MAX_UNPACKING).max(UNPACKING_CHECKED_BYTES);
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(most.min(ratio_allows) + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(error.to_string()))?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > most {
            return Err(PackageError::TooLarge { part: part.to_owned(), most });
        }
        if length > ratio_allows {
            return Err(PackageError::Bomb(part.to_owned()));
        }
        self.left = self.left.saturating_sub(length);
        Ok(Some(bytes))
    }

    /// The tree of a part; `None` where there is none of that name.
    ///
    /// # Errors
    /// [`PackageError`] where it cannot be read.
    pub(super) fn xml(&mut self, part: &str) -> Result<Option<Xml>, PackageError> {
        let Some(bytes) = self.bytes(part)? else { return Ok(None) };
        let parsed = Xml::parse(&bytes);
        parsed.map(Some).map_err(|why| PackageError::Xml { part: part.to_owned(), why })
    }

    /// The tree of a part that can be done without: `None` too where it is broken.
    ///
    /// # Errors
    /// [`PackageError`] where the file passes a limit.
    pub(super) fn sound(&mut self, part: &str) -> Result<Option<Xml>, PackageError> {
        match self.xml(part) {
            Err(error) if !error.is_limit() => Ok(None),
            other => other,
        }
    }

    /// The tree of a part that must be there.
    ///
    /// # Errors
    /// [`PackageError`] where it is not there or cannot be read.
    pub(super) fn needed(&mut self, part: &str) -> Result<Xml, PackageError> {
        self.xml(part)?.ok_or_else(|| PackageError::Missing(part.to_owned()))
    }
}
