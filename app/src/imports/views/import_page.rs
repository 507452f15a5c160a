//! The frame around the page of a file: what is to be done with it, its rows, taking
//! it over, undoing it, and what can be taken away of it.

use leptos::prelude::*;

use super::{about, button, changed, crumbs, row, state_tag, version, warning};
use crate::{
    boards::types::BoardEntry,
    form::FormState,
    govuk::{
        Checkboxes, CheckboxesItem, CheckboxesOptions, SummaryList, SummaryListOptions,
        SummaryListRow,
    },
    imports::{
        forms::field,
        kind::Kind,
        types::{ImportState, InTheWay, SentFile},
    },
    layout::{self, Page, Section},
    papers::rules::size,
    wording,
};

/// What the page of every file shows.
pub struct Frame {
    pub kind: &'static Kind,
    pub board: BoardEntry,
    pub file: SentFile,
    /// Whether it is being taken over or undone at this moment.
    pub at_work: bool,
    /// Why the last attempt to take it over or undo it came to nothing.
    pub failure: Option<&'static str>,
    /// Whether it is the last that was taken over on the board.
    pub may_undo: bool,
    /// The last row of the page before, or nothing.
    pub after: i32,
    /// What was sent, and what was wrong with it.
    pub form: FormState,
    /// What changed since, so that it cannot be undone.
    pub in_the_way: Vec<InTheWay>,
    /// Somebody else was faster.
    pub changed_meanwhile: bool,
}

impl Frame {
    /// Whether the page is worth another look by itself.
    pub fn is_moving(&self) -> bool {
        self.at_work || self.file.state == ImportState::Checking
    }
}

/// What an import shows that is its own.
pub struct Own {
    /// What is to be done before it is taken over, and that it can be; or how far it is.
    pub to_do: AnyView,
    /// What was taken over, in a sentence or two.
    pub done: String,
    pub rows: AnyView,
    /// What else is said of the file.
    pub about: Vec<SummaryListRow>,
}

/// Draws the page.
pub fn import_page(frame: &Frame, own: Own) -> Page {
    let (kind, file) = (frame.kind, &frame.file);
    let heading = format!("Import of {}", file.name);
    let is_moving = frame.is_moving();
    let has_rows = !is_moving && file.state.has_rows();
    let state = match file.state {
        _ if is_moving => own.to_do,
        ImportState::Applied => applied(frame, own.done),
        ImportState::Undone => with_list(frame, kind.undone.to_owned()),
        ImportState::Discarded => discarded(),
        ImportState::Columns
        | ImportState::Checking
        | ImportState::Refused
        | ImportState::Checked => own.to_do,
    };
    let failure = (!frame.form.is_refused())
        .then_some(frame.failure)
        .flatten();
    let summary = SummaryListOptions {
        rows: summary(file, own.about),
        ..Default::default()
    };
    let main = view! {
        {layout::error_summary(&frame.form)}
        <span class="govuk-caption-l">{frame.board.name.clone()}</span>
        <h1 class="govuk-heading-l app-typed">{heading.clone()}</h1>
        {frame.changed_meanwhile.then(changed)}
        {failure.map(|why| warning(why.to_owned()))}
        <p class="govuk-body">{state_tag(file.state)}</p>
        {state}
        {has_rows.then_some(own.rows)}
        {(!is_moving).then(|| files(kind, file))}
        <h2 class="govuk-heading-m">"About the file"</h2>
        <SummaryList options=summary />
        <p class="govuk-body">
            <a class="govuk-link" href=(kind.uploads)(&frame.board.slug)>{kind.all_files}</a>
        </p>
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(kind, &frame.board),
        refused: frame.form.is_refused(),
        wide: true,
        ..Page::new(format!("{heading} - {}", frame.board.name), main)
    }
}

fn summary(file: &SentFile, own: Vec<SummaryListRow>) -> Vec<SummaryListRow> {
    let mut list = about(file);
    list.extend(own);
    if let Some(at) = file.applied_at {
        list.push(row("Imported", wording::date_and_time(at)));
    }
    if let Some(at) = file.undone_at {
        list.push(row("Undone", wording::date_and_time(at)));
    }
    list
}

