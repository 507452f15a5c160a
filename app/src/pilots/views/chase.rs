//! What is checked before sites are reminded of their late returns.

use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

use super::{head, pilot_crumbs};
use crate::{
    form::{THEN, Then},
    govuk::{Button, ButtonOptions},
    layout::{Crumb, Page, Section},
    paths,
    pilots::{forms::field, rough::month_in_words, types::Pilot},
    wording,
};

/// A site that is about to be reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminded {
    pub site: Uuid,
    pub name: String,
    /// The months that are late, the latest first.
    pub months: Vec<NaiveDate>,
    pub last_chased: Option<NaiveDate>,
    /// Who is told.
    pub who: Vec<String>,
}

/// Draws what will be said to whom, before it is.
pub fn chase_page(pilot: &Pilot, reminded: &[Reminded], today: NaiveDate) -> Page {
    let rows = reminded
        .iter()
        .map(|one| {
            let months: Vec<String> = one
                .months
                .iter()
                .map(|month| month_in_words(*month))
                .collect();
            let who = one
                .who
                .iter()
                .map(|who| view! { <span class="app-due__note">{who.clone()}</span> })
                .collect_view();
            let last = match one.last_chased {
                Some(day) if day == today => {
                    "Today. It is not reminded again before tomorrow".to_owned()
                }
                Some(day) => wording::date(day),
                None => "Never".to_owned(),
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{one.name.clone()}</th>
                    <td class="govuk-table__cell" data-label="Late">{months.join(", ")}</td>
                    <td class="govuk-table__cell" data-label="Told">{who}</td>
                    <td class="govuk-table__cell" data-label="Last reminded">{last}</td>
                </tr>
            }
        })
        .collect_view();
    let carried = reminded
        .iter()
        .map(|one| view! { <input type="hidden" name=field::SITE value=one.site.to_string() /> })
        .collect_view();
    let count = wording::count(reminded.len() as u64, "site", "sites");
    let heading = format!("Remind {count}?");
    let main = view! {
        <span class="govuk-caption-l">{pilot.record.title.clone()}</span>
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        <p class="govuk-body">"They are told on their page “My work” at once, and in their next mail of the day. Nobody gets more than one such mail a working day."</p>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Sites that will be reminded"</caption>
            {head(&["Site", "Late", "Told", "Last reminded"])}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        <form method="post" action=paths::chase_returns(&pilot.slug) novalidate>
            {carried}
            // The first button is the one that the enter key presses.
            <input type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true" name=THEN value=Then::Save.code() />
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: format!("Remind {count}").into(),
                    name: Some(THEN.into()),
                    value: Some(Then::Save.code().into()),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <Button options=ButtonOptions {
                    content: "Change".into(),
                    classes: "govuk-button--secondary".into(),
                    name: Some(THEN.into()),
                    value: Some(Then::Change.code().into()),
                    ..Default::default()
                } />
                <a class="govuk-link" href=paths::pilot_returns(&pilot.slug)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any();
    let mut crumbs = pilot_crumbs(pilot);
    crumbs.push(Crumb::new(
        "Returns of the sites",
        paths::pilot_returns(&pilot.slug),
    ));
    Page {
        section: Section::Pilots,
        crumbs,
        ..Page::new(format!("{heading} - {}", pilot.record.title), main)
    }
}
