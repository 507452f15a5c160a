//! The page of the files of a meeting, and the files.

use app::{
    form::FormState,
    ids::{MeetingId, PackId},
    meetings::types::Meeting,
    packs::{
        forms::{self, field},
        types::{Contents, PackKind, PackState},
        views::{self, FilesView, MadeFile, files_page},
    },
    paths, wording,
};
use axum::{
    extract::State,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use tokio::time::Duration;

use super::{
    contents_for, hash_of,
    store::{self, Asked, NewPack},
    work,
};
use crate::{
    downloads,
    error::PageError,
    extract::{Key, Posted, SignedIn},
    meetings::meeting_of_address,
    queue,
    render::{self, Renderer},
    state::AppState,
};

/// How long a page waits before it looks again by itself, in seconds.
const LOOK_AGAIN: &str = "3";

/// How long the answer waits for a file. Most are made by then, and their link is
/// there at once.
const AT_ONCE: Duration = Duration::from_secs(4);

/// Most bytes of papers in one file.
const LARGEST: u64 = 1024 * 1024 * 1024;

async fn view(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
    contents: Contents,
    form: FormState,
) -> Result<FilesView, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let made_of = hash_of(&contents)?;
    let made = store::of_reader(db, meeting.id, me.access.person, now).await?;
    Ok(FilesView {
        made: made
            .into_iter()
            .map(|pack| MadeFile {
                is_current: pack.made_of == made_of,
                pack,
            })
            .collect(),
        meeting,
        contents,
        form,
    })
}

/// `GET /meetings/{meeting}/files`
pub async fn get_files(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_of_address(&state, &me, MeetingId(id)).await?;
    let contents = contents_for(&state, &me, &meeting).await?;
    let view = view(&state, &me, meeting, contents, FormState::default()).await?;
    let mut answer = Renderer::for_person(&state, &me).page(|| files_page(&view));
    if view.is_moving() {
        let again = HeaderValue::from_static(LOOK_AGAIN);
        answer.headers_mut().insert(header::REFRESH, again);
    }
    Ok(answer)
}

/// `POST /meetings/{meeting}/files`: asks for a file, which is made without anybody
/// waiting for it.
pub async fn post_files(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_of_address(&state, &me, MeetingId(id)).await?;
    let contents = contents_for(&state, &me, &meeting).await?;
    let kind = match forms::kind(answers).and_then(|kind| refuse_size(kind, &contents)) {
        Ok(kind) => kind,
        Err(form) => {
            let view = view(&state, &me, meeting, contents, form).await?;
            return Ok(Renderer::for_person(&state, &me)
                .answer(StatusCode::UNPROCESSABLE_ENTITY, || files_page(&view)));
        }
    };
    let Some(place) = state.packs.place() else {
        tracing::warn!("a file was not begun: too many wait to be made");
        return Ok(queue::come_again());
    };
    let now = state.clock.now();
    let new = NewPack {
        id: PackId(state.random.id(now)),
        meeting: &meeting,
        person: me.access.person,
        kind,
        made_of: &hash_of(&contents)?,
        total: contents.files().count() as u64,
    };
    let tx = state.db.begin().await?;
    let asked = store::ask(&tx, &state.random, &me.actor(), now, &new).await?;
    if let Asked::New { instead_of } = asked {
        tx.commit().await?;
        if let Some(before) = instead_of {
            state.papers.remove_pack(before).await;
        }
        let making = work::begin(&state, place, (new.id, kind), contents);
        let _ = tokio::time::timeout(AT_ONCE, making).await;
    } else {
        tx.rollback().await?;
    }
    Ok(Redirect::to(&paths::meeting_files(meeting.id)).into_response())
}

/// The kind again, unless there is nothing to be made of it, or too much.
fn refuse_size(kind: PackKind, contents: &Contents) -> Result<PackKind, FormState> {
    let bytes: u64 = contents.files().map(|(_, _, file)| file.bytes).sum();
    let refusal = match kind {
        PackKind::Zip if bytes == 0 => "There are no papers to download",
        PackKind::Zip if bytes > LARGEST => {
            "The papers are larger than 1GB together. Download them one by one"
        }
        PackKind::Zip | PackKind::Pdf => return Ok(kind),
    };
    let mut form = FormState::default();
    form.refuse(field::KIND, refusal);
    Err(form)
}

/// `GET /packs/{pack}`: the file, for whoever asked for it, while it holds exactly
/// what they may see. Noted in the trail.
pub async fn get_file(
    State(state): State<AppState>,
    me: SignedIn,
    method: Method,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let pack = store::find(db, PackId(id), now)
        .await?
        .filter(|pack| pack.person == me.access.person)
        .ok_or(PageError::NotFound)?;
    let meeting = meeting_of_address(&state, &me, pack.meeting).await?;
    let contents = contents_for(&state, &me, &meeting).await?;
    if pack.state != PackState::Ready || pack.made_of != hash_of(&contents)? {
        // That page says why.
        return Ok(Redirect::to(&paths::meeting_files(meeting.id)).into_response());
    }
    let file = state.papers.pack(pack.id).await?;
    if method == Method::GET {
        let tx = state.db.begin().await?;
        store::downloaded(&tx, &state.random, &me.actor(), now, &meeting, &pack).await?;
        tx.commit().await?;
    }
    let day = wording::uk_day(meeting.starts_at);
    let (what, content_type) = match pack.kind {
        PackKind::Pdf => ("agenda", "application/pdf"),
        PackKind::Zip => ("papers", "application/zip"),
    };
    let name = format!("{}-{what}-{day}.{}", meeting.lead.slug, pack.kind.code());
    Ok(downloads::stream(&name, content_type, pack.bytes, file))
}

/// `GET /meetings/{meeting}/pack`: the agenda that was published last, with the list
/// of its papers, as one file that is a web page.
pub async fn get_pack(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_of_address(&state, &me, MeetingId(id)).await?;
    let contents = contents_for(&state, &me, &meeting).await?;
    let html = render::alone(|| views::alone(&contents));
    let day = wording::uk_day(meeting.starts_at);
    let name = format!("{}-pack-{day}.html", meeting.lead.slug);
    Ok(downloads::file(
        &name,
        "text/html; charset=utf-8",
        html.into_bytes(),
    ))
}
