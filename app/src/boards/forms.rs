//! The forms that start, change and end boards: from what was typed to what may
//! be stored.

use chrono::NaiveDate;
use uuid::Uuid;

use super::types::{BoardKind, NameConfidence};
use crate::{
    date_field,
    form::{Answers, FormState, date::DateField},
    ids::{BoardId, OrganisationId},
};

/// Names of the forms' fields.
pub mod field {
    /// The key of the board to be made, so that a second click makes no second.
    pub const KEY: &str = "key";
    pub const KIND: &str = "kind";
    pub const NAME: &str = "name";
    pub const CODE: &str = "code";
    pub const REGION: &str = "region";
    pub const COUNCIL: &str = "council";
    pub const CONFIDENCE: &str = "confidence";
    pub const PARENT: &str = "parent";
    pub const TERM_WARNING: &str = "term-warning";
    pub const REASON: &str = "reason";
    pub const SUCCESSOR: &str = "successor";
    /// The version of the board that the form was opened against.
    pub const VERSION: &str = "version";
}

pub const STARTS_ON: DateField = date_field!("starts-on");
pub const LAST_DAY: DateField = date_field!("last-day");

/// The longest name of a board, in characters, as the register's files have it.
const NAME_LIMIT: usize = 200;

/// The longest reason, in characters.
pub const REASON_LIMIT: usize = 500;

/// The kinds of board that are started by themselves.
pub const STARTED_KINDS: &[BoardKind] = &[BoardKind::Local, BoardKind::Linked];

/// A board to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartBoard {
    pub id: BoardId,
    pub kind: BoardKind,
    pub name: String,
    pub code: String,
    /// Of local boards.
    pub region: Option<String>,
    pub starts_on: NaiveDate,
    /// The councils that a local board serves.
    pub councils: Vec<OrganisationId>,
}

/// The form as first shown.
pub fn blank(key: Uuid) -> FormState {
    FormState::new(Answers::default().with(field::KEY, key.to_string()))
}

/// Reads the form that starts a board, against the regions and councils that
/// the register knows.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn start(
    answers: Answers,
    regions: &[String],
    councils: &[OrganisationId],
) -> Result<StartBoard, FormState> {
    let mut form = FormState::new(answers);
    let kind = form.need_choice(field::KIND, "Select what kind of body it is", |code| {
        BoardKind::from_code(code).filter(|kind| STARTED_KINDS.contains(kind))
    });
    let name = name(&mut form);
    let code = code(&mut form);
    let region = match kind {
        Some(BoardKind::Local) => region(&mut form, regions),
        _ => None,
    };
    let starts_on = STARTS_ON.read(&mut form, "First day");
    let served = match kind {
        Some(BoardKind::Local) => served(&mut form, councils),
        _ => Vec::new(),
    };
    let id = form.need_key(field::KEY, field::NAME).map(BoardId);
    match (kind, starts_on, id) {
        (Some(kind), Some(starts_on), Some(id)) if !form.is_refused() => Ok(StartBoard {
            id,
            kind,
            name,
            code,
            region,
            starts_on,
            councils: served,
        }),
        _ => Err(form),
    }
}

/// A sub-group to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartSubGroup {
    pub id: BoardId,
    pub name: String,
    pub code: String,
    pub starts_on: NaiveDate,
}

/// Reads the form that starts a sub-group of a board.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn start_sub_group(
    answers: Answers,
    parent_starts_on: Option<NaiveDate>,
) -> Result<StartSubGroup, FormState> {
    let mut form = FormState::new(answers);
    let name = name(&mut form);
    let code = code(&mut form);
    let starts_on = STARTS_ON.read(&mut form, "First day");
    if let (Some(first), Some(parent)) = (starts_on, parent_starts_on)
        && first < parent
    {
        form.refuse(
            STARTS_ON.day,
            format!(
                "First day must be on or after {}, the first day of the board",
                crate::wording::date(parent)
            ),
        );
    }
    let id = form.need_key(field::KEY, field::NAME).map(BoardId);
    match (starts_on, id) {
        (Some(starts_on), Some(id)) if !form.is_refused() => Ok(StartSubGroup {
            id,
            name,
            code,
            starts_on,
        }),
        _ => Err(form),
    }
}

/// What the register is to say of a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeBoard {
    pub name: String,
    pub region: Option<String>,
    pub confidence: NameConfidence,
    /// The board above, where a sub-group moves to another.
    pub parent: Option<BoardId>,
    pub term_warning_days: u32,
    pub version: i32,
}

