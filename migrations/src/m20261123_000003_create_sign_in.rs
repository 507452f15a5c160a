//! Invitations, identities at providers, sign-ins under way, and sessions.
//!
//! Tokens are stored as hashes, so that a copy of the database opens nothing.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("invitation")
                    .col(uuid("id").primary_key())
                    .col(uuid("person_id"))
                    .col(string("email"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("bound_at"))
                    .col(timestamp_with_time_zone_null("withdrawn_at"))
                    .foreign_key(&mut reference("invitation", "person_id", "person"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("invitation", &["email"]))
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("identity")
                    .col(uuid("id").primary_key())
                    .col(uuid("person_id"))
                    .col(string("issuer"))
                    .col(string("subject"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut reference("identity", "person_id", "person"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("identity", &["issuer", "subject"]).unique().take())
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("sign_in_attempt")
                    .col(string("browser_hash").primary_key())
                    .col(text("pending"))
                    .col(string("return_to"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("sign_in_attempt", &["expires_at"]))
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(uuid("id").primary_key())
                    .col(string("token_hash"))
                    .col(uuid("person_id"))
                    .col(string("provider_id"))
                    .col(text("id_token"))
                    .col(string("browser"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("last_seen_at"))
                    .foreign_key(&mut reference("session", "person_id", "person"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("session", &["token_hash"]).unique().take())
            .await?;
        manager
            .create_index(index("session", &["person_id"]))
            .await?;
        manager
            .create_index(index("session", &["last_seen_at"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &["session", "sign_in_attempt", "identity", "invitation"],
        )
        .await
    }
}
