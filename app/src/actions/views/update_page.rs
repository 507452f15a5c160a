//! The form that says where an action stands, and what happens when two people
//! send it at once.

use leptos::prelude::*;

use crate::{
    actions::{
        forms::{NOTE_LIMIT, field},
        types::{Action, Status, Update},
    },
    form::FormState,
    govuk::{
        Button, ButtonOptions, CharacterCount, CharacterCountOptions, Content, FieldsetOptions,
        LegendOptions, Radios, RadiosItem, RadiosOptions, SummaryList, SummaryListOptions,
        SummaryListRow, Textarea, TextareaOptions,
    },
    layout::{self, Fields, Page, Section, Width},
    paths, wording,
};

/// What the page shows.
pub struct UpdateView {
    pub action: Action,
    pub on_offer: &'static [Status],
    pub form: FormState,
}

/// Draws the form, new or refused.
pub fn update_page(view: &UpdateView) -> Page {
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.action.reference.clone()}</span>
        <h1 class="govuk-heading-l">"Update this action"</h1>
        {about(&view.action)}
        {form(&view.action, view.on_offer, &view.form, "Save update")}
    }
    .into_any();
    page(&view.action, view.form.is_refused(), main)
}

/// An update that met another one.
pub struct Conflict {
    pub action: Action,
    pub on_offer: &'static [Status],
    /// What the person sent, now against the action as it stands.
    pub form: FormState,
    /// The latest entry of the history: the other person's.
    pub latest: Option<Update>,
}

/// Draws both texts and the form again, so that the person chooses and nothing
/// typed is lost.
pub fn conflict_page(view: &Conflict) -> Page {
    let theirs = view.latest.as_ref().map(|latest| {
        view! {
            <section class="app-compare__side app-compare__side--theirs" aria-labelledby="theirs">
                <h2 class="app-compare__heading" id="theirs">"What is there now"</h2>
                <p class="app-compare__byline">
                    {latest.person_name.clone()} ", " {latest.person_post.clone()} ", "
                    {wording::date_and_time(latest.at)}
                </p>
                <p class="app-compare__byline">"Position: " {latest.new_status.label()}</p>
                <p class="app-compare__text">{latest.note.clone()}</p>
            </section>
        }
    });
    let mine = Status::from_code(view.form.answers.text(field::STATUS)).map_or("", Status::label);
    let body = if view.on_offer.is_empty() {
        view! {
            <p class="govuk-body">
                "The action is settled, so your update cannot be saved. Copy what you wrote if you want to keep it, and send it to the chair."
            </p>
        }
        .into_any()
    } else {
        view! {
            <h2 class="govuk-heading-m">"Save yours as well, or change it first"</h2>
            <p class="govuk-body">
                "Both updates stay in the history. "
                <a class="govuk-link" href=paths::action(&view.action.reference)>
                    "Leave it as it is now"
                </a>
            </p>
            {form(&view.action, view.on_offer, &view.form, "Save my update as well")}
        }
        .into_any()
    };
    let main = view! {
        <span class="govuk-caption-l">{view.action.reference.clone()}</span>
        <h1 class="govuk-heading-l">"Somebody else has updated this action"</h1>
        <p class="govuk-body">
            "It changed after you opened the form. Your update has not been saved yet."
        </p>
        <div class="app-compare">
            {theirs}
            <section class="app-compare__side" aria-labelledby="mine">
                <h2 class="app-compare__heading" id="mine">"What you wrote"</h2>
                <p class="app-compare__byline">"Position: " {mine}</p>
                <p class="app-compare__text">{view.form.answers.text(field::NOTE).to_owned()}</p>
            </section>
        </div>
        {body}
    }
    .into_any();
    page(&view.action, false, main)
}

