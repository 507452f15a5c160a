//! Queries and commands about minutes for everybody.

use app::{
    ids::MeetingId,
    meetings::types::Meeting,
    minutes::types::{Minutes, MinutesState},
    public_minutes::types::{Listed, PublicMinutes, Published},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};
use serde::de::DeserializeOwned;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{board_rules, meeting, minutes},
    meetings::store::hold,
    membership::seats::Changed,
    secrets,
};

/// Most minutes in the public list, the ones published last first.
const LISTED: u64 = 500;

fn read<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// Agreed minutes as whoever publishes them finds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What a public version begins with.
    pub begun: PublicMinutes,
    pub published: Option<Published>,
    pub version: i32,
}

/// The agreed minutes of a meeting; nothing where they are not agreed. One query.
///
/// # Errors
/// The database does not answer.
pub async fn standing(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Option<Standing>, DbErr> {
    let row = minutes::Entity::find_by_id(meeting.0)
        .filter(minutes::Column::State.eq(MinutesState::Agreed.code()))
        .one(db)
        .await?;
    row.map(|row| {
        let agreed: Minutes = read(&row.content)?;
        Ok(Standing {
            begun: PublicMinutes::begun_from(&agreed),
            version: row.version,
            published: published_of(&row)?,
        })
    })
    .transpose()
}

fn published_of(row: &minutes::Model) -> Result<Option<Published>, DbErr> {
    row.public_at
        .map(|at| {
            Ok(Published {
                content: read(&row.public_content)?,
                at,
            })
        })
        .transpose()
}

/// Minutes that are out for everybody, of boards whose rules allow it.
fn published_rows() -> Select<minutes::Entity> {
    let boards = board_rules::Entity::find()
        .filter(board_rules::Column::PublishesMinutes.eq(true))
        .select_only()
        .column(board_rules::Column::BoardId)
        .into_query();
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::BoardId.in_subquery(boards))
        .select_only()
        .column(meeting::Column::Id)
        .into_query();
    minutes::Entity::find()
        .filter(minutes::Column::State.eq(MinutesState::Agreed.code()))
        .filter(minutes::Column::PublicAt.is_not_null())
        .filter(minutes::Column::MeetingId.in_subquery(meetings))
}

/// What everybody may read of the minutes of a meeting. One query.
///
/// # Errors
/// The database does not answer.
pub async fn published(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Option<Published>, DbErr> {
    let row = published_rows()
        .filter(minutes::Column::MeetingId.eq(meeting.0))
        .one(db)
        .await?;
    row.as_ref().map_or(Ok(None), published_of)
}

/// The minutes that everybody may read, those published last first. One query.
///
/// # Errors
/// The database does not answer.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Listed>, DbErr> {
    let rows = published_rows()
        .order_by_desc(minutes::Column::PublicAt)
        .order_by_desc(minutes::Column::MeetingId)
        .limit(LISTED)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let content: PublicMinutes = read(&row.public_content)?;
            Ok(Listed {
                meeting: MeetingId(row.meeting_id),
                title: content.title,
                boards: content.boards,
                when: content.when,
            })
        })
        .collect()
}

/// Publishes this text of agreed minutes, or takes away what is out where there is none,
/// if they still are as the form saw them. What was out before is kept nowhere.
///
/// # Errors
/// The database refuses.
pub async fn publish(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    (new, version): (Option<&PublicMinutes>, i32),
) -> Result<Changed, DbErr> {
    use minutes::Column;
    hold(tx, meeting.id).await?;
    let text = match new {
        Some(new) => serde_json::to_string(new).map_err(|error| DbErr::Json(error.to_string()))?,
        None => String::new(),
    };
    let Some(row) = minutes::Entity::find_by_id(meeting.id.0).one(tx).await? else {
        return Ok(Changed::OutOfDate);
    };
    if row.version == version + 1 && row.public_content == text {
        // Done before: a second click.
        return Ok(Changed::Saved);
    }
    let outcome = minutes::Entity::update_many()
        .col_expr(Column::PublicContent, Expr::value(text.clone()))
        .col_expr(Column::PublicAt, Expr::value(new.map(|_| at)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MeetingId.eq(meeting.id.0))
        .filter(Column::State.eq(MinutesState::Agreed.code()))
        .filter(Column::Version.eq(version))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    // The trail keeps the hash and not the text, which may have to be taken away.
    let hash =
        |text: &str| (!text.is_empty()).then(|| secrets::hex(&Sha256::digest(text.as_bytes())));
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: if new.is_some() {
            "published"
        } else {
            "withdrawn"
        },
        subject_kind: "minutes",
        subject: Some(meeting.id.0),
        before: json!({"public": hash(&row.public_content), "version": version}),
        after: json!({"public": hash(&text), "version": version + 1}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}
