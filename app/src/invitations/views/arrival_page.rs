//! What somebody finds who follows the link of an invitation.

use leptos::prelude::*;

use crate::{
    govuk::{Button, ButtonOptions},
    invitations::{
        rules,
        types::{Invitation, Place},
    },
    layout::Page,
    paths,
};

fn secretariat_of(place: Option<&Place>) -> String {
    match place {
        Some(place) => format!("the secretariat of {}", place.board_name),
        None => "the secretariat of your board".to_owned(),
    }
}

/// Draws the page of a live invitation for somebody who is not signed in.
/// Everything that follows the link sees it, mail scanners included, so it
/// names no more than the board, the seat and who invited.
pub fn offer_page(invitation: &Invitation, sign_in: String) -> Page {
    let to = match &invitation.place {
        Some(place) => format!(
            "You are invited to {} as {}.",
            place.board_name, place.seat_title
        ),
        None => "You are invited to the portal of the family justice boards.".to_owned(),
    };
    let by = invitation
        .invited_by
        .as_ref()
        .map(|name| view! { <p class="govuk-body">{format!("{name} invited you.")}</p> });
    let main = view! {
        <h1 class="govuk-heading-l">"Your invitation"</h1>
        <p class="govuk-body">{to}</p>
        {by}
        <p class="govuk-body">
            "Sign in with the account of the email address this invitation was sent to. Nothing happens until you do."
        </p>
        <Button options=ButtonOptions {
            content: "Sign in to accept".into(),
            href: Some(sign_in),
            ..Default::default()
        } />
    }
    .into_any();
    Page::new("Your invitation", main)
}

/// Who came with an account that the invitation is not for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visitor<'a> {
    /// Signed in, as somebody of this name.
    SignedIn(&'a str),
    /// Signed in at the provider with an account the portal does not know.
    Unknown,
}

/// Draws the page for the wrong account: which one it is for, as far as its
/// owner needs to know, and whom to ask.
pub fn wrong_account_page(invitation: &Invitation, visitor: Visitor<'_>) -> Page {
    let heading = "This invitation is for another account";
    let who = match visitor {
        Visitor::SignedIn(name) => format!("You are signed in as {name}."),
        Visitor::Unknown => {
            "The account you used has another email address, or one that is not confirmed."
                .to_owned()
        }
    };
    let secretariat = secretariat_of(invitation.place.as_ref());
    let ask = match &invitation.invited_by {
        Some(name) => format!("{name}, who invited you, or {secretariat}"),
        None => secretariat,
    };
    let way_on = match visitor {
        Visitor::SignedIn(_) => view! {
            <form method="post" action=paths::SIGN_OUT novalidate>
                <Button options=ButtonOptions {
                    content: "Sign out".into(),
                    ..Default::default()
                } />
            </form>
            <p class="govuk-body">"After that, follow the link of the invitation again."</p>
        }
        .into_any(),
        Visitor::Unknown => view! {
            <p class="govuk-body">
                "Follow the link of the invitation again and choose the account it is for."
            </p>
        }
        .into_any(),
    };
    let main = view! {
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body govuk-!-text-break-word">
            {format!("It was sent to {}. {who}", rules::masked(&invitation.email))}
        </p>
        <p class="govuk-body">{format!("If that is not your address, ask {ask}.")}</p>
        {way_on}
    }
    .into_any();
    Page::new(heading, main)
}

/// Draws the page of an invitation that can no longer be taken up. It names
/// nothing but the board: whoever has an old link may be anybody.
pub fn closed_page(place: Option<&Place>) -> Page {
    let heading = "This invitation can no longer be used";
    let main = view! {
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">
            "An invitation works once and for 7 days. This one was used, has expired or was withdrawn."
        </p>
        <p class="govuk-body">{format!("To get a new one, ask {}.", secretariat_of(place))}</p>
        <p class="govuk-body">
            "If you have accepted it, "
            <a class="govuk-link" href=paths::SIGN_IN>"sign in"</a> "."
        </p>
    }
    .into_any();
    Page::new(heading, main)
}
