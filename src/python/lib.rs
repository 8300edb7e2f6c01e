//! The Python module `stratmine._core`: papers and statements coded into tables, and the whole program.
//!
//! In: paths, bytes or texts. Out: [`table::Table`]s, which go to other libraries as Arrow streams, without a copy and
//! without pyarrow. A file that cannot be read is a row that says why, never an exception; exceptions are for what is
//! asked wrongly. No call holds the interpreter's lock while it works. What is nicer said in Python is in
//! `stratmine/__init__.py`.

mod codebook;
mod columns;
mod table;

/// Codes papers and statements.
#[pyo3::pymodule(gil_used = false)]
mod _core {
    #[pymodule_export]
    use super::codebook::Codebook;
    use super::columns;
    #[pymodule_export]
    use super::table::Table;
    use pyo3::exceptions::{PyRuntimeError, PyValueError};
    use pyo3::prelude::*;
    use std::collections::HashMap;
    use std::ffi::OsString;
    use std::num::NonZero;
    use std::path::{Path, PathBuf};
    use stratmine::extract::{Limits, WorkerProgram};
    use stratmine::model::{CodedPaper, Format, Hints as _};
    use stratmine::queries::{self, Corpus};
    use stratmine::run::WorkerSettings;
    use stratmine::{Silent, Workspace};

    fn failed(error: &stratmine::ProgramError) -> PyErr {
        PyRuntimeError::new_err(error.with_hints())
    }

    fn worker(program: Vec<OsString>) -> PyResult<WorkerProgram> {
        let mut words = program.into_iter();
        let path = words.next().ok_or_else(|| PyValueError::new_err("no program was named"))?;
        Ok(WorkerProgram::new(path, words))
    }

    /// The version of the program.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// Runs the program on these arguments and returns its exit code. `program` starts it again, for its workers.
    #[pyfunction]
    fn run(py: Python<'_>, program: Vec<OsString>, arguments: Vec<OsString>) -> PyResult<u8> {
        let worker = worker(program)?;
        Ok(py.detach(|| stratmine::cli::main_within(worker, arguments)))
    }

    /// Codes files and folders in worker processes: the table of documents, that of statements, and the public records.
    /// `names` are what the files are to be called, where each target is a file.
    #[pyfunction]
    #[allow(clippy::too_many_arguments, reason = "Python names them")]
    fn code_files(
        py: Python<'_>,
        program: Vec<OsString>,
        targets: Vec<PathBuf>,
        lexicons: Option<PathBuf>,
        threads: usize,
        deadline: Option<f64>,
        records: bool,
        names: Option<Vec<String>>,
    ) -> PyResult<(Table, Table, Vec<String>)> {
        let mut workers = WorkerSettings::with_worker(worker(program)?);
        if let Some(threads) = NonZero::new(threads) {
            workers.threads = threads;
        }
        if let Some(seconds) = deadline {
            workers.deadline = std::time::Duration::try_from_secs_f64(seconds)
                .map_err(|error| PyValueError::new_err(error.to_string()))?;
        }
        let workspace = Workspace { lexicons, ..Workspace::default() };
        let papers = py.detach(|| queries::extract::code_papers(&workspace, &workers, &targets, &Silent));
        let mut papers = papers.map_err(|error| failed(&error))?;
        for (paper, name) in papers.iter_mut().zip(names.unwrap_or_default()) {
            paper.file = name;
        }
        tables(&papers, records)
    }

    /// Codes papers from memory, in this process: their bytes, each with the name that tells its format.
    #[pyfunction]
    fn code_contents(
        py: Python<'_>,
        contents: Vec<(String, pyo3::pybacked::PyBackedBytes)>,
        codebook: &Bound<'_, Codebook>,
        records: bool,
    ) -> PyResult<(Table, Table, Vec<String>)> {
        let codebook = codebook.get();
        let papers: Vec<CodedPaper> = py.detach(|| {
            let code = |(name, bytes): &(String, pyo3::pybacked::PyBackedBytes)| {
                let format = Format::of_path(Path::new(name));
                let mut paper = stratmine::code_bytes(codebook.inner(), bytes, format, &Limits::default());
                paper.file.clone_from(name);
                paper
            };
            contents.iter().map(code).collect()
        });
        tables(&papers, records)
    }

    fn tables(papers: &[CodedPaper], records: bool) -> PyResult<(Table, Table, Vec<String>)> {
        let encode = |paper| serde_json::to_string(paper).map_err(|error| PyRuntimeError::new_err(error.to_string()));
        let lines = if records { papers.iter().map(encode).collect::<PyResult<_>>()? } else { Vec::new() };
        Ok((columns::documents(papers)?, columns::statements(papers)?, lines))
    }

    /// Codes statements by themselves, each with the headings above it, its lead-in and the kind of its block.
    #[pyfunction]
    fn classify(
        py: Python<'_>,
        statements: Vec<(String, Vec<String>, Option<String>, bool)>,
        codebook: &Bound<'_, Codebook>,
    ) -> PyResult<Table> {
        let codebook = codebook.get();
        let coded = py.detach(|| statements.into_iter().map(|one| codebook.explain(one)).collect::<Vec<_>>());
        columns::classified(&coded)
    }

    /// Why a statement is coded as it is: its probability, the threshold, and name, weight and words of all that bears on it.
    #[pyfunction]
    fn explain(
        py: Python<'_>,
        statement: (String, Vec<String>, Option<String>, bool),
        codebook: &Bound<'_, Codebook>,
    ) -> PyResult<HashMap<&'static str, Py<PyAny>>> {
        let codebook = codebook.get();
        let found = py.detach(|| codebook.explain(statement));
        let rules: Vec<(String, Option<f32>, String)> =
            found.coding.intent.rules.iter().map(|rule| (rule.id.clone(), rule.weight, rule.text.clone())).collect();
        let categories: Vec<(String, f32, Vec<String>)> = found
            .coding
            .categories
            .iter()
            .map(|code| (code.code.clone(), code.score, code.matches.iter().map(|word| word.text.clone()).collect()))
            .collect();
        let any = |value: Bound<'_, PyAny>| value.unbind();
        Ok(HashMap::from([
            ("outcome", any(found.coding.intended_outcome.into_pyobject(py)?.to_owned().into_any())),
            ("probability", any(found.coding.probability.into_pyobject(py)?)),
            ("threshold", any(found.threshold.into_pyobject(py)?.into_any())),
            ("score", any(found.coding.intent.score.into_pyobject(py)?.into_any())),
            ("rules", any(rules.into_pyobject(py)?.into_any())),
            ("categories", any(categories.into_pyobject(py)?.into_any())),
        ]))
    }

    /// The tables of an index: documents, and statements of the papers that are counted.
    #[pyfunction]
    fn index_tables(py: Python<'_>, index: PathBuf) -> PyResult<(Table, Table)> {
        let papers = py.detach(|| {
            let workspace = Workspace { index, ..Workspace::default() };
            Corpus::open(&workspace)?.papers(CodedPaper::clone)
        });
        let papers = papers.map_err(|error| failed(&error))?;
        Ok((columns::documents(&papers)?, columns::statements(&papers)?))
    }

    /// Tables without rows, for their columns: documents, statements, classified statements.
    #[pyfunction]
    fn schemas() -> PyResult<(Table, Table, Table)> {
        Ok((columns::documents(&[])?, columns::statements(&[])?, columns::classified(&[])?))
    }
}
