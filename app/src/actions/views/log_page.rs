//! Logs of actions, of a board or of all of mine, with their filters in the address.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{
    log_filter::filter,
    request_pages::request_list,
    rows::{due_date, last_word, pages, priority_note, status_tag},
};
use crate::{
    access::Role,
    actions::{
        forms::bulk,
        list::{ListQuery, Page as List, Sort},
        over_time::Scope,
        types::{ActionRow, ListedRequest},
    },
    boards::{
        types::BoardEntry,
        views::{BoardTab, board_crumbs, ended, here_as, tabs, tabs_of_ended},
    },
    govuk::{Button, ButtonOptions},
    ids::{BoardId, OrganisationId},
    layout::{Crumb, Page, Section},
    live::ChangeNotice,
    paths, query, wording,
};

/// Whose actions a log shows.
pub enum LogOf {
    Board {
        board: Box<BoardEntry>,
        my_roles: Vec<Role>,
        /// The number of the latest change that the page shows.
        seen_until: i64,
        /// How many open actions the board wants at most, where it set a number, and
        /// how many there are.
        most: Option<(u32, u64)>,
        may_raise: bool,
        /// What waits for an answer on the board.
        requests: Vec<ListedRequest>,
    },
    /// Every board that the reader may read, for the filter.
    Boards(Vec<(BoardId, String)>),
}

/// What the page shows.
pub struct LogView {
    pub of: LogOf,
    /// The organisations that lead, for the filter.
    pub organisations: Vec<(OrganisationId, String)>,
    pub query: ListQuery,
    pub list: List,
    pub today: NaiveDate,
}

impl LogView {
    /// The address of the list without its filters.
    pub fn path(&self) -> String {
        match &self.of {
            LogOf::Board { board, .. } => paths::action_log(&board.slug),
            LogOf::Boards(_) => paths::ACTIONS.to_owned(),
        }
    }

    fn export(&self) -> String {
        match &self.of {
            LogOf::Board { board, .. } => paths::action_log_export(&board.slug),
            LogOf::Boards(_) => paths::ACTIONS_EXPORT.to_owned(),
        }
    }

    fn of_boards(&self) -> bool {
        matches!(self.of, LogOf::Boards(_))
    }
}

/// Draws the page.
pub fn log_page(view: &LogView) -> Page {
    let path = view.path();
    let here = view.query.address(&path);
    let (name, title) = match &view.of {
        LogOf::Board { board, .. } => (board.name.clone(), "Action log"),
        LogOf::Boards(_) => ("All my boards".to_owned(), "Actions"),
    };
    let full_title = match view.query.page {
        1 => format!("{title} - {name}"),
        page => format!("{title} (page {page}) - {name}"),
    };
    let main = view! {
        <p class="app-marking app-print-only">"OFFICIAL"</p>
        <span class="govuk-caption-l">{name.clone()}</span>
        <h1 class="govuk-heading-l">{title}</h1>
        {head(view, here)}
        {filter(view, &path)}
                {table(view, &path)}
                {pages(&view.query, &view.list, &path)}
                {downloads(view)}
        {over_time(view)}
    }
    .into_any();
    let crumbs = match &view.of {
        LogOf::Board { board, .. } => board_crumbs()
            .into_iter()
            .chain([Crumb::new(name, paths::board(&board.slug))])
            .collect(),
        LogOf::Boards(_) => Vec::new(),
    };
    Page {
        section: if view.of_boards() {
            Section::MyWork
        } else {
            Section::Boards
        },
        crumbs,
        island: !view.of_boards(),
        wide: true,
        ..Page::new(full_title, main)
    }
}

fn head(view: &LogView, here: String) -> AnyView {
    let LogOf::Board {
        board,
        my_roles,
        seen_until,
        most,
        may_raise,
        requests,
    } = &view.of
    else {
        return view! {
            <p class="govuk-body">
                "Of every board whose actions you may read. The address of this page keeps the filters: bookmark it, or send it on."
            </p>
        }
        .into_any();
    };
    let tabs = match ended(board, view.today) {
        Some(ended) => view! {
            {tabs_of_ended(&board.slug, BoardTab::Actions)}
            <p class="govuk-inset-text">{ended}</p>
        }
        .into_any(),
        None => tabs(&board.slug, BoardTab::Actions),
    };
    let most = most.map(|(most, open)| {
        let verdict = if open > u64::from(most) {
            format!("{} more than that are open.", open - u64::from(most))
        } else {
            format!("{open} are open.")
        };
        view! {
            <p class="govuk-body">
                {format!("The board wants at most {} at once. ", wording::count(u64::from(most), "open action", "open actions"))}
                {verdict}
            </p>
        }
    });
    view! {
        {here_as(my_roles)}
        {tabs}
        <ChangeNotice address=paths::board_changes(&board.slug, *seen_until) reload=here />
        {most}
        {request_list("Waiting for an answer", requests, view.today)}
        {may_raise.then(|| view! {
            <Button options=ButtonOptions {
                content: "Raise an action".into(),
                href: Some(paths::raise_action(&board.slug)),
                classes: "govuk-button--secondary".into(),
                ..Default::default()
            } />
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=paths::import_actions(&board.slug)>
                    "Import an action log that the board keeps elsewhere"
                </a>
            </p>
        })}
    }
    .into_any()
}

