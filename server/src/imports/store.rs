//! What is kept of files of any kind: the columns that their tables share.

use app::{
    ids::{BoardId, ImportId},
    imports::types::{ImportState, SentFile},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Select, UpdateMany,
    sea_query::{Expr, ExprTrait, Func, Order},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Imported;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::person,
    membership::scope::{self, stored},
    secrets,
};

/// A file that somebody has sent.
pub struct NewFile<'a> {
    pub id: ImportId,
    pub board: BoardId,
    pub name: &'a str,
    pub bytes: Vec<u8>,
    pub rows: u64,
}

/// Notes that a file was sent, and says by whom, and what its hash is.
///
/// # Errors
/// Nobody acts, or the database refuses.
pub(super) async fn record_sent<I: Imported>(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewFile<'_>,
) -> Result<(Uuid, String), DbErr> {
    let person = actor
        .person
        .ok_or_else(|| DbErr::Custom("nobody has sent the file".to_owned()))?;
    let hash = hash_of(&new.bytes);
    let after = json!({
        "file_name": new.name, "sha256": hash, "bytes": new.bytes.len(), "rows": new.rows,
    });
    let verb = ("uploaded", I::SUBJECT);
    let event = audit::Event::new(Chain::Board(new.board), at, verb, new.id.0, after);
    audit::record(tx, random, actor, event).await?;
    Ok((person.0, hash))
}

/// SHA-256 of a file, in hexadecimal.
pub fn hash_of(file: &[u8]) -> String {
    secrets::hex(&Sha256::digest(file))
}

pub(crate) fn to_number(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Reads JSON of our own.
pub(crate) fn json_of<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// Writes JSON of our own.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

/// A file as it is read.
#[derive(FromQueryResult)]
pub(super) struct Record {
    id: Uuid,
    board_id: Option<Uuid>,
    file_name: String,
    by: String,
    at: DateTime<Utc>,
    state: String,
    file_hash: String,
    file_bytes: i32,
    rows_total: i32,
    applied_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
    version: i32,
}

impl Record {
    /// Nothing where the file belongs to no board.
    pub(super) fn read(self) -> Result<Option<SentFile>, DbErr> {
        let Some(board) = self.board_id else {
            return Ok(None);
        };
        Ok(Some(SentFile {
            id: ImportId(self.id),
            board: BoardId(board),
            name: self.file_name,
            by: self.by,
            at: self.at,
            state: stored(&self.state, ImportState::from_code)?,
            hash: self.file_hash,
            bytes: self.file_bytes.unsigned_abs().into(),
            rows: self.rows_total.unsigned_abs().into(),
            applied_at: self.applied_at,
            undone_at: self.undone_at,
            version: self.version,
        }))
    }
}

/// A column of the files, where those who sent them are read with them.
fn of_files<I: Imported>(column: &'static str) -> Expr {
    Expr::col((I::Files::default(), column))
}

/// Files without what is in them, which may be large: the columns of [`Record`].
pub(super) fn records<I: Imported>() -> Select<I::Files> {
    let columns = [
        "id",
        "board_id",
        "file_name",
        "at",
        "state",
        "file_hash",
        "rows_total",
        "applied_at",
        "undone_at",
        "version",
    ];
    let query = I::Files::find()
        .inner_join(person::Entity)
        .select_only()
        .column_as(person::Column::FullName, "by")
        .column_as(
            Expr::from(Func::cust("length").arg(of_files::<I>("file"))),
            "file_bytes",
        );
    columns.into_iter().fold(query, |query, column| {
        query.column_as(of_files::<I>(column), column)
    })
}

/// A file, whatever is in it. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find<I: Imported>(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<Option<SentFile>, DbErr> {
    let query = records::<I>().filter(of_files::<I>("id").eq(id.0));
    let record: Option<Record> = query.into_model().one(db).await?;
    Ok(record.map(Record::read).transpose()?.flatten())
}

