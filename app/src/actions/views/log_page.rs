//! The action log of a board, with its filters in the address.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::rows::{due_date, last_word, pages, priority_note, status_tag};
use crate::{
    access::Role,
    actions::{
        list::{ListQuery, Page as List, Sort},
        types::{ActionRow, Status},
    },
    boards::{
        types::BoardEntry,
        views::{BoardTab, board_crumbs, ended, here_as, tabs, tabs_of_ended},
    },
    govuk::{
        Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions, Input, InputOptions,
        LabelOptions, LegendOptions, Select, SelectItem, SelectOptions,
    },
    ids::OrganisationId,
    layout::{Crumb, Page, Section},
    live::ChangeNotice,
    moj::{ClearLink, Filter, FilterCategory, FilterOptions, FilterTag, SelectedFilters},
    paths,
};

/// What the page shows.
pub struct LogView {
    pub board: BoardEntry,
    pub my_roles: Vec<Role>,
    /// The organisations that hold seats on the board.
    pub organisations: Vec<(OrganisationId, String)>,
    pub query: ListQuery,
    pub list: List,
    /// The number of the latest change that the page shows.
    pub seen_until: i64,
    pub today: NaiveDate,
}

/// Draws the page.
pub fn log_page(view: &LogView) -> Page {
    let path = paths::action_log(&view.board.slug);
    let here = view.query.address(&path);
    let title = match view.query.page {
        1 => format!("Action log - {}", view.board.name),
        page => format!("Action log (page {page}) - {}", view.board.name),
    };
    let main = view! {
        <p class="app-marking app-print-only">"OFFICIAL"</p>
        <span class="govuk-caption-l">{view.board.name.clone()}</span>
        <h1 class="govuk-heading-l">"Action log"</h1>
        {here_as(&view.my_roles)}
        {match ended(&view.board, view.today) {
            Some(ended) => view! {
                {tabs_of_ended(&view.board.slug, BoardTab::Actions)}
                <p class="govuk-inset-text">{ended}</p>
            }
            .into_any(),
            None => tabs(&view.board.slug, BoardTab::Actions),
        }}
        <ChangeNotice address=paths::board_changes(&view.board.slug, view.seen_until) reload=here />
        <div class="moj-filter-layout app-log">
            <div class="moj-filter-layout__filter">{filter(view, &path)}</div>
            <div class="moj-filter-layout__content">
                {table(view, &path)}
                {pages(&view.query, &view.list, &path)}
            </div>
        </div>
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: board_crumbs()
            .into_iter()
            .chain([Crumb::new(
                view.board.name.clone(),
                paths::board(&view.board.slug),
            )])
            .collect(),
        island: true,
        wide: true,
        ..Page::new(title, main)
    }
}

fn filter(view: &LogView, path: &str) -> AnyView {
    let query = &view.query;
    let statuses = CheckboxesOptions {
        name: "status".into(),
        id_prefix: Some("status".into()),
        classes: "govuk-checkboxes--small".into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "Status".into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some("With none ticked, all that are not closed".into()),
        items: Status::ALL
            .iter()
            .map(|status| CheckboxesItem {
                content: status.label().into(),
                value: Some(status.code().to_owned()),
                checked: Some(query.statuses.contains(status)),
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    };
    let late = CheckboxesOptions {
        name: "late".into(),
        id_prefix: Some("late".into()),
        classes: "govuk-checkboxes--small".into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "Due date".into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        items: vec![CheckboxesItem {
            content: "Late only".into(),
            value: Some("yes".into()),
            checked: Some(query.late),
            ..Default::default()
        }],
        ..Default::default()
    };
    let every = SelectItem {
        text: "Every organisation".into(),
        value: Some(String::new()),
        ..Default::default()
    };
    let organisations = SelectOptions {
        name: "organisation".into(),
        id: Some("organisation".into()),
        label: small_label("Lead"),
        items: std::iter::once(every)
            .chain(view.organisations.iter().map(|(id, name)| SelectItem {
                text: name.clone(),
                value: Some(id.to_string()),
                ..Default::default()
            }))
            .collect(),
        value: query.organisation.map(|id| id.to_string()),
        ..Default::default()
    };
    let search = InputOptions {
        name: "q".into(),
        id: Some("q".into()),
        input_type: Some("search".into()),
        label: small_label("Search this log"),
        value: Some(query.search.clone()),
        ..Default::default()
    };
    let order = query
        .from_start()
        .to_pairs()
        .into_iter()
        .find(|(key, _)| *key == "sort")
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> });
    view! {
        <form method="get" action=path.to_owned() novalidate>
            {order}
            <Filter options=FilterOptions {
                heading: "Filter".into(),
                selected_filters: query.is_filtered().then(|| selected(view, path)),
                ..Default::default()
            }>
                <Input options=search />
                <Checkboxes options=statuses />
                <Checkboxes options=late />
                <Select options=organisations />
            </Filter>
        </form>
    }
    .into_any()
}

