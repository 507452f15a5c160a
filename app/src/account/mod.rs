//! One's own account: who the portal takes one for, and where one is signed in.

pub mod details;

use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;

use crate::{
    access::Access,
    govuk::{
        Button, ButtonOptions, SummaryList, SummaryListOptions, SummaryListRow, Tag, TagOptions,
    },
    ids::SessionId,
    layout::Page,
    paths, wording,
};

/// One signed-in browser.
pub struct SessionRow {
    pub id: SessionId,
    pub browser: String,
    pub started_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    /// Whether it is the one the page is read in.
    pub this_one: bool,
}

/// What the page shows.
pub struct AccountView {
    pub access: Access,
    pub email: Option<String>,
    /// The day the person last said that these are right.
    pub confirmed_on: NaiveDate,
    pub sessions: Vec<SessionRow>,
}

/// Draws the page.
pub fn account_page(view: &AccountView) -> Page {
    let row = |key: &'static str, value: String| SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    };
    let others = view.sessions.iter().any(|session| !session.this_one);
    let main = view! {
        <h1 class="govuk-heading-l">"Your account"</h1>
        <SummaryList options=SummaryListOptions {
            rows: vec![
                row("Full name", view.access.full_name.clone()),
                row("Post", view.access.post.clone()),
                row("E-mail address", view.email.clone().unwrap_or_else(|| "Not provided".into())),
            ],
            ..Default::default()
        } />
        <p class="govuk-body">
            {details::last_confirmed(view.confirmed_on)}
            ". "
            <a class="govuk-link" href=paths::OWN_DETAILS>"Change your details"</a>
        </p>
        <p class="govuk-body">{details::WHO_SEES}</p>
        <p class="govuk-body">
            <a class="govuk-link" href=paths::OWN_INTERESTS>"Your interests"</a>
        </p>
        <p class="govuk-body">
            <a class="govuk-link" href=paths::MAIL>"Your mail"</a>
        </p>
        <p class="govuk-body">
            <a class="govuk-link" href=paths::CALENDAR>"Your meetings in your calendar"</a>
        </p>
        <h2 class="govuk-heading-m">"Where you are signed in"</h2>
        {sessions(&view.sessions)}
        {others
            .then(|| view! {
                <form method="post" action=paths::END_OTHER_SESSIONS novalidate>
                    <Button options=ButtonOptions {
                        content: "Sign out everywhere else".into(),
                        classes: "govuk-button--secondary".into(),
                        prevent_double_click: Some(true),
                        ..Default::default()
                    } />
                </form>
            })}
    }
    .into_any();
    Page::new("Your account", main)
}

fn sessions(sessions: &[SessionRow]) -> AnyView {
    let rows = sessions
        .iter()
        .map(|session| {
            let ending = if session.this_one {
                view! { <Tag options=TagOptions {
                    content: "This browser".into(),
                    classes: "govuk-tag--green".into(),
                    ..Default::default()
                } /> }
                .into_any()
            } else {
                view! {
                    <form method="post" action=paths::end_session(session.id) novalidate>
                        <button type="submit" class="app-link-button">
                            "End this session"
                            <span class="govuk-visually-hidden">
                                {format!(" of {}", session.browser)}
                            </span>
                        </button>
                    </form>
                }
                .into_any()
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{session.browser.clone()}</th>
                    <td class="govuk-table__cell" data-label="Signed in">
                        {wording::date_and_time(session.started_at)}
                    </td>
                    <td class="govuk-table__cell" data-label="Last used">
                        {wording::date_and_time(session.last_seen_at)}
                    </td>
                    <td class="govuk-table__cell">{ending}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">
                {wording::count(sessions.len() as u64, "session", "sessions")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Browser"</th>
                    <th scope="col" class="govuk-table__header">"Signed in"</th>
                    <th scope="col" class="govuk-table__header">"Last used"</th>
                    <th scope="col" class="govuk-table__header">"Session"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}
