//! How a pilot stands: what a person says, with a reason, and what the figures suggest
//! beside it. The suggestion decides nothing.

use chrono::{DateTime, Months, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    evidence::{self, Entered, Series},
    rules::{self, ApprovedValues, MonthRow, Shown},
    types::{self, Definition, Entry, EntryKind, Frequency, Measure, PeriodTarget, Site},
};
use crate::{access::words, measures::control::Finding, wording};

words! {
    /// How a pilot or a measure stands, the best first. The scale is the three-point one
    /// of government's delivery confidence assessments.
    Rag {
        Green = "green", "Green: on track";
        Amber = "amber", "Amber: at risk";
        Red = "red", "Red: off track";
    }
}

impl Rag {
    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Green => "Success is likely, and nothing major stands in its way.",
            Self::Amber => {
                "Success is feasible. There are significant issues, which seem to be resolvable."
            }
            Self::Red => "Success seems unachievable unless something is changed.",
        }
    }
}

/// What somebody said of how a pilot or one of its measures stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// None where it is of the pilot as a whole.
    pub measure: Option<Uuid>,
    pub standing: Rag,
    pub reason: String,
    /// What the figures suggested then.
    pub suggested: Option<Rag>,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

impl Status {
    /// Whether it is older than one period.
    pub fn is_out_of_date(&self, period: Frequency, today: NaiveDate) -> bool {
        let set_on = wording::uk_day(self.at);
        set_on
            .checked_add_months(Months::new(months(period)))
            .is_some_and(|end| end < today)
    }
}

/// How long a status holds, in months. What is taken once is looked at every quarter.
fn months(period: Frequency) -> u32 {
    match period {
        Frequency::Monthly => 1,
        Frequency::Quarterly | Frequency::Once => 3,
        Frequency::Yearly => 12,
    }
}

/// "a month", for a status that holds so long.
pub fn period_in_words(period: Frequency) -> &'static str {
    match months(period) {
        1 => "a month",
        3 => "three months",
        _ => "a year",
    }
}

/// The period of a pilot: that of its measure which is taken most often.
pub fn period(measures: &[Measure]) -> Frequency {
    measures
        .iter()
        .filter(|measure| !measure.withdrawn)
        .map(|measure| measure.definition.frequency)
        .min_by_key(|frequency| months(*frequency))
        .unwrap_or(Frequency::Quarterly)
}

/// The statuses of the pilot as a whole, or of one measure, in their order.
pub fn of(all: &[Status], measure: Option<Uuid>) -> Vec<Status> {
    all.iter()
        .filter(|status| status.measure == measure)
        .cloned()
        .collect()
}

/// What the figures suggest, with why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// None where there is nothing to go by.
    pub standing: Option<Rag>,
    pub why: Vec<String>,
}

/// What the figures of a measure suggest.
pub fn of_measure(
    measure: &Measure,
    series: &Series,
    entered: &Entered,
    today: NaiveDate,
) -> Suggestion {
    let definition = &measure.definition;
    let Some(row) = series.latest() else {
        return Suggestion {
            standing: None,
            why: vec!["No figure is approved yet.".to_owned()],
        };
    };
    let reading = series.reading(definition, entered.chosen.as_ref());
    let mut why = vec![reading.says];
    let aim = if entered.targets.is_empty() {
        Aim::by_its_date(definition, row, today)
    } else {
        Aim::by_month(definition, series, &entered.targets, row)
    };
    why.extend(aim.why);
    let growing = series.growing(definition.unit);
    let finding = match &growing {
        // Nothing follows from a sum of now fewer and now more sites.
        Some(_) => Finding::NoSign,
        None => reading.finding,
    };
    why.extend(growing);
    let is_thin = row.reported() * 2 < row.cells.len();
    why.push(coverage(row));
    let standing = match (finding, aim.is_met) {
        (Finding::Worse, _) => Rag::Red,
        _ if aim.is_missed => Rag::Red,
        (Finding::Better, _) | (_, Some(true)) if !is_thin => Rag::Green,
        _ => Rag::Amber,
    };
    Suggestion {
        standing: Some(standing),
        why,
    }
}

