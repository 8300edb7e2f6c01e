//! What stays between two requests: the opened index, the papers in memory, the queue, pictures, who decides.

use super::error::{answer, is_locked};
use super::fields::Fields;
use super::files::Reading;
use super::frame;
use super::journal::{Journal, JournalEvent, JournalLine};
use super::picture::PictureCache;
use super::{MOST_FORM_BYTES, Serving};
use crate::error::{DecisionError, ServeError};
use crate::queries::learning::{ReviewQueue, ReviewRequest};
use crate::queries::{Corpus, PaperCache, PersonsCode};
use crate::run::{self, Act, Revision, SeenStatement, WorkerSettings};
use crate::{ProgramError, Silent, Workspace};
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use stratmine_model::Statement;
use stratmine_study::store::RealDisk;
use tokio::sync::Semaphore;

/// Most answers that are worked on at a time; others wait.
const MOST_AT_WORK: usize = 8;

/// How long a browser may take to send a form.
const FORM_DEADLINE: Duration = Duration::from_secs(10);

/// How long a decision waits for another process to finish writing.
const LOCK_PATIENCE: Duration = Duration::from_secs(3);

/// Most statements of a queue that are worked out at once.
const MOST_QUEUED: usize = 200;

/// By what it is told that an index is not the one that was opened: when its ledger was written, its length, and the hash
/// of the lexicons.
type IndexMark = (Option<SystemTime>, u64, String);

/// A queue with all that it depends on.
type KeptQueue = (IndexMark, ReviewOrderKey, Arc<ReviewQueue>);
type ReviewOrderKey = (String, Option<String>, Option<String>);

/// What stays between two requests.
pub(super) struct Session {
    pub(super) workspace: &'static Workspace,
    pub(super) workers: WorkerSettings,
    pub(super) who: String,
    pub(super) blind: bool,
    pub(super) pictures: PictureCache,
    pub(super) reading: Arc<Reading>,
    cache: Arc<PaperCache>,
    opened: Mutex<Option<(IndexMark, Arc<Corpus<'static>>)>>,
    queue: Mutex<Option<KeptQueue>>,
    journal: Mutex<Option<Journal>>,
    skipped: Mutex<BTreeSet<String>>,
    writing: Mutex<()>,
    at_work: Semaphore,
}

/// A request, as far as a view looks at it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The fields of the address or, of a form, of its body.
    pub(super) fields: Fields,
    /// Whether letter keys do something.
    pub(super) keys: bool,
}

pub(super) type View = fn(&Session, &Asked) -> Result<Response, ProgramError>;

