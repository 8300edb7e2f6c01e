//! Has highlights put into a copy of a PDF by a worker process.

use super::super::protocol::Request;
use super::{Gathered, Reader, Worker};
use crate::annotate::{Annotated, Note};
use std::path::Path;
use stratmine_model::DocumentId;

impl Reader {
    /// Puts notes as highlights into a copy of a PDF, whose SHA-256 comes with it. A worker is started for it alone.
    ///
    /// # Errors
    /// In words for a person, why there is no copy. The worker's death is among the reasons.
    pub fn annotate(&self, path: &Path, notes: Vec<Note>) -> Result<(DocumentId, Annotated), String> {
        let program = &self.options.worker;
        let mut worker = Worker::start(&self.options)
            .map_err(|error| format!("{} could not be started: {error}", program.display()))?;
        let mut gathered = Gathered::default();
        let request = Request::to_annotate(path, notes);
        gathered.end = worker.gather(&request, self.options.deadline, &mut gathered, &|_| ());
        match (gathered.id, gathered.annotated.take()) {
            (Some(id), Some(Ok(done))) => Ok((id, done)),
            (_, Some(Err(why))) => Err(why),
            _ => Err(gathered.conclude().outcome.reason.unwrap_or_default()),
        }
    }
}
