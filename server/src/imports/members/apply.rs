//! Takes a checked file over: all of its rows through the commands of the pages,
//! or none.

use std::collections::{BTreeMap, HashMap, HashSet};

use app::{
    ids::{AppointmentId, OrganisationId, PersonId, SeatId},
    imports::{
        members::{
            rules::{Judge, Judged},
            types::{ImportRow, MemberImport, NewSeatPlan, PersonPlan, Plan, SeatPlan, Verdict},
        },
        plain,
        types::ImportState,
    },
    membership::types::{Category, EndReason},
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, SqlErr,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    check::{self, Organisations},
    store,
};
use crate::{
    audit::Actor,
    db::{
        self,
        entities::{import_row, seat},
    },
    imports::store::{advance, record, state_of, to_json},
    membership::{
        appointments::{self, Asked, Made, NewAppointment, Refusal},
        scope,
        seats::{self, NewSeat},
    },
    people::store::{self as people, NewPerson},
    state::AppState,
};

/// What came of taking a file over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    Saved,
    /// It was taken over before: a second click, or somebody else.
    Already,
    /// The import changed since the page was opened.
    OutOfDate,
    /// A row cannot be taken as things are now. Nothing was written but why.
    Refused,
    /// Nothing would change.
    Nothing,
}

/// What is said where a file changes nothing.
pub const NOTHING: &str = "There is nothing to import: every row is left as it is";

impl Applied {
    /// Why nothing was written, where nothing was.
    pub fn failure(self) -> Option<&'static str> {
        match self {
            Self::Saved | Self::Already => None,
            Self::OutOfDate => {
                Some("Somebody else changed this import at the same time. Nothing was imported")
            }
            Self::Refused => Some(
                "What would happen to some rows has changed since the file was checked, and nothing \
                 was imported. Look at the rows and import the file again",
            ),
            Self::Nothing => Some(NOTHING),
        }
    }
}

/// What a row wrote, so that it can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub seat: SeatId,
    /// Of the seat, after the whole file was taken over.
    pub version: i32,
    /// Whether the row set the seat up.
    pub added: bool,
    pub appointment: AppointmentId,
    pub replaced: Vec<Replaced>,
}

/// Somebody who gave way, and the end their appointment had before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    pub appointment: AppointmentId,
    pub ends_on: Option<NaiveDate>,
    pub end_reason: Option<String>,
}

/// Takes a file over, if it is still as it was seen.
///
/// # Errors
/// The database refuses; nothing was written.
pub async fn apply(
    state: &AppState,
    actor: &Actor,
    seen: &MemberImport,
) -> anyhow::Result<Applied> {
    let outcome = match attempt(state, actor, seen).await {
        // Somebody with an address of the file has just been entered elsewhere: now
        // its row says so.
        Err(error) if is_taken(&error) => attempt(state, actor, seen).await,
        outcome => outcome,
    };
    Ok(outcome?)
}

fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

async fn attempt(state: &AppState, actor: &Actor, seen: &MemberImport) -> Result<Applied, DbErr> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, seen.file.board).await?;
    if !advance(&tx, seen, ImportState::Applied, now).await? {
        let state = state_of::<MemberImport>(&tx, seen.file.id).await?;
        tx.rollback().await?;
        return Ok(match state {
            Some(ImportState::Applied) => Applied::Already,
            _ => Applied::OutOfDate,
        });
    }
    let rows = store::all_rows(&tx, seen.file.id, None).await?;
    let judged = judge(&tx, state, actor, seen, &rows).await?;
    let against: Vec<_> = rows
        .iter()
        .zip(&judged)
        .filter(|(_, again)| stands_against(again))
        .map(|(row, again)| (row.number, in_other_words(again)))
        .collect();
    if !against.is_empty() {
        tx.rollback().await?;
        mark(state, seen, &against).await?;
        return Ok(Applied::Refused);
    }
    let planned: Vec<_> = rows
        .iter()
        .zip(judged)
        .filter_map(|(row, again)| Some((row.number, again.judged.plan?)))
        .collect();
    if planned.is_empty() {
        tx.rollback().await?;
        return Ok(Applied::Nothing);
    }
    let writer = Writer {
        tx: &tx,
        state,
        actor,
        import: seen,
        at: now,
    };
    let written = match writer.write(&planned).await? {
        Ok(written) => written,
        Err((number, refusal)) => {
            tx.rollback().await?;
            let judged = Judged {
                verdict: Verdict::Bad,
                reason: in_words(&refusal),
                offers: Vec::new(),
                plan: None,
                question: String::new(),
            };
            mark(state, seen, &[(number, judged)]).await?;
            return Ok(Applied::Refused);
        }
    };
    note(&tx, seen, written).await?;
    let after = json!({
        "state": ImportState::Applied.code(), "version": seen.file.version + 1, "rows": planned.len(),
    });
    record(&tx, &state.random, actor, now, seen, "applied", after).await?;
    tx.commit().await?;
    Ok(Applied::Saved)
}

