//! Suggested items on the page of an agenda, and the actions of every agenda.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{
    forms::field,
    rules::needs_settling,
    types::{OpenAction, Subject, Suggestion},
};
use crate::{
    actions::views::{due_date, last_word, priority_note, status_tag},
    form::{FormState, THEN},
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions,
        LegendOptions,
    },
    ids::MeetingId,
    layout::{Fields, Width},
    paths, wording,
};

/// Where the actions stand on the page of an agenda.
pub const ACTIONS: &str = "actions";

/// The suggestions for an agenda with the form that takes or drops them.
pub struct SuggestedView {
    pub suggestions: Vec<Suggestion>,
    pub form: FormState,
}

/// Draws the suggestions; nothing where there are none.
pub fn suggested(view: &SuggestedView, meeting: MeetingId) -> Option<AnyView> {
    (!view.suggestions.is_empty()).then(|| {
        let items = view
            .suggestions
            .iter()
            .map(|one| CheckboxesItem {
                hint: Some(format!("{}. {}", one.origin.label(), one.reason).into()),
                ..CheckboxesItem::new(one.key(), one.title.clone())
            })
            .collect();
        let options = CheckboxesOptions {
            name: field::TAKE.into(),
            fieldset: Some(FieldsetOptions {
                legend: Some(LegendOptions {
                    content: "Suggested items, and why each is here".into(),
                    classes: "govuk-fieldset__legend--m".into(),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            error_message: view.form.error(field::TAKE).map(Into::into),
            values: view.form.answers.all(field::TAKE).to_vec(),
            items,
            classes: "govuk-checkboxes--small".into(),
            ..Default::default()
        };
        view! {
            <form method="post" action=paths::suggestions(meeting) novalidate>
                <Checkboxes options=options />
                <Button options=ButtonOptions {
                    content: "Put on the agenda".into(),
                    name: Some(THEN.to_owned()),
                    value: Some(field::ACCEPT.to_owned()),
                    classes: "govuk-button--secondary".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                {links(&view.suggestions)}
                <details class="govuk-details" open=view.form.error(field::REASON).is_some()>
                    <summary class="govuk-details__summary">
                        <span class="govuk-details__summary-text">"Drop suggestions instead"</span>
                    </summary>
                    <div class="govuk-details__text">
                        {Fields(&view.form).text(
                            field::REASON,
                            "Why are they dropped?",
                            "They come back only when their cause changes.",
                            Width::Full,
                        )}
                        <Button options=ButtonOptions {
                            content: "Drop what is ticked".into(),
                            name: Some(THEN.to_owned()),
                            value: Some(field::DROP.to_owned()),
                            classes: "govuk-button--warning".into(),
                            prevent_double_click: Some(true),
                            ..Default::default()
                        } />
                    </div>
                </details>
            </form>
        }
        .into_any()
    })
}

/// Where a suggestion can be read about.
fn link(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Action(reference) => Some(paths::action(reference)),
        Subject::Seat(id) => Some(paths::seat(id)),
        Subject::Minutes(id) => Some(paths::meeting(id)),
        Subject::Pilot(slug) => Some(paths::pilot(slug)),
        Subject::Lesson(id) => Some(paths::lesson(id)),
        // Only whoever reports for a site may follow a link to its return.
        Subject::Site(_) => None,
        Subject::Item(id) => Some(paths::decide_item(id)),
        // A decision is read in its reason.
        Subject::Decision(_) => None,
    }
}

/// What the suggestions are about, apart from the checkboxes: a link inside a
/// label is hard to hit.
fn links(suggestions: &[Suggestion]) -> AnyView {
    let items = suggestions
        .iter()
        .filter_map(|one| {
            let href = link(&one.subject)?;
            Some(view! { <li><a class="govuk-link" href=href>{one.title.clone()}</a></li> })
        })
        .collect_view();
    view! {
        <details class="govuk-details">
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">"Look at what they are about"</span>
            </summary>
            <div class="govuk-details__text">
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            </div>
        </details>
    }
    .into_any()
}

/// The open actions of an agenda.
pub struct ActionsView {
    pub actions: Vec<OpenAction>,
    /// Boards of a joint meeting whose actions the reader does not see.
    pub hidden: Vec<String>,
    pub today: NaiveDate,
}

/// Open actions that a page shows without being asked.
const SHOWN_AT_ONCE: usize = 10;

/// Draws every action that is not closed, in the order that it is given.
pub fn open_actions(view: &ActionsView) -> AnyView {
    let heading = wording::count(
        view.actions.len() as u64,
        "action that is not closed",
        "actions that are not closed",
    );
    let hidden = (!view.hidden.is_empty()).then(|| {
        let words = format!(
            "The actions of {} are shown to its members.",
            view.hidden.join(" and ")
        );
        view! { <p class="govuk-body">{words}</p> }
    });
    let table = (!view.actions.is_empty()).then(|| {
        let rows = view
            .actions
            .iter()
            .map(|action| row(action, view.today))
            .collect_view();
        view! {
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-visually-hidden">"Actions that are not closed"</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        <th scope="col" class="govuk-table__header">"Action"</th>
                        <th scope="col" class="govuk-table__header">"Lead"</th>
                        <th scope="col" class="govuk-table__header">"Due"</th>
                        <th scope="col" class="govuk-table__header">"Status"</th>
                        <th scope="col" class="govuk-table__header">"Last update"</th>
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        }
    });
    // A long list is folded away, so that what stands below it is still found.
    let table = table.map(|table| {
        view! {
            <details class="govuk-details" open={view.actions.len() <= SHOWN_AT_ONCE}>
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">"Each of them, with its lead and last update"</span>
                </summary>
                {table}
            </details>
        }
    });
    view! {
        <h2 class="govuk-heading-m" id=ACTIONS>{heading}</h2>
        {hidden}
        {table}
    }
    .into_any()
}

fn row(action: &OpenAction, today: NaiveDate) -> AnyView {
    let row = &action.row;
    let settle = needs_settling(action, today).then(|| {
        view! { <span class="app-due__note">"Do it, drop it or defer it"</span> }
    });
    let carried = action
        .carried
        .in_words()
        .map(|words| view! { <span class="app-due__note">{words}</span> });
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::action(&row.reference)>{row.title.clone()}</a>
                <span class="app-due__note">{row.reference.clone()}</span>
                {priority_note(row.priority)}
                {carried}
                {settle}
            </th>
            <td class="govuk-table__cell" data-label="Lead">{row.organisation_name.clone()}</td>
            <td class="govuk-table__cell" data-label="Due">{due_date(row, today)}</td>
            <td class="govuk-table__cell" data-label="Status">{status_tag(row.status)}</td>
            <td class="govuk-table__cell" data-label="Last update">{last_word(row)}</td>
        </tr>
    }
    .into_any()
}

/// The actions that stand in the way of publishing, with the question why they
/// are carried over once more; nothing where there are none.
pub fn unsettled(suggestions: &[Suggestion], form: &FormState) -> Option<AnyView> {
    (!suggestions.is_empty()).then(|| {
        let items = suggestions
            .iter()
            .map(|one| {
                view! {
                    <li>
                        {link(&one.subject).map(|href| view! {
                            <a class="govuk-link" href=href>{one.title.clone()}</a>
                        })}
                        <span class="app-due__note">{one.reason.clone()}</span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Actions to do, drop or defer"</h2>
            <p class="govuk-body">
                "Go back and put these on the agenda, or drop them with a reason. You can also publish without, and say why."
            </p>
            <ul class="govuk-list govuk-list--spaced">{items}</ul>
            {Fields(form).text(
                field::UNSETTLED,
                "Why are they carried over once more?",
                "",
                Width::Full,
            )}
        }
        .into_any()
    })
}
