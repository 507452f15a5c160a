//! What a measure is to reach over time.

use app::{
    form::{Answers, FormState},
    layout::Page,
    paths,
    pilots::{
        forms::{self, field},
        rules,
        types::{Measure, PeriodTarget},
        views::{EditView, targets_form},
    },
};
use axum::{extract::State, response::Response};

use super::{Write, done, parts::measure_of, sheet::Sheet};
use crate::{
    error::PageError,
    extract::{Key, Posted, Said, SignedIn},
    pilots::{Met, store},
    render::Message,
    state::AppState,
};

fn sheet<'a>(
    (state, me): (&'a AppState, &'a SignedIn),
    met: &'a Met,
    (measure, targets): (&'a Measure, &'a [PeriodTarget]),
) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
    let sets = met.rights.keeps && rules::is_open(&met.pilot);
    Sheet::new(state, me, Some(&met.pilot), move |view| {
        targets_form(view, measure, targets, sets)
    })
}

/// `GET /pilot-measures/{measure}/targets`
pub async fn get_measure_targets(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(key): Key,
) -> Result<Response, PageError> {
    let (met, measure) = measure_of(&state, &me, key).await?;
    let targets = store::targets::of_measure(state.db.reader(), key).await?;
    let new = state.random.id(state.clock.now());
    let answers = Answers::default().with(field::KEY, new.to_string());
    let sheet = sheet((&state, &me), &met, (&measure, &targets)).saying(said.words());
    Ok(said.once(&state.cookies, sheet.open(FormState::new(answers))))
}

/// `POST /pilot-measures/{measure}/targets`
pub async fn post_measure_targets(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (met, measure) = measure_of(&state, &me, key).await?;
    let met = met.changed()?;
    let new = match forms::period_target(answers, measure.definition.unit) {
        Ok(new) => new,
        Err(form) => {
            let targets = store::targets::of_measure(state.db.reader(), key).await?;
            return Ok(sheet((&state, &me), &met, (&measure, &targets)).refused(form));
        }
    };
    let write = Write::begin(&state, &me).await?;
    store::targets::set(&write.desk(), &measure, &new).await?;
    write.tx.commit().await?;
    let to = paths::measure_targets(key);
    Ok(done(&state, Message::PeriodTargetSet, &to))
}
