//! A study on disk: which papers there are, what is known of them, and what was done to each.
//!
//! In: folders and files. Out: found papers, metadata, coded papers as stored, decisions. Every durable read, write and
//! lock goes through [`store`]. This crate must not know how a page is read or how a statement is coded.

pub mod decisions;
pub mod discover;
pub mod fetch;
pub mod ledger;
pub mod store;
pub mod study_file;
