//! Good forms about actions, and what is asked about one.

use app::{
    actions::{
        forms::{
            bulk, details, field,
            requests::{AnotherDate, Offer},
        },
        types::{Action, RequestKind},
    },
    form::THEN,
    ids::{ActionRequestId, SeatId},
};
use chrono::Days;
use server::{
    actions::{
        leads,
        requests::{self, Asked, Wish},
        steps::Acting,
        store as actions,
    },
    audit::Actor,
};

use super::{Fields, person_as_actor, update_form};
use crate::support::TestPortal;

/// The action of this name in the world, as it stands.
pub async fn action_of(portal: &TestPortal, name: &str) -> Action {
    let reference = &portal.world.actions[name];
    let found = actions::find(portal.state.db.reader(), reference).await;
    found.unwrap().unwrap()
}

/// Somebody of the world as the one who acts.
pub fn person(portal: &TestPortal, name: &str) -> Actor {
    person_as_actor(portal.world.people[name], name)
}

/// Asks about an action of the world in the name of the member.
pub async fn ask(portal: &TestPortal, action: &str, wish: &Wish) -> Asked {
    let action = action_of(portal, action).await;
    let actor = person(portal, "member");
    let acting = Acting {
        random: &portal.state.random,
        actor: &actor,
        at: portal.state.clock.now(),
    };
    let tx = portal.state.db.begin().await.unwrap();
    let asked = requests::ask(&tx, &acting, action.id, "Director", wish)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    asked
}

/// Offers an action of the world to the organisation of a seat.
pub async fn offered(portal: &TestPortal, action: &str, to: SeatId) -> ActionRequestId {
    let key = portal.state.random.id(portal.state.clock.now());
    let wish = Wish::Handover(Offer {
        key,
        to,
        reason: "It is their work".to_owned(),
    });
    assert_eq!(ask(portal, action, &wish).await, Asked::Saved);
    ActionRequestId(key)
}

/// The wish for another date of an action of the world that waits for its answer.
pub async fn date_asked(portal: &TestPortal, action: &str) -> ActionRequestId {
    let id = action_of(portal, action).await.id;
    let waiting = requests::waiting(portal.state.db.reader(), id)
        .await
        .unwrap();
    if let Some(known) = waiting.iter().find(|one| one.kind == RequestKind::DueDate) {
        return known.id;
    }
    let key = portal.state.random.id(portal.state.clock.now());
    let wish = Wish::DueDate(AnotherDate {
        key,
        wanted_on: portal.state.clock.today() + Days::new(40),
        reason: "The court moves".to_owned(),
    });
    assert_eq!(ask(portal, action, &wish).await, Asked::Saved);
    ActionRequestId(key)
}

/// A form that an address about actions takes.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let key = super::key(portal);
    let fresh = portal.state.random.id(portal.state.clock.now());
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let due = |fields: &mut Fields| {
        fields.extend([
            text(field::DUE.day, "15"),
            text(field::DUE.month, "1"),
            text(field::DUE.year, "2027"),
        ]);
    };
    let reference = address.split('/').nth(2).unwrap_or_default();
    let mut fields = match path {
        "/actions/{reference}/update" => {
            return update_form(portal, reference, "Rota agreed with the court")
                .await
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
        }
        "/actions/{reference}/change" => {
            let db = portal.state.db.reader();
            let Some(action) = actions::find(db, reference).await.unwrap() else {
                return vec![text(field::TITLE, "Agree the rota")];
            };
            let contributors = leads::contributors(db, action.id).await.unwrap();
            let form = details::filled(&action, &contributors, fresh);
            return form
                .answers
                .with(field::TITLE, format!("Agree the rota {key}"))
                .with(field::REASON, "Clearer")
                .pairs()
                .map(|(name, value)| text(name, value))
                .collect();
        }
        "/actions/change" => {
            let action = action_of(portal, "ayton late").await;
            return vec![
                text(
                    bulk::field::ACTION,
                    &bulk::picked(&action.reference, action.version),
                ),
                text(bulk::field::ASKED, "yes"),
                text(bulk::field::WHAT, "due"),
                text(field::REASON, "The court moves"),
                text(field::KEY, &fresh.to_string()),
                text(THEN, "save"),
                text(field::DUE.day, "16"),
                text(field::DUE.month, "1"),
                text(field::DUE.year, "2027"),
            ];
        }
        "/actions/{reference}/comment" => {
            return vec![
                text(field::KEY, &fresh.to_string()),
                text(field::NOTE, "We can help"),
            ];
        }
        "/actions/{reference}/offer" => vec![
            text(field::SEAT, &portal.world.seats["chair"].to_string()),
            text(field::REASON, "It is their work"),
        ],
        "/actions/{reference}/date" => {
            let mut fields = vec![text(field::REASON, "The court moves")];
            due(&mut fields);
            fields
        }
        "/boards/{slug}/actions/new" => {
            let mut fields = vec![
                text(field::TITLE, "Draw up a rota"),
                text(field::DONE, "A rota to the end of the year"),
                text(field::SEAT, &portal.world.seats["member"].to_string()),
                text(field::PRIORITY, "normal"),
            ];
            due(&mut fields);
            fields
        }
        "/action-requests/{request}" => {
            return vec![
                text(field::ANSWER, "no"),
                text(field::REASON, "The date stays"),
            ];
        }
        other => panic!("say in support/requests/actions.rs what a good form of {other} holds"),
    };
    fields.push(text(field::KEY, &fresh.to_string()));
    fields
}
