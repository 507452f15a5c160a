//! The page that offers the files of a meeting, and the one that is a web page.

use leptos::prelude::*;

use super::{
    forms::field,
    types::{Contents, PackActions, PackEntry, PackItem, PackKind, PackState},
};
use crate::{
    form::FormState,
    govuk::{Button, ButtonOptions},
    layout::{self, Page},
    meetings::{types::Meeting, views::page_below},
    papers::rules::size,
    paths, wording,
};

/// What the page shows.
pub struct FilesView {
    pub meeting: Meeting,
    /// What the reader may see of the meeting.
    pub contents: Contents,
    /// What was made for the reader, each kind at most once.
    pub made: Vec<MadeFile>,
    pub form: FormState,
}

/// A file that was asked for, and whether it still is what it would be now.
pub struct MadeFile {
    pub pack: PackEntry,
    pub is_current: bool,
}

impl FilesView {
    /// Whether the page is worth another look by itself.
    pub fn is_moving(&self) -> bool {
        self.made
            .iter()
            .any(|made| made.pack.state == PackState::Making)
    }
}

/// Draws the page.
pub fn files_page(view: &FilesView) -> Page {
    let title = "Download the agenda and papers";
    let waiting = view.contents.papers().count() - view.contents.files().count();
    let waiting = (waiting > 0).then(|| {
        let words = wording::count(
            waiting as u64,
            "paper waits to be scanned for viruses, and is in no file yet",
            "papers wait to be scanned for viruses, and are in no file yet",
        );
        view! { <p class="govuk-body">{format!("{words}.")}</p> }
    });
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.meeting.title.clone()}</span>
        <h1 class="govuk-heading-l">{title}</h1>
        <p class="govuk-body">
            "Each file holds what you may see of this meeting, and is for you. "
            "Files that are made for you can be downloaded for 24 hours. Each download is noted."
        </p>
        {(!view.contents.marking.is_empty())
            .then(|| view! { <p class="govuk-body">{format!("{}.", view.contents.marking)}</p> })}
        <h2 class="govuk-heading-m">"The agenda as a web page"</h2>
        <p class="govuk-body">
            "Readable on a phone, on paper and without a connection. "
            <a class="govuk-link" href=paths::pack(view.meeting.id) download>
                "Download the agenda as one file (HTML)"
            </a>
        </p>
        <h2 class="govuk-heading-m">{PackKind::Pdf.label()}</h2>
        <p class="govuk-body">
            "With contents, bookmarks and page numbers. Screen readers can read it."
        </p>
        {of_kind(view, PackKind::Pdf)}
        <h2 class="govuk-heading-m">{PackKind::Zip.label()}</h2>
        {papers(view)}
        {waiting}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::meeting(view.meeting.id)>"Back to the meeting"</a>
        </p>
    }
    .into_any();
    page_below(&view.meeting, title, view.form.is_refused(), main)
}

fn papers(view: &FilesView) -> AnyView {
    let count = view.contents.files().count();
    if count == 0 {
        return view! { <p class="govuk-body">"There are no papers to download."</p> }.into_any();
    }
    let bytes = view.contents.files().map(|(_, _, file)| file.bytes).sum();
    let words = format!(
        "{}, {} together, in the order of the agenda.",
        wording::count(count as u64, "paper", "papers"),
        size(bytes)
    );
    view! {
        <p class="govuk-body">{words}</p>
        {of_kind(view, PackKind::Zip)}
    }
    .into_any()
}

/// How the file of a kind stands, and the button that asks for it.
fn of_kind(view: &FilesView, kind: PackKind) -> AnyView {
    let made = view.made.iter().find(|made| made.pack.kind == kind);
    let Some(made) = made else {
        return ask(view, kind, false);
    };
    let pack = &made.pack;
    let on = wording::date_and_time(pack.asked_at);
    match pack.state {
        PackState::Making => progress(view, pack),
        PackState::Failed => view! {
            <p class="govuk-body">
                {format!("The file that you asked for on {on} could not be made. \
                          The portal may have been restarted. Nothing else changed.")}
            </p>
            {ask(view, kind, true)}
        }
        .into_any(),
        PackState::Ready if !made.is_current => view! {
            <p class="govuk-body">
                {format!("The file of {on} is out of date: what you may see of the agenda \
                          and papers has changed since.")}
            </p>
            {ask(view, kind, true)}
        }
        .into_any(),
        PackState::Ready => {
            let (ending, size) = (kind.code().to_uppercase(), size(pack.bytes));
            let what = format!("Download {} ({ending}, {size})", said(kind));
            let until = wording::date_and_time(pack.kept_until());
            view! {
                <p class="govuk-body">
                    <a class="govuk-link" href=paths::made_file(pack.id) download>{what}</a>
                    " "
                    <span class="app-due__note">{format!("Made on {on}, kept until {until}.")}</span>
                </p>
            }
            .into_any()
        }
    }
}

