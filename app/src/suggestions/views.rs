//! Suggested items on the page of an agenda, and the actions of every agenda.

use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;

use super::{
    forms::field,
    rules::needs_settling,
    types::{OpenAction, Origin, Subject, Suggestion},
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

/// Suggestions of one origin that a page shows without being asked.
const SHOWN_OF_ORIGIN: usize = 3;

/// Draws the suggestions by where they come from; nothing where there are none.
pub fn suggested(view: &SuggestedView, meeting: MeetingId) -> Option<AnyView> {
    (!view.suggestions.is_empty()).then(|| {
        let origins: Vec<(Origin, Vec<&Suggestion>)> = Origin::ALL
            .iter()
            .map(|origin| {
                let of = view.suggestions.iter().filter(|one| one.origin == *origin);
                (*origin, of.collect())
            })
            .filter(|(_, some): &(_, Vec<_>)| !some.is_empty())
            .collect();
        let groups = origins
            .iter()
            .enumerate()
            .map(|(place, (origin, some))| of_origin(view, *origin, some, place == 0))
            .collect_view();
        view! {
            <form method="post" action=paths::suggestions(meeting) novalidate>
                <fieldset class="govuk-fieldset">
                    <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
                        "Suggested items, and why each is here"
                    </legend>
                    {groups}
                </fieldset>
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

/// The suggestions of one origin with their number; what is more than a few is folded
/// away, unless some of that is ticked. The summary of what is wrong leads to the first.
fn of_origin(view: &SuggestedView, origin: Origin, some: &[&Suggestion], first: bool) -> AnyView {
    let ticked = view.form.answers.all(field::TAKE);
    let boxes = |some: &[&Suggestion], prefix: String, legend: String, first: bool| {
        let options = CheckboxesOptions {
            name: field::TAKE.into(),
            id_prefix: Some(prefix),
            fieldset: Some(FieldsetOptions {
                legend: Some(LegendOptions {
                    content: legend.into(),
                    classes: "govuk-fieldset__legend--s".into(),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            error_message: view
                .form
                .error(field::TAKE)
                .filter(|_| first)
                .map(Into::into),
            values: ticked.to_vec(),
            items: some
                .iter()
                .map(|one| CheckboxesItem {
                    hint: Some(one.reason.clone().into()),
                    ..CheckboxesItem::new(one.key(), one.title.clone())
                })
                .collect(),
            classes: "govuk-checkboxes--small".into(),
            ..Default::default()
        };
        view! { <Checkboxes options=options /> }.into_any()
    };
    let (shown, more) = some.split_at(some.len().min(SHOWN_OF_ORIGIN));
    let legend = format!("{} ({})", origin.label(), some.len());
    let prefix = if first {
        field::TAKE.to_owned()
    } else {
        format!("{}-{}", field::TAKE, origin.code())
    };
    let folded = (!more.is_empty()).then(|| {
        let open = more.iter().any(|one| ticked.contains(&one.key()));
        let legend = format!("More: {}", origin.label().to_lowercase());
        view! {
            <details class="govuk-details" open=open>
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">
                        {format!("{} more", more.len())}
                        <span class="govuk-visually-hidden">{format!(": {}", origin.label())}</span>
                    </span>
                </summary>
                <div class="govuk-details__text">
                    {boxes(more, format!("{prefix}-more"), legend, false)}
                </div>
            </details>
        }
    });
    view! { {boxes(shown, prefix.clone(), legend, first)}{folded} }.into_any()
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
        Subject::Decision(reference) => Some(paths::decision(reference)),
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
    /// When they stood so, where that is over.
    pub as_of: Option<DateTime<Utc>>,
}

impl ActionsView {
    /// "14 actions that are not closed", "2 actions that were not closed".
    pub fn heading(&self) -> String {
        let number = self.actions.len() as u64;
        match self.as_of {
            None => wording::count(
                number,
                "action that is not closed",
                "actions that are not closed",
            ),
            Some(_) => wording::count(
                number,
                "action that was not closed",
                "actions that were not closed",
            ),
        }
    }

    /// Each action with its lead, due date and position, for a document that is read
    /// by itself.
    pub fn in_words(&self) -> Vec<String> {
        self.actions
            .iter()
            .map(|action| {
                let row = &action.row;
                let mut words = format!(
                    "{} {}. {}, due on {}, {}.",
                    row.reference,
                    row.title,
                    row.organisation_name,
                    wording::date(row.due_on),
                    row.status.label().to_lowercase(),
                );
                if let Some(carried) = action.carried.in_words() {
                    words.push_str(&format!(" {carried}."));
                }
                words
            })
            .collect()
    }

    /// What is to be known of the list beside the actions.
    pub fn notes(&self) -> Vec<String> {
        let as_of = self.as_of.map(|at| {
            let at = wording::date_and_time(at);
            format!("As they stood when the agenda was published on {at}.")
        });
        let hidden = (!self.hidden.is_empty()).then(|| {
            format!(
                "The actions of {} are shown to its members.",
                self.hidden.join(" and ")
            )
        });
        as_of.into_iter().chain(hidden).collect()
    }
}

/// Open actions that a page shows without being asked.
const SHOWN_AT_ONCE: usize = 10;

/// Draws every action that is not closed, in the order that it is given, below an
/// agenda.
pub fn open_actions(view: &ActionsView) -> AnyView {
    let table = (!view.actions.is_empty()).then(|| {
        folded(
            view,
            "Each of them, with its lead and last update".to_owned(),
            None,
        )
    });
    view! {
        <h2 class="govuk-heading-m" id=ACTIONS>{view.heading()}</h2>
        {notes(view)}
        {table}
    }
    .into_any()
}

/// Draws the same at the item at which they are gone through: a row of the table of
/// an agenda, over this many columns.
pub fn actions_row(view: &ActionsView, columns: &'static str) -> AnyView {
    let inner = if view.actions.is_empty() {
        view! {
            <p class="govuk-body" id=ACTIONS>{view.heading()}</p>
            {notes(view)}
        }
        .into_any()
    } else {
        view! { {notes(view)}{folded(view, view.heading(), Some(ACTIONS))} }.into_any()
    };
    view! {
        <tr class="govuk-table__row">
            <td class="govuk-table__cell" colspan=columns>{inner}</td>
        </tr>
    }
    .into_any()
}

fn notes(view: &ActionsView) -> AnyView {
    view.notes()
        .into_iter()
        .map(|words| view! { <p class="govuk-body">{words}</p> })
        .collect_view()
        .into_any()
}

/// The actions below a summary. A long list is folded away, so that what stands below
/// it is still found.
fn folded(view: &ActionsView, summary: String, id: Option<&'static str>) -> AnyView {
    let rows = view
        .actions
        .iter()
        .map(|action| row(action, view.today))
        .collect_view();
    view! {
        <details class="govuk-details" id=id open={view.actions.len() <= SHOWN_AT_ONCE}>
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">{summary}</span>
            </summary>
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
        </details>
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
