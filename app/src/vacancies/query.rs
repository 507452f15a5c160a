//! Which seats the page shows, as its address says. Anything in the address
//! that is not understood is left out.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::{
    access::words,
    membership::types::{Category, SeatState},
    query,
};

words! {
    /// How the page shows them.
    Shape {
        Grid = "grid", "Boards by category";
        List = "list", "List of seats";
    }
}

words! {
    /// What they are ordered by.
    Sort {
        Board = "board", "Board";
        /// How long a seat has been without a holder.
        Age = "age", "Age";
        Organisation = "organisation", "Organisation";
        Category = "category", "Category";
    }
}

impl Sort {
    /// The way round that is of use first: names from A, ages from the oldest.
    fn first_upwards(self) -> bool {
        self != Self::Age
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VacancyQuery {
    pub shape: Shape,
    pub region: Option<String>,
    pub category: Option<Category>,
    /// The states ticked; none ticked means all in the grid, and all that need
    /// somebody to act in the list.
    pub states: BTreeSet<SeatState>,
    pub required: bool,
    pub organisation: Option<Uuid>,
    pub sort: Sort,
    pub upwards: bool,
}

impl Default for VacancyQuery {
    fn default() -> Self {
        Self {
            shape: Shape::Grid,
            region: None,
            category: None,
            states: BTreeSet::new(),
            required: false,
            organisation: None,
            sort: Sort::Board,
            upwards: true,
        }
    }
}

impl VacancyQuery {
    /// Every seat that a board cannot do without and nobody holds.
    pub fn required_gaps() -> Self {
        Self {
            shape: Shape::List,
            states: SeatState::ALL
                .iter()
                .copied()
                .filter(|state| state.is_gap())
                .collect(),
            required: true,
            ..Self::default()
        }
    }

    /// Reads the pairs of a query string. Of a repeated key the last counts,
    /// except for `state`, which may be repeated.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut list = Self::default();
        for (key, value) in pairs {
            match key {
                "view" => list.shape = Shape::from_code(value).unwrap_or(Shape::Grid),
                "region" => {
                    let region = query::search(value).trim().to_owned();
                    list.region = Some(region).filter(|region| !region.is_empty());
                }
                "category" => list.category = Category::from_code(value),
                "state" => list.states.extend(SeatState::from_code(value)),
                "required" => list.required = value == "yes",
                "organisation" => list.organisation = Uuid::parse_str(value).ok(),
                "sort" => {
                    if let Some(order) = query::order(value, Sort::from_code) {
                        (list.sort, list.upwards) = order;
                    }
                }
                _ => {}
            }
        }
        list
    }

    /// The pairs of this query; none when everything is as usual.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.shape != Shape::Grid {
            pairs.push(("view", self.shape.code().to_owned()));
        }
        if let Some(region) = &self.region {
            pairs.push(("region", region.clone()));
        }
        if let Some(category) = self.category {
            pairs.push(("category", category.code().to_owned()));
        }
        for state in &self.states {
            pairs.push(("state", state.code().to_owned()));
        }
        if self.required {
            pairs.push(("required", "yes".to_owned()));
        }
        if let Some(organisation) = self.organisation {
            pairs.push(("organisation", organisation.to_string()));
        }
        if (self.sort, self.upwards) != (Sort::Board, true) {
            pairs.push(("sort", query::order_code(self.sort.code(), self.upwards)));
        }
        pairs
    }

    /// The address of this query below `path`.
    pub fn address(&self, path: &str) -> String {
        query::address(path, &self.to_pairs())
    }

    /// The same seats in another shape.
    #[must_use]
    pub fn shaped(&self, shape: Shape) -> Self {
        Self {
            shape,
            ..self.clone()
        }
    }

    /// The same seats ordered by a column, and the other way round when they
    /// are ordered by it already.
    #[must_use]
    pub fn sorted_by(&self, sort: Sort) -> Self {
        Self {
            sort,
            upwards: if self.sort == sort {
                !self.upwards
            } else {
                sort.first_upwards()
            },
            ..self.clone()
        }
    }

    /// The same shape and order of everything there is.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self {
            shape: self.shape,
            sort: self.sort,
            upwards: self.upwards,
            ..Self::default()
        }
    }

    /// Whether anything narrows what is usually shown.
    pub fn is_filtered(&self) -> bool {
        *self != self.unfiltered()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(address: &str) -> VacancyQuery {
        let decoded: Vec<(String, String)> = address
            .split_once('?')
            .map_or("", |(_, query)| query)
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| {
                let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
                (key.to_owned(), value.into_owned())
            })
            .collect();
        VacancyQuery::from_pairs(
            decoded
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str())),
        )
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        for address in [
            "/",
            "/?view=map&state=gone&state=&required=maybe",
            "/?region=%00%20&category=kings&sort=--age&sort=colour",
            "/?organisation=1%27%20or%201",
        ] {
            assert_eq!(read(address), VacancyQuery::default(), "{address}");
        }
    }

    #[test]
    fn states_add_up_and_of_the_others_the_last_counts() {
        let query = read("/?state=vacant&state=covered&region=North&region=South&view=list");
        assert_eq!(
            query.states,
            BTreeSet::from([SeatState::Vacant, SeatState::Covered])
        );
        assert_eq!(query.region.as_deref(), Some("South"));
        assert_eq!(query.shape, Shape::List);
    }

    #[test]
    fn ages_are_sorted_from_the_oldest_and_names_from_a() {
        let by_age = VacancyQuery::default().sorted_by(Sort::Age);
        assert_eq!(by_age.address("/v"), "/v?sort=%2Dage");
        assert_eq!(by_age.sorted_by(Sort::Age).address("/v"), "/v?sort=age");
        assert_eq!(by_age.sorted_by(Sort::Board).address("/v"), "/v");
    }

    #[test]
    fn the_way_to_every_required_gap_is_an_address() {
        assert_eq!(
            VacancyQuery::required_gaps().address("/v"),
            "/v?view=list&state=covered&state=vacant&required=yes"
        );
    }

    fn any_query() -> impl Strategy<Value = VacancyQuery> {
        (
            proptest::sample::select(Shape::ALL),
            proptest::option::of("[ a-zé&=?%]{0,120}"),
            proptest::option::of(proptest::sample::select(Category::ALL)),
            proptest::collection::btree_set(proptest::sample::select(SeatState::ALL), 0..5),
            any::<bool>(),
            proptest::option::of(any::<u128>().prop_map(Uuid::from_u128)),
            proptest::sample::select(Sort::ALL),
            any::<bool>(),
        )
            .prop_map(
                |(shape, region, category, states, required, organisation, sort, upwards)| {
                    let region = region.unwrap_or_default();
                    let mut query = VacancyQuery::from_pairs([("region", region.as_str())]);
                    query.shape = shape;
                    query.category = category;
                    query.states = states;
                    query.required = required;
                    query.organisation = organisation;
                    query.sort = sort;
                    query.upwards = upwards;
                    query
                },
            )
    }

    proptest! {
        #[test]
        fn an_address_is_read_as_it_was_written(query in any_query()) {
            prop_assert_eq!(read(&query.address("/vacancies")), query);
        }
    }
}
