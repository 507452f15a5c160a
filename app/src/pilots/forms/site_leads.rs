//! Who reports for a site by name.

use chrono::NaiveDate;

use super::field;
use crate::form::{Answers, FormState};

/// Who is to report for a site, as somebody enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSiteLead {
    /// In lower case.
    pub email: String,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

/// Reads who is to report for a site.
///
/// # Errors
/// Something is missing or cannot be.
pub fn site_lead(answers: Answers) -> Result<(NewSiteLead, FormState), FormState> {
    let mut form = FormState::new(answers);
    let email = form.email(field::EMAIL);
    if email.is_none() && form.error(field::EMAIL).is_none() {
        form.refuse(field::EMAIL, "Enter their email address");
    }
    let starts_on = field::STARTS.read(&mut form, "First day");
    let ends_on = field::ENDS.read_optional(&mut form, "Last day");
    in_order(&mut form, starts_on, ends_on);
    match (email, starts_on) {
        (Some(email), Some(starts_on)) if !form.is_refused() => Ok((
            NewSiteLead {
                email,
                starts_on,
                ends_on,
            },
            form,
        )),
        _ => Err(form),
    }
}

/// Reads the last day of somebody who reports since `starts_on`.
///
/// # Errors
/// It is missing or cannot be.
pub fn site_lead_end(
    answers: Answers,
    starts_on: NaiveDate,
) -> Result<(NaiveDate, FormState), FormState> {
    let mut form = FormState::new(answers);
    let ends_on = field::ENDS.read(&mut form, "Last day");
    in_order(&mut form, Some(starts_on), ends_on);
    match ends_on {
        Some(ends_on) if !form.is_refused() => Ok((ends_on, form)),
        _ => Err(form),
    }
}

fn in_order(form: &mut FormState, starts_on: Option<NaiveDate>, ends_on: Option<NaiveDate>) {
    if let (Some(first), Some(last)) = (starts_on, ends_on)
        && last < first
    {
        form.refuse(
            field::ENDS.day,
            format!(
                "Last day must be on or after the first, {}",
                crate::wording::date(first)
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_reports_from_a_day_on_and_not_until_before_it() {
        let read = |email: &str, from: Option<&str>, to: Option<&str>| {
            let answers = Answers::default().with(field::EMAIL, email);
            let answers = field::STARTS.fill(answers, from.map(|day| day.parse().unwrap()));
            let answers = field::ENDS.fill(answers, to.map(|day| day.parse().unwrap()));
            site_lead(answers).map(|(new, _)| new)
        };
        let good = read("Pat@Example.Test", Some("2026-12-01"), None).unwrap();
        assert_eq!(good.email, "pat@example.test");
        for (email, from, to) in [
            ("", Some("2026-12-01"), None),
            ("pat", Some("2026-12-01"), None),
            ("pat@example.test", None, None),
            ("pat@example.test", Some("2026-12-01"), Some("2026-11-30")),
        ] {
            assert!(read(email, from, to).is_err(), "{email} {from:?} {to:?}");
        }
    }
}
