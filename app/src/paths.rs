//! Every address of the portal. Views, handlers and tests use these, no literals.

pub const MY_WORK: &str = "/";
pub const BOARDS: &str = "/boards";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_OUT: &str = "/sign-out";
pub const SIGNED_OUT: &str = "/signed-out";
pub const CHOOSE_PERSON: &str = "/demo";
pub const ACCOUNT: &str = "/account";
pub const END_OTHER_SESSIONS: &str = "/account/sessions/end-others";
pub const ACCESSIBILITY: &str = "/accessibility";
pub const COOKIES: &str = "/cookies";
pub const PRIVACY: &str = "/privacy";
pub const TERMS: &str = "/terms";
pub const HELP: &str = "/help";
pub const SECURITY_TXT: &str = "/.well-known/security.txt";

/// The overview of a board.
pub fn board(slug: &str) -> String {
    format!("/boards/{slug}")
}

/// The action log of a board.
pub fn action_log(slug: &str) -> String {
    format!("/boards/{slug}/actions")
}

/// Server-sent events: something on this board changed after the change of
/// this number.
pub fn board_changes(slug: &str, since: i64) -> String {
    format!("/boards/{slug}/changes?since={since}")
}

/// The record and history of an action.
pub fn action(reference: &str) -> String {
    format!("/actions/{reference}")
}

/// The form that updates an action.
pub fn update_action(reference: &str) -> String {
    format!("/actions/{reference}/update")
}

/// Server-sent events: this action changed after the change of this number.
pub fn action_changes(reference: &str, since: i64) -> String {
    format!("/actions/{reference}/changes?since={since}")
}

/// Sets out for a provider's own sign-in page.
pub fn sign_in_with(provider: &str) -> String {
    format!("/sign-in/{provider}")
}

/// Where a provider sends people back to.
pub fn sign_in_callback(provider: &str) -> String {
    format!("/sign-in/{provider}/callback")
}

/// Ends one of one's own sessions.
pub fn end_session(session: impl std::fmt::Display) -> String {
    format!("/account/sessions/{session}/end")
}
