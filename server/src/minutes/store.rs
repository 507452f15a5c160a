//! Queries and commands about minutes.

use std::collections::HashMap;

use app::{
    access::Role,
    decisions::types::{Decision, DecisionState},
    ids::{MeetingId, PersonId},
    meetings::types::{Meeting, published},
    minutes::types::{
        Attendee, Correction, KeptMinutes, Minutes, MinutesAction, MinutesDecision, MinutesItem,
        MinutesState,
    },
    notices::Kind,
    proceedings::types::{Guest, Outcome, Presence, SeatMark},
    wording,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{minutes, minutes_correction, person},
    decisions,
    meetings::{agenda, publishing, store as meetings},
    membership::{scope::stored, seats::Changed},
    proceedings::store as proceedings,
    secrets,
};

/// Whether the minutes of a meeting are agreed, so that nothing is recorded there
/// any more.
///
/// # Errors
/// The database does not answer.
pub async fn are_agreed(db: &impl ConnectionTrait, meeting: MeetingId) -> Result<bool, DbErr> {
    let agreed = minutes::Entity::find_by_id(meeting.0)
        .filter(minutes::Column::State.eq(MinutesState::Agreed.code()))
        .count(db)
        .await?;
    Ok(agreed > 0)
}

/// Whether the minutes of a meeting were sent out.
///
/// # Errors
/// The database does not answer.
pub async fn are_out(db: &impl ConnectionTrait, meeting: MeetingId) -> Result<bool, DbErr> {
    let sent = minutes::Entity::find_by_id(meeting.0).count(db).await?;
    Ok(sent > 0)
}

/// A text as it is kept, and its SHA-256 in hexadecimal.
///
/// # Errors
/// The text cannot be written.
pub fn as_kept(minutes: &Minutes) -> Result<(String, String), DbErr> {
    let text = serde_json::to_string(minutes).map_err(|error| DbErr::Json(error.to_string()))?;
    let hash = secrets::hex(&Sha256::digest(text.as_bytes()));
    Ok((text, hash))
}

fn attendee(seat: &SeatMark) -> Attendee {
    let mark = seat.mark.as_ref();
    let mut notes = Vec::new();
    if mark.and_then(|mark| mark.presence()) == Some(Presence::Substitute) {
        notes.push(match &seat.holder {
            Some((_, holder)) => format!("for {holder}"),
            None => "substitute".to_owned(),
        });
    }
    if matches!(seat.role, Role::Observer | Role::Sponsor) {
        notes.push(seat.role.label().to_lowercase());
    }
    if let Some(at) = mark.and_then(|mark| mark.arrived) {
        notes.push(format!("from {}", wording::clock(at)));
    }
    if let Some(at) = mark.and_then(|mark| mark.left) {
        notes.push(format!("until {}", wording::clock(at)));
    }
    Attendee {
        name: mark.map_or_else(String::new, |mark| mark.name.clone()),
        seat: seat.title.clone(),
        organisation: seat.organisation.clone(),
        note: notes.join(", "),
    }
}

fn guest(guest: Guest) -> Attendee {
    Attendee {
        name: guest.name,
        seat: String::new(),
        organisation: guest.organisation,
        note: String::new(),
    }
}

fn decision(decision: &Decision) -> MinutesDecision {
    MinutesDecision {
        reference: decision.reference.clone(),
        text: decision.text.clone(),
        reason: decision.reason.clone(),
        how: decision.how.label().to_owned(),
        taken_by: decision.taken_by.clone(),
        dissent: decision.dissent.clone(),
        abstained: decision.abstained.clone(),
        // What was ratified later was not at this meeting.
        for_ratification: decision.state != DecisionState::Taken,
        part: decision.part.code().to_owned(),
    }
}

