//! A meeting as its members see it: when, where, and what was published.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{crumbs, held_with, place};
use crate::{
    layout::{Page, Section},
    meetings::{
        rules::{timetable, timing},
        types::{
            About, Meeting, MeetingState, Publication, PublishedItem, VersionNote, action_log,
        },
    },
    papers::{types::Papers, views::under},
    paths,
    replies::views::{RepliesView, section},
    suggestions::views::{ActionsView, actions_row, open_actions},
    wording,
};

/// What the page shows.
pub struct MeetingView {
    pub meeting: Meeting,
    /// The version published last, as far as the reader may see it.
    pub agenda: Option<Publication>,
    /// The versions after the first and what each changed, the latest first.
    pub versions: Vec<VersionNote>,
    /// Whether the reader keeps the agenda and may still work on it.
    pub keeps: bool,
    /// Whether the reader writes down what happens there.
    pub records: bool,
    /// Whether minutes were sent out.
    pub has_minutes: bool,
    pub may_propose: bool,
    /// The papers that the reader may know of.
    pub papers: Papers,
    /// Whether the reader sits on none of its boards and comes for somebody.
    pub visits: bool,
    pub replies: RepliesView,
    /// The actions that belong to its agenda.
    pub actions: Option<ActionsView>,
    pub now: DateTime<Utc>,
}

/// Draws the page.
pub fn meeting_page(view: &MeetingView) -> Page {
    let meeting = &view.meeting;
    let row = |key: &'static str, value: AnyView| {
        view! {
            <div class="govuk-summary-list__row">
                <dt class="govuk-summary-list__key">{key}</dt>
                <dd class="govuk-summary-list__value">{value}</dd>
            </div>
        }
    };
    let cancelled = (meeting.state == MeetingState::Cancelled).then(|| {
        view! {
            <p class="govuk-inset-text">
                {format!("This meeting is cancelled. {}", meeting.cancel_reason)}
            </p>
        }
    });
    let visits = view.visits.then(|| {
        view! {
            <p class="govuk-inset-text">
                "You come to this meeting for somebody else. You see it until the end of its day."
            </p>
        }
    });
    let main = view! {
        <span class="govuk-caption-l">{meeting.lead.name.clone()}</span>
        <h1 class="govuk-heading-l">{meeting.title.clone()}</h1>
        {cancelled}
        {visits}
        <dl class="govuk-summary-list">
            {row("When", meeting.when().into_any())}
            {row("Where", place(meeting))}
            {held_with(meeting).map(|names| row("Held by", names.into_any()))}
            {row("Standing", meeting.standing(view.now).into_any())}
        </dl>
        {keeping(view)}
        {section(&view.replies)}
        <h2 class="govuk-heading-m">"Agenda"</h2>
        {agenda(view)}
        {actions_below(view)}
        {versions(&view.versions)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: if view.visits {
            Vec::new()
        } else {
            crumbs(&meeting.lead.name, &meeting.lead.slug)
        },
        ..Page::new(format!("{} - {}", meeting.title, meeting.lead.name), main)
    }
}

fn keeping(view: &MeetingView) -> AnyView {
    let id = view.meeting.id;
    let mut links = Vec::new();
    if view.keeps {
        links.push((paths::agenda(id), "Edit the agenda"));
        links.push((paths::publish_agenda(id), "Publish the agenda"));
        links.push((paths::change_meeting(id), "Move or change this meeting"));
        links.push((paths::cancel_meeting(id), "Cancel this meeting"));
    }
    if view.records {
        links.push((paths::run_meeting(id), "Run the meeting"));
    }
    if view.records || view.has_minutes {
        links.push((paths::minutes(id), "Minutes of this meeting"));
    }
    if view.may_propose && view.meeting.is_open(view.now) {
        links.push((
            paths::propose_item(&view.meeting.lead.slug),
            "Propose an item",
        ));
    }
    let pack = view.agenda.is_some().then(|| {
        view! {
            <li>
                <a class="govuk-link" href=paths::meeting_files(id)>
                    "Download the agenda and papers"
                </a>
            </li>
        }
    });
    let items = links
        .into_iter()
        .map(|(href, text)| view! { <li><a class="govuk-link" href=href>{text}</a></li> })
        .collect_view();
    view! {
        <ul class="govuk-list app-no-print">
            {items}
            {pack}
            <li>
                <a class="govuk-link" href=paths::meeting_event(id) download>
                    "Put this meeting in your calendar (ICS)"
                </a>
            </li>
        </ul>
    }
    .into_any()
}

/// The open actions, where no item of the agenda is there for them.
fn actions_below(view: &MeetingView) -> Option<AnyView> {
    let at_item = view
        .agenda
        .as_ref()
        .is_some_and(|agenda| action_log(&agenda.items).is_some());
    view.actions.as_ref().filter(|_| !at_item).map(open_actions)
}

fn agenda(view: &MeetingView) -> AnyView {
    let Some(agenda) = &view.agenda else {
        return view! {
            <p class="govuk-body">"The agenda has not been published yet."</p>
        }
        .into_any();
    };
    let published = format!(
        "Version {}, published on {}.",
        agenda.number,
        wording::date_and_time(agenda.published_at)
    );
    view! {
        <p class="govuk-body">{published}</p>
        {items(
            &view.meeting,
            &agenda.items,
            Some(&view.papers),
            view.actions.as_ref(),
            view.meeting.starts_at <= view.now,
        )}
    }
    .into_any()
}

