//! An earlier log: checked, taken over, undone.

use leptos::prelude::*;

use super::{about, crumbs, rows, state_tag, version};
use crate::{
    action_imports::{
        forms::{self, field},
        types::{Asks, LogImport, LogRow, LogState, LogVerdict, Outlook, Question},
    },
    boards::types::BoardEntry,
    form::FormState,
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions,
        HintOptions, InsetText, InsetTextOptions, LabelOptions, LegendOptions, Radios, RadiosItem,
        RadiosOptions, Select, SelectItem, SelectOptions, SummaryList, SummaryListOptions,
    },
    imports::views::{changed, warning},
    layout::{self, Page, Section},
    papers::rules::size,
    paths, wording,
};

/// What the page shows.
pub struct LogImportView {
    pub board: BoardEntry,
    pub import: LogImport,
    /// Every row as it came, with the action that it became.
    pub rows: Vec<LogRow>,
    /// What would become of the rows; nothing where they were taken over.
    pub outlook: Outlook,
    /// What tells this outlook from every other.
    pub seal: String,
    /// The rows with which verdict are shown; all where there is none.
    pub shown: Option<LogVerdict>,
    /// The last row of the page before, or nothing.
    pub after: i32,
    /// How many rows are shown at most.
    pub most: usize,
    /// Whether it is the last that was taken over on the board.
    pub may_undo: bool,
    pub form: FormState,
    /// Actions that changed since, so that it cannot be undone: reference and title.
    pub in_the_way: Vec<(String, String)>,
    /// Somebody else was faster.
    pub changed_meanwhile: bool,
}

/// Draws the page.
pub fn import_page(view: &LogImportView) -> Page {
    let import = &view.import;
    let heading = format!("Import of {}", import.file_name);
    let state = match import.state {
        LogState::Columns | LogState::Checked => checked(view),
        LogState::Applied => applied(view),
        LogState::Undone => undone(view),
        LogState::Discarded => discarded(),
    };
    let has_rows = import.state != LogState::Discarded;
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.board.name.clone()}</span>
        <h1 class="govuk-heading-l app-typed">{heading.clone()}</h1>
        {view.changed_meanwhile.then(changed)}
        <p class="govuk-body">{state_tag(import.state)}</p>
        {state}
        {has_rows.then(|| rows::rows(view))}
        {files(import)}
        <h2 class="govuk-heading-m">"About the file"</h2>
        <SummaryList options=SummaryListOptions { rows: about(import), ..Default::default() } />
        <p class="govuk-body">
            <a class="govuk-link" href=paths::import_actions(&view.board.slug)>"All logs of this board"</a>
        </p>
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(&view.board),
        refused: view.form.is_refused(),
        wide: true,
        ..Page::new(format!("{heading} - {}", view.board.name), main)
    }
}

fn inset(words: String) -> AnyView {
    view! { <InsetText options=InsetTextOptions { content: words.into(), ..Default::default() } /> }
        .into_any()
}

fn checked(view: &LogImportView) -> AnyView {
    let outlook = &view.outlook;
    let (bad, unclear) = (
        outlook.count(LogVerdict::Bad),
        outlook.count(LogVerdict::Unclear),
    );
    let mend = (bad > 0).then(|| {
        let words = wording::count(bad, "row needs correcting", "rows need correcting");
        warning(format!(
            "{words} before anything is imported. Correct the file and upload all of it again, \
             or match its columns in another way."
        ))
    });
    let nothing = bad == 0 && unclear == 0 && outlook.count(LogVerdict::New) == 0;
    view! {
        {mend}
        {questions(view)}
        {nothing.then(|| inset("There is nothing to import: no row is a new action.".to_owned()))}
        {outlook.is_ready().then(|| take_over(view))}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::action_import_columns(view.import.id)>
                "Change which column is what"
            </a>
        </p>
    }
    .into_any()
}

