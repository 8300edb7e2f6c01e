//! What the commands that take a query have in common: the query as typed, and what hits must meet besides.

use crate::Study;
use clap::ValueEnum;
use std::ffi::OsString;
use stratmine_model::hits::Unit;
use stratmine_search::{Filters, Request};

/// The commands that take a query.
const WITH_QUERY: [&str; 3] = ["search", "kwic", "collocates"];

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum In {
    /// Pages
    #[value(alias = "page")]
    Pages,
    /// Statements, with their codes
    #[value(alias = "statement")]
    Statements,
}

/// What a hit must meet besides the query.
#[derive(clap::Args)]
pub(super) struct Conditions {
    /// What is searched and counted [default: pages; statements where anything of statements is asked for]
    #[arg(long = "in", value_name = "UNIT", value_enum)]
    unit: Option<In>,
    /// Take words as typed: no other forms (improve, improving), no other spellings (centre, center)
    #[arg(long)]
    pub(super) exact: bool,
    /// Only statements with this outcome category, or `unclassified`; may be given several times
    #[arg(long, value_name = "CODE")]
    category: Vec<String>,
    /// Only documents of organisations with these words in their name; may be given several times
    #[arg(long, value_name = "WORDS", alias = "org")]
    organisation: Vec<String>,
    /// Only documents of this year, or of these years: 2015-2019
    #[arg(long, value_name = "YEAR", value_parser = years)]
    year: Option<(i32, i32)>,
    /// Only documents with this partnering type; may be given several times
    #[arg(long, value_name = "CODE", alias = "type")]
    partnering: Vec<String>,
    /// Only statements with this integration domain; may be given several times
    #[arg(long, value_name = "CODE")]
    domain: Vec<String>,
    /// Only intended outcomes
    #[arg(long)]
    outcomes: bool,
}

impl Conditions {
    /// The unit that was chosen.
    pub(super) fn unit(&self) -> Option<Unit> {
        self.unit.map(|unit| if unit == In::Pages { Unit::Page } else { Unit::Statement })
    }

    /// The request without its list.
    pub(super) fn request(&self, study: &Study, words: &[String]) -> Request {
        Request {
            query: query(&with_files_named(study, words)),
            filters: Filters {
                categories: self.category.clone(),
                organisations: self.organisation.clone(),
                years: self.year.map(|(first, last)| first..=last),
                partnering: self.partnering.clone(),
                domains: self.domain.clone(),
                outcomes_only: self.outcomes,
            },
            unit: self.unit(),
            exact: self.exact,
            ..Request::default()
        }
    }
}

/// The words with each paper after `file:` as the index names it, from how a person does.
pub(super) fn with_files_named(study: &Study, words: &[String]) -> Vec<String> {
    let named = |piece: &str| match piece.split_once("file:") {
        Some((sign @ ("" | "-" | "("), file)) => format!("{sign}file:{}", study.file_named(file)),
        _ => piece.to_owned(),
    };
    words.iter().map(|word| word.split(' ').map(named).collect::<Vec<_>>().join(" ")).collect()
}

