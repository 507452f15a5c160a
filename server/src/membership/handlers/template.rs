//! The national template of seats, and what a board lacks of it.

use app::{
    access::Permission,
    form::{FormState, THEN},
    membership::{
        forms::field as seats_field,
        template::{self as rules, TemplateSeat, field, missing_seats},
        views::{MissingSeat, MissingSeatsView, TemplateView, missing_seats_page, template_page},
    },
    paths,
};
use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::done;
use crate::{
    boards,
    error::PageError,
    extract::{Posted, QueryPairs, Said, Segment, SignedIn},
    membership::{
        seats::{self, Changed, Which},
        template as store,
    },
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /seat-template`
///
/// Whoever keeps the members of a board may read the template; whoever has the
/// register changes it.
pub async fn get_template(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let boards = me.access.boards_where(Permission::ManageMembers);
    if boards.is_some_and(|boards| boards.is_empty()) {
        return Err(PageError::NotAllowed);
    }
    let seats = store::all(state.db.reader()).await?;
    let row = pairs.last("row").and_then(|row| Uuid::parse_str(row).ok());
    let chosen = seats.iter().find(|seat| Some(seat.id) == row);
    let form = me
        .access
        .may_everywhere(Permission::KeepRegister)
        .then(|| match chosen {
            Some(seat) => rules::filled(seat),
            None => rules::blank(state.random.id(state.clock.now())),
        });
    let view = TemplateView {
        is_change: chosen.is_some(),
        seats,
        form,
        happened: None,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| template_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /seat-template`
pub async fn post_template(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    if !me.access.may_everywhere(Permission::KeepRegister) {
        return Err(PageError::NotAllowed);
    }
    let removes = answers.text(THEN) == field::REMOVE;
    let (seat, form) = match rules::parse(answers.clone()) {
        Ok(seat) => (seat, FormState::new(answers)),
        Err(form) => return again(&state, &me, form, false).await,
    };
    let tx = state.db.begin().await?;
    let outcome = write(&state, &me, &tx, &seat, removes).await?;
    match outcome {
        Changed::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::TemplateChanged, paths::SEAT_TEMPLATE))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            again(&state, &me, form, true).await
        }
    }
}

async fn write(
    state: &AppState,
    me: &SignedIn,
    tx: &sea_orm::DatabaseTransaction,
    seat: &TemplateSeat,
    removes: bool,
) -> Result<Changed, PageError> {
    let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
    Ok(if removes {
        store::remove(tx, random, &actor, now, seat).await?
    } else {
        store::save(tx, random, &actor, now, seat).await?
    })
}

/// The form once more: with what was wrong, or because the seat changed.
async fn again(
    state: &AppState,
    me: &SignedIn,
    form: FormState,
    out_of_date: bool,
) -> Result<Response, PageError> {
    let seats = store::all(state.db.reader()).await?;
    let row = form.key(field::ROW);
    let there = seats.iter().find(|seat| Some(seat.id) == row);
    let (status, form) = match there {
        Some(seat) if out_of_date => {
            let version = seat.version.to_string();
            let answers = form.answers.with(seats_field::VERSION, version);
            (StatusCode::CONFLICT, FormState::new(answers))
        }
        // It was taken out: what was typed can be added as a new one.
        None if out_of_date => {
            let answers = form.answers.with(seats_field::VERSION, "0");
            (StatusCode::CONFLICT, FormState::new(answers))
        }
        _ => (StatusCode::UNPROCESSABLE_ENTITY, form),
    };
    let view = TemplateView {
        is_change: there.is_some(),
        seats,
        form: Some(form),
        happened: out_of_date.then_some(
            "Somebody else changed this seat of the template after you opened the form. Yours has not been saved yet: check it against the list and save it again.",
        ),
    };
    Ok(Renderer::for_person(state, me).answer(status, || template_page(&view)))
}

/// `GET /boards/{slug}/members/template`
pub async fn get_missing_seats(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let db = state.db.reader();
    let template = store::all(db).await?;
    let there = seats::rows(db, &Which::Of(board.id), state.clock.today()).await?;
    let councils = store::councils_of(db, &board).await?;
    let missing = missing_seats(&template, &there, &councils)
        .into_iter()
        .map(|(seat, council)| MissingSeat {
            title: seat.title.clone(),
            category: seat.category.label(),
            organisation: council.map(|council| council.name.clone()),
        })
        .collect();
    let view = MissingSeatsView {
        board_name: board.name,
        board_slug: board.slug,
        missing,
    };
    Ok(Renderer::for_person(&state, &me).page(|| missing_seats_page(&view)))
}

/// `POST /boards/{slug}/members/template`
pub async fn post_missing_seats(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let tx = state.db.begin().await?;
    let now = state.clock.now();
    if store::apply(&tx, &state.random, &me.actor(), now, &board).await? > 0 {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    let back = paths::members(&board.slug);
    Ok(done(&state, Message::TemplateApplied, &back))
}
