//! How far the review has come, how good the codes are, and when to stop.

use super::download::{self, Download};
use super::frame::{self, Tab, count};
use super::session::{Asked, Session, does, shows};
use crate::ProgramError;
use crate::queries::learning::{AuditResult, ReviewStatus};
use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use std::sync::Arc;
use stratmine_output::{Cell, Table};

/// Most statements that are drawn at once.
const MOST_DRAWN: usize = 1000;

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    app.route("/learning", shows(session, show)).route("/learning/audit", does(session, draw))
}

/// A figure with what it says.
type Figure = (&'static str, String);

fn figures(status: &ReviewStatus) -> Vec<Figure> {
    let share = |value: f64| format!("{:.1} %", value * 100.0);
    let mut figures = vec![
        ("statements that people decided", status.decided.to_string()),
        ("of these intended outcomes", status.decided_outcomes.to_string()),
        ("statements that nobody decided", status.undecided.to_string()),
        ("of these the program takes for outcomes", status.named.to_string()),
        (
            "outcomes expected among them",
            format!("{:.0} ± {:.0}", status.expected.number(), 2.0 * status.expected.deviation()),
        ),
        ("outcomes expected that are not named", format!("{:.1}", status.missed)),
        ("share of all outcomes that is missed, at most", share(status.missed_at_most())),
    ];
    if status.decided > 0 {
        figures.push(("F1 of decided statements, each coded by the others", defined(status.in_turn.found().f1())));
        figures.push(("kappa of these", defined(status.in_turn.kappa())));
    }
    figures
}

/// `GET /learning`
fn show(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let corpus = session.corpus()?;
    let status = corpus.review_status()?;
    let figures = figures(&status);
    if download::is_asked(asked) {
        let table = Table::of(figures)
            .text("figure", |(name, _)| (*name).into())
            .text("value", |(_, value)| Cell::from(value.clone()))
            .table();
        let about = "How far the review has come".to_owned();
        return Download { name: "learning", about, base: Vec::new(), table }.answer(session, asked, "/learning");
    }
    let audit = corpus.audit_result()?;
    let left = corpus.audit_left()?.len();
    let body = html! {
        h1 { "Learning" }
        (stopping(&status))
        div.two {
            section.panel aria-labelledby="review" {
                h2 id="review" { "The review so far" }
                (table(&figures))
                p.hint { "Decided statements were asked for because they are hard: on all others the program does better. Expected \
                     numbers hold if the probabilities are right; ± is two standard deviations." }
                p { a.button href="/review" { "Go on with the review" } }
            }
            section.panel aria-labelledby="audit" {
                h2 id="audit" { "How good all codes are" }
                (audited(&audit, left))
            }
        }
        section.panel aria-labelledby="code" {
            h2 id="code" { "Code all papers by what was learnt" }
            p { "The queue follows each decision at once. The codes of all papers follow when they are coded again; that takes some seconds." }
            form method="post" action="/files/read" { button.second { "Code all papers" } }
        }
        (download::links("/learning", &asked.fields))
    };
    Ok(frame::view(session, asked, Tab::Learning, "Learning", &body).into_response())
}

/// Whether to go on.
fn stopping(status: &ReviewStatus) -> Markup {
    let missed = (status.missed_at_most() * 100.0).clamp(0.0, 100.0);
    let bar = (missed * 3.0).min(300.0);
    let limit = ReviewStatus::ENOUGH * 300.0;
    let percent = ReviewStatus::ENOUGH * 100.0;
    html! {
        div.stopping {
            p.large {
                @if status.decided == 0 { strong { "Nothing is decided yet." } " Decide some ten statements, then look again." }
                @else if status.is_enough() { strong { "You may stop." } " Fewer than " (format!("{percent:.0} %")) " of the outcomes are still missed." }
                @else { strong { "Go on." } " Up to " (format!("{missed:.0} %")) " of the outcomes may still be missed; below " (format!("{percent:.0} %")) " you may stop." }
            }
            svg.gauge viewBox="0 0 320 34" role="img" aria-label={ "Missed at most: " (format!("{missed:.1} %")) "; stop below " (format!("{percent:.0} %")) } {
                rect.track x="10" y="6" width="300" height="12" {}
                rect.missed x="10" y="6" width=(format!("{bar:.1}")) height="12" {}
                line.limit x1=(format!("{:.1}", 10.0 + limit)) y1="2" x2=(format!("{:.1}", 10.0 + limit)) y2="22" {}
                text x=(format!("{:.1}", 10.0 + limit)) y="32" text-anchor="middle" { (format!("{percent:.0} %")) }
                text x="310" y="32" text-anchor="end" { "100 %" }
            }
        }
    }
}

fn table(figures: &[Figure]) -> Markup {
    html! {
        table.plain { tbody { @for (name, value) in figures { tr { th scope="row" { (name) } td.n { (value) } } } } }
    }
}

/// A figure, or a dash where it is not defined.
fn defined(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.2}"))
}

fn audited(audit: &AuditResult, left: usize) -> Markup {
    let share = |value: f64| format!("{:.0} %", value * 100.0);
    let share_if = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), share);
    let between = |ends: Option<(f64, f64)>| {
        ends.map(|(low, high)| format!(" ({} to {})", share(low), share(high))).unwrap_or_default()
    };
    let found = audit.codes.found();
    html! {
        @if audit.drawn == 0 {
            p { "Statements drawn by lot say how good the codes of all papers are. Draw a hundred and decide them all." }
        } @else {
            p { (audit.answered) " of " (count(audit.drawn, "statement")) " drawn are decided." }
            @if audit.answered > 0 {
                table.plain { tbody {
                    tr { th scope="row" { "of what the program names, right" } td.n { (share_if(found.precision())) (between(audit.precision)) } }
                    tr { th scope="row" { "of the outcomes, found" } td.n { (share_if(found.recall())) } }
                    tr { th scope="row" { "F1" } td.n { (defined(found.f1())) } }
                    tr { th scope="row" { "outcomes among what it does not name" } td.n { (between(audit.missed).trim()) } }
                } }
                p.hint { "In brackets: 95 % intervals." }
            }
            @if left > 0 { p { a.button href="/review?order=audit" { "Decide the " (left) " that are left" } } }
        }
        form.find method="post" action="/learning/audit" {
            label { span { "Draw" } input type="number" name="number" min="1" max=(MOST_DRAWN) value="100"; }
            button.second { "Draw by lot" }
        }
    }
}

/// `POST /learning/audit`
fn draw(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let number: usize = asked.fields.parsed("number")?.unwrap_or(100).clamp(1, MOST_DRAWN);
    let corpus = session.corpus()?;
    session.write(|| corpus.draw_audit(number))?;
    Ok(Redirect::to("/review?order=audit").into_response())
}
