//! Signing in and out, and "Choose who to be".

use app::{
    form::{Answers, FormState},
    paths,
    sign_in::views::{self, Refusal, Way, field},
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    CallbackAnswer, PendingSignIn, RefusalKind, SignInRefusal, SignedIn as Vouched,
    provider::Provider, return_to::local_path, stand_in,
};
use crate::{
    audit::Actor,
    demo,
    error::PageError,
    extract::{MaybeSignedIn, Posted, QueryPairs, Segment, SignedIn},
    invitations::handlers as invitations,
    layers::RequestId,
    membership,
    render::Renderer,
    sessions::store::{self as sessions, Arrival, Ending, NewSession},
    state::AppState,
};

/// The sign-in page that leads back to `return_to`.
pub fn sign_in_address(return_to: &str) -> String {
    if return_to == paths::MY_WORK {
        paths::SIGN_IN.to_owned()
    } else {
        format!("{}?{}", paths::SIGN_IN, back(return_to))
    }
}

fn back(return_to: &str) -> String {
    format!(
        "return_to={}",
        utf8_percent_encode(return_to, NON_ALPHANUMERIC)
    )
}

/// `GET /sign-in`
pub async fn get_sign_in(
    State(state): State<AppState>,
    MaybeSignedIn(me): MaybeSignedIn,
    query: QueryPairs,
) -> Response {
    let return_to = local_path(query.last("return_to").unwrap_or(paths::MY_WORK));
    if me.is_some() {
        return Redirect::to(&return_to).into_response();
    }
    let ways: Vec<Way> = state
        .providers
        .iter()
        .map(|provider| Way {
            name: provider.name().to_owned(),
            href: format!(
                "{}?{}",
                paths::sign_in_with(provider.id()),
                back(&return_to)
            ),
        })
        .collect();
    Renderer::new(&state).page(|| views::sign_in_page(&ways))
}

fn provider<'a>(state: &'a AppState, id: &str) -> Result<&'a Provider, PageError> {
    state
        .providers
        .iter()
        .find(|provider| provider.id() == id)
        .ok_or(PageError::NotFound)
}

/// `GET /sign-in/{provider}`: sets out for the provider. What is kept until the
/// return is bound to this browser by a cookie.
pub async fn get_set_out(
    State(state): State<AppState>,
    Segment(id): Segment,
    query: QueryPairs,
    request_id: Option<axum::Extension<RequestId>>,
) -> Result<Response, PageError> {
    let provider = provider(&state, &id)?;
    let return_to = local_path(query.last("return_to").unwrap_or(paths::MY_WORK));
    let now = state.clock.now();
    let (url, pending) = match provider.begin(now).await {
        Ok(begun) => begun,
        Err(error) => {
            tracing::warn!(provider = id, %error, "a sign-in could not begin");
            return Ok(refused(&state, Refusal::Unavailable, request_id));
        }
    };
    let pending = serde_json::to_string(&pending).map_err(anyhow::Error::from)?;
    let tx = state.db.begin().await?;
    let secret = sessions::begin_attempt(&tx, &state.random, now, pending, &return_to).await?;
    tx.commit().await?;
    let cookie = [(header::SET_COOKIE, state.cookies.set_attempt(&secret))];
    Ok((cookie, Redirect::to(url.as_str())).into_response())
}

