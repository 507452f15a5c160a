//! How a pilot stands, from which months the expected range comes, and figures that no
//! site reports.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    super::{
        evidence::{Beside, Entered},
        official::{self, Choice, Offered},
        rough::{Rough, month_in_words},
        rules,
        status::Rag,
        types::{Definition, Parts, Unit},
    },
    TEXT, field, line,
};
use crate::{
    access::words,
    form::{Answers, FormState},
    measures::control::FEWEST,
    performance::catalogue::Series,
};

/// How somebody says that a pilot or a measure stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStatus {
    pub key: Uuid,
    pub standing: Rag,
    pub reason: String,
    /// How many statuses there were when the form was drawn, and one.
    pub version: i32,
}

/// The form of a status.
pub fn blank_status(key: Uuid, version: i32) -> FormState {
    let answers = Answers::default()
        .with(field::KEY, key.to_string())
        .with(field::VERSION, version.to_string());
    FormState::new(answers)
}

/// Reads a status.
///
/// # Errors
/// Something is missing or cannot be.
pub fn status(answers: Answers) -> Result<NewStatus, FormState> {
    let mut form = FormState::new(answers);
    let standing = form.need_choice(field::STANDING, "Select how it stands", Rag::from_code);
    let reason = form.need_text(field::REASON, "Enter the reason", "The reason", TEXT);
    let key = form.need_key(field::KEY, field::STANDING);
    let version = form.need_version(field::VERSION, field::STANDING);
    match (standing, key, version) {
        (Some(standing), Some(key), Some(version)) if !form.is_refused() => Ok(NewStatus {
            key,
            standing,
            reason,
            version,
        }),
        _ => Err(form),
    }
}

/// From which months somebody wants the expected range; none of them where it is to come
/// from the usual ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRange {
    pub months: Option<(NaiveDate, NaiveDate)>,
    pub reason: String,
    pub version: i32,
}

/// The form of the expected range as it is.
pub fn filled_range(entered: &Entered) -> FormState {
    let answers = Answers::default().with(field::VERSION, entered.version.to_string());
    let Some(chosen) = &entered.chosen else {
        return FormState::new(answers);
    };
    let answers = answers
        .with(field::RANGE_FROM, chosen.from.to_string())
        .with(field::RANGE_TO, chosen.to.to_string())
        .with(field::REASON, &chosen.reason);
    FormState::new(answers)
}

/// Reads the expected range of a measure with figures in `months`.
///
/// # Errors
/// There are too few figures in it, or there is no reason.
pub fn range(answers: Answers, months: &[NaiveDate]) -> Result<NewRange, FormState> {
    let mut form = FormState::new(answers);
    let month = |form: &mut FormState, name: &'static str, ask: &str| {
        let typed = form.answers.text(name);
        let known = typed.parse().ok().filter(|month| months.contains(month));
        if known.is_none() && !typed.is_empty() {
            form.refuse(name, ask);
        }
        known
    };
    let from = month(&mut form, field::RANGE_FROM, "Select the first month");
    let to = month(&mut form, field::RANGE_TO, "Select the last month");
    let chosen = match (from, to) {
        (Some(from), Some(to)) => Some((from, to)),
        (None, None) => None,
        (from, _) => {
            let (name, ask) = if from.is_none() {
                (field::RANGE_FROM, "Select the first month, too")
            } else {
                (field::RANGE_TO, "Select the last month, too")
            };
            if !form.is_refused() {
                form.refuse(name, ask);
            }
            None
        }
    };
    if let Some((from, to)) = chosen {
        let within = months.iter().filter(|month| (from..=to).contains(month));
        if to < from {
            form.refuse(
                field::RANGE_TO,
                "The last month must be the first one or after it",
            );
        } else if within.count() < FEWEST {
            form.refuse(
                field::RANGE_TO,
                format!(
                    "There must be {FEWEST} or more months with figures from the first to the last"
                ),
            );
        }
    }
    let reason = form.need_text(
        field::REASON,
        "Enter why the range comes from these months",
        "The reason",
        TEXT,
    );
    let version = form.need_version(field::VERSION, field::RANGE_FROM);
    match version {
        Some(version) if !form.is_refused() => Ok(NewRange {
            months: chosen,
            reason,
            version,
        }),
        _ => Err(form),
    }
}

