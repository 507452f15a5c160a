//! The pages of interests: one's own, and the register of a board.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{
    forms::field,
    types::{Declared, Interest, InterestKind},
};
use crate::{
    boards::{types::BoardEntry, views::board_crumbs},
    form::FormState,
    govuk::{Button, ButtonOptions, SelectItem},
    layout::{self, Crumb, Fields, Page, Section},
    membership::list::ON,
    paths, wording,
};

/// What one's own page shows.
pub struct OwnInterestsView {
    pub interests: Vec<Interest>,
    pub nothing_on: Option<NaiveDate>,
    pub form: FormState,
    pub today: NaiveDate,
}

/// Draws one's own interests, with the form for a new one.
pub fn own_interests_page(view: &OwnInterestsView) -> Page {
    let fields = Fields(&view.form);
    let kinds = std::iter::once(SelectItem::new("", "Choose a kind"))
        .chain(
            InterestKind::ALL
                .iter()
                .map(|kind| SelectItem::new(kind.code(), kind.label())),
        )
        .collect();
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.select(field::KIND, "Kind of interest", "", kinds)}
        {fields.lines(
            field::DESCRIPTION,
            "What is the interest?",
            "Do not name a child or a family, or give a case number.",
            3,
        )}
        {fields.date(field::STARTS_ON, "First day", "")}
        {fields.date(field::ENDS_ON, "Last day (optional)", "")}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <h1 class="govuk-heading-l">"Your interests"</h1>
        <p class="govuk-body">"Declared once, seen on every board you sit on."</p>
        {own_list(view)}
        <h2 class="govuk-heading-m">"Declare an interest"</h2>
        {layout::form(paths::OWN_INTERESTS, questions, "Declare", paths::ACCOUNT)}
    }
    .into_any();
    Page {
        back: Some(paths::ACCOUNT.to_owned()),
        refused: view.form.is_refused(),
        ..Page::new("Your interests", main)
    }
}

fn own_list(view: &OwnInterestsView) -> AnyView {
    let open = |one: &Interest| one.span.last.is_none_or(|last| last > view.today);
    let nothing = (!view.interests.iter().any(open)).then(|| {
        view! {
            <form method="post" action=paths::NOTHING_TO_DECLARE novalidate>
                <Button options=ButtonOptions {
                    content: "I have nothing to declare".into(),
                    classes: "govuk-button--secondary".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
    });
    let items = view
        .interests
        .iter()
        .map(|one| {
            let end = open(one).then(|| {
                view! {
                    <form method="post" action=paths::end_interest(one.id) novalidate>
                        <button type="submit" class="app-link-button">
                            "End it today"
                            <span class="govuk-visually-hidden">{format!(": {}", one.description)}</span>
                        </button>
                    </form>
                }
            });
            view! { <li>{words(one)} {end}</li> }
        })
        .collect_view();
    let list = if view.interests.is_empty() {
        none_declared(view.nothing_on)
    } else {
        view! { <ul class="govuk-list govuk-list--spaced">{items}</ul> }.into_any()
    };
    let list = view! { <div id=field::NOTHING>{list}</div> };
    view! { {list} {nothing} }.into_any()
}

fn words(one: &Interest) -> String {
    let until = one.span.last.map_or_else(String::new, |last| {
        format!(" to {}", wording::short_date(last))
    });
    format!(
        "{}: {} (from {}{until})",
        one.kind.label(),
        one.description,
        wording::short_date(one.span.first)
    )
}

fn none_declared(nothing_on: Option<NaiveDate>) -> AnyView {
    let words = match nothing_on {
        Some(day) => format!("Nothing to declare, said on {}.", wording::date(day)),
        None => "None declared.".to_owned(),
    };
    view! { <p class="govuk-body">{words}</p> }.into_any()
}

/// What a person has declared, or that they have not.
pub fn interest_list(interests: &[Interest], nothing_on: Option<NaiveDate>) -> AnyView {
    if interests.is_empty() {
        return none_declared(nothing_on);
    }
    let items = interests
        .iter()
        .map(|one| view! { <li>{words(one)}</li> })
        .collect_view();
    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
}

/// What the register of a board shows.
pub struct RegisterView {
    pub board: BoardEntry,
    pub declared: Vec<Declared>,
    /// The day as typed, with what was wrong with it.
    pub form: FormState,
    pub on: NaiveDate,
    pub today: NaiveDate,
}

/// Draws the register of interests of a board.
pub fn register_page(view: &RegisterView) -> Page {
    let board = &view.board;
    let heading = if view.on == view.today {
        "Register of interests".to_owned()
    } else {
        format!("Register of interests on {}", wording::date(view.on))
    };
    let path = paths::board_interests(&board.slug);
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{board.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        {people(view)}
        <form method="get" action=path role="search" novalidate>
            {Fields(&view.form).date(ON, "As at", "Leave it empty for today.")}
            <Button options=ButtonOptions {
                content: "Show".into(),
                classes: "govuk-button--secondary".into(),
                ..Default::default()
            } />
        </form>
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: board_crumbs()
            .into_iter()
            .chain([
                Crumb::new(board.name.clone(), paths::board(&board.slug)),
                Crumb::new("Members", paths::members(&board.slug)),
            ])
            .collect(),
        refused: view.form.is_refused(),
        ..Page::new(format!("{heading} - {}", board.name), main)
    }
}

fn people(view: &RegisterView) -> AnyView {
    if view.declared.is_empty() {
        return view! { <p class="govuk-body">"Nobody sat on the board on this day."</p> }
            .into_any();
    }
    let rows = view
        .declared
        .iter()
        .map(|one| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=paths::person(one.person)>{one.full_name.clone()}</a>
                        " "
                        <span class="app-due__note">{one.seats.join(", ")}</span>
                    </th>
                    <td class="govuk-table__cell" data-label="Declared">
                        {interest_list(&one.interests, one.nothing_on)}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">
                {wording::count(view.declared.len() as u64, "person", "people")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Person"</th>
                    <th scope="col" class="govuk-table__header">"Declared"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}
