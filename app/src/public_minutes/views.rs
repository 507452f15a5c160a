//! The pages on which minutes for everybody are made, and those on which they are read.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    forms::field,
    types::{Listed, PublicMinutes, PublicSection, Published},
};
use crate::{
    form::{Answers, FormState, THEN, Then},
    govuk::{Button, ButtonOptions, WarningText, WarningTextOptions},
    layout::{self, Crumb, Fields, Page, Width},
    meetings::{types::Meeting, views::page_below},
    paths, wording,
};

/// What the page shows on which an officer takes out what is not for everybody.
pub struct RedactView {
    pub meeting: Meeting,
    /// What it began with.
    pub begun: PublicMinutes,
    /// When a version was published that everybody reads now.
    pub public_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub form: FormState,
    /// What somebody else did in the meantime.
    pub happened: Option<&'static str>,
}

impl RedactView {
    fn page(&self, title: &str, main: AnyView) -> Page {
        page_below(&self.meeting, title, self.form.is_refused(), main)
    }

    fn caption(&self) -> String {
        format!("{}, {}", self.meeting.title, self.meeting.when())
    }
}

/// Draws the texts, to be changed.
pub fn redact_page(view: &RedactView) -> Page {
    let fields = Fields(&view.form);
    let sections = view
        .begun
        .sections
        .iter()
        .enumerate()
        .map(|(place, section)| {
            view! {
                <section>
                    <h2 class="govuk-heading-m">{section.heading.clone()}</h2>
                    {fields.text(
                        &field::of(field::HEADING, place),
                        &format!("Heading of “{}”", section.heading),
                        "",
                        Width::Full,
                    )}
                    {fields.lines(
                        &field::of(field::TEXT, place),
                        &format!("Text of “{}”", section.heading),
                        "",
                        8,
                    )}
                </section>
            }
        })
        .collect_view();
    let questions = view! { {fields.hidden(field::VERSION)}{sections} }.into_any();
    let id = view.meeting.id;
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.caption()}</span>
        <h1 class="govuk-heading-l">"Publish minutes for everybody"</h1>
        {view.happened.map(|words| view! { <p class="govuk-inset-text">{words}</p> })}
        {published(view)}
        <p class="govuk-body">
            "This begins with Part A of the agreed minutes: seats stand in place of names, and judicial notes, interests and who disagreed are left out. Change or take out what the public is not to read. What you take out is not published in any form. A section whose heading and text are empty is left out."
        </p>
        <WarningText options=WarningTextOptions {
            content: "Anybody on the internet can read what you publish. No text here may lead to a child, a family or a case.".into(),
            ..Default::default()
        } />
        {layout::form(&paths::redact_minutes(id), questions, "Continue", &paths::minutes(id))}
    }
    .into_any();
    view.page("Publish minutes for everybody", main)
}

/// What everybody reads now, and how it is taken away.
fn published(view: &RedactView) -> Option<AnyView> {
    let at = view.public_at?;
    let id = view.meeting.id;
    Some(
        view! {
            <p class="govuk-body">
                "Everybody can read "
                <a class="govuk-link" href=paths::public_minutes(id)>"a version of these minutes"</a>
                {format!(", published on {}.", wording::date_and_time(at))}
            </p>
            <form method="post" action=paths::redact_minutes(id) novalidate>
                <input type="hidden" name=field::VERSION value=view.version.to_string() />
                <Button options=ButtonOptions {
                    content: "Take them away from the public".into(),
                    name: Some(THEN.to_owned()),
                    value: Some(field::WITHDRAW.to_owned()),
                    classes: "govuk-button--warning".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
        .into_any(),
    )
}

/// Draws them once more as everybody will read them.
pub fn check_page(view: &RedactView, minutes: &PublicMinutes, answers: &Answers) -> Page {
    let main = view! {
        <span class="govuk-caption-l">{view.caption()}</span>
        <h1 class="govuk-heading-l">"Check what everybody will read"</h1>
        <WarningText options=WarningTextOptions {
            content: "Anybody on the internet can read what stands between the two lines. Look for names, and for anything that leads to a child, a family or a case.".into(),
            ..Default::default()
        } />
        <hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible" />
        <p class="govuk-body">{minutes.when.clone()}</p>
        {sections(minutes)}
        <hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible" />
        <form method="post" action=paths::redact_minutes(view.meeting.id) novalidate>
            {layout::carried(answers)}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Publish for everybody".into(),
                    name: Some(THEN.to_owned()),
                    value: Some(Then::Save.code().to_owned()),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <Button options=ButtonOptions {
                    content: "Change the text".into(),
                    name: Some(THEN.to_owned()),
                    value: Some(Then::Change.code().to_owned()),
                    classes: "govuk-button--secondary".into(),
                    ..Default::default()
                } />
                <a class="govuk-link" href=paths::minutes(view.meeting.id)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any();
    view.page("Check what everybody will read", main)
}

fn sections(minutes: &PublicMinutes) -> AnyView {
    minutes
        .shown()
        .map(|PublicSection { heading, text }| {
            view! {
                <h2 class="govuk-heading-m">{heading.clone()}</h2>
                {(!text.is_empty()).then(|| view! {
                    <p class="govuk-body app-typed">{text.clone()}</p>
                })}
            }
        })
        .collect_view()
        .into_any()
}

/// Draws minutes for everybody: nothing but what was published of them.
pub fn public_page(published: &Published) -> Page {
    let minutes = &published.content;
    let boards = minutes.boards.join(", ");
    let at = wording::date(wording::uk_day(published.at));
    let main = view! {
        <span class="govuk-caption-l">{boards.clone()}</span>
        <h1 class="govuk-heading-l">{format!("Minutes: {}", minutes.title)}</h1>
        <p class="govuk-body">{minutes.when.clone()}</p>
        <p class="govuk-body">
            {format!("Published on {at}. What is not for the public was taken out.")}
        </p>
        {sections(minutes)}
    }
    .into_any();
    Page {
        crumbs: vec![Crumb::new(LIST, paths::PUBLIC_MINUTES)],
        ..Page::new(format!("Minutes: {}, {boards}", minutes.title), main)
    }
}

const LIST: &str = "Published minutes";

/// Draws the list of minutes that everybody may read.
pub fn public_list_page(listed: &[Listed]) -> Page {
    let items = listed
        .iter()
        .map(|one| {
            let words = format!("{}, {}", one.title, one.boards.join(", "));
            view! {
                <li>
                    <a class="govuk-link" href=paths::public_minutes(one.meeting)>{words}</a>
                    <span class="app-due__note">{one.when.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let none = listed.is_empty().then(|| {
        view! { <p class="govuk-body">"No board has published minutes yet."</p> }
    });
    let main = view! {
        <h1 class="govuk-heading-l">{LIST}</h1>
        <p class="govuk-body">
            "Family justice boards may publish the minutes of their meetings once a later meeting has agreed them."
        </p>
        {none}
        <ul class="govuk-list govuk-list--spaced">{items}</ul>
    }
    .into_any();
    Page::new(LIST, main)
}
