//! The meeting as whoever takes the minutes works on it, on one page.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    actions::views::details_questions,
    decisions::{types::Decision, views::state_tag},
    form::FormState,
    govuk::{
        Button, ButtonOptions, Input, InputOptions, LabelOptions, Select, SelectItem,
        SelectOptions, Textarea, TextareaOptions,
    },
    ids::{AgendaItemId, SeatId},
    layout::{self, Fields, Page, Width},
    live::ChangeNotice,
    meetings::{
        rules::timetable,
        types::{Meeting, PublishedItem},
        views::page_below,
    },
    paths,
    proceedings::{
        forms::field,
        rules::Quorum,
        types::{Guest, ItemRecord, Mark, Outcome, Presence, RaisedAction, SeatMark},
    },
    wording,
};

/// One item on the page.
pub struct RunItem {
    pub item: PublishedItem,
    pub record: ItemRecord,
    /// What was typed, where it was refused, or else what is saved.
    pub form: FormState,
    /// Whether somebody else saved this item after the page was drawn.
    pub conflict: bool,
    pub decisions: Vec<Decision>,
    pub actions: Vec<RaisedAction>,
}

/// What the page shows.
pub struct RunView {
    pub meeting: Meeting,
    pub quorums: Vec<Quorum>,
    pub seats: Vec<SeatMark>,
    /// Seats that somebody else recorded after the page was drawn.
    pub conflicts: Vec<SeatId>,
    pub attendance: FormState,
    pub guests: Vec<Guest>,
    pub guest: FormState,
    pub items: Vec<RunItem>,
    /// The number of the latest change that the page shows.
    pub seen_until: i64,
    pub now: DateTime<Utc>,
}

/// Draws the page.
pub fn run_page(view: &RunView) -> Page {
    let meeting = &view.meeting;
    let mut wrong = FormState::default();
    for form in [&view.attendance, &view.guest]
        .into_iter()
        .chain(view.items.iter().map(|item| &item.form))
    {
        wrong.errors.extend(form.errors.iter().cloned());
    }
    let refused = wrong.is_refused();
    let contents = view
        .items
        .iter()
        .map(|item| {
            let words = format!("{} {}", item.item.number, item.item.title);
            let outcome = item
                .record
                .outcome
                .map(|outcome| format!(": {}", outcome.label()));
            view! {
                <li>
                    <a class="govuk-link" href=format!("#{}", anchor(item.item.id))>{words}</a>
                    {outcome}
                </li>
            }
        })
        .collect_view();
    let times = timetable(
        meeting.starts_at,
        view.items.iter().map(|item| item.item.taking()),
    );
    let items = view
        .items
        .iter()
        .zip(times)
        .map(|(item, begins)| section(item, begins))
        .collect_view();
    let main = view! {
        {layout::error_summary(&wrong)}
        <span class="govuk-caption-l">{format!("{}, {}", meeting.title, meeting.when())}</span>
        <h1 class="govuk-heading-l">"Run the meeting"</h1>
        <ChangeNotice
            address=paths::meeting_changes(meeting.id, view.seen_until)
            reload=paths::run_meeting(meeting.id)
        />
        {quorums(view)}
        <p class="govuk-body">
            "Each part is saved by its own button. Others may write at the same time: different items and seats never stand in each other’s way."
        </p>
        <h2 class="govuk-heading-m" id="contents" tabindex="-1">"Contents"</h2>
        <ul class="govuk-list">
            <li><a class="govuk-link" href="#attendance">"Who is here"</a></li>
            {contents}
            <li><a class="govuk-link" href=paths::minutes(meeting.id)>"Minutes of this meeting"</a></li>
        </ul>
        {attendance(view)}
        {guests(view)}
        <h2 class="govuk-heading-m">"Items"</h2>
        {view.items.is_empty().then(|| view! {
            <p class="govuk-body">"The agenda has no items. Add them to the agenda first."</p>
        })}
        {items}
    }
    .into_any();
    Page {
        wide: true,
        island: true,
        ..page_below(meeting, "Run the meeting", refused, main)
    }
}

