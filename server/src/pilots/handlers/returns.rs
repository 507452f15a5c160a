//! The monthly returns of sites.

use app::{
    form::FormState,
    ids::PersonId,
    layout::Page,
    paths,
    pilots::{
        forms::{self, Judgement, field},
        rules::{self, Act, Standing},
        types::{Frequency, Measure, Return, ReturnState, Site},
        views::{
            EditView, GridCell, GridRow, GridView, ReturnFormView, ReturnView, grid_page,
            return_form, return_page,
        },
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Write, done,
    parts::{month_before, site_of},
    sheet::{Sheet, seen},
};
use crate::{
    error::PageError,
    extract::{Key, Posted, QueryPairs, Said, Segment, SignedIn},
    pilots::{Met, store},
    render::Message,
    state::AppState,
};

/// The measures that sites report now.
pub(super) async fn asked(state: &AppState, pilot: Uuid) -> Result<Vec<Measure>, PageError> {
    let mut measures = store::measures::of_pilot(state.db.reader(), pilot).await?;
    measures
        .retain(|measure| !measure.withdrawn && measure.definition.frequency == Frequency::Monthly);
    Ok(measures)
}

/// The grid of a pilot for whoever runs it or one of its sites.
pub(super) async fn grid(
    state: &AppState,
    met: Met,
    before: NaiveDate,
) -> Result<GridView, PageError> {
    let (db, today) = (state.db.reader(), state.clock.today());
    let months = rules::window(before);
    let is_asked = !asked(state, met.pilot.id).await?.is_empty();
    let ids = || met.sites.iter().map(|site| site.id);
    let earliest = months.last().copied().unwrap_or(before);
    // What is late is looked for up to today, whichever months are shown.
    let late_from = rules::months_before(rules::month_of(today), rules::WINDOW);
    let span = (earliest.min(late_from), today);
    let returns = store::returns::between(db, ids(), span).await?;
    let chased = store::returns::last_chased(db, ids()).await?;
    let shown = returns.iter().filter(|one| months.contains(&one.month));
    let revised = store::revisions::states(db, shown.map(|one| one.id)).await?;
    let rows = met
        .sites
        .iter()
        .map(|site| {
            let of_site = || returns.iter().filter(|one| one.site == site.id);
            let sent: Vec<NaiveDate> = of_site()
                .filter(|one| one.state.is_in())
                .map(|one| one.month)
                .collect();
            GridRow {
                returns: of_site()
                    .map(|one| {
                        let cell = GridCell {
                            id: one.id,
                            state: one.state,
                            revised: revised.get(&one.id).copied(),
                        };
                        (one.month, cell)
                    })
                    .collect(),
                overdue: if is_asked {
                    rules::overdue(site, &sent, today)
                } else {
                    Vec::new()
                },
                last_chased: chased.get(&site.id).map(|last| last.on),
                named: met
                    .site_leads
                    .iter()
                    .filter(|lead| lead.site == site.id && lead.is_current(today))
                    .map(|lead| lead.full_name.clone())
                    .collect(),
                reports: is_asked && met.rights.reports(site.id),
                site: site.clone(),
            }
        })
        .collect();
    Ok(GridView {
        rows,
        months,
        keeps: met.rights.keeps,
        today,
        fictional: state.fictional && !returns.is_empty(),
        pilot: met.pilot,
    })
}

pub(super) fn grid_sheet<'a>(
    state: &'a AppState,
    me: &'a SignedIn,
    view: &'a GridView,
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(&view.pilot), move |edit| {
        grid_page(edit, view)
    })
}

/// The pilot of an address, for whoever runs it or one of its sites.
async fn inside(state: &AppState, me: &SignedIn, slug: &str) -> Result<Met, PageError> {
    let met = Met::named(state, me, slug).await?;
    if met.rights.is_inside() {
        Ok(met)
    } else {
        Err(PageError::NotAllowed)
    }
}

/// `GET /pilots/{pilot}/returns`
pub async fn get_returns(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let met = inside(&state, &me, &slug).await?;
    let before = month_before(&pairs, state.clock.today());
    let view = grid(&state, met, before).await?;
    let sheet = grid_sheet(&state, &me, &view).saying(said.words());
    Ok(said.once(&state.cookies, sheet.open(FormState::default())))
}

