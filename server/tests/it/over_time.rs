//! `/actions/over-time`: what was opened, closed and left open, month by month.

use app::{
    actions::over_time::{BANDS, Month, Scope, months, seen_on},
    ids::{BoardId, OrganisationId},
    paths,
};
use chrono::{Days, NaiveDate};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use server::{actions::over_time, clock::Random, db::entities::action};

use crate::support::{TestPortal, start};

/// A year and a half of actions on both boards, of several organisations.
async fn raise_many(portal: &TestPortal) -> Vec<action::Model> {
    let today = portal.state.clock.today();
    let db = &portal.state.db;
    let known = action::Entity::find().all(db.reader()).await.unwrap();
    let random = Random::seeded(9);
    let tx = db.begin().await.unwrap();
    for number in 0..240_u64 {
        let mut row = known[number as usize % known.len()]
            .clone()
            .into_active_model()
            .reset_all();
        let raised_on = today - Days::new(number * 37 % 560);
        let closed_on = Some(raised_on + Days::new(number * 11 % 300))
            .filter(|day| number % 3 != 0 && *day <= today);
        row.id = Set(random.id(start()));
        row.number = Set(1000 + number as i32);
        row.reference = Set(format!("OVR-2026-{number}"));
        row.search_id = Set(100_000 + number as i64);
        row.raised_on = Set(raised_on);
        row.closed_on = Set(closed_on);
        row.is_open = Set(closed_on.is_none());
        row.insert(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    action::Entity::find().all(db.reader()).await.unwrap()
}

/// The same, row by row.
fn counted(rows: &[&action::Model], today: NaiveDate) -> Vec<Month> {
    let within = |day: NaiveDate, from: NaiveDate, to: NaiveDate| from <= day && day <= to;
    months(today)
        .into_iter()
        .map(|period| {
            let (first, last) = (period.first(), seen_on(period, today));
            let mut open = [0; BANDS.len()];
            for row in rows {
                if row.raised_on > last || row.closed_on.is_some_and(|day| day <= last) {
                    continue;
                }
                let band = match (last - row.raised_on).num_days() {
                    ..=30 => 0,
                    31..=90 => 1,
                    91..=180 => 2,
                    _ => 3,
                };
                open[band] += 1;
            }
            let number = |days: Vec<NaiveDate>| {
                let found = days.into_iter().filter(|day| within(*day, first, last));
                found.count() as u64
            };
            Month {
                period,
                opened: number(rows.iter().map(|row| row.raised_on).collect()),
                closed: number(rows.iter().filter_map(|row| row.closed_on).collect()),
                open,
            }
        })
        .collect()
}

#[tokio::test]
async fn the_months_count_what_the_rows_say_for_every_board_and_organisation() {
    let portal = TestPortal::new().await;
    let rows = raise_many(&portal).await;
    let (db, today) = (portal.state.db.reader(), portal.state.clock.today());
    let alpha = portal.world.boards["alpha"];
    let ayton = portal.world.organisations["ayton"];
    for (boards, scope) in [
        (None, Scope::default()),
        (Some(vec![alpha]), Scope::default()),
        (
            None,
            Scope {
                board: Some(alpha),
                organisation: Some(ayton),
            },
        ),
        (Some(Vec::new()), Scope::default()),
    ] {
        let expected: Vec<_> = rows
            .iter()
            .filter(|row| {
                let board = BoardId(row.board_id);
                let organisation = OrganisationId(row.organisation_id);
                boards.as_ref().is_none_or(|boards| boards.contains(&board))
                    && scope.board.is_none_or(|id| id == board)
                    && scope.organisation.is_none_or(|id| id == organisation)
            })
            .collect();
        let found = over_time::count(db, boards.as_deref(), scope, &months(today), today)
            .await
            .unwrap();
        assert_eq!(found, counted(&expected, today));
    }
}

#[tokio::test]
async fn the_page_and_its_file_count_what_the_reader_reads() {
    let portal = TestPortal::new().await;
    let rows = raise_many(&portal).await;
    let today = portal.state.clock.today();
    let (alpha, beta) = (portal.world.boards["alpha"], portal.world.boards["beta"]);
    let of_alpha: Vec<_> = rows.iter().filter(|row| row.board_id == alpha.0).collect();
    let expected = counted(&of_alpha, today);
    let last = expected.last().unwrap();
    let mut member = portal.signed_in("member").await;

    let page = member.get(paths::ACTIONS_OVER_TIME).await;
    let message = format!("{} actions are open now", last.all_open());
    assert!(page.body.contains(&message), "{}", page.body);

    let file = member.get(paths::ACTIONS_OVER_TIME_EXPORT).await;
    let body = file.body.trim_start_matches('\u{feff}');
    let lines: Vec<Vec<&str>> = body.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), 1 + expected.len());
    for (line, month) in lines[lines.len() - expected.len()..].iter().zip(&expected) {
        assert_eq!(line[0], month.period.name());
        let numbers: Vec<u64> = line[1..].iter().map(|cell| cell.parse().unwrap()).collect();
        let mut whole = vec![month.opened, month.closed];
        whole.extend(month.open);
        whole.push(month.all_open());
        assert_eq!(numbers, whole);
    }

    let other = Scope {
        board: Some(beta),
        organisation: None,
    };
    let page = member.get(&other.address(paths::ACTIONS_OVER_TIME)).await;
    assert!(page.body.contains(&message) && page.body.contains("All my boards"));
    let again = member
        .get(&other.address(paths::ACTIONS_OVER_TIME_EXPORT))
        .await;
    assert_eq!(again.body, file.body);
    let page = portal
        .signed_in("no seat")
        .await
        .get(paths::ACTIONS_OVER_TIME)
        .await;
    assert!(
        page.body.contains("0 actions are open now"),
        "{}",
        page.body
    );
}
