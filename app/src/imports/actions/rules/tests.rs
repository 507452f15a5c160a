use super::{columns::*, leads::Leads, *};
use crate::{
    access::Role,
    imports::actions::types::{Cells, LogSeat, Remembered},
};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn cells(texts: &[&str]) -> Cells {
    texts
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(place, text)| (place, (*text).to_owned()))
        .collect()
}

fn seat(number: u128, title: &str, role: Role, organisation: &str, person: &str) -> LogSeat {
    LogSeat {
        id: SeatId(Uuid::from_u128(number)),
        title: title.to_owned(),
        role,
        organisation: if organisation.is_empty() {
            Vec::new()
        } else {
            vec![organisation.to_owned(), format!("{organisation} Council")]
        },
        people: vec![person.to_owned()],
    }
}

fn leads() -> Leads {
    Leads::new(
        vec![
            seat(1, "Head of Ayton", Role::Member, "Ayton", "Ann Lee"),
            seat(2, "Head of practice", Role::Member, "Cafcass", "Bo Carr"),
            seat(3, "Family judge", Role::Observer, "Judiciary", "HHJ Ames"),
            seat(4, "Secretary", Role::Secretariat, "HMCTS", "Sam Day"),
            seat(5, "Lawyer one", Role::Member, "Beeton", "Cy Doe"),
            seat(6, "Lawyer two", Role::Member, "Beeton", "Di Ely"),
        ],
        BTreeMap::from([("zed far".to_owned(), "Beta Board".to_owned())]),
    )
}

const TODAY: (i32, u32, u32) = (2026, 11, 23);

fn ground() -> Ground {
    let (year, month, of_month) = TODAY;
    Ground::new(
        day(year, month, of_month),
        leads(),
        vec![KnownAction {
            reference: "ALP-2025-001".to_owned(),
            earlier_reference: "77".to_owned(),
            title: "Known of old".to_owned(),
            raised_on: day(2025, 1, 1),
        }],
    )
}

const HEADERS: [&str; 9] = [
    "Ref",
    "Action",
    "Owner",
    "Date raised",
    "Deadline",
    "Status",
    "Date closed",
    "Update / progress",
    "Priority",
];

/// One row, judged by what was said.
fn judged_by(texts: &[&str], meanings: &Meanings, order: Option<DateOrder>) -> Outlook {
    let columns = guess(&cells(&HEADERS), &Remembered::new());
    let row = LogRow {
        number: 4,
        cells: cells(texts),
        action: None,
    };
    let said = Said {
        columns: &columns,
        meanings,
        order,
        due_on: None,
    };
    judge(&[row], said, &ground())
}

fn judged(texts: &[&str]) -> Judged {
    let outlook = judged_by(texts, &Meanings::default(), None);
    outlook.rows.into_iter().next().unwrap()
}

#[test]
fn columns_are_guessed_by_what_boards_call_them() {
    let columns = guess(&cells(&HEADERS), &Remembered::new());
    for (field, place) in [
        (LogField::Reference, 0),
        (LogField::Title, 1),
        (LogField::Lead, 2),
        (LogField::Raised, 3),
        (LogField::Due, 4),
        (LogField::Status, 5),
        (LogField::Closed, 6),
        (LogField::Update, 7),
        (LogField::Priority, 8),
    ] {
        assert_eq!(columns.place(field), Some(place), "{field:?}");
    }
    let others = cells(&[
        "No.",
        "Action agreed",
        "By whom",
        "By when",
        "RAG",
        "Comments",
    ]);
    let columns = guess(&others, &Remembered::new());
    assert_eq!(columns.place(LogField::Lead), Some(2));
    assert_eq!(columns.place(LogField::Due), Some(3));
    assert_eq!(columns.place(LogField::Status), Some(4));
    assert_eq!(columns.place(LogField::Raised), None);
    let with_status = cells(&["Action", "RAG", "Status"]);
    let columns = guess(&with_status, &Remembered::new());
    assert_eq!(columns.place(LogField::Status), Some(2));
}

#[test]
fn what_a_board_said_before_stands_above_every_guess() {
    let headers = cells(&["What we want", "Owner", "Chaser", "Deadline"]);
    let mut columns = Columns::default();
    columns.set(LogField::Title, 0);
    columns.set(LogField::Lead, 2);
    let mut remembered = Remembered::new();
    learn(&mut remembered, &headers, &columns);
    // In another order, and with another case.
    let next = cells(&["DEADLINE", "chaser:", "owner", "What we want"]);
    let guessed = guess(&next, &remembered);
    assert_eq!(guessed.place(LogField::Title), Some(3));
    assert_eq!(guessed.place(LogField::Lead), Some(1));
    // It was said not to be read.
    assert_eq!(guessed.place(LogField::Due), None);
}