/// The minutes as they follow from what is written at the items now. A fixed number
/// of queries, however many items and seats.
///
/// # Errors
/// The database does not answer.
pub async fn draft(db: &impl ConnectionTrait, meeting: &Meeting) -> Result<Minutes, DbErr> {
    let room = proceedings::room(db, meeting).await?;
    let quorums = room.quorums(db, meeting).await?;
    let items = agenda::of_meeting(db, meeting.id).await?;
    let records = proceedings::records(db, meeting.id).await?;
    let decisions = decisions::store::of_meeting(db, meeting.id).await?;
    let raised = proceedings::raised(db, meeting.id).await?;
    let who = |wanted: &[Presence]| -> Vec<Attendee> {
        let is_wanted = |seat: &&SeatMark| {
            let presence = seat.mark.as_ref().and_then(|mark| mark.presence());
            presence.is_some_and(|presence| wanted.contains(&presence))
        };
        let mut list: Vec<Attendee> = Vec::new();
        for one in room.seats.iter().filter(is_wanted).map(attendee) {
            // Whoever holds two seats is there once, with both.
            match list.iter_mut().find(|known| known.name == one.name) {
                Some(known) if !one.name.is_empty() => {
                    known.seat = format!("{}; {}", known.seat, one.seat);
                }
                _ => list.push(one),
            }
        }
        list
    };
    let items = published(&items, meeting.agenda_version)
        .into_iter()
        .map(|item| {
            let record = records.get(&item.id).cloned().unwrap_or_default();
            MinutesItem {
                decisions: decisions
                    .iter()
                    .filter(|one| one.item == Some(item.id))
                    .map(decision)
                    .collect(),
                actions: raised
                    .iter()
                    .filter(|one| one.item == Some(item.id))
                    .map(|one| MinutesAction {
                        reference: one.reference.clone(),
                        title: one.title.clone(),
                        organisation: one.organisation.clone(),
                        due_on: one.due_on,
                    })
                    .collect(),
                number: item.number,
                title: item.title,
                part: item.part,
                not_taken: item.not_taken,
                notes: record.notes,
                judicial_note: record.judicial_note,
                interests: record.interests,
                outcome: record
                    .outcome
                    .map(|outcome: Outcome| outcome.label().to_owned()),
            }
        })
        .collect();
    let joint = quorums.len() > 1;
    Ok(Minutes {
        title: meeting.title.clone(),
        boards: meeting.boards().map(|board| board.name.clone()).collect(),
        when: meeting.when(),
        place: meeting.place.clone(),
        quorate: quorums.iter().all(|quorum| quorum.is_met()),
        quorum: quorums
            .iter()
            .map(|quorum| {
                if joint {
                    format!("{}: {}", quorum.board_name, quorum.in_words())
                } else {
                    quorum.in_words()
                }
            })
            .collect(),
        present: who(&[Presence::Present, Presence::Substitute]),
        apologies: who(&[Presence::Apologies]),
        absent: who(&[Presence::Absent]),
        in_attendance: room.guests.into_iter().map(guest).collect(),
        items,
    })
}

