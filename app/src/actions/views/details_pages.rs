//! Raising an action outside a meeting, and changing what an action is.

use leptos::prelude::*;

use crate::{
    actions::{
        forms::field,
        measured::Target,
        types::{Action, Priority},
    },
    boards::types::BoardEntry,
    form::FormState,
    govuk::{
        Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions, LegendOptions, RadiosItem,
        SelectItem,
    },
    ids::SeatId,
    layout::{self, Crumb, Fields, Page, Section, Width},
    paths, wording,
};

/// What an action is: title, outcome, lead, due date and priority. `seats` may lead.
pub fn details_questions(form: &FormState, seats: &[(SeatId, String)]) -> AnyView {
    let fields = Fields(form);
    let seats = std::iter::once(SelectItem::new("", "Select a seat"))
        .chain(
            seats
                .iter()
                .map(|(id, title)| SelectItem::new(id.to_string(), title.clone())),
        )
        .collect();
    let priority = Priority::ALL
        .iter()
        .map(|priority| RadiosItem::new(priority.code(), priority.label()))
        .collect();
    view! {
        {fields.text(field::TITLE, "What is to be done?", "Never write about a child, a family or a case.", Width::Full)}
        {fields.lines(field::DONE, "What does done look like?", "How the board will see that it is done.", 3)}
        {fields.select(field::SEAT, "Who leads it?", "The seat, so that it stays right when somebody else takes it. Observers lead nothing.", seats)}
        {fields.date(field::DUE, "When is it due?", "")}
        {fields.radios(field::PRIORITY, "Priority", "", priority)}
    }
    .into_any()
}

/// Asks which measure an action is meant to move.
fn measure_question(form: &FormState, measures: &[(Target, String)]) -> AnyView {
    let items = std::iter::once(SelectItem::new("", "None"))
        .chain(
            measures
                .iter()
                .map(|(target, name)| SelectItem::new(target.code(), name.clone())),
        )
        .collect();
    Fields(form).select(
        field::MEASURE,
        "Which measure is it meant to move? (optional)",
        "Once it is closed, its page shows the figure before and after.",
        items,
    )
}

/// A new action of a board.
pub struct RaiseView {
    pub board: BoardEntry,
    /// Seats that may lead it.
    pub seats: Vec<(SeatId, String)>,
    /// What it may be meant to move.
    pub measures: Vec<(Target, String)>,
    pub form: FormState,
}

/// Draws the form of a new action.
pub fn raise_page(view: &RaiseView) -> Page {
    let (board, log) = (&view.board, paths::action_log(&view.board.slug));
    let questions = view! {
        {Fields(&view.form).hidden(field::KEY)}
        {details_questions(&view.form, &view.seats)}
        {Fields(&view.form).text(
            field::DECISION,
            "Which decision does it follow from? (optional)",
            "Its number in the register of decisions.",
            Width::OneHalf,
        )}
        {measure_question(&view.form, &view.measures)}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{board.name.clone()}</span>
        <h1 class="govuk-heading-l">"Raise an action"</h1>
        <p class="govuk-body">
            "For what comes up between meetings. Raise an action of a meeting at its item, so that both stay linked."
        </p>
        {layout::form(&paths::raise_action(&board.slug), questions, "Raise the action", &log)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: vec![
            Crumb::new("Boards", paths::BOARDS),
            Crumb::new(board.name.clone(), paths::board(&board.slug)),
            Crumb::new("Action log", log),
        ],
        refused: view.form.is_refused(),
        ..Page::new(format!("Raise an action - {}", board.name), main)
    }
}

/// A change of an action.
pub struct ChangeView {
    pub action: Action,
    /// Seats of the board that may lead or contribute.
    pub seats: Vec<(SeatId, String)>,
    /// What it may be meant to move, the measure of now among it.
    pub measures: Vec<(Target, String)>,
    pub form: FormState,
    /// Whether somebody changed it after the form was opened.
    pub conflict: bool,
}

/// Draws the form that changes what an action is.
pub fn change_page(view: &ChangeView) -> Page {
    let action = &view.action;
    let fields = Fields(&view.form);
    let now = view.conflict.then(|| {
        layout::changed_meanwhile(
            "The action",
            vec![
                ("What is to be done", action.title.clone()),
                ("What done looks like", action.outcome.clone()),
                (
                    "Lead",
                    format!("{}, {}", action.seat_title, action.organisation_name),
                ),
                ("Due", wording::date(action.due_on)),
                ("Priority", action.priority.label().to_owned()),
                ("Position", action.status.label().to_owned()),
            ],
        )
    });
    let mut leads = view.seats.clone();
    if !leads.iter().any(|(seat, _)| *seat == action.seat) {
        let words = format!("{}, {}", action.seat_title, action.organisation_name);
        leads.push((action.seat, words));
    }
    let contributors = CheckboxesOptions {
        name: field::CONTRIBUTORS.into(),
        id_prefix: Some(field::CONTRIBUTORS.into()),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "Who else contributes? (optional)".into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some(
            "They may comment. Exactly one seat leads."
                .to_owned()
                .into(),
        ),
        error_message: view.form.error(field::CONTRIBUTORS).map(Into::into),
        values: view.form.answers.all(field::CONTRIBUTORS).to_vec(),
        items: view
            .seats
            .iter()
            .map(|(id, words)| CheckboxesItem::new(id.to_string(), words.clone()))
            .collect(),
        classes: "govuk-checkboxes--small".into(),
        ..Default::default()
    };
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.hidden(field::SUBMISSION)}
        {details_questions(&view.form, &leads)}
        <Checkboxes options=contributors />
        {measure_question(&view.form, &view.measures)}
        {fields.lines(field::REASON, "Why does it change?", "Needed where the due date moves or somebody else leads it. It stays in the history.", 2)}
    }
    .into_any();
    let back = paths::action(&action.reference);
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{action.reference.clone()}</span>
        <h1 class="govuk-heading-l">"Change this action"</h1>
        {now}
        {layout::form(&paths::change_action(&action.reference), questions, "Save", &back)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        back: Some(back),
        refused: view.form.is_refused(),
        ..Page::new(
            format!(
                "Change this action - {} - {}",
                action.reference, action.board_name
            ),
            main,
        )
    }
}
