//! What is asked about an action: another lead, another date. Asked once, answered
//! once; until the answer the action stays as it is, so that there is exactly one
//! lead at every moment.

use std::collections::{BTreeSet, HashMap};

use app::{
    access::{Access, Permission},
    actions::{
        forms::requests::{AnotherDate, Answer, Offer, Say},
        types::{EntryKind, ListedRequest, Request, RequestKind, RequestState},
    },
    calendar,
    ids::{ActionId, ActionRequestId, BoardId, OrganisationId, PersonId, SeatId},
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, TryInsertResult,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{
    steps::{self, Acting, Entry, Standing, Updated, date_moved, organisation_of},
    store::short_name,
};
use crate::{
    db::entities::{action, action_request, board, organisation},
    membership::scope::stored,
    proceedings::rules,
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    Handover(Offer),
    DueDate(AnotherDate),
}

impl Wish {
    fn kind(&self) -> RequestKind {
        match self {
            Self::Handover(_) => RequestKind::Handover,
            Self::DueDate(_) => RequestKind::DueDate,
        }
    }

    fn key(&self) -> Uuid {
        match self {
            Self::Handover(offer) => offer.key,
            Self::DueDate(date) => date.key,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Handover(offer) => &offer.reason,
            Self::DueDate(date) => &date.reason,
        }
    }
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Saved,
    /// The same form was sent before.
    AlreadySaved,
    /// One of this kind waits already.
    OneWaits,
    /// The seat may not lead the action any more, or the action is settled.
    Refused,
    /// Somebody changed the action at the same moment.
    OutOfDate,
}

/// The last day for an answer to what is asked on a day.
///
/// # Errors
/// The database does not answer.
pub async fn answer_by(
    db: &impl ConnectionTrait,
    board: BoardId,
    today: NaiveDate,
) -> Result<NaiveDate, DbErr> {
    let days = rules::of_board(db, board).await?.offer_days;
    Ok(calendar::working_days_after(today, days))
}

fn waiting_key(action: ActionId, kind: RequestKind) -> String {
    format!("{action}:{}", kind.code())
}

/// What to answer to a form whose number was used before.
async fn asked_before(
    db: &impl ConnectionTrait,
    action: ActionId,
    person: PersonId,
    key: Uuid,
) -> Result<Option<Asked>, DbErr> {
    let known = action_request::Entity::find_by_id(key).one(db).await?;
    Ok(known.map(|known| {
        if known.action_id == action.0 && known.asked_by_id == person.0 {
            Asked::AlreadySaved
        } else {
            Asked::OutOfDate
        }
    }))
}

/// Asks for something. One that was left without an answer gives way to it.
///
/// # Errors
/// The database refuses; or nobody acts.
pub async fn ask(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    action: ActionId,
    post: &str,
    wish: &Wish,
) -> Result<Asked, DbErr> {
    let at = acting.at;
    let today = wording::uk_day(at);
    let Some(person) = acting.actor.person else {
        return Err(DbErr::Custom("a request needs a person".to_owned()));
    };
    if let Some(known) = asked_before(tx, action, person, wish.key()).await? {
        return Ok(known);
    }
    let Some(now) = steps::row(tx, action).await?.filter(|row| row.is_open) else {
        return Ok(Asked::Refused);
    };
    let (note, kind, to_seat, to, wanted_on) = match wish {
        Wish::Handover(offer) => {
            let Some(to) = organisation_of(tx, offer.to).await? else {
                return Ok(Asked::Refused);
            };
            let note = format!(
                "Offered to {}.\n{}",
                short_name(tx, to).await?,
                offer.reason
            );
            (note, EntryKind::Offered, Some(offer.to), Some(to), None)
        }
        Wish::DueDate(date) => {
            let note = format!(
                "Asked for {} in place of {}.\n{}",
                wording::date(date.wanted_on),
                wording::date(now.due_on),
                date.reason
            );
            (note, EntryKind::DateAsked, None, None, Some(date.wanted_on))
        }
    };
    let key = waiting_key(action, wish.kind());
    settle(
        tx,
        action_request::Column::WaitingKey
            .eq(key.as_str())
            .and(action_request::Column::AnswerBy.lt(today)),
        RequestState::Lapsed,
        None,
    )
    .await?;
    let board = BoardId(now.board_id);
    let row = action_request::ActiveModel::from(action_request::Model {
        id: wish.key(),
        action_id: action.0,
        board_id: board.0,
        kind: wish.kind().code().to_owned(),
        from_organisation_id: now.organisation_id,
        to_seat_id: to_seat.map(|seat| seat.0),
        to_organisation_id: to.map(|organisation| organisation.0),
        wanted_on,
        reason: wish.reason().to_owned(),
        asked_by_id: person.0,
        asked_by_name: acting.actor.name.clone(),
        asked_by_post: post.to_owned(),
        asked_at: at,
        answer_by: answer_by(tx, board, today).await?,
        state: RequestState::Waiting.code().to_owned(),
        waiting_key: Some(key),
        answered_by_name: String::new(),
        answered_by_post: String::new(),
        answered_at: None,
        answer: String::new(),
    });
    let asked = action_request::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(tx)
        .await?;
    if !matches!(asked, TryInsertResult::Inserted(1)) {
        // The same form, sent twice at once, may have come first.
        let known = asked_before(tx, action, person, wish.key()).await?;
        return Ok(known.unwrap_or(Asked::OneWaits));
    }
    let entry = Entry {
        kind,
        note: &note,
        submission: wish.key(),
        post,
    };
    let taken = steps::take(tx, acting, &now, Standing::from(&now), entry).await?;
    Ok(match taken {
        Updated::Saved => Asked::Saved,
        Updated::AlreadySaved | Updated::OutOfDate => Asked::OutOfDate,
    })
}

/// Settles what waits, and says how many did.
async fn settle(
    tx: &impl ConnectionTrait,
    which: Expr,
    state: RequestState,
    answer: Option<(&Acting<'_>, &str, &str)>,
) -> Result<u64, DbErr> {
    use action_request::Column;
    let mut change = action_request::Entity::update_many()
        .col_expr(Column::State, Expr::value(state.code()))
        .col_expr(Column::WaitingKey, Expr::value(None::<String>));
    if let Some((acting, post, words)) = answer {
        change = change
            .col_expr(
                Column::AnsweredByName,
                Expr::value(acting.actor.name.as_str()),
            )
            .col_expr(Column::AnsweredByPost, Expr::value(post))
            .col_expr(Column::AnsweredAt, Expr::value(Some(acting.at)))
            .col_expr(Column::Answer, Expr::value(words));
    }
    let outcome = change
        .filter(Column::State.eq(RequestState::Waiting.code()))
        .filter(which)
        .exec(tx)
        .await?;
    Ok(outcome.rows_affected)
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    Saved,
    /// It was answered, taken back or left without an answer in time.
    Settled,
    /// Somebody changed the action at the same moment.
    OutOfDate,
}

/// Answers a request. A yes moves the lead or the date in the same transaction.
///
/// # Errors
/// The database refuses; or nobody acts.
pub async fn answer(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    request: &Request,
    action: ActionId,
    post: &str,
    answer: &Answer,
) -> Result<Answered, DbErr> {
    let state = match answer.say {
        Say::Yes => RequestState::Accepted,
        Say::No => RequestState::Declined,
        Say::Withdraw => RequestState::Withdrawn,
    };
    // The action first, so that two writers take the rows in the same order.
    let Some(now) = steps::row(tx, action).await? else {
        return Ok(Answered::Settled);
    };
    let is_answer = answer.say != Say::Withdraw;
    if is_answer
        && (!now.is_open || request.stands(wording::uk_day(acting.at)) != RequestState::Waiting)
    {
        return Ok(Answered::Settled);
    }
    let this = action_request::Column::Id.eq(request.id.0);
    if settle(tx, this, state, Some((acting, post, &answer.words))).await? == 0 {
        return Ok(Answered::Settled);
    }
    let mut after = Standing::from(&now);
    let mut said = Vec::new();
    let kind = match (request.kind, answer.say) {
        (_, Say::Withdraw) => EntryKind::Withdrawn,
        (RequestKind::Handover, Say::No) => EntryKind::Declined,
        (RequestKind::DueDate, Say::No) => EntryKind::DateRefused,
        (RequestKind::Handover, Say::Yes) => {
            let Some((seat, organisation)) = request.to else {
                return Ok(Answered::Settled);
            };
            // The seat answers for whoever it is kept for now.
            let Some(kept_for) = organisation_of(tx, seat).await? else {
                return Ok(Answered::Settled);
            };
            if kept_for != organisation {
                return Ok(Answered::Settled);
            }
            after.seat = seat.0;
            after.organisation = organisation.0;
            said.push(format!(
                "{} leads this action from now on, in place of {}.",
                short_name(tx, organisation).await?,
                short_name(tx, OrganisationId(now.organisation_id)).await?
            ));
            EntryKind::Accepted
        }
        (RequestKind::DueDate, Say::Yes) => {
            if let Some(wanted_on) = request.wanted_on.filter(|day| *day != now.due_on) {
                said.push(date_moved(now.due_on, wanted_on));
                after.due_on = wanted_on;
                after.due_moves += 1;
            }
            EntryKind::DateAgreed
        }
    };
    if !answer.words.is_empty() {
        said.push(answer.words.clone());
    }
    let entry = Entry {
        kind,
        note: &said.join("\n"),
        submission: acting.random.id(acting.at),
        post,
    };
    let taken = steps::take(tx, acting, &now, after, entry).await?;
    Ok(match taken {
        Updated::Saved => Answered::Saved,
        Updated::AlreadySaved | Updated::OutOfDate => Answered::OutOfDate,
    })
}

/// A request with the action it is about. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: ActionRequestId,
) -> Result<Option<(Request, String)>, DbErr> {
    let row = action_request::Entity::find_by_id(id.0)
        .find_also_related(action::Entity)
        .one(db)
        .await?;
    let Some((row, Some(action))) = row else {
        return Ok(None);
    };
    let mut read = read_all(db, vec![row]).await?;
    Ok(read.pop().map(|request| (request, action.reference)))
}

/// What waits for an answer on a board, as far as mail speaks of it.
#[derive(FromQueryResult)]
struct OpenRow {
    id: Uuid,
    board_id: Uuid,
    board_name: String,
    reference: String,
    title: String,
    kind: String,
    to_organisation_id: Option<Uuid>,
    asked_at: DateTime<Utc>,
    answer_by: NaiveDate,
}

/// A request that waits for its answer, or was left without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub id: ActionRequestId,
    pub board: BoardId,
    pub board_name: String,
    pub reference: String,
    pub title: String,
    pub kind: RequestKind,
    /// Whom the action is offered to.
    pub to: Option<OrganisationId>,
    pub asked_at: DateTime<Utc>,
    pub answer_by: NaiveDate,
}

