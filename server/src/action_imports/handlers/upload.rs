//! Where an earlier log is sent.

use app::{
    access::Permission,
    action_imports::{
        forms::field,
        types::LogImport,
        views::{LogUploadView, upload_page},
    },
    boards::types::BoardEntry,
    form::{Answers, FormState},
    ids::ActionImportId,
    imports::forms::STALE,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    action_imports::{
        reading,
        store::{self, NewLog},
    },
    boards,
    error::PageError,
    extract::{File, Said, Segment, SignedIn, Uploaded, tidy_name},
    imports::store::hash_of,
    membership::scope,
    render::Renderer,
    sheets::Sheet,
    state::AppState,
};

/// The key of an import that is yet to be.
fn fresh_key(state: &AppState) -> Answers {
    let key = state.random.id(state.clock.now()).to_string();
    Answers::default().with(field::IMPORT, key)
}

/// `GET /boards/{slug}/actions/import`
pub async fn get_upload(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::CloseAction).await?;
    let view = LogUploadView {
        latest: store::latest(state.db.reader(), board.id).await?,
        board,
        form: FormState::new(fresh_key(&state)),
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| upload_page(&view));
    Ok(said.once(&state.cookies, answer))
}

async fn refused(
    state: &AppState,
    me: &SignedIn,
    board: BoardEntry,
    form: FormState,
) -> Result<Response, PageError> {
    let view = LogUploadView {
        latest: store::latest(state.db.reader(), board.id).await?,
        board,
        form,
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(Renderer::for_person(state, me).answer(status, || upload_page(&view)))
}

/// `POST /boards/{slug}/actions/import`
pub async fn post_upload(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Uploaded { answers, file }: Uploaded,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::CloseAction).await?;
    let mut form = FormState::new(answers);
    let (id, file) = match (form.key(field::IMPORT), file) {
        (Some(id), Some(file)) => (ActionImportId(id), file),
        (id, _) => {
            let ask = if id.is_some() { "Select a file" } else { STALE };
            form.refuse(field::FILE, ask);
            return refused(&state, &me, board, form).await;
        }
    };
    let File { name, bytes } = file;
    match store::find(state.db.reader(), id).await? {
        Some(known) if known.file_hash == hash_of(&bytes) => return sent_before(&known, &board),
        Some(_) => {
            // Another file from a page that was opened for one that came before.
            form.refuse(field::FILE, STALE);
            form.answers = fresh_key(&state);
            return refused(&state, &me, board, form).await;
        }
        None => {}
    }
    let name = tidy_name(&name);
    form.refuse_case_data(field::FILE, &name);
    if form.is_refused() {
        return refused(&state, &me, board, form).await;
    }
    let read = reading::sheets(&state, &name, bytes).await?;
    let kept = match read {
        Ok((sheets, file)) => keep(&state, &me, &board, (id, &name), &sheets, file).await?,
        Err(refusal) => Err(refusal.to_string()),
    };
    match kept {
        Ok(answer) => Ok(answer),
        Err(why) => {
            form.refuse(field::FILE, why);
            refused(&state, &me, board, form).await
        }
    }
}

/// A second click is answered like the first; another board's file is none of ours.
fn sent_before(known: &LogImport, board: &BoardEntry) -> Result<Response, PageError> {
    if known.board == board.id {
        Ok(to_columns(known.id))
    } else {
        Err(PageError::NotFound)
    }
}

fn to_columns(id: ActionImportId) -> Response {
    Redirect::to(&paths::action_import_columns(id)).into_response()
}

/// Keeps a file with the table in it that is most like a log; or says why there is
/// none.
async fn keep(
    state: &AppState,
    me: &SignedIn,
    board: &BoardEntry,
    (id, name): (ActionImportId, &str),
    sheets: &[Sheet],
    file: Vec<u8>,
) -> Result<Result<Response, String>, PageError> {
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, board.id).await?;
    if let Some(known) = store::find(&tx, id).await? {
        tx.rollback().await?;
        return sent_before(&known, board).map(Ok);
    }
    let memory = store::memory(&tx, board.id).await?;
    let (sheet, header_row) = reading::likeliest(sheets, &memory.remembered);
    let (layout, rows) = match reading::table(sheets, &sheet, header_row) {
        Ok(table) => table,
        Err(why) => {
            tx.rollback().await?;
            return Ok(Err(why.to_owned()));
        }
    };
    let new = NewLog {
        id,
        board: board.id,
        file_name: name,
        file,
        layout: &layout,
        rows: &rows,
        memory,
    };
    store::add(&tx, &state.random, &me.actor(), state.clock.now(), new).await?;
    tx.commit().await?;
    Ok(Ok(to_columns(id)))
}
