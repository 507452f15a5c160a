//! The pages of minutes.

use leptos::prelude::*;

use super::{
    forms::field,
    types::{
        Attendee, Correction, KeptMinutes, Minutes, MinutesAction, MinutesDecision, MinutesItem,
        MinutesState,
    },
};
use crate::{
    form::FormState,
    govuk::{Button, ButtonOptions, SelectItem, Tag, TagOptions},
    ids::{AgendaItemId, MeetingId},
    layout::{self, Fields, Page},
    meetings::{
        types::{Meeting, Part},
        views::page_below,
    },
    paths, wording,
};

/// What the page shows.
pub struct MinutesView {
    pub meeting: Meeting,
    /// What the reader may read: the draft for whoever writes it, or what was sent
    /// out, without Part B for whoever may not see that.
    pub shown: Option<Minutes>,
    /// What was sent out, if anything was.
    pub kept: Option<KeptMinutes>,
    /// The hash of the draft, for whoever may send it out: the chair and the deputy.
    pub draft: Option<String>,
    /// Whether the draft says something else than what was sent out.
    pub differs: bool,
    /// Whether the reader writes the minutes.
    pub keeps: bool,
    pub corrections: Vec<Correction>,
    /// Whether the board publishes agreed minutes for everybody.
    pub publishes: bool,
    /// Items of the meeting that the reader may know of, as the minutes call them.
    pub items: Vec<(AgendaItemId, String)>,
    /// Meetings that may have agreed them.
    pub later: Vec<(MeetingId, String)>,
    /// The form that agrees them, and the one that corrects them.
    pub agree: FormState,
    pub correct: FormState,
    /// What somebody else did in the meantime.
    pub happened: Option<String>,
}

/// Draws the page.
pub fn minutes_page(view: &MinutesView) -> Page {
    let mut wrong = FormState::default();
    for form in [&view.agree, &view.correct] {
        wrong.errors.extend(form.errors.iter().cloned());
    }
    let body = match &view.shown {
        Some(minutes) => text(minutes),
        None => view! {
            <p class="govuk-body">"The minutes of this meeting have not been sent out yet."</p>
        }
        .into_any(),
    };
    let main = view! {
        {layout::error_summary(&wrong)}
        <span class="govuk-caption-l">{format!("{}, {}", view.meeting.title, view.meeting.when())}</span>
        <h1 class="govuk-heading-l">"Minutes"</h1>
        {view.happened.clone().map(|words| view! { <p class="govuk-inset-text">{words}</p> })}
        {standing(view)}
        {body}
        {corrections(&view.corrections)}
        {outcomes(&view.items)}
        {next(view)}
    }
    .into_any();
    page_below(&view.meeting, "Minutes", wrong.is_refused(), main)
}

fn standing(view: &MinutesView) -> AnyView {
    let tag = |words: &str, colour: &str| {
        view! { <Tag options=TagOptions {
            content: words.to_owned().into(),
            classes: colour.to_owned(),
            ..Default::default()
        } /> }
        .into_any()
    };
    let Some(kept) = &view.kept else {
        return view.keeps.then(|| {
            view! {
                <p class="govuk-body">{tag("Draft", "govuk-tag--grey")}</p>
                <p class="govuk-body">
                    "Members do not see the draft. It follows what is written at the items: "
                    <a class="govuk-link" href=paths::run_meeting(view.meeting.id)>"run the meeting"</a>
                    ". The chair or the deputy chair sends it out."
                </p>
            }
        })
        .into_any();
    };
    let at = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map_or_else(String::new, wording::date_and_time)
    };
    let words = match (kept.state, &kept.agreed_by) {
        (MinutesState::Agreed, Some((_, meeting))) => format!(
            "Sent out on {}, agreed by {meeting}, and entered as agreed on {}. Their text never changes again.",
            at(kept.circulated_at),
            at(kept.agreed_at)
        ),
        _ => format!(
            "Sent out on {}. A later meeting has to agree them.",
            at(kept.circulated_at)
        ),
    };
    let colour = match kept.state {
        MinutesState::Circulated => "govuk-tag--yellow",
        MinutesState::Agreed => "govuk-tag--green",
    };
    let differs = (view.differs && view.keeps).then(|| {
        view! {
            <p class="govuk-inset-text">
                "What is written at the items has changed since. Members read what was sent out, which stands below, until it is sent out again."
            </p>
        }
    });
    view! {
        <p class="govuk-body">{tag(kept.state.label(), colour)}</p>
        <p class="govuk-body">{words}</p>
        <p class="govuk-body-s app-typed">{format!("SHA-256 of the whole text: {}", kept.hash)}</p>
        <p class="govuk-body app-no-print">
            <a class="govuk-link" href=paths::minutes_export(view.meeting.id) download>
                "Download these minutes as one file (HTML)"
            </a>
        </p>
        {differs}
        {public(view, kept)}
    }
    .into_any()
}

