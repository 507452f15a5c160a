//! One item: added, changed, moved, taken off, proposed, decided.

use std::collections::BTreeSet;

use app::{
    access::Permission,
    form::{Answers, FormState},
    ids::{AgendaItemId, MeetingId, SeatId},
    meetings::{
        forms::{self, Decision, ITEMS_LIMIT, ItemForm, field},
        types::{AgendaItem, ItemState, Meeting, in_order},
        views::{
            DecideView, ItemView, LeaveView, ProposeView, agenda_page, decide_page, item_page,
            leave_page, propose_page,
        },
    },
    notices::Kind,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::meetings::agenda_view;
use crate::{
    actions, boards,
    error::PageError,
    extract::{Key, Posted, Segment, SignedIn},
    meetings::{
        agenda::{self, Added, Decided, Moved},
        item_to_keep, keeps, meeting_to_keep, store,
    },
    membership::seats::{self, Changed, Which},
    notices,
    render::{Message, Renderer},
    state::AppState,
};

/// Most meetings that something can be put on.
const CHOICES: u64 = 20;

fn said(state: &AppState, message: Message, to: &str) -> Response {
    (message.set(&state.cookies), Redirect::to(to)).into_response()
}

async fn item_view(
    state: &AppState,
    meeting: Meeting,
    item: Option<AgendaItem>,
    form: FormState,
) -> Result<ItemView, PageError> {
    let db = state.db.reader();
    let boards = meeting.boards().map(|board| board.id).collect();
    let joint = !meeting.others.is_empty();
    let seats = seats::rows(db, &Which::OfBoards(boards), state.clock.today())
        .await?
        .into_iter()
        .map(|seat| {
            let title = if joint {
                format!("{}, {}", seat.title, seat.board_name)
            } else {
                seat.title
            };
            (seat.seat, title)
        })
        .collect();
    let items = agenda::of_meeting(db, meeting.id).await?;
    let own = item.as_ref().map(|item| item.id);
    let has_some = items
        .iter()
        .any(|other| own.is_some() && other.under == own);
    // An item that others stand under, or that was published, stays where it is.
    let fixed = has_some || item.as_ref().is_some_and(|item| !item.number.is_empty());
    let above = in_order(&items)
        .into_iter()
        .filter(|other| other.under.is_none() && Some(other.id) != own)
        .filter(|other| {
            !fixed
                || item
                    .as_ref()
                    .is_some_and(|item| item.under == Some(other.id))
        })
        .map(|other| (other.id, format!("Under: {}", other.title)))
        .collect();
    Ok(ItemView {
        meeting,
        item,
        seats,
        above,
        form,
        conflict: false,
    })
}

/// Reads the form of an item; the action it names must be one of these boards.
async fn read_item(
    state: &AppState,
    view: &ItemView,
    answers: Answers,
) -> Result<Result<ItemForm, FormState>, PageError> {
    let seats: Vec<SeatId> = view.seats.iter().map(|(id, _)| *id).collect();
    let above: Vec<AgendaItemId> = view.above.iter().map(|(id, _)| *id).collect();
    let mut form = FormState::new(answers.clone());
    let new = match forms::item(answers, &seats, &above) {
        Ok(new) => new,
        Err(form) => return Ok(Err(form)),
    };
    if let Some(reference) = &new.linked {
        let boards: BTreeSet<_> = view.meeting.boards().map(|board| board.id).collect();
        let known = actions::store::find(state.db.reader(), reference)
            .await?
            .is_some_and(|action| boards.contains(&action.board));
        if !known {
            form.refuse(
                field::ACTION,
                "Action must be a reference from the action log of this board",
            );
            return Ok(Err(form));
        }
    }
    Ok(Ok(new))
}

fn refused(state: &AppState, me: &SignedIn, view: &ItemView) -> Response {
    Renderer::for_person(state, me).answer(StatusCode::UNPROCESSABLE_ENTITY, || item_page(view))
}

/// `GET /meetings/{meeting}/new-item`
pub async fn get_new(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let form = forms::blank_item(state.random.id(state.clock.now()));
    let view = item_view(&state, meeting, None, form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| item_page(&view)))
}

