//! The page of vacancies, and the same as a file.

use app::vacancies::{
    query::{Shape, VacancyQuery},
    rules,
    views::{Shown, VacanciesView, vacancies_page},
};
use axum::{extract::State, response::Response};

use super::{
    export::export,
    store::{self, Ground},
};
use crate::{
    downloads::{self, TableFormat},
    error::PageError,
    extract::{QueryPairs, SignedIn},
    render::Renderer,
    state::AppState,
};

/// What there is for somebody who keeps the members of a board.
async fn ground(state: &AppState, me: &SignedIn) -> Result<Ground, PageError> {
    store::ground(state.db.reader(), &me.access, state.clock.today())
        .await?
        .ok_or(PageError::NotAllowed)
}

/// `GET /vacancies`
pub async fn get_vacancies(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let ground = ground(&state, &me).await?;
    let today = state.clock.today();
    let query = VacancyQuery::from_pairs(pairs.iter());
    let Ground {
        boards,
        rows,
        demanded,
    } = &ground;
    let shown = match query.shape {
        Shape::Grid => Shown::Grid(rules::grid(boards, rows, demanded, &query, today)),
        Shape::List => Shown::List {
            rows: rules::list(rows, &query, today),
            missing: rules::missing(boards, rows, demanded, &query).len() as u64,
        },
    };
    let view = VacanciesView {
        query,
        shown,
        required_gaps: ground.required_gaps(),
        regions: ground.regions(),
        organisations: ground.organisations(),
        today,
    };
    Ok(Renderer::for_person(&state, &me).page(|| vacancies_page(&view)))
}

/// `GET /vacancies/export`: the seats of the list, filtered and ordered as the
/// page is, as a CSV file or, with `format=xlsx`, as an Excel file.
pub async fn get_export(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let ground = ground(&state, &me).await?;
    let today = state.clock.today();
    let query = VacancyQuery::from_pairs(pairs.iter());
    let rows = rules::list(&ground.rows, &query, today);
    let export = export(&rows, &in_words(&query, &ground), today);
    let format = pairs.last("format").unwrap_or("csv");
    let format = TableFormat::from_code(format).ok_or(PageError::NotFound)?;
    downloads::table("vacancies", format, export, state.clock.now()).await
}

/// What narrows the list, by the names people know.
fn in_words(query: &VacancyQuery, ground: &Ground) -> Vec<(&'static str, String)> {
    let mut filters = Vec::new();
    if let Some(region) = &query.region {
        filters.push(("region", region.clone()));
    }
    if let Some(category) = query.category {
        filters.push(("category", category.label().to_owned()));
    }
    if !query.states.is_empty() {
        let states: Vec<&str> = query.states.iter().map(|state| state.label()).collect();
        filters.push(("state", states.join(" or ")));
    }
    if query.required {
        filters.push(("required", "yes".to_owned()));
    }
    if let Some(organisation) = query.organisation {
        let named = ground.organisations();
        let named = named.into_iter().find(|(id, _)| id.0 == organisation);
        let name = named.map_or_else(|| "another organisation".to_owned(), |(_, name)| name);
        filters.push(("organisation", name));
    }
    filters
}
