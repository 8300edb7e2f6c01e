//! Drawing statements for people to code, and what each then stands for.
//!
//! Strata get equal numbers as far as each has them, so that rare codes are seen often enough; a [`Key`] remembers how many
//! statements each stratum has, by which figures are weighted afterwards. It is kept apart from the sheet, because it would
//! tell the coders what the program says.

use super::sheet::Weights;
use crate::statistics::next;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stratmine_model::spreadsheet::{decoded, delimiter};
use stratmine_model::{Hints, Page, Span, Statement};

/// By what statements are divided before they are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Stratification {
    /// Not at all
    Nothing,
    /// Whether the program holds them to be outcomes
    Outcome,
    /// Their category: one of the four, several, none, or no outcome
    Category,
    /// How near the decision was: bands of the probability
    Score,
    /// Their document
    Document,
}

impl Stratification {
    /// The stratum of a statement of a document, by what the program says of it.
    pub fn stratum(self, file: &str, statement: &Statement) -> String {
        match self {
            Self::Nothing => "all".to_owned(),
            Self::Outcome => if statement.proposed.intended_outcome { "outcome" } else { "no outcome" }.to_owned(),
            Self::Category => category(statement).to_owned(),
            Self::Score => band(statement).to_owned(),
            Self::Document => file.to_owned(),
        }
    }
}

fn category(statement: &Statement) -> &str {
    match statement.proposed.categories.as_slice() {
        _ if !statement.proposed.intended_outcome => "no outcome",
        [] => "none",
        [one] => one,
        _ => "several",
    }
}

/// Bands of the probability of being an outcome, narrow where most statements lie.
fn band(statement: &Statement) -> &'static str {
    match statement.probability {
        None => "not coded",
        Some(probability) if probability < 0.05 => "below .05",
        Some(probability) if probability < 0.2 => ".05 to .2",
        Some(probability) if probability < 0.4 => ".2 to .4",
        Some(probability) if probability < 0.7 => ".4 to .7",
        Some(_) => ".7 and more",
    }
}

/// What was drawn of one stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum<T> {
    /// Its name.
    pub name: String,
    /// How many statements it has.
    pub population: usize,
    /// Those drawn, in their order.
    pub drawn: Vec<T>,
}

/// There are more strata than statements to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{strata} strata cannot each have one of {wanted} statements")]
pub struct TooMany {
    /// How many there are.
    pub strata: usize,
    /// How many statements were asked for.
    pub wanted: usize,
}

impl Hints for TooMany {
    fn hints(&self) -> Vec<String> {
        let strata = self.strata;
        vec![format!("draw {strata} or more with -n, or divide the statements otherwise with --stratify")]
    }
}

/// Draws `wanted` of the statements, from each stratum the same number as far as it has them. The same `seed` draws the
/// same, if the statements stand in the same order.
///
/// # Errors
/// Where some stratum would have none.
pub fn draw<T: Clone + Ord>(
    strata: &BTreeMap<String, Vec<T>>,
    wanted: usize,
    seed: u64,
) -> Result<Vec<Stratum<T>>, TooMany> {
    if strata.len() > wanted {
        return Err(TooMany { strata: strata.len(), wanted });
    }
    let mut state = seed;
    let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
    let shares = shares(&sizes, wanted);
    let of_stratum = |((name, statements), share): ((&String, &Vec<T>), usize)| {
        let mut drawn = some(statements, share, &mut state);
        drawn.sort();
        Stratum { name: name.clone(), population: statements.len(), drawn }
    };
    Ok(strata.iter().zip(shares).map(of_stratum).collect())
}

/// How many each gets: one after another, round by round, while it has any left.
fn shares(sizes: &[usize], wanted: usize) -> Vec<usize> {
    let mut left = wanted.min(sizes.iter().sum());
    let mut shares = vec![0; sizes.len()];
    while left > 0 {
        for (share, size) in shares.iter_mut().zip(sizes) {
            if left > 0 && *share < *size {
                *share += 1;
                left -= 1;
            }
        }
    }
    shares
}

