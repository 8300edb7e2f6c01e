//! Tests of association between what rows and columns of a tally go by, and maps of it.

use super::Corpus;
use super::tally::Counting;
use crate::ProgramError;
use stratmine_analysis::statistics::{
    Association, ContingencyTable, Correspondence, Kept, Pair, Permuted, Refused, SEED, associate, correspond, fisher,
    holm, pair, permute_documents,
};
use stratmine_analysis::tally::{CoOccurrence, DocumentCrosstab, TallyDimension, TypeStrengths};

/// How many times documents are dealt out anew.
const ROUNDS: u32 = 2000;

/// Fewest documents that a test of groups of documents is made of.
const FEWEST_DOCUMENTS: usize = 6;

/// How far groups of documents and codes go together.
pub struct AssociationTest {
    /// Documents in groups, with their codings.
    pub crosstab: DocumentCrosstab,
    /// Groups and columns that hold anything, by their places in `spread`.
    pub kept: Kept,
    /// Their counts.
    pub counts: ContingencyTable,
    /// The expected counts, residuals and measures.
    pub association: Association,
    /// The result in sentences.
    pub said: Vec<String>,
}

/// Tests whether groups of documents and codes go together.
///
/// # Errors
/// [`ProgramError::TypesDisagree`] where it would rest on partnering types that are not to be relied on,
/// [`ProgramError::Untestable`] where there are too few documents or groups.
pub fn test_association(
    crosstab: DocumentCrosstab,
    strengths: TypeStrengths,
    by: TallyDimension,
    across: TallyDimension,
) -> Result<AssociationTest, ProgramError> {
    let of_types = [by, across].iter().any(|one| rests_on_types(*one));
    if of_types && !strengths.carries() {
        let TypeStrengths { both, disagreeing, .. } = strengths;
        return Err(ProgramError::TypesDisagree { both, disagreeing });
    }
    let mut test = of_groups(crosstab, by, across)?;
    if of_types {
        test.said.insert(1, strengths_said(strengths));
    }
    Ok(test)
}

/// Whether a dimension goes by the papers' partnering types.
const fn rests_on_types(by: TallyDimension) -> bool {
    matches!(by, TallyDimension::Partnering | TallyDimension::Rank | TallyDimension::Dalton)
}

/// What the types rest on, in a sentence.
fn strengths_said(strengths: TypeStrengths) -> String {
    let TypeStrengths { declared, stated, inferred, both, disagreeing } = strengths;
    let compared = if both == 0 {
        "No paper has both a declared type and one that is read from it, so that nothing tells how far the others are right."
            .to_owned()
    } else {
        format!(
            "Of {both} papers with both a declared type and one that is read from it, they disagree in {disagreeing}."
        )
    };
    format!(
        "The answer rests on the types of {} papers: {declared} declared by a person, {stated} stated by the paper of \
         itself, {inferred} inferred from its words. {compared}",
        declared + stated + inferred
    )
}

fn of_groups(
    crosstab: DocumentCrosstab,
    by: TallyDimension,
    across: TallyDimension,
) -> Result<AssociationTest, Refused> {
    if crosstab.documents.len() < FEWEST_DOCUMENTS {
        return Err(Refused::TooSmall("fewer than six documents stand in a row other than `not stated`"));
    }
    let single = singles(&crosstab);
    if single == crosstab.rows.len() {
        return Err(Refused::TooSmall(
            "every group is a single document, so that dealing documents out anew shows nothing",
        ));
    }
    let (counts, kept) = ContingencyTable::of(&crosstab.cells())?;
    let association = associate(&counts)?;
    let permuted = permute_documents(&crosstab.documents, crosstab.rows.len(), ROUNDS, SEED)?;
    let said = sentences(&crosstab, by, across, &association, &permuted);
    Ok(AssociationTest { crosstab, kept, counts, association, said })
}

/// How many groups are a single document.
fn singles(crosstab: &DocumentCrosstab) -> usize {
    let size = |group: usize| crosstab.documents.iter().filter(|(own, _)| *own == group).count();
    (0..crosstab.rows.len()).filter(|group| size(*group) < 2).count()
}

