//! The portal signs in with the stand-in, without a socket.

use chrono::TimeDelta;

use crate::support::{
    CALLBACK, ISSUER, SIGNED_OUT, TestClock, answer, choose, get, location, provider, query, siân,
    stand_in, url,
};

#[tokio::test]
async fn somebody_signs_in() {
    let clock = TestClock::new();
    let stand_in = stand_in(&clock);
    let provider = provider(stand_in.router());

    let (address, pending) = provider.begin(clock.now()).await.expect("a start");
    assert!(
        address
            .as_str()
            .starts_with(&format!("{ISSUER}/authorize?"))
    );
    let asked = query(&address);
    assert_eq!(asked["redirect_uri"], CALLBACK);
    assert_eq!(asked["scope"], "openid email profile");

    // The pending part goes through the caller's store.
    let stored = serde_json::to_string(&pending).expect("text");
    let pending = serde_json::from_str(&stored).expect("the same again");

    clock.forward(TimeDelta::minutes(4));
    let callback = choose(&stand_in, &address, siân()).await;
    assert!(callback.as_str().starts_with(CALLBACK));
    let answer = answer(&callback);
    let signed_in = provider.finish(pending, answer, clock.now()).await;
    let signed_in = signed_in.expect("somebody");

    assert_eq!(signed_in.issuer, ISSUER);
    assert_eq!(signed_in.subject, "person-7");
    assert_eq!(signed_in.email.as_deref(), Some("sian@council.example"));
    assert!(signed_in.email_verified);
    assert_eq!(signed_in.name.as_deref(), Some("Siân O’Brien"));
    assert!(signed_in.sid.is_some());

    let out = url(SIGNED_OUT);
    let out = provider.end_session_url(clock.now(), &signed_in.id_token, &out, Some("x y"));
    let out = out.await.expect("an address to sign out at");
    assert_eq!(query(&out)["id_token_hint"], signed_in.id_token);
    let response = get(&stand_in.router(), out.as_str()).await;
    assert_eq!(location(&response), url(&format!("{SIGNED_OUT}?state=x+y")));
}
