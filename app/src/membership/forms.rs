//! The forms about seats and appointments: from what was typed to what may be
//! stored.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    rules,
    types::{Appointment, Capacity, Category, Designation, EndReason, Seat},
};
use crate::{
    access::Role,
    date_field,
    form::{Answers, FormState, YES, date::DateField},
    ids::{OrganisationId, SeatId},
};

/// Names of the forms' fields.
pub mod field {
    use super::{DateField, date_field};

    pub const CATEGORY: &str = "category";
    pub const ROLE: &str = "role";
    pub const TITLE: &str = "title";
    pub const ORGANISATION: &str = "organisation";
    pub const REQUIRED: &str = "required";
    pub const VOTING: &str = "voting";
    pub const TERM: &str = "term";
    /// Drawn fresh with each form, so that a second click is the same seat.
    pub const SEAT: &str = "seat";
    /// The version of the seat that the person was looking at.
    pub const VERSION: &str = "version";

    pub const CAPACITY: &str = "capacity";
    pub const FULL_NAME: &str = "full-name";
    pub const POST: &str = "post";
    pub const EMAIL: &str = "email";
    pub const DESIGNATION: &str = "designation";
    pub const REPLACE: &str = "replace";
    pub const REASON: &str = "reason";

    pub const STARTS_ON: DateField = date_field!("starts-on");
    pub const TERM_ENDS_ON: DateField = date_field!("term-ends-on");
    pub const LAST_DAY: DateField = date_field!("last-day");
}

/// Longest title of a seat, in characters.
const TITLE_LIMIT: usize = 120;

/// Longest name and post of a person, in characters. Names of 300 letters exist.
pub const NAME_LIMIT: usize = 300;

/// The longest term a seat can have, in months.
const LONGEST_TERM: u32 = 120;

/// What an organisation's field was found to mean. Looking it up is the
/// server's; saying what is wrong is the form's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Nothing was typed.
    Nothing,
    One(OrganisationId, String),
    Unknown,
    /// The names to choose between.
    Several(Vec<String>),
}

impl Named {
    /// Notes what is wrong, if anything; the organisation, if there is one.
    pub fn read(&self, form: &mut FormState, field: &'static str) -> Option<OrganisationId> {
        match self {
            Self::Nothing => None,
            Self::One(id, _) => Some(*id),
            Self::Unknown => {
                form.refuse(
                    field,
                    "Enter the name of an organisation as the register has it",
                );
                None
            }
            Self::Several(names) => {
                form.refuse(
                    field,
                    format!("Enter which one you mean: {}", names.join(", or ")),
                );
                None
            }
        }
    }

    /// The name as the register has it, or nothing.
    pub fn name(&self) -> &str {
        match self {
            Self::One(_, name) => name,
            _ => "",
        }
    }
}

/// A seat that may be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatForm {
    /// The key it gets.
    pub id: SeatId,
    pub category: Category,
    pub role: Role,
    pub title: String,
    pub organisation: Option<OrganisationId>,
    pub required: bool,
    pub voting: bool,
    pub term_months: Option<u32>,
    pub starts_on: NaiveDate,
}

/// The form for a new seat as first shown.
pub fn blank_seat(id: Uuid, today: NaiveDate) -> FormState {
    let answers = Answers::default()
        .with(field::SEAT, id.to_string())
        .with(field::REQUIRED, YES)
        .with(field::VOTING, YES);
    FormState::new(field::STARTS_ON.fill(answers, Some(today)))
}

/// Reads the form for a new seat.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse_seat(
    answers: Answers,
    organisation: &Named,
    is_national_secretariat: bool,
) -> Result<SeatForm, FormState> {
    let mut form = FormState::new(answers);
    let category = form.need_choice(field::CATEGORY, "Select a category", Category::from_code);
    let role = form.need_choice(field::ROLE, "Select a role", Role::from_code);
    if let (Some(category), Some(role)) = (category, role) {
        if !rules::roles_of(category).contains(&role) {
            let names: Vec<&str> = rules::roles_of(category)
                .iter()
                .map(|role| role.label())
                .collect();
            form.refuse(
                field::ROLE,
                format!(
                    "The role of a seat for {} must be {}",
                    category.label(),
                    names.join(" or ")
                ),
            );
        } else if !rules::may_fill(role, is_national_secretariat) {
            form.refuse(
                field::ROLE,
                "National roles are set up by the national secretariat",
            );
        }
    }
    let details = read_details(&mut form, organisation);
    let starts_on = field::STARTS_ON.read(&mut form, "First day");
    let id = form.key(field::SEAT);
    if id.is_none() {
        form.refuse(
            field::TITLE,
            "Check the seat and save it again. The page it came from was out of date",
        );
    }
    match (category, role, starts_on, id) {
        (Some(category), Some(role), Some(starts_on), Some(id)) if !form.is_refused() => {
            Ok(SeatForm {
                id: SeatId(id),
                category,
                role,
                title: details.title,
                organisation: details.organisation,
                required: details.required,
                voting: details.voting,
                term_months: details.term_months,
                starts_on,
            })
        }
        _ => Err(form),
    }
}