/// The site of an address, for whoever reports for it.
async fn reporting(state: &AppState, me: &SignedIn, key: Uuid) -> Result<(Met, Site), PageError> {
    let (met, site) = site_of(state, me, key).await?;
    if met.rights.reports(site.id) {
        Ok((met, site))
    } else {
        Err(PageError::NotAllowed)
    }
}

/// The months that a site may report, the latest first.
fn months_of(site: &Site, today: NaiveDate) -> Vec<NaiveDate> {
    let present = rules::month_of(today);
    let Some(start) = site.actual_start else {
        return Vec::new();
    };
    (1..=MOST_MONTHS)
        .map(|number| rules::months_before(present, number))
        .take_while(|month| *month >= rules::month_of(start.first()))
        .filter(|month| rules::owes(site, *month, today))
        .collect()
}

/// How far back a return may be sent in.
const MOST_MONTHS: u32 = 36;

/// `GET /pilot-sites/{site}/return`
pub async fn get_site_return(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let (met, site) = reporting(&state, &me, key).await?;
    let months = months_of(&site, state.clock.today());
    let asked = pairs
        .last("month-shown")
        .or_else(|| pairs.last("month"))
        .and_then(|month| month.parse().ok());
    let month = asked
        .filter(|month| months.contains(month))
        .or(months.first().copied())
        .ok_or(PageError::NotFound)?;
    let known = store::returns::of_month(state.db.reader(), site.id, month).await?;
    if let Some(known) = known.as_ref().filter(|known| !is_open(known)) {
        // It is sent in: it is read, not written.
        return Ok(Redirect::to(&paths::pilot_return(known.id)).into_response());
    }
    let form = forms::filled_return(month, known.as_ref());
    let view = form_view(&state, (met, site), (month, months), known).await?;
    Ok(form_sheet(&state, &me, &view).open(form))
}

/// Whether a return may still be changed.
fn is_open(known: &Return) -> bool {
    rules::next(known.state, Act::Keep).is_some()
}

fn form_sheet<'a>(
    state: &'a AppState,
    me: &'a SignedIn,
    view: &'a ReturnFormView,
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(&view.pilot), move |edit| {
        return_form(edit, view)
    })
}

async fn form_view(
    state: &AppState,
    (met, site): (Met, Site),
    (month, months): (NaiveDate, Vec<NaiveDate>),
    known: Option<Return>,
) -> Result<ReturnFormView, PageError> {
    let last = rules::months_before(month, 1);
    let before = store::returns::of_month(state.db.reader(), site.id, last).await?;
    let sent_back = known.filter(|known| known.state == ReturnState::SentBack);
    Ok(ReturnFormView {
        measures: asked(state, met.pilot.id).await?,
        pilot: met.pilot,
        site,
        month,
        months,
        before: before.map(|before| before.values).unwrap_or_default(),
        note: sent_back
            .map(|known| known.sent_back_note)
            .unwrap_or_default(),
        today: state.clock.today(),
    })
}

