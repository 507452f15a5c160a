//! What may be done to the members of boards, in any order: a small world of its
//! own for each history, and how it stands by the plain reading of its rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU32, Ordering},
};

use app::{
    access::Role,
    actions::types::{Origin, Priority, Status},
    boards::types::{BoardKind, NameConfidence},
    ids::{ActionId, AppointmentId, BoardId, OrganisationId, PersonId, SeatId, SessionId},
    membership::types::{Appointment, Capacity, Category, Designation, EndReason, Span},
    organisations::types::OrganisationKind,
    people::types::Person,
    wording::uk_day,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use server::{
    actions::{
        steps,
        store::{self as actions, NewAction, Raised},
    },
    audit::Actor,
    boards::store::{self as boards, Closed, Closing, NewBoard},
    clock::Random,
    db::{
        Db,
        entities::{action, action_update, appointment, audit_event, board, seat, session},
    },
    membership::{
        appointments::{
            self, Appointed, AppointmentChanged, AppointmentDetails, Ended, Ending, Meeting,
            NewAppointment,
        },
        seats::{self, Changed, NewSeat, SeatDetails},
    },
    organisations::store::{self as organisations, NewOrganisation},
    people::store::{self as people, Merged, NewPerson},
    sessions::store as sessions,
};
use uuid::Uuid;

use super::{
    action_steps::{ActionStep, Sent, any_action_step},
    many::operator,
};

/// Something that somebody does. Days are counted from the day on which they do
/// it; what it is done to is one of what there is.
#[derive(Clone, Debug)]
pub enum Step {
    Appoint {
        seat: usize,
        person: usize,
        capacity: Capacity,
        from: i64,
        lasts: Option<i64>,
        replace: bool,
    },
    ChangeAppointment {
        appointment: usize,
        from: i64,
    },
    End {
        appointment: usize,
        last_day: i64,
    },
    StrikeOut {
        appointment: usize,
    },
    MoveOn {
        person: usize,
        last_day: i64,
        /// Where whoever says so may change only one of the boards.
        on: Option<usize>,
    },
    MergePeople {
        keep: usize,
        duplicate: usize,
    },
    AddSeat {
        board: usize,
        from: i64,
    },
    HandSeatOver {
        seat: usize,
        to: usize,
    },
    EndSeat {
        seat: usize,
        last_day: i64,
    },
    CloseBoard {
        board: usize,
        last_day: i64,
        into: Option<usize>,
    },
    /// Whatever may be done to one of the actions.
    Act {
        action: usize,
        step: ActionStep,
    },
    Raise {
        seat: usize,
    },
    /// A mail goes to whoever holds the seat that leads an action.
    Mail {
        action: usize,
    },
    /// Whoever has the mail follows its link and updates the action.
    Follow {
        link: usize,
        status: Status,
    },
    /// A board meets, a number of hours ago, and its open actions are carried over.
    Meet {
        board: usize,
        hours: i64,
    },
    /// Ends every session of a person, as they do themselves.
    EndSessions {
        person: usize,
    },
    Pass {
        days: i64,
    },
}

/// Any step, with its days at most `reach` away from the day it is taken on.
pub fn any_step(reach: i64) -> impl Strategy<Value = Step> {
    let index = || 0usize..40;
    let days = move || -reach..=reach;
    let capacity = proptest::sample::select(vec![
        Capacity::Holder,
        Capacity::Holder,
        Capacity::Deputy,
        Capacity::Substitute,
    ]);
    prop_oneof![
        8 => (index(), index(), capacity, days(), prop::option::weighted(0.3, 0..=reach), any::<bool>())
            .prop_map(|(seat, person, capacity, from, lasts, replace)| Step::Appoint {
                seat, person, capacity, from, lasts, replace,
            }),
        2 => (index(), days()).prop_map(|(appointment, from)| Step::ChangeAppointment { appointment, from }),
        5 => (index(), days()).prop_map(|(appointment, last_day)| Step::End { appointment, last_day }),
        2 => index().prop_map(|appointment| Step::StrikeOut { appointment }),
        2 => (index(), days(), prop::option::of(index()))
            .prop_map(|(person, last_day, on)| Step::MoveOn { person, last_day, on }),
        2 => (index(), index()).prop_map(|(keep, duplicate)| Step::MergePeople { keep, duplicate }),
        1 => (index(), days()).prop_map(|(board, from)| Step::AddSeat { board, from }),
        1 => (index(), index()).prop_map(|(seat, to)| Step::HandSeatOver { seat, to }),
        2 => (index(), days()).prop_map(|(seat, last_day)| Step::EndSeat { seat, last_day }),
        1 => (index(), days(), prop::option::of(index()))
            .prop_map(|(board, last_day, into)| Step::CloseBoard { board, last_day, into }),
        1 => index().prop_map(|person| Step::EndSessions { person }),
        10 => (index(), any_action_step(reach)).prop_map(|(action, step)| Step::Act { action, step }),
        1 => index().prop_map(|seat| Step::Raise { seat }),
        6 => index().prop_map(|action| Step::Mail { action }),
        9 => (index(), proptest::sample::select(Status::ALL))
            .prop_map(|(link, status)| Step::Follow { link, status }),
        2 => (index(), 3..200_i64).prop_map(|(board, hours)| Step::Meet { board, hours }),
        4 => (0..=reach).prop_map(|days| Step::Pass { days }),
    ]
}

/// Three boards with two seats each, five people and four actions, of which no
/// other history knows anything.
pub struct SmallWorld<'a> {
    pub db: &'a Db,
    pub random: &'a Random,
    pub at: DateTime<Utc>,
    pub boards: Vec<BoardId>,
    pub seats: Vec<SeatId>,
    pub people: Vec<PersonId>,
    pub organisations: Vec<OrganisationId>,
    /// The references of the actions.
    pub actions: Vec<String>,
    pub links: Vec<Sent>,
    /// When which board has met.
    pub met: Vec<(BoardId, NaiveDate)>,
}

