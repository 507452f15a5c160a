//! People over all boards: seen by those who may, moved on in one step, merged
//! with a preview.

use app::{
    access::Role,
    ids::{OrganisationId, PersonId, SeatId},
    membership::types::{Category, SeatState},
    paths,
};
use axum::http::StatusCode;
use chrono::Days;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    actions::lists,
    boards::store as boards,
    db::entities::{action, notice, person},
    membership::{
        appointments::{self, Appointed, Meeting, NewAppointment},
        seats::{self, NewSeat, Which},
    },
    people::store::{self as people, NewPerson},
};

use crate::support::{TestPortal, many, many::operator, start};

/// Somebody who is not of the world.
async fn somebody(portal: &TestPortal, name: &str, email: &str) -> PersonId {
    let new = NewPerson {
        full_name: name,
        post: "Head of Legal",
        email: Some(email),
        fictional: true,
    };
    let tx = portal.state.db.begin().await.unwrap();
    let id = people::add(&tx, &portal.state.random, &operator(), start(), &new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// A seat on a board, held by a person since ten days ago.
async fn seated(
    portal: &TestPortal,
    board: app::ids::BoardId,
    organisation: OrganisationId,
    person: PersonId,
) -> SeatId {
    let since = portal.state.clock.today() - Days::new(10);
    let new = NewSeat {
        board,
        role: Role::Member,
        category: Category::Health,
        title: "Designated nurse",
        organisation: Some(organisation),
        required: true,
        voting: true,
        term_months: None,
        starts_on: since,
    };
    let (random, actor) = (&portal.state.random, operator());
    let tx = portal.state.db.begin().await.unwrap();
    let seat = seats::add(&tx, random, &actor, start(), &new)
        .await
        .unwrap();
    let new = NewAppointment::holder(seat, person, since);
    let done = appointments::appoint(&tx, random, &actor, start(), &new, Meeting::default()).await;
    assert!(matches!(done, Ok(Appointed::As(_))), "{done:?}");
    tx.commit().await.unwrap();
    seat
}

#[tokio::test]
async fn moving_on_leaves_five_gaps_and_loses_no_action() {
    let portal = TestPortal::new().await;
    let (db, random) = (&portal.state.db, &portal.state.random);
    let nurse = somebody(&portal, "Nell Test", "nell@health.example").await;
    let beeton = portal.world.organisations["beeton"];
    let nobody = portal.world.people["no seat"];
    let boards = many::add_boards(db, random, start(), 5, nobody, beeton).await;
    let mut held = Vec::new();
    for board in &boards {
        held.push(seated(&portal, *board, beeton, nurse).await);
    }
    // Twelve open actions over the five seats.
    for (number, (board, seat)) in boards.iter().zip(&held).enumerate() {
        let of_seat = if number < 2 { 3 } else { 2 };
        many::raise(db, random, start(), *board, *seat, of_seat).await;
    }
    let open = || async {
        action::Entity::find()
            .filter(action::Column::SeatId.is_in(held.iter().map(|seat| seat.0)))
            .filter(action::Column::IsOpen.eq(true))
            .count(db.reader())
            .await
            .unwrap()
    };
    assert_eq!(open().await, 12);

    let mut browser = portal.signed_in("national secretariat").await;
    let page = browser.get(&paths::moved_on(nurse)).await;
    let asked = browser.submit(&page, "Continue", &[]).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    assert!(
        asked
            .body
            .contains("End 5 seats of Nell Test on 23 November 2026?")
    );
    assert!(asked.body.contains("3 open actions"));
    let done = browser.submit(&asked, "End 5 seats", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let again = browser.submit(&asked, "End 5 seats", &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);

    let tomorrow = portal.state.clock.today() + Days::new(1);
    for seat in &held {
        let rows = seats::rows(db.reader(), &Which::One(*seat), tomorrow)
            .await
            .unwrap();
        assert_eq!(rows[0].state, SeatState::Vacant);
        assert_eq!(rows[0].vacant_since, Some(tomorrow));
    }
    assert_eq!(open().await, 12);
    let requests = notice::Entity::find()
        .filter(notice::Column::ToOrganisationId.eq(beeton.0))
        .filter(notice::Column::SeatId.is_in(held.iter().map(|seat| seat.0)))
        .count(db.reader())
        .await
        .unwrap();
    assert_eq!(requests, 5);

    // Whoever follows finds exactly the actions of the seat.
    let follows = somebody(&portal, "Otto Test", "otto@health.example").await;
    let tx = db.begin().await.unwrap();
    let new = NewAppointment::holder(held[0], follows, tomorrow);
    let actor = operator();
    let done = appointments::appoint(&tx, random, &actor, start(), &new, Meeting::default());
    assert!(matches!(done.await, Ok(Appointed::As(_))));
    tx.commit().await.unwrap();
    let unread = appointments::unread_handovers(db.reader(), follows, tomorrow)
        .await
        .unwrap();
    assert_eq!(unread[0].seat, held[0]);
    let handover = browser.get(&paths::handover(held[0])).await;
    assert_eq!(handover.texts("tbody tr").len(), 3, "{}", handover.body);
    let counted = lists::open_of_seats(db.reader(), &held).await.unwrap();
    assert_eq!(counted.len(), 5);
}

#[tokio::test]
async fn a_secretary_ends_only_what_is_on_their_board_and_the_others_are_told() {
    let portal = TestPortal::new().await;
    let db = &portal.state.db;
    let nurse = somebody(&portal, "Nell Test", "nell@health.example").await;
    let beeton = portal.world.organisations["beeton"];
    let alpha = seated(&portal, portal.world.boards["alpha"], beeton, nurse).await;
    let beta = seated(&portal, portal.world.boards["beta"], beeton, nurse).await;
    let mut browser = portal.signed_in("secretary").await;
    let page = browser.get(&paths::moved_on(nurse)).await;
    let asked = browser.submit(&page, "Continue", &[]).await;
    assert!(!asked.body.contains("Beta"), "{}", asked.body);
    browser.submit(&asked, "End 1 seat", &[]).await;
    let tomorrow = portal.state.clock.today() + Days::new(1);
    for (seat, state) in [(alpha, SeatState::Vacant), (beta, SeatState::Filled)] {
        let rows = seats::rows(db.reader(), &Which::One(seat), tomorrow)
            .await
            .unwrap();
        assert_eq!(rows[0].state, state);
    }
    let told = notice::Entity::find()
        .filter(notice::Column::ToPersonId.eq(portal.world.people["beta chair"].0))
        .count(db.reader())
        .await
        .unwrap();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn two_profiles_become_one_and_the_old_address_leads_on() {
    let portal = TestPortal::new().await;
    let db = &portal.state.db;
    let keep = portal.world.people["member"];
    let duplicate = somebody(&portal, "Nell Test", "nell@health.example").await;
    let beeton = portal.world.organisations["beeton"];
    let seat = seated(&portal, portal.world.boards["beta"], beeton, duplicate).await;
    let mut browser = portal.signed_in("national secretariat").await;
    let found = browser
        .get(&format!("{}?q=nell", paths::merge_person(keep)))
        .await;
    assert!(found.body.contains("Nell Test"));
    let preview = browser
        .get(&format!("{}?with={duplicate}", paths::merge_person(keep)))
        .await;
    assert!(preview.body.contains("Designated nurse"));
    let done = browser.submit(&preview, "Merge", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let again = browser.submit(&preview, "Merge", &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    let old = browser.fetch(&paths::person(duplicate)).await;
    assert_eq!(old.location(), Some(paths::person(keep)));
    let held = appointments::of_seat(db.reader(), seat).await.unwrap();
    assert_eq!(held[0].person, keep);
    // The duplicate is gone for searches, and the row stays.
    assert!(
        people::search(db.reader(), "nell test")
            .await
            .unwrap()
            .is_empty()
    );
    let row = person::Entity::find_by_id(duplicate.0)
        .one(db.reader())
        .await
        .unwrap();
    assert_eq!(row.unwrap().merged_into_id, Some(keep.0));
}

#[tokio::test]
async fn nobody_is_merged_whom_nobody_looked_at() {
    let portal = TestPortal::new().await;
    let (first, second, third) = (
        somebody(&portal, "Ann Test", "ann@health.example").await,
        somebody(&portal, "Bea Test", "bea@health.example").await,
        somebody(&portal, "Cleo Test", "cleo@health.example").await,
    );
    let mut browser = portal.signed_in("national secretariat").await;
    let look =
        |keep: PersonId, with: PersonId| format!("{}?with={with}", paths::merge_person(keep));
    let stale = browser.get(&look(first, second)).await;
    let other = browser.get(&look(third, second)).await;
    let done = browser.submit(&other, "Merge", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let refused = browser.submit(&stale, "Merge", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    let row = person::Entity::find_by_id(third.0)
        .one(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(row.unwrap().merged_into_id, None);
}

#[tokio::test]
async fn two_people_with_one_seat_are_not_one_person() {
    let portal = TestPortal::new().await;
    let (member, substitute) = (
        portal.world.people["member"],
        portal.world.people["substitute"],
    );
    let mut browser = portal.signed_in("national secretariat").await;
    let page = browser
        .get(&format!(
            "{}?with={substitute}",
            paths::merge_person(member)
        ))
        .await;
    assert!(page.body.contains("These two cannot be one person"));
}

#[tokio::test]
async fn a_profile_changed_meanwhile_is_shown_beside_what_was_typed() {
    let portal = TestPortal::new().await;
    let member = portal.world.people["member"];
    let mut one = portal.signed_in("secretary").await;
    let mut other = portal.signed_in("chair").await;
    let (mine, theirs) = (
        one.get(&paths::change_person(member)).await,
        other.get(&paths::change_person(member)).await,
    );
    let saved = other.submit(&theirs, "Save", &[("post", "Theirs")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let refused = one.submit(&mine, "Save", &[("post", "Mine")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("Theirs") && refused.body.contains("Mine"));
    let saved = one.submit(&refused, "Save", &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = one.get(&paths::change_person(member)).await;
    let taken = one
        .submit(&page, "Save", &[("email", "chair@canary-email.example")])
        .await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.body.contains("belongs to somebody else"));
}

#[tokio::test]
async fn details_are_confirmed_in_two_clicks_after_six_months() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("member").await;
    let fresh = browser.get(paths::MY_WORK).await;
    assert!(!fresh.body.contains("Are your details still right?"));
    portal.pass(chrono::TimeDelta::days(182));
    let mut browser = portal.signed_in("member").await;
    let asked = browser.get(paths::MY_WORK).await;
    let done = browser
        .submit(&asked, "Yes, all of this is right", &[])
        .await;
    let home = browser.follow(&done).await;
    assert!(home.body.contains("Your details are confirmed"));
    assert!(!home.body.contains("Are your details still right?"));
    // Thirty days after others were asked, the register says who has not answered.
    portal.pass(chrono::TimeDelta::days(31));
    let mut browser = portal.signed_in("member").await;
    let members = browser.get(&paths::members("alpha")).await;
    let rows = members.texts("tbody tr");
    let of = |name: &str| rows.iter().find(|row| row.contains(name)).unwrap();
    assert!(of("Canary-person-chair").contains("Details unconfirmed"));
    assert!(!of("Canary-person-member O").contains("Details unconfirmed"));
}

#[tokio::test]
async fn my_boards_has_a_line_for_each_board_and_its_numbers_hold() {
    let portal = TestPortal::new().await;
    let (db, random) = (&portal.state.db, &portal.state.random);
    let (chair, ayton) = (
        portal.world.people["chair"],
        portal.world.organisations["ayton"],
    );
    // On every fourth of these the chair sits, too.
    many::add_boards(db, random, start(), 20, chair, ayton).await;
    let mut browser = portal.signed_in("chair").await;
    let page = browser.get(paths::MY_BOARDS).await;
    let rows = page.texts("tbody tr");
    assert_eq!(rows.len(), 6, "{rows:?}");
    let alpha = rows.iter().find(|row| row.starts_with("Alpha")).unwrap();
    assert!(alpha.contains("3 open actions on Alpha"), "{alpha}");
    assert!(alpha.contains("1 late action on Alpha"), "{alpha}");
    let today = portal.state.clock.today();
    let all: Vec<_> =
        boards::directory(db.reader(), &many::access_of(db, chair, today).await, today)
            .await
            .unwrap()
            .iter()
            .map(|board| board.id)
            .collect();
    let counted = lists::numbers_of(db.reader(), &all, today).await.unwrap();
    for board in all {
        let single = lists::open_and_late(db.reader(), board, today)
            .await
            .unwrap();
        let of_board = counted[&board];
        assert_eq!((of_board.open, of_board.late), single);
    }
}

#[tokio::test]
async fn interests_are_declared_once_and_seen_as_they_stood() {
    let portal = TestPortal::new().await;
    let mut deputy = portal.signed_in("deputy").await;
    let page = deputy.get(paths::OWN_INTERESTS).await;
    let none = deputy.submit(&page, "I have nothing to declare", &[]).await;
    let page = deputy.follow(&none).await;
    assert!(
        page.body
            .contains("Nothing to declare, said on 23 November 2026.")
    );
    let fields = [("kind", "office"), ("description", "Trustee of Aycentre")];
    for _ in 0..2 {
        let declared = deputy.submit(&page, "Declare", &fields).await;
        assert_eq!(declared.status, StatusCode::SEE_OTHER, "{}", declared.body);
    }
    let mut member = portal.signed_in("member").await;
    let register = paths::board_interests("alpha");
    let now = member.get(&register).await;
    assert_eq!(now.body.matches("Trustee of Aycentre").count(), 1);
    let before = member
        .get(&format!("{register}?on-day=1&on-month=11&on-year=2026"))
        .await;
    assert!(!before.body.contains("Trustee of Aycentre"));
    let wrong = member
        .fetch(&format!("{register}?on-day=31&on-month=feb&on-year=2026"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Ended today, there may be nothing today.
    let page = deputy.get(paths::OWN_INTERESTS).await;
    let refused = deputy.post(paths::NOTHING_TO_DECLARE, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    deputy
        .submit(&page, "End it today: Trustee of Aycentre", &[])
        .await;
    let none = deputy.post(paths::NOTHING_TO_DECLARE, &[]).await;
    assert_eq!(none.status, StatusCode::SEE_OTHER);
}
