//! Queries and commands about meetings and series.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::{
    access::{Permission, Relation, Role, allows},
    ids::{BoardId, MeetingId, PersonId},
    meetings::{
        forms::{MeetingForm, SeriesForm},
        rules::{Nth, SeriesRule, read_time},
        types::{Clash, Meeting, MeetingBoard, MeetingState, Series},
    },
    wording,
};
use chrono::{DateTime, NaiveDate, Utc, Weekday};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::template;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{appointment, board, meeting, meeting_board, meeting_series, seat},
    membership::{
        scope::{hold_board, in_force, standing_on, stored},
        seats::Changed,
    },
};

#[derive(FromQueryResult)]
struct MeetingRecord {
    id: Uuid,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    series_id: Option<Uuid>,
    title: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    place: String,
    link: String,
    state: String,
    cancel_reason: String,
    agenda_version: i32,
    version: i32,
}

fn records() -> Select<meeting::Entity> {
    meeting::Entity::find()
        .join(JoinType::InnerJoin, meeting::Relation::Board.def())
        .column_as(board::Column::Slug, "board_slug")
        .column_as(board::Column::Name, "board_name")
}

/// Reads meetings with their boards: two queries, however many.
async fn read(
    db: &impl ConnectionTrait,
    which: Select<meeting::Entity>,
) -> Result<Vec<Meeting>, DbErr> {
    let rows: Vec<MeetingRecord> = which.into_model().all(db).await?;
    let boards: Vec<(Uuid, Uuid, String, String)> = meeting_board::Entity::find()
        .join(JoinType::InnerJoin, meeting_board::Relation::Board.def())
        .filter(meeting_board::Column::MeetingId.is_in(rows.iter().map(|row| row.id)))
        .select_only()
        .column(meeting_board::Column::MeetingId)
        .column(board::Column::Id)
        .column(board::Column::Slug)
        .column(board::Column::Name)
        .order_by_asc(board::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let mut others: HashMap<Uuid, Vec<MeetingBoard>> = HashMap::new();
    for (meeting, id, slug, name) in boards {
        others.entry(meeting).or_default().push(MeetingBoard {
            id: BoardId(id),
            slug,
            name,
        });
    }
    rows.into_iter()
        .map(|row| {
            let mut others = others.remove(&row.id).unwrap_or_default();
            others.retain(|board| board.id.0 != row.board_id);
            Ok(Meeting {
                id: MeetingId(row.id),
                lead: MeetingBoard {
                    id: BoardId(row.board_id),
                    slug: row.board_slug,
                    name: row.board_name,
                },
                others,
                series: row.series_id,
                title: row.title,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                place: row.place,
                link: row.link,
                state: stored(&row.state, MeetingState::from_code)?,
                cancel_reason: row.cancel_reason,
                agenda_version: row.agenda_version,
                version: row.version,
            })
        })
        .collect()
}

/// A meeting with its boards. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: MeetingId) -> Result<Option<Meeting>, DbErr> {
    let found = read(db, records().filter(meeting::Column::Id.eq(id.0))).await?;
    Ok(found.into_iter().next())
}

/// Meetings that any of some boards holds, the others of a joint one included.
fn held_by(boards: &[BoardId]) -> Condition {
    let theirs = meeting_board::Entity::find()
        .filter(meeting_board::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .select_only()
        .column(meeting_board::Column::MeetingId)
        .into_query();
    Condition::all().add(meeting::Column::Id.in_subquery(theirs))
}

/// Meetings of boards that are not over, the next first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn upcoming(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Meeting>, DbErr> {
    upcoming_with(db, boards, &[], now, limit).await
}

/// The same, and some other meetings.
///
/// # Errors
/// The database does not answer.
pub async fn upcoming_with(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    others: &[MeetingId],
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(
            Condition::any()
                .add(held_by(boards))
                .add(meeting::Column::Id.is_in(others.iter().map(|meeting| meeting.0))),
        )
        .filter(meeting::Column::EndsAt.gt(now))
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .limit(limit);
    read(db, which).await
}

