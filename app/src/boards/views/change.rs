//! The form that changes what the register says of a board.

use leptos::prelude::*;

use super::{crumbs_below, start::regions};
use crate::{
    boards::{
        forms::{ChangeBoard, field},
        types::{BoardEntry, BoardKind, NameConfidence},
    },
    form::{Answers, FormState},
    govuk::{RadiosItem, SelectItem},
    ids::BoardId,
    layout::{self, Checked, Fields, Page, Section, Width},
    paths, wording,
};

/// What the form shows.
pub struct ChangeView {
    pub board: BoardEntry,
    pub regions: Vec<String>,
    /// The boards that a sub-group may be of, by name.
    pub parents: Vec<(BoardId, String)>,
    pub form: FormState,
    /// Whether the board changed after the form was opened.
    pub conflict: bool,
}

impl ChangeView {
    /// The answers that say what the register says now.
    pub fn as_it_is(board: &BoardEntry) -> Answers {
        let parent = board.parent.map(|parent| parent.to_string());
        Answers::default()
            .with(field::NAME, board.name.clone())
            .with(field::REGION, board.region.clone().unwrap_or_default())
            .with(field::PARENT, parent.unwrap_or_default())
            .with(field::CONFIDENCE, board.confidence.code())
            .with(field::TERM_WARNING, board.term_warning_days.to_string())
            .with(field::VERSION, board.version.to_string())
    }

    fn page(&self, title: &str, main: AnyView) -> Page {
        Page {
            section: Section::Boards,
            crumbs: crumbs_below(&self.board),
            refused: self.form.is_refused(),
            ..Page::new(format!("{title} - {}", self.board.name), main)
        }
    }

    fn parent_name(&self, id: Option<BoardId>) -> String {
        self.parents
            .iter()
            .find(|(board, _)| Some(*board) == id)
            .map(|(_, name)| name.clone())
            .unwrap_or_default()
    }
}

/// Draws the form, new, refused, or against a board that changed meanwhile.
pub fn change_page(view: &ChangeView) -> Page {
    let heading = if view.conflict {
        "Somebody else has changed this board"
    } else {
        "Change what the register says"
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.board.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {view.conflict.then(|| layout::changed_meanwhile("The board", now(view)))}
        {layout::form(
            &paths::change_board(&view.board.slug),
            questions(view),
            "Continue",
            &paths::board(&view.board.slug),
        )}
    }
    .into_any();
    view.page(heading, main)
}

fn now(view: &ChangeView) -> Vec<(&'static str, String)> {
    let board = &view.board;
    let mut now = vec![("Name", board.name.clone())];
    now.extend(board.region.clone().map(|region| ("Region", region)));
    if board.kind == BoardKind::SubGroup {
        now.push(("Sub-group of", view.parent_name(board.parent)));
    }
    now.push(("Name of the board", board.confidence.label().to_owned()));
    now.push(("Warning", days(board.term_warning_days)));
    now
}

fn days(number: u32) -> String {
    wording::count(u64::from(number), "day", "days")
}

fn questions(view: &ChangeView) -> AnyView {
    let fields = Fields(&view.form);
    let confidences = NameConfidence::ALL
        .iter()
        .map(|confidence| RadiosItem {
            content: confidence.label().into(),
            value: Some(confidence.code().to_owned()),
            ..Default::default()
        })
        .collect();
    let parents = view
        .parents
        .iter()
        .map(|(id, name)| SelectItem {
            text: name.clone(),
            value: Some(id.to_string()),
            ..Default::default()
        })
        .collect();
    view! {
        {fields.hidden(field::VERSION)}
        {fields.text(
            field::NAME,
            "Name",
            "The address of the board stays as it is.",
            Width::TwoThirds,
        )}
        {(view.board.kind == BoardKind::Local)
            .then(|| fields.select(field::REGION, "Region", "", regions(&view.regions)))}
        {(view.board.kind == BoardKind::SubGroup)
            .then(|| fields.select(field::PARENT, "Sub-group of", "", parents))}
        {fields.radios(field::CONFIDENCE, "How sure is the name?", "", confidences)}
        {fields.number(
            field::TERM_WARNING,
            "How long before its end does a term count as ending soon?",
            "A number of days between 1 and 365",
            "days",
        )}
    }
    .into_any()
}

/// Draws every answer once more.
pub fn check_change_page(view: &ChangeView, new: &ChangeBoard, answers: &Answers) -> Page {
    let mut checked = vec![Checked::new("Name", new.name.clone(), field::NAME)];
    if let Some(region) = &new.region {
        checked.push(Checked::new("Region", region.clone(), field::REGION));
    }
    if new.parent.is_some() {
        let parent = view.parent_name(new.parent);
        checked.push(Checked::new("Sub-group of", parent, field::PARENT));
    }
    checked.push(Checked::new(
        "How sure the name is",
        new.confidence.label(),
        field::CONFIDENCE,
    ));
    checked.push(Checked::new(
        "A term ends soon",
        format!("{} before its end", days(new.term_warning_days)),
        field::TERM_WARNING,
    ));
    let main = view! {
        <span class="govuk-caption-l">{view.board.name.clone()}</span>
        <h1 class="govuk-heading-l">"Check your answers"</h1>
        {layout::check_answers(
            &paths::change_board(&view.board.slug),
            answers,
            checked,
            "Save changes",
            &paths::board(&view.board.slug),
        )}
    }
    .into_any();
    view.page("Check your answers - Change what the register says", main)
}
