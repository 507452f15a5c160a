//! The list of organisations.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::{
    govuk::{Button, ButtonOptions, Input, InputOptions, Select, SelectItem, SelectOptions},
    layout::{Crumb, Page, Section},
    organisations::types::{Organisation, OrganisationKind, OrganisationSearch, SeatCount},
    paths, wording,
};

/// What the page shows.
pub struct ListView {
    pub search: OrganisationSearch,
    /// Those found, by name.
    pub found: Vec<Listed>,
    /// How many the register holds.
    pub all: usize,
    /// Whether the reader sees the seats of any board.
    pub counts: bool,
    pub may_add: bool,
    pub today: NaiveDate,
}

/// An organisation with its seats on the boards that the reader sees.
pub struct Listed {
    pub organisation: Organisation,
    pub seats: SeatCount,
}

/// Draws the page.
pub fn list_page(view: &ListView) -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">"Organisations"</h1>
        {search_form(&view.search)}
        {view.may_add.then(|| view! {
            <Button options=ButtonOptions {
                content: "Add an organisation".into(),
                href: Some(paths::NEW_ORGANISATION.into()),
                classes: "govuk-button--secondary".into(),
                ..Default::default()
            } />
        })}
        {view.counts.then(|| view! {
            <p class="govuk-body">"Seats are counted on the boards whose members you see."</p>
        })}
        {table(view)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: vec![Crumb::new("Boards", paths::BOARDS)],
        ..Page::new("Organisations", main)
    }
}

fn search_form(search: &OrganisationSearch) -> AnyView {
    let every = SelectItem {
        text: "Every kind".into(),
        value: Some(String::new()),
        ..Default::default()
    };
    let kinds = OrganisationKind::ALL.iter().map(|kind| SelectItem {
        text: kind.label().into(),
        value: Some(kind.code().to_owned()),
        ..Default::default()
    });
    view! {
        <form method="get" action=paths::ORGANISATIONS role="search" novalidate>
            <Input options=InputOptions {
                name: "q".into(),
                id: Some("q".into()),
                input_type: Some("search".into()),
                label: "Search organisations".into(),
                hint: Some("By name, for example Bradford".into()),
                value: Some(search.words.clone()),
                classes: "govuk-!-width-one-half".into(),
                ..Default::default()
            } />
            <Select options=SelectOptions {
                name: "kind".into(),
                id: Some("kind".into()),
                label: "Kind".into(),
                items: std::iter::once(every).chain(kinds).collect(),
                value: search.kind.map(|kind| kind.code().to_owned()),
                ..Default::default()
            } />
            <div class="govuk-button-group">
                <Button options=ButtonOptions { content: "Search".into(), ..Default::default() } />
                {(*search != OrganisationSearch::default())
                    .then(|| view! {
                        <a class="govuk-link" href=paths::ORGANISATIONS>"Clear the search"</a>
                    })}
            </div>
        </form>
    }
    .into_any()
}

fn table(view: &ListView) -> AnyView {
    if view.all == 0 {
        return view! { <p class="govuk-body">"The register holds no organisations yet."</p> }
            .into_any();
    }
    if view.found.is_empty() {
        return view! { <p class="govuk-body">"No organisations match your search."</p> }
            .into_any();
    }
    let all = wording::count(view.all as u64, "organisation", "organisations");
    let caption = if view.found.len() == view.all {
        all
    } else {
        format!("{} of {all}", view.found.len())
    };
    let rows = view
        .found
        .iter()
        .map(|listed| row(listed, view))
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Organisation"</th>
                    <th scope="col" class="govuk-table__header">"Kind"</th>
                    {view.counts.then(|| view! {
                        <th scope="col" class="govuk-table__header govuk-table__header--numeric">"Seats"</th>
                        <th scope="col" class="govuk-table__header govuk-table__header--numeric">"Vacant"</th>
                    })}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(listed: &Listed, view: &ListView) -> AnyView {
    let organisation = &listed.organisation;
    let ended = organisation
        .ends_on
        .filter(|last| *last < view.today)
        .map(|last| format!("Ended on {}", wording::short_date(last)));
    let counts = view.counts.then(|| {
        view! {
            <td class="govuk-table__cell govuk-table__cell--numeric" data-label="Seats">
                {wording::grouped(listed.seats.seats)}
            </td>
            <td class="govuk-table__cell govuk-table__cell--numeric" data-label="Vacant">
                {wording::grouped(listed.seats.vacant)}
            </td>
        }
    });
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::organisation(organisation.id)>
                    {organisation.short_name.clone()}
                </a>
                {ended.map(|ended| view! {
                    " "
                    <span class="app-due__note">{ended}</span>
                })}
            </th>
            <td class="govuk-table__cell" data-label="Kind">{organisation.kind.label()}</td>
            {counts}
        </tr>
    }
    .into_any()
}
