//! Reads papers into pages of blocks. (The PDF reader joins these modules.)

mod charset;
pub mod html;
pub mod language;
pub mod markdown;
pub mod page_text;
mod prose;
pub mod text;
