//! Planning, moving and cancelling meetings.

use app::{
    access::Permission,
    boards::types::BoardEntry,
    form::{Answers, FormState, Then},
    ids::{BoardId, MeetingId},
    meetings::{
        forms::{self, MeetingForm, field},
        types::{Meeting, unusual},
        views::{
            CancelView, PlanView, SeriesView, cancel_page, check_plan_page, check_series_page,
            plan_page, series_page,
        },
    },
    notices::Kind,
    paths,
    replies::letters::Call,
    wording,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};

use crate::{
    boards,
    error::PageError,
    extract::{Key, Posted, Segment, SignedIn},
    meetings::{meeting_of_address, meeting_to_keep, publishing, store},
    membership::seats::Changed,
    render::{Message, Renderer},
    replies::calls,
    state::AppState,
};

async fn board_of(state: &AppState, me: &SignedIn, slug: &str) -> Result<BoardEntry, PageError> {
    boards::of_address(state, me, slug, Permission::ManageMeetings).await
}

/// The other boards whose meetings somebody keeps: only they can speak for both.
fn partners(me: &SignedIn, board: BoardId) -> Vec<(BoardId, String)> {
    let mut boards: Vec<(BoardId, String)> = me
        .access
        .standings
        .iter()
        .filter(|standing| standing.board != board)
        .filter(|standing| {
            me.access
                .may(Permission::ManageMeetings, standing.board, None)
        })
        .map(|standing| (standing.board, standing.board_name.clone()))
        .collect();
    boards.dedup_by_key(|(id, _)| *id);
    boards
}

fn plan_view(me: &SignedIn, board: &BoardEntry, form: FormState) -> PlanView {
    PlanView {
        board_name: board.name.clone(),
        board_slug: board.slug.clone(),
        meeting: None,
        partners: partners(me, board.id),
        form,
        conflict: false,
    }
}

/// `GET /boards/{slug}/meetings/new`
pub async fn get_plan(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = board_of(&state, &me, &slug).await?;
    let form = forms::blank_meeting(state.random.id(state.clock.now()));
    let view = plan_view(&me, &board, form);
    Ok(Renderer::for_person(&state, &me).page(|| plan_page(&view)))
}

/// What is unusual about some times, for boards that meet then.
async fn warnings(
    state: &AppState,
    boards: &[BoardId],
    spans: &[(DateTime<Utc>, DateTime<Utc>)],
    except: MeetingId,
) -> Result<Vec<String>, PageError> {
    let mut words: Vec<String> = spans
        .iter()
        .filter_map(|(from, _)| unusual(wording::uk_day(*from)))
        .collect();
    let (db, today) = (state.db.reader(), state.clock.today());
    let clashes = store::clashes(db, boards, spans, except, today).await?;
    words.extend(clashes.iter().map(app::meetings::types::Clash::in_words));
    Ok(words)
}

/// `POST /boards/{slug}/meetings/new`
pub async fn post_plan(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let board = board_of(&state, &me, &slug).await?;
    let view = plan_view(&me, &board, FormState::new(answers.clone()));
    let renderer = Renderer::for_person(&state, &me);
    if Then::of(&answers) == Then::Change {
        return Ok(renderer.page(|| plan_page(&view)));
    }
    let known: Vec<BoardId> = view.partners.iter().map(|(id, _)| *id).collect();
    let now = state.clock.now();
    let new = match forms::meeting(answers.clone(), &known, now) {
        Ok(new) => new,
        Err(form) => {
            let view = PlanView { form, ..view };
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || plan_page(&view)));
        }
    };
    if Then::of(&answers) == Then::Check {
        let boards: Vec<BoardId> = std::iter::once(board.id).chain(new.with.clone()).collect();
        let spans = [(new.starts_at, new.ends_at)];
        let unusual = warnings(&state, &boards, &spans, new.id).await?;
        return Ok(renderer.page(|| check_plan_page(&view, &new, &answers, &unusual)));
    }
    let tx = state.db.begin().await?;
    match store::plan(&tx, &state.random, &me.actor(), now, board.id, &new).await? {
        store::Planned::Saved => {
            calls::planned(&tx, &state, new.id).await?;
            tx.commit().await?;
        }
        store::Planned::Already => tx.rollback().await?,
    }
    Ok(said(
        &state,
        Message::MeetingPlanned,
        &paths::meetings(&slug),
    ))
}

fn said(state: &AppState, message: Message, to: &str) -> Response {
    (message.set(&state.cookies), Redirect::to(to)).into_response()
}

fn series_view(board: &BoardEntry, form: FormState) -> SeriesView {
    SeriesView {
        board_name: board.name.clone(),
        board_slug: board.slug.clone(),
        form,
    }
}

/// `GET /boards/{slug}/meetings/new-series`
pub async fn get_series(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = board_of(&state, &me, &slug).await?;
    let form = forms::blank_series(state.random.id(state.clock.now()));
    let view = series_view(&board, form);
    Ok(Renderer::for_person(&state, &me).page(|| series_page(&view)))
}

