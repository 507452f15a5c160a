//! The rows of an earlier log, each with its verdict.

use leptos::prelude::*;

use super::LogImportView;
use crate::{
    imports::{
        actions::types::{Judged, LogField, LogRow, LogVerdict},
        types::ImportState,
        views::{self, Filter, Rows, cut, table, verdict},
    },
    paths, wording,
};

/// The rows of a page, and the number of the last one where there are more.
fn page<'a, R>(
    rows: impl Iterator<Item = &'a R>,
    number: impl Fn(&R) -> i32,
    view: &LogImportView,
) -> (Vec<&'a R>, Option<i32>) {
    let after = view.frame.after;
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
    if view.import.file.state != ImportState::Checked {
        let (here, more_after) = page(view.rows.iter(), |row| row.number, view);
        let rows = Rows {
            filters: Vec::new(),
            shown: None,
            all: view.rows.len() as u64,
            more_after,
        };
        return views::rows(
            &view.frame,
            &rows,
            taken(view, &here, rows.caption(here.len())),
        );
    }
    let judged = &view.outlook.rows;
    let some = judged
        .iter()
        .filter(|row| view.shown.is_none_or(|verdict| row.verdict == verdict));
    let (here, more_after) = page(some, |row| row.number, view);
    let counts = LogVerdict::ALL
        .iter()
        .map(|verdict| (verdict, view.outlook.count(*verdict)))
        .filter(|(_, count)| *count > 0);
    let rows = Rows {
        filters: counts
            .map(|(verdict, count)| Filter {
                code: verdict.code(),
                words: verdict.label(),
                count,
            })
            .collect(),
        shown: view.shown.map(LogVerdict::code),
        all: judged.len() as u64,
        more_after,
    };
    views::rows(&view.frame, &rows, lines(&here, rows.caption(here.len())))
}

fn colour(verdict: LogVerdict) -> &'static str {
    match verdict {
        LogVerdict::Bad => "govuk-tag--red",
        LogVerdict::Unclear => "govuk-tag--yellow",
        LogVerdict::New => "govuk-tag--green",
        LogVerdict::Known | LogVerdict::LeftOut => "govuk-tag--grey",
    }
}

fn lines(rows: &[&Judged], caption: String) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="govuk-body">"There are no such rows."</p> }.into_any();
    }
    let body = rows.iter().map(|row| line(row)).collect_view();
    table(
        caption,
        &[
            "Row",
            "Action",
            "Lead",
            "Due",
            "Status",
            "What would happen",
        ],
        body.into_any(),
    )
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
                {verdict(row.verdict.label(), colour(row.verdict), &row.reason)}
            </td>
        </tr>
    }
    .into_any()
}

/// The rows of a file that was taken over or undone, with what each became.
fn taken(view: &LogImportView, rows: &[&LogRow], caption: String) -> AnyView {
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
    table(caption, &["Row", "Action", "Became"], body.into_any())
}
