//! Queries and commands about the sites of pilots.

use app::{
    ids::{BoardId, SeatId},
    pilots::{
        forms::NewSite,
        types::{Pilot, Site},
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Added, Desk, code, date, with};
use crate::{
    db::entities::{board, pilot_site, seat},
    membership::seats::Changed,
};

#[derive(FromQueryResult)]
struct Record {
    id: Uuid,
    pilot_id: Uuid,
    board_id: Option<Uuid>,
    board_slug: Option<String>,
    name: String,
    courts: String,
    wave: String,
    planned_start: String,
    actual_start: String,
    planned_end: String,
    actual_end: String,
    lead_seat_id: Option<Uuid>,
    lead_title: Option<String>,
    source: String,
    version: i32,
}

impl Record {
    fn read(self) -> Result<Site, DbErr> {
        Ok(Site {
            id: self.id,
            pilot: self.pilot_id,
            board: self.board_id.map(BoardId),
            board_slug: self.board_slug,
            name: self.name,
            courts: self.courts,
            wave: self.wave,
            planned_start: date(&self.planned_start)?,
            actual_start: date(&self.actual_start)?,
            planned_end: date(&self.planned_end)?,
            actual_end: date(&self.actual_end)?,
            lead_seat: self.lead_seat_id.map(SeatId),
            lead_title: self.lead_title,
            source: self.source,
            version: self.version,
        })
    }
}

fn records() -> Select<pilot_site::Entity> {
    let of_board = pilot_site::Entity::belongs_to(board::Entity)
        .from(pilot_site::Column::BoardId)
        .to(board::Column::Id)
        .into();
    let led_by = pilot_site::Entity::belongs_to(seat::Entity)
        .from(pilot_site::Column::LeadSeatId)
        .to(seat::Column::Id)
        .into();
    pilot_site::Entity::find()
        .join(JoinType::LeftJoin, of_board)
        .join(JoinType::LeftJoin, led_by)
        .column_as(board::Column::Slug, "board_slug")
        .column_as(seat::Column::Title, "lead_title")
}

async fn read(
    db: &impl ConnectionTrait,
    which: Select<pilot_site::Entity>,
) -> Result<Vec<Site>, DbErr> {
    let rows: Vec<Record> = which.into_model().all(db).await?;
    rows.into_iter().map(Record::read).collect()
}

/// The sites of a pilot, by their start and name. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_pilot(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Vec<Site>, DbErr> {
    let which = records()
        .filter(pilot_site::Column::PilotId.eq(pilot))
        .order_by_asc(pilot_site::Column::Name)
        .order_by_asc(pilot_site::Column::Id);
    let mut sites = read(db, which).await?;
    sites.sort_by_key(|site| {
        site.start()
            .map_or(chrono::NaiveDate::MAX, |start| start.first())
    });
    Ok(sites)
}

/// Most sites of all pilots together.
const MOST: u64 = 5_000;

/// The sites of every pilot. One query.
///
/// # Errors
/// The database does not answer.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Site>, DbErr> {
    let which = records()
        .order_by_asc(pilot_site::Column::Name)
        .order_by_asc(pilot_site::Column::Id)
        .limit(MOST);
    read(db, which).await
}

/// The sites that are on these boards. One query.
///
/// # Errors
/// The database does not answer.
pub async fn on_boards(
    db: &impl ConnectionTrait,
    boards: impl Iterator<Item = Uuid>,
) -> Result<Vec<Site>, DbErr> {
    let which = records()
        .filter(pilot_site::Column::BoardId.is_in(boards))
        .order_by_asc(pilot_site::Column::Id)
        .limit(MOST);
    read(db, which).await
}

