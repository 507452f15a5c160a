//! The forms about one item: added, changed, taken off, proposed, decided.

use leptos::prelude::*;

use super::{crumbs, meanwhile, page_below, purposes};
use crate::{
    form::FormState,
    govuk::{RadiosItem, SelectItem},
    ids::{AgendaItemId, SeatId},
    layout::{self, Fields, Page, Section, Width},
    meetings::{
        forms::{decision, field},
        types::{AgendaItem, Meeting, Part, Purpose},
    },
    paths, wording,
};

/// What the form of an item shows.
pub struct ItemView {
    pub meeting: Meeting,
    /// The item that is changed; none where it is new.
    pub item: Option<AgendaItem>,
    /// Who may present it.
    pub seats: Vec<(SeatId, String)>,
    /// The items it may stand under.
    pub above: Vec<(AgendaItemId, String)>,
    pub form: FormState,
    /// Whether it changed after the form was opened.
    pub conflict: bool,
}

/// Draws the form, new, refused, or against an item that changed meanwhile.
pub fn item_page(view: &ItemView) -> Page {
    let meeting = &view.meeting;
    let fields = Fields(&view.form);
    let (heading, path) = match &view.item {
        Some(item) => ("Change an item", paths::change_item(item.id)),
        None => ("Add an item", paths::new_item(meeting.id)),
    };
    let heading = if view.conflict {
        "Somebody else has changed this item"
    } else {
        heading
    };
    let seats = std::iter::once(SelectItem::new("", "Nobody in particular"))
        .chain(
            view.seats
                .iter()
                .map(|(id, title)| SelectItem::new(id.to_string(), title.clone())),
        )
        .collect();
    let above: Vec<SelectItem> = std::iter::once(SelectItem::new("", "An item of its own"))
        .chain(
            view.above
                .iter()
                .map(|(id, title)| SelectItem::new(id.to_string(), title.clone())),
        )
        .collect();
    let parts = Part::ALL
        .iter()
        .map(|part| RadiosItem::new(part.code(), part.label()))
        .collect();
    let purpose = Purpose::ALL
        .iter()
        .map(|purpose| RadiosItem::new(purpose.code(), purpose.label()))
        .collect();
    let questions = view! {
        {fields.hidden(field::KEY)}
        {view.item.as_ref().map(|_| fields.hidden(field::VERSION))}
        {fields.text(field::TITLE, "Title", "", Width::Full)}
        {fields.lines(field::DETAIL, "What is it about? (optional)", "Never write about a child, a family or a case.", 3)}
        {fields.radios(field::PURPOSE, "What is wanted of the meeting?", "", purpose)}
        {fields.number(field::MINUTES, "How long does it take?", "", "minutes")}
        {fields.select(field::PRESENTER, "Who presents it? (optional)", "The seat, so that it stays right when somebody else takes it.", seats)}
        {fields.select(field::UNDER, "Where does it stand?", "", above)}
        {fields.text(field::ACTION, "Action it is about (optional)", "A reference, such as ALP-2026-014", Width::OneHalf)}
        {fields.text(field::CONFLICT, "Conflict of interest (optional)", "Who has an interest in this item, and what follows.", Width::Full)}
        {fields.tick(
            field::PAPERS,
            "Papers are expected for this item",
            "If none is there two working days before papers are wanted, whoever presents it is reminded.",
        )}
        {fields.radios(field::PART, "Who is it for?", "", parts)}
    }
    .into_any();
    let now = view.item.as_ref().filter(|_| view.conflict).map(|item| {
        layout::changed_meanwhile(
            "The item",
            vec![
                ("Title", item.title.clone()),
                ("About", item.detail.clone()),
                ("Purpose", item.purpose.label().to_owned()),
                ("Minutes", item.minutes.to_string()),
                (
                    "Presenter",
                    item.presenter_title.clone().unwrap_or_default(),
                ),
            ],
        )
    });
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{format!("{}, {}", meeting.title, meeting.when())}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {now}
        {layout::form(&path, questions, "Save", &paths::agenda(meeting.id))}
    }
    .into_any();
    page_below(meeting, heading, view.form.is_refused(), main)
}

/// What the page shows that takes an item off an agenda.
pub struct LeaveView {
    pub meeting: Meeting,
    pub item: AgendaItem,
    pub form: FormState,
}

