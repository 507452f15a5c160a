//! Milestones, risks, issues, lessons, claims and evaluations of a pilot.

use app::{
    form::FormState,
    paths,
    pilots::{
        forms::{self, field},
        rules,
        types::{Entry, EntryKind},
        views::{EditView, entry_form, withdraw_form},
    },
};
use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{Write, done, overtaken, refused};
use crate::{
    error::PageError,
    extract::{Key, Posted, QueryPairs, Segment, SignedIn},
    pilots::{Met, store},
    render::{Message, Renderer},
    state::AppState,
};

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
    let view = EditView::new(&met.pilot, form);
    Ok(Renderer::for_person(&state, &me).page(|| entry_form(&view, &met.pilot, kind, None)))
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
        Some(kind) => forms::entry(answers, kind).and_then(|(it, mut form)| {
            match form.need_key(field::KEY, field::TITLE) {
                Some(key) => Ok((key, kind, it)),
                None => Err(form),
            }
        }),
        None => {
            let mut form = FormState::new(answers);
            form.refuse(field::TITLE, app::form::OPEN_AGAIN);
            Err(form)
        }
    };
    let (key, kind, it) = match read {
        Ok(read) => read,
        Err(form) => {
            let view = EditView::new(&met.pilot, form);
            let kind = kind.unwrap_or(EntryKind::Lesson);
            return Ok(refused(&state, &me, || {
                entry_form(&view, &met.pilot, kind, None)
            }));
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
    let view = EditView::new(&met.pilot, forms::filled_entry(&entry));
    Ok(Renderer::for_person(&state, &me)
        .page(|| entry_form(&view, &met.pilot, entry.kind, Some(&entry))))
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
    let read = forms::entry(answers.clone(), entry.kind).and_then(|(it, mut form)| {
        match form.need_version(field::VERSION, field::TITLE) {
            Some(version) => Ok((it, version)),
            None => Err(form),
        }
    });
    let (it, version) = match read {
        Ok(read) => read,
        Err(form) => {
            let view = EditView::new(&met.pilot, form);
            return Ok(refused(&state, &me, || {
                entry_form(&view, &met.pilot, entry.kind, Some(&entry))
            }));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::entries::change(&write.desk(), &entry, (&it, version)).await?;
    if write.settle(outcome).await? {
        let to = paths::pilot(&met.pilot.slug);
        return Ok(done(&state, Message::PilotSaved, &to));
    }
    let (met, entry) = entry_of(&state, &me, key).await?;
    let view = EditView {
        pilot: Some(&met.pilot),
        form: FormState::new(answers.with(field::VERSION, entry.version.to_string())),
        now: Some(now_of(&entry)),
    };
    Ok(overtaken(&state, &me, || {
        entry_form(&view, &met.pilot, entry.kind, Some(&entry))
    }))
}

fn versioned(entry: &Entry) -> FormState {
    let answers = app::form::Answers::default();
    FormState::new(answers.with(field::VERSION, entry.version.to_string()))
}

/// `GET /pilot-entries/{entry}/withdraw`
pub async fn get_withdraw_entry(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    let (met, entry) = entry_of(&state, &me, key).await?;
    let view = EditView::new(&met.pilot, versioned(&entry));
    Ok(Renderer::for_person(&state, &me).page(|| withdraw_form(&view, &entry)))
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
            let view = EditView::new(&met.pilot, form);
            return Ok(refused(&state, &me, || withdraw_form(&view, &entry)));
        }
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::entries::withdraw(&write.desk(), &entry, (&reason, version)).await?;
    if write.settle(outcome).await? {
        let to = paths::pilot(&met.pilot.slug);
        return Ok(done(&state, Message::EntryWithdrawn, &to));
    }
    let (met, entry) = entry_of(&state, &me, key).await?;
    let view = EditView {
        pilot: Some(&met.pilot),
        form: versioned(&entry),
        now: Some(now_of(&entry)),
    };
    Ok(overtaken(&state, &me, || withdraw_form(&view, &entry)))
}
