//! What people and organisations are told, written in the transaction of what
//! it is about: shown to them when they next come, and there to be sent.

pub use app::notices::Kind;
use app::{
    access::Access,
    ids::{BoardId, OrganisationId, PersonId, SeatId},
    notices::{Told, once},
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    clock::Random,
    db::entities::{board, notice},
    membership::scope::stored,
};

/// How long a notice is shown.
const SHOWN_FOR: TimeDelta = TimeDelta::days(30);

/// How many notices are shown at most, the latest first.
const SHOWN: u64 = 10;

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Person(PersonId),
    /// Whoever represents it on the board the notice is about.
    Organisation(OrganisationId),
}

/// Something to tell.
#[derive(Clone, Debug)]
pub struct Notice {
    pub kind: Kind,
    pub board: BoardId,
    pub seat: Option<SeatId>,
    pub to: To,
    pub words: String,
}

/// Writes a notice.
///
/// # Errors
/// The database refuses.
pub async fn write(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    new: &Notice,
) -> Result<(), DbErr> {
    let (person, organisation) = match new.to {
        To::Person(person) => (Some(person.0), None),
        To::Organisation(organisation) => (None, Some(organisation.0)),
    };
    notice::Entity::insert(notice::ActiveModel::from(notice::Model {
        id: random.id(at),
        at,
        kind: new.kind.code().to_owned(),
        board_id: new.board.0,
        seat_id: new.seat.map(|seat| seat.0),
        to_person_id: person,
        to_organisation_id: organisation,
        words: new.words.clone(),
        mailed_at: None,
    }))
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Tells several people the same, each about one board. One statement.
///
/// # Errors
/// The database refuses.
pub async fn write_to_people(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    kind: Kind,
    people: &[(PersonId, BoardId)],
    words: &str,
) -> Result<(), DbErr> {
    if people.is_empty() {
        return Ok(());
    }
    let rows = people.iter().map(|(person, board)| {
        notice::ActiveModel::from(notice::Model {
            id: random.id(at),
            at,
            kind: kind.code().to_owned(),
            board_id: board.0,
            seat_id: None,
            to_person_id: Some(person.0),
            to_organisation_id: None,
            words: words.to_owned(),
            mailed_at: None,
        })
    });
    notice::Entity::insert_many(rows.collect::<Vec<_>>())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes that people had by mail what they were told of one kind at this moment, so that
/// it is not mailed again. One statement.
///
/// # Errors
/// The database refuses.
pub async fn mailed(
    tx: &impl ConnectionTrait,
    at: DateTime<Utc>,
    kind: Kind,
    people: &[PersonId],
) -> Result<(), DbErr> {
    if people.is_empty() {
        return Ok(());
    }
    notice::Entity::update_many()
        .col_expr(notice::Column::MailedAt, Expr::value(Some(at)))
        .filter(notice::Column::At.eq(at))
        .filter(notice::Column::Kind.eq(kind.code()))
        .filter(notice::Column::ToPersonId.is_in(people.iter().map(|person| person.0)))
        .filter(notice::Column::MailedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// What a person is told: by name, or as one who represents an organisation on
/// a board they sit on. One query.
///
/// # Errors
/// The database does not answer.
pub async fn to(
    db: &impl ConnectionTrait,
    access: &Access,
    now: DateTime<Utc>,
) -> Result<Vec<Told>, DbErr> {
    let mut addressed = Condition::any().add(notice::Column::ToPersonId.eq(access.person.0));
    for standing in &access.standings {
        if let Some(organisation) = standing.organisation {
            addressed = addressed.add(
                Condition::all()
                    .add(notice::Column::ToOrganisationId.eq(organisation.0))
                    .add(notice::Column::BoardId.eq(standing.board.0)),
            );
        }
    }
    let rows: Vec<(DateTime<Utc>, String, String, String, String, Uuid)> = notice::Entity::find()
        .join(JoinType::InnerJoin, notice::Relation::Board.def())
        .filter(addressed)
        .filter(notice::Column::At.gte(now - SHOWN_FOR))
        .select_only()
        .column(notice::Column::At)
        .column(notice::Column::Kind)
        .column(board::Column::Name)
        .column(board::Column::Slug)
        .column(notice::Column::Words)
        .column(notice::Column::Id)
        .order_by_desc(notice::Column::At)
        .order_by_desc(notice::Column::Id)
        .limit(SHOWN)
        .into_tuple()
        .all(db)
        .await?;
    let told: Result<Vec<_>, _> = rows
        .into_iter()
        .map(|(at, kind, board_name, board_slug, words, _)| {
            Ok(Told {
                at,
                kind: stored(&kind, Kind::from_code)?,
                board_name,
                board_slug,
                words,
            })
        })
        .collect();
    told.map(once)
}
