//! Actions as a file: exactly what a list shows, over all its pages.

use app::{
    actions::{
        list::{ListQuery, Sort},
        types::{Origin, Priority, Status},
    },
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, Order, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};

use super::lists::{Whose, narrowed};
use crate::{
    db::entities::{action, board, organisation, seat},
    membership::scope::stored,
    sheets::{Export, ExportColumn, Value},
};

/// Most actions in a file.
pub const MOST_IN_FILE: u64 = 50_000;

const COLUMNS: [&str; 16] = [
    "Reference",
    "Board",
    "Action",
    "What done looks like",
    "Lead organisation",
    "Lead seat",
    "Status",
    "Priority",
    "Raised on",
    "Due on",
    "First due on",
    "Due date moved",
    "Last update",
    "Last update on",
    "Evidence",
    "Came from",
];

/// An action as a file holds it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    reference: String,
    board_name: String,
    title: String,
    outcome: String,
    organisation_name: String,
    seat_title: String,
    status: String,
    priority: String,
    raised_on: NaiveDate,
    due_on: NaiveDate,
    first_due_on: NaiveDate,
    due_moves: i32,
    last_note: String,
    updated_at: DateTime<Utc>,
    evidence: String,
    origin: String,
    closed_on: Option<NaiveDate>,
}

/// The rows of a list in its order, up to [`MOST_IN_FILE`]. One query.
///
/// # Errors
/// The database does not answer.
pub async fn rows(
    db: &impl ConnectionTrait,
    whose: &Whose<'_>,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Vec<Row>, DbErr> {
    use action::Column;
    let order = if query.upwards {
        Order::Asc
    } else {
        Order::Desc
    };
    let columns = match query.sort {
        Sort::Due => vec![Column::DueOn, Column::Id],
        Sort::Updated => vec![Column::UpdatedAt, Column::Id],
        Sort::Reference => vec![Column::Year, Column::Number, Column::Id],
    };
    let mut list = action::Entity::find()
        .join(JoinType::InnerJoin, action::Relation::Board.def())
        .join(JoinType::InnerJoin, action::Relation::Organisation.def())
        .join(JoinType::InnerJoin, action::Relation::Seat.def())
        .filter(narrowed(db.get_database_backend(), whose, query, today))
        .column_as(board::Column::Name, "board_name")
        .column_as(organisation::Column::ShortName, "organisation_name")
        .column_as(seat::Column::Title, "seat_title");
    for column in columns {
        list = list.order_by(column, order.clone());
    }
    list.limit(MOST_IN_FILE).into_model().all(db).await
}

/// The rows as a table with typed days.
///
/// # Errors
/// A stored word is none that is known.
pub fn table(
    of: &str,
    rows: Vec<Row>,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Export, DbErr> {
    let mut about = vec![
        format!("Actions of {of} as they stand on {}.", wording::date(today)),
        wording::count(rows.len() as u64, "action", "actions"),
    ];
    about.extend(
        query
            .from_start()
            .to_pairs()
            .into_iter()
            .map(|(name, value)| format!("Filter: {name} is {value}")),
    );
    Ok(Export {
        title: "Actions".to_owned(),
        columns: COLUMNS
            .iter()
            .map(|name| ExportColumn {
                name: (*name).to_owned(),
            })
            .collect(),
        rows: rows.into_iter().map(values).collect::<Result<_, _>>()?,
        about,
    })
}

fn values(row: Row) -> Result<Vec<Value>, DbErr> {
    let text = |text: String| {
        if text.is_empty() {
            Value::Empty
        } else {
            Value::Text(text)
        }
    };
    let status = stored(&row.status, Status::from_code)?;
    let mut said = status.label().to_owned();
    if let Some(day) = row.closed_on {
        said.push_str(&format!(" on {}", wording::date(day)));
    }
    Ok(vec![
        text(row.reference),
        text(row.board_name),
        text(row.title),
        text(row.outcome),
        text(row.organisation_name),
        text(row.seat_title),
        text(said),
        text(
            stored(&row.priority, Priority::from_code)?
                .label()
                .to_owned(),
        ),
        Value::Date(row.raised_on),
        Value::Date(row.due_on),
        Value::Date(row.first_due_on),
        text(match row.due_moves {
            0 => String::new(),
            moves => wording::count(u64::from(moves.unsigned_abs()), "time", "times"),
        }),
        text(row.last_note),
        Value::Date(wording::uk_day(row.updated_at)),
        text(row.evidence),
        text(stored(&row.origin, Origin::from_code)?.label().to_owned()),
    ])
}
