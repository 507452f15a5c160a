//! What is kept of files of members and of their rows.

use std::collections::HashMap;

use app::{
    ids::{BoardId, ImportId},
    imports::{
        members::types::{ImportRow, MemberImport, Question, Told, Totals, Verdict},
        types::{ImportState, LEAVE, Meanings, Offer},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{CaseStatement, Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    audit::Actor,
    clock::Random,
    db::{
        self,
        entities::{import_row, member_import},
    },
    imports::store::{
        self as files, NewFile, json_of, newest, record_sent, records, to_json, to_number,
    },
    membership::scope::stored,
};

/// Keeps a file as it came, to be checked.
///
/// # Errors
/// The identifier is taken, nobody acts, or the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: NewFile<'_>,
) -> Result<(), DbErr> {
    let sent = record_sent::<MemberImport>(tx, random, actor, at, &new);
    let (person, hash) = sent.await?;
    let row = member_import::Model {
        id: new.id.0,
        board_id: Some(new.board.0),
        person_id: person,
        at,
        file_name: new.name.to_owned(),
        file_hash: hash,
        file: new.bytes,
        state: ImportState::Checking.code().to_owned(),
        refusal: String::new(),
        rows_total: to_number(new.rows),
        rows_done: 0,
        applied_at: None,
        undone_at: None,
        version: 1,
        notes: String::new(),
        meanings: latest_meanings(tx, new.board).await?,
    };
    member_import::Entity::insert(member_import::ActiveModel::from(row))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// What names were decided to mean in the latest file of a board, as JSON.
async fn latest_meanings(db: &impl ConnectionTrait, board: BoardId) -> Result<String, DbErr> {
    let latest: Option<String> = newest::<MemberImport>(member_import::Entity::find(), board)
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
    import: &MemberImport,
) -> Result<HashMap<String, Chosen>, DbErr> {
    use member_import::Column;
    let sender = member_import::Entity::find_by_id(import.file.id.0)
        .select_only()
        .column(Column::PersonId)
        .into_query();
    let before: Option<Uuid> = member_import::Entity::find()
        .filter(Column::BoardId.eq(import.file.board.0))
        .filter(Column::PersonId.in_subquery(sender))
        .filter(Column::State.eq(ImportState::Checked.code()))
        .filter(Column::Id.ne(import.file.id.0))
        .filter(Column::At.lte(import.file.at))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    let of = [Some(import.file.id.0), before].into_iter().flatten();
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
    let (own, earlier): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|(id, ..)| *id == import.file.id.0);
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

#[derive(FromQueryResult)]
struct Record {
    #[sea_orm(nested)]
    file: files::Record,
    refusal: String,
    rows_done: i32,
    notes: String,
}

/// An import. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: ImportId) -> Result<Option<MemberImport>, DbErr> {
    use member_import::Column;
    let record: Option<Record> = records::<MemberImport>()
        .columns([Column::Refusal, Column::RowsDone, Column::Notes])
        .filter(Column::Id.eq(id.0))
        .into_model()
        .one(db)
        .await?;
    let Some(record) = record else {
        return Ok(None);
    };
    Ok(record.file.read()?.map(|file| MemberImport {
        file,
        refusal: record.refusal,
        rows_done: record.rows_done.unsigned_abs().into(),
        notes: record.notes,
    }))
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

fn of_import(id: ImportId) -> Select<import_row::Entity> {
    import_row::Entity::find().filter(import_row::Column::ImportId.eq(id.0))
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
pub const PAGE: usize = 50;

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
        .limit(PAGE as u64 + 1);
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
