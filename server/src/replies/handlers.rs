//! Saying whether one comes, and who comes instead.

use app::{
    form::{Answers, FormState},
    ids::{MeetingId, PersonId, SeatId},
    meetings::types::Meeting,
    membership::types::SeatRow,
    paths,
    replies::{
        forms::{self, Who, field},
        letters::Call,
        rules::Outlook,
        types::{Answer, Candidate, Place},
        views::{ReplyView, SubstituteView, of_seat, reply_page, substitute_page},
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Days, Utc};
use sea_orm::ConnectionTrait;

use super::{
    calls, outlook, own_seats, place_of, seats_of, sits_in,
    store::{self, Of, Said},
    title_of,
};
use crate::{
    error::PageError,
    extract::{Key, Posted, QueryPairs, SignedIn},
    invitations::store as invitations,
    meetings::{keeps, meeting_of_address},
    people::store::{self as people, NewPerson},
    render::{Message, Renderer},
    state::AppState,
};

/// A place that somebody speaks for.
struct At {
    meeting: Meeting,
    /// The seats that are asked to the meeting.
    rows: Vec<SeatRow>,
    row: SeatRow,
    place: Place,
    /// Whether it is their own.
    own: bool,
    others: Vec<(SeatId, String)>,
    /// Of what was said last for the seat, by whomever; 0 before.
    version: i32,
    /// How each board would stand, for whoever keeps the meeting.
    outlook: Vec<Outlook>,
}

impl At {
    fn of(&self, person: PersonId) -> Of {
        Of {
            meeting: self.meeting.id,
            board: self.row.board,
            seat: self.row.seat,
            person,
        }
    }

    /// Whether somebody has a place at the meeting already, but by standing in
    /// for this seat.
    fn has_place(&self, person: PersonId) -> bool {
        let holds = self
            .row
            .holder
            .as_ref()
            .is_some_and(|holder| holder.person == person);
        holds
            || person == self.place.person
            || self
                .rows
                .iter()
                .any(|row| row.seat != self.row.seat && sits_in(row, person))
    }
}

/// The place that an address or a form names, or else one's own; for whoever has
/// it, or keeps the meeting.
async fn at(state: &AppState, me: &SignedIn, id: MeetingId, seat: &str) -> Result<At, PageError> {
    let meeting = meeting_of_address(state, me, id).await?;
    let (db, today) = (state.db.reader(), state.clock.today());
    let mine = own_seats(me, &meeting);
    let keeps = keeps(&me.access, &meeting);
    if (mine.is_empty() && !keeps) || !meeting.is_open(state.clock.now()) {
        return Err(PageError::NotAllowed);
    }
    let rows = seats_of(db, &meeting, today).await?;
    let replies = store::of_meeting(db, meeting.id).await?;
    let substitutes = store::substitutes_of(db, meeting.id).await?;
    let wanted = forms::seat(seat);
    let row = rows
        .iter()
        .find(|row| match wanted {
            Some(seat) => row.seat == seat && (keeps || mine.contains(&seat)),
            None => mine.contains(&row.seat),
        })
        .ok_or(PageError::NotAllowed)?
        .clone();
    let place = place_of(&row, &meeting, &replies, &substitutes).ok_or(PageError::NotAllowed)?;
    let said = replies.iter().find(|reply| reply.seat == row.seat);
    let outlook = if keeps {
        let places: Vec<Place> = rows
            .iter()
            .filter_map(|row| place_of(row, &meeting, &replies, &substitutes))
            .collect();
        outlook(db, &meeting, &places).await?
    } else {
        Vec::new()
    };
    Ok(At {
        outlook,
        others: rows
            .iter()
            .filter(|other| mine.contains(&other.seat) && other.seat != row.seat)
            .map(|other| (other.seat, title_of(other, &meeting)))
            .collect(),
        own: mine.contains(&row.seat),
        version: said.map_or(0, |reply| reply.version),
        place,
        row,
        rows,
        meeting,
    })
}

fn reply_view(at: At, form: FormState, conflict: bool) -> ReplyView {
    ReplyView {
        meeting: at.meeting,
        place: at.place,
        own: at.own,
        others: at.others,
        outlook: at.outlook,
        form,
        conflict,
    }
}

/// `GET /meetings/{meeting}/reply`
pub async fn get_reply(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let seat = pairs.last(field::SEAT).unwrap_or_default();
    let at = at(&state, &me, MeetingId(id), seat).await?;
    let mut answers = Answers::default()
        .with(field::SEAT, at.row.seat.to_string())
        .with(field::VERSION, at.version.saturating_add(1).to_string());
    if let Some(reply) = &at.place.reply {
        answers = answers
            .with(field::ANSWER, reply.answer.code())
            .with(field::NOTE, reply.note.clone());
    }
    let view = reply_view(at, FormState::new(answers), false);
    Ok(Renderer::for_person(&state, &me).page(|| reply_page(&view)))
}

/// `POST /meetings/{meeting}/reply`
pub async fn post_reply(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let at = at(&state, &me, MeetingId(id), answers.text(field::SEAT)).await?;
    let renderer = Renderer::for_person(&state, &me);
    let new = match forms::reply(answers.clone()) {
        Ok(new) => new,
        Err(form) => {
            let view = reply_view(at, form, false);
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || reply_page(&view)));
        }
    };
    let speaker = if at.own {
        me.access.person
    } else {
        at.place.person
    };
    let of = at.of(speaker);
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::say(&tx, &state.random, &actor, now, &of, &new).await? {
        Said::Saved { withdrawn } => {
            if let Some(person) = withdrawn {
                send_away(&tx, &state, &me, &at.meeting, person).await?;
            }
            tx.commit().await?;
        }
        Said::Already => tx.rollback().await?,
        Said::OutOfDate | Said::TooMany => {
            tx.rollback().await?;
            let at = self::at(&state, &me, at.meeting.id, &at.row.seat.to_string()).await?;
            let next = at.version.saturating_add(1).to_string();
            let form = FormState::new(answers.with(field::VERSION, next));
            let view = reply_view(at, form, true);
            return Ok(renderer.answer(StatusCode::CONFLICT, || reply_page(&view)));
        }
    }
    let to = if new.answer == Answer::NotComing {
        of_seat(&paths::name_substitute(at.meeting.id), of.seat)
    } else {
        paths::meeting(at.meeting.id)
    };
    Ok(done(&state, Message::ReplySaved, &to))
}

