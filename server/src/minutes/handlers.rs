//! The pages of minutes.

use app::{
    access::Permission,
    form::{Answers, FormState},
    ids::{AgendaItemId, MeetingId},
    meetings::types::{Meeting, published},
    minutes::{
        forms::{self, field},
        types::{KeptMinutes, Minutes, MinutesState},
        views::{self, MinutesView, minutes_page},
    },
    paths, wording,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::store;
use crate::{
    downloads,
    error::PageError,
    extract::{Key, Posted, Said, SignedIn},
    meetings::{
        LATER, agenda, keeps, may_on_any, meeting_of_address, publishing, store as meetings,
    },
    membership::seats::Changed,
    proceedings::{lineage::as_seen, rules},
    render::{self, Message, Renderer},
    state::AppState,
};

/// Forms that are shown again, and what happened meanwhile.
#[derive(Default)]
struct Sent {
    agree: FormState,
    correct: Option<FormState>,
    happened: Option<&'static str>,
}

fn for_reader(me: &SignedIn, meeting: &Meeting, minutes: Minutes) -> Minutes {
    if may_on_any(&me.access, Permission::SeePartB, meeting) {
        minutes
    } else {
        minutes.without_part_b()
    }
}

/// Meetings of the board that leads which began after this one did.
async fn later(state: &AppState, meeting: &Meeting) -> Result<Vec<Meeting>, PageError> {
    let now = state.clock.now();
    let past = meetings::begun_after(state.db.reader(), meeting, now, LATER).await?;
    Ok(past)
}

async fn view(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
    sent: Sent,
) -> Result<MinutesView, PageError> {
    let db = state.db.reader();
    let keeps = keeps(&me.access, &meeting);
    let kept = store::kept(db, meeting.id).await?;
    let is_agreed = kept
        .as_ref()
        .is_some_and(|kept| kept.state == MinutesState::Agreed);
    let draft = if keeps && !is_agreed {
        let draft = store::draft(db, &meeting).await?;
        let (_, hash) = store::as_kept(&draft)?;
        Some((draft, hash))
    } else {
        None
    };
    let differs = match (&kept, &draft) {
        (Some(kept), Some((_, hash))) => kept.hash != *hash,
        _ => false,
    };
    let may_send = me
        .access
        .may(Permission::ApproveMinutes, meeting.lead.id, None);
    let shown = match &kept {
        Some(kept) => Some(for_reader(me, &meeting, kept.content.clone())),
        None => draft.as_ref().map(|(draft, _)| draft.clone()),
    };
    let later = if keeps && kept.is_some() && !is_agreed {
        later(state, &meeting).await?
    } else {
        Vec::new()
    };
    let items = match &shown {
        Some(minutes) => outcomes(state, me, minutes, &meeting).await?,
        None => Vec::new(),
    };
    let key = state.random.id(state.clock.now()).to_string();
    Ok(MinutesView {
        items,
        shown,
        publishes: is_agreed
            && rules::of_board(db, meeting.lead.id)
                .await?
                .publishes_minutes,
        draft: draft.filter(|_| may_send).map(|(_, hash)| hash),
        differs,
        keeps,
        corrections: if is_agreed {
            store::corrections(db, meeting.id).await?
        } else {
            Vec::new()
        },
        later: later
            .into_iter()
            .map(|meeting| (meeting.id, store::named(&meeting)))
            .collect(),
        kept,
        agree: sent.agree,
        correct: sent
            .correct
            .unwrap_or_else(|| FormState::new(Answers::default().with(field::KEY, key))),
        happened: sent.happened.map(str::to_owned),
        meeting,
    })
}

/// The items that minutes tell of, as they call them. Two queries.
async fn outcomes(
    state: &AppState,
    me: &SignedIn,
    minutes: &Minutes,
    meeting: &Meeting,
) -> Result<Vec<(AgendaItemId, String)>, PageError> {
    let db = state.db.reader();
    let items = agenda::of_meeting(db, meeting.id).await?;
    let agendas = publishing::latest(db, [meeting.id]).await?;
    let agenda = agendas.get(&meeting.id);
    Ok(published(&items, meeting.agenda_version)
        .into_iter()
        .filter(|item| {
            let whole = items.iter().find(|one| one.id == item.id);
            whole.is_some_and(|whole| as_seen(me, meeting, whole, agenda).is_some())
        })
        .filter_map(|item| {
            let told = minutes.items.iter().find(|one| one.number == item.number)?;
            Some((item.id, format!("{} {}", told.number, told.title)))
        })
        .collect())
}

/// `GET /meetings/{meeting}/minutes`
pub async fn get_minutes(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_of_address(&state, &me, MeetingId(id)).await?;
    let view = view(&state, &me, meeting, Sent::default()).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| minutes_page(&view));
    Ok(said.once(&state.cookies, answer))
}