/// What a seat may be changed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatChange {
    pub title: String,
    pub organisation: Option<OrganisationId>,
    pub required: bool,
    pub voting: bool,
    pub term_months: Option<u32>,
}

fn read_details(form: &mut FormState, organisation: &Named) -> SeatChange {
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let organisation = organisation.read(form, field::ORGANISATION);
    let typed = form.answers.text(field::TERM).trim().to_owned();
    let term_months = typed.parse::<u32>().ok();
    let is_term = term_months.is_some_and(|months| (1..=LONGEST_TERM).contains(&months));
    if !typed.is_empty() && !is_term {
        form.refuse(
            field::TERM,
            format!("Term must be a number of months between 1 and {LONGEST_TERM}"),
        );
    }
    SeatChange {
        title,
        organisation,
        required: form.answers.is_ticked(field::REQUIRED),
        voting: form.answers.is_ticked(field::VOTING),
        term_months,
    }
}

/// The form for a change, filled with what the seat is like.
pub fn filled_seat(seat: &Seat) -> FormState {
    let tick = |on: bool| if on { YES } else { "" };
    FormState::new(
        Answers::default()
            .with(field::VERSION, seat.version.to_string())
            .with(field::TITLE, seat.title.as_str())
            .with(
                field::ORGANISATION,
                seat.organisation_name.as_deref().unwrap_or(""),
            )
            .with(field::REQUIRED, tick(seat.required))
            .with(field::VOTING, tick(seat.voting))
            .with(
                field::TERM,
                seat.term_months
                    .map_or_else(String::new, |term| term.to_string()),
            ),
    )
}

/// Reads the form for a change, and the version it was written against.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse_change(
    answers: Answers,
    organisation: &Named,
) -> Result<(SeatChange, i32), FormState> {
    let mut form = FormState::new(answers);
    let change = read_details(&mut form, organisation);
    let version = form.need_version(field::VERSION, field::TITLE);
    match version {
        Some(version) if !form.is_refused() => Ok((change, version)),
        _ => Err(form),
    }
}

/// Somebody to be appointed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppointForm {
    pub capacity: Capacity,
    pub full_name: String,
    pub post: String,
    pub email: String,
    pub designation: Designation,
    pub organisation: Option<OrganisationId>,
    pub starts_on: NaiveDate,
    /// The end of the term, or the last day of a substitute.
    pub ends_on: Option<NaiveDate>,
    pub replace: bool,
    pub version: i32,
}

/// The form for an appointment as first shown.
pub fn blank_appointment(seat: &Seat, today: NaiveDate) -> FormState {
    let answers = Answers::default()
        .with(field::VERSION, seat.version.to_string())
        .with(field::CAPACITY, Capacity::Holder.code());
    let starts_on = today.max(seat.span.first);
    FormState::new(field::STARTS_ON.fill(answers, Some(starts_on)))
}

/// Reads the form for an appointment.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse_appointment(answers: Answers, organisation: &Named) -> Result<AppointForm, FormState> {
    let mut form = FormState::new(answers);
    let capacity = form.need_choice(
        field::CAPACITY,
        "Select how they take the seat",
        Capacity::from_code,
    );
    let full_name = form.need_text(
        field::FULL_NAME,
        "Enter their full name",
        "Full name",
        NAME_LIMIT,
    );
    let email = form.email(field::EMAIL);
    if email.is_none() && form.error(field::EMAIL).is_none() {
        form.refuse(field::EMAIL, "Enter their email address");
    }
    let post = form.need_text(field::POST, "Enter their post", "Post", NAME_LIMIT);
    let organisation = organisation.read(&mut form, field::ORGANISATION);
    let designation = form.need_choice(
        field::DESIGNATION,
        "Select how they came to the seat",
        Designation::from_code,
    );
    let starts_on = field::STARTS_ON.read(&mut form, "First day");
    let ends_on = field::TERM_ENDS_ON.read_optional(&mut form, "End");
    if let (Some(first), Some(last)) = (starts_on, ends_on)
        && last < first
    {
        form.refuse(
            field::TERM_ENDS_ON.day,
            "End must be the first day or later",
        );
    }
    let version = form.need_version(field::VERSION, field::FULL_NAME);
    match (capacity, email, designation, starts_on, version) {
        (Some(capacity), Some(email), Some(designation), Some(starts_on), Some(version))
            if !form.is_refused() =>
        {
            Ok(AppointForm {
                capacity,
                full_name,
                post,
                email,
                designation,
                organisation,
                starts_on,
                ends_on,
                replace: form.answers.is_ticked(field::REPLACE),
                version,
            })
        }
        _ => Err(form),
    }
}