/// Where an item stands on the page.
fn anchor(item: AgendaItemId) -> String {
    format!("item-{item}")
}

fn quorums(view: &RunView) -> AnyView {
    let joint = view.quorums.len() > 1;
    view.quorums
        .iter()
        .map(|quorum| {
            let words = if joint {
                format!("{}: {}", quorum.board_name, quorum.in_words())
            } else {
                quorum.in_words()
            };
            let note = (!quorum.is_met()).then_some(
                " You can go on: the minutes will say so, and decisions wait to be ratified.",
            );
            view! { <p class="govuk-inset-text" role="status">{words}{note}</p> }
        })
        .collect_view()
        .into_any()
}

fn attendance(view: &RunView) -> AnyView {
    let joint = !view.meeting.others.is_empty();
    let rows = view
        .seats
        .iter()
        .map(|seat| seat_row(view, seat, joint))
        .collect_view();
    let caption = wording::count(view.seats.len() as u64, "seat", "seats");
    let form = view! {
        <form method="post" action=paths::attendance(view.meeting.id) novalidate>
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        <th scope="col" class="govuk-table__header">"Seat"</th>
                        <th scope="col" class="govuk-table__header">"Here"</th>
                        <th scope="col" class="govuk-table__header">"Substitute, late or early"</th>
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Save who is here".into(),
                    ..Default::default()
                } />
                <Button options=ButtonOptions {
                    content: "Save, and everybody else is here".into(),
                    name: Some(field::EVERYBODY.into()),
                    value: Some(crate::form::YES.into()),
                    classes: "govuk-button--secondary".into(),
                    ..Default::default()
                } />
            </div>
        </form>
    }
    .into_any();
    let form = if is_settled(view) {
        // The items have the page to themselves once it is known who came.
        view! {
            <details class="govuk-details">
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">"Change who is here"</span>
                </summary>
                {form}
            </details>
        }
        .into_any()
    } else {
        form
    };
    view! {
        <h2 class="govuk-heading-m" id="attendance" tabindex="-1">"Who is here"</h2>
        <p class="govuk-body">{presences(&view.seats)}</p>
        {form}
    }
    .into_any()
}

/// Whether it is recorded of everybody whether they came.
fn is_settled(view: &RunView) -> bool {
    let is_known = |seat: &SeatMark| seat.mark.is_some() || seat.holder.is_none();
    view.seats.iter().any(|seat| seat.mark.is_some())
        && view.seats.iter().all(is_known)
        && view.conflicts.is_empty()
        && !view.attendance.is_refused()
}

/// "9 present, 2 apologies, 3 not recorded".
fn presences(seats: &[SeatMark]) -> String {
    let of = |wanted: Option<Presence>| {
        let is_wanted = |seat: &&SeatMark| {
            seat.mark.as_ref().and_then(|mark| mark.presence()) == wanted
                && (wanted.is_some() || seat.holder.is_some())
        };
        seats.iter().filter(is_wanted).count() as u64
    };
    let parts = [
        (of(Some(Presence::Present)), "present", "present"),
        (of(Some(Presence::Substitute)), "substitute", "substitutes"),
        (of(Some(Presence::Apologies)), "apology", "apologies"),
        (of(Some(Presence::Absent)), "absent", "absent"),
        (of(None), "not recorded", "not recorded"),
    ];
    parts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, more)| wording::count(number, one, more))
        .collect::<Vec<_>>()
        .join(", ")
}

fn hidden_label(words: String) -> LabelOptions {
    LabelOptions {
        content: words.into(),
        classes: "govuk-visually-hidden".into(),
        ..Default::default()
    }
}

fn small_label(words: &str, of: &str) -> LabelOptions {
    let (words, of) = (words.to_owned(), format!(" {of}"));
    LabelOptions {
        content: crate::govuk::Content::view(
            view! { {words}<span class="govuk-visually-hidden">{of}</span> }.into_any(),
        ),
        ..Default::default()
    }
}

