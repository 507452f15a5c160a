//! Planning, moving and cancelling meetings.

use leptos::prelude::*;

use super::{crumbs, crumbs_below, warnings};
use crate::{
    form::{Answers, FormState},
    govuk::{
        Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions, LegendOptions, SelectItem,
    },
    ids::BoardId,
    layout::{self, Checked, Fields, Page, Section, Width},
    meetings::{
        forms::{MeetingForm, SeriesForm, field},
        rules::Nth,
        types::Meeting,
    },
    paths, wording,
};

/// What the form of a meeting shows.
pub struct PlanView {
    pub board_name: String,
    pub board_slug: String,
    /// The meeting that is changed; none where it is new.
    pub meeting: Option<Meeting>,
    /// The boards a new meeting may be held with, by name.
    pub partners: Vec<(BoardId, String)>,
    pub form: FormState,
    /// Whether it changed after the form was opened.
    pub conflict: bool,
}

impl PlanView {
    fn path(&self) -> String {
        match &self.meeting {
            Some(meeting) => paths::change_meeting(meeting.id),
            None => paths::plan_meeting(&self.board_slug),
        }
    }

    fn back(&self) -> String {
        match &self.meeting {
            Some(meeting) => paths::meeting(meeting.id),
            None => paths::meetings(&self.board_slug),
        }
    }

    fn page(&self, title: &str, main: AnyView) -> Page {
        Page {
            section: Section::Boards,
            crumbs: match &self.meeting {
                Some(meeting) => crumbs_below(meeting),
                None => crumbs(&self.board_name, &self.board_slug),
            },
            refused: self.form.is_refused(),
            ..Page::new(format!("{title} - {}", self.board_name), main)
        }
    }
}

pub(super) fn times(fields: Fields<'_>) -> AnyView {
    view! {
        {fields.text(field::STARTS, "Start time", "Such as 2pm or 2:30pm", Width::Three)}
        {fields.text(field::ENDS, "End time", "", Width::Three)}
        {fields.text(field::PLACE, "Place (optional)", "", Width::TwoThirds)}
        {fields.text(field::LINK, "Link to join online (optional)", "Starts with https://", Width::TwoThirds)}
    }
    .into_any()
}

fn several(
    form: &FormState,
    name: &'static str,
    legend: &str,
    items: Vec<CheckboxesItem>,
) -> AnyView {
    let options = CheckboxesOptions {
        name: name.into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: legend.to_owned().into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        error_message: form.error(name).map(Into::into),
        values: form.answers.all(name).to_vec(),
        classes: "govuk-checkboxes--small".into(),
        items,
        ..Default::default()
    };
    view! { <Checkboxes options=options /> }.into_any()
}

/// Draws the form of a meeting, new, refused, or against one that changed.
pub fn plan_page(view: &PlanView) -> Page {
    let fields = Fields(&view.form);
    let heading = match (&view.meeting, view.conflict) {
        (Some(_), true) => "Somebody else has changed this meeting",
        (Some(_), false) => "Move or change this meeting",
        (None, _) => "Plan a meeting",
    };
    let partners = (view.meeting.is_none() && !view.partners.is_empty()).then(|| {
        let items = view
            .partners
            .iter()
            .map(|(id, name)| CheckboxesItem::new(id.to_string(), name.clone()))
            .collect();
        several(
            &view.form,
            field::WITH,
            "Is it held with another of your boards? (optional)",
            items,
        )
    });
    let questions = view! {
        {fields.hidden(field::KEY)}
        {view.meeting.as_ref().map(|_| fields.hidden(field::VERSION))}
        {fields.text(field::TITLE, "Title", "", Width::TwoThirds)}
        {fields.date(field::DAY, "Date", "For example, 8 12 2026")}
        {times(fields)}
        {partners}
    }
    .into_any();
    let now = view
        .meeting
        .as_ref()
        .filter(|_| view.conflict)
        .map(|meeting| {
            layout::changed_meanwhile(
                "The meeting",
                vec![
                    ("Title", meeting.title.clone()),
                    ("When", meeting.when()),
                    ("Place", meeting.place.clone()),
                    ("Link", meeting.link.clone()),
                ],
            )
        });
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {now}
        {layout::form(&view.path(), questions, "Continue", &view.back())}
    }
    .into_any();
    view.page(heading, main)
}

