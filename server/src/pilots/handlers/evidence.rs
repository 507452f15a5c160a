//! What the figures of pilots show: how each stands, the page of a measure, and what is
//! entered for its pictures.

use std::collections::BTreeMap;

use app::{
    access::Permission,
    actions::measured::Target,
    form::{Answers, FormState},
    layout::Page,
    paths,
    performance::types::{Area, dfj_area},
    pilots::{
        evidence::{self, Axis, Entered, Series},
        forms::{self, NewFigures, NewRange},
        official::{self, Offered, Official},
        rules::{self, ApprovedValues},
        status::{self, Rag, Status, Suggestion},
        types::{Measure, Pilot},
        views::{
            EditView, MeasureView, StatusView, entered_in_words, figures_form, measure_page,
            range_form, status_form,
        },
    },
    wording,
};
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Write, done,
    parts::measure_of,
    sheet::{Sheet, seen},
};
use crate::{
    actions::measured,
    downloads::{self, TableFormat},
    error::PageError,
    extract::{Key, Posted, QueryPairs, Said, Segment, SignedIn},
    performance::{self, beside},
    pilots::{Met, export, store},
    render::{Message, Renderer},
    state::AppState,
};

/// The measures of a pilot with everything that is known of their figures.
pub(super) struct Figures {
    pub measures: Vec<Measure>,
    pub approved: ApprovedValues,
    pub entered: BTreeMap<Uuid, Entered>,
    pub statuses: Vec<Status>,
}

impl Figures {
    /// Eight queries.
    pub async fn of(state: &AppState, met: &Met) -> Result<Self, PageError> {
        let db = state.db.reader();
        let measures = store::measures::of_pilot(db, met.pilot.id).await?;
        let span = evidence::span(state.clock.today());
        let approved = store::returns::approved(db, &met.sites, span).await?;
        let keys = measures.iter().map(|measure| measure.id);
        let entered = store::evidence::entered(db, keys).await?;
        let statuses = store::evidence::statuses(db, met.pilot.id).await?;
        Ok(Self {
            measures,
            approved,
            entered,
            statuses,
        })
    }

    pub fn entered_of(&self, measure: Uuid) -> Entered {
        self.entered.get(&measure).cloned().unwrap_or_default()
    }

    pub fn series(&self, met: &Met, measure: &Measure, today: NaiveDate) -> Series {
        let entered = self.entered_of(measure.id);
        evidence::series(measure, &met.sites, &self.approved, &entered, today)
    }

    /// What is suggested of the pilot as a whole.
    pub fn suggested(
        &self,
        met: &Met,
        entries: &[app::pilots::types::Entry],
        today: NaiveDate,
    ) -> Suggestion {
        let of_measures = status::of_measures(
            &self.measures,
            &met.sites,
            &self.approved,
            |measure| self.entered_of(measure),
            today,
        );
        status::of_pilot(&of_measures, entries, today)
    }
}

/// How many statuses there are of one thing, and one.
fn version_of(statuses: &[Status]) -> i32 {
    i32::try_from(statuses.len())
        .unwrap_or(i32::MAX)
        .saturating_add(1)
}

/// What was said last.
fn now_of(statuses: &[Status]) -> Vec<(&'static str, String)> {
    let Some(latest) = statuses.last() else {
        return Vec::new();
    };
    vec![
        ("Status", latest.standing.label().to_owned()),
        ("Why", latest.reason.clone()),
        (
            "Said by",
            format!("{}, {}", latest.by_name, wording::date_and_time(latest.at)),
        ),
    ]
}

/// What a form of a status is about.
struct Subject {
    met: Met,
    measure: Option<Measure>,
    statuses: Vec<Status>,
    suggestion: Suggestion,
}

impl Subject {
    async fn pilot(state: &AppState, me: &SignedIn, slug: &str) -> Result<Self, PageError> {
        let met = Met::named(state, me, slug).await?.changed()?;
        let figures = Figures::of(state, &met).await?;
        let entries = store::entries::of_pilot(state.db.reader(), met.pilot.id).await?;
        Ok(Self {
            suggestion: figures.suggested(&met, &entries, state.clock.today()),
            statuses: status::of(&figures.statuses, None),
            measure: None,
            met,
        })
    }