/// A kind inside a sentence.
fn said(kind: PackKind) -> &'static str {
    match kind {
        PackKind::Pdf => "the agenda",
        PackKind::Zip => "all papers",
    }
}

fn progress(view: &FilesView, pack: &PackEntry) -> AnyView {
    let bar = (pack.kind == PackKind::Zip).then(|| {
        let words = format!(
            "{} of {}",
            pack.done,
            wording::count(pack.total, "paper", "papers")
        );
        view! {
            <p class="govuk-body"><label for="progress">{words.clone()}</label></p>
            <progress id="progress" max=pack.total.to_string() value=pack.done.to_string()>
                {words}
            </progress>
        }
    });
    view! {
        <p class="govuk-body">{format!("The portal is making the file of {}.", said(pack.kind))}</p>
        {bar}
        <p class="govuk-body">
            "You can leave this page and come back to it. It shows by itself when the file is ready. "
            <a class="govuk-link" href=paths::meeting_files(view.meeting.id)>"Look again now"</a>
        </p>
    }
    .into_any()
}

fn ask(view: &FilesView, kind: PackKind, again: bool) -> AnyView {
    let words = match (kind, again) {
        (PackKind::Pdf, false) => "Make the PDF",
        (PackKind::Pdf, true) => "Make the PDF again",
        (PackKind::Zip, false) => "Make the ZIP file",
        (PackKind::Zip, true) => "Make the ZIP file again",
    };
    // The error summary leads to the button.
    let id = (view.form.is_refused() && kind == PackKind::Pdf).then_some(field::KIND);
    view! {
        <form method="post" action=paths::meeting_files(view.meeting.id) id=id novalidate>
            <input type="hidden" name=field::KIND value=kind.code() />
            <Button options=ButtonOptions {
                content: words.into(),
                classes: "govuk-button--secondary".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

/// What a reader may see of a meeting as a document that is readable by itself, on a
/// phone and on paper. Must be called inside a reactive owner.
pub fn alone(contents: &Contents) -> String {
    let title = format!("Pack: {}, {}", contents.title, contents.when);
    let line = |words: &String| (!words.is_empty()).then(|| view! { <p>{words.clone()}</p> });
    let list = contents
        .items
        .iter()
        .map(|item| view! { <li><a href=format!("#{}", anchor(item))>{item.heading()}</a></li> })
        .collect_view();
    let items = contents.items.iter().map(section).collect_view();
    let body = view! {
        <h1>{contents.title.clone()}</h1>
        {line(&contents.boards)}
        {line(&contents.when)}
        {line(&contents.place)}
        {line(&contents.version)}
        {line(&contents.marking)}
        <h2>"Contents"</h2>
        <ul>{list}</ul>
        {items}
        {contents.actions.as_ref().map(actions_of)}
    }
    .into_any()
    .to_html();
    layout::standalone(&title, &body)
}

fn anchor(item: &PackItem) -> String {
    format!("item-{}", item.id)
}

fn actions_of(actions: &PackActions) -> AnyView {
    let notes = actions
        .notes
        .iter()
        .map(|words| view! { <p>{words.clone()}</p> })
        .collect_view();
    let rows = actions
        .rows
        .iter()
        .map(|words| view! { <li>{words.clone()}</li> })
        .collect_view();
    view! {
        <h3>{actions.heading.clone()}</h3>
        {notes}
        {(!actions.rows.is_empty()).then(|| view! { <ul>{rows}</ul> })}
    }
    .into_any()
}

fn section(item: &PackItem) -> AnyView {
    let lines = item
        .lines
        .iter()
        .map(|words| view! { <p class="app-typed">{words.clone()}</p> })
        .collect_view();
    let papers = item
        .papers
        .iter()
        .map(|paper| view! { <li>{paper.in_words()}</li> })
        .collect::<Vec<_>>();
    let papers = (!papers.is_empty()).then(|| view! { <p>"Papers:"</p><ul>{papers}</ul> });
    view! {
        <section id=anchor(item)>
            <h2>{item.heading()}</h2>
            {lines}
            {item.actions.as_ref().map(actions_of)}
            {papers}
        </section>
    }
    .into_any()
}
