//! A meeting as it is held: who is here, what is written at the items, what is decided
//! and raised there, by several at once.

use app::{
    actions::forms::field as action_field,
    decisions::forms::field as decision_field,
    form::YES,
    ids::MeetingId,
    meetings::types::{ItemState, Meeting, Part},
    paths,
    proceedings::forms::field,
};
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    db::entities::{action, agenda_item, audit_event, decision},
    decisions,
    meetings::{agenda, store as meetings},
    proceedings::store,
};

use crate::support::{
    Answer, Browser, TestPortal,
    requests::{self, meetings::Desk, proceedings::decision_of},
};

/// A meeting of Alpha that began last week.
async fn held(portal: &TestPortal) -> Meeting {
    let desk = Desk::open(portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let meeting = desk.held(board, "Held", 7).await;
    desk.close().await;
    meeting
}

async fn run(browser: &mut Browser, meeting: MeetingId) -> Answer {
    let page = browser.get(&paths::run_meeting(meeting)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page
}

fn seat(portal: &TestPortal, name: &str, of: &str) -> String {
    field::of(name, portal.world.seats[of])
}

#[tokio::test]
async fn who_is_here_is_recorded_seat_by_seat_and_counted_against_the_rule() {
    let portal = TestPortal::new().await;
    let meeting = held(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let page = run(&mut chair, meeting.id).await;
    assert!(
        page.body
            .contains("Not quorate: 0 people count, and 4 are needed.")
    );
    let saved = chair
        .submit(
            &page,
            "Save, and everybody else is here",
            &[
                (&seat(&portal, field::PRESENCE, "observer"), "apologies"),
                (&seat(&portal, field::PRESENCE, "member"), "substitute"),
                (&seat(&portal, field::NAME, "member"), "Kim Guest"),
                (&seat(&portal, field::ARRIVED, "member"), "2:15pm"),
                (&seat(&portal, field::LEFT, "member"), "3.30 pm"),
            ],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(
        saved.location().unwrap(),
        format!("{}#attendance", paths::run_meeting(meeting.id))
    );
    let room = store::room(portal.state.db.reader(), &meeting)
        .await
        .unwrap();
    let mark = |of: &str| {
        let found = room
            .seats
            .iter()
            .find(|one| one.seat == portal.world.seats[of]);
        found.unwrap().mark.clone().unwrap()
    };
    assert_eq!(mark("observer").presence, "apologies");
    assert_eq!(mark("chair").presence, "present");
    let member = mark("member");
    assert_eq!(
        (member.presence.as_str(), member.name.as_str()),
        ("substitute", "Kim Guest")
    );
    assert_eq!(member.arrived.unwrap().to_string(), "14:15:00");
    assert_eq!(member.left.unwrap().to_string(), "15:30:00");
    // A seat that nobody holds is not filled in for.
    let mut vacant = room.seats.iter().filter(|seat| seat.holder.is_none());
    assert!(vacant.all(|seat| seat.mark.is_none()));
    let quorums = room
        .quorums(portal.state.db.reader(), &meeting)
        .await
        .unwrap();
    assert_eq!(quorums.len(), 1);
    // The observer and the secretary are seats, and never count.
    let counting = room
        .seats
        .iter()
        .filter(|seat| app::proceedings::rules::counts(seat.role))
        .filter(|seat| {
            seat.mark
                .as_ref()
                .is_some_and(|mark| mark.presence != "apologies")
        })
        .count();
    assert_eq!(quorums[0].counted as usize, counting);
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_nothing_typed_is_lost() {
    let portal = TestPortal::new().await;
    let meeting = held(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let page = run(&mut chair, meeting.id).await;
    let before = portal.contents().await;
    let presence = seat(&portal, field::PRESENCE, "member");
    let (name, arrived, left) = (
        seat(&portal, field::NAME, "member"),
        seat(&portal, field::ARRIVED, "member"),
        seat(&portal, field::LEFT, "member"),
    );
    for (answers, words) in [
        (
            vec![(presence.as_str(), "substitute")],
            "Enter the name of whoever came for this seat",
        ),
        (
            vec![(presence.as_str(), "present"), (arrived.as_str(), "soon")],
            "When they came must be a time, like 2:15pm",
        ),
        (
            vec![
                (presence.as_str(), "present"),
                (arrived.as_str(), "3pm"),
                (left.as_str(), "2pm"),
            ],
            "When they left must be after they came",
        ),
        (
            vec![(presence.as_str(), "apologies"), (left.as_str(), "2pm")],
            "Somebody who was not there neither came late nor left early",
        ),
        (
            vec![
                (presence.as_str(), "substitute"),
                (name.as_str(), "BS23C50123"),
            ],
            "which looks like a case number",
        ),
        (
            vec![(presence.as_str(), "everywhere")],
            "Select whether somebody came for this seat",
        ),
    ] {
        let refused = chair.submit(&page, "Save who is here", &answers).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(
            refused
                .texts(".govuk-error-summary__list a")
                .iter()
                .any(|text| text.contains(words)),
            "{words}: {:?}",
            refused.texts(".govuk-error-summary__list a")
        );
        for link in refused
            .links()
            .iter()
            .filter(|link| link.starts_with("#presence"))
        {
            let id = link.trim_start_matches('#');
            assert!(refused.body.contains(&format!("id=\"{id}\"")), "{link}");
        }
        assert_eq!(portal.contents().await, before, "{words}");
    }
}

#[tokio::test]
async fn two_on_one_seat_see_both_and_two_on_two_seats_never_meet() {
    let portal = TestPortal::new().await;
    let meeting = held(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let mut secretary = portal.signed_in("secretary").await;
    let (first, second) = (
        run(&mut chair, meeting.id).await,
        run(&mut secretary, meeting.id).await,
    );
    let member = seat(&portal, field::PRESENCE, "member");
    let observer = seat(&portal, field::PRESENCE, "observer");
    let saved = chair
        .submit(&first, "Save who is here", &[(&member, "present")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    // Another seat, from a page that was drawn before.
    let saved = secretary
        .submit(&second, "Save who is here", &[(&observer, "present")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let before = portal.contents().await;
    let conflict = secretary
        .submit(&second, "Save who is here", &[(&member, "absent")])
        .await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict
            .body
            .contains("Somebody else recorded meanwhile: Present.")
    );
    assert_eq!(portal.contents().await, before);
    // Sent once more, it replaces what the other recorded, and that only.
    let saved = secretary.submit(&conflict, "Save who is here", &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let room = store::room(portal.state.db.reader(), &meeting)
        .await
        .unwrap();
    let marks: Vec<_> = ["member", "observer"]
        .map(|of| {
            let found = room
                .seats
                .iter()
                .find(|one| one.seat == portal.world.seats[of]);
            found.unwrap().mark.clone().map(|mark| mark.presence)
        })
        .into();
    assert_eq!(
        marks,
        [Some("absent".to_owned()), Some("present".to_owned())]
    );
}

#[tokio::test]
async fn twenty_writers_at_twenty_items_lose_nothing_and_one_item_has_one_winner() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let meeting = desk.held(board, "Held", 7).await;
    for number in 0..20 {
        let new = requests::meetings::item(&portal, &format!("Item {number}"), Part::A);
        desk.add(&meeting, &new).await;
    }
    let items = desk.items(&meeting).await;
    desk.close().await;
    let chair = portal.signed_in("chair").await;
    let mut writers = Vec::new();
    for item in items.iter().filter(|item| item.title.starts_with("Item ")) {
        let (mut browser, id) = (chair.clone(), item.id);
        writers.push(tokio::spawn(async move {
            let notes = format!("Notes of {id}");
            let answers = [
                (field::of(field::VERSION, id), "0".to_owned()),
                (field::of(field::NOTES, id), notes),
            ];
            let answers: Vec<(&str, &str)> = answers
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            browser.post(&paths::record_item(id), &answers).await.status
        }));
    }
    for writer in writers {
        assert_eq!(writer.await.unwrap(), StatusCode::SEE_OTHER);
    }
    let records = store::records(portal.state.db.reader(), meeting.id)
        .await
        .unwrap();
    assert_eq!(records.len(), 20);
    assert!(
        records
            .iter()
            .all(|(id, record)| record.notes == format!("Notes of {id}"))
    );

    let one = items.iter().find(|item| item.title == "First").unwrap().id;
    let mut writers = Vec::new();
    for number in 0..20 {
        let mut browser = chair.clone();
        writers.push(tokio::spawn(async move {
            let answers = [
                (field::of(field::VERSION, one), "0".to_owned()),
                (field::of(field::NOTES, one), format!("By writer {number}")),
            ];
            let answers: Vec<(&str, &str)> = answers
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            (
                number,
                browser.post(&paths::record_item(one), &answers).await,
            )
        }));
    }
    let mut winners = Vec::new();
    for writer in writers {
        let (number, answer) = writer.await.unwrap();
        match answer.status {
            StatusCode::SEE_OTHER => winners.push(number),
            StatusCode::CONFLICT => {
                // Both texts: what is there, and what was typed.
                assert!(answer.body.contains(&format!("By writer {number}")));
                assert!(
                    answer
                        .body
                        .contains("This item changed after you opened the form")
                );
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
    assert_eq!(winners.len(), 1, "{winners:?}");
    let records = store::records(portal.state.db.reader(), meeting.id)
        .await
        .unwrap();
    assert_eq!(records[&one].notes, format!("By writer {}", winners[0]));
    assert_eq!(records[&one].version, 1);
}

#[tokio::test]
async fn an_item_that_is_deferred_waits_once_and_goes_again_if_it_is_not() {
    let portal = TestPortal::new().await;
    let meeting = held(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let items = agenda::of_meeting(portal.state.db.reader(), meeting.id)
        .await
        .unwrap();
    let item = items.iter().find(|item| item.title == "First").unwrap();
    let outcome = field::of(field::OUTCOME, item.id);
    let button = async |browser: &mut Browser, value: &str| {
        let page = run(browser, meeting.id).await;
        let number = page
            .texts("button")
            .into_iter()
            .filter(|words| words.starts_with("Save item"))
            .find(|words| page.body.contains(&format!("{}</h3>", item.title)) && !words.is_empty());
        assert!(number.is_some());
        let version = field::of(field::VERSION, item.id);
        let known = store::records(portal.state.db.reader(), meeting.id)
            .await
            .unwrap();
        let seen = known
            .get(&item.id)
            .map_or(0, |record| record.version)
            .to_string();
        browser
            .post(
                &paths::record_item(item.id),
                &[(&version, &seen), (&outcome, value)],
            )
            .await
    };
    let waiting = async || -> Vec<agenda_item::Model> {
        agenda_item::Entity::find()
            .filter(agenda_item::Column::ParentId.eq(item.id.0))
            .filter(agenda_item::Column::MeetingId.is_null())
            .all(portal.state.db.reader())
            .await
            .unwrap()
    };
    for _ in 0..2 {
        let saved = button(&mut chair, "deferred").await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
    let later = waiting().await;
    assert_eq!(later.len(), 1);
    assert_eq!(later[0].state, ItemState::Parked.code());
    assert!(later[0].state_reason.starts_with("Deferred at “Held” on "));
    assert_eq!(later[0].title, "First");
    let list = chair.get(&paths::meetings("alpha")).await;
    assert!(list.body.contains("Deferred at “Held”"), "{}", list.body);
    button(&mut chair, "noted").await;
    assert!(waiting().await.is_empty());
}

#[tokio::test]
async fn decisions_and_actions_are_in_the_logs_without_being_typed_again() {
    let portal = TestPortal::new().await;
    let meeting = held(&portal).await;
    let desk = Desk::open(&portal, "chair").await;
    let later = desk.held(portal.world.boards["alpha"], "Later", 1).await;
    desk.close().await;
    let mut chair = portal.signed_in("chair").await;
    let items = agenda::of_meeting(portal.state.db.reader(), meeting.id)
        .await
        .unwrap();
    let item = items.iter().find(|item| item.title == "First").unwrap().id;
    let db = portal.state.db.reader();
    for (path, address) in [
        (
            "/agenda-items/{item}/new-action",
            paths::action_at_item(item),
        ),
        (
            "/agenda-items/{item}/new-decision",
            paths::decision_at_item(item),
        ),
    ] {
        let page = chair.get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let form = requests::good_form(&portal, path, &address).await;
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        // A second click writes nothing more.
        for _ in 0..2 {
            let saved = chair.post(&address, &form).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        }
    }
    let raised = action::Entity::find()
        .filter(action::Column::AgendaItemId.eq(item.0))
        .all(db)
        .await
        .unwrap();
    assert_eq!(raised.len(), 1);
    let taken = decision::Entity::find().all(db).await.unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].state, "for_ratification");
    let reference = &taken[0].reference;
    let page = run(&mut chair, meeting.id).await;
    for words in [reference, &raised[0].reference] {
        assert!(page.body.contains(words.as_str()), "{words}");
    }
    let mut member = portal.signed_in("member").await;
    let register = member.get(&paths::board_decisions("alpha")).await;
    assert!(register.body.contains(reference.as_str()));
    let log = member.get(&paths::action_log("alpha")).await;
    assert!(log.body.contains(&raised[0].reference));
    let page = member.get(&paths::decision(reference)).await;
    assert!(page.body.contains(&raised[0].reference), "{}", page.body);
    assert!(!page.body.contains("It is ratified"));
    let page = chair.get(&paths::decision(reference)).await;
    let none = chair.submit(&page, "It is ratified", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let by = later.id.to_string();
    // A second click is answered like the first.
    for _ in 0..2 {
        let fields = [(decision_field::AT, by.as_str())];
        let ratified = chair.submit(&page, "It is ratified", &fields).await;
        assert_eq!(ratified.status, StatusCode::SEE_OTHER);
    }
    let page = member.get(&paths::decision(reference)).await;
    assert!(page.body.contains("Ratified at"), "{}", page.body);
    assert!(page.body.contains("“Later” on "), "{}", page.body);
    let found = decisions::store::find(db, reference)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.state.code(), "ratified");
    assert_eq!(found.ratified_at, Some(later.id));
}

#[tokio::test]
async fn no_observer_leads_an_action_raised_at_a_meeting() {
    let portal = TestPortal::new().await;
    let meeting = held(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let items = agenda::of_meeting(portal.state.db.reader(), meeting.id)
        .await
        .unwrap();
    let address = paths::action_at_item(items[0].id);
    let page = chair.get(&address).await;
    let observer = portal.world.seats["observer"].to_string();
    assert!(!page.body.contains(&observer));
    let path = "/agenda-items/{item}/new-action";
    let mut form = requests::good_form(&portal, path, &address).await;
    form.retain(|(name, _)| name != action_field::SEAT);
    form.push((action_field::SEAT.to_owned(), observer));
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let before = portal.contents().await;
    let refused = chair.post(&address, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn the_register_finds_by_words_year_and_state_and_keeps_part_b_from_others() {
    let portal = TestPortal::new().await;
    let open = decision_of(&portal, "alpha").await;
    let closed = decision_of(&portal, "alpha part b").await;
    let waiting = decision_of(&portal, requests::OF_ITS_OWN).await;
    let shown = async |person: &str, query: &str| -> Vec<String> {
        let mut browser = portal.signed_in(person).await;
        let page = browser
            .get(&format!("{}?{query}", paths::board_decisions("alpha")))
            .await;
        page.texts("tbody th a")
    };
    let mut all = shown("member", "").await;
    all.sort();
    let mut expected = vec![open.clone(), closed.clone(), waiting.clone()];
    expected.sort();
    assert_eq!(all, expected);
    assert_eq!(shown("observer", "").await.len(), 2);
    assert!(!shown("observer", "").await.contains(&closed));
    assert_eq!(shown("member", "state=for_ratification").await, [waiting]);
    assert_eq!(shown("member", "search=PART-B").await, [closed]);
    assert_eq!(shown("member", "year=2025").await, Vec::<String>::new());
    assert_eq!(shown("member", "review=yes").await, Vec::<String>::new());
}

#[tokio::test]
async fn forty_decisions_at_once_get_forty_numbers() {
    let portal = TestPortal::new().await;
    let chair = portal.signed_in("chair").await;
    let path = "/boards/{slug}/decisions/new";
    let address = paths::new_decision("alpha");
    let mut writers = Vec::new();
    for _ in 0..40 {
        let form = requests::good_form(&portal, path, &address).await;
        let (mut browser, address) = (chair.clone(), address.clone());
        writers.push(tokio::spawn(async move {
            let form: Vec<(&str, &str)> = form
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            browser.post(&address, &form).await.location().unwrap()
        }));
    }
    let mut references = Vec::new();
    for writer in writers {
        references.push(writer.await.unwrap());
    }
    references.sort();
    let expected: Vec<String> = (1..=40)
        .map(|number| paths::decision(format!("ALP-D-2026-{number:03}")))
        .collect();
    assert_eq!(references, expected);
}

#[tokio::test]
async fn guests_come_and_are_taken_off_and_the_trail_keeps_both() {
    let portal = TestPortal::new().await;
    let meeting = held(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let page = run(&mut chair, meeting.id).await;
    let added = chair
        .submit(
            &page,
            "Add",
            &[("name", "Kim Guest"), ("organisation", "Youth service")],
        )
        .await;
    let page = chair.follow(&added).await;
    assert!(page.body.contains("Kim Guest, Youth service"));
    let off = chair
        .submit(&page, "Take off Kim Guest, Youth service", &[])
        .await;
    let page = chair.follow(&off).await;
    assert!(!page.body.contains("Kim Guest"));
    let events = audit_event::Entity::find()
        .filter(audit_event::Column::SubjectKind.eq("guest"))
        .count(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(events, 2);
}

#[tokio::test]
async fn the_rules_of_a_board_are_read_by_members_and_set_by_officers() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let address = paths::board_rules("alpha");
    let page = chair.get(&address).await;
    let saved = chair.submit(&page, "Save", &[("least", "2")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let late = chair.submit(&page, "Save", &[("least", "3")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(
        late.texts("button")
            .iter()
            .filter(|text| *text == "Save")
            .count(),
        1
    );
    for (field, value) in [("least", "0"), ("least", "many"), ("papers-days", "-1")] {
        let page = chair.get(&address).await;
        let refused = chair.submit(&page, "Save", &[(field, value)]).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field} {value}"
        );
    }
    let shown = portal.signed_in("member").await.get(&address).await;
    assert!(shown.body.contains("People who must be there"));
    assert!(!shown.body.contains("name=\"least\""));
    let meeting = held(&portal).await;
    let page = run(&mut chair, meeting.id).await;
    assert!(page.body.contains("and 2 are needed"), "{YES}");
}

#[tokio::test]
async fn members_see_nothing_of_a_meeting_that_is_being_written_down() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = desk.held(portal.world.boards["alpha"], "Held", 7).await;
    let items = desk.items(&meeting).await;
    desk.write(&meeting, &items[0], "canary-not-yet").await;
    desk.close().await;
    for person in [
        "member",
        "observer",
        "substitute",
        "sponsor",
        "national secretariat",
    ] {
        let mut browser = portal.signed_in(person).await;
        for address in [paths::meeting(meeting.id), paths::minutes(meeting.id)] {
            let page = browser.get(&address).await;
            assert!(!page.body.contains("canary-not-yet"), "{person} {address}");
        }
        let page = browser.get(&paths::run_meeting(meeting.id)).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{person}");
    }
    assert!(
        meetings::find(portal.state.db.reader(), meeting.id)
            .await
            .unwrap()
            .is_some()
    );
}
