//! What is kept of files of members and of their rows.

use std::collections::HashMap;

use app::{
    ids::{BoardId, ImportId},
    imports::types::{
        ImportEntry, ImportRow, ImportState, LEAVE, Meanings, Offer, Question, Told, Totals,
        Verdict,
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, Func},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::{
        self,
        entities::{import_row, member_import, person},
    },
    membership::scope::stored,
    secrets,
};

/// A file somebody has sent.
pub struct NewImport<'a> {
    pub id: ImportId,
    pub board: BoardId,
    pub file_name: &'a str,
    pub file: Vec<u8>,
    pub rows: u64,
}

/// Keeps a file as it came, to be checked.
///
/// # Errors
/// The identifier is taken, nobody acts, or the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: NewImport<'_>,
) -> Result<(), DbErr> {
    let person = actor
        .person
        .ok_or_else(|| DbErr::Custom("nobody has sent the file".to_owned()))?;
    let file_hash = hash_of(&new.file);
    let after = json!({
        "file_name": new.file_name, "sha256": file_hash, "bytes": new.file.len(),
        "rows": new.rows,
    });
    member_import::Entity::insert(member_import::ActiveModel::from(member_import::Model {
        id: new.id.0,
        board_id: Some(new.board.0),
        person_id: person.0,
        at,
        file_name: new.file_name.to_owned(),
        file_hash,
        file: new.file,
        state: ImportState::Checking.code().to_owned(),
        refusal: String::new(),
        rows_total: to_number(new.rows),
        rows_done: 0,
        applied_at: None,
        undone_at: None,
        version: 1,
        notes: String::new(),
        meanings: latest_meanings(tx, new.board).await?,
    }))
    .exec_without_returning(tx)
    .await?;
    let verb = ("uploaded", "import");
    let event = audit::Event::new(Chain::Board(new.board), at, verb, new.id.0, after);
    audit::record(tx, random, actor, event).await
}

/// What names were decided to mean in the latest file of a board, as JSON.
async fn latest_meanings(db: &impl ConnectionTrait, board: BoardId) -> Result<String, DbErr> {
    let latest: Option<String> = member_import::Entity::find()
        .filter(member_import::Column::BoardId.eq(board.0))
        .order_by_desc(member_import::Column::At)
        .order_by_desc(member_import::Column::Id)
        .select_only()
        .column(member_import::Column::Meanings)
        .into_tuple()
        .one(db)
        .await?;
    match latest {
        Some(json) => Ok(json),
        None => to_json(&Meanings::default()),
    }
}

/// What names in a file were decided to mean.
///
/// # Errors
/// The database does not answer.
pub async fn meanings(db: &impl ConnectionTrait, id: ImportId) -> Result<Meanings, DbErr> {
    let json: Option<String> = member_import::Entity::find_by_id(id.0)
        .select_only()
        .column(member_import::Column::Meanings)
        .into_tuple()
        .one(db)
        .await?;
    json.map_or_else(|| Ok(Meanings::default()), |json| json_of(&json))
}

