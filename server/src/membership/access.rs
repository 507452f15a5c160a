//! What somebody may draw on: their current appointments on every board.

use std::collections::{BTreeSet, HashMap};

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
    person_id: Uuid,
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
    let rows = standing_rows(db, [person.0], day).await?;
    rows.into_iter().map(StandingRow::read).collect()
}

/// What some people stand on, on a UK day, each as an [`Access`] without sub-groups.
/// One query, however many people.
///
/// # Errors
/// The database does not answer.
pub async fn standings_of(
    db: &impl ConnectionTrait,
    people: &[person::Model],
    day: NaiveDate,
) -> Result<HashMap<PersonId, Access>, DbErr> {
    let mut found: HashMap<PersonId, Access> = people
        .iter()
        .map(|person| {
            let access = Access {
                person: PersonId(person.id),
                full_name: person.full_name.clone(),
                post: person.post.clone(),
                standings: Vec::new(),
                sub_groups: Vec::new(),
            };
            (access.person, access)
        })
        .collect();
    for row in standing_rows(db, people.iter().map(|person| person.id), day).await? {
        if let Some(access) = found.get_mut(&PersonId(row.person_id)) {
            access.standings.push(row.read()?);
        }
    }
    Ok(found)
}

async fn standing_rows(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = Uuid>,
    day: NaiveDate,
) -> Result<Vec<StandingRow>, DbErr> {
    current_seats(day)
        .filter(appointment::Column::PersonId.is_in(people))
        .select_only()
        .column(appointment::Column::PersonId)
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
        .await
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
