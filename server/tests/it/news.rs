//! "News for you" on `/`: what the portal tells people, in the portal.

use app::{membership::types::EndReason, paths};
use server::membership::appointments::{self, Ended, Ending};

use crate::support::{TestPortal, many::operator, requests};

const NEWS: &str = "News for you";

async fn member_leaves(portal: &TestPortal) {
    let (state, at) = (&portal.state, portal.state.clock.now());
    let ending = Ending {
        appointment: requests::appointment_of(portal, "member").await,
        last_day: state.clock.today(),
        reason: EndReason::Resigned,
        seen: None,
    };
    let tx = state.db.begin().await.unwrap();
    let outcome = appointments::end(&tx, &state.random, &operator(), at, &ending).await;
    assert_eq!(outcome, Ok(Ended::Saved));
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_vacancy_is_news_for_the_chairs_and_for_nobody_of_another_board() {
    let portal = TestPortal::new().await;
    let page = portal.signed_in("chair").await.get(paths::MY_WORK).await;
    assert!(!page.texts("h2").contains(&NEWS.to_owned()));

    member_leaves(&portal).await;
    for (person, told) in [
        ("chair", true),
        ("deputy", true),
        // Of the organisation that owes a name.
        ("member", true),
        ("secretary", false),
        ("observer", false),
        ("beta chair", false),
        ("beta member", false),
        ("no seat", false),
    ] {
        let page = portal.signed_in(person).await.get(paths::MY_WORK).await;
        assert_eq!(
            page.texts("h2").contains(&NEWS.to_owned()),
            told,
            "{person}"
        );
        let words = page.body.contains("It is vacant from 24 November 2026.");
        assert_eq!(words, told, "{person}");
    }
}

#[tokio::test]
async fn news_stands_below_the_list_of_actions() {
    let portal = TestPortal::new().await;
    member_leaves(&portal).await;
    let page = portal.signed_in("chair").await.get(paths::MY_WORK).await;
    let list = page.body.find("canary-action-cafcass").unwrap();
    let news = page.body.find(NEWS).unwrap();
    assert!(list < news);
}
