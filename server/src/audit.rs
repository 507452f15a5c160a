//! Who did what, when, from what to what, by which way: the trail of every write.
//!
//! One chain per board and one for the portal. Each event's hash covers the
//! hash before it, and the head of each chain is kept apart, so that a changed,
//! removed, inserted or reordered event is found and named.

use std::{
    collections::{BTreeMap, HashSet, btree_map::Entry},
    fmt,
};

use app::{
    actions::types::Way,
    ids::{BoardId, PersonId},
};
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    clock::Random,
    db::{
        self,
        entities::{audit_event, audit_head, board, organisation, person},
    },
};

/// Which chain an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Everything that belongs to no single board.
    Portal,
    Board(BoardId),
}

impl fmt::Display for Chain {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Portal => out.write_str("portal"),
            Self::Board(board) => board.fmt(out),
        }
    }
}

/// Who acts, and by which way. Goes with every command that writes.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Nobody where the portal or an operator acts.
    pub person: Option<PersonId>,
    /// The name and post at the time, or what acted instead of a person.
    pub name: String,
    pub way: Way,
}

impl Actor {
    /// A person acting for themselves.
    pub fn person(person: &person::Model, way: Way) -> Self {
        Self {
            person: Some(PersonId(person.id)),
            name: person.full_name.clone(),
            way,
        }
    }

    /// An operator at the command line.
    pub fn operator() -> Self {
        Self {
            person: None,
            name: "operator".to_owned(),
            way: Way::Command,
        }
    }
}

/// One thing that was written.
pub struct Event<'a> {
    pub chain: Chain,
    pub at: DateTime<Utc>,
    pub verb: &'a str,
    pub subject_kind: &'a str,
    pub subject: Option<Uuid>,
    /// The values before and after; `Null` where there were none.
    pub before: Value,
    pub after: Value,
}

impl<'a> Event<'a> {
    /// Something new: there was nothing before.
    pub fn new(
        chain: Chain,
        at: DateTime<Utc>,
        (verb, subject_kind): (&'a str, &'a str),
        subject: Uuid,
        after: Value,
    ) -> Self {
        Self {
            chain,
            at,
            verb,
            subject_kind,
            subject: Some(subject),
            before: Value::Null,
            after,
        }
    }
}

/// Adds an event to its chain, in the transaction of the write it records.
///
/// # Errors
/// The database refuses; the caller's transaction must not be committed then.
pub async fn record(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    event: Event<'_>,
) -> Result<(), DbErr> {
    record_all(tx, random, actor, vec![event]).await
}

/// Adds events to their chains in their order, as [`record`] does one after the
/// other: each head is read and written once, however many they are.
///
/// # Errors
/// As [`record`].
pub async fn record_all(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    events: Vec<Event<'_>>,
) -> Result<(), DbErr> {
    let mut heads: BTreeMap<String, audit_head::Model> = BTreeMap::new();
    let mut rows = Vec::new();
    for event in events {
        let chain = event.chain.to_string();
        let head = match heads.entry(chain.clone()) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => place.insert(held_head(tx, chain.clone()).await?),
        };
        let mut row = audit_event::Model {
            id: random.id(event.at),
            chain,
            sequence: head.sequence + 1,
            at: event.at,
            actor_id: actor.person.map(|person| person.0),
            actor: actor.name.clone(),
            way: actor.way.code().to_owned(),
            verb: event.verb.to_owned(),
            subject_kind: event.subject_kind.to_owned(),
            subject_id: event.subject,
            before: event.before.to_string(),
            after: event.after.to_string(),
            previous_hash: std::mem::take(&mut head.hash),
            hash: String::new(),
        };
        row.hash = hash_of(&row);
        head.sequence = row.sequence;
        head.hash.clone_from(&row.hash);
        rows.push(audit_event::ActiveModel::from(row));
    }
    db::insert_all(tx, rows).await?;
    for head in heads.into_values() {
        let head: audit_head::ActiveModel = head.into();
        audit_head::Entity::insert(head.reset_all())
            .on_conflict(
                OnConflict::column(audit_head::Column::Chain)
                    .update_columns([audit_head::Column::Sequence, audit_head::Column::Hash])
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// The head of a chain, held until the transaction is over so that the order of
/// the chain is the order of the writes. A chain that has yet to begin has an
/// empty one.
async fn held_head(tx: &impl ConnectionTrait, chain: String) -> Result<audit_head::Model, DbErr> {
    let head = audit_head::Entity::find_by_id(chain.clone())
        .lock_exclusive()
        .one(tx)
        .await?;
    Ok(head.unwrap_or(audit_head::Model {
        chain,
        sequence: 0,
        hash: String::new(),
    }))
}

/// SHA-256 over every field of an event, each with its length before it, so
/// that no two different events read the same.
fn hash_of(event: &audit_event::Model) -> String {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let fields = [
        event.previous_hash.clone(),
        event.id.to_string(),
        event.chain.clone(),
        event.sequence.to_string(),
        event.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        id(event.actor_id),
        event.actor.clone(),
        event.way.clone(),
        event.verb.clone(),
        event.subject_kind.clone(),
        id(event.subject_id),
        event.before.clone(),
        event.after.clone(),
    ];
    let mut digest = Sha256::new();
    for field in fields {
        digest.update((field.len() as u64).to_be_bytes());
        digest.update(field.as_bytes());
    }
    crate::secrets::hex(&digest.finalize())
}

/// What is wrong with the trail, naming the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub chain: String,
    pub sequence: i64,
    pub what: FaultKind,
}

/// In which way a place in the trail is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The event is not the one that was written.
    Changed,
    /// The event that belongs here is missing.
    Missing,
    /// An event that was never part of the chain.
    Foreign,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            FaultKind::Changed => "was changed, moved or put in later",
            FaultKind::Missing => "is missing",
            FaultKind::Foreign => "does not belong to the chain",
        };
        write!(out, "chain {}, event {} {what}", self.chain, self.sequence)
    }
}