/// `POST /meetings/{meeting}/new-item`
pub async fn post_new(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let mut view = item_view(&state, meeting, None, FormState::default()).await?;
    let new = match read_item(&state, &view, answers.clone()).await? {
        Ok(new) => new,
        Err(form) => {
            view.form = form;
            return Ok(refused(&state, &me, &view));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match agenda::add(&tx, &state.random, &actor, now, &view.meeting, &new).await? {
        Added::Saved => tx.commit().await?,
        Added::Already => tx.rollback().await?,
        Added::Full => {
            tx.rollback().await?;
            view.form = FormState::new(answers);
            view.form.refuse(
                field::TITLE,
                format!("An agenda can hold at most {ITEMS_LIMIT} items"),
            );
            return Ok(refused(&state, &me, &view));
        }
    }
    Ok(said(
        &state,
        Message::ItemSaved,
        &paths::agenda(view.meeting.id),
    ))
}

/// The item of an address on an agenda that can be worked on.
async fn on_agenda(
    state: &AppState,
    me: &SignedIn,
    id: AgendaItemId,
) -> Result<(AgendaItem, Meeting), PageError> {
    let (item, meeting) = item_to_keep(state, me, id).await?;
    match meeting.filter(|meeting| meeting.is_open(state.clock.now())) {
        Some(meeting) => Ok((item, meeting)),
        None => Err(PageError::NotAllowed),
    }
}

/// The agenda as it is now, because what was to be changed is not on it any more.
async fn gone(
    state: &AppState,
    me: &SignedIn,
    item: &AgendaItem,
    meeting: Meeting,
) -> Result<Response, PageError> {
    let words = if item.state == ItemState::Accepted {
        format!(
            "“{}” changed after you opened the page, so nothing was done. This is the agenda now.",
            item.title
        )
    } else {
        format!(
            "Somebody took “{}” off the agenda after you opened the page, so nothing was done.",
            item.title
        )
    };
    let view = agenda_view(state, me, meeting, Some(&words)).await?;
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || agenda_page(&view)))
}

/// `GET /agenda-items/{item}/change`
pub async fn get_change(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (item, meeting) = on_agenda(&state, &me, AgendaItemId(id)).await?;
    let form = forms::filled_item(&item);
    let view = item_view(&state, meeting, Some(item), form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| item_page(&view)))
}

