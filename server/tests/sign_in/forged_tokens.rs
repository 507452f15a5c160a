//! ID tokens that must not be believed (security: 0 accepted).

use serde_json::{Value, json};
use server::sign_in::{SignInRefusal, TokenFault};

use crate::forger::{
    Forger, base64, good_key, honest, key, published, signed, unsigned, with, with_hmac,
};
use crate::support::{SECRET, TestClock};

/// Why a forged token must fail.
enum Because {
    Fault(TokenFault),
    /// It is not even a token that can be read.
    Unreadable,
}
use Because::{Fault, Unreadable};

type Forge = fn(Value, i64) -> String;

/// The public key's bytes, as anyone can fetch them.
fn public_bytes() -> Vec<u8> {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let published = published(&good_key());
    let x = published["x"].as_str().expect("a coordinate");
    BASE64_URL_SAFE_NO_PAD.decode(x).expect("bytes")
}

fn claim(claims: Value, name: &str, value: Value) -> String {
    honest(&with(claims, name, value))
}

fn header(claims: &Value, header: Value) -> String {
    signed(&good_key(), &header, claims)
}

const FORGERIES: &[(&str, Forge, Because)] = &[
    // Who issued it, and for whom.
    (
        "another issuer",
        |c, _| claim(c, "iss", json!("https://evil.example")),
        Fault(TokenFault::Issuer),
    ),
    (
        "issuer with a slash",
        |c, _| claim(c, "iss", json!("https://forger.example/")),
        Fault(TokenFault::Issuer),
    ),
    ("no issuer", |c, _| claim(c, "iss", Value::Null), Unreadable),
    (
        "another audience",
        |c, _| claim(c, "aud", json!("another")),
        Fault(TokenFault::Audience),
    ),
    (
        "an audience that starts like ours",
        |c, _| claim(c, "aud", json!("portal2")),
        Fault(TokenFault::Audience),
    ),
    (
        "an audience beside ours",
        |c, _| claim(c, "aud", json!(["portal", "another"])),
        Fault(TokenFault::Audience),
    ),
    (
        "an empty audience",
        |c, _| claim(c, "aud", json!([])),
        Fault(TokenFault::Audience),
    ),
    (
        "no audience",
        |c, _| claim(c, "aud", Value::Null),
        Fault(TokenFault::Audience),
    ),
    (
        "another party",
        |c, _| claim(c, "azp", json!("another")),
        Fault(TokenFault::AuthorisedParty),
    ),
    // This sign-in and no other.
    (
        "another nonce",
        |c, _| claim(c, "nonce", json!("another")),
        Fault(TokenFault::Nonce),
    ),
    (
        "no nonce",
        |c, _| claim(c, "nonce", Value::Null),
        Fault(TokenFault::Nonce),
    ),
    (
        "another access token",
        |c, _| claim(c, "at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
        Fault(TokenFault::AccessTokenHash),
    ),
    // When.
    (
        "expired an hour ago",
        |c, now| claim(c, "exp", json!(now - 3600)),
        Fault(TokenFault::Expired),
    ),
    (
        "expires this second",
        |c, now| claim(c, "exp", json!(now)),
        Fault(TokenFault::Expired),
    ),
    (
        "expired in 1969",
        |c, _| claim(c, "exp", json!(-1)),
        Fault(TokenFault::Expired),
    ),
    (
        "expires when no calendar reaches",
        |c, _| claim(c, "exp", json!(1e300)),
        Unreadable,
    ),
    (
        "expires in words",
        |c, _| claim(c, "exp", json!("never")),
        Unreadable,
    ),
    (
        "never expires",
        |c, _| claim(c, "exp", Value::Null),
        Unreadable,
    ),
    (
        "issued in an hour",
        |c, now| claim(with(c, "exp", json!(now + 7200)), "iat", json!(now + 3600)),
        Fault(TokenFault::Times),
    ),
    (
        "issued an hour ago",
        |c, now| claim(c, "iat", json!(now - 3600)),
        Fault(TokenFault::Times),
    ),
    (
        "expired before it was issued",
        |c, now| claim(with(c, "exp", json!(now + 30)), "iat", json!(now + 60)),
        Fault(TokenFault::Times),
    ),
    (
        "issued at no time",
        |c, _| claim(c, "iat", Value::Null),
        Unreadable,
    ),
    (
        "starts in an hour",
        |c, now| claim(c, "nbf", json!(now + 3600)),
        Fault(TokenFault::Times),
    ),
    // Whose.
    ("nobody", |c, _| claim(c, "sub", Value::Null), Unreadable),
    (
        "an empty name",
        |c, _| claim(c, "sub", json!("")),
        Fault(TokenFault::Subject),
    ),
    (
        "a name of spaces",
        |c, _| claim(c, "sub", json!("   ")),
        Fault(TokenFault::Subject),
    ),
    (
        "a name of 300 letters",
        |c, _| claim(c, "sub", json!("a".repeat(300))),
        Fault(TokenFault::Subject),
    ),
    // Not signed.
    (
        "alg none",
        |c, _| format!("{}.", unsigned(&json!({"alg": "none"}), &c)),
        Fault(TokenFault::Unsigned),
    ),
    (
        "alg none with our key's name",
        |c, _| format!("{}.", unsigned(&json!({"alg": "none", "kid": "good"}), &c)),
        Fault(TokenFault::Unsigned),
    ),
    (
        "alg none with a true signature",
        |c, _| header(&c, json!({"alg": "none", "kid": "good"})),
        Fault(TokenFault::Unsigned),
    ),
    (
        "alg None",
        |c, _| format!("{}.", unsigned(&json!({"alg": "None"}), &c)),
        Unreadable,
    ),
    (
        "alg NONE",
        |c, _| format!("{}.", unsigned(&json!({"alg": "NONE"}), &c)),
        Unreadable,
    ),
    (
        "no alg",
        |c, _| header(&c, json!({"kid": "good"})),
        Unreadable,
    ),
    // Signed with what everybody knows, or with what signs nothing.
    (
        "HS256 with the public key",
        |c, _| with_hmac(public_bytes(), &c),
        Fault(TokenFault::Algorithm),
    ),
    (
        "HS256 with the published text of the key",
        |c, _| with_hmac(published(&good_key()).to_string(), &c),
        Fault(TokenFault::Algorithm),
    ),
    (
        "HS256 with our client secret",
        |c, _| with_hmac(SECRET, &c),
        Fault(TokenFault::Algorithm),
    ),
    (
        "HS256 with nothing",
        |c, _| with_hmac("", &c),
        Fault(TokenFault::Algorithm),
    ),
    (
        "RS256 with no such key",
        |c, _| header(&c, json!({"alg": "RS256", "kid": "good"})),
        Fault(TokenFault::UnknownKey),
    ),
    (
        "RS512, which is not allowed",
        |c, _| header(&c, json!({"alg": "RS512", "kid": "good"})),
        Fault(TokenFault::Algorithm),
    ),
    (
        "ES256 with a signature of zeros",
        |c, _| {
            format!(
                "{}.{}",
                unsigned(&json!({"alg": "ES256", "kid": "ec"}), &c),
                base64([0; 64])
            )
        },
        Fault(TokenFault::Signature),
    ),
    (
        "ES256 with an empty signature",
        |c, _| format!("{}.", unsigned(&json!({"alg": "ES256", "kid": "ec"}), &c)),
        Fault(TokenFault::Signature),
    ),
    (
        "EdDSA with a signature of zeros",
        |c, _| {
            format!(
                "{}.{}",
                unsigned(&json!({"alg": "EdDSA", "kid": "good"}), &c),
                base64([0; 64])
            )
        },
        Fault(TokenFault::Signature),
    ),
    (
        "EdDSA with an empty signature",
        |c, _| format!("{}.", unsigned(&json!({"alg": "EdDSA", "kid": "good"}), &c)),
        Fault(TokenFault::Signature),
    ),
    // Signed by somebody else.
    (
        "an unknown key",
        |c, _| signed(&key(9, "evil"), &json!({"alg": "EdDSA", "kid": "evil"}), &c),
        Fault(TokenFault::UnknownKey),
    ),
    (
        "another key under our key's name",
        |c, _| signed(&key(9, "good"), &json!({"alg": "EdDSA", "kid": "good"}), &c),
        Fault(TokenFault::Signature),
    ),
    (
        "another key without a name",
        |c, _| signed(&key(9, "good"), &json!({"alg": "EdDSA"}), &c),
        Fault(TokenFault::Signature),
    ),
    (
        "a key that the token brings itself",
        |c, _| {
            signed(
                &key(9, "good"),
                &json!({"alg": "EdDSA", "kid": "good", "jwk": published(&key(9, "good"))}),
                &c,
            )
        },
        Fault(TokenFault::Signature),
    ),
    (
        "a key from an address in the token",
        |c, _| {
            signed(
                &key(9, "evil"),
                &json!({"alg": "EdDSA", "kid": "evil", "jku": "https://evil.example/jwks"}),
                &c,
            )
        },
        Fault(TokenFault::UnknownKey),
    ),
    (
        "changed after signing",
        |c, _| {
            let honest = honest(&c);
            let (_, signature) = honest.rsplit_once('.').expect("a signature");
            let changed = with(c, "sub", json!("the-chair"));
            format!(
                "{}.{signature}",
                unsigned(&json!({"alg": "EdDSA", "kid": "good"}), &changed)
            )
        },
        Fault(TokenFault::Signature),
    ),
    // Not an ID token.
    (
        "an access token",
        |c, _| header(&c, json!({"alg": "EdDSA", "kid": "good", "typ": "at+jwt"})),
        Fault(TokenFault::Unsupported),
    ),
    (
        "a token within a token",
        |c, _| header(&c, json!({"alg": "EdDSA", "kid": "good", "cty": "JWT"})),
        Fault(TokenFault::Unsupported),
    ),
    (
        "a header that must be understood",
        |c, _| {
            header(
                &c,
                json!({"alg": "EdDSA", "kid": "good", "crit": ["b64"], "b64": false}),
            )
        },
        Fault(TokenFault::Unsupported),
    ),
    (
        "two parts",
        |c, _| unsigned(&json!({"alg": "none"}), &c),
        Unreadable,
    ),
    (
        "five parts",
        |c, _| format!("{}.a.b", honest(&c)),
        Unreadable,
    ),
    ("nothing", |_, _| String::new(), Unreadable),
    ("not base64", |_, _| "a b.c d.e f".to_owned(), Unreadable),
];

#[tokio::test]
async fn no_forged_token_is_accepted() {
    let clock = TestClock::new();
    let now = clock.now();
    let forger = Forger::new();
    let seconds = now.timestamp();
    let mut accepted = Vec::new();
    for (name, forge, because) in FORGERIES {
        let mut token = String::new();
        let outcome = forger
            .sign_in(now, |claims| {
                token = forge(claims, seconds);
                token.clone()
            })
            .await;
        let refusal = match outcome {
            Err(refusal) => refusal,
            Ok(_) => {
                accepted.push(*name);
                continue;
            }
        };
        let as_expected = match (&refusal, because) {
            (SignInRefusal::Token(found), Fault(expected)) => found == expected,
            (SignInRefusal::TokenAnswerUnreadable, Unreadable) => true,
            _ => false,
        };
        assert!(as_expected, "{name}: refused, but because: {refusal:?}");
        let words = format!("{refusal} {refusal:?}");
        for part in token.split('.').filter(|part| part.len() > 8) {
            assert!(!words.contains(part), "{name}: the token is in {words}");
        }
    }
    assert!(accepted.is_empty(), "accepted: {accepted:?}");
    assert!(FORGERIES.len() >= 50);
}

/// Without this, a provider that could never succeed would pass the test above.
#[tokio::test]
async fn the_same_token_unforged_is_accepted() {
    let now = TestClock::new().now();
    let forger = Forger::new();
    let signed_in = forger.sign_in(now, |claims| honest(&claims)).await;
    let signed_in = signed_in.expect("somebody");
    assert_eq!(signed_in.subject, "person-1");

    // Clocks differ a little, tokens name their party, and say that they start.
    let seconds = now.timestamp();
    let allowed = [
        ("iat", json!(seconds + 60)),
        ("iat", json!(seconds - 600)),
        ("nbf", json!(seconds - 300)),
        ("azp", json!("portal")),
        ("aud", json!(["portal"])),
        ("sub", json!("a".repeat(255))),
    ];
    for (name, value) in allowed {
        let outcome = forger.sign_in(now, |claims| claim(claims, name, value.clone()));
        assert!(outcome.await.is_ok(), "{name}: {value}");
    }
}
