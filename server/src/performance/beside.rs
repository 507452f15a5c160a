//! Official figures beside those of pilots: which areas have some, and those of areas that
//! somebody chose.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    performance::{
        rules::History,
        types::{Area, COUNTRIES, dfj_area},
    },
    pilots::official::{self, Choice, Offered, Official},
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::store;
use crate::db::entities::{board, figure};

/// The names of countries, and of the areas of the boards there are on a day, by key. One
/// query.
async fn names(
    db: &impl ConnectionTrait,
    day: NaiveDate,
) -> Result<BTreeMap<String, String>, DbErr> {
    let boards: Vec<(Option<String>, String)> = board::Entity::find()
        .filter(board::Column::AreaCode.is_not_null())
        .filter(
            Condition::any()
                .add(board::Column::EndsOn.is_null())
                .add(board::Column::EndsOn.gte(day)),
        )
        .order_by_asc(board::Column::Name)
        .select_only()
        .column(board::Column::AreaCode)
        .column(board::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let mut names: BTreeMap<String, String> = COUNTRIES
        .iter()
        .map(|(key, name)| ((*key).to_owned(), (*name).to_owned()))
        .collect();
    for (code, name) in boards {
        let key = dfj_area(&code.unwrap_or_default());
        names
            .entry(key)
            .and_modify(|known| known.push_str(&format!(" and {name}")))
            .or_insert(name);
    }
    Ok(names)
}

/// The areas that have figures of a series that measures may be compared with. Two
/// queries.
///
/// # Errors
/// The database does not answer.
pub async fn offered(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Vec<Offered>, DbErr> {
    let found: Vec<(String, String)> = figure::Entity::find()
        .filter(figure::Column::Series.is_in(official::comparable().map(|series| series.code)))
        .select_only()
        .column(figure::Column::Area)
        .column(figure::Column::Series)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (area, series) in found {
        held.entry(area).or_default().insert(series);
    }
    let names = names(db, day).await?;
    let offered = held.into_iter().filter_map(|(key, codes)| {
        Some(Offered {
            area: Area {
                name: names.get(&key)?.clone(),
                key,
            },
            series: official::comparable()
                .filter(|series| codes.contains(series.code))
                .collect(),
        })
    });
    Ok(offered.collect())
}

/// The figures that somebody chose. Three queries.
///
/// # Errors
/// The database does not answer.
pub async fn chosen(
    db: &impl ConnectionTrait,
    choice: &Choice,
    day: NaiveDate,
) -> Result<Official, DbErr> {
    let figures = store::figures(db, choice.areas.iter().cloned(), Some(choice.series)).await?;
    let names = names(db, day).await?;
    let publications: BTreeSet<_> = figures.iter().map(|figure| figure.publication).collect();
    let sources = store::sources(db, publications).await?;
    let mut sources: Vec<_> = sources.into_values().collect();
    sources.sort_by_key(|source| (std::cmp::Reverse(source.published_on), source.id));
    let areas = choice.areas.iter().map(|key| {
        let history: History = figures
            .iter()
            .filter(|figure| figure.area == *key)
            .map(|figure| (figure.period, figure.amount))
            .collect();
        let name = names
            .get(key)
            .cloned()
            .unwrap_or_else(|| "An area that is no longer there".to_owned());
        let area = Area {
            key: key.clone(),
            name,
        };
        (area, history)
    });
    Ok(Official {
        series: choice.series,
        areas: areas.collect(),
        sources,
    })
}
