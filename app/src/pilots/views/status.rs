//! How a pilot or one of its measures stands, with what the figures suggest.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{EditView, doors};
use crate::{
    govuk::{HintOptions, RadiosItem, Tag, TagOptions},
    layout::{Fields, Page},
    paths,
    pilots::{
        forms::field,
        status::{self, Rag, Status, Suggestion},
        types::{Frequency, Measure, Pilot},
    },
    wording,
};

/// How something stands.
pub struct StatusView {
    /// In their order; the last holds.
    pub statuses: Vec<Status>,
    /// None where the pilot is decided, and nothing is suggested any more.
    pub suggestion: Option<Suggestion>,
    /// How long a status holds.
    pub period: Frequency,
    pub today: NaiveDate,
    /// Where it is said, for whoever may.
    pub change: Option<String>,
}

/// A status in words and in a colour.
pub(super) fn tag(words: &str, colour: &'static str) -> AnyView {
    view! { <Tag options=TagOptions {
        content: words.to_owned().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

fn rag_tag(rag: Rag) -> AnyView {
    let colour = match rag {
        Rag::Green => "govuk-tag--green",
        Rag::Amber => "govuk-tag--orange",
        Rag::Red => "govuk-tag--red",
    };
    tag(rag.label(), colour)
}

/// The status that holds, or that it is out of date.
pub(super) fn status_tag(latest: Option<&Status>, period: Frequency, today: NaiveDate) -> AnyView {
    match latest {
        None => tag("No status", "govuk-tag--grey"),
        Some(status) if status.is_out_of_date(period, today) => {
            tag("Out of date", "govuk-tag--grey")
        }
        Some(status) => rag_tag(status.standing),
    }
}

/// The part of a page that says how something stands.
pub(super) fn section(view: &StatusView) -> Option<AnyView> {
    let latest = view.statuses.last();
    let Some(suggestion) = &view.suggestion else {
        // The pilot is decided: what was said last stays.
        let latest = latest?;
        return Some(
            view! {
                <h2 class="govuk-heading-m">"How it stood"</h2>
                <p class="govuk-body">{rag_tag(latest.standing)}</p>
                {said(latest)}
                {history(view)}
            }
            .into_any(),
        );
    };
    let old = latest
        .filter(|status| status.is_out_of_date(view.period, view.today))
        .map(|status| {
            let words = format!(
                "This status is older than {}. It was “{}”.",
                status::period_in_words(view.period),
                status.standing.label()
            );
            view! { <p class="govuk-body">{words}</p> }
        });
    let said = match latest {
        Some(status) => said(status),
        None => view! { <p class="govuk-body">"Nobody has said yet how it stands."</p> }.into_any(),
    };
    let change = view.change.clone().map(|href| {
        let words = "Say how it stands".to_owned();
        doors(vec![(words, href)])
    });
    Some(
        view! {
            <h2 class="govuk-heading-m">"How it stands"</h2>
            <p class="govuk-body">{status_tag(latest, view.period, view.today)}</p>
            {old}
            {said}
            {suggested(suggestion)}
            {history(view)}
            {change}
        }
        .into_any(),
    )
}

fn said(status: &Status) -> AnyView {
    let by = format!(
        "{}, {}",
        status.by_name,
        wording::date(wording::uk_day(status.at))
    );
    view! {
        <p class="govuk-body">
            <span class="app-typed">{status.reason.clone()}</span>
            <span class="app-due__note">{by}</span>
        </p>
    }
    .into_any()
}

/// What the figures suggest, and why.
fn suggested(suggestion: &Suggestion) -> AnyView {
    let heading = match suggestion.standing {
        Some(rag) => format!("The figures suggest: {}", rag.label()),
        None => "The figures suggest nothing".to_owned(),
    };
    let why = suggestion
        .why
        .iter()
        .map(|why| view! { <li>{why.clone()}</li> })
        .collect_view();
    view! {
        <div class="govuk-inset-text">
            <p class="govuk-body"><strong>{heading}</strong></p>
            <ul class="govuk-list govuk-list--bullet">{why}</ul>
            <p class="govuk-body">"A person decides how it stands. The figures do not know everything."</p>
        </div>
    }
    .into_any()
}

fn history(view: &StatusView) -> Option<AnyView> {
    let (_, earlier) = view.statuses.split_last()?;
    if earlier.is_empty() {
        return None;
    }
    let items = earlier
        .iter()
        .rev()
        .map(|status| {
            let then = match status.suggested {
                Some(rag) => format!("The figures suggested “{}” then.", rag.label()),
                None => "The figures suggested nothing then.".to_owned(),
            };
            let head = format!(
                "{}: {}",
                wording::date(wording::uk_day(status.at)),
                status.standing.label()
            );
            view! {
                <li>
                    <strong>{head}</strong>
                    <span class="app-due__note app-typed">{status.reason.clone()}</span>
                    <span class="app-due__note">{format!("{}. {then}", status.by_name)}</span>
                </li>
            }
        })
        .collect_view();
    let summary = wording::count(earlier.len() as u64, "earlier status", "earlier statuses");
    Some(
        view! {
            <details class="govuk-details">
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">{summary}</span>
                </summary>
                <div class="govuk-details__text">
                    <ul class="govuk-list govuk-list--bullet">{items}</ul>
                </div>
            </details>
        }
        .into_any(),
    )
}

/// The form in which somebody says how a pilot stands, or one of its measures.
pub fn status_form(
    view: &EditView<'_>,
    pilot: &Pilot,
    measure: Option<&Measure>,
    suggestion: &Suggestion,
) -> Page {
    let fields = Fields(&view.form);
    let standings = Rag::ALL
        .iter()
        .map(|rag| RadiosItem {
            hint: Some(HintOptions::from(rag.meaning().to_owned())),
            ..RadiosItem::new(rag.code(), rag.label())
        })
        .collect();
    let (heading, back, action) = match measure {
        Some(measure) => (
            format!("How does “{}” stand?", measure.definition.name),
            paths::pilot_measure(measure.id),
            paths::pilot_measure_status(measure.id),
        ),
        None => (
            "How does the pilot stand?".to_owned(),
            paths::pilot(&pilot.slug),
            paths::pilot_status(&pilot.slug),
        ),
    };
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.hidden(field::VERSION)}
        {fields.radios(field::STANDING, "Status", "", standings)}
        {fields.lines(field::REASON, "Why?", "Every board reads this. What was said before stays in the history.", 4)}
    }
    .into_any();
    view.page_from(
        &back,
        &heading,
        suggested(suggestion),
        questions,
        (&action, "Save"),
    )
}
