//! The chair's eye: one line for each board that somebody sits on.

use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;

use crate::{
    access::{Role, words},
    actions::list::Count,
    layout::{Page, Section},
    paths, wording,
};

words! {
    /// What the boards are ordered by.
    Order {
        Name = "name", "Board";
        Vacancies = "vacancies", "Vacant seats";
        Late = "late", "Late actions";
    }
}

/// A board in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyBoard {
    pub slug: String,
    pub name: String,
    pub roles: Vec<Role>,
    /// When the first of the reader's own terms there ends.
    pub my_term_ends_on: Option<NaiveDate>,
    /// When it meets next, where that is planned.
    pub meets_at: Option<DateTime<Utc>>,
    pub vacant: u64,
    /// Those of them that the board cannot do without.
    pub vacant_required: u64,
    pub unconfirmed: u64,
    pub open: Count,
    pub late: Count,
    /// What waits for an officer of the board; nothing for anybody else.
    pub needs: Option<Needs>,
}

/// What waits for the officers of a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    pub blocked: Count,
    /// Reported as complete and not accepted yet.
    pub complete: Count,
    /// Offers and wishes for another date without an answer.
    pub requests: u64,
}

impl MyBoard {
    fn weight(&self, order: Order) -> u64 {
        let number = |count: Count| match count {
            Count::Exactly(number) | Count::MoreThan(number) => number,
        };
        match order {
            Order::Name => 0,
            Order::Vacancies => self.vacant_required * 1_000 + self.vacant,
            Order::Late => number(self.late),
        }
    }
}

/// What the page shows.
pub struct MyBoardsView {
    pub boards: Vec<MyBoard>,
    pub order: Order,
    /// Whether the reader sees every board, beside those they sit on.
    pub sees_all: bool,
}

impl MyBoardsView {
    /// The boards in the order asked for, the most first, then by name.
    pub fn new(mut boards: Vec<MyBoard>, order: Order, sees_all: bool) -> Self {
        boards.sort_by(|one, other| {
            (other.weight(order), &one.name).cmp(&(one.weight(order), &other.name))
        });
        Self {
            boards,
            order,
            sees_all,
        }
    }
}

/// Draws the page.
pub fn my_boards_page(view: &MyBoardsView) -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">"My boards"</h1>
        {view.sees_all.then(|| view! {
            <p class="govuk-body">
                "You see every board. "
                <a class="govuk-link" href=paths::VACANCIES>"Vacancies on all boards"</a>
            </p>
        })}
        {list(view)}
    }
    .into_any();
    Page {
        section: Section::MyBoards,
        wide: true,
        ..Page::new("My boards", main)
    }
}

