//! What was opened, closed and left open, as pictures and as a file.

use app::actions::{
    over_time::{self, Month, Scope},
    views::{OverTimeView, over_time_page},
};
use axum::{extract::State, response::Response};

use super::logs::readable;
use crate::{
    actions::over_time as counted,
    boards,
    downloads::{self, TableFormat},
    error::PageError,
    extract::{QueryPairs, SignedIn},
    membership,
    render::Renderer,
    state::AppState,
};

/// `GET /actions/over-time`
pub async fn get_page(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let view = view(&state, &me, &pairs).await?;
    Ok(Renderer::for_person(&state, &me).page(|| over_time_page(&view)))
}

/// `GET /actions/over-time/export`
pub async fn get_export(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let format = pairs.last("format").unwrap_or("csv");
    let format = TableFormat::from_code(format).ok_or(PageError::NotFound)?;
    let view = view(&state, &me, &pairs).await?;
    let table = counted::table(&view.of(), &view.months, view.today);
    downloads::table("actions-over-time", format, table, state.clock.now()).await
}

async fn view(
    state: &AppState,
    me: &SignedIn,
    pairs: &QueryPairs,
) -> Result<OverTimeView, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let asked = Scope::from_pairs(pairs.iter());
    let readable = readable(me);
    let boards = boards::store::names(db, readable.as_deref()).await?;
    let organisations = membership::seats::organisations_of(db, readable.as_deref()).await?;
    let knows_board = |id| boards.iter().any(|(known, _)| *known == id);
    let knows_organisation = |id| organisations.iter().any(|(known, _)| *known == id);
    // What the page does not offer counts as not chosen, and the page says so.
    let scope = Scope {
        board: asked.board.filter(|id| knows_board(*id)),
        organisation: asked.organisation.filter(|id| knows_organisation(*id)),
    };
    let months: Vec<Month> = counted::count(
        db,
        readable.as_deref(),
        scope,
        &over_time::months(today),
        today,
    )
    .await?;
    Ok(OverTimeView {
        scope,
        months,
        boards,
        organisations,
        today,
    })
}
