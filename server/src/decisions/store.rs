//! Queries and commands about decisions.

use app::{
    actions::list::search_words,
    decisions::{
        forms::NewDecision,
        types::{Cursor, Decision, DecisionFilter, DecisionState, How},
    },
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::types::Part,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
    sea_query::{Expr, ExprTrait, LikeExpr, OnConflict},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{board, decision, decision_number},
    membership::{scope::stored, seats::Changed},
    outbox,
};

/// Where at a meeting a decision was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenAt<'a> {
    pub meeting: MeetingId,
    pub item: AgendaItemId,
    /// The item as it is called today.
    pub title: &'a str,
    /// Whether the board was quorate.
    pub quorate: bool,
}

/// What came of recording a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    As(String),
    /// The form was sent before.
    Already(String),
}

#[derive(FromQueryResult)]
struct Record {
    id: Uuid,
    board_id: Uuid,
    board_name: String,
    board_slug: String,
    reference: String,
    meeting_id: Option<Uuid>,
    item_id: Option<Uuid>,
    item_title: String,
    text: String,
    reason: String,
    way: String,
    taken_by: String,
    dissent: String,
    abstained: String,
    part: String,
    taken_on: NaiveDate,
    review_on: Option<NaiveDate>,
    state: String,
    ratified_at_id: Option<Uuid>,
    version: i32,
}

impl Record {
    fn read(self) -> Result<Decision, DbErr> {
        Ok(Decision {
            id: self.id,
            board: BoardId(self.board_id),
            board_name: self.board_name,
            board_slug: self.board_slug,
            reference: self.reference,
            meeting: self.meeting_id.map(MeetingId),
            item: self.item_id.map(AgendaItemId),
            item_title: self.item_title,
            text: self.text,
            reason: self.reason,
            how: stored(&self.way, How::from_code)?,
            taken_by: self.taken_by,
            dissent: self.dissent,
            abstained: self.abstained,
            part: stored(&self.part, Part::from_code)?,
            taken_on: self.taken_on,
            review_on: self.review_on,
            state: stored(&self.state, DecisionState::from_code)?,
            ratified_at: self.ratified_at_id.map(MeetingId),
            version: self.version,
        })
    }
}

fn records() -> Select<decision::Entity> {
    decision::Entity::find()
        .join(JoinType::InnerJoin, decision::Relation::Board.def())
        .column_as(board::Column::Name, "board_name")
        .column_as(board::Column::Slug, "board_slug")
}

async fn read(
    db: &impl ConnectionTrait,
    which: Select<decision::Entity>,
) -> Result<Vec<Decision>, DbErr> {
    let rows: Vec<Record> = which.into_model().all(db).await?;
    rows.into_iter().map(Record::read).collect()
}

/// A decision. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, reference: &str) -> Result<Option<Decision>, DbErr> {
    let which = records().filter(decision::Column::Reference.eq(reference));
    Ok(read(db, which).await?.into_iter().next())
}

/// The decision of this identifier. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Decision>, DbErr> {
    let which = records().filter(decision::Column::Id.eq(id));
    Ok(read(db, which).await?.into_iter().next())
}

/// The decisions of a meeting, in the order of their numbers. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_meeting(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<Decision>, DbErr> {
    let which = records()
        .filter(decision::Column::MeetingId.eq(meeting.0))
        .order_by_asc(decision::Column::Year)
        .order_by_asc(decision::Column::Number);
    read(db, which).await
}

/// The decisions taken at these items, in the order of their numbers. One query.
///
/// # Errors
/// The database does not answer.
pub async fn at_items(
    db: &impl ConnectionTrait,
    items: &[AgendaItemId],
) -> Result<Vec<Decision>, DbErr> {
    let which = records()
        .filter(decision::Column::ItemId.is_in(items.iter().map(|item| item.0)))
        .order_by_asc(decision::Column::Year)
        .order_by_asc(decision::Column::Number);
    read(db, which).await
}

/// Decisions on a page of the register.
pub const PAGE: u64 = 50;

/// Most decisions in a file.
pub const MOST_IN_FILE: u64 = 10_000;

/// Whose decisions somebody reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    /// The boards to read of; none where it is every board.
    pub boards: Option<Vec<BoardId>>,
    /// The boards whose Part B may be read; none where it is every board.
    pub part_b: Option<Vec<BoardId>>,
}

impl Readable {
    fn only(&self, mut query: Select<decision::Entity>) -> Select<decision::Entity> {
        use decision::Column;
        let ids = |boards: &[BoardId]| boards.iter().map(|board| board.0).collect::<Vec<_>>();
        if let Some(boards) = &self.boards {
            query = query.filter(Column::BoardId.is_in(ids(boards)));
        }
        if let Some(boards) = &self.part_b {
            query = query.filter(
                Condition::any()
                    .add(Column::Part.eq(Part::A.code()))
                    .add(Column::BoardId.is_in(ids(boards))),
            );
        }
        query
    }
}

/// At most `limit` decisions of the register, the latest first, from where a page
/// ended. One query.
///
/// # Errors
/// The database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    readable: &Readable,
    filter: &DecisionFilter,
    (after, limit): (Option<Cursor>, u64),
    today: NaiveDate,
) -> Result<Vec<Decision>, DbErr> {
    use decision::Column;
    let mut query = readable.only(records());
    for word in search_words(&filter.search) {
        let escaped = word
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        query = query.filter(
            Expr::col((decision::Entity, Column::SearchText))
                .like(LikeExpr::new(format!("%{escaped}%")).escape('\\')),
        );
    }
    if let Some(year) = filter.year {
        query = query.filter(Column::Year.eq(year));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.code()));
    }
    if filter.review {
        query = query.filter(Column::ReviewOn.lte(today));
    }
    if let Some(after) = after {
        query = query.filter(
            Condition::any()
                .add(Column::TakenOn.lt(after.taken_on))
                .add(
                    Condition::all()
                        .add(Column::TakenOn.eq(after.taken_on))
                        .add(Column::Id.lt(after.id)),
                ),
        );
    }
    let query = query
        .order_by_desc(Column::TakenOn)
        .order_by_desc(Column::Id)
        .limit(limit);
    read(db, query).await
}

