//! Meetings that are held, what is decided there, their minutes, and good forms about
//! them.

use app::{
    actions::forms::field as action,
    decisions::{
        forms::{NewDecision, field as decision},
        types::How,
    },
    form::THEN,
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::{
        forms::MeetingForm,
        types::{AgendaItem, Meeting, Part},
    },
    minutes::forms::field as minutes_fields,
    proceedings::{
        forms::{Marking, field, filled_rules},
        types::{BoardRules, ItemRecord, Mark, Outcome},
    },
    public_minutes::forms as public_forms,
};
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use server::{
    db::entities::decision as decision_row,
    decisions::store::{self as decisions, Recorded, TakenAt},
    meetings::{agenda, store as meetings},
    membership::seats::Changed,
    minutes::store as minutes,
    proceedings::{
        rules,
        store::{self, Marked},
    },
    public_minutes::store as public_minutes,
};
use uuid::Uuid;

use super::{
    Fields, OF_ITS_OWN,
    meetings::{Desk, item},
};
use crate::support::TestPortal;

/// Days since meetings that are made for one request: so long ago that no action of the
/// world was carried over at them.
const LONG_AGO: i64 = 400;

impl Desk<'_> {
    /// A meeting of a board that began some days ago, with two items.
    pub async fn held(&self, board: BoardId, title: &str, days_ago: i64) -> Meeting {
        let (random, now) = (&self.portal.state.random, self.portal.state.clock.now());
        let starts_at = now - TimeDelta::days(days_ago);
        let new = MeetingForm {
            id: MeetingId(random.id(now)),
            title: title.to_owned(),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(2),
            place: "Court house".to_owned(),
            link: String::new(),
            with: Vec::new(),
            version: 0,
        };
        meetings::plan(&self.tx, random, &self.actor, now, board, &new)
            .await
            .unwrap();
        let meeting = meetings::find(&self.tx, new.id).await.unwrap().unwrap();
        for title in ["First", "Second"] {
            self.add(&meeting, &item(self.portal, title, Part::A)).await;
        }
        meeting
    }

    /// Writes notes at an item.
    pub async fn write(&self, meeting: &Meeting, item: &AgendaItem, notes: &str) {
        let (random, now) = (&self.portal.state.random, self.portal.state.clock.now());
        let known = store::records(&self.tx, meeting.id).await.unwrap();
        let version = known.get(&item.id).map_or(0, |record| record.version);
        let record = ItemRecord {
            notes: notes.to_owned(),
            outcome: Some(Outcome::Noted),
            version,
            ..ItemRecord::default()
        };
        let of = (meeting, item);
        let saved = store::record(&self.tx, random, &self.actor, now, of, &record).await;
        assert_eq!(saved.unwrap(), Changed::Saved);
    }

    /// Records somebody as present for a seat.
    pub async fn mark(&self, meeting: &Meeting, seat: &str, name: &str) {
        let (random, now) = (&self.portal.state.random, self.portal.state.clock.now());
        let marking = Marking {
            seat: self.portal.world.seats[seat],
            was: String::new(),
            mark: Some(Mark {
                presence: "present".to_owned(),
                name: name.to_owned(),
                arrived: None,
                left: None,
            }),
        };
        let marked = store::mark(&self.tx, random, &self.actor, now, meeting, &[marking]).await;
        assert_eq!(marked.unwrap(), Marked::Saved);
    }

    /// Records a decision; its reference.
    pub async fn decide(
        &self,
        board: BoardId,
        at: Option<(&Meeting, &AgendaItem)>,
        text: &str,
        part: Part,
        quorate: bool,
    ) -> String {
        let (random, now) = (&self.portal.state.random, self.portal.state.clock.now());
        let new = NewDecision {
            id: random.id(now),
            text: text.to_owned(),
            reason: "It is needed.".to_owned(),
            how: if at.is_some() {
                How::Consensus
            } else {
                How::Email
            },
            taken_by: "The board".to_owned(),
            dissent: String::new(),
            abstained: String::new(),
            part,
            taken_on: self.portal.state.clock.today(),
            review_on: None,
        };
        let taken = at.map(|(meeting, item)| TakenAt {
            meeting: meeting.id,
            item: item.id,
            title: &item.title,
            quorate,
        });
        let made = decisions::record(&self.tx, random, &self.actor, now, board, taken, &new).await;
        match made.unwrap() {
            Recorded::As(reference) => reference,
            Recorded::Already(reference) => panic!("{reference}"),
        }
    }

    /// Sends minutes out as they are.
    pub async fn circulate(&self, meeting: &Meeting) {
        let (random, now) = (&self.portal.state.random, self.portal.state.clock.now());
        let (hash, version) = self.seen(meeting).await;
        let seen = (hash.as_str(), version);
        let sent = minutes::circulate(&self.tx, random, &self.actor, now, meeting, seen).await;
        assert_eq!(sent.unwrap(), Changed::Saved);
    }

    async fn seen(&self, meeting: &Meeting) -> (String, i32) {
        seen(&self.tx, meeting).await
    }

    /// Has a later meeting agree minutes that are out.
    pub async fn agree(&self, meeting: &Meeting, by: MeetingId) {
        let (random, now) = (&self.portal.state.random, self.portal.state.clock.now());
        let (hash, version) = self.seen(meeting).await;
        let (of, seen) = ((meeting, by), (hash.as_str(), version));
        let agreed = minutes::agree(&self.tx, random, &self.actor, now, of, seen).await;
        assert_eq!(agreed.unwrap(), Changed::Saved);
    }

    /// Lets officers of a board publish agreed minutes.
    pub async fn open_minutes(&self, board: BoardId) {
        let (random, now) = (&self.portal.state.random, self.portal.state.clock.now());
        let before = rules::of_board(&self.tx, board).await.unwrap();
        let new = BoardRules {
            publishes_minutes: true,
            ..before
        };
        let saved = rules::set(&self.tx, random, &self.actor, now, board, &new).await;
        assert_eq!(saved.unwrap(), Changed::Saved);
    }

    /// Publishes agreed minutes for everybody, as they begin.
    pub async fn publish_minutes(&self, meeting: &Meeting) {
        let (random, now) = (&self.portal.state.random, self.portal.state.clock.now());
        let standing = public_minutes::standing(&self.tx, meeting.id)
            .await
            .unwrap();
        let standing = standing.unwrap();
        let new = (Some(&standing.begun), standing.version);
        let done = public_minutes::publish(&self.tx, random, &self.actor, now, meeting, new).await;
        assert_eq!(done.unwrap(), Changed::Saved);
    }

    /// The items of a meeting.
    pub async fn items(&self, meeting: &Meeting) -> Vec<AgendaItem> {
        agenda::of_meeting(&self.tx, meeting.id).await.unwrap()
    }
}

