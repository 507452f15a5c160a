//! Queries and commands about papers.

use app::{
    ids::{AgendaItemId, MeetingId, PaperId},
    meetings::types::{Meeting, Part},
    papers::{
        forms::PaperForm,
        types::{FileKind, Marking, Paper, Scan, Withdrawal},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{agenda_item, paper, person},
    meetings::store as meetings,
    membership::scope::stored,
};

/// Most papers of an item, withdrawn ones included.
const MOST: u64 = 50;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    item_id: Uuid,
    meeting_id: Option<Uuid>,
    part: String,
    title: String,
    file_name: String,
    kind: String,
    bytes: i64,
    hash: String,
    marking: String,
    scan: String,
    added_by: Option<String>,
    added_at: DateTime<Utc>,
    withdrawn_at: Option<DateTime<Utc>>,
    withdrawn_reason: String,
}

fn read(row: Row) -> Result<Paper, DbErr> {
    Ok(Paper {
        id: PaperId(row.id),
        item: AgendaItemId(row.item_id),
        meeting: row.meeting_id.map(MeetingId),
        part: stored(&row.part, Part::from_code)?,
        title: row.title,
        file_name: row.file_name,
        kind: stored(&row.kind, FileKind::from_code)?,
        bytes: u64::try_from(row.bytes).unwrap_or_default(),
        hash: row.hash,
        marking: stored(&row.marking, Marking::from_code)?,
        scan: stored(&row.scan, Scan::from_code)?,
        added_by: row.added_by.unwrap_or_default(),
        added_at: row.added_at,
        withdrawn: row.withdrawn_at.map(|at| Withdrawal {
            at,
            reason: row.withdrawn_reason,
        }),
    })
}

fn papers() -> Select<paper::Entity> {
    use paper::Column;
    paper::Entity::find()
        .join(JoinType::InnerJoin, paper::Relation::AgendaItem.def())
        .join(JoinType::LeftJoin, paper::Relation::Person.def())
        .order_by_asc(Column::AddedAt)
        .order_by_asc(Column::Id)
        .select_only()
        .columns([
            Column::Id,
            Column::ItemId,
            Column::Title,
            Column::FileName,
            Column::Kind,
            Column::Bytes,
            Column::Hash,
            Column::Marking,
            Column::Scan,
            Column::AddedAt,
            Column::WithdrawnAt,
            Column::WithdrawnReason,
        ])
        .column(agenda_item::Column::MeetingId)
        .column(agenda_item::Column::Part)
        .column_as(person::Column::FullName, "added_by")
}

/// A paper.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: PaperId) -> Result<Option<Paper>, DbErr> {
    let row = papers()
        .filter(paper::Column::Id.eq(id.0))
        .into_model::<Row>()
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// The papers of all items of a meeting, the earliest first. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_meeting(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<Paper>, DbErr> {
    papers()
        .filter(agenda_item::Column::MeetingId.eq(meeting.0))
        .into_model::<Row>()
        .all(db)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// The papers of one item, the earliest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_item(db: &impl ConnectionTrait, item: AgendaItemId) -> Result<Vec<Paper>, DbErr> {
    papers()
        .filter(paper::Column::ItemId.eq(item.0))
        .into_model::<Row>()
        .all(db)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// A file that was looked at and is kept.
#[derive(Clone, Debug)]
pub struct Kept<'a> {
    /// As whoever sent it called it.
    pub name: &'a str,
    pub kind: FileKind,
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub hash: &'a str,
    pub scan: Scan,
}

/// What came of adding a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    Saved,
    /// The form was sent before.
    Already,
    /// The item has as many papers as it may have.
    TooMany,
    /// The item is not on this meeting any more.
    Moved,
}

/// Adds a paper to an item of a meeting.
///
/// # Errors
/// The database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, item): (&Meeting, AgendaItemId),
    (new, file): (&PaperForm, &Kept<'_>),
) -> Result<Added, DbErr> {
    meetings::hold(tx, meeting.id).await?;
    if let Some(known) = find(tx, new.id).await? {
        return Ok(if known.item == item {
            Added::Already
        } else {
            Added::Moved
        });
    }
    let on_it = agenda_item::Entity::find_by_id(item.0)
        .filter(agenda_item::Column::MeetingId.eq(meeting.id.0))
        .count(tx)
        .await?;
    if on_it == 0 {
        return Ok(Added::Moved);
    }
    let there = paper::Entity::find()
        .filter(paper::Column::ItemId.eq(item.0))
        .count(tx)
        .await?;
    if there >= MOST {
        return Ok(Added::TooMany);
    }
    paper::Entity::insert(paper::ActiveModel::from(paper::Model {
        id: new.id.0,
        item_id: item.0,
        title: new.title.clone(),
        file_name: file.name.to_owned(),
        kind: file.kind.code().to_owned(),
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        hash: file.hash.to_owned(),
        marking: new.marking.code().to_owned(),
        scan: file.scan.code().to_owned(),
        added_by_id: actor.person.map(|person| person.0),
        added_at: at,
        withdrawn_by_id: None,
        withdrawn_at: None,
        withdrawn_reason: String::new(),
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Board(meeting.lead.id),
        at,
        ("added", "paper"),
        new.id.0,
        json!({
            "item": item, "title": new.title, "kind": file.kind.code(), "bytes": file.bytes,
            "hash": file.hash, "marking": new.marking.code(), "scan": file.scan.code(),
        }),
    );
    audit::record(tx, random, actor, event).await?;
    Ok(Added::Saved)
}

/// Withdraws a paper, once; false where it was withdrawn before.
///
/// # Errors
/// The database refuses.
pub async fn withdraw(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, id): (&Meeting, PaperId),
    reason: &str,
) -> Result<bool, DbErr> {
    use paper::Column;
    let outcome = paper::Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(at))
        .col_expr(
            Column::WithdrawnById,
            Expr::value(actor.person.map(|person| person.0)),
        )
        .col_expr(Column::WithdrawnReason, Expr::value(reason))
        .filter(Column::Id.eq(id.0))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(false);
    }
    let chain = Chain::Board(meeting.lead.id);
    let verb = ("withdrawn", "paper");
    let event = audit::Event::new(chain, at, verb, id.0, json!({"reason": reason}));
    audit::record(tx, random, actor, event).await?;
    Ok(true)
}

/// Notes what a scan that was made again found.
///
/// # Errors
/// The database refuses.
pub async fn scanned(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, before): (&Meeting, &Paper),
    found: Scan,
) -> Result<(), DbErr> {
    let outcome = paper::Entity::update_many()
        .col_expr(paper::Column::Scan, Expr::value(found.code()))
        .filter(paper::Column::Id.eq(before.id.0))
        .filter(paper::Column::Scan.eq(before.scan.code()))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(());
    }
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: "scanned",
        subject_kind: "paper",
        subject: Some(before.id.0),
        before: json!({"scan": before.scan.code()}),
        after: json!({"scan": found.code()}),
    };
    audit::record(tx, random, actor, event).await
}

/// Notes in the trail that somebody had the file of a paper.
///
/// # Errors
/// The database refuses.
pub async fn downloaded(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, paper): (&Meeting, &Paper),
) -> Result<(), DbErr> {
    let chain = Chain::Board(meeting.lead.id);
    let verb = ("downloaded", "paper");
    let after = json!({"item": paper.item, "hash": paper.hash});
    let event = audit::Event::new(chain, at, verb, paper.id.0, after);
    audit::record(tx, random, actor, event).await
}