words! {
    /// What a measure is compared with.
    With {
        Typed = "typed", "Figures that you enter here, or nothing";
        Official = "official", "Official figures of other areas";
    }
}

/// Figures that no site reports, as somebody enters them.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFigures {
    pub figures: BTreeMap<(Beside, NaiveDate), Parts>,
    pub before_source: String,
    pub comparator_source: String,
    /// What takes the place of the figures of the comparator.
    pub official: Option<Choice>,
    pub version: i32,
}

/// The field of figures of one kind, and that of their source.
pub fn fields_of(kind: Beside) -> (&'static str, &'static str) {
    match kind {
        Beside::Before => (field::BEFORE, field::BEFORE_SOURCE),
        Beside::Comparator => (field::COMPARATOR, field::COMPARATOR_SOURCE),
    }
}

/// The form of these figures as they are.
pub fn filled_figures(entered: &Entered) -> FormState {
    let mut answers = Answers::default().with(field::VERSION, entered.version.to_string());
    for kind in Beside::ALL {
        let lines: Vec<String> = entered
            .of(*kind)
            .map(|(month, parts)| {
                let over = parts.denominator.map(|number| format!(" {number}"));
                let over = over.unwrap_or_default();
                format!("{} {}{over}", month_in_words(month), parts.numerator)
            })
            .collect();
        let source = match kind {
            Beside::Before => &entered.before_source,
            Beside::Comparator => &entered.comparator_source,
        };
        let (figures_of, source_of) = fields_of(*kind);
        answers = answers
            .with(figures_of, lines.join("\n"))
            .with(source_of, source);
    }
    match &entered.official {
        None => answers.add(field::WITH, With::Typed.code()),
        Some(choice) => {
            answers.add(field::WITH, With::Official.code());
            answers.add(field::SERIES, choice.series.code);
            for area in &choice.areas {
                answers.add(field::AREAS, area);
            }
        }
    }
    FormState::new(answers)
}

/// Most months of one kind.
const MOST: usize = 120;

/// Reads these figures, one month a line. Those before the pilot end before `live`, the
/// month in which the first site went live, and none is of a month that is not over at
/// `present`, the month that runs. Figures that were typed for the comparator stay as they
/// are in `entered` while official ones take their place; `offered` says which there are.
///
/// # Errors
/// A line is none, a month is there twice or cannot be, a source is missing, or the
/// official figures cannot stand beside those of the measure.
pub fn figures(
    answers: Answers,
    definition: &Definition,
    (live, present): (Option<NaiveDate>, NaiveDate),
    (entered, offered): (&Entered, &[Offered]),
) -> Result<NewFigures, FormState> {
    let mut form = FormState::new(answers);
    let mut figures = BTreeMap::new();
    let mut sources = [String::new(), String::new()];
    let with = form.need_choice(
        field::WITH,
        "Select what the measure is compared with",
        With::from_code,
    );
    for (kind, kept) in Beside::ALL.iter().zip(&mut sources) {
        let (name, source) = fields_of(*kind);
        if *kind == Beside::Comparator && with == Some(With::Official) {
            let typed = entered.of(*kind);
            figures.extend(typed.map(|(month, parts)| ((*kind, month), parts)));
            kept.clone_from(&entered.comparator_source);
            continue;
        }
        let end = match (kind, live) {
            (Beside::Before, Some(live)) => live.min(present),
            _ => present,
        };
        match read_lines(form.answers.text(name), definition.unit, end) {
            Ok(read) => figures.extend(
                read.into_iter()
                    .map(|(month, parts)| ((*kind, month), parts)),
            ),
            Err(message) => form.refuse(name, message),
        }
        *kept = line(&mut form, source, "Source");
        let has_any = !form.answers.text(name).trim().is_empty();
        if has_any && kept.is_empty() {
            form.refuse(source, "Enter where these figures are from");
        }
    }
    let official = match with {
        Some(With::Official) => choice(&mut form, definition.unit, offered),
        Some(With::Typed) | None => None,
    };
    let version = form.need_version(field::VERSION, field::BEFORE);
    let [before_source, comparator_source] = sources;
    match version {
        Some(version) if !form.is_refused() => Ok(NewFigures {
            figures,
            before_source,
            comparator_source,
            official,
            version,
        }),
        _ => Err(form),
    }
}

