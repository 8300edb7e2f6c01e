//! Compares the units with those of the double-coded pages, where these are at hand.

use super::tests::{Piece, cut, document, page};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use stratmine_model::BlockKind;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn kind(block: &Value) -> BlockKind {
    match block["kind"].as_str().unwrap_or_default() {
        "heading" => BlockKind::Heading(block["level"].as_u64().and_then(|n| u8::try_from(n).ok()).unwrap_or(2)),
        "paragraph" => BlockKind::Paragraph,
        "list_item" => BlockKind::ListItem(0),
        "table_row" => BlockKind::TableRow,
        _ => BlockKind::Running,
    }
}

/// The page's blocks; a row without statements is taken for the head of those below it.
fn pieces(gold: &Value) -> Vec<Piece> {
    let stated: Vec<&Value> = gold["statements"].as_array().into_iter().flatten().map(|s| &s["block"]).collect();
    let mut heads: Vec<String> = Vec::new();
    let mut pieces = Vec::new();
    for block in gold["blocks"].as_array().into_iter().flatten() {
        let kind = kind(block);
        if kind != BlockKind::TableRow {
            pieces.push((kind, vec![text(&block["text"])], Vec::new()));
            continue;
        }
        let cells: Vec<String> = block["cells"].as_array().into_iter().flatten().map(text).collect();
        if stated.contains(&&block["id"]) {
            pieces.push((kind, cells, heads.clone()));
        } else {
            heads.clone_from(&cells);
            pieces.push((kind, cells, Vec::new()));
        }
    }
    pieces
}

/// The gold units. Some early pages split items of several sentences; they are put together again, as ruling 1 has it.
fn units(gold: &Value, whole_items: bool) -> Vec<String> {
    let blocks: BTreeMap<u64, &Value> =
        gold["blocks"].as_array().into_iter().flatten().filter_map(|b| Some((b["id"].as_u64()?, b))).collect();
    let mut units: Vec<(u64, String)> = Vec::new();
    for statement in gold["statements"].as_array().into_iter().flatten() {
        let block = statement["block"].as_u64().unwrap_or_default();
        let item = blocks.get(&block).is_some_and(|b| b["kind"] == "list_item");
        match units.last_mut() {
            Some((last, unit)) if whole_items && item && *last == block => {
                unit.push(' ');
                unit.push_str(&text(&statement["text"]));
            }
            _ => units.push((block, text(&statement["text"]))),
        }
    }
    units.into_iter().map(|(_, unit)| unit).collect()
}

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

fn dice(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let shared: usize = a.iter().map(|(word, count)| b.get(word).map_or(0, |other| *count.min(other))).sum();
    let total: usize = a.values().chain(b.values()).sum();
    if total == 0 { 0.0 } else { 2.0 * shared as f64 / total as f64 }
}

/// How many pairs agree, each text used once, best first.
fn matched(gold: &[String], found: &[String]) -> (usize, Vec<String>) {
    let mut pairs = Vec::new();
    for (i, a) in gold.iter().enumerate() {
        pairs.extend(found.iter().enumerate().map(|(j, b)| (dice(a, b), i, j)).filter(|(score, ..)| *score >= 0.8));
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut used, mut taken) = (vec![false; gold.len()], vec![false; found.len()]);
    for (_, i, j) in pairs {
        if !used[i] && !taken[j] {
            (used[i], taken[j]) = (true, true);
        }
    }
    let missed = gold.iter().zip(&used).filter(|(_, used)| !**used).map(|(text, _)| format!("- {text}"));
    let extra = found.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(text, _)| format!("+ {text}"));
    (used.iter().filter(|used| **used).count(), missed.chain(extra).collect())
}

#[test]
#[allow(clippy::print_stdout, reason = "a skipped test must say so")]
fn units_agree_with_the_gold_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold/dev");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: no gold pages in {}", folder.display());
        return;
    };
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for (whole_items, floor) in [(true, 0.97), (false, 0.93)] {
        let (mut agreed, mut wanted, mut given) = (0, 0, 0);
        for file in &files {
            let gold: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            let document = document(vec![page(1, &pieces(&gold))]);
            let found: Vec<String> = cut(&document).into_iter().map(|statement| statement.text).collect();
            let units = units(&gold, whole_items);
            let (hits, wrong) = matched(&units, &found);
            if whole_items && !wrong.is_empty() {
                println!("{}\n  {}", file.file_name().unwrap().to_string_lossy(), wrong.join("\n  "));
            }
            (agreed, wanted, given) = (agreed + hits, wanted + units.len(), given + found.len());
        }
        let f1 = 2.0 * agreed as f64 / (wanted + given) as f64;
        println!("units F1 {f1:.3} ({agreed} of {wanted} gold, {given} found; items whole: {whole_items})");
        assert!(f1 >= floor, "units F1 {f1:.3} is below {floor}");
    }
}
