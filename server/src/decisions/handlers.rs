//! The pages of decisions.

use app::{
    access::Permission,
    boards::{types::BoardEntry, views::board_crumbs},
    decisions::{
        forms::{self, field},
        types::{Cursor, Decision, DecisionFilter, DecisionState},
        views::{
            DecisionView, NewDecisionView, RegisterView, ReviewView, decision_page,
            new_decision_page, register_page, review_page,
        },
    },
    form::{FormState, YES},
    ids::MeetingId,
    layout::Crumb,
    meetings::types::{Meeting, Part},
    paths, query,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    export, may_read, readable,
    store::{self, Recorded},
};
use crate::{
    actions, boards,
    downloads::{self, TableFormat},
    error::PageError,
    extract::{Posted, QueryPairs, Said, Segment, SignedIn},
    meetings,
    membership::seats::Changed,
    minutes, pilots,
    render::{Message, Renderer},
    state::AppState,
};

fn filter(pairs: &QueryPairs) -> DecisionFilter {
    DecisionFilter {
        search: pairs.last("search").map(query::search).unwrap_or_default(),
        year: pairs.last("year").and_then(|year| year.parse().ok()),
        state: pairs.last("state").and_then(DecisionState::from_code),
        review: pairs.last("review") == Some(YES),
    }
}

/// `GET /decisions`
pub async fn get_all(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    register(&state, &me, Said(None), None, &pairs).await
}

/// `GET /boards/{slug}/decisions`
pub async fn get_of_board(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::SeeMeetings).await?;
    register(&state, &me, said, Some(board), &pairs).await
}

