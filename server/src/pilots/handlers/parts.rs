//! The sites and measures of a pilot.

use app::{
    access::{Permission, Role},
    boards::types::BoardKind,
    form::{Answers, FormState},
    ids::{BoardId, SeatId},
    layout::Page,
    paths,
    pilots::{
        forms::{self, NewSite, field},
        rules,
        types::{Definition, Measure, Pilot, Site},
        views::{EditView, measure_form, site_form},
    },
};
use axum::{extract::State, response::Response};
use chrono::NaiveDate;

use super::{
    Write, done,
    sheet::{Sheet, keyed, seen, versioned},
};
use crate::{
    boards,
    error::PageError,
    extract::{Key, Posted, QueryPairs, Segment, SignedIn},
    membership::seats::{self, Which},
    pilots::{Met, store},
    render::Message,
    replies,
    state::AppState,
};

/// What the form of a site offers.
struct Offered {
    boards: Vec<(BoardId, String)>,
    seats: Vec<(SeatId, String)>,
}

impl Offered {
    async fn of(state: &AppState, me: &SignedIn, site: Option<&Site>) -> Result<Self, PageError> {
        let (db, today) = (state.db.reader(), state.clock.today());
        let open = boards::store::open_of_kind(db, &[BoardKind::Local]).await?;
        let mut boards: Vec<_> = open
            .into_iter()
            .map(|board| (board.id, board.name))
            .collect();
        let mut seats = Vec::new();
        if let Some(board) = site.and_then(|site| site.board) {
            if boards.iter().all(|(known, _)| *known != board) {
                let name = site.map(|site| site.name.clone()).unwrap_or_default();
                boards.push((board, name));
            }
            let sees = me.access.may(Permission::SeeSeats, board, None);
            for row in seats::rows(db, &Which::Of(board), today).await? {
                // An observer reports nothing.
                if row.role != Role::Observer {
                    // Who sits there is for those who may see the seats of the board.
                    let words = match replies::occupant(&row).filter(|_| sees) {
                        Some((_, name)) => format!("{} ({name})", row.title),
                        None => row.title.clone(),
                    };
                    seats.push((row.seat, words));
                }
            }
        }
        Ok(Self { boards, seats })
    }

    fn read(&self, answers: Answers, today: NaiveDate) -> Result<(NewSite, FormState), FormState> {
        let boards: Vec<BoardId> = self.boards.iter().map(|(id, _)| *id).collect();
        let seats: Vec<SeatId> = self.seats.iter().map(|(id, _)| *id).collect();
        forms::site(answers, &boards, &seats, today)
    }
}

fn site_sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    (pilot, site): (&'a Pilot, Option<&'a Site>),
    offered: &'a Offered,
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(pilot), move |view| {
        site_form(view, pilot, site, &offered.boards, &offered.seats)
    })
}

/// `GET /pilots/{pilot}/new-site`
pub async fn get_new_site(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let offered = Offered::of(&state, &me, None).await?;
    let form = forms::blank_site(state.random.id(state.clock.now()));
    Ok(site_sheet((&state, &me), (&met.pilot, None), &offered).open(form))
}

/// `POST /pilots/{pilot}/new-site`
pub async fn post_new_site(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let offered = Offered::of(&state, &me, None).await?;
    let read = offered
        .read(answers, state.clock.today())
        .and_then(|read| apart(read, &met.sites));
    let (key, site) = match keyed(read, field::NAME) {
        Ok(read) => read,
        Err(form) => {
            let sheet = site_sheet((&state, &me), (&met.pilot, None), &offered);
            return Ok(sheet.refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    store::sites::add(&write.desk(), &met.pilot, (key, &site)).await?;
    write.tx.commit().await?;
    Ok(done(&state, Message::PilotSaved, &paths::pilot(&slug)))
}

/// Refuses a site under the name of another that runs at the same time: it would be
/// counted twice.
fn apart(
    (site, mut form): (NewSite, FormState),
    others: &[Site],
) -> Result<(NewSite, FormState), FormState> {
    match rules::overlapping(&site, others) {
        Some(words) => {
            form.refuse(field::NAME, words);
            Err(form)
        }
        None => Ok((site, form)),
    }
}

/// The site of an address, with its pilot.
pub(super) async fn site_of(
    state: &AppState,
    me: &SignedIn,
    key: uuid::Uuid,
) -> Result<(Met, Site), PageError> {
    let site = store::sites::find(state.db.reader(), key).await?;
    let site = site.ok_or(PageError::NotFound)?;
    let met = Met::with_key(state, me, site.pilot).await?;
    Ok((met, site))
}

/// `GET /pilot-sites/{site}/change`
pub async fn get_change_site(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    let (met, site) = site_of(&state, &me, key).await?;
    let met = met.changed()?;
    let offered = Offered::of(&state, &me, Some(&site)).await?;
    let sheet = site_sheet((&state, &me), (&met.pilot, Some(&site)), &offered);
    Ok(sheet.open(forms::filled_site(&site)))
}

/// `POST /pilot-sites/{site}/change`
pub async fn post_change_site(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, site) = site_of(&state, &me, key).await?;
    let met = met.changed()?;
    let offered = Offered::of(&state, &me, Some(&site)).await?;
    let others: Vec<Site> = met
        .sites
        .iter()
        .filter(|one| one.id != key)
        .cloned()
        .collect();
    let read = offered
        .read(answers.clone(), state.clock.today())
        .and_then(|read| apart(read, &others));
    let (mut new, version) = match versioned(read, field::NAME) {
        Ok(read) => read,
        Err(form) => {
            let sheet = site_sheet((&state, &me), (&met.pilot, Some(&site)), &offered);
            return Ok(sheet.refused(form));
        }
    };
    // A seat of the board that it had does not report on another.
    if new.board != site.board {
        new.lead_seat = None;
    }
    let write = Write::begin(&state, &me).await?;
    let outcome = store::sites::change(&write.desk(), &site, (&new, version)).await?;
    if write.settle(outcome).await? {
        let to = paths::pilot(&met.pilot.slug);
        return Ok(done(&state, Message::PilotSaved, &to));
    }
    let (met, site) = site_of(&state, &me, key).await?;
    let start = site
        .start()
        .map(|start| start.in_words())
        .unwrap_or_default();
    let now = vec![("Name", site.name.clone()), ("Start", start)];
    let sheet = site_sheet((&state, &me), (&met.pilot, Some(&site)), &offered);
    Ok(sheet.overtaken(seen(answers, site.version), now))
}

/// The first day on which a site of a pilot may have started.
fn go_live(met: &Met) -> Option<NaiveDate> {
    met.sites
        .iter()
        .filter_map(|site| site.actual_start)
        .map(|start| start.first())
        .min()
}

fn measure_sheet<'a>(
    state: &'a AppState,
    me: &'a SignedIn,
    (pilot, measure): (&'a Pilot, Option<&'a Measure>),
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(pilot), move |view| {
        measure_form(view, pilot, measure)
    })
}

