//! What somebody may draw on: their current appointments on every board.

use std::collections::BTreeSet;

use app::{
    access::{Access, Permission, Relation, Role, Standing, allows},
    boards::types::BoardKind,
    ids::{BoardId, OrganisationId, PersonId, SeatId},
    membership::types::Capacity,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::scope::{board_exists_on, in_force, standing_on, stored};
use crate::db::entities::{appointment, board, organisation, person, seat};

/// The organisation an appointment names, beside the one of its seat.
const REPRESENTED: &str = "represented";

#[derive(FromQueryResult)]
struct StandingRow {
    capacity: String,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    seat_id: Uuid,
    role: String,
    organisation_id: Option<Uuid>,
    organisation_name: Option<String>,
    represented_id: Option<Uuid>,
    represented_name: Option<String>,
}

/// What a person stands on, on a UK day. One query, however many boards.
///
/// # Errors
/// The database does not answer.
pub async fn standings(
    db: &impl ConnectionTrait,
    person: PersonId,
    day: NaiveDate,
) -> Result<Vec<Standing>, DbErr> {
    let rows: Vec<StandingRow> = current_seats(day)
        .filter(appointment::Column::PersonId.eq(person.0))
        .select_only()
        .column(appointment::Column::Capacity)
        .column(seat::Column::BoardId)
        .column_as(board::Column::Slug, "board_slug")
        .column_as(board::Column::Name, "board_name")
        .column_as(seat::Column::Id, "seat_id")
        .column(seat::Column::Role)
        .column(seat::Column::OrganisationId)
        .column_as(organisation::Column::ShortName, "organisation_name")
        .column_as(appointment::Column::OrganisationId, "represented_id")
        .expr_as(
            Expr::col((REPRESENTED, organisation::Column::ShortName)),
            "represented_name",
        )
        .order_by_asc(board::Column::Name)
        .order_by_asc(seat::Column::Id)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter().map(StandingRow::read).collect()
}

/// Appointments in force with their seat, board and organisation.
fn current_seats(day: NaiveDate) -> Select<appointment::Entity> {
    appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .join(JoinType::InnerJoin, seat::Relation::Board.def())
        .join(JoinType::LeftJoin, seat::Relation::Organisation.def())
        .join_as(
            JoinType::LeftJoin,
            appointment::Relation::Organisation.def(),
            REPRESENTED,
        )
        .filter(in_force(day))
        .filter(standing_on(day))
        .filter(board_exists_on(day))
}

impl StandingRow {
    fn read(self) -> Result<Standing, DbErr> {
        let held: Role = stored(&self.role, Role::from_code)?;
        let capacity: Capacity = stored(&self.capacity, Capacity::from_code)?;
        Ok(Standing {
            board: BoardId(self.board_id),
            board_slug: self.board_slug,
            board_name: self.board_name,
            seat: SeatId(self.seat_id),
            role: match (capacity, held) {
                // Whoever stands in for a member has the member's rights and
                // is shown as what they are. Standing in for an officer or an
                // observer is standing in for exactly that role.
                (Capacity::Deputy | Capacity::Substitute, Role::Member) => Role::Substitute,
                (_, role) => role,
            },
            organisation: self
                .represented_id
                .or(self.organisation_id)
                .map(OrganisationId),
            organisation_name: self.represented_name.or(self.organisation_name),
        })
    }
}

/// Who represents which organisation on some boards on a day, standing in for
/// its holder or not. One query.
///
/// # Errors
/// The database does not answer.
pub async fn representatives(
    db: &impl ConnectionTrait,
    boards: &BTreeSet<BoardId>,
    day: NaiveDate,
) -> Result<Vec<(PersonId, BoardId, OrganisationId)>, DbErr> {
    let rows: Vec<(Uuid, Uuid, Option<Uuid>, Option<Uuid>)> = current_seats(day)
        .filter(seat::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .select_only()
        .column(appointment::Column::PersonId)
        .column(seat::Column::BoardId)
        .column_as(appointment::Column::OrganisationId, "represented_id")
        .column_as(seat::Column::OrganisationId, "seat_organisation_id")
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(person, board, represented, of_seat)| {
            let organisation = represented.or(of_seat)?;
            Some((
                PersonId(person),
                BoardId(board),
                OrganisationId(organisation),
            ))
        })
        .collect())
}

/// Everything a person may draw on today.
///
/// # Errors
/// The database does not answer.
pub async fn access_of(
    db: &impl ConnectionTrait,
    person: &person::Model,
    day: NaiveDate,
) -> Result<Access, DbErr> {
    let standings = standings(db, PersonId(person.id), day).await?;
    Ok(Access {
        person: PersonId(person.id),
        full_name: person.full_name.clone(),
        post: person.post.clone(),
        sub_groups: sub_groups(db, &standings, day).await?,
        standings,
    })
}

/// The sub-groups of the boards whose members somebody keeps, unless they have
/// ended. One query, for officers of boards only.
async fn sub_groups(
    db: &impl ConnectionTrait,
    standings: &[Standing],
    day: NaiveDate,
) -> Result<Vec<BoardId>, DbErr> {
    let kept: BTreeSet<Uuid> = standings
        .iter()
        .filter(|standing| !standing.role.is_national())
        .filter(|standing| allows(standing.role, Permission::ManageMembers, Relation::Other))
        .map(|standing| standing.board.0)
        .collect();
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let groups: Vec<Uuid> = board::Entity::find()
        .filter(board::Column::ParentId.is_in(kept))
        .filter(board::Column::Kind.eq(BoardKind::SubGroup.code()))
        .filter(
            Condition::any()
                .add(board::Column::EndsOn.is_null())
                .add(board::Column::EndsOn.gte(day)),
        )
        .select_only()
        .column(board::Column::Id)
        .order_by_asc(board::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(groups.into_iter().map(BoardId).collect())
}