/// Draws the question what becomes of an item.
pub fn leave_page(view: &LeaveView) -> Page {
    let fields = Fields(&view.form);
    let choices = vec![
        RadiosItem::new(decision::PARK, "Keep it for a later meeting"),
        RadiosItem::new(decision::DROP, "Do not take it"),
    ];
    let hint = if view.item.core {
        "It belongs to the national core of every agenda. The agenda will show “Not taken” with this reason."
    } else if view.item.number.is_empty() {
        "Optional"
    } else {
        "It has been published. The agenda will show “Not taken” with this reason."
    };
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.radios(field::DECISION, "What should happen with it?", "", choices)}
        {fields.text(field::REASON, "Why?", hint, Width::Full)}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.item.title.clone()}</span>
        <h1 class="govuk-heading-l">"Take an item off the agenda"</h1>
        {layout::form(
            &paths::remove_item(view.item.id),
            questions,
            "Take it off",
            &paths::agenda(view.meeting.id),
        )}
    }
    .into_any();
    page_below(
        &view.meeting,
        "Take an item off the agenda",
        view.form.is_refused(),
        main,
    )
}

/// What the page shows that proposes an item.
pub struct ProposeView {
    pub board_name: String,
    pub board_slug: String,
    /// Meetings it may be proposed for, the next first.
    pub meetings: Vec<Meeting>,
    pub form: FormState,
}

fn meeting_items(meetings: &[Meeting]) -> Vec<SelectItem> {
    meetings
        .iter()
        .map(|meeting| {
            SelectItem::new(
                meeting.id.to_string(),
                format!(
                    "{}, {}",
                    meeting.title,
                    wording::date(wording::uk_day(meeting.starts_at))
                ),
            )
        })
        .collect()
}

/// Draws the form that proposes an item.
pub fn propose_page(view: &ProposeView) -> Page {
    let fields = Fields(&view.form);
    let mut meetings = meeting_items(&view.meetings);
    meetings.push(SelectItem::new("", "Whichever meeting suits"));
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.text(field::TITLE, "What should be discussed?", "A title of a few words", Width::Full)}
        {fields.lines(field::DETAIL, "Why?", "What you want of the board. Never write about a child, a family or a case.", 4)}
        {fields.select(field::PURPOSE, "What is wanted of the meeting?", "", purposes())}
        {fields.number(field::MINUTES, "How long does it take?", "", "minutes")}
        {fields.select(field::MEETING, "For which meeting?", "", meetings)}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">"Propose an item"</h1>
        <p class="govuk-body">
            "The chair or the secretary accepts it, keeps it for a later meeting or returns it with a reason. You are told."
        </p>
        {layout::form(
            &paths::propose_item(&view.board_slug),
            questions,
            "Propose it",
            &paths::meetings(&view.board_slug),
        )}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(&view.board_name, &view.board_slug),
        refused: view.form.is_refused(),
        ..Page::new(format!("Propose an item - {}", view.board_name), main)
    }
}

/// What the page shows that decides about an item.
pub struct DecideView {
    pub item: AgendaItem,
    /// Meetings it may be taken in, the next first.
    pub meetings: Vec<Meeting>,
    pub form: FormState,
    pub happened: Option<String>,
}

/// Draws the question what becomes of an item that waits.
pub fn decide_page(view: &DecideView) -> Page {
    let item = &view.item;
    let fields = Fields(&view.form);
    let choices = vec![
        RadiosItem::new(decision::ACCEPT, "Put it on the agenda of a meeting"),
        RadiosItem::new(decision::PARK, "Keep it for a later meeting"),
        RadiosItem::new(decision::RETURN, "Return it with a reason"),
    ];
    let facts = view! {
        <dl class="govuk-summary-list">
            {fact("Proposed by", item.proposed_by_name.clone().unwrap_or_default())}
            {fact("Why", item.detail.clone())}
            {fact("Purpose", item.purpose.label().to_owned())}
            {fact("Minutes", item.minutes.to_string())}
            {fact("Standing", item.state.label().to_owned())}
        </dl>
    };
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.radios(field::DECISION, "What should happen with it?", "", choices)}
        {fields.select(field::MEETING, "Which meeting?", "If it goes on an agenda", meeting_items(&view.meetings))}
        {fields.text(field::REASON, "Reason", "If you return it. Whoever proposed it reads this.", Width::Full)}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{item.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{item.title.clone()}</h1>
        {view.happened.as_deref().map(meanwhile)}
        {facts}
        {layout::form(
            &paths::decide_item(item.id),
            questions,
            "Save",
            &paths::meetings(&item.board_slug),
        )}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(&item.board_name, &item.board_slug),
        refused: view.form.is_refused(),
        ..Page::new(format!("Decide about an item - {}", item.board_name), main)
    }
}

fn fact(key: &'static str, value: String) -> Option<AnyView> {
    (!value.is_empty()).then(|| {
        view! {
            <div class="govuk-summary-list__row">
                <dt class="govuk-summary-list__key">{key}</dt>
                <dd class="govuk-summary-list__value">{value}</dd>
            </div>
        }
        .into_any()
    })
}
