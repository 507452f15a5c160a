//! The measure that an action is meant to move: which may be chosen, and what is
//! published of the one that was.

use app::{
    actions::{
        measured::{Figure, Measured, Target},
        types::{Action, Status},
        views::SHOWN,
    },
    boards::types::{BoardEntry, BoardKind},
    ids::BoardId,
    measures::period::Period,
    paths,
    performance::catalogue::{SERIES, Series},
    pilots::{
        evidence::{direction, measured, number},
        rules::{Shown, value_in_words},
    },
    query, wording,
};
use chrono::Datelike;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    boards::store as boards, db::entities::action, error::PageError, extract::SignedIn,
    membership::scope::stored, performance, pilots, state::AppState,
};

/// What the actions of a board may be meant to move, in words: the official series, and
/// the measures of the pilots that run there; of every pilot for the national board.
/// One query.
///
/// # Errors
/// The database does not answer.
pub async fn offered(
    db: &impl ConnectionTrait,
    board: &BoardEntry,
) -> Result<Vec<(Target, String)>, DbErr> {
    let is_national = board.kind == BoardKind::National;
    let official = SERIES
        .iter()
        .filter(|series| series.of_boards || is_national)
        .map(|series| (Target::Official(series), series.name.to_owned()));
    let on = (!is_national).then_some(board.id.0);
    let of_pilots = pilots::store::measures::to_choose(db, on).await?;
    let of_pilots = of_pilots
        .into_iter()
        .map(|(id, words)| (Target::Pilot(id), words));
    Ok(official.chain(of_pilots).collect())
}

/// The measure of an action with what is published of it; nothing where the reader may
/// not read of the pilot.
///
/// # Errors
/// The database does not answer.
pub async fn read(
    state: &AppState,
    me: &SignedIn,
    action: &Action,
) -> Result<Option<Measured>, PageError> {
    match action.measure {
        Some(Target::Official(series)) => Ok(Some(official(state, action, series).await?)),
        Some(Target::Pilot(key)) => {
            let found = pilots::over_time(state, me, key).await?;
            Ok(found.map(|found| of_pilot(state, &found)))
        }
        None => Ok(None),
    }
}

async fn official(
    state: &AppState,
    action: &Action,
    series: &'static Series,
) -> Result<Measured, PageError> {
    let board = action.board.0;
    let found = performance::of_board::read(state.db.reader(), board, series).await?;
    let figures = found.history.iter().map(|(period, amount)| Figure {
        period: *period,
        value: amount.value,
        words: amount
            .value
            .map_or_else(String::new, |value| series.unit.in_words(value)),
        sites: None,
    });
    let source = found.source.as_ref().map(|source| {
        let day = wording::date(source.published_on);
        format!("Source: {}, published {day}.", source.title)
    });
    let today = state.clock.today();
    let board = boards::find_open(state.db.reader(), &action.board_slug, today).await?;
    // A board that has ended has no page of figures.
    let address = board.map(|board| match (found.country, series.of_boards) {
        (None, true) => query::address(
            &paths::performance_chart(&board.slug),
            &[("series", series.code.to_owned())],
        ),
        _ => paths::performance(&board.slug),
    });
    Ok(Measured {
        name: series.name.to_owned(),
        of: found.country.unwrap_or(&action.board_name).to_owned(),
        address,
        source: source.unwrap_or_default(),
        unit: series.unit,
        better: series.is_judged.then_some(series.better),
        figures: figures.collect(),
        is_fictional: found.source.is_some_and(|source| source.is_fictional),
    })
}

fn of_pilot(state: &AppState, found: &pilots::OverTime) -> Measured {
    let definition = &found.measure.definition;
    let figures = found.series.points.iter().filter_map(|point| {
        let coverage = point.row.as_ref().map(|row| {
            let of = wording::count(row.cells.len() as u64, "site", "sites");
            format!(", {} of {of} reported", row.reported())
        });
        let words = match &point.total {
            Shown::Value(parts) => value_in_words(definition.unit, *parts),
            _ => String::new(),
        };
        Some(Figure {
            period: Period::month(point.month.year(), point.month.month())?,
            value: number(definition.unit, &point.total),
            words: format!("{words}{}", coverage.unwrap_or_default()),
            sites: point.row.as_ref().map(|row| row.reported()),
        })
    });
    Measured {
        name: definition.name.clone(),
        of: found.pilot.record.title.clone(),
        address: Some(paths::pilot_measure(found.measure.id)),
        source: "Source: approved monthly returns of the sites.".to_owned(),
        unit: measured(definition.unit),
        better: Some(direction(definition.better)),
        figures: figures.collect(),
        is_fictional: state.fictional && !found.series.points.is_empty(),
    }
}

/// The actions that are meant to move a measure, on some boards or on all: reference,
/// title and status, the latest raised first, one more than a page shows. One query.
///
/// # Errors
/// The database does not answer.
pub async fn meant_to_move(
    db: &impl ConnectionTrait,
    measure: Target,
    boards: Option<&[BoardId]>,
) -> Result<Vec<(String, String, Status)>, DbErr> {
    use action::Column;
    let on = boards.map(|boards| Column::BoardId.is_in(boards.iter().map(|board| board.0)));
    let rows: Vec<(String, String, String)> = action::Entity::find()
        .filter(Column::Measure.eq(measure.code()))
        .filter(sea_orm::Condition::all().add_option(on))
        .select_only()
        .column(Column::Reference)
        .column(Column::Title)
        .column(Column::Status)
        .order_by_desc(Column::RaisedOn)
        .order_by_desc(Column::Id)
        .limit(SHOWN as u64 + 1)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(reference, title, status)| {
            Ok((reference, title, stored(&status, Status::from_code)?))
        })
        .collect()
}
