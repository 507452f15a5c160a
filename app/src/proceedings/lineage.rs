//! Which items of a board's agendas are one subject over several meetings.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    ids::{AgendaItemId, MeetingId},
    wording,
};

/// An item, and what it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub item: AgendaItemId,
    /// The item it stands under, or the one of an earlier meeting that was deferred.
    pub parent: Option<AgendaItemId>,
    pub meeting: Option<MeetingId>,
    /// The standing item it was sprung from.
    pub template: Option<Uuid>,
}

/// The items of one board, by what they come from.
pub struct Lineage {
    links: HashMap<AgendaItemId, Link>,
}

impl Lineage {
    pub fn new(links: impl IntoIterator<Item = Link>) -> Self {
        let links = links.into_iter().map(|link| (link.item, link)).collect();
        Self { links }
    }

    /// The item of an earlier meeting that an item was deferred from: a parent at the
    /// same meeting is only what it stands under.
    fn deferred_from(&self, link: &Link) -> Option<&Link> {
        let from = self.links.get(&link.parent?)?;
        (from.meeting.is_some() && from.meeting != link.meeting).then_some(from)
    }

    /// The items from which one was deferred, the latest first.
    pub fn deferrals(&self, of: AgendaItemId) -> Vec<Link> {
        let mut chain: Vec<Link> = Vec::new();
        let mut seen = HashSet::from([of]);
        let mut here = self.links.get(&of);
        while let Some(from) = here.and_then(|link| self.deferred_from(link)) {
            if !seen.insert(from.item) {
                break;
            }
            chain.push(*from);
            here = Some(from);
        }
        chain
    }

    /// Every item that is the same subject as one, that one included: sprung from the
    /// same standing item, or the same item deferred.
    pub fn kin(&self, of: AgendaItemId) -> BTreeSet<AgendaItemId> {
        let mut beside: HashMap<AgendaItemId, Vec<AgendaItemId>> = HashMap::new();
        let mut first: HashMap<Uuid, AgendaItemId> = HashMap::new();
        let mut ordered: Vec<&Link> = self.links.values().collect();
        ordered.sort_by_key(|link| link.item);
        for link in ordered {
            let template = link
                .template
                .map(|template| *first.entry(template).or_insert(link.item));
            let deferred = self.deferred_from(link).map(|from| from.item);
            for other in [template, deferred].into_iter().flatten() {
                beside.entry(link.item).or_default().push(other);
                beside.entry(other).or_default().push(link.item);
            }
        }
        let mut kin = BTreeSet::new();
        let mut next = vec![of];
        while let Some(item) = next.pop() {
            if kin.insert(item) {
                next.extend(beside.get(&item).into_iter().flatten());
            }
        }
        kin
    }
}

/// "Deferred twice, since 8 March 2026." Nothing for what was never deferred.
/// `since` is the day of the meeting that deferred it first.
pub fn trace(times: usize, since: Option<NaiveDate>) -> Option<String> {
    let since = since?;
    let times = match times {
        0 => return None,
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => wording::count(more as u64, "time", "times"),
    };
    Some(format!("Deferred {times}, since {}.", wording::date(since)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> AgendaItemId {
        AgendaItemId(Uuid::from_u128(number))
    }

    fn link(
        item: u128,
        parent: Option<u128>,
        meeting: Option<u128>,
        template: Option<u128>,
    ) -> Link {
        Link {
            item: id(item),
            parent: parent.map(id),
            meeting: meeting.map(|number| MeetingId(Uuid::from_u128(number))),
            template: template.map(Uuid::from_u128),
        }
    }

    fn lineage() -> Lineage {
        Lineage::new([
            // A standing item at two meetings, with something under it.
            link(1, None, Some(91), Some(50)),
            link(2, Some(1), Some(91), None),
            link(11, None, Some(92), Some(50)),
            // What stood under it was deferred twice, and waits.
            link(12, Some(2), Some(92), None),
            link(22, Some(12), None, None),
            // Something else.
            link(30, None, Some(92), None),
        ])
    }

    fn numbers(items: impl IntoIterator<Item = AgendaItemId>) -> Vec<u128> {
        items.into_iter().map(|item| item.0.as_u128()).collect()
    }

    #[test]
    fn standing_items_are_one_subject_and_what_stands_under_them_is_another() {
        let lineage = lineage();
        assert_eq!(numbers(lineage.kin(id(1))), [1, 11]);
        assert_eq!(numbers(lineage.kin(id(12))), [2, 12, 22]);
        assert_eq!(numbers(lineage.kin(id(30))), [30]);
    }

    #[test]
    fn what_was_deferred_names_each_meeting_that_did_so() {
        let lineage = lineage();
        let of = |item| numbers(lineage.deferrals(id(item)).iter().map(|link| link.item));
        assert_eq!(of(22), [12, 2]);
        assert_eq!(of(12), [2]);
        assert_eq!(of(2), [] as [u128; 0]);
    }

    #[test]
    fn a_circle_ends() {
        let lineage = Lineage::new([
            link(1, Some(2), Some(91), None),
            link(2, Some(1), Some(92), None),
        ]);
        assert_eq!(numbers(lineage.kin(id(1))), [1, 2]);
        assert_eq!(lineage.deferrals(id(1)).len(), 1);
    }

    #[test]
    fn the_trace_is_in_words() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 8);
        assert_eq!(trace(0, day), None);
        assert_eq!(
            trace(2, day).unwrap(),
            "Deferred twice, since 8 March 2026."
        );
        assert_eq!(
            trace(3, day).unwrap(),
            "Deferred 3 times, since 8 March 2026."
        );
    }
}
