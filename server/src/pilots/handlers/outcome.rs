//! How a pilot ends, and what is looked at afterwards.

use app::{
    form::FormState,
    ids::OrganisationId,
    layout::Page,
    paths,
    pilots::{
        forms::{self, field},
        rules,
        types::{Check, Pilot},
        views::{EditView, check_form, correct_form, decision_form},
    },
};
use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{
    Write, done, now_of,
    sheet::{Sheet, seen},
};
use crate::{
    error::PageError,
    extract::{Posted, Segment, SignedIn},
    organisations,
    pilots::{Met, store},
    render::Message,
    state::AppState,
};

/// The organisations that go on.
async fn owners(state: &AppState) -> Result<Vec<(OrganisationId, String)>, PageError> {
    let today = state.clock.today();
    let all = organisations::store::all(state.db.reader()).await?;
    Ok(all
        .into_iter()
        .filter(|one| one.ends_on.is_none_or(|last| today <= last))
        .map(|one| (one.id, one.name))
        .collect())
}

fn decision_sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    pilot: &'a Pilot,
    owners: &'a [(OrganisationId, String)],
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(pilot), move |view| {
        decision_form(view, pilot, rules::verdicts(pilot.stage), owners)
    })
}

/// `GET /pilots/{pilot}/decision`
pub async fn get_pilot_decision(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let owners = owners(&state).await?;
    let sheet = decision_sheet((&state, &me), &met.pilot, &owners);
    Ok(sheet.open(forms::blank_decision(met.pilot.version)))
}

/// `POST /pilots/{pilot}/decision`
pub async fn post_pilot_decision(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let owners = owners(&state).await?;
    let known: Vec<OrganisationId> = owners.iter().map(|(id, _)| *id).collect();
    let verdicts = rules::verdicts(met.pilot.stage);
    let today = state.clock.today();
    let new = match forms::decision(answers.clone(), verdicts, &known, today) {
        Ok(new) => new,
        Err(form) => {
            return Ok(decision_sheet((&state, &me), &met.pilot, &owners).refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::outcome::decide(&write.desk(), &met.pilot, &new).await?;
    if write.settle(outcome).await? {
        return Ok(done(&state, Message::PilotDecided, &paths::pilot(&slug)));
    }
    let met = Met::named(&state, &me, &slug).await?;
    let sheet = decision_sheet((&state, &me), &met.pilot, &owners);
    Ok(sheet.overtaken(seen(answers, met.pilot.version), now_of(&met.pilot)))
}

/// A pilot that is decided, for whoever keeps it.
async fn decided(state: &AppState, me: &SignedIn, slug: &str) -> Result<Met, PageError> {
    let met = Met::named(state, me, slug).await?.kept()?;
    if rules::is_open(&met.pilot) {
        Err(PageError::NotAllowed)
    } else {
        Ok(met)
    }
}

fn correct_sheet<'a>(
    state: &'a AppState,
    me: &'a SignedIn,
    pilot: &'a Pilot,
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(pilot), move |view| {
        correct_form(view, pilot)
    })
}

/// `GET /pilots/{pilot}/correct`
pub async fn get_correct(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = decided(&state, &me, &slug).await?;
    let key = state.random.id(state.clock.now());
    let answers = app::form::Answers::default().with(field::KEY, key.to_string());
    Ok(correct_sheet(&state, &me, &met.pilot).open(FormState::new(answers)))
}

/// `POST /pilots/{pilot}/correct`
pub async fn post_correct(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = decided(&state, &me, &slug).await?;
    let (key, text) = match forms::correct(answers) {
        Ok(read) => read,
        Err(form) => return Ok(correct_sheet(&state, &me, &met.pilot).refused(form)),
    };
    let write = Write::begin(&state, &me).await?;
    store::outcome::correct(&write.desk(), &met.pilot, (key, &text)).await?;
    write.tx.commit().await?;
    Ok(done(&state, Message::PilotSaved, &paths::pilot(&slug)))
}

/// The first check of a pilot that is not done.
async fn open_checks(state: &AppState, pilot: Uuid) -> Result<Vec<Check>, PageError> {
    let mut checks = store::outcome::checks(state.db.reader(), pilot).await?;
    checks.retain(|check| check.done_on.is_none());
    Ok(checks)
}

fn check_sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    pilot: &'a Pilot,
    checks: &'a [Check],
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(pilot), move |view| {
        check_form(view, pilot, checks.first())
    })
}

/// `GET /pilots/{pilot}/check`
pub async fn get_check(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = decided(&state, &me, &slug).await?;
    let checks = open_checks(&state, met.pilot.id).await?;
    Ok(check_sheet((&state, &me), &met.pilot, &checks).open(FormState::default()))
}

/// `POST /pilots/{pilot}/check`
pub async fn post_check(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = decided(&state, &me, &slug).await?;
    let checks = open_checks(&state, met.pilot.id).await?;
    let known: Vec<Uuid> = checks.iter().map(|check| check.id).collect();
    let (id, finding, version) = match forms::check(answers, &known) {
        Ok(read) => read,
        Err(form) => {
            return Ok(check_sheet((&state, &me), &met.pilot, &checks).refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::outcome::find_out(&write.desk(), (id, &finding, version)).await?;
    if write.settle(outcome).await? {
        return Ok(done(&state, Message::PilotSaved, &paths::pilot(&slug)));
    }
    let checks = open_checks(&state, met.pilot.id).await?;
    let sheet = check_sheet((&state, &me), &met.pilot, &checks);
    Ok(sheet.overtaken(FormState::default(), now_of(&met.pilot)))
}
