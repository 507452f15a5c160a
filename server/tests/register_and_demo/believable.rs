//! The demonstration data: whole, and such that somebody could believe it.

#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

use std::collections::{BTreeMap, BTreeSet};

use app::{
    access::Role,
    actions::types::Status,
    membership::{
        rules::{Confirmation, confirmation},
        template::{missing_categories, required_categories},
        types::{Category, SeatState},
    },
    wording,
};
use chrono::{Datelike, Days, NaiveDate, Timelike, Weekday};
use chrono_tz::Europe::London;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use server::{
    db::{
        Db,
        entities::{
            action, action_update, appointment, board, decision, invitation, meeting, minutes,
            person, seat,
        },
    },
    demo::{self, DemoSummary},
    meetings::{agenda, store},
    membership::{
        access::access_of,
        seats::{self, Which},
        template,
    },
    suggestions,
};

use crate::{
    demo::{SEED, load, persona, roles, today, work},
    support::{Database, events},
};

#[tokio::test]
async fn the_data_is_whole_and_believable() {
    for database in Database::all().await {
        let db = &database.db;
        assert!(!demo::is_loaded(db.reader()).await.expect("an answer"));
        let summary = load(db, 1).await;
        assert!(demo::is_loaded(db.reader()).await.expect("an answer"));
        let written = events(db).await;
        counts_agree(db, &summary).await;
        boards_are_held(db).await;
        seats_are_in_every_state(db).await;
        actions_are_believable(db).await;
        details_are_confirmed(db).await;
        the_template_is_there(db).await;
        agendas_suggest_their_items(db).await;
        times_are_office_hours(db).await;
        personas_find_what_they_need(db).await;
        meetings_came_to_something(db).await;

        let again = demo::load(db, SEED, today(), 1).await;
        let refusal = again.expect_err("a refusal").to_string();
        assert!(refusal.contains("already holds people"), "{refusal}");
        assert_eq!(events(db).await, written);
        database.close().await;
    }
}

async fn counts_agree(db: &Db, summary: &DemoSummary) {
    let reader = db.reader();
    let count = |number: u64| usize::try_from(number).expect("a count");
    let boards = board::Entity::find().count(reader).await.expect("a count");
    assert_eq!(summary.boards, count(boards));
    let people = person::Entity::find().count(reader).await.expect("a count");
    assert_eq!(summary.people, count(people));
    let seats = seat::Entity::find().count(reader).await.expect("a count");
    assert_eq!(summary.seats, count(seats));
    let held = appointment::Entity::find()
        .count(reader)
        .await
        .expect("a count");
    assert_eq!(summary.appointments, count(held));
    let actions = action::Entity::find().count(reader).await.expect("a count");
    assert_eq!(summary.actions, count(actions));
    assert!((550..=700).contains(&actions), "{actions}");
    let updates = action_update::Entity::find()
        .count(reader)
        .await
        .expect("a count");
    assert_eq!(summary.updates, count(updates));
    let real = person::Entity::find()
        .filter(person::Column::Fictional.eq(false))
        .count(reader)
        .await
        .expect("a count");
    assert_eq!(real, 0);
}

async fn boards_are_held(db: &Db) {
    let boards = board::Entity::find()
        .filter(board::Column::Kind.eq("local"))
        .all(db.reader())
        .await
        .expect("boards");
    let mut from_cafcass = Vec::new();
    let mut without_chair = 0;
    let mut vacant = 0;
    for board in &boards {
        let seats = seats::rows(
            db.reader(),
            &Which::Of(app::ids::BoardId(board.id)),
            today(),
        )
        .await
        .expect("seats");
        vacant += seats
            .iter()
            .filter(|seat| seat.required && seat.holder.is_none())
            .count();
        let chair = seats
            .iter()
            .find(|seat| seat.role == Role::Chair)
            .expect("a seat");
        match &chair.holder {
            None => without_chair += 1,
            Some(holder) if chair.organisation_name.as_deref() == Some("Cafcass") => {
                assert!(holder.post.ends_with("Cafcass"), "{}", holder.post);
                from_cafcass.push(holder.full_name.clone());
            }
            Some(_) => {}
        }
    }
    assert_eq!(boards.len(), 42);
    assert_eq!(without_chair, 2);
    assert!(vacant > without_chair, "{vacant}");
    assert_eq!(from_cafcass.len(), 14);
    let chosen = persona(db, "Cafcass officer who chairs").await.full_name;
    let one = from_cafcass.iter().filter(|name| **name == chosen).count();
    assert_eq!(one, 3);
    let different: BTreeSet<_> = from_cafcass.iter().collect();
    assert_eq!(different.len(), 12);
}

