//! What a person can do about an error: data next to the message, so that a terminal, a web page and Python can each show
//! it in their own way.

/// An error that knows what the person can do about it.
pub trait Hints: std::error::Error {
    /// What the person can do, one thing each; commands to type stand in backticks as `stratmine …`.
    fn hints(&self) -> Vec<String>;

    /// The message and the hints, each hint on a line of its own.
    fn with_hints(&self) -> String {
        let mut text = self.to_string();
        for hint in self.hints() {
            text.push_str("\nhint: ");
            text.push_str(&hint);
        }
        text
    }
}