async fn register(
    state: &AppState,
    me: &SignedIn,
    said: Said,
    board: Option<BoardEntry>,
    pairs: &QueryPairs,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let filter = filter(pairs);
    let readable = readable(&me.access, board.as_ref().map(|board| board.id));
    let today = state.clock.today();
    let after = pairs.last("after").and_then(Cursor::from_code);
    let page = (after, store::PAGE + 1);
    let mut decisions = store::list(db, &readable, &filter, page, today).await?;
    let page = usize::try_from(store::PAGE).unwrap_or(usize::MAX);
    let has_more = decisions.len() > page;
    decisions.truncate(page);
    let more_after = decisions.last().filter(|_| has_more);
    let view = RegisterView {
        years: store::years(db, &readable).await?,
        more_after: more_after.map(|last| Cursor {
            taken_on: last.taken_on,
            id: last.id,
        }),
        may_record: board
            .as_ref()
            .is_some_and(|board| me.access.may(Permission::ManageMeetings, board.id, None)),
        board: board.map(|board| (board.name, board.slug)),
        decisions,
        filter,
        today,
    };
    let answer = Renderer::for_person(state, me)
        .saying(said.words())
        .page(|| register_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `GET /boards/{slug}/decisions/export`: the register as it is filtered, all pages of
/// it, as a CSV file or, with `format=xlsx`, as an Excel file.
pub async fn get_export(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::SeeMeetings).await?;
    let format = pairs.last("format").unwrap_or("csv");
    let format = TableFormat::from_code(format).ok_or(PageError::NotFound)?;
    let (filter, readable) = (filter(&pairs), readable(&me.access, Some(board.id)));
    let (now, today) = (state.clock.now(), state.clock.today());
    let all = (None, store::MOST_IN_FILE);
    let decisions = store::list(state.db.reader(), &readable, &filter, all, today).await?;
    let table = export::table(&board.name, &decisions, &filter, today);
    downloads::table(&format!("{}-decisions", board.slug), format, table, now).await
}

/// The decision of an address. To whoever may not see it there is none.
async fn visible(state: &AppState, me: &SignedIn, reference: &str) -> Result<Decision, PageError> {
    store::find(state.db.reader(), reference)
        .await?
        .filter(|decision| may_read(&me.access, decision))
        .ok_or(PageError::NotFound)
}

/// The decision of an address, for whoever keeps the register of its board.
async fn to_keep(state: &AppState, me: &SignedIn, reference: &str) -> Result<Decision, PageError> {
    let decision = visible(state, me, reference).await?;
    let permission = Permission::ManageMeetings;
    if me.access.may(permission, decision.board, None) {
        Ok(decision)
    } else {
        Err(PageError::NotAllowed)
    }
}

/// Later meetings that may have ratified a decision: none where it needs none.
async fn later(state: &AppState, decision: &Decision) -> Result<Vec<Meeting>, PageError> {
    let db = state.db.reader();
    let meeting = match decision.meeting.filter(|_| decision.waits()) {
        Some(meeting) => meetings::store::find(db, meeting).await?,
        None => None,
    };
    match meeting {
        Some(meeting) => {
            Ok(
                meetings::store::begun_after(db, &meeting, state.clock.now(), meetings::LATER)
                    .await?,
            )
        }
        None => Ok(Vec::new()),
    }
}

async fn view(
    state: &AppState,
    me: &SignedIn,
    decision: Decision,
    (ratify, changed): (FormState, bool),
) -> Result<DecisionView, PageError> {
    let db = state.db.reader();
    let may_see_actions = me.access.may(Permission::SeeActions, decision.board, None);
    let actions = if may_see_actions {
        let item = decision.meeting.zip(decision.item);
        actions::lists::of_decision(db, decision.id, item).await?
    } else {
        Vec::new()
    };
    let ratified_at = match decision.ratified_at {
        Some(meeting) => meetings::store::find(db, meeting).await?,
        None => None,
    };
    let keeps = me
        .access
        .may(Permission::ManageMeetings, decision.board, None);
    let later = if keeps {
        later(state, &decision).await?
    } else {
        Vec::new()
    };
    let named = |meeting: &Meeting| (meeting.id, minutes::store::named(meeting));
    Ok(DecisionView {
        actions,
        pilots: pilots::store::outcome::decided_by(db, &decision.reference).await?,
        ratified_at: ratified_at.as_ref().map(named),
        may_raise: me.access.may(Permission::CloseAction, decision.board, None),
        keeps,
        later: later.iter().map(named).collect(),
        ratify,
        changed,
        today: state.clock.today(),
        decision,
    })
}

/// `GET /decisions/{reference}`
pub async fn get_decision(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    let decision = visible(&state, &me, &reference).await?;
    let view = view(&state, &me, decision, Default::default()).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| decision_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `GET /decisions/{reference}/ratify`: where somebody lands who reloads a page that
/// was refused.
pub async fn get_ratify(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    let decision = to_keep(&state, &me, &reference).await?;
    Ok(Redirect::to(&paths::decision(&decision.reference)).into_response())
}

/// `POST /decisions/{reference}/ratify`
pub async fn post_ratify(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let decision = to_keep(&state, &me, &reference).await?;
    let done = |state: &AppState| {
        let to = Redirect::to(&paths::decision(&reference));
        (Message::DecisionRatified.set(&state.cookies), to).into_response()
    };
    let page = Renderer::for_person(&state, &me);
    if !decision.waits() {
        let by = decision.ratified_at.map(|meeting| meeting.to_string());
        if by.is_some_and(|by| by == answers.text(field::AT)) {
            // Ratified there before: a second click.
            return Ok(done(&state));
        }
        let view = view(&state, &me, decision, (FormState::default(), true)).await?;
        return Ok(page.answer(StatusCode::CONFLICT, || decision_page(&view)));
    }
    let later = later(&state, &decision).await?;
    let later: Vec<MeetingId> = later.iter().map(|meeting| meeting.id).collect();
    let how = match forms::ratification(answers, &later) {
        Ok(how) => how,
        Err(form) => {
            let view = view(&state, &me, decision, (form, false)).await?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(page.answer(status, || decision_page(&view)));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::ratify(&tx, &state.random, &actor, now, &decision, how).await? {
        Changed::Saved => {
            tx.commit().await?;
            Ok(done(&state))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let decision = visible(&state, &me, &reference).await?;
            let view = view(&state, &me, decision, (FormState::default(), true)).await?;
            Ok(page.answer(StatusCode::CONFLICT, || decision_page(&view)))
        }
    }
}

/// `GET /decisions/{reference}/review`
pub async fn get_review(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    let decision = to_keep(&state, &me, &reference).await?;
    let view = ReviewView {
        form: forms::filled_review(&decision),
        conflict: false,
        decision,
    };
    Ok(Renderer::for_person(&state, &me).page(|| review_page(&view)))
}

/// `POST /decisions/{reference}/review`
pub async fn post_review(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let decision = to_keep(&state, &me, &reference).await?;
    let page = Renderer::for_person(&state, &me);
    let (review_on, version) = match forms::review(answers.clone(), decision.taken_on) {
        Ok(new) => new,
        Err(form) => {
            let view = ReviewView {
                form,
                conflict: false,
                decision,
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(page.answer(status, || review_page(&view)));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    let new = (review_on, version);
    let outcome = store::review(&tx, &state.random, &actor, now, &decision, new).await?;
    if outcome == Changed::Saved {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
        let decision = visible(&state, &me, &reference).await?;
        let is_there = decision.version == version + 1 && decision.review_on == review_on;
        // Saved before, with the same day, is a second click.
        if !is_there {
            let version = decision.version.to_string();
            let view = ReviewView {
                form: FormState::new(answers.with(field::VERSION, version)),
                conflict: true,
                decision,
            };
            return Ok(page.answer(StatusCode::CONFLICT, || review_page(&view)));
        }
    }
    let to = Redirect::to(&paths::decision(&reference));
    Ok((Message::DecisionChanged.set(&state.cookies), to).into_response())
}

fn new_view(board: &BoardEntry, form: FormState) -> NewDecisionView {
    let mut crumbs = board_crumbs();
    crumbs.push(Crumb::new(board.name.clone(), paths::board(&board.slug)));
    crumbs.push(Crumb::new("Decisions", paths::board_decisions(&board.slug)));
    NewDecisionView {
        caption: board.name.clone(),
        heading: "Record a decision taken between meetings",
        action: paths::new_decision(&board.slug),
        back: paths::board_decisions(&board.slug),
        crumbs,
        at_meeting: false,
        warning: None,
        form,
    }
}

/// `GET /boards/{slug}/decisions/new`
pub async fn get_new(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMeetings).await?;
    let key = state.random.id(state.clock.now());
    let view = new_view(&board, forms::blank(key, false, Part::A));
    Ok(Renderer::for_person(&state, &me).page(|| new_decision_page(&view)))
}

/// `POST /boards/{slug}/decisions/new`
pub async fn post_new(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMeetings).await?;
    let new = match forms::parse(answers, None, state.clock.today()) {
        Ok(new) => new,
        Err(form) => {
            let view = new_view(&board, form);
            let page = Renderer::for_person(&state, &me);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(page.answer(status, || new_decision_page(&view)));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    let outcome = store::record(&tx, &state.random, &actor, now, board.id, None, &new).await?;
    let reference = match outcome {
        Recorded::As(reference) => {
            tx.commit().await?;
            reference
        }
        Recorded::Already(reference) => {
            tx.rollback().await?;
            reference
        }
    };
    let to = Redirect::to(&paths::decision(&reference));
    Ok((Message::DecisionRecorded.set(&state.cookies), to).into_response())
}
