//! Nothing is written beside the trail, and nothing stays in it that was undone.

use app::{
    access::Role,
    actions::{
        forms::UpdateAction,
        types::{Origin, Priority, Status},
    },
    boards::types::{BoardKind, NameConfidence},
    ids::{BoardId, SeatId, SessionId},
    membership::types::Category,
    organisations::types::OrganisationKind,
    paths,
};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};
use server::{
    actions::{steps, store as actions},
    audit::{self, Actor},
    boards::store::{self as boards, NewBoard},
    db::entities::{audit_event, session},
    invitations::store::{self as invitations, Guest, Invited, Occasion},
    membership::{
        appointments::{self, Appointed, Meeting, NewAppointment},
        seats::{self, NewSeat},
    },
    organisations::store::{self as organisations, NewOrganisation},
    people::store::{self as people, NewPerson},
    sessions::store::{self as sessions, Arrival, Ending, NewSession},
};
use uuid::Uuid;

use crate::support::{TestPortal, database, many::operator, start};

/// Does one thing, and says which events it left.
struct Walk<'a> {
    portal: &'a TestPortal,
    seen: u64,
}

impl Walk<'_> {
    async fn left(&mut self, tx: DatabaseTransaction, expected: &[(&str, &str)]) {
        tx.commit().await.unwrap();
        let events = audit_event::Entity::find()
            .order_by_asc(audit_event::Column::Id)
            .all(self.portal.state.db.reader())
            .await
            .unwrap();
        let mut left: Vec<(&str, &str)> = Vec::new();
        for event in &events {
            if event.at > start() {
                left.push((event.verb.as_str(), event.subject_kind.as_str()));
            }
        }
        let fresh = left.split_off(usize::try_from(self.seen).unwrap());
        assert_eq!(fresh, expected);
        self.seen += fresh.len() as u64;
        // Each step is a moment later, so that identifiers are in order.
        self.portal.pass(TimeDelta::milliseconds(1));
    }
}

#[tokio::test]
async fn every_command_that_writes_leaves_its_event() {
    let portal = TestPortal::new().await;
    let (state, random, actor) = (&portal.state, &portal.state.random, &operator());
    let mut walk = Walk {
        portal: &portal,
        seen: 0,
    };
    portal.pass(TimeDelta::milliseconds(1));
    let begin = async || (state.db.begin().await.unwrap(), state.clock.now());

    let (tx, at) = begin().await;
    let new = NewOrganisation {
        kind: OrganisationKind::Council,
        name: "Ceeton",
        short_name: "Ceeton",
    };
    let organisation = organisations::add(&tx, random, actor, at, &new);
    let organisation = organisation.await.unwrap();
    walk.left(tx, &[("added", "organisation")]).await;

    let (tx, at) = begin().await;
    let new = NewPerson {
        full_name: "Ada Test",
        post: "Director",
        email: Some("ada@ceeton.example"),
        fictional: true,
    };
    let person = people::add(&tx, random, actor, at, &new).await;
    let person = person.unwrap();
    walk.left(tx, &[("added", "person")]).await;

    let (tx, at) = begin().await;
    let new = NewBoard {
        kind: BoardKind::Local,
        slug: "gamma",
        name: "Gamma",
        code: "GAM",
        region: None,
        area_code: None,
        confidence: NameConfidence::Seen,
        parent: None,
    };
    let board = boards::add_board(&tx, random, actor, at, &new).await;
    let board = board.unwrap();
    walk.left(tx, &[("added", "board")]).await;

    let (tx, at) = begin().await;
    boards::add_area(&tx, random, actor, at, board, organisation, None)
        .await
        .unwrap();
    walk.left(tx, &[("added", "board_area")]).await;

    let (tx, at) = begin().await;
    let today = state.clock.today();
    let new = NewSeat {
        board,
        role: Role::Member,
        category: Category::ChildrensServices,
        title: "Director",
        organisation: Some(organisation),
        required: true,
        voting: true,
        term_months: None,
        starts_on: today,
    };
    let seat = seats::add(&tx, random, actor, at, &new).await;
    let seat = seat.unwrap();
    walk.left(tx, &[("added", "seat")]).await;

    let (tx, at) = begin().await;
    let new = NewAppointment::holder(seat, person, today);
    let outcome = appointments::appoint(&tx, random, actor, at, &new, Meeting::default()).await;
    assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
    walk.left(tx, &[("appointed", "appointment")]).await;

    let (tx, at) = begin().await;
    let until = at + TimeDelta::days(7);
    invitations::invite(&tx, random, actor, at, person, "ada@ceeton.example", until)
        .await
        .unwrap();
    walk.left(tx, &[("invited", "invitation")]).await;

    let guest = Guest {
        person,
        board,
        seat,
    };
    let mut open = None;
    for (occasion, events) in [
        (Occasion::First, &[("invited", "invitation")][..]),
        (
            Occasion::Again,
            &[("withdrawn", "invitation"), ("resent", "invitation")],
        ),
    ] {
        let (tx, at) = begin().await;
        let made = invitations::invite_to_seat(&tx, random, actor, at, guest, occasion).await;
        let Ok(Invited::As(issued)) = made else {
            panic!("{made:?}");
        };
        open = Some(issued.id);
        walk.left(tx, events).await;
    }
    let (tx, at) = begin().await;
    invitations::withdraw(&tx, random, actor, at, open.unwrap())
        .await
        .unwrap();
    walk.left(tx, &[("withdrawn", "invitation")]).await;

    let (tx, at) = begin().await;
    let named = Some(("Ben Test", "Clerk"));
    invitations::find_or_add(&tx, random, actor, at, "ben@ceeton.example", named)
        .await
        .unwrap();
    walk.left(tx, &[("added", "person")]).await;

    let (tx, at) = begin().await;
    let arrival = Arrival {
        issuer: "https://id.example",
        subject: "ada",
        verified_email: Some("ada@ceeton.example"),
    };
    let known = sessions::recognise(&tx, random, at, &arrival)
        .await
        .unwrap();
    assert_eq!(known.unwrap().id, person.0);
    walk.left(tx, &[("accepted", "invitation"), ("bound", "identity")])
        .await;

    for _ in 0..2 {
        let (tx, at) = begin().await;
        let new = NewSession {
            person,
            provider_id: "id",
            id_token: "",
            browser: "Test",
        };
        sessions::start(&tx, random, actor, at, &new).await.unwrap();
        walk.left(tx, &[("started", "session")]).await;
    }

    let (tx, at) = begin().await;
    let mine = session::Entity::find()
        .filter(session::Column::PersonId.eq(person.0))
        .all(&tx)
        .await
        .unwrap();
    let first = SessionId(mine[0].id);
    sessions::end(&tx, random, actor, at, person, Ending::AllBut(first))
        .await
        .unwrap();
    walk.left(tx, &[("ended", "session")]).await;
    let (tx, at) = begin().await;
    sessions::end(&tx, random, actor, at, person, Ending::This(first))
        .await
        .unwrap();
    walk.left(tx, &[("ended", "session")]).await;

    let (tx, at) = begin().await;
    let reference = raise(&portal, &tx, board, seat, at).await;
    walk.left(tx, &[("raised", "action")]).await;

    let (tx, at) = begin().await;
    let before = actions::find(&tx, &reference).await.unwrap().unwrap();
    let ada = Actor {
        person: Some(person),
        ..operator()
    };
    let update = UpdateAction {
        status: Status::Blocked,
        note: "Waiting".to_owned(),
        evidence: String::new(),
        version: 1,
        submission: Uuid::from_u128(1),
    };
    let acting = steps::Acting {
        random,
        actor: &ada,
        at,
    };
    steps::update(&tx, &acting, &before, "Director", &update)
        .await
        .unwrap();
    walk.left(tx, &[("updated", "action")]).await;

    let found = audit::verify(state.db.reader()).await.unwrap();
    assert_eq!(found.faults, []);
}

