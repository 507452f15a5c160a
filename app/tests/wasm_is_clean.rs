//! What goes to browsers knows no database and no HTTP server.

use std::process::Command;

/// Crates that only a server has a use for.
const SERVER_ONLY: &[&str] = &[
    "axum",
    "hyper",
    "openidconnect",
    "reqwest",
    "rustls",
    "sea-orm",
    "sqlx",
    "tokio",
];

#[test]
fn the_browser_part_depends_on_nothing_of_the_server() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--package", "app", "--features", "hydrate"])
        .args(["--target", "wasm32-unknown-unknown", "--edges", "normal"])
        .args(["--prefix", "none", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let crates: Vec<String> = String::from_utf8_lossy(&tree.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    assert!(crates.iter().any(|name| name == "leptos"), "{crates:?}");
    for name in SERVER_ONLY {
        assert!(!crates.iter().any(|found| found == name), "{name}");
    }
}
