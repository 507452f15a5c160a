//! Where a file is sent.

use leptos::prelude::*;

use super::{button, crumbs, state_tag};
use crate::{
    boards::types::BoardEntry,
    form::FormState,
    govuk::{FileUpload, FileUploadOptions, HintOptions, LabelOptions},
    imports::{
        forms::field,
        kind::Kind,
        types::{ImportState, SentFile},
    },
    layout::{self, Fields, Page, Section},
    papers::rules::size,
    wording,
};

/// How much of a hash tells files of one board apart.
const HASH_LETTERS: usize = 8;

/// What the page shows.
pub struct UploadView {
    pub kind: &'static Kind,
    pub board: BoardEntry,
    pub form: FormState,
    /// The latest files of the board, the newest first.
    pub latest: Vec<SentFile>,
}

/// Draws the page: `how` says what becomes of a file, and `more` what may be in it.
pub fn upload_page(view: &UploadView, how: AnyView, more: AnyView) -> Page {
    let (kind, board) = (view.kind, &view.board);
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{board.name.clone()}</span>
        <h1 class="govuk-heading-l">{kind.heading}</h1>
        {how}
        {form(view)}
        {more}
        <h2 class="govuk-heading-m">"Latest files"</h2>
        {latest(view)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(kind, board),
        refused: view.form.is_refused(),
        ..Page::new(format!("{} - {}", kind.heading, board.name), main)
    }
}

fn form(view: &UploadView) -> AnyView {
    let upload = FileUploadOptions {
        id: Some(field::FILE.into()),
        name: field::FILE.into(),
        label: LabelOptions {
            content: "Upload a file".into(),
            classes: "govuk-label--m".into(),
            ..Default::default()
        },
        hint: Some(HintOptions::from(view.kind.takes.to_owned())),
        error_message: view.form.error(field::FILE).map(Into::into),
        attributes: [("accept", ".csv,.xlsx,.ods")].into(),
        ..Default::default()
    };
    view! {
        <form
            method="post"
            action=(view.kind.uploads)(&view.board.slug)
            enctype="multipart/form-data"
            novalidate
        >
            {Fields(&view.form).hidden(field::IMPORT)}
            <FileUpload options=upload />
            <div class="govuk-button-group">
                {button(view.kind.send.to_owned(), "")}
                <a class="govuk-link" href=(view.kind.list)(&view.board.slug)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

/// The file as it came, with its size and the beginning of its hash.
fn original(kind: &Kind, file: &SentFile) -> AnyView {
    if file.state == ImportState::Discarded {
        return "Deleted".into_any();
    }
    let begins: String = file.hash.chars().take(HASH_LETTERS).collect();
    view! {
        <a class="govuk-link" href=(kind.file)(file.id) download>
            "Download"
            <span class="govuk-visually-hidden">{format!(" {} as it came", file.name)}</span>
        </a>
        {format!(" ({}, SHA-256 {begins}…)", size(file.bytes))}
    }
    .into_any()
}

fn latest(view: &UploadView) -> AnyView {
    let kind = view.kind;
    if view.latest.is_empty() {
        return view! { <p class="govuk-body">{kind.none_yet}</p> }.into_any();
    }
    let rows = view
        .latest
        .iter()
        .map(|file| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header app-typed" data-label="File">
                        <a class="govuk-link" href=(kind.page)(file.id)>{file.name.clone()}</a>
                    </th>
                    <td class="govuk-table__cell" data-label="Uploaded">
                        {format!("{} by {}", wording::date_and_time(file.at), file.by)}
                    </td>
                    <td class="govuk-table__cell" data-label="Rows">{wording::grouped(file.rows)}</td>
                    <td class="govuk-table__cell" data-label="Original">{original(kind, file)}</td>
                    <td class="govuk-table__cell" data-label="State">{state_tag(file.state)}</td>
                </tr>
            }
        })
        .collect_view();
    let caption = wording::count(view.latest.len() as u64, "file", "files");
    super::table(
        caption,
        &["File", "Uploaded", "Rows", "Original", "State"],
        rows.into_any(),
    )
}