/// `POST /boards/{slug}/meetings/new-series`
pub async fn post_series(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let board = board_of(&state, &me, &slug).await?;
    let view = series_view(&board, FormState::new(answers.clone()));
    let renderer = Renderer::for_person(&state, &me);
    if Then::of(&answers) == Then::Change {
        return Ok(renderer.page(|| series_page(&view)));
    }
    let now = state.clock.now();
    let new = match forms::series(answers.clone(), now) {
        Ok(new) => new,
        Err(form) => {
            let view = SeriesView { form, ..view };
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || series_page(&view)));
        }
    };
    if Then::of(&answers) == Then::Check {
        let spans: Vec<_> = new
            .days
            .iter()
            .map(|day| (day.starts_at, day.ends_at))
            .collect();
        let none = MeetingId(new.id);
        let unusual = warnings(&state, &[board.id], &spans, none).await?;
        return Ok(renderer.page(|| check_series_page(&view, &new, &answers, &unusual)));
    }
    let tx = state.db.begin().await?;
    match store::plan_series(&tx, &state.random, &me.actor(), now, board.id, &new).await? {
        store::Planned::Saved => {
            calls::series_planned(&tx, &state, new.id).await?;
            tx.commit().await?;
        }
        store::Planned::Already => tx.rollback().await?,
    }
    Ok(said(
        &state,
        Message::SeriesPlanned,
        &paths::meetings(&slug),
    ))
}

fn change_view(meeting: Meeting, form: FormState) -> PlanView {
    PlanView {
        board_name: meeting.lead.name.clone(),
        board_slug: meeting.lead.slug.clone(),
        meeting: Some(meeting),
        partners: Vec::new(),
        form,
        conflict: false,
    }
}

/// `GET /meetings/{meeting}/change`
pub async fn get_change(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let form = forms::filled_meeting(&meeting);
    let view = change_view(meeting, form);
    Ok(Renderer::for_person(&state, &me).page(|| plan_page(&view)))
}

/// `POST /meetings/{meeting}/change`
pub async fn post_change(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let renderer = Renderer::for_person(&state, &me);
    let form = FormState::new(answers.clone());
    if Then::of(&answers) == Then::Change {
        let view = change_view(meeting, form);
        return Ok(renderer.page(|| plan_page(&view)));
    }
    let now = state.clock.now();
    let new = match forms::meeting(answers.clone(), &[], now) {
        Ok(new) => new,
        Err(form) => {
            let view = change_view(meeting, form);
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || plan_page(&view)));
        }
    };
    if new.version != meeting.version {
        return change_conflict(&state, &me, meeting, answers);
    }
    if Then::of(&answers) == Then::Check {
        let boards: Vec<BoardId> = meeting.boards().map(|board| board.id).collect();
        let spans = [(new.starts_at, new.ends_at)];
        let unusual = warnings(&state, &boards, &spans, meeting.id).await?;
        let view = change_view(meeting, form);
        return Ok(renderer.page(|| check_plan_page(&view, &new, &answers, &unusual)));
    }
    let tx = state.db.begin().await?;
    let actor = me.actor();
    match store::change(&tx, &state.random, &actor, now, &meeting, &new).await? {
        Changed::Saved => {
            if let Some(words) = moved(&meeting, &new) {
                let kind = Kind::MeetingChanged;
                publishing::tell(&tx, &state.random, now, &meeting, kind, &words).await?;
                calls::changed(&tx, &state, meeting.id, (Call::Changed, now)).await?;
            }
            tx.commit().await?;
            Ok(said(
                &state,
                Message::MeetingChanged,
                &paths::meeting(meeting.id),
            ))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let meeting = meeting_of_address(&state, &me, meeting.id).await?;
            change_conflict(&state, &me, meeting, answers)
        }
    }
}

/// What people are told of a change, where it matters to their diaries.
fn moved(before: &Meeting, new: &MeetingForm) -> Option<String> {
    let when = wording::day_and_times(new.starts_at, new.ends_at);
    if (new.starts_at, new.ends_at) != (before.starts_at, before.ends_at) {
        let from = before.when();
        return Some(format!("“{}” has moved from {from} to {when}.", new.title));
    }
    ((&new.place, &new.link) != (&before.place, &before.link)).then(|| {
        format!(
            "“{}” on {when} is held at another place or has another link.",
            new.title
        )
    })
}

fn change_conflict(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
    answers: Answers,
) -> Result<Response, PageError> {
    let answers = answers.with(field::VERSION, meeting.version.to_string());
    let view = PlanView {
        conflict: true,
        ..change_view(meeting, FormState::new(answers))
    };
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || plan_page(&view)))
}

/// `GET /meetings/{meeting}/cancel`
pub async fn get_cancel(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let answers = Answers::default().with(field::VERSION, meeting.version.to_string());
    let view = CancelView {
        meeting,
        form: FormState::new(answers),
        conflict: false,
    };
    Ok(Renderer::for_person(&state, &me).page(|| cancel_page(&view)))
}

/// `POST /meetings/{meeting}/cancel`
pub async fn post_cancel(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let how = match forms::cancelling(answers.clone()) {
        Ok(how) => how,
        Err(form) => {
            let view = CancelView {
                meeting,
                form,
                conflict: false,
            };
            return Ok(Renderer::for_person(&state, &me)
                .answer(StatusCode::UNPROCESSABLE_ENTITY, || cancel_page(&view)));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::cancel(&tx, &state.random, &actor, now, &meeting, &how).await? {
        Changed::Saved => {
            let words = format!(
                "“{}” on {} is cancelled. {}",
                meeting.title,
                meeting.when(),
                how.0
            );
            let kind = Kind::MeetingChanged;
            publishing::tell(&tx, &state.random, now, &meeting, kind, &words).await?;
            calls::changed(&tx, &state, meeting.id, (Call::Cancelled, now)).await?;
            tx.commit().await?;
            Ok(said(
                &state,
                Message::MeetingCancelled,
                &paths::meeting(meeting.id),
            ))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let meeting = meeting_of_address(&state, &me, meeting.id).await?;
            let answers = answers.with(field::VERSION, meeting.version.to_string());
            let view = CancelView {
                meeting,
                form: FormState::new(answers),
                conflict: true,
            };
            Ok(Renderer::for_person(&state, &me)
                .answer(StatusCode::CONFLICT, || cancel_page(&view)))
        }
    }
}
