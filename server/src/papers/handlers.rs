//! The pages of papers, and their files.

use app::{
    form::FormState,
    ids::{AgendaItemId, PaperId},
    layout::Problem,
    meetings::types::{AgendaItem, Meeting, MeetingState, Part},
    papers::{
        forms::{self, PaperForm, field},
        types::{FileKind, Paper, Scan},
        views::{PapersView, WithdrawView, papers_page, withdraw_page},
    },
    paths, wording,
};
use axum::{
    body::Bytes,
    extract::State,
    http::{Method, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use super::{
    check::{self, Refusal},
    is_published,
    keep::Arrived,
    store::{self, Added, Kept},
    with_rules,
};
use crate::{
    downloads,
    error::PageError,
    extract::{Key, Posted, Said, Sent, SignedIn, Streamed, tidy_name},
    layers,
    meetings::{item_to_keep, keeps, meeting_of_address, sees_part_b},
    minutes,
    render::{Message, Renderer},
    state::AppState,
};

/// Longest part of a download's name that is made of a title, in characters.
const NAME_LIMIT: usize = 60;

/// The item of an address with its meeting, for whoever keeps that agenda.
async fn item_of(
    state: &AppState,
    me: &SignedIn,
    id: Uuid,
) -> Result<(AgendaItem, Meeting), PageError> {
    let (item, meeting) = item_to_keep(state, me, AgendaItemId(id)).await?;
    Ok((item, meeting.ok_or(PageError::NotFound)?))
}

/// Whether papers of a meeting can still be added and withdrawn: not once it is
/// cancelled, or its minutes are agreed.
async fn may_change(state: &AppState, meeting: &Meeting) -> Result<bool, PageError> {
    Ok(meeting.state != MeetingState::Cancelled
        && !minutes::store::are_agreed(state.db.reader(), meeting.id).await?)
}

async fn view(
    state: &AppState,
    item: AgendaItem,
    meeting: Meeting,
    form: FormState,
) -> Result<PapersView, PageError> {
    let papers = store::of_item(state.db.reader(), item.id).await?;
    Ok(PapersView {
        papers: with_rules(state, &meeting, papers).await?,
        may_change: may_change(state, &meeting).await?,
        part_b: item.part == Part::B,
        item: item.id,
        item_title: item.title,
        meeting,
        form,
    })
}

/// `GET /agenda-items/{item}/papers`
pub async fn get_papers(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (item, meeting) = item_of(&state, &me, id).await?;
    let form = forms::blank(state.random.id(state.clock.now()));
    let view = view(&state, item, meeting, form).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| papers_page(&view));
    Ok(said.once(&state.cookies, answer))
}

fn done(state: &AppState, message: Message, item: AgendaItemId) -> Response {
    let to = Redirect::to(&paths::item_papers(item));
    (message.set(&state.cookies), to).into_response()
}

/// `POST /agenda-items/{item}/papers`: a new paper, or one that is to be scanned
/// again.
pub async fn post_papers(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    sent: Streamed,
) -> Result<Response, PageError> {
    let (item, meeting) = item_of(&state, &me, id).await?;
    if !may_change(&state, &meeting).await? {
        return Err(PageError::NotAllowed);
    }
    let (answers, sent) = match sent.read(&state).await {
        Ok(sent) => sent,
        Err(answer) => return Ok(answer),
    };
    let form = FormState::new(answers);
    let answer = match form.key(field::SCAN) {
        Some(paper) => scan_again(&state, &me, item.id, &meeting, PaperId(paper)).await,
        None => post_paper(&state, &me, (item, meeting), &sent, form).await,
    };
    if let Sent::Whole(file) = sent {
        state.papers.let_go(file).await;
    }
    answer
}

async fn post_paper(
    state: &AppState,
    me: &SignedIn,
    (item, meeting): (AgendaItem, Meeting),
    sent: &Sent,
    mut form: FormState,
) -> Result<Response, PageError> {
    let file = match sent {
        Sent::Whole(file) => Some(file),
        Sent::Nothing => None,
        Sent::TooLarge => {
            tracing::info!(item = %item.id, "a paper was refused: it is too large");
            form.refuse(field::FILE, Refusal::TooLarge.to_string());
            let status = layers::status(Problem::PaperTooLarge);
            return answer(state, me, item, meeting, form, status).await;
        }
    };
    let looked_at = look_at(state, file, &mut form).await?;
    let is_confirmed = form.answers.is_ticked(field::CONFIRMED);
    if !is_confirmed {
        tracing::info!(item = %item.id, "a paper was refused: nobody confirmed that it holds no case details");
    }
    let (new, file) = match (forms::paper(&mut form), looked_at) {
        (Some(new), Some(file)) => (new, file),
        _ => return refused(state, me, item, meeting, form).await,
    };
    keep_paper(state, me, (item, meeting), (new, file), form).await
}

/// A file whose type is known, whole, with the leave to hold it.
struct LookedAt<'a> {
    arrived: &'a Arrived,
    name: String,
    kind: FileKind,
    bytes: Bytes,
    _leave: OwnedSemaphorePermit,
}

