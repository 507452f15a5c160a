//! The page that a link opens, and the one update it takes.

use app::{
    actions::{
        forms::{self, UpdateAction, field},
        rules,
        types::{Status, Way},
    },
    form::{Answers, FormState},
    ids::{ActionId, PersonId},
    mail_links::{
        Closed, POSITION,
        views::{LinkView, closed_page, filled, link_page, saved_page},
    },
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::store::{self, Arrival};
use crate::{
    actions::{
        handlers::checked,
        steps::{self, Acting, Updated},
    },
    audit::Actor,
    db::entities::action_link,
    error::PageError,
    extract::{Posted, QueryPairs, Said, Segment, post_on},
    proceedings::rules as board_rules,
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /mail-links/{link}`
///
/// Changes nothing, however often a scanner of mail follows it.
pub async fn get_link(
    State(state): State<AppState>,
    said: Said,
    Segment(token): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let Some(link) = store::with_secret(db, &token).await? else {
        return Ok(closed(&state, Closed::Unknown));
    };
    match store::arrival(db, &link, now).await? {
        Ok(arrival) => {
            let submission = state.random.id(now);
            let blank = forms::blank(arrival.action.version, submission);
            let form = filled(blank, pairs.last(POSITION), on_offer(&arrival));
            show(&state, token, arrival, form, StatusCode::OK).await
        }
        Err(Closed::Used) if said.0 == Some(Message::UpdateSaved) => {
            let answer = Renderer::new(&state).page(saved_page);
            Ok(said.once(&state.cookies, answer))
        }
        Err(why) => Ok(closed(&state, why)),
    }
}

/// The positions that a link may report: those of a lead, whatever else the person is.
fn on_offer(arrival: &Arrival) -> &'static [Status] {
    rules::positions_on_offer(arrival.action.status, false)
}

/// The page with the form, new, refused (422) or out of date (409).
async fn show(
    state: &AppState,
    token: String,
    arrival: Arrival,
    form: FormState,
    status: StatusCode,
) -> Result<Response, PageError> {
    let board = board_rules::of_board(state.db.reader(), arrival.action.board).await?;
    let view = LinkView {
        token,
        on_offer: on_offer(&arrival),
        is_checked: rules::is_verified(board.verification, arrival.action.priority),
        action: arrival.action,
        form,
        has_changed: status == StatusCode::CONFLICT,
    };
    Ok(Renderer::new(state).answer(status, || link_page(&view)))
}

fn closed(state: &AppState, why: Closed) -> Response {
    let status = match why {
        Closed::Unknown => StatusCode::NOT_FOUND,
        Closed::Used | Closed::Expired | Closed::Void => StatusCode::GONE,
    };
    Renderer::new(state).answer(status, || closed_page(why))
}

fn saved(state: &AppState, token: &str) -> Response {
    let back = Redirect::to(&paths::mail_link(token));
    (Message::UpdateSaved.set(&state.cookies), back).into_response()
}

/// `POST /mail-links/{link}`
///
/// Saves one update. The same form sent again is answered as the first time.
pub async fn post_link(
    State(state): State<AppState>,
    Segment(token): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let Some(link) = store::with_secret(db, &token).await? else {
        return Ok(closed(&state, Closed::Unknown));
    };
    let arrival = match store::arrival(db, &link, now).await? {
        Ok(arrival) => arrival,
        Err(why) => return not_open(&state, &token, &link, &answers, why).await,
    };
    let person = arrival.access.person;
    let update = match forms::parse(answers.clone(), on_offer(&arrival)) {
        Ok(update) => update,
        Err(form) => return refused(&state, token, arrival, form).await,
    };
    if let Err(form) = checked(db, person, &arrival.action, &update, &answers).await? {
        return refused(&state, token, arrival, form).await;
    }
    match save(&state, &link, &update).await? {
        Ok(Updated::Saved | Updated::AlreadySaved) => {
            state.live.wake();
            Ok(saved(&state, &token))
        }
        Ok(Updated::OutOfDate) => {
            let arrival = match store::arrival(db, &link, now).await? {
                Ok(arrival) => arrival,
                Err(why) => return Ok(closed(&state, why)),
            };
            let submission = state.random.id(now);
            let answers = answers
                .with(field::VERSION, arrival.action.version.to_string())
                .with(field::SUBMISSION, submission.to_string());
            let form = FormState::new(answers);
            show(&state, token, arrival, form, StatusCode::CONFLICT).await
        }
        Err(why) => not_open(&state, &token, &link, &answers, why).await,
    }
}

async fn refused(
    state: &AppState,
    token: String,
    arrival: Arrival,
    form: FormState,
) -> Result<Response, PageError> {
    show(
        state,
        token,
        arrival,
        form,
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await
}

/// Uses up the link and takes the step, or does neither. Who may do so and how the
/// action stands are asked once more, now that nobody else has the link.
async fn save(
    state: &AppState,
    link: &action_link::Model,
    update: &UpdateAction,
) -> Result<Result<Updated, Closed>, PageError> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !store::use_up(&tx, link.id, now).await? {
        tx.rollback().await?;
        return Ok(Err(Closed::Used));
    }
    let Arrival { access, action } = match store::arrival(&tx, link, now).await? {
        Ok(arrival) => arrival,
        Err(why) => {
            tx.rollback().await?;
            return Ok(Err(why));
        }
    };
    let actor = Actor {
        person: Some(access.person),
        name: access.full_name.clone(),
        way: Way::MailLink,
    };
    let acting = Acting {
        random: &state.random,
        actor: &actor,
        at: now,
    };
    let post = post_on(&access, action.board, action.organisation);
    let outcome = steps::update(&tx, &acting, &action, &post, update).await?;
    match outcome {
        Updated::Saved => tx.commit().await?,
        Updated::AlreadySaved | Updated::OutOfDate => tx.rollback().await?,
    }
    Ok(Ok(outcome))
}

/// The answer to a form whose link is not open: as the first time where it is the one
/// that used the link.
async fn not_open(
    state: &AppState,
    token: &str,
    link: &action_link::Model,
    answers: &Answers,
    why: Closed,
) -> Result<Response, PageError> {
    if why == Closed::Used
        && let Ok(update) = forms::parse(answers.clone(), Status::ALL)
    {
        let (action, person) = (ActionId(link.action_id), PersonId(link.person_id));
        if steps::is_saved(state.db.reader(), action, person, &update).await? {
            return Ok(saved(state, token));
        }
    }
    Ok(closed(state, why))
}
