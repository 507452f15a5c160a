//! A measure of a pilot with its figures.

use leptos::prelude::*;

use super::{
    doors,
    evidence::{by_site, over_time},
    fictional, pilot_crumbs,
    pilot_page::target_in_words,
    row, shown,
    status::{self, StatusView},
    typed, typed_row,
};
use crate::{
    actions::{self, views::meant_to_move},
    layout::{Page, Section},
    paths,
    pilots::{
        evidence::{Axis, Entered, Series, alone},
        official::Official,
        types::{Frequency, Measure, Pilot, Site},
    },
    wording,
};

/// What the page of a measure shows.
pub struct MeasureView {
    pub pilot: Pilot,
    pub measure: Measure,
    pub sites: Vec<Site>,
    pub entered: Entered,
    pub series: Series,
    /// The official figures that it is compared with.
    pub official: Option<Official>,
    pub status: StatusView,
    /// Whether the run chart is asked for.
    pub is_run_chart: bool,
    /// By what the sites are shown.
    pub axis: Axis,
    pub may_change: bool,
    pub fictional: bool,
    /// Actions that are meant to move it, as far as the reader sees them: reference,
    /// title, status.
    pub actions: Vec<(String, String, actions::types::Status)>,
}

/// Draws the page.
pub fn measure_page(view: &MeasureView) -> Page {
    let it = &view.measure.definition;
    let baseline = it.baseline.map(|baseline| {
        let words = format!(
            ", {} to {}",
            wording::date(baseline.from),
            wording::date(baseline.to)
        );
        let value = shown(it.unit, &alone(it, baseline.value));
        row("Before the pilot", view! { {value}{words} }.into_any())
    });
    let target = target_in_words(it, &view.entered, view.status.today)
        .map(|words| row("Target", words.into_any()));
    let compared = match &view.entered.official {
        Some(choice) => choice.in_words(),
        None => it.comparator.clone(),
    };
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
        (
            "Change the measure".to_owned(),
            paths::change_pilot_measure(view.measure.id),
        )
    });
    let links = change.into_iter().chain([(
        "Targets over time".to_owned(),
        paths::measure_targets(view.measure.id),
    )]);
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
            {typed_row("Compared with", &compared)}
            {target}
            {row("Small counts", limit.into_any())}
        </dl>
        {doors(links.collect())}
        {status::section(&view.status)}
        {fictional(view.fictional)}
        {figures(view)}
        {meant_to_move(&view.actions, None)}
    }
    .into_any();
    Page {
        section: Section::Pilots,
        crumbs: pilot_crumbs(&view.pilot),
        island: true,
        wide: true,
        ..Page::new(format!("{} - {}", it.name, view.pilot.record.title), main)
    }
}

fn figures(view: &MeasureView) -> AnyView {
    if view.measure.definition.frequency != Frequency::Monthly {
        return view! {
            <p class="govuk-body">"It is not part of the monthly returns, so the portal holds no figures of it by month."</p>
        }
        .into_any();
    }
    view! {
        {over_time(view)}
        {by_site(view)}
    }
    .into_any()
}
