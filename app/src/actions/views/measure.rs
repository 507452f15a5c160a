//! An action beside the measure that it is meant to move, and the other way round.

use leptos::prelude::*;

use super::rows::status_tag;
use crate::{
    actions::{
        measured::{Figure, Measured},
        types::{Action, Status},
    },
    paths,
    performance::rules::NOT_AVAILABLE,
};

/// What the measure was before the action was raised, and after it was closed.
pub(super) fn before_and_after(action: &Action, measured: &Measured) -> AnyView {
    let before = measured.before(action.raised_on);
    let (label, later, none) = match action.closed_on {
        Some(day) => {
            let label = match action.status {
                Status::Dropped => "After it was dropped",
                _ => "After it was closed",
            };
            let none = "No figure of a whole period after it yet";
            (label, measured.after(day), none)
        }
        None => {
            let later = measured.latest_after(action.raised_on);
            ("Now", later, "No figure of a whole period after it yet")
        }
    };
    let row = |label: &'static str, figure: Option<&Figure>, none: &'static str| {
        let (period, words) = match figure {
            Some(figure) => (figure.period.name(), figure.words.clone()),
            None => (none.to_owned(), NOT_AVAILABLE.to_owned()),
        };
        view! {
            <tr class="govuk-table__row">
                <th scope="row" class="govuk-table__header">{label}</th>
                <td class="govuk-table__cell" data-label="Period">{period}</td>
                <td class="govuk-table__cell" data-label="Figure">{words}</td>
            </tr>
        }
    };
    let difference = before
        .zip(later)
        .and_then(|(before, later)| measured.difference(before, later))
        .map(|words| view! { <p class="govuk-body">{format!("Difference: {words}.")}</p> });
    view! {
        <h2 class="govuk-heading-m">"Measure it is meant to move"</h2>
        <p class="govuk-body">
            {match &measured.address {
                Some(address) => view! {
                    <a class="govuk-link" href=address.clone()>{measured.name.clone()}</a>
                }
                .into_any(),
                None => measured.name.clone().into_any(),
            }}
            {format!(", {}. {}", measured.of, measured.source)}
            {measured.is_fictional.then_some(" These figures are fictional.")}
        </p>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">
                "The measure before and after"
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"When"</th>
                    <th scope="col" class="govuk-table__header">"Period"</th>
                    <th scope="col" class="govuk-table__header">"Figure"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">
                {row("Before it was raised", before, "No figure of a whole period before it")}
                {row(label, later, none)}
            </tbody>
        </table>
        {difference}
        <p class="govuk-body">
            "Much else changes at the same time. Two figures do not show what caused a difference."
        </p>
    }
    .into_any()
}

/// How many actions are shown beside a measure.
pub const SHOWN: usize = 50;

/// The actions that are meant to move a measure: reference, title and status. Whoever
/// calls this reads one more than is shown, where there are more. `raise` is the form in which a further one is raised, for whoever may.
pub fn meant_to_move(
    actions: &[(String, String, Status)],
    raise: Option<String>,
) -> Option<AnyView> {
    if actions.is_empty() && raise.is_none() {
        return None;
    }
    let items = actions
        .iter()
        .take(SHOWN)
        .map(|(reference, title, status)| {
            view! {
                <li>
                    <a class="govuk-link" href=paths::action(reference)>
                        {format!("{reference} {title}")}
                    </a>
                    " "
                    {status_tag(*status)}
                </li>
            }
        })
        .collect_view();
    let list = if actions.is_empty() {
        view! { <p class="govuk-body">"No action that you see is meant to move it."</p> }.into_any()
    } else {
        view! { <ul class="govuk-list govuk-list--spaced">{items}</ul> }.into_any()
    };
    Some(
        view! {
            <h2 class="govuk-heading-m">"Actions meant to move it"</h2>
            {list}
            {(actions.len() > SHOWN).then(|| view! {
                <p class="govuk-body">{format!("The latest {SHOWN} are shown.")}</p>
            })}
            {raise.map(|address| view! {
                <p class="govuk-body app-no-print">
                    <a class="govuk-link" href=address>"Raise an action about this measure"</a>
                </p>
            })}
        }
        .into_any(),
    )
}