fn seat_row(view: &RunView, seat: &SeatMark, joint: bool) -> AnyView {
    let form = &view.attendance;
    let name = |name: &str| field::of(name, seat.seat);
    let value = |field: &str| Some(form.answers.text(&name(field)).to_owned());
    let error = |field: &str| form.error(&name(field)).map(Into::into);
    let presence = SelectOptions {
        id: Some(name(field::PRESENCE)),
        name: name(field::PRESENCE),
        label: hidden_label(format!("Who came for: {}", seat.title)),
        error_message: error(field::PRESENCE),
        value: value(field::PRESENCE),
        items: std::iter::once(SelectItem::new("", "Not recorded"))
            .chain(
                Presence::ALL
                    .iter()
                    .map(|presence| SelectItem::new(presence.code(), presence.label())),
            )
            .collect(),
        ..Default::default()
    };
    let text = |field: &str, label: &str, width: &str| InputOptions {
        id: Some(name(field)),
        name: name(field),
        label: small_label(label, &seat.title),
        error_message: error(field),
        value: value(field),
        classes: width.to_owned(),
        ..Default::default()
    };
    let has_more = [field::NAME, field::ARRIVED, field::LEFT]
        .iter()
        .any(|field| {
            !form.answers.text(&name(field)).is_empty() || form.error(&name(field)).is_some()
        });
    let holder = seat
        .holder
        .as_ref()
        .map_or_else(|| "Vacant".to_owned(), |(_, name)| name.clone());
    let of = [
        Some(seat.organisation.clone())
            .filter(|name| !name.is_empty() && !seat.title.contains(name)),
        joint.then(|| seat.board_name.clone()),
        (!crate::proceedings::rules::counts(seat.role))
            .then(|| format!("{}, does not count", seat.role.label())),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("; ");
    let stand_ins = (!seat.stand_ins.is_empty()).then(|| {
        let words = format!("May come instead: {}", seat.stand_ins.join(", "));
        view! { <span class="app-due__note">{words}</span> }
    });
    let meanwhile = view.conflicts.contains(&seat.seat).then(|| {
        let words = format!(
            "Somebody else recorded meanwhile: {}. Save again to replace it.",
            Mark::in_words(seat.mark.as_ref())
        );
        view! { <p class="govuk-error-message">{words}</p> }
    });
    let more = format!("Substitute, late or early: {}", seat.title);
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                {seat.title.clone()}
                <span class="app-due__note">{holder}</span>
                {(!of.is_empty()).then(|| view! { <span class="app-due__note">{of.clone()}</span> })}
            </th>
            <td class="govuk-table__cell" data-label="Here">
                {meanwhile}
                <input type="hidden" name=name(field::WAS) value=form.answers.text(&name(field::WAS)).to_owned() />
                <Select options=presence />
            </td>
            <td class="govuk-table__cell" data-label="Substitute, late or early">
                <details class="govuk-details govuk-!-margin-bottom-0" open=has_more>
                    <summary class="govuk-details__summary">
                        <span class="govuk-details__summary-text">
                            "More"<span class="govuk-visually-hidden">{format!(": {more}")}</span>
                        </span>
                    </summary>
                    <div class="govuk-details__text">
                        {stand_ins}
                        <Input options=text(field::NAME, "Name of the substitute", "govuk-input--width-20") />
                        <Input options=text(field::ARRIVED, "Came late, at", "govuk-input--width-5") />
                        <Input options=text(field::LEFT, "Left early, at", "govuk-input--width-5") />
                    </div>
                </details>
            </td>
        </tr>
    }
    .into_any()
}

