//! A seat: shown, set up, changed, ended.

use app::{
    access::{Permission, Role},
    actions::list::Count,
    boards::types::{BoardEntry, BoardKind},
    form::{Answers, FormState, Then},
    ids::{BoardId, SeatId},
    membership::{
        forms::{self, SeatForm, field},
        rules,
        template::required_categories,
        types::{Capacity, EndReason, Seat},
        views::{
            EndSeatView, SeatFormView, SeatView, change_seat_page, check_seat_page, end_seat_page,
            interrupt_seat_page, new_seat_page, seat_page,
        },
    },
    paths,
};
use axum::{extract::State, http::StatusCode, response::Response};

use super::{done, today};
use crate::{
    actions::{lists, steps::follow_seat, store::hold_of_seats},
    boards,
    error::PageError,
    extract::{Key, Posted, Said, Segment, SignedIn},
    membership::{
        appointments, scope, seat_of_address,
        seats::{self, Changed, NewSeat, SeatDetails, Which},
        template,
    },
    organisations::lookup::Names,
    people,
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /seats/{seat}`
pub async fn get_seat(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::SeeSeats).await?;
    let db = state.db.reader();
    let row = today(&state, &seat).await?;
    let holder = row.as_ref().and_then(|row| row.holder.as_ref());
    let may_invite_holder = match holder {
        Some(holder) => people::store::find(db, holder.person)
            .await?
            .is_some_and(|person| person.email.is_some() && !person.has_account),
        None => false,
    };
    let view = SeatView {
        history: appointments::of_seat(db, seat.id).await?,
        may_manage: !seat.is_history(state.clock.today())
            && me.access.may(Permission::ManageMembers, seat.board, None),
        today: state.clock.today(),
        row,
        may_invite_holder,
        seat,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| seat_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// What the form for a new seat needs.
fn new_seat_view(
    me: &SignedIn,
    board: &BoardEntry,
    names: &Names,
    form: FormState,
) -> SeatFormView {
    let roles = Role::ALL
        .iter()
        .copied()
        .filter(|role| *role != Role::Substitute)
        .filter(|role| rules::may_fill(*role, may_be_national(me, board)))
        .collect();
    SeatFormView {
        board_name: board.name.clone(),
        board_slug: board.slug.clone(),
        organisations: names.offered(),
        roles,
        form,
    }
}

/// Whether a seat set up by this person on this board may be a national one:
/// those who have the register set them up, and on the national board only.
fn may_be_national(me: &SignedIn, board: &BoardEntry) -> bool {
    me.access.may_everywhere(Permission::KeepRegister) && board.kind == BoardKind::National
}

/// `GET /boards/{slug}/members/new-seat`
pub async fn get_new_seat(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let now = state.clock.now();
    let names = Names::on(state.db.reader(), state.clock.today()).await?;
    let form = forms::blank_seat(state.random.id(now), state.clock.today());
    let view = new_seat_view(&me, &board, &names, form);
    Ok(Renderer::for_person(&state, &me).page(|| new_seat_page(&view)))
}

/// `POST /boards/{slug}/members/new-seat`
pub async fn post_new_seat(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let names = Names::on(state.db.reader(), state.clock.today()).await?;
    let organisation = names.find(answers.text(field::ORGANISATION));
    let renderer = Renderer::for_person(&state, &me);
    let then = Then::of(&answers);
    let national = may_be_national(&me, &board);
    let seat = match forms::parse_seat(answers.clone(), &organisation, national) {
        Ok(seat) => seat,
        Err(form) => {
            let view = new_seat_view(&me, &board, &names, form);
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || new_seat_page(&view)));
        }
    };
    let mut form = FormState::new(answers);
    if let Some(last) = board.ends_on.filter(|last| *last < seat.starts_on) {
        form.refuse(
            field::STARTS_ON.day,
            format!(
                "First day must be {} or earlier, because the board ends then",
                app::wording::date(last)
            ),
        );
    }
    let view = new_seat_view(&me, &board, &names, form);
    if view.form.is_refused() {
        return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || new_seat_page(&view)));
    }
    match then {
        Then::Check => Ok(renderer.page(|| check_seat_page(&view, &seat, organisation.name()))),
        Then::Change => Ok(renderer.page(|| new_seat_page(&view))),
        Then::Save => add(&state, &me, board.id, &seat).await,
    }
}

async fn add(
    state: &AppState,
    me: &SignedIn,
    board: BoardId,
    seat: &SeatForm,
) -> Result<Response, PageError> {
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, board).await?;
    // The form was sent before; another board's seat is none of ours.
    if let Some(known) = seats::find(&tx, seat.id).await? {
        if known.board != board {
            return Err(PageError::NotFound);
        }
    } else {
        let new = NewSeat {
            board,
            role: seat.role,
            category: seat.category,
            title: &seat.title,
            organisation: seat.organisation,
            required: seat.required,
            voting: seat.voting,
            term_months: seat.term_months,
            starts_on: seat.starts_on,
        };
        let now = state.clock.now();
        seats::add_as(&tx, &state.random, &me.actor(), now, seat.id, &new).await?;
        tx.commit().await?;
    }
    Ok(done(state, Message::SeatAdded, &paths::seat(seat.id)))
}

/// `GET /seats/{seat}/change`
pub async fn get_change_seat(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::ManageMembers).await?;
    let names = Names::on(state.db.reader(), state.clock.today()).await?;
    let view = change_view(&seat, &names, forms::filled_seat(&seat));
    Ok(Renderer::for_person(&state, &me).page(|| change_seat_page(&view, &seat, None)))
}

fn change_view(seat: &Seat, names: &Names, form: FormState) -> SeatFormView {
    SeatFormView {
        board_name: seat.board_name.clone(),
        board_slug: seat.board_slug.clone(),
        organisations: names.offered(),
        roles: Vec::new(),
        form,
    }
}

/// `POST /seats/{seat}/change`
pub async fn post_change_seat(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::ManageMembers).await?;
    let names = Names::on(state.db.reader(), state.clock.today()).await?;
    let organisation = names.find(answers.text(field::ORGANISATION));
    let renderer = Renderer::for_person(&state, &me);
    let (change, version) = match forms::parse_change(answers.clone(), &organisation) {
        Ok(read) => read,
        Err(form) => {
            let view = change_view(&seat, &names, form);
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || {
                change_seat_page(&view, &seat, None)
            }));
        }
    };
    let details = SeatDetails {
        title: &change.title,
        organisation: change.organisation,
        required: change.required,
        voting: change.voting,
        term_months: change.term_months,
    };
    let seen = Seat {
        version,
        ..seat.clone()
    };
    let tx = state.db.begin().await?;
    let now = state.clock.now();
    if details.organisation != seat.organisation {
        hold_of_seats(&tx, &[seat.id]).await?;
    }
    match seats::change(&tx, &state.random, &me.actor(), now, &seen, &details).await? {
        Changed::Saved => {
            if let (Some(from), Some(to)) = (seat.organisation, details.organisation)
                && from != to
            {
                let (random, actor) = (&state.random, me.actor());
                follow_seat(&tx, random, &actor, now, seat.id, (from, to)).await?;
            }
            tx.commit().await?;
            Ok(done(&state, Message::SeatChanged, &paths::seat(seat.id)))
        }
        Changed::OutOfDate if is_as(&seat, &details) => {
            Ok(done(&state, Message::SeatChanged, &paths::seat(seat.id)))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let happened = format!(
                "It is now called {}, filled by {}, {}.",
                seat.title,
                seat.organisation_name
                    .as_deref()
                    .unwrap_or("nobody in particular"),
                if seat.required {
                    "required"
                } else {
                    "not required"
                },
            );
            let answers = answers.with(field::VERSION, seat.version.to_string());
            let view = change_view(&seat, &names, FormState::new(answers));
            Ok(renderer.answer(StatusCode::CONFLICT, || {
                change_seat_page(&view, &seat, Some(&happened))
            }))
        }
    }
}

/// Whether the seat is already what the form asks for: a second click.
fn is_as(seat: &Seat, details: &SeatDetails<'_>) -> bool {
    seat.title == details.title
        && seat.organisation == details.organisation
        && seat.required == details.required
        && seat.voting == (details.voting && rules::may_vote(seat.role))
        && seat.term_months == details.term_months
}

/// `GET /seats/{seat}/end`
pub async fn get_end_seat(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::ManageMembers).await?;
    let form = forms::blank_end(seat.version, state.clock.today());
    let view = end_view(&state, seat, form, None).await?;
    Ok(Renderer::for_person(&state, &me).page(|| end_seat_page(&view)))
}

async fn end_view(
    state: &AppState,
    seat: Seat,
    form: FormState,
    happened: Option<String>,
) -> Result<EndSeatView, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let there = seats::rows(db, &Which::Of(seat.board), today).await?;
    let expected = required_categories(&template::all(db).await?);
    let last_of_required = expected.contains(&seat.category)
        && !there
            .iter()
            .any(|other| other.category == seat.category && other.seat != seat.id);
    let holders = there
        .into_iter()
        .filter(|row| row.seat == seat.id)
        .flat_map(|row| {
            row.holder
                .map(|holder| holder.full_name)
                .into_iter()
                .chain(row.stand_ins.into_iter().map(|one| one.full_name))
        })
        .collect();
    Ok(EndSeatView {
        open_actions: open_actions(state, seat.id).await?,
        holders,
        last_of_required,
        form,
        happened,
        seat,
    })
}

/// How many open actions a seat leads.
pub(super) async fn open_actions(state: &AppState, seat: SeatId) -> Result<Count, PageError> {
    Ok(lists::open_of_seat(state.db.reader(), seat).await?)
}

/// `POST /seats/{seat}/end`
pub async fn post_end_seat(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::ManageMembers).await?;
    let renderer = Renderer::for_person(&state, &me);
    let (last_day, version) = match forms::parse_seat_end(answers.clone(), &seat) {
        Ok(read) => read,
        Err(form) => {
            let view = end_view(&state, seat, form, None).await?;
            return Ok(renderer.answer(StatusCode::UNPROCESSABLE_ENTITY, || end_seat_page(&view)));
        }
    };
    if Then::of(&answers) != Then::Save {
        let view = end_view(&state, seat, FormState::new(answers), None).await?;
        return Ok(renderer.page(|| interrupt_seat_page(&view, last_day)));
    }
    if seat.span.last == Some(last_day) {
        return Ok(done(&state, Message::SeatEnded, &paths::seat(seat.id)));
    }
    let seen = Seat {
        version,
        ..seat.clone()
    };
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, seat.board).await?;
    let (actor, now) = (me.actor(), state.clock.now());
    let reason = EndReason::SeatEnded;
    let outcome = seats::end(&tx, &state.random, &actor, now, &seen, last_day, reason).await?;
    match outcome {
        Changed::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::SeatEnded, &paths::seat(seat.id)))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            out_of_date(&state, &me, seat, answers).await
        }
    }
}

async fn out_of_date(
    state: &AppState,
    me: &SignedIn,
    seat: Seat,
    answers: Answers,
) -> Result<Response, PageError> {
    let happened = happened(state, &seat).await?;
    let answers = answers.with(field::VERSION, seat.version.to_string());
    let view = end_view(state, seat, FormState::new(answers), Some(happened)).await?;
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || end_seat_page(&view)))
}

/// How a seat stands now, for somebody whose form is out of date.
pub(super) async fn happened(state: &AppState, seat: &Seat) -> Result<String, PageError> {
    let latest = appointments::of_seat(state.db.reader(), seat.id)
        .await?
        .into_iter()
        .find(|one| one.capacity == Capacity::Holder && !one.voided);
    Ok(match (seat.span.last, latest) {
        (Some(last), _) => format!("The seat ends on {}.", app::wording::date(last)),
        (None, Some(one)) => match one.span.last {
            Some(last) => format!(
                "The appointment of {} ends on {}.",
                one.full_name,
                app::wording::date(last)
            ),
            None => format!(
                "{} holds it since {}.",
                one.full_name,
                app::wording::date(one.span.first)
            ),
        },
        (None, None) => "Nobody holds it.".to_owned(),
    })
}