/// What is to become of a row as things are now.
struct Again {
    /// As was decided, where that still holds.
    judged: Judged,
    /// Whether the page of the import showed the same before anybody decided.
    is_as_shown: bool,
}

/// What is to become of each row as things are now, and as was decided.
async fn judge(
    tx: &DatabaseTransaction,
    state: &AppState,
    actor: &Actor,
    import: &MemberImport,
    rows: &[ImportRow],
) -> Result<Vec<Again>, DbErr> {
    let today = state.clock.today();
    let ground = check::ground(tx, import.file.board, today, actor.person).await?;
    let mut organisations = Organisations::read(tx, today).await?;
    let meanings = store::meanings(tx, import.file.id).await?;
    let mut afresh = Judge::new(&ground, &meanings);
    let mut judge = Judge::new(&ground, &meanings);
    let mut judged = Vec::with_capacity(rows.len());
    for some in rows.chunks(db::AT_ONCE) {
        judged.extend(some.iter().map(|row| {
            let organisation = organisations.of(&row.told);
            let shown = afresh.next(row.number, &row.told, &organisation, "");
            // A decision holds for what it was made on, and for nothing else.
            let is_as_shown = shown.verdict == row.verdict && shown.offers == row.offers;
            let choice = if is_as_shown { row.choice.as_str() } else { "" };
            let decided = judge.next(row.number, &row.told, &organisation, choice);
            Again {
                judged: if is_as_shown { decided } else { shown },
                is_as_shown,
            }
        }));
        // Others have their turn.
        tokio::task::yield_now().await;
    }
    Ok(judged)
}

/// Whether a row keeps the file from being taken over: it has to be mended or
/// decided on, or would do what nobody has seen.
fn stands_against(again: &Again) -> bool {
    match again.judged.verdict {
        Verdict::Bad => true,
        // Somebody did it meanwhile, or decided to leave it out.
        Verdict::Unchanged => false,
        _ => !again.is_as_shown || again.judged.plan.is_none(),
    }
}

/// What is said of a row, where it is not said already.
fn in_other_words(again: &Again) -> Judged {
    let mut judged = again.judged.clone();
    if !again.is_as_shown && judged.reason.is_empty() {
        judged.reason =
            "What would happen to this row has changed since the file was checked".to_owned();
    }
    judged
}

/// Says of some rows, after nothing was written, why not.
async fn mark(state: &AppState, seen: &MemberImport, rows: &[(i32, Judged)]) -> Result<(), DbErr> {
    use import_row::Column;
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, seen.file.board).await?;
    let moved_on = advance(&tx, seen, ImportState::Checked, state.clock.now()).await?;
    if !moved_on {
        return tx.rollback().await;
    }
    for (number, judged) in rows {
        let offers = to_json(&judged.offers)?;
        let values = [
            (Column::Verdict, judged.verdict.code()),
            (Column::Reason, judged.reason.as_str()),
            (Column::Options, offers.as_str()),
            (Column::Choice, ""),
            (Column::Question, judged.question.as_str()),
        ];
        store::set(&tx, seen.file.id, *number, &values).await?;
    }
    tx.commit().await
}

/// What tells a seat that the file sets up from the others.
type NewSeatKey = (Category, Option<OrganisationId>, String);

