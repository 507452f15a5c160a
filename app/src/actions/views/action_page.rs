//! One action: the record, and its history as a timeline.

use chrono::{NaiveDate, SecondsFormat};
use leptos::prelude::*;

use super::rows::status_tag;
use crate::{
    access::Role,
    actions::types::{Action, Priority, Status, Update, Way},
    boards::views::here_as,
    govuk::{
        Button, ButtonOptions, Content, Pagination, PaginationLink, PaginationOptions, SummaryList,
        SummaryListOptions, SummaryListRow,
    },
    ids::{AgendaItemId, MeetingId},
    layout::{Crumb, Page, Section},
    live::ChangeNotice,
    moj::{Timeline, TimelineItem, TimelineOptions, TimelineTime},
    paths, wording,
};

/// The meeting at which an action was raised.
pub struct RaisedAt {
    pub meeting: MeetingId,
    /// "“Board meeting” on 8 September 2026".
    pub words: String,
    /// The item with its number and title, for whoever may know of it.
    pub item: Option<(AgendaItemId, String)>,
    /// References of the decisions taken at that item which they read.
    pub decisions: Vec<String>,
}

/// What the page shows.
pub struct ActionView {
    pub action: Action,
    /// Where it was raised, as far as the reader may know.
    pub raised_at: Option<RaisedAt>,
    pub history: Vec<Update>,
    /// Where the history goes on, if this is not all of it.
    pub earlier_than: Option<i32>,
    pub my_roles: Vec<Role>,
    pub may_update: bool,
    /// The number of the latest change that the page shows.
    pub seen_until: i64,
    pub today: NaiveDate,
}

/// Draws the page.
pub fn action_page(view: &ActionView) -> Page {
    let action = &view.action;
    let address = paths::action(&action.reference);
    let main = view! {
        {here_as(&view.my_roles)}
        <span class="govuk-caption-l">{action.reference.clone()}</span>
        <h1 class="govuk-heading-l">{action.title.clone()}</h1>
        <ChangeNotice
            address=paths::action_changes(&action.reference, view.seen_until)
            reload=address.clone()
        />
        {record(view)}
        {view.may_update.then(|| view! {
            <Button options=ButtonOptions {
                content: "Update this action".into(),
                href: Some(paths::update_action(&action.reference)),
                ..Default::default()
            } />
        })}
        <h2 class="govuk-heading-m">"History"</h2>
        {history(view, &address)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: vec![
            Crumb::new("Boards", paths::BOARDS),
            Crumb::new(action.board_name.clone(), paths::board(&action.board_slug)),
            Crumb::new("Action log", paths::action_log(&action.board_slug)),
        ],
        island: true,
        ..Page::new(
            format!(
                "{} - {} - {}",
                action.title, action.reference, action.board_name
            ),
            main,
        )
    }
}

fn raised_at(at: &RaisedAt) -> AnyView {
    let words = at.words.clone();
    let item = at.item.clone().map(|(item, title)| {
        view! { ", item "<a class="govuk-link" href=paths::item_outcomes(item)>{title}</a> }
    });
    view! { <a class="govuk-link" href=paths::meeting(at.meeting)>{words}</a>{item} }.into_any()
}

/// The decisions that were taken where an action was raised.
fn decided(references: &[String]) -> AnyView {
    let items = references
        .iter()
        .map(|reference| {
            view! {
                <li><a class="govuk-link" href=paths::decision(reference)>{reference.clone()}</a></li>
            }
        })
        .collect_view();
    view! { <ul class="govuk-list">{items}</ul> }.into_any()
}

fn record(view: &ActionView) -> AnyView {
    let (action, today) = (&view.action, view.today);
    let row = |key: &'static str, value: Content| SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    };
    let mut due = wording::date(action.due_on);
    if action.status.is_open() {
        due.push_str(", ");
        due.push_str(&wording::due(action.due_on, today));
    }
    let mut rows = vec![
        row("Status", Content::view(status_tag(action.status))),
        row("What done looks like", action.outcome.clone().into()),
        row("Lead", action.organisation_name.clone().into()),
        row("Seat", action.seat_title.clone().into()),
        row("Due", due.into()),
    ];
    if action.due_moves > 0 {
        let moves = wording::count(u64::from(action.due_moves), "time", "times");
        let first = wording::date(action.first_due_on);
        rows.push(row(
            "Due date moved",
            format!("{moves}, first {first}").into(),
        ));
    }
    if action.priority == Priority::High {
        rows.push(row("Priority", action.priority.label().into()));
    }
    rows.push(row("Raised", wording::date(action.raised_on).into()));
    if let Some(at) = &view.raised_at {
        rows.push(row("Raised at", Content::view(raised_at(at))));
        if !at.decisions.is_empty() {
            rows.push(row("Decided there", Content::view(decided(&at.decisions))));
        }
    }
    view! { <SummaryList options=SummaryListOptions { rows, ..Default::default() } /> }.into_any()
}

fn history(view: &ActionView, address: &str) -> AnyView {
    if view.history.is_empty() {
        return view! { <p class="govuk-body">"No updates yet."</p> }.into_any();
    }
    let items = view.history.iter().map(entry).collect();
    let earlier = view.earlier_than.map(|version| {
        view! { <Pagination options=PaginationOptions {
            next: Some(PaginationLink {
                content: "Earlier updates".into(),
                href: format!("{address}?before={version}"),
                ..Default::default()
            }),
            landmark_label: Some("History pagination".into()),
            ..Default::default()
        } /> }
    });
    view! {
        <Timeline options=TimelineOptions { items, heading_level: Some(3), ..Default::default() } />
        {earlier}
    }
    .into_any()
}

fn entry(update: &Update) -> TimelineItem {
    let label = match (update.old_status, update.new_status) {
        (old, new) if old == new => new.label().to_owned(),
        (Status::Closed, new) => format!("{}, taken up again", new.label()),
        (old, new) => format!("{}, was {}", new.label(), old.label().to_lowercase()),
    };
    let way = match update.way {
        // That demonstration data is fictional stands on every page.
        Way::Page | Way::Demonstration => String::new(),
        other => format!(", {}", other.label()),
    };
    TimelineItem {
        label: label.into(),
        byline: format!("{}, {}{way}", update.person_name, update.person_post).into(),
        datetime: TimelineTime {
            timestamp: update.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            text: wording::date_and_time(update.at),
        },
        content: Content::view(view! { <p class="govuk-body app-typed">{update.note.clone()}</p> }),
        ..Default::default()
    }
}
