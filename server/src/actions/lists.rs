//! Lists of actions: the log of a board, and what somebody's organisations lead.
//!
//! Paged by key, not by offset, and counted only up to a bound: a list costs
//! the same with a hundred times the rows. Every order has its index.

mod counts;

use std::collections::{BTreeMap, BTreeSet};

use app::{
    access::{Access, Permission},
    actions::{
        list::{Count, Cursor, CursorKey, DueBy, ListQuery, PAGE_SIZE, Page, Sort, search_words},
        types::{ActionRow, Priority, Status},
    },
    boards::types::BoardEntry,
    ids::{ActionId, AgendaItemId, BoardId, MeetingId, OrganisationId, PersonId, SeatId},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, FromQueryResult,
    JoinType, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    db::entities::{action, board, organisation, seat},
    membership::scope::stored,
};

use counts::count;
pub use counts::{Numbers, numbers_of, open_and_late, open_of_seat, open_of_seats};

#[derive(FromQueryResult)]
struct ListRow {
    id: Uuid,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    reference: String,
    year: i32,
    number: i32,
    title: String,
    organisation_id: Uuid,
    organisation_name: String,
    status: String,
    priority: String,
    raised_on: NaiveDate,
    due_on: NaiveDate,
    due_moves: i32,
    updated_at: DateTime<Utc>,
    last_note: String,
    version: i32,
}

/// Whose actions a list shows.
#[derive(Clone, Debug)]
pub enum Whose<'a> {
    Board(&'a BoardEntry),
    /// Of any of these boards; of every board where it says nothing.
    Boards(Option<Vec<BoardId>>),
}

/// One page of a board's action log. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn log_of(
    db: &impl ConnectionTrait,
    board: &BoardEntry,
    query: &ListQuery,
    access: &Access,
    today: NaiveDate,
) -> Result<Page, DbErr> {
    log(db, &Whose::Board(board), query, access, today).await
}

/// One page of the actions of a board or of several. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn log(
    db: &impl ConnectionTrait,
    whose: &Whose<'_>,
    query: &ListQuery,
    access: &Access,
    today: NaiveDate,
) -> Result<Page, DbErr> {
    page(
        db,
        narrowed(db.get_database_backend(), whose, query, today),
        query,
        access,
        matches!(whose, Whose::Board(_)),
    )
    .await
}

/// The rows that a list shows, over all its pages.
pub(super) fn narrowed(
    backend: DatabaseBackend,
    whose: &Whose<'_>,
    query: &ListQuery,
    today: NaiveDate,
) -> Condition {
    use action::Column;
    let mut scope = Condition::all();
    let mut words = search_words(&query.search);
    match whose {
        Whose::Board(board) => {
            scope = scope.add(Column::BoardId.eq(board.id.0));
            // The board's code is part of every reference, so that the full-text
            // index narrows to the board by itself.
            if !words.is_empty() {
                words.push(board.code.to_lowercase());
            }
        }
        Whose::Boards(boards) => {
            if let Some(boards) = boards {
                scope = scope.add(Column::BoardId.is_in(boards.iter().map(|board| board.0)));
            }
            if let Some(board) = query.board {
                scope = scope.add(Column::BoardId.eq(board));
            }
        }
    }
    let statuses: Vec<_> = query.statuses.iter().map(|status| status.code()).collect();
    scope = match statuses.as_slice() {
        [] => scope.add(Column::IsOpen.eq(true)),
        [one] => scope.add(Column::Status.eq(*one)),
        // Every position ticked is no condition at all.
        some if some.len() < Status::ALL.len() => {
            scope.add(Column::Status.is_in(some.iter().copied()))
        }
        _ => scope,
    };
    if let Some(due) = query.due {
        scope = scope.add(Column::IsOpen.eq(true));
        scope = match due {
            DueBy::Late => scope.add(Column::DueOn.lt(today)),
            DueBy::Week => scope.add(Column::DueOn.between(today, today + Days::new(7))),
            DueBy::Month => scope.add(Column::DueOn.between(today, today + Days::new(30))),
        };
    }
    if let Some(age) = query.age {
        scope = scope.add(Column::RaisedOn.lt(today - Days::new(age.days())));
    }
    if let Some(priority) = query.priority {
        scope = scope.add(Column::Priority.eq(priority.code()));
    }
    if let Some(origin) = query.origin {
        scope = scope.add(Column::Origin.eq(origin.code()));
    }
    if let Some(category) = query.category {
        let seats = seat::Entity::find()
            .filter(seat::Column::Category.eq(category.code()))
            .select_only()
            .column(seat::Column::Id)
            .into_query();
        scope = scope.add(Column::SeatId.in_subquery(seats));
    }
    if let Some(organisation) = query.organisation {
        scope = scope.add(Column::OrganisationId.eq(organisation));
    }
    if words.is_empty() {
        scope
    } else {
        scope.add(found(backend, &words))
    }
}

