//! The pages about files of members.

use app::{
    access::Permission,
    boards::types::BoardEntry,
    form::{Answers, FormState},
    ids::ImportId,
    imports::{
        forms::{self, STALE, field},
        types::{COLUMNS, ImportEntry, ImportRow, ImportState, Totals, Verdict},
        views::{EVERY, ImportView, UploadView, import_page, upload_page},
    },
    paths, wording,
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    apply::{self, Applied},
    check,
    store::{self, NewImport},
    undo::{self, Undone},
};
use crate::{
    boards,
    downloads::{self, TableFormat},
    error::PageError,
    extract::{File, Key, Posted, QueryPairs, Said, Segment, SignedIn, Uploaded},
    membership::scope,
    render::{Message, Renderer},
    sheets::{Export, ExportColumn, Table, Value},
    state::AppState,
};

/// How long a page waits before it looks again by itself, in seconds.
const LOOK_AGAIN: &str = "3";

/// Longest name of a file that is kept, in characters.
const NAME_LIMIT: usize = 200;

/// `GET /boards/{slug}/members/import`
pub async fn get_upload(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let form = FormState::new(fresh_key(&state));
    upload_answer(&state, &me, board, form, StatusCode::OK).await
}

/// The key of an import that is yet to be.
fn fresh_key(state: &AppState) -> Answers {
    let key = state.random.id(state.clock.now()).to_string();
    Answers::default().with(field::IMPORT, key)
}

async fn upload_answer(
    state: &AppState,
    me: &SignedIn,
    board: BoardEntry,
    form: FormState,
    status: StatusCode,
) -> Result<Response, PageError> {
    let view = UploadView {
        latest: store::latest(state.db.reader(), board.id).await?,
        board,
        form,
    };
    Ok(Renderer::for_person(state, me).answer(status, || upload_page(&view)))
}

/// `POST /boards/{slug}/members/import`
pub async fn post_upload(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    Uploaded { answers, file }: Uploaded,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let mut form = FormState::new(answers);
    let (id, file) = match (form.key(field::IMPORT), file) {
        (Some(id), Some(file)) => (ImportId(id), file),
        (id, _) => {
            let ask = if id.is_some() { "Select a file" } else { STALE };
            form.refuse(field::FILE, ask);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return upload_answer(&state, &me, board, form, status).await;
        }
    };
    let File { name, bytes } = file;
    match store::find(state.db.reader(), id).await? {
        Some(known) if known.file_hash == store::hash_of(&bytes) => {
            return sent_before(&known, &board);
        }
        Some(_) => {
            // Another file from a page that was opened for one that came before.
            form.refuse(field::FILE, STALE);
            form.answers = fresh_key(&state);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return upload_answer(&state, &me, board, form, status).await;
        }
        None => {}
    }
    let name = tidy_name(&name);
    form.refuse_case_data(field::FILE, &name);
    if form.is_refused() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return upload_answer(&state, &me, board, form, status).await;
    }
    match check::read(&state, &name, bytes).await? {
        Ok((table, bytes)) => keep(&state, &me, &board, id, &name, table, bytes).await,
        Err(refusal) => {
            form.refuse(field::FILE, refusal.to_string());
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            upload_answer(&state, &me, board, form, status).await
        }
    }
}

/// A second click is answered like the first; another board's file is none of
/// ours.
fn sent_before(known: &ImportEntry, board: &BoardEntry) -> Result<Response, PageError> {
    if known.board == board.id {
        Ok(Redirect::to(&paths::import(known.id)).into_response())
    } else {
        Err(PageError::NotFound)
    }
}

