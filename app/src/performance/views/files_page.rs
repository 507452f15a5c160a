//! Where official files are sent, and those that were.

use leptos::prelude::*;

use super::{cell, crumbs, head, state_tag};
use crate::{
    form::FormState,
    govuk::{Button, ButtonOptions, FileUpload, FileUploadOptions, HintOptions, LabelOptions},
    layout::{self, Fields, Page, Section, Width},
    paths,
    performance::{
        forms::field,
        types::{Layout, Publication},
    },
    wording,
};

/// What the page shows.
pub struct FilesView {
    pub form: FormState,
    /// The latest files, the newest first.
    pub latest: Vec<Publication>,
}

/// Draws the page.
pub fn files_page(view: &FilesView) -> Page {
    let heading = "Load an official file";
    let fields = Fields(&view.form);
    let upload = FileUploadOptions {
        id: Some(field::FILE.into()),
        name: field::FILE.into(),
        label: LabelOptions {
            content: "Upload a file".into(),
            classes: "govuk-label--s".into(),
            ..Default::default()
        },
        hint: Some(HintOptions::from(
            "CSV as published, or an XLSX or ODS workbook of Cafcass, smaller than 64MB".to_owned(),
        )),
        error_message: view.form.error(field::FILE).map(Into::into),
        attributes: [("accept", ".csv,.xlsx,.ods")].into(),
        ..Default::default()
    };
    let layouts = Layout::ALL
        .iter()
        .map(|layout| view! { <li>{layout.label()}</li> })
        .collect_view();
    let main = view! {
        {layout::error_summary(&view.form)}
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">
            "The file is checked first. Nothing changes before a second person of the national secretariat has approved it."
        </p>
        <details class="govuk-details">
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">"Which files are read"</span>
            </summary>
            <div class="govuk-details__text">
                <p class="govuk-body">"What a file is, is told from its column names:"</p>
                <ul class="govuk-list govuk-list--bullet">{layouts}</ul>
                <p class="govuk-body">
                    "A figure that is not in a file stays as it is. A figure that differs is revised, and the old one is kept with its date."
                </p>
            </div>
        </details>
        <form method="post" action=paths::IMPORT_FIGURES enctype="multipart/form-data" novalidate>
            {fields.hidden(field::KEY)}
            <FileUpload options=upload />
            {fields.text(field::TITLE, "Title of the publication", "Such as Family Court Statistics Quarterly, January to March 2026", Width::TwoThirds)}
            {fields.text(field::ADDRESS, "Address of the publication (optional)", "Begins with https://", Width::TwoThirds)}
            {fields.date(field::PUBLISHED_ON, "Date of publication", "Figures are not loaded before they are published")}
            <Button options=ButtonOptions {
                content: "Check the file".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
        {latest(&view.latest)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(),
        refused: view.form.is_refused(),
        ..Page::new(heading, main)
    }
}

fn latest(files: &[Publication]) -> AnyView {
    if files.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">"Latest files"</h2>
            <p class="govuk-body">"No official file has been uploaded yet."</p>
        }
        .into_any();
    }
    let rows = files
        .iter()
        .map(|file| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=paths::publication(file.id)>{file.title.clone()}</a>
                    </th>
                    {cell("File", file.file_name.clone())}
                    {cell("Uploaded", format!("{} by {}", wording::date_and_time(file.at), file.by_name))}
                    {cell("State", state_tag(file.state))}
                </tr>
            }
        })
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">"Latest files"</h2>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">
                {wording::count(files.len() as u64, "file", "files")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    {head("Publication")} {head("File")} {head("Uploaded")} {head("State")}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}
