//! Items that members propose, and what is decided about them.

use app::{
    ids::{BoardId, PersonId},
    meetings::{
        forms::{Decision, ITEMS_LIMIT, Proposal},
        types::{AgendaItem, ItemState, Part},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Added, hold,
    items::{is_full, minutes, next_position, standing, update},
};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::agenda_item,
};

/// Takes what a member proposes.
///
/// # Errors
/// The database refuses.
pub async fn propose(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (board, person): (BoardId, PersonId),
    new: &Proposal,
) -> Result<Added, DbErr> {
    if let Some(meeting) = new.meeting {
        hold(tx, meeting).await?;
    }
    if agenda_item::Entity::find_by_id(new.id.0)
        .one(tx)
        .await?
        .is_some()
    {
        return Ok(Added::Already);
    }
    let open = agenda_item::Entity::find()
        .filter(
            Condition::all()
                .add(agenda_item::Column::ProposedById.eq(person.0))
                .add(agenda_item::Column::BoardId.eq(board.0))
                .add(agenda_item::Column::State.eq(ItemState::Proposed.code())),
        )
        .select_only()
        .column(agenda_item::Column::Id)
        .limit(ITEMS_LIMIT as u64)
        .into_tuple::<Uuid>()
        .all(tx)
        .await?;
    if open.len() >= ITEMS_LIMIT {
        return Ok(Added::Full);
    }
    agenda_item::Entity::insert(agenda_item::ActiveModel::from(agenda_item::Model {
        id: new.id.0,
        board_id: board.0,
        meeting_id: new.meeting.map(|meeting| meeting.0),
        parent_id: None,
        position: 0,
        number: String::new(),
        title: new.title.clone(),
        detail: new.detail.clone(),
        purpose: new.purpose.code().to_owned(),
        minutes: minutes(new.minutes),
        presenter_seat_id: None,
        part: Part::A.code().to_owned(),
        linked_kind: String::new(),
        linked_id: String::new(),
        conflict_note: String::new(),
        wants_papers: false,
        state: ItemState::Proposed.code().to_owned(),
        state_reason: String::new(),
        core: false,
        template_item_id: None,
        proposed_by_id: Some(person.0),
        created_at: at,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "title": new.title, "detail": new.detail, "purpose": new.purpose.code(),
        "minutes": new.minutes, "meeting": new.meeting,
    });
    let chain = Chain::Board(board);
    let event = audit::Event::new(chain, at, ("proposed", "agenda_item"), new.id.0, after);
    audit::record(tx, random, actor, event).await?;
    Ok(Added::Saved)
}

/// What came of a decision about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Saved,
    OutOfDate,
    /// The agenda holds as many items as one may.
    Full,
}

/// Whether it waits because a meeting deferred it: it stands under nothing, and names
/// the item it comes from.
fn was_deferred(item: &AgendaItem) -> bool {
    item.meeting.is_none() && item.under.is_some()
}

/// Decides about an item that was proposed or parked.
///
/// # Errors
/// The database refuses.
pub async fn decide(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &AgendaItem,
    (decision, version): &(Decision, i32),
) -> Result<Decided, DbErr> {
    let (state, reason, meeting) = match decision {
        Decision::Accept(meeting) => {
            hold(tx, *meeting).await?;
            if before.meeting != Some(*meeting) && is_full(tx, *meeting).await? {
                return Ok(Decided::Full);
            }
            (ItemState::Accepted, "", Some(*meeting))
        }
        Decision::Park { reason } => (ItemState::Parked, reason.as_str(), before.meeting),
        Decision::Return { reason } => (ItemState::Returned, reason.as_str(), before.meeting),
    };
    let mut change = update(before.id, *version)
        .col_expr(agenda_item::Column::State, Expr::value(state.code()))
        .col_expr(
            agenda_item::Column::StateReason,
            Expr::value(reason.to_owned()),
        )
        .col_expr(
            agenda_item::Column::MeetingId,
            Expr::value(meeting.map(|meeting| meeting.0)),
        )
        .filter(agenda_item::Column::State.eq(before.state.code()));
    if let Decision::Accept(to) = decision
        && (before.meeting != Some(*to) || before.number.is_empty())
    {
        // It comes last, and gets a number of that agenda.
        change = change
            .col_expr(
                agenda_item::Column::Position,
                Expr::value(next_position(tx, *to).await?),
            )
            .col_expr(agenda_item::Column::Number, Expr::value(""));
        // What a meeting deferred keeps the item it comes from.
        if !was_deferred(before) {
            change = change.col_expr(agenda_item::Column::ParentId, Expr::value(None::<Uuid>));
        }
    }
    let outcome = change.exec(tx).await?;
    if outcome.rows_affected == 0 {
        return Ok(Decided::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: match decision {
            Decision::Accept(_) => "accepted",
            Decision::Park { .. } => "parked",
            Decision::Return { .. } => "returned",
        },
        subject_kind: "agenda_item",
        subject: Some(before.id.0),
        before: standing(before.state, &before.reason, before.meeting),
        after: standing(state, reason, meeting),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Decided::Saved)
}
