//! Meetings, their items, and good forms about them.

use app::{
    form::THEN,
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::{
        forms::{self, ItemForm, MeetingForm, Proposal, decision, field},
        types::{Meeting, Part, Purpose},
    },
    replies::{
        forms::{ANOTHER, ReplyForm, field as reply_field},
        types::Answer,
    },
    suggestions::forms::field as suggested,
};
use chrono::{Days, TimeDelta};
use sea_orm::{DatabaseTransaction, EntityTrait};
use server::{
    audit::Actor,
    clock::Random,
    db::entities::{agenda_item, meeting, meeting_series},
    meetings::{
        agenda,
        publishing::{self, Published, Publishing},
        store, template,
    },
    replies::store::{self as replies, Said},
};
use uuid::Uuid;

use super::{Fields, OF_ITS_OWN, key, person_as_actor};
use crate::support::TestPortal;

/// An item as an officer enters it.
pub fn item(portal: &TestPortal, title: &str, part: Part) -> ItemForm {
    ItemForm {
        id: AgendaItemId(portal.state.random.id(portal.state.clock.now())),
        title: title.to_owned(),
        detail: String::new(),
        purpose: Purpose::Discussion,
        minutes: 10,
        presenter: None,
        part,
        linked: None,
        conflict_note: String::new(),
        wants_papers: false,
        under: None,
        version: 1,
    }
}

/// What is done to meetings in a test, through the commands that pages use.
pub struct Desk<'a> {
    pub portal: &'a TestPortal,
    pub tx: DatabaseTransaction,
    pub actor: Actor,
}

impl<'a> Desk<'a> {
    pub async fn open(portal: &'a TestPortal, person: &str) -> Self {
        let id = portal.world.people[person];
        Self {
            portal,
            tx: portal.state.db.begin().await.unwrap(),
            actor: person_as_actor(id, person),
        }
    }

    fn random(&self) -> &Random {
        &self.portal.state.random
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.portal.state.clock.now()
    }

    pub async fn plan(&self, board: BoardId, title: &str, with: &[BoardId]) -> Meeting {
        let starts_at = self.now() + Days::new(14) + TimeDelta::hours(5);
        let new = MeetingForm {
            id: MeetingId(self.random().id(self.now())),
            title: title.to_owned(),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(2),
            place: "Court house".to_owned(),
            link: String::new(),
            with: with.to_vec(),
            version: 0,
        };
        store::plan(
            &self.tx,
            self.random(),
            &self.actor,
            self.now(),
            board,
            &new,
        )
        .await
        .unwrap();
        store::find(&self.tx, new.id).await.unwrap().unwrap()
    }

    pub async fn add(&self, meeting: &Meeting, new: &ItemForm) {
        agenda::add(
            &self.tx,
            self.random(),
            &self.actor,
            self.now(),
            meeting,
            new,
        )
        .await
        .unwrap();
    }

    pub async fn publish(&self, meeting: MeetingId) {
        let items = agenda::of_meeting(&self.tx, meeting).await.unwrap();
        let version = store::find(&self.tx, meeting)
            .await
            .unwrap()
            .unwrap()
            .version;
        let form = Publishing {
            id: self.random().id(self.now()),
            seen: &publishing::seen(&items),
            version,
        };
        let (random, now) = (self.random(), self.now());
        let outcome = publishing::publish(&self.tx, random, &self.actor, now, meeting, &form).await;
        assert_eq!(outcome.unwrap(), Published::Saved);
    }

    pub async fn propose(
        &self,
        board: BoardId,
        person: &str,
        meeting: MeetingId,
        title: &str,
    ) -> AgendaItemId {
        let new = Proposal {
            id: AgendaItemId(self.random().id(self.now())),
            title: title.to_owned(),
            detail: "Because it waits.".to_owned(),
            purpose: Purpose::Decision,
            minutes: 10,
            meeting: Some(meeting),
        };
        let of = (board, self.portal.world.people[person]);
        agenda::propose(&self.tx, self.random(), &self.actor, self.now(), of, &new)
            .await
            .unwrap();
        new.id
    }

    pub async fn close(self) {
        self.tx.commit().await.unwrap();
    }
}

