//! One action: the record, and its history as a timeline.

use chrono::{NaiveDate, SecondsFormat};
use leptos::prelude::*;

use super::{measure::before_and_after, rows::status_tag};
use crate::{
    access::Role,
    actions::{
        measured::Measured,
        types::{
            Action, Contributor, EntryKind, Origin, Priority, Request, RequestKind, RequestState,
            Update, Way,
        },
    },
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

/// What the reader may do with the action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    pub update: bool,
    pub comment: bool,
    /// Offer it to another organisation, and ask for another date.
    pub ask: bool,
    pub change: bool,
}

/// What the page shows.
pub struct ActionView {
    pub action: Action,
    /// Where it was raised, as far as the reader may know.
    pub raised_at: Option<RaisedAt>,
    /// The number of the decision it follows from, for whoever may read it.
    pub decision: Option<String>,
    pub history: Vec<Update>,
    /// Where the history goes on, if this is not all of it.
    pub earlier_than: Option<i32>,
    pub my_roles: Vec<Role>,
    pub contributors: Vec<Contributor>,
    /// The measure it is meant to move, for whoever may read of it.
    pub measured: Option<Measured>,
    /// What is asked about it and waits, or was left without an answer.
    pub requests: Vec<Request>,
    pub may: May,
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
        {view.requests.iter().map(|request| waiting(request, view.today)).collect_view()}
        {record(view)}
        {buttons(view)}
        {view.measured.as_ref().map(|measured| before_and_after(action, measured))}
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

/// What waits for an answer, above everything else.
fn waiting(request: &Request, today: NaiveDate) -> AnyView {
    let what = match request.kind {
        RequestKind::Handover => format!("Offered to {}", request.to_words),
        RequestKind::DueDate => format!(
            "Another due date is asked for: {}",
            request.wanted_on.map(wording::date).unwrap_or_default()
        ),
    };
    let until = if request.stands(today) == RequestState::Lapsed {
        format!(
            "Nobody answered by {}, so it is for the chair or the secretariat to settle.",
            wording::date(request.answer_by)
        )
    } else {
        format!(
            "An answer is needed by {}.",
            wording::date(request.answer_by)
        )
    };
    view! {
        <div class="govuk-inset-text">
            <p class="govuk-body">{what} ". " {until}</p>
            <p class="govuk-body">
                <a class="govuk-link" href=paths::action_request(request.id)>
                    "See the request and its answer"
                </a>
            </p>
        </div>
    }
    .into_any()
}

fn buttons(view: &ActionView) -> AnyView {
    let (may, reference) = (view.may, &view.action.reference);
    let open = view.action.status.is_open();
    let links: Vec<(&str, String)> = [
        (may.comment, "Comment", paths::comment_on_action(reference)),
        (
            may.ask && open,
            "Ask for another date",
            paths::ask_another_date(reference),
        ),
        (
            may.ask && open,
            "Offer it to another organisation",
            paths::offer_action(reference),
        ),
        (
            may.change && open,
            "Change this action",
            paths::change_action(reference),
        ),
    ]
    .into_iter()
    .filter(|(may, ..)| *may)
    .map(|(_, words, address)| (words, address))
    .collect();
    let links = links
        .into_iter()
        .map(|(words, address)| view! { <a class="govuk-link" href=address>{words.to_owned()}</a> })
        .collect_view();
    view! {
        <div class="govuk-button-group">
            {may.update.then(|| view! {
                <Button options=ButtonOptions {
                    content: "Update this action".into(),
                    href: Some(paths::update_action(reference)),
                    ..Default::default()
                } />
            })}
            {links}
        </div>
    }
    .into_any()
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
    if !view.contributors.is_empty() {
        let names: Vec<&str> = view
            .contributors
            .iter()
            .map(|one| one.words.as_str())
            .collect();
        rows.push(row("Contributors", names.join("; ").into()));
    }
    if !action.evidence.is_empty() {
        rows.push(row("Evidence", action.evidence.clone().into()));
    }
    let age = wording::count(
        (today - action.raised_on).num_days().max(0).unsigned_abs(),
        "day",
        "days",
    );
    let mut raised = wording::date(action.raised_on);
    if action.status.is_open() {
        raised.push_str(&format!(", {age} ago"));
    }
    rows.push(row("Raised", raised.into()));
    if let Some(decision) = &view.decision {
        let decision = std::slice::from_ref(decision);
        rows.push(row(
            "Follows from decision",
            Content::view(decided(decision)),
        ));
    } else if !matches!(action.origin, Origin::Board | Origin::Meeting) {
        rows.push(row("Came from", action.origin.label().into()));
    }
    if !action.earlier_reference.is_empty() {
        rows.push(row(
            "Earlier reference",
            action.earlier_reference.clone().into(),
        ));
    }
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
        _ if update.kind != EntryKind::Updated => update.kind.label().to_owned(),
        (old, new) if old == new => new.label().to_owned(),
        (old, new) if !old.is_open() && new.is_open() => format!("{}, taken up again", new.label()),
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
