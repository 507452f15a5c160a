//! A series that is there: changed, extended and ended.

use app::{
    ids::{BoardId, MeetingId},
    meetings::{
        forms::{MeetingForm, SeriesTimes},
        rules::{read_time, uk_moment},
        types::{Meeting, MeetingState, SeriesDetail},
    },
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{store, template};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{board, meeting, meeting_series},
    membership::{scope::hold_board, seats::Changed},
};

/// A series. Whoever asks has yet to be checked. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<SeriesDetail>, DbErr> {
    let Some(row) = meeting_series::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let Some(board) = board::Entity::find_by_id(row.board_id).one(db).await? else {
        return Ok(None);
    };
    let rule = store::rule_of(&row)?;
    Ok(Some(SeriesDetail {
        id: row.id,
        board: BoardId(row.board_id),
        board_name: board.name,
        board_slug: board.slug,
        words: store::words_of(&rule, &row),
        title: row.title,
        rule,
        starts: row.starts,
        ends: row.ends,
        place: row.place,
        link: row.link,
        ended_on: row.ended_on,
        version: row.version,
    }))
}

/// The meetings of a series that have not begun, each with the day that the rule
/// gives. Three queries.
///
/// # Errors
/// The database does not answer.
pub async fn upcoming(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<(Meeting, NaiveDate)>, DbErr> {
    let days: Vec<(Uuid, Option<NaiveDate>)> = meeting::Entity::find()
        .filter(meeting::Column::SeriesId.eq(id))
        .filter(meeting::Column::StartsAt.gt(now))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .select_only()
        .column(meeting::Column::Id)
        .column(meeting::Column::SeriesOn)
        .into_tuple()
        .all(db)
        .await?;
    let ids: Vec<Uuid> = days.iter().map(|(id, _)| *id).collect();
    let meetings = store::some(db, &ids).await?;
    Ok(meetings
        .into_iter()
        .filter_map(|meeting| {
            let (_, on) = days.iter().find(|(id, _)| *id == meeting.id.0)?;
            Some((meeting, (*on)?))
        })
        .collect())
}

/// The moments of a series on a day; none where the clocks go forward over them.
fn span(on: NaiveDate, starts: &str, ends: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let from = uk_moment(on, read_time(starts)?).ok()?;
    let to = uk_moment(on, read_time(ends)?).ok()?;
    Some((from, to))
}

/// Whether a meeting stands as its series planned it.
pub fn follows(series: &SeriesDetail, meeting: &Meeting, on: NaiveDate) -> bool {
    matches!(
        span(on, &series.starts, &series.ends),
        Some((from, to)) if meeting.starts_at == from && meeting.ends_at == to
    ) && meeting.place == series.place
        && meeting.link == series.link
        && meeting.title == series.title
}

fn update(before: &SeriesDetail, version: i32) -> UpdateMany<meeting_series::Entity> {
    meeting_series::Entity::update_many()
        .col_expr(
            meeting_series::Column::Version,
            Expr::col(meeting_series::Column::Version).add(1),
        )
        .filter(meeting_series::Column::Id.eq(before.id))
        .filter(meeting_series::Column::Version.eq(version))
        .filter(meeting_series::Column::EndedOn.is_null())
}

async fn record(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    of: &SeriesDetail,
    (verb, before, after): (&'static str, Value, Value),
) -> Result<(), DbErr> {
    let event = audit::Event {
        chain: Chain::Board(of.board),
        at,
        verb,
        subject_kind: "meeting_series",
        subject: Some(of.id),
        before,
        after,
    };
    audit::record(tx, random, actor, event).await
}

/// Changes when and where the meetings to come are held; those that were changed
/// by hand keep what they have. Returns those that changed.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &SeriesDetail,
    new: &SeriesTimes,
) -> Result<(Changed, Vec<Meeting>), DbErr> {
    use meeting_series::Column;
    hold_board(tx, before.board).await?;
    let outcome = update(before, new.version)
        .col_expr(Column::Starts, Expr::value(new.starts.clone()))
        .col_expr(Column::Ends, Expr::value(new.ends.clone()))
        .col_expr(Column::Place, Expr::value(new.place.clone()))
        .col_expr(Column::Link, Expr::value(new.link.clone()))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok((Changed::OutOfDate, Vec::new()));
    }
    let recorded = |starts: &str, ends: &str, place: &str, link: &str| json!({"starts": starts, "ends": ends, "place": place, "link": link});
    let was = recorded(&before.starts, &before.ends, &before.place, &before.link);
    let is = recorded(&new.starts, &new.ends, &new.place, &new.link);
    record(tx, random, actor, at, before, ("changed", was, is)).await?;
    let mut changed = Vec::new();
    for (meeting, on) in upcoming(tx, before.id, at).await? {
        if !follows(before, &meeting, on) {
            continue;
        }
        // On a night when the clocks go forward the time may not exist: that
        // meeting stays where it is.
        let Some((starts_at, ends_at)) = span(on, &new.starts, &new.ends) else {
            continue;
        };
        let one = MeetingForm {
            id: meeting.id,
            title: meeting.title.clone(),
            starts_at,
            ends_at,
            place: new.place.clone(),
            link: new.link.clone(),
            with: Vec::new(),
            version: meeting.version,
        };
        if store::change(tx, random, actor, at, &meeting, &one).await? == Changed::Saved {
            changed.push(meeting);
        }
    }
    Ok((Changed::Saved, changed))
}

/// Plans another year of meetings after the last one that is planned.
///
/// # Errors
/// The database refuses.
pub async fn extend(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &SeriesDetail,
    version: i32,
) -> Result<Changed, DbErr> {
    hold_board(tx, before.board).await?;
    if update(before, version).exec(tx).await?.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let last: Option<Option<NaiveDate>> = meeting::Entity::find()
        .filter(meeting::Column::SeriesId.eq(before.id))
        .select_only()
        .column(meeting::Column::SeriesOn)
        .order_by_desc(meeting::Column::SeriesOn)
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    let today = wording::uk_day(at);
    let from = last.flatten().map_or(today, |last| Ord::max(last, today));
    let days: Vec<NaiveDate> = from
        .succ_opt()
        .map(|from| before.rule.days_from(from, before.rule.months.len()))
        .unwrap_or_default();
    let items = template::of(tx, before.board).await?;
    for on in &days {
        let Some((starts_at, ends_at)) = span(*on, &before.starts, &before.ends) else {
            continue;
        };
        let one = MeetingForm {
            id: MeetingId(random.id(at)),
            title: before.title.clone(),
            starts_at,
            ends_at,
            place: before.place.clone(),
            link: before.link.clone(),
            with: Vec::new(),
            version: 0,
        };
        let series = Some((before.id, *on));
        store::enter(tx, random, actor, at, before.board, &one, series, &items).await?;
    }
    let after = json!({"days": days});
    record(
        tx,
        random,
        actor,
        at,
        before,
        ("extended", Value::Null, after),
    )
    .await?;
    Ok(Changed::Saved)
}

/// Ends a series: nothing more is planned by it.
///
/// # Errors
/// The database refuses.
pub async fn end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &SeriesDetail,
    version: i32,
) -> Result<Changed, DbErr> {
    let today = wording::uk_day(at);
    let outcome = update(before, version)
        .col_expr(meeting_series::Column::EndedOn, Expr::value(today))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let after = json!({"ended_on": today});
    record(tx, random, actor, at, before, ("ended", Value::Null, after)).await?;
    Ok(Changed::Saved)
}
