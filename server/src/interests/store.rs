//! Queries and commands about declared interests.

use std::collections::HashMap;

use app::{
    ids::{InterestId, PersonId},
    interests::types::{Interest, InterestKind},
    membership::types::Span,
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{interest, person},
    membership::scope::{hold_person, stored},
};

fn read(row: interest::Model) -> Result<Interest, DbErr> {
    Ok(Interest {
        id: InterestId(row.id),
        kind: stored(&row.kind, InterestKind::from_code)?,
        description: row.description,
        span: Span::new(row.starts_on, row.ends_on),
    })
}

/// Everything a person has declared, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Interest>, DbErr> {
    interest::Entity::find()
        .filter(interest::Column::PersonId.eq(person.0))
        .order_by_desc(interest::Column::StartsOn)
        .order_by_desc(interest::Column::Id)
        .all(db)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// What each of some people had declared that held on a day, and the day they
/// said that there is nothing. Two queries, however many people.
///
/// # Errors
/// The database does not answer.
pub async fn on(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    day: NaiveDate,
) -> Result<HashMap<PersonId, (Vec<Interest>, Option<NaiveDate>)>, DbErr> {
    let keys = || people.iter().map(|person| person.0);
    let goes_on = Condition::any()
        .add(interest::Column::EndsOn.is_null())
        .add(interest::Column::EndsOn.gte(day));
    let rows = interest::Entity::find()
        .filter(interest::Column::PersonId.is_in(keys()))
        .filter(interest::Column::StartsOn.lte(day))
        .filter(goes_on)
        .order_by_asc(interest::Column::StartsOn)
        .order_by_asc(interest::Column::Id)
        .all(db)
        .await?;
    let nothing: Vec<(Uuid, Option<NaiveDate>)> = person::Entity::find()
        .filter(person::Column::Id.is_in(keys()))
        .select_only()
        .column(person::Column::Id)
        .column(person::Column::NoInterestsOn)
        .into_tuple()
        .all(db)
        .await?;
    let mut declared: HashMap<PersonId, (Vec<Interest>, Option<NaiveDate>)> = nothing
        .into_iter()
        .map(|(person, nothing)| {
            let said_by_then = nothing.filter(|said| *said <= day);
            (PersonId(person), (Vec::new(), said_by_then))
        })
        .collect();
    for row in rows {
        if let Some((interests, _)) = declared.get_mut(&PersonId(row.person_id)) {
            interests.push(read(row)?);
        }
    }
    Ok(declared)
}

/// Declares an interest under the identifier that its form was given; false
/// where that was done before.
///
/// # Errors
/// The database refuses.
pub async fn declare(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
    new: &Interest,
) -> Result<bool, DbErr> {
    hold_person(tx, person).await?;
    let there = interest::Entity::find_by_id(new.id.0).one(tx).await?;
    if there.is_some() {
        return Ok(false);
    }
    interest::Entity::insert(interest::ActiveModel::from(interest::Model {
        id: new.id.0,
        person_id: person.0,
        kind: new.kind.code().to_owned(),
        description: new.description.clone(),
        starts_on: new.span.first,
        ends_on: new.span.last,
        declared_at: at,
    }))
    .exec_without_returning(tx)
    .await?;
    // Whoever declares something no longer says that there is nothing.
    person::Entity::update_many()
        .col_expr(
            person::Column::NoInterestsOn,
            Expr::value(None::<NaiveDate>),
        )
        .filter(person::Column::Id.eq(person.0))
        .exec(tx)
        .await?;
    let after = json!({
        "person": person.0, "kind": new.kind.code(), "description": new.description,
        "starts_on": new.span.first, "ends_on": new.span.last,
    });
    let verb = ("declared", "interest");
    let event = audit::Event::new(Chain::Portal, at, verb, new.id.0, after);
    audit::record(tx, random, actor, event).await?;
    Ok(true)
}

/// What came of ending an interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Saved,
    /// It was over before.
    Already,
    /// There is no such interest of this person.
    NotTheirs,
}

/// Ends an interest of a person today.
///
/// # Errors
/// The database refuses.
pub async fn end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
    id: InterestId,
) -> Result<Ended, DbErr> {
    hold_person(tx, person).await?;
    let today = wording::uk_day(at);
    let found = interest::Entity::find_by_id(id.0)
        .filter(interest::Column::PersonId.eq(person.0))
        .one(tx)
        .await?;
    let Some(before) = found else {
        return Ok(Ended::NotTheirs);
    };
    if before.ends_on.is_some_and(|last| last <= today) {
        return Ok(Ended::Already);
    }
    // One that has not begun yet ends on the day it would have begun.
    let last_day = today.max(before.starts_on);
    if before.ends_on == Some(last_day) {
        return Ok(Ended::Already);
    }
    interest::Entity::update_many()
        .col_expr(interest::Column::EndsOn, Expr::value(last_day))
        .filter(interest::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "ended",
        subject_kind: "interest",
        subject: Some(id.0),
        before: json!({"ends_on": before.ends_on}),
        after: json!({"ends_on": last_day}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Ended::Saved)
}

/// What came of saying that there is nothing to declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    Saved,
    /// They said so before on the same day.
    Already,
    /// Something that is declared still holds.
    StillOpen,
}

/// Notes that a person has nothing to declare.
///
/// # Errors
/// The database refuses.
pub async fn nothing(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
) -> Result<Nothing, DbErr> {
    hold_person(tx, person).await?;
    let today = wording::uk_day(at);
    let open = of(tx, person)
        .await?
        .iter()
        // What was ended today is over.
        .any(|one| one.span.last.is_none_or(|last| last > today));
    if open {
        return Ok(Nothing::StillOpen);
    }
    let before = person::Entity::find_by_id(person.0)
        .one(tx)
        .await?
        .and_then(|row| row.no_interests_on);
    if before == Some(today) {
        return Ok(Nothing::Already);
    }
    person::Entity::update_many()
        .col_expr(person::Column::NoInterestsOn, Expr::value(today))
        .filter(person::Column::Id.eq(person.0))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "declared",
        subject_kind: "no_interest",
        subject: Some(person.0),
        before: json!({"no_interests_on": before}),
        after: json!({"no_interests_on": today}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Nothing::Saved)
}
