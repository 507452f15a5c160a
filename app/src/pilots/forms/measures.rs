//! The definition of a measure.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    super::{
        rules,
        types::{Baseline, Better, Definition, Frequency, Measure, Parts, Target, Unit},
    },
    TEXT, field, line, text,
};
use crate::form::{Answers, FormState};

/// Counts below this are usually hidden.
const USUAL_LIMIT: i64 = 5;

/// The form of a new measure.
pub fn blank_measure(key: Uuid) -> FormState {
    let answers = Answers::default()
        .with(field::KEY, key.to_string())
        .with(field::FREQUENCY, Frequency::Monthly.code())
        .with(field::LIMIT, USUAL_LIMIT.to_string());
    FormState::new(answers)
}

/// The form of a measure as it is.
pub fn filled_measure(measure: &Measure) -> FormState {
    let it = &measure.definition;
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let value = it.baseline.map(|baseline| baseline.value);
    let target = it
        .target
        .map(|target| rules::tenths_in_words(target.tenths));
    let answers = Answers::default()
        .with(field::VERSION, measure.version.to_string())
        .with(field::NAME, &it.name)
        .with(field::DEFINITION, &it.definition)
        .with(field::UNIT, it.unit.code())
        .with(field::NUMERATOR_NAME, &it.numerator_name)
        .with(field::DENOMINATOR_NAME, &it.denominator_name)
        .with(field::BETTER, it.better.code())
        .with(field::SOURCE, &it.source)
        .with(field::FREQUENCY, it.frequency.code())
        .with(field::BASELINE, number(value.map(|value| value.numerator)))
        .with(
            field::BASELINE_OVER,
            number(value.and_then(|value| value.denominator)),
        )
        .with(field::COMPARATOR, &it.comparator)
        .with(field::TARGET, target.unwrap_or_default())
        .with(field::LIMIT, it.disclosure_limit.to_string());
    let answers = field::BASELINE_FROM.fill(answers, it.baseline.map(|baseline| baseline.from));
    let answers = field::BASELINE_TO.fill(answers, it.baseline.map(|baseline| baseline.to));
    let answers = field::TARGET_ON.fill(answers, it.target.map(|target| target.on));
    FormState::new(answers)
}

/// Reads a measure. `go_live` is the first day on which a site of the pilot may have
/// started.
///
/// # Errors
/// Something is missing or cannot be.
pub fn measure(
    answers: Answers,
    go_live: Option<NaiveDate>,
) -> Result<(Definition, FormState), FormState> {
    let mut form = FormState::new(answers);
    let name = form.need_line(
        field::NAME,
        "Enter the name of the measure",
        "Name",
        super::LINE,
    );
    let definition = form.need_text(
        field::DEFINITION,
        "Enter what exactly is counted",
        "Definition",
        TEXT,
    );
    let unit = form.need_choice(field::UNIT, "Select what its values are", Unit::from_code);
    let numerator_name = form.need_line(
        field::NUMERATOR_NAME,
        "Enter what is counted",
        "What is counted",
        super::LINE,
    );
    let mut denominator_name = line(&mut form, field::DENOMINATOR_NAME, "What it is a part of");
    let has_parts = unit.is_some_and(Unit::has_parts);
    if unit.is_some() && !has_parts {
        denominator_name.clear();
    } else if has_parts && denominator_name.is_empty() {
        form.refuse(field::DENOMINATOR_NAME, "Enter what it is divided by");
    }
    let better = form.need_choice(
        field::BETTER,
        "Select which way is better",
        Better::from_code,
    );
    let source = form.need_line(
        field::SOURCE,
        "Enter where it comes from",
        "Source",
        super::LINE,
    );
    let frequency = form.need_choice(
        field::FREQUENCY,
        "Select how often it is taken",
        Frequency::from_code,
    );
    let baseline = read_baseline(&mut form, unit, go_live);
    let comparator = text(&mut form, field::COMPARATOR, "Comparator");
    let target = read_target(&mut form);
    let limit = match form.answers.text(field::LIMIT).trim() {
        "" => Some(0),
        typed => rules::whole(typed)
            .filter(|limit| *limit == 0 || (rules::LEAST_LIMIT..=100).contains(limit)),
    };
    if limit.is_none() {
        form.refuse(
            field::LIMIT,
            format!(
                "The smallest count that is shown must be 0, or between {} and 100",
                rules::LEAST_LIMIT
            ),
        );
    }
    match (unit, better, frequency, limit) {
        (Some(unit), Some(better), Some(frequency), Some(disclosure_limit))
            if !form.is_refused() =>
        {
            Ok((
                Definition {
                    name,
                    definition,
                    unit,
                    numerator_name,
                    denominator_name,
                    better,
                    source,
                    frequency,
                    baseline,
                    comparator,
                    target,
                    disclosure_limit,
                },
                form,
            ))
        }
        _ => Err(form),
    }
}