fn list(view: &MyBoardsView) -> AnyView {
    if view.boards.is_empty() {
        return view! {
            <p class="govuk-body">
                "You have no seat on a board. "
                <a class="govuk-link" href=paths::BOARDS>"See all boards"</a>
            </p>
        }
        .into_any();
    }
    let officer = view.boards.iter().any(|board| board.needs.is_some());
    let rows = view
        .boards
        .iter()
        .map(|board| row(board, officer))
        .collect_view();
    let sorted = |order: Order| {
        let is_open = view.order == order;
        let direction = if order == Order::Name {
            "ascending"
        } else {
            "descending"
        };
        let class = if order == Order::Name {
            "govuk-table__header"
        } else {
            "govuk-table__header govuk-table__header--numeric"
        };
        view! {
            <th scope="col" class=class aria-sort=if is_open { direction } else { "none" }>
                <a class="app-sort-link" href=format!("{}?sort={}", paths::MY_BOARDS, order.code())>
                    {order.label()}
                </a>
            </th>
        }
    };
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">
                {wording::count(view.boards.len() as u64, "board", "boards")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    {sorted(Order::Name)}
                    <th scope="col" class="govuk-table__header">"Next meeting"</th>
                    <th scope="col" class="govuk-table__header">"My term ends"</th>
                    {sorted(Order::Vacancies)}
                    <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                        "Unconfirmed"
                    </th>
                    <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                        "Open actions"
                    </th>
                    {sorted(Order::Late)}
                    {officer.then(|| view! {
                        <th scope="col" class="govuk-table__header">"Needs you"</th>
                    })}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Links to what waits for the officers of a board.
fn needs(board: &MyBoard) -> AnyView {
    let log = paths::action_log(&board.slug);
    let Some(needs) = &board.needs else {
        return ().into_any();
    };
    let lines: Vec<(String, String)> = [
        (
            !needs.complete.is_none(),
            format!("{} to accept", needs.complete.short()),
            format!("{log}?status=complete"),
        ),
        (
            !needs.blocked.is_none(),
            format!("{} blocked", needs.blocked.short()),
            format!("{log}?status=blocked"),
        ),
        (
            needs.requests > 0,
            format!("{} to answer", needs.requests),
            format!("{log}#requests"),
        ),
    ]
    .into_iter()
    .filter(|(there, ..)| *there)
    .map(|(_, words, address)| (words, address))
    .collect();
    if lines.is_empty() {
        return "Nothing".into_any();
    }
    lines
        .into_iter()
        .map(|(words, address)| {
            view! {
                <a class="govuk-link app-line" href=address>
                    {words}
                    <span class="govuk-visually-hidden">{format!(" on {}", board.name)}</span>
                </a>
            }
        })
        .collect_view()
        .into_any()
}

fn row(board: &MyBoard, officer: bool) -> AnyView {
    let members = paths::members(&board.slug);
    let log = paths::action_log(&board.slug);
    let cell = |label: &'static str, number: String, href: String, of: &'static str| {
        // Nothing is behind a nought.
        let number = if number == "0" {
            number.into_any()
        } else {
            view! {
                <a class="govuk-link" href=href>
                    {number}
                    <span class="govuk-visually-hidden">{format!(" {of} on {}", board.name)}</span>
                </a>
            }
            .into_any()
        };
        view! {
            <td class="govuk-table__cell govuk-table__cell--numeric" data-label=label>{number}</td>
        }
    };
    let vacant = if board.vacant_required > 0 {
        format!("{} ({} required)", board.vacant, board.vacant_required)
    } else {
        board.vacant.to_string()
    };
    let next = match board.meets_at {
        Some(at) => view! {
            <a class="govuk-link" href=paths::meetings(&board.slug)>
                {wording::short_date(wording::uk_day(at))}
                <span class="govuk-visually-hidden">{format!(", meetings of {}", board.name)}</span>
            </a>
        }
        .into_any(),
        None => "None planned".into_any(),
    };
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::board(&board.slug)>{board.name.clone()}</a>
                " "
                <span class="app-due__note">{Role::labels(&board.roles)}</span>
            </th>
            <td class="govuk-table__cell" data-label="Next meeting">{next}</td>
            <td class="govuk-table__cell" data-label="My term ends">
                {board.my_term_ends_on.map_or_else(|| "Not set".to_owned(), wording::short_date)}
            </td>
            {cell(
                "Vacant seats",
                vacant,
                format!("{members}?state=vacant&state=covered"),
                Count::Exactly(board.vacant).noun("vacant seat", "vacant seats"),
            )}
            {cell(
                "Unconfirmed",
                board.unconfirmed.to_string(),
                members.clone(),
                Count::Exactly(board.unconfirmed).noun("unconfirmed member", "unconfirmed members"),
            )}
            {cell(
                "Open actions",
                board.open.short(),
                log.clone(),
                board.open.noun("open action", "open actions"),
            )}
            {cell(
                "Late actions",
                board.late.short(),
                format!("{log}?due=late"),
                board.late.noun("late action", "late actions"),
            )}
            {officer.then(|| view! {
                <td class="govuk-table__cell" data-label="Needs you">{needs(board)}</td>
            })}
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(name: &str, vacant_required: u64, late: u64) -> MyBoard {
        MyBoard {
            slug: name.to_lowercase(),
            name: name.to_owned(),
            roles: vec![Role::Chair],
            my_term_ends_on: None,
            meets_at: None,
            vacant: vacant_required,
            vacant_required,
            unconfirmed: 0,
            open: Count::Exactly(late),
            late: Count::Exactly(late),
            needs: None,
        }
    }

    #[test]
    fn boards_stand_by_name_or_by_what_needs_most() {
        let boards = || {
            vec![
                board("Kent", 0, 9),
                board("Devon", 2, 1),
                board("Essex", 2, 0),
            ]
        };
        for (order, expected) in [
            (Order::Name, ["Devon", "Essex", "Kent"]),
            (Order::Vacancies, ["Devon", "Essex", "Kent"]),
            (Order::Late, ["Kent", "Devon", "Essex"]),
        ] {
            let view = MyBoardsView::new(boards(), order, false);
            let names: Vec<&str> = view
                .boards
                .iter()
                .map(|board| board.name.as_str())
                .collect();
            assert_eq!(names, expected, "{order:?}");
        }
    }
}