/// Actions whose words begin with each of these.
fn found(backend: DatabaseBackend, words: &[String]) -> Expr {
    match backend {
        DatabaseBackend::Postgres => {
            let query = words
                .iter()
                .map(|word| format!("{word}:*"))
                .collect::<Vec<_>>()
                .join(" & ");
            Expr::cust_with_values(
                "to_tsvector('simple', search_text) @@ to_tsquery('simple', $1)",
                [query],
            )
        }
        _ => {
            let query = words
                .iter()
                .map(|word| format!("\"{word}\"*"))
                .collect::<Vec<_>>()
                .join(" AND ");
            Expr::cust_with_values(
                "search_id IN (SELECT rowid FROM action_search WHERE action_search MATCH ?)",
                [query],
            )
        }
    }
}

/// The open actions that lie with somebody: led by an organisation they
/// represent, on the board where they represent it (US-1). Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn work_of(
    db: &impl ConnectionTrait,
    access: &Access,
    query: &ListQuery,
) -> Result<Page, DbErr> {
    match work_scope(access) {
        Some(scope) => page(db, scope, query, access, false).await,
        None => Ok(Page {
            rows: Vec::new(),
            total: Count::Exactly(0),
            next: None,
            previous: None,
        }),
    }
}

/// Open actions of the organisations somebody answers for, each on the boards
/// where they do; nothing for somebody who answers for none.
fn work_scope(access: &Access) -> Option<Condition> {
    let mut boards: BTreeMap<OrganisationId, BTreeSet<BoardId>> = BTreeMap::new();
    for standing in &access.standings {
        if let Some(organisation) = standing.organisation
            && access.may(Permission::LeadAction, standing.board, Some(organisation))
        {
            boards
                .entry(organisation)
                .or_default()
                .insert(standing.board);
        }
    }
    if boards.is_empty() {
        return None;
    }
    let led = boards
        .into_iter()
        .fold(Condition::any(), |any, (organisation, boards)| {
            any.add(
                Condition::all()
                    .add(action::Column::OrganisationId.eq(organisation.0))
                    .add(action::Column::BoardId.is_in(boards.into_iter().map(|board| board.0))),
            )
        });
    Some(
        Condition::all()
            .add(action::Column::IsOpen.eq(true))
            .add(led),
    )
}

