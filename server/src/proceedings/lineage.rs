//! The same item over several meetings: queries and its page.

use std::collections::{BTreeSet, HashMap};

use app::{
    access::Permission,
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::types::{AgendaItem, Meeting, MeetingState, Part, Publication, PublishedItem},
    proceedings::{
        lineage::{Lineage, Link, trace},
        types::Outcome,
        views::{OutcomesView, PastItem, outcomes_page},
    },
    wording,
};
use axum::{extract::State, response::Response};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::store;
use crate::{
    db::entities::agenda_item,
    decisions,
    error::PageError,
    extract::{Key, SignedIn},
    meetings::{self, agenda, keeps, may_on_any, publishing, sees_part_b},
    minutes,
    render::Renderer,
    state::AppState,
};

/// Most meetings of one item on a page.
const MEETINGS_SHOWN: usize = 100;

/// An item, the one it comes from, its meeting, and the item of a template.
type Row = (Uuid, Option<Uuid>, Option<Uuid>, Option<Uuid>);

/// What every item of a board comes from. One query.
///
/// # Errors
/// The database does not answer.
async fn of_board(db: &impl ConnectionTrait, board: BoardId) -> Result<Lineage, DbErr> {
    use agenda_item::Column;
    let rows: Vec<Row> = agenda_item::Entity::find()
        .filter(Column::BoardId.eq(board.0))
        .select_only()
        .columns([
            Column::Id,
            Column::ParentId,
            Column::MeetingId,
            Column::TemplateItemId,
        ])
        .into_tuple()
        .all(db)
        .await?;
    Ok(Lineage::new(rows.into_iter().map(
        |(item, parent, meeting, template)| Link {
            item: AgendaItemId(item),
            parent: parent.map(AgendaItemId),
            meeting: meeting.map(MeetingId),
            template,
        },
    )))
}

/// An item of a meeting as somebody may know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenItem {
    pub number: String,
    pub title: String,
}

/// An item of a meeting as somebody may know of it: as it stands now for whoever keeps
/// the agenda, and for everybody else who may see the meeting as it was published last,
/// if it was and, in Part B, if they see that. What a draft changes is nobody else's.
pub fn as_seen(
    me: &SignedIn,
    meeting: &Meeting,
    item: &AgendaItem,
    agenda: Option<&Publication>,
) -> Option<SeenItem> {
    if keeps(&me.access, meeting) {
        return item.is_shown().then(|| SeenItem {
            number: item.number.clone(),
            title: item.title.clone(),
        });
    }
    if !may_on_any(&me.access, Permission::SeeMeetings, meeting) {
        return None;
    }
    let shown = agenda?.item(item.id)?;
    (!shown.is_part_b() || sees_part_b(&me.access, meeting)).then(|| SeenItem {
        number: shown.number.clone(),
        title: shown.title.clone(),
    })
}

/// What a decision of some part calls the item it was taken at: as that was published
/// last, because a decision is read at once. Part B is named in decisions of Part B only.
pub fn title_in_decision(item: &AgendaItem, agenda: Option<&Publication>, part: Part) -> String {
    let shown = agenda.and_then(|agenda| agenda.item(item.id));
    let is_part_b = shown.is_some_and(PublishedItem::is_part_b) || item.part == Part::B;
    if is_part_b && part == Part::A {
        "An item of Part B".to_owned()
    } else {
        shown.map_or(&item.title, |shown| &shown.title).clone()
    }
}