fn key(new: &NewSeatPlan) -> NewSeatKey {
    (new.category, new.organisation, plain(&new.title))
}

/// Writes the rows of one file in one transaction.
struct Writer<'a> {
    tx: &'a DatabaseTransaction,
    state: &'a AppState,
    actor: &'a Actor,
    import: &'a MemberImport,
    at: DateTime<Utc>,
}

impl Writer<'_> {
    /// Does what the rows ask for, and says what each wrote; nothing of one that is
    /// done already. The number of a row that cannot be done and why, where there is
    /// one.
    async fn write(
        &self,
        planned: &[(i32, Plan)],
    ) -> Result<Result<Vec<(i32, Written)>, (i32, Refusal)>, DbErr> {
        let (board, at, random) = (self.import.file.board, self.at, &self.state.random);
        let mut seats = self.seats(planned).await?;
        let people = self.people(planned).await?;
        let mut asked = Vec::with_capacity(planned.len());
        let mut added = Vec::with_capacity(planned.len());
        for (_, plan) in planned {
            let (seat, is_first) = seats.of(plan)?;
            added.push(is_first);
            let new = NewAppointment {
                capacity: plan.capacity,
                designation: plan.designation,
                organisation: plan.organisation,
                expected_end_on: plan.expected_end_on,
                ends_on: plan.ends_on,
                ..NewAppointment::holder(seat, person_of(&people, plan)?, plan.starts_on)
            };
            asked.push(Asked {
                new,
                replace: plan.replace,
            });
        }
        let outcome = appointments::appoint_all(self.tx, random, self.actor, at, board, &asked);
        let made = match outcome.await? {
            Ok(made) => made,
            Err((place, refusal)) => {
                let number = planned.get(place).map_or(0, |(number, _)| *number);
                return Ok(Err((number, refusal)));
            }
        };
        let written = planned.iter().zip(made).zip(added);
        Ok(Ok(written
            .filter_map(|(((number, _), made), added)| Some((*number, written_as(made?, added))))
            .collect()))
    }

    /// Sets up the seats that the board does not have yet, each from the first day
    /// that it is needed.
    async fn seats(&self, planned: &[(i32, Plan)]) -> Result<NewSeats, DbErr> {
        let mut wanted: BTreeMap<NewSeatKey, NewSeat<'_>> = BTreeMap::new();
        for (_, plan) in planned {
            let SeatPlan::New(new) = &plan.seat else {
                continue;
            };
            let seat = wanted.entry(key(new)).or_insert(NewSeat {
                board: self.import.file.board,
                role: new.role,
                category: new.category,
                title: &new.title,
                organisation: new.organisation,
                required: new.required,
                voting: new.voting,
                term_months: None,
                starts_on: plan.starts_on,
            });
            seat.starts_on = plan.starts_on.min(seat.starts_on);
        }
        let (random, at) = (&self.state.random, self.at);
        let new: Vec<_> = wanted
            .values()
            .map(|seat| (SeatId(random.id(at)), seat))
            .collect();
        seats::add_all(self.tx, random, self.actor, at, &new).await?;
        let ids: Vec<SeatId> = new.into_iter().map(|(id, _)| id).collect();
        let keys = wanted.into_keys();
        Ok(NewSeats(
            keys.zip(ids.into_iter().map(|id| (id, true))).collect(),
        ))
    }

    /// Enters those whom the portal does not know, once each; who is who by address.
    async fn people(&self, planned: &[(i32, Plan)]) -> Result<HashMap<String, PersonId>, DbErr> {
        let mut emails = HashSet::new();
        let mut new = Vec::new();
        for (_, plan) in planned {
            if let PersonPlan::New {
                full_name,
                email,
                post,
            } = &plan.person
                && emails.insert(email)
            {
                new.push(NewPerson {
                    full_name,
                    post,
                    email: Some(email),
                    fictional: self.state.fictional,
                });
            }
        }
        let random = &self.state.random;
        let ids = people::add_all(self.tx, random, self.actor, self.at, &new).await?;
        let emails = new.iter().filter_map(|person| person.email);
        Ok(emails.map(str::to_owned).zip(ids).collect())
    }
}

