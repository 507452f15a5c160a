//! The pages about official files, labels, targets and bands: for the national
//! secretariat.

use app::{
    access::Permission,
    form::{Answers, FormState, OPEN_AGAIN},
    ids::{ImportId, PublicationId},
    layout::Problem,
    papers::types::Scan,
    paths,
    performance::{
        catalogue::Series,
        forms::{self, NewFile, field},
        types::{AreaKind, Label, Publication, PublicationState, Settings},
        views::{
            FilesView, LabelsView, PublicationView, SettingsView, files_page, labels_page,
            publication_page, settings_page,
        },
    },
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

use serde_json::json;

use super::{
    FILE_BYTES,
    apply::{self, Applied, Undone},
    areas::Ground,
    check,
    store::{self, NewPublication},
};
use crate::{
    downloads::{self, TableFormat},
    error::PageError,
    extract::{Key, Posted, QueryPairs, Said, SignedIn, Uploaded, tidy_name},
    layers::answer_with,
    papers::keep,
    render::{Message, Renderer},
    sheets::{Export, ExportColumn, Refusal, Value},
    state::AppState,
};

/// How long a page waits before it looks again by itself, in seconds.
const LOOK_AGAIN: &str = "3";

/// Files up to this size are checked and loaded before the page answers, in bytes.
const SMALL: u64 = 256 * 1024;

fn only_keepers(me: &SignedIn) -> Result<(), PageError> {
    if me.access.may_everywhere(Permission::KeepRegister) {
        Ok(())
    } else {
        Err(PageError::NotAllowed)
    }
}

/// `GET /performance/import`
pub async fn get_files(State(state): State<AppState>, me: SignedIn) -> Result<Response, PageError> {
    only_keepers(&me)?;
    let form = FormState::new(fresh_key(&state));
    files_answer(&state, &me, form, StatusCode::OK).await
}

fn fresh_key(state: &AppState) -> Answers {
    let key = state.random.id(state.clock.now()).to_string();
    Answers::default().with(field::KEY, key)
}

async fn files_answer(
    state: &AppState,
    me: &SignedIn,
    form: FormState,
    status: StatusCode,
) -> Result<Response, PageError> {
    let view = FilesView {
        latest: store::latest(state.db.reader()).await?,
        form,
    };
    Ok(Renderer::for_person(state, me).answer(status, || files_page(&view)))
}

/// `POST /performance/import`
pub async fn post_files(
    State(state): State<AppState>,
    me: SignedIn,
    Uploaded { answers, file }: Uploaded,
) -> Result<Response, PageError> {
    only_keepers(&me)?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let form = FormState::new(answers);
    let parsed = forms::parse_file(form, file.is_some(), state.clock.today());
    let (mut form, new) = match parsed {
        Ok(parsed) => parsed,
        Err(form) => return files_answer(&state, &me, form, status).await,
    };
    let Some(file) = file else {
        return files_answer(&state, &me, form, status).await;
    };
    let name = tidy_name(&file.name);
    form.refuse_case_data(field::FILE, &name);
    if file.bytes.is_empty() {
        form.refuse(field::FILE, Refusal::Empty.to_string());
    } else if file.bytes.len() > FILE_BYTES {
        form.refuse(field::FILE, Refusal::TooLarge(FILE_BYTES).to_string());
    }
    if form.is_refused() {
        return files_answer(&state, &me, form, status).await;
    }
    let hash = keep::hash_of(&file.bytes);
    if let Some(known) = store::find(state.db.reader(), new.id).await? {
        if known.file_hash == hash {
            return Ok(Redirect::to(&paths::publication(known.id)).into_response());
        }
        form.refuse(field::FILE, OPEN_AGAIN);
        form.answers = fresh_key(&state);
        return files_answer(&state, &me, form, status).await;
    }
    match state.papers.scan(&file.bytes).await {
        Scan::Clean | Scan::Unscanned => {}
        Scan::Infected => {
            form.refuse(field::FILE, "The selected file contains a virus");
            return files_answer(&state, &me, form, status).await;
        }
        Scan::Quarantined => {
            let why = "The selected file could not be scanned for viruses. Try again later";
            form.refuse(field::FILE, why);
            return files_answer(&state, &me, form, status).await;
        }
    }
    if file.bytes.len() as u64 <= SMALL
        && let Err(refusal) = check::read_now(&state, &name, file.bytes.clone()).await?
    {
        form.refuse(field::FILE, refusal);
        return files_answer(&state, &me, form, status).await;
    }
    keep_file(&state, &me, &new, &name, &hash, file.bytes).await
}

async fn keep_file(
    state: &AppState,
    me: &SignedIn,
    new: &NewFile,
    name: &str,
    hash: &str,
    bytes: Vec<u8>,
) -> Result<Response, PageError> {
    let size = bytes.len() as u64;
    state.papers.put(hash, bytes).await?;
    let tx = state.db.begin().await?;
    if let Some(known) = store::find(&tx, new.id).await? {
        tx.rollback().await?;
        return Ok(Redirect::to(&paths::publication(known.id)).into_response());
    }
    let publication = NewPublication {
        id: new.id,
        title: &new.title,
        address: &new.address,
        published_on: new.published_on,
        file_name: name,
        file_hash: hash,
        bytes: size,
        fictional: state.fictional,
    };
    let now = state.clock.now();
    store::add(&tx, &state.random, &me.actor(), now, &publication).await?;
    tx.commit().await?;
    check_now_or_later(state, new.id, size).await?;
    Ok(Redirect::to(&paths::publication(new.id)).into_response())
}

async fn check_now_or_later(state: &AppState, id: PublicationId, bytes: u64) -> anyhow::Result<()> {
    if bytes > SMALL {
        check::begin(state, id);
        return Ok(());
    }
    check::run(state, id).await
}

/// The file of an address; there is none for those who keep no figures.
async fn of_address(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
) -> Result<Publication, PageError> {
    only_keepers(me)?;
    store::find(state.db.reader(), PublicationId(id))
        .await?
        .ok_or(PageError::NotFound)
}

async fn view(
    state: &AppState,
    me: &SignedIn,
    file: Publication,
    form: FormState,
    changed_meanwhile: bool,
) -> Result<PublicationView, PageError> {
    let db = state.db.reader();
    let offers = if file.report.unknown.is_empty() {
        Vec::new()
    } else {
        Ground::read(db, state.clock.today()).await?.all_offered()
    };
    let work = ImportId(file.id.0);
    Ok(PublicationView {
        may_undo: file.state == PublicationState::Applied
            && !apply::is_revised(db, file.id).await?,
        at_work: state.imports.is_at_work(work),
        failure: state.imports.failure(work),
        is_own: me.access.person == file.by,
        offers,
        form,
        changed_meanwhile,
        file,
    })
}

/// `GET /publications/{publication}`
pub async fn get_publication(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let file = of_address(&state, &me, id).await?;
    let work = ImportId(file.id.0);
    // A server that stopped has left it half checked.
    let is_left = file.state == PublicationState::Checking
        && !state.imports.is_at_work(work)
        && state.imports.failure(work).is_none();
    if is_left {
        check::begin(&state, file.id);
    }
    let view = view(&state, &me, file, FormState::default(), false).await?;
    let mut answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| publication_page(&view));
    if view.is_moving() {
        let again = HeaderValue::from_static(LOOK_AGAIN);
        answer.headers_mut().insert(header::REFRESH, again);
    }
    Ok(said.once(&state.cookies, answer))
}

