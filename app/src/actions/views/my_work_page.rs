//! My work: the open actions that lie with my organisations, over all my boards.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{
    request_pages::request_list,
    rows::{due_date, last_word, pages, priority_note, status_tag},
};
use crate::{
    access::Access,
    account::details::confirm_panel,
    actions::{
        list::{Count, ListQuery, Page as List},
        rules,
        types::ListedRequest,
    },
    layout::{Page, Section},
    meetings::{types::Meeting, views::next_meetings},
    membership::{rules::confirmation, types::Appointment},
    notices::Told,
    paths,
    people::types::Person,
    pilots::{rules::Owing, views::owed_returns},
    wording,
};

/// What the page shows.
pub struct MyWorkView {
    pub access: Access,
    pub query: ListQuery,
    pub list: List,
    pub late: Count,
    pub today: NaiveDate,
    /// The reader's profile, and whether they are asked to confirm it.
    pub profile: Person,
    /// Seats taken without having read what the predecessor left.
    pub handovers: Vec<Appointment>,
    /// What waits for their answer.
    pub requests: Vec<ListedRequest>,
    /// What they still owe of sites of pilots for which they report.
    pub returns: Vec<Owing>,
    /// What they are told.
    pub news: Vec<Told>,
    /// The next meetings of their boards.
    pub meetings: Vec<Meeting>,
}

/// Draws the page. Late actions come first, because they are due soonest.
pub fn my_work_page(view: &MyWorkView) -> Page {
    let title = if view.query.page > 1 {
        format!("My work (page {})", view.query.page)
    } else {
        "My work".to_owned()
    };
    let main = view! {
        <h1 class="govuk-heading-l">"My work"</h1>
        {handovers(view)}
        {request_list("Waiting for your answer", &view.requests, view.today)}
        {work(view)}
        {owed_returns(&view.returns, view.today)}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::ACTIONS>"All actions on my boards"</a>
        </p>
        {confirm(view)}
        {next_meetings(&view.meetings)}
        {news(view)}
        <h2 class="govuk-heading-m">"My boards"</h2>
        {boards(&view.access)}
    }
    .into_any();
    Page {
        section: Section::MyWork,
        ..Page::new(title, main)
    }
}

fn handovers(view: &MyWorkView) -> AnyView {
    view.handovers
        .iter()
        .map(|one| {
            let words = format!(
                "You have taken over the seat {} on {}. ",
                one.seat_title, one.board_name
            );
            view! {
                <p class="govuk-inset-text">
                    {words}
                    <a class="govuk-link" href=paths::handover(one.seat)>"Read the handover"</a>
                </p>
            }
        })
        .collect_view()
        .into_any()
}

fn confirm(view: &MyWorkView) -> Option<AnyView> {
    // Whoever sits nowhere is seen by nobody.
    let seats = view.access.standings.len() as u64;
    let standing = confirmation(view.today, view.profile.confirmed_on);
    (seats > 0)
        .then(|| confirm_panel(&view.profile, seats, standing))
        .flatten()
}