/// What waits for an answer about the open actions of some boards, the longest first.
/// One query.
///
/// # Errors
/// The database does not answer.
pub async fn open(
    db: &impl ConnectionTrait,
    boards: &BTreeSet<BoardId>,
) -> Result<Vec<Open>, DbErr> {
    let rows: Vec<OpenRow> = action_request::Entity::find()
        .join(JoinType::InnerJoin, action_request::Relation::Action.def())
        .join(JoinType::InnerJoin, action::Relation::Board.def())
        .filter(action_request::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(action_request::Column::State.eq(RequestState::Waiting.code()))
        .filter(action::Column::IsOpen.eq(true))
        .column_as(board::Column::Name, "board_name")
        .column_as(action::Column::Reference, "reference")
        .column_as(action::Column::Title, "title")
        .order_by_asc(action_request::Column::AskedAt)
        .order_by_asc(action_request::Column::Id)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Open {
                id: ActionRequestId(row.id),
                board: BoardId(row.board_id),
                board_name: row.board_name,
                reference: row.reference,
                title: row.title,
                kind: stored(&row.kind, RequestKind::from_code)?,
                to: row.to_organisation_id.map(OrganisationId),
                asked_at: row.asked_at,
                answer_by: row.answer_by,
            })
        })
        .collect()
}

