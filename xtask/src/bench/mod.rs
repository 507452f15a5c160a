//! `cargo xtask bench`: what a page costs, beside the least it could cost, and
//! whether that holds when the data grows. It prints figures and fails for no
//! figure: machines differ, and so does what else they do.

mod client;
mod html;
mod load;
mod report;
mod server;
mod visit;
mod weight;
mod writers;

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::Path,
    process::{Command, ExitCode},
    time::Duration,
};

use anyhow::{Context, Result};

use crate::{
    prerequisites::{self, Need},
    process,
    progress::{Outcome as Step, Progress},
    server as portal,
    site::{self, Mode},
    workspace::Workspace,
};
use client::Visitor;
use load::{Amount, Outcome, Reader, Sender};
use report::Report;
use server::Server;
use visit::{Kind, Pages};
use weight::Weight;
use writers::Writer;

#[derive(clap::Args)]
pub struct Options {
    /// Fewer requests: for a first look, too few for a comparison
    #[arg(long)]
    quick: bool,
    /// How many times the actions the larger database holds
    #[arg(long, default_value_t = 100)]
    scale: u32,
}

/// The test that holds how many statements each page sends to the database.
const STATEMENTS: &str = "server/tests/it/queries.rs";

/// How many connections are used at once.
const LEVELS: [usize; 3] = [1, 8, 32];

/// How many requests come first and are not measured.
const WARM_UP: usize = 50;

/// A series of requests, and what the server computed for it.
pub struct Level {
    pub connections: usize,
    pub outcome: Outcome,
    pub cpu: Duration,
}

/// One kind of request at every level.
pub struct Measured(pub Vec<Level>);

impl Measured {
    /// CPU time of one request in milliseconds, over all levels.
    pub fn cpu_ms(&self) -> f64 {
        let cpu: Duration = self.0.iter().map(|level| level.cpu).sum();
        let requests: usize = self.0.iter().map(|level| level.outcome.requests()).sum();
        cpu.as_secs_f64() * 1_000.0 / requests.max(1) as f64
    }
}

/// A database with the portal and its opponent on it.
pub struct Site {
    pub name: String,
    pub portal: Server,
    opponent: Server,
    pub pages: Pages,
    member: Visitor,
    writers: Vec<Writer>,
}

/// What was measured on a site.
#[derive(Default)]
pub struct Figures {
    pub portal: BTreeMap<Kind, Measured>,
    /// Pages with as many rows as on the first site, where those differ.
    pub as_many_rows: BTreeMap<Kind, Measured>,
    pub bare: BTreeMap<Kind, Measured>,
    pub hand_written: Option<Measured>,
    /// Updates answered as saved that are not there.
    pub lost: u32,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let mut progress = Progress::of(site::STEPS + 4);
    prerequisites::ensure(&[Need::Node])?;
    site::build(workspace, Mode::Release, &mut progress)?;
    progress.step("Building the server and its opponent", || build(workspace))?;

