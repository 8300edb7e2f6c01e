//! **stratmine** mines health-policy strategy papers for *intended outcomes* and leads every number to its quotes and
//! every quote to its page.
//!
//! The modules are floors: each uses those below it only (a test keeps it so). Follow a document upwards:
//! [`discover`] finds it, [`extract`] reads it, [`segment`] cuts it into statements, [`code`] codes them by the
//! [`lexicon`]s, [`ledger`] keeps the result, [`index`] and [`search`] find it again, [`tally`] counts, [`statistics`] weighs
//! the counts, [`export`] prints; [`pipeline`] holds the verbs and [`cli`] the command line.

pub mod cli;
pub mod code;
pub mod decide;
pub mod discover;
pub mod evaluate;
pub mod export;
pub mod extract;
pub mod fetch;
pub mod index;
pub mod ledger;
pub mod lexicon;
pub mod limits;
pub mod model;
pub mod pipeline;
pub mod search;
pub mod segment;
mod spreadsheet;
pub mod statistics;
pub mod store;
pub mod tally;