/// What waits for an answer about an action, or was left without one.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(db: &impl ConnectionTrait, action: ActionId) -> Result<Vec<Request>, DbErr> {
    let rows = action_request::Entity::find()
        .filter(action_request::Column::ActionId.eq(action.0))
        .filter(action_request::Column::State.eq(RequestState::Waiting.code()))
        .order_by_asc(action_request::Column::AskedAt)
        .all(db)
        .await?;
    read_all(db, rows).await
}

/// Most requests in a list.
const LISTED: u64 = 50;

/// What waits for an answer on a board, or was left without one, the earliest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_board(
    db: &impl ConnectionTrait,
    board: BoardId,
) -> Result<Vec<ListedRequest>, DbErr> {
    let which = Condition::all().add(action_request::Column::BoardId.eq(board.0));
    listed(db, which).await
}

/// What waits for the answer of somebody: offers to an organisation that they
/// represent, and on the boards whose officer they are another date, and what nobody
/// answered in time.
///
/// # Errors
/// The database does not answer.
pub async fn for_person(
    db: &impl ConnectionTrait,
    access: &Access,
    today: NaiveDate,
) -> Result<Vec<ListedRequest>, DbErr> {
    use action_request::Column;
    let mut mine = Condition::any();
    for standing in &access.standings {
        let on_board = || Condition::all().add(Column::BoardId.eq(standing.board.0));
        if let Some(organisation) = standing.organisation
            && access.may(Permission::LeadAction, standing.board, Some(organisation))
        {
            mine = mine.add(
                on_board()
                    .add(Column::ToOrganisationId.eq(organisation.0))
                    .add(Column::AnswerBy.gte(today)),
            );
        }
        if access.may(Permission::CloseAction, standing.board, None) {
            let kinds = Condition::any()
                .add(Column::Kind.eq(RequestKind::DueDate.code()))
                .add(Column::AnswerBy.lt(today));
            mine = mine.add(on_board().add(kinds));
        }
    }
    if mine.is_empty() {
        return Ok(Vec::new());
    }
    listed(db, mine).await
}