async fn keep(
    state: &AppState,
    me: &SignedIn,
    board: &BoardEntry,
    id: ImportId,
    name: &str,
    table: Table,
    file: Vec<u8>,
) -> Result<Response, PageError> {
    let rows = table.rows.len();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, board.id).await?;
    if let Some(known) = store::find(&tx, id).await? {
        return sent_before(&known, board);
    }
    let new = NewImport {
        id,
        board: board.id,
        file_name: name,
        file,
        rows: rows as u64,
    };
    store::add(&tx, &state.random, &me.actor(), state.clock.now(), new).await?;
    tx.commit().await?;
    // A connection that breaks off does not break off the check.
    let check = check::begin(state, id, Some(table));
    if rows <= check::BATCH {
        // So few are checked before anybody could look.
        let _ = check.await;
    }
    Ok(Redirect::to(&paths::import(id)).into_response())
}

/// The name of a file without folders, and without what nobody can see.
pub(crate) fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let tidied: String = wording::tidied(last).chars().take(NAME_LIMIT).collect();
    if tidied.is_empty() {
        "file".to_owned()
    } else {
        tidied
    }
}

/// The import of an address with its board, for somebody who keeps the members
/// of that board. To everybody else there is none.
async fn of_address(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
) -> Result<(ImportEntry, BoardEntry), PageError> {
    let db = state.db.reader();
    let import = store::find(db, ImportId(id))
        .await?
        .filter(|import| me.access.may(Permission::ManageMembers, import.board, None))
        .ok_or(PageError::NotFound)?;
    let today = state.clock.today();
    let board = boards::store::with_id(db, import.board)
        .await?
        .filter(|board| board.ends_on.is_none_or(|last| today <= last))
        .ok_or(PageError::NotFound)?;
    Ok((import, board))
}

/// What the page of an import shows besides the import.
#[derive(Default)]
struct Shown {
    pairs: Vec<(String, String)>,
    form: FormState,
    in_the_way: Vec<String>,
    changed_meanwhile: bool,
}

async fn view(
    state: &AppState,
    import: ImportEntry,
    board: BoardEntry,
    shown: Shown,
) -> Result<ImportView, PageError> {
    let db = state.db.reader();
    let totals = store::totals(db, import.id).await?;
    let pairs = QueryPairs(shown.pairs);
    let verdict = match pairs.last("verdict") {
        Some(EVERY) => None,
        Some(code) => Verdict::from_code(code).or_else(|| most_urgent(&import, &totals)),
        None => most_urgent(&import, &totals),
    };
    let after = pairs.last("after").and_then(|row| row.parse().ok());
    let after: i32 = after.unwrap_or(0).max(0);
    // Until somebody asks for others, what waits for a decision comes first.
    let undecided = pairs.last("verdict").is_none()
        && totals.undecided > 0
        && verdict.is_some_and(Verdict::needs_choice);
    let totals_unclear = totals.of(Verdict::Unclear) > 0;
    let mut rows = store::rows_after(db, import.id, verdict, undecided, after).await?;
    let has_more = rows.len() as u64 > store::PAGE;
    rows.truncate(usize::try_from(store::PAGE).unwrap_or(usize::MAX));
    let more_after = rows.last().map(|row| row.number).filter(|_| has_more);
    Ok(ImportView {
        at_work: state.imports.is_at_work(import.id),
        failure: state.imports.failure(import.id),
        may_undo: store::last_applied(db, import.board).await? == Some(import.id),
        board,
        totals,
        shown: verdict,
        rows,
        questions: if totals_unclear {
            store::questions(db, import.id).await?
        } else {
            Vec::new()
        },
        after,
        more_after,
        form: shown.form,
        in_the_way: shown.in_the_way,
        changed_meanwhile: shown.changed_meanwhile,
        import,
    })
}

fn most_urgent(import: &ImportEntry, totals: &Totals) -> Option<Verdict> {
    totals
        .most_urgent()
        .filter(|_| import.state == ImportState::Checked)
}

/// `GET /imports/{import}`
pub async fn get_import(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
    QueryPairs(pairs): QueryPairs,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let shown = Shown {
        pairs,
        ..Shown::default()
    };
    let view = view(&state, import, board, shown).await?;
    let mut answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| import_page(&view));
    if view.is_moving() {
        let again = HeaderValue::from_static(LOOK_AGAIN);
        answer.headers_mut().insert(header::REFRESH, again);
    }
    Ok(said.once(&state.cookies, answer))
}

