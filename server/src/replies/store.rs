//! Queries and commands about who comes to a meeting.

use app::{
    ids::{BoardId, MeetingId, OrganisationId, PersonId, SeatId},
    meetings::types::MeetingState,
    replies::{
        forms::ReplyForm,
        types::{Answer, Candidate, Reply, Substitute},
    },
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{appointment, meeting, meeting_reply, meeting_substitute, person, seat},
    meetings::store::hold,
    membership::scope::{board_exists_on, in_force, standing_on, stored},
};

fn read(row: meeting_reply::Model) -> Result<Reply, DbErr> {
    Ok(Reply {
        seat: SeatId(row.seat_id),
        person: PersonId(row.person_id),
        answer: stored(&row.answer, Answer::from_code)?,
        note: row.note,
        said_at: row.said_at,
        version: row.version,
    })
}

/// What was said about a meeting. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_meeting(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<Reply>, DbErr> {
    let rows = meeting_reply::Entity::find()
        .filter(meeting_reply::Column::MeetingId.eq(meeting.0))
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Who comes to a meeting for somebody else. One query.
///
/// # Errors
/// The database does not answer.
pub async fn substitutes_of(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<Substitute>, DbErr> {
    let rows: Vec<(Uuid, Uuid, String, String, Option<String>)> =
        meeting_substitute::Entity::find()
            .join(
                JoinType::InnerJoin,
                meeting_substitute::Relation::Person.def(),
            )
            .filter(meeting_substitute::Column::MeetingId.eq(meeting.0))
            .filter(meeting_substitute::Column::WithdrawnAt.is_null())
            .select_only()
            .column(meeting_substitute::Column::SeatId)
            .column(person::Column::Id)
            .column(person::Column::FullName)
            .column(person::Column::Post)
            .column(person::Column::Email)
            .order_by_asc(person::Column::FullName)
            .into_tuple()
            .all(db)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(seat, person, full_name, post, email)| Substitute {
            seat: SeatId(seat),
            person: PersonId(person),
            full_name,
            post,
            email,
        })
        .collect())
}

/// The meetings that somebody comes to for another, until the end of the day of
/// each, while the seat is there. One query.
///
/// # Errors
/// The database does not answer.
pub async fn visited_by(
    db: &impl ConnectionTrait,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<MeetingId>, DbErr> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = meeting_substitute::Entity::find()
        .join(
            JoinType::InnerJoin,
            meeting_substitute::Relation::Meeting.def(),
        )
        .join(
            JoinType::InnerJoin,
            meeting_substitute::Relation::Seat.def(),
        )
        .join(JoinType::InnerJoin, seat::Relation::Board.def())
        .filter(meeting_substitute::Column::PersonId.eq(person.0))
        .filter(meeting_substitute::Column::WithdrawnAt.is_null())
        .filter(standing_on(today))
        .filter(board_exists_on(today))
        .select_only()
        .column(meeting_substitute::Column::MeetingId)
        .column(meeting::Column::EndsAt)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|(_, ends_at)| today <= wording::uk_day(*ends_at))
        .map(|(meeting, _)| MeetingId(meeting))
        .collect())
}

/// A seat of a board at a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of {
    pub meeting: MeetingId,
    pub board: BoardId,
    pub seat: SeatId,
    /// Whose place it is.
    pub person: PersonId,
}

/// What came of a reply, or of naming somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is saved. Who is named need not come any more, where somebody was.
    Saved { withdrawn: Option<PersonId> },
    /// The very same was said before: a second click.
    Already,
    /// It was said otherwise since the form was opened, or the meeting was
    /// cancelled.
    OutOfDate,
    /// Too many were named for this seat already.
    TooMany,
}

/// Whether a meeting can still be replied to, as it stands in this transaction.
async fn is_on(tx: &impl ConnectionTrait, id: MeetingId) -> Result<bool, DbErr> {
    hold(tx, id).await?;
    let on = meeting::Entity::find_by_id(id.0)
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .one(tx)
        .await?;
    Ok(on.is_some())
}

async fn stored_reply(
    tx: &impl ConnectionTrait,
    of: &Of,
) -> Result<Option<meeting_reply::Model>, DbErr> {
    meeting_reply::Entity::find()
        .filter(meeting_reply::Column::MeetingId.eq(of.meeting.0))
        .filter(meeting_reply::Column::SeatId.eq(of.seat.0))
        .one(tx)
        .await
}

/// Notes whether somebody comes. Whoever was named instead need not come any
/// more, unless the answer is still no.
///
/// # Errors
/// The database refuses.
pub async fn say(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    of: &Of,
    new: &ReplyForm,
) -> Result<Said, DbErr> {
    if !is_on(tx, of.meeting).await? {
        return Ok(Said::OutOfDate);
    }
    let before = stored_reply(tx, of).await?;
    let same = before.as_ref().is_some_and(|row| {
        row.version == new.version
            && row.person_id == of.person.0
            && row.answer == new.answer.code()
            && row.note == new.note
    });
    if same {
        return Ok(Said::Already);
    }
    let version = before.as_ref().map_or(0, |row| row.version);
    if version.checked_add(1) != Some(new.version) {
        return Ok(Said::OutOfDate);
    }
    let row = meeting_reply::Model {
        id: before.as_ref().map_or_else(|| random.id(at), |row| row.id),
        meeting_id: of.meeting.0,
        seat_id: of.seat.0,
        person_id: of.person.0,
        answer: new.answer.code().to_owned(),
        note: new.note.clone(),
        said_by_id: actor.person.map(|person| person.0),
        said_at: at,
        version: new.version,
    };
    let id = row.id;
    if before.is_some() {
        meeting_reply::Entity::delete_by_id(id).exec(tx).await?;
    }
    meeting_reply::Entity::insert(meeting_reply::ActiveModel::from(row))
        .exec_without_returning(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(of.board),
        at,
        verb: "replied",
        subject_kind: "meeting",
        subject: Some(of.meeting.0),
        before: json!({"answer": before.as_ref().map(|row| row.answer.as_str())}),
        after: json!({
            "seat": of.seat.0, "person": of.person.0, "answer": new.answer.code(),
        }),
    };
    audit::record(tx, random, actor, event).await?;
    let withdrawn = if new.answer == Answer::NotComing {
        None
    } else {
        withdraw(tx, random, actor, at, of).await?
    };
    Ok(Said::Saved { withdrawn })
}

