//! What came of one subject over all its meetings.

use leptos::prelude::*;

use super::run_page::{actions, decisions};
use crate::{
    decisions::types::Decision,
    ids::MeetingId,
    layout::{Page, Section},
    meetings::views::crumbs,
    paths,
    proceedings::types::RaisedAction,
};

/// The subject at one meeting.
pub struct PastItem {
    pub meeting: MeetingId,
    /// "“Board meeting” on 8 September 2026".
    pub meeting_words: String,
    pub number: String,
    pub title: String,
    /// What came of it, as far as the reader may know.
    pub outcome: Option<String>,
    pub decisions: Vec<Decision>,
    pub actions: Vec<RaisedAction>,
    /// Whether the reader may read minutes of that meeting.
    pub has_minutes: bool,
}

/// What the page shows.
pub struct OutcomesView {
    pub board_name: String,
    pub board_slug: String,
    /// The item as it is called at the meeting one came from.
    pub title: String,
    /// How often it was deferred, in words.
    pub trace: Option<String>,
    /// The latest meeting first.
    pub items: Vec<PastItem>,
}

/// Draws the page.
pub fn outcomes_page(view: &OutcomesView) -> Page {
    let heading = "All outcomes on this item";
    let trace = view
        .trace
        .clone()
        .map(|words| view! { <p class="govuk-inset-text">{words}</p> });
    let items = view
        .items
        .iter()
        .map(|item| past(item, &view.title))
        .collect_view();
    let main = view! {
        <span class="govuk-caption-l">{format!("{}, {}", view.title, view.board_name)}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {trace}
        <p class="govuk-body">
            "Everything that meetings of the board came to on this item, the latest first."
        </p>
        {items}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(&view.board_name, &view.board_slug),
        ..Page::new(format!("{heading} - {}", view.title), main)
    }
}

fn past(item: &PastItem, title: &str) -> AnyView {
    let (meeting, words) = (item.meeting, item.meeting_words.clone());
    let called = if item.title == title {
        format!("Item {}", item.number)
    } else {
        format!("Item {}, {}", item.number, item.title)
    };
    let outcome = item
        .outcome
        .clone()
        .map(|words| view! { <p class="govuk-body">{format!("Outcome: {words}")}</p> });
    let is_empty = item.outcome.is_none() && item.decisions.is_empty() && item.actions.is_empty();
    let nothing = is_empty.then(|| {
        view! { <p class="govuk-body">"Nothing that you can see is recorded."</p> }
    });
    let minutes = item.has_minutes.then(|| {
        let of = format!(" of {}", item.meeting_words);
        view! {
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=paths::minutes(meeting)>
                    "Minutes"<span class="govuk-visually-hidden">{of}</span>
                </a>
            </p>
        }
    });
    view! {
        <h2 class="govuk-heading-m">
            <a class="govuk-link" href=paths::meeting(meeting)>{words}</a>
        </h2>
        <p class="govuk-body">{called}</p>
        {outcome}
        {decisions(&item.decisions)}
        {actions(&item.actions)}
        {nothing}
        {minutes}
    }
    .into_any()
}
