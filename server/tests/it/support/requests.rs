//! How each address of the router is asked well: what stands for its
//! parameters, and what its form holds. What holds for every address is tested
//! with these, so a new one needs at most a line here.

pub mod action_imports;
pub mod actions;
pub mod imports;
pub mod mail_links;
pub mod meetings;
mod membership;
pub mod packs;
pub mod papers;
mod people;
pub mod performance;
pub mod pilots;
pub mod proceedings;
mod register;

use app::{
    access::Role,
    account::details::field as details,
    actions::{forms::field as update, types::Way},
    form::THEN,
    ids::{AppointmentId, PersonId},
    meetings::forms::field as meeting_fields,
    membership::forms::field as seats,
    paths,
    replies::forms::field as replies,
    sign_in::views::field,
};
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use sea_orm::EntityTrait;
use server::{
    actions::store as stored_actions,
    audit::Actor,
    db::entities::persona,
    feeds::store as feeds,
    invitations::store::{self as invitations, Guest, Invited, Issued, Occasion},
    membership::appointments,
    portal::DEMONSTRATION,
    router::{ROUTES, Route},
    sessions::store as sessions,
};
use uuid::Uuid;

use super::{Answer, Browser, TestPortal, world::PEOPLE};
pub use register::key;
use register::{board_of_its_own, organisation_of_its_own};

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

/// Who may send the good form of an address, among the people of the world.
pub fn sender(path: &str) -> &'static str {
    let of_members = [
        "/seats/",
        "/appointments/",
        "/boards/{slug}/members",
        "/invitations/",
        "/imports/",
    ];
    let of_the_register = [
        "/agenda-template",
        "/seat-template",
        "/boards",
        "/organisations",
        "/people",
        "/performance",
        "/publications/",
    ];
    let of_meetings = [
        "/meeting-series/",
        "/meetings/",
        "/agenda-items/",
        "/papers/",
        "/decisions/",
        "/boards/{slug}/decisions/",
        "/boards/{slug}/rules",
        "/boards/{slug}/meetings/",
        "/boards/{slug}/agenda-template",
    ];
    let of_officers = [
        "/boards/{slug}/actions/new",
        "/actions/{reference}/change",
        "/actions/change",
        "/action-requests/{request}",
    ];
    if of_officers.contains(&path) {
        "chair"
    } else if path == "/boards/{slug}/meetings/propose" || path == "/pilot-sites/{site}/return" {
        "member"
    } else if path.starts_with("/pilot") {
        "national secretariat"
    } else if path == "/boards/{slug}/sub-groups/new"
        || path.starts_with("/lessons")
        || of_meetings.iter().any(|start| path.starts_with(start))
    {
        "chair"
    } else if path == "/seats/{seat}/handover" {
        "sponsor"
    } else if path == "/account/interests/none" {
        "deputy"
    } else if path.starts_with("/action-imports/")
        || path.contains("/actions/import")
        || of_members.iter().any(|start| path.starts_with(start))
    {
        "secretary"
    } else if of_the_register.iter().any(|start| path.starts_with(start)) {
        "national secretariat"
    } else {
        "member"
    }
}

/// Fields that a form may leave out, or that say which button was pressed: a
/// form without them is another form, not a spoilt one.
pub const MAY_BE_LEFT_OUT: &[&str] = &[
    update::EVIDENCE,
    THEN,
    meeting_fields::PLACE,
    meeting_fields::LINK,
    meeting_fields::DETAIL,
    replies::NOTE,
    replies::POST,
    seats::ORGANISATION,
    seats::TERM_ENDS_ON.day,
    seats::TERM_ENDS_ON.month,
    seats::TERM_ENDS_ON.year,
];

