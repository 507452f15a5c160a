//! `cargo xtask dev`: the portal, rebuilt and restarted after each edit.

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{
    process::{self, Running},
    progress::{Progress, seconds},
    server,
    site::{self, Mode},
    workspace::Workspace,
};

/// How often the files are looked at. Nobody waits for less.
const POLL: Duration = Duration::from_millis(250);

/// What is watched. A change of `style` needs no compiler; `app` goes to the
/// browser and into the server; cargo itself sees what that means.
const WATCHED: [&str; 6] = [
    "style",
    "app",
    "server",
    "migrations",
    "Cargo.toml",
    "Cargo.lock",
];

pub fn run(workspace: &Workspace, options: &[String]) -> Result<ExitCode> {
    let mut seen = look(workspace);
    server::build_all(
        workspace,
        Mode::Development,
        &mut Progress::of(server::STEPS),
    )?;
    let mut portal = start(workspace, options);
    loop {
        thread::sleep(POLL);
        process::check_interrupted()?;
        if let Some(running) = portal.as_mut()
            && let Some(status) = running.ended()?
        {
            println!("The portal has ended ({status}). It starts again after the next edit.");
            portal = None;
        }
        let now = settled(workspace, &seen);
        let changed: Vec<&str> = now
            .iter()
            .filter(|(name, state)| seen.get(*name) != Some(state))
            .map(|(name, _)| *name)
            .collect();
        if changed.is_empty() {
            continue;
        }
        seen = now;
        println!("\nChanged: {}", changed.join(", "));
        let start_of_work = Instant::now();
        match rebuild(workspace, &changed) {
            Ok(()) => {
                if let Some(running) = portal.take() {
                    running.stop()?;
                }
                portal = start(workspace, options);
                println!(
                    "Rebuilt and restarted in {}.",
                    seconds(start_of_work.elapsed())
                );
            }
            Err(error) => {
                process::check_interrupted()?;
                println!("Not rebuilt: {error:#}\nThe portal runs on as it was.");
            }
        }
    }
}

fn rebuild(workspace: &Workspace, changed: &[&str]) -> Result<()> {
    let is_only = |name| changed == [name];
    let builds_site = !is_only("server") && !is_only("migrations");
    let builds_server = !is_only("style");
    let steps = usize::from(builds_site) * site::STEPS + usize::from(builds_server);
    let mut progress = Progress::of(steps);
    if builds_site {
        site::build(workspace, Mode::Development, &mut progress)?;
    }
    if builds_server {
        progress.step("Building the server", || {
            server::build(workspace, Mode::Development)
        })?;
    }
    Ok(())
}

fn start(workspace: &Workspace, options: &[String]) -> Option<Running> {
    match Running::start(&mut server::start(workspace, Mode::Development, options)) {
        Ok(running) => Some(running),
        Err(error) => {
            println!("The portal does not start: {error:#}");
            None
        }
    }
}

type Seen = BTreeMap<&'static str, u64>;

/// The state of the files, once an editor that writes several has finished.
fn settled(workspace: &Workspace, seen: &Seen) -> Seen {
    let mut now = look(workspace);
    if now != *seen {
        loop {
            thread::sleep(Duration::from_millis(50));
            let later = look(workspace);
            if later == now {
                break;
            }
            now = later;
        }
    }
    now
}

fn look(workspace: &Workspace) -> Seen {
    WATCHED
        .into_iter()
        .map(|name| {
            let mut state = DefaultHasher::new();
            look_at(&workspace.root.join(name), &mut state);
            (name, state.finish())
        })
        .collect()
}

/// Names, sizes and times of change. A file that vanishes while it is looked at
/// is simply not there.
fn look_at(path: &Path, state: &mut DefaultHasher) {
    let Ok(metadata) = fs::metadata(path) else {
        return;
    };
    path.hash(state);
    if metadata.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.retain(|path| !path.ends_with("node_modules"));
        paths.sort();
        for path in paths {
            look_at(&path, state);
        }
    } else {
        (metadata.len(), metadata.modified().ok()).hash(state);
    }
}
