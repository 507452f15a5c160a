//! One's own account and sessions.

use app::{
    account::{AccountView, SessionRow, account_page},
    ids::SessionId,
    paths,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::store::{self, Ending};
use crate::{
    error::PageError,
    extract::{Said, Segment, SignedIn},
    people,
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /account`
pub async fn get_account(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let person = me.access.person;
    let sessions = store::list(state.db.reader(), person, state.session_limits, now).await?;
    let profile = people::store::find(state.db.reader(), person).await?;
    let profile = profile.ok_or(PageError::NotFound)?;
    let view = AccountView {
        confirmed_on: profile.confirmed_on,
        sessions: sessions
            .into_iter()
            .map(|session| SessionRow {
                this_one: session.id == me.session.0,
                id: SessionId(session.id),
                browser: session.browser,
                started_at: session.created_at,
                last_seen_at: session.last_seen_at,
            })
            .collect(),
        email: me.email.clone(),
        access: me.access.clone(),
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| account_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /account/sessions/{id}/end`
pub async fn post_end(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(id): Segment,
) -> Result<Response, PageError> {
    let id = Uuid::parse_str(&id).map_err(|_| PageError::NotFound)?;
    // A session of somebody else is not to be known of.
    if end(&state, &me, Ending::This(SessionId(id))).await? == 0 {
        return Err(PageError::NotFound);
    }
    Ok(ended(&state))
}

/// `POST /account/sessions/end-others`
pub async fn post_end_others(
    State(state): State<AppState>,
    me: SignedIn,
) -> Result<Response, PageError> {
    end(&state, &me, Ending::AllBut(me.session)).await?;
    Ok(ended(&state))
}

fn ended(state: &AppState) -> Response {
    let back = Redirect::to(paths::ACCOUNT);
    (Message::SessionsEnded.set(&state.cookies), back).into_response()
}

async fn end(state: &AppState, me: &SignedIn, ending: Ending) -> Result<usize, PageError> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    let person = me.access.person;
    let ended = store::end(&tx, &state.random, &me.actor(), now, person, ending).await?;
    tx.commit().await?;
    Ok(ended)
}
