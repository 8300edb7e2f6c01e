//! Who may come in: one check before every answer, and the headers on every answer.
//!
//! - **Host** must be this server by name or number. A page of another site whose name was made to lead here (DNS
//!   rebinding) carries its own name.
//! - **Token and cookie**: the address printed at the start holds a token of 256 random bits that is good once. It is
//!   exchanged for a cookie, which is named by the port, for browsers give cookies to all ports of a machine.
//! - **What changes something** (`POST`) must come from a page of this server: `Sec-Fetch-Site` says so, or `Origin`
//!   where a browser does not send that.
//! - **Headers** forbid scripts, styles, pictures and forms from elsewhere, frames, and guessing of types.

use super::frame;
use super::session::locked;
use crate::error::ServeError;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderName, LOCATION, ORIGIN, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What pages may hold: only what this server gives.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// How long an answer may take, drawing a page of a large paper included.
const DEADLINE: Duration = Duration::from_mins(2);

/// A secret, kept as its digest: comparing digests tells nothing of the secret by the time it takes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct SecretDigest([u8; 32]);

impl SecretDigest {
    fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }
}

/// The doorkeeper of one server.
pub(super) struct Guard {
    port: u16,
    /// What the address at the start holds.
    token: String,
    /// The token while it is good.
    unused: Mutex<Option<SecretDigest>>,
    cookie: String,
    expected: SecretDigest,
}

/// 256 random bits as hexadecimal digits.
fn secret() -> Result<String, ServeError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(ServeError::NoRandom)?;
    let mut text = String::with_capacity(64);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

impl Guard {
    pub(super) fn new(port: u16) -> Result<Self, ServeError> {
        let (token, cookie) = (secret()?, secret()?);
        let (unused, expected) = (Mutex::new(Some(SecretDigest::of(&token))), SecretDigest::of(&cookie));
        Ok(Self { port, token, unused, cookie, expected })
    }

    /// The address that lets one browser in.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/open?token={}", self.port, self.token)
    }

    fn cookie_name(&self) -> String {
        format!("stratmine-{}", self.port)
    }

    /// Whether the request is meant for this server under one of its own names.
    fn is_own_host(&self, request: &Request) -> bool {
        let own = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        let mut hosts = request.headers().get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let is_own = |host: &str| own.iter().any(|own| own.eq_ignore_ascii_case(host));
        // A request line may name the server too.
        host.to_str().is_ok_and(is_own) && request.uri().authority().is_none_or(|named| is_own(named.as_str()))
    }

    fn is_known(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(known, _)| *known == name).any(|(_, value)| SecretDigest::of(value) == self.expected)
    }

    /// Whether a request that changes something comes from a page of this server.
    fn is_own_page(&self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        match (text(HeaderName::from_static("sec-fetch-site")), text(ORIGIN)) {
            (Some(site), _) => site == "same-origin",
            (None, Some(origin)) => {
                let own = [format!("http://127.0.0.1:{}", self.port), format!("http://localhost:{}", self.port)];
                own.iter().any(|own| own == origin)
            }
            (None, None) => false,
        }
    }

    /// Exchanges the token for the cookie. The page that answers leads on by itself: after a mere redirect from another
    /// program a strict cookie would be held back.
    fn exchange(&self, query: &str) -> Option<Response> {
        let given = query.strip_prefix("token=").map(SecretDigest::of)?;
        let mut unused = locked(&self.unused);
        if *unused != Some(given) {
            return None;
        }
        *unused = None;
        let cookie = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie_name(), self.cookie);
        let body = html! { h1 { "stratmine" } p { a href="/" { "Open the study" } } };
        let mut response = frame::leading_on("/", &body).into_response();
        response.headers_mut().insert(SET_COOKIE, HeaderValue::from_str(&cookie).ok()?);
        Some(response)
    }
}

fn refused(why: &'static str) -> Response {
    let body = html! {
        h1 { "This page is closed to you" }
        p { (why) }
        p { "Only the browser that opened the address printed by " code { "stratmine serve" } " is let in, and that \
             address works once. Start " code { "stratmine serve" } " again for a new one." }
    };
    (StatusCode::FORBIDDEN, frame::bare("Closed", &body)).into_response()
}

/// Lets a request through, or answers it.
pub(super) async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let mut response = decided(&guard, request, next).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

async fn decided(guard: &Guard, request: Request, next: Next) -> Response {
    if !guard.is_own_host(&request) {
        return refused("The request was made for another host.");
    }
    let known = guard.is_known(request.headers());
    if request.uri().path() == "/open" && request.method() == Method::GET {
        return match guard.exchange(request.uri().query().unwrap_or_default()) {
            Some(welcome) => welcome,
            None if known => (StatusCode::SEE_OTHER, [(LOCATION, "/")]).into_response(),
            None => refused("This address was used before, or is not the one that was printed."),
        };
    }
    if !known {
        return refused("This browser has not been let in.");
    }
    match *request.method() {
        Method::GET | Method::HEAD => {}
        Method::POST if guard.is_own_page(request.headers()) => {}
        Method::POST => return refused("The form was sent from elsewhere."),
        _ => return StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
    match tokio::time::timeout(DEADLINE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (StatusCode::GATEWAY_TIMEOUT, "this took too long").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::Guard;
    use axum::body::Body;
    use axum::http::{HeaderMap, Request};

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_own_names_are_own_hosts() {
        let guard = Guard::new(4321).unwrap();
        let asked = |uri: &str, hosts: &[&str]| {
            let mut request = Request::get(uri);
            for host in hosts {
                request = request.header("host", *host);
            }
            guard.is_own_host(&request.body(Body::empty()).unwrap())
        };
        assert!(asked("/", &["127.0.0.1:4321"]) && asked("/", &["LOCALHOST:4321"]));
        let foreign =
            ["evil.example:4321", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:4321.evil.example", "[::1]:4321", ""];
        assert!(foreign.iter().all(|host| !asked("/", &[host])));
        assert!(!asked("/", &[]) && !asked("/", &["127.0.0.1:4321", "evil.example"]));
        assert!(!asked("http://evil.example/", &["127.0.0.1:4321"]));
    }

    #[test]
    fn a_token_is_good_once_and_the_cookie_is_named_by_the_port() {
        let guard = Guard::new(4321).unwrap();
        let token = guard.address().split_once('?').unwrap().1.to_owned();
        assert!(guard.exchange("token=00").is_none() && guard.exchange("").is_none());
        let welcome = guard.exchange(&token).unwrap();
        let cookie = welcome.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.starts_with("stratmine-4321=") && cookie.contains("HttpOnly; SameSite=Strict; Path=/"));
        assert!(guard.exchange(&token).is_none(), "the second time");
        let (pair, _) = cookie.split_once(';').unwrap();
        assert!(guard.is_known(&headers(&[("cookie", &format!("a=b; {pair}"))])));
        let other = pair.replace("4321", "4322");
        assert!(!guard.is_known(&headers(&[("cookie", &other)])) && !guard.is_known(&headers(&[])));
    }

    #[test]
    fn what_changes_something_comes_from_a_page_of_this_server() {
        let guard = Guard::new(4321).unwrap();
        let own = |pairs: &[(&'static str, &str)]| guard.is_own_page(&headers(pairs));
        assert!(own(&[("sec-fetch-site", "same-origin")]) && own(&[("origin", "http://127.0.0.1:4321")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!own(&[("sec-fetch-site", site), ("origin", "http://127.0.0.1:4321")]), "{site}");
        }
        assert!(!own(&[]) && !own(&[("origin", "null")]) && !own(&[("origin", "http://127.0.0.1:80")]));
    }
}
