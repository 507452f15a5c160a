//! What is kept of earlier logs and of their rows.

use app::{
    action_imports::{
        forms::SaidOfColumns,
        rules::columns::{guess, learn},
        types::{DateOrder, Layout, LogImport, LogRow, LogState, Remembered},
    },
    ids::{ActionId, ActionImportId, BoardId},
    imports::types::Meanings,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, Func},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::{
        self,
        entities::{action, action_import, action_import_row, person},
    },
    imports::store::{hash_of, json_of, to_json, to_number},
    membership::scope::stored,
};

/// A file that somebody has sent.
pub struct NewLog<'a> {
    pub id: ActionImportId,
    pub board: BoardId,
    pub file_name: &'a str,
    pub file: Vec<u8>,
    pub layout: &'a Layout,
    pub rows: &'a [LogRow],
    pub memory: Memory,
}

/// What a board has said of its earlier files.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    pub remembered: Remembered,
    pub meanings: Meanings,
}

/// What was said of the latest file of a board, which knows what was said of those
/// before it.
///
/// # Errors
/// The database does not answer.
pub async fn memory(db: &impl ConnectionTrait, board: BoardId) -> Result<Memory, DbErr> {
    use action_import::Column;
    let latest: Option<(String, String)> = action_import::Entity::find()
        .filter(Column::BoardId.eq(board.0))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .select_only()
        .column(Column::Remembered)
        .column(Column::Meanings)
        .into_tuple()
        .one(db)
        .await?;
    match latest {
        None => Ok(Memory::default()),
        Some((remembered, meanings)) => Ok(Memory {
            remembered: json_of(&remembered)?,
            meanings: json_of(&meanings)?,
        }),
    }
}

/// Keeps a file as it came.
///
/// # Errors
/// The identifier is taken, nobody acts, or the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: NewLog<'_>,
) -> Result<(), DbErr> {
    let person = actor
        .person
        .ok_or_else(|| DbErr::Custom("nobody has sent the file".to_owned()))?;
    let file_hash = hash_of(&new.file);
    let after = json!({
        "file_name": new.file_name, "sha256": file_hash, "bytes": new.file.len(),
        "rows": new.rows.len(),
    });
    let columns = guess(&new.layout.headers, &new.memory.remembered);
    let row = action_import::Model {
        id: new.id.0,
        board_id: new.board.0,
        person_id: person.0,
        at,
        file_name: new.file_name.to_owned(),
        file_hash,
        file: new.file,
        state: LogState::Columns.code().to_owned(),
        rows_total: to_number(new.rows.len() as u64),
        sheet: new.layout.sheet.clone(),
        sheets: to_json(&new.layout.sheets)?,
        header_row: new.layout.header_row,
        headers: to_json(&new.layout.headers)?,
        columns: to_json(&columns)?,
        remembered: to_json(&new.memory.remembered)?,
        meanings: to_json(&new.memory.meanings)?,
        date_order: String::new(),
        due_on: None,
        applied_at: None,
        undone_at: None,
        version: 1,
    };
    action_import::Entity::insert(action_import::ActiveModel::from(row))
        .exec_without_returning(tx)
        .await?;
    add_rows(tx, new.id, new.rows).await?;
    let verb = ("uploaded", "action_import");
    let event = audit::Event::new(Chain::Board(new.board), at, verb, new.id.0, after);
    audit::record(tx, random, actor, event).await
}

async fn add_rows(
    tx: &impl ConnectionTrait,
    id: ActionImportId,
    rows: &[LogRow],
) -> Result<(), DbErr> {
    let rows = rows
        .iter()
        .map(|row| {
            Ok(action_import_row::ActiveModel {
                import_id: Set(id.0),
                number: Set(row.number),
                cells: Set(to_json(&row.cells)?),
                action_id: Set(None),
            })
        })
        .collect::<Result<Vec<_>, DbErr>>()?;
    db::insert_all(tx, rows).await
}

