//! A pilot: its page, its record, its stage, and who leads it.

use app::{
    access::Permission,
    decisions::types::Decision,
    form::FormState,
    ids::PersonId,
    layout::Page,
    meetings::types::Part,
    paths,
    pilots::{
        forms::{self, field},
        rules::{self, StageRefusal},
        status,
        types::{Capacity, Entry, EntryKind, Frequency, Measure, Stage},
        views::{
            EditView, Figure, PilotView, StatusView, lead_form, pilot_page, record_form, stage_form,
        },
    },
};
use axum::{extract::State, response::Response};
use chrono::NaiveDate;

use super::{
    Write, done,
    evidence::Figures,
    now_of,
    sheet::{Sheet, blank, keyed, seen, versioned},
};
use crate::{
    decisions,
    error::PageError,
    extract::{Posted, Said, Segment, SignedIn},
    pilots::{Met, store},
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /pilots/{pilot}`
pub async fn get_pilot(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?;
    let view = view(&state, &me, met).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| pilot_page(&view));
    Ok(said.once(&state.cookies, answer))
}

async fn view(state: &AppState, me: &SignedIn, met: Met) -> Result<PilotView, PageError> {
    let (db, today) = (state.db.reader(), state.clock.today());
    let pilot = met.pilot.id;
    let known = Figures::of(state, &met).await?;
    let missing = rules::missing(
        &met.pilot.record,
        met.sites.len(),
        &known.measures,
        |measure| known.entered_of(measure).official.is_some(),
    );
    let entries: Vec<Entry> = store::entries::of_pilot(db, pilot).await?;
    let lessons = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Lesson);
    let adopted = store::lessons::adopted(db, lessons.map(|lesson| lesson.id)).await?;
    let decision = store::outcome::find(db, pilot).await?;
    let of_board = match &decision {
        Some(decision) if !decision.reference.is_empty() => {
            decisions::store::find(db, &decision.reference).await?
        }
        _ => None,
    };
    let may_read = |decision: &Decision| {
        let needed = match decision.part {
            Part::A => Permission::SeeMeetings,
            Part::B => Permission::SeePartB,
        };
        me.access.may(needed, decision.board, None)
    };
    let figures = known
        .measures
        .iter()
        .map(|measure| figure(&known, &met, measure, today))
        .collect();
    let is_open = rules::is_open(&met.pilot);
    let status = StatusView {
        statuses: status::of(&known.statuses, None),
        suggestion: is_open.then(|| known.suggested(&met, &entries, today)),
        period: status::period(&known.measures),
        today,
        change: (is_open && met.rights.keeps).then(|| paths::pilot_status(&met.pilot.slug)),
    };
    let has_figures = !known.approved.is_empty();
    Ok(PilotView {
        leads: met.led_by(Capacity::Lead),
        deputies: met.led_by(Capacity::Deputy),
        missing,
        figures,
        status,
        entries,
        adopted,
        decision_is_linked: of_board.as_ref().is_some_and(may_read),
        corrections: store::outcome::corrections(db, pilot).await?,
        checks: store::outcome::checks(db, pilot).await?,
        decision,
        today,
        fictional: state.fictional && has_figures,
        pilot: met.pilot,
        sites: met.sites,
        site_leads: met.site_leads,
        rights: met.rights,
    })
}

/// How many months the line of a measure goes back on the page of its pilot.
const LINE: usize = 24;

fn figure(known: &Figures, met: &Met, measure: &Measure, today: NaiveDate) -> Figure {
    let latest_status = status::of(&known.statuses, Some(measure.id)).pop();
    let definition = &measure.definition;
    if definition.frequency != Frequency::Monthly {
        return Figure {
            measure: measure.clone(),
            latest: None,
            line: Vec::new(),
            says: None,
            status: latest_status,
            entered: known.entered_of(measure.id),
        };
    }
    let series = known.series(met, measure, today);
    let entered = known.entered_of(measure.id);
    let mut line = series.values(definition.unit);
    Figure {
        latest: series.latest().cloned(),
        line: line.split_off(line.len().saturating_sub(LINE)),
        says: Some(series.reading(definition, entered.chosen.as_ref()).says),
        measure: measure.clone(),
        status: latest_status,
        entered,
    }
}

fn to_add(me: &SignedIn) -> Result<(), PageError> {
    if me.access.may_everywhere(Permission::KeepRegister) {
        Ok(())
    } else {
        Err(PageError::NotAllowed)
    }
}

/// `GET /pilots/new`
pub async fn get_new_pilot(
    State(state): State<AppState>,
    me: SignedIn,
) -> Result<Response, PageError> {
    to_add(&me)?;
    let form = forms::blank_record(state.random.id(state.clock.now()));
    Ok(Sheet::new(&state, &me, None, record_form).open(form))
}

/// `POST /pilots/new`
pub async fn post_new_pilot(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    to_add(&me)?;
    let (key, record) = match keyed(forms::record(answers), field::TITLE) {
        Ok(read) => read,
        Err(form) => return Ok(Sheet::new(&state, &me, None, record_form).refused(form)),
    };
    let write = Write::begin(&state, &me).await?;
    let (_, slug) = store::add(&write.desk(), key, &record, Stage::Idea).await?;
    write.tx.commit().await?;
    Ok(done(&state, Message::PilotAdded, &paths::pilot(&slug)))
}

/// `GET /pilots/{pilot}/change`
pub async fn get_change_pilot(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let sheet = Sheet::new(&state, &me, Some(&met.pilot), record_form);
    Ok(sheet.open(forms::filled_record(&met.pilot)))
}

/// `POST /pilots/{pilot}/change`
pub async fn post_change_pilot(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let read = versioned(forms::record(answers.clone()), field::TITLE);
    let (record, version) = match read {
        Ok(read) => read,
        Err(form) => {
            return Ok(Sheet::new(&state, &me, Some(&met.pilot), record_form).refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::change(&write.desk(), &met.pilot, (&record, version)).await?;
    if write.settle(outcome).await? {
        return Ok(done(&state, Message::PilotSaved, &paths::pilot(&slug)));
    }
    let met = Met::named(&state, &me, &slug).await?;
    let form = seen(answers, met.pilot.version);
    let sheet = Sheet::new(&state, &me, Some(&met.pilot), record_form);
    Ok(sheet.overtaken(form, now_of(&met.pilot)))
}

/// What the form of the stage shows, beside what was chosen.
async fn lacking(state: &AppState, met: &Met) -> Result<Vec<rules::Missing>, PageError> {
    let known = Figures::of(state, met).await?;
    Ok(rules::missing(
        &met.pilot.record,
        met.sites.len(),
        &known.measures,
        |measure| known.entered_of(measure).official.is_some(),
    ))
}

fn stage_sheet<'a>(
    state: &'a AppState,
    me: &'a SignedIn,
    met: &'a Met,
    missing: &'a [rules::Missing],
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    let to = rules::moves(met.pilot.stage);
    Sheet::new(state, me, Some(&met.pilot), move |view| {
        stage_form(view, &met.pilot, to, missing)
    })
}

/// `GET /pilots/{pilot}/stage`
pub async fn get_stage(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let missing = lacking(&state, &met).await?;
    Ok(stage_sheet(&state, &me, &met, &missing).open(blank(met.pilot.version)))
}

/// `POST /pilots/{pilot}/stage`
pub async fn post_stage(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let missing = lacking(&state, &met).await?;
    let from = met.pilot.stage;
    let read = forms::stage(answers.clone()).and_then(|(to, version)| {
        let mut form = FormState::new(answers.clone());
        match rules::may_move(from, to, &missing) {
            Ok(()) => Ok((to, version)),
            Err(StageRefusal::NoWay) => {
                form.refuse(field::STAGE, "Select a stage to which it can move");
                Err(form)
            }
            Err(StageRefusal::Missing(what)) => {
                let what: Vec<&str> = what.iter().map(|one| one.words()).collect();
                form.refuse(
                    field::STAGE,
                    format!("The pilot cannot go live without {}", what.join("; ")),
                );
                Err(form)
            }
        }
    });
    let (to, version) = match read {
        Ok(read) => read,
        Err(form) => return Ok(stage_sheet(&state, &me, &met, &missing).refused(form)),
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::move_to(&write.desk(), &met.pilot, (to, version)).await?;
    if write.settle(outcome).await? {
        return Ok(done(&state, Message::PilotMoved, &paths::pilot(&slug)));
    }
    let met = Met::named(&state, &me, &slug).await?;
    let form = blank(met.pilot.version);
    Ok(stage_sheet(&state, &me, &met, &missing).overtaken(form, now_of(&met.pilot)))
}

/// `GET /pilots/{pilot}/leads`
pub async fn get_leads(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.kept()?;
    let candidates = candidates(&state, &met).await?;
    Ok(lead_sheet(&state, &me, &met, &candidates).open(FormState::default()))
}

fn lead_sheet<'a>(
    state: &'a AppState,
    me: &'a SignedIn,
    met: &'a Met,
    candidates: &'a [(PersonId, String)],
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(&met.pilot), move |view| {
        lead_form(view, &met.pilot, &met.leads, candidates)
    })
}

/// Who may be named, and who is and may be named no longer.
async fn candidates(state: &AppState, met: &Met) -> Result<Vec<(PersonId, String)>, PageError> {
    let mut people = store::candidates(state.db.reader(), state.clock.today()).await?;
    for lead in &met.leads {
        if people.iter().all(|(known, _)| *known != lead.person) {
            people.push((lead.person, format!("{}, {}", lead.full_name, lead.post)));
        }
    }
    Ok(people)
}

/// `POST /pilots/{pilot}/leads`
pub async fn post_leads(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.kept()?;
    let candidates = candidates(&state, &met).await?;
    let known: Vec<PersonId> = candidates.iter().map(|(id, _)| *id).collect();
    let named = match forms::lead(answers, &known) {
        Ok(named) => named,
        Err(form) => return Ok(lead_sheet(&state, &me, &met, &candidates).refused(form)),
    };
    let write = Write::begin(&state, &me).await?;
    store::set_lead(&write.desk(), met.pilot.id, named).await?;
    write.tx.commit().await?;
    Ok(done(&state, Message::PilotSaved, &paths::pilot(&slug)))
}