/// The state of a file by now, where it is there.
pub(super) async fn state_of<I: Imported>(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<Option<ImportState>, DbErr> {
    Ok(find::<I>(db, id).await?.map(|file| file.state))
}

/// How many files of a board its page shows.
pub const LATEST: u64 = 20;

/// The latest files of a board.
///
/// # Errors
/// The database does not answer.
pub async fn latest<I: Imported>(
    db: &impl ConnectionTrait,
    board: BoardId,
) -> Result<Vec<SentFile>, DbErr> {
    let records: Vec<Record> = newest::<I>(records::<I>(), board)
        .limit(LATEST)
        .into_model()
        .all(db)
        .await?;
    let read: Result<Vec<_>, _> = records.into_iter().map(Record::read).collect();
    Ok(read?.into_iter().flatten().collect())
}

/// The files of a board, the newest first.
pub(super) fn newest<I: Imported>(query: Select<I::Files>, board: BoardId) -> Select<I::Files> {
    query
        .filter(of_files::<I>("board_id").eq(board.0))
        .order_by(of_files::<I>("at"), Order::Desc)
        .order_by(of_files::<I>("id"), Order::Desc)
}

/// The file that was taken over last on a board, unless it was undone.
///
/// # Errors
/// The database does not answer.
pub async fn last_applied<I: Imported>(
    db: &impl ConnectionTrait,
    board: BoardId,
) -> Result<Option<ImportId>, DbErr> {
    let id: Option<Uuid> = I::Files::find()
        .filter(of_files::<I>("board_id").eq(board.0))
        .filter(of_files::<I>("state").eq(ImportState::Applied.code()))
        .order_by(of_files::<I>("applied_at"), Order::Desc)
        .order_by(of_files::<I>("id"), Order::Desc)
        .select_only()
        .column_as(of_files::<I>("id"), "id")
        .into_tuple()
        .one(db)
        .await?;
    Ok(id.map(ImportId))
}

/// The name and content of a file, as it came.
///
/// # Errors
/// The database does not answer.
pub async fn content<I: Imported>(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<Option<(String, Vec<u8>)>, DbErr> {
    I::Files::find()
        .filter(of_files::<I>("id").eq(id.0))
        .select_only()
        .column_as(of_files::<I>("file_name"), "file_name")
        .column_as(of_files::<I>("file"), "file")
        .into_tuple()
        .one(db)
        .await
}

/// Makes everybody else who writes for a board wait. Whether a file is there already:
/// one that was sent twice at a time. Nothing where it is another board's.
pub(super) async fn hold<I: Imported>(
    tx: &impl ConnectionTrait,
    board: BoardId,
    id: ImportId,
) -> Result<Option<bool>, DbErr> {
    scope::hold_board(tx, board).await?;
    Ok(match find::<I>(tx, id).await? {
        None => Some(false),
        Some(known) => (known.board == board).then_some(true),
    })
}

/// Moves a file on from one state to another, if it is still as it was seen. False
/// where it is not.
///
/// # Errors
/// The database refuses.
pub async fn advance<I: Imported>(
    tx: &impl ConnectionTrait,
    seen: &I,
    to: ImportState,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    advance_with(tx, seen, to, at, I::Files::update_many()).await
}

/// As [`advance`], and changes columns of the kind's own.
///
/// # Errors
/// The database refuses.
pub async fn advance_with<I: Imported>(
    tx: &impl ConnectionTrait,
    seen: &I,
    to: ImportState,
    at: DateTime<Utc>,
    change: UpdateMany<I::Files>,
) -> Result<bool, DbErr> {
    let seen = seen.file();
    let mut query = change
        .col_expr("state", Expr::value(to.code()))
        .col_expr("version", Expr::value(seen.version + 1));
    match to {
        ImportState::Applied => query = query.col_expr("applied_at", Expr::value(at)),
        ImportState::Undone => query = query.col_expr("undone_at", Expr::value(at)),
        ImportState::Columns
        | ImportState::Checking
        | ImportState::Refused
        | ImportState::Checked
        | ImportState::Discarded => {}
    }
    let written = query
        .filter(of_files::<I>("id").eq(seen.id.0))
        .filter(of_files::<I>("state").eq(seen.state.code()))
        .filter(of_files::<I>("version").eq(seen.version))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}

/// Notes that something was said, decided, taken over or undone.
///
/// # Errors
/// The database refuses.
pub async fn record<I: Imported>(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &I,
    verb: &str,
    after: serde_json::Value,
) -> Result<(), DbErr> {
    let seen = seen.file();
    let event = audit::Event {
        chain: Chain::Board(seen.board),
        at,
        verb,
        subject_kind: I::SUBJECT,
        subject: Some(seen.id.0),
        before: json!({"state": seen.state.code(), "version": seen.version}),
        after,
    };
    audit::record(tx, random, actor, event).await
}

/// Deletes the rows of a file.
///
/// # Errors
/// The database refuses.
pub(super) async fn delete_rows<I: Imported>(
    tx: &impl ConnectionTrait,
    id: ImportId,
) -> Result<(), DbErr> {
    I::Rows::delete_many()
        .filter(Expr::col("import_id").eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes a file and its rows, if it is still as it was seen and nothing of it was
/// taken over. False where it is not. That it was there stays.
///
/// # Errors
/// The database refuses.
pub async fn discard<I: Imported>(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &I,
) -> Result<bool, DbErr> {
    let change = I::Files::update_many().col_expr("file", Expr::value(Vec::<u8>::new()));
    if !advance_with(tx, seen, ImportState::Discarded, at, change).await? {
        return Ok(false);
    }
    let file = seen.file();
    delete_rows::<I>(tx, file.id).await?;
    let after = json!({
        "state": ImportState::Discarded.code(), "version": file.version + 1,
        "sha256": file.hash, "bytes": file.bytes,
    });
    record(tx, random, actor, at, seen, "discarded", after).await?;
    Ok(true)
}
