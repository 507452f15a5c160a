//! One series, for whoever keeps the meetings of its board.

use app::{
    access::Permission,
    form::{FormState, THEN},
    meetings::{
        forms::{self, field},
        types::{Meeting, SeriesDetail},
        views::{SeriesDetailView, series_detail_page},
    },
    notices::Kind,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use crate::{
    error::PageError,
    extract::{Key, Posted, Said, SignedIn},
    meetings::{publishing, series},
    membership::seats::Changed,
    render::{Message, Renderer},
    state::AppState,
};

async fn of_address(state: &AppState, me: &SignedIn, id: Uuid) -> Result<SeriesDetail, PageError> {
    let found = series::find(state.db.reader(), id)
        .await?
        .filter(|found| me.access.may(Permission::SeeMeetings, found.board, None))
        .ok_or(PageError::NotFound)?;
    if me.access.may(Permission::ManageMeetings, found.board, None) {
        Ok(found)
    } else {
        Err(PageError::NotAllowed)
    }
}

async fn view(
    state: &AppState,
    series: SeriesDetail,
    form: Option<FormState>,
) -> Result<SeriesDetailView, PageError> {
    let found = series::upcoming(state.db.reader(), series.id, state.clock.now()).await?;
    let follow: Vec<Meeting> = found
        .iter()
        .filter(|(meeting, on)| series::follows(&series, meeting, *on))
        .map(|(meeting, _)| meeting.clone())
        .collect();
    Ok(SeriesDetailView {
        form: form.unwrap_or_else(|| forms::filled_series(&series)),
        upcoming: found.into_iter().map(|(meeting, _)| meeting).collect(),
        follow,
        series,
        happened: None,
    })
}

/// `GET /meeting-series/{series}`
pub async fn get_one_series(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let series = of_address(&state, &me, id).await?;
    let view = view(&state, series, None).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| series_detail_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /meeting-series/{series}`
pub async fn post_one_series(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let before = of_address(&state, &me, id).await?;
    let version = forms::version(&answers);
    let then = answers.text(THEN).to_owned();
    let tx = state.db.begin().await?;
    let (random, actor, now) = (&state.random, me.actor(), state.clock.now());
    let (outcome, message) = match then.as_str() {
        field::EXTEND => (
            series::extend(&tx, random, &actor, now, &before, version).await?,
            Message::SeriesPlanned,
        ),
        field::END => (
            series::end(&tx, random, &actor, now, &before, version).await?,
            Message::SeriesEnded,
        ),
        _ => match forms::series_times(answers, now) {
            Ok(new) => {
                let (outcome, changed) =
                    series::change(&tx, random, &actor, now, &before, &new).await?;
                tell(&tx, &state, &before, &changed).await?;
                (outcome, Message::SeriesChanged)
            }
            Err(form) => {
                tx.rollback().await?;
                return refused(&state, &me, before, form).await;
            }
        },
    };
    if outcome == Changed::OutOfDate {
        tx.rollback().await?;
        let now_there = of_address(&state, &me, id).await?;
        let view = SeriesDetailView {
            happened: Some(
                "Somebody else has changed this series. Nothing was saved. This is how it is now.",
            ),
            ..view(&state, now_there, None).await?
        };
        return Ok(Renderer::for_person(&state, &me)
            .answer(StatusCode::CONFLICT, || series_detail_page(&view)));
    }
    tx.commit().await?;
    let back = Redirect::to(&paths::series(id));
    Ok((message.set(&state.cookies), back).into_response())
}

/// Tells everybody, once, that the meetings to come are at another time or place.
async fn tell(
    tx: &impl sea_orm::ConnectionTrait,
    state: &AppState,
    before: &SeriesDetail,
    changed: &[Meeting],
) -> Result<(), PageError> {
    let Some(first) = changed.first() else {
        return Ok(());
    };
    let meetings = app::wording::count(changed.len() as u64, "meeting", "meetings");
    let words = format!(
        "The time or place of {meetings} of “{}” has changed.",
        before.title
    );
    let (now, kind) = (state.clock.now(), Kind::MeetingChanged);
    publishing::tell(tx, &state.random, now, first, kind, &words).await?;
    Ok(())
}

async fn refused(
    state: &AppState,
    me: &SignedIn,
    series: SeriesDetail,
    form: FormState,
) -> Result<Response, PageError> {
    let view = view(state, series, Some(form)).await?;
    Ok(
        Renderer::for_person(state, me).answer(StatusCode::UNPROCESSABLE_ENTITY, || {
            series_detail_page(&view)
        }),
    )
}