/// Looks at a file, and says in the form why it is not taken.
async fn look_at<'a>(
    state: &AppState,
    file: Option<&'a Arrived>,
    form: &mut FormState,
) -> Result<Option<LookedAt<'a>>, PageError> {
    let Some(arrived) = file else {
        form.refuse(field::FILE, "Select a file");
        return Ok(None);
    };
    let name = tidy_name(&arrived.name);
    form.refuse_case_data(field::FILE, &name);
    let leave = state.papers.leave().await?;
    let bytes = state.papers.look_at(arrived).await?;
    // Unpacking takes the processor for a while.
    let look = move || {
        let kind = check::kind(&name, &bytes)?;
        Ok::<_, Refusal>((name, kind, bytes))
    };
    let looked_at = tokio::task::spawn_blocking(look).await;
    match looked_at.map_err(anyhow::Error::from)? {
        Ok((name, kind, bytes)) => Ok(Some(LookedAt {
            arrived,
            name,
            kind,
            bytes,
            _leave: leave,
        })),
        Err(refusal) => {
            if form.error(field::FILE).is_none() {
                form.refuse(field::FILE, refusal.to_string());
            }
            Ok(None)
        }
    }
}

async fn refused(
    state: &AppState,
    me: &SignedIn,
    item: AgendaItem,
    meeting: Meeting,
    form: FormState,
) -> Result<Response, PageError> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(state, me, item, meeting, form, status).await
}

async fn answer(
    state: &AppState,
    me: &SignedIn,
    item: AgendaItem,
    meeting: Meeting,
    form: FormState,
    status: StatusCode,
) -> Result<Response, PageError> {
    let view = view(state, item, meeting, form).await?;
    Ok(Renderer::for_person(state, me).answer(status, || papers_page(&view)))
}

