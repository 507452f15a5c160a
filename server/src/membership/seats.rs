//! Seats: set up, changed, ended; and how they stand on a day.

mod reads;

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

use app::{
    access::Role,
    ids::{BoardId, OrganisationId, SeatId},
    membership::{
        rules,
        types::{Category, EndReason, Seat},
    },
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use super::appointments;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::{
        self,
        entities::{board, seat},
    },
};

pub use reads::{Which, find, going_on, going_on_for, organisations_of, rows, with_ids};

/// A place on a board.
pub struct NewSeat<'a> {
    pub board: BoardId,
    pub role: Role,
    pub category: Category,
    pub title: &'a str,
    /// The organisation that must fill it, where one must.
    pub organisation: Option<OrganisationId>,
    pub required: bool,
    /// Whether its holder votes. Seats that may not have a vote never get one.
    pub voting: bool,
    /// How long a term lasts, in months.
    pub term_months: Option<u32>,
    pub starts_on: NaiveDate,
}

/// Sets up a seat, vacant. On a board that ends it ends with the board.
///
/// # Errors
/// The database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewSeat<'_>,
) -> Result<SeatId, DbErr> {
    add_as(tx, random, actor, at, SeatId(random.id(at)), new).await
}

/// As [`add`], under an identifier that a form was given, so that a form sent
/// twice sets up one seat.
///
/// # Errors
/// The identifier is taken, or the database refuses.
pub async fn add_as(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    id: SeatId,
    new: &NewSeat<'_>,
) -> Result<SeatId, DbErr> {
    add_all(tx, random, actor, at, &[(id, new)]).await?;
    Ok(id)
}

/// Sets up seats under their identifiers, each as [`add`] does.
///
/// # Errors
/// An identifier is taken, or the database refuses.
pub async fn add_all(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seats: &[(SeatId, &NewSeat<'_>)],
) -> Result<(), DbErr> {
    let mut ends: HashMap<BoardId, Option<NaiveDate>> = HashMap::new();
    let mut rows = Vec::with_capacity(seats.len());
    let mut events = Vec::with_capacity(seats.len());
    for (id, new) in seats {
        let ends_on = match ends.entry(new.board) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                let board = board::Entity::find_by_id(new.board.0).one(tx).await?;
                *place.insert(board.and_then(|board| board.ends_on))
            }
        };
        let voting = new.voting && rules::may_vote(new.role);
        let title = wording::tidied(new.title);
        let after = json!({
            "role": new.role.code(), "category": new.category.code(), "title": title,
            "organisation": new.organisation.map(|organisation| organisation.0),
            "required": new.required, "voting": voting, "term_months": new.term_months,
            "starts_on": new.starts_on, "ends_on": ends_on,
        });
        let (chain, verb) = (Chain::Board(new.board), ("added", "seat"));
        events.push(audit::Event::new(chain, at, verb, id.0, after));
        rows.push(seat::ActiveModel::from(seat::Model {
            id: id.0,
            board_id: new.board.0,
            role: new.role.code().to_owned(),
            category: new.category.code().to_owned(),
            title,
            organisation_id: new.organisation.map(|organisation| organisation.0),
            required: new.required,
            starts_on: new.starts_on,
            ends_on,
            voting,
            term_months: months(new.term_months),
            version: 1,
            end_reason: ends_on.map(|_| EndReason::BoardEnded.code().to_owned()),
        }));
    }
    db::insert_all(tx, rows).await?;
    audit::record_all(tx, random, actor, events).await
}

fn months(term: Option<u32>) -> Option<i32> {
    term.and_then(|months| i32::try_from(months).ok())
}

/// What a seat is like. Its board, category and role stay for good: what was
/// decided by whom must not change its meaning.
pub struct SeatDetails<'a> {
    pub title: &'a str,
    pub organisation: Option<OrganisationId>,
    pub required: bool,
    pub voting: bool,
    pub term_months: Option<u32>,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Saved,
    /// It changed since the form was opened. The caller undoes the transaction.
    OutOfDate,
}

