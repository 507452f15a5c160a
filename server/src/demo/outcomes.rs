//! What happened at fictional meetings: who came, what was said, decided and asked
//! for, and how far the minutes have come.

use anyhow::Context;
use app::{
    access::Role,
    actions::{
        rules::seat_may_lead,
        types::{Origin, Priority, Way},
    },
    decisions::{forms::NewDecision, types::How},
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::{
        forms::Decision as Ruling,
        types::{AgendaItem, ItemState, Meeting, Part},
    },
    membership::types::Category,
    proceedings::{
        forms::{Marking, NewGuest},
        types::{BoardRules, ItemRecord, Mark, Outcome, Presence, SeatMark},
    },
    wording,
};
use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{
    meetings::{PRIVATE_LAW, PUBLIC_LAW},
    pen::{Pen, nobody},
};
use crate::{
    actions::store::{self as actions, NewAction, Raised},
    audit::Actor,
    decisions::store::{self as decisions, TakenAt},
    meetings::{agenda, store as meetings},
    membership::seats::Changed,
    minutes::store as minutes,
    proceedings::{
        rules,
        store::{self as proceedings, Marked, Room},
    },
    public_minutes::store as public_minutes,
};

/// How a meeting went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sitting {
    /// Too few came: what was decided waits for a later meeting.
    Inquorate,
    Usual,
    /// The last one that is over: its minutes are out and not agreed yet.
    Latest,
}

/// The next meeting of a board takes up what waits, parked, since an earlier one.
pub(super) async fn take_up(
    pen: &mut Pen<'_>,
    board: BoardId,
    (meeting, starts_at): (MeetingId, DateTime<Utc>),
) -> anyhow::Result<()> {
    let waiting = agenda::waiting(pen.write().0, board).await?;
    for item in waiting {
        if item.state == ItemState::Parked {
            let (tx, random, now) = pen.write();
            let at = now.min(starts_at - Days::new(10));
            let ruling = (Ruling::Accept(meeting), item.version);
            agenda::decide(tx, random, &nobody(), at, &item, &ruling).await?;
        }
    }
    Ok(())
}

/// A meeting as it is held.
struct Scene {
    meeting: Meeting,
    room: Room,
    items: Vec<AgendaItem>,
    actor: Actor,
    sitting: Sitting,
}

fn day_of(meeting: &Meeting) -> NaiveDate {
    wording::uk_day(meeting.starts_at)
}

/// Lets a meeting happen, the one `before` it agree its minutes, and its own go out.
pub(super) async fn hold(
    pen: &mut Pen<'_>,
    id: MeetingId,
    before: Option<MeetingId>,
    (sitting, scale): (Sitting, u32),
) -> anyhow::Result<()> {
    let (tx, ..) = pen.write();
    let meeting = meetings::find(tx, id).await?.context("no such meeting")?;
    let room = proceedings::room(tx, &meeting).await?;
    let items = agenda::of_meeting(tx, id).await?;
    let actor = chair(&room);
    let scene = Scene {
        meeting,
        room,
        items,
        actor,
        sitting,
    };
    scene.attendance(pen).await?;
    if let Some(before) = before {
        scene.agree(pen, before).await?;
    }
    if let Some(before) = before
        && sitting == Sitting::Latest
    {
        scene.publish(pen, before).await?;
    }
    scene.notes(pen).await?;
    scene.decisions(pen).await?;
    if sitting == Sitting::Latest {
        for _ in 0..scale {
            scene.actions(pen).await?;
        }
    }
    scene.circulate(pen).await
}

/// Whoever chairs, or else the demonstration itself.
fn chair(room: &Room) -> Actor {
    let roles = [Role::Chair, Role::DeputyChair, Role::Secretariat];
    roles
        .iter()
        .find_map(|role| {
            let seat = room.seats.iter().find(|seat| seat.role == *role)?;
            let (person, name) = seat.holder.clone()?;
            Some(Actor {
                person: Some(person),
                name,
                way: Way::Demonstration,
            })
        })
        .unwrap_or_else(nobody)
}

fn mark(presence: Presence, name: &str) -> Mark {
    Mark {
        presence: presence.code().to_owned(),
        name: name.to_owned(),
        arrived: None,
        left: None,
    }
}

impl Scene {
    fn at(&self, minutes: i64) -> DateTime<Utc> {
        self.meeting.starts_at + TimeDelta::minutes(minutes)
    }

    fn item(&self, title: &str) -> Option<&AgendaItem> {
        self.items.iter().find(|item| item.title == title)
    }

    fn under(&self, title: &str) -> Option<&AgendaItem> {
        let over = self.item(title)?.id;
        self.items.iter().find(|item| item.under == Some(over))
    }