/// What was sent out of the minutes of a meeting, if anything was. Two queries at most.
///
/// # Errors
/// The database does not answer.
pub async fn kept(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Option<KeptMinutes>, DbErr> {
    let Some(row) = minutes::Entity::find_by_id(meeting.0).one(db).await? else {
        return Ok(None);
    };
    let content =
        serde_json::from_str(&row.content).map_err(|error| DbErr::Json(error.to_string()))?;
    let agreed_by = match row.agreed_at_meeting_id.map(MeetingId) {
        // It is called as it was then, whatever became of it.
        Some(id) if !row.agreed_at_meeting.is_empty() => Some((id, row.agreed_at_meeting)),
        Some(id) => meetings::find(db, id)
            .await?
            .map(|meeting| (id, named(&meeting))),
        None => None,
    };
    Ok(Some(KeptMinutes {
        state: stored(&row.state, MinutesState::from_code)?,
        circulated_at: row.circulated_at,
        agreed_at: row.agreed_at,
        agreed_by,
        content,
        hash: row.hash,
        public_at: row.public_at,
        version: row.version,
    }))
}

/// What came of the items of some meetings by their numbers, as their minutes were sent
/// out; a meeting is missing where none were. One query.
///
/// # Errors
/// The database does not answer.
pub async fn outcomes_sent(
    db: &impl ConnectionTrait,
    meetings: impl IntoIterator<Item = MeetingId>,
) -> Result<HashMap<MeetingId, HashMap<String, String>>, DbErr> {
    let meetings = meetings.into_iter().map(|meeting| meeting.0);
    let rows = minutes::Entity::find()
        .filter(minutes::Column::MeetingId.is_in(meetings))
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let content: Minutes = serde_json::from_str(&row.content)
                .map_err(|error| DbErr::Json(error.to_string()))?;
            let outcomes = content
                .items
                .into_iter()
                .filter_map(|item| Some((item.number, item.outcome?)))
                .collect();
            Ok((MeetingId(row.meeting_id), outcomes))
        })
        .collect()
}

/// "“Board meeting” on 8 December 2026".
pub fn named(meeting: &Meeting) -> String {
    let day = wording::date(wording::uk_day(meeting.starts_at));
    format!("“{}” on {day}", meeting.title)
}

/// Sends the minutes out as they are now, if that is what was looked at, and tells
/// everybody on the boards.
///
/// # Errors
/// The database refuses.
pub async fn circulate(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    (seen, version): (&str, i32),
) -> Result<Changed, DbErr> {
    meetings::hold(tx, meeting.id).await?;
    let before = minutes::Entity::find_by_id(meeting.id.0).one(tx).await?;
    let (text, hash) = as_kept(&draft(tx, meeting).await?)?;
    if before.as_ref().is_some_and(|row| {
        row.version == version + 1
            && row.hash == seen
            && row.state == MinutesState::Circulated.code()
    }) {
        // Sent out before: a second click.
        return Ok(Changed::Saved);
    }
    let is_as_seen = before.as_ref().map_or(0, |row| row.version) == version
        && before
            .as_ref()
            .is_none_or(|row| row.state == MinutesState::Circulated.code());
    if !is_as_seen || hash != seen {
        return Ok(Changed::OutOfDate);
    }
    use minutes::Column;
    minutes::Entity::insert(minutes::ActiveModel::from(minutes::Model {
        meeting_id: meeting.id.0,
        state: MinutesState::Circulated.code().to_owned(),
        circulated_at: Some(at),
        circulated_by_id: actor.person.map(|person| person.0),
        agreed_at: None,
        agreed_by_id: None,
        agreed_at_meeting_id: None,
        agreed_at_meeting: String::new(),
        content: text,
        hash: hash.clone(),
        public_content: String::new(),
        public_at: None,
        version: version + 1,
    }))
    .on_conflict(
        OnConflict::column(Column::MeetingId)
            .update_columns([
                Column::CirculatedAt,
                Column::CirculatedById,
                Column::Content,
                Column::Hash,
                Column::Version,
            ])
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: "circulated",
        subject_kind: "minutes",
        subject: Some(meeting.id.0),
        before: before.map_or(
            serde_json::Value::Null,
            |row| json!({"version": row.version, "hash": row.hash}),
        ),
        after: json!({"version": version + 1, "hash": hash}),
    };
    audit::record(tx, random, actor, event).await?;
    let again = if version == 0 {
        "are out"
    } else {
        "have changed"
    };
    let words = format!(
        "The minutes of “{}” on {} {again}.",
        meeting.title,
        meeting.when()
    );
    publishing::tell(tx, random, at, meeting, Kind::Minutes, &words).await?;
    Ok(Changed::Saved)
}