/// What is behind a lock; who panicked there left it whole.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(super) fn open(serving: Serving) -> Result<Self, ProgramError> {
        let Serving { workspace, workers, who, blind, port: _ } = serving;
        if who.trim().is_empty() {
            return Err(DecisionError::NoName.into());
        }
        Ok(Self {
            // It is needed until the process ends.
            workspace: Box::leak(Box::new(workspace)),
            workers,
            who: who.trim().to_owned(),
            blind,
            pictures: PictureCache::default(),
            reading: Arc::default(),
            cache: Arc::new(PaperCache::default()),
            opened: Mutex::new(None),
            queue: Mutex::new(None),
            journal: Mutex::new(None),
            skipped: Mutex::new(BTreeSet::new()),
            writing: Mutex::new(()),
            at_work: Semaphore::new(MOST_AT_WORK),
        })
    }

    /// The index as it is now.
    pub(super) fn corpus(&self) -> Result<Arc<Corpus<'static>>, ProgramError> {
        let mark = self.mark()?;
        let mut opened = locked(&self.opened);
        if let Some((known, corpus)) = &*opened
            && *known == mark
        {
            return Ok(Arc::clone(corpus));
        }
        let corpus = Arc::new(Corpus::open_cached(self.workspace, &self.cache)?);
        *opened = Some((mark, Arc::clone(&corpus)));
        Ok(corpus)
    }

    fn mark(&self) -> Result<IndexMark, ProgramError> {
        let facts = std::fs::metadata(self.workspace.layout().ledger()).ok();
        let written = facts.as_ref().and_then(|facts| facts.modified().ok());
        Ok((written, facts.map_or(0, |facts| facts.len()), self.workspace.lexicons_hash()?))
    }

    /// The folder of the papers.
    pub(super) fn root(&self) -> Result<PathBuf, ProgramError> {
        let root = self.workspace.root(&RealDisk)?;
        root.ok_or_else(|| ProgramError::NoCorpus { path: crate::DEFAULT_CORPUS.into() })
    }

    /// The statements that were drawn for the audit and that nobody decided yet.
    pub(super) fn audit(&self) -> Result<Arc<ReviewQueue>, ProgramError> {
        let corpus = self.corpus()?;
        let ids = corpus.audit_left()?;
        let questions = corpus.questions(ids.iter().take(MOST_QUEUED).map(String::as_str))?;
        let threshold = corpus.codebook()?.weights().outcome().fit().threshold;
        Ok(Arc::new(ReviewQueue { questions, left: ids.len(), threshold }))
    }

    /// What to decide next; what was skipped comes last.
    pub(super) fn queue(&self, request: &ReviewRequest) -> Result<Arc<ReviewQueue>, ProgramError> {
        if self.blind {
            let queue = self.corpus()?.blind_queue(&self.who, MOST_QUEUED)?;
            return Ok(self.without_skipped(Arc::new(queue)));
        }
        let mark = self.mark()?;
        let key = (format!("{:?}", request.order), request.paper.clone(), request.category.clone());
        let mut kept = locked(&self.queue);
        let queue = match &*kept {
            Some((at, by, queue)) if *at == mark && *by == key => Arc::clone(queue),
            _ => {
                let request = ReviewRequest { most: MOST_QUEUED, ..request.clone() };
                let queue = Arc::new(self.corpus()?.review_queue(&request)?);
                *kept = Some((mark, key, Arc::clone(&queue)));
                queue
            }
        };
        drop(kept);
        Ok(self.without_skipped(queue))
    }

    fn without_skipped(&self, queue: Arc<ReviewQueue>) -> Arc<ReviewQueue> {
        let skipped = locked(&self.skipped);
        if skipped.is_empty() {
            return queue;
        }
        let (last, mut questions): (Vec<_>, Vec<_>) =
            queue.questions.iter().cloned().partition(|question| skipped.contains(&question.id));
        questions.extend(last);
        Arc::new(ReviewQueue { questions, ..(*queue).clone() })
    }

    /// Puts a statement at the end of the queue, until the server ends.
    pub(super) fn skip(&self, statement: &str) {
        locked(&self.skipped).insert(statement.to_owned());
    }

    /// Looks into the journal.
    pub(super) fn journal<T>(&self, look: impl FnOnce(&mut Journal) -> T) -> Result<T, ProgramError> {
        let mut journal = locked(&self.journal);
        let journal = match &mut *journal {
            Some(journal) => {
                journal.refresh()?;
                journal
            }
            none => none.insert(Journal::of_root(&self.root()?)?),
        };
        Ok(look(journal))
    }

    /// What was noted with the flag of a statement, if it has one that this person may see.
    pub(super) fn flag(&self, id: &str) -> Result<Option<String>, ProgramError> {
        self.journal(|journal| journal.flags(self.sees_flags_of()).get(id).map(|note| (*note).to_owned()))
    }

    /// What this person said of a statement.
    pub(super) fn own_code(&self, statement: &Statement) -> Result<Option<PersonsCode>, ProgramError> {
        let mut codes = self.corpus()?.peoples_codes()?;
        Ok(codes.people.remove(&self.who).and_then(|mut own| own.remove(&statement.id)))
    }

    /// Whoever codes blind sees no one else's flags.
    fn sees_flags_of(&self) -> Option<&str> {
        self.blind.then_some(self.who.as_str())
    }

    /// The statements that were flagged, to be looked at again, in the order of their ids.
    pub(super) fn flagged(&self) -> Result<Arc<ReviewQueue>, ProgramError> {
        let flagged: Vec<String> =
            self.journal(|journal| journal.flags(self.sees_flags_of()).into_keys().map(str::to_owned).collect())?;
        let corpus = self.corpus()?;
        // A paper that was issued anew has other statements.
        let there = flagged.iter().map(String::as_str).filter(|id| corpus.statement(id).is_ok());
        let questions = corpus.questions(there)?;
        let threshold = corpus.codebook()?.weights().outcome().fit().threshold;
        Ok(Arc::new(ReviewQueue { left: questions.len(), questions, threshold }))
    }

    /// Adds a line to the journal and gives its number.
    pub(super) fn note(&self, event: JournalEvent) -> Result<usize, ProgramError> {
        let line = JournalLine { when: run::now(), who: self.who.clone(), event };
        self.journal(|journal| journal.add(line))?
    }

    /// Decides on statements as they were seen. When it returns, the decision is on the disk. Returns its number in the journal.
    pub(super) fn decide(&self, seen: &[SeenStatement], act: &Act) -> Result<usize, ProgramError> {
        if self.blind {
            let categories = self.corpus()?.categories()?;
            let code = || seen.iter().map(|one| run::code_blind(self.workspace, &one.id, act, &categories)).collect();
            let made = self.write(code)?;
            return self.note(JournalEvent::Decided(made));
        }
        let decide = || run::decide_as_seen(self.workspace, &self.workers, seen, act, &Silent);
        let made = self.write(decide)?;
        self.note(JournalEvent::Decided(made))
    }

    /// Takes back the last decisions, or makes those again that were taken back last. Returns the line of the journal with
    /// these decisions.
    pub(super) fn undo(&self, again: bool) -> Result<usize, ProgramError> {
        let (number, made) = self.journal(|journal| {
            let number = if again { journal.last_undone(&self.who) } else { journal.last_done(&self.who) };
            let number = number.ok_or(ServeError::NothingTo(if again { "do again" } else { "undo" }))?;
            Ok::<_, ProgramError>((number, journal.decisions(number).to_vec()))
        })??;
        let revision = if again { Revision::Redo } else { Revision::Undo };
        self.write(|| {
            if self.blind {
                run::revise_blind(self.workspace, &made, revision)
            } else {
                run::revise_decisions(self.workspace, &self.workers, &made, revision, &Silent)
            }
        })?;
        self.note(if again { JournalEvent::Redone(number) } else { JournalEvent::Undone(number) })?;
        Ok(number)
    }

    /// Writes, waiting a moment where another process does.
    pub(super) fn write<T>(&self, write: impl Fn() -> Result<T, ProgramError>) -> Result<T, ProgramError> {
        let _alone = locked(&self.writing);
        let begun = Instant::now();
        loop {
            match write() {
                Err(error) if is_locked(&error) && begun.elapsed() < LOCK_PATIENCE => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                done => return done,
            }
        }
    }
}

