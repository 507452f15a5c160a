//! Who reports for a site by name.

use app::{
    access::Access,
    form::{Answers, FormState},
    layout::Page,
    paths,
    people::types::Person,
    pilots::{
        forms::{self, NewSiteLead, field},
        rules,
        types::{Pilot, Site, SiteLead},
        views::{EditView, site_lead_end_form, site_leads_form},
    },
    wording,
};
use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{
    Write, done,
    parts::site_of,
    sheet::{Sheet, blank, seen, versioned},
};
use crate::{
    error::PageError,
    extract::{Key, Posted, Said, SignedIn},
    membership::access,
    people,
    pilots::{Met, store, store::site_leads::Named},
    render::Message,
    state::AppState,
};

fn sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    met: &'a Met,
    site: &'a Site,
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    let today = state.clock.today();
    Sheet::new(state, me, Some(&met.pilot), move |view| {
        let leads: Vec<&SiteLead> = met
            .site_leads
            .iter()
            .filter(|lead| lead.site == site.id)
            .collect();
        site_leads_form(view, site, &leads, today)
    })
}

/// `GET /pilot-sites/{site}/leads`
pub async fn get_site_leads(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(key): Key,
) -> Result<Response, PageError> {
    let (met, site) = site_of(&state, &me, key).await?;
    let met = met.kept()?;
    let answers = field::STARTS.fill(Answers::default(), Some(state.clock.today()));
    let sheet = sheet((&state, &me), &met, &site).saying(said.words());
    Ok(said.once(&state.cookies, sheet.open(FormState::new(answers))))
}

/// The person of an address, if they may report.
async fn somebody(
    state: &AppState,
    (new, mut form): (NewSiteLead, FormState),
) -> Result<Result<(Person, NewSiteLead, FormState), FormState>, PageError> {
    let db = state.db.reader();
    let Some(person) = people::store::with_email(db, &new.email).await? else {
        form.refuse(
            field::EMAIL,
            format!("Nobody in the portal has the address {}", new.email),
        );
        return Ok(Err(form));
    };
    let access = Access {
        person: person.id,
        full_name: person.full_name.clone(),
        post: person.post.clone(),
        standings: access::standings(db, person.id, state.clock.today()).await?,
        sub_groups: Vec::new(),
    };
    if rules::only_observes(&access) {
        form.refuse(
            field::EMAIL,
            format!(
                "{} sits on boards as an observer only, and observers report nothing",
                person.full_name
            ),
        );
        return Ok(Err(form));
    }
    Ok(Ok((person, new, form)))
}

/// `POST /pilot-sites/{site}/leads`
pub async fn post_site_leads(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, site) = site_of(&state, &me, key).await?;
    let met = met.kept()?;
    let read = match forms::site_lead(answers) {
        Ok(read) => somebody(&state, read).await?,
        Err(form) => Err(form),
    };
    let (person, new, mut form) = match read {
        Ok(read) => read,
        Err(form) => return Ok(sheet((&state, &me), &met, &site).refused(form)),
    };
    let write = Write::begin(&state, &me).await?;
    match store::site_leads::name(&write.desk(), &site, (person.id, &new)).await? {
        Named::Saved => {
            write.tx.commit().await?;
            let to = paths::site_leads(site.id);
            Ok(done(&state, Message::SiteLeadNamed, &to))
        }
        Named::Overlaps(from, to) => {
            write.tx.rollback().await?;
            let to = to.map_or_else(String::new, |to| format!(" to {}", wording::date(to)));
            form.refuse(
                field::STARTS.day,
                format!(
                    "{} reports for this site already, from {}{to}. The days must not overlap",
                    person.full_name,
                    wording::date(from)
                ),
            );
            Ok(sheet((&state, &me), &met, &site).refused(form))
        }
    }
}

/// Somebody who reports for a site, for whoever keeps its pilot.
async fn lead_of(
    state: &AppState,
    me: &SignedIn,
    key: Uuid,
) -> Result<(Met, Site, SiteLead), PageError> {
    let lead = store::site_leads::find(state.db.reader(), key).await?;
    let lead = lead.ok_or(PageError::NotFound)?;
    let (met, site) = site_of(state, me, lead.site).await?;
    if met.rights.keeps {
        Ok((met, site, lead))
    } else {
        // Who reports by name is known to nobody else.
        Err(PageError::NotFound)
    }
}

fn end_sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    pilot: &'a Pilot,
    (site, lead): (&'a Site, &'a SiteLead),
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(pilot), move |view| {
        site_lead_end_form(view, site, lead)
    })
}

/// `GET /pilot-site-leads/{site_lead}/end`
pub async fn get_end_site_lead(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    let (met, site, lead) = lead_of(&state, &me, key).await?;
    let mut form = blank(lead.version);
    form.answers = field::ENDS.fill(form.answers, lead.ends_on);
    Ok(end_sheet((&state, &me), &met.pilot, (&site, &lead)).open(form))
}

/// `POST /pilot-site-leads/{site_lead}/end`
pub async fn post_end_site_lead(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, site, lead) = lead_of(&state, &me, key).await?;
    let read = forms::site_lead_end(answers.clone(), lead.starts_on);
    let (ends_on, version) = match versioned(read, field::ENDS.day) {
        Ok(read) => read,
        Err(form) => {
            let sheet = end_sheet((&state, &me), &met.pilot, (&site, &lead));
            return Ok(sheet.refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::site_leads::end(&write.desk(), &lead, (ends_on, version)).await?;
    if write.settle(outcome).await? {
        return Ok(done(
            &state,
            Message::SiteLeadEnded,
            &paths::site_leads(site.id),
        ));
    }
    let (met, site, lead) = lead_of(&state, &me, key).await?;
    let last = lead
        .ends_on
        .map_or_else(|| "None".to_owned(), wording::date);
    let sheet = end_sheet((&state, &me), &met.pilot, (&site, &lead));
    Ok(sheet.overtaken(seen(answers, lead.version), vec![("Last day", last)]))
}
