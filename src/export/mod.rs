//! Stand-in, replaced by the work under way.
#![allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Table,
    Csv,
    Json,
    Jsonl,
}
pub enum Cell {
    Text(String),
    Count(usize),
    Nothing,
}
impl Cell {
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
    pub fn count(count: usize) -> Self {
        Self::Count(count)
    }
    pub fn flag(flag: bool) -> Self {
        Self::Count(usize::from(flag))
    }
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }
}
pub struct Sheet {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}
impl Sheet {
    pub fn render(&self, style: Style) -> String {
        let value = |cell: &Cell| match cell {
            Cell::Text(text) => serde_json::Value::from(text.as_str()),
            Cell::Count(count) => serde_json::Value::from(*count),
            Cell::Nothing => serde_json::Value::Null,
        };
        let objects = self
            .rows
            .iter()
            .map(|row| serde_json::Value::Object(self.columns.iter().cloned().zip(row.iter().map(value)).collect()));
        match style {
            Style::Jsonl => objects.fold(String::new(), |all, object| all + &object.to_string() + "\n"),
            Style::Json => serde_json::Value::Array(objects.collect()).to_string() + "\n",
            Style::Csv | Style::Table => {
                let mut out = self.columns.join(",") + "\n";
                for row in &self.rows {
                    let cells: Vec<_> = row
                        .iter()
                        .map(|cell| match cell {
                            Cell::Text(text) => text.clone(),
                            Cell::Count(count) => count.to_string(),
                            Cell::Nothing => String::new(),
                        })
                        .collect();
                    out += &(cells.join(",") + "\n");
                }
                out
            }
        }
    }
}