/// Whether the form of an address may leave a field out: one of [`MAY_BE_LEFT_OUT`], or
/// one of a seat or an item among many, without which that one stays as it is.
pub fn may_be_left_out(path: &str, name: &str) -> bool {
    let among_many = [
        "presence-",
        "name-",
        "notes-",
        "outcome-",
        "categories",
        "substitutes-count",
        "publishes-minutes",
        "heading-",
        "text-",
    ];
    let of_a_decision = ["reason", "dissent", "abstained"];
    let of_performance = ["address", "target", "amber", "red"];
    MAY_BE_LEFT_OUT.contains(&name)
        || (path == "/actions/change" && name == "asked")
        || (path == "/actions/{reference}/change" && name == update::REASON)
        || name == update::EVIDENCE
        || (path.contains("/actions/") && name == update::MEASURE)
        || (path.starts_with("/performance") && of_performance.contains(&name))
        || (path == "/performance/labels" && name.starts_with("label-"))
        || pilots::may_be_left_out(path, name)
        || among_many.iter().any(|start| name.starts_with(start))
        || (path.contains("decision") && of_a_decision.contains(&name))
}

/// The addresses about a meeting that is held and about its minutes.
fn is_of_proceedings(path: &str) -> bool {
    let ends = [
        "/attendance",
        "/guests",
        "/record",
        "/new-action",
        "/new-decision",
        "/rules",
    ];
    path.contains("/minutes/")
        || path.contains("/decisions/")
        || ends.iter().any(|end| path.ends_with(end))
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

/// Something made for one request, because what is done to it is final. What
/// others use is asked only what would follow.
pub const OF_ITS_OWN: &str = "of its own";

/// What a parameter may stand for, as the tables of access name it.
pub fn cases(path: &str) -> &'static [&'static str] {
    match path {
        "/seats/{seat}/handover" => return &["sponsor", "member"],
        "/boards/{slug}/merge" | "/boards/{slug}/end" => return &[OF_ITS_OWN, "alpha"],
        "/organisations/{organisation}/end" => return &[OF_ITS_OWN, "ayton"],
        "/meetings/{meeting}"
        | "/meetings/{meeting}/agenda"
        | "/meetings/{meeting}/event"
        | "/meetings/{meeting}/run"
        | "/meetings/{meeting}/changes"
        | "/meetings/{meeting}/minutes"
        | "/meetings/{meeting}/minutes/export"
        | "/meetings/{meeting}/pack"
        | "/meetings/{meeting}/files" => return &["alpha"],
        "/public/minutes/{meeting}" => return &[OF_ITS_OWN, "alpha"],
        "/papers/{paper}" => return &["alpha", "alpha part b", OF_ITS_OWN],
        "/decisions/{decision}" => return &["alpha", "alpha part b"],
        _ => {}
    }
    match parameter(path) {
        None => &["-"],
        Some("slug") => &["alpha"],
        Some("reference") => &["ayton late", "cafcass"],
        Some("provider") => &["the demonstration"],
        Some("id" | "pack") => &["their own", "another's"],
        Some("seat" | "appointment") => &["member", "chair"],
        Some("person") => &["member", "beta member"],
        Some("organisation") => &["ayton"],
        Some("interest") => &["their own", "another's"],
        Some("invitation" | "token" | "feed" | "link") => &["member"],
        Some("import" | "log") => &["alpha"],
        Some("request") => &["ayton late"],
        Some("publication") => &[OF_ITS_OWN],
        Some("meeting" | "item" | "decision" | "series" | "paper") => &[OF_ITS_OWN],
        Some("pilot" | "site" | "measure" | "return" | "entry" | "lesson" | "site_lead") => {
            &[OF_ITS_OWN]
        }
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
        Some("invitation" | "token" | "feed" | "link") => &["member", "beta member"],
        Some("import" | "log" | "meeting" | "item" | "series") => &["alpha", "beta"],
        Some("decision" | "paper") => &["alpha", "alpha part b", "beta"],
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
        "decision" => "ALP-D-2026-999".to_owned(),
        "provider" => "nobody".to_owned(),
        _ => Uuid::from_u128(0xdead).to_string(),
    };
    Some(path.replace(&format!("{{{name}}}"), &value))
}

