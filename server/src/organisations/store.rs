//! Queries and commands about organisations.

use app::{
    ids::{OrganisationId, SeatId},
    membership::types::Seat,
    organisations::{
        forms::Names,
        types::{Organisation, OrganisationKind},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, SqlErr,
    sea_query::Expr,
};
use serde_json::json;

use crate::{
    actions,
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::organisation,
    membership::{
        scope::stored,
        seats::{self, Changed, SeatDetails},
    },
    pilots::store as pilots,
};

/// A body to be entered in the register.
pub struct NewOrganisation<'a> {
    pub kind: OrganisationKind,
    pub name: &'a str,
    pub short_name: &'a str,
}

/// Enters an organisation.
///
/// # Errors
/// The name is taken within its kind, or the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewOrganisation<'_>,
) -> Result<OrganisationId, DbErr> {
    let entering = Entering {
        id: OrganisationId(random.id(at)),
        code: None,
        starts_on: None,
    };
    enter(tx, random, actor, at, new, &entering).await
}

/// What a form says of a new organisation besides its names.
struct Entering<'a> {
    id: OrganisationId,
    code: Option<&'a str>,
    starts_on: Option<NaiveDate>,
}

async fn enter(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewOrganisation<'_>,
    entering: &Entering<'_>,
) -> Result<OrganisationId, DbErr> {
    let id = entering.id.0;
    organisation::Entity::insert(organisation::ActiveModel::from(organisation::Model {
        id,
        kind: new.kind.code().to_owned(),
        name: new.name.to_owned(),
        short_name: new.short_name.to_owned(),
        code: entering.code.map(str::to_owned),
        starts_on: entering.starts_on,
        ends_on: None,
        successor_id: None,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "kind": new.kind.code(), "name": new.name, "short_name": new.short_name,
        "code": entering.code, "starts_on": entering.starts_on,
    });
    let event = audit::Event::new(Chain::Portal, at, ("added", "organisation"), id, after);
    audit::record(tx, random, actor, event).await?;
    Ok(OrganisationId(id))
}

/// What another organisation has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    ShortName,
    Code,
}

/// What came of entering an organisation in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    Saved,
    /// It is there already: a second click, or a retry.
    Already,
    Taken(Vec<Taken>),
}

/// Enters an organisation that somebody filled in a form for.
///
/// # Errors
/// The database refuses.
pub async fn enter_from_form(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &app::organisations::forms::NewOrganisation,
) -> Result<Entered, DbErr> {
    if find(tx, new.id).await?.is_some() {
        return Ok(Entered::Already);
    }
    let taken = taken(tx, None, new.kind, &new.names).await?;
    if !taken.is_empty() {
        return Ok(Entered::Taken(taken));
    }
    let named = NewOrganisation {
        kind: new.kind,
        name: &new.names.name,
        short_name: &new.names.short_name,
    };
    let entering = Entering {
        id: new.id,
        code: new.names.code.as_deref(),
        starts_on: new.starts_on,
    };
    match enter(tx, random, actor, at, &named, &entering).await {
        Ok(_) => Ok(Entered::Saved),
        // Somebody entered the same name at the same time.
        Err(error) => match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                Ok(Entered::Taken(vec![Taken::ShortName]))
            }
            _ => Err(error),
        },
    }
}

/// What of these names other organisations have already.
///
/// # Errors
/// The database does not answer.
pub async fn taken(
    db: &impl ConnectionTrait,
    own: Option<OrganisationId>,
    kind: OrganisationKind,
    names: &Names,
) -> Result<Vec<Taken>, DbErr> {
    let mut same = Condition::any().add(
        Condition::all()
            .add(organisation::Column::Kind.eq(kind.code()))
            .add(organisation::Column::ShortName.eq(&names.short_name)),
    );
    if let Some(code) = &names.code {
        same = same.add(organisation::Column::Code.eq(code));
    }
    let others = organisation::Entity::find().filter(same).all(db).await?;
    let mut taken = Vec::new();
    for other in others {
        if own == Some(OrganisationId(other.id)) {
            continue;
        }
        if other.kind == kind.code() && other.short_name == names.short_name {
            taken.push(Taken::ShortName);
        }
        if names.code.is_some() && other.code == names.code {
            taken.push(Taken::Code);
        }
    }
    Ok(taken)
}

/// What came of changing an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrganisationChanged {
    Saved,
    /// It changed since the form was opened. The caller undoes the transaction.
    OutOfDate,
    Taken(Vec<Taken>),
}

