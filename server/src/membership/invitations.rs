//! Invitations: who may sign in for the first time, and with which address.

use app::ids::PersonId;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use serde_json::{Value, json};

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::invitation,
};

/// Lets a person bind an account to themselves by this e-mail address, once,
/// until a moment. The trail keeps that it happened, not the address.
///
/// # Errors
/// The database refuses.
pub async fn invite(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
    email: &str,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let id = random.id(at);
    invitation::Entity::insert(invitation::ActiveModel::from(invitation::Model {
        id,
        person_id: person.0,
        email: email.to_lowercase(),
        created_at: at,
        expires_at,
        bound_at: None,
        withdrawn_at: None,
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "invited",
        subject_kind: "invitation",
        subject: Some(id),
        before: Value::Null,
        after: json!({"person": person.0, "expires_at": expires_at}),
    };
    audit::record(tx, random, actor, event).await
}
