//! One row of a sheet as it is handed to a coder.

use stratmine_model::record::{PageRecord, StatementRecord};

/// How much of the page's text is shown on either side, in characters: two or three lines of print.
const CONTEXT: usize = 240;

/// The cells of a statement under the first headings that [`drawn`](crate::evaluate::sheet::drawn) gives: what a coder
/// needs to see, and nothing of what the program says. Filled up with empty cells to so many `columns`.
#[must_use]
pub fn row(file: &str, page: &PageRecord, statement: &StatementRecord, columns: usize) -> Vec<String> {
    let (before, after) = around(&page.text, statement.start, statement.end);
    let mut cells = vec![
        statement.id.clone(),
        file.to_owned(),
        page.page.to_string(),
        statement.heading_path.join(" › "),
        statement.lead_in.clone().unwrap_or_default(),
        before,
        statement.text.clone(),
        after,
    ];
    cells.resize(columns, String::new());
    cells
}

/// What stands before and after a place (in characters) of a text, cut between words.
fn around(text: &str, start: usize, end: usize) -> (String, String) {
    let letters: Vec<char> = text.chars().collect();
    let from = start.saturating_sub(CONTEXT);
    let to = end.saturating_add(CONTEXT).min(letters.len());
    let before: String = letters.get(from..start.min(letters.len())).unwrap_or_default().iter().collect();
    let after: String = letters.get(end..to).unwrap_or_default().iter().collect();
    let before =
        if from == 0 { before.as_str() } else { before.split_once(char::is_whitespace).map_or("", |cut| cut.1) };
    let cut = to < letters.len();
    let after = if cut { after.rsplit_once(char::is_whitespace).map_or("", |cut| cut.0) } else { after.as_str() };
    let told = |side: &str| side.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = (told(before), told(after));
    (if from == 0 { before } else { format!("… {before}") }, if cut { format!("{after} …") } else { after })
}

#[cfg(test)]
mod tests {
    use super::{CONTEXT, around};

    #[test]
    fn context_is_cut_between_words_and_says_so() {
        let text = "Zürich first.\nWe will train staff. Then more.";
        assert_eq!(around(text, 14, 34), ("Zürich first.".to_owned(), "Then more.".to_owned()));
        let long = format!("{}MIDDLE{}", "word ".repeat(CONTEXT), " tail".repeat(CONTEXT));
        let start = 5 * CONTEXT;
        let (before, after) = around(&long, start, start + 6);
        assert!(before.starts_with("… word ") && before.ends_with("word") && before.chars().count() <= CONTEXT + 2);
        assert!(after.starts_with("tail ") && after.ends_with("tail …") && after.chars().count() <= CONTEXT + 2);
    }
}
