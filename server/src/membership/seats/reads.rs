//! What seats there are, and how they stand on a day.

use std::collections::{BTreeMap, HashMap};

use app::{
    access::Role,
    ids::{AppointmentId, BoardId, OrganisationId, PersonId, SeatId},
    membership::{
        rules::{self, Confirmation, Term},
        types::{Capacity, Category, Designation, EndReason, Holder, Seat, SeatRow, Span, StandIn},
    },
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    db::{
        self,
        entities::{appointment, board, organisation, person, seat},
    },
    membership::scope::{board_exists_on, in_force, standing_on, stored},
};

#[derive(FromQueryResult)]
struct SeatRecord {
    id: Uuid,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    board_ends_on: Option<NaiveDate>,
    board_region: Option<String>,
    term_warning_days: i32,
    role: String,
    category: String,
    title: String,
    organisation_id: Option<Uuid>,
    organisation_name: Option<String>,
    required: bool,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    voting: bool,
    term_months: Option<i32>,
    version: i32,
    end_reason: Option<String>,
}

fn records() -> sea_orm::Select<seat::Entity> {
    seat::Entity::find()
        .join(JoinType::InnerJoin, seat::Relation::Board.def())
        .join(JoinType::LeftJoin, seat::Relation::Organisation.def())
        .column_as(board::Column::Slug, "board_slug")
        .column_as(board::Column::Name, "board_name")
        .column_as(board::Column::EndsOn, "board_ends_on")
        .column_as(board::Column::Region, "board_region")
        .column_as(board::Column::TermWarningDays, "term_warning_days")
        .column_as(organisation::Column::ShortName, "organisation_name")
}

/// A seat, also one that has ended. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: SeatId) -> Result<Option<Seat>, DbErr> {
    let record: Option<SeatRecord> = records()
        .filter(seat::Column::Id.eq(id.0))
        .into_model()
        .one(db)
        .await?;
    record.map(SeatRecord::read).transpose()
}

/// Some seats, in no order, also such as have ended.
///
/// # Errors
/// The database does not answer.
pub async fn with_ids(db: &impl ConnectionTrait, ids: &[SeatId]) -> Result<Vec<Seat>, DbErr> {
    let mut seats = Vec::with_capacity(ids.len());
    for some in ids.chunks(db::AT_ONCE) {
        let query = records().filter(seat::Column::Id.is_in(some.iter().map(|seat| seat.0)));
        let found: Vec<SeatRecord> = query.into_model().all(db).await?;
        for record in found {
            seats.push(record.read()?);
        }
    }
    Ok(seats)
}

/// The seats of a board that end after a day, or whose end is not settled.
///
/// # Errors
/// The database does not answer.
pub async fn going_on(
    db: &impl ConnectionTrait,
    board: BoardId,
    day: NaiveDate,
) -> Result<Vec<Seat>, DbErr> {
    going_on_where(db, seat::Column::BoardId.eq(board.0), day).await
}

/// The seats kept for an organisation that end after a day, or whose end is not
/// settled, on any board.
///
/// # Errors
/// The database does not answer.
pub async fn going_on_for(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    day: NaiveDate,
) -> Result<Vec<Seat>, DbErr> {
    going_on_where(db, seat::Column::OrganisationId.eq(organisation.0), day).await
}

async fn going_on_where(
    db: &impl ConnectionTrait,
    which: Expr,
    day: NaiveDate,
) -> Result<Vec<Seat>, DbErr> {
    let goes_on = Condition::any()
        .add(seat::Column::EndsOn.is_null())
        .add(seat::Column::EndsOn.gt(day));
    let records: Vec<SeatRecord> = records()
        .filter(which)
        .filter(goes_on)
        .order_by_asc(board::Column::Name)
        .order_by_asc(seat::Column::Id)
        .into_model()
        .all(db)
        .await?;
    records.into_iter().map(SeatRecord::read).collect()
}

