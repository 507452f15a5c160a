use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::{
    ids::AppointmentId,
    imports::members::types::{Held, LEAVE, NEW_SEAT, Namesake, SOMEBODY_NEW, TAKE_OVER, column},
    membership::types::Designation,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn seat_id(number: u128) -> SeatId {
    SeatId(Uuid::from_u128(number))
}

fn organisation(number: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(number))
}

fn held(number: u128, name: &str, from: &str, last: Option<&str>) -> Held {
    Held {
        appointment: AppointmentId(Uuid::from_u128(number)),
        person: person(number),
        full_name: name.to_owned(),
        capacity: Capacity::Holder,
        span: Span::new(day(from), last.map(day)),
        expected_end_on: None,
    }
}

fn seat(number: u128, title: &str, held: Vec<Held>) -> KnownSeat {
    KnownSeat {
        id: seat_id(number),
        title: title.to_owned(),
        category: Category::Health,
        role: Role::Member,
        organisation: Some(organisation(1)),
        span: Span::new(day("2020-01-01"), None),
        held,
    }
}

fn namesake(number: u128, name: &str, email: Option<&str>) -> Namesake {
    Namesake {
        person: person(number),
        full_name: name.to_owned(),
        post: "Head".to_owned(),
        email: email.map(str::to_owned),
    }
}

/// A nurse's seat that Ada holds, and a doctor's that is vacant. Ben and two
/// people called Cleo are known, too; whoever acts is person 9.
fn ground() -> Ground {
    let seats = vec![
        seat(1, "Nurse", vec![held(1, "Ada Test", "2024-01-01", None)]),
        seat(2, "Doctor", Vec::new()),
    ];
    let people = [
        namesake(1, "Ada Test", Some("ada@test.example")),
        namesake(2, "Ben Test", None),
        namesake(3, "Cleo Test", Some("cleo@test.example")),
        namesake(4, "Cleo Test", None),
        namesake(9, "Eve Test", Some("eve@test.example")),
    ];
    let mut addressed = people.to_vec();
    addressed.push(namesake(7, "Gil Elsewhere", Some("gil@test.example")));
    Ground::new(day("2026-11-23"), Some(person(9)), seats, addressed, people)
}

fn told(cells: &[(&str, &str)]) -> Told {
    let texts: std::collections::BTreeMap<String, String> = cells
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()))
        .collect();
    let read = |key: &str| texts.get(key).and_then(|text| text.parse().ok());
    Told {
        from: read(column::FROM),
        term_ends: read(column::TERM_ENDS),
        texts,
    }
}

/// A row with a seat, a name, an address, and whatever else it holds.
fn row<'a>(
    title: &'a str,
    name: &'a str,
    email: &'a str,
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut cells = vec![
        (column::SEAT, title),
        (column::FULL_NAME, name),
        (column::EMAIL, email),
    ];
    cells.extend(more);
    cells
}

fn judge(cells: &[(&str, &str)], choice: &str) -> Judged {
    let ground = ground();
    Judge::new(&ground, &Meanings::default()).next(2, &told(cells), &Meant::Nothing, choice)
}

#[test]
fn a_free_seat_is_filled_and_one_that_is_not_there_is_set_up() {
    let free = judge(&row("  DOCTOR ", "Dan Test", "Dan@Test.example", &[]), "");
    assert_eq!(free.verdict, Verdict::Appoint);
    let plan = free.plan.unwrap();
    assert_eq!(plan.seat, SeatPlan::Known(seat_id(2)));
    assert_eq!((plan.starts_on, plan.replace), (day("2026-11-23"), false));
    assert_eq!(plan.designation, Designation::NotRecorded);
    assert!(matches!(plan.person, PersonPlan::New { email, .. } if email == "dan@test.example"));
    let category = [(column::CATEGORY, "police"), (column::VOTE, "yes")];
    let new = judge(&row("Chief", "Dan Test", "dan@test.example", &category), "");
    assert_eq!(new.verdict, Verdict::New);
    assert!(matches!(
        new.plan.unwrap().seat,
        SeatPlan::New(seat) if seat.category == Category::Police && seat.voting && !seat.required
    ));
}