/// `GET /imports/{import}/errors`: the rows that have to be mended as they came,
/// each with its number and what is wrong.
pub async fn get_errors(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let rows = store::all_rows(state.db.reader(), import.id, Some(Verdict::Bad)).await?;
    let name = format!("{}-members-to-correct", board.slug);
    let now = state.clock.now();
    downloads::table(&name, TableFormat::Csv, errors(&rows), now).await
}

fn errors(rows: &[ImportRow]) -> Export {
    let names = COLUMNS
        .iter()
        .map(|column| column.names.first().copied().unwrap_or(column.key))
        .chain(["Row in the file", "What to correct"]);
    Export {
        title: "Rows to correct".to_owned(),
        columns: names
            .map(|name| ExportColumn {
                name: name.to_owned(),
            })
            .collect(),
        rows: rows
            .iter()
            .map(|row| {
                COLUMNS
                    .iter()
                    .map(|column| Value::Text(row.told.raw(column.key).to_owned()))
                    .chain([
                        Value::Number(row.number.into()),
                        Value::Text(row.reason.clone()),
                    ])
                    .collect()
            })
            .collect(),
        about: Vec::new(),
    }
}

/// Answers with the page and what is wrong, or that somebody was faster.
async fn refuse(
    state: &AppState,
    me: &SignedIn,
    status: StatusCode,
    (import, board): (ImportEntry, BoardEntry),
    shown: Shown,
) -> Result<Response, PageError> {
    let view = view(state, import, board, shown).await?;
    Ok(Renderer::for_person(state, me).answer(status, || import_page(&view)))
}

/// The page as it is now, for somebody whose form no longer fits it.
async fn out_of_date(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
    answers: Answers,
) -> Result<Response, PageError> {
    let found = of_address(state, me, id).await?;
    let shown = Shown {
        form: FormState::new(answers),
        changed_meanwhile: true,
        ..Shown::default()
    };
    refuse(state, me, StatusCode::CONFLICT, found, shown).await
}