/// Keeps what names in a file mean.
///
/// # Errors
/// The database refuses.
pub async fn set_meanings(
    tx: &impl ConnectionTrait,
    id: ImportId,
    meanings: &Meanings,
) -> Result<(), DbErr> {
    member_import::Entity::update_many()
        .col_expr(
            member_import::Column::Meanings,
            Expr::value(to_json(meanings)?),
        )
        .filter(member_import::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was decided about a row, and between what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// As JSON.
    pub options: String,
    pub choice: String,
}

/// What was decided about the rows of a file and of the one before it that the same
/// person sent and did not import, each by what its row says: a corrected file asks
/// nothing twice.
///
/// # Errors
/// The database does not answer.
pub(super) async fn choices(
    db: &impl ConnectionTrait,
    import: &ImportEntry,
) -> Result<HashMap<String, Chosen>, DbErr> {
    use member_import::Column;
    let sender = member_import::Entity::find_by_id(import.id.0)
        .select_only()
        .column(Column::PersonId)
        .into_query();
    let before: Option<Uuid> = member_import::Entity::find()
        .filter(Column::BoardId.eq(import.board.0))
        .filter(Column::PersonId.in_subquery(sender))
        .filter(Column::State.eq(ImportState::Checked.code()))
        .filter(Column::Id.ne(import.id.0))
        .filter(Column::At.lte(import.at))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    let of = [Some(import.id.0), before].into_iter().flatten();
    let rows: Vec<(Uuid, String, String, String)> = import_row::Entity::find()
        .filter(import_row::Column::ImportId.is_in(of))
        .filter(import_row::Column::Choice.ne(""))
        .select_only()
        .column(import_row::Column::ImportId)
        .column(import_row::Column::Cells)
        .column(import_row::Column::Options)
        .column(import_row::Column::Choice)
        .into_tuple()
        .all(db)
        .await?;
    let (own, earlier): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(id, ..)| *id == import.id.0);
    Ok(earlier
        .into_iter()
        .chain(own)
        .map(|(_, cells, options, choice)| (cells, Chosen { options, choice }))
        .collect())
}

/// Questions about names on a page.
const QUESTIONS: u64 = 20;

/// What has to be decided about names in a file, in the order of its rows: the first
/// of them. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn questions(db: &impl ConnectionTrait, id: ImportId) -> Result<Vec<Question>, DbErr> {
    let first = import_row::Column::Number.min();
    let counted: Vec<(i32, i64)> = of_import(id)
        .filter(import_row::Column::Verdict.eq(Verdict::Unclear.code()))
        .select_only()
        .column_as(first.clone(), "first")
        .column_as(import_row::Column::Id.count(), "rows")
        .group_by(import_row::Column::Question)
        .order_by_asc(first)
        .limit(QUESTIONS)
        .into_tuple()
        .all(db)
        .await?;
    let numbers: Vec<i32> = counted.iter().map(|(first, _)| *first).collect();
    let mut rows: HashMap<i32, ImportRow> = numbered(db, id, &numbers)
        .await?
        .into_iter()
        .map(|row| (row.number, row))
        .collect();
    Ok(counted
        .into_iter()
        .filter_map(|(first, rows_of)| {
            Some(Question {
                row: rows.remove(&first)?,
                rows: rows_of.unsigned_abs(),
            })
        })
        .collect())
}

/// SHA-256 of a file, in hexadecimal.
pub fn hash_of(file: &[u8]) -> String {
    secrets::hex(&Sha256::digest(file))
}

pub(crate) fn to_number(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[derive(FromQueryResult)]
struct Record {
    id: Uuid,
    board_id: Option<Uuid>,
    file_name: String,
    by: String,
    at: DateTime<Utc>,
    state: String,
    refusal: String,
    rows_total: i32,
    rows_done: i32,
    applied_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
    version: i32,
    notes: String,
    file_hash: String,
    file_bytes: i32,
}

impl Record {
    /// Nothing where the file belongs to no board.
    fn read(self) -> Result<Option<ImportEntry>, DbErr> {
        let Some(board) = self.board_id else {
            return Ok(None);
        };
        Ok(Some(ImportEntry {
            id: ImportId(self.id),
            board: BoardId(board),
            file_name: self.file_name,
            by: self.by,
            at: self.at,
            state: stored(&self.state, ImportState::from_code)?,
            refusal: self.refusal,
            rows_total: self.rows_total.unsigned_abs().into(),
            rows_done: self.rows_done.unsigned_abs().into(),
            applied_at: self.applied_at,
            undone_at: self.undone_at,
            version: self.version,
            notes: self.notes,
            file_hash: self.file_hash,
            file_bytes: self.file_bytes.unsigned_abs().into(),
        }))
    }
}

/// Imports without their files, which may be large.
fn records() -> Select<member_import::Entity> {
    use member_import::Column;
    member_import::Entity::find()
        .join(JoinType::InnerJoin, member_import::Relation::Person.def())
        .select_only()
        .columns([
            Column::Id,
            Column::BoardId,
            Column::FileName,
            Column::At,
            Column::State,
            Column::Refusal,
            Column::RowsTotal,
            Column::RowsDone,
            Column::AppliedAt,
            Column::UndoneAt,
            Column::Version,
            Column::Notes,
            Column::FileHash,
        ])
        .column_as(person::Column::FullName, "by")
        .column_as(
            Expr::from(Func::cust("length").arg(Expr::col((member_import::Entity, Column::File)))),
            "file_bytes",
        )
}

/// An import. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: ImportId) -> Result<Option<ImportEntry>, DbErr> {
    let query = records().filter(member_import::Column::Id.eq(id.0));
    let record: Option<Record> = query.into_model().one(db).await?;
    Ok(record.map(Record::read).transpose()?.flatten())
}

