//! Invitations: who may bind an account by a verified e-mail address, once.

use app::ids::PersonId;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::json;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{invitation, person},
    people::store::{self as people, NewPerson},
};

/// Invites a person under an e-mail address until a moment.
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
        token_hash: None,
        board_id: None,
        seat_id: None,
        invited_by_id: None,
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Portal,
        at,
        ("invited", "invitation"),
        id,
        json!({"person": person.0, "expires_at": expires_at}),
    );
    audit::record(tx, random, actor, event).await
}

/// The person with an e-mail address; one who is not known yet is entered with
/// this name and post, where they are given.
///
/// # Errors
/// The database refuses.
pub async fn find_or_add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    email: &str,
    name_and_post: Option<(&str, &str)>,
) -> Result<Option<PersonId>, DbErr> {
    let known = person::Entity::find()
        .filter(person::Column::Email.eq(email.to_lowercase()))
        .one(tx)
        .await?;
    if let Some(known) = known {
        return Ok(Some(PersonId(known.id)));
    }
    let Some((full_name, post)) = name_and_post else {
        return Ok(None);
    };
    let new = NewPerson {
        full_name,
        post,
        email: Some(email),
        fictional: false,
    };
    people::add(tx, random, actor, at, &new).await.map(Some)
}
