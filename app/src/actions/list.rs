//! Which actions a list shows, in which order, and where it goes on.
//!
//! Lives in the address of the page, so that a list can be shared and the back
//! button works. Anything in the address that is not understood is left out.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

use super::types::{ActionRow, Origin, Priority, Status};
use crate::{
    access::words,
    membership::types::Category,
    query::{self, STORED_YEARS},
    wording,
};

/// Rows on one page of a list.
pub const PAGE_SIZE: u64 = 50;

words! {
    /// What a list is ordered by.
    Sort {
        Due = "due", "Due date";
        Updated = "updated", "Last update";
        Reference = "reference", "Reference";
    }
}

words! {
    /// How its due date stands to today.
    DueBy {
        Late = "late", "Late";
        Week = "week", "Due within 7 days";
        Month = "month", "Due within 30 days";
    }
}

words! {
    /// How long ago an action was raised.
    Age {
        Quarter = "90", "More than 90 days old";
        /// From then on an action is done, dropped or deferred before the next agenda
        /// is published.
        HalfYear = "180", "More than 180 days old";
    }
}

impl Age {
    /// The days that it is older than.
    pub fn days(self) -> u64 {
        match self {
            Self::Quarter => 90,
            Self::HalfYear => 180,
        }
    }
}

/// Where the next page begins: after, or for the previous page before, this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub forwards: bool,
    pub key: CursorKey,
    pub id: Uuid,
}

/// The sorted value of the row a cursor stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorKey {
    Due(NaiveDate),
    Updated(DateTime<Utc>),
    /// Year and number of the reference.
    Reference(i32, i32),
}

impl CursorKey {
    fn sort(self) -> Sort {
        match self {
            Self::Due(_) => Sort::Due,
            Self::Updated(_) => Sort::Updated,
            Self::Reference(..) => Sort::Reference,
        }
    }

    fn encode(self) -> String {
        match self {
            Self::Due(day) => day.to_string(),
            Self::Updated(at) => at.timestamp_micros().to_string(),
            Self::Reference(year, number) => format!("{year}.{number}"),
        }
    }

    fn decode(sort: Sort, text: &str) -> Option<Self> {
        match sort {
            Sort::Due => text
                .parse()
                .ok()
                .filter(|day: &NaiveDate| STORED_YEARS.contains(&day.year()))
                .map(Self::Due),
            Sort::Updated => text
                .parse()
                .ok()
                .and_then(DateTime::from_timestamp_micros)
                .filter(|at| STORED_YEARS.contains(&at.year()))
                .map(Self::Updated),
            Sort::Reference => {
                let (year, number) = text.split_once('.')?;
                Some(Self::Reference(year.parse().ok()?, number.parse().ok()?))
            }
        }
    }
}

/// A list of actions as its address describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// The positions ticked; none ticked means everything that is not closed.
    pub statuses: BTreeSet<Status>,
    pub due: Option<DueBy>,
    pub age: Option<Age>,
    pub priority: Option<Priority>,
    pub origin: Option<Origin>,
    /// The category of the seat that leads.
    pub category: Option<Category>,
    pub organisation: Option<Uuid>,
    /// Of the boards of a list, only this one.
    pub board: Option<Uuid>,
    /// Words to be found, as typed.
    pub search: String,
    pub sort: Sort,
    pub upwards: bool,
    pub cursor: Option<Cursor>,
    /// Which page this is, for the title; counted along, never computed.
    pub page: u32,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            statuses: BTreeSet::new(),
            due: None,
            age: None,
            priority: None,
            origin: None,
            category: None,
            organisation: None,
            board: None,
            search: String::new(),
            sort: Sort::Due,
            upwards: true,
            cursor: None,
            page: 1,
        }
    }
}

