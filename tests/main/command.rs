//! The command line itself: help, completions, the manual page, usage errors.

use super::support::Bench;

pub(crate) const COMMANDS: [&[&str]; 64] = [
    &["init"],
    &["run"],
    &["changes"],
    &["pack"],
    &["unpack"],
    &["search"],
    &["kwic"],
    &["collocates"],
    &["tally"],
    &["tally", "cell"],
    &["tally", "test"],
    &["tally", "map"],
    &["tally", "pairs"],
    &["profile"],
    &["export"],
    &["report"],
    &["verify"],
    &["review"],
    &["review", "next"],
    &["review", "export"],
    &["review", "audit"],
    &["review", "disagreements"],
    &["review", "status"],
    &["decide"],
    &["decide", "accept"],
    &["decide", "reject"],
    &["decide", "recode"],
    &["decide", "add"],
    &["decide", "list"],
    &["decide", "confirm"],
    &["decide", "undo"],
    &["decide", "type"],
    &["decide", "entry-point"],
    &["decide", "metadata"],
    &["decide", "papers"],
    &["decide", "import"],
    &["validate"],
    &["validate", "sample"],
    &["validate", "advice"],
    &["serve"],
    &["status"],
    &["extract"],
    &["code"],
    &["page"],
    &["corpus"],
    &["corpus", "list"],
    &["corpus", "fetch"],
    &["corpus", "related"],
    &["corpus", "verify"],
    &["lexicon"],
    &["lexicon", "list"],
    &["lexicon", "check"],
    &["lexicon", "fit"],
    &["lexicon", "explain"],
    &["lexicon", "diff"],
    &["lexicon", "suggest"],
    &["lexicon", "stats"],
    &["lexicon", "copy"],
    &["lexicon", "import"],
    &["lexicon", "export"],
    &["index"],
    &["index", "verify"],
    &["index", "rebuild"],
    &["prune"],
];

#[test]
fn every_command_has_help_and_stands_in_the_manual() {
    let bench = Bench::empty();
    let overview = bench.stratmine(&["--help"]).code(0).out();
    assert!(!overview.contains("worker"));
    let manual = bench.stratmine(&["man"]).code(0).out();
    for command in COMMANDS {
        let help = bench.stratmine(&[command, &["--help"]].concat()).code(0).out();
        assert!(help.contains("Usage: stratmine"), "{help}");
        assert!(overview.contains(command[0]));
        assert!(manual.contains(&format!("\"STRATMINE {}\"", command.join(" ").to_uppercase())), "{command:?}");
    }
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = bench.stratmine(&["completions", shell]).code(0).out();
        assert!(script.contains("lexicon"), "{shell}");
    }
}

#[test]
fn what_is_not_understood_ends_with_2() {
    let bench = Bench::empty();
    for wrong in [vec![], vec!["fly"], vec!["run", "--threads", "0"], vec!["tally", "--by", "moon"], vec!["code"]] {
        let ran = bench.stratmine(&wrong).code(2);
        assert_eq!(ran.out(), "");
        assert!(ran.talk().contains("Usage:") || ran.talk().contains("--help"), "{}", ran.talk());
    }
    bench.stratmine(&["--version"]).code(0);
}

#[test]
fn a_command_shows_the_options_it_uses_and_no_others() {
    let bench = Bench::empty();
    let help = |command: &[&str]| bench.stratmine(&[command, &["--help"]].concat()).code(0).out();
    assert!(help(&["run"]).contains("--threads") && help(&["run"]).contains("the run is refused"));
    for (command, absent) in
        [(&["completions"][..], "--threads"), (&["man"], "--lexicons"), (&["lexicon", "check"], "--corpus")]
    {
        assert!(!help(command).contains(absent), "{command:?}");
    }
    assert!(help(&["lexicon", "check"]).contains("--lexicons"));
}
