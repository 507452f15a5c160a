//! The grid and the list of a few boards.

use uuid::Uuid;

use super::*;
use crate::{
    access::Role,
    boards::types::NameConfidence,
    ids::{AppointmentId, OrganisationId, PersonId, SeatId},
    membership::types::{Designation, Holder},
};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

const TODAY: fn() -> NaiveDate = || day(2026, 11, 23);

fn board(number: u128, name: &str, kind: BoardKind) -> BoardEntry {
    BoardEntry {
        id: BoardId(Uuid::from_u128(number)),
        slug: name.to_lowercase(),
        name: name.to_owned(),
        code: "X".to_owned(),
        kind,
        region: Some(format!("Region of {name}")),
        confidence: NameConfidence::Seen,
        parent: None,
        successor: None,
        starts_on: None,
        ends_on: None,
        term_warning_days: 60,
        version: 1,
        councils: Vec::new(),
        my_roles: Vec::new(),
    }
}

fn holder(expected: Option<NaiveDate>, ends: Option<NaiveDate>) -> Holder {
    Holder {
        appointment: AppointmentId(Uuid::nil()),
        person: PersonId(Uuid::nil()),
        full_name: "A Test".to_owned(),
        post: "Clerk".to_owned(),
        email: None,
        represents: None,
        since: day(2024, 1, 1),
        expected_end_on: expected,
        ends_on: ends,
        designation: Designation::NotRecorded,
        unconfirmed: false,
    }
}

fn seat(board: &BoardEntry, title: &str, category: Category, state: SeatState) -> SeatRow {
    let held = match state {
        SeatState::Filled => Some(holder(None, None)),
        SeatState::EndsSoon => Some(holder(Some(day(2026, 12, 3)), None)),
        SeatState::CarriedOver => Some(holder(Some(day(2026, 11, 13)), None)),
        SeatState::Covered | SeatState::Vacant => None,
    };
    SeatRow {
        board: board.id,
        board_slug: board.slug.clone(),
        board_name: board.name.clone(),
        board_region: board.region.clone(),
        seat: SeatId(Uuid::nil()),
        title: title.to_owned(),
        category,
        role: Role::Member,
        voting: true,
        required: true,
        organisation: Some(OrganisationId(Uuid::from_u128(9))),
        organisation_name: Some("Ayton".to_owned()),
        state,
        vacant_since: held.is_none().then(|| day(2026, 10, 9)),
        holder: held,
        stand_ins: Vec::new(),
    }
}

fn boards() -> Vec<BoardEntry> {
    vec![
        board(1, "Éden", BoardKind::Local),
        board(2, "Alpha", BoardKind::Local),
        board(3, "Family Justice Board", BoardKind::National),
    ]
}

#[test]
fn a_seat_stands_in_time_by_what_it_waits_for() {
    let board = &boards()[0];
    for (state, age) in [
        (SeatState::Filled, None),
        (SeatState::Vacant, Some(45)),
        (SeatState::Covered, Some(45)),
        (SeatState::CarriedOver, Some(10)),
        (SeatState::EndsSoon, Some(-10)),
    ] {
        let row = seat(board, "x", Category::Police, state);
        assert_eq!(moment(&row).map(|moment| moment.age(TODAY())), age);
    }
    // The last day that is settled counts before the one expected.
    let mut row = seat(board, "x", Category::Police, SeatState::EndsSoon);
    row.holder = Some(holder(Some(day(2030, 1, 1)), Some(day(2026, 11, 23))));
    assert_eq!(moment(&row).unwrap().age(TODAY()), 0);
    assert_eq!(days_in_words(0), "since today");
    assert_eq!(days_in_words(1), "1 day");
}

#[test]
fn a_cell_says_how_many_in_which_state_and_for_how_long() {
    let boards = boards();
    let mut recent = seat(&boards[0], "b", Category::Police, SeatState::Vacant);
    recent.vacant_since = Some(day(2026, 11, 22));
    let rows = [
        seat(&boards[0], "a", Category::Police, SeatState::Vacant),
        recent,
        seat(&boards[0], "c", Category::Police, SeatState::Filled),
    ];
    let query = VacancyQuery::default();
    let grid = grid(&boards, &rows, &BTreeSet::new(), &query, TODAY());
    assert_eq!(grid.columns.len(), 16);
    let names: Vec<&str> = grid.lines.iter().map(|line| &*line.board.name).collect();
    assert_eq!(names, ["Alpha", "Éden", "Family Justice Board"]);
    let police = Category::of_boards().position(|one| one == Category::Police);
    let cell = &grid.lines[1].cells[police.unwrap()];
    assert_eq!(
        cell.counts,
        [(SeatState::Filled, 1), (SeatState::Vacant, 2)]
    );
    assert_eq!(cell.longest, Some(45));
    assert!(cell.required_gap && !cell.is_missing);
    assert!(grid.lines[0].cells.iter().all(Cell::is_empty));
}

