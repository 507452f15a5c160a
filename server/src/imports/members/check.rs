//! Checks a file in the background: what is to become of each of its rows.

use std::collections::{HashMap, HashSet};

use app::{
    ids::{BoardId, ImportId, PersonId},
    imports::{
        members::{
            rules::{Ground, Judge, Judged, MOST_OFFERED},
            types::{COLUMNS, Held, KnownSeat, Meant, MemberImport, Namesake, Told, column},
        },
        plain,
        types::{ImportState, Offer},
    },
    membership::{forms::Named, types::Appointment},
    people::types::Person,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use tokio::task::JoinHandle;

use super::store::{self, Chosen};
use crate::{
    db::entities::{import_row, member_import},
    imports::{
        background::OUR_FAULT,
        of_a_case,
        store::{content, delete_rows, to_json},
    },
    membership::{appointments, seats},
    organisations::lookup::Names,
    people::store as people,
    sheets::{self, Column, Limits, Refusal, Table},
    state::AppState,
};

/// Rows written at a time.
pub(super) const BATCH: usize = 500;

fn columns() -> Vec<Column> {
    COLUMNS
        .iter()
        .map(|column| Column {
            key: column.key,
            names: column.names,
            required: column.required,
        })
        .collect()
}

/// Reads the table of a file, a few files at a time.
///
/// # Errors
/// The outer one is ours; the inner one says why the file cannot be taken.
pub async fn read(
    state: &AppState,
    name: &str,
    file: Vec<u8>,
) -> anyhow::Result<Result<(Table, Vec<u8>), Refusal>> {
    let name = name.to_owned();
    let read = move |file: &[u8]| {
        let limits = Limits::default();
        let table = sheets::read_looking(&name, file, &columns(), &limits, &of_a_case)?;
        if table.rows.is_empty() {
            return Err(Refusal::NoRows);
        }
        Ok(table)
    };
    state.imports.read(file, read).await
}

/// Checks an import, whether anybody waits for it or not. `table` is what its
/// file holds, where that was read already.
pub fn begin(state: &AppState, id: ImportId, table: Option<Table>) -> JoinHandle<()> {
    let state = state.clone();
    tokio::spawn(async move {
        let stopping = state.stopping.clone();
        tokio::select! {
            outcome = run(&state, id, table) => {
                if let Err(error) = outcome {
                    tracing::error!(
                        error = format!("{error:#}"), %id, "a file of members could not be checked"
                    );
                    // Where this fails, too, it is taken up when the server starts.
                    let _ = finish(&state, id, ImportState::Refused, OUR_FAULT).await;
                }
            }
            // It is taken up again when the server starts.
            () = stopping.begun() => {}
        }
    })
}

/// Takes up the imports that a server which stopped left half checked.
///
/// # Errors
/// The database does not answer.
pub async fn take_up(state: &AppState) -> Result<(), DbErr> {
    for id in store::left_unchecked(state.db.reader()).await? {
        drop(begin(state, id, None));
    }
    Ok(())
}

/// Checks an import that waits to be checked: writes its rows with their
/// verdicts.
///
/// # Errors
/// The database refuses; the import stays as it is, to be taken up again.
pub async fn run(state: &AppState, id: ImportId, table: Option<Table>) -> anyhow::Result<()> {
    let db = state.db.reader();
    let Some(import) = store::find(db, id).await? else {
        return Ok(());
    };
    if import.file.state != ImportState::Checking {
        return Ok(());
    }
    let table = match table {
        Some(table) => table,
        None => {
            let Some((name, file)) = content::<MemberImport>(db, id).await? else {
                return Ok(());
            };
            match read(state, &name, file).await? {
                Ok((table, _)) => table,
                Err(refusal) => return Ok(refuse(state, id, &refusal).await?),
            }
        }
    };
    let _permit = state.imports.permit().await?;
    let rows: Vec<(i32, Told)> = told(&table).collect();
    let meanings = store::meanings(db, id).await?;
    let choices = store::choices(db, &import).await?;
    start_over(state, id, rows.len(), &notes(&table)).await?;
    let ground = ground(
        db,
        import.file.board,
        state.clock.today(),
        uploader(db, id).await?,
    )
    .await?;
    let mut organisations = Organisations::read(db, state.clock.today()).await?;
    let mut judge = Judge::new(&ground, &meanings);
    let mut done = 0;
    for batch in rows.chunks(BATCH) {
        let judged: Vec<_> = batch
            .iter()
            .map(|(number, told)| {
                let organisation = organisations.of(told);
                (*number, told, judge.next(*number, told, &organisation, ""))
            })
            .collect();
        done += batch.len();
        write(state, id, &judged, &choices, done).await?;
    }
    finish(state, id, ImportState::Checked, "").await?;
    Ok(())
}

/// What is to be said of a table as a whole: what it lacks, and what of it is not
/// read.
fn notes(table: &Table) -> String {
    let mut notes = Vec::new();
    if !table.keys.contains(&column::FROM) {
        notes.push("No column says from when. Everybody in the file would begin today".to_owned());
    }
    if !table.unused.is_empty() {
        let columns = table.unused.join(", ");
        notes.push(format!("Columns that are not read: {columns}"));
    }
    if !table.unread_sheets.is_empty() {
        let sheets = table.unread_sheets.join(", ");
        notes.push(format!("Sheets that are not read: {sheets}"));
    }
    notes.join("\n")
}

/// The rows of a table as they stand in the file.
fn told(table: &Table) -> impl Iterator<Item = (i32, Told)> + '_ {
    table.rows.iter().map(|row| {
        let cells = table.keys.iter().zip(&row.cells);
        let texts = cells
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(key, cell)| ((*key).to_owned(), cell.text.replace('\0', "")))
            .collect();
        let day = |key| table.cell(row, key).and_then(|cell| cell.date);
        let told = Told {
            texts,
            from: day(column::FROM),
            term_ends: day(column::TERM_ENDS),
        };
        (i32::try_from(row.number).unwrap_or(i32::MAX), told)
    })
}

