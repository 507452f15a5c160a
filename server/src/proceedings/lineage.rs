//! The same item over several meetings: queries and its page.

use std::collections::{BTreeSet, HashMap};

use app::{
    access::Permission,
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::types::{AgendaItem, Meeting, MeetingState, Part},
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
    meetings::{self, agenda, keeps, may_on_any},
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

/// Whether somebody may know of an item of a meeting: whoever keeps its agenda, or
/// who may see the meeting once the item was published, and Part B where it is there.
pub fn may_see_item(me: &SignedIn, meeting: &Meeting, item: &AgendaItem) -> bool {
    if !item.is_shown() {
        return false;
    }
    let sees_part = item.part == Part::A || may_on_any(&me.access, Permission::SeePartB, meeting);
    let is_out = meeting.agenda_version > 0 && !item.number.is_empty();
    keeps(&me.access, meeting)
        || (may_on_any(&me.access, Permission::SeeMeetings, meeting) && is_out && sees_part)
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
    let mut seen: Vec<(&AgendaItem, &Meeting)> = items
        .iter()
        .filter_map(|item| Some((item, meetings.get(&item.meeting?)?)))
        .filter(|(item, meeting)| may_see_item(&me, meeting, item))
        .collect();
    if !seen.iter().any(|(item, _)| item.id == id) {
        return Err(PageError::NotFound);
    }
    let deferrals = lineage.deferrals(id);
    let since = deferrals
        .last()
        .and_then(|link| meetings.get(&link.meeting?))
        .map(|meeting| wording::uk_day(meeting.starts_at));
    seen.retain(|(_, meeting)| {
        meeting.starts_at <= state.clock.now() && meeting.state != MeetingState::Cancelled
    });
    seen.sort_by_key(|(item, meeting)| (std::cmp::Reverse(meeting.starts_at), item.position));
    seen.truncate(MEETINGS_SHOWN);
    let view = OutcomesView {
        board_name: item.board_name.clone(),
        board_slug: item.board_slug.clone(),
        title: item.title.clone(),
        trace: trace(deferrals.len(), since),
        items: past(&state, &me, &seen).await?,
    };
    Ok(Renderer::for_person(&state, &me).page(|| outcomes_page(&view)))
}

/// What came of some items. A fixed number of queries, however many there are.
async fn past(
    state: &AppState,
    me: &SignedIn,
    seen: &[(&AgendaItem, &Meeting)],
) -> Result<Vec<PastItem>, PageError> {
    let db = state.db.reader();
    let ids: Vec<AgendaItemId> = seen.iter().map(|(item, _)| item.id).collect();
    let meetings: BTreeSet<MeetingId> = seen.iter().map(|(_, meeting)| meeting.id).collect();
    let records = store::records_of(db, &ids).await?;
    let sent = minutes::store::outcomes_sent(db, meetings).await?;
    let decisions = decisions::store::at_items(db, &ids).await?;
    let raised = store::raised_at_items(db, &ids).await?;
    let may = |permission, board| me.access.may(permission, board, None);
    Ok(seen
        .iter()
        .map(|(item, meeting)| {
            let keeps = keeps(&me.access, meeting);
            let out = sent.get(&meeting.id);
            // Members read of outcomes what was sent out in minutes.
            let outcome = if keeps {
                let record = records.get(&item.id);
                let outcome = record.and_then(|record| record.outcome);
                outcome.map(|outcome: Outcome| outcome.label().to_owned())
            } else {
                out.and_then(|outcomes| outcomes.get(&item.number).cloned())
            };
            PastItem {
                meeting: meeting.id,
                meeting_words: minutes::store::named(meeting),
                number: item.number.clone(),
                title: item.title.clone(),
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
