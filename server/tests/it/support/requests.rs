//! How each address of the router is asked well: what stands for its
//! parameters, and what its form holds. What holds for every address is tested
//! with these, so a new one needs at most a line here.

use app::{
    access::Role,
    actions::{forms::field as update, types::Way},
    boards::{
        forms as board_forms,
        types::{BoardKind, NameConfidence},
    },
    form::{Answers, THEN},
    ids::{AppointmentId, OrganisationId},
    organisations::{forms as organisation_forms, types::OrganisationKind},
    paths,
    sign_in::views::field,
};
use axum::http::Method;
use chrono::{Days, TimeDelta};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    actions::store as actions,
    audit::Actor,
    boards::store::{self as boards, NewBoard},
    db::entities::{board, organisation, persona},
    membership::{
        appointments, invitations,
        seats::{self, NewSeat},
    },
    organisations::store::{self as organisations, NewOrganisation},
    portal::DEMONSTRATION,
    router::{ROUTES, Route},
    sessions::store as sessions,
};
use uuid::Uuid;

use super::{Answer, Browser, TestPortal, world::PEOPLE};

/// The fields of a form.
pub type Fields = Vec<(String, String)>;

/// Every address with each of its methods.
pub fn every_request() -> impl Iterator<Item = (Method, &'static Route)> {
    ROUTES
        .iter()
        .flat_map(|route| route.methods.iter().map(move |method| (*method, route)))
        .map(|(method, route)| (method.to_uppercase().parse().unwrap(), route))
}

/// Every address that takes a form.
pub fn writes() -> impl Iterator<Item = &'static str> {
    every_request()
        .filter(|(method, _)| *method != Method::GET)
        .map(|(_, route)| route.path)
}

/// The parameter of an address, if it has one.
pub fn parameter(path: &str) -> Option<&str> {
    let (_, rest) = path.split_once('{')?;
    let (name, rest) = rest.split_once('}').unwrap();
    assert!(
        !rest.contains('{'),
        "{path} has two parameters: test it here with pairs that do not belong together"
    );
    Some(name)
}

/// Who sends the good form of an address.
pub fn writer_of(path: &str) -> &'static str {
    match path {
        "/boards/{slug}/sub-groups/new" => "chair",
        _ if path.starts_with("/boards") || path.starts_with("/organisations") => {
            "national secretariat"
        }
        _ => "member",
    }
}

/// Something made for one request, because what is done to it is final. What
/// others use is asked only what would follow.
pub const OF_ITS_OWN: &str = "of its own";

/// What a parameter may stand for, as the tables of access name it.
pub fn cases(path: &str) -> &'static [&'static str] {
    match path {
        "/boards/{slug}/merge" | "/boards/{slug}/end" => return &[OF_ITS_OWN, "alpha"],
        "/organisations/{organisation}/end" => return &[OF_ITS_OWN, "ayton"],
        _ => {}
    }
    match parameter(path) {
        None => &["-"],
        Some("slug") => &["alpha"],
        Some("reference") => &["ayton late", "cafcass"],
        Some("provider") => &["the demonstration"],
        Some("id") => &["their own", "another's"],
        Some("seat" | "appointment") => &["member", "chair"],
        Some("person") => &["member", "beta member"],
        Some("organisation") => &["ayton"],
        Some(other) => panic!("say in support/requests.rs what {{{other}}} stands for"),
    }
}

/// Everything there is that a parameter could name.
pub fn everything(path: &str) -> &'static [&'static str] {
    match parameter(path) {
        Some("slug") => &["alpha", "beta", "national"],
        Some("reference") => &["ayton late", "ayton due", "cafcass", "beta"],
        Some("seat") => &[
            "chair",
            "member",
            "observer",
            "former",
            "beta member",
            "national",
        ],
        Some("appointment") => &["chair", "member", "former member", "beta member"],
        Some("person") => PEOPLE,
        Some("organisation") => &["ayton", "beeton", "cafcass", "judiciary", "ministry"],
        _ => cases(path),
    }
}

/// An address of the right shape that leads to nothing.
pub fn unknown(path: &str) -> Option<String> {
    let name = parameter(path)?;
    let value = match name {
        "slug" => "nowhere".to_owned(),
        "reference" => "ALP-2026-999".to_owned(),
        "provider" => "nobody".to_owned(),
        _ => Uuid::from_u128(0xdead).to_string(),
    };
    Some(path.replace(&format!("{{{name}}}"), &value))
}

/// The address of a case, as `person` would ask for it.
pub async fn address(portal: &TestPortal, path: &str, case: &str, person: Option<&str>) -> String {
    let Some(name) = parameter(path) else {
        return path.to_owned();
    };
    let value = match (name, case) {
        ("slug", OF_ITS_OWN) => board_of_its_own(portal).await,
        ("organisation", OF_ITS_OWN) => organisation_of_its_own(portal).await.to_string(),
        ("slug", board) => board.to_owned(),
        ("reference", action) => portal.world.actions[action].clone(),
        ("provider", _) => DEMONSTRATION.to_owned(),
        ("seat", seat) => portal.world.seats[seat].to_string(),
        ("appointment", person) => appointment_of(portal, person).await.to_string(),
        ("person", person) => portal.world.people[person].to_string(),
        ("organisation", organisation) => portal.world.organisations[organisation].to_string(),
        ("id", "their own") => session_id(portal, person.unwrap_or("no seat")).await,
        ("id", _) => session_id(portal, "beta chair").await,
        other => panic!("say in support/requests.rs what {other:?} stands for"),
    };
    path.replace(&format!("{{{name}}}"), &value)
}

