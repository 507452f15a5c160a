//! Raising an action outside a meeting, and changing what an action is.

use app::{
    access::Permission,
    actions::{
        forms::{details as forms, field},
        measured::Target,
        types::{Action, Origin},
        views::{ChangeView, RaiseView, change_page, raise_page},
    },
    boards::types::BoardEntry,
    form::{Answers, FormState},
    ids::SeatId,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::visible;
use crate::{
    actions::{
        leads, measured,
        steps::{self, Acting, Updated},
        store::{self, NewAction, Raised},
    },
    boards, decisions,
    error::PageError,
    extract::{Posted, QueryPairs, Segment, SignedIn},
    render::{Message, Renderer},
    state::AppState,
};

async fn raise_view(
    state: &AppState,
    board: BoardEntry,
    form: FormState,
) -> Result<RaiseView, PageError> {
    let today = state.clock.today();
    let db = state.db.reader();
    Ok(RaiseView {
        seats: leads::of_boards(db, vec![board.id], today).await?,
        measures: measured::offered(db, &board).await?,
        board,
        form,
    })
}

/// `GET /boards/{slug}/actions/new`
pub async fn get_raise(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::CloseAction).await?;
    let key = state.random.id(state.clock.now());
    let form = forms::blank(key, pairs.last(field::DECISION), pairs.last(field::MEASURE));
    let view = raise_view(&state, board, form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| raise_page(&view)))
}

/// `POST /boards/{slug}/actions/new`
pub async fn post_raise(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::CloseAction).await?;
    let mut view = raise_view(&state, board, FormState::default()).await?;
    let seats: Vec<SeatId> = view.seats.iter().map(|(id, _)| *id).collect();
    let (today, now) = (state.clock.today(), state.clock.now());
    let refused = |view: &RaiseView| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(Renderer::for_person(&state, &me).answer(status, || raise_page(view)))
    };
    let measures: Vec<Target> = view.measures.iter().map(|(target, _)| *target).collect();
    let new = match forms::raise(answers.clone(), &seats, &measures, today) {
        Ok(new) => new,
        Err(form) => {
            view.form = form;
            return refused(&view);
        }
    };
    let decision = match &new.decision {
        Some(number) => {
            let found = decisions::store::find(state.db.reader(), number).await?;
            let found = found.filter(|decision| {
                decision.board == view.board.id && decisions::may_read(&me.access, decision)
            });
            if found.is_none() {
                view.form = FormState::new(answers);
                view.form.refuse(
                    field::DECISION,
                    "The register of this board has no decision of that number",
                );
                return refused(&view);
            }
            found.map(|decision| decision.id)
        }
        None => None,
    };
    let action = NewAction {
        board: view.board.id,
        title: &new.details.title,
        outcome: &new.details.done,
        seat: new.details.seat,
        priority: new.details.priority,
        raised_on: today,
        due_on: new.details.due_on,
        origin: match (decision, new.measure) {
            (Some(_), _) => Origin::Decision,
            (None, Some(_)) => Origin::Measure,
            (None, None) => Origin::Board,
        },
        decision,
        measure: new.measure,
        key: Some(new.key),
        raised_at: None,
    };
    let tx = state.db.begin().await?;
    match store::raise(&tx, &state.random, &me.actor(), now, &action).await? {
        Raised::As { .. } => {
            tx.commit().await?;
            state.live.wake();
        }
        Raised::Already => tx.rollback().await?,
        Raised::RefusedSeat => {
            tx.rollback().await?;
            view.form = FormState::new(answers);
            view.form
                .refuse(field::SEAT, "Select a seat that may lead an action");
            return refused(&view);
        }
    }
    let back = Redirect::to(&paths::action_log(&view.board.slug));
    Ok((Message::ActionRaised.set(&state.cookies), back).into_response())
}

/// The action of an address, for somebody who may change it.
async fn changeable(state: &AppState, me: &SignedIn, reference: &str) -> Result<Action, PageError> {
    let action = visible(state, me, reference).await?;
    let may = me.access.may(Permission::CloseAction, action.board, None);
    if may {
        Ok(action)
    } else {
        Err(PageError::NotAllowed)
    }
}

async fn change_view(
    state: &AppState,
    action: Action,
    form: FormState,
) -> Result<ChangeView, PageError> {
    let (db, today) = (state.db.reader(), state.clock.today());
    let board = boards::store::find_ever(db, &action.board_slug).await?;
    let board = board.ok_or(PageError::NotFound)?;
    let mut measures = measured::offered(db, &board).await?;
    if let Some(now) = action.measure
        && measures.iter().all(|(target, _)| *target != now)
    {
        measures.push((now, "The measure it is linked to now".to_owned()));
    }
    Ok(ChangeView {
        seats: leads::of_boards(db, vec![action.board], today).await?,
        measures,
        form,
        conflict: false,
        action,
    })
}

/// `GET /actions/{reference}/change`
pub async fn get_change(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    let action = changeable(&state, &me, &reference).await?;
    if !action.status.is_open() {
        return Ok(Redirect::to(&paths::action(&reference)).into_response());
    }
    let contributors = leads::contributors(state.db.reader(), action.id).await?;
    let submission = state.random.id(state.clock.now());
    let form = forms::filled(&action, &contributors, submission);
    let view = change_view(&state, action, form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| change_page(&view)))
}

/// `POST /actions/{reference}/change`
pub async fn post_change(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let action = changeable(&state, &me, &reference).await?;
    let mut view = change_view(&state, action, FormState::default()).await?;
    let seats: Vec<SeatId> = view.seats.iter().map(|(id, _)| *id).collect();
    let measures: Vec<Target> = view.measures.iter().map(|(target, _)| *target).collect();
    let today = state.clock.today();
    let change = match forms::change(answers.clone(), &view.action, &seats, &measures, today) {
        Ok(change) => change,
        Err(form) => {
            view.form = form;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(Renderer::for_person(&state, &me).answer(status, || change_page(&view)));
        }
    };
    let (actor, action) = (me.actor(), &view.action);
    let acting = Acting {
        random: &state.random,
        actor: &actor,
        at: state.clock.now(),
    };
    let post = me.post_on(action.board, action.organisation);
    let tx = state.db.begin().await?;
    let outcome = if action.status.is_open() {
        steps::change(&tx, &acting, action.id, &post, &change).await?
    } else {
        Updated::OutOfDate
    };
    match outcome {
        Updated::Saved => {
            tx.commit().await?;
            state.live.wake();
        }
        Updated::AlreadySaved => tx.rollback().await?,
        Updated::OutOfDate => {
            tx.rollback().await?;
            return conflict(&state, &me, &reference, answers).await;
        }
    }
    let back = Redirect::to(&paths::action(&reference));
    Ok((Message::ActionChanged.set(&state.cookies), back).into_response())
}

/// Shows what is there now and what the person wrote, against the action as it
/// stands.
async fn conflict(
    state: &AppState,
    me: &SignedIn,
    reference: &str,
    answers: Answers,
) -> Result<Response, PageError> {
    let action = visible(state, me, reference).await?;
    let submission = state.random.id(state.clock.now());
    let answers = answers
        .with(field::VERSION, action.version.to_string())
        .with(field::SUBMISSION, submission.to_string());
    let mut view = change_view(state, action, FormState::new(answers)).await?;
    view.conflict = true;
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || change_page(&view)))
}
