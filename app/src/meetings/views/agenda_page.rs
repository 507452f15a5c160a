//! The agenda as whoever keeps it works on it, and its publishing.

use leptos::prelude::*;

use super::{meanwhile, meeting_page, page_below, warnings};
use crate::{
    drag::DragToMove,
    form::{FormState, THEN, Then},
    govuk::{Button, ButtonOptions},
    layout::{self, Fields, Page},
    meetings::{
        forms::{Direction, field},
        rules::{Change, timetable, timing},
        types::{AgendaItem, ItemState, Meeting, PublishedItem, action_log, in_order},
    },
    papers::types::Papers,
    paths,
    suggestions::{
        types::Suggestion,
        views::{self as suggestions, ActionsView, SuggestedView},
    },
    wording,
};

/// What the page shows.
pub struct AgendaView {
    pub meeting: Meeting,
    pub items: Vec<AgendaItem>,
    /// The same as it would be published.
    pub shown: Vec<PublishedItem>,
    pub papers: Papers,
    /// What the agenda might have, too.
    pub suggested: SuggestedView,
    pub actions: ActionsView,
    /// What somebody else did in the meantime.
    pub happened: Option<String>,
}

/// Draws the page.
pub fn agenda_page(view: &AgendaView) -> Page {
    let meeting = &view.meeting;
    let total = view.shown.iter().map(PublishedItem::taking).sum();
    let standing = if meeting.agenda_version == 0 {
        "Draft: members do not see it before you publish it.".to_owned()
    } else {
        format!(
            "Members see version {}. What you change here they see when you publish it again.",
            meeting.agenda_version
        )
    };
    let kept = (meeting.agenda_version > 0).then(|| {
        view! {
            <p class="govuk-body">
                "Items that were published keep their place and their number, so that papers and notes that name a number stay right. New items can be moved between them."
            </p>
        }
    });
    let main = view! {
        {layout::error_summary(&view.suggested.form)}
        <span class="govuk-caption-l">{format!("{}, {}", meeting.title, meeting.when())}</span>
        <h1 class="govuk-heading-l">"Edit the agenda"</h1>
        {view.happened.as_deref().map(meanwhile)}
        <p class="govuk-body">{standing}</p>
        <ul class="govuk-list">
            <li><a class="govuk-link" href=paths::new_item(meeting.id)>"Add an item"</a></li>
            <li><a class="govuk-link" href=paths::publish_agenda(meeting.id)>"Publish the agenda"</a></li>
        </ul>
        {proposals(view)}
        {suggestions::suggested(&view.suggested, meeting.id)}
        {kept}
        {table(view)}
        <p class="govuk-body">
            {timing(total, meeting.starts_at, meeting.ends_at).in_words()}
        </p>
        {action_log(&view.shown).is_none().then(|| suggestions::open_actions(&view.actions))}
    }
    .into_any();
    let refused = view.suggested.form.is_refused();
    Page {
        island: true,
        ..page_below(meeting, "Edit the agenda", refused, main)
    }
}

fn proposals(view: &AgendaView) -> Option<AnyView> {
    let items: Vec<_> = view
        .items
        .iter()
        .filter(|item| item.state == ItemState::Proposed)
        .map(|item| {
            let by = item
                .proposed_by_name
                .as_ref()
                .map(|name| format!("Proposed by {name}"));
            view! {
                <li>
                    <a class="govuk-link" href=paths::decide_item(item.id)>{item.title.clone()}</a>
                    " "
                    <span class="app-due__note">{by}</span>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">"Proposals to decide"</h2>
            <ul class="govuk-list govuk-list--spaced">{items}</ul>
        }
        .into_any()
    })
}

