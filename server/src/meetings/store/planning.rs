//! Meetings and series: planned, changed and called off.

use app::{
    ids::{BoardId, MeetingId},
    meetings::{
        forms::{MeetingForm, SeriesForm},
        types::{Meeting, MeetingState},
    },
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::hold;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{meeting, meeting_board, meeting_series},
    meetings::template,
    membership::{scope::hold_board, seats::Changed},
};

/// What the trail keeps of a meeting.
fn recorded(new: &MeetingForm) -> Value {
    json!({
        "title": new.title, "starts_at": new.starts_at, "ends_at": new.ends_at,
        "place": new.place, "link": new.link,
    })
}

/// What came of planning something under the identifier that a form was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planned {
    Saved,
    /// The form was sent before.
    Already,
}

/// The day of a series that a meeting is planned for.
type OfSeries = Option<(Uuid, NaiveDate)>;

/// Plans a meeting. Its agenda begins with the national core and what the board
/// adds to every agenda.
///
/// # Errors
/// The database refuses.
pub async fn plan(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    new: &MeetingForm,
) -> Result<Planned, DbErr> {
    hold_board(tx, board).await?;
    if meeting::Entity::find_by_id(new.id.0)
        .one(tx)
        .await?
        .is_some()
    {
        return Ok(Planned::Already);
    }
    let items = template::of(tx, board).await?;
    enter(tx, random, actor, at, board, new, None, &items).await?;
    Ok(Planned::Saved)
}

#[expect(clippy::too_many_arguments, reason = "one row with all it needs")]
pub(in crate::meetings) async fn enter(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    new: &MeetingForm,
    series: OfSeries,
    items: &[app::meetings::types::TemplateItem],
) -> Result<(), DbErr> {
    meeting::Entity::insert(meeting::ActiveModel::from(meeting::Model {
        id: new.id.0,
        board_id: board.0,
        series_id: series.map(|(series, _)| series),
        series_on: series.map(|(_, on)| on),
        title: new.title.clone(),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        place: new.place.clone(),
        link: new.link.clone(),
        state: MeetingState::Planned.code().to_owned(),
        cancel_reason: String::new(),
        agenda_version: 0,
        created_at: at,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let boards = std::iter::once(&board).chain(&new.with).map(|of| {
        meeting_board::ActiveModel::from(meeting_board::Model {
            meeting_id: new.id.0,
            board_id: of.0,
        })
    });
    meeting_board::Entity::insert_many(boards)
        .exec_without_returning(tx)
        .await?;
    template::copy(tx, random, at, board, new.id, items).await?;
    let mut after = recorded(new);
    if let Some(fields) = after.as_object_mut() {
        fields.insert("with".to_owned(), json!(new.with));
        fields.insert("series".to_owned(), json!(series.map(|(series, _)| series)));
    }
    let event = audit::Event::new(
        Chain::Board(board),
        at,
        ("planned", "meeting"),
        new.id.0,
        after,
    );
    audit::record(tx, random, actor, event).await
}

/// Plans a series and the next meetings of it.
///
/// # Errors
/// The database refuses.
pub async fn plan_series(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    new: &SeriesForm,
) -> Result<Planned, DbErr> {
    hold_board(tx, board).await?;
    if meeting_series::Entity::find_by_id(new.id)
        .one(tx)
        .await?
        .is_some()
    {
        return Ok(Planned::Already);
    }
    let months: Vec<String> = new.rule.months.iter().map(ToString::to_string).collect();
    meeting_series::Entity::insert(meeting_series::ActiveModel::from(meeting_series::Model {
        id: new.id,
        board_id: board.0,
        title: new.title.clone(),
        nth: new.rule.nth.code().parse().unwrap_or(1),
        weekday: i32::try_from(new.rule.weekday.num_days_from_monday()).unwrap_or(0),
        months: months.join(","),
        starts: new.starts.clone(),
        ends: new.ends.clone(),
        place: new.place.clone(),
        link: new.link.clone(),
        first_on: new
            .days
            .first()
            .map_or_else(|| wording::uk_day(at), |day| day.on),
        created_at: at,
        version: 1,
        ended_on: None,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "title": new.title, "rule": new.rule.in_words(), "starts": new.starts,
        "ends": new.ends, "place": new.place, "link": new.link,
    });
    let chain = Chain::Board(board);
    let event = audit::Event::new(chain, at, ("planned", "meeting_series"), new.id, after);
    audit::record(tx, random, actor, event).await?;
    let items = template::of(tx, board).await?;
    for day in &new.days {
        let one = MeetingForm {
            id: MeetingId(random.id(at)),
            title: new.title.clone(),
            starts_at: day.starts_at,
            ends_at: day.ends_at,
            place: new.place.clone(),
            link: new.link.clone(),
            with: Vec::new(),
            version: 0,
        };
        let series = Some((new.id, day.on));
        enter(tx, random, actor, at, board, &one, series, &items).await?;
    }
    Ok(Planned::Saved)
}

/// Moves a meeting or changes what it is called, if it still stands as the form
/// saw it. The day of its series stays noted, so that the rule does not plan it
/// again.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Meeting,
    new: &MeetingForm,
) -> Result<Changed, DbErr> {
    hold(tx, before.id).await?;
    let outcome = meeting::Entity::update_many()
        .col_expr(meeting::Column::Title, Expr::value(new.title.clone()))
        .col_expr(meeting::Column::StartsAt, Expr::value(new.starts_at))
        .col_expr(meeting::Column::EndsAt, Expr::value(new.ends_at))
        .col_expr(meeting::Column::Place, Expr::value(new.place.clone()))
        .col_expr(meeting::Column::Link, Expr::value(new.link.clone()))
        .col_expr(
            meeting::Column::Version,
            Expr::col(meeting::Column::Version).add(1),
        )
        .filter(meeting::Column::Id.eq(before.id.0))
        .filter(meeting::Column::Version.eq(new.version))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(before.lead.id),
        at,
        verb: "changed",
        subject_kind: "meeting",
        subject: Some(before.id.0),
        before: json!({
            "title": before.title, "starts_at": before.starts_at, "ends_at": before.ends_at,
            "place": before.place, "link": before.link, "version": before.version,
        }),
        after: {
            let mut after = recorded(new);
            if let Some(fields) = after.as_object_mut() {
                fields.insert("version".to_owned(), json!(before.version + 1));
            }
            after
        },
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// Calls a meeting off.
///
/// # Errors
/// The database refuses.
pub async fn cancel(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Meeting,
    (reason, version): &(String, i32),
) -> Result<Changed, DbErr> {
    hold(tx, before.id).await?;
    let outcome = meeting::Entity::update_many()
        .col_expr(
            meeting::Column::State,
            Expr::value(MeetingState::Cancelled.code()),
        )
        .col_expr(meeting::Column::CancelReason, Expr::value(reason.clone()))
        .col_expr(
            meeting::Column::Version,
            Expr::col(meeting::Column::Version).add(1),
        )
        .filter(meeting::Column::Id.eq(before.id.0))
        .filter(meeting::Column::Version.eq(*version))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(before.lead.id),
        at,
        verb: "cancelled",
        subject_kind: "meeting",
        subject: Some(before.id.0),
        before: json!({"state": before.state.code()}),
        after: json!({"state": MeetingState::Cancelled.code(), "reason": reason}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}
