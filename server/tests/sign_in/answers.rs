//! Answers at our callback that belong to no sign-in of ours.

use std::collections::{HashMap, HashSet};

use axum::body::Body;
use axum::extract::FromRequest;
use axum::http::Request;
use axum_extra::extract::Query;
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use server::sign_in::{CallbackAnswer, PendingSignIn, RefusalKind, SignInRefusal};

use crate::forger::{FORGER, Forger, honest};
use crate::support::{
    CALLBACK, ISSUER, TestClock, answer, choose, get, location, provider, query, siân, stand_in,
};

#[tokio::test]
async fn every_sign_in_asks_for_pkce_with_s256_and_is_unlike_any_other() {
    let clock = TestClock::new();
    let provider = provider(stand_in(&clock).router());
    let mut seen = HashSet::new();
    for _ in 0..100 {
        let (address, pending) = provider.begin(clock.now()).await.expect("a start");
        let asked = query(&address);
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        let verifier = PkceCodeVerifier::new(pending.pkce_verifier.clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(asked["code_challenge"], challenge.as_str());
        assert_eq!(asked["state"], pending.state);
        assert_eq!(asked["nonce"], pending.nonce);
        assert!(!address.as_str().contains(&pending.pkce_verifier));
        for secret in [pending.state, pending.nonce, pending.pkce_verifier] {
            assert!(secret.len() >= 22, "128 bits need 22 letters");
            assert!(seen.insert(secret), "the same twice");
        }
    }
}

#[tokio::test]
async fn an_answer_needs_the_state_of_the_browser_that_set_out() {
    let clock = TestClock::new();
    let stand_in = stand_in(&clock);
    let provider = provider(stand_in.router());
    let (address, pending) = provider.begin(clock.now()).await.expect("a start");
    let callback = choose(&stand_in, &address, siân()).await;
    let good = answer(&callback);

    let missing = CallbackAnswer {
        state: None,
        ..good.clone()
    };
    let refusal = provider.finish(pending.clone(), missing, clock.now()).await;
    assert!(matches!(refusal, Err(SignInRefusal::StateMissing)));

    let almost = pending.state.get(1..).map(str::to_owned);
    for wrong in [Some(String::new()), Some("another".to_owned()), almost] {
        let wrong = CallbackAnswer {
            state: wrong,
            ..good.clone()
        };
        let refusal = provider.finish(pending.clone(), wrong, clock.now()).await;
        assert!(matches!(refusal, Err(SignInRefusal::StateWrong)));
    }

    // Another browser's sign-in, with this browser's answer.
    let (_, other) = provider.begin(clock.now()).await.expect("a start");
    let refusal = provider.finish(other, good.clone(), clock.now()).await;
    assert!(matches!(refusal, Err(SignInRefusal::StateWrong)));

    // None of these has spent the code.
    assert!(provider.finish(pending, good, clock.now()).await.is_ok());
}

#[tokio::test]
async fn an_answer_is_good_once() {
    let clock = TestClock::new();
    let stand_in = stand_in(&clock);
    let provider = provider(stand_in.router());
    let (address, pending) = provider.begin(clock.now()).await.expect("a start");
    let callback = choose(&stand_in, &address, siân()).await;

    // As the caller keeps it: taken out at the first answer.
    let mut store = HashMap::from([(pending.state.clone(), pending.clone())]);
    let mut finish = async |answer: CallbackAnswer| -> Option<Result<_, SignInRefusal>> {
        let pending: PendingSignIn = store.remove(answer.state.as_deref()?)?;
        Some(provider.finish(pending, answer, clock.now()).await)
    };
    assert!(matches!(finish(answer(&callback)).await, Some(Ok(_))));
    assert!(finish(answer(&callback)).await.is_none());

    // Even a store that forgot to would be helped by the provider.
    let again = provider
        .finish(pending, answer(&callback), clock.now())
        .await;
    assert!(matches!(
        again,
        Err(SignInRefusal::CodeRefused("invalid_grant"))
    ));
}

#[tokio::test]
async fn a_code_of_one_provider_is_not_handed_to_another() {
    let clock = TestClock::new();
    let forger = Forger::new();
    let ours = forger.provider();
    let begin = async || {
        let honest = |claims| honest(&claims);
        forger.begin(&ours, clock.now(), honest).await
    };

    for iss in [
        ISSUER,
        "https://forger.example/",
        "https://FORGER.example",
        "",
    ] {
        let (pending, good) = begin().await;
        let mixed_up = CallbackAnswer {
            iss: Some(iss.to_owned()),
            ..good
        };
        let refusal = ours.finish(pending, mixed_up, clock.now()).await;
        assert!(
            matches!(refusal, Err(SignInRefusal::IssuerWrong)),
            "{iss:?}"
        );
    }
    let (pending, good) = begin().await;
    let silent = CallbackAnswer { iss: None, ..good };
    let refusal = ours.finish(pending, silent, clock.now()).await;
    assert!(matches!(refusal, Err(SignInRefusal::IssuerMissing)));

    let (pending, good) = begin().await;
    let elsewhere = PendingSignIn {
        provider_id: "another".to_owned(),
        ..pending
    };
    let refusal = ours.finish(elsewhere, good, clock.now()).await;
    assert!(matches!(refusal, Err(SignInRefusal::OtherProvider)));

    assert_eq!(forger.asked("token"), 0, "no code has left us");
    let (pending, good) = begin().await;
    assert_eq!(good.iss.as_deref(), Some(FORGER));
    assert!(ours.finish(pending, good, clock.now()).await.is_ok());
}

#[tokio::test]
async fn a_provider_that_knows_nothing_of_iss_may_leave_it_out() {
    let clock = TestClock::new();
    let forger = Forger::new();
    forger.book(|book| {
        let metadata = book.metadata.as_object_mut().expect("metadata");
        metadata.remove("authorization_response_iss_parameter_supported");
    });
    let provider = forger.provider();
    let (pending, good) = forger.begin(&provider, clock.now(), |c| honest(&c)).await;
    let silent = CallbackAnswer { iss: None, ..good };
    assert!(provider.finish(pending, silent, clock.now()).await.is_ok());

    let (pending, good) = forger.begin(&provider, clock.now(), |c| honest(&c)).await;
    let wrong = CallbackAnswer {
        iss: Some(ISSUER.to_owned()),
        ..good
    };
    let refusal = provider.finish(pending, wrong, clock.now()).await;
    assert!(matches!(refusal, Err(SignInRefusal::IssuerWrong)));
}

#[tokio::test]
async fn declining_and_errors_are_told_apart() {
    let clock = TestClock::new();
    let stand_in = stand_in(&clock);
    let provider = provider(stand_in.router());
    let (address, pending) = provider.begin(clock.now()).await.expect("a start");
    let choose_page = location(&get(&stand_in.router(), address.as_str()).await);
    let callback = stand_in
        .decline(&query(&choose_page)["request"])
        .expect("an address");
    let refusal = provider
        .finish(pending, answer(&callback), clock.now())
        .await;
    let refusal = refusal.expect_err("nobody");
    assert_eq!(refusal.kind(), RefusalKind::Declined);

    let forger = Forger::new();
    let provider = forger.provider();
    let errors = [
        ("temporarily_unavailable", RefusalKind::Unavailable),
        ("server_error", RefusalKind::Refused),
        ("<script>alert(1)</script>", RefusalKind::Refused),
    ];
    for (error, kind) in errors {
        let (pending, good) = forger.begin(&provider, clock.now(), |c| honest(&c)).await;
        // A code beside an error counts for nothing.
        let failed = CallbackAnswer {
            error: Some(error.to_owned()),
            ..good
        };
        let refusal = provider.finish(pending, failed, clock.now()).await;
        let refusal = refusal.expect_err("nobody");
        assert_eq!(refusal.kind(), kind, "{error}");
        assert!(!refusal.to_string().contains("script"), "{refusal}");
    }
    let (pending, good) = forger.begin(&provider, clock.now(), |c| honest(&c)).await;
    let empty = CallbackAnswer { code: None, ..good };
    let refusal = provider.finish(pending, empty, clock.now()).await;
    assert!(matches!(refusal, Err(SignInRefusal::CodeMissing)));
    assert_eq!(forger.asked("token"), 0);
}

#[tokio::test]
async fn what_is_secret_is_not_in_debug_words() {
    let clock = TestClock::new();
    let forger = Forger::new();
    let provider = forger.provider();
    let (pending, good) = forger.begin(&provider, clock.now(), |c| honest(&c)).await;
    let before = format!("{pending:?} {good:?}");
    let secrets = [&pending.state, &pending.nonce, &pending.pkce_verifier];
    assert!(secrets.iter().all(|secret| !before.contains(*secret)));
    assert!(!before.contains("a-code"));

    let signed_in = provider
        .finish(pending, good, clock.now())
        .await
        .expect("somebody");
    let words = format!("{signed_in:?}");
    assert!(!words.contains(&signed_in.id_token));
    assert!(!words.contains("council.example") && !words.contains("person-1"));
}

/// The verifier of RFC 7636 goes to the token endpoint, with our secret.
#[tokio::test]
async fn the_verifier_goes_with_the_code() {
    let clock = TestClock::new();
    let forger = Forger::new();
    forger.book(|book| {
        book.metadata["token_endpoint_auth_methods_supported"] =
            serde_json::json!(["client_secret_post"]);
    });
    let provider = forger.provider();
    let (pending, good) = forger.begin(&provider, clock.now(), |c| honest(&c)).await;
    let verifier = pending.pkce_verifier.clone();
    provider
        .finish(pending, good, clock.now())
        .await
        .expect("somebody");
    let form = forger.book(|book| book.last_form.clone());
    assert_eq!(form["code_verifier"], verifier);
    assert_eq!(form["code"], "a-code");
    assert_eq!(form["client_secret"], crate::support::SECRET);
}

#[tokio::test]
async fn an_answer_says_each_thing_once() {
    let read = async |query: &str| {
        let request = Request::get(format!("{CALLBACK}?{query}")).body(Body::empty());
        let request = request.expect("a request");
        Query::<CallbackAnswer>::from_request(request, &()).await
    };
    let Query(good) = read("code=a&state=b&iss=c&other=d")
        .await
        .expect("an answer");
    assert_eq!(good.code.as_deref(), Some("a"));
    assert_eq!(
        (good.state.as_deref(), good.iss.as_deref()),
        (Some("b"), Some("c"))
    );
    for twice in [
        "code=a&code=b&state=c",
        "code=a&state=b&state=c",
        "iss=a&iss=b",
    ] {
        assert!(read(twice).await.is_err(), "{twice}");
    }
}
