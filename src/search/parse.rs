//! The query language, from text to tree.
//!
//! ```text
//! query   = either { "OR" either }
//! either  = unary { [ "AND" ] unary }
//! unary   = ( "NOT" | "-" ) unary | "(" query ")" | term
//! term    = [ field ":" ] ( word | word "*" | '"' words '"' )
//! ```
//! A word that holds several words (`co-production`, `20%`) stands for these in a row. What other search tools
//! understand and this one does not is refused with the place and a hint. Bounded: [`MAX_QUERY_BYTES`], [`MAX_DEPTH`],
//! [`MAX_TERMS`].

use super::ast::{Expr, Leaf, Term};
use super::error::QueryError;
use super::refuse::unsupported;
use crate::index::{Phrase, ValueField, Wanted};
use crate::limits::MAX_QUERY_BYTES;
use crate::model::Span;

/// How deep parentheses and negations may nest.
pub(crate) const MAX_DEPTH: usize = 32;

/// How many terms a query may have.
pub(crate) const MAX_TERMS: usize = 64;

/// The fewest digits that a document's SHA-256 may be shortened to.
const SHORTEST_ID: usize = 6;

/// The fields that can be named, with what each takes.
const FIELDS: [(&str, ValueField); 10] = [
    ("category", ValueField::Category),
    ("outcome", ValueField::Outcome),
    ("organisation", ValueField::Organisation),
    ("year", ValueField::Year),
    ("partnering", ValueField::Partnering),
    ("domain", ValueField::Domain),
    ("file", ValueField::File),
    ("heading", ValueField::Heading),
    ("block", ValueField::Block),
    ("id", ValueField::Id),
];

/// Reads a query. A blank one is `None`.
///
/// # Errors
/// Points at the first place that cannot be understood.
pub fn parse(query: &str) -> Result<Option<Expr>, QueryError> {
    if query.len() > MAX_QUERY_BYTES {
        let at = query.floor_char_boundary(MAX_QUERY_BYTES);
        return Err(QueryError {
            query: query.to_owned(),
            span: Span::new(at, at),
            message: format!("the query is longer than {MAX_QUERY_BYTES} bytes"),
            hint: "search in several steps".to_owned(),
        });
    }
    let mut parser = Parser { text: query, at: 0, terms: 0 };
    if parser.next().is_none() {
        return Ok(None);
    }
    let expr = parser.query(0)?;
    match parser.next() {
        None => Ok(Some(expr)),
        Some(_) => {
            Err(parser.error(parser.one(), "this parenthesis closes nothing", "leave it out, or open one before"))
        }
    }
}

struct Parser<'q> {
    text: &'q str,
    at: usize,
    terms: usize,
}

