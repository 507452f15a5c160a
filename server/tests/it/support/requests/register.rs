//! Good forms about boards and organisations, and such as are there to be ended.

use app::{
    access::Role,
    actions::types::Way,
    boards::{
        forms as board_forms,
        types::{BoardKind, NameConfidence},
    },
    form::{Answers, THEN},
    ids::OrganisationId,
    organisations::{forms as organisation_forms, types::OrganisationKind},
};
use chrono::Days;
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    audit::Actor,
    boards::store::{self as boards, NewBoard},
    db::entities::{board, organisation},
    membership::seats::{self, NewSeat},
    organisations::store::{self as organisations, NewOrganisation},
};

use super::{super::TestPortal, Fields};

/// A name for something new.
fn fresh(number: u64, what: &str) -> String {
    format!("{what} {number}")
}

/// A code that no board has yet.
async fn fresh_code(portal: &TestPortal) -> (u64, String) {
    let number = board::Entity::find()
        .count(portal.state.db.reader())
        .await
        .unwrap();
    let letter = |place: u64| char::from(b'A' + u8::try_from(number / place % 26).unwrap());
    (
        number,
        ['Z', letter(676), letter(26), letter(1)].iter().collect(),
    )
}

fn operator() -> Actor {
    Actor {
        person: None,
        name: "test".to_owned(),
        way: Way::Command,
    }
}

/// The address of a local board that nobody else uses, with one vacant seat.
pub async fn board_of_its_own(portal: &TestPortal) -> String {
    let (number, code) = fresh_code(portal).await;
    let (name, slug) = (fresh(number, "Own"), format!("own-{number}"));
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let new = NewBoard {
        kind: BoardKind::Local,
        slug: &slug,
        name: &name,
        code: &code,
        region: Some("North East"),
        area_code: None,
        confidence: NameConfidence::Seen,
        parent: Some(portal.world.boards["national"]),
    };
    let tx = portal.state.db.begin().await.unwrap();
    let board = boards::add_board(&tx, random, &operator(), now, &new)
        .await
        .unwrap();
    let seat = NewSeat {
        board,
        role: Role::Member,
        category: app::membership::types::Category::Hmcts,
        title: "Seat of its own",
        organisation: None,
        required: true,
        voting: true,
        term_months: None,
        starts_on: portal.state.clock.today(),
    };
    seats::add(&tx, random, &operator(), now, &seat)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    slug
}

/// An organisation that nobody else uses.
pub async fn organisation_of_its_own(portal: &TestPortal) -> OrganisationId {
    let number = organisation::Entity::find()
        .count(portal.state.db.reader())
        .await
        .unwrap();
    let name = fresh(number, "Own");
    let new = NewOrganisation {
        kind: OrganisationKind::Police,
        name: &name,
        short_name: &name,
    };
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let tx = portal.state.db.begin().await.unwrap();
    let id = organisations::add(&tx, random, &operator(), now, &new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

pub fn pairs(answers: Answers) -> Fields {
    answers
        .pairs()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A key as a form that makes something is given.
pub fn key(portal: &TestPortal) -> String {
    let now = portal.state.clock.now();
    portal.state.random.id(now).to_string()
}

/// Whether what a form does is done, or only asked for.
fn then(is_own: bool) -> &'static str {
    if is_own { "save" } else { "check" }
}

pub async fn board_form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    use board_forms::field;
    let slug = address.split('/').nth(2).unwrap_or_default();
    let db = portal.state.db.reader();
    let found = boards::find_ever(db, slug).await.unwrap();
    let version = found.map_or(1, |board| board.version).to_string();
    let today = portal.state.clock.today();
    let (number, code) = fresh_code(portal).await;
    let answers = Answers::default();
    let starting = || {
        let answers = Answers::default()
            .with(field::KEY, key(portal))
            .with(field::CODE, &*code)
            .with(THEN, "save");
        board_forms::STARTS_ON.fill(answers, Some(today))
    };
    let closing = |answers: Answers| {
        let answers = answers
            .with(field::REASON, "The areas change")
            .with(field::VERSION, &*version)
            .with(THEN, then(slug.starts_with("own-")));
        board_forms::LAST_DAY.fill(answers, Some(today + Days::new(30)))
    };
    pairs(match path {
        "/boards/new" => starting()
            .with(field::KIND, "local")
            .with(field::NAME, fresh(number, "Board"))
            .with(field::REGION, "North East"),
        "/boards/{slug}/sub-groups/new" => starting().with(field::NAME, fresh(number, "Group")),
        "/boards/{slug}/change" => {
            let mut answers = answers
                .with(field::NAME, fresh(number, "Renamed"))
                .with(field::CONFIDENCE, "seen")
                .with(field::TERM_WARNING, "90")
                .with(field::VERSION, version)
                .with(THEN, "save");
            if slug != "national" {
                answers = answers.with(field::REGION, "North East");
            }
            answers
        }
        "/boards/{slug}/merge" => {
            let other = if slug == "beta" { "alpha" } else { "beta" };
            let other = portal.world.boards[other].to_string();
            closing(answers.with(field::SUCCESSOR, other))
        }
        "/boards/{slug}/end" => closing(answers),
        other => panic!("say in support/requests.rs what a good form of {other} holds"),
    })
}

pub async fn organisation_form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    use organisation_forms::field;
    let db = portal.state.db.reader();
    let number = organisation::Entity::find().count(db).await.unwrap();
    let id = address.split('/').nth(2).and_then(|id| id.parse().ok());
    let found = match id {
        Some(id) => organisations::find(db, OrganisationId(id)).await.unwrap(),
        None => None,
    };
    let version = found.as_ref().map_or(1, |found| found.version).to_string();
    let short_name = found.map_or_else(String::new, |found| found.short_name);
    let answers = Answers::default().with(THEN, "save");
    pairs(match path {
        "/organisations/new" => answers
            .with(field::KEY, key(portal))
            .with(field::KIND, "voluntary")
            .with(field::NAME, fresh(number, "Organisation"))
            .with(field::SHORT_NAME, fresh(number, "Organisation")),
        "/organisations/{organisation}/change" => answers
            .with(field::NAME, fresh(number, "Officially"))
            .with(field::SHORT_NAME, short_name)
            .with(field::VERSION, version),
        "/organisations/{organisation}/end" => {
            let is_own = short_name.starts_with("Own");
            let today = portal.state.clock.today();
            let answers = answers
                .with(field::VERSION, version)
                .with(THEN, then(is_own));
            organisation_forms::LAST_DAY.fill(answers, Some(today + Days::new(30)))
        }
        other => panic!("say in support/requests.rs what a good form of {other} holds"),
    })
}
