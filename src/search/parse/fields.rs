//! The fields of the query language and the values they take.

use super::{Parser, TypedText, is_quote};
use crate::error::QueryError;
use crate::index::words::folded_words;
use crate::index::{Condition, Probability, ValueField, ValueFilter};
use stratmine_model::hits::Unit;
use stratmine_model::{Span, UNCLASSIFIED};

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueryField {
    Value(ValueField),
    /// Takes words, as the text does.
    Text(ValueField),
    /// Says how to search.
    Setting(Setting),
}

/// What a query may say of the search itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// `in:`
    In,
    /// `per:`
    Per,
}

/// The fewest digits that a document's SHA-256 may be shortened to.
const SHORTEST_ID: usize = 4;

/// The fields with their names; the first name of each is the one that is shown.
const FIELDS: [(&str, QueryField); 19] = [
    ("category", QueryField::Value(ValueField::Category)),
    ("is", QueryField::Value(ValueField::Outcome)),
    ("outcome", QueryField::Value(ValueField::Outcome)),
    ("domain", QueryField::Value(ValueField::Domain)),
    ("context", QueryField::Value(ValueField::Context)),
    ("block", QueryField::Value(ValueField::Block)),
    ("probability", QueryField::Value(ValueField::Probability)),
    ("title", QueryField::Text(ValueField::Title)),
    ("heading", QueryField::Text(ValueField::Heading)),
    ("org", QueryField::Text(ValueField::Organisation)),
    ("organisation", QueryField::Text(ValueField::Organisation)),
    ("organization", QueryField::Text(ValueField::Organisation)),
    ("year", QueryField::Value(ValueField::Year)),
    ("type", QueryField::Value(ValueField::Partnering)),
    ("partnering", QueryField::Value(ValueField::Partnering)),
    ("file", QueryField::Value(ValueField::File)),
    ("id", QueryField::Value(ValueField::Id)),
    ("in", QueryField::Setting(Setting::In)),
    ("per", QueryField::Setting(Setting::Per)),
];

/// Whether a field is of statements, so that a query with it is asked of statements.
pub(crate) const fn is_of_statements(field: ValueField) -> bool {
    matches!(
        field,
        ValueField::Category
            | ValueField::Outcome
            | ValueField::Domain
            | ValueField::Context
            | ValueField::Block
            | ValueField::Probability
    )
}

/// A field's name as people type it.
pub(crate) fn typed_name(field: ValueField) -> &'static str {
    let same =
        |known: &QueryField| matches!(known, QueryField::Value(other) | QueryField::Text(other) if *other == field);
    FIELDS.iter().find(|(_, known)| same(known)).map_or(field.as_str(), |(name, _)| name)
}

/// The fields whose values can be counted, in the order in which they are shown.
pub const FACETS: [ValueField; 5] =
    [ValueField::Category, ValueField::Partnering, ValueField::Organisation, ValueField::Year, ValueField::Domain];

