//! Downloads one document: in parts where the line breaks, checked before it gets its name.

use super::client::{Client, Resume, Retry};
use super::list::{Listed, ListedFormat};
use super::{Failure, Kind, Options, name};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;
use ureq::Body;
use ureq::http::Response;

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;

/// How far into a file the mark of a PDF may stand, in bytes (PDF 2.0, annex H.3.4.1 of ISO 32000-1: readers accept it
/// within the first 1024).
const PDF_MARK_WITHIN: usize = 1024;

/// A document that was downloaded.
pub(super) struct Saved {
    /// Its file's name in the folder.
    pub(super) file: String,
    pub(super) kind: Kind,
    /// Its SHA-256 in hexadecimal.
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

/// Downloads an entry's document into the folder.
pub(super) fn download(entry: &Listed, into: &Path, options: &Options, client: &mut Client) -> Result<Saved, Failure> {
    let address = entry.address.as_deref().ok_or(Failure::NoAddress)?;
    let part = Part::of(entry, into, address);
    let mut last = Failure::Network("not tried".to_owned());
    for attempt in 0..options.tries.max(1) {
        match receive(address, &part, options, client) {
            Ok(()) => return part.finish(entry, into),
            Err(Retry::Never(failure)) => {
                // A part that cannot become a whole is of no use; one whose line is dead may be.
                if !matches!(failure, Failure::Network(_) | Failure::Wait(_) | Failure::Disk(_)) {
                    part.discard();
                }
                return Err(failure);
            }
            Err(Retry::After(wait, failure)) => {
                last = failure;
                if attempt + 1 < options.tries {
                    sleep(wait.max(options.pause * attempt.min(8)));
                }
            }
        }
    }
    Err(last)
}

/// One request, whose body is written to the part.
fn receive(address: &str, part: &Part, options: &Options, client: &mut Client) -> Result<(), Retry> {
    let known = part.known();
    let resume = known.as_ref().map(|(from, validator)| Resume { from: *from, validator });
    let mut answer = client.get(address, resume.as_ref())?;
    let from = match (answer.status().as_u16(), &known) {
        (206, Some((from, _))) if range_start(&answer) == Some(*from) => *from,
        (200, _) => 0,
        // The part is none of this file: begin anew.
        _ => {
            part.discard();
            return Err(Retry::After(Duration::ZERO, Failure::Network("the server sent another part".to_owned())));
        }
    };
    let total = answer.body().content_length().map(|rest| from + rest);
    if total.is_some_and(|total| total > options.max_bytes) {
        return Err(Retry::Never(Failure::TooLarge(options.max_bytes)));
    }
    part.note(address, validator(&answer).as_deref()).map_err(disk)?;
    let mut file = part.open(from).map_err(disk)?;
    let mut done = from;
    let mut chunk = vec![0; CHUNK];
    // The limit is checked below, so that a file at the limit is told from one beyond it.
    let mut body = answer.body_mut().with_config().limit(u64::MAX).reader();
    loop {
        let count = match body.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(broken(&stratmine_model::plain(&error))),
        };
        done += count as u64;
        if done > options.max_bytes {
            return Err(Retry::Never(Failure::TooLarge(options.max_bytes)));
        }
        file.write_all(chunk.get(..count).unwrap_or_default()).map_err(disk)?;
    }
    file.sync_all().map_err(disk)?;
    match total {
        Some(total) if done < total => Err(broken("it broke off")),
        _ if done == 0 => Err(Retry::Never(Failure::Empty)),
        _ => Ok(()),
    }
}

fn broken(why: &str) -> Retry {
    Retry::After(Duration::ZERO, Failure::Network(why.to_owned()))
}

#[allow(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn disk(error: std::io::Error) -> Retry {
    Retry::Never(Failure::Disk(stratmine_model::plain(&error)))
}

fn header<'a>(answer: &'a Response<Body>, name: &str) -> Option<&'a str> {
    answer.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The first byte that a 206 answer holds: `Content-Range: bytes 100-199/200`.
fn range_start(answer: &Response<Body>) -> Option<u64> {
    let range = header(answer, "Content-Range")?.trim().strip_prefix("bytes")?.trim();
    range.split('-').next()?.trim().parse().ok()
}

