//! Queries and commands about people: one profile over all boards.

mod leaving;
mod merging;

use app::{
    ids::{BoardId, PersonId},
    mail::types::{MAIL_HOUR, MailDay, Wants},
    people::types::Person,
    wording,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
    sea_query::{Expr, Query},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::{
        self,
        entities::{appointment, identity, person, seat},
    },
    membership::scope::stored,
};

pub use leaving::{MovedOn, move_on};
pub use merging::{Merged, merge, preview_merge};

/// Somebody to be known to the portal.
pub struct NewPerson<'a> {
    pub full_name: &'a str,
    pub post: &'a str,
    pub email: Option<&'a str>,
    pub fictional: bool,
}

/// Enters a person, under a name without signs that nobody sees. The trail
/// keeps that it happened, not the address.
///
/// # Errors
/// The e-mail address belongs to somebody else, or the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewPerson<'_>,
) -> Result<PersonId, DbErr> {
    let added = add_all(tx, random, actor, at, std::slice::from_ref(new)).await?;
    let person = added.first().copied();
    person.ok_or_else(|| DbErr::RecordNotInserted)
}

/// Enters people, each as [`add`] does, and says who is who in their order.
///
/// # Errors
/// The e-mail address of one belongs to somebody else, or the database refuses;
/// the caller undoes the transaction.
pub async fn add_all(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    people: &[NewPerson<'_>],
) -> Result<Vec<PersonId>, DbErr> {
    let mut ids = Vec::with_capacity(people.len());
    let mut rows = Vec::with_capacity(people.len());
    let mut events = Vec::with_capacity(people.len());
    for new in people {
        let id = random.id(at);
        let (full_name, post) = (wording::tidied(new.full_name), wording::tidied(new.post));
        let after = json!({"full_name": full_name, "post": post, "fictional": new.fictional});
        let verb = ("added", "person");
        events.push(audit::Event::new(Chain::Portal, at, verb, id, after));
        rows.push(person::ActiveModel::from(person::Model {
            id,
            full_name,
            post,
            email: new.email.map(str::to_lowercase),
            fictional: new.fictional,
            created_at: at,
            confirmed_on: None,
            no_interests_on: None,
            version: 1,
            merged_into_id: None,
            wants_news_by_mail: true,
            wants_calls_by_mail: true,
            mail_hour: i32::from(MAIL_HOUR),
            quiet_days: String::new(),
            news_until: None,
        }));
        ids.push(PersonId(id));
    }
    db::insert_all(tx, rows).await?;
    audit::record_all(tx, random, actor, events).await?;
    Ok(ids)
}

fn read(row: person::Model, has_account: bool) -> Person {
    let entered_on = wording::uk_day(row.created_at);
    Person {
        id: PersonId(row.id),
        full_name: row.full_name,
        post: row.post,
        email: row.email,
        confirmed_on: row.confirmed_on.unwrap_or(entered_on),
        no_interests_on: row.no_interests_on,
        has_account,
        version: row.version,
    }
}

async fn has_account(db: &impl ConnectionTrait, person: Uuid) -> Result<bool, DbErr> {
    let account = identity::Entity::find()
        .filter(identity::Column::PersonId.eq(person))
        .one(db)
        .await?;
    Ok(account.is_some())
}

/// A person by their key; the one they turned out to be, where two profiles
/// were merged. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Person>, DbErr> {
    let mut row = person::Entity::find_by_id(id.0).one(db).await?;
    // A profile that others were merged into may be merged itself.
    for _ in 0..MERGES_FOLLOWED {
        let Some(next) = row.as_ref().and_then(|row| row.merged_into_id) else {
            break;
        };
        row = person::Entity::find_by_id(next).one(db).await?;
    }
    match row {
        Some(row) => {
            let has_account = has_account(db, row.id).await?;
            Ok(Some(read(row, has_account)))
        }
        None => Ok(None),
    }
}

/// How many merges one after another are followed.
const MERGES_FOLLOWED: usize = 16;

/// The person with an e-mail address.
///
/// # Errors
/// The database does not answer.
pub async fn with_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<Person>, DbErr> {
    let row = person::Entity::find()
        .filter(person::Column::Email.eq(email.to_lowercase()))
        .one(db)
        .await?;
    match row {
        Some(row) => {
            let has_account = has_account(db, row.id).await?;
            Ok(Some(read(row, has_account)))
        }
        None => Ok(None),
    }
}