    /// What an earlier meeting deferred to this one.
    fn taken_up(&self) -> Option<&AgendaItem> {
        let is_here = |id: AgendaItemId| self.items.iter().any(|item| item.id == id);
        self.items
            .iter()
            .find(|item| item.under.is_some_and(|under| !is_here(under)))
    }

    /// The seats in an order in which the first must be there.
    fn marks(&self) -> Vec<(&SeatMark, Mark)> {
        let needed = BoardRules::default().categories;
        let mut seen: Vec<Category> = Vec::new();
        let (mut substitute, mut late, mut apologies, mut there) = (false, false, 0, 0);
        let mut marks = Vec::new();
        for seat in &self.room.seats {
            let Some((_, name)) = &seat.holder else {
                continue;
            };
            let counts = app::proceedings::rules::counts(seat.role);
            let is_first = !seen.contains(&seat.category);
            seen.push(seat.category);
            let spare = counts && !(is_first && needed.contains(&seat.category));
            let mark = if self.sitting == Sitting::Inquorate && there >= 3 {
                mark(Presence::Apologies, name)
            } else if spare && apologies < 2 {
                apologies += 1;
                mark(Presence::Apologies, name)
            } else if spare && !substitute {
                substitute = true;
                mark(Presence::Substitute, "Robin Standin")
            } else if counts && !is_first && !late {
                late = true;
                Mark {
                    arrived: twenty_past(self.meeting.starts_at),
                    ..mark(Presence::Present, name)
                }
            } else {
                mark(Presence::Present, name)
            };
            there += u32::from(counts && mark.presence().is_some_and(Presence::is_there));
            marks.push((seat, mark));
        }
        marks
    }

    async fn attendance(&self, pen: &mut Pen<'_>) -> anyhow::Result<()> {
        let markings: Vec<Marking> = self
            .marks()
            .into_iter()
            .map(|(seat, mark)| Marking {
                seat: seat.seat,
                was: String::new(),
                mark: Some(mark),
            })
            .collect();
        let at = self.at(5);
        let (tx, random, _) = pen.write();
        let marked =
            proceedings::mark(tx, random, &self.actor, at, &self.meeting, &markings).await?;
        anyhow::ensure!(marked == Marked::Saved, "nobody came: {marked:?}");
        let guest = NewGuest {
            id: random.id(at),
            name: "Kim Visitor".to_owned(),
            organisation: "Fictional Mediation Service".to_owned(),
        };
        proceedings::welcome(tx, random, &self.actor, at, &self.meeting, &guest).await?;
        Ok(())
    }

    async fn note(
        &self,
        pen: &mut Pen<'_>,
        item: Option<&AgendaItem>,
        record: ItemRecord,
    ) -> anyhow::Result<()> {
        let Some(item) = item else {
            return Ok(());
        };
        let at = self.at(30);
        let (tx, random, _) = pen.write();
        let about = (&self.meeting, item);
        let saved = proceedings::record(tx, random, &self.actor, at, about, &record).await?;
        anyhow::ensure!(saved == Changed::Saved, "an item was not recorded");
        Ok(())
    }

    async fn notes(&self, pen: &mut Pen<'_>) -> anyhow::Result<()> {
        let said = |notes: &str, outcome: Outcome| ItemRecord {
            notes: notes.to_owned(),
            outcome: Some(outcome),
            ..ItemRecord::default()
        };
        let welcome = "The chair welcomed everybody. Apologies were noted.";
        let of = |title: &str| self.item(title);
        self.note(
            pen,
            of("Welcome, apologies and substitutes"),
            said(welcome, Outcome::Noted),
        )
        .await?;
        let declared = ItemRecord {
            interests: "A member sits on the board of a fictional mediation service and took no part in that item.".to_owned(),
            ..said("One declaration was made.", Outcome::Noted)
        };
        self.note(pen, of("Declarations of interest"), declared)
            .await?;
        let minutes = "The minutes of the last meeting were looked at. Actions that are late were gone through one by one.";
        self.note(
            pen,
            of("Minutes of the last meeting and action log"),
            said(minutes, Outcome::Agreed),
        )
        .await?;
        let judicial = ItemRecord {
            judicial_note: "The judge will raise the listing of short hearings with the other judges of the area.".to_owned(),
            ..said("National guidance is expected in the new year.", Outcome::Noted)
        };
        self.note(pen, of("National and judicial update"), judicial)
            .await?;
        self.note(
            pen,
            of("Performance data"),
            said(
                "The figures were discussed. Hearings that are put off are the largest cause of delay.",
                Outcome::Noted,
            ),
        )
        .await?;
        let taken_up = self.taken_up();
        let standing = if taken_up.is_some() {
            taken_up
        } else {
            self.under(PUBLIC_LAW)
        };
        if self.sitting == Sitting::Latest && taken_up.is_some() {
            let none = said("There was no time for it.", Outcome::Deferred);
            self.note(pen, self.under(PUBLIC_LAW), none).await?;
        }
        let (words, outcome) = match self.sitting {
            Sitting::Inquorate => ("Too few were there to settle this.", Outcome::Deferred),
            Sitting::Usual => (
                "Figures for the summer were missing, so the board wants to come back to it.",
                Outcome::Deferred,
            ),
            Sitting::Latest => (
                "The board heard both courts and came to a decision.",
                Outcome::Agreed,
            ),
        };
        self.note(pen, standing, said(words, outcome)).await?;
        self.note(
            pen,
            self.under(PRIVATE_LAW),
            said(
                "Contract terms were discussed in Part B. Nothing was decided.",
                Outcome::Noted,
            ),
        )
        .await
    }

