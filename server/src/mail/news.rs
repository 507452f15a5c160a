//! What each person is told by mail: their own actions, what waits for their answer and
//! what is new, over all their boards, in one mail a working day at most, from the hour
//! they chose.
//!
//! How far somebody was told is a moment of their row, moved on in the transaction that
//! writes their mail: a server that is killed in between has written neither, and two
//! servers take different people. People are taken in batches, and a batch costs the
//! same number of statements, however many actions and news it has.

use std::collections::{BTreeSet, HashMap};

use app::{
    access::{Access, Permission},
    actions::types::{RequestKind, Status},
    ids::{ActionId, BoardId, OrganisationId, PersonId, SeatId},
    mail::{
        letters::{self, AskedAction, AskedReturn, Digest, Waiting},
        reminders::{self, Since, once, weekly},
        types::{Kind, MailDay},
    },
    mail_links::expires_at,
    notices::{Told, once as told_once},
    paths,
    pilots::rules::{Owing, nudge},
    wording,
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, TryInsertResult,
    sea_query::{Expr, LockBehavior, LockType, Query},
};
use uuid::Uuid;

use super::{
    Mailer,
    store::{self, NewMail},
};
use crate::{
    actions::requests::{self, Open},
    db::entities::{action, board, daily_run, notice, person, persona},
    mail_links::store::{self as links, NewLink},
    meetings::store as meetings,
    membership::{access, scope::stored},
    pilots,
    proceedings::rules as board_rules,
    replies::{calls, nudges},
    state::AppState,
};

/// The hours, in UK time, from which reminders about meetings are written, an hour
/// before the first mail that they can be in, and from which meetings are called to.
const NUDGES_FROM: u32 = 5;
const CALLS_FROM: u32 = 8;

/// What was said later may be in a transaction that has not ended: it is for the next
/// mail, so that none is missed in between.
const SETTLES: TimeDelta = TimeDelta::minutes(2);

/// What is older is not mailed any more: mail was off, or the portal stood still.
const STILL_NEWS: TimeDelta = TimeDelta::days(7);

/// People in one transaction.
const BATCH: u64 = 100;

/// Actions in one mail. Whoever has more does not answer for more by mail.
const MOST: usize = 20;

/// Writes the mails that are due and have not been written.
///
/// # Errors
/// The database refuses; what was begun last was not written.
pub async fn write_if_due(state: &AppState) -> anyhow::Result<()> {
    let now = state.clock.now();
    let day = wording::uk_day(now);
    if app::calendar::is_working_day(day) {
        let hour = wording::uk_hour(now);
        if hour >= NUDGES_FROM {
            daily(state, Daily::Nudges, day).await?;
        }
        if hour >= CALLS_FROM {
            daily(state, Daily::Calls, day).await?;
        }
    }
    while write_some(state, now).await? > 0 {}
    Ok(())
}

app::words! {
    /// What is done once a working day, whichever server does it.
    Daily {
        Nudges = "nudges", "Reminders about meetings";
        Calls = "calls", "Calls to the next meetings";
    }
}