/// So many of them, each set of that size as likely as another (Fisher and Yates).
fn some<T: Clone>(of: &[T], number: usize, state: &mut u64) -> Vec<T> {
    let mut places: Vec<usize> = (0..of.len()).collect();
    for done in 0..number {
        let left = (places.len() - done) as u64;
        let more = usize::try_from(next(state) % left).unwrap_or_default();
        places.swap(done, done + more);
    }
    places.iter().take(number).filter_map(|place| of.get(*place).cloned()).collect()
}

/// One row of a sheet in its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// The statement.
    pub id: String,
    /// The stratum it was drawn from.
    pub stratum: String,
    /// How many statements that had.
    pub population: u32,
}

/// What the rows of a sheet stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// Row by row.
    pub rows: Vec<KeyRow>,
}

/// A key that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}", path = .path.display())]
pub struct KeyError {
    /// The key.
    pub path: PathBuf,
    /// What is wrong.
    pub problem: String,
}

impl Hints for KeyError {
    fn hints(&self) -> Vec<String> {
        vec!["the key is the file that `stratmine validate sample` wrote beside the sheet".to_owned()]
    }
}

impl Key {
    /// Reads a key. `path` is for messages.
    ///
    /// # Errors
    /// Where it is no table of id, stratum and population.
    pub fn read(path: &Path, bytes: &[u8]) -> Result<Self, KeyError> {
        let text = decoded(bytes);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(&text)).from_reader(text.as_bytes());
        let rows: Result<Vec<KeyRow>, csv::Error> = reader.deserialize().collect();
        let rows = rows.map_err(|error| KeyError {
            path: path.to_owned(),
            problem: format!("this is no key of a sheet: {error}"),
        })?;
        Ok(Self { rows })
    }

    /// How many statements each of these rows stands for: those of its stratum are shared among the rows of it that are
    /// there, and all brought to a mean of one, so that sums stay numbers of rows.
    pub fn weights(&self, ids: &BTreeSet<&str>) -> Weights {
        let there: Vec<&KeyRow> = self.rows.iter().filter(|row| ids.contains(row.id.as_str())).collect();
        let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
        for row in &there {
            *sizes.entry(&row.stratum).or_default() += 1.0;
        }
        let share = |row: &KeyRow| sizes.get(row.stratum.as_str()).map_or(1.0, |size| f64::from(row.population) / size);
        let sum: f64 = there.iter().map(|row| share(row)).sum();
        let mean = sum / there.len() as f64;
        there.iter().map(|row| (row.id.clone(), share(row) / mean)).collect()
    }

    /// The strata of which none of these rows is.
    pub fn left_out(&self, ids: &BTreeSet<&str>) -> BTreeSet<&str> {
        let strata = |wanted: bool| {
            let rows = self.rows.iter().filter(move |row| !wanted || ids.contains(row.id.as_str()));
            rows.map(|row| row.stratum.as_str()).collect::<BTreeSet<_>>()
        };
        strata(false).difference(&strata(true)).copied().collect()
    }
}

/// How much of the page's text is shown on either side, in characters: two or three lines of print.
const CONTEXT: usize = 240;

/// The cells of a statement under the first headings that [`drawn`](crate::evaluate::sheet::drawn) gives: what a coder
/// needs to see, and nothing of what the program says. Filled up with empty cells to so many `columns`.
pub fn row(file: &str, page: &Page, statement: &Statement, columns: usize) -> Vec<String> {
    let (before, after) = around(&page.text, statement.span);
    let mut cells = vec![
        statement.id.clone(),
        file.to_owned(),
        page.number.to_string(),
        statement.heading_path.join(" › "),
        statement.lead_in.clone().unwrap_or_default(),
        before,
        statement.text.clone(),
        after,
    ];
    cells.resize(columns, String::new());
    cells
}

