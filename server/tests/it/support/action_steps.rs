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
        types::{Action, Status},
    },
    ids::SeatId,
    performance::catalogue::SERIES,
};
use proptest::prelude::*;
use sea_orm::DatabaseTransaction;
use server::{
    actions::{
        requests::{self, Answered, Asked, Wish},
        steps::{self, Acting, Updated},
    },
    audit::Actor,
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
}
