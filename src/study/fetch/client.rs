//! The HTTP client: one request at a time, a pause between two to the same host.

use super::Failure;
use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};
use stratmine_model::limits::{ANSWER_DEADLINE, DOWNLOAD_DEADLINE, LONGEST_RETRY_AFTER, MAX_REDIRECTS};
use ureq::http::Response;
use ureq::{Agent, Body, Error};

/// How long to wait where a server asks for a pause without saying how long, or by a date.
const PAUSE_UNSAID: Duration = Duration::from_secs(15);

/// A client that is polite to every host.
pub(super) struct Client {
    agent: Agent,
    pause: Duration,
    /// When the last request to each host ended.
    last: BTreeMap<String, Instant>,
}

/// What a part of a file is asked for by: from which byte, if the file is still this one.
pub(super) struct Resume<'r> {
    /// Bytes that are there.
    pub(super) from: u64,
    /// The entity tag or date that the server gave for them.
    pub(super) validator: &'r str,
}

/// What may be done about a failure.
pub(super) enum Retry {
    /// Nothing.
    Never(Failure),
    /// Try again, after this long at least.
    After(Duration, Failure),
}

impl Client {
    pub(super) fn new(pause: Duration) -> Self {
        let agent = Agent::config_builder()
            .user_agent(concat!(
                "stratmine/",
                env!("CARGO_PKG_VERSION"),
                " (+research; downloads listed strategy papers once, one at a time)"
            ))
            // Compressed answers could not be resumed, nor their size be known.
            .accept_encoding("identity")
            .max_redirects(MAX_REDIRECTS)
            .max_redirects_will_error(true)
            .http_status_as_error(false)
            .timeout_connect(Some(ANSWER_DEADLINE / 2))
            .timeout_recv_response(Some(ANSWER_DEADLINE))
            .timeout_global(Some(DOWNLOAD_DEADLINE))
            .build()
            .new_agent();
        Self { agent, pause, last: BTreeMap::new() }
    }

    /// Asks for a document or the rest of one. Statuses 200 and 206 come back as answers, 416 as the answer to a part
    /// that is none; all else is a failure.
    pub(super) fn get(&mut self, address: &str, resume: Option<&Resume<'_>>) -> Result<Response<Body>, Retry> {
        let host = host(address).ok_or(Retry::Never(Failure::BadAddress))?.to_lowercase();
        if let Some(last) = self.last.get(&host) {
            sleep(self.pause.saturating_sub(last.elapsed()));
        }
        let mut request = self.agent.get(address);
        if let Some(resume) = resume {
            request = request.header("Range", format!("bytes={}-", resume.from)).header("If-Range", resume.validator);
        }
        let answer = request.call();
        self.last.insert(host, Instant::now());
        let answer = answer.map_err(|error| failed(&error))?;
        match answer.status().as_u16() {
            200 | 206 | 416 => Ok(answer),
            status @ (429 | 503) => Err(self.asked_to_wait(status, &answer)),
            status @ (408 | 500 | 502 | 504) => Err(Retry::After(self.pause, Failure::Status(status))),
            status => Err(Retry::Never(Failure::Status(status))),
        }
    }

    /// What Retry-After says (RFC 9110, 10.2.3): seconds; a date or nothing is taken for a short while.
    fn asked_to_wait(&self, status: u16, answer: &Response<Body>) -> Retry {
        let asked = answer.headers().get("Retry-After").and_then(|value| value.to_str().ok());
        let seconds = asked.and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
        match seconds {
            Some(wait) if wait > LONGEST_RETRY_AFTER => Retry::Never(Failure::Wait(wait)),
            Some(wait) => Retry::After(wait, Failure::Status(status)),
            None => Retry::After(PAUSE_UNSAID.max(self.pause), Failure::Status(status)),
        }
    }
}

/// The host and port of an http or https address; `None` for any other.
fn host(address: &str) -> Option<&str> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| {
        let head = address.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| address.get(scheme.len()..)).flatten()
    })?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    (!host.is_empty()).then_some(host)
}

/// Sorts what went wrong before an answer came.
fn failed(error: &Error) -> Retry {
    let network = |text: String| Retry::After(Duration::ZERO, Failure::Network(text));
    match error {
        Error::BadUri(_) | Error::Http(_) => Retry::Never(Failure::BadAddress),
        Error::TooManyRedirects | Error::RedirectFailed => Retry::Never(Failure::Redirects),
        Error::HostNotFound => Retry::Never(Failure::Network("the host is not known".to_owned())),
        Error::Timeout(_) => network("the server took too long".to_owned()),
        Error::Io(error) => network(stratmine_model::plain(error)),
        other => network(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn only_web_addresses_have_a_host() {
        assert_eq!(host("https://a.org:8/x?y"), Some("a.org:8"));
        assert_eq!(host("HTTP://u:p@a.org"), Some("a.org"));
        for other in ["ftp://a.org", "file:///etc/passwd", "a.org", "http://", "http:/x", "€"] {
            assert_eq!(host(other), None, "{other}");
        }
    }
}