/// Draws every answer once more, with what is unusual about the day.
pub fn check_plan_page(
    view: &PlanView,
    new: &MeetingForm,
    answers: &Answers,
    unusual: &[String],
) -> Page {
    let with: Vec<&str> = view
        .partners
        .iter()
        .filter(|(id, _)| new.with.contains(id))
        .map(|(_, name)| name.as_str())
        .collect();
    let mut checked = vec![
        Checked::new("Title", new.title.clone(), field::TITLE),
        Checked::new(
            "When",
            wording::day_and_times(new.starts_at, new.ends_at),
            field::DAY.day,
        ),
        Checked::new("Place", new.place.clone(), field::PLACE),
        Checked::new("Link", new.link.clone(), field::LINK),
    ];
    if view.meeting.is_none() && !view.partners.is_empty() {
        checked.push(Checked::new("Held with", with.join(", "), field::WITH));
    }
    let told = view
        .meeting
        .as_ref()
        .map(|_| view! { <p class="govuk-body">"Everybody on its boards will be told."</p> });
    let button = match view.meeting {
        Some(_) => "Save changes",
        None => "Plan this meeting",
    };
    let main = view! {
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Check your answers"</h1>
        {warnings(unusual)}
        {told}
        {layout::check_answers(&view.path(), answers, checked, button, &view.back())}
    }
    .into_any();
    view.page("Check your answers", main)
}

/// What the form of a series shows.
pub struct SeriesView {
    pub board_name: String,
    pub board_slug: String,
    pub form: FormState,
}

impl SeriesView {
    fn page(&self, title: &str, main: AnyView) -> Page {
        Page {
            section: Section::Boards,
            crumbs: crumbs(&self.board_name, &self.board_slug),
            refused: self.form.is_refused(),
            ..Page::new(format!("{title} - {}", self.board_name), main)
        }
    }
}

/// Draws the form of a series.
pub fn series_page(view: &SeriesView) -> Page {
    let fields = Fields(&view.form);
    let nth = Nth::ALL
        .iter()
        .map(|nth| SelectItem::new(nth.code(), nth.label()))
        .collect();
    let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
        .iter()
        .enumerate()
        .map(|(number, name)| SelectItem::new(number.to_string(), *name))
        .collect();
    let months = (1..=12)
        .filter_map(|month| {
            let name = wording::month_name(month)?;
            Some(CheckboxesItem::new(month.to_string(), name))
        })
        .collect();
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.text(field::TITLE, "Title", "", Width::TwoThirds)}
        {fields.select(field::NTH, "Which of the weekdays in the month?", "", nth)}
        {fields.select(field::WEEKDAY, "Weekday", "", weekdays)}
        {several(&view.form, field::MONTHS, "Months", months)}
        {fields.number(field::HOW_MANY, "How many meetings should be planned?", "Up to 12", "meetings")}
        {times(fields)}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Plan a series"</h1>
        {layout::form(
            &paths::plan_series(&view.board_slug),
            questions,
            "Continue",
            &paths::meetings(&view.board_slug),
        )}
    }
    .into_any();
    view.page("Plan a series", main)
}

/// Draws the days that follow, with what is unusual about each.
pub fn check_series_page(
    view: &SeriesView,
    new: &SeriesForm,
    answers: &Answers,
    unusual: &[String],
) -> Page {
    let days: Vec<String> = new
        .days
        .iter()
        .map(|day| wording::day_and_times(day.starts_at, day.ends_at))
        .collect();
    let list = days
        .iter()
        .map(|day| view! { <li>{day.clone()}</li> })
        .collect_view();
    let checked = vec![
        Checked::new("Title", new.title.clone(), field::TITLE),
        Checked::new("Rule", new.rule.in_words(), field::NTH),
        Checked::new("Meetings", days.len().to_string(), field::HOW_MANY),
        Checked::new("Place", new.place.clone(), field::PLACE),
        Checked::new("Link", new.link.clone(), field::LINK),
    ];
    let main = view! {
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Check your answers"</h1>
        {warnings(unusual)}
        <h2 class="govuk-heading-m">"Meetings that will be planned"</h2>
        <ul class="govuk-list govuk-list--bullet">{list}</ul>
        <p class="govuk-body">"Each can be moved or cancelled later. The others stay where they are."</p>
        {layout::check_answers(
            &paths::plan_series(&view.board_slug),
            answers,
            checked,
            "Plan these meetings",
            &paths::meetings(&view.board_slug),
        )}
    }
    .into_any();
    view.page("Check your answers", main)
}

/// What the page shows that cancels a meeting.
pub struct CancelView {
    pub meeting: Meeting,
    pub form: FormState,
    pub conflict: bool,
}

/// Draws the question why a meeting is cancelled.
pub fn cancel_page(view: &CancelView) -> Page {
    let meeting = &view.meeting;
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.text(field::REASON, "Why?", "Everybody on its boards gets this.", Width::Full)}
    }
    .into_any();
    let conflict = view.conflict.then(|| {
        layout::changed_meanwhile(
            "The meeting",
            vec![("Title", meeting.title.clone()), ("When", meeting.when())],
        )
    });
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{format!("{}, {}", meeting.title, meeting.when())}</span>
        <h1 class="govuk-heading-l">"Cancel this meeting"</h1>
        {conflict}
        {layout::form(
            &paths::cancel_meeting(meeting.id),
            questions,
            "Cancel the meeting",
            &paths::meeting(meeting.id),
        )}
    }
    .into_any();
    super::page_below(meeting, "Cancel this meeting", view.form.is_refused(), main)
}
