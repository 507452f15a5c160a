//! More of everything: actions by the command that pages use, boards with a
//! member of them, and rows put in directly where only their number counts.

use app::{
    access::{Access, Role},
    actions::types::{Origin, Priority, Status, Way},
    boards::types::{BoardEntry, BoardKind, NameConfidence},
    ids::{BoardId, OrganisationId, PersonId, SeatId},
    membership::types::Category,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::EntityTrait;
use server::{
    actions::store::{self as actions, NewAction, Raised},
    audit::Actor,
    boards::store::{self as boards, NewBoard},
    clock::Random,
    db::{
        Db,
        entities::{action, person},
    },
    membership::{
        access,
        appointments::{self, Appointed, Meeting, NewAppointment},
        seats::{self, NewSeat},
    },
};

/// Somebody at the command line of a test.
pub fn operator() -> Actor {
    Actor {
        person: None,
        name: "test".to_owned(),
        way: Way::Command,
    }
}

/// Raises actions for a seat in one transaction, due one day after another.
pub async fn raise(
    db: &Db,
    random: &Random,
    at: DateTime<Utc>,
    board: BoardId,
    seat: SeatId,
    number: u64,
) -> Vec<String> {
    let today = app::wording::uk_day(at);
    let tx = db.begin().await.unwrap();
    let mut references = Vec::new();
    for position in 0..number {
        let new = NewAction {
            board,
            title: &format!("Further action {position}"),
            outcome: "It is done",
            seat,
            priority: Priority::Normal,
            raised_on: today,
            due_on: today + Days::new(30 + position),
            origin: Origin::Board,
            decision: None,
            measure: None,
            key: None,
            raised_at: None,
        };
        match actions::raise(&tx, random, &operator(), at, &new).await {
            Ok(Raised::As { reference, .. }) => references.push(reference),
            other => panic!("{other:?}"),
        }
    }
    tx.commit().await.unwrap();
    references
}

/// Adds boards; on every fourth of them the person represents the organisation.
pub async fn add_boards(
    db: &Db,
    random: &Random,
    at: DateTime<Utc>,
    number: u64,
    person: PersonId,
    organisation: OrganisationId,
) -> Vec<BoardId> {
    let today = app::wording::uk_day(at);
    let tx = db.begin().await.unwrap();
    let mut added = Vec::new();
    for position in 0..number {
        let new = NewBoard {
            kind: BoardKind::Local,
            slug: &format!("further-{position}"),
            name: &format!("Further {position}"),
            code: &format!("F{position:02}"),
            region: Some("Elsewhere"),
            area_code: None,
            confidence: NameConfidence::Seen,
            parent: None,
        };
        let board = boards::add_board(&tx, random, &operator(), at, &new)
            .await
            .unwrap();
        added.push(board);
        if position % 4 != 0 {
            continue;
        }
        let seat = NewSeat {
            board,
            role: Role::Member,
            category: Category::ChildrensServices,
            title: "Director",
            organisation: Some(organisation),
            required: true,
            voting: true,
            term_months: None,
            starts_on: today - Days::new(10),
        };
        let seat = seats::add(&tx, random, &operator(), at, &seat)
            .await
            .unwrap();
        let appointment = NewAppointment::holder(seat, person, today - Days::new(10));
        let meeting = Meeting::default();
        let outcome =
            appointments::appoint(&tx, random, &operator(), at, &appointment, meeting).await;
        assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
    }
    tx.commit().await.unwrap();
    added
}

/// Sets up a vacant seat of every category on a board.
pub async fn add_seats(db: &Db, random: &Random, at: DateTime<Utc>, board: BoardId) {
    let tx = db.begin().await.unwrap();
    for category in Category::of_boards() {
        let new = NewSeat {
            board,
            role: Role::Observer,
            category,
            title: &format!("Further seat of {}", category.label()),
            organisation: None,
            required: true,
            voting: false,
            term_months: None,
            starts_on: app::wording::uk_day(at) - Days::new(10),
        };
        seats::add(&tx, random, &operator(), at, &new)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// What a person may draw on.
pub async fn access_of(db: &Db, person: PersonId, day: NaiveDate) -> Access {
    let person = person::Entity::find_by_id(person.0)
        .one(db.reader())
        .await
        .unwrap()
        .unwrap();
    access::access_of(db.reader(), &person, day).await.unwrap()
}

/// A board as lists want it.
pub async fn board(db: &Db, slug: &str, day: NaiveDate) -> BoardEntry {
    boards::find(db.reader(), slug, day).await.unwrap().unwrap()
}

/// An action as it lies in the table, unlike any other by its number.
pub struct Row {
    pub board: BoardId,
    pub organisation: OrganisationId,
    pub seat: SeatId,
    pub number: i32,
    pub status: Status,
    pub due_on: NaiveDate,
    pub updated_at: DateTime<Utc>,
}

impl Row {
    /// The reference it gets.
    pub fn reference(&self) -> String {
        format!("ROW-2026-{}", self.number)
    }

    fn model(&self, random: &Random) -> action::Model {
        action::Model {
            id: random.id(self.updated_at),
            board_id: self.board.0,
            reference: self.reference(),
            year: 2026,
            number: self.number,
            title: format!("Row {}", self.number),
            outcome: "It is done".to_owned(),
            organisation_id: self.organisation.0,
            seat_id: self.seat.0,
            status: self.status.code().to_owned(),
            is_open: self.status.is_open(),
            priority: Priority::Normal.code().to_owned(),
            raised_on: self.due_on,
            due_on: self.due_on,
            first_due_on: self.due_on,
            due_moves: 0,
            updated_at: self.updated_at,
            last_note: String::new(),
            version: 1,
            search_text: format!("row {}", self.number),
            search_id: i64::from(self.number),
            meeting_id: None,
            agenda_item_id: None,
            origin: Origin::Board.code().to_owned(),
            decision_id: None,
            measure: None,
            raised_by_id: None,
            evidence: String::new(),
            claimed_by_id: None,
            closed_on: (!self.status.is_open()).then_some(self.due_on),
            earlier_reference: String::new(),
        }
    }
}

/// Puts rows into the table of actions, past every command; returns them.
pub async fn put_in(db: &Db, random: &Random, rows: &[Row]) -> Vec<action::Model> {
    let models: Vec<action::Model> = rows.iter().map(|row| row.model(random)).collect();
    let tx = db.begin().await.unwrap();
    for some in models.chunks(500) {
        let some = some.iter().cloned().map(action::ActiveModel::from);
        action::Entity::insert_many(some)
            .exec_without_returning(&tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    models
}
