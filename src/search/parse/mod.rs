//! The query language, from text to tree.
//!
//! ```text
//! query   = either { "OR" either }
//! either  = near { [ "AND" ] near }
//! near    = unary { ( "NEAR/n" | "ONEAR/n" ) unary }
//! unary   = ( "NOT" | "-" ) unary | group | term
//! group   = [ field ":" ] "(" query ")"
//! term    = [ field ":" ] ( [ "=" ] word [ "~1" | "~2" ] | [ "=" ] '"' words '"' [ "~n" ] )
//! ```
//! A word may hold `*` (any letters or none) and `?` (any one). A word that holds several words (`co-production`, `20%`)
//! stands for these in a row. What other search tools understand and this one does not is refused with the place and a
//! hint. Bounded: [`MAX_QUERY_BYTES`], [`MAX_DEPTH`], [`MAX_TERMS`]; one pass, no going back, so that work grows with the
//! length alone.

mod fields;
mod words;

pub use fields::FACETS;
pub(crate) use fields::{id_of, is_of_statements, typed_name};

use crate::error::QueryError;
use crate::index::{Condition, Query, SpanPattern, ValueField, one_or};
use fields::{QueryField, Setting};
use stratmine_model::Span;
use stratmine_model::hits::Unit;
use stratmine_model::limits::MAX_QUERY_BYTES;
use words::{operator_elsewhere, unsupported};

/// How deep parentheses and negations may nest.
pub(crate) const MAX_DEPTH: usize = 32;

/// How many terms a query may have.
pub(crate) const MAX_TERMS: usize = 64;

/// How many words may stand between two that are near, or in a phrase.
pub(crate) const MAX_DISTANCE: u32 = 50;

/// How many times something near may be near something else.
const MAX_NEAR: usize = 4;

/// A query, with what it says of how it is to be searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedQuery {
    /// What to look for; nothing where only fields of the search itself were typed.
    pub query: Option<TypedQuery>,
    /// `in:page` or `in:statement`.
    pub unit: Option<Unit>,
    /// `in:all`: boilerplate of pages is searched too.
    pub boilerplate: bool,
    /// `per:document`: conditions hold within the document.
    pub per_document: bool,
    /// Words typed in lower case that are operators in capitals, in the order typed.
    pub lower_operators: Vec<String>,
}

/// Conditions as typed, joined. The plan makes a question to the index of it, in which words are replaced by what they
/// stand for.
pub type TypedQuery = Query<TypedTerm>;

/// Words as typed: one, a phrase, two near each other, or any of several.
pub type TypedText = SpanPattern<TypedWord>;

/// One condition as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedTerm {
    /// What it asks for.
    pub condition: Condition<TypedText>,
    /// Where it stands in the query, in bytes.
    pub span: Span,
}

/// A word as typed; or several that it is read as (`co-production`), or that stand in a row in a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedWord {
    /// In any of its forms.
    Plain(String),
    /// In this form alone.
    Exact(String),
    /// A pattern with `*` or `?`.
    Pattern(String),
    /// Spelt nearly so: with at most so many changes of a letter.
    Fuzzy(String, u8),
}

/// Reads a query. A blank one has no conditions.
///
/// ```
/// let parsed = stratmine_search::parse("quality NEAR/5 care year:2015..2020")?;
/// assert_eq!(parsed.query.map(|query| query.leaves().len()), Some(2));
///
/// let error = stratmine_search::parse("quality NEAR care").unwrap_err();
/// assert_eq!((error.span.start, error.span.end), (8, 12));
/// assert_eq!(error.hint, "say how many words may stand between: NEAR/5");
/// # Ok::<(), stratmine_search::QueryError>(())
/// ```
///
/// # Errors
/// Points at the first place that cannot be understood.
pub fn parse(query: &str) -> Result<ParsedQuery, QueryError> {
    counted(query).0
}

