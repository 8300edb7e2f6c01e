//! Counting what an index holds: tallies, and papers that share passages.

use super::Corpus;
use crate::ProgramError;
use rayon::prelude::*;
use std::collections::BTreeMap;
use stratmine_analysis::tally::{Codes, CountedPapers, Summary, Tallier, Tally, TallyDimension};
use stratmine_coding::lexicon::PartneringKind;
use stratmine_model::{CodedPaper, DocumentId, ReadStatus};
use stratmine_study::ledger::{Documents, Entry};
use stratmine_study::store::RealDisk;

/// What is to be counted, and how.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// What the rows go by.
    pub by: TallyDimension,
    /// What the columns go by.
    pub across: TallyDimension,
    /// Whether the codes are counted that the rules propose, whatever people decided.
    pub proposed: bool,
    /// Whether duplicate passages, in one paper or a related one, are counted again.
    pub repeats: bool,
}

impl Counting {
    /// Which codes of a statement count.
    pub(super) const fn codes(self) -> Codes {
        if self.proposed { Codes::Proposed } else { Codes::InForce }
    }
}

impl Default for Counting {
    fn default() -> Self {
        Self { by: TallyDimension::Document, across: TallyDimension::Category, proposed: false, repeats: false }
    }
}

impl Corpus<'_> {
    /// Tallies the papers: those that are coded and there, once each; the rest stands in the base.
    ///
    /// # Errors
    /// [`ProgramError::Ledger`] where a record is damaged.
    pub fn tally(&self, counting: Counting) -> Result<Tally, ProgramError> {
        Ok(self.count(counting)?.tally(counting.by, counting.across))
    }

    /// The papers that are counted, ready for any number of tallies.
    ///
    /// # Errors
    /// [`ProgramError::Ledger`] where a record is damaged.
    pub fn count(&self, counting: Counting) -> Result<CountedPapers, ProgramError> {
        let dalton = counting.by == TallyDimension::Dalton || counting.across == TallyDimension::Dalton;
        let summarise = |entry: &Entry, id| Ok((self.summary(entry, id, counting.codes())?, ()));
        Ok(self.count_by(counting, dalton, summarise)?.0)
    }

    /// The same, with what `look` makes of each record, in the order of the files. The lexicons are loaded where `dalton`
    /// asks for the Dalton review's classes of partnering types, and else not.
    pub(super) fn count_with<T: Send>(
        &self,
        counting: Counting,
        dalton: bool,
        look: impl Fn(&CodedPaper) -> T + Sync,
    ) -> Result<(CountedPapers, Vec<T>), ProgramError> {
        let summarise = |entry: &Entry, id| {
            let kept = self.kept(entry, id)?;
            Ok((Summary::of(&kept.paper, counting.codes()), look(&kept.paper)))
        };
        self.count_by(counting, dalton, summarise)
    }

    /// What is counted of a paper: as it stands beside its record, else worked out from that.
    fn summary(&self, entry: &Entry, id: DocumentId, codes: Codes) -> Result<Summary, ProgramError> {
        let documents = Documents::of(&RealDisk, self.layout());
        let stands = entry.checksum.as_deref().and_then(|checksum| documents.summary::<Summary>(id, checksum));
        // It is of the codes in force, which are those proposed where nobody decided anything.
        match stands.filter(|summary| codes == Codes::InForce || summary.decided == 0) {
            Some(summary) => Ok(summary),
            None => Ok(Summary::of(&self.kept(entry, id)?.paper, codes)),
        }
    }

    fn count_by<T: Send>(
        &self,
        counting: Counting,
        dalton: bool,
        summarise: impl Fn(&Entry, DocumentId) -> Result<(Summary, T), ProgramError> + Sync,
    ) -> Result<(CountedPapers, Vec<T>), ProgramError> {
        let class = |kind: &PartneringKind| Some((kind.code.clone(), kind.dalton.clone()?));
        let classes: BTreeMap<String, String> = if dalton {
            self.codebook_of_papers()?.partnering_types().filter_map(class).collect()
        } else {
            BTreeMap::new()
        };
        let take = |entry: &&Entry| {
            let Some(id) = entry.id.filter(|_| entry.is_counted()) else { return Ok(None) };
            let (mut summary, made) = summarise(entry, id)?;
            let strongest = summary.partnering.first().and_then(|code| classes.get(code.as_str()));
            summary.dalton = strongest.cloned();
            summary.no_partnering = entry.declares_no_partnering();
            Ok(Some((summary, made)))
        };
        let entries: Vec<&Entry> = self.ledger()?.present().collect();
        let taken: Vec<Option<(Summary, T)>> = entries.par_iter().map(take).collect::<Result<_, ProgramError>>()?;
        let mut tallier = Tallier::new(self.categories()?);
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
        if counting.repeats {
            tallier.count_repeats();
        }
        Ok((tallier.deduplicate(), made))
    }
}
