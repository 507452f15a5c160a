//! Where to report a security problem, for machines and those who look there.

use chrono::{DateTime, SecondsFormat, Utc};

use super::Contact;
use crate::paths;

/// Writes the file of RFC 9116.
///
/// `base_url` is the address of the portal, with or without a slash at its end.
/// `expires` should be less than a year ahead (section 2.5.5). Without an e-mail
/// address the help page says whom to ask; the standard wants that address to be
/// https (section 2.5.4), as it is wherever the portal is reached from elsewhere.
pub fn security_txt(contact: &Contact, base_url: &str, expires: DateTime<Utc>) -> String {
    let base_url = base_url.trim_end_matches('/');
    let reach = contact
        .mailto()
        .unwrap_or_else(|| format!("{base_url}{}", paths::HELP));
    format!(
        "Contact: {reach}\nExpires: {}\nPreferred-Languages: en\nCanonical: {base_url}{}\n",
        expires.to_rfc3339_opts(SecondsFormat::Secs, true),
        paths::SECURITY_TXT,
    )
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn written(email: Option<&str>, base_url: &str) -> String {
        let contact = Contact {
            email: email.map(str::to_owned),
            operator: None,
        };
        let expires = Utc.with_ymd_and_hms(2027, 5, 1, 9, 30, 0).unwrap();
        security_txt(&contact, base_url, expires)
    }

    #[test]
    fn the_fields_of_the_standard_are_there() {
        assert_eq!(
            written(Some("security@example.test"), "https://boards.example.test"),
            "Contact: mailto:security@example.test\n\
             Expires: 2027-05-01T09:30:00Z\n\
             Preferred-Languages: en\n\
             Canonical: https://boards.example.test/.well-known/security.txt\n"
        );
    }

    #[test]
    fn without_an_address_the_help_page_is_the_contact() {
        let text = written(None, "https://boards.example.test/");
        assert!(text.starts_with("Contact: https://boards.example.test/help\n"));
        assert!(text.contains("\nCanonical: https://boards.example.test/.well-known/"));
    }

    #[test]
    fn an_address_cannot_add_a_field() {
        let text = written(
            Some("a@b.test\nCanonical: https://evil.test"),
            "https://b.test",
        );
        assert_eq!(text.lines().count(), 4);
        assert!(!text.contains("https://evil.test"));
    }
}