/// How many imports of a board its page shows.
pub const LATEST: u64 = 20;

/// The latest imports of a board.
///
/// # Errors
/// The database does not answer.
pub async fn latest(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<ImportEntry>, DbErr> {
    let records: Vec<Record> = records()
        .filter(member_import::Column::BoardId.eq(board.0))
        .order_by_desc(member_import::Column::At)
        .order_by_desc(member_import::Column::Id)
        .limit(LATEST)
        .into_model()
        .all(db)
        .await?;
    let read: Result<Vec<_>, _> = records.into_iter().map(Record::read).collect();
    Ok(read?.into_iter().flatten().collect())
}

/// The import that was taken over last on a board, unless it was undone.
///
/// # Errors
/// The database does not answer.
pub async fn last_applied(
    db: &impl ConnectionTrait,
    board: BoardId,
) -> Result<Option<ImportId>, DbErr> {
    let id: Option<Uuid> = member_import::Entity::find()
        .filter(member_import::Column::BoardId.eq(board.0))
        .filter(member_import::Column::State.eq(ImportState::Applied.code()))
        .order_by_desc(member_import::Column::AppliedAt)
        .order_by_desc(member_import::Column::Id)
        .select_only()
        .column(member_import::Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(id.map(ImportId))
}

/// The imports that a server which stopped left half checked.
///
/// # Errors
/// The database does not answer.
pub async fn left_unchecked(db: &impl ConnectionTrait) -> Result<Vec<ImportId>, DbErr> {
    let ids: Vec<Uuid> = member_import::Entity::find()
        .filter(member_import::Column::State.eq(ImportState::Checking.code()))
        .order_by_asc(member_import::Column::At)
        .select_only()
        .column(member_import::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(ImportId).collect())
}

/// The name and content of a file, as it came.
///
/// # Errors
/// The database does not answer.
pub async fn file(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<Option<(String, Vec<u8>)>, DbErr> {
    let row = member_import::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.map(|row| (row.file_name, row.file)))
}

/// Moves an import on from one state to another, if it is still as it was seen.
/// False where it is not.
///
/// # Errors
/// The database refuses.
pub async fn advance(
    tx: &impl ConnectionTrait,
    seen: &ImportEntry,
    to: ImportState,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let mut query = member_import::Entity::update_many()
        .col_expr(member_import::Column::State, Expr::value(to.code()))
        .col_expr(
            member_import::Column::Version,
            Expr::col(member_import::Column::Version).add(1),
        );
    match to {
        ImportState::Applied => {
            query = query.col_expr(member_import::Column::AppliedAt, Expr::value(at));
        }
        ImportState::Undone => {
            query = query.col_expr(member_import::Column::UndoneAt, Expr::value(at));
        }
        ImportState::Checking
        | ImportState::Refused
        | ImportState::Checked
        | ImportState::Discarded => {}
    }
    let written = query
        .filter(member_import::Column::Id.eq(seen.id.0))
        .filter(member_import::Column::State.eq(seen.state.code()))
        .filter(member_import::Column::Version.eq(seen.version))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}

/// Notes that something was decided, taken over or undone.
///
/// # Errors
/// The database refuses.
pub async fn record(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    import: &ImportEntry,
    verb: &str,
    after: serde_json::Value,
) -> Result<(), DbErr> {
    let event = audit::Event {
        chain: Chain::Board(import.board),
        at,
        verb,
        subject_kind: "import",
        subject: Some(import.id.0),
        before: json!({"state": import.state.code(), "version": import.version}),
        after,
    };
    audit::record(tx, random, actor, event).await
}

/// Deletes a file and its rows, if the import is still as it was seen and nothing of
/// it was taken over. False where it is not. That it was there stays.
///
/// # Errors
/// The database refuses.
pub async fn discard(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &ImportEntry,
) -> Result<bool, DbErr> {
    if !advance(tx, seen, ImportState::Discarded, at).await? {
        return Ok(false);
    }
    import_row::Entity::delete_many()
        .filter(import_row::Column::ImportId.eq(seen.id.0))
        .exec(tx)
        .await?;
    member_import::Entity::update_many()
        .col_expr(member_import::Column::File, Expr::value(Vec::<u8>::new()))
        .filter(member_import::Column::Id.eq(seen.id.0))
        .exec(tx)
        .await?;
    let after = json!({
        "state": ImportState::Discarded.code(), "version": seen.version + 1,
        "sha256": seen.file_hash, "bytes": seen.file_bytes,
    });
    record(tx, random, actor, at, seen, "discarded", after).await?;
    Ok(true)
}

fn of_import(id: ImportId) -> Select<import_row::Entity> {
    import_row::Entity::find().filter(import_row::Column::ImportId.eq(id.0))
}

/// Reads JSON of our own.
pub(crate) fn json_of<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// Writes JSON of our own.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn read_row(row: import_row::Model) -> Result<ImportRow, DbErr> {
    Ok(ImportRow {
        number: row.number,
        verdict: stored(&row.verdict, Verdict::from_code)?,
        reason: row.reason,
        told: json_of::<Told>(&row.cells)?,
        offers: json_of::<Vec<Offer>>(&row.options)?,
        choice: row.choice,
        question: row.question,
    })
}

/// Counts the rows of an import.
///
/// # Errors
/// The database does not answer.
pub async fn totals(db: &impl ConnectionTrait, id: ImportId) -> Result<Totals, DbErr> {
    let rows: Vec<(String, i64)> = of_import(id)
        .select_only()
        .column(import_row::Column::Verdict)
        .column_as(import_row::Column::Id.count(), "rows")
        .group_by(import_row::Column::Verdict)
        .into_tuple()
        .all(db)
        .await?;
    let mut by_verdict = rows
        .into_iter()
        .map(|(verdict, count)| {
            let verdict = stored(&verdict, Verdict::from_code)?;
            Ok((verdict, count.unsigned_abs()))
        })
        .collect::<Result<Vec<_>, DbErr>>()?;
    by_verdict.sort();
    let to_decide = [Verdict::Replace.code(), Verdict::Choose.code()];
    let decided_so = async |choice: &str| {
        of_import(id)
            .filter(import_row::Column::Verdict.is_in(to_decide))
            .filter(import_row::Column::Choice.eq(choice))
            .count(db)
            .await
    };
    Ok(Totals {
        by_verdict,
        undecided: decided_so("").await?,
        left_out: decided_so(LEAVE).await?,
    })
}

/// Rows of a page.
pub const PAGE: u64 = 50;

/// The rows after one, of one verdict or of all, also only those that nobody has
/// decided on; one more than a page has, if there are more.
///
/// # Errors
/// The database does not answer.
pub async fn rows_after(
    db: &impl ConnectionTrait,
    id: ImportId,
    verdict: Option<Verdict>,
    undecided: bool,
    after: i32,
) -> Result<Vec<ImportRow>, DbErr> {
    let mut query = of_import(id)
        .filter(import_row::Column::Number.gt(after))
        .order_by_asc(import_row::Column::Number)
        .limit(PAGE + 1);
    if let Some(verdict) = verdict {
        query = query.filter(import_row::Column::Verdict.eq(verdict.code()));
    }
    if undecided {
        query = query.filter(import_row::Column::Choice.eq(""));
    }
    let rows = query.all(db).await?;
    rows.into_iter().map(read_row).collect()
}

/// Every row of an import in the order of the file, or those of one verdict.
///
/// # Errors
/// The database does not answer.
pub async fn all_rows(
    db: &impl ConnectionTrait,
    id: ImportId,
    verdict: Option<Verdict>,
) -> Result<Vec<ImportRow>, DbErr> {
    let mut query = of_import(id).order_by_asc(import_row::Column::Number);
    if let Some(verdict) = verdict {
        query = query.filter(import_row::Column::Verdict.eq(verdict.code()));
    }
    let rows = query.all(db).await?;
    rows.into_iter().map(read_row).collect()
}

/// The rows of an import with these numbers.
///
/// # Errors
/// The database does not answer.
pub async fn numbered(
    db: &impl ConnectionTrait,
    id: ImportId,
    numbers: &[i32],
) -> Result<Vec<ImportRow>, DbErr> {
    let some = import_row::Column::Number.is_in(numbers.iter().copied());
    let rows = of_import(id).filter(some).all(db).await?;
    rows.into_iter().map(read_row).collect()
}

/// Changes one column of one row.
///
/// # Errors
/// The database refuses.
pub(super) async fn set(
    tx: &impl ConnectionTrait,
    id: ImportId,
    number: i32,
    values: &[(import_row::Column, &str)],
) -> Result<(), DbErr> {
    let mut query = import_row::Entity::update_many();
    for (column, value) in values {
        query = query.col_expr(*column, Expr::value(*value));
    }
    query
        .filter(import_row::Column::ImportId.eq(id.0))
        .filter(import_row::Column::Number.eq(number))
        .exec(tx)
        .await?;
    Ok(())
}

/// Saves what was chosen for some rows.
///
/// # Errors
/// The database refuses.
pub async fn choose(
    tx: &impl ConnectionTrait,
    id: ImportId,
    choices: &[(i32, String)],
) -> Result<(), DbErr> {
    for (number, choice) in choices {
        set(tx, id, *number, &[(import_row::Column::Choice, choice)]).await?;
    }
    Ok(())
}

/// Keeps what was written for some rows.
///
/// # Errors
/// The database refuses.
pub(super) async fn set_written(
    tx: &impl ConnectionTrait,
    id: ImportId,
    rows: &[(i32, String)],
) -> Result<(), DbErr> {
    use import_row::Column;
    for some in rows.chunks(db::AT_ONCE) {
        let mut texts = CaseStatement::new();
        for (number, text) in some {
            texts = texts.case(Expr::col(Column::Number).eq(*number), text.as_str());
        }
        let numbers = some.iter().map(|(number, _)| *number);
        import_row::Entity::update_many()
            .col_expr(Column::Written, texts.into())
            .filter(Column::ImportId.eq(id.0))
            .filter(Column::Number.is_in(numbers))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What was written for each row, the latest row first.
///
/// # Errors
/// The database does not answer.
pub(super) async fn written<T: serde::de::DeserializeOwned>(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<Vec<T>, DbErr> {
    let texts: Vec<String> = of_import(id)
        .filter(import_row::Column::Written.ne(""))
        .order_by_desc(import_row::Column::Number)
        .select_only()
        .column(import_row::Column::Written)
        .into_tuple()
        .all(db)
        .await?;
    texts.iter().map(|text| json_of(text)).collect()
}
