//! `stratmine search`: find words in pages and statements.

use super::Verdict;
use super::common::{Common, Forms};
use crate::pipeline::{self, Filters, Request, Unit};
use clap::ValueEnum;
use std::ffi::OsString;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum In {
    /// Pages
    Pages,
    /// Statements, with their codes
    Statements,
}

/// Find words and phrases, with the page and the words around them
///
/// All words must stand on one page (or in one statement); "in quotes" they must follow one another; -word leaves out what
/// has the word. The fields category:, outcome:, organisation:, year:, partnering:, domain:, file:, heading:, block: (of
/// statements) and id: narrow the search; id:04d2e0dd31b1.p3.s8 --in statements shows the statement with that id. Each
/// document is listed with its hits beneath, best first. As csv, json or jsonl: one row a hit.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What to look for; may be left out where a filter is given
    #[arg(value_name = "WORDS")]
    query: Vec<String>,
    /// What is searched and counted
    #[arg(long = "in", value_name = "UNIT", value_enum, default_value_t = In::Pages)]
    unit: In,
    /// Only hits with this outcome category, or `unclassified`; may be given several times
    #[arg(long, value_name = "CODE")]
    category: Vec<String>,
    /// Only documents of organisations with these words in their name; may be given several times
    #[arg(long, value_name = "WORDS")]
    organisation: Vec<String>,
    /// Only documents of this year, or of these years: 2015-2019
    #[arg(long, value_name = "YEAR", value_parser = years)]
    year: Option<(i32, i32)>,
    /// Only documents with this partnering type; may be given several times
    #[arg(long, value_name = "CODE")]
    partnering: Vec<String>,
    /// Only hits with this integration domain; may be given several times
    #[arg(long, value_name = "CODE")]
    domain: Vec<String>,
    /// Only intended outcomes, or pages that hold one
    #[arg(long)]
    outcomes: bool,
    /// Most hits listed; all are counted
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let request = Request {
        query: query(&args.query),
        filters: Filters {
            categories: args.category.clone(),
            organisations: args.organisation.clone(),
            years: args.year.map(|(first, last)| first..=last),
            partnering: args.partnering.clone(),
            domains: args.domain.clone(),
            outcomes_only: args.outcomes,
        },
        unit: if args.unit == In::Pages { Unit::Page } else { Unit::Statement },
        limit: args.limit,
    };
    let results = pipeline::search(&common.place(), &request)?;
    args.forms.print_with(|shape, look, mut out| pipeline::write_hits(&results, shape, look, &mut out))?;
    Ok(Verdict::Complete)
}

/// The query as typed. The shell takes quotes away: one argument of several words among several is a phrase again.
fn query(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| word.replace(DASH, "-")).collect();
    let is_phrase = |word: &String| words.len() > 1 && word.contains(' ') && !word.contains('"');
    let quoted = words.iter().map(|word| match word.strip_prefix('-') {
        _ if !is_phrase(word) => word.clone(),
        Some(rest) => format!("-\"{rest}\""),
        None => format!("\"{word}\""),
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
        Some('q' | 'h' | 'V') => letters.next().is_none(),
        _ => false,
    }
}

/// The arguments of the program with words to be left out (`-staff`) told from options: they get another dash. Options
/// win where a word could be one (`-n`), and after `--` there are none.
pub(super) fn tell_words_from_options(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    let of_program = |argument: &OsString| argument.to_str().is_none_or(|text| text.starts_with('-'));
    // The subcommand is the first argument that is neither an option nor, perhaps, an option's value.
    let search = arguments.iter().position(|argument| argument == "search").filter(|place| {
        let before = arguments.get(1..*place).unwrap_or_default();
        before.iter().step_by(2).all(of_program) || before.iter().all(of_program)
    });
    let after = search.map_or(arguments.len(), |place| place + 1);
    for argument in arguments.iter_mut().skip(after).take_while(|argument| *argument != "--") {
        let word = argument.to_str().and_then(|text| text.strip_prefix('-')).filter(|word| {
            !word.starts_with('-') && word.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '('))
        });
        if let Some(word) = word.filter(|word| !is_short_option(&format!("-{word}"))) {
            *argument = format!("{DASH}{word}").into();
        }
    }
    arguments
}

fn years(text: &str) -> Result<(i32, i32), String> {
    let year = |text: &str| text.trim().parse::<i32>().ok().filter(|year| (0..=9999).contains(year));
    let range =
        text.split_once('-').map_or_else(|| Some((year(text)?, year(text)?)), |(a, b)| Some((year(a)?, year(b)?)));
    range.filter(|(first, last)| first <= last).ok_or_else(|| "a year (2019) or years (2015-2019)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_one_or_a_range() {
        assert_eq!(years("2019"), Ok((2019, 2019)));
        assert_eq!(years("2015-2019"), Ok((2015, 2019)));
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
    }
}
