//! `cargo xtask test`: everything that CI runs, and one line that counts it.

mod counts;

use std::{
    fs,
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::{
    postgres::Cluster,
    prerequisites::{self, Need},
    process,
    progress::{Outcome, Progress, seconds},
    server,
    site::{self, Mode},
    workspace::Workspace,
};
use counts::Counts;

/// The package whose integration tests need a database. Those of the others
/// are quick and belong to `unit`.
const SERVER: &str = "server";

const DATABASE_URL: &str = "PORTAL_TEST_DATABASE_URL";

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Part {
    /// Format, clippy for server and browser, licences and advisories
    Lint,
    /// The files that the browser loads can be built
    Site,
    /// Rules, forms, components, wording: what needs no database
    Unit,
    /// Store and HTTP tests on SQLite
    Http,
    /// The same tests on PostgreSQL, in a cluster that lasts as long as they do
    Postgres,
    /// Journeys in Chromium
    Browser,
}

impl Part {
    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Self::Lint => &[],
            // The components are compared with the design system's own package.
            Self::Site | Self::Unit => &[Need::Node],
            // They sign in with a provider that npm has, and let Python read the
            // files that the portal writes.
            Self::Http => &[Need::Node, Need::Python, Need::Poppler],
            Self::Postgres => &[Need::Node, Need::Python, Need::Poppler, Need::Postgres],
            Self::Browser => &[Need::Node, Need::Chromium],
        }
    }

    fn run(self, workspace: &Workspace) -> Result<Counts> {
        match self {
            Self::Lint => lint(workspace),
            Self::Site => site(workspace),
            Self::Unit => unit(workspace),
            Self::Http => database_tests(workspace, None),
            Self::Postgres => database_tests(workspace, Some(&Cluster::start()?)),
            Self::Browser => browser(workspace),
        }
    }
}

/// Runs `parts`, or all of them, each to its end; then says how each went and,
/// in the last line, how all went.
pub fn run(workspace: &Workspace, parts: &[Part]) -> Result<ExitCode> {
    let parts: Vec<Part> = Part::value_variants()
        .iter()
        .copied()
        .filter(|part| parts.is_empty() || parts.contains(part))
        .collect();
    let needs: Vec<Need> = parts
        .iter()
        .flat_map(|part| part.needs())
        .copied()
        .collect();
    prerequisites::ensure(&needs)?;

    let mut total = Counts::default();
    let mut report = String::new();
    for part in parts {
        let name = part.name();
        println!("\n── {name}");
        let start = Instant::now();
        let mut counts = part.run(workspace).or_else(|error| {
            process::check_interrupted()?;
            println!("{name}: {error:#}");
            Ok::<_, anyhow::Error>(Counts::FAILED)
        })?;
        if counts == Counts::default() {
            println!("{name}: no test ran");
            counts = Counts::FAILED;
        }
        total += counts;
        report += &format!("{name:<10}{counts} ({})\n", seconds(start.elapsed()));
    }
    println!("\n{report}\n{total}");
    Ok(if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn lint(workspace: &Workspace) -> Result<Counts> {
    let mut counts = check(workspace.cargo().args(["fmt", "--all", "--check"]))?;
    let clippy = || {
        let mut command = workspace.cargo();
        command.args(["clippy", "--locked"]);
        command
    };
    let deny_warnings = ["--", "-D", "warnings"];
    counts += check(
        clippy()
            .args(["--workspace", "--all-targets"])
            .args(deny_warnings),
    )?;
    let browser = [
        "--package=app",
        "--lib",
        "--features=hydrate",
        "--target=wasm32-unknown-unknown",
    ];
    counts += check(clippy().args(browser).args(deny_warnings))?;
    if prerequisites::on_path("cargo-deny").is_some() {
        counts += check(workspace.cargo().args(["deny", "--all-features", "check"]))?;
    } else {
        println!(
            "cargo deny: skipped, because cargo-deny is not installed and takes long to compile"
        );
        counts += Counts::SKIPPED;
    }
    Ok(counts)
}

fn site(workspace: &Workspace) -> Result<Counts> {
    site::build(workspace, Mode::Development, &mut Progress::of(site::STEPS))?;
    Ok(Counts::PASSED)
}

fn unit(workspace: &Workspace) -> Result<Counts> {
    site::packages(workspace)?;
    let mut command = cargo_test(workspace);
    command.args(["--lib", "--bins"]);
    for name in workspace.integration_tests(|package| package != SERVER) {
        command.args(["--test", name]);
    }
    let mut counts = count(&mut command)?;
    counts += count(cargo_test(workspace).arg("--doc"))?;
    counts += count(
        workspace
            .cargo()
            .args(["test", "--package=xtask", "--locked"]),
    )?;
    Ok(counts)
}

fn database_tests(workspace: &Workspace, cluster: Option<&Cluster>) -> Result<Counts> {
    site::npm_packages(&workspace.end2end())?;
    let mut command = server_tests(workspace);
    if let Some(cluster) = cluster {
        command.env(DATABASE_URL, cluster.url());
    }
    count(&mut command)
}

fn browser(workspace: &Workspace) -> Result<Counts> {
    let end2end = workspace.end2end();
    let mut progress = Progress::of(site::STEPS + 2);
    site::build(workspace, Mode::Development, &mut progress)?;
    progress.step("Building the server", || {
        // Cargo builds it for the HTTP tests too; with `cargo build`, all
        // dependencies with another set of features would be compiled as well.
        process::run(server_tests(workspace).arg("--no-run"))?;
        Ok(Outcome::Done)
    })?;
    progress.step("Installing the npm packages of end2end/", || {
        site::npm_packages(&end2end)
    })?;

    let folder = tempfile::tempdir()?;
    let report = folder.path().join("report.json");
    let chromium = prerequisites::chromium().context("Chromium is not installed")?;
    let status = process::status(
        Command::new("npx")
            // Without a portal every journey waits for its time limit.
            .args(["--no-install", "playwright", "test", "--max-failures=20"])
            .current_dir(&end2end)
            .env("PORTAL_BROWSER_REPORT", &report)
            .env("CHROMIUM", chromium)
            .env("PORTAL_BIN", server::program(workspace, Mode::Development))
            .env("PORTAL_SITE_ROOT", workspace.site()),
    )?;
    let counts = counts::of_playwright(&fs::read_to_string(&report).unwrap_or_default());
    Ok(counts.with_exit(status))
}

/// `cargo test`, always with the same selection of packages: another selection
/// switches other features of dependencies on, and compiles them anew. (What
/// xtask needs is compiled already, or this would not run.)
fn cargo_test(workspace: &Workspace) -> Command {
    let mut command = workspace.cargo();
    command
        .args([
            "test",
            "--workspace",
            "--exclude=xtask",
            "--locked",
            "--no-fail-fast",
        ])
        .env_remove(DATABASE_URL);
    command
}

fn server_tests(workspace: &Workspace) -> Command {
    let mut command = cargo_test(workspace);
    for name in workspace.integration_tests(|package| package == SERVER) {
        command.args(["--test", name]);
    }
    command
}

/// A command that is one test by itself.
fn check(command: &mut Command) -> Result<Counts> {
    Ok(Counts::of_command(process::status(command)?))
}

/// Runs `cargo test` and counts what its test programs report.
fn count(command: &mut Command) -> Result<Counts> {
    let mut counts = Counts::default();
    let status = process::run_reading(command, |line| counts += counts::of_libtest(line))?;
    Ok(counts.with_exit(status))
}