/// Every state of a seat, on the home board alone; a sub-group; linked bodies;
/// a seat that was given up; somebody who represents another organisation.
async fn seats_are_in_every_state(db: &Db) {
    let boards = board::Entity::find()
        .all(db.reader())
        .await
        .expect("boards");
    let rows = async |board: &board::Model| {
        let which = Which::Of(app::ids::BoardId(board.id));
        seats::rows(db.reader(), &which, today())
            .await
            .expect("seats")
    };
    let home = boards
        .iter()
        .find(|board| board.code == "CSD")
        .expect("the home board");
    let states: BTreeSet<_> = rows(home).await.iter().map(|seat| seat.state).collect();
    assert_eq!(states.len(), SeatState::ALL.len(), "{states:?}");
    let of_kind = |kind: &str| -> Vec<_> {
        boards
            .iter()
            .filter(|board| board.kind == kind)
            .cloned()
            .collect()
    };
    let groups = of_kind("sub_group");
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].parent_id, Some(home.id));
    let linked = of_kind("linked");
    assert_eq!(linked.len(), 3);
    for board in linked.iter().chain(&groups) {
        let seats = rows(board).await;
        assert!(seats.len() >= 5, "{}", board.name);
        assert!(seats.iter().any(|seat| seat.holder.is_none()));
        assert!(
            seats
                .iter()
                .any(|seat| seat.role == Role::Chair && seat.holder.is_some())
        );
        let actions = action::Entity::find()
            .filter(action::Column::BoardId.eq(board.id))
            .count(db.reader())
            .await
            .expect("a count");
        assert_eq!(actions, 0);
    }
    let given_up = seat::Entity::find()
        .filter(seat::Column::EndsOn.lt(today()))
        .all(db.reader())
        .await
        .expect("seats");
    assert_eq!(given_up.len(), 1);
    let elsewhere = appointment::Entity::find()
        .filter(appointment::Column::OrganisationId.is_not_null())
        .count(db.reader())
        .await
        .expect("a count");
    assert!(elsewhere > 2, "{elsewhere}");
}

async fn actions_are_believable(db: &Db) {
    let actions = action::Entity::find()
        .find_also_related(seat::Entity)
        .all(db.reader())
        .await
        .expect("actions");
    let all = actions.len();
    let share = |number: usize| number * 1_000 / all;
    let closed = actions
        .iter()
        .filter(|(action, _)| action.status == "closed")
        .count();
    let late = actions
        .iter()
        .filter(|(action, _)| action.is_open && action.due_on < today())
        .count();
    assert!((500..=600).contains(&share(closed)), "{}", share(closed));
    assert!((120..=180).contains(&share(late)), "{}", share(late));
    let mut statuses = BTreeMap::new();
    for (action, seat) in &actions {
        *statuses.entry(action.status.as_str()).or_insert(0) += 1;
        let seat = seat.as_ref().expect("a seat");
        assert!(
            ![
                "observer",
                "secretariat",
                "policy_lead",
                "national_secretariat"
            ]
            .contains(&seat.role.as_str()),
            "{} is led by {}",
            action.reference,
            seat.role
        );
        assert_eq!(seat.board_id, action.board_id, "{}", action.reference);
        assert!(action.raised_on < action.due_on, "{}", action.reference);
        assert!(action.raised_on < today(), "{}", action.reference);
        let status = Status::from_code(&action.status).expect("a status");
        assert_eq!(action.is_open, status.is_open());
    }
    for status in Status::ALL {
        assert!(statuses.contains_key(status.code()), "{statuses:?}");
    }

    let updates = action_update::Entity::find()
        .order_by_asc(action_update::Column::ActionId)
        .order_by_asc(action_update::Column::Version)
        .all(db.reader())
        .await
        .expect("updates");
    let by_id: BTreeMap<_, _> = actions
        .iter()
        .map(|(action, _)| (action.id, action))
        .collect();
    let mut of_action: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for update in &updates {
        assert_eq!(update.way, "demonstration");
        of_action.entry(update.action_id).or_default().push(update);
    }
    for (id, history) in of_action {
        let action = by_id[&id];
        assert!(history.len() <= 5);
        let mut before = ("open", wording::uk_day(history[0].at).min(action.raised_on));
        for update in &history {
            assert_eq!(update.old_status, before.0);
            assert!(before.1 <= wording::uk_day(update.at));
            before = (&update.new_status, wording::uk_day(update.at));
        }
        let last = history[history.len() - 1];
        assert!(wording::uk_day(history[0].at) > action.raised_on);
        assert_eq!(last.new_status, action.status);
        assert_eq!(last.note, action.last_note);
        assert_eq!(last.at, action.updated_at);
    }
}

