//! Where an earlier log is sent.

use leptos::prelude::*;

use crate::{
    imports::views::{self, UploadView, inset},
    layout::Page,
    paths,
};

/// Draws the page.
pub fn upload_page(view: &UploadView) -> Page {
    let how = view! {
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
        {inset("A file with details of a child, a family or a case is not taken. Take them out first.".to_owned())}
        <p class="govuk-body">
            "If you have no log yet, "
            <a class="govuk-link" href=paths::import_actions_template(&view.board.slug) download>
                "download an empty one with all columns (XLSX)"
            </a>
            "."
        </p>
    };
    views::upload_page(view, how.into_any(), ().into_any())
}