    async fn measure(state: &AppState, me: &SignedIn, key: Uuid) -> Result<Self, PageError> {
        let (met, measure) = measure_of(state, me, key).await?;
        let met = met.changed()?;
        let view = Shown::of(state, &met, &measure).await?;
        Ok(Self {
            suggestion: view.suggestion,
            statuses: view.statuses,
            measure: Some(measure),
            met,
        })
    }

    fn sheet<'a>(
        &'a self,
        state: &'a AppState,
        me: &'a SignedIn,
    ) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page> {
        Sheet::new(state, me, Some(&self.met.pilot), |view| {
            let measure = self.measure.as_ref();
            status_form(view, &self.met.pilot, measure, &self.suggestion)
        })
    }

    fn form(&self, state: &AppState, me: &SignedIn) -> Response {
        let key = state.random.id(state.clock.now());
        let form = forms::blank_status(key, version_of(&self.statuses));
        self.sheet(state, me).open(form)
    }

    fn back(&self) -> String {
        match &self.measure {
            Some(measure) => paths::pilot_measure(measure.id),
            None => paths::pilot(&self.met.pilot.slug),
        }
    }
}

/// Takes the form of a status; `again` reads its subject once more where somebody else
/// was faster.
async fn say(
    state: &AppState,
    me: &SignedIn,
    subject: Subject,
    answers: Answers,
    again: impl AsyncFnOnce() -> Result<Subject, PageError>,
) -> Result<Response, PageError> {
    let new = match forms::status(answers.clone()) {
        Ok(new) => new,
        Err(form) => return Ok(subject.sheet(state, me).refused(form)),
    };
    let measure = subject.measure.as_ref().map(|measure| measure.id);
    let suggested: Option<Rag> = subject.suggestion.standing;
    let write = Write::begin(state, me).await?;
    let said = (&new, suggested);
    let outcome =
        store::evidence::set_status(&write.desk(), &subject.met.pilot, measure, said).await?;
    if write.settle(outcome).await? {
        return Ok(done(state, Message::PilotSaved, &subject.back()));
    }
    let subject = again().await?;
    let form = seen(answers, version_of(&subject.statuses));
    let now = now_of(&subject.statuses);
    Ok(subject.sheet(state, me).overtaken(form, now))
}

/// `GET /pilots/{pilot}/status`
pub async fn get_pilot_status(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let subject = Subject::pilot(&state, &me, &slug).await?;
    Ok(subject.form(&state, &me))
}

/// `POST /pilots/{pilot}/status`
pub async fn post_pilot_status(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let subject = Subject::pilot(&state, &me, &slug).await?;
    let again = async || Subject::pilot(&state, &me, &slug).await;
    say(&state, &me, subject, answers, again).await
}

/// `GET /pilot-measures/{measure}/status`
pub async fn get_measure_status(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    let subject = Subject::measure(&state, &me, key).await?;
    Ok(subject.form(&state, &me))
}

/// `POST /pilot-measures/{measure}/status`
pub async fn post_measure_status(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let subject = Subject::measure(&state, &me, key).await?;
    let again = async || Subject::measure(&state, &me, key).await;
    say(&state, &me, subject, answers, again).await
}

/// What is shown of one measure.
struct Shown {
    approved: ApprovedValues,
    entered: Entered,
    series: Series,
    statuses: Vec<Status>,
    suggestion: Suggestion,
    /// The official figures that it is compared with.
    official: Option<Official>,
}

impl Shown {
    /// Seven queries, and three where it is compared with official figures.
    async fn of(state: &AppState, met: &Met, measure: &Measure) -> Result<Self, PageError> {
        let (db, today) = (state.db.reader(), state.clock.today());
        let span = evidence::span(today);
        let approved = store::returns::approved(db, &met.sites, span).await?;
        let entered = store::evidence::entered_of(db, measure.id).await?;
        let statuses = store::evidence::statuses(db, met.pilot.id).await?;
        let series = evidence::series(measure, &met.sites, &approved, &entered, today);
        let official = match &entered.official {
            Some(choice) => Some(beside::chosen(db, choice, today).await?),
            None => None,
        };
        Ok(Self {
            official,
            suggestion: status::of_measure(measure, &series, &entered, today),
            statuses: status::of(&statuses, Some(measure.id)),
            approved,
            entered,
            series,
        })
    }
}

