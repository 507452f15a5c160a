//! One series of official figures as far as it is about one board, for other slices.

use app::{
    measures::period::Period,
    performance::{
        catalogue::Series,
        types::{Amount, COUNTRIES, Source, dfj_area},
    },
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::store;

/// The figures of an area over time.
pub struct OfBoard {
    /// The country they are of; none where they are of the board's own area.
    pub country: Option<&'static str>,
    /// The earliest first.
    pub history: Vec<(Period, Amount)>,
    /// Where the latest of them comes from.
    pub source: Option<Source>,
}

/// A series for the area of a board; for that of a country where the series or the
/// board knows no area. Three queries.
///
/// # Errors
/// The database does not answer.
pub async fn read(
    db: &impl ConnectionTrait,
    board: Uuid,
    series: &'static Series,
) -> Result<OfBoard, DbErr> {
    let own = store::area_code(db, board).await?;
    let own = own.filter(|_| series.of_boards);
    let areas: Vec<(String, Option<&'static str>)> = match own {
        Some(code) => vec![(dfj_area(&code), None)],
        None => COUNTRIES
            .iter()
            .map(|(key, name)| ((*key).to_owned(), Some(*name)))
            .collect(),
    };
    let keys = areas.iter().map(|(key, _)| key.clone());
    let figures = store::figures(db, keys.collect::<Vec<_>>(), Some(series)).await?;
    // A publisher speaks of England, or of England and Wales, and not of both.
    let found = areas
        .into_iter()
        .rev()
        .find(|(key, _)| figures.iter().any(|figure| figure.area == *key));
    let Some((area, country)) = found else {
        return Ok(OfBoard {
            country: None,
            history: Vec::new(),
            source: None,
        });
    };
    let of_area = || figures.iter().filter(|figure| figure.area == area);
    let latest = of_area()
        .filter(|figure| figure.amount.value.is_some())
        .max_by_key(|figure| figure.period)
        .map(|figure| figure.publication);
    let source = match latest {
        Some(id) => store::sources(db, [id]).await?.remove(&id),
        None => None,
    };
    Ok(OfBoard {
        country,
        history: of_area()
            .map(|figure| (figure.period, figure.amount))
            .collect(),
        source,
    })
}