/// Where everybody reads these minutes, and where they are made fit for that.
fn public(view: &MinutesView, kept: &KeptMinutes) -> Option<AnyView> {
    if !view.publishes || kept.state != MinutesState::Agreed {
        return None;
    }
    let id = view.meeting.id;
    let read = kept.public_at.map(|at| {
        view! {
            <p class="govuk-body">
                "Everybody can read "
                <a class="govuk-link" href=paths::public_minutes(id)>"a version of these minutes"</a>
                {format!(" since {}.", wording::date(wording::uk_day(at)))}
            </p>
        }
    });
    let make = view.keeps.then(|| {
        let words = match kept.public_at {
            None => "Publish these minutes for everybody",
            Some(_) => "Change or take away what everybody reads",
        };
        view! {
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=paths::redact_minutes(id)>{words}</a>
            </p>
        }
    });
    Some(view! { {read}{make} }.into_any())
}

/// The text of minutes: nothing in it but what is kept of them.
pub fn text(minutes: &Minutes) -> AnyView {
    let boards = minutes.boards.join(", ");
    let quorum = minutes
        .quorum
        .iter()
        .map(|words| view! { <p class="govuk-body">{words.clone()}</p> })
        .collect_view();
    let inquorate = (!minutes.quorate).then(|| {
        view! {
            <p class="govuk-inset-text">
                <strong>"This meeting was not quorate."</strong>
                " Its decisions wait for a quorate meeting to ratify them."
            </p>
        }
    });
    let items = minutes.items.iter().map(item).collect_view();
    view! {
        <h2 class="govuk-heading-m">{format!("{}: minutes of “{}”", boards, minutes.title)}</h2>
        <p class="govuk-body">
            {minutes.when.clone()}
            {(!minutes.place.is_empty()).then(|| format!(", {}", minutes.place))}
        </p>
        {inquorate}
        {quorum}
        {people("Present", &minutes.present)}
        {people("In attendance", &minutes.in_attendance)}
        {people("Apologies", &minutes.apologies)}
        {people("Absent", &minutes.absent)}
        {items}
    }
    .into_any()
}

fn people(heading: &'static str, people: &[Attendee]) -> Option<AnyView> {
    (!people.is_empty()).then(|| {
        let rows = people
            .iter()
            .map(|one| {
                // The title of a seat often names the organisation that fills it.
                let organisation: &str = if one.seat.contains(&one.organisation) {
                    ""
                } else {
                    &one.organisation
                };
                let words: Vec<&str> = [one.name.as_str(), &one.seat, organisation, &one.note]
                    .into_iter()
                    .filter(|words| !words.is_empty())
                    .collect();
                view! { <li>{words.join(", ")}</li> }
            })
            .collect_view();
        view! {
            <h3 class="govuk-heading-s">{heading}</h3>
            <ul class="govuk-list govuk-list--bullet">{rows}</ul>
        }
        .into_any()
    })
}

