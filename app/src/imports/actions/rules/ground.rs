//! What a board has already, that rows are matched with.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{super::types::Plan, leads::Leads};
use crate::imports::plain;

/// An action of the board that came from an earlier log, or has a reference of the
/// file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAction {
    pub reference: String,
    pub earlier_reference: String,
    pub title: String,
    pub raised_on: NaiveDate,
}

/// What is there already, that rows are matched with.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    pub today: NaiveDate,
    pub leads: Leads,
    known: Vec<KnownAction>,
    by_reference: HashMap<String, usize>,
    by_title: HashMap<String, Vec<usize>>,
}

impl Ground {
    pub fn new(today: NaiveDate, leads: Leads, known: Vec<KnownAction>) -> Self {
        let mut by_reference = HashMap::new();
        let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, action) in known.iter().enumerate() {
            by_reference.insert(plain(&action.reference), place);
            if !action.earlier_reference.is_empty() {
                by_reference.insert(plain(&action.earlier_reference), place);
            }
            by_title
                .entry(plain(&action.title))
                .or_default()
                .push(place);
        }
        Self {
            today,
            leads,
            known,
            by_reference,
            by_title,
        }
    }

    /// The action of the board that a plan is, where it has it already: the one of
    /// its reference, or, without a reference, one of its title and the same day.
    pub(super) fn known(&self, plan: &Plan, is_dated: bool) -> Option<&KnownAction> {
        if !plan.earlier_reference.is_empty() {
            let place = self.by_reference.get(&plain(&plan.earlier_reference))?;
            return self.known.get(*place);
        }
        let places = self.by_title.get(&plain(&plan.title))?;
        let mut known = places.iter().filter_map(|place| self.known.get(*place));
        known.find(|known| {
            known.earlier_reference.is_empty() && (!is_dated || known.raised_on == plan.raised_on)
        })
    }
}