/// `GET /sign-in/{provider}/callback`: the provider sends people back here.
pub async fn get_callback(
    State(state): State<AppState>,
    Segment(id): Segment,
    headers: HeaderMap,
    query: QueryPairs,
    request_id: Option<axum::Extension<RequestId>>,
) -> Result<Response, PageError> {
    let provider = provider(&state, &id)?;
    let now = state.clock.now();
    let Some(secret) = state.cookies.attempt(&headers) else {
        return Ok(refused(&state, Refusal::Stale, request_id));
    };
    let tx = state.db.begin().await?;
    let attempt = sessions::take_attempt(&tx, &secret, now).await?;
    tx.commit().await?;
    let Some(attempt) = attempt else {
        return Ok(refused(&state, Refusal::Stale, request_id));
    };
    let pending: PendingSignIn =
        serde_json::from_str(&attempt.pending).map_err(anyhow::Error::from)?;
    let text = |key: &str| query.last(key).map(str::to_owned);
    let answer = CallbackAnswer {
        code: text("code"),
        state: text("state"),
        iss: text("iss"),
        error: text("error"),
    };
    let vouched = match provider.finish(pending, answer, now).await {
        Ok(vouched) => vouched,
        Err(refusal) => {
            tracing::warn!(provider = id, %refusal, "a sign-in was refused");
            return Ok(refused(&state, why(&refusal), request_id));
        }
    };
    let Some(secret) = sign_in(&state, &id, &headers, &vouched).await? else {
        let return_to = local_path(&attempt.return_to);
        if let Some(page) = invitations::unknown_account(&state, &return_to).await? {
            let cookie = [(header::SET_COOKIE, state.cookies.clear_attempt())];
            return Ok((cookie, page).into_response());
        }
        return Ok(refused(&state, Refusal::Unknown, request_id));
    };
    let next = match attempt.return_to.as_str() {
        paths::MY_WORK => first_page(&state, &secret).await?,
        page => local_path(page),
    };
    let mut answer = Redirect::to(&next).into_response();
    for cookie in [
        state.cookies.set_session(&secret),
        state.cookies.clear_attempt(),
    ] {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// Where somebody begins who asked for no page: with what their predecessor
/// left, if they have taken a seat and not read it yet.
async fn first_page(state: &AppState, secret: &str) -> Result<String, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let current = sessions::current(db, secret, state.session_limits, now).await?;
    let Some(current) = current else {
        return Ok(paths::MY_WORK.to_owned());
    };
    let today = state.clock.today();
    let access = membership::access::access_of(db, &current.person, today).await?;
    let unread = membership::handovers_to_read(db, &access, today).await?;
    Ok(unread.first().map_or_else(
        || paths::MY_WORK.to_owned(),
        |one| paths::handover(one.seat),
    ))
}

/// Recognises whom a provider vouches for and starts a session with a secret
/// of its own; whatever session the browser had before is over.
async fn sign_in(
    state: &AppState,
    provider_id: &str,
    headers: &HeaderMap,
    vouched: &Vouched,
) -> Result<Option<String>, PageError> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    let arrival = Arrival {
        issuer: &vouched.issuer,
        subject: &vouched.subject,
        verified_email: vouched.email.as_deref().filter(|_| vouched.email_verified),
    };
    let Some(person) = sessions::recognise(&tx, &state.random, now, &arrival).await? else {
        tx.rollback().await?;
        return Ok(None);
    };
    let actor = Actor::person(&person, app::actions::types::Way::Page);
    if let Some(before) = state.cookies.session(headers)
        && let Some(before) = sessions::current(&tx, &before, state.session_limits, now).await?
    {
        let owner = app::ids::PersonId(before.person.id);
        let ending = Ending::This(app::ids::SessionId(before.session.id));
        sessions::end(&tx, &state.random, &actor, now, owner, ending).await?;
    }
    let new = NewSession {
        person: app::ids::PersonId(person.id),
        provider_id,
        id_token: &vouched.id_token,
        browser: &browser_name(headers),
    };
    let secret = sessions::start(&tx, &state.random, &actor, now, &new).await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// What people know their browser by: its name and the system it runs on.
fn browser_name(headers: &HeaderMap) -> String {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or("");
    let first = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| *name)
    };
    // Browsers claim to be one another; the most particular sign comes first.
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => "Another browser".to_owned(),
    }
}

fn why(refusal: &SignInRefusal) -> Refusal {
    match refusal.kind() {
        RefusalKind::Declined => Refusal::Declined,
        RefusalKind::Unavailable => Refusal::Unavailable,
        RefusalKind::Refused => Refusal::Untrusted,
    }
}

fn refused(
    state: &AppState,
    refusal: Refusal,
    request_id: Option<axum::Extension<RequestId>>,
) -> Response {
    let status = match refusal {
        Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Unknown | Refusal::Untrusted => StatusCode::FORBIDDEN,
        Refusal::Declined | Refusal::Stale => StatusCode::BAD_REQUEST,
    };
    let reference = request_id.map_or_else(|| "none".to_owned(), |id| id.reference());
    let page = Renderer::new(state).answer(status, || views::refused_page(refusal, &reference));
    let cookie = [(header::SET_COOKIE, state.cookies.clear_attempt())];
    (cookie, page).into_response()
}

