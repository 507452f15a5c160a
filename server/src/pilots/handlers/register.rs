//! The register of pilots, as a page, a file and a picture.

use std::collections::BTreeMap;

use app::{
    access::Permission,
    pilots::{
        rules,
        types::{PilotQuery, Sort, Stage},
        views::{Bar, Lane, RegisterView, register_page, timeline_page},
    },
    query,
};
use axum::{extract::State, response::Response};
use uuid::Uuid;

use crate::{
    downloads::{self, TableFormat},
    error::PageError,
    extract::{QueryPairs, SignedIn},
    pilots::{export, store, to_read},
    render::Renderer,
    state::AppState,
};

fn asked(pairs: &QueryPairs) -> PilotQuery {
    let (sort, upwards) = pairs
        .last("sort")
        .and_then(|sort| query::order(sort, Sort::from_code))
        .unwrap_or((Sort::Title, true));
    PilotQuery {
        search: pairs.last("q").map(query::search).unwrap_or_default(),
        stage: pairs.last("stage").and_then(Stage::from_code),
        sort,
        upwards,
    }
}

/// `GET /pilots`
pub async fn get_register(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    to_read(&me)?;
    let query = asked(&pairs);
    let view = RegisterView {
        rows: rules::listed(store::all(state.db.reader()).await?, &query),
        query,
        may_add: me.access.may_everywhere(Permission::KeepRegister),
    };
    Ok(Renderer::for_person(&state, &me).page(|| register_page(&view)))
}

/// `GET /pilots/export`: the register as it is filtered, as a CSV file or, with
/// `format=xlsx`, as an Excel file.
pub async fn get_register_export(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    to_read(&me)?;
    let format = pairs.last("format").unwrap_or("csv");
    let format = TableFormat::from_code(format).ok_or(PageError::NotFound)?;
    let query = asked(&pairs);
    let rows = rules::listed(store::all(state.db.reader()).await?, &query);
    let table = export::table(&rows, &query, state.clock.today());
    downloads::table("pilots", format, table, state.clock.now()).await
}

/// `GET /pilots/timeline`
pub async fn get_timeline(
    State(state): State<AppState>,
    me: SignedIn,
) -> Result<Response, PageError> {
    to_read(&me)?;
    let db = state.db.reader();
    let by_start = PilotQuery {
        sort: Sort::Start,
        ..PilotQuery::default()
    };
    let rows = rules::listed(store::all(db).await?, &by_start);
    let mut bars: BTreeMap<Uuid, Vec<Bar>> = BTreeMap::new();
    for site in store::sites::all(db).await? {
        bars.entry(site.pilot).or_default().push(Bar {
            start: site.start(),
            end: site.end(),
            is_live: site.actual_start.is_some(),
            name: site.name,
        });
    }
    let lanes: Vec<Lane> = rows
        .into_iter()
        .map(|row| {
            let mut bars = bars.remove(&row.pilot.id).unwrap_or_default();
            bars.sort_by_key(|bar| {
                bar.start
                    .map_or(chrono::NaiveDate::MAX, |start| start.first())
            });
            Lane {
                title: row.pilot.record.title,
                slug: row.pilot.slug,
                stage: row.pilot.stage,
                bars,
            }
        })
        .collect();
    let today = state.clock.today();
    Ok(Renderer::for_person(&state, &me).page(|| timeline_page(&lanes, today)))
}
