//! The pages of decisions.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{
    forms::field,
    types::{Cursor, Decision, DecisionFilter, DecisionState, How},
};
use crate::{
    actions,
    boards::views::board_crumbs,
    form::FormState,
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, RadiosItem,
        SelectItem, Tag, TagOptions,
    },
    ids::MeetingId,
    layout::{
        self, Crumb, Fields, Page, Section, Width, codes, narrow_by, narrow_by_words, narrowing,
    },
    meetings::types::Part,
    paths, query, wording,
};

/// What the page of a new decision shows.
pub struct NewDecisionView {
    /// Where it belongs: the item, or the board.
    pub caption: String,
    pub heading: &'static str,
    pub action: String,
    pub back: String,
    pub crumbs: Vec<Crumb>,
    pub at_meeting: bool,
    /// What is to be known first, such as that the meeting is not quorate.
    pub warning: Option<String>,
    pub form: FormState,
}

/// Draws the form of a decision.
pub fn new_decision_page(view: &NewDecisionView) -> Page {
    let fields = Fields(&view.form);
    let how = How::choices(view.at_meeting)
        .map(|how| RadiosItem::new(how.code(), how.label()))
        .collect();
    let parts = Part::ALL
        .iter()
        .map(|part| RadiosItem::new(part.code(), part.label()))
        .collect();
    let on = (!view.at_meeting).then(|| fields.date(field::TAKEN_ON, "When was it taken?", ""));
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.lines(field::TEXT, "What was decided?", "Never write about a child, a family or a case.", 3)}
        {fields.lines(field::REASON, "Why? (optional)", "", 3)}
        {fields.radios(field::HOW, "How was it taken?", "", how)}
        {fields.text(field::TAKEN_BY, "Who took it?", "Never a judge or another observer: they decide nothing on a board.", Width::TwoThirds)}
        {on}
        {fields.lines(field::DISSENT, "Who disagreed, and why? (optional)", "", 2)}
        {fields.text(field::ABSTAINED, "Who abstained? (optional)", "", Width::TwoThirds)}
        {fields.date(field::REVIEW, "When does the board want to look at it again? (optional)", "It is suggested for the agenda then.")}
        {fields.radios(field::PART, "Who is it for?", "", parts)}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.caption.clone()}</span>
        <h1 class="govuk-heading-l">{view.heading}</h1>
        {view.warning.clone().map(|words| view! { <p class="govuk-inset-text">{words}</p> })}
        {layout::form(&view.action, questions, "Record the decision", &view.back)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: view.crumbs.clone(),
        refused: view.form.is_refused(),
        ..Page::new(format!("{} - {}", view.heading, view.caption), main)
    }
}