async fn daily(state: &AppState, what: Daily, day: NaiveDate) -> anyhow::Result<()> {
    let key = (what.code().to_owned(), day);
    let done = daily_run::Entity::find_by_id(key)
        .one(state.db.reader())
        .await?;
    if done.is_some() {
        return Ok(());
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !begin(&tx, what, day, now).await? {
        tx.rollback().await?;
        return Ok(());
    }
    match what {
        Daily::Nudges => nudges::write(&tx, &state.random, day, now).await?,
        Daily::Calls => calls::due(&tx, state).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Notes that the work of a day is done here; false where another server does it.
async fn begin(
    tx: &impl ConnectionTrait,
    what: Daily,
    day: NaiveDate,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let run = daily_run::Model {
        name: what.code().to_owned(),
        day,
        at,
    };
    let outcome = daily_run::Entity::insert(daily_run::ActiveModel::from(run))
        .on_conflict_do_nothing_on([daily_run::Column::Name, daily_run::Column::Day])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(outcome, TryInsertResult::Inserted(1)))
}

/// The people whose mail of the day is due and was not written; none where nobody's can
/// be. A demonstration shows its personas their first mail at once: somebody may look
/// at it on a Sunday.
fn due(state: &AppState, now: DateTime<Utc>) -> Option<Select<person::Entity>> {
    let day = wording::uk_day(now);
    let mut any = Condition::any();
    if let Some(today) = MailDay::of(day).filter(|_| app::calendar::is_working_day(day)) {
        // Clocks change at one in the morning, so every day has a midnight.
        let midnight = app::meetings::rules::uk_moment(day, NaiveTime::MIN).ok()?;
        let was_not_told = Condition::any()
            .add(person::Column::NewsUntil.is_null())
            .add(person::Column::NewsUntil.lt(midnight));
        any = any.add(
            Condition::all()
                .add(was_not_told)
                .add(person::Column::MailHour.lte(wording::uk_hour(now)))
                .add(person::Column::QuietDays.not_like(format!("%{}%", today.code()))),
        );
    }
    if matches!(state.mailer, Mailer::Demonstration) {
        let personas = Query::select()
            .column(persona::Column::PersonId)
            .from(persona::Entity)
            .take();
        any = any.add(
            Condition::all()
                .add(person::Column::NewsUntil.is_null())
                .add(person::Column::Id.in_subquery(personas)),
        );
    }
    (!any.is_empty()).then(|| {
        person::Entity::find()
            .filter(person::Column::MergedIntoId.is_null())
            .filter(person::Column::WantsNewsByMail.eq(true))
            .filter(person::Column::Email.is_not_null())
            .filter(any)
    })
}

/// Writes the mails of some people, and says how many people that were.
///
/// # Errors
/// The database refuses; nothing was written.
pub async fn write_some(state: &AppState, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let Some(due) = due(state, now) else {
        return Ok(0);
    };
    if due.clone().one(state.db.reader()).await?.is_none() {
        return Ok(0);
    }
    let tx = state.db.begin().await?;
    let people = due
        .order_by_asc(person::Column::Id)
        .limit(BATCH)
        .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
        .all(&tx)
        .await?;
    if people.is_empty() {
        tx.rollback().await?;
        return Ok(0);
    }
    write(&tx, state, &people, now).await?;
    person::Entity::update_many()
        .col_expr(person::Column::NewsUntil, Expr::value(Some(now - SETTLES)))
        .filter(person::Column::Id.is_in(people.iter().map(|person| person.id)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(people.len())
}

/// A mail that is about to be written.
struct Draft<'a> {
    person: &'a person::Model,
    digest: Digest,
    /// For the actions of the digest, in their order.
    links: Vec<NewLink>,
}

async fn write(
    tx: &impl ConnectionTrait,
    state: &AppState,
    people: &[person::Model],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let today = wording::uk_day(now);
    let standings = access::standings_of(tx, people, today).await?;
    let found = Found::read(tx, &standings, now).await?;
    let mut drafts = Vec::new();
    for person in people {
        let Some(access) = standings.get(&PersonId(person.id)) else {
            continue;
        };
        let draft = found.draft(state, person, access, today)?;
        if !draft.digest.is_empty() {
            drafts.push(draft);
        }
    }
    let new: Vec<NewLink> = drafts
        .iter()
        .flat_map(|draft| draft.links.iter().copied())
        .collect();
    let mut secrets = links::make(tx, &state.random, now, &new).await?.into_iter();
    let choices = state.base_url.join(paths::MAIL)?;
    let work = state.base_url.join(paths::MY_WORK)?;
    let mut letters = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut lines = Vec::new();
        for secret in secrets.by_ref().take(draft.links.len()) {
            lines.push(state.base_url.join(&paths::mail_link(secret))?.to_string());
        }
        let letter = letters::digest(
            &draft.digest,
            expires_at(now),
            choices.as_str(),
            work.as_str(),
        );
        letters.push((draft.person, letter, lines.join("\n")));
    }
    let mails = letters.iter().filter_map(|(person, letter, links)| {
        Some(NewMail {
            kind: Kind::News,
            person: PersonId(person.id),
            address: person.email.as_deref()?,
            subject: None,
            letter,
            link: (!links.is_empty()).then_some(links.as_str()),
            calendar: None,
        })
    });
    store::add_all(tx, &state.random, now, mails).await?;
    Ok(())
}

/// What there may be to tell some people.
struct Found {
    notices: Vec<Unmailed>,
    actions: Vec<ActionRow>,
    requests: Vec<Open>,
    /// What sites of pilots owe, with who reports for them.
    returns: Vec<(Owing, BTreeSet<PersonId>)>,
    /// The next meeting of a board, and how many working days before it papers are due.
    meetings: HashMap<BoardId, (NaiveDate, u32)>,
}

impl Found {
    /// Reads it all, in as many statements whatever there is.
    async fn read(
        tx: &impl ConnectionTrait,
        people: &HashMap<PersonId, Access>,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        let mut led = BTreeSet::new();
        let mut kept = BTreeSet::new();
        let mut boards = BTreeSet::new();
        for access in people.values() {
            led.extend(led_by(access));
            for standing in &access.standings {
                boards.insert(standing.board);
                if access.may(Permission::CloseAction, standing.board, None) {
                    kept.insert(standing.board);
                }
            }
        }
        let all: Vec<BoardId> = boards.iter().copied().collect();
        let rules = board_rules::of_boards(tx, all.iter().copied()).await?;
        let next = meetings::next_of_each(tx, &all, now).await?;
        let meetings = next
            .into_iter()
            .filter_map(|(board, at)| {
                let days = rules.get(&board)?.papers_days;
                Some((board, (wording::uk_day(at), days)))
            })
            .collect();
        Ok(Self {
            notices: unmailed(tx, now).await?,
            actions: actions(tx, &led, &kept).await?,
            requests: requests::open(tx, &boards).await?,
            returns: pilots::nudges::of_people(tx, people, wording::uk_day(now)).await?,
            meetings,
        })
    }

    /// What there is to tell one person.
    fn draft<'a>(
        &self,
        state: &AppState,
        person: &'a person::Model,
        access: &Access,
        today: NaiveDate,
    ) -> anyhow::Result<Draft<'a>> {
        let told_on = person.news_until.map(wording::uk_day);
        let mut asked = Vec::new();
        let mut waiting = Vec::new();
        for action in &self.actions {
            let (board, led) = (BoardId(action.board_id), action.organisation_id);
            let leads = access.may(Permission::LeadAction, board, Some(OrganisationId(led)));
            let status = stored(&action.status, Status::from_code)?;
            let updated_on = wording::uk_day(action.updated_at);
            if status == Status::Complete {
                let is_new = weekly(updated_on, told_on, today);
                if access.may(Permission::CloseAction, board, None) && is_new {
                    waiting.push(action.waiting(
                        state,
                        format!(
                            "Reported as complete on {}. Accept it, or take it up again",
                            wording::date(updated_on)
                        ),
                    )?);
                }
                continue;
            }
            let reminder = reminders::Waiting {
                status,
                due_on: action.due_on,
                updated_on,
                meeting: self.meetings.get(&board).copied(),
            };
            if let Some(why) = reminders::why(&reminder, told_on, today).filter(|_| leads) {
                asked.push((action, why));
            }
        }
        for request in &self.requests {
            if let Some(words) = request_in_words(request, access, told_on, today) {
                waiting.push(Waiting {
                    reference: request.reference.clone(),
                    title: request.title.clone(),
                    board_name: request.board_name.clone(),
                    words,
                    page: state
                        .base_url
                        .join(&paths::action_request(request.id))?
                        .to_string(),
                });
            }
        }
        let mut returns = Vec::new();
        for (owing, who) in &self.returns {
            let since = person.news_until;
            let words = nudge(&owing.owed, since, today).filter(|_| who.contains(&access.person));
            if let Some(words) = words {
                returns.push(asked_return(state, owing, words)?);
            }
        }
        let more = asked.len().saturating_sub(MOST);
        asked.truncate(MOST);
        waiting.truncate(MOST);
        let links = asked
            .iter()
            .map(|(action, _)| NewLink {
                person: PersonId(person.id),
                action: ActionId(action.id),
                organisation: OrganisationId(action.organisation_id),
                seat: SeatId(action.seat_id),
            })
            .collect();
        let asked = asked
            .into_iter()
            .map(|(action, why)| {
                Ok(AskedAction {
                    reference: action.reference.clone(),
                    title: action.title.clone(),
                    board_name: action.board_name.clone(),
                    status: stored(&action.status, Status::from_code)?,
                    why: why.in_words(action.due_on, today),
                })
            })
            .collect::<Result<_, DbErr>>()?;
        let digest = Digest {
            full_name: person.full_name.clone(),
            asked,
            more,
            waiting,
            returns,
            told: told_once(self.told(person, access)),
        };
        Ok(Draft {
            person,
            digest,
            links,
        })
    }

    /// The news of a person: what was said to them, or to an organisation that they
    /// represent on its board, since their last mail.
    fn told(&self, person: &person::Model, access: &Access) -> Vec<Told> {
        self.notices
            .iter()
            .filter(|notice| person.news_until.is_none_or(|until| notice.told.at > until))
            .filter(|notice| {
                notice.person == Some(access.person)
                    || notice.organisation.is_some_and(|organisation| {
                        access.standings.iter().any(|standing| {
                            standing.board == notice.board
                                && standing.organisation == Some(organisation)
                        })
                    })
            })
            .map(|notice| notice.told.clone())
            .collect()
    }
}

