//! A reform pilot or programme, as its policy lead keeps it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pilot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    /// Names that it had before, so that they find it.
    pub former_names: String,
    pub purpose: String,
    pub department: String,
    /// The senior responsible owner; empty where nobody is known.
    pub sro: String,
    pub evaluator: String,
    pub legal_basis: String,
    pub funding: String,
    /// A day, month, quarter or year; empty where it is not known.
    pub funding_ends: String,
    /// As `funding_ends`.
    pub decision_due: String,
    /// The theory of change, a step a line.
    pub logic: String,
    pub no_baseline_reason: String,
    pub no_comparator_reason: String,
    /// Where the entry is from.
    pub source: String,
    pub stage: String,
    pub created_at: DateTimeUtc,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
