use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content, scalar};

/// Options of [`Table`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TableOptions {
    #[serde(deserialize_with = "scalar::list")]
    pub rows: Vec<Vec<TableCell>>,
    pub head: Vec<TableCell>,
    pub caption: String,
    /// Such as `govuk-table__caption--m`.
    pub caption_classes: String,
    pub first_cell_is_header: bool,
    pub classes: String,
    pub attributes: Attributes,
}

/// One cell, of a row or of the head.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TableCell {
    #[serde(flatten)]
    pub content: Content,
    /// "numeric" for numbers to be compared down the column.
    pub format: Option<String>,
    pub classes: String,
    pub colspan: Option<u32>,
    pub rowspan: Option<u32>,
    pub attributes: Attributes,
}

from_words!(TableCell);

impl TableCell {
    /// A number, set to the right.
    pub fn numeric(words: impl Into<Content>) -> Self {
        Self {
            content: words.into(),
            format: Some("numeric".into()),
            ..Self::default()
        }
    }
}

/// Facts in rows and columns.
///
/// <https://design-system.service.gov.uk/components/table/>
///
/// The caption names the table, and each heading says which cells it stands for,
/// so a cell makes sense when heard by itself (WCAG 1.3.1, 1.3.2, 2.4.6). Tables
/// hold facts, never layout.
#[component]
pub fn Table(options: TableOptions) -> impl IntoView {
    let caption = (!options.caption.is_empty()).then(|| {
        view! {
            <caption class=class_list("govuk-table__caption", &[&options.caption_classes])>
                {options.caption}
            </caption>
        }
    });
    let head = (!options.head.is_empty()).then(|| {
        view! {
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    {options.head.into_iter().map(column_header).collect::<Vec<_>>()}
                </tr>
            </thead>
        }
    });
    let rows: Vec<_> = options
        .rows
        .into_iter()
        .map(|cells| row(cells, options.first_cell_is_header))
        .collect();
    view! {
        <table
            class=class_list("govuk-table", &[&options.classes])
            {..options.attributes.spread()}
        >
            {caption}
            {head}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
}

fn row(cells: Vec<TableCell>, first_is_header: bool) -> AnyView {
    let cells: Vec<_> = cells
        .into_iter()
        .enumerate()
        .map(|(index, cell)| {
            if first_is_header && index == 0 {
                row_header(cell)
            } else {
                data_cell(cell)
            }
        })
        .collect();
    view! { <tr class="govuk-table__row">{cells}</tr> }.into_any()
}

fn column_header(cell: TableCell) -> AnyView {
    let format = format_class("govuk-table__header--", cell.format);
    view! {
        <th
            scope="col"
            class=class_list("govuk-table__header", &[&format, &cell.classes])
            colspan=cell.colspan
            rowspan=cell.rowspan
            {..cell.attributes.spread()}
        >
            {cell.content.draw()}
        </th>
    }
    .into_any()
}

fn row_header(cell: TableCell) -> AnyView {
    view! {
        <th
            scope="row"
            class=class_list("govuk-table__header", &[&cell.classes])
            colspan=cell.colspan
            rowspan=cell.rowspan
            {..cell.attributes.spread()}
        >
            {cell.content.draw()}
        </th>
    }
    .into_any()
}

fn data_cell(cell: TableCell) -> AnyView {
    let format = format_class("govuk-table__cell--", cell.format);
    view! {
        <td
            class=class_list("govuk-table__cell", &[&format, &cell.classes])
            colspan=cell.colspan
            rowspan=cell.rowspan
            {..cell.attributes.spread()}
        >
            {cell.content.draw()}
        </td>
    }
    .into_any()
}

fn format_class(prefix: &str, format: Option<String>) -> String {
    format
        .map(|format| format!("{prefix}{format}"))
        .unwrap_or_default()
}