    // In the target folder, because a temporary folder may lie in memory, where
    // a write to be kept costs nothing.
    let folder = tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(&workspace.target)?;
    let mut sites = Vec::new();
    let larger = format!("{} times the actions", options.scale);
    for (name, scale) in [("Demonstration data", 1), (&larger, options.scale)] {
        let folder = folder.path().join(scale.to_string());
        progress.step(&format!("Preparing: {}", name.to_lowercase()), || {
            let like = sites.first().map(|site: &Site| &site.pages);
            sites.push(Site::open(workspace, &folder, name, scale, like)?);
            Ok(Step::Done)
        })?;
    }
    let weights = weights(&mut sites)?;
    let mut figures: Vec<Figures> = sites.iter().map(|_| Figures::default()).collect();
    progress.step("Measuring", || {
        measure(&mut sites, &mut figures, options.quick)?;
        Ok(Step::Done)
    })?;
    let statements = fs::read_to_string(workspace.root.join(STATEMENTS)).unwrap_or_default();
    let report = Report {
        sites: &sites,
        figures: &figures,
        weights: &weights,
        statements: &statements,
        scale: options.scale,
        quick: options.quick,
    };
    println!("\n{report}");
    for site in sites {
        site.close()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Both in one command, so that the server is compiled with what it is
/// deployed with.
fn build(workspace: &Workspace) -> Result<Step> {
    process::run(workspace.cargo().args([
        "build",
        "--release",
        "--package=server",
        "--package=opponent",
        "--bins",
        "--locked",
    ]))?;
    Ok(Step::Done)
}

impl Site {
    fn open(
        workspace: &Workspace,
        folder: &Path,
        name: &str,
        scale: u32,
        like: Option<&Pages>,
    ) -> Result<Self> {
        let pages_folder = folder.join("pages");
        fs::create_dir_all(&pages_folder)?;
        let database = folder.join("portal.db");
        let url = format!("sqlite://{}", database.display());
        process::run(
            Command::new(portal::program(workspace, Mode::Release))
                .args(["demo", "--database-url", &url])
                .args(["--scale", &scale.to_string()]),
        )?;

        let address = free_address()?;
        let options = [
            "--listen",
            &address.to_string(),
            "--database-url",
            &url,
            "--log-format",
            "json",
        ]
        .map(str::to_owned);
        let portal = Server::start(
            &mut portal::start(workspace, Mode::Release, &options),
            address,
            "/health/ready",
            folder.join("portal.log"),
        )?;
        let mut member = visit::sign_in(&portal, visit::MEMBER)?;
        let pages = match like {
            Some(pages) => pages.like(&mut member)?,
            None => Pages::longest(&mut member)?,
        };
        let connections = LEVELS.into_iter().max().unwrap_or(1);
        let writers = writers::open(&portal, connections)?;

        for kind in Kind::READ {
            let page = member.read(pages.address(kind))?;
            fs::write(pages_folder.join(kind.file()), page)?;
        }
        // An update is answered with a redirect that has no body.
        fs::write(pages_folder.join(Kind::Update.file()), "")?;
        let address = free_address()?;
        let opponent = Server::start(
            Command::new(workspace.target.join("release/opponent"))
                .args(["--listen", &address.to_string(), "--database"])
                .arg(&database)
                .arg("--pages")
                .arg(&pages_folder),
            address,
            "/bare/update",
            folder.join("opponent.log"),
        )?;
        Ok(Self {
            name: name.to_owned(),
            portal,
            opponent,
            pages,
            member,
            writers,
        })
    }

    fn close(self) -> Result<()> {
        self.portal.stop()?;
        self.opponent.stop()
    }
}

/// Everything that is compared is measured close together in time, because the
/// machine may be busier a minute later.
fn measure(sites: &mut [Site], figures: &mut [Figures], quick: bool) -> Result<()> {
    let amount = Amount {
        requests: if quick { 200 } else { 1_500 },
        time: Duration::from_secs(if quick { 10 } else { 60 }),
    };
    for kind in Kind::ALL {
        println!("      {kind}");
        for (site, figures) in sites.iter_mut().zip(figures.iter_mut()) {
            let measured = if kind == Kind::Update {
                levels(&site.portal, amount, &mut site.writers)?
            } else {
                let request = site
                    .member
                    .get(site.pages.address(kind), client::COMPRESSED);
                levels(&site.portal, amount, &mut readers(&request))?
            };
            figures.portal.insert(kind, measured);
            if let Some(address) = site.pages.as_many_rows.get(&kind) {
                let request = site.member.get(address, client::COMPRESSED);
                let measured = levels(&site.portal, amount, &mut readers(&request))?;
                figures.as_many_rows.insert(kind, measured);
            }
            let visitor = Visitor::new(site.opponent.address);
            let bare = visitor.get(&format!("/bare/{}", kind.file()), client::COMPRESSED);
            let measured = levels(&site.opponent, amount, &mut readers(&bare))?;
            figures.bare.insert(kind, measured);
            if kind == Kind::Log {
                let query = site.pages.address(kind).split_once('?').map(|_| "?all");
                let log = format!("/log/{}{}", site.pages.board, query.unwrap_or_default());
                let request = visitor.get(&log, client::COMPRESSED);
                figures.hand_written =
                    Some(levels(&site.opponent, amount, &mut readers(&request))?);
            }
        }
    }
    for (site, figures) in sites.iter_mut().zip(figures) {
        figures.lost = writers::lost(&mut site.writers)?;
    }
    Ok(())
}

fn readers(request: &[u8]) -> Vec<Reader> {
    vec![Reader(request.to_owned()); LEVELS.into_iter().max().unwrap_or(1)]
}

fn levels<S: Sender>(server: &Server, amount: Amount, senders: &mut [S]) -> Result<Measured> {
    let warm_up = Amount {
        requests: WARM_UP,
        ..amount
    };
    load::run(
        server.address,
        warm_up,
        senders.get_mut(..1).unwrap_or_default(),
    )?;
    let mut levels = Vec::new();
    for connections in LEVELS {
        let senders = senders.get_mut(..connections).unwrap_or_default();
        let before = server.cpu()?;
        let outcome = load::run(server.address, amount, senders)?;
        levels.push(Level {
            connections,
            outcome,
            cpu: server.cpu()?.saturating_sub(before),
        });
    }
    Ok(Measured(levels))
}

/// What each page of the first site makes a browser load.
fn weights(sites: &mut [Site]) -> Result<Vec<(Kind, Weight)>> {
    let site = sites.first_mut().context("there is no site")?;
    Kind::READ
        .into_iter()
        .map(|kind| {
            let weight = Weight::of(&mut site.member, site.pages.address(kind))?;
            Ok((kind, weight))
        })
        .collect()
}

fn free_address() -> Result<SocketAddr> {
    Ok(SocketAddr::from(([127, 0, 0, 1], process::free_port()?)))
}