/// What tells this file from a later one at the address. A weak tag will not do for a range (RFC 9110, 13.1.5).
fn validator(answer: &Response<Body>) -> Option<String> {
    let strong = header(answer, "ETag").filter(|tag| !tag.starts_with("W/"));
    strong.or_else(|| header(answer, "Last-Modified")).map(str::to_owned)
}

/// A document on its way: a hidden file, and beside it where it comes from.
struct Part {
    data: PathBuf,
    notes: PathBuf,
    address: String,
}

impl Part {
    fn of(entry: &Listed, into: &Path, address: &str) -> Self {
        let id = name::safe_id(&entry.id);
        Self {
            data: into.join(format!(".{id}.part")),
            notes: into.join(format!(".{id}.part.txt")),
            address: address.to_owned(),
        }
    }

    /// How many bytes are there and by what the server knows them; `None` where there is nothing to go on from.
    fn known(&self) -> Option<(u64, String)> {
        let notes = fs::read_to_string(&self.notes).ok()?;
        let (address, validator) = notes.split_once('\n')?;
        let bytes = fs::symlink_metadata(&self.data).ok().filter(fs::Metadata::is_file)?.len();
        (bytes > 0 && address == self.address && !validator.is_empty()).then(|| (bytes, validator.to_owned()))
    }

    fn note(&self, address: &str, validator: Option<&str>) -> std::io::Result<()> {
        let mut file = fresh(&self.notes)?;
        write!(file, "{address}\n{}", validator.unwrap_or_default())
    }

    fn open(&self, from: u64) -> std::io::Result<File> {
        if from > 0 { OpenOptions::new().append(true).open(&self.data) } else { fresh(&self.data) }
    }

    fn discard(&self) {
        let _ = fs::remove_file(&self.data);
        let _ = fs::remove_file(&self.notes);
    }

    /// Checks what came and gives it its name.
    fn finish(&self, entry: &Listed, into: &Path) -> Result<Saved, Failure> {
        let failed = |error: std::io::Error| Failure::Disk(stratmine_model::plain(&error));
        let (sha256, bytes, head) = digest(&self.data).map_err(failed)?;
        let kind = kind_of(&head);
        let promised = match entry.format {
            ListedFormat::Pdf => Kind::Pdf,
            ListedFormat::Html => Kind::Html,
            ListedFormat::Word => Kind::Word,
        };
        if kind != promised && !matches!(kind, Kind::Html | Kind::Pdf) {
            self.discard();
            return Err(Failure::NotPromised(entry.format.named()));
        }
        let file = format!("{}.{}", name::stem(entry), name::extension(kind, entry));
        fs::rename(&self.data, into.join(&file)).map_err(failed)?;
        let _ = fs::remove_file(&self.notes);
        Ok(Saved { file, kind, sha256, bytes })
    }
}

/// A new file. What lay there under this name is not written through: it may be a link to somewhere else.
pub(super) fn fresh(path: &Path) -> std::io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// The SHA-256 of a file in hexadecimal, its size, and its first bytes.
pub(super) fn digest(path: &Path) -> std::io::Result<(String, u64, Vec<u8>)> {
    let mut file = File::open(path)?;
    let (mut sum, mut bytes, mut head) = (Sha256::new(), 0, Vec::new());
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let read = chunk.get(..count).unwrap_or_default();
        let wanted = PDF_MARK_WITHIN.saturating_sub(head.len()).min(count);
        head.extend_from_slice(read.get(..wanted).unwrap_or_default());
        sum.update(read);
        bytes += count as u64;
    }
    Ok((stratmine_model::DocumentId::from_digest(sum.finalize().into()).to_string(), bytes, head))
}

/// What a file is, by its first bytes: servers' own words for it are often wrong.
fn kind_of(head: &[u8]) -> Kind {
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Kind::Pdf;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Kind::Word;
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let marks = ["<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<?xml"];
    if !head.contains(&0) && marks.iter().any(|mark| text.contains(mark)) { Kind::Html } else { Kind::Unknown }
}