async fn delete_rows(tx: &impl ConnectionTrait, id: ActionImportId) -> Result<(), DbErr> {
    action_import_row::Entity::delete_many()
        .filter(action_import_row::Column::ImportId.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Record {
    id: Uuid,
    board_id: Uuid,
    file_name: String,
    by: String,
    at: DateTime<Utc>,
    state: String,
    file_hash: String,
    file_bytes: i32,
    rows_total: i32,
    sheet: String,
    sheets: String,
    header_row: i32,
    headers: String,
    columns: String,
    remembered: String,
    meanings: String,
    date_order: String,
    due_on: Option<NaiveDate>,
    applied_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
    version: i32,
}

impl Record {
    fn read(self) -> Result<LogImport, DbErr> {
        Ok(LogImport {
            id: ActionImportId(self.id),
            board: BoardId(self.board_id),
            file_name: self.file_name,
            by: self.by,
            at: self.at,
            state: stored(&self.state, LogState::from_code)?,
            file_hash: self.file_hash,
            file_bytes: self.file_bytes.unsigned_abs().into(),
            rows_total: self.rows_total.unsigned_abs().into(),
            layout: Layout {
                sheet: self.sheet,
                sheets: json_of(&self.sheets)?,
                header_row: self.header_row,
                headers: json_of(&self.headers)?,
            },
            columns: json_of(&self.columns)?,
            remembered: json_of(&self.remembered)?,
            meanings: json_of(&self.meanings)?,
            order: DateOrder::from_code(&self.date_order),
            due_on: self.due_on,
            applied_at: self.applied_at,
            undone_at: self.undone_at,
            version: self.version,
        })
    }
}

/// Imports without their files, which may be large.
fn records() -> Select<action_import::Entity> {
    use action_import::Column;
    action_import::Entity::find()
        .join(JoinType::InnerJoin, action_import::Relation::Person.def())
        .select_only()
        .columns([
            Column::Id,
            Column::BoardId,
            Column::FileName,
            Column::At,
            Column::State,
            Column::FileHash,
            Column::RowsTotal,
            Column::Sheet,
            Column::Sheets,
            Column::HeaderRow,
            Column::Headers,
            Column::Columns,
            Column::Remembered,
            Column::Meanings,
            Column::DateOrder,
            Column::DueOn,
            Column::AppliedAt,
            Column::UndoneAt,
            Column::Version,
        ])
        .column_as(person::Column::FullName, "by")
        .column_as(
            Expr::from(Func::cust("length").arg(Expr::col((action_import::Entity, Column::File)))),
            "file_bytes",
        )
}

/// An earlier log. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: ActionImportId,
) -> Result<Option<LogImport>, DbErr> {
    let query = records().filter(action_import::Column::Id.eq(id.0));
    let record: Option<Record> = query.into_model().one(db).await?;
    record.map(Record::read).transpose()
}

/// How many files of a board its page shows.
const LATEST: u64 = 20;

/// The latest files of a board.
///
/// # Errors
/// The database does not answer.
pub async fn latest(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<LogImport>, DbErr> {
    let records: Vec<Record> = records()
        .filter(action_import::Column::BoardId.eq(board.0))
        .order_by_desc(action_import::Column::At)
        .order_by_desc(action_import::Column::Id)
        .limit(LATEST)
        .into_model()
        .all(db)
        .await?;
    records.into_iter().map(Record::read).collect()
}

/// The file that was taken over last on a board, unless it was undone.
///
/// # Errors
/// The database does not answer.
pub async fn last_applied(
    db: &impl ConnectionTrait,
    board: BoardId,
) -> Result<Option<ActionImportId>, DbErr> {
    use action_import::Column;
    let id: Option<Uuid> = action_import::Entity::find()
        .filter(Column::BoardId.eq(board.0))
        .filter(Column::State.eq(LogState::Applied.code()))
        .order_by_desc(Column::AppliedAt)
        .order_by_desc(Column::Id)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(id.map(ActionImportId))
}

/// The name and content of a file, as it came.
///
/// # Errors
/// The database does not answer.
pub async fn file(
    db: &impl ConnectionTrait,
    id: ActionImportId,
) -> Result<Option<(String, Vec<u8>)>, DbErr> {
    let row = action_import::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.map(|row| (row.file_name, row.file)))
}

/// Every row of a file in its order, with what it became.
///
/// # Errors
/// The database does not answer.
pub async fn rows(db: &impl ConnectionTrait, id: ActionImportId) -> Result<Vec<LogRow>, DbErr> {
    use action_import_row::Column;
    let rows: Vec<(i32, String, Option<String>)> = action_import_row::Entity::find()
        .join(
            JoinType::LeftJoin,
            action_import_row::Relation::Action.def(),
        )
        .filter(Column::ImportId.eq(id.0))
        .order_by_asc(Column::Number)
        .select_only()
        .column(Column::Number)
        .column(Column::Cells)
        .column(action::Column::Reference)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(number, cells, action)| {
            Ok(LogRow {
                number,
                cells: json_of(&cells)?,
                action,
            })
        })
        .collect()
}

/// The actions that the rows of a file are by now.
///
/// # Errors
/// The database does not answer.
pub async fn actions(
    db: &impl ConnectionTrait,
    id: ActionImportId,
) -> Result<Vec<ActionId>, DbErr> {
    use action_import_row::Column;
    let ids: Vec<Uuid> = action_import_row::Entity::find()
        .filter(Column::ImportId.eq(id.0))
        .filter(Column::ActionId.is_not_null())
        .order_by_asc(Column::Number)
        .select_only()
        .column(Column::ActionId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(ActionId).collect())
}

