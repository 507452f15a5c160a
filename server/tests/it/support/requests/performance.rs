//! Official files, and good forms about them.

use app::{
    ids::PublicationId,
    paths,
    performance::{
        forms::field,
        types::{LEFT_OUT, WALES},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use server::{
    db::entities::publication,
    performance::{self, Whole, store},
};
use uuid::Uuid;

use super::{Fields, key};
use crate::support::TestPortal;

/// The columns of the Ministry's file of DFJ areas.
pub const HEAD: &str = "category,stage,year,quarter,dfj_new,region,count,cases\r\n";

/// A file with one figure of an area by its label.
pub fn file(label: &str, cases: &str) -> String {
    format!("{HEAD}Public Law,Start,2024,1,{label},North West,,{cases}\r\n")
}

/// Takes a file as the demonstration does, without anybody; loads it where it is
/// ready and that is asked for.
pub async fn take(portal: &TestPortal, title: &str, file: &str, loads: bool) -> PublicationId {
    let (state, now) = (&portal.state, portal.state.clock.now());
    let bytes = file.as_bytes();
    let id = PublicationId(state.random.id(now));
    let whole = Whole {
        id,
        title,
        address: "",
        published_on: state.clock.today(),
        file_name: "figures.csv",
        bytes,
        fictional: true,
    };
    state
        .papers
        .put(&whole.hash(), bytes.to_vec())
        .await
        .unwrap();
    let tx = state.db.begin().await.unwrap();
    let actor = server::audit::Actor {
        person: None,
        name: "tests".to_owned(),
        way: app::actions::types::Way::Page,
    };
    let (random, today) = (&state.random, state.clock.today());
    performance::take(&tx, random, &actor, (now, today), &whole, loads)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// A file that is as far as an address needs it.
pub async fn publication_of(portal: &TestPortal, path: &str) -> PublicationId {
    let (title, file, loads) = match path {
        "/publications/{publication}/undo" => (
            "Figures",
            file("Wales", &format!("1{}", fresh_number(portal))),
            true,
        ),
        "/publications/{publication}/approve" => (
            "Canary-publication",
            file("Wales", &format!("2{}", fresh_number(portal))),
            false,
        ),
        "/publications/{publication}/labels" => (
            "Canary-publication",
            file(&format!("Town {} DFJ", key(portal)), "3"),
            false,
        ),
        _ => ("Canary-publication", file("Wales", "26wks"), false),
    };
    let id = take(portal, title, &file, loads).await;
    // Tests of outdated forms take 2 for a version that is not there yet.
    let tx = portal.state.db.begin().await.unwrap();
    publication::Entity::update_many()
        .col_expr(publication::Column::Version, Expr::value(5))
        .filter(publication::Column::Id.eq(id.0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// A number that no other file of a test has.
fn fresh_number(portal: &TestPortal) -> u32 {
    let id = portal.state.random.id(portal.state.clock.now());
    u32::try_from(id.as_u128() % 9_000_000).unwrap()
}

/// A label that somebody has mapped.
pub async fn label_of_its_own(portal: &TestPortal) {
    let db = portal.state.db.reader();
    if !store::labels(db).await.unwrap().is_empty() {
        return;
    }
    let id = publication_of(portal, "/publications/{publication}/labels").await;
    let form = form(
        portal,
        "/publications/{publication}/labels",
        &paths::publication(id),
    )
    .await;
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let mut browser = portal.signed_in("national secretariat").await;
    let answer = browser.post(&paths::map_labels(id), &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

/// Good forms about official files.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let db = portal.state.db.reader();
    match path {
        "/performance/import" => vec![
            (
                field::KEY.to_owned(),
                portal.state.random.id(portal.state.clock.now()).to_string(),
            ),
            (
                field::FILE.to_owned(),
                file("Wales", &fresh_number(portal).to_string()),
            ),
            (
                field::TITLE.to_owned(),
                "Family Court Statistics Quarterly".to_owned(),
            ),
            (
                field::ADDRESS.to_owned(),
                "https://www.gov.uk/statistics".to_owned(),
            ),
            (field::PUBLISHED_ON.day.to_owned(), "25".to_owned()),
            (field::PUBLISHED_ON.month.to_owned(), "6".to_owned()),
            (field::PUBLISHED_ON.year.to_owned(), "2026".to_owned()),
        ],
        "/performance/labels" => {
            let labels = store::labels(db).await.unwrap();
            let area = if labels[0].area == WALES {
                LEFT_OUT
            } else {
                WALES
            };
            vec![(format!("label-{}", labels[0].id), area.to_owned())]
        }
        "/performance/settings" => {
            let settings = store::settings(db).await.unwrap();
            let version = settings["cafcass_duration"].version + 1;
            vec![
                (field::SERIES.to_owned(), "cafcass_duration".to_owned()),
                (field::VERSION.to_owned(), version.to_string()),
                (field::TARGET.to_owned(), (25 + version).to_string()),
                (field::AMBER.to_owned(), "28".to_owned()),
                (field::RED.to_owned(), "31".to_owned()),
            ]
        }
        _ => {
            let id: Uuid = address.split('/').nth(2).unwrap().parse().unwrap();
            let found = store::find(db, PublicationId(id)).await.unwrap();
            let version = found.map_or(1, |file| file.version).to_string();
            let mut fields = vec![(field::VERSION.to_owned(), version)];
            match path {
                "/publications/{publication}/labels" => {
                    fields.push((field::label(0), LEFT_OUT.to_owned()));
                }
                "/publications/{publication}/undo" => {
                    fields.push((field::CONFIRMED.to_owned(), "yes".to_owned()));
                }
                _ => {}
            }
            fields
        }
    }
}
