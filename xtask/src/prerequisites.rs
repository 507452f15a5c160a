//! What must be on the machine besides Rust. What is missing is installed where
//! that can be done without asking (rustup; apt as root on Debian). Otherwise
//! work ends before it begins, with the line to run.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::process;

const WASM: &str = "wasm32-unknown-unknown";

/// The oldest Node that Dart Sass and Playwright run on.
const NODE: (u32, u32) = (20, 19);

/// Node from the npm registry, where Debian's is too old.
const NODE_PACKAGE: &str = "node@22";

/// The database that the portal is tested on, besides SQLite.
const POSTGRES: u32 = 15;

/// Where Python is looked for: Debian's own has Debian's packages, even where
/// another one comes first on the search path.
const PYTHONS: [&str; 2] = ["/usr/bin/python3", "python3"];

#[derive(Clone, Copy, PartialEq)]
pub enum Need {
    Node,
    Chromium,
    Postgres,
    Python,
    Poppler,
}

impl Need {
    fn name(self) -> &'static str {
        match self {
            Self::Node => "Node with npm",
            Self::Chromium => "Chromium",
            Self::Postgres => "PostgreSQL",
            Self::Python => "Python with openpyxl, odfpy and vobject",
            Self::Poppler => "Poppler's programs, which read PDFs",
        }
    }

    fn is_met(self) -> bool {
        match self {
            Self::Node => on_path("node").is_some() && on_path("npm").is_some(),
            Self::Chromium => chromium().is_some(),
            Self::Postgres => postgres().is_some(),
            Self::Python => PYTHONS.into_iter().any(has_python_packages),
            Self::Poppler => on_path("pdfinfo").is_some() && on_path("pdftotext").is_some(),
        }
    }

    /// Debian's packages.
    fn debian(self) -> &'static [&'static str] {
        match self {
            Self::Node => &["nodejs", "npm"],
            Self::Chromium => &["chromium"],
            Self::Postgres => &["postgresql-15"],
            Self::Python => &[
                "python3",
                "python3-odf",
                "python3-openpyxl",
                "python3-vobject",
            ],
            Self::Poppler => &["poppler-utils"],
        }
    }

    /// The line to run on a Mac.
    fn on_mac(self) -> &'static str {
        match self {
            Self::Node => "brew install node",
            Self::Chromium => "brew install --cask chromium",
            Self::Postgres => "brew install postgresql@15",
            Self::Python => "python3 -m pip install --user openpyxl odfpy vobject",
            Self::Poppler => "brew install poppler",
        }
    }
}

/// Makes sure of the Rust target for browsers and of `needs`.
pub fn ensure(needs: &[Need]) -> Result<()> {
    ensure_wasm_target()?;
    let mut missing: Vec<Need> = Vec::new();
    for need in needs {
        if !need.is_met() && !missing.contains(need) {
            missing.push(*need);
        }
    }
    if !missing.is_empty() {
        install(&missing)?;
        missing.retain(|need| !need.is_met());
        if !missing.is_empty() {
            bail!("{}", lines_to_run(&missing));
        }
    }
    if needs.contains(&Need::Node) {
        ensure_node_is_recent()?;
    }
    Ok(())
}

/// A Chromium, Chrome, or what `CHROMIUM` names.
pub fn chromium() -> Option<PathBuf> {
    let mac = Path::new("/Applications/Chromium.app/Contents/MacOS/Chromium");
    env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .or_else(|| {
            [
                "chromium",
                "chromium-browser",
                "google-chrome-stable",
                "google-chrome",
            ]
            .into_iter()
            .find_map(on_path)
        })
        .or_else(|| Some(mac.to_owned()))
        .filter(|path| path.is_file())
}

/// The folder with `initdb` and `pg_ctl`. Debian keeps it off the search path.
pub fn postgres() -> Option<PathBuf> {
    let places = [
        format!("/usr/lib/postgresql/{POSTGRES}/bin"),
        format!("/opt/homebrew/opt/postgresql@{POSTGRES}/bin"),
        format!("/usr/local/opt/postgresql@{POSTGRES}/bin"),
    ];
    let on_search_path = || {
        let initdb = on_path("initdb")?;
        let version = process::answer(Command::new(&initdb).arg("--version"))?;
        let is_recent = versions(&version)
            .first()
            .is_some_and(|major| *major >= POSTGRES);
        is_recent
            .then(|| initdb.parent().map(Path::to_owned))
            .flatten()
    };
    places
        .into_iter()
        .map(PathBuf::from)
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
        .or_else(on_search_path)
}

