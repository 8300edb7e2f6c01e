//! A page to work in, in the browser on the same machine: `stratmine serve`.
//!
//! In goes a [`Workspace`]; out comes a web server on 127.0.0.1 that one person uses. Pages are made here from what
//! [`crate::queries`] says, and decisions go through what [`crate::run`] does, as on the command line. Each state is an
//! address, and everything works with plain links and forms; the script adds keys. `guard` lets in whom it should,
//! `session` holds what stays between two requests, and each view is a file. This module must not know how papers,
//! lexicons or indexes are read. Only ids and names come from the browser, no paths.

mod compare;
mod download;
mod error;
mod fields;
mod files;
mod form;
mod frame;
mod guard;
mod journal;
mod learning;
mod lexicon;
mod pages;
mod paper;
mod picture;
mod review;
mod search;
mod session;
mod sheet;
mod tally;

use crate::error::ServeError;
use crate::queries::learning::ReviewRequest;
use crate::run::WorkerSettings;
use crate::{ProgramError, Workspace};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use guard::Guard;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use session::Session;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// How long a browser may take to send the head of a request.
const HEAD_DEADLINE: Duration = Duration::from_secs(5);

/// Most connections at a time; a browser opens six.
const MOST_CONNECTIONS: usize = 256;

/// Most bytes of a form.
const MOST_FORM_BYTES: usize = 256 * 1024;

/// Who works, on what, and how the server is reached.
#[derive(Clone, Debug)]
pub struct Serving {
    /// The study.
    pub workspace: Workspace,
    /// Workers that read papers and draw pages.
    pub workers: WorkerSettings,
    /// Who decides.
    pub who: String,
    /// Whether this person codes blind: without seeing what the program or anybody else said.
    pub blind: bool,
    /// The port; 0 for a free one.
    pub port: u16,
}

/// Serves until the process ends. `ready` is called once with the address to open.
///
/// # Errors
/// [`ProgramError::Serve`] where the port cannot be had.
pub fn serve(serving: Serving, ready: &dyn Fn(&str)) -> Result<(), ProgramError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Start)?;
    runtime.block_on(run(serving, ready))
}

async fn run(serving: Serving, ready: &dyn Fn(&str)) -> Result<(), ProgramError> {
    let port = serving.port;
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(here).await.map_err(|source| ServeError::Port { port, source })?;
    let port = listener.local_addr().map_err(ServeError::Start)?.port();
    let guard = Arc::new(Guard::new(port)?);
    let session = Arc::new(Session::open(serving)?);
    let app = routes(&session).layer(from_fn_with_state(Arc::clone(&guard), guard::check));
    ready(&guard.address());
    // The first view need not wait for all papers to be read.
    let early = Arc::clone(&session);
    tokio::task::spawn_blocking(move || early.queue(&ReviewRequest::default()).map(drop));
    let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // No more files may be open just now.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&connections).try_acquire_owned() else { continue };
        let service = TowerToHyperService::new(app.clone());
        tokio::spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_DEADLINE)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            if let Err(error) = connection {
                tracing::debug!("a connection ended: {error}");
            }
            drop(permit);
        });
    }
}

fn routes(session: &Arc<Session>) -> Router {
    let app = Router::new();
    let app = pages::routes(app);
    let app = review::routes(app, session);
    let app = picture::routes(app, session);
    let app = if session.blind { app } else { open_routes(app, session) };
    app.fallback(error::nothing_here).layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
}

/// The views that show what the program and others said.
fn open_routes(app: Router, session: &Arc<Session>) -> Router {
    let app = paper::routes(app, session);
    let app = search::routes(app, session);
    let app = tally::routes(app, session);
    let app = files::routes(app, session);
    let app = compare::routes(app, session);
    let app = learning::routes(app, session);
    lexicon::routes(app, session)
}
