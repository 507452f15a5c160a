//! Taking suggested items, and dropping them.

use app::{
    ids::{AgendaItemId, BoardId},
    meetings::{
        forms::{Decision, ItemForm},
        types::{About, AgendaItem, Meeting},
    },
    notices::Kind,
    suggestions::types::{Dropped, Subject, Suggestion},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict,
};
use serde_json::json;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::dropped_suggestion,
    meetings::agenda::{self, Added, Decided},
    notices,
};

/// What a board dropped. One query.
///
/// # Errors
/// The database does not answer.
pub async fn dropped(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<Dropped>, DbErr> {
    let rows = dropped_suggestion::Entity::find()
        .filter(dropped_suggestion::Column::BoardId.eq(board.0))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Dropped {
            key: row.suggestion,
            cause: row.cause,
        })
        .collect())
}

/// Drops suggestions: they come back when their cause changes.
///
/// # Errors
/// The database refuses.
pub async fn drop_some(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    (some, reason): (&[Suggestion], &str),
) -> Result<(), DbErr> {
    use dropped_suggestion::Column;
    for one in some {
        let row = dropped_suggestion::Model {
            board_id: meeting.lead.id.0,
            suggestion: one.key(),
            cause: one.cause.clone(),
            reason: reason.to_owned(),
            dropped_at: at,
            dropped_by_id: actor.person.map(|person| person.0),
        };
        let again = OnConflict::columns([Column::BoardId, Column::Suggestion])
            .update_columns([
                Column::Cause,
                Column::Reason,
                Column::DroppedAt,
                Column::DroppedById,
            ])
            .to_owned();
        dropped_suggestion::Entity::insert(dropped_suggestion::ActiveModel::from(row))
            .on_conflict(again)
            .exec_without_returning(tx)
            .await?;
        let after = json!({"suggestion": one.key(), "cause": one.cause, "reason": reason});
        let verb = ("dropped", "suggestion");
        let chain = Chain::Board(meeting.lead.id);
        let event = audit::Event::new(chain, at, verb, meeting.id.0, after);
        audit::record(tx, random, actor, event).await?;
    }
    Ok(())
}

/// Notes that an agenda was published although actions on it are not settled.
///
/// # Errors
/// The database refuses.
pub async fn carry_on(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    (open, reason): (&[Suggestion], &str),
) -> Result<(), DbErr> {
    let keys: Vec<String> = open.iter().map(Suggestion::key).collect();
    let after = json!({"actions": keys, "reason": reason});
    let verb = ("carried_over", "meeting");
    let chain = Chain::Board(meeting.lead.id);
    let event = audit::Event::new(chain, at, verb, meeting.id.0, after);
    audit::record(tx, random, actor, event).await
}

/// What came of taking suggestions. Whoever asked undoes the transaction of what
/// was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Saved,
    /// The agenda holds as many items as one may.
    Full,
    /// An item that waited was decided about in the meantime.
    OutOfDate,
}

/// The item that stands for the action log, under which actions and minutes are
/// put.
fn log_item(items: &[AgendaItem]) -> Option<AgendaItemId> {
    items
        .iter()
        .find(|item| item.is_for_the_action_log())
        .map(|item| item.id)
}

/// Puts suggested items on an agenda, each with the reason why it is there.
/// `items` is what the agenda has.
///
/// # Errors
/// The database refuses.
pub async fn take(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, items): (&Meeting, &[AgendaItem]),
    some: &[Suggestion],
) -> Result<Taken, DbErr> {
    let log = log_item(items);
    for one in some {
        let (linked, about, under) = match &one.subject {
            Subject::Item(id) => {
                match decide(tx, random, actor, at, meeting, (*id, one.version)).await? {
                    Decided::Saved => continue,
                    Decided::Full => return Ok(Taken::Full),
                    Decided::OutOfDate => return Ok(Taken::OutOfDate),
                }
            }
            Subject::Action(reference) => (Some(reference.clone()), None, log),
            Subject::Minutes(id) => (None, Some(About::Minutes(*id)), log),
            Subject::Seat(id) => (None, Some(About::Seat(*id)), None),
            Subject::Decision(reference) => (None, Some(About::Decision(reference.clone())), None),
            Subject::Site(id) => (None, Some(About::Site(*id)), None),
            Subject::Pilot(slug) => (None, Some(About::Pilot(slug.clone())), None),
            Subject::Lesson(id) => (None, Some(About::Lesson(*id)), None),
        };
        let new = ItemForm {
            id: AgendaItemId(random.id(at)),
            title: one.title.clone(),
            detail: one.reason.clone(),
            purpose: one.purpose,
            minutes: one.minutes,
            presenter: None,
            part: one.part,
            linked,
            conflict_note: String::new(),
            wants_papers: false,
            under,
            version: 1,
        };
        let outcome =
            agenda::add_about(tx, random, actor, at, meeting, (&new, about.as_ref())).await?;
        if outcome == Added::Full {
            return Ok(Taken::Full);
        }
    }
    Ok(Taken::Saved)
}

/// Accepts an item that waited, and tells whoever proposed it.
async fn decide(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    (id, version): (AgendaItemId, i32),
) -> Result<Decided, DbErr> {
    let Some(item) = agenda::find(tx, id).await? else {
        return Ok(Decided::OutOfDate);
    };
    let decision = (Decision::Accept(meeting.id), version);
    let outcome = agenda::decide(tx, random, actor, at, &item, &decision).await?;
    let proposer = item
        .proposed_by
        .filter(|person| Some(*person) != actor.person);
    if let (Decided::Saved, Some(proposer)) = (outcome, proposer) {
        let words = format!(
            "“{}” is accepted for the meeting on {}.",
            item.title,
            meeting.when()
        );
        let people = [(proposer, item.board)];
        notices::write_to_people(tx, random, at, Kind::Proposal, &people, &words).await?;
    }
    Ok(outcome)
}