/// A site whose returns are asked for. They are filled in on the page of the first one.
fn asked_return(state: &AppState, owing: &Owing, words: String) -> anyhow::Result<AskedReturn> {
    let mut page = state.base_url.join(&paths::site_return(owing.site))?;
    if let Some(oldest) = owing.owed.months.last() {
        page.query_pairs_mut()
            .append_pair("month", &oldest.to_string());
    }
    Ok(AskedReturn {
        site_name: owing.site_name.clone(),
        pilot_title: owing.pilot_title.clone(),
        words,
        page: page.to_string(),
    })
}

/// The organisations that somebody answers for, each on the board where they do.
fn led_by(access: &Access) -> impl Iterator<Item = (BoardId, OrganisationId)> {
    access.standings.iter().filter_map(|standing| {
        let organisation = standing.organisation?;
        access
            .may(Permission::LeadAction, standing.board, Some(organisation))
            .then_some((standing.board, organisation))
    })
}

/// What a request asks of somebody, if it is time to say so. When it was made they read
/// of it among the news.
fn request_in_words(
    request: &Open,
    access: &Access,
    since: Since,
    today: NaiveDate,
) -> Option<String> {
    let keeps = access.may(Permission::CloseAction, request.board, None);
    let is_for_them = request
        .to
        .is_some_and(|to| access.may(Permission::LeadAction, request.board, Some(to)));
    let by = wording::date(request.answer_by);
    match request.kind {
        RequestKind::Handover if is_for_them && request.answer_by >= today => {
            once(request.answer_by, since, today)
                .then(|| format!("Offered to you. Answer by the end of {by}"))
        }
        RequestKind::Handover if keeps && request.answer_by < today => {
            let from = request.answer_by + Days::new(1);
            weekly(from, since, today).then(|| {
                format!("Nobody answered the offer of this action by {by}. It is for you again")
            })
        }
        RequestKind::DueDate if keeps => {
            let from = wording::uk_day(request.asked_at) + Days::new(7);
            weekly(from, since, today)
                .then(|| "Another due date was asked for and nobody has answered".to_owned())
        }
        RequestKind::Handover | RequestKind::DueDate => None,
    }
}

