//! What a person can do about an error: data next to the message, so that a terminal, a web page and Python can each show
//! it in their own way.

/// An error that knows what the person can do about it.
pub trait Hints: std::error::Error {
    /// What the person can do, one thing each; commands to type stand in backticks as `stratmine …`.
    fn hints(&self) -> Vec<String>;

    /// What a library or the system said, for who looks into the cause; `None` where the message says it.
    fn detail(&self) -> Option<String> {
        None
    }

    /// The message, each hint on a line of its own, and the detail where there is one.
    fn with_hints(&self) -> String {
        let hints = self.hints().into_iter().map(|hint| format!("\nhint: {hint}"));
        let detail = self.detail().map(|detail| format!("\ndetail: {detail}"));
        std::iter::once(self.to_string()).chain(hints).chain(detail).collect()
    }
}