fn table(view: &AgendaView) -> AnyView {
    let ordered = in_order(&view.items);
    if ordered.is_empty() {
        return view! { <p class="govuk-body">"This agenda is empty."</p> }.into_any();
    }
    let times = timetable(
        view.meeting.starts_at,
        view.shown.iter().map(PublishedItem::taking),
    );
    let log = action_log(&view.shown);
    let rows = ordered
        .iter()
        .zip(&view.shown)
        .zip(times)
        .map(|((item, shown), begins)| {
            let time = if shown.is_taken() {
                wording::time(begins)
            } else {
                String::new()
            };
            let beside: Vec<_> = ordered
                .iter()
                .filter(|other| other.under == item.under)
                .map(|other| other.id)
                .collect();
            view! {
                <tr
                    class="govuk-table__row"
                    id=item.id.to_string()
                    data-beside=item.under.map_or_else(String::new, |under| under.to_string())
                >
                    <td class="govuk-table__cell" data-label="Time">{time}</td>
                    <th scope="row" class="govuk-table__header">
                        {format!("{} {}", shown.number, shown.title)}
                    </th>
                    <td class="govuk-table__cell" data-label="About">{meeting_page::details(shown, Some(&view.papers))}</td>
                    <td class="govuk-table__cell" data-label="Change">
                        {buttons(item, beside.first() == Some(&item.id), beside.last() == Some(&item.id))}
                    </td>
                </tr>
                {(log == Some(item.id)).then(|| suggestions::actions_row(&view.actions, "4"))}
            }
        })
        .collect_view();
    view! {
        <DragToMove />
        <table class="govuk-table app-responsive-table" data-drag="">
            <caption class="govuk-table__caption govuk-visually-hidden">"Items of the agenda"</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Time"</th>
                    <th scope="col" class="govuk-table__header">"Item"</th>
                    <th scope="col" class="govuk-table__header">"About"</th>
                    <th scope="col" class="govuk-table__header">"Change"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn buttons(item: &AgendaItem, first: bool, last: bool) -> AnyView {
    let hidden = format!(" {}", item.title);
    if item.state != ItemState::Accepted {
        return match item.state {
            ItemState::Parked => view! {
                <a class="govuk-link" href=paths::decide_item(item.id)>
                    "Take it up again"
                    <span class="govuk-visually-hidden">{hidden}</span>
                </a>
            }
            .into_any(),
            _ => ().into_any(),
        };
    }
    // Papers refer to the number of an item that was published.
    let moves = item.number.is_empty().then(|| {
        let button = |direction: Direction, words: &'static str| {
            view! {
                <button type="submit" class="app-link-button" name=field::DIRECTION value=direction.code()>
                    {words}
                    <span class="govuk-visually-hidden">{hidden.clone()}</span>
                </button>
                " "
            }
        };
        view! {
            <form method="post" action=paths::move_item(item.id) novalidate>
                <input type="hidden" name=field::VERSION value=item.version.to_string() />
                <input type="hidden" name=field::STEPS value="1" />
                {(!first).then(|| button(Direction::Up, "Move up"))}
                {(!last).then(|| button(Direction::Down, "Move down"))}
            </form>
        }
    });
    view! {
        <a class="govuk-link" href=paths::change_item(item.id)>
            "Change"
            <span class="govuk-visually-hidden">{hidden.clone()}</span>
        </a>
        " "
        <a class="govuk-link" href=paths::item_papers(item.id)>
            "Papers"
            <span class="govuk-visually-hidden">{hidden.clone()}</span>
        </a>
        {item.wants_papers.then_some(" (expected) ")}
        " "
        <a class="govuk-link" href=paths::remove_item(item.id)>
            "Remove or park"
            <span class="govuk-visually-hidden">{hidden.clone()}</span>
        </a>
        {moves}
    }
    .into_any()
}

/// What the page shows that publishes an agenda.
pub struct PublishView {
    pub meeting: Meeting,
    pub shown: Vec<PublishedItem>,
    /// What changes for members, where a version is out.
    pub changes: Vec<Change>,
    /// Whether it is what was published last.
    pub is_unchanged: bool,
    /// Actions that were carried over too often and are not on it.
    pub unsettled: Vec<Suggestion>,
    /// How many people are told.
    pub told: u64,
    pub warnings: Vec<String>,
    pub form: FormState,
    pub happened: Option<String>,
}

/// Draws the agenda once more before it is published.
pub fn publish_page(view: &PublishView) -> Page {
    let meeting = &view.meeting;
    let told = wording::count(view.told, "person", "people");
    let changes = (meeting.agenda_version > 0).then(|| {
        let items = view
            .changes
            .iter()
            .map(|change| view! { <li>{change.words.clone()}</li> })
            .collect_view();
        if view.is_unchanged {
            view! {
                <p class="govuk-body">
                    "Nothing has changed since the last version, so there is nothing to publish."
                </p>
            }
            .into_any()
        } else if view.changes.is_empty() {
            view! { <p class="govuk-body">"Only the order or the numbers of items change."</p> }
                .into_any()
        } else {
            view! {
                <h2 class="govuk-heading-m">"What changes"</h2>
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            }
            .into_any()
        }
    });
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{format!("{}, {}", meeting.title, meeting.when())}</span>
        <h1 class="govuk-heading-l">
            {format!("Publish version {} of the agenda", meeting.agenda_version + 1)}
        </h1>
        {view.happened.as_deref().map(meanwhile)}
        {warnings(&view.warnings)}
        <p class="govuk-body">
            {format!("{told} on the boards of this meeting will be told, once. Part B stays hidden from observers, sponsors and substitutes.")}
        </p>
        {changes}
        {meeting_page::items(meeting, &view.shown, None, None, false)}
        {publish_form(view)}
    }
    .into_any();
    page_below(meeting, "Publish the agenda", view.form.is_refused(), main)
}

fn publish_form(view: &PublishView) -> AnyView {
    let meeting = &view.meeting;
    let fields = Fields(&view.form);
    if view.is_unchanged {
        return view! {
            <p class="govuk-body" id=field::SEEN>
                <a class="govuk-link" href=paths::agenda(meeting.id)>"Back to the agenda"</a>
            </p>
        }
        .into_any();
    }
    view! {
        <form method="post" action=paths::publish_agenda(meeting.id) novalidate>
            {suggestions::unsettled(&view.unsettled, &view.form)}
            {fields.hidden(field::KEY)}
            {fields.hidden(field::VERSION)}
            {fields.hidden(field::SEEN)}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Publish the agenda".into(),
                    name: Some(THEN.to_owned()),
                    value: Some(Then::Save.code().to_owned()),
                    id: Some(field::SEEN.to_owned()),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <a class="govuk-link" href=paths::agenda(meeting.id)>"Back to the agenda"</a>
            </div>
        </form>
    }
    .into_any()
}
