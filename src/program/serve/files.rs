//! The papers of the study: how each was read, worst pages first, and new ones dropped in and read.

use super::error::answer;
use super::frame::{self, Tab, count, said};
use super::session::{Asked, Session, does, locked, shows};
use crate::error::ServeError;
use crate::queries::Corpus;
use crate::run::{self, RunOptions, RunReport};
use crate::{ProgramError, Progress};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use maud::{Markup, html};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use stratmine_extract::OcrProgress;
use stratmine_model::{Format, PageGrade, ReadStatus, is_device_name};
use stratmine_study::ledger::Entry;
use stratmine_study::store::{Disk as _, RealDisk};

/// Most bytes of the papers of one form.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// How long papers may take to come.
const DEADLINE: Duration = Duration::from_mins(1);

/// Most characters of a file's name.
const LONGEST_NAME: usize = 120;

/// Doubtful pages that are named of a paper.
const PAGES: usize = 6;

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    let own = Arc::clone(session);
    let add = post(move |papers: Multipart| add(Arc::clone(&own), papers)).layer(DefaultBodyLimit::max(MOST_BYTES));
    app.route("/files", shows(session, show))
        .route("/files/add", add)
        .route("/files/read", does(session, read))
        .route("/files/progress", shows(session, progress))
}

/// How the reading of papers goes, for the page.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct ReadingState {
    /// Whether papers are being read.
    running: bool,
    /// Papers that are to be read.
    files: usize,
    /// Papers that are done.
    done: usize,
    /// The one that is read just now.
    reading: String,
    /// What was said at the end.
    said: Vec<String>,
}

/// The reading of papers in the background.
#[derive(Default)]
pub(super) struct Reading(Mutex<ReadingState>);

impl Reading {
    fn state(&self) -> MutexGuard<'_, ReadingState> {
        locked(&self.0)
    }

    /// Whether this is the first that begins.
    fn begin(&self) -> bool {
        let mut state = self.state();
        let first = !state.running;
        if first {
            *state = ReadingState { running: true, ..ReadingState::default() };
        }
        first
    }

    fn finish(&self, ended: &Result<RunReport, ProgramError>) {
        let mut state = self.state();
        state.running = false;
        state.reading.clear();
        match ended {
            Ok(report) => {
                let coded = report.counted().count();
                state.said.push(format!(
                    "{} read, {} coded again, {} coded by what decisions taught, {} as before; {} with {}",
                    report.read,
                    report.coded_again,
                    report.taught,
                    report.unchanged,
                    count(coded, "paper"),
                    count(report.outcomes(), "intended outcome")
                ));
            }
            Err(error) => state.said.push(format!("It stopped: {error}")),
        }
    }
}

impl Progress for Reading {
    fn begin(&self, files: usize) {
        let mut state = self.state();
        (state.files, state.done) = (files, 0);
    }

    fn reading(&self, file: &str) {
        file.clone_into(&mut self.state().reading);
    }

    fn recognising(&self, file: &str, step: OcrProgress) {
        self.state().reading = match step {
            OcrProgress::Page { number, of } => format!("{file}: recognising page {number} of {of}"),
            OcrProgress::Done => file.to_owned(),
        };
    }

    fn done(&self, _file: &str, _pages: usize) {
        self.state().done += 1;
    }

    fn end(&self) {}

    fn say(&self, words: &str) {
        self.state().said.push(words.to_owned());
    }
}

/// `GET /files`
fn show(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let state = session.reading.state().clone();
    let opened = session.corpus();
    let listed = if let Ok(corpus) = &opened {
        listed(corpus)?
    } else {
        // There is no index yet: papers are dropped in first.
        html! { p { "Nothing has been read yet." } }
    };
    let body = html! {
        h1 { "Papers" }
        (reading(&state))
        (adding(&state))
        (listed)
    };
    Ok(frame::view(session, asked, Tab::Papers, "Papers", &body).into_response())
}

fn reading(state: &ReadingState) -> Markup {
    html! {
        div.reading role="status" aria-live="polite" data-progress[state.running] {
            @if state.running {
                p { strong { "Papers are being read: " span data-done { (state.done) } " of " span data-files { (state.files) } } }
                progress max=(state.files.max(1)) value=(state.done) aria-label="Papers read" {}
                p.hint data-reading { (said(&state.reading)) }
                p.hint { "Decisions wait until this is done. " a href="/files" { "Look again" } }
            } @else {
                @for line in &state.said { p { (said(line)) } }
            }
        }
    }
}

