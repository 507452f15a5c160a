//! Corrections of figures that were approved: the form that asks for one, and what was
//! corrected before.

use leptos::prelude::*;

use super::{
    edit::EditView,
    head,
    returns::{questions, said_in_words},
    row, typed_row,
};
use crate::{
    layout::{Fields, Page},
    paths,
    pilots::{
        forms::field,
        rough::month_in_words,
        rules,
        types::{Measure, Return, Revised, Revision, RevisionState, Site},
    },
    wording,
};

/// The form that asks to correct figures of a return.
pub fn revise_form(view: &EditView<'_>, site: &Site, it: &Return, measures: &[Measure]) -> Page {
    let fields = Fields(&view.form);
    let intro = format!(
        "{}, {}. These figures are approved. They stay as they are until somebody else than you approves the correction, and what they were stays on record.",
        site.name,
        month_in_words(it.month)
    );
    let intro = view! { <p class="govuk-body">{intro}</p> }.into_any();
    let of_measures = measures
        .iter()
        .map(|measure| {
            let now = it.values.get(&measure.id).map_or_else(
                || "No figure was asked for.".to_owned(),
                |said| {
                    let unit = measure.definition.unit;
                    format!("As approved: {}.", said_in_words(unit, said))
                },
            );
            questions(fields, measure, now)
        })
        .collect_view();
    let asked = view! {
        {fields.hidden(field::VERSION)}
        {of_measures}
        {fields.lines(field::WHY, "Why do they have to be corrected?", "Everybody who reads the return sees this.", 3)}
    }
    .into_any();
    view.page(
        "Correct figures",
        intro,
        asked,
        (&paths::revise_return(it.id), "Ask for the correction"),
    )
}

/// Every correction of a return, the first one first: what each figure was, by whose
/// approval, and what it is.
pub(super) fn revisions(
    it: &Return,
    revisions: &[Revision],
    measures: &[Measure],
) -> Option<AnyView> {
    (!revisions.is_empty()).then(|| {
        let all = revisions
            .iter()
            .enumerate()
            .map(|(number, one)| revision(it, (number, one), revisions, measures))
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Corrections"</h2>
            {all}
        }
        .into_any()
    })
}

fn revision(
    it: &Return,
    (number, one): (usize, &Revision),
    all: &[Revision],
    measures: &[Measure],
) -> AnyView {
    let when = |by: &str, at: chrono::DateTime<chrono::Utc>| {
        format!("{by}, {}", wording::date_and_time(at))
    };
    let judged = one
        .judged_at
        .map(|at| when(&one.judged_by, at))
        .unwrap_or_default();
    let judged_as = match one.state {
        RevisionState::Refused => "Refused by",
        RevisionState::Asked | RevisionState::Approved => "Approved by",
    };
    let rows = measures
        .iter()
        .filter_map(|measure| Some((measure, one.values.get(&measure.id)?)))
        .map(|(measure, revised)| figure(it, (measure, revised), (one, all)))
        .collect_view();
    let is = match one.state {
        RevisionState::Approved => "Corrected to",
        RevisionState::Asked | RevisionState::Refused => "To be corrected to",
    };
    let caption = format!(
        "Correction {}: {}",
        number + 1,
        one.state.label().to_lowercase()
    );
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
            {head(&["Measure", "Was", is])}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        <dl class="govuk-summary-list">
            {typed_row("Reason", &one.why)}
            {row("Asked for by", when(&one.asked_by, one.asked_at).into_any())}
            {typed_row(judged_as, &judged)}
            {typed_row("Refused because", &one.note)}
        </dl>
    }
    .into_any()
}

fn figure(
    it: &Return,
    (measure, revised): (&Measure, &Revised),
    (one, all): (&Revision, &[Revision]),
) -> AnyView {
    let unit = measure.definition.unit;
    let was = match &revised.was {
        Some(said) => {
            let approval = rules::approval_before(it, all, one.id, measure.id);
            let note = approval.at.map(|at| {
                format!(
                    "Approved by {}, {}",
                    approval.by,
                    wording::date_and_time(at)
                )
            });
            view! {
                {said_in_words(unit, said)}
                <span class="app-due__note">{note}</span>
            }
            .into_any()
        }
        None => "No figure".into_any(),
    };
    let is = match one.state {
        RevisionState::Approved => "Corrected to",
        RevisionState::Asked | RevisionState::Refused => "To be corrected to",
    };
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">{measure.definition.name.clone()}</th>
            <td class="govuk-table__cell" data-label="Was">{was}</td>
            <td class="govuk-table__cell" data-label=is>{said_in_words(unit, &revised.is)}</td>
        </tr>
    }
    .into_any()
}