fn done(state: &AppState, message: Message, to: &str) -> Response {
    (message.set(&state.cookies), Redirect::to(to)).into_response()
}

/// Who may be offered: whoever stands in for the seat, and others of its
/// organisation who have no place at the meeting.
async fn candidates(state: &AppState, at: &At) -> Result<Vec<Candidate>, PageError> {
    let mut found: Vec<Candidate> = at
        .row
        .stand_ins
        .iter()
        .filter(|one| one.person != at.place.person)
        .map(|one| Candidate {
            person: one.person,
            full_name: one.full_name.clone(),
            post: one.capacity.label().to_owned(),
        })
        .collect();
    if let Some(organisation) = at.row.organisation {
        let today = state.clock.today();
        let others = store::colleagues(state.db.reader(), organisation, today).await?;
        for other in others {
            let known = found.iter().any(|one| one.person == other.person);
            if !known && !at.has_place(other.person) {
                found.push(other);
            }
        }
    }
    // Whoever is named already can be left as they are.
    if let Some(named) = &at.place.substitute
        && !found.iter().any(|one| one.person == named.person)
    {
        found.push(Candidate {
            person: named.person,
            full_name: named.full_name.clone(),
            post: named.post.clone(),
        });
    }
    Ok(found)
}

fn substitute_view(
    at: At,
    candidates: Vec<Candidate>,
    form: FormState,
    conflict: bool,
) -> SubstituteView {
    SubstituteView {
        meeting: at.meeting,
        place: at.place,
        own: at.own,
        candidates,
        form,
        conflict,
    }
}

/// Whether whoever has the place has said that they do not come.
fn has_declined(at: &At) -> bool {
    at.place
        .reply
        .as_ref()
        .is_some_and(|reply| reply.answer == Answer::NotComing)
}

fn first_reply(at: &At) -> Response {
    Redirect::to(&of_seat(&paths::reply(at.meeting.id), at.row.seat)).into_response()
}

