//! Which column of an earlier log is what.

use app::{
    boards::types::BoardEntry,
    form::{Answers, FormState},
    imports::{
        actions::{
            forms::{self, OtherLayout, field},
            types::LogImport,
            views::{ColumnsView, columns_page},
        },
        forms::STALE,
        types::ImportState,
    },
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;

use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    imports::{
        actions::{reading, store},
        handlers::of_address,
        store::content,
    },
    membership::scope,
    render::Renderer,
    state::AppState,
};

/// Whether it may still be said which column is what: not once it was taken over.
fn may_be_matched(import: &LogImport) -> bool {
    matches!(
        import.file.state,
        ImportState::Columns | ImportState::Checked
    )
}

async fn answer(
    state: &AppState,
    me: &SignedIn,
    (import, board): (LogImport, BoardEntry),
    form: FormState,
    (status, changed_meanwhile): (StatusCode, bool),
) -> Result<Response, PageError> {
    let mut rows = store::rows(state.db.reader(), import.file.id).await?;
    rows.truncate(ColumnsView::SAMPLES);
    let view = ColumnsView {
        board,
        import,
        rows,
        form,
        changed_meanwhile,
    };
    Ok(Renderer::for_person(state, me).answer(status, || columns_page(&view)))
}

/// `GET /action-imports/{log}/columns`
pub async fn get_columns(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let found = of_address::<LogImport>(&state, &me, id).await?;
    if !may_be_matched(&found.0) {
        return Ok(Redirect::to(&paths::action_import(found.0.file.id)).into_response());
    }
    let form = forms::filled(&found.0);
    answer(&state, &me, found, form, (StatusCode::OK, false)).await
}

/// `POST /action-imports/{log}/columns`
pub async fn post_columns(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let found = of_address::<LogImport>(&state, &me, id).await?;
    let unprocessable = (StatusCode::UNPROCESSABLE_ENTITY, false);
    let Some(version) = answers.version(field::VERSION) else {
        let mut form = FormState::new(answers);
        form.refuse(field::HEADER_ROW, STALE);
        return answer(&state, &me, found, form, unprocessable).await;
    };
    if !may_be_matched(&found.0) {
        return Ok(Redirect::to(&paths::action_import(found.0.file.id)).into_response());
    }
    if version != found.0.file.version {
        if version + 1 == found.0.file.version && is_saved(&found.0, &answers) {
            let at = paths::action_import(found.0.file.id);
            return Ok(Redirect::to(&at).into_response());
        }
        return out_of_date(&state, &me, id, answers).await;
    }
    if forms::looks_again(&answers) {
        let layout = match forms::other_layout(answers.clone(), &found.0.layout) {
            Ok(layout) => layout,
            Err(form) => return answer(&state, &me, found, form, unprocessable).await,
        };
        return look_again(&state, &me, found, answers, &layout).await;
    }
    let today = state.clock.today();
    let said = match forms::columns(answers.clone(), &found.0.layout, today) {
        Ok(said) => said,
        Err(form) => return answer(&state, &me, found, form, unprocessable).await,
    };
    let import = &found.0;
    let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
    let tx = state.db.begin().await?;
    if !store::match_columns(&tx, random, &actor, now, import, &said).await? {
        tx.rollback().await?;
        return out_of_date(&state, &me, id, answers).await;
    }
    tx.commit().await?;
    Ok(Redirect::to(&paths::action_import(import.file.id)).into_response())
}

/// Whether a form was saved before: a second click, or somebody else who said the
/// same.
fn is_saved(import: &LogImport, answers: &Answers) -> bool {
    if forms::looks_again(answers) {
        let layout = forms::other_layout(answers.clone(), &import.layout);
        return layout.is_ok_and(|wanted| {
            wanted.sheet == import.layout.sheet && wanted.header_row == import.layout.header_row
        });
    }
    // A due date in the past by now was in the future when it was saved.
    let said = forms::columns(answers.clone(), &import.layout, NaiveDate::MIN);
    import.file.state == ImportState::Checked
        && said.is_ok_and(|said| said.columns == import.columns && said.due_on == import.due_on)
}

/// Reads another sheet of the file, or below another row.
async fn look_again(
    state: &AppState,
    me: &SignedIn,
    found: (LogImport, BoardEntry),
    answers: Answers,
    wanted: &OtherLayout,
) -> Result<Response, PageError> {
    let import = &found.0;
    let stored = content::<LogImport>(state.db.reader(), import.file.id).await?;
    let (name, file) = stored.ok_or(PageError::NotFound)?;
    let read = match reading::sheets(state, &name, file).await? {
        Ok((sheets, _)) => {
            reading::table(&sheets, &wanted.sheet, wanted.header_row).map_err(str::to_owned)
        }
        Err(refusal) => Err(refusal.to_string()),
    };
    let table = match read {
        Ok(table) => table,
        Err(why) => {
            let mut form = FormState::new(answers);
            form.refuse(field::HEADER_ROW, why);
            let status = (StatusCode::UNPROCESSABLE_ENTITY, false);
            return answer(state, me, found, form, status).await;
        }
    };
    let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, import.file.board).await?;
    if !store::read_otherwise(&tx, random, &actor, now, import, &table).await? {
        tx.rollback().await?;
        return out_of_date(state, me, import.file.id.0, answers).await;
    }
    tx.commit().await?;
    Ok(Redirect::to(&paths::action_import_columns(import.file.id)).into_response())
}

/// The page as it is now, for somebody whose form no longer fits it.
async fn out_of_date(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
    answers: Answers,
) -> Result<Response, PageError> {
    let found = of_address::<LogImport>(state, me, id).await?;
    if !may_be_matched(&found.0) {
        return Ok(Redirect::to(&paths::action_import(found.0.file.id)).into_response());
    }
    let version = found.0.file.version.to_string();
    let form = FormState::new(answers.with(field::VERSION, version));
    answer(state, me, found, form, (StatusCode::CONFLICT, true)).await
}
