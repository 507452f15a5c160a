//! What was reported for one period: a value, a zero or nothing, and totals of it.
//!
//! A ratio over several sites is the sum of its upper parts over the sum of its
//! lower parts, never an average of ratios.

use thiserror::Error;

use crate::access::words;

words! {
    /// What a figure counts.
    Unit {
        Count = "count", "";
        Percent = "percent", "%";
        Weeks = "weeks", "weeks";
        Hearings = "hearings", "hearings";
    }
}

impl Unit {
    /// Whether the figure is one number over another.
    pub fn is_ratio(self) -> bool {
        self != Self::Count
    }

    /// The figure as people read it: "1,234", "10.8%", "39.4 weeks".
    pub fn in_words(self, value: f64) -> String {
        match self {
            Self::Count => plain(value),
            Self::Percent => format!("{}%", plain(value)),
            Self::Weeks => format!(
                "{} {}",
                plain(value),
                if value == 1.0 { "week" } else { "weeks" }
            ),
            Self::Hearings => format!("{} hearings", plain(value)),
        }
    }
}

/// A number with one decimal where it needs one, and thousands grouped.
pub fn plain(value: f64) -> String {
    let rounded = (value.abs() * 10.0).round() / 10.0;
    let sign = if value < 0.0 && rounded > 0.0 {
        "−"
    } else {
        ""
    };
    let text = if rounded.fract() == 0.0 {
        format!("{rounded:.0}")
    } else {
        format!("{rounded:.1}")
    };
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, format!(".{decimals}")),
        None => (text.as_str(), String::new()),
    };
    let whole = whole
        .parse()
        .map_or_else(|_| whole.to_owned(), crate::wording::grouped);
    format!("{sign}{whole}{decimals}")
}

/// A figure in its parts. A count has no lower part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts {
    /// Of a percentage, those counted; of a mean, the sum of all.
    pub upper: f64,
    /// Those among whom is counted.
    pub lower: Option<f64>,
}

/// Why parts cannot be a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PartsError {
    #[error("must not be less than 0")]
    Negative,
    #[error("must not be more than the number it is a share of")]
    AboveWhole,
    #[error("needs the number that it is a share of")]
    NoWhole,
}

impl Parts {
    /// A count.
    pub fn count(upper: f64) -> Self {
        Self { upper, lower: None }
    }

    /// One number over another.
    pub fn ratio(upper: f64, lower: f64) -> Self {
        Self {
            upper,
            lower: Some(lower),
        }
    }

    /// Whether they can be a figure of this unit.
    ///
    /// # Errors
    /// They cannot.
    pub fn checked(self, unit: Unit) -> Result<Self, PartsError> {
        let is_negative = self.upper < 0.0 || self.lower.is_some_and(|lower| lower < 0.0);
        if is_negative {
            return Err(PartsError::Negative);
        }
        if unit.is_ratio() && self.lower.is_none() {
            return Err(PartsError::NoWhole);
        }
        let is_above = self.lower.is_some_and(|lower| self.upper > lower);
        if unit == Unit::Percent && is_above {
            return Err(PartsError::AboveWhole);
        }
        Ok(self)
    }

    /// The figure; none for a share of nothing.
    pub fn value(self, unit: Unit) -> Option<f64> {
        let scale = if unit == Unit::Percent { 100.0 } else { 1.0 };
        match self.lower {
            None => Some(self.upper),
            Some(0.0) => None,
            Some(lower) => Some(self.upper / lower * scale),
        }
    }
}

/// What a site said for a period. A zero is a value; nothing is not.
#[derive(Clone, Debug, PartialEq)]
pub enum Reported {
    Value(Parts),
    /// With the reason that was given; empty where none was.
    Not(String),
}

/// What several sites make together.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// The summed parts of those that reported; none where nobody did.
    pub parts: Option<Parts>,
    pub reported: usize,
    pub asked: usize,
    /// Who did not report, with the reason given.
    pub missing: Vec<(String, String)>,
}