/// A meeting of a board with a published agenda of both parts and a draft item
/// added since; made once for each portal.
pub async fn meeting_of(portal: &TestPortal, board: &str) -> MeetingId {
    let title = format!("canary-meeting-{board}");
    let there = meeting::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    if let Some(row) = there.into_iter().find(|row| row.title == title) {
        return MeetingId(row.id);
    }
    let desk = Desk::open(portal, "chair").await;
    let id = portal.world.boards[board];
    let meeting = desk.plan(id, &title, &[]).await;
    desk.add(
        &meeting,
        &item(portal, &format!("canary-part-a-{board}"), Part::A),
    )
    .await;
    desk.add(
        &meeting,
        &item(portal, &format!("canary-part-b-{board}"), Part::B),
    )
    .await;
    desk.publish(meeting.id).await;
    let items = desk.items(&meeting).await;
    for (part, of) in [(Part::A, "part-a"), (Part::B, "part-b")] {
        let on = items
            .iter()
            .find(|item| item.title == format!("canary-{of}-{board}"));
        let on = on.unwrap();
        desk.write(&meeting, on, &format!("canary-notes-{of}-{board}"))
            .await;
        let text = match part {
            Part::A => format!("canary-decision-{board}"),
            Part::B => format!("canary-decision-part-b-{board}"),
        };
        desk.decide(id, Some((&meeting, on)), &text, part, true)
            .await;
        let paper = format!("canary-paper-{of}-{board}");
        desk.paper(&meeting, on.id, &paper).await;
    }
    desk.circulate(&meeting).await;
    desk.add(
        &meeting,
        &item(portal, &format!("canary-draft-{board}"), Part::A),
    )
    .await;
    let proposal = format!("canary-proposal-{board}");
    let proposer = if board == "beta" {
        "beta member"
    } else {
        "member"
    };
    desk.propose(id, proposer, meeting.id, &proposal).await;
    desk.close().await;
    meeting.id
}

/// More meetings of Alpha, and more items on the agenda of the usual one.
pub async fn many(portal: &TestPortal, meetings: usize, items: usize) {
    let usual = meeting_of(portal, "alpha").await;
    let desk = Desk::open(portal, "chair").await;
    for number in 0..meetings {
        let title = format!("Meeting {number}");
        desk.plan(portal.world.boards["alpha"], &title, &[]).await;
    }
    let usual = store::find(&desk.tx, usual).await.unwrap().unwrap();
    for number in 0..items {
        desk.add(&usual, &item(portal, &format!("Item {number}"), Part::A))
            .await;
    }
    for item in desk.items(&usual).await {
        if item.title.starts_with("Item ") {
            desk.write(&usual, &item, "Notes").await;
            let at = Some((&usual, &item));
            desk.decide(usual.lead.id, at, "Decision", Part::A, true)
                .await;
        }
    }
    desk.close().await;
}

/// A new meeting of Alpha, to be done with what one likes: with two items.
pub async fn meeting_of_its_own(portal: &TestPortal) -> MeetingId {
    let desk = Desk::open(portal, "chair").await;
    let meeting = desk
        .plan(portal.world.boards["alpha"], "One of its own", &[])
        .await;
    for title in ["First", "Second"] {
        desk.add(&meeting, &item(portal, title, Part::A)).await;
    }
    desk.close().await;
    meeting.id
}

/// A series of a board, made once for each portal, or a new one of Alpha.
pub async fn series_of(portal: &TestPortal, case: &str) -> Uuid {
    let own = case == OF_ITS_OWN;
    let board = if own { "alpha" } else { case };
    let title = format!("canary-series-{board}");
    let there = meeting_series::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    let known = there.into_iter().find(|row| row.title == title);
    if let (Some(row), false) = (known, own) {
        return row.id;
    }
    let desk = Desk::open(portal, "chair").await;
    let title = if own {
        "A series of its own".to_owned()
    } else {
        title
    };
    let answers = forms::blank_series(desk.random().id(desk.now()))
        .answers
        .with(field::TITLE, title)
        .with(field::HOW_MANY, "2");
    let new = forms::series(answers, desk.now()).unwrap();
    let (random, now) = (desk.random(), desk.now());
    let board = portal.world.boards[board];
    store::plan_series(&desk.tx, random, &desk.actor, now, board, &new)
        .await
        .unwrap();
    desk.close().await;
    new.id
}