/// What somebody still has to see to on some boards, soonest due first, up to a bound:
/// of their work, what is not said to be done. At most one query.
///
/// # Errors
/// The database does not answer.
pub async fn due_of(
    db: &impl ConnectionTrait,
    access: &Access,
    boards: &[BoardId],
    most: u64,
) -> Result<Vec<ActionRow>, DbErr> {
    let Some(scope) = work_scope(access) else {
        return Ok(Vec::new());
    };
    let rows: Vec<ListRow> = listed()
        .filter(scope)
        .filter(action::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(action::Column::Status.ne(Status::Complete.code()))
        .order_by_asc(action::Column::DueOn)
        .order_by_asc(action::Column::Id)
        .limit(most)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter().map(|row| row.read(Some(access))).collect()
}

/// How many actions of a seat a handover shows.
const HANDOVER: u64 = 100;

/// The open actions that a seat leads, soonest due first, up to a bound.
///
/// # Errors
/// The database does not answer.
pub async fn of_seat(
    db: &impl ConnectionTrait,
    seat: SeatId,
    access: &Access,
) -> Result<Vec<ActionRow>, DbErr> {
    let rows: Vec<ListRow> = listed()
        .filter(action::Column::SeatId.eq(seat.0))
        .filter(action::Column::IsOpen.eq(true))
        .order_by_asc(action::Column::DueOn)
        .order_by_asc(action::Column::Id)
        .limit(HANDOVER)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter().map(|row| row.read(Some(access))).collect()
}

/// How many of the open actions that lie with somebody are late.
///
/// # Errors
/// The database does not answer.
pub async fn late_work(
    db: &impl ConnectionTrait,
    access: &Access,
    today: NaiveDate,
) -> Result<Count, DbErr> {
    match work_scope(access) {
        Some(scope) => count(db, scope.add(action::Column::DueOn.lt(today))).await,
        None => Ok(Count::Exactly(0)),
    }
}

/// Every action of some boards that is not closed, with its board and the day it
/// was raised, whatever their number; nobody may update them who is not named. One
/// query.
///
/// # Errors
/// The database does not answer.
pub async fn open_of_boards(
    db: &impl ConnectionTrait,
    access: Option<&Access>,
    boards: &[BoardId],
) -> Result<Vec<(BoardId, NaiveDate, ActionRow)>, DbErr> {
    let rows: Vec<ListRow> = listed()
        .filter(action::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(action::Column::IsOpen.eq(true))
        .order_by_asc(action::Column::DueOn)
        .order_by_asc(action::Column::Id)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Ok((BoardId(row.board_id), row.raised_on, row.read(access)?)))
        .collect()
}

/// The actions that follow from a decision, or were raised at the item where it was
/// taken: reference and title, in the order of their references. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_decision(
    db: &impl ConnectionTrait,
    decision: Uuid,
    taken_at: Option<(MeetingId, AgendaItemId)>,
) -> Result<Vec<(String, String)>, DbErr> {
    use action::Column;
    let at_item = taken_at.map(|(meeting, item)| {
        Condition::all()
            .add(Column::MeetingId.eq(meeting.0))
            .add(Column::AgendaItemId.eq(item.0))
    });
    action::Entity::find()
        .filter(
            Condition::any()
                .add(Column::DecisionId.eq(decision))
                .add_option(at_item),
        )
        .select_only()
        .column(Column::Reference)
        .column(Column::Title)
        .order_by_asc(Column::Year)
        .order_by_asc(Column::Number)
        .into_tuple()
        .all(db)
        .await
}

/// The actions of these references, in the order of their references. One query.
///
/// # Errors
/// The database does not answer.
pub async fn named(
    db: &impl ConnectionTrait,
    references: &[&str],
    access: &Access,
) -> Result<Vec<ActionRow>, DbErr> {
    let rows: Vec<ListRow> = listed()
        .filter(action::Column::Reference.is_in(references.iter().copied()))
        .order_by_asc(action::Column::Reference)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter().map(|row| row.read(Some(access))).collect()
}

/// Who said of some actions that they are done, and where the evidence is. One query.
///
/// # Errors
/// The database does not answer.
pub async fn claims(
    db: &impl ConnectionTrait,
    rows: &[ActionRow],
) -> Result<BTreeMap<ActionId, (Option<PersonId>, String)>, DbErr> {
    let found: Vec<(Uuid, Option<Uuid>, String)> = action::Entity::find()
        .filter(action::Column::Id.is_in(rows.iter().map(|row| row.id.0)))
        .select_only()
        .column(action::Column::Id)
        .column(action::Column::ClaimedById)
        .column(action::Column::Evidence)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .map(|(id, person, evidence)| (ActionId(id), (person.map(PersonId), evidence)))
        .collect())
}

/// What a line of a list shows.
fn listed() -> Select<action::Entity> {
    action::Entity::find()
        .join(JoinType::InnerJoin, action::Relation::Board.def())
        .join(JoinType::InnerJoin, action::Relation::Organisation.def())
        .select_only()
        .columns([
            action::Column::Id,
            action::Column::BoardId,
            action::Column::Reference,
            action::Column::Year,
            action::Column::Number,
            action::Column::Title,
            action::Column::OrganisationId,
            action::Column::Status,
            action::Column::Priority,
            action::Column::RaisedOn,
            action::Column::DueOn,
            action::Column::DueMoves,
            action::Column::UpdatedAt,
            action::Column::LastNote,
            action::Column::Version,
        ])
        .column_as(board::Column::Slug, "board_slug")
        .column_as(board::Column::Name, "board_name")
        .column_as(organisation::Column::ShortName, "organisation_name")
}