/// Whether a Python has what the tests of spreadsheets and contacts read them with.
fn has_python_packages(python: &str) -> bool {
    process::answer(Command::new(python).args(["-c", "import openpyxl, odf, vobject"])).is_some()
}

pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// Whether we may do what only the administrator may.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn ensure_wasm_target() -> Result<()> {
    let sysroot = process::answer(Command::new("rustc").args(["--print", "sysroot"]))
        .context("rustc does not run")?;
    if Path::new(&sysroot).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!(
            "Rust's target for browsers is missing, and rustup is not here to add it. \
             With rustup from https://rustup.rs, run:\n\n    rustup target add {WASM}"
        );
    }
    println!("      rustup target add {WASM}");
    process::run(Command::new("rustup").args(["target", "add", WASM]))
}

fn ensure_node_is_recent() -> Result<()> {
    let version = || process::answer(Command::new("node").arg("--version")).unwrap_or_default();
    if is_recent_node(&version()) {
        return Ok(());
    }
    bail!(
        "Node {}.{} or newer is needed, and this is {}. Run:\n\n    {}npm install --global {NODE_PACKAGE}",
        NODE.0,
        NODE.1,
        version(),
        if is_root() { "" } else { "sudo " },
    );
}

fn install(missing: &[Need]) -> Result<()> {
    if !is_root() || !is_debian() {
        bail!("{}", lines_to_run(missing));
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.debian())
        .copied()
        .collect();
    println!("      apt-get install {}", packages.join(" "));
    let apt = || {
        let mut command = Command::new("apt-get");
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .arg("--quiet");
        command
    };
    process::run(apt().arg("update"))?;
    process::run(
        apt()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages),
    )?;
    if missing.contains(&Need::Node) && ensure_node_is_recent().is_err() {
        // Debian 12 has Node 18. The registry's own package brings a newer one.
        process::run(Command::new("npm").args(["install", "--global", NODE_PACKAGE]))?;
    }
    Ok(())
}

fn lines_to_run(missing: &[Need]) -> String {
    let names: Vec<&str> = missing.iter().map(|need| need.name()).collect();
    let lines: Vec<String> = if cfg!(target_os = "macos") {
        missing
            .iter()
            .map(|need| need.on_mac().to_owned())
            .collect()
    } else {
        let packages: Vec<&str> = missing
            .iter()
            .flat_map(|need| need.debian())
            .copied()
            .collect();
        vec![format!(
            "sudo apt-get update && sudo apt-get install --yes {}",
            packages.join(" ")
        )]
    };
    format!(
        "missing: {}. Run:\n\n    {}",
        names.join(", "),
        lines.join("\n    ")
    )
}

fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
}

fn is_recent_node(version: &str) -> bool {
    match versions(version)[..] {
        [major, minor, ..] => (major, minor) >= NODE,
        _ => false,
    }
}

/// The numbers of a version, wherever it stands in `text`.
fn versions(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_say_of_themselves() {
        assert_eq!(versions("v20.20.2"), [20, 20, 2]);
        assert_eq!(
            versions("initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)").first(),
            Some(&15)
        );
        assert_eq!(versions(""), [0; 0]);
    }

    #[test]
    fn an_old_node_is_refused() {
        assert!(is_recent_node("v20.19.0"));
        assert!(is_recent_node("v22.1.0"));
        assert!(!is_recent_node("v18.20.4"));
        assert!(!is_recent_node("v20.18.3"));
        assert!(!is_recent_node(""));
    }

    #[test]
    fn the_line_to_run_names_every_missing_package() {
        let line = lines_to_run(&[Need::Chromium, Need::Postgres, Need::Python]);
        for package in ["chromium", "postgresql", "openpyxl", "vobject"] {
            assert!(line.contains(package), "{package}: {line}");
        }
    }
}