async fn uploader(db: &impl ConnectionTrait, id: ImportId) -> Result<Option<PersonId>, DbErr> {
    use sea_orm::QuerySelect;
    let person: Option<uuid::Uuid> = member_import::Entity::find_by_id(id.0)
        .select_only()
        .column(member_import::Column::PersonId)
        .into_tuple()
        .one(db)
        .await?;
    Ok(person.map(PersonId))
}

/// What rows are matched with on a board: four queries, however many rows.
///
/// # Errors
/// The database does not answer.
pub(super) async fn ground(
    db: &impl ConnectionTrait,
    board: BoardId,
    today: NaiveDate,
    me: Option<PersonId>,
) -> Result<Ground, DbErr> {
    let history = appointments::of_board(db, board).await?;
    let people = people::of_board(db, board).await?;
    let mut by_seat: HashMap<_, Vec<Held>> = HashMap::new();
    for one in history {
        by_seat.entry(one.seat).or_default().push(held(one));
    }
    let seats = seats::going_on(db, board, today).await?;
    let seats = seats
        .into_iter()
        // A seat that was undone ends before it begins: there never was one.
        .filter(|seat| seat.span.last.is_none_or(|last| last >= seat.span.first))
        .map(|seat| KnownSeat {
            held: by_seat.remove(&seat.id).unwrap_or_default(),
            id: seat.id,
            title: seat.title,
            category: seat.category,
            role: seat.role,
            organisation: seat.organisation,
            span: seat.span,
        })
        .collect();
    let addressed = people::with_address(db).await?;
    Ok(Ground::new(
        today,
        me,
        seats,
        addressed.into_iter().map(known),
        people.into_iter().map(known),
    ))
}

fn known(person: Person) -> Namesake {
    Namesake {
        person: person.id,
        full_name: person.full_name,
        post: person.post,
        email: person.email,
    }
}

fn held(one: Appointment) -> Held {
    Held {
        appointment: one.id,
        person: one.person,
        full_name: one.full_name,
        capacity: one.capacity,
        span: one.span,
        expected_end_on: one.expected_end_on,
    }
}

/// The organisations of a day, each name looked up once.
pub(super) struct Organisations {
    names: Names,
    known: HashSet<String>,
    found: HashMap<String, Meant>,
}

/// Names that the register does not have and for which others are looked for: to
/// compare each with every name takes time, and a file has some ten of them.
const MOST_NAMES: usize = 500;

