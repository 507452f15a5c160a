//! The rows of a file, each with its verdict.

use leptos::prelude::*;

use super::ImportView;
use crate::{
    form::FormState,
    govuk::{FieldsetOptions, HintOptions, LegendOptions, Radios, RadiosItem, RadiosOptions},
    imports::{
        members::{
            forms::field,
            types::{ImportRow, Question, Told, Verdict, column},
        },
        types::ImportState,
        views::{self, Filter, Rows, button, cut, table, verdict, version},
    },
    paths, wording,
};

/// The names that are not certain, and the rows of one verdict or of all.
pub fn rows(view: &ImportView) -> AnyView {
    let decides = view.import.file.state == ImportState::Checked
        && view.rows.iter().any(|row| row.verdict.needs_choice());
    let counts = view.totals.by_verdict.iter();
    let rows = Rows {
        filters: counts
            .map(|(verdict, count)| Filter {
                code: verdict.code(),
                words: verdict.label(),
                count: *count,
            })
            .collect(),
        shown: view.shown.map(Verdict::code),
        all: view.totals.all(),
        more_after: view.more_after,
    };
    let table = lines(view, rows.caption(view.rows.len()), decides);
    let table = if decides {
        view! {
            <form method="post" action=paths::choose_in_import(view.import.file.id) novalidate>
                {version(&view.import.file)}
                {table}
                {button("Save choices".to_owned(), "govuk-button--secondary")}
            </form>
        }
        .into_any()
    } else {
        table
    };
    view! { {names(view)} {views::rows(&view.frame, &rows, table)} }.into_any()
}

/// What names have to be told apart before their rows can be judged: each once,
/// however many rows have it.
fn names(view: &ImportView) -> AnyView {
    if view.questions.is_empty() || view.import.file.state != ImportState::Checked {
        return ().into_any();
    }
    let questions = view
        .questions
        .iter()
        .map(|question| asked(question, &view.frame.form))
        .collect_view();
    view! {
        <h2 class="govuk-heading-m" id=field::NAMES tabindex="-1">"Names that are not certain"</h2>
        <p class="govuk-body">
            "What you select holds for every row with the same name, and for the next file of this board. "
            "The file is checked again with it."
        </p>
        <form method="post" action=paths::choose_in_import(view.import.file.id) novalidate>
            {version(&view.import.file)}
            <input type="hidden" name=field::NAMES value="yes" />
            {questions}
            {button("Save and check again".to_owned(), "govuk-button--secondary")}
        </form>
    }
    .into_any()
}

fn asked(question: &Question, form: &FormState) -> AnyView {
    let row = &question.row;
    let name = field::name(row.number);
    let value = form.answers.text(&name).to_owned();
    let rows = wording::count(question.rows, "row", "rows");
    let hint = format!("{rows} of the file, the first of them row {}", row.number);
    view! { <Radios options=RadiosOptions {
        name,
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: row.reason.clone().into(),
                classes: "govuk-fieldset__legend--s app-typed".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some(HintOptions::from(hint)),
        value: (!value.is_empty()).then_some(value),
        items: row
            .offers
            .iter()
            .map(|offer| RadiosItem::new(offer.code.clone(), offer.words.clone()))
            .collect(),
        classes: "govuk-radios--small".into(),
        ..Default::default()
    } /> }
    .into_any()
}

fn lines(view: &ImportView, caption: String, decides: bool) -> AnyView {
    if view.rows.is_empty() {
        return view! { <p class="govuk-body">"There are no such rows."</p> }.into_any();
    }
    let body = view
        .rows
        .iter()
        .map(|row| line(row, &view.frame.form, decides))
        .collect_view();
    table(
        caption,
        &["Row", "Seat", "Person", "From", "What would happen"],
        body.into_any(),
    )
}

fn told(told: &Told, key: &str) -> String {
    cut(&told.text(key))
}

fn line(row: &ImportRow, form: &FormState, decides: bool) -> AnyView {
    let email = row.told.text(column::EMAIL);
    let from = match row.told.from {
        Some(day) => wording::date(day),
        None if row.told.text(column::FROM).is_empty() => "Today".to_owned(),
        None => told(&row.told, column::FROM),
    };
    let until = row.told.term_ends.map(|day| {
        let words = format!("term ends {}", wording::date(day));
        view! { <br /> <span class="govuk-body-s">{words}</span> }
    });
    let of = [column::ORGANISATION, column::CAPACITY]
        .into_iter()
        .filter(|key| !row.told.text(key).is_empty())
        .map(|key| told(&row.told, key))
        .collect::<Vec<_>>()
        .join(", ");
    let end = if decides && row.verdict.needs_choice() {
        choice(row, form)
    } else {
        decided(row)
    };
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header" data-label="Row">{row.number}</th>
            <td class="govuk-table__cell app-typed" data-label="Seat">
                {told(&row.told, column::SEAT)}
                {(!of.is_empty()).then(|| view! { <br /> <span class="govuk-body-s">{of}</span> })}
            </td>
            <td class="govuk-table__cell app-typed" data-label="Person">
                {told(&row.told, column::FULL_NAME)}
                {(!email.is_empty()).then(|| view! { <br /> {told(&row.told, column::EMAIL)} })}
            </td>
            <td class="govuk-table__cell" data-label="From">{from} {until}</td>
            <td class="govuk-table__cell" data-label="What would happen">
                {verdict(row.verdict.label(), colour(row.verdict), &row.reason)}
                {end}
            </td>
        </tr>
    }
    .into_any()
}

fn colour(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Bad => "govuk-tag--red",
        Verdict::Unclear | Verdict::Replace | Verdict::Choose => "govuk-tag--yellow",
        Verdict::New | Verdict::Appoint => "govuk-tag--green",
        Verdict::Unchanged => "govuk-tag--grey",
    }
}

/// What was chosen, in the words it was offered in.
fn decided(row: &ImportRow) -> AnyView {
    row.offers
        .iter()
        .find(|offer| offer.code == row.choice)
        .map(|offer| view! { <p class="govuk-body-s">{format!("Chosen: {}", offer.words)}</p> })
        .into_any()
}

fn choice(row: &ImportRow, form: &FormState) -> AnyView {
    let name = field::row(row.number);
    let typed = form.answers.text(&name);
    let value = if typed.is_empty() { &row.choice } else { typed };
    let items = row
        .offers
        .iter()
        .map(|offer| RadiosItem::new(offer.code.clone(), offer.words.clone()))
        .collect();
    let legend = format!(
        "What to do with row {}, {}",
        row.number,
        told(&row.told, column::FULL_NAME)
    );
    view! { <Radios options=RadiosOptions {
        name,
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: legend.into(),
                classes: "govuk-visually-hidden".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        value: (!value.is_empty()).then(|| value.to_owned()),
        items,
        classes: "govuk-radios--small".into(),
        ..Default::default()
    } /> }
    .into_any()
}
