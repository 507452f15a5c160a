//! Lets everything happen in the order of time, over all boards.

use std::collections::BTreeMap;

use anyhow::Context;
use app::{
    access::Role,
    actions::{
        forms::UpdateAction,
        types::{Action, Origin, Status},
    },
    ids::{BoardId, PersonId, SeatId},
    membership::types::{Category, EndReason},
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    actions::{Planned, Planner, Step},
    business::{self, Business},
    cast::Cast,
    dice::Dice,
    names::Names,
    pen::{Member, Pen, nobody},
    register::Board,
    seats::{Seat, Turn, TurnKind, hire},
};
use crate::{
    actions::{
        steps::{self, Acting, Updated},
        store::{self, NewAction, Raised},
    },
    membership::appointments::{self, Ended, Ending, NewAppointment},
    people::store as people,
};

/// Something that happens.
enum Event {
    Turn(SeatId, TurnKind),
    Raise { board: usize, plan: Planned },
    Update { action: usize, step: Step },
    Confirm(PersonId),
}

/// The seats of each board, by key and by board.
pub(super) struct Seats {
    all: BTreeMap<SeatId, Seat>,
    of_board: BTreeMap<BoardId, Vec<SeatId>>,
}

impl Seats {
    pub fn new(seats: Vec<Seat>) -> Self {
        let mut of_board: BTreeMap<BoardId, Vec<SeatId>> = BTreeMap::new();
        for seat in &seats {
            of_board.entry(seat.board).or_default().push(seat.id);
        }
        Self {
            all: seats.into_iter().map(|seat| (seat.id, seat)).collect(),
            of_board,
        }
    }

    fn of(&self, board: BoardId) -> impl Iterator<Item = &Seat> {
        let seats = self.of_board.get(&board).into_iter().flatten();
        seats.filter_map(|seat| self.all.get(seat))
    }

    /// Whoever holds one of these roles on a board, in the order of the roles.
    fn with_role(&self, board: BoardId, roles: &[Role]) -> Option<&Member> {
        roles.iter().find_map(|role| {
            self.of(board)
                .filter(|seat| seat.role == *role)
                .find_map(|seat| seat.holder.as_ref())
        })
    }
}

/// How many actions a board has: more where more councils sit, and on the home
/// of those one can choose to be a log that fills more than one page.
fn how_many(board: &Board, is_home: bool, dice: &mut Dice, scale: u32) -> usize {
    let long_log = if is_home { 135 } else { 0 };
    (5 + dice.between(0, 4) as usize + board.councils.len() + long_log) * scale as usize
}

/// Comings and goings, and the actions of every board, with their moments.
fn happenings(
    (boards, seats, turns): (&[Board], &Seats, Vec<Turn>),
    cast: &Cast,
    business: &[Business],
    (seed, scale): (u64, u32),
    (opened, today): (NaiveDate, NaiveDate),
) -> Vec<(DateTime<Utc>, Event)> {
    let mut events: Vec<_> = turns
        .into_iter()
        .map(|turn| (turn.at, Event::Turn(turn.seat, turn.kind)))
        .collect();
    for (number, board) in boards.iter().enumerate() {
        let mut dice = Dice::new(seed, 1_000 + number as u64);
        let count = how_many(board, board.id == cast.home, &mut dice, scale);
        let leads: Vec<_> = seats
            .of(board.id)
            .filter(|seat| {
                seat.organisation.is_some() && app::actions::rules::seat_may_lead(seat.role)
            })
            .collect();
        let officer = leads
            .iter()
            .filter(|seat| seat.category == Category::ChildrensServices)
            .find(|seat| {
                let holder = seat.holder.as_ref();
                holder.is_some_and(|holder| holder.id == cast.officer.id)
            })
            .map(|seat| seat.id);
        let span = (opened, today);
        let mut planner = Planner::new(dice, board.kind, leads, officer, business, span);
        events.extend(planner.plan(count).into_iter().map(|plan| {
            let board = number;
            (plan.raised_at, Event::Raise { board, plan })
        }));
    }
    events
}

/// Who says when that their details are right.
struct Confirming {
    dice: Dice,
    today: NaiveDate,
}

