//! The forms that ask something about an action: another lead, another date, a word
//! to be heard; and the one that answers.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{NOTE_LIMIT, details::REASON_LIMIT, field};
use crate::{
    access::words,
    form::{Answers, FormState},
    ids::SeatId,
};

/// The form of something new, with the key that makes it once.
pub fn blank(key: Uuid) -> FormState {
    FormState::new(Answers::default().with(field::KEY, key.to_string()))
}

/// Something said about an action by whoever contributes to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub key: Uuid,
    pub words: String,
}

/// Reads a comment.
///
/// # Errors
/// Nothing was said, or too much.
pub fn comment(answers: Answers) -> Result<Comment, FormState> {
    let mut form = FormState::new(answers);
    let words = form.need_text(
        field::NOTE,
        "Enter your comment",
        "Your comment",
        NOTE_LIMIT,
    );
    match form.need_key(field::KEY, field::NOTE) {
        Some(key) if !form.is_refused() => Ok(Comment { key, words }),
        _ => Err(form),
    }
}

/// An offer of an action to the organisation of another seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub key: Uuid,
    pub to: SeatId,
    pub reason: String,
}

/// Reads an offer. `seats` are those that it may be offered to.
///
/// # Errors
/// No seat that may take it is chosen, or no reason is given.
pub fn offer(answers: Answers, seats: &[SeatId]) -> Result<Offer, FormState> {
    let mut form = FormState::new(answers);
    let to = form.need_choice(field::SEAT, "Select who should lead it", |code| {
        let id = SeatId(Uuid::parse_str(code).ok()?);
        seats.contains(&id).then_some(id)
    });
    let reason = form.need_text(
        field::REASON,
        "Enter why they should lead it",
        "Reason",
        REASON_LIMIT,
    );
    match (form.need_key(field::KEY, field::SEAT), to) {
        (Some(key), Some(to)) if !form.is_refused() => Ok(Offer { key, to, reason }),
        _ => Err(form),
    }
}

/// A wish for another due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnotherDate {
    pub key: Uuid,
    pub wanted_on: NaiveDate,
    pub reason: String,
}

/// Reads a wish for another due date than `due_on`.
///
/// # Errors
/// The date has passed or is the one that is set, or no reason is given.
pub fn another_date(
    answers: Answers,
    due_on: NaiveDate,
    today: NaiveDate,
) -> Result<AnotherDate, FormState> {
    let mut form = FormState::new(answers);
    let wanted = field::DUE.read(&mut form, "New due date");
    if wanted.is_some_and(|day| day < today) {
        form.refuse(field::DUE.day, "New due date must be today or later");
    } else if wanted == Some(due_on) {
        form.refuse(field::DUE.day, "New due date must be another one than now");
    }
    let reason = form.need_text(
        field::REASON,
        "Enter why the date should move",
        "Reason",
        REASON_LIMIT,
    );
    match (form.need_key(field::KEY, field::DUE.day), wanted) {
        (Some(key), Some(wanted_on)) if !form.is_refused() => Ok(AnotherDate {
            key,
            wanted_on,
            reason,
        }),
        _ => Err(form),
    }
}

words! {
    /// What somebody says to a request.
    Say {
        Yes = "yes", "Yes";
        No = "no", "No";
        /// Whoever asked, or an officer, takes it back.
        Withdraw = "withdraw", "Withdraw it";
    }
}

/// An answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub say: Say,
    /// Why; there is one wherever the answer is no.
    pub words: String,
}

/// Reads an answer out of those on offer.
///
/// # Errors
/// None of them is chosen, or a no has no reason.
pub fn answer(answers: Answers, on_offer: &[Say]) -> Result<Answer, FormState> {
    let mut form = FormState::new(answers);
    let say = form.need_choice(field::ANSWER, "Select your answer", |code| {
        Say::from_code(code).filter(|say| on_offer.contains(say))
    });
    let words = form
        .optional_text(field::REASON, "Reason", REASON_LIMIT)
        .unwrap_or_default();
    if say == Some(Say::No) && words.is_empty() {
        form.refuse(field::REASON, "Enter why not");
    }
    match say {
        Some(say) if !form.is_refused() => Ok(Answer { say, words }),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Answers {
        pairs.iter().fold(
            blank(Uuid::from_u128(7)).answers,
            |answers, (name, value)| answers.with(name, *value),
        )
    }

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn an_offer_goes_to_a_seat_of_the_list_and_says_why() {
        let seat = SeatId(Uuid::from_u128(1));
        let to = seat.to_string();
        let answers = typed(&[(field::SEAT, &to), (field::REASON, "It is their work")]);
        assert_eq!(offer(answers.clone(), &[seat]).unwrap().to, seat);
        let refused = offer(answers.with(field::REASON, " "), &[]).unwrap_err();
        assert!(refused.error(field::SEAT).is_some());
        assert_eq!(
            refused.error(field::REASON),
            Some("Enter why they should lead it")
        );
    }

    #[test]
    fn another_date_is_to_come_and_another_one() {
        let wish = |month, on: u32| {
            let answers = typed(&[(field::REASON, "The court moves")]);
            another_date(
                field::DUE.fill(answers, Some(day(month, on))),
                day(6, 1),
                day(5, 20),
            )
        };
        assert_eq!(wish(6, 2).unwrap().wanted_on, day(6, 2));
        for (month, on, message) in [
            (5, 19, "New due date must be today or later"),
            (6, 1, "New due date must be another one than now"),
        ] {
            let form = wish(month, on).unwrap_err();
            assert_eq!(form.error(field::DUE.day), Some(message));
        }
    }

    #[test]
    fn a_no_has_a_reason_and_only_what_is_on_offer_is_taken() {
        let both = [Say::Yes, Say::No];
        assert!(answer(typed(&[(field::ANSWER, "yes")]), &both).is_ok());
        let form = answer(typed(&[(field::ANSWER, "no")]), &both).unwrap_err();
        assert_eq!(form.error(field::REASON), Some("Enter why not"));
        let form = answer(typed(&[(field::ANSWER, "withdraw")]), &both).unwrap_err();
        assert_eq!(form.error(field::ANSWER), Some("Select your answer"));
    }
}