/// People whose name or address holds every word of a search, accents and case
/// aside, by name, up to a bound; nobody where nothing is searched for. Reads
/// everybody: it is asked by hand, by the few who have the register.
///
/// # Errors
/// The database does not answer.
pub async fn search(db: &impl ConnectionTrait, words: &str) -> Result<Vec<Person>, DbErr> {
    let words = wording::folded(words);
    if words.trim().is_empty() {
        return Ok(Vec::new());
    }
    let rows = person::Entity::find()
        .filter(person::Column::MergedIntoId.is_null())
        .all(db)
        .await?;
    let mut found: Vec<Person> = rows
        .into_iter()
        .filter(|row| {
            let place = format!("{} {}", row.full_name, row.email.as_deref().unwrap_or(""));
            let place = wording::folded(&place);
            words.split_whitespace().all(|word| place.contains(word))
        })
        .map(|row| read(row, false))
        .collect();
    found.sort_by(|one, other| one.full_name.cmp(&other.full_name));
    found.truncate(FOUND);
    Ok(found)
}

/// How many people a search shows.
const FOUND: usize = 20;

/// Everybody who was ever appointed to a seat of a board.
///
/// # Errors
/// The database does not answer.
pub async fn of_board(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<Person>, DbErr> {
    use sea_orm::sea_query::ExprTrait as _;

    let appointed = Query::select()
        .column(appointment::Column::PersonId)
        .from(appointment::Entity)
        .inner_join(
            seat::Entity,
            Expr::col((seat::Entity, seat::Column::Id))
                .equals((appointment::Entity, appointment::Column::SeatId)),
        )
        .and_where(seat::Column::BoardId.eq(board.0))
        .to_owned();
    let rows = person::Entity::find()
        .filter(person::Column::Id.in_subquery(appointed))
        .filter(person::Column::MergedIntoId.is_null())
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| read(row, false)).collect())
}

/// Everybody who has an address.
///
/// # Errors
/// The database does not answer.
pub async fn with_address(db: &impl ConnectionTrait) -> Result<Vec<Person>, DbErr> {
    let rows = person::Entity::find()
        .filter(person::Column::Email.is_not_null())
        .filter(person::Column::MergedIntoId.is_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| read(row, false)).collect())
}

/// What a person wants by mail; nothing where there is no such person.
///
/// # Errors
/// The database does not answer.
pub async fn wants_by_mail(db: &impl ConnectionTrait, person: PersonId) -> Result<Wants, DbErr> {
    let row = person::Entity::find_by_id(person.0).one(db).await?;
    let Some(row) = row else {
        return Err(DbErr::RecordNotFound("no such person".to_owned()));
    };
    let quiet = row
        .quiet_days
        .split(',')
        .filter(|code| !code.is_empty())
        .map(|code| stored(code, MailDay::from_code))
        .collect::<Result<_, _>>()?;
    Ok(Wants {
        news: row.wants_news_by_mail,
        calls: row.wants_calls_by_mail,
        hour: u8::try_from(row.mail_hour).unwrap_or(MAIL_HOUR),
        quiet,
    })
}

fn codes(days: &[MailDay]) -> String {
    let codes: Vec<&str> = days.iter().map(|day| day.code()).collect();
    codes.join(",")
}

/// Notes what a person wants by mail; nothing where that is noted already. Whoever
/// wants news again is told what is new from now on.
///
/// # Errors
/// The database refuses.
pub async fn want_by_mail(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
    wants: &Wants,
) -> Result<(), DbErr> {
    let before = wants_by_mail(tx, person).await?;
    if before == *wants {
        return Ok(());
    }
    let mut change = person::Entity::update_many()
        .col_expr(person::Column::WantsNewsByMail, Expr::value(wants.news))
        .col_expr(person::Column::WantsCallsByMail, Expr::value(wants.calls))
        .col_expr(person::Column::MailHour, Expr::value(i32::from(wants.hour)))
        .col_expr(person::Column::QuietDays, Expr::value(codes(&wants.quiet)));
    if wants.news && !before.news {
        change = change.col_expr(person::Column::NewsUntil, Expr::value(Some(at)));
    }
    change
        .filter(person::Column::Id.eq(person.0))
        .exec(tx)
        .await?;
    let noted = |wants: &Wants| {
        json!({
            "wants_news_by_mail": wants.news,
            "wants_calls_by_mail": wants.calls,
            "mail_hour": wants.hour,
            "quiet_days": codes(&wants.quiet),
        })
    };
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "changed",
        subject_kind: "person",
        subject: Some(person.0),
        before: noted(&before),
        after: noted(wants),
    };
    audit::record(tx, random, actor, event).await
}

