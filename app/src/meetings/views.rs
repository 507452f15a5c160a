//! The pages of meetings and agendas.

mod agenda_page;
mod item_pages;
mod list_page;
mod meeting_page;
mod plan_pages;
mod series_page;
mod template_page;

use leptos::prelude::*;

pub use agenda_page::{AgendaView, PublishView, agenda_page, publish_page};
pub use item_pages::{
    DecideView, ItemView, LeaveView, ProposeView, decide_page, item_page, leave_page, propose_page,
};
pub use list_page::{MeetingsView, meetings_page, next_meetings};
pub use meeting_page::{MeetingView, meeting_page};
pub use plan_pages::{
    CancelView, PlanView, SeriesView, cancel_page, check_plan_page, check_series_page, plan_page,
    series_page,
};
pub use series_page::{SeriesDetailView, series_detail_page};
pub use template_page::{TemplateView, template_page};

use super::types::{Meeting, MeetingState, PublishedItem, Purpose};
use crate::{
    boards::views::board_crumbs,
    govuk::{SelectItem, WarningText, WarningTextOptions},
    layout::{Crumb, Page, Section},
    paths, wording,
};

/// The way to a page below the meetings of a board.
pub fn crumbs(name: &str, slug: &str) -> Vec<Crumb> {
    let mut crumbs = board_crumbs();
    crumbs.push(Crumb::new(name.to_owned(), paths::board(slug)));
    crumbs.push(Crumb::new("Meetings", paths::meetings(slug)));
    crumbs
}

/// The way to a page below a meeting.
pub fn crumbs_below(meeting: &Meeting) -> Vec<Crumb> {
    let mut crumbs = crumbs(&meeting.lead.name, &meeting.lead.slug);
    crumbs.push(Crumb::new(
        meeting.title.clone(),
        paths::meeting(meeting.id),
    ));
    crumbs
}

pub fn page_below(meeting: &Meeting, title: &str, refused: bool, main: AnyView) -> Page {
    Page {
        section: Section::Boards,
        crumbs: crumbs_below(meeting),
        refused,
        ..Page::new(format!("{title} - {}", meeting.title), main)
    }
}

/// What is worth knowing before something is done, and stops nobody.
fn warnings(warnings: &[String]) -> AnyView {
    warnings
        .iter()
        .map(|words| {
            view! { <WarningText options=WarningTextOptions {
                content: words.clone().into(),
                ..Default::default()
            } /> }
        })
        .collect_view()
        .into_any()
}

/// What somebody else did in the meantime.
fn meanwhile(words: &str) -> AnyView {
    view! { <p class="govuk-inset-text">{words.to_owned()}</p> }.into_any()
}

fn purposes() -> Vec<SelectItem> {
    Purpose::ALL
        .iter()
        .map(|purpose| SelectItem::new(purpose.code(), purpose.label()))
        .collect()
}

fn minutes(number: u32) -> String {
    wording::count(u64::from(number), "minute", "minutes")
}

/// "Decision, 10 minutes, Director of children's services".
fn about(item: &PublishedItem) -> String {
    let purpose = Purpose::from_code(&item.purpose).map_or("", Purpose::label);
    let mut words = format!("{purpose}, {}", minutes(item.minutes));
    if let Some(presenter) = &item.presenter {
        words.push_str(", ");
        words.push_str(presenter);
    }
    words
}

/// Where a meeting is held and how to join it.
fn place(meeting: &Meeting) -> AnyView {
    let link = (!meeting.link.is_empty()).then(|| {
        view! {
            <a class="govuk-link" href=meeting.link.clone() rel="noreferrer">"Join online"</a>
        }
    });
    let between = (!meeting.place.is_empty() && !meeting.link.is_empty()).then_some(", ");
    let none = (meeting.place.is_empty() && meeting.link.is_empty()).then_some("Not set yet");
    view! { {meeting.place.clone()}{between}{link}{none} }.into_any()
}

/// Meetings as a short list: when, what, and whose.
pub fn meetings_list(meetings: &[Meeting]) -> AnyView {
    if meetings.is_empty() {
        return view! { <p class="govuk-body">"No meeting is planned."</p> }.into_any();
    }
    let items = meetings
        .iter()
        .map(|meeting| {
            let cancelled = (meeting.state == MeetingState::Cancelled).then_some(" (cancelled)");
            view! {
                <li>
                    <a class="govuk-link" href=paths::meeting(meeting.id)>
                        {format!("{}, {}", meeting.title, meeting.lead.name)}
                    </a>
                    {format!(", {}", meeting.when())}
                    {cancelled}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
}

/// "Held with: Avon, Essex", for a joint meeting.
fn held_with(meeting: &Meeting) -> Option<String> {
    (!meeting.others.is_empty()).then(|| {
        let names: Vec<&str> = meeting.boards().map(|board| board.name.as_str()).collect();
        names.join(", ")
    })
}
