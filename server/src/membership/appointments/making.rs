//! Appointments made: decided on one after the other, and written together.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use app::{
    access::Role,
    ids::{AppointmentId, BoardId, PersonId, SeatId},
    membership::{
        rules,
        types::{Appointment, Capacity, Category, EndReason, Span},
    },
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    NewAppointment, Refusal,
    ending::ended,
    reads::{all, read_all},
};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::{
        self,
        entities::{appointment, person, seat},
    },
    membership::{access, scope, seats},
};

/// Somebody to be appointed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub new: NewAppointment,
    /// Ends whoever holds the seat on the day before ("make current").
    pub replace: bool,
}

/// An appointment that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub id: AppointmentId,
    pub seat: SeatId,
    pub replaced: Vec<GaveWay>,
}

/// Somebody who gave way, and the end their appointment had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GaveWay {
    pub appointment: AppointmentId,
    pub ends_on: Option<NaiveDate>,
    pub end_reason: Option<EndReason>,
}

/// Appoints people to seats of one board, each as [`super::appoint`] does, in their
/// order: whoever comes first stands against whoever comes later. Nothing for each
/// appointment that is there already. Where one is refused, its place in the list
/// and why: then nothing was written.
///
/// # Errors
/// A seat is not there or of another board, or the database refuses.
pub async fn appoint_all(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    asked: &[Asked],
) -> Result<Result<Vec<Option<Made>>, (usize, Refusal)>, DbErr> {
    scope::hold_board(tx, board).await?;
    let mut ground = Ground::read(tx, actor, at, board, asked).await?;
    let mut plans = Vec::new();
    let mut made = Vec::with_capacity(asked.len());
    for (place, one) in asked.iter().enumerate() {
        match ground.decide(one, random, at)? {
            Err(refusal) => return Ok(Err((place, refusal))),
            Ok(Decision::Already(_)) => made.push(None),
            Ok(Decision::Make(plan)) => {
                made.push(Some(plan.made.clone()));
                plans.push(plan);
            }
        }
    }
    let changed: Vec<SeatId> = plans.iter().map(|plan| plan.made.seat).collect();
    seats::touch_all(tx, &changed).await?;
    write(tx, random, actor, at, board, &plans).await?;
    Ok(Ok(made))
}

/// What becomes of somebody to be appointed.
pub(super) enum Decision {
    /// The very same appointment is there already.
    Already(AppointmentId),
    Make(Plan),
}

/// An appointment to be written.
pub(super) struct Plan {
    pub made: Made,
    new: NewAppointment,
    /// Whether somebody else held the seat before, and left something to read.
    follows: bool,
}

/// What new appointments to a board are held against.
pub(super) struct Ground {
    board: BoardId,
    actor: Option<PersonId>,
    is_national_secretariat: bool,
    seats: HashMap<SeatId, seat::Model>,
    sitting: HashMap<SeatId, Vec<Sitting>>,
    seats_of: HashMap<PersonId, BTreeSet<SeatId>>,
    names: HashMap<PersonId, String>,
}

/// An appointment as others are compared with it.
struct Sitting {
    id: AppointmentId,
    person: PersonId,
    capacity: Capacity,
    span: Span,
    end_reason: Option<EndReason>,
}

impl Ground {
    /// What concerns the seats and people of these appointments: a number of
    /// queries that hardly grows with theirs. The board is held already.
    pub(super) async fn read(
        tx: &impl ConnectionTrait,
        actor: &Actor,
        at: DateTime<Utc>,
        board: BoardId,
        asked: &[Asked],
    ) -> Result<Self, DbErr> {
        let history = concerned(tx, board, asked).await?;
        let seats = asked.iter().map(|one| one.new.seat);
        let seats = seats.chain(history.iter().map(|one| one.seat)).collect();
        let people = asked.iter().map(|one| one.new.person).collect();
        let mut ground = Self {
            board,
            actor: actor.person,
            is_national_secretariat: false,
            seats: with_keys(tx, seats).await?,
            sitting: HashMap::new(),
            seats_of: HashMap::new(),
            names: named(tx, people).await?,
        };
        if let Some(person) = actor.person
            && ground.gives_national_roles()?
        {
            let standings = access::standings(tx, person, wording::uk_day(at)).await?;
            ground.is_national_secretariat = standings
                .iter()
                .any(|standing| standing.role == Role::NationalSecretariat);
        }
        for one in history {
            ground.names.insert(one.person, one.full_name);
            let sitting = Sitting {
                id: one.id,
                person: one.person,
                capacity: one.capacity,
                span: one.span,
                end_reason: one.end_reason,
            };
            ground.sit(one.seat, sitting);
        }
        Ok(ground)
    }