fn adding(state: &ReadingState) -> Markup {
    html! {
        div.panel.drop {
            h2 { "Add papers" }
            form method="post" action="/files/add" enctype="multipart/form-data" {
                label { span { (Format::READ) "; several at a time, or drop them here" }
                    input type="file" name="paper" multiple required;
                }
                button { "Add and read" }
            }
            form method="post" action="/files/read" {
                button.second disabled[state.running] { "Read what is new in the folder" }
            }
        }
    }
}

/// How much an entry is to be looked at: what was not read first, then by grade.
fn doubt(entry: &Entry) -> (u8, u8) {
    let ended = u8::from(entry.outcome == ReadStatus::Coded);
    let grade = match entry.grade {
        Some(PageGrade::Poor) => 0,
        Some(PageGrade::Ocr) => 1,
        Some(PageGrade::Fair) => 2,
        Some(PageGrade::Good) | None => 3,
    };
    (ended, grade)
}

/// The files, those with most doubts first.
fn listed(corpus: &Corpus<'_>) -> Result<Markup, ProgramError> {
    let mut entries: Vec<&Entry> = corpus.ledger()?.present().collect();
    entries.sort_by_key(|entry| (doubt(entry), entry.file.clone()));
    let doubtful: BTreeMap<String, Vec<(u32, PageGrade)>> = corpus
        .papers(|paper| {
            let pages = paper.pages.iter().filter(|page| page.quality.grade != PageGrade::Good);
            let mut pages: Vec<(u32, PageGrade)> = pages.map(|page| (page.number, page.quality.grade)).collect();
            pages.sort_by_key(|(number, grade)| (*grade != PageGrade::Poor, *number));
            (paper.file.clone(), pages)
        })?
        .into_iter()
        .collect();
    let none = Vec::new();
    Ok(html! {
        h2 { "What was read" }
        p.hint { (count(entries.len(), "file")) ", those with most doubts first." }
        div.scroll role="region" aria-label="Files" tabindex="0" {
            table.files {
                thead { tr {
                    th.name scope="col" { "paper" } th scope="col" { "read" } th scope="col" { "doubtful pages" }
                    th.n scope="col" { "pages" } th.n scope="col" { "statements" } th.n scope="col" { "outcomes" }
                } }
                tbody {
                    @for entry in entries {
                        (row(entry, doubtful.get(&entry.file).unwrap_or(&none)))
                    }
                }
            }
        }
    })
}

fn row(entry: &Entry, doubtful: &[(u32, PageGrade)]) -> Markup {
    let document = entry.id.filter(|_| entry.is_counted()).map(|id| id.to_string());
    let name = entry.title.as_deref().unwrap_or(&entry.file);
    html! {
        tr {
            th.name scope="row" {
                @match &document {
                    Some(document) => a href=(frame::paper_address(document, 1, "")) { (said(name)) },
                    None => (said(name)),
                }
                @if name != entry.file { br; span.hint { (said(&entry.file)) } }
            }
            td {
                @if entry.outcome == ReadStatus::Coded { (entry.grade.map_or("coded", PageGrade::as_str)) }
                @else { strong { (entry.outcome.as_str().replace('_', " ")) } }
                @if let Some(remark) = entry.remark() { br; span.hint { (said(&remark)) } }
            }
            td {
                @if let Some(document) = &document {
                    @for (number, grade) in doubtful.iter().take(PAGES) {
                        a href=(frame::paper_address(document, *number, "")) title=(grade.as_str()) { (number) } " "
                    }
                    @if doubtful.len() > PAGES { "… " (doubtful.len()) " in all" }
                }
            }
            td.n { (entry.counts.pages) }
            td.n { (entry.counts.statements) }
            td.n { (entry.counts.outcomes) }
        }
    }
}

/// `GET /files/progress`
fn progress(session: &Session, _asked: &Asked) -> Result<Response, ProgramError> {
    let state = serde_json::to_string(&*session.reading.state());
    let state = state.map_err(|error| ProgramError::Output(error.into()))?;
    Ok(([(CONTENT_TYPE, "application/json")], state).into_response())
}

/// `POST /files/read`
fn read(session: &Session, _asked: &Asked) -> Result<Response, ProgramError> {
    // Without a folder there is nothing to read.
    session.root()?;
    begin(session);
    Ok(Redirect::to("/files").into_response())
}