/// An open action as far as mail speaks of it.
#[derive(FromQueryResult)]
struct ActionRow {
    id: Uuid,
    board_id: Uuid,
    board_name: String,
    reference: String,
    title: String,
    organisation_id: Uuid,
    seat_id: Uuid,
    status: String,
    due_on: NaiveDate,
    updated_at: DateTime<Utc>,
}

impl ActionRow {
    fn waiting(&self, state: &AppState, words: String) -> anyhow::Result<Waiting> {
        Ok(Waiting {
            reference: self.reference.clone(),
            title: self.title.clone(),
            board_name: self.board_name.clone(),
            words,
            page: state
                .base_url
                .join(&paths::action(&self.reference))?
                .to_string(),
        })
    }
}

/// The open actions that some organisations lead on their boards, and those that are
/// reported as complete on the boards `kept`; what is due first comes first.
async fn actions(
    tx: &impl ConnectionTrait,
    led: &BTreeSet<(BoardId, OrganisationId)>,
    kept: &BTreeSet<BoardId>,
) -> Result<Vec<ActionRow>, DbErr> {
    let boards: BTreeSet<Uuid> = led.iter().map(|(board, _)| board.0).collect();
    let organisations: BTreeSet<Uuid> = led.iter().map(|(_, body)| body.0).collect();
    action::Entity::find()
        .join(JoinType::InnerJoin, action::Relation::Board.def())
        .column_as(board::Column::Name, "board_name")
        .filter(action::Column::IsOpen.eq(true))
        .filter(
            Condition::any()
                .add(
                    Condition::all()
                        .add(action::Column::BoardId.is_in(boards))
                        .add(action::Column::OrganisationId.is_in(organisations))
                        .add(action::Column::Status.ne(Status::Complete.code())),
                )
                .add(
                    Condition::all()
                        .add(action::Column::BoardId.is_in(kept.iter().map(|board| board.0)))
                        .add(action::Column::Status.eq(Status::Complete.code())),
                ),
        )
        .order_by_asc(action::Column::DueOn)
        .order_by_asc(action::Column::Id)
        .into_model()
        .all(tx)
        .await
}

/// A notice that may be news for somebody.
struct Unmailed {
    board: BoardId,
    person: Option<PersonId>,
    organisation: Option<OrganisationId>,
    told: Told,
}

async fn unmailed(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Unmailed>, DbErr> {
    let rows: Vec<(notice::Model, Option<board::Model>)> = notice::Entity::find()
        .join(JoinType::InnerJoin, notice::Relation::Board.def())
        .select_also(board::Entity)
        .filter(notice::Column::MailedAt.is_null())
        .filter(notice::Column::At.gte(now - STILL_NEWS))
        .filter(notice::Column::At.lte(now - SETTLES))
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
