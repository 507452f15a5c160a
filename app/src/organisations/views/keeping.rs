//! The forms that enter, change and end organisations.

use leptos::prelude::*;

use super::{crumbs, crumbs_below};
use crate::{
    form::{Answers, FormState},
    govuk::SelectItem,
    ids::OrganisationId,
    layout::{self, Checked, Fields, Page, Section, Width},
    membership::{types::Seat, views::seats_table},
    organisations::{
        forms::{EndOrganisation, LAST_DAY, Names, NewOrganisation, STARTS_ON, field},
        types::{Organisation, OrganisationKind},
    },
    paths, wording,
};

/// The form that enters an organisation.
pub struct NewView {
    pub form: FormState,
}

/// Draws the form, new or refused.
pub fn new_page(view: &NewView) -> Page {
    let fields = Fields(&view.form);
    let none = SelectItem {
        text: "Choose a kind".into(),
        value: Some(String::new()),
        ..Default::default()
    };
    let kinds = OrganisationKind::ALL.iter().map(|kind| SelectItem {
        text: kind.label().into(),
        value: Some(kind.code().to_owned()),
        ..Default::default()
    });
    let kinds = std::iter::once(none).chain(kinds).collect();
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.select(field::KIND, "Kind", "", kinds)}
        {names(fields)}
        {fields.date(STARTS_ON, "First day (optional)", "For example, 1 4 2027")}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <h1 class="govuk-heading-l">"Add an organisation"</h1>
        {layout::form(paths::NEW_ORGANISATION, questions, "Continue", paths::ORGANISATIONS)}
    }
    .into_any();
    new_of(view, "Add an organisation", main)
}

fn new_of(view: &NewView, title: &str, main: AnyView) -> Page {
    Page {
        section: Section::Boards,
        crumbs: crumbs(),
        refused: view.form.is_refused(),
        ..Page::new(title, main)
    }
}

fn names(fields: Fields<'_>) -> AnyView {
    view! {
        {fields.text(field::NAME, "Official name", "", Width::TwoThirds)}
        {fields.text(
            field::SHORT_NAME,
            "Short name",
            "Shown in lists. No other organisation of its kind has it.",
            Width::OneHalf,
        )}
        {fields.text(
            field::CODE,
            "ONS code (optional)",
            "Of the Office for National Statistics, for example E08000032",
            Width::OneHalf,
        )}
    }
    .into_any()
}

fn checked_names(names: &Names) -> Vec<Checked> {
    vec![
        Checked::new("Official name", names.name.clone(), field::NAME),
        Checked::new("Short name", names.short_name.clone(), field::SHORT_NAME),
        Checked::new(
            "ONS code",
            names.code.clone().unwrap_or_default(),
            field::CODE,
        ),
    ]
}

/// Draws every answer once more.
pub fn check_new_page(view: &NewView, new: &NewOrganisation, answers: &Answers) -> Page {
    let mut checked = vec![Checked::new("Kind", new.kind.label(), field::KIND)];
    checked.extend(checked_names(&new.names));
    let first = new.starts_on.map(wording::date).unwrap_or_default();
    checked.push(Checked::new("First day", first, STARTS_ON.day));
    let main = view! {
        <h1 class="govuk-heading-l">"Check your answers"</h1>
        {layout::check_answers(
            paths::NEW_ORGANISATION,
            answers,
            checked,
            "Add organisation",
            paths::ORGANISATIONS,
        )}
    }
    .into_any();
    new_of(view, "Check your answers - Add an organisation", main)
}

/// The form that changes an organisation.
pub struct ChangeView {
    pub organisation: Organisation,
    pub form: FormState,
    /// Whether it changed after the form was opened.
    pub conflict: bool,
}

impl ChangeView {
    /// The answers that say what the register says now.
    pub fn as_it_is(organisation: &Organisation) -> Answers {
        Answers::default()
            .with(field::NAME, organisation.name.clone())
            .with(field::SHORT_NAME, organisation.short_name.clone())
            .with(field::CODE, organisation.code.clone().unwrap_or_default())
            .with(field::VERSION, organisation.version.to_string())
    }
}

fn page_of(organisation: &Organisation, form: &FormState, title: &str, main: AnyView) -> Page {
    Page {
        section: Section::Boards,
        crumbs: crumbs_below(organisation),
        refused: form.is_refused(),
        ..Page::new(format!("{title} - {}", organisation.short_name), main)
    }
}

const CHANGED: &str = "Somebody else has changed this organisation";

fn now(organisation: &Organisation) -> Vec<(&'static str, String)> {
    let mut now = vec![
        ("Official name", organisation.name.clone()),
        ("Short name", organisation.short_name.clone()),
    ];
    now.extend(organisation.code.clone().map(|code| ("ONS code", code)));
    now.extend(
        organisation
            .ends_on
            .map(|last| ("Last day", wording::date(last))),
    );
    now
}

