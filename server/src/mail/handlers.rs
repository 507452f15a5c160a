//! One's own mail: what was sent, and whether news is wanted.

use app::{
    form::FormState,
    mail::views::{MailView, filled, mail_page, parse},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{Mailer, store};
use crate::{
    error::PageError,
    extract::{Posted, Said, SignedIn},
    people::store as people,
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /account/mail`
pub async fn get_mail(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
) -> Result<Response, PageError> {
    let wants = people::wants_by_mail(state.db.reader(), me.access.person).await?;
    let view = view(&state, &me, filled(&wants)).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| mail_page(&view));
    Ok(said.once(&state.cookies, answer))
}

async fn view(state: &AppState, me: &SignedIn, form: FormState) -> Result<MailView, PageError> {
    let db = state.db.reader();
    let person = people::find(db, me.access.person)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(MailView {
        form,
        address: person.email,
        sends: state.mailer.sends(),
        is_demonstration: matches!(state.mailer, Mailer::Demonstration),
        mails: store::of_person(db, me.access.person).await?,
    })
}

/// `POST /account/mail`
pub async fn post_mail(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let wants = match parse(answers) {
        Ok(wants) => wants,
        Err(form) => {
            let view = view(&state, &me, form).await?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(Renderer::for_person(&state, &me).answer(status, || mail_page(&view)));
        }
    };
    let tx = state.db.begin().await?;
    let now = state.clock.now();
    people::want_by_mail(
        &tx,
        &state.random,
        &me.actor(),
        now,
        me.access.person,
        &wants,
    )
    .await?;
    tx.commit().await?;
    let back = Redirect::to(app::paths::MAIL);
    Ok((Message::MailChosen.set(&state.cookies), back).into_response())
}
