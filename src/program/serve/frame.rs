//! What stands around each view, and the pieces that views share.

use super::fields::{address, way};
use super::pages::{SCRIPT, STYLE};
use super::session::{Asked, Session};
use axum::response::Html;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use stratmine_model::Span;
use stratmine_output::escape::{self, for_html};

/// The cookie of a person who wants no letter keys.
pub(super) const KEYS_OFF: &str = "stratmine-keys=off";

/// The views of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    Review,
    Papers,
    Search,
    Tally,
    Compare,
    Learning,
    Lexicon,
}

impl Tab {
    const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Review, "/review", "Review"),
        (Self::Search, "/search", "Search"),
        (Self::Papers, "/files", "Papers"),
        (Self::Tally, "/tally", "Tally"),
        (Self::Compare, "/compare", "Compare"),
        (Self::Learning, "/learning", "Learning"),
        (Self::Lexicon, "/lexicon", "Lexicon"),
    ];
}

/// Text from a paper or a person, harmless.
pub(super) fn said(text: &str) -> Markup {
    PreEscaped(for_html(text).into_owned())
}

/// Text with words marked; spans are bytes of the text, in order.
pub(super) fn marked(text: &str, marks: &[Span]) -> Markup {
    PreEscaped(escape::marked(text, marks))
}

/// A code as people read it: `provider_collaborative` with a space.
pub(super) fn spaced(code: &str) -> String {
    code.replace('_', " ")
}

/// "1 page", "2 pages".
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// Headings, highest first.
pub(super) fn headings(path: &[String]) -> Markup {
    html! {
        @for (place, heading) in path.iter().enumerate() {
            @if place > 0 { span.sep aria-hidden="true" { " › " } }
            (said(heading))
        }
    }
}

fn head(title: &str, more: &Markup) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (said(title)) " – stratmine" }
        link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
        link rel="stylesheet" href=(STYLE.address());
        (more)
    }
}

/// A page without a menu, for who is not let in and for what went wrong.
pub(super) fn bare(title: &str, body: &Markup) -> Html<String> {
    page(title, &html! {}, &html! { main id="main" tabindex="-1" class="narrow" { (body) } })
}

/// A page that leads on by itself.
pub(super) fn leading_on(to: &str, body: &Markup) -> Html<String> {
    let refresh = html! { meta http-equiv="refresh" content={ "0;url=" (to) }; };
    page("Opening", &refresh, &html! { main id="main" class="narrow" { (body) } })
}

fn page(title: &str, more: &Markup, body: &Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head { (head(title, more)) }
            body { (body) }
        }
    };
    Html(page.into_string())
}

/// A view in its frame.
pub(super) fn view(session: &Session, asked: &Asked, tab: Tab, title: &str, body: &Markup) -> Html<String> {
    let study = session.root().ok().and_then(|root| Some(root.file_name()?.to_string_lossy().into_owned()));
    // The key of searching goes to the field of a view that has one.
    let has_field = matches!(tab, Tab::Search | Tab::Lexicon);
    let more = html! { script type="module" src=(SCRIPT.address()) {} };
    let body = html! {
        a.skip href="#main" { "Skip to the content" }
        header.top {
            div.bar {
                a.brand href="/review" { "stratmine" }
                @if let Some(study) = study { span.study { (said(&study)) } }
                nav aria-label="Views" {
                    ul {
                        @for (its, href, name) in Tab::ALL.into_iter().filter(|(its, ..)| !session.blind || *its == Tab::Review) {
                            li { a href=(href) aria-current=[(its == tab).then_some("page")]
                                data-key=[(its == Tab::Search && !has_field).then_some("/")] { (name) } }
                        }
                    }
                }
                div.tools {
                    form method="post" action="/undo" { (way(&asked.fields)) button.quiet data-key="u" { "Undo" (key("u")) } }
                    form method="post" action="/redo" { (way(&asked.fields)) button.quiet data-key="U" { "Redo" (key("shift u")) } }
                    a.quiet href="/keys" data-key="?" { "Keys" (key("?")) }
                    span.who { "as " (said(&session.who)) @if session.blind { ", blind" } }
                }
            }
        }
        main id="main" tabindex="-1" data-keys=(if asked.keys { "on" } else { "off" }) { (body) }
    };
    page(title, &more, &body)
}

/// A key as it is printed on a button.
pub(super) fn key(name: &str) -> Markup {
    html! { kbd aria-hidden="true" { (name) } }
}

/// A category with its colour: the place of it in the codebook.
pub(super) fn chip(category: &str, categories: &[String]) -> Markup {
    html! { span class={ "chip c" (colour(category, categories)) } { (said(category)) } }
}

/// The number of a category's colour.
pub(super) fn colour(category: &str, categories: &[String]) -> String {
    const COLOURS: usize = 7;
    let place = categories.iter().position(|known| known == category);
    place.map_or_else(|| "x".to_owned(), |place| (place % COLOURS).to_string())
}

/// The address of a page of a paper.
pub(super) fn paper_address(document: &str, page: u32, statement: &str) -> String {
    address("/paper", [("document", document), ("page", &page.to_string()), ("statement", statement)])
}
