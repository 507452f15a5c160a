//! What the portal sent to somebody, and whether they want it.

use std::collections::BTreeSet;

use chrono::NaiveTime;
use leptos::prelude::*;

use super::types::{MAIL_HOURS, MailDay, MailEntry, Wants};
use crate::{
    form::{Answers, FormState},
    govuk::{
        Checkboxes, CheckboxesItem, CheckboxesOptions, Content, Details, DetailsOptions,
        FieldsetOptions, LegendOptions, RadiosItem, SelectItem,
    },
    layout::{self, Fields, Page},
    paths, wording,
};

/// Names of the form's fields.
pub mod field {
    pub const NEWS: &str = "news";
    pub const CALLS: &str = "calls";
    pub const HOUR: &str = "hour";
    pub const QUIET: &str = "quiet";
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
pub fn filled(wants: &Wants) -> FormState {
    let choice = |yes| if yes { field::YES } else { field::NO };
    let mut answers = Answers::default()
        .with(field::NEWS, choice(wants.news))
        .with(field::CALLS, choice(wants.calls))
        .with(field::HOUR, wants.hour.to_string());
    for day in &wants.quiet {
        answers.add(field::QUIET, day.code());
    }
    FormState::new(answers)
}

/// Reads the form: what is wanted by mail.
///
/// # Errors
/// The form with what is wrong: neither yes nor no, an hour that is not on offer, or
/// every day a quiet one.
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
    let hour = form.need_choice(field::HOUR, "Select an hour", |typed| {
        typed.parse().ok().filter(|hour| MAIL_HOURS.contains(hour))
    });
    let mut quiet = BTreeSet::new();
    for code in form.answers.all(field::QUIET).to_vec() {
        match MailDay::from_code(&code) {
            Some(day) => {
                quiet.insert(day);
            }
            None => {
                form.refuse(field::QUIET, "Select quiet days from the list");
                break;
            }
        }
    }
    if quiet.len() == MailDay::ALL.len() {
        form.refuse(
            field::QUIET,
            "Leave one day at least, or say that you want no news by mail",
        );
    }
    match (news, calls, hour) {
        (Some(news), Some(calls), Some(hour)) if !form.is_refused() => Ok(Wants {
            news,
            calls,
            hour,
            quiet: quiet.into_iter().collect(),
        }),
        _ => Err(form),
    }
}

/// Draws the page.
pub fn mail_page(view: &MailView) -> Page {
    let question = Fields(&view.form).radios(
        field::NEWS,
        "Do you want news by mail?",
        "News is which of your actions are due or late, that an agenda is published, that a reply is missing, that a seat falls vacant, that somebody has moved on, or that a board ends. It always stands on My work, too.",
        vec![
            RadiosItem::new(field::YES, "Yes, one mail a working day at most"),
            RadiosItem::new(field::NO, "No"),
        ],
    );
    let hours = MAIL_HOURS
        .filter_map(|hour| Some((hour, NaiveTime::from_hms_opt(u32::from(hour), 0, 0)?)))
        .map(|(hour, time)| SelectItem::new(hour.to_string(), wording::clock(time)))
        .collect();
    let hour = Fields(&view.form).select(
        field::HOUR,
        "From what hour may it come?",
        "In UK time. It comes within a few minutes of the hour.",
        hours,
    );
    let quiet = CheckboxesOptions {
        name: field::QUIET.into(),
        id_prefix: Some(field::QUIET.into()),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "On which days should it not come? (optional)".into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some(
            "It never comes at a weekend or on a bank holiday. What is new on a quiet day comes with the next mail."
                .to_owned()
                .into(),
        ),
        error_message: view.form.error(field::QUIET).map(Into::into),
        values: view.form.answers.all(field::QUIET).to_vec(),
        items: MailDay::ALL
            .iter()
            .map(|day| CheckboxesItem::new(day.code(), day.label().to_owned()))
            .collect(),
        classes: "govuk-checkboxes--small".into(),
        ..Default::default()
    };
    let calls = Fields(&view.form).radios(
        field::CALLS,
        "Do you want invitations to meetings by mail?",
        "One mail when a meeting is planned, moved or cancelled, which puts it in your calendar. If your calendar fetches your meetings from a private address, you do not need them.",
        vec![
            RadiosItem::new(field::YES, "Yes"),
            RadiosItem::new(field::NO, "No"),
        ],
    );
    let questions = view! { {question}{hour}<Checkboxes options=quiet />{calls} }.into_any();
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
                            content: text(&mail.body),
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

/// The text of a mail. Where a demonstration shows the links of actions, they can be
/// followed from here; each is drawn as an address below this portal's own.
fn text(body: &str) -> Content {
    if !body.contains(paths::MAIL_LINKS) {
        return body.to_owned().into();
    }
    let lines = body
        .lines()
        .map(|line| {
            let link = line
                .split_once(": ")
                .filter(|(_, address)| address.starts_with("http"))
                .and_then(|(words, address)| {
                    let path = address.find(paths::MAIL_LINKS)?;
                    Some((words.to_owned(), address.get(path..)?.to_owned()))
                });
            match link {
                Some((words, path)) => {
                    view! { <a class="govuk-link" href=path>{words}</a> "\n" }.into_any()
                }
                None => format!("{line}\n").into_any(),
            }
        })
        .collect_view();
    Content::view(lines)
}