/// Reads a query, and says in how many steps.
pub(crate) fn counted(query: &str) -> (Result<ParsedQuery, QueryError>, usize) {
    if query.len() > MAX_QUERY_BYTES {
        let at = query.floor_char_boundary(MAX_QUERY_BYTES);
        let error = QueryError {
            query: query.to_owned(),
            span: Span::new(at, at),
            message: format!("the query is longer than {MAX_QUERY_BYTES} bytes"),
            hint: "search in several steps, or with --batch".to_owned(),
        };
        return (Err(error), 1);
    }
    let mut parser = Parser { text: query, at: 0, terms: 0, steps: 0, field: None, parsed: ParsedQuery::default() };
    let query = parser.whole();
    let mut parsed = parser.parsed;
    let result = query.map(|query| {
        parsed.query = query;
        parsed
    });
    (result, parser.steps)
}

struct Parser<'q> {
    text: &'q str,
    at: usize,
    terms: usize,
    /// Characters looked at and rules entered.
    steps: usize,
    /// The field whose parentheses we are in.
    field: Option<QueryField>,
    parsed: ParsedQuery,
}

/// What a rule gives: nothing for what only says how to search (`in:page`).
type ParsedPart = Option<TypedQuery>;

impl<'q> Parser<'q> {
    fn whole(&mut self) -> Result<ParsedPart, QueryError> {
        if self.next().is_none() {
            return Ok(None);
        }
        let expr = self.query(0)?;
        match self.next() {
            None => Ok(expr),
            Some(_) => {
                Err(self.error(self.one(), "this parenthesis closes nothing", "leave it out, or open one before"))
            }
        }
    }

    /// The next character that is not white space; it is not taken.
    fn next(&mut self) -> Option<char> {
        let rest = self.rest();
        let skipped = rest.len() - rest.trim_start().len();
        self.at += skipped;
        self.steps += skipped + 1;
        self.rest().chars().next()
    }