/// Reads the form that changes a board of a kind.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn change(
    answers: Answers,
    kind: BoardKind,
    regions: &[String],
    parents: &[BoardId],
) -> Result<ChangeBoard, FormState> {
    let mut form = FormState::new(answers);
    let name = name(&mut form);
    let region = match kind {
        BoardKind::Local => region(&mut form, regions),
        _ => None,
    };
    let parent = match kind {
        BoardKind::SubGroup => form.need_choice(
            field::PARENT,
            "Select the board that it is a sub-group of",
            |text| board_of(text, parents),
        ),
        _ => None,
    };
    let confidence = form.need_choice(
        field::CONFIDENCE,
        "Select how sure the name is",
        NameConfidence::from_code,
    );
    let days = term_warning(&mut form);
    let version = form.need_version(field::VERSION, field::NAME);
    match (confidence, days, version) {
        (Some(confidence), Some(term_warning_days), Some(version)) if !form.is_refused() => {
            Ok(ChangeBoard {
                name,
                region,
                confidence,
                parent,
                term_warning_days,
                version,
            })
        }
        _ => Err(form),
    }
}

/// How a board is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseBoard {
    pub last_day: NaiveDate,
    pub reason: String,
    pub successor: Option<BoardId>,
    pub version: i32,
}

/// Reads the form that ends a board; `successors` are the boards it may become
/// part of, none where it just ends.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn close(answers: Answers, successors: Option<&[BoardId]>) -> Result<CloseBoard, FormState> {
    let mut form = FormState::new(answers);
    let successor = successors.and_then(|successors| {
        form.need_choice(
            field::SUCCESSOR,
            "Select the board that it becomes part of",
            |text| board_of(text, successors),
        )
    });
    let last_day = LAST_DAY.read(&mut form, "Last day");
    let reason = form.need_text(field::REASON, "Enter the reason", "Reason", REASON_LIMIT);
    let version = form.need_version(field::VERSION, field::REASON);
    match (last_day, version) {
        (Some(last_day), Some(version)) if !form.is_refused() => Ok(CloseBoard {
            last_day,
            reason,
            successor,
            version,
        }),
        _ => Err(form),
    }
}

fn name(form: &mut FormState) -> String {
    form.need_line(
        field::NAME,
        "Enter the name of the board",
        "Name",
        NAME_LIMIT,
    )
}

fn code(form: &mut FormState) -> String {
    let code = crate::wording::tidied(form.answers.text(field::CODE)).to_uppercase();
    if code.is_empty() {
        form.refuse(field::CODE, "Enter a code");
    } else if !is_code(&code) {
        form.refuse(field::CODE, "Code must be 3 or 4 letters from A to Z");
    }
    code
}

/// Whether a text can begin the references of a board's actions.
fn is_code(code: &str) -> bool {
    (3..=4).contains(&code.len()) && code.chars().all(|sign| sign.is_ascii_uppercase())
}

fn region(form: &mut FormState, regions: &[String]) -> Option<String> {
    form.need_choice(field::REGION, "Select a region", |text| {
        regions.iter().find(|known| *known == text).cloned()
    })
}

fn served(form: &mut FormState, councils: &[OrganisationId]) -> Vec<OrganisationId> {
    let ticked = form.answers.all(field::COUNCIL).to_vec();
    let mut served = Vec::new();
    for text in ticked {
        let council = Uuid::parse_str(&text).ok().map(OrganisationId);
        match council.filter(|council| councils.contains(council)) {
            Some(council) => served.push(council),
            None => {
                form.refuse(field::COUNCIL, "Select councils of the list");
                break;
            }
        }
    }
    served.sort();
    served.dedup();
    served
}

fn term_warning(form: &mut FormState) -> Option<u32> {
    let typed = form.answers.text(field::TERM_WARNING).trim().to_owned();
    let days = typed.parse().ok().filter(|days| (1..=365).contains(days));
    if typed.is_empty() {
        form.refuse(field::TERM_WARNING, "Enter the number of days");
    } else if days.is_none() {
        form.refuse(
            field::TERM_WARNING,
            "Days must be a whole number between 1 and 365",
        );
    }
    days
}

