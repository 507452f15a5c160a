//! The pages of decisions.

use app::{
    access::Permission,
    boards::views::board_crumbs,
    decisions::{
        forms::{self, field},
        types::{Decision, DecisionFilter, DecisionState},
        views::{
            DecisionView, NewDecisionView, RegisterView, decision_page, new_decision_page,
            register_page,
        },
    },
    form::{FormState, YES},
    layout::Crumb,
    meetings::types::Part,
    paths, query,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::store::{self, Recorded};
use crate::{
    boards,
    error::PageError,
    extract::{Posted, QueryPairs, Said, Segment, SignedIn},
    membership::seats::Changed,
    proceedings,
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
    board: Option<app::boards::types::BoardEntry>,
    pairs: &QueryPairs,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let filter = filter(pairs);
    let boards = match &board {
        Some(board) => Some(vec![board.id]),
        None => me.access.boards_where(Permission::SeeMeetings),
    };
    let part_b = me.access.boards_where(Permission::SeePartB);
    let today = state.clock.today();
    let after = pairs.last("after");
    let mut decisions = store::list(
        db,
        boards.as_deref(),
        part_b.as_deref(),
        &filter,
        after,
        today,
    )
    .await?;
    let page = usize::try_from(store::PAGE).unwrap_or(usize::MAX);
    let has_more = decisions.len() > page;
    decisions.truncate(page);
    let more_after = decisions.last().filter(|_| has_more);
    let view = RegisterView {
        years: store::years(db, boards.as_deref()).await?,
        more_after: more_after.map(|last| last.reference.clone()),
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

/// The decision of an address. To whoever may not see it there is none.
async fn visible(state: &AppState, me: &SignedIn, reference: &str) -> Result<Decision, PageError> {
    store::find(state.db.reader(), reference)
        .await?
        .filter(|decision| {
            let needed = match decision.part {
                Part::A => Permission::SeeMeetings,
                Part::B => Permission::SeePartB,
            };
            me.access.may(needed, decision.board, None)
        })
        .ok_or(PageError::NotFound)
}

/// `GET /decisions/{reference}`
pub async fn get_decision(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    let decision = visible(&state, &me, &reference).await?;
    let may_see_actions = me.access.may(Permission::SeeActions, decision.board, None);
    let actions = match decision.meeting {
        Some(meeting) if may_see_actions => {
            proceedings::store::raised(state.db.reader(), meeting).await?
        }
        _ => Vec::new(),
    };
    let view = DecisionView {
        actions: actions
            .into_iter()
            .filter(|action| action.item == decision.item)
            .map(|action| (action.reference, action.title))
            .collect(),
        may_ratify: me
            .access
            .may(Permission::ManageMeetings, decision.board, None),
        today: state.clock.today(),
        decision,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| decision_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /decisions/{reference}/ratify`
pub async fn post_ratify(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let decision = visible(&state, &me, &reference).await?;
    if !me
        .access
        .may(Permission::ManageMeetings, decision.board, None)
    {
        return Err(PageError::NotAllowed);
    }
    let version = answers.version(field::VERSION).unwrap_or_default();
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    let outcome = store::ratify(&tx, &state.random, &actor, now, &decision, version).await?;
    if outcome == Changed::Saved {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
        if decision.state != DecisionState::Ratified {
            let view = DecisionView {
                actions: Vec::new(),
                may_ratify: true,
                today: state.clock.today(),
                decision,
            };
            let page = Renderer::for_person(&state, &me);
            return Ok(page.answer(StatusCode::CONFLICT, || decision_page(&view)));
        }
    }
    let to = Redirect::to(&paths::decision(&reference));
    Ok((Message::DecisionRatified.set(&state.cookies), to).into_response())
}

fn new_view(board: &app::boards::types::BoardEntry, form: FormState) -> NewDecisionView {
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