impl<'q> Parser<'q> {
    /// The next character that is not white space; it is not taken.
    fn next(&mut self) -> Option<char> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.rest().chars().next()
    }

    fn rest(&self) -> &'q str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next bare run: everything up to white space, a parenthesis or a quotation mark; it is not taken.
    fn bare(&self) -> &'q str {
        let rest = self.rest();
        let end = rest.find(|next: char| next.is_whitespace() || matches!(next, '(' | ')') || is_quote(next));
        rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
    }

    /// The span of the next character.
    fn one(&self) -> Span {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        Span::new(self.at, self.at + length)
    }

    /// The span of the next bare run.
    fn run(&self) -> Span {
        Span::new(self.at, self.at + self.bare().len())
    }

    fn error(&self, span: Span, message: impl Into<String>, hint: impl Into<String>) -> QueryError {
        QueryError { query: self.text.to_owned(), span, message: message.into(), hint: hint.into() }
    }

    fn query(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut parts = vec![self.either(depth)?];
        while self.next().is_some() && self.bare() == "OR" {
            self.take_operator("OR")?;
            parts.push(self.either(depth)?);
        }
        Ok(one_or(parts, Expr::Any))
    }

    fn either(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut parts = vec![self.unary(depth)?];
        while let Some(next) = self.next() {
            match self.bare() {
                "OR" => break,
                "AND" => self.take_operator("AND")?,
                _ if next == ')' => break,
                _ => {}
            }
            parts.push(self.unary(depth)?);
        }
        Ok(one_or(parts, Expr::All))
    }

    /// Takes an operator, which something must follow.
    fn take_operator(&mut self, operator: &str) -> Result<(), QueryError> {
        let span = self.run();
        self.at = span.end;
        let follows = !matches!(self.next(), None | Some(')')) && !matches!(self.bare(), "AND" | "OR");
        if follows {
            return Ok(());
        }
        let hint = format!("put a word behind it, or type \"{operator}\" in quotation marks to look for the word");
        Err(self.error(span, format!("{operator} has nothing to join behind it"), hint))
    }

    fn unary(&mut self, depth: usize) -> Result<Expr, QueryError> {
        if depth > MAX_DEPTH {
            let message = format!("parentheses and negations are nested more than {MAX_DEPTH} deep");
            return Err(self.error(self.one(), message, "make the query flatter"));
        }
        let Some(next) = self.next() else {
            let end = Span::new(self.at, self.at);
            return Err(self.error(end, "something is missing here", "type a word"));
        };
        match (next, self.bare()) {
            ('(', _) => self.group(depth),
            (')', _) => Err(self.error(self.one(), "there is nothing in front of this parenthesis", "type a word")),
            (_, "NOT") => {
                self.take_operator("NOT")?;
                Ok(Expr::Not(Box::new(self.unary(depth + 1)?)))
            }
            (_, operator @ ("AND" | "OR")) => {
                let hint =
                    format!("put a word before it, or type \"{operator}\" in quotation marks to look for the word");
                Err(self.error(self.run(), format!("{operator} has nothing to join before it"), hint))
            }
            ('-', _) => {
                let span = self.one();
                self.at += 1;
                let stands_alone = self.rest().chars().next().is_none_or(|next| next.is_whitespace() || next == ')');
                if stands_alone {
                    let hint = "put it right before a word to leave out what has the word, or leave it away";
                    return Err(self.error(span, "this dash stands alone", hint));
                }
                Ok(Expr::Not(Box::new(self.unary(depth + 1)?)))
            }
            _ => self.term().map(Expr::Term),
        }
    }

    fn group(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let open = self.one();
        self.at += 1;
        if self.next() == Some(')') {
            return Err(self.error(
                Span::new(open.start, self.at + 1),
                "these parentheses are empty",
                "leave them out",
            ));
        }
        if self.next().is_none() {
            return Err(self.unclosed(open));
        }
        let inner = self.query(depth + 1)?;
        if self.next() != Some(')') {
            return Err(self.unclosed(open));
        }
        self.at += 1;
        Ok(inner)
    }

    fn unclosed(&self, open: Span) -> QueryError {
        self.error(open, "this parenthesis is never closed", "add a ) where it should end")
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            let message = format!("the query has more than {MAX_TERMS} words and phrases");
            return Err(self.error(self.run(), message, "search in several steps"));
        }
        let start = self.at;
        if self.next().is_some_and(is_quote) {
            let (inside, span) = self.quoted()?;
            let phrase = self.phrase(inside, span, false)?;
            return Ok(Term { leaf: Leaf::Text(phrase), span });
        }
        let span = self.run();
        let bare = self.bare();
        let leaf = if let Some((name, value)) = bare.split_once(':') {
            self.field(name, value)?
        } else {
            self.at = span.end;
            let (word, prefix) = self.word(bare, span)?;
            Leaf::Text(self.phrase(word, span, prefix)?)
        };
        Ok(Term { leaf, span: Span::new(start, self.at) })
    }

    /// Takes a quotation: what is inside, and the span with its marks.
    fn quoted(&mut self) -> Result<(&'q str, Span), QueryError> {
        let open = self.one();
        let rest = self.text.get(open.end..).unwrap_or_default();
        let Some(length) = rest.find(is_quote) else {
            let hint = "add a second quotation mark where the phrase should end";
            return Err(self.error(open, "this quotation mark is never closed", hint));
        };
        let inside = rest.get(..length).unwrap_or_default();
        self.at = open.end + length;
        self.at = self.one().end;
        if let Some(star) = inside.find('*') {
            let at = open.end + star;
            let hint = "look for the beginning of a word outside quotation marks: improv*";
            return Err(self.error(Span::new(at, at + 1), "* does not work inside a phrase", hint));
        }
        Ok((inside, Span::new(open.start, self.at)))
    }

    fn phrase(&self, text: &str, span: Span, prefix: bool) -> Result<Phrase, QueryError> {
        let phrase = Phrase::of(text, prefix);
        if phrase.words.is_empty() {
            return Err(self.error(span, "there is no letter or digit to look for here", "type a word"));
        }
        Ok(phrase)
    }

    /// Checks a bare word that stands at `span`, and takes the star off its end.
    fn word(&self, bare: &'q str, span: Span) -> Result<(&'q str, bool), QueryError> {
        if let Some((at, length, message, hint)) = unsupported(bare) {
            let start = span.start + at;
            return Err(self.error(Span::new(start, start + length), message, hint));
        }
        let Some(word) = bare.strip_suffix('*') else { return Ok((bare, false)) };
        if word.chars().rev().take_while(|letter| letter.is_alphanumeric()).count() < 2 {
            let hint = "type at least two letters before it: im*";
            return Err(self.error(span, "* needs the beginning of a word", hint));
        }
        Ok((word, true))
    }

    /// Reads the value of a field; the parser still stands before the field's name.
    fn field(&mut self, name: &str, value: &'q str) -> Result<Leaf, QueryError> {
        let start = self.at;
        let label = Span::new(start, start + name.len());
        let Some((_, field)) = FIELDS.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)) else {
            let names: Vec<&str> = FIELDS.iter().map(|(known, _)| *known).collect();
            let hint = format!(
                "the fields are {}; to look for text with a colon, put it in quotation marks",
                names.join(", ")
            );
            let span = if label.is_empty() { Span::new(start, start + 1) } else { label };
            return Err(self.error(span, format!("there is no field {name:?}"), hint));
        };
        let from = label.end + 1;
        self.at = from;
        let follows = self.rest().chars().next();
        if value.is_empty() && follows.is_some_and(is_quote) {
            let (inside, span) = self.quoted()?;
            return self.value(field, inside, span, false);
        }
        if value.is_empty() {
            let (message, hint) = if follows == Some('(') {
                ("a field takes one value, no parentheses", format!("repeat the field: ({name}:a OR {name}:b)"))
            } else {
                ("this field has no value", format!("type it right behind the colon: {name}:value"))
            };
            return Err(self.error(Span::new(start, from), message, hint));
        }
        let span = Span::new(from, from + value.len());
        self.at = span.end;
        match field {
            ValueField::Year => return self.years(value, span),
            ValueField::Id => return self.id(value, span),
            _ => {}
        }
        let (value, prefix) = self.word(value, span)?;
        self.value(field, value, span, prefix)
    }

    fn value(&self, field: ValueField, value: &str, span: Span, prefix: bool) -> Result<Leaf, QueryError> {
        let wanted = match field {
            ValueField::Year => return self.years(value, span),
            ValueField::Id => return self.id(value, span),
            ValueField::Outcome => Wanted::Code { code: self.yes_or_no(value, span)?.to_owned(), prefix: false },
            ValueField::Organisation | ValueField::Heading => Wanted::Words(self.phrase(value, span, prefix)?),
            ValueField::File => Wanted::File { name: value.to_owned(), prefix },
            ValueField::Category | ValueField::Partnering | ValueField::Domain | ValueField::Block => {
                // Codes are words too: something must be there to look for.
                self.phrase(value, span, prefix)?;
                Wanted::Code { code: value.to_owned(), prefix }
            }
        };
        Ok(Leaf::Value(field, wanted))
    }

    fn yes_or_no(&self, value: &str, span: Span) -> Result<&'static str, QueryError> {
        match value.to_lowercase().as_str() {
            "yes" | "true" => Ok("yes"),
            "no" | "false" => Ok("no"),
            _ => Err(self.error(span, "outcome is yes or no", "type outcome:yes or outcome:no")),
        }
    }

    /// Reads the id of a statement, or the beginning of one that names a page or a document.
    fn id(&self, value: &str, span: Span) -> Result<Leaf, QueryError> {
        let number = |part: Option<&str>, letter| match part.map(|part| part.strip_prefix(letter)?.parse::<u32>().ok())
        {
            None => Ok(None),
            Some(Some(number)) if number > 0 => Ok(Some(number)),
            Some(_) => Err(()),
        };
        let typed = value.to_ascii_lowercase();
        let mut parts = typed.split('.');
        let document = parts.next().unwrap_or_default();
        let is_document =
            (SHORTEST_ID..=64).contains(&document.len()) && document.chars().all(|c| c.is_ascii_hexdigit());
        match (number(parts.next(), 'p'), number(parts.next(), 's'), parts.next()) {
            (Ok(page), Ok(statement), None) if is_document => {
                let wanted = Wanted::Id { document: document.to_owned(), page, statement };
                Ok(Leaf::Value(ValueField::Id, wanted))
            }
            _ => {
                let hint = "type a statement's id as tallies give it, id:04d2e0dd31b1.p3.s8, or less of it: \
                            id:04d2e0dd31b1.p3, id:04d2e0dd31b1";
                Err(self.error(span, "this is no id of a statement, a page or a document", hint))
            }
        }
    }

    fn years(&self, value: &str, span: Span) -> Result<Leaf, QueryError> {
        let year = |text: &str| (text.len() == 4).then(|| text.parse::<u16>().ok()).flatten().map(i32::from);
        let range = match value.split_once("..") {
            None => year(value).map(|only| (only, only)),
            Some((from, "")) => year(from).map(|from| (from, 9999)),
            Some(("", to)) => year(to).map(|to| (0, to)),
            Some((from, to)) => year(from).zip(year(to)),
        };
        match range {
            Some((from, to)) if from <= to => Ok(Leaf::Value(ValueField::Year, Wanted::Years { from, to })),
            Some(_) => Err(self.error(span, "the first year is later than the last", "swap them: year:2015..2020")),
            None => {
                let hint = "type year:2019, year:2015..2020, year:2015.. or year:..2020";
                Err(self.error(span, "this is no year and no range of years", hint))
            }
        }
    }
}

const fn is_quote(next: char) -> bool {
    matches!(next, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

/// One part is itself; several are joined.
fn one_or(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            join(parts)
        }
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
