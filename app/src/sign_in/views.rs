//! Signing in and out, and choosing who to be in the demonstration.

use leptos::prelude::*;

use crate::{
    form::FormState,
    govuk::{
        Button, ButtonOptions, FieldsetOptions, LegendOptions, Radios, RadiosItem, RadiosOptions,
    },
    layout::{self, Page},
    paths,
};

/// A way to sign in.
pub struct Way {
    pub name: String,
    /// Sets out for the provider.
    pub href: String,
}

/// Draws the page that offers the ways to sign in.
pub fn sign_in_page(ways: &[Way]) -> Page {
    let buttons = ways
        .iter()
        .map(|way| {
            view! { <Button options=ButtonOptions {
                content: format!("Sign in with {}", way.name).into(),
                href: Some(way.href.clone()),
                ..Default::default()
            } /> }
        })
        .collect_view();
    let main = view! {
        <h1 class="govuk-heading-l">"Sign in"</h1>
        <p class="govuk-body">
            "For members of the national and local family justice boards, their secretariats and observers."
        </p>
        <div class="govuk-button-group">{buttons}</div>
        <h2 class="govuk-heading-m">"If you cannot sign in"</h2>
        <p class="govuk-body">
            "Use the account of the e-mail address your invitation was sent to. If you have no invitation, ask the secretariat of your board."
        </p>
    }
    .into_any();
    Page::new("Sign in", main)
}

/// Draws the page after signing out.
pub fn signed_out_page() -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">"You have signed out"</h1>
        <p class="govuk-body">"What you saved is kept."</p>
        <Button options=ButtonOptions {
            content: "Sign in again".into(),
            href: Some(paths::SIGN_IN.into()),
            ..Default::default()
        } />
    }
    .into_any();
    Page::new("You have signed out", main)
}

/// Why somebody who came back from a provider is not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The account belongs to nobody the portal knows.
    Unknown,
    /// They chose not to go on.
    Declined,
    /// It took too long, was done already, or began in another browser.
    Stale,
    /// The provider does not answer.
    Unavailable,
    /// The answer of the provider cannot be trusted.
    Untrusted,
}

/// Draws the page that says why, and whom to ask.
pub fn refused_page(refusal: Refusal, reference: &str) -> Page {
    let (heading, advice) = match refusal {
        Refusal::Unknown => (
            "You do not have access yet",
            "Your account is not bound to anybody on a board. Ask the secretariat of your board to invite the e-mail address you sign in with.",
        ),
        Refusal::Declined => (
            "You did not sign in",
            "You left the sign-in page before you had finished.",
        ),
        Refusal::Stale => (
            "Sign in again",
            "The sign-in took longer than five minutes, was finished before, or began in another browser.",
        ),
        Refusal::Unavailable => (
            "Sorry, sign-in is unavailable",
            "The sign-in service does not answer. Try again in a few minutes.",
        ),
        Refusal::Untrusted => (
            "You could not be signed in",
            "The answer of the sign-in service could not be checked. Try again. If it happens again, get help.",
        ),
    };
    let main = view! {
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">{advice}</p>
        <p class="govuk-body">
            "Tell us this code if you ask for help: " <strong>{reference.to_owned()}</strong>
        </p>
        <div class="govuk-button-group">
            <Button options=ButtonOptions {
                content: "Try again".into(),
                href: Some(paths::SIGN_IN.into()),
                ..Default::default()
            } />
            <a class="govuk-link" href=paths::HELP>"Get help"</a>
        </div>
    }
    .into_any();
    Page::new(heading, main)
}

/// Somebody one can be in the demonstration.
pub struct Persona {
    pub id: String,
    pub label: String,
    pub full_name: String,
    pub description: String,
}

/// Names of the fields of "Choose who to be".
pub mod field {
    pub const PERSON: &str = "person";
    /// The sign-in that waits for the answer.
    pub const REQUEST: &str = "request";
}

/// Draws the sign-in page of the demonstration's own provider.
pub fn choose_page(personas: &[Persona], form: &FormState) -> Page {
    let items = personas
        .iter()
        .map(|persona| RadiosItem {
            content: format!("{}: {}", persona.label, persona.full_name).into(),
            value: Some(persona.id.clone()),
            hint: Some(persona.description.clone().into()),
            ..Default::default()
        })
        .collect();
    let main = view! {
        {layout::error_summary(form)}
        <form method="post" action=paths::CHOOSE_PERSON novalidate>
            <input
                type="hidden"
                name=field::REQUEST
                value=form.answers.text(field::REQUEST).to_owned()
            />
            <Radios options=RadiosOptions {
                name: field::PERSON.into(),
                fieldset: Some(FieldsetOptions {
                    legend: Some(LegendOptions {
                        content: "Choose who to be".into(),
                        classes: "govuk-fieldset__legend--l".into(),
                        is_page_heading: true,
                    }),
                    ..Default::default()
                }),
                hint: Some("None of these people exist. There are no passwords here.".into()),
                error_message: form.error(field::PERSON).map(Into::into),
                items,
                ..Default::default()
            } />
            <Button options=ButtonOptions {
                content: "Continue".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any();
    Page {
        refused: form.is_refused(),
        ..Page::new("Choose who to be", main)
    }
}
