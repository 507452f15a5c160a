//! What is to be done about a row, once its seat and its person are known: a plan,
//! or what there is to choose between.

use chrono::{Days, NaiveDate};

use super::{Judged, SeatKey, reading::Wanted};
use crate::{
    access::Role,
    ids::PersonId,
    imports::members::types::{
        Held, KnownSeat, LEAVE, Namesake, NewSeatPlan, Offer, PersonPlan, Plan, SOMEBODY_NEW,
        SeatPlan, TAKE_OVER, Verdict,
    },
    membership::types::Capacity,
    wording,
};

/// Whom a row means.
#[derive(Clone, Debug)]
pub(super) enum Who {
    Known(PersonId),
    New(PersonPlan),
    Uncertain {
        people: Vec<Namesake>,
        /// Whether it may be somebody who is not known yet.
        or_new: bool,
        /// Why it is not certain.
        reason: String,
    },
}

pub(super) fn plan(
    wanted: &Wanted,
    seat: Option<&KnownSeat>,
    key: &SeatKey,
    who: &Who,
    starts_on: NaiveDate,
) -> Plan {
    let seat_plan = match (seat, key) {
        (Some(seat), _) => SeatPlan::Known(seat.id),
        (None, SeatKey::Known(id)) => SeatPlan::Known(*id),
        (None, SeatKey::New(category, organisation, _)) => SeatPlan::New(NewSeatPlan {
            title: wanted.title.clone(),
            category: *category,
            role: wanted.role.unwrap_or(Role::Member),
            organisation: *organisation,
            required: wanted.required,
            voting: wanted.voting,
        }),
    };
    let kept_for = seat.map_or(wanted.organisation, |seat| seat.organisation);
    // A substitute is named until a day; a holder stays until somebody follows.
    let (expected_end_on, ends_on) = match wanted.capacity {
        Capacity::Substitute => (None, wanted.term_ends),
        Capacity::Holder | Capacity::Deputy => (wanted.term_ends, None),
    };
    Plan {
        seat: seat_plan,
        person: match who {
            Who::Known(person) => PersonPlan::Known(*person),
            Who::New(new) => new.clone(),
            // Not done before somebody has said who it is.
            Who::Uncertain { .. } => PersonPlan::New {
                full_name: wanted.full_name.clone(),
                email: wanted.email.clone().unwrap_or_default(),
                post: wanted.post.clone(),
            },
        },
        capacity: wanted.capacity,
        designation: wanted.designation,
        organisation: wanted.organisation.filter(|named| kept_for != Some(*named)),
        starts_on,
        expected_end_on,
        ends_on,
        replace: false,
    }
}

/// What a seat that is set up would be.
pub(super) fn new_seat_in_words(plan: &Plan) -> String {
    match &plan.seat {
        SeatPlan::Known(_) => String::new(),
        SeatPlan::New(new) => format!(
            "{}, with the role {}",
            new.category.label(),
            new.role.label()
        ),
    }
}

pub(super) fn offer(code: impl Into<String>, words: impl Into<String>) -> Offer {
    Offer {
        code: code.into(),
        words: words.into(),
    }
}

pub(super) fn left_alone(verdict: Verdict, reason: String, offers: Vec<Offer>) -> Judged {
    Judged {
        verdict,
        reason,
        offers,
        plan: None,
        question: String::new(),
    }
}

/// A row about a free place: done as it says, once it is certain who is meant.
/// `also` is what else follows from it.
pub(super) fn certain(verdict: Verdict, plan: Plan, who: Who, choice: &str, also: &str) -> Judged {
    let Who::Uncertain {
        people,
        or_new,
        reason,
    } = who
    else {
        return Judged {
            verdict,
            reason: String::new(),
            offers: Vec::new(),
            plan: Some(plan),
            question: String::new(),
        };
    };
    let mut offers: Vec<Offer> = people
        .iter()
        .map(|person| {
            let post = if person.post.is_empty() {
                String::new()
            } else {
                format!(", {}", person.post)
            };
            let email = match &person.email {
                Some(email) => format!(" ({})", wording::masked_email(email)),
                None => String::new(),
            };
            let words = format!("{}{post}{email}{also}", person.full_name);
            offer(person.person.to_string(), words)
        })
        .collect();
    if or_new {
        offers.push(offer(
            SOMEBODY_NEW,
            format!("Somebody else, who is new{also}"),
        ));
    }
    offers.push(offer(LEAVE, "Leave the row out"));
    let verdict = if choice == LEAVE {
        Verdict::Unchanged
    } else {
        Verdict::Choose
    };
    left_alone(verdict, reason, offers)
}

/// A row about a place that somebody else has.
pub(super) fn replaced(held: &Held, plan: Plan, who: Who, choice: &str) -> Judged {
    let last_day = wording::date(plan.starts_on - Days::new(1));
    let also = format!("; {} leaves the seat on {last_day}", held.full_name);
    let plan = Plan {
        replace: true,
        ..plan
    };
    let is_certain = !matches!(who, Who::Uncertain { .. });
    // To choose a person is to say that they take over; nobody else does by it.
    let chosen = match &plan.person {
        PersonPlan::Known(person) => choice == person.to_string(),
        PersonPlan::New { .. } => choice == SOMEBODY_NEW,
    };
    let decided = certain(Verdict::Replace, plan, who, choice, &also);
    if !is_certain || chosen {
        return decided;
    }
    let reason = format!(
        "{} holds this place since {}",
        held.full_name,
        wording::date(held.span.first)
    );
    let offers = vec![
        offer(
            TAKE_OVER,
            format!("Replace {}, whose last day is {last_day}", held.full_name),
        ),
        offer(LEAVE, format!("Leave {} in the seat", held.full_name)),
    ];
    match choice {
        TAKE_OVER => Judged {
            reason,
            offers,
            ..decided
        },
        LEAVE => left_alone(Verdict::Unchanged, reason, offers),
        _ => left_alone(Verdict::Replace, reason, offers),
    }
}
