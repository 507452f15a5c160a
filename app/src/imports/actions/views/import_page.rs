//! An earlier log: checked, taken over.

use leptos::prelude::*;

use super::rows;
use crate::{
    form::FormState,
    govuk::{
        FieldsetOptions, HintOptions, LabelOptions, LegendOptions, Radios, RadiosItem,
        RadiosOptions, Select, SelectItem, SelectOptions,
    },
    imports::{
        actions::{
            forms::{self, field},
            types::{Asks, LogImport, LogRow, LogVerdict, Outlook, Question},
        },
        views::{self, Frame, Own, button, inset, row, version, warning},
    },
    layout::Page,
    paths, wording,
};

/// What the page shows.
pub struct LogImportView {
    pub frame: Frame,
    pub import: LogImport,
    /// Every row as it came, with the action that it became.
    pub rows: Vec<LogRow>,
    /// What would become of the rows; nothing where they were taken over.
    pub outlook: Outlook,
    /// What tells this outlook from every other.
    pub seal: String,
    /// The rows with which verdict are shown; all where there is none.
    pub shown: Option<LogVerdict>,
    /// How many rows are shown at most.
    pub most: usize,
}

/// Draws the page.
pub fn import_page(view: &LogImportView) -> Page {
    let made = view.rows.iter().filter(|row| row.action.is_some()).count() as u64;
    let actions = wording::count(made, "action was", "actions were");
    let own = Own {
        to_do: checked(view),
        done: format!("{actions} imported."),
        rows: rows::rows(view),
        about: vec![row("Sheet", view.import.layout.sheet.clone())],
    };
    views::import_page(&view.frame, own)
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
            <a class="govuk-link" href=paths::action_import_columns(view.import.file.id)>
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
        .map(|question| ask(question, &view.frame.form))
        .collect_view();
    let heading = wording::count(questions.len() as u64, "question", "questions");
    view! {
        <h2 class="govuk-heading-m" id=field::QUESTIONS tabindex="-1">{format!("{heading} about this log")}</h2>
        <p class="govuk-body">
            "What you answer holds for every row with the same words. What words mean is remembered for the next log of this board."
        </p>
        <form method="post" action=paths::answer_action_import(view.import.file.id) novalidate>
            {version(&view.import.file)}
            {asked}
            {button("Save the answers and check again".to_owned(), "")}
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
    let words = format!(
        "{actions} would be imported: {open} open, {} closed or dropped. All of them are imported, \
         or none. The import can be undone as long as nobody has touched one of its actions.",
        new - open
    );
    let seen = view.seal.clone();
    let seen = view! { <input type="hidden" name=field::SEEN value=seen /> };
    views::take_over(&view.frame, words, &actions, seen.into_any())
}