impl Total {
    /// The total of what each site said, by name.
    pub fn of<'a>(sites: impl IntoIterator<Item = (&'a str, &'a Reported)>) -> Self {
        let mut total = Self {
            parts: None,
            reported: 0,
            asked: 0,
            missing: Vec::new(),
        };
        for (name, reported) in sites {
            total.asked += 1;
            match reported {
                Reported::Not(reason) => total.missing.push((name.to_owned(), reason.clone())),
                Reported::Value(parts) => {
                    total.reported += 1;
                    let so_far = total.parts.take();
                    total.parts = Some(so_far.map_or(*parts, |so_far| Parts {
                        upper: so_far.upper + parts.upper,
                        lower: match (so_far.lower, parts.lower) {
                            (Some(one), Some(other)) => Some(one + other),
                            (one, other) => one.or(other),
                        },
                    }));
                }
            }
        }
        total
    }

    /// "9 of 12 sites reported", with the names of the others.
    pub fn coverage(&self) -> String {
        let noun = if self.asked == 1 { "site" } else { "sites" };
        let mut words = format!("{} of {} {noun} reported", self.reported, self.asked);
        if !self.missing.is_empty() {
            let names: Vec<String> = self
                .missing
                .iter()
                .map(|(name, reason)| {
                    if reason.is_empty() {
                        name.clone()
                    } else {
                        format!("{name} ({reason})")
                    }
                })
                .collect();
            words.push_str(". Not reported: ");
            words.push_str(&names.join(", "));
        }
        words
    }
}

/// Why there is no number in a cell of a file or a field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NumberError {
    #[error("is not a number")]
    NotANumber,
    /// As "1.234,5", which means something else in this country.
    #[error("has a comma where a decimal point belongs")]
    Comma,
    /// As "26wks".
    #[error("has something beside the number")]
    Beside,
    #[error("must not be less than 0")]
    Negative,
}

/// What files of statistics write where there is no figure, and what it says.
const NULL_MARKS: [(&str, &str); 13] = [
    ("", "not available"),
    (":", "not available"),
    (".", "not available"),
    ("..", "not available"),
    ("*", "suppressed"),
    ("**", "suppressed"),
    ("-", "not available"),
    ("#ref!", "not available"),
    ("c", "suppressed"),
    ("z", "not applicable"),
    ("x", "not available"),
    ("k", "too low to publish"),
    ("n/a", "not applicable"),
];

/// A number of a file or a form, or why there is none: `Err` in `Ok` says what the
/// mark means that stands for it.
///
/// Thousands may be grouped by commas. A percentage may have its sign.
///
/// # Errors
/// It is neither a number nor a mark.
pub fn read_number(text: &str) -> Result<Result<f64, &'static str>, NumberError> {
    let text = text.trim();
    let mark = NULL_MARKS
        .iter()
        .find(|(mark, _)| text.eq_ignore_ascii_case(mark));
    if let Some((_, meaning)) = mark {
        return Ok(Err(meaning));
    }
    let bare = text.strip_suffix('%').map_or(text, str::trim_end);
    let allowed = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',' | '-');
    if !bare.chars().all(allowed) {
        return Err(if bare.starts_with(|sign: char| sign.is_ascii_digit()) {
            NumberError::Beside
        } else {
            NumberError::NotANumber
        });
    }
    let (whole, decimals) = bare.split_once('.').unwrap_or((bare, ""));
    if decimals.contains(',') || !are_thousands(whole) {
        return Err(NumberError::Comma);
    }
    let number: f64 = bare
        .replace(',', "")
        .parse()
        .map_err(|_| NumberError::NotANumber)?;
    if !number.is_finite() {
        return Err(NumberError::NotANumber);
    }
    if number < 0.0 {
        return Err(NumberError::Negative);
    }
    Ok(Ok(number))
}

