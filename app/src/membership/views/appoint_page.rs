//! Appointing somebody to a seat, and changing what an appointment says.

use leptos::prelude::*;

use super::{meanwhile, member_crumbs, organisation_field};
use crate::{
    form::FormState,
    govuk::{RadiosItem, SelectItem},
    layout::{self, Checked, Fields, Page, Section, Width},
    membership::{
        forms::{AppointForm, AppointmentChange, field},
        types::{Appointment, Capacity, Designation, Holder, Seat},
    },
    paths, wording,
};

/// What the form shows.
pub struct AppointView {
    pub seat: Seat,
    /// Who holds the seat on the day it is opened.
    pub holder: Option<Holder>,
    /// Names to pick from.
    pub organisations: Vec<String>,
    pub form: FormState,
    /// What somebody else did to the seat in the meantime.
    pub happened: Option<String>,
}

/// Draws the form.
pub fn appoint_page(view: &AppointView) -> Page {
    let fields = Fields(&view.form);
    let seat = &view.seat;
    let capacity = Capacity::ALL
        .iter()
        .map(|capacity| RadiosItem {
            hint: Some(about(*capacity).into()),
            ..RadiosItem::new(capacity.code(), capacity.label())
        })
        .collect();
    let replace = view.holder.as_ref().map(|holder| {
        fields.tick(
            field::REPLACE,
            &format!("They take over from {}", holder.full_name),
            "The present appointment then ends on the day before.",
        )
    });
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.radios(field::CAPACITY, "How do they take the seat?", "", capacity)}
        {fields.text(field::FULL_NAME, "Full name", "", Width::TwoThirds)}
        {fields.email(
            field::EMAIL,
            "Email address",
            "It tells people of the same name apart. They need no account.",
        )}
        {fields.text(field::POST, "Post", "For example, Head of Legal, Bradford", Width::TwoThirds)}
        {organisation_field(
            &view.form,
            field::ORGANISATION,
            "Organisation they represent on this board (optional)",
            &match &seat.organisation_name {
                Some(name) => format!("Leave it empty for {name}."),
                None => "Leave it empty if they represent none.".to_owned(),
            },
            &view.organisations,
        )}
        {fields.select(
            field::DESIGNATION,
            "How did they come to the seat?",
            "",
            designations(),
        )}
        {fields.date(field::STARTS_ON, "First day", "For example, 27 3 2026")}
        {fields.date(
            field::TERM_ENDS_ON,
            "End (optional)",
            &end_hint(seat),
        )}
        {replace}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{format!("{}, {}", seat.title, seat.board_name)}</span>
        <h1 class="govuk-heading-l">"Appoint somebody"</h1>
        {view.happened.as_deref().map(meanwhile)}
        {layout::form(&paths::appoint(seat.id), questions, "Continue", &paths::seat(seat.id))}
    }
    .into_any();
    page("Appoint somebody", seat, view.form.is_refused(), main)
}

fn about(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Holder => "Sits for the organisation until the end.",
        Capacity::Deputy => "Bound to the seat: covers it whenever nobody holds it.",
        Capacity::Substitute => {
            "Stands in for a time, over the whole board. For one meeting only, reply on the page of that meeting that you do not come, and name who does."
        }
    }
}

fn end_hint(seat: &Seat) -> String {
    let term = seat.term_months.map_or_else(String::new, |months| {
        let months = wording::count(u64::from(months), "month", "months");
        format!(" A term of this seat is {months}.")
    });
    format!(
        "For a holder or deputy, when the term is expected to end. For a substitute, the last day.{term}"
    )
}

fn designations() -> Vec<SelectItem> {
    let first = SelectItem::new("", "Choose how");
    let all = Designation::ALL
        .iter()
        .map(|how| SelectItem::new(how.code(), how.label()));
    std::iter::once(first).chain(all).collect()
}

/// What is known of the person whose address was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nobody has this address yet.
    New,
    /// As above, and others of the same name have other addresses, masked.
    Namesakes(Vec<String>),
    /// The profile that the appointment will be made with.
    Profile { full_name: String, post: String },
}

