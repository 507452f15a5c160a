//! Help, the pages that the law asks for, and how the server is.

use app::help;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::Days;

use crate::{extract::MaybeSignedIn, render::Renderer, state::AppState};

fn renderer<'a>(state: &'a AppState, me: &MaybeSignedIn) -> Renderer<'a> {
    match &me.0 {
        Some(me) => Renderer::for_person(state, me),
        None => Renderer::new(state),
    }
}

/// `GET /help`
pub async fn get_help(State(state): State<AppState>, me: MaybeSignedIn) -> Response {
    renderer(&state, &me).page(|| help::help_page(&state.contact))
}

/// `GET /accessibility`
pub async fn get_accessibility(State(state): State<AppState>, me: MaybeSignedIn) -> Response {
    renderer(&state, &me).page(|| help::accessibility_page(&state.contact))
}

/// `GET /cookies`
pub async fn get_cookies(State(state): State<AppState>, me: MaybeSignedIn) -> Response {
    let cookies = help::CookieNames {
        session: state.cookies.session_name(),
        sign_in: state.cookies.attempt_name(),
        message: state.cookies.message_name(),
        idle_minutes: state.session_limits.idle.num_minutes(),
        absolute_minutes: state.session_limits.absolute.num_minutes(),
    };
    renderer(&state, &me).page(|| help::cookies_page(&cookies))
}

/// `GET /privacy`
pub async fn get_privacy(State(state): State<AppState>, me: MaybeSignedIn) -> Response {
    renderer(&state, &me).page(|| help::privacy_page(&state.contact))
}

/// `GET /terms`
pub async fn get_terms(State(state): State<AppState>, me: MaybeSignedIn) -> Response {
    renderer(&state, &me).page(help::terms_page)
}

/// How long a copy of security.txt may be relied on, in days (RFC 9116, 2.5.5).
const SECURITY_TXT_DAYS: u64 = 180;

/// `GET /.well-known/security.txt`
pub async fn get_security_txt(State(state): State<AppState>) -> Response {
    let expires = state.clock.now() + Days::new(SECURITY_TXT_DAYS);
    let base_url = state.base_url.as_str().trim_end_matches('/');
    let text = help::security_txt(&state.contact, base_url, expires);
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `GET /health/live`: the process answers.
pub async fn get_live() -> &'static str {
    "live\n"
}

/// `GET /health/ready`: requests can be answered; the database is there.
pub async fn get_ready(State(state): State<AppState>) -> Response {
    match state.db.is_ready().await {
        Ok(true) => "ready\n".into_response(),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending\n").into_response(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        )
            .into_response(),
    }
}
