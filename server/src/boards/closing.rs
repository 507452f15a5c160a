//! Ending a board, alone or as part of another.

use app::{
    access::Permission,
    boards::{
        forms::{self, CloseBoard, LAST_DAY, field},
        types::{BoardEntry, BoardKind},
        views::{CloseView, Left, close_page, confirm_close_page},
    },
    form::{Answers, FormState, Then},
    ids::BoardId,
    paths, wording,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Days;

use super::store::{self, Closed, Closing, Refusal};
use crate::{
    actions::lists,
    error::PageError,
    extract::{Posted, Segment, SignedIn},
    membership::seats::{self, Which},
    render::{Message, Renderer},
    state::AppState,
};

/// Which of the two forms was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Ends,
    Merges,
}

/// `GET /boards/{slug}/end`
pub async fn get_end(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    get(&state, &me, &slug, Way::Ends).await
}

/// `GET /boards/{slug}/merge`
pub async fn get_merge(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    get(&state, &me, &slug, Way::Merges).await
}

/// `POST /boards/{slug}/end`
pub async fn post_end(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    post(&state, &me, &slug, Way::Ends, answers).await
}

/// `POST /boards/{slug}/merge`
pub async fn post_merge(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    post(&state, &me, &slug, Way::Merges, answers).await
}

async fn get(state: &AppState, me: &SignedIn, slug: &str, way: Way) -> Result<Response, PageError> {
    let board = board_of_address(state, me, slug).await?;
    let answers = Answers::default().with(field::VERSION, board.version.to_string());
    let answers = LAST_DAY.fill(answers, board.ends_on);
    let view = view(state, board, way, FormState::new(answers)).await?;
    Ok(Renderer::for_person(state, me).page(|| close_page(&view)))
}

/// A board that may end. The national board may not.
async fn board_of_address(
    state: &AppState,
    me: &SignedIn,
    slug: &str,
) -> Result<BoardEntry, PageError> {
    let board = super::of_address(state, me, slug, Permission::KeepRegister).await?;
    if board.kind == BoardKind::National {
        return Err(PageError::NotAllowed);
    }
    Ok(board)
}

async fn view(
    state: &AppState,
    board: BoardEntry,
    way: Way,
    form: FormState,
) -> Result<CloseView, PageError> {
    let db = state.db.reader();
    let successors = match way {
        Way::Ends => None,
        Way::Merges => {
            let mut others = store::open_of_kind(db, &[board.kind]).await?;
            others.retain(|other| other.id != board.id);
            let named = |other: BoardEntry| (other.id, other.name);
            Some(others.into_iter().map(named).collect())
        }
    };
    let mut sub_groups = store::sub_groups(db, board.id, state.clock.today()).await?;
    // Those whose end is settled are held against the last day once it is known.
    sub_groups.retain(|group| group.ends_on.is_none());
    Ok(CloseView {
        board,
        successors,
        sub_groups,
        form,
        conflict: false,
    })
}

async fn post(
    state: &AppState,
    me: &SignedIn,
    slug: &str,
    way: Way,
    answers: Answers,
) -> Result<Response, PageError> {
    let board = match board_of_address(state, me, slug).await {
        // A retry may come when the board has ended with the first click.
        Err(PageError::NotFound) => return already(state, me, slug, answers).await,
        board => board?,
    };
    let view = view(state, board, way, FormState::new(answers.clone())).await?;
    if Then::of(&answers) == Then::Change {
        return Ok(Renderer::for_person(state, me).page(|| close_page(&view)));
    }
    let mut successors: Option<Vec<BoardId>> = view
        .successors
        .as_ref()
        .map(|boards| boards.iter().map(|(id, _)| *id).collect());
    if let (Some(successors), Some(settled)) = (&mut successors, view.board.successor) {
        successors.push(settled);
    }
    let new = match forms::close(answers.clone(), successors.as_deref()) {
        Ok(new) => new,
        Err(form) => return Ok(refuse(state, me, CloseView { form, ..view })),
    };
    if Then::of(&answers) == Then::Check {
        return confirm(state, me, view, &new, &answers).await;
    }
    save(state, me, view, way, &new, answers).await
}