fn small_label(text: &'static str) -> LabelOptions {
    LabelOptions {
        content: text.into(),
        classes: "govuk-label--s".into(),
        ..Default::default()
    }
}

fn selected(view: &LogView, path: &str) -> SelectedFilters {
    let query = view.query.from_start();
    let without = |change: &dyn Fn(&mut ListQuery)| {
        let mut query = query.clone();
        change(&mut query);
        query.address(path)
    };
    let category = |heading: &'static str, items: Vec<FilterTag>| {
        (!items.is_empty()).then(|| FilterCategory {
            heading: heading.into(),
            items,
        })
    };
    let search = FilterTag {
        text: query.search.clone(),
        href: without(&|query| query.search.clear()),
    };
    let statuses = query.statuses.iter().map(|status| FilterTag {
        text: status.label().to_owned(),
        href: without(&|query| {
            query.statuses.remove(status);
        }),
    });
    let late = FilterTag {
        text: "Late only".to_owned(),
        href: without(&|query| query.late = false),
    };
    let lead = query.organisation.map(|chosen| FilterTag {
        text: view
            .organisations
            .iter()
            .find(|(id, _)| id.0 == chosen)
            .map_or_else(
                || "Another organisation".to_owned(),
                |(_, name)| name.clone(),
            ),
        href: without(&|query| query.organisation = None),
    });
    let only = |present: bool, tag: FilterTag| if present { vec![tag] } else { Vec::new() };
    SelectedFilters {
        heading: "Selected filters".into(),
        clear_link: ClearLink {
            text: "Clear filters".into(),
            href: path.to_owned(),
        },
        categories: [
            category("Search", only(!query.search.is_empty(), search)),
            category("Status", statuses.collect()),
            category("Due date", only(query.late, late)),
            category("Lead", lead.into_iter().collect()),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

fn table(view: &LogView, path: &str) -> AnyView {
    if view.list.rows.is_empty() {
        return if view.query.is_filtered() {
            view! {
                <p class="govuk-body">"No actions match these filters."</p>
                <p class="govuk-body">
                    <a class="govuk-link" href=path.to_owned()>"Clear filters"</a>
                </p>
            }
            .into_any()
        } else {
            view! {
                <p class="govuk-body">
                    "No actions are open on this board. To see closed ones, tick Closed and apply the filters."
                </p>
            }
            .into_any()
        };
    }
    // On paper nothing else says that this is not all of the log.
    let total = match (
        view.list.total.in_words("action", "actions"),
        view.query.page,
    ) {
        (total, 1) if view.list.next.is_none() => total,
        (total, page) => format!("{total}, page {page}"),
    };
    let column = |text: &'static str, sort: Sort| {
        let active = view.query.sort == sort;
        let direction = if view.query.upwards {
            "ascending"
        } else {
            "descending"
        };
        view! {
            <th
                scope="col"
                class="govuk-table__header"
                aria-sort=if active { direction } else { "none" }
            >
                <a class="app-sort-link" href=view.query.sorted_by(sort).address(path)>
                    {text}
                </a>
            </th>
        }
    };
    let rows = view
        .list
        .rows
        .iter()
        .map(|row| row_view(row, view.today))
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">{total}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    {column("Reference", Sort::Reference)}
                    <th scope="col" class="govuk-table__header">"Action"</th>
                    <th scope="col" class="govuk-table__header">"Lead"</th>
                    {column("Due", Sort::Due)}
                    <th scope="col" class="govuk-table__header">"Status"</th>
                    {column("Last update", Sort::Updated)}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row_view(row: &ActionRow, today: NaiveDate) -> AnyView {
    view! {
        <tr class="govuk-table__row">
            <td class="govuk-table__cell app-reference" data-label="Reference">
                {row.reference.clone()}
            </td>
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::action(&row.reference)>{row.title.clone()}</a>
                {priority_note(row.priority)}
            </th>
            <td class="govuk-table__cell" data-label="Lead">{row.organisation_name.clone()}</td>
            <td class="govuk-table__cell" data-label="Due">{due_date(row, today)}</td>
            <td class="govuk-table__cell" data-label="Status">{status_tag(row.status)}</td>
            <td class="govuk-table__cell" data-label="Last update">{last_word(row)}</td>
        </tr>
    }
    .into_any()
}