impl Parser<'_> {
    pub(super) fn field_called(&self, name: &str, label: Span) -> Result<QueryField, QueryError> {
        if let Some((_, field)) = FIELDS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)) {
            return Ok(*field);
        }
        let hidden = ["outcome", "organisation", "organization", "partnering"];
        let names: Vec<&str> = FIELDS.iter().map(|(known, _)| *known).filter(|name| !hidden.contains(name)).collect();
        let hint =
            format!("the fields are {}; to look for text with a colon, put it in quotation marks", names.join(", "));
        let span = if label.is_empty() { Span::new(label.start, label.start + 1) } else { label };
        Err(self.error(span, format!("there is no field {name:?}"), hint))
    }

    pub(super) fn set(&mut self, setting: Setting, value: &str, span: Span) -> Result<(), QueryError> {
        match (setting, value.to_ascii_lowercase().as_str()) {
            (Setting::In, "page" | "pages") => self.parsed.unit = Some(Unit::Page),
            (Setting::In, "statement" | "statements") => self.parsed.unit = Some(Unit::Statement),
            (Setting::In, "all") => self.parsed.boilerplate = true,
            (Setting::Per, "document" | "documents") => self.parsed.per_document = true,
            (Setting::In, _) => {
                let hint = "type in:page, in:statement, or in:all for running heads, contents and references too";
                return Err(self.error(span, "in: is page, statement or all", hint));
            }
            (Setting::Per, _) => {
                let hint = "type per:document, or leave it out: conditions then hold within one page or statement";
                return Err(self.error(span, "per: is document", hint));
            }
        }
        Ok(())
    }

    /// Takes a value, bare or in quotation marks.
    pub(super) fn bare_value(&mut self, field: ValueField, span: Span) -> Result<Condition<TypedText>, QueryError> {
        if self.rest().starts_with(is_quote) {
            let (inside, span) = self.quoted()?;
            return self.value(field, inside, span, false);
        }
        let value = self.bare();
        self.at = span.end;
        match field {
            ValueField::Year => return self.years(value, span),
            ValueField::Probability => return self.probabilities(value, span),
            ValueField::Id => return self.id(value, span),
            _ => self.supported(value, span)?,
        }
        let (value, prefix) = match value.strip_suffix('*') {
            Some(start) if start.chars().rev().take_while(|letter| letter.is_alphanumeric()).count() < 2 => {
                let hint = "type at least two letters before it: im*";
                return Err(self.error(span, "* needs the beginning of a value", hint));
            }
            Some(start) => (start, true),
            None => (value, false),
        };
        if let Some(at) = value.find(['*', '?', '~']) {
            let at = Span::new(span.start + at, span.start + at + 1);
            return Err(self.error(at, "a value takes a * at its end only", "type its beginning: im*"));
        }
        self.value(field, value, span, prefix)
    }

    fn value(
        &self,
        field: ValueField,
        value: &str,
        span: Span,
        prefix: bool,
    ) -> Result<Condition<TypedText>, QueryError> {
        let code = |code: &str, prefix| ValueFilter::Code { code: code.to_owned(), prefix };
        let wanted = match field {
            ValueField::Year => return self.years(value, span),
            ValueField::Probability => return self.probabilities(value, span),
            ValueField::Id => return self.id(value, span),
            ValueField::Outcome => match value.to_lowercase().as_str() {
                "outcome" | "yes" | "true" => code("yes", false),
                "no" | "false" => code("no", false),
                UNCLASSIFIED => return Ok(Condition::Value(ValueField::Category, code(UNCLASSIFIED, false))),
                _ => {
                    let hint = "type is:outcome or is:unclassified; -is:outcome for all other statements";
                    return Err(self.error(span, "is: is outcome or unclassified", hint));
                }
            },
            ValueField::File => ValueFilter::File { name: value.to_owned(), prefix },
            _ => {
                // Codes are words too: something must be there to look for.
                if folded_words(value).is_empty() {
                    return Err(self.error(span, "there is no letter or digit to look for here", "type a word"));
                }
                code(value, prefix)
            }
        };
        Ok(Condition::Value(field, wanted))
    }

    /// Reads the id of a statement, or the beginning of one that names a page or a document.
    fn id(&self, value: &str, span: Span) -> Result<Condition<TypedText>, QueryError> {
        if let Some(wanted) = id_of(value) {
            return Ok(Condition::Value(ValueField::Id, wanted));
        }
        let hint = "type a statement's id as tallies give it, id:04d2e0dd31b1.p3.s8, or less of it: \
                    id:04d2e0dd31b1.p3, id:04d2e0dd31b1";
        Err(self.error(span, "this is no id of a statement, a page or a document", hint))
    }

    fn years(&self, value: &str, span: Span) -> Result<Condition<TypedText>, QueryError> {
        let year = |text: &str| {
            let digits = text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_digit());
            digits.then(|| text.parse::<i32>().ok()).flatten()
        };
        let range = match value.split_once("..") {
            None => year(value).map(|only| (only, only)),
            Some((from, "")) => year(from).map(|from| (from, 9999)),
            Some(("", to)) => year(to).map(|to| (0, to)),
            Some((from, to)) => year(from).zip(year(to)),
        };
        match range {
            Some((from, to)) if from <= to => Ok(Condition::Value(ValueField::Year, ValueFilter::Years { from, to })),
            Some(_) => Err(self.error(span, "the first year is later than the last", "swap them: year:2015..2020")),
            None => {
                let hint = "type year:2019, year:2015..2020, year:2015.. or year:..2020";
                Err(self.error(span, "this is no year and no range of years", hint))
            }
        }
    }

    /// Reads a range. A single probability is refused: to four decimals, hardly a statement has it.
    fn probabilities(&self, value: &str, span: Span) -> Result<Condition<TypedText>, QueryError> {
        let range = match value.split_once("..") {
            Some(("", "")) | None => None,
            Some((from, "")) => Probability::read(from).map(|from| (from, Probability::CERTAIN)),
            Some(("", to)) => Probability::read(to).map(|to| (Probability::NEVER, to)),
            Some((from, to)) => Probability::read(from).zip(Probability::read(to)),
        };
        match range {
            Some((from, to)) if from <= to => {
                Ok(Condition::Value(ValueField::Probability, ValueFilter::Probabilities { from, to }))
            }
            Some(_) => {
                let hint = "swap them: probability:0.4..0.6";
                Err(self.error(span, "the first probability is higher than the last", hint))
            }
            None => {
                let hint = "type probability:0.4..0.6, probability:0.4.. or probability:..0.6";
                Err(self.error(span, "this is no range of probabilities from 0 to 1", hint))
            }
        }
    }
}

/// What an id means; `None` for what is none.
pub(crate) fn id_of(value: &str) -> Option<ValueFilter> {
    let number = |part: Option<&str>, letter| match part.map(|part| part.strip_prefix(letter)?.parse::<u32>().ok()) {
        None => Some(None),
        Some(Some(number)) if number > 0 => Some(Some(number)),
        Some(_) => None,
    };
    let typed = value.to_ascii_lowercase();
    let mut parts = typed.split('.');
    let document = parts.next().unwrap_or_default();
    let is_document = (SHORTEST_ID..=64).contains(&document.len()) && document.chars().all(|c| c.is_ascii_hexdigit());
    let (page, statement) = (number(parts.next(), 'p')?, number(parts.next(), 's')?);
    let whole = is_document && parts.next().is_none();
    whole.then(|| ValueFilter::Id { document: document.to_owned(), page, statement })
}
