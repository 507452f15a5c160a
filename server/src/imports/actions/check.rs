//! What is to become of the rows of an earlier log as things are now.

use std::collections::{BTreeMap, HashMap};

use app::{
    actions::types::Origin,
    ids::BoardId,
    imports::{
        actions::{
            rules::{Ground, KnownAction, Said, judge, leads::Leads},
            types::{LogField, LogImport, LogRow, LogSeat, Outlook},
        },
        plain,
    },
    wording,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter,
    QuerySelect, RelationTrait,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    db::{
        self,
        entities::{action, appointment, board, organisation, person, seat},
    },
    membership::seats::{self, Which},
    secrets,
};

/// What is to become of every row. The same few queries, however many rows.
///
/// # Errors
/// The database does not answer.
pub async fn outlook(
    db: &impl ConnectionTrait,
    import: &LogImport,
    rows: &[LogRow],
    today: NaiveDate,
) -> Result<Outlook, DbErr> {
    let ground = ground(db, import, rows, today).await?;
    let said = Said {
        columns: &import.columns,
        meanings: &import.meanings,
        order: import.order,
        due_on: import.due_on,
    };
    Ok(judge(rows, said, &ground))
}

/// What tells one outlook from every other, so that nothing is imported that nobody
/// has seen.
pub fn seal(outlook: &Outlook) -> String {
    let mut digest = Sha256::new();
    for row in &outlook.rows {
        digest.update(format!("{:?}\n", (row.number, row.verdict, &row.plan)));
    }
    secrets::hex(&digest.finalize())
}

async fn ground(
    db: &impl ConnectionTrait,
    import: &LogImport,
    rows: &[LogRow],
    today: NaiveDate,
) -> Result<Ground, DbErr> {
    let texts = |field: LogField| {
        let place = import.columns.place(field);
        let mut texts: Vec<String> = rows
            .iter()
            .filter_map(|row| row.cells.get(&place?))
            .map(|text| wording::tidied(text).trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        texts.sort();
        texts.dedup();
        texts
    };
    let seats = seats_of(db, import.file.board, today).await?;
    let elsewhere = elsewhere(db, import.file.board, &texts(LogField::Lead), today).await?;
    let known = known(db, import.file.board, &texts(LogField::Reference)).await?;
    Ok(Ground::new(today, Leads::new(seats, elsewhere), known))
}

/// The seats of a board with everybody in them.
async fn seats_of(
    db: &impl ConnectionTrait,
    board: BoardId,
    today: NaiveDate,
) -> Result<Vec<LogSeat>, DbErr> {
    let rows = seats::rows(db, &Which::OfBoards(vec![board]), today).await?;
    let ids = rows.iter().filter_map(|row| row.organisation);
    let names: HashMap<Uuid, (String, String)> = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids.map(|id| id.0)))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, (row.short_name, row.name)))
        .collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let names = row.organisation.and_then(|id| names.get(&id.0));
            let holder = row.holder.into_iter().map(|holder| holder.full_name);
            let stand_ins = row.stand_ins.into_iter().map(|one| one.full_name);
            LogSeat {
                id: row.seat,
                title: row.title,
                role: row.role,
                organisation: names
                    .map(|(short, name)| vec![short.clone(), name.clone()])
                    .unwrap_or_default(),
                people: holder.chain(stand_ins).collect(),
            }
        })
        .collect())
}

/// Of some names those that belong to people with a seat on another board, each with
/// one of these boards.
async fn elsewhere(
    db: &impl ConnectionTrait,
    board: BoardId,
    names: &[String],
    today: NaiveDate,
) -> Result<BTreeMap<String, String>, DbErr> {
    use appointment::Column;
    let in_office = Condition::all()
        .add(Column::VoidedAt.is_null())
        .add(Column::StartsOn.lte(today))
        .add(
            Condition::any()
                .add(Column::EndsOn.is_null())
                .add(Column::EndsOn.gte(today)),
        );
    let mut found = BTreeMap::new();
    for some in names.chunks(db::AT_ONCE) {
        let rows: Vec<(String, String)> = appointment::Entity::find()
            .join(JoinType::InnerJoin, appointment::Relation::Person.def())
            .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
            .join(JoinType::InnerJoin, seat::Relation::Board.def())
            .filter(person::Column::FullName.is_in(some.iter().map(String::as_str)))
            .filter(seat::Column::BoardId.ne(board.0))
            .filter(in_office.clone())
            .select_only()
            .column(person::Column::FullName)
            .column(board::Column::Name)
            .distinct()
            .into_tuple()
            .all(db)
            .await?;
        for (name, board) in rows {
            let first = found.entry(plain(&name)).or_insert_with(|| board.clone());
            // The databases do not agree on an order, and one board is enough.
            if board < *first {
                *first = board;
            }
        }
    }
    Ok(found)
}

/// The actions of a board that came from an earlier log, and those whose references
/// these are.
async fn known(
    db: &impl ConnectionTrait,
    board: BoardId,
    references: &[String],
) -> Result<Vec<KnownAction>, DbErr> {
    use action::Column;
    let references: Vec<String> = references.iter().map(|text| text.to_uppercase()).collect();
    let rows: Vec<(String, String, String, NaiveDate)> = action::Entity::find()
        .filter(Column::BoardId.eq(board.0))
        .filter(
            Condition::any()
                .add(Column::Origin.eq(Origin::Log.code()))
                .add(Column::Reference.is_in(references)),
        )
        .select_only()
        .column(Column::Reference)
        .column(Column::EarlierReference)
        .column(Column::Title)
        .column(Column::RaisedOn)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(
            |(reference, earlier_reference, title, raised_on)| KnownAction {
                reference,
                earlier_reference,
                title,
                raised_on,
            },
        )
        .collect())
}
