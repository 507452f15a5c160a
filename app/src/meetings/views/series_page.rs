//! One series: changed, extended, ended.

use leptos::prelude::*;

use super::{crumbs, meanwhile, plan_pages::times};
use crate::{
    form::{FormState, THEN, Then},
    govuk::{Button, ButtonOptions},
    layout::{self, Fields, Page, Section},
    meetings::{
        forms::field,
        types::{Meeting, SeriesDetail},
    },
    paths, wording,
};

/// What the page shows.
pub struct SeriesDetailView {
    pub series: SeriesDetail,
    /// Its meetings that are not over.
    pub upcoming: Vec<Meeting>,
    /// Which of them a change would reach: those that were not changed by hand.
    pub follow: Vec<Meeting>,
    pub form: FormState,
    /// What somebody else did in the meantime.
    pub happened: Option<&'static str>,
}

fn list(meetings: &[Meeting], none: &'static str) -> AnyView {
    if meetings.is_empty() {
        return view! { <p class="govuk-body">{none}</p> }.into_any();
    }
    let items = meetings
        .iter()
        .map(|meeting| {
            view! {
                <li>
                    <a class="govuk-link" href=paths::meeting(meeting.id)>{meeting.when()}</a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
}

/// Draws the page.
pub fn series_detail_page(view: &SeriesDetailView) -> Page {
    let series = &view.series;
    let button = |words: &'static str, value: &'static str, classes: &'static str| {
        view! { <Button options=ButtonOptions {
            content: words.into(),
            name: Some(THEN.to_owned()),
            value: Some(value.to_owned()),
            classes: classes.into(),
            prevent_double_click: Some(true),
            ..Default::default()
        } /> }
    };
    let fields = Fields(&view.form);
    let keeping = match series.ended_on {
        Some(day) => view! {
            <p class="govuk-inset-text">
                {format!("This series ended on {}. Meetings that were planned stay.", wording::date(day))}
            </p>
        }
        .into_any(),
        None => view! {
            <form method="post" action=paths::series(series.id) novalidate>
                {fields.hidden(field::VERSION)}
                <h2 class="govuk-heading-m">"Time and place of meetings to come"</h2>
                <p class="govuk-body">
                    {format!(
                        "This changes {}. Meetings that were moved or changed by hand stay as they are. Everybody on the board is told.",
                        wording::count(view.follow.len() as u64, "meeting", "meetings"),
                    )}
                </p>
                {times(fields)}
                {button("Save changes", Then::Save.code(), "")}
                <h2 class="govuk-heading-m">"Another year"</h2>
                <p class="govuk-body">
                    {format!(
                        "Plans {} after the last one that is planned, by the same rule.",
                        wording::count(series.rule.months.len() as u64, "more meeting", "more meetings"),
                    )}
                </p>
                {button("Extend by a year", field::EXTEND, "govuk-button--secondary")}
                <h2 class="govuk-heading-m">"End"</h2>
                <p class="govuk-body">
                    "Nothing more is planned by an ended series. Meetings that are planned stay; cancel those that are not needed."
                </p>
                {button("End this series", field::END, "govuk-button--warning")}
            </form>
        }
        .into_any(),
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{series.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{format!("Series: {}", series.title)}</h1>
        {view.happened.map(meanwhile)}
        <p class="govuk-body">{series.words.clone()}</p>
        <h2 class="govuk-heading-m">"Meetings to come"</h2>
        {list(&view.upcoming, "No meeting of it is planned.")}
        {keeping}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(&series.board_name, &series.board_slug),
        refused: view.form.is_refused(),
        ..Page::new(
            format!("Series: {} - {}", series.title, series.board_name),
            main,
        )
    }
}
