//! The form that ends a board or makes it part of another, and what stops before
//! that is done.

use leptos::prelude::*;

use super::crumbs_below;
use crate::{
    actions::list::Count,
    boards::{
        forms::{CloseBoard, LAST_DAY, field},
        types::BoardEntry,
    },
    form::{Answers, FormState},
    govuk::SelectItem,
    ids::BoardId,
    layout::{self, Fields, Page, Section},
    membership::{types::SeatRow, views::seats_table},
    paths, wording,
};

/// What the form shows.
pub struct CloseView {
    pub board: BoardEntry,
    /// The boards it may become part of, by name; none where it just ends.
    pub successors: Option<Vec<(BoardId, String)>>,
    /// Sub-groups that go on, which have to end or move first.
    pub sub_groups: Vec<BoardEntry>,
    pub form: FormState,
    /// Whether the board changed after the form was opened.
    pub conflict: bool,
}

impl CloseView {
    fn heading(&self) -> &'static str {
        match self.successors {
            Some(_) => "Make this board part of another",
            None => "End this board",
        }
    }

    fn action(&self) -> String {
        match self.successors {
            Some(_) => paths::merge_board(&self.board.slug),
            None => paths::end_board(&self.board.slug),
        }
    }

    /// The name of the board that it becomes part of.
    fn successor_name(&self, id: Option<BoardId>) -> Option<&str> {
        let successors = self.successors.as_ref()?;
        successors
            .iter()
            .find(|(board, _)| Some(*board) == id)
            .map(|(_, name)| name.as_str())
    }

    fn page(&self, title: &str, main: AnyView) -> Page {
        Page {
            section: Section::Boards,
            crumbs: crumbs_below(&self.board),
            refused: self.form.is_refused(),
            ..Page::new(format!("{title} - {}", self.board.name), main)
        }
    }
}

/// Draws the form, new, refused, or against a board that changed meanwhile.
pub fn close_page(view: &CloseView) -> Page {
    let heading = if view.conflict {
        "Somebody else has changed this board"
    } else {
        view.heading()
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.board.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {view.conflict.then(|| layout::changed_meanwhile("The board", now(&view.board)))}
        {body(view)}
    }
    .into_any();
    view.page(heading, main)
}

fn now(board: &BoardEntry) -> Vec<(&'static str, String)> {
    let last = board
        .ends_on
        .map_or_else(|| "None settled".to_owned(), wording::date);
    vec![("Name", board.name.clone()), ("Last day", last)]
}

fn body(view: &CloseView) -> AnyView {
    if !view.sub_groups.is_empty() {
        return sub_groups_first(view);
    }
    let way_out = paths::board(&view.board.slug);
    if view.successors.as_ref().is_some_and(Vec::is_empty) {
        return view! {
            <p class="govuk-body">
                "There is no other board of this kind that it could become part of."
            </p>
            <p class="govuk-body">
                <a class="govuk-link" href=way_out>"Go back to the board"</a>
            </p>
        }
        .into_any();
    }
    let fields = Fields(&view.form);
    let successors = view.successors.as_ref().map(|successors| {
        let none = SelectItem {
            text: "Choose a board".into(),
            value: Some(String::new()),
            ..Default::default()
        };
        let others = successors.iter().map(|(id, name)| SelectItem {
            text: name.clone(),
            value: Some(id.to_string()),
            ..Default::default()
        });
        let items = std::iter::once(none).chain(others).collect();
        fields.select(
            field::SUCCESSOR,
            "Which board does it become part of?",
            "",
            items,
        )
    });
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {successors}
        {fields.date(LAST_DAY, "Last day", "For example, 31 3 2027. It still works on this day.")}
        {fields.lines(
            field::REASON,
            "Reason",
            "Everybody who sits on the board is told. Do not name a child or a family.",
            3,
        )}
    }
    .into_any();
    layout::form(&view.action(), questions, "Continue", &way_out)
}

fn sub_groups_first(view: &CloseView) -> AnyView {
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
    view! {
        <p class="govuk-body">
            "The sub-groups of this board have to end, or move to another board, first:"
        </p>
        <ul class="govuk-list govuk-list--bullet">{items}</ul>
    }
    .into_any()
}

/// What is there on the last day of a board, and what it leaves open.
pub struct Left {
    /// Seats that end with the board, and their holders.
    pub seats: Vec<SeatRow>,
    /// Open actions, as they stand today.
    pub open: Count,
}

/// Says what will follow, and asks once more.
pub fn confirm_close_page(
    view: &CloseView,
    closing: &CloseBoard,
    left: &Left,
    answers: &Answers,
) -> Page {
    let board = &view.board;
    let last_day = wording::date(closing.last_day);
    let successor = view.successor_name(closing.successor);
    let title = match successor {
        Some(successor) => format!("{} becomes part of {successor}", board.name),
        None => format!("{} ends", board.name),
    };
    let held = left
        .seats
        .iter()
        .filter(|seat| seat.holder.is_some())
        .count() as u64;
    let seats = wording::count(left.seats.len() as u64, "seat", "seats");
    let holders = wording::count(held, "holder", "holders");
    let open = left.open.in_words("open action", "open actions");
    let consequences = view! {
        <p>{format!("The last day is {last_day}. Access ends on the next day.")}</p>
        <p>{format!("{seats} with {holders} end. Everybody who sits on the board is told.")}</p>
        <p>{format!("{open} stay as they are, and nobody can update them any more.")}</p>
        {successor.map(|successor| view! {
            <p>
                {format!("{successor} serves the councils of this board from now on. Its members read the old records once this board has ended.")}
            </p>
        })}
        <p>"The address stays and shows what the register says."</p>
    }
    .into_any();
    let way_out = paths::board(&board.slug);
    let button = match successor {
        Some(_) => "Merge the boards",
        None => "End this board",
    };
    let main = view! {
        {layout::interruption(&title, consequences, &view.action(), answers, button, &way_out)}
        {(left.open != Count::Exactly(0)).then(|| view! {
            <p class="govuk-body">
                <a class="govuk-link" href=paths::action_log(&board.slug)>
                    "See the actions that stay open"
                </a>
            </p>
        })}
        {seats_that_end(&left.seats)}
    }
    .into_any();
    view.page(&title, main)
}

fn seats_that_end(seats: &[SeatRow]) -> AnyView {
    if seats.is_empty() {
        return view! { <p class="govuk-body">"The board has no seats on that day."</p> }
            .into_any();
    }
    let seats = seats.iter().map(|seat| {
        let holder = seat.holder.as_ref();
        let name = holder.map_or("Nobody", |holder| holder.full_name.as_str());
        (seat.title.clone(), name.to_owned())
    });
    seats_table(seats.collect(), "Holder", "that end")
}