/// How a decision stands, as a tag.
pub fn state_tag(state: DecisionState) -> AnyView {
    let colour = match state {
        DecisionState::Taken | DecisionState::Ratified => "govuk-tag--green",
        DecisionState::ForRatification => "govuk-tag--yellow",
    };
    view! { <Tag options=TagOptions {
        content: state.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

/// What the register of decisions shows.
pub struct RegisterView {
    /// The board it is of; all of the reader's boards where there is none.
    pub board: Option<(String, String)>,
    pub filter: DecisionFilter,
    pub years: Vec<i32>,
    pub decisions: Vec<Decision>,
    /// Where the next page begins.
    pub more_after: Option<Cursor>,
    /// Whether the reader may record a decision between meetings.
    pub may_record: bool,
    pub today: NaiveDate,
}

impl RegisterView {
    fn path(&self) -> String {
        match &self.board {
            Some((_, slug)) => paths::board_decisions(slug),
            None => paths::DECISIONS.to_owned(),
        }
    }
}

/// Draws the register.
pub fn register_page(view: &RegisterView) -> Page {
    let heading = "Decisions";
    let caption = view
        .board
        .as_ref()
        .map_or("All my boards", |(name, _)| name.as_str())
        .to_owned();
    let record = view
        .board
        .as_ref()
        .filter(|_| view.may_record)
        .map(|(_, slug)| {
            view! {
                <p class="govuk-body app-no-print">
                    <a class="govuk-link" href=paths::new_decision(slug)>
                        "Record a decision taken between meetings"
                    </a>
                </p>
            }
        });
    let main = view! {
        <span class="govuk-caption-l">{caption.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {record}
        {search(view)}
        {list(view)}
        {(!view.decisions.is_empty()).then(|| exports(view)).flatten()}
    }
    .into_any();
    let mut crumbs = board_crumbs();
    if let Some((name, slug)) = &view.board {
        crumbs.push(Crumb::new(name.clone(), paths::board(slug)));
    }
    Page {
        section: Section::Boards,
        crumbs,
        ..Page::new(format!("{heading} - {caption}"), main)
    }
}

fn search(view: &RegisterView) -> AnyView {
    let filter = &view.filter;
    let words = narrow_by_words("search", "Words", &filter.search);
    let year = narrow_by(
        ("year", "Year", Some("Any year")),
        view.years
            .iter()
            .map(|year| (year.to_string(), year.to_string())),
        filter.year.map(|year| year.to_string()),
    );
    let state = narrow_by(
        ("state", "State", Some("Any state")),
        codes(
            DecisionState::ALL,
            DecisionState::code,
            DecisionState::label,
        ),
        filter.state.map(|state| state.code().to_owned()),
    );
    let review = CheckboxesOptions {
        name: "review".into(),
        values: if filter.review {
            vec![crate::form::YES.to_owned()]
        } else {
            Vec::new()
        },
        items: vec![CheckboxesItem::new(
            crate::form::YES,
            "Only those to be looked at again by today",
        )],
        classes: "govuk-checkboxes--small".into(),
        ..Default::default()
    };
    let fields = view! {
        {words}
        {year}
        {state}
        <Checkboxes options=review />
    }
    .into_any();
    narrowing(view.path(), fields, "Show")
}

fn list(view: &RegisterView) -> AnyView {
    if view.decisions.is_empty() {
        let words = if view.filter == DecisionFilter::default() {
            "No decision has been recorded yet."
        } else {
            "No decision matches."
        };
        return view! { <p class="govuk-body">{words}</p> }.into_any();
    }
    let rows = view
        .decisions
        .iter()
        .map(|decision| {
            let board = view
                .board
                .is_none()
                .then(|| view! { <span class="app-due__note">{decision.board_name.clone()}</span> });
            let review = decision.review_on.map(|day| {
                let words = if decision.is_due_for_review(view.today) {
                    format!("To be looked at again since {}", wording::date(day))
                } else {
                    format!("To be looked at again on {}", wording::date(day))
                };
                view! { <span class="app-due__note">{words}</span> }
            });
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=paths::decision(&decision.reference)>
                            {decision.reference.clone()}
                        </a>
                        {board}
                    </th>
                    <td class="govuk-table__cell app-typed" data-label="Decision">
                        {decision.text.clone()}
                        {review}
                    </td>
                    <td class="govuk-table__cell" data-label="Taken on">
                        {wording::date(decision.taken_on)}
                    </td>
                    <td class="govuk-table__cell" data-label="State">{state_tag(decision.state)}</td>
                </tr>
            }
        })
        .collect_view();
    let more = view.more_after.map(|after| {
        let mut pairs = view.filter.pairs();
        pairs.push(("after", after.code()));
        let href = crate::query::address(&view.path(), &pairs);
        view! { <p class="govuk-body"><a class="govuk-link" href=href>"Earlier decisions"</a></p> }
    });
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Decisions, the latest first"</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Reference"</th>
                    <th scope="col" class="govuk-table__header">"Decision"</th>
                    <th scope="col" class="govuk-table__header">"Taken on"</th>
                    <th scope="col" class="govuk-table__header">"State"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        {more}
    }
    .into_any()
}

fn exports(view: &RegisterView) -> Option<AnyView> {
    let (_, slug) = view.board.as_ref()?;
    let link = |format: &'static str, words: &'static str| {
        let mut pairs = vec![("format", format.to_owned())];
        pairs.extend(view.filter.pairs());
        let href = crate::query::address(&paths::decisions_export(slug), &pairs);
        view! { <li><a class="govuk-link" href=href download>{words}</a></li> }
    };
    Some(
        view! {
            <div class="app-no-print">
                <h2 class="govuk-heading-s">"Take this list with you"</h2>
                <ul class="govuk-list">
                    {link("xlsx", "Spreadsheet (XLSX)")}
                    {link("csv", "Comma-separated (CSV)")}
                </ul>
            </div>
        }
        .into_any(),
    )
}

/// What the page of a decision shows.
pub struct DecisionView {
    pub decision: Decision,
    /// Actions that follow from it or were raised at the same item: reference and title.
    pub actions: Vec<(String, String)>,
    /// The meeting that ratified it, with its title and day in words.
    pub ratified_at: Option<(MeetingId, String)>,
    /// Pilots about which it was: address and name.
    pub pilots: Vec<(String, String)>,
    /// Whether the reader keeps the register: an officer of the board.
    pub keeps: bool,
    /// Whether the reader may raise an action that follows from it.
    pub may_raise: bool,
    /// Meetings that may have ratified it.
    pub later: Vec<(MeetingId, String)>,
    /// The form that says which.
    pub ratify: FormState,
    /// Whether somebody else changed the decision after the page was drawn.
    pub changed: bool,
    pub today: NaiveDate,
}

/// Draws the page.
pub fn decision_page(view: &DecisionView) -> Page {
    let decision = &view.decision;
    let row = |key: &'static str, value: AnyView| {
        view! {
            <div class="govuk-summary-list__row">
                <dt class="govuk-summary-list__key">{key}</dt>
                <dd class="govuk-summary-list__value">{value}</dd>
            </div>
        }
    };
    let typed = |key: &'static str, text: &str| {
        (!text.is_empty()).then(|| {
            let text = text.to_owned();
            row(
                key,
                view! { <span class="app-typed">{text}</span> }.into_any(),
            )
        })
    };
    let meeting = decision.meeting.map(|meeting| {
        let words = if decision.item_title.is_empty() {
            "The meeting".to_owned()
        } else {
            decision.item_title.clone()
        };
        let link = view! { <a class="govuk-link" href=paths::meeting(meeting)>{words}</a> };
        row("Item", link.into_any())
    });
    let change = view.keeps.then(|| {
        view! {
            <dd class="govuk-summary-list__actions app-no-print">
                <a class="govuk-link" href=paths::review_decision(&decision.reference)>
                    "Change"<span class="govuk-visually-hidden">" when it is looked at again"</span>
                </a>
            </dd>
        }
    });
    let review = (view.keeps || decision.review_on.is_some()).then(|| {
        let words = match decision.review_on {
            Some(day) if decision.is_due_for_review(view.today) => {
                format!("Since {}", wording::date(day))
            }
            Some(day) => wording::date(day),
            None => "No day is set".to_owned(),
        };
        view! {
            <div class="govuk-summary-list__row">
                <dt class="govuk-summary-list__key">"To be looked at again"</dt>
                <dd class="govuk-summary-list__value">{words}</dd>
                {change}
            </div>
        }
    });
    let pilots = (!view.pilots.is_empty()).then(|| {
        let links = view
            .pilots
            .iter()
            .map(|(slug, title)| {
                let title = title.clone();
                view! { <a class="govuk-link" href=paths::pilot(slug)>{title}</a>" " }
            })
            .collect_view();
        row("Decides about the pilot", links.into_any())
    });
    let ratified = view.ratified_at.as_ref().map(|(meeting, words)| {
        let words = words.clone();
        let link = view! { <a class="govuk-link" href=paths::meeting(*meeting)>{words}</a> };
        row("Ratified at", link.into_any())
    });
    let outcomes = decision.item.map(|item| {
        view! {
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=paths::item_outcomes(item)>"All outcomes on this item"</a>
            </p>
        }
    });
    let actions = (!view.actions.is_empty()).then(|| {
        let items = view
            .actions
            .iter()
            .map(|(reference, title)| {
                view! {
                    <li>
                        <a class="govuk-link" href=paths::action(reference)>{reference.clone()}</a>
                        {format!(" {title}")}
                    </li>
                }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Actions from this decision and its item"</h2>
            <ul class="govuk-list">{items}</ul>
        }
    });
    let raise = view.may_raise.then(|| {
        view! {
            <p class="govuk-body app-no-print">
                <a
                    class="govuk-link"
                    href=query::address(
                        &paths::raise_action(&decision.board_slug),
                        &[(actions::forms::field::DECISION, decision.reference.clone())],
                    )
                >
                    "Raise an action from this decision"
                </a>
            </p>
        }
    });
    let ratify = (view.keeps && decision.waits()).then(|| ratify(view));
    let changed = view.changed.then(|| {
        view! {
            <p class="govuk-inset-text">
                "The decision changed after you opened the page, so nothing was saved. This is what it is like now."
            </p>
        }
    });
    let part_b = (decision.part == Part::B).then(|| row("For", Part::B.label().into_any()));
    let main = view! {
        {layout::error_summary(&view.ratify)}
        <span class="govuk-caption-l">{format!("{}, decision {}", decision.board_name, decision.reference)}</span>
        <h1 class="govuk-heading-l app-typed">{decision.text.clone()}</h1>
        {changed}
        <p class="govuk-body">{state_tag(decision.state)}</p>
        <dl class="govuk-summary-list">
            {row("Taken on", wording::date(decision.taken_on).into_any())}
            {row("How", decision.how.label().into_any())}
            {typed("Taken by", &decision.taken_by)}
            {typed("Reason", &decision.reason)}
            {typed("Disagreed", &decision.dissent)}
            {typed("Abstained", &decision.abstained)}
            {meeting}
            {pilots}
            {ratified}
            {review}
            {part_b}
        </dl>
        {ratify}
        {actions}
        {raise}
        {outcomes}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(decision, false),
        refused: view.ratify.is_refused(),
        ..Page::new(format!("Decision {}", decision.reference), main)
    }
}

/// The way to a decision, or to what lies below it.
fn crumbs(decision: &Decision, below: bool) -> Vec<Crumb> {
    let mut crumbs = board_crumbs();
    crumbs.push(Crumb::new(
        decision.board_name.clone(),
        paths::board(&decision.board_slug),
    ));
    crumbs.push(Crumb::new(
        "Decisions",
        paths::board_decisions(&decision.board_slug),
    ));
    if below {
        let reference = &decision.reference;
        crumbs.push(Crumb::new(reference.clone(), paths::decision(reference)));
    }
    crumbs
}

fn ratify(view: &DecisionView) -> AnyView {
    let decision = &view.decision;
    let intro = "The meeting was not quorate when this was decided.";
    if view.later.is_empty() {
        return view! {
            <p class="govuk-body">
                {intro}" Once a later meeting of the board has begun, you can say here that it ratified the decision."
            </p>
        }
        .into_any();
    }
    let fields = Fields(&view.ratify);
    let meetings = std::iter::once(SelectItem::new("", "Select a meeting"))
        .chain(
            view.later
                .iter()
                .map(|(id, words)| SelectItem::new(id.to_string(), words.clone())),
        )
        .collect();
    view! {
        <form method="post" action=paths::ratify_decision(&decision.reference) novalidate class="app-no-print">
            <p class="govuk-body">{intro}</p>
            <input type="hidden" name=field::VERSION value=decision.version.to_string() />
            {fields.select(field::AT, "Which quorate meeting ratified it?", "", meetings)}
            <Button options=ButtonOptions {
                content: "It is ratified".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

/// What the page of a review date shows.
pub struct ReviewView {
    pub decision: Decision,
    pub form: FormState,
    /// Whether somebody else changed the decision after the form was drawn.
    pub conflict: bool,
}

/// Draws the form of the day on which a decision is looked at again.
pub fn review_page(view: &ReviewView) -> Page {
    let decision = &view.decision;
    let heading = "When is this decision looked at again?";
    let conflict = view.conflict.then(|| {
        let day = decision
            .review_on
            .map_or_else(|| "No day is set".to_owned(), wording::date);
        let now = vec![
            ("To be looked at again", day),
            ("State", decision.state.label().to_owned()),
        ];
        layout::changed_meanwhile("The decision", now)
    });
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.date(field::REVIEW, "Review date (optional)", "It is suggested for the agenda then. Leave it empty if the board does not want to come back to it.")}
    }
    .into_any();
    let address = paths::review_decision(&decision.reference);
    let back = paths::decision(&decision.reference);
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{format!("Decision {}", decision.reference)}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body app-typed">{decision.text.clone()}</p>
        {conflict}
        {layout::form(&address, questions, "Save", &back)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(decision, true),
        refused: view.form.is_refused(),
        ..Page::new(format!("{heading} - {}", decision.reference), main)
    }
}
