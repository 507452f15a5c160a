//! Whatever is granted, ended or taken away, a session that was opened before
//! is answered by what holds at the very next request, and by nothing earlier.

use app::{
    access::{Permission, Relation, allows},
    ids::{BoardId, PersonId, SessionId},
    membership::types::Capacity,
    paths,
};
use axum::http::StatusCode;
use chrono::{NaiveDate, TimeDelta};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::EntityTrait;
use server::{
    db::entities::{action, person, session},
    portal::DEMONSTRATION,
    sessions::store::{self as sessions, NewSession},
};

use crate::support::{
    Browser, TestPortal,
    history::{Picture, SmallWorld, Step, any_step},
    many::operator,
};

/// Few and short, so that they take seconds.
const HISTORIES: u32 = 24;
const STEPS: usize = 10;

/// How far from today days are set, and how many pass at a time: sessions stay
/// open over a day without use, and over seven in all.
const REACH: i64 = 1;
const LASTS: [(&str, &str); 2] = [
    ("PORTAL_SESSION_IDLE_MINUTES", "1440"),
    ("PORTAL_SESSION_ABSOLUTE_MINUTES", "10080"),
];
const DAYS: i64 = 7;

/// Somebody whose browser stays open.
struct Visitor {
    person: PersonId,
    session: SessionId,
    browser: Browser,
}

impl Visitor {
    async fn new(portal: &TestPortal, person: PersonId) -> Self {
        let (state, now) = (&portal.state, portal.state.clock.now());
        let new = NewSession {
            person,
            provider_id: DEMONSTRATION,
            id_token: "",
            browser: "Test",
        };
        let tx = state.db.begin().await.unwrap();
        let secret = sessions::start(&tx, &state.random, &operator(), now, &new).await;
        tx.commit().await.unwrap();
        let secret = secret.unwrap();
        let limits = state.session_limits;
        let current = sessions::current(state.db.reader(), &secret, limits, now).await;
        let mut browser = portal.browser();
        browser.set_cookie(&state.cookies.session_name(), &secret);
        Self {
            person,
            session: SessionId(current.unwrap().unwrap().session.id),
            browser,
        }
    }

    /// Asks for pages of every board, and expects what the rows say now.
    async fn look_around(
        &mut self,
        world: &SmallWorld<'_>,
        now: &Picture,
    ) -> Result<(), TestCaseError> {
        let open = session::Entity::find_by_id(self.session.0)
            .one(world.db.reader())
            .await
            .unwrap();
        let row = person::Entity::find_by_id(self.person.0)
            .one(world.db.reader())
            .await
            .unwrap();
        let is_another = row.is_some_and(|row| row.merged_into_id.is_some());
        prop_assert!(open.is_none() || !is_another, "signed in as a duplicate");
        let expected = |allowed| match (&open, allowed) {
            (None, _) => StatusCode::SEE_OTHER,
            (Some(_), Ok(())) => StatusCode::OK,
            (Some(_), Err(refused)) => refused,
        };
        let today = world.today();
        for board in now.boards.values() {
            let sees = now.sits(self.person, today).iter().any(|(of, _, role)| {
                of.0 == board.id && allows(*role, Permission::SeeSeats, Relation::Other)
            });
            let allowed = if sees {
                Ok(())
            } else {
                Err(StatusCode::NOT_FOUND)
            };
            self.expect(&paths::members(&board.slug), expected(allowed))
                .await?;
        }
        for action in now.actions.values() {
            let allowed = self.may_update(now, action, today);
            let address = paths::update_action(&action.reference);
            self.expect(&address, expected(allowed)).await?;
        }
        Ok(())
    }

    async fn expect(&mut self, page: &str, expected: StatusCode) -> Result<(), TestCaseError> {
        let answer = self.browser.fetch(page).await;
        prop_assert_eq!(answer.status, expected, "{} for {:?}", page, self.person);
        Ok(())
    }

    /// Who sits on the board of an action, or on one that followed it, finds the
    /// action; who may say where it stands sits on the board itself, and may take up
    /// again what is settled.
    fn may_update(
        &self,
        now: &Picture,
        action: &action::Model,
        today: NaiveDate,
    ) -> Result<(), StatusCode> {
        let sits = now.sits(self.person, today);
        let updates = sits.iter().any(|(of, seat, role)| {
            let relation = if now.seats[&seat.0].organisation_id == Some(action.organisation_id) {
                Relation::Own
            } else {
                Relation::Other
            };
            of.0 == action.board_id
                && allows(*role, Permission::UpdateAction, relation)
                && (action.is_open || allows(*role, Permission::CloseAction, relation))
        });
        if updates {
            return Ok(());
        }
        let mut next = Some(action.board_id);
        while let Some(board) = next {
            let reads = sits.iter().any(|(of, _, role)| {
                *of == BoardId(board) && allows(*role, Permission::SeeActions, Relation::Other)
            });
            if reads {
                return Err(StatusCode::FORBIDDEN);
            }
            let board = &now.boards[&board];
            let is_over = board.ends_on.is_some_and(|last| last < today);
            next = board.successor_id.filter(|_| is_over);
        }
        Err(StatusCode::NOT_FOUND)
    }
}

async fn live_through(portal: &TestPortal, steps: &[Step]) -> Result<(), TestCaseError> {
    let (db, random) = (&portal.state.db, &portal.state.random);
    let begins = portal.state.clock.now();
    let mut world = SmallWorld::make(db, random, begins).await;
    let mut visitors = Vec::new();
    for person in world.people.clone() {
        visitors.push(Visitor::new(portal, person).await);
    }
    for step in steps {
        world.take(step).await;
        if world.at - begins > TimeDelta::days(DAYS) {
            break;
        }
        portal.pass(world.at - portal.state.clock.now());
        let now = world.look().await;
        for visitor in &mut visitors {
            visitor.look_around(&world, &now).await?;
        }
    }
    Ok(())
}

/// Three people sit on the first two boards; then anything happens, and what
/// takes access away more often than elsewhere.
fn any_history() -> impl Strategy<Value = Vec<Step>> {
    let appointed = |seat| {
        (0usize..5).prop_map(move |person| Step::Appoint {
            seat,
            person,
            capacity: Capacity::Holder,
            from: 0,
            lasts: None,
            replace: false,
        })
    };
    let first = (appointed(0), appointed(1), appointed(3));
    let taken = prop_oneof![
        (0usize..4).prop_map(|appointment| Step::StrikeOut { appointment }),
        (0usize..4, -REACH..=REACH).prop_map(|(appointment, last_day)| Step::End {
            appointment,
            last_day,
        }),
        (0usize..4).prop_map(|seat| Step::EndSeat { seat, last_day: -1 }),
        (0usize..2, prop::option::of(0usize..3)).prop_map(|(board, into)| Step::CloseBoard {
            board,
            last_day: -1,
            into,
        }),
    ];
    let step = prop_oneof![2 => any_step(REACH), 1 => taken];
    (first, prop::collection::vec(step, 1..STEPS)).prop_map(|((one, two, three), rest)| {
        let mut steps = vec![one, two, three];
        steps.extend(rest);
        steps
    })
}

#[test]
fn an_open_session_is_answered_by_what_holds_now() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let portal = runtime.block_on(TestPortal::with(&LASTS));
    let config = Config {
        cases: HISTORIES,
        max_shrink_iters: 100,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&any_history(), |steps| {
            runtime.block_on(live_through(&portal, &steps))
        })
        .unwrap();
}
