//! Which members a list shows, and as at which day. Lives in the address of the
//! page, so that a list can be shared; what is not understood is left out.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::types::{Category, SeatRow, SeatState};
use crate::{date_field, form::date::DateField, query, wording};

/// The fields of the day a list is as at.
pub const ON: DateField = date_field!("on");

/// A list of members as its address describes it, but for the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MembersQuery {
    pub category: Option<Category>,
    /// The states ticked; none ticked means all of them.
    pub states: BTreeSet<SeatState>,
    /// Words to be found, as typed.
    pub search: String,
}

impl MembersQuery {
    /// Reads the pairs of a query string. Of a repeated key the last counts,
    /// except for `state`, which may be repeated.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut list = Self::default();
        for (key, value) in pairs {
            match key {
                "category" => list.category = Category::from_code(value),
                "state" => list.states.extend(SeatState::from_code(value)),
                "q" => list.search = query::search(value),
                _ => {}
            }
        }
        list
    }

    /// The pairs of this list's query string, as at a day where it is not today.
    pub fn to_pairs(&self, on: Option<NaiveDate>) -> Vec<(&'static str, String)> {
        use chrono::Datelike;
        let mut pairs = Vec::new();
        if let Some(day) = on {
            pairs.push((ON.day, day.day().to_string()));
            pairs.push((ON.month, day.month().to_string()));
            pairs.push((ON.year, day.year().to_string()));
        }
        if let Some(category) = self.category {
            pairs.push(("category", category.code().to_owned()));
        }
        pairs.extend(
            self.states
                .iter()
                .map(|state| ("state", state.code().to_owned())),
        );
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        pairs
    }

    /// Whether a seat is in the list: every word is in what its row says,
    /// accents and case aside.
    pub fn finds(&self, seat: &SeatRow) -> bool {
        if self
            .category
            .is_some_and(|category| category != seat.category)
            || (!self.states.is_empty() && !self.states.contains(&seat.state))
        {
            return false;
        }
        let mut place = seat.title.clone();
        let holder = seat.holder.as_ref();
        let stand_ins = seat.stand_ins.iter().map(|one| one.full_name.as_str());
        for part in holder
            .into_iter()
            .flat_map(|holder| [&holder.full_name, &holder.post])
            .map(String::as_str)
            .chain(holder.and_then(|holder| holder.represents.as_deref()))
            .chain(seat.organisation_name.as_deref())
            .chain(stand_ins)
        {
            place.push(' ');
            place.push_str(part);
        }
        let place = wording::folded(&place);
        wording::folded(&self.search)
            .split_whitespace()
            .all(|word| place.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::address;

    #[test]
    fn what_an_address_says_is_read_back() {
        let pairs = [
            ("state", "vacant"),
            ("state", "covered"),
            ("state", "on fire"),
            ("category", "police"),
            ("q", " Siân "),
            ("unknown", "x"),
        ];
        let query = MembersQuery::from_pairs(pairs);
        assert_eq!(query.states.len(), 2);
        let again = query.to_pairs(None);
        let again = again.iter().map(|(key, value)| (*key, value.as_str()));
        assert_eq!(MembersQuery::from_pairs(again), query);
        assert_eq!(
            address("/x", &query.to_pairs(NaiveDate::from_ymd_opt(2025, 3, 1))),
            "/x?on-day=1&on-month=3&on-year=2025&category=police&state=covered&state=vacant&q=Si%C3%A2n"
        );
        assert_eq!(address("/x", &[]), "/x");
    }
}
