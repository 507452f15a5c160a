//! Somebody has moved on: every seat of theirs ends in one step.

use chrono::{Days, NaiveDate};
use leptos::prelude::*;

use crate::{
    actions::list::Count,
    form::FormState,
    layout::{self, Fields, Page, Section},
    meetings::{types::Meeting, views::meetings_list},
    membership::types::Appointment,
    paths,
    people::{forms::field, types::Person},
    wording,
};

/// A seat that somebody leaves.
pub struct Leaving {
    pub appointment: Appointment,
    /// Open actions that stay with the seat.
    pub open: Count,
}

/// What the pages show.
pub struct MovedOnView {
    pub person: Person,
    pub is_self: bool,
    /// What ends.
    pub leaving: Vec<Leaving>,
    /// Whether there are seats on boards that the reader does not keep: those
    /// who keep them are told.
    pub others: bool,
    /// The next meetings of the boards that they leave.
    pub meetings: Vec<Meeting>,
    pub form: FormState,
}

/// Draws the question.
pub fn moved_on_page(view: &MovedOnView) -> Page {
    let fields = Fields(&view.form);
    let back = paths::person(view.person.id);
    let heading = heading(view);
    let questions = view! {
        {seats(view, Some("govuk-body"))}
        {fields.date(
            field::LAST_DAY,
            "Last day",
            "It still counts. From the next day on, these seats give no access.",
        )}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <h1 class="govuk-heading-l">{heading}</h1>
        {layout::form(&paths::moved_on(view.person.id), questions, "Continue", &back)}
    }
    .into_any();
    page(view, main)
}

fn heading(view: &MovedOnView) -> String {
    if view.is_self {
        "You have moved on".to_owned()
    } else {
        format!("{} has moved on", view.person.full_name)
    }
}

/// What ends; an interruption gives its paragraphs no class, since it colours them.
fn seats(view: &MovedOnView, class: Option<&'static str>) -> AnyView {
    let items = view
        .leaving
        .iter()
        .map(|one| {
            let words = format!(
                "{}, {} ({})",
                one.appointment.seat_title,
                one.appointment.board_name,
                one.open.in_words("open action", "open actions")
            );
            view! { <li>{words}</li> }
        })
        .collect_view();
    let others = view.others.then(|| {
        view! {
            <p class=class>
                "There are seats on boards that you do not keep, too. They stay as they are, and those who keep these boards are told."
            </p>
        }
    });
    view! {
        <p class=class>"These seats end:"</p>
        <ul class="govuk-list govuk-list--bullet">{items}</ul>
        {(!view.meetings.is_empty()).then(|| view! {
            <p class=class>"These boards meet next:"</p>
            {meetings_list(&view.meetings)}
        })}
        {others}
    }
    .into_any()
}

/// Draws what will follow, and asks once more.
pub fn interrupt_moved_on_page(view: &MovedOnView, last_day: NaiveDate) -> Page {
    let consequences = view! {
        {seats(view, None)}
        <p>
            {format!(
                "From {} they no longer hold them. Their open actions stay with the seats, the organisations that fill vacant seats are asked for a name, and the chairs are told.",
                wording::date(last_day + Days::new(1)),
            )}
        </p>
    }
    .into_any();
    let seats = wording::count(view.leaving.len() as u64, "seat", "seats");
    let main = layout::interruption(
        &format!(
            "End {seats} of {} on {}?",
            view.person.full_name,
            wording::date(last_day)
        ),
        consequences,
        &paths::moved_on(view.person.id),
        &view.form.answers,
        &format!("End {seats}"),
        &paths::person(view.person.id),
    );
    page(view, main)
}

fn page(view: &MovedOnView, main: AnyView) -> Page {
    Page {
        section: Section::Boards,
        back: Some(paths::person(view.person.id)),
        refused: view.form.is_refused(),
        ..Page::new(format!("{} - People", heading(view)), main)
    }
}
