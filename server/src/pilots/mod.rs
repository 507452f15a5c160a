//! Reform pilots: what other slices may ask of this one.

mod export;
pub mod handlers;
pub mod nudges;
pub mod store;

use app::pilots::{
    evidence::{self, Series},
    rules::{self, Rights},
    types::{Capacity, Lead, Measure, Pilot, Site, SiteLead},
};
use uuid::Uuid;

use crate::{error::PageError, extract::SignedIn, state::AppState};

/// A pilot as one person meets it.
pub(crate) struct Met {
    pub pilot: Pilot,
    pub leads: Vec<Lead>,
    pub sites: Vec<Site>,
    /// Everybody who ever reported for one of them by name.
    pub site_leads: Vec<SiteLead>,
    pub rights: Rights,
}

impl Met {
    /// Four queries, with the one that found the pilot.
    async fn by(state: &AppState, me: &SignedIn, pilot: Pilot) -> Result<Self, PageError> {
        let db = state.db.reader();
        let leads = store::leads(db, pilot.id).await?;
        let sites = store::sites::of_pilot(db, pilot.id).await?;
        let site_leads = store::site_leads::of_pilot(db, pilot.id).await?;
        let person = me.access.person;
        let is_lead = leads.iter().any(|lead| lead.person == person);
        let named: Vec<Uuid> = site_leads
            .iter()
            .filter(|lead| lead.person == person && lead.is_current(state.clock.today()))
            .map(|lead| lead.site)
            .collect();
        let rights = rules::rights(&me.access, is_lead, &sites, &named);
        if !rights.reads {
            return Err(PageError::NotFound);
        }
        Ok(Self {
            pilot,
            leads,
            sites,
            site_leads,
            rights,
        })
    }

    /// The pilot of an address.
    pub async fn named(state: &AppState, me: &SignedIn, slug: &str) -> Result<Self, PageError> {
        let pilot = store::find(state.db.reader(), slug).await?;
        Self::by(state, me, pilot.ok_or(PageError::NotFound)?).await
    }

    /// The pilot to which something belongs.
    pub async fn with_key(state: &AppState, me: &SignedIn, id: Uuid) -> Result<Self, PageError> {
        let pilot = store::with_key(state.db.reader(), id).await?;
        Self::by(state, me, pilot.ok_or(PageError::NotFound)?).await
    }

    /// For whoever keeps the pilot.
    pub fn kept(self) -> Result<Self, PageError> {
        if self.rights.keeps {
            Ok(self)
        } else {
            Err(PageError::NotAllowed)
        }
    }

    /// For whoever keeps the pilot, while it is not decided.
    pub fn changed(self) -> Result<Self, PageError> {
        self.kept().and_then(|met| {
            if rules::is_open(&met.pilot) {
                Ok(met)
            } else {
                Err(PageError::NotAllowed)
            }
        })
    }

    /// The names of those who lead it, as what.
    pub fn led_by(&self, capacity: Capacity) -> Vec<String> {
        self.leads
            .iter()
            .filter(|lead| lead.capacity == capacity)
            .map(|lead| format!("{}, {}", lead.full_name, lead.post))
            .collect()
    }
}

/// A measure of a pilot with what is published of it.
pub(crate) struct OverTime {
    pub pilot: Pilot,
    pub measure: Measure,
    pub series: Series,
}

/// A measure with what is published of it month by month; none for whoever does not
/// read of its pilot. Eleven queries.
pub(crate) async fn over_time(
    state: &AppState,
    me: &SignedIn,
    measure: Uuid,
) -> Result<Option<OverTime>, PageError> {
    let (db, today) = (state.db.reader(), state.clock.today());
    let Some(measure) = store::measures::find(db, measure).await? else {
        return Ok(None);
    };
    let met = match Met::with_key(state, me, measure.pilot).await {
        Err(PageError::NotFound) => return Ok(None),
        met => met?,
    };
    let approved = store::returns::approved(db, &met.sites, evidence::span(today)).await?;
    let entered = store::evidence::entered_of(db, measure.id).await?;
    Ok(Some(OverTime {
        series: evidence::series(&measure, &met.sites, &approved, &entered, today),
        pilot: met.pilot,
        measure,
    }))
}

/// Whether somebody reads of pilots at all: whoever sits somewhere does.
fn to_read(me: &SignedIn) -> Result<(), PageError> {
    if me.access.standings.is_empty() {
        Err(PageError::NotAllowed)
    } else {
        Ok(())
    }
}
