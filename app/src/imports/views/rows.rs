//! The rows of a file, each with its verdict.

use leptos::prelude::*;

use super::ImportView;
use crate::{
    form::FormState,
    govuk::{
        Button, ButtonOptions, FieldsetOptions, HintOptions, LegendOptions, Radios, RadiosItem,
        RadiosOptions, Tag, TagOptions,
    },
    imports::{
        forms::field,
        types::{ImportEntry, ImportRow, ImportState, Question, Told, Verdict, column},
    },
    paths, wording,
};

/// The value of the filter that shows every row.
pub const EVERY: &str = "every";

/// The version that a form is written against.
pub fn version(import: &ImportEntry) -> AnyView {
    let version = import.version.to_string();
    view! { <input type="hidden" name=field::VERSION value=version /> }.into_any()
}

fn address(import: &ImportEntry, verdict: Option<Verdict>, after: i32) -> String {
    let code = verdict.map_or(EVERY, Verdict::code);
    let page = if after > 0 {
        format!("&after={after}")
    } else {
        String::new()
    };
    format!(
        "{}?verdict={code}{page}#{}",
        paths::import(import.id),
        field::CHOICES
    )
}

/// How many rows have each verdict, and the rows of one of them.
pub fn rows(view: &ImportView) -> AnyView {
    let decides = view.import.state == ImportState::Checked
        && view.rows.iter().any(|row| row.verdict.needs_choice());
    let table = table(view, decides);
    let body = if decides {
        view! {
            <form method="post" action=paths::choose_in_import(view.import.id) novalidate>
                {version(&view.import)}
                {table}
                <Button options=ButtonOptions {
                    content: "Save choices".into(),
                    classes: "govuk-button--secondary".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
        .into_any()
    } else {
        table
    };
    view! {
        {names(view)}
        <h2 class="govuk-heading-m" id=field::CHOICES tabindex="-1">"Rows of the file"</h2>
        {filters(view)}
        {body}
        {pages(view)}
    }
    .into_any()
}

/// What names have to be told apart before their rows can be judged: each once,
/// however many rows have it.
fn names(view: &ImportView) -> AnyView {
    if view.questions.is_empty() || view.import.state != ImportState::Checked {
        return ().into_any();
    }
    let questions = view
        .questions
        .iter()
        .map(|question| asked(question, &view.form))
        .collect_view();
    view! {
        <h2 class="govuk-heading-m" id=field::NAMES tabindex="-1">"Names that are not certain"</h2>
        <p class="govuk-body">
            "What you select holds for every row with the same name, and for the next file of this board. "
            "The file is checked again with it."
        </p>
        <form method="post" action=paths::choose_in_import(view.import.id) novalidate>
            {version(&view.import)}
            <input type="hidden" name=field::NAMES value="yes" />
            {questions}
            <Button options=ButtonOptions {
                content: "Save and check again".into(),
                classes: "govuk-button--secondary".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
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

fn filters(view: &ImportView) -> AnyView {
    let link = |verdict: Option<Verdict>, words: &str, count: u64| {
        let current = view.shown == verdict;
        let words = format!("{words} ({})", wording::grouped(count));
        view! {
            <li>
                <a
                    class="govuk-link"
                    href=address(&view.import, verdict, 0)
                    aria-current=current.then_some("true")
                >
                    {words}
                </a>
                {current.then_some(", shown below")}
            </li>
        }
    };
    let verdicts = view
        .totals
        .by_verdict
        .iter()
        .map(|(verdict, count)| link(Some(*verdict), verdict.label(), *count))
        .collect_view();
    view! {
        <ul class="govuk-list">
            {verdicts}
            {link(None, "Every row", view.totals.all())}
        </ul>
    }
    .into_any()
}

fn table(view: &ImportView, decides: bool) -> AnyView {
    if view.rows.is_empty() {
        return view! { <p class="govuk-body">"There are no such rows."</p> }.into_any();
    }
    let all = match view.shown {
        Some(verdict) => view.totals.of(verdict),
        None => view.totals.all(),
    };
    let count = wording::count(all, "row", "rows");
    let caption = if view.rows.len() as u64 == all {
        count
    } else {
        format!("{} of {count}", view.rows.len())
    };
    let body = view
        .rows
        .iter()
        .map(|row| line(row, &view.form, decides))
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Row"</th>
                    <th scope="col" class="govuk-table__header">"Seat"</th>
                    <th scope="col" class="govuk-table__header">"Person"</th>
                    <th scope="col" class="govuk-table__header">"From"</th>
                    <th scope="col" class="govuk-table__header">"What would happen"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{body}</tbody>
        </table>
    }
    .into_any()
}

/// What a cell of the file says, cut where it is very long.
fn told(told: &Told, key: &str) -> String {
    const MOST: usize = 120;
    let text = told.text(key);
    if text.is_empty() {
        "Nothing".to_owned()
    } else if text.chars().count() > MOST {
        let start: String = text.chars().take(MOST).collect();
        format!("{start}…")
    } else {
        text
    }
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
                {verdict_tag(row.verdict)}
                {(!row.reason.is_empty())
                    .then(|| view! { <p class="govuk-body-s govuk-!-margin-top-1 app-typed">{row.reason.clone()}</p> })}
                {end}
            </td>
        </tr>
    }
    .into_any()
}

fn verdict_tag(verdict: Verdict) -> AnyView {
    let colour = match verdict {
        Verdict::Bad => "govuk-tag--red",
        Verdict::Unclear | Verdict::Replace | Verdict::Choose => "govuk-tag--yellow",
        Verdict::New | Verdict::Appoint => "govuk-tag--green",
        Verdict::Unchanged => "govuk-tag--grey",
    };
    view! { <Tag options=TagOptions {
        content: verdict.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
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

fn pages(view: &ImportView) -> AnyView {
    let back = (view.after > 0).then(|| {
        view! {
            <a class="govuk-link" href=address(&view.import, view.shown, 0)>"First rows"</a>
            " "
        }
    });
    let on = view.more_after.map(|last| {
        view! {
            <a class="govuk-link" href=address(&view.import, view.shown, last)>"Next rows"</a>
        }
    });
    view! { <p class="govuk-body">{back}{on}</p> }.into_any()
}
