//! Files of ours, as other programs read them.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use serde_json::{Value as Json, json};
use server::ics::{self, Event, Method, When};
use server::sheets::vcard::{self, Contact};
use server::sheets::{Export, ExportColumn, Value, write_csv, write_xlsx};

use crate::support::{days, found, read, texts};

const ATTACKS: [&str; 9] = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    " =1",
    "\u{a0}=1",
    "＝1",
    "fine\n=1",
    "\t=1",
];

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 4).expect("a day")
}

fn export() -> Export {
    let mut rows = vec![
        vec![
            text("Siân, \"Example\""),
            Value::Date(day()),
            Value::Number(-12.0),
        ],
        vec![text("مرحبا e\u{301} é"), Value::Empty, Value::Number(2.5)],
        vec![
            text("https://board.example"),
            text("two\r\nlines"),
            Value::Empty,
        ],
    ];
    rows.extend(ATTACKS.map(|attack| vec![text(attack), text("x"), Value::Number(1.0)]));
    Export {
        title: "Seats: all".to_owned(),
        columns: ["Name", "Ends", "Seats"]
            .map(|name| ExportColumn {
                name: name.to_owned(),
            })
            .into(),
        rows,
        about: vec!["Seats of all boards".to_owned(), "=1+1".to_owned()],
    }
}

fn xlsx() -> Vec<u8> {
    let made_at = Utc.with_ymd_and_hms(2026, 6, 4, 9, 30, 0).single();
    write_xlsx(&export(), made_at.expect("a moment")).expect("a workbook")
}

#[test]
fn another_program_finds_the_table_in_our_workbook() {
    let workbook = found("read-xlsx", &xlsx());
    assert_eq!(workbook["title"], "Seats: all");
    assert_eq!(workbook["made"], "2026-06-04T09:30:00");
    let people = workbook["people"].as_array().expect("a list");
    assert!(
        people.iter().all(|name| name.is_null() || name == ""),
        "{people:?}"
    );
    let [table, about] = workbook["sheets"].as_array().expect("sheets").as_slice() else {
        panic!("two sheets");
    };
    assert_eq!(table["name"], "Seats  all");
    assert_eq!(table["frozen"], "A2");
    assert_eq!(
        table["tables"],
        json!([["A1:C13", ["Name", "Ends", "Seats"]]])
    );
    let width = |column: &str| table["widths"][column].as_f64().expect("a width");
    assert!(width("A") > 15.0 && width("A") < 61.0 && width("C") < 15.0);
    assert_eq!(about["name"], "About");
    assert_eq!(about["rows"][1][0]["value"], "=1+1");
    assert_eq!(about["rows"][1][0]["type"], "s");
}

#[test]
fn another_program_finds_typed_cells_and_no_formula() {
    let workbook = found("read-xlsx", &xlsx());
    let rows = workbook["sheets"][0]["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 13);
    let cell = |row: usize, column: usize| &rows[row][column];
    assert_eq!(cell(1, 0)["value"], "Siân, \"Example\"");
    assert_eq!(cell(1, 1)["type"], "date");
    assert_eq!(cell(1, 1)["value"], "2026-06-04T00:00:00");
    assert_eq!(cell(1, 1)["format"], "d mmm yyyy");
    assert_eq!(cell(1, 2)["type"], "n");
    assert_eq!(cell(1, 2)["value"], -12);
    assert_eq!(cell(2, 0)["value"], "مرحبا e\u{301} é");
    assert_eq!(cell(2, 1)["value"], Json::Null);
    assert_eq!(cell(2, 2)["value"], 2.5);
    for (attack, number) in ATTACKS.iter().zip(4..) {
        assert_eq!(cell(number, 0)["value"], *attack);
    }
    for row in rows {
        for cell in row.as_array().expect("cells") {
            assert_ne!(cell["type"], "f", "{cell}");
            assert_eq!(cell["link"], false, "{cell}");
        }
    }
}

#[test]
fn another_program_finds_the_table_in_our_csv() {
    let rows = found("read-csv", &write_csv(&export()));
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows[0], json!(["Name", "Ends", "Seats"]));
    assert_eq!(rows[1], json!(["Siân, \"Example\"", "2026-06-04", "-12"]));
    assert_eq!(
        rows[3],
        json!(["https://board.example", "two\r\nlines", ""])
    );
    for (attack, row) in ATTACKS.iter().zip(&rows[4..]) {
        assert_eq!(row[0], format!("'{attack}"));
    }
}