#[test]
fn people_are_known_by_address_or_else_by_name() {
    let known = |name: &str, email: &str| judge(&row("Doctor", name, email, &[]), "").plan;
    let ben = known("ben  tést", "ben@test.example").unwrap();
    assert_eq!(ben.person, PersonPlan::Known(person(2)));
    let judged = judge(&row("Doctor", "Cleo Test", "other@test.example", &[]), "");
    assert_eq!((judged.verdict, judged.plan), (Verdict::Choose, None));
    assert_eq!(judged.offers.len(), 4);
    let chosen = |choice: &str| {
        judge(
            &row("Doctor", "Cleo Test", "other@test.example", &[]),
            choice,
        )
    };
    let four = chosen(&person(4).to_string()).plan.unwrap();
    assert_eq!(four.person, PersonPlan::Known(person(4)));
    let new = chosen(SOMEBODY_NEW).plan.unwrap();
    assert!(matches!(new.person, PersonPlan::New { .. }));
    assert_eq!(chosen(LEAVE).plan, None);
    assert_eq!(chosen(LEAVE).verdict, Verdict::Unchanged);
}

#[test]
fn an_address_of_somebody_with_another_name_is_asked_about() {
    let cells = row("Doctor", "Dan Test", "cleo@test.example", &[]);
    let judged = judge(&cells, "");
    assert_eq!((judged.verdict, &judged.plan), (Verdict::Choose, &None));
    assert_eq!(
        judged.reason,
        "The portal knows this email address as that of Cleo Test"
    );
    let codes: Vec<_> = judged.offers.iter().map(|offer| &offer.code).collect();
    assert_eq!(codes, [&person(3).to_string(), LEAVE]);
    let plan = judge(&cells, &person(3).to_string()).plan.unwrap();
    assert_eq!(plan.person, PersonPlan::Known(person(3)));
    assert_eq!(judge(&cells, LEAVE).verdict, Verdict::Unchanged);
    // Whoever is not of the board is not named to somebody who guesses.
    let guess = judge(&row("Doctor", "Dan Test", "gil@test.example", &[]), "");
    assert_eq!(guess.verdict, Verdict::Choose);
    let told = format!("{} {:?}", guess.reason, guess.offers);
    assert!(!told.contains("Gil"), "{told}");
    let named = judge(&row("Doctor", "Gil Elsewhere", "gil@test.example", &[]), "");
    assert_eq!(named.verdict, Verdict::Appoint);
    // Who has the seat already may be written in another way.
    let titled = row("Nurse", "Dr Ada Test", "ada@test.example", &[]);
    assert_eq!(judge(&titled, "").verdict, Verdict::Unchanged);
    // One's own address does not appoint oneself under another name.
    let other = row("Doctor", "Dan Test", "eve@test.example", &[]);
    assert_eq!(judge(&other, "").verdict, Verdict::Bad);
}

#[test]
fn whoever_has_left_is_not_brought_back() {
    let times = [
        (column::FROM, "2022-09-01"),
        (column::TERM_ENDS, "2024-03-31"),
    ];
    let left = row("Doctor", "Dan Test", "dan@test.example", &times);
    let judged = judge(&left, "");
    assert_eq!(
        (judged.verdict, judged.reason.as_str()),
        (
            Verdict::Bad,
            "The last day or the end of the term, 31 March 2024, is past. Take the row out if they \
             have left; leave the end empty if they still sit there"
        )
    );
}

#[test]
fn the_role_of_a_new_seat_is_that_of_its_first_row() {
    let ground = ground();
    let meanings = Meanings::default();
    let mut judge = Judge::new(&ground, &meanings);
    let officer = |name, email, more: &[(&'static str, &'static str)]| {
        let mut cells = row("Chair of the board", name, email, more);
        cells.push((column::CATEGORY, "officers"));
        told(&cells)
    };
    let chair = officer("Dan Test", "dan@test.example", &[(column::ROLE, "chair")]);
    let deputy = officer(
        "Fay Test",
        "fay@test.example",
        &[(column::CAPACITY, "deputy")],
    );
    for (number, cells) in [(2, chair), (3, deputy)] {
        let judged = judge.next(number, &cells, &Meant::Nothing, "");
        assert_eq!(judged.verdict, Verdict::New, "{}", judged.reason);
    }
}

