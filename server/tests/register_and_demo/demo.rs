//! The demonstration data: the same each time, and as much as was asked for.

use std::collections::BTreeSet;

use app::{access::Role, actions::types::ActionRow};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    actions::lists,
    audit::Actor,
    clock::Random,
    db::{
        Db,
        entities::{action, audit_head, organisation, person},
    },
    demo::{self, DemoSummary, Persona},
    membership::access::access_of,
    register::{self, Source},
};

use crate::support::{Database, events, morning};

pub const SEED: u64 = 7;

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

pub async fn load(db: &Db, scale: u32) -> DemoSummary {
    demo::load(db, SEED, today(), scale)
        .await
        .expect("a summary")
}

/// The end of every chain of the trail: it covers each value of each write.
async fn heads(db: &Db) -> Vec<(String, i64, String)> {
    audit_head::Entity::find()
        .all(db.reader())
        .await
        .expect("heads")
        .into_iter()
        .map(|head| (head.chain, head.sequence, head.hash))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

pub async fn persona(db: &Db, label: &str) -> Persona {
    demo::personas(db.reader())
        .await
        .expect("personas")
        .into_iter()
        .find(|persona| persona.label == label)
        .expect("a persona")
}

pub async fn roles(db: &Db, label: &str) -> Vec<(String, Role)> {
    let chosen = persona(db, label).await;
    let person = person::Entity::find_by_id(chosen.person.0)
        .one(db.reader())
        .await
        .expect("an answer")
        .expect("a person");
    access_of(db.reader(), &person, today())
        .await
        .expect("access")
        .standings
        .into_iter()
        .map(|standing| (standing.board_name, standing.role))
        .collect()
}

/// What a persona finds on the page My work.
pub async fn work(db: &Db, label: &str) -> Vec<ActionRow> {
    let chosen = persona(db, label).await;
    let person = person::Entity::find_by_id(chosen.person.0)
        .one(db.reader())
        .await
        .expect("an answer")
        .expect("a person");
    let access = access_of(db.reader(), &person, today())
        .await
        .expect("access");
    lists::work_of(db.reader(), &access, &Default::default())
        .await
        .expect("a page")
        .rows
}

#[tokio::test]
async fn the_same_seed_and_day_give_the_same_data_on_every_database() {
    let mut all = vec![Database::sqlite().await];
    all.extend(Database::all().await);
    let mut seen = Vec::new();
    for database in all {
        let summary = load(&database.db, 1).await;
        events(&database.db).await;
        seen.push((summary, heads(&database.db).await));
        database.close().await;
    }
    for other in &seen {
        assert_eq!(other, &seen[0]);
    }
}

#[tokio::test]
async fn twice_the_scale_is_twice_the_actions_of_the_same_people() {
    let (one, two) = (Database::sqlite().await, Database::sqlite().await);
    let single = load(&one.db, 1).await;
    let double = load(&two.db, 2).await;
    assert_eq!(double.actions, single.actions * 2);
    assert_eq!(
        (double.people, double.seats, double.appointments),
        (single.people, single.seats, single.appointments)
    );
    let names = |db: Db| async move {
        let people = person::Entity::find()
            .all(db.reader())
            .await
            .expect("people");
        people
            .into_iter()
            .map(|person| (person.full_name, person.post))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(names(one.db.clone()).await, names(two.db.clone()).await);
    let titles = action::Entity::find()
        .filter(action::Column::Title.contains(", review of "))
        .count(two.db.reader())
        .await
        .expect("a count");
    assert!(titles > 0);
    events(&two.db).await;
    one.close().await;
    two.close().await;
}

#[tokio::test]
async fn a_register_that_is_there_already_is_used_and_other_seeds_give_other_people() {
    let (ours, other) = (Database::sqlite().await, Database::sqlite().await);
    let boards = "code,name,hmcts_region,hmcts_area_code,confidence\n\
                  AAA,Barsetshire,North,,A\nBBB,Borsetshire,North,,A\n";
    let councils = "board,council\nAAA,Barchester\nBBB,Borchester\n";
    for (database, seed) in [(&ours, 1), (&other, 2)] {
        let sources = [boards, councils].map(|content| Source {
            name: "own.csv".to_owned(),
            content: content.into(),
        });
        let (random, operator) = (Random::system(), Actor::operator());
        register::load(&database.db, &random, &operator, morning(), &sources, true)
            .await
            .expect("a report");
        let summary = demo::load(&database.db, seed, today(), 1)
            .await
            .expect("a summary");
        // And a sub-group of one of them.
        assert_eq!(summary.boards, 3);
        assert_eq!(summary.personas, 8);
        events(&database.db).await;
    }
    let first = persona(&ours.db, "Chair").await;
    assert_ne!(first.full_name, persona(&other.db, "Chair").await.full_name);
    let councils = organisation::Entity::find()
        .filter(organisation::Column::Kind.eq("council"))
        .count(ours.db.reader())
        .await
        .expect("a count");
    assert_eq!(councils, 2);
    ours.close().await;
    other.close().await;
}

#[tokio::test]
async fn a_register_without_councils_is_refused_and_nothing_stays() {
    let database = Database::sqlite().await;
    let sources = [Source {
        name: "own.csv".to_owned(),
        content: "code,name,hmcts_region,hmcts_area_code,confidence\nAAA,Barsetshire,North,,A\n"
            .into(),
    }];
    let (random, operator) = (Random::system(), Actor::operator());
    register::load(&database.db, &random, &operator, morning(), &sources, true)
        .await
        .expect("a report");
    let before = events(&database.db).await;
    let refusal = demo::load(&database.db, SEED, today(), 1).await;
    let refusal = refusal.expect_err("a refusal").to_string();
    assert_eq!(
        refusal,
        "The register holds no council. Load its councils first"
    );
    assert_eq!(events(&database.db).await, before);
    database.close().await;
}