#[test]
fn the_header_is_found_below_titles() {
    let rows = [
        cells(&["Alpha Local Family Justice Board"]),
        cells(&["Action log", "", "", "As at 12 March 2026"]),
        cells(&HEADERS),
        cells(&["1", "Agree a rota", "Ayton"]),
    ];
    assert_eq!(header_among(&rows, &Remembered::new()), Some((9, 2)));
    let unknown = [cells(&["x"]), cells(&["a", "b", "c"])];
    assert_eq!(header_among(&unknown, &Remembered::new()), Some((0, 1)));
    assert_eq!(header_among(&[], &Remembered::new()), None);
}

#[test]
fn places_are_called_as_spreadsheets_call_them() {
    for (place, name) in [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (51, "AZ"),
        (52, "BA"),
        (702, "AAA"),
    ] {
        assert_eq!(letters(place), name);
    }
}

#[test]
fn a_good_row_is_a_new_action() {
    let row = judged(&[
        "12",
        "Agree a  rota",
        "Ayton",
        "12 Mar 2026",
        "4 June 2026",
        "Ongoing",
        "",
        "Draft sent.\nTwo replies.",
        "High",
    ]);
    assert_eq!(row.verdict, LogVerdict::New, "{}", row.reason);
    let plan = row.plan.unwrap();
    assert_eq!(plan.title, "Agree a rota");
    assert_eq!(plan.seat, SeatId(Uuid::from_u128(1)));
    assert_eq!(plan.status, Status::InProgress);
    assert_eq!(plan.priority, Priority::High);
    assert_eq!(plan.raised_on, day(2026, 3, 12));
    assert_eq!(plan.due_on, day(2026, 6, 4));
    assert_eq!(plan.earlier_reference, "12");
    assert_eq!(plan.note, "Draft sent.\nTwo replies.");
    assert!(row.reason.contains("days late"), "{}", row.reason);
}

#[test]
fn a_closed_row_keeps_its_closing_date_and_needs_no_due_date() {
    let row = judged(&[
        "1",
        "Done",
        "Ann Lee",
        "1 May 2026",
        "",
        "Closed",
        "9 May 2026",
    ]);
    let plan = row.plan.unwrap();
    assert_eq!(plan.status, Status::Closed);
    assert_eq!(plan.closed_on, Some(day(2026, 5, 9)));
    assert_eq!(plan.due_on, day(2026, 5, 9));
    let undated = judged(&["1", "Done", "Ann Lee", "1 May 2026", "", "Closed"]);
    assert!(undated.reason.contains("counts as closed today"));
    // Without a word for it, a closing date says it.
    let wordless = judged(&["1", "Done", "Ann Lee", "", "", "", "9 May 2026"]);
    assert_eq!(wordless.plan.unwrap().status, Status::Closed);
}

#[test]
fn mistakes_are_named_in_plain_english() {
    let good = [
        "1",
        "Agree a rota",
        "Ayton",
        "12 Mar 2026",
        "4 Dec 2026",
        "Open",
        "",
        "",
    ];
    let with = |place: usize, text: &'static str| {
        let mut row = good;
        row[place] = text;
        judged(&row)
    };
    for (place, text, said) in [
        (4, "30 February 2026", "there is no 30 February"),
        (4, "next tuesdy", "“next tuesdy” is not a date"),
        (4, "", "It has no due date"),
        (4, "ASAP", "“ASAP” is no due date"),
        (3, "12 Mar 2027", "is still to come"),
        (6, "9 May 2026", "It is not closed, but has a closing date"),
        (1, "", "It names no action"),
        (
            7,
            "The child John Smith came",
            "which looks like the name of a child",
        ),
        (7, "See BS23C50123", "which looks like a case number"),
        (0, "77", "for another action: ALP-2025-001, “Known of old”"),
    ] {
        let row = with(place, text);
        assert_eq!(row.verdict, LogVerdict::Bad, "{text}");
        assert!(row.reason.contains(said), "{text}: {}", row.reason);
        assert_eq!(row.plan, None);
    }
}

#[test]
fn what_the_log_has_already_is_left_as_it_is() {
    let row = judged(&[
        "77",
        "Known of old",
        "Ayton",
        "1 Jan 2025",
        "1 Dec 2026",
        "Open",
    ]);
    assert_eq!(row.verdict, LogVerdict::Known);
    assert!(row.reason.contains("ALP-2025-001"));
}

#[test]
fn a_heading_between_rows_is_no_action() {
    let row = judged(&["Private law"]);
    assert_eq!(row.verdict, LogVerdict::LeftOut);
    assert!(row.reason.contains("only “Private law”"));
}

#[test]
fn two_rows_of_one_reference_are_both_refused() {
    let columns = guess(&cells(&HEADERS), &Remembered::new());
    let row = |number, title: &str| LogRow {
        number,
        cells: cells(&["A1", title, "Ayton", "", "4 Dec 2026"]),
        action: None,
    };
    let said = Said {
        columns: &columns,
        meanings: &Meanings::default(),
        order: None,
        due_on: None,
    };
    let outlook = judge(&[row(4, "One"), row(9, "Two")], said, &ground());
    assert_eq!(outlook.count(LogVerdict::Bad), 2);
    assert!(
        outlook.rows[0]
            .reason
            .contains("Row 9 has the same reference “A1”")
    );
    assert!(
        outlook.rows[1]
            .reason
            .contains("Row 4 has the same reference “A1”")
    );
    assert!(!outlook.is_ready());
}