#[test]
fn what_the_template_demands_is_missed_on_local_boards_only() {
    let boards = boards();
    let rows = [seat(&boards[0], "a", Category::Police, SeatState::Filled)];
    let demanded = BTreeSet::from([Category::Police, Category::Health]);
    let mut query = VacancyQuery::default();
    let places = missing(&boards, &rows, &demanded, &query);
    assert_eq!(
        places,
        [
            (boards[0].id, Category::Health),
            (boards[1].id, Category::Police),
            (boards[1].id, Category::Health),
        ]
    );
    // A seat that is not asked for is there all the same.
    query.states = BTreeSet::from([SeatState::Vacant]);
    query.category = Some(Category::Police);
    let places = missing(&boards, &rows, &demanded, &query);
    assert_eq!(places, [(boards[1].id, Category::Police)]);
    query.states = BTreeSet::from([SeatState::Filled]);
    assert_eq!(missing(&boards, &rows, &demanded, &query), []);
    let nothing = BTreeSet::new();
    let query = VacancyQuery::default();
    assert_eq!(missing(&boards, &rows, &nothing, &query), []);
}

#[test]
fn a_filter_of_seats_leaves_out_boards_without_them() {
    let boards = boards();
    let mut free = seat(&boards[1], "b", Category::Health, SeatState::Vacant);
    free.required = false;
    let rows = [
        seat(&boards[0], "a", Category::Police, SeatState::Vacant),
        free,
    ];
    let lines = |query: &VacancyQuery| {
        let grid = grid(&boards, &rows, &BTreeSet::new(), query, TODAY());
        grid.lines.len()
    };
    let plain = VacancyQuery::default();
    assert_eq!(lines(&plain), 3);
    for (query, expected) in [
        (
            VacancyQuery {
                required: true,
                ..plain.clone()
            },
            1,
        ),
        (
            VacancyQuery {
                region: Some("Region of Alpha".to_owned()),
                ..plain.clone()
            },
            1,
        ),
        (
            VacancyQuery {
                organisation: Some(Uuid::from_u128(8)),
                ..plain.clone()
            },
            0,
        ),
        // A category narrows the columns; its empty cells are an answer.
        (
            VacancyQuery {
                category: Some(Category::Police),
                ..plain.clone()
            },
            3,
        ),
    ] {
        assert_eq!(lines(&query), expected, "{query:?}");
    }
}

#[test]
fn the_list_holds_what_needs_somebody_to_act_in_the_order_asked_for() {
    let boards = boards();
    let mut newer = seat(&boards[1], "newer", Category::Health, SeatState::Vacant);
    newer.vacant_since = Some(day(2026, 11, 1));
    newer.organisation = None;
    newer.organisation_name = None;
    let rows = [
        seat(&boards[0], "old", Category::Police, SeatState::Vacant),
        newer,
        seat(&boards[1], "soon", Category::Police, SeatState::EndsSoon),
        seat(&boards[1], "held", Category::Police, SeatState::Filled),
    ];
    let titles = |query: &VacancyQuery| -> Vec<String> {
        let found = list(&rows, query, TODAY());
        found.into_iter().map(|row| row.title.clone()).collect()
    };
    let plain = VacancyQuery::default();
    assert_eq!(titles(&plain), ["soon", "newer", "old"]);
    let by_age = plain.sorted_by(Sort::Age);
    assert_eq!(titles(&by_age), ["old", "newer", "soon"]);
    assert_eq!(
        titles(&by_age.sorted_by(Sort::Age)),
        ["soon", "newer", "old"]
    );
    let by_organisation = plain.sorted_by(Sort::Organisation);
    assert_eq!(titles(&by_organisation), ["newer", "soon", "old"]);
    let by_category = plain.sorted_by(Sort::Category);
    assert_eq!(titles(&by_category), ["soon", "old", "newer"]);
    assert_eq!(titles(&VacancyQuery::required_gaps()), ["newer", "old"]);
    let held = VacancyQuery {
        states: BTreeSet::from([SeatState::Filled]),
        ..plain
    };
    assert_eq!(titles(&held), ["held"]);
}
