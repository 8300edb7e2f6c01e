//! From a file to a [`ReadPaper`](stratmine_model::ReadPaper): pages of blocks in reading order, with the place of every
//! character on its page.
//!
//! In: a path or bytes, and the format. Out: [`Extracted`], a paper or one of a closed set of failures, whatever the file
//! holds. This is the only crate that names a PDF library. It knows nothing of codes, lexicons or the index.
//!
//! [`Reader`] hands each file to a worker process (the same program, started as `stratmine worker`) with a memory limit, a
//! deadline and a sandbox. [`read_bytes`] reads in the caller's own process, for papers that the caller trusts.
//!
//! Inside, `pdf` takes glyphs from the file and [`layout`] makes pages of them; web pages, Markdown, plain text and
//! office files have readers of their own.

pub mod annotate;
mod charset;
pub mod html;
mod in_process;
pub mod language;
pub mod layout;
mod left_out;
pub mod markdown;
mod note_marks;
mod numerals;
pub mod ocr;
mod office;
pub mod page_text;
mod pdf;
#[cfg(test)]
mod pdf_cases;
mod prose;
mod section;
pub mod text;
mod words;
mod worker;
mod worker_program;

pub use in_process::read_bytes;
pub use ocr::{OcrMode, OcrOptions, OcrProgress, OcrUnavailable, Picture, Recognition, Tesseract};
pub use pdf::{DrawError, engines};
pub use stratmine_model::limits::Limits;
pub use worker::{
    Drawn, Extracted, ReadOptions, Reader, WorkerError, decode_responses, describe_isolation, run_worker,
};
pub use worker_program::WorkerProgram;
