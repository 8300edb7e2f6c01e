//! The program as a person uses it: one file a command, on small papers made here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skips"
)]

mod bombs;
mod cases;
mod code;
mod coded_topics;
mod command;
mod compat;
mod corpus;
mod damage;
mod decide;
mod docs;
mod export;
mod extract;
mod fifth_category;
mod fuzz;
mod killed;
mod lexicon;
mod lexicon_work;
mod ocr;
mod odd_worlds;
mod office;
mod oracle;
mod other_papers;
mod page;
mod readme;
mod real_papers;
mod recode;
mod review;
mod run;
mod sample;
mod search;
mod serve;
mod sheets;
mod status;
mod structure;
mod study;
mod support;
mod systems;
mod tally;
mod validate;
mod whole_papers;
#[cfg(windows)]
mod windows;
