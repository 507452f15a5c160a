//! The pages of minutes for everybody.

use app::{
    access::Permission,
    form::{Answers, FormState, THEN, Then},
    ids::MeetingId,
    meetings::types::Meeting,
    paths,
    public_minutes::{
        forms::{self, field},
        types::PublicMinutes,
        views::{RedactView, check_page, public_list_page, public_page, redact_page},
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::store::{self, Standing};
use crate::{
    error::PageError,
    extract::{Key, MaybeSignedIn, Posted, SignedIn},
    meetings::meeting_of_address,
    membership::seats::Changed,
    proceedings::rules,
    render::{Message, Renderer},
    state::AppState,
};

/// The agreed minutes of an address, for an officer of a board that publishes them.
async fn to_publish(
    state: &AppState,
    me: &SignedIn,
    id: Uuid,
) -> Result<(Meeting, Standing), PageError> {
    let meeting = meeting_of_address(state, me, MeetingId(id)).await?;
    let (db, board) = (state.db.reader(), meeting.lead.id);
    let may = me.access.may(Permission::ManageMeetings, board, None);
    if !may || !rules::of_board(db, board).await?.publishes_minutes {
        return Err(PageError::NotAllowed);
    }
    let standing = store::standing(db, meeting.id).await?;
    Ok((meeting, standing.ok_or(PageError::NotAllowed)?))
}

/// The form with what is out or, where nothing is, with what it begins with.
fn filled(standing: &Standing) -> FormState {
    let text = standing
        .published
        .as_ref()
        .map_or(&standing.begun, |published| &published.content);
    forms::filled(text, standing.version)
}

fn view(meeting: Meeting, standing: Standing, form: FormState) -> RedactView {
    RedactView {
        meeting,
        public_at: standing.published.map(|published| published.at),
        begun: standing.begun,
        version: standing.version,
        form,
        happened: None,
    }
}

/// `GET /meetings/{meeting}/minutes/public`
pub async fn get_redact(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (meeting, standing) = to_publish(&state, &me, id).await?;
    let form = filled(&standing);
    let view = view(meeting, standing, form);
    Ok(Renderer::for_person(&state, &me).page(|| redact_page(&view)))
}

/// `POST /meetings/{meeting}/minutes/public`
pub async fn post_redact(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (meeting, standing) = to_publish(&state, &me, id).await?;
    if answers.text(THEN) == field::WITHDRAW {
        let version = answers.version(field::VERSION).unwrap_or_default();
        return save(&state, &me, meeting, (None, version), answers).await;
    }
    let page = Renderer::for_person(&state, &me);
    let (new, version) = match forms::parse(answers.clone(), &standing.begun) {
        Ok(new) => new,
        Err(form) => {
            let view = view(meeting, standing, form);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(page.answer(status, || redact_page(&view)));
        }
    };
    match Then::of(&answers) {
        Then::Check => {
            let view = view(meeting, standing, FormState::default());
            Ok(page.page(|| check_page(&view, &new, &answers)))
        }
        Then::Change => {
            let view = view(meeting, standing, FormState::new(answers));
            Ok(page.page(|| redact_page(&view)))
        }
        Then::Save => save(&state, &me, meeting, (Some(&new), version), answers).await,
    }
}

async fn save(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
    new: (Option<&PublicMinutes>, i32),
    answers: Answers,
) -> Result<Response, PageError> {
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::publish(&tx, &state.random, &actor, now, &meeting, new).await? {
        Changed::Saved => {
            tx.commit().await?;
            let message = match new.0 {
                Some(_) => Message::MinutesPublished,
                None => Message::MinutesUnpublished,
            };
            let to = Redirect::to(&paths::minutes(meeting.id));
            Ok((message.set(&state.cookies), to).into_response())
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let (meeting, standing) = to_publish(state, me, meeting.id.0).await?;
            let form = match new.0 {
                // Sent once more, it replaces what the other has published.
                Some(_) => {
                    FormState::new(answers.with(field::VERSION, standing.version.to_string()))
                }
                None => filled(&standing),
            };
            let view = RedactView {
                happened: Some(
                    "Somebody else published these minutes or took them away after you opened the page, so nothing was done. Your text stands below.",
                ),
                ..view(meeting, standing, form)
            };
            Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || redact_page(&view)))
        }
    }
}

fn renderer<'a>(state: &'a AppState, me: &MaybeSignedIn) -> Renderer<'a> {
    match &me.0 {
        Some(me) => Renderer::for_person(state, me),
        None => Renderer::new(state),
    }
}

/// `GET /public/minutes`: read by anybody.
pub async fn get_list(
    State(state): State<AppState>,
    me: MaybeSignedIn,
) -> Result<Response, PageError> {
    let listed = store::list(state.db.reader()).await?;
    Ok(renderer(&state, &me).page(|| public_list_page(&listed)))
}

/// `GET /public/minutes/{meeting}`: read by anybody.
pub async fn get_public(
    State(state): State<AppState>,
    me: MaybeSignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let published = store::published(state.db.reader(), MeetingId(id))
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(renderer(&state, &me).page(|| public_page(&published)))
}