/// What a page of minutes shows: the hash of the draft, and the version.
async fn seen(db: &impl ConnectionTrait, meeting: &Meeting) -> (String, i32) {
    let draft = minutes::draft(db, meeting).await.unwrap();
    let kept = minutes::kept(db, meeting.id).await.unwrap();
    let (_, hash) = minutes::as_kept(&draft).unwrap();
    (hash, kept.map_or(0, |kept| kept.version))
}

/// A meeting of Alpha as an address about its minutes needs it.
pub async fn meeting_of_its_own(portal: &TestPortal, path: &str) -> MeetingId {
    let desk = Desk::open(portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let meeting = desk.held(board, "One that was held", LONG_AGO + 7).await;
    if path.contains("/minutes/") {
        let items = desk.items(&meeting).await;
        desk.write(&meeting, &items[0], "Before").await;
        desk.circulate(&meeting).await;
        if path.ends_with("/circulate") {
            desk.write(&meeting, &items[0], "After").await;
        } else {
            let later = desk.held(board, "One after it", LONG_AGO).await;
            let public = path.ends_with("/public") || path.starts_with("/public/");
            if path.ends_with("/correct") || public {
                desk.agree(&meeting, later.id).await;
            }
            if public {
                desk.open_minutes(board).await;
                desk.publish_minutes(&meeting).await;
            }
        }
    }
    desk.close().await;
    meeting.id
}

/// Sets the rules of a board, so that they have a version; done once for each portal.
pub async fn rules_of(portal: &TestPortal, board: &str) {
    let board = portal.world.boards[board];
    let now = rules::of_board(portal.state.db.reader(), board).await;
    if now.unwrap().version > 0 {
        return;
    }
    let desk = Desk::open(portal, "chair").await;
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let set = BoardRules::default();
    let saved = rules::set(&desk.tx, random, &desk.actor, now, board, &set).await;
    assert_eq!(saved.unwrap(), Changed::Saved);
    desk.close().await;
}

/// The reference of a decision of a case.
pub async fn decision_of(portal: &TestPortal, case: &str) -> String {
    let board = case.strip_suffix(" part b").unwrap_or(case);
    if case == OF_ITS_OWN {
        let desk = Desk::open(portal, "chair").await;
        let board = portal.world.boards["alpha"];
        let meeting = desk.held(board, "One not quorate", LONG_AGO).await;
        let items = desk.items(&meeting).await;
        let at = Some((&meeting, &items[0]));
        let reference = desk.decide(board, at, "Decide it", Part::A, false).await;
        desk.held(board, "One that may ratify", LONG_AGO - 7).await;
        desk.close().await;
        return reference;
    }
    super::meetings::meeting_of(portal, board).await;
    let text = if case.ends_with("part b") {
        format!("canary-decision-part-b-{board}")
    } else {
        format!("canary-decision-{board}")
    };
    let found = decision_row::Entity::find()
        .filter(decision_row::Column::Text.eq(text))
        .one(portal.state.db.reader())
        .await;
    found.unwrap().unwrap().reference
}

/// Good forms about meetings that are held.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let db = portal.state.db.reader();
    let key = portal.state.random.id(portal.state.clock.now()).to_string();
    let id = address.split('/').nth(2).unwrap();
    let id_of = || -> Uuid { id.parse().unwrap() };
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let decide = |how: How| {
        vec![
            text(decision::KEY, &key),
            text(decision::TEXT, "Adopt the protocol"),
            text(decision::HOW, how.code()),
            text(decision::TAKEN_BY, "The board"),
            text(decision::PART, "a"),
        ]
    };
    match path {
        "/boards/{slug}/rules" => {
            let board = portal.world.boards["alpha"];
            let now = rules::of_board(db, board).await.unwrap();
            let new = BoardRules {
                least: now.least % 9 + 1,
                ..now
            };
            let form = filled_rules(&new);
            form.answers
                .pairs()
                .map(|(name, value)| text(name, value))
                .collect()
        }
        "/boards/{slug}/decisions/new" => {
            let mut fields = decide(How::Email);
            fields.extend([
                text(decision::TAKEN_ON.day, "20"),
                text(decision::TAKEN_ON.month, "11"),
                text(decision::TAKEN_ON.year, "2026"),
            ]);
            fields
        }
        "/decisions/{decision}/ratify" => {
            let found = decisions::find(db, id).await.unwrap();
            let version = found.as_ref().map_or(1, |decision| decision.version);
            let meeting = match found.and_then(|decision| decision.meeting) {
                Some(meeting) => meetings::find(db, meeting).await.unwrap(),
                None => None,
            };
            let later = match meeting {
                Some(meeting) => {
                    let now = portal.state.clock.now();
                    meetings::begun_after(db, &meeting, now, 1).await.unwrap()
                }
                None => Vec::new(),
            };
            let by = later.first().map_or(Uuid::nil(), |later| later.id.0);
            vec![
                text(decision::VERSION, &version.to_string()),
                text(decision::AT, &by.to_string()),
            ]
        }
        "/decisions/{decision}/review" => {
            let found = decisions::find(db, id).await.unwrap();
            let version = found.map_or(1, |decision| decision.version);
            vec![
                text(decision::VERSION, &version.to_string()),
                text(decision::REVIEW.day, "20"),
                text(decision::REVIEW.month, "1"),
                text(decision::REVIEW.year, "2027"),
            ]
        }
        "/meetings/{meeting}/attendance" => {
            let seat = portal.world.seats["member"];
            vec![
                text(&field::of(field::PRESENCE, seat), "substitute"),
                text(&field::of(field::NAME, seat), "Kim Guest"),
            ]
        }
        "/meetings/{meeting}/guests" => {
            vec![text(field::KEY, &key), text(field::NAME, "Kim Guest")]
        }
        "/meetings/{meeting}/minutes/circulate" | "/meetings/{meeting}/minutes/agree" => {
            let found = meetings::find(db, MeetingId(id_of())).await.unwrap();
            let Some(meeting) = found else {
                return vec![
                    text(minutes_fields::SEEN, "nothing"),
                    text(minutes_fields::VERSION, "1"),
                ];
            };
            let (hash, version) = seen(db, &meeting).await;
            let mut fields = vec![
                text(minutes_fields::SEEN, &hash),
                text(minutes_fields::VERSION, &version.to_string()),
            ];
            if path.ends_with("/agree") {
                let now = portal.state.clock.now();
                let later = meetings::begun_after(db, &meeting, now, 1).await.unwrap();
                let later = later.first().map_or(meeting.id, |later| later.id);
                fields.push(text(minutes_fields::AT, &later.to_string()));
            }
            fields
        }
        "/meetings/{meeting}/minutes/public" => {
            let standing = public_minutes::standing(db, MeetingId(id_of()))
                .await
                .unwrap();
            let Some(standing) = standing else {
                return vec![text("version", "1"), text("text-0", "Nothing")];
            };
            let form = public_forms::filled(&standing.begun, standing.version);
            form.answers
                .with(THEN, "save")
                .with(&public_forms::field::of(public_forms::field::TEXT, 0), &key)
                .pairs()
                .map(|(name, value)| text(name, value))
                .collect()
        }
        "/meetings/{meeting}/minutes/correct" => vec![
            text(minutes_fields::KEY, &key),
            text(minutes_fields::TEXT, "It was the second of the two."),
        ],
        "/agenda-items/{item}/record" => {
            let item = AgendaItemId(id_of());
            let found = agenda::find(db, item).await.unwrap();
            let version = match found.and_then(|item| item.meeting) {
                Some(meeting) => {
                    let records = store::records(db, meeting).await.unwrap();
                    records.get(&item).map_or(0, |record| record.version)
                }
                None => 0,
            };
            vec![
                text(&field::of(field::VERSION, item), &version.to_string()),
                text(&field::of(field::NOTES, item), "Everybody agreed."),
                text(&field::of(field::OUTCOME, item), "agreed"),
            ]
        }
        "/agenda-items/{item}/new-action" => vec![
            text(field::KEY, &key),
            text(action::TITLE, "Draw up a rota"),
            text(action::DONE, "A rota to the end of the year"),
            text(action::SEAT, &portal.world.seats["member"].to_string()),
            text(action::DUE.day, "15"),
            text(action::DUE.month, "1"),
            text(action::DUE.year, "2027"),
            text(action::PRIORITY, "normal"),
        ],
        "/agenda-items/{item}/new-decision" => decide(How::Consensus),
        other => panic!("say in support/requests.rs what a good form of {other} holds"),
    }
}