    async fn decide(
        &self,
        pen: &mut Pen<'_>,
        item: Option<&AgendaItem>,
        minute: i64,
        new: Said<'_>,
    ) -> anyhow::Result<()> {
        let Some(item) = item else {
            return Ok(());
        };
        let at = self.at(minute);
        let (tx, random, _) = pen.write();
        let room = proceedings::room(tx, &self.meeting).await?;
        let quorums = room.quorums(tx, &self.meeting).await?;
        let taken_at = TakenAt {
            meeting: self.meeting.id,
            item: item.id,
            title: &item.title,
            quorate: quorums.iter().all(|quorum| quorum.is_met()),
        };
        let day = day_of(&self.meeting);
        let new = NewDecision {
            id: random.id(at),
            text: new.text.to_owned(),
            reason: new.reason.to_owned(),
            how: How::Consensus,
            taken_by: "The board".to_owned(),
            dissent: new.dissent.to_owned(),
            abstained: String::new(),
            part: Part::A,
            taken_on: day,
            review_on: new.review_after.map(|months| day + Months::new(months)),
        };
        let board = self.meeting.lead.id;
        decisions::record(tx, random, &self.actor, at, board, Some(taken_at), &new).await?;
        Ok(())
    }

    async fn decisions(&self, pen: &mut Pen<'_>) -> anyhow::Result<()> {
        let risks = self.item("Risks and issues to raise");
        let training = self.item("Training and events");
        match self.sitting {
            Sitting::Inquorate => {
                let joint = Said {
                    text: "Hold one joint training day a year for all partners",
                    reason: "Each partner trains alone today, and few of the courses meet.",
                    ..Said::default()
                };
                self.decide(pen, training, 80, joint).await?;
                let raise = Said {
                    text: "Ask the national board for one form for changes of hearing dates",
                    reason: "Three forms are in use and two are not read.",
                    ..Said::default()
                };
                self.decide(pen, risks, 90, raise).await
            }
            Sitting::Usual => {
                let short = Said {
                    text: "Report on hearings that are put off at every meeting",
                    reason: "The board wants to see whether its measures work.",
                    review_after: Some(6),
                    ..Said::default()
                };
                self.decide(pen, self.item("Performance data"), 60, short)
                    .await
            }
            Sitting::Latest => {
                let adopt = Said {
                    text: "Adopt the proposal for one year, beginning next month",
                    reason: "Both courts and all councils can keep to it without more staff.",
                    dissent: "One council would have preferred to wait for the national guidance.",
                    review_after: Some(9),
                };
                let item = self.taken_up().or_else(|| self.under(PUBLIC_LAW));
                self.decide(pen, item, 70, adopt).await?;
                let risk = Said {
                    text: "Keep the shortage of social workers on the list of risks",
                    reason: "Two posts in three are filled.",
                    ..Said::default()
                };
                self.decide(pen, risks, 100, risk).await
            }
        }
    }

