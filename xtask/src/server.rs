//! Building and starting the portal.

use std::{
    env,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::Result;

use crate::{
    prerequisites::{self, Need},
    process,
    progress::{Outcome, Progress},
    site::{self, Mode},
    workspace::Workspace,
};

/// How many steps [`build_all`] announces.
pub const STEPS: usize = site::STEPS + 2;

/// `cargo xtask serve`
pub fn serve(workspace: &Workspace, mode: Mode, options: &[String]) -> Result<ExitCode> {
    let mut progress = Progress::of(STEPS);
    build_all(workspace, mode, &mut progress)?;
    println!("Starting the portal. Stop it with Ctrl-C.");
    process::become_program(&mut start(workspace, mode, options))
}

/// Everything that a running portal needs.
pub fn build_all(workspace: &Workspace, mode: Mode, progress: &mut Progress) -> Result<()> {
    progress.step("Looking for Rust's browser target and Node", || {
        prerequisites::ensure(&[Need::Node])?;
        Ok(Outcome::Done)
    })?;
    site::build(workspace, mode, progress)?;
    progress.step("Building the server", || build(workspace, mode))
}

/// Builds the server. Cargo finds out by itself what has changed.
pub fn build(workspace: &Workspace, mode: Mode) -> Result<Outcome> {
    let mut command = workspace.cargo();
    command.args(["build", "--package=server", "--bin=portal", "--locked"]);
    if mode == Mode::Release {
        command.arg("--release");
    }
    process::run(&mut command)?;
    Ok(Outcome::Done)
}

pub fn program(workspace: &Workspace, mode: Mode) -> PathBuf {
    let folder = match mode {
        Mode::Development => "debug",
        Mode::Release => "release",
    };
    workspace.target.join(folder).join("portal")
}

/// `portal serve` with the site just built and the demonstration data, unless
/// `options` or the environment say something else.
pub fn start(workspace: &Workspace, mode: Mode, options: &[String]) -> Command {
    let mut command = Command::new(program(workspace, mode));
    command
        .current_dir(&workspace.root)
        .arg("serve")
        .args(options);
    let is_free = |option: &str, variable: &str| {
        let is_given = |given: &String| given == option || given.starts_with(&format!("{option}="));
        !options.iter().any(is_given) && env::var_os(variable).is_none()
    };
    if is_free("--site-root", "PORTAL_SITE_ROOT") {
        command.arg("--site-root").arg(workspace.site());
    }
    if is_free("--demo", "PORTAL_DEMO") {
        command.arg("--demo");
    }
    command
}
