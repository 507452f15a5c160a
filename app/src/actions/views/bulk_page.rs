//! Changing several actions at once: what should happen, and once more before it does.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::{
    actions::{
        forms::{
            bulk::{self, Each},
            field,
        },
        types::ActionRow,
    },
    form::FormState,
    govuk::RadiosItem,
    layout::{self, Checked, Fields, Page, Section},
    paths, wording,
};

/// How far the change is.
pub enum Stage {
    Ask,
    Check(Each),
}

/// What the page shows.
pub struct BulkView {
    /// The actions that were ticked, as they stand.
    pub rows: Vec<ActionRow>,
    pub form: FormState,
    pub stage: Stage,
    /// The references of those that somebody else has changed since.
    pub changed: Vec<String>,
    pub today: NaiveDate,
}

/// Draws the page.
pub fn bulk_page(view: &BulkView) -> Page {
    let number = wording::count(view.rows.len() as u64, "action", "actions");
    let heading = match view.stage {
        Stage::Ask => format!("Change {number}"),
        Stage::Check(_) => format!("Check before you change {number}"),
    };
    let changed = (!view.changed.is_empty()).then(|| {
        let words = format!(
            "Somebody else has changed {} since you saw the list. Nothing was saved. What follows is how they stand now.",
            view.changed.join(", ")
        );
        view! { <p class="govuk-inset-text">{words}</p> }
    });
    let body = match view.stage {
        Stage::Ask if view.rows.is_empty() => view! {
            <p class="govuk-body">
                <a class="govuk-link" href=paths::ACTIONS>"Back to the actions"</a>
            </p>
        }
        .into_any(),
        Stage::Ask => ask(view),
        Stage::Check(each) => layout::check_answers(
            paths::CHANGE_SEVERAL,
            &view.form.answers,
            vec![
                Checked::new("What happens", each.in_words(), bulk::field::WHAT),
                Checked::new("Why", view.form.answers.text(field::REASON), field::REASON),
            ],
            "Change them",
            paths::ACTIONS,
        ),
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        {changed}
        {list(view)}
        {body}
    }
    .into_any();
    Page {
        section: Section::MyWork,
        refused: view.form.is_refused(),
        back: Some(paths::ACTIONS.to_owned()),
        ..Page::new(heading, main)
    }
}

fn list(view: &BulkView) -> Option<AnyView> {
    if view.rows.is_empty() {
        return None;
    }
    let rows = view
        .rows
        .iter()
        .map(|row| {
            view! {
                <li>
                    <a class="govuk-link" href=paths::action(&row.reference)>
                        {row.reference.clone()}
                    </a>
                    {format!(
                        " {}, {}, due {}, {}",
                        row.title,
                        row.organisation_name,
                        wording::short_date(row.due_on),
                        row.status.label().to_lowercase()
                    )}
                </li>
            }
        })
        .collect_view();
    Some(view! { <ul class="govuk-list govuk-list--bullet">{rows}</ul> }.into_any())
}

fn ask(view: &BulkView) -> AnyView {
    let fields = Fields(&view.form);
    let what = bulk::What::ALL
        .iter()
        .map(|what| RadiosItem::new(what.code(), what.label()))
        .collect();
    let ticks = view
        .rows
        .iter()
        .map(|row| {
            let tick = bulk::picked(&row.reference, row.version);
            view! { <input type="hidden" name=bulk::field::ACTION value=tick /> }
        })
        .collect_view();
    let questions = view! {
        {ticks}
        <input type="hidden" name=bulk::field::ASKED value=crate::form::YES />
        {fields.hidden(field::KEY)}
        {fields.radios(bulk::field::WHAT, "What should happen to them?", "", what)}
        {fields.date(field::DUE, "New due date", "Only where the due date moves.")}
        {fields.lines(field::REASON, "Why?", "It stays in the history of each of them.", 2)}
    }
    .into_any();
    layout::form(paths::CHANGE_SEVERAL, questions, "Continue", paths::ACTIONS)
}
