//! A measure of a pilot with its figures.

use leptos::prelude::*;

use super::{doors, fictional, head, pilot_crumbs, row, shown, typed, typed_row};
use crate::{
    layout::{Page, Section},
    moj::{ScrollablePane, ScrollablePaneOptions},
    paths,
    pilots::{
        rough::month_in_words,
        rules::{self, MonthRow},
        types::{Frequency, Measure, Pilot},
    },
    query, wording,
};

/// What the page of a measure shows.
pub struct MeasureView {
    pub pilot: Pilot,
    pub measure: Measure,
    /// The latest first.
    pub months: Vec<MonthRow>,
    /// The month before which earlier ones are shown.
    pub before: chrono::NaiveDate,
    pub may_change: bool,
    pub fictional: bool,
}

/// Draws the page.
pub fn measure_page(view: &MeasureView) -> Page {
    let it = &view.measure.definition;
    let baseline = it.baseline.map(|baseline| {
        let words = format!(
            "{}, {} to {}",
            rules::value_in_words(it.unit, baseline.value),
            wording::date(baseline.from),
            wording::date(baseline.to)
        );
        row("Before the pilot", words.into_any())
    });
    let target = it.target.map(|target| {
        let words = format!(
            "{} by {}",
            rules::target_in_words(it.unit, target.tenths),
            wording::date(target.on)
        );
        row("Target", words.into_any())
    });
    let limit = if it.disclosure_limit > 0 {
        format!(
            "Counts from 1 to {} are shown as [c]",
            it.disclosure_limit - 1
        )
    } else {
        "Every count is shown".to_owned()
    };
    let withdrawn = view.measure.withdrawn.then(|| {
        view! { <p class="govuk-inset-text">"This measure was withdrawn. Sites no longer report it."</p> }
    });
    let change = view.may_change.then(|| {
        vec![(
            "Change the measure".to_owned(),
            paths::change_pilot_measure(view.measure.id),
        )]
    });
    let main = view! {
        <span class="govuk-caption-l">{format!("{}, measure", view.pilot.record.title)}</span>
        <h1 class="govuk-heading-l">{it.name.clone()}</h1>
        {withdrawn}
        <dl class="govuk-summary-list">
            {row("Definition", typed(&it.definition))}
            {row("Values", it.unit.label().into_any())}
            {typed_row("What is counted", &it.numerator_name)}
            {typed_row("Divided by", &it.denominator_name)}
            {row("Better", it.better.label().into_any())}
            {typed_row("Source", &it.source)}
            {row("How often", it.frequency.label().into_any())}
            {baseline}
            {typed_row("Compared with", &it.comparator)}
            {target}
            {row("Small counts", limit.into_any())}
        </dl>
        {change.and_then(doors)}
        {fictional(view.fictional)}
        {months(view)}
    }
    .into_any();
    Page {
        section: Section::Pilots,
        crumbs: pilot_crumbs(&view.pilot),
        ..Page::new(format!("{} - {}", it.name, view.pilot.record.title), main)
    }
}

fn months(view: &MeasureView) -> AnyView {
    let it = &view.measure.definition;
    if it.frequency != Frequency::Monthly {
        return view! {
            <p class="govuk-body">"It is not part of the monthly returns, so the portal holds no figures of it by month."</p>
        }
        .into_any();
    }
    let rows = view
        .months
        .iter()
        .filter(|row| !row.cells.is_empty())
        .map(|row| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{month_in_words(row.month)}</th>
                    <td class="govuk-table__cell" data-label="All sites">{shown(it.unit, &row.total)}</td>
                    <td class="govuk-table__cell" data-label="Coverage">{row.coverage()}</td>
                </tr>
            }
        })
        .collect_view();
    let earlier = query::address(
        &paths::pilot_measure(view.measure.id),
        &[("before", view.before.to_string())],
    );
    let earlier = view! {
        <p class="govuk-body app-no-print"><a class="govuk-link" href=earlier>"Earlier months"</a></p>
    };
    let has_any = view.months.iter().any(|row| !row.cells.is_empty());
    if !has_any {
        return view! {
            <h2 class="govuk-heading-m">"All sites"</h2>
            <p class="govuk-body">"No site ran in these twelve months."</p>
            {earlier}
        }
        .into_any();
    }
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">"All sites, by month"</caption>
            {head(&["Month", "All sites", "Coverage"])}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        {by_site(view)}
        {earlier}
    }
    .into_any()
}

fn by_site(view: &MeasureView) -> AnyView {
    let it = &view.measure.definition;
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in view.months.iter().flat_map(|row| &row.cells) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let months: Vec<&MonthRow> = view
        .months
        .iter()
        .filter(|row| !row.cells.is_empty())
        .collect();
    let heads = months
        .iter()
        .map(|row| view! { <th scope="col" class="govuk-table__header">{month_in_words(row.month)}</th> })
        .collect_view();
    let rows = names
        .into_iter()
        .map(|name| {
            let cells = months
                .iter()
                .map(|row| {
                    let cell = row.cells.iter().find(|(known, _)| known == name);
                    let cell = cell
                        .map_or_else(|| "Not live".into_any(), |(_, cell)| shown(it.unit, cell));
                    view! { <td class="govuk-table__cell">{cell}</td> }
                })
                .collect_view();
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{name.to_owned()}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">"Site by site"</h2>
        <ScrollablePane options=ScrollablePaneOptions { label: "Values of each site by month".into(), classes: "app-grid".into(), ..Default::default() }>
            <table class="govuk-table">
                <caption class="govuk-table__caption govuk-visually-hidden">"Values of each site by month"</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        <th scope="col" class="govuk-table__header">"Site"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        </ScrollablePane>
    }
    .into_any()
}
