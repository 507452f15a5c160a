//! Which column of an earlier log is what.

use leptos::prelude::*;

use crate::{
    boards::types::BoardEntry,
    form::FormState,
    govuk::{Select, SelectItem, SelectOptions},
    imports::{
        actions::{
            forms::{NO_COLUMN, field},
            rules::columns::{letters, plain_header},
            types::{LogField, LogImport, LogRow},
        },
        kind::ACTIONS,
        views::{button, changed, crumbs, inset, version},
    },
    layout::{self, Fields, Page, Section},
    paths, wording,
};

/// What the page shows.
pub struct ColumnsView {
    pub board: BoardEntry,
    pub import: LogImport,
    /// The first rows, as examples.
    pub rows: Vec<LogRow>,
    pub form: FormState,
    /// Somebody else was faster.
    pub changed_meanwhile: bool,
}

impl ColumnsView {
    /// How many rows are shown as examples.
    pub const SAMPLES: usize = 3;
}

/// How much of a cell is shown as an example, in characters.
const EXAMPLE: usize = 60;

/// Draws the page.
pub fn columns_page(view: &ColumnsView) -> Page {
    let (board, import) = (&view.board, &view.import);
    let heading = "Match the columns";
    let remembered = import
        .layout
        .headers
        .values()
        .any(|header| import.remembered.contains_key(&plain_header(header)));
    let note = if remembered {
        "The columns are matched as your board matched them last time. Check them, and change what is no longer right."
    } else {
        "The columns are matched by their names. Check them: your board is not asked again for columns of the same names."
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l app-typed">{import.file.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {view.changed_meanwhile.then(changed)}
        <p class="govuk-body">
            {format!(
                "The column names were found in row {} of the sheet “{}”, with {} below.",
                import.layout.header_row,
                import.layout.sheet,
                wording::count(import.file.rows, "row", "rows")
            )}
        </p>
        {inset(note.to_owned())}
        {examples(view)}
        {matching(view)}
        {elsewhere(view)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(&ACTIONS, board),
        refused: view.form.is_refused(),
        ..Page::new(format!("{heading} - {}", board.name), main)
    }
}

/// "B: Action", or "C, without a name".
fn column_name(place: usize, header: &str) -> String {
    let header = wording::tidied(header);
    let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
    if header.is_empty() {
        format!("{}, without a name", letters(place))
    } else {
        format!("{}: {}", letters(place), short(&header))
    }
}

fn short(text: &str) -> String {
    let text = wording::tidied(text);
    if text.chars().count() > EXAMPLE {
        let start: String = text.chars().take(EXAMPLE).collect();
        format!("{start}…")
    } else {
        text
    }
}

/// The columns of the file with what stands in the first rows.
fn examples(view: &ColumnsView) -> AnyView {
    let layout = &view.import.layout;
    let lines = layout
        .headers
        .iter()
        .map(|(place, header)| {
            let cells: Vec<String> = view
                .rows
                .iter()
                .filter_map(|row| row.cells.get(place))
                .map(|text| short(text))
                .collect();
            let cells = if cells.is_empty() {
                "Nothing in the first rows".to_owned()
            } else {
                cells.join(" · ")
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header app-typed" data-label="Column">
                        {column_name(*place, header)}
                    </th>
                    <td class="govuk-table__cell app-typed" data-label="In the first rows">{cells}</td>
                </tr>
            }
        })
        .collect_view();
    let count = wording::count(layout.headers.len() as u64, "column", "columns");
    view! {
        <details class="govuk-details">
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">"What stands in the columns"</span>
            </summary>
            <div class="govuk-details__text">
                <table class="govuk-table app-responsive-table">
                    <caption class="govuk-table__caption govuk-table__caption--s">{count}</caption>
                    <thead class="govuk-table__head">
                        <tr class="govuk-table__row">
                            <th scope="col" class="govuk-table__header">"Column"</th>
                            <th scope="col" class="govuk-table__header">"In the first rows"</th>
                        </tr>
                    </thead>
                    <tbody class="govuk-table__body">{lines}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

/// What a field holds, for whoever looks for its column.
fn hint(field: LogField) -> &'static str {
    match field {
        LogField::Title => "What is to be done.",
        LogField::Lead => {
            "An organisation, a seat or a person of this board. What is not certain is asked."
        }
        LogField::Reference => {
            "Kept as the earlier reference, and found by the search. The portal gives its own."
        }
        LogField::Outcome => "",
        LogField::Status => {
            "Words that the portal does not know are asked. Without a status, an action with a closing date is closed, and any other open."
        }
        LogField::Raised => "Without it, actions count as raised on the day of the import.",
        LogField::Due => "",
        LogField::Closed => "Closed actions without it count as closed on the day of the import.",
        LogField::Update => "Becomes the first entry of the history.",
        LogField::Priority => "“High” and “urgent” are high, and any other word is normal.",
    }
}

fn matching(view: &ColumnsView) -> AnyView {
    let form = &view.form;
    let selects = LogField::ALL
        .iter()
        .map(|each| {
            let name = field::column(each.code());
            let none = if each.is_required() {
                SelectItem::new("", "Select a column")
            } else {
                SelectItem::new(NO_COLUMN, "Not in the file")
            };
            let columns = view.import.layout.headers.iter().map(|(place, header)| {
                SelectItem::new(place.to_string(), column_name(*place, header))
            });
            let label = if each.is_required() {
                each.label().to_owned()
            } else {
                format!("{} (optional)", each.label())
            };
            let value = form.answers.text(&name).to_owned();
            view! { <Select options=SelectOptions {
                id: Some(name.clone()),
                label: crate::govuk::LabelOptions {
                    content: label.into(),
                    classes: "govuk-label--s".into(),
                    ..Default::default()
                },
                hint: (!hint(*each).is_empty()).then(|| hint(*each).to_owned().into()),
                error_message: form.error(&name).map(Into::into),
                items: std::iter::once(none).chain(columns).collect(),
                value: Some(value),
                name,
                ..Default::default()
            } /> }
        })
        .collect_view();
    view! {
        <form method="post" action=paths::action_import_columns(view.import.file.id) novalidate>
            {version(&view.import.file)}
            {selects}
            {Fields(form).date(
                field::DUE,
                "When are open actions due that have no due date? (optional)",
                "Every open action of the portal has a due date. Without this, such rows have to be corrected in the file.",
            )}
            <div class="govuk-button-group">
                {button("Check the rows".to_owned(), "")}
                <a class="govuk-link" href=paths::discard_action_import(view.import.file.id)>"Discard this file"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Another row or sheet, where the wrong one was found.
fn elsewhere(view: &ColumnsView) -> AnyView {
    let fields = Fields(&view.form);
    let sheets = &view.import.layout.sheets;
    let sheet = if sheets.len() > 1 {
        let items = sheets
            .iter()
            .map(|sheet| SelectItem::new(sheet.clone(), sheet.clone()))
            .collect();
        fields.select(field::SHEET, "Sheet", "", items)
    } else {
        fields.hidden(field::SHEET)
    };
    view! {
        <h2 class="govuk-heading-m">"If these are not the columns of your log"</h2>
        <form method="post" action=paths::action_import_columns(view.import.file.id) novalidate>
            {version(&view.import.file)}
            <input type="hidden" name=field::LOOK value="yes" />
            {sheet}
            {fields.number(
                field::HEADER_ROW,
                "Row of the column names",
                "As your spreadsheet program counts rows.",
                "",
            )}
            {button("Look there instead".to_owned(), "govuk-button--secondary")}
        </form>
    }
    .into_any()
}
