//! Plain data about organisations.

use chrono::NaiveDate;

use crate::{access::words, ids::OrganisationId};

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