/// Whether commas group thousands, where there are any.
fn are_thousands(whole: &str) -> bool {
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(upper: f64, lower: f64) -> Reported {
        Reported::Value(Parts::ratio(upper, lower))
    }

    /// By hand: (1 + 10) / (2 + 100) = 11 / 102 = 10.784…%; the average of 50% and
    /// 10% would be 30%.
    #[test]
    fn a_ratio_comes_from_summed_parts() {
        let (one, other) = (share(1.0, 2.0), share(10.0, 100.0));
        let total = Total::of([("A", &one), ("B", &other)]);
        let parts = total.parts.unwrap();
        assert_eq!((parts.upper, parts.lower), (11.0, Some(102.0)));
        assert_eq!(
            Unit::Percent.in_words(parts.value(Unit::Percent).unwrap()),
            "10.8%"
        );
    }

    #[test]
    fn zero_is_reported_and_nothing_is_not() {
        let zero = Reported::Value(Parts::count(0.0));
        let none = Reported::Not("system change".to_owned());
        let total = Total::of([("A", &zero), ("B", &none), ("C", &zero)]);
        assert_eq!(total.parts, Some(Parts::count(0.0)));
        assert_eq!(
            total.coverage(),
            "2 of 3 sites reported. Not reported: B (system change)"
        );
        assert_eq!(Total::of([("B", &none)]).parts, None);
        assert_eq!(Parts::ratio(0.0, 0.0).value(Unit::Percent), None);
        assert_eq!(Parts::ratio(0.0, 7.0).value(Unit::Percent), Some(0.0));
    }

    #[test]
    fn parts_that_cannot_be_are_refused() {
        assert_eq!(
            Parts::ratio(3.0, 2.0).checked(Unit::Percent),
            Err(PartsError::AboveWhole)
        );
        assert!(Parts::ratio(300.0, 2.0).checked(Unit::Weeks).is_ok());
        assert_eq!(
            Parts::count(-1.0).checked(Unit::Count),
            Err(PartsError::Negative)
        );
        assert_eq!(
            Parts::count(1.0).checked(Unit::Weeks),
            Err(PartsError::NoWhole)
        );
    }

    #[test]
    fn numbers_are_read_and_nothing_is_guessed() {
        for (text, read) in [
            ("26", Ok(Ok(26.0))),
            (" 1,234.5 ", Ok(Ok(1234.5))),
            ("1,234,567", Ok(Ok(1_234_567.0))),
            ("37.5%", Ok(Ok(37.5))),
            ("0", Ok(Ok(0.0))),
            ("", Ok(Err("not available"))),
            ("..", Ok(Err("not available"))),
            ("#REF!", Ok(Err("not available"))),
            ("**", Ok(Err("suppressed"))),
            ("c", Ok(Err("suppressed"))),
            ("z", Ok(Err("not applicable"))),
            ("26wks", Err(NumberError::Beside)),
            ("1.234,5", Err(NumberError::Comma)),
            ("12,34", Err(NumberError::Comma)),
            ("1,2345", Err(NumberError::Comma)),
            ("-3", Err(NumberError::Negative)),
            ("1.2.3", Err(NumberError::NotANumber)),
            ("about 26", Err(NumberError::NotANumber)),
            ("NaN", Err(NumberError::NotANumber)),
            ("inf", Err(NumberError::NotANumber)),
        ] {
            assert_eq!(read_number(text), read, "{text:?}");
        }
    }

    #[test]
    fn figures_read_as_people_write_them() {
        assert_eq!(Unit::Count.in_words(12_345.0), "12,345");
        assert_eq!(Unit::Weeks.in_words(39.44), "39.4 weeks");
        assert_eq!(Unit::Weeks.in_words(1.0), "1 week");
        assert_eq!(plain(-0.04), "0");
        assert_eq!(plain(-2.5), "−2.5");
        assert_eq!(plain(999.96), "1,000");
    }

    proptest! {
        #[test]
        fn the_total_of_parts_is_the_whole(
            sites in proptest::collection::vec(proptest::option::of((0u32..1000, 0u32..1000)), 0..20)
        ) {
            let reported: Vec<Reported> = sites.iter().map(|site| match site {
                Some((upper, more)) => share((*upper).into(), (upper + more).into()),
                None => Reported::Not(String::new()),
            }).collect();
            let total = Total::of(reported.iter().map(|one| ("S", one)));
            let upper: u32 = sites.iter().flatten().map(|(upper, _)| upper).sum();
            let lower: u32 = sites.iter().flatten().map(|(upper, more)| upper + more).sum();
            let expected = sites.iter().any(Option::is_some)
                .then(|| Parts::ratio(upper.into(), lower.into()));
            prop_assert_eq!(total.parts, expected);
            prop_assert_eq!(total.reported + total.missing.len(), total.asked);
        }

        #[test]
        fn whole_numbers_come_back_as_they_were_grouped(number in 0u32..2_000_000_000) {
            let text = crate::wording::grouped(number.into());
            prop_assert_eq!(read_number(&text), Ok(Ok(f64::from(number))));
        }
    }
}
