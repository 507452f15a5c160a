//! What whoever follows in a seat needs to know.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::member_crumbs;
use crate::{
    actions::{
        list::Count,
        types::ActionRow,
        views::{due_date, last_word, status_tag},
    },
    decisions::types::Decision,
    govuk::{Button, ButtonOptions},
    layout::{Page, Section},
    meetings::{types::Meeting, views::meetings_list},
    membership::types::{Appointment, Seat, SeatRow},
    paths, wording,
};

/// What the page shows.
pub struct HandoverView {
    pub seat: Seat,
    /// Every appointment there was, the latest first.
    pub history: Vec<Appointment>,
    /// Open actions of the seat, soonest due first.
    pub actions: Vec<ActionRow>,
    pub open: Count,
    /// The seats of the chair, deputy and secretariat as they stand today.
    pub officers: Vec<SeatRow>,
    /// What the board decided last, as far as the reader may see it.
    pub decisions: Vec<Decision>,
    /// The next meetings of the board.
    pub meetings: Vec<Meeting>,
    pub today: NaiveDate,
    /// Whether the reader holds the seat and has not said yet that they read it.
    pub to_be_read: bool,
}

/// Draws the page, to be read on a screen or on paper.
pub fn handover_page(view: &HandoverView) -> Page {
    let seat = &view.seat;
    let read = view.to_be_read.then(|| {
        view! {
            <form method="post" action=paths::handover(seat.id) novalidate>
                <Button options=ButtonOptions {
                    content: "I have read this".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
    });
    let main = view! {
        <span class="govuk-caption-l">{format!("{}, {}", seat.title, seat.board_name)}</span>
        <h1 class="govuk-heading-l">"Handover"</h1>
        <p class="govuk-body">
            {match &seat.organisation_name {
                Some(name) => format!("This seat is filled by {name}. What is open stays with the seat, whoever sits in it."),
                None => "What is open stays with the seat, whoever sits in it.".to_owned(),
            }}
        </p>
        <h2 class="govuk-heading-m">"Open actions of this seat"</h2>
        {actions(view)}
        <h2 class="govuk-heading-m">"Next meetings"</h2>
        {meetings_list(&view.meetings)}
        <h2 class="govuk-heading-m">"What the board decided last"</h2>
        {decisions(view)}
        <h2 class="govuk-heading-m">"Who held this seat"</h2>
        {history(view)}
        <h2 class="govuk-heading-m">"Who to ask"</h2>
        {officers(view)}
        {read}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: member_crumbs(&seat.board_name, &seat.board_slug),
        ..Page::new(
            format!("Handover - {} - {}", seat.title, seat.board_name),
            main,
        )
    }
}

fn actions(view: &HandoverView) -> AnyView {
    if view.actions.is_empty() {
        return view! { <p class="govuk-body">"No actions of this seat are open."</p> }.into_any();
    }
    let rows = view
        .actions
        .iter()
        .map(|row| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=paths::action(&row.reference)>{row.title.clone()}</a>
                        " "
                        <span class="app-due__note">{row.reference.clone()}</span>
                    </th>
                    <td class="govuk-table__cell" data-label="Due">{due_date(row, view.today)}</td>
                    <td class="govuk-table__cell" data-label="Status">{status_tag(row.status)}</td>
                    <td class="govuk-table__cell" data-label="Last update">{last_word(row)}</td>
                </tr>
            }
        })
        .collect_view();
    let more = (view.open != Count::Exactly(view.actions.len() as u64)).then(|| {
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=paths::action_log(&view.seat.board_slug)>
                    "The rest is in the action log"
                </a>
            </p>
        }
    });
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">
                {view.open.in_words("open action", "open actions")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Action"</th>
                    <th scope="col" class="govuk-table__header">"Due"</th>
                    <th scope="col" class="govuk-table__header">"Status"</th>
                    <th scope="col" class="govuk-table__header">"Last update"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        {more}
    }
    .into_any()
}

fn decisions(view: &HandoverView) -> AnyView {
    if view.decisions.is_empty() {
        return view! { <p class="govuk-body">"No decision has been recorded yet."</p> }.into_any();
    }
    let items = view
        .decisions
        .iter()
        .map(|decision| {
            let reference = decision.reference.clone();
            let words = format!(": {}, {}", decision.text, wording::date(decision.taken_on));
            view! {
                <li class="app-typed">
                    <a class="govuk-link" href=paths::decision(&decision.reference)>{reference}</a>
                    {words}
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="govuk-list govuk-list--bullet">{items}</ul>
        <p class="govuk-body">
            <a class="govuk-link" href=paths::board_decisions(&view.seat.board_slug)>
                "All decisions of the board"
            </a>
        </p>
    }
    .into_any()
}

fn history(view: &HandoverView) -> AnyView {
    let held: Vec<&Appointment> = view.history.iter().filter(|one| !one.voided).collect();
    if held.is_empty() {
        return view! { <p class="govuk-body">"Nobody yet."</p> }.into_any();
    }
    let items = held
        .into_iter()
        .map(|one| {
            let until = one
                .span
                .last
                .map_or_else(String::new, |last| format!(" to {}", wording::date(last)));
            let words = format!(
                ", {}, {}, from {}{until}",
                one.post,
                one.capacity.label().to_lowercase(),
                wording::date(one.span.first)
            );
            view! {
                <li>
                    <a class="govuk-link" href=paths::person(one.person)>{one.full_name.clone()}</a>
                    {words}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
}

fn officers(view: &HandoverView) -> AnyView {
    let items: Vec<AnyView> = view
        .officers
        .iter()
        .filter_map(|seat| seat.holder.as_ref().map(|holder| (seat, holder)))
        .map(|(seat, holder)| {
            let email = holder.email.clone().map(|email| {
                view! { ", " <a class="govuk-link" href=format!("mailto:{email}")>{email.clone()}</a> }
            });
            view! {
                <li>
                    {format!("{}: ", seat.role.label())}
                    <a class="govuk-link" href=paths::person(holder.person)>{holder.full_name.clone()}</a>
                    {email}
                </li>
            }
            .into_any()
        })
        .collect();
    if items.is_empty() {
        return view! {
            <p class="govuk-body">"This board has no chair and no secretariat. Ask the national secretariat."</p>
        }
        .into_any();
    }
    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
}
