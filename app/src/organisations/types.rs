//! Plain data about organisations.

use chrono::NaiveDate;

use crate::{access::words, actions::list::Count, ids::OrganisationId};

words! {
    /// Kinds of organisation that hold seats (domain paper 2.3).
    OrganisationKind {
        Council = "council", "Council";
        Cafcass = "cafcass", "Cafcass";
        Hmcts = "hmcts", "HMCTS";
        Judiciary = "judiciary", "Judiciary";
        Legal = "legal", "Legal profession";
        Police = "police", "Police";
        Health = "health", "Health";
        Department = "department", "Government department";
        Probation = "probation", "Probation and youth justice";
        Education = "education", "Education";
        Adoption = "adoption", "Adoption agency";
        Mediation = "mediation", "Family mediation";
        Voluntary = "voluntary", "Voluntary sector";
        Other = "other", "Other body";
    }
}

/// An organisation as the register has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    pub kind: OrganisationKind,
    /// The official name.
    pub name: String,
    /// The name that fits into a table.
    pub short_name: String,
    /// Of the Office for National Statistics, where it has one.
    pub code: Option<String>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    /// Who took over, where somebody did.
    pub successor: Option<OrganisationId>,
    pub version: i32,
}

impl Organisation {
    /// Whether the organisation exists on a day.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|first| first <= day)
            && self.ends_on.is_none_or(|last| day <= last)
    }
}

/// What the page of organisations is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganisationSearch {
    pub words: String,
    pub kind: Option<OrganisationKind>,
}

impl OrganisationSearch {
    /// Whether an organisation answers the search: every word is in one of its
    /// names, accents and case aside.
    pub fn finds(&self, organisation: &Organisation) -> bool {
        if self.kind.is_some_and(|kind| kind != organisation.kind) {
            return false;
        }
        let names = format!("{} {}", organisation.name, organisation.short_name);
        let names = crate::wording::folded(&names);
        crate::wording::folded(&self.words)
            .split_whitespace()
            .all(|word| names.contains(word))
    }
}

/// How many seats an organisation has, and how many of them nobody holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeatCount {
    pub seats: u64,
    pub vacant: u64,
}

/// The open actions that an organisation leads on one board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionsOnBoard {
    pub board_slug: String,
    pub board_name: String,
    pub open: Count,
    pub late: Count,
    pub blocked: Count,
    /// Claimed as complete, and not accepted yet.
    pub complete: Count,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_is_found_by_any_of_its_names_without_its_accents() {
        let organisation = Organisation {
            id: OrganisationId(uuid::Uuid::nil()),
            kind: OrganisationKind::Council,
            name: "Cyngor Sir Ynys Môn".to_owned(),
            short_name: "Anglesey".to_owned(),
            code: None,
            starts_on: None,
            ends_on: None,
            successor: None,
            version: 1,
        };
        let finds = |words: &str, kind| {
            let words = words.to_owned();
            OrganisationSearch { words, kind }.finds(&organisation)
        };
        assert!(finds("", None) && finds("mon ANGLE", None));
        assert!(finds("mon", Some(OrganisationKind::Council)));
        assert!(!finds("mon", Some(OrganisationKind::Police)) && !finds("leeds", None));
    }
}