/// `GET /meetings/{meeting}/substitute`
pub async fn get_substitute(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    said: crate::extract::Said,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let seat = pairs.last(field::SEAT).unwrap_or_default();
    let at = at(&state, &me, MeetingId(id), seat).await?;
    if !has_declined(&at) {
        return Ok(first_reply(&at));
    }
    let mut answers = Answers::default()
        .with(field::SEAT, at.row.seat.to_string())
        .with(field::VERSION, at.version.to_string());
    if let Some(named) = &at.place.substitute {
        answers = answers.with(field::WHO, named.person.to_string());
    }
    let candidates = candidates(&state, &at).await?;
    let view = substitute_view(at, candidates, FormState::new(answers), false);
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| substitute_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /meetings/{meeting}/substitute`
pub async fn post_substitute(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let at = at(&state, &me, MeetingId(id), answers.text(field::SEAT)).await?;
    let candidates = candidates(&state, &at).await?;
    let renderer = || Renderer::for_person(&state, &me);
    let refused = |at: At, candidates, form| {
        let view = substitute_view(at, candidates, form, false);
        renderer().answer(StatusCode::UNPROCESSABLE_ENTITY, || substitute_page(&view))
    };
    let (who, version) = match forms::substitute(answers.clone(), &candidates) {
        Ok(read) => read,
        Err(form) => return Ok(refused(at, candidates, form)),
    };
    let tx = state.db.begin().await?;
    let person = person_of(&tx, &state, &me, &who).await?;
    if matches!(who, Who::Another { .. }) && person.is_some_and(|person| at.has_place(person)) {
        tx.rollback().await?;
        let mut form = FormState::new(answers);
        form.refuse(
            field::EMAIL,
            "This person has a place at the meeting already",
        );
        return Ok(refused(at, candidates, form));
    }
    let of = at.of(at.place.person);
    let (actor, now) = (me.actor(), state.clock.now());
    match store::name(&tx, &state.random, &actor, now, &of, (person, version)).await? {
        Said::Saved { withdrawn } => {
            if let Some(person) = withdrawn {
                send_away(&tx, &state, &me, &at.meeting, person).await?;
            }
            if let Some(person) = person {
                let title = title_of(&at.row, &at.meeting);
                invite(&tx, &state, &me, &at.meeting, person).await?;
                let call = (Call::Named, Some(title.as_str()));
                calls::to_one(&tx, &state, &at.meeting, person, call).await?;
            }
            tx.commit().await?;
        }
        Said::Already => tx.rollback().await?,
        Said::TooMany => {
            tx.rollback().await?;
            let mut form = FormState::new(answers);
            form.refuse(
                field::WHO,
                "Too many people were named for this seat. Ask the secretariat of the board",
            );
            return Ok(refused(at, candidates, form));
        }
        Said::OutOfDate => {
            tx.rollback().await?;
            let at = self::at(&state, &me, at.meeting.id, &at.row.seat.to_string()).await?;
            if !has_declined(&at) {
                return Ok(first_reply(&at));
            }
            let form = FormState::new(answers.with(field::VERSION, at.version.to_string()));
            let view = substitute_view(at, candidates, form, true);
            return Ok(renderer().answer(StatusCode::CONFLICT, || substitute_page(&view)));
        }
    }
    let to = paths::meeting(at.meeting.id);
    Ok(done(&state, Message::SubstituteNamed, &to))
}

/// Who is meant. Somebody nobody knows is entered.
async fn person_of(
    tx: &impl ConnectionTrait,
    state: &AppState,
    me: &SignedIn,
    who: &Who,
) -> Result<Option<PersonId>, PageError> {
    let (full_name, post, email) = match who {
        Who::Nobody => return Ok(None),
        Who::Known(person) => return Ok(Some(*person)),
        Who::Another {
            full_name,
            post,
            email,
        } => (full_name, post, email),
    };
    if let Some(known) = people::with_email(tx, email).await? {
        return Ok(Some(known.id));
    }
    let new = NewPerson {
        full_name,
        post,
        email: Some(email),
        fictional: state.fictional,
    };
    let now = state.clock.now();
    Ok(Some(
        people::add(tx, &state.random, &me.actor(), now, &new).await?,
    ))
}

/// Lets somebody who never signed in do so, under their address, until the day
/// of the meeting is over.
async fn invite(
    tx: &impl ConnectionTrait,
    state: &AppState,
    me: &SignedIn,
    meeting: &Meeting,
    person: PersonId,
) -> Result<(), PageError> {
    let Some(person) = people::find(tx, person).await? else {
        return Ok(());
    };
    let Some(email) = person.email.as_deref().filter(|_| !person.has_account) else {
        return Ok(());
    };
    let now = state.clock.now();
    let until = invited_until(meeting);
    invitations::invite(tx, &state.random, &me.actor(), now, person.id, email, until).await?;
    Ok(())
}

/// Until when somebody who comes for another may take up their invitation.
fn invited_until(meeting: &Meeting) -> DateTime<Utc> {
    meeting.ends_at + Days::new(1)
}

/// Tells somebody that they need not come, and takes back what let them sign in
/// for it, unless they have.
async fn send_away(
    tx: &impl ConnectionTrait,
    state: &AppState,
    me: &SignedIn,
    meeting: &Meeting,
    person: PersonId,
) -> Result<(), PageError> {
    let (actor, now, until) = (me.actor(), state.clock.now(), invited_until(meeting));
    invitations::withdraw_until(tx, &state.random, &actor, now, person, until).await?;
    calls::to_one(tx, state, meeting, person, (Call::Withdrawn, None)).await?;
    Ok(())
}