/// Answers by a view, in a thread that may wait for the disk.
pub(super) async fn work(session: Arc<Session>, asked: Asked, view: View) -> Response {
    let Ok(_permit) = session.at_work.acquire().await else { return answer(&ServeError::Broken.into()) };
    let own = Arc::clone(&session);
    match tokio::task::spawn_blocking(move || view(&own, &asked)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => answer(&error),
        Err(_) => answer(&ServeError::Broken.into()),
    }
}

/// A view that shows something.
pub(super) fn shows(session: &Arc<Session>, view: View) -> MethodRouter {
    let session = Arc::clone(session);
    get(move |headers: HeaderMap, uri: Uri| {
        let fields = Fields::of(uri.query().unwrap_or_default());
        work(session, Asked { fields, keys: keys(&headers) }, view)
    })
}

/// A view that does something with a form.
pub(super) fn does(session: &Arc<Session>, view: View) -> MethodRouter {
    let session = Arc::clone(session);
    post(move |request: Request| async move {
        let keys = keys(request.headers());
        match form(request).await {
            Ok(fields) => work(session, Asked { fields, keys }, view).await,
            Err(error) => answer(&error),
        }
    })
}

async fn form(request: Request) -> Result<Fields, ProgramError> {
    let of_form = |value: &str| value.split(';').next().is_some_and(|kind| kind == "application/x-www-form-urlencoded");
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(of_form) {
        return Err(ServeError::Field { field: "form", problem: "this is no form".to_owned() }.into());
    }
    let body: Body = request.into_body();
    let read = axum::body::to_bytes(body, MOST_FORM_BYTES);
    match tokio::time::timeout(FORM_DEADLINE, read).await {
        Err(_) => Err(ServeError::Slow.into()),
        Ok(Err(_)) => Err(ServeError::TooLarge.into()),
        Ok(Ok(bytes)) => Ok(Fields::of(&String::from_utf8_lossy(&bytes))),
    }
}

/// Whether letter keys are on: off only where the person switched them off.
pub(super) fn keys(headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    !cookies.flat_map(|value| value.split(';')).any(|pair| pair.trim() == frame::KEYS_OFF)
}
