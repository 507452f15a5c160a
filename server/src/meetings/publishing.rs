//! Versions of an agenda: made, kept as they were, and told of.

use std::collections::HashMap;

use app::{
    ids::{BoardId, MeetingId},
    meetings::{
        rules::{changes, summary},
        types::{AgendaItem, Meeting, MeetingState, Publication, PublishedItem, published},
    },
    notices::Kind,
    suggestions::types::{KeptAction, OpenAction},
    wording,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
    sea_query::{CaseStatement, Expr, ExprTrait},
};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{agenda, store};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{agenda_item, agenda_publication, meeting},
    notices,
    suggestions::actions,
};

fn read(row: agenda_publication::Model) -> Result<Publication, DbErr> {
    let items: Vec<PublishedItem> = serde_json::from_str(&row.items)
        .map_err(|error| DbErr::Type(format!("a published agenda cannot be read: {error}")))?;
    Ok(Publication {
        number: row.number,
        published_at: row.published_at,
        items,
    })
}

/// Every published version of an agenda, the first one first.
///
/// # Errors
/// The database does not answer.
pub async fn versions(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<Publication>, DbErr> {
    agenda_publication::Entity::find()
        .filter(agenda_publication::Column::MeetingId.eq(meeting.0))
        .order_by_asc(agenda_publication::Column::Number)
        .all(db)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// The versions of some agendas that were published last; a meeting is missing where
/// none was. One query.
///
/// # Errors
/// The database does not answer.
pub async fn latest(
    db: &impl ConnectionTrait,
    meetings: impl IntoIterator<Item = MeetingId>,
) -> Result<HashMap<MeetingId, Publication>, DbErr> {
    use agenda_publication::Column;
    let is_last = Expr::col((agenda_publication::Entity, Column::Number))
        .eq(Expr::col((meeting::Entity, meeting::Column::AgendaVersion)));
    agenda_publication::Entity::find()
        .join(
            JoinType::InnerJoin,
            agenda_publication::Relation::Meeting.def(),
        )
        .filter(Column::MeetingId.is_in(meetings.into_iter().map(|meeting| meeting.0)))
        .filter(is_last)
        .all(db)
        .await?
        .into_iter()
        .map(|row| Ok((MeetingId(row.meeting_id), read(row)?)))
        .collect()
}

/// The actions of every board that were open when an agenda was published last, and
/// when that was; nothing where they were not kept. Whoever asks has yet to be checked.
/// One query.
///
/// # Errors
/// The database does not answer.
pub async fn actions_kept(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Option<(DateTime<Utc>, Vec<OpenAction>)>, DbErr> {
    let row = agenda_publication::Entity::find()
        .filter(agenda_publication::Column::MeetingId.eq(meeting.0))
        .order_by_desc(agenda_publication::Column::Number)
        .limit(1)
        .one(db)
        .await?
        .filter(|row| !row.actions.is_empty());
    let Some(row) = row else {
        return Ok(None);
    };
    let kept: Vec<KeptAction> = serde_json::from_str(&row.actions)
        .map_err(|error| DbErr::Type(format!("kept actions cannot be read: {error}")))?;
    let actions = kept.into_iter().filter_map(KeptAction::read).collect();
    Ok(Some((row.published_at, actions)))
}

/// What an agenda was like when a page was drawn: another text as soon as
/// anything on it has changed.
pub fn seen(items: &[AgendaItem]) -> String {
    let mut digest = Sha256::new();
    for item in items.iter().filter(|item| item.is_shown()) {
        digest.update(item.id.0.as_bytes());
        digest.update(item.version.to_be_bytes());
        digest.update(item.position.to_be_bytes());
    }
    crate::secrets::hex(&digest.finalize())
}

/// A form that publishes.
pub struct Publishing<'a> {
    /// Drawn with the form, so that a second click publishes once.
    pub id: Uuid,
    pub seen: &'a str,
    pub version: i32,
}

/// What came of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    Saved,
    /// The form was sent before.
    Already,
    /// The agenda is not the one that the form showed.
    OutOfDate,
    /// There is nothing to publish.
    Empty,
    /// It is what was published last.
    Unchanged,
}

fn written(what: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(what)
        .map_err(|error| DbErr::Type(format!("an agenda cannot be written: {error}")))
}

/// Publishes an agenda as it stands with the actions that are open, and tells everybody on the boards.
///
/// # Errors
/// The database refuses.
pub async fn publish(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting_id: MeetingId,
    form: &Publishing<'_>,
) -> Result<Published, DbErr> {
    store::hold(tx, meeting_id).await?;
    let there = agenda_publication::Entity::find_by_id(form.id)
        .one(tx)
        .await?;
    if let Some(there) = there {
        return Ok(if there.meeting_id == meeting_id.0 {
            Published::Already
        } else {
            Published::OutOfDate
        });
    }
    let Some(of) = store::find(tx, meeting_id).await? else {
        return Ok(Published::OutOfDate);
    };
    let items = agenda::of_meeting(tx, meeting_id).await?;
    if of.version != form.version
        || seen(&items) != form.seen
        || of.state == MeetingState::Cancelled
    {
        return Ok(Published::OutOfDate);
    }
    let new = published(&items, of.agenda_version);
    if new.is_empty() {
        return Ok(Published::Empty);
    }
    let before = versions(tx, meeting_id).await?.pop();
    if before.as_ref().is_some_and(|before| before.items == new) {
        return Ok(Published::Unchanged);
    }
    let number = of.agenda_version + 1;
    let boards: Vec<BoardId> = of.boards().map(|board| board.id).collect();
    let open: Vec<KeptAction> = actions::open(tx, None, &boards, at)
        .await?
        .into_iter()
        .map(KeptAction::from)
        .collect();
    agenda_publication::Entity::insert(agenda_publication::ActiveModel::from(
        agenda_publication::Model {
            id: form.id,
            meeting_id: meeting_id.0,
            number,
            published_at: at,
            published_by_id: actor.person.map(|person| person.0),
            items: written(&new)?,
            actions: written(&open)?,
        },
    ))
    .exec_without_returning(tx)
    .await?;
    fix_numbers(tx, &items, &new).await?;
    meeting::Entity::update_many()
        .col_expr(
            meeting::Column::State,
            Expr::value(MeetingState::Published.code()),
        )
        .col_expr(meeting::Column::AgendaVersion, Expr::value(number))
        .col_expr(
            meeting::Column::Version,
            Expr::col(meeting::Column::Version).add(1),
        )
        .filter(meeting::Column::Id.eq(meeting_id.0))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(of.lead.id),
        at,
        verb: "published",
        subject_kind: "meeting",
        subject: Some(meeting_id.0),
        before: json!({"agenda_version": of.agenda_version}),
        after: json!({"agenda_version": number, "items": new.len()}),
    };
    audit::record(tx, random, actor, event).await?;
    let words = match before {
        None => format!(
            "The agenda of “{}” on {} is published.",
            of.title,
            of.when()
        ),
        // Everybody gets these words, so they count only what everybody sees.
        Some(before) => {
            let part_a = |items: &[PublishedItem]| -> Vec<PublishedItem> {
                items
                    .iter()
                    .filter(|item| !item.is_part_b())
                    .cloned()
                    .collect()
            };
            let found = changes(&part_a(&before.items), &part_a(&new));
            format!(
                "The agenda of “{}” on {} has changed: version {number}, with {}.",
                of.title,
                of.when(),
                summary(&found)
            )
        }
    };
    tell(tx, random, at, &of, Kind::Agenda, &words).await?;
    Ok(Published::Saved)
}

/// Writes the numbers that items are published with, in one statement.
async fn fix_numbers(
    tx: &impl ConnectionTrait,
    items: &[AgendaItem],
    new: &[PublishedItem],
) -> Result<(), DbErr> {
    let fresh: Vec<&PublishedItem> = new
        .iter()
        .filter(|item| {
            items
                .iter()
                .any(|known| known.id == item.id && known.number.is_empty())
        })
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let mut case = CaseStatement::new();
    for item in &fresh {
        case = case.case(agenda_item::Column::Id.eq(item.id.0), item.number.as_str());
    }
    agenda_item::Entity::update_many()
        .col_expr(
            agenda_item::Column::Number,
            Expr::expr(case.finally(Expr::col(agenda_item::Column::Number))),
        )
        .filter(agenda_item::Column::Id.is_in(fresh.iter().map(|item| item.id.0)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Tells everybody on the boards of a meeting, once each.
///
/// # Errors
/// The database refuses.
pub async fn tell(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    of: &Meeting,
    kind: Kind,
    words: &str,
) -> Result<(), DbErr> {
    let people = store::people_of(tx, of, wording::uk_day(at)).await?;
    notices::write_to_people(tx, random, at, kind, &people, words).await
}