    async fn actions(&self, pen: &mut Pen<'_>) -> anyhow::Result<()> {
        let leads: Vec<&SeatMark> = self
            .room
            .seats
            .iter()
            .filter(|seat| {
                seat_may_lead(seat.role) && !seat.organisation.is_empty() && seat.holder.is_some()
            })
            .collect();
        let asked = [
            (
                self.taken_up().or_else(|| self.under(PUBLIC_LAW)),
                "Tell all advocates and social workers what was adopted",
                "Everybody who appears in these courts has the text.",
            ),
            (
                self.item("Performance data"),
                "Bring the figures on hearings that were put off, by reason",
                "A table by reason and quarter is with the papers of the next meeting.",
            ),
        ];
        let day = day_of(&self.meeting);
        for ((item, title, outcome), lead) in asked.into_iter().zip(leads) {
            let Some(item) = item else {
                continue;
            };
            let at = self.at(75);
            let (tx, random, _) = pen.write();
            let new = NewAction {
                board: lead.board,
                title,
                outcome,
                seat: lead.seat,
                priority: Priority::Normal,
                raised_on: day,
                due_on: day + Days::new(120),
                origin: Origin::Meeting,
                decision: None,
                measure: None,
                key: Some(random.id(at)),
                raised_at: Some((self.meeting.id, item.id)),
            };
            let raised = actions::raise(tx, random, &self.actor, at, &new).await?;
            if matches!(raised, Raised::As { .. }) {
                pen.summary.actions += 1;
            }
        }
        Ok(())
    }

    /// The meeting before is agreed as it was sent out, and the first of its
    /// decisions that wait is ratified.
    async fn agree(&self, pen: &mut Pen<'_>, before: MeetingId) -> anyhow::Result<()> {
        let at = self.at(10);
        let (tx, random, _) = pen.write();
        let earlier = meetings::find(tx, before)
            .await?
            .context("no such meeting")?;
        let kept = minutes::kept(tx, before)
            .await?
            .context("no minutes are out")?;
        let agreed = minutes::agree(
            tx,
            random,
            &self.actor,
            at,
            (&earlier, self.meeting.id),
            (&kept.hash, kept.version),
        )
        .await?;
        anyhow::ensure!(agreed == Changed::Saved, "minutes were not agreed");
        let waiting = decisions::of_meeting(tx, before).await?;
        let waiting = waiting.iter().find(|one| one.waits());
        if let Some(decision) = waiting {
            let how = (self.meeting.id, decision.version);
            decisions::ratify(tx, random, &self.actor, at, decision, how).await?;
        }
        Ok(())
    }

    /// The board lets the minutes that were just agreed be read by everybody.
    async fn publish(&self, pen: &mut Pen<'_>, before: MeetingId) -> anyhow::Result<()> {
        let (tx, random, now) = pen.write();
        let (board, at) = (self.meeting.lead.id, now.min(self.at(60 * 24)));
        let new = BoardRules {
            publishes_minutes: true,
            ..rules::of_board(tx, board).await?
        };
        let set = rules::set(tx, random, &self.actor, at, board, &new).await?;
        anyhow::ensure!(set == Changed::Saved, "rules were not set");
        let earlier = meetings::find(tx, before)
            .await?
            .context("no such meeting")?;
        let standing = public_minutes::standing(tx, before)
            .await?
            .context("no minutes are agreed")?;
        let new = (Some(&standing.begun), standing.version);
        let done = public_minutes::publish(tx, random, &self.actor, at, &earlier, new).await?;
        anyhow::ensure!(done == Changed::Saved, "minutes were not published");
        Ok(())
    }

    async fn circulate(&self, pen: &mut Pen<'_>) -> anyhow::Result<()> {
        let (tx, random, now) = pen.write();
        let at = now.min(self.meeting.ends_at + Days::new(7));
        let (_, hash) = minutes::as_kept(&minutes::draft(tx, &self.meeting).await?)?;
        let sent =
            minutes::circulate(tx, random, &self.actor, at, &self.meeting, (&hash, 0)).await?;
        anyhow::ensure!(sent == Changed::Saved, "minutes were not sent out");
        Ok(())
    }
}

/// A decision in words.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    text: &'a str,
    reason: &'a str,
    dissent: &'a str,
    /// Months until the board wants to look at it again.
    review_after: Option<u32>,
}

/// Twenty minutes after the beginning, in UK time.
fn twenty_past(starts_at: DateTime<Utc>) -> Option<NaiveTime> {
    use chrono_tz::Europe::London;
    Some(
        (starts_at + TimeDelta::minutes(20))
            .with_timezone(&London)
            .time(),
    )
}

/// One decision that was taken without a meeting.
pub(super) async fn between_meetings(
    pen: &mut Pen<'_>,
    board: BoardId,
    taken_on: NaiveDate,
) -> anyhow::Result<()> {
    let (tx, random, at) = pen.write();
    let new = NewDecision {
        id: random.id(at),
        text: "Answer the national consultation on experts with one voice".to_owned(),
        reason: "The answer was due before the next meeting.".to_owned(),
        how: How::Email,
        taken_by: "All members, by email".to_owned(),
        dissent: String::new(),
        abstained: "The representative of one council".to_owned(),
        part: Part::A,
        taken_on,
        review_on: None,
    };
    decisions::record(tx, random, &nobody(), at, board, None, &new).await?;
    Ok(())
}
