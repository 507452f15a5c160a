//! What is asked about actions on the board of those one can choose to be: an offer
//! that waits, another date that waits, a comment, and an action that was dropped.

use std::collections::BTreeSet;

use anyhow::Context;
use app::{
    actions::{
        forms::{
            UpdateAction,
            details::{ChangeAction, Details},
            requests::{AnotherDate, Offer},
        },
        types::{Action, Status},
    },
    calendar,
    ids::{OrganisationId, SeatId},
};
use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    cast::Cast,
    dice::uk_time,
    pen::{Member, Pen},
};
use crate::{
    actions::{
        requests::{self, Asked, Wish},
        steps::{self, Acting, Updated},
        store as actions,
    },
    db::entities::action,
    membership::seats::{self, Which},
};

/// Asks, comments and drops, the working day before the demonstration is looked at.
pub(super) async fn load(pen: &mut Pen<'_>, cast: &Cast, today: NaiveDate) -> anyhow::Result<()> {
    let mut day = today - Days::new(1);
    while !calendar::is_working_day(day) {
        day = day - Days::new(1);
    }
    pen.wait_until(uk_time(day, 10 * 3_600));
    let mut open = open_actions(pen, cast).await?;
    let mut next = |led_by: &dyn Fn(OrganisationId) -> bool| {
        let found = open.iter().position(|one| led_by(one.organisation));
        found.map(|at| open.remove(at))
    };
    let (council, chair_body) = (cast.council.id, cast.chair_body.id);
    let offered = next(&|lead| lead == chair_body && lead != council);
    let moved = next(&|lead| lead == council);
    let others = |lead: OrganisationId| lead != council && lead != chair_body;
    let (dropped, shared) = (next(&others), next(&others));
    let seat = seat_of(pen, cast, &cast.officer, today).await?;

    if let Some(action) = offered {
        let wish = |key| {
            Wish::Handover(Offer {
                key,
                to: seat,
                reason: "The work lies with your team since the reorganisation.".to_owned(),
            })
        };
        ask(pen, &cast.chair, &action, wish).await?;
    }
    if let Some(action) = moved {
        let wish = |key| {
            Wish::DueDate(AnotherDate {
                key,
                wanted_on: today + Days::new(45),
                reason: "The data team delivers its part in the new year.".to_owned(),
            })
        };
        ask(pen, &cast.officer, &action, wish).await?;
    }
    if let Some(action) = dropped {
        drop_it(pen, &cast.secretary, &action).await?;
    }
    if let Some(action) = shared {
        share(pen, &cast.secretary, &action, seat).await?;
        let (tx, random, at) = pen.write();
        let actor = cast.officer.actor();
        let acting = Acting {
            random,
            actor: &actor,
            at,
        };
        let words = "We can lend a room and a trainer in February.";
        let said = (words, random.id(at));
        let taken = steps::comment(tx, &acting, action.id, &cast.officer.post, said).await?;
        written(pen, &action, taken == Updated::Saved)?;
    }
    Ok(())
}

/// The actions of the board that wait for nothing yet, the latest first: the old ones
/// are for the next agenda to ask about.
async fn open_actions(pen: &mut Pen<'_>, cast: &Cast) -> anyhow::Result<Vec<Action>> {
    let (tx, ..) = pen.write();
    let rows = action::Entity::find()
        .filter(action::Column::BoardId.eq(cast.home.0))
        .filter(action::Column::Status.is_in([Status::Open.code(), Status::InProgress.code()]))
        .order_by_desc(action::Column::RaisedOn)
        .order_by_asc(action::Column::Number)
        .all(tx)
        .await?;
    let mut open = Vec::new();
    for row in rows {
        open.extend(actions::find(tx, &row.reference).await?);
    }
    Ok(open)
}

/// The seat that somebody holds on the board.
async fn seat_of(
    pen: &mut Pen<'_>,
    cast: &Cast,
    member: &Member,
    today: NaiveDate,
) -> anyhow::Result<SeatId> {
    let (tx, ..) = pen.write();
    let rows = seats::rows(tx, &Which::OfBoards(vec![cast.home]), today).await?;
    rows.iter()
        .find(|row| {
            row.holder
                .as_ref()
                .is_some_and(|holder| holder.person == member.id)
        })
        .map(|row| row.seat)
        .context("the officer holds no seat")
}

async fn ask(
    pen: &mut Pen<'_>,
    who: &Member,
    action: &Action,
    wish: impl FnOnce(uuid::Uuid) -> Wish,
) -> anyhow::Result<()> {
    let (tx, random, at) = pen.write();
    let actor = who.actor();
    let acting = Acting {
        random,
        actor: &actor,
        at,
    };
    let wish = wish(random.id(at));
    let asked = requests::ask(tx, &acting, action.id, &who.post, &wish).await?;
    written(pen, action, asked == Asked::Saved)
}

async fn drop_it(pen: &mut Pen<'_>, who: &Member, action: &Action) -> anyhow::Result<()> {
    let (tx, random, at) = pen.write();
    let actor = who.actor();
    let acting = Acting {
        random,
        actor: &actor,
        at,
    };
    let update = UpdateAction {
        status: Status::Dropped,
        note: "Overtaken by the new national guidance. The board agreed to drop it.".to_owned(),
        evidence: String::new(),
        version: action.version,
        submission: random.id(at),
    };
    let taken = steps::update(tx, &acting, action, &who.post, &update).await?;
    written(pen, action, taken == Updated::Saved)
}

/// Lets a further seat contribute.
async fn share(
    pen: &mut Pen<'_>,
    who: &Member,
    action: &Action,
    seat: SeatId,
) -> anyhow::Result<()> {
    let (tx, random, at) = pen.write();
    let actor = who.actor();
    let acting = Acting {
        random,
        actor: &actor,
        at,
    };
    let change = ChangeAction {
        details: Details {
            title: action.title.clone(),
            done: action.outcome.clone(),
            seat: action.seat,
            due_on: action.due_on,
            priority: action.priority,
        },
        contributors: BTreeSet::from([seat]),
        measure: action.measure,
        reason: "The council offered to help.".to_owned(),
        version: action.version,
        submission: random.id(at),
    };
    let taken = steps::change(tx, &acting, action.id, &who.post, &change).await?;
    written(pen, action, taken == Updated::Saved)
}

/// Counts a step of the history.
fn written(pen: &mut Pen<'_>, action: &Action, saved: bool) -> anyhow::Result<()> {
    pen.summary.updates += 1;
    anyhow::ensure!(saved, "{} was not changed", action.reference);
    Ok(())
}
