//! Targets and bands of series.

use leptos::prelude::*;

use super::{cell, crumbs, head, warning};
use crate::{
    form::FormState,
    layout::{self, Crumb, Fields, Page, Section, Width},
    paths,
    performance::{catalogue::Series, forms::field, types::Settings},
    query,
};

/// What the page shows: the list, or the form of one series.
pub struct SettingsView {
    pub all: Vec<(&'static Series, Settings)>,
    pub form: Option<(&'static Series, FormState)>,
    pub changed_meanwhile: bool,
}

/// Draws the page.
pub fn settings_page(view: &SettingsView) -> Page {
    match &view.form {
        Some((series, form)) => one(series, form, view.changed_meanwhile),
        None => all(&view.all),
    }
}

fn all(all: &[(&'static Series, Settings)]) -> Page {
    let heading = "Targets and bands";
    let rows = all
        .iter()
        .map(|(series, settings)| {
            let href = query::address(
                paths::PERFORMANCE_SETTINGS,
                &[("series", series.code.to_owned())],
            );
            let target = settings
                .target
                .map_or_else(|| "None".to_owned(), |target| series.unit.in_words(target));
            let bands = settings
                .bands
                .map_or_else(|| "None".to_owned(), |bands| bands.in_words(series.better));
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=href>{series.name}</a>
                    </th>
                    {cell("Target", target)}
                    {cell("Bands", bands)}
                    {cell("Direction", series.better.label())}
                </tr>
            }
        })
        .collect_view();
    let main = view! {
        <h1 class="govuk-heading-l">{heading}</h1>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">"Every series that is judged"</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    {head("Series")} {head("Target")} {head("Bands")} {head("Direction")}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(),
        ..Page::new(heading, main)
    }
}

fn one(series: &'static Series, form: &FormState, changed_meanwhile: bool) -> Page {
    let heading = format!("Target and bands: {}", series.name);
    let fields = Fields(form);
    let unit = series.unit.label();
    let questions = view! {
        {fields.hidden(field::SERIES)}
        {fields.hidden(field::VERSION)}
        {fields.text(field::TARGET, "Target", unit, Width::OneHalf)}
        {fields.text(field::AMBER, "Amber begins at", "Leave both empty for no bands", Width::OneHalf)}
        {fields.text(field::RED, "Red begins at", "", Width::OneHalf)}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(form)}
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        {changed_meanwhile.then(|| warning(
            "Somebody else changed this after you opened the page. Nothing of yours has been saved.".to_owned()
        ))}
        <p class="govuk-body">{format!("For this series, {}.", series.better.label())}</p>
        {layout::form(paths::PERFORMANCE_SETTINGS, questions, "Save", paths::PERFORMANCE_SETTINGS)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs()
            .into_iter()
            .chain([Crumb::new("Targets and bands", paths::PERFORMANCE_SETTINGS)])
            .collect(),
        refused: form.is_refused(),
        ..Page::new(heading, main)
    }
}