/// Changes what a seat is like, if it still stands as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Seat,
    new: &SeatDetails<'_>,
) -> Result<Changed, DbErr> {
    let voting = new.voting && rules::may_vote(before.role);
    let title = wording::tidied(new.title);
    let written = seat::Entity::update_many()
        .col_expr(seat::Column::Title, Expr::value(title.as_str()))
        .col_expr(
            seat::Column::OrganisationId,
            Expr::value(new.organisation.map(|organisation| organisation.0)),
        )
        .col_expr(seat::Column::Required, Expr::value(new.required))
        .col_expr(seat::Column::Voting, Expr::value(voting))
        .col_expr(
            seat::Column::TermMonths,
            Expr::value(months(new.term_months)),
        )
        .col_expr(seat::Column::Version, Expr::value(before.version + 1))
        .filter(seat::Column::Id.eq(before.id.0))
        .filter(seat::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: "changed",
        subject_kind: "seat",
        subject: Some(before.id.0),
        before: json!({
            "title": before.title,
            "organisation": before.organisation.map(|organisation| organisation.0),
            "required": before.required, "voting": before.voting,
            "term_months": before.term_months,
        }),
        after: json!({
            "title": title,
            "organisation": new.organisation.map(|organisation| organisation.0),
            "required": new.required, "voting": voting, "term_months": new.term_months,
        }),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// Ends a seat after a last day, and whoever holds it with it. Its history and
/// its actions stay. One whose end is settled ends no later: whoever sat there
/// was ended with it.
///
/// # Errors
/// The database refuses.
pub async fn end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Seat,
    last_day: NaiveDate,
    reason: EndReason,
) -> Result<Changed, DbErr> {
    let no_later = Condition::any()
        .add(seat::Column::EndsOn.is_null())
        .add(seat::Column::EndsOn.gte(last_day));
    let written = seat::Entity::update_many()
        .col_expr(seat::Column::EndsOn, Expr::value(last_day))
        .col_expr(seat::Column::EndReason, Expr::value(reason.code()))
        .col_expr(seat::Column::Version, Expr::value(before.version + 1))
        .filter(seat::Column::Id.eq(before.id.0))
        .filter(no_later)
        .filter(seat::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = ended(before, at, last_day, reason);
    audit::record(tx, random, actor, event).await?;
    appointments::end_all_of_seat(tx, random, actor, at, before.id, last_day, reason).await?;
    Ok(Changed::Saved)
}

/// Ends seats of a board that nobody holds on the day before they begin: there is
/// no day on which they stood.
///
/// # Errors
/// The database refuses.
pub async fn remove_all(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seats: &[Seat],
) -> Result<(), DbErr> {
    let reason = EndReason::Other;
    let mut on_day: BTreeMap<NaiveDate, Vec<Uuid>> = BTreeMap::new();
    for seat in seats {
        let last_day = seat.span.first - Days::new(1);
        on_day.entry(last_day).or_default().push(seat.id.0);
    }
    for (last_day, ids) in &on_day {
        for some in ids.chunks(db::AT_ONCE) {
            seat::Entity::update_many()
                .col_expr(seat::Column::EndsOn, Expr::value(*last_day))
                .col_expr(seat::Column::EndReason, Expr::value(reason.code()))
                .col_expr(seat::Column::Version, next_version())
                .filter(seat::Column::Id.is_in(some.iter().copied()))
                .exec(tx)
                .await?;
        }
    }
    let events = seats.iter().map(|seat| {
        let last_day = seat.span.first - Days::new(1);
        ended(seat, at, last_day, reason)
    });
    audit::record_all(tx, random, actor, events.collect()).await
}

fn ended(
    before: &Seat,
    at: DateTime<Utc>,
    last_day: NaiveDate,
    reason: EndReason,
) -> audit::Event<'static> {
    audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: "ended",
        subject_kind: "seat",
        subject: Some(before.id.0),
        before: json!({"ends_on": before.span.last}),
        after: json!({"ends_on": last_day, "reason": reason.code()}),
    }
}

fn next_version() -> Expr {
    Expr::col(seat::Column::Version).add(1)
}

/// Counts a change of who holds a seat. False where the seat is no longer as a
/// form saw it.
pub(crate) async fn touch(
    tx: &impl ConnectionTrait,
    seat: SeatId,
    seen: Option<i32>,
) -> Result<bool, DbErr> {
    let mut query = seat::Entity::update_many()
        .col_expr(seat::Column::Version, next_version())
        .filter(seat::Column::Id.eq(seat.0));
    if let Some(seen) = seen {
        query = query.filter(seat::Column::Version.eq(seen));
    }
    Ok(query.exec(tx).await?.rows_affected == 1)
}

/// Counts one change of who holds each of some seats.
pub(crate) async fn touch_all(tx: &impl ConnectionTrait, seats: &[SeatId]) -> Result<(), DbErr> {
    let ids: BTreeSet<Uuid> = seats.iter().map(|seat| seat.0).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    for some in ids.chunks(db::AT_ONCE) {
        seat::Entity::update_many()
            .col_expr(seat::Column::Version, next_version())
            .filter(seat::Column::Id.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}
