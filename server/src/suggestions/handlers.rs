//! Suggested items, taken or dropped on the page of an agenda.

use app::{
    form::{Answers, FormState},
    ids::MeetingId,
    meetings::{
        forms::ITEMS_LIMIT,
        types::Meeting,
        views::{AgendaView, agenda_page},
    },
    paths,
    suggestions::{
        forms::{self, Choice, field},
        types::{Subject, Suggestion},
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{by_key, for_agenda, store, store::Taken};
use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    meetings::{agenda, handlers::agenda_view, meeting_to_keep},
    render::{Message, Renderer},
    state::AppState,
};

/// `POST /meetings/{meeting}/suggestions`
pub async fn post_suggestions(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let (keys, choice) = match forms::choice(answers.clone()) {
        Ok(chosen) => chosen,
        Err(form) => return refused(&state, &me, meeting, form).await,
    };
    let tx = state.db.begin().await?;
    let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
    agenda::hold(&tx, meeting.id).await?;
    let items = agenda::of_meeting(&tx, meeting.id).await?;
    let mut suggested = by_key(for_agenda(&tx, &me.access, &meeting, &items, now).await?);
    let some: Vec<Suggestion> = keys
        .iter()
        .filter_map(|key| suggested.remove(key))
        .collect();
    if some.is_empty() {
        tx.rollback().await?;
        let there = Subject::on_agenda(&items);
        let done = |key: &String| there.iter().any(|subject| subject.is_named_by(key));
        // A second click finds what the first one did.
        if choice == Choice::Accept && keys.iter().all(done) {
            return Ok(said(&state, Message::SuggestionsTaken, &meeting));
        }
        return gone(&state, &me, meeting).await;
    }
    let message = match choice {
        Choice::Drop { reason } => {
            let what = (some.as_slice(), reason.as_str());
            store::drop_some(&tx, random, &actor, now, &meeting, what).await?;
            Message::SuggestionsDropped
        }
        Choice::Accept => {
            let of = (&meeting, items.as_slice());
            match store::take(&tx, random, &actor, now, of, &some).await? {
                Taken::Saved => Message::SuggestionsTaken,
                Taken::OutOfDate => {
                    tx.rollback().await?;
                    return gone(&state, &me, meeting).await;
                }
                Taken::Full => {
                    tx.rollback().await?;
                    let mut form = FormState::new(answers);
                    let words = format!("An agenda can hold at most {ITEMS_LIMIT} items");
                    form.refuse(field::TAKE, words);
                    return refused(&state, &me, meeting, form).await;
                }
            }
        }
    };
    tx.commit().await?;
    Ok(said(&state, message, &meeting))
}

fn said(state: &AppState, message: Message, meeting: &Meeting) -> Response {
    let back = Redirect::to(&paths::agenda(meeting.id));
    (message.set(&state.cookies), back).into_response()
}

async fn refused(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
    form: FormState,
) -> Result<Response, PageError> {
    let mut view: AgendaView = agenda_view(state, me, meeting, None).await?;
    view.suggested.form = form;
    Ok(Renderer::for_person(state, me)
        .answer(StatusCode::UNPROCESSABLE_ENTITY, || agenda_page(&view)))
}

/// The agenda as it is now, because what was ticked is not suggested any more.
async fn gone(state: &AppState, me: &SignedIn, meeting: Meeting) -> Result<Response, PageError> {
    let words =
        "What you ticked is not suggested any more, so nothing was done. This is the agenda now.";
    let mut view = agenda_view(state, me, meeting, Some(words)).await?;
    view.suggested.form = FormState::new(Answers::default());
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || agenda_page(&view)))
}
