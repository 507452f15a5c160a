//! Queries and commands about corrections of figures that were approved. Rows are only
//! ever added, and judged once.

use std::collections::BTreeMap;

use app::{
    ids::PersonId,
    pilots::{
        forms::{Judgement, NewRevision},
        types::{Return, ReturnState, Revised, Revision, RevisionState},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Desk,
    returns::{columns, said, told_of},
};
use crate::{
    db::entities::{return_revision, return_value, revised_value, site_return},
    membership::{scope::stored, seats::Changed},
};

/// The corrections of a return with their figures, in the order in which they were asked
/// for. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn of_return(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Revision>, DbErr> {
    let rows = return_revision::Entity::find()
        .filter(return_revision::Column::ReturnId.eq(id))
        .order_by_asc(return_revision::Column::AskedAt)
        .order_by_asc(return_revision::Column::Id)
        .all(db)
        .await?;
    let figures = revised_value::Entity::find()
        .filter(revised_value::Column::RevisionId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let mut values: BTreeMap<Uuid, BTreeMap<Uuid, Revised>> = BTreeMap::new();
    for row in figures {
        let has_old = row.old_numerator.is_some() || !row.old_reason.is_empty();
        let revised = Revised {
            was: has_old.then(|| said(row.old_numerator, row.old_denominator, row.old_reason)),
            is: said(row.numerator, row.denominator, row.reason),
        };
        let of_revision = values.entry(row.revision_id).or_default();
        of_revision.insert(row.measure_id, revised);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Revision {
                values: values.remove(&row.id).unwrap_or_default(),
                id: row.id,
                return_id: row.return_id,
                why: row.why,
                asked_by: row.asked_by,
                asked_by_id: row.asked_by_id.map(PersonId),
                asked_at: row.asked_at,
                state: stored(&row.state, RevisionState::from_code)?,
                judged_by: row.judged_by,
                judged_at: row.judged_at,
                note: row.note,
            })
        })
        .collect()
}