/// Reads which official figures somebody wants beside a measure in `unit`.
fn choice(form: &mut FormState, unit: Unit, offered: &[Offered]) -> Option<Choice> {
    if form.answers.all(field::SERIES).len() > 1 {
        form.refuse(
            field::SERIES,
            "Select one series. Publishers count in different ways and calendars, so their figures cannot stand in one line",
        );
        return None;
    }
    let series = form.need_choice(field::SERIES, "Select a series", |code| {
        Series::find(code).filter(|series| official::comparable().any(|one| one == *series))
    });
    if let Some(Err(why)) = series.map(|series| official::fits(unit, series)) {
        form.refuse(field::SERIES, why);
    }
    let areas: BTreeSet<String> = form.answers.all(field::AREAS).iter().cloned().collect();
    if areas.is_empty() {
        form.refuse(field::AREAS, "Select at least one area");
    }
    let wrong = areas.iter().find_map(|key| {
        let Some(one) = offered.iter().find(|one| one.area.key == *key) else {
            return Some("Select areas from the list".to_owned());
        };
        let series = series.filter(|series| !one.series.contains(series))?;
        let name = &one.area.name;
        Some(format!("There are no figures “{}” of {name}", series.name))
    });
    if let Some(wrong) = wrong {
        form.refuse(field::AREAS, wrong);
    }
    let areas = areas.into_iter().collect();
    series.map(|series| Choice { series, areas })
}

fn read_lines(text: &str, unit: Unit, end: NaiveDate) -> Result<Vec<(NaiveDate, Parts)>, String> {
    let mut read = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let number = at + 1;
        let Some((month, parts)) = read_line(line, unit) else {
            let how = if unit.has_parts() {
                "a month and two whole numbers, like March 2025 41 100"
            } else {
                "a month and a whole number, like March 2025 41"
            };
            return Err(format!("Line {number} must be {how}"));
        };
        if month >= end {
            return Err(format!(
                "Line {number} must be of a month before {}",
                month_in_words(end)
            ));
        }
        if !seen.insert(month) {
            return Err(format!("Line {number} has a month that is there already"));
        }
        let whole = parts.denominator.unwrap_or(i64::MAX);
        let is_above = unit == Unit::Ratio && parts.numerator > whole;
        if is_above || (whole == 0 && parts.numerator > 0) {
            return Err(format!(
                "Line {number} has more counted than the number it is divided by"
            ));
        }
        read.push((month, parts));
    }
    if read.len() > MOST {
        return Err(format!("There must be {MOST} months or less"));
    }
    Ok(read)
}

