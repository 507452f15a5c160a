//! What somebody who may change tables does to the trail is found and named.

use chrono::TimeDelta;
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, EntityTrait,
    PaginatorTrait, QueryFilter, sea_query::Expr,
};
use server::{
    audit::{self, Chain, Fault, FaultKind},
    db::{
        Db,
        entities::{audit_event, audit_head},
    },
};
use uuid::Uuid;

use crate::support::{TestPortal, database::TestDatabase};

/// A portal whose trail somebody with the right to change tables can get at.
struct Burgled {
    portal: TestPortal,
    connection: DatabaseConnection,
    /// The chain of the board Alpha, and the number of its last event.
    chain: String,
    last: i64,
}

impl Burgled {
    async fn new() -> Self {
        let guarded = Self::guarded().await;
        let statements: &[&str] = match guarded.portal.state.db.backend() {
            DatabaseBackend::Postgres => &["DROP TRIGGER audit_event_append_only ON audit_event"],
            _ => &[
                "DROP TRIGGER audit_event_no_update",
                "DROP TRIGGER audit_event_no_delete",
                "DROP TRIGGER audit_event_no_replacement",
            ],
        };
        for statement in statements {
            guarded
                .connection
                .execute_unprepared(statement)
                .await
                .unwrap();
        }
        guarded
    }

    /// With the database's own guard still in place.
    async fn guarded() -> Self {
        let portal = TestPortal::new().await;
        let chain = Chain::Board(portal.world.boards["alpha"]).to_string();
        let head = audit_head::Entity::find_by_id(chain.clone())
            .one(portal.state.db.reader())
            .await
            .unwrap()
            .unwrap();
        assert!(head.sequence > 10);
        Self {
            connection: Database::connect(portal.database_url()).await.unwrap(),
            portal,
            chain,
            last: head.sequence,
        }
    }

    async fn set(&self, sequence: i64, column: audit_event::Column, value: Expr) {
        let changed = audit_event::Entity::update_many()
            .col_expr(column, value)
            .filter(audit_event::Column::Chain.eq(&self.chain))
            .filter(audit_event::Column::Sequence.eq(sequence))
            .exec(&self.connection)
            .await
            .unwrap();
        assert_eq!(changed.rows_affected, 1);
    }

    async fn delete_from(&self, first: i64, last: i64) {
        audit_event::Entity::delete_many()
            .filter(audit_event::Column::Chain.eq(&self.chain))
            .filter(audit_event::Column::Sequence.between(first, last))
            .exec(&self.connection)
            .await
            .unwrap();
    }

    async fn delete_head(&self) {
        audit_head::Entity::delete_by_id(self.chain.clone())
            .exec(&self.connection)
            .await
            .unwrap();
    }

    async fn event(&self, sequence: i64) -> audit_event::Model {
        audit_event::Entity::find()
            .filter(audit_event::Column::Chain.eq(&self.chain))
            .filter(audit_event::Column::Sequence.eq(sequence))
            .one(&self.connection)
            .await
            .unwrap()
            .unwrap()
    }

    async fn insert(&self, event: audit_event::Model) {
        audit_event::Entity::insert(audit_event::ActiveModel::from(event))
            .exec_without_returning(&self.connection)
            .await
            .unwrap();
    }

    async fn assert_found(&self, sequence: i64, what: FaultKind) {
        let found = audit::verify(self.portal.state.db.reader()).await.unwrap();
        let expected = Fault {
            chain: self.chain.clone(),
            sequence,
            what,
        };
        assert_eq!(found.faults, [expected]);
    }
}