/// `GET /pilots/{pilot}/new-measure`
pub async fn get_new_measure(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let form = forms::blank_measure(state.random.id(state.clock.now()));
    Ok(measure_sheet(&state, &me, (&met.pilot, None)).open(form))
}

/// `POST /pilots/{pilot}/new-measure`
pub async fn post_new_measure(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.changed()?;
    let read = forms::measure(answers, go_live(&met));
    let (key, it) = match keyed(read, field::NAME) {
        Ok(read) => read,
        Err(form) => return Ok(measure_sheet(&state, &me, (&met.pilot, None)).refused(form)),
    };
    let write = Write::begin(&state, &me).await?;
    store::measures::add(&write.desk(), &met.pilot, (key, &it)).await?;
    write.tx.commit().await?;
    Ok(done(&state, Message::PilotSaved, &paths::pilot(&slug)))
}

/// The measure of an address, with its pilot.
pub(super) async fn measure_of(
    state: &AppState,
    me: &SignedIn,
    key: uuid::Uuid,
) -> Result<(Met, Measure), PageError> {
    let measure = store::measures::find(state.db.reader(), key).await?;
    let measure = measure.ok_or(PageError::NotFound)?;
    let met = Met::with_key(state, me, measure.pilot).await?;
    Ok((met, measure))
}

/// The month that an address names, up to the present one.
pub(super) fn month_before(pairs: &QueryPairs, today: NaiveDate) -> NaiveDate {
    let present = rules::month_of(today);
    pairs
        .last("before")
        .and_then(|month| month.parse::<NaiveDate>().ok())
        .filter(|month| chrono::Datelike::year(month) >= 1990 && *month <= present)
        .map_or(present, rules::month_of)
}

/// `GET /pilot-measures/{measure}/change`
pub async fn get_change_measure(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    let (met, measure) = measure_of(&state, &me, key).await?;
    let met = met.changed()?;
    let sheet = measure_sheet(&state, &me, (&met.pilot, Some(&measure)));
    Ok(sheet.open(forms::filled_measure(&measure)))
}

/// `POST /pilot-measures/{measure}/change`
pub async fn post_change_measure(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, measure) = measure_of(&state, &me, key).await?;
    let met = met.changed()?;
    let read = forms::measure(answers.clone(), go_live(&met)).map(|(it, mut form)| {
        same_unit(&measure, &it, &mut form);
        (it, form)
    });
    let (it, version) = match versioned(read, field::NAME) {
        Ok(read) => read,
        Err(form) => {
            let sheet = measure_sheet(&state, &me, (&met.pilot, Some(&measure)));
            return Ok(sheet.refused(form));
        }
    };
    let withdrawn = answers.is_ticked(field::WITHDRAW);
    let write = Write::begin(&state, &me).await?;
    let change = (&it, withdrawn, version);
    let outcome = store::measures::change(&write.desk(), &measure, change).await?;
    if write.settle(outcome).await? {
        return Ok(done(
            &state,
            Message::PilotSaved,
            &paths::pilot_measure(key),
        ));
    }
    let (met, measure) = measure_of(&state, &me, key).await?;
    let now = vec![
        ("Name", measure.definition.name.clone()),
        ("Definition", measure.definition.definition.clone()),
    ];
    let sheet = measure_sheet(&state, &me, (&met.pilot, Some(&measure)));
    Ok(sheet.overtaken(seen(answers, measure.version), now))
}

/// What sites reported of one unit is no value of another.
fn same_unit(measure: &Measure, it: &Definition, form: &mut FormState) {
    if it.unit != measure.definition.unit {
        form.refuse(
            field::UNIT,
            "What its values are cannot be changed. Withdraw this measure and add another",
        );
    }
}