/// Meetings of every board that begin between two moments, the earliest first.
///
/// # Errors
/// The database does not answer.
pub async fn between(
    db: &impl ConnectionTrait,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(meeting::Column::StartsAt.gte(from))
        .filter(meeting::Column::StartsAt.lt(to))
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id);
    read(db, which).await
}

/// When each of some boards meets next, where that is planned. One query.
///
/// # Errors
/// The database does not answer.
pub async fn next_of_each(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    now: DateTime<Utc>,
) -> Result<HashMap<BoardId, DateTime<Utc>>, DbErr> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = meeting_board::Entity::find()
        .join(JoinType::InnerJoin, meeting_board::Relation::Meeting.def())
        .filter(meeting_board::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(meeting::Column::EndsAt.gt(now))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .select_only()
        .column(meeting_board::Column::BoardId)
        .column_as(meeting::Column::StartsAt.min(), "next")
        .group_by(meeting_board::Column::BoardId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(board, next)| (BoardId(board), next))
        .collect())
}

/// Meetings of a board that are over, the latest first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn past(
    db: &impl ConnectionTrait,
    board: BoardId,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(held_by(&[board]))
        .filter(meeting::Column::EndsAt.lte(now))
        .order_by_desc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .limit(limit);
    read(db, which).await
}

/// Meetings of the board that leads one which came after it, have begun and were not
/// called off, the latest first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn begun_after(
    db: &impl ConnectionTrait,
    of: &Meeting,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(held_by(&[of.lead.id]))
        .filter(meeting::Column::StartsAt.gt(of.starts_at))
        .filter(meeting::Column::StartsAt.lte(now))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .order_by_desc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .limit(limit);
    read(db, which).await
}

/// The series of a board that go on, by title.
///
/// # Errors
/// The database does not answer.
pub async fn series_of(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<Series>, DbErr> {
    let rows = meeting_series::Entity::find()
        .filter(meeting_series::Column::BoardId.eq(board.0))
        .filter(meeting_series::Column::EndedOn.is_null())
        .order_by_asc(meeting_series::Column::Title)
        .order_by_asc(meeting_series::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let rule = rule_of(&row)?;
            Ok(Series {
                id: row.id,
                words: words_of(&rule, &row),
                title: row.title,
            })
        })
        .collect()
}

/// The rule of a series.
pub(super) fn rule_of(row: &meeting_series::Model) -> Result<SeriesRule, DbErr> {
    let unknown = || DbErr::Type("a stored series is not known".to_owned());
    let weekday = u8::try_from(row.weekday)
        .ok()
        .and_then(|day| Weekday::try_from(day).ok())
        .ok_or_else(unknown)?;
    Ok(SeriesRule {
        nth: Nth::from_code(&row.nth.to_string()).ok_or_else(unknown)?,
        weekday,
        months: row
            .months
            .split(',')
            .filter_map(|month| month.parse().ok())
            .collect(),
    })
}

/// "Second Tuesday of March and June, 2pm to 4pm".
pub(super) fn words_of(rule: &SeriesRule, row: &meeting_series::Model) -> String {
    let clock = |text: &str| read_time(text).map(wording::clock).unwrap_or_default();
    format!(
        "{}, {} to {}",
        rule.in_words(),
        clock(&row.starts),
        clock(&row.ends)
    )
}

/// Some meetings, the first one first. Whoever asks has yet to be checked. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn some(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(meeting::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id);
    read(db, which).await
}