/// `GET /pilot-measures/{measure}`
pub async fn get_measure(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(key): Key,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let (met, measure) = measure_of(&state, &me, key).await?;
    let shown = Shown::of(&state, &met, &measure).await?;
    let is_open = rules::is_open(&met.pilot);
    let may_change = met.rights.keeps && is_open;
    let boards = me.access.boards_where(Permission::SeeActions);
    let target = Target::Pilot(measure.id);
    let view = MeasureView {
        actions: measured::meant_to_move(state.db.reader(), target, boards.as_deref()).await?,
        status: StatusView {
            statuses: shown.statuses,
            suggestion: is_open.then_some(shown.suggestion),
            period: measure.definition.frequency,
            today: state.clock.today(),
            change: may_change.then(|| paths::pilot_measure_status(measure.id)),
        },
        is_run_chart: pairs.last("chart") == Some("run"),
        axis: pairs
            .last("by")
            .and_then(Axis::from_code)
            .unwrap_or(Axis::Calendar),
        may_change,
        fictional: state.fictional && !shown.approved.is_empty(),
        official: shown.official,
        sites: met.sites,
        entered: shown.entered,
        series: shown.series,
        pilot: met.pilot,
        measure,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| measure_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// `GET /pilot-measures/{measure}/export`: what its page shows, as a CSV file or, with
/// `format=xlsx`, as an Excel file.
pub async fn get_measure_export(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let (met, measure) = measure_of(&state, &me, key).await?;
    let format = pairs.last("format").unwrap_or("csv");
    let format = TableFormat::from_code(format).ok_or(PageError::NotFound)?;
    let shown = Shown::of(&state, &met, &measure).await?;
    let table = export::measure(
        (&met.pilot, &measure),
        &shown.series,
        (&shown.entered, shown.official.as_ref()),
        (state.clock.today(), state.fictional),
    );
    downloads::table("pilot-measure", format, table, state.clock.now()).await
}

/// What a form about the pictures of a measure asks for.
#[derive(Clone, Copy)]
enum Part {
    Range,
    Figures,
}

/// What somebody answered.
enum New {
    Range(NewRange),
    Figures(NewFigures),
}

/// What a form about the pictures of a measure is about.
struct Pictured {
    part: Part,
    pilot: Pilot,
    measure: Measure,
    shown: Shown,
    /// The month in which the first site went live.
    live: Option<NaiveDate>,
    /// The areas that it may be compared with.
    offered: Vec<Offered>,
}

/// The areas that may be chosen, and those that are chosen and no longer offered: what
/// nobody takes away stays.
fn with_chosen(mut offered: Vec<Offered>, shown: &Shown) -> Vec<Offered> {
    let Some(official) = &shown.official else {
        return offered;
    };
    for (area, _) in &official.areas {
        if offered.iter().all(|one| one.area.key != area.key) {
            offered.push(Offered {
                area: Area {
                    key: area.key.clone(),
                    name: format!("{} (chosen before, no longer offered)", area.name),
                },
                series: vec![official.series],
            });
        }
    }
    offered
}

impl Pictured {
    async fn of(
        state: &AppState,
        me: &SignedIn,
        (part, key): (Part, Uuid),
    ) -> Result<Self, PageError> {
        let (met, measure) = measure_of(state, me, key).await?;
        let met = met.changed()?;
        let shown = Shown::of(state, &met, &measure).await?;
        let offered = match part {
            Part::Range => Vec::new(),
            Part::Figures => with_chosen(offered(state, &met).await?, &shown),
        };
        Ok(Self {
            part,
            live: evidence::first_month(&met.sites),
            pilot: met.pilot,
            measure,
            shown,
            offered,
        })
    }

    fn months(&self) -> Vec<NaiveDate> {
        let unit = self.measure.definition.unit;
        self.shown.series.months_with_figures(unit)
    }

    fn sheet<'a>(
        &'a self,
        state: &'a AppState,
        me: &'a SignedIn,
    ) -> Sheet<'a, impl Fn(&EditView<'_>) -> Page> {
        Sheet::new(state, me, Some(&self.pilot), |view| match self.part {
            Part::Range => range_form(view, &self.measure, &self.months()),
            Part::Figures => figures_form(view, &self.measure, &self.offered),
        })
    }

    fn filled(&self) -> FormState {
        match self.part {
            Part::Range => forms::filled_range(&self.shown.entered),
            Part::Figures => forms::filled_figures(&self.shown.entered),
        }
    }

    /// Reads the answers of its form.
    async fn read(
        &self,
        state: &AppState,
        answers: Answers,
    ) -> Result<Result<New, FormState>, PageError> {
        let new = match self.part {
            Part::Range => return Ok(forms::range(answers, &self.months()).map(New::Range)),
            Part::Figures => {
                let today = state.clock.today();
                let read = forms::figures(
                    answers.clone(),
                    &self.measure.definition,
                    (self.live, rules::month_of(today)),
                    (&self.shown.entered, &self.offered),
                );
                match read {
                    Ok(new) => new,
                    Err(form) => return Ok(Err(form)),
                }
            }
        };
        if let Some(choice) = &new.official {
            let official = beside::chosen(state.db.reader(), choice, state.clock.today()).await?;
            if let Err(mixed) = official.check() {
                let mut form = FormState::new(answers);
                let words = format!("Select other areas or another series: {mixed}");
                form.refuse(forms::field::SERIES, words);
                return Ok(Err(form));
            }
        }
        Ok(Ok(New::Figures(new)))
    }
}

