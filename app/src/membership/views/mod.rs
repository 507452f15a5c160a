//! The pages of seats and appointments.

mod appoint_page;
mod end_page;
mod handover_page;
mod members_page;
mod seat_form;
mod seat_page;
mod template_page;

use leptos::prelude::*;

pub use appoint_page::{
    AppointView, AppointmentChangeView, Known, appoint_page, appointment_change_page,
    check_appointment_page,
};
pub use end_page::{
    EndAppointmentView, EndSeatView, end_appointment_page, end_seat_page,
    interrupt_appointment_page, interrupt_seat_page,
};
pub use handover_page::{HandoverView, handover_page};
pub use members_page::{MembersView, members_page};
pub use seat_form::{SeatFormView, change_seat_page, check_seat_page, new_seat_page};
pub use seat_page::{SeatView, seat_page};
pub use template_page::{
    MissingSeat, MissingSeatsView, TemplateView, missing_seats_page, template_page,
};

use super::types::{Category, SeatRow, SeatState};
use crate::{
    govuk::{Details, DetailsOptions, SelectItem, Tag, TagOptions},
    layout::{Checked, Crumb},
    paths, wording,
};

/// The way to every page of a board's members.
fn member_crumbs(board_name: &str, board_slug: &str) -> Vec<Crumb> {
    vec![
        Crumb::new("Boards", paths::BOARDS),
        Crumb::new(board_name, paths::board(board_slug)),
        Crumb::new("Members", paths::members(board_slug)),
    ]
}

/// The state of a seat as a tag: one colour for each meaning, the word says it.
pub fn state_tag(state: SeatState, required: bool) -> AnyView {
    let colour = match state {
        SeatState::Filled => "govuk-tag--green",
        SeatState::EndsSoon => "govuk-tag--yellow",
        SeatState::CarriedOver => "govuk-tag--orange",
        SeatState::Covered => "govuk-tag--blue",
        SeatState::Vacant if required => "govuk-tag--red",
        SeatState::Vacant => "govuk-tag--grey",
    };
    view! { <Tag options=TagOptions {
        content: state.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

/// A table of seats with one thing said of each: `column` heads it, `which` ends
/// the caption ("3 seats that end").
pub fn seats_table(
    seats: Vec<(String, String)>,
    column: &'static str,
    which: &'static str,
) -> AnyView {
    let number = wording::count(seats.len() as u64, "seat", "seats");
    let rows = seats
        .into_iter()
        .map(|(title, said)| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{title}</th>
                    <td class="govuk-table__cell" data-label=column>{said}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">
                {format!("{number} {which}")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Seat"</th>
                    <th scope="col" class="govuk-table__header">{column}</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

/// What a state means in days and dates, in words.
pub fn state_note(seat: &SeatRow, day: chrono::NaiveDate) -> Option<String> {
    let holder = seat.holder.as_ref();
    match seat.state {
        SeatState::Filled => None,
        SeatState::EndsSoon => holder
            .and_then(|holder| holder.ends_on.or(holder.expected_end_on))
            .map(|end| format!("until {}", wording::short_date(end))),
        SeatState::CarriedOver => holder
            .and_then(|holder| holder.expected_end_on)
            .map(|end| format!("term ended {}", wording::short_date(end))),
        SeatState::Covered | SeatState::Vacant => seat.vacant_since.map(|since| {
            let days = u64::try_from((day - since).num_days()).unwrap_or(0);
            format!("for {}", wording::count(days, "day", "days"))
        }),
    }
}

/// Every category that any board may have, to choose from.
fn category_items(first: &str) -> Vec<SelectItem> {
    let first = SelectItem::new("", first);
    let categories =
        Category::of_boards().map(|category| SelectItem::new(category.code(), category.label()));
    std::iter::once(first).chain(categories).collect()
}

/// A text field for an organisation, with the register's names to pick from. A
/// browser that offers none takes the name as typed.
fn organisation_field(
    form: &crate::form::FormState,
    name: &'static str,
    label: &str,
    hint: &str,
    names: &[String],
) -> AnyView {
    use crate::govuk::{Input, InputOptions};
    let list = format!("{name}-names");
    let options = names
        .iter()
        .map(|name| view! { <option value=name.clone()></option> })
        .collect_view();
    view! {
        <Input options=InputOptions {
            name: name.into(),
            id: Some(name.into()),
            label: crate::govuk::LabelOptions {
                content: label.to_owned().into(),
                classes: "govuk-label--s".into(),
                ..Default::default()
            },
            hint: Some(hint.to_owned().into()),
            error_message: form.error(name).map(Into::into),
            value: Some(form.answers.text(name).to_owned()),
            classes: "govuk-!-width-two-thirds".into(),
            attributes: [("list", list.clone())].into(),
            ..Default::default()
        } />
        <datalist id=list>{options}</datalist>
    }
    .into_any()
}

/// "Yes" or "No", to be checked.
fn yes_or_no(question: &str, yes: bool, field: &'static str) -> Checked {
    Checked::new(question, if yes { "Yes" } else { "No" }, field)
}

/// What changed in the meantime, above a form that is offered again.
fn meanwhile(happened: &str) -> AnyView {
    view! {
        <div class="govuk-inset-text" role="status">
            <p class="govuk-body">
                "Somebody else changed this seat after you opened the form. Yours has not been saved yet."
            </p>
            <p class="govuk-body">{happened.to_owned()}</p>
            <p class="govuk-body">"What you typed is kept below. Check it against this and save it again."</p>
        </div>
    }
    .into_any()
}

/// Words that most readers need once.
fn explained(summary: &str, words: &str) -> AnyView {
    view! { <Details options=DetailsOptions {
        summary: summary.to_owned().into(),
        content: words.to_owned().into(),
        ..Default::default()
    } /> }
    .into_any()
}