/// `POST /pilot-sites/{site}/return`
pub async fn post_site_return(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, site) = reporting(&state, &me, key).await?;
    let months = months_of(&site, state.clock.today());
    let measures = asked(&state, met.pilot.id).await?;
    let new = match forms::site_return(answers.clone(), &measures, &months) {
        Ok(new) => new,
        Err(form) => {
            let shown = answers.text(field::MONTH).parse().ok();
            let month = shown
                .filter(|month| months.contains(month))
                .or(months.first().copied())
                .ok_or(PageError::NotFound)?;
            let known = store::returns::of_month(state.db.reader(), site.id, month).await?;
            let view = form_view(&state, (met, site), (month, months), known).await?;
            return Ok(form_sheet(&state, &me, &view).refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::returns::save(&write.desk(), &site, &new).await?;
    if write.settle(outcome).await? {
        let message = match new.act {
            Act::SendIn => Message::ReturnSent,
            _ => Message::ReturnKept,
        };
        let to = paths::pilot_returns(&met.pilot.slug);
        return Ok(done(&state, message, &to));
    }
    let known = store::returns::of_month(state.db.reader(), site.id, new.month).await?;
    let (version, state_now) = known.as_ref().map_or((0, ReturnState::Draft), |known| {
        (known.version, known.state)
    });
    let view = form_view(&state, (met, site), (new.month, months), known).await?;
    let now = vec![("State", state_now.label().to_owned())];
    Ok(form_sheet(&state, &me, &view).overtaken(seen(answers, version), now))
}

/// The return of an address, for whoever runs the pilot or reports for the site. Drafts
/// are read on their form.
pub(super) async fn one(
    state: &AppState,
    me: &SignedIn,
    key: Uuid,
) -> Result<(Met, Site, Return), PageError> {
    let it = store::returns::find(state.db.reader(), key).await?;
    let it = it.ok_or(PageError::NotFound)?;
    let (met, site) = site_of(state, me, it.site).await?;
    if met.rights.reports(site.id) {
        Ok((met, site, it))
    } else {
        // That a return is there is known to nobody else.
        Err(PageError::NotFound)
    }
}

async fn read_view(
    state: &AppState,
    who: PersonId,
    (met, site, it): (Met, Site, Return),
) -> Result<ReturnView, PageError> {
    let db = state.db.reader();
    let revisions = store::revisions::of_return(db, it.id).await?;
    Ok(ReturnView {
        measures: store::measures::of_pilot(db, met.pilot.id).await?,
        judges: met.rights.keeps,
        standing: rules::standing(&it, &revisions, (who, met.rights.keeps)),
        revisions,
        fictional: state.fictional,
        pilot: met.pilot,
        site,
        it,
    })
}

fn read_sheet<'a>(
    state: &'a AppState,
    me: &'a SignedIn,
    view: &'a ReturnView,
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(&view.pilot), move |edit| {
        return_page(edit, view)
    })
}

/// `GET /pilot-returns/{return}`
pub async fn get_return(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(key): Key,
) -> Result<Response, PageError> {
    let all = one(&state, &me, key).await?;
    let view = read_view(&state, me.access.person, all).await?;
    let sheet = read_sheet(&state, &me, &view).saying(said.words());
    Ok(said.once(&state.cookies, sheet.open(FormState::default())))
}

/// `POST /pilot-returns/{return}`
pub async fn post_return(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, site, it) = one(&state, &me, key).await?;
    let met = met.kept()?;
    let revisions = store::revisions::of_return(state.db.reader(), it.id).await?;
    let asker = (me.access.person, met.rights.keeps);
    if rules::standing(&it, &revisions, asker) == Standing::Wait {
        // Somebody else approves what one asked for.
        return Err(PageError::NotAllowed);
    }
    let (judgement, version) = match forms::judgement(answers.clone()) {
        Ok(read) => read,
        Err(form) => {
            let view = read_view(&state, me.access.person, (met, site, it)).await?;
            return Ok(read_sheet(&state, &me, &view).refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let judged = (&judgement, version);
    let (outcome, message) = match rules::waiting(&revisions) {
        Some(revision) => {
            let of = (&it, revision);
            let outcome = store::revisions::judge(&write.desk(), of, judged).await?;
            let message = match judgement {
                Judgement::Approve => Message::ReturnCorrected,
                Judgement::SendBack { .. } => Message::CorrectionRefused,
            };
            (outcome, message)
        }
        None => {
            let outcome = store::returns::judge(&write.desk(), &it, judged).await?;
            let message = match judgement {
                Judgement::Approve => Message::ReturnApproved,
                Judgement::SendBack { .. } => Message::ReturnSentBack,
            };
            (outcome, message)
        }
    };
    if write.settle(outcome).await? {
        let to = paths::pilot_returns(&met.pilot.slug);
        return Ok(done(&state, message, &to));
    }
    let all = one(&state, &me, key).await?;
    let view = read_view(&state, me.access.person, all).await?;
    // The page itself says what the return is like now.
    Ok(read_sheet(&state, &me, &view).overtaken(FormState::new(answers), Vec::new()))
}
