//! What is kept of earlier logs and of their rows.

use app::{
    ids::{ActionId, BoardId, ImportId},
    imports::{
        actions::{
            forms::SaidOfColumns,
            rules::columns::{guess, learn},
            types::{DateOrder, Layout, LogImport, LogRow, Remembered},
        },
        types::{ImportState, Meanings},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{CaseStatement, Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::Actor,
    clock::Random,
    db::{
        self,
        entities::{action, action_import, action_import_row},
    },
    imports::store::{
        self as files, NewFile, advance_with, delete_rows, json_of, newest, record, record_sent,
        records, to_json, to_number,
    },
};

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
    let latest: Option<(String, String)> =
        newest::<LogImport>(action_import::Entity::find(), board)
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

/// Keeps a file as it came, with one of its tables.
///
/// # Errors
/// The identifier is taken, nobody acts, or the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: NewFile<'_>,
    (layout, rows): &(Layout, Vec<LogRow>),
    memory: &Memory,
) -> Result<(), DbErr> {
    let sent = record_sent::<LogImport>(tx, random, actor, at, &new);
    let (person, hash) = sent.await?;
    let columns = guess(&layout.headers, &memory.remembered);
    let row = action_import::Model {
        id: new.id.0,
        board_id: new.board.0,
        person_id: person,
        at,
        file_name: new.name.to_owned(),
        file_hash: hash,
        file: new.bytes,
        state: ImportState::Columns.code().to_owned(),
        rows_total: to_number(new.rows),
        sheet: layout.sheet.clone(),
        sheets: to_json(&layout.sheets)?,
        header_row: layout.header_row,
        headers: to_json(&layout.headers)?,
        columns: to_json(&columns)?,
        remembered: to_json(&memory.remembered)?,
        meanings: to_json(&memory.meanings)?,
        date_order: String::new(),
        due_on: None,
        applied_at: None,
        undone_at: None,
        version: 1,
    };
    action_import::Entity::insert(action_import::ActiveModel::from(row))
        .exec_without_returning(tx)
        .await?;
    add_rows(tx, new.id, rows).await
}

async fn add_rows(tx: &impl ConnectionTrait, id: ImportId, rows: &[LogRow]) -> Result<(), DbErr> {
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

#[derive(FromQueryResult)]
struct Record {
    #[sea_orm(nested)]
    file: files::Record,
    sheet: String,
    sheets: String,
    header_row: i32,
    headers: String,
    columns: String,
    remembered: String,
    meanings: String,
    date_order: String,
    due_on: Option<NaiveDate>,
}

impl Record {
    fn read(self) -> Result<Option<LogImport>, DbErr> {
        let Some(file) = self.file.read()? else {
            return Ok(None);
        };
        Ok(Some(LogImport {
            file,
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
        }))
    }
}

/// An earlier log. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: ImportId) -> Result<Option<LogImport>, DbErr> {
    use action_import::Column;
    let record: Option<Record> = records::<LogImport>()
        .columns([
            Column::Sheet,
            Column::Sheets,
            Column::HeaderRow,
            Column::Headers,
            Column::Columns,
            Column::Remembered,
            Column::Meanings,
            Column::DateOrder,
            Column::DueOn,
        ])
        .filter(Column::Id.eq(id.0))
        .into_model()
        .one(db)
        .await?;
    Ok(record.map(Record::read).transpose()?.flatten())
}

/// Every row of a file in its order, with what it became.
///
/// # Errors
/// The database does not answer.
pub async fn rows(db: &impl ConnectionTrait, id: ImportId) -> Result<Vec<LogRow>, DbErr> {
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
pub async fn actions(db: &impl ConnectionTrait, id: ImportId) -> Result<Vec<ActionId>, DbErr> {
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
    let change = action_import::Entity::update_many().set(change);
    if !advance_with(tx, seen, ImportState::Checked, at, change).await? {
        return Ok(false);
    }
    let after = json!({
        "state": ImportState::Checked.code(), "version": seen.file.version + 1,
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
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &LogImport,
    (layout, rows): &(Layout, Vec<LogRow>),
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
    let change = action_import::Entity::update_many().set(change);
    if !advance_with(tx, seen, ImportState::Columns, at, change).await? {
        return Ok(false);
    }
    delete_rows::<LogImport>(tx, seen.file.id).await?;
    add_rows(tx, seen.file.id, rows).await?;
    let after = json!({
        "state": ImportState::Columns.code(), "version": seen.file.version + 1,
        "sheet": layout.sheet, "header_row": layout.header_row, "rows": rows.len(),
    });
    record(tx, random, actor, at, seen, "read_otherwise", after).await?;
    Ok(true)
}

/// Notes which row became which action.
///
/// # Errors
/// The database refuses.
pub async fn set_actions(
    tx: &impl ConnectionTrait,
    id: ImportId,
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
pub async fn forget_actions(tx: &impl ConnectionTrait, id: ImportId) -> Result<(), DbErr> {
    use action_import_row::Column;
    action_import_row::Entity::update_many()
        .col_expr(Column::ActionId, Expr::value(Option::<Uuid>::None))
        .filter(Column::ImportId.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}
