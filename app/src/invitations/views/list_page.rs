//! The invitations of a board: who was invited, by whom, and what came of it.

use leptos::prelude::*;

use crate::{
    boards::{
        types::BoardEntry,
        views::{BoardTab, board_crumbs, tabs},
    },
    govuk::{Tag, TagOptions},
    invitations::types::{Invitation, InvitationState},
    layout::{Crumb, Page, Section},
    paths, wording,
};

/// How many invitations the page shows, the latest first.
pub const LATEST: u64 = 100;

/// What the page shows.
pub struct ListView {
    pub board: BoardEntry,
    /// The latest first, at most [`LATEST`].
    pub invitations: Vec<Invitation>,
    /// Whether there are older ones.
    pub more: bool,
}

/// Draws the page.
pub fn list_page(view: &ListView) -> Page {
    let main = view! {
        <span class="govuk-caption-l">{view.board.name.clone()}</span>
        <h1 class="govuk-heading-l">"Invitations"</h1>
        {tabs(&view.board.slug, BoardTab::Members)}
        <p class="govuk-body">
            "To invite somebody, open their seat on the page "
            <a class="govuk-link" href=paths::members(&view.board.slug)>"Members"</a> "."
        </p>
        {table(view)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: board_crumbs()
            .into_iter()
            .chain([Crumb::new(
                view.board.name.clone(),
                paths::board(&view.board.slug),
            )])
            .collect(),
        wide: true,
        ..Page::new(format!("Invitations - {}", view.board.name), main)
    }
}

fn table(view: &ListView) -> AnyView {
    if view.invitations.is_empty() {
        return view! { <p class="govuk-body">"Nobody has been invited to this board yet."</p> }
            .into_any();
    }
    let caption = if view.more {
        format!("The latest {LATEST} invitations")
    } else {
        wording::count(view.invitations.len() as u64, "invitation", "invitations")
    };
    let rows = view.invitations.iter().map(row).collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Person"</th>
                    <th scope="col" class="govuk-table__header">"Seat"</th>
                    <th scope="col" class="govuk-table__header">"State"</th>
                    <th scope="col" class="govuk-table__header">"Invited"</th>
                    <th scope="col" class="govuk-table__header">"What you can do"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(invitation: &Invitation) -> AnyView {
    let seat = invitation
        .place
        .as_ref()
        .map_or_else(String::new, |place| place.seat_title.clone());
    let by = match &invitation.invited_by {
        Some(name) => format!("by {name}"),
        None => "by an operator".to_owned(),
    };
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header govuk-!-text-break-word">
                {invitation.full_name.clone()}
                " "
                <span class="app-due__note">{invitation.email.clone()}</span>
            </th>
            <td class="govuk-table__cell" data-label="Seat">{seat}</td>
            <td class="govuk-table__cell" data-label="State">
                {state(invitation)}
            </td>
            <td class="govuk-table__cell" data-label="Invited">
                {wording::short_date(wording::uk_day(invitation.created_at))}
                " "
                <span class="app-due__note">{by}</span>
                {invitation
                    .mail
                    .as_ref()
                    .map(|mail| view! { " " <span class="app-due__note">{format!("Mail: {}", mail.outcome())}</span> })}
            </td>
            <td class="govuk-table__cell" data-label="What you can do">
                {buttons(invitation)}
            </td>
        </tr>
    }
    .into_any()
}

fn state(invitation: &Invitation) -> AnyView {
    let colour = match invitation.state {
        InvitationState::Pending => "govuk-tag--blue",
        InvitationState::Accepted => "govuk-tag--green",
        InvitationState::Expired => "govuk-tag--yellow",
        InvitationState::Withdrawn | InvitationState::Void => "govuk-tag--grey",
    };
    let day = |at| wording::short_date(wording::uk_day(at));
    let note = match invitation.state {
        InvitationState::Pending => Some(format!(
            "until {}",
            wording::date_and_time(invitation.expires_at)
        )),
        InvitationState::Expired => Some(format!("on {}", day(invitation.expires_at))),
        InvitationState::Accepted => invitation.bound_at.map(|at| format!("on {}", day(at))),
        InvitationState::Withdrawn => invitation.withdrawn_at.map(|at| format!("on {}", day(at))),
        InvitationState::Void => {
            Some("the appointment has ended, or the email address has changed".to_owned())
        }
    };
    view! {
        <Tag options=TagOptions {
            content: invitation.state.label().into(),
            classes: colour.into(),
            ..Default::default()
        } />
        " "
        {note.map(|note| view! { <span class="app-due__note">{note}</span> })}
    }
    .into_any()
}

fn buttons(invitation: &Invitation) -> AnyView {
    let button = |action: String, text: &'static str| {
        let whose = format!(" for {}", invitation.full_name);
        view! {
            <form method="post" action=action>
                <button type="submit" class="app-link-button">
                    {text}
                    <span class="govuk-visually-hidden">{whose}</span>
                </button>
            </form>
        }
    };
    let resend = || button(paths::resend_invitation(invitation.id), "Make a new link");
    let withdraw = || button(paths::withdraw_invitation(invitation.id), "Withdraw");
    match invitation.state {
        InvitationState::Pending => view! { {resend()} {withdraw()} }.into_any(),
        InvitationState::Expired => resend().into_any(),
        InvitationState::Accepted | InvitationState::Withdrawn | InvitationState::Void => {
            view! { <span class="app-due__note">"Nothing"</span> }.into_any()
        }
    }
}
