//! One person over all boards that the reader may see.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::{
    account::details::field,
    form::FormState,
    govuk::{
        Content, SummaryList, SummaryListCell, SummaryListOptions, SummaryListRow, Tag, TagOptions,
    },
    interests::{types::Interest, views::interest_list},
    layout::{self, Fields, Page, Section, Width},
    membership::{
        rules::{Confirmation, confirmation},
        types::Appointment,
    },
    paths,
    people::{rules::Rights, types::Person},
    wording,
};

/// What the page shows.
pub struct PersonView {
    pub person: Person,
    pub rights: Rights,
    /// Whether the reader is the person.
    pub is_self: bool,
    /// Seats on boards that the reader may see, the latest first.
    pub appointments: Vec<Appointment>,
    pub interests: Vec<Interest>,
    pub today: NaiveDate,
}

/// Draws the page.
pub fn person_page(view: &PersonView) -> Page {
    let person = &view.person;
    let main = view! {
        <span class="govuk-caption-l">{person.post.clone()}</span>
        <h1 class="govuk-heading-l">{person.full_name.clone()}</h1>
        {offers(view)}
        {facts(view)}
        <h2 class="govuk-heading-m">"Seats"</h2>
        {seats(view)}
        <h2 class="govuk-heading-m">"Declared interests"</h2>
        {interest_list(&view.interests, person.no_interests_on)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        ..Page::new(format!("{} - People", person.full_name), main)
    }
}

fn offers(view: &PersonView) -> Option<AnyView> {
    let id = view.person.id;
    let mut links = Vec::new();
    if view.is_self {
        links.push((paths::OWN_DETAILS.to_owned(), "Change your details"));
        links.push((paths::OWN_INTERESTS.to_owned(), "Your interests"));
    }
    if view.rights.change {
        links.push((paths::change_person(id), "Change details"));
    }
    if view.rights.move_on {
        let words = if view.is_self {
            "I have moved on"
        } else {
            "Has moved on"
        };
        links.push((paths::moved_on(id), words));
    }
    if view.rights.merge {
        links.push((paths::merge_person(id), "Merge with another profile"));
    }
    (!links.is_empty()).then(|| {
        let links = links
            .into_iter()
            .map(|(href, words)| view! { <a class="govuk-link" href=href>{words}</a> })
            .collect_view();
        view! { <div class="govuk-button-group">{links}</div> }.into_any()
    })
}

fn facts(view: &PersonView) -> AnyView {
    let person = &view.person;
    let email: SummaryListCell = match person.email.clone() {
        Some(email) => Content::view(view! {
            <a class="govuk-link" href=format!("mailto:{email}")>{email.clone()}</a>
        })
        .into(),
        None => "Not provided".into(),
    };
    let confirmed = wording::date(person.confirmed_on);
    let standing = confirmation(view.today, person.confirmed_on);
    let confirmed: SummaryListCell = if standing == Confirmation::Unconfirmed {
        Content::view(view! {
            {confirmed}
            " "
            <Tag options=TagOptions {
                content: "Unconfirmed".into(),
                classes: "govuk-tag--yellow".into(),
                ..Default::default()
            } />
        })
        .into()
    } else {
        confirmed.into()
    };
    let account = if person.has_account {
        "Signs in to the portal"
    } else {
        "Has no account"
    };
    view! { <SummaryList options=SummaryListOptions {
        rows: vec![
            SummaryListRow::new("Email address", email),
            SummaryListRow::new("Account", account),
            SummaryListRow::new("Details confirmed", confirmed),
        ],
        ..Default::default()
    } /> }
    .into_any()
}

fn seats(view: &PersonView) -> AnyView {
    let (now, before): (Vec<_>, Vec<_>) = view
        .appointments
        .iter()
        .filter(|one| !one.voided)
        .partition(|one| one.span.last.is_none_or(|last| last >= view.today));
    if now.is_empty() && before.is_empty() {
        return view! { <p class="govuk-body">"No seat on a board that you see."</p> }.into_any();
    }
    let list = |rows: Vec<&Appointment>| {
        let items = rows.into_iter().map(item).collect_view();
        view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }
    };
    let none = now
        .is_empty()
        .then(|| view! { <p class="govuk-body">"None at present."</p> });
    let before = (!before.is_empty()).then(|| {
        view! {
            <h3 class="govuk-heading-s">"Before"</h3>
            {list(before)}
        }
    });
    view! { {none} {list(now)} {before} }.into_any()
}

fn item(one: &Appointment) -> AnyView {
    let until = one
        .span
        .last
        .or(one.expected_end_on)
        .map_or_else(String::new, |last| {
            format!(" to {}", wording::short_date(last))
        });
    let represents = one
        .represents
        .as_ref()
        .map_or_else(String::new, |name| format!(", for {name}"));
    let words = format!(
        ", {}{represents}, {}, from {}{until}",
        one.board_name,
        one.capacity.label().to_lowercase(),
        wording::short_date(one.span.first)
    );
    view! {
        <li>
            <a class="govuk-link" href=paths::seat(one.seat)>{one.seat_title.clone()}</a>
            {words}
        </li>
    }
    .into_any()
}

/// Draws the form that changes a profile; `now` is the profile as it stands,
/// where somebody else changed it in the meantime.
pub fn change_person_page(person: &Person, form: &FormState, now: bool) -> Page {
    let fields = Fields(form);
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.text(field::FULL_NAME, "Full name", "", Width::TwoThirds)}
        {fields.text(field::POST, "Post", "For example, Head of Legal, Bradford", Width::TwoThirds)}
        {fields.email(field::EMAIL, "Email address", "It tells people of the same name apart.")}
    }
    .into_any();
    let meanwhile = now.then(|| {
        layout::changed_meanwhile(
            "This profile",
            vec![
                ("Full name", person.full_name.clone()),
                ("Post", person.post.clone()),
                (
                    "Email address",
                    person
                        .email
                        .clone()
                        .unwrap_or_else(|| "Not provided".to_owned()),
                ),
            ],
        )
    });
    let back = paths::person(person.id);
    let main = view! {
        {layout::error_summary(form)}
        <h1 class="govuk-heading-l">"Change details"</h1>
        {meanwhile}
        <p class="govuk-body">"There is one profile for all boards. Its history keeps the old name."</p>
        {layout::form(&paths::change_person(person.id), questions, "Save", &back)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        back: Some(back),
        refused: form.is_refused(),
        ..Page::new(format!("Change details - {}", person.full_name), main)
    }
}
