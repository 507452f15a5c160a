//! Queries and commands about the files that are made of meetings.

use app::{
    ids::{MeetingId, PackId, PersonId},
    meetings::types::Meeting,
    packs::types::{KEPT, PackEntry, PackKind, PackState},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::pack,
    meetings::store as meetings,
    membership::scope::stored,
};

fn read(row: pack::Model) -> Result<PackEntry, DbErr> {
    Ok(PackEntry {
        id: PackId(row.id),
        meeting: MeetingId(row.meeting_id),
        person: PersonId(row.person_id),
        kind: stored(&row.kind, PackKind::from_code)?,
        state: stored(&row.state, PackState::from_code)?,
        made_of: row.made_of,
        done: u64::try_from(row.done).unwrap_or_default(),
        total: u64::try_from(row.total).unwrap_or_default(),
        bytes: u64::try_from(row.bytes).unwrap_or_default(),
        asked_at: row.asked_at,
    })
}

/// What was made of a meeting for somebody and is still kept.
///
/// # Errors
/// The database does not answer.
pub async fn of_reader(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<PackEntry>, DbErr> {
    pack::Entity::find()
        .filter(pack::Column::MeetingId.eq(meeting.0))
        .filter(pack::Column::PersonId.eq(person.0))
        .filter(pack::Column::AskedAt.gt(now - KEPT))
        .order_by_asc(pack::Column::Kind)
        .all(db)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// A file that is still kept.
///
/// # Errors
/// The database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: PackId,
    now: DateTime<Utc>,
) -> Result<Option<PackEntry>, DbErr> {
    let row = pack::Entity::find_by_id(id.0)
        .filter(pack::Column::AskedAt.gt(now - KEPT))
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// A file that is yet to be made.
pub struct NewPack<'a> {
    pub id: PackId,
    pub meeting: &'a Meeting,
    pub person: PersonId,
    pub kind: PackKind,
    pub made_of: &'a str,
    /// Papers that will be in it.
    pub total: u64,
}

/// What came of asking for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is to be made, instead of one that is gone with this.
    New { instead_of: Option<PackId> },
    /// The very same is there, or being made.
    Already,
}

/// Notes that somebody asks for a file. One of each kind is kept for them.
///
/// # Errors
/// The database refuses.
pub async fn ask(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewPack<'_>,
) -> Result<Asked, DbErr> {
    meetings::hold(tx, new.meeting.id).await?;
    let before = pack::Entity::find()
        .filter(pack::Column::MeetingId.eq(new.meeting.id.0))
        .filter(pack::Column::PersonId.eq(new.person.0))
        .filter(pack::Column::Kind.eq(new.kind.code()))
        .one(tx)
        .await?
        .map(read)
        .transpose()?;
    if let Some(before) = &before {
        if before.made_of == new.made_of
            && before.state != PackState::Failed
            && at < before.kept_until()
        {
            return Ok(Asked::Already);
        }
        pack::Entity::delete_by_id(before.id.0).exec(tx).await?;
    }
    pack::Entity::insert(pack::ActiveModel::from(pack::Model {
        id: new.id.0,
        meeting_id: new.meeting.id.0,
        person_id: new.person.0,
        kind: new.kind.code().to_owned(),
        state: PackState::Making.code().to_owned(),
        made_of: new.made_of.to_owned(),
        done: 0,
        total: i32::try_from(new.total).unwrap_or(i32::MAX),
        bytes: 0,
        asked_at: at,
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Board(new.meeting.lead.id),
        at,
        ("asked_for", "pack"),
        new.id.0,
        json!({"meeting": new.meeting.id, "kind": new.kind.code(), "made_of": new.made_of}),
    );
    audit::record(tx, random, actor, event).await?;
    Ok(Asked::New {
        instead_of: before.map(|before| before.id),
    })
}

/// Notes how many papers are in a file so far.
///
/// # Errors
/// The database refuses.
pub async fn progress(tx: &impl ConnectionTrait, id: PackId, done: u64) -> Result<(), DbErr> {
    pack::Entity::update_many()
        .col_expr(
            pack::Column::Done,
            Expr::value(i32::try_from(done).unwrap_or(i32::MAX)),
        )
        .filter(pack::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that a file is made, with its size in bytes, or that it cannot be; false
/// where nobody waits for it any more.
///
/// # Errors
/// The database refuses.
pub async fn finish(
    tx: &impl ConnectionTrait,
    id: PackId,
    made: Option<u64>,
) -> Result<bool, DbErr> {
    let state = if made.is_some() {
        PackState::Ready
    } else {
        PackState::Failed
    };
    let bytes = i64::try_from(made.unwrap_or_default()).unwrap_or(i64::MAX);
    let outcome = pack::Entity::update_many()
        .col_expr(pack::Column::State, Expr::value(state.code()))
        .col_expr(pack::Column::Bytes, Expr::value(bytes))
        .filter(pack::Column::Id.eq(id.0))
        .filter(pack::Column::State.eq(PackState::Making.code()))
        .exec(tx)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Says of what a server that stopped left half made that it was not made.
///
/// # Errors
/// The database refuses.
pub async fn give_up_all(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    pack::Entity::update_many()
        .col_expr(pack::Column::State, Expr::value(PackState::Failed.code()))
        .filter(pack::Column::State.eq(PackState::Making.code()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets the files that are no longer kept, and says which.
///
/// # Errors
/// The database refuses.
pub async fn prune(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<PackId>, DbErr> {
    let over: Vec<Uuid> = pack::Entity::find()
        .select_only()
        .column(pack::Column::Id)
        .filter(pack::Column::AskedAt.lte(now - KEPT))
        .into_tuple()
        .all(tx)
        .await?;
    if !over.is_empty() {
        pack::Entity::delete_many()
            .filter(pack::Column::Id.is_in(over.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(over.into_iter().map(PackId).collect())
}

/// Notes in the trail that somebody had a file.
///
/// # Errors
/// The database refuses.
pub async fn downloaded(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    pack: &PackEntry,
) -> Result<(), DbErr> {
    let event = audit::Event::new(
        Chain::Board(meeting.lead.id),
        at,
        ("downloaded", "pack"),
        pack.id.0,
        json!({"meeting": meeting.id, "kind": pack.kind.code(), "made_of": pack.made_of}),
    );
    audit::record(tx, random, actor, event).await
}
