//! Two boards, a handful of people in every role, and a few actions. Each
//! private object holds a word that is found nowhere else: a canary.

use std::collections::BTreeMap;

use app::{
    access::Role,
    actions::types::{Origin, Priority, Way},
    boards::types::{BoardKind, NameConfidence},
    ids::{BoardId, InterestId, OrganisationId, PersonId, SeatId},
    interests::types::{Interest, InterestKind},
    meetings::types::{Part, Purpose, TemplateItem},
    membership::{
        template::TemplateSeat,
        types::{Capacity, Category, Span},
    },
    organisations::types::OrganisationKind,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use server::{
    actions::store::{self as actions, NewAction, Raised},
    audit::Actor,
    boards::store::{self as boards, NewBoard},
    clock::Random,
    db::{Db, entities::appointment},
    interests::store as interests,
    meetings::template as agenda_template,
    membership::{
        appointments::{self, Appointed, Meeting, NewAppointment},
        seats::{self, NewSeat},
        template,
    },
    organisations::store::{self as organisations, NewOrganisation},
    people::store::{self as people, NewPerson},
    sessions::store::{self as sessions, NewSession},
    state::AppState,
};

/// Who and what there is, by name.
pub struct World {
    pub people: BTreeMap<&'static str, PersonId>,
    pub boards: BTreeMap<&'static str, BoardId>,
    pub organisations: BTreeMap<&'static str, OrganisationId>,
    pub seats: BTreeMap<&'static str, SeatId>,
    /// References of actions: "ayton late", "ayton due", "cafcass", "beta".
    pub actions: BTreeMap<&'static str, String>,
}

/// People of the world, what they are on the board Alpha or elsewhere.
pub const PEOPLE: &[&str] = &[
    "chair",
    "deputy",
    "secretary",
    "member",
    "substitute",
    "observer",
    "sponsor",
    "former member",
    "beta member",
    "beta chair",
    "national secretariat",
    "policy lead",
    "no seat",
];

struct Maker<'a> {
    tx: &'a DatabaseTransaction,
    random: &'a Random,
    actor: Actor,
    at: DateTime<Utc>,
    today: NaiveDate,
}

impl World {
    /// Makes the world through the commands that pages use.
    pub async fn make(db: &Db, random: &Random, at: DateTime<Utc>) -> Self {
        let tx = db.begin().await.unwrap();
        let maker = Maker {
            tx: &tx,
            random,
            actor: Actor {
                person: None,
                name: "test".to_owned(),
                way: Way::Command,
            },
            at,
            today: app::wording::uk_day(at),
        };
        let world = maker.world().await;
        tx.commit().await.unwrap();
        world
    }

    /// A new session of a person, as its secret.
    pub async fn session_of(&self, state: &AppState, person: &str) -> String {
        let person = self.people[person];
        let tx = state.db.begin().await.unwrap();
        let new = NewSession {
            person,
            provider_id: server::portal::DEMONSTRATION,
            id_token: "",
            browser: "Test",
        };
        let actor = Actor {
            person: Some(person),
            name: "test".to_owned(),
            way: Way::Page,
        };
        let now = state.clock.now();
        let secret = sessions::start(&tx, &state.random, &actor, now, &new)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        secret
    }
}

