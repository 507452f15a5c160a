//! Plain data about seats, appointments and people.

use chrono::NaiveDate;

use crate::{
    access::{Role, words},
    ids::{AppointmentId, BoardId, OrganisationId, PersonId, SeatId},
};

words! {
    /// Categories of seat (domain paper 2.3).
    Category {
        Officers = "officers", "Chair and officers";
        ChildrensServices = "childrens_services", "Local authority children's services";
        CouncilLegal = "council_legal", "Local authority legal";
        Cafcass = "cafcass", "Cafcass";
        Hmcts = "hmcts", "HMCTS";
        Judiciary = "judiciary", "Judiciary";
        LegalProfession = "legal_profession", "Legal profession";
        LegalAid = "legal_aid", "Legal Aid Agency";
        Police = "police", "Police";
        Health = "health", "Health";
        Mediation = "mediation", "Mediation";
        Voluntary = "voluntary", "Domestic abuse and voluntary services";
        Probation = "probation", "Probation and youth justice";
        Education = "education", "Education";
        Adoption = "adoption", "Adoption";
        YoungPeople = "young_people", "Young people and families";
        /// Roles over all boards, on the national board only.
        National = "national", "National roles";
    }
}

impl Category {
    /// The categories that any board may have, in the order of its list.
    pub fn of_boards() -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|category| *category != Self::National)
    }
}

words! {
    /// How an appointment fills its seat.
    Capacity {
        Holder = "holder", "Holder";
        /// Bound to the seat: covers it while nobody holds it.
        Deputy = "deputy", "Deputy";
        /// Named for a time, or for the day of one meeting.
        Substitute = "substitute", "Substitute";
    }
}

words! {
    /// How somebody came to a seat.
    Designation {
        Nominated = "nominated", "Nominated by the organisation";
        Elected = "elected", "Chosen by the board";
        ExOfficio = "ex_officio", "By virtue of the post";
        Invited = "invited", "Invited by the chair";
        Minister = "minister", "Appointed by ministers";
        Judicial = "judicial", "Named by the judiciary";
        NotRecorded = "not_recorded", "Not recorded";
    }
}

words! {
    /// Why an appointment or a seat came to its end.
    EndReason {
        TermOver = "term_over", "The term was over";
        MovedOn = "moved_on", "Has moved on";
        Replaced = "replaced", "Somebody else was named";
        Withdrawn = "withdrawn", "Withdrawn by the organisation";
        Resigned = "resigned", "Stood down";
        SeatEnded = "seat_ended", "The seat ended";
        BoardEnded = "board_ended", "The board ended";
        Other = "other", "Another reason";
    }
}

impl EndReason {
    /// The reasons somebody may give for ending an appointment. The others
    /// follow from what else was done.
    pub const TO_CHOOSE: &[Self] = &[
        Self::MovedOn,
        Self::TermOver,
        Self::Withdrawn,
        Self::Resigned,
        Self::Other,
    ];
}

words! {
    /// How a seat stands on a day. Follows from dates, never typed.
    SeatState {
        Filled = "filled", "Filled";
        /// The holder's term, or the appointment itself, ends within the
        /// board's period of warning.
        EndsSoon = "ends_soon", "Ends soon";
        /// The term is over and the holder stays until somebody follows.
        CarriedOver = "carried_over", "Carried over";
        /// Nobody holds it and a deputy stands in.
        Covered = "covered", "Covered by deputy";
        Vacant = "vacant", "Vacant";
    }
}

impl SeatState {
    /// Whether nobody holds the seat.
    pub fn is_gap(self) -> bool {
        matches!(self, Self::Covered | Self::Vacant)
    }
}

/// From one day to another, both included; open where there is no last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: NaiveDate,
    pub last: Option<NaiveDate>,
}