/// Reads in a thread of its own what is new, unless that is being done.
fn begin(session: &Session) {
    if !session.reading.begin() {
        return;
    }
    let (workspace, workers) = (session.workspace, session.workers.clone());
    let state = Arc::clone(&session.reading);
    std::thread::spawn(move || {
        let options = RunOptions::of_last_run(&RealDisk, &workspace.layout());
        let ended = run::run(workspace, &workers, &[], options, state.as_ref());
        state.finish(&ended);
    });
}

/// `POST /files/add`
async fn add(session: Arc<Session>, papers: Multipart) -> Response {
    let taken = match tokio::time::timeout(DEADLINE, received(papers)).await {
        Err(_) => return answer(&ServeError::Slow.into()),
        Ok(Err(error)) => return answer(&error),
        Ok(Ok(taken)) => taken,
    };
    let kept = tokio::task::spawn_blocking(move || {
        keep(&session, taken)?;
        begin(&session);
        Ok::<_, ProgramError>(())
    });
    match kept.await {
        Ok(Ok(())) => Redirect::to("/files").into_response(),
        Ok(Err(error)) => answer(&error),
        Err(_) => answer(&ServeError::Broken.into()),
    }
}

/// The papers of a form, each with a name that is safe.
async fn received(mut papers: Multipart) -> Result<Vec<(String, Vec<u8>)>, ProgramError> {
    let mut taken = Vec::new();
    while let Some(field) = papers.next_field().await.map_err(|_| ServeError::TooLarge)? {
        let Some(name) = field.file_name().map(str::to_owned) else { continue };
        let bytes = field.bytes().await.map_err(|_| ServeError::TooLarge)?;
        let name = safe_name(&name).map_err(|problem| ServeError::Paper { file: name, problem })?;
        taken.push((name, bytes.to_vec()));
    }
    if taken.is_empty() { Err(ServeError::missing("paper").into()) } else { Ok(taken) }
}

/// The last part of a name, with letters, digits and a few signs.
fn safe_name(name: &str) -> Result<String, String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '(' | ')' | '&' | '\'' | '+');
    let safe: String = last.chars().map(|c| if kept(c) { c } else { '-' }).collect();
    let safe = safe.trim().trim_start_matches('.').trim();
    if safe.chars().count() > LONGEST_NAME {
        return Err("its name is too long".to_owned());
    }
    if is_device_name(safe) {
        return Err("Windows takes its name for a device: give it another".to_owned());
    }
    if Format::of_path(safe.as_ref()) == Format::Other {
        return Err(Format::why_not_read(safe.as_ref()));
    }
    let stem = safe.rsplit_once('.').map_or(safe, |(stem, _)| stem);
    if stem.chars().any(char::is_alphanumeric) { Ok(safe.to_owned()) } else { Err("it has no name".to_owned()) }
}

/// Puts papers into the folder of the study. One that is there already with the same bytes is passed over; another of the
/// same name is never replaced.
fn keep(session: &Session, papers: Vec<(String, Vec<u8>)>) -> Result<(), ProgramError> {
    let root = session.root()?;
    for (file, bytes) in papers {
        let path = root.join(&file);
        match RealDisk.read_if_there(&path)? {
            Some(there) if there == bytes => {}
            Some(_) => {
                let problem = "another paper of this name is there already".to_owned();
                return Err(ServeError::Paper { file, problem }.into());
            }
            None => RealDisk.write(&path, &bytes)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_of_papers_are_made_safe() {
        assert_eq!(safe_name("Plan 2019 (final).pdf"), Ok("Plan 2019 (final).pdf".to_owned()));
        assert_eq!(safe_name("../../etc/cron.d/x.md"), Ok("x.md".to_owned()));
        assert_eq!(safe_name("C:\\papers\\a<b>.PDF"), Ok("a-b-.PDF".to_owned()));
        assert_eq!(safe_name(".hidden.txt"), Ok("hidden.txt".to_owned()));
        for name in ["", ".pdf", "..", "decisions.csv", "corpus.csv", "run.sh", "a.pdf/", "x\0"] {
            assert!(safe_name(name).is_err(), "{name:?}");
        }
        assert!(safe_name(&format!("{}.pdf", "a".repeat(200))).is_err());
    }
}