/// What an appointment may be changed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppointmentChange {
    pub starts_on: NaiveDate,
    pub expected_end_on: Option<NaiveDate>,
    pub designation: Designation,
    pub organisation: Option<OrganisationId>,
    pub version: i32,
}

/// The form for a change of an appointment, filled with what it says.
pub fn filled_appointment(appointment: &Appointment, seat: &Seat) -> FormState {
    let answers = Answers::default()
        .with(field::VERSION, seat.version.to_string())
        .with(field::DESIGNATION, appointment.designation.code())
        .with(
            field::ORGANISATION,
            appointment.represents.as_deref().unwrap_or(""),
        );
    let answers = field::STARTS_ON.fill(answers, Some(appointment.span.first));
    FormState::new(field::TERM_ENDS_ON.fill(answers, appointment.expected_end_on))
}

/// Reads the form for a change of an appointment.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse_appointment_change(
    answers: Answers,
    organisation: &Named,
) -> Result<AppointmentChange, FormState> {
    let mut form = FormState::new(answers);
    let starts_on = field::STARTS_ON.read(&mut form, "First day");
    let expected_end_on = field::TERM_ENDS_ON.read_optional(&mut form, "End of the term");
    if let (Some(first), Some(last)) = (starts_on, expected_end_on)
        && last < first
    {
        form.refuse(
            field::TERM_ENDS_ON.day,
            "End of the term must be the first day or later",
        );
    }
    let designation = form.need_choice(
        field::DESIGNATION,
        "Select how they came to the seat",
        Designation::from_code,
    );
    let organisation = organisation.read(&mut form, field::ORGANISATION);
    let version = form.need_version(field::VERSION, field::STARTS_ON.day);
    match (starts_on, designation, version) {
        (Some(starts_on), Some(designation), Some(version)) if !form.is_refused() => {
            Ok(AppointmentChange {
                starts_on,
                expected_end_on,
                designation,
                organisation,
                version,
            })
        }
        _ => Err(form),
    }
}

/// An appointment to be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndForm {
    pub last_day: NaiveDate,
    pub reason: EndReason,
    pub version: i32,
}

/// The form that ends an appointment as first shown: no reason chosen, today as
/// the last day.
pub fn blank_end(version: i32, today: NaiveDate) -> FormState {
    let answers = Answers::default().with(field::VERSION, version.to_string());
    FormState::new(field::LAST_DAY.fill(answers, Some(today)))
}

/// Reads the form that ends an appointment which began on a day.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse_end(answers: Answers, began_on: NaiveDate) -> Result<EndForm, FormState> {
    let mut form = FormState::new(answers);
    let last_day = read_last_day(&mut form, began_on);
    let reason = form.need_choice(field::REASON, "Select why it ends", |code| {
        EndReason::from_code(code).filter(|reason| EndReason::TO_CHOOSE.contains(reason))
    });
    let version = form.need_version(field::VERSION, field::LAST_DAY.day);
    match (last_day, reason, version) {
        (Some(last_day), Some(reason), Some(version)) if !form.is_refused() => Ok(EndForm {
            last_day,
            reason,
            version,
        }),
        _ => Err(form),
    }
}

fn read_last_day(form: &mut FormState, began_on: NaiveDate) -> Option<NaiveDate> {
    let last_day = field::LAST_DAY.read(form, "Last day")?;
    if last_day < began_on {
        form.refuse(
            field::LAST_DAY.day,
            format!(
                "Last day must be {} or later",
                crate::wording::date(began_on)
            ),
        );
        return None;
    }
    Some(last_day)
}