async fn refuse(
    state: &AppState,
    me: &SignedIn,
    file: Publication,
    form: FormState,
) -> Result<Response, PageError> {
    let view = view(state, me, file, form, false).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(Renderer::for_person(state, me).answer(status, || publication_page(&view)))
}

/// The page as it is now, for somebody whose form no longer fits it.
async fn out_of_date(
    state: &AppState,
    me: &SignedIn,
    id: PublicationId,
) -> Result<Response, PageError> {
    let file = of_address(state, me, id.0).await?;
    let view = view(state, me, file, FormState::default(), true).await?;
    Ok(Renderer::for_person(state, me).answer(StatusCode::CONFLICT, || publication_page(&view)))
}

fn done(state: &AppState, message: Message, to: &str) -> Response {
    (message.set(&state.cookies), Redirect::to(to)).into_response()
}

/// `POST /publications/{publication}/labels`: what labels mean; the file is checked
/// again with it.
pub async fn post_labels(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let file = of_address(&state, &me, id).await?;
    let Some(version) = answers.version(field::VERSION) else {
        let mut form = FormState::new(answers);
        form.refuse(field::LABELS, OPEN_AGAIN);
        return refuse(&state, &me, file, form).await;
    };
    if version < file.version {
        // Saved before: a second click.
        let again = file.report.unknown.is_empty() && file.state == PublicationState::Checked;
        if again {
            return Ok(done(
                &state,
                Message::LabelsSaved,
                &paths::publication(file.id),
            ));
        }
    }
    if version != file.version || file.state != PublicationState::Checked {
        return out_of_date(&state, &me, file.id).await;
    }
    let Some(layout) = file.layout else {
        return out_of_date(&state, &me, file.id).await;
    };
    let ground = Ground::read(state.db.reader(), state.clock.today()).await?;
    let labels: Vec<Label> = file
        .report
        .unknown
        .iter()
        .map(|(label, _)| label.clone())
        .collect();
    let offers = |label: &Label, area: &str| {
        AreaKind::from_code(&label.kind).is_some_and(|kind| {
            ground
                .offered(kind)
                .iter()
                .any(|offered| offered.key == area)
        })
    };
    let mapped = match forms::parse_labels(answers, &labels, offers) {
        Ok(mapped) => mapped,
        Err(form) => return refuse(&state, &me, file, form).await,
    };
    let (now, actor) = (state.clock.now(), me.actor());
    let tx = state.db.begin().await?;
    if !store::advance(&tx, &file, PublicationState::Checking).await? {
        tx.rollback().await?;
        return out_of_date(&state, &me, file.id).await;
    }
    for (label, area) in &mapped {
        if let Some(kind) = AreaKind::from_code(&label.kind) {
            let named = (layout.publisher(), kind, label.label.as_str());
            store::map(&tx, &state.random, &actor, now, named, area).await?;
        }
    }
    let after = json!({
        "state": PublicationState::Checking.code(), "version": file.version + 1,
        "labels": mapped.len(),
    });
    store::record(&tx, &state.random, &actor, now, &file, ("labelled", after)).await?;
    tx.commit().await?;
    check_now_or_later(&state, file.id, file.bytes).await?;
    Ok(done(
        &state,
        Message::LabelsSaved,
        &paths::publication(file.id),
    ))
}