async fn shown_again(
    state: &AppState,
    me: &SignedIn,
    status: StatusCode,
    meeting: Meeting,
    sent: Sent,
) -> Result<Response, PageError> {
    let view = view(state, me, meeting, sent).await?;
    Ok(Renderer::for_person(state, me).answer(status, || minutes_page(&view)))
}

async fn out_of_date(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
) -> Result<Response, PageError> {
    let sent = Sent {
        happened: Some(
            "The minutes changed after you opened the page, so nothing was done. This is what they are like now.",
        ),
        ..Sent::default()
    };
    shown_again(state, me, StatusCode::CONFLICT, meeting, sent).await
}

/// The meeting of an address for somebody who may do this with its minutes.
async fn meeting_where(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
    permission: Permission,
) -> Result<Meeting, PageError> {
    let meeting = meeting_of_address(state, me, MeetingId(id)).await?;
    if me.access.may(permission, meeting.lead.id, None) {
        Ok(meeting)
    } else {
        Err(PageError::NotAllowed)
    }
}

fn done(state: &AppState, message: Message, meeting: MeetingId) -> Response {
    let to = Redirect::to(&paths::minutes(meeting));
    (message.set(&state.cookies), to).into_response()
}

/// `GET` of the addresses below the minutes that only take forms.
pub async fn get_part(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_where(&state, &me, id, Permission::ManageMeetings).await?;
    Ok(Redirect::to(&paths::minutes(meeting.id)).into_response())
}

/// `POST /meetings/{meeting}/minutes/circulate`
pub async fn post_circulate(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_where(&state, &me, id, Permission::ApproveMinutes).await?;
    let Some(version) = forms::version(&answers) else {
        return out_of_date(&state, &me, meeting).await;
    };
    if meeting.starts_at > state.clock.now() {
        return out_of_date(&state, &me, meeting).await;
    }
    let seen = (answers.text(field::SEEN), version);
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::circulate(&tx, &state.random, &actor, now, &meeting, seen).await? {
        Changed::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::MinutesCirculated, meeting.id))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            out_of_date(&state, &me, meeting).await
        }
    }
}

/// `POST /meetings/{meeting}/minutes/agree`
pub async fn post_agree(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_where(&state, &me, id, Permission::ManageMeetings).await?;
    let later: Vec<MeetingId> = later(&state, &meeting)
        .await?
        .iter()
        .map(|meeting| meeting.id)
        .collect();
    let by = match forms::agreed_at(answers.clone(), &later) {
        Ok(by) => by,
        Err(form) => {
            let sent = Sent {
                agree: form,
                ..Sent::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return shown_again(&state, &me, status, meeting, sent).await;
        }
    };
    let Some(version) = forms::version(&answers) else {
        return out_of_date(&state, &me, meeting).await;
    };
    let seen = (answers.text(field::SEEN), version);
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::agree(&tx, &state.random, &actor, now, (&meeting, by), seen).await? {
        Changed::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::MinutesAgreed, meeting.id))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            out_of_date(&state, &me, meeting).await
        }
    }
}

/// `POST /meetings/{meeting}/minutes/correct`
pub async fn post_correct(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_where(&state, &me, id, Permission::ManageMeetings).await?;
    if !store::are_agreed(state.db.reader(), meeting.id).await? {
        return out_of_date(&state, &me, meeting).await;
    }
    let (key, text) = match forms::correction(answers) {
        Ok(new) => new,
        Err(form) => {
            let sent = Sent {
                correct: Some(form),
                ..Sent::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return shown_again(&state, &me, status, meeting, sent).await;
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    store::correct(&tx, &state.random, &actor, now, &meeting, (key, &text)).await?;
    tx.commit().await?;
    Ok(done(&state, Message::MinutesCorrected, meeting.id))
}

/// `GET /meetings/{meeting}/minutes/export`: what was sent out, as one file.
pub async fn get_export(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_of_address(&state, &me, MeetingId(id)).await?;
    let db = state.db.reader();
    let kept: KeptMinutes = store::kept(db, meeting.id)
        .await?
        .ok_or(PageError::NotFound)?;
    let corrections = store::corrections(db, meeting.id).await?;
    let minutes = for_reader(&me, &meeting, kept.content.clone());
    let html = render::alone(|| views::document(&minutes, &kept, &corrections));
    let day = wording::uk_day(meeting.starts_at);
    let name = format!("{}-minutes-{day}.html", meeting.lead.slug);
    Ok(downloads::file(
        &name,
        "text/html; charset=utf-8",
        html.into_bytes(),
    ))
}