fn item(item: &MinutesItem) -> AnyView {
    let heading = format!("{} {}", item.number, item.title);
    let not_taken = item.not_taken.as_ref().map(|reason| {
        view! { <p class="govuk-body">{format!("Not taken: {reason}")}</p> }
    });
    let typed = |label: &'static str, text: &str| {
        (!text.is_empty()).then(|| {
            let text = text.to_owned();
            view! {
                <p class="govuk-body app-typed">
                    {(!label.is_empty()).then(|| view! { <strong>{label}": "</strong> })}
                    {text}
                </p>
            }
        })
    };
    let part_b = (item.part == Part::B.code()).then(|| {
        view! { <p class="govuk-body-s">"Part B: not for observers, sponsors and substitutes"</p> }
    });
    let decisions = item.decisions.iter().map(decision).collect_view();
    let actions = item.actions.iter().map(action).collect_view();
    view! {
        <h3 class="govuk-heading-s">{heading}</h3>
        {part_b}
        {not_taken}
        {typed("", &item.notes)}
        {typed("Judicial note", &item.judicial_note)}
        {typed("Interests declared", &item.interests)}
        {item.outcome.as_deref().and_then(|words| typed("Outcome", words))}
        {(!item.decisions.is_empty() || !item.actions.is_empty()).then(|| view! {
            <ul class="govuk-list govuk-list--bullet">{decisions}{actions}</ul>
        })}
    }
    .into_any()
}

fn decision(decision: &MinutesDecision) -> AnyView {
    let more = [
        ("Reason", &decision.reason),
        ("Disagreed", &decision.dissent),
        ("Abstained", &decision.abstained),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(label, text)| format!(" {label}: {}.", text.trim_end_matches('.')))
    .collect::<String>();
    let waits = decision
        .for_ratification
        .then_some(" For ratification: the meeting was not quorate.");
    view! {
        <li class="app-typed">
            <strong>{format!("Decision {}", decision.reference)}</strong>
            {format!(": {} ({}; {}).{more}", decision.text, decision.how, decision.taken_by)}
            {waits}
        </li>
    }
    .into_any()
}

fn action(action: &MinutesAction) -> AnyView {
    view! {
        <li class="app-typed">
            <strong>{format!("Action {}", action.reference)}</strong>
            {format!(
                ": {}. {}, due on {}",
                action.title,
                action.organisation,
                wording::date(action.due_on)
            )}
        </li>
    }
    .into_any()
}

/// The ways to what came of each item over all its meetings.
fn outcomes(items: &[(AgendaItemId, String)]) -> Option<AnyView> {
    (!items.is_empty()).then(|| {
        let rows = items
            .iter()
            .map(|(id, words)| {
                let words = words.clone();
                view! { <li><a class="govuk-link" href=paths::item_outcomes(*id)>{words}</a></li> }
            })
            .collect_view();
        view! {
            <details class="govuk-details app-no-print">
                <summary class="govuk-details__summary">
                    <span class="govuk-details__summary-text">"All outcomes on an item, over all meetings"</span>
                </summary>
                <div class="govuk-details__text">
                    <ul class="govuk-list">{rows}</ul>
                </div>
            </details>
        }
        .into_any()
    })
}