async fn page(
    db: &impl ConnectionTrait,
    scope: Condition,
    query: &ListQuery,
    access: &Access,
    of_one_board: bool,
) -> Result<Page, DbErr> {
    let total = count(db, scope.clone()).await?;
    let forwards = query.cursor.is_none_or(|cursor| cursor.forwards);
    let mut rows: Vec<ListRow> = ordered(listed().filter(scope), query, of_one_board)
        // One more than is shown says whether the list goes on.
        .limit(PAGE_SIZE + 1)
        .into_model()
        .all(db)
        .await?;
    let goes_on = rows.len() as u64 > PAGE_SIZE;
    rows.truncate(usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX));
    if !forwards {
        rows.reverse();
    }
    let at = |row: Option<&ListRow>, forwards| {
        row.map(|row| Cursor {
            forwards,
            key: row.key(query.sort),
            id: row.id,
        })
    };
    let (has_next, has_previous) = if forwards {
        (goes_on, query.cursor.is_some())
    } else {
        (true, goes_on)
    };
    Ok(Page {
        next: at(rows.last(), true).filter(|_| has_next),
        previous: at(rows.first(), false).filter(|_| has_previous),
        rows: rows
            .into_iter()
            .map(|row| row.read(Some(access)))
            .collect::<Result<_, _>>()?,
        total,
    })
}

/// Puts a list in its order, from its cursor on.
fn ordered(
    mut list: Select<action::Entity>,
    query: &ListQuery,
    of_one_board: bool,
) -> Select<action::Entity> {
    use action::Column::{DueOn, Id, Number, UpdatedAt, Year};
    let forwards = query.cursor.is_none_or(|cursor| cursor.forwards);
    let upwards = query.upwards == forwards;
    let order = if upwards { Order::Asc } else { Order::Desc };
    // On one board a reference is unique by itself; over several the row decides.
    let columns = match query.sort {
        Sort::Due => vec![DueOn, Id],
        Sort::Updated => vec![UpdatedAt, Id],
        Sort::Reference if of_one_board => vec![Year, Number],
        Sort::Reference => vec![Year, Number, Id],
    };
    if let Some(Cursor { key, id, .. }) = query.cursor {
        let mut values = match key {
            CursorKey::Due(day) => vec![Expr::value(day)],
            CursorKey::Updated(at) => vec![Expr::value(at)],
            CursorKey::Reference(year, number) => vec![Expr::value(year), Expr::value(number)],
        };
        if values.len() < columns.len() {
            values.push(Expr::value(id));
        }
        let here = columns
            .iter()
            .map(|column| Expr::col((action::Entity, *column)));
        let here = Expr::tuple(here.collect::<Vec<_>>());
        let there = Expr::tuple(values);
        list = list.filter(if upwards {
            here.gt(there)
        } else {
            here.lt(there)
        });
    }
    columns
        .into_iter()
        .fold(list, |list, column| list.order_by(column, order.clone()))
}

impl ListRow {
    fn key(&self, sort: Sort) -> CursorKey {
        match sort {
            Sort::Due => CursorKey::Due(self.due_on),
            Sort::Updated => CursorKey::Updated(self.updated_at),
            Sort::Reference => CursorKey::Reference(self.year, self.number),
        }
    }

    fn read(self, access: Option<&Access>) -> Result<ActionRow, DbErr> {
        let (board, led_by) = (
            BoardId(self.board_id),
            Some(OrganisationId(self.organisation_id)),
        );
        Ok(ActionRow {
            id: ActionId(self.id),
            board,
            organisation: OrganisationId(self.organisation_id),
            may_update: access
                .is_some_and(|access| access.may(Permission::UpdateAction, board, led_by)),
            board_slug: self.board_slug,
            board_name: self.board_name,
            reference: self.reference,
            title: self.title,
            organisation_name: self.organisation_name,
            status: stored(&self.status, Status::from_code)?,
            priority: stored(&self.priority, Priority::from_code)?,
            may_change: access
                .is_some_and(|access| access.may(Permission::CloseAction, board, None)),
            due_on: self.due_on,
            due_moves: u32::try_from(self.due_moves).unwrap_or(0),
            raised_on: self.raised_on,
            updated_at: self.updated_at,
            last_note: self.last_note,
            version: self.version,
        })
    }
}
