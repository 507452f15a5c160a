//! The register of pilots.

use leptos::prelude::*;

use super::{head, stage_tag};
use crate::{
    layout::{Page, Section, codes, narrow_by, narrow_by_words, narrowing},
    paths,
    pilots::types::{PilotQuery, PilotRow, Sort, Stage},
    query, wording,
};

/// What the register shows.
pub struct RegisterView {
    /// Those that the query asks for, in its order.
    pub rows: Vec<PilotRow>,
    pub query: PilotQuery,
    /// Whether the reader may add a pilot.
    pub may_add: bool,
}

/// Draws the register.
pub fn register_page(view: &RegisterView) -> Page {
    let add = view.may_add.then(|| {
        view! {
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=paths::NEW_PILOT>"Add a pilot"</a>
            </p>
        }
    });
    let main = view! {
        <h1 class="govuk-heading-l">"Reform pilots"</h1>
        <p class="govuk-body">
            "What is being tried in family justice, where, and what came of it. Where research found nothing, the register says so."
        </p>
        <ul class="govuk-list app-no-print">
            <li><a class="govuk-link" href=paths::PILOTS_TIMELINE>"Timeline of pilots and sites"</a></li>
            <li><a class="govuk-link" href=paths::LESSONS>"Lessons from all pilots"</a></li>
        </ul>
        {add}
        {filter(&view.query)}
        {list(view)}
        {exports(&view.query)}
    }
    .into_any();
    Page {
        section: Section::Pilots,
        ..Page::new("Reform pilots", main)
    }
}

fn filter(query: &PilotQuery) -> AnyView {
    let words = narrow_by_words("q", "Words, in present or former names", &query.search);
    let stage = narrow_by(
        ("stage", "Stage", Some("Any stage")),
        codes(Stage::ALL, Stage::code, Stage::label),
        query.stage.map(|stage| stage.code().to_owned()),
    );
    let orders = [true, false].into_iter().flat_map(|upwards| {
        Sort::ALL.iter().map(move |sort| {
            let way = if upwards { "" } else { ", last first" };
            let code = query::order_code(sort.code(), upwards);
            (code, format!("{}{way}", sort.label()))
        })
    });
    let order = narrow_by(
        ("sort", "Order", None),
        orders,
        Some(query::order_code(query.sort.code(), query.upwards)),
    );
    let fields = view! { {words}{stage}{order} }.into_any();
    narrowing(paths::PILOTS.to_owned(), fields, "Show")
}

fn list(view: &RegisterView) -> AnyView {
    if view.rows.is_empty() {
        let is_filtered = !view.query.in_words().is_empty();
        let words = if is_filtered {
            "No pilot matches."
        } else {
            "There is no pilot in the register yet."
        };
        return view! { <p class="govuk-body">{words}</p> }.into_any();
    }
    let rows = view
        .rows
        .iter()
        .map(|row| {
            let record = &row.pilot.record;
            let former = (!record.former_names.is_empty()).then(|| {
                let words = format!("Formerly {}", record.former_names);
                view! { <span class="app-due__note">{words}</span> }
            });
            let start = row
                .first_start
                .map_or_else(|| "Not known".to_owned(), |start| start.in_words());
            let due = record
                .decision_due
                .map_or_else(|| "Not known".to_owned(), |due| due.in_words());
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=paths::pilot(&row.pilot.slug)>{record.title.clone()}</a>
                        {former}
                    </th>
                    <td class="govuk-table__cell" data-label="Stage">{stage_tag(row.pilot.stage)}</td>
                    <td class="govuk-table__cell" data-label="Run by">{record.department.clone()}</td>
                    <td class="govuk-table__cell" data-label="Sites">{row.sites.to_string()}</td>
                    <td class="govuk-table__cell" data-label="First start">{start}</td>
                    <td class="govuk-table__cell" data-label="Decision due">{due}</td>
                </tr>
            }
        })
        .collect_view();
    let count = wording::count(view.rows.len() as u64, "pilot", "pilots");
    view! {
        <p class="govuk-body">{count}</p>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Pilots"</caption>
            {head(&["Pilot", "Stage", "Run by", "Sites", "First start", "Decision due"])}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn exports(asked: &PilotQuery) -> AnyView {
    let link = |format: &'static str, words: &'static str| {
        let mut pairs = vec![("format", format.to_owned())];
        pairs.extend(asked.pairs());
        let href = query::address(paths::PILOTS_EXPORT, &pairs);
        view! { <li><a class="govuk-link" href=href download>{words}</a></li> }
    };
    view! {
        <div class="app-no-print">
            <h2 class="govuk-heading-s">"Take this list with you"</h2>
            <ul class="govuk-list">
                {link("xlsx", "Spreadsheet (XLSX)")}
                {link("csv", "Comma-separated (CSV)")}
            </ul>
        </div>
    }
    .into_any()
}