/// Draws the form, new, refused, or against what changed meanwhile.
pub fn change_page(view: &ChangeView) -> Page {
    let organisation = &view.organisation;
    let heading = if view.conflict {
        CHANGED
    } else {
        "Change this organisation"
    };
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {names(fields)}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{organisation.short_name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {view.conflict.then(|| layout::changed_meanwhile("The organisation", now(organisation)))}
        {layout::form(
            &paths::change_organisation(organisation.id),
            questions,
            "Continue",
            &paths::organisation(organisation.id),
        )}
    }
    .into_any();
    page_of(organisation, &view.form, heading, main)
}

/// Draws every answer once more.
pub fn check_change_page(view: &ChangeView, names: &Names, answers: &Answers) -> Page {
    let organisation = &view.organisation;
    let main = view! {
        <span class="govuk-caption-l">{organisation.short_name.clone()}</span>
        <h1 class="govuk-heading-l">"Check your answers"</h1>
        {layout::check_answers(
            &paths::change_organisation(organisation.id),
            answers,
            checked_names(names),
            "Save changes",
            &paths::organisation(organisation.id),
        )}
    }
    .into_any();
    let title = "Check your answers - Change this organisation";
    page_of(organisation, &view.form, title, main)
}

/// The form that ends an organisation.
pub struct EndView {
    pub organisation: Organisation,
    /// Organisations of its kind that may follow it, by name.
    pub successors: Vec<(OrganisationId, String)>,
    /// The seats that are kept for it.
    pub seats: Vec<Seat>,
    pub form: FormState,
    /// Whether it changed after the form was opened.
    pub conflict: bool,
}

/// Draws the form, new, refused, or against what changed meanwhile.
pub fn end_page(view: &EndView) -> Page {
    let organisation = &view.organisation;
    let heading = if view.conflict {
        CHANGED
    } else {
        "End this organisation"
    };
    let fields = Fields(&view.form);
    let none = SelectItem {
        text: "No successor".into(),
        value: Some(String::new()),
        ..Default::default()
    };
    let others = view.successors.iter().map(|(id, name)| SelectItem {
        text: name.clone(),
        value: Some(id.to_string()),
        ..Default::default()
    });
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.date(LAST_DAY, "Last day", "For example, 31 3 2027")}
        {fields.select(
            field::SUCCESSOR,
            "Which organisation follows it?",
            "",
            std::iter::once(none).chain(others).collect(),
        )}
        {fields.tick(
            field::MOVE_SEATS,
            "Move its seats to the successor",
            "Their holders stay. Open actions go with the seats, at once.",
        )}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{organisation.short_name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {view.conflict.then(|| layout::changed_meanwhile("The organisation", now(organisation)))}
        {layout::form(
            &paths::end_organisation(organisation.id),
            questions,
            "Continue",
            &paths::organisation(organisation.id),
        )}
        {seats(&view.seats)}
    }
    .into_any();
    page_of(organisation, &view.form, heading, main)
}

/// Says what will follow, and asks once more.
pub fn confirm_end_page(view: &EndView, ending: &EndOrganisation, answers: &Answers) -> Page {
    let organisation = &view.organisation;
    let title = format!("{} ends", organisation.short_name);
    let last_day = wording::date(ending.last_day);
    let number = view.seats.len() as u64;
    let successor = view
        .successors
        .iter()
        .find(|(id, _)| Some(*id) == ending.successor)
        .map(|(_, name)| name.as_str());
    let follows = match successor {
        Some(name) => format!("Its successor is {name}."),
        None => "It has no successor.".to_owned(),
    };
    let becomes = match (successor, ending.moves_seats) {
        (Some(name), true) => format!(
            "{} and the open actions that go with them are moved to {name} at once.",
            wording::count(number, "seat", "seats")
        ),
        _ => format!(
            "{} kept for it until somebody changes that.",
            wording::count(number, "seat stays", "seats stay")
        ),
    };
    let consequences = view! {
        <p>{format!("The last day is {last_day}. {follows}")}</p>
        <p>{becomes}</p>
        <p>"Its page stays and shows what the register says."</p>
    }
    .into_any();
    let main = view! {
        {layout::interruption(
            &title,
            consequences,
            &paths::end_organisation(organisation.id),
            answers,
            "End this organisation",
            &paths::organisation(organisation.id),
        )}
        {seats(&view.seats)}
    }
    .into_any();
    page_of(organisation, &view.form, &title, main)
}

fn seats(seats: &[Seat]) -> AnyView {
    if seats.is_empty() {
        return view! { <p class="govuk-body">"No seats are kept for it."</p> }.into_any();
    }
    let seats = seats
        .iter()
        .map(|seat| (seat.title.clone(), seat.board_name.clone()));
    seats_table(seats.collect(), "Board", "kept for it")
}
