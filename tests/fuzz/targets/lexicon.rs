#![no_main]

#[path = "../deeds.rs"]
#[allow(dead_code, reason = "one of its deeds a program")]
mod deeds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deeds::lexicon(bytes));
