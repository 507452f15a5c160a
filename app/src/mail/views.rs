//! What the portal sent to somebody, and whether they want it.

use leptos::prelude::*;

use super::types::{MailEntry, Wants};
use crate::{
    form::{Answers, FormState},
    govuk::{Details, DetailsOptions, RadiosItem},
    layout::{self, Fields, Page},
    paths, wording,
};

/// Names of the form's fields.
pub mod field {
    pub const NEWS: &str = "news";
    pub const CALLS: &str = "calls";
    pub const YES: &str = "yes";
    pub const NO: &str = "no";
}

/// What the page shows.
pub struct MailView {
    /// Whether news is wanted by mail, and what is wrong with the answer.
    pub form: FormState,
    /// Where the mail goes, if an address is known.
    pub address: Option<String>,
    /// Whether the portal sends mail at all.
    pub sends: bool,
    /// Whether it shows what it would send.
    pub is_demonstration: bool,
    pub mails: Vec<MailEntry>,
}

/// The form, filled with what was chosen before.
pub fn filled(wants: Wants) -> FormState {
    let choice = |yes| if yes { field::YES } else { field::NO };
    FormState::new(
        Answers::default()
            .with(field::NEWS, choice(wants.news))
            .with(field::CALLS, choice(wants.calls)),
    )
}

/// Reads the form: what is wanted by mail.
///
/// # Errors
/// The form with what is wrong: neither yes nor no.
pub fn parse(answers: Answers) -> Result<Wants, FormState> {
    let mut form = FormState::new(answers);
    let read = |code: &str| match code {
        field::YES => Some(true),
        field::NO => Some(false),
        _ => None,
    };
    let news = form.need_choice(field::NEWS, "Select whether you want news by mail", read);
    let calls = form.need_choice(
        field::CALLS,
        "Select whether you want invitations to meetings by mail",
        read,
    );
    match (news, calls) {
        (Some(news), Some(calls)) => Ok(Wants { news, calls }),
        _ => Err(form),
    }
}

/// Draws the page.
pub fn mail_page(view: &MailView) -> Page {
    let question = Fields(&view.form).radios(
        field::NEWS,
        "Do you want news by mail?",
        "News is that an agenda is published, that a reply is missing, that a seat falls vacant, that somebody has moved on, or that a board ends. It always stands on My work, too.",
        vec![
            RadiosItem::new(field::YES, "Yes, one mail a working day at most"),
            RadiosItem::new(field::NO, "No"),
        ],
    );
    let calls = Fields(&view.form).radios(
        field::CALLS,
        "Do you want invitations to meetings by mail?",
        "One mail when a meeting is planned, moved or cancelled, which puts it in your calendar. If your calendar fetches your meetings from a private address, you do not need them.",
        vec![
            RadiosItem::new(field::YES, "Yes"),
            RadiosItem::new(field::NO, "No"),
        ],
    );
    let questions = view! { {question}{calls} }.into_any();
    let where_to = match (&view.address, view.sends) {
        _ if view.is_demonstration => {
            "A demonstration sends no mail. What it would send you is shown below.".to_owned()
        }
        (_, false) => "This portal does not send mail yet.".to_owned(),
        (Some(address), true) => format!("Mail goes to {address}."),
        (None, true) => "No email address is known for you, so no mail is sent.".to_owned(),
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <h1 class="govuk-heading-l">"Your mail"</h1>
        <p class="govuk-body govuk-!-text-break-word">{where_to}</p>
        {layout::form(paths::MAIL, questions, "Save", paths::ACCOUNT)}
        <h2 class="govuk-heading-m">"What the portal has sent you"</h2>
        {mails(&view.mails)}
    }
    .into_any();
    Page {
        refused: view.form.is_refused(),
        ..Page::new("Your mail", main)
    }
}

fn mails(mails: &[MailEntry]) -> AnyView {
    if mails.is_empty() {
        return view! { <p class="govuk-body">"Nothing has been sent to you yet."</p> }.into_any();
    }
    let rows = mails
        .iter()
        .map(|mail| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header" data-label="Subject">
                        {mail.subject.clone()}
                    </th>
                    <td class="govuk-table__cell" data-label="Text">
                        <Details options=DetailsOptions {
                            summary: "Read it".into(),
                            content: mail.body.clone().into(),
                            classes: "app-typed govuk-!-margin-bottom-0".into(),
                            ..Default::default()
                        } />
                    </td>
                    <td class="govuk-table__cell" data-label="Written">
                        {wording::date_and_time(mail.created_at)}
                    </td>
                    <td class="govuk-table__cell app-typed" data-label="To">{mail.address.clone()}</td>
                    <td class="govuk-table__cell" data-label="What became of it">{mail.outcome()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">
                {wording::count(mails.len() as u64, "mail", "mails")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Subject"</th>
                    <th scope="col" class="govuk-table__header">"Text"</th>
                    <th scope="col" class="govuk-table__header">"Written"</th>
                    <th scope="col" class="govuk-table__header">"To"</th>
                    <th scope="col" class="govuk-table__header">"What became of it"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}