impl SeatRecord {
    fn read(self) -> Result<Seat, DbErr> {
        Ok(Seat {
            id: SeatId(self.id),
            board: BoardId(self.board_id),
            board_slug: self.board_slug,
            board_name: self.board_name,
            board_ends_on: self.board_ends_on,
            title: self.title,
            category: stored(&self.category, Category::from_code)?,
            role: stored(&self.role, Role::from_code)?,
            voting: self.voting,
            required: self.required,
            organisation: self.organisation_id.map(OrganisationId),
            organisation_name: self.organisation_name,
            term_months: self
                .term_months
                .and_then(|months| u32::try_from(months).ok()),
            span: Span::new(self.starts_on, self.ends_on),
            end_reason: self
                .end_reason
                .map(|reason| stored(&reason, EndReason::from_code))
                .transpose()?,
            version: self.version,
        })
    }
}

/// Which seats a list is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    Of(BoardId),
    /// Of any of these boards.
    OfBoards(Vec<BoardId>),
    /// Kept for an organisation, on any of these boards or on all.
    Organisation(OrganisationId, Option<Vec<BoardId>>),
    One(SeatId),
}

impl Which {
    fn condition(&self) -> Condition {
        let boards =
            |boards: &[BoardId]| seat::Column::BoardId.is_in(boards.iter().map(|board| board.0));
        match self {
            Self::Of(board) => Condition::all().add(seat::Column::BoardId.eq(board.0)),
            Self::OfBoards(some) => Condition::all().add(boards(some)),
            Self::Organisation(organisation, some) => Condition::all()
                .add(seat::Column::OrganisationId.eq(organisation.0))
                .add_option(some.as_deref().map(boards)),
            Self::One(seat) => Condition::all().add(seat::Column::Id.eq(seat.0)),
        }
    }
}

/// Seats as they stand on a day, by category and role within each board. Three
/// queries, however many seats.
///
/// # Errors
/// The database does not answer.
pub async fn rows(
    db: &impl ConnectionTrait,
    which: &Which,
    day: NaiveDate,
) -> Result<Vec<SeatRow>, DbErr> {
    let records: Vec<SeatRecord> = records()
        .filter(which.condition())
        .filter(standing_on(day))
        .filter(board_exists_on(day))
        .order_by_asc(seat::Column::Id)
        .into_model()
        .all(db)
        .await?;
    let mut people = in_office(db, which, day).await?;
    let left = last_left(db, which, day).await?;
    let mut rows = records
        .into_iter()
        .map(|record| {
            let people = people.remove(&record.id).unwrap_or_default();
            let left = left.get(&record.id).copied();
            row(record, people, left, day)
        })
        .collect::<Result<Vec<_>, _>>()?;
    rows.sort_by(|one, other| {
        (&one.board_name, one.category, one.role).cmp(&(
            &other.board_name,
            other.category,
            other.role,
        ))
    });
    Ok(rows)
}

#[derive(FromQueryResult)]
struct InOffice {
    id: Uuid,
    seat_id: Uuid,
    person_id: Uuid,
    capacity: String,
    starts_on: NaiveDate,
    expected_end_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    designation: String,
    full_name: String,
    post: String,
    email: Option<String>,
    confirmed_on: Option<NaiveDate>,
    person_created_at: DateTime<Utc>,
    represents: Option<String>,
}

/// Who holds these seats, or stands in, on a day.
async fn in_office(
    db: &impl ConnectionTrait,
    which: &Which,
    day: NaiveDate,
) -> Result<HashMap<Uuid, Vec<InOffice>>, DbErr> {
    let people: Vec<InOffice> = appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .join(JoinType::InnerJoin, appointment::Relation::Person.def())
        .join(
            JoinType::LeftJoin,
            appointment::Relation::Organisation.def(),
        )
        .filter(which.condition())
        .filter(in_force(day))
        .column_as(person::Column::FullName, "full_name")
        .column_as(person::Column::Post, "post")
        .column_as(person::Column::Email, "email")
        .column_as(person::Column::ConfirmedOn, "confirmed_on")
        .column_as(person::Column::CreatedAt, "person_created_at")
        .column_as(organisation::Column::ShortName, "represents")
        .order_by_asc(person::Column::FullName)
        .into_model()
        .all(db)
        .await?;
    let mut by_seat: HashMap<Uuid, Vec<InOffice>> = HashMap::new();
    for one in people {
        by_seat.entry(one.seat_id).or_default().push(one);
    }
    Ok(by_seat)
}