/// The query as typed. The shell takes quotes away: one argument of several plain words among several is a phrase again;
/// one with operators is a part of the query.
pub(super) fn query(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| word.replace(DASH, "-")).collect();
    let is_several = |word: &String| words.len() > 1 && word.contains(' ') && !word.contains('"');
    let is_query = |word: &str| {
        let operator = |word: &str| {
            matches!(word, "OR" | "AND" | "NOT") || word.contains(['(', ')', ':', '*', '?', '~', '=', '/'])
        };
        word.split(' ').any(operator)
    };
    let quoted = words.iter().map(|word| {
        let (sign, rest) = word.strip_prefix('-').map_or(("", word.as_str()), |rest| ("-", rest));
        match (is_several(word), is_query(rest)) {
            (false, _) => word.clone(),
            (true, true) => format!("{sign}({rest})"),
            (true, false) => format!("{sign}\"{rest}\""),
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// What stands for the dash of a word to be left out, on its way past the options; no text holds it.
const DASH: char = '\u{e0ad}';

/// Options of one dash, with what they may be followed by in the same argument.
fn is_short_option(argument: &str) -> bool {
    let mut letters = argument.chars().skip(1);
    match letters.next() {
        Some('n') => letters.all(|letter| letter.is_ascii_digit() || letter == '='),
        Some('q' | 'h' | 'V' | 'o') => letters.next().is_none(),
        _ => false,
    }
}

/// The arguments of the program with words to be left out (`-staff`) told from options: they get another dash. Options
/// win where a word could be one (`-n`), and after `--` there are none.
pub(super) fn tell_words_from_options(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    let of_program = |argument: &OsString| argument.to_str().is_none_or(|text| text.starts_with('-'));
    // The subcommand is the first argument that is neither an option nor, perhaps, an option's value.
    let takes_query = |argument: &OsString| WITH_QUERY.iter().any(|name| argument == name);
    let search = arguments.iter().position(takes_query).filter(|place| {
        let before = arguments.get(1..*place).unwrap_or_default();
        before.iter().step_by(2).all(of_program) || before.iter().all(of_program)
    });
    let after = search.map_or(arguments.len(), |place| place + 1);
    for argument in arguments.iter_mut().skip(after).take_while(|argument| *argument != "--") {
        let word = argument.to_str().and_then(|text| text.strip_prefix('-')).filter(|word| {
            !word.starts_with('-')
                && word.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '(' | '=' | '*'))
        });
        if let Some(word) = word.filter(|word| !is_short_option(&format!("-{word}"))) {
            *argument = format!("{DASH}{word}").into();
        }
    }
    arguments
}

fn years(text: &str) -> Result<(i32, i32), String> {
    let year = |text: &str| text.trim().parse::<i32>().ok().filter(|year| (0..=9999).contains(year));
    let ends = text.split_once("..").or_else(|| text.split_once('-'));
    let range = ends.map_or_else(|| Some((year(text)?, year(text)?)), |(a, b)| Some((year(a)?, year(b)?)));
    range.filter(|(first, last)| first <= last).ok_or_else(|| "a year (2019) or years (2015-2019)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_one_or_a_range() {
        assert_eq!(years("2019"), Ok((2019, 2019)));
        assert_eq!(years("2015-2019"), Ok((2015, 2019)));
        assert_eq!(years("2015..2019"), Ok((2015, 2019)));
        for wrong in ["", "x", "2019-2015", "20190", "-5"] {
            assert!(years(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_dash_leaves_a_word_out_and_options_stay_options() {
        let told = |typed: &str| -> String {
            let arguments = typed.split(' ').map(OsString::from);
            let told =
                tell_words_from_options(arguments).into_iter().map(|told| told.into_string().unwrap_or_default());
            told.collect::<Vec<_>>().join(" ").replace(DASH, "NOT-")
        };
        assert_eq!(told("stratmine search nurse -staff --in pages"), "stratmine search nurse NOT-staff --in pages");
        assert_eq!(told("stratmine search -nurse a -n 5 -n5 -q"), "stratmine search NOT-nurse a -n 5 -n5 -q");
        assert_eq!(told("stratmine --quiet search -staff"), "stratmine --quiet search NOT-staff");
        assert_eq!(told("stratmine --index search run -q"), "stratmine --index search run -q");
        assert_eq!(told("stratmine kwic nurse -staff"), "stratmine kwic nurse NOT-staff");
        assert_eq!(told("stratmine search a -- -staff"), "stratmine search a -- -staff");
        assert_eq!(told("stratmine lexicon explain -x"), "stratmine lexicon explain -x");
    }

    #[test]
    fn a_phrase_among_words_stays_a_phrase() {
        let query = |words: &[&str]| super::query(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(query(&["integrated care"]), "integrated care");
        assert_eq!(query(&["\"integrated care\""]), "\"integrated care\"");
        assert_eq!(query(&["staff", "integrated care"]), "staff \"integrated care\"");
        assert_eq!(query(&["staff", "-integrated care"]), "staff -\"integrated care\"");
        assert_eq!(query(&["staff", "quality NEAR/5 care"]), "staff (quality NEAR/5 care)");
        assert_eq!(query(&["year:2019", "a OR b"]), "year:2019 (a OR b)");
    }
}
