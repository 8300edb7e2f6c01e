//! Colours of the outcome categories, by their place in the codebook: one row a category, one column a medium.
//!
//! Most people can tell them apart (after Okabe and Ito 2008). A category beyond the last row takes the colours of the
//! first again. What has no category is grey.

/// In a REFI-QDA project, and as a highlight on a page: red, green and blue from 0 to 1.
const CATEGORIES: [(&str, [f32; 3]); 7] = [
    ("#0072b2", [0.35, 0.7, 1.0]),
    ("#d55e00", [1.0, 0.65, 0.3]),
    ("#009e73", [0.4, 0.85, 0.55]),
    ("#cc79a7", [0.9, 0.6, 0.85]),
    ("#e69f00", [1.0, 0.85, 0.35]),
    ("#56b4e9", [0.6, 0.9, 0.95]),
    ("#f0e442", [0.95, 0.95, 0.45]),
];

const GREY: (&str, [f32; 3]) = ("#777777", [0.75, 0.75, 0.75]);

fn shade(place: Option<usize>) -> (&'static str, [f32; 3]) {
    place.and_then(|place| CATEGORIES.get(place % CATEGORIES.len())).copied().unwrap_or(GREY)
}

/// The colour of a code in a project, from the place of its category; `None` for what is no category.
pub fn code_colour(place: Option<usize>) -> &'static str {
    shade(place).0
}

/// The colour of a highlight, from the place of its category; `None` for what has none.
pub fn highlight_colour(place: Option<usize>) -> [f32; 3] {
    shade(place).1
}
