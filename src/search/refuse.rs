//! What other search tools understand and this one does not: named and refused, never taken for words.
//!
//! What happens otherwise was tried on tantivy's own query language: `strateg?c` found nothing and said nothing, and
//! `quality NEAR/3 care` looked for any of its pieces.

/// A refusal: where in the word, how long, what, and what to do.
type Refusal = (usize, usize, String, String);

/// What other search tools understand in a word and this one does not.
pub(super) fn unsupported(bare: &str) -> Option<Refusal> {
    let sign_itself = "to look for the sign itself there is no way: signs are not indexed, leave it out";
    for (at, sign) in bare.char_indices() {
        let first = at == 0;
        let (what, hint) = match sign {
            '^' => ("^ (weights) is not supported", "leave it out"),
            '[' | ']' | '{' | '}' => ("brackets are not supported", "a range of years is typed year:2015..2020"),
            '<' | '>' => ("comparisons are not supported", "a range of years is typed year:2015..2020"),
            '|' => ("| is not supported", "type OR"),
            '\\' => ("\\ is not supported", sign_itself),
            '/' if first => ("/regular expressions/ are not supported", "type words, or a pattern: *improv*"),
            '!' if first => ("! is not supported", "type NOT, or - right before the word"),
            '+' if first => ("+ is not supported", "leave it out: every word must occur unless you type OR"),
            '&' if first && bare.starts_with("&&") => ("&& is not supported", "leave it out, or type AND"),
            '\u{2013}' | '\u{2014}' | '\u{2212}' if first => {
                ("a long dash does not leave words out", "type a plain - right before the word, or leave it away")
            }
            _ => continue,
        };
        return Some((at, sign.len_utf8(), what.to_owned(), hint.to_owned()));
    }
    None
}

/// Whether a word is an operator of nearness in another tool: `ADJ2`, `W/5`, `PRE/5`, `near/3`, `NEAR3`…
pub(super) fn operator_elsewhere(bare: &str) -> Option<Refusal> {
    let name = bare.trim_end_matches(|next: char| next.is_ascii_digit()).trim_end_matches('/');
    let counted = name.len() < bare.len();
    let known = match name {
        "ADJ" | "WITHIN" | "NEAR" | "ONEAR" => true,
        "W" | "w" | "PRE" | "pre" | "near" | "onear" | "N" | "n" | "P" => counted && bare.contains('/'),
        _ => false,
    };
    let hint = "for words near each other type NEAR/5 between them, ONEAR/5 where the first must come first; to look for \
                the word itself put it in quotation marks";
    known.then(|| (0, bare.len(), format!("{bare} is not supported"), hint.to_owned()))
}
