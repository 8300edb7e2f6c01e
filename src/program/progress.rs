//! How a command tells what it is doing.

use stratmine_extract::OcrProgress;

/// Told of what happens while a command works. Calls come from several threads.
pub trait Progress: Sync {
    /// So many files are going to be read.
    fn begin(&self, files: usize);
    /// The reading of a file begins.
    fn reading(&self, file: &str);
    /// Text recognition of a file, which takes seconds a page, has come to this.
    fn recognising(&self, file: &str, step: OcrProgress);
    /// A file is done, with so many pages.
    fn done(&self, file: &str, pages: usize);
    /// All files are done.
    fn end(&self);
    /// A word for the person, in a sentence.
    fn say(&self, words: &str);
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _files: usize) {}
    fn reading(&self, _file: &str) {}
    fn recognising(&self, _file: &str, _step: OcrProgress) {}
    fn done(&self, _file: &str, _pages: usize) {}
    fn end(&self) {}
    fn say(&self, _words: &str) {}
}