/// The areas whose official figures may stand beside those of a pilot: not those where it
/// runs. Three queries.
async fn offered(state: &AppState, met: &Met) -> Result<Vec<Offered>, PageError> {
    let (db, today) = (state.db.reader(), state.clock.today());
    let codes = performance::store::area_codes(db).await?;
    let own: Vec<String> = met
        .sites
        .iter()
        .filter_map(|site| codes.get(&site.board?.0))
        .map(|code| dfj_area(code))
        .collect();
    let offered = beside::offered(db, today).await?;
    Ok(official::offered_beside(offered, &own))
}

async fn open(state: &AppState, me: &SignedIn, of: (Part, Uuid)) -> Result<Response, PageError> {
    let it = Pictured::of(state, me, of).await?;
    Ok(it.sheet(state, me).open(it.filled()))
}

async fn take(
    state: &AppState,
    me: &SignedIn,
    of: (Part, Uuid),
    answers: Answers,
) -> Result<Response, PageError> {
    let it = Pictured::of(state, me, of).await?;
    let new = match it.read(state, answers.clone()).await? {
        Ok(new) => new,
        Err(form) => return Ok(it.sheet(state, me).refused(form)),
    };
    let write = Write::begin(state, me).await?;
    let outcome = match &new {
        New::Range(new) => store::evidence::choose_range(&write.desk(), &it.measure, new).await?,
        New::Figures(new) => {
            store::evidence::enter_figures(&write.desk(), &it.measure, new).await?
        }
    };
    if write.settle(outcome).await? {
        let to = paths::pilot_measure(it.measure.id);
        return Ok(done(state, Message::PilotSaved, &to));
    }
    let it = Pictured::of(state, me, of).await?;
    let form = seen(answers, it.shown.entered.version);
    let now = entered_in_words(&it.shown.entered);
    Ok(it.sheet(state, me).overtaken(form, now))
}

/// `GET /pilot-measures/{measure}/range`
pub async fn get_range(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    open(&state, &me, (Part::Range, key)).await
}

/// `POST /pilot-measures/{measure}/range`
pub async fn post_range(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    take(&state, &me, (Part::Range, key), answers).await
}

/// `GET /pilot-measures/{measure}/figures`
pub async fn get_figures(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
) -> Result<Response, PageError> {
    open(&state, &me, (Part::Figures, key)).await
}

/// `POST /pilot-measures/{measure}/figures`
pub async fn post_figures(
    State(state): State<AppState>,
    me: SignedIn,
    Key(key): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    take(&state, &me, (Part::Figures, key), answers).await
}