/// Links to exactly what the filters show, as files.
fn downloads(view: &LogView) -> Option<AnyView> {
    if view.list.rows.is_empty() {
        return None;
    }
    let address = |format: &str| {
        let mut pairs = view.query.from_start().to_pairs();
        pairs.push(("format", format.to_owned()));
        query::address(&view.export(), &pairs)
    };
    Some(
        view! {
            <p class="govuk-body app-no-print">
                "Download these actions, over all pages: "
                <a class="govuk-link" href=address("csv")>"CSV"</a>
                " or "
                <a class="govuk-link" href=address("xlsx")>"Excel (XLSX)"</a>
            </p>
        }
        .into_any(),
    )
}

/// The same actions as pictures, for whoever sits there: the log of a board that was
/// merged is read by others, too.
fn over_time(view: &LogView) -> Option<AnyView> {
    let board = match &view.of {
        LogOf::Board { my_roles, .. } if my_roles.is_empty() => return None,
        LogOf::Board { board, .. } => Some(board.id),
        LogOf::Boards(_) => view.query.board.map(BoardId),
    };
    let scope = Scope {
        board,
        organisation: view.query.organisation.map(OrganisationId),
    };
    Some(
        view! {
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=scope.address(paths::ACTIONS_OVER_TIME)>
                    "Opened and closed, month by month"
                </a>
            </p>
        }
        .into_any(),
    )
}

/// Days after which the age of an open action is shown.
const OLD: i64 = 90;

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
                    "No actions are open here. To see closed ones, tick Closed and apply the filters."
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
    let may_change = view.list.rows.iter().any(|row| row.may_change);
    let of_boards = view.of_boards();
    let rows = view
        .list
        .rows
        .iter()
        .map(|row| row_view(row, view.today, of_boards, may_change))
        .collect_view();
    let table = view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">{total}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    {may_change.then(|| view! {
                        <td class="govuk-table__header app-no-print">
                            <span class="govuk-visually-hidden">"Select"</span>
                        </td>
                    })}
                    {column("Reference", Sort::Reference)}
                    {of_boards.then(|| view! {
                        <th scope="col" class="govuk-table__header">"Board"</th>
                    })}
                    <th scope="col" class="govuk-table__header">"Action"</th>
                    <th scope="col" class="govuk-table__header">"Lead"</th>
                    {column("Due", Sort::Due)}
                    <th scope="col" class="govuk-table__header">"Status"</th>
                    {column("Last update", Sort::Updated)}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    };
    if !may_change {
        return table.into_any();
    }
    view! {
        <form method="post" action=paths::CHANGE_SEVERAL novalidate>
            {table}
            <div class="app-no-print">
                <Button options=ButtonOptions {
                    content: "Change the selected actions".into(),
                    classes: "govuk-button--secondary".into(),
                    ..Default::default()
                } />
            </div>
        </form>
    }
    .into_any()
}

fn row_view(row: &ActionRow, today: NaiveDate, of_boards: bool, may_change: bool) -> AnyView {
    let tick = may_change.then(|| {
        let tick = row.may_change.then(|| {
            let id = format!("select-{}", row.reference);
            view! {
                <div class="govuk-checkboxes govuk-checkboxes--small app-table-tick">
                    <div class="govuk-checkboxes__item">
                        <input
                            class="govuk-checkboxes__input"
                            id=id.clone()
                            name=bulk::field::ACTION
                            type="checkbox"
                            value=bulk::picked(&row.reference, row.version)
                        />
                        <label class="govuk-label govuk-checkboxes__label" for=id>
                            <span class="govuk-visually-hidden">
                                {format!("Select {}", row.reference)}
                            </span>
                        </label>
                    </div>
                </div>
            }
        });
        view! { <td class="govuk-table__cell app-no-print">{tick}</td> }
    });
    let age = (today - row.raised_on).num_days();
    let old = (row.status.is_open() && age > OLD).then(|| {
        view! { <span class="app-due__note">{wording::count(age.unsigned_abs(), "day", "days")} " old"</span> }
    });
    let moved = (row.due_moves > 0).then(|| {
        let times = wording::count(u64::from(row.due_moves), "time", "times");
        view! { <span class="app-due__note">"Moved " {times}</span> }
    });
    view! {
        <tr class="govuk-table__row">
            {tick}
            <td class="govuk-table__cell app-reference" data-label="Reference">
                {row.reference.clone()}
                {old}
            </td>
            {of_boards.then(|| view! {
                <td class="govuk-table__cell" data-label="Board">
                    <a class="govuk-link" href=paths::action_log(&row.board_slug)>
                        {row.board_name.clone()}
                    </a>
                </td>
            })}
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::action(&row.reference)>{row.title.clone()}</a>
                {priority_note(row.priority)}
            </th>
            <td class="govuk-table__cell" data-label="Lead">{row.organisation_name.clone()}</td>
            <td class="govuk-table__cell" data-label="Due">{due_date(row, today)} {moved}</td>
            <td class="govuk-table__cell" data-label="Status">{status_tag(row.status)}</td>
            <td class="govuk-table__cell" data-label="Last update">{last_word(row)}</td>
        </tr>
    }
    .into_any()
}
