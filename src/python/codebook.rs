//! The lexicons, as an object of Python's.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::path::PathBuf;
use stratmine::coding::lexicon::Codebook as Lexicons;
use stratmine::coding::{Explanation, Question, explain};
use stratmine::model::BlockKind;

/// The lexicons in use: those in the program, each replaced by the one of its kind in a folder or among texts.
#[pyclass(frozen, module = "stratmine")]
pub(crate) struct Codebook(Lexicons);

#[pymethods]
impl Codebook {
    /// `folder` holds lexicons; `texts` are lexicons as pairs of a file name and a text, as pickling writes them.
    #[new]
    #[pyo3(signature = (folder = None, *, texts = None))]
    fn new(py: Python<'_>, folder: Option<PathBuf>, texts: Option<Vec<(String, String)>>) -> PyResult<Self> {
        let loaded = py.detach(|| match (folder, &texts) {
            (Some(folder), _) => Lexicons::load(&folder),
            (None, Some(texts)) => {
                let texts: Vec<(&str, &str)> =
                    texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
                Lexicons::of_texts(&texts)
            }
            (None, None) => Lexicons::built_in(),
        });
        loaded.map(Self).map_err(|errors| PyValueError::new_err(errors.to_string()))
    }

    /// SHA-256 over the names and texts of all lexicons in use: the same words give the same codes.
    #[getter]
    fn sha256(&self) -> &str {
        self.0.hash()
    }

    /// The outcome categories, in order.
    #[getter]
    fn categories(&self) -> Vec<String> {
        self.0.categories()
    }

    /// The lexicons in use, as pairs of a file name and a text.
    #[getter]
    fn texts(&self) -> Vec<(String, String)> {
        self.0.sources().iter().map(|source| (source.file.clone(), source.text.clone())).collect()
    }

    fn __repr__(&self) -> String {
        format!("Codebook({}, sha256={:.12}…)", self.0.categories().join(", "), self.0.hash())
    }
}

impl Codebook {
    pub(crate) const fn inner(&self) -> &Lexicons {
        &self.0
    }

    /// Codes a statement by itself: its text, the headings above it, its lead-in, and whether it is an item of a list.
    pub(crate) fn explain(&self, statement: (String, Vec<String>, Option<String>, bool)) -> Explanation {
        let (text, headings, lead_in, item) = statement;
        let block = if item { BlockKind::ListItem(0) } else { BlockKind::Paragraph };
        explain(&self.0, &Question { text, headings, lead_in, block, title: None })
    }
}
