//! What is new for people, gathered into one mail for each of them, once a
//! working day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::{
    ids::{BoardId, OrganisationId, PersonId},
    mail::{letters, types::Kind},
    notices::{Told, once},
    paths, wording,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, TryInsertResult, sea_query::Expr,
};
use uuid::Uuid;

use super::store::{self, NewMail};
use crate::{
    db::entities::{board, daily_run, notice, person},
    membership::{access, scope::stored},
    replies::{calls, nudges},
    state::AppState,
};

/// The name under which each day's work is noted.
const NAME: &str = "news";

/// The hour of the day, in UK time, from which news is mailed.
const FROM_HOUR: u32 = 8;

/// What is older is not mailed any more: mail was off, or the portal stood still.
const STILL_NEWS: TimeDelta = TimeDelta::days(7);

/// Writes the mails of the day, if that is due and has not been done.
///
/// # Errors
/// The database refuses; nothing was written.
pub async fn write_if_due(state: &AppState) -> anyhow::Result<()> {
    let now = state.clock.now();
    let day = wording::uk_day(now);
    if wording::uk_hour(now) < FROM_HOUR || !app::calendar::is_working_day(day) {
        return Ok(());
    }
    if was_done(state.db.reader(), day).await? {
        return Ok(());
    }
    let tx = state.db.begin().await?;
    if begin(&tx, day, now).await? {
        calls::due(&tx, state).await?;
        nudges::write(&tx, &state.random, day, now).await?;
        write(&tx, state, day, now).await?;
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(())
}

async fn was_done(db: &impl ConnectionTrait, day: NaiveDate) -> Result<bool, DbErr> {
    let done = daily_run::Entity::find_by_id((NAME.to_owned(), day))
        .one(db)
        .await?;
    Ok(done.is_some())
}

/// Notes that the work of a day is done here; false where another server does it.
async fn begin(
    tx: &impl ConnectionTrait,
    day: NaiveDate,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let run = daily_run::Model {
        name: NAME.to_owned(),
        day,
        at,
    };
    let outcome = daily_run::Entity::insert(daily_run::ActiveModel::from(run))
        .on_conflict_do_nothing_on([daily_run::Column::Name, daily_run::Column::Day])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(outcome, TryInsertResult::Inserted(1)))
}

/// A notice that nobody has had by mail.
struct Unmailed {
    board: BoardId,
    person: Option<PersonId>,
    organisation: Option<OrganisationId>,
    told: Told,
}

async fn write(
    tx: &impl ConnectionTrait,
    state: &AppState,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let notices = unmailed(tx, now).await?;
    let for_whom = addressees(tx, &notices, day).await?;
    let people = people(tx, for_whom.keys().copied()).await?;
    let portal = state.base_url.join(paths::MAIL)?;
    for (id, places) in for_whom {
        let Some((full_name, address)) = people.get(&id) else {
            continue;
        };
        let told: Vec<Told> = places
            .into_iter()
            .filter_map(|place| notices.get(place))
            .map(|notice| notice.told.clone())
            .collect();
        let letter = letters::news(full_name, &once(told), portal.as_str());
        let mail = NewMail {
            kind: Kind::News,
            person: id,
            address,
            subject: None,
            letter: &letter,
            link: None,
            calendar: None,
        };
        store::add(tx, &state.random, now, mail).await?;
    }
    notice::Entity::update_many()
        .col_expr(notice::Column::MailedAt, Expr::value(Some(now)))
        .filter(notice::Column::MailedAt.is_null())
        .filter(notice::Column::At.lte(now))
        .exec(tx)
        .await?;
    Ok(())
}

async fn unmailed(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Unmailed>, DbErr> {
    let rows: Vec<(notice::Model, Option<board::Model>)> = notice::Entity::find()
        .join(JoinType::InnerJoin, notice::Relation::Board.def())
        .select_also(board::Entity)
        .filter(notice::Column::MailedAt.is_null())
        .filter(notice::Column::At.gte(now - STILL_NEWS))
        .filter(notice::Column::At.lte(now))
        .order_by_asc(notice::Column::At)
        .order_by_asc(notice::Column::Id)
        .all(tx)
        .await?;
    rows.into_iter()
        .filter_map(|(notice, board)| Some((notice, board?)))
        .map(|(notice, board)| {
            Ok(Unmailed {
                board: BoardId(board.id),
                person: notice.to_person_id.map(PersonId),
                organisation: notice.to_organisation_id.map(OrganisationId),
                told: Told {
                    at: notice.at,
                    kind: stored(&notice.kind, app::notices::Kind::from_code)?,
                    board_name: board.name,
                    board_slug: board.slug,
                    words: notice.words,
                },
            })
        })
        .collect()
}

/// Which notices are for whom, by their places in the list: those to a person,
/// and those to an organisation that they represent on the board today.
async fn addressees(
    tx: &impl ConnectionTrait,
    notices: &[Unmailed],
    day: NaiveDate,
) -> Result<BTreeMap<PersonId, BTreeSet<usize>>, DbErr> {
    let boards: BTreeSet<BoardId> = notices
        .iter()
        .filter(|notice| notice.organisation.is_some())
        .map(|notice| notice.board)
        .collect();
    let mut representing: HashMap<_, Vec<PersonId>> = HashMap::new();
    for one in access::representatives(tx, &boards, day).await? {
        let (person, board, organisation) = one;
        representing
            .entry((board, organisation))
            .or_default()
            .push(person);
    }
    let mut for_whom: BTreeMap<PersonId, BTreeSet<usize>> = BTreeMap::new();
    for (place, notice) in notices.iter().enumerate() {
        let by_name = notice.person.into_iter();
        let representatives = notice
            .organisation
            .and_then(|organisation| representing.get(&(notice.board, organisation)));
        for person in by_name.chain(representatives.into_iter().flatten().copied()) {
            for_whom.entry(person).or_default().insert(place);
        }
    }
    Ok(for_whom)
}

/// People asked for in one statement.
const BATCH: usize = 500;

/// The names and addresses of those who want news by mail.
async fn people(
    tx: &impl ConnectionTrait,
    ids: impl Iterator<Item = PersonId>,
) -> Result<HashMap<PersonId, (String, String)>, DbErr> {
    let ids: Vec<Uuid> = ids.map(|person| person.0).collect();
    let mut found = HashMap::new();
    for some in ids.chunks(BATCH) {
        let rows = person::Entity::find()
            .filter(person::Column::Id.is_in(some.iter().copied()))
            .filter(person::Column::MergedIntoId.is_null())
            .filter(person::Column::WantsNewsByMail.eq(true))
            .all(tx)
            .await?;
        found.extend(rows.into_iter().filter_map(|row| {
            let address = row.email?;
            Some((PersonId(row.id), (row.full_name, address)))
        }));
    }
    Ok(found)
}