/// Changes the names and the code of an organisation, if it still is as the form
/// saw it.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Organisation,
    names: &Names,
) -> Result<OrganisationChanged, DbErr> {
    let taken = taken(tx, Some(before.id), before.kind, names).await?;
    if !taken.is_empty() {
        return Ok(OrganisationChanged::Taken(taken));
    }
    let written = organisation::Entity::update_many()
        .col_expr(organisation::Column::Name, Expr::value(&*names.name))
        .col_expr(
            organisation::Column::ShortName,
            Expr::value(&*names.short_name),
        )
        .col_expr(organisation::Column::Code, Expr::value(names.code.clone()))
        .col_expr(
            organisation::Column::Version,
            Expr::value(before.version + 1),
        )
        .filter(organisation::Column::Id.eq(before.id.0))
        .filter(organisation::Column::Version.eq(before.version))
        .exec(tx)
        .await;
    let written = match written {
        Ok(written) => written,
        // Somebody took the name at the same time.
        Err(error) => {
            return match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => {
                    Ok(OrganisationChanged::Taken(vec![Taken::ShortName]))
                }
                _ => Err(error),
            };
        }
    };
    if written.rows_affected == 0 {
        return Ok(OrganisationChanged::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "changed",
        subject_kind: "organisation",
        subject: Some(before.id.0),
        before: json!({
            "name": before.name, "short_name": before.short_name, "code": before.code,
        }),
        after: json!({
            "name": names.name, "short_name": names.short_name, "code": names.code,
        }),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(OrganisationChanged::Saved)
}

/// How an organisation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndingOrganisation {
    pub last_day: NaiveDate,
    pub successor: Option<OrganisationId>,
    /// Whether its seats, and the open actions that go with them, become the
    /// successor's at once.
    pub moves_seats: bool,
}

/// Ends an organisation after a last day, if it still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Organisation,
    ending: &EndingOrganisation,
) -> Result<Changed, DbErr> {
    let today = app::wording::uk_day(at);
    let moving = if ending.successor.is_some() && ending.moves_seats {
        seats::going_on_for(tx, before.id, today.pred_opt().unwrap_or(today)).await?
    } else {
        Vec::new()
    };
    let ids: Vec<SeatId> = moving.iter().map(|seat| seat.id).collect();
    actions::store::hold_of_seats(tx, &ids).await?;
    let successor = ending.successor.map(|successor| successor.0);
    let written = organisation::Entity::update_many()
        .col_expr(organisation::Column::EndsOn, Expr::value(ending.last_day))
        .col_expr(organisation::Column::SuccessorId, Expr::value(successor))
        .col_expr(
            organisation::Column::Version,
            Expr::value(before.version + 1),
        )
        .filter(organisation::Column::Id.eq(before.id.0))
        .filter(organisation::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "ended",
        subject_kind: "organisation",
        subject: Some(before.id.0),
        before: json!({
            "ends_on": before.ends_on, "successor": before.successor.map(|next| next.0),
        }),
        after: json!({"ends_on": ending.last_day, "successor": successor}),
    };
    audit::record(tx, random, actor, event).await?;
    if let Some(successor) = ending.successor {
        let desk = pilots::Desk {
            tx,
            random,
            actor,
            at,
        };
        pilots::outcome::hand_over_checks(&desk, (before.id, successor)).await?;
    }
    let Some(successor) = ending.successor else {
        return Ok(Changed::Saved);
    };
    for seat in moving {
        if hand_over(tx, random, actor, at, &seat, successor).await? == Changed::OutOfDate {
            return Ok(Changed::OutOfDate);
        }
    }
    Ok(Changed::Saved)
}

/// Keeps a seat for another organisation from now on, with its open actions.
async fn hand_over(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seat: &Seat,
    to: OrganisationId,
) -> Result<Changed, DbErr> {
    let details = SeatDetails {
        title: &seat.title,
        organisation: Some(to),
        required: seat.required,
        voting: seat.voting,
        term_months: seat.term_months,
    };
    let changed = seats::change(tx, random, actor, at, seat, &details).await?;
    if changed == Changed::Saved
        && let Some(from) = seat.organisation
    {
        actions::steps::follow_seat(tx, random, actor, at, seat.id, (from, to)).await?;
    }
    Ok(changed)
}

fn read(row: organisation::Model) -> Result<Organisation, DbErr> {
    Ok(Organisation {
        id: OrganisationId(row.id),
        kind: stored(&row.kind, OrganisationKind::from_code)?,
        name: row.name,
        short_name: row.short_name,
        code: row.code,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        successor: row.successor_id.map(OrganisationId),
        version: row.version,
    })
}

/// An organisation by its key, also one that has ended.
///
/// # Errors
/// The database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: OrganisationId,
) -> Result<Option<Organisation>, DbErr> {
    let row = organisation::Entity::find_by_id(id.0).one(db).await?;
    row.map(read).transpose()
}

/// Every organisation there ever was, by name. One query.
///
/// # Errors
/// The database does not answer.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Organisation>, DbErr> {
    let rows = organisation::Entity::find()
        .order_by_asc(organisation::Column::Id)
        .all(db)
        .await?;
    let mut all = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    all.sort_by_cached_key(|one| app::wording::folded(&one.short_name));
    Ok(all)
}

/// The councils that exist on a day, by name.
///
/// # Errors
/// The database does not answer.
pub async fn councils(
    db: &impl ConnectionTrait,
    day: NaiveDate,
) -> Result<Vec<(OrganisationId, String)>, DbErr> {
    let mut all = all(db).await?;
    all.retain(|one| one.kind == OrganisationKind::Council && one.exists_on(day));
    Ok(all
        .into_iter()
        .map(|council| (council.id, council.short_name))
        .collect())
}