pub fn pick<T: Copy>(some: &[T], which: usize) -> T {
    some[which % some.len()]
}

fn pick_owned(some: &[String], which: usize) -> String {
    some[which % some.len()].clone()
}

static WORLDS: AtomicU32 = AtomicU32::new(0);

impl<'a> SmallWorld<'a> {
    pub async fn make(db: &'a Db, random: &'a Random, at: DateTime<Utc>) -> Self {
        let mut world = Self {
            db,
            random,
            at,
            boards: Vec::new(),
            seats: Vec::new(),
            people: Vec::new(),
            organisations: Vec::new(),
            actions: Vec::new(),
            links: Vec::new(),
            met: Vec::new(),
        };
        let number = WORLDS.fetch_add(1, Ordering::Relaxed);
        let tx = db.begin().await.unwrap();
        for place in ["North", "South"] {
            let name = &format!("{place} {number}");
            let new = NewOrganisation {
                kind: OrganisationKind::Council,
                name,
                short_name: name,
            };
            let made = organisations::add(&tx, random, &operator(), world.at, &new).await;
            world.organisations.push(made.unwrap());
        }
        for place in 0..3 {
            let name = format!("w{number}-{place}");
            world.board(&tx, &name).await;
        }
        for board in world.boards.clone() {
            for role in [Role::Chair, Role::Member] {
                world.seat(&tx, board, role, world.today()).await;
            }
        }
        for place in 0..5 {
            let new = NewPerson {
                full_name: &format!("Person {place}"),
                post: "Post",
                email: Some(&format!("w{number}-{place}@test.example")),
                fictional: true,
            };
            let made = people::add(&tx, random, &operator(), world.at, &new).await;
            world.people.push(made.unwrap());
        }
        // Somebody sits on each board, so that there is somebody to write to.
        for place in 0..3 {
            let (seat, person) = (world.seats[2 * place + 1], world.people[4 - place]);
            let new = NewAppointment::holder(seat, person, world.today());
            let alone = Meeting {
                replace: false,
                seen: None,
            };
            let done = appointments::appoint(&tx, random, &operator(), world.at, &new, alone).await;
            assert!(matches!(done.unwrap(), Appointed::As(_)));
        }
        for place in 0..4 {
            let raised = world.raise(&tx, world.boards[place / 2], world.seats[place]);
            world.actions.extend(raised.await);
        }
        tx.commit().await.unwrap();
        world
    }

    pub fn today(&self) -> NaiveDate {
        uk_day(self.at)
    }

    pub fn day(&self, offset: i64) -> NaiveDate {
        self.today() + TimeDelta::days(offset)
    }

    async fn board(&mut self, tx: &DatabaseTransaction, name: &str) {
        let new = NewBoard {
            kind: BoardKind::Local,
            slug: name,
            name,
            code: name,
            region: None,
            area_code: None,
            confidence: NameConfidence::Seen,
            parent: None,
        };
        let made = boards::add_board(tx, self.random, &operator(), self.at, &new).await;
        self.boards.push(made.unwrap());
    }

