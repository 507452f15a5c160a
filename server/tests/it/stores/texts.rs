//! Texts of every script come back as they were written, and what no database
//! can hold is an address that is not there, never an error.

use app::{ids::PersonId, organisations::types::OrganisationKind, paths};
use axum::http::StatusCode;
use sea_orm::EntityTrait;
use server::{
    db::entities::{organisation, person},
    organisations::store::{self as organisations, NewOrganisation},
    people::store::{self as people, NewPerson},
};
use uuid::Uuid;

use crate::support::{TestPortal, many::operator, start};

const NAMES: &[&str] = &[
    "O'Brien-Ní Dhomhnaill",
    "Siân",
    "Sia\u{302}n",
    "فاطمة الزهراء",
    "שָׁרָה כהן",
    "王小明",
    "Þórdís Ærø Straße",
    "नागरिक",
    "👩\u{200d}⚖️ Judge",
    "Robert'); DROP TABLE person;--",
    "</textarea><script>alert(1)</script>",
    "100%_\\ \"quoted\"",
];

#[tokio::test]
async fn names_of_every_script_come_back_as_they_were_written() {
    let portal = TestPortal::new().await;
    let long = "é".repeat(300);
    let tx = portal.state.db.begin().await.unwrap();
    let random = &portal.state.random;
    for name in NAMES.iter().copied().chain([long.as_str()]) {
        let new = NewPerson {
            full_name: name,
            post: name,
            email: None,
            fictional: true,
        };
        let id = people::add(&tx, random, &operator(), start(), &new)
            .await
            .unwrap();
        assert_eq!(person_of(&tx, id).await.full_name, name);
        let new = NewOrganisation {
            kind: OrganisationKind::Council,
            name,
            short_name: name,
        };
        let id = organisations::add(&tx, random, &operator(), start(), &new)
            .await
            .unwrap();
        let stored = organisation::Entity::find_by_id(id.0).one(&tx).await;
        assert_eq!(stored.unwrap().unwrap().short_name, name);
    }
    tx.commit().await.unwrap();
    let trail = server::audit::verify(portal.state.db.reader()).await;
    assert_eq!(trail.unwrap().faults, []);
}

async fn person_of(tx: &impl sea_orm::ConnectionTrait, id: PersonId) -> person::Model {
    person::Entity::find_by_id(id.0)
        .one(tx)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn a_name_cannot_pass_for_another_by_signs_nobody_sees() {
    let portal = TestPortal::new().await;
    let tx = portal.state.db.begin().await.unwrap();
    let new = NewPerson {
        full_name: " Ada\u{202e}\u{200b} Test\u{0}\u{2069} ",
        post: "Di\u{202e}rector",
        email: None,
        fictional: true,
    };
    let random = &portal.state.random;
    let id = people::add(&tx, random, &operator(), start(), &new)
        .await
        .unwrap();
    let stored = person_of(&tx, id).await;
    assert_eq!(stored.full_name, "Ada Test");
    assert_eq!(stored.post, "Director");
}

#[tokio::test]
async fn what_somebody_writes_comes_back_on_the_page_and_nothing_else_does() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    let mut member = portal.signed_in("member").await;
    for (name, version) in NAMES.iter().zip(1_u64..) {
        let answer = member
            .post(
                &paths::update_action(&reference),
                &[
                    ("version", &version.to_string()),
                    ("submission", &Uuid::from_u128(version.into()).to_string()),
                    ("status", "blocked"),
                    ("note", &format!("Note {version}: {name}\u{202e}\u{0}")),
                ],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let page = member.follow(&answer).await;
        let text = page.texts("main").concat();
        assert!(text.contains(&format!("Note {version}: {name}")), "{text}");
        assert!(!page.body.contains('\u{202e}'));
        let scripts = page.texts("script").concat();
        assert!(!scripts.contains("alert"), "{scripts}");
    }
}

#[tokio::test]
async fn an_address_no_database_can_hold_is_not_there() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let id = Uuid::nil().simple();
    let mut wrong = Vec::new();
    for (path, status) in [
        ("/actions/%00", 404),
        ("/actions/ALP%00-2026-001/update", 404),
        ("/actions/%00/changes", 404),
        ("/boards/%00", 404),
        ("/boards/%00/actions", 404),
        ("/boards/alpha%00/changes", 404),
        ("/boards?q=%00&region=%00", 200),
        ("/boards/alpha/actions?q=%00", 200),
        ("/boards/alpha/actions?q=a%00b", 200),
        ("/boards/alpha/actions?organisation=%00", 200),
        (
            &format!("/boards/alpha/actions?after=%2B262142-12-31_{id}"),
            200,
        ),
        (
            &format!("/boards/alpha/actions?after=-262143-01-01_{id}"),
            200,
        ),
        (
            &format!("/boards/alpha/actions?sort=updated&after=8210266876799999999_{id}"),
            200,
        ),
        (
            &format!("/boards/alpha/actions?sort=-updated&after=-8334601228800000000_{id}"),
            200,
        ),
        (
            &format!("/boards/alpha/actions?sort=reference&before=2147483647.-1_{id}"),
            200,
        ),
        ("/actions/ALP-2026-001?before=-2147483648", 200),
        ("/actions/ALP-2026-001?before=99999999999", 200),
        ("/boards/alpha/changes?since=-9223372036854775808", 200),
        ("/boards/alpha/changes?since=9223372036854775807", 200),
        ("/sign-in/%00", 404),
    ] {
        let answer = member.fetch(path).await;
        if answer.status != status {
            wrong.push(format!("{path}: {}", answer.status));
        }
    }
    let answer = member.post("/account/sessions/%00/end", &[]).await;
    if answer.status != 404 {
        wrong.push(format!("ending no session: {}", answer.status));
    }
    assert_eq!(wrong, [""; 0]);
}