async fn raise(
    portal: &TestPortal,
    tx: &DatabaseTransaction,
    board: BoardId,
    seat: SeatId,
    at: DateTime<Utc>,
) -> String {
    let today = portal.state.clock.today();
    let new = actions::NewAction {
        board,
        title: "Agree the rota",
        outcome: "It is agreed",
        seat,
        priority: Priority::Normal,
        raised_on: today,
        due_on: today,
        origin: Origin::Board,
        decision: None,
        measure: None,
        key: None,
        raised_at: None,
    };
    match actions::raise(tx, &portal.state.random, &operator(), at, &new).await {
        Ok(actions::Raised::As { reference, .. }) => reference,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_undone_transaction_leaves_nothing() {
    let portal = TestPortal::new().await;
    let before = portal.contents().await;
    let at = portal.state.clock.now();
    let (board, seat) = (portal.world.boards["alpha"], portal.world.seats["member"]);

    let tx = portal.state.db.begin().await.unwrap();
    raise(&portal, &tx, board, seat, at).await;
    tx.rollback().await.unwrap();
    let tx = portal.state.db.begin().await.unwrap();
    raise(&portal, &tx, board, seat, at).await;
    drop(tx);

    assert_eq!(portal.contents().await, before);
    // The next one gets the number that was given back.
    let tx = portal.state.db.begin().await.unwrap();
    assert_eq!(raise(&portal, &tx, board, seat, at).await, "ALP-2026-004");
    tx.commit().await.unwrap();
    let found = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(found.faults, []);
}

#[tokio::test]
async fn a_trail_that_cannot_be_written_undoes_the_update() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    let mut member = portal.signed_in("member").await;
    let form = member.get(&paths::update_action(&reference)).await;
    let connection = Database::connect(portal.database_url()).await.unwrap();
    connection
        .execute_unprepared("ALTER TABLE audit_head RENAME TO audit_head_gone")
        .await
        .unwrap();
    let broken = database::contents_but(&portal.state.db, &["audit_head"]).await;

    let answer = member
        .submit(
            &form,
            "Save update",
            &[("status", "blocked"), ("note", "Without a trail")],
        )
        .await;

    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        database::contents_but(&portal.state.db, &["audit_head"]).await,
        broken
    );
}
