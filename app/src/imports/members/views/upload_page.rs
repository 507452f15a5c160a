//! Where a file of members is sent.

use leptos::prelude::*;

use crate::{
    imports::{
        members::types::COLUMNS,
        views::{self, UploadView, inset, table},
    },
    layout::Page,
    paths, wording,
};

/// Draws the page.
pub fn upload_page(view: &UploadView) -> Page {
    let members = format!("{}?format=xlsx", paths::members_export(&view.board.slug));
    let how = view! {
        <p class="govuk-body">
            "The file is checked first, row by row. Nothing changes before you have seen what would, \
             and then all of its rows are imported, or none."
        </p>
        {inset("A row for a seat that the board has fills that seat. Any other row adds a seat. \
                Members who are not in the file stay as they are.".to_owned())}
        <p class="govuk-body">
            "The file of members that the portal gives you has the right columns: "
            <a class="govuk-link" href=members download>
                "download the members of this board (XLSX)"
            </a>
            ", add members to it, or put others in their seats, and send it back. Whoever has a seat already is left as they are, and so are their details."
        </p>
    };
    views::upload_page(view, how.into_any(), columns())
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
                {table(caption, &["Column", "What it holds", "Other names"], rows.into_any())}
                <p class="govuk-body">
                    "The order of the columns does not matter. Other columns are not read."
                </p>
            </div>
        </details>
    }
    .into_any()
}
