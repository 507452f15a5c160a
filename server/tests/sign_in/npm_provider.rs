//! The portal signs in with a provider that nobody here wrote: `oidc-provider`
//! from npm, over HTTP, with PKCE required.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use server::clock::Clock;
use server::sign_in::{
    Provider, ProviderSettings, RefusalKind, SignInRefusal, SignedIn, Transport,
};
use url::{Url, form_urlencoded};

use crate::support::{CALLBACK, SECRET, SIGNED_OUT, answer, issuer, query, url};

/// The provider's process. It ends with its standard input, so it cannot outlive
/// the test, however the test ends.
struct NpmProvider {
    issuer: String,
    process: Child,
    input: Option<ChildStdin>,
    /// Held because a process dies when it writes to a pipe that nobody holds.
    _output: BufReader<ChildStdout>,
}

impl NpmProvider {
    fn start() -> Self {
        let end2end = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end");
        let package: PathBuf = end2end.join("node_modules/oidc-provider");
        assert!(
            package.is_dir(),
            "oidc-provider is not installed; run: npm ci --prefix end2end"
        );
        let mut process = Command::new("node")
            .arg(end2end.join("oidc-provider/server.mjs"))
            .args([CALLBACK, SIGNED_OUT, SECRET])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node, version 20 or later, must be installed");
        let input = process.stdin.take();
        let mut output = BufReader::new(process.stdout.take().expect("its output"));
        let mut issuer = String::new();
        output.read_line(&mut issuer).expect("a line");
        let issuer = issuer.trim().to_owned();
        assert!(
            issuer.starts_with("http://127.0.0.1:"),
            "the provider did not start; to see why, run: node end2end/oidc-provider/server.mjs a b c"
        );
        Self {
            issuer,
            process,
            input,
            _output: output,
        }
    }

    fn provider(&self, client: &str) -> Provider {
        let settings = ProviderSettings {
            id: "npm".to_owned(),
            name: "A provider from npm".to_owned(),
            issuer: issuer(&self.issuer),
            client_id: client.to_owned(),
            client_secret: Some(SECRET.into()),
            scopes: vec!["email".to_owned(), "profile".to_owned()],
        };
        let network = Transport::network().expect("a transport");
        Provider::new(settings, url(CALLBACK), network).expect("a provider")
    }
}

impl Drop for NpmProvider {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

fn now() -> DateTime<Utc> {
    Clock::system().now()
}

/// A browser that follows redirects and sends forms, and stops at our callback.
struct Browser {
    client: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

/// Where the browser has come to.
enum Arrived {
    /// An address of ours, which the browser would now ask for.
    Home(Url),
    Page {
        at: Url,
        html: String,
    },
}

impl Browser {
    fn new() -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        Self {
            client: client.expect("a client"),
            cookies: BTreeMap::new(),
        }
    }

    async fn open(&mut self, address: Url) -> Arrived {
        self.follow(address, None).await
    }

    /// Sends the page's form with the fields it holds and those given.
    async fn submit(&mut self, page: Arrived, fields: &[(&str, &str)]) -> Arrived {
        let Arrived::Page { at, html } = page else {
            panic!("there is no form at home");
        };
        let html = scraper::Html::parse_document(&html);
        let all = |selector| scraper::Selector::parse(selector).expect("a selector");
        let form = html.select(&all("form")).next().expect("a form");
        let action = form.attr("action").expect("an address of the form");
        let mut body = form_urlencoded::Serializer::new(String::new());
        for hidden in html.select(&all("form input[type=hidden]")) {
            let name = hidden.attr("name").expect("a name");
            body.append_pair(name, hidden.attr("value").unwrap_or_default());
        }
        let body = body.extend_pairs(fields).finish();
        self.follow(at.join(action).expect("an address"), Some(body))
            .await
    }

