//! My work, the action log, an action, and its update.

pub mod details;
pub mod logs;
pub mod over_time;
pub mod requests;

use app::{
    access::Permission,
    actions::{
        forms::{self, UpdateAction, field},
        list::ListQuery,
        rules,
        types::{Action, Contributor, Status},
        views::{
            ActionView, Conflict, May, MyWorkView, RaisedAt, UpdateView, action_page,
            conflict_page, my_work_page, signed_out_update_page, update_page,
        },
    },
    form::{Answers, FormState},
    ids::PersonId,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use sea_orm::{ConnectionTrait, DbErr};

use super::{
    leads, lists, measured,
    steps::{self, Acting, Updated},
    store,
};
use crate::{
    boards, decisions,
    error::PageError,
    extract::{MaybeSignedIn, Posted, QueryPairs, Said, Segment, SignedIn},
    meetings, membership, minutes, notices, outbox, people, pilots, proceedings,
    proceedings::rules as board_rules,
    render::{Message, Renderer},
    sessions::Cookies,
    state::AppState,
};

/// `GET /`
pub async fn get_my_work(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let query = ListQuery::work(pairs.iter());
    let list = lists::work_of(db, &me.access, &query).await?;
    let late = lists::late_work(db, &me.access, today).await?;
    let person = me.access.person;
    let profile = people::store::find(db, person).await?;
    let handovers = membership::handovers_to_read(db, &me.access, today).await?;
    let news = notices::to(db, &me.access, state.clock.now()).await?;
    let meetings = meetings::next_of(&state, &me).await?;
    let renderer = Renderer::for_person(&state, &me).saying(said.words());
    let requests = super::requests::for_person(db, &me.access, today).await?;
    let returns = pilots::nudges::of_person(db, &me.access, today).await?;
    let view = MyWorkView {
        requests,
        returns,
        access: me.access,
        query,
        list,
        late,
        today,
        profile: profile.ok_or(PageError::NotFound)?,
        handovers,
        news,
        meetings,
    };
    let answer = renderer.page(|| my_work_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// The action of an address, for somebody who may know of it.
async fn visible(state: &AppState, me: &SignedIn, reference: &str) -> Result<Action, PageError> {
    let db = state.db.reader();
    let action = store::find(db, reference)
        .await?
        .ok_or(PageError::NotFound)?;
    if boards::may_read(db, &me.access, action.board, state.clock.today()).await? {
        Ok(action)
    } else {
        Err(PageError::NotFound)
    }
}

/// Where an action was raised, as far as the reader may know: nothing of a meeting of
/// other boards, nor of an item that is not theirs to see.
async fn raised_at(
    state: &AppState,
    me: &SignedIn,
    action: &Action,
) -> Result<Option<RaisedAt>, PageError> {
    let Some((meeting, item)) = action.raised_at else {
        return Ok(None);
    };
    let db = state.db.reader();
    let meeting = meetings::store::find(db, meeting)
        .await?
        .filter(|meeting| meetings::may_on_any(&me.access, Permission::SeeMeetings, meeting));
    let Some(meeting) = meeting else {
        return Ok(None);
    };
    let agendas = meetings::publishing::latest(db, [meeting.id]).await?;
    let item = meetings::agenda::find(db, item).await?.and_then(|item| {
        let agenda = agendas.get(&meeting.id);
        let seen = proceedings::lineage::as_seen(me, &meeting, &item, agenda)?;
        Some((item.id, format!("{} {}", seen.number, seen.title)))
    });
    let decisions = match &item {
        Some((id, _)) => decisions::store::at_items(db, &[*id])
            .await?
            .into_iter()
            .filter(|decision| decisions::may_read(&me.access, decision))
            .map(|decision| decision.reference)
            .collect(),
        None => Vec::new(),
    };
    Ok(Some(RaisedAt {
        decisions,
        meeting: meeting.id,
        words: minutes::store::named(&meeting),
        item,
    }))
}

/// `GET /actions/{reference}`
pub async fn get_action(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(reference): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    // Asked first: what changes in between is told, not passed over.
    let seen_until = outbox::latest_of(db, &reference).await?;
    let action = visible(&state, &me, &reference).await?;
    let before = pairs
        .last("before")
        .and_then(|version| version.parse().ok());
    let (history, earlier_than) = store::history(db, action.id, before).await?;
    let contributors = leads::contributors(db, action.id).await?;
    let view = ActionView {
        raised_at: raised_at(&state, &me, &action).await?,
        decision: match action.decision {
            Some(id) => decisions::store::by_id(db, id)
                .await?
                .filter(|decision| decisions::may_read(&me.access, decision))
                .map(|decision| decision.reference),
            None => None,
        },
        measured: measured::read(&state, &me, &action).await?,
        requests: super::requests::waiting(db, action.id).await?,
        may: may(&me, &action, &contributors),
        contributors,
        history,
        earlier_than,
        my_roles: me.access.roles_on(action.board),
        action,
        seen_until,
        today: state.clock.today(),
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| action_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// What this person may do with this action. Whoever holds a seat that contributes may
/// comment; so may whoever may update it.
fn may(me: &SignedIn, action: &Action, contributors: &[Contributor]) -> May {
    let may = |permission| {
        me.access
            .may(permission, action.board, Some(action.organisation))
    };
    let updates = may(Permission::UpdateAction);
    let contributes = me.access.standings.iter().any(|standing| {
        standing.board == action.board
            && rules::seat_may_lead(standing.role)
            && contributors.iter().any(|one| one.seat == standing.seat)
    });
    May {
        update: !on_offer(me, action).is_empty(),
        comment: updates || contributes,
        ask: updates,
        change: may(Permission::CloseAction),
    }
}

/// The positions this person may report on this action; none if they may not
/// update it at all.
fn on_offer(me: &SignedIn, action: &Action) -> &'static [Status] {
    let may = |permission| {
        me.access
            .may(permission, action.board, Some(action.organisation))
    };
    if may(Permission::UpdateAction) {
        rules::positions_on_offer(action.status, may(Permission::CloseAction))
    } else {
        &[]
    }
}

/// `GET /actions/{reference}/update`
pub async fn get_update(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(reference): Segment,
) -> Result<Response, PageError> {
    let action = visible(&state, &me, &reference).await?;
    let on_offer = on_offer(&me, &action);
    if on_offer.is_empty() {
        return Err(PageError::NotAllowed);
    }
    let submission = state.random.id(state.clock.now());
    let view = UpdateView {
        form: forms::blank(action.version, submission),
        action,
        on_offer,
    };
    Ok(Renderer::for_person(&state, &me).page(|| update_page(&view)))
}

/// `POST /actions/{reference}/update`
///
/// Saves the update, or shows the form again with what was typed.
pub async fn post_update(
    State(state): State<AppState>,
    MaybeSignedIn(me): MaybeSignedIn,
    Segment(reference): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let Some(me) = me else {
        return Ok(signed_out(&state, &reference, &answers));
    };
    let action = visible(&state, &me, &reference).await?;
    let on_offer = on_offer(&me, &action);
    let update = match forms::parse(answers.clone(), on_offer) {
        Ok(update) => update,
        Err(form) => return refused(&state, &me, action, answers, form).await,
    };
    if let Err(form) = checked(
        state.db.reader(),
        me.access.person,
        &action,
        &update,
        &answers,
    )
    .await?
    {
        return refused(&state, &me, action, answers, form).await;
    }
    let tx = state.db.begin().await?;
    let actor = me.actor();
    let acting = Acting {
        random: &state.random,
        actor: &actor,
        at: state.clock.now(),
    };
    let post = me.post_on(action.board, action.organisation);
    let outcome = steps::update(&tx, &acting, &action, &post, &update).await?;
    match outcome {
        Updated::Saved => {
            tx.commit().await?;
            state.live.wake();
            Ok(saved(&state.cookies, &action))
        }
        Updated::AlreadySaved => Ok(saved(&state.cookies, &action)),
        Updated::OutOfDate => {
            tx.rollback().await?;
            let now = visible(&state, &me, &reference).await?;
            conflict(&state, &me, now, answers).await
        }
    }
}

/// Whether the board lets this update through: where it has completion checked,
/// somebody else closes what was claimed with evidence, and a claim says where that is.
///
/// # Errors
/// The database does not answer.
pub async fn checked(
    db: &impl ConnectionTrait,
    person: PersonId,
    action: &Action,
    update: &UpdateAction,
    answers: &Answers,
) -> Result<Result<(), FormState>, DbErr> {
    if !matches!(update.status, Status::Complete | Status::Closed) {
        return Ok(Ok(()));
    }
    let board = board_rules::of_board(db, action.board).await?;
    if !rules::is_verified(board.verification, action.priority) {
        return Ok(Ok(()));
    }
    let evidence = if update.evidence.is_empty() {
        &action.evidence
    } else {
        &update.evidence
    };
    let mut form = FormState::new(answers.clone());
    if update.status == Status::Closed {
        if let Err(why) = rules::verify(action.status, action.claimed_by, evidence, person) {
            form.refuse(field::STATUS, why.in_words());
        }
    } else if evidence.is_empty() {
        form.refuse(field::EVIDENCE, "Enter where the evidence is");
    }
    Ok(if form.is_refused() { Err(form) } else { Ok(()) })
}

/// A form that cannot be taken as the action stands now.
async fn refused(
    state: &AppState,
    me: &SignedIn,
    action: Action,
    answers: Answers,
    form: FormState,
) -> Result<Response, PageError> {
    let may_update = me.access.may(
        Permission::UpdateAction,
        action.board,
        Some(action.organisation),
    );
    if !may_update {
        return Err(PageError::NotAllowed);
    }
    let on_offer = on_offer(me, &action);
    let mut moved_on = on_offer.is_empty();
    if let Ok(update) = forms::parse(answers.clone(), Status::ALL) {
        // A retry that comes when the action has moved on is answered as the
        // first time.
        if steps::is_saved(state.db.reader(), action.id, me.access.person, &update).await? {
            return Ok(saved(&state.cookies, &action));
        }
        moved_on |= update.version != action.version;
    }
    if moved_on {
        return conflict(state, me, action, answers).await;
    }
    let view = UpdateView {
        action,
        on_offer,
        form,
    };
    Ok(Renderer::for_person(state, me)
        .answer(StatusCode::UNPROCESSABLE_ENTITY, || update_page(&view)))
}

fn saved(cookies: &Cookies, action: &Action) -> Response {
    let back = Redirect::to(&paths::action(&action.reference));
    (Message::UpdateSaved.set(cookies), back).into_response()
}

/// Shows both texts: what is there now, and what the person wrote, against the
/// action as it stands.
async fn conflict(
    state: &AppState,
    me: &SignedIn,
    action: Action,
    answers: Answers,
) -> Result<Response, PageError> {
    let (history, _) = store::history(state.db.reader(), action.id, None).await?;
    let submission = state.random.id(state.clock.now());
    let answers = answers
        .with(field::VERSION, action.version.to_string())
        .with(field::SUBMISSION, submission.to_string());
    let view = Conflict {
        on_offer: on_offer(me, &action),
        latest: history.into_iter().next(),
        form: FormState::new(answers),
        action,
    };
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || conflict_page(&view)))
}

/// The session ended while somebody was writing: nothing typed is lost.
fn signed_out(state: &AppState, reference: &str, answers: &Answers) -> Response {
    let return_to = paths::update_action(reference);
    let note = answers.text(field::NOTE);
    Renderer::new(state).answer(StatusCode::UNAUTHORIZED, || {
        signed_out_update_page(note, &return_to)
    })
}
