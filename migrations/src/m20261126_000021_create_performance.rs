//! Official figures of areas, the files they come from, and what was set about
//! them. Figures that were revised keep what they were.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 5] = [
    "series_setting",
    "area_label",
    "figure_revision",
    "figure",
    "publication",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(publication()).await?;
        manager.create_table(figure()).await?;
        manager.create_table(figure_revision()).await?;
        manager.create_table(area_label()).await?;
        manager.create_table(series_setting()).await?;
        let mut one_figure = index("figure", &["series", "area", "first_on", "last_on"]);
        manager.create_index(one_figure.unique().take()).await?;
        manager.create_index(index("figure", &["area"])).await?;
        manager
            .create_index(index("figure", &["publication_id"]))
            .await?;
        manager
            .create_index(index("figure_revision", &["figure_id"]))
            .await?;
        for column in ["publication_id", "replaced_by_id"] {
            manager
                .create_index(index("figure_revision", &[column]))
                .await?;
        }
        manager.create_index(index("publication", &["at"])).await?;
        let mut one_label = index("area_label", &["publisher", "kind", "folded"]);
        manager.create_index(one_label.unique().take()).await?;
        let mut one_setting = index("series_setting", &["series"]);
        manager.create_index(one_setting.unique().take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &TABLES).await
    }
}

fn publication() -> TableCreateStatement {
    Table::create()
        .table("publication")
        .col(uuid("id").primary_key())
        .col(string_null("layout"))
        .col(text("title"))
        .col(text("address"))
        .col(date("published_on"))
        .col(string("file_name"))
        .col(string("file_hash"))
        .col(big_integer("bytes"))
        .col(string("state"))
        .col(text("refusal"))
        .col(text("report"))
        .col(boolean("fictional"))
        .col(uuid_null("person_id"))
        .col(timestamp_with_time_zone("at"))
        .col(uuid_null("approved_by_id"))
        .col(timestamp_with_time_zone_null("approved_at"))
        .col(uuid_null("undone_by_id"))
        .col(timestamp_with_time_zone_null("undone_at"))
        .col(integer("version"))
        .foreign_key(&mut reference("publication", "person_id", "person"))
        .foreign_key(&mut reference("publication", "approved_by_id", "person"))
        .foreign_key(&mut reference("publication", "undone_by_id", "person"))
        .take()
}

fn figure() -> TableCreateStatement {
    Table::create()
        .table("figure")
        .col(uuid("id").primary_key())
        .col(string("series"))
        .col(string("area"))
        .col(date("first_on"))
        .col(date("last_on"))
        .col(double_null("value"))
        .col(double_null("upper_part"))
        .col(double_null("lower_part"))
        .col(uuid("publication_id"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(&mut reference("figure", "publication_id", "publication"))
        .take()
}

fn figure_revision() -> TableCreateStatement {
    Table::create()
        .table("figure_revision")
        .col(uuid("id").primary_key())
        .col(uuid("figure_id"))
        .col(double_null("value"))
        .col(double_null("upper_part"))
        .col(double_null("lower_part"))
        .col(uuid("publication_id"))
        .col(timestamp_with_time_zone("since"))
        .col(uuid("replaced_by_id"))
        .col(timestamp_with_time_zone("replaced_at"))
        .foreign_key(&mut reference("figure_revision", "figure_id", "figure"))
        .foreign_key(&mut reference(
            "figure_revision",
            "publication_id",
            "publication",
        ))
        .foreign_key(&mut reference(
            "figure_revision",
            "replaced_by_id",
            "publication",
        ))
        .take()
}

fn area_label() -> TableCreateStatement {
    Table::create()
        .table("area_label")
        .col(uuid("id").primary_key())
        .col(string("publisher"))
        .col(string("kind"))
        .col(text("label"))
        .col(string("folded"))
        .col(string("area"))
        .col(integer("version"))
        .take()
}

fn series_setting() -> TableCreateStatement {
    Table::create()
        .table("series_setting")
        .col(uuid("id").primary_key())
        .col(string("series"))
        .col(double_null("target"))
        .col(double_null("amber"))
        .col(double_null("red"))
        .col(integer("version"))
        .take()
}