/// The answer to a form that has done its work already: like the first.
async fn already(
    state: &AppState,
    me: &SignedIn,
    slug: &str,
    answers: Answers,
) -> Result<Response, PageError> {
    let board = store::find_ever(state.db.reader(), slug)
        .await?
        .filter(|board| me.access.may(Permission::KeepRegister, board.id, None))
        .ok_or(PageError::NotFound)?;
    let settled: Option<Vec<BoardId>> = board.successor.map(|board| vec![board]);
    match forms::close(answers, settled.as_deref()) {
        Ok(new) if board.ends_on == Some(new.last_day) => Ok(closed(state, &board, new.successor)),
        _ => Err(PageError::NotFound),
    }
}

/// Says what will follow before anything is done.
async fn confirm(
    state: &AppState,
    me: &SignedIn,
    mut view: CloseView,
    new: &CloseBoard,
    answers: &Answers,
) -> Result<Response, PageError> {
    if new.version != view.board.version {
        return Ok(conflict(state, me, view));
    }
    let db = state.db.reader();
    if let Some(refusal) = store::refusal(db, &view.board, &closing(new)).await? {
        explain(&mut view.form, refusal);
        return Ok(refuse(state, me, view));
    }
    let (open, _) = lists::open_and_late(db, view.board.id, state.clock.today()).await?;
    let left = Left {
        seats: seats::rows(db, &Which::Of(view.board.id), new.last_day).await?,
        open,
    };
    Ok(Renderer::for_person(state, me).page(|| confirm_close_page(&view, new, &left, answers)))
}

fn closing(new: &CloseBoard) -> Closing<'_> {
    Closing {
        last_day: new.last_day,
        reason: &new.reason,
        successor: new.successor,
    }
}

async fn save(
    state: &AppState,
    me: &SignedIn,
    mut view: CloseView,
    way: Way,
    new: &CloseBoard,
    answers: Answers,
) -> Result<Response, PageError> {
    let seen = BoardEntry {
        version: new.version,
        ..view.board.clone()
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::close(&tx, &state.random, &actor, now, &seen, &closing(new)).await? {
        Closed::Saved => {
            tx.commit().await?;
            Ok(closed(state, &view.board, new.successor))
        }
        Closed::Already => Ok(closed(state, &view.board, new.successor)),
        Closed::Refused(refusal) => {
            explain(&mut view.form, refusal);
            Ok(refuse(state, me, view))
        }
        Closed::OutOfDate => {
            tx.rollback().await?;
            let slug = view.board.slug;
            let board = board_of_address(state, me, &slug).await?;
            let view = self::view(state, board, way, FormState::new(answers)).await?;
            Ok(conflict(state, me, view))
        }
    }
}

/// Says beside its field why a board does not end in this way.
fn explain(form: &mut FormState, refusal: Refusal) {
    match refusal {
        Refusal::National => form.refuse(LAST_DAY.day, "The national board cannot end"),
        Refusal::BeforeStart(first) => form.refuse(
            LAST_DAY.day,
            format!(
                "Last day must be on or after {}, the first day of the board",
                wording::date(first)
            ),
        ),
        Refusal::EndsAlready(last) => form.refuse(
            LAST_DAY.day,
            format!(
                "Last day must be on or before {}, because the seats of the board end then",
                wording::date(last)
            ),
        ),
        Refusal::SubGroups(names) => form.refuse(
            LAST_DAY.day,
            format!(
                "Last day must be after that of every sub-group, or on it. These go on: {}",
                names.join(", ")
            ),
        ),
        Refusal::Successor => form.refuse(
            field::SUCCESSOR,
            format!(
                "Select a board that is there from {}",
                LAST_DAY
                    .read(&mut FormState::new(form.answers.clone()), "Last day")
                    .map_or_else(String::new, |last| wording::date(last + Days::new(1)))
            ),
        ),
    }
}

fn refuse(state: &AppState, me: &SignedIn, view: CloseView) -> Response {
    Renderer::for_person(state, me).answer(StatusCode::UNPROCESSABLE_ENTITY, || close_page(&view))
}

/// What is there now, and what was typed against it.
fn conflict(state: &AppState, me: &SignedIn, view: CloseView) -> Response {
    let version = view.board.version.to_string();
    let answers = view.form.answers.clone().with(field::VERSION, version);
    let view = CloseView {
        form: FormState::new(answers),
        conflict: true,
        ..view
    };
    Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || close_page(&view))
}

fn closed(state: &AppState, board: &BoardEntry, successor: Option<BoardId>) -> Response {
    let message = match successor {
        Some(_) => Message::BoardMerged,
        None => Message::BoardEnded,
    };
    let board = Redirect::to(&paths::board(&board.slug));
    (message.set(&state.cookies), board).into_response()
}
