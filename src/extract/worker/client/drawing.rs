//! Has a page drawn by a worker process.

use super::super::protocol::Request;
use super::{Gathered, Reader, Worker};
use crate::pdf::Picture;
use std::path::Path;
use stratmine_model::DocumentId;

/// A page of a PDF as drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The SHA-256 of the file that it was drawn from.
    pub id: DocumentId,
    /// The page.
    pub picture: Picture,
    /// The scale it was drawn at, in pixels a point.
    pub scale: f32,
}

impl Reader {
    /// Draws one page of a PDF, counted from 0, at so many pixels a point, or at fewer where the picture would be too
    /// large. A worker is started for it alone.
    ///
    /// # Errors
    /// In words for a person, why the page cannot be drawn. The worker's death is among the reasons.
    pub fn draw(&self, path: &Path, page: usize, scale: f32) -> Result<Drawn, String> {
        let program = &self.options.worker;
        let mut worker = Worker::start(&self.options)
            .map_err(|error| format!("{} could not be started: {error}", program.display()))?;
        let mut gathered = Gathered::default();
        let request = Request::to_draw(path, page, scale);
        gathered.end = worker.gather(&request, self.options.deadline, &mut gathered, &|_| ());
        match (gathered.id, gathered.picture.take()) {
            (Some(id), Some(Ok((picture, scale)))) => Ok(Drawn { id, picture, scale }),
            (_, Some(Err(why))) => Err(why),
            _ => Err(gathered.conclude().outcome.reason.unwrap_or_default()),
        }
    }
}
