//! The members of a board as a file: a table, or an address book.

use app::{
    boards::types::BoardEntry,
    membership::{
        list::MembersQuery,
        types::{Capacity, Holder, SeatRow},
    },
    wording,
};
use chrono::NaiveDate;

use crate::sheets::{Export, ExportColumn, Value, vcard::Contact};

const COLUMNS: [&str; 17] = [
    "Seat",
    "Category",
    "Role",
    "Required",
    "Vote",
    "Organisation",
    "State",
    "Vacant since",
    "Full name",
    "Email",
    "Post",
    "Represents",
    "Capacity",
    "From",
    "Term ends",
    "Ends",
    "How designated",
];

/// The seats of a list as a table: a row for each person in a seat, one for a
/// seat with nobody in it.
pub fn table(
    board: &BoardEntry,
    seats: &[SeatRow],
    query: &MembersQuery,
    (on, today): (NaiveDate, NaiveDate),
) -> Export {
    let mut about = vec![
        format!("Members of {} on {}.", board.name, wording::date(on)),
        format!("Made on {}.", wording::date(today)),
        wording::count(seats.len() as u64, "seat", "seats"),
    ];
    if let Some(category) = query.category {
        about.push(format!("Filter: category is {}", category.label()));
    }
    if !query.states.is_empty() {
        let states: Vec<&str> = query.states.iter().map(|state| state.label()).collect();
        about.push(format!("Filter: state is {}", states.join(" or ")));
    }
    if !query.search.is_empty() {
        about.push(format!("Filter: holds {}", query.search));
    }
    Export {
        title: "Members".to_owned(),
        columns: COLUMNS
            .iter()
            .map(|name| ExportColumn {
                name: (*name).to_owned(),
            })
            .collect(),
        rows: seats.iter().flat_map(rows).collect(),
        about,
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn optional(words: Option<&String>) -> Value {
    words.map_or(Value::Empty, |words| Value::Text(words.clone()))
}

fn day(day: Option<NaiveDate>) -> Value {
    day.map_or(Value::Empty, Value::Date)
}

fn rows(seat: &SeatRow) -> Vec<Vec<Value>> {
    let yes_or_no = |yes: bool| text(if yes { "Yes" } else { "No" });
    let of_seat = || {
        vec![
            text(&seat.title),
            text(seat.category.label()),
            text(seat.role.label()),
            yes_or_no(seat.required),
            yes_or_no(seat.voting),
            optional(seat.organisation_name.as_ref()),
            text(seat.state.label()),
            day(seat.vacant_since),
        ]
    };
    let mut rows = Vec::new();
    match &seat.holder {
        Some(holder) => {
            let mut row = of_seat();
            row.extend(of_holder(holder));
            rows.push(row);
        }
        None if seat.stand_ins.is_empty() => {
            let mut row = of_seat();
            row.resize(COLUMNS.len(), Value::Empty);
            rows.push(row);
        }
        None => {}
    }
    for one in &seat.stand_ins {
        let mut row = of_seat();
        row.extend([
            text(&one.full_name),
            Value::Empty,
            Value::Empty,
            Value::Empty,
            text(one.capacity.label()),
            Value::Date(one.span.first),
            Value::Empty,
            day(one.span.last),
            Value::Empty,
        ]);
        rows.push(row);
    }
    rows
}

fn of_holder(holder: &Holder) -> [Value; 9] {
    [
        text(&holder.full_name),
        optional(holder.email.as_ref()),
        text(&holder.post),
        optional(holder.represents.as_ref()),
        text(Capacity::Holder.label()),
        Value::Date(holder.since),
        day(holder.expected_end_on),
        day(holder.ends_on),
        text(holder.designation.label()),
    ]
}

/// The people who hold these seats, each once, as an address book has them.
pub fn contacts(board: &BoardEntry, seats: &[SeatRow]) -> Vec<Contact> {
    let mut seen = Vec::new();
    let mut contacts = Vec::new();
    for seat in seats {
        let Some(holder) = &seat.holder else {
            continue;
        };
        if seen.contains(&holder.person) {
            continue;
        }
        seen.push(holder.person);
        contacts.push(Contact {
            full_name: holder.full_name.clone(),
            title: holder.post.clone(),
            organisation: holder.represents.clone().unwrap_or_default(),
            email: holder.email.clone().unwrap_or_default(),
            note: format!("{}, {}", seat.title, board.name),
            categories: vec![board.name.clone()],
        });
    }
    contacts
}
