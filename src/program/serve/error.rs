//! What cannot be answered, in words for the person at the browser.

use super::frame;
use crate::ProgramError;
use crate::error::{DecisionError, ServeError};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use stratmine_model::Hints;
use stratmine_study::store::StoreError;

/// The answer to a request that could not be answered.
pub(super) fn answer(error: &ProgramError) -> Response {
    let status = status(error);
    if status.is_server_error() {
        tracing::warn!("{error}");
    }
    let body = html! {
        h1 { (heading(status)) }
        p { (frame::said(&sentence(&error.to_string()))) }
        @for hint in error.hints() { p.hint { (frame::said(&sentence(&hint))) } }
        @if let Some(detail) = error.detail() { p.hint { (frame::said(&detail)) } }
        p { a href="/review" { "Back to the review" } " or to " a href="/files" { "the papers" } "." }
    };
    (status, frame::bare(heading(status), &body)).into_response()
}

fn heading(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "This is not there",
        StatusCode::CONFLICT => "Somebody was faster",
        StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE => "This was not understood",
        StatusCode::SERVICE_UNAVAILABLE => "The study is being written",
        _ => "This could not be done",
    }
}

fn status(error: &ProgramError) -> StatusCode {
    match error {
        ProgramError::Decision(DecisionError::DecidedMeanwhile { .. } | DecisionError::NotThere { .. }) => {
            StatusCode::CONFLICT
        }
        ProgramError::Decision(DecisionError::NoStatement { .. }) | ProgramError::NoPaper { .. } => {
            StatusCode::NOT_FOUND
        }
        ProgramError::Serve(ServeError::Slow) => StatusCode::REQUEST_TIMEOUT,
        ProgramError::Serve(ServeError::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        ProgramError::Serve(ServeError::NothingTo(_)) => StatusCode::CONFLICT,
        _ if is_locked(error) => StatusCode::SERVICE_UNAVAILABLE,
        ProgramError::Serve(ServeError::Field { .. } | ServeError::Paper { .. })
        | ProgramError::Decision(_)
        | ProgramError::Search(_)
        | ProgramError::NoTallyLine { .. }
        | ProgramError::Lexicon(_) => StatusCode::BAD_REQUEST,
        ProgramError::Picture(_) => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Whether another process is writing just now.
pub(super) fn is_locked(error: &ProgramError) -> bool {
    use stratmine_study::ledger::LedgerError;
    matches!(
        error,
        ProgramError::Store(StoreError::Locked { .. })
            | ProgramError::Ledger(LedgerError::Store(StoreError::Locked { .. }))
    )
}

/// With a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let stop = if words.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// An address that leads nowhere.
pub(super) async fn nothing_here() -> Response {
    let body = html! { h1 { "This is not there" } p { a href="/review" { "Back to the review" } } };
    (StatusCode::NOT_FOUND, frame::bare("This is not there", &body)).into_response()
}
