//! Ending an appointment or a seat: the question, then what will follow.

use chrono::{Days, NaiveDate};
use leptos::prelude::*;

use super::{meanwhile, member_crumbs};
use crate::{
    actions::list::Count,
    form::FormState,
    govuk::RadiosItem,
    layout::{self, Fields, Page, Section},
    membership::{
        forms::{EndForm, field},
        types::{Appointment, Capacity, EndReason, Seat},
    },
    paths, wording,
};

/// What the pages that end an appointment show.
pub struct EndAppointmentView {
    pub appointment: Appointment,
    pub seat: Seat,
    /// How many open actions the seat leads.
    pub open_actions: Count,
    pub form: FormState,
    pub happened: Option<String>,
}

/// Draws the question.
pub fn end_appointment_page(view: &EndAppointmentView) -> Page {
    let fields = Fields(&view.form);
    let reasons = EndReason::TO_CHOOSE
        .iter()
        .map(|reason| RadiosItem::new(reason.code(), reason.label()))
        .collect();
    let one = &view.appointment;
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.date(
            field::LAST_DAY,
            "Last day",
            "They can still use the board's pages on this day, and no longer from the next.",
        )}
        {fields.radios(field::REASON, "Why does it end?", "", reasons)}
    }
    .into_any();
    let path = paths::end_appointment(one.id);
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{format!("{}, {}", view.seat.title, view.seat.board_name)}</span>
        <h1 class="govuk-heading-l">{format!("End the appointment of {}", one.full_name)}</h1>
        {view.happened.as_deref().map(meanwhile)}
        <p class="govuk-body">
            "If they leave every board, "
            <a class="govuk-link" href=paths::moved_on(one.person)>"say that they have moved on"</a>
            " instead."
        </p>
        {layout::form(&path, questions, "Continue", &paths::seat(view.seat.id))}
    }
    .into_any();
    page(
        "End an appointment",
        &view.seat,
        view.form.is_refused(),
        main,
    )
}

/// Draws what will follow, and asks once more.
pub fn interrupt_appointment_page(view: &EndAppointmentView, end: &EndForm) -> Page {
    let one = &view.appointment;
    let vacant_from = end.last_day + Days::new(1);
    let vacancy = (one.capacity == Capacity::Holder).then(|| {
        let asked = match &view.seat.organisation_name {
            Some(name) => format!("{name} is asked to name a successor, and the chair is told."),
            None => "The chair is told. No organisation is set to name a successor.".to_owned(),
        };
        view! {
            <li>{format!("the seat is vacant from {}", wording::date(vacant_from))}</li>
            <li>{asked}</li>
        }
    });
    let consequences = view! {
        <p>"This means that:"</p>
        <ul>
            <li>
                {format!(
                    "{} has no access through this seat from {}",
                    one.full_name,
                    wording::date(vacant_from),
                )}
            </li>
            <li>{actions_stay(view.open_actions)}</li>
            {vacancy}
            <li>"the history of the seat stays as it is"</li>
        </ul>
    }
    .into_any();
    let title = format!(
        "End the appointment of {} on {}?",
        one.full_name,
        wording::date(end.last_day)
    );
    let main = layout::interruption(
        &title,
        consequences,
        &paths::end_appointment(one.id),
        &view.form.answers,
        "End the appointment",
        &paths::seat(view.seat.id),
    );
    page("End this appointment?", &view.seat, false, main)
}

fn actions_stay(open: Count) -> String {
    match open {
        Count::Exactly(0) => "there are no open actions of this seat".to_owned(),
        Count::Exactly(1) => "the 1 open action of this seat stays with the seat".to_owned(),
        some => format!(
            "the {} open actions of this seat stay with the seat",
            some.short()
        ),
    }
}

/// What the pages that end a seat show.
pub struct EndSeatView {
    pub seat: Seat,
    /// Who would leave with it.
    pub holders: Vec<String>,
    pub open_actions: Count,
    /// Whether the board would be left without a seat for a category that every
    /// board is expected to have.
    pub last_of_required: bool,
    pub form: FormState,
    pub happened: Option<String>,
}

/// Draws the question.
pub fn end_seat_page(view: &EndSeatView) -> Page {
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.date(field::LAST_DAY, "Last day of the seat", "")}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.seat.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{format!("End the seat {}", view.seat.title)}</h1>
        {view.happened.as_deref().map(meanwhile)}
        <p class="govuk-body">
            "To have somebody else sit here, appoint a successor instead. End a seat only if the board no longer has it."
        </p>
        {layout::form(&paths::end_seat(view.seat.id), questions, "Continue", &paths::seat(view.seat.id))}
    }
    .into_any();
    page("End a seat", &view.seat, view.form.is_refused(), main)
}

/// Draws what will follow, and asks once more.
pub fn interrupt_seat_page(view: &EndSeatView, last_day: NaiveDate) -> Page {
    let seat = &view.seat;
    let holders = (!view.holders.is_empty())
        .then(|| view! { <li>{format!("the appointments of {} end with it", view.holders.join(", "))}</li> });
    let gap = view.last_of_required.then(|| {
        view! {
            <li>
                {format!(
                    "the board has no seat left for {}, which every board is expected to have; it shows as a gap",
                    seat.category.label(),
                )}
            </li>
        }
    });
    let consequences = view! {
        <p>"This means that:"</p>
        <ul>
            {holders}
            <li>{actions_stay(view.open_actions)}</li>
            {gap}
            <li>"its history stays as it is"</li>
        </ul>
    }
    .into_any();
    let title = format!(
        "End the seat {} on {}?",
        seat.title,
        wording::date(last_day)
    );
    let main = layout::interruption(
        &title,
        consequences,
        &paths::end_seat(seat.id),
        &view.form.answers,
        "End the seat",
        &paths::seat(seat.id),
    );
    page("End this seat?", seat, false, main)
}

fn page(title: &str, seat: &Seat, refused: bool, main: AnyView) -> Page {
    Page {
        section: Section::Boards,
        crumbs: member_crumbs(&seat.board_name, &seat.board_slug),
        refused,
        ..Page::new(
            format!("{title} - {} - {}", seat.title, seat.board_name),
            main,
        )
    }
}