/// Makes everybody else who works on a meeting wait until this transaction is
/// over.
pub(crate) async fn hold(tx: &impl ConnectionTrait, id: MeetingId) -> Result<(), DbErr> {
    meeting::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    Ok(())
}

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
pub(super) type OfSeries = Option<(Uuid, NaiveDate)>;

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
pub(super) async fn enter(
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

/// Who sits on which of some boards on a day, in a seat with a permission.
async fn seated(
    db: &impl ConnectionTrait,
    boards: &BTreeSet<BoardId>,
    day: NaiveDate,
    permission: Permission,
) -> Result<Vec<(PersonId, BoardId)>, DbErr> {
    let rows: Vec<(Uuid, Uuid, String)> = appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .filter(seat::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(in_force(day))
        .filter(standing_on(day))
        .select_only()
        .column(appointment::Column::PersonId)
        .column(seat::Column::BoardId)
        .column(seat::Column::Role)
        .order_by_asc(appointment::Column::PersonId)
        .order_by_asc(seat::Column::BoardId)
        .into_tuple()
        .all(db)
        .await?;
    let mut seated = Vec::with_capacity(rows.len());
    for (person, board, role) in rows {
        let role: Role = stored(&role, Role::from_code)?;
        if allows(role, permission, Relation::Other) {
            seated.push((PersonId(person), BoardId(board)));
        }
    }
    seated.dedup();
    Ok(seated)
}

/// Everybody who sits on the boards of a meeting, each with one of the boards.
///
/// # Errors
/// The database does not answer.
pub async fn people_of(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
    day: NaiveDate,
) -> Result<Vec<(PersonId, BoardId)>, DbErr> {
    let boards = meeting.boards().map(|board| board.id).collect();
    let mut people = seated(db, &boards, day, Permission::SeeMeetings).await?;
    people.dedup_by_key(|(person, _)| *person);
    Ok(people)
}

/// Whoever keeps the agendas of a board.
///
/// # Errors
/// The database does not answer.
pub async fn officers_of(
    db: &impl ConnectionTrait,
    board: BoardId,
    day: NaiveDate,
) -> Result<Vec<(PersonId, BoardId)>, DbErr> {
    seated(
        db,
        &BTreeSet::from([board]),
        day,
        Permission::ManageMeetings,
    )
    .await
}

/// Meetings of other boards that share people with some boards, at the time of
/// one of these spans. Two queries, however many.
///
/// # Errors
/// The database does not answer.
pub async fn clashes(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    spans: &[(DateTime<Utc>, DateTime<Utc>)],
    except: MeetingId,
    today: NaiveDate,
) -> Result<Vec<Clash>, DbErr> {
    let at_the_time = spans.iter().fold(Condition::any(), |any, (from, to)| {
        any.add(
            Condition::all()
                .add(meeting::Column::StartsAt.lt(*to))
                .add(meeting::Column::EndsAt.gt(*from)),
        )
    });
    if spans.is_empty() {
        return Ok(Vec::new());
    }
    let others: Vec<(Uuid, String, DateTime<Utc>, DateTime<Utc>)> = meeting_board::Entity::find()
        .join(JoinType::InnerJoin, meeting_board::Relation::Meeting.def())
        .join(JoinType::InnerJoin, meeting_board::Relation::Board.def())
        .filter(at_the_time)
        .filter(meeting::Column::Id.ne(except.0))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .select_only()
        .column(board::Column::Id)
        .column(board::Column::Name)
        .column(meeting::Column::StartsAt)
        .column(meeting::Column::EndsAt)
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(board::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let mut asked: BTreeSet<BoardId> = others.iter().map(|row| BoardId(row.0)).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    asked.extend(boards);
    let mut people: BTreeMap<BoardId, BTreeSet<PersonId>> = BTreeMap::new();
    for (person, board) in seated(db, &asked, today, Permission::SeeMeetings).await? {
        people.entry(board).or_default().insert(person);
    }
    let ours: BTreeSet<PersonId> = boards
        .iter()
        .filter_map(|board| people.get(board))
        .flatten()
        .copied()
        .collect();
    Ok(others
        .into_iter()
        .filter_map(|(id, board_name, starts_at, ends_at)| {
            let theirs = people.get(&BoardId(id))?;
            let both = theirs.intersection(&ours).count() as u64;
            (both > 0).then_some(Clash {
                board_name,
                starts_at,
                ends_at,
                people: both,
            })
        })
        .collect())
}