    async fn seat(&mut self, tx: &DatabaseTransaction, board: BoardId, role: Role, day: NaiveDate) {
        let category = match role {
            Role::Chair => Category::Officers,
            _ => Category::ChildrensServices,
        };
        let new = NewSeat {
            board,
            role,
            category,
            title: role.label(),
            organisation: Some(self.organisations[0]),
            required: true,
            voting: true,
            term_months: None,
            starts_on: day - TimeDelta::days(20),
        };
        let made = seats::add(tx, self.random, &operator(), self.at, &new).await;
        self.seats.push(made.unwrap());
    }

    /// The reference of an action that a seat is to lead, if it may.
    async fn raise(
        &self,
        tx: &DatabaseTransaction,
        board: BoardId,
        seat: SeatId,
    ) -> Option<String> {
        let new = NewAction {
            board,
            title: "Action",
            outcome: "It is done",
            seat,
            priority: Priority::Normal,
            raised_on: self.today(),
            due_on: self.day(10),
            origin: Origin::Board,
            decision: None,
            measure: None,
            key: None,
            raised_at: None,
        };
        let raised = actions::raise(tx, self.random, &operator(), self.at, &new).await;
        match raised {
            Ok(Raised::As { reference, .. }) => Some(reference),
            Ok(Raised::RefusedSeat) => None,
            other => panic!("{other:?}"),
        }
    }

    /// Does what the pages do; says whether anything was to be kept.
    pub async fn take(&mut self, step: &Step) -> bool {
        if let Step::Mail { action } = step {
            self.mail(&pick_owned(&self.actions, *action)).await;
            return false;
        }
        let tx = self.db.begin().await.unwrap();
        let saved = self.attempt(&tx, step).await;
        if saved {
            tx.commit().await.unwrap();
        } else {
            tx.rollback().await.unwrap();
        }
        saved
    }

