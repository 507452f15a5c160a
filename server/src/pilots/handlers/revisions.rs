//! Asking to correct figures of a return that was approved.

use app::{
    form::Answers,
    layout::Page,
    paths,
    pilots::{
        forms,
        rules::{self, Standing},
        types::{Measure, Pilot, Return, Site},
        views::{EditView, revise_form},
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::{
    Write, done,
    returns::{asked, one},
    sheet::{Sheet, seen},
};
use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    pilots::{Met, store},
    render::Message,
    state::AppState,
};

/// A return of which figures may be corrected, with the measures of its form.
struct Correctable {
    met: Met,
    site: Site,
    it: Return,
    measures: Vec<Measure>,
    /// Who asked for a correction that waits.
    waits: Option<String>,
}

impl Correctable {
    /// For whoever reports for the site.
    async fn of(state: &AppState, me: &SignedIn, key: Uuid) -> Result<Self, PageError> {
        let (met, site, it) = one(state, me, key).await?;
        let revisions = store::revisions::of_return(state.db.reader(), it.id).await?;
        let asker = (me.access.person, met.rights.keeps);
        if rules::standing(&it, &revisions, asker) == Standing::Nothing {
            return Err(PageError::NotAllowed);
        }
        let measures = figures(state, &met.pilot, &it).await?;
        Ok(Self {
            met,
            site,
            it,
            measures,
            waits: rules::waiting(&revisions).map(|one| one.asked_by.clone()),
        })
    }

    /// The form where somebody else was faster.
    fn overtaken(&self, state: &AppState, me: &SignedIn, answers: Answers) -> Response {
        let now = match &self.waits {
            Some(by) => format!("{by} asked for a correction, which waits for approval"),
            None => self.it.state.label().to_owned(),
        };
        let form = seen(answers, self.it.version);
        self.sheet(state, me).overtaken(form, vec![("State", now)])
    }

    fn sheet<'a>(
        &'a self,
        state: &'a AppState,
        me: &'a SignedIn,
    ) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page + 'a> {
        Sheet::new(state, me, Some(&self.met.pilot), move |view| {
            revise_form(view, &self.site, &self.it, &self.measures)
        })
    }
}

/// The measures that a return has figures of, and those that sites report now.
async fn figures(state: &AppState, pilot: &Pilot, it: &Return) -> Result<Vec<Measure>, PageError> {
    let mut measures = asked(state, pilot.id).await?;
    if it
        .values
        .keys()
        .any(|id| measures.iter().all(|one| one.id != *id))
    {
        let all = store::measures::of_pilot(state.db.reader(), pilot.id).await?;
        let more = all
            .into_iter()
            .filter(|one| it.values.contains_key(&one.id));
        for measure in more {
            if measures.iter().all(|one| one.id != measure.id) {
                measures.push(measure);
            }
        }
    }
    Ok(measures)
}

/// `GET /pilot-returns/{return}/revise`
pub async fn get_revise_return(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    let of = Correctable::of(&state, &me, key).await?;
    if of.waits.is_some() {
        return Ok(Redirect::to(&paths::pilot_return(key)).into_response());
    }
    Ok(of.sheet(&state, &me).open(forms::filled_revision(&of.it)))
}

/// `POST /pilot-returns/{return}/revise`
pub async fn post_revise_return(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let of = Correctable::of(&state, &me, key).await?;
    if of.waits.is_some() {
        return Ok(of.overtaken(&state, &me, answers));
    }
    let new = match forms::revision(answers.clone(), &of.measures, &of.it.values) {
        Ok(new) => new,
        Err(form) => return Ok(of.sheet(&state, &me).refused(form)),
    };
    let write = Write::begin(&state, &me).await?;
    let outcome = store::revisions::ask(&write.desk(), &of.it, &new).await?;
    if write.settle(outcome).await? {
        return Ok(done(
            &state,
            Message::CorrectionAsked,
            &paths::pilot_return(key),
        ));
    }
    let of = Correctable::of(&state, &me, key).await?;
    Ok(of.overtaken(&state, &me, answers))
}
