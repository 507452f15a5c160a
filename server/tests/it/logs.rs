//! What the log never holds: names, addresses, what somebody typed, secrets.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use app::paths;
use axum::http::Method;
use sea_orm::ConnectionTrait;
use server::{
    config::{LogConfig, LogFormat},
    telemetry,
};

use crate::{
    access::browser_of,
    sign_in::{portal_with, secret},
    support::{
        TestPortal,
        requests::{self, every_request},
    },
};

/// Log lines in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Logs everything that this thread does, as talkatively as it can be asked for.
fn listen() -> (Lines, tracing::subscriber::DefaultGuard) {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = LogConfig {
        format: LogFormat::Json,
        filter: "trace".to_owned(),
    };
    let subscriber = telemetry::subscriber(&log, move || writer.clone(), false).unwrap();
    (lines, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn no_name_address_text_or_secret_reaches_the_log() {
    let portal = portal_with(&["substitute"]).await;
    let (lines, _listening) = listen();
    let mut secrets = Vec::new();

    // A sign-in, with the code, the state and the secret of the session.
    let mut browser = portal.browser();
    let back = crate::sign_in::set_out(&portal, &mut browser, "substitute").await;
    let back = portal.state.base_url.join(&back).unwrap();
    secrets.extend(
        back.query_pairs()
            .filter(|(name, _)| name != "iss")
            .map(|(_, value)| value.into_owned()),
    );
    secrets.extend(browser.cookie("fjb-sign-in").map(str::to_owned));
    browser
        .fetch(&format!("{}?{}", back.path(), back.query().unwrap()))
        .await;
    secrets.push(secret(&portal, &browser).unwrap());
    assert_eq!(secrets.len(), 4);

    // Every page, with something typed into its query.
    for person in [None, Some("member"), Some("chair"), Some("no seat")] {
        let mut browser = browser_of(&portal, person).await;
        secrets.extend(secret(&portal, &browser));
        for (method, route) in every_request() {
            if method != Method::GET {
                continue;
            }
            let case = requests::cases(route.path)[0];
            let address = requests::address(&portal, route.path, case, person).await;
            if matches!(requests::parameter(route.path), Some("token" | "link")) {
                secrets.extend(address.rsplit('/').next().map(str::to_owned));
            }
            for query in [
                "q=canary-query",
                "code=canary-code&state=canary-state",
                "error=canary",
            ] {
                browser.fetch(&format!("{address}?{query}")).await;
            }
        }
        browser.fetch("/boards/canary-slug").await;
        browser.fetch("/canary/canary").await;
    }

    // Forms that are saved, refused, and that meet a fault of ours.
    let reference = &portal.world.actions["ayton late"];
    let address = paths::update_action(reference);
    let form = requests::update_form(&portal, reference, "canary-note").await;
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    assert_eq!(browser.post(&address, &form).await.status, 303);
    assert_eq!(
        browser
            .post(&address, &[("note", "canary-refused")])
            .await
            .status,
        422
    );
    let tx = portal.state.db.begin().await.unwrap();
    tx.execute_unprepared("ALTER TABLE audit_head RENAME TO audit_head_gone")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let form = requests::update_form(&portal, reference, "canary-fault").await;
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    let page = browser.post(&address, &form).await;
    assert_eq!(page.status, 500);

    let log = lines.text();
    assert!(log.lines().count() > 100, "{log}");
    for line in log.lines() {
        assert!(!line.to_lowercase().contains("canary"), "{line}");
        for word in ["Rota", "127.0.0.1:40000", "192.0.2.1"] {
            assert!(!line.contains(word), "{line}");
        }
        for secret in &secrets {
            assert!(!line.contains(secret.as_str()), "{line}");
        }
    }
    // What it does hold: who asked, by number, and the code of the page.
    let member = portal.world.people["member"].to_string();
    assert!(log.contains(&member));
    let code = page.texts("main strong").concat();
    let told: Vec<&str> = log.lines().filter(|line| line.contains(&code)).collect();
    assert!(
        told.iter().any(|line| line.contains("audit_head")),
        "{told:?}"
    );
}

/// A portal that nobody asks anything writes nothing of its world either.
#[tokio::test]
async fn making_a_portal_logs_no_setting() {
    let (lines, _listening) = listen();
    TestPortal::with(crate::headers::DEPLOYED).await;
    assert!(!lines.text().contains("forty letters"));
}
