//! What other search tools understand and this one does not: named and refused, never taken for words.
//!
//! What happens otherwise was tried on tantivy's own query language: `strateg?c` found nothing and said nothing, and
//! `quality NEAR/3 care` looked for any of its pieces.

/// What other search tools understand in a word and this one does not: where in it, how long, what, and what to do.
pub(super) fn unsupported(bare: &str) -> Option<(usize, usize, String, String)> {
    if let Some(operator) = positional(bare) {
        let message = format!("{operator} (words near each other) is not supported");
        let hint = "put words that follow each other in quotation marks, or type both words and search statements";
        return Some((0, bare.len(), message, hint.to_owned()));
    }
    let quotes = "to look for the sign itself there is no way: signs are not indexed, leave it out";
    for (at, sign) in bare.char_indices() {
        let (first, last) = (at == 0, at + sign.len_utf8() == bare.len());
        let (what, hint) = match sign {
            '~' => ("~ (similar spellings) is not supported", "type the spellings you want, joined by OR"),
            '?' => {
                ("? (any one letter) is not supported", "type the spellings joined by OR, or the beginning: organi*")
            }
            '*' if first => ("a word cannot begin with *", "type the beginning of the word: improv*"),
            '*' if !last => ("* works only at the end of a word", "type the beginning of the word: improv*"),
            '^' => ("^ (weights) is not supported", "leave it out"),
            '[' | ']' | '{' | '}' => ("brackets are not supported", "a range of years is typed year:2015..2020"),
            '<' | '>' => ("comparisons are not supported", "a range of years is typed year:2015..2020"),
            '|' => ("| is not supported", "type OR"),
            '\\' => ("\\ is not supported", quotes),
            '/' if first => ("/regular expressions/ are not supported", "type words, or the beginning of one: improv*"),
            '!' if first => ("! is not supported", "type NOT, or - right before the word"),
            '+' if first => ("+ is not supported", "leave it out: every word must occur unless you type OR"),
            '=' if first => ("= is not supported", "leave it out: words are not stemmed"),
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

/// Whether a word is an operator of nearness in another tool: `NEAR`, `NEAR/3`, `ADJ2`, `W/5`, `PRE/5`, `XOR`…
fn positional(bare: &str) -> Option<&str> {
    let name = bare.trim_end_matches(|next: char| next.is_ascii_digit()).trim_end_matches('/');
    let counted = name.len() < bare.len();
    let known = match name {
        "NEAR" | "ONEAR" | "ADJ" | "WITHIN" => true,
        "W" | "w" | "PRE" | "pre" | "near" | "N" | "P" => counted && bare.contains('/'),
        _ => false,
    };
    known.then_some(name)
}