impl Organisations {
    pub async fn read(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Self, DbErr> {
        let names = Names::on(db, day).await?;
        Ok(Self {
            known: names.all_plain(),
            names,
            found: HashMap::new(),
        })
    }

    /// What the organisation of a row means.
    pub fn of(&mut self, told: &Told) -> Meant {
        let typed = plain(told.raw(column::ORGANISATION));
        if typed.is_empty() {
            return Meant::Nothing;
        }
        let many = self.found.len() >= MOST_NAMES;
        if many && !self.known.contains(&typed) && !self.found.contains_key(&typed) {
            return Meant::Unknown;
        }
        let names = &self.names;
        let found = self.found.entry(typed);
        found
            .or_insert_with_key(|typed| meant(names, typed))
            .clone()
    }
}

fn meant(names: &Names, typed: &str) -> Meant {
    match names.find(typed) {
        Named::Nothing => Meant::Nothing,
        Named::One(id, _) => Meant::One(id),
        Named::Unknown | Named::Several(_) => {
            let like = names.like(typed, MOST_OFFERED);
            if like.is_empty() {
                return Meant::Unknown;
            }
            let offers = like.into_iter().map(|(name, id)| Offer {
                code: id.to_string(),
                words: name.to_owned(),
            });
            Meant::Unclear(offers.collect())
        }
    }
}

/// Forgets what a check that was broken off wrote.
async fn start_over(state: &AppState, id: ImportId, rows: usize, notes: &str) -> Result<(), DbErr> {
    let tx = state.db.begin().await?;
    delete_rows::<MemberImport>(&tx, id).await?;
    let rows = i32::try_from(rows).unwrap_or(i32::MAX);
    member_import::Entity::update_many()
        .col_expr(member_import::Column::RowsTotal, Expr::value(rows))
        .col_expr(member_import::Column::RowsDone, Expr::value(0))
        .col_expr(member_import::Column::Notes, Expr::value(notes))
        .filter(member_import::Column::Id.eq(id.0))
        .exec(&tx)
        .await?;
    tx.commit().await
}

async fn write(
    state: &AppState,
    id: ImportId,
    rows: &[(i32, &Told, Judged)],
    choices: &HashMap<String, Chosen>,
    done: usize,
) -> Result<(), DbErr> {
    let now = state.clock.now();
    let models = rows
        .iter()
        .map(|(number, told, judged)| {
            let cells = to_json(told)?;
            let options = to_json(&judged.offers)?;
            // What was decided holds where the same is asked about the same row.
            let choice = choices
                .get(&cells)
                .filter(|chosen| judged.verdict.needs_choice() && chosen.options == options)
                .map_or_else(String::new, |chosen| chosen.choice.clone());
            Ok(import_row::ActiveModel::from(import_row::Model {
                id: state.random.id(now),
                import_id: id.0,
                number: *number,
                verdict: judged.verdict.code().to_owned(),
                reason: judged.reason.clone(),
                cells,
                options,
                choice,
                written: String::new(),
                question: judged.question.clone(),
            }))
        })
        .collect::<Result<Vec<_>, DbErr>>()?;
    let tx = state.db.begin().await?;
    import_row::Entity::insert_many(models)
        .exec_without_returning(&tx)
        .await?;
    let done = i32::try_from(done).unwrap_or(i32::MAX);
    member_import::Entity::update_many()
        .col_expr(member_import::Column::RowsDone, Expr::value(done))
        .filter(member_import::Column::Id.eq(id.0))
        .exec(&tx)
        .await?;
    tx.commit().await
}

async fn refuse(state: &AppState, id: ImportId, refusal: &Refusal) -> Result<(), DbErr> {
    finish(state, id, ImportState::Refused, &refusal.to_string()).await
}

async fn finish(
    state: &AppState,
    id: ImportId,
    to: ImportState,
    refusal: &str,
) -> Result<(), DbErr> {
    let tx = state.db.begin().await?;
    member_import::Entity::update_many()
        .col_expr(member_import::Column::State, Expr::value(to.code()))
        .col_expr(member_import::Column::Refusal, Expr::value(refusal))
        .filter(member_import::Column::Id.eq(id.0))
        .filter(member_import::Column::State.eq(ImportState::Checking.code()))
        .exec(&tx)
        .await?;
    tx.commit().await
}
