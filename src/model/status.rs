//! How the reading of a file ended: always in exactly one of a closed set, never in silence.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The closed set of ends. The names in the public record are the snake-case forms (`coded`, `needs_ocr`, …).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadStatus {
    /// At least one page has text, and its statements were coded.
    Coded,
    /// The file was read, and there is neither text nor a picture of text on any page.
    NoText,
    /// The pages are pictures: text recognition is needed before anything can be coded.
    NeedsOcr,
    /// A password is needed to open the file.
    Encrypted,
    /// The file claims to be of a known format and cannot be read as one.
    Malformed,
    /// The file, or what it unpacks to, is larger than the limits allow.
    TooLarge,
    /// The reading took longer than the deadline.
    TimedOut,
    /// The reading needed more memory than the worker may use.
    OutOfMemory,
    /// The reader died of the file.
    Crashed,
    /// The file could not be opened or read from the disk.
    Unreadable,
    /// The format is none that is read here, or the language is not English.
    Unsupported,
}

impl ReadStatus {
    /// Every kind, in the order in which they are listed to people.
    pub const ALL: [Self; 11] = [
        Self::Coded,
        Self::NoText,
        Self::NeedsOcr,
        Self::Encrypted,
        Self::Malformed,
        Self::TooLarge,
        Self::TimedOut,
        Self::OutOfMemory,
        Self::Crashed,
        Self::Unreadable,
        Self::Unsupported,
    ];

    /// Whether the file's statements were coded.
    pub const fn is_coded(self) -> bool {
        matches!(self, Self::Coded)
    }

    /// The name used in the public record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coded => "coded",
            Self::NoText => "no_text",
            Self::NeedsOcr => "needs_ocr",
            Self::Encrypted => "encrypted",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::TimedOut => "timed_out",
            Self::OutOfMemory => "out_of_memory",
            Self::Crashed => "crashed",
            Self::Unreadable => "unreadable",
            Self::Unsupported => "unsupported",
        }
    }
}

impl fmt::Display for ReadStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a file ended, with the reason in a sentence for a person where it was not simply coded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadResult {
    /// Which end.
    pub status: ReadStatus,
    /// Why, and what can be done about it. Always there unless `status` is `Coded`; with `Coded` it may name pages
    /// that could not be read.
    pub reason: Option<String>,
}

impl ReadResult {
    /// The good end.
    pub const fn coded() -> Self {
        Self { status: ReadStatus::Coded, reason: None }
    }

    /// Any other end, with its reason.
    pub fn because(status: ReadStatus, reason: impl Into<String>) -> Self {
        Self { status, reason: Some(reason.into()) }
    }

    /// Whether the file's statements were coded.
    pub fn is_coded(&self) -> bool {
        self.status == ReadStatus::Coded
    }
}
