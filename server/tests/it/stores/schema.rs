//! The entities and the migrated database agree on every table and column.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait, IdenStatic, Iterable, Statement};
use server::db::{Db, entities as e};

use crate::support::{World, database::TestDatabase, start, whole::words};

/// What the tables of a database are, beside those of the engine itself.
async fn tables(db: &Db) -> BTreeSet<String> {
    let query = match db.backend() {
        DatabaseBackend::Postgres => {
            "SELECT CAST(table_name AS text) FROM information_schema.tables \
             WHERE table_schema = 'public'"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    words(db, query)
        .await
        .into_iter()
        // The full-text index keeps tables of its own.
        .filter(|name| !name.starts_with("action_search") && name != "seaql_migrations")
        .collect()
}

async fn columns(db: &Db, table: &str) -> BTreeSet<String> {
    let query = match db.backend() {
        DatabaseBackend::Postgres => format!(
            "SELECT CAST(column_name AS text) FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
        _ => format!("SELECT name FROM pragma_table_info('{table}')"),
    };
    words(db, &query).await.into_iter().collect()
}

/// Reads every column of every row, and compares the names.
async fn check<E: EntityTrait>(db: &Db, entity: E) -> String {
    let table = entity.table_name().to_owned();
    let known: BTreeSet<String> = E::Column::iter()
        .map(|column| column.as_str().to_owned())
        .collect();
    assert_eq!(known, columns(db, &table).await, "{table}");
    let rows = E::find().all(db.reader()).await.unwrap().len();
    let stored = db
        .reader()
        .query_one_raw(Statement::from_string(
            db.backend(),
            format!("SELECT count(*) AS number FROM {table}"),
        ))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(rows as i64, stored.try_get::<i64>("", "number").unwrap());
    table
}

#[tokio::test]
async fn every_entity_reads_every_column_and_every_table_has_an_entity() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    World::make(&db, &server::clock::Random::seeded(1), start()).await;
    let checked = BTreeSet::from([
        check(&db, e::action::Entity).await,
        check(&db, e::action_contributor::Entity).await,
        check(&db, e::action_import::Entity).await,
        check(&db, e::action_import_row::Entity).await,
        check(&db, e::action_link::Entity).await,
        check(&db, e::action_number::Entity).await,
        check(&db, e::action_request::Entity).await,
        check(&db, e::action_update::Entity).await,
        check(&db, e::agenda_item::Entity).await,
        check(&db, e::agenda_publication::Entity).await,
        check(&db, e::agenda_template_item::Entity).await,
        check(&db, e::appointment::Entity).await,
        check(&db, e::area_label::Entity).await,
        check(&db, e::attendance::Entity).await,
        check(&db, e::audit_event::Entity).await,
        check(&db, e::audit_head::Entity).await,
        check(&db, e::board::Entity).await,
        check(&db, e::board_alias::Entity).await,
        check(&db, e::board_area::Entity).await,
        check(&db, e::board_rules::Entity).await,
        check(&db, e::calendar_feed::Entity).await,
        check(&db, e::daily_run::Entity).await,
        check(&db, e::decision::Entity).await,
        check(&db, e::decision_number::Entity).await,
        check(&db, e::dropped_suggestion::Entity).await,
        check(&db, e::figure::Entity).await,
        check(&db, e::figure_revision::Entity).await,
        check(&db, e::identity::Entity).await,
        check(&db, e::import_row::Entity).await,
        check(&db, e::interest::Entity).await,
        check(&db, e::invitation::Entity).await,
        check(&db, e::item_note::Entity).await,
        check(&db, e::mail::Entity).await,
        check(&db, e::meeting::Entity).await,
        check(&db, e::meeting_board::Entity).await,
        check(&db, e::meeting_series::Entity).await,
        check(&db, e::meeting_reply::Entity).await,
        check(&db, e::meeting_substitute::Entity).await,
        check(&db, e::meeting_call::Entity).await,
        check(&db, e::nudge::Entity).await,
        check(&db, e::member_import::Entity).await,
        check(&db, e::minutes::Entity).await,
        check(&db, e::minutes_correction::Entity).await,
        check(&db, e::notice::Entity).await,
        check(&db, e::organisation::Entity).await,
        check(&db, e::outbox::Entity).await,
        check(&db, e::pack::Entity).await,
        check(&db, e::paper::Entity).await,
        check(&db, e::person::Entity).await,
        check(&db, e::persona::Entity).await,
        check(&db, e::publication::Entity).await,
        check(&db, e::seat::Entity).await,
        check(&db, e::seat_template::Entity).await,
        check(&db, e::series_setting::Entity).await,
        check(&db, e::pilot::Entity).await,
        check(&db, e::pilot_lead::Entity).await,
        check(&db, e::pilot_site::Entity).await,
        check(&db, e::pilot_measure::Entity).await,
        check(&db, e::site_return::Entity).await,
        check(&db, e::return_value::Entity).await,
        check(&db, e::return_chase::Entity).await,
        check(&db, e::return_revision::Entity).await,
        check(&db, e::revised_value::Entity).await,
        check(&db, e::site_lead::Entity).await,
        check(&db, e::measure_target::Entity).await,
        check(&db, e::pilot_entry::Entity).await,
        check(&db, e::pilot_decision::Entity).await,
        check(&db, e::pilot_correction::Entity).await,
        check(&db, e::pilot_check::Entity).await,
        check(&db, e::lesson_adoption::Entity).await,
        check(&db, e::pilot_status::Entity).await,
        check(&db, e::measure_evidence::Entity).await,
        check(&db, e::measure_figure::Entity).await,
        check(&db, e::measure_comparator::Entity).await,
        check(&db, e::session::Entity).await,
        check(&db, e::sign_in_attempt::Entity).await,
    ]);
    assert_eq!(checked, tables(&db).await);
}
