//! What an operator can ask of the program.

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::{
    audit::{self, Actor},
    clock::{Clock, Random},
    config::{
        Config, DatabaseArguments, DatabaseConfig, Environment, LogArguments, LogConfig,
        ServeArguments,
    },
    db::Db,
    demo,
    invitations::store as invitations,
    portal, register, telemetry,
};

/// The Family Justice Boards portal.
#[derive(Parser)]
#[command(name = "portal", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal
    Serve(Box<ServeArguments>),
    /// Bring the database's schema up to date
    Migrate(Common),
    /// Boards, councils and their other names
    #[command(subcommand)]
    Register(RegisterCommand),
    /// Fill an empty database with fictional people, seats and actions
    Demo {
        #[command(flatten)]
        common: Common,
        /// The same seed and day make the same data
        #[arg(long, default_value_t = demo::SEED)]
        seed: u64,
        /// The day the data is made for, such as 2026-11-23; today unless given
        #[arg(long)]
        today: Option<NaiveDate>,
        /// How many times the usual number of actions
        #[arg(long, default_value_t = 1)]
        scale: u32,
    },
    /// The trail of every write
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Copy the embedded database to a file while it is in use
    Backup {
        #[command(flatten)]
        common: Common,
        /// The file to write; it must not exist
        file: PathBuf,
    },
    /// Let somebody bind their account by their verified e-mail address
    Invite {
        #[command(flatten)]
        common: Common,
        #[arg(long)]
        email: String,
        /// Needed for somebody who is not known yet
        #[arg(long)]
        name: Option<String>,
        /// Needed for somebody who is not known yet
        #[arg(long)]
        post: Option<String>,
    },
}

#[derive(Subcommand)]
enum RegisterCommand {
    /// Compare files with the register, and with --apply take them over
    Load {
        #[command(flatten)]
        common: Common,
        /// Write the changes; without it, only report them
        #[arg(long)]
        apply: bool,
        /// CSV files of boards, councils or other names
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Check that nothing in the trail was changed, removed or put in
    Verify(Common),
}

#[derive(Args)]
struct Common {
    #[command(flatten)]
    database: DatabaseArguments,
    #[command(flatten)]
    log: LogArguments,
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// What went wrong, in sentences for an operator.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout();
        match self.command {
            Command::Serve(arguments) => {
                let config = Config::read(&arguments, &Environment::of_process())?;
                if arguments.print_config {
                    write!(out, "{}", config.to_printable())?;
                    return Ok(ExitCode::SUCCESS);
                }
                telemetry::start(&config.log)?;
                for name in &config.unrecognised {
                    tracing::warn!(name, "a variable is set that is no setting of the portal");
                }
                portal::serve(&config).await?;
            }
            Command::Migrate(common) => {
                common.open().await?.close().await?;
                writeln!(out, "The schema is up to date.")?;
            }
            Command::Register(RegisterCommand::Load {
                common,
                apply,
                files,
            }) => {
                let db = common.open().await?;
                let now = Clock::system().now();
                let sources = files
                    .iter()
                    .map(|file| register::Source::read(file))
                    .collect::<anyhow::Result<Vec<_>>>()?;
                let random = Random::system();
                let report =
                    register::load(&db, &random, &Actor::operator(), now, &sources, apply).await?;
                write!(out, "{report}")?;
                db.close().await?;
                if report.totals().rejected > 0 {
                    return Ok(ExitCode::FAILURE);
                }
            }
            Command::Demo {
                common,
                seed,
                today,
                scale,
            } => {
                let db = common.open().await?;
                let today = today.unwrap_or_else(|| Clock::system().today());
                let summary = demo::load(&db, seed, today, scale).await?;
                writeln!(out, "{summary}")?;
                db.close().await?;
            }
            Command::Audit(AuditCommand::Verify(common)) => {
                let db = common.open().await?;
                let snapshot = db.snapshot().await?;
                let outcome = audit::verify(&snapshot).await?;
                snapshot.rollback().await?;
                db.close().await?;
                writeln!(
                    out,
                    "Checked {} events in {} chains.",
                    outcome.events, outcome.chains
                )?;
                for fault in &outcome.faults {
                    writeln!(out, "{fault}")?;
                }
                if !outcome.faults.is_empty() {
                    return Ok(ExitCode::FAILURE);
                }
                writeln!(out, "Nothing was changed, removed or put in.")?;
            }
            Command::Backup { common, file } => {
                let db = common.open().await?;
                db.back_up(&file).await?;
                db.close().await?;
                writeln!(out, "Written to {}.", file.display())?;
            }
            Command::Invite {
                common,
                email,
                name,
                post,
            } => {
                let db = common.open().await?;
                let now = Clock::system().now();
                let random = Random::system();
                let actor = Actor::operator();
                let tx = db.begin().await?;
                let person = invitations::find_or_add(
                    &tx,
                    &random,
                    &actor,
                    now,
                    &email,
                    name.as_deref().zip(post.as_deref()),
                )
                .await?
                .context("Nobody with this address is known yet. Add --name and --post")?;
                let until = app::invitations::rules::expires_at(now);
                invitations::invite(&tx, &random, &actor, now, person, &email, until).await?;
                tx.commit().await?;
                db.close().await?;
                writeln!(
                    out,
                    "{email} can bind an account until {}.",
                    app::wording::date_and_time(until)
                )?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Common {
    /// Opens the database, migrated.
    async fn open(&self) -> anyhow::Result<Db> {
        let environment = Environment::of_process();
        telemetry::start(&LogConfig::read(&self.log, &environment)?)?;
        let database = DatabaseConfig::read(&self.database, &environment)?;
        let db = Db::connect(database.url()).await?;
        db.migrate(database.url()).await?;
        Ok(db)
    }
}