/// Words and the way to the list that the rows went into.
fn with_list(frame: &Frame, words: String) -> AnyView {
    view! {
        <p class="govuk-body">
            {words} " "
            <a class="govuk-link" href=(frame.kind.list)(&frame.board.slug)>{frame.kind.see_list}</a>
        </p>
    }
    .into_any()
}

/// The form that takes a file over: `words` say what of it, in `how_many` things, and
/// `more` is sent with it.
pub fn take_over(frame: &Frame, words: String, how_many: &str, more: AnyView) -> AnyView {
    view! {
        <p class="govuk-body">{words}</p>
        <form method="post" action=(frame.kind.apply)(frame.file.id) novalidate>
            {version(&frame.file)}
            {more}
            {button(format!("Import {how_many}"), "")}
        </form>
    }
    .into_any()
}

fn applied(frame: &Frame, done: String) -> AnyView {
    let after = if frame.may_undo {
        undo(frame)
    } else {
        view! { <p class="govuk-body">{frame.kind.overtaken}</p> }.into_any()
    };
    view! { {with_list(frame, done)} {after} }.into_any()
}

fn undo(frame: &Frame) -> AnyView {
    let kind = frame.kind;
    let in_the_way = (!frame.in_the_way.is_empty()).then(|| {
        let changed = frame
            .in_the_way
            .iter()
            .map(|one| {
                let link = one.link.clone().map(|(address, name)| {
                    view! { <a class="govuk-link" href=address>{name}</a> ", " }
                });
                view! { <li class="app-typed">{link}{one.words.clone()}</li> }
            })
            .collect_view();
        view! {
            <p class="govuk-body">{kind.in_the_way}</p>
            <ul class="govuk-list govuk-list--bullet">{changed}</ul>
        }
    });
    let confirm = CheckboxesOptions {
        id_prefix: Some(field::CONFIRMED.into()),
        name: field::CONFIRMED.into(),
        items: vec![CheckboxesItem::new("yes", kind.undo_yes)],
        error_message: frame.form.error(field::CONFIRMED).map(Into::into),
        classes: "govuk-checkboxes--small".into(),
        ..Default::default()
    };
    view! {
        <h2 class="govuk-heading-m" id=field::UNDO tabindex="-1">"Undo this import"</h2>
        <p class="govuk-body">{kind.undoing}</p>
        {in_the_way}
        <form method="post" action=(kind.undo)(frame.file.id) novalidate>
            {version(&frame.file)}
            <Checkboxes options=confirm />
            {button("Undo this import".to_owned(), "govuk-button--warning")}
        </form>
    }
    .into_any()
}

fn discarded() -> AnyView {
    view! {
        <p class="govuk-body">
            "Nothing was imported, and the file and what was read from it have been deleted."
        </p>
    }
    .into_any()
}

/// What can be taken away of an import, and that it can be discarded.
fn files(kind: &Kind, file: &SentFile) -> AnyView {
    if file.state == ImportState::Discarded {
        return ().into_any();
    }
    let rows = file.state.has_rows().then(|| {
        let formats = ["CSV", "XLSX"].into_iter().map(|format| {
            let code = format.to_lowercase();
            let address = format!("{}?format={code}", (kind.rows)(file.id));
            view! {
                <li>
                    <a class="govuk-link" href=address download>
                        {format!("Download all rows with what becomes of them ({format})")}
                    </a>
                </li>
            }
        });
        formats.collect_view()
    });
    let discard = file.state.may_be_discarded().then(|| {
        view! {
            <li>
                <a class="govuk-link" href=(kind.discard)(file.id)>"Discard this file"</a>
            </li>
        }
    });
    view! {
        <h2 class="govuk-heading-m">"Files"</h2>
        <ul class="govuk-list">
            {rows}
            <li>
                <a class="govuk-link" href=(kind.file)(file.id) download>
                    {format!("Download the file as it came ({})", size(file.bytes))}
                </a>
            </li>
            {discard}
        </ul>
    }
    .into_any()
}
