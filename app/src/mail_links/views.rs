//! The one page of a link, which shows one action and nothing else, and the page of a
//! link that does not work any more, which shows none.

use leptos::prelude::*;

use super::Closed;
use crate::{
    actions::{
        forms::field,
        types::{Action, Status},
        views::update_questions,
    },
    form::FormState,
    govuk::{
        Button, ButtonOptions, SummaryList, SummaryListOptions, SummaryListRow, WarningText,
        WarningTextOptions,
    },
    layout::{self, Page},
    paths, wording,
};

/// What the page of a link shows.
pub struct LinkView {
    pub token: String,
    pub action: Action,
    pub on_offer: &'static [Status],
    /// Whether its board has such an action checked against evidence.
    pub is_checked: bool,
    pub form: FormState,
    /// Whether somebody changed the action while the form was filled in.
    pub has_changed: bool,
}

/// Draws the action and the form, new or refused.
pub fn link_page(view: &LinkView) -> Page {
    let action = &view.action;
    let row = |key: &'static str, value: String| SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    };
    let about = SummaryListOptions {
        rows: vec![
            row("Action", action.title.clone()),
            row("What done looks like", action.outcome.clone()),
            row("Due", wording::date(action.due_on)),
            row("Position now", action.status.label().to_owned()),
        ],
        ..Default::default()
    };
    let has_changed = view.has_changed.then(|| {
        view! {
            <WarningText options=WarningTextOptions {
                content: "Somebody else updated this action while you were writing. Yours is not saved yet: look at the position now, and save it again.".into(),
                ..Default::default()
            } />
        }
    });
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{action.reference.clone()}</span>
        <h1 class="govuk-heading-l">"Say where this action stands"</h1>
        {has_changed}
        <SummaryList options=about />
        <form method="post" action=paths::mail_link(&view.token) novalidate>
            {update_questions(view.on_offer, &view.form, view.is_checked)}
            <Button options=ButtonOptions {
                content: "Save update".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
        <p class="govuk-body">
            "Nothing is saved before you select “Save update”. The link in your mail then stops working. The board sees your update with your name, and that it came by mail link."
        </p>
    }
    .into_any();
    Page {
        refused: view.form.is_refused(),
        ..Page::new(
            format!("Say where this action stands - {}", action.reference),
            main,
        )
    }
}

/// What somebody sees whose update was just saved. It says nothing of the action.
pub fn saved_page() -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">"Your update is saved"</h1>
        <p class="govuk-body">
            "It is in the history of the action, with your name. You can close this page, and follow the links of other actions in your mail."
        </p>
        {sign_in()}
    }
    .into_any();
    Page::new("Your update is saved", main)
}

/// Says why a link does not work, and what to do. It says nothing of the action.
pub fn closed_page(why: Closed) -> Page {
    let (heading, sentences): (&str, &[&str]) = match why {
        Closed::Unknown => (
            "This link does not work",
            &[
                "Nothing was saved.",
                "If you copied the address from your mail, check that you copied all of it.",
            ],
        ),
        Closed::Used => (
            "This link has been used",
            &[
                "The update that was sent with it is saved. A link works once.",
                "If there is more to say, sign in and update the action there.",
            ],
        ),
        Closed::Expired => (
            "This link has expired",
            &[
                "A link in a mail works for 14 days. Nothing was saved.",
                "Sign in to say where your actions stand.",
            ],
        ),
        Closed::Void => (
            "This link no longer works",
            &[
                "Nothing was saved. The action is closed, or somebody else answers for it now.",
                "If you wanted to tell the board something about it, write to its secretariat, or sign in.",
            ],
        ),
    };
    let main = view! {
        <h1 class="govuk-heading-l">{heading}</h1>
        {sentences
            .iter()
            .map(|sentence| view! { <p class="govuk-body">{*sentence}</p> })
            .collect_view()}
        {sign_in()}
    }
    .into_any();
    Page::new(heading, main)
}

fn sign_in() -> AnyView {
    view! {
        <p class="govuk-body">
            "After you sign in, "
            <a class="govuk-link" href=paths::MY_WORK>"My work"</a>
            " shows every action that you answer for. "
            <a class="govuk-link" href=paths::HELP>"Help"</a>
            " says how to sign in."
        </p>
    }
    .into_any()
}

/// The form as first shown, with the position that the link chooses.
pub fn filled(form: FormState, position: Option<&str>, on_offer: &[Status]) -> FormState {
    let chosen = position
        .and_then(Status::from_code)
        .filter(|status| on_offer.contains(status));
    match chosen {
        Some(status) => FormState::new(form.answers.with(field::STATUS, status.code())),
        None => form,
    }
}
