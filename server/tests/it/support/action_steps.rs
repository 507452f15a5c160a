//! What may be done to an action, in any order, as the pages do it.

use app::{
    actions::{
        forms::{
            UpdateAction,
            details::{ChangeAction, Details},
            requests::{AnotherDate, Answer, Offer, Say},
        },
        measured::Target,
        rules,
        types::{Action, Status, Way},
    },
    ids::{BoardId, MeetingId, OrganisationId, PersonId, SeatId},
    meetings::forms::MeetingForm,
    performance::catalogue::SERIES,
    wording::uk_day,
};
use chrono::TimeDelta;
use proptest::prelude::*;
use sea_orm::DatabaseTransaction;
use server::{
    actions::{
        requests::{self, Answered, Asked, Wish},
        steps::{self, Acting, Updated},
        store as actions,
    },
    audit::Actor,
    db::entities::action_link,
    mail_links::store::{self as mail_links, NewLink},
    meetings::store::{self as meetings, Planned},
    membership::seats,
};

use super::{
    history::{SmallWorld, pick},
    many::operator,
};

/// Something that somebody does to an action.
#[derive(Clone, Debug)]
pub enum ActionStep {
    Report { status: Status, may_close: bool },
    Comment,
    Change { seat: usize, due: i64 },
    Offer { seat: usize },
    AskDate { due: i64 },
    Answer(Say),
}

/// A link that was sent, and whom it was for.
#[derive(Clone, Debug)]
pub struct Sent {
    secret: String,
    action: String,
    organisation: OrganisationId,
    seat: SeatId,
    is_used: bool,
}

/// Any of them.
pub fn any_action_step(reach: i64) -> impl Strategy<Value = ActionStep> {
    let index = || 0usize..40;
    prop_oneof![
        4 => (proptest::sample::select(Status::ALL), any::<bool>())
            .prop_map(|(status, may_close)| ActionStep::Report { status, may_close }),
        1 => Just(ActionStep::Comment),
        2 => (index(), 0..=reach).prop_map(|(seat, due)| ActionStep::Change { seat, due }),
        3 => index().prop_map(|seat| ActionStep::Offer { seat }),
        1 => (0..=reach).prop_map(|due| ActionStep::AskDate { due }),
        4 => proptest::sample::select(Say::ALL).prop_map(ActionStep::Answer),
    ]
}

