//! The one way in which forms about pilots are shown: new, refused, or overtaken by
//! somebody else.

use app::{
    form::{Answers, FormState},
    layout::Page,
    pilots::{forms::field, types::Pilot, views::EditView},
};
use axum::{http::StatusCode, response::Response};
use uuid::Uuid;

use crate::{extract::SignedIn, render::Renderer, state::AppState};

/// A form about a pilot as one person meets it, and how its page is drawn.
pub(super) struct Sheet<'a, D> {
    state: &'a AppState,
    me: &'a SignedIn,
    /// None for the form of a new one.
    pilot: Option<&'a Pilot>,
    draw: D,
    said: Option<&'a str>,
}

impl<'a, D: Fn(&EditView<'_>) -> Page> Sheet<'a, D> {
    pub fn new(state: &'a AppState, me: &'a SignedIn, pilot: Option<&'a Pilot>, draw: D) -> Self {
        Self {
            state,
            me,
            pilot,
            draw,
            said: None,
        }
    }

    /// Says once what the person has just done.
    pub fn saying(mut self, said: Option<&'a str>) -> Self {
        self.said = said;
        self
    }

    fn answer(
        &self,
        status: StatusCode,
        form: FormState,
        now: Option<Vec<(&'static str, String)>>,
    ) -> Response {
        let pilot = self.pilot;
        let view = EditView { pilot, form, now };
        Renderer::for_person(self.state, self.me)
            .saying(self.said)
            .answer(status, || (self.draw)(&view))
    }

    /// The form as it is opened.
    pub fn open(&self, form: FormState) -> Response {
        self.answer(StatusCode::OK, form, None)
    }

    /// The form with what is wrong with it.
    pub fn refused(&self, form: FormState) -> Response {
        self.answer(StatusCode::UNPROCESSABLE_ENTITY, form, None)
    }

    /// The form where somebody else was faster, beside what is there now.
    pub fn overtaken(&self, form: FormState, now: Vec<(&'static str, String)>) -> Response {
        self.answer(StatusCode::CONFLICT, form, Some(now))
    }
}

/// What was read, with the key under which it will be.
pub(super) fn keyed<T>(
    read: Result<(T, FormState), FormState>,
    beside: &'static str,
) -> Result<(Uuid, T), FormState> {
    let (it, mut form) = read?;
    match form.need_key(field::KEY, beside) {
        Some(key) => Ok((key, it)),
        None => Err(form),
    }
}

/// What was read, with the version that the form saw.
pub(super) fn versioned<T>(
    read: Result<(T, FormState), FormState>,
    beside: &'static str,
) -> Result<(T, i32), FormState> {
    let (it, mut form) = read?;
    match form.need_version(field::VERSION, beside) {
        Some(version) if !form.is_refused() => Ok((it, version)),
        _ => Err(form),
    }
}

/// A form that holds nothing but the version of what it changes.
pub(super) fn blank(version: i32) -> FormState {
    seen(Answers::default(), version)
}

/// Answers against the version that is there now.
pub(super) fn seen(answers: Answers, version: i32) -> FormState {
    FormState::new(answers.with(field::VERSION, version.to_string()))
}
