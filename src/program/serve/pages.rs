//! Pages and files that are the same for every study: the style, the script, the list of keys.

use super::{frame, session};
use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::html;

/// A file that is part of the program.
pub(super) struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
}

/// How pages look.
pub(super) const STYLE: Asset =
    Asset { name: "serve.css", kind: "text/css; charset=utf-8", text: include_str!("assets/serve.css") };
/// The keys.
pub(super) const SCRIPT: Asset =
    Asset { name: "serve.js", kind: "text/javascript; charset=utf-8", text: include_str!("assets/serve.js") };
const ICON: Asset = Asset { name: "icon.svg", kind: "image/svg+xml", text: include_str!("assets/icon.svg") };

impl Asset {
    /// Its address, which names the version of the program so that an old copy in a browser is not taken for it.
    pub(super) fn address(&self) -> String {
        format!("/assets/{}?v={}-{}", self.name, env!("CARGO_PKG_VERSION"), self.text.len())
    }

    fn answer(&self) -> Response {
        let kept = HeaderValue::from_static("private, max-age=86400");
        ([(CONTENT_TYPE, HeaderValue::from_static(self.kind)), (CACHE_CONTROL, kept)], self.text).into_response()
    }
}

/// What each key does, as the page of keys lists it.
pub(super) const KEYS: [(&str, &str); 19] = [
    ("v", "it is an intended outcome, with the categories that are ticked; go on"),
    ("enter", "the same"),
    ("x", "it is none; go on"),
    ("1 … 9", "tick or untick a category, in the order of the codebook"),
    ("space", "skip: ask again later"),
    ("s", "decide the same sentence elsewhere, too"),
    ("n", "write down why; enter ends writing"),
    ("f", "flag it, to be looked at again"),
    ("u", "undo your last decision"),
    ("shift u", "redo"),
    ("+", "add the sentence under the cursor as an outcome that was missed"),
    ("j, k", "next and previous, without deciding; in a list, up and down"),
    ("1, 2, 3", "while comparing: take the first, take the second, neither"),
    ("→, ←", "next and previous page of a paper"),
    ("c", "the codebook"),
    ("w", "why the program thinks so"),
    ("/", "search"),
    ("?", "these keys"),
    ("esc", "leave a field, so that keys work again"),
];

pub(super) fn routes(app: Router) -> Router {
    app.route("/", get(async || Redirect::to("/review")))
        .route("/assets/serve.css", get(async || STYLE.answer()))
        .route("/assets/serve.js", get(async || SCRIPT.answer()))
        .route("/assets/icon.svg", get(async || ICON.answer()))
        .route("/keys", get(keys).post(switch))
}

async fn keys(headers: HeaderMap) -> Response {
    let off = !session::keys(&headers);
    let body = html! {
        h1 { "Keys" }
        p { "Every key is also a button or a link. Keys do nothing while you write in a field." }
        table.plain {
            thead { tr { th scope="col" { "Key" } th scope="col" { "What it does" } } }
            tbody { @for (key, does) in KEYS { tr { th scope="row" { kbd { (key) } } td { (does) } } } }
        }
        form method="post" action="/keys" {
            p { "Keys are " strong { @if off { "off" } @else { "on" } } ". Switch them off if you speak to your computer, \
                 or press keys by accident." }
            @if off { button name="keys" value="on" { "Switch keys on" } }
            @else { button.second name="keys" value="off" { "Switch keys off" } }
        }
        p { a href="/review" { "Back to the review" } }
    };
    frame::bare("Keys", &body).into_response()
}

async fn switch(body: String) -> Response {
    let set = if body == "keys=off" {
        format!("{}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000", frame::KEYS_OFF)
    } else {
        "stratmine-keys=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0".to_owned()
    };
    (StatusCode::SEE_OTHER, [("location", "/keys".to_owned()), ("set-cookie", set)]).into_response()
}
