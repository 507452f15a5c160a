//! The meetings of a board, one meeting, its agenda and its publishing.

use app::{
    access::Permission,
    form::{Answers, FormState},
    ids::MeetingId,
    meetings::{
        forms::field,
        rules::changes,
        types::{Meeting, MeetingState, Publication, VersionNote, published},
        views::{
            AgendaView, MeetingView, MeetingsView, PublishView, agenda_page, meeting_page,
            meetings_page, publish_page,
        },
    },
    paths,
    suggestions::{forms as suggestion_forms, views::SuggestedView},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    boards,
    error::PageError,
    extract::{Key, Posted, Said, Segment, SignedIn},
    meetings::{
        agenda, keeps, may_on_any, meeting_of_address, meeting_to_keep,
        publishing::{self, Published, Publishing},
        sees_part_b, store,
    },
    minutes, papers,
    render::{Message, Renderer},
    replies,
    state::AppState,
    suggestions,
};

/// Most meetings of a kind in a list.
const SHOWN: u64 = 50;

/// `GET /boards/{slug}/meetings`
pub async fn get_list(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::SeeMeetings).await?;
    let (db, now) = (state.db.reader(), state.clock.now());
    let may = |permission| me.access.may(permission, board.id, None);
    let may_manage = may(Permission::ManageMeetings);
    let view = MeetingsView {
        upcoming: store::upcoming(db, &[board.id], now, SHOWN).await?,
        past: store::past(db, board.id, now, SHOWN).await?,
        series: store::series_of(db, board.id).await?,
        waiting: if may_manage {
            agenda::waiting(db, board.id).await?
        } else {
            Vec::new()
        },
        mine: agenda::proposed_by(db, board.id, me.access.person).await?,
        may_propose: may(Permission::ProposeItem),
        may_manage,
        board_name: board.name,
        board_slug: board.slug,
        now,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| meetings_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// The versions after the first and what each changed, the latest first.
fn notes(versions: &[Publication]) -> Vec<VersionNote> {
    let mut notes: Vec<VersionNote> = versions
        .iter()
        .zip(versions.iter().skip(1))
        .map(|(before, after)| VersionNote {
            number: after.number,
            published_at: after.published_at,
            changes: changes(&before.items, &after.items),
        })
        .collect();
    notes.reverse();
    notes
}

/// `GET /meetings/{meeting}`
pub async fn get_meeting(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_of_address(&state, &me, MeetingId(id)).await?;
    let now = state.clock.now();
    let mut versions = publishing::versions(state.db.reader(), meeting.id).await?;
    if !sees_part_b(&me.access, &meeting) {
        versions = versions
            .into_iter()
            .map(Publication::without_part_b)
            .collect();
    }
    let visits = !may_on_any(&me.access, Permission::SeeMeetings, &meeting);
    if visits {
        // Whoever comes for another does not see the log.
        versions = versions
            .into_iter()
            .map(Publication::without_links)
            .collect();
    }
    let view = MeetingView {
        visits,
        replies: replies::section(&state, &me, &meeting).await?,
        versions: notes(&versions),
        agenda: versions.pop(),
        keeps: keeps(&me.access, &meeting) && meeting.is_open(now),
        records: keeps(&me.access, &meeting) && meeting.state != MeetingState::Cancelled,
        has_minutes: minutes::store::are_out(state.db.reader(), meeting.id).await?,
        actions: suggestions::actions_of_published(&state, &me, &meeting).await?,
        may_propose: me
            .access
            .may(Permission::ProposeItem, meeting.lead.id, None),
        papers: papers::of_meeting(&state, &me, &meeting).await?,
        meeting,
        now,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| meeting_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// The agenda of a meeting for whoever keeps it.
pub(crate) async fn agenda_view(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
    happened: Option<&str>,
) -> Result<AgendaView, PageError> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let items = agenda::of_meeting(db, meeting.id).await?;
    let suggestions = suggestions::for_agenda(db, &me.access, &meeting, &items, now).await?;
    Ok(AgendaView {
        suggested: SuggestedView {
            suggestions,
            form: FormState::default(),
        },
        actions: suggestions::actions_of(state, me, &meeting).await?,
        shown: published(&items, meeting.agenda_version),
        items,
        papers: papers::of_meeting(state, me, &meeting).await?,
        meeting,
        happened: happened.map(str::to_owned),
    })
}

/// `GET /meetings/{meeting}/agenda`
pub async fn get_agenda(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let view = agenda_view(&state, &me, meeting, None).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| agenda_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// The agenda as it would be published, with a form drawn for it.
async fn publish_view(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
    happened: Option<&str>,
) -> Result<PublishView, PageError> {
    let db = state.db.reader();
    let items = agenda::of_meeting(db, meeting.id).await?;
    let shown = published(&items, meeting.agenda_version);
    let before = publishing::versions(db, meeting.id).await?.pop();
    let suggested =
        suggestions::for_agenda(db, &me.access, &meeting, &items, state.clock.now()).await?;
    let told = store::people_of(db, &meeting, state.clock.today()).await?;
    let answers = Answers::default()
        .with(field::KEY, state.random.id(state.clock.now()).to_string())
        .with(field::VERSION, meeting.version.to_string())
        .with(field::SEEN, publishing::seen(&items));
    let mut warnings = Vec::new();
    let total: u32 = shown.iter().map(|item| item.taking()).sum();
    let timing = app::meetings::rules::timing(total, meeting.starts_at, meeting.ends_at);
    if matches!(timing, app::meetings::rules::Timing::Over { .. }) {
        warnings.push(timing.in_words());
    }
    let waiting = items
        .iter()
        .filter(|item| item.state == app::meetings::types::ItemState::Proposed)
        .count() as u64;
    if waiting > 0 {
        let proposals = app::wording::count(waiting, "proposal waits", "proposals wait");
        warnings.push(format!("{proposals} for a decision."));
    }
    Ok(PublishView {
        is_unchanged: before.as_ref().is_some_and(|before| before.items == shown),
        changes: before.map_or_else(Vec::new, |before| changes(&before.items, &shown)),
        unsettled: suggestions::unsettled(suggested),
        shown,
        told: told.len() as u64,
        warnings,
        form: FormState::new(answers),
        meeting,
        happened: happened.map(str::to_owned),
    })
}

/// `GET /meetings/{meeting}/publish`
pub async fn get_publish(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let view = publish_view(&state, &me, meeting, None).await?;
    Ok(Renderer::for_person(&state, &me).page(|| publish_page(&view)))
}

/// `POST /meetings/{meeting}/publish`
pub async fn post_publish(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let meeting = meeting_to_keep(&state, &me, MeetingId(id)).await?;
    let mut form = FormState::new(answers);
    let Some(key) = form.key(field::KEY) else {
        return publish_conflict(&state, &me, meeting.id).await;
    };
    let publishing = Publishing {
        id: key,
        seen: form.answers.text(field::SEEN),
        version: app::meetings::forms::version(&form.answers),
    };
    let tx = state.db.begin().await?;
    let (actor, now) = (me.actor(), state.clock.now());
    let outcome =
        publishing::publish(&tx, &state.random, &actor, now, meeting.id, &publishing).await?;
    let refusal = match outcome {
        Published::Saved => {
            let items = agenda::of_meeting(&tx, meeting.id).await?;
            let suggested = suggestions::for_agenda(&tx, &me.access, &meeting, &items, now).await?;
            let open = suggestions::unsettled(suggested);
            if !open.is_empty() {
                let Some(reason) = suggestion_forms::unsettled(&mut form) else {
                    tx.rollback().await?;
                    return publish_refused(&state, &me, meeting, form).await;
                };
                let what = (open.as_slice(), reason.as_str());
                suggestions::store::carry_on(&tx, &state.random, &actor, now, &meeting, what)
                    .await?;
            }
            tx.commit().await?;
            return Ok(done(&state, meeting.id));
        }
        Published::Already => {
            tx.rollback().await?;
            return Ok(done(&state, meeting.id));
        }
        Published::OutOfDate => {
            tx.rollback().await?;
            return publish_conflict(&state, &me, meeting.id).await;
        }
        Published::Empty => "Add an item before you publish the agenda",
        Published::Unchanged => "Nothing has changed since the last version",
    };
    tx.rollback().await?;
    form.refuse(field::SEEN, refusal);
    publish_refused(&state, &me, meeting, form).await
}

/// The agenda once more, with what was typed and what is wrong with it.
async fn publish_refused(
    state: &AppState,
    me: &SignedIn,
    meeting: Meeting,
    refused: FormState,
) -> Result<Response, PageError> {
    let mut view = publish_view(state, me, meeting, None).await?;
    let unsettled = suggestion_forms::field::UNSETTLED;
    view.form.answers = view
        .form
        .answers
        .with(unsettled, refused.answers.text(unsettled));
    view.form.errors = refused.errors;
    Ok(Renderer::for_person(state, me)
        .answer(StatusCode::UNPROCESSABLE_ENTITY, || publish_page(&view)))
}

fn done(state: &AppState, meeting: MeetingId) -> Response {
    let back = Redirect::to(&paths::meeting(meeting));
    (Message::AgendaPublished.set(&state.cookies), back).into_response()
}

/// The agenda is not the one that was looked at: shows the one that is.
async fn publish_conflict(
    state: &AppState,
    me: &SignedIn,
    id: MeetingId,
) -> Result<Response, PageError> {
    let meeting = meeting_of_address(state, me, id).await?;
    if meeting.state == MeetingState::Cancelled {
        return Err(PageError::NotAllowed);
    }
    let words = "The agenda changed after you opened this page, so nothing was published. This is what it is like now.";
    let view = publish_view(state, me, meeting, Some(words)).await?;
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || publish_page(&view)))
}