#[test]
fn whoever_holds_the_seat_gives_way_only_when_it_is_chosen() {
    let cells = row("Nurse", "Dan Test", "dan@test.example", &[]);
    let open = judge(&cells, "");
    assert_eq!((open.verdict, open.plan), (Verdict::Replace, None));
    assert_eq!(
        open.reason,
        "Ada Test holds this place since 1 January 2024"
    );
    assert!(judge(&cells, TAKE_OVER).plan.unwrap().replace);
    assert_eq!(judge(&cells, LEAVE).verdict, Verdict::Unchanged);
    assert_eq!(judge(&cells, &person(1).to_string()).plan, None);
    // Not before they came.
    let early = row(
        "Nurse",
        "Dan Test",
        "dan@test.example",
        &[(column::FROM, "2023-01-01")],
    );
    assert_eq!(judge(&early, TAKE_OVER).verdict, Verdict::Bad);
}

#[test]
fn what_is_as_the_row_says_stays_as_it_is() {
    for (name, email) in [
        ("Ada Test", "ada@test.example"),
        ("ADA TEST", "ADA@test.example"),
        // A stand-in's address is not in the portal's own file.
        ("Ada Test", ""),
    ] {
        let judged = judge(&row("Nurse", name, email, &[]), "");
        assert_eq!(judged.verdict, Verdict::Unchanged, "{name} {email}");
        assert_eq!(judged.plan, None);
    }
    let moved = judge(&row("Nurse", "Ada Test", "ada@new.example", &[]), "");
    assert_eq!(
        (moved.verdict, moved.reason.as_str()),
        (
            Verdict::Unchanged,
            "Ada Test has this place already, from 1 January 2024. The file has another email \
             address for them, which stays as it is. Change it on their page"
        )
    );
    let longer = row(
        "Nurse",
        "Ada Test",
        "",
        &[(column::TERM_ENDS, "2029-03-31")],
    );
    assert_eq!(
        judge(&longer, "").reason,
        "Ada Test has this place already, from 1 January 2024. The file says that their term ends \
         on 31 March 2029. Change it on the page of the seat"
    );
    let nobody = judge(&row("Nurse", "", "", &[]), "");
    assert_eq!(nobody.verdict, Verdict::Unchanged);
}

#[test]
fn every_way_to_be_wrong_has_its_sentence() {
    let ada = ("Ada Test", "ada@test.example");
    let dan = ("Dan Test", "dan@test.example");
    let long = "n".repeat(301);
    for ((name, email), title, more, reason) in [
        (dan, "", ("", ""), "Enter the title of the seat"),
        (("", dan.1), "Doctor", ("", ""), "Enter a full name"),
        (("", ""), "Chief", ("", ""), "Enter a full name"),
        ((dan.0, ""), "Doctor", ("", ""), "Enter an email address"),
        (
            (dan.0, "dan"),
            "Doctor",
            ("", ""),
            "“dan” is not an email address",
        ),
        (
            (&long, dan.1),
            "Doctor",
            ("", ""),
            "The full name must be 300 characters or less",
        ),
        (
            ("BS23C50123", dan.1),
            "Doctor",
            ("", ""),
            "The full name holds “BS23C50123”, which looks like a case number. The portal holds no case data",
        ),
        (
            dan,
            "Chief",
            ("", ""),
            "Enter a category, because the board has no seat called “Chief”",
        ),
        (
            dan,
            "Doctor",
            (column::CATEGORY, "sailors"),
            "There is no category of seats called “sailors”. Enter one of: Chair and officers; ",
        ),
        (
            dan,
            "Doctor",
            (column::ROLE, "admiral"),
            "There is no role called “admiral”. Enter one of: Chair; Deputy chair; ",
        ),
        (
            dan,
            "Doctor",
            (column::ROLE, "chair"),
            "The role of the seat “Doctor” is Member",
        ),
        (
            dan,
            "Doctor",
            (column::CAPACITY, "guest"),
            "There is no capacity called “guest”. Enter one of: Holder; Deputy; Substitute",
        ),
        (
            dan,
            "Doctor",
            (column::DESIGNATION, "by lot"),
            "There is no way to be designated called “by lot”. Enter one of: Nominated by",
        ),
        (
            dan,
            "Doctor",
            (column::VOTE, "perhaps"),
            "Vote must be Yes or No",
        ),
        (
            dan,
            "Doctor",
            (column::FROM, "soon"),
            "“soon” is not understood as the first day. Enter a date such as 1 September 2026",
        ),
        (
            dan,
            "Doctor",
            (column::FROM, "0204-01-01"),
            "“0204-01-01” is not understood as the first day. Enter a date such as 1 September 2026",
        ),
        (
            dan,
            "Doctor",
            (column::TERM_ENDS, "2026-11-22"),
            "The end of the term is before the first day",
        ),
        (
            dan,
            "Doctor",
            (column::FROM, "2019-12-31"),
            "The seat begins on 1 January 2020, after the first day",
        ),
        (
            ada,
            "Doctor",
            ("", ""),
            "This person already holds the seat “Nurse” on this board",
        ),
        (
            ("Eve Test", "eve@test.example"),
            "Doctor",
            ("", ""),
            "You cannot appoint yourself. Somebody else has to",
        ),
        (
            dan,
            "Chief",
            (column::CATEGORY, "national roles"),
            "Roles over all boards are not set up from a file",
        ),
        (
            dan,
            "Head",
            (column::CATEGORY, "chair and officers"),
            "Enter a role, because the seat is one of an officer",
        ),
    ] {
        let judged = judge(&row(title, name, email, &[more]), "");
        assert_eq!(judged.verdict, Verdict::Bad, "{reason}");
        assert!(judged.reason.starts_with(reason), "{}", judged.reason);
        assert_eq!(judged.plan, None);
    }
}

