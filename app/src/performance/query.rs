//! What the pages of performance are asked for, as their addresses say.

use super::catalogue::Series;
use crate::{access::words, query};

words! {
    /// How the boards are shown.
    Shape {
        Table = "table", "Table of boards";
        Tiles = "tiles", "Tiles by region";
    }
}

/// What the boards are ordered by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sort {
    Board,
    Series(&'static Series),
}

impl Sort {
    fn code(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Series(series) => series.code,
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        if code == "board" {
            return Some(Self::Board);
        }
        Series::find(code)
            .filter(|series| series.of_boards)
            .map(Self::Series)
    }
}

/// Which boards, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct PerformanceQuery {
    pub shape: Shape,
    pub region: Option<String>,
    /// The series of the tiles.
    pub series: Option<&'static Series>,
    pub sort: Sort,
    pub upwards: bool,
}

impl Default for PerformanceQuery {
    fn default() -> Self {
        Self {
            shape: Shape::Table,
            region: None,
            series: None,
            sort: Sort::Board,
            upwards: true,
        }
    }
}

impl PerformanceQuery {
    /// Reads the pairs of a query string; what is not understood is left out.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut asked = Self::default();
        for (key, value) in pairs {
            match key {
                "view" => asked.shape = Shape::from_code(value).unwrap_or(Shape::Table),
                "region" => {
                    let region = query::search(value).trim().to_owned();
                    asked.region = Some(region).filter(|region| !region.is_empty());
                }
                "series" => asked.series = Series::find(value).filter(|series| series.of_boards),
                "sort" => {
                    if let Some(order) = query::order(value, Sort::from_code) {
                        (asked.sort, asked.upwards) = order;
                    }
                }
                _ => {}
            }
        }
        asked
    }

    /// The address of this query below `path`.
    pub fn address(&self, path: &str) -> String {
        query::address(path, &self.to_pairs())
    }

    /// The pairs of this query; none when everything is as usual.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.shape != Shape::Table {
            pairs.push(("view", self.shape.code().to_owned()));
        }
        if let Some(region) = &self.region {
            pairs.push(("region", region.clone()));
        }
        if let Some(series) = self.series {
            pairs.push(("series", series.code.to_owned()));
        }
        if (self.sort, self.upwards) != (Sort::Board, true) {
            pairs.push(("sort", query::order_code(self.sort.code(), self.upwards)));
        }
        pairs
    }

    /// The same in another shape.
    #[must_use]
    pub fn shaped(&self, shape: Shape) -> Self {
        Self {
            shape,
            ..self.clone()
        }
    }

    /// The same ordered by a column, or the other way round.
    #[must_use]
    pub fn sorted_by(&self, sort: Sort) -> Self {
        Self {
            sort,
            upwards: self.sort != sort || !self.upwards,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_was_asked_for() {
        let asked = PerformanceQuery {
            shape: Shape::Tiles,
            region: Some("North West".to_owned()),
            series: Series::find("cafcass_duration"),
            sort: Sort::Series(Series::find("moj_public_started").unwrap()),
            upwards: false,
        };
        let pairs = asked.to_pairs();
        let again =
            PerformanceQuery::from_pairs(pairs.iter().map(|(key, value)| (*key, value.as_str())));
        assert_eq!(again, asked);
        let nonsense = [
            ("view", "x"),
            ("series", "moj_care_26"),
            ("sort", "-nothing"),
        ];
        assert_eq!(
            PerformanceQuery::from_pairs(nonsense),
            PerformanceQuery::default()
        );
        assert_eq!(
            PerformanceQuery::default().address("/performance"),
            "/performance"
        );
    }
}
