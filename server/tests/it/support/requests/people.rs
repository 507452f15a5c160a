//! Good forms about people and interests, and such as are there to be ended.

use app::{
    account::details::field as details,
    form::{Answers, THEN},
    ids::{InterestId, PersonId},
    interests::{
        forms::{self as interest_forms, field as interest},
        types::{Interest, InterestKind},
    },
    membership::types::Span,
    people::forms::field,
};
use chrono::Days;
use server::{
    interests::store as interests,
    people::store::{self as people, NewPerson},
};

use super::{
    super::{TestPortal, many::operator},
    Fields, key,
    register::pairs,
};

/// A new interest of a person of the world.
pub async fn interest_of(portal: &TestPortal, person: &str) -> String {
    let id = key(portal);
    let today = portal.state.clock.today();
    let new = Interest {
        id: InterestId(id.parse().unwrap()),
        kind: InterestKind::Office,
        description: "Trustee of a contact centre".to_owned(),
        span: Span::new(today - Days::new(10), None),
    };
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let person = portal.world.people[person];
    let tx = portal.state.db.begin().await.unwrap();
    interests::declare(&tx, random, &operator(), now, person, &new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// The name of somebody whom nobody else needs.
const NOBODY_ELSES: &str = "Somebody of their own";

/// Somebody whom nobody else needs, and who is still there.
pub async fn person_of_its_own(portal: &TestPortal) -> PersonId {
    let there = people::search(portal.state.db.reader(), NOBODY_ELSES).await;
    if let Some(person) = there.unwrap().first() {
        return person.id;
    }
    let new = NewPerson {
        full_name: NOBODY_ELSES,
        post: "Head of Legal",
        email: None,
        fictional: true,
    };
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let tx = portal.state.db.begin().await.unwrap();
    let id = people::add(&tx, random, &operator(), now, &new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// A form about interests.
pub fn interest_form(portal: &TestPortal) -> Fields {
    let answers = Answers::default()
        .with(interest::KEY, key(portal))
        .with(interest::KIND, "office")
        .with(interest::DESCRIPTION, "Trustee of a contact centre");
    let today = portal.state.clock.today();
    pairs(interest_forms::field::STARTS_ON.fill(answers, Some(today)))
}

/// A form about a person.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let id = address.split('/').nth(2).unwrap().parse().unwrap();
    let db = portal.state.db.reader();
    let found = people::find(db, PersonId(id)).await.unwrap();
    let version = found.map_or(1, |person| person.version).to_string();
    let answers = Answers::default();
    pairs(match path {
        "/people/{person}/change" => answers
            .with(details::FULL_NAME, key(portal))
            .with(details::POST, "Head of Legal")
            .with(details::EMAIL, format!("{}@ada.example", key(portal)))
            .with(details::VERSION, version),
        "/people/{person}/moved-on" => {
            let last_day = portal.state.clock.today() + Days::new(4);
            field::LAST_DAY.fill(answers.with(THEN, "save"), Some(last_day))
        }
        "/people/{person}/merge" => answers
            .with(field::WITH, person_of_its_own(portal).await.to_string())
            .with(field::VERSION, version)
            .with(field::OTHER_VERSION, "1"),
        other => panic!("say in support/requests.rs what a good form of {other} holds"),
    })
}