/// The years of the decisions that somebody reads, the latest first. One query.
///
/// # Errors
/// The database does not answer.
pub async fn years(db: &impl ConnectionTrait, readable: &Readable) -> Result<Vec<i32>, DbErr> {
    readable
        .only(decision::Entity::find())
        .select_only()
        .column(decision::Column::Year)
        .distinct()
        .order_by_desc(decision::Column::Year)
        .into_tuple()
        .all(db)
        .await
}

/// Takes the next number of a board's year; two at once get two numbers.
async fn next_number(tx: &impl ConnectionTrait, board: BoardId, year: i32) -> Result<i32, DbErr> {
    use decision_number::{ActiveModel, Column, Entity, Model};
    let row = Entity::insert(ActiveModel::from(Model {
        board_id: board.0,
        year,
        last_number: 1,
    }))
    .on_conflict(
        OnConflict::columns([Column::BoardId, Column::Year])
            .value(
                Column::LastNumber,
                Expr::col((Entity, Column::LastNumber)).add(1),
            )
            .to_owned(),
    )
    .exec_with_returning(tx)
    .await?;
    Ok(row.last_number)
}

fn told(new: &NewDecision, reference: &str, state: DecisionState) -> Value {
    json!({
        "reference": reference, "text": new.text, "reason": new.reason, "how": new.how.code(),
        "taken_by": new.taken_by, "dissent": new.dissent, "abstained": new.abstained,
        "part": new.part.code(), "taken_on": new.taken_on, "review_on": new.review_on,
        "state": state.code(),
    })
}

/// Records a decision in the register of a board and gives it the next reference.
///
/// # Errors
/// There is no such board, or the database refuses.
pub async fn record(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    taken_at: Option<TakenAt<'_>>,
    new: &NewDecision,
) -> Result<Recorded, DbErr> {
    let board = board::Entity::find_by_id(board.0)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the board of a decision".to_owned()))?;
    if let Some(there) = decision::Entity::find_by_id(new.id).one(tx).await? {
        return Ok(Recorded::Already(there.reference));
    }
    let board_id = BoardId(board.id);
    let year = new.taken_on.year();
    let number = next_number(tx, board_id, year).await?;
    let reference = format!("{}-D-{year}-{number:03}", board.code);
    let state = match taken_at {
        Some(at) if !at.quorate => DecisionState::ForRatification,
        Some(_) | None => DecisionState::Taken,
    };
    let words = format!("{reference} {} {}", new.text, new.reason);
    decision::Entity::insert(decision::ActiveModel::from(decision::Model {
        id: new.id,
        board_id: board.id,
        reference: reference.clone(),
        year,
        number,
        meeting_id: taken_at.map(|at| at.meeting.0),
        item_id: taken_at.map(|at| at.item.0),
        item_title: taken_at.map_or("", |at| at.title).to_owned(),
        text: new.text.clone(),
        reason: new.reason.clone(),
        way: new.how.code().to_owned(),
        taken_by: new.taken_by.clone(),
        dissent: new.dissent.clone(),
        abstained: new.abstained.clone(),
        part: new.part.code().to_owned(),
        taken_on: new.taken_on,
        review_on: new.review_on,
        state: state.code().to_owned(),
        ratified_at_id: None,
        created_at: at,
        version: 1,
        search_text: search_words(&words).join(" "),
    }))
    .exec_without_returning(tx)
    .await?;
    let after = told(new, &reference, state);
    let verb = ("recorded", "decision");
    let event = audit::Event::new(Chain::Board(board_id), at, verb, new.id, after);
    audit::record(tx, random, actor, event).await?;
    if let Some(taken_at) = taken_at {
        outbox::meeting_changed(tx, board_id, taken_at.meeting, at).await?;
    }
    Ok(Recorded::As(reference))
}

/// Says that a quorate meeting has ratified a decision.
///
/// # Errors
/// The database refuses.
pub async fn ratify(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    decision: &Decision,
    (by, version): (MeetingId, i32),
) -> Result<Changed, DbErr> {
    use decision::Column;
    let outcome = decision::Entity::update_many()
        .col_expr(Column::State, Expr::value(DecisionState::Ratified.code()))
        .col_expr(Column::RatifiedAtId, Expr::value(Some(by.0)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(decision.id))
        .filter(Column::Version.eq(version))
        .filter(Column::State.eq(DecisionState::ForRatification.code()))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(decision.board),
        at,
        verb: "ratified",
        subject_kind: "decision",
        subject: Some(decision.id),
        before: json!({"state": decision.state.code(), "version": version}),
        after: json!({
            "state": DecisionState::Ratified.code(), "meeting": by, "version": version + 1,
        }),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// Says when a board wants to look at a decision again, or that it does not, if the
/// decision still stands as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn review(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    decision: &Decision,
    (review_on, version): (Option<NaiveDate>, i32),
) -> Result<Changed, DbErr> {
    use decision::Column;
    let outcome = decision::Entity::update_many()
        .col_expr(Column::ReviewOn, Expr::value(review_on))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(decision.id))
        .filter(Column::Version.eq(version))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(decision.board),
        at,
        verb: "changed",
        subject_kind: "decision",
        subject: Some(decision.id),
        before: json!({"review_on": decision.review_on, "version": version}),
        after: json!({"review_on": review_on, "version": version + 1}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}