impl Maker<'_> {
    async fn world(&self) -> World {
        let mut organisations = BTreeMap::new();
        for (name, kind, full) in [
            ("ayton", OrganisationKind::Council, "Ayton"),
            ("beeton", OrganisationKind::Council, "Beeton"),
            ("cafcass", OrganisationKind::Cafcass, "Cafcass"),
            ("judiciary", OrganisationKind::Judiciary, "Judiciary"),
            (
                "ministry",
                OrganisationKind::Department,
                "Ministry of Justice",
            ),
        ] {
            organisations.insert(name, self.organisation(kind, full).await);
        }
        let mut boards = BTreeMap::new();
        let national = self
            .board("national", "Family Justice Board", "NAT", None)
            .await;
        boards.insert("national", national);
        for (name, full, code) in [("alpha", "Alpha", "ALP"), ("beta", "Beta", "BET")] {
            boards.insert(name, self.board(name, full, code, Some(national)).await);
        }
        boards::add_area(
            self.tx,
            self.random,
            &self.actor,
            self.at,
            boards["alpha"],
            organisations["ayton"],
            None,
        )
        .await
        .unwrap();

        let mut seats = BTreeMap::new();
        use Category::{Cafcass, ChildrensServices, Judiciary, National, Officers};
        for (name, board, role, category, organisation) in [
            ("chair", "alpha", Role::Chair, Officers, Some("cafcass")),
            (
                "deputy",
                "alpha",
                Role::DeputyChair,
                Officers,
                Some("beeton"),
            ),
            (
                "secretary",
                "alpha",
                Role::Secretariat,
                Officers,
                Some("cafcass"),
            ),
            (
                "member",
                "alpha",
                Role::Member,
                ChildrensServices,
                Some("ayton"),
            ),
            (
                "former",
                "alpha",
                Role::Member,
                ChildrensServices,
                Some("ayton"),
            ),
            (
                "observer",
                "alpha",
                Role::Observer,
                Judiciary,
                Some("judiciary"),
            ),
            (
                "sponsor",
                "alpha",
                Role::Sponsor,
                Officers,
                Some("ministry"),
            ),
            (
                "beta member",
                "beta",
                Role::Member,
                Cafcass,
                Some("cafcass"),
            ),
            ("beta chair", "beta", Role::Chair, Officers, Some("beeton")),
            (
                "national",
                "national",
                Role::NationalSecretariat,
                National,
                Some("ministry"),
            ),
            (
                "policy",
                "national",
                Role::PolicyLead,
                National,
                Some("ministry"),
            ),
        ] {
            let seat = NewSeat {
                board: boards[board],
                role,
                category,
                title: &format!("Seat of {name}, canary-seat-{}", name.replace(' ', "-")),
                organisation: organisation.map(|name| organisations[name]),
                required: true,
                voting: true,
                term_months: None,
                starts_on: self.today - Days::new(1_000),
            };
            let id = seats::add(self.tx, self.random, &self.actor, self.at, &seat)
                .await
                .unwrap();
            seats.insert(name, id);
        }

        let mut people = BTreeMap::new();
        for name in PEOPLE {
            people.insert(*name, self.person(name).await);
        }
        let long_ago = self.today - Days::new(400);
        for (person, seat, capacity, ends_on) in [
            ("chair", "chair", Capacity::Holder, None),
            ("deputy", "deputy", Capacity::Holder, None),
            ("secretary", "secretary", Capacity::Holder, None),
            ("member", "member", Capacity::Holder, None),
            ("substitute", "member", Capacity::Substitute, None),
            ("observer", "observer", Capacity::Holder, None),
            ("sponsor", "sponsor", Capacity::Holder, None),
            (
                "former member",
                "former",
                Capacity::Holder,
                Some(self.today - Days::new(1)),
            ),
            ("beta member", "beta member", Capacity::Holder, None),
            ("beta chair", "beta chair", Capacity::Holder, None),
            ("national secretariat", "national", Capacity::Holder, None),
            ("policy lead", "policy", Capacity::Holder, None),
        ] {
            let new = NewAppointment {
                capacity,
                ends_on,
                ..NewAppointment::holder(seats[seat], people[person], long_ago)
            };
            let meeting = Meeting::default();
            let (tx, random, actor) = (self.tx, self.random, &self.actor);
            let outcome = appointments::appoint(tx, random, actor, self.at, &new, meeting).await;
            assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
        }

        self.template(Category::Police).await;
        self.agenda_template("core", None).await;
        self.agenda_template("alpha", Some(boards["alpha"])).await;
        for name in ["member", "beta member"] {
            self.interest(people[name], name).await;
        }
        // The sponsor has yet to read what a predecessor left.
        appointment::Entity::update_many()
            .col_expr(
                appointment::Column::HandoverReadAt,
                Expr::value(None::<DateTime<Utc>>),
            )
            .filter(appointment::Column::PersonId.eq(people["sponsor"].0))
            .exec(self.tx)
            .await
            .unwrap();

        let mut references = BTreeMap::new();
        for (name, board, seat, due_in) in [
            ("ayton late", "alpha", "member", -3),
            ("ayton due", "alpha", "member", 20),
            ("cafcass", "alpha", "chair", 5),
            ("beta", "beta", "beta member", -10),
        ] {
            let reference = self.action(boards[board], seats[seat], name, due_in).await;
            references.insert(name, reference);
        }
        World {
            people,
            boards,
            organisations,
            seats,
            actions: references,
        }
    }

    async fn interest(&self, person: PersonId, name: &str) {
        let canary = name.replace(' ', "-");
        let interest = Interest {
            id: InterestId(self.random.id(self.at)),
            kind: InterestKind::Office,
            description: format!("Trustee of canary-interest-{canary}"),
            span: Span::new(self.today - Days::new(30), None),
        };
        let (tx, random, actor) = (self.tx, self.random, &self.actor);
        interests::declare(tx, random, actor, self.at, person, &interest)
            .await
            .unwrap();
    }

    /// A category that every board is expected to have, and neither has.
    async fn template(&self, category: Category) {
        let seat = TemplateSeat {
            id: self.random.id(self.at),
            position: 1,
            role: Role::Member,
            category,
            title: "Expected everywhere".to_owned(),
            organisation_kind: None,
            each_council: false,
            required: true,
            voting: true,
            term_months: None,
            version: 0,
        };
        let (tx, random, actor) = (self.tx, self.random, &self.actor);
        template::save(tx, random, actor, self.at, &seat)
            .await
            .unwrap();
    }

    /// An item that every agenda starts from.
    async fn agenda_template(&self, name: &str, board: Option<BoardId>) {
        let item = TemplateItem {
            id: self.random.id(self.at),
            board,
            position: 0,
            title: format!("canary-template-{name}"),
            purpose: Purpose::Information,
            minutes: 5,
            part: Part::A,
            version: 0,
        };
        let (tx, random, actor) = (self.tx, self.random, &self.actor);
        agenda_template::save(tx, random, actor, self.at, &item)
            .await
            .unwrap();
    }

    async fn organisation(&self, kind: OrganisationKind, name: &str) -> OrganisationId {
        let new = NewOrganisation {
            kind,
            name,
            short_name: name,
        };
        organisations::add(self.tx, self.random, &self.actor, self.at, &new)
            .await
            .unwrap()
    }

    async fn board(&self, slug: &str, name: &str, code: &str, parent: Option<BoardId>) -> BoardId {
        let new = NewBoard {
            kind: if parent.is_some() {
                BoardKind::Local
            } else {
                BoardKind::National
            },
            slug,
            name,
            code,
            region: parent.map(|_| "North East"),
            area_code: parent.map(|_| code),
            confidence: NameConfidence::Seen,
            parent,
        };
        boards::add_board(self.tx, self.random, &self.actor, self.at, &new)
            .await
            .unwrap()
    }

    async fn person(&self, name: &str) -> PersonId {
        let canary = name.replace(' ', "-");
        let email = format!("{canary}@canary-email.example");
        let new = NewPerson {
            full_name: &format!("Canary-person-{canary} O'Test"),
            post: &format!("Post of {name}"),
            email: Some(&email),
            fictional: true,
        };
        people::add(self.tx, self.random, &self.actor, self.at, &new)
            .await
            .unwrap()
    }

    async fn action(&self, board: BoardId, seat: SeatId, name: &str, due_in: i64) -> String {
        let canary = name.replace(' ', "-");
        let new = NewAction {
            board,
            title: &format!("Action {name} canary-action-{canary}"),
            outcome: &format!("Outcome canary-outcome-{canary}"),
            seat,
            priority: Priority::Normal,
            raised_on: self.today - Days::new(60),
            due_on: self.today + chrono::Duration::days(due_in),
            origin: Origin::Board,
            decision: None,
            measure: None,
            key: None,
            raised_at: None,
        };
        match actions::raise(self.tx, self.random, &self.actor, self.at, &new).await {
            Ok(Raised::As { reference, .. }) => reference,
            other => panic!("{other:?}"),
        }
    }
}
