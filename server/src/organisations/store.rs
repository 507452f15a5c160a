//! Queries and commands about organisations.

use app::{ids::OrganisationId, organisations::types::OrganisationKind};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use serde_json::json;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::organisation,
};

/// A body to be entered in the register.
pub struct NewOrganisation<'a> {
    pub kind: OrganisationKind,
    pub name: &'a str,
    pub short_name: &'a str,
}

/// Enters an organisation.
///
/// # Errors
/// The name is taken within its kind, or the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewOrganisation<'_>,
) -> Result<OrganisationId, DbErr> {
    let id = random.id(at);
    organisation::Entity::insert(organisation::ActiveModel::from(organisation::Model {
        id,
        kind: new.kind.code().to_owned(),
        name: new.name.to_owned(),
        short_name: new.short_name.to_owned(),
        code: None,
        starts_on: None,
        ends_on: None,
        successor_id: None,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({"kind": new.kind.code(), "name": new.name, "short_name": new.short_name});
    let event = audit::Event::new(Chain::Portal, at, ("added", "organisation"), id, after);
    audit::record(tx, random, actor, event).await?;
    Ok(OrganisationId(id))
}
