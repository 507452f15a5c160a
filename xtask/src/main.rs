//! What people type while they work on the portal: `cargo xtask serve`, `dev`,
//! `test` and `bench`. Nothing here is part of the portal that is deployed.

#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    reason = "a command line tool talks to the person who started it"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the ban keeps the server's configuration in one place; this is not the server"
)]

mod bench;
mod dev;
mod fingerprint;
mod postgres;
mod prerequisites;
mod process;
mod progress;
mod server;
mod site;
mod tests;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{process::Interrupted, site::Mode, workspace::Workspace};

/// Builds, runs and tests the Family Justice Boards portal.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and serve the portal with its demonstration data
    Serve {
        /// Build what is deployed: optimised, and slower to build
        #[arg(long)]
        release: bool,
        /// Options for the server, after `--`
        #[arg(last = true, value_name = "SERVER OPTIONS")]
        options: Vec<String>,
    },
    /// Serve, and rebuild and restart when a file changes
    Dev {
        /// Options for the server, after `--`
        #[arg(last = true, value_name = "SERVER OPTIONS")]
        options: Vec<String>,
    },
    /// Run everything that CI runs, or only the parts named
    Test {
        #[arg(value_enum)]
        parts: Vec<tests::Part>,
    },
    /// Measure what the pages cost, on the demonstration data and on more
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => match error.downcast_ref::<Interrupted>() {
            Some(interrupted) => {
                eprintln!("\nStopped.");
                interrupted.exit_code()
            }
            None => {
                eprintln!("\nerror: {error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

fn run(arguments: Arguments) -> Result<ExitCode> {
    process::forward_signals()?;
    let workspace = Workspace::load()?;
    match arguments.command {
        Command::Serve { release, options } => {
            let mode = if release {
                Mode::Release
            } else {
                Mode::Development
            };
            server::serve(&workspace, mode, &options)
        }
        Command::Dev { options } => dev::run(&workspace, &options),
        Command::Test { parts } => tests::run(&workspace, &parts),
        Command::Bench(options) => bench::run(&workspace, &options),
    }
}
