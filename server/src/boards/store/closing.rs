//! The end of a board: alone, or as part of another.

use std::collections::BTreeSet;

use app::{
    boards::types::{BoardEntry, BoardKind},
    ids::{BoardId, PersonId},
    membership::types::EndReason,
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{add_area, sub_groups, with_id};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{board, board_area},
    membership::{
        appointments,
        scope::hold_board,
        seats::{self, Changed, Which},
    },
    notices::{self, Kind, Notice, To},
};

/// How a board ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing<'a> {
    /// Still a day on which it works.
    pub last_day: NaiveDate,
    /// Why, in words.
    pub reason: &'a str,
    /// The board it becomes part of, where it does.
    pub successor: Option<BoardId>,
}

/// What came of ending a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    Saved,
    /// It ends in this very way already: a second click, or a retry.
    Already,
    /// It changed since the form was opened. The caller undoes the transaction.
    OutOfDate,
    Refused(Refusal),
}

/// Why a board does not end. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The national board is above all others.
    National,
    /// It would end before it starts, which is on this day.
    BeforeStart(NaiveDate),
    /// Its seats end on this day already, so that it cannot end later.
    EndsAlready(NaiveDate),
    /// These sub-groups go on.
    SubGroups(Vec<String>),
    /// The successor is of another kind, or ends itself.
    Successor,
}

/// Why a board cannot end in this way.
///
/// # Errors
/// The database does not answer.
pub async fn refusal(
    tx: &impl ConnectionTrait,
    board: &BoardEntry,
    closing: &Closing<'_>,
) -> Result<Option<Refusal>, DbErr> {
    if board.kind == BoardKind::National {
        return Ok(Some(Refusal::National));
    }
    if let Some(first) = board.starts_on.filter(|first| closing.last_day < *first) {
        return Ok(Some(Refusal::BeforeStart(first)));
    }
    if let Some(last) = board.ends_on.filter(|last| *last < closing.last_day) {
        return Ok(Some(Refusal::EndsAlready(last)));
    }
    let going_on: Vec<String> = sub_groups(tx, board.id, closing.last_day + Days::new(1))
        .await?
        .into_iter()
        .map(|group| group.name)
        .collect();
    if !going_on.is_empty() {
        return Ok(Some(Refusal::SubGroups(going_on)));
    }
    let Some(successor) = closing.successor else {
        return Ok(None);
    };
    let follows = with_id(tx, successor).await?.is_some_and(|other| {
        // One whose end is settled follows nobody: so no board follows itself.
        other.id != board.id
            && other.kind == board.kind
            && other.ends_on.is_none()
            && other.exists_on(closing.last_day + Days::new(1))
    });
    Ok((!follows).then_some(Refusal::Successor))
}

/// Ends a board after a last day: its seats, whoever sits on them, and their
/// access with it. Its address, records and history stay, and so do its open
/// actions. Where it becomes part of another, that one serves its councils too.
///
/// # Errors
/// The database refuses.
pub async fn close(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &BoardEntry,
    closing: &Closing<'_>,
) -> Result<Closed, DbErr> {
    if let Some(successor) = closing.successor {
        hold_board(tx, seen.id.min(successor)).await?;
        hold_board(tx, seen.id.max(successor)).await?;
    } else {
        hold_board(tx, seen.id).await?;
    }
    let Some(before) = with_id(tx, seen.id).await? else {
        return Ok(Closed::OutOfDate);
    };
    if before.ends_on == Some(closing.last_day) && before.successor == closing.successor {
        return Ok(Closed::Already);
    }
    if before.version != seen.version {
        return Ok(Closed::OutOfDate);
    }
    if let Some(refusal) = refusal(tx, &before, closing).await? {
        return Ok(Closed::Refused(refusal));
    }
    let told = to_be_told(tx, &before, closing).await?;
    write(tx, random, actor, at, &before, closing).await?;
    for seat in seats::going_on(tx, before.id, closing.last_day).await? {
        let (last_day, reason) = (closing.last_day, EndReason::BoardEnded);
        let ended = seats::end(tx, random, actor, at, &seat, last_day, reason).await?;
        if ended == Changed::OutOfDate {
            return Ok(Closed::OutOfDate);
        }
    }
    if let Some(successor) = closing.successor {
        hand_over_councils(tx, random, actor, at, before.id, successor).await?;
    }
    let words = news(tx, &before, closing).await?;
    for person in told {
        let notice = Notice {
            kind: Kind::BoardEnds,
            board: before.id,
            seat: None,
            to: To::Person(person),
            words: words.clone(),
        };
        notices::write(tx, random, at, &notice).await?;
    }
    Ok(Closed::Saved)
}