fn news(view: &MyWorkView) -> Option<AnyView> {
    (!view.news.is_empty()).then(|| {
        let items = view
            .news
            .iter()
            .map(|told| {
                view! {
                    <li>
                        {told.words.clone()}
                        " "
                        <span class="app-due__note">
                            {wording::date_and_time(told.at)} ", "
                            <a class="govuk-link" href=paths::board(&told.board_slug)>
                                {told.board_name.clone()}
                            </a>
                        </span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"News for you"</h2>
            <ul class="govuk-list govuk-list--spaced">{items}</ul>
        }
        .into_any()
    })
}

fn work(view: &MyWorkView) -> AnyView {
    let leads = view
        .access
        .standings
        .iter()
        .any(|standing| standing.organisation.is_some() && rules::seat_may_lead(standing.role));
    // That they have no seat is said under their boards.
    if view.access.standings.is_empty() {
        return ().into_any();
    }
    if !leads {
        let national = view
            .access
            .standings
            .iter()
            .any(|standing| standing.role.is_national());
        return if national {
            view! {
                <p class="govuk-body">
                    "No actions lie with you. You can read the actions of every board. "
                    <a class="govuk-link" href=paths::BOARDS>"See all boards"</a>
                </p>
            }
            .into_any()
        } else {
            view! {
                <p class="govuk-body">"No actions lie with you. You can read the actions of your boards."</p>
            }
            .into_any()
        };
    }
    if view.list.total.is_none() {
        return view! {
            <p class="govuk-body">"Nothing is waiting for you. No actions are open for your organisation."</p>
        }
        .into_any();
    }
    let figures = view! {
        <ul class="app-figures">
            <li class="app-figures__item app-figures__item--late">
                <span class="app-figures__number">{view.late.short()}</span>
                " "
                <span class="app-figures__label">"late"</span>
            </li>
            <li class="app-figures__item">
                <span class="app-figures__number">{view.list.total.short()}</span>
                " "
                <span class="app-figures__label">"open"</span>
            </li>
        </ul>
    };
    let (late, due): (Vec<_>, Vec<_>) = view
        .list
        .rows
        .iter()
        .partition(|row| row.is_late(view.today));
    let group = |heading: &'static str, rows: Vec<&crate::actions::types::ActionRow>| {
        (!rows.is_empty()).then(|| {
            let rows = rows
                .into_iter()
                .map(|row| {
                    view! {
                        <tr class="govuk-table__row">
                            <th scope="row" class="govuk-table__header">
                                <a class="govuk-link" href=paths::action(&row.reference)>
                                    {row.title.clone()}
                                </a>
                                " "
                                <span class="app-due__note">{row.reference.clone()}</span>
                                {priority_note(row.priority)}
                            </th>
                            <td class="govuk-table__cell" data-label="Board">
                                <a class="govuk-link govuk-link--no-visited-state" href=paths::board(&row.board_slug)>
                                    {row.board_name.clone()}
                                </a>
                            </td>
                            <td class="govuk-table__cell" data-label="Due">
                                {due_date(row, view.today)}
                            </td>
                            <td class="govuk-table__cell" data-label="Status">
                                {status_tag(row.status)}
                            </td>
                            <td class="govuk-table__cell" data-label="Last update">
                                {last_word(row)}
                                <a class="govuk-link app-row-action" href=paths::update_action(&row.reference)>
                                    "Update"
                                    <span class="govuk-visually-hidden">" " {row.reference.clone()}</span>
                                </a>
                            </td>
                        </tr>
                    }
                })
                .collect_view();
            view! {
                <table class="govuk-table app-responsive-table">
                    <caption class="govuk-table__caption govuk-table__caption--m">{heading}</caption>
                    <thead class="govuk-table__head">
                        <tr class="govuk-table__row">
                            <th scope="col" class="govuk-table__header">"Action"</th>
                            <th scope="col" class="govuk-table__header">"Board"</th>
                            <th scope="col" class="govuk-table__header">"Due"</th>
                            <th scope="col" class="govuk-table__header">"Status"</th>
                            <th scope="col" class="govuk-table__header">"Last update"</th>
                        </tr>
                    </thead>
                    <tbody class="govuk-table__body">{rows}</tbody>
                </table>
            }
        })
    };
    view! {
        {figures}
        {group("Late", late)}
        {group("Due", due)}
        {pages(&view.query, &view.list, paths::MY_WORK)}
    }
    .into_any()
}

fn boards(access: &Access) -> AnyView {
    if access.standings.is_empty() {
        return view! {
            <p class="govuk-body">
                "You have no seat on a board. If you should have one, ask the secretariat of the board to appoint you. "
                <a class="govuk-link" href=paths::BOARDS>"See all boards"</a>
            </p>
        }
        .into_any();
    }
    let items = access
        .standings
        .iter()
        .map(|standing| {
            let as_what = match &standing.organisation_name {
                Some(organisation) => format!("{}, for {organisation}", standing.role.label()),
                None => standing.role.label().to_owned(),
            };
            view! {
                <li class="app-board-list__item">
                    <a class="app-board-list__name" href=paths::board(&standing.board_slug)>
                        {standing.board_name.clone()}
                    </a>
                    <p class="app-board-list__note">{as_what}</p>
                </li>
            }
        })
        .collect_view();
    let number = access.standings.len() as u64;
    view! {
        <p class="govuk-body govuk-visually-hidden">{wording::count(number, "seat", "seats")}</p>
        <ul class="app-board-list">{items}</ul>
    }
    .into_any()
}
