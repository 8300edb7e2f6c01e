//! One row of a sheet as it is handed to a coder.

use stratmine_model::{Page, Span, Statement};

/// How much of the page's text is shown on either side, in characters: two or three lines of print.
const CONTEXT: usize = 240;

/// The cells of a statement under the first headings that [`drawn`](crate::evaluate::sheet::drawn) gives: what a coder
/// needs to see, and nothing of what the program says. Filled up with empty cells to so many `columns`.
#[must_use]
pub fn row(file: &str, page: &Page, statement: &Statement, columns: usize) -> Vec<String> {
    let (before, after) = around(&page.text, statement.span);
    let mut cells = vec![
        statement.id.clone(),
        file.to_owned(),
        page.number.to_string(),
        statement.heading_path.join(" › "),
        statement.lead_in.clone().unwrap_or_default(),
        before,
        statement.text.clone(),
        after,
    ];
    cells.resize(columns, String::new());
    cells
}

/// What stands before and after a place of a text, cut between words.
fn around(text: &str, place: Span) -> (String, String) {
    let before = text.get(..place.start).unwrap_or_default();
    let after = text.get(place.end..).unwrap_or_default();
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let before = before.get(from..).unwrap_or_default();
    let before = if from == 0 { before } else { before.split_once(char::is_whitespace).map_or("", |cut| cut.1) };
    let to = after.char_indices().nth(CONTEXT).map(|(at, _)| at);
    let cut = to.is_some();
    let after = after.get(..to.unwrap_or(after.len())).unwrap_or_default();
    let after = if cut { after.rsplit_once(char::is_whitespace).map_or("", |cut| cut.0) } else { after };
    let told = |side: &str| side.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = (told(before), told(after));
    (if from == 0 { before } else { format!("… {before}") }, if cut { format!("{after} …") } else { after })
}

#[cfg(test)]
mod tests {
    use super::{CONTEXT, around};
    use stratmine_model::Span;

    #[test]
    fn context_is_cut_between_words_and_says_so() {
        let text = "Zürich first.\nWe will train staff. Then more.";
        assert_eq!(around(text, Span::new(15, 35)), ("Zürich first.".to_owned(), "Then more.".to_owned()));
        let long = format!("{}MIDDLE{}", "word ".repeat(CONTEXT), " tail".repeat(CONTEXT));
        let start = 5 * CONTEXT;
        let (before, after) = around(&long, Span::new(start, start + 6));
        assert!(before.starts_with("… word ") && before.ends_with("word") && before.chars().count() <= CONTEXT + 2);
        assert!(after.starts_with("tail ") && after.ends_with("tail …") && after.chars().count() <= CONTEXT + 2);
    }
}