/// How the figures stand to the target.
#[derive(Default)]
struct Aim {
    /// None where no target holds, or there is no figure to hold against it.
    is_met: Option<bool>,
    /// Whether it was missed for good, or for a quarter.
    is_missed: bool,
    why: Vec<String>,
}

/// After how many months with a figure, one after the other, in each of which its target
/// was missed a measure is off track.
const MISSED_FOR: usize = 3;

/// Whether a figure is as good as the target, in tenths, or better.
fn meets(definition: &Definition, value: f64, target: i64) -> bool {
    let aim = target as f64 / 10.0;
    match definition.better {
        types::Better::Up => value >= aim,
        types::Better::Down => value <= aim,
    }
}

impl Aim {
    /// Against the one target of the measure, which is to be reached by its date.
    fn by_its_date(definition: &Definition, latest: &MonthRow, today: NaiveDate) -> Self {
        let Some(target) = definition.target else {
            return Self::default();
        };
        let value = evidence::number(definition.unit, &latest.total);
        let is_met = value.map(|value| meets(definition, value, target.tenths));
        let is_past = target.on < today;
        let aim = rules::target_in_words(definition.unit, target.tenths);
        let by = wording::date(target.on);
        let why = match is_met {
            Some(true) => format!("The target of {aim} by {by} is met in the latest month."),
            Some(false) if is_past => format!("The target of {aim} by {by} was missed."),
            Some(false) => format!("The target of {aim} by {by} is not met yet."),
            None => format!("The target is {aim} by {by}, and the latest month is not shown."),
        };
        Self {
            is_met,
            is_missed: is_past && is_met == Some(false),
            why: vec![why],
        }
    }

    /// Each month against the target that held in it.
    fn by_month(
        definition: &Definition,
        series: &Series,
        targets: &[PeriodTarget],
        latest: &MonthRow,
    ) -> Self {
        let month = super::rough::month_in_words(latest.month);
        let Some(target) = rules::aim_in(definition, targets, latest.month) else {
            return Self {
                why: vec![format!("No target holds in {month}.")],
                ..Self::default()
            };
        };
        let aim = rules::target_in_words(definition.unit, target);
        // Of each month that had a target and a figure, whether it was met.
        let judged: Vec<bool> = series
            .points
            .iter()
            .filter(|point| point.row.is_some())
            .filter_map(|point| {
                let value = evidence::number(definition.unit, &point.total)?;
                let target = rules::aim_in(definition, targets, point.month)?;
                Some(meets(definition, value, target))
            })
            .collect();
        let value = evidence::number(definition.unit, &latest.total);
        let is_met = value.map(|value| meets(definition, value, target));
        let mut why = vec![match is_met {
            Some(true) => format!("The target of {aim} for {month} is met."),
            Some(false) => format!("The target of {aim} for {month} is not met."),
            None => format!("The target for {month} is {aim}, and the figure is not shown."),
        }];
        if judged.len() > 1 {
            let met = judged.iter().filter(|is_met| **is_met).count();
            let months = judged.len();
            why.push(format!(
                "Each month against its own target: met in {met} of {months} months."
            ));
        }
        let missed = judged.iter().rev().take_while(|is_met| !**is_met).count();
        let is_missed = is_met == Some(false) && missed >= MISSED_FOR;
        if is_missed {
            why.push(format!(
                "It was missed in each of the latest {missed} months with a figure."
            ));
        }
        Self {
            is_met,
            is_missed,
            why,
        }
    }
}

fn coverage(row: &MonthRow) -> String {
    let hidden = if row.total == Shown::Hidden {
        " The total is hidden, because it is small or would give away a small number."
    } else {
        ""
    };
    format!(
        "{}: {} of {} reported.{hidden}",
        super::rough::month_in_words(row.month),
        row.reported(),
        wording::count(row.cells.len() as u64, "site", "sites"),
    )
}