impl Confirming {
    fn new(seed: u64, today: NaiveDate) -> Self {
        let dice = Dice::new(seed, 2);
        Self { dice, today }
    }

    /// Most people have done so within half a year. One in eight has not: half
    /// of those are asked now, and the others have not answered.
    fn moment(&mut self, known_since: NaiveDate) -> Option<DateTime<Utc>> {
        let (earliest, latest) = match self.dice.between(1, 16) {
            1 => return None,
            2 => (205, 190),
            _ => (170, 2),
        };
        let [earliest, latest] = [earliest, latest].map(|days| self.today - Days::new(days));
        // Whoever was entered since needs no asking.
        if known_since >= earliest {
            return None;
        }
        let day = self.dice.day(earliest, latest);
        Some(self.dice.moment(day))
    }
}

/// The demonstration as it goes on.
pub(super) struct Play<'a> {
    pub boards: &'a [Board],
    pub seats: Seats,
    pub names: Names,
    pub dice: Dice,
}

impl Play<'_> {
    /// Lets everything happen.
    pub async fn run<'db>(
        mut self,
        mut pen: Pen<'db>,
        turns: Vec<Turn>,
        cast: &Cast,
        (seed, scale): (u64, u32),
        (opened, today): (NaiveDate, NaiveDate),
    ) -> anyhow::Result<Pen<'db>> {
        let business = business::all()?;
        let start = happenings(
            (self.boards, &self.seats, turns),
            cast,
            &business,
            (seed, scale),
            (opened, today),
        );
        // The number of its making decides between events of one moment.
        let mut queue = BTreeMap::new();
        let mut number = 0_u64;
        for (at, event) in start {
            queue.insert((at, number), event);
            number += 1;
        }
        let mut confirming = Confirming::new(seed, today);
        let mut everybody = people::with_address(pen.write().0).await?;
        everybody.sort_by_key(|person| person.id);
        for person in everybody {
            if let Some(at) = confirming.moment(opened) {
                queue.insert((at, number), Event::Confirm(person.id));
                number += 1;
            }
        }
        let mut actions = Vec::new();
        while let Some(((at, _), event)) = queue.pop_first() {
            pen = pen.rest().await?;
            pen.wait_until(at);
            match event {
                Event::Turn(seat, kind) => {
                    let joined = self.turn(&mut pen, seat, kind, at).await?;
                    let day = wording::uk_day(at);
                    if let Some(person) = joined
                        && let Some(at) = confirming.moment(day)
                    {
                        queue.insert((at, number), Event::Confirm(person));
                        number += 1;
                    }
                }
                Event::Confirm(person) => pen.confirm(person).await?,
                Event::Raise { board, mut plan } => {
                    let (steps, seat) = (std::mem::take(&mut plan.steps), plan.seat);
                    let Some(action) = self.raise(&mut pen, board, plan).await? else {
                        continue;
                    };
                    actions.push((action, seat));
                    let action = actions.len() - 1;
                    for step in steps {
                        queue.insert((step.at, number), Event::Update { action, step });
                        number += 1;
                    }
                }
                Event::Update { action, step } => {
                    if let Some((action, seat)) = actions.get_mut(action) {
                        self.update(&mut pen, action, *seat, step).await?;
                    }
                }
            }
        }
        Ok(pen)
    }

    /// Lets a seat change hands; says who has come.
    async fn turn(
        &mut self,
        pen: &mut Pen<'_>,
        seat: SeatId,
        kind: TurnKind,
        at: DateTime<Utc>,
    ) -> anyhow::Result<Option<PersonId>> {
        let Some(seat) = self.seats.all.get_mut(&seat) else {
            return Ok(None);
        };
        let day = wording::uk_day(at);
        match (kind, seat.holder.take()) {
            (TurnKind::Leaves, Some(holder)) => {
                let (tx, random, at) = pen.write();
                let held = appointments::from_day_on(tx, holder.id, day).await?;
                let held = held.into_iter().find(|held| held.seat == seat.id);
                let ending = Ending {
                    appointment: held.context("the holder holds nothing")?.id,
                    last_day: day,
                    reason: EndReason::MovedOn,
                    seen: None,
                };
                let ended = appointments::end(tx, random, &nobody(), at, &ending).await?;
                anyhow::ensure!(ended == Ended::Saved, "the seat is still held: {ended:?}");
            }
            (TurnKind::Leaves, None) => {}
            (TurnKind::Joins, _) => {
                let person = hire(pen, &mut self.dice, &mut self.names, &seat.job).await?;
                pen.appoint(&NewAppointment::holder(seat.id, person.id, day))
                    .await?;
                let joined = person.id;
                seat.holder = Some(person);
                return Ok(Some(joined));
            }
        }
        Ok(None)
    }

    /// Raises an action in the name of the board's secretary or chair.
    async fn raise(
        &self,
        pen: &mut Pen<'_>,
        board: usize,
        plan: Planned,
    ) -> anyhow::Result<Option<Action>> {
        let (Some(board), Some(seat)) = (self.boards.get(board), self.seats.all.get(&plan.seat))
        else {
            return Ok(None);
        };
        let Some(lead) = seat.organisation.clone() else {
            return Ok(None);
        };
        let roles = [Role::Secretariat, Role::Chair, Role::DeputyChair];
        let actor = self
            .seats
            .with_role(board.id, &roles)
            .map_or_else(nobody, Member::actor);
        let (tx, random, at) = pen.write();
        let raised_on = wording::uk_day(at);
        let new = NewAction {
            board: board.id,
            title: &plan.title,
            outcome: &plan.outcome,
            seat: seat.id,
            priority: plan.priority,
            raised_on,
            due_on: plan.due_on,
            origin: Origin::Board,
            decision: None,
            measure: plan.measure,
            key: None,
            raised_at: None,
        };
        let raised = store::raise(tx, random, &actor, at, &new).await?;
        let Raised::As { id, reference } = raised else {
            anyhow::bail!("The seat of {} may not lead \"{}\"", lead.name, plan.title);
        };
        pen.summary.actions += 1;
        Ok(Some(Action {
            id,
            board: board.id,
            board_slug: board.slug.clone(),
            board_name: board.name.clone(),
            reference,
            title: plan.title,
            outcome: plan.outcome,
            organisation: lead.id,
            organisation_name: lead.name,
            seat_title: String::new(),
            status: Status::Open,
            priority: plan.priority,
            raised_on,
            due_on: plan.due_on,
            first_due_on: plan.due_on,
            due_moves: 0,
            last_note: String::new(),
            origin: Origin::Board,
            seat: plan.seat,
            earlier_reference: String::new(),
            evidence: String::new(),
            claimed_by: None,
            raised_at: None,
            decision: None,
            measure: plan.measure,
            closed_on: None,
            version: 1,
        }))
    }

    /// Says where an action stands: the lead does, the secretary or chair where
    /// the lead's seat is vacant or the action is to be closed.
    async fn update(
        &self,
        pen: &mut Pen<'_>,
        action: &mut Action,
        seat: SeatId,
        step: Step,
    ) -> anyhow::Result<()> {
        let closers = match step.status {
            Status::Closed => [Role::Chair, Role::DeputyChair, Role::Secretariat],
            _ => [Role::Secretariat, Role::DeputyChair, Role::Chair],
        };
        let officer = || self.seats.with_role(action.board, &closers);
        let seat = self.seats.all.get(&seat);
        let lead = seat.and_then(|seat| seat.holder.as_ref().or(seat.substitute.as_ref()));
        let (speaker, note) = match (step.status, lead) {
            (Status::Closed, _) => (officer(), step.note),
            (_, Some(lead)) => (Some(lead), step.note),
            (_, None) => (officer(), format!("Told to the secretary: {}", step.note)),
        };
        let Some(speaker) = speaker else {
            return Ok(());
        };
        let (tx, random, at) = pen.write();
        let form = UpdateAction {
            status: step.status,
            note,
            version: action.version,
            evidence: String::new(),
            submission: random.id(at),
        };
        let actor = speaker.actor();
        let acting = Acting {
            random,
            actor: &actor,
            at,
        };
        let saved = steps::update(tx, &acting, action, &speaker.post, &form).await?;
        anyhow::ensure!(
            saved == Updated::Saved,
            "{} was not updated",
            action.reference
        );
        action.status = form.status;
        action.last_note = form.note;
        action.version += 1;
        pen.summary.updates += 1;
        Ok(())
    }
}
