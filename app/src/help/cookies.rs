//! The cookies the portal sets, all of them.

use leptos::prelude::*;

use super::{paragraph, table};
use crate::{layout::Page, wording};

/// The cookies as this server names and times them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieNames {
    pub session: String,
    /// Set while a provider's sign-in page is open.
    pub sign_in: String,
    /// Carries what was just done to the page that says so.
    pub message: String,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: i64,
    /// Minutes from sign-in after which a session ends.
    pub absolute_minutes: i64,
}

/// Draws the page.
pub fn cookies_page(names: &CookieNames) -> Page {
    let row = |name: &str, purpose: &'static str, expires: String| {
        [
            view! { <code>{name.to_owned()}</code> }.into_any(),
            purpose.into_any(),
            expires.into_any(),
        ]
    };
    let rows = vec![
        row(
            &names.session,
            "Keeps you signed in",
            format!(
                "When you sign out or close your browser. It stops working after {} without use, and at the latest {} after you signed in",
                span(names.idle_minutes),
                span(names.absolute_minutes)
            ),
        ),
        row(
            &names.sign_in,
            "Makes sure that you finish signing in with the browser you began in",
            "When you have signed in, or after 5 minutes".to_owned(),
        ),
        row(
            &names.message,
            "Carries a short message, such as “Update saved”, to the next page you see",
            "When it has been shown once, or after 1 minute".to_owned(),
        ),
    ];
    let main = view! {
        <h1 class="govuk-heading-l">"Cookies"</h1>
        {paragraph(
            "Cookies are small files that a website keeps in your browser. This portal uses only those it cannot work without. That is why it does not ask for your consent.",
        )}
        {paragraph(
            "It uses no cookies to measure what you do, shows no advertising, and lets no other organisation set cookies on its pages. It keeps nothing else in your browser’s storage.",
        )}
        {table("Cookies this portal sets", ["Name", "Purpose", "Expires"], rows)}
        {paragraph(
            "Scripts on a page cannot read these cookies. They hold no name and no e-mail address.",
        )}
        {paragraph(
            "When you sign in you visit the website of your sign-in provider. It may set cookies of its own, which are not listed here.",
        )}
        <h2 class="govuk-heading-m">"If you block cookies"</h2>
        {paragraph(
            "You can block or delete cookies in the settings of your browser. Without them you can read this page and the others named at the foot of it, but you cannot sign in.",
        )}
    }
    .into_any();
    Page::new("Cookies", main)
}

/// "30 minutes", "8 hours", "1 hour 30 minutes".
fn span(minutes: i64) -> String {
    let minutes = minutes.max(0).unsigned_abs();
    let hours = || wording::count(minutes / 60, "hour", "hours");
    let rest = || wording::count(minutes % 60, "minute", "minutes");
    match (minutes / 60, minutes % 60) {
        (0, _) => rest(),
        (_, 0) => hours(),
        _ => format!("{} {}", hours(), rest()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_hours_and_minutes() {
        for (minutes, words) in [
            (1, "1 minute"),
            (30, "30 minutes"),
            (60, "1 hour"),
            (90, "1 hour 30 minutes"),
            (720, "12 hours"),
        ] {
            assert_eq!(span(minutes), words);
        }
    }
}
