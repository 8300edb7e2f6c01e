//! Closed forms against `SciPy` on ten published tables (`tests/cases/statistics.py` makes the values), resampling against
//! closed forms.

use super::*;
use std::collections::BTreeMap;

/// Values by table and by what they are.
fn published() -> BTreeMap<&'static str, BTreeMap<&'static str, Vec<f64>>> {
    let mut tables: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for line in include_str!("../../../tests/cases/statistics.tsv").lines().skip(1) {
        let [table, what, numbers]: [&str; 3] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let numbers = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        tables.entry(table).or_default().insert(what, numbers);
    }
    tables
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
fn counts(values: &BTreeMap<&str, Vec<f64>>) -> ContingencyTable {
    let [_, columns, cells @ ..] = values["counts"].as_slice() else { panic!("no counts") };
    let rows: Vec<Vec<u64>> =
        cells.chunks(*columns as usize).map(|row| row.iter().map(|count| *count as u64).collect()).collect();
    ContingencyTable::of(&rows).unwrap().0
}

fn same(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs().max(1e-3), "{what}: {found} and not {wanted}");
}

/// A table's name, its counts, and what is known of it.
type Known = (&'static str, ContingencyTable, BTreeMap<&'static str, Vec<f64>>);

fn tables() -> Vec<Known> {
    let with_counts = published().into_iter().filter(|(_, values)| values.contains_key("counts"));
    let tables: Vec<_> = with_counts.map(|(name, values)| (name, counts(&values), values)).collect();
    assert_eq!(tables.len(), 10);
    tables
}

#[test]
fn association_is_that_of_scipy_on_ten_published_tables() {
    for (name, counts, values) in tables() {
        let found = associate(&counts).unwrap();
        let [statistic, freedom, p] = values["chi_square"][..] else { panic!("{name}") };
        same(found.statistic, statistic, name);
        same(found.freedom as f64, freedom, name);
        // Relative, however small.
        assert!((found.p / p - 1.0).abs() < 1e-9, "{name}: {} and not {p}", found.p);
        same(found.v, values["v"][0], name);
        same(found.v_corrected, values["v"][1], name);
        for (found, wanted) in found.residuals.iter().flatten().zip(&values["residuals"]) {
            same(*found, *wanted, name);
        }
        match values.get("fisher") {
            Some(wanted) => assert!((fisher(&counts).unwrap() / wanted[0] - 1.0).abs() < 1e-9, "{name}"),
            None => assert!(fisher(&counts).is_err()),
        }
        let [part, whole, low, high] = values["wilson"][..] else { panic!("{name}") };
        let interval = wilson(part, whole).unwrap();
        same(interval.0, low, name);
        same(interval.1, high, name);
    }
}

#[test]
fn correspondence_is_that_of_numpy_up_to_sign() {
    for (name, counts, values) in tables() {
        let found = correspond(&counts).unwrap();
        same(found.inertia, values["axes"].iter().sum(), name);
        for (axis, wanted) in values["axes"].iter().enumerate() {
            same(found.axes[axis], *wanted, name);
        }
        let depth = found.axes.len();
        for axis in 0..depth {
            let column = |points: &[f64]| points.iter().skip(axis).step_by(depth).copied().collect::<Vec<f64>>();
            let (rows, columns) = (column(&values["rows"]), column(&values["columns"]));
            let sign = (rows[0] * found.rows[0][axis]).signum();
            for (found, wanted) in found.rows.iter().zip(rows).chain(found.columns.iter().zip(columns)) {
                assert!((found[axis] - sign * wanted).abs() < 1e-9, "{name} axis {axis}: {} {wanted}", found[axis]);
            }
        }
        same(Correspondence::quality(&found.rows[0], depth), 1.0, name);
    }
}

#[test]
fn holm_corrects_in_the_order_given() {
    let values = &published()["several"]["holm"];
    let (given, wanted) = values.split_at(values.len() / 2);
    for (found, wanted) in holm(given).unwrap().iter().zip(wanted) {
        same(*found, *wanted, "holm");
    }
    assert!(holm(&[f64::NAN]).is_err());
}

#[test]
fn documents_that_speak_with_one_voice_count_once() {
    // Two groups of three documents; the statements of each are all alike. Single statements would be overwhelming; of the
    // twenty ways to deal the documents out, two are as uneven.
    let document = |group: usize, code: usize| (group, (0..2).map(|column| 40 * u64::from(column == code)).collect());
    let documents: Vec<(usize, Vec<u64>)> = (0..6).map(|place| document(place / 3, place / 3)).collect();
    let found = permute_documents(&documents, 2, 20_000, 7).unwrap();
    assert!((found.p - 0.1).abs() < 3.0 * found.error, "{found:?}");
    let (counts, _) = ContingencyTable::of(&[vec![120, 0], vec![0, 120]]).unwrap();
    assert!(associate(&counts).unwrap().p < 1e-40);
    assert!(permute_documents(&documents[..1], 1, 10, 1).is_err());
}

#[test]
fn what_the_counts_do_not_carry_is_refused_or_warned_of() {
    assert_eq!(
        ContingencyTable::of(&[vec![1, 2]]).unwrap_err(),
        Refused::TooSmall("fewer than two rows hold any count")
    );
    assert!(ContingencyTable::of(&[vec![1, 0], vec![2, 0]]).is_err());
    assert_eq!(ContingencyTable::of(&[vec![1], vec![1, 2]]).unwrap_err(), Refused::Ragged);
    let (counts, kept) = ContingencyTable::of(&[vec![1, 0, 2], vec![0, 0, 0], vec![3, 0, 1]]).unwrap();
    assert_eq!((kept.rows, kept.columns), (vec![0, 2], vec![0, 2]));
    let warnings = associate(&counts).unwrap().warnings;
    assert!(warnings[0].contains("4 of 4 expected counts lie below 5"), "{warnings:?}");
    let (even, _) = ContingencyTable::of(&[vec![5, 5], vec![5, 5]]).unwrap();
    assert!(correspond(&even).is_err());
    assert!(wilson(1.0, 0.0).is_none() && pair(0, 0, 0, 9).is_err());
}

#[test]
fn pairs_of_codes_are_measured_against_chance() {
    let found = pair(10, 20, 30, 40).unwrap();
    same(found.jaccard, 10.0 / 60.0, "jaccard");
    same(found.expected, 30.0 * 40.0 / 100.0, "expected");
    same(found.phi, (10.0 * 40.0 - 20.0 * 30.0) / (30.0_f64 * 70.0 * 40.0 * 60.0).sqrt(), "phi");
    same(found.odds_ratio, 10.5 * 40.5 / (20.5 * 30.5), "odds ratio");
    assert!(found.odds_interval.0 < found.odds_ratio && found.odds_ratio < found.odds_interval.1);
    assert!(pair(0, 3, 4, 0).unwrap().odds_ratio.is_finite());
}