/// What was noted later, below the text that never changes.
pub fn corrections(corrections: &[Correction]) -> Option<AnyView> {
    (!corrections.is_empty()).then(|| {
        let rows = corrections
            .iter()
            .map(|one| {
                let by = format!("{}, {}", wording::date_and_time(one.at), one.by);
                view! {
                    <li class="app-typed">
                        {one.text.clone()}
                        <span class="app-due__note">{by}</span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Noted after they were agreed"</h2>
            <ul class="govuk-list govuk-list--bullet">{rows}</ul>
        }
        .into_any()
    })
}

fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

/// What whoever keeps the minutes may do next.
fn next(view: &MinutesView) -> AnyView {
    let id = view.meeting.id;
    let version = view.kept.as_ref().map_or(0, |kept| kept.version);
    let state = view.kept.as_ref().map(|kept| kept.state);
    let circulate = view
        .draft
        .as_ref()
        .filter(|_| state != Some(MinutesState::Agreed))
        .filter(|_| state.is_none() || view.differs)
        .map(|seen| {
            let words = if state.is_none() {
                "Send the minutes out"
            } else {
                "Send the changed minutes out"
            };
            view! {
                <form method="post" action=paths::circulate_minutes(id) novalidate class="app-no-print">
                    {hidden(field::SEEN, seen.clone())}
                    {hidden(field::VERSION, version.to_string())}
                    <p class="govuk-body">"Everybody on the board is told. They read the text as it is now."</p>
                    <Button options=ButtonOptions {
                        content: words.into(),
                        prevent_double_click: Some(true),
                        ..Default::default()
                    } />
                </form>
            }
        });
    let kept = view.kept.as_ref().filter(|_| view.keeps);
    let agree = kept
        .filter(|kept| kept.state == MinutesState::Circulated && !view.differs)
        .map(|kept| agree(view, kept));
    let correct = kept
        .filter(|kept| kept.state == MinutesState::Agreed)
        .map(|_| correct(view));
    view! { {circulate}{agree}{correct} }.into_any()
}

fn agree(view: &MinutesView, kept: &KeptMinutes) -> AnyView {
    if view.later.is_empty() {
        return view! {
            <p class="govuk-body app-no-print">
                "Once a later meeting of the board has begun, you can say here that it agreed these minutes."
            </p>
        }
        .into_any();
    }
    let fields = Fields(&view.agree);
    let meetings = std::iter::once(SelectItem::new("", "Select a meeting"))
        .chain(
            view.later
                .iter()
                .map(|(id, words)| SelectItem::new(id.to_string(), words.clone())),
        )
        .collect();
    view! {
        <form method="post" action=paths::agree_minutes(view.meeting.id) novalidate class="app-no-print">
            {hidden(field::SEEN, kept.hash.clone())}
            {hidden(field::VERSION, kept.version.to_string())}
            {fields.select(field::AT, "Which meeting agreed these minutes?", "Their text, the list of who came and their hash then stay as they are for good. Nothing can be recorded at this meeting any more.", meetings)}
            <Button options=ButtonOptions {
                content: "They are agreed".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

fn correct(view: &MinutesView) -> AnyView {
    let fields = Fields(&view.correct);
    view! {
        <details class="govuk-details app-no-print" open=view.correct.is_refused()>
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">"Note a correction"</span>
            </summary>
            <div class="govuk-details__text">
                <form method="post" action=paths::correct_minutes(view.meeting.id) novalidate>
                    {fields.hidden(field::KEY)}
                    {fields.lines(field::TEXT, "What is to be noted?", "It stands below the minutes with its date and your name. The text itself stays.", 3)}
                    <Button options=ButtonOptions {
                        content: "Save the note".into(),
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

/// The minutes as a document that is readable by itself, on a phone and on paper.
/// Must be called inside a reactive owner.
pub fn document(minutes: &Minutes, kept: &KeptMinutes, noted: &[Correction]) -> String {
    let title = format!("Minutes: {}, {}", minutes.title, minutes.when);
    let standing = match (kept.state, &kept.agreed_by) {
        (MinutesState::Agreed, Some((_, meeting))) => format!("Agreed by {meeting}."),
        _ => "Circulated, to be agreed.".to_owned(),
    };
    let body = view! {
        <h1>"Minutes"</h1>
        <p>{standing}</p>
        {text(minutes)}
        {corrections(noted)}
    }
    .into_any()
    .to_html();
    layout::standalone(&title, &body)
}
