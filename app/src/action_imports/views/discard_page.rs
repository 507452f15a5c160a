//! Asks before an earlier log is discarded.

use leptos::prelude::*;

use super::{about, crumbs, version};
use crate::{
    action_imports::{forms::field, types::LogImport},
    boards::types::BoardEntry,
    form::FormState,
    govuk::{
        Button, ButtonOptions, SummaryList, SummaryListOptions, WarningText, WarningTextOptions,
    },
    imports::views::changed,
    layout::{self, Page, Section},
    paths,
};

/// What the page shows.
pub struct LogDiscardView {
    pub board: BoardEntry,
    pub import: LogImport,
    pub form: FormState,
    /// Somebody else was faster.
    pub changed_meanwhile: bool,
}

/// Draws the page.
pub fn discard_page(view: &LogDiscardView) -> Page {
    let (board, import) = (&view.board, &view.import);
    let heading = "Discard this file";
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l app-typed">{import.file_name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {view.changed_meanwhile.then(changed)}
        <SummaryList options=SummaryListOptions { rows: about(import), ..Default::default() } />
        <WarningText options=WarningTextOptions {
            content: "The file and everything read from it are deleted. This cannot be undone.".into(),
            icon_fallback_text: Some("Warning".into()),
            ..Default::default()
        } />
        <p class="govuk-body">
            "Nothing of it was imported, so no action changes. The history of the board keeps who sent it and \
             who discarded it."
        </p>
        <form method="post" action=paths::discard_action_import(import.id) id=field::ROWS tabindex="-1" novalidate>
            {version(import)}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Discard the file".into(),
                    classes: "govuk-button--warning".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <a class="govuk-link" href=paths::action_import(import.id)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(board),
        refused: view.form.is_refused(),
        ..Page::new(format!("{heading} - {}", board.name), main)
    }
}
