//! Inviting somebody: what is about to be made, the link once it is there, and
//! why there is none.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::{
    govuk::{Button, ButtonOptions, WarningText, WarningTextOptions},
    ids::PersonId,
    invitations::types::{Invitation, Place, Refusal},
    layout::{Crumb, Page, Section, form},
    paths, wording,
};

/// What the page shows before the invitation is made.
pub struct InviteView {
    pub full_name: String,
    pub email: String,
    pub place: Place,
    /// Where the form is sent.
    pub action: String,
    /// Whether the portal mails the link.
    pub is_mailed: bool,
    /// The invitation that a new one would replace.
    pub open: Option<Invitation>,
}

/// The way to the pages of invitations of a board.
pub(super) fn crumbs(place: &Place) -> Vec<Crumb> {
    vec![
        Crumb::new("Boards", paths::BOARDS),
        Crumb::new(place.board_name.clone(), paths::board(&place.board_slug)),
        Crumb::new("Members", paths::members(&place.board_slug)),
    ]
}

fn page(title: String, place: &Place, main: AnyView) -> Page {
    Page {
        section: Section::Boards,
        crumbs: crumbs(place),
        ..Page::new(format!("{title} - {}", place.board_name), main)
    }
}

/// Draws the page that asks whether to make an invitation.
pub fn invite_page(view: &InviteView) -> Page {
    let title = format!("Invite {}", view.full_name);
    let replaces = view.open.as_ref().map(|open| {
        let made = wording::date_and_time(open.created_at);
        let content =
            format!("There is a link already, made on {made}. A new one replaces it, and the old one stops working.");
        view! { <WarningText options=WarningTextOptions {
            content: content.into(),
            icon_fallback_text: Some("Warning".into()),
            ..Default::default()
        } /> }
    });
    let row = |key: &'static str, value: String| {
        view! {
            <div class="govuk-summary-list__row">
                <dt class="govuk-summary-list__key">{key}</dt>
                <dd class="govuk-summary-list__value govuk-!-text-break-word">{value}</dd>
            </div>
        }
    };
    let questions = view! {
        <dl class="govuk-summary-list">
            {row("Email address", view.email.clone())}
            {row("Board", view.place.board_name.clone())}
            {row("Seat", view.place.seat_title.clone())}
        </dl>
    }
    .into_any();
    let main = view! {
        <span class="govuk-caption-l">{view.place.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{title.clone()}</h1>
        <p class="govuk-body">
            {if view.is_mailed {
                "The portal mails them a link. "
            } else {
                "You get a link to copy and send yourself. "
            }}
            "It works for 7 days, once, and only for an account with this email address."
        </p>
        {replaces}
        {form(
            &view.action,
            questions,
            if view.is_mailed { "Send the invitation" } else { "Make the link" },
            &paths::invitations(&view.place.board_slug),
        )}
    }
    .into_any();
    page(title, &view.place, main)
}

/// A link that was just made.
pub struct IssuedView {
    pub full_name: String,
    pub email: String,
    pub place: Place,
    /// The whole address, as it is to be sent.
    pub link: String,
    pub expires_at: DateTime<Utc>,
    /// Whether the portal mails the link.
    pub is_mailed: bool,
}

/// Draws the only page that ever shows the link. Not as a link: whoever follows
/// it here is signed in as somebody else.
pub fn issued_page(view: &IssuedView) -> Page {
    let title = format!("Invitation for {}", view.full_name);
    let until = wording::date_and_time(view.expires_at);
    let main = view! {
        <span class="govuk-caption-l">{view.place.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{title.clone()}</h1>
        <p class="govuk-body govuk-!-text-break-word">
            {if view.is_mailed {
                format!(
                    "This link is on its way to {}. If it does not arrive, you can send it yourself: it is shown only here, works once and until {until}.",
                    view.email,
                )
            } else {
                format!(
                    "Copy this link and send it to {}. It is shown only here, works once and until {until}.",
                    view.email,
                )
            }}
        </p>
        <p class="govuk-inset-text govuk-!-text-break-word" id="link">{view.link.clone()}</p>
        <p class="govuk-body">
            "They sign in with an account of that email address. Links made earlier for this seat no longer work."
        </p>
        <p class="govuk-body">
            <a class="govuk-link" href=paths::invitations(&view.place.board_slug)>
                "Go to the invitations of this board"
            </a>
        </p>
    }
    .into_any();
    page(title, &view.place, main)
}

/// Draws the page that says why somebody is not invited.
pub fn refused_page(refusal: Refusal, full_name: &str, person: PersonId, place: &Place) -> Page {
    let (heading, advice) = match refusal {
        Refusal::Oneself => (
            "You cannot invite yourself".to_owned(),
            "You are signed in already.".to_owned(),
        ),
        Refusal::NoEmail => (
            format!("{full_name} has no email address yet"),
            "Enter their email address, then invite them.".to_owned(),
        ),
        Refusal::HasAccount => (
            format!("{full_name} can sign in already"),
            "They have an account, so there is nothing to invite them to.".to_owned(),
        ),
        Refusal::Over => (
            format!("{full_name} no longer holds this seat"),
            format!(
                "The appointment to {} has ended, so nobody can be invited for it.",
                place.seat_title
            ),
        ),
    };
    let main = view! {
        <span class="govuk-caption-l">{place.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        <p class="govuk-body">{advice}</p>
        {(refusal == Refusal::NoEmail)
            .then(|| view! { <Button options=ButtonOptions {
                content: "Enter their email address".into(),
                href: Some(paths::change_person(person)),
                ..Default::default()
            } /> })}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::invitations(&place.board_slug)>
                "Go to the invitations of this board"
            </a>
        </p>
    }
    .into_any();
    page(heading, place, main)
}

/// Draws the page for an invitation that cannot be withdrawn any more.
pub fn not_open_page(invitation: &Invitation, place: &Place) -> Page {
    let heading = "This invitation is not open any more";
    let happened = match (invitation.bound_at, invitation.withdrawn_at) {
        (Some(at), _) => format!(
            "{} accepted it on {}.",
            invitation.full_name,
            wording::date_and_time(at)
        ),
        (None, Some(at)) => format!("It was withdrawn on {}.", wording::date_and_time(at)),
        (None, None) => format!(
            "It expired on {}.",
            wording::date_and_time(invitation.expires_at)
        ),
    };
    let main = view! {
        <span class="govuk-caption-l">{place.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">{format!("{happened} Nothing was changed.")}</p>
        <p class="govuk-body">
            <a class="govuk-link" href=paths::invitations(&place.board_slug)>
                "Go to the invitations of this board"
            </a>
        </p>
    }
    .into_any();
    page(heading.to_owned(), place, main)
}