/// `POST /sign-out`: ends the session here, then at the provider.
pub async fn post_sign_out(
    State(state): State<AppState>,
    MaybeSignedIn(me): MaybeSignedIn,
) -> Result<Response, PageError> {
    let mut next = paths::SIGNED_OUT.to_owned();
    if let Some(me) = me {
        let now = state.clock.now();
        let tx = state.db.begin().await?;
        let ending = Ending::This(me.session);
        let person = me.access.person;
        sessions::end(&tx, &state.random, &me.actor(), now, person, ending).await?;
        tx.commit().await?;
        if let Ok(there) = provider_sign_out(&state, &me).await {
            next = there;
        }
    }
    let cookie = [(header::SET_COOKIE, state.cookies.clear_session())];
    Ok((cookie, Redirect::to(&next)).into_response())
}

/// The provider's own sign-out page, which leads back to ours.
async fn provider_sign_out(state: &AppState, me: &SignedIn) -> anyhow::Result<String> {
    let provider = state
        .providers
        .iter()
        .find(|provider| provider.id() == me.provider_id);
    let back = state.base_url.join(paths::SIGNED_OUT)?;
    let there = match provider {
        Some(provider) => {
            provider
                .end_session_url(state.clock.now(), &me.id_token, &back, None)
                .await
        }
        None => None,
    };
    Ok(there.map_or_else(|| paths::SIGNED_OUT.to_owned(), String::from))
}

/// `GET /signed-out`
pub async fn get_signed_out(State(state): State<AppState>) -> Response {
    Renderer::new(&state).page(views::signed_out_page)
}

/// `GET /demo`: "Choose who to be", the sign-in page of the demonstration's own
/// provider. Without a sign-in under way there is nothing to choose for.
pub async fn get_choose(
    State(state): State<AppState>,
    query: QueryPairs,
) -> Result<Response, PageError> {
    let stand_in = state.stand_in.as_ref().ok_or(PageError::NotFound)?;
    let request = query.last("request").unwrap_or("");
    if !stand_in.is_waiting(request) {
        return Ok(Redirect::to(paths::SIGN_IN).into_response());
    }
    let form = FormState::new(Answers::default().with(field::REQUEST, request));
    choose(&state, StatusCode::OK, form).await
}

/// `POST /demo`
pub async fn post_choose(
    State(state): State<AppState>,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let stand_in = state.stand_in.as_ref().ok_or(PageError::NotFound)?;
    let chosen = demo::personas(state.db.reader())
        .await?
        .into_iter()
        .find(|persona| persona.person.to_string() == answers.text(field::PERSON));
    let Some(chosen) = chosen else {
        let mut form = FormState::new(answers);
        form.refuse(field::PERSON, "Select who to be");
        return choose(&state, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let person = stand_in::Person {
        subject: chosen.person.to_string(),
        email: chosen.email,
        name: chosen.full_name,
    };
    let next = stand_in
        .approve(answers.text(field::REQUEST), person)
        .map_or_else(|_| paths::SIGN_IN.to_owned(), String::from);
    Ok(Redirect::to(&next).into_response())
}

async fn choose(
    state: &AppState,
    status: StatusCode,
    form: FormState,
) -> Result<Response, PageError> {
    let personas: Vec<views::Persona> = demo::personas(state.db.reader())
        .await?
        .into_iter()
        .map(|persona| views::Persona {
            id: persona.person.to_string(),
            label: persona.label,
            full_name: persona.full_name,
            description: persona.description,
        })
        .collect();
    Ok(Renderer::new(state).answer(status, || views::choose_page(&personas, &form)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_as_people_know_it() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.0", "Another browser"),
        ] {
            let headers = HeaderMap::from_iter([(header::USER_AGENT, agent.parse().unwrap())]);
            assert_eq!(browser_name(&headers), name);
        }
    }
}