/// One in eight is to be asked, or has not answered; the others have said so
/// within half a year.
async fn details_are_confirmed(db: &Db) {
    let people = person::Entity::find()
        .all(db.reader())
        .await
        .expect("people");
    let mut standings = BTreeMap::new();
    for person in &people {
        let said_on = person
            .confirmed_on
            .unwrap_or_else(|| wording::uk_day(person.created_at));
        assert!(said_on < today(), "{}", person.full_name);
        let standing = match confirmation(today(), said_on) {
            Confirmation::Fresh => "fresh",
            Confirmation::Asked => "asked",
            Confirmation::Unconfirmed => "unconfirmed",
        };
        *standings.entry(standing).or_insert(0) += 1;
    }
    let share = |standing: &str| standings[standing] * 1_000 / people.len();
    for standing in ["asked", "unconfirmed"] {
        assert!((30..=100).contains(&share(standing)), "{standings:?}");
    }
}

async fn the_template_is_there(db: &Db) {
    let template = template::all(db.reader()).await.expect("a template");
    let categories = required_categories(&template);
    assert!(categories.contains(&Category::Cafcass));
    // Every board was set up with what is expected of it.
    let boards = board::Entity::find()
        .filter(board::Column::Kind.eq("local"))
        .all(db.reader())
        .await
        .expect("boards");
    for board in boards {
        let which = Which::Of(app::ids::BoardId(board.id));
        let seats = seats::rows(db.reader(), &which, today())
            .await
            .expect("seats");
        let missing = missing_categories(&template, &seats);
        assert!(missing.is_empty(), "{}: {missing:?}", board.name);
    }
}

/// What the next draft agenda of a board suggests to its chair, by origin.
async fn agendas_suggest_their_items(db: &Db) {
    let chosen = persona(db, "Chair").await;
    let person = person::Entity::find_by_id(chosen.person.0)
        .one(db.reader())
        .await
        .expect("an answer")
        .expect("a person");
    let access = access_of(db.reader(), &person, today())
        .await
        .expect("access");
    let now = morning_of(today());
    let board = access
        .standings
        .iter()
        .find(|standing| standing.role == Role::Chair)
        .expect("a board")
        .board;
    let meetings = store::upcoming(db.reader(), &[board], now, 2)
        .await
        .expect("meetings");
    let draft = meetings.last().expect("a draft");
    let items = agenda::of_meeting(db.reader(), draft.id)
        .await
        .expect("items");
    // What closes an agenda stands last.
    let shown = app::meetings::types::in_order(&items);
    assert_eq!(
        shown.last().expect("an item").title,
        "Any other business and next meeting"
    );
    let suggest = async || {
        suggestions::for_agenda(db.reader(), &access, draft, &items, now)
            .await
            .expect("suggestions")
    };
    let found = suggest().await;
    assert_eq!(found, suggest().await);
    let mut origins: Vec<&str> = found.iter().map(|one| one.origin.code()).collect();
    origins.dedup();
    let expected = [
        "minutes", "standing", "action", "term", "decision", "lesson", "parked",
    ];
    assert_eq!(origins, expected);
    assert!(found.iter().all(|one| one.reason.ends_with(['.', '…'])));
    let standing = found.iter().find(|one| one.origin.code() == "standing");
    let reason = &standing.expect("one that stands for long").reason;
    assert!(reason.contains("Do it, drop it or defer it."), "{reason}");
}

fn morning_of(day: NaiveDate) -> chrono::DateTime<chrono::Utc> {
    day.and_hms_opt(9, 0, 0).expect("a time").and_utc()
}

async fn times_are_office_hours(db: &Db) {
    let updates = action_update::Entity::find()
        .all(db.reader())
        .await
        .expect("updates");
    for update in updates {
        let local = update.at.with_timezone(&London);
        assert!((8..=17).contains(&local.hour()), "{local}");
        assert!(
            !matches!(local.weekday(), Weekday::Sat | Weekday::Sun),
            "{local}"
        );
        assert!(local.date_naive() < today(), "{local}");
    }
}