/// The latest appointment of a person of the world.
pub async fn appointment_of(portal: &TestPortal, person: &str) -> AppointmentId {
    let person = portal.world.people[person];
    let held = appointments::of_person(portal.state.db.reader(), person).await;
    held.unwrap()[0].id
}

/// The identifier of a new session of a person.
pub async fn session_id(portal: &TestPortal, person: &str) -> String {
    let secret = portal.world.session_of(&portal.state, person).await;
    let found = sessions::current(
        portal.state.db.reader(),
        &secret,
        portal.state.session_limits,
        portal.state.clock.now(),
    )
    .await
    .unwrap();
    found.unwrap().session.id.to_string()
}

/// A form that an address takes from somebody who may send it.
pub async fn good_form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let fields = match path {
        "/actions/{reference}/update" => {
            let reference = address.split('/').nth(2).unwrap();
            update_form(portal, reference, "Rota agreed with the court").await
        }
        "/account/sessions/end-others" | "/account/sessions/{id}/end" | "/sign-out" => Vec::new(),
        "/demo" => {
            let request = waiting_choice(portal).await;
            let person = portal.world.people["member"].to_string();
            vec![(field::PERSON, person), (field::REQUEST, request)]
        }
        _ if path.starts_with("/boards") => return board_form(portal, path, address).await,
        _ if path.starts_with("/organisations") => {
            return organisation_form(portal, path, address).await;
        }
        other => panic!("say in support/requests.rs what a good form of {other} holds"),
    };
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

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
async fn board_of_its_own(portal: &TestPortal) -> String {
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
async fn organisation_of_its_own(portal: &TestPortal) -> OrganisationId {
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

fn pairs(answers: Answers) -> Fields {
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

async fn board_form(portal: &TestPortal, path: &str, address: &str) -> Fields {
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

async fn organisation_form(portal: &TestPortal, path: &str, address: &str) -> Fields {
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

/// The form of an update against the action as it stands.
pub async fn update_form(
    portal: &TestPortal,
    reference: &str,
    note: &str,
) -> Vec<(&'static str, String)> {
    let found = actions::find(portal.state.db.reader(), reference).await;
    let version = found.unwrap().map_or(1, |action| action.version);
    let submission = portal.state.random.id(portal.state.clock.now());
    vec![
        (update::STATUS, "in_progress".to_owned()),
        (update::NOTE, note.to_owned()),
        (update::VERSION, version.to_string()),
        (update::SUBMISSION, submission.to_string()),
    ]
}

/// Sets out to sign in, in a browser of its own, as far as "Choose who to be";
/// returns what the form there waits with.
async fn waiting_choice(portal: &TestPortal) -> String {
    let page = portal
        .browser()
        .get(&paths::sign_in_with(DEMONSTRATION))
        .await;
    let (_, request) = page.path.split_once("?request=").unwrap();
    request.to_owned()
}

/// Lets one choose to be this person, who has an invitation.
pub async fn make_persona(portal: &TestPortal, person: &str) {
    make_persona_at(portal, person, 0).await;
}

/// As [`make_persona`], at a place of the page.
pub async fn make_persona_at(portal: &TestPortal, person: &str, position: usize) {
    let id = portal.world.people[person];
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let actor = Actor {
        person: None,
        name: "test".to_owned(),
        way: Way::Command,
    };
    let tx = portal.state.db.begin().await.unwrap();
    persona::Entity::insert(persona::ActiveModel::from(persona::Model {
        person_id: id.0,
        position: i32::try_from(position).unwrap(),
        label: Role::Member.label().to_owned(),
        description: "For tests".to_owned(),
    }))
    .exec_without_returning(&tx)
    .await
    .unwrap();
    let until = now + TimeDelta::days(365);
    invitations::invite(&tx, random, &actor, now, id, &email(person), until)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The e-mail address of a person of the world.
pub fn email(person: &str) -> String {
    format!("{}@canary-email.example", person.replace(' ', "-"))
}

/// Goes to a page that asks for a sign-in, and signs in as a person who is a
/// persona, as far as the redirect back from the provider.
pub async fn sign_in(
    portal: &TestPortal,
    browser: &mut Browser,
    person: &str,
    page: &str,
) -> Answer {
    let page = browser.get(page).await;
    let href = page
        .links()
        .into_iter()
        .find(|href| href.starts_with(&paths::sign_in_with(DEMONSTRATION)))
        .unwrap();
    let choose = browser.get(&href).await;
    assert_eq!(choose.heading(), "Choose who to be");
    let person = portal.world.people[person].to_string();
    let back = browser
        .submit(&choose, "Continue", &[(field::PERSON, &person)])
        .await;
    browser.fetch(&back.location().unwrap()).await
}