    async fn attempt(&mut self, tx: &DatabaseTransaction, step: &Step) -> bool {
        let (random, actor, at) = (self.random, &operator(), self.at);
        match step {
            Step::Pass { days } => {
                self.at += TimeDelta::days(*days);
                false
            }
            Step::Act { action, step } => {
                let reference = pick_owned(&self.actions, *action);
                let action = actions::find(tx, &reference).await.unwrap().unwrap();
                self.act(tx, action, step).await
            }
            Step::Raise { seat } => {
                let seat = seats::find(tx, pick(&self.seats, *seat)).await;
                let seat = seat.unwrap().unwrap();
                // The form offers no seat that is not there today.
                let is_there = seat.span.holds(self.today());
                let raised = match is_there {
                    true => self.raise(tx, seat.board, seat.id).await,
                    false => None,
                };
                self.actions.extend(raised.clone());
                raised.is_some()
            }
            Step::Mail { .. } => false,
            Step::Follow { link, status } => self.follow(tx, *link, *status).await,
            Step::Meet { board, hours } => {
                self.meet(tx, pick(&self.boards, *board), *hours).await;
                true
            }
            Step::EndSessions { person } => {
                self.end_sessions(tx, pick(&self.people, *person)).await
            }
            Step::Appoint {
                seat,
                person,
                capacity,
                from,
                lasts,
                replace,
            } => {
                let person = self.person(tx, person).await;
                let starts_on = self.day(*from);
                let new = NewAppointment {
                    capacity: *capacity,
                    ends_on: lasts.map(|days| starts_on + TimeDelta::days(days)),
                    ..NewAppointment::holder(pick(&self.seats, *seat), person.id, starts_on)
                };
                let meeting = Meeting {
                    replace: *replace,
                    seen: None,
                };
                let done = appointments::appoint(tx, random, actor, at, &new, meeting).await;
                matches!(done.unwrap(), Appointed::As(_))
            }
            Step::ChangeAppointment { appointment, from } => {
                let Some(before) = self.appointment(tx, appointment).await else {
                    return false;
                };
                // What is over is history; no page changes it.
                let over = before.voided || before.span.last.is_some_and(|day| day < self.today());
                let details = AppointmentDetails {
                    starts_on: self.day(*from),
                    expected_end_on: None,
                    designation: Designation::Elected,
                    organisation: before.organisation,
                };
                let done = appointments::change(tx, random, actor, at, &before, &details, None);
                !over && done.await.unwrap() == AppointmentChanged::Saved
            }
            Step::End {
                appointment,
                last_day,
            } => {
                let Some(before) = self.appointment(tx, appointment).await else {
                    return false;
                };
                let ending = Ending {
                    appointment: before.id,
                    last_day: self.day(*last_day),
                    reason: EndReason::Resigned,
                    seen: None,
                };
                let done = appointments::end(tx, random, actor, at, &ending).await;
                done.unwrap() == Ended::Saved
            }
            Step::StrikeOut { appointment } => {
                let Some(before) = self.appointment(tx, appointment).await else {
                    return false;
                };
                appointments::void(tx, random, actor, at, &before)
                    .await
                    .unwrap();
                !before.voided
            }
            Step::MoveOn {
                person,
                last_day,
                on,
            } => {
                let person = self.person(tx, person).await;
                let boards = on.as_ref().map(|on| vec![pick(&self.boards, *on)]);
                let (day, boards) = (self.day(*last_day), boards.as_deref());
                let done = people::move_on(tx, random, actor, at, &person, day, boards).await;
                !done.unwrap().ended.is_empty()
            }
            Step::MergePeople { keep, duplicate } => {
                let keep = self.person(tx, keep).await;
                let duplicate = self.person(tx, duplicate).await;
                let preview = people::preview_merge(tx, keep, duplicate).await.unwrap();
                let done = people::merge(tx, random, actor, at, &preview).await;
                done.unwrap() == Merged::Saved
            }
            Step::AddSeat { board, from } => {
                let (board, day) = (pick(&self.boards, *board), self.day(*from));
                self.seat(tx, board, Role::Member, day).await;
                true
            }
            Step::HandSeatOver { seat, to } => self.hand_over(tx, seat, to).await,
            Step::EndSeat { seat, last_day } => {
                let seat = seats::find(tx, pick(&self.seats, *seat)).await;
                let (seat, day) = (seat.unwrap().unwrap(), self.day(*last_day));
                let done = seats::end(tx, random, actor, at, &seat, day, EndReason::SeatEnded);
                day >= seat.span.first && done.await.unwrap() == Changed::Saved
            }
            Step::CloseBoard {
                board,
                last_day,
                into,
            } => {
                let seen = boards::with_id(tx, pick(&self.boards, *board)).await;
                let seen = seen.unwrap().unwrap();
                let closing = Closing {
                    last_day: self.day(*last_day),
                    reason: "Areas change",
                    successor: into.as_ref().map(|into| pick(&self.boards, *into)),
                };
                let done = boards::close(tx, random, actor, at, &seen, &closing).await;
                done.unwrap() == Closed::Saved
            }
        }
    }

    async fn hand_over(&self, tx: &DatabaseTransaction, seat: &usize, to: &usize) -> bool {
        let (random, actor, at) = (self.random, &operator(), self.at);
        let seat = seats::find(tx, pick(&self.seats, *seat)).await;
        let seat = seat.unwrap().unwrap();
        let to = pick(&self.organisations, *to);
        let details = SeatDetails {
            title: &seat.title,
            organisation: Some(to),
            required: seat.required,
            voting: seat.voting,
            term_months: seat.term_months,
        };
        let done = seats::change(tx, random, actor, at, &seat, &details).await;
        assert_eq!(done.unwrap(), Changed::Saved);
        let from = seat.organisation.unwrap();
        if from == to {
            return true;
        }
        let somebody = &Actor {
            person: Some(self.people[0]),
            ..operator()
        };
        steps::follow_seat(tx, random, somebody, at, seat.id, (from, to))
            .await
            .unwrap();
        true
    }

    async fn end_sessions(&self, tx: &DatabaseTransaction, person: PersonId) -> bool {
        let open = session::Entity::find()
            .filter(session::Column::PersonId.eq(person.0))
            .all(tx)
            .await
            .unwrap();
        for one in &open {
            let ending = sessions::Ending::This(SessionId(one.id));
            sessions::end(tx, self.random, &operator(), self.at, person, ending)
                .await
                .unwrap();
        }
        !open.is_empty()
    }

    /// A person, or whom they turned out to be.
    async fn person(&self, tx: &DatabaseTransaction, which: &usize) -> Person {
        let found = people::find(tx, pick(&self.people, *which)).await;
        found.unwrap().unwrap()
    }