#[test]
fn leads_are_matched_or_asked_about_with_the_reason() {
    for (typed, who) in [
        ("Ayton", 1),
        ("ayton council", 1),
        ("BO CARR", 2),
        ("Lawyer two", 6),
    ] {
        assert_eq!(
            leads().meant(typed),
            Meant::Seat(SeatId(Uuid::from_u128(who)))
        );
    }
    for (typed, why, likely) in [
        ("", "No lead is named", 0),
        ("HHJ Ames", "observers lead no action", 0),
        ("Judiciary", "observers lead no action", 0),
        ("HHJ Unknown", "is a judge", 0),
        ("Sam Day", "secretariat", 0),
        ("Zed Far", "sits on Beta Board and not on this board", 0),
        ("Beeton", "more than one seat", 2),
        ("Ayton / Cafcass", "more than one lead", 2),
        ("Bo (Cafcass)", "is not the name", 1),
        ("Ann", "is not the name", 1),
        ("Nobody", "is not the name", 0),
    ] {
        let Meant::Open(words, offers) = leads().meant(typed) else {
            panic!("{typed}");
        };
        assert!(words.contains(why), "{typed}: {words}");
        // Four seats may lead, and the rows may be left out.
        assert_eq!(offers.len(), 5, "{typed}");
        assert_eq!(offers.last().unwrap().code, LEAVE);
        if likely == 1 {
            let first = Uuid::parse_str(&offers[0].code).unwrap().as_u128();
            assert!(first == 2 || first == 1, "{typed}");
        }
    }
}

#[test]
fn a_judge_leads_nothing_until_somebody_else_is_chosen() {
    let row = ["1", "Write", "HHJ Ames", "", "4 Dec 2026", "Open"];
    let asked = judged_by(&row, &Meanings::default(), None);
    assert_eq!(asked.rows[0].verdict, LogVerdict::Unclear);
    let question = &asked.questions[0];
    assert!(
        question
            .offers
            .iter()
            .all(|offer| offer.code != Uuid::from_u128(3).to_string())
    );
    let mut meanings = Meanings::default();
    // What is not offered is not taken, whoever remembers it.
    meanings.decide(question.key.clone(), Uuid::from_u128(3).to_string());
    assert_eq!(
        judged_by(&row, &meanings, None).rows[0].verdict,
        LogVerdict::Unclear
    );
    meanings.decide(question.key.clone(), Uuid::from_u128(2).to_string());
    let settled = judged_by(&row, &meanings, None);
    assert_eq!(settled.rows[0].verdict, LogVerdict::New);
    meanings.decide(question.key.clone(), LEAVE.to_owned());
    assert_eq!(
        judged_by(&row, &meanings, None).rows[0].verdict,
        LogVerdict::LeftOut
    );
}

#[test]
fn words_of_a_status_that_are_not_certain_are_asked_once() {
    let row = ["1", "Write", "Ayton", "", "4 Dec 2026", "Complete"];
    let asked = judged_by(&row, &Meanings::default(), None);
    assert_eq!(asked.questions.len(), 1);
    assert!(asked.questions[0].words.contains("“Complete”"));
    let mut meanings = Meanings::default();
    meanings.decide(
        asked.questions[0].key.clone(),
        Status::Closed.code().to_owned(),
    );
    let settled = judged_by(&row, &meanings, None);
    assert_eq!(
        settled.rows[0].plan.as_ref().unwrap().status,
        Status::Closed
    );
}

#[test]
fn dates_in_american_order_are_asked_about_and_not_guessed() {
    for text in ["3/4/26", "12/25/2026"] {
        let row = ["1", "Write", "Ayton", "", text, "Open"];
        let asked = judged_by(&row, &Meanings::default(), None);
        assert_eq!(asked.rows[0].verdict, LogVerdict::Unclear, "{text}");
        assert_eq!(asked.questions[0].asks, Asks::Dates);
        let american = judged_by(&row, &Meanings::default(), Some(DateOrder::MonthFirst));
        assert_eq!(american.rows[0].verdict, LogVerdict::New, "{text}");
    }
    let row = ["1", "Write", "Ayton", "", "12/25/2026", "Open"];
    let british = judged_by(&row, &Meanings::default(), Some(DateOrder::DayFirst));
    assert_eq!(british.rows[0].verdict, LogVerdict::Bad);
}

#[test]
fn a_long_action_keeps_all_of_its_words() {
    let long = "word ".repeat(80);
    let row = judged(&["1", long.trim(), "Ayton", "", "4 Dec 2026", "Open"]);
    let plan = row.plan.unwrap();
    assert!(plan.title.chars().count() <= TITLE_LIMIT && plan.title.ends_with('…'));
    assert_eq!(plan.outcome, long.trim());
}
