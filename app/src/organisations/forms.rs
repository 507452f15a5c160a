//! The forms that enter, change and end organisations: from what was typed to
//! what may be stored.

use chrono::NaiveDate;
use uuid::Uuid;

use super::types::OrganisationKind;
use crate::{
    date_field,
    form::{Answers, FormState, YES, date::DateField},
    ids::OrganisationId,
};

/// Names of the forms' fields.
pub mod field {
    /// The key of what is to be made, so that a second click makes no second.
    pub const KEY: &str = "key";
    pub const KIND: &str = "kind";
    pub const NAME: &str = "name";
    pub const SHORT_NAME: &str = "short-name";
    pub const CODE: &str = "ons-code";
    pub const SUCCESSOR: &str = "successor";
    pub const MOVE_SEATS: &str = "move-seats";
    /// The version of the organisation that the form was opened against.
    pub const VERSION: &str = "version";
}

pub const STARTS_ON: DateField = date_field!("starts-on");
pub const LAST_DAY: DateField = date_field!("last-day");

/// The longest names, in characters.
const NAME_LIMIT: usize = 200;
const SHORT_NAME_LIMIT: usize = 80;

/// The names and the code of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub name: String,
    pub short_name: String,
    pub code: Option<String>,
}

/// An organisation to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganisation {
    pub id: OrganisationId,
    pub kind: OrganisationKind,
    pub names: Names,
    pub starts_on: Option<NaiveDate>,
}

/// The form as first shown.
pub fn blank(key: Uuid) -> FormState {
    FormState::new(Answers::default().with(field::KEY, key.to_string()))
}

/// Reads the form that enters an organisation.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn new(answers: Answers) -> Result<NewOrganisation, FormState> {
    let mut form = FormState::new(answers);
    let kind = form.need_choice(
        field::KIND,
        "Select what kind of organisation it is",
        OrganisationKind::from_code,
    );
    let names = names(&mut form);
    let starts_on = STARTS_ON.read_optional(&mut form, "First day");
    let id = form.need_key(field::KEY, field::NAME).map(OrganisationId);
    match (kind, id) {
        (Some(kind), Some(id)) if !form.is_refused() => Ok(NewOrganisation {
            id,
            kind,
            names,
            starts_on,
        }),
        _ => Err(form),
    }
}

/// Reads the form that changes an organisation, with the version it saw.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn change(answers: Answers) -> Result<(Names, i32), FormState> {
    let mut form = FormState::new(answers);
    let names = names(&mut form);
    match form.need_version(field::VERSION, field::NAME) {
        Some(version) if !form.is_refused() => Ok((names, version)),
        _ => Err(form),
    }
}

/// How an organisation is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndOrganisation {
    pub last_day: NaiveDate,
    pub successor: Option<OrganisationId>,
    /// Whether its seats are kept for the successor from now on.
    pub moves_seats: bool,
    pub version: i32,
}

/// Reads the form that ends an organisation, which may have one of these
/// successors.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn end(
    answers: Answers,
    starts_on: Option<NaiveDate>,
    successors: &[OrganisationId],
) -> Result<EndOrganisation, FormState> {
    let mut form = FormState::new(answers);
    let last_day = LAST_DAY.read(&mut form, "Last day");
    if let (Some(last), Some(first)) = (last_day, starts_on)
        && last < first
    {
        form.refuse(
            LAST_DAY.day,
            format!(
                "Last day must be on or after {}, the first day of the organisation",
                crate::wording::date(first)
            ),
        );
    }
    let typed = form.answers.text(field::SUCCESSOR).to_owned();
    let successor = Uuid::parse_str(&typed)
        .ok()
        .map(OrganisationId)
        .filter(|successor| successors.contains(successor));
    let moves_seats = form.answers.text(field::MOVE_SEATS) == YES;
    if successor.is_none() && !typed.is_empty() {
        form.refuse(field::SUCCESSOR, "Select a successor of the list");
    } else if successor.is_none() && moves_seats {
        form.refuse(field::SUCCESSOR, "Select the successor that gets the seats");
    }
    let version = form.need_version(field::VERSION, field::SUCCESSOR);
    match (last_day, version) {
        (Some(last_day), Some(version)) if !form.is_refused() => Ok(EndOrganisation {
            last_day,
            successor,
            moves_seats,
            version,
        }),
        _ => Err(form),
    }
}

fn names(form: &mut FormState) -> Names {
    let name = form.need_line(
        field::NAME,
        "Enter the official name",
        "Official name",
        NAME_LIMIT,
    );
    let short_name = form.need_line(
        field::SHORT_NAME,
        "Enter the short name",
        "Short name",
        SHORT_NAME_LIMIT,
    );
    let code = crate::wording::tidied(form.answers.text(field::CODE)).to_uppercase();
    if !code.is_empty() && !is_ons_code(&code) {
        form.refuse(
            field::CODE,
            "ONS code must be E and 8 numbers, like E08000032",
        );
    }
    Names {
        name,
        short_name,
        code: (!code.is_empty()).then_some(code),
    }
}

/// Whether a text is a code of the Office for National Statistics for a place
/// in England: nine signs.
fn is_ons_code(code: &str) -> bool {
    code.strip_prefix('E')
        .is_some_and(|digits| digits.len() == 8 && digits.chars().all(|sign| sign.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Answers {
        blank(Uuid::from_u128(7))
            .answers
            .with(field::KIND, "council")
            .with(field::NAME, "Barsetshire County Council")
            .with(field::SHORT_NAME, "Barsetshire")
            .with(field::CODE, "e08000032")
            .with(field::VERSION, "2")
    }

    #[test]
    fn an_organisation_is_read_with_its_code_in_capitals() {
        let read = new(typed()).unwrap();
        assert_eq!(read.names.code.as_deref(), Some("E08000032"));
        assert_eq!(new(typed().with(field::CODE, "")).unwrap().names.code, None);
        assert_eq!(change(typed()).unwrap().1, 2);
    }

    #[test]
    fn each_mistake_is_named_beside_its_field() {
        for (name, value) in [
            (field::KIND, "shire"),
            (field::NAME, ""),
            (field::NAME, "a\nb"),
            (field::SHORT_NAME, "\u{200b}"),
            (field::CODE, "E0800003"),
            (field::CODE, "W06000001"),
            (field::CODE, "E0800003٢"),
        ] {
            let form = new(typed().with(name, value)).unwrap_err();
            assert!(form.error(name).is_some(), "{name} {value}");
            assert_eq!(form.errors.len(), 1);
        }
        let form = new(typed().with(field::SHORT_NAME, "x".repeat(81))).unwrap_err();
        assert_eq!(
            form.error(field::SHORT_NAME),
            Some("Short name must be 80 characters or less")
        );
    }

    #[test]
    fn seats_move_only_to_a_successor() {
        let other = OrganisationId(Uuid::from_u128(9));
        let day = NaiveDate::from_ymd_opt(2027, 3, 31);
        let answers = LAST_DAY.fill(typed(), day);
        assert!(end(answers.clone(), None, &[other]).is_ok());
        let moving = answers.clone().with(field::MOVE_SEATS, YES);
        let form = end(moving.clone(), None, &[other]).unwrap_err();
        assert!(form.error(field::SUCCESSOR).is_some());
        let moving = moving.with(field::SUCCESSOR, other.to_string());
        assert!(end(moving.clone(), None, &[other]).unwrap().moves_seats);
        assert!(end(moving, None, &[]).is_err());
        let later = NaiveDate::from_ymd_opt(2027, 4, 1);
        assert!(end(answers, later, &[]).is_err());
    }
}