/// What has to be said before all rows can be judged: each once, however many rows
/// ask it.
fn questions(view: &LogImportView) -> AnyView {
    let questions = &view.outlook.questions;
    if questions.is_empty() {
        return ().into_any();
    }
    let asked = questions
        .iter()
        .map(|question| ask(question, &view.form))
        .collect_view();
    let heading = wording::count(questions.len() as u64, "question", "questions");
    view! {
        <h2 class="govuk-heading-m" id=field::QUESTIONS tabindex="-1">{format!("{heading} about this log")}</h2>
        <p class="govuk-body">
            "What you answer holds for every row with the same words. What words mean is remembered for the next log of this board."
        </p>
        <form method="post" action=paths::answer_action_import(view.import.id) novalidate>
            {version(&view.import)}
            {asked}
            <Button options=ButtonOptions {
                content: "Save the answers and check again".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

fn ask(question: &Question, form: &FormState) -> AnyView {
    let name = forms::name(question);
    let value = form.answers.text(&name).to_owned();
    let rows = wording::count(question.rows, "row", "rows");
    let mut hint = format!(
        "{rows} of the file, the first of them row {}.",
        question.first_row
    );
    if question.asks == Asks::Dates {
        hint.push_str(
            " It holds for every date in figures of this file, and is asked for each file.",
        );
        return view! { <Radios options=RadiosOptions {
            id_prefix: Some(name.clone()),
            name: name.clone(),
            fieldset: Some(FieldsetOptions {
                legend: Some(LegendOptions {
                    content: format!("In which order are dates written in this file? {}", question.words).into(),
                    classes: "govuk-fieldset__legend--s app-typed".into(),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            hint: Some(HintOptions::from(hint)),
            error_message: form.error(&name).map(Into::into),
            value: (!value.is_empty()).then_some(value),
            items: question
                .offers
                .iter()
                .map(|offer| RadiosItem::new(offer.code.clone(), offer.words.clone()))
                .collect(),
            ..Default::default()
        } /> }
        .into_any();
    }
    let items = std::iter::once(SelectItem::new("", "Select an answer")).chain(
        question
            .offers
            .iter()
            .map(|offer| SelectItem::new(offer.code.clone(), offer.words.clone())),
    );
    view! { <Select options=SelectOptions {
        id: Some(name.clone()),
        label: LabelOptions {
            content: question.words.clone().into(),
            classes: "govuk-label--s app-typed".into(),
            ..Default::default()
        },
        hint: Some(HintOptions::from(hint)),
        error_message: form.error(&name).map(Into::into),
        items: items.collect(),
        value: Some(value),
        name,
        ..Default::default()
    } /> }
    .into_any()
}

fn take_over(view: &LogImportView) -> AnyView {
    let new = view.outlook.count(LogVerdict::New);
    let actions = wording::count(new, "action", "actions");
    let open = view.outlook.open();
    view! {
        <p class="govuk-body">
            {format!("{actions} would be imported: {open} open, {} closed or dropped. ", new - open)}
            "All of them are imported, or none. The import can be undone as long as nobody has touched one of its actions."
        </p>
        <form method="post" action=paths::apply_action_import(view.import.id) novalidate>
            {version(&view.import)}
            <input type="hidden" name=field::SEEN value=view.seal.clone() />
            <Button options=ButtonOptions {
                content: format!("Import {actions}").into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

fn applied(view: &LogImportView) -> AnyView {
    let made = view.rows.iter().filter(|row| row.action.is_some()).count() as u64;
    let in_the_way = (!view.in_the_way.is_empty()).then(|| {
        let actions = view
            .in_the_way
            .iter()
            .map(|(reference, title)| {
                view! {
                    <li class="app-typed">
                        <a class="govuk-link" href=paths::action(reference)>{reference.clone()}</a>
                        {format!(", {title}")}
                    </li>
                }
            })
            .collect_view();
        view! {
            <p class="govuk-body">"It cannot be undone, because these actions have changed since:"</p>
            <ul class="govuk-list govuk-list--bullet">{actions}</ul>
        }
    });
    let undo = view.may_undo.then(|| {
        let confirm = CheckboxesOptions {
            id_prefix: Some(field::CONFIRMED.into()),
            name: field::CONFIRMED.into(),
            items: vec![CheckboxesItem::new("yes", "Yes, take the actions of this import away")],
            error_message: view.form.error(field::CONFIRMED).map(Into::into),
            classes: "govuk-checkboxes--small".into(),
            ..Default::default()
        };
        view! {
            <h2 class="govuk-heading-m" id=field::UNDO tabindex="-1">"Undo this import"</h2>
            <p class="govuk-body">
                "Undoing it takes its actions away. Nobody gets their references again. It cannot be undone once somebody has updated, changed or commented on one of them."
            </p>
            {in_the_way}
            <form method="post" action=paths::undo_action_import(view.import.id) novalidate>
                {version(&view.import)}
                <Checkboxes options=confirm />
                <Button options=ButtonOptions {
                    content: "Undo this import".into(),
                    classes: "govuk-button--warning".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
    });
    let later = (!view.may_undo).then(|| {
        view! {
            <p class="govuk-body">
                "It can no longer be undone, because another log was imported after it."
            </p>
        }
    });
    let actions = wording::count(made, "action was", "actions were");
    view! {
        <p class="govuk-body">
            {format!("{actions} imported. ")}
            <a class="govuk-link" href=paths::action_log(&view.board.slug)>"See the action log"</a>
        </p>
        {undo}
        {later}
    }
    .into_any()
}

fn undone(view: &LogImportView) -> AnyView {
    view! {
        <p class="govuk-body">
            "Its actions have been taken away. "
            <a class="govuk-link" href=paths::action_log(&view.board.slug)>"See the action log"</a>
        </p>
    }
    .into_any()
}

fn discarded() -> AnyView {
    view! {
        <p class="govuk-body">
            "Nothing was imported, and the file and what was read from it have been deleted."
        </p>
    }
    .into_any()
}

/// What can be taken away of an import, and that it can be discarded.
fn files(import: &LogImport) -> AnyView {
    if import.state == LogState::Discarded {
        return ().into_any();
    }
    let rows = ["CSV", "XLSX"]
        .into_iter()
        .map(|format| {
            let code = format.to_lowercase();
            let address = format!("{}?format={code}", paths::action_import_rows(import.id));
            view! {
                <li>
                    <a class="govuk-link" href=address download>
                        {format!("Download all rows with what becomes of them ({format})")}
                    </a>
                </li>
            }
        })
        .collect_view();
    let discard = matches!(import.state, LogState::Columns | LogState::Checked).then(|| {
        view! {
            <li>
                <a class="govuk-link" href=paths::discard_action_import(import.id)>"Discard this file"</a>
            </li>
        }
    });
    view! {
        <h2 class="govuk-heading-m">"Files"</h2>
        <ul class="govuk-list">
            {rows}
            <li>
                <a class="govuk-link" href=paths::action_import_file(import.id) download>
                    {format!("Download the file as it came ({})", size(import.file_bytes))}
                </a>
            </li>
            {discard}
        </ul>
    }
    .into_any()
}
