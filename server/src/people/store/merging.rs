//! Two profiles of one person, made one.

use app::{
    access::Role,
    ids::AppointmentId,
    membership::types::Capacity,
    people::types::{MergePreview, Person},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{
        appointment, identity, interest, invitation, meeting_reply, meeting_substitute, notice,
        person, pilot_lead, return_revision, session, site_lead,
    },
    membership::appointments,
};

/// What merging two profiles would move, and what stands in its way.
///
/// # Errors
/// The database does not answer.
pub async fn preview_merge(
    db: &impl ConnectionTrait,
    keep: Person,
    duplicate: Person,
) -> Result<MergePreview, DbErr> {
    let mine = appointments::of_person(db, keep.id).await?;
    let theirs = appointments::of_person(db, duplicate.id).await?;
    let collisions = theirs
        .iter()
        .filter(|one| !one.voided)
        .filter(|one| {
            mine.iter().any(|other| {
                let as_members = [*one, other]
                    .iter()
                    .all(|held| held.capacity == Capacity::Holder && !is_officer(held.role));
                !other.voided
                    && (other.seat == one.seat || (other.board == one.board && as_members))
                    && other.span.meets(one.span)
            })
        })
        .cloned()
        .collect();
    let interests = interest::Entity::find()
        .filter(interest::Column::PersonId.eq(duplicate.id.0))
        .count(db)
        .await?;
    Ok(MergePreview {
        keep,
        duplicate,
        appointments: theirs,
        interests,
        collisions,
    })
}

/// Whether a seat is one of those that may be held beside one that represents an
/// organisation.
fn is_officer(role: Role) -> bool {
    matches!(
        role,
        Role::Chair | Role::DeputyChair | Role::Secretariat | Role::Sponsor
    )
}

/// What came of merging two profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    Saved,
    /// One of the two changed, or was merged, since the form was opened.
    OutOfDate,
    /// Both hold one seat on one day.
    Collides,
    /// Nobody merges their own profile: it would give them another's seats.
    Oneself,
}

/// Makes a profile part of another: appointments, accounts and interests move,
/// the history keeps its names. Whoever was signed in as the duplicate has to
/// sign in again.
///
/// # Errors
/// The database refuses.
pub async fn merge(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    preview: &MergePreview,
) -> Result<Merged, DbErr> {
    let (keep, duplicate) = (&preview.keep, &preview.duplicate);
    if keep.id == duplicate.id {
        return Ok(Merged::OutOfDate);
    }
    if [keep.id, duplicate.id].map(Some).contains(&actor.person) {
        return Ok(Merged::Oneself);
    }
    if !preview.collisions.is_empty() {
        return Ok(Merged::Collides);
    }
    let gone = person::Entity::update_many()
        .col_expr(person::Column::MergedIntoId, Expr::value(keep.id.0))
        .col_expr(person::Column::Email, Expr::value(None::<String>))
        .col_expr(person::Column::Version, Expr::value(duplicate.version + 1))
        .filter(person::Column::Id.eq(duplicate.id.0))
        .filter(person::Column::Version.eq(duplicate.version))
        .filter(person::Column::MergedIntoId.is_null())
        .exec(tx)
        .await?;
    let email = keep.email.clone().or_else(|| duplicate.email.clone());
    let kept = person::Entity::update_many()
        .col_expr(person::Column::Email, Expr::value(email))
        .col_expr(person::Column::Version, Expr::value(keep.version + 1))
        .filter(person::Column::Id.eq(keep.id.0))
        .filter(person::Column::Version.eq(keep.version))
        .filter(person::Column::MergedIntoId.is_null())
        .exec(tx)
        .await?;
    if (gone.rows_affected, kept.rows_affected) != (1, 1) {
        return Ok(Merged::OutOfDate);
    }
    macro_rules! move_over {
        ($($table:ident.$column:ident),+) => {$(
            $table::Entity::update_many()
                .col_expr($table::Column::$column, Expr::value(keep.id.0))
                .filter($table::Column::$column.eq(duplicate.id.0))
                .exec(tx)
                .await?;
        )+};
    }
    move_over!(
        appointment.PersonId,
        identity.PersonId,
        interest.PersonId,
        meeting_reply.PersonId,
        meeting_substitute.PersonId,
        notice.ToPersonId,
        return_revision.AskedById,
        site_lead.PersonId
    );
    // A pilot that both lead is led by the one who stays.
    let led: Vec<Uuid> = pilot_lead::Entity::find()
        .select_only()
        .column(pilot_lead::Column::PilotId)
        .filter(pilot_lead::Column::PersonId.eq(keep.id.0))
        .into_tuple()
        .all(tx)
        .await?;
    pilot_lead::Entity::delete_many()
        .filter(pilot_lead::Column::PersonId.eq(duplicate.id.0))
        .filter(pilot_lead::Column::PilotId.is_in(led))
        .exec(tx)
        .await?;
    move_over!(pilot_lead.PersonId);
    session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(duplicate.id.0))
        .exec(tx)
        .await?;
    invitation::Entity::update_many()
        .col_expr(invitation::Column::WithdrawnAt, Expr::value(at))
        .filter(invitation::Column::PersonId.eq(duplicate.id.0))
        .filter(invitation::Column::BoundAt.is_null())
        .filter(invitation::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "took_over",
        subject_kind: "person",
        subject: Some(keep.id.0),
        before: json!({"version": keep.version}),
        after: json!({"version": keep.version + 1, "profile": duplicate.id.0}),
    };
    audit::record(tx, random, actor, event).await?;
    let moved: Vec<AppointmentId> = preview.appointments.iter().map(|one| one.id).collect();
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "merged",
        subject_kind: "person",
        subject: Some(duplicate.id.0),
        before: Value::Null,
        after: json!({"into": keep.id.0, "appointments": moved}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Merged::Saved)
}