impl Span {
    pub fn new(first: NaiveDate, last: Option<NaiveDate>) -> Self {
        Self { first, last }
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    /// Whether every day of another lies in it.
    pub fn encloses(self, other: Self) -> bool {
        self.holds(other.first)
            && match (self.last, other.last) {
                (Some(last), Some(others)) => others <= last,
                (Some(_), None) => false,
                (None, _) => true,
            }
    }

    /// Whether there is a day that lies in both.
    pub fn meets(self, other: Self) -> bool {
        self.last.is_none_or(|last| other.first <= last)
            && other.last.is_none_or(|last| self.first <= last)
    }
}

/// A seat in a list, as it stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatRow {
    pub board: BoardId,
    pub board_slug: String,
    pub board_name: String,
    pub board_region: Option<String>,
    pub seat: SeatId,
    pub title: String,
    pub category: Category,
    pub role: Role,
    pub voting: bool,
    pub required: bool,
    /// The organisation that must fill it, where one must.
    pub organisation: Option<OrganisationId>,
    pub organisation_name: Option<String>,
    pub state: SeatState,
    /// The first day without a holder, where there is none.
    pub vacant_since: Option<NaiveDate>,
    pub holder: Option<Holder>,
    /// Deputies and substitutes in force, by name.
    pub stand_ins: Vec<StandIn>,
}

impl SeatRow {
    /// Whether the seat is one the board cannot do without and nobody holds it.
    pub fn is_required_gap(&self) -> bool {
        self.required && self.state.is_gap()
    }
}

/// Who holds a seat on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub appointment: AppointmentId,
    pub person: PersonId,
    pub full_name: String,
    pub post: String,
    pub email: Option<String>,
    /// Whom they represent on this board: what the appointment says, or else
    /// the organisation of the seat.
    pub represents: Option<String>,
    pub since: NaiveDate,
    pub expected_end_on: Option<NaiveDate>,
    /// The last day, where it is settled already.
    pub ends_on: Option<NaiveDate>,
    pub designation: Designation,
    /// Whether their details have waited for a confirmation for too long.
    pub unconfirmed: bool,
}

/// Who stands in for the holder of a seat on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    pub person: PersonId,
    pub full_name: String,
    pub capacity: Capacity,
    pub span: Span,
}

/// A seat by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    pub id: SeatId,
    pub board: BoardId,
    pub board_slug: String,
    pub board_name: String,
    /// The last day of the board, where that is settled.
    pub board_ends_on: Option<NaiveDate>,
    pub title: String,
    pub category: Category,
    pub role: Role,
    pub voting: bool,
    pub required: bool,
    pub organisation: Option<OrganisationId>,
    pub organisation_name: Option<String>,
    pub term_months: Option<u32>,
    pub span: Span,
    pub end_reason: Option<EndReason>,
    /// Counts changes of the seat and of who holds it; a form names the version
    /// it was written against.
    pub version: i32,
}

impl Seat {
    /// Whether its board has ended by a day: the seat is read then, and never
    /// changed.
    pub fn is_history(&self, today: NaiveDate) -> bool {
        self.board_ends_on.is_some_and(|last| last < today)
    }
}

/// One appointment, in the history of a seat or of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub id: AppointmentId,
    pub seat: SeatId,
    pub seat_title: String,
    pub role: Role,
    pub board: BoardId,
    pub board_slug: String,
    pub board_name: String,
    pub person: PersonId,
    pub full_name: String,
    pub post: String,
    pub capacity: Capacity,
    pub designation: Designation,
    pub organisation: Option<OrganisationId>,
    pub represents: Option<String>,
    pub span: Span,
    pub expected_end_on: Option<NaiveDate>,
    pub end_reason: Option<EndReason>,
    /// Entered in error: never in force on any day.
    pub voided: bool,
}

impl Appointment {
    /// Whether the appointment is in force on a day.
    pub fn in_force_on(&self, day: NaiveDate) -> bool {
        !self.voided && self.span.holds(day)
    }
}