async fn write(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &BoardEntry,
    closing: &Closing<'_>,
) -> Result<(), DbErr> {
    let successor = closing.successor.map(|successor| successor.0);
    board::Entity::update_many()
        .col_expr(board::Column::EndsOn, Expr::value(closing.last_day))
        .col_expr(board::Column::SuccessorId, Expr::value(successor))
        .col_expr(board::Column::Version, Expr::value(before.version + 1))
        .filter(board::Column::Id.eq(before.id.0))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(before.id),
        at,
        verb: if successor.is_some() {
            "merged"
        } else {
            "ended"
        },
        subject_kind: "board",
        subject: Some(before.id.0),
        before: json!({
            "ends_on": before.ends_on, "successor": before.successor.map(|board| board.0),
        }),
        after: json!({
            "ends_on": closing.last_day, "successor": successor, "reason": closing.reason,
        }),
    };
    audit::record(tx, random, actor, event).await
}

/// Everybody who sits on the board on its last day, and who keeps the members of
/// the board that follows.
async fn to_be_told(
    tx: &impl ConnectionTrait,
    board: &BoardEntry,
    closing: &Closing<'_>,
) -> Result<BTreeSet<PersonId>, DbErr> {
    let mut people = BTreeSet::new();
    for row in seats::rows(tx, &Which::Of(board.id), closing.last_day).await? {
        people.extend(row.holder.map(|holder| holder.person));
        people.extend(row.stand_ins.iter().map(|stand_in| stand_in.person));
    }
    if let Some(successor) = closing.successor {
        let first = closing.last_day + Days::new(1);
        people.extend(appointments::keepers_of(tx, successor, first).await?);
    }
    Ok(people)
}

async fn news(
    tx: &impl ConnectionTrait,
    board: &BoardEntry,
    closing: &Closing<'_>,
) -> Result<String, DbErr> {
    let (name, last_day) = (&board.name, wording::date(closing.last_day));
    let successor = match closing.successor {
        Some(successor) => with_id(tx, successor).await?,
        None => None,
    };
    let reason = closing.reason;
    Ok(match successor {
        Some(successor) => format!(
            "{name} becomes part of {}. Its last day is {last_day}. Reason: {reason}",
            successor.name
        ),
        None => format!("{name} ends. Its last day is {last_day}. Reason: {reason}"),
    })
}

/// Lets a board serve the councils of one that becomes part of it.
async fn hand_over_councils(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    from: BoardId,
    to: BoardId,
) -> Result<(), DbErr> {
    let areas = board_area::Entity::find()
        .filter(board_area::Column::BoardId.is_in([from.0, to.0]))
        .all(tx)
        .await?;
    let served: BTreeSet<Uuid> = areas
        .iter()
        .filter(|area| area.board_id == to.0)
        .map(|area| area.organisation_id)
        .collect();
    for area in areas {
        if area.board_id == from.0 && !served.contains(&area.organisation_id) {
            let council = app::ids::OrganisationId(area.organisation_id);
            let note = area.note.as_deref();
            add_area(tx, random, actor, at, to, council, note).await?;
        }
    }
    Ok(())
}
