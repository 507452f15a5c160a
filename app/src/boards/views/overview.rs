//! The overview of a board.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{BoardTab, board_crumbs, ended, here_as, place, tabs, tabs_of_ended};
use crate::{
    access::Role,
    actions::list::Count,
    boards::types::{BoardEntry, BoardKind, NameConfidence},
    govuk::{Tag, TagOptions, WarningText, WarningTextOptions},
    layout::{Page, Section},
    membership::types::SeatRow,
    paths, wording,
};

/// What the overview shows. The register's facts are for everybody who is
/// signed in; seats and actions are for those who sit on the board.
pub struct BoardView {
    pub board: BoardEntry,
    pub my_roles: Vec<Role>,
    pub inside: Option<Inside>,
    /// The board above, for a sub-group.
    pub parent: Option<BoardEntry>,
    /// The board it became, or becomes, part of.
    pub successor: Option<BoardEntry>,
    /// Working groups of the board.
    pub sub_groups: Vec<BoardEntry>,
    /// Whether the action log of a board that has ended may still be read.
    pub reads_log: bool,
    pub offers: Offers,
    pub today: NaiveDate,
}

/// What the reader may do with the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    pub change: bool,
    pub end: bool,
    pub start_sub_group: bool,
    /// Propose an item for a meeting.
    pub propose: bool,
}

/// What only the people of a board see of it.
pub struct Inside {
    pub seats: Vec<SeatRow>,
    pub open: Count,
    pub late: Count,
}

