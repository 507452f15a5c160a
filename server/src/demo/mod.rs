//! Demonstration data: fictional people on the boards of the register, and what
//! they have asked of each other. Made through the commands that the pages use.
//!
//! The same seed and day give the same people, actions and histories. The
//! register is real; which boards have which chairs, and all figures, are not.

mod actions;
mod business;
mod cast;
mod dice;
mod earlier_log;
mod extras;
mod meetings;
mod names;
mod outcomes;
mod papers;
mod pen;
mod performance;
mod pilot_returns;
mod pilots;
mod play;
mod posts;
mod register;
mod requests;
mod seats;

use anyhow::Context;
use app::{boards::types::BoardKind, ids::PersonId};
use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

pub use papers::keep_file as keep_papers;
pub use pen::DemoSummary;
pub use performance::keep_files as keep_figures;

use self::{
    cast::{Bodies, Cast, Chair},
    dice::{Dice, on_or_after, uk_time},
    extras::Extras,
    names::Names,
    pen::{Pen, nobody},
    play::{Play, Seats},
    seats::Stage,
};
use crate::{
    clock::Random,
    db::{
        Db,
        entities::{board, person, persona},
    },
    register::{self as register_of_boards, Ending, Source},
};

/// The seed of the usual demonstration.
pub const SEED: u64 = 2026;

/// How far back the demonstration goes: four or five meetings of each board.
const OPENED_DAYS_AGO: u64 = 435;

/// Keeps the register's identifiers apart from those of the demonstration, so
/// that these are the same whether or not the register was there before.
const REGISTER_SEED: u64 = 0x7265_6769_7374_6572;

/// Fills a database that holds no people yet. `today` is the UK day that the
/// data should look fresh on; `scale` multiplies the actions, not the people.
///
/// Loads the built-in register first where there are no boards.
///
/// # Errors
/// There are people already, the register is of no use, or the database refuses.
pub async fn load(db: &Db, seed: u64, today: NaiveDate, scale: u32) -> anyhow::Result<DemoSummary> {
    anyhow::ensure!(
        is_empty(db.reader()).await?,
        "The demonstration data was not loaded: this database already holds people. \
         Use an empty database"
    );
    anyhow::ensure!(scale > 0, "The scale must be 1 or more");
    let opened = on_or_after(today - Days::new(OPENED_DAYS_AGO));
    let morning = uk_time(opened, 9 * 3_600);
    if board::Entity::find().one(db.reader()).await?.is_none() {
        let random = Random::seeded(seed ^ REGISTER_SEED);
        let report = register_of_boards::load(
            db,
            &random,
            &nobody(),
            uk_time(opened, 8 * 3_600),
            &Source::built_in(),
            true,
        )
        .await?;
        anyhow::ensure!(report.ending == Ending::Written, "{report}");
    }
    let boards = register::boards(db.reader(), today).await?;
    let local = |board: &register::Board| board.kind == BoardKind::Local;
    anyhow::ensure!(
        boards.iter().any(local),
        "The register holds no local board. Load its boards first"
    );

    let mut pen = Pen::begin(db, Random::seeded(seed), morning).await?;
    let mut dice = Dice::new(seed, 0);
    let mut names = Names::default();
    let bodies = Bodies::enter(&mut pen).await?;
    let invited_until = uk_time(today + Days::new(3_650), 9 * 3_600);
    let cast = Cast::enter(
        &mut pen,
        &mut dice,
        &mut names,
        &boards,
        &bodies,
        invited_until,
    )
    .await?;
    let mut stage = Stage::new(
        &mut pen,
        (&mut dice, &mut names),
        (&cast, &bodies),
        (opened, today),
    );
    for board in &boards {
        stage
            .set_up(board)
            .await
            .with_context(|| format!("{} could not be set up", board.name))?;
    }
    let (seats, turns) = (Seats::new(stage.seats), stage.turns);
    let mut extras = Extras {
        pen: &mut pen,
        dice: &mut Dice::new(seed, 1),
        names: &mut names,
        cast: &cast,
        bodies: &bodies,
        opened,
        today,
    };
    extras.set_up(&boards).await?;
    let play = Play {
        boards: &boards,
        seats,
        names,
        dice,
    };
    let mut pen = play
        .run(pen, turns, &cast, (seed, scale), (opened, today))
        .await?;
    for (number, board) in boards.iter().enumerate() {
        if matches!(board.kind, BoardKind::Local | BoardKind::National) {
            let has_personas = board.id == cast.home
                || board.councils.iter().any(|body| body.id == cast.council.id)
                || cast.chair_of(board.id) == Chair::CafcassPersona;
            let scale = has_personas.then_some(scale);
            meetings::board(&mut pen, number, board, today, scale).await?;
        }
    }
    requests::load(&mut pen, &cast, today).await?;
    earlier_log::send(&mut pen, &cast).await?;
    performance::load(&mut pen, today).await?;
    pilots::play(&mut pen, &cast, &bodies, today).await?;
    Ok(pen.finish().await?)
}

/// Whether nobody is known yet, so that a demonstration may be loaded.
///
/// # Errors
/// The database does not answer.
pub async fn is_empty(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(person::Entity::find().one(db).await?.is_none())
}

/// Whether the database holds demonstration data, which every page then says.
///
/// # Errors
/// The database does not answer.
pub async fn is_loaded(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let fictional = person::Entity::find()
        .filter(person::Column::Fictional.eq(true))
        .one(db)
        .await?;
    Ok(fictional.is_some())
}

/// Somebody one can choose to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    pub person: PersonId,
    /// What kind of user this is: "Council officer".
    pub label: String,
    /// Post, organisation and boards.
    pub description: String,
    pub full_name: String,
    pub email: String,
}

/// Whom one can choose to be, in the order to offer them; nobody without
/// demonstration data.
///
/// # Errors
/// The database does not answer.
pub async fn personas(db: &impl ConnectionTrait) -> Result<Vec<Persona>, DbErr> {
    let rows = persona::Entity::find()
        .find_also_related(person::Entity)
        .order_by_asc(persona::Column::Position)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(persona, person)| {
            let person = person?;
            Some(Persona {
                person: PersonId(person.id),
                label: persona.label,
                description: persona.description,
                full_name: person.full_name,
                email: person.email?,
            })
        })
        .collect())
}
