//! ZIP archives that are the same from run to run and from machine to machine.

use std::io::{Cursor, Write as _};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// An archive of the parts (name, content), in their order, deflated; every time is 1980-01-01 00:00.
///
/// # Errors
/// A name that occurs twice, or a part of 4 GiB or more.
pub(crate) fn archive(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ZipError> {
    // All that the library would otherwise take from the machine or from its own defaults is set.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::DEFAULT)
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}
