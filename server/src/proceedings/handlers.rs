//! The pages of a meeting that is held.

use app::{
    access::Permission,
    actions::{
        forms::{details as action_forms, field as action_field},
        types::Origin,
    },
    decisions::{
        forms as decision_forms,
        views::{NewDecisionView, new_decision_page},
    },
    form::{Answers, FormState},
    ids::{AgendaItemId, MeetingId, SeatId},
    meetings::{
        types::{AgendaItem, Meeting, published},
        views::crumbs_below,
    },
    paths,
    proceedings::{
        forms::{self, field},
        types::ItemRecord,
        views::{ActionView, RulesView, RunItem, RunView, action_page, rules_page, run_page},
    },
    wording,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::{
    item_to_record,
    lineage::title_in_decision,
    meeting_to_record, rules,
    store::{self, Marked, Welcomed},
};
use crate::{
    actions::{
        leads,
        store::{self as actions, NewAction, Raised},
    },
    boards, decisions,
    decisions::store::TakenAt,
    error::PageError,
    extract::{Key, Posted, Said, Segment, SignedIn},
    meetings::{agenda, publishing},
    membership::seats::{self, Changed},
    outbox,
    render::{Message, Renderer},
    state::AppState,
};

/// What of the page was sent and is shown again, instead of what is saved.
#[derive(Default)]
struct Sent {
    attendance: Option<FormState>,
    conflicts: Vec<SeatId>,
    guest: Option<FormState>,
    /// The form of one item, and whether somebody else was faster.
    item: Option<(AgendaItemId, FormState, bool)>,
}

async fn view(state: &AppState, meeting: Meeting, mut sent: Sent) -> Result<RunView, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    // Asked first: what changes in between is told, not passed over.
    let seen_until = outbox::latest(db, meeting.lead.id).await?;
    let room = store::room(db, &meeting).await?;
    let quorums = room.quorums(db, &meeting).await?;
    let items = agenda::of_meeting(db, meeting.id).await?;
    let mut records = store::records(db, meeting.id).await?;
    let taken = decisions::store::of_meeting(db, meeting.id).await?;
    let raised = store::raised(db, meeting.id).await?;
    let items = published(&items, meeting.agenda_version)
        .into_iter()
        .map(|item| {
            let record = records.remove(&item.id).unwrap_or_default();
            let typed = sent.item.take_if(|(id, ..)| *id == item.id);
            let (form, conflict) = match typed {
                Some((_, form, conflict)) => (form, conflict),
                None => (
                    FormState::new(forms::filled_record(item.id, &record)),
                    false,
                ),
            };
            let of_item = |id: Option<AgendaItemId>| id == Some(item.id);
            RunItem {
                decisions: taken
                    .iter()
                    .filter(|one| of_item(one.item))
                    .cloned()
                    .collect(),
                actions: raised
                    .iter()
                    .filter(|one| of_item(one.item))
                    .cloned()
                    .collect(),
                record,
                form,
                conflict,
                item,
            }
        })
        .collect();
    let fresh = Answers::default().with(field::KEY, state.random.id(now).to_string());
    Ok(RunView {
        attendance: sent
            .attendance
            .unwrap_or_else(|| forms::filled_attendance(&room.seats)),
        conflicts: sent.conflicts,
        guest: sent.guest.unwrap_or_else(|| FormState::new(fresh)),
        seats: room.seats,
        guests: room.guests,
        quorums,
        items,
        meeting,
        seen_until,
        now,
    })
}

async fn shown_again(
    state: &AppState,
    me: &SignedIn,
    status: StatusCode,
    meeting: Meeting,
    sent: Sent,
) -> Result<Response, PageError> {
    let view = view(state, meeting, sent).await?;
    Ok(Renderer::for_person(state, me).answer(status, || run_page(&view)))
}

fn back_to(state: &AppState, message: Message, meeting: MeetingId, place: &str) -> Response {
    // Other pages that show this meeting hear of it at once.
    state.live.wake();
    let to = format!("{}#{place}", paths::run_meeting(meeting));
    (message.set(&state.cookies), Redirect::to(&to)).into_response()
}

