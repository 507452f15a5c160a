//! Where things are: asked of cargo, so that `CARGO_TARGET_DIR` and every other
//! way of configuring it hold here too.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;

pub struct Workspace {
    pub root: PathBuf,
    /// Where cargo puts what it builds, and we the site.
    pub target: PathBuf,
    metadata: Value,
}

impl Workspace {
    pub fn load() -> Result<Self> {
        // Cargo says at run time which clone this is; the path compiled in could
        // be that of another clone with the same target directory.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().context("xtask has no parent folder")?;
        let mut command = cargo(root);
        command.args(["metadata", "--format-version=1", "--no-deps", "--locked"]);
        let answer = process::answer(&mut command)
            .context("`cargo metadata --locked` failed; run it to see why")?;
        let metadata: Value = serde_json::from_str(&answer).context("reading cargo metadata")?;
        let target = metadata.get("target_directory").and_then(Value::as_str);
        let target = PathBuf::from(target.context("cargo metadata names no target directory")?);
        Ok(Self {
            root: root.to_owned(),
            target,
            metadata,
        })
    }

    /// Cargo, in the root of the workspace.
    pub fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    /// Where the browser's files are built: `pkg/` and `assets/`.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The journeys, with npm packages of their own.
    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The names of the integration tests (`tests/*.rs`) of the packages that
    /// `is_wanted` picks by name.
    pub fn integration_tests(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<&str> {
        let packages = self.metadata.get("packages").and_then(Value::as_array);
        packages
            .into_iter()
            .flatten()
            .filter(|package| {
                package
                    .get("name")
                    .and_then(Value::as_str)
                    .is_some_and(&is_wanted)
            })
            .filter_map(|package| package.get("targets").and_then(Value::as_array))
            .flatten()
            .filter(|target| target.pointer("/kind/0").and_then(Value::as_str) == Some("test"))
            .filter_map(|target| target.get("name").and_then(Value::as_str))
            .collect()
    }
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root);
    // `cargo run` describes *this* package to us in the environment. Build
    // scripts that look at these would run again whenever somebody types a
    // plain `cargo build` in between.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
}