impl SmallWorld<'_> {
    /// Does it, and says whether anything was to be kept.
    pub async fn act(&self, tx: &DatabaseTransaction, action: Action, step: &ActionStep) -> bool {
        let somebody = &Actor {
            person: Some(self.people[0]),
            ..operator()
        };
        let acting = &Acting {
            random: self.random,
            actor: somebody,
            at: self.at,
        };
        let key = self.random.id(self.at);
        match step {
            ActionStep::Report { status, may_close } => {
                let on_offer = rules::positions_on_offer(action.status, *may_close);
                if !on_offer.contains(status) {
                    return false;
                }
                let update = UpdateAction {
                    status: *status,
                    note: "As it stands".to_owned(),
                    evidence: String::new(),
                    version: action.version,
                    submission: key,
                };
                let done = steps::update(tx, acting, &action, "Post", &update).await;
                done.unwrap() == Updated::Saved
            }
            ActionStep::Comment => {
                let done = steps::comment(tx, acting, action.id, "Post", ("A word", key)).await;
                done.unwrap() == Updated::Saved
            }
            ActionStep::Change { seat, due } => {
                let Some(seat) = self.lead(tx, &action, *seat).await else {
                    return false;
                };
                let change = ChangeAction {
                    details: Details {
                        title: action.title.clone(),
                        done: action.outcome.clone(),
                        seat,
                        due_on: self.day(*due),
                        priority: action.priority,
                    },
                    contributors: [seat].into(),
                    measure: (due % 2 == 0).then_some(Target::Official(&SERIES[0])),
                    reason: "It has to be".to_owned(),
                    version: action.version,
                    submission: key,
                };
                let done = steps::change(tx, acting, action.id, "Post", &change).await;
                action.status.is_open() && done.unwrap() == Updated::Saved
            }
            ActionStep::Offer { seat } => {
                let Some(to) = self.lead(tx, &action, *seat).await else {
                    return false;
                };
                let wish = Wish::Handover(Offer {
                    key,
                    to,
                    reason: "It is theirs".to_owned(),
                });
                let asked = requests::ask(tx, acting, action.id, "Post", &wish).await;
                asked.unwrap() == Asked::Saved
            }
            ActionStep::AskDate { due } => {
                let wish = Wish::DueDate(AnotherDate {
                    key,
                    wanted_on: self.day(*due),
                    reason: "It takes longer".to_owned(),
                });
                let asked = requests::ask(tx, acting, action.id, "Post", &wish).await;
                asked.unwrap() == Asked::Saved
            }
            ActionStep::Answer(say) => {
                let waiting = requests::waiting(tx, action.id).await.unwrap();
                let Some(request) = waiting.first() else {
                    return false;
                };
                let answer = Answer {
                    say: *say,
                    words: "Because".to_owned(),
                };
                let done = requests::answer(tx, acting, request, action.id, "Post", &answer).await;
                done.unwrap() == Answered::Saved
            }
        }
    }

    /// A seat that the pages would offer as the lead of an action.
    async fn lead(
        &self,
        tx: &DatabaseTransaction,
        action: &Action,
        which: usize,
    ) -> Option<SeatId> {
        let seat = seats::find(tx, pick(&self.seats, which)).await.unwrap()?;
        let may = seat.board == action.board
            && seat.organisation.is_some()
            && rules::seat_may_lead(seat.role);
        may.then_some(seat.id)
    }

    /// Sends a link to whoever holds the seat that leads an action, if somebody does.
    pub async fn mail(&mut self, reference: &str) {
        let tx = self.db.begin().await.unwrap();
        let action = actions::find(&tx, reference).await.unwrap().unwrap();
        let picture = self.look().await;
        let person = match picture.holders(action.seat.0, self.today()).first() {
            Some(held) => PersonId(held.person_id),
            None => return,
        };
        let link = NewLink {
            person,
            action: action.id,
            organisation: action.organisation,
            seat: action.seat,
        };
        let made = mail_links::make(&tx, self.random, self.at, &[link]).await;
        self.links.push(Sent {
            secret: made.unwrap().remove(0),
            action: reference.to_owned(),
            organisation: action.organisation,
            seat: action.seat,
            is_used: false,
        });
        tx.commit().await.unwrap();
    }

    /// Updates an action by the link of a mail, as its page does.
    pub async fn follow(&mut self, tx: &DatabaseTransaction, link: usize, status: Status) -> bool {
        if self.links.is_empty() {
            return false;
        }
        let at = link % self.links.len();
        let sent = self.links[at].clone();
        let row = mail_links::with_secret(tx, &sent.secret).await.unwrap();
        let row = row.unwrap();
        let was_unused = mail_links::use_up(tx, row.id, self.at).await.unwrap();
        assert!(!(was_unused && sent.is_used), "a link was used twice");
        if !was_unused {
            return false;
        }
        // Whoever asks has the link, which is open once more for this transaction.
        let link = action_link::Model {
            used_at: None,
            ..row
        };
        let Ok(arrival) = mail_links::arrival(tx, &link, self.at).await.unwrap() else {
            return false;
        };
        let action = arrival.action;
        assert_eq!(action.reference, sent.action);
        let lead = (action.organisation, action.seat);
        assert_eq!(
            lead,
            (sent.organisation, sent.seat),
            "somebody else leads it"
        );
        let sits = arrival.access.standings.iter();
        assert!(
            sits.clone().any(|one| one.board == action.board),
            "{} has no seat there",
            arrival.access.full_name
        );
        if !rules::positions_on_offer(action.status, false).contains(&status) {
            return false;
        }
        let actor = Actor {
            person: Some(arrival.access.person),
            name: arrival.access.full_name.clone(),
            way: Way::MailLink,
        };
        let acting = &Acting {
            random: self.random,
            actor: &actor,
            at: self.at,
        };
        let update = UpdateAction {
            status,
            note: "From the train".to_owned(),
            evidence: String::new(),
            version: action.version,
            submission: self.random.id(self.at),
        };
        let done = steps::update(tx, acting, &action, "Post", &update).await;
        assert_eq!(done.unwrap(), Updated::Saved);
        self.links[at].is_used = true;
        true
    }

    /// Lets a board have met.
    pub async fn meet(&mut self, tx: &DatabaseTransaction, board: BoardId, hours: i64) {
        let starts_at = self.at - TimeDelta::hours(hours);
        let new = MeetingForm {
            id: MeetingId(self.random.id(self.at)),
            title: "Board meeting".to_owned(),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(2),
            place: "Court house".to_owned(),
            link: String::new(),
            with: Vec::new(),
            version: 0,
        };
        let planned = meetings::plan(tx, self.random, &operator(), self.at, board, &new).await;
        assert_eq!(planned.unwrap(), Planned::Saved);
        self.met.push((board, uk_day(starts_at)));
    }
}