    fn gives_national_roles(&self) -> Result<bool, DbErr> {
        for seat in self.seats.values() {
            if role(seat)?.is_national() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Puts an appointment among those to its seat, the latest first.
    fn sit(&mut self, seat: SeatId, sitting: Sitting) {
        let seats = self.seats_of.entry(sitting.person).or_default();
        seats.insert(seat);
        let all = self.sitting.entry(seat).or_default();
        let place = all.partition_point(|one| one.span.first >= sitting.span.first);
        all.insert(place, sitting);
    }

    fn name_of(&self, person: PersonId) -> String {
        self.names.get(&person).cloned().unwrap_or_default()
    }

    /// Decides on one, who is there for whoever comes next.
    pub(super) fn decide(
        &mut self,
        asked: &Asked,
        random: &Random,
        at: DateTime<Utc>,
    ) -> Result<Result<Decision, Refusal>, DbErr> {
        let seat = self.seats.get(&asked.new.seat);
        let seat = seat
            .filter(|seat| seat.board_id == self.board.0)
            .ok_or_else(|| DbErr::RecordNotFound("no such seat".to_owned()))?;
        // Whoever takes a seat that ends leaves it with its last day.
        let seat_ends = seat.ends_on.filter(|last| asked.new.starts_on <= *last);
        let new = NewAppointment {
            ends_on: asked.new.ends_on.or(seat_ends),
            ..asked.new.clone()
        };
        let others = self.sitting.get(&new.seat).map_or(&[][..], Vec::as_slice);
        if let Some(same) = others.iter().find(|other| other.is(&new)) {
            return Ok(Ok(Decision::Already(same.id)));
        }
        if let Some(refusal) = self.refusal(seat, &new)? {
            return Ok(Err(refusal));
        }
        let replaced = match self.giving_way(others, &new, asked.replace) {
            Ok(replaced) => replaced,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let follows = new.capacity == Capacity::Holder
            && others.iter().any(|other| {
                other.capacity == Capacity::Holder
                    && other.person != new.person
                    && other.span.first < new.starts_on
            });
        let made = Made {
            id: AppointmentId(random.id(at)),
            seat: new.seat,
            replaced,
        };
        self.note(&made, &new);
        Ok(Ok(Decision::Make(Plan { made, new, follows })))
    }

    fn refusal(&self, seat: &seat::Model, new: &NewAppointment) -> Result<Option<Refusal>, DbErr> {
        if self.actor == Some(new.person) {
            return Ok(Some(Refusal::Oneself));
        }
        if self.actor.is_some() && role(seat)?.is_national() && !self.is_national_secretariat {
            return Ok(Some(Refusal::NationalRole));
        }
        if new.ends_on.is_some_and(|last| last < new.starts_on)
            || new.expected_end_on.is_some_and(|end| end < new.starts_on)
        {
            return Ok(Some(Refusal::EndsBeforeStart));
        }
        let seat_span = Span::new(seat.starts_on, seat.ends_on);
        if !seat_span.encloses(new.span()) {
            return Ok(Some(Refusal::OutsideSeat(seat_span)));
        }
        Ok((new.capacity == Capacity::Holder)
            .then(|| self.held_elsewhere(seat, new))
            .flatten())
    }

    /// Another seat of the board that the person holds on one of these days. An
    /// officer may represent an organisation besides.
    fn held_elsewhere(&self, seat: &seat::Model, new: &NewAppointment) -> Option<Refusal> {
        if seat.category == Category::Officers.code() {
            return None;
        }
        let elsewhere = self.seats_of.get(&new.person)?.iter();
        let other = elsewhere
            .filter(|other| **other != new.seat)
            .filter_map(|other| Some((self.seats.get(other)?, self.sitting.get(other)?)))
            .filter(|(seat, _)| seat.category != Category::Officers.code())
            .find(|(_, sitting)| {
                sitting.iter().any(|one| {
                    one.person == new.person
                        && one.capacity == Capacity::Holder
                        && one.span.meets(new.span())
                })
            });
        other.map(|(seat, _)| Refusal::HoldsAnother {
            seat_title: seat.title.clone(),
        })
    }

    /// Whoever gives way to somebody who is appointed.
    fn giving_way(
        &self,
        others: &[Sitting],
        new: &NewAppointment,
        replace: bool,
    ) -> Result<Vec<GaveWay>, Refusal> {
        let mut giving_way = Vec::new();
        for other in others {
            let same_person = other.person == new.person;
            let (ours, theirs) = ((new.capacity, new.span()), (other.capacity, other.span));
            if !rules::collide(ours, theirs, same_person) {
                continue;
            }
            let gives_way = replace
                && other.capacity == new.capacity
                && !same_person
                && other.span.first < new.starts_on;
            if !gives_way {
                return Err(Refusal::Collides {
                    full_name: self.name_of(other.person),
                    span: other.span,
                });
            }
            giving_way.push(GaveWay {
                appointment: other.id,
                ends_on: other.span.last,
                end_reason: other.end_reason,
            });
        }
        Ok(giving_way)
    }

    fn note(&mut self, made: &Made, new: &NewAppointment) {
        for sitting in self.sitting.entry(new.seat).or_default() {
            if made
                .replaced
                .iter()
                .any(|one| one.appointment == sitting.id)
            {
                sitting.span.last = Some(day_before(new.starts_on));
                sitting.end_reason = Some(EndReason::Replaced);
            }
        }
        let sitting = Sitting {
            id: made.id,
            person: new.person,
            capacity: new.capacity,
            span: new.span(),
            end_reason: None,
        };
        self.sit(new.seat, sitting);
    }
}

impl Sitting {
    /// Whether it is the appointment that a form asks for. The last day is left
    /// out: it may have been set since.
    fn is(&self, new: &NewAppointment) -> bool {
        self.person == new.person
            && self.capacity == new.capacity
            && self.span.first == new.starts_on
    }
}

fn role(seat: &seat::Model) -> Result<Role, DbErr> {
    scope::stored(&seat.role, Role::from_code)
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day - Days::new(1)
}

/// The appointments on a board that new ones are compared with, the latest first:
/// those to the same seats and those of the same people, or simply all where many
/// are asked for.
async fn concerned(
    tx: &impl ConnectionTrait,
    board: BoardId,
    asked: &[Asked],
) -> Result<Vec<Appointment>, DbErr> {
    let mut query = all()
        .filter(seat::Column::BoardId.eq(board.0))
        .filter(appointment::Column::VoidedAt.is_null());
    if asked.len() <= db::AT_ONCE {
        let seats = asked.iter().map(|one| one.new.seat.0);
        let people = asked.iter().map(|one| one.new.person.0);
        query = query.filter(
            Condition::any()
                .add(appointment::Column::SeatId.is_in(seats))
                .add(appointment::Column::PersonId.is_in(people)),
        );
    }
    read_all(query, tx).await
}

async fn with_keys(
    tx: &impl ConnectionTrait,
    seats: HashSet<SeatId>,
) -> Result<HashMap<SeatId, seat::Model>, DbErr> {
    let ids: Vec<Uuid> = seats.into_iter().map(|seat| seat.0).collect();
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(db::AT_ONCE) {
        let query = seat::Entity::find().filter(seat::Column::Id.is_in(some.iter().copied()));
        let rows = query.all(tx).await?;
        found.extend(rows.into_iter().map(|row| (SeatId(row.id), row)));
    }
    Ok(found)
}

async fn named(
    tx: &impl ConnectionTrait,
    people: HashSet<PersonId>,
) -> Result<HashMap<PersonId, String>, DbErr> {
    let ids: Vec<Uuid> = people.into_iter().map(|person| person.0).collect();
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(db::AT_ONCE) {
        let rows: Vec<(Uuid, String)> = person::Entity::find()
            .filter(person::Column::Id.is_in(some.iter().copied()))
            .select_only()
            .column(person::Column::Id)
            .column(person::Column::FullName)
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(rows.into_iter().map(|(id, name)| (PersonId(id), name)));
    }
    Ok(found)
}

/// Writes what was decided: the new appointments, the ends of those that give way,
/// and the trail of both. The seats count the change already.
pub(super) async fn write(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    plans: &[Plan],
) -> Result<(), DbErr> {
    let rows = plans.iter().map(|plan| row(plan, at)).collect();
    db::insert_all::<appointment::ActiveModel>(tx, rows).await?;
    // Who gives way twice stays until the last one says, whichever day that is.
    let mut last_days: BTreeMap<Uuid, NaiveDate> = BTreeMap::new();
    for plan in plans {
        let last_day = day_before(plan.new.starts_on);
        let replaced = plan.made.replaced.iter();
        last_days.extend(replaced.map(|one| (one.appointment.0, last_day)));
    }
    let mut ends: BTreeMap<NaiveDate, Vec<Uuid>> = BTreeMap::new();
    for (id, last_day) in last_days {
        ends.entry(last_day).or_default().push(id);
    }
    for (last_day, ids) in &ends {
        for some in ids.chunks(db::AT_ONCE) {
            appointment::Entity::update_many()
                .col_expr(appointment::Column::EndsOn, Expr::value(*last_day))
                .col_expr(
                    appointment::Column::EndReason,
                    Expr::value(EndReason::Replaced.code()),
                )
                .filter(appointment::Column::Id.is_in(some.iter().copied()))
                .exec(tx)
                .await?;
        }
    }
    let events = plans.iter().flat_map(|plan| {
        let last_day = day_before(plan.new.starts_on);
        let replaced = plan.made.replaced.iter().map(move |one| {
            let spans = (one.ends_on, last_day);
            ended(board, at, one.appointment, spans, EndReason::Replaced)
        });
        replaced.chain([appointed(board, at, plan)])
    });
    audit::record_all(tx, random, actor, events.collect()).await
}

fn row(plan: &Plan, at: DateTime<Utc>) -> appointment::ActiveModel {
    let new = &plan.new;
    appointment::Model {
        id: plan.made.id.0,
        seat_id: new.seat.0,
        person_id: new.person.0,
        capacity: new.capacity.code().to_owned(),
        starts_on: new.starts_on,
        expected_end_on: new.expected_end_on,
        ends_on: new.ends_on,
        designation: new.designation.code().to_owned(),
        end_reason: None,
        voided_at: None,
        // Whoever follows nobody has nothing to read.
        handover_read_at: (!plan.follows).then_some(at),
        organisation_id: new.organisation.map(|organisation| organisation.0),
    }
    .into()
}

fn appointed(board: BoardId, at: DateTime<Utc>, plan: &Plan) -> audit::Event<'static> {
    let new = &plan.new;
    let after = json!({
        "seat": new.seat.0, "person": new.person.0, "capacity": new.capacity.code(),
        "designation": new.designation.code(),
        "organisation": new.organisation.map(|organisation| organisation.0),
        "starts_on": new.starts_on, "expected_end_on": new.expected_end_on,
        "ends_on": new.ends_on,
    });
    let verb = ("appointed", "appointment");
    audit::Event::new(Chain::Board(board), at, verb, plan.made.id.0, after)
}