/// Draws the answers once more.
pub fn check_appointment_page(
    view: &AppointView,
    new: &AppointForm,
    known: &Known,
    organisation: &str,
) -> Page {
    let seat = &view.seat;
    let (name, post) = match known {
        Known::Profile { full_name, post } => (full_name.clone(), post.clone()),
        _ => (new.full_name.clone(), new.post.clone()),
    };
    let represents = if organisation.is_empty() {
        seat.organisation_name.clone().unwrap_or_default()
    } else {
        organisation.to_owned()
    };
    let mut checked = vec![
        Checked::new("Seat", seat.title.clone(), field::CAPACITY),
        Checked::new("As", new.capacity.label(), field::CAPACITY),
        Checked::new("Full name", name, field::FULL_NAME),
        Checked::new("Email address", new.email.clone(), field::EMAIL),
        Checked::new("Post", post, field::POST),
        Checked::new("Represents", represents, field::ORGANISATION),
        Checked::new(
            "How they came to the seat",
            new.designation.label(),
            field::DESIGNATION,
        ),
        Checked::new(
            "First day",
            wording::date(new.starts_on),
            field::STARTS_ON.day,
        ),
        Checked::new(
            "End",
            new.ends_on.map_or_else(String::new, wording::date),
            field::TERM_ENDS_ON.day,
        ),
    ];
    if let Some(holder) = &view.holder {
        let words = if new.replace {
            format!(
                "{}, whose appointment ends the day before",
                holder.full_name
            )
        } else {
            "Nobody".to_owned()
        };
        checked.push(Checked::new("Takes over from", words, field::REPLACE));
    }
    let main = view! {
        <span class="govuk-caption-l">{seat.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Check the appointment"</h1>
        {note(known)}
        {layout::check_answers(
            &paths::appoint(seat.id),
            &view.form.answers,
            checked,
            "Appoint",
            &paths::seat(seat.id),
        )}
    }
    .into_any();
    page("Check the appointment", seat, false, main)
}

fn note(known: &Known) -> Option<AnyView> {
    let words = match known {
        Known::New => return None,
        Known::Profile { full_name, .. } => format!(
            "This address belongs to {full_name}, who is known to the portal already. The appointment is made with that profile; its name and post stay as they are."
        ),
        Known::Namesakes(addresses) => format!(
            "Somebody of this name is known under another address: {}. If it is the same person, go back and use that address, so that there is one profile.",
            addresses.join(", ")
        ),
    };
    Some(view! { <p class="govuk-inset-text">{words}</p> }.into_any())
}

/// What the form for a change shows.
pub struct AppointmentChangeView {
    pub seat: Seat,
    pub appointment: Appointment,
    pub organisations: Vec<String>,
    pub form: FormState,
    /// The answers, where they are shown once more.
    pub check: Option<(AppointmentChange, String)>,
    pub happened: Option<String>,
}

/// Draws the form for a change of an appointment, or its answers once more.
pub fn appointment_change_page(view: &AppointmentChangeView) -> Page {
    let path = paths::change_appointment(view.appointment.id);
    let back = paths::seat(view.seat.id);
    let caption = format!(
        "{}, {}, {}",
        view.appointment.full_name, view.seat.title, view.seat.board_name
    );
    if let Some((change, organisation)) = &view.check {
        let checked = vec![
            Checked::new(
                "First day",
                wording::date(change.starts_on),
                field::STARTS_ON.day,
            ),
            Checked::new(
                "End of the term",
                change
                    .expected_end_on
                    .map_or_else(String::new, wording::date),
                field::TERM_ENDS_ON.day,
            ),
            Checked::new(
                "How they came to the seat",
                change.designation.label(),
                field::DESIGNATION,
            ),
            Checked::new("Represents", organisation.as_str(), field::ORGANISATION),
        ];
        let main = view! {
            <span class="govuk-caption-l">{caption}</span>
            <h1 class="govuk-heading-l">"Check the changes"</h1>
            {layout::check_answers(&path, &view.form.answers, checked, "Save changes", &back)}
        }
        .into_any();
        return page("Check the changes", &view.seat, false, main);
    }
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.date(field::STARTS_ON, "First day", "")}
        {fields.date(
            field::TERM_ENDS_ON,
            "End of the term (optional)",
            "When it is expected to end. The holder stays until then, or until somebody follows.",
        )}
        {fields.select(field::DESIGNATION, "How did they come to the seat?", "", designations())}
        {organisation_field(
            &view.form,
            field::ORGANISATION,
            "Organisation they represent on this board (optional)",
            "Leave it empty for the organisation of the seat.",
            &view.organisations,
        )}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{caption}</span>
        <h1 class="govuk-heading-l">"Change this appointment"</h1>
        {view.happened.as_deref().map(meanwhile)}
        {layout::form(&path, questions, "Continue", &back)}
    }
    .into_any();
    page(
        "Change this appointment",
        &view.seat,
        view.form.is_refused(),
        main,
    )
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