/// The address of a case, as `person` would ask for it.
pub async fn address(portal: &TestPortal, path: &str, case: &str, person: Option<&str>) -> String {
    if path == "/performance/labels" {
        performance::label_of_its_own(portal).await;
    }
    let Some(name) = parameter(path) else {
        return path.to_owned();
    };
    if path == "/boards/{slug}/rules" {
        proceedings::rules_of(portal, case).await;
    }
    if path == "/people/{person}/merge" {
        people::person_of_its_own(portal).await;
    }
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
        ("invitation", person) => invite(portal, person).await.id.to_string(),
        ("token", person) => invite(portal, person).await.secret,
        ("feed", person) => feed_of(portal, person).await,
        ("link", person) => mail_links::link_of(portal, person).await,
        ("decision", case) => proceedings::decision_of(portal, case).await,
        ("meeting", OF_ITS_OWN) if is_of_proceedings(path) => {
            proceedings::meeting_of_its_own(portal, path)
                .await
                .to_string()
        }
        ("meeting", OF_ITS_OWN) if path == "/meetings/{meeting}/substitute" => {
            meetings::declined_meeting(portal).await.to_string()
        }
        ("meeting", OF_ITS_OWN) => meetings::meeting_of_its_own(portal).await.to_string(),
        ("meeting", board) => meetings::meeting_of(portal, board).await.to_string(),
        ("series", case) => meetings::series_of(portal, case).await.to_string(),
        ("item", case) => meetings::item_of(portal, path, case).await.to_string(),
        ("paper", case) => papers::paper_of(portal, case).await.to_string(),
        ("pack", "their own") => packs::pack_of(portal, person.unwrap_or("no seat"))
            .await
            .to_string(),
        ("pack", _) => packs::pack_of(portal, "beta chair").await.to_string(),
        ("publication", _) => performance::publication_of(portal, path).await.to_string(),
        ("log", board) => action_imports::log_of(portal, path, board)
            .await
            .to_string(),
        ("import", board) => imports::import_of(portal, path, board).await.to_string(),
        ("request", action) => actions::date_asked(portal, action).await.to_string(),
        ("pilot" | "site" | "measure" | "return" | "entry" | "lesson" | "site_lead", _) => {
            pilots::value_of(portal, path, name).await
        }
        ("interest", "their own") => people::interest_of(portal, person.unwrap_or("no seat")).await,
        ("interest", _) => people::interest_of(portal, "beta chair").await,
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

/// A new invitation of a person of the world, who has no account, to the seat
/// they hold. It replaces the one before.
pub async fn invite(portal: &TestPortal, person: &str) -> Issued {
    let id = appointment_of(portal, person).await;
    let found = appointments::find(portal.state.db.reader(), id).await;
    let held = found.unwrap().unwrap();
    let guest = Guest {
        person: held.person,
        board: held.board,
        seat: held.seat,
    };
    let actor = person_as_actor(
        portal.world.people["secretary"],
        "Canary-person-secretary O'Test",
    );
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let tx = portal.state.db.begin().await.unwrap();
    let made = invitations::invite_to_seat(&tx, random, &actor, now, guest, Occasion::First).await;
    tx.commit().await.unwrap();
    match made {
        Ok(Invited::As(issued)) => issued,
        other => panic!("{other:?}"),
    }
}

fn person_as_actor(person: PersonId, name: &str) -> Actor {
    Actor {
        person: Some(person),
        name: name.to_owned(),
        way: Way::Page,
    }
}

/// The secret in a new address for the calendar of a person of the world, which
/// replaces the one before.
pub async fn feed_of(portal: &TestPortal, person: &str) -> String {
    let (state, id) = (&portal.state, portal.world.people[person]);
    let (actor, now) = (person_as_actor(id, person), state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let made = feeds::make(&tx, &state.random, &actor, now, id, None).await;
    tx.commit().await.unwrap();
    made.unwrap()
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

/// What a form that was taken is answered with.
pub fn taken(path: &str) -> StatusCode {
    match path {
        // What they show is shown once and kept nowhere to be redirected to.
        "/appointments/{appointment}/invite"
        | "/invitations/{invitation}/resend"
        | "/account/calendar" => StatusCode::OK,
        _ => StatusCode::SEE_OTHER,
    }
}

/// A form that an address takes from somebody who may send it.
pub async fn good_form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let fields = match path {
        "/account/sessions/end-others"
        | "/account/sessions/{id}/end"
        | "/sign-out"
        | "/boards/{slug}/members/template"
        | "/seats/{seat}/handover"
        | "/account/confirm"
        | "/account/interests/none"
        | "/account/interests/{interest}/end"
        | "/appointments/{appointment}/invite"
        | "/invitations/{invitation}/resend"
        | "/invitations/{invitation}/withdraw" => Vec::new(),
        "/account/mail" => vec![
            ("news", "no".to_owned()),
            ("calls", "no".to_owned()),
            ("hour", "9".to_owned()),
        ],
        "/mail-links/{link}" => return mail_links::form(portal, address).await,
        "/account/calendar" => vec![("feed", "every".to_owned()), ("do", "make".to_owned())],
        "/account/details" => vec![
            (details::FULL_NAME, key(portal)),
            (details::POST, "Head of Legal".to_owned()),
            (details::EMAIL, format!("{}@ada.example", key(portal))),
            (details::VERSION, "1".to_owned()),
        ],
        "/demo" => {
            let request = waiting_choice(portal).await;
            let person = portal.world.people["member"].to_string();
            vec![(field::PERSON, person), (field::REQUEST, request)]
        }
        "/boards/{slug}/members/import" => return imports::form(portal, path, address).await,
        _ if path.starts_with("/performance") || path.starts_with("/publications") => {
            return performance::form(portal, path, address).await;
        }
        "/agenda-items/{item}/papers" | "/papers/{paper}/withdraw" => {
            return papers::form(portal, path);
        }
        _ if path.starts_with("/action-imports/") || path.contains("/actions/import") => {
            return action_imports::form(portal, path, address).await;
        }
        _ if path.starts_with("/action") || path == "/boards/{slug}/actions/new" => {
            return actions::form(portal, path, address).await;
        }
        "/meetings/{meeting}/files" => return packs::form(),
        _ if path.starts_with("/pilot") || path.starts_with("/lessons") => {
            return pilots::form(portal, path, address).await;
        }
        _ if is_of_proceedings(path) => return proceedings::form(portal, path, address).await,
        _ if path.starts_with("/imports") => return imports::form(portal, path, address).await,
        _ if path.starts_with("/seat")
            || path.starts_with("/appointments")
            || path.contains("/members/") =>
        {
            membership::form(portal, path, address).await
        }
        _ if path.starts_with("/meetings")
            || path.starts_with("/meeting-series")
            || path.starts_with("/agenda-items")
            || path.starts_with("/boards/{slug}/meetings")
            || path.ends_with("/agenda-template") =>
        {
            return meetings::form(portal, path, address).await;
        }
        "/account/interests" => return people::interest_form(portal),
        _ if path.starts_with("/people") => return people::form(portal, path, address).await,
        _ if path.starts_with("/boards") => {
            return register::board_form(portal, path, address).await;
        }
        _ if path.starts_with("/organisations") => {
            return register::organisation_form(portal, path, address).await;
        }
        other => panic!("say in support/requests.rs what a good form of {other} holds"),
    };
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The form of an update against the action as it stands.
pub async fn update_form(
    portal: &TestPortal,
    reference: &str,
    note: &str,
) -> Vec<(&'static str, String)> {
    let found = stored_actions::find(portal.state.db.reader(), reference).await;
    let version = found.unwrap().map_or(1, |action| action.version);
    let submission = portal.state.random.id(portal.state.clock.now());
    vec![
        (update::STATUS, "in_progress".to_owned()),
        (update::NOTE, note.to_owned()),
        (update::VERSION, version.to_string()),
        (update::SUBMISSION, submission.to_string()),
        (update::EVIDENCE, String::new()),
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
