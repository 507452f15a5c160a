//! Whether what is stored is whole: no update half written, nothing torn.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, Statement,
};
use server::{
    audit,
    db::{
        Db,
        entities::{action, action_update, audit_event, outbox},
    },
};

/// Each action against its history, its trail and its announcements; the trail
/// against its chains; and the file of an embedded database against its format.
pub async fn assert_whole(db: &Db) {
    let reader = db.reader();
    for action in action::Entity::find().all(reader).await.unwrap() {
        let history = action_update::Entity::find()
            .filter(action_update::Column::ActionId.eq(action.id))
            .order_by_asc(action_update::Column::Version)
            .all(reader)
            .await
            .unwrap();
        let versions: Vec<i32> = history.iter().map(|update| update.version).collect();
        let expected: Vec<i32> = (2..=action.version).collect();
        assert_eq!(versions, expected, "{}", action.reference);
        if let Some(last) = history.last() {
            assert_eq!(last.new_status, action.status, "{}", action.reference);
            assert_eq!(last.note, action.last_note, "{}", action.reference);
        }
        let events = audit_event::Entity::find()
            .filter(audit_event::Column::SubjectId.eq(action.id))
            .count(reader)
            .await
            .unwrap();
        assert_eq!(events, action.version as u64, "{}", action.reference);
        let announced = outbox::Entity::find()
            .filter(outbox::Column::SubjectId.eq(action.id))
            .count(reader)
            .await
            .unwrap();
        assert_eq!(announced, action.version as u64, "{}", action.reference);
    }
    let trail = audit::verify(reader).await.unwrap();
    assert_eq!(trail.faults, []);
    assert!(trail.events > 0);
    if db.backend() == DatabaseBackend::Sqlite {
        assert_eq!(words(db, "PRAGMA integrity_check").await, ["ok"]);
        assert_eq!(words(db, "PRAGMA foreign_key_check").await, [""; 0]);
    }
}

/// The first column of what a statement answers, as text.
pub async fn words(db: &Db, statement: &str) -> Vec<String> {
    db.reader()
        .query_all_raw(Statement::from_string(db.backend(), statement))
        .await
        .unwrap()
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}