fn sentences(
    crosstab: &DocumentCrosstab,
    by: TallyDimension,
    across: TallyDimension,
    association: &Association,
    permuted: &Permuted,
) -> Vec<String> {
    let total: u64 = crosstab.documents.iter().flat_map(|(_, counts)| counts).sum();
    let verdict = if permuted.p < 0.05 {
        "So uneven a table is rare if they had nothing to do with each other."
    } else {
        "Chance alone gives so uneven a table often enough: nothing is shown."
    };
    let mut said = vec![format!(
        "Do {} and {} go together? Over {} documents with {total} codings: Cramér's V {:.2} (corrected for bias \
         {:.2}); whole documents dealt out anew {} times (seed {}): p {} (Monte Carlo error {:.4}). {verdict} \
         This is the test to go by, for statements of one document are not independent.",
        by.as_str(),
        across.as_str(),
        crosstab.documents.len(),
        association.v,
        association.v_corrected,
        permuted.rounds,
        permuted.seed,
        p_value(permuted.p),
        permuted.error
    )];
    said.push(format!(
        "As if statements were independent: χ² = {:.1}, {} degrees of freedom, p {}.",
        association.statistic,
        association.freedom,
        p_value(association.p)
    ));
    said.extend(association.warnings.iter().map(|warning| format!("Warning: {warning}.")));
    let single = singles(crosstab);
    if single > 0 {
        said.push(format!(
            "Warning: {single} of {} groups {} a single document: what is said of such a group is said of that paper.",
            crosstab.rows.len(),
            if single == 1 { "is" } else { "are" }
        ));
    }
    if crosstab.several > 0 || crosstab.none > 0 {
        said.push(format!(
            "For the test a document is in one group: {} with several are in their strongest, {} without are left out.",
            crosstab.several, crosstab.none
        ));
    }
    said
}

fn p_value(p: f64) -> String {
    let shown = stratmine_output::probability(p);
    if shown.starts_with('<') { shown } else { format!("= {shown}") }
}

/// Whether the rows are told by documents, as the tests need.
fn of_documents(by: TallyDimension) -> Result<(), ProgramError> {
    if by.is_of_statement() || by == TallyDimension::Document {
        return Err(ProgramError::NoGroups { by });
    }
    Ok(())
}

/// A correspondence map: rows and columns as points.
pub struct AssociationMap {
    /// The names of rows and columns.
    pub names: [Vec<String>; 2],
    /// Rows and columns that hold anything, by their places in `names`.
    pub kept: Kept,
    /// Their points.
    pub points: Correspondence,
}

/// Two codes that stand in one statement.
pub struct CodePair {
    /// The codes, and how often they stand together and alone.
    pub codes: CoOccurrence,
    /// How far they go together.
    pub measured: Pair,
    /// The p-value, corrected for the number of pairs.
    pub p: f64,
}

impl Corpus<'_> {
    /// Whether rows and columns go together.
    ///
    /// # Errors
    /// [`ProgramError::NoGroups`]: the rows are not told by documents; and as for [`test_association`].
    pub fn association(&self, counting: Counting) -> Result<AssociationTest, ProgramError> {
        of_documents(counting.by)?;
        let papers = self.count(counting)?;
        let crosstab = papers.crosstab(counting.by, counting.across);
        test_association(crosstab, papers.type_strengths(), counting.by, counting.across)
    }

    /// The correspondence map of rows and columns.
    ///
    /// # Errors
    /// [`ProgramError::Untestable`] where the counts do not carry one.
    pub fn association_map(&self, counting: Counting) -> Result<AssociationMap, ProgramError> {
        let papers = self.count(counting)?;
        let (names, cells) = if counting.by.is_of_statement() || counting.by == TallyDimension::Document {
            let tally = papers.tally(counting.by, counting.across);
            let counts =
                |row: &stratmine_analysis::tally::Row| row.cells.iter().map(|cell| cell.statements as u64).collect();
            let cells = tally.rows.iter().map(counts).collect();
            ([tally.rows.into_iter().map(|row| row.key).collect(), tally.columns], cells)
        } else {
            let crosstab = papers.crosstab(counting.by, counting.across);
            let cells: Vec<Vec<u64>> = crosstab.cells();
            ([crosstab.rows, crosstab.columns], cells)
        };
        let (counts, kept) = ContingencyTable::of(&cells)?;
        Ok(AssociationMap { names, kept, points: correspond(&counts)? })
    }

    /// Which codes stand in one statement more often than by chance, the closest pair first.
    ///
    /// # Errors
    /// [`ProgramError`] where a record is damaged.
    pub fn pairs(&self, counting: Counting) -> Result<Vec<CodePair>, ProgramError> {
        let mut pairs = Vec::new();
        for codes in self.count(counting)?.co_occurrences(counting.by, counting.across) {
            let [both, first, second, neither] = codes.counts;
            let Ok(measured) = pair(both, first, second, neither) else { continue };
            let p = ContingencyTable::of(&[vec![both, first], vec![second, neither]])
                .and_then(|(counts, _)| {
                    let chi = associate(&counts)?;
                    if chi.warnings.is_empty() { Ok(chi.p) } else { fisher(&counts) }
                })
                .unwrap_or(1.0);
            pairs.push(CodePair { codes, measured, p });
        }
        let corrected = holm(&pairs.iter().map(|pair| pair.p).collect::<Vec<_>>())?;
        pairs.iter_mut().zip(corrected).for_each(|(pair, p)| pair.p = p);
        pairs.sort_by(|one, other| other.measured.phi.total_cmp(&one.measured.phi));
        Ok(pairs)
    }
}