async fn personas_find_what_they_need(db: &Db) {
    let personas = demo::personas(db.reader()).await.expect("personas");
    let labels: Vec<_> = personas
        .iter()
        .map(|persona| persona.label.as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "Chair",
            "Council officer",
            "Cafcass officer who chairs",
            "Judge",
            "Policy lead",
            "Board secretary",
            "National secretariat",
            "Someone with no seat",
        ]
    );
    for persona in &personas {
        let invitations = invitation::Entity::find()
            .filter(invitation::Column::PersonId.eq(persona.person.0))
            .all(db.reader())
            .await
            .expect("invitations");
        assert_eq!(invitations.len(), 1);
        assert_eq!(invitations[0].email, persona.email);
        assert!(persona.email.ends_with(".example"), "{}", persona.email);
        assert!(wording::uk_day(invitations[0].expires_at) > today() + Days::new(365));
    }
    let invitations = invitation::Entity::find()
        .count(db.reader())
        .await
        .expect("a count");
    assert_eq!(invitations, 8);

    let home = "Cleveland and South Durham".to_owned();
    let second = "Northumbria and North Durham".to_owned();
    let fjb = "Family Justice Board".to_owned();
    assert_eq!(roles(db, "Chair").await, [(home.clone(), Role::Chair)]);
    assert_eq!(
        roles(db, "Council officer").await,
        [(home.clone(), Role::Member), (second.clone(), Role::Member)]
    );
    assert_eq!(roles(db, "Judge").await, [(home.clone(), Role::Observer)]);
    assert_eq!(
        roles(db, "Board secretary").await,
        [(home.clone(), Role::Secretariat)]
    );
    assert_eq!(
        roles(db, "Policy lead").await,
        [(fjb.clone(), Role::PolicyLead)]
    );
    assert_eq!(
        roles(db, "National secretariat").await,
        [(fjb, Role::NationalSecretariat)]
    );
    assert_eq!(roles(db, "Someone with no seat").await, []);
    let chaired = roles(db, "Cafcass officer who chairs").await;
    assert_eq!(chaired.len(), 3);
    let description = persona(db, "Cafcass officer who chairs").await.description;
    for (board, role) in chaired {
        assert_eq!(role, Role::Chair);
        assert!(description.contains(&board), "{description}");
    }

    let rows = work(db, "Council officer").await;
    for board in [home, second] {
        let there: Vec<_> = rows.iter().filter(|row| row.board_name == board).collect();
        let late = there.iter().filter(|row| row.is_late(today())).count();
        let soon = there
            .iter()
            .filter(|row| !row.is_late(today()) && row.due_on <= today() + Days::new(14))
            .count();
        assert!(late >= 2 && soon >= 2, "{board}: {late} late, {soon} soon");
        assert!(there.iter().all(|row| row.organisation_name == "Durham"));
    }
}

/// Of the three meetings of the home board that are over, the first was not quorate,
/// two have minutes that are agreed, and one has minutes that are out.
async fn meetings_came_to_something(db: &Db) {
    let home = board::Entity::find()
        .filter(board::Column::Code.eq("CSD"))
        .one(db.reader())
        .await
        .expect("an answer")
        .expect("the home board");
    let held = meeting::Entity::find()
        .filter(meeting::Column::BoardId.eq(home.id))
        .order_by_asc(meeting::Column::StartsAt)
        .all(db.reader())
        .await
        .expect("meetings");
    let minutes: BTreeMap<_, _> = minutes::Entity::find()
        .all(db.reader())
        .await
        .expect("minutes")
        .into_iter()
        .map(|minutes| (minutes.meeting_id, minutes.state))
        .collect();
    let states: Vec<_> = held
        .iter()
        .map(|meeting| minutes.get(&meeting.id).map(String::as_str))
        .collect();
    let (agreed, out) = (Some("agreed"), Some("circulated"));
    assert_eq!(states, [agreed, agreed, out, None, None]);
    let decisions = decision::Entity::find()
        .filter(decision::Column::BoardId.eq(home.id))
        .all(db.reader())
        .await
        .expect("decisions");
    let of = |state: &str| decisions.iter().filter(|one| one.state == state).count();
    assert_eq!(
        (of("for_ratification"), of("ratified"), of("taken")),
        (1, 1, 4)
    );
    assert!(decisions.iter().any(|one| one.meeting_id.is_none()));
    assert!(decisions.iter().any(|one| !one.dissent.is_empty()));
    let raised = action::Entity::find()
        .filter(action::Column::BoardId.eq(home.id))
        .filter(action::Column::AgendaItemId.is_not_null())
        .count(db.reader())
        .await
        .expect("a count");
    assert_eq!(raised, 2);
}
