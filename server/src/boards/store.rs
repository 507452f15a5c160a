//! Commands that enter and change boards. Their reads are in [`reads`], their
//! end in [`closing`].

mod closing;
mod reads;

use app::{
    boards::types::{BoardEntry, BoardKind, NameConfidence},
    ids::{BoardId, OrganisationId},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

pub use closing::{Closed, Closing, Refusal, close, refusal};
pub use reads::{
    Clash, all, clashes, councils, directory, find, find_ever, find_open, names, national,
    open_of_kind, regions, sub_groups, with_id,
};

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{board, board_alias, board_area},
    membership::{scope::hold_board, seats::Changed},
};

/// How long before its end a term counts as ending soon, unless the board has
/// said otherwise, in days.
pub const TERM_WARNING_DAYS: i32 = 60;

/// A board to be entered in the register.
pub struct NewBoard<'a> {
    pub kind: BoardKind,
    pub slug: &'a str,
    pub name: &'a str,
    /// Begins every reference of the board's actions.
    pub code: &'a str,
    pub region: Option<&'a str>,
    pub area_code: Option<&'a str>,
    pub confidence: NameConfidence,
    pub parent: Option<BoardId>,
}

/// Enters a board.
///
/// # Errors
/// The slug or code is taken, or the database refuses.
pub async fn add_board(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewBoard<'_>,
) -> Result<BoardId, DbErr> {
    enter(tx, random, actor, at, BoardId(random.id(at)), new, None).await
}

/// Enters a board under an identifier that a form was given, so that a form sent
/// twice enters one board.
///
/// # Errors
/// The identifier, the slug or the code is taken, or the database refuses.
pub async fn enter(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    id: BoardId,
    new: &NewBoard<'_>,
    starts_on: Option<NaiveDate>,
) -> Result<BoardId, DbErr> {
    board::Entity::insert(board::ActiveModel::from(board::Model {
        id: id.0,
        kind: new.kind.code().to_owned(),
        slug: new.slug.to_owned(),
        name: new.name.to_owned(),
        code: new.code.to_owned(),
        region: new.region.map(str::to_owned),
        area_code: new.area_code.map(str::to_owned),
        name_confidence: new.confidence.code().to_owned(),
        parent_id: new.parent.map(|parent| parent.0),
        successor_id: None,
        starts_on,
        ends_on: None,
        term_warning_days: TERM_WARNING_DAYS,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "kind": new.kind.code(), "slug": new.slug, "name": new.name, "code": new.code,
        "region": new.region, "area_code": new.area_code,
        "name_confidence": new.confidence.code(), "parent": new.parent.map(|parent| parent.0),
        "starts_on": starts_on,
    });
    let event = audit::Event::new(Chain::Board(id), at, ("added", "board"), id.0, after);
    audit::record(tx, random, actor, event).await?;
    Ok(id)
}

/// A board that somebody starts in a form.
pub struct StartingBoard<'a> {
    /// The key that the form was given.
    pub id: BoardId,
    pub board: NewBoard<'a>,
    pub starts_on: NaiveDate,
    /// The councils it serves.
    pub councils: &'a [OrganisationId],
}

/// What came of starting a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    Saved,
    /// The board is there already: a second click, or a retry.
    Already {
        slug: String,
    },
    Clashes(Vec<Clash>),
    /// The board above it ends, or has ended.
    ParentEnds,
}

/// Starts a board that serves some councils.
///
/// # Errors
/// The database refuses.
pub async fn start(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &StartingBoard<'_>,
) -> Result<Started, DbErr> {
    if let Some(parent) = new.board.parent {
        // Whoever starts another board of this name or code waits here.
        hold_board(tx, parent).await?;
    }
    if let Some(there) = with_id(tx, new.id).await? {
        return Ok(Started::Already { slug: there.slug });
    }
    if let Some(parent) = new.board.parent
        && with_id(tx, parent)
            .await?
            .is_none_or(|parent| parent.ends_on.is_some())
    {
        return Ok(Started::ParentEnds);
    }
    let clashes = clashes(tx, new.board.slug, new.board.code).await?;
    if !clashes.is_empty() {
        return Ok(Started::Clashes(clashes));
    }
    let starts_on = Some(new.starts_on);
    enter(tx, random, actor, at, new.id, &new.board, starts_on).await?;
    for council in new.councils {
        add_area(tx, random, actor, at, new.id, *council, None).await?;
    }
    Ok(Started::Saved)
}