/// What waits for an answer on some boards, or on all, that an organisation is offered
/// or has asked for.
///
/// # Errors
/// The database does not answer.
pub async fn of_organisation(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    boards: Option<&[BoardId]>,
) -> Result<Vec<ListedRequest>, DbErr> {
    use action_request::Column;
    let on = boards.map(|boards| Column::BoardId.is_in(boards.iter().map(|board| board.0)));
    let either = Condition::any()
        .add(Column::ToOrganisationId.eq(organisation.0))
        .add(Column::FromOrganisationId.eq(organisation.0));
    listed(db, Condition::all().add_option(on).add(either)).await
}

/// How many requests wait on each of some boards; those without are left out.
///
/// # Errors
/// The database does not answer.
pub async fn number_on(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
) -> Result<HashMap<BoardId, u64>, DbErr> {
    use action_request::Column;
    let rows: Vec<(Uuid, i64)> = action_request::Entity::find()
        .filter(Column::State.eq(RequestState::Waiting.code()))
        .filter(Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .select_only()
        .column(Column::BoardId)
        .column_as(Column::Id.count(), "number")
        .group_by(Column::BoardId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(board, number)| (BoardId(board), u64::try_from(number).unwrap_or(0)))
        .collect())
}

async fn listed(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<ListedRequest>, DbErr> {
    use action_request::Column;
    let rows: Vec<(action_request::Model, Option<action::Model>)> = action_request::Entity::find()
        .find_also_related(action::Entity)
        .filter(Column::State.eq(RequestState::Waiting.code()))
        .filter(which)
        .order_by_asc(Column::AnswerBy)
        .order_by_asc(Column::Id)
        .limit(LISTED)
        .all(db)
        .await?;
    let (rows, actions): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let boards: Vec<BoardId> = rows.iter().map(|row| BoardId(row.board_id)).collect();
    let read = read_all(db, rows).await?;
    Ok(read
        .into_iter()
        .zip(boards)
        .zip(actions)
        .filter_map(|((request, board), action)| {
            let action = action?;
            Some(ListedRequest {
                request,
                board,
                reference: action.reference,
                title: action.title,
            })
        })
        .collect())
}

async fn read_all(
    db: &impl ConnectionTrait,
    rows: Vec<action_request::Model>,
) -> Result<Vec<Request>, DbErr> {
    let asked: Vec<Uuid> = rows
        .iter()
        .filter_map(|row| row.to_organisation_id)
        .collect();
    let mut names = HashMap::new();
    if !asked.is_empty() {
        let found = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(asked))
            .all(db)
            .await?;
        names.extend(found.into_iter().map(|row| (row.id, row.short_name)));
    }
    rows.into_iter()
        .map(|row| {
            let name = row.to_organisation_id.and_then(|id| names.get(&id));
            Ok(Request {
                id: ActionRequestId(row.id),
                kind: stored(&row.kind, RequestKind::from_code)?,
                state: stored(&row.state, RequestState::from_code)?,
                to: row
                    .to_seat_id
                    .zip(row.to_organisation_id)
                    .map(|(seat, organisation)| (SeatId(seat), OrganisationId(organisation))),
                to_words: name.cloned().unwrap_or_default(),
                wanted_on: row.wanted_on,
                reason: row.reason,
                asked_by: PersonId(row.asked_by_id),
                asked_by_name: row.asked_by_name,
                asked_by_post: row.asked_by_post,
                from: OrganisationId(row.from_organisation_id),
                asked_at: row.asked_at,
                answer_by: row.answer_by,
            })
        })
        .collect()
}
