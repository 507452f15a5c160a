//! One's own details: corrected, and confirmed every six months.

use app::{
    account::details::{self, field},
    form::{Answers, FormState},
    paths,
    people::types::Person,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::store::{self, PersonDetails, ProfileChanged};
use crate::{
    error::PageError,
    extract::{Posted, SignedIn},
    render::{Message, Renderer},
    state::AppState,
};

async fn own(state: &AppState, me: &SignedIn) -> Result<Person, PageError> {
    store::find(state.db.reader(), me.access.person)
        .await?
        .ok_or(PageError::NotFound)
}

fn done(state: &AppState, message: Message, to: &str) -> Response {
    (message.set(&state.cookies), Redirect::to(to)).into_response()
}

/// `GET /account/details`
pub async fn get_details(
    State(state): State<AppState>,
    me: SignedIn,
) -> Result<Response, PageError> {
    let form = details::filled(&own(&state, &me).await?);
    Ok(Renderer::for_person(&state, &me).page(|| details::details_page(&form, None)))
}

/// `POST /account/details`
pub async fn post_details(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let new = match details::parse(answers.clone()) {
        Ok(new) => new,
        Err(form) => {
            return Ok(again(
                &state,
                &me,
                StatusCode::UNPROCESSABLE_ENTITY,
                &form,
                None,
            ));
        }
    };
    let person = own(&state, &me).await?;
    let seen = Person {
        version: new.version,
        ..person.clone()
    };
    let wanted = PersonDetails {
        full_name: &new.full_name,
        post: &new.post,
        email: Some(&new.email),
    };
    let tx = state.db.begin().await?;
    let now = state.clock.now();
    match store::change(&tx, &state.random, &me.actor(), now, &seen, &wanted).await? {
        ProfileChanged::Saved => {
            tx.commit().await?;
            Ok(done(&state, Message::PersonChanged, paths::ACCOUNT))
        }
        ProfileChanged::EmailTaken => {
            tx.rollback().await?;
            let mut form = FormState::new(answers);
            form.refuse(
                field::EMAIL,
                "This email address belongs to somebody else. Enter another one",
            );
            Ok(again(
                &state,
                &me,
                StatusCode::UNPROCESSABLE_ENTITY,
                &form,
                None,
            ))
        }
        ProfileChanged::OutOfDate if store::is_as(&person, &wanted) => {
            Ok(done(&state, Message::PersonChanged, paths::ACCOUNT))
        }
        ProfileChanged::OutOfDate => {
            tx.rollback().await?;
            let answers: Answers = answers.with(field::VERSION, person.version.to_string());
            let form = FormState::new(answers);
            Ok(again(
                &state,
                &me,
                StatusCode::CONFLICT,
                &form,
                Some(&person),
            ))
        }
    }
}

fn again(
    state: &AppState,
    me: &SignedIn,
    status: StatusCode,
    form: &FormState,
    now: Option<&Person>,
) -> Response {
    Renderer::for_person(state, me).answer(status, || details::details_page(form, now))
}

/// `POST /account/confirm`
pub async fn post_confirm(
    State(state): State<AppState>,
    me: SignedIn,
) -> Result<Response, PageError> {
    let person = own(&state, &me).await?;
    let tx = state.db.begin().await?;
    let now = state.clock.now();
    if store::confirm(&tx, &state.random, &me.actor(), now, &person).await? {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(done(&state, Message::DetailsConfirmed, paths::MY_WORK))
}
