//! Links in mail that update one action.

use app::actions::types::Action;
use sea_orm::EntityTrait;
use server::{
    db::entities::action,
    mail_links::store::{self, NewLink},
};

use super::{Fields, actions::action_of, update_form};
use crate::support::TestPortal;

/// The secret of a new link for a person of the world, to an action as it stands.
pub async fn link_to(portal: &TestPortal, person: &str, action: &Action) -> String {
    let new = NewLink {
        person: portal.world.people[person],
        action: action.id,
        organisation: action.organisation,
        seat: action.seat,
    };
    let (state, now) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let made = store::make(&tx, &state.random, now, &[new]).await.unwrap();
    tx.commit().await.unwrap();
    made.into_iter().next().unwrap()
}

/// The secret of a new link to an action of the organisation of a person of the world,
/// which no other address is about.
pub async fn link_of(portal: &TestPortal, person: &str) -> String {
    let action = match person {
        "member" => "ayton due",
        _ => "beta",
    };
    link_to(portal, person, &action_of(portal, action).await).await
}

/// The form of an update by a link, against the action as it stands.
pub async fn form(portal: &TestPortal, address: &str) -> Fields {
    let db = portal.state.db.reader();
    let secret = address.rsplit('/').next().unwrap();
    let reference = match store::with_secret(db, secret).await.unwrap() {
        Some(link) => {
            let row = action::Entity::find_by_id(link.action_id).one(db).await;
            row.unwrap().unwrap().reference
        }
        None => "ALP-2026-999".to_owned(),
    };
    let form = update_form(portal, &reference, "Rota agreed with the court").await;
    form.into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
