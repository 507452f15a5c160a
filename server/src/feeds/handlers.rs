//! The page of one's feeds, what calendar programs fetch, and one meeting as a
//! file.

use app::{
    access::{Access, Permission},
    feeds::{
        types::{EVERY_BOARD, FeedRow},
        views::{FeedsView, feeds_page, field},
    },
    ids::{BoardId, MeetingId, PersonId},
    paths,
};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::TimeDelta;
use uuid::Uuid;

use super::store;
use crate::{
    actions::lists,
    boards, downloads,
    error::PageError,
    extract::{Key, Posted, Said, Segment, SignedIn},
    feeds::{due, event},
    ics::{self, Event, Method},
    meetings::{meeting_of_address, store as meetings},
    membership::access::access_of,
    render::{Message, Renderer},
    replies::store as replies,
    state::AppState,
};

/// How long a meeting that is over stays in a feed.
const LOOK_BACK: TimeDelta = TimeDelta::days(90);

/// Meetings in a feed, and actions, the earliest first.
const MOST: u64 = 500;

/// What a feed of every board is called.
const EVERY: &str = "All your boards";

const TYPE: &str = "text/calendar; charset=utf-8";

/// The boards whose meetings somebody sees as one of theirs.
fn boards_of(access: &Access) -> Vec<(BoardId, String)> {
    let mut boards: Vec<_> = access
        .standings
        .iter()
        .filter(|standing| access.may(Permission::SeeMeetings, standing.board, None))
        .map(|standing| (standing.board, standing.board_name.clone()))
        .collect();
    boards.sort_by(|one, other| one.1.cmp(&other.1));
    boards.dedup();
    boards
}

async fn view(
    state: &AppState,
    me: &SignedIn,
    made: Option<(String, String)>,
) -> Result<FeedsView, PageError> {
    let feeds = store::of_person(state.db.reader(), me.access.person).await?;
    let boards = boards_of(&me.access);
    let every = (None, EVERY.to_owned());
    let rows = std::iter::once(every)
        .chain(boards.into_iter().map(|(board, name)| (Some(board), name)))
        .map(|(board, name)| FeedRow {
            board,
            name,
            made_at: feeds
                .iter()
                .find(|feed| feed.board == board)
                .map(|feed| feed.made_at),
        })
        .collect();
    Ok(FeedsView { rows, made })
}

/// `GET /account/calendar`
pub async fn get_feeds(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
) -> Result<Response, PageError> {
    let view = view(&state, &me, None).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| feeds_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /account/calendar`
///
/// Makes an address and shows it, which nothing else ever does, or turns one off.
pub async fn post_feeds(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let boards = boards_of(&me.access);
    let code = answers.text(field::FEED);
    let chosen = Uuid::parse_str(code).ok().map(BoardId);
    let of_mine = boards.iter().find(|(board, _)| Some(*board) == chosen);
    let (board, name) = match of_mine {
        Some((board, name)) => (Some(*board), name.clone()),
        None if code == EVERY_BOARD => (None, EVERY.to_owned()),
        None => return spoilt(&state, &me).await,
    };
    let (now, actor) = (state.clock.now(), me.actor());
    let tx = state.db.begin().await?;
    match answers.text(field::DO) {
        field::MAKE => {
            let secret =
                store::make(&tx, &state.random, &actor, now, me.access.person, board).await?;
            tx.commit().await?;
            let address = state
                .base_url
                .join(&paths::calendar_feed(&secret))
                .map_err(anyhow::Error::from)?;
            let view = view(&state, &me, Some((name, address.into()))).await?;
            Ok(Renderer::for_person(&state, &me).page(|| feeds_page(&view)))
        }
        field::END => {
            store::end(&tx, &state.random, &actor, now, me.access.person, board).await?;
            tx.commit().await?;
            let back = Redirect::to(paths::CALENDAR);
            Ok((Message::FeedEnded.set(&state.cookies), back).into_response())
        }
        _ => {
            tx.rollback().await?;
            spoilt(&state, &me).await
        }
    }
}

/// The answer to a form that no page of ours makes, or about a board that is no
/// longer theirs: the page as it is now.
async fn spoilt(state: &AppState, me: &SignedIn) -> Result<Response, PageError> {
    let view = view(state, me, None).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(Renderer::for_person(state, me).answer(status, || feeds_page(&view)))
}

/// `GET /calendar/{feed}`
///
/// Asked by a program that cannot sign in: the address is the key. It opens what
/// its owner may see today: the dates of meetings, and the days by which the open
/// actions are due that they are to see to. An action that is done, closed or with
/// somebody else is no longer there.
pub async fn get_feed(
    State(state): State<AppState>,
    Segment(token): Segment,
) -> Result<Response, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let (owner, board) = store::with_token(db, &token)
        .await?
        .ok_or(PageError::NotFound)?;
    let access = access_of(db, &owner, state.clock.today()).await?;
    let boards: Vec<BoardId> = boards_of(&access)
        .into_iter()
        .map(|(id, _)| id)
        .filter(|id| board.is_none_or(|board| board == *id))
        .collect();
    let name = match board {
        Some(board) => boards::store::with_id(db, board)
            .await?
            .map_or_else(String::new, |board| board.name),
        None => "Family justice boards".to_owned(),
    };
    let visited = match board {
        Some(_) => Vec::new(),
        None => replies::visited_by(db, PersonId(owner.id), state.clock.today()).await?,
    };
    let found = meetings::upcoming_with(db, &boards, &visited, now - LOOK_BACK, MOST).await?;
    let actions = lists::due_of(db, &access, &boards, MOST).await?;
    let meetings = found.iter().map(|meeting| event(&state, meeting));
    let actions = actions.iter().map(|action| due(&state, action));
    let events: Vec<Event> = meetings.chain(actions).collect::<Result<_, _>>()?;
    let headers = [(header::CONTENT_TYPE, TYPE)];
    Ok((headers, ics::write(&name, Method::Publish, &events)).into_response())
}

/// `GET /meetings/{meeting}/event`: one meeting as a file for a calendar.
pub async fn get_event(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_of_address(&state, &me, MeetingId(id)).await?;
    let event = event(&state, &meeting)?;
    let day = app::wording::uk_day(meeting.starts_at);
    let name = format!("{}-meeting-{day}.ics", meeting.lead.slug);
    let file = ics::write(&meeting.lead.name, Method::Publish, &[event]);
    Ok(downloads::file(&name, TYPE, file.into_bytes()))
}