#[tokio::test]
async fn an_untouched_trail_is_whole() {
    let burgled = Burgled::new().await;
    let found = audit::verify(burgled.portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(found.faults, []);
    // The portal's own chain and one of each board.
    assert_eq!(found.chains, 4);
    let events = audit_event::Entity::find()
        .count(&burgled.connection)
        .await
        .unwrap();
    assert_eq!(found.events, events);
}

#[tokio::test]
async fn each_changed_value_of_an_event_is_found() {
    use audit_event::Column as C;
    let burgled = Burgled::new().await;
    let event = burgled.event(3).await;
    let other = Uuid::from_u128(1);
    for (column, forged, true_value) in [
        (C::Id, Expr::value(other), Expr::value(event.id)),
        (
            C::At,
            Expr::value(event.at - TimeDelta::microseconds(1)),
            Expr::value(event.at),
        ),
        (C::ActorId, Expr::value(other), Expr::value(event.actor_id)),
        (C::Actor, Expr::value("x"), Expr::value(event.actor.clone())),
        (C::Way, Expr::value("x"), Expr::value(event.way.clone())),
        (C::Verb, Expr::value("x"), Expr::value(event.verb.clone())),
        (
            C::SubjectKind,
            Expr::value("x"),
            Expr::value(event.subject_kind.clone()),
        ),
        (
            C::SubjectId,
            Expr::value(other),
            Expr::value(event.subject_id),
        ),
        (
            C::Before,
            Expr::value("{}"),
            Expr::value(event.before.clone()),
        ),
        (
            C::After,
            Expr::value("{}"),
            Expr::value(event.after.clone()),
        ),
        (
            C::PreviousHash,
            Expr::value("x"),
            Expr::value(event.previous_hash.clone()),
        ),
        (C::Hash, Expr::value("x"), Expr::value(event.hash.clone())),
    ] {
        burgled.set(3, column, forged).await;
        burgled.assert_found(3, FaultKind::Changed).await;
        burgled.set(3, column, true_value).await;
    }
    let found = audit::verify(burgled.portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(found.faults, []);
}

#[tokio::test]
async fn a_value_moved_from_one_field_to_the_next_is_found() {
    let burgled = Burgled::new().await;
    let event = burgled.event(3).await;
    let (first, rest) = event.verb.split_at(event.verb.len() - 1);
    let kind = format!("{rest}{}", event.subject_kind);
    burgled
        .set(3, audit_event::Column::Verb, Expr::value(first))
        .await;
    burgled
        .set(3, audit_event::Column::SubjectKind, Expr::value(kind))
        .await;
    burgled.assert_found(3, FaultKind::Changed).await;
}

#[tokio::test]
async fn a_deleted_event_is_found() {
    let burgled = Burgled::new().await;
    burgled.delete_from(4, 4).await;
    burgled.assert_found(4, FaultKind::Missing).await;
}

#[tokio::test]
async fn a_deleted_first_event_is_found() {
    let burgled = Burgled::new().await;
    burgled.delete_from(1, 1).await;
    burgled.assert_found(1, FaultKind::Missing).await;
}

#[tokio::test]
async fn a_deleted_event_with_the_gap_closed_is_found() {
    let burgled = Burgled::new().await;
    burgled.delete_from(4, 4).await;
    for sequence in 5..=burgled.last {
        burgled
            .set(
                sequence,
                audit_event::Column::Sequence,
                Expr::value(sequence - 1),
            )
            .await;
    }
    burgled.assert_found(4, FaultKind::Changed).await;
}

#[tokio::test]
async fn an_event_put_in_is_found() {
    let burgled = Burgled::new().await;
    for sequence in (4..=burgled.last).rev() {
        burgled
            .set(
                sequence,
                audit_event::Column::Sequence,
                Expr::value(sequence + 1),
            )
            .await;
    }
    let mut forged = burgled.event(3).await;
    forged.id = Uuid::from_u128(1);
    forged.sequence = 4;
    forged.previous_hash = forged.hash.clone();
    burgled.insert(forged).await;
    burgled.assert_found(4, FaultKind::Changed).await;
}

#[tokio::test]
async fn an_event_added_behind_the_last_is_found() {
    let burgled = Burgled::new().await;
    let mut forged = burgled.event(burgled.last).await;
    forged.id = Uuid::from_u128(1);
    forged.sequence = burgled.last + 1;
    forged.previous_hash = forged.hash.clone();
    burgled.insert(forged).await;
    burgled
        .assert_found(burgled.last + 1, FaultKind::Foreign)
        .await;
}

#[tokio::test]
async fn two_events_that_changed_places_are_found() {
    let burgled = Burgled::new().await;
    for (from, to) in [(3, 1_000), (4, 3), (1_000, 4)] {
        burgled
            .set(from, audit_event::Column::Sequence, Expr::value(to))
            .await;
    }
    burgled.assert_found(3, FaultKind::Changed).await;
}

#[tokio::test]
async fn two_hashes_that_changed_places_are_found() {
    let burgled = Burgled::new().await;
    let (third, fourth) = (burgled.event(3).await, burgled.event(4).await);
    for (sequence, hash) in [(3, fourth.hash), (4, third.hash)] {
        burgled
            .set(sequence, audit_event::Column::Hash, Expr::value(hash))
            .await;
    }
    burgled.assert_found(3, FaultKind::Changed).await;
}

#[tokio::test]
async fn a_tail_cut_off_is_found() {
    let burgled = Burgled::new().await;
    burgled.delete_from(burgled.last - 2, burgled.last).await;
    burgled
        .assert_found(burgled.last - 2, FaultKind::Missing)
        .await;
}

#[tokio::test]
async fn a_chain_that_is_gone_is_found() {
    let burgled = Burgled::new().await;
    burgled.delete_from(1, burgled.last).await;
    burgled.assert_found(1, FaultKind::Missing).await;
}

#[tokio::test]
async fn a_chain_that_is_gone_with_its_head_is_found() {
    let burgled = Burgled::new().await;
    burgled.delete_from(1, burgled.last).await;
    burgled.delete_head().await;
    burgled.assert_found(1, FaultKind::Missing).await;
}

#[tokio::test]
async fn the_portals_own_chain_gone_with_its_head_is_found() {
    let mut burgled = Burgled::new().await;
    burgled.chain = Chain::Portal.to_string();
    burgled.delete_from(1, i64::MAX).await;
    burgled.delete_head().await;
    burgled.assert_found(1, FaultKind::Missing).await;
}

#[tokio::test]
async fn a_head_that_is_gone_is_found() {
    let burgled = Burgled::new().await;
    burgled.delete_head().await;
    burgled.assert_found(1, FaultKind::Foreign).await;
}

#[tokio::test]
async fn a_forged_head_is_found() {
    let burgled = Burgled::new().await;
    audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Hash, Expr::value("x"))
        .filter(audit_head::Column::Chain.eq(&burgled.chain))
        .exec(&burgled.connection)
        .await
        .unwrap();
    burgled.assert_found(burgled.last, FaultKind::Changed).await;
}

#[tokio::test]
async fn an_empty_database_has_an_empty_trail() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    let found = audit::verify(db.reader()).await.unwrap();
    assert_eq!(found, audit::Verification::default());
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_remove_an_event() {
    let guarded = Burgled::guarded().await;
    let mut statements = vec![
        "UPDATE audit_event SET actor = 'x'",
        "UPDATE audit_event SET actor = 'x' WHERE sequence = 3",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE sequence = 3",
    ];
    match guarded.portal.state.db.backend() {
        DatabaseBackend::Postgres => statements.push("TRUNCATE audit_event"),
        _ => statements.extend([
            "REPLACE INTO audit_event SELECT * FROM audit_event WHERE sequence = 3",
            "REPLACE INTO audit_event SELECT randomblob(16), chain, sequence, at, actor_id, 'x', \
             way, verb, subject_kind, subject_id, before, after, previous_hash, hash \
             FROM audit_event WHERE sequence = 3",
            "UPDATE OR REPLACE audit_event SET sequence = 3 WHERE sequence = 4",
        ]),
    }
    for statement in statements {
        let refused = guarded.connection.execute_unprepared(statement).await;
        let refused = refused.expect_err(statement).to_string();
        assert!(refused.contains("append-only"), "{statement}: {refused}");
    }
    let found = audit::verify(guarded.portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(found.faults, []);
}