fn guests(view: &RunView) -> AnyView {
    let action = paths::guests(view.meeting.id);
    let list = (!view.guests.is_empty()).then(|| {
        let rows = view
            .guests
            .iter()
            .map(|guest| guest_row(&action, guest))
            .collect_view();
        view! { <ul class="govuk-list">{rows}</ul> }
    });
    let fields = Fields(&view.guest);
    let open = view.guest.is_refused();
    view! {
        <h3 class="govuk-heading-s" id="guests" tabindex="-1">"Others in attendance"</h3>
        {list}
        <details class="govuk-details" open=open>
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">"Add somebody who holds no seat"</span>
            </summary>
            <div class="govuk-details__text">
                <form method="post" action=action novalidate>
                    {fields.hidden(field::KEY)}
                    {fields.text(field::NAME, "Full name", "", Width::TwoThirds)}
                    {fields.text(field::ORGANISATION, "Organisation (optional)", "", Width::TwoThirds)}
                    <Button options=ButtonOptions {
                        content: "Add".into(),
                        classes: "govuk-button--secondary".into(),
                        prevent_double_click: Some(true),
                        ..Default::default()
                    } />
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// "Kim Guest, Youth service".
pub(super) fn guest_in_words(guest: &Guest) -> String {
    if guest.organisation.is_empty() {
        guest.name.clone()
    } else {
        format!("{}, {}", guest.name, guest.organisation)
    }
}

fn guest_row(action: &str, guest: &Guest) -> AnyView {
    let words = guest_in_words(guest);
    view! {
        <li>
            <form method="post" action=action.to_owned()>
                <input type="hidden" name=field::REMOVE value=guest.id.to_string() />
                {format!("{words} ")}
                <button type="submit" class="app-link-button">
                    "Take off"<span class="govuk-visually-hidden">{format!(" {words}")}</span>
                </button>
            </form>
        </li>
    }
    .into_any()
}

fn section(item: &RunItem, begins: DateTime<Utc>) -> AnyView {
    let published = &item.item;
    let heading = format!("{} {}", published.number, published.title);
    let about = if published.is_taken() {
        let minutes = wording::count(published.minutes.into(), "minute", "minutes");
        format!("{}, {minutes}", wording::time(begins))
    } else {
        format!(
            "Not taken: {}",
            published.not_taken.clone().unwrap_or_default()
        )
    };
    let part_b = published.is_part_b().then_some(", Part B");
    let presenter = published.presenter.clone().map(|name| format!(", {name}"));
    let conflict = published.conflict_note.clone().map(|words| {
        view! { <p class="govuk-inset-text">{format!("Conflict of interest: {words}")}</p> }
    });
    view! {
        <section aria-labelledby=anchor(published.id)>
            <h3 class="govuk-heading-m" id=anchor(published.id) tabindex="-1">{heading}</h3>
            <p class="govuk-body">{about}{presenter}{part_b}</p>
            {conflict}
            {record(item)}
            {results(item)}
            <hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible" />
        </section>
    }
    .into_any()
}

fn record(item: &RunItem) -> AnyView {
    let id = item.item.id;
    let name = |name: &str| field::of(name, id);
    let value = |field: &str| Some(item.form.answers.text(&name(field)).to_owned());
    let error = |field: &str| item.form.error(&name(field)).map(Into::into);
    let title = &item.item.title;
    let lines = |field: &str, label: &str, rows: u32| TextareaOptions {
        id: Some(name(field)),
        name: name(field),
        label: small_label(label, title),
        error_message: error(field),
        value: value(field),
        rows: Some(rows),
        ..Default::default()
    };
    let outcome = SelectOptions {
        id: Some(name(field::OUTCOME)),
        name: name(field::OUTCOME),
        label: small_label("Outcome", title),
        error_message: error(field::OUTCOME),
        value: value(field::OUTCOME),
        items: std::iter::once(SelectItem::new("", "Not recorded"))
            .chain(
                Outcome::ALL
                    .iter()
                    .map(|outcome| SelectItem::new(outcome.code(), outcome.label())),
            )
            .collect(),
        ..Default::default()
    };
    let has_more = [field::JUDICIAL, field::INTERESTS]
        .iter()
        .any(|field| !item.form.answers.text(&name(field)).is_empty());
    let theirs = item.conflict.then(|| {
        let record = &item.record;
        layout::changed_meanwhile(
            "This item",
            vec![
                ("Notes", record.notes.clone()),
                ("Judicial note", record.judicial_note.clone()),
                ("Interests", record.interests.clone()),
                (
                    "Outcome",
                    record
                        .outcome
                        .map_or("Not recorded", Outcome::label)
                        .to_owned(),
                ),
            ],
        )
    });
    view! {
        {theirs}
        <form method="post" action=paths::record_item(id) novalidate>
            <input type="hidden" name=name(field::VERSION) value=item.form.answers.text(&name(field::VERSION)).to_owned() />
            <Textarea options=lines(field::NOTES, "Notes", 3) />
            <details class="govuk-details" open=has_more>
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">
                        "Judicial note, interests declared"
                        <span class="govuk-visually-hidden">{format!(": {title}")}</span>
                    </span>
                </summary>
                <div class="govuk-details__text">
                    <p class="govuk-body">
                        "Where a judge says what they will do, write it as a judicial note. It has no owner and no date; for an action, ask HMCTS to lead it."
                    </p>
                    <Textarea options=lines(field::JUDICIAL, "Judicial note", 2) />
                    <Textarea options=lines(field::INTERESTS, "Interests declared, and what followed", 2) />
                </div>
            </details>
            <Select options=outcome />
            <Button options=ButtonOptions {
                content: format!("Save item {}", item.item.number).into(),
                classes: "govuk-button--secondary".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

fn results(item: &RunItem) -> AnyView {
    let id = item.item.id;
    let of = format!(" at {}", item.item.title);
    let from = format!(" from item {}", item.item.number);
    view! {
        {decisions(&item.decisions)}
        {actions(&item.actions)}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::decision_at_item(id)>
                "Record a decision"<span class="govuk-visually-hidden">{of.clone()}</span>
            </a>
            ", "
            <a class="govuk-link" href=paths::action_at_item(id)>
                "raise an action"<span class="govuk-visually-hidden">{of.clone()}</span>
            </a>
            ", "
            <a class="govuk-link" href=paths::item_outcomes(id)>
                "all outcomes on this item"<span class="govuk-visually-hidden">{format!(": {}", item.item.title)}</span>
            </a>
            ", "
            <a class="govuk-link" href="#contents">
                "back to contents"<span class="govuk-visually-hidden">{from}</span>
            </a>
        </p>
    }
    .into_any()
}

pub(super) fn decisions(decisions: &[Decision]) -> Option<AnyView> {
    (!decisions.is_empty()).then(|| {
        let rows = decisions
            .iter()
            .map(|decision| {
                view! {
                    <li>
                        "Decision "
                        <a class="govuk-link" href=paths::decision(&decision.reference)>
                            {decision.reference.clone()}
                        </a>
                        {format!(": {} ", decision.text)}
                        {state_tag(decision.state)}
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="govuk-list govuk-list--bullet">{rows}</ul> }.into_any()
    })
}

pub(super) fn actions(actions: &[RaisedAction]) -> Option<AnyView> {
    (!actions.is_empty()).then(|| {
        let rows = actions
            .iter()
            .map(|action| {
                let words = format!(
                    ": {}. {}, due on {}",
                    action.title,
                    action.organisation,
                    wording::date(action.due_on)
                );
                view! {
                    <li>
                        "Action "
                        <a class="govuk-link" href=paths::action(&action.reference)>
                            {action.reference.clone()}
                        </a>
                        {words}
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="govuk-list govuk-list--bullet">{rows}</ul> }.into_any()
    })
}

/// What the form of an action at an item shows.
pub struct ActionView {
    pub meeting: Meeting,
    pub item: Uuid,
    pub item_title: String,
    /// Seats that may lead it.
    pub seats: Vec<(SeatId, String)>,
    pub form: FormState,
}

/// Draws the form of an action.
pub fn action_page(view: &ActionView) -> Page {
    let questions = view! {
        {Fields(&view.form).hidden(field::KEY)}
        {details_questions(&view.form, &view.seats)}
    }
    .into_any();
    let back = format!("{}#item-{}", paths::run_meeting(view.meeting.id), view.item);
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.item_title.clone()}</span>
        <h1 class="govuk-heading-l">"Raise an action"</h1>
        {layout::form(&paths::action_at_item(view.item), questions, "Raise the action", &back)}
    }
    .into_any();
    page_below(
        &view.meeting,
        "Raise an action",
        view.form.is_refused(),
        main,
    )
}