fn item_place(item: AgendaItemId) -> String {
    format!("item-{item}")
}

/// `GET /meetings/{meeting}/run`
pub async fn get_run(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_to_record(&state, &me, MeetingId(id)).await?;
    let view = view(&state, meeting, Sent::default()).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| run_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `GET /meetings/{meeting}/attendance` and `GET /meetings/{meeting}/guests`: where
/// somebody lands who reloads a page that was refused.
pub async fn get_part(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_to_record(&state, &me, MeetingId(id)).await?;
    Ok(Redirect::to(&paths::run_meeting(meeting.id)).into_response())
}

/// `POST /meetings/{meeting}/attendance`
pub async fn post_attendance(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_to_record(&state, &me, MeetingId(id)).await?;
    let room = store::room(state.db.reader(), &meeting).await?;
    let markings = match forms::attendance(answers.clone(), &room.seats) {
        Ok(markings) => markings,
        Err(form) => {
            let sent = Sent {
                attendance: Some(form),
                ..Sent::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return shown_again(&state, &me, status, meeting, sent).await;
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match store::mark(&tx, &state.random, &actor, now, &meeting, &markings).await? {
        Marked::Saved => {
            tx.commit().await?;
            Ok(back_to(
                &state,
                Message::AttendanceSaved,
                meeting.id,
                "attendance",
            ))
        }
        Marked::Conflict(conflicts) => {
            tx.rollback().await?;
            let room = store::room(state.db.reader(), &meeting).await?;
            let now = forms::filled_attendance(&room.seats).answers;
            let mut answers = answers;
            // Sent once more, it replaces what the other has recorded.
            for seat in &conflicts {
                let was = field::of(field::WAS, *seat);
                answers = answers.with(&was, now.text(&was));
            }
            let sent = Sent {
                attendance: Some(FormState::new(answers)),
                conflicts,
                ..Sent::default()
            };
            shown_again(&state, &me, StatusCode::CONFLICT, meeting, sent).await
        }
    }
}

/// `POST /meetings/{meeting}/guests`
pub async fn post_guests(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_to_record(&state, &me, MeetingId(id)).await?;
    let (actor, now) = (me.actor(), state.clock.now());
    if let Ok(guest) = Uuid::parse_str(answers.text(field::REMOVE)) {
        let tx = state.db.begin().await?;
        store::see_off(&tx, &state.random, &actor, now, &meeting, guest).await?;
        tx.commit().await?;
        return Ok(back_to(
            &state,
            Message::AttendanceSaved,
            meeting.id,
            "guests",
        ));
    }
    let refused = |form: FormState| Sent {
        guest: Some(form),
        ..Sent::default()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let new = match forms::guest(answers.clone()) {
        Ok(new) => new,
        Err(form) => return shown_again(&state, &me, status, meeting, refused(form)).await,
    };
    let tx = state.db.begin().await?;
    match store::welcome(&tx, &state.random, &actor, now, &meeting, &new).await? {
        Welcomed::Saved => tx.commit().await?,
        Welcomed::Already => tx.rollback().await?,
        Welcomed::Full => {
            tx.rollback().await?;
            let mut form = FormState::new(answers);
            form.refuse(field::NAME, "No more people in attendance can be added");
            return shown_again(&state, &me, status, meeting, refused(form)).await;
        }
    }
    Ok(back_to(
        &state,
        Message::AttendanceSaved,
        meeting.id,
        "guests",
    ))
}

/// `GET /agenda-items/{item}/record`
pub async fn get_record(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (item, meeting) = item_to_record(&state, &me, AgendaItemId(id)).await?;
    let place = item_place(item.id);
    let to = format!("{}#{place}", paths::run_meeting(meeting.id));
    Ok(Redirect::to(&to).into_response())
}

/// `POST /agenda-items/{item}/record`
pub async fn post_record(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (item, meeting) = item_to_record(&state, &me, AgendaItemId(id)).await?;
    let new: ItemRecord = match forms::record(answers.clone(), item.id) {
        Ok(new) => new,
        Err(form) => {
            let sent = Sent {
                item: Some((item.id, form, false)),
                ..Sent::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return shown_again(&state, &me, status, meeting, sent).await;
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now, of) = (me.actor(), state.clock.now(), (&meeting, &item));
    match store::record(&tx, &state.random, &actor, now, of, &new).await? {
        Changed::Saved => {
            tx.commit().await?;
            let place = item_place(item.id);
            Ok(back_to(&state, Message::ItemSaved, meeting.id, &place))
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let records = store::records(state.db.reader(), meeting.id).await?;
            let version = records.get(&item.id).map_or(0, |record| record.version);
            let name = field::of(field::VERSION, item.id);
            let form = FormState::new(answers.with(&name, version.to_string()));
            let sent = Sent {
                item: Some((item.id, form, true)),
                ..Sent::default()
            };
            shown_again(&state, &me, StatusCode::CONFLICT, meeting, sent).await
        }
    }
}

async fn action_view(
    state: &AppState,
    (item, meeting): (&AgendaItem, Meeting),
    form: FormState,
) -> Result<ActionView, PageError> {
    let boards = meeting.boards().map(|board| board.id).collect();
    let today = state.clock.today();
    let seats = leads::of_boards(state.db.reader(), boards, today).await?;
    Ok(ActionView {
        meeting,
        item: item.id.0,
        item_title: item.title.clone(),
        seats,
        form,
    })
}

/// `GET /agenda-items/{item}/new-action`
pub async fn get_action(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (item, meeting) = item_to_record(&state, &me, AgendaItemId(id)).await?;
    let key = state.random.id(state.clock.now());
    let view = action_view(
        &state,
        (&item, meeting),
        action_forms::blank(key, None, None),
    )
    .await?;
    Ok(Renderer::for_person(&state, &me).page(|| action_page(&view)))
}

/// `POST /agenda-items/{item}/new-action`
pub async fn post_action(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (item, meeting) = item_to_record(&state, &me, AgendaItemId(id)).await?;
    let mut view = action_view(&state, (&item, meeting), FormState::default()).await?;
    let seats: Vec<SeatId> = view.seats.iter().map(|(id, _)| *id).collect();
    let today = state.clock.today();
    let new = match action_forms::raise(answers.clone(), &seats, &[], today) {
        Ok(new) => new,
        Err(form) => {
            view.form = form;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(Renderer::for_person(&state, &me).answer(status, || action_page(&view)));
        }
    };
    let seat = seats::find(state.db.reader(), new.details.seat).await?;
    let board = seat.map_or(view.meeting.lead.id, |seat| seat.board);
    let action = NewAction {
        board,
        title: &new.details.title,
        outcome: &new.details.done,
        seat: new.details.seat,
        priority: new.details.priority,
        raised_on: wording::uk_day(view.meeting.starts_at).min(today),
        due_on: new.details.due_on,
        origin: Origin::Meeting,
        decision: None,
        measure: None,
        key: Some(new.key),
        raised_at: Some((view.meeting.id, item.id)),
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match actions::raise(&tx, &state.random, &actor, now, &action).await? {
        Raised::As { .. } => {
            let of = &view.meeting;
            outbox::meeting_changed(&tx, of.lead.id, of.id, now).await?;
            tx.commit().await?;
        }
        Raised::Already => tx.rollback().await?,
        Raised::RefusedSeat => {
            tx.rollback().await?;
            view.form = FormState::new(answers);
            view.form
                .refuse(action_field::SEAT, "Select a seat that may lead an action");
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(Renderer::for_person(&state, &me).answer(status, || action_page(&view)));
        }
    }
    let place = item_place(item.id);
    Ok(back_to(
        &state,
        Message::ActionRaised,
        view.meeting.id,
        &place,
    ))
}

async fn decision_view(
    state: &AppState,
    item: &AgendaItem,
    meeting: &Meeting,
    form: FormState,
) -> Result<(NewDecisionView, bool), PageError> {
    let db = state.db.reader();
    let room = store::room(db, meeting).await?;
    let quorums = room.quorums(db, meeting).await?;
    let quorate = quorums
        .iter()
        .find(|quorum| quorum.board == meeting.lead.id)
        .is_some_and(|quorum| quorum.is_met());
    let warning = (!quorate).then(|| {
        let words = quorums
            .first()
            .map_or_else(String::new, |one| one.in_words());
        format!("{words} The decision is recorded as “For ratification”.")
    });
    let view = NewDecisionView {
        caption: item.title.clone(),
        heading: "Record a decision",
        action: paths::decision_at_item(item.id),
        back: format!("{}#{}", paths::run_meeting(meeting.id), item_place(item.id)),
        crumbs: crumbs_below(meeting),
        at_meeting: true,
        warning,
        form,
    };
    Ok((view, quorate))
}

/// `GET /agenda-items/{item}/new-decision`
pub async fn get_decision(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (item, meeting) = item_to_record(&state, &me, AgendaItemId(id)).await?;
    let key = state.random.id(state.clock.now());
    let form = decision_forms::blank(key, true, item.part);
    let (view, _) = decision_view(&state, &item, &meeting, form).await?;
    Ok(Renderer::for_person(&state, &me).page(|| new_decision_page(&view)))
}

/// `POST /agenda-items/{item}/new-decision`
pub async fn post_decision(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (item, meeting) = item_to_record(&state, &me, AgendaItemId(id)).await?;
    let (mut view, quorate) = decision_view(&state, &item, &meeting, FormState::default()).await?;
    let met_on = wording::uk_day(meeting.starts_at);
    let new = match decision_forms::parse(answers, Some(met_on), state.clock.today()) {
        Ok(new) => new,
        Err(form) => {
            view.form = form;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let page = Renderer::for_person(&state, &me);
            return Ok(page.answer(status, || new_decision_page(&view)));
        }
    };
    let agendas = publishing::latest(state.db.reader(), [meeting.id]).await?;
    let title = title_in_decision(&item, agendas.get(&meeting.id), new.part);
    let taken_at = TakenAt {
        meeting: meeting.id,
        item: item.id,
        title: &title,
        quorate,
    };
    let tx = state.db.begin().await?;
    let (actor, now, board) = (me.actor(), state.clock.now(), meeting.lead.id);
    decisions::store::record(&tx, &state.random, &actor, now, board, Some(taken_at), &new).await?;
    tx.commit().await?;
    let place = item_place(item.id);
    Ok(back_to(
        &state,
        Message::DecisionRecorded,
        meeting.id,
        &place,
    ))
}

/// `GET /boards/{slug}/rules`
pub async fn get_rules(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::SeeMeetings).await?;
    let may_change = me.access.may(Permission::ManageMeetings, board.id, None);
    let rules = rules::of_board(state.db.reader(), board.id).await?;
    let view = RulesView {
        form: may_change.then(|| forms::filled_rules(&rules)),
        rules,
        board_name: board.name,
        board_slug: board.slug,
        conflict: false,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| rules_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `POST /boards/{slug}/rules`
pub async fn post_rules(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMeetings).await?;
    let page = |status: StatusCode, rules, form: FormState, conflict| {
        let view = RulesView {
            rules,
            form: Some(form),
            board_name: board.name.clone(),
            board_slug: board.slug.clone(),
            conflict,
        };
        Renderer::for_person(&state, &me).answer(status, || rules_page(&view))
    };
    let new = match forms::rules(answers.clone()) {
        Ok(new) => new,
        Err(form) => {
            let now = rules::of_board(state.db.reader(), board.id).await?;
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, now, form, false));
        }
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    match rules::set(&tx, &state.random, &actor, now, board.id, &new).await? {
        Changed::Saved => {
            tx.commit().await?;
            let to = Redirect::to(&paths::board_rules(&board.slug));
            Ok((Message::RulesSaved.set(&state.cookies), to).into_response())
        }
        Changed::OutOfDate => {
            tx.rollback().await?;
            let now = rules::of_board(state.db.reader(), board.id).await?;
            let answers = answers.with(field::VERSION, now.version.to_string());
            Ok(page(
                StatusCode::CONFLICT,
                now,
                FormState::new(answers),
                true,
            ))
        }
    }
}
