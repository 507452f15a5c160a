//! The feeds of a person: made, made anew, turned off.

use leptos::prelude::*;

use super::types::FeedRow;
use crate::{
    govuk::{InsetText, InsetTextOptions},
    layout::Page,
    paths, wording,
};

/// Names of the form's fields, and its two buttons.
pub mod field {
    pub const FEED: &str = "feed";
    pub const DO: &str = "do";
    pub const MAKE: &str = "make";
    pub const END: &str = "end";
}

/// What the page shows.
pub struct FeedsView {
    pub rows: Vec<FeedRow>,
    /// The address that was just made, which is shown this once, and whose
    /// meetings it holds.
    pub made: Option<(String, String)>,
}

/// Draws the page.
pub fn feeds_page(view: &FeedsView) -> Page {
    let made = view.made.as_ref().map(|(name, address)| {
        view! {
            <h2 class="govuk-heading-m">{format!("The address for: {name}")}</h2>
            <p class="govuk-body">
                "Copy it into your calendar program, under “Add calendar from the internet” or “Subscribe”. It is shown only now. Whoever has it sees when you meet and where, and what you are asked to do by when, so do not pass it on."
            </p>
            <div id="address" class="app-typed">
                <InsetText options=InsetTextOptions { content: address.clone().into(), ..Default::default() } />
            </div>
        }
    });
    let main = view! {
        <h1 class="govuk-heading-l">"Your meetings in your calendar"</h1>
        {made}
        <p class="govuk-body">
            "A calendar program can fetch your meetings from a private address, and keep up with what is moved or cancelled. It gets times, places and the link to each agenda, and no papers. It also gets the day by which each open action of yours is due, until you say that it is complete or somebody else leads it."
        </p>
        {table(&view.rows)}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::ACCOUNT>"Back to your account"</a>
        </p>
    }
    .into_any();
    Page::new("Your meetings in your calendar", main)
}

fn table(rows: &[FeedRow]) -> AnyView {
    let lines = rows.iter().map(line).collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Addresses for calendars"</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Meetings of"</th>
                    <th scope="col" class="govuk-table__header">"Address"</th>
                    <th scope="col" class="govuk-table__header">"What you can do"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{lines}</tbody>
        </table>
    }
    .into_any()
}

fn line(row: &FeedRow) -> AnyView {
    let (state, make) = match row.made_at {
        Some(at) => (
            format!("Made {}", wording::date_and_time(at)),
            "Make a new address",
        ),
        None => ("None".to_owned(), "Make an address"),
    };
    let end = row.made_at.map(|_| button(row, field::END, "Turn off"));
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header" data-label="Meetings of">{row.name.clone()}</th>
            <td class="govuk-table__cell" data-label="Address">{state}</td>
            <td class="govuk-table__cell" data-label="What you can do">
                {button(row, field::MAKE, make)}
                {end}
            </td>
        </tr>
    }
    .into_any()
}

fn button(row: &FeedRow, what: &'static str, words: &'static str) -> AnyView {
    view! {
        <form method="post" action=paths::CALENDAR novalidate>
            <input type="hidden" name=field::FEED value=row.code() />
            <button type="submit" name=field::DO value=what class="app-link-button">
                {words}
                <span class="govuk-visually-hidden">{format!(": {}", row.name)}</span>
            </button>
        </form>
    }
    .into_any()
}
