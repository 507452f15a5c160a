//! When something comes between a person and what they typed: nothing typed is
//! lost, and nothing is saved twice.

use app::{actions::forms::field, paths};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::db::entities::{action, action_update, outbox};

use crate::support::{Answer, Browser, TestPortal, requests};

const LATE: &str = "ayton late";

fn address(portal: &TestPortal) -> String {
    paths::update_action(&portal.world.actions[LATE])
}

async fn updates(portal: &TestPortal) -> u64 {
    action_update::Entity::find()
        .count(portal.state.db.reader())
        .await
        .unwrap()
}

async fn announced(portal: &TestPortal) -> u64 {
    outbox::Entity::find()
        .count(portal.state.db.reader())
        .await
        .unwrap()
}

async fn last_note(portal: &TestPortal) -> String {
    let found = action::Entity::find()
        .filter(action::Column::Reference.eq(&portal.world.actions[LATE]))
        .one(portal.state.db.reader())
        .await
        .unwrap();
    found.unwrap().last_note
}

/// Opens the form, fills it in and sends it.
async fn send(browser: &mut Browser, form: &Answer, status: &str, note: &str) -> Answer {
    browser
        .submit(
            form,
            "Save update",
            &[(field::STATUS, status), (field::NOTE, note)],
        )
        .await
}

#[tokio::test]
async fn update_sent_by_nobody_shows_what_was_typed_to_be_copied() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let form = member.get(&address(&portal)).await;
    member.post(paths::SIGN_OUT, &[]).await;
    let before = portal.contents().await;

    let typed = "Agreed with \"the court\" & <all>\nSecond line";
    let page = send(&mut member, &form, "blocked", typed).await;
    assert_eq!(page.status, 401);
    assert_eq!(page.heading(), "You have been signed out");
    assert_eq!(
        page.texts("textarea"),
        ["Agreed with \"the court\" & <all> Second line"]
    );
    assert!(page.body.contains("&lt;all&gt;\nSecond line"));
    // It says nothing of the action, which nobody signed in may see.
    assert!(!page.body.contains("canary"));
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn update_of_an_action_that_is_not_there_shows_nobody_the_same() {
    let portal = TestPortal::new().await;
    let mut nobody = portal.browser();
    let mut bodies = Vec::new();
    for reference in [portal.world.actions[LATE].as_str(), "ALP-2026-999"] {
        let page = nobody
            .post(&paths::update_action(reference), &[(field::NOTE, "Typed")])
            .await;
        assert_eq!(page.status, 401);
        bodies.push(page.texts("main").concat());
    }
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn update_that_met_another_shows_both_texts_and_is_saved_on_the_second_try() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let mut chair = portal.signed_in("chair").await;
    let form_of_member = member.get(&address(&portal)).await;
    let form_of_chair = chair.get(&address(&portal)).await;

    let first = send(&mut chair, &form_of_chair, "blocked", "Waits for a judge").await;
    assert_eq!(first.status, 303);
    let before = portal.contents().await;
    let page = send(&mut member, &form_of_member, "complete", "Rota is out").await;
    assert_eq!(page.status, 409);
    assert_eq!(page.heading(), "Somebody else has updated this action");
    let texts = page.texts(".app-compare__text");
    assert_eq!(texts, ["Waits for a judge", "Rota is out"]);
    let bylines = page.texts(".app-compare__byline");
    assert!(bylines[0].starts_with("Canary-person-chair"), "{bylines:?}");
    assert!(
        bylines.iter().any(|line| line == "Position: Blocked"),
        "{bylines:?}"
    );
    assert!(
        bylines.iter().any(|line| line == "Position: Complete"),
        "{bylines:?}"
    );
    assert_eq!(page.texts("textarea"), ["Rota is out"]);
    assert_eq!(portal.contents().await, before);

    // The person chooses to save theirs as well: the form holds all it needs.
    let saved = member.submit(&page, "Save my update as well", &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert_eq!(last_note(&portal).await, "Rota is out");
    let action = member.follow(&saved).await;
    let history = action.texts(".app-typed");
    assert_eq!(history, ["Rota is out", "Waits for a judge"]);
}

#[tokio::test]
async fn update_of_an_action_closed_meanwhile_shows_what_was_typed_and_offers_no_form() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let mut chair = portal.signed_in("chair").await;
    let form_of_member = member.get(&address(&portal)).await;
    let form_of_chair = chair.get(&address(&portal)).await;
    assert_eq!(
        send(&mut chair, &form_of_chair, "closed", "Accepted")
            .await
            .status,
        303
    );
    let before = portal.contents().await;

    let page = send(&mut member, &form_of_member, "complete", "Rota is out").await;
    assert_eq!(page.status, 409);
    assert_eq!(
        page.texts(".app-compare__text"),
        ["Accepted", "Rota is out"]
    );
    assert!(!page.body.contains("Save my update as well"));
    assert!(page.body.contains("The action is settled"));
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn update_sent_twenty_times_is_saved_once_and_answered_the_same() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let form = requests::update_form(&portal, &portal.world.actions[LATE], "Done").await;
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    let (before, events) = (updates(&portal).await, announced(&portal).await);

    let at_once = (0..20).map(|_| {
        let (mut member, address, form) = (member.clone(), address(&portal), form.clone());
        async move { member.post(&address, &form).await }
    });
    let mut answers = futures::future::join_all(at_once).await;
    portal.pass(chrono::TimeDelta::minutes(50));
    answers.push(member.post(&address(&portal), &form).await);
    for answer in &answers {
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(answer.location(), answers[0].location());
    }
    assert_eq!(updates(&portal).await, before + 1);
    assert_eq!(announced(&portal).await, events + 1);
}