    async fn appointment(&self, tx: &DatabaseTransaction, which: &usize) -> Option<Appointment> {
        let ids: Vec<_> = self.rows(tx).await.into_keys().collect();
        if ids.is_empty() {
            return None;
        }
        appointments::find(tx, pick(&ids, *which)).await.unwrap()
    }

    async fn rows(&self, db: &impl ConnectionTrait) -> BTreeMap<AppointmentId, appointment::Model> {
        let seats = self.seats.iter().map(|seat| seat.0);
        let rows = appointment::Entity::find()
            .filter(appointment::Column::SeatId.is_in(seats))
            .all(db)
            .await;
        let rows = rows.unwrap().into_iter();
        rows.map(|row| (AppointmentId(row.id), row)).collect()
    }

    /// Everything there is, read past every store.
    pub async fn look(&self) -> Picture {
        let db = self.db.reader();
        let boards = self.boards.iter().map(|board| board.0);
        let found = board::Entity::find()
            .filter(board::Column::Id.is_in(boards.clone()))
            .all(db)
            .await;
        let of_boards = seat::Entity::find()
            .filter(seat::Column::BoardId.is_in(boards.clone()))
            .all(db)
            .await;
        let led = action::Entity::find()
            .filter(action::Column::BoardId.is_in(boards))
            .all(db)
            .await;
        let led = led.unwrap();
        let ids: Vec<_> = led.iter().map(|one| one.id).collect();
        Picture {
            boards: found
                .unwrap()
                .into_iter()
                .map(|one| (one.id, one))
                .collect(),
            seats: of_boards
                .unwrap()
                .into_iter()
                .map(|one| (one.id, one))
                .collect(),
            appointments: self.rows(db).await,
            actions: led.into_iter().map(|one| (ActionId(one.id), one)).collect(),
            states: action_update::Entity::find()
                .filter(action_update::Column::ActionId.is_in(ids.iter().copied()))
                .order_by_asc(action_update::Column::Version)
                .all(db)
                .await
                .unwrap()
                .into_iter()
                .map(|one| (ActionId(one.action_id), (one.version, one.state.unwrap())))
                .collect(),
            updates: action_update::Entity::find()
                .filter(action_update::Column::ActionId.is_in(ids))
                .count(db)
                .await
                .unwrap(),
            events: audit_event::Entity::find().count(db).await.unwrap(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub boards: BTreeMap<Uuid, board::Model>,
    pub seats: BTreeMap<Uuid, seat::Model>,
    pub appointments: BTreeMap<AppointmentId, appointment::Model>,
    pub actions: BTreeMap<ActionId, action::Model>,
    /// The latest entry of the history of each action: its version, and the action as
    /// it was left.
    pub states: BTreeMap<ActionId, (i32, String)>,
    pub updates: u64,
    pub events: u64,
}

fn in_force(one: &appointment::Model, day: NaiveDate) -> bool {
    one.voided_at.is_none() && Span::new(one.starts_on, one.ends_on).holds(day)
}

impl Picture {
    /// As what somebody sits where on a day, by the plain reading of the rows.
    pub fn sits(&self, person: PersonId, day: NaiveDate) -> BTreeSet<(BoardId, SeatId, Role)> {
        self.appointments
            .values()
            .filter(|one| one.person_id == person.0 && in_force(one, day))
            .filter_map(|one| {
                let seat = &self.seats[&one.seat_id];
                let board = &self.boards[&seat.board_id];
                let there = Span::new(seat.starts_on, seat.ends_on).holds(day)
                    && board.ends_on.is_none_or(|last| day <= last);
                let role = match (Role::from_code(&seat.role).unwrap(), one.capacity.as_str()) {
                    (Role::Member, "deputy" | "substitute") => Role::Substitute,
                    (role, _) => role,
                };
                there.then_some((BoardId(board.id), SeatId(seat.id), role))
            })
            .collect()
    }

    /// Whoever holds a seat on a day. There is never a second one.
    pub fn holders(&self, seat: Uuid, day: NaiveDate) -> Vec<&appointment::Model> {
        self.appointments
            .values()
            .filter(|one| one.seat_id == seat && one.capacity == "holder" && in_force(one, day))
            .collect()
    }

    /// The days on which something may begin or end to hold.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        self.appointments
            .values()
            .flat_map(|one| [Some(one.starts_on), one.ends_on])
            .flatten()
            .flat_map(|day| [day - TimeDelta::days(1), day, day + TimeDelta::days(1)])
            .collect()
    }
}
