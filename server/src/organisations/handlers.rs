//! The list of organisations, and the page of one.

use std::collections::HashMap;

use app::{
    access::Permission,
    ids::OrganisationId,
    organisations::{
        types::{OrganisationKind, OrganisationSearch},
        views::{ListView, Listed, OrganisationView, list_page, organisation_page},
    },
    query,
};
use axum::{extract::State, response::Response};

use super::{counts, store};
use crate::{
    actions::requests,
    error::PageError,
    extract::{Key, QueryPairs, Said, SignedIn},
    membership::{
        appointments,
        seats::{self, Which},
    },
    render::Renderer,
    state::AppState,
};

/// `GET /organisations`
///
/// The register is for everybody who is signed in; seats are counted on the
/// boards whose members they see.
pub async fn get_list(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let search = OrganisationSearch {
        words: query::search(pairs.last("q").unwrap_or("")),
        kind: pairs.last("kind").and_then(OrganisationKind::from_code),
    };
    let boards = me.access.boards_where(Permission::SeeSeats);
    let counts = boards.as_ref().is_none_or(|boards| !boards.is_empty());
    let seats = if counts {
        counts::seats(db, boards.as_deref(), today).await?
    } else {
        HashMap::new()
    };
    let organisations = store::all(db).await?;
    let all = organisations.len();
    let found = organisations
        .into_iter()
        .filter(|organisation| search.finds(organisation))
        .map(|organisation| Listed {
            seats: seats.get(&organisation.id).copied().unwrap_or_default(),
            organisation,
        })
        .collect();
    let view = ListView {
        search,
        found,
        all,
        counts,
        may_add: me.access.may_everywhere(Permission::KeepRegister),
        today,
    };
    Ok(Renderer::for_person(&state, &me).page(|| list_page(&view)))
}

/// `GET /organisations/{organisation}`
///
/// What the register says is for everybody who is signed in; seats and actions
/// are those of the boards whose members and actions they see.
pub async fn get_organisation(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let organisation = store::find(db, OrganisationId(id))
        .await?
        .ok_or(PageError::NotFound)?;
    let successor = match organisation.successor {
        Some(successor) => store::find(db, successor).await?,
        None => None,
    };
    let boards = me.access.boards_where(Permission::SeeSeats);
    let (seats, elsewhere) = if boards.as_ref().is_some_and(Vec::is_empty) {
        (None, Vec::new())
    } else {
        let which = Which::Organisation(organisation.id, boards.clone());
        let mut seats = seats::rows(db, &which, today).await?;
        // Whoever owes a name is to see it first. The order is kept otherwise.
        seats.sort_by_key(|seat| !seat.state.is_gap());
        let boards = boards.as_deref();
        let elsewhere = appointments::representing(db, organisation.id, boards, today).await?;
        (Some(seats), elsewhere)
    };
    let boards = me.access.boards_where(Permission::SeeActions);
    let (actions, requests) = if boards.as_ref().is_some_and(Vec::is_empty) {
        (Vec::new(), Vec::new())
    } else {
        let boards = boards.as_deref();
        (
            counts::open_actions(db, organisation.id, boards, today).await?,
            requests::of_organisation(db, organisation.id, boards).await?,
        )
    };
    let view = OrganisationView {
        organisation,
        successor,
        seats,
        elsewhere,
        actions,
        requests,
        may_keep: me.access.may_everywhere(Permission::KeepRegister),
        today,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| organisation_page(&view));
    Ok(said.once(&state.cookies, answer))
}
