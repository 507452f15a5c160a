//! The forms for a new seat and for a change of one.

use leptos::prelude::*;

use super::{category_items, explained, meanwhile, member_crumbs, organisation_field, yes_or_no};
use crate::{
    access::Role,
    form::FormState,
    govuk::RadiosItem,
    layout::{self, Checked, Fields, Page, Section, Width},
    membership::{
        forms::{SeatForm, field},
        types::Seat,
    },
    paths, wording,
};

/// What a form about a seat needs besides the form.
pub struct SeatFormView {
    pub board_name: String,
    pub board_slug: String,
    /// Names to pick from.
    pub organisations: Vec<String>,
    /// Roles on offer: national ones only where they may be given.
    pub roles: Vec<Role>,
    pub form: FormState,
}

/// Draws the form for a new seat.
pub fn new_seat_page(view: &SeatFormView) -> Page {
    let fields = Fields(&view.form);
    let roles = view
        .roles
        .iter()
        .map(|role| RadiosItem::new(role.code(), role.label()))
        .collect();
    let questions = view! {
        {fields.hidden(field::SEAT)}
        {fields.select(field::CATEGORY, "Category", "", category_items("Choose a category"))}
        {fields.radios(
            field::ROLE,
            "Role",
            "Judges are observers: they speak, own no action and have no vote.",
            roles,
        )}
        {details(&view.form, &view.organisations, true)}
        {fields.date(field::STARTS_ON, "First day of the seat", "For example, 27 3 2026")}
    }
    .into_any();
    let path = paths::new_seat(&view.board_slug);
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Add a seat"</h1>
        <p class="govuk-body">
            "A seat exists without a holder. Say what it is first, then appoint somebody."
        </p>
        {layout::form(&path, questions, "Continue", &paths::members(&view.board_slug))}
    }
    .into_any();
    page("Add a seat", view, main)
}

/// Draws the answers once more.
pub fn check_seat_page(view: &SeatFormView, seat: &SeatForm, organisation: &str) -> Page {
    let checked = vec![
        Checked::new("Category", seat.category.label(), field::CATEGORY),
        Checked::new("Role", seat.role.label(), field::ROLE),
        Checked::new("Title", seat.title.clone(), field::TITLE),
        Checked::new("Filled by", organisation, field::ORGANISATION),
        yes_or_no("Required", seat.required, field::REQUIRED),
        yes_or_no(
            "Has a vote",
            seat.voting && crate::membership::rules::may_vote(seat.role),
            field::VOTING,
        ),
        Checked::new(
            "Length of a term",
            seat.term_months.map_or_else(String::new, |months| {
                wording::count(u64::from(months), "month", "months")
            }),
            field::TERM,
        ),
        Checked::new(
            "First day",
            wording::date(seat.starts_on),
            field::STARTS_ON.day,
        ),
    ];
    let path = paths::new_seat(&view.board_slug);
    let cancel = paths::members(&view.board_slug);
    let main = view! {
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Check the seat"</h1>
        {layout::check_answers(&path, &view.form.answers, checked, "Add seat", &cancel)}
    }
    .into_any();
    page("Check the seat", view, main)
}

/// Draws the form for a change; `happened` says what somebody else did to the
/// seat in the meantime.
pub fn change_seat_page(view: &SeatFormView, seat: &Seat, happened: Option<&str>) -> Page {
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {details(&view.form, &view.organisations, crate::membership::rules::may_vote(seat.role))}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{seat.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Change this seat"</h1>
        {happened.map(meanwhile)}
        {explained(
            "Why the category and the role stay",
            "What was decided by whom must not change its meaning later. To have another kind of seat, end this one and add a new one.",
        )}
        {layout::form(&paths::change_seat(seat.id), questions, "Save changes", &paths::seat(seat.id))}
    }
    .into_any();
    page(&format!("Change this seat - {}", seat.title), view, main)
}

fn details(form: &FormState, organisations: &[String], may_vote: bool) -> AnyView {
    let fields = Fields(form);
    view! {
        {fields.text(
            field::TITLE,
            "Title of the seat",
            "The post that sits here, not a person. For example, Director of Children's Services",
            Width::TwoThirds,
        )}
        {organisation_field(
            form,
            field::ORGANISATION,
            "Organisation that must fill it",
            "As the register has it, for example Bradford. Leave it empty if none must.",
            organisations,
        )}
        {fields.tick(
            field::REQUIRED,
            "The board cannot do without it",
            "A required seat without a holder shows as a gap.",
        )}
        {may_vote.then(|| fields.tick(field::VOTING, "It has a vote", ""))}
        {fields.number(field::TERM, "Length of a term (optional)", "", "months")}
    }
    .into_any()
}

fn page(title: &str, view: &SeatFormView, main: AnyView) -> Page {
    Page {
        section: Section::Boards,
        crumbs: member_crumbs(&view.board_name, &view.board_slug),
        refused: view.form.is_refused(),
        ..Page::new(format!("{title} - {}", view.board_name), main)
    }
}
