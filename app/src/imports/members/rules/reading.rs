//! What the cells of a row mean.

use chrono::NaiveDate;

use crate::{
    access::Role,
    case_data,
    form::is_email,
    ids::OrganisationId,
    imports::{
        members::types::{LEAVE, Meanings, Meant, Offer, Told, column},
        plain,
    },
    membership::types::{Capacity, Category, Designation},
};

/// Longest name of a person, in characters.
const NAME_LIMIT: usize = 300;

/// Longest title of a seat, in characters.
const TITLE_LIMIT: usize = 120;

/// What a row says, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub title: String,
    pub category: Option<Category>,
    pub role: Option<Role>,
    pub organisation: Option<OrganisationId>,
    /// Empty where the row names nobody.
    pub full_name: String,
    /// In lower case.
    pub email: Option<String>,
    pub post: String,
    pub capacity: Capacity,
    pub designation: Designation,
    pub from: Option<NaiveDate>,
    pub term_ends: Option<NaiveDate>,
    pub required: bool,
    pub voting: bool,
}

/// Reads a row, or says what is wrong with it.
pub(super) fn read(told: &Told, organisation: Option<OrganisationId>) -> Result<Wanted, String> {
    let title = told.text(column::SEAT);
    if title.is_empty() {
        return Err("Enter the title of the seat".to_owned());
    }
    bounded(&title, "The title of the seat", TITLE_LIMIT)?;
    let full_name = told.text(column::FULL_NAME);
    let email = email(&told.text(column::EMAIL))?;
    if full_name.is_empty() && email.is_some() {
        return Err("Enter a full name".to_owned());
    }
    bounded(&full_name, "The full name", NAME_LIMIT)?;
    let post = told.text(column::POST);
    bounded(&post, "The post", NAME_LIMIT)?;
    Ok(Wanted {
        organisation,
        email,
        category: word(told, column::CATEGORY, Category::ALL, "category of seats")?,
        role: word(told, column::ROLE, Role::ALL, "role")?,
        capacity: word(told, column::CAPACITY, Capacity::ALL, "capacity")?
            .unwrap_or(Capacity::Holder),
        designation: word(
            told,
            column::DESIGNATION,
            Designation::ALL,
            "way to be designated",
        )?
        .unwrap_or(Designation::NotRecorded),
        from: day(told, column::FROM, told.from, "first day")?,
        term_ends: day(told, column::TERM_ENDS, told.term_ends, "end of the term")?,
        required: yes(told, column::REQUIRED, "Required")?,
        voting: yes(told, column::VOTE, "Vote")?,
        title,
        full_name,
        post,
    })
}

fn bounded(text: &str, what: &str, most: usize) -> Result<(), String> {
    if text.chars().count() > most {
        return Err(format!("{what} must be {most} characters or less"));
    }
    if let Some((kind, words)) = case_data::found_in(text) {
        let name = kind.name();
        return Err(format!(
            "{what} holds “{words}”, which looks like {name}. The portal holds no case data"
        ));
    }
    Ok(())
}

fn email(typed: &str) -> Result<Option<String>, String> {
    let typed: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    if typed.is_empty() {
        Ok(None)
    } else if is_email(&typed) {
        Ok(Some(typed.to_lowercase()))
    } else {
        Err(format!("“{typed}” is not an email address"))
    }
}

/// A value with its stored word and its label.
trait Word: Copy + 'static {
    fn words(self) -> (&'static str, &'static str);

    /// Whether it is something of boards, and so offered.
    fn is_of_boards(self) -> bool;
}

macro_rules! word {
    ($($name:ty: $of_boards:expr),+) => {$(
        impl Word for $name {
            fn words(self) -> (&'static str, &'static str) {
                (self.code(), self.label())
            }

            fn is_of_boards(self) -> bool {
                let of_boards: fn(Self) -> bool = $of_boards;
                of_boards(self)
            }
        }
    )+};
}
word!(
    Category: |category| category != Category::National,
    Role: |role| !role.is_national() && role != Role::Substitute,
    Capacity: |_| true,
    Designation: |_| true
);

fn word<T: Word>(told: &Told, key: &str, all: &[T], what: &str) -> Result<Option<T>, String> {
    let typed = told.text(key);
    let sought = plain(&typed);
    if sought.is_empty() {
        return Ok(None);
    }
    let means = |value: &&T| {
        let (code, label) = value.words();
        plain(label) == sought || code == sought || code.replace('_', " ") == sought
    };
    match all.iter().find(means) {
        Some(value) => Ok(Some(*value)),
        None => {
            let offered = all.iter().filter(|value| value.is_of_boards());
            let labels: Vec<_> = offered.map(|value| value.words().1).collect();
            Err(format!(
                "There is no {what} called “{typed}”. Enter one of: {}",
                labels.join("; ")
            ))
        }
    }
}

/// The key of the question which organisation a row means.
pub(super) fn about_organisation(told: &Told) -> String {
    format!("organisation: {}", plain(told.raw(column::ORGANISATION)))
}

/// The key of the question which seat a row means.
pub(super) fn about_seat(told: &Told) -> String {
    let parts = [column::SEAT, column::CATEGORY, column::ORGANISATION];
    let parts = parts.map(|key| plain(told.raw(key)));
    format!("seat: {}", parts.join(" | "))
}

/// Which organisation a row is about.
pub(super) enum Found {
    Certain(Option<OrganisationId>),
    /// It was decided to leave rows with this name out.
    Left,
    /// Nobody has decided yet.
    Open(Vec<Offer>),
}

/// The organisation of a row, by its name or by what was decided about the name.
pub(super) fn found(told: &Told, meant: &Meant, meanings: &Meanings) -> Result<Found, String> {
    let offers = match meant {
        Meant::Nothing => return Ok(Found::Certain(None)),
        Meant::One(id) => return Ok(Found::Certain(Some(*id))),
        Meant::Unknown => {
            let typed = told.text(column::ORGANISATION);
            return Err(format!("The register has no organisation called “{typed}”"));
        }
        Meant::Unclear(offers) => offers,
    };
    let code = meanings.of(&about_organisation(told));
    let is_offered = offers.iter().any(|offer| offer.code == code);
    Ok(match code {
        LEAVE => Found::Left,
        _ if is_offered => {
            let id = uuid::Uuid::parse_str(code).ok();
            Found::Certain(id.map(OrganisationId))
        }
        _ => Found::Open(offers.clone()),
    })
}

fn day(
    told: &Told,
    key: &str,
    day: Option<NaiveDate>,
    what: &str,
) -> Result<Option<NaiveDate>, String> {
    let typed = told.text(key);
    // A year of a few digits, or one far ahead, is a slip.
    let plausible = day.filter(|day| (1900..2200).contains(&chrono::Datelike::year(day)));
    match plausible {
        Some(day) => Ok(Some(day)),
        None if typed.is_empty() => Ok(None),
        None => Err(format!(
            "“{typed}” is not understood as the {what}. Enter a date such as 1 September 2026"
        )),
    }
}

fn yes(told: &Told, key: &str, what: &str) -> Result<bool, String> {
    match plain(&told.text(key)).as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "" | "no" | "n" | "false" | "0" | "-" => Ok(false),
        _ => Err(format!("{what} must be Yes or No")),
    }
}