async fn keep_paper(
    state: &AppState,
    me: &SignedIn,
    (item, meeting): (AgendaItem, Meeting),
    (new, file): (PaperForm, LookedAt<'_>),
    mut form: FormState,
) -> Result<Response, PageError> {
    let scan = state.papers.scan(&file.bytes).await;
    if scan == Scan::Infected {
        tracing::warn!(item = %item.id, "a paper was refused: a virus was found");
        form.refuse(field::FILE, "The selected file contains a virus");
        return refused(state, me, item, meeting, form).await;
    }
    let kept = Kept {
        name: &file.name,
        kind: file.kind,
        bytes: file.arrived.bytes,
        hash: &file.arrived.hash,
        scan,
    };
    // The file comes first: one without a row is never found, and harms nobody.
    state.papers.take(file.arrived).await?;
    let tx = state.db.begin().await?;
    let (actor, now, of) = (me.actor(), state.clock.now(), (&meeting, item.id));
    let added = store::add(&tx, &state.random, &actor, now, of, (&new, &kept)).await?;
    let refusal = match added {
        Added::Saved | Added::Already => {
            tx.commit().await?;
            let message = if scan == Scan::Quarantined {
                Message::PaperQuarantined
            } else {
                Message::PaperAdded
            };
            return Ok(done(state, message, item.id));
        }
        Added::TooMany => "An item has at most 50 papers",
        Added::Moved => app::form::OPEN_AGAIN,
    };
    tx.rollback().await?;
    form.refuse(field::FILE, refusal);
    refused(state, me, item, meeting, form).await
}

async fn scan_again(
    state: &AppState,
    me: &SignedIn,
    item: AgendaItemId,
    meeting: &Meeting,
    id: PaperId,
) -> Result<Response, PageError> {
    let paper = store::find(state.db.reader(), id)
        .await?
        .filter(|paper| paper.item == item)
        .ok_or(PageError::NotFound)?;
    let waits = matches!(paper.scan, Scan::Unscanned | Scan::Quarantined);
    if !waits || !state.papers.scans() {
        return Ok(Redirect::to(&paths::item_papers(item)).into_response());
    }
    let _leave = state.papers.leave().await?;
    let bytes = state.papers.get(&paper.hash).await?;
    let found = state.papers.scan(&bytes).await;
    let message = match found {
        Scan::Clean => Message::PaperScanned,
        Scan::Infected => Message::PaperInfected,
        Scan::Quarantined | Scan::Unscanned => {
            return Ok(done(state, Message::PaperQuarantined, item));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    store::scanned(&tx, &state.random, &actor, now, (meeting, &paper), found).await?;
    tx.commit().await?;
    Ok(done(state, message, item))
}

/// The paper of an address with its meeting. To whoever may not know of it there
/// is none.
async fn paper_of(
    state: &AppState,
    me: &SignedIn,
    id: Uuid,
) -> Result<(Paper, Meeting), PageError> {
    let paper = store::find(state.db.reader(), PaperId(id))
        .await?
        .ok_or(PageError::NotFound)?;
    let meeting = paper.meeting.ok_or(PageError::NotFound)?;
    let meeting = meeting_of_address(state, me, meeting).await?;
    if keeps(&me.access, &meeting) {
        return Ok((paper, meeting));
    }
    let sees_part = paper.part != Part::B || sees_part_b(&me.access, &meeting);
    if sees_part && is_published(state, me, &meeting, paper.item).await? {
        Ok((paper, meeting))
    } else {
        Err(PageError::NotFound)
    }
}

/// `GET /papers/{paper}`: the file, which is noted in the trail.
pub async fn get_paper(
    State(state): State<AppState>,
    me: SignedIn,
    method: Method,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (paper, meeting) = paper_of(&state, &me, id).await?;
    if !paper.is_open(state.papers.scans()) {
        return Err(PageError::NotFound);
    }
    let file = state.papers.read(&paper.hash).await?;
    if method == Method::GET {
        let tx = state.db.begin().await?;
        let (actor, now) = (me.actor(), state.clock.now());
        store::downloaded(&tx, &state.random, &actor, now, (&meeting, &paper)).await?;
        tx.commit().await?;
    }
    let name = download_name(&meeting, &paper);
    let answer = downloads::stream(&name, "application/octet-stream", paper.bytes, file);
    Ok(downloads::harmless(answer))
}

/// A name made here, in letters that every system takes.
fn download_name(meeting: &Meeting, paper: &Paper) -> String {
    let plain = |sign: char| {
        if sign.is_ascii_alphanumeric() {
            sign.to_ascii_lowercase()
        } else {
            ' '
        }
    };
    let title: String = paper.title.chars().map(plain).take(NAME_LIMIT).collect();
    let words: Vec<&str> = title.split_whitespace().collect();
    let day = wording::uk_day(meeting.starts_at);
    let slug = &meeting.lead.slug;
    let title = words.join("-");
    let title = if title.is_empty() { "paper" } else { &title };
    format!("{slug}-{day}-{title}.{}", paper.kind.code())
}

/// The paper of an address for whoever keeps the agenda, with whether it can
/// still be withdrawn.
async fn paper_to_keep(
    state: &AppState,
    me: &SignedIn,
    id: Uuid,
) -> Result<(Paper, Meeting), PageError> {
    let (paper, meeting) = paper_of(state, me, id).await?;
    if keeps(&me.access, &meeting) && may_change(state, &meeting).await? {
        Ok((paper, meeting))
    } else {
        Err(PageError::NotAllowed)
    }
}

/// `GET /papers/{paper}/withdraw`
pub async fn get_withdraw(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (paper, meeting) = paper_to_keep(&state, &me, id).await?;
    if paper.withdrawn.is_some() {
        return Ok(Redirect::to(&paths::item_papers(paper.item)).into_response());
    }
    let view = WithdrawView {
        meeting,
        paper,
        form: FormState::default(),
    };
    Ok(Renderer::for_person(&state, &me).page(|| withdraw_page(&view)))
}

/// `POST /papers/{paper}/withdraw`
pub async fn post_withdraw(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (paper, meeting) = paper_to_keep(&state, &me, id).await?;
    let reason = match forms::reason(answers) {
        Ok(reason) => reason,
        Err(form) => {
            let view = WithdrawView {
                meeting,
                paper,
                form,
            };
            return Ok(Renderer::for_person(&state, &me)
                .answer(StatusCode::UNPROCESSABLE_ENTITY, || withdraw_page(&view)));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now, of) = (me.actor(), state.clock.now(), (&meeting, paper.id));
    if store::withdraw(&tx, &state.random, &actor, now, of, &reason).await? {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(done(&state, Message::PaperWithdrawn, paper.item))
}
