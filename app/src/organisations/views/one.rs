//! The page of an organisation: its seats, who holds them, and what it has to do
//! on every board.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::crumbs;
use crate::{
    actions::{list::Count, over_time::Scope, types::ListedRequest, views::request_list},
    govuk::{SummaryList, SummaryListOptions, SummaryListRow},
    layout::{Page, Section},
    membership::{
        types::{Appointment, SeatRow},
        views::state_tag,
    },
    organisations::types::{ActionsOnBoard, Organisation},
    paths, wording,
};

/// What the page shows.
pub struct OrganisationView {
    pub organisation: Organisation,
    pub successor: Option<Organisation>,
    /// What it has on the boards whose seats the reader sees; none for somebody
    /// who sees those of no board.
    pub seats: Option<Vec<SeatRow>>,
    /// Appointments that represent it in a seat kept for no one or for another.
    pub elsewhere: Vec<Appointment>,
    /// Its open actions on the boards whose actions the reader sees.
    pub actions: Vec<ActionsOnBoard>,
    /// What it is offered or has asked for on those boards, without an answer yet.
    pub requests: Vec<ListedRequest>,
    pub may_keep: bool,
    pub today: NaiveDate,
}

/// Draws the page.
pub fn organisation_page(view: &OrganisationView) -> Page {
    let organisation = &view.organisation;
    let main = view! {
        <span class="govuk-caption-l">{organisation.kind.label()}</span>
        <h1 class="govuk-heading-l">{organisation.name.clone()}</h1>
        {facts(view)}
        {match &view.seats {
            Some(seats) => inside(view, seats),
            None => view! {
                <p class="govuk-inset-text">
                    "You have no seat on a board, so you see only what the register says about it."
                </p>
            }
            .into_any(),
        }}
        {view.may_keep.then(|| keeping(organisation, view.today))}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(),
        ..Page::new(organisation.name.clone(), main)
    }
}

fn facts(view: &OrganisationView) -> AnyView {
    let organisation = &view.organisation;
    let row = |key: &'static str, value: String| SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    };
    let mut rows = vec![row("Short name", organisation.short_name.clone())];
    rows.extend(organisation.code.clone().map(|code| row("ONS code", code)));
    let dates = [
        ("First day", organisation.starts_on),
        ("Last day", organisation.ends_on),
    ];
    for (key, day) in dates {
        rows.extend(day.map(|day| row(key, wording::date(day))));
    }
    view! {
        <SummaryList options=SummaryListOptions { rows, ..Default::default() } />
        {view.successor.as_ref().map(|successor| view! {
            <p class="govuk-body">
                "Its successor is "
                <a class="govuk-link" href=paths::organisation(successor.id)>
                    {successor.name.clone()}
                </a>
                "."
            </p>
        })}
    }
    .into_any()
}

fn inside(view: &OrganisationView, seats: &[SeatRow]) -> AnyView {
    let vacant = seats.iter().filter(|seat| seat.state.is_gap()).count() as u64;
    let all = seats.len() as u64;
    let open = Count::sum(view.actions.iter().map(|board| board.open));
    let late = Count::sum(view.actions.iter().map(|board| board.late));
    let figure = |number: String, label: &'static str, href: &'static str| {
        view! {
            <li class="app-figures__item">
                <a class="app-figures__link" href=href>
                    <span class="app-figures__number">{number}</span>
                    " "
                    <span class="app-figures__label">{label}</span>
                </a>
            </li>
        }
    };
    view! {
        <ul class="app-figures">
            {figure(
                wording::grouped(all),
                Count::Exactly(all).noun("seat", "seats"),
                "#seats",
            )}
            {figure(wording::grouped(vacant), "without a holder", "#seats")}
            {figure(open.short(), open.noun("open action", "open actions"), "#actions")}
            {figure(late.short(), late.noun("late action", "late actions"), "#actions")}
        </ul>
        {request_list("Waiting for an answer", &view.requests, view.today)}
        <h2 class="govuk-heading-m" id="seats">"Seats"</h2>
        {seat_table(seats)}
        {elsewhere(&view.elsewhere)}
        <h2 class="govuk-heading-m" id="actions">"Open actions"</h2>
        {action_table(view)}
    }
    .into_any()
}

