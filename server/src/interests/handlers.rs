//! One's own interests, and the register of a board.

use std::collections::BTreeMap;

use app::{
    access::Permission,
    form::{Answers, FormState},
    ids::{InterestId, PersonId},
    interests::{
        forms::{self, field},
        types::Declared,
        views::{OwnInterestsView, RegisterView, own_interests_page, register_page},
    },
    membership::list::ON,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::store::{self, Ended, Nothing};
use crate::{
    boards,
    error::PageError,
    extract::{Key, Posted, QueryPairs, Said, Segment, SignedIn},
    membership::seats::{self, Which},
    people,
    render::{Message, Renderer},
    state::AppState,
};

async fn own_view(
    state: &AppState,
    me: &SignedIn,
    form: FormState,
) -> Result<OwnInterestsView, PageError> {
    let db = state.db.reader();
    let profile = people::store::find(db, me.access.person).await?;
    Ok(OwnInterestsView {
        interests: store::of(db, me.access.person).await?,
        nothing_on: profile.and_then(|person| person.no_interests_on),
        form,
        today: state.clock.today(),
    })
}

fn done(state: &AppState, message: Message) -> Response {
    let back = Redirect::to(paths::OWN_INTERESTS);
    (message.set(&state.cookies), back).into_response()
}

/// `GET /account/interests`
pub async fn get_own(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
) -> Result<Response, PageError> {
    let key = state.random.id(state.clock.now());
    let form = forms::blank(key, state.clock.today());
    let view = own_view(&state, &me, form).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| own_interests_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /account/interests`
pub async fn post_own(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let interest = match forms::parse(answers) {
        Ok(interest) => interest,
        Err(form) => return refused(&state, &me, form).await,
    };
    let tx = state.db.begin().await?;
    let (actor, now, person) = (me.actor(), state.clock.now(), me.access.person);
    if store::declare(&tx, &state.random, &actor, now, person, &interest).await? {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(done(&state, Message::InterestDeclared))
}

async fn refused(state: &AppState, me: &SignedIn, form: FormState) -> Result<Response, PageError> {
    let view = own_view(state, me, form).await?;
    Ok(
        Renderer::for_person(state, me).answer(StatusCode::UNPROCESSABLE_ENTITY, || {
            own_interests_page(&view)
        }),
    )
}

/// `POST /account/interests/{interest}/end`
pub async fn post_end(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let tx = state.db.begin().await?;
    let (actor, now, person) = (me.actor(), state.clock.now(), me.access.person);
    match store::end(&tx, &state.random, &actor, now, person, InterestId(id)).await? {
        Ended::Saved => tx.commit().await?,
        Ended::Already => tx.rollback().await?,
        Ended::NotTheirs => return Err(PageError::NotFound),
    }
    Ok(done(&state, Message::InterestEnded))
}

/// `POST /account/interests/none`
pub async fn post_nothing(
    State(state): State<AppState>,
    me: SignedIn,
) -> Result<Response, PageError> {
    let tx = state.db.begin().await?;
    let (actor, now, person) = (me.actor(), state.clock.now(), me.access.person);
    match store::nothing(&tx, &state.random, &actor, now, person).await? {
        Nothing::Saved => tx.commit().await?,
        Nothing::Already => tx.rollback().await?,
        Nothing::StillOpen => {
            tx.rollback().await?;
            let mut form = forms::blank(state.random.id(now), state.clock.today());
            form.refuse(
                field::NOTHING,
                "End the interests you have declared before you say that there are none",
            );
            return refused(&state, &me, form).await;
        }
    }
    Ok(done(&state, Message::NothingDeclared))
}

/// `GET /boards/{slug}/interests`
pub async fn get_register(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::SeeSeats).await?;
    let (db, today) = (state.db.reader(), state.clock.today());
    let mut form = FormState::new(pairs.0.iter().cloned().collect::<Answers>());
    let on = ON.read_optional(&mut form, "As at").unwrap_or(today);
    let mut seated: BTreeMap<PersonId, (String, Vec<String>)> = BTreeMap::new();
    for seat in seats::rows(db, &Which::Of(board.id), on).await? {
        let holder = seat.holder.map(|holder| (holder.person, holder.full_name));
        let stand_ins = seat
            .stand_ins
            .into_iter()
            .map(|one| (one.person, one.full_name));
        for (person, full_name) in holder.into_iter().chain(stand_ins) {
            let known = seated.entry(person).or_insert((full_name, Vec::new()));
            known.1.push(seat.title.clone());
        }
    }
    let people: Vec<PersonId> = seated.keys().copied().collect();
    let mut interests = store::on(db, &people, on).await?;
    let mut declared: Vec<Declared> = seated
        .into_iter()
        .map(|(person, (full_name, seats))| {
            let (interests, nothing_on) = interests.remove(&person).unwrap_or_default();
            Declared {
                person,
                full_name,
                seats,
                interests,
                nothing_on,
            }
        })
        .collect();
    declared.sort_by(|one, other| one.full_name.cmp(&other.full_name));
    let view = RegisterView {
        board,
        declared,
        on,
        today,
        form,
    };
    let status = if view.form.is_refused() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(Renderer::for_person(&state, &me).answer(status, || register_page(&view)))
}