/// The item of a case: on an agenda, or proposed where it is decided about.
pub async fn item_of(portal: &TestPortal, path: &str, case: &str) -> AgendaItemId {
    let meeting = if case == OF_ITS_OWN {
        meeting_of_its_own(portal).await
    } else {
        meeting_of(portal, case).await
    };
    if path == "/agenda-items/{item}/decide" && case == OF_ITS_OWN {
        let desk = Desk::open(portal, "chair").await;
        let board = portal.world.boards["alpha"];
        let item = desk.propose(board, "member", meeting, "Decide me").await;
        desk.close().await;
        return item;
    }
    let wanted = match case {
        OF_ITS_OWN => "Second".to_owned(),
        board if path == "/agenda-items/{item}/decide" => format!("canary-proposal-{board}"),
        board => format!("canary-draft-{board}"),
    };
    let items = agenda::of_meeting(portal.state.db.reader(), meeting)
        .await
        .unwrap();
    items
        .into_iter()
        // An item of the core leaves an agenda only with a reason.
        .find(|item| match path {
            "/agenda-items/{item}/remove" if case == OF_ITS_OWN => item.core,
            _ => item.title == wanted,
        })
        .unwrap()
        .id
}

/// A new meeting of Alpha that the member does not come to.
pub async fn declined_meeting(portal: &TestPortal) -> MeetingId {
    let meeting = meeting_of_its_own(portal).await;
    say(portal, meeting, Answer::NotComing).await;
    meeting
}

/// Whether the member of Alpha comes to a meeting.
pub async fn say(portal: &TestPortal, meeting: MeetingId, answer: Answer) {
    let desk = Desk::open(portal, "member").await;
    let of = replies::Of {
        meeting,
        board: portal.world.boards["alpha"],
        seat: portal.world.seats["member"],
        person: portal.world.people["member"],
    };
    let said = replies::of_meeting(&desk.tx, meeting).await.unwrap();
    let before = said.iter().find(|reply| reply.seat == of.seat);
    let new = ReplyForm {
        answer,
        note: String::new(),
        version: before.map_or(1, |reply| reply.version + 1),
    };
    let (random, now) = (desk.random(), desk.now());
    let outcome = replies::say(&desk.tx, random, &desk.actor, now, &of, &new).await;
    assert!(matches!(outcome, Ok(Said::Saved { .. })), "{outcome:?}");
    desk.close().await;
}

/// The key in the second place of an address.
fn key_in(address: &str) -> Uuid {
    address.split('/').nth(2).unwrap().parse().unwrap()
}