impl ListQuery {
    /// Reads the pairs of a query string. Of a repeated key the last counts,
    /// except for `status`, which may be repeated.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut list = Self::default();
        let mut place = None;
        for (key, value) in pairs {
            match key {
                "status" => list.statuses.extend(Status::from_code(value)),
                "due" => list.due = DueBy::from_code(value),
                "age" => list.age = Age::from_code(value),
                "priority" => list.priority = Priority::from_code(value),
                "origin" => list.origin = Origin::from_code(value),
                "category" => list.category = Category::from_code(value),
                "board" => list.board = Uuid::parse_str(value).ok(),
                "organisation" => list.organisation = Uuid::parse_str(value).ok(),
                "q" => list.search = query::search(value),
                "sort" => {
                    if let Some(order) = query::order(value, Sort::from_code) {
                        (list.sort, list.upwards) = order;
                    }
                }
                "after" => place = Some((true, value)),
                "before" => place = Some((false, value)),
                "page" => list.page = value.parse().unwrap_or(1),
                _ => {}
            }
        }
        list.cursor = place.and_then(|(forwards, value)| {
            let (key, id) = value.rsplit_once('_')?;
            Some(Cursor {
                forwards,
                key: CursorKey::decode(list.sort, key)?,
                id: Uuid::parse_str(id).ok()?,
            })
        });
        // A page number without a place to start from is the first page.
        list.page = match list.cursor {
            Some(_) => list.page.clamp(1, 99_999),
            None => 1,
        };
        list
    }

    /// Reads the pairs of my work's address, where only the place in the list
    /// counts: the list itself is always what is open, soonest due first.
    pub fn work<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let places = ["after", "before", "page"];
        Self::from_pairs(pairs.into_iter().filter(|(key, _)| places.contains(key)))
    }

    /// The pairs of this list's query string; none when everything is as usual.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<_> = self
            .statuses
            .iter()
            .map(|status| ("status", status.code().to_owned()))
            .collect();
        let codes = [
            ("due", self.due.map(DueBy::code)),
            ("age", self.age.map(Age::code)),
            ("priority", self.priority.map(Priority::code)),
            ("origin", self.origin.map(Origin::code)),
            ("category", self.category.map(Category::code)),
        ];
        pairs.extend(
            codes
                .into_iter()
                .filter_map(|(key, code)| Some((key, code?.to_owned()))),
        );
        if let Some(board) = self.board {
            pairs.push(("board", board.to_string()));
        }
        if let Some(organisation) = self.organisation {
            pairs.push(("organisation", organisation.to_string()));
        }
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        if (self.sort, self.upwards) != (Sort::Due, true) {
            pairs.push(("sort", query::order_code(self.sort.code(), self.upwards)));
        }
        if let Some(cursor) = self.cursor.filter(|cursor| cursor.key.sort() == self.sort) {
            let place = if cursor.forwards { "after" } else { "before" };
            pairs.push((
                place,
                format!("{}_{}", cursor.key.encode(), cursor.id.simple()),
            ));
            pairs.push(("page", self.page.to_string()));
        }
        pairs
    }

    /// The address of this list below `path`.
    pub fn address(&self, path: &str) -> String {
        query::address(path, &self.to_pairs())
    }

    /// The same list from its first page.
    #[must_use]
    pub fn from_start(&self) -> Self {
        Self {
            cursor: None,
            page: 1,
            ..self.clone()
        }
    }

    /// The same list from its first page, ordered by a column: upwards first,
    /// and the other way round when it is ordered by that column already.
    #[must_use]
    pub fn sorted_by(&self, sort: Sort) -> Self {
        Self {
            sort,
            upwards: self.sort != sort || !self.upwards,
            ..self.from_start()
        }
    }

    /// Whether anything narrows the list from what is usually shown.
    pub fn is_filtered(&self) -> bool {
        !self.statuses.is_empty()
            || self.due.is_some()
            || self.age.is_some()
            || self.priority.is_some()
            || self.origin.is_some()
            || self.category.is_some()
            || self.board.is_some()
            || self.organisation.is_some()
            || !self.search.is_empty()
    }
}

