//! The forms about who comes to a meeting.

use super::types::{Answer, Candidate};
use crate::{
    form::{Answers, FormState},
    ids::{PersonId, SeatId},
};

/// Names of the fields of these forms.
pub mod field {
    /// For which seat it is said.
    pub const SEAT: &str = "seat";
    /// Of a reply, the version that it will be; of a substitute, that of the
    /// reply by which somebody does not come.
    pub const VERSION: &str = "version";
    pub const ANSWER: &str = "answer";
    pub const NOTE: &str = "note";
    pub const WHO: &str = "who";
    pub const FULL_NAME: &str = "full-name";
    pub const POST: &str = "post";
    pub const EMAIL: &str = "email";
}

/// Said of who comes: nobody.
pub const NOBODY: &str = "nobody";
/// Said of who comes: somebody who is not in the list.
pub const ANOTHER: &str = "another";

/// Longest note, in characters.
const NOTE_LIMIT: usize = 500;
/// Longest name or post, in characters.
const NAME_LIMIT: usize = 150;

/// Whether somebody comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyForm {
    pub answer: Answer,
    pub note: String,
    pub version: i32,
}

/// Who comes instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Nobody,
    Known(PersonId),
    Another {
        full_name: String,
        post: String,
        email: String,
    },
}

/// The seat that a form or an address names.
pub fn seat(text: &str) -> Option<SeatId> {
    uuid::Uuid::parse_str(text).ok().map(SeatId)
}

/// Reads whether somebody comes.
///
/// # Errors
/// The form with what is wrong.
pub fn reply(answers: Answers) -> Result<ReplyForm, FormState> {
    let mut form = FormState::new(answers);
    let answer = form.need_choice(
        field::ANSWER,
        "Select whether you come to the meeting",
        Answer::from_code,
    );
    let note = form.optional_text(field::NOTE, "Note", NOTE_LIMIT);
    form.need_key(field::SEAT, field::ANSWER);
    let version = form.need_version(field::VERSION, field::ANSWER);
    match (answer, version) {
        (Some(answer), Some(version)) if !form.is_refused() => Ok(ReplyForm {
            answer,
            note: note.unwrap_or_default(),
            version,
        }),
        _ => Err(form),
    }
}

/// Reads who comes instead, and the version of the reply that it is about.
///
/// # Errors
/// The form with what is wrong.
pub fn substitute(answers: Answers, candidates: &[Candidate]) -> Result<(Who, i32), FormState> {
    let mut form = FormState::new(answers);
    let known = |code: &str| {
        candidates
            .iter()
            .find(|one| one.person.to_string() == code)
            .map(|one| Who::Known(one.person))
    };
    let ask = "Select who comes to the meeting";
    let who = match form.answers.text(field::WHO) {
        NOBODY => Some(Who::Nobody),
        ANOTHER => another(&mut form),
        _ => form.need_choice(field::WHO, ask, known),
    };
    form.need_key(field::SEAT, field::WHO);
    let version = form.need_version(field::VERSION, field::WHO);
    match (who, version) {
        (Some(who), Some(version)) if !form.is_refused() => Ok((who, version)),
        _ => Err(form),
    }
}

fn another(form: &mut FormState) -> Option<Who> {
    let full_name = form.need_line(
        field::FULL_NAME,
        "Enter the full name of who comes",
        "Full name",
        NAME_LIMIT,
    );
    let post = form
        .optional_text(field::POST, "Post", NAME_LIMIT)
        .unwrap_or_default();
    if post.contains('\n') {
        form.refuse(field::POST, "Post must be on one line");
    }
    let typed = !form.answers.text(field::EMAIL).trim().is_empty();
    let email = form.email(field::EMAIL);
    if email.is_none() && !typed {
        form.refuse(field::EMAIL, "Enter the email address of who comes");
    }
    Some(Who::Another {
        full_name,
        post,
        email: email?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEAT: &str = "00000000-0000-0000-0000-000000000007";

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn somebody_new_needs_a_name_and_an_address() {
        let form = substitute(
            answers(&[
                (field::SEAT, SEAT),
                (field::WHO, ANOTHER),
                (field::VERSION, "1"),
            ]),
            &[],
        )
        .unwrap_err();
        assert_eq!(
            form.error(field::EMAIL),
            Some("Enter the email address of who comes")
        );
        assert!(form.error(field::FULL_NAME).is_some());
        let read = substitute(
            answers(&[
                (field::SEAT, SEAT),
                (field::WHO, ANOTHER),
                (field::FULL_NAME, "Ada Test"),
                (field::EMAIL, "Ada@b.example"),
                (field::VERSION, "1"),
            ]),
            &[],
        );
        let expected = Who::Another {
            full_name: "Ada Test".to_owned(),
            post: String::new(),
            email: "ada@b.example".to_owned(),
        };
        assert_eq!(read, Ok((expected, 1)));
    }

    #[test]
    fn only_who_was_offered_is_chosen() {
        let stranger = uuid::Uuid::from_u128(7).to_string();
        let form = substitute(
            answers(&[
                (field::SEAT, SEAT),
                (field::WHO, &stranger),
                (field::VERSION, "1"),
            ]),
            &[],
        )
        .unwrap_err();
        assert_eq!(
            form.error(field::WHO),
            Some("Select who comes to the meeting")
        );
    }
}
