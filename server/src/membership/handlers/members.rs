//! Who sits on a board, on any day.

use app::{
    access::{Permission, Role},
    boards::types::BoardKind,
    form::{Answers, FormState},
    membership::{
        list::{MembersQuery, ON},
        template::missing_categories,
        types::SeatRow,
        views::{MembersView, members_page},
    },
};
use axum::{extract::State, http::StatusCode, response::Response};

use crate::{
    boards,
    downloads::{self, TableFormat},
    error::PageError,
    extract::{QueryPairs, Said, Segment, SignedIn},
    membership::{
        export,
        seats::{self, Which},
        template,
    },
    render::Renderer,
    sheets::vcard,
    state::AppState,
};

/// `GET /boards/{slug}/members/export`: the list as it is filtered, as a file.
pub async fn get_export(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::SeeSeats).await?;
    let now = state.clock.now();
    let today = state.clock.today();
    let query = MembersQuery::from_pairs(pairs.iter());
    let mut form = FormState::new(pairs.0.iter().cloned().collect::<Answers>());
    let on = ON.read_optional(&mut form, "As at").unwrap_or(today);
    let mut seats = seats::rows(state.db.reader(), &Which::Of(board.id), on).await?;
    seats.retain(|seat| query.finds(seat));
    let name = format!("{}-members", board.slug);
    let format = pairs.last("format").unwrap_or("csv");
    if let Some(format) = TableFormat::from_code(format) {
        let table = export::table(&board, &seats, &query, (on, today));
        return downloads::table(&name, format, table, now).await;
    }
    if format != "vcf" {
        return Err(PageError::NotFound);
    }
    let cards = vcard::write(&export::contacts(&board, &seats));
    let name = format!("{name}-{today}.vcf");
    Ok(downloads::file(
        &name,
        "text/vcard; charset=utf-8",
        cards.into_bytes(),
    ))
}

/// `GET /boards/{slug}/members`
pub async fn get_members(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::SeeSeats).await?;
    let today = state.clock.today();
    let query = MembersQuery::from_pairs(pairs.iter());
    let mut form = FormState::new(pairs.0.iter().cloned().collect::<Answers>());
    let on = ON.read_optional(&mut form, "As at").unwrap_or(today);
    let db = state.db.reader();
    let mut seats = seats::rows(db, &Which::Of(board.id), on).await?;
    // The template is for local boards.
    let missing = match board.kind {
        BoardKind::Local => missing_categories(&template::all(db).await?, &seats),
        _ => Vec::new(),
    };
    let all = seats.len();
    let chairs = |seat: &&SeatRow| seat.role == Role::Chair;
    let without_chair = seats.iter().any(|seat| chairs(&seat))
        && seats
            .iter()
            .filter(chairs)
            .all(|seat| seat.holder.is_none());
    let required_gaps = seats.iter().filter(|seat| seat.is_required_gap()).count() as u64;
    seats.retain(|seat| query.finds(seat));
    let view = MembersView {
        my_roles: me.access.roles_on(board.id),
        may_manage: me.access.may(Permission::ManageMembers, board.id, None),
        board,
        query,
        on,
        today,
        seats,
        all,
        without_chair,
        required_gaps,
        missing,
        form,
    };
    let status = if view.form.is_refused() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .answer(status, || members_page(&view));
    Ok(said.once(&state.cookies, answer))
}
