//! Where a file is sent.

use app::{
    boards::types::BoardEntry,
    form::{Answers, FormState},
    ids::ImportId,
    imports::{
        forms::{STALE, field},
        types::SentFile,
        views::UploadView,
    },
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
    imports::{Imported, imported::Arrived, store},
    render::Renderer,
    state::AppState,
};

/// The key of an import that is yet to be.
fn fresh_key(state: &AppState) -> Answers {
    let key = state.random.id(state.clock.now()).to_string();
    Answers::default().with(field::IMPORT, key)
}

async fn view<I: Imported>(
    state: &AppState,
    board: BoardEntry,
    form: FormState,
) -> Result<UploadView, PageError> {
    Ok(UploadView {
        kind: I::KIND,
        latest: store::latest::<I>(state.db.reader(), board.id).await?,
        board,
        form,
    })
}

/// `GET …/import`
pub async fn get_upload<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, I::MAY).await?;
    let view = view::<I>(&state, board, FormState::new(fresh_key(&state))).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| I::draw_upload(&view));
    Ok(said.once(&state.cookies, answer))
}

async fn refused<I: Imported>(
    state: &AppState,
    me: &SignedIn,
    board: BoardEntry,
    form: FormState,
) -> Result<Response, PageError> {
    let view = view::<I>(state, board, form).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(Renderer::for_person(state, me).answer(status, || I::draw_upload(&view)))
}

/// `POST …/import`
pub async fn post_upload<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Uploaded { answers, file }: Uploaded,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, I::MAY).await?;
    let mut form = FormState::new(answers);
    let (id, file) = match (form.key(field::IMPORT), file) {
        (Some(id), Some(file)) => (ImportId(id), file),
        (id, _) => {
            let ask = if id.is_some() { "Select a file" } else { STALE };
            form.refuse(field::FILE, ask);
            return refused::<I>(&state, &me, board, form).await;
        }
    };
    let File { name, bytes } = file;
    match store::find::<I>(state.db.reader(), id).await? {
        Some(known) if known.hash == store::hash_of(&bytes) => {
            return sent_before::<I>(&known, &board);
        }
        Some(_) => {
            // Another file from a page that was opened for one that came before.
            form.refuse(field::FILE, STALE);
            form.answers = fresh_key(&state);
            return refused::<I>(&state, &me, board, form).await;
        }
        None => {}
    }
    let name = tidy_name(&name);
    form.refuse_case_data(field::FILE, &name);
    if form.is_refused() {
        return refused::<I>(&state, &me, board, form).await;
    }
    let new = Arrived {
        id,
        name: &name,
        bytes,
    };
    match I::keep(&state, &me, &board, new).await? {
        Ok(()) => Ok(go_on::<I>(id)),
        Err(why) => {
            form.refuse(field::FILE, why);
            refused::<I>(&state, &me, board, form).await
        }
    }
}

/// A second click is answered like the first; another board's file is none of ours.
fn sent_before<I: Imported>(known: &SentFile, board: &BoardEntry) -> Result<Response, PageError> {
    if known.board == board.id {
        Ok(go_on::<I>(known.id))
    } else {
        Err(PageError::NotFound)
    }
}

fn go_on<I: Imported>(id: ImportId) -> Response {
    Redirect::to(&(I::KIND.goes_on)(id)).into_response()
}
