//! Who comes to a meeting, who comes for whom, and the mails that call people
//! to it.

pub mod calls;
pub mod handlers;
pub mod nudges;
pub mod store;

use std::collections::BTreeSet;

use app::{
    access::{Permission, Relation, Role, allows},
    ids::{BoardId, PersonId, SeatId},
    meetings::types::Meeting,
    membership::types::SeatRow,
    replies::{
        rules::{Outlook, outlook as expected},
        types::{Place, Reply, Substitute},
        views::RepliesView,
    },
};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    extract::SignedIn,
    meetings::keeps,
    membership::seats::{self, Which},
    proceedings::rules,
    state::AppState,
};

/// Whether whoever has a seat of this role is asked to meetings.
pub fn is_asked(role: Role) -> bool {
    allows(role, Permission::SeeMeetings, Relation::Other)
}

/// Who has a seat: its holder or, where there is none, who stands in.
pub fn occupant(row: &SeatRow) -> Option<(PersonId, &str)> {
    match &row.holder {
        Some(holder) => Some((holder.person, &holder.full_name)),
        None => row
            .stand_ins
            .first()
            .map(|one| (one.person, one.full_name.as_str())),
    }
}

/// Whether somebody holds a seat or stands in for its holder.
pub fn sits_in(row: &SeatRow, person: PersonId) -> bool {
    let holds = row
        .holder
        .as_ref()
        .is_some_and(|holder| holder.person == person);
    holds || row.stand_ins.iter().any(|one| one.person == person)
}

/// The seats of the boards of a meeting whose holders are asked to it, as they
/// stand today.
///
/// # Errors
/// The database does not answer.
pub async fn seats_of(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
    today: chrono::NaiveDate,
) -> Result<Vec<SeatRow>, DbErr> {
    let boards: Vec<BoardId> = meeting.boards().map(|board| board.id).collect();
    let mut rows = seats::rows(db, &Which::OfBoards(boards), today).await?;
    rows.retain(|row| is_asked(row.role));
    Ok(rows)
}

/// "Head of Legal", or "Head of Legal, Avon" where several boards meet.
pub fn title_of(row: &SeatRow, meeting: &Meeting) -> String {
    if meeting.others.is_empty() {
        row.title.clone()
    } else {
        format!("{}, {}", row.title, row.board_name)
    }
}

/// A seat as a place at a meeting, with what was said for it. What was said for
/// somebody who has left the seat since is left out.
pub fn place_of(
    row: &SeatRow,
    meeting: &Meeting,
    replies: &[Reply],
    substitutes: &[Substitute],
) -> Option<Place> {
    let (occupant, name) = occupant(row)?;
    let reply = replies
        .iter()
        .find(|reply| reply.seat == row.seat && sits_in(row, reply.person));
    let named = row
        .stand_ins
        .iter()
        .find(|one| reply.is_some_and(|reply| reply.person == one.person));
    Some(Place {
        seat: row.seat,
        title: title_of(row, meeting),
        board: row.board,
        category: row.category,
        role: row.role,
        person: reply.map_or(occupant, |reply| reply.person),
        full_name: named.map_or(name, |one| &one.full_name).to_owned(),
        reply: reply.cloned(),
        substitute: reply
            .and_then(|_| substitutes.iter().find(|one| one.seat == row.seat).cloned()),
    })
}

/// The places of a meeting. Five queries, however many.
///
/// # Errors
/// The database does not answer.
pub async fn places_of(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
    today: chrono::NaiveDate,
) -> Result<Vec<Place>, DbErr> {
    let rows = seats_of(db, meeting, today).await?;
    let replies = store::of_meeting(db, meeting.id).await?;
    let substitutes = store::substitutes_of(db, meeting.id).await?;
    Ok(rows
        .iter()
        .filter_map(|row| place_of(row, meeting, &replies, &substitutes))
        .collect())
}

/// How each board of a meeting would stand against its rule, by what was said for these
/// places. One query.
///
/// # Errors
/// The database does not answer.
pub async fn outlook(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
    places: &[Place],
) -> Result<Vec<Outlook>, DbErr> {
    let rules = rules::of_boards(db, meeting.boards().map(|board| board.id)).await?;
    Ok(meeting
        .boards()
        .filter_map(|board| {
            let of = (board.id, board.name.as_str());
            Some(expected(of, rules.get(&board.id)?, places))
        })
        .collect())
}

/// The seats that somebody has on the boards of a meeting.
pub fn own_seats(me: &SignedIn, meeting: &Meeting) -> BTreeSet<SeatId> {
    me.access
        .standings
        .iter()
        .filter(|standing| {
            is_asked(standing.role) && meeting.boards().any(|board| board.id == standing.board)
        })
        .map(|standing| standing.seat)
        .collect()
}

/// The part of a meeting's page about who comes, for its reader.
///
/// # Errors
/// The database does not answer.
pub async fn section(
    state: &AppState,
    me: &SignedIn,
    meeting: &Meeting,
) -> Result<RepliesView, DbErr> {
    let own = own_seats(me, meeting);
    let keeps = keeps(&me.access, meeting);
    let places = if keeps || !own.is_empty() {
        places_of(state.db.reader(), meeting, state.clock.today()).await?
    } else {
        Vec::new()
    };
    let is_open = meeting.is_open(state.clock.now());
    let outlook = if keeps && is_open {
        outlook(state.db.reader(), meeting, &places).await?
    } else {
        Vec::new()
    };
    Ok(RepliesView {
        outlook,
        meeting: meeting.id,
        mine: places
            .iter()
            .filter(|place| own.contains(&place.seat))
            .cloned()
            .collect(),
        places: keeps.then_some(places),
        is_open,
    })
}
