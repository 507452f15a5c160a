//! An e-mail address opens an invitation, so it counts only when the provider
//! has said in so many words that it belongs to the person (security: 0 bound).

use serde_json::{Value, json};
use server::sign_in::SignInRefusal;

use crate::forger::{FORGER, Forger, honest, with};
use crate::support::TestClock;

#[tokio::test]
async fn only_the_json_value_true_verifies_an_address() {
    let now = TestClock::new().now();
    let forger = Forger::new();
    let cases = [
        (json!(true), Some(true)),
        (json!(false), Some(false)),
        (Value::Null, Some(false)),
        (json!("true"), Some(false)),
        (json!("false"), Some(false)),
        // Not even readable: nobody is signed in at all.
        (json!("True"), None),
        (json!("yes"), None),
        (json!(1), None),
        (json!(["true"]), None),
    ];
    for (said, expected) in cases {
        let forge = |claims| honest(&with(claims, "email_verified", said.clone()));
        let outcome = forger.sign_in(now, forge).await;
        let verified = outcome.ok().map(|signed_in| {
            assert!(signed_in.email.is_some());
            signed_in.email_verified
        });
        assert_eq!(verified, expected, "{said}");
    }
}

#[tokio::test]
async fn without_an_address_nothing_is_verified() {
    let now = TestClock::new().now();
    let forge = |claims| honest(&with(claims, "email", Value::Null));
    let signed_in = Forger::new().sign_in(now, forge).await.expect("somebody");
    assert_eq!(signed_in.email, None);
    assert!(!signed_in.email_verified);
}

#[tokio::test]
async fn an_address_kept_out_of_the_token_is_asked_for() {
    let now = TestClock::new().now();
    let forger = Forger::new();
    forger.book(|book| {
        book.metadata["userinfo_endpoint"] = json!(format!("{FORGER}/userinfo"));
    });
    // What the token says about verification is about the token's address.
    let forge = |claims| honest(&with(claims, "email", Value::Null));
    let address = "two@council.example";
    let cases = [
        (
            json!({"sub": "person-1", "email": address, "email_verified": true}),
            Some(true),
        ),
        (
            json!({"sub": "person-1", "email": address, "email_verified": "true"}),
            Some(false),
        ),
        (json!({"sub": "person-1", "email": address}), Some(false)),
        (
            json!({"sub": "person-1", "email_verified": true}),
            Some(false),
        ),
        (
            json!({"sub": "person-2", "email": address, "email_verified": true}),
            None,
        ),
        (json!({"email": address, "email_verified": true}), None),
        (json!("nothing"), None),
    ];
    for (info, expected) in cases {
        forger.book(|book| book.user_info = info.clone());
        let outcome = forger.sign_in(now, forge).await;
        match (outcome, expected) {
            (Ok(signed_in), Some(verified)) => {
                assert_eq!(signed_in.email_verified, verified, "{info}");
                assert_eq!(signed_in.email.as_deref(), info["email"].as_str());
            }
            (Err(SignInRefusal::UserInfo), None) => {}
            (other, _) => panic!("{info}: {other:?}"),
        }
    }
    // An address in the token is enough; nothing more is asked.
    let before = forger.asked("userinfo");
    forger
        .sign_in(now, |claims| honest(&claims))
        .await
        .expect("somebody");
    assert_eq!(forger.asked("userinfo"), before);
}
