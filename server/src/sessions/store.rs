//! Sessions, sign-ins under way and identities in the database.

use app::ids::{PersonId, SessionId};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};

use super::Limits;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{identity, person, session, sign_in_attempt},
    invitations, secrets,
};

/// A session in use writes down that it is in use at most this often.
const SEEN_EVERY: TimeDelta = TimeDelta::seconds(60);

/// How far the clocks of two servers may differ. A session used later than that
/// in the future was used before the clock was put back; how long ago nobody can
/// say, so it counts as over.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);

/// How long a sign-in may stay under way.
pub const ATTEMPT_LASTS: TimeDelta = TimeDelta::minutes(5);

/// A session that is good for a request, and whose it is.
pub struct Current {
    pub session: session::Model,
    pub person: person::Model,
    /// Whether it is time to write down that the session is in use.
    pub note_use: bool,
}

/// The session of a secret, unless it is over. One query.
///
/// # Errors
/// The database does not answer.
pub async fn current(
    db: &impl ConnectionTrait,
    secret: &str,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<Option<Current>, DbErr> {
    let found = session::Entity::find()
        .filter(session::Column::TokenHash.eq(secrets::hash(secret)))
        .find_also_related(person::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(session, person)| {
        let person = person?;
        let idle = now - session.last_seen_at;
        let age = now - session.created_at;
        let is_over = idle > limits.idle
            || age > limits.absolute
            || idle < -CLOCKS_DIFFER
            || age < -CLOCKS_DIFFER;
        (!is_over).then(|| Current {
            note_use: idle >= SEEN_EVERY,
            session,
            person,
        })
    }))
}