/// What somebody sees whose session ended while they were writing: what they
/// wrote, to be copied. It says nothing about the action itself.
pub fn signed_out_update_page(note: &str, return_to: &str) -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">"You have been signed out"</h1>
        <p class="govuk-body">
            "Your update has not been saved. Copy what you wrote, then sign in and paste it into the form."
        </p>
        <Textarea options=TextareaOptions {
            name: field::NOTE.into(),
            label: "What you wrote".into(),
            value: Some(note.to_owned()),
            rows: Some(8),
            ..Default::default()
        } />
        <Button options=ButtonOptions {
            content: "Sign in".into(),
            href: Some(format!(
                "{}?return_to={}",
                paths::SIGN_IN,
                percent_encoding::utf8_percent_encode(return_to, percent_encoding::NON_ALPHANUMERIC),
            )),
            ..Default::default()
        } />
    }
    .into_any();
    Page::new("You have been signed out", main)
}

fn page(action: &Action, refused: bool, main: AnyView) -> Page {
    Page {
        section: Section::MyWork,
        back: Some(paths::action(&action.reference)),
        refused,
        ..Page::new(
            format!(
                "Update this action - {} - {}",
                action.reference, action.board_name
            ),
            main,
        )
    }
}

fn about(action: &Action) -> AnyView {
    let row = |key: &'static str, value: String| SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    };
    view! {
        <SummaryList options=SummaryListOptions {
            rows: vec![
                row("Action", action.title.clone()),
                row("Board", action.board_name.clone()),
                row("Due", wording::date(action.due_on)),
                row("Position now", action.status.label().to_owned()),
            ],
            ..Default::default()
        } />
    }
    .into_any()
}

fn form(
    action: &Action,
    on_offer: &'static [Status],
    form: &FormState,
    button: &'static str,
) -> AnyView {
    view! {
        <form method="post" action=paths::update_action(&action.reference) novalidate>
            {update_questions(on_offer, form, true)}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: Content::from(button),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <a class="govuk-link" href=paths::action(&action.reference)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

/// What an update asks: the position, what was done, and where the evidence is if that
/// is wanted.
pub fn update_questions(
    on_offer: &'static [Status],
    form: &FormState,
    asks_evidence: bool,
) -> AnyView {
    let items = on_offer
        .iter()
        .map(|status| RadiosItem {
            content: status.label().into(),
            value: Some(status.code().to_owned()),
            hint: hint(*status).map(Into::into),
            ..Default::default()
        })
        .collect();
    let radios = RadiosOptions {
        name: field::STATUS.into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "What is the position now?".into(),
                classes: "govuk-fieldset__legend--m".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        error_message: form.error(field::STATUS).map(Into::into),
        value: Some(form.answers.text(field::STATUS).to_owned()),
        items,
        ..Default::default()
    };
    let note = CharacterCountOptions {
        name: field::NOTE.into(),
        id: Some(field::NOTE.into()),
        maxlength: Some(NOTE_LIMIT as u32),
        threshold: Some(75),
        rows: Some(6),
        label: crate::govuk::LabelOptions {
            content: "What was done?".into(),
            classes: "govuk-label--m".into(),
            ..Default::default()
        },
        hint: Some(
            "One sentence is enough. Do not name a child or a family, or give a case number."
                .into(),
        ),
        error_message: form.error(field::NOTE).map(Into::into),
        value: Some(form.answers.text(field::NOTE).to_owned()),
        ..Default::default()
    };
    let hidden = |name: &'static str| {
        view! { <input type="hidden" name=name value=form.answers.text(name).to_owned() /> }
    };
    let evidence_hint =
        "The paper, minute or page that shows that it is done, such as “Paper 4.2 of 8 September”.";
    let evidence = asks_evidence.then(|| {
        Fields(form).text(
            field::EVIDENCE,
            "Where is the evidence? (optional)",
            evidence_hint,
            Width::Full,
        )
    });
    view! {
        {hidden(field::VERSION)}
        {hidden(field::SUBMISSION)}
        <Radios options=radios />
        <CharacterCount options=note />
        {evidence}
    }
    .into_any()
}

fn hint(status: Status) -> Option<&'static str> {
    match status {
        Status::Complete => Some("The work is done. The chair accepts it and closes it."),
        Status::Blocked => Some("Work cannot go on without help. Say what is in the way."),
        Status::Closed => Some("The board accepts it as done. Say why."),
        Status::Dropped => Some("The board gives it up. Say why, so that it does not come back."),
        Status::Open | Status::InProgress => None,
    }
}
