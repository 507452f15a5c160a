//! Loads an official file that a second person approves, and undoes it: all of its
//! figures or none.

use app::{
    ids::PublicationId,
    performance::types::{Publication, PublicationState},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, sea_query::Expr,
};
use serde_json::json;

use super::{
    check::{self, Outcome, Resolved},
    file,
    store::{self, NewPublication},
};
use crate::{
    audit::Actor,
    clock::Random,
    db::entities::{figure, figure_revision},
    papers::keep,
    state::AppState,
};

/// Rows written in one statement.
const BATCH: usize = 500;

/// What came of approving a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    Saved,
    /// It was loaded before: a second click, or somebody else.
    Already,
    /// The file moved on since the page was opened.
    OutOfDate,
    /// Whoever uploads a file does not approve it.
    Oneself,
    /// A label is not known, or nothing would change.
    NotReady,
    /// What would change is no longer what the page showed. Nothing was written but
    /// what would change now.
    Different,
}

impl Applied {
    /// Why nothing was loaded, where nothing was.
    pub fn failure(self) -> Option<&'static str> {
        match self {
            Self::Saved | Self::Already => None,
            Self::OutOfDate => {
                Some("Somebody else changed this file at the same time. Nothing was loaded")
            }
            Self::Oneself => Some(
                "You uploaded this file. Another person of the national secretariat has to \
                 approve it",
            ),
            Self::NotReady => Some("This file cannot be approved as it is. Nothing was loaded"),
            Self::Different => Some(
                "What the file would change is no longer what was shown, and nothing was loaded. \
                 Look at it and approve it again",
            ),
        }
    }
}

/// Loads a file, if it is still as it was seen and would still do what was shown.
///
/// # Errors
/// The file is not there or the database refuses; nothing was written.
pub async fn approve(
    state: &AppState,
    actor: &Actor,
    seen: &Publication,
) -> anyhow::Result<Applied> {
    if actor.person == Some(seen.by) {
        return Ok(Applied::Oneself);
    }
    if !seen.report.is_ready() {
        return Ok(Applied::NotReady);
    }
    let Ok(file) = check::read(state, &seen.file_name, &seen.file_hash).await? else {
        return Ok(Applied::NotReady);
    };
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !store::advance(&tx, seen, PublicationState::Applied).await? {
        tx.rollback().await?;
        let found = store::find(state.db.reader(), seen.id).await?;
        let is_applied = found.is_some_and(|file| file.state == PublicationState::Applied);
        return Ok(if is_applied {
            Applied::Already
        } else {
            Applied::OutOfDate
        });
    }
    let outcome = check::compare(&tx, state.clock.today(), file).await?;
    if outcome.report != seen.report {
        tx.rollback().await?;
        let tx = state.db.begin().await?;
        if store::advance(&tx, seen, PublicationState::Checked).await? {
            store::keep_report(&tx, seen.id, seen.layout, &outcome.report, "").await?;
        }
        tx.commit().await?;
        return Ok(Applied::Different);
    }
    write(&tx, &state.random, now, seen.id, outcome).await?;
    store::sign(&tx, seen.id, actor.person, now, PublicationState::Applied).await?;
    let after = json!({
        "state": PublicationState::Applied.code(), "version": seen.version + 1,
        "new": seen.report.new, "changed": seen.report.changed,
    });
    store::record(&tx, &state.random, actor, now, seen, ("approved", after)).await?;
    tx.commit().await?;
    Ok(Applied::Saved)
}