fn board_of(text: &str, boards: &[BoardId]) -> Option<BoardId> {
    let board = Uuid::parse_str(text).ok().map(BoardId)?;
    boards.contains(&board).then_some(board)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::OPEN_AGAIN;

    fn typed() -> Answers {
        let answers = blank(Uuid::from_u128(7))
            .answers
            .with(field::KIND, "local")
            .with(field::NAME, "  Barsetshire ")
            .with(field::CODE, "bar")
            .with(field::REGION, "North East")
            .with(field::COUNCIL, Uuid::from_u128(1).to_string());
        STARTS_ON.fill(answers, NaiveDate::from_ymd_opt(2027, 4, 1))
    }

    fn read(answers: Answers) -> Result<StartBoard, FormState> {
        let councils = [OrganisationId(Uuid::from_u128(1))];
        start(answers, &["North East".to_owned()], &councils)
    }

    #[test]
    fn a_board_is_read_with_its_code_in_capitals() {
        let board = read(typed()).unwrap();
        assert_eq!((&*board.name, &*board.code), ("Barsetshire", "BAR"));
        assert_eq!(board.region.as_deref(), Some("North East"));
        assert_eq!(board.councils.len(), 1);
        let linked = read(typed().with(field::KIND, "linked")).unwrap();
        assert_eq!((linked.region, linked.councils), (None, Vec::new()));
    }

    #[test]
    fn each_mistake_is_named_beside_its_field() {
        for (name, value, message) in [
            (field::KIND, "national", "Select what kind of body it is"),
            (field::NAME, "\u{200b}", "Enter the name of the board"),
            (field::NAME, "a\nb", "Name must be on one line"),
            (field::CODE, "", "Enter a code"),
            (field::CODE, "BA", "Code must be 3 or 4 letters from A to Z"),
            (
                field::CODE,
                "BÄR",
                "Code must be 3 or 4 letters from A to Z",
            ),
            (field::REGION, "Nowhere", "Select a region"),
            (field::COUNCIL, "x", "Select councils of the list"),
        ] {
            let form = read(typed().with(name, value)).unwrap_err();
            assert_eq!(form.error(name), Some(message), "{name} {value}");
            assert_eq!(form.errors.len(), 1, "{:?}", form.errors);
        }
        let long = "x".repeat(NAME_LIMIT + 1);
        let form = read(typed().with(field::NAME, long)).unwrap_err();
        assert_eq!(
            form.error(field::NAME),
            Some("Name must be 200 characters or less")
        );
        let form = read(typed().with(field::KEY, "")).unwrap_err();
        assert_eq!(form.error(field::NAME), Some(OPEN_AGAIN));
    }

    #[test]
    fn a_sub_group_starts_no_earlier_than_its_board() {
        let first = NaiveDate::from_ymd_opt(2027, 4, 1);
        assert!(start_sub_group(typed(), first).is_ok());
        let later = NaiveDate::from_ymd_opt(2027, 4, 2);
        let form = start_sub_group(typed(), later).unwrap_err();
        assert!(form.error(STARTS_ON.day).is_some());
    }

    #[test]
    fn warnings_are_given_between_one_day_and_a_year_before() {
        let answers = typed()
            .with(field::CONFIDENCE, "seen")
            .with(field::VERSION, "3");
        let read = |days: &str| {
            let answers = answers.clone().with(field::TERM_WARNING, days);
            change(answers, BoardKind::Linked, &[], &[])
        };
        assert_eq!(read("365").unwrap().term_warning_days, 365);
        for days in ["", "0", "366", "-1", "1.5", "many", "99999999999"] {
            assert!(read(days).unwrap_err().error(field::TERM_WARNING).is_some());
        }
    }

    #[test]
    fn a_board_ends_on_a_day_for_a_reason_as_part_of_a_known_board() {
        let other = BoardId(Uuid::from_u128(9));
        let answers = LAST_DAY
            .fill(Answers::default(), NaiveDate::from_ymd_opt(2026, 10, 25))
            .with(field::REASON, "Areas change")
            .with(field::VERSION, "1")
            .with(field::SUCCESSOR, other.to_string());
        let merged = close(answers.clone(), Some(&[other])).unwrap();
        assert_eq!(merged.successor, Some(other));
        assert_eq!(close(answers.clone(), None).unwrap().successor, None);
        let form = close(answers, Some(&[])).unwrap_err();
        assert_eq!(
            form.error(field::SUCCESSOR),
            Some("Select the board that it becomes part of")
        );
    }
}
