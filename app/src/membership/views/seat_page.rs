//! One seat: what it is like, who holds it, who held it.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{member_crumbs, members_page::term, state_note, state_tag};
use crate::{
    govuk::{
        Button, ButtonOptions, SummaryList, SummaryListCell, SummaryListOptions, SummaryListRow,
        Tag, TagOptions,
    },
    layout::{Page, Section},
    membership::types::{Appointment, Capacity, Seat, SeatRow},
    paths, wording,
};

/// What the page shows.
pub struct SeatView {
    pub seat: Seat,
    /// How it stands today; none where it does not exist today.
    pub row: Option<SeatRow>,
    /// Every appointment there was, the latest first.
    pub history: Vec<Appointment>,
    pub today: NaiveDate,
    pub may_manage: bool,
    /// Whether there is an account for the holder, or could not be one.
    pub may_invite_holder: bool,
}

/// Draws the page.
pub fn seat_page(view: &SeatView) -> Page {
    let seat = &view.seat;
    let main = view! {
        <span class="govuk-caption-l">{seat.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{seat.title.clone()}</h1>
        {view.may_manage.then(|| buttons(view))}
        {facts(view)}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::handover(seat.id)>"Handover: what whoever follows needs to know"</a>
        </p>
        <h2 class="govuk-heading-m">"Who held this seat"</h2>
        {history(view)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: member_crumbs(&seat.board_name, &seat.board_slug),
        wide: true,
        ..Page::new(format!("{} - {}", seat.title, seat.board_name), main)
    }
}

fn buttons(view: &SeatView) -> Option<AnyView> {
    let seat = &view.seat;
    view.row.as_ref().map(|row| {
        let appoint = if row.state.is_gap() {
            "Appoint somebody"
        } else {
            "Appoint a successor, deputy or substitute"
        };
        view! {
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: appoint.into(),
                    href: Some(paths::appoint(seat.id)),
                    ..Default::default()
                } />
                <a class="govuk-link" href=paths::change_seat(seat.id)>"Change this seat"</a>
                <a class="govuk-link" href=paths::end_seat(seat.id)>"End this seat"</a>
            </div>
        }
        .into_any()
    })
}

fn facts(view: &SeatView) -> AnyView {
    let seat = &view.seat;
    let mut rows = Vec::new();
    match &view.row {
        Some(row) => {
            let state = row.state;
            let required = row.required;
            let note = state_note(row, view.today);
            rows.push(SummaryListRow::new(
                "State today",
                SummaryListCell::from(crate::govuk::Content::view(view! {
                    {state_tag(state, required)}
                    " "
                    {note}
                })),
            ));
            rows.push(SummaryListRow::new("Held by", holder(row)));
        }
        None => {
            let words = match seat.span.last {
                Some(last) if last < view.today => format!("Ended on {}", wording::date(last)),
                _ => format!("Begins on {}", wording::date(seat.span.first)),
            };
            rows.push(SummaryListRow::new("State today", words));
        }
    }
    let yes_or_no = |yes: bool| if yes { "Yes" } else { "No" };
    rows.extend([
        SummaryListRow::new("Category", seat.category.label()),
        SummaryListRow::new("Role", seat.role.label()),
        SummaryListRow::new(
            "Filled by",
            seat.organisation_name
                .clone()
                .unwrap_or_else(|| "No organisation is set".to_owned()),
        ),
        SummaryListRow::new("Required", yes_or_no(seat.required)),
        SummaryListRow::new("Has a vote", yes_or_no(seat.voting)),
        SummaryListRow::new(
            "Length of a term",
            seat.term_months.map_or_else(
                || "Not set".to_owned(),
                |months| wording::count(u64::from(months), "month", "months"),
            ),
        ),
    ]);
    view! { <SummaryList options=SummaryListOptions { rows, ..Default::default() } /> }.into_any()
}

fn holder(row: &SeatRow) -> SummaryListCell {
    let holder = row.holder.clone();
    let stand_ins = row.stand_ins.clone();
    SummaryListCell::from(crate::govuk::Content::view(view! {
        {match holder {
            Some(holder) => view! {
                <p class="govuk-body">
                    <a class="govuk-link" href=paths::person(holder.person)>
                        {holder.full_name.clone()}
                    </a>
                    {format!(", {}, {}", holder.post, term(&holder))}
                </p>
            }
            .into_any(),
            None => view! { <p class="govuk-body">"Nobody"</p> }.into_any(),
        }}
        {stand_ins
            .into_iter()
            .map(|one| view! {
                <p class="govuk-body">
                    {format!("{}: ", one.capacity.label())}
                    <a class="govuk-link" href=paths::person(one.person)>{one.full_name}</a>
                </p>
            })
            .collect_view()}
    }))
}

fn history(view: &SeatView) -> AnyView {
    if view.history.is_empty() {
        return view! { <p class="govuk-body">"Nobody yet."</p> }.into_any();
    }
    let rows = view
        .history
        .iter()
        .map(|one| appointment(one, view))
        .collect_view();
    let actions = view.may_manage.then(|| {
        view! { <th scope="col" class="govuk-table__header">"Change"</th> }
    });
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">
                {wording::count(view.history.len() as u64, "appointment", "appointments")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Person"</th>
                    <th scope="col" class="govuk-table__header">"As"</th>
                    <th scope="col" class="govuk-table__header">"From"</th>
                    <th scope="col" class="govuk-table__header">"To"</th>
                    <th scope="col" class="govuk-table__header">"How they came to it"</th>
                    {actions}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn appointment(one: &Appointment, view: &SeatView) -> AnyView {
    let until = match (one.span.last, one.expected_end_on) {
        (Some(last), _) => {
            let reason = one
                .end_reason
                .map_or_else(String::new, |reason| format!(" ({})", reason.label()));
            format!("{}{reason}", wording::short_date(last))
        }
        (None, Some(end)) => format!("term ends {}", wording::short_date(end)),
        (None, None) => "open".to_owned(),
    };
    let voided = one.voided.then(|| {
        view! {
            " "
            <Tag options=TagOptions {
                content: "Entered in error".into(),
                classes: "govuk-tag--grey".into(),
                ..Default::default()
            } />
        }
    });
    let goes_on = !one.voided && one.span.last.is_none_or(|last| last >= view.today);
    let change = view.may_manage.then(|| {
        let links = goes_on.then(|| {
            let of = format!(" the appointment of {}", one.full_name);
            let invite = (view.may_invite_holder && one.capacity == Capacity::Holder).then(|| {
                view! {
                    <li>
                        <a class="govuk-link" href=paths::invite(one.id)>
                            "Invite to sign in"
                        </a>
                    </li>
                }
            });
            view! {
                <ul class="govuk-list">
                    <li>
                        <a class="govuk-link" href=paths::change_appointment(one.id)>
                            "Change" <span class="govuk-visually-hidden">{of.clone()}</span>
                        </a>
                    </li>
                    <li>
                        <a class="govuk-link" href=paths::end_appointment(one.id)>
                            "End" <span class="govuk-visually-hidden">{of}</span>
                        </a>
                    </li>
                    {invite}
                </ul>
            }
        });
        view! { <td class="govuk-table__cell" data-label="Change">{links}</td> }
    });
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::person(one.person)>{one.full_name.clone()}</a>
                " "
                <span class="app-due__note">
                    {match &one.represents {
                        Some(organisation) => format!("{}, for {organisation}", one.post),
                        None => one.post.clone(),
                    }}
                </span>
                {voided}
            </th>
            <td class="govuk-table__cell" data-label="As">{one.capacity.label()}</td>
            <td class="govuk-table__cell" data-label="From">{wording::short_date(one.span.first)}</td>
            <td class="govuk-table__cell" data-label="To">{until}</td>
            <td class="govuk-table__cell" data-label="How they came to it">{one.designation.label()}</td>
            {change}
        </tr>
    }
    .into_any()
}
