//! Server-sent events: that something changed, never what.

use std::{convert::Infallible, time::Duration};

use app::ids::{BoardId, MeetingId};
use axum::{
    extract::State,
    http::header::CACHE_CONTROL,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::StreamExt;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use crate::{
    actions, boards,
    error::PageError,
    extract::{Key, QueryPairs, Segment, SignedIn},
    outbox::{self, About, Change, Concern},
    proceedings::meeting_to_record,
    state::AppState,
};

/// A stream ends after this long; the browser comes back by itself, and its
/// right to listen is checked again.
const LASTS: Duration = Duration::from_secs(300);

/// `GET /boards/{slug}/changes`
pub async fn board_changes(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    query: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::reading_board(&state, &me, &slug).await?;
    stream(&state, &query, board.id, Concern::Actions).await
}

/// `GET /actions/{reference}/changes`
pub async fn action_changes(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
    query: QueryPairs,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let action = actions::store::find(db, &reference)
        .await?
        .ok_or(PageError::NotFound)?;
    if !boards::may_read(db, &me.access, action.board, state.clock.today()).await? {
        return Err(PageError::NotFound);
    }
    let concern = Concern::One(About::Action(action.id));
    stream(&state, &query, action.board, concern).await
}

/// `GET /meetings/{meeting}/changes`: of what is recorded there, for those who do so.
pub async fn meeting_changes(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    query: QueryPairs,
) -> Result<Response, PageError> {
    let meeting = meeting_to_record(&state, &me, MeetingId(id)).await?;
    let concern = Concern::One(About::Meeting(meeting.id));
    stream(&state, &query, meeting.lead.id, concern).await
}

async fn stream(
    state: &AppState,
    query: &QueryPairs,
    board: BoardId,
    concern: Concern,
) -> Result<Response, PageError> {
    let since = match query.last("since").and_then(|number| number.parse().ok()) {
        Some(number) => number,
        None => outbox::latest(state.db.reader(), board).await?,
    };
    let concerns = move |change: &Change| {
        change.number > since && change.board == board && concern.covers(change)
    };
    // Listen first, then look for what was missed, so that nothing falls between.
    let changes = BroadcastStream::new(state.live.listen());
    let missed = outbox::missed(state.db.reader(), board, concern, since).await?;
    let missed = futures::stream::iter(missed.then(|| Ok::<_, Infallible>(changed())));
    let fresh = changes.filter_map(move |change| {
        let tell = match change {
            Ok(change) => concerns(&change),
            // Too much happened at once to say what; better look.
            Err(BroadcastStreamRecvError::Lagged(_)) => true,
        };
        std::future::ready(tell.then(|| Ok(changed())))
    });
    let over = {
        let stopping = state.stopping.clone();
        async move {
            tokio::select! {
                () = tokio::time::sleep(LASTS) => {}
                () = stopping.begun() => {}
            }
        }
    };
    let events = missed.chain(fresh).take_until(Box::pin(over));
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)));
    let mut answer = events.into_response();
    // Streams say "no-cache" by themselves; the layer then says no more of it.
    answer.headers_mut().remove(CACHE_CONTROL);
    Ok(answer)
}

/// The data is there because an event without any is not delivered.
fn changed() -> Event {
    Event::default().event("changed").data("1")
}
