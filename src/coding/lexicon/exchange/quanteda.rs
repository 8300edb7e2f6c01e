//! quanteda's YAML: keys within keys, lists of terms at their ends.

use super::{Category, ExchangeError};
use std::fmt::Write as _;
use yaml_rust2::{Yaml, YamlLoader};

pub(super) fn read(text: &str) -> Result<Vec<Category>, ExchangeError> {
    let documents = YamlLoader::load_from_str(text).map_err(|error| ExchangeError {
        line: error.marker().line(),
        problem: format!("this is not YAML: {}", error.info()),
    })?;
    let mut categories = Vec::new();
    for document in &documents {
        gather(document, &mut Vec::new(), &mut categories)?;
    }
    Ok(categories)
}

fn gather(node: &Yaml, path: &mut Vec<String>, into: &mut Vec<Category>) -> Result<(), ExchangeError> {
    match node {
        Yaml::Hash(keys) => {
            for (key, value) in keys {
                let Some(name) = written(key) else {
                    return Err(wrong(path, "a key is no text"));
                };
                path.push(name);
                gather(value, path, into)?;
                path.pop();
            }
            Ok(())
        }
        Yaml::Array(items) => {
            let mut category = Category { path: path.clone(), terms: Vec::new() };
            for item in items {
                match written(item) {
                    Some(term) => category.terms.push((term, 1.0)),
                    None => gather(item, path, into)?,
                }
            }
            into.push(category);
            Ok(())
        }
        Yaml::Null => Ok(()),
        other => match written(other) {
            // quanteda takes a lone text for a list of terms parted by commas.
            Some(terms) => {
                let terms = terms.split(',').map(str::trim).filter(|term| !term.is_empty());
                into.push(Category { path: path.clone(), terms: terms.map(|term| (term.to_owned(), 1.0)).collect() });
                Ok(())
            }
            None => Err(wrong(path, "this is neither a key nor a list of terms")),
        },
    }
}

fn written(node: &Yaml) -> Option<String> {
    match node {
        Yaml::String(text) | Yaml::Real(text) => Some(text.clone()),
        Yaml::Integer(number) => Some(number.to_string()),
        Yaml::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn wrong(path: &[String], problem: &str) -> ExchangeError {
    ExchangeError { line: 1, problem: format!("under {:?}: {problem}", path.join(": ")) }
}

pub(super) fn write(name: &str, categories: &[Category]) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail. JSON's quotes are YAML's.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let _ = writeln!(text, "{}:", quoted(name));
    for category in categories {
        let _ = writeln!(text, "  {}:", quoted(&category.path.join("_")));
        for (term, _) in &category.terms {
            let _ = writeln!(text, "    - {}", quoted(term));
        }
    }
    text
}