/// `GET /agenda-items/{item}/outcomes`
pub async fn get_outcomes(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let id = AgendaItemId(id);
    let item = agenda::find(db, id).await?.ok_or(PageError::NotFound)?;
    let lineage = of_board(db, item.board).await?;
    let kin: Vec<AgendaItemId> = lineage.kin(id).into_iter().collect();
    let items = agenda::some(db, &kin).await?;
    let ids: BTreeSet<Uuid> = items
        .iter()
        .filter_map(|item| Some(item.meeting?.0))
        .collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let meetings: HashMap<MeetingId, Meeting> = meetings::store::some(db, &ids)
        .await?
        .into_iter()
        .map(|meeting| (meeting.id, meeting))
        .collect();
    let agendas = publishing::latest(db, meetings.keys().copied()).await?;
    let mut seen: Vec<Seen> = items
        .iter()
        .filter_map(|item| {
            let meeting = meetings.get(&item.meeting?)?;
            let words = as_seen(&me, meeting, item, agendas.get(&meeting.id))?;
            Some(Seen {
                item,
                meeting,
                words,
            })
        })
        .collect();
    let here = seen.iter().find(|seen| seen.item.id == id);
    let title = here.ok_or(PageError::NotFound)?.words.title.clone();
    let deferrals = lineage.deferrals(id);
    let since = deferrals
        .last()
        .and_then(|link| meetings.get(&link.meeting?))
        .map(|meeting| wording::uk_day(meeting.starts_at));
    seen.retain(|Seen { meeting, .. }| {
        meeting.starts_at <= state.clock.now() && meeting.state != MeetingState::Cancelled
    });
    seen.sort_by_key(|seen| {
        (
            std::cmp::Reverse(seen.meeting.starts_at),
            seen.item.position,
        )
    });
    seen.truncate(MEETINGS_SHOWN);
    let view = OutcomesView {
        board_name: item.board_name.clone(),
        board_slug: item.board_slug.clone(),
        title,
        trace: trace(deferrals.len(), since),
        items: past(&state, &me, &seen).await?,
    };
    Ok(Renderer::for_person(&state, &me).page(|| outcomes_page(&view)))
}

/// An item of a meeting, and as whom somebody may know it.
struct Seen<'a> {
    item: &'a AgendaItem,
    meeting: &'a Meeting,
    words: SeenItem,
}

/// What came of some items. A fixed number of queries, however many there are.
async fn past(
    state: &AppState,
    me: &SignedIn,
    seen: &[Seen<'_>],
) -> Result<Vec<PastItem>, PageError> {
    let db = state.db.reader();
    let ids: Vec<AgendaItemId> = seen.iter().map(|seen| seen.item.id).collect();
    let meetings: BTreeSet<MeetingId> = seen.iter().map(|seen| seen.meeting.id).collect();
    let records = store::records_of(db, &ids).await?;
    let sent = minutes::store::outcomes_sent(db, meetings).await?;
    let decisions = decisions::store::at_items(db, &ids).await?;
    let raised = store::raised_at_items(db, &ids).await?;
    let may = |permission, board| me.access.may(permission, board, None);
    Ok(seen
        .iter()
        .map(|one| {
            let Seen {
                item,
                meeting,
                words,
            } = one;
            let keeps = keeps(&me.access, meeting);
            let out = sent.get(&meeting.id);
            // Members read of outcomes what was sent out in minutes.
            let outcome = if keeps {
                let record = records.get(&item.id);
                let outcome = record.and_then(|record| record.outcome);
                outcome.map(|outcome: Outcome| outcome.label().to_owned())
            } else {
                out.and_then(|outcomes| outcomes.get(&words.number).cloned())
            };
            PastItem {
                meeting: meeting.id,
                meeting_words: minutes::store::named(meeting),
                number: words.number.clone(),
                title: words.title.clone(),
                outcome,
                decisions: decisions
                    .iter()
                    .filter(|one| one.item == Some(item.id))
                    .filter(|one| one.part == Part::A || may(Permission::SeePartB, one.board))
                    .cloned()
                    .collect(),
                actions: raised
                    .iter()
                    .filter(|(board, one)| {
                        one.item == Some(item.id) && may(Permission::SeeActions, *board)
                    })
                    .map(|(_, one)| one.clone())
                    .collect(),
                has_minutes: out.is_some() || keeps,
            }
        })
        .collect())
}
