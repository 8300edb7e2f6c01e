//! The propositions of the theory in a file, two sides each.

use super::entry::{Kind, Named, PROPOSITION, Proposition};
use super::table::{Sink, Table};

const KEYS: &[&str] = &["id", "label", "source", "cause", "effect", "example", "not"];

/// Reads `[[proposition]]`.
pub(super) fn read(root: &Table<'_>, sink: &mut Sink<'_>) -> Vec<Proposition> {
    let mut all: Vec<Proposition> = Vec::new();
    for table in root.tables("proposition", sink) {
        table.expect_only(KEYS, sink);
        let (id, label) = (table.required("id", sink), table.required("label", sink));
        let source = table.string("source", sink);
        let (cause, effect) = (side(&table, "cause", sink), side(&table, "effect", sink));
        let mut texts = |key: &str| table.strings(key, sink).into_iter().map(|(text, _)| text).collect();
        let (example, not) = (texts("example"), texts("not"));
        let (Some(id), Some(label)) = (id, label) else { continue };
        let at = table.span("id").start;
        if !id.starts_with(PROPOSITION) {
            sink.error(at, format!("a proposition’s id begins with {PROPOSITION}"), Some(format!("{PROPOSITION}{id}")));
        }
        if all.iter().any(|known| known.id == id) {
            sink.error(at, format!("the proposition `{id}` stands in the file twice"), None);
        }
        let (line, _) = sink.position(at);
        all.push(Proposition { id, label, source, cause, effect, example, not, line });
    }
    all
}

/// One side: `domains:culture`, or `partnering` for any type.
fn side(table: &Table<'_>, key: &str, sink: &mut Sink<'_>) -> Vec<Named> {
    let mut named = Vec::new();
    for (text, offset) in table.strings(key, sink) {
        let (layer, code) = text.split_once(':').map_or((text.as_str(), None), |(layer, code)| (layer, Some(code)));
        match Kind::of_name(layer).and_then(Kind::layer) {
            Some(layer) => named.push(Named { layer, code: code.map(str::to_owned) }),
            None => sink.error(
                offset,
                format!("`{text}` names no layer"),
                Some("write a layer and its code: domains:culture, or the layer alone for any: partnering".to_owned()),
            ),
        }
    }
    if named.is_empty() {
        sink.error(table.span(key).start, format!("`{key}` names nothing"), None);
    }
    named
}
