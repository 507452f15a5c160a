//! Writes through the commands that the pages use, under a clock that only
//! walks forward.

use std::{collections::BTreeMap, fmt};

use anyhow::Context;
use app::{
    actions::types::Way,
    ids::{OrganisationId, PersonId, SeatId},
    organisations::types::OrganisationKind,
    wording,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};

use crate::{
    audit::Actor,
    clock::Random,
    db::{Db, entities::organisation},
    membership::{
        appointments::{self, Appointed, Meeting, NewAppointment},
        seats::{self, NewSeat},
    },
    organisations::store::{self as organisations, NewOrganisation},
    people::store::{self as people, NewPerson},
};

/// Writes between two commits. An ordinary demonstration fits into one, so that
/// one which is broken off leaves nothing behind. With many times the actions,
/// PostgreSQL would walk over every earlier version of a chain's head that one
/// transaction made.
const COMMIT_AFTER: u32 = 10_000;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoSummary {
    pub boards: usize,
    pub organisations: usize,
    pub people: usize,
    pub seats: usize,
    pub appointments: usize,
    pub actions: usize,
    pub updates: usize,
    pub personas: usize,
}

impl fmt::Display for DemoSummary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |number: usize| wording::grouped(number as u64);
        write!(
            out,
            "{} boards with {} seats, {} fictional people, {} actions with {} updates. \
             {} of the people can be chosen when signing in",
            count(self.boards),
            count(self.seats),
            count(self.people),
            count(self.actions),
            count(self.updates),
            count(self.personas)
        )
    }
}

/// A made-up person.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub id: PersonId,
    pub name: String,
    /// The post and the organisation, as updates keep them.
    pub post: String,
    pub email: String,
}

impl Member {
    pub fn actor(&self) -> Actor {
        Actor {
            person: Some(self.id),
            name: self.name.clone(),
            way: Way::Demonstration,
        }
    }
}

/// An organisation by the name that fits into a table.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub id: OrganisationId,
    pub name: String,
}

/// What acts where no person does.
pub(super) fn nobody() -> Actor {
    Actor {
        person: None,
        name: "demonstration".to_owned(),
        way: Way::Demonstration,
    }
}

pub(super) struct Pen<'a> {
    db: &'a Db,
    tx: DatabaseTransaction,
    random: Random,
    now: DateTime<Utc>,
    writes: u32,
    known: BTreeMap<(String, String), OrganisationId>,
    pub summary: DemoSummary,
}

impl<'a> Pen<'a> {
    pub async fn begin(db: &'a Db, random: Random, now: DateTime<Utc>) -> Result<Self, DbErr> {
        let tx = db.begin().await?;
        let known = organisation::Entity::find().all(&tx).await?;
        Ok(Self {
            db,
            tx,
            random,
            now,
            writes: 0,
            known: known
                .into_iter()
                .map(|row| ((row.kind, row.short_name), OrganisationId(row.id)))
                .collect(),
            summary: DemoSummary::default(),
        })
    }

    /// The transaction, the source of identifiers and the moment of the next write.
    pub fn write(&mut self) -> (&DatabaseTransaction, &Random, DateTime<Utc>) {
        self.now += TimeDelta::seconds(1);
        self.writes += 1;
        (&self.tx, &self.random, self.now)
    }

    /// Lets the clock walk to a moment.
    pub fn wait_until(&mut self, moment: DateTime<Utc>) {
        self.now = self.now.max(moment);
    }

    /// Commits what was written if it is much, and goes on.
    pub async fn rest(mut self) -> Result<Self, DbErr> {
        if self.writes >= COMMIT_AFTER {
            self.tx.commit().await?;
            self.tx = self.db.begin().await?;
            self.writes = 0;
        }
        Ok(self)
    }

    pub async fn finish(self) -> Result<DemoSummary, DbErr> {
        self.tx.commit().await?;
        Ok(self.summary)
    }

    /// An organisation, entered unless the register has it.
    pub async fn organisation(
        &mut self,
        kind: OrganisationKind,
        name: &str,
        short_name: &str,
    ) -> Result<Body, DbErr> {
        let key = (kind.code().to_owned(), short_name.to_owned());
        let id = match self.known.get(&key) {
            Some(id) => *id,
            None => {
                let new = NewOrganisation {
                    kind,
                    name,
                    short_name,
                };
                let (tx, random, at) = self.write();
                let id = organisations::add(tx, random, &nobody(), at, &new).await?;
                self.known.insert(key, id);
                self.summary.organisations += 1;
                id
            }
        };
        Ok(Body {
            id,
            name: short_name.to_owned(),
        })
    }

    pub async fn person(
        &mut self,
        name: String,
        post: String,
        email: String,
    ) -> Result<Member, DbErr> {
        let new = NewPerson {
            full_name: &name,
            post: &post,
            email: Some(&email),
            fictional: true,
        };
        let (tx, random, at) = self.write();
        let id = people::add(tx, random, &nobody(), at, &new).await?;
        self.summary.people += 1;
        Ok(Member {
            id,
            name,
            post,
            email,
        })
    }

    /// Lets somebody say that their details are right.
    pub async fn confirm(&mut self, person: PersonId) -> anyhow::Result<()> {
        let (tx, random, at) = self.write();
        let found = people::find(tx, person).await?;
        let person = found.context("nobody is there to confirm their details")?;
        let actor = Actor {
            person: Some(person.id),
            name: person.full_name.clone(),
            way: Way::Demonstration,
        };
        people::confirm(tx, random, &actor, at, &person).await?;
        Ok(())
    }

    pub async fn seat(&mut self, new: &NewSeat<'_>) -> Result<SeatId, DbErr> {
        let (tx, random, at) = self.write();
        let id = seats::add(tx, random, &nobody(), at, new).await?;
        self.summary.seats += 1;
        Ok(id)
    }

    pub async fn appoint(&mut self, new: &NewAppointment) -> anyhow::Result<()> {
        let (tx, random, at) = self.write();
        let meeting = Meeting::default();
        let outcome = appointments::appoint(tx, random, &nobody(), at, new, meeting).await?;
        anyhow::ensure!(
            matches!(outcome, Appointed::As(_)),
            "nobody was appointed: {outcome:?}"
        );
        self.summary.appointments += 1;
        Ok(())
    }
}
