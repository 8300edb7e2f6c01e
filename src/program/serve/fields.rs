//! What a browser sends: the fields of an address or of a form, and the addresses that lead back.

use crate::ProgramError;
use crate::error::ServeError;
use form_urlencoded::{Serializer, parse};
use maud::{Markup, html};
use std::str::FromStr;

/// Fields that say which list the person works through. They go from page to page unchanged.
const WAY: [&str; 6] = ["back", "order", "paper", "category", "document", "page"];

/// Fields in the order in which they came; a name may come several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Those of a query or of a form, as browsers encode them.
    pub(super) fn of(encoded: &str) -> Self {
        Self(parse(encoded.as_bytes()).into_owned().collect())
    }

    /// The value of a field; `None` where it is missing or blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    /// The value of a field as it was sent, with white space.
    pub(super) fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a field that must be there.
    pub(super) fn need(&self, name: &'static str) -> Result<&str, ProgramError> {
        Ok(self.get(name).ok_or_else(|| ServeError::missing(name))?)
    }

    /// All values of a field that are not blank.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let its = self.0.iter().filter(move |(known, _)| known == name);
        its.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All fields.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Those that say which list the person works through.
    pub(super) fn way(&self) -> impl Iterator<Item = (&str, &str)> {
        WAY.into_iter().filter_map(|name| Some((name, self.get(name)?)))
    }

    /// The value of a field as what it stands for; `None` where it is missing.
    ///
    /// # Errors
    /// Where it is there and stands for none.
    pub(super) fn parsed<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, ProgramError> {
        let read = |value: &str| {
            let problem = format!("{value:?} is not understood");
            value.parse().map_err(|_| ServeError::Field { field: name, problem })
        };
        Ok(self.get(name).map(read).transpose()?)
    }
}

/// Hidden fields with the way on.
pub(super) fn way(fields: &Fields) -> Markup {
    html! { @for (name, value) in fields.way() { input type="hidden" name=(name) value=(value); } }
}

/// An address of this server.
pub(super) fn address<'v>(path: &str, fields: impl IntoIterator<Item = (&'v str, &'v str)>) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in fields {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::{Fields, address};

    #[test]
    fn what_an_address_says_is_read_back() {
        let made = address("/search", [("q", "a & b = \"c\""), ("empty", ""), ("code", "x"), ("code", "y")]);
        let read = Fields::of(made.split_once('?').unwrap().1);
        assert_eq!((read.get("q"), read.get("empty")), (Some("a & b = \"c\""), None));
        assert_eq!(read.all("code").collect::<Vec<_>>(), ["x", "y"]);
        assert!(read.parsed::<u32>("code").is_err() && read.parsed::<u32>("none").unwrap().is_none());
    }
}