/// Notes that a board serves a council.
///
/// # Errors
/// It is noted already, or the database refuses.
pub async fn add_area(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    council: OrganisationId,
    note: Option<&str>,
) -> Result<(), DbErr> {
    let id = random.id(at);
    board_area::Entity::insert(board_area::ActiveModel::from(board_area::Model {
        id,
        board_id: board.0,
        organisation_id: council.0,
        note: note.map(str::to_owned),
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Board(board),
        at,
        ("added", "board_area"),
        id,
        json!({"council": council.0, "note": note}),
    );
    audit::record(tx, random, actor, event).await
}

/// What the register says of a board. Its code and slug stay for good: they are
/// in references and addresses that people have kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardDetails<'a> {
    pub name: &'a str,
    pub region: Option<&'a str>,
    pub area_code: Option<&'a str>,
    pub confidence: NameConfidence,
    pub parent: Option<BoardId>,
    /// How long before its end a term counts as ending soon, in days.
    pub term_warning_days: i32,
}

/// Brings a board up to date with the register, if it still is as it was read.
///
/// # Errors
/// The database refuses.
pub async fn change_board(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &board::Model,
    new: &BoardDetails<'_>,
) -> Result<Changed, DbErr> {
    let parent = new.parent.map(|parent| parent.0);
    let written = board::Entity::update_many()
        .col_expr(board::Column::Name, Expr::value(new.name))
        .col_expr(board::Column::Region, Expr::value(new.region))
        .col_expr(board::Column::AreaCode, Expr::value(new.area_code))
        .col_expr(
            board::Column::NameConfidence,
            Expr::value(new.confidence.code()),
        )
        .col_expr(board::Column::ParentId, Expr::value(parent))
        .col_expr(
            board::Column::TermWarningDays,
            Expr::value(new.term_warning_days),
        )
        .col_expr(board::Column::Version, Expr::value(before.version + 1))
        .filter(board::Column::Id.eq(before.id))
        .filter(board::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(BoardId(before.id)),
        at,
        verb: "changed",
        subject_kind: "board",
        subject: Some(before.id),
        before: json!({
            "name": before.name, "region": before.region, "area_code": before.area_code,
            "name_confidence": before.name_confidence, "parent": before.parent_id,
            "term_warning_days": before.term_warning_days,
        }),
        after: json!({
            "name": new.name, "region": new.region, "area_code": new.area_code,
            "name_confidence": new.confidence.code(), "parent": parent,
            "term_warning_days": new.term_warning_days,
        }),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// What somebody changes of a board in a form.
pub struct BoardChange<'a> {
    pub name: &'a str,
    pub region: Option<&'a str>,
    pub confidence: NameConfidence,
    pub parent: Option<BoardId>,
    pub term_warning_days: u32,
}

/// Changes a board, if it still is as the form saw it. Its area code stays.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &BoardEntry,
    new: &BoardChange<'_>,
) -> Result<Changed, DbErr> {
    hold_board(tx, seen.id).await?;
    let Some(before) = board::Entity::find_by_id(seen.id.0)
        .filter(board::Column::Version.eq(seen.version))
        .one(tx)
        .await?
    else {
        return Ok(Changed::OutOfDate);
    };
    let details = BoardDetails {
        name: new.name,
        region: new.region,
        area_code: before.area_code.as_deref(),
        confidence: new.confidence,
        parent: new.parent,
        term_warning_days: i32::try_from(new.term_warning_days).unwrap_or(TERM_WARNING_DAYS),
    };
    change_board(tx, random, actor, at, &before, &details).await
}

/// Notes another name that a board goes by.
///
/// # Errors
/// It is noted already, or the database refuses.
pub async fn add_alias(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    source: &str,
    label: &str,
) -> Result<(), DbErr> {
    let id = random.id(at);
    board_alias::Entity::insert(board_alias::ActiveModel::from(board_alias::Model {
        id,
        board_id: board.0,
        source: source.to_owned(),
        label: label.to_owned(),
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Board(board),
        at,
        ("added", "board_alias"),
        id,
        json!({"source": source, "label": label}),
    );
    audit::record(tx, random, actor, event).await
}

/// Changes the note on how a board serves a council.
///
/// # Errors
/// The database refuses.
pub async fn change_area(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &board_area::Model,
    note: Option<&str>,
) -> Result<(), DbErr> {
    board_area::Entity::update_many()
        .col_expr(board_area::Column::Note, Expr::value(note))
        .filter(board_area::Column::Id.eq(before.id))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(BoardId(before.board_id)),
        at,
        verb: "changed",
        subject_kind: "board_area",
        subject: Some(before.id),
        before: json!({"note": before.note}),
        after: json!({"note": note}),
    };
    audit::record(tx, random, actor, event).await
}
