//! Reminding sites of their late returns, in one step for several and after a check.

use std::collections::BTreeMap;

use app::{
    access::Role,
    form::{FormState, Then},
    ids::{BoardId, PersonId, SeatId},
    paths,
    pilots::{
        forms::field,
        rules,
        views::{GridRow, Reminded, chase_page},
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::{
    Write, done,
    returns::{grid, grid_sheet},
};
use crate::{
    error::PageError,
    extract::{Posted, Segment, SignedIn},
    membership::seats::{self, Which},
    pilots::{Met, store},
    render::{Message, Renderer},
    replies,
    state::AppState,
};

/// `GET /pilots/{pilot}/chase`: where somebody lands who reloads a page that was
/// refused.
pub async fn get_chase(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.kept()?;
    Ok(Redirect::to(&paths::pilot_returns(&met.pilot.slug)).into_response())
}

/// `POST /pilots/{pilot}/chase`
pub async fn post_chase(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.kept()?;
    let before = rules::month_of(state.clock.today());
    let then = Then::of(&answers);
    let mut form = FormState::new(answers);
    let view = grid(&state, met, before).await?;
    let ticked: Vec<Uuid> = form
        .answers
        .all(field::SITE)
        .iter()
        .filter_map(|site| Uuid::parse_str(site).ok())
        .collect();
    let chosen: Vec<&GridRow> = view
        .rows
        .iter()
        .filter(|row| ticked.contains(&row.site.id) && !row.overdue.is_empty())
        .collect();
    if chosen.is_empty() {
        form.refuse(field::SITE, "Select at least one site whose return is late");
    }
    let holders = holders(&state, &chosen).await?;
    let reminded: Vec<Reminded> = chosen
        .iter()
        .map(|row| {
            let by_seat = row
                .site
                .lead_seat
                .filter(|seat| holders.contains_key(seat))
                .and(row.site.lead_title.as_ref())
                .map(|title| format!("Whoever holds the seat “{title}”"));
            Reminded {
                site: row.site.id,
                name: row.site.name.clone(),
                months: row.overdue.clone(),
                last_chased: row.last_chased,
                who: by_seat.into_iter().chain(row.named.clone()).collect(),
            }
        })
        .collect();
    for one in reminded.iter().filter(|one| one.who.is_empty()) {
        let site = &one.name;
        form.refuse(
            field::SITE,
            format!("Name first who reports for {site}: nobody holds its seat"),
        );
    }
    let sheet = grid_sheet(&state, &me, &view);
    if form.is_refused() {
        return Ok(sheet.refused(form));
    }
    if then == Then::Change {
        return Ok(sheet.open(form));
    }
    if then == Then::Check {
        let page = || chase_page(&view.pilot, &reminded, view.today);
        return Ok(Renderer::for_person(&state, &me).page(page));
    }
    let write = Write::begin(&state, &me).await?;
    let desk = write.desk();
    for row in chosen {
        // What they are told is written with their mail of the day, and on their page.
        store::returns::note_chase(&desk, &row.site, &row.overdue).await?;
    }
    write.tx.commit().await?;
    let to = paths::pilot_returns(&slug);
    Ok(done(&state, Message::SitesReminded, &to))
}

/// Who holds the seats that report for these sites today, where somebody does. Observers
/// report nothing.
async fn holders(
    state: &AppState,
    rows: &[&GridRow],
) -> Result<BTreeMap<SeatId, PersonId>, PageError> {
    let boards: Vec<BoardId> = rows.iter().filter_map(|row| row.site.board).collect();
    let which = Which::OfBoards(boards);
    let seats = seats::rows(state.db.reader(), &which, state.clock.today()).await?;
    Ok(seats
        .iter()
        .filter(|seat| seat.role != Role::Observer)
        .filter_map(|seat| Some((seat.seat, replies::occupant(seat)?.0)))
        .collect())
}