/// The sites for which one of these seats reports, and those of these keys. One query.
///
/// # Errors
/// The database does not answer.
pub async fn reported(
    db: &impl ConnectionTrait,
    seats: impl Iterator<Item = Uuid>,
    sites: impl Iterator<Item = Uuid>,
) -> Result<Vec<Site>, DbErr> {
    let which = records()
        .filter(
            Condition::any()
                .add(pilot_site::Column::LeadSeatId.is_in(seats))
                .add(pilot_site::Column::Id.is_in(sites)),
        )
        .order_by_asc(pilot_site::Column::Name)
        .order_by_asc(pilot_site::Column::Id)
        .limit(MOST);
    read(db, which).await
}

/// A site. Whoever asks has yet to be checked. One query.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Site>, DbErr> {
    let which = records().filter(pilot_site::Column::Id.eq(id));
    Ok(read(db, which).await?.into_iter().next())
}

fn told(site: &NewSite) -> Value {
    json!({
        "board": site.board, "name": site.name, "courts": site.courts, "wave": site.wave,
        "planned_start": code(site.planned_start), "actual_start": code(site.actual_start),
        "planned_end": code(site.planned_end), "actual_end": code(site.actual_end),
        "lead_seat": site.lead_seat, "source": site.source,
    })
}

/// Adds a site to a pilot under the key of its form.
///
/// # Errors
/// The database refuses.
pub async fn add<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: &Pilot,
    (id, site): (Uuid, &NewSite),
) -> Result<Added, DbErr> {
    if pilot_site::Entity::find_by_id(id)
        .one(desk.tx)
        .await?
        .is_some()
    {
        return Ok(Added::Already);
    }
    let new = site.clone();
    pilot_site::Entity::insert(pilot_site::ActiveModel::from(pilot_site::Model {
        id,
        pilot_id: pilot.id,
        board_id: new.board.map(|board| board.0),
        name: new.name,
        courts: new.courts,
        wave: new.wave,
        planned_start: code(new.planned_start),
        actual_start: code(new.actual_start),
        planned_end: code(new.planned_end),
        actual_end: code(new.actual_end),
        lead_seat_id: new.lead_seat.map(|seat| seat.0),
        source: new.source,
        created_at: desk.at,
        version: 1,
    }))
    .exec_without_returning(desk.tx)
    .await?;
    let after = with(told(site), "pilot", json!(pilot.id));
    desk.note(("added", "pilot_site"), id, Value::Null, after)
        .await?;
    Ok(Added::Saved)
}

/// Changes a site, if it still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn change<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    site: &Site,
    (new, version): (&NewSite, i32),
) -> Result<Changed, DbErr> {
    use pilot_site::Column;
    let outcome = pilot_site::Entity::update_many()
        .col_expr(Column::BoardId, Expr::value(new.board.map(|board| board.0)))
        .col_expr(Column::Name, Expr::value(&new.name))
        .col_expr(Column::Courts, Expr::value(&new.courts))
        .col_expr(Column::Wave, Expr::value(&new.wave))
        .col_expr(Column::PlannedStart, Expr::value(code(new.planned_start)))
        .col_expr(Column::ActualStart, Expr::value(code(new.actual_start)))
        .col_expr(Column::PlannedEnd, Expr::value(code(new.planned_end)))
        .col_expr(Column::ActualEnd, Expr::value(code(new.actual_end)))
        .col_expr(
            Column::LeadSeatId,
            Expr::value(new.lead_seat.map(|seat| seat.0)),
        )
        .col_expr(Column::Source, Expr::value(&new.source))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(site.id))
        .filter(Column::Version.eq(version))
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let before = told(&NewSite {
        board: site.board,
        name: site.name.clone(),
        courts: site.courts.clone(),
        wave: site.wave.clone(),
        planned_start: site.planned_start,
        actual_start: site.actual_start,
        planned_end: site.planned_end,
        actual_end: site.actual_end,
        lead_seat: site.lead_seat,
        source: site.source.clone(),
    });
    desk.note(("changed", "pilot_site"), site.id, before, told(new))
        .await?;
    Ok(Changed::Saved)
}
