//! Inviting somebody, the list of invitations, and arriving by one.

use app::paths;
use axum::http::StatusCode;
use chrono::{Days, TimeDelta};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use server::{
    audit,
    db::entities::{appointment, audit_event, identity, invitation, person},
    invitations::store::Issued,
    mail::worker,
};

use crate::support::{
    Answer, Browser, TestPortal,
    requests::{self, appointment_of, invite},
};

/// A portal in which one can choose to be these people, none of whom is invited.
async fn portal_with(people: &[&str]) -> TestPortal {
    let portal = crate::sign_in::portal_with(people).await;
    let tx = portal.state.db.begin().await.unwrap();
    invitation::Entity::update_many()
        .col_expr(
            invitation::Column::WithdrawnAt,
            Expr::value(portal.state.clock.now()),
        )
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    portal
}

async fn all(portal: &TestPortal) -> Vec<invitation::Model> {
    invitation::Entity::find()
        .filter(invitation::Column::BoardId.is_not_null())
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

fn is_open(one: &invitation::Model) -> bool {
    one.bound_at.is_none() && one.withdrawn_at.is_none()
}

/// The path of the link that a page shows.
fn link(page: &Answer) -> String {
    let link = page.texts("#link").concat();
    link.strip_prefix("http://127.0.0.1:3000")
        .unwrap_or_else(|| panic!("{link:?} is no whole address"))
        .to_owned()
}

async fn invite_address(portal: &TestPortal, person: &str) -> String {
    paths::invite(appointment_of(portal, person).await)
}

/// Follows the link, chooses to be a person, and comes back.
async fn arrive(portal: &TestPortal, browser: &mut Browser, person: &str, link: &str) -> Answer {
    let offer = browser.fetch(link).await;
    assert_eq!(offer.status, StatusCode::OK, "{}", offer.body);
    let sign_in = offer
        .links()
        .into_iter()
        .find(|href| href.starts_with("/sign-in?"))
        .unwrap();
    requests::sign_in(portal, browser, person, &sign_in).await
}

#[tokio::test]
async fn a_link_leads_whoever_it_is_for_through_the_sign_in_to_their_seat() {
    let portal = portal_with(&["member"]).await;
    let mut secretary = portal.signed_in("secretary").await;
    let form = secretary
        .get(&invite_address(&portal, "member").await)
        .await;
    for word in ["member@canary-email.example", "Alpha", "canary-seat-member"] {
        assert!(form.body.contains(word), "{word}");
    }
    let page = secretary.submit(&form, "Make the link", &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("until 30 November 2026 at 9am"));
    let link = link(&page);
    // Its mail holds it until it is sent; then only its hash is kept.
    let (_, secret) = link.rsplit_once('/').unwrap();
    assert_eq!(secret.len(), 43);
    assert_eq!(portal.contents().await.matches(secret).count(), 1);
    worker::send_due(&portal.state).await.unwrap();
    assert!(!portal.contents().await.contains(secret));

    let mut browser = portal.browser();
    let offer = browser.fetch(&link).await;
    assert!(
        offer
            .body
            .contains("You are invited to Alpha as Seat of member")
    );
    assert!(
        offer
            .body
            .contains("Canary-person-secretary O'Test invited you.")
    );
    assert!(!offer.body.contains("canary-person-member"));
    let back = arrive(&portal, &mut browser, "member", &link).await;
    assert_eq!(
        back.location().as_deref(),
        Some(link.as_str()),
        "{}",
        back.body
    );
    let arrived = browser.fetch(&link).await;
    let seat = portal.world.seats["member"];
    assert_eq!(arrived.location(), Some(paths::handover(seat)));
    let work = browser.get(paths::MY_WORK).await;
    assert!(work.body.contains("Your account is set up"));

    // For anybody else it is used up.
    let used = portal.browser().fetch(&link).await;
    assert_eq!(used.status, StatusCode::GONE);
    let verbs: Vec<String> = audit_event::Entity::find()
        .filter(audit_event::Column::SubjectKind.is_in(["invitation", "identity"]))
        .filter(audit_event::Column::At.eq(portal.state.clock.now()))
        .all(portal.state.db.reader())
        .await
        .unwrap()
        .into_iter()
        .map(|event| event.verb)
        .collect();
    for verb in ["invited", "accepted", "bound"] {
        assert!(verbs.iter().any(|known| known == verb), "{verbs:?}");
    }
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
}

#[tokio::test]
async fn somebody_whose_seat_is_yet_to_begin_comes_to_my_work() {
    let portal = portal_with(&["member"]).await;
    let issued = invite(&portal, "member").await;
    let tx = portal.state.db.begin().await.unwrap();
    appointment::Entity::update_many()
        .col_expr(
            appointment::Column::StartsOn,
            Expr::value(portal.state.clock.today() + Days::new(3)),
        )
        .filter(appointment::Column::PersonId.eq(portal.world.people["member"].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut browser = portal.browser();
    let link = paths::accept_invitation(&issued.secret);
    arrive(&portal, &mut browser, "member", &link).await;
    let arrived = browser.fetch(&link).await;
    assert_eq!(arrived.location().as_deref(), Some(paths::MY_WORK));
}

#[tokio::test]
async fn the_wrong_account_is_told_which_one_and_whom_to_ask() {
    let portal = portal_with(&["chair"]).await;
    let issued = invite(&portal, "member").await;
    let link = paths::accept_invitation(&issued.secret);
    let before = portal.contents().await;
    let says = |page: &Answer| {
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.body);
        assert_eq!(page.heading(), "This invitation is for another account");
        for words in [
            "m…@canary-email.example",
            "Canary-person-secretary O'Test, who invited you, or the secretariat of Alpha",
        ] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        assert!(!page.body.contains("member@canary"));
    };
    // Signed in as somebody else.
    let mut chair = portal.signed_in("chair").await;
    let signed_in = portal.contents().await;
    says(&chair.fetch(&link).await);
    assert_eq!(portal.contents().await, signed_in);
    assert_ne!(signed_in, before);

    // Signed in at the provider with an account that the portal does not know.
    let mut browser = portal.browser();
    let page = arrive(&portal, &mut browser, "chair", &link).await;
    says(&page);
    assert_eq!(crate::sign_in::secret(&portal, &browser), None);
    assert_eq!(portal.contents().await, signed_in);
}

#[tokio::test]
async fn a_link_that_is_over_says_so_without_a_name_and_an_unknown_one_is_not_there() {
    let portal = portal_with(&[]).await;
    let mut secretary = portal.signed_in("secretary").await;
    let gone = async |issued: &Issued, what: &str| {
        let link = paths::accept_invitation(&issued.secret);
        for person in [None, Some("chair"), Some("member")] {
            let mut browser = crate::access::browser_of(&portal, person).await;
            let page = browser.fetch(&link).await;
            assert_eq!(page.status, StatusCode::GONE, "{what}: {}", page.body);
            assert!(page.body.contains("ask the secretariat of Alpha"), "{what}");
            let main = page.texts("main").concat().to_lowercase();
            assert!(!main.contains("canary"), "{what}: {main}");
        }
    };
    let replaced = invite(&portal, "member").await;
    let withdrawn = invite(&portal, "member").await;
    gone(&replaced, "replaced").await;
    let answer = secretary
        .post(&paths::withdraw_invitation(withdrawn.id), &[])
        .await;
    assert_eq!(answer.location(), Some(paths::invitations("alpha")));
    let list = secretary.follow(&answer).await;
    assert!(list.body.contains("Invitation withdrawn"));
    gone(&withdrawn, "withdrawn").await;

    // Over with the appointment, from the day after its last.
    let void = invite(&portal, "member").await;
    let tx = portal.state.db.begin().await.unwrap();
    let member = portal.world.people["member"];
    appointment::Entity::update_many()
        .col_expr(
            appointment::Column::EndsOn,
            Expr::value(portal.state.clock.today()),
        )
        .filter(appointment::Column::PersonId.eq(member.0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let link = paths::accept_invitation(&void.secret);
    assert_eq!(portal.browser().fetch(&link).await.status, StatusCode::OK);
    portal.pass(TimeDelta::hours(15));
    gone(&void, "void").await;
    portal.pass(TimeDelta::days(7));
    gone(&void, "expired").await;

    for unknown in ["x", &"A".repeat(43), "%00", "%ff"] {
        let page = portal
            .browser()
            .fetch(&paths::accept_invitation(unknown))
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn an_invitation_that_is_over_binds_nobody() {
    for (what, day) in [("expired", 7), ("void", 1)] {
        let portal = portal_with(&["member"]).await;
        invite(&portal, "member").await;
        if what == "void" {
            let tx = portal.state.db.begin().await.unwrap();
            let member = portal.world.people["member"];
            appointment::Entity::update_many()
                .col_expr(
                    appointment::Column::VoidedAt,
                    Expr::value(portal.state.clock.now()),
                )
                .filter(appointment::Column::PersonId.eq(member.0))
                .exec(&tx)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        portal.pass(TimeDelta::days(day));
        let mut browser = portal.browser();
        let answer = requests::sign_in(&portal, &mut browser, "member", paths::MY_WORK).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
        let bound = identity::Entity::find().all(portal.state.db.reader()).await;
        assert_eq!(bound.unwrap().len(), 0, "{what}");
    }
}

#[tokio::test]
async fn an_address_that_was_corrected_is_the_only_one_that_works() {
    let portal = portal_with(&["member"]).await;
    let issued = invite(&portal, "member").await;
    let tx = portal.state.db.begin().await.unwrap();
    person::Entity::update_many()
        .col_expr(person::Column::Email, Expr::value("right@ayton.example"))
        .filter(person::Column::Id.eq(portal.world.people["member"].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = portal
        .browser()
        .fetch(&paths::accept_invitation(&issued.secret))
        .await;
    assert_eq!(page.status, StatusCode::GONE);
    let again = invite(&portal, "member").await;
    assert_eq!(again.email, "right@ayton.example");
}

#[tokio::test]
async fn who_cannot_be_invited_is_said_and_nothing_is_written() {
    let portal = portal_with(&["observer"]).await;
    invite(&portal, "observer").await;
    requests::sign_in(&portal, &mut portal.browser(), "observer", paths::MY_WORK).await;
    let tx = portal.state.db.begin().await.unwrap();
    person::Entity::update_many()
        .col_expr(person::Column::Email, Expr::value(None::<String>))
        .filter(person::Column::Id.eq(portal.world.people["sponsor"].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut chair = portal.signed_in("chair").await;
    let before = portal.contents().await;
    for (person, words) in [
        ("observer", "can sign in already"),
        ("sponsor", "has no email address yet"),
        ("former member", "no longer holds this seat"),
    ] {
        let address = invite_address(&portal, person).await;
        let page = chair.fetch(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{person}");
        assert!(
            page.heading().contains(words),
            "{person}: {}",
            page.heading()
        );
        let page = chair.post(&address, &[]).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{person}");
        assert!(page.heading().contains(words), "{person}");
    }
    let address = invite_address(&portal, "chair").await;
    for answer in [chair.fetch(&address).await, chair.post(&address, &[]).await] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_second_click_replaces_the_first_link_and_one_stays_open() {
    let portal = portal_with(&[]).await;
    let mut secretary = portal.signed_in("secretary").await;
    let address = invite_address(&portal, "member").await;
    let first = link(&secretary.post(&address, &[]).await);
    portal.pass(TimeDelta::seconds(1));
    let form = secretary.fetch(&address).await;
    assert!(form.body.contains("There is a link already"));
    let second = link(&secretary.post(&address, &[]).await);
    assert_eq!(
        portal.browser().fetch(&first).await.status,
        StatusCode::GONE
    );
    assert_eq!(portal.browser().fetch(&second).await.status, StatusCode::OK);
    let all = all(&portal).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all.iter().filter(|one| is_open(one)).count(), 1);
}

#[tokio::test]
async fn the_list_says_what_became_of_each_and_offers_what_can_be_done() {
    let portal = portal_with(&["observer"]).await;
    let mut secretary = portal.signed_in("secretary").await;
    let address = paths::invitations("alpha");
    let empty = secretary.fetch(&address).await;
    assert!(
        empty
            .body
            .contains("Nobody has been invited to this board yet.")
    );

    let expired = invite(&portal, "sponsor").await;
    portal.pass(TimeDelta::days(8));
    let mut secretary = portal.signed_in("secretary").await;
    invite(&portal, "observer").await;
    requests::sign_in(&portal, &mut portal.browser(), "observer", paths::MY_WORK).await;
    portal.pass(TimeDelta::seconds(1));
    let pending = invite(&portal, "member").await;
    let page = secretary.fetch(&address).await;
    assert_eq!(page.texts("caption"), ["3 invitations"]);
    assert_eq!(
        page.texts("tbody .govuk-tag"),
        ["Pending", "Accepted", "Expired"]
    );
    assert_eq!(page.texts("tbody button").len(), 3);
    assert!(page.body.contains("by Canary-person-secretary"));

    // A new link for the one that has expired, and for the one that is open.
    for (issued, person) in [(&expired, "sponsor"), (&pending, "member")] {
        let resend = paths::resend_invitation(issued.id);
        let again = secretary.post(&resend, &[]).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.body);
        assert!(again.heading().contains(&format!("Canary-person-{person}")));
        let old = paths::accept_invitation(&issued.secret);
        assert_eq!(portal.browser().fetch(&old).await.status, StatusCode::GONE);
        let new = portal.browser().fetch(&link(&again)).await;
        assert_eq!(new.status, StatusCode::OK);
    }
    let stored = all(&portal).await;
    let open = stored.iter().filter(|one| is_open(one));
    // The expired one was not withdrawn: it stays what it was.
    assert_eq!((stored.len(), open.count()), (5, 3));
}

#[tokio::test]
async fn what_is_settled_is_not_withdrawn_and_a_second_click_changes_nothing() {
    let portal = portal_with(&["observer"]).await;
    let mut secretary = portal.signed_in("secretary").await;
    let accepted = invite(&portal, "observer").await;
    requests::sign_in(&portal, &mut portal.browser(), "observer", paths::MY_WORK).await;
    let withdrawn = invite(&portal, "member").await;
    let address = paths::withdraw_invitation(withdrawn.id);
    assert_eq!(secretary.post(&address, &[]).await.status, 303);
    let before = portal.contents().await;
    assert_eq!(secretary.post(&address, &[]).await.status, 303);
    let page = secretary
        .post(&paths::withdraw_invitation(accepted.id), &[])
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.body.contains("accepted it on 23 November 2026"));
    // Nor is somebody who has an account invited once more.
    let page = secretary
        .post(&paths::resend_invitation(accepted.id), &[])
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_secretary_can_do_nothing_about_the_invitations_of_another_board() {
    let portal = portal_with(&[]).await;
    let issued = invite(&portal, "member").await;
    let mut stranger = portal.signed_in("beta chair").await;
    let mut member = portal.signed_in("observer").await;
    let before = portal.contents().await;
    for address in [
        paths::resend_invitation(issued.id),
        paths::withdraw_invitation(issued.id),
        invite_address(&portal, "member").await,
    ] {
        assert_eq!(stranger.post(&address, &[]).await.status, 404, "{address}");
        assert_eq!(member.post(&address, &[]).await.status, 403, "{address}");
    }
    let list = paths::invitations("alpha");
    assert_eq!(stranger.fetch(&list).await.status, 404);
    assert_eq!(member.fetch(&list).await.status, 403);
    assert_eq!(portal.contents().await, before);
}

/// Being invited to two boards is one account all the same.
#[tokio::test]
async fn whoever_is_bound_by_one_invitation_leaves_no_other_open() {
    let portal = portal_with(&["member"]).await;
    // An operator's invitation, which is for no board.
    let id = portal.world.people["member"];
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let actor = crate::support::many::operator();
    let tx = portal.state.db.begin().await.unwrap();
    let email = requests::email("member");
    let until = now + TimeDelta::days(1);
    server::invitations::store::invite(&tx, random, &actor, now, id, &email, until)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    invite(&portal, "member").await;
    requests::sign_in(&portal, &mut portal.browser(), "member", paths::MY_WORK).await;
    let stored = invitation::Entity::find()
        .filter(invitation::Column::PersonId.eq(id.0))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert!(!stored.iter().any(is_open), "{stored:?}");
    let bound = stored.iter().filter(|one| one.bound_at.is_some());
    assert_eq!(bound.count(), 2);
}