/// Tells whoever was named for a seat that they need not come; nobody where
/// nobody was.
async fn withdraw(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    of: &Of,
) -> Result<Option<PersonId>, DbErr> {
    let Some(named) = live(tx, of).await? else {
        return Ok(None);
    };
    meeting_substitute::Entity::update_many()
        .col_expr(
            meeting_substitute::Column::WithdrawnAt,
            Expr::value(Some(at)),
        )
        .filter(meeting_substitute::Column::Id.eq(named.id))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(of.board),
        at,
        verb: "withdrew",
        subject_kind: "meeting_substitute",
        subject: Some(named.id),
        before: json!({"person": named.person_id}),
        after: json!({"withdrawn_at": at}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Some(PersonId(named.person_id)))
}

async fn live(
    tx: &impl ConnectionTrait,
    of: &Of,
) -> Result<Option<meeting_substitute::Model>, DbErr> {
    meeting_substitute::Entity::find()
        .filter(named_for(of))
        .filter(meeting_substitute::Column::WithdrawnAt.is_null())
        .one(tx)
        .await
}

fn named_for(of: &Of) -> Condition {
    Condition::all()
        .add(meeting_substitute::Column::MeetingId.eq(of.meeting.0))
        .add(meeting_substitute::Column::SeatId.eq(of.seat.0))
}

/// Most people named one after the other for one seat at one meeting: each gets
/// mail from the portal.
const MOST_NAMED: u64 = 10;

/// Names who comes for a seat, or nobody. `version` is that of the reply by which
/// its holder does not come.
///
/// # Errors
/// The database refuses.
pub async fn name(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    of: &Of,
    (who, version): (Option<PersonId>, i32),
) -> Result<Said, DbErr> {
    if !is_on(tx, of.meeting).await? {
        return Ok(Said::OutOfDate);
    }
    let declined = stored_reply(tx, of)
        .await?
        .is_some_and(|row| row.answer == Answer::NotComing.code() && row.version == version);
    if !declined {
        return Ok(Said::OutOfDate);
    }
    let named = live(tx, of).await?;
    if named.map(|row| row.person_id) == who.map(|person| person.0) {
        return Ok(Said::Already);
    }
    let ever = meeting_substitute::Entity::find()
        .filter(named_for(of))
        .count(tx)
        .await?;
    if who.is_some() && ever >= MOST_NAMED {
        return Ok(Said::TooMany);
    }
    let withdrawn = withdraw(tx, random, actor, at, of).await?;
    if let Some(person) = who {
        let id = random.id(at);
        meeting_substitute::Entity::insert(meeting_substitute::ActiveModel::from(
            meeting_substitute::Model {
                id,
                meeting_id: of.meeting.0,
                seat_id: of.seat.0,
                person_id: person.0,
                named_by_id: actor.person.map(|person| person.0),
                named_at: at,
                withdrawn_at: None,
            },
        ))
        .exec_without_returning(tx)
        .await?;
        let after = json!({
            "meeting": of.meeting.0, "seat": of.seat.0, "person": person.0,
        });
        let verb = ("named", "meeting_substitute");
        let event = audit::Event::new(Chain::Board(of.board), at, verb, id, after);
        audit::record(tx, random, actor, event).await?;
    }
    Ok(Said::Saved { withdrawn })
}

/// Most people of one organisation that are offered.
const OFFERED: u64 = 30;

/// Who represents an organisation on any board on a day, by name. One query.
///
/// # Errors
/// The database does not answer.
pub async fn colleagues(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    day: NaiveDate,
) -> Result<Vec<Candidate>, DbErr> {
    let represents = Condition::any()
        .add(appointment::Column::OrganisationId.eq(organisation.0))
        .add(
            Condition::all()
                .add(appointment::Column::OrganisationId.is_null())
                .add(seat::Column::OrganisationId.eq(organisation.0)),
        );
    let rows: Vec<(Uuid, String, String)> = appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .join(JoinType::InnerJoin, seat::Relation::Board.def())
        .join(JoinType::InnerJoin, appointment::Relation::Person.def())
        .filter(represents)
        .filter(in_force(day))
        .filter(standing_on(day))
        .filter(board_exists_on(day))
        .select_only()
        .column(person::Column::Id)
        .column(person::Column::FullName)
        .column(person::Column::Post)
        .distinct()
        .order_by_asc(person::Column::FullName)
        .order_by_asc(person::Column::Id)
        .limit(OFFERED)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(person, full_name, post)| Candidate {
            person: PersonId(person),
            full_name,
            post,
        })
        .collect())
}