#[test]
fn organisations_are_those_of_the_register() {
    let ground = ground();
    let cells = told(&row(
        "Doctor",
        "Dan Test",
        "dan@test.example",
        &[(column::ORGANISATION, "Kent")],
    ));
    let mut meanings = Meanings::default();
    let said = |meant: &Meant, meanings: &Meanings| {
        Judge::new(&ground, meanings).next(2, &cells, meant, "")
    };
    assert_eq!(
        said(&Meant::Unknown, &meanings).reason,
        "The register has no organisation called “Kent”"
    );
    let kents = [(1, "Kent (Council)"), (2, "Kent (Court)")];
    let several = Meant::Unclear(
        kents
            .map(|(number, name)| outcome::offer(organisation(number).to_string(), name))
            .to_vec(),
    );
    let asked = said(&several, &meanings);
    assert_eq!((asked.verdict, &asked.plan), (Verdict::Unclear, &None));
    assert_eq!(asked.reason, "Which organisation is “Kent”?");
    assert_eq!(asked.offers.len(), 3);
    // What was not offered decides nothing.
    for (code, verdict) in [
        (organisation(3).to_string(), Verdict::Unclear),
        (organisation(1).to_string(), Verdict::Appoint),
        (LEAVE.to_owned(), Verdict::Unchanged),
    ] {
        meanings.decide(asked.question.clone(), code);
        assert_eq!(said(&several, &meanings).verdict, verdict);
    }
    let said = |meant: &Meant| said(meant, &Meanings::default());
    let one = |number| Meant::One(organisation(number));
    assert_eq!(said(&one(1)).verdict, Verdict::Appoint);
    // Kept for another: a seat of its own, which needs a category.
    assert_eq!(said(&one(2)).verdict, Verdict::Bad);
}

#[test]
fn what_an_earlier_row_asks_for_stands_against_a_later_one() {
    let dan = row("Doctor", "Dan Test", "dan@test.example", &[]);
    for (later, reason) in [
        (
            row("Doctor", "Fay Test", "fay@test.example", &[]),
            "Row 2 is for the same seat, also as holder",
        ),
        (
            row(
                "Doctor",
                "Fay Test",
                "dan@test.example",
                &[(column::CAPACITY, "deputy")],
            ),
            "Row 2 gives somebody with another name the same email address",
        ),
        (
            row(
                "Chief",
                "Dan Test",
                "dan@test.example",
                &[(column::CATEGORY, "police")],
            ),
            "Row 2 gives the same person another seat",
        ),
    ] {
        let ground = ground();
        let meanings = Meanings::default();
        let mut judge = Judge::new(&ground, &meanings);
        assert_eq!(
            judge.next(2, &told(&dan), &Meant::Nothing, "").verdict,
            Verdict::Appoint
        );
        let judged = judge.next(3, &told(&later), &Meant::Nothing, "");
        assert_eq!(
            (judged.verdict, judged.reason.as_str()),
            (Verdict::Bad, reason)
        );
    }
}

