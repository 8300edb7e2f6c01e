//! Pictures of pages, drawn by a worker process as `stratmine page` draws them, and kept in memory up to a bound.

use super::session::{Asked, Session, locked, shows};
use crate::ProgramError;
use crate::error::PictureError;
use crate::queries::page_picture::page_as_png;
use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use stratmine_model::DocumentId;

/// Most bytes of pictures that are kept.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Most pages that are drawn at a time.
const MOST_AT_A_TIME: usize = 2;

/// Least and most pixels across.
const WIDTHS: std::ops::RangeInclusive<u16> = 200..=2400;

type PictureKey = (DocumentId, u32, u16);

#[derive(Default)]
struct PictureContent {
    /// The latest used last.
    pictures: VecDeque<(PictureKey, Arc<Vec<u8>>)>,
    bytes: usize,
    drawing: Vec<PictureKey>,
}

/// Pictures in memory.
#[derive(Default)]
pub(super) struct PictureCache {
    kept: Mutex<PictureContent>,
    drawn: Condvar,
}

impl PictureCache {
    /// The picture of a page, drawn where it is not kept. Who asks for one that is being drawn waits for that one.
    fn get(
        &self,
        key: PictureKey,
        draw: impl FnOnce() -> Result<Vec<u8>, ProgramError>,
    ) -> Result<Arc<Vec<u8>>, ProgramError> {
        let mut kept = locked(&self.kept);
        loop {
            if let Some(place) = kept.pictures.iter().position(|(known, _)| *known == key)
                && let Some(found) = kept.pictures.remove(place)
            {
                let picture = Arc::clone(&found.1);
                kept.pictures.push_back(found);
                return Ok(picture);
            }
            if kept.drawing.len() < MOST_AT_A_TIME && !kept.drawing.contains(&key) {
                break;
            }
            kept = self.drawn.wait(kept).unwrap_or_else(PoisonError::into_inner);
        }
        kept.drawing.push(key);
        drop(kept);
        let drawn = draw().map(Arc::new);
        let mut kept = locked(&self.kept);
        kept.drawing.retain(|other| *other != key);
        if let Ok(picture) = &drawn {
            kept.bytes += picture.len();
            kept.pictures.push_back((key, Arc::clone(picture)));
            while kept.bytes > MOST_BYTES
                && let Some((_, oldest)) = kept.pictures.pop_front()
            {
                kept.bytes -= oldest.len();
            }
        }
        self.drawn.notify_all();
        drawn
    }
}

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    app.route("/picture", shows(session, picture))
}

/// `GET /picture?document=&page=&width=`
fn picture(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let id: DocumentId = super::paper::document(fields)?;
    let number: u32 = fields.parsed("page")?.unwrap_or(1);
    let width: u16 = fields.parsed("width")?.unwrap_or(1200);
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let corpus = session.corpus()?;
    let paper = corpus.paper(id)?;
    let no_page = || PictureError::NoPage { file: paper.file.clone().into(), page: number, last: paper.pages.len() };
    let page = paper.pages.iter().find(|page| page.number == number).ok_or_else(no_page)?;
    let path = session.root()?.join(&paper.file);
    let png =
        session.pictures.get((id, number, width), || page_as_png(&session.workers, &path, &paper, page, width))?;
    let headers = [(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "private, max-age=86400")];
    Ok((headers, png.as_slice().to_vec()).into_response())
}

#[cfg(test)]
mod tests {
    use super::{MOST_BYTES, PictureCache};
    use crate::ProgramError;
    use crate::error::ServeError;
    use stratmine_model::DocumentId;

    #[test]
    fn pictures_are_kept_up_to_a_bound_and_what_was_not_drawn_is_drawn_again() {
        let cache = PictureCache::default();
        let key = |page| (DocumentId::from_digest([1; 32]), page, 800);
        let large = || Ok(vec![0; MOST_BYTES / 3]);
        for page in 1..=4 {
            cache.get(key(page), large).unwrap();
        }
        let kept = |page| cache.get(key(page), || Err(ServeError::Broken.into())).is_ok();
        assert!(kept(4) && kept(3) && kept(2) && !kept(1));
        let failed: Result<_, ProgramError> = cache.get(key(9), || Err(ServeError::Broken.into()));
        assert!(failed.is_err() && cache.get(key(9), || Ok(vec![1])).is_ok());
    }
}