/// The addresses of people who have exactly this name.
///
/// # Errors
/// The database does not answer.
pub async fn addresses_of_namesakes(
    db: &impl ConnectionTrait,
    full_name: &str,
) -> Result<Vec<String>, DbErr> {
    let rows = person::Entity::find()
        .filter(person::Column::FullName.eq(full_name))
        .filter(person::Column::Email.is_not_null())
        .order_by_asc(person::Column::Id)
        .limit(NAMESAKES)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.email).collect())
}

/// How many people of one name are told apart at a time.
const NAMESAKES: u64 = 5;

/// What a person's profile says.
pub struct PersonDetails<'a> {
    pub full_name: &'a str,
    pub post: &'a str,
    pub email: Option<&'a str>,
}

/// What came of changing a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileChanged {
    Saved,
    /// It changed since the form was opened. The caller undoes the transaction.
    OutOfDate,
    /// The address belongs to somebody else. The caller undoes the transaction.
    EmailTaken,
}

/// Changes a profile. Where the person does it, their details are confirmed by
/// it. The trail keeps that the address changed, not the address.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Person,
    new: &PersonDetails<'_>,
) -> Result<ProfileChanged, DbErr> {
    let (full_name, post) = (wording::tidied(new.full_name), wording::tidied(new.post));
    let email = new.email.map(str::to_lowercase);
    if let Some(email) = &email
        && let Some(other) = with_email(tx, email).await?
        && other.id != before.id
    {
        return Ok(ProfileChanged::EmailTaken);
    }
    let mut query = person::Entity::update_many()
        .col_expr(person::Column::FullName, Expr::value(full_name.as_str()))
        .col_expr(person::Column::Post, Expr::value(post.as_str()))
        .col_expr(person::Column::Email, Expr::value(email.clone()))
        .col_expr(person::Column::Version, Expr::value(before.version + 1))
        .filter(person::Column::Id.eq(before.id.0))
        .filter(person::Column::Version.eq(before.version));
    if actor.person == Some(before.id) {
        let today = wording::uk_day(at);
        query = query.col_expr(person::Column::ConfirmedOn, Expr::value(today));
    }
    let written = match query.exec(tx).await {
        Ok(written) => written,
        Err(error) => {
            return match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => Ok(ProfileChanged::EmailTaken),
                _ => Err(error),
            };
        }
    };
    if written.rows_affected == 0 {
        return Ok(ProfileChanged::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "changed",
        subject_kind: "person",
        subject: Some(before.id.0),
        before: json!({"full_name": before.full_name, "post": before.post}),
        after: json!({
            "full_name": full_name, "post": post, "email_changed": email != before.email,
        }),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(ProfileChanged::Saved)
}

/// Whether a profile already says what a form asks for: a second click.
pub fn is_as(person: &Person, wanted: &PersonDetails<'_>) -> bool {
    person.full_name == wording::tidied(wanted.full_name)
        && person.post == wording::tidied(wanted.post)
        && person.email == wanted.email.map(str::to_lowercase)
}

/// Notes that a person has confirmed their details today; false where they did
/// so before on the same day.
///
/// # Errors
/// The database refuses.
pub async fn confirm(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Person,
) -> Result<bool, DbErr> {
    let today = wording::uk_day(at);
    let not_today = Condition::any()
        .add(person::Column::ConfirmedOn.is_null())
        .add(person::Column::ConfirmedOn.ne(today));
    let written = person::Entity::update_many()
        .col_expr(person::Column::ConfirmedOn, Expr::value(today))
        .filter(person::Column::Id.eq(before.id.0))
        .filter(not_today)
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(false);
    }
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb: "confirmed",
        subject_kind: "person",
        subject: Some(before.id.0),
        before: json!({"confirmed_on": before.confirmed_on}),
        after: json!({"confirmed_on": today, "said_so": true}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(true)
}