/// What the measures and milestones of a pilot suggest of it as a whole. Risks and issues
/// are not asked: only those read them who run the pilot.
pub fn of_pilot(
    measures: &[(String, Suggestion)],
    entries: &[Entry],
    today: NaiveDate,
) -> Suggestion {
    let mut why = Vec::new();
    for standing in [Rag::Red, Rag::Amber, Rag::Green] {
        let names: Vec<&str> = measures
            .iter()
            .filter(|(_, suggestion)| suggestion.standing == Some(standing))
            .map(|(name, _)| name.as_str())
            .collect();
        if !names.is_empty() {
            why.push(format!("{}: {}.", standing.label(), names.join("; ")));
        }
    }
    let late = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Milestone && entry.withdrawn.is_none())
        .filter(|entry| entry.content.actual_on.is_none())
        .filter(|entry| entry.content.due_on.is_some_and(|due| due < today))
        .count();
    if late > 0 {
        let count = wording::count(late as u64, "milestone is", "milestones are");
        why.push(format!("{count} overdue."));
    }
    let worst = measures
        .iter()
        .filter_map(|(_, suggestion)| suggestion.standing)
        .max();
    let standing = match worst {
        Some(standing) if late > 0 => Some(standing.max(Rag::Amber)),
        None if late > 0 => Some(Rag::Amber),
        worst => worst,
    };
    if why.is_empty() {
        why.push("No measure has figures, and no milestone is overdue.".to_owned());
    }
    Suggestion { standing, why }
}

/// What the figures suggest of each measure in use that sites report.
pub fn of_measures(
    measures: &[Measure],
    sites: &[Site],
    approved: &ApprovedValues,
    entered: impl Fn(Uuid) -> Entered,
    today: NaiveDate,
) -> Vec<(String, Suggestion)> {
    measures
        .iter()
        .filter(|measure| !measure.withdrawn)
        .filter(|measure| measure.definition.frequency == Frequency::Monthly)
        .map(|measure| {
            let entered = entered(measure.id);
            let series = evidence::series(measure, sites, approved, &entered, today);
            let suggestion = of_measure(measure, &series, &entered, today);
            (measure.definition.name.clone(), suggestion)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pilots::types::Content;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn status(at: &str) -> Status {
        Status {
            measure: None,
            standing: Rag::Green,
            reason: String::new(),
            suggested: None,
            by_name: String::new(),
            at: format!("{at}T12:00:00Z").parse().unwrap(),
        }
    }

    #[test]
    fn a_status_holds_for_one_period() {
        let is_old = |period, today| status("2026-10-15").is_out_of_date(period, day(today));
        assert!(!is_old(Frequency::Monthly, "2026-11-15"));
        assert!(is_old(Frequency::Monthly, "2026-11-16"));
        assert!(!is_old(Frequency::Quarterly, "2027-01-15"));
        assert!(is_old(Frequency::Once, "2027-01-16"));
        assert!(!is_old(Frequency::Yearly, "2027-10-15"));
        assert_eq!(period(&[]), Frequency::Quarterly);
    }

    #[test]
    fn a_pilot_is_as_its_worst_measure_and_never_green_with_a_late_milestone() {
        let suggested = |standing| Suggestion {
            standing,
            why: Vec::new(),
        };
        let (green, amber) = (Some(Rag::Green), Some(Rag::Amber));
        let measures = |all: &[Option<Rag>]| -> Vec<(String, Suggestion)> {
            let all = all.iter().enumerate();
            all.map(|(at, standing)| (format!("M{at}"), suggested(*standing)))
                .collect()
        };
        let today = day("2026-11-23");
        let late = Entry {
            id: Uuid::nil(),
            pilot: Uuid::nil(),
            kind: EntryKind::Milestone,
            content: Content {
                due_on: Some(day("2026-11-22")),
                ..Content::default()
            },
            created_on: today,
            withdrawn: None,
            version: 1,
        };
        let of = |all: &[Option<Rag>], entries: &[Entry]| {
            of_pilot(&measures(all), entries, today).standing
        };
        assert_eq!(of(&[], &[]), None);
        assert_eq!(of(&[None], &[]), None);
        assert_eq!(of(&[green, None], &[]), green);
        assert_eq!(of(&[green, Some(Rag::Red), amber], &[]), Some(Rag::Red));
        let late = [late];
        assert_eq!(of(&[green], &late), amber);
        assert_eq!(of(&[], &late), amber);
        let [mut done] = late;
        done.content.actual_on = Some(today);
        assert_eq!(of(&[green], &[done]), green);
    }
}