/// The seats that a file sets up, and whether its rows have yet to come to each.
struct NewSeats(HashMap<NewSeatKey, (SeatId, bool)>);

impl NewSeats {
    /// The seat of a row, and whether the row is the one that sets it up.
    fn of(&mut self, plan: &Plan) -> Result<(SeatId, bool), DbErr> {
        match &plan.seat {
            SeatPlan::Known(id) => Ok((*id, false)),
            SeatPlan::New(new) => {
                let (id, is_first) = self.0.get_mut(&key(new)).ok_or(DbErr::RecordNotInserted)?;
                Ok((*id, std::mem::take(is_first)))
            }
        }
    }
}

fn person_of(people: &HashMap<String, PersonId>, plan: &Plan) -> Result<PersonId, DbErr> {
    match &plan.person {
        PersonPlan::Known(person) => Ok(*person),
        PersonPlan::New { email, .. } => {
            let person = people.get(email).copied();
            person.ok_or(DbErr::RecordNotInserted)
        }
    }
}

fn written_as(made: Made, added: bool) -> Written {
    let replaced = made.replaced.into_iter().map(|one| Replaced {
        appointment: one.appointment,
        ends_on: one.ends_on,
        end_reason: one.end_reason.map(|reason| reason.code().to_owned()),
    });
    Written {
        seat: made.seat,
        version: 0,
        added,
        appointment: made.id,
        replaced: replaced.collect(),
    }
}

/// Why somebody cannot be appointed, for whoever reads the row.
fn in_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Oneself => "You cannot appoint yourself. Somebody else has to".to_owned(),
        Refusal::NationalRole => {
            "Only the national secretariat gives roles over all boards".to_owned()
        }
        Refusal::EndsBeforeStart => "The end of the term is before the first day".to_owned(),
        Refusal::OutsideSeat(span) => match span.last {
            None => format!(
                "The seat begins on {}, after the first day",
                wording::date(span.first)
            ),
            Some(last) => format!("The seat ends on {}", wording::date(last)),
        },
        Refusal::Collides { full_name, span } => format!(
            "{full_name} has this place from {}. Enter a later first day, or end that first",
            wording::date(span.first)
        ),
        Refusal::HoldsAnother { seat_title } => {
            format!("This person already holds the seat “{seat_title}” on this board")
        }
    }
}

/// The titles and versions of seats.
///
/// # Errors
/// The database does not answer.
pub(super) async fn versions(
    db: &impl ConnectionTrait,
    seats: impl IntoIterator<Item = SeatId>,
) -> Result<HashMap<SeatId, (String, i32)>, DbErr> {
    let mut ids: Vec<Uuid> = seats.into_iter().map(|seat| seat.0).collect();
    ids.sort();
    ids.dedup();
    let mut found = HashMap::new();
    for some in ids.chunks(db::AT_ONCE) {
        let rows: Vec<(Uuid, String, i32)> = seat::Entity::find()
            .filter(seat::Column::Id.is_in(some.iter().copied()))
            .select_only()
            .column(seat::Column::Id)
            .column(seat::Column::Title)
            .column(seat::Column::Version)
            .into_tuple()
            .all(db)
            .await?;
        for (id, title, version) in rows {
            found.insert(SeatId(id), (title, version));
        }
    }
    Ok(found)
}

/// Keeps what each row wrote, with how its seat stands after all of them.
async fn note(
    tx: &DatabaseTransaction,
    import: &MemberImport,
    written: Vec<(i32, Written)>,
) -> Result<(), DbErr> {
    let versions = versions(tx, written.iter().map(|(_, row)| row.seat)).await?;
    let mut texts = Vec::with_capacity(written.len());
    for (number, row) in written {
        let version = versions.get(&row.seat).map_or(0, |(_, version)| *version);
        texts.push((number, to_json(&Written { version, ..row })?));
    }
    store::set_written(tx, import.file.id, &texts).await
}

/// The reason an appointment had for its end, as it was kept.
pub(super) fn end_reason(replaced: &Replaced) -> Option<EndReason> {
    replaced
        .end_reason
        .as_deref()
        .and_then(EndReason::from_code)
}
