//! What became of fictional returns after they were sent in: a late site that was
//! reminded, a figure that was corrected and one that waits to be, somebody who reports
//! by name, and targets that rise over time.

use app::pilots::{
    forms::{Judgement, NewRevision, NewSiteLead, NewTarget},
    rules,
    types::{Parts, Pilot, Return, ReturnState, Said, Site},
};
use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{cast::Cast, pen::Pen};
use crate::{
    audit::Actor,
    pilots::store::{self, Desk},
};

/// One write with the clock a second further.
macro_rules! desk {
    ($pen:ident, $actor:ident) => {{
        let (tx, random, at) = $pen.write();
        Desk {
            tx,
            random,
            actor: $actor,
            at,
        }
    }};
}

/// Plays it on a pilot whose sites have reported. `measure` is a share.
pub(super) async fn play(
    pen: &mut Pen<'_>,
    cast: &Cast,
    (pilot, sites, measure): (&Pilot, &[Site], Uuid),
    today: NaiveDate,
) -> anyhow::Result<()> {
    let lead = &cast.policy_lead.actor();
    let national = &cast.national.actor();
    reminded(pen, lead, sites, today).await?;
    let approved = approved(pen, sites, today).await?;
    for (number, it) in approved.iter().take(2).enumerate() {
        let Some(new) = counted_twice(it, measure) else {
            continue;
        };
        store::revisions::ask(&desk!(pen, lead), it, &new).await?;
        // The second one waits, so that somebody can see how it is approved.
        if number == 0 {
            let known = store::returns::find(pen.write().0, it.id).await?;
            let all = store::revisions::of_return(pen.write().0, it.id).await?;
            if let (Some(known), Some(revision)) = (known, rules::waiting(&all)) {
                let judged = (&Judgement::Approve, known.version);
                store::revisions::judge(&desk!(pen, national), (&known, revision), judged).await?;
            }
        }
    }
    by_name(pen, lead, sites, today).await?;
    targets(pen, lead, (pilot, measure), today).await
}

/// Reminds the first site that is late, and leaves the others to whoever looks.
async fn reminded(
    pen: &mut Pen<'_>,
    lead: &Actor,
    sites: &[Site],
    today: NaiveDate,
) -> anyhow::Result<()> {
    let from = rules::months_before(rules::month_of(today), rules::WINDOW);
    let ids = sites.iter().map(|site| site.id);
    let returns = store::returns::between(pen.write().0, ids, (from, today)).await?;
    for site in sites {
        let sent: Vec<NaiveDate> = returns
            .iter()
            .filter(|one| one.site == site.id && one.state.is_in())
            .map(|one| one.month)
            .collect();
        let late = rules::overdue(site, &sent, today);
        if !late.is_empty() && site.lead_seat.is_some() {
            store::returns::note_chase(&desk!(pen, lead), site, &late).await?;
            return Ok(());
        }
    }
    Ok(())
}

/// The returns of the month three months ago that were approved, with their figures.
async fn approved(
    pen: &mut Pen<'_>,
    sites: &[Site],
    today: NaiveDate,
) -> anyhow::Result<Vec<Return>> {
    let month = rules::months_before(rules::month_of(today), 3);
    let mut found = Vec::new();
    for site in sites {
        let known = store::returns::of_month(pen.write().0, site.id, month).await?;
        found.extend(known.filter(|known| known.state == ReturnState::Approved));
    }
    Ok(found)
}

/// A correction by which one report fewer was in time.
fn counted_twice(it: &Return, measure: Uuid) -> Option<NewRevision> {
    let was = it.values.get(&measure)?;
    let Said::Value(parts) = was else {
        return None;
    };
    let is = Said::Value(Parts {
        numerator: parts.numerator.checked_sub(1)?,
        ..*parts
    });
    Some(NewRevision {
        why: "Fictional: one report was counted twice.".to_owned(),
        version: it.version,
        values: rules::corrected(&it.values, [(measure, is)].into()),
    })
}

/// Names a fictional person who sits nowhere for the first site.
async fn by_name(
    pen: &mut Pen<'_>,
    lead: &Actor,
    sites: &[Site],
    today: NaiveDate,
) -> anyhow::Result<()> {
    let Some(site) = sites.first() else {
        return Ok(());
    };
    let email = "kim.fairweather@pilots.example".to_owned();
    let post = "Programme Manager, made up for the demonstration".to_owned();
    let person = pen
        .person("Kim Fairweather".to_owned(), post, email.clone())
        .await?;
    let new = NewSiteLead {
        email,
        starts_on: today - Days::new(60),
        ends_on: None,
    };
    store::site_leads::name(&desk!(pen, lead), site, (person.id, &new)).await?;
    Ok(())
}

/// Targets that rise on the way to the one of the measure.
async fn targets(
    pen: &mut Pen<'_>,
    lead: &Actor,
    (pilot, measure): (&Pilot, Uuid),
    today: NaiveDate,
) -> anyhow::Result<()> {
    let all = store::measures::of_pilot(pen.write().0, pilot.id).await?;
    let Some(measure) = all.iter().find(|one| one.id == measure) else {
        return Ok(());
    };
    for (months, tenths) in [(12, 500), (6, 600), (1, 700)] {
        let (_, random, at) = pen.write();
        let new = NewTarget {
            key: random.id(at),
            holds_from: rules::months_before(rules::month_of(today), months),
            tenths: Some(tenths),
        };
        store::targets::set(&desk!(pen, lead), measure, &new).await?;
    }
    Ok(())
}
