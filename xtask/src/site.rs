//! What the browser loads: `pkg/` (wasm, its JavaScript, CSS) and `assets/`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    fingerprint::{Fingerprint, unless_unchanged},
    process,
    progress::{Outcome, Progress},
    workspace::Workspace,
};

#[derive(Clone, Copy, PartialEq)]
pub enum Mode {
    Development,
    Release,
}

/// How many steps [`build`] announces.
pub const STEPS: usize = 4;

/// Builds what has changed since the last time.
pub fn build(workspace: &Workspace, mode: Mode, progress: &mut Progress) -> Result<()> {
    progress.step("Installing the npm packages of style/", || {
        packages(workspace)
    })?;
    progress.step("Building the browser part", || browser(workspace, mode))?;
    progress.step("Building the styles", || styles(workspace))?;
    progress.step("Copying the assets", || assets(workspace))
}

/// The design systems, Sass and Binaryen, as `style/package-lock.json` has them.
pub fn packages(workspace: &Workspace) -> Result<Outcome> {
    npm_packages(&workspace.root.join("style"))
}

/// Runs `npm ci` in `folder`, unless its lock file is the one installed.
pub fn npm_packages(folder: &Path) -> Result<Outcome> {
    let installed = folder.join("node_modules/.package-lock.json");
    let inputs = Fingerprint::default()
        .path(&folder.join("package.json"))?
        .path(&folder.join("package-lock.json"))?
        .path(&folder.join(".npmrc"))?;
    // The stamp lies with the packages, so that both are deleted together.
    unless_unchanged(
        &folder.join("node_modules/.stamp"),
        inputs,
        &[&installed],
        || {
            process::run(
                Command::new("npm")
                    .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                    .current_dir(folder)
                    .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
            )
        },
    )
}

/// Compiles `app` for the browser and gives it its JavaScript.
fn browser(workspace: &Workspace, mode: Mode) -> Result<Outcome> {
    let profile = match mode {
        Mode::Development => "dev",
        Mode::Release => "wasm-release",
    };
    process::run(
        workspace
            .cargo()
            .args([
                "build",
                "--package=app",
                "--lib",
                "--features=hydrate",
                "--locked",
            ])
            .args(["--target=wasm32-unknown-unknown", "--profile", profile]),
    )?;
    let folder = match mode {
        Mode::Development => "debug",
        Mode::Release => "wasm-release",
    };
    let compiled = workspace
        .target
        .join("wasm32-unknown-unknown")
        .join(folder)
        .join("app.wasm");

    let pkg = workspace.site().join("pkg");
    let (script, wasm) = (pkg.join("portal.js"), pkg.join("portal_bg.wasm"));
    let snippets = pkg.join("snippets");
    let inputs = Fingerprint::default()
        .text(profile)
        .path(&compiled)?
        .path(Path::new(&workspace.root.join("Cargo.lock")))?
        .path(&workspace.root.join("style/package-lock.json"))?;
    unless_unchanged(
        &stamp(workspace, "browser"),
        inputs,
        &[&script, &wasm, &snippets],
        || {
            remove(&snippets)?;
            let mut bindgen = Bindgen::new();
            bindgen
                .input_path(&compiled)
                .out_name("portal")
                .typescript(false)
                .web(true)?;
            if mode == Mode::Release {
                bindgen
                    .remove_name_section(true)
                    .remove_producers_section(true);
            }
            bindgen.generate(&pkg).context("wasm-bindgen")?;
            match mode {
                Mode::Development => Ok(()),
                Mode::Release => optimise(workspace, &wasm),
            }
        },
    )
}

/// Makes the wasm smaller. wasm-opt learns from the file itself which features
/// of WebAssembly it may use; hence `strip = false` in the profile.
fn optimise(workspace: &Workspace, wasm: &Path) -> Result<()> {
    let smaller = wasm.with_extension("smaller");
    process::run(
        Command::new(tool(workspace, "wasm-opt"))
            .arg("-Oz")
            .arg(wasm)
            .arg("--output")
            .arg(&smaller),
    )?;
    fs::rename(&smaller, wasm).context("keeping the smaller wasm")
}

fn styles(workspace: &Workspace) -> Result<Outcome> {
    let css = workspace.site().join("pkg/portal.css");
    let style = workspace.root.join("style");
    let inputs = Fingerprint::default()
        .path(&style.join("package-lock.json"))?
        .path(&style.join("main.scss"))?
        .path(&style.join("app"))?;
    unless_unchanged(&stamp(workspace, "styles"), inputs, &[&css], || {
        process::run(
            Command::new(tool(workspace, "sass"))
                .current_dir(&workspace.root)
                .args(["--load-path=style", "--style=compressed", "--no-source-map"])
                .arg("style/main.scss")
                .arg(&css),
        )
    })
}

/// Our own images and scripts, and the scripts of the two design systems.
fn assets(workspace: &Workspace) -> Result<Outcome> {
    let style = workspace.root.join("style");
    let ours = style.join("assets");
    let theirs = [
        style.join("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"),
        style.join("node_modules/@ministryofjustice/frontend/moj/moj-frontend.min.js"),
    ];
    let to = workspace.site().join("assets");
    let mut inputs = Fingerprint::default().path(&ours)?;
    for script in &theirs {
        inputs = inputs.path(script)?;
    }
    unless_unchanged(&stamp(workspace, "assets"), inputs, &[&to], || {
        remove(&to)?;
        copy(&ours, &to)?;
        theirs.iter().try_for_each(|script| {
            copy(
                script,
                &to.join(script.file_name().context("a script has a name")?),
            )
        })
    })
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let name = entry?.file_name();
            copy(&from.join(&name), &to.join(&name))?;
        }
        Ok(())
    } else {
        fs::copy(from, to)
            .with_context(|| format!("copying {}", from.display()))
            .map(|_| ())
    }
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn tool(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.root.join("style/node_modules/.bin").join(name)
}

fn stamp(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.site().join(".stamps").join(name)
}
