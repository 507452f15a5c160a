//! Mail that was written: waiting, sent, or given up.

use app::{
    ids::PersonId,
    mail::{
        letters::{Letter, with_links, without_links},
        types::{Kind, MailEntry, MailState},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::mailer::Outcome;
use crate::{clock::Random, db::entities::mail, membership::scope::stored};

/// How long a worker has for what it took before another may take it.
const CLAIM: TimeDelta = TimeDelta::minutes(10);

/// What is said of a mail that is no longer tried.
const TOO_LATE: &str = "It was tried for two days";

/// Waiting times between attempts, in minutes. After the last one it is given up:
/// two days after it was written.
const WAITS: [i64; 9] = [1, 5, 15, 60, 180, 360, 720, 720, 840];

/// A mail to be written.
pub struct NewMail<'a> {
    pub kind: Kind,
    pub person: PersonId,
    pub address: &'a str,
    /// What it is about.
    pub subject: Option<Uuid>,
    pub letter: &'a Letter,
    /// Links that only the addressee may have, one a line. They are forgotten once the
    /// mail is settled.
    pub link: Option<&'a str>,
    /// The calendar file that goes with it, where one does.
    pub calendar: Option<&'a str>,
}

/// Writes a mail, to be sent once the transaction holds.
///
/// # Errors
/// The database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    new: NewMail<'_>,
) -> Result<(), DbErr> {
    add_all(tx, random, at, [new]).await
}

/// Writes some mails, as [`add`], in one statement.
///
/// # Errors
/// The database refuses.
pub async fn add_all(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    mails: impl IntoIterator<Item = NewMail<'_>>,
) -> Result<(), DbErr> {
    let rows: Vec<mail::ActiveModel> = mails
        .into_iter()
        .map(|new| {
            mail::ActiveModel::from(mail::Model {
                id: random.id(at),
                created_at: at,
                person_id: new.person.0,
                address: new.address.to_owned(),
                kind: new.kind.code().to_owned(),
                subject_id: new.subject,
                subject: new.letter.subject.clone(),
                body: new.letter.body.clone(),
                calendar: new.calendar.unwrap_or_default().to_owned(),
                link: new.link.map(str::to_owned),
                state: MailState::Waiting.code().to_owned(),
                due_at: at,
                attempts: 0,
                claimed_until: None,
                settled_at: None,
                trouble: String::new(),
            })
        })
        .collect();
    if !rows.is_empty() {
        mail::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// A mail that a worker has taken to try it.
pub struct Taken {
    pub id: Uuid,
    pub to: String,
    pub subject: String,
    pub body: String,
    /// Empty where none goes with it.
    pub calendar: String,
    keeps_links: bool,
    attempts: i32,
}

/// Takes what is due and nobody else tries, the oldest first.
///
/// # Errors
/// The database refuses.
pub async fn take(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<Taken>, DbErr> {
    let free = Condition::any()
        .add(mail::Column::ClaimedUntil.is_null())
        .add(mail::Column::ClaimedUntil.lt(now));
    let rows = mail::Entity::find()
        .filter(mail::Column::State.eq(MailState::Waiting.code()))
        .filter(mail::Column::DueAt.lte(now))
        .filter(free)
        .order_by_asc(mail::Column::DueAt)
        .order_by_asc(mail::Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    mail::Entity::update_many()
        .col_expr(mail::Column::ClaimedUntil, Expr::value(Some(now + CLAIM)))
        .filter(mail::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Taken {
            id: row.id,
            to: row.address,
            subject: row.subject,
            body: with_links(&row.body, row.link.as_deref().unwrap_or_default()),
            // A demonstration sends nothing: whoever plays the addressee follows the
            // links of their actions from the page that shows the mail.
            keeps_links: row.kind == Kind::News.code(),
            calendar: row.calendar,
            attempts: row.attempts,
        })
        .collect())
}

/// Notes what came of trying a mail.
///
/// # Errors
/// The database refuses.
pub async fn settle(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    taken: &Taken,
    outcome: &Outcome,
) -> Result<(), DbErr> {
    let wait = usize::try_from(taken.attempts)
        .ok()
        .and_then(|attempts| WAITS.get(attempts));
    let (state, due_at, trouble) = match (outcome, wait) {
        (Outcome::Sent, _) => (MailState::Sent, now, String::new()),
        (Outcome::Shown, _) => (MailState::Shown, now, String::new()),
        (Outcome::Never(why), _) => (MailState::Failed, now, why.clone()),
        (Outcome::Later(why), Some(minutes)) => (
            MailState::Waiting,
            now + TimeDelta::minutes(*minutes),
            why.clone(),
        ),
        (Outcome::Later(why), None) => (MailState::Failed, now, format!("{TOO_LATE}: {why}")),
    };
    let mut change = mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(state.code()))
        .col_expr(mail::Column::DueAt, Expr::value(due_at))
        .col_expr(mail::Column::Attempts, Expr::value(taken.attempts + 1))
        .col_expr(
            mail::Column::ClaimedUntil,
            Expr::value(None::<DateTime<Utc>>),
        )
        .col_expr(mail::Column::Trouble, Expr::value(trouble));
    if state != MailState::Waiting {
        change = change.col_expr(mail::Column::SettledAt, Expr::value(Some(now)));
        if !(state == MailState::Shown && taken.keeps_links) {
            change = change.col_expr(mail::Column::Link, Expr::value(None::<String>));
        }
    }
    change
        .filter(mail::Column::Id.eq(taken.id))
        .filter(mail::Column::State.eq(MailState::Waiting.code()))
        .exec(tx)
        .await?;
    Ok(())
}

/// How long people can see what was sent to them.
const KEPT_FOR: TimeDelta = TimeDelta::days(365);

/// Forgets mail that was settled a year ago.
///
/// # Errors
/// The database refuses.
pub async fn prune(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let outcome = mail::Entity::delete_many()
        .filter(mail::Column::SettledAt.lt(now - KEPT_FOR))
        .exec(tx)
        .await?;
    Ok(outcome.rows_affected)
}

/// How many of their mails a person sees.
const SHOWN: u64 = 50;

/// What the portal sent to a person, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<MailEntry>, DbErr> {
    let rows = mail::Entity::find()
        .filter(mail::Column::PersonId.eq(person.0))
        .order_by_desc(mail::Column::CreatedAt)
        .order_by_desc(mail::Column::Id)
        .limit(SHOWN)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The latest mail about each of some things.
///
/// # Errors
/// The database does not answer.
pub async fn about(
    db: &impl ConnectionTrait,
    subjects: impl IntoIterator<Item = Uuid>,
) -> Result<std::collections::HashMap<Uuid, MailEntry>, DbErr> {
    let rows = mail::Entity::find()
        .filter(mail::Column::SubjectId.is_in(subjects))
        .order_by_asc(mail::Column::CreatedAt)
        .order_by_asc(mail::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .filter_map(|row| Some((row.subject_id?, row)))
        .map(|(subject, row)| Ok((subject, read(row)?)))
        .collect()
}

fn read(row: mail::Model) -> Result<MailEntry, DbErr> {
    let (kind, state) = (
        stored(&row.kind, Kind::from_code)?,
        stored(&row.state, MailState::from_code)?,
    );
    let body = match row.link {
        Some(links) if kind == Kind::News && state == MailState::Shown => {
            with_links(&row.body, &links)
        }
        _ => without_links(&row.body),
    };
    Ok(MailEntry {
        kind,
        created_at: row.created_at,
        address: row.address,
        subject: row.subject,
        body,
        state,
        settled_at: row.settled_at,
        trouble: row.trouble,
    })
}
