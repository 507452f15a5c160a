//! Where a file is sent.

use app::{
    access::Permission,
    boards::types::BoardEntry,
    form::{Answers, FormState},
    ids::ImportId,
    imports::{
        forms::{STALE, field},
        types::ImportEntry,
        views::{UploadView, upload_page},
    },
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    boards,
    error::PageError,
    extract::{File, Said, Segment, SignedIn, Uploaded, tidy_name},
    imports::{
        check,
        store::{self, NewImport},
    },
    membership::scope,
    render::Renderer,
    sheets::Table,
    state::AppState,
};

/// `GET /boards/{slug}/members/import`
pub async fn get_upload(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let view = UploadView {
        latest: store::latest(state.db.reader(), board.id).await?,
        board,
        form: FormState::new(fresh_key(&state)),
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| upload_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// The key of an import that is yet to be.
fn fresh_key(state: &AppState) -> Answers {
    let key = state.random.id(state.clock.now()).to_string();
    Answers::default().with(field::IMPORT, key)
}

async fn upload_answer(
    state: &AppState,
    me: &SignedIn,
    board: BoardEntry,
    form: FormState,
    status: StatusCode,
) -> Result<Response, PageError> {
    let view = UploadView {
        latest: store::latest(state.db.reader(), board.id).await?,
        board,
        form,
    };
    Ok(Renderer::for_person(state, me).answer(status, || upload_page(&view)))
}

/// `POST /boards/{slug}/members/import`
pub async fn post_upload(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Uploaded { answers, file }: Uploaded,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let mut form = FormState::new(answers);
    let (id, file) = match (form.key(field::IMPORT), file) {
        (Some(id), Some(file)) => (ImportId(id), file),
        (id, _) => {
            let ask = if id.is_some() { "Select a file" } else { STALE };
            form.refuse(field::FILE, ask);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return upload_answer(&state, &me, board, form, status).await;
        }
    };
    let File { name, bytes } = file;
    match store::find(state.db.reader(), id).await? {
        Some(known) if known.file_hash == store::hash_of(&bytes) => {
            return sent_before(&known, &board);
        }
        Some(_) => {
            // Another file from a page that was opened for one that came before.
            form.refuse(field::FILE, STALE);
            form.answers = fresh_key(&state);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return upload_answer(&state, &me, board, form, status).await;
        }
        None => {}
    }
    let name = tidy_name(&name);
    form.refuse_case_data(field::FILE, &name);
    if form.is_refused() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return upload_answer(&state, &me, board, form, status).await;
    }
    match check::read(&state, &name, bytes).await? {
        Ok((table, bytes)) => keep(&state, &me, &board, id, &name, table, bytes).await,
        Err(refusal) => {
            form.refuse(field::FILE, refusal.to_string());
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            upload_answer(&state, &me, board, form, status).await
        }
    }
}

/// A second click is answered like the first; another board's file is none of
/// ours.
fn sent_before(known: &ImportEntry, board: &BoardEntry) -> Result<Response, PageError> {
    if known.board == board.id {
        Ok(Redirect::to(&paths::import(known.id)).into_response())
    } else {
        Err(PageError::NotFound)
    }
}

async fn keep(
    state: &AppState,
    me: &SignedIn,
    board: &BoardEntry,
    id: ImportId,
    name: &str,
    table: Table,
    file: Vec<u8>,
) -> Result<Response, PageError> {
    let rows = table.rows.len();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, board.id).await?;
    if let Some(known) = store::find(&tx, id).await? {
        return sent_before(&known, board);
    }
    let new = NewImport {
        id,
        board: board.id,
        file_name: name,
        file,
        rows: rows as u64,
    };
    store::add(&tx, &state.random, &me.actor(), state.clock.now(), new).await?;
    tx.commit().await?;
    // A connection that breaks off does not break off the check.
    let check = check::begin(state, id, Some(table));
    if rows <= check::BATCH {
        // So few are checked before anybody could look.
        let _ = check.await;
    }
    Ok(Redirect::to(&paths::import(id)).into_response())
}
