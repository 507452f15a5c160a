//! Good forms about seats and appointments.

use app::{
    form::{THEN, date::DateField},
    ids::{AppointmentId, SeatId},
    membership::{
        forms::field::{self, LAST_DAY, STARTS_ON, TERM_ENDS_ON},
        template::field as template_field,
    },
};
use server::membership::{appointments, seats, template};
use uuid::Uuid;

use super::super::TestPortal;

/// The key in the second place of an address.
fn key_in(address: &str) -> Uuid {
    address.split('/').nth(2).unwrap().parse().unwrap()
}

/// The version of the seat that an address is about.
async fn seat_version(portal: &TestPortal, path: &str, address: &str) -> String {
    let db = portal.state.db.reader();
    let seat = if path.starts_with("/appointments") {
        let id = AppointmentId(key_in(address));
        match appointments::find(db, id).await.unwrap() {
            Some(appointment) => appointment.seat,
            None => return "1".to_owned(),
        }
    } else {
        SeatId(key_in(address))
    };
    let found = seats::find(db, seat).await.unwrap();
    found.map_or(1, |seat| seat.version).to_string()
}

/// Good forms about seats and appointments.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Vec<(&'static str, String)> {
    let id = || portal.state.random.id(portal.state.clock.now()).to_string();
    let date = |date: DateField, day: &str, month: &str, year: &str| {
        vec![
            (date.day, day.to_owned()),
            (date.month, month.to_owned()),
            (date.year, year.to_owned()),
        ]
    };
    let text = |name: &'static str, value: &str| (name, value.to_owned());
    let mut fields = vec![text(THEN, "save")];
    match path {
        "/boards/{slug}/members/new-seat" => {
            fields.extend([
                (field::SEAT, id()),
                text(field::CATEGORY, "health"),
                text(field::ROLE, "member"),
                text(field::TITLE, "Designated doctor"),
            ]);
            fields.extend(date(STARTS_ON, "23", "11", "2026"));
        }
        "/seat-template" => {
            let seats = template::all(portal.state.db.reader()).await.unwrap();
            fields.extend([
                (template_field::ROW, seats[0].id.to_string()),
                (field::VERSION, seats[0].version.to_string()),
                text(field::CATEGORY, "police"),
                text(field::ROLE, "member"),
                (field::TITLE, id()),
            ]);
        }
        _ => {
            fields.push((field::VERSION, seat_version(portal, path, address).await));
            match path {
                "/seats/{seat}/change" => {
                    let seat = seats::find(portal.state.db.reader(), SeatId(key_in(address)));
                    let seat = seat.await.unwrap();
                    let organisation = seat.and_then(|seat| seat.organisation_name);
                    fields.extend([
                        (field::TITLE, id()),
                        (field::ORGANISATION, organisation.unwrap_or_default()),
                    ]);
                }
                "/seats/{seat}/end" => fields.extend(date(LAST_DAY, "30", "11", "2026")),
                "/appointments/{appointment}/end" => {
                    fields.push(text(field::REASON, "resigned"));
                    fields.extend(date(LAST_DAY, "29", "11", "2026"));
                }
                "/appointments/{appointment}/change" => {
                    fields.push(text(field::DESIGNATION, "elected"));
                    fields.extend(date(STARTS_ON, "1", "1", "2026"));
                }
                "/seats/{seat}/appoint" => {
                    fields.extend([
                        text(field::CAPACITY, "substitute"),
                        text(field::FULL_NAME, "Ada Test"),
                        (field::EMAIL, format!("{}@ada.example", id())),
                        text(field::POST, "Head of Legal"),
                        text(field::DESIGNATION, "nominated"),
                    ]);
                    fields.extend(date(STARTS_ON, "23", "11", "2026"));
                    fields.extend(date(TERM_ENDS_ON, "24", "11", "2026"));
                }
                other => panic!("say in support/requests.rs what a good form of {other} holds"),
            }
        }
    }
    fields
}
