//! Counting what an index holds: tallies, the sentences behind their cells, and papers that say the same.

use crate::{ProgramError, Workspace};
use rayon::prelude::*;
use std::collections::BTreeMap;
use stratmine_analysis::tally::{Codes, Summary, Tallier};
use stratmine_coding::lexicon::PartneringKind;
use stratmine_model::{CodedPaper, ReadStatus};
use stratmine_output::{Cell, Table};
use stratmine_study::ledger::{Documents, Entry, Ledger, Manifest};
use stratmine_study::store::RealDisk;

pub use stratmine_analysis::tally::{Tally, TallyDimension};
pub use stratmine_output::Measured;

/// What is to be counted, and how.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// What the rows go by.
    pub by: TallyDimension,
    /// What the columns go by.
    pub across: TallyDimension,
    /// Whether the codes are counted that the rules propose, whatever people decided.
    pub proposed: bool,
    /// Whether what is said again, in one paper or a related one, is counted again.
    pub repeats: bool,
}

impl Counting {
    /// Whether a class of the Dalton review is among what it goes by.
    pub(crate) fn asks_dalton(self) -> bool {
        self.by == TallyDimension::Dalton || self.across == TallyDimension::Dalton
    }
}

impl Default for Counting {
    fn default() -> Self {
        Self { by: TallyDimension::Document, across: TallyDimension::Category, proposed: false, repeats: false }
    }
}

/// Tallies the documents of an index: those that are coded and there, once each; the rest stands in the base.
///
/// # Errors
/// [`ProgramError`]: there is no index, or a coded document is damaged.
pub fn tally(workspace: &Workspace, counting: Counting) -> Result<Tally, ProgramError> {
    let codes = if counting.proposed { Codes::Proposed } else { Codes::Held };
    let (mut tallier, _) = gather(workspace, codes, counting.asks_dalton(), |_, _| ())?;
    if counting.repeats {
        tallier.count_repeats();
    }
    Ok(tallier.finish(counting.by, counting.across))
}

/// The papers that share many sentences: editions of one paper, and summaries beside their reports.
///
/// # Errors
/// As for [`tally`].
pub fn related(workspace: &Workspace) -> Result<Table, ProgramError> {
    let (mut tallier, _) = gather(workspace, Codes::Held, false, |_, _| ())?;
    let (related, repeats) = tallier.repeats();
    let mut table =
        Table::new(&["~file", "~other", "other is", ">sentences shared", ">part of other", ">part of file"]);
    table.title = Some("papers that share sentences of eight words or more".to_owned());
    for pair in related {
        table.push(vec![
            pair.file.into(),
            pair.other.into(),
            pair.overlap.as_str().into(),
            pair.shared.into(),
            Cell::number(Some(pair.of_other), 2),
            Cell::number(Some(pair.of_file), 2),
        ]);
    }
    table.notes.push(format!(
        "Intended outcomes said again, in one paper or a related one: {}. Tallies count each once, in the first \
         column's file.",
        repeats.len()
    ));
    table.notes.push(
        "To leave a paper out of tallies and search, write `duplicate_of` or `include` into its row of corpus.csv."
            .to_owned(),
    );
    Ok(table)
}

/// The Dalton review's class of each partnering type.
fn classes(workspace: &Workspace) -> Result<BTreeMap<String, String>, ProgramError> {
    let codebook = workspace.codebook()?;
    let class = |kind: &PartneringKind| Some((kind.code.clone(), kind.dalton.clone()?));
    Ok(codebook.partnering_types().filter_map(class).collect())
}

/// Takes every coded document of an index once, for counting and for whatever else `look` makes of it: what it makes comes
/// back in the order of the files. The lexicons are loaded where `dalton` asks for classes of partnering types, and else not.
pub(crate) fn gather<T: Send>(
    workspace: &Workspace,
    codes: Codes,
    dalton: bool,
    look: impl Fn(&CodedPaper, &Summary) -> T + Sync,
) -> Result<(Tallier, Vec<T>), ProgramError> {
    let disk = &RealDisk;
    let home = workspace.open(disk)?;
    let documents = Documents::of(disk, &home);
    let ledger = Ledger::load(disk, &home)?;
    let dalton = if dalton { classes(workspace)? } else { BTreeMap::new() };
    let entries: Vec<_> = ledger.present().collect();
    // Nearly all of the time goes into taking the records apart, each by itself; the order stays.
    let take = |entry: &&Entry| match entry.id.filter(|_| entry.is_counted()) {
        Some(id) => documents.read(id).map(|document| {
            let mut summary = Summary::of(&document, codes);
            let strongest = summary.partnering.first().and_then(|code| dalton.get(code.as_str()));
            summary.dalton = strongest.cloned();
            let made = look(&document, &summary);
            Some((summary, made))
        }),
        None => Ok(None),
    };
    let taken: Vec<_> = entries.par_iter().map(take).collect::<Result<_, _>>()?;
    let mut tallier = Tallier::new(Manifest::load(disk, &home)?.unwrap_or_default().all_categories());
    let mut made = Vec::new();
    for (entry, taken) in entries.into_iter().zip(taken) {
        match taken {
            Some((summary, one)) => {
                tallier.add(summary);
                made.push(one);
            }
            None if entry.outcome == ReadStatus::Coded => {
                tallier.exclude(&entry.file, entry.remark().unwrap_or_default());
            }
            None => tallier.not_coded(&entry.file, entry.outcome, entry.reason.clone()),
        }
    }
    Ok((tallier, made))
}
