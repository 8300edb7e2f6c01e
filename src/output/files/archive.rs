//! ZIP archives: written so that they are the same from run to run and from machine to machine, and read part by part.

use std::io::{Cursor, Read, Seek, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

/// An archive in the making. Parts are deflated; every time is 1980-01-01 00:00.
pub struct ArchiveWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl<W: Write + Seek> ArchiveWriter<W> {
    /// An archive that goes to `out`.
    pub fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out) }
    }

    /// Adds a part.
    ///
    /// # Errors
    /// A name that occurs twice, a part of 4 GiB or more, or an output that fails.
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<(), ZipError> {
        // All that the library would otherwise take from the machine or from its own defaults is set.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(6))
            .last_modified_time(DateTime::DEFAULT)
            .system(System::Unix)
            .unix_permissions(0o644);
        self.zip.start_file(name, options)?;
        Ok(self.zip.write_all(content)?)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// An output that fails.
    pub fn finish(self) -> Result<W, ZipError> {
        self.zip.finish()
    }
}

/// An archive of the parts (name, content), in their order.
///
/// # Errors
/// A name that occurs twice, or a part of 4 GiB or more.
pub(crate) fn archive(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ZipError> {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.add(name, content)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// What an archive says of one of its parts. It may be wrong: others made the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivePart {
    /// Its name.
    pub name: String,
    /// Its size in bytes once unpacked.
    pub bytes: u64,
    /// Whether it is a plain file: no folder, no link.
    pub is_file: bool,
}

/// An archive that is read.
pub struct ArchiveReader<R> {
    zip: ZipArchive<R>,
}

impl<R: Read + Seek> ArchiveReader<R> {
    /// Reads its table of contents.
    ///
    /// # Errors
    /// Where it is no archive.
    pub fn open(from: R) -> Result<Self, ZipError> {
        Ok(Self { zip: ZipArchive::new(from)? })
    }

    /// Number of its parts.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Whether it has no part.
    pub fn is_empty(&self) -> bool {
        self.zip.len() == 0
    }

    /// What it says of a part, by its number from 0.
    ///
    /// # Errors
    /// Where it is damaged, or the name is not text.
    pub fn part(&mut self, number: usize) -> Result<ArchivePart, ZipError> {
        let part = self.zip.by_index(number)?;
        let name = part.name()?.into_owned();
        Ok(ArchivePart { name, bytes: part.size(), is_file: part.is_file() && !part.is_symlink() })
    }

    /// The content of a part; `None` where it has more than `most` bytes, whatever the archive says.
    ///
    /// # Errors
    /// Where it is damaged, or packed in a way that is not read.
    pub fn read(&mut self, number: usize, most: u64) -> Result<Option<Vec<u8>>, ZipError> {
        let mut content = Vec::new();
        self.zip.by_index(number)?.take(most.saturating_add(1)).read_to_end(&mut content)?;
        Ok(Some(content).filter(|content| content.len() as u64 <= most))
    }
}
