//! What a measure is to reach over time.

use leptos::prelude::*;

use super::{edit::EditView, head};
use crate::{
    layout::{Fields, Page},
    paths,
    pilots::{
        forms::field,
        rules,
        types::{Measure, PeriodTarget},
    },
    wording,
};

/// The targets of a measure, the latest date first, and the form that sets one for
/// whoever may.
pub fn targets_form(
    view: &EditView<'_>,
    measure: &Measure,
    targets: &[PeriodTarget],
    sets: bool,
) -> Page {
    let unit = measure.definition.unit;
    let rows = targets
        .iter()
        .map(|target| {
            let value = target.tenths.map_or_else(
                || "No target".to_owned(),
                |tenths| rules::target_in_words(unit, tenths),
            );
            // Of two from one day, the first in the list was set last.
            let holds = targets
                .iter()
                .find(|other| other.holds_from == target.holds_from)
                .is_some_and(|other| other.id == target.id);
            let note = (!holds).then_some("Replaced since");
            let by = format!("{}, {}", target.set_by, wording::date_and_time(target.set_at));
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{wording::date(target.holds_from)}</th>
                    <td class="govuk-table__cell" data-label="Target">
                        {value}<span class="app-due__note">{note}</span>
                    </td>
                    <td class="govuk-table__cell" data-label="Set by">{by}</td>
                </tr>
            }
        })
        .collect_view();
    let known = if targets.is_empty() {
        view! { <p class="govuk-body">"No target is set for a period."</p> }.into_any()
    } else {
        view! {
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-visually-hidden">"Targets of the measure over time"</caption>
                {head(&["Holds from", "Target", "Set by"])}
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let rule = "A target holds for the months that begin on or after its date, until another one does. None is ever taken away: what was set before stays in the list.";
    let intro = view! {
        <p class="govuk-body">
            <a class="govuk-link" href=paths::pilot_measure(measure.id)>{measure.definition.name.clone()}</a>
        </p>
        <p class="govuk-body">{rule}</p>
        {known}
    }
    .into_any();
    let heading = "Targets by period";
    if !sets {
        return view.reading(heading, intro);
    }
    let fields = Fields(&view.form);
    let suffix = match unit {
        crate::pilots::types::Unit::Count => "",
        crate::pilots::types::Unit::Ratio => "%",
        crate::pilots::types::Unit::Weeks => "weeks",
    };
    let questions = view! {
        <h2 class="govuk-heading-m">"Set a target"</h2>
        {fields.hidden(field::KEY)}
        {fields.number(field::TARGET_VALUE, "Target", "Such as 26 or 26.5.", suffix)}
        {fields.tick(field::NO_TARGET, "There is no target from then on", "")}
        {fields.date(field::TARGET_FROM, "From which date does it hold?", "Such as the first day of a month.")}
    }
    .into_any();
    view.page(
        heading,
        intro,
        questions,
        (&paths::measure_targets(measure.id), "Set target"),
    )
}