/// `POST /publications/{publication}/approve`
pub async fn post_approve(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let file = of_address(&state, &me, id).await?;
    let here = paths::publication(file.id);
    let Some(version) = answers.version(field::VERSION) else {
        let mut form = FormState::new(answers);
        form.refuse(field::LABELS, OPEN_AGAIN);
        return refuse(&state, &me, file, form).await;
    };
    match file.state {
        PublicationState::Applied if version < file.version => {
            return Ok(done(&state, Message::FigureFileLoaded, &here));
        }
        PublicationState::Checked if version == file.version => {}
        _ => return out_of_date(&state, &me, file.id).await,
    }
    let is_possible = file.report.is_ready() && me.access.person != file.by;
    if file.bytes > SMALL && is_possible {
        let (working, actor, seen) = (state.clone(), me.actor(), file.clone());
        state.imports.work(ImportId(file.id.0), async move {
            let outcome = apply::approve(&working, &actor, &seen).await?;
            Ok(outcome.failure())
        });
        return Ok(Redirect::to(&here).into_response());
    }
    match apply::approve(&state, &me.actor(), &file).await? {
        Applied::Saved | Applied::Already => Ok(done(&state, Message::FigureFileLoaded, &here)),
        Applied::OutOfDate => out_of_date(&state, &me, file.id).await,
        refused => {
            let file = of_address(&state, &me, id).await?;
            let mut form = FormState::new(answers);
            form.refuse(field::LABELS, refused.failure().unwrap_or(OPEN_AGAIN));
            refuse(&state, &me, file, form).await
        }
    }
}

/// `POST /publications/{publication}/undo`
pub async fn post_undo(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let file = of_address(&state, &me, id).await?;
    let here = paths::publication(file.id);
    let mut form = FormState::new(answers);
    let Some(version) = form.answers.version(field::VERSION) else {
        form.refuse(field::CONFIRMED, OPEN_AGAIN);
        return refuse(&state, &me, file, form).await;
    };
    match file.state {
        PublicationState::Undone if version < file.version => {
            return Ok(done(&state, Message::FigureFileUndone, &here));
        }
        PublicationState::Applied if version == file.version => {}
        _ => return out_of_date(&state, &me, file.id).await,
    }
    if !form.answers.is_ticked(field::CONFIRMED) {
        let ask = "Confirm that what this file loaded is to be taken away";
        form.refuse(field::CONFIRMED, ask);
        return refuse(&state, &me, file, form).await;
    }
    match apply::undo(&state, &me.actor(), &file).await? {
        Undone::Saved | Undone::Already => Ok(done(&state, Message::FigureFileUndone, &here)),
        Undone::OutOfDate => out_of_date(&state, &me, file.id).await,
        against @ Undone::Revised => {
            form.refuse(field::CONFIRMED, against.failure().unwrap_or(OPEN_AGAIN));
            refuse(&state, &me, file, form).await
        }
    }
}

/// `GET /publications/{publication}/errors`
pub async fn get_errors(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let file = of_address(&state, &me, id).await?;
    let column = |name: &str| ExportColumn {
        name: name.to_owned(),
    };
    let export = Export {
        title: "Rejected rows".to_owned(),
        columns: vec![column("Row in the file"), column("Why it was rejected")],
        rows: file
            .report
            .reasons
            .iter()
            .map(|(row, why)| vec![Value::Number(*row as f64), Value::Text(why.clone())])
            .collect(),
        about: Vec::new(),
    };
    let now = state.clock.now();
    downloads::table("rejected-rows", TableFormat::Csv, export, now).await
}

