//! What the codes add up to: tallies, related papers, statistics, and the agreement of coders.
//!
//! In: coded papers and tables of counts. Out: typed figures with their unit and base. Pure: no file, no clock, no output
//! format.

pub mod evaluate;
pub mod statistics;
pub mod tally;
