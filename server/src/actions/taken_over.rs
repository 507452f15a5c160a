//! Actions that a board brings with it from the log that it kept before.

use std::collections::{BTreeMap, HashMap};

use app::{
    access::Role,
    actions::{
        rules,
        types::{EntryKind, Origin, Status, Way},
    },
    ids::{ActionId, BoardId, OrganisationId},
    imports::actions::types::Plan,
};
use chrono::Datelike;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{
    steps::{Acting, Standing},
    store::{hold, next_numbers, reference, search_id, search_text},
};
use crate::{
    audit::{self, Chain},
    db::{
        self,
        entities::{action, action_link, action_update, board, seat},
    },
    membership::scope::stored,
    outbox::{self, About, Change},
};

/// The version of an action that was taken over and not touched since: it was raised,
/// and then stood as the earlier log says.
const AS_TAKEN_OVER: i32 = 2;

/// What is said of an action that was taken over without an update.
const WITHOUT_UPDATE: &str = "Taken over from the earlier action log.";

/// Takes over actions, each with its own reference and as it stands by now, and says
/// what each became, in their order. `post` says for whom the person speaks. Nothing where one of their seats may not lead.
/// Some ten statements, however many they are.
///
/// # Errors
/// The database refuses, or nobody acts.
pub async fn take_over_all(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    board: BoardId,
    post: &(dyn Fn(OrganisationId) -> String + Sync),
    plans: &[&Plan],
) -> Result<Option<Vec<ActionId>>, DbErr> {
    let Acting { random, actor, at } = *acting;
    let Some(person) = actor.person else {
        return Err(DbErr::Custom("a step needs a person".to_owned()));
    };
    let Some(code) = board_code(tx, board).await? else {
        return Ok(None);
    };
    let organisations = organisations_that_lead(tx, board, plans).await?;
    let mut numbers = Numbers::take(tx, board, plans).await?;
    let (mut actions, mut entries) = (Vec::new(), Vec::new());
    let (mut events, mut changes, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for plan in plans {
        let Some(organisation) = organisations.get(&plan.seat.0).copied() else {
            return Ok(None);
        };
        let year = plan.raised_on.year();
        let number = numbers.next(year);
        let note = match plan.note.as_str() {
            "" => WITHOUT_UPDATE,
            note => note,
        };
        let row = as_row(plan, random.id(at), &code, number, board);
        let row = action::Model {
            organisation_id: organisation,
            updated_at: at,
            last_note: note.to_owned(),
            raised_by_id: Some(person.0),
            claimed_by_id: (plan.status == Status::Complete).then_some(person.0),
            ..row
        };
        let standing = Standing::from(&row);
        let state = serde_json::to_string(&standing);
        entries.push(action_update::ActiveModel::from(action_update::Model {
            id: random.id(at),
            action_id: row.id,
            version: AS_TAKEN_OVER,
            at,
            person_id: person.0,
            person_name: actor.name.clone(),
            person_post: post(OrganisationId(organisation)),
            way: Way::File.code().to_owned(),
            old_status: Status::Open.code().to_owned(),
            new_status: row.status.clone(),
            note: note.to_owned(),
            submission_id: random.id(at),
            kind: EntryKind::Imported.code().to_owned(),
            state: Some(state.map_err(|error| DbErr::Custom(error.to_string()))?),
        }));
        let after = json!({
            "reference": row.reference, "earlier_reference": row.earlier_reference,
            "raised_on": row.raised_on, "origin": row.origin, "note": note,
            "version": row.version, "standing": standing,
        });
        let verb = (EntryKind::Imported.code(), "action");
        events.push(audit::Event::new(
            Chain::Board(board),
            at,
            verb,
            row.id,
            after,
        ));
        changes.push(Change {
            number: 0,
            board,
            about: About::Action(ActionId(row.id)),
            version: row.version,
        });
        ids.push(ActionId(row.id));
        actions.push(action::ActiveModel::from(row));
    }
    db::insert_all(tx, actions).await?;
    db::insert_all(tx, entries).await?;
    audit::record_all(tx, random, actor, events).await?;
    outbox::announce_all(tx, changes, at).await?;
    Ok(Some(ids))
}

/// An action as the earlier log says that it stands.
fn as_row(plan: &Plan, id: Uuid, code: &str, number: i32, board: BoardId) -> action::Model {
    let year = plan.raised_on.year();
    let reference = reference(code, year, number);
    let words = [
        &reference,
        plan.earlier_reference.as_str(),
        &plan.title,
        &plan.outcome,
    ];
    action::Model {
        id,
        board_id: board.0,
        search_text: search_text(words),
        reference,
        year,
        number,
        title: plan.title.clone(),
        outcome: plan.outcome.clone(),
        organisation_id: Uuid::nil(),
        seat_id: plan.seat.0,
        status: plan.status.code().to_owned(),
        is_open: plan.status.is_open(),
        priority: plan.priority.code().to_owned(),
        raised_on: plan.raised_on,
        due_on: plan.due_on,
        first_due_on: plan.due_on,
        due_moves: 0,
        updated_at: chrono::DateTime::UNIX_EPOCH,
        last_note: String::new(),
        version: AS_TAKEN_OVER,
        search_id: search_id(id),
        meeting_id: None,
        agenda_item_id: None,
        origin: Origin::Log.code().to_owned(),
        decision_id: None,
        measure: None,
        raised_by_id: None,
        evidence: String::new(),
        claimed_by_id: None,
        closed_on: plan.closed_on,
        earlier_reference: plan.earlier_reference.clone(),
    }
}

async fn board_code(tx: &impl ConnectionTrait, board: BoardId) -> Result<Option<String>, DbErr> {
    let row = board::Entity::find_by_id(board.0).one(tx).await?;
    Ok(row.map(|row| row.code))
}

/// The organisations of the seats of some actions, of those that may lead.
async fn organisations_that_lead(
    tx: &impl ConnectionTrait,
    board: BoardId,
    plans: &[&Plan],
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let mut ids: Vec<Uuid> = plans.iter().map(|plan| plan.seat.0).collect();
    ids.sort();
    ids.dedup();
    let mut leading = HashMap::new();
    for some in ids.chunks(db::AT_ONCE) {
        let seats = seat::Entity::find()
            .filter(seat::Column::Id.is_in(some.iter().copied()))
            .filter(seat::Column::BoardId.eq(board.0))
            .all(tx)
            .await?;
        for seat in seats {
            if let Some(organisation) = seat.organisation_id
                && rules::seat_may_lead(stored(&seat.role, Role::from_code)?)
            {
                leading.insert(seat.id, organisation);
            }
        }
    }
    Ok(leading)
}

/// The numbers of actions that were taken for them, year by year.
struct Numbers(BTreeMap<i32, i32>);

impl Numbers {
    async fn take(
        tx: &impl ConnectionTrait,
        board: BoardId,
        plans: &[&Plan],
    ) -> Result<Self, DbErr> {
        let mut wanted: BTreeMap<i32, i32> = BTreeMap::new();
        for plan in plans {
            *wanted.entry(plan.raised_on.year()).or_default() += 1;
        }
        let mut next = BTreeMap::new();
        for (year, count) in wanted {
            let last = next_numbers(tx, board, year, count).await?;
            next.insert(year, last - count + 1);
        }
        Ok(Self(next))
    }

    fn next(&mut self, year: i32) -> i32 {
        let next = self.0.entry(year).or_insert(1);
        let number = *next;
        *next += 1;
        number
    }
}

/// Those of some actions that somebody has touched since they were taken over, by
/// reference and title: every step of an action counts its version. Nobody touches one
/// until the transaction is over.
///
/// # Errors
/// The database does not answer.
pub async fn touched(
    tx: &impl ConnectionTrait,
    actions: &[ActionId],
) -> Result<Vec<(String, String)>, DbErr> {
    let held = hold(tx, actions.iter().copied()).await?;
    let changed = held.into_iter().filter(|row| row.version != AS_TAKEN_OVER);
    let mut touched: Vec<_> = changed.map(|row| (row.reference, row.title)).collect();
    touched.sort();
    Ok(touched)
}

/// Takes actions away again that nobody has touched: the trail keeps that they were
/// there, and nobody gets their references.
///
/// # Errors
/// The database refuses.
pub async fn take_away_all(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    board: BoardId,
    actions: &[ActionId],
) -> Result<(), DbErr> {
    let Acting { random, actor, at } = *acting;
    for some in actions.chunks(db::AT_ONCE) {
        let ids = || some.iter().map(|action| action.0);
        let rows = action::Entity::find()
            .filter(action::Column::Id.is_in(ids()))
            .all(tx)
            .await?;
        let events = rows.iter().map(|row| audit::Event {
            chain: Chain::Board(board),
            at,
            verb: "taken_away",
            subject_kind: "action",
            subject: Some(row.id),
            before: json!({
                "reference": row.reference, "earlier_reference": row.earlier_reference,
                "version": row.version, "standing": Standing::from(row),
            }),
            after: serde_json::Value::Null,
        });
        audit::record_all(tx, random, actor, events.collect()).await?;
        let changes = rows.iter().map(|row| Change {
            number: 0,
            board,
            about: About::Action(ActionId(row.id)),
            version: row.version,
        });
        outbox::announce_all(tx, changes, at).await?;
        action_link::Entity::delete_many()
            .filter(action_link::Column::ActionId.is_in(ids()))
            .exec(tx)
            .await?;
        action_update::Entity::delete_many()
            .filter(action_update::Column::ActionId.is_in(ids()))
            .exec(tx)
            .await?;
        action::Entity::delete_many()
            .filter(action::Column::Id.is_in(ids()))
            .exec(tx)
            .await?;
    }
    Ok(())
}
