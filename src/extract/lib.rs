//! From a file to a [`ReadPaper`](stratmine_model::ReadPaper): pages of blocks in reading order, with the way back from every character to its place.
//!
//! The only place that names a PDF crate, and no PDF is read in the process that calls: [`Reader`] hands each file to a
//! worker process (the same program, started as `stratmine worker`) that has a memory limit and a deadline. What comes
//! back is one of the closed set of outcomes, whatever the file does to the worker.
//!
//! Inside the worker, `pdf` takes glyphs from the file, [`layout`] makes pages of them, and web pages, Markdown and
//! plain text have readers of their own.

pub mod annotate;
mod charset;
pub mod html;
pub mod language;
pub mod layout;
pub mod markdown;
pub mod ocr;
pub mod page_text;
mod pdf;
mod prose;
pub mod text;
mod words;
mod worker;

pub use ocr::{Absence, Ocr, Recognition, Step, Tesseract, When};
pub use pdf::{Picture, engines};
pub use worker::{Drawn, Extracted, ReadOptions, Reader, hear, limits_that_hold, serve};
