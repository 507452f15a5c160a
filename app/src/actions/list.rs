//! Which actions a list shows, in which order, and where it goes on.
//!
//! Lives in the address of the page, so that a list can be shared and the back
//! button works. Anything in the address that is not understood is left out.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::types::{ActionRow, Status};
use crate::{access::words, wording};

/// Rows on one page of a list.
pub const PAGE_SIZE: u64 = 50;

words! {
    /// Which positions a list shows.
    Show {
        /// Everything that is not closed.
        Open = "open", "All that are not closed";
        NotStarted = "not_started", "Open, not started";
        InProgress = "in_progress", "In progress";
        Blocked = "blocked", "Blocked";
        Complete = "complete", "Complete, to be accepted";
        Closed = "closed", "Closed";
        All = "all", "All";
    }
}

impl Show {
    /// The single status this stands for, where it is one.
    pub fn status(self) -> Option<Status> {
        match self {
            Self::Open | Self::All => None,
            Self::NotStarted => Some(Status::Open),
            Self::InProgress => Some(Status::InProgress),
            Self::Blocked => Some(Status::Blocked),
            Self::Complete => Some(Status::Complete),
            Self::Closed => Some(Status::Closed),
        }
    }
}

words! {
    /// The order of a list.
    Sort {
        /// Soonest due first.
        Due = "due", "Due date";
        /// Latest update first.
        Updated = "updated", "Last update";
        /// Newest reference first.
        Reference = "reference", "Reference";
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
            Sort::Due => text.parse().ok().map(Self::Due),
            Sort::Updated => text
                .parse()
                .ok()
                .and_then(DateTime::from_timestamp_micros)
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
    pub show: Show,
    pub late: bool,
    /// Slug-like short name of the leading organisation, as the filter offers it.
    pub organisation: Option<Uuid>,
    pub sort: Sort,
    pub cursor: Option<Cursor>,
    /// Which page this is, for the title; counted along, never computed.
    pub page: u32,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            show: Show::Open,
            late: false,
            organisation: None,
            sort: Sort::Due,
            cursor: None,
            page: 1,
        }
    }
}

impl ListQuery {
    /// Reads the pairs of a query string. The last of a repeated key counts.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        let mut place = None;
        for (key, value) in pairs {
            match key {
                "show" => query.show = Show::from_code(value).unwrap_or(Show::Open),
                "late" => query.late = value == "yes",
                "organisation" => query.organisation = Uuid::parse_str(value).ok(),
                "sort" => query.sort = Sort::from_code(value).unwrap_or(Sort::Due),
                "after" => place = Some((true, value)),
                "before" => place = Some((false, value)),
                "page" => query.page = value.parse().unwrap_or(1),
                _ => {}
            }
        }
        query.cursor = place.and_then(|(forwards, value)| {
            let (key, id) = value.rsplit_once('_')?;
            Some(Cursor {
                forwards,
                key: CursorKey::decode(query.sort, key)?,
                id: Uuid::parse_str(id).ok()?,
            })
        });
        // A page number without a place to start from is the first page.
        query.page = match query.cursor {
            Some(_) => query.page.clamp(1, 99_999),
            None => 1,
        };
        query
    }

    /// The query string of this list, "" when everything is as usual.
    pub fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        if self.show != Show::Open {
            pairs.push(format!("show={}", self.show.code()));
        }
        if self.late {
            pairs.push("late=yes".to_owned());
        }
        if let Some(organisation) = self.organisation {
            pairs.push(format!("organisation={organisation}"));
        }
        if self.sort != Sort::Due {
            pairs.push(format!("sort={}", self.sort.code()));
        }
        if let Some(cursor) = self.cursor.filter(|cursor| cursor.key.sort() == self.sort) {
            let place = if cursor.forwards { "after" } else { "before" };
            pairs.push(format!(
                "{place}={}_{}",
                cursor.key.encode(),
                cursor.id.simple()
            ));
            pairs.push(format!("page={}", self.page));
        }
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        }
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

    /// Whether anything narrows the list from what is usually shown.
    pub fn is_filtered(&self) -> bool {
        self.show != Show::Open || self.late || self.organisation.is_some()
    }
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

    /// "12", or "1,000+" where there is little room.
    pub fn short(self) -> String {
        match self {
            Self::Exactly(number) => wording::grouped(number),
            Self::MoreThan(number) => format!("{}+", wording::grouped(number)),
        }
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

    fn read(query: &str) -> ListQuery {
        ListQuery::from_pairs(
            query
                .trim_start_matches('?')
                .split('&')
                .filter_map(|pair| pair.split_once('=')),
        )
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        for query in [
            "",
            "?page=999",
            "?page=-1&show=gone&sort=name",
            "?after=nonsense&page=4",
            "?after=2026-01-01_not-an-id",
            "?organisation=1%27%20or%201",
        ] {
            assert_eq!(read(query), ListQuery::default(), "{query}");
        }
    }

    #[test]
    fn the_last_of_a_repeated_key_counts() {
        assert_eq!(read("?show=closed&show=blocked").show, Show::Blocked);
    }

    fn any_query() -> impl Strategy<Value = ListQuery> {
        (
            proptest::sample::select(Show::ALL),
            any::<bool>(),
            proptest::option::of(any::<u128>().prop_map(Uuid::from_u128)),
            proptest::sample::select(Sort::ALL),
            proptest::option::of((
                any::<bool>(),
                any::<u128>(),
                0i64..4_000_000_000_000_000,
                1u32..2000,
            )),
        )
            .prop_map(|(show, late, organisation, sort, place)| ListQuery {
                show,
                late,
                organisation,
                sort,
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
            })
    }

    proptest! {
        #[test]
        fn an_address_is_read_as_it_was_written(query in any_query()) {
            prop_assert_eq!(read(&query.to_query()), query);
        }
    }
}