/// Reads the form that ends a seat.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse_seat_end(answers: Answers, seat: &Seat) -> Result<(NaiveDate, i32), FormState> {
    let mut form = FormState::new(answers);
    let last_day = read_last_day(&mut form, seat.span.first);
    if let (Some(last_day), Some(settled)) = (last_day, seat.span.last)
        && settled < last_day
    {
        form.refuse(
            field::LAST_DAY.day,
            format!(
                "Last day must be {} or earlier, because the seat ends then",
                crate::wording::date(settled)
            ),
        );
    }
    let version = form.need_version(field::VERSION, field::LAST_DAY.day);
    match (last_day, version) {
        (Some(last_day), Some(version)) if !form.is_refused() => Ok((last_day, version)),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn seat() -> Answers {
        blank_seat(Uuid::nil(), day(2026, 11, 25))
            .answers
            .with(field::CATEGORY, "police")
            .with(field::ROLE, "member")
            .with(field::TITLE, "Public protection lead")
    }

    #[test]
    fn a_seat_is_read_with_what_the_form_ticks_first() {
        let seat = parse_seat(seat(), &Named::Nothing, false).unwrap();
        assert!(seat.required && seat.voting);
        assert_eq!(seat.starts_on, day(2026, 11, 25));
        assert_eq!(seat.term_months, None);
    }

    #[test]
    fn every_mistake_of_a_seat_is_named_in_the_order_of_the_page() {
        let answers = Answers::default()
            .with(field::TERM, "three years")
            .with(field::STARTS_ON.day, "31")
            .with(field::STARTS_ON.month, "feb")
            .with(field::STARTS_ON.year, "2026")
            .with(field::SEAT, Uuid::nil().to_string());
        let form = parse_seat(answers, &Named::Unknown, false).unwrap_err();
        let fields: Vec<&str> = form.errors.iter().map(|error| &*error.field).collect();
        assert_eq!(
            fields,
            [
                field::CATEGORY,
                field::ROLE,
                field::TITLE,
                field::ORGANISATION,
                field::TERM,
                field::STARTS_ON.day
            ]
        );
    }

    #[test]
    fn a_category_has_its_roles_and_judges_only_observe() {
        for (category, role, good) in [
            ("judiciary", "observer", true),
            ("judiciary", "member", false),
            ("officers", "chair", true),
            ("police", "chair", false),
            ("national", "national_secretariat", false),
        ] {
            let answers = seat()
                .with(field::CATEGORY, category)
                .with(field::ROLE, role);
            let read = parse_seat(answers, &Named::Nothing, false);
            assert_eq!(read.is_ok(), good, "{category} {role}");
        }
        let answers = seat()
            .with(field::CATEGORY, "national")
            .with(field::ROLE, "policy_lead");
        assert!(parse_seat(answers, &Named::Nothing, true).is_ok());
    }

    fn appointment() -> Answers {
        Answers::default()
            .with(field::CAPACITY, "holder")
            .with(field::FULL_NAME, "Siân Ní Dhomhnaill")
            .with(field::POST, "Head of Legal")
            .with(field::EMAIL, " Sian@Bradford.gov.uk ")
            .with(field::DESIGNATION, "nominated")
            .with(field::STARTS_ON.day, "29")
            .with(field::STARTS_ON.month, "march")
            .with(field::STARTS_ON.year, "2026")
            .with(field::VERSION, "1")
    }

    #[test]
    fn an_appointment_needs_only_a_name_and_an_address() {
        let form = parse_appointment(appointment(), &Named::Nothing).unwrap();
        assert_eq!(form.email, "sian@bradford.gov.uk");
        assert_eq!(form.ends_on, None);
        for (name, value) in [
            (field::EMAIL, "sian"),
            (field::EMAIL, ""),
            (field::FULL_NAME, "\u{202e}"),
            (field::CAPACITY, "king"),
            (field::VERSION, "0"),
        ] {
            let answers = appointment().with(name, value);
            let form = parse_appointment(answers, &Named::Nothing).unwrap_err();
            assert!(form.is_refused(), "{name} {value}");
        }
    }

    #[test]
    fn a_name_may_have_300_letters_of_any_script() {
        for name in ["م".repeat(300), "e\u{301}".repeat(150)] {
            let answers = appointment().with(field::FULL_NAME, name.as_str());
            assert_eq!(
                parse_appointment(answers, &Named::Nothing)
                    .unwrap()
                    .full_name,
                name
            );
        }
        let answers = appointment().with(field::FULL_NAME, "x".repeat(301));
        assert!(parse_appointment(answers, &Named::Nothing).is_err());
    }

    #[test]
    fn an_end_lies_on_the_first_day_or_after() {
        let answers = field::TERM_ENDS_ON.fill(appointment(), Some(day(2026, 3, 28)));
        let form = parse_appointment(answers, &Named::Nothing).unwrap_err();
        assert!(form.error(field::TERM_ENDS_ON.day).is_some());
        let answers = field::TERM_ENDS_ON.fill(appointment(), Some(day(2026, 3, 29)));
        assert!(parse_appointment(answers, &Named::Nothing).is_ok());

        let end = |last: NaiveDate| {
            let answers = blank_end(1, last).answers.with(field::REASON, "moved_on");
            parse_end(answers, day(2026, 3, 29))
        };
        assert!(end(day(2026, 3, 29)).is_ok());
        assert!(end(day(2026, 3, 28)).is_err());
    }

    #[test]
    fn reasons_that_follow_from_something_else_cannot_be_chosen() {
        let answers = blank_end(1, day(2026, 3, 29))
            .answers
            .with(field::REASON, "board_ended");
        assert!(parse_end(answers, day(2026, 3, 1)).is_err());
    }
}
