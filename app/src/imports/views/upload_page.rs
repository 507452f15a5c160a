//! Where a file of members is sent.

use leptos::prelude::*;

use super::{crumbs, state_tag};
use crate::{
    boards::types::BoardEntry,
    form::FormState,
    govuk::{
        Button, ButtonOptions, FileUpload, FileUploadOptions, HintOptions, InsetText,
        InsetTextOptions, LabelOptions,
    },
    imports::{
        forms::field,
        types::{COLUMNS, ImportEntry, ImportState},
    },
    layout::{self, Fields, Page, Section},
    papers::rules::size,
    paths, wording,
};

/// How much of a hash tells files of one board apart.
const HASH_LETTERS: usize = 8;

/// What the page shows.
pub struct UploadView {
    pub board: BoardEntry,
    pub form: FormState,
    /// The latest files of the board, the newest first.
    pub latest: Vec<ImportEntry>,
}

/// Draws the page.
pub fn upload_page(view: &UploadView) -> Page {
    let board = &view.board;
    let heading = "Import members from a file";
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{board.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">
            "The file is checked first, row by row. Nothing changes before you have seen what would, \
             and then all of its rows are imported, or none."
        </p>
        <InsetText options=InsetTextOptions {
            content: "A row for a seat that the board has fills that seat. Any other row adds a seat. \
                      Members who are not in the file stay as they are.".into(),
            ..Default::default()
        } />
        <p class="govuk-body">
            "The file of members that the portal gives you has the right columns: "
            <a class="govuk-link" href=format!("{}?format=xlsx", paths::members_export(&board.slug)) download>
                "download the members of this board (XLSX)"
            </a>
            ", add members to it, or put others in their seats, and send it back. Whoever has a seat already is left as they are, and so are their details."
        </p>
        {form(view)}
        {columns()}
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

fn columns() -> AnyView {
    let rows = COLUMNS
        .iter()
        .map(|column| {
            let (name, others) = column.names.split_first().unwrap_or((&"", &[]));
            let needed = if column.required { " (needed)" } else { "" };
            let others = if others.is_empty() {
                "None".to_owned()
            } else {
                others.join(", ")
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header" data-label="Column">
                        {format!("{name}{needed}")}
                    </th>
                    <td class="govuk-table__cell" data-label="What it holds">{column.holds}</td>
                    <td class="govuk-table__cell" data-label="Other names">{others}</td>
                </tr>
            }
        })
        .collect_view();
    let caption = wording::count(COLUMNS.len() as u64, "column is read", "columns are read");
    view! {
        <details class="govuk-details">
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">"Which columns are read"</span>
            </summary>
            <div class="govuk-details__text">
                <table class="govuk-table app-responsive-table">
                    <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
                    <thead class="govuk-table__head">
                        <tr class="govuk-table__row">
                            <th scope="col" class="govuk-table__header">"Column"</th>
                            <th scope="col" class="govuk-table__header">"What it holds"</th>
                            <th scope="col" class="govuk-table__header">"Other names"</th>
                        </tr>
                    </thead>
                    <tbody class="govuk-table__body">{rows}</tbody>
                </table>
                <p class="govuk-body">
                    "The order of the columns does not matter. Other columns are not read."
                </p>
            </div>
        </details>
    }
    .into_any()
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
        hint: Some(HintOptions::from(
            "CSV, XLSX or ODS, smaller than 10MB, up to 10,000 rows".to_owned(),
        )),
        error_message: view.form.error(field::FILE).map(Into::into),
        attributes: [("accept", ".csv,.xlsx,.ods")].into(),
        ..Default::default()
    };
    view! {
        <form
            method="post"
            action=paths::import_members(&view.board.slug)
            enctype="multipart/form-data"
            novalidate
        >
            {Fields(&view.form).hidden(field::IMPORT)}
            <FileUpload options=upload />
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Check the file".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <a class="govuk-link" href=paths::members(&view.board.slug)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

/// The file as it came, with its size and the beginning of its hash.
fn original(import: &ImportEntry) -> AnyView {
    if import.state == ImportState::Discarded {
        return "Deleted".into_any();
    }
    let begins: String = import.file_hash.chars().take(HASH_LETTERS).collect();
    view! {
        <a class="govuk-link" href=paths::import_file(import.id) download>
            "Download"
            <span class="govuk-visually-hidden">{format!(" {} as it came", import.file_name)}</span>
        </a>
        {format!(" ({}, SHA-256 {begins}…)", size(import.file_bytes))}
    }
    .into_any()
}

fn latest(imports: &[ImportEntry]) -> AnyView {
    if imports.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">"Latest files"</h2>
            <p class="govuk-body">"No file of members has been uploaded for this board yet."</p>
        }
        .into_any();
    }
    let rows = imports
        .iter()
        .map(|import| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header" data-label="File">
                        <a class="govuk-link" href=paths::import(import.id)>{import.file_name.clone()}</a>
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