fn read_baseline(
    form: &mut FormState,
    unit: Option<Unit>,
    go_live: Option<NaiveDate>,
) -> Option<Baseline> {
    let is_there = !form.answers.text(field::BASELINE).trim().is_empty()
        || !form.answers.text(field::BASELINE_OVER).trim().is_empty();
    let dates = [field::BASELINE_FROM, field::BASELINE_TO];
    if !is_there && dates.iter().all(|date| date.is_empty(&form.answers)) {
        return None;
    }
    let value = read_parts(
        form,
        unit,
        (field::BASELINE.to_owned(), field::BASELINE_OVER.to_owned()),
        "Baseline",
    );
    let from = field::BASELINE_FROM.read(form, "First day of the baseline");
    let to = field::BASELINE_TO.read(form, "Last day of the baseline");
    let (from, to) = (from?, to?);
    if to < from {
        form.refuse(
            field::BASELINE_TO.day,
            "Last day of the baseline must be on or after its first day",
        );
    }
    if go_live.is_some_and(|day| day <= to) {
        form.refuse(
            field::BASELINE_TO.day,
            "Last day of the baseline must be before the first site went live",
        );
    }
    value.map(|value| Baseline { value, from, to })
}

/// Reads a value of a measure from its two fields.
pub(super) fn read_parts(
    form: &mut FormState,
    unit: Option<Unit>,
    (upper, lower): (String, String),
    what: &str,
) -> Option<Parts> {
    let mut part = |name: &str, what: &str| {
        let typed = form.answers.text(name);
        let number = rules::whole(typed);
        if number.is_none() {
            let words = rules::why_not_whole(typed, what);
            form.refuse(name.to_owned(), words);
        }
        number
    };
    let numerator = part(&upper, what);
    if !unit.is_some_and(Unit::has_parts) {
        return numerator.map(|numerator| Parts {
            numerator,
            denominator: None,
        });
    }
    let denominator = part(&lower, &format!("{what}, the number it is divided by,"));
    let parts = Parts {
        numerator: numerator?,
        denominator: Some(denominator?),
    };
    if unit == Some(Unit::Ratio) && denominator? < parts.numerator {
        let grouped = |number: i64| crate::wording::grouped(number.unsigned_abs());
        form.refuse(
            upper,
            format!(
                "{what} must not be more than the number it is divided by: {} is more than {}",
                grouped(parts.numerator),
                grouped(denominator?)
            ),
        );
        return None;
    }
    if denominator? == 0 && parts.numerator > 0 {
        form.refuse(lower, format!("{what} cannot be divided by 0"));
        return None;
    }
    Some(parts)
}