/// The items with the clock times at which they begin, the open actions at the item that
/// is there for them; with `begun`, what came of each is a step away.
pub(super) fn items(
    meeting: &Meeting,
    items: &[PublishedItem],
    papers: Option<&Papers>,
    actions: Option<&ActionsView>,
    begun: bool,
) -> AnyView {
    if items.is_empty() {
        return view! { <p class="govuk-body">"There is nothing on this agenda for you."</p> }
            .into_any();
    }
    let total = items.iter().map(PublishedItem::taking).sum();
    let times = timetable(meeting.starts_at, items.iter().map(PublishedItem::taking));
    let log = action_log(items);
    let rows = items
        .iter()
        .zip(times)
        .map(|(item, begins)| {
            let time = if item.is_taken() {
                wording::time(begins)
            } else {
                String::new()
            };
            let outcomes = begun.then(|| {
                let of = format!(": {}", item.title);
                view! {
                    <span class="app-due__note app-no-print">
                        <a class="govuk-link" href=paths::item_outcomes(item.id)>
                            "All outcomes"<span class="govuk-visually-hidden">{of}</span>
                        </a>
                    </span>
                }
            });
            view! {
                <tr class="govuk-table__row">
                    <td class="govuk-table__cell" data-label="Time">{time}</td>
                    <th scope="row" class="govuk-table__header">
                        {format!("{} {}", item.number, item.title)}
                    </th>
                    <td class="govuk-table__cell" data-label="About">{details(item, papers)}{outcomes}</td>
                </tr>
                {actions.filter(|_| log == Some(item.id)).map(|actions| actions_row(actions, "3"))}
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Items of the agenda"</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Time"</th>
                    <th scope="col" class="govuk-table__header">"Item"</th>
                    <th scope="col" class="govuk-table__header">"About"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        <p class="govuk-body">{timing(total, meeting.starts_at, meeting.ends_at).in_words()}</p>
    }
    .into_any()
}

/// What there is to say of an item beside its title.
pub(super) fn details(item: &PublishedItem, papers: Option<&Papers>) -> AnyView {
    let papers = papers.map(|papers| under(papers, item.id));
    if let Some(reason) = &item.not_taken {
        return view! { {format!("Not taken: {reason}")}{papers} }.into_any();
    }
    let note = |words: String| view! { <span class="app-due__note">{words}</span> };
    let detail = (!item.detail.is_empty()).then(|| note(item.detail.clone()));
    let linked = item.linked.as_ref().map(|reference| {
        view! {
            <span class="app-due__note">
                "Action "
                <a class="govuk-link" href=paths::action(reference)>{reference.clone()}</a>
            </span>
        }
    });
    let about = item.about.as_ref().map(|about| match about {
        About::Seat(id) => view! {
            <span class="app-due__note">
                <a class="govuk-link" href=paths::seat(id)>"See the seat"</a>
            </span>
        }
        .into_any(),
        About::Decision(reference) => view! {
            <span class="app-due__note">
                "Decision "
                <a class="govuk-link" href=paths::decision(reference)>{reference.clone()}</a>
            </span>
        }
        .into_any(),
        About::Pilot(slug) => view! {
            <span class="app-due__note">
                <a class="govuk-link" href=paths::pilot(slug)>"See the pilot"</a>
            </span>
        }
        .into_any(),
        About::Lesson(id) => view! {
            <span class="app-due__note">
                <a class="govuk-link" href=paths::lesson(id)>"See the lesson"</a>
            </span>
        }
        .into_any(),
        About::Site(_) => note("Returns to a pilot".to_owned()).into_any(),
        About::Minutes(id) => view! {
            <span class="app-due__note">
                <a class="govuk-link" href=paths::meeting(id)>"See the meeting"</a>
            </span>
        }
        .into_any(),
    });
    let conflict = item
        .conflict_note
        .as_ref()
        .map(|words| note(format!("Conflict of interest: {words}")));
    let part_b = item
        .is_part_b()
        .then(|| note("Part B: not for observers, sponsors and substitutes".to_owned()));
    view! { {super::about(item)}{detail}{linked}{about}{conflict}{part_b}{papers} }.into_any()
}

fn versions(versions: &[VersionNote]) -> Option<AnyView> {
    (!versions.is_empty()).then(|| {
        let lists = versions
            .iter()
            .map(|version| {
                let heading = format!(
                    "Version {}, {}",
                    version.number,
                    wording::date_and_time(version.published_at)
                );
                let changes = if version.changes.is_empty() {
                    view! { <p class="govuk-body">"Nothing changed for you."</p> }.into_any()
                } else {
                    let items = version
                        .changes
                        .iter()
                        .map(|change| view! { <li>{change.words.clone()}</li> })
                        .collect_view();
                    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
                };
                view! { <h3 class="govuk-heading-s">{heading}</h3>{changes} }
            })
            .collect_view();
        view! { <h2 class="govuk-heading-m">"What changed"</h2>{lists} }.into_any()
    })
}