async fn write(
    tx: &DatabaseTransaction,
    random: &Random,
    at: DateTime<Utc>,
    publication: PublicationId,
    outcome: Outcome,
) -> Result<(), DbErr> {
    for some in outcome.new.chunks(BATCH) {
        let rows = some.iter().map(|new| row(random, at, publication, new));
        figure::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    for some in outcome.changed.chunks(BATCH) {
        let kept = some.iter().map(|(before, _)| {
            figure_revision::ActiveModel::from(figure_revision::Model {
                id: random.id(at),
                figure_id: before.id,
                value: before.value,
                upper_part: before.upper_part,
                lower_part: before.lower_part,
                publication_id: before.publication_id,
                since: before.at,
                replaced_by_id: publication.0,
                replaced_at: at,
            })
        });
        figure_revision::Entity::insert_many(kept)
            .exec_without_returning(tx)
            .await?;
        for (before, now) in some {
            use figure::Column;
            figure::Entity::update_many()
                .col_expr(Column::Value, Expr::value(now.amount.value))
                .col_expr(Column::UpperPart, Expr::value(now.amount.upper))
                .col_expr(Column::LowerPart, Expr::value(now.amount.lower))
                .col_expr(Column::PublicationId, Expr::value(publication.0))
                .col_expr(Column::At, Expr::value(at))
                .filter(Column::Id.eq(before.id))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

fn row(
    random: &Random,
    at: DateTime<Utc>,
    publication: PublicationId,
    new: &Resolved,
) -> figure::ActiveModel {
    figure::ActiveModel::from(figure::Model {
        id: random.id(at),
        series: new.series.code.to_owned(),
        area: new.area.clone(),
        first_on: new.period.first(),
        last_on: new.period.last(),
        value: new.amount.value,
        upper_part: new.amount.upper,
        lower_part: new.amount.lower,
        publication_id: publication.0,
        at,
    })
}

/// A file from its bytes to its figures, without a page.
pub struct Whole<'a> {
    pub id: PublicationId,
    pub title: &'a str,
    pub address: &'a str,
    pub published_on: NaiveDate,
    pub file_name: &'a str,
    pub bytes: &'a [u8],
    /// Whether its figures are made up.
    pub fictional: bool,
}

impl Whole<'_> {
    /// By which its bytes are kept.
    pub fn hash(&self) -> String {
        keep::hash_of(self.bytes)
    }
}

/// Takes a file as far as it goes without anybody: it is checked, and where it is
/// asked for and ready, loaded. Keeping its bytes is for the caller.
///
/// # Errors
/// The file is none of ours, or the database refuses.
pub async fn take(
    tx: &DatabaseTransaction,
    random: &Random,
    actor: &Actor,
    (at, today): (DateTime<Utc>, NaiveDate),
    whole: &Whole<'_>,
    loads: bool,
) -> anyhow::Result<()> {
    let new = NewPublication {
        id: whole.id,
        title: whole.title,
        address: whole.address,
        published_on: whole.published_on,
        file_name: whole.file_name,
        file_hash: &whole.hash(),
        bytes: whole.bytes.len() as u64,
        fictional: whole.fictional,
    };
    store::add(tx, random, actor, at, &new).await?;
    let file = file::read(whole.file_name, whole.bytes).map_err(anyhow::Error::msg)?;
    let layout = file.layout;
    let outcome = check::compare(tx, today, file).await?;
    let gone = || anyhow::anyhow!("a file is gone that was just added");
    let seen = store::find(tx, whole.id).await?.ok_or_else(gone)?;
    store::advance(tx, &seen, PublicationState::Checked).await?;
    store::keep_report(tx, whole.id, Some(layout), &outcome.report, "").await?;
    if !loads || !outcome.report.is_ready() {
        return Ok(());
    }
    let seen = store::find(tx, whole.id).await?.ok_or_else(gone)?;
    store::advance(tx, &seen, PublicationState::Applied).await?;
    let after = json!({ "state": PublicationState::Applied.code(), "new": outcome.report.new });
    write(tx, random, at, whole.id, outcome).await?;
    store::sign(tx, whole.id, actor.person, at, PublicationState::Applied).await?;
    store::record(tx, random, actor, at, &seen, ("approved", after)).await?;
    Ok(())
}

/// What came of undoing a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    Saved,
    Already,
    OutOfDate,
    /// A later file has revised one of its figures.
    Revised,
}

impl Undone {
    /// Why nothing was undone, where nothing was.
    pub fn failure(self) -> Option<&'static str> {
        match self {
            Self::Saved | Self::Already => None,
            Self::OutOfDate => {
                Some("Somebody else changed this file at the same time. Nothing was undone")
            }
            Self::Revised => Some(
                "This file cannot be undone, because a later file has revised one of its figures",
            ),
        }
    }
}

/// Whether a later file has revised a figure of this one.
///
/// # Errors
/// The database does not answer.
pub(super) async fn is_revised(
    db: &impl ConnectionTrait,
    id: PublicationId,
) -> Result<bool, DbErr> {
    let revised = figure_revision::Entity::find()
        .filter(figure_revision::Column::PublicationId.eq(id.0))
        .count(db)
        .await?;
    Ok(revised > 0)
}

/// Takes away the figures that a file made, and gives those that it revised what
/// they were before.
///
/// # Errors
/// The database refuses; nothing was written.
pub(super) async fn undo(
    state: &AppState,
    actor: &Actor,
    seen: &Publication,
) -> anyhow::Result<Undone> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !store::advance(&tx, seen, PublicationState::Undone).await? {
        tx.rollback().await?;
        let found = store::find(state.db.reader(), seen.id).await?;
        let is_undone = found.is_some_and(|file| file.state == PublicationState::Undone);
        return Ok(if is_undone {
            Undone::Already
        } else {
            Undone::OutOfDate
        });
    }
    if is_revised(&tx, seen.id).await? {
        tx.rollback().await?;
        return Ok(Undone::Revised);
    }
    let revised = figure_revision::Entity::find()
        .filter(figure_revision::Column::ReplacedById.eq(seen.id.0))
        .all(&tx)
        .await?;
    for before in &revised {
        use figure::Column;
        figure::Entity::update_many()
            .col_expr(Column::Value, Expr::value(before.value))
            .col_expr(Column::UpperPart, Expr::value(before.upper_part))
            .col_expr(Column::LowerPart, Expr::value(before.lower_part))
            .col_expr(Column::PublicationId, Expr::value(before.publication_id))
            .col_expr(Column::At, Expr::value(before.since))
            .filter(Column::Id.eq(before.figure_id))
            .exec(&tx)
            .await?;
    }
    figure_revision::Entity::delete_many()
        .filter(figure_revision::Column::ReplacedById.eq(seen.id.0))
        .exec(&tx)
        .await?;
    let removed = figure::Entity::delete_many()
        .filter(figure::Column::PublicationId.eq(seen.id.0))
        .exec(&tx)
        .await?;
    store::sign(&tx, seen.id, actor.person, now, PublicationState::Undone).await?;
    let after = json!({
        "state": PublicationState::Undone.code(), "version": seen.version + 1,
        "removed": removed.rows_affected, "restored": revised.len(),
    });
    store::record(&tx, &state.random, actor, now, seen, ("undone", after)).await?;
    tx.commit().await?;
    Ok(Undone::Saved)
}
