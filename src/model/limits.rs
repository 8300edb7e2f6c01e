//! Every bound in one place, each with its default and its reason.

use std::time::Duration;

/// Limits of reading a paper from memory, in the caller's own process. The memory used has no limit there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes that are read.
    pub max_bytes: u64,
    /// How long reading may take.
    pub deadline: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: MAX_FILE_BYTES, deadline: READ_DEADLINE }
    }
}

/// Largest file that is opened, in bytes. The largest of 90 real papers has 6 MB; half a gigabyte is no strategy paper.
pub const MAX_FILE_BYTES: u64 = 512 * 1024 * 1024;

/// Most bytes that a packed study unpacks to. A study of 90 papers has 0.3 GB.
pub const MAX_PACK_BYTES: u64 = 16 * 1024 * 1024 * 1024;

/// Most files of a packed study.
pub const MAX_PACK_FILES: usize = 100_000;

/// Address space a worker may use, in bytes. A 1.5 GB decompression bomb must end the worker and not the machine.
pub const WORKER_MEMORY: u64 = 2 * 1024 * 1024 * 1024;

/// How long a worker may read one file. The slowest of 90 real papers takes a second.
pub const READ_DEADLINE: Duration = Duration::from_mins(1);

/// Most pages read of one file. The longest of 90 real papers has 300.
pub const MAX_PAGES: usize = 10_000;

/// Longest side of a page, in points, and farthest place on it: seventy times what PDF allows (14,400 units), with room for units
/// of its own. What stands beyond is not on paper.
pub const MAX_PAGE_SIDE: f32 = 1e6;

/// Most glyphs read of one page; what follows is left out and the page graded down. A dense page has 10,000.
pub const MAX_GLYPHS_PER_PAGE: usize = 500_000;

/// Most pixels of a page that is drawn. A page of A3 at 300 dots an inch has 17 million; 25 million take 175 MB while they
/// are drawn. A larger page is drawn at a smaller scale.
pub const MAX_PICTURE_PIXELS: u32 = 25_000_000;

/// Longest side of a page that is drawn, in pixels. Text recognition takes up to 32,767.
pub const MAX_PICTURE_SIDE: u16 = 20_000;

/// Most pages of one file given to text recognition; those beyond are named. At four seconds a page, twenty minutes.
pub const MAX_RECOGNISED_PAGES: usize = 300;

/// How many times as long the drawing and recognition of one page may take as the reading of a whole file. The slowest page
/// of 90 real papers takes nine seconds, and a minute where six others compete for two processor cores.
pub const RECOGNITION_DEADLINES: u32 = 3;

/// Most that a recognition program may say of one page, in bytes. A dense page takes 100 kB.
pub const MAX_RECOGNISER_BYTES: usize = 16 * 1024 * 1024;

/// Most files in an office file. A paper of 300 pictures has some 350.
pub const MAX_PACKED_ENTRIES: usize = 20_000;

/// Largest part of an office file once unpacked, in bytes. The text of a paper of 200 pages has 2 MB.
pub const MAX_PART_BYTES: u64 = 192 * 1024 * 1024;

/// Most that the parts of one office file may unpack to together, in bytes.
pub const MAX_UNPACKED_BYTES: u64 = 384 * 1024 * 1024;

/// How many times its packed size a part of an office file may unpack to. Real ones reach 50.
pub const MAX_UNPACKING: u64 = 200;

/// A part that unpacks to no more than this many bytes may do so from however few.
pub const UNPACKING_CHECKED_BYTES: u64 = 16 * 1024 * 1024;

/// How deep elements of XML may stand in each other. Tables in text boxes in tables reach 60.
pub const MAX_XML_DEPTH: usize = 400;

/// Most elements and texts of one XML part. A paper of 200 pages has 60,000.
pub const MAX_XML_NODES: usize = 4_000_000;

/// Longest answer accepted from a worker, in bytes.
pub const MAX_ANSWER_BYTES: usize = 1024 * 1024 * 1024;

/// Fewest pixels an inch that a page is drawn with for the eye. Below it no letter can be told.
pub const SMALLEST_DPI: u16 = 36;

/// Pixels an inch that a page is drawn with for the eye where none are asked for: an A4 page fills a large screen.
pub const USUAL_DPI: u16 = 144;

/// Most pixels an inch that a page is drawn with for the eye. Beyond it is finer than print.
pub const LARGEST_DPI: u16 = 600;

/// Longest search query, in bytes.
pub const MAX_QUERY_BYTES: usize = 4096;

/// Largest lexicon file, in bytes.
pub const MAX_LEXICON_BYTES: u64 = 16 * 1024 * 1024;

/// Largest download, in bytes.
pub const MAX_DOWNLOAD_BYTES: u64 = 200 * 1024 * 1024;

/// Largest table of metadata or of documents to fetch, in bytes. A row is some 200 bytes.
pub const MAX_TABLE_BYTES: u64 = 64 * 1024 * 1024;

/// Most redirects followed for one download.
pub const MAX_REDIRECTS: u32 = 8;

/// How long a server may take to answer a request.
pub const ANSWER_DEADLINE: Duration = Duration::from_mins(1);

/// How long one download may take. At this pace 200 MB need a line of 1 Mbit/s.
pub const DOWNLOAD_DEADLINE: Duration = Duration::from_mins(30);

/// The longest pause that a server may ask for with Retry-After; a longer one ends the attempt.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(2);
