//! How many statements should be coded?

use stratmine_analysis::evaluate::{statements_for_kappa, statements_for_share};
use stratmine_output::{Cell, Table};

/// How well figures are to be known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// The precision or recall that is expected.
    pub share: f64,
    /// The kappa that is expected.
    pub kappa: f64,
    /// The share of statements that have the code in question.
    pub yes: f64,
    /// How far the interval may reach to either side; several usual widths where none is wished.
    pub within: Option<f64>,
}

/// How many statements must be coded for 95 % intervals of a wished width.
#[must_use]
pub fn advise(wish: &Wish) -> Table {
    let mut table = Table::new(&["figure", ">expected", ">within", ">statements"]);
    let widths = wish.within.map_or_else(|| vec![0.1, 0.05, 0.03], |within| vec![within]);
    let count = |number: Option<u32>| Cell::from(number.and_then(|number| usize::try_from(number).ok()));
    let mut push = |figure: &str, expected: f64, within: f64, fewest: Option<u32>| {
        let numbers = [Cell::number(Some(expected), 2), Cell::number(Some(within), 3), count(fewest)];
        table.push([figure.into()].into_iter().chain(numbers).collect());
    };
    for within in &widths {
        push("precision or recall", wish.share, *within, statements_for_share(wish.share, *within));
    }
    for within in &widths {
        push("kappa", wish.kappa, *within, statements_for_kappa(wish.kappa, wish.yes, *within));
    }
    table.notes = vec![
        "precision: statements that the program gives the code; recall: statements that people give it".to_owned(),
        format!("kappa: any statements, where a share of {} has the code", wish.yes),
        "95 % intervals, as if statements were drawn one by one; of few documents more are needed".to_owned(),
    ];
    table
}