    async fn follow(&mut self, mut address: Url, mut form: Option<String>) -> Arrived {
        for _ in 0..10 {
            if address.port() == Some(3000) {
                return Arrived::Home(address);
            }
            let request = match form.take() {
                None => self.client.get(address.clone()),
                Some(form) => {
                    let kind = "application/x-www-form-urlencoded";
                    self.client
                        .post(address.clone())
                        .header(CONTENT_TYPE, kind)
                        .body(form)
                }
            };
            let cookies: Vec<_> = self
                .cookies
                .iter()
                .map(|(n, v)| format!("{n}={v}"))
                .collect();
            let response = request.header(COOKIE, cookies.join("; ")).send().await;
            let response = response.expect("an answer");
            for cookie in response.headers().get_all(SET_COOKIE) {
                let cookie = cookie.to_str().expect("text");
                let (name, rest) = cookie.split_once('=').expect("a cookie");
                let value = rest.split(';').next().unwrap_or_default();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            self.cookies.retain(|_, value| !value.is_empty());
            match response.headers().get(LOCATION) {
                Some(location) => {
                    let location = location.to_str().expect("text");
                    address = address.join(location).expect("an address");
                }
                None => {
                    let html = response.text().await.expect("a page");
                    return Arrived::Page { at: address, html };
                }
            }
        }
        panic!("too many redirects");
    }

    /// Signs in at the provider as `login` and agrees; our callback's address.
    async fn sign_in(&mut self, address: Url, login: &str) -> Url {
        let page = self.open(address).await;
        let page = self
            .submit(page, &[("login", login), ("password", "any")])
            .await;
        match self.submit(page, &[]).await {
            Arrived::Home(callback) => callback,
            Arrived::Page { html, .. } => panic!("still there: {html}"),
        }
    }
}

async fn sign_in(provider: &Provider, login: &str) -> Result<SignedIn, SignInRefusal> {
    let (address, pending) = provider.begin(now()).await.expect("a start");
    let callback = Browser::new().sign_in(address, login).await;
    provider.finish(pending, answer(&callback), now()).await
}

#[tokio::test]
async fn somebody_signs_in_with_each_kind_of_signature() {
    let npm = NpmProvider::start();
    for client in ["portal-rs256", "portal-es256", "portal-eddsa"] {
        let provider = npm.provider(client);
        let signed_in = sign_in(&provider, "sian").await.expect(client);
        assert_eq!(signed_in.issuer, npm.issuer);
        assert_eq!(signed_in.subject, "sian");
        assert_eq!(signed_in.email.as_deref(), Some("sian@council.example"));
        assert!(signed_in.email_verified);
        assert_eq!(signed_in.name.as_deref(), Some("Name of sian"));

        let unverified = sign_in(&provider, "unverified").await.expect(client);
        assert_eq!(unverified.subject, "unverified");
        assert!(unverified.email.is_some() && !unverified.email_verified);
    }
}

#[tokio::test]
async fn a_signature_with_our_secret_is_refused() {
    let npm = NpmProvider::start();
    let refusal = sign_in(&npm.provider("portal-hs256"), "sian").await;
    let refusal = refusal.expect_err("nobody");
    let expected = server::sign_in::TokenFault::Algorithm;
    assert!(
        matches!(&refusal, SignInRefusal::Token(fault) if *fault == expected),
        "{refusal}"
    );
}

#[tokio::test]
async fn the_provider_holds_us_to_pkce_and_to_one_use() {
    let npm = NpmProvider::start();
    let provider = npm.provider("portal-rs256");

    // Without a challenge the provider sends the browser straight back.
    let (mut address, pending) = provider.begin(now()).await.expect("a start");
    let mut asked = query(&address);
    asked.retain(|name, _| !name.starts_with("code_challenge"));
    address.query_pairs_mut().clear().extend_pairs(asked);
    let Arrived::Home(callback) = Browser::new().open(address).await else {
        panic!("the provider went on without PKCE");
    };
    let refusal = provider.finish(pending, answer(&callback), now()).await;
    assert!(matches!(
        refusal,
        Err(SignInRefusal::ProviderAnswered("invalid_request"))
    ));

    // With another verifier it does not take the code.
    let (address, mut pending) = provider.begin(now()).await.expect("a start");
    let callback = Browser::new().sign_in(address, "sian").await;
    pending.pkce_verifier = provider
        .begin(now())
        .await
        .expect("a start")
        .1
        .pkce_verifier;
    let refusal = provider.finish(pending, answer(&callback), now()).await;
    assert!(matches!(
        refusal,
        Err(SignInRefusal::CodeRefused("invalid_grant"))
    ));

    // A code that was used is refused.
    let (address, pending) = provider.begin(now()).await.expect("a start");
    let callback = Browser::new().sign_in(address, "sian").await;
    let first = provider
        .finish(pending.clone(), answer(&callback), now())
        .await;
    assert!(first.is_ok());
    let again = provider.finish(pending, answer(&callback), now()).await;
    assert!(matches!(
        again,
        Err(SignInRefusal::CodeRefused("invalid_grant"))
    ));

    // The provider names itself in its answers, so one without a name is refused.
    let (address, pending) = provider.begin(now()).await.expect("a start");
    let callback = Browser::new().sign_in(address, "sian").await;
    let mut nameless = answer(&callback);
    assert_eq!(nameless.iss.take().as_deref(), Some(npm.issuer.as_str()));
    let refusal = provider.finish(pending, nameless, now()).await;
    assert!(matches!(refusal, Err(SignInRefusal::IssuerMissing)));
}

#[tokio::test]
async fn somebody_declines() {
    let npm = NpmProvider::start();
    let provider = npm.provider("portal-rs256");
    let (address, pending) = provider.begin(now()).await.expect("a start");
    let mut browser = Browser::new();
    let Arrived::Page { at, .. } = browser.open(address).await else {
        panic!("no page to sign in");
    };
    let abort = url(&format!("{at}/abort"));
    let Arrived::Home(callback) = browser.open(abort).await else {
        panic!("declining leads home");
    };
    let refusal = provider.finish(pending, answer(&callback), now()).await;
    assert_eq!(refusal.expect_err("nobody").kind(), RefusalKind::Declined);
}

#[tokio::test]
async fn signing_out_ends_the_session_there_too() {
    let npm = NpmProvider::start();
    let provider = npm.provider("portal-rs256");
    let (address, pending) = provider.begin(now()).await.expect("a start");
    let mut browser = Browser::new();
    let callback = browser.sign_in(address, "sian").await;
    let signed_in = provider.finish(pending, answer(&callback), now()).await;
    let signed_in = signed_in.expect("somebody");

    // Still signed in there: a second sign-in asks nothing.
    let (address, _) = provider.begin(now()).await.expect("a start");
    assert!(matches!(browser.open(address).await, Arrived::Home(_)));

    let out = url(SIGNED_OUT);
    let out = provider.end_session_url(now(), &signed_in.id_token, &out, Some("a-state"));
    let page = browser.open(out.await.expect("an address")).await;
    let Arrived::Home(home) = browser.submit(page, &[("logout", "yes")]).await else {
        panic!("signing out leads home");
    };
    assert_eq!(home, url(&format!("{SIGNED_OUT}?state=a-state")));

    let (address, _) = provider.begin(now()).await.expect("a start");
    assert!(matches!(browser.open(address).await, Arrived::Page { .. }));
}
