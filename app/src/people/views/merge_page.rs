//! Making two profiles of one person one.

use leptos::prelude::*;

use crate::{
    form::{Answers, FormState},
    govuk::{Button, ButtonOptions, WarningText, WarningTextOptions},
    layout::{self, Fields, Page, Section, Width},
    membership::types::Appointment,
    paths,
    people::{
        forms::field,
        types::{MergePreview, Person},
    },
    wording,
};

/// What the page shows besides the person.
pub enum Shown {
    /// People found, to pick the duplicate from.
    Found(Vec<Person>),
    /// What merging would move.
    Preview(Box<MergePreview>),
}

/// What the page shows.
pub struct MergeView {
    pub person: Person,
    /// The search as typed.
    pub form: FormState,
    pub shown: Shown,
    /// What somebody else did in the meantime.
    pub happened: bool,
}

/// Draws the page.
pub fn merge_page(view: &MergeView) -> Page {
    let person = &view.person;
    let body = match &view.shown {
        Shown::Found(found) => search(view, found),
        Shown::Preview(preview) => preview_of(preview),
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{format!("{}, {}", person.full_name, person.post)}</span>
        <h1 class="govuk-heading-l">"Merge with another profile"</h1>
        {view.happened.then(|| view! {
            <p class="govuk-inset-text">
                "One of the two profiles changed after you opened the page. Nothing has been merged. Check what would move and confirm it again."
            </p>
        })}
        {body}
    }
    .into_any();
    Page {
        section: Section::Boards,
        back: Some(paths::person(person.id)),
        refused: view.form.is_refused(),
        ..Page::new(
            format!("Merge with another profile - {}", person.full_name),
            main,
        )
    }
}

fn search(view: &MergeView, found: &[Person]) -> AnyView {
    let path = paths::merge_person(view.person.id);
    let asked = !view.form.answers.text(field::SEARCH).trim().is_empty();
    let results = if found.is_empty() {
        asked.then(|| view! { <p class="govuk-body">"Nobody else was found."</p> }.into_any())
    } else {
        let items = found
            .iter()
            .map(|other| {
                let email = other
                    .email
                    .clone()
                    .unwrap_or_else(|| "no email address".to_owned());
                view! {
                    <li>
                        <a class="govuk-link" href=format!("{path}?with={}", other.id)>
                            {other.full_name.clone()}
                        </a>
                        {format!(", {}, {email}", other.post)}
                    </li>
                }
            })
            .collect_view();
        Some(
            view! {
                <h2 class="govuk-heading-m">"Which one is the same person?"</h2>
                <ul class="govuk-list govuk-list--spaced">{items}</ul>
            }
            .into_any(),
        )
    };
    view! {
        <p class="govuk-body">"This profile stays. The other one becomes part of it."</p>
        <form method="get" action=path role="search" novalidate>
            {Fields(&view.form).text(field::SEARCH, "Find the other profile", "By name or email address", Width::OneHalf)}
            <Button options=ButtonOptions { content: "Search".into(), ..Default::default() } />
        </form>
        {results}
    }
    .into_any()
}

fn preview_of(preview: &MergePreview) -> AnyView {
    let (keep, duplicate) = (&preview.keep, &preview.duplicate);
    let path = paths::merge_person(keep.id);
    if !preview.collisions.is_empty() {
        let items = seats(&preview.collisions);
        return view! {
            <WarningText options=WarningTextOptions {
                content: "These two cannot be one person: on the same day they have the same seat, or two seats for organisations on one board.".into(),
                icon_fallback_text: Some("Warning".into()),
                ..Default::default()
            } />
            {items}
            <p class="govuk-body">
                "If one of the appointments was entered in error, end it first. "
                <a class="govuk-link" href=path>"Choose another profile"</a>
            </p>
        }
        .into_any();
    }
    let answers = Answers::default()
        .with(field::WITH, duplicate.id.to_string())
        .with(field::VERSION, keep.version.to_string())
        .with(field::OTHER_VERSION, duplicate.version.to_string());
    let moves = if preview.appointments.is_empty() {
        view! { <p>"No appointments move."</p> }.into_any()
    } else {
        view! {
            <p>{wording::count(preview.appointments.len() as u64, "appointment moves:", "appointments move:")}</p>
            {seats(&preview.appointments)}
        }
        .into_any()
    };
    let consequences = view! {
        <p>
            {format!(
                "The profile of {}, {}, becomes part of the profile of {}, {}.",
                duplicate.full_name, duplicate.post, keep.full_name, keep.post,
            )}
        </p>
        {moves}
        <p>
            {format!(
                "{} Whoever was signed in with the other profile has to sign in again. This cannot be taken back.",
                wording::count(preview.interests, "declared interest moves.", "declared interests move."),
            )}
        </p>
    }
    .into_any();
    layout::interruption(
        "Make these two profiles one?",
        consequences,
        &path,
        &answers,
        "Merge",
        &paths::person(keep.id),
    )
}

fn seats(appointments: &[Appointment]) -> AnyView {
    let items = appointments
        .iter()
        .map(|one| {
            let until = one.span.last.map_or_else(String::new, |last| {
                format!(" to {}", wording::short_date(last))
            });
            let words = format!(
                "{}, {}, from {}{until}",
                one.seat_title,
                one.board_name,
                wording::short_date(one.span.first)
            );
            view! { <li>{words}</li> }
        })
        .collect_view();
    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
}
