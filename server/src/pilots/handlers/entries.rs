//! Milestones, risks, issues, lessons, claims and evaluations of a pilot.

use app::{
    form::FormState,
    layout::Page,
    paths,
    pilots::{
        forms::{self, field},
        rules,
        types::{Entry, EntryKind, Pilot},
        views::{EditView, entry_form, withdraw_form},
    },
};
use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{
    Write, done,
    sheet::{Sheet, blank, keyed, seen, versioned},
};
use crate::{
    error::PageError,
    extract::{Key, Posted, QueryPairs, Segment, SignedIn},
    pilots::{Met, store},
    render::Message,
    state::AppState,
};

fn sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    pilot: &'a Pilot,
    (kind, entry): (EntryKind, Option<&'a Entry>),
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(pilot), move |view| {
        entry_form(view, pilot, kind, entry)
    })
}

fn withdraw_sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    pilot: &'a Pilot,
    entry: &'a Entry,
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    Sheet::new(state, me, Some(pilot), move |view| {
        withdraw_form(view, entry)
    })
}

/// `GET /pilots/{pilot}/new-entry?kind=…`
pub async fn get_new_entry(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.kept()?;
    let kind = pairs
        .last(field::KIND)
        .and_then(EntryKind::from_code)
        .unwrap_or(EntryKind::Lesson);
    if !rules::may_add(&met.pilot, kind) {
        return Err(PageError::NotAllowed);
    }
    let form = forms::blank_entry(state.random.id(state.clock.now()), kind);
    Ok(sheet((&state, &me), &met.pilot, (kind, None)).open(form))
}

/// `POST /pilots/{pilot}/new-entry`
pub async fn post_new_entry(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let met = Met::named(&state, &me, &slug).await?.kept()?;
    let kind = EntryKind::from_code(answers.text(field::KIND));
    let read = match kind {
        Some(kind) if !rules::may_add(&met.pilot, kind) => return Err(PageError::NotAllowed),
        Some(kind) => {
            keyed(forms::entry(answers, kind), field::TITLE).map(|(key, it)| (key, kind, it))
        }
        None => {
            let mut form = FormState::new(answers);
            form.refuse(field::TITLE, app::form::OPEN_AGAIN);
            Err(form)
        }
    };
    let (key, kind, it) = match read {
        Ok(read) => read,
        Err(form) => {
            let kind = kind.unwrap_or(EntryKind::Lesson);
            return Ok(sheet((&state, &me), &met.pilot, (kind, None)).refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    store::entries::add(&write.desk(), &met.pilot, (key, kind, &it)).await?;
    write.tx.commit().await?;
    Ok(done(&state, Message::PilotSaved, &paths::pilot(&slug)))
}

/// The entry of an address, with its pilot, for whoever keeps it. Risks and issues are
/// known to nobody else.
async fn entry_of(state: &AppState, me: &SignedIn, key: Uuid) -> Result<(Met, Entry), PageError> {
    let entry = store::entries::find(state.db.reader(), key).await?;
    let entry = entry.ok_or(PageError::NotFound)?;
    let met = Met::with_key(state, me, entry.pilot).await?;
    if entry.kind.is_internal() && !met.rights.is_inside() {
        return Err(PageError::NotFound);
    }
    let met = met.kept()?;
    if rules::may_add(&met.pilot, entry.kind) {
        Ok((met, entry))
    } else {
        Err(PageError::NotAllowed)
    }
}

/// `GET /pilot-entries/{entry}/change`
pub async fn get_change_entry(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    let (met, entry) = entry_of(&state, &me, key).await?;
    let sheet = sheet((&state, &me), &met.pilot, (entry.kind, Some(&entry)));
    Ok(sheet.open(forms::filled_entry(&entry)))
}

/// What an entry says now, in short.
fn now_of(entry: &Entry) -> Vec<(&'static str, String)> {
    let withdrawn = match &entry.withdrawn {
        Some((_, reason)) => format!("Withdrawn: {reason}"),
        None => "In use".to_owned(),
    };
    vec![
        ("What it says", entry.content.title.clone()),
        ("State", withdrawn),
    ]
}

/// `POST /pilot-entries/{entry}/change`
pub async fn post_change_entry(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, entry) = entry_of(&state, &me, key).await?;
    let read = forms::entry(answers.clone(), entry.kind);
    let (it, version) = match versioned(read, field::TITLE) {
        Ok(read) => read,
        Err(form) => {
            let sheet = sheet((&state, &me), &met.pilot, (entry.kind, Some(&entry)));
            return Ok(sheet.refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::entries::change(&write.desk(), &entry, (&it, version)).await?;
    if write.settle(outcome).await? {
        let to = paths::pilot(&met.pilot.slug);
        return Ok(done(&state, Message::PilotSaved, &to));
    }
    let (met, entry) = entry_of(&state, &me, key).await?;
    let sheet = sheet((&state, &me), &met.pilot, (entry.kind, Some(&entry)));
    Ok(sheet.overtaken(seen(answers, entry.version), now_of(&entry)))
}

/// `GET /pilot-entries/{entry}/withdraw`
pub async fn get_withdraw_entry(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    let (met, entry) = entry_of(&state, &me, key).await?;
    let sheet = withdraw_sheet((&state, &me), &met.pilot, &entry);
    Ok(sheet.open(blank(entry.version)))
}

/// `POST /pilot-entries/{entry}/withdraw`
pub async fn post_withdraw_entry(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, entry) = entry_of(&state, &me, key).await?;
    let (reason, version) = match forms::withdrawal(answers) {
        Ok(read) => read,
        Err(form) => {
            return Ok(withdraw_sheet((&state, &me), &met.pilot, &entry).refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::entries::withdraw(&write.desk(), &entry, (&reason, version)).await?;
    if write.settle(outcome).await? {
        let to = paths::pilot(&met.pilot.slug);
        return Ok(done(&state, Message::EntryWithdrawn, &to));
    }
    let (met, entry) = entry_of(&state, &me, key).await?;
    let sheet = withdraw_sheet((&state, &me), &met.pilot, &entry);
    Ok(sheet.overtaken(blank(entry.version), now_of(&entry)))
}