/// Which of these returns were corrected, and which wait to be; what was refused does not
/// count. One query.
///
/// # Errors
/// The database does not answer.
pub async fn states(
    db: &impl ConnectionTrait,
    returns: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, RevisionState>, DbErr> {
    let rows: Vec<(Uuid, String)> = return_revision::Entity::find()
        .select_only()
        .column(return_revision::Column::ReturnId)
        .column(return_revision::Column::State)
        .filter(return_revision::Column::ReturnId.is_in(returns))
        .filter(return_revision::Column::State.ne(RevisionState::Refused.code()))
        .into_tuple()
        .all(db)
        .await?;
    let mut states = BTreeMap::new();
    for (id, state) in rows {
        let state = stored(&state, RevisionState::from_code)?;
        // What waits is said first.
        let known = states.entry(id).or_insert(state);
        *known = (*known).min(state);
    }
    Ok(states)
}

fn told(values: &BTreeMap<Uuid, Revised>, pick: impl Fn(&Revised) -> Value) -> Value {
    values
        .iter()
        .map(|(measure, revised)| (measure.to_string(), pick(revised)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn old(revised: &Revised) -> Value {
    revised.was.as_ref().map_or(Value::Null, told_of)
}

fn new_value(revised: &Revised) -> Value {
    told_of(&revised.is)
}

/// Moves an approved return to its next version, if it still is as somebody saw it.
async fn step<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    id: Uuid,
    version: i32,
) -> Result<bool, DbErr> {
    use site_return::Column;
    let outcome = site_return::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .filter(Column::State.eq(ReturnState::Approved.code()))
        .exec(desk.tx)
        .await?;
    Ok(outcome.rows_affected > 0)
}

/// Asks to correct figures of a return, if it still is as the form saw it. Until somebody
/// approves that, what is there stays.
///
/// # Errors
/// The database refuses.
pub async fn ask<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    known: &Return,
    new: &NewRevision,
) -> Result<Changed, DbErr> {
    if !step(desk, known.id, new.version).await? {
        return Ok(Changed::OutOfDate);
    }
    let id = desk.random.id(desk.at);
    let row = return_revision::Model {
        id,
        return_id: known.id,
        why: new.why.clone(),
        asked_by_id: desk.actor.person.map(|person| person.0),
        asked_by: desk.actor.name.clone(),
        asked_at: desk.at,
        state: RevisionState::Asked.code().to_owned(),
        judged_by: String::new(),
        judged_at: None,
        note: String::new(),
    };
    return_revision::Entity::insert(return_revision::ActiveModel::from(row))
        .exec_without_returning(desk.tx)
        .await?;
    let rows = new.values.iter().map(|(measure, revised)| {
        let (old_numerator, old_denominator, old_reason) =
            revised.was.as_ref().map(columns).unwrap_or_default();
        let (numerator, denominator, reason) = columns(&revised.is);
        revised_value::ActiveModel::from(revised_value::Model {
            revision_id: id,
            measure_id: *measure,
            old_numerator,
            old_denominator,
            old_reason,
            numerator,
            denominator,
            reason,
        })
    });
    revised_value::Entity::insert_many(rows.collect::<Vec<_>>())
        .exec_without_returning(desk.tx)
        .await?;
    let before = json!({"values": told(&new.values, old)});
    let after = json!({"revision": id, "why": new.why, "values": told(&new.values, new_value)});
    desk.note(("asked_to_correct", "site_return"), known.id, before, after)
        .await?;
    Ok(Changed::Saved)
}

/// Approves a correction, so that its figures are those of the return, or refuses it; if
/// the return still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn judge<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    (known, revision): (&Return, &Revision),
    (judgement, version): (&Judgement, i32),
) -> Result<Changed, DbErr> {
    use return_revision::Column;
    if !step(desk, known.id, version).await? {
        return Ok(Changed::OutOfDate);
    }
    let (state, note, verb) = match judgement {
        Judgement::Approve => (RevisionState::Approved, "", "corrected"),
        Judgement::SendBack { note } => {
            (RevisionState::Refused, note.as_str(), "refused_to_correct")
        }
    };
    let outcome = return_revision::Entity::update_many()
        .col_expr(Column::State, Expr::value(state.code()))
        .col_expr(Column::Note, Expr::value(note))
        .col_expr(Column::JudgedBy, Expr::value(&desk.actor.name))
        .col_expr(Column::JudgedAt, Expr::value(Some(desk.at)))
        .filter(Column::Id.eq(revision.id))
        .filter(Column::State.eq(RevisionState::Asked.code()))
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    if state == RevisionState::Approved {
        put(desk, known.id, &revision.values).await?;
    }
    let before = json!({"values": told(&revision.values, old)});
    let after = json!({
        "revision": revision.id, "note": note, "values": told(&revision.values, new_value),
    });
    desk.note((verb, "site_return"), known.id, before, after)
        .await?;
    Ok(Changed::Saved)
}

/// Puts figures in the place of those that are there, which the correction keeps.
async fn put<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    id: Uuid,
    values: &BTreeMap<Uuid, Revised>,
) -> Result<(), DbErr> {
    return_value::Entity::delete_many()
        .filter(return_value::Column::ReturnId.eq(id))
        .filter(return_value::Column::MeasureId.is_in(values.keys().copied()))
        .exec(desk.tx)
        .await?;
    let rows = values.iter().map(|(measure, revised)| {
        let (numerator, denominator, reason) = columns(&revised.is);
        return_value::ActiveModel::from(return_value::Model {
            return_id: id,
            measure_id: *measure,
            numerator,
            denominator,
            reason,
        })
    });
    return_value::Entity::insert_many(rows.collect::<Vec<_>>())
        .exec_without_returning(desk.tx)
        .await?;
    Ok(())
}
