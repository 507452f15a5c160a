//! The pages about who comes to a meeting.

use leptos::prelude::*;

use super::{
    forms::{ANOTHER, NOBODY, field},
    rules::{Outlook, tally},
    types::{Answer, Candidate, Place},
};
use crate::{
    access::Role,
    form::FormState,
    govuk::{
        Content, Details, DetailsOptions, FieldsetOptions, LegendOptions, Radios, RadiosItem,
        RadiosOptions,
    },
    ids::{MeetingId, SeatId},
    layout::{self, Fields, Page, Width},
    meetings::{types::Meeting, views::page_below},
    paths,
};

/// The part of a meeting's page about who comes.
pub struct RepliesView {
    pub meeting: MeetingId,
    /// The reader's own places.
    pub mine: Vec<Place>,
    /// Every place, for whoever keeps the meeting.
    pub places: Option<Vec<Place>>,
    /// How each board would stand against its rule, for them.
    pub outlook: Vec<Outlook>,
    /// Whether something can still be said.
    pub is_open: bool,
}

/// Draws that part; nothing for whoever has no place.
pub fn section(view: &RepliesView) -> Option<AnyView> {
    if view.mine.is_empty() && view.places.is_none() {
        return None;
    }
    let mine = view
        .mine
        .iter()
        .map(|place| {
            let several = (view.mine.len() > 1).then(|| format!("{}: ", place.title));
            let words = match &place.reply {
                None => "You have not said whether you come.".to_owned(),
                Some(reply) => said(reply.answer, place),
            };
            let link = view.is_open.then(|| {
                let text = match place.reply {
                    None => "Say whether you come",
                    Some(_) => "Change your reply",
                };
                view! {
                    " "
                    <a class="govuk-link app-no-print" href=of_seat(&paths::reply(view.meeting), place.seat)>
                        {text}
                        {several.clone().map(|_| view! {
                            <span class="govuk-visually-hidden">{format!(" as {}", place.title)}</span>
                        })}
                    </a>
                }
            });
            view! { <p class="govuk-body">{several.clone()}{words}{link}</p> }
        })
        .collect_view();
    Some(
        view! {
            <h2 class="govuk-heading-m">"Who comes"</h2>
            {mine}
            {view.places.as_deref().map(|places| table(view, places))}
        }
        .into_any(),
    )
}

/// An address of a meeting, for one of its seats.
pub fn of_seat(path: &str, seat: SeatId) -> String {
    format!("{path}?seat={seat}")
}

/// "You come online." or "You do not come. Ada Test comes for you."
fn said(answer: Answer, place: &Place) -> String {
    match (answer, &place.substitute) {
        (Answer::Coming, _) => "You have said that you come.".to_owned(),
        (Answer::Online, _) => "You have said that you come online.".to_owned(),
        (Answer::NotComing, None) => "You have said that you do not come.".to_owned(),
        (Answer::NotComing, Some(who)) => format!(
            "You have said that you do not come. {} comes for you.",
            who.full_name
        ),
    }
}

/// Whether enough people come, board by board.
fn outlooks(outlook: &[Outlook]) -> AnyView {
    let several = outlook.len() > 1;
    outlook
        .iter()
        .map(|one| {
            let board = several.then(|| format!("{}: ", one.board_name));
            let class = if one.is_met() {
                "govuk-body"
            } else {
                "govuk-inset-text"
            };
            view! { <p class=class>{board}{one.in_words()}</p> }
        })
        .collect_view()
        .into_any()
}