#[tokio::test]
async fn updates_of_many_at_once_are_saved_once_and_the_others_keep_their_text() {
    let portal = TestPortal::new().await;
    let mut senders = Vec::new();
    for number in 0..12 {
        let person = ["member", "substitute", "chair", "secretary"][number % 4];
        let browser = portal.signed_in(person).await;
        let note = format!("Text number {number}");
        let form = requests::update_form(&portal, &portal.world.actions[LATE], &note).await;
        senders.push((browser, form, note));
    }
    let at_once = senders.iter_mut().map(|(browser, form, note)| {
        let address = address(&portal);
        async move {
            let form: Vec<(&str, &str)> =
                form.iter().map(|(name, value)| (*name, &**value)).collect();
            (browser.post(&address, &form).await, note.clone())
        }
    });
    let answers = futures::future::join_all(at_once).await;
    let saved = answers
        .iter()
        .filter(|(answer, _)| answer.status == 303)
        .count();
    assert_eq!(saved, 1);
    for (answer, note) in &answers {
        if answer.status != 303 {
            assert_eq!(answer.status, 409, "{}", answer.body);
            assert_eq!(&answer.texts("textarea"), std::slice::from_ref(note));
            assert!(answer.texts(".app-compare__text").contains(note));
        }
    }
    assert_eq!(updates(&portal).await, 1);
}

/// The same number of a form with another text is no second click: whoever went
/// back in their browser and wrote more must not be told that it was saved.
#[tokio::test]
async fn update_with_a_number_that_was_used_for_another_text_is_not_called_saved() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let form = member.get(&address(&portal)).await;
    assert_eq!(
        send(&mut member, &form, "blocked", "First").await.status,
        303
    );

    let page = send(&mut member, &form, "blocked", "First and more").await;
    assert_eq!(page.status, 409, "{}", page.body);
    assert_eq!(page.texts("textarea"), ["First and more"]);
    let saved = member.submit(&page, "Save my update as well", &[]).await;
    assert_eq!(saved.status, 303);
    assert_eq!(last_note(&portal).await, "First and more");
    assert_eq!(updates(&portal).await, 2);
}

/// A number drawn for one form and sent with another, by mistake or on purpose.
#[tokio::test]
async fn update_with_the_number_of_an_earlier_form_is_asked_for_again() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let form = requests::update_form(&portal, &portal.world.actions[LATE], "First").await;
    let mut form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    assert_eq!(member.post(&address(&portal), &form).await.status, 303);

    // The action as it stands now, another text, and the number of the first.
    form[1].1 = "Another text";
    form[2].1 = "2";
    let before = portal.contents().await;
    let page = member.post(&address(&portal), &form).await;
    assert_eq!(page.status, 409, "{}", page.body);
    assert_eq!(page.texts("textarea"), ["Another text"]);
    assert_eq!(portal.contents().await, before);
    let saved = member.submit(&page, "Save my update as well", &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
}

/// A number is good for one update of one action; another action has its own.
#[tokio::test]
async fn update_with_the_number_of_another_actions_form_is_saved_there() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let form = requests::update_form(&portal, &portal.world.actions[LATE], "First").await;
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    assert_eq!(member.post(&address(&portal), &form).await.status, 303);

    let due = paths::update_action(&portal.world.actions["ayton due"]);
    assert_eq!(member.post(&due, &form).await.status, 303);
    let page = member
        .fetch(&paths::action(&portal.world.actions["ayton due"]))
        .await;
    assert!(page.body.contains("First"));
}

#[tokio::test]
async fn problem_pages_offer_help_and_say_no_technical_word() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let cafcass = paths::update_action(&portal.world.actions["cafcass"]);
    let mut pages = vec![member.fetch("/nowhere").await, member.fetch(&cafcass).await];
    pages.push(
        member
            .post(&address(&portal), &[("note", &"x".repeat(1_000_000))])
            .await,
    );
    for page in pages {
        assert!(
            page.links().contains(&paths::HELP.to_owned()),
            "{}",
            page.status
        );
        let said = page.texts("main").concat().to_lowercase();
        for word in [
            "error",
            "invalid",
            "forbidden",
            "404",
            "403",
            "413",
            "oops",
            "please",
        ] {
            assert!(!said.contains(word), "{}: {word}", page.status);
        }
        assert!(
            page.title().ends_with(" - Family justice boards"),
            "{}",
            page.title()
        );
    }
}

#[tokio::test]
async fn problem_page_of_somebody_signed_in_keeps_their_navigation() {
    let portal = TestPortal::new().await;
    let not_theirs = paths::update_action(&portal.world.actions["cafcass"]);
    let unknown = paths::board("nowhere");
    let mut member = portal.signed_in("member").await;
    for (address, status) in [(&not_theirs, 403), (&unknown, 404)] {
        let page = member.fetch(address).await;
        assert_eq!(page.status, status);
        assert!(page.links().contains(&paths::MY_BOARDS.to_owned()));
        let name = page.texts(".app-account__name").concat();
        assert!(name.contains("Canary-person-member"), "{status}: {name}");
    }
    // Vacancies are for those who keep members.
    let page = member.fetch(&unknown).await;
    assert!(!page.links().contains(&paths::VACANCIES.to_owned()));
    let page = portal.signed_in("secretary").await.fetch(&unknown).await;
    assert!(page.links().contains(&paths::VACANCIES.to_owned()));

    // Nobody is looked up for it: where no page asked who reads, none is known.
    for browser in [&mut portal.browser(), &mut member] {
        let (page, statements) = portal.statements(browser.fetch("/nowhere")).await;
        assert_eq!(page.status, 404);
        assert_eq!(statements, 0);
        assert!(!page.links().contains(&paths::MY_BOARDS.to_owned()));
    }
}