fn seat_table(seats: &[SeatRow]) -> AnyView {
    if seats.is_empty() {
        return view! {
            <p class="govuk-body">"It has no seats on the boards you see."</p>
        }
        .into_any();
    }
    let rows = seats.iter().map(seat_row).collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">
                {wording::count(seats.len() as u64, "seat", "seats")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Seat"</th>
                    <th scope="col" class="govuk-table__header">"Board"</th>
                    <th scope="col" class="govuk-table__header">"State"</th>
                    <th scope="col" class="govuk-table__header">"Holder"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn seat_row(seat: &SeatRow) -> AnyView {
    let holder = match (&seat.holder, seat.vacant_since) {
        (Some(holder), _) => {
            let represents = holder
                .represents
                .as_ref()
                .filter(|represents| Some(*represents) != seat.organisation_name.as_ref())
                .map(|represents| format!(", represents {represents}"))
                .unwrap_or_default();
            view! {
                {holder.full_name.clone()}
                " "
                <span class="app-due__note">{format!("{}{represents}", holder.post)}</span>
            }
            .into_any()
        }
        (None, Some(since)) => {
            let since = format!("Nobody since {}", wording::short_date(since));
            view! { {since} }.into_any()
        }
        (None, None) => "Nobody".into_any(),
    };
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::seat(seat.seat)>{seat.title.clone()}</a>
                {(!seat.required).then(|| view! {
                    " "
                    <span class="app-due__note">"Not required"</span>
                })}
            </th>
            <td class="govuk-table__cell" data-label="Board">
                <a class="govuk-link" href=paths::board(&seat.board_slug)>
                    {seat.board_name.clone()}
                </a>
            </td>
            <td class="govuk-table__cell" data-label="State">
                {state_tag(seat.state, seat.required)}
            </td>
            <td class="govuk-table__cell" data-label="Holder">{holder}</td>
        </tr>
    }
    .into_any()
}

fn elsewhere(appointments: &[Appointment]) -> Option<AnyView> {
    (!appointments.is_empty()).then(|| {
        let rows = appointments
            .iter()
            .map(|held| {
                view! {
                    <tr class="govuk-table__row">
                        <th scope="row" class="govuk-table__header">
                            {held.full_name.clone()}
                            " "
                            <span class="app-due__note">{held.post.clone()}</span>
                        </th>
                        <td class="govuk-table__cell" data-label="Seat">
                            <a class="govuk-link" href=paths::seat(held.seat)>
                                {held.seat_title.clone()}
                            </a>
                        </td>
                        <td class="govuk-table__cell" data-label="Board">
                            <a class="govuk-link" href=paths::board(&held.board_slug)>
                                {held.board_name.clone()}
                            </a>
                        </td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-table__caption--m">
                    {format!(
                        "Represented in {} kept for no one or for another",
                        wording::count(appointments.len() as u64, "seat", "seats"),
                    )}
                </caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        <th scope="col" class="govuk-table__header">"Person"</th>
                        <th scope="col" class="govuk-table__header">"Seat"</th>
                        <th scope="col" class="govuk-table__header">"Board"</th>
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        }
        .into_any()
    })
}

fn action_table(view: &OrganisationView) -> AnyView {
    if view.actions.is_empty() {
        return view! {
            <p class="govuk-body">"It leads no open actions on the boards you see."</p>
        }
        .into_any();
    }
    let rows = view
        .actions
        .iter()
        .map(|board| action_row(board, &view.organisation))
        .collect_view();
    let boards = wording::count(view.actions.len() as u64, "board", "boards");
    let over_time = Scope {
        board: None,
        organisation: Some(view.organisation.id),
    };
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">
                {format!("Open actions on {boards}")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Board"</th>
                    <th scope="col" class="govuk-table__header govuk-table__header--numeric">"Open"</th>
                    <th scope="col" class="govuk-table__header govuk-table__header--numeric">"Late"</th>
                    <th scope="col" class="govuk-table__header govuk-table__header--numeric">"Blocked"</th>
                    <th scope="col" class="govuk-table__header govuk-table__header--numeric">"Complete, not accepted yet"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        <p class="govuk-body app-no-print">
            <a class="govuk-link" href=over_time.address(paths::ACTIONS_OVER_TIME)>
                "Opened and closed, month by month"
            </a>
        </p>
    }
    .into_any()
}

fn action_row(board: &ActionsOnBoard, organisation: &Organisation) -> AnyView {
    let log = format!(
        "{}?organisation={}",
        paths::action_log(&board.board_slug),
        organisation.id
    );
    let cell = |label: &'static str, number: Count, narrowing: &str| {
        let spoken = format!(" {} on {}", label.to_lowercase(), board.board_name);
        let number = if number.is_none() {
            "0".into_any()
        } else {
            view! {
                <a class="govuk-link" href=format!("{log}{narrowing}")>
                    {number.short()}
                    <span class="govuk-visually-hidden">{spoken}</span>
                </a>
            }
            .into_any()
        };
        view! {
            <td class="govuk-table__cell govuk-table__cell--numeric" data-label=label>{number}</td>
        }
    };
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">{board.board_name.clone()}</th>
            {cell("Open", board.open, "")}
            {cell("Late", board.late, "&due=late")}
            {cell("Blocked", board.blocked, "&status=blocked")}
            {cell("Complete, not accepted yet", board.complete, "&status=complete")}
        </tr>
    }
    .into_any()
}

fn keeping(organisation: &Organisation, today: NaiveDate) -> AnyView {
    let ended = organisation.ends_on.is_some_and(|last| last < today);
    view! {
        <h2 class="govuk-heading-m">"Register"</h2>
        <ul class="govuk-list">
            <li>
                <a class="govuk-link" href=paths::change_organisation(organisation.id)>
                    "Change this organisation"
                </a>
            </li>
            {(!ended).then(|| view! {
                <li>
                    <a class="govuk-link" href=paths::end_organisation(organisation.id)>
                        "End this organisation"
                    </a>
                </li>
            })}
        </ul>
    }
    .into_any()
}