/// Writes down that a session is in use.
///
/// # Errors
/// The database does not answer.
pub async fn note_use(
    tx: &impl ConnectionTrait,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now))
        .filter(session::Column::Id.eq(session.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// A browser that has just signed in.
pub struct NewSession<'a> {
    pub person: PersonId,
    pub provider_id: &'a str,
    /// Named to the provider when signing out there too.
    pub id_token: &'a str,
    /// What the browser calls itself, shortened, so that people know it again.
    pub browser: &'a str,
}

/// Starts a session and returns its secret, which is stored only as a hash.
///
/// # Errors
/// The database refuses.
pub async fn start(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    now: DateTime<Utc>,
    new: &NewSession<'_>,
) -> Result<String, DbErr> {
    let secret = random.secret();
    let id = random.id(now);
    session::Entity::insert(session::ActiveModel::from(session::Model {
        id,
        token_hash: secrets::hash(&secret),
        person_id: new.person.0,
        provider_id: new.provider_id.to_owned(),
        id_token: new.id_token.to_owned(),
        browser: new.browser.to_owned(),
        created_at: now,
        last_seen_at: now,
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Portal,
        now,
        ("started", "session"),
        id,
        json!({"person": new.person.0, "provider": new.provider_id}),
    );
    audit::record(tx, random, actor, event).await?;
    Ok(secret)
}

/// A person's sessions that are not over, latest used first.
///
/// # Errors
/// The database does not answer.
pub async fn list(
    db: &impl ConnectionTrait,
    person: PersonId,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>, DbErr> {
    session::Entity::find()
        .filter(session::Column::PersonId.eq(person.0))
        .filter(session::Column::LastSeenAt.gte(now - limits.idle))
        .filter(session::Column::CreatedAt.gte(now - limits.absolute))
        .order_by_desc(session::Column::LastSeenAt)
        .all(db)
        .await
}

/// Which of a person's sessions to end.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    This(SessionId),
    AllBut(SessionId),
}

/// Ends sessions of one person at once; another person's are never touched.
/// Returns how many ended.
///
/// # Errors
/// The database refuses.
pub async fn end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    now: DateTime<Utc>,
    person: PersonId,
    ending: Ending,
) -> Result<usize, DbErr> {
    let which = match ending {
        Ending::This(session) => session::Column::Id.eq(session.0),
        Ending::AllBut(session) => session::Column::Id.ne(session.0),
    };
    let ended = session::Entity::find()
        .filter(session::Column::PersonId.eq(person.0))
        .filter(which.clone())
        .all(tx)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(person.0))
        .filter(which)
        .exec(tx)
        .await?;
    for session in &ended {
        let event = audit::Event {
            chain: Chain::Portal,
            at: now,
            verb: "ended",
            subject_kind: "session",
            subject: Some(session.id),
            before: json!({"person": person.0, "provider": session.provider_id}),
            after: Value::Null,
        };
        audit::record(tx, random, actor, event).await?;
    }
    Ok(ended.len())
}

/// Forgets sessions and sign-ins that are over.
///
/// # Errors
/// The database does not answer.
pub async fn prune(
    tx: &impl ConnectionTrait,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    session::Entity::delete_many()
        .filter(
            session::Column::LastSeenAt
                .lt(now - limits.idle)
                .or(session::Column::CreatedAt.lt(now - limits.absolute)),
        )
        .exec(tx)
        .await?;
    sign_in_attempt::Entity::delete_many()
        .filter(sign_in_attempt::Column::ExpiresAt.lt(now))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps a sign-in under way for the browser that began it. Returns the secret
/// of that browser.
///
/// # Errors
/// The database refuses.
pub async fn begin_attempt(
    tx: &impl ConnectionTrait,
    random: &Random,
    now: DateTime<Utc>,
    pending: String,
    return_to: &str,
) -> Result<String, DbErr> {
    let secret = random.secret();
    sign_in_attempt::Entity::insert(sign_in_attempt::ActiveModel {
        browser_hash: Set(secrets::hash(&secret)),
        pending: Set(pending),
        return_to: Set(return_to.to_owned()),
        expires_at: Set(now + ATTEMPT_LASTS),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(secret)
}

/// Takes the sign-in of this browser, which is used up by that.
///
/// # Errors
/// The database refuses.
pub async fn take_attempt(
    tx: &impl ConnectionTrait,
    secret: &str,
    now: DateTime<Utc>,
) -> Result<Option<sign_in_attempt::Model>, DbErr> {
    let hash = secrets::hash(secret);
    let Some(attempt) = sign_in_attempt::Entity::find_by_id(hash.clone())
        .one(tx)
        .await?
    else {
        return Ok(None);
    };
    let taken = sign_in_attempt::Entity::delete_by_id(hash).exec(tx).await?;
    // Of two browsers with the same secret only one deletes the row.
    Ok((taken.rows_affected == 1 && attempt.expires_at > now).then_some(attempt))
}

/// What a provider says about somebody who has just signed in.
pub struct Arrival<'a> {
    pub issuer: &'a str,
    pub subject: &'a str,
    /// Only where the provider vouches for it.
    pub verified_email: Option<&'a str>,
}

/// Whom an account belongs to. An account seen for the first time is bound by
/// an open invitation to its verified e-mail address; an invitation binds once.
///
/// # Errors
/// The database refuses.
pub async fn recognise(
    tx: &impl ConnectionTrait,
    random: &Random,
    now: DateTime<Utc>,
    arrival: &Arrival<'_>,
) -> Result<Option<person::Model>, DbErr> {
    let known = identity::Entity::find()
        .filter(identity::Column::Issuer.eq(arrival.issuer))
        .filter(identity::Column::Subject.eq(arrival.subject))
        .find_also_related(person::Entity)
        .one(tx)
        .await?;
    if let Some((_, person)) = known {
        return Ok(person);
    }
    let Some(email) = arrival.verified_email else {
        return Ok(None);
    };
    let Some(invited) = invitations::live_to(tx, now, email).await? else {
        return Ok(None);
    };
    let Some(person) = invitations::store::accept(tx, random, now, &invited).await? else {
        return Ok(None);
    };
    let id = random.id(now);
    identity::Entity::insert(identity::ActiveModel::from(identity::Model {
        id,
        person_id: person.id,
        issuer: arrival.issuer.to_owned(),
        subject: arrival.subject.to_owned(),
        created_at: now,
    }))
    .exec_without_returning(tx)
    .await?;
    let actor = Actor::person(&person, app::actions::types::Way::Page);
    let event = audit::Event::new(
        Chain::Portal,
        now,
        ("bound", "identity"),
        id,
        json!({
            "person": person.id, "issuer": arrival.issuer, "invitation": invited.id.0,
        }),
    );
    audit::record(tx, random, &actor, event).await?;
    Ok(Some(person))
}
