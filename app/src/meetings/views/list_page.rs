//! The meetings of a board.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::held_with;
use crate::{
    boards::views::{BoardTab, board_crumbs, tabs},
    layout::{Crumb, Page, Section},
    meetings::types::{AgendaItem, ItemState, Meeting, Series},
    paths, wording,
};

/// What the page shows.
pub struct MeetingsView {
    pub board_name: String,
    pub board_slug: String,
    pub upcoming: Vec<Meeting>,
    pub past: Vec<Meeting>,
    pub series: Vec<Series>,
    /// What waits for whoever keeps the agendas.
    pub waiting: Vec<AgendaItem>,
    /// What the reader has proposed.
    pub mine: Vec<AgendaItem>,
    pub may_propose: bool,
    pub may_manage: bool,
    pub now: DateTime<Utc>,
}

/// Draws the page.
pub fn meetings_page(view: &MeetingsView) -> Page {
    let slug = &view.board_slug;
    let mut links = Vec::new();
    if view.may_manage {
        links.push((paths::plan_meeting(slug), "Plan a meeting"));
        links.push((paths::plan_series(slug), "Plan a series"));
    }
    if view.may_propose {
        links.push((paths::propose_item(slug), "Propose an item"));
    }
    links.push((paths::board_decisions(slug), "Decisions of the board"));
    links.push((paths::board_agenda_template(slug), "Items on every agenda"));
    links.push((paths::board_rules(slug), "Quorum and deadlines"));
    let links = links
        .into_iter()
        .map(|(href, text)| view! { <li><a class="govuk-link" href=href>{text}</a></li> })
        .collect_view();
    let main = view! {
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Meetings"</h1>
        {tabs(slug, BoardTab::Meetings)}
        <ul class="govuk-list">{links}</ul>
        {waiting(view)}
        <h2 class="govuk-heading-m">"Coming"</h2>
        {table(&view.upcoming, view.now, "No meeting is planned.")}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::CALENDAR>"Have your meetings in your calendar"</a>
        </p>
        {series(&view.series, view.may_manage)}
        {mine(view)}
        <h2 class="govuk-heading-m">"Past"</h2>
        {table(&view.past, view.now, "No meeting is over yet.")}
    }
    .into_any();
    let mut crumbs = board_crumbs();
    crumbs.push(Crumb::new(view.board_name.clone(), paths::board(slug)));
    Page {
        section: Section::Boards,
        crumbs,
        ..Page::new(format!("Meetings - {}", view.board_name), main)
    }
}

fn table(meetings: &[Meeting], now: DateTime<Utc>, none: &'static str) -> AnyView {
    if meetings.is_empty() {
        return view! { <p class="govuk-body">{none}</p> }.into_any();
    }
    let rows = meetings
        .iter()
        .map(|meeting| {
            let joint = held_with(meeting)
                .map(|names| view! { <span class="app-due__note">{format!("Joint: {names}")}</span> });
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=paths::meeting(meeting.id)>
                            {meeting.title.clone()}
                            <span class="govuk-visually-hidden">
                                {format!(" on {}", wording::date(wording::uk_day(meeting.starts_at)))}
                            </span>
                        </a>
                        {joint}
                    </th>
                    <td class="govuk-table__cell" data-label="When">{meeting.when()}</td>
                    <td class="govuk-table__cell" data-label="Standing">{meeting.standing(now)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Meetings"</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Meeting"</th>
                    <th scope="col" class="govuk-table__header">"When"</th>
                    <th scope="col" class="govuk-table__header">"Standing"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn series(series: &[Series], may_manage: bool) -> Option<AnyView> {
    (!series.is_empty()).then(|| {
        let items = series
            .iter()
            .map(|one| {
                let words = format!("{}: {}", one.title, one.words);
                let change = may_manage.then(|| {
                    view! {
                        " "
                        <a class="govuk-link" href=paths::series(one.id)>
                            "Change, extend or end"
                            <span class="govuk-visually-hidden">{format!(" {}", one.title)}</span>
                        </a>
                    }
                });
                view! { <li>{words}{change}</li> }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Series"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}

fn waiting(view: &MeetingsView) -> Option<AnyView> {
    (view.may_manage && !view.waiting.is_empty()).then(|| {
        let proposed = group(view, ItemState::Proposed, "Proposals to decide");
        let parked = group(view, ItemState::Parked, "Parked for a later meeting");
        view! { {proposed}{parked} }.into_any()
    })
}

fn group(view: &MeetingsView, state: ItemState, heading: &'static str) -> Option<AnyView> {
    let items: Vec<_> = view
        .waiting
        .iter()
        .filter(|item| item.state == state)
        .map(|item| {
            let by = item
                .proposed_by_name
                .as_ref()
                .map(|name| format!("Proposed by {name}. "));
            let reason = (!item.reason.is_empty()).then(|| format!("{} ", item.reason));
            view! {
                <li>
                    <a class="govuk-link" href=paths::decide_item(item.id)>{item.title.clone()}</a>
                    " "
                    <span class="app-due__note">{by}{reason}</span>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">{heading}</h2>
            <ul class="govuk-list govuk-list--spaced">{items}</ul>
        }
        .into_any()
    })
}

fn mine(view: &MeetingsView) -> Option<AnyView> {
    (!view.mine.is_empty()).then(|| {
        let items = view
            .mine
            .iter()
            .map(|item| {
                let standing = match item.state {
                    ItemState::Accepted => match item.meeting {
                        Some(meeting) => view! {
                            <a class="govuk-link" href=paths::meeting(meeting)>"Accepted for a meeting"</a>
                        }
                        .into_any(),
                        None => "Accepted".into_any(),
                    },
                    state if item.reason.is_empty() => state.label().into_any(),
                    state => format!("{}: {}", state.label(), item.reason).into_any(),
                };
                view! { <li>{item.title.clone()} ". " <span class="app-due__note">{standing}</span></li> }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"What you proposed"</h2>
            <ul class="govuk-list govuk-list--spaced">{items}</ul>
        }
        .into_any()
    })
}

/// The next meetings of somebody's boards, for the page of their work.
pub fn next_meetings(meetings: &[Meeting]) -> Option<AnyView> {
    (!meetings.is_empty()).then(|| {
        let items = meetings
            .iter()
            .map(|meeting| {
                let boards: Vec<&str> =
                    meeting.boards().map(|board| board.name.as_str()).collect();
                view! {
                    <li>
                        <a class="govuk-link" href=paths::meeting(meeting.id)>
                            {format!("{}, {}", boards.join(" with "), meeting.title)}
                        </a>
                        " "
                        <span class="app-due__note">
                            {format!("{}. {}", wording::day_and_times(meeting.starts_at, meeting.ends_at), meeting.state.label())}
                        </span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Next meetings"</h2>
            <ul class="govuk-list govuk-list--spaced">{items}</ul>
        }
        .into_any()
    })
}