/// The last day of whoever held these seats before a day.
async fn last_left(
    db: &impl ConnectionTrait,
    which: &Which,
    day: NaiveDate,
) -> Result<BTreeMap<Uuid, NaiveDate>, DbErr> {
    let rows: Vec<(Uuid, NaiveDate)> = appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .filter(which.condition())
        .filter(appointment::Column::Capacity.eq(Capacity::Holder.code()))
        .filter(appointment::Column::VoidedAt.is_null())
        .filter(appointment::Column::EndsOn.lt(day))
        .select_only()
        .column(appointment::Column::SeatId)
        .column_as(appointment::Column::EndsOn.max(), "left_on")
        .group_by(appointment::Column::SeatId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

fn row(
    record: SeatRecord,
    people: Vec<InOffice>,
    left: Option<NaiveDate>,
    day: NaiveDate,
) -> Result<SeatRow, DbErr> {
    let mut holder = None;
    let mut stand_ins = Vec::new();
    for one in people {
        match stored(&one.capacity, Capacity::from_code)? {
            Capacity::Holder => holder = Some(one.holder(&record, day)?),
            capacity => stand_ins.push(StandIn {
                person: PersonId(one.person_id),
                full_name: one.full_name,
                capacity,
                span: Span::new(one.starts_on, one.ends_on),
            }),
        }
    }
    let covered = stand_ins
        .iter()
        .any(|stand_in| stand_in.capacity == Capacity::Deputy);
    let term = holder.as_ref().map(|holder: &Holder| Term {
        expected_end_on: holder.expected_end_on,
        ends_on: holder.ends_on,
    });
    let warning = u32::try_from(record.term_warning_days).unwrap_or(0);
    let vacant_since = match holder {
        None => Some(rules::vacant_since(record.starts_on, left)),
        Some(_) => None,
    };
    Ok(SeatRow {
        board: BoardId(record.board_id),
        board_slug: record.board_slug,
        board_name: record.board_name,
        board_region: record.board_region,
        seat: SeatId(record.id),
        title: record.title,
        category: stored(&record.category, Category::from_code)?,
        role: stored(&record.role, Role::from_code)?,
        voting: record.voting,
        required: record.required,
        organisation: record.organisation_id.map(OrganisationId),
        organisation_name: record.organisation_name,
        state: rules::state(day, term, covered, warning),
        vacant_since,
        holder,
        stand_ins,
    })
}

impl InOffice {
    fn holder(self, record: &SeatRecord, day: NaiveDate) -> Result<Holder, DbErr> {
        let confirmed_on = self
            .confirmed_on
            .unwrap_or_else(|| wording::uk_day(self.person_created_at));
        Ok(Holder {
            appointment: AppointmentId(self.id),
            person: PersonId(self.person_id),
            full_name: self.full_name,
            post: self.post,
            email: self.email,
            represents: self.represents.or_else(|| record.organisation_name.clone()),
            since: self.starts_on,
            expected_end_on: self.expected_end_on,
            ends_on: self.ends_on,
            designation: stored(&self.designation, Designation::from_code)?,
            unconfirmed: rules::confirmation(day, confirmed_on) == Confirmation::Unconfirmed,
        })
    }
}

/// The organisations that hold seats on a board, by name: the filter of its log.
///
/// # Errors
/// The database does not answer.
pub async fn organisations_of(
    db: &impl ConnectionTrait,
    boards: Option<&[BoardId]>,
) -> Result<Vec<(OrganisationId, String)>, DbErr> {
    let on_boards =
        boards.map(|boards| seat::Column::BoardId.is_in(boards.iter().map(|board| board.0)));
    let rows: Vec<(Uuid, String)> = seat::Entity::find()
        .join(JoinType::InnerJoin, seat::Relation::Organisation.def())
        .filter(Condition::all().add_option(on_boards))
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::ShortName)
        .distinct()
        .order_by_asc(organisation::Column::ShortName)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (OrganisationId(id), name))
        .collect())
}