/// `GET /performance/labels`
pub async fn get_labels(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
) -> Result<Response, PageError> {
    only_keepers(&me)?;
    let view = labels_view(&state, None).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| labels_page(&view));
    Ok(said.once(&state.cookies, answer))
}

async fn labels_view(state: &AppState, form: Option<FormState>) -> Result<LabelsView, PageError> {
    let db = state.db.reader();
    let labels = store::labels(db).await?;
    let as_is = || {
        let answers = labels.iter().fold(Answers::default(), |answers, mapped| {
            answers.with(&format!("label-{}", mapped.id), mapped.area.clone())
        });
        FormState::new(answers)
    };
    Ok(LabelsView {
        offers: Ground::read(db, state.clock.today()).await?.all_offered(),
        form: form.unwrap_or_else(as_is),
        labels,
    })
}

/// `POST /performance/labels`
pub async fn post_all_labels(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    only_keepers(&me)?;
    let (now, actor) = (state.clock.now(), me.actor());
    let tx = state.db.begin().await?;
    let known = store::labels(&tx).await?;
    let ground = Ground::read(&tx, state.clock.today()).await?;
    let changed = forms::parse_changed(answers, &known, |mapped, area| {
        ground
            .offered(mapped.kind)
            .iter()
            .any(|offered| offered.key == area)
    });
    let changed = match changed {
        Ok(changed) => changed,
        Err(form) => {
            tx.rollback().await?;
            let view = labels_view(&state, Some(form)).await?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(Renderer::for_person(&state, &me).answer(status, || labels_page(&view)));
        }
    };
    for (mapped, area) in &changed {
        let named = (mapped.publisher, mapped.kind, mapped.label.as_str());
        store::map(&tx, &state.random, &actor, now, named, area).await?;
    }
    tx.commit().await?;
    Ok(done(&state, Message::LabelsSaved, paths::AREA_LABELS))
}

/// `GET /performance/settings`: every series, or the form of one that the query
/// names.
pub async fn get_settings(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    only_keepers(&me)?;
    let mut settings = store::settings(state.db.reader()).await?;
    let mut of = |series: &Series| {
        let found = settings.remove(series.code);
        found.unwrap_or_else(|| Settings::usual(series))
    };
    let view = match pairs.last("series") {
        Some(code) => {
            let series = judged(code)?;
            let form = forms::settings_form(series, &of(series));
            SettingsView {
                all: Vec::new(),
                form: Some((series, form)),
                changed_meanwhile: false,
            }
        }
        None => SettingsView {
            all: app::performance::catalogue::SERIES
                .iter()
                .filter(|series| series.is_judged)
                .map(|series| (series, of(series)))
                .collect(),
            form: None,
            changed_meanwhile: false,
        },
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| settings_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// A series that has a better and a worse, and so a target and bands.
fn judged(code: &str) -> Result<&'static Series, PageError> {
    Series::find(code)
        .filter(|series| series.is_judged)
        .ok_or(PageError::NotFound)
}

/// `POST /performance/settings`
pub async fn post_settings(
    State(state): State<AppState>,
    me: SignedIn,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    only_keepers(&me)?;
    let Ok(series) = judged(answers.text(field::SERIES)) else {
        return Ok(answer_with(Problem::Unprocessable));
    };
    let answer = |status, form: FormState, changed_meanwhile| {
        let view = SettingsView {
            all: Vec::new(),
            form: Some((series, form)),
            changed_meanwhile,
        };
        Renderer::for_person(&state, &me).answer(status, || settings_page(&view))
    };
    let settings = match forms::parse_settings(answers.clone(), series) {
        Ok(settings) => settings,
        Err(form) => return Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, form, false)),
    };
    let (now, actor) = (state.clock.now(), me.actor());
    let tx = state.db.begin().await?;
    if store::set(&tx, &state.random, &actor, now, series, &settings).await? {
        tx.commit().await?;
        return Ok(done(
            &state,
            Message::TargetSaved,
            paths::PERFORMANCE_SETTINGS,
        ));
    }
    let now = store::settings(&tx).await?.remove(series.code);
    tx.rollback().await?;
    let now = now.unwrap_or_else(|| Settings::usual(series));
    // A second click is answered like the first.
    if (now.target, now.bands) == (settings.target, settings.bands)
        && now.version == settings.version + 1
    {
        return Ok(done(
            &state,
            Message::TargetSaved,
            paths::PERFORMANCE_SETTINGS,
        ));
    }
    let fresh = answers.with(field::VERSION, (now.version + 1).to_string());
    Ok(answer(StatusCode::CONFLICT, FormState::new(fresh), true))
}
