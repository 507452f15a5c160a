//! What pilots have learned, and which boards take it up.

use leptos::prelude::*;

use super::{EditView, register_crumbs, row, typed, typed_row};
use crate::{
    govuk::{Button, ButtonOptions, RadiosItem, SelectItem},
    ids::BoardId,
    layout::{self, Crumb, Fields, Page, Section, narrow_by_words, narrowing},
    paths,
    pilots::{
        forms::field,
        types::{Adopted, Adoption, Entry, Pilot},
    },
    wording,
};

/// What the library shows.
pub struct LibraryView {
    /// Each lesson with its pilot and how many boards use or consider it.
    pub lessons: Vec<(Entry, Pilot, usize)>,
    pub search: String,
}

/// Draws the library.
pub fn library_page(view: &LibraryView) -> Page {
    let words = narrow_by_words("q", "Words", &view.search);
    let items = view
        .lessons
        .iter()
        .map(|(lesson, pilot, boards)| {
            let taken = match boards {
                0 => "No board has taken it up".to_owned(),
                boards => format!("Taken up by {}", wording::count(*boards as u64, "board", "boards")),
            };
            let withdrawn = lesson.withdrawn.as_ref().map(|(day, _)| {
                view! { <span class="app-due__note">{format!("Withdrawn on {}", wording::date(*day))}</span> }
            });
            view! {
                <li class="govuk-!-margin-bottom-4">
                    <a class="govuk-link app-typed" href=paths::lesson(lesson.id)>{lesson.content.title.clone()}</a>
                    {withdrawn}
                    <span class="app-due__note">{format!("{}. {taken}", pilot.record.title)}</span>
                </li>
            }
        })
        .collect_view();
    let list = if view.lessons.is_empty() {
        let words = if view.search.is_empty() {
            "No pilot has recorded a lesson yet."
        } else {
            "No lesson matches."
        };
        view! { <p class="govuk-body">{words}</p> }.into_any()
    } else {
        view! { <ul class="govuk-list">{items}</ul> }.into_any()
    };
    let main = view! {
        <h1 class="govuk-heading-l">"Lessons from pilots"</h1>
        <p class="govuk-body">"What one area has learned and another can use. Boards say here what they take up, and find it on their next agenda."</p>
        {narrowing(paths::LESSONS.to_owned(), words, "Search")}
        {list}
    }
    .into_any();
    Page {
        section: Section::Pilots,
        crumbs: register_crumbs(),
        ..Page::new("Lessons from pilots", main)
    }
}

/// What the page of a lesson shows.
pub struct LessonView {
    pub lesson: Entry,
    pub pilot: Pilot,
    pub adopted: Vec<Adopted>,
    /// The boards for which the reader may take it up.
    pub boards: Vec<(BoardId, String)>,
}

/// Draws the page of a lesson, with the form that takes it up.
pub fn lesson_page(edit: &EditView<'_>, view: &LessonView) -> Page {
    let it = &view.lesson.content;
    let pilot = view! {
        <a class="govuk-link" href=paths::pilot(&view.pilot.slug)>{view.pilot.record.title.clone()}</a>
    };
    let withdrawn = view.lesson.withdrawn.as_ref().map(|(day, reason)| {
        let words = format!(
            "The pilot withdrew this lesson on {}: {reason}",
            wording::date(*day)
        );
        view! { <p class="govuk-inset-text">{words}</p> }
    });
    let adopted = view
        .adopted
        .iter()
        .map(|one| {
            let said = format!(
                "{}, {}",
                one.state.label().to_lowercase(),
                wording::date(wording::uk_day(one.at))
            );
            let stale = view
                .lesson
                .withdrawn
                .as_ref()
                .filter(|_| one.state != Adoption::Left)
                .map(|_| view! { <span class="app-due__note">"The lesson was withdrawn"</span> });
            let note = (!one.note.is_empty())
                .then(|| view! { <span class="app-due__note app-typed">{one.note.clone()}</span> });
            view! { <li>{format!("{}: {said}", one.board_name)}{stale}{note}</li> }
        })
        .collect_view();
    let adopted = if view.adopted.is_empty() {
        view! { <p class="govuk-body">"No board has taken it up yet."</p> }.into_any()
    } else {
        view! { <ul class="govuk-list govuk-list--bullet">{adopted}</ul> }.into_any()
    };
    let main = view! {
        {layout::error_summary(&edit.form)}
        <span class="govuk-caption-l">"Lesson"</span>
        <h1 class="govuk-heading-l app-typed">{it.title.clone()}</h1>
        {withdrawn}
        <dl class="govuk-summary-list">
            {row("Pilot", pilot.into_any())}
            {(!it.detail.is_empty()).then(|| row("What happened", typed(&it.detail)))}
            {typed_row("Sites", &it.sites)}
            {typed_row("Caveat", &it.caveat)}
            {row("Recorded on", wording::date(view.lesson.created_on).into_any())}
        </dl>
        <h2 class="govuk-heading-m">"Boards that take it up"</h2>
        {adopted}
        {adopt(edit, view)}
    }
    .into_any();
    let mut crumbs = register_crumbs();
    crumbs.push(Crumb::new("Lessons from pilots", paths::LESSONS));
    Page {
        section: Section::Pilots,
        crumbs,
        refused: edit.form.is_refused(),
        ..Page::new(format!("{} - Lesson", it.title), main)
    }
}

fn adopt(edit: &EditView<'_>, view: &LessonView) -> Option<AnyView> {
    if view.boards.is_empty() {
        return None;
    }
    let fields = Fields(&edit.form);
    let boards = std::iter::once(SelectItem::new("", "Select a board"))
        .chain(
            view.boards
                .iter()
                .map(|(id, name)| SelectItem::new(id.to_string(), name.clone())),
        )
        .collect();
    let states = Adoption::ALL
        .iter()
        .map(|state| RadiosItem::new(state.code(), state.label()))
        .collect();
    Some(
        view! {
            <form method="post" action=paths::lesson(view.lesson.id) novalidate class="app-no-print">
                <h2 class="govuk-heading-m">"For your board"</h2>
                {edit.conflict("What the board does with it")}
                {fields.select(field::BOARD, "Board", "", boards)}
                {fields.radios(field::STATE, "What does the board do with it?", "The pilot and every board see it. It is suggested for the board's next agenda.", states)}
                {fields.lines(field::NOTE, "Note (optional)", "", 3)}
                <Button options=ButtonOptions {
                    content: "Save".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
        .into_any(),
    )
}