/// What stands before and after a place of a text, cut between words.
fn around(text: &str, place: Span) -> (String, String) {
    let before = text.get(..place.start).unwrap_or_default();
    let after = text.get(place.end..).unwrap_or_default();
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let before = before.get(from..).unwrap_or_default();
    let before = if from == 0 { before } else { before.split_once(char::is_whitespace).map_or("", |cut| cut.1) };
    let to = after.char_indices().nth(CONTEXT).map(|(at, _)| at);
    let cut = to.is_some();
    let after = after.get(..to.unwrap_or(after.len())).unwrap_or_default();
    let after = if cut { after.rsplit_once(char::is_whitespace).map_or("", |cut| cut.0) } else { after };
    let told = |side: &str| side.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = (told(before), told(after));
    (if from == 0 { before } else { format!("… {before}") }, if cut { format!("{after} …") } else { after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strata_get_the_same_number_as_far_as_they_have_it() {
        assert_eq!(shares(&[100, 2, 100], 10), [4, 2, 4]);
        assert_eq!(shares(&[3, 3], 5), [3, 2]);
        assert_eq!(shares(&[1, 2], 50), [1, 2]);
    }

    #[test]
    fn each_statement_is_drawn_as_often_as_another_and_a_seed_draws_the_same() {
        let strata = BTreeMap::from([("a".to_owned(), (0..10).collect::<Vec<_>>()), ("b".to_owned(), vec![10, 11])]);
        let mut often = [0_i32; 12];
        for seed in 0..3000 {
            let drawn = draw(&strata, 5, seed).unwrap();
            assert_eq!(drawn.iter().map(|stratum| stratum.drawn.len()).collect::<Vec<_>>(), [3, 2]);
            drawn.iter().flat_map(|stratum| &stratum.drawn).for_each(|&one| often[one] += 1);
        }
        // 900 are expected of each of the first ten; four standard errors are 100.
        assert!(often[..10].iter().all(|&count| (count - 900).abs() < 100), "{often:?}");
        assert_eq!(often[10..], [3000, 3000]);
        assert_eq!(draw(&strata, 5, 7), draw(&strata, 5, 7));
        assert_ne!(draw(&strata, 5, 7), draw(&strata, 5, 8));
        assert_eq!(draw(&strata, 1, 7), Err(TooMany { strata: 2, wanted: 1 }));
    }

    #[test]
    fn rows_share_what_their_stratum_has() {
        let text = "id,stratum,population\na,rare,10\nb,rare,10\nc,common,90\nd,common,90\ne,odd,5\n";
        let key = Key::read(Path::new("K"), text.as_bytes()).unwrap();
        let ids = BTreeSet::from(["a", "b", "c"]);
        let weights = key.weights(&ids);
        // 5, 5 and 90 statements, of mean 100 / 3.
        let near = |id: &str, weight: f64| (weights[id] - weight).abs() < 1e-12;
        assert!(near("a", 0.15) && near("b", 0.15) && near("c", 2.7), "{weights:?}");
        assert_eq!(key.left_out(&ids), BTreeSet::from(["odd"]));
        assert!(Key::read(Path::new("K"), b"id,x\na,1\n").unwrap_err().to_string().contains("K: this is no key"));
    }

    #[test]
    fn context_is_cut_between_words_and_says_so() {
        let text = "Zürich first.\nWe will train staff. Then more.";
        assert_eq!(around(text, Span::new(15, 35)), ("Zürich first.".to_owned(), "Then more.".to_owned()));
        let long = format!("{}MIDDLE{}", "word ".repeat(CONTEXT), " tail".repeat(CONTEXT));
        let start = 5 * CONTEXT;
        let (before, after) = around(&long, Span::new(start, start + 6));
        assert!(before.starts_with("… word ") && before.ends_with("word") && before.chars().count() <= CONTEXT + 2);
        assert!(after.starts_with("tail ") && after.ends_with("tail …") && after.chars().count() <= CONTEXT + 2);
    }
}
