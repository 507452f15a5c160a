//! Asks before a file is discarded.

use leptos::prelude::*;

use super::{about, button, changed, crumbs, version, warning};
use crate::{
    boards::types::BoardEntry,
    form::FormState,
    govuk::{SummaryList, SummaryListOptions},
    imports::{forms::field, kind::Kind, types::SentFile},
    layout::{self, Page, Section},
};

/// What the page shows.
pub struct DiscardView {
    pub kind: &'static Kind,
    pub board: BoardEntry,
    pub file: SentFile,
    pub form: FormState,
    /// Somebody else was faster.
    pub changed_meanwhile: bool,
}

/// Draws the page.
pub fn discard_page(view: &DiscardView) -> Page {
    let (kind, board, file) = (view.kind, &view.board, &view.file);
    let heading = "Discard this file";
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l app-typed">{file.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {view.changed_meanwhile.then(changed)}
        <SummaryList options=SummaryListOptions { rows: about(file), ..Default::default() } />
        {warning("The file and everything read from it are deleted. This cannot be undone.".to_owned())}
        <p class="govuk-body">{kind.discarding}</p>
        <form method="post" action=(kind.discard)(file.id) id=field::ROWS tabindex="-1" novalidate>
            {version(file)}
            <div class="govuk-button-group">
                {button("Discard the file".to_owned(), "govuk-button--warning")}
                <a class="govuk-link" href=(kind.page)(file.id)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(kind, board),
        refused: view.form.is_refused(),
        ..Page::new(format!("{heading} - {}", board.name), main)
    }
}