/// Good forms about meetings.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let db = portal.state.db.reader();
    let fresh = || portal.state.random.id(portal.state.clock.now()).to_string();
    let text = |name: &'static str, value: &str| (name, value.to_owned());
    let times = || {
        vec![
            text(field::TITLE, "Extra meeting"),
            text(field::DAY.day, "15"),
            text(field::DAY.month, "12"),
            text(field::DAY.year, "2026"),
            text(field::STARTS, "2pm"),
            text(field::ENDS, "4pm"),
            text(field::PLACE, "Court house"),
            text(field::LINK, "https://meet.example/1"),
        ]
    };
    let item_fields = || {
        vec![
            (field::TITLE, format!("Item {}", key(portal))),
            text(field::DETAIL, "What it is about"),
            text(field::PURPOSE, "decision"),
            text(field::MINUTES, "15"),
            text(field::PART, "a"),
        ]
    };
    let mut fields: Vec<(&'static str, String)> = Vec::new();
    if path.starts_with("/meetings") {
        let found = store::find(db, MeetingId(key_in(address))).await.unwrap();
        let version = found.map_or(1, |meeting| meeting.version).to_string();
        if path != "/meetings/{meeting}/new-item" {
            fields.push((field::VERSION, version));
        }
    }
    if path.starts_with("/agenda-items") {
        let id = key_in(address);
        let row = agenda_item::Entity::find_by_id(id).one(db).await.unwrap();
        let version = row.map_or(1, |row| row.version).to_string();
        fields.push((field::VERSION, version));
    }
    match path {
        "/meeting-series/{series}" => {
            let id = key_in(address);
            let row = meeting_series::Entity::find_by_id(id)
                .one(db)
                .await
                .unwrap();
            let version = row.map_or(1, |row| row.version).to_string();
            fields.extend([
                text(THEN, "save"),
                (field::VERSION, version),
                text(field::STARTS, "10am"),
                text(field::ENDS, "midday"),
                text(field::PLACE, "Town hall"),
                text(field::LINK, "https://meet.example/2"),
            ]);
        }
        "/boards/{slug}/meetings/new" => {
            fields.extend([text(THEN, "save"), (field::KEY, fresh())]);
            fields.extend(times());
        }
        "/boards/{slug}/meetings/new-series" => {
            fields.extend([
                text(THEN, "save"),
                (field::KEY, fresh()),
                text(field::TITLE, "Board meeting"),
                text(field::NTH, "2"),
                text(field::WEEKDAY, "1"),
                text(field::MONTHS, "3"),
                text(field::HOW_MANY, "2"),
                text(field::STARTS, "2pm"),
                text(field::ENDS, "4pm"),
                text(field::PLACE, "Court house"),
                text(field::LINK, "https://meet.example/1"),
            ]);
        }
        "/boards/{slug}/meetings/propose" => {
            fields.extend([
                (field::KEY, fresh()),
                text(field::TITLE, "Rota of the duty scheme"),
                text(field::DETAIL, "It is not covered in August."),
                text(field::PURPOSE, "decision"),
                text(field::MINUTES, "10"),
            ]);
        }
        "/agenda-template" | "/boards/{slug}/agenda-template" => {
            let board = portal.world.boards["alpha"];
            let items = if path.starts_with("/boards") {
                template::of(db, board).await.unwrap()
            } else {
                template::core(db).await.unwrap()
            };
            let item = items.last().unwrap();
            fields.extend([
                (field::ROW, item.id.to_string()),
                (field::VERSION, item.version.to_string()),
            ]);
            fields.extend(item_fields());
            fields.retain(|(name, _)| *name != field::DETAIL);
        }
        "/meetings/{meeting}/change" => {
            fields.extend([text(THEN, "save"), (field::KEY, fresh())]);
            fields.extend(times());
        }
        "/meetings/{meeting}/reply" | "/meetings/{meeting}/substitute" => {
            let seat = portal.world.seats["member"];
            let said = replies::of_meeting(db, MeetingId(key_in(address)))
                .await
                .unwrap();
            let version = said
                .iter()
                .find(|reply| reply.seat == seat)
                .map_or(0, |reply| reply.version);
            fields.retain(|(name, _)| *name != reply_field::VERSION);
            fields.push((reply_field::SEAT, seat.to_string()));
            if path.ends_with("/reply") {
                fields.extend([
                    (reply_field::VERSION, (version + 1).to_string()),
                    text(reply_field::ANSWER, "online"),
                    text(reply_field::NOTE, "I can stay for an hour"),
                ]);
            } else {
                fields.extend([
                    (reply_field::VERSION, version.max(1).to_string()),
                    text(reply_field::WHO, ANOTHER),
                    text(reply_field::FULL_NAME, "Ada Stand-in"),
                    text(reply_field::POST, "Deputy head of law"),
                    (reply_field::EMAIL, format!("{}@guest.example", key(portal))),
                ]);
            }
        }
        "/meetings/{meeting}/cancel" => fields.push(text(field::REASON, "The court is closed")),
        "/meetings/{meeting}/new-item" => {
            fields.push((field::KEY, fresh()));
            fields.extend(item_fields());
        }
        "/meetings/{meeting}/suggestions" => {
            let late = &portal.world.actions["ayton late"];
            fields.retain(|(name, _)| *name != field::VERSION);
            fields.extend([
                (suggested::TAKE, format!("action:{late}")),
                text(THEN, suggested::ACCEPT),
            ]);
        }
        "/meetings/{meeting}/publish" => {
            let items = agenda::of_meeting(db, MeetingId(key_in(address)))
                .await
                .unwrap();
            fields.extend([
                (field::KEY, fresh()),
                (field::SEEN, publishing::seen(&items)),
            ]);
        }
        "/agenda-items/{item}/change" => {
            fields.push((field::KEY, fresh()));
            fields.extend(item_fields());
        }
        "/agenda-items/{item}/move" => fields.push(text(field::DIRECTION, "up")),
        "/agenda-items/{item}/remove" => fields.extend([
            text(field::DECISION, decision::DROP),
            text(field::REASON, "Nothing to report"),
        ]),
        "/agenda-items/{item}/decide" => fields.extend([
            text(field::DECISION, decision::RETURN),
            text(field::REASON, "It belongs to another board"),
        ]),
        other => panic!("say in support/requests.rs what a good form of {other} holds"),
    }
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