fn read_target(form: &mut FormState) -> Option<Target> {
    let typed = form.answers.text(field::TARGET).trim().to_owned();
    if typed.is_empty() {
        if !field::TARGET_ON.is_empty(&form.answers) {
            form.refuse(field::TARGET, "Enter the target, because it has a date");
        }
        return None;
    }
    let tenths = rules::tenths(&typed);
    if tenths.is_none() {
        form.refuse(field::TARGET, "Target must be a number, like 26 or 26.5");
    }
    let on = field::TARGET_ON.read(form, "Date of the target");
    Some(Target {
        tenths: tenths?,
        on: on?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn good(unit: Unit) -> Answers {
        Answers::default()
            .with(field::NAME, "Report within 8 weeks")
            .with(field::DEFINITION, "Reports filed within 8 weeks of issue")
            .with(field::UNIT, unit.code())
            .with(field::NUMERATOR_NAME, "Reports within 8 weeks")
            .with(field::DENOMINATOR_NAME, "Reports")
            .with(field::BETTER, "up")
            .with(field::SOURCE, "Cafcass")
            .with(field::FREQUENCY, "monthly")
    }

    #[test]
    fn a_baseline_has_a_value_a_period_and_ends_before_go_live() {
        let with = |upper: &str, lower: &str, to: Option<&str>| {
            let answers = good(Unit::Ratio)
                .with(field::BASELINE, upper)
                .with(field::BASELINE_OVER, lower);
            let answers = field::BASELINE_FROM.fill(answers, Some(day("2025-01-01")));
            let answers = field::BASELINE_TO.fill(answers, to.map(day));
            measure(answers, Some(day("2026-01-06"))).map(|(measure, _)| measure)
        };
        let whole = with("41", "100", Some("2025-12-31")).unwrap();
        assert_eq!(whole.baseline.unwrap().value.denominator, Some(100));
        for (upper, lower, to) in [
            ("41", "", Some("2025-12-31")),
            ("101", "100", Some("2025-12-31")),
            ("26wks", "100", Some("2025-12-31")),
            ("1.234,5", "9999", Some("2025-12-31")),
            ("1", "0", Some("2025-12-31")),
            ("41", "100", None),
            ("41", "100", Some("2024-12-31")),
            ("41", "100", Some("2026-01-06")),
        ] {
            assert!(with(upper, lower, to).is_err(), "{upper} {lower} {to:?}");
        }
    }

    #[test]
    fn a_target_has_a_date_and_a_date_has_a_target() {
        let with = |target: &str, on: Option<&str>| {
            let answers = good(Unit::Weeks).with(field::TARGET, target);
            measure(field::TARGET_ON.fill(answers, on.map(day)), None).map(|(measure, _)| measure)
        };
        let target = with("26.5", Some("2027-03-31")).unwrap().target.unwrap();
        assert_eq!(target.tenths, 265);
        assert!(with("26", None).is_err());
        assert!(with("", Some("2027-03-31")).is_err());
        assert!(with("26wks", Some("2027-03-31")).is_err());
        assert_eq!(with("", None).unwrap().target, None);
    }

    #[test]
    fn a_share_names_both_its_parts_and_a_count_only_one() {
        let share = measure(good(Unit::Ratio).with(field::DENOMINATOR_NAME, ""), None);
        assert!(share.unwrap_err().error(field::DENOMINATOR_NAME).is_some());
        let (count, _) = measure(good(Unit::Count), None).unwrap();
        assert_eq!(count.denominator_name, "");
        for limit in ["1", "2", "101", "few", "-5"] {
            let form = measure(good(Unit::Count).with(field::LIMIT, limit), None);
            assert!(form.is_err(), "{limit}");
        }
    }

    #[test]
    fn a_measure_is_shown_as_it_was_read() {
        let answers = good(Unit::Ratio)
            .with(field::BASELINE, "41")
            .with(field::BASELINE_OVER, "1,000")
            .with(field::TARGET, "80.5")
            .with(field::LIMIT, "5");
        let answers = field::BASELINE_FROM.fill(answers, Some(day("2025-01-01")));
        let answers = field::BASELINE_TO.fill(answers, Some(day("2025-12-31")));
        let answers = field::TARGET_ON.fill(answers, Some(day("2027-03-31")));
        let (read, _) = measure(answers, None).unwrap();
        let kept = Measure {
            id: Uuid::nil(),
            pilot: Uuid::nil(),
            definition: read.clone(),
            withdrawn: false,
            version: 1,
        };
        assert_eq!(
            measure(filled_measure(&kept).answers, None).unwrap().0,
            read
        );
    }
}