/// The words of a search as both databases index them: lower case, no accents,
/// letters and digits only.
pub fn search_words(text: &str) -> Vec<String> {
    wording::folded(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Lists are counted no further than this; beyond it a page says "more than".
pub const COUNT_LIMIT: u64 = 1_000;

/// A number of rows, exact up to [`COUNT_LIMIT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Exactly(u64),
    MoreThan(u64),
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub rows: Vec<ActionRow>,
    pub total: Count,
    pub next: Option<Cursor>,
    pub previous: Option<Cursor>,
}

impl Count {
    /// "12 actions", or "more than 1,000 actions".
    pub fn in_words(self, one: &str, many: &str) -> String {
        match self {
            Self::Exactly(number) => wording::count(number, one, many),
            Self::MoreThan(number) => format!("more than {}", wording::count(number, one, many)),
        }
    }

    /// The word for so many: "action" or "actions".
    pub fn noun(self, one: &'static str, many: &'static str) -> &'static str {
        match self {
            Self::Exactly(1) => one,
            Self::Exactly(_) | Self::MoreThan(_) => many,
        }
    }

    /// "12", or "1,000+" where there is little room.
    pub fn short(self) -> String {
        match self {
            Self::Exactly(number) => wording::grouped(number),
            Self::MoreThan(number) => format!("{}+", wording::grouped(number)),
        }
    }

    /// What several numbers are together: exact where each of them is.
    pub fn sum(counts: impl IntoIterator<Item = Self>) -> Self {
        counts
            .into_iter()
            .fold(Self::Exactly(0), |sum, count| match (sum, count) {
                (Self::Exactly(sum), Self::Exactly(number)) => Self::Exactly(sum + number),
                (
                    Self::Exactly(sum) | Self::MoreThan(sum),
                    Self::Exactly(number) | Self::MoreThan(number),
                ) => Self::MoreThan(sum + number),
            })
    }

    /// Whether there is nothing.
    pub fn is_none(self) -> bool {
        self == Self::Exactly(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_together_are_exact_where_each_of_them_is() {
        let (two, many) = (Count::Exactly(2), Count::MoreThan(7));
        assert_eq!(Count::sum([]), Count::Exactly(0));
        assert_eq!(Count::sum([two, two]), Count::Exactly(4));
        assert_eq!(Count::sum([two, many, two]), Count::MoreThan(11));
    }

    fn read(address: &str) -> ListQuery {
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
        ListQuery::from_pairs(
            decoded
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str())),
        )
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        for address in [
            "/",
            "/?page=999",
            "/?page=-1&status=gone&sort=name",
            "/?after=nonsense&page=4",
            "/?after=2026-01-01_not-an-id",
            "/?after=-262143-01-01_00000000000000000000000000000000",
            "/?after=%2B262142-12-31_00000000000000000000000000000000",
            "/?organisation=1%27%20or%201",
            "/?sort=--due",
        ] {
            assert_eq!(read(address), ListQuery::default(), "{address}");
        }
    }

    #[test]
    fn the_last_of_a_repeated_key_counts_and_positions_add_up() {
        assert_eq!(read("/?q=first&q=second").search, "second");
        let both = read("/?status=closed&status=blocked").statuses;
        assert_eq!(both, BTreeSet::from([Status::Blocked, Status::Closed]));
    }

    #[test]
    fn a_column_sorts_up_and_then_down() {
        let by_reference = ListQuery::default().sorted_by(Sort::Reference);
        assert_eq!(by_reference.address("/x"), "/x?sort=reference");
        let down = by_reference.sorted_by(Sort::Reference);
        assert_eq!(down.address("/x"), "/x?sort=%2Dreference");
        assert_eq!(down.sorted_by(Sort::Due).address("/x"), "/x");
    }

    #[test]
    fn a_search_is_words_without_accents_or_signs() {
        assert_eq!(
            search_words("WYK-2026-014  Siân's \"plan\"*"),
            ["wyk", "2026", "014", "sian", "s", "plan"]
        );
    }

    fn any_narrowing() -> impl Strategy<Value = ListQuery> {
        use proptest::{option::of, sample::select};
        (
            of(select(DueBy::ALL)),
            of(select(Age::ALL)),
            of(select(Priority::ALL)),
            of(select(Origin::ALL)),
            of(select(Category::ALL)),
            of(any::<u128>().prop_map(Uuid::from_u128)),
        )
            .prop_map(|(due, age, priority, origin, category, board)| ListQuery {
                due,
                age,
                priority,
                origin,
                category,
                board,
                ..ListQuery::default()
            })
    }

    fn any_query() -> impl Strategy<Value = ListQuery> {
        (
            proptest::collection::btree_set(proptest::sample::select(Status::ALL), 0..5),
            any_narrowing(),
            proptest::option::of(any::<u128>().prop_map(Uuid::from_u128)),
            "[ a-zé&=?%]{0,20}",
            proptest::sample::select(Sort::ALL),
            any::<bool>(),
            proptest::option::of((
                any::<bool>(),
                any::<u128>(),
                0i64..4_000_000_000_000_000,
                1u32..2000,
            )),
        )
            .prop_map(
                |(statuses, narrowing, organisation, search, sort, upwards, place)| ListQuery {
                    statuses,
                    organisation,
                    search: wording::tidied(&search),
                    sort,
                    upwards,
                    cursor: place.map(|(forwards, id, value, _)| Cursor {
                        forwards,
                        id: Uuid::from_u128(id),
                        key: match sort {
                            Sort::Due => CursorKey::Due(
                                NaiveDate::from_ymd_opt(2000, 1, 1).unwrap()
                                    + chrono::Days::new(value.unsigned_abs() % 20_000),
                            ),
                            Sort::Updated => {
                                CursorKey::Updated(DateTime::from_timestamp_micros(value).unwrap())
                            }
                            Sort::Reference => CursorKey::Reference(2026, (value % 10_000) as i32),
                        },
                    }),
                    page: place.map_or(1, |(.., page)| page),
                    ..narrowing
                },
            )
    }

    proptest! {
        #[test]
        fn an_address_is_read_as_it_was_written(query in any_query()) {
            prop_assert_eq!(read(&query.address("/log")), query);
        }
    }
}
