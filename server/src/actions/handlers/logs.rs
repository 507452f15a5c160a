//! Logs of actions, as pages and as files, and changes of several at once.

use std::collections::BTreeSet;

use app::{
    access::Permission,
    actions::{
        forms::{bulk as forms, field},
        list::{Count, ListQuery},
        rules,
        types::ActionRow,
        views::{BulkView, LogOf, LogView, Stage, bulk_page, log_page},
    },
    boards::types::BoardEntry,
    form::{Answers, FormState, Then},
    ids::BoardId,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    actions::{
        export,
        lists::{self, Whose},
        requests,
        steps::{self, Acting, Updated},
    },
    boards,
    downloads::{self, TableFormat},
    error::PageError,
    extract::{Posted, QueryPairs, Said, Segment, SignedIn},
    membership, outbox,
    proceedings::rules as board_rules,
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /boards/{slug}/actions`
pub async fn get_log(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let board = boards::reading_board(&state, &me, &slug).await?;
    let query = ListQuery::from_pairs(pairs.iter());
    let seen_until = outbox::latest(db, board.id).await?;
    let list = lists::log_of(db, &board, &query, &me.access, today).await?;
    let limit = board_rules::of_board(db, board.id).await?.actions_most;
    let most = if limit > 0 {
        let (open, _) = lists::open_and_late(db, board.id, today).await?;
        let (Count::Exactly(open) | Count::MoreThan(open)) = open;
        Some((limit, open))
    } else {
        None
    };
    let view = LogView {
        organisations: membership::seats::organisations_of(db, Some(&[board.id])).await?,
        of: LogOf::Board {
            my_roles: me.access.roles_on(board.id),
            seen_until,
            most,
            may_raise: may_raise(&me, &board, &state),
            requests: requests::of_board(db, board.id).await?,
            board: Box::new(board),
        },
        query,
        list,
        today,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| log_page(&view));
    Ok(said.once(&state.cookies, answer))
}

fn may_raise(me: &SignedIn, board: &BoardEntry, state: &AppState) -> bool {
    let today = state.clock.today();
    me.access.may(Permission::CloseAction, board.id, None)
        && board.ends_on.is_none_or(|last| last >= today)
}

/// `GET /boards/{slug}/actions/export`
pub async fn get_log_export(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::reading_board(&state, &me, &slug).await?;
    let name = format!("{}-actions", board.slug);
    file(&state, &pairs, &Whose::Board(&board), &board.name, &name).await
}

/// The boards whose actions somebody may read, all of them where it says nothing.
pub(super) fn readable(me: &SignedIn) -> Option<Vec<BoardId>> {
    me.access.boards_where(Permission::SeeActions)
}

/// `GET /actions`
pub async fn get_actions(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let query = ListQuery::from_pairs(pairs.iter());
    let boards = readable(&me);
    let list = lists::log(
        db,
        &Whose::Boards(boards.clone()),
        &query,
        &me.access,
        today,
    )
    .await?;
    let names = boards::store::names(db, boards.as_deref()).await?;
    let view = LogView {
        organisations: membership::seats::organisations_of(db, boards.as_deref()).await?,
        of: LogOf::Boards(names),
        query,
        list,
        today,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| log_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `GET /actions/export`
pub async fn get_actions_export(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let whose = Whose::Boards(readable(&me));
    file(&state, &pairs, &whose, "all my boards", "actions").await
}

/// Exactly what the filters show, over all pages, in their order.
async fn file(
    state: &AppState,
    pairs: &QueryPairs,
    whose: &Whose<'_>,
    of: &str,
    name: &str,
) -> Result<Response, PageError> {
    let format = pairs.last("format").unwrap_or("csv");
    let format = TableFormat::from_code(format).ok_or(PageError::NotFound)?;
    let query = ListQuery::from_pairs(pairs.iter());
    let (now, today) = (state.clock.now(), state.clock.today());
    let rows = export::rows(state.db.reader(), whose, &query, today).await?;
    let table = export::table(of, rows, &query, today)?;
    downloads::table(name, format, table, now).await
}

/// `GET /actions/change`: where somebody lands who reloads a page that was refused.
pub async fn get_change_several(_me: SignedIn) -> Redirect {
    Redirect::to(paths::ACTIONS)
}

/// `POST /actions/change`
pub async fn post_change_several(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let today = state.clock.today();
    let ask = |rows, form: FormState, changed| BulkView {
        rows,
        form,
        stage: Stage::Ask,
        changed,
        today,
    };
    let page = |status, view: &BulkView| {
        Renderer::for_person(&state, &me).answer(status, || bulk_page(view))
    };
    let picked = match forms::read_picked(&answers) {
        Ok(picked) => picked,
        Err(message) => {
            let mut form = FormState::new(Answers::default());
            form.refuse(forms::field::ACTION, message);
            let view = ask(Vec::new(), form, Vec::new());
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let references: Vec<&str> = picked.iter().map(|(one, _)| one.as_str()).collect();
    let rows = lists::named(state.db.reader(), &references, &me.access).await?;
    let mine = readable(&me);
    let may_read = |row: &ActionRow| {
        mine.as_ref()
            .is_none_or(|boards| boards.contains(&row.board))
    };
    if rows.len() < references.len() || !rows.iter().all(may_read) {
        return Err(PageError::NotFound);
    }
    if !rows.iter().all(|row| row.may_change) {
        return Err(PageError::NotAllowed);
    }
    let key = state.random.id(state.clock.now()).to_string();
    if !answers.is_ticked(forms::field::ASKED) {
        let form = FormState::new(Answers::default().with(field::KEY, key));
        return Ok(page(StatusCode::OK, &ask(rows, form, Vec::new())));
    }
    let then = Then::of(&answers);
    if then == Then::Change {
        let view = ask(rows, FormState::new(answers), Vec::new());
        return Ok(page(StatusCode::OK, &view));
    }
    let change = match forms::parse(answers.clone(), today) {
        Ok(change) => change,
        Err(form) => {
            let view = ask(rows, form, Vec::new());
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    if let Some(message) = hindrance(&state, &me, &rows, change.change).await? {
        let mut form = FormState::new(answers);
        form.refuse(forms::field::WHAT, message);
        let view = ask(rows, form, Vec::new());
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
    }
    if then == Then::Check {
        let view = BulkView {
            stage: Stage::Check(change.change),
            ..ask(rows, FormState::new(answers), Vec::new())
        };
        return Ok(page(StatusCode::OK, &view));
    }
    let actor = me.actor();
    let acting = Acting {
        random: &state.random,
        actor: &actor,
        at: state.clock.now(),
    };
    let seen: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let (_, version) = picked.iter().find(|(one, _)| *one == row.reference)?;
            let post = me.post_on(row.board, row.organisation);
            Some((row.id, *version, post))
        })
        .collect();
    let tx = state.db.begin().await?;
    let outcome = steps::change_several(&tx, &acting, &seen, &change).await?;
    match outcome {
        Updated::Saved => {
            tx.commit().await?;
            state.live.wake();
        }
        Updated::AlreadySaved => tx.rollback().await?,
        Updated::OutOfDate => {
            tx.rollback().await?;
            let rows = lists::named(state.db.reader(), &references, &me.access).await?;
            let changed = rows
                .iter()
                .filter(|row| !picked.contains(&(row.reference.clone(), row.version)))
                .map(|row| row.reference.clone())
                .collect();
            let form = FormState::new(answers.with(field::KEY, key));
            return Ok(page(StatusCode::CONFLICT, &ask(rows, form, changed)));
        }
    }
    let back = Redirect::to(paths::ACTIONS);
    Ok((Message::ActionsChanged.set(&state.cookies), back).into_response())
}

/// Why not all of these can be changed in this way, if they cannot.
async fn hindrance(
    state: &AppState,
    me: &SignedIn,
    rows: &[ActionRow],
    change: forms::Each,
) -> Result<Option<String>, PageError> {
    let settled: Vec<&str> = rows
        .iter()
        .filter(|row| !row.status.is_open())
        .map(|row| row.reference.as_str())
        .collect();
    if !settled.is_empty() {
        let words = format!("{} cannot be changed: settled already", settled.join(", "));
        return Ok(Some(words));
    }
    if change != forms::Each::Close {
        return Ok(None);
    }
    let db = state.db.reader();
    let boards: BTreeSet<BoardId> = rows.iter().map(|row| row.board).collect();
    let of_boards = board_rules::of_boards(db, boards).await?;
    let claims = lists::claims(db, rows).await?;
    for row in rows {
        let checked = of_boards
            .get(&row.board)
            .is_some_and(|one| rules::is_verified(one.verification, row.priority));
        let claim = claims.get(&row.id);
        let (claimed_by, evidence) = claim.cloned().unwrap_or_default();
        if checked
            && let Err(why) = rules::verify(row.status, claimed_by, &evidence, me.access.person)
        {
            return Ok(Some(format!("{}: {}", row.reference, why.in_words())));
        }
    }
    Ok(None)
}
