//! The national template of seats, and what a board lacks of it.

use leptos::prelude::*;

use super::{category_items, member_crumbs};
use crate::{
    access::Role,
    form::{FormState, THEN},
    govuk::{Button, ButtonOptions, RadiosItem, SelectItem},
    layout::{self, Fields, Page, Section, Width},
    membership::{
        forms::field,
        template::{self, TemplateSeat},
    },
    organisations::types::OrganisationKind,
    paths, wording,
};

/// What the page of the template shows.
pub struct TemplateView {
    pub seats: Vec<TemplateSeat>,
    /// The form, for who may change the template.
    pub form: Option<FormState>,
    /// Whether the form is about a seat that is there already.
    pub is_change: bool,
    /// What somebody else did in the meantime.
    pub happened: Option<&'static str>,
}

/// Draws the template.
pub fn template_page(view: &TemplateView) -> Page {
    let refused = view.form.as_ref().is_some_and(FormState::is_refused);
    let main = view! {
        {view.form.as_ref().and_then(layout::error_summary)}
        <h1 class="govuk-heading-l">"Template of seats"</h1>
        <p class="govuk-body">
            "The seats that every local board is expected to have. A board starts from them and may add its own. Where a board has no seat of a required category, that shows as a gap."
        </p>
        {view.happened.map(|words| view! { <p class="govuk-inset-text">{words}</p> })}
        {seats(&view.seats, view.form.is_some())}
        {view.form.as_ref().map(|form| change(form, view.is_change))}
    }
    .into_any();
    Page {
        section: Section::Vacancies,
        refused,
        wide: true,
        ..Page::new("Template of seats", main)
    }
}

fn seats(seats: &[TemplateSeat], may_change: bool) -> AnyView {
    if seats.is_empty() {
        return view! { <p class="govuk-body">"The template is empty."</p> }.into_any();
    }
    let yes_or_no = |yes: bool| if yes { "Yes" } else { "No" };
    let rows = seats
        .iter()
        .map(|seat| {
            let filled_by = if seat.each_council {
                "Each council of the area"
            } else {
                seat.organisation_kind.map_or("Not set", OrganisationKind::label)
            };
            let change = may_change.then(|| {
                let href = format!("{}?row={}#category", paths::SEAT_TEMPLATE, seat.id);
                view! {
                    <td class="govuk-table__cell" data-label="Change">
                        <a class="govuk-link" href=href>
                            "Change"
                            <span class="govuk-visually-hidden">{format!(" {}", seat.title)}</span>
                        </a>
                    </td>
                }
            });
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{seat.title.clone()}</th>
                    <td class="govuk-table__cell" data-label="Category">{seat.category.label()}</td>
                    <td class="govuk-table__cell" data-label="Role">{seat.role.label()}</td>
                    <td class="govuk-table__cell" data-label="Filled by">{filled_by}</td>
                    <td class="govuk-table__cell" data-label="Required">{yes_or_no(seat.required)}</td>
                    <td class="govuk-table__cell" data-label="Vote">{yes_or_no(seat.voting)}</td>
                    {change}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">
                {wording::count(seats.len() as u64, "seat", "seats")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Seat"</th>
                    <th scope="col" class="govuk-table__header">"Category"</th>
                    <th scope="col" class="govuk-table__header">"Role"</th>
                    <th scope="col" class="govuk-table__header">"Filled by"</th>
                    <th scope="col" class="govuk-table__header">"Required"</th>
                    <th scope="col" class="govuk-table__header">"Vote"</th>
                    {may_change.then(|| view! { <th scope="col" class="govuk-table__header">"Change"</th> })}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn change(form: &FormState, is_change: bool) -> AnyView {
    let fields = Fields(form);
    let roles = [
        Role::Chair,
        Role::DeputyChair,
        Role::Secretariat,
        Role::Member,
        Role::Observer,
        Role::Sponsor,
    ]
    .iter()
    .map(|role| RadiosItem::new(role.code(), role.label()))
    .collect();
    let kinds = std::iter::once(SelectItem::new("", "Not set"))
        .chain(
            OrganisationKind::ALL
                .iter()
                .map(|kind| SelectItem::new(kind.code(), kind.label())),
        )
        .collect();
    let remove = is_change.then(|| {
        view! { <Button options=ButtonOptions {
            content: "Remove it from the template".into(),
            name: Some(THEN.to_owned()),
            value: Some(template::field::REMOVE.to_owned()),
            classes: "govuk-button--warning".into(),
            prevent_double_click: Some(true),
            ..Default::default()
        } /> }
    });
    let heading = if is_change {
        "Change a seat of the template"
    } else {
        "Add a seat to the template"
    };
    view! {
        <h2 class="govuk-heading-m">{heading}</h2>
        <form method="post" action=paths::SEAT_TEMPLATE novalidate>
            {fields.hidden(template::field::ROW)}
            {fields.hidden(field::VERSION)}
            {fields.select(field::CATEGORY, "Category", "", category_items("Choose a category"))}
            {fields.radios(field::ROLE, "Role", "", roles)}
            {fields.text(field::TITLE, "Title of the seat", "", Width::TwoThirds)}
            {fields.select(template::field::KIND, "Filled by", "", kinds)}
            {fields.tick(template::field::EACH_COUNCIL, "One for each council of the area", "")}
            {fields.tick(field::REQUIRED, "No board can do without it", "")}
            {fields.tick(field::VOTING, "It has a vote", "")}
            {fields.number(field::TERM, "Length of a term (optional)", "", "months")}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Save".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                {remove}
                <a class="govuk-link" href=paths::SEAT_TEMPLATE>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

/// A seat that a board lacks.
pub struct MissingSeat {
    pub title: String,
    pub category: &'static str,
    pub organisation: Option<String>,
}

/// What the page of the missing seats shows.
pub struct MissingSeatsView {
    pub board_name: String,
    pub board_slug: String,
    pub missing: Vec<MissingSeat>,
}

/// Draws the seats of the template that a board lacks, to be added.
pub fn missing_seats_page(view: &MissingSeatsView) -> Page {
    let path = paths::template_seats(&view.board_slug);
    let back = paths::members(&view.board_slug);
    let body = if view.missing.is_empty() {
        view! {
            <p class="govuk-body">"This board has every seat of the national template."</p>
            <p class="govuk-body"><a class="govuk-link" href=back>"Back to the members"</a></p>
        }
        .into_any()
    } else {
        let items = view
            .missing
            .iter()
            .map(|seat| {
                let organisation = seat
                    .organisation
                    .as_ref()
                    .map_or_else(String::new, |name| format!(", {name}"));
                view! { <li>{format!("{}{organisation} ({})", seat.title, seat.category)}</li> }
            })
            .collect_view();
        let seats = wording::count(view.missing.len() as u64, "seat", "seats");
        let list = view! {
            <p class="govuk-body">{format!("This board lacks {seats} of the national template:")}</p>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any();
        layout::form(&path, list, "Add these seats", &back)
    };
    let main = view! {
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Seats of the national template"</h1>
        {body}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: member_crumbs(&view.board_name, &view.board_slug),
        ..Page::new(
            format!("Seats of the national template - {}", view.board_name),
            main,
        )
    }
}