    fn rest(&self) -> &'q str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next bare run: everything up to white space, a parenthesis or a quotation mark; it is not taken.
    fn bare(&mut self) -> &'q str {
        let rest = self.rest();
        let end = rest.find(|next: char| next.is_whitespace() || matches!(next, '(' | ')') || is_quote(next));
        let bare = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.steps += bare.len();
        bare
    }

    /// The span of the next character.
    fn one(&self) -> Span {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        Span::new(self.at, self.at + length)
    }

    /// The span of the next bare run.
    fn run(&mut self) -> Span {
        let start = self.at;
        Span::new(start, start + self.bare().len())
    }

    fn error(&self, span: Span, message: impl Into<String>, hint: impl Into<String>) -> QueryError {
        QueryError { query: self.text.to_owned(), span, message: message.into(), hint: hint.into() }
    }

    fn query(&mut self, depth: usize) -> Result<ParsedPart, QueryError> {
        let mut parts = Vec::new();
        let first = Span::new(self.at, self.at);
        parts.extend(self.either(depth)?);
        let mut alternatives = 1;
        while self.next().is_some() && self.bare() == "OR" {
            self.take_operator("OR")?;
            parts.extend(self.either(depth)?);
            alternatives += 1;
        }
        if alternatives > 1 && parts.len() < alternatives {
            return Err(self.error(first, "in: and per: say how to search, and are no alternative", "put them first"));
        }
        Ok(one_or(parts, Query::Any))
    }

    fn either(&mut self, depth: usize) -> Result<ParsedPart, QueryError> {
        let mut parts = Vec::new();
        parts.extend(self.near(depth)?);
        while let Some(next) = self.next() {
            match self.bare() {
                "OR" => break,
                "AND" => self.take_operator("AND")?,
                _ if next == ')' => break,
                word @ ("or" | "and" | "not" | "near" | "onear") => self.parsed.lower_operators.push(word.to_owned()),
                _ => {}
            }
            parts.extend(self.near(depth)?);
        }
        Ok(one_or(parts, Query::All))
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

    fn near(&mut self, depth: usize) -> Result<ParsedPart, QueryError> {
        self.next();
        let start = self.at;
        let mut left = self.unary(depth)?;
        let mut times = 0;
        while self.next().is_some()
            && let Some((distance, ordered)) = self.nearness()?
        {
            let operator = self.run();
            times += 1;
            if times > MAX_NEAR {
                let message = format!("more than {} things near each other", MAX_NEAR + 1);
                return Err(self.error(operator, message, "search in several steps"));
            }
            let name = self.text.get(operator.start..operator.end).unwrap_or_default();
            self.take_operator(name)?;
            let behind = self.at;
            let right = self.unary(depth)?;
            let left_span = Span::new(start, operator.start);
            let (field, one) = self.words_alone(left, left_span)?;
            let (other_field, other) = self.words_alone(right, Span::new(behind, self.at))?;
            if field != other_field {
                let hint = "name the field once, around both: heading:(a NEAR/5 b)";
                return Err(self.error(operator, "the two stand in different fields", hint));
            }
            let text = SpanPattern::Near { left: Box::new(one), right: Box::new(other), distance, ordered };
            left = Some(self.leaf(Condition::Words(field, text), start));
        }
        Ok(left)
    }

    /// The distance and order of an operator of nearness that comes next.
    fn nearness(&mut self) -> Result<Option<(u32, bool)>, QueryError> {
        let span = self.run();
        let bare = self.bare();
        let Some((name, number)) = bare.split_once('/') else {
            if matches!(bare, "NEAR" | "ONEAR") {
                let hint = format!("say how many words may stand between: {bare}/5");
                return Err(self.error(span, format!("{bare} needs a number"), hint));
            }
            return Ok(None);
        };
        let ordered = match name {
            "NEAR" => false,
            "ONEAR" => true,
            _ => return Ok(None),
        };
        match number.parse() {
            Ok(distance) if distance <= MAX_DISTANCE => Ok(Some((distance, ordered))),
            _ => {
                let hint = format!("type {name}/5; the most is {name}/{MAX_DISTANCE}");
                Err(self.error(span, format!("{name}/ needs a number of words up to {MAX_DISTANCE}"), hint))
            }
        }
    }

    /// What stands next to an operator of nearness: words, phrases, or any of several of them.
    fn words_alone(&self, part: ParsedPart, span: Span) -> Result<(Option<ValueField>, TypedText), QueryError> {
        let refuse = || {
            let hint = "beside NEAR/n there can be a word, a phrase, or several of them with OR in parentheses";
            self.error(span, "this cannot be near something", hint)
        };
        match part {
            Some(Query::Leaf(TypedTerm { condition: Condition::Words(field, text), .. })) => Ok((field, text)),
            Some(Query::Any(parts)) => {
                let mut texts = Vec::with_capacity(parts.len());
                let mut fields = Vec::with_capacity(parts.len());
                for part in parts {
                    let (field, text) = self.words_alone(Some(part), span)?;
                    fields.push(field);
                    texts.push(text);
                }
                let first = fields.first().copied().flatten();
                if fields.iter().all(|field| *field == first) {
                    Ok((first, SpanPattern::Any(texts)))
                } else {
                    Err(refuse())
                }
            }
            _ => Err(refuse()),
        }
    }

    fn unary(&mut self, depth: usize) -> Result<ParsedPart, QueryError> {
        self.steps += 1;
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
                self.negated(depth)
            }
            (_, operator @ ("AND" | "OR")) => Err(self.nothing_before(operator)),
            ('-', _) => {
                let span = self.one();
                self.at += 1;
                let stands_alone = self.rest().chars().next().is_none_or(|next| next.is_whitespace() || next == ')');
                if stands_alone {
                    let hint = "put it right before a word to leave out what has the word, or leave it away";
                    return Err(self.error(span, "this dash stands alone", hint));
                }
                self.negated(depth)
            }
            (_, bare) => {
                if self.nearness()?.is_some() {
                    return Err(self.nothing_before(bare));
                }
                self.term(depth)
            }
        }
    }

    fn nothing_before(&mut self, operator: &str) -> QueryError {
        let hint = format!("put a word before it, or type \"{operator}\" in quotation marks to look for the word");
        let span = self.run();
        self.error(span, format!("{operator} has nothing to join before it"), hint)
    }

    fn negated(&mut self, depth: usize) -> Result<ParsedPart, QueryError> {
        // What only says how to search is refused within.
        Ok(self.unary(depth + 1)?.map(|part| Query::Not(Box::new(part))))
    }

    fn group(&mut self, depth: usize) -> Result<ParsedPart, QueryError> {
        let open = self.one();
        self.at += 1;
        match self.next() {
            Some(')') => {
                let both = Span::new(open.start, self.at + 1);
                return Err(self.error(both, "these parentheses are empty", "leave them out"));
            }
            None => return Err(self.unclosed(open)),
            Some(_) => {}
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

    fn term(&mut self, depth: usize) -> Result<ParsedPart, QueryError> {
        self.terms += 1;
        let span = self.run();
        if self.terms > MAX_TERMS {
            let message = format!("the query has more than {MAX_TERMS} words and phrases");
            return Err(self.error(span, message, "search in several steps, or with --batch"));
        }
        let start = self.at;
        let bare = self.bare();
        if let Some((name, _)) = bare.split_once(':') {
            return self.named(name, depth, start);
        }
        let condition = match self.field {
            Some(QueryField::Value(field)) => self.bare_value(field, span)?,
            Some(QueryField::Text(field)) => Condition::Words(Some(field), self.words()?),
            Some(QueryField::Setting(_)) | None => Condition::Words(None, self.words()?),
        };
        Ok(Some(self.leaf(condition, start)))
    }

    /// A field with its value, or with a group of values; the parser still stands before its name.
    fn named(&mut self, name: &str, depth: usize, start: usize) -> Result<ParsedPart, QueryError> {
        let label = Span::new(start, start + name.len());
        let field = self.field_called(name, label)?;
        if self.field.is_some() {
            let hint = "close the parentheses of the one field before the other";
            return Err(self.error(label, "a field inside another field", hint));
        }
        self.at = label.end + 1;
        let follows = self.rest().chars().next();
        match (field, follows) {
            (_, None) => return Err(self.no_value(name, label)),
            (_, Some(next)) if next.is_whitespace() || next == ')' => return Err(self.no_value(name, label)),
            (QueryField::Setting(setting), _) => {
                self.setting(setting, depth, Span::new(start, self.at))?;
                return Ok(None);
            }
            (_, Some('(')) => {
                self.field = Some(field);
                let inner = self.group(depth);
                self.field = None;
                return inner;
            }
            _ => {}
        }
        let span = self.run();
        let condition = match field {
            QueryField::Value(field) => self.bare_value(field, span)?,
            QueryField::Text(field) => Condition::Words(Some(field), self.words()?),
            QueryField::Setting(_) => return Ok(None),
        };
        Ok(Some(self.leaf(condition, start)))
    }

    fn leaf(&self, condition: Condition<TypedText>, start: usize) -> TypedQuery {
        Query::Leaf(TypedTerm { condition, span: Span::new(start, self.at) })
    }

    fn no_value(&self, name: &str, label: Span) -> QueryError {
        let hint = format!("type it right behind the colon: {name}:value");
        self.error(Span::new(label.start, label.end + 1), "this field has no value", hint)
    }

    /// Takes what `in:` or `per:` says.
    fn setting(&mut self, setting: Setting, depth: usize, label: Span) -> Result<(), QueryError> {
        if depth > 0 {
            let hint = "type it outside all parentheses, at the beginning or the end";
            return Err(self.error(label, "in: and per: are said of the whole query", hint));
        }
        let span = self.run();
        let value = self.bare();
        self.at = span.end;
        self.set(setting, value, span)
    }

    /// Takes a quotation: what is inside, and the span with its marks.
    fn quoted(&mut self) -> Result<(&'q str, Span), QueryError> {
        let open = self.one();
        let rest = self.text.get(open.end..).unwrap_or_default();
        let Some(length) = rest.find(is_quote) else {
            let hint = "add a second quotation mark where the phrase should end";
            return Err(self.error(open, "this quotation mark is never closed", hint));
        };
        self.steps += length;
        let inside = rest.get(..length).unwrap_or_default();
        self.at = open.end + length;
        self.at = self.one().end;
        Ok((inside, Span::new(open.start, self.at)))
    }

    /// Refuses a bare word with something in it that is not supported here.
    fn supported(&self, bare: &str, span: Span) -> Result<(), QueryError> {
        let refused = operator_elsewhere(bare).or_else(|| unsupported(bare));
        let Some((at, length, message, hint)) = refused else { return Ok(()) };
        let start = span.start + at;
        Err(self.error(Span::new(start, start + length), message, hint))
    }
}

const fn is_quote(next: char) -> bool {
    matches!(next, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

#[cfg(test)]
mod tests;