/// `POST /agenda-items/{item}/change`
pub async fn post_change(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (item, meeting) = on_agenda(&state, &me, AgendaItemId(id)).await?;
    if item.state != ItemState::Accepted {
        return gone(&state, &me, &item, meeting).await;
    }
    let mut view = item_view(&state, meeting, Some(item.clone()), FormState::default()).await?;
    let new = match read_item(&state, &view, answers.clone()).await? {
        Ok(new) => new,
        Err(form) => {
            view.form = form;
            return Ok(refused(&state, &me, &view));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    let of = (&view.meeting, &item);
    match agenda::change(&tx, &state.random, &actor, now, of, &new).await? {
        Changed::Saved => {
            tx.commit().await?;
            Ok(said(
                &state,
                Message::ItemSaved,
                &paths::agenda(view.meeting.id),
            ))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let (item, meeting) = on_agenda(&state, &me, item.id).await?;
            if item.state != ItemState::Accepted {
                return gone(&state, &me, &item, meeting).await;
            }
            let answers = answers.with(field::VERSION, item.version.to_string());
            let form = FormState::new(answers);
            let view = ItemView {
                conflict: true,
                ..item_view(&state, meeting, Some(item), form).await?
            };
            Ok(Renderer::for_person(&state, &me).answer(StatusCode::CONFLICT, || item_page(&view)))
        }
    }
}

/// `POST /agenda-items/{item}/move`
pub async fn post_move(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (item, meeting) = on_agenda(&state, &me, AgendaItemId(id)).await?;
    let Some(direction) = forms::direction(&answers) else {
        return gone(&state, &me, &item, meeting).await;
    };
    let version = forms::version(&answers);
    let tx = state.db.begin().await?;
    let (actor, now, of) = (me.actor(), state.clock.now(), (&meeting, item.id));
    let how = (direction, version);
    for _ in 0..forms::steps(&answers) {
        match agenda::shift(&tx, &state.random, &actor, now, of, how).await? {
            Moved::Saved => {}
            Moved::AtTheEnd => break,
            Moved::OutOfDate => {
                tx.rollback().await?;
                let (item, meeting) = on_agenda(&state, &me, item.id).await?;
                return gone(&state, &me, &item, meeting).await;
            }
        }
    }
    tx.commit().await?;
    // Back to where the item now stands.
    let back = format!("{}#{}", paths::agenda(meeting.id), item.id);
    Ok(Redirect::to(&back).into_response())
}

/// `GET /agenda-items/{item}/remove`
pub async fn get_remove(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (item, meeting) = on_agenda(&state, &me, AgendaItemId(id)).await?;
    let answers = Answers::default().with(field::VERSION, item.version.to_string());
    let view = LeaveView {
        meeting,
        item,
        form: FormState::new(answers),
    };
    Ok(Renderer::for_person(&state, &me).page(|| leave_page(&view)))
}

/// `POST /agenda-items/{item}/remove`
pub async fn post_remove(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (item, meeting) = on_agenda(&state, &me, AgendaItemId(id)).await?;
    if item.state != ItemState::Accepted {
        return gone(&state, &me, &item, meeting).await;
    }
    let explained = item.core || !item.number.is_empty();
    let how = match forms::leaving(answers, explained) {
        Ok(how) => how,
        Err(form) => {
            let view = LeaveView {
                meeting,
                item,
                form,
            };
            return Ok(Renderer::for_person(&state, &me)
                .answer(StatusCode::UNPROCESSABLE_ENTITY, || leave_page(&view)));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now, of) = (me.actor(), state.clock.now(), (&meeting, &item));
    match agenda::leave(&tx, &state.random, &actor, now, of, &how).await? {
        Changed::Saved => {
            tx.commit().await?;
            Ok(said(
                &state,
                Message::ItemRemoved,
                &paths::agenda(meeting.id),
            ))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let (item, meeting) = on_agenda(&state, &me, item.id).await?;
            gone(&state, &me, &item, meeting).await
        }
    }
}

async fn propose_view(
    state: &AppState,
    me: &SignedIn,
    slug: &str,
    form: FormState,
) -> Result<(app::ids::BoardId, ProposeView), PageError> {
    let board = boards::of_address(state, me, slug, Permission::ProposeItem).await?;
    let (db, now) = (state.db.reader(), state.clock.now());
    let mut meetings = store::upcoming(db, &[board.id], now, CHOICES).await?;
    meetings.retain(|meeting| meeting.is_open(now) && now < meeting.starts_at);
    let view = ProposeView {
        board_name: board.name,
        board_slug: board.slug,
        meetings,
        form,
    };
    Ok((board.id, view))
}

/// `GET /boards/{slug}/meetings/propose`
pub async fn get_propose(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let form = forms::blank_item(state.random.id(state.clock.now()));
    let (_, mut view) = propose_view(&state, &me, &slug, form).await?;
    if let Some(next) = view.meetings.first() {
        view.form.answers = view.form.answers.with(field::MEETING, next.id.to_string());
    }
    Ok(Renderer::for_person(&state, &me).page(|| propose_page(&view)))
}

/// `POST /boards/{slug}/meetings/propose`
pub async fn post_propose(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let form = FormState::new(answers.clone());
    let (board, mut view) = propose_view(&state, &me, &slug, form).await?;
    let meetings: Vec<MeetingId> = view.meetings.iter().map(|meeting| meeting.id).collect();
    let refused = |view: &ProposeView| {
        Renderer::for_person(&state, &me)
            .answer(StatusCode::UNPROCESSABLE_ENTITY, || propose_page(view))
    };
    let new = match forms::proposal(answers, &meetings) {
        Ok(new) => new,
        Err(form) => {
            view.form = form;
            return Ok(refused(&view));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now, of) = (me.actor(), state.clock.now(), (board, me.access.person));
    match agenda::propose(&tx, &state.random, &actor, now, of, &new).await? {
        Added::Saved => {
            tell_officers(&tx, &state, &me, board, &new.title).await?;
            tx.commit().await?;
        }
        Added::Already => tx.rollback().await?,
        Added::Full => {
            tx.rollback().await?;
            view.form.refuse(
                field::TITLE,
                "Too many of your proposals wait for the chair already",
            );
            return Ok(refused(&view));
        }
    }
    Ok(said(&state, Message::ItemProposed, &paths::meetings(&slug)))
}

/// Tells whoever keeps the agendas of a board that something is proposed.
async fn tell_officers(
    tx: &impl sea_orm::ConnectionTrait,
    state: &AppState,
    me: &SignedIn,
    board: app::ids::BoardId,
    title: &str,
) -> Result<(), PageError> {
    let now = state.clock.now();
    let mut officers = store::officers_of(tx, board, state.clock.today()).await?;
    officers.retain(|(person, _)| *person != me.access.person);
    let words = format!("{} proposes “{title}” for an agenda.", me.access.full_name);
    notices::write_to_people(tx, &state.random, now, Kind::Proposed, &officers, &words).await?;
    Ok(())
}

async fn decide_view(
    state: &AppState,
    me: &SignedIn,
    item: AgendaItem,
    form: FormState,
) -> Result<DecideView, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let mut meetings = store::upcoming(db, &[item.board], now, CHOICES).await?;
    // Every agenda has the items of the core: they go back to their own or nowhere.
    let goes_to = |meeting: &Meeting| !item.core || item.meeting == Some(meeting.id);
    meetings
        .retain(|meeting| meeting.is_open(now) && keeps(&me.access, meeting) && goes_to(meeting));
    Ok(DecideView {
        item,
        meetings,
        form,
        happened: None,
    })
}

fn decide_form(item: &AgendaItem) -> FormState {
    let meeting = item
        .meeting
        .map(|meeting| meeting.to_string())
        .unwrap_or_default();
    FormState::new(
        Answers::default()
            .with(field::VERSION, item.version.to_string())
            .with(field::MEETING, meeting),
    )
}

/// `GET /agenda-items/{item}/decide`
pub async fn get_decide(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (item, _) = item_to_keep(&state, &me, AgendaItemId(id)).await?;
    let form = decide_form(&item);
    let view = decide_view(&state, &me, item, form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| decide_page(&view)))
}

/// `POST /agenda-items/{item}/decide`
pub async fn post_decide(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (item, _) = item_to_keep(&state, &me, AgendaItemId(id)).await?;
    let form = FormState::new(answers.clone());
    let mut view = decide_view(&state, &me, item, form).await?;
    if !matches!(view.item.state, ItemState::Proposed | ItemState::Parked) {
        return decided_meanwhile(&state, &me, view.item.id, answers).await;
    }
    let meetings: Vec<MeetingId> = view.meetings.iter().map(|meeting| meeting.id).collect();
    let refused = |view: &DecideView| {
        Renderer::for_person(&state, &me)
            .answer(StatusCode::UNPROCESSABLE_ENTITY, || decide_page(view))
    };
    let decision = match forms::decision_on(answers.clone(), &meetings) {
        Ok(decision) => decision,
        Err(form) => {
            view.form = form;
            return Ok(refused(&view));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match agenda::decide(&tx, &state.random, &actor, now, &view.item, &decision).await? {
        Decided::Saved => {
            tell_proposer(&tx, &state, &me, &view, &decision.0).await?;
            tx.commit().await?;
            let to = match decision.0 {
                Decision::Accept(meeting) => paths::agenda(meeting),
                _ => paths::meetings(&view.item.board_slug),
            };
            Ok(said(&state, Message::ItemDecided, &to))
        }
        Decided::Full => {
            tx.rollback().await?;
            view.form.refuse(
                field::MEETING,
                format!("An agenda can hold at most {ITEMS_LIMIT} items"),
            );
            Ok(refused(&view))
        }
        Decided::OutOfDate => {
            tx.rollback().await?;
            decided_meanwhile(&state, &me, view.item.id, answers).await
        }
    }
}

/// Tells whoever proposed an item what became of it, unless they decided it.
async fn tell_proposer(
    tx: &impl sea_orm::ConnectionTrait,
    state: &AppState,
    me: &SignedIn,
    view: &DecideView,
    decision: &Decision,
) -> Result<(), PageError> {
    let item = &view.item;
    let Some(proposer) = item
        .proposed_by
        .filter(|person| *person != me.access.person)
    else {
        return Ok(());
    };
    let words = match decision {
        Decision::Accept(meeting) => {
            let when = view
                .meetings
                .iter()
                .find(|known| known.id == *meeting)
                .map(Meeting::when)
                .unwrap_or_default();
            format!("“{}” is accepted for the meeting on {when}.", item.title)
        }
        Decision::Park { reason } => {
            format!("“{}” is kept for a later meeting. {reason}", item.title)
        }
        Decision::Return { reason } => format!("“{}” is returned: {reason}", item.title),
    };
    let people = [(proposer, item.board)];
    let now = state.clock.now();
    let words = words.trim();
    notices::write_to_people(tx, &state.random, now, Kind::Proposal, &people, words).await?;
    Ok(())
}

/// Somebody else has decided: shows how the item stands now.
async fn decided_meanwhile(
    state: &AppState,
    me: &SignedIn,
    id: AgendaItemId,
    answers: Answers,
) -> Result<Response, PageError> {
    let (item, _) = item_to_keep(state, me, id).await?;
    let words = format!(
        "This item changed after you opened the page, so nothing was done. It now stands as: {}.",
        item.state.label()
    );
    let answers = answers.with(field::VERSION, item.version.to_string());
    let view = DecideView {
        happened: Some(words),
        ..decide_view(state, me, item, FormState::new(answers)).await?
    };
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || decide_page(&view)))
}