#[test]
fn seats_of_one_title_are_told_apart_or_asked_about() {
    let twins = vec![
        seat(1, "Head", vec![held(1, "Ada Test", "2024-01-01", None)]),
        seat(2, "Head", vec![held(2, "Ben Test", "2024-01-01", None)]),
    ];
    let ground = Ground::new(day("2026-11-23"), None, twins, [], []);
    let judged = |name: &str| {
        let cells = told(&row("Head", name, "", &[]));
        Judge::new(&ground, &Meanings::default()).next(2, &cells, &Meant::Nothing, "")
    };
    let asked = judged("Dan Test");
    assert_eq!(asked.verdict, Verdict::Unclear);
    assert_eq!(asked.reason, "Which seat is “Head”?");
    let codes: Vec<_> = asked
        .offers
        .iter()
        .map(|offer| offer.code.clone())
        .collect();
    assert_eq!(
        codes,
        [
            seat_id(1).to_string(),
            seat_id(2).to_string(),
            LEAVE.to_owned()
        ]
    );
    // Whose seat it is says which is meant; who that is has yet to be known.
    assert_eq!(judged("Ada Test").reason, "Enter an email address");
}

#[test]
fn a_seat_that_is_hardly_different_is_asked_about_before_one_is_added() {
    let ground = ground();
    let said = |title: &str, category: &str, meanings: &Meanings| {
        let more = [(column::CATEGORY, category)];
        let cells = told(&row(title, "Dan Test", "dan@test.example", &more));
        let of = Meant::One(organisation(1));
        Judge::new(&ground, meanings).next(2, &cells, &of, "")
    };
    let none = Meanings::default();
    let asked = said("Doctors", "Health", &none);
    assert_eq!(asked.verdict, Verdict::Unclear, "{}", asked.reason);
    let words: Vec<_> = asked
        .offers
        .iter()
        .map(|offer| offer.words.as_str())
        .collect();
    assert_eq!(
        words,
        [
            "Doctor (Health)",
            "A seat that the board does not have yet",
            "Leave the rows with this name out"
        ]
    );
    let decided = |code: String| {
        let mut meanings = Meanings::default();
        meanings.decide(asked.question.clone(), code);
        said("Doctors", "Health", &meanings).verdict
    };
    assert_eq!(decided(seat_id(2).to_string()), Verdict::Appoint);
    assert_eq!(decided(NEW_SEAT.to_owned()), Verdict::New);
    assert_eq!(decided(LEAVE.to_owned()), Verdict::Unchanged);
    // The same title in another category may be a slip of the category.
    assert_eq!(said("Doctor", "Police", &none).verdict, Verdict::Unclear);
    // A second seat of its kind is none.
    assert_eq!(said("Doctor 2", "Health", &none).verdict, Verdict::New);
    // Without a category no seat is added.
    let asked = said("Doctors", "", &none);
    assert!(asked.offers.iter().all(|offer| offer.code != NEW_SEAT));
}

#[test]
fn what_a_column_may_hold_is_said() {
    let more = [(column::CATEGORY, "Sailors")];
    let judged = judge(&row("Doctor", "Dan Test", "dan@test.example", &more), "");
    assert!(
        judged.reason.starts_with(
            "There is no category of seats called “Sailors”. Enter one of: Chair and officers; "
        ),
        "{}",
        judged.reason
    );
    assert!(!judged.reason.contains("National roles"));
}

#[test]
fn a_substitute_stays_until_a_day_and_others_until_somebody_follows() {
    let until = |capacity: &str| {
        let more = [
            (column::CAPACITY, capacity),
            (column::TERM_ENDS, "2027-01-31"),
        ];
        let plan = judge(&row("Nurse", "Dan Test", "dan@test.example", &more), "").plan;
        let plan = plan.unwrap();
        (plan.expected_end_on, plan.ends_on)
    };
    let last = Some(day("2027-01-31"));
    assert_eq!(until("Substitute"), (None, last));
    assert_eq!(until("Deputy"), (last, None));
}
