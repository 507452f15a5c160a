//! Where an earlier action log is sent.

use leptos::prelude::*;

use super::{crumbs, state_tag};
use crate::{
    action_imports::{
        forms::field,
        types::{LogImport, LogState},
    },
    boards::types::BoardEntry,
    form::FormState,
    govuk::{
        Button, ButtonOptions, FileUpload, FileUploadOptions, HintOptions, InsetText,
        InsetTextOptions, LabelOptions,
    },
    layout::{self, Fields, Page, Section},
    papers::rules::size,
    paths, wording,
};

/// What the page shows.
pub struct LogUploadView {
    pub board: BoardEntry,
    pub form: FormState,
    /// The latest files of the board, the newest first.
    pub latest: Vec<LogImport>,
}

/// Draws the page.
pub fn upload_page(view: &LogUploadView) -> Page {
    let board = &view.board;
    let heading = "Import an action log";
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{board.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">
            "Bring the actions that your board keeps in a spreadsheet. Its columns may have any names: \
             you say once which is what, and the portal remembers it for this board."
        </p>
        <ol class="govuk-list govuk-list--number">
            <li>"Upload the spreadsheet as it is."</li>
            <li>"Match its columns. Most are matched for you."</li>
            <li>"Check what would become of every row, and answer what is not certain."</li>
            <li>"Import the actions. All of them are imported, or none."</li>
        </ol>
        <InsetText options=InsetTextOptions {
            content: "A file with details of a child, a family or a case is not taken. Take them out first.".into(),
            ..Default::default()
        } />
        <p class="govuk-body">
            "If you have no log yet, "
            <a class="govuk-link" href=paths::import_actions_template(&board.slug) download>
                "download an empty one with all columns (XLSX)"
            </a>
            "."
        </p>
        {form(view)}
        {latest(&view.latest)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(board),
        refused: view.form.is_refused(),
        ..Page::new(format!("{heading} - {}", board.name), main)
    }
}

fn form(view: &LogUploadView) -> AnyView {
    let upload = FileUploadOptions {
        id: Some(field::FILE.into()),
        name: field::FILE.into(),
        label: LabelOptions {
            content: "Upload a file".into(),
            classes: "govuk-label--m".into(),
            ..Default::default()
        },
        hint: Some(HintOptions::from(
            "CSV, XLSX or ODS, smaller than 10MB, up to 2,000 rows".to_owned(),
        )),
        error_message: view.form.error(field::FILE).map(Into::into),
        attributes: [("accept", ".csv,.xlsx,.ods")].into(),
        ..Default::default()
    };
    view! {
        <form
            method="post"
            action=paths::import_actions(&view.board.slug)
            enctype="multipart/form-data"
            novalidate
        >
            {Fields(&view.form).hidden(field::IMPORT)}
            <FileUpload options=upload />
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Upload the log".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <a class="govuk-link" href=paths::action_log(&view.board.slug)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

fn original(import: &LogImport) -> AnyView {
    if import.state == LogState::Discarded {
        return "Deleted".into_any();
    }
    view! {
        <a class="govuk-link" href=paths::action_import_file(import.id) download>
            "Download"
            <span class="govuk-visually-hidden">{format!(" {} as it came", import.file_name)}</span>
        </a>
        {format!(" ({})", size(import.file_bytes))}
    }
    .into_any()
}

fn latest(imports: &[LogImport]) -> AnyView {
    if imports.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">"Latest files"</h2>
            <p class="govuk-body">"No action log has been uploaded for this board yet."</p>
        }
        .into_any();
    }
    let rows = imports
        .iter()
        .map(|import| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header app-typed" data-label="File">
                        <a class="govuk-link" href=paths::action_import(import.id)>{import.file_name.clone()}</a>
                    </th>
                    <td class="govuk-table__cell" data-label="Uploaded">
                        {format!("{} by {}", wording::date_and_time(import.at), import.by)}
                    </td>
                    <td class="govuk-table__cell" data-label="Rows">{wording::grouped(import.rows_total)}</td>
                    <td class="govuk-table__cell" data-label="Original">{original(import)}</td>
                    <td class="govuk-table__cell" data-label="State">{state_tag(import.state)}</td>
                </tr>
            }
        })
        .collect_view();
    let caption = wording::count(imports.len() as u64, "file", "files");
    view! {
        <h2 class="govuk-heading-m">"Latest files"</h2>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"File"</th>
                    <th scope="col" class="govuk-table__header">"Uploaded"</th>
                    <th scope="col" class="govuk-table__header">"Rows"</th>
                    <th scope="col" class="govuk-table__header">"Original"</th>
                    <th scope="col" class="govuk-table__header">"State"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}