fn table(view: &RepliesView, places: &[Place]) -> AnyView {
    if places.is_empty() {
        return view! { <p class="govuk-body">"Nobody holds a seat on these boards."</p> }
            .into_any();
    }
    let rows = places
        .iter()
        .map(|place| {
            let reply = place
                .reply
                .as_ref()
                .map_or("Has not said", |reply| reply.answer.label());
            let observes = (place.role == Role::Observer)
                .then(|| view! { <span class="app-due__note">"Observer"</span> });
            let note = place
                .reply
                .as_ref()
                .filter(|reply| !reply.note.is_empty())
                .map(|reply| view! { <span class="app-due__note">{reply.note.clone()}</span> });
            let instead = place.substitute.as_ref().map(|who| {
                view! { <span class="app-due__note">{format!("{} comes instead", who.full_name)}</span> }
            });
            let record = view.is_open.then(|| {
                view! {
                    <td class="govuk-table__cell app-no-print" data-label="Change">
                        <a class="govuk-link" href=of_seat(&paths::reply(view.meeting), place.seat)>
                            "Record"
                            <span class="govuk-visually-hidden">
                                {format!(" a reply of {}", place.full_name)}
                            </span>
                        </a>
                    </td>
                }
            });
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        {place.full_name.clone()}
                        " "
                        <span class="app-due__note">{place.title.clone()}</span>
                        {observes}
                    </th>
                    <td class="govuk-table__cell" data-label="Reply">{reply}{instead}{note}</td>
                    {record}
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Replies"</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Who"</th>
                    <th scope="col" class="govuk-table__header">"Reply"</th>
                    {view.is_open.then(|| view! {
                        <th scope="col" class="govuk-table__header app-no-print">"Change"</th>
                    })}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    };
    view! {
        {outlooks(&view.outlook)}
        <p class="govuk-body">{tally(places).in_words()}</p>
        <Details options=DetailsOptions {
            summary: "See every reply".into(),
            content: Content::view(table),
            ..Default::default()
        } />
    }
    .into_any()
}

/// What the form of a reply shows.
pub struct ReplyView {
    pub meeting: Meeting,
    pub place: Place,
    /// Whether the place is the reader's own; otherwise they write down what
    /// somebody said.
    pub own: bool,
    /// The reader's other places at this meeting.
    pub others: Vec<(SeatId, String)>,
    /// How each board would stand against its rule, for whoever keeps the meeting.
    pub outlook: Vec<Outlook>,
    pub form: FormState,
    /// Whether it changed after the form was opened.
    pub conflict: bool,
}

/// Draws the question whether somebody comes.
pub fn reply_page(view: &ReplyView) -> Page {
    let fields = Fields(&view.form);
    let place = &view.place;
    let heading = if view.own {
        "Will you come to this meeting?".to_owned()
    } else {
        format!("Will {} come to this meeting?", place.full_name)
    };
    let items = Answer::ALL
        .iter()
        .map(|answer| RadiosItem::new(answer.code(), answer.label()))
        .collect();
    let changing = place.substitute.as_ref().map(|who| {
        view! {
            <p class="govuk-inset-text">
                {format!(
                    "{} is named to come for this seat. Any other reply than “{}” tells them that they need not come.",
                    who.full_name,
                    Answer::NotComing.label(),
                )}
            </p>
        }
    });
    let questions = view! {
        {fields.hidden(field::SEAT)}
        {fields.hidden(field::VERSION)}
        {fields.radios(field::ANSWER, "Reply", "If the answer is no, you are asked next who comes instead.", items)}
        {fields.text(field::NOTE, "Note to those who prepare the meeting (optional)", "", Width::Full)}
    }
    .into_any();
    let others = (!view.others.is_empty()).then(|| {
        let links = view
            .others
            .iter()
            .map(|(seat, title)| {
                let href = of_seat(&paths::reply(view.meeting.id), *seat);
                view! { <li><a class="govuk-link" href=href>{title.clone()}</a></li> }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-s">"Your other places at this meeting"</h2>
            <ul class="govuk-list">{links}</ul>
        }
    });
    let conflict = view.conflict.then(|| {
        let reply = place
            .reply
            .as_ref()
            .map_or("Has not said", |reply| reply.answer.label());
        layout::changed_meanwhile("The reply", vec![("Reply", reply.to_owned())])
    });
    let meeting = &view.meeting;
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">
            {format!("{}, {}: {}", meeting.title, meeting.when(), place.title)}
        </span>
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        {conflict}
        {outlooks(&view.outlook)}
        {changing}
        {layout::form(&paths::reply(meeting.id), questions, "Save reply", &paths::meeting(meeting.id))}
        {others}
    }
    .into_any();
    page_below(meeting, &heading, view.form.is_refused(), main)
}

/// What the form shows that asks who comes instead.
pub struct SubstituteView {
    pub meeting: Meeting,
    pub place: Place,
    pub own: bool,
    pub candidates: Vec<Candidate>,
    pub form: FormState,
    pub conflict: bool,
}

/// Draws the question who comes instead.
pub fn substitute_page(view: &SubstituteView) -> Page {
    let fields = Fields(&view.form);
    let place = &view.place;
    let heading = if view.own {
        "Who comes for you?".to_owned()
    } else {
        format!("Who comes for {}?", place.full_name)
    };
    let mut items: Vec<RadiosItem> = view
        .candidates
        .iter()
        .map(|one| RadiosItem {
            hint: (!one.post.is_empty()).then(|| one.post.clone().into()),
            ..RadiosItem::new(one.person.to_string(), one.full_name.clone())
        })
        .collect();
    let somebody = view! {
        {fields.text(field::FULL_NAME, "Full name", "", Width::TwoThirds)}
        {fields.text(field::POST, "Post (optional)", "", Width::TwoThirds)}
        {fields.email(field::EMAIL, "Email address", "They are told when and where, and sign in with this address.")}
    }
    .into_any();
    items.push(RadiosItem {
        hint: Some("Say below who it is".into()),
        ..RadiosItem::new(ANOTHER, "Somebody else")
    });
    items.push(RadiosItem::new(NOBODY, "Nobody"));
    let what = if place.role == Role::Observer {
        "They come as an observer, as whoever holds the seat."
    } else {
        "They see this meeting and what is published for it until the end of its day, and nothing else of the board."
    };
    let options = RadiosOptions {
        name: field::WHO.into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: heading.clone().into(),
                classes: "govuk-fieldset__legend--s govuk-visually-hidden".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some(what.into()),
        error_message: view.form.error(field::WHO).map(Into::into),
        value: Some(view.form.answers.text(field::WHO).to_owned()),
        items,
        ..Default::default()
    };
    let questions = view! {
        {fields.hidden(field::SEAT)}
        {fields.hidden(field::VERSION)}
        <Radios options=options />
        <h2 class="govuk-heading-s">"If it is somebody else"</h2>
        {somebody}
    }
    .into_any();
    let meeting = &view.meeting;
    let conflict = view.conflict.then(|| {
        let now = place.substitute.as_ref().map_or_else(
            || "Nobody".to_owned(),
            |who| format!("{} comes instead", who.full_name),
        );
        layout::changed_meanwhile("The reply", vec![("Who comes", now)])
    });
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">
            {format!("{}, {}: {}", meeting.title, meeting.when(), place.title)}
        </span>
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        {conflict}
        {layout::form(
            &paths::name_substitute(meeting.id),
            questions,
            "Save",
            &paths::meeting(meeting.id),
        )}
    }
    .into_any();
    page_below(meeting, &heading, view.form.is_refused(), main)
}