/// A form that is not one of ours, or asks for what cannot be.
async fn unprocessable(
    state: &AppState,
    me: &SignedIn,
    found: (ImportEntry, BoardEntry),
    form: FormState,
) -> Result<Response, PageError> {
    let shown = Shown {
        form,
        ..Shown::default()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    refuse(state, me, status, found, shown).await
}

fn done(state: &AppState, message: Message, id: ImportId) -> Response {
    let back = Redirect::to(&paths::import(id));
    (message.set(&state.cookies), back).into_response()
}

/// `POST /imports/{import}/choose`
pub async fn post_choose(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    if forms::is_about_names(&answers) {
        return name(&state, &me, (import, board), answers).await;
    }
    let numbers: Vec<i32> = forms::rows_of(&answers)
        .into_iter()
        .take(usize::try_from(store::PAGE).unwrap_or(usize::MAX))
        .collect();
    let rows = store::numbered(state.db.reader(), import.id, &numbers).await?;
    let version = forms::version(&answers);
    let choices = match forms::parse_choices(answers.clone(), &rows) {
        Ok(choices) => choices,
        Err(form) => return unprocessable(&state, &me, (import, board), form).await,
    };
    let Some(version) = version else {
        let mut form = FormState::new(answers);
        form.refuse(field::CHOICES, STALE);
        return unprocessable(&state, &me, (import, board), form).await;
    };
    let is_saved = choices.iter().all(|(number, choice)| {
        rows.iter()
            .any(|row| row.number == *number && row.choice == *choice)
    });
    // Saved before: a second click, or somebody else who chose the same.
    if is_saved && version + 1 == import.version {
        return Ok(done(&state, Message::ImportChosen, import.id));
    }
    if version != import.version || import.state != ImportState::Checked {
        return out_of_date(&state, &me, id, answers).await;
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !store::advance(&tx, &import, ImportState::Checked, now).await? {
        tx.rollback().await?;
        return out_of_date(&state, &me, id, answers).await;
    }
    store::choose(&tx, import.id, &choices).await?;
    let after = serde_json::json!({
        "state": import.state.code(), "version": import.version + 1,
        "rows": choices.iter().map(|(number, _)| number).collect::<Vec<_>>(),
    });
    store::record(
        &tx,
        &state.random,
        &me.actor(),
        now,
        &import,
        "chosen",
        after,
    )
    .await?;
    tx.commit().await?;
    Ok(done(&state, Message::ImportChosen, import.id))
}

/// Keeps what names of a file mean, and checks the file again with it.
async fn name(
    state: &AppState,
    me: &SignedIn,
    (import, board): (ImportEntry, BoardEntry),
    answers: Answers,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let numbers: Vec<i32> = forms::questions_of(&answers)
        .into_iter()
        .take(usize::try_from(store::PAGE).unwrap_or(usize::MAX))
        .collect();
    let mut meanings = store::meanings(db, import.id).await?;
    let Some(version) = forms::version(&answers) else {
        let mut form = FormState::new(answers);
        form.refuse(field::NAMES, STALE);
        return unprocessable(state, me, (import, board), form).await;
    };
    if version != import.version || import.state != ImportState::Checked {
        return out_of_date(state, me, import.id.0, answers).await;
    }
    let rows = store::numbered(db, import.id, &numbers).await?;
    let decided = match forms::parse_meanings(answers.clone(), &rows) {
        Ok(decided) => decided,
        Err(form) => return unprocessable(state, me, (import, board), form).await,
    };
    let after = serde_json::json!({
        "state": ImportState::Checking.code(), "version": import.version + 1,
        "names": decided.iter().map(|(question, code)| (question, code)).collect::<Vec<_>>(),
    });
    for (question, code) in decided {
        meanings.decide(question, code);
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !store::advance(&tx, &import, ImportState::Checking, now).await? {
        tx.rollback().await?;
        return out_of_date(state, me, import.id.0, answers).await;
    }
    store::set_meanings(&tx, import.id, &meanings).await?;
    let actor = me.actor();
    store::record(&tx, &state.random, &actor, now, &import, "chosen", after).await?;
    tx.commit().await?;
    let check = check::begin(state, import.id, None);
    if import.rows_total <= check::BATCH as u64 {
        let _ = check.await;
    }
    Ok(done(state, Message::ImportChosen, import.id))
}

/// `POST /imports/{import}/apply`
pub async fn post_apply(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let Some(version) = forms::version(&answers) else {
        let mut form = FormState::new(answers);
        form.refuse(field::CHOICES, STALE);
        return unprocessable(&state, &me, (import, board), form).await;
    };
    match import.state {
        ImportState::Applied if version < import.version => {
            return Ok(done(&state, Message::ImportApplied, import.id));
        }
        ImportState::Checked if version == import.version => {}
        _ => return out_of_date(&state, &me, id, answers).await,
    }
    let totals = store::totals(state.db.reader(), import.id).await?;
    if !totals.are_ready() {
        let form = not_ready(answers, &totals);
        return unprocessable(&state, &me, (import, board), form).await;
    }
    if import.rows_total > check::BATCH as u64 {
        let (working, actor, seen) = (state.clone(), me.actor(), import.clone());
        state.imports.work(import.id, async move {
            let outcome = apply::apply(&working, &actor, &seen).await?;
            Ok(outcome.failure())
        });
        return Ok(Redirect::to(&paths::import(import.id)).into_response());
    }
    match apply::apply(&state, &me.actor(), &import).await? {
        Applied::Saved | Applied::Already => Ok(done(&state, Message::ImportApplied, import.id)),
        Applied::OutOfDate => out_of_date(&state, &me, id, answers).await,
        refused => {
            let found = of_address(&state, &me, id).await?;
            let mut form = FormState::new(answers);
            form.refuse(field::CHOICES, refused.failure().unwrap_or(STALE));
            unprocessable(&state, &me, found, form).await
        }
    }
}

/// Why a file is not taken over as it is.
fn not_ready(answers: Answers, totals: &Totals) -> FormState {
    let mut form = FormState::new(answers);
    let (bad, unclear) = (totals.of(Verdict::Bad), totals.of(Verdict::Unclear));
    let words = if unclear > 0 {
        "Say first what the names mean that are not certain. Nothing was imported".to_owned()
    } else if bad > 0 {
        let rows = wording::count(bad, "row needs", "rows need");
        format!("{rows} correcting. Nothing was imported")
    } else if totals.undecided > 0 {
        let rows = wording::count(totals.undecided, "row waits", "rows wait");
        format!("{rows} for a decision. Nothing was imported")
    } else {
        apply::NOTHING.to_owned()
    };
    form.refuse(field::CHOICES, words);
    form
}

/// `POST /imports/{import}/undo`
pub async fn post_undo(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let Some(version) = forms::version(&answers) else {
        let mut form = FormState::new(answers);
        form.refuse(field::CHOICES, STALE);
        return unprocessable(&state, &me, (import, board), form).await;
    };
    match import.state {
        ImportState::Undone if version < import.version => {
            return Ok(done(&state, Message::ImportUndone, import.id));
        }
        ImportState::Applied if version == import.version => {}
        _ => return out_of_date(&state, &me, id, answers).await,
    }
    if answers.text(field::CONFIRMED) != "yes" {
        let mut form = FormState::new(answers);
        form.refuse(
            field::CONFIRMED,
            "Confirm that what this import made is to be taken away",
        );
        return unprocessable(&state, &me, (import, board), form).await;
    }
    if import.rows_total > check::BATCH as u64 {
        // Which seats stand in the way is only said here.
        let db = state.db.reader();
        if let Some(against) = undo::obstacle(db, &me.actor(), &import).await? {
            if against == Undone::OutOfDate {
                return out_of_date(&state, &me, id, answers).await;
            }
            return not_undone(&state, &me, (import, board), answers, against).await;
        }
        let (working, actor, seen) = (state.clone(), me.actor(), import.clone());
        state.imports.work(import.id, async move {
            let outcome = undo::undo(&working, &actor, &seen).await?;
            Ok(outcome.failure())
        });
        return Ok(Redirect::to(&paths::import(import.id)).into_response());
    }
    match undo::undo(&state, &me.actor(), &import).await? {
        Undone::Saved | Undone::Already => Ok(done(&state, Message::ImportUndone, import.id)),
        Undone::OutOfDate => out_of_date(&state, &me, id, answers).await,
        against => not_undone(&state, &me, (import, board), answers, against).await,
    }
}

/// Why an import stays as it was taken over.
async fn not_undone(
    state: &AppState,
    me: &SignedIn,
    found: (ImportEntry, BoardEntry),
    answers: Answers,
    against: Undone,
) -> Result<Response, PageError> {
    let mut form = FormState::new(answers);
    form.refuse(field::UNDO, against.failure().unwrap_or(STALE));
    let in_the_way = match against {
        Undone::InTheWay(seats) => seats,
        _ => Vec::new(),
    };
    let shown = Shown {
        form,
        in_the_way,
        ..Shown::default()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    refuse(state, me, status, found, shown).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_lose_their_folders_and_what_nobody_sees() {
        for (name, tidied) in [
            ("members.xlsx", "members.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\pat\\members.csv", "members.csv"),
            ("mem\u{202e}bers\u{0}.csv", "members.csv"),
            ("", "file"),
            ("folder/", "file"),
        ] {
            assert_eq!(tidy_name(name), tidied);
        }
        assert_eq!(tidy_name(&"x".repeat(1_000)).len(), NAME_LIMIT);
    }
}
