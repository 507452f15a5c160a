//! The mails that call people to a meeting, each with the event for their
//! calendar.
//!
//! A meeting that is planned by itself is called at once. Of a series only the
//! next meeting is: a dozen mails to everybody on one day would be put aside
//! unread, and the later dates stand in the feed from the start. Each next one is
//! called when the one before it is over. A change is mailed only to those who were
//! called, and only where it matters to their diaries; whatever else is new comes
//! with the news of the day.

use std::collections::HashSet;

use app::{
    ids::{MeetingId, PersonId},
    mail::types::Kind,
    meetings::types::{Meeting, MeetingState},
    paths,
    replies::letters::{self, Call},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult,
};
use uuid::Uuid;

use super::store as replies;
use crate::{
    db::entities::{identity, meeting, meeting_call, person},
    feeds,
    ics::{self, Asked, Method},
    mail::store::{self as mail, NewMail},
    meetings::store,
    notices::{self, Kind as Notices},
    state::AppState,
};

/// Calls everybody to a meeting that was just planned.
///
/// # Errors
/// The database refuses.
pub async fn planned(
    tx: &impl ConnectionTrait,
    state: &AppState,
    id: MeetingId,
) -> anyhow::Result<()> {
    if state.mailer.is_on() && note(tx, id, state.clock.now()).await? {
        to_all(tx, state, id, Call::Planned).await?;
    }
    Ok(())
}

/// Calls everybody to the next meeting of a series that was just planned.
///
/// # Errors
/// The database refuses.
pub async fn series_planned(
    tx: &impl ConnectionTrait,
    state: &AppState,
    series: Uuid,
) -> anyhow::Result<()> {
    for (of, id) in next_of_series(tx, state.clock.now()).await? {
        if of == series {
            planned(tx, state, id).await?;
        }
    }
    Ok(())
}

/// Tells those who were called to a meeting that it has changed or is cancelled. What
/// they were told of it at this moment is not told again with the news of the day.
///
/// # Errors
/// The database refuses.
pub async fn changed(
    tx: &impl ConnectionTrait,
    state: &AppState,
    id: MeetingId,
    (call, told_at): (Call, DateTime<Utc>),
) -> anyhow::Result<()> {
    let called = meeting_call::Entity::find_by_id(id.0).one(tx).await?;
    if state.mailer.is_on() && called.is_some() {
        let people = to_all(tx, state, id, call).await?;
        notices::mailed(tx, told_at, Notices::MeetingChanged, &people).await?;
    }
    Ok(())
}

/// Calls everybody to the meetings that have become the next of their series.
///
/// # Errors
/// The database refuses.
pub async fn due(tx: &impl ConnectionTrait, state: &AppState) -> anyhow::Result<()> {
    for (_, id) in next_of_series(tx, state.clock.now()).await? {
        planned(tx, state, id).await?;
    }
    Ok(())
}

/// The next meeting of each series, where nobody was called to it yet.
async fn next_of_series(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, MeetingId)>, DbErr> {
    let rows: Vec<(Uuid, Uuid)> = meeting::Entity::find()
        .filter(meeting::Column::SeriesId.is_not_null())
        .filter(meeting::Column::EndsAt.gt(now))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .select_only()
        .column(meeting::Column::SeriesId)
        .column(meeting::Column::Id)
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    let mut seen = HashSet::new();
    let next: Vec<(Uuid, Uuid)> = rows
        .into_iter()
        .filter(|(series, _)| seen.insert(*series))
        .collect();
    let called: Vec<Uuid> = meeting_call::Entity::find()
        .filter(meeting_call::Column::MeetingId.is_in(next.iter().map(|(_, id)| *id)))
        .select_only()
        .column(meeting_call::Column::MeetingId)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(next
        .into_iter()
        .filter(|(_, id)| !called.contains(id))
        .map(|(series, id)| (series, MeetingId(id)))
        .collect())
}

/// Notes that people are called to a meeting; false where they were before.
///
/// # Errors
/// The database refuses.
pub async fn note(
    tx: &impl ConnectionTrait,
    id: MeetingId,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let call = meeting_call::Model {
        meeting_id: id.0,
        called_at: at,
    };
    let outcome = meeting_call::Entity::insert(meeting_call::ActiveModel::from(call))
        .on_conflict_do_nothing_on([meeting_call::Column::MeetingId])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(outcome, TryInsertResult::Inserted(1)))
}

/// Writes to everybody who wants it, and says who they are.
async fn to_all(
    tx: &impl ConnectionTrait,
    state: &AppState,
    id: MeetingId,
    call: Call,
) -> anyhow::Result<Vec<PersonId>> {
    let Some(meeting) = store::find(tx, id).await? else {
        return Ok(Vec::new());
    };
    let mut people: Vec<Uuid> = store::people_of(tx, &meeting, state.clock.today())
        .await?
        .into_iter()
        .map(|(person, _)| person.0)
        .collect();
    let substitutes = replies::substitutes_of(tx, id).await?;
    people.extend(substitutes.iter().map(|one| one.person.0));
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(people))
        .filter(person::Column::MergedIntoId.is_null())
        .filter(person::Column::WantsCallsByMail.eq(true))
        .order_by_asc(person::Column::Id)
        .all(tx)
        .await?;
    for row in &rows {
        write(tx, state, &meeting, row, (call, None), false).await?;
    }
    Ok(rows
        .iter()
        .filter(|row| row.email.is_some())
        .map(|row| PersonId(row.id))
        .collect())
}

/// Writes to one person who is asked to come for another, or need not come after
/// all. They get it whatever they chose: nothing else would tell them.
///
/// # Errors
/// The database refuses.
pub async fn to_one(
    tx: &impl ConnectionTrait,
    state: &AppState,
    meeting: &Meeting,
    to: PersonId,
    call: (Call, Option<&str>),
) -> anyhow::Result<()> {
    if !state.mailer.is_on() {
        return Ok(());
    }
    let Some(row) = person::Entity::find_by_id(to.0).one(tx).await? else {
        return Ok(());
    };
    let account = identity::Entity::find()
        .filter(identity::Column::PersonId.eq(to.0))
        .one(tx)
        .await?;
    write(tx, state, meeting, &row, call, account.is_none()).await
}

async fn write(
    tx: &impl ConnectionTrait,
    state: &AppState,
    meeting: &Meeting,
    to: &person::Model,
    (call, seat): (Call, Option<&str>),
    needs_account: bool,
) -> anyhow::Result<()> {
    let Some(address) = &to.email else {
        return Ok(());
    };
    let is_off = matches!(call, Call::Cancelled | Call::Withdrawn);
    let mut event = feeds::event(state, meeting)?;
    event.asked = Some(Asked {
        organiser: state
            .mailer
            .address(state.base_url.host_str().unwrap_or("portal")),
        attendee: address.clone(),
    });
    event.is_cancelled = is_off;
    let method = if is_off {
        Method::Cancel
    } else {
        Method::Request
    };
    let page = match call {
        Call::Named => paths::meeting(meeting.id),
        _ => paths::reply(meeting.id),
    };
    let page = state.base_url.join(&page)?;
    let letter = letters::call(
        call,
        &to.full_name,
        meeting,
        page.as_str(),
        seat,
        needs_account,
    );
    let calendar = ics::write(&meeting.lead.name, method, &[event]);
    let new = NewMail {
        kind: Kind::Call,
        person: PersonId(to.id),
        address,
        subject: Some(meeting.id.0),
        letter: &letter,
        link: None,
        calendar: Some(&calendar),
    };
    mail::add(tx, &state.random, state.clock.now(), new).await?;
    Ok(())
}
