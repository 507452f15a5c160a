//! The rows of an earlier log, each with its verdict.

use leptos::prelude::*;

use super::LogImportView;
use crate::{
    action_imports::{
        forms::field,
        types::{Judged, LogField, LogImport, LogRow, LogState, LogVerdict},
    },
    govuk::{Tag, TagOptions},
    paths, wording,
};

/// The value of the filter that shows every row.
pub const EVERY: &str = "every";

fn address(import: &LogImport, verdict: Option<LogVerdict>, after: i32) -> String {
    let code = verdict.map_or(EVERY, LogVerdict::code);
    let page = if after > 0 {
        format!("&after={after}")
    } else {
        String::new()
    };
    let path = paths::action_import(import.id);
    format!("{path}?verdict={code}{page}#{}", field::ROWS)
}

/// The rows of a page, and the number of the last one where there are more.
fn page<'a, R>(
    rows: impl Iterator<Item = &'a R>,
    number: impl Fn(&R) -> i32,
    view: &LogImportView,
) -> (Vec<&'a R>, Option<i32>) {
    let after = view.after;
    let mut rows: Vec<&R> = rows
        .filter(|row| number(row) > after)
        .take(view.most + 1)
        .collect();
    let has_more = rows.len() > view.most;
    rows.truncate(view.most);
    let last = rows.last().map(|row| number(row)).filter(|_| has_more);
    (rows, last)
}

/// The rows of the file, with what would become or became of each.
pub fn rows(view: &LogImportView) -> AnyView {
    let (table, more) = if view.import.state == LogState::Checked {
        let some = view
            .outlook
            .rows
            .iter()
            .filter(|row| view.shown.is_none_or(|verdict| row.verdict == verdict));
        let (rows, more) = page(some, |row| row.number, view);
        let all = match view.shown {
            Some(verdict) => view.outlook.count(verdict),
            None => view.outlook.rows.len() as u64,
        };
        (judged(&rows, all), more)
    } else {
        let (rows, more) = page(view.rows.iter(), |row| row.number, view);
        (taken(view, &rows), more)
    };
    let back = (view.after > 0).then(|| {
        view! {
            <a class="govuk-link" href=address(&view.import, view.shown, 0)>"First rows"</a>
            " "
        }
    });
    let on = more.map(|last| {
        view! {
            <a class="govuk-link" href=address(&view.import, view.shown, last)>"Next rows"</a>
        }
    });
    view! {
        <h2 class="govuk-heading-m" id=field::ROWS tabindex="-1">"Rows of the file"</h2>
        {(view.import.state == LogState::Checked).then(|| filters(view))}
        {table}
        <p class="govuk-body">{back}{on}</p>
    }
    .into_any()
}

fn filters(view: &LogImportView) -> AnyView {
    let link = |verdict: Option<LogVerdict>, words: &str, count: u64| {
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
    let verdicts = LogVerdict::ALL
        .iter()
        .map(|verdict| (*verdict, view.outlook.count(*verdict)))
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| link(Some(verdict), verdict.label(), count))
        .collect_view();
    view! {
        <ul class="govuk-list">
            {verdicts}
            {link(None, "Every row", view.outlook.rows.len() as u64)}
        </ul>
    }
    .into_any()
}

fn verdict_tag(verdict: LogVerdict) -> AnyView {
    let colour = match verdict {
        LogVerdict::Bad => "govuk-tag--red",
        LogVerdict::Unclear => "govuk-tag--yellow",
        LogVerdict::New => "govuk-tag--green",
        LogVerdict::Known | LogVerdict::LeftOut => "govuk-tag--grey",
    };
    view! { <Tag options=TagOptions {
        content: verdict.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

/// What a cell says, cut where it is very long.
fn cut(text: &str) -> String {
    const MOST: usize = 120;
    if text.is_empty() {
        "Nothing".to_owned()
    } else if text.chars().count() > MOST {
        let start: String = text.chars().take(MOST).collect();
        format!("{start}…")
    } else {
        text.to_owned()
    }
}

fn judged(rows: &[&Judged], all: u64) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="govuk-body">"There are no such rows."</p> }.into_any();
    }
    let count = wording::count(all, "row", "rows");
    let caption = if rows.len() as u64 == all {
        count
    } else {
        format!("{} of {count}", rows.len())
    };
    let body = rows.iter().map(|row| line(row)).collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Row"</th>
                    <th scope="col" class="govuk-table__header">"Action"</th>
                    <th scope="col" class="govuk-table__header">"Lead"</th>
                    <th scope="col" class="govuk-table__header">"Due"</th>
                    <th scope="col" class="govuk-table__header">"Status"</th>
                    <th scope="col" class="govuk-table__header">"What would happen"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{body}</tbody>
        </table>
    }
    .into_any()
}

fn line(row: &Judged) -> AnyView {
    let plan = row.plan.as_ref();
    let due = match plan {
        Some(plan) if plan.status.is_open() => wording::date(plan.due_on),
        _ => cut(&row.shown.due),
    };
    let status = match plan {
        Some(plan) => match plan.closed_on {
            Some(day) => format!("{}, {}", plan.status.label(), wording::date(day)),
            None => plan.status.label().to_owned(),
        },
        None => cut(&row.shown.status),
    };
    let reference = (!row.shown.reference.is_empty()).then(|| {
        let words = format!("Reference {}", cut(&row.shown.reference));
        view! { <br /> <span class="govuk-body-s">{words}</span> }
    });
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header" data-label="Row">{row.number}</th>
            <td class="govuk-table__cell app-typed" data-label="Action">{cut(&row.shown.title)} {reference}</td>
            <td class="govuk-table__cell app-typed" data-label="Lead">{cut(&row.shown.lead)}</td>
            <td class="govuk-table__cell app-typed" data-label="Due">{due}</td>
            <td class="govuk-table__cell app-typed" data-label="Status">{status}</td>
            <td class="govuk-table__cell" data-label="What would happen">
                {verdict_tag(row.verdict)}
                {(!row.reason.is_empty())
                    .then(|| view! { <p class="govuk-body-s govuk-!-margin-top-1 app-typed">{row.reason.clone()}</p> })}
            </td>
        </tr>
    }
    .into_any()
}

/// The rows of a file that was taken over or undone, with what each became.
fn taken(view: &LogImportView, rows: &[&LogRow]) -> AnyView {
    let title = view.import.columns.place(LogField::Title);
    let body = rows
        .iter()
        .map(|row| {
            let words = title.and_then(|place| row.cells.get(&place));
            let words = words.map_or("", String::as_str);
            let became = match &row.action {
                Some(reference) => {
                    let address = paths::action(reference);
                    view! { <a class="govuk-link" href=address>{reference.clone()}</a> }.into_any()
                }
                None => "No action".into_any(),
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header" data-label="Row">{row.number}</th>
                    <td class="govuk-table__cell app-typed" data-label="Action">{cut(words)}</td>
                    <td class="govuk-table__cell" data-label="Became">{became}</td>
                </tr>
            }
        })
        .collect_view();
    let caption = wording::count(view.rows.len() as u64, "row", "rows");
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Row"</th>
                    <th scope="col" class="govuk-table__header">"Action"</th>
                    <th scope="col" class="govuk-table__header">"Became"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{body}</tbody>
        </table>
    }
    .into_any()
}
