//! The national template of seats: read, changed, and applied to a board.

use app::{
    access::Role,
    boards::types::BoardEntry,
    ids::OrganisationId,
    membership::{
        template::{CouncilOfArea, TemplateSeat, missing_seats},
        types::Category,
    },
    organisations::types::OrganisationKind,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    scope,
    seats::{self, Changed, NewSeat, Which},
};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{board_area, organisation, seat_template},
};

/// What the trail calls a seat of the template.
pub const SUBJECT: &str = "seat_template";

/// The template, in its order. One query.
///
/// # Errors
/// The database does not answer.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<TemplateSeat>, DbErr> {
    seat_template::Entity::find()
        .order_by_asc(seat_template::Column::Position)
        .order_by_asc(seat_template::Column::Id)
        .all(db)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

fn read(row: seat_template::Model) -> Result<TemplateSeat, DbErr> {
    Ok(TemplateSeat {
        id: row.id,
        position: row.position,
        role: scope::stored(&row.role, Role::from_code)?,
        category: scope::stored(&row.category, Category::from_code)?,
        title: row.title,
        organisation_kind: row
            .organisation_kind
            .map(|kind| scope::stored(&kind, OrganisationKind::from_code))
            .transpose()?,
        each_council: row.each_council,
        required: row.required,
        voting: row.voting,
        term_months: row
            .term_months
            .and_then(|months| u32::try_from(months).ok()),
        version: row.version,
    })
}

fn recorded(seat: &TemplateSeat) -> Value {
    json!({
        "category": seat.category.code(), "role": seat.role.code(), "title": seat.title,
        "organisation_kind": seat.organisation_kind.map(OrganisationKind::code),
        "each_council": seat.each_council, "required": seat.required, "voting": seat.voting,
        "term_months": seat.term_months,
    })
}

/// Saves a seat of the template: a new one, at the end, where its version is 0.
///
/// # Errors
/// The database refuses.
pub async fn save(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seat: &TemplateSeat,
) -> Result<Changed, DbErr> {
    let template = all(tx).await?;
    let before = template.iter().find(|known| known.id == seat.id);
    let (position, verb) = match before {
        // A form for a new seat that was sent twice.
        Some(before) if seat.version == 0 && recorded(before) == recorded(seat) => {
            return Ok(Changed::Saved);
        }
        Some(before) if before.version == seat.version => (before.position, "changed"),
        None if seat.version == 0 => {
            let last = template.iter().map(|known| known.position).max();
            (last.unwrap_or(0) + 1, "added")
        }
        _ => return Ok(Changed::OutOfDate),
    };
    let row = seat_template::ActiveModel {
        id: Set(seat.id),
        position: Set(position),
        role: Set(seat.role.code().to_owned()),
        category: Set(seat.category.code().to_owned()),
        title: Set(seat.title.clone()),
        organisation_kind: Set(seat.organisation_kind.map(|kind| kind.code().to_owned())),
        each_council: Set(seat.each_council),
        required: Set(seat.required),
        voting: Set(seat.voting),
        term_months: Set(seat
            .term_months
            .and_then(|months| i32::try_from(months).ok())),
        version: Set(seat.version + 1),
    };
    if before.is_some() {
        let written = seat_template::Entity::update_many()
            .set(row)
            .filter(seat_template::Column::Id.eq(seat.id))
            .filter(seat_template::Column::Version.eq(seat.version))
            .exec(tx)
            .await?;
        if written.rows_affected == 0 {
            return Ok(Changed::OutOfDate);
        }
    } else {
        seat_template::Entity::insert(row)
            .exec_without_returning(tx)
            .await?;
    }
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb,
        subject_kind: SUBJECT,
        subject: Some(seat.id),
        before: before.map_or(Value::Null, recorded),
        after: recorded(seat),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// Takes a seat out of the template. Seats that boards have stay.
///
/// # Errors
/// The database refuses.
pub async fn remove(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seat: &TemplateSeat,
) -> Result<Changed, DbErr> {
    let gone = seat_template::Entity::delete_many()
        .filter(seat_template::Column::Id.eq(seat.id))
        .filter(seat_template::Column::Version.eq(seat.version))
        .exec(tx)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "removed",
        subject_kind: SUBJECT,
        subject: Some(seat.id),
        before: recorded(seat),
        after: Value::Null,
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// The councils of a board's area, by name.
///
/// # Errors
/// The database does not answer.
pub async fn councils_of(
    db: &impl ConnectionTrait,
    board: &BoardEntry,
) -> Result<Vec<CouncilOfArea>, DbErr> {
    let rows: Vec<(Uuid, String)> = board_area::Entity::find()
        .join(
            JoinType::InnerJoin,
            board_area::Relation::Organisation.def(),
        )
        .filter(board_area::Column::BoardId.eq(board.id.0))
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::ShortName)
        .order_by_asc(organisation::Column::ShortName)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| CouncilOfArea {
            id: OrganisationId(id),
            name,
        })
        .collect())
}

/// Sets up the seats of the template that a board lacks, and says how many.
/// Done twice it adds nothing more.
///
/// # Errors
/// The database refuses.
pub async fn apply(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: &BoardEntry,
) -> Result<usize, DbErr> {
    scope::hold_board(tx, board.id).await?;
    let today = app::wording::uk_day(at);
    let template = all(tx).await?;
    let there = seats::rows(tx, &Which::Of(board.id), today).await?;
    let councils = councils_of(tx, board).await?;
    let missing = missing_seats(&template, &there, &councils);
    for (wanted, council) in &missing {
        let seat = NewSeat {
            board: board.id,
            role: wanted.role,
            category: wanted.category,
            title: &wanted.title,
            organisation: council.map(|council| council.id),
            required: wanted.required,
            voting: wanted.voting,
            term_months: wanted.term_months,
            starts_on: today,
        };
        seats::add(tx, random, actor, at, &seat).await?;
    }
    Ok(missing.len())
}
