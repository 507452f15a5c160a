//! Links: made with a mail, used once.

use app::{
    access::{Access, Permission},
    actions::types::Action,
    ids::{ActionId, OrganisationId, PersonId, SeatId},
    mail_links::{Closed, expires_at},
    wording,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    actions::store as actions,
    clock::Random,
    db::entities::{action, action_link, person},
    membership::access::access_of,
    secrets,
};

/// For whom a link is made, and for which action as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewLink {
    pub person: PersonId,
    pub action: ActionId,
    pub organisation: OrganisationId,
    pub seat: SeatId,
}

/// Makes links, in one statement, and gives their secrets in the same order. A mail is
/// the only place where a secret is.
///
/// # Errors
/// The database refuses.
pub async fn make(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    links: &[NewLink],
) -> Result<Vec<String>, DbErr> {
    let secrets: Vec<String> = links.iter().map(|_| random.secret()).collect();
    if links.is_empty() {
        return Ok(secrets);
    }
    let rows = links.iter().zip(&secrets).map(|(link, secret)| {
        action_link::ActiveModel::from(action_link::Model {
            id: random.id(at),
            token_hash: secrets::hash(secret),
            person_id: link.person.0,
            action_id: link.action.0,
            organisation_id: link.organisation.0,
            seat_id: link.seat.0,
            created_at: at,
            expires_at: expires_at(at),
            used_at: None,
        })
    });
    action_link::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(secrets)
}

/// The link of a secret.
///
/// # Errors
/// The database does not answer.
pub async fn with_secret(
    db: &impl ConnectionTrait,
    secret: &str,
) -> Result<Option<action_link::Model>, DbErr> {
    action_link::Entity::find()
        .filter(action_link::Column::TokenHash.eq(secrets::hash(secret)))
        .one(db)
        .await
}

/// Who comes by a link, and to which action.
pub struct Arrival {
    pub access: Access,
    pub action: Action,
}

/// What a link opens at a moment, if it has not been used.
///
/// # Errors
/// The database does not answer.
pub async fn arrival(
    db: &impl ConnectionTrait,
    link: &action_link::Model,
    now: DateTime<Utc>,
) -> Result<Result<Arrival, Closed>, DbErr> {
    if link.used_at.is_some() {
        return Ok(Err(Closed::Used));
    }
    if link.expires_at <= now {
        return Ok(Err(Closed::Expired));
    }
    let person = person::Entity::find_by_id(link.person_id).one(db).await?;
    let Some(person) = person.filter(|person| person.merged_into_id.is_none()) else {
        return Ok(Err(Closed::Void));
    };
    let Some(action) = of_link(db, link).await? else {
        return Ok(Err(Closed::Void));
    };
    let is_same_lead =
        action.organisation.0 == link.organisation_id && action.seat.0 == link.seat_id;
    if !is_same_lead || !action.status.is_open() {
        return Ok(Err(Closed::Void));
    }
    let access = access_of(db, &person, wording::uk_day(now)).await?;
    let may = |permission| access.may(permission, action.board, Some(action.organisation));
    if !may(Permission::LeadAction) || !may(Permission::UpdateAction) {
        return Ok(Err(Closed::Void));
    }
    Ok(Ok(Arrival { access, action }))
}

/// The action that a link is about, as it stands.
async fn of_link(
    db: &impl ConnectionTrait,
    link: &action_link::Model,
) -> Result<Option<Action>, DbErr> {
    let row = action::Entity::find_by_id(link.action_id).one(db).await?;
    match row {
        Some(row) => actions::find(db, &row.reference).await,
        None => Ok(None),
    }
}

/// Uses up a link. Of many who do so at once the database lets only one.
///
/// # Errors
/// The database refuses.
pub async fn use_up(
    tx: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let written = action_link::Entity::update_many()
        .col_expr(action_link::Column::UsedAt, Expr::value(Some(now)))
        .filter(action_link::Column::Id.eq(id))
        .filter(action_link::Column::UsedAt.is_null())
        .filter(action_link::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}

/// How long the portal can say what became of a link.
const KEPT_FOR: TimeDelta = TimeDelta::days(90);

/// Forgets links that expired long ago.
///
/// # Errors
/// The database refuses.
pub async fn prune(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let outcome = action_link::Entity::delete_many()
        .filter(action_link::Column::ExpiresAt.lt(now - KEPT_FOR))
        .exec(tx)
        .await?;
    Ok(outcome.rows_affected)
}
