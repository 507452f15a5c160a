//! A PostgreSQL of our own for one run of the tests: on a free port, for this
//! machine only, in a folder that is deleted afterwards whatever happens.

use std::{
    fs,
    hash::{BuildHasher, Hasher, RandomState},
    os::unix::{fs::chown, process::CommandExt},
    path::PathBuf,
    process::Command,
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{prerequisites, process};

/// Tests open many connections at once. The rest gives up safety, which a
/// cluster that lives for minutes does not need, for speed.
const SETTINGS: &str = "listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 400
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
";

/// A running cluster. It is stopped and removed when this value goes.
pub struct Cluster {
    programs: PathBuf,
    owner: Option<Owner>,
    folder: TempDir,
    url: String,
}

/// PostgreSQL refuses to run as root; it then runs as this user.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let programs = prerequisites::postgres().context("PostgreSQL is not installed")?;
        let owner = prerequisites::is_root().then(postgres_user).transpose()?;
        let folder = tempfile::Builder::new()
            .prefix("portal-postgres-")
            .tempdir()?;
        if let Some(owner) = owner {
            chown(folder.path(), Some(owner.user), Some(owner.group))?;
        }
        let password = random_word();
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password)?;
        if let Some(owner) = owner {
            chown(&password_file, Some(owner.user), Some(owner.group))?;
        }
        let mut cluster = Self {
            programs,
            owner,
            folder,
            url: String::new(),
        };
        process::run(
            cluster
                .program("initdb")
                .args([
                    "--auth=scram-sha-256",
                    "--username=portal",
                    "--encoding=UTF8",
                ])
                .args(["--locale=C.UTF-8", "--no-sync", "--no-instructions"])
                .arg("--pwfile")
                .arg(&password_file)
                .stdout(std::process::Stdio::null()),
        )?;
        let settings = cluster.data().join("postgresql.auto.conf");
        fs::write(&settings, SETTINGS).context("writing the settings")?;

        // Somebody else may take the port between our look and the start.
        for _ in 0..3 {
            let port = process::free_port()?;
            let started = process::status(
                cluster
                    .program("pg_ctl")
                    .args([
                        "start",
                        "--silent",
                        "--wait",
                        "--options",
                        &format!("-p {port}"),
                    ])
                    .arg("--log")
                    .arg(cluster.folder.path().join("log")),
            )?;
            if started.success() {
                cluster.url = format!("postgres://portal:{password}@127.0.0.1:{port}/postgres");
                return Ok(cluster);
            }
        }
        let log = fs::read_to_string(cluster.folder.path().join("log")).unwrap_or_default();
        bail!("PostgreSQL does not start:\n{log}");
    }

    /// Where tests reach it. They make their own databases.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command
            .current_dir(self.folder.path())
            .env("PGDATA", self.data());
        if let Some(owner) = self.owner {
            command.uid(owner.user).gid(owner.group);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists() {
            // Not through `process`, which starts nothing more after a Ctrl-C.
            let mut stop = self.program("pg_ctl");
            let stopped = stop.args(["stop", "--silent", "--mode=immediate"]).status();
            if !stopped.is_ok_and(|status| status.success()) {
                eprintln!(
                    "PostgreSQL in {} did not stop",
                    self.folder.path().display()
                );
            }
        }
    }
}

/// The user `postgres`, made if there is none (Debian's package brings it).
fn postgres_user() -> Result<Owner> {
    let ask = |what| {
        let answer = process::answer(Command::new("id").args([what, "postgres"]));
        answer.and_then(|id| id.parse().ok())
    };
    if ask("--user").is_none() {
        process::run(Command::new("useradd").args(["--system", "postgres"]))?;
    }
    let (user, group) = ask("--user")
        .zip(ask("--group"))
        .context("there is no user postgres")?;
    Ok(Owner { user, group })
}

/// Keeps other users of the machine out. Each `RandomState` has random keys.
fn random_word() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}
