//! One's own details: asked for every six months, confirmed in two clicks.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::{
    form::{Answers, FormState},
    govuk::{Button, ButtonOptions, SummaryList, SummaryListOptions, SummaryListRow},
    layout::{self, Fields, Page, Width},
    membership::rules::Confirmation,
    paths,
    people::types::Person,
    wording,
};

/// Names of the form's fields.
pub mod field {
    pub const FULL_NAME: &str = "full-name";
    pub const POST: &str = "post";
    pub const EMAIL: &str = "email";
    /// The version of the profile that the person was looking at.
    pub const VERSION: &str = "version";
}

/// Longest name and post, in characters.
pub const NAME_LIMIT: usize = 300;

/// What a profile may be changed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub full_name: String,
    pub post: String,
    pub email: String,
    pub version: i32,
}

/// The form, filled with what the profile says.
pub fn filled(person: &Person) -> FormState {
    FormState::new(
        Answers::default()
            .with(field::FULL_NAME, person.full_name.as_str())
            .with(field::POST, person.post.as_str())
            .with(field::EMAIL, person.email.as_deref().unwrap_or(""))
            .with(field::VERSION, person.version.to_string()),
    )
}

/// Reads the form.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse(answers: Answers) -> Result<Details, FormState> {
    let mut form = FormState::new(answers);
    let full_name = form.need_text(
        field::FULL_NAME,
        "Enter your full name",
        "Full name",
        NAME_LIMIT,
    );
    let post = form.need_text(field::POST, "Enter your post", "Post", NAME_LIMIT);
    let email = form.email(field::EMAIL);
    if email.is_none() && form.error(field::EMAIL).is_none() {
        form.refuse(field::EMAIL, "Enter your email address");
    }
    let version = form.answers.version(field::VERSION);
    if version.is_none() {
        form.refuse(
            field::FULL_NAME,
            "Check your details and save them again. The page they came from was out of date",
        );
    }
    match (email, version) {
        (Some(email), Some(version)) if !form.is_refused() => Ok(Details {
            full_name,
            post,
            email,
            version,
        }),
        _ => Err(form),
    }
}

/// Who sees the details of a person: whoever sees the seats of one of their
/// boards, and whoever keeps the register.
pub const WHO_SEES: &str = "People who sit on a board with you, or on one you used to sit on, see \
    your name, post and email address. So do the chair, deputy chair and secretary of the board \
    above your sub-group, and the national secretariat.";

/// Draws the form; `now` is the profile as it stands, where somebody else
/// changed it in the meantime.
pub fn details_page(form: &FormState, now: Option<&Person>) -> Page {
    let fields = Fields(form);
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.text(field::FULL_NAME, "Full name", "", Width::TwoThirds)}
        {fields.text(field::POST, "Post", "For example, Head of Legal, Bradford", Width::TwoThirds)}
        {fields.email(
            field::EMAIL,
            "Email address",
            "Where people reach you. It does not change how you sign in.",
        )}
    }
    .into_any();
    let meanwhile = now.map(|person| {
        layout::changed_meanwhile(
            "Your details",
            vec![
                ("Full name", person.full_name.clone()),
                ("Post", person.post.clone()),
                (
                    "Email address",
                    person
                        .email
                        .clone()
                        .unwrap_or_else(|| "Not provided".to_owned()),
                ),
            ],
        )
    });
    let main = view! {
        {layout::error_summary(form)}
        <h1 class="govuk-heading-l">"Your details"</h1>
        {meanwhile}
        <p class="govuk-body">{WHO_SEES}" Saving them confirms them."</p>
        {layout::form(paths::OWN_DETAILS, questions, "Save and confirm", paths::ACCOUNT)}
    }
    .into_any();
    Page {
        back: Some(paths::ACCOUNT.to_owned()),
        refused: form.is_refused(),
        ..Page::new("Your details", main)
    }
}

/// Asks whether the details are still right; nothing while they are fresh.
pub fn confirm_panel(person: &Person, seats: u64, standing: Confirmation) -> Option<AnyView> {
    if standing == Confirmation::Fresh {
        return None;
    }
    let row = |key: &'static str, value: String| SummaryListRow::new(key, value);
    Some(
        view! {
            <section class="app-panel" aria-labelledby="confirm-details">
                <h2 class="govuk-heading-m" id="confirm-details">"Are your details still right?"</h2>
                <SummaryList options=SummaryListOptions {
                    rows: vec![
                        row("Full name", person.full_name.clone()),
                        row("Post", person.post.clone()),
                        row(
                            "Email address",
                            person.email.clone().unwrap_or_else(|| "Not provided".to_owned()),
                        ),
                        row("Seats", wording::grouped(seats)),
                    ],
                    classes: "govuk-summary-list--no-border".into(),
                    ..Default::default()
                } />
                <form method="post" action=paths::CONFIRM_DETAILS novalidate>
                    <div class="govuk-button-group">
                        <Button options=ButtonOptions {
                            content: "Yes, all of this is right".into(),
                            prevent_double_click: Some(true),
                            ..Default::default()
                        } />
                        <a class="govuk-link" href=paths::OWN_DETAILS>"Correct something"</a>
                    </div>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// "Last confirmed on 4 June 2026".
pub fn last_confirmed(confirmed_on: NaiveDate) -> String {
    format!("Last confirmed on {}", wording::date(confirmed_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_named_in_the_order_of_the_page() {
        let form = parse(Answers::default().with(field::EMAIL, "ada")).unwrap_err();
        let fields: Vec<&str> = form.errors.iter().map(|error| &*error.field).collect();
        assert_eq!(
            fields,
            [
                field::FULL_NAME,
                field::POST,
                field::EMAIL,
                field::FULL_NAME
            ]
        );
        let good = Answers::default()
            .with(field::FULL_NAME, " Ada ")
            .with(field::POST, "Head")
            .with(field::EMAIL, "Ada@X.example")
            .with(field::VERSION, "1");
        let details = parse(good).unwrap();
        assert_eq!(
            (details.full_name.as_str(), details.email.as_str()),
            ("Ada", "ada@x.example")
        );
    }
}