/// Draws the overview of a board.
pub fn board_page(view: &BoardView) -> Page {
    let board = &view.board;
    let caption = place(board);
    let ended = ended(board, view.today);
    let inside = view.inside.as_ref().map_or_else(
        || {
            if ended.is_some() {
                return ().into_any();
            }
            view! {
                <p class="govuk-inset-text">
                    "You have no seat on this board, so you see only what the register says about it."
                </p>
            }
            .into_any()
        },
        |inside| inside_view(board, inside),
    );
    let main = view! {
        <span class="govuk-caption-l">{caption}</span>
        <h1 class="govuk-heading-l">{board.name.clone()}</h1>
        {here_as(&view.my_roles)}
        {match (&ended, view.reads_log, view.inside.is_some()) {
            (Some(_), true, _) => Some(tabs_of_ended(&board.slug, BoardTab::Overview)),
            (None, _, true) => Some(tabs(&board.slug, BoardTab::Overview)),
            _ => None,
        }}
        {ended_or_ending(view)}
        {view.parent.as_ref().map(|parent| view! {
            <p class="govuk-body">
                "Sub-group of "
                <a class="govuk-link" href=paths::board(&parent.slug)>{parent.name.clone()}</a>
            </p>
        })}
        {(board.confidence != NameConfidence::Seen && board.kind == BoardKind::Local)
            .then(|| view! {
                <p class="govuk-body-s">{format!("Name of the board: {}.", board.confidence.label())}</p>
            })}
        {inside}
        {meetings(view)}
        {sub_groups(view)}
        {area(board)}
        {administration(view)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: board_crumbs(),
        ..Page::new(board.name.clone(), main)
    }
}

/// Which days the board has, where they matter now.
fn ended_or_ending(view: &BoardView) -> Option<AnyView> {
    let board = &view.board;
    let words = match (ended(board, view.today), board.ends_on, board.starts_on) {
        (Some(ended), _, _) => ended,
        (None, Some(last), _) => format!("The last day of this board is {}.", wording::date(last)),
        (None, None, Some(first)) if first > view.today => {
            format!("This board starts on {}.", wording::date(first))
        }
        _ => return None,
    };
    let successor = view.successor.as_ref().map(|successor| {
        view! {
            " Its successor is "
            <a class="govuk-link" href=paths::board(&successor.slug)>{successor.name.clone()}</a>
            "."
        }
    });
    Some(view! { <p class="govuk-inset-text">{words}{successor}</p> }.into_any())
}

fn meetings(view: &BoardView) -> Option<AnyView> {
    view.inside.as_ref()?;
    let slug = &view.board.slug;
    let propose = view.offers.propose.then(|| {
        view! {
            <li><a class="govuk-link" href=paths::propose_item(slug)>"Propose an item"</a></li>
        }
    });
    Some(
        view! {
            <h2 class="govuk-heading-m">"Meetings"</h2>
            <ul class="govuk-list">
                <li><a class="govuk-link" href=paths::meetings(slug)>"Meetings and agendas"</a></li>
                <li><a class="govuk-link" href=paths::board_decisions(slug)>"Decisions"</a></li>
                {propose}
            </ul>
        }
        .into_any(),
    )
}

fn sub_groups(view: &BoardView) -> Option<AnyView> {
    if view.sub_groups.is_empty() && !view.offers.start_sub_group {
        return None;
    }
    let list = if view.sub_groups.is_empty() {
        view! { <p class="govuk-body">"This board has no sub-groups."</p> }.into_any()
    } else {
        let items = view
            .sub_groups
            .iter()
            .map(|group| {
                view! {
                    <li>
                        <a class="govuk-link" href=paths::board(&group.slug)>{group.name.clone()}</a>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
    };
    let start = view.offers.start_sub_group.then(|| {
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=paths::new_sub_group(&view.board.slug)>
                    "Start a sub-group"
                </a>
            </p>
        }
    });
    Some(
        view! {
            <h2 class="govuk-heading-m">"Sub-groups"</h2>
            {list}
            {start}
        }
        .into_any(),
    )
}

fn administration(view: &BoardView) -> Option<AnyView> {
    let slug = &view.board.slug;
    let mut links = Vec::new();
    if view.offers.change {
        links.push((paths::change_board(slug), "Change what the register says"));
    }
    if view.offers.end {
        links.push((paths::merge_board(slug), "Make this board part of another"));
        links.push((paths::end_board(slug), "End this board"));
    }
    (!links.is_empty()).then(|| {
        let items = links
            .into_iter()
            .map(|(href, text)| view! { <li><a class="govuk-link" href=href>{text}</a></li> })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Register"</h2>
            <ul class="govuk-list">{items}</ul>
        }
        .into_any()
    })
}

fn inside_view(board: &BoardEntry, inside: &Inside) -> AnyView {
    let log = paths::action_log(&board.slug);
    let late = format!("{log}?due=late");
    let chaired = inside
        .seats
        .iter()
        .any(|seat| seat.role == Role::Chair && seat.holder.is_some());
    let has_chair_seat = inside.seats.iter().any(|seat| seat.role == Role::Chair);
    let vacant_required = inside
        .seats
        .iter()
        .filter(|seat| seat.required && seat.holder.is_none())
        .count() as u64;
    view! {
        <h2 class="govuk-heading-m">"Actions"</h2>
        <ul class="app-figures">
            <li class="app-figures__item">
                <a class="app-figures__link" href=log>
                    <span class="app-figures__number">{inside.open.short()}</span>
                    " "
                    <span class="app-figures__label">"open"</span>
                </a>
            </li>
            <li class="app-figures__item app-figures__item--late">
                <a class="app-figures__link" href=late>
                    <span class="app-figures__number">{inside.late.short()}</span>
                    " "
                    <span class="app-figures__label">"late"</span>
                </a>
            </li>
        </ul>
        <h2 class="govuk-heading-m">"Seats"</h2>
        {(has_chair_seat && !chaired)
            .then(|| view! { <WarningText options=WarningTextOptions {
                content: "This board has no chair.".into(),
                icon_fallback_text: Some("Warning".into()),
                ..Default::default()
            } /> })}
        {(vacant_required > 0)
            .then(|| {
                let vacant = wording::count(vacant_required, "required seat is", "required seats are");
                view! { <p class="govuk-body">{format!("{vacant} vacant.")}</p> }
            })}
        {seats(&inside.seats)}
    }
    .into_any()
}

fn seats(seats: &[SeatRow]) -> AnyView {
    if seats.is_empty() {
        return view! { <p class="govuk-body">"No seats yet."</p> }.into_any();
    }
    let rows = seats
        .iter()
        .map(|seat| {
            let holder = match &seat.holder {
                Some(holder) => view! {
                    {holder.full_name.clone()}
                    " "
                    <span class="app-due__note">
                        {format!("{}, since {}", holder.post, wording::short_date(holder.since))}
                    </span>
                }
                .into_any(),
                None => view! { <Tag options=TagOptions {
                    content: "Vacant".into(),
                    classes: if seat.required { "govuk-tag--red" } else { "govuk-tag--grey" }.into(),
                    ..Default::default()
                } /> }
                .into_any(),
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        {seat.title.clone()}
                        " "
                        <span class="app-due__note">{seat.category.label()}</span>
                    </th>
                    <td class="govuk-table__cell" data-label="Role">{seat.role.label()}</td>
                    <td class="govuk-table__cell" data-label="Organisation">
                        {seat.organisation_name.clone().unwrap_or_else(|| "None named".to_owned())}
                    </td>
                    <td class="govuk-table__cell" data-label="Holder">{holder}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">
                {wording::count(seats.len() as u64, "seat", "seats")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Seat"</th>
                    <th scope="col" class="govuk-table__header">"Role"</th>
                    <th scope="col" class="govuk-table__header">"Organisation"</th>
                    <th scope="col" class="govuk-table__header">"Holder"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn area(board: &BoardEntry) -> Option<AnyView> {
    (!board.councils.is_empty()).then(|| {
        let items = board
            .councils
            .iter()
            .map(|council| {
                let text = match &council.note {
                    Some(note) => format!("{} ({note})", council.name),
                    None => council.name.clone(),
                };
                view! { <li>{text}</li> }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Councils of the area"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}