#[test]
fn what_we_write_we_read() {
    let names: Vec<String> = export()
        .rows
        .into_iter()
        .map(|row| match row.into_iter().next() {
            Some(Value::Text(text)) => text,
            other => panic!("{other:?}"),
        })
        .collect();
    for file in [write_csv(&export()), xlsx()] {
        let table = read("ours", &file).expect("a table");
        let read: Vec<&str> = texts(&table)
            .into_iter()
            .map(|(_, cells)| cells[0])
            .collect();
        assert_eq!(read, names);
        assert_eq!(days(&table, "ends")[0], Some(day().to_string()));
        assert_eq!(table.rows[0].cells[2].text, "-12");
    }
}

#[test]
fn another_program_finds_our_contacts() {
    let long = "Keeps the minutes, the log; and the keys. ".repeat(9) + "مرحبا 👩";
    let contacts = [
        Contact {
            full_name: "Siân Example".to_owned(),
            title: "Chair, acting".to_owned(),
            organisation: "Court; North".to_owned(),
            email: "sian@board.example".to_owned(),
            note: format!("{long}\nEND:VCARD"),
            categories: vec!["North, west".to_owned(), "Chairs".to_owned()],
        },
        Contact {
            full_name: "A post".to_owned(),
            ..Contact::default()
        },
    ];
    let cards = found("read-vcard", vcard::write(&contacts).as_bytes());
    let [first, second] = cards.as_array().expect("cards").as_slice() else {
        panic!("two cards: {cards}");
    };
    assert_eq!(first["version"], json!(["4.0"]));
    assert_eq!(first["fn"], json!(["Siân Example"]));
    assert_eq!(first["title"], json!(["Chair, acting"]));
    assert_eq!(first["org"], json!([["Court; North"]]));
    assert_eq!(first["email"], json!(["sian@board.example"]));
    assert_eq!(first["note"], json!([format!("{long}\nEND:VCARD")]));
    assert_eq!(first["categories"], json!([["North, west", "Chairs"]]));
    assert_eq!(second["fn"], json!(["A post"]));
    assert_eq!(second.get("note"), None);
}

/// Around both changes of the clocks, the end of the financial year, and midnight.
#[test]
fn another_reader_of_calendars_finds_each_event_at_its_moment() {
    let days = [
        "2026-03-28",
        "2026-03-29",
        "2026-03-30",
        "2026-03-31",
        "2026-04-01",
        "2026-06-04",
        "2026-10-24",
        "2026-10-25",
        "2026-10-26",
        "2026-12-31",
        "2027-03-28",
        "2027-10-31",
    ];
    let hours = [0, 1, 2, 9, 14, 23];
    let events: Vec<Event> = days
        .iter()
        .flat_map(|day| hours.map(|hour| format!("{day}T{hour:02}:30:00Z")))
        .enumerate()
        .map(|(number, at)| {
            let starts_at: DateTime<Utc> = at.parse().expect("a moment");
            Event {
                uid: format!("{number}@boards.example"),
                sequence: 3,
                changed_at: starts_at,
                when: When::Between(starts_at, starts_at + TimeDelta::hours(2)),
                title: "Avon: اجتماع; “quarterly”, a long title that has to be folded somewhere\nX-EVIL:1".to_owned(),
                place: "Room 1, Civic Centre".to_owned(),
                description: String::new(),
                url: String::new(),
                is_cancelled: number == 0,
                asked: None,
            }
        })
        .collect();
    let a_day = Event {
        uid: "a day@boards.example".to_owned(),
        when: When::Day(day()),
        is_cancelled: false,
        ..events[0].clone()
    };
    let events = [events, vec![a_day]].concat();
    let file = ics::write("Avon", Method::Publish, &events);
    let read = found("read-ics", file.as_bytes());
    assert_eq!(read["method"], "PUBLISH");
    assert_eq!(read["zones"], json!(["Europe/London"]));
    let found = read["events"].as_array().expect("events");
    assert_eq!(found.len(), events.len());
    for (event, found) in events.iter().zip(found) {
        let utc = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%S+00:00").to_string();
        let (starts, ends) = match event.when {
            When::Between(starts_at, ends_at) => (utc(starts_at), utc(ends_at)),
            When::Day(_) => ("2026-06-04".to_owned(), "2026-06-05".to_owned()),
        };
        assert_eq!(found["uid"], event.uid);
        assert_eq!(found["starts"], starts);
        assert_eq!(found["ends"], ends);
        assert_eq!(found["title"], event.title);
        assert_eq!(found["place"], event.place);
        let properties = [
            "dtend", "dtstamp", "dtstart", "location", "sequence", "status", "summary", "uid",
        ];
        let found: Vec<&str> = found["properties"]
            .as_array()
            .expect("properties")
            .iter()
            .filter_map(|name| name.as_str())
            .filter(|name| *name != "transp")
            .collect();
        assert_eq!(found, properties);
    }
    assert_eq!(found[0]["status"], "CANCELLED");
    assert_eq!(found[1]["status"], "CONFIRMED");
}