/// A month, then the parts of a value.
fn read_line(line: &str, unit: Unit) -> Option<(NaiveDate, Parts)> {
    let words: Vec<&str> = line
        .split([' ', '\t', ';'])
        .map(|word| word.trim_end_matches(','))
        .filter(|word| !word.is_empty())
        .collect();
    let parts = if unit.has_parts() { 2 } else { 1 };
    let (month, numbers) = words.split_at_checked(words.len().checked_sub(parts)?)?;
    let month = Rough::typed(&month.join(" "))?;
    let first = rules::month_of(month.first());
    // A day, a quarter and a year are no month.
    if month != Rough::from_code(&first.format("%Y-%m").to_string())? {
        return None;
    }
    let mut numbers = numbers.iter().map(|number| rules::whole(number));
    let numerator = numbers.next()??;
    let denominator = match numbers.next() {
        Some(number) => Some(number?),
        None => None,
    };
    Some((
        first,
        Parts {
            numerator,
            denominator,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        performance::types::Area,
        pilots::types::{Better, Frequency},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn definition(unit: Unit) -> Definition {
        Definition {
            name: String::new(),
            definition: String::new(),
            unit,
            numerator_name: String::new(),
            denominator_name: String::new(),
            better: Better::Up,
            source: String::new(),
            frequency: Frequency::Monthly,
            baseline: None,
            comparator: String::new(),
            target: None,
            disclosure_limit: 5,
        }
    }

    fn read(unit: Unit, before: &str, comparator: &str) -> Result<NewFigures, FormState> {
        let answers = Answers::default()
            .with(field::VERSION, "1")
            .with(field::WITH, With::Typed.code())
            .with(field::BEFORE, before)
            .with(field::BEFORE_SOURCE, "Court records")
            .with(field::COMPARATOR, comparator)
            .with(field::COMPARATOR_SOURCE, "Cafcass");
        read_as(answers, unit, &Entered::default())
    }

    fn read_as(answers: Answers, unit: Unit, entered: &Entered) -> Result<NewFigures, FormState> {
        let offered = [
            ("england", vec!["cafcass_duration"]),
            ("england_and_wales", vec!["moj_care_mean", "moj_care_26"]),
            ("dfj:carlisle", vec!["cafcass_duration"]),
        ]
        .map(|(key, series)| Offered {
            area: Area {
                key: key.to_owned(),
                name: key.to_owned(),
            },
            series: series.into_iter().filter_map(Series::find).collect(),
        });
        figures(
            answers,
            &definition(unit),
            (Some(day("2026-01-01")), day("2026-11-01")),
            (entered, &offered),
        )
    }

    /// The form that compares with official figures.
    fn official(series: &[&str], areas: &[&str]) -> Answers {
        let mut answers = Answers::default()
            .with(field::VERSION, "1")
            .with(field::WITH, With::Official.code());
        for code in series {
            answers.add(field::SERIES, *code);
        }
        for area in areas {
            answers.add(field::AREAS, *area);
        }
        answers
    }

    #[test]
    fn official_figures_are_of_one_series_in_the_unit_of_the_measure() {
        let areas = ["england", "dfj:carlisle"];
        let new = read_as(
            official(&["cafcass_duration"], &areas),
            Unit::Weeks,
            &Entered::default(),
        )
        .unwrap();
        let choice = new.official.clone().unwrap();
        assert_eq!(choice.series.code, "cafcass_duration");
        assert_eq!(choice.areas, ["dfj:carlisle", "england"]);
        let entered = Entered {
            official: new.official.clone(),
            ..Entered::default()
        };
        let again = read_as(filled_figures(&entered).answers, Unit::Weeks, &entered);
        assert_eq!(again.unwrap(), new);
        for (unit, series, areas, name, wrong) in [
            (
                Unit::Weeks,
                &[][..],
                &["england"][..],
                field::SERIES,
                "Select a series",
            ),
            (
                Unit::Weeks,
                &["cafcass_duration", "moj_care_mean"],
                &["england"],
                field::SERIES,
                "cannot stand in one line",
            ),
            (
                Unit::Weeks,
                &["moj_public_started"],
                &["england"],
                field::SERIES,
                "Select a series",
            ),
            (
                Unit::Ratio,
                &["cafcass_duration"],
                &["england"],
                field::SERIES,
                "a percentage",
            ),
            (
                Unit::Count,
                &["moj_care_26"],
                &["england_and_wales"],
                field::SERIES,
                "a count",
            ),
            (
                Unit::Weeks,
                &["cafcass_duration"],
                &[],
                field::AREAS,
                "at least one",
            ),
            (
                Unit::Weeks,
                &["cafcass_duration"],
                &["dfj:none"],
                field::AREAS,
                "from the list",
            ),
            (
                Unit::Weeks,
                &["moj_care_mean"],
                &["england"],
                field::AREAS,
                "no figures",
            ),
        ] {
            let form = read_as(official(series, areas), unit, &Entered::default()).unwrap_err();
            let error = form.error(name).unwrap_or_default();
            assert!(error.contains(wrong), "{series:?} {areas:?}: {error}");
        }
    }

    #[test]
    fn official_figures_leave_those_that_were_typed_as_they_were() {
        let typed = read(Unit::Weeks, "", "March 2025 41 100").unwrap();
        let entered = Entered {
            figures: typed.figures.clone(),
            comparator_source: typed.comparator_source.clone(),
            ..Entered::default()
        };
        let answers = official(&["cafcass_duration"], &["england"])
            .with(field::COMPARATOR, "26wks")
            .with(field::COMPARATOR_SOURCE, "");
        let new = read_as(answers, Unit::Weeks, &entered).unwrap();
        assert_eq!(new.figures, typed.figures);
        assert_eq!(new.comparator_source, "Cafcass");
    }

    #[test]
    fn what_it_is_compared_with_has_to_be_said() {
        let answers = Answers::default().with(field::VERSION, "1");
        let form = read_as(answers, Unit::Weeks, &Entered::default()).unwrap_err();
        assert!(form.error(field::WITH).is_some());
    }

    #[test]
    fn figures_are_read_a_month_a_line() {
        let text = "March 2025 41 100\n\n2025-04\t1,041\t2,100\nMay 2025; 0; 0";
        let new = read(Unit::Ratio, text, "October 2026 1 2").unwrap();
        let months: Vec<_> = new
            .figures
            .keys()
            .map(|(_, month)| month.to_string())
            .collect();
        assert_eq!(
            months,
            ["2025-03-01", "2025-04-01", "2025-05-01", "2026-10-01"]
        );
        let april = new.figures[&(Beside::Before, day("2025-04-01"))];
        assert_eq!((april.numerator, april.denominator), (1_041, Some(2_100)));
        let entered = Entered {
            figures: new.figures.clone(),
            before_source: new.before_source.clone(),
            comparator_source: new.comparator_source.clone(),
            ..Entered::default()
        };
        let again = read_as(filled_figures(&entered).answers, Unit::Ratio, &entered);
        assert_eq!(again.unwrap(), new);
        assert!(read(Unit::Count, "March 2025 41", "").is_ok());
    }

    #[test]
    fn what_is_no_month_or_no_number_is_refused_with_its_line() {
        for (text, wrong) in [
            ("March 2025 41 100\nApril 2025 41", "Line 2"),
            ("March 2025 26wks 100", "Line 1"),
            ("March 2025 1.234,5 9999", "Line 1"),
            ("2025 41 100", "Line 1"),
            ("January to March 2025 41 100", "Line 1"),
            ("3 March 2025 41 100", "Line 1"),
            ("March 2025 101 100", "Line 1"),
            ("March 2025 1 0", "Line 1"),
            ("March 2025 -1 10", "Line 1"),
            ("January 2026 41 100", "before January 2026"),
            ("March 2025 41 100\n2025-03 1 2", "Line 2"),
            ("41 100", "Line 1"),
        ] {
            let form = read(Unit::Ratio, text, "").unwrap_err();
            let error = form.error(field::BEFORE).unwrap_or_default();
            assert!(error.contains(wrong), "{text}: {error}");
        }
        let form = read(Unit::Ratio, "", "November 2026 1 2").unwrap_err();
        assert!(form.error(field::COMPARATOR).is_some());
    }

    #[test]
    fn a_range_has_six_months_with_figures_and_a_reason() {
        let months: Vec<NaiveDate> = (1..=8)
            .map(|month| day(&format!("2026-{month:02}-01")))
            .collect();
        let with = |from: &str, to: &str, reason: &str| {
            let answers = Answers::default()
                .with(field::VERSION, "1")
                .with(field::RANGE_FROM, from)
                .with(field::RANGE_TO, to)
                .with(field::REASON, reason);
            range(answers, &months)
        };
        let six = with("2026-02-01", "2026-07-01", "Stable then").unwrap();
        assert_eq!(six.months, Some((day("2026-02-01"), day("2026-07-01"))));
        assert_eq!(with("", "", "As usual").unwrap().months, None);
        for (from, to, reason) in [
            ("2026-03-01", "2026-07-01", "Too few"),
            ("2026-07-01", "2026-02-01", "Turned round"),
            ("2026-02-01", "", "Half"),
            ("", "2026-07-01", "Half"),
            ("2026-02-01", "2026-09-01", "Not known"),
            ("soon", "2026-07-01", "Not known"),
            ("2026-02-01", "2026-07-01", ""),
        ] {
            assert!(with(from, to, reason).is_err(), "{from} {to} {reason}");
        }
    }

    #[test]
    fn a_status_needs_a_reason() {
        let with = |standing: &str, reason: &str| {
            let blank = blank_status(Uuid::nil(), 1).answers;
            status(
                blank
                    .with(field::STANDING, standing)
                    .with(field::REASON, reason),
            )
        };
        assert_eq!(
            with("amber", "Posts are vacant").unwrap().standing,
            Rag::Amber
        );
        assert!(with("amber", "").is_err());
        assert!(with("blue", "Why not").is_err());
        assert!(with("", "Why not").is_err());
    }
}
