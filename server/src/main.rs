//! The portal's one program. Everything it does is in the library.

#![forbid(unsafe_code)]

use std::{io::Write, process::ExitCode};

use clap::Parser;
use server::command::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(code) => code,
        Err(error) => {
            // There is nobody left to tell if this cannot be written.
            let _ = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}