/// The outcome of checking the whole trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    pub chains: usize,
    pub events: u64,
    /// The first fault of each chain that has one.
    pub faults: Vec<Fault>,
}

/// Reads every chain from its start and checks it against its head.
///
/// # Errors
/// The database does not answer.
pub async fn verify(db: &impl ConnectionTrait) -> Result<Verification, DbErr> {
    let mut outcome = Verification::default();
    let heads = audit_head::Entity::find()
        .order_by_asc(audit_head::Column::Chain)
        .all(db)
        .await?;
    for head in &heads {
        outcome.chains += 1;
        let (events, fault) = verify_chain(db, head).await?;
        outcome.events += events;
        outcome.faults.extend(fault);
    }
    let known: HashSet<&str> = heads.iter().map(|head| head.chain.as_str()).collect();
    let present: Vec<String> = audit_event::Entity::find()
        .select_only()
        .column(audit_event::Column::Chain)
        .distinct()
        .filter(audit_event::Column::Chain.is_not_in(known.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    for chain in begun(db).await? {
        if !known.contains(chain.as_str()) && !present.contains(&chain) {
            outcome.faults.push(Fault {
                chain,
                sequence: 1,
                what: FaultKind::Missing,
            });
        }
    }
    outcome
        .faults
        .extend(present.into_iter().map(|chain| Fault {
            chain,
            sequence: 1,
            what: FaultKind::Foreign,
        }));
    Ok(outcome)
}

/// The chains that must be there: whoever enters a board, a person or an
/// organisation begins one.
async fn begun(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let boards: Vec<Uuid> = board::Entity::find()
        .select_only()
        .column(board::Column::Id)
        .order_by_asc(board::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut chains: Vec<String> = boards
        .into_iter()
        .map(|board| Chain::Board(BoardId(board)).to_string())
        .collect();
    let anybody = person::Entity::find().one(db).await?.is_some();
    if anybody || organisation::Entity::find().one(db).await?.is_some() {
        chains.push(Chain::Portal.to_string());
    }
    Ok(chains)
}

/// How many events are read at a time.
const BATCH: u64 = 1_000;

async fn verify_chain(
    db: &impl ConnectionTrait,
    head: &audit_head::Model,
) -> Result<(u64, Option<Fault>), DbErr> {
    let fault = |sequence, what| Fault {
        chain: head.chain.clone(),
        sequence,
        what,
    };
    let mut seen = 0;
    let mut expected = 1;
    let mut previous_hash = String::new();
    loop {
        let events = audit_event::Entity::find()
            .filter(audit_event::Column::Chain.eq(&head.chain))
            .filter(audit_event::Column::Sequence.gte(expected))
            .order_by_asc(audit_event::Column::Sequence)
            .limit(BATCH)
            .all(db)
            .await?;
        if events.is_empty() {
            break;
        }
        for event in events {
            seen += 1;
            if event.sequence > head.sequence {
                return Ok((seen, Some(fault(event.sequence, FaultKind::Foreign))));
            }
            if event.sequence != expected {
                return Ok((seen, Some(fault(expected, FaultKind::Missing))));
            }
            if event.previous_hash != previous_hash || event.hash != hash_of(&event) {
                return Ok((seen, Some(fault(expected, FaultKind::Changed))));
            }
            previous_hash = event.hash;
            expected += 1;
        }
    }
    let fault = if expected <= head.sequence {
        Some(fault(expected, FaultKind::Missing))
    } else if previous_hash != head.hash {
        Some(fault(head.sequence, FaultKind::Changed))
    } else {
        None
    };
    Ok((seen, fault))
}
