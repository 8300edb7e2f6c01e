//! What has changed between two runs, and why the counts have.

use super::ProgramError;
use super::verify::{compare, recorded};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stratmine_output::{Column, Table};
use stratmine_study::ledger::Manifest;

/// How two runs differ: one row a difference, with what it was and what it is.
///
/// `old` and `new` are manifests: an index folder, its `run.json`, or that of an exported file.
///
/// # Errors
/// [`ProgramError::Repeat`] where one is no manifest.
pub fn changes(old: &Path, new: &Path) -> Result<Table, ProgramError> {
    let (old, new) = (recorded(old)?, recorded(new)?);
    let mut table = Table::new([Column::text("what"), Column::text("old"), Column::text("new")]);
    compare(&mut table, &old, &new);
    let learnt = |manifest: &Manifest| {
        let learnt = manifest.learnt.as_ref();
        learnt
            .map_or_else(|| "nothing".to_owned(), |one| format!("{} decided statements ({})", one.statements, one.hash))
    };
    if learnt(&old) != learnt(&new) {
        table.push(vec!["learnt from".into(), learnt(&old).into(), learnt(&new).into()]);
    }
    Ok(table)
}

/// What a run did to the counts of an index, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunChanges {
    /// Counts that are others than before: of what, before, now.
    pub counts: Vec<(String, usize, usize)>,
    /// Papers that are new.
    pub new: Vec<String>,
    /// Papers whose bytes have changed.
    pub reissued: Vec<String>,
    /// The lexicons before and now (SHA-256), where they have changed.
    pub lexicons: Option<(String, String)>,
    /// Whether the options have changed.
    pub options: bool,
    /// From how many decided statements was learnt before and now, where that has changed.
    pub learnt: Option<(usize, usize)>,
}

impl RunChanges {
    /// Between the manifest before a run and the one after it.
    pub(super) fn between(before: &Manifest, now: &Manifest) -> Self {
        let files = |manifest: &Manifest| -> BTreeMap<String, Option<stratmine_model::DocumentId>> {
            manifest.inputs.iter().map(|input| (input.file.clone(), input.document)).collect()
        };
        let (old, new) = (files(before), files(now));
        let learnt = |manifest: &Manifest| manifest.learnt.as_ref().map(|one| (one.statements, one.hash.clone()));
        let statements = |manifest: &Manifest| learnt(manifest).map_or(0, |(statements, _)| statements);
        let of = |manifest: &Manifest, code: &str| manifest.counts.categories.get(code).copied().unwrap_or(0);
        let mut counts = vec![
            ("documents".to_owned(), before.documents, now.documents),
            ("intended outcomes".to_owned(), before.counts.outcomes, now.counts.outcomes),
        ];
        let codes: BTreeSet<String> = before.all_categories().into_iter().chain(now.all_categories()).collect();
        counts.extend(codes.into_iter().map(|code| (code.clone(), of(before, &code), of(now, &code))));
        counts.push(("unclassified".to_owned(), before.counts.unclassified, now.counts.unclassified));
        counts.retain(|(_, before, now)| before != now);
        Self {
            counts,
            new: new.keys().filter(|file| !old.contains_key(*file)).cloned().collect(),
            reissued: new
                .iter()
                .filter(|(file, id)| old.get(*file).is_some_and(|old| old != *id))
                .map(|(file, _)| file.clone())
                .collect(),
            lexicons: (before.codebook != now.codebook).then(|| (before.codebook.clone(), now.codebook.clone())),
            options: before.options != now.options,
            learnt: (learnt(before) != learnt(now)).then(|| (statements(before), statements(now))),
        }
    }

    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