/// Moves a file on, if it is still as it was seen. False where it is not.
///
/// # Errors
/// The database refuses.
pub async fn advance(
    tx: &impl ConnectionTrait,
    seen: &LogImport,
    mut change: action_import::ActiveModel,
    to: LogState,
) -> Result<bool, DbErr> {
    change.state = Set(to.code().to_owned());
    change.version = Set(seen.version + 1);
    let written = action_import::Entity::update_many()
        .set(change)
        .filter(action_import::Column::Id.eq(seen.id.0))
        .filter(action_import::Column::State.eq(seen.state.code()))
        .filter(action_import::Column::Version.eq(seen.version))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}

/// Says which column of a file is what, which its board is not asked again. False
/// where the file is no longer as it was seen.
///
/// # Errors
/// The database refuses.
pub async fn match_columns(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &LogImport,
    said: &SaidOfColumns,
) -> Result<bool, DbErr> {
    let mut remembered = seen.remembered.clone();
    learn(&mut remembered, &seen.layout.headers, &said.columns);
    let change = action_import::ActiveModel {
        columns: Set(to_json(&said.columns)?),
        remembered: Set(to_json(&remembered)?),
        due_on: Set(said.due_on),
        ..Default::default()
    };
    if !advance(tx, seen, change, LogState::Checked).await? {
        return Ok(false);
    }
    let after = json!({
        "state": LogState::Checked.code(), "version": seen.version + 1,
        "columns": said.columns, "due_on": said.due_on,
    });
    record(tx, random, actor, at, seen, "matched", after).await?;
    Ok(true)
}

/// Another sheet or row of a file is its table from now on. False where the file is
/// no longer as it was seen.
///
/// # Errors
/// The database refuses.
pub async fn read_otherwise(
    tx: &impl ConnectionTrait,
    seen: &LogImport,
    layout: &Layout,
    rows: &[LogRow],
) -> Result<bool, DbErr> {
    let columns = guess(&layout.headers, &seen.remembered);
    let change = action_import::ActiveModel {
        rows_total: Set(to_number(rows.len() as u64)),
        sheet: Set(layout.sheet.clone()),
        header_row: Set(layout.header_row),
        headers: Set(to_json(&layout.headers)?),
        columns: Set(to_json(&columns)?),
        ..Default::default()
    };
    if !advance(tx, seen, change, LogState::Columns).await? {
        return Ok(false);
    }
    delete_rows(tx, seen.id).await?;
    add_rows(tx, seen.id, rows).await?;
    Ok(true)
}

/// Notes which row became which action.
///
/// # Errors
/// The database refuses.
pub async fn set_actions(
    tx: &impl ConnectionTrait,
    id: ActionImportId,
    made: &[(i32, ActionId)],
) -> Result<(), DbErr> {
    use action_import_row::Column;
    for some in made.chunks(db::AT_ONCE) {
        let mut actions = CaseStatement::new();
        for (number, action) in some {
            actions = actions.case(Expr::col(Column::Number).eq(*number), action.0);
        }
        action_import_row::Entity::update_many()
            .col_expr(Column::ActionId, actions.into())
            .filter(Column::ImportId.eq(id.0))
            .filter(Column::Number.is_in(some.iter().map(|(number, _)| *number)))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// The rows of a file are no actions any more.
///
/// # Errors
/// The database refuses.
pub async fn forget_actions(tx: &impl ConnectionTrait, id: ActionImportId) -> Result<(), DbErr> {
    use action_import_row::Column;
    action_import_row::Entity::update_many()
        .col_expr(Column::ActionId, Expr::value(Option::<Uuid>::None))
        .filter(Column::ImportId.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that something was said, taken over or undone.
///
/// # Errors
/// The database refuses.
pub async fn record(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    import: &LogImport,
    verb: &str,
    after: serde_json::Value,
) -> Result<(), DbErr> {
    let event = audit::Event {
        chain: Chain::Board(import.board),
        at,
        verb,
        subject_kind: "action_import",
        subject: Some(import.id.0),
        before: json!({"state": import.state.code(), "version": import.version}),
        after,
    };
    audit::record(tx, random, actor, event).await
}

/// Deletes a file and its rows, if it is still as it was seen. False where it is not.
/// That it was there stays.
///
/// # Errors
/// The database refuses.
pub async fn discard(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &LogImport,
) -> Result<bool, DbErr> {
    let change = action_import::ActiveModel {
        file: Set(Vec::new()),
        ..Default::default()
    };
    if !advance(tx, seen, change, LogState::Discarded).await? {
        return Ok(false);
    }
    delete_rows(tx, seen.id).await?;
    let after = json!({
        "state": LogState::Discarded.code(), "version": seen.version + 1,
        "sha256": seen.file_hash, "bytes": seen.file_bytes,
    });
    record(tx, random, actor, at, seen, "discarded", after).await?;
    Ok(true)
}