/// Says that a later meeting agreed the minutes as they were sent out. From then on
/// their text never changes.
///
/// # Errors
/// The database refuses.
pub async fn agree(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, by): (&Meeting, MeetingId),
    (seen, version): (&str, i32),
) -> Result<Changed, DbErr> {
    use minutes::Column;
    meetings::hold(tx, meeting.id).await?;
    let before = minutes::Entity::find_by_id(meeting.id.0).one(tx).await?;
    if before.is_some_and(|row| {
        row.version == version + 1
            && row.hash == seen
            && row.state == MinutesState::Agreed.code()
            && row.agreed_at_meeting_id == Some(by.0)
    }) {
        // Agreed before: a second click.
        return Ok(Changed::Saved);
    }
    // What is written at the items may not say something else than what is agreed.
    let (_, now) = as_kept(&draft(tx, meeting).await?)?;
    if now != seen {
        return Ok(Changed::OutOfDate);
    }
    let agreed_by = meetings::find(tx, by)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the meeting that agreed minutes".to_owned()))?;
    let outcome = minutes::Entity::update_many()
        .col_expr(Column::State, Expr::value(MinutesState::Agreed.code()))
        .col_expr(Column::AgreedAtMeeting, Expr::value(named(&agreed_by)))
        .col_expr(Column::AgreedAt, Expr::value(at))
        .col_expr(
            Column::AgreedById,
            Expr::value(actor.person.map(|person: PersonId| person.0)),
        )
        .col_expr(Column::AgreedAtMeetingId, Expr::value(Some(by.0)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MeetingId.eq(meeting.id.0))
        .filter(Column::State.eq(MinutesState::Circulated.code()))
        .filter(Column::Version.eq(version))
        .filter(Column::Hash.eq(seen))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: "agreed",
        subject_kind: "minutes",
        subject: Some(meeting.id.0),
        before: json!({"state": MinutesState::Circulated.code(), "version": version}),
        after: json!({
            "state": MinutesState::Agreed.code(), "version": version + 1, "hash": seen,
            "meeting": by,
        }),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// Notes something below minutes that are agreed. Nothing where the form was sent
/// before.
///
/// # Errors
/// The database refuses.
pub async fn correct(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    (key, text): (Uuid, &str),
) -> Result<(), DbErr> {
    meetings::hold(tx, meeting.id).await?;
    let there = minutes_correction::Entity::find_by_id(key).one(tx).await?;
    if there.is_some() {
        return Ok(());
    }
    minutes_correction::Entity::insert(minutes_correction::ActiveModel::from(
        minutes_correction::Model {
            id: key,
            meeting_id: meeting.id.0,
            text: text.to_owned(),
            noted_by_id: actor.person.map(|person| person.0),
            noted_at: at,
        },
    ))
    .exec_without_returning(tx)
    .await?;
    let chain = Chain::Board(meeting.lead.id);
    let verb = ("corrected", "minutes");
    let event = audit::Event::new(chain, at, verb, meeting.id.0, json!({"text": text}));
    audit::record(tx, random, actor, event).await
}

#[derive(FromQueryResult)]
struct Noted {
    text: String,
    by: Option<String>,
    noted_at: DateTime<Utc>,
}

/// What was noted about the minutes of a meeting, the earliest first. One query.
///
/// # Errors
/// The database does not answer.
pub async fn corrections(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<Correction>, DbErr> {
    let rows: Vec<Noted> = minutes_correction::Entity::find()
        .join(
            JoinType::LeftJoin,
            minutes_correction::Relation::Person.def(),
        )
        .filter(minutes_correction::Column::MeetingId.eq(meeting.0))
        .order_by_asc(minutes_correction::Column::NotedAt)
        .order_by_asc(minutes_correction::Column::Id)
        .select_only()
        .columns([
            minutes_correction::Column::Text,
            minutes_correction::Column::NotedAt,
        ])
        .column_as(person::Column::FullName, "by")
        .into_model()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Correction {
            text: row.text,
            by: row.by.unwrap_or_default(),
            at: row.noted_at,
        })
        .collect())
}
